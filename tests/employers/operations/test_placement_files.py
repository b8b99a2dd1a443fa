"""Jobs from a file: every row is looked at, only good ones are logged, and a file that comes again logs nothing."""

import datetime as dt

import pytest

from agencies.access import acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from employers.models import Placement
from employers.operations.placement_files import log_rows, read_placements
from tests.employers.jobs import make_employer
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db

DUF, THEIRS = "209900000103", "209900000208"
HEADINGS = "Nummer;Organisasjonsnummer;Arbeidsgiver;Yrke;Form;Prosent;Første dag;Siste dag"


def _file(*rows: str) -> bytes:
    return "\n".join([HEADINGS, *rows]).encode("utf-8-sig")


def test_good_rows_are_logged_and_faulty_ones_say_why(municipality: Agency) -> None:
    person = make_person(municipality, numbers=(("duf", DUF),))
    make_person(make_municipality("Voss"), numbers=(("duf", THEIRS),))
    bakery = make_employer()
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    rows = read_placements(
        actor,
        _file(
            f"{DUF};{bakery.organisation_number};;7512;Fast ansettelse;80 %;01.11.2026;",
            f"{DUF};310000019;Ny AS;5131;midlertidig;50,5;2026-10-01;31.12.2026",
            f"{DUF};310000018;Feil AS;5131;fast;50;01.10.2026;",
            f"{DUF};310000019;Ny AS;0;;150;32.10.2026;",
            f"{THEIRS};310000019;Ny AS;5131;fast;50;01.10.2026;",
        ),
    )
    assert [bool(row.faults) for row in rows] == [False, False, True, True, True]
    assert "kontrollsiffer" in rows[2].faults[0]
    assert rows[4].person == ""
    assert not any(DUF in str(row) for row in rows)
    assert log_rows(actor, rows) == 2
    with acting_as(actor):
        found = Placement.objects.filter(participant=person).order_by("first_day")
        assert [(str(job.percent), job.form, job.last_day) for job in found] == [
            ("50.50", "temporary", dt.date(2026, 12, 31)), ("80.00", "permanent", None),
        ]  # fmt: skip
    again = read_placements(actor, _file(f"{DUF};{bakery.organisation_number};;7512;fast;80;01.11.2026;"))
    assert "allerede registrert" in again[0].faults[0]


@pytest.mark.parametrize("content", [b"", b"Navn;Adresse\nA;B", b"\x00\x01\x02"])
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(municipality: Agency, content: bytes) -> None:
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(RuleRefused) as refused:
        read_placements(actor, content)
    assert refused.value.refusals[0].field == "file"


def test_whoever_may_not_log_jobs_may_not_look_at_a_file(municipality: Agency) -> None:
    with pytest.raises(NotPermitted):
        read_placements(make_actor(municipality, Role.ENROLMENT_OFFICER), _file())
