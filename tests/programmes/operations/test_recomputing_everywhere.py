"""End dates recomputed in all municipalities at once, by workers and by the caller."""

import datetime as dt
import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency
from programmes.models import Participation
from programmes.operations import recomputing_everywhere
from programmes.operations.recomputing_everywhere import TASK, recompute_everywhere, recompute_for
from programmes.tasks import check_end_dates
from tests.programmes.absence_facts import make_2026_programme, make_absence
from tests.programmes.awards import stored
from tests.workers import manage, running_worker
from tests.world import make_municipality

pytestmark = pytest.mark.django_db

WRONG = dt.date(2027, 12, 31)


def _drift(municipality: Agency) -> Participation:
    """A programme with eleven days of sickness, whose stored last day somebody moved by hand."""
    programme = make_2026_programme(municipality=municipality)
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-15")
    with acting_as(system_actor(municipality.pk)):
        Participation.objects.filter(pk=programme.pk).update(last_day=WRONG)
    return programme


@pytest.fixture
def places() -> list[Agency]:
    """Three municipalities."""
    return [make_municipality(name) for name in ("Alver", "Bergen", "Voss")]


def test_what_workers_have_taken_is_left_to_them_and_listed_all_the_same(
    places: list[Agency], monkeypatch: pytest.MonkeyPatch
) -> None:
    programmes = [_drift(place) for place in places]
    taken: list[str] = []

    def worker(name: str, args: Any, **_options: Any) -> None:
        assert name == TASK
        run, pk, dry_run = args
        if pk == str(places[2].pk):
            taken.append(pk)
            assert recompute_for(run, UUID(pk), dry_run=dry_run)
            assert not recompute_for(run, UUID(pk), dry_run=dry_run)

    monkeypatch.setattr(current_app, "send_task", worker)
    found = list(recompute_everywhere([place.pk for place in places], dry_run=False))
    assert [drift.participation_id for drift in found] == [programme.pk for programme in programmes]
    assert {drift.computed_last_day for drift in found} == {dt.date(2027, 2, 16)}
    assert taken == [str(places[2].pk)]
    assert {stored(programme).last_day for programme in programmes} == {dt.date(2027, 2, 16)}


def test_without_a_broker_everything_is_done_here(places: list[Agency], monkeypatch: pytest.MonkeyPatch) -> None:
    programme = _drift(places[1])

    def gone(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", gone)
    [drift] = recompute_everywhere([place.pk for place in places], dry_run=True)
    assert (drift.participation_id, drift.differs_in) == (programme.pk, ("last_day",))
    assert stored(programme).last_day == WRONG


def test_a_worker_that_died_leaves_its_municipality_to_the_caller(
    places: list[Agency], monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = _drift(places[2])

    def dies(_name: str, args: Any, **_options: Any) -> None:
        recomputing_everywhere._claim(args[0], UUID(args[1]))

    monkeypatch.setattr(current_app, "send_task", dies)
    monkeypatch.setattr(recomputing_everywhere, "_PATIENCE", 0)
    [drift] = recompute_everywhere([place.pk for place in places], dry_run=False)
    assert drift.participation_id == programme.pk
    assert stored(programme).last_day == dt.date(2027, 2, 16)


def test_the_nightly_check_reports_drift_and_changes_nothing(
    places: list[Agency], caplog: pytest.LogCaptureFixture
) -> None:
    programme = _drift(places[0])
    with caplog.at_level(logging.ERROR, "programmes.tasks"):
        assert check_end_dates(str(places[0].pk)) == 1
        assert check_end_dates(str(places[1].pk)) == 0
    [record] = caplog.records
    assert record.participations == [str(programme.pk)]  # type: ignore[attr-defined]
    assert stored(programme).last_day == WRONG


@pytest.mark.django_db(transaction=True)
def test_the_command_and_a_real_worker_share_the_work(process_environment: dict[str, str], tmp_path: Path) -> None:
    programmes = [_drift(make_municipality(name)) for name in ("Alver", "Bergen", "Voss")]
    with running_worker(process_environment, tmp_path / "worker.log"):
        lines = manage(process_environment, "recompute_end_dates").splitlines()
    assert lines[-1] == "3 put right"
    assert {line.split()[0] for line in lines[:-1]} == {str(programme.pk) for programme in programmes}
    assert {stored(programme).last_day for programme in programmes} == {dt.date(2027, 2, 16)}
