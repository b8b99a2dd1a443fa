"""Who asks about a whole class: a school may teach the people of several municipalities in one."""

from dataclasses import replace

from agencies.access import Actor
from agencies.models import AgencyService
from programmes.models.classes import SchoolClass


def everybody_in(actor: Actor, school_class: SchoolClass) -> Actor:
    """The same act as the system sees it wherever the school teaches or has taught: for counting, not for showing."""
    served = AgencyService.objects.filter(provider=school_class.school_id).values_list("municipality_id", flat=True)
    # A municipality may teach its own people itself.
    return replace(actor.as_system(), municipality_ids=frozenset([school_class.school_id, *served]))
