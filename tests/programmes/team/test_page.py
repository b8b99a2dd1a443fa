"""«Teamet» and the acts that begin there."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import Assignment, Cover, Flag
from participants.operations.assignment import assign
from participants.operations.flagging import flag_municipality
from programmes import team
from programmes.law.procedure_states import DecisionAct
from programmes.operations.unfinished_ends import keep_end_draft
from tests.programmes.awards import make_programme
from tests.programmes.decisions import drafted, step
from tests.readings import shown_in
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def leading(municipality: Agency) -> User:
    return make_user(municipality, Role.TEAM_LEADER)


@pytest.fixture
def leader(leading: User) -> Actor:
    return actor_of(leading)


def _today() -> dt.date:
    return timezone.localdate()


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _busy(municipality: Agency, leader: Actor, name: str) -> User:
    """An adviser with a running case, one that waits, and a start that is late."""
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER, name=name)
    running, waiting = make_person(municipality), make_person(municipality, settled_on=_today() - 100 * DAY)
    make_programme(running, leader)
    for person in (running, waiting):
        assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=_today())
    return adviser


def test_the_numbers_say_what_each_adviser_has_and_what_makes_it_heavy(municipality: Agency, leader: Actor) -> None:
    busy = _busy(municipality, leader, "Ada")
    idle = make_user(municipality, Role.PROGRAMME_ADVISER, name="Bo")
    with acting_as(leader):
        loads = {load.user: load for load in team.caseloads(leader, _today())}
    ada = loads[busy]
    assert (ada.cases, ada.running, ada.waiting, ada.others) == (2, 1, 1, 0)
    assert ada.overdue >= 1
    assert loads[idle].cases == 0
    assert next(iter(loads)) == busy


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [(95, (1, 0, 0)), (85, (0, 1, 1)), (70, (0, 0, 1)), (40, (0, 0, 0))],
)
def test_starts_are_counted_by_what_is_left_of_the_three_months(
    municipality: Agency, leader: Actor, days_ago: int, expected: tuple[int, int, int]
) -> None:
    make_person(municipality, settled_on=_today() - days_ago * DAY)
    with acting_as(leader):
        starts = team.starts(leader, _today())
        assert starts.watched == team.starts_to_watch(leader, _today()).count()
    assert (starts.overdue, starts.within_15, starts.within_30) == expected


def test_the_page_shows_what_waits_and_costs_the_same_with_twenty_advisers(
    municipality: Agency, leading: User, leader: Actor
) -> None:
    client, counted = _logged_in(leading), []
    for number in (1, 20):
        for place in range(number):
            _busy(municipality, leader, f"Rådgiver {number} {place:02d}")
        free = make_person(municipality, settled_on=_today() - 95 * DAY, given_name=f"Fri{number}")
        programme = make_programme(free, leader)
        keep_end_draft(leader, programme.pk, ended_on=_today())
        flag_municipality(municipality.pk, _today() + 9 * DAY)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("programmes:team"))
        counted.append(len(captured))
        assert f"Fri{number}" in answer.content.decode()
    assert counted[0] == counted[1]


def test_whoever_stands_in_one_of_the_lists_is_in_the_log(municipality: Agency, leading: User, leader: Actor) -> None:
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    late, waiting, ending, free = (
        make_person(municipality, settled_on=_today() - days * DAY) for days in (95, 40, 40, 40)
    )
    permit = {"permit_granted_on": _today() - 300 * DAY, "permit_valid_until": _today() + 5 * DAY}
    flagged = make_person(municipality, intake="elsewhere", **permit)
    for person in (late, waiting, ending, flagged):
        assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=_today())
    step(leader, drafted(leader, make_programme(waiting, leader)), DecisionAct.SUBMIT)
    keep_end_draft(leader, make_programme(ending, leader).pk, ended_on=_today())
    flag_municipality(municipality.pk, _today())
    with acting_as(system_actor(municipality.pk)):
        Flag.objects.filter(participant=flagged).update(escalated_at=timezone.now())
    page = _logged_in(leading).get(reverse("programmes:team")).content.decode()
    people = (late, waiting, ending, free, flagged)
    assert all(person.full_name in page for person in people)
    assert shown_in(municipality, "team") == [{person.pk for person in people}]


def test_a_leader_sees_the_plan_before_anything_moves_and_then_moves_it(
    municipality: Agency, leading: User, leader: Actor
) -> None:
    ada = _busy(municipality, leader, "Ada")
    bo = make_user(municipality, Role.PROGRAMME_ADVISER, name="Bo")
    client = _logged_in(leading)
    address = reverse("programmes:hand-over")
    assert "selected" in client.get(f"{address}?fra={ada.pk}").content.decode()
    chosen = {"source": str(ada.pk), "targets": [str(bo.pk)], "first_day": f"{_today():%d.%m.%Y}"}
    assert "Flytt 2 saker" in client.post(address, chosen).content.decode()
    with acting_as(leader):
        assert not Assignment.objects.filter(user=bo).exists()
    assert client.post(address, chosen | {"confirmed": "ja"}).status_code == 302
    with acting_as(leader):
        assert Assignment.objects.filter(user=bo).on(_today()).count() == 2
    assert client.post(address, chosen | {"targets": []}).status_code == 422


def test_a_large_handover_becomes_a_job_with_progress(
    municipality: Agency, leading: User, leader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programmes.web.team.handover.AT_ONCE", 1)
    ada = _busy(municipality, leader, "Ada")
    bo = make_user(municipality, Role.PROGRAMME_ADVISER, name="Bo")
    chosen = {"source": str(ada.pk), "targets": [str(bo.pk)], "first_day": f"{_today():%d.%m.%Y}", "confirmed": "ja"}
    client = _logged_in(leading)
    answer = client.post(reverse("programmes:hand-over"), chosen)
    assert "/teamet/fordel/" in answer.headers["Location"]
    assert "Venter på tur" in client.get(answer.headers["Location"]).content.decode()
    stranger = _logged_in(make_user(make_municipality("Voss"), Role.TEAM_LEADER))
    assert stranger.get(answer.headers["Location"]).status_code == 404


def test_cover_is_arranged_and_ended_from_the_page(municipality: Agency, leading: User, leader: Actor) -> None:
    ada, bo = (make_user(municipality, Role.PROGRAMME_ADVISER, name=name) for name in ("Ada", "Bo"))
    client = _logged_in(leading)
    given = {
        "absent": str(ada.pk),
        "substitute": str(bo.pk),
        "first_day": f"{_today():%d.%m.%Y}",
        "last_day": f"{_today() + 7 * DAY:%d.%m.%Y}",
    }
    address = reverse("programmes:arrange-cover")
    assert client.post(address, given | {"substitute": str(ada.pk)}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert "Bo for Ada" in client.get(reverse("programmes:team")).content.decode()
    assert "vikar for Ada" in _logged_in(bo).get("/").content.decode()
    with acting_as(leader):
        cover = Cover.objects.get()
    assert client.post(reverse("programmes:end-cover", args=[cover.pk])).status_code == 302
    assert "vikar for Ada" not in _logged_in(bo).get("/").content.decode()


@pytest.mark.parametrize("role", [Role.PROGRAMME_ADVISER, Role.ENROLMENT_OFFICER, Role.ADMINISTRATOR])
def test_only_a_team_leader_has_these_pages(municipality: Agency, role: Role) -> None:
    client = _logged_in(make_user(municipality, role))
    for name in ("team", "hand-over", "arrange-cover"):
        assert client.get(reverse(f"programmes:{name}")).status_code == 403


def test_a_person_is_new_for_me_until_i_have_opened_the_case(municipality: Agency, leader: Actor) -> None:
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    person = make_person(municipality)
    client = _logged_in(adviser)
    client.get(reverse("participants:case", args=[person.pk]))
    assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=_today())
    counters = {each["label"]: each["count"] for each in client.get("/").context["counters"]}
    assert counters["Ny for meg"] == 1
    assert person.given_name in client.get(reverse("participants:list") + "?radgiver=ny").content.decode()
    client.get(reverse("participants:case", args=[person.pk]))
    counters = {each["label"]: each["count"] for each in client.get("/").context["counters"]}
    assert counters["Ny for meg"] == 0


def test_the_case_names_adviser_deputy_and_nav_contact_with_telephone(municipality: Agency, leader: Actor) -> None:
    adviser, deputy = (make_user(municipality, Role.PROGRAMME_ADVISER) for _ in range(2))
    User.objects.filter(pk=deputy.pk).update(phone="55 11 22 33")
    person = make_person(municipality)
    assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=_today())
    assign(leader, person.pk, user_id=deputy.pk, kind="deputy", first_day=_today())
    page = _logged_in(adviser).get(reverse("participants:case", args=[person.pk])).content.decode()
    for text in (adviser.name, deputy.name, "55 11 22 33", "Stedfortreder", "ikke tildelt"):
        assert text in page
