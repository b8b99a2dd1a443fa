"""Extends programmes (Act §§ 13 and 14): where the rule set has it, up to its maximum, applied for before the end."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor, acting_as, bound_actor
from agencies.errors import Refusal
from agencies.operations.base import operation
from participants.models import Deadline
from participants.operations.deadlines import meet_deadline
from programmes.clocks import TAKEN_BACK, clock_of, with_taken_back
from programmes.earlier_time import time_in_words
from programmes.law.cases import ClockResult
from programmes.law.durations import duration_refusals
from programmes.law.enums import LeaveClock
from programmes.law.months import last_day_of_period
from programmes.law.net_time import NOTHING_USED, exceeds, months_left
from programmes.law.procedure import REVERSAL_PARAGRAPH
from programmes.law.reentry import TimeUsed
from programmes.law.rules import DurationRule
from programmes.law_words import law_catalogue
from programmes.models import Decision, DecisionType, Participation
from programmes.operations.awarding import lock_participation
from programmes.operations.decisions import Draft, decide_or_submit, draft_decision, steps_in
from programmes.operations.effects import Effect, register_effect
from programmes.operations.extension_watch import EXTENSION_WINDOW, extension_left, limits_of
from programmes.operations.following import follow_facts
from programmes.operations.procedure import StepFacts
from programmes.operations.reentry import time_used_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An application for more months; ``reasons`` say why the goal can be reached in that time (Act § 14(4))."""

    months: int
    requested_on: dt.date
    reasons: str
    is_refusal: bool = False
    language: str = "nb"


@operation
def decide_extension(
    actor: Actor,
    participation_id: UUID,
    extension: Extension,
    *,
    decided_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Draft and make the decision in one go; where a team leader must approve, the draft is sent there instead.

    Raises ``RuleRefused`` with the paragraph when the law has no such extension, when the programme has ended, when
    it was applied for too late, or when another extension is under way.
    """
    participation = lock_participation(actor, participation_id, expected_version)
    draft = Draft(
        decision_type=DecisionType.EXTENSION,
        participation_id=participation.pk,
        is_refusal=extension.is_refusal,
        requested_on=extension.requested_on,
        content={"extension_months": extension.months},
        reasons=extension.reasons,
        language=extension.language,
    )
    decision = draft_decision(actor, participation.participant_id, draft)
    return decide_or_submit(actor, decision, StepFacts(happened_on=decided_on or timezone.localdate()))


def preview_extension(
    participation: Participation, months: int, requested_on: dt.date
) -> tuple[ClockResult, list[Refusal]]:
    """What an extension by so many months would mean, with everything that stands against it; nothing is stored."""
    refusals = extension_refusals(participation, months, requested_on)
    return clock_of(_extended(participation, months)), refusals


def extension_refusals(
    participation: Participation, months: int, requested_on: dt.date, *, draft_id: UUID | None = None
) -> list[Refusal]:
    """Everything that stands against the extension (of the draft with this id), each with its paragraph."""
    rule = limits_of(participation)
    paragraph = (rule.extension_paragraph or rule.paragraph) if rule else ""
    faults: list[Refusal] = []
    if participation.ended_on is not None:
        faults.append(Refusal("already_ended", _("Programmet er avsluttet."), "", "integreringsloven § 18 a"))
    if months < 1:
        faults.append(Refusal("months_below_one", _("En forlengelse er minst én måned."), "months", paragraph))
    elif rule is not None:
        total = participation.extension_months + months
        faults += [
            Refusal(refusal.code, refusal.detail(law_catalogue()), "months", refusal.paragraph)
            for refusal in duration_refusals(rule, participation.months, total)
            if refusal.code.startswith("extension")
        ]
        faults += [] if faults else _used_time(participation, total, rule)
    if requested_on > participation.last_day:
        text = _("Det må søkes om forlengelse før programmet slutter, som var %(day)s.")
        text %= {"day": f"{participation.last_day:%d.%m.%Y}"}
        faults.append(Refusal("requested_after_end", text, "requested_on", paragraph))
    if requested_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "requested_on"))
    return faults + ([] if faults else _other_extension(participation, paragraph, draft_id))


def _used_time(participation: Participation, extension_months: int, rule: DurationRule) -> list[Refusal]:
    """Time used in earlier programmes, here and elsewhere, counts against the longest duration with extension."""
    used = time_used_by(participation.participant)
    longest = rule.maximum_months + rule.extension_maximum_months
    if used == NOTHING_USED or not exceeds(used, participation.months + extension_months, longest):
        return []
    left = max(months_left(used, longest) - participation.months - participation.extension_months, 0)
    text = _("Deltakeren har brukt %(used)s i tidligere program. Programmet kan forlenges med høyst %(left)s.")
    text %= {"used": time_in_words(used), "left": time_in_words(TimeUsed(left, 0))}
    return [Refusal("time_used_above_maximum", text, "months", rule.extension_paragraph or rule.paragraph)]


def _other_extension(participation: Participation, paragraph: str, draft_id: UUID | None) -> list[Refusal]:
    """One extension at a time: none while another is drafted, none while the time of the last one has not begun."""
    under_way = _draft_under_way(participation, paragraph, draft_id)
    if under_way or not participation.extension_months:
        return under_way
    begins_on = last_day_of_period(participation.first_day, participation.months) + dt.timedelta(days=1)
    if timezone.localdate() >= begins_on:
        return []
    text = _("Programmet er alt forlenget med %(months)s måneder, og den tiden har ikke begynt.")
    return [Refusal("already_extended", text % {"months": participation.extension_months}, "", paragraph)]


def _draft_under_way(participation: Participation, paragraph: str, draft_id: UUID | None) -> list[Refusal]:
    others = Decision.objects.filter(participation=participation, decision_type=DecisionType.EXTENSION)
    # NAV, which opens no decisions, may propose one: it is told that there is a draft, and nothing of it.
    with acting_as(bound_actor().as_system()):
        drafts = list(others.under_work().values_list("pk", flat=True))
    if all(pk == draft_id for pk in drafts):
        return []
    text = _("Et vedtak om forlengelse er alt under arbeid. Fatt det eller legg det bort først.")
    return [Refusal("extension_under_way", text, "", paragraph)]


def _extended(participation: Participation, months: int) -> Participation:
    """An unsaved copy of the programme with the extension on it; a last day set by decision moves by decision."""
    extended = Participation.objects.get(pk=participation.pk)
    extended.participant = participation.participant
    extended.extension_months = participation.extension_months + max(months, 0)
    extended.decided_last_day = participation.decided_last_day
    if extended.decided_last_day and clock_of(extended).leave_clock is LeaveClock.BY_DECISION:
        extended.decided_last_day = last_day_of_period(extended.decided_last_day + dt.timedelta(days=1), max(months, 0))
    return extended


def _before(replaced: Decision | None, participation: Participation) -> Participation:
    """The programme without the extension that is replaced: six months that become three are three."""
    if replaced is None or not replaced.is_granted_extension or replaced.participation_id != participation.pk:
        return participation
    before = Participation.objects.get(pk=participation.pk)
    before.participant = participation.participant
    before.extension_months -= replaced.content["extension_months"]
    if before.decided_last_day and clock_of(participation).leave_clock is LeaveClock.BY_DECISION:
        before.decided_last_day -= _days_given_by(replaced)
    return before


def _days_given_by(granted: Decision) -> dt.timedelta:
    """How far the extension moved a decided last day, with those that it replaced; leave may have moved it since."""
    first = granted
    while first.replaces is not None and first.replaces.is_granted_extension:
        first = first.replaces
    last_day, earlier = granted.content["last_day"], first.content["earlier_last_day"]
    return dt.date.fromisoformat(last_day) - dt.date.fromisoformat(earlier)


def _check(decision: Decision, _day: dt.date) -> list[Refusal]:
    participation, months = decision.participation, decision.content.get("extension_months")
    if participation is None or not isinstance(months, int) or decision.requested_on is None:
        text = _("En forlengelse har et antall måneder og en søknadsdato.")
        return [Refusal("extension_incomplete", text, "months")]
    if decision.replaces is not None and _is_replaced(decision.replaces, decision.pk):
        return [_already_replaced()]
    before = _before(decision.replaces, participation)
    return extension_refusals(before, months, decision.requested_on, draft_id=decision.pk)


def _apply(_actor: Actor, decision: Decision, decided_on: dt.date) -> None:
    """Put the months on the programme, let the clock find its new last day, and move what hangs on it."""
    if decision.participation is None:
        raise ValueError("an extension is of a programme")
    before = _before(decision.replaces, decision.participation)
    participation = _extended(before, decision.content["extension_months"])
    earlier = participation.last_day
    follow_facts(participation)
    decision.participation = participation
    decision.content |= {"earlier_last_day": earlier.isoformat(), "last_day": participation.last_day.isoformat()}
    decision.computed = steps_in(decision.language, clock_of(participation))
    rule = limits_of(participation)
    if rule is not None and rule.extension_paragraph:
        decision.paragraphs = [rule.extension_paragraph]
    if not extension_left(participation):
        meet_deadline(EXTENSION_WINDOW, participation.pk, decided_on)


def taking_back_refusals(granted: Decision, day: dt.date, *, draft_id: UUID | None = None) -> list[Refusal]:
    """What stands against taking the extension back (by the draft with this id) on a day, each with its paragraph."""
    participation = granted.participation
    if participation is None or not granted.is_granted_extension:
        text = _("Bare en forlengelse som er innvilget, kan tas tilbake.")
        return [Refusal("not_a_granted_extension", text, "", REVERSAL_PARAGRAPH)]
    if _is_replaced(granted, draft_id):
        return [_already_replaced()]
    if participation.ended_on is not None:
        return [Refusal("already_ended", _("Programmet er avsluttet."), "", "integreringsloven § 18 a")]
    if day > participation.last_day:
        text = _("Tiden i forlengelsen er brukt, så det er ingenting igjen å gjøre om. Den gikk ut %(day)s.")
        text %= {"day": f"{participation.last_day:%d.%m.%Y}"}
        return [Refusal("extension_used", text, "", REVERSAL_PARAGRAPH)]
    newer = _standing_after(granted)
    if newer is not None:
        text = _("Programmet er forlenget en gang til etter dette, i vedtak %(number)s. Ta det tilbake først.")
        return [Refusal("newer_extension", text % {"number": newer.number}, "", REVERSAL_PARAGRAPH)]
    return _draft_under_way(participation, REVERSAL_PARAGRAPH, draft_id)


def preview_taking_back(granted: Decision, day: dt.date) -> tuple[ClockResult | None, list[Refusal]]:
    """What taking the extension back on a day would mean, or all that stands against it; nothing is stored."""
    refusals = taking_back_refusals(granted, day)
    if refusals or granted.participation is None:
        return None, refusals
    return _without(granted, granted.participation, day)[1], []


def _check_taking_back(decision: Decision, day: dt.date) -> list[Refusal]:
    granted = decision.taken_back
    return taking_back_refusals(granted, day, draft_id=decision.pk) if granted is not None else []


def _take_back(_actor: Actor, decision: Decision, decided_on: dt.date) -> None:
    """Take the months of the replaced extension off the programme from the day of the decision on.

    What of them has been used by then is not undone: the programme lasts through that day.
    """
    granted, participation = decision.taken_back, decision.participation
    if granted is None or participation is None:
        return
    earlier = participation.last_day
    left, clock = _without(granted, participation, decided_on)
    follow_facts(left)
    decision.participation = left
    decision.content |= {
        TAKEN_BACK: granted.content["extension_months"],
        "earlier_last_day": earlier.isoformat(),
        "last_day": left.last_day.isoformat(),
    }
    decision.computed = steps_in(decision.language, clock)
    if extension_left(left):
        # It may be applied for again, so the warning before the end stands anew.
        warned = Deadline.objects.filter(kind=EXTENSION_WINDOW, subject_id=left.pk)
        warned.update(met_on=None, closed_on=None, next_flag_on=F("due_on"), changed_at=timezone.now())


def _foretell_taking_back(decision: Decision, day: dt.date) -> dict[str, Any]:
    """The months that would go, the last day as it stands, and the one that it would become where it is another."""
    granted, participation = decision.taken_back, decision.participation
    if granted is None or participation is None:
        return {}
    now, then = participation.last_day, _without(granted, participation, day)[1].last_day
    known = {TAKEN_BACK: granted.content["extension_months"], "standing_last_day": now.isoformat()}
    return known | ({"foretold_last_day": then.isoformat()} if then is not None and then < now else {})


def _without(granted: Decision, participation: Participation, day: dt.date) -> tuple[Participation, ClockResult]:
    """The programme when the extension is taken back on a day, unsaved, with the clock that says so."""
    months = granted.content["extension_months"]
    left = _left_of(_before(granted, participation), months, day)
    return left, with_taken_back(clock_of(left), left, [(months, day)])


def _left_of(before: Participation, months: int, decided_on: dt.date) -> Participation:
    """The programme without the extension, or with as much of it as had been used by the day."""
    for used in range(months + 1):
        left = _extended(before, used)
        last_day = clock_of(left).last_day
        if last_day is None or last_day >= decided_on:
            break
    if used:
        left.decided_last_day, left.decided_end_stands = decided_on, True
    return left


def _is_replaced(decision: Decision, draft_id: UUID | None) -> bool:
    made = decision.replaced_by.filter(decided_on__isnull=False)
    return (made.exclude(pk=draft_id) if draft_id else made).exists()


def _standing_after(granted: Decision) -> Decision | None:
    """The newest of the extensions that were granted after this one and are not replaced."""
    others = Decision.objects.filter(participation=granted.participation_id, decision_type=DecisionType.EXTENSION)
    standing = others.filter(is_refusal=False, decided_on__isnull=False, number__gt=granted.number)
    return standing.exclude(replaced_by__decided_on__isnull=False).order_by("-number").first()


def _already_replaced() -> Refusal:
    text = _("Vedtaket er alt erstattet av et nyere. Erstatt det nyeste.")
    return Refusal("already_replaced", text, "", REVERSAL_PARAGRAPH)


register_effect(DecisionType.EXTENSION, Effect(_check, _apply, _check_taking_back, _take_back, _foretell_taking_back))
