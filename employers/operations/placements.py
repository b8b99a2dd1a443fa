"""Logs and ends placements; one set of rules for the page, the API and the file."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from employers.models import Employer, EmploymentForm, HowFound, JobEndReason, Occupation, Placement
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.models import WorkMeasure
from programmes.operations.duties import follow_start

LOWEST_PERCENT, HIGHEST_PERCENT = 1, 100
MOST_HOURS = 60


@operation
def log_placement(  # noqa: PLR0913 - the facts of one job, each by its name
    actor: Actor,
    participant_id: UUID,
    *,
    employer_id: UUID,
    occupation_code: str,
    form: str,
    percent: Decimal,
    first_day: dt.date,
    last_day: dt.date | None = None,
    hours_per_week: Decimal | None = None,
    how_found: str = "",
    family_tie: bool = False,
    measure_id: UUID | None = None,
) -> Placement:
    """Log that the person has a job at the employer from ``first_day``; open when ``last_day`` is not given.

    ``hours_per_week`` is what was agreed where the percentage alone does not say it; ``measure_id`` the measure of the
    same person that the job is a part of.
    """
    require(actor, Action.CREATE, Resource.PLACEMENT)
    person = lock_case(actor, participant_id)
    employer = Employer.objects.visible_to(actor).get(pk=employer_id)
    measure = _measure(actor, person, measure_id)
    refusals = [
        *placement_faults(occupation_code, form, percent, first_day, last_day),
        *_more_faults(employer, hours_per_week, how_found),
    ]
    if not refusals and _is_known(person, employer, occupation_code, form, first_day):
        refusals = [Refusal("placement_known", _("Dette arbeidsforholdet er allerede registrert."), "employer")]
    if refusals:
        raise RuleRefused(*refusals)
    placement = Placement.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        employer=employer,
        occupation_id=occupation_code,
        form=form,
        percent=percent,
        first_day=first_day,
        last_day=last_day,
        hours_per_week=hours_per_week,
        how_found=how_found,
        family_tie=family_tie,
        measure=measure,
        logged_by_id=actor.user_id,
        logged_for_id=actor.agency_id,
    )
    note_event(actor, person, "placement_logged", first_day, employer=employer.name, percent=str(percent), form=form)
    job_changed(actor, person)
    return placement


@operation
def end_placement(
    actor: Actor, placement_id: UUID, *, last_day: dt.date, end_reason: str = "", expected_version: int | None = None
) -> Placement:
    """Note the last day of a placement, and why it ended."""
    require(actor, Action.CHANGE, Resource.PLACEMENT)
    found = Placement.objects.visible_to(actor).get(pk=placement_id)
    person = lock_case(actor, found.participant_id)
    placement = Placement.objects.select_for_update(of=("self",)).select_related("employer").get(pk=placement_id)
    require_version(placement, expected_version)
    if last_day < placement.first_day:
        raise RuleRefused(_ends_before_it_begins())
    if end_reason and end_reason not in JobEndReason.values:
        raise RuleRefused(Refusal("unknown_end_reason", _("Velg hvorfor jobben sluttet."), "end_reason"))
    placement.last_day, placement.end_reason = last_day, end_reason
    placement.save()
    note_event(actor, person, "placement_ended", last_day, employer=placement.employer.name)
    job_changed(actor, person)
    return placement


def job_changed(actor: Actor, person: Participant) -> None:
    """What follows from a job that was logged, ended or moved: its follow-up, and what is due before a programme."""
    from employers.operations.follow_up import plan_follow_ups

    plan_follow_ups(person, timezone.localdate())
    follow_start(actor, person)


def placement_faults(
    occupation_code: str, form: str, percent: Decimal, first_day: dt.date, last_day: dt.date | None
) -> list[Refusal]:
    """Everything that stops a placement from being logged, each with its field."""
    faults: list[Refusal] = []
    if not Occupation.objects.filter(pk=occupation_code).exists():
        faults.append(Refusal("unknown_occupation", _("Velg et yrke fra listen (STYRK-08)."), "occupation"))
    if form not in EmploymentForm.values:
        faults.append(Refusal("unknown_form", _("Velg en ansettelsesform."), "form"))
    if not LOWEST_PERCENT <= percent <= HIGHEST_PERCENT:
        faults.append(Refusal("percent_out_of_bounds", _("Stillingsprosenten må være mellom 1 og 100."), "percent"))
    if last_day and last_day < first_day:
        faults.append(_ends_before_it_begins())
    return faults


def _more_faults(employer: Employer, hours_per_week: Decimal | None, how_found: str) -> list[Refusal]:
    faults = []
    if employer.merged_into_id is not None:
        text = _("Arbeidsgiveren er slått sammen med en annen. Velg den som gjelder.")
        faults.append(Refusal("employer_merged", text, "employer"))
    if hours_per_week is not None and not 0 < hours_per_week <= MOST_HOURS:
        faults.append(Refusal("hours_out_of_bounds", _("Timene må være over 0 og høyst 60."), "hours_per_week"))
    if how_found and how_found not in HowFound.values:
        faults.append(Refusal("unknown_how_found", _("Velg hvordan jobben kom i stand."), "how_found"))
    return faults


def _measure(actor: Actor, person: Participant, measure_id: UUID | None) -> WorkMeasure | None:
    """The measure of this person; ``WorkMeasure.DoesNotExist`` when it is somebody else's or cannot be seen."""
    if measure_id is None:
        return None
    return WorkMeasure.objects.visible_to(actor).filter(participant=person).get(pk=measure_id)


def _is_known(person: Participant, employer: Employer, occupation_code: str, form: str, first_day: dt.date) -> bool:
    """Whether the same job was logged before: by a second press of the button, or by somebody else."""
    return Placement.objects.filter(
        participant=person, employer=employer, occupation=occupation_code, form=form, first_day=first_day
    ).exists()


def _ends_before_it_begins() -> Refusal:
    return Refusal("ends_before_it_begins", _("Siste dag kan ikke være før første dag."), "last_day")
