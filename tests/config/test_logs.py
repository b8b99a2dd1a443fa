"""No identity number and no secret reaches the log or an error page."""

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from agencies.models import Agency, Role
from config.logs import redacted
from participants.identity.numbers import check_digits
from tests.agencies.api.calling import Api, api_for
from tests.participants.identity_numbers import a_duf_number
from tests.world import make_person, make_user

PASSWORD = "passord-som-ingen-skal-se"
DUF = a_duf_number(12345)
# A woman born on 14 March 1991, with the month of synthetic people.
NUMBER = next(f"148391{serial}{digits}" for serial in range(300, 400) if (digits := check_digits(f"148391{serial}")))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("fant 21918098765 to ganger", "fant [number] to ganger"),
        ("219180 98765, 219180-98765", "[number], [number]"),
        ("DUF 209912345678.", "DUF [number]."),
        ("Key (value)=(21918098765) already exists", "Key (value)=([number]) already exists"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [secret]"),
        ("{'password': 'hunter two', 'a': 1}", "{'password': [secret], 'a': 1}"),
        ("client_secret=abc&x=1", "client_secret=[secret]&x=1"),
        ("postgres://app:pass@host/db", "postgres://app:[secret]@host/db"),
        ("x eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln y", "x [secret] y"),
        (
            "IntegrityError: no\nDETAIL:  Failing row contains (Olena, Melnyk).",
            "IntegrityError: no\nDETAIL: [left out]",
        ),
        ("participant 01932d5e-7a10-7bbb-8000-123456789012", "participant 01932d5e-7a10-7bbb-8000-123456789012"),
        ("port 8000, 910753614, 1790000010512", "port 8000, 910753614, 1790000010512"),
    ],
)
def test_numbers_and_secrets_are_taken_out_and_the_rest_is_left(text: str, kept: str) -> None:
    assert redacted(text) == kept


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged while a test runs, down to the smallest, as it is written in production."""
    written = io.StringIO()
    spelled = settings.LOGGING["formatters"]["line"]
    formatter = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(spelled))
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_log_of_the_installation_is_written_by_the_formatter_that_redacts() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert {handler["formatter"] for handler in handlers} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] == "config.logs.RedactingFormatter"


@pytest.mark.django_db
def test_no_number_and_no_secret_is_in_the_log_of_representative_requests(
    municipality: Agency, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = NUMBER
    pages = _browser(municipality)
    api = api_for(municipality, Role.TEAM_LEADER, Role.ENROLMENT_OFFICER)
    person = make_person(municipality)
    answers = [
        *_enrolments(pages, api, number),
        *_searches(pages, api, number),
        *_failed_imports(pages, api, number),
        *_log_ins(municipality),
    ]
    assert {answer.status_code for answer in answers} <= {200, 201, 202, 302, 400, 401, 422}
    crashes = list(_crashes(pages, api, person.pk, number, monkeypatch))
    assert [answer.status_code for answer in crashes] == [500, 500]
    text = log.getvalue()
    # The crashes are there, with their tracebacks; what they said of a person is not.
    assert text.count("Traceback") >= len(crashes)
    assert "[number]" in text
    secrets = [number, f"{number[:6]} {number[6:]}", DUF, PASSWORD, api.headers["Authorization"].split()[1], "Melnyk"]
    assert [secret for secret in secrets if secret in text] == []
    pages_shown = "".join(answer.content.decode() for answer in crashes)
    assert [secret for secret in [*secrets, "Traceback", "ValueError"] if secret in pages_shown] == []


def _browser(municipality: Agency) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(make_user(municipality, Role.TEAM_LEADER, Role.ENROLMENT_OFFICER))
    return browser


def _enrolments(pages: Client, api: Api, number: str) -> Iterator[Any]:
    facts = {
        "given_name": "Olena", "family_name": "Melnyk", "birth_date": "14.03.1991", "sex": "woman",
        "citizenship": "UKR", "national_id": number, "duf": DUF,
    }  # fmt: skip
    yield pages.post("/deltakere/ny/", facts)
    yield api.post("/api/v1/participants/", facts | {"birth_date": "1991-03-14"})
    yield api.post("/api/v1/participants/", facts | {"birth_date": "1991-03-14", "is_another": True})
    yield api.post("/api/v1/participants/", f'{{"national_id": "{number}"')


def _searches(pages: Client, api: Api, number: str) -> Iterator[Any]:
    yield pages.post("/sok/", {"q": number})
    yield api.post("/api/v1/participants/search/", {"identity_number": number}, key=None)


def _failed_imports(pages: Client, api: Api, number: str) -> Iterator[Any]:
    file = io.BytesIO(f"Etternavn;Fødselsnummer\nMelnyk;{number}\n".encode())
    file.name = "liste.csv"
    yield pages.post("/import/ny/", {"file": file})
    broken = f"PK\x03\x04{number}".encode()
    headers = api.headers | {"Idempotency-Key": uuid4().hex}
    yield api.client.post("/api/v1/import-batches/", data=broken, content_type="text/csv", headers=headers)


def _log_ins(municipality: Agency) -> Iterator[Any]:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    yield Client().post("/logg-inn/", {"email": user.email, "password": PASSWORD})
    yield Api().post("/api/v1/token/", {"email": user.email, "password": PASSWORD}, key=None)
    yield Client().get("/api/v1/participants/", headers={"Authorization": f"Bearer {PASSWORD}"})


def _crashes(pages: Client, api: Api, pk: object, number: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def crash(*_args: object, **_named: object) -> None:
        raise ValueError(f"{number} has no last day, nor has {DUF}; password={PASSWORD}")

    monkeypatch.setattr("participants.models.participant.CaseQuerySet.visible_to", crash)
    api.client.raise_request_exception = False
    yield pages.get(f"/deltakere/{pk}/")
    yield api.get(f"/api/v1/participants/{pk}/")
