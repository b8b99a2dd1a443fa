"""What the team leader's pages register when the project starts."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from participants.panels import Place, register_place

register_place(Place(_("Teamet"), "programmes:team", Resource.TEAM, 15))
