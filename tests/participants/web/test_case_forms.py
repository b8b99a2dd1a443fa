"""Assigning staff, renewing a permit, putting documents on a case."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from participants.models import Assignment, Deadline, Document, Participant, ResidencePermit
from tests.participants.web.conftest import LogIn
from tests.world import make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _rows(model: Any, person: Participant) -> list[Any]:
    with acting_as(system_actor(person.municipality_id)):
        return list(model.objects.filter(participant=person))


def _assign(client: Client, person: Participant, **facts: str) -> Any:
    return client.post(f"/deltakere/{person.pk}/tildel/", {"kind": "adviser", "first_day": "01.11.2026"} | facts)


def test_an_adviser_is_assigned_and_the_case_says_so(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    kari = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Rådgiver")
    client = log_in(municipality, Role.TEAM_LEADER)
    answer = _assign(client, person, user=str(kari.pk))
    assert answer.headers["Location"] == f"/deltakere/{person.pk}/"
    (row,) = _rows(Assignment, person)
    assert (row.user_id, row.first_day) == (kari.pk, dt.date(2026, 11, 1))
    page = client.get(f"/deltakere/{person.pk}/").content.decode()
    assert "Kari Rådgiver er programrådgiver for" in page


def test_staff_who_may_not_have_the_task_are_refused_beside_the_field(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    nav = make_user(make_nav_office(municipality), Role.NAV_ADVISER)
    strangers = make_user(make_municipality("Voss"), Role.PROGRAMME_ADVISER)
    client = log_in(municipality, Role.TEAM_LEADER)
    for user in (nav, strangers):
        answer = _assign(client, person, user=str(user.pk))
        assert answer.status_code == 422
        assert answer.context["form"].errors["user"]
    assert _rows(Assignment, person) == []


def test_in_the_side_panel_the_browser_is_sent_to_the_case(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    kari = make_user(municipality, Role.PROGRAMME_ADVISER)
    client = log_in(municipality, Role.TEAM_LEADER)
    htmx = {"HX-Request": "true"}
    part = client.get(f"/deltakere/{person.pk}/tildel/", headers=htmx)
    assert "<html" not in part.content.decode()
    facts = {"kind": "adviser", "first_day": "01.11.2026", "user": str(kari.pk)}
    answer = client.post(f"/deltakere/{person.pk}/tildel/", facts, headers=htmx)
    assert answer.headers["HX-Redirect"] == f"/deltakere/{person.pk}/"


@pytest.mark.parametrize("path", ["tildel/", "tillatelse/", "nytt-dokument/"])
def test_nav_may_see_the_case_but_not_change_it(path: str, municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    client = log_in(make_nav_office(municipality), Role.NAV_ADVISER)
    assert client.get(f"/deltakere/{person.pk}/").status_code == 200
    assert client.get(f"/deltakere/{person.pk}/{path}").status_code == 403
    assert client.post(f"/deltakere/{person.pk}/{path}", {}).status_code == 403


def test_a_new_permit_meets_the_old_ones_deadline(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    client = log_in(municipality, Role.ENROLMENT_OFFICER)
    facts = {"basis": "collective", "granted_on": "01.11.2026", "valid_until": "01.11.2027"}
    assert client.post(f"/deltakere/{person.pk}/tillatelse/", facts).status_code == 302
    assert len(_rows(ResidencePermit, person)) == 2
    met = [row for row in _rows(Deadline, person) if row.kind == "permit_expiry" and row.met_on]
    assert len(met) == 1


def test_a_permit_that_ends_before_it_begins_is_refused_beside_the_field(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    facts = {"basis": "collective", "granted_on": "01.11.2026", "valid_until": "31.10.2026"}
    answer = log_in(municipality, Role.TEAM_LEADER).post(f"/deltakere/{person.pk}/tillatelse/", facts)
    assert answer.status_code == 422
    assert "«Gyldig til» kan ikke være før vedtaksdatoen." in answer.context["form"].errors["valid_until"][0]
    assert len(_rows(ResidencePermit, person)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_document_is_put_in_and_read_out_again(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    file = SimpleUploadedFile("vedtak.pdf", PDF, "application/pdf")
    answer = client.post(f"/deltakere/{person.pk}/nytt-dokument/", {"title": "Vedtak fra UDI", "file": file})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    (document,) = _rows(Document, person)
    page = client.get(f"/deltakere/{person.pk}/dokumenter/").content.decode()
    assert "Vedtak fra UDI" in page
    download = client.get(f"/dokumenter/{document.pk}/")
    assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]
    assert download.headers["Content-Disposition"] == 'attachment; filename="vedtak.pdf"'
    other = log_in(make_municipality("Voss"), Role.PROGRAMME_ADVISER)
    assert other.get(f"/dokumenter/{document.pk}/").status_code == 404
    nav = log_in(make_nav_office(municipality), Role.NAV_ADVISER)
    assert nav.get(f"/dokumenter/{document.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_gone_is_said_and_is_no_server_error(municipality: Agency, log_in: LogIn, settings: Any) -> None:
    person = make_person(municipality)
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    client.post(f"/deltakere/{person.pk}/nytt-dokument/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    (document,) = _rows(Document, person)
    for path in settings.DOCUMENT_DIR.rglob(f"*{document.pk}*"):
        path.unlink()
    answer = client.get(f"/dokumenter/{document.pk}/", follow=True)
    assert "Filen er skadet eller borte." in answer.content.decode()


def test_a_program_is_not_a_document(municipality: Agency, log_in: LogIn) -> None:
    person = make_person(municipality)
    file = SimpleUploadedFile("vedtak.pdf", b"MZ\x90\x00 not a document", "application/pdf")
    client = log_in(municipality, Role.PROGRAMME_ADVISER)
    answer = client.post(f"/deltakere/{person.pk}/nytt-dokument/", {"file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert _rows(Document, person) == []
