"""Awards a programme to somebody who was in one before: on a basis, with the time already used (law.md 5.7)."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.clocks import case_with_absences
from programmes.earlier_time import time_in_words, time_used_elsewhere
from programmes.law.enums import Education, Goal, Protection
from programmes.law.net_time import exceeds, months_left, net_time_used, total
from programmes.law.reentry import REENTRY_RULES, TimeUsed
from programmes.law.reentry import ReentryBasis as LawBasis
from programmes.law.selection import duration_limits
from programmes.models import Participation, Reentry, ReentryBasis
from programmes.models.absence import standing_absences_prefetch
from programmes.operations.awarding import Award, award_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what the new programme rests, and why."""

    basis: str
    reason: str


@operation
def award_again(
    actor: Actor, participant_id: UUID, award: Award, basis: Basis, *, expected_version: int | None = None
) -> Participation:
    """Award a new programme after earlier ones; what they used counts against its longest duration.

    Raises ``RuleRefused`` when there was no earlier programme, the basis does not hold for the offer, or the time used
    and the new months together are more than the law has.
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    person = lock_case(actor, participant_id)
    require_version(person, expected_version)
    used = time_used_by(person)
    refusals = _faults(person, award, basis, used)
    if refusals:
        raise RuleRefused(*refusals)
    # What the basis says is also why the earlier end does not stand in the way (§ 3(3)).
    reasoned = replace(award, limit_reason=award.limit_reason or basis.reason)
    participation = award_programme(actor, participant_id, reasoned)
    Reentry.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        participation=participation,
        basis=basis.basis,
        months_used=used.months,
        days_used=used.days,
        reason=basis.reason.strip(),
    )
    note_event(
        actor, person, "reentry_awarded", award.awarded_on,
        basis=basis.basis, months_used=used.months, days_used=used.days,
    )  # fmt: skip
    return participation


def time_used_by(person: Participant) -> TimeUsed:
    """The net time of the person's ended programmes: without what leave added.

    The days of a stop are used, since no rule adds them (law.md 5.5). Programmes in
    municipalities that the person has moved from count too.
    """
    ended = Participation.objects.filter(participant=person, ended_on__isnull=False).order_by("first_day")
    ended = ended.prefetch_related(standing_absences_prefetch())
    here = [net_time_used(case_with_absences(row), row.ended_on) for row in ended if row.ended_on]
    return total([*here, time_used_elsewhere(person)])


def _faults(person: Participant, award: Award, basis: Basis, used: TimeUsed) -> list[Refusal]:
    if not Participation.objects.filter(participant=person).exists():
        return [Refusal("no_earlier_programme", _("Personen har ikke hatt program før."), "basis")]
    if basis.basis not in ReentryBasis.values:
        return [Refusal("basis_missing", _("Velg grunnlaget for nytt program."), "basis")]
    rule, faults = REENTRY_RULES[LawBasis(basis.basis)], []
    if not basis.reason.strip():
        faults.append(Refusal("reason_missing", _("Skriv hvorfor personen får et nytt program."), "basis_reason"))
    protection = Protection(award.protection)
    if not rule.holds_for(award.offer_date, protection):
        text = _("Dette grunnlaget gjelder ikke for et tilbud fra %(day)s.") % {"day": f"{award.offer_date:%d.%m.%Y}"}
        faults.append(Refusal("basis_does_not_hold", text, "basis", rule.paragraph))
    limits = duration_limits(award.offer_date, protection, Education(award.education), Goal(award.goal))
    if limits is not None and exceeds(used, award.months, limits.maximum_months):
        text = _("Det er brukt %(used)s fra før. Nytt program kan være høyst %(left)s.")
        left = TimeUsed(months_left(used, limits.maximum_months), 0)
        text %= {"used": time_in_words(used), "left": time_in_words(left)}
        faults.append(Refusal("time_is_used", text, "months", limits.paragraph))
    return faults
