"""What people's rights hand up to the frame."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Resource
from integration.models import CasePart, RetentionCase
from integration.operations.privacy import merging  # noqa: F401 - copies follow who is one person, and who is two
from participants.history import register_event
from participants.panels import Act, Place, register_act, register_place

register_act(
    Act(_("Innsyn for deltakeren"), "integration:subject-access", Resource.SUBJECT_ACCESS, Action.VIEW, 870)
)  # fmt: skip
register_event("subject_access_asked", lambda _facts: _("En kopi av alle opplysninger ble bestilt for deltakeren."))
register_place(
    Place(_("Arkivering"), "integration:retention", Resource.RETENTION, 92, rows=RetentionCase.objects.visible_to)
)
register_event("case_restricted", lambda _facts: _("Saken ble pakket for arkivet og sperret."))
register_event(
    "part_restricted",
    lambda facts: gettext("Pakket for arkivet og sperret: %(part)s.") % {"part": CasePart(facts["part"]).label},
)
register_event(
    "restriction_lifted", lambda facts: gettext("Sperringen ble opphevet: %(reason)s") % {"reason": facts["reason"]}
)
