"""The commit: all or nothing, nobody twice, and what a list says of people who are known."""

import datetime as dt
import threading
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, JobState, Role
from agencies.operations.jobs import run_job
from participants.arrivals.matching import KnownPerson
from participants.models import (
    BatchState,
    CaseEvent,
    Confidentiality,
    IdentityNumber,
    ImportRow,
    Intake,
    NamedAccess,
    Participant,
)
from participants.operations.importing import committing
from participants.operations.importing.deciding import decide_row, prepare_commit, request_commit
from participants.operations.importing.known import known_people
from tests.participants.imports.lists import (
    arrival,
    as_csv,
    bergen,
    commit,
    d_number,
    duf,
    job_of,
    national_id,
    officer,
    reload,
    rows_of,
    run_raw,
    run_step,
    upload,
)
from tests.queues import change_job
from tests.world import make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db
BORN = "04.05.1985"


def people_in(municipality: Agency) -> list[Participant]:
    with acting_as(system_actor(municipality.pk)):
        return list(Participant.objects.filter(municipality=municipality).order_by("created_at", "id"))


def numbers_in(municipality: Agency) -> list[tuple[str, dt.date | None]]:
    with acting_as(system_actor(municipality.pk)):
        rows = IdentityNumber.objects.filter(municipality=municipality).order_by("created_at", "id")
        return list(rows.values_list("kind", "valid_to"))


def events_in(municipality: Agency, kind: str) -> int:
    with acting_as(system_actor(municipality.pk)):
        return CaseEvent.objects.filter(municipality=municipality, kind=kind).count()


def swapped_pair() -> bytes:
    return as_csv(
        arrival(1, given_name="Boleslav", family_name="Shevchenko"),
        arrival(1, given_name="Shevchenko", family_name="Boleslav"),
    )


def test_nothing_is_left_of_a_commit_that_breaks_off_and_the_next_completes_it():
    municipality = bergen()
    actor = officer(municipality)
    batch = upload(actor, as_csv(*(arrival(number) for number in range(6))))
    prepare_commit(actor, batch.pk, intake=Intake.NEW)
    request_commit(actor, batch.pk)
    with (
        patch.object(committing, "_CHUNK", 2),
        patch.object(committing, "_link", side_effect=RuntimeError("killed")),
    ):
        job = run_step(reload(actor, batch))
    assert (job.state, job.error) == (JobState.FAILED, "RuntimeError")
    batch = reload(actor, batch)
    assert batch.is_stuck
    assert batch.raw is not None
    assert people_in(municipality) == []
    assert events_in(municipality, "enrolled") == 0

    run_step(request_commit(actor, batch.pk))
    assert reload(actor, batch).state == BatchState.COMMITTED
    assert len(people_in(municipality)) == 6


def test_a_step_that_was_asked_for_twice_enrols_nobody_twice():
    municipality = bergen()
    actor = officer(municipality)
    batch = commit(actor, upload(actor, as_csv(arrival(1), arrival(2))))
    run_raw(batch)
    change_job(job_of(batch), state=JobState.QUEUED, lease_until=None)
    assert run_job(job_of(batch))
    assert len(people_in(municipality)) == 2
    with pytest.raises(RuleRefused) as refused:
        request_commit(actor, batch.pk)
    assert refused.value.refusals[0].code == "already_committed"


def test_who_became_known_since_the_preview_is_known():
    municipality = bergen()
    actor = officer(municipality)
    first, second = (upload(actor, as_csv(arrival_of)) for arrival_of in [arrival(1)] * 2)
    assert (first.counts["new"], second.counts["new"]) == (1, 1)
    commit(actor, first)
    second = commit(actor, second)
    assert (second.counts["enrolled"], second.counts["linked"]) == (0, 1)
    assert len(people_in(municipality)) == 1
    [row] = rows_of(actor, second)
    assert row.category == "known"
    assert row.participant_id == people_in(municipality)[0].pk


def test_somebody_enrolled_by_hand_in_the_same_moment_is_met_by_trying_anew():
    municipality = bergen()
    actor = officer(municipality)
    number = duf()
    batch = upload(actor, as_csv(arrival(1, duf=number)))
    prepare_commit(actor, batch.pk, intake=Intake.NEW)
    request_commit(actor, batch.pk)
    before = _known(municipality)
    make_person(municipality, numbers=(("duf", number),), given_name="Boleslav", family_name="Shevchenko")
    with (
        patch.object(committing, "known_people", side_effect=[before, _known(municipality)]),
        patch.object(committing, "numbers_taken", return_value=set()),
    ):
        job = run_step(reload(actor, batch))
    assert job.state == JobState.SUCCEEDED
    assert len(people_in(municipality)) == 1
    assert reload(actor, batch).counts["enrolled"] == 0
    assert [kind for kind, _valid_to in numbers_in(municipality)] == ["duf"]


def _known(municipality: Agency) -> list[KnownPerson]:
    with acting_as(system_actor(municipality.pk)):
        return list(known_people(municipality.pk))


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_people_committed_at_once_enrol_each_once():
    municipality = bergen()
    actor = officer(municipality)
    data = as_csv(*(arrival(number, duf="") for number in range(30)))
    batches = [upload(actor, data) for _ in range(2)]
    for batch in batches:
        prepare_commit(actor, batch.pk, intake=Intake.NEW)
        request_commit(actor, batch.pk)
    jobs = [job_of(reload(actor, batch)) for batch in batches]
    start = threading.Barrier(2)

    def work(job_id: UUID) -> None:
        start.wait()
        run_job(job_id)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(job_id,)) for job_id in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [reload(actor, batch) for batch in batches]
    assert {batch.state for batch in done} == {BatchState.COMMITTED}
    assert sum(batch.counts["enrolled"] for batch in done) == 30
    assert len(people_in(municipality)) == 30


def test_the_intake_is_asked_for_and_given_to_everybody():
    municipality = bergen()
    actor = officer(municipality)
    batch = upload(actor, as_csv(arrival(1), arrival(2)))
    with pytest.raises(RuleRefused) as refused:
        request_commit(actor, batch.pk)
    assert refused.value.refusals[0].field == "intake"
    commit(actor, batch, Intake.IN_PROGRAMME_ELSEWHERE)
    assert {person.intake for person in people_in(municipality)} == {Intake.IN_PROGRAMME_ELSEWHERE}


def test_undecided_rows_are_left_and_stay_undecided_when_the_file_comes_again():
    municipality = bergen()
    actor = officer(municipality)
    data = swapped_pair()
    batch = commit(actor, upload(actor, data))
    assert len(people_in(municipality)) == 1
    again = upload(actor, data)
    assert (again.counts["known"], again.counts["possible_duplicate"]) == (1, 1)
    [row] = rows_of(actor, again, category="possible_duplicate")
    assert row.matched_id == people_in(municipality)[0].pk
    assert row.decision == ""
    assert commit(actor, again).counts["enrolled"] == 0
    [left] = rows_of(actor, batch, category="possible_duplicate")
    assert left.participant_id is None


@pytest.mark.parametrize(("decision", "line", "people"), [("same", 2, 1), ("new", None, 2)])
def test_a_decision_is_carried_out_also_after_the_rest_was_committed(decision, line, people):
    municipality = bergen()
    actor = officer(municipality)
    batch = commit(actor, upload(actor, swapped_pair()))
    [row] = rows_of(actor, batch, category="possible_duplicate")
    decide_row(actor, row.pk, decision=decision, line=line)
    run_step(request_commit(actor, batch.pk))
    assert len(people_in(municipality)) == people
    assert len(numbers_in(municipality)) == 2, "the number of the other row is kept either way"
    [row] = rows_of(actor, batch, category="possible_duplicate")
    assert row.participant_id is not None
    with pytest.raises(RuleRefused):
        decide_row(actor, row.pk, decision="")


def test_a_decision_counts_only_for_those_who_were_seen():
    municipality = bergen()
    actor = officer(municipality)
    make_person(municipality, given_name="Boleslav", family_name="Shevchenko", birth_date=dt.date(1985, 5, 4))
    batch = upload(actor, as_csv(arrival(1, given_name="Shevchenko", family_name="Boleslav", birth_date=BORN, duf="")))
    [row] = rows_of(actor, batch)
    decide_row(actor, row.pk, decision="new")
    make_person(municipality, given_name="Schevchenko", family_name="Boleslav", birth_date=dt.date(1985, 5, 4))
    batch = commit(actor, batch)
    [row] = rows_of(actor, batch)
    assert (row.participant_id, row.decision, len(row.candidate_ids)) == (None, "", 2)


def test_another_person_with_the_same_number_is_enrolled_without_it():
    municipality = bergen()
    actor = officer(municipality)
    number = duf()
    batch = upload(
        actor,
        as_csv(
            arrival(1, duf=number, given_name="Tirhas", family_name="Woldegiorgis", birth_date=BORN),
            arrival(2, duf=number, given_name="Kwame", family_name="Osei", birth_date="01.01.1990"),
        ),
    )
    [row] = rows_of(actor, batch, category="possible_duplicate")
    assert row.match_reasons == ["same_number_other_person"]
    decide_row(actor, row.pk, decision="new")
    commit(actor, batch)
    assert len(people_in(municipality)) == 2
    assert len(numbers_in(municipality)) == 1


def test_a_national_number_follows_the_d_number_which_is_kept():
    municipality = bergen()
    actor = officer(municipality)
    number, first, second = duf(), d_number(4, 5, 1985), national_id(4, 5, 1985)
    commit(actor, upload(actor, as_csv(arrival(1, duf=number, national_number=first, birth_date=BORN))))
    batch = upload(actor, as_csv(arrival(1, duf=number, national_number=second, birth_date=BORN)))
    batch = commit(actor, batch)
    assert (batch.counts["enrolled"], batch.counts["linked"]) == (0, 1)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    standing = dict(numbers_in(municipality))
    assert standing["duf"] is None
    assert standing["national_id"] is None
    assert standing["d_number"] == max(yesterday, dt.date(2026, 10, 1))
    assert events_in(municipality, "numbers_added") == 1
    commit(actor, upload(actor, as_csv(arrival(1, duf=number, national_number=first, birth_date=BORN))))
    assert events_in(municipality, "numbers_added") == 1


def test_other_facts_of_a_known_person_are_shown_and_not_written_over():
    municipality = bergen()
    actor = officer(municipality)
    number = duf()
    commit(actor, upload(actor, as_csv(arrival(1, duf=number, birth_date=BORN, phone=""))))
    batch = upload(actor, as_csv(arrival(1, duf=number, birth_date=BORN, settled_on="02.11.2026", phone="99 88 77 66")))
    [row] = rows_of(actor, batch)
    found = {finding["column"]: finding for finding in row.findings if finding["code"].endswith("_case")}
    assert found["settled_on"]["text"].startswith("Saken har «01.10.2026», raden sier «02.11.2026».")
    assert found["phone"]["code"] == "missing_on_case"
    commit(actor, batch)
    [person] = people_in(municipality)
    assert (person.settled_on, person.phone) == (dt.date(2026, 10, 1), "")


def test_a_repeat_that_carries_protection_raises_it_and_names_people():
    municipality = bergen()
    actor, other = officer(municipality), make_user(municipality, Role.PROGRAMME_ADVISER)
    stranger = officer(municipality)
    number = duf()
    commit(actor, upload(actor, as_csv(arrival(1, duf=number))))
    batch = upload(actor, as_csv(arrival(1, duf=number, address_protection="6")))
    assert batch.counts["protected_known"] == 1
    assert rows_of(actor, batch) == []
    prepare_commit(actor, batch.pk, intake=Intake.NEW, named_user_ids=[other.pk])
    run_step(request_commit(actor, batch.pk))
    [person] = people_in(municipality)
    assert person.confidentiality == Confidentiality.STRICTLY_CONFIDENTIAL
    with acting_as(system_actor(municipality.pk)):
        assert set(NamedAccess.objects.values_list("user_id", flat=True)) == {actor.user_id, other.pk}
        assert not ImportRow.objects.filter(batch=batch).exclude(parsed={}).exists(), "no copy stays in the list"
    assert events_in(municipality, "protection_raised") == 1
    with acting_as(stranger):
        assert not Participant.objects.visible_to(stranger).exists()
        assert not ImportRow.objects.filter(participant=person).exists()


def test_a_lower_protection_in_a_list_never_lowers_it():
    municipality = bergen()
    actor = officer(municipality)
    number = duf()
    commit(actor, upload(actor, as_csv(arrival(1, duf=number, address_protection="6"))))
    commit(actor, upload(actor, as_csv(arrival(1, duf=number, address_protection="7"))))
    assert people_in(municipality)[0].confidentiality == Confidentiality.STRICTLY_CONFIDENTIAL


def test_only_staff_who_work_with_cases_can_be_named():
    municipality = bergen()
    actor = officer(municipality)
    batch = upload(actor, as_csv(arrival(1, address_protection="7")))
    for agency, role in ((municipality, Role.ADMINISTRATOR), (make_municipality("Voss"), Role.TEAM_LEADER)):
        with pytest.raises(RuleRefused) as refused:
            prepare_commit(actor, batch.pk, named_user_ids=[make_user(agency, role).pk])
        assert refused.value.refusals[0].code == "not_available"


def test_a_row_about_a_protected_person_does_not_tell_of_them():
    municipality = bergen()
    actor = officer(municipality)
    number = duf()
    make_person(
        municipality, given_name="Boleslav", family_name="Shevchenko", birth_date=dt.date(1985, 5, 4),
        confidentiality=6, numbers=(("duf", number),),
    )  # fmt: skip
    batch = upload(
        actor,
        as_csv(
            arrival(1, duf=number, given_name="Boleslav", family_name="Shevchenko", birth_date=BORN),
            arrival(1, given_name="Shevchenko", family_name="Boleslav", birth_date=BORN),
        ),
    )
    assert rows_of(actor, batch) == []
    assert batch.counts["protected"] == 2
    with acting_as(actor):
        assert not ImportRow.objects.exists(), "row-level security says the same"


def test_two_municipalities_have_the_same_person_each_for_themselves():
    home, elsewhere = bergen(), make_municipality("Oslo", "0301")
    number = duf()
    commit(officer(home), upload(officer(home), as_csv(arrival(1, duf=number))))
    actor = officer(elsewhere)
    batch = commit(actor, upload(actor, as_csv(arrival(1, duf=number, municipality="301"))))
    assert batch.counts["enrolled"] == 1
    assert len(people_in(home)) == len(people_in(elsewhere)) == 1


def test_a_thousand_people_take_a_few_statements():
    municipality = bergen()
    actor = officer(municipality)
    few, many = (
        upload(actor, as_csv(*(arrival(number + start) for number in range(n)))) for n, start in ((10, 0), (400, 1000))
    )
    counts = []
    for batch in (few, many):
        prepare_commit(actor, batch.pk, intake=Intake.NEW)
        request_commit(actor, batch.pk)
        with CaptureQueriesContext(connection) as captured:
            run_raw(reload(actor, batch))
        counts.append(len(captured))
    assert reload(actor, many).counts["enrolled"] == 400
    assert counts[1] <= counts[0] + 2


def test_files_are_sealed_and_deleted_with_the_commit():
    actor = officer(bergen())
    data = as_csv(arrival(1, given_name="Sjelden"))
    batch = upload(actor, data)
    assert batch.raw is not None
    assert b"Sjelden" not in bytes(batch.raw)
    assert commit(actor, batch).raw is None


def test_undecided_and_faulty_rows_lose_nothing_in_a_commit():
    actor = officer(bergen())
    batch = upload(actor, swapped_pair() + as_csv(arrival(3, birth_date="31.02.1990")).split(b"\n", 1)[1])
    batch = commit(actor, batch)
    [faulty] = rows_of(actor, batch, category="faulty")
    [undecided] = rows_of(actor, batch, category="possible_duplicate")
    assert faulty.raw["cells"]
    assert undecided.parsed
