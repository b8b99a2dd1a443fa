"""Notes in the access log whom a client was shown, and what it asked for and was not given."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from agencies.access import Action, Actor, Resource, acting_as
from agencies.operations.access_log import log_list, log_read, log_refusal
from integration.provider.faults import ImsFault
from integration.provider.routes import Route
from integration.provider.sight import Sight

Row = Mapping[str, Any]
_REFUSED = {403: "scope", 404: "hidden"}


def note_list(route: Route, sight: Sight, actor: Actor, rows: Iterable[Row], ids: Mapping[str, str]) -> None:
    """Note whom a collection showed; one that is about the pupil in the address is a reading of that pupil.

    A teacher, and what is told as gone, count as rows without a person: of what is gone nothing but an id is told.
    """
    pupil = _pupil_of(route, sight, ids)
    shown = list(rows)
    if pupil:
        _note_person(actor, sight, pupil)
    elif route.holds_people and shown:
        log_list(
            actor, Resource.SCHOOL_REPORT, [_person_of(route.collection, row) for row in shown],
            municipality_id=sight.client.municipality_id,
        )  # fmt: skip


def note_one(route: Route, sight: Sight, actor: Actor, row: Row) -> None:
    """Note whom a single entity showed."""
    person = _person_of(route.collection, row)
    if route.holds_people and person:
        _note_person(actor, sight, person)


def note_refusal(actor: Actor, method: str, fault: ImsFault, ids: Iterable[str]) -> None:
    """Note a 403 or 404 for an id that could be somebody's; by the same statement whether or not it is."""
    asked = as_ids(ids)
    if asked and fault.status in _REFUSED and actor.client:
        action = Action.VIEW if method in ("GET", "HEAD") else Action.CHANGE
        with acting_as(actor):
            log_refusal(actor, Resource.SCHOOL_REPORT, action, sorted(asked), _REFUSED[fault.status])


def as_ids(texts: Iterable[str]) -> frozenset[UUID]:
    """The ids among the texts; what is no id of ours names nothing."""
    return frozenset(found for text in texts if (found := _as_id(text)))


def _note_person(actor: Actor, sight: Sight, person: UUID) -> None:
    log_read(
        actor, Resource.SCHOOL_REPORT, participant_id=person, municipality_id=sight.client.municipality_id
    )  # fmt: skip


def _pupil_of(route: Route, sight: Sight, ids: Mapping[str, str]) -> UUID | None:
    """The pupil in the address; the places were read for the answer already."""
    asked = _as_id(ids[route.person]) if route.person else None
    pupils = {place.participant_id for place in sight.enrolments_of_people_asked_for} if asked else ()
    return asked if asked in pupils else None


def _person_of(collection: str, row: Row) -> UUID | None:
    if row["status"] != "active":
        return None
    if collection == "users":
        return _as_id(row["sourcedId"]) if row["roles"][0]["role"] == "student" else None
    if collection == "enrollments":
        return _as_id(row["user"]["sourcedId"]) if row["role"] == "student" else None
    if collection == "results":
        return _as_id(row["student"]["sourcedId"])
    return _as_id(row["sourcedId"]) if collection == "demographics" else None


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
