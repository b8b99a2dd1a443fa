"""The pages of decisions: the tab, one decision, its acts, extension, stop."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role, User
from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import Decision, DecisionType, Letter, Participation, Stop
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, decided, drafted, fresh, state, step, today
from tests.world import actor_of, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
PANEL = {"HX-Request": "true"}


@pytest.fixture
def actor(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return actor_of(make_user(municipality, Role.PROGRAMME_ADVISER))


@pytest.fixture
def browser(client: Client, actor: Actor) -> Client:
    """The adviser's browser."""
    client.force_login(User.objects.get(name=actor.name))
    return client


@pytest.fixture
def programme(municipality: Agency, actor: Actor) -> Participation:
    """A programme that may be extended."""
    return make_programme(make_person(municipality), actor, **EXTENDABLE)


def _tab(programme: Participation) -> str:
    return reverse("participants:case-tab", args=[programme.participant_id, "vedtak"])


def _facts(**facts: Any) -> dict[str, Any]:
    return {f"decision-{name}": value for name, value in facts.items()}


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def test_the_tab_lists_decisions_with_state_and_letter(browser: Client, actor: Actor, programme: Participation) -> None:
    drafted(actor, programme)
    page = browser.get(_tab(programme)).content.decode()
    with acting_as(actor):
        letter = Letter.objects.get(decision__participation=programme)
    for text in ("Introduksjonsprogram", "Avslag: permisjon", "Utkast", "Vedtatt, ikke sendt", "Åpne brevet"):
        assert text in page
    assert reverse("participants:document", args=[letter.document_id]) in page


def test_the_letter_opens(browser: Client, actor: Actor, programme: Participation) -> None:
    with acting_as(actor):
        letter = Letter.objects.get(decision__participation=programme)
    response = browser.get(reverse("participants:document", args=[letter.document_id]))
    assert b"".join(response).startswith(b"%PDF-")


def _count_of_tab(browser: Client, programme: Participation) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert browser.get(_tab(programme)).status_code == 200
    return len(queries)


def test_the_tab_asks_as_many_questions_at_1_and_at_12_decisions(
    browser: Client, actor: Actor, programme: Participation
) -> None:
    at_one = _count_of_tab(browser, programme)
    for _number in range(11):
        decided(actor, programme)
    assert _count_of_tab(browser, programme) == at_one


def test_the_page_shows_what_may_be_done_now(browser: Client, actor: Actor, programme: Participation) -> None:
    draft = drafted(actor, programme)
    page = browser.get(reverse("programmes:decision", args=[draft.pk])).content.decode()
    assert reverse("programmes:decision-act", args=[draft.pk, "decide"]) in page
    assert reverse("programmes:decision-act", args=[draft.pk, "appeal"]) not in page
    assert reverse("programmes:decision-act", args=[draft.pk, "approve"]) not in page
    assert reverse("programmes:write-draft", args=[draft.pk]) in page


def test_a_decision_is_made_sent_and_appealed_in_the_browser(
    browser: Client, actor: Actor, programme: Participation
) -> None:
    draft = drafted(actor, programme)
    acts: list[tuple[str, dict[str, str]]] = [
        ("decide", {}), ("notify", {"channel": "handed_over"}), ("appeal", {"note": "Jeg er uenig."}),
        ("uphold", {"note": "Ingenting nytt."}), ("forward", {}), ("county_outcome", {"outcome": "changed"}),
    ]  # fmt: skip
    for act, facts in acts:
        url = reverse("programmes:decision-act", args=[draft.pk, act])
        assert browser.get(url).status_code == 200
        posted = _facts(happened_on=_day(today()), version=fresh(draft).version, **facts)
        response = browser.post(url, posted)
        assert response.status_code == 302, (act, response.content.decode()[:2000])
    assert state(draft) is DecisionState.FINAL
    page = browser.get(reverse("programmes:decision", args=[draft.pk])).content.decode()
    assert "vedtaket er endret" in page


def test_a_refused_act_stands_beside_its_field(browser: Client, actor: Actor, programme: Participation) -> None:
    draft = drafted(
        actor, programme, decision_type=DecisionType.STOP_TEMPORARY, is_refusal=False,
        content={"first_day": today().isoformat()},
    )  # fmt: skip
    url = reverse("programmes:decision-act", args=[draft.pk, "decide"])
    response = browser.post(url, _facts(happened_on=_day(today()), version=draft.version, note=""))
    assert response.status_code == 422
    [fault] = response.context["form"].errors["note"]
    assert "forvaltningsloven § 16" in fault


def test_a_stale_form_says_so(browser: Client, actor: Actor, programme: Participation) -> None:
    draft = drafted(actor, programme)
    url = reverse("programmes:decision-act", args=[draft.pk, "decide"])
    response = browser.post(url, _facts(happened_on=_day(today()), version=99), headers=PANEL)
    assert response.status_code == 422
    assert "Noen andre har endret saken" in response.content.decode()


def test_an_act_that_does_not_exist_is_not_there(browser: Client, actor: Actor, programme: Participation) -> None:
    draft = drafted(actor, programme)
    assert browser.get(reverse("programmes:decision-act", args=[draft.pk, "slett"])).status_code == 404
    assert browser.get(reverse("programmes:decision-act", args=[draft.pk, "approve"])).status_code == 403


def test_an_extension_shows_what_it_means_and_is_decided(browser: Client, programme: Participation) -> None:
    url = reverse("programmes:extend", args=[programme.participant_id])
    page = browser.get(url).content.decode()
    assert "Siste dag i programmet blir 11.10.2031." in page
    facts = _facts(
        months=6, requested_on=_day(today()), decided_on=_day(today()), reasons="Ett fag igjen.", language="en",
        version=programme.version,
    )  # fmt: skip
    assert "11.04.2031" in browser.post(url, facts | {"compute": "1"}).content.decode()
    assert stored(programme).extension_months == 0
    response = browser.post(url, facts)
    assert response.status_code == 302
    assert stored(programme).last_day == dt.date(2031, 4, 11)
    assert "Forlengelse" in browser.get(response["Location"]).content.decode()


def test_an_extension_that_the_law_does_not_have_is_told_with_its_paragraph(
    browser: Client, municipality: Agency, actor: Actor
) -> None:
    programme = make_programme(make_person(municipality), actor)
    url = reverse("programmes:extend", args=[programme.participant_id])
    page = browser.get(url).content.decode()
    assert "Et program med dette målet kan ikke forlenges." in page
    assert "integreringsloven § 13 tredje ledd" in page
    facts = _facts(
        months=1, requested_on=_day(today()), decided_on=_day(today()), reasons="Prøver.", language="nb",
        version=programme.version,
    )  # fmt: skip
    response = browser.post(url, facts)
    assert response.status_code == 422
    assert response.context["form"].errors["months"] == [
        "Et program med dette målet kan ikke forlenges. (integreringsloven § 13 tredje ledd)"
    ]


def test_a_stop_is_drafted_decided_and_lifted(browser: Client, actor: Actor, programme: Participation) -> None:
    first = today() - dt.timedelta(days=1)
    url = reverse("programmes:stop", args=[programme.participant_id])
    assert browser.get(url).status_code == 200
    facts = _facts(decision_type="stop_temporary", first_day=_day(first), reasons="Langt fravær.", language="nb")
    assert browser.post(url, facts).status_code == 302
    with acting_as(actor):
        draft = Decision.objects.get(decision_type="stop_temporary")
    step(actor, draft, DecisionAct.DECIDE, note="Har uttalt seg.")
    assert "Midlertidig stanset fra og med" in browser.get(_tab(programme)).content.decode()
    resume = reverse("programmes:resume", args=[programme.participant_id])
    response = browser.post(resume, _facts(resumed_on=_day(today()), version=stored(programme).version))
    assert response.status_code == 302
    with acting_as(actor):
        assert Stop.objects.get().last_day == first


def test_another_decision_is_drafted_and_written_on(browser: Client, actor: Actor, programme: Participation) -> None:
    url = reverse("programmes:draft", args=[programme.participant_id])
    facts = _facts(decision_type="exemption_test", text="Fritak fra prøven.", reasons="Helse.", language="nb")
    assert browser.get(url).status_code == 200
    response = browser.post(url, facts)
    assert response.status_code == 302
    with acting_as(actor):
        draft = Decision.objects.get(decision_type="exemption_test")
    write = reverse("programmes:write-draft", args=[draft.pk])
    assert "Fritak fra prøven." in browser.get(write).content.decode()
    written = _facts(text="Fritak.", reasons="Legeerklæring.", language="en", version=draft.version)
    assert browser.post(write, written).status_code == 302
    assert (fresh(draft).reasons, fresh(draft).language) == ("Legeerklæring.", "en")


def test_a_deduction_is_drafted_with_amounts_as_people_write_them(
    browser: Client, actor: Actor, programme: Participation
) -> None:
    url = reverse("programmes:draft", args=[programme.participant_id])
    facts = _facts(
        decision_type="benefit_deduction", text="Trekk for oktober.", deduction="12000,50", payment="22 758,17",
        reasons="Ugyldig fravær.", language="nb",
    )  # fmt: skip
    response = browser.post(url, facts)
    assert response.status_code == 302, response.context["form"].errors
    with acting_as(actor):
        draft = Decision.objects.get(decision_type="benefit_deduction")
    assert (draft.content["deduction_nok"], draft.content["payment_nok"]) == ("12000.50", "22758.17")
    page = browser.get(response["Location"]).content.decode()
    assert "12\u00a0000,50" in page
    assert "22\u00a0758,17" in page
    small = browser.post(url, facts | _facts(deduction="500,00"))
    assert small.status_code == 422
    assert "er ikke et enkeltvedtak" in small.content.decode()


def test_an_end_may_be_kept_as_a_draft_until_the_reason_is_known(browser: Client, programme: Participation) -> None:
    url = reverse("programmes:end", args=[programme.pk])
    facts = {"programme-ended_on": _day(today()), "programme-version": str(programme.version), "draft": "1"}
    assert browser.post(url, facts).status_code == 302
    assert stored(programme).ended_on is None
    assert browser.get(url).context["form"].initial["ended_on"] == today()
    late = facts | {"programme-ended_on": _day(programme.first_day - dt.timedelta(days=1))}
    assert list(browser.post(url, late).context["form"].errors) == ["ended_on"]


def test_registrer_offers_what_is_possible(browser: Client, programme: Participation) -> None:
    page = browser.get(reverse("participants:case", args=[programme.participant_id])).content.decode()
    person = programme.participant_id
    assert reverse("programmes:extend", args=[person]) in page
    assert reverse("programmes:stop", args=[person]) in page
    assert reverse("programmes:resume", args=[person]) not in page


def test_drafts_stand_on_my_work(browser: Client, actor: Actor, programme: Participation) -> None:
    drafted(actor, programme)
    page = browser.get(reverse("participants:case", args=[programme.participant_id])).content.decode()
    assert "Vedtak under arbeid" in page
    assert "Vurder forlengelse" in page


def test_nav_sees_neither_decisions_nor_their_deadlines(
    client: Client, municipality: Agency, actor: Actor, programme: Participation
) -> None:
    draft = drafted(actor, programme)
    client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    page = client.get(reverse("participants:case", args=[programme.participant_id])).content.decode()
    for text in ("Vedtak under arbeid", "Vurder forlengelse", "sendes deltakeren", "/vedtak/"):
        assert text not in page
    assert client.get(_tab(programme)).status_code == 404
    assert client.get(reverse("programmes:decision", args=[draft.pk])).status_code == 403
    assert client.get(reverse("programmes:extend", args=[programme.participant_id])).status_code == 403


def test_a_strangers_decision_is_not_there(client: Client, actor: Actor, programme: Participation) -> None:
    draft = drafted(actor, programme)
    other = make_municipality("Voss")
    own = make_programme(make_person(other))
    client.force_login(make_user(other, Role.PROGRAMME_ADVISER))
    assert client.get(_tab(own)).status_code == 200
    assert client.get(reverse("programmes:decision", args=[draft.pk])).status_code == 404
    assert client.get(reverse("programmes:decision-act", args=[draft.pk, "decide"])).status_code == 404
    assert client.get(reverse("programmes:extend", args=[programme.participant_id])).status_code == 404
