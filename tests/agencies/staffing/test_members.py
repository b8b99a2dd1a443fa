"""Invitations, roles, leaving, and what an administrator cannot do."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import workplaces_of
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, ApiToken, ChangeRecord, Invitation, Membership, Role, User
from agencies.operations.outbox import sweep_outbox
from agencies.operations.staffing.invitations import VALID_DAYS, accept_invitation, invitation_for, token_of
from agencies.operations.staffing.members import (
    Access,
    change_role,
    deactivate,
    end_role,
    give_role,
    invite,
    invite_again,
)
from agencies.operations.tokens import actor_for_token, issue_token
from tests.queues import message
from tests.world import actor_of, make_actor, make_municipality, make_nav_office, make_user

pytestmark = pytest.mark.django_db
GOOD = "en lang og grei setning"


def today() -> dt.date:
    return timezone.localdate()


def _invite(admin: Actor, email: str = "ny@kommune.test", role: str = Role.PROGRAMME_ADVISER, **facts: object) -> User:
    access = Access(role=role, first_day=today(), **facts)  # type: ignore[arg-type]
    return invite(admin, email=email, name="Ny Ansatt", access=[access])


def _link() -> str:
    found = re.search(r"/invitasjon/\S+", str(mail.outbox[-1].body))
    assert found
    return found[0]


def _code(refused: pytest.ExceptionInfo[RuleRefused]) -> str:
    return refused.value.refusals[0].code


def test_whoever_is_invited_gets_a_letter_that_says_nothing_and_a_link_that_leads_in_once(
    admin: Actor, client: Client
) -> None:
    user = _invite(admin)
    assert not user.has_usable_password()
    assert sweep_outbox() == 1
    letter = mail.outbox[0]
    assert letter.to == ["ny@kommune.test"]
    said = f"{letter.subject} {letter.body}"
    assert "Ny Ansatt" not in said
    assert "rådgiver" not in said
    assert message().payload.keys() == {"invitation"}
    assert client.get(_link()).status_code == 200
    answer = client.post(_link(), {"password": GOOD, "again": GOOD})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    stranger = Client()
    assert stranger.get(_link()).status_code == 410
    other = "en helt annen setning"
    assert stranger.post(_link(), {"password": other, "again": other}).status_code == 410
    user.refresh_from_db()
    assert user.check_password(GOOD)


def test_a_link_expires_and_a_fresh_one_closes_the_one_before(admin: Actor) -> None:
    user = _invite(admin)
    first = Invitation.objects.get()
    invite_again(admin, user.pk)
    assert invitation_for(token_of(first.pk)) is None
    second = Invitation.objects.exclude(pk=first.pk).get()
    assert invitation_for(token_of(second.pk)) == second
    Invitation.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    with pytest.raises(RuleRefused) as refused:
        accept_invitation(token_of(second.pk), GOOD)
    assert _code(refused) == "invitation_closed"
    assert (second.expires_at - second.created_at).days in (VALID_DAYS - 1, VALID_DAYS)


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "eyJ4IjoxfQ:1t:abc"])
def test_a_link_that_nobody_signed_leads_nowhere(token: str) -> None:
    assert invitation_for(token) is None


@pytest.mark.parametrize("password", ["kort", "passordpassord"[:8], "ny@kommune.test"])
def test_a_weak_password_is_refused_beside_its_field_and_the_link_still_leads_in(admin: Actor, password: str) -> None:
    _invite(admin)
    token = token_of(Invitation.objects.get().pk)
    with pytest.raises(RuleRefused) as refused:
        accept_invitation(token, password)
    assert {refusal.field for refusal in refused.value.refusals} == {"password"}
    assert invitation_for(token)


def test_somebody_who_works_elsewhere_keeps_password_and_name_and_is_only_told_to_look(admin: Actor) -> None:
    other = make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER, name="Anne Nilsen")
    user = _invite(admin, other.email.upper())
    assert user == other
    user.refresh_from_db()
    assert user.name == "Anne Nilsen"
    assert user.check_password("passord")
    assert not Invitation.objects.exists()
    sweep_outbox()
    assert "/invitasjon/" not in mail.outbox[0].body
    assert len(workplaces_of(user)) == 2


@pytest.mark.parametrize(
    ("kind", "role"),
    [("municipality", Role.NAV_ADVISER), ("municipality", Role.TEACHER), ("nav", Role.PROGRAMME_ADVISER),
     ("nav", Role.TEAM_LEADER), ("nav", Role.PRIVACY_OFFICER)],
)  # fmt: skip
def test_an_administrator_cannot_give_a_role_that_the_kind_of_agency_does_not_have(
    municipality: Agency, kind: str, role: Role
) -> None:
    place = municipality if kind == "municipality" else make_nav_office(municipality)
    with pytest.raises(RuleRefused) as refused:
        _invite(make_actor(place, Role.ADMINISTRATOR), role=role)
    assert _code(refused) == "role_not_here"
    assert not User.objects.filter(email="ny@kommune.test").exists()


def test_nobody_gives_or_takes_the_own_access(admin: Actor, administrator: User) -> None:
    own = Membership.objects.get(user=administrator)
    acts = [
        lambda: give_role(admin, administrator.pk, Access(role=Role.TEAM_LEADER, first_day=today())),
        lambda: _invite(admin, administrator.email, Role.TEAM_LEADER),
        lambda: end_role(admin, own.pk),
        lambda: deactivate(admin, administrator.pk),
        lambda: change_role(admin, own.pk, first_day=today(), last_day=None, cleared=True),
    ]
    for act in acts:
        with pytest.raises(RuleRefused) as refused:
            act()
        assert _code(refused) == "own_access"
    assert [place.roles for place in workplaces_of(administrator)] == [{Role.ADMINISTRATOR}]


def test_of_two_administrators_who_end_each_other_the_second_finds_the_own_role_gone(
    municipality: Agency, admin: Actor, administrator: User
) -> None:
    other = make_user(municipality, Role.ADMINISTRATOR)
    second = actor_of(other)
    deactivate(admin, other.pk)
    with pytest.raises(NotPermitted):
        deactivate(second, administrator.pk)
    assert workplaces_of(administrator)


def test_the_last_administrator_stays_also_when_the_system_acts(municipality: Agency, admin: Actor) -> None:
    system = make_actor(municipality, Role.ADMINISTRATOR)
    assert system.user_id
    Membership.objects.filter(user=system.user_id).delete()
    own = Membership.objects.get(agency=municipality, role=Role.ADMINISTRATOR)
    with pytest.raises(RuleRefused) as refused:
        end_role(system.as_system(), own.pk)
    assert _code(refused) == "last_administrator"
    own.refresh_from_db()
    assert own.ended_at is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_changes_staff(municipality: Agency, role: Role) -> None:
    colleague = make_user(municipality, Role.PROGRAMME_ADVISER)
    actor = make_actor(municipality, role)
    with pytest.raises(NotPermitted):
        _invite(actor)
    with pytest.raises(NotPermitted):
        deactivate(actor, colleague.pk)


def test_an_administrator_of_another_agency_does_not_find_the_staff_here(municipality: Agency) -> None:
    colleague = make_user(municipality, Role.PROGRAMME_ADVISER)
    stranger = make_actor(make_municipality("Voss"), Role.ADMINISTRATOR)
    with pytest.raises(User.DoesNotExist):
        deactivate(stranger, colleague.pk)
    with pytest.raises(Membership.DoesNotExist):
        end_role(stranger, Membership.objects.get(user=colleague).pk)
    client = Client()
    client.force_login(User.objects.get(pk=str(stranger.user_id)))
    for name in ("colleague", "deactivate"):
        assert client.get(reverse(f"agencies:{name}", args=[colleague.pk])).status_code == 404


def test_whoever_leaves_sees_nothing_the_next_second_and_keys_and_sessions_end(
    municipality: Agency, admin: Actor
) -> None:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    client = Client()
    client.force_login(user)
    assert client.get("/").status_code == 200
    _token, secret = issue_token(user, workplaces_of(user)[0])
    assert actor_for_token(secret, "x")
    deactivate(admin, user.pk)
    assert client.get("/").status_code == 302
    assert actor_for_token(secret, "x") is None
    assert not ApiToken.objects.filter(user=user).exists()
    user.refresh_from_db()
    assert not user.is_active
    row = Membership.objects.get(user=user)
    assert row.last_day == today()
    assert row.ended_at


def test_whoever_works_in_two_places_loses_one_and_keeps_the_other(municipality: Agency, admin: Actor) -> None:
    voss = make_municipality("Voss")
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    Membership.objects.create(user=user, agency=voss, role=Role.PROGRAMME_ADVISER, first_day=dt.date(2020, 1, 1))
    deactivate(admin, user.pk)
    user.refresh_from_db()
    assert user.is_active
    assert [place.agency for place in workplaces_of(user)] == [voss]


def test_a_role_from_today_is_ended_today_and_can_be_given_again_today(admin: Actor) -> None:
    user = _invite(admin)
    membership = Membership.objects.get(user=user)
    end_role(admin, membership.pk)
    assert workplaces_of(user) == []
    again = _invite(admin)
    assert again == user
    assert workplaces_of(again)
    assert again.is_active


def test_a_role_begins_and_ends_on_its_days(admin: Actor) -> None:
    day = dt.timedelta(days=1)
    user = _invite(admin, last_day=today() + 2 * day)
    assert [len(workplaces_of(user, today() + n * day)) for n in (-1, 0, 2, 3)] == [0, 1, 1, 0]


def test_every_change_of_access_is_in_the_history_with_who_did_it(admin: Actor, municipality: Agency) -> None:
    user = _invite(admin)
    row = Membership.objects.get(user=user)
    change_role(admin, row.pk, first_day=today(), last_day=today(), cleared=True)
    with acting_as(make_actor(municipality, Role.PRIVACY_OFFICER)):
        records = ChangeRecord.objects.filter(row_id=row.pk).order_by("id")
        assert [(each.kind, each.user_id) for each in records] == [("insert", admin.user_id), ("update", admin.user_id)]


def test_an_administrator_sees_no_participant(municipality: Agency, administrator: User) -> None:
    client = Client()
    client.force_login(administrator)
    for name in ("participants:list", "participants:search", "programmes:approvals", "participants:import-list"):
        assert client.get(reverse(name)).status_code in (403, 404), name
