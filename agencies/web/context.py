"""What the frame of every page shows of who acts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agencies.access import NOBODY, Actor
from agencies.hooks import has_hidden_until_proved
from agencies.models import Role


def acting(request: HttpRequest) -> dict[str, Any]:
    """The agency acted for, the roles in it, whether there is another; what waits for a proof; where this runs."""
    actor: Actor = getattr(request, "actor", NOBODY)
    is_proving = request.resolver_match is not None and request.resolver_match.view_name == "agencies:prove"
    return {
        "acting_agency": actor.agency_name,
        "acting_role": role_names(actor),
        "can_switch_agency": len(getattr(request, "workplaces", [])) > 1,
        # A function: parts of pages, which do not show it, put no question to the database.
        "hides_cases_until_proved": lambda: not is_proving and has_hidden_until_proved(actor),
        "environment_label": "" if settings.ENVIRONMENT == "production" else _("Demonstrasjon"),
    }


def role_names(actor: Actor) -> str:
    """The actor's roles in words, in the order of the list of roles."""
    return ", ".join(str(role.label) for role in Role if role in actor.roles)
