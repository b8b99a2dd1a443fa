"""The collections of the gradebook service: tests that Fotfeste keeps, and what the client itself has put there."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from integration.models import GradebookItem, GradebookResult
from integration.provider.rosters import base_of, moment
from integration.provider.sessions import term_id, terms_between
from integration.provider.sight import Sight
from programmes.models.classes import ClassEnrolment, Outcome, SchoolClass, Skill, TestResult, TestSubject

Row = dict[str, Any]
_COMMON = frozenset({"sourcedId", "status", "dateLastModified", "metadata"})
FIELDS: dict[str, frozenset[str]] = {
    "categories": _COMMON | {"title", "weight"},
    "lineItems": _COMMON
    | {
        "title", "description", "assignDate", "dueDate", "class", "school", "category", "academicSession",
        "gradingPeriod", "scoreScale", "resultValueMin", "resultValueMax", "learningObjectiveSet",
    },
    "results": _COMMON
    | {
        "lineItem", "student", "class", "scoreScale", "scoreStatus", "score", "textScore", "scoreDate", "comment",
        "learningObjectiveSet", "inProgress", "incomplete", "late", "missing",
    },
    "scoreScales": _COMMON | {"title", "type", "class", "course", "scoreScaleValue"},
    "assessmentLineItems": _COMMON | {"title", "description", "class", "parentAssessmentLineItem", "scoreScale"},
    "assessmentResults": _COMMON | {"assessmentLineItem", "student", "score", "scoreDate", "scoreStatus", "comment"},
}  # fmt: skip
TESTS = "tests"
"""The category of the tests that Fotfeste keeps."""
_ALWAYS = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def categories(sight: Sight) -> list[Row]:
    """The category of tests, and those of the client."""
    own = [base_of(one.sourced_id, one.modified_at) | one.values for one in _items(sight, "category")]
    return [base_of(TESTS, _ALWAYS) | {"title": _("Prøver"), "weight": 0}, *own]


def line_items(sight: Sight) -> list[Row]:
    """The tests that somebody in a class has taken, and the client's own line items."""
    tests = {(test.school_class.pk, test.key): test for test in _tests(sight)}
    kept = [test.as_line_item(sight) for _key, test in sorted(tests.items(), key=lambda item: str(item[0]))]
    return [*kept, *(_line_item(sight, one) for one in _items(sight, "lineItem"))]


def results(sight: Sight) -> list[Row]:
    """The results of those tests, and the client's own results."""
    kept = [test.as_result(sight) for test in _tests(sight)]
    pupils = {place.participant_id for place in sight.enrolments}
    items = {one.sourced_id: one for one in _items(sight, "lineItem")}
    own = GradebookResult.objects.filter(client=sight.client, is_deleted=False, participant__in=pupils)
    return [*kept, *(_result(sight, one, items) for one in own.order_by("sourced_id"))]


class _Test:
    """A participant's result on a test, in the class that the participant was in."""

    def __init__(self, result: TestResult, school_class: SchoolClass) -> None:
        self.result = result
        self.school_class = school_class
        self.key = f"{result.subject}-{result.skill}" if result.skill else str(result.subject)

    @property
    def item_id(self) -> str:
        return f"{self.key}-{self.school_class.pk}"

    def as_line_item(self, sight: Sight) -> Row:
        """The line item of the test."""
        one = self.school_class
        title = str(TestSubject(self.result.subject).label)
        if self.result.skill:
            title = f"{title}: {Skill(self.result.skill).label}"
        starts = dt.datetime.combine(one.first_day, dt.time(0), dt.UTC)
        ends = dt.datetime.combine(one.last_day or dt.date(sight.since.year + 1, 7, 31), dt.time(0), dt.UTC)
        return base_of(self.item_id, one.changed_at) | {
            "title": title,
            "description": "",
            "assignDate": moment(starts),
            "dueDate": moment(ends),
            "class": sight.ref("class", "classes", one.pk),
            "school": sight.ref("org", "orgs", one.school_id),
            "category": sight.ref("category", "categories", TESTS),
            **_session_of(sight, one),
        }

    def as_result(self, sight: Sight) -> Row:
        """The result."""
        return base_of(self.result.pk, self.result.changed_at) | {
            "lineItem": sight.ref("lineItem", "lineItems", self.item_id),
            "student": sight.ref("user", "users", self.result.participant_id),
            "class": sight.ref("class", "classes", self.school_class.pk),
            "scoreStatus": "fully graded",
            "textScore": str(Outcome(self.result.outcome).label),
            "scoreDate": self.result.taken_on.isoformat(),
        }


def _tests(sight: Sight) -> list[_Test]:
    where: dict[UUID, list[ClassEnrolment]] = defaultdict(list)
    for place in sight.enrolments:
        where[place.participant_id].append(place)
    rows = TestResult.objects.standing().filter(participant__in=list(where)).order_by("pk")
    return [_Test(row, sight.class_by_id[_place_on(where[row.participant_id], row.taken_on)]) for row in rows]


def _place_on(places: list[ClassEnrolment], day: dt.date) -> UUID:
    """The class that somebody was in on a day; the newest, where that was none."""
    newest = sorted(places, key=lambda place: (place.first_day or dt.date.min, place.pk), reverse=True)
    inside = (
        place for place in newest
        if place.first_day and place.first_day <= day and (place.last_day is None or place.last_day >= day)
    )  # fmt: skip
    return next(inside, newest[0]).school_class_id


def _items(sight: Sight, kind: str) -> list[GradebookItem]:
    rows = GradebookItem.objects.filter(client=sight.client, kind=kind, is_deleted=False)
    return list(rows.order_by("sourced_id"))


def _line_item(sight: Sight, item: GradebookItem) -> Row:
    told = dict(item.values)
    school_class = sight.class_by_id.get(UUID(told.pop("class")))
    category = told.pop("category", "")
    row = base_of(item.sourced_id, item.modified_at) | told
    if school_class is None:
        return row | {"status": "tobedeleted"}
    row |= {
        "class": sight.ref("class", "classes", school_class.pk),
        "school": sight.ref("org", "orgs", school_class.school_id),
        **_session_of(sight, school_class),
    }
    return row | ({"category": sight.ref("category", "categories", category)} if category else {})


def _result(sight: Sight, result: GradebookResult, items: dict[str, GradebookItem]) -> Row:
    item = items.get(result.line_item_sourced_id)
    row = base_of(result.sourced_id, result.modified_at) | {
        "lineItem": sight.ref("lineItem", "lineItems", result.line_item_sourced_id),
        "student": sight.ref("user", "users", result.participant_id),
        **result.values,
    }
    return row | ({"class": sight.ref("class", "classes", item.values["class"])} if item else {})


def _session_of(sight: Sight, school_class: SchoolClass) -> Row:
    terms = terms_between(max(school_class.first_day, sight.since), school_class.last_day)
    if not terms:
        return {}
    return {"academicSession": sight.ref("academicSession", "academicSessions", term_id(terms[0]))}
