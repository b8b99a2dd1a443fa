"""Log-in at the employer's: who gets in, with which roles, for how long, and what is no log-in at all."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core import mail
from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, ClaimMapping, LoginSession, Membership, OidcIdentity, Role, User
from agencies.operations.login_sessions import PROVED_AT
from agencies.operations.outbox import sweep_outbox
from agencies.operations.staffing.members import Access, deactivate, end_role, invite
from participants.models import NamedAccess
from tests.agencies.login.provider import IdentityProvider, running_provider
from tests.agencies.machines.issuer import rsa_key
from tests.world import LONG_AGO, actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
START = "/logg-inn/hos/entra/"
GROUP = "fotfeste-radgivere"


@pytest.fixture
def provider(settings: Any) -> Iterator[IdentityProvider]:
    with running_provider() as running:
        settings.OIDC_PROVIDERS = [running.settings()]
        running.person = {"sub": "abc", "email": "kari@bergen.test", "name": "Kari Vik", "groups": []}
        yield running


def _log_in(client: Client | None = None, start: str = START) -> tuple[Client, Any]:
    """Through the provider and back; the answer to the coming back."""
    client = client or Client()
    away = client.get(start)
    assert away.status_code == 302, away.content
    back = requests.get(away.headers["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client, client.get(f"{parts.path}?{parts.query}")


def _is_in(client: Client) -> bool:
    return client.get("/min-innlogging/").status_code == 200


def _kari(municipality: Agency, email: str = "kari@bergen.test") -> User:
    user = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Vik")
    user.email = email
    user.save()
    return user


def _map(agency: Agency, provider: IdentityProvider, role: Role = Role.PROGRAMME_ADVISER) -> ClaimMapping:
    return ClaimMapping.objects.create(agency=agency, issuer=provider.address, value=GROUP, role=role)


def test_a_colleague_is_known_by_the_address_once_and_by_the_subject_for_ever(
    provider: IdentityProvider, municipality: Agency
) -> None:
    user = _kari(municipality)
    client, answer = _log_in(start=f"{START}?next=/deltakere/")
    assert answer.headers["Location"] == "/deltakere/"
    assert client.get("/deltakere/").status_code == 200
    assert LoginSession.objects.get().proof == "oidc"
    provider.person["email"] = "kari.vik@bergen.test"
    again, _answer = _log_in()
    assert _is_in(again)
    assert OidcIdentity.objects.get().user == user


@pytest.mark.parametrize(
    ("email", "claims"),
    [
        ("kari@voss.test", {}),
        ("kari@bergen.test", {"email_verified": False}),
        ("kari@bergen.test", {"email": "en.annen@bergen.test"}),
    ],
)
def test_an_address_that_is_not_believed_or_not_known_opens_nothing(
    provider: IdentityProvider, municipality: Agency, email: str, claims: dict[str, Any]
) -> None:
    _kari(municipality, email)
    provider.person |= {"email": email} | claims
    client, answer = _log_in()
    assert answer.headers["Location"] == "/logg-inn/"
    assert "gir ikke tilgang her" in client.get("/logg-inn/").content.decode()
    assert not _is_in(client)
    assert not OidcIdentity.objects.exists()
    assert User.objects.count() == 1


def test_an_invitation_is_answered_at_the_employers_without_a_password(
    provider: IdentityProvider, municipality: Agency
) -> None:
    admin = actor_of(make_user(municipality, Role.ADMINISTRATOR))
    user = invite(admin, email="k@annet.test", name="K", access=[Access(role="programme_adviser", first_day=LONG_AGO)])
    sweep_outbox()
    token = mail.outbox[0].body.partition("/invitasjon/")[2].partition("/")[0]
    assert "Kommunens innlogging" in Client().get(f"/invitasjon/{token}/").content.decode()
    client, _answer = _log_in(start=f"{START}?invitation={token}")
    assert _is_in(client)
    assert OidcIdentity.objects.get().user == user
    user.refresh_from_db()
    assert not user.has_usable_password()
    browser = Client()
    browser.force_login(User.objects.get(memberships__role=Role.ADMINISTRATOR))
    assert "Har ikke valgt passord ennå" not in browser.get(f"/ansatte/{user.pk}/").content.decode()
    provider.person["sub"] = "another"
    stranger, _answer = _log_in(start=f"{START}?invitation={token}")
    assert not _is_in(stranger)


def test_a_registered_group_makes_a_member_of_staff_and_its_end_takes_the_role(
    provider: IdentityProvider, municipality: Agency
) -> None:
    _map(municipality, provider)
    provider.person["groups"] = [GROUP, "andre"]
    client, _answer = _log_in()
    assert client.get("/deltakere/").status_code == 200
    membership = Membership.objects.get()
    assert (membership.agency, membership.role) == (municipality, Role.PROGRAMME_ADVISER)
    assert not membership.cleared_for_confidential
    provider.person["groups"] = []
    client, _answer = _log_in()
    assert client.get("/deltakere/").headers["Location"].startswith("/velg-virksomhet/")
    provider.person["groups"] = [GROUP]
    client, _answer = _log_in()
    assert client.get("/deltakere/").status_code == 200


def test_a_claim_that_stands_at_userinfo_only_counts_too(provider: IdentityProvider, municipality: Agency) -> None:
    _map(municipality, provider)
    provider.person["groups"], provider.only_at_userinfo = [GROUP], ("groups",)
    client, _answer = _log_in()
    assert client.get("/deltakere/").status_code == 200


def test_a_group_of_another_issuer_or_one_taken_back_gives_nothing(
    provider: IdentityProvider, municipality: Agency
) -> None:
    ClaimMapping.objects.create(
        agency=municipality, issuer="https://andre.test", value=GROUP, role=Role.PROGRAMME_ADVISER
    )
    provider.person["groups"] = [GROUP]
    assert not _is_in(_log_in()[0])


def test_roles_given_by_hand_are_not_touched_by_claims(provider: IdentityProvider, municipality: Agency) -> None:
    _kari(municipality)
    client, _answer = _log_in()
    assert client.get("/deltakere/").status_code == 200


def test_what_an_administrator_has_ended_no_claim_gives_again(provider: IdentityProvider, municipality: Agency) -> None:
    _map(municipality, provider)
    provider.person["groups"] = [GROUP]
    _log_in()
    admin = actor_of(make_user(municipality, Role.ADMINISTRATOR))
    end_role(admin, Membership.objects.get(role=Role.PROGRAMME_ADVISER).pk)
    assert not _is_in(_log_in()[0])
    user = User.objects.get(email="kari@bergen.test")
    user.is_active = True
    user.save()
    client, _answer = _log_in()
    assert client.get("/deltakere/").status_code == 302


def test_whoever_was_shut_out_stays_out(provider: IdentityProvider, municipality: Agency) -> None:
    user = _kari(municipality)
    _log_in()
    deactivate(actor_of(make_user(municipality, Role.ADMINISTRATOR)), user.pk)
    assert not _is_in(_log_in()[0])


_WRONG: list[dict[str, Any]] = [
    {"iss": "https://andre.test"}, {"aud": "andre"}, {"exp": 1}, {"nonce": "x"}, {"nonce": None}, {"sub": None},
    {"azp": "andre"}, {"exp": None}, {"sub": "en-annen"},
]  # fmt: skip


@pytest.mark.parametrize("changed", _WRONG, ids=str)
def test_a_token_that_is_not_for_this_log_in_is_refused(
    provider: IdentityProvider, municipality: Agency, changed: dict[str, Any]
) -> None:
    _kari(municipality)
    provider.changed = changed
    client, answer = _log_in()
    assert answer.headers["Location"] == "/logg-inn/"
    assert not _is_in(client)


def test_a_token_signed_with_another_key_is_refused(provider: IdentityProvider, municipality: Agency) -> None:
    _kari(municipality)
    provider.key = rsa_key("two")
    assert not _is_in(_log_in()[0])


def test_an_answer_to_somebody_elses_question_or_a_second_one_is_refused(
    provider: IdentityProvider, municipality: Agency
) -> None:
    _kari(municipality)
    attacker = Client()
    back = requests.get(attacker.get(START).headers["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    victim = Client()
    victim.get(START)
    victim.get(f"{parts.path}?{parts.query}")
    assert not _is_in(victim)
    attacker.get(f"{parts.path}?{parts.query}")
    assert _is_in(attacker)
    attacker.post("/logg-ut/")
    attacker.get(f"{parts.path}?{parts.query}")
    assert not _is_in(attacker)


def test_the_level_that_the_settings_demand_is_asked_for_and_checked(
    provider: IdentityProvider, municipality: Agency, settings: Any
) -> None:
    _kari(municipality)
    settings.OIDC_PROVIDERS = [provider.settings(acr="Level4")]
    assert not _is_in(_log_in()[0])
    assert provider.asked["acr_values"] == "Level4"
    provider.changed = {"acr": "Level4"}
    assert _is_in(_log_in()[0])


def test_a_provider_that_is_silent_or_unknown_is_said_to_be_so(settings: Any) -> None:
    assert Client().get("/logg-inn/hos/ukjent/").status_code == 404
    silent = IdentityProvider()
    silent.address = "http://127.0.0.1:9"
    settings.OIDC_PROVIDERS = [silent.settings()]
    client = Client()
    assert client.get(START).headers["Location"] == "/logg-inn/"
    assert "svarer ikke" in client.get("/logg-inn/").content.decode()


def test_a_protected_case_sends_one_to_the_employer_again(provider: IdentityProvider, municipality: Agency) -> None:
    user = _kari(municipality)
    hidden = make_person(municipality, confidentiality=6)
    with acting_as(system_actor(municipality.pk)):
        NamedAccess.objects.create(participant=hidden, municipality=municipality, user=user)
    client, _answer = _log_in()
    case = f"/deltakere/{hidden.pk}/"
    assert client.get(case).status_code == 200
    session = client.session
    session[PROVED_AT] -= 3600
    session.save()
    way = client.get(case).headers["Location"]
    assert "Bekreft hos Kommunens innlogging" in client.get(way).content.decode()
    assert client.post(way, {"password": "passord"}).status_code == 422
    again = f"{START}?next={case}"
    provider.changed = {"auth_time": 1_000_000}
    _log_in(client, again)
    assert provider.asked["prompt"] == "login"
    assert client.get(case).status_code == 302
    provider.changed = {}
    assert _log_in(client, again)[1].headers["Location"] == case
    assert client.get(case).status_code == 200


def test_another_person_at_the_provider_proves_nothing(provider: IdentityProvider, municipality: Agency) -> None:
    _kari(municipality)
    client, _answer = _log_in()
    session = client.session
    session[PROVED_AT] -= 3600
    session.save()
    provider.person |= {"sub": "another", "email": "per@bergen.test"}
    _log_in(client)
    assert client.session[PROVED_AT] < session[PROVED_AT] + 1


def test_an_administrator_registers_a_group_and_taking_it_back_ends_the_roles_at_once(
    provider: IdentityProvider, municipality: Agency
) -> None:
    admin = Client()
    admin.force_login(make_user(municipality, Role.ADMINISTRATOR))
    page = "/ansatte/roller-fra-innlogging/"
    assert admin.get(page).status_code == 200
    facts = {"issuer": provider.address, "value": GROUP, "role": "programme_adviser"}
    assert admin.post(f"{page}ny/", facts | {"role": "administrator"}).status_code == 422
    assert admin.post(f"{page}ny/", facts).status_code == 302
    assert admin.post(f"{page}ny/", facts).status_code == 422
    assert GROUP in admin.get(page).content.decode()
    provider.person["groups"] = [GROUP]
    client, _answer = _log_in()
    assert client.get("/deltakere/").status_code == 200
    mapping = ClaimMapping.objects.get()
    stranger = Client()
    stranger.force_login(make_user(make_municipality("Voss"), Role.ADMINISTRATOR))
    assert stranger.post(f"{page}{mapping.pk}/avslutt/").status_code == 404
    assert admin.post(f"{page}{mapping.pk}/avslutt/").status_code == 302
    assert client.get("/deltakere/").headers["Location"].startswith("/velg-virksomhet/")
