"""Pages by cursor: opaque, stable under writes, as fast on the last page as on the first, without a count."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from agencies.api import cursors
from agencies.api.cursors import Cursor
from agencies.api.faults import ParameterFault, parameter_error

DEFAULT_SIZE = 50
LARGEST_SIZE = 500
PARAMETERS = ("cursor", "page_size", "count")


class CursorPagination(BasePagination):
    """``?cursor=``, ``?page_size=`` from 1 to 500, and ``?count=true`` for whoever needs to know how many."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page; raises ``ParameterFault`` when size, count or cursor cannot be used."""
        self.url = request.build_absolute_uri()
        self.ordering = ordering_of(queryset)
        size = _page_size(request)
        cursor = self._cursor(request)
        self.count = queryset.count() if _wants_count(request) else None
        rows = self._rows(queryset, cursor, size + 1)
        has_more, rows = len(rows) > size, rows[:size]
        came_on = cursor is not None
        backwards = cursor is not None and cursor.backwards
        if backwards:
            rows.reverse()
        self.next = self._address(rows[-1:], wanted=came_on if backwards else has_more)
        self.previous = self._address(rows[:1], wanted=has_more if backwards else came_on, backwards=True)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its neighbours, in the body and as RFC 8288 links."""
        body = {"next": self.next, "previous": self.previous, "results": data}
        links = [f'<{url}>; rel="{name}"' for url, name in ((self.next, "next"), (self.previous, "prev")) if url]
        response = Response(body if self.count is None else body | {"count": self.count})
        if links:
            response.headers["Link"] = ", ".join(links)
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page in the OpenAPI document."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address | {"description": _("Adressen til neste side, eller null på den siste.")},
                "previous": address | {"description": _("Adressen til forrige side, eller null på den første.")},
                "results": schema,
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "description": _("Hvor mange det er i alt; bare med ?count=true."),
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters in the OpenAPI document."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE}
        return [
            _parameter("cursor", {"type": "string"}, _("Hvor siden begynner; tas fra «next» eller «previous».")),
            _parameter("page_size", size, _("Hvor mange på en side.")),
            _parameter("count", {"type": "boolean", "default": False}, _("Ta med hvor mange det er i alt.")),
        ]

    def _cursor(self, request: Request) -> Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        cursor = cursors.read(text, self.ordering)
        if cursor is None:
            raise ParameterFault(parameter_error("cursor", "invalid_cursor", _("Markøren er ikke herfra.")))
        return cursor

    def _rows(self, queryset: QuerySet[Any], cursor: Cursor | None, most: int) -> list[Any]:
        ordering = cursors.reverse_of(self.ordering) if cursor and cursor.backwards else list(self.ordering)
        rows = queryset.order_by(*ordering)
        return list((cursors.after(rows, ordering, cursor.values) if cursor else rows)[:most])

    def _address(self, edge: list[Any], *, wanted: bool, backwards: bool = False) -> str | None:
        if not wanted:
            return None
        if not edge:
            return str(remove_query_param(self.url, "cursor"))
        values = tuple(_value(edge[0], name.removeprefix("-")) for name in self.ordering)
        return str(replace_query_param(self.url, "cursor", cursors.written(Cursor(self.ordering, values, backwards))))


def ordering_of(queryset: QuerySet[Any]) -> tuple[str, ...]:
    """The queryset's ordering by name, always ending in the id, so that no two rows stand in the same place."""
    names = [str(name) for name in queryset.query.order_by or queryset.model._meta.ordering]  # noqa: SLF001
    if any(name.removeprefix("-") in ("id", "pk") for name in names):
        return tuple(names)
    return (*names, "-id" if names and names[0].startswith("-") else "id")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, Mapping) else getattr(row, name)
    return row


def _page_size(request: Request) -> int:
    text = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_SIZE:
        return int(text)
    detail = _("Skriv et heltall fra 1 til %(most)d.") % {"most": LARGEST_SIZE}
    raise ParameterFault(parameter_error("page_size", "out_of_range", detail))


def _wants_count(request: Request) -> bool:
    text = request.query_params.get("count", "false")
    if text not in ("true", "false"):
        raise ParameterFault(parameter_error("count", "not_a_boolean", _("Skriv true eller false.")))
    return text == "true"


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
