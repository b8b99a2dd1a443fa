"""What the frame of every page shows of who acts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agencies.access import NOBODY, Actor
from agencies.models import Role


def acting(request: HttpRequest) -> dict[str, Any]:
    """The agency acted for, the roles in it, and whether there is another to choose; and where this runs."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return {
        "acting_agency": actor.agency_name,
        "acting_role": role_names(actor),
        "can_switch_agency": len(getattr(request, "workplaces", [])) > 1,
        "environment_label": "" if settings.ENVIRONMENT == "production" else _("Demonstrasjon"),
    }


def role_names(actor: Actor) -> str:
    """The actor's roles in words, in the order of the list of roles."""
    return ", ".join(str(role.label) for role in Role if role in actor.roles)
