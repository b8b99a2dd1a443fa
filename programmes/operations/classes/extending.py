"""Makes the sessions of the days that come into reach, for classes without a last day; done at night."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from programmes.models.classes import SchoolClass
from programmes.operations.classes.planning import make_sessions


def extend_sessions(today: dt.date) -> int:
    """Add to what is made already, class by class; answers how many sessions are new.

    Only days after the last one made are filled, so that a session which somebody took away does not come back.
    """
    endless = SchoolClass.objects.filter(last_day__isnull=True, slots__isnull=False)
    return sum(_extend(pk, today) for pk in endless.order_by("pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def _extend(class_id: UUID, today: dt.date) -> int:
    locked = SchoolClass.objects.select_related("course").select_for_update(of=("self",), no_key=True)
    row = locked.get(pk=class_id)
    made = row.sessions.filter(is_from_timetable=True).aggregate(last=Max("day"))["last"]
    return make_sessions(row, max(today, made + dt.timedelta(days=1)) if made else today)
