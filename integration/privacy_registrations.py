"""What people's rights hand up to the frame."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Resource
from participants.history import register_event
from participants.panels import Act, register_act

register_act(
    Act(_("Innsyn for deltakeren"), "integration:subject-access", Resource.SUBJECT_ACCESS, Action.VIEW, 870)
)  # fmt: skip
register_event("subject_access_asked", lambda _facts: _("En kopi av alle opplysninger ble bestilt for deltakeren."))
