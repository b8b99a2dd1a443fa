"""The worked examples of law.md 5.4 and the boundary days around them."""

import pytest

from tests.programmes.law import naive
from tests.programmes.law.documents import Document, absence, codes, day, result

BASE = "2027-02-01"
ELEVEN_WORKING_DAYS = ("2026-03-02", "2026-03-16")
TEN_WORKING_DAYS = ("2026-03-02", "2026-03-13")


@pytest.mark.parametrize(
    ("absences", "last_day", "counted"),
    [
        ([], BASE, 0),
        ([absence("sick_doctor", *TEN_WORKING_DAYS)], BASE, 10),
        (
            [absence("sick_doctor", "2026-03-02", "2026-03-09"), absence("welfare", "2026-04-07", "2026-04-13")],
            "2027-02-16",
            11,
        ),
        (
            [
                absence("holiday", "2026-07-01", "2026-08-04"),
                absence("religious", "2026-09-01", "2026-09-02"),
                absence("sick_doctor", "2026-03-02", "2026-03-11"),
            ],
            BASE,
            8,
        ),
        (
            [absence("unauthorised", "2026-05-04", "2026-05-07"), absence("sick_doctor", "2026-03-02", "2026-03-12")],
            BASE,
            9,
        ),
        ([absence("parental", "2026-06-01", "2027-03-31")], "2027-12-02", 213),
    ],
    ids=[
        "nothing",
        "10 days sick",
        "6 sick and 5 welfare",
        "holiday and 8 sick",
        "unauthorised and 9 sick",
        "parental",
    ],
)
def test_the_worked_examples_of_the_fact_sheet(absences: list[Document], last_day: str, counted: int) -> None:
    answer = result(*absences)
    assert (answer["base_last_day"], answer["last_day"], answer["counted_working_days"]) == (BASE, last_day, counted)
    assert answer["rule_set"] == "INT_2026"
    assert answer["leave_clock"] == "threshold"
    assert answer["refused"] == []


@pytest.mark.parametrize(
    "kind",
    sorted(naive.COUNTING),
)
def test_eleven_days_of_a_counting_kind_move_the_last_day_by_all_eleven(kind: str) -> None:
    assert result(absence(kind, *TEN_WORKING_DAYS))["last_day"] == BASE
    answer = result(absence(kind, *ELEVEN_WORKING_DAYS))
    assert (answer["last_day"], answer["counted_working_days"]) == ("2027-02-16", 11)


@pytest.mark.parametrize("kind", ["holiday", "religious", "unauthorised", "stop", "breastfeeding"])
def test_a_kind_that_never_adds_leaves_the_last_day_however_long(kind: str) -> None:
    answer = result(absence(kind, "2026-03-02", "2026-12-31"))
    assert (answer["last_day"], answer["counted_working_days"]) == (BASE, 0)


@pytest.mark.parametrize(
    ("first", "last", "counted", "last_day"),
    [
        ("2026-03-28", "2026-04-06", 3, BASE),  # Easter and its weekends: Monday to Wednesday
        ("2026-03-23", "2026-04-12", 12, "2027-02-17"),  # 5 + 3 + 4 working days around Easter
        ("2026-12-24", "2027-01-03", 5, BASE),
        ("2026-05-01", "2026-05-17", 9, BASE),  # 1 May, Ascension Day; 17 May is a Sunday
        ("2026-04-03", "2026-04-06", 0, BASE),  # nothing but days off
    ],
)
def test_days_off_within_a_leave_do_not_count(first: str, last: str, counted: int, last_day: str) -> None:
    answer = result(absence("sick_doctor", first, last))
    assert (answer["counted_working_days"], answer["last_day"]) == (counted, last_day)


@pytest.mark.parametrize(
    ("first", "last", "counted", "last_day"),
    [
        ("2026-01-05", "2026-02-01", 0, BASE),  # before the programme
        ("2026-01-05", "2026-02-02", 1, BASE),  # its last day is the first of the programme
        ("2026-01-05", "2026-02-16", 11, "2027-02-16"),  # only the part inside counts
        ("2027-02-02", "2027-06-30", 0, BASE),  # after it
        ("2027-02-01", "2027-06-30", 1, BASE),  # one day before the end: adds nothing however long it runs on
        ("2027-01-19", "2029-06-30", 10, BASE),  # ten days before the end: likewise
        ("2027-01-18", "2027-02-01", 11, "2027-02-16"),  # eleven days, over at the end
        ("2027-01-18", "2027-02-02", 12, "2027-02-17"),  # one day into the added time
        ("2027-01-18", "2027-02-28", 30, "2027-03-15"),
    ],
)
def test_only_days_inside_the_programme_count(first: str, last: str, counted: int, last_day: str) -> None:
    answer = result(absence("long_sickness", first, last))
    assert answer["refused"] == []
    assert (answer["counted_working_days"], answer["last_day"]) == (counted, last_day)


def test_a_second_leave_in_the_added_time_counts_too() -> None:
    answer = result(absence("sick_doctor", *ELEVEN_WORKING_DAYS), absence("welfare", "2027-02-15", "2027-02-16"))
    assert (answer["counted_working_days"], answer["last_day"]) == (13, "2027-02-18")


def test_a_leave_on_the_day_after_the_moved_end_does_not_count() -> None:
    answer = result(absence("sick_doctor", *ELEVEN_WORKING_DAYS), absence("welfare", "2027-02-17", "2027-02-18"))
    assert (answer["counted_working_days"], answer["last_day"]) == (11, "2027-02-16")


@pytest.mark.parametrize(
    ("first_day", "months", "base", "moved"),
    [
        ("2026-02-01", 12, "2027-01-31", "2027-02-15"),  # a Sunday to begin with, and a Sunday at the end
        ("2026-01-01", 12, "2026-12-31", "2027-01-18"),  # New Year's Day to begin with
        ("2026-01-03", 12, "2027-01-02", "2027-01-18"),  # the base ends on a Saturday
        ("2026-02-17", 2, "2026-04-16", "2026-05-04"),
    ],
)
def test_a_programme_may_begin_or_end_on_a_day_off(first_day: str, months: int, base: str, moved: str) -> None:
    answer = result(
        absence("sick_doctor", *ELEVEN_WORKING_DAYS), offer_date="2026-01-01", first_day=first_day, months=months
    )
    assert (answer["base_last_day"], answer["last_day"]) == (base, moved)
    assert answer["refused"] == []


@pytest.mark.parametrize(
    ("first_day", "months", "extension", "base"),
    [
        ("2026-01-31", 1, 0, "2026-02-28"),
        ("2028-02-29", 12, 0, "2029-02-28"),
        ("2028-02-29", 48, 12, "2033-02-28"),
        ("2026-08-31", 4, 2, "2027-02-28"),  # added once: not first to 30 December and then on
        ("2026-10-31", 4, 0, "2027-02-28"),
        ("2026-02-02", 36, 12, "2030-02-01"),
    ],
)
def test_months_and_extension_are_added_once(first_day: str, months: int, extension: int, base: str) -> None:
    answer = result(
        first_day=first_day,
        months=months,
        extension_months=extension,
        education="below",
        goal="full_upper_secondary",
    )
    assert (answer["base_last_day"], answer["last_day"], answer["refused"]) == (base, base, [])


def test_a_leap_day_is_a_working_day_like_any_other() -> None:
    answer = result(absence("sick_doctor", "2028-02-21", "2028-03-06"), offer_date="2028-01-03", first_day="2028-01-03")
    assert answer["counted_working_days"] == 11


@pytest.mark.parametrize("protection", ["ordinary", "collective"])
@pytest.mark.parametrize(
    ("offer", "goal", "rule_set", "leave_clock", "last_day"),
    [
        ("2024-12-31", "full_upper_secondary", "OLD", "by_decision", BASE),
        ("2025-01-01", "full_upper_secondary", "OLD", "by_decision", BASE),
        ("2025-01-02", "full_upper_secondary", "INT_2021_VGS25", "by_decision", BASE),
        ("2025-12-31", "full_upper_secondary", "INT_2021_VGS25", "by_decision", BASE),
        ("2025-12-31", "work", "OLD", "by_decision", BASE),
        ("2026-01-01", "full_upper_secondary", "INT_2026", "threshold", "2027-02-16"),
        ("2026-01-01", "work", "INT_2026", "threshold", "2027-02-16"),
    ],
)
def test_eleven_days_move_the_last_day_from_the_offers_of_2026_on(
    protection: str, offer: str, goal: str, rule_set: str, leave_clock: str, last_day: str
) -> None:
    old = "INT_2021" if protection == "ordinary" else "COLL_2024B"
    answer = result(
        absence("sick_doctor", *ELEVEN_WORKING_DAYS),
        offer_date=offer, protection=protection, education="below", goal=goal,
    )  # fmt: skip
    assert (answer["rule_set"], answer["leave_clock"]) == (old if rule_set == "OLD" else rule_set, leave_clock)
    assert (answer["last_day"], answer["counted_working_days"]) == (last_day, 11 if last_day != BASE else 0)
    assert answer["refused"] == []


def test_an_extension_comes_before_the_days_away_are_added() -> None:
    """Eleven days away lengthen 36 + 12 months by eleven working days, counted from the end of all 48."""
    facts = {"education": "below", "goal": "part_upper_secondary", "months": 36, "extension_months": 12}
    answer = result(absence("sick_doctor", *ELEVEN_WORKING_DAYS), **facts)
    assert (answer["base_last_day"], answer["last_day"], answer["refused"]) == ("2030-02-01", "2030-02-18", [])


def test_a_leave_of_years_iterates_until_nothing_changes() -> None:
    """Days away in the added time count, also those that come in by the days added for them."""
    answer = result(absence("parental", "2027-01-04", "2028-12-29"))
    away = sum(map(naive.works, naive.days(day("2027-01-04"), day("2028-12-29"))))
    left = sum(map(naive.works, naive.days(day("2027-02-02"), day(answer["last_day"]))))
    assert (answer["counted_working_days"], left) == (away, away)
    assert answer["last_day"] > "2028-12-29"


class TestOverlaps:
    def test_a_shared_day_is_refused_and_counted_once(self) -> None:
        answer = result(absence("sick_doctor", *ELEVEN_WORKING_DAYS), absence("welfare", "2026-03-16", "2026-03-17"))
        assert codes(answer) == ["overlapping_absence"]
        assert (answer["counted_working_days"], answer["last_day"]) == (12, "2027-02-17")

    def test_kinds_that_never_add_overlap_too(self) -> None:
        answer = result(absence("holiday", "2026-07-01", "2026-07-10"), absence("stop", "2026-07-10", "2026-07-20"))
        assert codes(answer) == ["overlapping_absence"]

    def test_a_counting_day_within_a_holiday_counts(self) -> None:
        answer = result(absence("holiday", "2026-03-02", "2026-03-31"), absence("sick_doctor", *ELEVEN_WORKING_DAYS))
        assert (codes(answer), answer["counted_working_days"]) == (["overlapping_absence"], 11)

    def test_the_same_absence_twice_is_one_overlap(self) -> None:
        answer = result(absence("welfare", *TEN_WORKING_DAYS), absence("welfare", *TEN_WORKING_DAYS))
        assert (codes(answer), answer["counted_working_days"]) == (["overlapping_absence"], 10)

    def test_adjoining_days_are_no_overlap(self) -> None:
        assert result(absence("welfare", *TEN_WORKING_DAYS), absence("sick_doctor", "2026-03-14"))["refused"] == []

    def test_it_sees_an_overlap_with_an_absence_longer_than_the_one_before(self) -> None:
        answer = result(
            absence("parental", "2026-03-01", "2026-06-30"),
            absence("welfare", "2026-03-10", "2026-03-11"),
            absence("welfare", "2026-05-10", "2026-05-11"),
        )
        assert codes(answer) == ["overlapping_absence", "overlapping_absence"]
        assert "omsorgspermisjon" in answer["refused"][1]["detail"].lower()

    def test_an_overlap_outside_the_programme_is_refused(self) -> None:
        answer = result(absence("welfare", "2025-03-10", "2025-03-11"), absence("welfare", "2025-03-11"))
        assert codes(answer) == ["overlapping_absence"]


class TestHours:
    TEN = absence("sick_doctor", *TEN_WORKING_DAYS)

    @pytest.mark.parametrize(
        ("entries", "counted"),
        [
            ([("welfare", 7.5)], 11),
            ([("welfare", 7.4)], 10),
            ([("welfare", 2.5), ("welfare", 2.5), ("welfare", 2.5)], 11),  # summed for a kind and a day
            ([("welfare", 0.1)] * 75, 11),  # and exactly
            ([("welfare", 4), ("sick_self_certified", 4)], 10),  # each kind by itself
            ([("welfare", 7.5), ("sick_self_certified", 7.5)], 11),  # the day counts once
            ([("unauthorised", 7.5)], 10),
            ([("breastfeeding", 7.5)], 10),
        ],
    )
    def test_hours_become_a_day_when_they_reach_the_planned_day(
        self, entries: list[tuple[str, float]], counted: int
    ) -> None:
        answer = result(self.TEN, *(absence(kind, "2026-03-18", hours=hours) for kind, hours in entries))
        assert (answer["counted_working_days"], answer["refused"]) == (counted, [])

    @pytest.mark.parametrize(("hours", "planned", "counted"), [(6, 6, 11), (5.9, 6, 10), (7.5, 8, 10), (8, 8, 11)])
    def test_the_planned_hours_of_the_day_can_be_given(self, hours: float, planned: float, counted: int) -> None:
        entry = absence("welfare", "2026-03-18", hours=hours, planned_hours=planned)
        assert result(self.TEN, entry)["counted_working_days"] == counted

    def test_planned_hours_given_once_hold_for_the_day(self) -> None:
        entries = absence("welfare", "2026-03-18", hours=3, planned_hours=6), absence("welfare", "2026-03-18", hours=3)
        assert result(self.TEN, *entries)["counted_working_days"] == 11

    def test_full_hours_on_a_day_off_or_outside_do_not_count(self) -> None:
        entries = [absence("welfare", day, hours=8) for day in ("2026-03-21", "2026-04-02", "2026-01-30", "2027-02-02")]
        assert result(self.TEN, *entries)["counted_working_days"] == 10

    def test_hours_on_a_whole_day_away_share_the_day(self) -> None:
        unauthorised = absence("unauthorised", "2026-03-18", "2026-03-19")
        answer = result(self.TEN, unauthorised, absence("welfare", "2026-03-18", hours=4))
        assert (answer["counted_working_days"], answer["refused"]) == (10, [])
        answer = result(self.TEN, absence("welfare", "2026-03-05", hours=7.5))
        assert (answer["counted_working_days"], answer["refused"]) == (10, [])

    def test_hours_belong_to_one_day(self) -> None:
        answer = result(absence("welfare", "2026-03-18", "2026-03-19", hours=4))
        assert (codes(answer), answer["last_day"]) == (["invalid_dates"], None)


class TestByDecision:
    """Rule sets before 2026: a decision moves the last day, absences do not."""

    OLD = {"offer_date": "2025-12-31", "months": 6}
    LONG = absence("parental", "2026-03-01", "2026-12-31")

    def test_absences_do_not_move_the_last_day(self) -> None:
        answer = result(self.LONG, **self.OLD)
        assert (answer["rule_set"], answer["leave_clock"]) == ("INT_2021", "by_decision")
        assert (answer["base_last_day"], answer["last_day"]) == ("2026-08-01", "2026-08-01")
        assert answer["counted_working_days"] == 0

    def test_the_decided_last_day_is_the_last_day(self) -> None:
        answer = result(self.LONG, **self.OLD, decided_last_day="2026-11-13")
        assert (answer["base_last_day"], answer["last_day"]) == ("2026-08-01", "2026-11-13")
        assert answer["steps"][-1]["date"] == "2026-11-13"

    def test_overlaps_are_refused_all_the_same(self) -> None:
        assert codes(result(self.LONG, absence("welfare", "2026-05-04"), **self.OLD)) == ["overlapping_absence"]

    def test_the_rule_set_for_upper_secondary_goals_of_2025_goes_by_decision(self) -> None:
        answer = result(self.LONG, offer_date="2025-06-01", education="below", goal="full_upper_secondary", months=48)
        assert (answer["rule_set"], answer["leave_clock"]) == ("INT_2021_VGS25", "by_decision")
        assert answer["last_day"] == "2030-02-01"

    def test_a_decided_last_day_is_not_used_where_the_threshold_rules(self) -> None:
        assert result(decided_last_day="2026-11-13")["last_day"] == BASE

    @pytest.mark.parametrize(
        ("offer", "protection", "paragraph"),
        [
            ("2020-12-31", "ordinary", "integreringsforskriften § 72"),
            ("2022-06-14", "collective", "integreringsloven kapittel 6A"),
        ],
    )
    def test_without_a_rule_set_the_dates_are_as_given(self, offer: str, protection: str, paragraph: str) -> None:
        answer = result(self.LONG, offer_date=offer, protection=protection, months=99, extension_months=5)
        assert codes(answer) == ["no_rule_set"]
        assert answer["refused"][0]["paragraph"] == paragraph
        assert (answer["rule_set"], answer["leave_clock"]) == (None, "by_decision")
        assert (answer["last_day"], answer["counted_working_days"]) == ("2034-10-01", 0)


class TestInvalidDates:
    @pytest.mark.parametrize(
        "changes",
        [
            {"offer_date": "2026-02-03"},  # after the first day
            {"offer_date": "2026-02-30"},
            {"offer_date": None},
            {"first_day": "02.02.2026"},
            {"first_day": "2026-2-2"},
            {"first_day": "2026-W06-1"},
            {"first_day": "20260202"},
            {"first_day": 20260202},
            {"first_day": ""},
            {"months": 0},
            {"months": -1},
            {"months": None},
            {"months": "12"},
            {"months": 1.5},
            {"months": True},
            {"extension_months": -1},
            {"extension_months": None},
            {"decided_last_day": "soon"},
            {"decided_last_day": "2026-02-01"},  # before the first day
            {"absences": [absence("welfare", "2026-03-03", "2026-03-02")]},
            {"absences": [absence("welfare", "2026-03-03", "2026-02-29")]},
            {"absences": [{"kind": "welfare", "first_day": "2026-03-03"}]},
            {"absences": [absence("welfare", "2026-03-03", hours="much")]},
            {"absences": [absence("welfare", "2026-03-03", hours=0)]},
            {"absences": [absence("welfare", "2026-03-03", hours=25)]},
            {"absences": [absence("welfare", "2026-03-03", hours=4, planned_hours=-1)]},
        ],
        ids=str,
    )
    def test_they_are_refused_once_and_give_no_dates(self, changes: Document) -> None:
        answer = result(**changes)
        assert codes(answer) == ["invalid_dates"]
        assert [answer[name] for name in ("base_last_day", "last_day", "counted_working_days")] == [None, None, None]
        assert answer["steps"] == []

    def test_the_rule_set_is_known_where_the_offer_date_is(self) -> None:
        answer = result(first_day="nonsense")
        assert (answer["rule_set"], answer["leave_clock"]) == ("INT_2026", "threshold")
        answer = result(offer_date="nonsense")
        assert (answer["rule_set"], answer["leave_clock"]) == (None, None)

    def test_each_fault_has_its_refusal(self) -> None:
        answer = result(absence("welfare", "2026-03-03", "2026-03-02"), first_day="2026-01-02", months=13)
        assert codes(answer) == ["invalid_dates", "invalid_dates", "duration_above_maximum"]

    @pytest.mark.parametrize("field", ["offer_date", "first_day", "months"])
    def test_a_missing_fact_is_unreadable(self, field: str) -> None:
        answer = result(**{field: None})
        assert f"/{field}" in answer["refused"][0]["detail"]

    def test_the_first_day_may_be_the_day_of_the_offer(self) -> None:
        assert result(offer_date="2026-02-02")["refused"] == []

    def test_a_leave_that_lets_the_programme_never_end_has_no_last_day(self) -> None:
        answer = result(absence("parental", "2026-03-01", "9999-12-31"))
        assert (codes(answer), answer["last_day"]) == (["invalid_dates"], None)

    def test_a_leave_without_effect_may_run_to_the_end_of_the_calendar(self) -> None:
        answer = result(absence("parental", "2027-01-19", "9999-12-31"))
        assert (answer["last_day"], answer["counted_working_days"], answer["refused"]) == (BASE, 10, [])

    def test_a_period_beyond_the_calendar_has_no_last_day(self) -> None:
        answer = result(months=119_988)
        assert (codes(answer), answer["last_day"]) == (["duration_above_maximum", "invalid_dates"], None)
