"""Qualification tracks: set up, cohorts opened, people taken in, moved from step to step, and out again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource, acting_as
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from employers.models import (
    DropOutReason,
    Employer,
    Occupation,
    QualificationTrack,
    SectorChoice,
    StepKind,
    TrackCohort,
    TrackMembership,
    TrackResult,
    TrackStep,
)
from participants.models import Participant
from participants.operations.cases import lock_case, note_event

MOST_STEPS, MOST_WEEKS, MOST_SEATS = 12, 260, 500


@operation
def set_up_track(
    actor: Actor,
    *,
    owner_id: UUID,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    description: str = "",
    sector: str = "",
    occupation_code: str = "",
) -> QualificationTrack:
    """A track of the municipality's own; ``steps`` are ``{"kind", "name", "weeks"}`` in their order."""
    require(actor, Action.CREATE, Resource.TRACK)
    refusals = _faults_of_track(actor, owner_id, name, sector, occupation_code, steps)
    if refusals:
        raise RuleRefused(*refusals)
    track = QualificationTrack.objects.create(
        owner_id=owner_id, name=name.strip(), description=description.strip(), sector=sector,
        occupation_id=occupation_code or None,
    )  # fmt: skip
    write_steps(track, steps)
    return track


def write_steps(track: QualificationTrack, steps: Sequence[Mapping[str, Any]]) -> None:
    """Write the steps of a new track."""
    TrackStep.objects.bulk_create(
        TrackStep(track=track, position=place, kind=step["kind"], name=step["name"].strip(), weeks=step["weeks"])
        for place, step in enumerate(steps, 1)
    )


@operation
def retire_track(
    actor: Actor, track_id: UUID, *, on: dt.date | None = None, expected_version: int | None = None
) -> QualificationTrack:
    """No new cohorts; those that are under way go on. Tracks that come with the system stay."""
    require(actor, Action.CHANGE, Resource.TRACK)
    track = QualificationTrack.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=track_id)
    require_version(track, expected_version)
    if track.owner_id is None:
        raise RuleRefused(Refusal("track_of_all", _("Dette løpet følger med systemet og kan ikke tas ut av bruk.")))
    track.retired_on = on or timezone.localdate()
    track.save()
    return track


@operation
def open_cohort(
    actor: Actor,
    *,
    track_id: UUID,
    owner_id: UUID,
    name: str,
    starts_on: dt.date,
    seats: int,
    partner_ids: Sequence[UUID] = (),
) -> TrackCohort:
    """Open a cohort of the municipality on a track."""
    require(actor, Action.CREATE, Resource.TRACK)
    track = QualificationTrack.objects.visible_to(actor).in_use().get(pk=track_id)
    refusals = [*_faults_of_owner(actor, owner_id), *_faults_of_cohort(track, owner_id, name, seats)]
    if refusals:
        raise RuleRefused(*refusals)
    cohort = TrackCohort.objects.create(
        track=track, owner_id=owner_id, name=name.strip(), starts_on=starts_on, seats=seats
    )
    cohort.partners.set(Employer.objects.visible_to(actor).standing().filter(pk__in=partner_ids))
    return cohort


@operation
def join_cohort(
    actor: Actor, participant_id: UUID, *, cohort_id: UUID, joined_on: dt.date | None = None
) -> TrackMembership:
    """Take the person into the cohort, on the first step; refused when all seats are taken."""
    require(actor, Action.CREATE, Resource.TRACK_MEMBERSHIP)
    person = lock_case(actor, participant_id)
    # The cohort is locked after the case, as everywhere, so that the last seat is given once.
    cohort = TrackCohort.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=cohort_id)
    refusals = _faults_of_joining(actor, cohort, person)
    if refusals:
        raise RuleRefused(*refusals)
    day = joined_on or timezone.localdate()
    row = TrackMembership.objects.create(
        participant=person, municipality_id=person.municipality_id, cohort=cohort, step=cohort.track.steps.all()[0],
        joined_on=day, step_since=day, registered_by_id=actor.user_id, registered_for_id=actor.agency_id,
    )  # fmt: skip
    note_event(actor, person, "track_joined", day, track=cohort.track.name, cohort=cohort.name)
    return row


@operation
def move_member(
    actor: Actor, membership_id: UUID, *, step_id: UUID, on: dt.date | None = None, expected_version: int | None = None
) -> TrackMembership:
    """Move the person to another step of the track, forwards or back."""
    row, person = _lock(actor, membership_id, expected_version)
    step = row.cohort.track.steps.filter(pk=step_id).first()
    if step is None:
        raise RuleRefused(Refusal("step_of_another_track", _("Velg et trinn i dette løpet."), "step_id"))
    day = on or timezone.localdate()
    if day < row.joined_on:
        raise RuleRefused(_before_joining("on"))
    if step.pk != row.step_id:
        row.step, row.step_since = step, day
        row.save()
        note_event(actor, person, "track_moved", day, track=row.cohort.track.name, step=step.name)
    return row


@operation
def drop_out(
    actor: Actor,
    membership_id: UUID,
    *,
    reason: str,
    on: dt.date | None = None,
    expected_version: int | None = None,
) -> TrackMembership:
    """The person leaves before the end; the seat is free."""
    row, person = _lock(actor, membership_id, expected_version)
    day = on or timezone.localdate()
    faults = [] if reason in DropOutReason.values else [Refusal("unknown_reason", _("Velg hvorfor."), "reason")]
    faults += [_before_joining("on")] if day < row.joined_on else []
    if faults:
        raise RuleRefused(*faults)
    row.dropped_on, row.drop_reason = day, reason
    row.save()
    note_event(actor, person, "track_dropped", day, track=row.cohort.track.name, reason=reason)
    return row


@operation
def finish_track(
    actor: Actor,
    membership_id: UUID,
    *,
    result: str,
    on: dt.date | None = None,
    expected_version: int | None = None,
) -> TrackMembership:
    """The person has come through; with what it led to."""
    row, person = _lock(actor, membership_id, expected_version)
    day = on or timezone.localdate()
    faults = [] if result in TrackResult.values else [Refusal("unknown_result", _("Velg et resultat."), "result")]
    faults += [_before_joining("on")] if day < row.joined_on else []
    if faults:
        raise RuleRefused(*faults)
    row.finished_on, row.result = day, result
    row.save()
    note_event(actor, person, "track_finished", day, track=row.cohort.track.name, result=result)
    return row


def seats_left(actor: Actor, cohort: TrackCohort) -> int:
    """Seats that nobody has: those who dropped out have given theirs back, those who finished have not.

    The system counts: protected people have seats too.
    """
    with acting_as(actor.as_system()):
        return cohort.seats - TrackMembership.objects.filter(cohort=cohort, dropped_on__isnull=True).count()


def _lock(actor: Actor, membership_id: UUID, expected_version: int | None) -> tuple[TrackMembership, Participant]:
    require(actor, Action.CHANGE, Resource.TRACK_MEMBERSHIP)
    found = TrackMembership.objects.visible_to(actor).get(pk=membership_id)
    person = lock_case(actor, found.participant_id)
    rows = TrackMembership.objects.select_for_update(of=("self",)).select_related("cohort__track", "step")
    row = rows.get(pk=membership_id)
    require_version(row, expected_version)
    if not row.is_under_way:
        raise RuleRefused(Refusal("track_is_over", _("Løpet er avsluttet for denne deltakeren.")))
    return row, person


def _faults_of_joining(actor: Actor, cohort: TrackCohort, person: Participant) -> list[Refusal]:
    if cohort.owner_id != person.municipality_id:
        text = _("Kullet hører til en annen kommune enn deltakeren.")
        return [Refusal("cohort_of_another_municipality", text, "cohort_id")]
    if TrackMembership.objects.filter(cohort=cohort, participant=person).exists():
        return [Refusal("already_in_cohort", _("Deltakeren er allerede med i kullet."), "cohort_id")]
    if seats_left(actor, cohort) < 1:
        return [Refusal("cohort_full", _("Alle plassene i kullet er tatt."), "cohort_id")]
    return []


def _faults_of_track(
    actor: Actor, owner_id: UUID, name: str, sector: str, occupation_code: str, steps: Sequence[Mapping[str, Any]]
) -> list[Refusal]:
    faults = _faults_of_owner(actor, owner_id)
    if not name.strip():
        faults.append(Refusal("name_missing", _("Skriv et navn."), "name"))
    elif QualificationTrack.objects.in_use().filter(owner_id=owner_id, name=name.strip()).exists():
        faults.append(Refusal("track_known", _("Kommunen har allerede et løp med dette navnet."), "name"))
    if sector and sector not in SectorChoice.values:
        faults.append(Refusal("unknown_sector", _("Velg en bransje fra listen."), "sector"))
    if occupation_code and not Occupation.objects.filter(pk=occupation_code).exists():
        faults.append(Refusal("unknown_occupation", _("Velg et yrke fra listen (STYRK-08)."), "occupation_code"))
    if not 1 <= len(steps) <= MOST_STEPS:
        faults.append(Refusal("steps_missing", _("Et løp har fra ett til tolv trinn."), "steps"))
    if not all(_is_whole(step) for step in steps):
        text = _("Hvert trinn har type, navn og fra 1 til 260 uker.")
        faults.append(Refusal("step_not_whole", text, "steps"))
    return faults


def _is_whole(step: Mapping[str, Any]) -> bool:
    known = step.get("kind") in StepKind.values and bool(str(step.get("name", "")).strip())
    return known and 1 <= int(step.get("weeks") or 0) <= MOST_WEEKS


def _faults_of_owner(actor: Actor, owner_id: UUID) -> list[Refusal]:
    if owner_id in actor.municipality_ids:
        return []
    return [Refusal("unknown_municipality", _("Velg en kommune du arbeider for."), "owner_id")]


def _faults_of_cohort(track: QualificationTrack, owner_id: UUID, name: str, seats: int) -> list[Refusal]:
    faults = []
    if not name.strip():
        faults.append(Refusal("name_missing", _("Skriv et navn."), "name"))
    elif TrackCohort.objects.filter(track=track, owner_id=owner_id, name=name.strip()).exists():
        faults.append(Refusal("cohort_known", _("Det er allerede et kull med dette navnet."), "name"))
    if not 1 <= seats <= MOST_SEATS:
        faults.append(Refusal("seats_out_of_bounds", _("Plassene må være mellom 1 og 500."), "seats"))
    return faults


def _before_joining(field: str) -> Refusal:
    return Refusal("before_joining", _("Dagen er før deltakeren begynte i løpet."), field)
