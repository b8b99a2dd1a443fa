"""The page of what has come to its time, and what the night does."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from agencies.operations.jobs import run_job
from integration.models import RetentionCase, RetentionState
from integration.operations.privacy.retention.noticing import notice_cases
from integration.tasks import keep_times
from tests.integration.privacy.test_retention import _notice
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db


def _browse(agency: Agency, role: Role) -> Client:
    client = Client()
    client.force_login(make_user(agency, role))
    return client


def test_the_page_is_the_dry_run_and_confirms_what_is_chosen(municipality: Agency) -> None:
    old = make_person(municipality, settled_on=dt.date(2008, 3, 1), family_name="Gammelsen")
    row = _notice(old, dt.date(2026, 11, 1))
    client = _browse(municipality, Role.TEAM_LEADER)
    text = client.get("/arkivering/").content.decode()
    assert "Gammelsen" in text
    assert "integreringsforskriften § 60" in text
    assert client.post("/arkivering/", {}).status_code == 422
    assert client.post("/arkivering/", {"cases": [str(row.pk)]}).status_code == 302
    with acting_as(system_actor(municipality.pk)):
        row = RetentionCase.objects.select_related("batch__job").get(pk=row.pk)
    assert row.state == RetentionState.CONFIRMED
    assert row.batch is not None
    assert row.batch.job is not None
    run_job(row.batch.job.pk)
    assert "Gammelsen" not in client.get("/arkivering/").content.decode()
    officer = _browse(municipality, Role.PRIVACY_OFFICER)
    text = officer.get("/arkivering/").content.decode()
    assert str(row.case_key) in text
    assert "Gammelsen" not in text
    assert client.get(f"/arkivering/{row.pk}/").status_code == 404
    assert officer.post(f"/arkivering/{row.pk}/", {"reason": "kort"}).status_code == 422
    assert officer.post(f"/arkivering/{row.pk}/", {"reason": "En klage er kommet inn."}).status_code == 302
    assert "Gammelsen" in client.get("/arkivering/").content.decode()


def test_the_list_asks_as_often_for_twenty_cases_as_for_one(
    municipality: Agency,
) -> None:
    client = _browse(municipality, Role.TEAM_LEADER)
    counts = []
    for number in (1, 20):
        for _each in range(number):
            make_person(municipality, settled_on=dt.date(2008, 3, 1))
        notice_cases(municipality.pk, dt.date(2026, 11, 1))
        client.get("/arkivering/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/arkivering/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_nightly_task_notices_and_removes(municipality: Agency) -> None:
    make_person(municipality, settled_on=dt.date(2008, 3, 1))
    assert keep_times(str(municipality.pk), "2026-11-01") == 1


def test_a_reservation_is_registered_on_the_case(municipality: Agency) -> None:
    person = make_person(municipality)
    client = _browse(municipality, Role.TEAM_LEADER)
    assert client.post(f"/deltakere/{person.pk}/forskning/", {"is_reserved": "on"}).status_code == 302
    assert "Har reservert seg" in client.get(f"/deltakere/{person.pk}/").content.decode()
