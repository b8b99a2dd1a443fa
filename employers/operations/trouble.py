"""Somebody has looked at a job or a measure whose employer is in trouble."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from employers.operations.register_snapshots import EMPLOYER_TROUBLE
from participants.models import Deadline
from participants.operations.cases import lock_case, note_event
from participants.operations.deadlines import meet_deadline


@operation
def see_trouble(actor: Actor, deadline_id: UUID, *, note: str) -> Deadline:
    """Note what was found out; the duty is met."""
    require(actor, Action.CHANGE, Resource.PLACEMENT)
    deadline = Deadline.objects.visible_to(actor).filter(kind=EMPLOYER_TROUBLE).get(pk=deadline_id)
    person = lock_case(actor, deadline.participant_id)
    if not note.strip():
        raise RuleRefused(Refusal("note_missing", _("Skriv hva som skjer."), "note"))
    today = timezone.localdate()
    meet_deadline(EMPLOYER_TROUBLE, deadline.subject_id, today)
    note_event(actor, person, "employer_trouble_seen", today, note=note.strip())
    return deadline
