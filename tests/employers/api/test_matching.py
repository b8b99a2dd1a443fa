"""Places and who fits them at the API: the same match from either side, and the decision about it."""

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import Participant
from programmes.operations.awarding import award_programme
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import AWARD
from tests.employers.jobs import make_employer
from tests.world import make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
PLACES = "/api/v1/places/"


@pytest.fixture
def nav(municipality: Agency) -> Api:
    return api_for(make_nav_office(municipality), Role.NAV_ADVISER)


@pytest.fixture
def person(municipality: Agency) -> Participant:
    made = make_person(municipality)
    award_programme(system_actor(municipality.pk), made.pk, AWARD)
    return made


def _offer(nav: Api, **facts: object) -> str:
    body = {"title": "Baker", "occupation_code": "7512", "oral": "A2"} | facts
    response = nav.post(PLACES, {"employer_id": make_employer().pk, **body})
    assert response.status_code == 201, response.content
    return str(response.json()["id"])


def test_a_match_is_the_same_from_the_place_and_from_the_person(nav: Api, person: Participant):
    place = _offer(nav)
    _offer(nav, title="Sveiser", occupation_code="7212")
    from_place = nav.get(f"{PLACES}{place}/candidates/").json()["candidates"]
    from_person = nav.get(f"{PLACES}fitting/?participant_id={person.pk}").json()
    assert from_person["compared"] == len(from_person["places"]) == 2
    [one] = [row for row in from_person["places"] if row["place_id"] == place]
    [other] = from_place
    assert other["participant_id"] == str(person.pk)
    assert {name: one[name] for name in ("points", "reasons", "verdict")} == {
        name: other[name] for name in ("points", "reasons", "verdict")
    }
    body = {"participant_id": person.pk, "place_id": place, "verdict": "suggested"}
    assert nav.post("/api/v1/suggestions/", body).status_code == 201
    decided = nav.get(f"{PLACES}fitting/?participant_id={person.pk}&sector=industry").json()["places"]
    assert {row["place_id"]: row["verdict"] for row in decided}[place] == "suggested"


def test_what_is_asked_for_must_be_whole_and_seen(nav: Api, person: Participant):
    theirs = make_person(make_municipality("Voss"))
    assert nav.get(f"{PLACES}fitting/").status_code == 400
    assert nav.get(f"{PLACES}fitting/?participant_id={person.pk}&sector=tull").status_code == 400
    assert nav.get(f"{PLACES}fitting/?participant_id={theirs.pk}").status_code == 404
    with acting_as(system_actor(theirs.municipality_id)):
        assert Participant.objects.filter(pk=theirs.pk).exists()
