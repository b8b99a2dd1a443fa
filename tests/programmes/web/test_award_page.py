"""The page of an award: what it proposes, computes, refuses and stores."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from participants.models import Participant
from programmes.models import Participation
from tests.programmes.awards import make_programme
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

WRITTEN = {
    "offer_date": "05.10.2026",
    "awarded_on": "06.10.2026",
    "protection": "collective",
    "education": "upper_secondary",
    "goal": "work",
    "first_day": "12.10.2026",
    "months": "12",
    "plan_made_on": "",
    "reason": "Vil tilbake til yrket sitt.",
    "version": "1",
}


@pytest.fixture
def person(municipality: Agency) -> Participant:
    """Somebody to award a programme to."""
    return make_person(municipality, education="upper_secondary")


@pytest.fixture
def adviser(client: Client, municipality: Agency) -> Client:
    """A browser in which a programme adviser of the municipality is logged in."""
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    return client


def _award_url(person: Participant) -> str:
    return reverse("programmes:award", args=[person.pk])


def _programmes(person: Participant) -> list[Participation]:
    with acting_as(system_actor(person.municipality_id)):
        return list(Participation.objects.filter(participant=person))


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_form_begins_with_what_the_case_tells(adviser: Client, person: Participant) -> None:
    form = adviser.get(_award_url(person)).context["form"]
    assert form.initial["protection"] == "collective"
    assert form.initial["education"] == "upper_secondary"
    goals = [value for value, _label in form.fields["goal"].choices]
    assert goals == ["work", "tertiary_preparation", "vocational_requalification"]


@pytest.mark.parametrize(
    ("basis", "registered", "protection", "education"),
    [
        ("refugee", "primary", "ordinary", "below"),
        ("collective", "upper_secondary_ua_no_he_year", "collective", "upper_secondary_ua_no_he_year"),
        ("family", "higher", "ordinary", "upper_secondary"),
        ("resettlement", "unknown", "ordinary", ""),
    ],
)
def test_protection_and_education_follow_from_permit_and_case(
    adviser: Client, municipality: Agency, basis: str, registered: str, protection: str, education: str
) -> None:
    person = make_person(municipality, basis=basis, education=registered)
    form = adviser.get(_award_url(person)).context["form"]
    assert (form.initial["protection"], form.initial["education"]) == (protection, education)


def test_an_award_is_stored_and_told_on_the_case(adviser: Client, person: Participant) -> None:
    response = adviser.post(_award_url(person), WRITTEN | {"plan_made_on": "06.10.2026"})
    assert response.status_code == 302
    assert response["Location"] == reverse("participants:case", args=[person.pk])
    [programme] = _programmes(person)
    assert (programme.first_day, programme.last_day) == (dt.date(2026, 10, 12), dt.date(2027, 10, 11))
    assert programme.reason == "Vil tilbake til yrket sitt."
    assert programme.plan_made_on == dt.date(2026, 10, 6)


def test_too_long_a_programme_is_refused_beside_the_field_with_its_paragraph(
    adviser: Client, person: Participant
) -> None:
    response = adviser.post(_award_url(person), WRITTEN | {"months": "13"})
    assert response.status_code == 422
    [fault] = response.context["form"].errors["months"]
    assert fault.endswith("(integreringsloven § 13 tredje ledd)")
    assert _programmes(person) == []


def test_a_goal_that_the_law_does_not_have_is_refused_by_the_law_and_not_by_the_list(
    adviser: Client, person: Participant
) -> None:
    response = adviser.post(_award_url(person), WRITTEN | {"goal": "full_upper_secondary"})
    [fault] = response.context["form"].errors["goal"]
    assert "§§ 13, 14" in fault


def test_what_it_means_is_computed_without_storing(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:award-preview", args=[person.pk])
    response = adviser.post(url, WRITTEN, headers={"HX-Request": "true"})
    text = _text(response)
    assert "11.10.2027" in text
    assert "Programmet varer i 12 måneder fra 12. oktober 2026." in text
    assert "integreringsloven § 13 tredje ledd" in text
    assert _programmes(person) == []


def test_what_is_not_allowed_is_told_while_one_writes(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:award-preview", args=[person.pk])
    text = _text(adviser.post(url, WRITTEN | {"months": "14"}, headers={"HX-Request": "true"}))
    assert "Dette kan ikke vedtas" in text
    assert "Varigheten er 14 måneder. Det lengste for dette målet er 12 måneder." in text


def test_the_goals_follow_the_education_while_one_writes(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:award-preview", args=[person.pk])
    response = adviser.post(url, WRITTEN | {"education": "below", "goal": ""}, headers={"HX-Request": "true"})
    goals = [value for value, _label in response.context["form"].fields["goal"].choices]
    assert goals == ["work", "part_upper_secondary", "full_upper_secondary", "vocational_training"]
    assert "Siste dag regnes ut når dette er fylt inn: Sluttmål." in _text(response)


def test_the_goals_on_the_page_are_replaced_only_when_the_law_has_others(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:award-preview", args=[person.pk])
    offered = adviser.get(_award_url(person)).context["form"].offered
    same = adviser.post(url, WRITTEN | {"offered": offered}, headers={"HX-Request": "true"})
    others = adviser.post(url, WRITTEN | {"offered": offered, "education": "below"}, headers={"HX-Request": "true"})
    assert "award-goals" not in _text(same)
    assert "award-goals" in _text(others)


def test_an_overlap_with_a_programme_is_told_while_one_writes(adviser: Client, person: Participant) -> None:
    make_programme(person)
    url = reverse("programmes:award-preview", args=[person.pk])
    text = _text(adviser.post(url, WRITTEN, headers={"HX-Request": "true"}))
    assert "Personen har allerede et program i denne perioden." in text


def test_an_offer_on_the_boundary_day_asks_for_a_look_at_the_rule_set(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:award-preview", args=[person.pk])
    facts = WRITTEN | {"offer_date": "01.01.2026", "first_day": "12.01.2026", "awarded_on": "05.01.2026"}
    text = _text(adviser.post(url, facts, headers={"HX-Request": "true"}))
    assert "Kontroller at regelsettet INT_2026 er riktig." in text


def test_a_start_after_the_deadline_is_told(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:award-preview", args=[person.pk])
    in_time = _text(adviser.post(url, WRITTEN | {"first_day": "01.01.2027"}, headers={"HX-Request": "true"}))
    late = _text(adviser.post(url, WRITTEN | {"first_day": "02.01.2027"}, headers={"HX-Request": "true"}))
    assert "Oppstarten er etter fristen" not in in_time
    assert "Oppstarten er etter fristen, som er 01.01.2027" in late


def test_without_javascript_a_button_computes_and_stores_nothing(adviser: Client, person: Participant) -> None:
    response = adviser.post(_award_url(person), WRITTEN | {"compute": "1", "offer_date": "feil"})
    assert response.status_code == 200
    assert not response.context["form"].errors
    assert "11.10.2027" in _text(adviser.post(_award_url(person), WRITTEN | {"compute": "1"}))
    assert _programmes(person) == []


def test_a_case_that_changed_meanwhile_is_looked_over_and_then_saved(adviser: Client, person: Participant) -> None:
    with acting_as(system_actor(person.municipality_id)):
        Participant.objects.filter(pk=person.pk).update(phone="55 00 00 00")
    response = adviser.post(_award_url(person), WRITTEN)
    assert response.status_code == 422
    assert "Noen andre har endret saken" in _text(response)
    again = response.context["form"].data["version"]
    assert adviser.post(_award_url(person), WRITTEN | {"version": again}).status_code == 302


@pytest.mark.parametrize("name", ["programmes:award", "programmes:award-preview"])
@pytest.mark.parametrize(("is_stranger", "status"), [(False, 403), (True, 404)])
def test_only_those_who_decide_come_here(
    client: Client, municipality: Agency, person: Participant, name: str, is_stranger: bool, status: int
) -> None:
    if is_stranger:
        other = make_municipality("Voss")
        make_person(other)
        client.force_login(make_user(other, Role.PROGRAMME_ADVISER))
    else:
        client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    response = client.post(reverse(name, args=[person.pk]), WRITTEN)
    assert response.status_code == status
    assert _programmes(person) == []


def test_opening_the_form_is_logged(adviser: Client, person: Participant) -> None:
    adviser.get(_award_url(person))
    with acting_as(system_actor(person.municipality_id)):
        assert AccessLogEntry.objects.filter(participant_id=person.pk, resource="participation").count() == 1
