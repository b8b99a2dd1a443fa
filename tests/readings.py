"""What the access log says of who was shown to whom."""

from uuid import UUID

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency


def shown_in(municipality: Agency, resource: str) -> list[set[UUID]]:
    """The people of each list that was read of the resource, the first read first; a list of nobody is left out."""
    with acting_as(system_actor(municipality.pk)):
        entries = AccessLogEntry.objects.filter(resource=resource, granted=True).order_by("created_at", "id")
        return [set(people) for people in entries.values_list("people", flat=True) if people]
