"""What statements hand up: the act, and how the history says it."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Resource
from participants.history import register_event
from participants.panels import Act, register_act

register_act(
    Act(
        _("Deltakerens forklaring"), "participants:statement", Resource.STATEMENT, Action.CREATE, 872,
        is_possible=lambda person: person.moved_on is None,
    )
)  # fmt: skip
register_event("statement_added", lambda _facts: _("Deltakerens egen forklaring ble lagt ved."))
