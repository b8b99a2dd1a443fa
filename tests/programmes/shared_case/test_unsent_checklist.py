"""Until the municipality sends the checklist it is its own work: NAV reads none of its wordings, by no door."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import acting_as
from agencies.models import Role, User
from participants.change_entries import changes_of
from participants.models import Participant
from programmes.operations.shared_case.handovers import Checklist, fill_in_handover, open_handover
from tests.agencies.api.calling import Api
from tests.programmes.shared_case.cases import Shared, make_shared_case
from tests.world import actor_of, make_user

pytestmark = pytest.mark.django_db
_SAID: dict[str, Any] = {
    "job_seeker": "registered", "activity": "nav_measure", "follow_up_on": dt.date(2030, 5, 6),
    "documents_shared_on": dt.date(2026, 7, 8), "note": "Vil bli kokk.",
}  # fmt: skip
_EMPTY = {"job_seeker": "", "activity": "", "follow_up_on": None, "documents_shared_on": None, "note": ""}
_SPELLED = _SAID | {"follow_up_on": "2030-05-06", "documents_shared_on": "2026-07-08"}
_SENT = "Vil jobbe på kjøkken."
_WORDS = ("Vil bli kokk.", "06.05.2030", "08.07.2026")


def _page(reader: User, case: Shared) -> str:
    client = Client()
    client.force_login(reader)
    return client.get(reverse("programmes:handover", args=[case.programme.participant_id])).content.decode()


def _in_the_api(reader: User) -> dict[str, object]:
    (row,) = Api(reader).get("/api/v1/handovers/").json()["results"]
    return {name: row[name] for name in _SAID}


def _history(reader: User, case: Shared) -> str:
    actor = actor_of(reader)
    with acting_as(actor):
        person = Participant.objects.get(pk=case.programme.participant_id)
        return " ".join(line for entry in changes_of(actor, person, 100).entries for line in entry.lines)


def test_nav_reads_the_checklist_when_it_is_sent_and_nothing_of_it_before() -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    fill_in_handover(case.adviser, row.pk, Checklist(**_SAID))
    page = _page(case.contact, case)
    assert "Kommunen har ikke sendt sjekklisten ennå." in page
    assert not [word for word in _WORDS if word in page]
    assert _in_the_api(case.contact) == _EMPTY
    fill_in_handover(case.adviser, row.pk, Checklist(**_SAID | {"note": _SENT}, send=True))
    page = _page(case.contact, case)
    assert "Kommunen har ikke sendt sjekklisten ennå." not in page
    assert _in_the_api(case.contact) == _SPELLED | {"note": _SENT}
    assert [word for word in (*_WORDS, _SENT) if word in page] == [*_WORDS[1:], _SENT]
    assert not [word for word in _WORDS if word in _history(case.contact, case)]


def test_the_municipality_reads_its_own_work() -> None:
    case = make_shared_case()
    row = open_handover(case.adviser, case.programme.pk)
    fill_in_handover(case.adviser, row.pk, Checklist(**_SAID))
    leader = make_user(case.programme.municipality, Role.TEAM_LEADER)
    page = _page(leader, case)
    assert not [word for word in _WORDS if word not in page]
    assert _in_the_api(leader) == _SPELLED
    assert _WORDS[0] in _history(leader, case)
