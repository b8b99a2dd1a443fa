"""Codes from an app and recovery codes: set up, asked for, good once, locked, taken away."""

import re

import pytest
from django.core import mail
from django.test import Client

from agencies.models import Agency, LoginSession, RecoveryCode, Role, TotpDevice, User
from agencies.operations.login import ACCOUNT_FAILURES
from agencies.operations.login_sessions import PROVED_AT
from agencies.operations.outbox import sweep_outbox
from tests.agencies.login.apps import code_of, log_in, secret_on, user_with_app
from tests.world import make_user

pytestmark = pytest.mark.django_db
MINE = "/min-innlogging/"


@pytest.fixture
def user(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _codes_on(page: str) -> list[str]:
    return re.findall(r"<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</code>", page)


def test_an_app_is_set_up_by_its_code_and_gives_ten_recovery_codes(user: User) -> None:
    client = _client(user)
    secret = secret_on(client.get(f"{MINE}kodeapp/").content.decode())
    refused = client.post(f"{MINE}kodeapp/", {"code": "000000"})
    assert refused.status_code == 422
    assert not TotpDevice.objects.exists()
    done = client.post(f"{MINE}kodeapp/", {"code": code_of(secret)})
    assert len(_codes_on(done.content.decode())) == 10
    assert "no-store" in done.headers["Cache-Control"]
    user.refresh_from_db()
    assert user.has_second_factor


def test_neither_secret_nor_codes_can_be_read_in_the_database(user: User) -> None:
    secret, codes = user_with_app(user)
    kept = f"{bytes(TotpDevice.objects.get().secret)!r} {list(RecoveryCode.objects.values())}"
    assert secret not in kept
    assert codes[0].replace("-", "") not in kept


def test_after_the_password_nothing_is_open_until_the_code_is_right(user: User) -> None:
    secret, _codes = user_with_app(user)
    client = Client()
    assert log_in(client, user, "123456") == 422
    assert client.get("/deltakere/").headers["Location"].startswith("/logg-inn/")
    assert client.post("/logg-inn/kode/", {"code": code_of(secret)}).headers["Location"] == "/"
    assert client.get("/deltakere/").status_code == 200
    assert LoginSession.objects.get().proof == "totp"


def test_the_page_that_was_asked_for_comes_after_the_code(user: User) -> None:
    secret, _codes = user_with_app(user)
    client = Client()
    facts = {"username": user.email, "password": "passord", "next": "/deltakere/"}
    assert client.post("/logg-inn/", facts).headers["Location"] == "/logg-inn/kode/?next=%2Fdeltakere%2F"
    answer = client.post("/logg-inn/kode/", {"code": code_of(secret), "next": "/deltakere/"})
    assert answer.headers["Location"] == "/deltakere/"


def test_a_code_is_good_once(user: User) -> None:
    secret, _codes = user_with_app(user)
    code = code_of(secret)
    assert log_in(Client(), user, code) == 302
    assert log_in(Client(), user, code) == 422


@pytest.mark.parametrize(("steps", "status"), [(-3, 422), (0, 302), (1, 302), (3, 422)])
def test_a_code_is_good_near_its_half_minute_only(user: User, steps: int, status: int) -> None:
    secret, _codes = user_with_app(user)
    assert log_in(Client(), user, code_of(secret, steps=steps)) == status


def test_a_recovery_code_is_good_once_however_it_is_written(user: User) -> None:
    _secret, codes = user_with_app(user)
    assert log_in(Client(), user, codes[0].lower().replace("-", " ")) == 302
    assert log_in(Client(), user, codes[0]) == 422
    assert "9 ubrukte koder" in _client(user).get(MINE).content.decode()


def test_fresh_recovery_codes_put_the_old_ones_out(user: User) -> None:
    _secret, codes = user_with_app(user)
    fresh = _codes_on(_client(user).post(f"{MINE}gjenopprettingskoder/").content.decode())
    assert log_in(Client(), user, codes[1]) == 422
    assert log_in(Client(), user, fresh[1]) == 302


def test_whoever_guesses_codes_is_locked_out_and_the_owner_is_told(user: User) -> None:
    secret, _codes = user_with_app(user)
    for _guess in range(ACCOUNT_FAILURES):
        assert log_in(Client(), user, "111111") == 422
    assert log_in(Client(), user, code_of(secret)) == 422
    sweep_outbox()
    assert any("stengt en stund" in letter.body for letter in mail.outbox)


def test_setting_up_an_app_ends_sessions_that_began_without_it(user: User) -> None:
    here, other = _client(user), _client(user)
    secret = secret_on(here.get(f"{MINE}kodeapp/").content.decode())
    here.post(f"{MINE}kodeapp/", {"code": code_of(secret)})
    assert here.get("/deltakere/").status_code == 200
    assert other.get("/deltakere/").status_code == 302


def test_what_one_logs_in_with_is_changed_after_a_fresh_proof_only(user: User) -> None:
    client = _client(user)
    session = client.session
    session[PROVED_AT] -= 3600
    session.save()
    way = client.get(f"{MINE}kodeapp/").headers["Location"]
    assert way == "/min-innlogging/bekreft/?next=%2Fmin-innlogging%2Fkodeapp%2F"
    assert client.post(way, {"password": "feil"}).status_code == 422
    assert client.post(way, {"password": "passord"}).headers["Location"] == f"{MINE}kodeapp/"
    assert client.get(f"{MINE}kodeapp/").status_code == 200


def test_an_app_that_is_taken_away_is_asked_for_no_more(user: User) -> None:
    user_with_app(user)
    _client(user).post(f"{MINE}kodeapp/ta-bort/")
    user.refresh_from_db()
    assert not user.has_second_factor
    assert not RecoveryCode.objects.exists()
    answer = Client().post("/logg-inn/", {"username": user.email, "password": "passord"})
    assert answer.headers["Location"] == "/"


def test_where_a_second_factor_is_required_nothing_else_opens_before_it_is_set_up(user: User, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    client = _client(user)
    assert client.get("/deltakere/").headers["Location"].startswith(MINE)
    assert client.get("/api/v1/participants/").status_code == 401
    assert "Sett opp en andre faktor først" in client.get(MINE).content.decode()
    secret = secret_on(client.get(f"{MINE}kodeapp/").content.decode())
    client.post(f"{MINE}kodeapp/", {"code": code_of(secret)})
    assert client.get("/deltakere/").status_code == 200
    assert client.get("/api/v1/participants/").status_code == 200


def test_a_token_for_the_api_needs_the_code_too(user: User) -> None:
    secret, _codes = user_with_app(user)
    facts = {"email": user.email, "password": "passord"}
    assert Client().post("/api/v1/token/", facts, "application/json").status_code == 401
    answer = Client().post("/api/v1/token/", facts | {"code": code_of(secret)}, "application/json")
    assert answer.status_code == 201


def test_another_password_ends_all_other_sessions(user: User) -> None:
    here, other = _client(user), _client(user)
    new = "en ganske lang setning"
    assert here.post(f"{MINE}passord/", {"password": "kort", "again": "kort"}).status_code == 422
    assert here.post(f"{MINE}passord/", {"password": new, "again": new}).status_code == 302
    assert here.get("/deltakere/").status_code == 200
    assert other.get("/deltakere/").status_code == 302
    assert here.get(MINE).content.decode().count("denne") >= 1
    assert Client().post("/logg-inn/", {"username": user.email, "password": new}).status_code == 302


def test_an_administrator_resets_a_lost_log_in_and_only_the_owner_gets_in(user: User, municipality: Agency) -> None:
    user_with_app(user)
    admin, lost = _client(make_user(municipality, Role.ADMINISTRATOR)), _client(user)
    assert admin.post(f"/ansatte/{user.pk}/nullstill/").status_code == 302
    assert lost.get("/deltakere/").status_code == 302
    user.refresh_from_db()
    assert not user.has_second_factor
    assert not user.has_usable_password()
    sweep_outbox()
    assert {letter.to[0] for letter in mail.outbox} == {user.email}
    assert any("/invitasjon/" in letter.body for letter in mail.outbox)


def test_a_team_leader_resets_nobody(user: User, municipality: Agency) -> None:
    user_with_app(user)
    assert _client(make_user(municipality, Role.TEAM_LEADER)).post(f"/ansatte/{user.pk}/nullstill/").status_code == 403
    assert TotpDevice.objects.exists()
