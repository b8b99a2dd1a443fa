"""One-time links: one agreement, one party, once, for fourteen days, with a limit on tries."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from participants.models import Participant
from programmes.models import ApprovalLink, MeasureApproval, WorkMeasure
from programmes.operations.measures import links
from programmes.operations.measures.changing import cancel_measure
from programmes.operations.measures.links import LinkNotUsable, approve_by_link, link_holder, make_link
from programmes.operations.measures.preparing import change_measure
from tests.programmes.measures.agreements import TRAINING, make_measure, nav_adviser
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


def _get(client: Client, municipality: Agency, secret: str) -> Any:
    return client.get(f"/avtale/{municipality.pk}/", {"k": secret})


def test_the_link_shows_the_agreement_and_approves_once(municipality: Agency, client: Client) -> None:
    person = make_person(municipality, phone="90 00 00 01", remark="hemmelig merknad")
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    other = make_measure(person, nav, organisation_number="310000019", organisation_name="En annen arbeidsgiver")
    secret = make_link(nav, measure.pk, party="employer").secret
    page = _get(client, municipality, secret)
    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert all(shown in text for shown in ("Servering og lager", person.full_name, "22,5 timer"))
    assert not any(hidden in text for hidden in ("90 00 00 01", "hemmelig", other.organisation_name, "/deltakere/"))
    done = client.post(f"/avtale/{municipality.pk}/", {"k": secret, "name": "Kari Nes"})
    assert "Takk" in done.content.decode()
    assert _get(client, municipality, secret).status_code == 404
    assert client.post(f"/avtale/{municipality.pk}/", {"k": secret, "name": "Igjen"}).status_code == 404
    with acting_as(nav):
        (approval,) = MeasureApproval.objects.filter(measure=measure)
    assert (approval.party, approval.way, approval.name) == ("employer", "link", "Kari Nes")


def test_only_the_hash_of_the_secret_is_kept(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    new = make_link(nav, make_measure(person, nav).pk, party="participant")
    with acting_as(nav):
        row = ApprovalLink.objects.values().get()
    assert new.secret not in str(row)
    assert row["expires_at"] - timezone.now() <= dt.timedelta(days=14)


def test_a_new_link_an_edit_and_a_cancellation_take_the_old_link_away(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    first = make_link(nav, measure.pk, party="employer").secret
    second = make_link(nav, measure.pk, party="employer").secret
    change_measure(nav, measure.pk, replace(TRAINING, tasks="Noe annet"))
    third = make_link(nav, measure.pk, party="employer").secret
    with link_holder(municipality.pk, third) as link:
        assert link.measure.pk == measure.pk
    for old in (first, second):
        with pytest.raises(LinkNotUsable), link_holder(municipality.pk, old):
            pass
    cancel_measure(nav, measure.pk, reason="other_measure")
    with pytest.raises(LinkNotUsable):
        approve_by_link(municipality.pk, third, name="Kari")


def test_a_link_is_too_old_after_fourteen_days(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    secret = make_link(nav, make_measure(person, nav).pk, party="employer").secret
    with acting_as(nav):
        ApprovalLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(LinkNotUsable):
        approve_by_link(municipality.pk, secret, name="Kari")


def test_a_link_opens_nothing_in_another_municipality(municipality: Agency, client: Client) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    secret = make_link(nav, make_measure(person, nav).pk, party="employer").secret
    voss = make_municipality("Voss")
    make_measure(make_person(voss))
    assert _get(client, voss, secret).status_code == 404
    assert _get(client, municipality, "gjettet").status_code == 404


def test_guessing_is_stopped_before_anything_is_looked_up(
    municipality: Agency, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "TRIES", 3)
    person = make_person(municipality)
    nav = nav_adviser(person)
    secret = make_link(nav, make_measure(person, nav).pk, party="employer").secret
    answers = [_get(client, municipality, "gjettet").status_code for _ in range(3)]
    assert answers == [404] * 3
    assert _get(client, municipality, secret).status_code == 429


def test_an_approval_by_link_needs_a_name_and_uses_nothing_up_without(municipality: Agency, client: Client) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    secret = make_link(nav, measure.pk, party="employer").secret
    answer = client.post(f"/avtale/{municipality.pk}/", {"k": secret, "name": ""})
    assert answer.status_code == 422
    assert _get(client, municipality, secret).status_code == 200


def test_no_link_is_made_for_the_adviser_or_for_what_is_not_whole(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    for measure, party in (
        (make_measure(person, nav), "adviser"),
        (make_measure(person, nav, kind="mentor", contact_name=""), "employer"),
    ):
        with pytest.raises(RuleRefused):
            make_link(nav, measure.pk, party=party)
    with acting_as(system_actor(municipality.pk)):
        assert WorkMeasure.objects.count() == 2
        assert ApprovalLink.objects.count() == 0


@pytest.mark.parametrize("facts", [{"confidentiality": 7}, {"is_shielded": True}])
def test_a_protected_persons_agreement_is_signed_on_paper(municipality: Agency, facts: dict[str, Any]) -> None:
    person = make_person(municipality, **facts)
    leader = make_actor(municipality, Role.TEAM_LEADER, cleared_for_confidential=True, cleared_for_shielded=True)
    measure = make_measure(person, leader)
    with pytest.raises(RuleRefused) as refused:
        make_link(leader, measure.pk, party="employer")
    assert [refusal.code for refusal in refused.value.refusals] == ["protected_by_paper_only"]


@pytest.mark.parametrize("facts", [{"confidentiality": 6}, {"is_shielded": True}])
def test_a_link_is_gone_from_the_moment_the_person_is_protected(
    municipality: Agency, client: Client, facts: dict[str, Any]
) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    secret = make_link(nav, make_measure(person, nav).pk, party="employer").secret
    assert _get(client, municipality, secret).status_code == 200
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=person.pk).update(**facts)
        assert not ApprovalLink.objects.usable(timezone.now()).exists()
    missing = _get(client, municipality, "gjettet")
    found = _get(client, municipality, secret)
    assert (found.status_code, _said(found)) == (404, _said(missing))
    missing, posted = (
        client.post(f"/avtale/{municipality.pk}/", {"k": tried, "name": "Kari Nes"}) for tried in ("gjettet", secret)
    )
    assert (posted.status_code, _said(posted)) == (404, _said(missing))
    with acting_as(system_actor(municipality.pk)):
        assert not MeasureApproval.objects.exists()
        # Also where the mark on the link was not written, the link opens nothing.
        ApprovalLink.objects.update(withdrawn_at=None)
    assert _get(client, municipality, secret).status_code == 404
    with pytest.raises(LinkNotUsable):
        approve_by_link(municipality.pk, secret, name="Kari Nes")


def _said(answer: Any) -> str:
    """The page without what differs each time: the token against forged forms, the nonce, and the address itself."""
    return re.sub(r'"[A-Za-z0-9]{64}"|"/avtale/[^"]*"|nonce="[^"]+"', "", answer.content.decode())
