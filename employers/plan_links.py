"""Measures and jobs as what an element of a plan is."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from employers.models import EmploymentForm, Placement
from programmes.models import WorkMeasure
from programmes.operations.measures.preparing import load_on
from programmes.plan_content import Values, plain
from programmes.plan_links import Link, LinkKind

_LONGEST_NAME = 200


def _measures(actor: Actor, person_id: UUID) -> Sequence[Link]:
    rows = WorkMeasure.objects.visible_to(actor).filter(participant=person_id, cancelled_on__isnull=True)
    return [_link_of_measure(row) for row in rows.order_by("-first_day", "-id")]


def _find_measures(actor: Actor, ids: Sequence[UUID]) -> Sequence[Link]:
    return [_link_of_measure(row) for row in WorkMeasure.objects.visible_to(actor).filter(pk__in=ids)]


def _values_of_measure(actor: Actor, person_id: UUID, link_id: UUID) -> Values:
    """Name, provider, days, and the hours a week on the first day that is left of it."""
    rows = WorkMeasure.objects.visible_to(actor).filter(participant=person_id, pk=link_id)
    measure = rows.prefetch_related("loads").first()
    if measure is None:
        return {}
    load = load_on(list(measure.loads.all()), max(measure.first_day, _today(measure.last_day)))
    return {
        "title": _name(measure),
        "provider": "employer" if measure.organisation_name else "nav",
        "provider_name": measure.organisation_name,
        "first_day": plain(measure.first_day),
        "last_day": plain(measure.last_day),
        "counts_as_work": measure.counts_towards_hours,
        **_hours(load.hours_per_week if load else None),
    }


def _jobs(actor: Actor, person_id: UUID) -> Sequence[Link]:
    rows = Placement.objects.visible_to(actor).filter(participant=person_id).select_related("employer")
    return [_link_of_job(row) for row in rows.order_by("-first_day", "-id")]


def _find_jobs(actor: Actor, ids: Sequence[UUID]) -> Sequence[Link]:
    rows = Placement.objects.visible_to(actor).filter(pk__in=ids).select_related("employer")
    return [_link_of_job(row) for row in rows]


def _values_of_job(actor: Actor, person_id: UUID, link_id: UUID) -> Values:
    rows = Placement.objects.visible_to(actor).filter(participant=person_id, pk=link_id)
    job = rows.select_related("employer", "occupation").first()
    if job is None:
        return {}
    return {
        "title": job.occupation.name[:_LONGEST_NAME],
        "provider": "employer",
        "provider_name": job.employer.name[:_LONGEST_NAME],
        "first_day": plain(job.first_day),
        "last_day": plain(job.last_day),
        "counts_as_work": True,
        **_hours(job.hours),
    }


def _hours(hours: Decimal | None) -> Values:
    """The hours take the place of a timetable; where they are not known, what is written stays."""
    return {"hours_a_week": plain(hours), "timetable": []} if hours is not None else {}


def _today(last_day: dt.date | None) -> dt.date:
    return min(timezone.localdate(), last_day or dt.date.max)


def _link_of_measure(measure: WorkMeasure) -> Link:
    where = f" – {measure.organisation_name}" if measure.organisation_name else ""
    name = f"{_name(measure)}{where} ({_period(measure.first_day, measure.last_day)})"
    return Link(measure.pk, name, reverse("employers:measure", args=[measure.pk]))


def _link_of_job(job: Placement) -> Link:
    form = capfirst(str(EmploymentForm(job.form).label))
    name = f"{job.employer.name} – {form} ({_period(job.first_day, job.last_day)})"
    return Link(job.pk, name, reverse("participants:case-tab", args=[job.participant_id, "arbeid"]))


def _name(measure: WorkMeasure) -> str:
    return capfirst(str(measure.get_kind_display()))


def _period(first_day: dt.date, last_day: dt.date | None) -> str:
    return f"{first_day:%d.%m.%Y}–{last_day:%d.%m.%Y}" if last_day else f"{first_day:%d.%m.%Y}–"


MEASURE_LINKS = LinkKind(
    code="measure", label=_("tiltak"), choices=_measures, find=_find_measures, values=_values_of_measure
)
PLACEMENT_LINKS = LinkKind(
    code="placement", label=_("arbeidsforhold"), choices=_jobs, find=_find_jobs, values=_values_of_job
)
