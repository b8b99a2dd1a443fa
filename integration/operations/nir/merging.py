"""What NIR was told of two registrations that are one person belongs to the one that is kept."""

from agencies.access import Actor
from integration.models import NirDelivery, NirEvent
from participants.hooks import on_merge
from participants.models import Participant


@on_merge
def keep_what_nir_was_told(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move events and deliveries to the registration that is kept."""
    for model in (NirEvent, NirDelivery):
        model.objects.filter(participant=merged).update(participant=kept)
