"""Checking, correcting, choosing columns, clearing away."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Role
from participants.models import BatchState, ImportBatch, ImportRow
from participants.operations.importing import uploading
from participants.operations.importing.corrections import faulty_rows_file
from participants.operations.importing.deciding import decide_row, prepare_commit
from participants.operations.importing.mapping import samples_of
from participants.operations.importing.retention import KEPT, purge_raw_input
from participants.operations.importing.uploading import check_again, upload_list
from tests.participants.imports.lists import (
    CSV,
    arrival,
    as_csv,
    bergen,
    commit,
    officer,
    reload,
    rows_of,
    run_raw,
    run_step,
    upload,
)
from tests.world import make_actor, make_municipality, make_user

pytestmark = pytest.mark.django_db


def test_faulty_rows_are_downloaded_corrected_and_are_the_only_new_ones():
    actor = officer(bergen())
    good = [arrival(number) for number in range(3)]
    batch = commit(actor, upload(actor, as_csv(*good, arrival(7, birth_date="31.02.1990"))))
    assert batch.counts["enrolled"] == 3
    text = faulty_rows_file(actor, batch.pk).decode("utf-8-sig")
    assert "Fødselsdato: «31.02.1990» er ikke en dato som finnes." in text
    corrected = upload(actor, text.replace(";31.02.1990;", ";28.02.1990;").encode(), "rettet.csv")
    assert (corrected.counts["total"], corrected.counts["new"], corrected.counts["faulty"]) == (1, 1, 0)
    assert commit(actor, corrected).counts["enrolled"] == 1


def test_the_faulty_rows_of_the_whole_list_come_back_as_they_were():
    actor = officer(bergen())
    first = upload(actor, CSV.read_bytes())
    again = upload(actor, faulty_rows_file(actor, first.pk), "feilrader.csv")
    assert (again.counts["faulty"], again.counts["total"]) == (46, 46)
    cells = [[row.raw["cells"][:20] for row in rows_of(actor, batch, category="faulty")] for batch in (first, again)]
    assert cells[0] == cells[1]


def test_checking_may_be_killed_and_started_again():
    actor = officer(bergen())
    batch = upload(actor, as_csv(arrival(1), arrival(2)))
    with acting_as(actor):
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.CHECKING)
    run_raw(batch)
    assert reload(actor, batch).state == BatchState.PREVIEW
    with acting_as(system_actor(batch.municipality_id)):
        assert ImportRow.objects.filter(batch=batch).count() == 2


def test_a_step_that_was_relieved_by_another_writes_nothing():
    actor = officer(bergen())
    batch = upload(actor, as_csv(arrival(1)))
    newer = check_again(actor, batch.pk)
    old = ImportBatch(pk=batch.pk, job_id=batch.job_id)
    run_raw(old)
    assert reload(actor, batch).state == BatchState.UPLOADED
    run_step(newer)
    assert reload(actor, batch).state == BatchState.PREVIEW


def test_samples_do_not_tell_who_is_who():
    actor = officer(bergen())
    rows = [
        arrival(1, family_name="Aasen", given_name="Zara"),
        arrival(2, family_name="Zahl", given_name="Abel"),
        arrival(3, family_name="Hemmelig", given_name="Hemmelig", address_protection="6"),
    ]
    batch = upload(actor, as_csv(*(row | {"Rar": "x"} for row in rows)))
    assert batch.state == BatchState.NEEDS_MAPPING
    with acting_as(actor):
        samples = samples_of(batch)
    assert samples[1] == ["Aasen", "Zahl"]
    assert samples[2] == ["Abel", "Zara"]


def test_who_may_not_import_may_not_upload():
    municipality = bergen()
    for role in (Role.PROGRAMME_ADVISER, Role.TEACHER):
        with pytest.raises(NotPermitted):
            upload_list(make_actor(municipality, role), municipality.pk, filename="a.csv", data=b"x")
    with pytest.raises(NotPermitted):
        upload_list(officer(municipality), make_municipality("Voss").pk, filename="a.csv", data=b"x")


def test_too_large_a_file_is_refused(monkeypatch):
    actor = officer(bergen())
    monkeypatch.setattr(uploading, "MAX_FILE_BYTES", 1024 * 1024)
    with pytest.raises(RuleRefused) as refused:
        upload_list(actor, next(iter(actor.municipality_ids)), filename="a.csv", data=b"x" * (1024 * 1024 + 1))
    assert refused.value.refusals[0].code == "file_too_large"


def test_a_name_with_folders_is_kept_without_them():
    actor = officer(bergen())
    assert upload(actor, as_csv(arrival(1)), "C:\\Users\\kari\\liste.csv").filename == "liste.csv"


def test_a_stale_copy_changes_nothing():
    actor = officer(bergen())
    batch = upload(actor, as_csv(arrival(1)))
    prepare_commit(actor, batch.pk, intake="new", expected_version=batch.version)
    with pytest.raises(StaleVersion):
        prepare_commit(actor, batch.pk, intake="undecided", expected_version=batch.version)
    assert reload(actor, batch).intake == "new"


def test_a_row_that_is_no_possible_duplicate_cannot_be_decided():
    actor = officer(bergen())
    batch = upload(actor, as_csv(arrival(1)))
    [row] = rows_of(actor, batch)
    with pytest.raises(ImportRow.DoesNotExist):
        decide_row(actor, row.pk, decision="same")


def test_after_thirty_days_nothing_about_anybody_is_left_in_a_list():
    actor = officer(bergen())
    batch, recent = upload(actor, as_csv(arrival(1))), upload(actor, as_csv(arrival(2)))
    with acting_as(actor):
        ImportBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - KEPT - dt.timedelta(hours=1))
    assert purge_raw_input() == 1
    assert purge_raw_input() == 0
    old = reload(actor, batch)
    assert old.raw is None
    assert old.counts["new"] == 1
    [row] = rows_of(actor, batch)
    assert (row.raw, row.parsed, row.findings) == ({}, {}, [])
    assert reload(actor, recent).raw is not None
    with pytest.raises(RuleRefused):
        check_again(actor, batch.pk)


def test_a_district_takes_the_people_of_its_municipality():
    from agencies.models import Agency, AgencyKind

    oslo = make_municipality("Oslo", "0301")
    district = Agency.objects.create(kind=AgencyKind.DISTRICT, number="030107", name="Frogner", parent=oslo)
    actor = officer(district)
    assert make_user(district, Role.TEAM_LEADER).pk
    batch = upload(actor, as_csv(arrival(1, municipality="0301"), arrival(2)))
    assert (batch.counts["new"], batch.counts["other_municipality"]) == (1, 1)
