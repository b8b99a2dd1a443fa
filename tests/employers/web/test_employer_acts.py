"""What is done with an employer on its page: contacts, notes of one's own municipality, merging, jobs from a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from employers.models import Employer, Placement, QualificationTrack
from employers.operations.matching.places import PlaceContent, offer_place
from employers.operations.tracks import open_cohort
from employers.seed_tracks import load_seed_tracks
from participants.operations.assignment import assign
from tests.employers.jobs import make_employer
from tests.readings import shown_in
from tests.world import LONG_AGO, actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(municipality: Agency, client: Client) -> Client:
    """A programme adviser's browser."""
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    return client


def test_contacts_come_and_go(adviser: Client) -> None:
    employer = make_employer()
    page = f"/arbeidsgivere/{employer.pk}/"
    adviser.post(f"{page}kontakt/", {"employer-name": "Kari Nes", "employer-phone": "+47 000 00 000"})
    assert "Kari Nes" in adviser.get(page).content.decode()
    adviser.post(f"/kontakter/{employer.contacts.get().pk}/fjern/")
    assert "Kari Nes" not in adviser.get(page).content.decode().split("messages")[-1]


def test_a_note_is_for_those_who_work_with_the_municipality(municipality: Agency, adviser: Client) -> None:
    employer, voss = make_employer(), make_municipality("Voss")
    page = f"/arbeidsgivere/{employer.pk}/"
    written = {"employer-text": "Trenger folk i januar.", "employer-municipality_id": str(municipality.pk)}
    assert adviser.post(f"{page}notat/", written).status_code == 302
    assert "Trenger folk i januar." in adviser.get(page).content.decode()
    elsewhere = written | {"employer-municipality_id": str(voss.pk)}
    assert adviser.post(f"{page}notat/", elsewhere).status_code == 422
    stranger = Client()
    stranger.force_login(make_user(voss, Role.PROGRAMME_ADVISER))
    assert "Trenger folk i januar." not in stranger.get(page).content.decode()


def test_a_merged_double_leads_to_the_kept_and_leaves_the_list(adviser: Client) -> None:
    kept, double = make_employer("Bakeriet"), make_employer("Bakeriet dobbelt")
    path = f"/arbeidsgivere/{kept.pk}/slaa-sammen/"
    assert adviser.post(path, {"employer-number": "310000018"}).status_code == 422
    assert adviser.post(path, {"employer-number": double.organisation_number}).status_code == 302
    adviser.get("/arbeidsgivere/")  # shows the message, once
    assert "Bakeriet dobbelt" not in adviser.get("/arbeidsgivere/").content.decode()
    assert f"/arbeidsgivere/{kept.pk}/" in adviser.get(f"/arbeidsgivere/{double.pk}/").content.decode()
    assert Employer.objects.get(pk=double.pk).merged_into_id == kept.pk


def test_a_note_that_whoever_merges_cannot_see_stays_for_its_own_municipality(
    municipality: Agency, adviser: Client
) -> None:
    kept, double, voss = make_employer("Bakeriet"), make_employer("Bakeriet dobbelt"), make_municipality("Voss")
    neighbour = Client()
    neighbour.force_login(make_user(voss, Role.PROGRAMME_ADVISER))
    for browser, agency, text in ((adviser, municipality, "Ring etter ti."), (neighbour, voss, "Spør etter Åse.")):
        written = {"employer-text": text, "employer-municipality_id": str(agency.pk)}
        assert browser.post(f"/arbeidsgivere/{double.pk}/notat/", written).status_code == 302
    path = f"/arbeidsgivere/{kept.pk}/slaa-sammen/"
    assert adviser.post(path, {"employer-number": double.organisation_number}).status_code == 302
    page = f"/arbeidsgivere/{kept.pk}/"
    assert [note.text for note in adviser.get(page).context["notes"]] == ["Ring etter ti."]
    assert [note.text for note in neighbour.get(page).context["notes"]] == ["Spør etter Åse."]


def test_places_and_partners_follow_the_kept(municipality: Agency, adviser: Client) -> None:
    load_seed_tracks()
    kept, double = make_employer("Verftet"), make_employer("Verftet dobbelt")
    leader = actor_of(make_user(municipality, Role.TEAM_LEADER))
    place = offer_place(leader, double.pk, PlaceContent(title="Sveiser"))
    cohort = open_cohort(
        leader, track_id=QualificationTrack.objects.get(code="welders").pk, owner_id=municipality.pk, name="Vår",
        starts_on=timezone.localdate(place.created_at), seats=5, partner_ids=[double.pk],
    )  # fmt: skip
    path = f"/arbeidsgivere/{kept.pk}/slaa-sammen/"
    assert adviser.post(path, {"employer-number": double.organisation_number}).status_code == 302
    place.refresh_from_db()
    assert place.employer_id == kept.pk
    assert [row.pk for row in cohort.partners.all()] == [kept.pk]
    assert "Sveiser" in adviser.get(f"/arbeidsgivere/{kept.pk}/").content.decode()


def test_a_job_is_logged_from_the_employers_page(municipality: Agency, client: Client) -> None:
    user = make_user(municipality, Role.PROGRAMME_ADVISER)
    client.force_login(user)
    own, other = make_person(municipality, given_name="Iryna"), make_person(municipality, given_name="Zeynep")
    theirs = make_person(make_municipality("Voss"), given_name="Zeynep")
    leader = actor_of(make_user(municipality, Role.TEAM_LEADER))
    assign(leader, own.pk, user_id=user.pk, kind="adviser", first_day=LONG_AGO)
    employer = make_employer("Fjord Bakeri")
    path = f"/arbeidsgivere/{employer.pk}/jobb/"
    assert path in client.get(f"/arbeidsgivere/{employer.pk}/").content.decode()
    listed = client.get(path).content.decode()
    assert "Iryna" in listed
    assert "Zeynep" not in listed
    found = client.post(path, {"person": "zeynep"}).content.decode()
    form = f"/deltakere/{other.pk}/jobb/ny/?arbeidsgiver={employer.organisation_number}"
    assert form in found
    assert str(theirs.pk) not in found
    assert "Ingen treff" in client.post(path, {"person": "finnes ikke"}).content.decode()
    assert 'value="Fjord Bakeri"' in client.get(form).content.decode()


def test_a_file_is_previewed_and_logged_once(municipality: Agency, adviser: Client) -> None:
    person = make_person(municipality, numbers=(("duf", "209900000103"),))
    rows = (
        "Nummer;Organisasjonsnummer;Arbeidsgiver;Yrke;Form;Prosent;Første dag\n"
        "209900000103;310000019;Fjord AS;7512;fast;80;01.11.2026\n"
        "209900000103;310000019;Fjord AS;7512;fast;0;01.11.2026\n"
    )
    file = SimpleUploadedFile("jobber.csv", rows.encode())
    preview = adviser.post("/arbeidsgivere/jobber-fra-fil/", {"file": file})
    text = preview.content.decode()
    assert person.full_name in text
    assert "mellom 1 og 100" in text
    token = preview.context["token"]
    assert adviser.post("/arbeidsgivere/jobber-fra-fil/", {"token": token}).status_code == 302
    assert adviser.post("/arbeidsgivere/jobber-fra-fil/", {"token": token}).status_code == 302
    with acting_as(system_actor(municipality.pk)):
        assert Placement.objects.filter(participant=person).count() == 1


def test_whoever_a_file_finds_is_in_the_log_also_on_a_row_with_a_fault(municipality: Agency, adviser: Client) -> None:
    good, faulty = (make_person(municipality, numbers=(("duf", f"20990000010{last}"),)) for last in (3, 4))
    elsewhere = make_person(make_municipality("Voss"), numbers=(("duf", "209900000105"),))
    rows = (
        "Nummer;Organisasjonsnummer;Arbeidsgiver;Yrke;Form;Prosent;Første dag\n"
        "209900000103;310000019;Fjord AS;7512;fast;80;01.11.2026\n"
        "209900000104;310000019;Fjord AS;7512;fast;0;01.11.2026\n"
        "209900000105;310000019;Fjord AS;7512;fast;80;01.11.2026\n"
    )
    file = SimpleUploadedFile("jobber.csv", rows.encode())
    text = adviser.post("/arbeidsgivere/jobber-fra-fil/", {"file": file}).content.decode()
    assert faulty.full_name in text
    assert elsewhere.full_name not in text
    assert shown_in(municipality, "placement") == [{good.pk, faulty.pk}]
    with acting_as(system_actor(municipality.pk)):
        # A number that finds nobody is a row that was asked for all the same.
        assert AccessLogEntry.objects.get(resource="placement").row_count == 3
