"""Agreements open and close what a NAV office sees; districts see their own, the municipality's leaders all."""

import datetime as dt
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, AgencyKind, AgencyService, CooperationAgreement, Role, User
from agencies.operations.cooperation import AgreementFacts, end_agreement, register_agreement
from participants.models import Participant
from participants.operations.flagging import municipalities_to_flag
from tests.world import actor_of, make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def _seen_by(user: User) -> set[UUID]:
    actor = actor_of(user)
    with acting_as(actor):
        through_rule = set(Participant.objects.visible_to(actor).values_list("pk", flat=True))
        raw = set(Participant.objects.values_list("pk", flat=True))
    assert raw == through_rule
    return through_rule


def test_without_an_agreement_in_force_the_office_sees_nobody(municipality: Agency) -> None:
    person = make_person(municipality)
    office = make_nav_office(municipality)
    adviser = make_user(office, Role.NAV_ADVISER)
    assert _seen_by(adviser) == {person.pk}
    today = timezone.localdate()
    for first, last, sees in ((0, 0, True), (-3, -1, False), (1, 9, False), (-9, None, True)):
        CooperationAgreement.objects.update(
            first_day=today + first * DAY, last_day=None if last is None else today + last * DAY
        )
        assert bool(_seen_by(adviser)) is sees, (first, last)
    CooperationAgreement.objects.all().delete()
    assert _seen_by(adviser) == set()


def test_an_agreement_is_with_one_municipality_and_one_office(municipality: Agency) -> None:
    voss = make_municipality("Voss")
    here, there = make_person(municipality), make_person(voss)
    both, one = make_nav_office(municipality, voss), make_nav_office(municipality)
    assert _seen_by(make_user(both, Role.NAV_ADVISER)) == {here.pk, there.pk}
    assert _seen_by(make_user(one, Role.NAV_ADVISER)) == {here.pk}
    CooperationAgreement.objects.filter(provider=both, municipality=voss).delete()
    assert _seen_by(make_user(both, Role.NAV_ADVISER)) == {here.pk}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TEAM_LEADER])
def test_the_agreement_that_is_registered_opens_and_the_one_that_is_ended_closes(
    municipality: Agency, role: Role
) -> None:
    person = make_person(municipality)
    office = Agency.objects.create(kind=AgencyKind.NAV_OFFICE, name="NAV Ny", number="9999")
    adviser = make_user(office, Role.NAV_ADVISER)
    assert _seen_by(adviser) == set()
    actor, today = make_actor(municipality, role), timezone.localdate()
    facts = AgreementFacts(provider_id=office.pk, signed_on=today - DAY, first_day=today - DAY)
    agreement = register_agreement(actor, facts)
    assert _seen_by(adviser) == {person.pk}
    assert AgencyService.objects.filter(provider=office, municipality=municipality).count() == 1
    with pytest.raises(RuleRefused) as refused:
        register_agreement(actor, facts)
    assert refused.value.refusals[0].code == "agreement_overlaps"
    end_agreement(actor, agreement.pk, last_day=today - DAY)
    assert _seen_by(adviser) == set()
    with pytest.raises(RuleRefused):
        end_agreement(actor, agreement.pk, last_day=today - 2 * DAY)


def test_others_neither_register_nor_end_an_agreement(municipality: Agency) -> None:
    office = make_nav_office(municipality)
    facts = AgreementFacts(provider_id=office.pk, signed_on=timezone.localdate(), first_day=timezone.localdate())
    agreement = CooperationAgreement.objects.get()
    for actor in (make_actor(municipality, Role.PROGRAMME_ADVISER), make_actor(office, Role.ADMINISTRATOR)):
        with pytest.raises(NotPermitted):
            register_agreement(actor, facts)
    stranger = make_actor(make_municipality("Voss"), Role.ADMINISTRATOR)
    with pytest.raises(CooperationAgreement.DoesNotExist):
        end_agreement(stranger, agreement.pk, last_day=timezone.localdate())


def test_the_page_warns_of_an_office_that_serves_and_sees_nothing(municipality: Agency, administrator: User) -> None:
    office = make_nav_office(municipality, name="NAV Årstad")
    client = Client()
    client.force_login(administrator)
    address = reverse("agencies:cooperation")
    assert "ser ingen saker" not in client.get(address).content.decode()
    CooperationAgreement.objects.all().delete()
    assert "ser ingen saker" in client.get(address).content.decode()
    given = {"provider": office.pk, "signed_on": "01.10.2026", "first_day": "02.10.2026"}
    assert client.post(reverse("agencies:new-agreement"), given).status_code == 302
    assert "ser ingen saker" not in client.get(address).content.decode()


def _district(municipality: Agency, number: str) -> Agency:
    return Agency.objects.create(kind=AgencyKind.DISTRICT, number=number, name=f"Bydel {number}", parent=municipality)


def test_a_district_sees_its_own_people_and_the_municipalitys_leader_all(municipality: Agency) -> None:
    north, south = _district(municipality, "030101"), _district(municipality, "030102")
    central, a, b = make_person(municipality), make_person(north), make_person(south)
    assert _seen_by(make_user(north, Role.PROGRAMME_ADVISER)) == {a.pk}
    assert _seen_by(make_user(north, Role.TEAM_LEADER)) == {a.pk}
    assert _seen_by(make_user(south, Role.ENROLMENT_OFFICER)) == {b.pk}
    assert _seen_by(make_user(municipality, Role.PROGRAMME_ADVISER)) == {central.pk}
    assert _seen_by(make_user(municipality, Role.TEAM_LEADER)) == {central.pk, a.pk, b.pk}
    assert _seen_by(make_user(make_municipality("Voss"), Role.TEAM_LEADER)) == set()
    assert _seen_by(make_user(make_nav_office(north), Role.NAV_ADVISER)) == {a.pk}


def test_a_districts_deadlines_are_flagged_at_night(municipality: Agency) -> None:
    north = _district(municipality, "030101")
    assert municipalities_to_flag() == [north.pk, municipality.pk]
