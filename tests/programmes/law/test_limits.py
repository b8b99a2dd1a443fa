"""Every limit on absence, time off and leave at its boundary (law.md 5.1-5.3)."""

from datetime import date
from typing import Any

import pytest

from programmes.law.limits import counters_on
from programmes.law.limits_facts import Withdrawal
from programmes.law.limits_rows import KINDS, LIMITS
from programmes.law.limits_texts import LIMITS_EN, LIMITS_NB
from programmes.law.limits_words import Benefit, CertificateNeed, ConditionCode, LimitCode, LimitUnit, LimitWindow
from tests.programmes.law.limits import away, check, programme, refused


@pytest.mark.parametrize(
    ("kind", "last_within", "first_beyond", "code"),
    [
        # from Monday 1 June 2026; no day off of § 17(1) in June 2026
        ("welfare", "2026-06-12", "2026-06-15", "welfare_days"),
        ("peace_work", "2026-06-12", "2026-06-15", "peace_work_days"),
        ("religious", "2026-06-02", "2026-06-03", "religious_days"),
        ("pregnancy", "2026-06-12", "2026-06-15", "pregnancy_days"),
        ("birth_mother", "2026-06-26", "2026-06-29", "birth_mother_days"),
        ("birth_father", "2026-06-09", "2026-06-10", "birth_father_days"),
        ("sick_child", "2026-06-12", "2026-06-15", "sick_child_days"),
        ("sick_self_certified", "2026-06-03", "2026-06-04", "self_certified_days"),
        ("parental", "2027-03-31", "2027-04-01", "parental_months"),
        ("adoption", "2027-03-31", "2027-04-01", "adoption_months"),
        ("long_sickness", "2027-05-31", "2027-06-01", "long_sickness_year"),
    ],
)
def test_a_hard_limit_holds_to_the_day(kind: str, last_within: str, first_beyond: str, code: str) -> None:
    assert refused(away(kind, "2026-06-01", last_within), months=24) == []
    beyond = check(away(kind, "2026-06-01", first_beyond), months=24)
    assert [str(finding.code) for finding in beyond.refusals] == [code]
    assert beyond.refusals[0].paragraph.startswith("integreringsforskriften § ")


def test_weekends_use_nothing_of_a_limit_in_working_days() -> None:
    assert check(away("welfare", "2026-06-05", "2026-06-08")).counters[0].used == 2


def test_days_off_use_nothing_of_a_limit_in_working_days() -> None:
    # Holy Week 2026: Thursday and Friday are off, and so is Monday.
    assert check(away("welfare", "2026-03-30", "2026-04-07")).counters[0].used == 4


@pytest.mark.parametrize("kind", ["welfare", "peace_work", "religious"])
def test_a_calendar_year_begins_anew(kind: str) -> None:
    days = {"welfare": ("2026-12-07", "2026-12-18"), "peace_work": ("2026-12-07", "2026-12-18"),
            "religious": ("2026-12-17", "2026-12-18")}[kind]  # fmt: skip
    used = away(kind, *days)
    assert refused(away(kind, "2026-12-21"), used) == [f"{kind}_days"]
    assert refused(away(kind, "2027-01-04"), used) == []


def test_an_absence_over_new_year_uses_of_both_years() -> None:
    over = away("welfare", "2026-12-21", "2027-01-15")
    assert refused(over) == []
    assert refused(away("welfare", "2027-01-18"), over) == ["welfare_days"]
    assert refused(away("welfare", "2026-12-17"), over) == []


@pytest.mark.parametrize(
    ("stated", "maximum"),
    [
        ({}, 10),
        ({"children": 2}, 10),
        ({"children": 3}, 15),
        ({"sole_carer": True}, 20),
        ({"sole_carer": True, "children": 2}, 20),
        ({"sole_carer": True, "children": 3}, 30),
        ({"chronic_child": True}, 20),
        ({"chronic_child": True, "children": 3}, 20),
        ({"chronic_child": True, "sole_carer": True}, 40),
    ],
)
def test_sick_child_days_follow_the_household(stated: dict[str, Any], maximum: int) -> None:
    [counter] = check(away("sick_child", "2026-06-01", **stated)).counters
    assert (counter.maximum, int(counter.used), int(counter.remaining)) == (maximum, 1, maximum - 1)


def test_sick_child_days_are_those_of_any_twelve_months_on_end() -> None:
    used = away("sick_child", "2026-06-01", "2026-06-12")
    # The twelve months through 31 May 2027 hold 1 June 2026; those through 1 June 2027 begin on 2 June.
    assert refused(away("sick_child", "2027-05-31"), used, months=24) == ["sick_child_days"]
    assert refused(away("sick_child", "2027-06-01"), used, months=24) == []
    assert refused(away("sick_child", "2027-06-01", "2027-06-02"), used, months=24) == []
    assert refused(away("sick_child", "2027-06-01", "2027-06-14"), used, months=24) == []
    assert refused(away("sick_child", "2027-06-01", "2027-06-15"), used, months=24) == ["sick_child_days"]


def test_a_sick_child_day_registered_late_meets_the_days_after_it() -> None:
    later = away("sick_child", "2026-06-01", "2026-06-12")
    assert refused(away("sick_child", "2026-05-29"), later) == ["sick_child_days"]


@pytest.mark.parametrize(("born", "is_chronic", "last_year"), [("2014-12-31", False, 2026), ("2008-01-01", True, 2026)])
def test_a_child_is_a_child_through_the_year_of_its_birthday(born: str, is_chronic: bool, last_year: int) -> None:
    stated: dict[str, Any] = {"child_born_on": date.fromisoformat(born), "chronic_child": is_chronic}
    assert refused(away("sick_child", f"{last_year}-12-31", **stated)) == []
    assert refused(away("sick_child", f"{last_year + 1}-01-04", **stated)) == ["child_too_old"]


@pytest.mark.parametrize(("first_day", "codes"), [
    ("2026-03-29", ["too_early_for_self_certification"]),
    ("2026-03-30", []),
])  # fmt: skip
def test_self_certification_comes_after_eight_weeks(first_day: str, codes: list[str]) -> None:
    assert refused(away("sick_self_certified", first_day)) == codes


@pytest.mark.parametrize(("first_day", "codes"), [
    ("2026-06-17", ["self_certified_days"]),
    ("2026-06-18", ["self_certified_days"]),
    ("2026-06-19", []),
])  # fmt: skip
def test_self_certified_days_within_sixteen_days_are_counted_together(first_day: str, codes: list[str]) -> None:
    earlier = away("sick_self_certified", "2026-06-01", "2026-06-02")
    last_day = {"2026-06-17": "2026-06-18", "2026-06-18": "2026-06-19", "2026-06-19": "2026-06-21"}[first_day]
    assert refused(away("sick_self_certified", first_day, last_day), earlier) == codes


def test_a_run_of_self_certified_absences_is_joined_by_what_comes_between() -> None:
    one, three = away("sick_self_certified", "2026-06-01"), away("sick_self_certified", "2026-06-22", "2026-06-23")
    assert refused(away("sick_self_certified", "2026-06-12"), one, three) == ["self_certified_days"]


def test_self_certified_days_are_calendar_days() -> None:
    assert refused(away("sick_self_certified", "2026-06-05", "2026-06-08")) == ["self_certified_days"]


@pytest.mark.parametrize(("first_day", "codes"), [
    ("2026-08-31", []),
    ("2026-09-01", ["self_certification_withdrawn"]),
    ("2026-10-31", ["self_certification_withdrawn"]),
    ("2026-11-01", []),
])  # fmt: skip
def test_a_withdrawn_right_is_gone_from_its_day_until_it_is_given_back(first_day: str, codes: list[str]) -> None:
    gone = (Withdrawal(date(2026, 9, 1), date(2026, 10, 31)),)
    assert refused(away("sick_self_certified", first_day), withdrawals=gone) == codes


def test_the_fourth_self_certified_absence_in_twelve_months_is_pointed_out() -> None:
    earlier = [away("sick_self_certified", day) for day in ("2026-04-01", "2026-05-04", "2026-06-01")]
    fourth = check(away("sick_self_certified", "2026-07-01"), *earlier)
    assert [finding.code for finding in fourth.notices] == [ConditionCode.MANY_SELF_CERTIFIED]
    assert "nummer 4" in fourth.notices[0].text()
    assert fourth.refusals == fourth.warnings == ()
    assert check(away("sick_self_certified", "2026-07-01"), *earlier[1:]).notices == ()
    assert check(away("sick_self_certified", "2027-04-01"), *earlier, months=24).notices == ()


def test_what_a_doctor_took_over_is_no_self_certified_absence() -> None:
    earlier = [away("sick_self_certified", day) for day in ("2026-04-01", "2026-05-04", "2026-06-01")]
    doctor = away("sick_doctor", "2026-06-02", "2026-06-05")
    assert check(away("sick_self_certified", "2026-07-01"), *earlier, doctor).notices == ()


def test_holiday_is_soft_and_counted_in_years_of_the_programme() -> None:
    beyond = check(away("holiday", "2026-06-01", "2026-07-06"))
    assert beyond.refusals == ()
    assert [finding.code for finding in beyond.warnings] == [LimitCode.HOLIDAY_DAYS]
    assert check(away("holiday", "2026-06-01", "2026-07-03")).warnings == ()
    first_year = away("holiday", "2026-12-28", "2027-02-01")
    second = check(away("holiday", "2027-02-02", "2027-03-08"), first_year, months=24)
    assert second.warnings == ()
    assert (second.counters[0].first_day, second.counters[0].last_day) == (date(2027, 2, 2), date(2028, 2, 1))


def test_a_permission_needs_a_reason_and_is_not_refused() -> None:
    given = check(away("authorised", "2026-06-01"))
    assert (given.refusals, [finding.code for finding in given.warnings]) == (
        (), [ConditionCode.PERMISSION_NEEDS_REASON],
    )  # fmt: skip


def test_two_pregnancies_have_ten_days_each() -> None:
    first = away("pregnancy", "2026-06-01", "2026-06-12", child_born_on=date(2026, 9, 1))
    assert refused(away("pregnancy", "2026-07-01", child_born_on=date(2026, 9, 20)), first) == ["pregnancy_days"]
    assert refused(away("pregnancy", "2027-05-03", child_born_on=date(2027, 8, 1)), first, months=24) == []
    assert refused(away("pregnancy", "2026-07-01"), first) == ["pregnancy_days"]


def test_parental_leave_ends_with_the_first_year_of_the_child() -> None:
    born = date(2026, 3, 1)
    assert refused(away("parental", "2026-11-02", "2027-02-28", child_born_on=born), months=24) == []
    late = check(away("parental", "2026-11-02", "2027-03-01", child_born_on=born), months=24)
    assert [finding.code for finding in late.refusals] == [ConditionCode.AFTER_FIRST_YEAR]
    assert "28. februar 2027" in late.refusals[0].text()


def test_parents_have_ten_months_together() -> None:
    born = date(2026, 5, 1)
    mother = away("parental", "2026-05-01", "2026-11-30", child_born_on=born)
    both: dict[str, Any] = {"other_parent": (mother,), "other_parent_takes_part": True, "months": 24}
    assert refused(away("parental", "2026-12-01", "2027-02-28", child_born_on=born), **both) == []
    assert refused(away("parental", "2026-12-01", "2027-03-01", child_born_on=born), **both) == ["parental_months"]


def test_seventy_five_days_are_kept_for_the_other_parent() -> None:
    # Ten months from 1 June 2026 have 213 working days; one parent has 138 of them, through 9 December 2026.
    both: dict[str, Any] = {"other_parent_takes_part": True, "months": 24}
    within, beyond = away("parental", "2026-06-01", "2026-12-09"), away("parental", "2026-06-01", "2026-12-10")
    quota = next(each for each in check(within, **both).counters if each.rule.code is LimitCode.PARENTAL_QUOTA)
    assert (int(quota.used), quota.maximum) == (138, 138)
    assert refused(within, **both) == []
    assert refused(beyond, **both) == ["parental_quota"]
    assert refused(beyond, months=24) == []
    assert refused(
        away("parental", "2026-06-01", "2026-12-10", other_parent_prevented=True), **both
    ) == []  # fmt: skip


def test_an_adopted_child_is_under_fifteen() -> None:
    born = date(2011, 6, 2)
    assert refused(away("adoption", "2026-06-01", "2026-09-30", child_born_on=born)) == []
    assert refused(away("adoption", "2026-06-02", "2026-09-30", child_born_on=born)) == ["adopted_child_too_old"]


def test_long_sickness_is_a_year_in_all() -> None:
    half = away("long_sickness", "2026-06-01", "2026-11-30")
    rest = away("long_sickness", "2027-01-04", "2027-07-04")
    assert refused(rest, half, months=36) == []
    assert refused(away("long_sickness", "2027-01-04", "2027-07-05"), half, months=36) == ["long_sickness_year"]


def test_breastfeeding_is_hours_and_never_days() -> None:
    assert refused(away("breastfeeding", "2026-06-01")) == ["hours_only"]
    hours = check(away("breastfeeding", "2026-06-01", hours="7.5"))
    assert hours.refusals == ()
    assert hours.effect is not None
    assert (hours.effect.counted_working_days, hours.effect.benefit) == (0, Benefit.ONE_HOUR_A_DAY)


def test_peace_work_is_in_the_regulations_since_august_2022() -> None:
    old: dict[str, Any] = {"offer_date": date(2022, 1, 3), "first_day": date(2022, 1, 10)}
    assert refused(away("peace_work", "2022-08-23"), **old) == ["kind_not_in_force"]
    assert refused(away("peace_work", "2022-08-24"), **old) == []


def test_parts_of_days_use_parts_of_a_limit() -> None:
    full = away("welfare", "2026-06-01", "2026-06-11")
    half = check(away("welfare", "2026-06-12", hours="3.75"), full)
    assert (str(half.counters[0].used), str(half.counters[0].remaining)) == ("9.5", "0.5")
    assert refused(away("welfare", "2026-06-15", hours="3.75"), full, away("welfare", "2026-06-12", hours="4")) == [
        "welfare_days"
    ]


@pytest.mark.parametrize(
    ("proposed", "code", "about"),
    [
        (away("holiday", "2026-06-02", "2026-06-01"), "last_before_first", "last_day"),
        (away("holiday", "2026-06-01", "2036-06-01"), "too_long", "last_day"),
        (away("welfare", "2026-06-01", "2026-06-02", hours="2"), "hours_on_several_days", "hours"),
        (away("welfare", "2026-06-01", hours="24.5"), "hours_out_of_range", "hours"),
        (away("holiday", "2026-02-01", "2026-02-03"), "before_programme", "first_day"),
        (away("holiday", "2027-02-02"), "after_programme", "first_day"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(proposed: Any, code: str, about: str) -> None:
    [finding] = check(proposed).refusals
    assert (str(finding.code), finding.about) == (code, about)


def test_whole_days_overlap_and_hours_do_not() -> None:
    holiday = away("holiday", "2026-06-01", "2026-06-05")
    assert refused(away("sick_doctor", "2026-06-05", "2026-06-08"), holiday) == ["overlapping_absence"]
    assert refused(away("welfare", "2026-06-05", hours="2"), holiday) == []
    assert refused(away("sick_doctor", "2026-06-06", "2026-06-08"), holiday) == []


@pytest.mark.parametrize(
    ("proposed", "need"),
    [
        (away("sick_doctor", "2026-06-01"), CertificateNeed.REQUIRED),
        (away("long_sickness", "2026-06-01"), CertificateNeed.REQUIRED),
        (away("sick_child", "2026-06-01", "2026-06-03"), CertificateNeed.NOT_NEEDED),
        (away("sick_child", "2026-06-01", "2026-06-04"), CertificateNeed.REQUIRED),
        (away("sick_child", "2026-03-29"), CertificateNeed.REQUIRED),
        (away("sick_child", "2026-03-30"), CertificateNeed.NOT_NEEDED),
        (away("welfare", "2026-06-01"), CertificateNeed.NOT_NEEDED),
        (away("sick_self_certified", "2026-06-01"), CertificateNeed.NOT_NEEDED),
    ],
)
def test_a_certificate_is_asked_for_where_the_law_does(proposed: Any, need: CertificateNeed) -> None:
    assert check(proposed).certificate is need


@pytest.mark.parametrize(
    ("kind", "benefit"),
    [
        ("sick_doctor", Benefit.KEPT),
        ("welfare", Benefit.KEPT),
        ("holiday", Benefit.KEPT),
        ("unauthorised", Benefit.REDUCED),
        ("long_sickness", Benefit.NONE),
        ("parental", Benefit.NONE),
        ("adoption", Benefit.NONE),
        ("stop", Benefit.NONE),
    ],
)
def test_each_kind_has_its_effect_on_the_benefit(kind: str, benefit: Benefit) -> None:
    effect = check(away(kind, "2026-06-01")).effect
    assert effect is not None
    assert effect.benefit is benefit


def test_the_eleventh_day_shows_its_effect_before_it_is_saved() -> None:
    ten = away("sick_doctor", "2026-06-01", "2026-06-12")
    effect = check(away("welfare", "2026-06-15"), ten).effect
    assert effect is not None
    assert (effect.total_before, effect.total_after, effect.threshold) == (10, 11, 10)
    assert (effect.last_day_before, effect.last_day_after) == (date(2027, 2, 1), date(2027, 2, 16))
    assert effect.moves_last_day
    assert effect.steps[-1].date == date(2027, 2, 16)


def test_a_leave_that_runs_past_an_unmoved_end_is_pointed_out() -> None:
    late = check(away("parental", "2027-01-25", "2027-05-31"))
    assert [notice.code.value for notice in late.clock_notices] == ["leave_runs_past_end"]


def test_the_counters_of_a_day_tell_what_is_used() -> None:
    rows = [away("welfare", "2026-06-01", "2026-06-03"), away("holiday", "2026-07-01", "2026-07-10")]
    used = {str(each.rule.code): each.used for each in counters_on(programme(), rows, date(2026, 8, 1))}
    assert used == {
        "sick_child_days": 0, "religious_days": 0, "holiday_days": 8, "welfare_days": 3, "peace_work_days": 0,
    }  # fmt: skip


def test_every_limit_and_condition_has_its_words_in_both_languages() -> None:
    for catalogue in (LIMITS_NB, LIMITS_EN):
        assert set(LimitCode) | set(ConditionCode) <= set(catalogue.wordings)
        assert {*LimitCode, *LimitUnit, *LimitWindow, *Benefit, *CertificateNeed} <= set(catalogue.names)


def test_every_kind_and_every_limit_has_its_paragraph() -> None:
    assert all(kind.paragraph for kind in KINDS.values())
    assert all(limit.paragraph for limit in LIMITS)
    assert {kind.value for kind in KINDS} >= {kind.value for rule in LIMITS for kind in rule.kinds}


def test_a_finding_is_said_in_the_language_asked_for() -> None:
    [finding] = check(away("welfare", "2026-06-01", "2026-06-15")).refusals
    assert finding.text() == "Velferdspermisjon: 11 av 10 virkedager blir brukt i 2026."
    assert finding.text(LIMITS_EN) == "Welfare leave: 11 of 10 working days would be used in 2026."
