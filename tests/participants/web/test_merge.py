"""Making one case of two on the page: found, seen side by side, confirmed with a reason."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from participants.models import Confidentiality, Participant
from tests.participants.web.conftest import LogIn
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
REASON = "Samme DUF-kort, skrevet på to måter"


def _page_of(person: Participant) -> str:
    return f"/deltakere/{person.pk}/slaa-sammen/"


def _facts(kept: Participant, other: Participant, **facts: str) -> dict[str, str]:
    return {"other": str(other.pk), "kept": str(kept.pk), "reason": REASON} | facts


def _set(person: Participant, **facts: Any) -> None:
    with acting_as(system_actor(person.municipality_id)):
        Participant.objects.filter(pk=person.pk).update(**facts)


def _merged_into(person: Participant) -> Any:
    with acting_as(system_actor(person.municipality_id)):
        return Participant.objects.get(pk=person.pk).merged_into_id


def _doubles(municipality: Agency) -> tuple[Participant, Participant]:
    swapped = {"given_name": "Haddad", "family_name": "Yusuf"}
    return make_person(municipality, given_name="Yusuf", family_name="Haddad"), make_person(municipality, **swapped)


def test_possible_doubles_are_shown_with_why_and_others_are_found_by_name(municipality: Agency, log_in: LogIn) -> None:
    person, double = _doubles(municipality)
    unlike = make_person(municipality, given_name="Olena", family_name="Tkachuk")
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    assert f'href="{_page_of(person)}"' in client.get(f"/deltakere/{person.pk}/").content.decode()
    page = client.get(_page_of(person)).content.decode()
    assert f"?dobbel={double.pk}" in page
    assert "fornavn og etternavn er byttet om" in page
    assert str(unlike.pk) not in page
    found = client.post(_page_of(person), {"words": "Tkachuk"}).content.decode()
    assert f"?dobbel={unlike.pk}" in found


def test_two_become_one_and_the_kept_case_tells_both_histories(municipality: Agency, log_in: LogIn) -> None:
    person, double = _doubles(municipality)
    leader = make_user(municipality, Role.TEAM_LEADER)
    client = log_in(as_user=leader)
    assert client.get(f"{_page_of(person)}?dobbel={double.pk}").context["form"]["kept"].initial == str(person.pk)
    with acting_as(system_actor(municipality.pk)):
        read = AccessLogEntry.objects.filter(user_id=leader.pk).values_list("participant_id", flat=True)
        assert set(read) == {person.pk, double.pk}
    answer = client.post(_page_of(person), _facts(person, double))
    assert answer.headers["Location"] == f"/deltakere/{person.pk}/"
    assert "er slått sammen" in client.get(f"/deltakere/{person.pk}/").content.decode()
    history = client.get(f"/deltakere/{person.pk}/historikk/").content.decode()
    # What an event says is also in the name of the link beside it.
    assert re.sub(r'aria-label="[^"]*"', "", history).count("Registrert i kommunen.") == 2
    assert REASON in history


def test_the_address_of_the_merged_person_leads_to_the_kept_one(municipality: Agency, log_in: LogIn) -> None:
    person, double = _doubles(municipality)
    client = log_in(municipality, Role.TEAM_LEADER)
    client.post(_page_of(person), _facts(double, double))
    assert client.get(f"/deltakere/{person.pk}/").headers["Location"] == f"/deltakere/{double.pk}/"
    tab = client.get(f"/deltakere/{person.pk}/historikk/")
    assert tab.headers["Location"] == f"/deltakere/{double.pk}/historikk/"
    stranger = log_in(make_municipality("Voss"), Role.TEAM_LEADER)
    assert stranger.get(f"/deltakere/{person.pk}/").status_code == 404
    _set(double, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    assert client.get(f"/deltakere/{person.pk}/").status_code == 404


def test_without_a_reason_nothing_is_merged_and_the_field_says_so(municipality: Agency, log_in: LogIn) -> None:
    person, double = _doubles(municipality)
    answer = log_in(municipality, Role.TEAM_LEADER).post(_page_of(person), _facts(person, double, reason=" "))
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"] == ["Skriv hvorfor de to er samme person."]
    assert _merged_into(double) is None


def test_nobody_is_merged_with_whom_the_actor_does_not_see(municipality: Agency, log_in: LogIn) -> None:
    person, protected = _doubles(municipality)
    _set(protected, confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    strangers = make_person(make_municipality("Voss"), given_name="Yusuf", family_name="Haddad")
    client = log_in(municipality, Role.TEAM_LEADER)
    for other in (protected, strangers):
        assert str(other.pk) not in client.get(_page_of(person)).content.decode()
        assert str(other.pk) not in client.post(_page_of(person), {"words": "Haddad"}).content.decode()
        assert client.get(f"{_page_of(person)}?dobbel={other.pk}").status_code == 404
        assert client.post(_page_of(person), _facts(person, other)).status_code == 404
        assert client.get(_page_of(other)).status_code == 404
        assert _merged_into(other) is None
    for nonsense in ("tull", str(person.pk)):
        assert client.get(f"{_page_of(person)}?dobbel={nonsense}").status_code == 404


def test_nav_and_those_whose_case_has_moved_get_no_page(municipality: Agency, log_in: LogIn) -> None:
    person, double = _doubles(municipality)
    nav = log_in(make_nav_office(municipality), Role.NAV_ADVISER)
    assert "slaa-sammen" not in nav.get(f"/deltakere/{person.pk}/").content.decode()
    assert nav.get(_page_of(person)).status_code == 403
    assert log_in(municipality, Role.TEACHER).get(_page_of(person)).status_code == 404
    _set(person, moved_on=timezone.localdate(), moved_to=make_municipality("Voss"))
    client = log_in(municipality, Role.TEAM_LEADER)
    assert "slaa-sammen" not in client.get(f"/deltakere/{person.pk}/").content.decode()
    assert client.get(_page_of(person)).status_code == 403
    refused = client.post(_page_of(double), _facts(double, person))
    assert refused.status_code == 422
    assert "Saken er flyttet til en annen kommune" in refused.content.decode()


def test_many_doubles_cost_no_more_queries_than_one(municipality: Agency, log_in: LogIn) -> None:
    person, _double = _doubles(municipality)
    client = log_in(municipality, Role.TEAM_LEADER)
    client.get(_page_of(person))
    with CaptureQueriesContext(connection) as with_one:
        client.get(_page_of(person))
    for _number in range(10):
        make_person(municipality, given_name="Yusuf", family_name="Haddad")
    with CaptureQueriesContext(connection) as with_many:
        page = client.get(_page_of(person)).content.decode()
    assert page.count("?dobbel=") == 11
    assert len(with_many) == len(with_one)
