"""Access taken with a reason: to a colleague's case, for a time, seen by the privacy officer."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import AccessLogEntry, Agency, Role, User
from participants.models import AccessOverride, Participant
from participants.operations.assignment import assign
from participants.operations.correction import correct_participant
from participants.operations.overriding import longest_until, take_access
from tests.world import actor_of, make_actor, make_person, make_user

pytestmark = pytest.mark.django_db
REASON = "Vikar for en kollega."


@pytest.fixture
def adviser(municipality: Agency) -> User:
    """Somebody who is not the case's adviser."""
    return make_user(municipality, Role.PROGRAMME_ADVISER)


def _colleagues_case(municipality: Agency) -> Participant:
    person = make_person(municipality)
    colleague = make_user(municipality, Role.PROGRAMME_ADVISER)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    assign(leader, person.pk, user_id=colleague.pk, kind="adviser", first_day=dt.date(2026, 1, 1))
    return person


def _write(actor: Actor, person: Participant) -> None:
    correct_participant(actor, person.pk, phone="99 88 77 66")


def test_a_colleagues_case_is_written_on_after_access_is_taken_and_not_before(
    municipality: Agency, adviser: User
) -> None:
    person, actor = _colleagues_case(municipality), actor_of(adviser)
    with pytest.raises(NotPermitted) as refused:
        _write(actor, person)
    assert (refused.value.rule, refused.value.can_be_overridden) == ("not_assigned", True)
    take_access(actor, person.pk, reason=REASON, last_day=timezone.localdate())
    _write(actor, person)
    with acting_as(actor):
        entry = AccessLogEntry.objects.get(resource="override", user_id=adviser.pk)
    assert (entry.participant_id, entry.action, entry.rule) == (person.pk, "create", "override")


def test_access_taken_is_for_one_person_and_one_case(municipality: Agency, adviser: User) -> None:
    person, another = _colleagues_case(municipality), _colleagues_case(municipality)
    take_access(actor_of(adviser), person.pk, reason=REASON, last_day=timezone.localdate())
    for actor, case in ((actor_of(adviser), another), (make_actor(municipality, Role.PROGRAMME_ADVISER), person)):
        with pytest.raises(NotPermitted):
            _write(actor, case)


def test_access_that_has_run_out_opens_nothing(municipality: Agency, adviser: User) -> None:
    person, actor = _colleagues_case(municipality), actor_of(adviser)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with acting_as(actor):
        AccessOverride.objects.create(
            participant=person, municipality=municipality, user=adviser, rule="not_assigned", reason=REASON,
            first_day=yesterday, last_day=yesterday,
        )  # fmt: skip
    with pytest.raises(NotPermitted):
        _write(actor, person)


@pytest.mark.parametrize(
    ("reason", "days", "code"),
    [
        ("x" * 9, 0, "reason_length"),
        ("x" * 10, 0, ""),
        ("x" * 255, 0, ""),
        ("x" * 256, 0, "reason_length"),
        ("   x     ", 0, "reason_length"),
        (REASON, -1, "in_the_past"),
        (REASON, "latest", ""),
        (REASON, "later", "too_long"),
    ],
)
def test_reason_and_period_have_their_bounds(
    municipality: Agency, adviser: User, reason: str, days: int | str, code: str
) -> None:
    person, today = _colleagues_case(municipality), timezone.localdate()
    latest = longest_until(today)
    named = {"latest": latest, "later": latest + dt.timedelta(days=1)}
    last_day = named[days] if isinstance(days, str) else today + dt.timedelta(days=days)
    if not code:
        assert take_access(actor_of(adviser), person.pk, reason=reason, last_day=last_day).last_day == last_day
        return
    with pytest.raises(RuleRefused) as refused:
        take_access(actor_of(adviser), person.pk, reason=reason, last_day=last_day)
    assert [refusal.code for refusal in refused.value.refusals] == [code]


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"confidentiality": 7}, {"is_shielded": True}])
def test_no_reason_opens_a_protected_case(municipality: Agency, adviser: User, facts: dict[str, object]) -> None:
    person = make_person(municipality, **facts)
    with pytest.raises(Participant.DoesNotExist):
        take_access(actor_of(adviser), person.pk, reason=REASON, last_day=timezone.localdate())


def test_the_form_is_met_on_the_way_to_an_act_and_leads_back_to_it(municipality: Agency, adviser: User) -> None:
    person = _colleagues_case(municipality)
    client = Client()
    client.force_login(adviser)
    act = f"/deltakere/{person.pk}/tillatelse/"
    way = client.get(act).headers["Location"]
    assert way.startswith(f"/deltakere/{person.pk}/ta-tilgang/?next=")
    assert "Hvorfor trenger du" in client.get(way).content.decode()
    saved = client.post(way, {"reason": REASON, "last_day": f"{timezone.localdate():%d.%m.%Y}"})
    assert saved.headers["Location"] == act
    assert client.get(act).status_code == 200
    officer = Client()
    officer.force_login(make_user(municipality, Role.PRIVACY_OFFICER))
    page = officer.get("/innsynslogg/egne-tilganger/").content.decode()
    assert REASON in page
    assert adviser.name in page
    assert person.family_name not in page


def test_the_case_page_says_whose_it_is(municipality: Agency, adviser: User) -> None:
    client = Client()
    client.force_login(adviser)
    text = "En kollega har saken"
    assert text in client.get(f"/deltakere/{_colleagues_case(municipality).pk}/").content.decode()
    assert text not in client.get(f"/deltakere/{make_person(municipality).pk}/").content.decode()
