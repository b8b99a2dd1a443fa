"""Whoever was removed is nowhere any more: every table is asked, found from the database's own catalogue."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, IdempotencyRecord, Job, Role
from agencies.operations.jobs import run_job
from agencies.operations.outbox import put_in_outbox
from config.embedded.roles import APP_ROLE, OWNER_ROLE
from integration.models import (
    ListExport,
    RetentionCase,
    SchoolSource,
    UnmatchedPerson,
)
from integration.operations.list_exports import ask_for_list, open_list
from integration.operations.privacy.retention.confirming import confirm_cases
from integration.operations.privacy.retention.noticing import notice_cases
from integration.operations.privacy.retention.removing import remove_cases
from participants.models import IdentityNumber, ImportBatch, ImportRow, Participant
from programmes.models import CaseloadImport, CaseloadRow, PlanTemplate
from tests.agencies.api.cases import FullCase
from tests.integration.privacy.test_retention import _ended_case
from tests.queues import list_row
from tests.world import actor_of, make_actor, make_person, make_user

pytestmark = pytest.mark.django_db
_DAY = dt.date(2060, 1, 1)
NAME, NUMBER, PHONE, EMAIL = "Gammelsen", "209912345608", "40998877", "gammelsen@example.org"

# Where the person's id may stand, each with the reason. Nothing else of the person may stand anywhere.
ID_STAYS = {
    "agencies_accesslogentry": "who has read outlives what was read (law.md 7.4)",
    "integration_retentioncase": "that the case was packed and removed, by its key",
    "integration_sententity": "what a school's system was sent and is to be told to delete, by id",
}


@pytest.fixture
def case(municipality: Agency) -> FullCase:
    """A person who stands in every kind of table, ours and those in which others' words lie."""
    case = _ended_case(municipality)
    person, home = case.person, {"municipality": municipality}
    mine = {"participant": person, **home}
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=person.pk).update(phone=PHONE, email=EMAIL)
        IdentityNumber.objects.create(**mine, kind="duf", value=NUMBER, valid_from=dt.date(2026, 1, 1))
        raw = {"name": NAME, "duf": NUMBER}
        user = make_user(municipality, Role.ENROLMENT_OFFICER)
        batch = ImportBatch.objects.create(**home, uploaded_by=user, filename="liste.csv", checksum="1")
        ImportRow.objects.create(**mine, batch=batch, line=1, category="new", raw=raw, parsed=raw)
        ImportRow.objects.create(**home, batch=batch, line=2, category="same", matched=person, raw=raw)
        ImportRow.objects.create(**home, batch=batch, line=3, category="maybe", candidate_ids=[person.pk])
        loads = CaseloadImport.objects.create(**home, uploaded_by=user, filename="saker.csv", checksum="2")
        CaseloadRow.objects.create(**mine, batch=loads, line=1, raw=raw, person=raw)
        Job.objects.create(kind="test", agency=municipality, arguments={"participant_id": str(person.pk)})
        put_in_outbox("test", f"test:{person.pk}", recipient_id=user.pk, payload={"id": str(person.pk)})
    with acting_as(actor_of(user)):
        ListExport.objects.create(
            agency=municipality, requested_by=user, kind="portfolio", form="csv", state="ready", path="lists/x/y",
            people=[person.pk], expires_at=timezone.now(),
        )  # fmt: skip
    with acting_as(system_actor(municipality.pk)):
        source = SchoolSource.objects.filter(**home)[0]
        UnmatchedPerson.objects.create(
            **home, source=source, digest="d", material=b"forseglet", candidate_ids=[person.pk],
            expires_at=timezone.now(),
        )  # fmt: skip
        # The fixture names a template, which is the municipality's own, after the case.
        PlanTemplate.objects.update(name="Mal")
    _keep_an_answer(make_actor(municipality, Role.TEAM_LEADER), person)
    return case


def _keep_an_answer(actor: Actor, person: Participant) -> None:
    assert actor.user_id is not None
    with acting_as(actor):
        IdempotencyRecord.objects.create(
            user_id=actor.user_id, agency=person.municipality, method="POST", path=f"/api/v1/participants/{person.pk}/",
            key="k", fingerprint="f", body=json.dumps({"id": str(person.pk), "name": NAME}).encode(),
        )  # fmt: skip


def _restricted(case: FullCase, monkeypatch: pytest.MonkeyPatch) -> RetentionCase:
    home = case.municipality.pk
    leader = make_actor(case.municipality, Role.TEAM_LEADER)
    notice_cases(home, _DAY)
    with acting_as(system_actor(home)):
        row = RetentionCase.objects.get(participant=case.person, part="")
    monkeypatch.setattr(timezone, "localdate", lambda *_: _DAY)
    (batch,) = confirm_cases(leader, [row.pk])
    assert batch.job is not None
    assert run_job(batch.job.pk)
    return row


def _removed(case: FullCase, monkeypatch: pytest.MonkeyPatch) -> None:
    home = case.municipality.pk
    row = _restricted(case, monkeypatch)
    with acting_as(system_actor(home)):
        RetentionCase.objects.filter(pk=row.pk).update(remove_on=dt.date(2026, 1, 1))
    assert remove_cases(home, _DAY) == 1


def tables_with(*words: str) -> dict[str, set[str]]:
    """The tables and columns in which any of the words stands; bytes are looked into too."""
    patterns = [f"%{each}%" for word in words for each in (word, word.encode().hex())]
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND c.relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT DISTINCT e.key FROM {table} t, jsonb_each_text(to_jsonb(t)) e WHERE e.value ILIKE ANY (%s)",
                [patterns],
            )
            if columns := {column for (column,) in cursor.fetchall()}:
                found[table] = columns
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
    return found


def test_nothing_of_a_removed_person_stands_in_any_table(case: FullCase, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables_with(NAME, NUMBER, PHONE, EMAIL)
    named = tables_with(str(case.person.pk))
    # The search finds: what is looked for stands in many tables first, in others' words and in lists of ids too.
    assert {"participants_participant", "agencies_changerecord", "participants_importrow", "programmes_letter"} <= set(
        before
    )
    assert {"agencies_job", "agencies_outboxevent", "agencies_idempotencyrecord", "integration_listexport"} <= set(
        named
    )
    assert len(named) > 60
    _removed(case, monkeypatch)
    assert tables_with(NAME, NUMBER, PHONE, EMAIL) == {}
    assert set(tables_with(str(case.person.pk))) - set(ID_STAYS) == set()


def test_what_others_have_besides_the_person_stays(case: FullCase, monkeypatch: pytest.MonkeyPatch) -> None:
    home = case.municipality.pk
    with acting_as(system_actor(home)):
        rows = ImportRow.objects.count()
        other = make_person(case.municipality, family_name="Blivende")
        ImportRow.objects.filter(line=3).update(candidate_ids=[case.person.pk, other.pk])
    _removed(case, monkeypatch)
    with acting_as(system_actor(home)):
        assert ImportRow.objects.get(line=3).candidate_ids == [other.pk]
        assert ImportRow.objects.count() == rows - 2
        assert UnmatchedPerson.objects.get(digest="d").material is None
        assert Participant.objects.filter(pk=other.pk).exists()
    kept = list_row()
    assert (kept.state, kept.path) == ("deleted", "")


def test_neither_search_nor_api_nor_a_list_has_anybody_who_is_restricted_or_removed(
    case: FullCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user(case.municipality, Role.TEAM_LEADER)
    client = Client()
    client.force_login(user)
    addresses = (
        "/sok/?q=Gammelsen", "/deltakere/", "/nir/", f"/deltakere/{case.person.pk}/", "/api/v1/participants/",
        f"/api/v1/participants/{case.person.pk}/", "/api/v1/decisions/", "/api/v1/flags/", "/api/v1/placements/",
    )  # fmt: skip
    assert any(NAME in client.get(address).content.decode() for address in addresses)
    _restricted(case, monkeypatch)
    monkeypatch.undo()
    for gone in (False, True):
        if gone:
            with acting_as(system_actor(case.municipality.pk)):
                RetentionCase.objects.filter(participant=case.person).update(remove_on=dt.date(2026, 1, 1))
            assert remove_cases(case.municipality.pk, _DAY) == 1
        for address in addresses:
            answer = client.get(address).content.decode()
            assert [
                word for word in (NAME, NUMBER, PHONE, str(case.person.pk)) if word in answer.replace(address, "")
            ] == [], address
        export = ask_for_list(actor_of(user), "portfolio", "csv", {})
        assert export.job is not None
        assert run_job(export.job.pk)
        _export, blocks = open_list(actor_of(user), export.pk)
        assert NAME not in b"".join(blocks).decode()
