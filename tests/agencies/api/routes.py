"""Every route of the API, read from the resolver, so that no endpoint can be left out of a test."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "api/v1/"
_ID = re.compile(r"<uuid:(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """A method on an address, and the view behind it."""

    method: str
    template: str
    action: str
    view: Any

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def is_list(self) -> bool:
        return self.method == "get" and self.action in self.view.list_actions

    @property
    def ids(self) -> list[str]:
        """The names of the ids in the address."""
        return _ID.findall(self.template)

    def path(self, **ids: object) -> str:
        """The address with the ids put in."""
        return "/" + _ID.sub(lambda found: str(ids[found[1]]), self.template)

    @property
    def documented(self) -> str:
        """The address as the OpenAPI document writes it."""
        return self.path(**{name: "{id}" if name == "pk" else f"{{{name}}}" for name in self.ids})


def api_routes() -> list[Route]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], before: str) -> Iterator[Route]:
    for pattern in patterns:
        view: Any = getattr(pattern, "callback", None)
        template = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, template)
        elif isinstance(pattern, URLPattern) and template.startswith(PREFIX):
            for method, action in view.actions.items():
                # The view adds HEAD to GET by itself when it is first called.
                if method != "head":
                    yield Route(method, template, action, view.cls)
