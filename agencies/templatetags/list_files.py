"""The way from a list page to its file."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.urls import reverse

from agencies.access import Action, Resource, may
from agencies.lists import ABOUT, PAGING, list_files

register = template.Library()

FILES = "integration:lists"
"""The page, of a floor above, on which files are asked for."""


@register.inclusion_tag("agencies/list_file.html", takes_context=True)
def list_file(context: dict[str, Any], code: str, about: UUID | None = None) -> dict[str, Any]:
    """A link to the list ``code`` with what this page's address chooses; nothing for those who may not have it."""
    request = context["request"]
    listing = list_files()[code]
    if not may(request.actor, Resource.LIST_EXPORT, Action.CREATE) or not listing.is_for(request.actor):
        return {"url": ""}
    chosen = {name: value for name, value in request.GET.items() if value and name not in PAGING}
    if about:
        chosen[ABOUT] = str(about)
    return {"url": f"{reverse(FILES)}?{urlencode({'liste': code, **chosen})}", "title": listing.title}
