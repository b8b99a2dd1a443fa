"""What of the ground floor's own tables an actor may see."""

from django.db.models import Q, QuerySet

from agencies.access import Action, Actor, Resource, may
from agencies.models import Agency, Job


def agencies_visible_to(actor: Actor) -> QuerySet[Agency]:
    """The own agency, the municipalities it meets, and those who serve these."""
    if not may(actor, Resource.AGENCY, Action.VIEW):
        return Agency.objects.none()
    met = Q(pk=actor.agency_id) | Q(pk__in=actor.municipality_ids)
    return Agency.objects.filter(met | Q(serves__municipality__in=actor.municipality_ids)).distinct()


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """The background jobs of the own agency."""
    if actor.agency_id is None or not may(actor, Resource.JOB, Action.VIEW):
        return Job.objects.none()
    return Job.objects.filter(agency_id=actor.agency_id)
