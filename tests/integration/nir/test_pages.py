"""The pages of NIR: what lacks, the files, the events of a case, the setup."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import AccessLogEntry, Agency, Role
from integration.models import NirEvent, NirExport
from integration.operations.nir.completeness import Lack
from integration.operations.nir.deriving import derive_events
from participants.models import NamedAccess, Participant
from programmes.models.start import Claim
from tests.integration.nir.test_deriving import awarded, deliver_from, events
from tests.world import make_municipality, make_user

pytestmark = pytest.mark.django_db
PAGE = "integration:nir"


def client_of(town: Agency, role: Role) -> Client:
    client = Client()
    client.force_login(make_user(town, role))
    return client


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_page_lists_the_cases_behind_a_counter_and_the_reading_is_logged():
    town = make_municipality()
    row = awarded(town)
    client = client_of(town, Role.PROGRAMME_ADVISER)
    text = client.get(reverse(PAGE), {"vis": "no_measures"}).content.decode()
    assert row.participant.full_name in text
    assert "Lag fil" not in text
    with acting_as(system_actor(town.pk)):
        assert AccessLogEntry.objects.filter(resource="nir", row_count=1).exists()


def test_a_team_leader_makes_downloads_and_delivers_a_file():
    town = make_municipality()
    awarded(town)
    deliver_from(town, dt.date(2026, 1, 1))
    client = client_of(town, Role.TEAM_LEADER)
    assert client.post(reverse("integration:nir-make"), {"form": "xml"}).status_code == 302
    with acting_as(system_actor(town.pk)):
        export = NirExport.objects.get()
    page = client.get(reverse(PAGE)).content.decode()
    assert "ikke levert" in page
    answer = client.get(reverse("integration:nir-file", args=[export.pk]))
    assert b"nirExport" in _body(answer)
    assert answer.headers["Content-Type"] == "application/xml"
    day = f"{timezone.localdate():%Y-%m-%d}"
    client.post(reverse("integration:nir-delivered", args=[export.pk]), {"delivered_on": day, "version": "1"})
    assert "levert " in client.get(reverse(PAGE)).content.decode()
    with acting_as(system_actor(town.pk)):
        assert NirExport.objects.get().delivered_on == timezone.localdate()
    assert b"xs:schema" in client.get(reverse("integration:nir-schema")).content
    schema = client.get(reverse("integration:nir-schema"), {"form": "jsonl"})
    assert schema.headers["Content-Type"] == "application/schema+json"
    assert json.loads(schema.content)["$id"] == "urn:fotfeste:nir:2:jsonl"
    assert client.get(reverse("integration:nir-schema"), {"form": "csv"}).status_code == 404


def test_anothers_file_is_not_there():
    town, other = make_municipality(), make_municipality("Odda")
    awarded(town)
    deliver_from(town, dt.date(2026, 1, 1))
    client_of(town, Role.TEAM_LEADER).post(reverse("integration:nir-make"), {"form": "jsonl"})
    with acting_as(system_actor(town.pk)):
        export = NirExport.objects.get()
    stranger = client_of(other, Role.TEAM_LEADER)
    assert stranger.get(reverse("integration:nir-file", args=[export.pk])).status_code == 404
    assert stranger.post(reverse("integration:nir-discard", args=[export.pk])).status_code == 404


def test_a_caseworker_marks_events_of_a_case_as_registered_by_hand():
    town = make_municipality()
    row = awarded(town)
    derive_events(town.pk, timezone.localdate())
    client = client_of(town, Role.PROGRAMME_ADVISER)
    address = reverse("integration:nir-case", args=[row.participant_id])
    text = client.get(address).content.decode()
    assert "Sluttmål" in text
    assert client.post(address, {"on": "01.11.2026"}).status_code == 422
    chosen = [str(event.pk) for event in events(town)]
    assert client.post(address, {"events": chosen, "on": f"{timezone.localdate():%d.%m.%Y}"}).status_code == 302
    assert "registrert direkte" in client.get(address).content.decode()


def test_what_happened_before_the_municipality_delivered_from_here_is_not_called_late():
    town = make_municipality()
    row = awarded(town)
    derive_events(town.pk, timezone.localdate())
    client = client_of(town, Role.PROGRAMME_ADVISER)
    address = reverse("integration:nir-case", args=[row.participant_id])
    standing = {each["event"].kind: each["standing"] for each in client.get(address).context["waiting"]}
    assert set(standing.values()) == {"fra før kommunen leverte herfra"}
    deliver_from(town, row.first_day)
    standing = {each["event"].kind: each["standing"] for each in client.get(address).context["waiting"]}
    late = "over fristen" if timezone.localdate() > dt.date(2026, 12, 12) else "venter"
    assert standing == {
        "award": "fra før kommunen leverte herfra", "goal": "fra før kommunen leverte herfra", "start": late,
    }  # fmt: skip


def test_what_was_withdrawn_before_anybody_was_told_is_not_on_the_page():
    town = make_municipality()
    row = awarded(town)
    with acting_as(system_actor(town.pk)):
        claim = Claim.objects.create(participant=row.participant, municipality=town, claimed_on=dt.date(2026, 10, 20))
    derive_events(town.pk, timezone.localdate())
    with acting_as(system_actor(town.pk)):
        Claim.objects.filter(pk=claim.pk).update(withdrawn_on=timezone.localdate(), withdrawn_reason="Feil")
    derive_events(town.pk, timezone.localdate())
    client = client_of(town, Role.PROGRAMME_ADVISER)
    page = client.get(reverse("integration:nir-case", args=[row.participant_id]))
    assert {each["event"].kind for each in page.context["waiting"]} == {"award", "goal", "start"}


def test_the_list_says_why_a_case_is_in_it():
    town = make_municipality()
    row = awarded(town)
    client = client_of(town, Role.TEAM_LEADER)
    found = client.get(reverse(PAGE), {"vis": "no_measures"}).text
    assert f"{row.first_day:%d.%m.%Y}–{row.last_day:%d.%m.%Y}" in found
    deliver_from(town, dt.date(2026, 10, 1))
    derive_events(town.pk, timezone.localdate())
    with acting_as(system_actor(town.pk)):
        NirEvent.objects.filter(kind="start").update(due_on=timezone.localdate() - dt.timedelta(days=1))
    page = client.get(reverse(PAGE), {"vis": "late"})
    ((_person, why),) = page.context["people"]
    assert why.oldest_due < timezone.localdate()
    assert "eldste frist" in page.text


def test_no_second_file_is_offered_while_one_waits():
    town = make_municipality()
    awarded(town)
    deliver_from(town, dt.date(2026, 1, 1))
    client = client_of(town, Role.TEAM_LEADER)
    assert "Lag fil (XML)" in client.get(reverse(PAGE)).text
    client.post(reverse("integration:nir-make"), {"form": "xml"})
    assert "Lag fil (XML)" not in client.get(reverse(PAGE)).text


def test_the_events_of_a_protected_case_are_not_there_for_others():
    town = make_municipality()
    row = awarded(town)
    derive_events(town.pk, timezone.localdate())
    with acting_as(system_actor(town.pk)):
        Participant.objects.filter(pk=row.participant_id).update(confidentiality=6)
    client = client_of(town, Role.TEAM_LEADER)
    assert client.get(reverse("integration:nir-case", args=[row.participant_id])).status_code == 404
    for lack in Lack:
        assert row.participant.full_name not in client.get(reverse(PAGE), {"vis": lack}).content.decode()


def test_the_administrator_maps_codes_and_chooses_the_day_and_a_team_leader_reads():
    town = make_municipality()
    client = client_of(town, Role.ADMINISTRATOR)
    address = reverse("integration:nir-codes") + "?liste=goal"
    assert client.post(address, {"work": "A1"}).status_code == 302
    assert 'value="A1"' in client.get(address).content.decode()
    client.post(reverse("integration:nir-reports-from"), {"day": "01.10.2026"})
    text = client_of(town, Role.TEAM_LEADER).get(address).content.decode()
    assert "A1" in text
    assert "01.10.2026" in text
    assert "Lagre kodene" not in text
    assert client.get(reverse("integration:nir-codes") + "?liste=hemmelig").status_code == 404


def test_the_overview_asks_as_much_for_many_as_for_one():
    town = make_municipality()
    awarded(town)
    client = client_of(town, Role.TEAM_LEADER)
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(PAGE), {"vis": "no_measures"})
    for _ in range(5):
        awarded(town)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(PAGE), {"vis": "no_measures"})
    assert len(many) == len(one)


def test_a_protected_case_stands_without_its_name_for_the_named_to_register_by_hand():
    town = make_municipality()
    row = awarded(town)
    deliver_from(town, dt.date(2026, 1, 1))
    derive_events(town.pk, timezone.localdate())
    user = make_user(town, Role.TEAM_LEADER)
    with acting_as(system_actor(town.pk)):
        person = row.participant
        Participant.objects.filter(pk=person.pk).update(confidentiality=6)
        NamedAccess.objects.create(participant=person, municipality=town, user=user)
    client = Client()
    client.force_login(user)
    for lack in Lack:
        page = client.get(reverse(PAGE), {"vis": str(lack)}).content.decode()
        assert person.full_name not in page
        assert (str(person.pk) in page) is (lack is Lack.BY_HAND)
    stranger = client_of(town, Role.TEAM_LEADER).get(reverse(PAGE), {"vis": "by_hand"}).content.decode()
    assert str(person.pk) not in stranger
