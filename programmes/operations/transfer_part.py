"""The programme's part of a move: programmes and net time used, plan, result, and the absences that count on."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from agencies.errors import Refusal
from participants.models import Participant
from participants.operations.cases import note_event
from participants.operations.deadlines import close_deadlines
from participants.transfers import Line, Packed, Question, TransferPart
from programmes.clocks import case_with_absences
from programmes.earlier_time import absence_facts, time_in_words
from programmes.law.net_time import net_time_used, total
from programmes.law.procedure_states import UNDER_WORK, DecisionState
from programmes.law.reentry import TimeUsed
from programmes.models import Decision, EarlierProgramme, EndReason, Goal, MainActivity, Participation
from programmes.models.absence import standing_absences_of, standing_absences_prefetch
from programmes.operations.duties import PROGRAMME_END, owe_start
from programmes.operations.ending import end_programme

_FACTS = ("offer_date", "protection", "education", "goal", "first_day", "months", "extension_months", "plan_made_on")
_CARRIED = (
    *_FACTS, "held_in_id", "last_day", "months_used", "days_used", "end_reason", "main_activity", "absences",
)  # fmt: skip
_APPEALED = frozenset({DecisionState.APPEALED, DecisionState.UPHELD, DecisionState.AT_COUNTY_GOVERNOR})


def pack_programmes(_actor: Actor, person: Participant, last_day: dt.date) -> Packed:
    """Every programme of the person with its net time: those of this municipality, and those that came along here."""
    carried = EarlierProgramme.objects.filter(participant=person).order_by("first_day", "id").values(*_CARRIED)
    own = Participation.objects.filter(participant=person, first_day__lte=last_day).order_by("first_day")
    own = own.prefetch_related(standing_absences_prefetch())
    return {"programmes": [*carried, *(_packed(programme, last_day) for programme in own)]}


def programme_lines(packed: Packed) -> Iterator[Line]:
    """What the new municipality must know to answer: the newest programme, its goal, and the time used in all."""
    programmes = packed["programmes"]
    if not programmes:
        yield Line(_("Program"), _("Ikke begynt"))
        return
    newest = programmes[-1]
    yield Line(_("Program"), f"{newest['first_day']:%d.%m.%Y} – {newest['last_day']:%d.%m.%Y}")
    yield Line(_("Sluttmål"), Goal(newest["goal"]).label)
    used = total(TimeUsed(row["months_used"], row["days_used"]) for row in programmes)
    yield Line(_("Brukt tid"), time_in_words(used))
    if newest["plan_made_on"]:
        yield Line(_("Integreringsplan"), f"{newest['plan_made_on']:%d.%m.%Y}")


def unpack_programmes(actor: Actor, person: Participant, packed: Packed) -> None:
    """Write the programmes as facts of the new case. The municipality makes its own decision and plan (Act § 12).

    Where the case was here before, its own programmes are here already.
    """
    own = set(Participation.objects.filter(participant=person).values_list("first_day", flat=True))
    here = person.municipality_id
    EarlierProgramme.objects.bulk_create(
        [
            EarlierProgramme(participant=person, municipality_id=person.municipality_id, **row)
            for row in packed["programmes"]
            if not (row["held_in_id"] == here and row["first_day"] in own)
        ]
    )
    if own and not Participation.objects.filter(participant=person).standing().exists():
        owe_start(actor, [person])


def end_by_move(actor: Actor, person: Participant, last_day: dt.date, stated: str) -> None:
    """End what stands with the sender: the reason is the move, and the certificate comes as with every end (§ 18 a).

    A programme that has not begun ends on the day it was to begin: it can have no earlier one, and no time is used.
    """
    activity = stated or MainActivity.NOT_REGISTERED
    for programme in Participation.objects.filter(participant=person).standing().order_by("first_day"):
        if programme.first_day <= last_day:
            ended_on = min(last_day, programme.last_day)
            end_programme(actor, programme.pk, ended_on=ended_on, end_reason=EndReason.MOVED, main_activity=activity)
        else:
            _end_before_start(actor, person, programme, activity, last_day)


def activity_question(person: Participant) -> Question | None:
    """What the participant mainly does is registered when the programme ends; asked where there is one to end."""
    if not Participation.objects.filter(participant=person).standing().exists():
        return None
    return Question(
        label=_("Hovedaktivitet når programmet hos dere slutter"),
        choices=MainActivity.choices,
        hint=_("Programmet slutter den dagen mottakeren tar over saken."),
    )


def open_decisions(person: Participant, day: dt.date) -> list[Refusal]:
    """Nothing can be decided on a case that has moved, so what is under work or appealed comes first."""
    states = {row.state_on(day) for row in Decision.objects.filter(participant=person).prefetch_related("steps")}
    refusals = []
    if states & UNDER_WORK:
        text = _("Et vedtak er påbegynt. Fatt vedtaket eller legg det bort før saken flyttes.")
        refusals.append(Refusal("decision_under_work", text, "", "integreringsloven § 12"))
    if states & _APPEALED:
        text = _("En klage er ikke ferdig behandlet. Behandle den før saken flyttes.")
        refusals.append(Refusal("appeal_under_work", text, "", "forvaltningsloven § 33"))
    return refusals


PROGRAMMES = TransferPart(
    code="programmes",
    title=gettext_lazy("Programmet"),
    order=20,
    pack=pack_programmes,
    lines=lambda packed: list(programme_lines(packed)),
    unpack=unpack_programmes,
    leave=end_by_move,
    question=activity_question,
    hindrances=open_decisions,
)


def _packed(programme: Participation, last_day: dt.date) -> dict[str, Any]:
    through = programme.ended_on or min(last_day, programme.last_day)
    used = net_time_used(case_with_absences(programme), through)
    return {
        **{name: getattr(programme, name) for name in _FACTS},
        "held_in_id": programme.municipality_id,
        "last_day": through,
        "months_used": used.months,
        "days_used": used.days,
        "end_reason": programme.end_reason or EndReason.MOVED,
        "main_activity": programme.main_activity,
        "absences": absence_facts(standing_absences_of(programme)),
    }


def _end_before_start(
    actor: Actor, person: Participant, programme: Participation, activity: str, last_day: dt.date
) -> None:
    programme.ended_on, programme.end_reason = programme.first_day, EndReason.MOVED
    programme.main_activity = activity
    programme.save()
    close_deadlines([PROGRAMME_END], [programme.pk], last_day)
    note_event(actor, person, "programme_ended", programme.first_day, reason=EndReason.MOVED, main_activity=activity)
