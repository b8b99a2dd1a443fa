"""The pages of the start of a case, without a browser."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role
from participants.models import Participant
from programmes.models import Claim, EarlyJob, RightAssessment, StartOffer
from programmes.operations.start.offering import make_offer
from tests.world import make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db

TODAY = "26.11.2026"


@pytest.fixture
def person() -> Participant:
    """Somebody who has settled and waits for a programme."""
    return make_person(make_municipality(), settled_on=dt.date(2026, 10, 1))


@pytest.fixture
def adviser(client: Client, person: Participant) -> Client:
    """A browser in which a programme adviser of the municipality is logged in."""
    client.force_login(make_user(person.municipality, Role.PROGRAMME_ADVISER))
    return client


def _tab(person: Participant) -> str:
    return reverse("participants:case-tab", args=[person.pk, "oppstart"])


def _fresh(person: Participant) -> Participant:
    with acting_as(system_actor(person.municipality_id)):
        return Participant.objects.get(pk=person.pk)


def test_claim_offer_and_work_are_registered_and_shown_on_the_tab(adviser: Client, person: Participant) -> None:
    day = f"{timezone.localdate():%d.%m.%Y}"
    claim = reverse("programmes:register-claim", args=[person.pk])
    assert adviser.get(claim).status_code == 200
    sent = {"start-claimed_on": "02.11.2026", "start-note": "Vil begynne.", "start-version": str(person.version)}
    assert adviser.post(claim, sent).headers["Location"] == _tab(person)
    offer = reverse("programmes:make-offer", args=[person.pk])
    sent = {"start-offered_on": day, "start-version": str(_fresh(person).version)}
    assert adviser.post(offer, sent).headers["Location"] == _tab(person)
    job = reverse("programmes:register-early-job", args=[person.pk])
    sent = {"start-hours_a_week": "37,5", "start-first_day": "01.11.2026", "start-version": str(_fresh(person).version)}
    assert adviser.post(job, sent).headers["Location"] == _tab(person)
    text = adviser.get(_tab(person)).content.decode()
    for said in ("Vil begynne.", "Venter på svar til", "37,5 timer i uken", "Ikke i målgruppen"):
        assert said in text
    with acting_as(system_actor(person.municipality_id)):
        assert (Claim.objects.count(), StartOffer.objects.count(), EarlyJob.objects.count()) == (1, 1, 1)


def test_the_assessment_is_computed_without_storing_and_then_confirmed(adviser: Client, person: Participant) -> None:
    url = reverse("programmes:assess-right", args=[person.pk])
    assert "Er personen bosatt etter avtale med IMDi?" in adviser.get(url).content.decode()
    stated = {"settled_by_agreement": "yes", "outcome": "", "version": str(person.version)}
    computed = adviser.post(url, {**stated, "compute": "1"})
    assert "Rett og plikt" in computed.content.decode()
    missing = adviser.post(url, stated)
    assert missing.status_code == 422
    assert adviser.post(url, {**stated, "outcome": "right_and_duty"}).headers["Location"] == _tab(person)
    with acting_as(system_actor(person.municipality_id)):
        assert RightAssessment.objects.get().facts["settled_by_agreement"] is True


def test_a_no_without_what_was_said_is_refused_beside_its_field(adviser: Client, person: Participant) -> None:
    row = make_offer(make_actor(person.municipality, Role.TEAM_LEADER), person.pk, offered_on=dt.date(2026, 11, 2))
    url = reverse("programmes:answer-offer", args=[row.pk])
    sent = {"start-answer": "rejected", "start-answered_on": "04.11.2026", "start-version": str(row.version)}
    answer = adviser.post(url, sent)
    assert (answer.status_code, "mister retten" in answer.content.decode()) == (422, True)
    assert adviser.post(url, {**sent, "start-note": "Vil ikke."}).status_code == 302


def test_a_stranger_meets_nothing_and_nav_has_no_tab(client: Client, person: Participant) -> None:
    row = make_offer(make_actor(person.municipality, Role.TEAM_LEADER), person.pk, offered_on=dt.date(2026, 11, 2))
    elsewhere = make_person(make_municipality("Voss"))
    client.force_login(make_user(elsewhere.municipality, Role.PROGRAMME_ADVISER))
    for name, pk in (("assess-right", person.pk), ("make-offer", person.pk), ("answer-offer", row.pk)):
        assert client.get(reverse(f"programmes:{name}", args=[pk])).status_code == 404
    client.force_login(make_user(make_nav_office(person.municipality), Role.NAV_ADVISER))
    assert client.get(_tab(person)).status_code == 404
    assert client.get(reverse("programmes:assess-right", args=[person.pk])).status_code == 403
