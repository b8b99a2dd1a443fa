"""Follow-up at the API: reviews with NAV's face, the journal and appointments for the municipality only."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from agencies.models import Role
from programmes.models import Participation
from tests.agencies.api.calling import Api, api_for
from tests.programmes.plan.plans import make_case
from tests.world import make_nav_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Participation:
    return make_case()[1]


@pytest.fixture
def adviser(programme: Participation) -> Api:
    return api_for(programme.municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def nav(programme: Participation) -> Api:
    return api_for(make_nav_office(programme.municipality), Role.NAV_ADVISER)


def made(answer: Any) -> tuple[dict[str, Any], dict[str, str]]:
    assert answer.status_code in {200, 201}, answer.content
    return answer.json(), {"If-Match": answer.headers["ETag"]}


def test_a_review_is_planned_moved_held_and_read_by_nav_without_its_minutes(
    programme: Participation, adviser: Api, nav: Api
) -> None:
    plans = {"participation_id": str(programme.pk), "planned_on": programme.first_day.isoformat()}
    first, _tag = made(adviser.post("/api/v1/reviews/", plans))
    moved, tag = made(adviser.post("/api/v1/reviews/", plans | {"planned_on": programme.last_day.isoformat()}))
    assert moved["id"] == first["id"]
    held = {
        "held_on": programme.first_day.isoformat(), "agreed": "Praksis på kjøkken.", "minutes": "Snakket lenge.",
        "next_on": programme.last_day.isoformat(),
    }  # fmt: skip
    made(adviser.post(f"/api/v1/reviews/{first['id']}/hold/", held, **tag))
    (planned,) = adviser.get("/api/v1/reviews/?is_planned=true").json()["results"]
    assert planned["planned_on"] == programme.last_day.isoformat()
    seen = nav.get(f"/api/v1/reviews/{first['id']}/").json()
    assert seen["agreed"] == "Praksis på kjøkken."
    assert "minutes" not in seen
    assert nav.post("/api/v1/reviews/", plans).status_code == 403


def test_the_journal_is_published_followed_up_taken_back_and_hidden_from_nav(
    programme: Participation, adviser: Api, nav: Api
) -> None:
    today = timezone.localdate()
    note = {
        "participant_id": str(programme.participant_id), "kind": "note", "happened_on": today.isoformat(),
        "text": "Snakket om bussen.", "follow_up_on": (today + dt.timedelta(days=7)).isoformat(),
    }  # fmt: skip
    entry, tag = made(adviser.post("/api/v1/journal/", note))
    address = f"/api/v1/journal/{entry['id']}/"
    followed, tag = made(adviser.post(f"{address}follow-up/", {"followed_up_on": today.isoformat()}, **tag))
    assert followed["followed_up_on"] == today.isoformat()
    void, _tag = made(adviser.post(f"{address}void/", {"why": "Feil sak."}, **tag))
    assert (void["text"], void["void_reason"]) == ("Snakket om bussen.", "Feil sak.")
    assert nav.get("/api/v1/journal/").status_code == 403
    assert nav.post("/api/v1/journal/", note).status_code in {403, 404}
    assert nav.get(address).status_code in {403, 404}


def test_an_appointment_is_made_its_interpreter_confirmed_and_attendance_registered(
    programme: Participation, adviser: Api, nav: Api
) -> None:
    today = timezone.localdate()
    begins = timezone.make_aware(dt.datetime.combine(today, dt.time(0, 5)))
    plans = {
        "participant_id": str(programme.participant_id), "kind": "conversation", "starts_at": begins.isoformat(),
        "place": "Rådhuset", "interpreter_language": "uk", "interpreter_ordered_on": today.isoformat(),
    }  # fmt: skip
    appointment, tag = made(adviser.post("/api/v1/appointments/", plans))
    address = f"/api/v1/appointments/{appointment['id']}/"
    changed, tag = made(adviser.patch(address, {"interpreter_confirmed_on": today.isoformat()}, **tag))
    assert (changed["place"], changed["interpreter_confirmed_on"]) == ("Rådhuset", today.isoformat())
    done, _tag = made(adviser.post(f"{address}outcome/", {"state": "attended"}, **tag))
    assert done["state"] == "attended"
    assert nav.get("/api/v1/appointments/").status_code == 403
