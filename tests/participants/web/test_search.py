"""The search box."""

from typing import Any

import pytest

from agencies.models import Agency, Role
from participants.models import Confidentiality
from tests.participants.web.conftest import LogIn
from tests.world import make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
DUF = "209912345604"


def _found(answer: Any) -> dict[str, str]:
    return {hit.title: str(hit.why) for source in answer.context["found"] for hit in source["hits"]}


@pytest.mark.parametrize("text", ["kova", "KOVALENKO", "Olena Kova", "valen"])
def test_a_part_of_the_name_finds_the_person_and_says_why(text: str, municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality, given_name="Olena", family_name="Kovalenko")
    make_person(municipality, given_name="Hodan", family_name="Abdi")
    answer = log_in(municipality, Role.PROGRAMME_ADVISER).post("/sok/", {"q": text})
    assert _found(answer) == {person.full_name: f"navnet inneholder «{text}»"}


def test_a_misspelled_name_is_found_as_alike(municipality: Agency, log_in: LogIn) -> None:
    make_person(municipality, given_name="Olena", family_name="Kovalenko")
    answer = log_in(municipality, Role.PROGRAMME_ADVISER).post("/sok/", {"q": "Kovalenco"})
    assert _found(answer) == {"Olena Kovalenko": "navnet ligner på «Kovalenco»"}


def test_a_number_finds_its_person_however_it_is_written(municipality: Agency, log_in: LogIn) -> None:
    make_person(municipality, given_name="Olena", family_name="Kovalenko", numbers=(("duf", DUF),))
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    for text in (DUF, f"{DUF[:4]} {DUF[4:]}"):
        assert _found(client.post("/sok/", {"q": text})) == {"Olena Kovalenko": "DUF-nummer er det du søkte etter"}
    assert _found(client.post("/sok/", {"q": DUF[:-1]})) == {}


def test_nobody_finds_a_stranger_or_a_hidden_person(municipality: Agency, log_in: LogIn) -> None:
    make_person(make_municipality("Voss"), given_name="Olena", family_name="Kovalenko", numbers=(("duf", DUF),))
    make_person(municipality, family_name="Kovalenko", confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    own = make_person(municipality, given_name="Petro", family_name="Kovalenko")
    for agency, role in ((municipality, Role.TEAM_LEADER), (make_nav_office(municipality), Role.NAV_ADVISER)):
        client = log_in(agency, role)
        assert list(_found(client.post("/sok/", {"q": "kovalenko"}))) == [own.full_name]
        assert _found(client.post("/sok/", {"q": DUF})) == {}


def test_the_words_are_never_taken_from_an_address(municipality: Agency, log_in: LogIn) -> None:
    make_person(municipality, given_name="Olena", family_name="Kovalenko")
    page = log_in(municipality, Role.TEAM_LEADER).get("/sok/", {"q": "kova"}).content.decode()
    assert "Kovalenko" not in page
    assert "Hva leter du etter?" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [("k", "Skriv minst to tegn"), ("%%", "Ingen treff"), ("x\x00y", "Ingen treff"), ("", "Hva leter")],
)
def test_what_finds_nothing_says_so(text: str, said: str, municipality: Agency, log_in: LogIn) -> None:
    make_person(municipality, given_name="Olena", family_name="Kovalenko")
    assert said in log_in(municipality, Role.TEAM_LEADER).post("/sok/", {"q": text}).content.decode()
