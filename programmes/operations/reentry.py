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
from programmes.earlier_time import TIME_USED_ELSEWHERE, time_in_words, time_used_elsewhere
from programmes.law.cases import ClockResult
from programmes.law.enums import Education, Goal, Protection
from programmes.law.net_time import exceeds, months_left, net_time_used, total
from programmes.law.reentry import REENTRY_RULES, TimeUsed
from programmes.law.reentry import ReentryBasis as LawBasis
from programmes.law.selection import duration_limits
from programmes.models import Participation, Reentry, ReentryBasis
from programmes.models.absence import standing_absences_prefetch
from programmes.operations.awarding import Award, award_programme, preview_award


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
    refusals = [*_basis_faults(person, award, basis), *_time_faults(award, used)]
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


def preview_award_again(person: Participant, award: Award, basis: str = "") -> tuple[ClockResult, list[Refusal]]:
    """What the new award would mean, with everything that stands against it; nothing is stored.

    The time used is always held against it, and the basis once one is chosen; what is only not written yet is no fault.
    """
    result, refusals = preview_award(award, person)
    if basis:
        refusals += _rule_faults(award, basis)
    too_long = _time_faults(award, time_used_by(person))
    if too_long:  # it counts the time elsewhere too, so the same is not said twice
        refusals = [refusal for refusal in refusals if refusal.code != TIME_USED_ELSEWHERE]
    return result, [*refusals, *too_long]


def time_used_by(person: Participant) -> TimeUsed:
    """The net time of the person's ended programmes: without what leave added.

    The days of a stop are used, since no rule adds them (law.md 5.5). Programmes in
    municipalities that the person has moved from count too.
    """
    ended = Participation.objects.filter(participant=person, ended_on__isnull=False).order_by("first_day")
    ended = ended.prefetch_related(standing_absences_prefetch())
    here = [net_time_used(case_with_absences(row), row.ended_on) for row in ended if row.ended_on]
    return total([*here, time_used_elsewhere(person)])


def _basis_faults(person: Participant, award: Award, basis: Basis) -> list[Refusal]:
    if not Participation.objects.filter(participant=person).exists():
        return [Refusal("no_earlier_programme", _("Personen har ikke hatt program før."), "basis")]
    if basis.basis not in ReentryBasis.values:
        return [Refusal("basis_missing", _("Velg grunnlaget for nytt program."), "basis")]
    faults = _rule_faults(award, basis.basis)
    if not basis.reason.strip():
        faults.append(Refusal("reason_missing", _("Skriv hvorfor personen får et nytt program."), "basis_reason"))
    return faults


def _rule_faults(award: Award, basis: str) -> list[Refusal]:
    rule = REENTRY_RULES[LawBasis(basis)]
    if rule.holds_for(award.offer_date, Protection(award.protection)):
        return []
    text = _("Dette grunnlaget gjelder ikke for et tilbud fra %(day)s.") % {"day": f"{award.offer_date:%d.%m.%Y}"}
    return [Refusal("basis_does_not_hold", text, "basis", rule.paragraph)]


def _time_faults(award: Award, used: TimeUsed) -> list[Refusal]:
    limits = duration_limits(
        award.offer_date, Protection(award.protection), Education(award.education), Goal(award.goal)
    )
    if limits is None or not exceeds(used, award.months, limits.maximum_months):
        return []
    text = _("Det er brukt %(used)s fra før. Nytt program kan være høyst %(left)s.")
    left = TimeUsed(months_left(used, limits.maximum_months), 0)
    text %= {"used": time_in_words(used), "left": time_in_words(left)}
    return [Refusal("time_is_used", text, "months", limits.paragraph)]
