"""The adviser decides whether a person is suggested for a place. Nothing is sent to anybody."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from employers.models import NotRelevantReason, OfferedPlace, Suggestion, Verdict
from employers.operations.matching.candidates import fit_between
from participants.operations.cases import lock_case, note_event


@operation
def decide_suggestion(
    actor: Actor,
    participant_id: UUID,
    *,
    place_id: UUID,
    verdict: str,
    not_relevant_reason: str = "",
    note: str = "",
    expected_version: int | None = None,
) -> Suggestion:
    """Store that the person is suggested for the place, or is not relevant and why; a new verdict replaces the old.

    The points and reasons of the day are kept with it.
    """
    require(actor, Action.CREATE, Resource.SUGGESTION)
    person = lock_case(actor, participant_id)
    place = OfferedPlace.objects.visible_to(actor).with_facts().get(pk=place_id)
    today = timezone.localdate()
    refusals = _faults(place, verdict, not_relevant_reason)
    if refusals:
        raise RuleRefused(*refusals)
    row = Suggestion.objects.filter(participant=person, place=place).first() or Suggestion(
        participant=person, place=place, municipality_id=person.municipality_id
    )
    require_version(row, expected_version)
    fit = fit_between(actor, person, place, today)
    row.place_title, row.place_employer = place.title, place.at
    row.verdict, row.note = verdict, note.strip()
    row.not_relevant_reason = not_relevant_reason if verdict == Verdict.NOT_RELEVANT else ""
    row.points = fit.points
    row.reasons = [
        {"code": each.ground, "grade": each.grade, "points": each.points, "most": each.most} for each in fit.reasons
    ]
    row.decided_on, row.decided_by_id, row.decided_for_id = today, actor.user_id, actor.agency_id
    row.save()
    note_event(
        actor, person, "place_decided", today, verdict=verdict, place=place.title, employer=place.at,
        reason=row.not_relevant_reason,
    )  # fmt: skip
    return row


def _faults(place: OfferedPlace, verdict: str, reason: str) -> list[Refusal]:
    faults = []
    if verdict not in Verdict.values:
        faults.append(Refusal("unknown_verdict", _("Velg foreslått eller ikke aktuell."), "verdict"))
    if verdict == Verdict.NOT_RELEVANT and reason not in NotRelevantReason.values:
        faults.append(Refusal("reason_missing", _("Velg hvorfor det ikke er aktuelt."), "not_relevant_reason"))
    if verdict == Verdict.SUGGESTED and place.closed_on is not None:
        faults.append(Refusal("place_closed", _("Plassen er lukket.")))
    return faults
