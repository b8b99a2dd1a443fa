"""Appointments: interpreter, attendance, reminders without content, today's list, the calendar."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import AccessLogEntry, Agency, Membership, Role, User
from agencies.operations.outbox import sweep_outbox
from participants.models import NamedAccess, Participant
from participants.operations.assignment import assign
from participants.operations.team.covers import arrange_cover
from programmes.models.followup import Appointment, AppointmentState
from programmes.operations.followup.appointments import Plans, change_appointment, make_appointment, register_outcome
from programmes.operations.followup.calendar import calendar_under, make_calendar_link, revoke_calendar_link
from programmes.operations.followup.journal import Note, publish_entry
from programmes.operations.followup.reminders import write_reminders
from programmes.web.followup.work import last_contacts, unpublished
from tests.queues import message
from tests.readings import shown_in
from tests.world import actor_of, make_actor, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(municipality: Agency) -> Participant:
    return make_person(municipality, given_name="Olena", email="olena@example.test", phone="+47 400 00 000")


@pytest.fixture
def adviser(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER, name="Ada Rådgiver")


def _at(days: int, hour: int = 9) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _plans(days: int = 0, **facts: Any) -> Plans:
    known: dict[str, Any] = {"kind": "conversation", "starts_at": _at(days), "place": "Rådhuset"}
    return Plans(**(known | facts))


def _unpublished(actor: Actor) -> int | None:
    return unpublished(actor, *(True, timezone.localdate()))


def test_an_interpreter_is_ordered_before_it_is_confirmed(person: Participant, adviser: User) -> None:
    today = timezone.localdate()
    actor = actor_of(adviser)
    with pytest.raises(RuleRefused) as refused:
        make_appointment(actor, person.pk, _plans(interpreter_language="uk", interpreter_confirmed_on=today))
    assert refused.value.refusals[0].code == "interpreter_not_ordered"
    with pytest.raises(RuleRefused) as refused:
        make_appointment(actor, person.pk, _plans(interpreter_ordered_on=today))
    assert refused.value.refusals[0].code == "language_missing"
    row = make_appointment(actor, person.pk, _plans(interpreter_language="uk", interpreter_ordered_on=today))
    changed = change_appointment(
        actor, row.pk, _plans(interpreter_language="uk", interpreter_ordered_on=today, interpreter_confirmed_on=today)
    )
    assert changed.interpreter_confirmed_on == today


@pytest.mark.parametrize(
    ("days", "state", "is_refused"), [(1, "attended", True), (1, "cancelled", False), (0, "no_show", False)]
)
def test_attendance_is_registered_when_it_has_been(
    person: Participant, adviser: User, days: int, state: str, is_refused: bool
) -> None:
    actor = actor_of(adviser)
    row = make_appointment(actor, person.pk, _plans(days))
    if is_refused:
        with pytest.raises(RuleRefused):
            register_outcome(actor, row.pk, state=state)
    else:
        assert register_outcome(actor, row.pk, state=state).state == state


def test_an_appointment_is_with_staff_of_the_municipality(person: Participant, adviser: User) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_appointment(actor_of(adviser), person.pk, _plans(user_id=User.objects.create_user("x@example.test").pk))
    assert refused.value.refusals[0].code == "user_not_here"


def test_an_attended_appointment_waits_for_minutes_until_they_are_published(person: Participant, adviser: User) -> None:
    actor, today = actor_of(adviser), timezone.localdate()
    row = make_appointment(actor, person.pk, _plans())
    register_outcome(actor, row.pk, state=AppointmentState.ATTENDED)
    with acting_as(actor):
        assert _unpublished(actor) == 1
        assert last_contacts(actor, [person.pk], today) == {person.pk: today}
    publish_entry(actor, person.pk, Note("conversation", today, "Snakket om praksis."), appointment_id=row.pk)
    with acting_as(actor):
        assert _unpublished(actor) == 0


def test_the_reminder_says_the_hour_and_nothing_else_and_goes_once(
    municipality: Agency, person: Participant, adviser: User
) -> None:
    make_appointment(actor_of(adviser), person.pk, _plans(1, reminder="email", kind="review"))
    today = timezone.localdate()
    assert (write_reminders(municipality.pk, today), write_reminders(municipality.pk, today)) == (1, 0)
    sweep_outbox()
    (letter,) = mail.outbox
    assert letter.to == ["olena@example.test"]
    assert "kl. 09.00" in str(letter.body)
    for secret in ("Olena", "Rådhuset", "gjennomgang", "Ada", "Kovalenko"):
        assert secret not in f"{letter.subject}{letter.body}"
    payload = str(message().payload)
    assert "olena" not in payload


@override_settings(SMS_MAIL_DOMAIN="sms.example.test")
def test_an_sms_goes_to_the_gateway(municipality: Agency, person: Participant, adviser: User) -> None:
    make_appointment(actor_of(adviser), person.pk, _plans(1, reminder="sms"))
    write_reminders(municipality.pk, timezone.localdate())
    sweep_outbox()
    assert mail.outbox[0].to == ["+4740000000@sms.example.test"]


def test_what_is_called_off_is_not_reminded_of(municipality: Agency, person: Participant, adviser: User) -> None:
    row = make_appointment(actor_of(adviser), person.pk, _plans(1, reminder="email"))
    write_reminders(municipality.pk, timezone.localdate())
    register_outcome(actor_of(adviser), row.pk, state=AppointmentState.CANCELLED)
    sweep_outbox()
    assert mail.outbox == []


def test_today_stands_on_my_work_for_whoever_holds_it(
    municipality: Agency, person: Participant, adviser: User, client: Client
) -> None:
    make_appointment(actor_of(adviser), person.pk, _plans(interpreter_language="uk"))
    client.force_login(adviser)
    page = client.get(reverse("participants:my-work")).content.decode()
    assert "Tolk ikke bestilt" in page
    other = Client()
    other.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert "Ingen avtaler i dag" in other.get(reverse("participants:my-work")).content.decode()


def test_whoever_is_met_today_is_in_the_log_also_when_a_colleague_is_covered_for(
    municipality: Agency, person: Participant, adviser: User, client: Client
) -> None:
    leader, substitute = make_actor(municipality, Role.TEAM_LEADER), make_user(municipality, Role.PROGRAMME_ADVISER)
    today = timezone.localdate()
    client.force_login(substitute)
    assert "Ingen avtaler i dag" in client.get(reverse("participants:my-work")).content.decode()
    make_appointment(actor_of(adviser), person.pk, _plans())
    arrange_cover(
        leader, municipality.pk, absent_id=adviser.pk, substitute_id=substitute.pk, first_day=today, last_day=today
    )
    assert person.full_name in client.get(reverse("participants:my-work")).content.decode()
    assert shown_in(municipality, "appointment") == [{person.pk}]


def _events(secret: str) -> list[Any]:
    content = calendar_under(secret)
    assert content is not None
    return list(Calendar.from_ical(content).walk("VEVENT"))


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"is_shielded": True}])
def test_the_calendar_names_nobody_and_leaves_protected_people_out(
    municipality: Agency, person: Participant, adviser: User, facts: dict[str, Any]
) -> None:
    actor = actor_of(adviser)
    hidden = make_person(municipality, given_name="Skjult", **facts)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=adviser)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    assign(leader, person.pk, user_id=adviser.pk, kind="adviser", first_day=timezone.localdate())
    make_appointment(actor, person.pk, _plans(2))
    make_appointment(actor, hidden.pk, _plans(3))
    _link, secret = make_calendar_link(actor)
    found = _events(secret)
    assert {str(event["summary"]) for event in found} == {"Avtale", "Frist"}
    assert len([event for event in found if event["summary"] == "Avtale"]) == 1
    assert b"Olena" not in (calendar_under(secret) or b"")


def test_reading_the_calendar_is_in_the_access_log(person: Participant, adviser: User) -> None:
    actor = actor_of(adviser)
    make_appointment(actor, person.pk, _plans(2))
    _link, secret = make_calendar_link(actor)
    with acting_as(actor):
        before = AccessLogEntry.objects.filter(user_id=adviser.pk, resource="appointment").count()
        calendar_under(secret)
        read = AccessLogEntry.objects.filter(user_id=adviser.pk, resource="appointment").order_by("-created_at")
        assert read.count() == before + 1
        assert read[0].row_count == 1


def test_the_calendar_needs_no_log_in_and_ends_when_it_is_taken_back(
    person: Participant, adviser: User, client: Client
) -> None:
    actor = actor_of(adviser)
    make_appointment(actor, person.pk, _plans(2))
    _link, secret = make_calendar_link(actor)
    address = f"{reverse('programmes:calendar')}?nokkel={secret}"
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert client.get(f"{reverse('programmes:calendar')}?nokkel=feil").status_code == 404
    revoke_calendar_link(actor)
    assert client.get(address).status_code == 404


def test_the_calendar_ends_with_the_work_there(person: Participant, adviser: User) -> None:
    _link, secret = make_calendar_link(actor_of(adviser))
    Membership.objects.filter(user=adviser).update(last_day=dt.date(2020, 1, 2))
    assert calendar_under(secret) is None


def test_a_new_link_takes_the_place_of_the_old(adviser: User, client: Client) -> None:
    _link, old = make_calendar_link(actor_of(adviser))
    client.force_login(adviser)
    page = client.post(reverse("programmes:calendar-link"), {"act": "make"}).content.decode()
    assert "nokkel=" in page
    assert "nokkel=" not in client.get(reverse("programmes:calendar-link")).content.decode()
    assert calendar_under(old) is None


def test_a_moved_appointment_is_reminded_of_anew(municipality: Agency, person: Participant, adviser: User) -> None:
    actor = actor_of(adviser)
    row = make_appointment(actor, person.pk, _plans(1, reminder="email"))
    write_reminders(municipality.pk, timezone.localdate())
    change_appointment(actor, row.pk, replace(_plans(1, reminder="email"), starts_at=_at(1, 13)))
    assert write_reminders(municipality.pk, timezone.localdate()) == 1


def test_the_form_makes_an_appointment_with_the_persons_interpreter_language(
    municipality: Agency, adviser: User, client: Client
) -> None:
    person = make_person(municipality, interpreter_language="uk")
    client.force_login(adviser)
    page = reverse("programmes:make-appointment", args=[person.pk])
    assert 'value="uk" selected' in client.get(page).content.decode()
    form = {
        "kind": "conversation", "day": f"{timezone.localdate():%d.%m.%Y}", "time": "9.30", "minutes": "45",
        "place": "Biblioteket", "user_id": str(adviser.pk), "interpreter_language": "uk", "reminder": "none",
    }  # fmt: skip
    assert client.post(page, form).status_code == 302
    with acting_as(actor_of(adviser)):
        row = Appointment.objects.get()
    assert timezone.localtime(row.starts_at).time() == dt.time(9, 30)
    change = reverse("programmes:change-appointment", args=[row.pk])
    assert client.post(change, form | {"place": "Kantina", "version": "99"}).status_code == 422
    assert client.post(change, form | {"place": "Kantina", "version": str(row.version)}).status_code == 302
    outcome = client.post(
        reverse("programmes:appointment-outcome", args=[row.pk]), {"state": "attended", "version": "2"}
    )
    assert f"avtale={row.pk}" in outcome["Location"]
