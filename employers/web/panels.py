"""What jobs show on the case page, on the timeline, in the portfolio and in the search."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource, fields_for, may
from agencies.models import AgencyKind
from employers.models import Employer, FollowUp, Placement
from employers.organisation_number import plain_digits
from employers.web.follow_up_rows import follow_up_rows
from employers.web.measures.rows import measure_rows
from employers.web.rows import jobs_now, placement_rows
from participants.models import Participant
from participants.panels import SearchHit, TimelineItem
from programmes.models import WorkMeasure
from programmes.operations.measures.hours import hours_towards_programme

LANE = gettext_lazy("Arbeid")
MOST_HITS = 10
_SHORTEST = 2


def work_panel(actor: Actor, person: Participant, today: dt.date) -> Mapping[str, Any]:
    """The tab «Arbeid og NAV»: all jobs, the newest first."""
    jobs = Placement.objects.visible_to(actor).filter(participant=person).order_by("-first_day", "-id")
    may_log = may(actor, Resource.PLACEMENT, Action.CREATE)
    may_register = may(actor, Resource.MEASURE, Action.CREATE)
    measures = WorkMeasure.objects.visible_to(actor).filter(participant=person).order_by("-first_day", "-id")
    rows = measure_rows(measures, today)
    questions = FollowUp.objects.visible_to(actor).filter(participant=person, closed_on__isnull=True)
    return {
        "measures": rows,
        "measure_hours": hours_towards_programme([row.measure for row in rows], today),
        "measure_url": reverse("employers:register-measure", args=[person.pk]) if may_register else "",
        "follow_ups": follow_up_rows(actor, questions, today),
        "placements": placement_rows(actor, jobs, today),
        "log_url": reverse("employers:log-placement", args=[person.pk]) if may_log else "",
    }


def work_timeline(actor: Actor, person: Participant, today: dt.date) -> Iterator[TimelineItem]:
    """Every job as a period, open while nobody has registered a last day."""
    if FieldGroup.WORK not in fields_for(actor):
        return
    jobs = Placement.objects.visible_to(actor).filter(participant=person).order_by("first_day", "id")
    for job in jobs.select_related("employer", "logged_for"):
        by_nav = job.logged_for is not None and job.logged_for.kind == AgencyKind.NAV_OFFICE
        yield TimelineItem(
            lane=LANE,
            label=f"{job.employer} {job.percent.normalize():f} %",
            first_day=job.first_day,
            last_day=job.last_day,
            is_period=True,
            is_planned=job.first_day > today,
            responsible=_("NAV") if by_nav else _("Kommunen"),
            detail=job.get_form_display(),
        )


def jobs_today(actor: Actor, ids: Sequence[UUID], today: dt.date) -> Mapping[UUID, Any]:
    """The jobs that each person has today, in a cell; one query for the page."""
    jobs = Placement.objects.visible_to(actor).on(today).filter(participant__in=ids)
    found: defaultdict[UUID, list[Placement]] = defaultdict(list)
    for job in jobs.select_related("employer").order_by("first_day", "id"):
        found[job.participant_id].append(job)
    return {pk: jobs_now(rows) for pk, rows in found.items()}


def find_employers(actor: Actor, words: str) -> list[SearchHit]:
    """Employers by name or number."""
    if len(words.strip()) < _SHORTEST:
        return []
    why = _("organisasjonsnummer") if plain_digits(words).isdigit() else _("navn på arbeidsgiver")
    rows = Employer.objects.visible_to(actor).standing().search(words).order_by("search_key", "id")[:MOST_HITS]
    return [
        SearchHit(
            title=row.name,
            url=reverse("employers:detail", args=[row.pk]),
            detail=row.organisation_number,
            why=why,
        )
        for row in rows
    ]
