"""The API, the files, the pictures and the yearly report say what the operations do, and are silent where they are.

The attackers ask the operations (``test_attacker*.py``): what holds of those answers then holds of each of these doors.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from agencies.access import Actor
from agencies.models import Agency, Role
from integration.operations.outcomes.after_programme import AfterProgramme, after_programme
from integration.operations.outcomes.counting import CategoryYear, FigureYear
from integration.operations.outcomes.employment import Axis, MonthFigure, employment
from integration.operations.outcomes.lasting import Lasting, lasting
from integration.operations.outcomes.programme_figures import caseload, end_reasons, main_activities, programme_figures
from integration.operations.outcomes.qualification import qualification_figures, sectors
from integration.operations.outcomes.questions import Question
from integration.operations.outcomes.refreshing import refresh_outcomes
from integration.operations.outcomes.traits import refresh_traits
from integration.outcomes.months import month_end
from integration.web.outcomes.shares import PROGRAMME_WORDS, QUALIFICATION_WORDS
from integration.web.outcomes.words import HIDDEN, SECTOR_WORDS, group_name, month_name, percent
from integration.web.outcomes.yearly import report_sheet
from programmes.models import EndReason, MainActivity
from tests.agencies.api.calling import Api, api_for
from tests.integration.outcomes.population import invent_all, write
from tests.integration.outcomes.reading import marks_of, number, share, tables_of
from tests.integration.outcomes.test_pages import client_of
from tests.integration.outcomes.truth import TODAY
from tests.world import make_actor

pytestmark = pytest.mark.django_db
_PEOPLE, _SEED = 1500, 4
_CODES = {"sex": "kjonn", "education": "utdanning", "arrival_year": "ankomst"}
_MANY = pytest.mark.exhaustive
QUESTIONS = [
    ("education", {"sex": "woman"}),
    pytest.param("", {}, marks=_MANY),
    pytest.param("sex", {}, marks=_MANY),
    pytest.param("education", {}, marks=_MANY),
    pytest.param("arrival_year", {}, marks=_MANY),
    pytest.param("arrival_year", {"sex": "man"}, marks=_MANY),
]
asked = pytest.mark.parametrize(("split", "filters"), QUESTIONS)


@pytest.fixture
def town(municipality: Agency) -> Agency:
    write(municipality, invent_all(_PEOPLE, _SEED, TODAY))
    refresh_outcomes(municipality.pk, TODAY)
    refresh_traits(municipality.pk, TODAY)
    return municipality


@pytest.fixture
def leader(town: Agency) -> Actor:
    return make_actor(town, Role.LEADER)


@pytest.fixture
def api(town: Agency) -> Api:
    return api_for(town, Role.LEADER)


@pytest.fixture
def client(town: Agency) -> Client:
    return client_of(town, Role.LEADER)


def _question(split: str, filters: Mapping[str, str]) -> Question:
    return Question(until=TODAY, known_on=TODAY, split=split, filters=dict(filters))


def _get(api: Api, name: str, split: str, filters: Mapping[str, str]) -> Any:
    told = {"until": TODAY.isoformat(), **({"split": split} if split else {}), **filters}
    answer = api.get(f"/api/v1/outcomes/{name}/?{urlencode(told)}")
    assert answer.status_code == 200
    return answer.json()


def _file(client: Client, name: str, kind: str, split: str, filters: Mapping[str, str]) -> bytes:
    told = {"per": TODAY.isoformat(), "som": kind, **{_CODES[each]: value for each, value in filters.items()}}
    answer = client.get(reverse(f"integration:{name}"), told | ({"inndeling": _CODES[split]} if split else {}))
    assert answer.status_code == 200
    return bytes(answer.content)


def _told(found: Any, told: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Each field of the API beside what the operation says of it, where they differ."""
    return ((name, value, getattr(found, name)) for name, value in told.items() if value != getattr(found, name))


def _figures(year: FigureYear) -> dict[str, tuple[int, int] | None]:
    return {name: None if count is None else (count.part, count.whole) for name, count in year.figures.items()}


def _told_figures(year: Mapping[str, Any]) -> dict[str, tuple[int, int] | None]:
    for each in year["figures"]:
        part, whole = each["part"], each["whole"]
        assert each["share"] == (part / whole if whole else None)
    return {each["name"]: None if each["whole"] is None else (each["part"], each["whole"]) for each in year["figures"]}


def _told_categories(years: list[dict[str, Any]]) -> list[CategoryYear]:
    return [
        CategoryYear(year["year"], year["total"], {one["category"]: one["people"] for one in year["counts"]})
        for year in years
    ]


@asked
def test_the_share_in_work(api: Api, client: Client, leader: Actor, split: str, filters: dict[str, str]) -> None:
    found = employment(leader, _question(split, filters), Axis.CALENDAR)
    told = _get(api, "employment", split, filters)["series"]
    assert [one["group"] for one in told] == [one.group for one in found]
    for mine, its in zip(found, told, strict=True):
        for month, its_month in zip(mine.months, its["months"], strict=True):
            assert its_month.pop("month") == f"{month_end(month.month):%Y-%m}"
            assert list(_told(month, its_month)) == []
    ((_headings, *rows),) = tables_of(_file(client, "outcomes", "csv", split, filters))
    figures = {
        (month_name(Axis.CALENDAR, one.month), *_group(split, each.group)): _counts(one)
        for each in found
        for one in each.months
    }
    assert {tuple(row[:-6]): [number(row[place]) for place in (-6, -5, -3, -2, -1)] for row in rows} == figures
    assert len(rows) == len(figures)
    assert {row[-4] for row in rows if number(row[-5]) is None} <= {percent(None)}
    assert {percent(None)} < {row[-4] for row in rows}
    shown = {(part, people) for people, *parts in figures.values() for part in parts}
    drawn = {share(mark) for mark in marks_of(_file(client, "outcomes", "svg", split, filters))}
    assert drawn
    assert drawn <= shown


def _group(split: str, group: str) -> list[str]:
    return [group_name(split, group, {})] if split else []


def _counts(one: MonthFigure) -> list[int | None]:
    return [one.people, one.in_work, one.full_time, one.part_time, one.on_measure]


@asked
def test_lasting_attachment(api: Api, client: Client, leader: Actor, split: str, filters: dict[str, str]) -> None:
    found = lasting(leader, _question(split, filters))
    told = _get(api, "lasting", split, filters)["groups"]
    assert told == [_plain(one) for one in found]
    curves, stays = tables_of(_file(client, "outcomes-lasting", "csv", split, filters))
    points = sorted(
        ((point.months, point.at_risk, percent(point.begun)) for one in found for point in one.points), key=str
    )
    assert sorted(((int(row[1]), number(row[4]), row[2]) for row in curves[1:]), key=str) == points
    assert {row[3] for row in curves[1:] if number(row[4]) is None} <= {percent(None)}
    for one, row in zip(sorted(found, key=lambda one: (-(one.people or 0), one.group)), stays[1:], strict=True):
        assert number(row[1]) == one.people
        shown = [(stay.in_work, stay.followed) if stay.followed is not None else None for stay in one.still]
        assert [share(cell) for cell in row[2:5]] == shown
        assert row[6] == percent(one.time_in_work)
    drawn = {mark.rsplit(": ", 1)[1] for mark in marks_of(_file(client, "outcomes-lasting", "svg", split, filters))}
    assert drawn
    assert drawn <= {begun for _months, _at_risk, begun in points} - {percent(None)}


def _plain(one: Lasting) -> dict[str, Any]:
    return asdict(one) | {name: [asdict(each) for each in getattr(one, name)] for name in ("points", "still")}


@asked
def test_what_is_no_count_is_told_only_beside_counts(leader: Actor, split: str, filters: dict[str, str]) -> None:
    """Limits, shares and times are of the people of a group, of whom the attackers know that they are not few."""
    silent = 0
    for one in lasting(leader, _question(split, filters)):
        for point in one.points:
            is_told = point.at_risk is not None and point.events is not None and one.people is not None
            assert (point.begun is not None) == is_told
            assert is_told or (point.lower, point.upper) == (None, None)
            silent += not is_told
        assert one.time_in_work is None or one.people is not None
        seen = next((point for point in one.points if point.months == one.half_begun_months), None)
        assert seen is None or (seen.begun is not None and seen.begun >= 0.5)
    for year in programme_figures(leader, _question(split, filters)):
        assert year.people is not None or set(year.figures.values()) == {None}
        silent += year.people is None
    assert silent


@asked
def test_after_the_programme(api: Api, client: Client, leader: Actor, split: str, filters: dict[str, str]) -> None:
    found = after_programme(leader, _question(split, filters))
    told = _get(api, "after-programme", split, filters)["years"]
    assert [list(_told(mine, its)) for mine, its in zip(found, told, strict=True)] == [[]] * len(found)
    ((_headings, *rows),) = tables_of(_file(client, "outcomes-after", "csv", split, filters))
    for one, row in zip(found, rows, strict=True):
        assert [number(row[place]) for place in (2, 3, 5)] == [one.ended, one.direct, one.not_registered]
        assert row[4] == percent(one.direct_share)
        later = [one.in_work, one.on_measure, one.gone, one.unknown]
        assert [row[place] == "–" or number(row[place]) for place in (6, 8, 9, 10)] == (
            later if one.is_due else [True] * 4
        )
        assert row[7] == (percent(one.work_share) if one.is_due else "–")
    drawn = set(marks_of(_file(client, "outcomes-after", "svg", split, filters)))
    assert drawn
    assert drawn <= {f"{one.year}: {percent(each)}" for one in found for each in _shares_shown(one)}


def _shares_shown(one: AfterProgramme) -> list[float]:
    return [each for each in (one.direct_share, one.work_share if one.is_due else None) if each is not None]


@dataclass(frozen=True)
class Shares:
    """A page of shares, and the categories beneath them."""

    name: str
    rows: Callable[[Actor, Question], list[FigureYear]]
    categories: Mapping[str, "Categories"]
    words: Mapping[str, Any]


class Categories(NamedTuple):
    """How many are of each, and what they are called."""

    read: Callable[[Actor, Question], list[CategoryYear]]
    words: Mapping[str, Any]


REASONS = Categories(end_reasons, dict(EndReason.choices))
ACTIVITIES = Categories(main_activities, dict(MainActivity.choices))
SECTORS = Categories(sectors, SECTOR_WORDS)
PROGRAMME = Shares(
    "programme", programme_figures, {"end_reasons": REASONS, "main_activities": ACTIVITIES}, PROGRAMME_WORDS
)
QUALIFICATION = Shares("qualification", qualification_figures, {"sectors": SECTORS}, QUALIFICATION_WORDS)


@asked
@pytest.mark.parametrize("page", [PROGRAMME, QUALIFICATION], ids=lambda page: page.name)
def test_shares_and_categories(
    api: Api, client: Client, leader: Actor, split: str, filters: dict[str, str], page: Shares
) -> None:
    question = _question(split, filters)
    found, told = page.rows(leader, question), _get(api, page.name, split, filters)
    assert [(one["group"], one["year"], one["people"], _told_figures(one)) for one in told["years"]] == [
        (one.group, one.year, one.people, _figures(one)) for one in found
    ]
    (_headings, *lines), *tables = tables_of(_file(client, f"outcomes-{page.name}", "csv", split, filters))
    assert [(int(row[0]), number(row[2]), [share(cell) for cell in row[3:]]) for row in lines] == [
        (one.year, one.people, [_figures(one)[each] for each in page.words]) for one in found
    ]
    for place, (its_name, each) in enumerate(page.categories.items()):
        years = each.read(leader, question)
        assert years
        assert _told_categories(told[its_name]) == years
        _is_the_table_of(tables[place], years, each.words)
    drawn = {share(mark) for mark in marks_of(_file(client, f"outcomes-{page.name}", "svg", split, filters))}
    assert drawn
    assert drawn <= {count for one in found for count in _figures(one).values() if count}
    if "caseload" in told:
        assert list(_told(caseload(leader, question), told["caseload"])) == []


def _is_the_table_of(table: list[list[str]], years: list[CategoryYear], words: Mapping[str, Any]) -> None:
    headings, *rows, in_all = table
    assert headings[1:] == [str(year.year) for year in years]
    assert [number(cell) for cell in in_all[1:]] == [year.total for year in years]
    names = {str(title): name for name, title in words.items()}
    for title, *cells in rows:
        # Of a year of which nothing is told it is not told either that there is nobody.
        told = [None if year.total is None else year.counts.get(names[title], 0) for year in years]
        assert [number(cell) for cell in cells] == told


def test_the_yearly_report(leader: Actor) -> None:
    question, year = _question("", {}), TODAY.year
    sections = {one["heading"]: one for one in report_sheet(leader, year, TODAY)["sections"]}
    categories = {
        "Sluttårsaker": REASONS, "Hovedaktivitet ved slutten": ACTIVITIES, "Næringen der den nyeste jobben er": SECTORS,
    }  # fmt: skip
    for heading, each in categories.items():
        (mine,) = [one for one in each.read(leader, question) if one.year == year]
        rows = {row[0]: number(row[1]) for row in sections[heading]["rows"]}
        assert rows == {str(each.words[name]): people for name, people in mine.counts.items()} | {"I alt": mine.total}
    shares = [
        ("Programmer som begynte i året", programme_figures, PROGRAMME_WORDS),
        ("Kvalifisering blant dem som ble bosatt i året", qualification_figures, QUALIFICATION_WORDS),
    ]
    for heading, figures, titles in shares:
        (its,) = [one for one in figures(leader, question) if one.year == year]
        counted, *lines = sections[heading]["rows"]
        assert number(counted[1]) == its.people
        assert [share(row[1]) for row in lines] == [_figures(its)[name] for name in titles]
    assert any(HIDDEN in row for one in sections.values() for row in one["rows"])
