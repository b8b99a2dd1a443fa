"""Plans reviews of the integration plan, and writes down what was said and agreed (Integration Act § 15)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.operations.cases import note_event
from participants.operations.deadlines import close_deadlines, meet_deadline
from programmes.law.months import same_day_after
from programmes.models import Participation
from programmes.models.followup import Appointment, Review
from programmes.operations.awarding import lock_participation
from programmes.operations.followup.duties import PLAN_REVIEW, REVIEW_PARAGRAPH, owe_review

_USUAL_MONTHS = 3
"""How far ahead a review is proposed; the Act says «regularly» (§ 15), not how often."""


@dataclass(frozen=True, slots=True)
class Held:
    """A review that was held; ``next_on`` is when the plan is looked at again, none when the programme ends before."""

    held_on: dt.date
    agreed: str
    minutes: str = ""
    next_on: dt.date | None = None
    appointment_id: UUID | None = None


@operation
def plan_review(
    actor: Actor, participation_id: UUID, *, planned_on: dt.date, expected_version: int | None = None
) -> Review:
    """Plan the next review of the programme's plan, or move the one that is planned; its deadline follows."""
    require(actor, Action.CREATE, Resource.REVIEW)
    participation = lock_participation(actor, participation_id, None)
    review = Review.objects.filter(participation=participation).planned().first()
    if review is not None:
        require_version(review, expected_version)
    _refuse_day(participation, planned_on, "planned_on")
    review = _planned(participation, review, planned_on)
    note_event(actor, participation.participant, "review_planned", timezone.localdate(), day=planned_on.isoformat())
    return review


@operation
def hold_review(actor: Actor, review_id: UUID, held: Held, *, expected_version: int | None = None) -> Review:
    """Write down a review: its deadline is met, and the next review is planned in the same transaction."""
    require(actor, Action.CHANGE, Resource.REVIEW)
    review, participation = _lock(actor, review_id, expected_version)
    if faults := _faults(participation, held):
        raise RuleRefused(*faults)
    review.held_on, review.held_by_id = held.held_on, actor.user_id
    review.agreed, review.minutes = held.agreed.strip(), held.minutes.strip()
    review.appointment = _appointment(actor, review, held.appointment_id)
    review.save()
    meet_deadline(PLAN_REVIEW, review.pk, held.held_on)
    note_event(actor, participation.participant, "review_held", held.held_on)
    if held.next_on:
        _planned(participation, None, held.next_on)
    return review


@operation
def cancel_review(actor: Actor, review_id: UUID, *, expected_version: int | None = None) -> Review:
    """Call off a planned review; its deadline is closed."""
    require(actor, Action.CHANGE, Resource.REVIEW)
    review, participation = _lock(actor, review_id, expected_version)
    review.cancelled_on = timezone.localdate()
    review.save()
    close_deadlines([PLAN_REVIEW], [review.pk], review.cancelled_on)
    note_event(actor, participation.participant, "review_cancelled", review.cancelled_on)
    return review


def proposed_review(participation: Participation, today: dt.date) -> dt.date | None:
    """When the plan may be looked at next; none when the programme ends before."""
    day = same_day_after(max(today, participation.first_day), _USUAL_MONTHS)
    return day if day <= participation.last_day else None


def review_day_faults(participation: Participation, day: dt.date, field: str) -> list[Refusal]:
    """What speaks against a review on a day: it is not a day of the programme."""
    if participation.first_day <= day <= participation.last_day:
        return []
    text = _("Velg en dag i programmet, fra %(first)s til %(last)s.")
    text %= {"first": f"{participation.first_day:%d.%m.%Y}", "last": f"{participation.last_day:%d.%m.%Y}"}
    return [Refusal("outside_programme", text, field, REVIEW_PARAGRAPH)]


def cancel_planned(participation: Participation, on: dt.date) -> None:
    """Call off what is planned when the programme has ended; the caller holds the lock of the case."""
    planned = list(Review.objects.filter(participation=participation).planned())
    for review in planned:
        review.cancelled_on = on
        review.save()
    close_deadlines([PLAN_REVIEW], [review.pk for review in planned], on)


def _planned(participation: Participation, review: Review | None, day: dt.date) -> Review:
    review = review or Review(
        participation=participation,
        participant_id=participation.participant_id,
        municipality_id=participation.municipality_id,
    )
    review.participant = participation.participant
    review.planned_on = day
    review.save()
    owe_review(review)
    return review


def _lock(actor: Actor, review_id: UUID, version: int | None) -> tuple[Review, Participation]:
    visible = Review.objects.visible_to(actor)
    participation = lock_participation(
        actor, visible.values_list("participation_id", flat=True).get(pk=review_id), None
    )
    review = Review.objects.select_for_update(of=("self",)).get(pk=review_id)
    review.participant = participation.participant
    require_version(review, version)
    if review.held_on or review.cancelled_on:
        text = _("Gjennomgangen er allerede holdt eller avlyst.")
        raise RuleRefused(Refusal("review_closed", text, "", REVIEW_PARAGRAPH))
    return review, participation


def _faults(participation: Participation, held: Held) -> list[Refusal]:
    faults: list[Refusal] = []
    if held.held_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "held_on"))
    if held.held_on < participation.first_day:
        text = _("Programmet hadde ikke begynt den dagen.")
        faults.append(Refusal("before_programme", text, "held_on", REVIEW_PARAGRAPH))
    if not held.agreed.strip():
        faults.append(Refusal("agreed_missing", _("Skriv hva som ble avtalt."), "agreed", REVIEW_PARAGRAPH))
    if held.next_on and held.next_on <= held.held_on:
        text = _("Neste gjennomgang må være etter denne.")
        faults.append(Refusal("next_too_early", text, "next_on", REVIEW_PARAGRAPH))
    elif held.next_on:
        faults += review_day_faults(participation, held.next_on, "next_on")
    return faults


def _refuse_day(participation: Participation, day: dt.date, field: str) -> None:
    if participation.ended_on:
        text = _("Programmet er avsluttet.")
        raise RuleRefused(Refusal("programme_ended", text, field, REVIEW_PARAGRAPH))
    if faults := review_day_faults(participation, day, field):
        raise RuleRefused(*faults)


def _appointment(actor: Actor, review: Review, appointment_id: UUID | None) -> Appointment | None:
    if appointment_id is None:
        return None
    return Appointment.objects.visible_to(actor).get(pk=appointment_id, participant=review.participant_id)
