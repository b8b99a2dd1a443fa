"""The pages of classes: the teacher's session, the class, the tab of the case."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role, User
from participants.models import CaseEvent
from participants.operations.assignment import assign
from programmes.models import Absence
from programmes.models.classes import Attendance, AttendanceLock, SchoolClass, TestEntry
from programmes.operations.classes.marking import Mark, mark_attendance
from programmes.operations.classes.results import register_result
from programmes.operations.classes.training import register_training_right
from tests.agencies.api.cases import make_full_case
from tests.participants.household.families import add_child
from tests.programmes.awards import make_programme
from tests.programmes.classes.schools import (
    Taught,
    make_class,
    make_school,
    make_session,
    make_taught_class,
    make_teacher,
    put_in_class,
    today,
)
from tests.readings import shown_in
from tests.world import LONG_AGO, make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def taught(municipality: Agency) -> Taught:
    return make_taught_class(municipality, given_name="Olena")


def _as(user_id: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client


def _teacher(taught: Taught) -> Client:
    return _as(taught.teacher.user_id)


def _adviser(municipality: Agency) -> Client:
    return _as(make_user(municipality, Role.PROGRAMME_ADVISER).pk)


def _session(taught: Taught) -> str:
    return reverse("programmes:session", args=[taught.session.pk])


def _said(taught: Taught) -> list[str]:
    with acting_as(system_actor(taught.pupils[0].municipality_id)):
        return sorted(Attendance.objects.values_list("category", flat=True))


def test_a_teacher_lands_at_todays_sessions_and_meets_no_case(taught: Taught):
    client = _teacher(taught)
    page = client.get(reverse("programmes:classes"))
    assert taught.school_class.name in page.text
    assert "Deltakere" not in page.text
    assert client.get(reverse("participants:list")).status_code == 403
    assert client.get(reverse("participants:case", args=[taught.pupils[0].pk])).status_code in (403, 404)


def test_each_tap_says_the_next_of_present_late_absent_without_a_script(taught: Taught):
    client, pupil = _teacher(taught), taught.pupils[0]
    for said in ("present", "late", "absent_invalid", "present"):
        page = client.get(_session(taught))
        row = next(row for row in page.context["rows"] if row["pupil"].participant_id == pupil.pk)
        assert client.post(_session(taught), {"mark": row["next"]}).status_code == 302
        assert _said(taught) == [said]


def test_all_present_leaves_what_was_said_and_whoever_is_away(municipality: Agency):
    case = make_full_case(municipality)
    taught = make_taught_class(municipality)
    put_in_class(case.person, taught.school_class)
    session = make_session(taught.school_class, case.absence.first_day, starts_at=dt.time(8))
    mark_attendance(taught.teacher, session.pk, {taught.pupils[0].pk: Mark("late")})
    _teacher(taught).post(reverse("programmes:session", args=[session.pk]), {"all_present": "1"})
    with acting_as(system_actor(municipality.pk)):
        said = dict(Attendance.objects.filter(session=session).values_list("participant", "category"))
    assert said == {taught.pupils[0].pk: "late", taught.pupils[1].pk: "present"}


def test_the_script_gets_json_and_the_reason_of_a_refusal(taught: Taught):
    client, pupil = _teacher(taught), taught.pupils[0]
    answer = client.post(_session(taught), {"mark": f"{pupil.pk}:late"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {"saved": 1})
    bad = client.post(_session(taught), {"mark": f"{pupil.pk}:leave"}, headers={"Accept": "application/json"})
    assert bad.status_code == 422
    assert "Velg" in bad.json()["detail"]


def test_a_past_session_is_corrected_with_a_reason_and_the_case_remembers(taught: Taught):
    past = make_session(taught.school_class, today() - YESTERDAY)
    client, pupil = _teacher(taught), taught.pupils[0]
    address = reverse("programmes:session", args=[past.pk])
    assert client.post(address, {"mark": f"{pupil.pk}:present"}).status_code == 302
    refused = client.post(address, {"mark": f"{pupil.pk}:late"})
    assert (refused.status_code, _said(taught)) == (422, ["present"])
    assert client.post(address, {"mark": f"{pupil.pk}:late", "reason": "Kom kl. 10"}).status_code == 302
    with acting_as(system_actor(pupil.municipality_id)):
        assert Attendance.objects.get().correction_reason == "Kom kl. 10"
        assert CaseEvent.objects.filter(participant=pupil, kind="attendance_corrected").count() == 1


@pytest.mark.parametrize(("days", "opens"), [(1, False), (0, True), (-1, True)])
def test_attendance_is_recorded_on_the_day_and_later(taught: Taught, days: int, opens: bool):
    session = make_session(taught.school_class, today() + dt.timedelta(days=days), starts_at=dt.time(8))
    mark = {"mark": f"{taught.pupils[0].pk}:present"}
    answer = _teacher(taught).post(reverse("programmes:session", args=[session.pk]), mark)
    assert answer.status_code == (302 if opens else 422)


def test_another_class_of_the_school_is_not_there_for_a_teacher(taught: Taught):
    other = make_taught_class(taught.pupils[0].municipality)
    client = _teacher(taught)
    for name, pk in (
        ("session", other.session.pk),
        ("class", other.school_class.pk),
        ("cancel-session", other.session.pk),
    ):
        assert client.get(reverse(f"programmes:{name}", args=[pk])).status_code == 404
    assert client.post(_session(other), {"mark": f"{other.pupils[0].pk}:late"}).status_code == 404


def test_a_teacher_may_not_make_or_change_classes_or_decide(taught: Taught):
    client = _teacher(taught)
    for name, args in (
        ("make-class", []), ("change-class", [taught.school_class.pk]), ("class-timetable", [taught.school_class.pk]),
        ("give-teacher", [taught.school_class.pk]), ("months", []),
    ):  # fmt: skip
        assert client.get(reverse(f"programmes:{name}", args=args)).status_code == 403, name
    for name in ("enrol-in-class", "register-result", "grant-exemption", "decide-reported", "record-for-person"):
        address = reverse(f"programmes:{name}", args=[taught.pupils[0].pk])
        assert client.get(address).status_code in (403, 404), name


def test_the_session_costs_the_same_queries_for_two_pupils_and_for_twenty(taught: Taught):
    client = _teacher(taught)
    client.get(_session(taught))
    with CaptureQueriesContext(connection) as two:
        client.get(_session(taught))
    for _number in range(18):
        put_in_class(make_person(taught.pupils[0].municipality), taught.school_class)
    with CaptureQueriesContext(connection) as twenty:
        page = client.get(_session(taught))
    assert len(page.context["rows"]) == 20
    assert len(twenty) == len(two)


def test_a_municipality_makes_a_class_with_a_week_and_a_teacher(municipality: Agency):
    school = make_school(municipality)
    teacher = make_user(school, Role.TEACHER, name="Liv Berge")
    client = _adviser(municipality)
    monday = today() - dt.timedelta(days=today().weekday())
    client.post(
        reverse("programmes:make-class"),
        {"school": str(school.pk), "kind": "norwegian", "course": "Norsk A2", "name": "A2 dag", "level": "A2",
         "first_day": f"{monday:%d.%m.%Y}", "last_day": f"{monday + dt.timedelta(days=27):%d.%m.%Y}", "capacity": "15"},
    )  # fmt: skip
    made = SchoolClass.objects.get(name="A2 dag")
    client.post(reverse("programmes:class-timetable", args=[made.pk]), {"monday": "9.00-12.00, pause 15"})
    client.post(
        reverse("programmes:give-teacher", args=[made.pk]),
        {"user": str(teacher.pk), "first_day": f"{today():%d.%m.%Y}"},
    )
    sessions = list(made.sessions.all())
    assert {(each.day.weekday(), each.planned_minutes) for each in sessions} == {(0, 165)}
    assert "Liv Berge" in client.get(reverse("programmes:class", args=[made.pk])).text


@pytest.mark.parametrize("times", ["ni til tolv", "12:00-09:00", "25:00-26:00"])
def test_a_time_that_is_none_is_said_beside_its_day(municipality: Agency, times: str):
    taught = make_taught_class(municipality)
    answer = _adviser(municipality).post(
        reverse("programmes:class-timetable", args=[taught.school_class.pk]), {"monday": times}
    )
    assert answer.status_code == 422


def _reported(municipality: Agency) -> Any:
    """Somebody in a programme, whom the teacher says was away today."""
    case = make_full_case(municipality)
    taught = make_taught_class(municipality)
    put_in_class(case.person, taught.school_class)
    mark_attendance(taught.teacher, taught.session.pk, {case.person.pk: Mark("absent_invalid")})
    return case


@pytest.mark.parametrize(
    ("verdict", "reason", "kind", "counts"),
    [("unauthorised", "", "unauthorised", "absent_invalid"), ("valid", "Tog innstilt", "authorised", "absent_valid")],
)
def test_reported_absence_becomes_what_the_adviser_decides(
    municipality: Agency, verdict: str, reason: str, kind: str, counts: str
):
    case = _reported(municipality)
    client = _adviser(municipality)
    tab = reverse("participants:case-tab", args=[case.person.pk, "norsk"])
    assert "ta stilling" in client.get(tab).text
    answer = client.post(
        reverse("programmes:decide-reported", args=[case.person.pk]),
        {"day": today().isoformat(), "verdict": verdict, "reason": reason},
    )
    assert answer.status_code == 302
    page = client.get(tab)
    assert "ta stilling" not in page.text
    # All hours of the month were missed: a deduction of half or more may be an individual decision.
    assert ("Forbered vedtak om trekk" in page.text) is (verdict == "unauthorised")
    form = client.get(page.context["deduction_url"]).context["form"]
    assert form["decision_type"].value() == "benefit_deduction"
    with acting_as(system_actor(municipality.pk)):
        absence = Absence.objects.get(participant=case.person, kind=kind)
        row = Attendance.objects.get(participant=case.person, day=today())
    assert (str(absence.hours), row.covered_by_id, row.counted_as) == ("3.00", absence.pk, counts)


def test_whoever_waits_for_an_answer_on_absence_is_in_the_log_of_the_list(municipality: Agency):
    client, address = _adviser(municipality), reverse("programmes:classes")
    make_taught_class(municipality)
    client.get(address)
    assert shown_in(municipality, "attendance") == []
    people, counts = {_reported(municipality).person.pk}, []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert shown_in(municipality, "attendance")[-1] == people
        counts.append(len(queries))
        people.add(_reported(municipality).person.pk)
    assert counts[0] == counts[1]


def test_valid_without_a_reason_is_refused(municipality: Agency):
    case = _reported(municipality)
    answer = _adviser(municipality).post(
        reverse("programmes:decide-reported", args=[case.person.pk]), {"day": today().isoformat(), "verdict": "valid"}
    )
    assert answer.status_code == 422


def test_nav_sees_the_percent_and_no_single_session(municipality: Agency):
    case = _reported(municipality)
    from tests.world import make_nav_office

    nav = _as(make_user(make_nav_office(municipality), Role.NAV_ADVISER).pk)
    page = nav.get(reverse("participants:case-tab", args=[case.person.pk, "norsk"]))
    assert page.status_code == 200
    assert "siste fire uker" in page.text
    for hidden in ("ta stilling", "Skolen sier", "Fritak", "ugyldig denne måneden"):
        assert hidden not in page.text


def test_the_tab_shows_percent_with_its_denominator_and_norwegian_as_a_picture(taught: Taught):
    person = taught.pupils[0]
    actor = make_actor(person.municipality, Role.TEAM_LEADER)
    second = make_session(taught.school_class, today(), starts_at=dt.time(13), planned_minutes=60)
    mark_attendance(taught.teacher, taught.session.pk, {person.pk: Mark("present")})
    mark_attendance(taught.teacher, second.pk, {person.pk: Mark("absent_valid")})
    for day, level in ((dt.date(2026, 3, 2), "A1"), (dt.date(2026, 9, 1), "A2")):
        register_result(actor, person.pk, subject="norwegian", skill="oral", outcome=level, taken_on=day)
    page = _as(actor.user_id).get(reverse("participants:case-tab", args=[person.pk, "norsk"]))
    assert "75 %" in page.text
    assert "3,0 av 4,0 timer" in page.text
    assert "levels-picture" in page.text


@pytest.mark.parametrize(
    ("room_for", "said"), [(None, "i gruppe 0 / 8"), (20, "i gruppe 0 / 8"), (1, "én familie 0 / 5")]
)
def test_parental_guidance_is_owed_before_the_first_meeting_to_whoever_has_a_child(
    municipality: Agency, room_for: int | None, said: str
):
    person, actor = make_person(municipality), make_actor(municipality, Role.TEAM_LEADER)
    register_training_right(
        actor, person.pk, offered_start_on=dt.date(2026, 10, 5), protection="ordinary", education="below"
    )
    tab = reverse("participants:case-tab", args=[person.pk, "norsk"])
    assert "oreldreveiledning" not in _as(actor.user_id).get(tab).text
    add_child(actor, person, dt.date(2023, 5, 2))
    if room_for:
        guidance = make_class(make_school(municipality), kind="parental_guidance", capacity=room_for)
        put_in_class(person, guidance)
    page = _as(actor.user_id).get(tab)
    owed = next(row for row in page.context["minima"] if "oreldreveiledning" in row["name"])
    assert f"{owed['name']} {owed['done']} / {owed['of']}".endswith(said)


def test_the_portfolio_has_attendance_and_norwegian_and_finds_who_has_not_met(taught: Taught):
    met, absent = taught.pupils
    mark_attendance(taught.teacher, taught.session.pk, {met.pk: Mark("present"), absent.pk: Mark("absent_invalid")})
    client = _adviser(met.municipality)
    page = client.get(reverse("participants:list"))
    assert "100 %" in page.text
    found = client.get(reverse("participants:list"), {"oppmote": "ingen"}).context["people"]
    assert [row["person"].pk for row in found] == [absent.pk]


def test_nav_finds_who_has_not_met_as_the_municipality_does(taught: Taught):
    met, absent = taught.pupils
    mark_attendance(taught.teacher, taught.session.pk, {met.pk: Mark("present"), absent.pk: Mark("absent_invalid")})
    contact = make_user(make_nav_office(met.municipality), Role.NAV_ADVISER)
    leader = make_actor(met.municipality, Role.TEAM_LEADER)
    for person in taught.pupils:
        make_programme(person)
        assign(leader, person.pk, user_id=contact.pk, kind="nav_contact", first_day=LONG_AGO)
    found = _as(contact.pk).get(reverse("participants:list"), {"oppmote": "ingen"}).context["people"]
    assert [row["person"].pk for row in found] == [absent.pk]


def test_a_month_is_locked_when_nothing_waits_and_opened_with_a_reason(taught: Taught):
    person = taught.pupils[0]
    month = (today().replace(day=1) - YESTERDAY).replace(day=1)
    session = make_session(taught.school_class, month)
    mark_attendance(taught.teacher, session.pk, {person.pk: Mark("absent_invalid")})
    client = _adviser(person.municipality)
    address = reverse("programmes:months")
    refused = client.post(address, {"month": month.isoformat()})
    assert refused.status_code == 422
    mark_attendance(taught.teacher, session.pk, {person.pk: Mark("present")}, reason="Var der")
    assert client.post(address, {"month": month.isoformat()}).status_code == 302
    locked = _teacher(taught).post(
        reverse("programmes:session", args=[session.pk]), {"mark": f"{person.pk}:late", "reason": "Feil"}
    )
    assert locked.status_code == 422
    assert client.post(address, {"month": month.isoformat(), "reopen": "1"}).status_code == 422
    assert (
        client.post(address, {"month": month.isoformat(), "reopen": "1", "reason": "Feil i listen"}).status_code == 302
    )
    assert AttendanceLock.objects.get().reopen_reason == "Feil i listen"


def test_of_teacher_and_participant_who_disagree_the_participant_decides(taught: Taught):
    pupil, day = taught.pupils[0], today() + dt.timedelta(days=30)
    _teacher(taught).post(
        reverse("programmes:advise-entries", args=[taught.school_class.pk]),
        {"test_on": f"{day:%d.%m.%Y}", str(pupil.pk): "no"},
    )
    client = _adviser(pupil.municipality)
    client.post(
        reverse("programmes:settle-entry", args=[pupil.pk]),
        {"test_on": f"{day:%d.%m.%Y}", "skills": ["oral"], "adviser_view": "no", "participant_view": "yes"},
    )
    with acting_as(system_actor(pupil.municipality_id)):
        entry = TestEntry.objects.get()
    assert (entry.teacher_view, entry.is_entered, entry.is_disputed) == ("no", True, True)
    assert "§ 38" in client.get(reverse("participants:case-tab", args=[pupil.pk, "norsk"])).text


def test_the_named_adviser_keeps_the_attendance_of_a_protected_person(taught: Taught):
    from participants.models import NamedAccess

    municipality = taught.pupils[0].municipality
    hidden = make_person(municipality, confidentiality=6)
    put_in_class(hidden, taught.school_class)
    named, other = make_user(municipality, Role.PROGRAMME_ADVISER), make_user(municipality, Role.PROGRAMME_ADVISER)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=named)
    address = reverse("programmes:record-for-person", args=[hidden.pk])
    facts = {"session": str(taught.session.pk), "category": "present"}
    assert _as(other.pk).post(address, facts).status_code == 404
    assert _as(named.pk).post(address, facts).status_code == 302
    with acting_as(system_actor(municipality.pk)):
        assert Attendance.objects.get(participant=hidden).recorded_by_id == named.pk


def test_a_stranger_with_classes_of_their_own_finds_none_of_these(taught: Taught):
    voss = make_municipality("Voss")
    make_taught_class(voss)
    client = _adviser(voss)
    assert taught.school_class.name not in client.get(reverse("programmes:classes")).text
    assert client.get(reverse("programmes:class", args=[taught.school_class.pk])).status_code == 404
    assert client.get(_session(taught)).status_code == 404
    for name in ("enrol-in-class", "register-result", "decide-reported", "record-for-person", "settle-entry"):
        assert client.get(reverse(f"programmes:{name}", args=[taught.pupils[0].pk])).status_code == 404, name


def test_a_substitute_has_the_class_today(taught: Taught):
    substitute = make_teacher(taught.school_class, first_day=today(), last_day=today(), is_substitute=True)
    assert taught.school_class.name in _as(substitute.user_id).get(reverse("programmes:classes")).text
