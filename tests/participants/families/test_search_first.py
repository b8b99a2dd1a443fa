"""Nobody is enrolled by hand before the search has run."""

import datetime as dt

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from participants.models import Participant
from tests.agencies.api.calling import api_for
from tests.agencies.api.test_problems import assert_problem
from tests.participants.web.conftest import LogIn, log_in  # noqa: F401 - a fixture
from tests.world import make_municipality, make_person

pytestmark = pytest.mark.django_db
ENROL = "/deltakere/ny/"
DUF = "209900000103"
BORN = dt.date(1991, 3, 14)


@pytest.fixture
def client(municipality: Agency, log_in: LogIn) -> Client:  # noqa: F811 - a fixture
    return log_in(municipality, Role.ENROLMENT_OFFICER)


def _search(client: Client, **facts: str) -> str:
    empty = {"given_name": "", "family_name": "", "birth_date": "", "number": ""}
    answer = client.post(ENROL, {"sok": "1"} | empty | facts)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_begins_with_the_search_and_nothing_else(client: Client) -> None:
    page = client.get(ENROL).content.decode()
    assert "Søk først." in page
    assert "Registrer ny" not in page


@pytest.mark.parametrize(
    ("facts", "why", "may_go_on"),
    [
        ({"number": "2099 0000 0103"}, "Samme identitetsnummer.", False),
        ({"given_name": "Olena", "family_name": "Kovalenko", "birth_date": "14.03.1991"},
         "Samme fødselsdato og samme navn.", True),
        ({"given_name": "Kovalenko", "family_name": "Olena", "birth_date": "14.03.1991"},
         "Samme fødselsdato; fornavn og etternavn er byttet om.", True),
        ({"family_name": "Kovalenko"}, "Navnet ligner, men fødselsdatoen er en annen.", True),
    ],
)  # fmt: skip
def test_a_hit_says_why_it_matches_and_only_somebody_else_can_be_enrolled(
    municipality: Agency, client: Client, facts: dict[str, str], why: str, may_go_on: bool
) -> None:
    known = make_person(
        municipality, given_name="Olena", family_name="Kovalenko", birth_date=BORN, numbers=(("duf", DUF),)
    )
    page = _search(client, **facts)
    assert why in page
    assert f"/deltakere/{known.pk}/" in page
    assert ("Registrer ny" in page) is may_go_on


def test_without_hits_the_form_begins_with_what_was_searched_for(client: Client) -> None:
    page = _search(client, given_name="Saba", family_name="Negash", birth_date="01.02.1995", number=DUF)
    assert "Ingen i kommunen ligner." in page
    for value in ("Saba", "Negash", "01.02.1995", DUF):
        assert f'value="{value}"' in page


def test_a_search_for_nothing_and_a_number_that_is_none_are_refused_at_their_fields(client: Client) -> None:
    for facts, field in (({}, "family_name"), ({"number": "123"}, "number")):
        answer = client.post(ENROL, {"sok": "1", "given_name": "", "family_name": "", "birth_date": ""} | facts)
        assert answer.status_code == 422
        assert list(answer.context["search"].errors) == [field]


def test_the_search_is_logged_and_no_name_or_number_stands_in_an_address(municipality: Agency, client: Client) -> None:
    make_person(municipality, given_name="Olena", family_name="Kovalenko", birth_date=BORN)
    page = _search(client, family_name="Kovalenko")
    assert "?family_name" not in page
    with acting_as(system_actor(municipality.pk)):
        entry = AccessLogEntry.objects.filter(rule="search").latest("pk")
    assert entry.row_count == 1


def test_people_of_other_municipalities_are_not_found(client: Client) -> None:
    make_person(make_municipality("Voss"), given_name="Olena", family_name="Kovalenko", numbers=(("duf", DUF),))
    assert "Ingen i kommunen ligner." in _search(client, family_name="Kovalenko", number=DUF)


def test_by_the_api_somebody_alike_must_be_confirmed_and_somebody_known_is_never_enrolled_again(
    municipality: Agency,
) -> None:
    make_person(municipality, given_name="Olena", family_name="Kovalenko", birth_date=BORN, numbers=(("duf", DUF),))
    api = api_for(municipality, Role.ENROLMENT_OFFICER)
    body = {"given_name": "Olena", "family_name": "Kovalenko", "birth_date": "1991-03-14"}
    alike = assert_problem(api.post("/api/v1/participants/", body), 422, "rule_refused")
    assert alike["errors"][0]["code"] == "person_alike"
    assert api.post("/api/v1/participants/", body | {"is_another": True}).status_code == 201
    known = assert_problem(
        api.post("/api/v1/participants/", body | {"duf": DUF, "is_another": True}), 422, "rule_refused"
    )
    assert known["errors"][0]["code"] == "person_known"
    with acting_as(system_actor(municipality.pk)):
        assert Participant.objects.count() == 2
