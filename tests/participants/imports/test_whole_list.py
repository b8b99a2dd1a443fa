"""The real list: 1,200 rows with the dirt of real ones, from file to people."""

import pytest

from agencies.access import acting_as
from agencies.actors import system_actor
from participants.arrivals.findings import RULES
from participants.models import (
    BatchState,
    CaseEvent,
    Deadline,
    IdentityNumber,
    ImportBatch,
    ImportRow,
    NamedAccess,
    Participant,
    ResidencePermit,
    RowCategory,
)
from tests.participants.imports.lists import CSV, XLSX, bergen, commit, officer, rows_of, upload

pytestmark = pytest.mark.django_db

EXPECTED = {
    "total": 1200,
    "new": 1007,
    "known": 43,
    "possible_duplicate": 15,
    "other_municipality": 87,
    "faulty": 48,
    "protected": 47,
    "protected_new": 39,
    "protected_known": 2,
    "protected_possible_duplicate": 2,
    "protected_other_municipality": 2,
    "protected_faulty": 2,
}


@pytest.mark.parametrize("path", [CSV, XLSX], ids=["csv", "xlsx"])
def test_the_preview_counts_every_row_once(path):
    actor = officer(bergen())
    batch = upload(actor, path.read_bytes(), path.name)
    assert batch.state == BatchState.PREVIEW
    assert batch.counts == EXPECTED
    known = rows_of(actor, batch, category=RowCategory.KNOWN)
    with acting_as(system_actor(batch.municipality_id)):
        reasons = list(ImportRow.objects.filter(batch=batch, category="known").values_list("match_reasons", flat=True))
    assert len(known) == 41
    assert reasons.count(["same_number"]) == 25
    assert reasons.count(["identical_without_number"]) == 18


def test_csv_and_spreadsheet_say_the_same_of_every_row():
    actor = officer(bergen())
    as_csv, as_xlsx = upload(actor, CSV.read_bytes()), upload(actor, XLSX.read_bytes())
    with acting_as(system_actor(as_csv.municipality_id)):
        # Not the line: a blank line in the text file is none in the spreadsheet.
        fields = ("category", "is_protected", "parsed", "match_reasons")
        rows = [list(ImportRow.objects.filter(batch=batch).values(*fields)) for batch in (as_csv, as_xlsx)]
    assert len(rows[0]) == 1200
    assert rows[0] == rows[1]


def test_every_faulty_row_says_what_stops_it_and_where():
    actor = officer(bergen())
    batch = upload(actor, CSV.read_bytes())
    rows = rows_of(actor, batch, category=RowCategory.FAULTY)
    assert len(rows) == 46
    for row in rows:
        faults = [finding for finding in row.findings if finding["severity"] == "error"]
        assert faults, row.line
        assert all(fault["text"] and fault["heading"] and fault["code"] in RULES for fault in faults)
    hidden = [notice for notice in batch.notices if notice["code"] == "protected_fault"]
    assert len({notice["line"] for notice in hidden}) == 2
    assert all(notice["heading"] for notice in hidden)


def test_the_commit_enrols_every_valid_row_once_and_the_same_file_again_brings_nothing_new():
    actor = officer(bergen())
    batch = commit(actor, upload(actor, CSV.read_bytes()))
    assert batch.state == BatchState.COMMITTED
    assert batch.counts["enrolled"] == 1007
    assert batch.counts["linked"] == 43
    with acting_as(system_actor(batch.municipality_id)):
        assert Participant.objects.count() == 1007
        assert Participant.objects.filter(confidentiality__gt=0).count() == 39
        assert NamedAccess.objects.count() == 39
        assert ImportRow.objects.filter(batch=batch, participant__isnull=False).count() == 1050
        assert CaseEvent.objects.filter(kind="enrolled", actor_id=actor.user_id).count() == 1007
        assert ResidencePermit.objects.count() == 1007
        assert Deadline.objects.filter(kind="programme_start").exists()
        people, numbers = Participant.objects.count(), IdentityNumber.objects.count()
        assert not ImportBatch.objects.filter(raw__isnull=False).exists()

    again = upload(actor, CSV.read_bytes())
    assert (again.counts["new"], again.counts["known"], again.counts["possible_duplicate"]) == (0, 1050, 15)
    again = commit(actor, again)
    assert again.counts["enrolled"] == 0
    with acting_as(system_actor(batch.municipality_id)):
        assert (Participant.objects.count(), IdentityNumber.objects.count()) == (people, numbers)
        assert not CaseEvent.objects.exclude(kind__in=["enrolled", "numbers_added"]).exists()


def test_the_spreadsheet_after_the_text_file_brings_nothing_new():
    actor = officer(bergen())
    commit(actor, upload(actor, CSV.read_bytes()))
    again = upload(actor, XLSX.read_bytes())
    assert (again.counts["new"], again.counts["known"], again.counts["possible_duplicate"]) == (0, 1050, 15)
