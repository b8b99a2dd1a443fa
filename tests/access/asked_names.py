"""Which names a page asks its query or its form for, told by what it really asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

# What every page is asked for by what stands around it, and what no row's id is ever in.
_FRAME = frozenset({"csrfmiddlewaretoken", "language", "next", "_method"})
_ASKING = ("get", "getlist", "__getitem__", "__contains__")


@contextmanager
def names_asked_for() -> Iterator[set[str]]:
    """The names that queries and forms are asked for within it."""
    found: set[str] = set()
    known = {name: getattr(MultiValueDict, name) for name in _ASKING}

    def asking(name: str) -> Any:
        def ask(self: Any, key: Any, *rest: Any, **more: Any) -> Any:
            if isinstance(self, QueryDict) and isinstance(key, str) and key not in _FRAME:
                found.add(key)
            return known[name](self, key, *rest, **more)

        return ask

    try:
        for name in _ASKING:
            setattr(QueryDict, name, asking(name))
        yield found
    finally:
        for name in _ASKING:
            delattr(QueryDict, name)
