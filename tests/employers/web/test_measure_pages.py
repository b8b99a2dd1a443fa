"""The pages of measures: what they say while one writes, and what a form that lacks something answers."""

import io
from typing import Any

import pytest
from django.test import Client

from agencies.access import acting_as
from agencies.models import Agency, Role
from employers.models import Employer
from employers.operations.employers import merge_employers
from programmes.models import MeasureApproval
from programmes.operations.measures.approving import approve_on_paper
from tests.employers.jobs import make_employer
from tests.programmes.measures.agreements import make_agreement, make_measure, nav_adviser
from tests.world import make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def nav(municipality: Agency, client: Client) -> Client:
    """A NAV adviser's browser."""
    client.force_login(make_user(make_nav_office(municipality), Role.NAV_ADVISER))
    return client


def _form(employer: Any, **written: str) -> dict[str, str]:
    return {
        "kind": "work_training", "employer": str(employer.pk), "employer_text": employer.name,
        "first_day": "01.12.2026", "last_day": "31.05.2027", "percent": "60",
    } | written  # fmt: skip


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({}, "22,5 timer i uken. Timene teller"),
        ({"last_day": "30.11.2027"}, "Kan vare til og med 30.11.2027."),
        ({"last_day": "01.12.2027"}, "Tiltaket kan vare til og med 30.11.2027, ikke lenger."),
        ({"kind": "mentor"}, "Timene teller ikke i de 15 timene."),
        ({"kind": "assessment"}, "Kan avtales til og med 28.12.2026, og forlenges til og med 22.02.2027."),
        ({"kind": "summer_job"}, "Sommerjobb må ligge mellom 1. juni og 31. august."),
        ({"conditions": "reduced_capacity"}, "og forlenges til og med 31.05.2028."),
    ],
)
def test_the_meaning_is_said_while_one_writes(
    municipality: Agency, nav: Client, written: dict[str, str], said: str
) -> None:
    person, employer = make_person(municipality), make_employer()
    answer = nav.post(f"/deltakere/{person.pk}/tiltak/betyr/", _form(employer, **written))
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_measure_is_registered_and_a_refusal_stands_beside_its_field(municipality: Agency, nav: Client) -> None:
    person, employer = make_person(municipality), make_employer()
    path = f"/deltakere/{person.pk}/tiltak/nytt/"
    refused = nav.post(path, _form(employer, last_day="01.12.2027"))
    assert refused.status_code == 422
    assert "tiltaksforskriften kapittel 3" in refused.content.decode()
    assert nav.post(path, _form(employer, percent="")).status_code == 422
    done = nav.post(path, _form(employer))
    assert done.status_code == 302
    page = nav.get(done.headers["Location"]).content.decode()
    assert "Dette mangler før avtalen kan godkjennes" in page
    again = nav.post(path, _form(employer))
    assert "allerede registrert" in again.content.decode()


def test_every_page_of_a_measure_opens_for_nav(municipality: Agency, nav: Client) -> None:
    person = make_person(municipality)
    made, draft = make_agreement(person), make_measure(person, kind="mentor")
    names = ("", "endre/", "forleng/", "forkort/", "annuller/", "gjennomgang/", "resultat/", "omfang/", "papir/")
    for name in (*names, "paa-vegne-av/"):
        for measure in (made, draft):
            assert nav.get(f"/tiltak/{measure.pk}/{name}").status_code == 200, name


def test_a_signed_paper_is_read_and_one_that_is_gone_is_said(municipality: Agency, nav: Client, settings: Any) -> None:
    person = make_person(municipality)
    adviser = nav_adviser(person)
    measure, paper = make_measure(person, adviser), b"%PDF-1.4 signert"
    approve_on_paper(
        adviser, measure.pk, party="employer", name="Kari Nes", filename="a.pdf", content=io.BytesIO(paper)
    )
    with acting_as(adviser):
        approval = MeasureApproval.objects.get(measure=measure)
    path = f"/godkjenninger/{approval.pk}/papir/"
    assert b"".join(nav.get(path).streaming_content) == paper  # type: ignore[attr-defined]
    for file in settings.DOCUMENT_DIR.rglob(f"*{approval.document_id}*"):
        file.unlink()
    assert "Filen er skadet eller borte." in nav.get(path, follow=True).content.decode()


def test_a_stranger_meets_no_measure(municipality: Agency, client: Client) -> None:
    theirs = make_measure(make_person(make_municipality("Voss")))
    own = make_measure(make_person(municipality))
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    assert client.get(f"/tiltak/{own.pk}/").status_code == 200
    for name in ("", "endre/", "forkort/", "papir/"):
        assert client.get(f"/tiltak/{theirs.pk}/{name}").status_code == 404
    assert client.post(f"/tiltak/{theirs.pk}/lenke/", {"party": "employer"}).status_code == 404


def test_the_municipality_may_prepare_but_meets_no_way_to_decide(municipality: Agency, client: Client) -> None:
    measure = make_measure(make_person(municipality), nav_adviser(make_person(municipality)))
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    page = client.get(f"/tiltak/{measure.pk}/").content.decode()
    assert "Lag engangslenke" in page
    assert "På vegne av" not in page
    assert client.get(f"/tiltak/{measure.pk}/paa-vegne-av/").status_code == 403


def test_an_agreement_under_a_merged_number_goes_by_the_employer_that_was_kept(
    municipality: Agency, nav: Client
) -> None:
    kept, double = make_employer("Bakeriet"), make_employer("Bakeriet dobbelt")
    measure = make_measure(make_person(municipality), organisation_number=double.organisation_number)
    merge_employers(make_actor(municipality, Role.PROGRAMME_ADVISER), kept.pk, merged_id=double.pk)
    page = f"/tiltak/{measure.pk}/"
    standing = nav.get(page).content.decode()
    assert f"/arbeidsgivere/{kept.pk}/" in standing
    assert "Se over avtalen" not in standing
    Employer.objects.filter(pk=kept.pk).update(is_bankrupt=True)
    assert "Se over avtalen" in nav.get(page).content.decode()
