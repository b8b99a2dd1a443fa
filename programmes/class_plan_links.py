"""Classes as what an element of a plan is: the person's places in classes, with the days and times that they have."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor
from programmes.models.classes import ClassEnrolment, EnrolmentState, SchoolClass, TimetableSlot
from programmes.plan_content import Values
from programmes.plan_links import Link, LinkKind


def _choices(actor: Actor, person_id: UUID) -> Sequence[Link]:
    rows = _places(actor, person_id).select_related("school_class__school").order_by("school_class__name", "id")
    classes = {place.school_class_id: place.school_class for place in rows}
    return [_link(school_class) for school_class in classes.values()]


def _find(actor: Actor, ids: Sequence[UUID]) -> Sequence[Link]:
    rows = SchoolClass.objects.visible_to(actor).filter(pk__in=ids).select_related("school")
    return [_link(school_class) for school_class in rows]


def _values(actor: Actor, person_id: UUID, link_id: UUID) -> Values:
    """Name and school, the days of the newest place, and the timetable; without one the hours stay as written."""
    places = _places(actor, person_id).filter(school_class=link_id).select_related("school_class__school")
    place = places.order_by("-first_day", "-id").first()
    if place is None:
        return {}
    school_class = place.school_class
    last_day = place.last_day or school_class.last_day
    values: Values = {
        "title": school_class.name,
        "provider": "school",
        "provider_name": school_class.school.name,
        "first_day": _day(place.first_day or school_class.first_day),
        "last_day": _day(last_day),
    }
    slots = TimetableSlot.objects.filter(school_class=school_class)
    lessons = [
        {"day": slot.weekday, "from": f"{slot.starts_at:%H:%M}", "to": f"{slot.ends_at:%H:%M}"} for slot in slots
    ]
    return values | ({"timetable": lessons, "hours_a_week": ""} if lessons else {})


def _places(actor: Actor, person_id: UUID) -> QuerySet[ClassEnrolment]:
    rows = ClassEnrolment.objects.visible_to(actor).filter(participant=person_id)
    return rows.exclude(state=EnrolmentState.WITHDRAWN)


def _link(school_class: SchoolClass) -> Link:
    name = f"{school_class.name} ({school_class.school.name})"
    return Link(school_class.pk, name, reverse("programmes:class", args=[school_class.pk]))


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


CLASS_LINKS = LinkKind(code="class", label=_("klasse"), choices=_choices, find=_find, values=_values)
