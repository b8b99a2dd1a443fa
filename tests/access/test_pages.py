"""Every page × who looks × situation, against the decision table: what is read, and what is sent."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, path

from agencies.access import may
from agencies.models import Role
from tests.access.asking import bodies, get, post, text_of
from tests.access.expecting import Expected, expected, situations
from tests.access.rows import WITHOUT_ROW, PageRow, outside_every_matrix, page_rows
from tests.access.slices import is_asked
from tests.access.world import CLEARED, EVERYBODY, NAMES, Onlooker, Situation, World

pytestmark = pytest.mark.xdist_group("access-pages")
ROWS = page_rows()
BY_ID = [row for row in ROWS if row.model and not row.is_open and row.model not in WITHOUT_ROW]
LISTS = [row for row in ROWS if "<" not in row.template and not row.is_open]
# By default the pages meet those between whom the table differs most, and the situations that differ most for them.
SLICE = (Onlooker(Role.PROGRAMME_ADVISER), Onlooker(Role.NAV_ADVISER))
PARTS = 5
THIN = (Situation.OWN, Situation.COLLEAGUES, Situation.ELSEWHERE, Situation.PROTECTED, Situation.OWN_CASE)

_CASEWORK = frozenset({Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER})
_ALL = frozenset(Role)
NOT_SHOWN: dict[str, tuple[frozenset[Role], str]] = {
    "deltakere/<uuid:pk>/gjenopprett/": (_ALL, "the case was not registered in error"),
    "import/<uuid:pk>/kolonner/": (_ALL, "the file has no columns to choose between; it leads to the file"),
    "program/<uuid:pk>/sluttdato/": (_ALL, "the programme was not taken over from another system"),
    "vedtak/<uuid:pk>/<slug:act>/": (frozenset({Role.ENROLMENT_OFFICER}), "the act has roles of its own"),
    "egenmelding/<uuid:pk>/vurder/": (_ALL, "the right to self-certify was not withdrawn"),
    "innsynskopier/<uuid:pk>/<slug:kind>/": (_ALL, "the copy is deleted"),
    "arkivering/<uuid:pk>/": (_ALL, "the case is not restricted"),
    "deltakere/<uuid:pk>/hendelser/": (
        frozenset({Role.NAV_ADVISER, Role.TEACHER}),
        "what was done on a case is told to casework",
    ),
    "deltakere/<uuid:pk>/norsk/norskprove/": (frozenset({Role.TEACHER}), "a teacher advises in the class"),
    "deltakere/<uuid:pk>/norsk/oppmote/": (frozenset({Role.TEACHER}), "a teacher registers in the class"),
}
"""Pages that the table opens and that show nothing in this world, with the roles and the reason."""

SHOWN_BEFORE_SENT: dict[str, str] = {
    "vedtak/<uuid:pk>/<slug:act>/": "the act is refused when it is sent",
    "deltakere/<uuid:pk>/plasser/<uuid:place>/ikke-aktuell/": "the question why; refused when it is sent",
    "lopsdeltaker/<uuid:pk>/slutt/": "the question why; refused when it is sent",
    "lopsdeltaker/<uuid:pk>/fullfort/": "the question with what result; refused when it is sent",
    "samarbeid/avtaler/<uuid:pk>/avslutt/": "asks for a day and shows nothing of the agreement",
    "samarbeid/betjening/<uuid:pk>/avslutt/": "asks for a day and shows nothing of the service",
}
"""Forms that stand there for some who may see the case and not write on it, with the reason."""

ALIKE_FOR_EVERY_ID: dict[str, str] = {
    "innsynslogg/<uuid:pk>/utskrift/": "who has read; empty where the own municipality has not, as for nobody's id",
}
"""Pages that answer for every id, and tell nothing of what is hidden, with the reason."""

REFUSED_FORMS: dict[str, tuple[frozenset[Role], str]] = {
    "tiltak/<uuid:pk>/avtale/<slug:act>/": (_CASEWORK, "NAV approves a labour-market measure"),
    "vedtak/<uuid:pk>/<slug:act>/": (_CASEWORK, "the act has roles of its own"),
    "forslag/<uuid:pk>/": (frozenset({Role.NAV_ADVISER}), "NAV proposed; the municipality answers"),
    "deltakere/<uuid:pk>/be-om-flytting/": (
        frozenset({Role.PROGRAMME_ADVISER, Role.TEAM_LEADER}),
        "for a protected person somebody who is named asks",
    ),
}
"""Forms that refuse some of those to whom the table opens them, with the roles and the reason."""

AFTER_THE_MOVE: dict[str, str] = {
    "vedtak/<uuid:pk>/<slug:act>/": "what follows a decision is done where it was made",
}
"""Forms that write on a case that has moved, with the reason."""

NOT_FOR_ALL: dict[str, str] = {
    "kalender/fotfeste.ics": "the calendar asks for a key in its address",
    "godkjenning/": "which decisions need a second person is the team leader's to say",
    "resultater/personer/": "asks for the figures too",
}
"""Lists that refuse some of those to whom the table opens them, with the reason."""


def test_the_resolver_has_nothing_that_no_matrix_meets() -> None:
    assert outside_every_matrix(get_resolver().url_patterns) == []


def test_a_function_that_answers_without_asking_the_table_is_found() -> None:
    def hull(_request: object, pk: object) -> HttpResponse:
        return HttpResponse(str(pk))

    assert len(outside_every_matrix([path("hull/<uuid:pk>/", hull), path("api/v1/hull/", hull)])) == 2


def test_every_page_has_a_row_in_the_table() -> None:
    assert [str(row) for row in ROWS if row.pair is None and not row.is_open] == []
    assert len(ROWS) > 280


def test_every_id_in_an_address_is_of_something_in_the_world(world: World) -> None:
    with_id = [row for row in ROWS if "<uuid:" in row.template and not row.is_open]
    missing = {row.model or str(row) for row in with_id if world.row(Situation.OWN, row.model) is None}
    assert missing - set(WITHOUT_ROW) == set()
    everywhere = {row.model for row in with_id} - set(WITHOUT_ROW)
    assert [(model, one) for model in everywhere for one in Situation if world.row(one, model) is None] == []


Cell = tuple[PageRow, Situation, Expected]


def _some(world: World, who: Onlooker, *, is_sent: bool) -> Iterator[Cell]:
    """Every page, in the situations that differ most."""
    for row in BY_ID:
        pair = row.pair_to_send if is_sent else row.pair
        assert pair, row
        for situation in situations(world, who, pair, row.model):
            if situation in THIN:
                yield row, situation, expected(world, who, pair, situation, row.model)


def _whole(world: World, who: Onlooker, *, is_sent: bool) -> Iterator[Cell]:
    """Every page, in every situation that this part of the matrix asks for."""
    for row, cell in enumerate(BY_ID):
        pair = cell.pair_to_send if is_sent else cell.pair
        assert pair, cell
        told_apart = situations(world, who, pair, cell.model)
        for place, situation in enumerate(told_apart):
            if is_asked(row, EVERYBODY.index(who), place, parts=min(PARTS, len(told_apart))):
                yield cell, situation, expected(world, who, pair, situation, cell.model)


def _shows(world: World, who: Onlooker, response: Any) -> str:
    text = text_of(response)
    shown = [NAMES[one] for one in world.hidden_from(who) if NAMES[one] in text]
    return f"shows {shown}" if shown else ""


def _reading(world: World, who: Onlooker, cells: Iterable[Cell]) -> Iterator[str]:
    for row, situation, wanted in cells:
        if row.reads:
            response = get(world, who, row, situation)
            fault = _shows(world, who, response) or _fault_of_get(row, who, wanted, response)
            if fault:
                yield f"{who} {situation} GET {row}: {fault}"


def _fault_of_get(row: PageRow, who: Onlooker, wanted: Expected, response: Any) -> str:
    status, way = response.status_code, response.headers.get("Location", "")
    if wanted is Expected.OPEN:
        roles, _reason = NOT_SHOWN.get(row.template, (frozenset(), ""))
        allowed = {302, 403, 404} if who.role in roles else {200}
    elif wanted is Expected.HIDDEN:
        allowed = {404}
    elif wanted is Expected.ANOTHERS and status == 302:
        return "" if "/ta-tilgang/" in way else f"went to {way}"
    else:
        allowed = {403, 404}
    is_alike = wanted is Expected.HIDDEN and row.template in ALIKE_FOR_EVERY_ID
    if is_alike or (wanted is not Expected.OPEN and row.template in SHOWN_BEFORE_SENT):
        allowed = allowed | {200}
    return "" if status in allowed else f"{wanted}, but {status} {way}"


def _writing(world: World, who: Onlooker, cells: Iterable[Cell]) -> Iterator[str]:
    for row, situation, wanted in cells:
        if row.writes:
            response, changes = post(world, who, row, situation)
            if fault := _shows(world, who, response) or _fault_of_post(row, who, wanted, response, changes):
                yield f"{who} {situation} POST {row}: {fault}"


def _fault_of_post(row: PageRow, who: Onlooker, wanted: Expected, response: Any, changes: int) -> str:
    status = response.status_code
    if wanted is Expected.OPEN:
        roles, _reason = REFUSED_FORMS.get(row.template, (frozenset(), ""))
        return "" if status in {200, 204, 302, 404, 422, *[403] * (who.role in roles)} else f"open, but {status}"
    if changes and not (wanted is Expected.READ_ONLY and row.template in AFTER_THE_MOVE):
        return f"{wanted}, but {changes} rows were written ({status})"
    # A form that is refused before its row is looked for is refused so for every id (``test_hidden``).
    allowed = {403, 404} if wanted is Expected.CLOSED else {302, 403, 404, 422}
    return "" if status in allowed else f"{wanted}, but {status}"


@pytest.mark.parametrize("who", [pytest.param(SLICE[0], marks=pytest.mark.exhaustive), SLICE[1]], ids=str)
def test_every_page_of_a_case_answers_as_the_table_says(world: World, who: Onlooker) -> None:
    assert "\n".join(_reading(world, who, _some(world, who, is_sent=False))) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", SLICE[:1], ids=str)
def test_a_form_changes_nothing_for_those_who_may_not(world: World, who: Onlooker) -> None:
    assert "\n".join(_writing(world, who, _some(world, who, is_sent=True))) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_every_page_of_a_case_answers_everybody_as_the_table_says(world: World, who: Onlooker) -> None:
    assert "\n".join(_reading(world, who, _whole(world, who, is_sent=False))) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_a_form_changes_nothing_for_anybody_who_may_not(world: World, who: Onlooker) -> None:
    assert "\n".join(_writing(world, who, _whole(world, who, is_sent=True))) == ""


@pytest.mark.exhaustive
def test_the_bodies_are_such_that_much_would_change(world: World) -> None:
    """Without this a body that every form refuses would let the tests above pass."""
    who = Onlooker(Role.TEAM_LEADER)
    rows = [row for row in BY_ID if row.writes and row.pair and may(world.actor(who), *row.pair)]
    changed = [row for row in rows if post(world, who, row, Situation.OWN)[1]]
    assert len(changed) > 70
    assert len(bodies(world)) > 140


@pytest.mark.parametrize("who", SLICE, ids=str)
def test_the_own_case_is_really_there_for_those_who_may_see_it(world: World, who: Onlooker) -> None:
    case = next(row for row in ROWS if row.template == "deltakere/<uuid:pk>/")
    assert NAMES[Situation.OWN] in text_of(get(world, who, case))


def _lists(world: World, who: Onlooker, *, are_read: bool) -> Iterator[str]:
    for row in LISTS:
        assert row.pair
        if row.reads is not are_read:
            continue
        response = get(world, who, row) if row.reads else post(world, who, row, Situation.OWN)[0]
        if fault := _shows(world, who, response):
            yield f"{who} {row}: {fault}"
        is_open, status = may(world.actor(who), *row.pair), response.status_code
        if not is_open and status not in {302, 403, 404}:
            yield f"{who} {row}: refused by the table, but {status}"
        if is_open and row.reads and status != 200 and row.template not in NOT_FOR_ALL:
            yield f"{who} {row}: open, but {status}"


@pytest.mark.parametrize(
    "who",
    [pytest.param(who, marks=() if who in (*SLICE, *CLEARED[:1]) else pytest.mark.exhaustive) for who in EVERYBODY],
    ids=str,
)
def test_no_list_shows_anybody_who_is_hidden(world: World, who: Onlooker) -> None:
    assert "\n".join(_lists(world, who, are_read=True)) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_no_answer_to_a_form_without_an_id_shows_anybody_who_is_hidden(world: World, who: Onlooker) -> None:
    assert "\n".join(_lists(world, who, are_read=False)) == ""
