"""The register of organisations over real HTTP: its formats, its faults, and what becomes of employers and jobs."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import RuleRefused
from agencies.models import Agency, Role
from employers.models import Employer, Industry, Placement
from employers.operations.employers import merge_employers, register_employer, search_register
from employers.operations.placements import end_placement
from employers.operations.register_snapshots import EMPLOYER_TROUBLE, refresh_employers
from employers.operations.trouble import see_trouble
from employers.register import client
from employers.register.client import RegisterUnavailable
from integration.demo.enterprise_register import Register, deleted, main_unit, sub_unit
from participants.models import Deadline
from tests.employers.jobs import make_job
from tests.employers.register.servers import answering, as_json, nobody_listens, running_register
from tests.programmes.measures.agreements import make_agreement
from tests.world import make_actor, make_municipality, make_person

BAKERY, CAFE, MAIN, GONE, UNKNOWN = "310000019", "312345676", "330000015", "320000009", "320000017"


@pytest.fixture
def register() -> Register:
    """A bakery under a main unit, a café that publishes no number of employees, and a unit that is gone."""
    bakery = sub_unit(BAKERY, "KRINKELKROKEN BAKERI AS AVD VÅGEN", "4601", "10.710", 12) | {"overordnetEnhet": MAIN}
    cafe = sub_unit(CAFE, "KAFFEBRENNERIET AVD TORGET", "4601", "56.101", None)
    gone = deleted(GONE, "NEDLAGT KIOSK", "2025-03-31")
    return Register({BAKERY: bakery, CAFE: cafe, GONE: gone}, {MAIN: main_unit(MAIN, "KRINKELKROKEN BAKERI AS")})


@pytest.fixture
def asked(register: Register, settings: Any) -> Iterator[Register]:
    """The register, running, and this installation asking it."""
    with running_register(register) as address:
        settings.ENTERPRISE_REGISTER_URL = address
        yield register


def test_a_sub_unit_is_read_with_its_place_industry_and_parent(asked: Register) -> None:
    unit = client.look_up(BAKERY)
    assert unit is not None
    assert (unit.name, unit.industry_code, unit.employees, unit.parent_number) == (
        "KRINKELKROKEN BAKERI AS AVD VÅGEN", "10.710", 12, MAIN,
    )  # fmt: skip
    assert (unit.postal_code, unit.postal_town, unit.municipality_number) == ("5003", "BERGEN", "4601")
    assert unit.is_sub_unit
    assert (unit.is_bankrupt, unit.is_winding_up, unit.deleted_on) == (False, False, None)


def test_the_number_of_employees_is_empty_and_not_zero_where_it_is_not_published(asked: Register) -> None:
    unit = client.look_up(CAFE)
    assert unit is not None
    assert unit.employees is None


def test_what_the_register_does_not_know_is_none(asked: Register) -> None:
    assert client.look_up(UNKNOWN) is None
    assert client.look_up("123456789") is None


def test_a_deleted_unit_answers_200_and_is_told_by_its_date(asked: Register) -> None:
    unit = client.look_up(GONE)
    assert unit is not None
    assert unit.deleted_on == dt.date(2025, 3, 31)


def test_bankruptcy_stands_on_the_main_unit_and_counts_for_the_workplace(asked: Register) -> None:
    asked.main_units[MAIN] = main_unit(MAIN, "KRINKELKROKEN BAKERI AS", konkurs=True)
    unit = client.look_up(BAKERY)
    assert unit is not None
    assert unit.is_bankrupt


def test_a_search_finds_by_words_and_an_empty_one_has_no_embedded_part(asked: Register) -> None:
    assert [unit.organisation_number for unit in client.search("krinkelkroken vågen")] == [BAKERY]
    assert client.search("finnes ikke") == []
    # Whoever is gone is not found.
    assert client.search("nedlagt") == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (503, b"<html>"),
        (429, b"{}"),
        (302, b""),
        (200, b"<html>not json"),
        (200, as_json([])),
        (200, as_json({"navn": "Uten nummer"})),
        (200, as_json({"organisasjonsnummer": CAFE, "navn": "X", "slettedato": "i går"})),
    ],
)
def test_every_fault_of_the_line_is_the_register_being_away(settings: Any, status: int, body: bytes) -> None:
    with answering(lambda: (status, body)) as address:
        settings.ENTERPRISE_REGISTER_URL = address
        with pytest.raises(RegisterUnavailable):
            client.look_up(CAFE)


def test_nobody_waits_for_a_register_that_does_not_answer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", (0.2, 0.2))
    with answering(lambda: (200, b"{}"), after=0.6) as address:
        settings.ENTERPRISE_REGISTER_URL = address
        with pytest.raises(RegisterUnavailable):
            client.look_up(CAFE)
    settings.ENTERPRISE_REGISTER_URL = nobody_listens()
    with pytest.raises(RegisterUnavailable):
        client.look_up(CAFE)
    assert search_register("bakeri") == []


@pytest.mark.django_db
def test_an_employer_gets_the_registers_word_and_the_time_of_it(asked: Register, municipality: Agency) -> None:
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    employer = register_employer(actor, organisation_number="310 000 019", name="Noe annet")
    assert (employer.name, employer.employees) == ("KRINKELKROKEN BAKERI AS AVD VÅGEN", 12)
    assert (employer.register_snapshot or {})["parent_number"] == MAIN
    assert employer.fetched_at is not None
    assert Industry.objects.search("bakervarer", timezone.localdate()).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "code"), [(GONE, "unit_deleted"), (MAIN, "unit_is_main"), (UNKNOWN, "unit_unknown")]
)
def test_units_that_cannot_be_employers_are_refused(
    asked: Register, municipality: Agency, number: str, code: str
) -> None:
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(RuleRefused) as refused:
        register_employer(actor, organisation_number=number, name="Noe")
    assert [refusal.code for refusal in refused.value.refusals] == [code]
    assert not Employer.objects.filter(organisation_number=number).exists()


@pytest.mark.django_db
def test_when_the_register_is_away_the_name_is_what_was_written_and_the_night_asks_again(
    register: Register, settings: Any, municipality: Agency
) -> None:
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    settings.ENTERPRISE_REGISTER_URL = nobody_listens()
    employer = register_employer(actor, organisation_number=BAKERY, name="Bakeriet")
    assert (employer.name, employer.fetched_at) == ("Bakeriet", None)
    assert refresh_employers([municipality.pk]) == 0
    with running_register(register) as address:
        settings.ENTERPRISE_REGISTER_URL = address
        assert refresh_employers([municipality.pk]) == 1
        # What was asked just now is not asked again.
        assert refresh_employers([municipality.pk]) == 0
    employer.refresh_from_db()
    assert employer.name == "KRINKELKROKEN BAKERI AS AVD VÅGEN"


@pytest.mark.django_db
def test_bankruptcy_during_a_job_raises_a_duty_once_and_it_goes_when_it_is_seen_to_or_over(
    asked: Register, municipality: Agency
) -> None:
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    bakery = register_employer(actor, organisation_number=BAKERY)
    today = timezone.localdate()
    begun = today - dt.timedelta(days=40)
    seen, over = (
        make_job(make_person(municipality), actor, employer_id=bakery.pk, first_day=begun) for _each in range(2)
    )
    make_job(make_person(municipality), actor, employer_id=bakery.pk, first_day=begun, last_day=begun)
    measure = make_agreement(
        make_person(municipality), organisation_number=BAKERY, first_day=begun, last_day=today + dt.timedelta(days=60)
    )
    voss = make_municipality("Voss")
    asked.main_units[MAIN] = main_unit(MAIN, "KRINKELKROKEN BAKERI AS", under_avvikling=True)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    refresh_employers([municipality.pk, voss.pk], tomorrow)
    with acting_as(system_actor(municipality.pk)):
        duties = Deadline.objects.filter(kind=EMPLOYER_TROUBLE)
        assert set(duties.open().values_list("subject_id", flat=True)) == {seen.pk, over.pk, measure.pk}
        due = {row.subject_id: row.due_on for row in duties}
        duty = duties.get(subject_id=seen.pk)
    see_trouble(actor, duty.pk, note="Bobestyreren driver videre.")
    end_placement(actor, over.pk, last_day=today)
    refresh_employers([municipality.pk], tomorrow + dt.timedelta(days=2))
    with acting_as(system_actor(municipality.pk)):
        assert list(duties.open().values_list("subject_id", flat=True)) == [measure.pk]
        assert {row.subject_id: row.due_on for row in duties} == due


@pytest.mark.django_db
def test_doubles_are_merged_and_the_number_of_the_merged_leads_to_the_kept(municipality: Agency) -> None:
    actor = make_actor(municipality, Role.PROGRAMME_ADVISER)
    kept, merged = (register_employer(actor, organisation_number=n, name="Bakeriet") for n in (BAKERY, CAFE))
    job = make_job(make_person(municipality), actor, employer_id=merged.pk)
    merge_employers(actor, kept.pk, merged_id=merged.pk)
    with acting_as(actor):
        assert Placement.objects.get(pk=job.pk).employer_id == kept.pk
    assert register_employer(actor, organisation_number=CAFE, name="Igjen") == kept
    with pytest.raises(RuleRefused):
        merge_employers(actor, kept.pk, merged_id=kept.pk)


@pytest.mark.django_db
def test_bankruptcy_of_the_kept_is_a_duty_of_what_still_stands_with_the_merged(
    asked: Register, municipality: Agency
) -> None:
    actor, voss = make_actor(municipality, Role.PROGRAMME_ADVISER), make_municipality("Voss")
    kept, merged = (register_employer(actor, organisation_number=number) for number in (BAKERY, CAFE))
    begun = timezone.localdate() - dt.timedelta(days=40)
    mine, theirs = (
        make_job(make_person(agency), employer_id=merged.pk, first_day=begun) for agency in (municipality, voss)
    )
    agreed = make_agreement(
        make_person(voss), organisation_number=CAFE, first_day=begun, last_day=begun + dt.timedelta(days=100)
    )
    merge_employers(actor, kept.pk, merged_id=merged.pk)

    def due(agency: Agency) -> set[object]:
        with acting_as(system_actor(agency.pk)):
            return set(Deadline.objects.filter(kind=EMPLOYER_TROUBLE).open().values_list("subject_id", flat=True))

    tomorrow = timezone.now() + dt.timedelta(days=1)
    refresh_employers([municipality.pk, voss.pk], tomorrow)
    assert (due(municipality), due(voss)) == (set(), set())
    asked.main_units[MAIN] = main_unit(MAIN, "KRINKELKROKEN BAKERI AS", konkurs=True)
    refresh_employers([municipality.pk, voss.pk], tomorrow + dt.timedelta(days=1))
    assert (due(municipality), due(voss)) == ({mine.pk}, {theirs.pk, agreed.pk})
    asked.main_units[MAIN] = main_unit(MAIN, "KRINKELKROKEN BAKERI AS")
    refresh_employers([municipality.pk, voss.pk], tomorrow + dt.timedelta(days=2))
    assert (due(municipality), due(voss)) == (set(), set())
