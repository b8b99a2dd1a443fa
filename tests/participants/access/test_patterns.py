"""What the privacy officer is shown as unusual, the months of the log, and the sheet for the participant."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from agencies.access import Resource, acting_as
from agencies.models import AccessLogEntry, Agency, Role
from agencies.operations.access_log import log_list, log_read
from agencies.operations.access_months import make_access_months
from config.embedded.roles import APP_ROLE
from participants.operations.assignment import assign
from participants.operations.patterns import (
    MANY_CASES,
    MANY_LISTED,
    OTHERS_CASES,
    OUTSIDE_HOURS,
    REFUSALS,
    UnusualDay,
    unusual_days,
)
from tests.agencies.api.calling import api_for
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


def _days(municipality: Agency) -> list[UnusualDay]:
    today = timezone.localdate()
    return unusual_days(make_actor(municipality, Role.PRIVACY_OFFICER), today - dt.timedelta(days=1), today)


def _read(municipality: Agency, cases: int) -> None:
    reader = make_actor(municipality, Role.PROGRAMME_ADVISER)
    with acting_as(reader):
        for _case in range(cases):
            log_read(reader, Resource.PARTICIPANT, participant_id=uuid4(), municipality_id=municipality.pk)


@pytest.mark.parametrize(
    ("cases", "many", "others"),
    [(OTHERS_CASES, False, True), (MANY_CASES - 1, False, True), (MANY_CASES, True, True)],
)
def test_many_cases_and_others_cases_in_a_day_are_shown(
    municipality: Agency, cases: int, many: bool, others: bool
) -> None:
    _read(municipality, cases)
    (day,) = _days(municipality)
    assert (day.cases, day.has_many, day.has_others) == (cases, many, others)
    assert _days(make_municipality("Voss")) == []


def test_fewer_cases_are_nobodys_question_by_their_number(municipality: Agency) -> None:
    _read(municipality, OTHERS_CASES - 1)
    assert [day for day in _days(municipality) if day.has_many or day.has_others] == []


@pytest.mark.parametrize(("listed", "is_shown"), [(MANY_LISTED - 1, False), (MANY_LISTED, True)])
def test_very_many_people_in_lists_in_a_day_are_shown_each_counted_once(
    municipality: Agency, listed: int, is_shown: bool
) -> None:
    reader = make_actor(municipality, Role.PROGRAMME_ADVISER)
    people = [uuid4() for _ in range(listed)]
    with acting_as(reader):
        for half in (people[::2], people[1::2], people[:50]):
            log_list(reader, Resource.PARTICIPANT, half)
    assert [(day.listed, day.has_listed, day.cases) for day in _days(municipality)] == [(listed, True, 0)] * is_shown


@pytest.mark.parametrize(
    ("at", "outside"),
    [
        ("2026-11-25 06:59", True), ("2026-11-25 07:00", False), ("2026-11-25 17:59", False),
        ("2026-11-25 18:00", True), ("2026-11-28 12:00", True), ("2026-11-29 12:00", True),
    ],
)  # fmt: skip
def test_outside_hours_are_before_seven_from_six_in_the_evening_and_at_weekends(
    municipality: Agency, at: str, outside: bool
) -> None:
    moment = timezone.make_aware(dt.datetime.fromisoformat(at))
    person = make_person(municipality)
    reader = make_user(municipality, Role.PROGRAMME_ADVISER)
    officer = make_actor(municipality, Role.PRIVACY_OFFICER)
    with acting_as(actor_of(reader)), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_accesslogentry (created_at, user_id, agency_id, municipality_id, participant_id,"
            " role, resource, action, rule, granted, channel, client, request_id, row_count)"
            " SELECT %(at)s, %(user)s, %(place)s, %(place)s, %(person)s, 'programme_adviser', 'participant', 'view',"
            " 'need_to_know', true, 'web', '', '', 1 FROM generate_series(1, %(times)s)",
            {
                "at": moment, "user": reader.pk, "place": municipality.pk, "person": person.pk, "times": OUTSIDE_HOURS,
            },
        )  # fmt: skip
    days = unusual_days(officer, moment.date(), moment.date())
    assert [(day.outside, day.is_outside) for day in days] == [(OUTSIDE_HOURS, True)] * outside


def test_ones_own_cases_are_not_others(municipality: Agency) -> None:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    leader, today = make_actor(municipality, Role.TEAM_LEADER), timezone.localdate()
    people = [make_person(municipality) for _ in range(OTHERS_CASES)]
    for person in people:
        assign(leader, person.pk, user_id=user.pk, kind="adviser", first_day=today)
    reader = actor_of(user)
    with acting_as(reader):
        for person in people:
            log_read(reader, Resource.PARTICIPANT, participant_id=person.pk, municipality_id=municipality.pk)
    assert [day for day in _days(municipality) if day.has_others] == []


def test_somebody_who_is_refused_again_and_again_is_shown(municipality: Agency) -> None:
    client = Client()
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER, name="Nysgjerrig"))
    stranger = make_person(make_municipality("Voss"))
    for _try in range(REFUSALS):
        assert client.get(f"/deltakere/{stranger.pk}/").status_code == 404
    (day,) = _days(stranger.municipality)
    assert (day.user, day.refused, day.is_refused) == ("Nysgjerrig", REFUSALS, True)


def test_the_sheet_for_the_participant_shows_who_and_why_and_no_refusal(municipality: Agency) -> None:
    person = make_person(municipality)
    reader = actor_of(make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Leser"))
    with acting_as(reader):
        log_read(reader, Resource.PARTICIPANT, participant_id=person.pk, municipality_id=municipality.pk)
    lister = Client()
    lister.force_login(make_user(municipality, Role.PROGRAMME_ADVISER, name="Lise Liste"))
    assert person.family_name in lister.get("/deltakere/").content.decode()
    refused = Client()
    refused.force_login(make_user(make_municipality("Voss"), Role.TEAM_LEADER, name="Ola Avvist"))
    refused.get(f"/deltakere/{person.pk}/")
    officer = Client()
    officer.force_login(make_user(municipality, Role.PRIVACY_OFFICER))
    page = officer.get(f"/innsynslogg/{person.pk}/utskrift/").content.decode()
    assert "Kari Leser" in page
    assert "arbeider med saker i kommunen" in page
    assert "Lise Liste" in page
    assert "Ola Avvist" not in page
    assert person.family_name not in page


def test_the_months_of_the_log_are_made_ahead_and_no_month_is_reached_by_itself() -> None:
    far = dt.date(2031, 5, 15)
    assert make_access_months(far) == 4
    assert make_access_months(far) == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'agencies_accesslogentry'::regclass"
        )
        parts = [row[0] for row in cursor.fetchall()]
        assert {"agencies_accesslogentry_2031_05", "agencies_accesslogentry_rest"} <= set(parts)
        for part in parts:
            for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [APP_ROLE, part, privilege])
                assert cursor.fetchone() == (False,), (part, privilege)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM agencies_accesslogentry_rest")


def test_a_list_at_the_api_and_a_search_say_whom_they_showed(municipality: Agency) -> None:
    person, other = make_person(municipality), make_person(municipality)
    api = api_for(municipality, Role.TEAM_LEADER)
    assert api.get("/api/v1/participants/").status_code == 200
    assert api.post("/api/v1/participants/search/", {"words": person.family_name}).status_code == 200
    with acting_as(make_actor(municipality, Role.PRIVACY_OFFICER)):
        shown = list(AccessLogEntry.objects.order_by("id").values_list("people", "row_count", "participant_id"))
    assert (set(shown[0][0]), *shown[0][1:]) == ({person.pk, other.pk}, 2, None)
    assert person.pk in shown[1][0]
