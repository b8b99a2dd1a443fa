"""Every endpoint of the two services as a table: its path, what it answers, and the scopes that open it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from integration.provider import gradebook, rosters, scopes
from integration.provider.faults import ImsFault
from integration.provider.query import values_at
from integration.provider.sessions import of_type
from integration.provider.sight import Sight

Row = dict[str, Any]
Build = Callable[..., list[Row]]


@dataclass(frozen=True, slots=True)
class Route:
    """A collection: ``path`` below the service, the entity's name in the answer, and how its rows are made.

    Where ``has_one`` each entity of it is at ``path/<id>`` too. ``writes`` are the methods that a client may change it
    with. Where rows are people's, each says itself whose (``holds_people``); ``person`` is the id in the address that
    may be a pupil's, whom the whole answer is about then. ``ids`` stands where the collection is long: it answers the
    ids of all rows, so that only those of a page are made, and only what has changed is read for a delta.
    """

    path: str
    collection: str
    single: str
    build: Build
    needs: frozenset[str] = scopes.READ_ROSTER
    has_one: bool = False
    holds_people: bool = False
    person: str = ""
    writes: frozenset[str] = frozenset()
    ids: Callable[[Sight], list[UUID]] | None = None

    @property
    def fields(self) -> frozenset[str]:
        """The fields that may be selected, sorted and filtered by."""
        return (rosters.FIELDS | gradebook.FIELDS)[self.collection]


def _terms(sight: Sight) -> list[Row]:
    return of_type(rosters.academic_sessions(sight), "term")


def _grading_periods(sight: Sight) -> list[Row]:
    return of_type(rosters.academic_sessions(sight), "gradingPeriod")


def _nothing(_sight: Sight, **_ids: str) -> list[Row]:
    return []


def _within(parent: Build, build: Build, *path: str) -> Build:
    """The rows that point, at ``path``, at the parent with the id in the address; 404 where there is no such parent."""

    def rows(sight: Sight, **ids: str) -> list[Row]:
        wanted = next(iter(ids.values()))
        _must_be(parent(sight), wanted)
        return [row for row in build(sight) if wanted in values_at(row, path)]

    return rows


def _must_be(rows: list[Row], sourced_id: str) -> Row:
    found = next((row for row in rows if row["sourcedId"] == sourced_id), None)
    if found is None:
        raise ImsFault(HTTPStatus.NOT_FOUND, "There is no such entity")
    return found


def _members(parent: Build, role: str, people: Build, *path: str) -> Build:
    """The students or teachers of a class or a school, by their enrolments there."""
    places = _within(parent, rosters.enrollments, *path)

    def rows(sight: Sight, **ids: str) -> list[Row]:
        inside = {place["user"]["sourcedId"] for place in places(sight, **ids) if place["role"] == role}
        return [row for row in people(sight) if row["sourcedId"] in inside]

    return rows


def _members_of_class_at_school(role: str, people: Build) -> Build:
    members = _members(rosters.classes, role, people, "class", "sourcedId")

    def rows(sight: Sight, school_id: str, class_id: str) -> list[Row]:
        _class_at_school(sight, school_id, class_id)
        return members(sight, class_id=class_id)

    return rows


def _enrollments_of_class_at_school(sight: Sight, school_id: str, class_id: str) -> list[Row]:
    _class_at_school(sight, school_id, class_id)
    return [row for row in rosters.enrollments(sight) if row["class"]["sourcedId"] == class_id]


def _class_at_school(sight: Sight, school_id: str, class_id: str) -> None:
    _must_be(rosters.schools(sight), school_id)
    if _must_be(rosters.classes(sight), class_id)["school"]["sourcedId"] != school_id:
        raise ImsFault(HTTPStatus.NOT_FOUND, "There is no such class at the school")


def _classes_of(people: Build) -> Build:
    def rows(sight: Sight, user_id: str) -> list[Row]:
        _must_be(people(sight), user_id)
        places = rosters.enrollments(sight)
        inside = {row["class"]["sourcedId"] for row in places if row["user"]["sourcedId"] == user_id}
        return [row for row in rosters.classes(sight) if row["sourcedId"] in inside]

    return rows


def _terms_of_school(sight: Sight, school_id: str) -> list[Row]:
    _must_be(rosters.schools(sight), school_id)
    return _terms(sight)


def _categories_of_class(sight: Sight, class_id: str) -> list[Row]:
    _must_be(rosters.classes(sight), class_id)
    return gradebook.categories(sight)


def _results_of_line_item(sight: Sight, class_id: str, line_item_id: str) -> list[Row]:
    _must_be(rosters.classes(sight), class_id)
    return [row for row in gradebook.results(sight) if row["lineItem"]["sourcedId"] == line_item_id]


def _results_of_student(sight: Sight, class_id: str, student_id: str) -> list[Row]:
    members = _members(rosters.classes, "student", rosters.students, *_BY_CLASS)
    _must_be(members(sight, class_id=class_id), student_id)
    found = gradebook.results(sight)
    return [
        row for row in found
        if row["student"]["sourcedId"] == student_id and row.get("class", {}).get("sourcedId") == class_id
    ]  # fmt: skip


def _demographics_of_user(sight: Sight, user_id: str) -> list[Row]:
    return [_must_be(rosters.demographics(sight), user_id)]


_SCHOOL, _CLASS = "schools/<str:school_id>", "classes/<str:class_id>"
_BY_CLASS = ("class", "sourcedId")
_BY_SCHOOL = ("school", "sourcedId")
_PEOPLE: dict[str, Any] = {"holds_people": True}

ROSTERING: tuple[Route, ...] = (
    Route("orgs", "orgs", "org", rosters.orgs, has_one=True),
    Route("schools", "orgs", "org", rosters.schools, has_one=True),
    Route("academicSessions", "academicSessions", "academicSession", rosters.academic_sessions, has_one=True),
    Route("terms", "academicSessions", "academicSession", _terms, has_one=True),
    Route("gradingPeriods", "academicSessions", "academicSession", _grading_periods, has_one=True),
    Route("courses", "courses", "course", rosters.courses, has_one=True),
    Route("classes", "classes", "class", rosters.classes, has_one=True),
    Route("users", "users", "user", rosters.users, has_one=True, ids=Sight.people_ids, **_PEOPLE),
    Route("students", "users", "user", rosters.students, has_one=True, ids=Sight.pupil_ids, **_PEOPLE),
    Route("teachers", "users", "user", rosters.teachers, has_one=True),
    Route(
        "enrollments", "enrollments", "enrollment", rosters.enrollments, has_one=True, ids=Sight.place_ids, **_PEOPLE
    ),
    Route(
        "demographics", "demographics", "demographics", rosters.demographics, scopes.READ_DEMOGRAPHICS, has_one=True,
        ids=Sight.pupil_ids, **_PEOPLE,
    ),
    Route(f"{_SCHOOL}/classes", "classes", "class", _within(rosters.schools, rosters.classes, *_BY_SCHOOL)),
    Route(f"{_SCHOOL}/courses", "courses", "course", _within(rosters.schools, rosters.courses, "org", "sourcedId")),
    Route(
        f"{_SCHOOL}/enrollments", "enrollments", "enrollment",
        _within(rosters.schools, rosters.enrollments, *_BY_SCHOOL), **_PEOPLE,
    ),
    Route(
        f"{_SCHOOL}/students", "users", "user",
        _members(rosters.schools, "student", rosters.students, *_BY_SCHOOL), **_PEOPLE,
    ),
    Route(f"{_SCHOOL}/teachers", "users", "user", _members(rosters.schools, "teacher", rosters.teachers, *_BY_SCHOOL)),
    Route(f"{_SCHOOL}/terms", "academicSessions", "academicSession", _terms_of_school),
    Route(
        f"{_SCHOOL}/{_CLASS}/enrollments", "enrollments", "enrollment", _enrollments_of_class_at_school, **_PEOPLE
    ),
    Route(
        f"{_SCHOOL}/{_CLASS}/students", "users", "user", _members_of_class_at_school("student", rosters.students),
        **_PEOPLE,
    ),
    Route(f"{_SCHOOL}/{_CLASS}/teachers", "users", "user", _members_of_class_at_school("teacher", rosters.teachers)),
    Route(
        f"{_CLASS}/students", "users", "user", _members(rosters.classes, "student", rosters.students, *_BY_CLASS),
        **_PEOPLE,
    ),
    Route(f"{_CLASS}/teachers", "users", "user", _members(rosters.classes, "teacher", rosters.teachers, *_BY_CLASS)),
    Route(
        f"{_CLASS}/enrollments", "enrollments", "enrollment",
        _within(rosters.classes, rosters.enrollments, *_BY_CLASS), **_PEOPLE,
    ),
    Route(
        "courses/<str:course_id>/classes", "classes", "class",
        _within(rosters.courses, rosters.classes, "course", "sourcedId"),
    ),
    Route("terms/<str:term_id>/classes", "classes", "class", _within(_terms, rosters.classes, "terms", "sourcedId")),
    Route(
        "terms/<str:term_id>/gradingPeriods", "academicSessions", "academicSession",
        _within(_terms, _grading_periods, "parent", "sourcedId"),
    ),
    Route("users/<str:user_id>/classes", "classes", "class", _classes_of(rosters.users), person="user_id"),
    Route("students/<str:user_id>/classes", "classes", "class", _classes_of(rosters.students), person="user_id"),
    Route("teachers/<str:user_id>/classes", "classes", "class", _classes_of(rosters.teachers)),
    Route(
        "users/<str:user_id>/demographics", "demographics", "demographics", _demographics_of_user,
        scopes.READ_DEMOGRAPHICS, person="user_id", **_PEOPLE,
    ),
)  # fmt: skip

_PUT_DELETE = frozenset({"PUT", "DELETE"})
_POST = frozenset({"POST"})
_GRADES: dict[str, Any] = {"needs": scopes.READ_GRADEBOOK}

GRADEBOOK: tuple[Route, ...] = (
    Route("categories", "categories", "category", gradebook.categories, has_one=True, writes=_PUT_DELETE, **_GRADES),
    Route("lineItems", "lineItems", "lineItem", gradebook.line_items, has_one=True, writes=_PUT_DELETE, **_GRADES),
    Route(
        "results", "results", "result", gradebook.results, has_one=True, writes=_PUT_DELETE, **_PEOPLE, **_GRADES
    ),
    Route("scoreScales", "scoreScales", "scoreScale", _nothing, has_one=True, **_GRADES),
    Route("assessmentLineItems", "assessmentLineItems", "assessmentLineItem", _nothing, has_one=True, **_GRADES),
    Route("assessmentResults", "assessmentResults", "assessmentResult", _nothing, has_one=True, **_GRADES),
    Route(f"{_CLASS}/categories", "categories", "category", _categories_of_class, **_GRADES),
    Route(
        f"{_CLASS}/lineItems", "lineItems", "lineItem",
        _within(rosters.classes, gradebook.line_items, *_BY_CLASS), writes=_POST, **_GRADES,
    ),
    # 1.1 wrote the collection so in one place.
    Route(
        f"{_CLASS}/lineitems", "lineItems", "lineItem",
        _within(rosters.classes, gradebook.line_items, *_BY_CLASS), **_GRADES,
    ),
    Route(
        f"{_SCHOOL}/lineItems", "lineItems", "lineItem",
        _within(rosters.schools, gradebook.line_items, *_BY_SCHOOL), **_GRADES,
    ),
    Route(
        f"{_CLASS}/results", "results", "result",
        _within(rosters.classes, gradebook.results, *_BY_CLASS), **_PEOPLE, **_GRADES,
    ),
    Route(
        f"{_CLASS}/lineItems/<str:line_item_id>/results", "results", "result", _results_of_line_item, **_PEOPLE,
        **_GRADES,
    ),
    Route(
        f"{_CLASS}/students/<str:student_id>/results", "results", "result", _results_of_student, person="student_id",
        **_PEOPLE, **_GRADES,
    ),
    Route(
        "lineItems/<str:line_item_id>/results", "results", "result",
        _within(gradebook.line_items, gradebook.results, "lineItem", "sourcedId"), writes=_POST, **_PEOPLE, **_GRADES,
    ),
)  # fmt: skip
