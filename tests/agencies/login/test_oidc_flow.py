"""What the certified provider is asked, and what of its answers is believed: state, nonce, PKCE, keys, step-up."""

import logging
import re
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.machines.keys import PAUSE_SECONDS
from agencies.models import Agency, LoginSession, Role, User
from agencies.oidc import providers
from agencies.operations.login_sessions import PROVED_AT
from participants.models import NamedAccess
from tests.agencies.login.certified import START, CertifiedProvider, Colleague
from tests.world import make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(employer: CertifiedProvider) -> CertifiedProvider:
    employer.employ("kari", email="kari@bergen.test", name="Kari Vik")
    return employer


@pytest.fixture(autouse=True)
def user(municipality: Agency) -> User:
    user = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Vik")
    user.email = "kari@bergen.test"
    user.save()
    return user


def _changed(address: str, **changed: str | None) -> str:
    """The address with other parameters; None leaves one out."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | changed
    return parts._replace(query=urlencode({name: value for name, value in query.items() if value is not None})).geturl()


def _reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    return re.findall(r"oidc_refused provider=entra reason=(\w+)", caplog.text)


def test_the_question_holds_a_challenge_a_state_and_a_nonce_that_are_never_the_same(
    provider: CertifiedProvider,
) -> None:
    seen = []
    for _time in range(2):
        Colleague().log_in()
        asked = provider.change()
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        seen += [asked["code_challenge"], asked["state"], asked["nonce"]]
    assert len(set(seen)) == 6


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"state": "another"}, "state"),
        ({"state": None}, "state"),
        ({"code": None}, "answer"),
        ({"code": "another"}, "provider"),
        ({"iss": "https://andre.test"}, "answer"),
        ({"error": "access_denied"}, "answer"),
    ],
)
def test_an_answer_that_was_tampered_with_on_its_way_is_refused(
    provider: CertifiedProvider, caplog: pytest.LogCaptureFixture, changed: dict[str, str | None], reason: str
) -> None:
    colleague = Colleague()
    back = colleague.answer_at_provider(colleague.leave())
    with caplog.at_level(logging.WARNING):
        assert colleague.come_back(_changed(back, **changed)).headers["Location"] == "/logg-inn/"
    assert _reasons(caplog) == [reason]
    assert not colleague.is_in()


def test_a_code_of_somebody_elses_browser_is_refused_by_the_challenge(
    provider: CertifiedProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.employ("per", email="per@bergen.test")
    attacker, victim = Colleague("per"), Colleague()
    code = dict(parse_qsl(urlsplit(attacker.answer_at_provider(attacker.leave())).query))["code"]
    back = victim.answer_at_provider(victim.leave())
    with caplog.at_level(logging.WARNING):
        victim.come_back(_changed(back, code=code))
    assert _reasons(caplog) == ["provider"]
    assert not victim.is_in()


def test_a_token_for_another_question_is_refused_by_the_nonce(
    provider: CertifiedProvider, caplog: pytest.LogCaptureFixture
) -> None:
    colleague = Colleague()
    back = colleague.answer_at_provider(colleague.leave())
    session = colleague.here.session
    session["oidc"] |= {"nonce": "of another question"}
    session.save()
    with caplog.at_level(logging.WARNING):
        colleague.come_back(back)
    assert _reasons(caplog) == ["token"]
    assert not colleague.is_in()


def test_an_answer_to_somebody_elses_question_or_a_second_one_is_refused(provider: CertifiedProvider) -> None:
    attacker, victim = Colleague(), Colleague()
    back = attacker.answer_at_provider(attacker.leave())
    victim.leave()
    victim.come_back(back)
    assert not victim.is_in()
    attacker.come_back(back)
    assert attacker.is_in()
    attacker.here.post("/logg-ut/")
    attacker.come_back(back)
    assert not attacker.is_in()


def test_the_session_gets_another_key_when_somebody_enters(provider: CertifiedProvider) -> None:
    colleague = Colleague()
    away = colleague.leave()
    before = colleague.here.session.session_key
    colleague.come_back(colleague.answer_at_provider(away))
    assert colleague.is_in()
    assert colleague.here.session.session_key != before


def test_without_a_challenge_the_provider_itself_answers_no(provider: CertifiedProvider) -> None:
    colleague = Colleague()
    back = colleague.answer_at_provider(_changed(colleague.leave(), code_challenge=None))
    assert dict(parse_qsl(urlsplit(back).query))["error"] == "invalid_request"
    assert colleague.come_back(back).headers["Location"] == "/logg-inn/"
    assert not colleague.is_in()


def test_the_provider_sends_nobody_to_another_address_than_ours(provider: CertifiedProvider, settings: Any) -> None:
    settings.PUBLIC_URL = "https://andre.test"
    assert Colleague().there.get(Colleague().leave(), allow_redirects=False, timeout=5).status_code == 400


def test_with_another_secret_than_the_registered_one_nobody_gets_in(
    provider: CertifiedProvider, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OIDC_PROVIDERS = [provider.settings(client_secret="feil")]
    colleague = Colleague()
    with caplog.at_level(logging.WARNING):
        colleague.log_in()
    assert _reasons(caplog) == ["provider"]
    assert not colleague.is_in()


def test_the_level_that_the_settings_demand_is_asked_for_and_checked(
    provider: CertifiedProvider, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OIDC_PROVIDERS = [provider.settings(acr="Level4")]
    low = Colleague()
    with caplog.at_level(logging.WARNING):
        low.log_in()
    assert provider.change()["acr_values"] == "Level4"
    assert _reasons(caplog) == ["token"]
    assert not low.is_in()
    provider.employ("kari", acr="Level4", email="kari@bergen.test")
    high = Colleague()
    high.log_in()
    assert high.is_in()


def test_keys_that_are_changed_while_somebody_logs_in_are_taken_and_the_old_ones_let_go(
    provider: CertifiedProvider, caplog: pytest.LogCaptureFixture
) -> None:
    Colleague().log_in()
    store = providers._stores[provider.address]
    assert set(store._keys) == {"one"}
    colleague = Colleague()
    away = colleague.leave()
    provider.change(signs="two", publishes=["two"])
    store._asked_at -= PAUSE_SECONDS + 1
    colleague.come_back(colleague.answer_at_provider(away))
    assert colleague.is_in()
    assert set(store._keys) == {"two"}
    # A machine of theirs that still signs with the key that was taken away.
    provider.change(signs="one")
    store._asked_at -= PAUSE_SECONDS + 1
    late = Colleague()
    with caplog.at_level(logging.WARNING):
        late.log_in()
    assert _reasons(caplog) == ["key"]
    assert not late.is_in()


def test_two_keys_side_by_side_are_both_good(provider: CertifiedProvider) -> None:
    provider.change(publishes=["one", "two"])
    for signer in ("one", "two"):
        provider.change(signs=signer)
        colleague = Colleague()
        colleague.log_in()
        assert colleague.is_in()


def _age(client: Client) -> None:
    """Let the last proof be an hour old."""
    session = client.session
    session[PROVED_AT] -= 3600
    session.save()


def _hidden_case(municipality: Agency, user: User) -> str:
    hidden = make_person(municipality, confidentiality=6)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=user)
    return f"/deltakere/{hidden.pk}/"


def test_a_protected_case_sends_one_to_the_employer_again_whatever_the_provider_remembers(
    provider: CertifiedProvider, municipality: Agency, user: User
) -> None:
    case = _hidden_case(municipality, user)
    colleague = Colleague()
    colleague.log_in()
    _age(colleague.here)
    way = colleague.here.get(case).headers["Location"]
    assert "Bekreft hos Kommunens innlogging" in colleague.here.get(way).content.decode()
    assert colleague.here.post(way, {"password": "passord"}).status_code == 422
    away = colleague.leave(f"{START}?next={case}")
    assert {("prompt", "login"), ("max_age", "0")} <= set(parse_qsl(urlsplit(away).query))
    assert colleague.come_back(colleague.answer_at_provider(away)).headers["Location"] == case
    assert colleague.saw_form
    assert colleague.here.get(case).status_code == 200
    assert LoginSession.objects.count() == 1


def test_the_first_log_in_is_a_proof_as_old_as_the_one_at_the_provider(
    provider: CertifiedProvider, municipality: Agency, user: User
) -> None:
    case = _hidden_case(municipality, user)
    colleague = Colleague()
    began = time.time()
    colleague.log_in()
    assert abs(colleague.here.session[PROVED_AT] - began) <= 5
    assert colleague.here.get(case).status_code == 200
    first = colleague.here.session[PROVED_AT]
    time.sleep(1.1)
    colleague.here = Client()
    colleague.log_in()
    assert not colleague.saw_form
    assert colleague.here.session[PROVED_AT] == first


def test_whoever_takes_the_demand_out_of_the_address_proves_nothing(
    provider: CertifiedProvider, municipality: Agency, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    case = _hidden_case(municipality, user)
    colleague = Colleague()
    colleague.log_in()
    _age(colleague.here)
    away = _changed(colleague.leave(f"{START}?next={case}"), prompt=None, max_age=None)
    back = colleague.answer_at_provider(away)
    assert not colleague.saw_form
    with caplog.at_level(logging.WARNING):
        colleague.come_back(back)
    assert _reasons(caplog) == ["auth_time"]
    assert colleague.here.get(case).status_code == 302


def test_another_person_at_the_provider_proves_nothing(
    provider: CertifiedProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.employ("per", email="per@bergen.test")
    colleague = Colleague()
    colleague.log_in()
    _age(colleague.here)
    before = colleague.here.session[PROVED_AT]
    colleague.name = "per"
    colleague.there.cookies.clear()
    with caplog.at_level(logging.WARNING):
        colleague.log_in()
    assert _reasons(caplog) == ["another_person"]
    assert colleague.here.session[PROVED_AT] == before
