"""The page «Ta forlengelsen tilbake», the button that leads to it, and what decisions say of each other."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.access import Actor, Confidentiality, acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role, User
from participants.operations.protecting import change_protection
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionType, Participation
from programmes.operations.ending import end_programme
from programmes.operations.extending import Extension, decide_extension
from programmes.operations.taking_back import propose_taking_back
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, drafted, fresh, step, today
from tests.programmes.extensions import HEARD, ending_on, extended
from tests.world import actor_of, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
BUTTON = "Ta forlengelsen tilbake"
WRONG = "Vedtaket bygde på feil opplysninger."


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def adviser(user: User) -> Actor:
    return actor_of(user)


@pytest.fixture
def browser(client: Client, user: User) -> Client:
    """The adviser's browser."""
    client.force_login(user)
    return client


@pytest.fixture
def programme(municipality: Agency, adviser: Actor) -> Participation:
    return make_programme(make_person(municipality), adviser, **EXTENDABLE)


def _page(decision: Decision) -> str:
    return reverse("programmes:decision", args=[decision.pk])


def _url(decision: Decision) -> str:
    return reverse("programmes:take-back-extension", args=[decision.pk])


def _sent(decision: Decision, **facts: Any) -> dict[str, Any]:
    known = {"reasons": WRONG, "language": "nb", "version": fresh(decision).version}
    return {f"decision-{name}": value for name, value in (known | facts).items()}


def _shown(browser: Client, url: str, status: int = 200) -> str:
    response = browser.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_shows_what_it_would_mean_and_stores_nothing(
    browser: Client, adviser: Actor, programme: Participation
) -> None:
    granted = extended(adviser, programme, 12)
    response = browser.get(_url(granted))
    page = response.content.decode()
    for text in ("blir 11.10.2030", "Nå er den 11.10.2031", "forvaltningsloven § 35", "forvaltningsloven § 16"):
        assert text in page
    assert response.context["clock"].last_day == dt.date(2030, 10, 11)
    assert [each["paragraph"] for each in response.context["steps"]] == [
        "integreringsloven § 14 fjerde ledd", "forvaltningsloven § 35",
    ]  # fmt: skip
    assert stored(programme).extension_months == 12
    with acting_as(system_actor(programme.municipality_id)):
        assert not Decision.objects.filter(replaces=granted).exists()
        assert AccessLogEntry.objects.filter(participant_id=programme.participant_id, resource="decision").exists()


def test_an_extension_that_has_begun_is_kept_through_today(
    browser: Client, adviser: Actor, municipality: Agency
) -> None:
    programme = ending_on(municipality, adviser, today() - dt.timedelta(days=1))
    facts = Extension(months=6, requested_on=programme.last_day, reasons="Målet nås på den tiden.")
    granted = decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day)
    assert f"blir {today():%d.%m.%Y}" in _shown(browser, _url(granted))


def test_a_draft_is_made_and_leads_to_the_notice(browser: Client, adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme)
    response = browser.post(_url(granted), _sent(granted, language="en"))
    with acting_as(adviser):
        draft = Decision.objects.get(replaces=granted)
    assert (response.status_code, response.headers["Location"]) == (302, _page(draft))
    assert (draft.reasons, draft.language, draft.decided_on) == (WRONG, "en", None)
    response = browser.get(_page(draft))
    assert response.context["primary"][0]["url"] == reverse(
        "programmes:decision-act", args=[draft.pk, "advance_notice"]
    )
    page = response.content.decode()
    for text in ("Forlengelse tas tilbake", "Erstatter", f"Vedtak {granted.number}, forlengelse", _page(granted)):
        assert text in page
    assert "Avslag" not in page
    assert "Hvorfor forhåndsvarsel ikke trengs" in _shown(
        browser, reverse("programmes:decision-act", args=[draft.pk, "decide"])
    )


def test_what_is_wrong_stands_beside_its_field(browser: Client, adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme)
    for reasons in ("", "   "):
        response = browser.post(_url(granted), _sent(granted, reasons=reasons))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["reasons"]
    response = browser.post(_url(granted), _sent(granted, language="xx"))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["language"])
    stale = browser.post(_url(granted), _sent(granted, version=99))
    assert (stale.status_code, "Noen andre har endret saken" in stale.content.decode()) == (422, True)


def test_what_stands_against_it_is_said_instead_of_a_form(
    browser: Client, adviser: Actor, programme: Participation
) -> None:
    granted = extended(adviser, programme)
    propose_taking_back(adviser, granted.pk, reasons=WRONG)
    page = _shown(browser, _url(granted))
    assert "Dette kan ikke tas tilbake" in page
    assert "Lag utkast" not in page
    response = browser.post(_url(granted), _sent(granted))
    assert (response.status_code, "alt under arbeid" in response.content.decode()) == (422, True)
    assert "Bare en forlengelse som er innvilget" in _shown(browser, _url(drafted(adviser, programme)))


def test_the_button_stands_where_it_is_possible(browser: Client, adviser: Actor, programme: Participation) -> None:
    with acting_as(adviser):
        award = Decision.objects.get(participation=programme, decision_type=DecisionType.AWARD_PROGRAMME)
    granted = extended(adviser, programme)
    assert BUTTON not in _shown(browser, _page(award))
    assert _url(granted) in _shown(browser, _page(granted))
    draft = propose_taking_back(adviser, granted.pk, reasons=WRONG)
    page = _shown(browser, _page(granted))
    assert BUTTON not in page
    assert f"Et nytt vedtak er under arbeid: vedtak {draft.number}" in page
    step(adviser, draft, DecisionAct.ABANDON, note="Det var riktig likevel.")
    page = _shown(browser, _page(granted))
    assert BUTTON in page
    assert "under arbeid" not in page
    end_programme(adviser, programme.pk, ended_on=dt.date(2026, 11, 2), end_reason="interrupted", main_activity="other")
    assert BUTTON not in _shown(browser, _page(granted))


def test_a_replaced_decision_leads_to_the_new_one(browser: Client, adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme)
    refusal = propose_taking_back(adviser, granted.pk, reasons=WRONG)
    step(adviser, refusal, DecisionAct.DECIDE, note=HEARD)
    page = _shown(browser, _page(granted))
    assert f"Erstattet av vedtak {refusal.number}" in page
    assert _page(refusal) in page
    assert BUTTON not in page
    page = _shown(browser, _page(refusal))
    assert f"Vedtak {granted.number}, forlengelse" in page
    assert "Erstattet av" not in page
    tab = _shown(browser, reverse("participants:case-tab", args=[programme.participant_id, "vedtak"]))
    assert "Forlengelse tas tilbake" in tab


def test_an_enrolment_officer_reads_and_has_no_button(
    client: Client, municipality: Agency, adviser: Actor, programme: Participation
) -> None:
    granted = extended(adviser, programme)
    client.force_login(make_user(municipality, Role.ENROLMENT_OFFICER))
    assert BUTTON not in _shown(client, _page(granted))
    assert client.get(_url(granted)).status_code == 403
    assert client.post(_url(granted), _sent(granted)).status_code == 403


@pytest.mark.parametrize("kind", ["nav", "stranger", "protected"])
def test_it_is_not_there_for_others(
    client: Client, municipality: Agency, adviser: Actor, programme: Participation, kind: str
) -> None:
    granted = extended(adviser, programme)
    sent = _sent(granted)
    if kind == "nav":
        client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    elif kind == "stranger":
        other = make_municipality("Voss")
        stranger = make_user(other, Role.PROGRAMME_ADVISER)
        own = extended(actor_of(stranger), make_programme(make_person(other), actor_of(stranger), **EXTENDABLE))
        client.force_login(stranger)
        assert client.get(_url(own)).status_code == 200
    else:
        leader, deputy = (make_user(municipality, Role.TEAM_LEADER) for _ in range(2))
        change_protection(
            actor_of(leader), programme.participant_id, confidentiality=Confidentiality(7), is_shielded=False,
            named_user_ids=[deputy.pk],
        )  # fmt: skip
        client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    status = 403 if kind == "nav" else 404
    assert client.get(_url(granted)).status_code == status
    assert client.post(_url(granted), sent).status_code == status
    with acting_as(system_actor(municipality.pk)):
        assert not Decision.objects.filter(replaces=granted).exists()


def test_the_tab_asks_as_many_questions_at_1_and_at_4_that_were_taken_back(
    browser: Client, adviser: Actor, programme: Participation
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _shown(browser, reverse("participants:case-tab", args=[programme.participant_id, "vedtak"]))
        return len(queries)

    def take_back() -> None:
        draft = propose_taking_back(adviser, extended(adviser, programme).pk, reasons=WRONG)
        step(adviser, draft, DecisionAct.DECIDE, note=HEARD)

    take_back()
    at_one = asked()
    for _again in range(3):
        take_back()
    assert asked() == at_one
