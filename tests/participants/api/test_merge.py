"""Two registrations of one person become one at the API."""

from typing import Any

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import CaseEvent, Confidentiality, Participant
from participants.operations.merging import history_ids
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.test_problems import assert_problem
from tests.world import make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/participants/"
REASON = "To lister, samme person"


def _merge(api: Api, kept: Participant, merged: Participant, reason: str = REASON, **headers: Any) -> Any:
    known = {"If_Match": f'"{kept.pk}-v{kept.version}"'} | headers
    return api.post(f"{PEOPLE}{kept.pk}/merge/", {"merged_id": str(merged.pk), "reason": reason}, **known)


def _current(*people: Participant) -> set[Any]:
    with acting_as(system_actor(people[0].municipality_id)):
        return set(Participant.objects.current().filter(pk__in=[person.pk for person in people]).values_list("pk"))


def _read(person: Participant) -> Participant:
    with acting_as(system_actor(person.municipality_id)):
        return Participant.objects.get(pk=person.pk)


def test_the_kept_person_is_answered_and_has_both_histories(municipality: Agency) -> None:
    kept, merged = _read(make_person(municipality)), make_person(municipality)
    api = api_for(municipality, Role.TEAM_LEADER)
    response = _merge(api, kept, merged, key="en-nokkel-for-begge")
    assert response.status_code == 200, response.content
    assert response.json()["id"] == str(kept.pk)
    assert response.headers["ETag"] != f'"{kept.pk}-v{kept.version}"'
    assert _merge(api, kept, merged, key="en-nokkel-for-begge").json() == response.json()
    assert api.get(f"{PEOPLE}{merged.pk}/").status_code == 404
    with acting_as(system_actor(municipality.pk)):
        kinds = list(CaseEvent.objects.filter(participant__in=history_ids(kept)).values_list("kind", flat=True))
    assert sorted(kinds) == ["enrolled", "enrolled", "merged_into", "people_merged"]


def test_whom_the_actor_does_not_see_cannot_be_merged(municipality: Agency) -> None:
    kept, protected = _read(make_person(municipality)), make_person(municipality)
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=protected.pk).update(confidentiality=Confidentiality.STRICTLY_CONFIDENTIAL)
    strangers = _read(make_person(make_municipality("Voss")))
    api = api_for(municipality, Role.TEAM_LEADER)
    assert_problem(_merge(api, kept, protected), 404, "not_found")
    assert_problem(_merge(api, kept, strangers), 404, "not_found")
    assert_problem(_merge(api, strangers, kept), 404, "not_found")
    assert len(_current(kept, protected)) == 2


def test_a_reason_and_the_version_read_are_required(municipality: Agency) -> None:
    kept, merged = _read(make_person(municipality)), make_person(municipality)
    api = api_for(municipality, Role.PROGRAMME_ADVISER)
    body = assert_problem(_merge(api, kept, merged, reason=" "), 422, "rule_refused")
    assert [error["pointer"] for error in body["errors"]] == ["#/reason"]
    assert _merge(api, kept, merged, If_Match="").status_code == 428
    assert _merge(api, kept, merged, If_Match=f'"{kept.pk}-v{kept.version + 1}"').status_code == 412
    body = assert_problem(_merge(api, kept, kept), 422, "rule_refused")
    assert [error["pointer"] for error in body["errors"]] == ["#/merged_id"]
    assert len(_current(kept, merged)) == 2


def test_nav_may_not_merge(municipality: Agency) -> None:
    kept, merged = _read(make_person(municipality)), make_person(municipality)
    api = api_for(make_nav_office(municipality), Role.NAV_ADVISER)
    assert_problem(_merge(api, kept, merged), 403, "not_permitted")
    assert len(_current(kept, merged)) == 2
