"""Filters and ordering; what a list does not know is refused, never ignored."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import filters, utils
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.drainage import set_override
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from agencies.access import fields_for
from agencies.api.faults import ParameterFault, parameter_error
from agencies.api.pagination import PARAMETERS as PAGE_PARAMETERS

ORDERING = "ordering"


class DayFilter(filters.DateFilter):
    """A day, in ISO 8601 only, whatever the language of the request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)


class TruthFilter(filters.TypedChoiceFilter):
    """``true`` or ``false``; another word is refused, not taken for no answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda text: text == "true", **kwargs)
        set_override(self, "field", {"type": "boolean", "description": self.label})


class FilterBackend(DjangoFilterBackend):
    """django-filter, with its faults as problem details that name the parameter."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows that the filters let through."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ParameterFault(
                *[
                    parameter_error(entry["attr"], entry["code"], entry["detail"])
                    for entry in _faults(utils.translate_validation(filterset.errors).detail)
                ]
            )
        return filterset.qs  # type: ignore[no-any-return]


class OrderingBackend(BaseFilterBackend):
    """``?ordering=name`` or ``?ordering=-name``, among the names that the list offers (``view.orderings``)."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows in the wanted order; the id decides between equals."""
        offered: dict[str, str] = view.orderings
        wanted = request.query_params.get(ORDERING) or next(iter(offered), "")
        name, sign = wanted.removeprefix("-"), "-" if wanted.startswith("-") else ""
        names = {key.removeprefix("-"): path for key, path in offered.items()}
        if name not in names:
            detail = _("Velg blant: %(names)s.") % {"names": ", ".join(choices_of(offered))}
            raise ParameterFault(parameter_error(ORDERING, "unknown_ordering", detail))
        return queryset.order_by(f"{sign}{names[name]}", f"{sign}id")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameter in the OpenAPI document."""
        if not view.orderings:
            return []
        schema = {"type": "string", "enum": choices_of(view.orderings), "default": next(iter(view.orderings))}
        text = _("Rekkefølgen; et minustegn foran snur den.")
        return [{"name": ORDERING, "in": "query", "required": False, "schema": schema, "description": text}]


def choices_of(offered: dict[str, str]) -> list[str]:
    """The values that ``?ordering=`` takes: each name both ways."""
    names = [key.removeprefix("-") for key in offered]
    return [f"{sign}{name}" for name in names for sign in ("", "-")]


def refuse_unknown_parameters(request: Request, view: Any) -> None:
    """Raise ``ParameterFault`` for every query parameter that is unknown here, comes twice or is empty."""
    known = _known_parameters(view)
    faults = []
    for name, values in request.query_params.lists():
        if name not in known:
            faults.append(parameter_error(name[:100], "unknown_parameter", _("Parameteren finnes ikke her.")))
        elif len(values) > 1:
            faults.append(parameter_error(name, "repeated_parameter", _("Parameteren kan bare stå én gang.")))
        elif not values[0]:
            faults.append(parameter_error(name, "empty_parameter", _("Parameteren mangler verdi.")))
    if faults:
        raise ParameterFault(*faults)


def _known_parameters(view: Any) -> frozenset[str]:
    own = frozenset(getattr(view, "action_parameters", {}).get(view.action, ()))
    if view.request.method not in ("GET", "HEAD") or view.action not in view.list_actions:
        return own
    names = set(PAGE_PARAMETERS) | own
    if view.action == "list":
        filterset = getattr(view, "filterset_class", None)
        names |= set(filterset.base_filters) if filterset else set()
        names |= {ORDERING} if view.orderings else set()
        opened = fields_for(view.actor)
        # A filter on what one may not see would tell it.
        names -= {name for name, group in view.parameter_groups.items() if group not in opened}
    return frozenset(names)


def _faults(detail: Any) -> list[dict[str, str]]:
    return [
        {"attr": str(name), "code": str(getattr(text, "code", "invalid")), "detail": str(text)}
        for name, texts in detail.items()
        for text in texts
    ]
