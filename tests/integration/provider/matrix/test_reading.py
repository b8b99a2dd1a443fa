"""What each system is answered about each pupil at every address; a hidden one is answered as one who is not there."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry
from integration.provider.routes import Route
from integration.provider.views import collection_view
from tests.integration.provider.matrix.rows import PEOPLE, ROWS, Address, addresses
from tests.integration.provider.matrix.world import SEES, TOLD_AS_GONE, Caller, Pupil, Town

pytestmark = pytest.mark.xdist_group("oneroster-matrix")
ADDRESSES = list(addresses())
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# By default each kind of stranger meets a few; everybody meets everybody in a run of its own.
_THIN = {
    *((Caller.OWN, one) for one in (Pupil.OWN, Pupil.ELSEWHERE, Pupil.STRICT, Pupil.SHOWN_BEFORE, Pupil.DROPPED)),
    (Caller.OTHER_SCHOOL, Pupil.OWN), (Caller.ELSEWHERE, Pupil.OWN), (Caller.WHOLE, Pupil.SHIELDED),
    *((one, Pupil.OWN) for one in (Caller.FEW, Caller.NONE, Caller.EXPIRED)),
}  # fmt: skip
CELLS = [
    pytest.param(one, pupil, marks=() if (one, pupil) in _THIN else pytest.mark.exhaustive, id=f"{one}-{pupil}")
    for one in Caller for pupil in Pupil
]  # fmt: skip


class Answer(NamedTuple):
    """What was answered, without the ids that were asked for, and how often the database was asked."""

    status: int
    text: str
    headers: dict[str, str]
    queries: int


def _ask(town: Town, caller: Caller, address: Address, ids: dict[str, object], request: str = "") -> Answer:
    with CaptureQueriesContext(connection) as asked:
        response = town.get(caller, address.path(ids), request=request, scopes=address.route.needs)
    headers = {name: _ID.sub("", value) for name, value in response.headers.items() if name != "X-Request-ID"}
    return Answer(response.status_code, response.content.decode(), headers, len(asked))


def _expected(town: Town, caller: Caller, address: Address, pupil: Pupil) -> int:
    if caller in (Caller.NONE, Caller.EXPIRED):
        return 401
    if caller is Caller.FEW:
        return 403
    return 200 if all(town.may_know(caller, kind, pupil) for kind in address.must_be_there.values()) else 404


def _entries(town: Town, request: str) -> list[AccessLogEntry]:
    found: list[AccessLogEntry] = []
    for home in {place.home.pk for place in town.places.values()}:
        with acting_as(system_actor(home)):
            found += AccessLogEntry.objects.filter(request_id=request)
    return list({entry.pk: entry for entry in found}.values())


def _people(entry: AccessLogEntry) -> set[UUID]:
    return {*entry.people, *([entry.participant_id] if entry.participant_id else ())}


def _faults(town: Town, caller: Caller, pupil: Pupil) -> Iterator[str]:
    seen = SEES.get(caller, frozenset())
    secret = [mark for one, child in town.children.items() if one not in seen for mark in child.marks]
    for address in ADDRESSES:
        request = uuid4().hex
        answer = _ask(town, caller, address, town.ids(address, pupil), request)
        wanted = _expected(town, caller, address, pupil)
        if answer.status != wanted:
            yield f"{address}: {answer.status}, not {wanted}"
            continue
        if shown := [mark for mark in secret if mark in answer.text]:
            yield f"{address}: shows {shown}"
        entries = _entries(town, request)
        yield from _faults_of_log(town, caller, address, pupil, wanted, entries)
        if wanted == 404:
            missing = _ask(town, caller, address, town.without(address, caller, pupil))
            if missing != answer:
                yield f"{address}: {answer} / {missing}"


def _faults_of_log(
    town: Town, caller: Caller, address: Address, pupil: Pupil, status: int, entries: list[AccessLogEntry]
) -> Iterator[str]:
    told = set().union(*(_people(entry) for entry in entries))
    if status == 200:
        wanted = town.shown(caller, address, pupil)
        if any(not entry.granted for entry in entries):
            yield f"{address}: answered and noted as refused"
    else:
        is_about = status != 401 and set(address.ids.values()) & PEOPLE
        wanted = {town.children[pupil].person.pk} if is_about else set()
        if any(entry.granted for entry in entries):
            yield f"{address}: refused and noted as read"
    if told != wanted:
        yield f"{address}: the log names {told}, not {wanted}"
    for entry in entries:
        client = town.clients[Caller.OWN if caller is Caller.FEW else caller]
        facts = (entry.client, entry.role, entry.agency_id, entry.channel, entry.user_id, bool(entry.rule))
        if facts != (client.name, "school_system", client.school_id or client.municipality_id, "api", None, True):
            yield f"{address}: {facts}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {one.template for one in ADDRESSES} == set(ROWS)
    assert len(ADDRESSES) > 50


def test_a_new_address_without_a_row_is_found() -> None:
    hole = collection_view(Route("hull", "users", "user", lambda _sight: []))
    (found,) = addresses([path("ims/oneroster/rostering/v1p2/hull", hole)])
    assert found.template not in ROWS


@pytest.mark.parametrize(("caller", "pupil"), CELLS)
def test_what_is_answered_about_a_pupil(town: Town, caller: Caller, pupil: Pupil) -> None:
    assert "\n".join(_faults(town, caller, pupil)) == ""


QUERIES = (
    "limit=1000", "limit=1000&sort=sourcedId&orderBy=desc", "limit=1000&filter=status='active'",
    "limit=1000&filter=dateLastModified>'2020-01-01'",
)  # fmt: skip


def _rows(response: Any) -> list[dict[str, Any]]:
    (rows,) = response.json().values()
    return list(rows)


def _faults_of_lists(town: Town, caller: Caller, home: Pupil) -> Iterator[str]:
    """In the lists below the school and class of ``home``, and in those of everybody."""
    for address in ADDRESSES:
        if address.is_single or PEOPLE & set(address.ids.values()):
            continue
        for query in QUERIES:
            response = town.get(caller, f"{address.path(town.ids(address, home))}?{query}")
            shown = {str(one) for one in town.shown(caller, address, home)}
            for fault in _faults_of_list(town, caller, shown, response):
                yield f"{address}?{query}: {fault}"


def _faults_of_list(town: Town, caller: Caller, shown: set[str], response: Any) -> Iterator[str]:
    rows, total = _rows(response), response.headers["X-Total-Count"]
    there = str([row for row in rows if row["status"] == "active"])
    told = [row for row in rows if row["status"] == "tobedeleted"]
    secret = [mark for one, child in town.children.items() if one not in SEES[caller] for mark in child.marks]
    gone = [town.children[one] for one in TOLD_AS_GONE.get(caller, ())]
    if total != str(len(rows)):
        yield f"counts {total} of {len(rows)}"
    if found := [mark for mark in secret if mark in there]:
        yield f"shows {found}"
    if missing := [one for one in shown if one not in there]:
        yield f"lacks {missing}"
    if any(set(row) != {"sourcedId", "status", "dateLastModified"} for row in told):
        yield "tells more than an id of who is gone"
    if {row["sourcedId"] for row in told} - {str(pk) for one in gone for pk in (one.person.pk, one.enrolment.pk)}:
        yield "tells of somebody who was never sent"


@pytest.mark.parametrize(
    "caller",
    [pytest.param(one, marks=() if one is Caller.OWN else pytest.mark.exhaustive, id=str(one)) for one in SEES],
)
def test_lists_and_counts_leave_the_hidden_out(town: Town, caller: Caller) -> None:
    home = next(iter(sorted(SEES[caller], key=list(Pupil).index)))
    assert "\n".join(_faults_of_lists(town, caller, home)) == ""


@pytest.mark.parametrize("caller", list(SEES), ids=str)
def test_no_filter_finds_or_counts_somebody_who_is_hidden(town: Town, caller: Caller) -> None:
    for pupil, child in town.children.items():
        for collection, field, value in (
            ("users", "familyName", child.person.family_name), ("students", "sourcedId", str(child.person.pk)),
            ("enrollments", "user.sourcedId", str(child.person.pk)),
        ):  # fmt: skip
            where = f"/ims/oneroster/rostering/v1p2/{collection}?filter={field}='{value}'"
            response = town.get(caller, where)
            expected = int(pupil in SEES[caller])
            assert len([row for row in _rows(response) if row["status"] == "active"]) == expected, (pupil, collection)
            told = [row for row in _rows(response) if row["status"] == "tobedeleted"]
            assert not told or pupil in TOLD_AS_GONE.get(caller, ()), (pupil, collection)
            assert response.headers["X-Total-Count"] == str(expected + len(told)), (pupil, collection)
