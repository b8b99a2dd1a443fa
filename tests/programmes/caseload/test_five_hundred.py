"""Five hundred running cases with faults, end to end with a real worker; the same file again gives nothing new."""

import time
from pathlib import Path
from uuid import UUID

import pytest
from celery import current_app

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role
from participants.models import BatchState, Participant
from programmes.models import CaseloadImport, CaseloadRow, Participation, RowState, Takeover
from programmes.operations.caseload.uploading import request_takeover, upload_caseload
from tests.programmes.caseload.files import as_csv, running
from tests.workers import running_worker
from tests.world import actor_of, make_municipality, make_user

FAULTS = (
    {"start": "31.02.2026"},
    {"months": "60"},
    {"goal": "?"},
    {"born": "ukjent"},
    {"duf": "1"},
    {"absences": "borte"},
    {"education": ""},
    {"absences": "ferie 02.03.2026-06.03.2026; sykmelding 04.03.2026-10.03.2026"},
    {"protection": "6"},
    {"end": "01.01.2020"},
)


@pytest.mark.exhaustive
@pytest.mark.django_db(transaction=True)
def test_five_hundred_cases_with_faults_are_taken_over_and_a_replay_gives_nothing_new(
    process_environment: dict[str, str], redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    monkeypatch.setattr(current_app.conf, "broker_write_url", queue)
    municipality = make_municipality()
    leader = actor_of(make_user(municipality, Role.TEAM_LEADER))
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    rows = [running(number, adviser=adviser.email if number % 3 else "") for number in range(500)]
    for place in range(50):
        rows[place * 10].update(FAULTS[place % len(FAULTS)])
    for place in range(1, 500, 20):
        rows[place]["end"] = "28.02.2027"
    data, system = as_csv(*rows), system_actor(municipality.pk)
    counted = []
    with running_worker(process_environment, tmp_path / "worker.log"):
        for _time in range(2):
            batch = upload_caseload(leader, municipality.pk, source="Velferd 2000", filename="saker.csv", data=data)
            _wait_for(system, batch.pk, BatchState.PREVIEW)
            with acting_as(system):
                has_ready = CaseloadRow.objects.filter(batch=batch, state=RowState.READY).exists()
            if has_ready:
                request_takeover(leader, batch.pk)
                _wait_for(system, batch.pk, BatchState.COMMITTED)
            with acting_as(system):
                states = {
                    state: CaseloadRow.objects.filter(batch=batch, state=state).count() for state in RowState.values
                }
                counted.append((states, Participant.objects.count(), Participation.objects.count()))
    (first, people, programmes), (second, people_after, programmes_after) = counted
    assert first == {"ready": 0, "faulty": 50, "known": 0, "done": 450}
    assert (people, programmes) == (450, 450)
    assert (people_after, programmes_after) == (450, 450)
    assert second["done"] == 0
    assert second["known"] == 450
    with acting_as(system):
        assert Takeover.objects.filter(confirmed_on__isnull=True).count() == 25
        assert Participation.objects.filter(last_day__year=2027).count() == 450


def _wait_for(system: Actor, batch_id: UUID, state: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with acting_as(system):
            batch = CaseloadImport.objects.select_related("job").get(pk=batch_id)
        assert not batch.is_stuck, batch.job and batch.job.error
        if batch.state == state:
            return
        time.sleep(0.3)
    raise AssertionError(f"not {state} in time")
