"""What schools told of two registrations that are one person belongs to the one that is kept."""

from agencies.access import Actor
from integration.models import GradebookResult, SchoolEnrolment, SchoolPerson, SchoolResult
from participants.hooks import on_merge
from participants.models import Participant


@on_merge
def keep_what_schools_told(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move ids, places and results to the registration that is kept."""
    for model in (SchoolPerson, SchoolEnrolment, SchoolResult, GradebookResult):
        model.objects.filter(participant=merged).update(participant=kept)
