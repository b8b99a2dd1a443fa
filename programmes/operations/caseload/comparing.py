"""A caseworker compares the decided last day with the computed one, and says which holds."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from participants.models import Participant
from participants.operations.cases import note_event
from participants.operations.deadlines import meet_deadline
from programmes.models import Takeover
from programmes.operations.awarding import lock_participation
from programmes.operations.caseload.committing import TAKEOVER_END
from programmes.operations.following import follow_facts


@operation
def confirm_end(
    actor: Actor, participation_id: UUID, *, keep_decided: bool, expected_version: int | None = None
) -> Takeover:
    """Let the computed day hold from now on, or keep the decided one; raises ``RuleRefused`` when that is said already.

    ``expected_version`` is that of the participation: facts that moved the computed day in the meantime are seen first.
    """
    require(actor, Action.DECIDE, Resource.PARTICIPATION)
    participation = lock_participation(actor, participation_id, expected_version)
    takeover = Takeover.objects.select_for_update(of=("self",)).get(participation=participation)
    if not takeover.waits:
        raise RuleRefused(Refusal("already_confirmed", _("Sluttdatoen er allerede bekreftet.")))
    today = timezone.localdate()
    takeover.confirmed_on, takeover.confirmed_by_id, takeover.keeps_decided = today, actor.user_id, keep_decided
    takeover.save()
    if not keep_decided:
        participation.decided_end_stands = False
        follow_facts(participation)
    meet_deadline(TAKEOVER_END, participation.pk, today)
    note_event(
        actor, participation.participant, "takeover_confirmed", today, last_day=str(participation.last_day),
        kept=keep_decided,
    )  # fmt: skip
    return takeover


def merge_takeovers(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Where a programme comes from goes along with it."""
    Takeover.objects.filter(participant=merged).update(participant=kept)
