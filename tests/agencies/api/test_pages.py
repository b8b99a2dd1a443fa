"""Pages by cursor."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from agencies.models import Agency, Role
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem
from tests.world import make_person

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/participants/"
NAMES = ["Aas", "Berg", "Berg", "Berg", "Dahl", "Ødegård", "Åsen"]


@pytest.fixture
def api(municipality: Agency) -> Api:
    for name in reversed(NAMES):
        make_person(municipality, family_name=name, given_name="Kari", birth_date=dt.date(1990, 1, 1))
    return api_for(municipality, Role.PROGRAMME_ADVISER)


def _walk(api: Api, path: str, link: str = "next") -> list[list[dict]]:
    pages = []
    while path:
        body = api.get(path).json()
        pages.append(body["results"])
        path = body[link]
    return pages


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
@pytest.mark.parametrize("ordering", ["name", "-name", "created_at", "-created_at", "birth_date", "-birth_date"])
def test_all_rows_come_once_in_order_whatever_the_page_size(api: Api, size: int, ordering: str):
    whole = [row["id"] for row in api.get(f"{PEOPLE}?ordering={ordering}").json()["results"]]
    pages = _walk(api, f"{PEOPLE}?page_size={size}&ordering={ordering}")
    assert [row["id"] for page in pages for row in page] == whole
    assert len(set(whole)) == len(NAMES)


def test_the_order_by_name_is_norwegian(api: Api):
    assert [row["family_name"] for row in api.get(PEOPLE).json()["results"]] == NAMES


def test_the_way_back_gives_the_same_pages(api: Api):
    forward = _walk(api, f"{PEOPLE}?page_size=3")
    last = api.get(f"{PEOPLE}?page_size=3")
    while last.json()["next"]:
        last = api.get(last.json()["next"])
    backward = _walk(api, last.json()["previous"], "previous")
    assert backward[::-1] == forward[:-1]


def test_links_stand_in_the_header_and_keep_the_filters(api: Api):
    response = api.get(f"{PEOPLE}?page_size=2&citizenship=UKR")
    query = parse_qs(urlsplit(response.json()["next"]).query)
    assert (query["page_size"], query["citizenship"]) == (["2"], ["UKR"])
    assert response.headers["Link"] == f'<{response.json()["next"]}>; rel="next"'


def test_a_cursor_tells_no_name_and_cannot_be_made_up(api: Api):
    cursor = parse_qs(urlsplit(api.get(f"{PEOPLE}?page_size=1").json()["next"]).query)["cursor"][0]
    import base64

    assert b"aas" not in base64.urlsafe_b64decode(cursor + "==").lower()
    forged = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    assert_problem(api.get(f"{PEOPLE}?cursor={forged}"), 400, "invalid_parameter")
    assert_problem(api.get(f"{PEOPLE}?cursor={cursor}&ordering=-name"), 400, "invalid_parameter")


def test_rows_that_come_while_somebody_reads_shift_nothing(api: Api, municipality: Agency):
    first = api.get(f"{PEOPLE}?page_size=2").json()
    make_person(municipality, family_name="Aaberg")
    rest = _walk(api, first["next"])
    assert [row["family_name"] for row in first["results"]] + [r["family_name"] for p in rest for r in p] == NAMES


def test_nobody_is_counted_unless_asked(api: Api):
    assert "count" not in api.get(PEOPLE).json()
    assert api.get(f"{PEOPLE}?count=true&page_size=2").json()["count"] == len(NAMES)
