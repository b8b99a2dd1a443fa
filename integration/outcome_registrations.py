"""The place of results in the top bar."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from participants.panels import Place, register_place

register_place(Place(_("Resultater"), "integration:outcomes", Resource.OUTCOME, 60))
