"""«Mine skjermede saker»: the one page on which protected cases stand, for those who may open them.

They are in no other list, search, count or file (law.md 7.3). The page asks for a fresh proof of the log-in, and the
access log names each person that it showed; a case that is opened from it alerts as every opening does.
"""

from collections import defaultdict
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from agencies.access import Action, Actor, Resource, may
from agencies.access.rules import STEP_UP
from agencies.errors import NotPermitted
from agencies.operations.access_log import log_list
from agencies.web.pages import Page, show
from participants.models import Participant, TransferRequest
from participants.web.work import WorkRow, row_of
from participants.worklist import protected_rows

_MOST = 200


class ProtectedCasesPage(Page):
    """The cases with what is due on each, and requests about such cases."""

    needs = (Resource.PARTICIPANT, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """Everybody protected whom the actor may know of, by name."""
        actor = self.request.actor
        if actor.must_prove:
            raise NotPermitted(STEP_UP)
        people = list(Participant.objects.visible_to(actor).still_here().protected().by_name()[:_MOST])
        transfers = _transfers(actor)
        moving = Participant.objects.visible_to(actor).in_bulk([row.participant_id for row in transfers])
        log_list(actor, Resource.PARTICIPANT, [*(person.pk for person in people), *moving], rule="protected_list")
        duties = _duties(actor)
        context = {
            "cases": [{"person": person, "rows": duties.get(person.pk, [])} for person in people],
            # Whom a request to us is about is shown when it is opened.
            "transfers": [{"row": row, "person": moving.get(row.participant_id)} for row in transfers],
        }
        return show(self.request, "participants/protected.html", context)


def _duties(actor: Actor) -> dict[UUID, list[WorkRow]]:
    today = timezone.localdate()
    found: dict[UUID, list[WorkRow]] = defaultdict(list)
    if may(actor, Resource.DEADLINE, Action.VIEW):
        for deadline in protected_rows(actor, today).order_by("due_on", "id"):
            found[deadline.participant_id].append(row_of(deadline, actor, today, {}))
    return found


def _transfers(actor: Actor) -> list[TransferRequest]:
    rows = TransferRequest.objects.visible_to(actor).filter(is_protected=True).waiting()
    return list(rows.select_related("municipality", "to_municipality").order_by("requested_on", "id"))
