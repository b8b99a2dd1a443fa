"""What the ids in each address are of, and whose data the answer is; an address without a row fails the matrix."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver

from integration.provider.routes import Route
from tests.access.rows import entries, is_of_provider

_ID = re.compile(r"<str:(\w+)>")
_NAMED = {
    "school_id": "school", "class_id": "class", "course_id": "course", "term_id": "term", "user_id": "pupil",
    "student_id": "pupil", "line_item_id": "item",
}  # fmt: skip

PEOPLE = frozenset({"pupil", "place", "result"})
"""Kinds of ids that are somebody's."""

# By the address below the service: what ``sourced_id`` is, "" where there is none, and the kind of what is listed.
ROWS: dict[str, tuple[str, str]] = {
    "rostering/v1p2/orgs": ("", ""),
    "rostering/v1p2/orgs/<str:sourced_id>": ("school", ""),
    "rostering/v1p2/schools": ("", ""),
    "rostering/v1p2/schools/<str:sourced_id>": ("school", ""),
    "rostering/v1p2/academicSessions": ("", ""),
    "rostering/v1p2/academicSessions/<str:sourced_id>": ("term", ""),
    "rostering/v1p2/terms": ("", ""),
    "rostering/v1p2/terms/<str:sourced_id>": ("term", ""),
    "rostering/v1p2/gradingPeriods": ("", ""),
    "rostering/v1p2/gradingPeriods/<str:sourced_id>": ("period", ""),
    "rostering/v1p2/courses": ("", ""),
    "rostering/v1p2/courses/<str:sourced_id>": ("course", ""),
    "rostering/v1p2/classes": ("", ""),
    "rostering/v1p2/classes/<str:sourced_id>": ("class", ""),
    "rostering/v1p2/users": ("", "pupil"),
    "rostering/v1p2/users/<str:sourced_id>": ("pupil", "pupil"),
    "rostering/v1p2/students": ("", "pupil"),
    "rostering/v1p2/students/<str:sourced_id>": ("pupil", "pupil"),
    "rostering/v1p2/teachers": ("", ""),
    "rostering/v1p2/teachers/<str:sourced_id>": ("teacher", ""),
    "rostering/v1p2/enrollments": ("", "place"),
    "rostering/v1p2/enrollments/<str:sourced_id>": ("place", "place"),
    "rostering/v1p2/demographics": ("", "pupil"),
    "rostering/v1p2/demographics/<str:sourced_id>": ("pupil", "pupil"),
    "rostering/v1p2/schools/<str:school_id>/classes": ("", ""),
    "rostering/v1p2/schools/<str:school_id>/courses": ("", ""),
    "rostering/v1p2/schools/<str:school_id>/enrollments": ("", "place"),
    "rostering/v1p2/schools/<str:school_id>/students": ("", "pupil"),
    "rostering/v1p2/schools/<str:school_id>/teachers": ("", ""),
    "rostering/v1p2/schools/<str:school_id>/terms": ("", ""),
    "rostering/v1p2/schools/<str:school_id>/classes/<str:class_id>/enrollments": ("", "place"),
    "rostering/v1p2/schools/<str:school_id>/classes/<str:class_id>/students": ("", "pupil"),
    "rostering/v1p2/schools/<str:school_id>/classes/<str:class_id>/teachers": ("", ""),
    "rostering/v1p2/classes/<str:class_id>/students": ("", "pupil"),
    "rostering/v1p2/classes/<str:class_id>/teachers": ("", ""),
    "rostering/v1p2/classes/<str:class_id>/enrollments": ("", "place"),
    "rostering/v1p2/courses/<str:course_id>/classes": ("", ""),
    "rostering/v1p2/terms/<str:term_id>/classes": ("", ""),
    "rostering/v1p2/terms/<str:term_id>/gradingPeriods": ("", ""),
    # Which classes somebody is in is that person's data too.
    "rostering/v1p2/users/<str:user_id>/classes": ("", "pupil"),
    "rostering/v1p2/students/<str:user_id>/classes": ("", "pupil"),
    "rostering/v1p2/teachers/<str:user_id>/classes": ("teacher", ""),
    "rostering/v1p2/users/<str:user_id>/demographics": ("", "pupil"),
    "gradebook/v1p2/categories": ("", ""),
    "gradebook/v1p2/categories/<str:sourced_id>": ("category", ""),
    "gradebook/v1p2/lineItems": ("", ""),
    "gradebook/v1p2/lineItems/<str:sourced_id>": ("item", ""),
    "gradebook/v1p2/results": ("", "result"),
    "gradebook/v1p2/results/<str:sourced_id>": ("result", "result"),
    "gradebook/v1p2/scoreScales": ("", ""),
    "gradebook/v1p2/scoreScales/<str:sourced_id>": ("nothing", ""),
    "gradebook/v1p2/assessmentLineItems": ("", ""),
    "gradebook/v1p2/assessmentLineItems/<str:sourced_id>": ("nothing", ""),
    "gradebook/v1p2/assessmentResults": ("", ""),
    "gradebook/v1p2/assessmentResults/<str:sourced_id>": ("nothing", ""),
    "gradebook/v1p2/classes/<str:class_id>/categories": ("", ""),
    "gradebook/v1p2/classes/<str:class_id>/lineItems": ("", ""),
    "gradebook/v1p2/classes/<str:class_id>/lineitems": ("", ""),
    "gradebook/v1p2/schools/<str:school_id>/lineItems": ("", ""),
    "gradebook/v1p2/classes/<str:class_id>/results": ("", "result"),
    "gradebook/v1p2/classes/<str:class_id>/lineItems/<str:line_item_id>/results": ("", "result"),
    "gradebook/v1p2/classes/<str:class_id>/students/<str:student_id>/results": ("", "result"),
    "gradebook/v1p2/lineItems/<str:line_item_id>/results": ("", "result"),
}
# Says nothing of whether there is such an item: an empty list for any.
_ANY_ITEM = "gradebook/v1p2/classes/<str:class_id>/lineItems/<str:line_item_id>/results"


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the provider."""

    template: str
    route: Route

    def __str__(self) -> str:
        return self.template

    @property
    def ids(self) -> dict[str, str]:
        """The kind of each id in it."""
        own, _listed = ROWS[self.template]
        return {name: own or _NAMED[name] for name in _ID.findall(self.template)}

    @property
    def must_be_there(self) -> dict[str, str]:
        """The ids of which one that is not there is answered with 404."""
        return {name: kind for name, kind in self.ids.items() if not (kind == "item" and self.template == _ANY_ITEM)}

    @property
    def shows(self) -> str:
        """The kind of people's data that it answers with."""
        return ROWS[self.template][1]

    @property
    def is_single(self) -> bool:
        """Whether it answers with one entity."""
        return "<str:sourced_id>" in self.template

    def path(self, ids: dict[str, object]) -> str:
        """The address with these ids."""
        return "/ims/oneroster/" + _ID.sub(lambda found: str(ids[found[1]]), self.template)


def addresses(patterns: list[Any] | None = None) -> Iterator[Address]:
    """Every address of the provider in the resolver."""
    for template, callback in entries(patterns or get_resolver().url_patterns):
        if is_of_provider(callback):
            yield Address(template.removeprefix("ims/oneroster/"), callback.route)
