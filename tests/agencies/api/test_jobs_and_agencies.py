"""Jobs with their live progress, and the agencies around one's own."""

import pytest

from agencies.models import Agency, JobState, Role
from agencies.operations.jobs import RunningJob
from tests.agencies.api.calling import api_for
from tests.agencies.api.test_problems import assert_problem
from tests.queues import make_job
from tests.world import make_municipality, make_nav_office

pytestmark = pytest.mark.django_db


def test_a_running_job_shows_how_far_it_has_come_before_it_commits(municipality: Agency):
    job = make_job(municipality, state=JobState.RUNNING)
    RunningJob(job).report(40, 120)
    body = api_for(municipality, Role.TEAM_LEADER).get(f"/api/v1/jobs/{job.pk}/").json()
    assert (body["done"], body["total"], body["state"]) == (40, 120, "running")


def test_jobs_are_for_those_who_start_them(municipality: Agency):
    assert_problem(api_for(municipality, Role.PROGRAMME_ADVISER).get("/api/v1/jobs/"), 403, "not_permitted")


def test_one_sees_the_agencies_around_ones_own(municipality: Agency):
    office = make_nav_office(municipality)
    make_nav_office(make_municipality("Voss"))
    for agency, role in ((municipality, Role.ADMINISTRATOR), (office, Role.NAV_ADVISER)):
        rows = api_for(agency, role).get("/api/v1/agencies/").json()["results"]
        assert {row["id"] for row in rows} >= {str(agency.pk)}
        assert "Voss" not in {row["name"] for row in rows}
    rows = api_for(municipality, Role.ADMINISTRATOR).get("/api/v1/agencies/?kind=nav_office").json()["results"]
    assert [row["number"] for row in rows] == [office.number]
