"""Absences registered, corrected, voided and documented, and what follows from them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, ChangeRecord, Role
from participants.models import CaseEvent, Deadline
from participants.operations.merging import merge_people
from programmes.absence_facts import facts_of
from programmes.clocks import clock_of
from programmes.models import Absence, Documentation, Participation
from programmes.operations.absence_rows import preview_absence
from programmes.operations.absences import (
    correct_absence,
    record_documentation,
    register_absence,
    void_absence,
)
from programmes.operations.duties import PROGRAMME_END
from programmes.operations.ending import end_programme
from tests.programmes.absence_facts import (
    BASE_LAST_DAY,
    absences_of,
    day,
    facts,
    make_2026_programme,
    make_absence,
    make_adviser,
)
from tests.programmes.awards import make_programme, stored
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Participation:
    """A programme to be away from."""
    return make_2026_programme()


def _codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_ten_days_leave_the_last_day_and_the_eleventh_moves_it_with_its_deadline(programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-12")
    assert stored(programme).last_day == BASE_LAST_DAY
    make_absence(programme, "welfare", "2026-06-15")
    after = stored(programme)
    assert (after.last_day, after.counted_working_days) == (day("2027-02-16"), 11)
    with acting_as(system_actor(programme.municipality_id)):
        assert Deadline.objects.get(kind=PROGRAMME_END, subject_id=programme.pk).due_on == after.last_day
        events = CaseEvent.objects.filter(kind="absence_registered").order_by("created_at", "id")
        assert events[1].facts["programme_last_day"] == "2027-02-16"


def test_the_preview_says_what_it_costs_and_stores_nothing(programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-12")
    adviser = make_adviser(programme)
    with acting_as(adviser):
        check = preview_absence(adviser, programme, facts("welfare", "2026-06-15"))
    assert check.effect is not None
    assert (check.effect.last_day_before, check.effect.last_day_after) == (BASE_LAST_DAY, day("2027-02-16"))
    [welfare] = check.counters
    assert (int(welfare.used), int(welfare.remaining)) == (1, 9)
    assert len(absences_of(programme)) == 1
    assert stored(programme).last_day == BASE_LAST_DAY


def test_a_hard_limit_refuses_with_its_paragraph(programme: Participation) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "welfare", "2026-06-01", "2026-06-15")
    assert _codes(refused) == ["welfare_days"]
    [refusal] = refused.value.refusals
    assert (refusal.paragraph, refusal.field) == ("integreringsforskriften § 14 første ledd", "last_day")
    assert "11 av 10" in refusal.detail
    assert absences_of(programme) == []


def test_a_soft_limit_asks_for_a_written_reason_and_keeps_it(programme: Participation) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "holiday", "2026-06-01", "2026-07-06")
    assert _codes(refused) == ["holiday_days"]
    assert refused.value.refusals[0].field == "limit_reason"
    row = make_absence(programme, "holiday", "2026-06-01", "2026-07-06", limit_reason=" Lagt til skoleferien. ")
    assert (row.limit_reason, row.limits_passed) == ("Lagt til skoleferien.", ["holiday_days"])


def test_no_reason_is_kept_where_no_soft_limit_is_passed(programme: Participation) -> None:
    row = make_absence(programme, "holiday", "2026-06-01", "2026-06-02", limit_reason="Unødvendig")
    assert (row.limit_reason, row.limits_passed) == ("", [])


def test_a_permission_needs_a_reason(programme: Participation) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "authorised", "2026-06-01")
    assert (_codes(refused), refused.value.refusals[0].field) == (["permission_needs_reason"], "reason")
    assert make_absence(programme, "authorised", "2026-06-01", reason="Rettsmøte.").reason == "Rettsmøte."


def test_two_whole_days_on_one_day_are_refused_in_words(programme: Participation) -> None:
    make_absence(programme, "holiday", "2026-06-01", "2026-06-05")
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "sick_doctor", "2026-06-05", "2026-06-09")
    assert _codes(refused) == ["overlapping_absence"]
    assert "Ferie" in refused.value.refusals[0].detail


def test_the_database_refuses_an_overlap_that_no_rule_saw(programme: Participation) -> None:
    row = make_absence(programme, "holiday", "2026-06-01", "2026-06-05")
    with acting_as(system_actor(programme.municipality_id)):
        copy = Absence.objects.get(pk=row.pk)
        copy.pk, copy._state.adding = None, True
        with pytest.raises(Exception, match="one_whole_day_absence_at_a_time"), transaction.atomic():
            Absence.objects.bulk_create([copy])


def test_hours_may_share_a_day_and_count_when_they_make_a_day(programme: Participation) -> None:
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-12")
    make_absence(programme, "welfare", "2026-06-15", hours=Decimal(4))
    assert stored(programme).counted_working_days == 10
    make_absence(programme, "welfare", "2026-06-15", hours=Decimal("3.5"))
    assert stored(programme).counted_working_days == 11


def test_documentation_is_asked_for_and_received(programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-05")
    assert row.documentation == Documentation.REQUIRED
    with pytest.raises(RuleRefused):
        record_documentation(make_adviser(programme), row.pk, received_on=timezone.localdate() + dt.timedelta(days=1))
    received = record_documentation(make_adviser(programme), row.pk, received_on=day("2026-06-08"))
    assert (received.documentation, received.documented_on) == (Documentation.RECEIVED, day("2026-06-08"))


def test_what_is_documented_at_once_is_received(programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", documented_on=day("2026-06-02"))
    assert row.documentation == Documentation.RECEIVED


def test_a_correction_adds_a_row_closes_the_old_one_and_moves_what_follows(programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-12")
    adviser = make_adviser(programme)
    new = correct_absence(
        adviser, row.pk, facts("sick_doctor", "2026-06-01", "2026-06-15"), why="Legen skrev feil dato."
    )
    old, corrected = absences_of(programme)
    assert (old.pk, old.is_standing, old.void_reason) == (row.pk, False, "Legen skrev feil dato.")
    assert (corrected.pk, corrected.replaces_id, corrected.is_standing) == (new.pk, row.pk, True)
    assert stored(programme).last_day == day("2027-02-16")


def test_a_closed_row_is_neither_corrected_nor_voided_again(programme: Participation) -> None:
    row = make_absence(programme, "holiday", "2026-06-01")
    adviser = make_adviser(programme)
    void_absence(adviser, row.pk, why="Var til stede.")
    for act in (
        lambda: void_absence(adviser, row.pk, why="Igjen."),
        lambda: correct_absence(adviser, row.pk, facts_of(row), why="Igjen."),
    ):
        with pytest.raises(RuleRefused) as refused:
            act()
        assert _codes(refused) == ["absence_closed"]


def test_voiding_needs_a_reason_and_takes_the_days_back(programme: Participation) -> None:
    row = make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-19")
    assert stored(programme).last_day > BASE_LAST_DAY
    with pytest.raises(RuleRefused):
        void_absence(make_adviser(programme), row.pk, why="  ")
    void_absence(make_adviser(programme), row.pk, why="Feil person.")
    assert (stored(programme).last_day, stored(programme).counted_working_days) == (BASE_LAST_DAY, 0)


def test_the_days_of_a_voided_absence_are_free_again(programme: Participation) -> None:
    row = make_absence(programme, "welfare", "2026-06-01", "2026-06-12")
    void_absence(make_adviser(programme), row.pk, why="Ble ikke tatt ut.")
    assert make_absence(programme, "welfare", "2026-06-01", "2026-06-12").is_standing


def test_registered_facts_cannot_be_changed_by_anybody(programme: Participation) -> None:
    row = make_absence(programme, "holiday", "2026-06-01")
    with acting_as(system_actor(programme.municipality_id)):
        with pytest.raises(ProgrammingError, match="new row"), transaction.atomic():
            Absence.objects.filter(pk=row.pk).update(last_day=day("2026-06-02"))
        assert ChangeRecord.objects.filter(table_name="programmes_absence", row_id=row.pk, kind="insert").count() == 1


def test_a_stale_version_is_refused(programme: Participation) -> None:
    seen = programme.version
    make_absence(programme, "holiday", "2026-06-01")
    with pytest.raises(StaleVersion):
        register_absence(make_adviser(programme), programme.pk, facts("holiday", "2026-06-02"), expected_version=seen)


def test_absence_outside_the_programme_is_refused(programme: Participation) -> None:
    with pytest.raises(RuleRefused) as before:
        make_absence(programme, "holiday", "2026-02-01", "2026-02-03")
    assert _codes(before) == ["before_programme"]
    with pytest.raises(RuleRefused) as after:
        make_absence(programme, "holiday", "2027-02-02")
    assert _codes(after) == ["after_programme"]


def test_after_the_registered_end_only_earlier_days_are_registered(programme: Participation) -> None:
    end_programme(
        make_adviser(programme), programme.pk, ended_on=day("2026-09-30"), end_reason="moved", main_activity="other"
    )
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "holiday", "2026-09-30", "2026-10-01")
    assert _codes(refused) == ["after_programme"]
    assert make_absence(programme, "holiday", "2026-09-29", "2026-09-30").is_standing


def test_old_rule_sets_keep_their_last_day_whatever_the_absence() -> None:
    old = make_2026_programme(offer_date=dt.date(2025, 12, 1), months=6)
    row = make_absence(old, "sick_doctor", "2026-06-01", "2026-06-30")
    assert row.is_standing
    assert stored(old).last_day == old.last_day


def test_the_stored_date_is_what_the_clock_gives(programme: Participation) -> None:
    make_absence(programme, "parental", "2026-06-01", "2027-03-31", child_born_on=day("2026-05-31"))
    after = stored(programme)
    with acting_as(system_actor(programme.municipality_id)):
        assert clock_of(after).last_day == after.last_day == day("2027-12-02")


def test_parents_share_ten_months(programme: Participation) -> None:
    mother = make_2026_programme(municipality=programme.municipality)
    born = day("2026-05-01")
    make_absence(mother, "parental", "2026-05-01", "2026-11-30", child_born_on=born)
    within = facts("parental", "2026-12-01", "2027-02-28", child_born_on=born, other_parent_id=mother.pk)
    row = register_absence(make_adviser(programme), programme.pk, within)
    assert row.circumstances["other_parent"] == str(mother.pk)
    too_long = facts("parental", "2026-12-01", "2027-03-01", child_born_on=born, other_parent_id=mother.pk)
    with pytest.raises(RuleRefused) as refused:
        correct_absence(make_adviser(programme), row.pk, too_long, why="Én dag til.")
    assert _codes(refused) == ["parental_months"]


def test_a_parent_who_was_named_is_the_other_parent_without_being_asked(programme: Participation) -> None:
    mother = make_2026_programme(municipality=programme.municipality)
    born = day("2026-05-01")
    make_absence(mother, "parental", "2026-05-01", "2026-10-31", child_born_on=born, other_parent_id=programme.pk)
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "parental", "2026-11-01", "2027-03-01", child_born_on=born)
    assert _codes(refused) == ["parental_months"]


def test_the_other_parent_must_be_somebody_whom_one_sees(programme: Participation) -> None:
    elsewhere = make_2026_programme()
    for other in (elsewhere, programme):
        with pytest.raises(RuleRefused) as refused:
            make_absence(programme, "parental", "2026-06-01", "2026-08-31", other_parent_id=other.pk)
        assert _codes(refused) == ["other_parent_unknown"]


def test_a_stranger_neither_registers_nor_sees(programme: Participation) -> None:
    row = make_absence(programme, "holiday", "2026-06-01")
    elsewhere = make_2026_programme()
    make_absence(elsewhere, "holiday", "2026-06-01")
    stranger = make_adviser(elsewhere)
    with pytest.raises(Participation.DoesNotExist):
        register_absence(stranger, programme.pk, facts("holiday", "2026-06-02"))
    with pytest.raises(Absence.DoesNotExist):
        void_absence(stranger, row.pk, why="Fremmed.")


@pytest.mark.parametrize("role", [Role.ENROLMENT_OFFICER, Role.NAV_ADVISER])
def test_only_those_who_follow_up_programmes_register(programme: Participation, role: Role) -> None:
    home = programme.municipality
    agency = make_nav_office(home) if role == Role.NAV_ADVISER else home
    with pytest.raises(NotPermitted):
        register_absence(make_actor(agency, role), programme.pk, facts("holiday", "2026-06-02"))


def test_nav_sees_what_stands_and_not_what_was_corrected(programme: Participation) -> None:
    gone = make_absence(programme, "holiday", "2026-06-01")
    void_absence(make_adviser(programme), gone.pk, why="Feil.")
    kept = make_absence(programme, "holiday", "2026-06-02")
    nav = make_actor(make_nav_office(programme.municipality), Role.NAV_ADVISER)
    with acting_as(nav):
        assert list(Absence.objects.visible_to(nav)) == [kept]


def test_absences_follow_their_programme_when_two_registrations_are_one_person(municipality: Agency) -> None:
    programme = make_2026_programme(municipality=municipality)
    row = make_absence(programme, "holiday", "2026-06-01")
    kept = make_person(municipality)
    merge_people(make_actor(municipality, Role.TEAM_LEADER), kept.pk, programme.participant_id, reason="Samme person.")
    assert absences_of(programme)[0].participant_id == kept.pk
    assert absences_of(programme)[0].pk == row.pk


def test_a_moved_last_day_that_reaches_the_next_programme_is_refused(programme: Participation) -> None:
    make_programme(programme.participant, first_day=dt.date(2027, 2, 2), offer_date=dt.date(2026, 10, 5))
    with pytest.raises(RuleRefused) as refused:
        make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-19")
    assert _codes(refused) == ["programme_overlaps"]
    assert absences_of(programme) == []


def test_another_municipality_of_its_own_is_untouched(programme: Participation) -> None:
    elsewhere = make_2026_programme(municipality=make_municipality("Voss"))
    make_absence(programme, "sick_doctor", "2026-06-01", "2026-06-19")
    assert stored(elsewhere).version == elsewhere.version
