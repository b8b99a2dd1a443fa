"""What the register said of an employer, kept with its time; refreshed every night, and what it means for jobs."""

import datetime as dt
import logging
from dataclasses import asdict
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import Refusal
from employers.models import Employer, Placement
from employers.register import client
from employers.register.client import RegisterUnavailable
from employers.register.units import RegisterUnit
from participants.models import Deadline
from participants.operations.deadlines import Duty, close_deadlines, write_deadlines
from programmes.models import WorkMeasure

logger = logging.getLogger(__name__)

EMPLOYER_TROUBLE = "employer_trouble"
REFRESH_AFTER = dt.timedelta(hours=20)
MOST_A_NIGHT = 2000
DAYS_TO_LOOK = 7
_PARAGRAPH = "tiltaksforskriften § 1-5"
_COPIED = (
    "name", "organisation_form", "industry_code", "address", "postal_code", "postal_town", "municipality_number",
    "employees", "parent_number", "deleted_on", "is_bankrupt", "is_winding_up",
)  # fmt: skip


def faults_of_unit(unit: RegisterUnit) -> list[Refusal]:
    """Why the unit cannot be an employer: it is gone, or no workplace but the legal person above it."""
    if unit.deleted_on is not None:
        text = _("%(name)s er slettet i Enhetsregisteret %(day)s.")
        values = {"name": unit.name, "day": f"{unit.deleted_on:%d.%m.%Y}"}
        return [Refusal("unit_deleted", text % values, "organisation_number")]
    if not unit.is_sub_unit:
        text = _("%(name)s er en hovedenhet. Bruk nummeret til underenheten der arbeidet skjer.")
        return [Refusal("unit_is_main", text % {"name": unit.name}, "organisation_number")]
    return []


def keep_snapshot(employer: Employer, unit: RegisterUnit, now: dt.datetime) -> None:
    """Copy what the register said, with its time.

    A deleted unit keeps the address it had: the register tells no more of it than that it is gone.
    """
    gone = unit.deleted_on is not None
    for name in ("name", "deleted_on") if gone else _COPIED:
        setattr(employer, name, getattr(unit, name))
    employer.register_snapshot = asdict(unit) | {"deleted_on": str(unit.deleted_on) if gone else None}
    employer.fetched_at = now
    employer.save()


def refresh_employers(municipality_ids: list[UUID], now: dt.datetime | None = None) -> int:
    """Ask the register again for employers with jobs or measures that go on; answers how many were refreshed.

    The night ends early when the register does not answer: it is asked again the next night, the longest ago first.
    """
    moment = now or timezone.now()
    refreshed = 0
    if not client.is_configured():
        return refreshed
    stale = Employer.objects.filter(Q(fetched_at__isnull=True) | Q(fetched_at__lt=moment - REFRESH_AFTER))
    for employer in stale.filter(merged_into__isnull=True).order_by("fetched_at", "id")[:MOST_A_NIGHT]:
        try:
            unit = client.look_up(employer.organisation_number)
        except RegisterUnavailable as error:
            logger.warning("register_unavailable", extra={"reason": str(error)})
            break
        refreshed += 1
        if unit is None:
            continue
        keep_snapshot(employer, unit, moment)
    for municipality_id in municipality_ids:
        flag_trouble(municipality_id, timezone.localdate(moment))
    return refreshed


def flag_trouble(municipality_id: UUID, today: dt.date) -> int:
    """Owe a look at every job and measure with an employer that went bankrupt, winds up or is gone; once for each.

    What is over, or whose employer stands again, is owed no more. Jobs that a merge did not reach stand with the merged
    registration, and agreements keep its number: they go by the employer that was kept.
    """
    troubled = Employer.objects.filter(
        Q(is_bankrupt=True) | Q(is_winding_up=True) | Q(deleted_on__isnull=False), merged_into__isnull=True
    )
    kept = troubled.values("pk")
    registrations = Employer.objects.filter(Q(pk__in=kept) | Q(merged_into__in=kept))
    with acting_as(system_actor(municipality_id)):
        jobs = Placement.objects.filter(municipality=municipality_id, employer__in=registrations).on(today)
        numbers = registrations.values("organisation_number")
        measures = WorkMeasure.objects.filter(municipality=municipality_id, organisation_number__in=numbers).on(today)
        rows = [*jobs.select_related("participant"), *measures.select_related("participant")]
        known = Deadline.objects.filter(kind=EMPLOYER_TROUBLE, municipality=municipality_id)
        days = dict(known.values_list("subject_id", "due_on"))
        week = today + dt.timedelta(days=DAYS_TO_LOOK)
        # The day that was set first stands.
        write_deadlines(
            [Duty(EMPLOYER_TROUBLE, row.participant, row.pk, days.get(row.pk, week), _PARAGRAPH) for row in rows]
        )
        over = known.open().exclude(subject_id__in=[row.pk for row in rows])
        close_deadlines([EMPLOYER_TROUBLE], list(over.values_list("subject_id", flat=True)), today)
    return len(rows)
