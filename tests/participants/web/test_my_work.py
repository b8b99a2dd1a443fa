"""«Mitt arbeid»: what is due, for whom, and what one does about it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import AssignmentKind, CaseEvent, Deadline, Flag, FlagState, Participant
from participants.operations.assignment import assign
from participants.operations.flagging import flag_municipality
from tests.participants.web.conftest import LogIn
from tests.world import actor_of, make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db


def _today() -> dt.date:
    return timezone.localdate()


def _due_in(municipality: Agency, days: int, **facts: Any) -> Participant:
    """A person whose only deadline is a permit that ends in so many days."""
    until = _today() + dt.timedelta(days=days)
    known = {"intake": "elsewhere", "permit_granted_on": until - dt.timedelta(days=365), "permit_valid_until": until}
    return make_person(municipality, **(known | facts))


def _assign(person: Participant, user: User, days_ago: int = 60) -> None:
    actor = make_actor(person.municipality, Role.TEAM_LEADER)
    first_day = _today() - dt.timedelta(days=days_ago)
    assign(actor, person.pk, user_id=user.pk, kind=AssignmentKind.ADVISER, first_day=first_day)


def _flag_of(person: Participant) -> Flag:
    with acting_as(system_actor(person.municipality_id)):
        return Flag.objects.get(participant=person, state__in=("open", "taken"))


def _names(answer: Any) -> list[str]:
    return [row.person for group in answer.context["groups"] for row in group.rows]


def _counts(answer: Any) -> dict[str, int]:
    return {counter["label"]: counter["count"] for counter in answer.context["counters"]}


def test_an_adviser_sees_the_own_people_by_urgency(municipality: Agency, log_in: LogIn) -> None:
    kari = make_user(municipality, Role.PROGRAMME_ADVISER)
    late, soon, later = (_due_in(municipality, days) for days in (-3, 5, 60))
    _due_in(municipality, 1, given_name="Andres")
    for person in (later, soon, late):
        _assign(person, kari)
    answer = log_in(as_user=kari).get("/")
    assert [group.title for group in answer.context["groups"]] == ["Forfalt", "Innen 14 dager", "Senere"]
    assert _names(answer) == [late.full_name, soon.full_name, later.full_name]


def test_the_counters_are_filters(municipality: Agency, log_in: LogIn) -> None:
    late, soon, later = (_due_in(municipality, days) for days in (-3, 14, 90))
    _due_in(municipality, 91)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    answer = client.get("/", {"hvem": "alle"})
    counts = _counts(answer)
    assert (counts["Forfalt"], counts["Frist innen 14 dager"], counts["Frist innen 90 dager"]) == (1, 1, 2)
    assert counts["Uten rådgiver"] == 4
    for view, people in {"forfalt": [late], "14": [soon], "90": [soon, later], "tatt": [], "loftet": []}.items():
        shown = _names(client.get("/", {"hvem": "alle", "vis": view}))
        assert shown == [person.full_name for person in people]


def test_the_team_leader_sees_what_nobody_took_and_whoever_has_no_adviser_first(
    municipality: Agency, log_in: LogIn
) -> None:
    kari = make_user(municipality, Role.PROGRAMME_ADVISER)
    ordinary, escalated, unassigned = (_due_in(municipality, days) for days in (-5, 30, 60))
    _assign(ordinary, kari)
    _assign(escalated, kari)
    flag_municipality(municipality.pk, _today())
    flag = _flag_of(escalated)
    with acting_as(system_actor(municipality.pk)):
        Flag.objects.filter(pk=flag.pk).update(escalated_at=timezone.now())
    answer = log_in(municipality, Role.TEAM_LEADER).get("/")
    assert [group.title for group in answer.context["groups"]] == ["Løftet til teamleder", "Uten rådgiver", "Forfalt"]
    assert _names(answer) == [escalated.full_name, unassigned.full_name, ordinary.full_name]


def test_the_nav_adviser_sees_the_municipalities_that_the_office_serves_without_acts_that_are_not_navs(
    municipality: Agency, log_in: LogIn
) -> None:
    mine, strangers = _due_in(municipality, 5), _due_in(make_municipality("Voss"), 5, given_name="Fremmed")
    page = log_in(make_nav_office(municipality), Role.NAV_ADVISER).get("/")
    assert _names(page) == [mine.full_name]
    assert strangers.full_name not in page.content.decode()
    (row,) = page.context["groups"][0].rows
    assert row.action_url == row.assign_url == ""


def test_a_municipality_never_sees_anothers_work_nor_protected_people(municipality: Agency, log_in: LogIn) -> None:
    _due_in(make_municipality("Voss"), 5)
    _due_in(municipality, 5, confidentiality=6)
    own = _due_in(municipality, 5)
    answer = log_in(municipality, Role.TEAM_LEADER).get("/")
    assert _names(answer) == [own.full_name]
    assert _counts(answer)["Frist innen 14 dager"] == 1
    assert answer.context["summary"].startswith("1 deltaker ")


def test_the_action_on_the_row_is_shown_to_those_who_may_do_it(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    answer = log_in(municipality, Role.ENROLMENT_OFFICER).get("/")
    (row,) = answer.context["groups"][0].rows
    assert row.action_url == f"/deltakere/{person.pk}/tillatelse/"
    assert row.assign_url == f"/deltakere/{person.pk}/tildel/"


def test_a_flag_is_taken_by_htmx_and_the_row_answers(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    flag = _flag_of(person)
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    answer = log_in(as_user=user).post(
        f"/varsler/{flag.pk}/ta/", {"version": flag.version}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "Tatt av meg" in page
    taken = _flag_of(person)
    assert (taken.state, taken.taken_by_id) == (FlagState.TAKEN, user.pk)


def test_a_flag_is_taken_without_javascript_and_stays_in_my_counter(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    answer = client.post(f"/varsler/{_flag_of(person).pk}/ta/", headers={"Referer": "http://testserver/?hvem=alle"})
    assert answer.headers["Location"] == "/?hvem=alle"
    mine = client.get("/")
    assert _names(mine) == [person.full_name]
    assert _counts(mine)["Tatt av meg"] == 1
    assert "Du har tatt varselet." in mine.content.decode()


def test_a_flag_is_not_dismissed_without_a_reason(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    flag = _flag_of(person)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    address = f"/varsler/{flag.pk}/avvis/"
    answer = client.post(address, {"reason": " "}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Skriv hvorfor varselet avvises." in answer.content.decode()
    assert _flag_of(person).state == FlagState.OPEN
    plain = client.post(address, {"reason": ""}, follow=True)
    assert "Skriv hvorfor varselet avvises." in plain.content.decode()


@pytest.mark.parametrize(
    "posted", [{"reason": "a\x00b"}, {"reason": "x" * 2001}, {"reason": "x", "version": "1" * 5000}]
)
def test_what_cannot_be_read_changes_no_flag(posted: dict[str, str], municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    answer = client.post(f"/varsler/{_flag_of(person).pk}/avvis/", posted, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert _flag_of(person).state == FlagState.OPEN


@pytest.mark.parametrize(("act", "state"), [("avvis", "dismissed"), ("fulgt-opp", "acted_on")])
def test_a_row_that_is_done_goes_away_and_stands_in_the_history(
    act: str, state: str, municipality: Agency, log_in: LogIn
) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    flag = _flag_of(person)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    answer = client.post(f"/varsler/{flag.pk}/{act}/", {"reason": "Snakket med UDI."}, headers={"HX-Request": "true"})
    assert "deadline--done" in answer.content.decode()
    assert _names(client.get("/", {"hvem": "alle"})) == []
    with acting_as(system_actor(municipality.pk)):
        assert CaseEvent.objects.get(participant=person, kind=f"flag_{state}").facts["reason"] == "Snakket med UDI."


def test_a_row_that_somebody_else_has_changed_is_not_overwritten(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    flag = _flag_of(person)
    log_in(municipality, Role.PROGRAMME_ADVISER).post(f"/varsler/{flag.pk}/ta/", {"version": flag.version})
    late = log_in(municipality, Role.PROGRAMME_ADVISER)
    answer = late.post(f"/varsler/{flag.pk}/avvis/", {"version": flag.version, "reason": "x"}, follow=True)
    assert "Noen andre endret dette" in answer.content.decode()
    assert _flag_of(person).state == FlagState.TAKEN


@pytest.mark.parametrize("act", ["ta", "avvis", "fulgt-opp"])
def test_a_strangers_flag_is_not_there(act: str, municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    flag_municipality(municipality.pk, _today())
    voss = make_municipality("Voss")
    _due_in(voss, 5)
    answer = log_in(voss, Role.TEAM_LEADER).post(f"/varsler/{_flag_of(person).pk}/{act}/", {"reason": "x"})
    assert answer.status_code == 404
    assert _flag_of(person).state == FlagState.OPEN


def test_the_list_is_read_page_by_page_and_every_row_comes_once(municipality: Agency, log_in: LogIn) -> None:
    for number in range(60):
        _due_in(municipality, number % 7)
    client = log_in(municipality, Role.TEAM_LEADER)
    seen: list[str] = []
    address = "/"
    while address:
        answer = client.get(address)
        seen += [row.id for group in answer.context["groups"] for row in group.rows]
        address = answer.context["next_url"] and f"/{answer.context['next_url']}"
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("cursor", ["%%%", "WzEsMiwzXQ", "eyJhIjogMX0", "WyJ4IiwgInkiLCAieiJd", "WyJcdWQ4MDAiLDEsMl0"])
def test_a_cursor_that_cannot_be_read_begins_at_the_start(cursor: str, municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    assert _names(log_in(municipality, Role.TEAM_LEADER).get("/", {"etter": cursor})) == [person.full_name]


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/", "/?hvem=alle&vis=14"])
def test_the_number_of_queries_does_not_grow_with_the_rows(address: str, municipality: Agency, log_in: LogIn) -> None:
    user = make_user(municipality, Role.TEAM_LEADER)
    _assign(_due_in(municipality, 3), user)
    flag_municipality(municipality.pk, _today())
    client = log_in(as_user=user)
    client.get(address)
    with_one = _queries(client, address)
    for number in range(19):
        _assign(_due_in(municipality, number % 10), user)
    flag_municipality(municipality.pk, _today())
    assert _queries(client, address) == with_one


def test_a_quiet_day_says_so(municipality: Agency, log_in: LogIn) -> None:
    adviser = log_in(municipality, Role.PROGRAMME_ADVISER).get("/").content.decode()
    assert "Ingen frister hos deg de neste 90 dagene" in adviser
    leader = log_in(municipality, Role.TEAM_LEADER).get("/", {"vis": "forfalt"}).content.decode()
    assert "Ingen frister passer til denne telleren." in leader


def test_the_reading_of_the_list_is_logged(municipality: Agency, log_in: LogIn) -> None:
    from agencies.models import AccessLogEntry

    _due_in(municipality, 5)
    user = make_user(municipality, Role.TEAM_LEADER)
    log_in(as_user=user).get("/")
    with acting_as(actor_of(user)):
        entry = AccessLogEntry.objects.get(user_id=user.pk)
    assert (entry.resource, entry.row_count) == ("deadline", 1)


def test_no_identity_number_stands_in_an_address_of_the_page(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 5)
    page = log_in(municipality, Role.TEAM_LEADER).get("/").content.decode()
    addresses = re.findall(r'(?:href|action|hx-post)="([^"]*)"', page)
    assert any(str(person.pk) in address for address in addresses)
    assert not any(re.search(r"(?<![0-9a-f-])\d{11,12}(?![0-9a-f-])", address) for address in addresses)


def test_deadlines_beyond_the_horizon_wait(municipality: Agency, log_in: LogIn) -> None:
    person = _due_in(municipality, 120)
    assert _names(log_in(municipality, Role.TEAM_LEADER).get("/")) == []
    with acting_as(system_actor(municipality.pk)):
        assert Deadline.objects.filter(participant=person).exists()


@pytest.mark.parametrize(("days_since", "shown"), [(6, False), (8, True)])
def test_an_overdue_duty_that_was_put_away_comes_back_after_a_week(
    municipality: Agency, log_in: LogIn, days_since: int, shown: bool
) -> None:
    person = _due_in(municipality, -20)
    client = log_in(municipality, Role.TEAM_LEADER)
    flag_municipality(municipality.pk, _today())
    flag = _flag_of(person)
    closed_at = timezone.now() - dt.timedelta(days=days_since)
    with acting_as(system_actor(municipality.pk)):
        Flag.objects.filter(pk=flag.pk).update(state=FlagState.DISMISSED, reason="Venter.", closed_at=closed_at)
    assert (person.full_name in _names(client.get("/"))) is shown
