"""The questions of «Resultater»."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_PAGES = (("integration:outcomes", _("Hvor mange er i jobb?")),)


def outcome_tabs(current: str) -> list[dict[str, Any]]:
    """One tab for each question."""
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in _PAGES]
