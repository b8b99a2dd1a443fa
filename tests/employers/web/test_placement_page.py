"""The page that logs a job: finding, choosing, registering a new employer, and what comes of it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from employers.models import Employer, Placement
from participants.models import Participant
from tests.employers.jobs import BAKERS, a_number, make_employer, make_job
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def person(municipality: Agency) -> Participant:
    """Somebody who got a job."""
    return make_person(municipality)


@pytest.fixture
def nav(client: Client, municipality: Agency) -> Client:
    """A browser in which a NAV adviser is logged in."""
    client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    return client


def _job(**facts: str) -> dict[str, str]:
    return {
        "employer_text": "",
        "employer": "",
        "occupation_text": "Bakere, konditorer mv.",
        "occupation": BAKERS,
        "employment_form": "permanent",
        "percent": "80",
        "first_day": "01.11.2026",
        "last_day": "",
    } | facts


def _url(person: Participant) -> str:
    return reverse("employers:log-placement", args=[person.pk])


def _jobs(person: Participant) -> list[Placement]:
    with acting_as(system_actor(person.municipality_id)):
        return list(Placement.objects.filter(participant=person).select_related("employer"))


def test_a_chosen_employer_and_occupation_are_logged_and_shown_on_the_case(nav: Client, person: Participant) -> None:
    employer = make_employer("Fjordhotellet")
    response = nav.post(_url(person), _job(employer=str(employer.pk), employer_text="Fjordhotellet", percent="37,5 %"))
    assert response["Location"] == reverse("participants:case", args=[person.pk])
    [job] = _jobs(person)
    assert (job.employer_id, job.occupation_id, str(job.percent)) == (employer.pk, BAKERS, "37.50")
    tab = nav.get(reverse("participants:case-tab", args=[person.pk, "arbeid"])).content.decode()
    assert "Fjordhotellet" in tab
    assert "NAV Årstad" in tab


def test_what_is_written_is_enough_when_one_thing_matches(nav: Client, person: Participant) -> None:
    make_employer("Fjordhotellet"), make_employer("Havnebakeriet")
    response = nav.post(_url(person), _job(employer_text="fjord", occupation="", occupation_text="7512"))
    assert response.status_code == 302
    assert _jobs(person)[0].employer.name == "Fjordhotellet"


def test_several_matches_are_shown_to_choose_from_and_the_choice_is_logged(nav: Client, person: Participant) -> None:
    make_employer("Bakeri A"), make_employer("Bakeri B")
    response = nav.post(_url(person), _job(employer_text="bakeri"))
    assert response.status_code == 422
    assert response.context["form"].errors["employer_text"] == ["Flere passer. Velg en av dem."]
    options = response.context["form"].employer_options
    assert [option.label for option in options] == ["Bakeri A", "Bakeri B"]
    nav.post(_url(person), _job(employer_text="bakeri", employer_pick=options[1].value))
    assert _jobs(person)[0].employer.name == "Bakeri B"


def test_a_choice_that_was_not_offered_is_not_taken(nav: Client, person: Participant) -> None:
    make_employer("Bakeri A"), make_employer("Bakeri B")
    nav.post(_url(person), _job(employer_text="bakeri", employer_pick=str(uuid4())))
    assert _jobs(person) == []


def test_what_is_written_wins_over_what_was_chosen_before(nav: Client, person: Participant) -> None:
    first, second = make_employer("Fjordhotellet"), make_employer("Havnebakeriet")
    nav.post(_url(person), _job(employer=str(first.pk), employer_text="Havnebakeriet"))
    assert _jobs(person)[0].employer_id == second.pk


def test_an_unknown_number_asks_for_the_name_and_registers_the_employer(nav: Client, person: Participant) -> None:
    number = a_number()
    response = nav.post(_url(person), _job(employer_text=number))
    assert list(response.context["form"].errors) == ["employer_name"]
    response = nav.post(_url(person), _job(employer_text=number, employer_name="Ny Kafé"))
    assert response.status_code == 302
    [job] = _jobs(person)
    assert (job.employer.name, job.employer.organisation_number) == ("Ny Kafé", number)


def test_a_refused_job_registers_no_employer(nav: Client, person: Participant) -> None:
    number = a_number()
    facts = _job(employer_text=number, employer_name="Ny Kafé", last_day="31.10.2026")
    response = nav.post(_url(person), facts)
    assert response.context["form"].errors["last_day"] == ["Siste dag kan ikke være før første dag."]
    assert not Employer.objects.filter(organisation_number=number).exists()


def test_the_same_job_twice_is_told_beside_the_employer(nav: Client, person: Participant) -> None:
    employer = make_employer("Fjordhotellet")
    facts = _job(employer=str(employer.pk), employer_text="Fjordhotellet")
    nav.post(_url(person), facts)
    response = nav.post(_url(person), facts)
    assert response.context["form"].errors["employer_text"] == ["Dette arbeidsforholdet er allerede registrert."]
    assert len(_jobs(person)) == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"employer_text": ""}, "employer_text"),
        ({"employer_text": "finnes ikke"}, "employer_text"),
        ({"occupation": "", "occupation_text": "xyzzy"}, "occupation_text"),
        ({"percent": "120"}, "percent"),
        ({"percent": "mye"}, "percent"),
        ({"employment_form": ""}, "employment_form"),
        ({"first_day": "31.02.2026"}, "first_day"),
    ],
)
def test_each_fault_stands_beside_its_field(
    nav: Client, person: Participant, facts: dict[str, str], field: str
) -> None:
    make_employer("Fjordhotellet")
    response = nav.post(_url(person), _job(**({"employer_text": "Fjordhotellet"} | facts)))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_consequence_is_told_while_one_writes_and_nothing_is_stored(nav: Client, person: Participant) -> None:
    url = reverse("employers:placement-meaning", args=[person.pk])
    response = nav.post(url, {"employment_form": "work_training", "percent": "100"}, headers=HTMX)
    assert "Arbeidstrening er et tiltak, ikke ansettelse." in response.content.decode()
    assert _jobs(person) == []


def test_employers_are_found_by_name_and_by_number(nav: Client) -> None:
    employer = make_employer("Fjordhotellet")
    make_employer("Havnebakeriet")
    for words in ("HOTELL", employer.organisation_number[:9], "fjord hotell"):
        options = nav.get(reverse("employers:find"), {"employer_text": words}, headers=HTMX).context["options"]
        assert [option.label for option in options] == ["Fjordhotellet"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("310000018", "riktig kontrollsiffer"),
        ("889640782", "bare oppdiktede organisasjonsnumre"),
        ("finnes ikke", "Ingen treff"),
        ("f", ""),
    ],
)
def test_what_was_not_found_is_said(nav: Client, words: str, said: str) -> None:
    response = nav.get(reverse("employers:find"), {"employer_text": words}, headers=HTMX)
    assert said in response.context["said"]
    assert not response.context["is_new"]


def test_an_unknown_number_opens_the_field_for_the_name(nav: Client) -> None:
    response = nav.get(reverse("employers:find"), {"employer_text": a_number()}, headers=HTMX)
    assert response.context["is_new"]
    assert 'name="employer_name"' in response.content.decode()


@pytest.mark.parametrize("words", ["baker", "7512", "konditor"])
def test_occupations_are_found_by_word_and_by_code(nav: Client, words: str) -> None:
    response = nav.get(reverse("employers:find-occupations"), {"occupation_text": words}, headers=HTMX)
    assert BAKERS in [option.value for option in response.context["options"]]


def test_others_do_not_come_here(client: Client, municipality: Agency, person: Participant) -> None:
    client.force_login(make_user(municipality, Role.ENROLMENT_OFFICER))
    assert client.get(_url(person)).status_code == 403
    other = make_municipality("Voss")
    make_job(make_person(other))
    client.force_login(make_user(other, Role.PROGRAMME_ADVISER))
    assert client.get(_url(person)).status_code == 404
    assert client.post(_url(person), _job()).status_code == 404


def test_a_job_is_ended_on_its_page(nav: Client, person: Participant) -> None:
    job = make_job(person)
    url = reverse("employers:end-placement", args=[job.pk])
    early: Any = nav.post(url, {"job-last_day": "31.10.2026", "job-version": "1"})
    assert early.context["form"].errors["last_day"] == ["Siste dag kan ikke være før første dag."]
    assert nav.post(url, {"job-last_day": "20.11.2026", "job-version": "1"}).status_code == 302
    assert f"{_jobs(person)[0].last_day}" == "2026-11-20"
