"""Asks another municipality for a case and, in the same breath, for the cases of those who move along."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation
from participants.household import household_on
from participants.models import Participant, TransferRequest
from participants.operations.cases import lock_case
from participants.operations.transferring import Move, request_transfer

ALONG = "along_"
"""What the names of fields about somebody who moves along begin with; the id of the case follows."""
_OF_ALL = frozenset({"to_municipality", "contact_email"})


def those_who_may_move_along(actor: Actor, person: Participant) -> list[Participant]:
    """Those who live with the person today, have a case that the actor may see, and whose move is not asked for."""
    household = household_on(person, timezone.localdate())
    ids = [each.participant_id for each in household.members if each.lives_here and each.participant_id]
    here = Participant.objects.visible_to(actor).current().filter(pk__in=ids, moved_on__isnull=True)
    asked = TransferRequest.objects.waiting().filter(participant__in=ids).values("participant")
    return list(here.exclude(pk__in=asked).order_by("birth_date", "id"))


@operation
def request_transfers(
    actor: Actor, participant_id: UUID, move: Move, along: Mapping[UUID, Mapping[str, str]]
) -> list[TransferRequest]:
    """Ask for the case and for those in ``along`` (by case, with what is stated for each): for all of them, or none.

    The answers are given one by one, since each case is taken over by itself. Raises ``RuleRefused`` with everything
    that stands against any of them, ``Participant.DoesNotExist`` for somebody who does not live with the person.
    """
    # In the order of ids, so that two requests about one family wait for each other instead of locking each other out.
    cases = {pk: lock_case(actor, pk) for pk in sorted({participant_id, *along})}
    family = {each.pk: each for each in those_who_may_move_along(actor, cases[participant_id])}
    if along.keys() - family.keys():
        raise Participant.DoesNotExist
    sent: list[TransferRequest] = []
    refusals: list[Refusal] = []
    for pk in [participant_id, *along]:
        stated = move if pk == participant_id else replace(move, stated=along[pk])
        try:
            sent.append(request_transfer(actor, pk, stated))
        except RuleRefused as refused:
            refusals += refused.refusals if pk == participant_id else _about(cases[pk], refused, refusals)
    if refusals:
        raise RuleRefused(*refusals)
    return sent


def _about(relative: Participant, refused: RuleRefused, told: list[Refusal]) -> list[Refusal]:
    """The refusals with the name of the one they are about; what is wrong with a field of all is said once."""
    own = [refusal for refusal in refused.refusals if refusal not in told]
    return [
        replace(
            refusal,
            detail=f"{relative.full_name}: {refusal.detail}",
            field=refusal.field if refusal.field in _OF_ALL else f"{ALONG}{relative.pk}_{refusal.field}".rstrip("_"),
        )
        for refusal in own
    ]
