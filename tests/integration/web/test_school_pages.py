"""The pages of the integration's owner: what waits, what is wrong in plain words, and each act on it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import actor_for, system_actor, workplaces_of
from agencies.models import Agency, Role, User
from agencies.operations.jobs import run_job
from integration.models import (
    AttendanceBatch,
    AttendanceFault,
    RosterClient,
    SchoolPerson,
    SchoolSource,
    SourceRun,
    UnmatchedPerson,
)
from tests.integration.attendance.test_batches import as_csv, row
from tests.integration.schools.test_packages import _files
from tests.integration.schools.world import make_pupil, make_school, make_source, package, take
from tests.world import make_municipality, make_user

pytestmark = pytest.mark.django_db


class Desk:
    """An owner at a browser, with a source that has been read once."""

    def __init__(self, home: Agency, client: Client) -> None:
        self.home, self.client = home, client
        self.user = make_user(home, Role.TEAM_LEADER)
        self.owner = actor_for(self.user, workplaces_of(self.user)[0], "web", "test")  # type: ignore[arg-type]
        client.force_login(self.user)
        self.school = make_school(home)
        self.source = make_source(self.owner, self.school)
        self.pupils = [(f"u{number}", make_pupil(home, number)[1]) for number in range(5)]
        take(self.owner, self.source, package(_files(self.pupils)))

    def see(self, name: str, *ids: object) -> str:
        answer = self.client.get(reverse(f"integration:{name}", args=ids))
        assert answer.status_code == 200, name
        return answer.content.decode()

    def post(self, name: str, /, *ids: object, **body: object) -> int:
        return self.client.post(reverse(f"integration:{name}", args=ids), body, follow=True).status_code

    def system(self):
        return acting_as(system_actor(self.home.pk))


@pytest.fixture
def desk(municipality: Agency, client: Client) -> Desk:
    return Desk(municipality, client)


def test_the_overview_says_how_each_source_stands(desk: Desk) -> None:
    text = desk.see("school-systems")
    assert "Skolens system" in text
    assert "virker" in text
    assert "13 nye" in text or "nye" in text
    with desk.system():
        SchoolSource.objects.update(failing_since="2026-11-20T08:00:00Z", last_error="token_refused")
    text = desk.see("school-systems")
    assert "feiler siden 20.11.2026" in text
    assert "godtar ikke klient-ID" in text
    assert "23.11.2026" in desk.see("school-source", desk.source.pk)


def test_a_source_that_fails_is_flagged_to_its_owner_and_when_it_is_late_to_all(desk: Desk) -> None:
    colleague = Client()
    colleague.force_login(make_user(desk.home, Role.TEAM_LEADER))
    assert "Et skolesystem kan ikke leses" not in desk.client.get("/").content.decode()
    began = timezone.now() - dt.timedelta(days=1)
    with desk.system():
        SchoolSource.objects.update(failing_since=began, last_error="token_refused")
    due = f"{timezone.localdate(began) + dt.timedelta(days=3):%d.%m.%Y}"
    for text in (desk.client.get("/").content.decode(), desk.see("school-systems")):
        assert "Et skolesystem kan ikke leses" in text
        assert f"Ses på innen {due} av {desk.user.name}" in text
        assert reverse("integration:school-source", args=[desk.source.pk]) in text
    assert "Et skolesystem kan ikke leses" not in colleague.get("/").content.decode()
    with desk.system():
        SchoolSource.objects.update(failing_since=began - dt.timedelta(days=5))
    late = colleague.get("/").content.decode()
    assert "Skulle vært sett på innen" in late
    assert f"av {desk.user.name}" in late


def test_a_held_list_is_shown_with_its_share_and_confirmed_or_discarded(desk: Desk) -> None:
    held = take(desk.owner, desk.source, package(_files(desk.pupils[:1])))
    text = desk.see("school-run", held.pk)
    assert "4 av 5 plasser (80 %)" in text
    assert desk.post("school-run-discard", held.pk, version=held.version) == 200
    held = take(desk.owner, desk.source, package(_files(desk.pupils[:1])))
    assert desk.post("school-run-confirm", held.pk, version=held.version) == 200
    with desk.system():
        run = SourceRun.objects.get(pk=held.pk)
    assert (run.state, run.confirmed_by_id) == ("waiting", desk.user.pk)
    assert "Leser skolesystemet" in desk.see("school-source", desk.source.pk)


def test_a_package_is_uploaded_and_a_broken_one_told_in_plain_words(desk: Desk) -> None:
    url = reverse("integration:school-source", args=[desk.source.pk])
    assert desk.client.post(url, {}).status_code == 422
    desk.client.post(url, {"file": SimpleUploadedFile("a.zip", b"PK broken")})
    with desk.system():
        run = SourceRun.objects.order_by("-created_at")[0]
    assert run.job_id
    run_job(run.job_id)
    assert "ikke en zip-fil" in desk.see("school-run", run.pk)


def test_a_source_is_added_and_changed_and_its_secret_never_shown(desk: Desk) -> None:
    body = {
        "name": "Nytt", "school": desk.school.pk, "kind": "rest", "oneroster_version": "1.2", "is_active": "on",
        "base_url": "http://127.0.0.1:9/ims/oneroster/rostering/v1p2", "token_url": "http://127.0.0.1:9/token",
        "client_id": "abc", "client_secret": "hysj-hysj", "owner": desk.user.pk,
    }  # fmt: skip
    assert desk.post("school-source-add", **body) == 200
    with desk.system():
        source = SchoolSource.objects.get(name="Nytt")
    assert source.client_secret
    assert b"hysj" not in bytes(source.client_secret)
    assert "hysj" not in desk.see("school-source-change", source.pk) + desk.see("school-source", source.pk)
    changed = body | {"client_secret": "", "name": "Nyere", "version": source.version}
    assert desk.post("school-source-change", source.pk, **changed) == 200
    with desk.system():
        assert SchoolSource.objects.get(name="Nyere").client_secret


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://skole.example/v1p2", "https://"),
        ("https://10.0.0.1/v1p2", "ikke er på internett"),
        ("https://169.254.169.254/latest", "ikke er på internett"),
        ("https://[::1]/v1p2", "ikke er på internett"),
        ("https://user:pw@93.184.216.34/v1p2", "brukernavn og passord"),
    ],
)
def test_an_address_inside_is_refused_beside_its_field(desk: Desk, settings: object, url: str, code: str) -> None:
    settings.SCHOOL_SOURCES_MAY_BE_LOCAL = False  # type: ignore[attr-defined]
    body = {
        "name": "Nytt", "school": desk.school.pk, "kind": "rest", "oneroster_version": "1.2", "base_url": url,
        "token_url": "https://93.184.216.34/token", "client_id": "a", "client_secret": "b", "owner": desk.user.pk,
    }  # fmt: skip
    answer = desk.client.post(reverse("integration:school-source-add"), body)
    assert answer.status_code == 422
    assert code in answer.content.decode()


def test_pupils_are_linked_or_put_away(desk: Desk) -> None:
    person, _number = make_pupil(desk.home, 60, given_name="Sara", family_name="Nilsen")
    files = _files([*desk.pupils, ("ny", "")])
    files["users.csv"] = str(files["users.csv"]).replace("ny,,,true,ny,Amina,H", "ny,,,true,ny,Nilsen,Sara")
    take(desk.owner, desk.source, package(files))
    assert person.full_name in desk.see("school-pupils")
    with desk.system():
        waiting = UnmatchedPerson.objects.get()
    assert desk.post("school-pupil-link", waiting.pk, participant="tull") == 200
    assert desk.post("school-pupil-link", waiting.pk, participant=person.pk) == 200
    with desk.system():
        assert SchoolPerson.objects.get(participant=person).matched_by_id == desk.user.pk
    assert "Ingen elever å koble" in desk.see("school-pupils")


def test_attendance_is_uploaded_and_its_quarantine_mended(desk: Desk) -> None:
    url = reverse("integration:attendance-batches")
    data = as_csv([row(), row("a2", userSourcedId="u1", category="?"), row("a3", date="")]).encode()
    desk.client.post(url, {"school": desk.school.pk, "file": SimpleUploadedFile("o.csv", data)})
    with desk.system():
        batch = AttendanceBatch.objects.get()
    assert "Leser oppmøtelisten" in desk.see("attendance-batch", batch.pk)
    assert batch.job_id
    run_job(batch.job_id)
    assert "Ordet for oppmøte er ikke kjent" in desk.see("attendance-batch", batch.pk)
    with desk.system():
        first, second = AttendanceFault.objects.order_by("line")
    still = desk.client.post(reverse("integration:attendance-fault", args=[first.pk]), row("a2", category="!"))
    assert still.status_code == 422
    assert desk.post("attendance-fault", first.pk, **row("a2", userSourcedId="u1")) == 200
    assert desk.post("attendance-dismiss", second.pk) == 200
    assert desk.post("attendance-retry", batch.pk) == 200
    assert "Ingen rader venter" in desk.see("attendance-batch", batch.pk)


def test_a_reader_is_let_in_its_secret_shown_once_and_stopped(desk: Desk) -> None:
    url = reverse("integration:roster-clients")
    assert desk.client.post(url, {"name": "LMS"}).status_code == 422
    made = desk.client.post(url, {"name": "LMS", "may": ["classes", "results"], "school": ""})
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in desk.see("roster-clients")
    reader = RosterClient.objects.get()
    assert "roster-core.readonly" in reader.scopes
    assert "gradebook.createput" not in reader.scopes
    assert desk.post("roster-client-stop", reader.pk) == 200
    assert not RosterClient.objects.get().is_active


def test_the_overview_asks_as_often_for_many_as_for_one(desk: Desk) -> None:
    counts = []
    for more in (0, 8):
        for number in range(more):
            source = make_source(desk.owner, desk.school, name=f"System {number}")
            with desk.system():
                SourceRun.objects.create(municipality=desk.home, source=source, kind="full", state="done")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.see("school-systems")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PROGRAMME_ADVISER, Role.ADMINISTRATOR])
def test_who_does_not_look_after_school_systems_has_no_such_pages(desk: Desk, role: Role) -> None:
    agency = desk.school if role == Role.TEACHER else desk.home
    stranger = Client()
    stranger.force_login(make_user(agency, role))
    for name in ("school-systems", "school-pupils", "attendance-batches", "roster-clients"):
        assert stranger.get(reverse(f"integration:{name}")).status_code == 403


def test_another_municipalitys_source_is_not_there(desk: Desk) -> None:
    voss = make_municipality("Voss")
    stranger: User = make_user(voss, Role.TEAM_LEADER)
    browser = Client()
    browser.force_login(stranger)
    with desk.system():
        run = SourceRun.objects.all()[0]
    for name, pk in (
        ("school-source", desk.source.pk),
        ("school-run", run.pk),
        ("school-source-change", desk.source.pk),
    ):
        assert browser.get(reverse(f"integration:{name}", args=[pk])).status_code == 404
