"""The file of every list, for every role: the rows and columns that the same person meets on the page, no others."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.test import Client
from django.utils import timezone

from agencies.access import acting_as, fields_for
from agencies.actors import system_actor
from agencies.errors import NotPermitted
from agencies.lists import ABOUT, ListFile, asked, list_files, text_of
from agencies.models import AccessLogEntry, Role
from agencies.operations.jobs import run_job
from integration.operations.list_exports import ask_for_list, open_list
from integration.outcomes.months import month_index
from programmes.web.team.overview import MOST
from tests.access.list_rows import fill_lists
from tests.access.rows import PageRow, page_rows
from tests.access.world import HIDDEN, NAMES, Situation, World
from tests.queues import list_row

pytestmark = pytest.mark.xdist_group("access-pages")

# The roles between whose lists there is most difference; the others are a run of their own.
SLICE = (Role.TEAM_LEADER, Role.PRIVACY_OFFICER)
# How many rows a page has, by what it gives its template.
ON_PAGE: dict[str, Callable[[Any], int]] = {
    "staff": lambda page: len(page["people"]),
    "machines": lambda page: len(page["machines"]),
    "agreements": lambda page: len(page["agreements"]),
    "services": lambda page: len(page["services"]),
    "role-mappings": lambda page: len(page["rows"]),
    "access-review": lambda page: len(page["lines"]),
    "portfolio": lambda page: len(page["people"]),
    "work": lambda page: sum(len(group.rows) for group in page["groups"]),
    "mistakes": lambda page: len(page["people"]),
    "same-person": lambda page: len(page["notices"]),
    "transfers": lambda page: len(page["to_us"]) + len(page["from_us"]) + len(page["answered"]),
    "patterns": lambda page: len(page["days"]),
    "overrides": lambda page: len(page["overrides"]),
    "import-lists": lambda page: len(page["lists"]),
    "import-rows": lambda page: len(page.get("rows", [])),
    "team": lambda page: len(page["loads"]),
    "team-starts": lambda page: page["starts"].watched,
    "team-approvals": lambda page: page["approval_count"],
    "team-ends": lambda page: page["end_count"],
    "proposals": lambda page: len(page["rows"]),
    "messages": lambda page: len(page["rows"]),
    "unpublished": lambda page: len(page["drafts"]) + len(page["unwritten"]),
    "caseload-files": lambda page: len(page["files"]),
    "caseload-rows": lambda page: len(page["rows"]),
    "classes": lambda page: len(page["rows"]) + len(page.get("ended", [])),
    "class-pupils": lambda page: len(page["pupils"]) + len(page["coming"]) + len(page["waiting"]),
    "attendance": lambda page: len(page["rows"]),
    "reported-absence": lambda page: len(page["waiting"]),
    "employers": lambda page: len(page["employers"]),
    "employer-jobs": lambda page: len(page["placements"]),
    "places": lambda page: len(page["places"]),
    "candidates": lambda page: len(page["matches"]),
    "fitting-places": lambda page: len(page["matches"]),
    "cohorts": lambda page: len(page["cohorts"]),
    "board": lambda page: len(page["members"]),
    "nir": lambda page: len(page["people"]),
    "nir-files": lambda page: len(page["files"]),
    "outcome-people": lambda page: len(page["people"]),
    "retention": lambda page: len(page["waiting"]),
    "restricted": lambda page: len(page["restricted"]) if page["sees_restricted"] else 0,
    "packages": lambda page: len(page["batches"]),
    "school-systems": lambda page: len(page["sources"]),
    "school-runs": lambda page: len(page["runs"]),
    "school-findings": lambda page: len(page["findings"]),
    "school-pupils": lambda page: len(page["rows"]),
    "school-batches": lambda page: len(page["batches"]),
    "school-faults": lambda page: len(page["rows"]),
    "school-readers": lambda page: len(page["clients"]),
}
# Headings of which the page says the same in other words: no more than its reader may see.
MORE = {
    "portfolio": {"Fødselsdato"},
    "work": {"Ansvarlig", "Navn", "Rådgiver"},
    "classes": {"Første dag", "Siste dag"},
    "class-pupils": {"Plass"},
    "team-starts": {"Hjemmel"},
    "transfers": {"Til", "Svar", "Fra"},
    "employer-jobs": {"Prosent"},
    "overrides": {"Deltaker"},
}
A_PAGE = {"work": 25}
"""How many rows a page of a list has that is longer than a page."""
FIRST_ROWS = dict.fromkeys(["team-starts", "team-approvals", "team-ends"], MOST)
"""How many rows stand on a page that counts them all, and leaves the rest to the file."""
GROWS = {"access-log"}
"""Lists to which looking at them adds a row."""
QUERIES = {"outcome-people": {"maned": str(month_index(dt.date(2026, 10, 1)))}}
# What the id in an address is, where no case's own page says it.
MODELS = {
    "klasser": "SchoolClass", "klasser/okt": "ClassSession", "kull": "TrackCohort", "plasser": "OfferedPlace",
    "skolesystemer": "SchoolSource", "skolesystemer/kjoring": "SourceRun", "skolesystemer/oppmote": "AttendanceBatch",
    "teamet/overta": "CaseloadImport",
}  # fmt: skip
_PARTS = re.compile(r"[,;·:]\s*|\s+")


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path


@pytest.fixture(autouse=True)
def _rows_in_every_list(world: World, _left_as_it_was: None) -> None:
    fill_lists(world)


def _employer(world: World, situation: Situation) -> Any:
    return world.cases[situation].employer


def _page_row(listing: ListFile) -> PageRow:
    return next(row for row in page_rows() if row.view is listing.page and "<slug:" not in row.template)


def _targets(world: World, listing: ListFile) -> Iterator[tuple[str, dict[str, str]]]:
    """The addresses at which the list stands, and what the file is asked with there."""
    row = _page_row(listing)
    more = QUERIES.get(listing.code, {})
    if "<uuid:pk>" not in row.template:
        yield f"/{row.template}", more
        return
    model = MODELS.get(row.template.partition("/<uuid:pk>")[0], row.model)
    # Who is named on a protected case opens its pages; files of it there are for nobody.
    for situation in set(Situation) - {Situation.NAMED}:
        target = _employer(world, situation) if model == "Employer" else world.row(situation, model)
        if target is not None:
            yield f"/{row.template}".replace("<uuid:pk>", str(target.pk)), {**more, ABOUT: str(target.pk)}


def _file(world: World, role: Role, listing: ListFile, query: dict[str, str]) -> list[list[str]] | None:
    """The rows from the headings on; nothing when the file is not to be had."""
    actor = world.actor(role)
    try:
        export = ask_for_list(actor, listing.code, "csv", query)
    except (NotPermitted, ObjectDoesNotExist, Http404):
        return None
    assert export.job is not None
    assert run_job(export.job.pk)
    export = list_row(pk=export.pk)
    assert export.state == "ready", listing.code
    _export, blocks = open_list(actor, export.pk)
    rows = list(csv.reader(io.StringIO(b"".join(blocks).decode("utf-8-sig")), delimiter=";"))
    begins = next(place for place, row in enumerate(rows) if not row) + 1
    assert len(rows) - begins - 1 == export.rows
    with acting_as(system_actor(world.home.pk)):
        log = AccessLogEntry.objects.filter(user_id=actor.user_id, resource=listing.resource, participant_id=None)
        assert {"worker", "web"} <= set(log.filter(row_count=export.rows).values_list("channel", flat=True))
    return rows[begins:]


def _faults(world: World, role: Role, listing: ListFile) -> Iterator[str]:
    client = Client()
    client.force_login(world.staff[role])
    for address, query in _targets(world, listing):
        response: Any = client.get(address, {name: value for name, value in query.items() if name != ABOUT})
        rows = _file(world, role, listing, query)
        opens = response.status_code == 200 and listing.is_for(world.actor(role))
        if opens is not (rows is not None):
            yield f"{address}: the page answers {response.status_code}, but the file is {'there' if rows else 'not'}"
        if rows is not None and opens:
            yield from (f"{address}: {fault}" for fault in _differences(world, role, listing, query, rows, response))


def _differences(
    world: World, role: Role, listing: ListFile, query: dict[str, str], rows: list[list[str]], response: Any
) -> Iterator[str]:
    headings, body = rows[0], rows[1:]
    actor = world.actor(role)
    opened = fields_for(actor)
    with acting_as(actor):
        columns = listing.sheet(asked(actor, query, timezone.localdate())).columns
    for column in columns:
        is_open = column.fields is None or column.fields in opened
        if (str(column.title) in headings) is not is_open:
            yield f"the column {column.title} is {'not there' if is_open else 'there'}"
    written = " ".join(cell for row in rows for cell in row)
    yield from (f"names {NAMES[hidden]}" for hidden in HIDDEN if NAMES[hidden] in written)
    if listing.code in GROWS:
        return
    expected = ON_PAGE[listing.code](response.context)
    has_more_pages = expected == A_PAGE.get(listing.code) and len(body) > expected
    if len(body) != expected and not has_more_pages:
        yield f"{len(body)} rows, {expected} on the page"
    more = MORE.get(listing.code, set())
    yield from _not_on_page(
        [
            (heading, cell)
            for row in body[: min(expected, FIRST_ROWS.get(listing.code, expected))]
            for heading, cell in zip(headings, row, strict=True)
            if heading not in more
        ],
        text_of(response.content.decode()).lower(),
    )


def _not_on_page(cells: list[tuple[str, str]], text: str) -> Iterator[str]:
    for heading, cell in cells:
        missing = [part for part in _PARTS.split(cell.removeprefix("'").lower()) if part.strip() not in text]
        if missing:
            yield f"{heading}: {missing} is not on the page"


def _all_faults(world: World, role: Role) -> str:
    shown = [listing for listing in list_files().values() if listing.page]
    return "\n".join(f"{listing.code} {fault}" for listing in shown for fault in _faults(world, role, listing))


@pytest.mark.parametrize("role", [pytest.param(SLICE[0], marks=pytest.mark.exhaustive), SLICE[1]])
def test_the_file_holds_what_the_page_shows_to_the_same_person(world: World, role: Role) -> None:
    assert _all_faults(world, role) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", [role for role in Role if role not in SLICE])
def test_the_file_holds_what_the_page_shows_to_whoever_looks(world: World, role: Role) -> None:
    assert _all_faults(world, role) == ""


def test_the_lists_that_are_compared_have_rows(world: World) -> None:
    leader = world.actor(Role.TEAM_LEADER)
    with acting_as(leader):
        empty = {
            listing.code
            for listing in list_files().values()
            if listing.is_for(leader)
            and not listing.is_of_one
            and not listing.sheet(asked(leader, {}, timezone.localdate())).read(leader)[0]
        }
    assert empty <= {"messages", "nir", "restricted", "packages"}
