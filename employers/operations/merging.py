"""What becomes of jobs and their follow-up when two registrations turn out to be one person."""

from django.utils import timezone

from agencies.access import Actor
from employers.models import FollowUp, Placement
from employers.operations.follow_up import plan_follow_ups
from participants.models import Participant
from programmes.operations.duties import follow_start


def merge_placements(actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move the placements of ``merged``; a job that was logged on both stays two rows, for a person to end one.

    A job of 30 hours on either row ends the duty to start, as it does when it is logged (Act § 8(4)).
    """
    Placement.objects.filter(participant=merged).update(participant=kept)
    FollowUp.objects.filter(participant=merged).update(participant=kept)
    plan_follow_ups(kept, timezone.localdate())
    follow_start(actor, kept)
