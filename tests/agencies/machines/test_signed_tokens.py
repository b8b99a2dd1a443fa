"""Signed tokens at the API: which are taken, which are not, and what they open."""

import logging
import time
from base64 import urlsafe_b64encode
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import OctKey
from pytest_django import Settings

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, ChangeRecord, MachineAccess, Role
from agencies.operations.machines import MachineFacts, let_machine_in, shut_machine_out
from tests.agencies.api.calling import Api
from tests.agencies.api.test_problems import assert_problem
from tests.agencies.machines.issuer import Issuer, organisation, rsa_key
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/participants/"
OURS, OTHERS = "910753614", "991825827"
HOUR = 3600


def let_in(agency: Agency, number: str = OURS, role: Role = Role.PROGRAMME_ADVISER) -> MachineAccess:
    administrator = make_actor(agency, Role.ADMINISTRATOR)
    return let_machine_in(administrator, MachineFacts(name="Fagsystem", role=role, organisation_number=number))


def bearing(token: str) -> Api:
    api = Api()
    api.headers["Authorization"] = f"Bearer {token}"
    return api


def call(token: str, **headers: str) -> Any:
    return bearing(token).get(PEOPLE, **headers)


def assert_refused(response: Any, why: str) -> None:
    assert_problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == (
        f'Bearer realm="fotfeste", error="invalid_token", error_description="{why}"'
    )


def test_a_good_token_opens_what_role_and_scope_give_as_often_as_it_comes(municipality: Agency, issuer: Issuer) -> None:
    person = make_person(municipality)
    make_person(make_municipality("Voss"))
    let_in(municipality)
    token = issuer.token()
    for _time in range(3):
        assert [row["id"] for row in call(token).json()["results"]] == [str(person.pk)]
    assert issuer.readings == ["/.well-known/oauth-authorization-server", "/jwk"]


def test_the_keys_can_be_at_an_address_in_the_settings(
    municipality: Agency, issuer: Issuer, settings: Settings
) -> None:
    let_in(municipality)
    settings.MACHINE_TOKEN_JWKS_URL = f"{issuer.address}/jwk"
    assert call(issuer.token()).status_code == 200
    assert issuer.readings == ["/jwk"]


def test_without_a_trusted_issuer_no_signed_token_is_taken(
    municipality: Agency, issuer: Issuer, settings: Settings
) -> None:
    let_in(municipality)
    settings.MACHINE_TOKEN_ISSUER = ""
    assert_refused(call(issuer.token()), "no issuer is trusted here")


_NOW = int(time.time())


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": "https://another.example/api/"}, "made for another service"),
        ({"aud": ["https://another.example/api/", "unspecified"]}, "made for another service"),
        ({"aud": "unspecified"}, "made for another service"),
        ({"aud": None}, "made for another service"),
        ({"iss": "https://maskinporten.no/"}, "wrong issuer"),
        ({"iss": None}, "claims missing or wrong"),
        ({"exp": _NOW - HOUR}, "expired"),
        ({"exp": None}, "claims missing or wrong"),
        ({"exp": "never"}, "claims missing or wrong"),
        ({"nbf": _NOW + HOUR}, "not yet valid"),
        ({"iat": _NOW + HOUR}, "not yet valid"),
        ({"iat": None}, "claims missing or wrong"),
        ({"pid": "21918098765"}, "restricted to one person"),
        ({"authorization_details": [{"type": "urn:altinn:systemuser"}]}, "restricted to one person"),
        ({"consumer": None}, "consumer or supplier is no Norwegian organisation"),
        ({"consumer": OURS}, "consumer or supplier is no Norwegian organisation"),
        ({"consumer": organisation("910753615")}, "consumer or supplier is no Norwegian organisation"),
        ({"consumer": {"authority": "x", "ID": "0192:910753614"}}, "consumer or supplier is no Norwegian organisation"),
        ({"supplier": organisation(OTHERS)}, "consumer or supplier is no Norwegian organisation"),
        ({"delegation_source": "https://altinn.no/"}, "consumer or supplier is no Norwegian organisation"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(
    municipality: Agency, issuer: Issuer, claims: dict[str, Any], why: str
) -> None:
    let_in(municipality)
    assert_refused(call(issuer.token(**claims)), why)


@pytest.mark.parametrize("claims", [{"exp": -5}, {"iat": 5}, {"nbf": 5}])
def test_clocks_may_differ_by_a_few_seconds(municipality: Agency, issuer: Issuer, claims: dict[str, int]) -> None:
    let_in(municipality)
    now = int(time.time())
    near: dict[str, Any] = {name: now + seconds for name, seconds in claims.items()}
    assert call(issuer.token(**near)).status_code == 200


def test_a_token_of_several_audiences_is_taken_when_we_are_one(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    mine = issuer.claims()["aud"]
    assert call(issuer.token(aud=["https://another.example/", mine])).status_code == 200


def test_a_token_signed_with_another_key_is_refused(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    stranger = rsa_key("stranger")
    assert_refused(call(issuer.token(stranger)), "unknown key")
    assert_refused(call(issuer.token(stranger, {"kid": "one"})), "wrong signature")
    # The key that a token brings along is not the issuer's, whatever the header says.
    brought = {"kid": "one", "jku": f"{issuer.address}/strangers"}
    assert_refused(call(issuer.token(stranger, brought)), "wrong signature")
    assert_refused(call(issuer.token(header={"kid": ""})), "unknown key")


def _segment(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


def test_alg_none_and_a_signature_by_the_public_key_are_refused(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    for algorithm in ("none", "None", ""):
        unsigned = f"{_segment({'alg': algorithm, 'kid': 'one'})}.{_segment(issuer.claims())}."
        assert_refused(call(unsigned), "algorithm not allowed")
    public = rsa_key("one").public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret = OctKey.import_key(urlsafe_b64encode(public).decode())
    forged = jwt.encode({"alg": "HS256", "kid": "one"}, issuer.claims(), secret)
    assert_refused(call(forged), "algorithm not allowed")


@pytest.mark.parametrize("token", ["a.b.c", "..", "bnVsbA.e30.", "W10.e30.eA", "e30.e30.e30", "ø.å.æ"])
def test_what_is_no_token_is_refused_quietly(issuer: Issuer, token: str) -> None:
    assert call(token.encode().decode("latin-1")).status_code == 401


def test_a_changed_token_is_refused(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    header, _claims, signature = issuer.token().split(".")
    more = _segment(issuer.claims(scope="fotfeste:participant.write"))
    assert_refused(call(f"{header}.{more}.{signature}"), "wrong signature")


@pytest.mark.parametrize(
    "scope",
    [None, "", "fotfeste:deadline.read", "another:participant.read", "fotfeste:participant.write", "participant.view",
     "fotfeste:participant.everything", "fotfeste:nothing.read"],
)  # fmt: skip
def test_without_the_scope_of_the_act_the_answer_is_403_and_names_it(
    municipality: Agency, issuer: Issuer, scope: str | None
) -> None:
    let_in(municipality)
    response = call(issuer.token(scope=scope))
    assert_problem(response, 403, "not_permitted")
    assert response.headers["WWW-Authenticate"] == (
        'Bearer realm="fotfeste", error="insufficient_scope", scope="fotfeste:participant.read"'
    )


def test_a_scope_without_an_ending_is_for_reading_only(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    api = bearing(issuer.token(scope="fotfeste:participant"))
    assert api.get(PEOPLE).status_code == 200
    assert_problem(api.post(PEOPLE, {}), 403, "not_permitted")


def test_a_scope_opens_nothing_that_the_role_does_not_have(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality, role=Role.SCHOOL_SYSTEM if municipality.kind == "school" else Role.LEADER)
    response = call(issuer.token())
    assert_problem(response, 403, "not_permitted")
    assert "WWW-Authenticate" not in response.headers


def test_the_consumer_is_bound_to_its_agency_and_no_other_organisation_comes_in(
    municipality: Agency, issuer: Issuer
) -> None:
    voss = make_municipality("Voss")
    here, there = make_person(municipality), make_person(voss)
    let_in(municipality)
    assert_problem(call(issuer.token(consumer=organisation(OTHERS))), 403, "not_permitted")
    let_in(voss, OTHERS)
    seen = [call(issuer.token(consumer=organisation(number))).json()["results"] for number in (OURS, OTHERS)]
    assert [[row["id"] for row in rows] for rows in seen] == [[str(here.pk)], [str(there.pk)]]


def test_access_is_never_decided_by_the_client_or_the_supplier(municipality: Agency, issuer: Issuer) -> None:
    let_in(municipality)
    for client in ("3fa2", "quite another", None):
        assert call(issuer.token(client_id=client, client_orgno=OTHERS)).status_code == 200
    # The supplier has access of its own elsewhere; here it acts for the consumer alone.
    let_in(make_municipality("Voss"), OTHERS)
    delegated: dict[str, Any] = {"supplier": organisation(OTHERS), "delegation_source": "https://altinn.no/"}
    person = make_person(municipality)
    rows = call(issuer.token(**delegated)).json()["results"]
    assert [row["id"] for row in rows] == [str(person.pk)]


def test_consumer_supplier_and_the_source_of_the_delegation_are_logged(
    municipality: Agency, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    make_person(municipality)
    machine = let_in(municipality)
    delegated: dict[str, Any] = {"supplier": organisation(OTHERS), "delegation_source": "https://altinn.no/"}
    with caplog.at_level(logging.INFO):
        assert call(issuer.token(**delegated)).status_code == 200
    (line,) = [record.getMessage() for record in caplog.records if record.getMessage().startswith("machine_call")]
    assert f"consumer={OURS} supplier={OTHERS} delegation_source='https://altinn.no/' client_id='3fa2'" in line
    with acting_as(system_actor(municipality.pk)):
        entry = AccessLogEntry.objects.get(resource="participant", municipality_id=municipality.pk)
    assert (entry.user_id, entry.client, entry.channel) == (machine.user_id, f"0192:{OURS} via 0192:{OTHERS}", "api")
    machine.refresh_from_db()
    assert machine.last_used_at


def test_an_organisation_in_several_agencies_says_for_which_it_acts(municipality: Agency, issuer: Issuer) -> None:
    bergen, voss = make_nav_office(municipality), make_nav_office(make_municipality("Voss"), name="NAV Voss")
    person = make_person(municipality)
    for office in (bergen, voss):
        let_in(office, role=Role.NAV_ADVISER)
    token = issuer.token()
    assert_problem(call(token), 403, "not_permitted")
    chosen = call(token, Fotfeste_Agency=str(bergen.pk))
    assert [row["id"] for row in chosen.json()["results"]] == [str(person.pk)]
    assert call(token, Fotfeste_Agency=str(voss.pk)).json()["results"] == []
    assert_problem(call(token, Fotfeste_Agency=str(municipality.pk)), 403, "not_permitted")
    # An agency that gives another's number access does not stand in that organisation's own way.
    Agency.objects.filter(pk=voss.pk).update(organisation_number=OURS)
    assert call(token).json()["results"] == []


def test_a_machine_that_is_shut_out_opens_nothing_from_then_on(municipality: Agency, issuer: Issuer) -> None:
    machine = let_in(municipality)
    token = issuer.token()
    assert call(token).status_code == 200
    shut_machine_out(make_actor(municipality, Role.ADMINISTRATOR), machine.pk)
    assert_problem(call(token), 403, "not_permitted")


def test_a_machine_meets_nobody_who_is_protected(municipality: Agency, issuer: Issuer) -> None:
    for grade in (6, 7, 19):
        make_person(municipality, confidentiality=grade)
    let_in(municipality)
    assert call(issuer.token()).json()["results"] == []


def test_what_a_machine_writes_is_in_the_history_under_its_own_account(municipality: Agency, issuer: Issuer) -> None:
    person = make_person(municipality)
    machine = let_in(municipality, role=Role.TEAM_LEADER)
    api = bearing(issuer.token(scope="fotfeste:participant.read fotfeste:participant.write"))
    etag = api.get(f"{PEOPLE}{person.pk}/").headers["ETag"]
    response = api.patch(f"{PEOPLE}{person.pk}/", {"phone": "40000000"}, If_Match=etag)
    assert response.status_code == 200, response.content
    with acting_as(system_actor(municipality.pk)):
        record = ChangeRecord.objects.get(kind="update", participant_id=person.pk)
    assert record.user_id == machine.user_id


def test_machines_are_throttled_by_client(municipality: Agency, issuer: Issuer, settings: Settings) -> None:
    settings.API_RATES = {"client": (2, 3600), "user": (9, 3600), "anonymous": (9, 3600)}
    let_in(municipality)
    alone, delegated = issuer.token(), issuer.token(
        supplier=organisation(OTHERS), delegation_source="https://altinn.no/"
    )  # fmt: skip
    answers = [call(token).status_code for token in (alone, alone, alone, delegated)]
    assert answers == [200, 200, 429, 200]
    assert call(delegated).headers["RateLimit-Policy"] == '"client";q=2;w=3600'
