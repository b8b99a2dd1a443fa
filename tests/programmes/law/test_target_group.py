"""Who has right and duty, who may be offered a programme, who is excluded (law.md 1.1), at every boundary."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.law.ages import AGE_RULES
from programmes.law.target_group import TargetFacts, TargetGroup, target_group
from programmes.law.target_texts import TARGET_EN, TARGET_NB
from programmes.law.target_words import PermitBasis, TargetCode, TargetOutcome
from tests.programmes.law.documents import day

RIGHT, MAY = TargetOutcome.RIGHT_AND_DUTY, TargetOutcome.MAY_BE_OFFERED
EXCLUDED, OUTSIDE, UNKNOWN = TargetOutcome.EXCLUDED, TargetOutcome.OUTSIDE, TargetOutcome.UNKNOWN


def judged(**facts: Any) -> TargetGroup:
    """A refugee of 35, settled by agreement two months ago, unless told otherwise."""
    known: dict[str, Any] = {
        "assessed_on": day("2026-11-02"),
        "birth_date": day("1991-03-14"),
        "basis": PermitBasis.REFUGEE,
        "permit_granted_on": day("2026-06-01"),
        "settled_by_agreement": True,
        "resident_since": day("2026-09-01"),
    }
    return target_group(TargetFacts(**(known | facts)))


def codes(group: TargetGroup) -> set[TargetCode]:
    return {step.code for step in group.steps}


@pytest.mark.parametrize("basis", [each for each in PermitBasis if each is not PermitBasis.FAMILY_OF_OTHERS])
def test_every_permit_of_paragraph_nine_gives_right_and_duty(basis: PermitBasis) -> None:
    assert judged(basis=basis).outcome is RIGHT


def test_without_a_registered_permit_nothing_can_be_said() -> None:
    assert judged(basis=None).outcome is UNKNOWN


def test_family_of_others_may_be_offered_also_without_agreement() -> None:
    assert judged(basis=PermitBasis.FAMILY_OF_OTHERS, settled_by_agreement=None).outcome is MAY


@pytest.mark.parametrize(
    ("born", "outcome", "code"),
    [
        ("2008-06-02", OUTSIDE, TargetCode.TOO_YOUNG),  # 17 on the day of the permit
        ("2008-06-01", RIGHT, TargetCode.AGE_FITS),  # 18 that day
        ("1970-06-02", RIGHT, TargetCode.AGE_FITS),  # 55, whose inclusion is a parameter
        ("1970-06-01", MAY, TargetCode.TOO_OLD),  # 56 that day
        ("1966-01-01", MAY, TargetCode.TOO_OLD),  # 60: the rule to 60 is not in force
    ],
)
def test_age_is_measured_on_the_day_of_the_permit(born: str, outcome: TargetOutcome, code: TargetCode) -> None:
    group = judged(birth_date=day(born))
    assert (group.outcome, code in codes(group)) == (outcome, True)


def test_the_rule_to_sixty_is_there_with_its_commencement_open() -> None:
    assert [(rule.highest, rule.commences_on) for rule in AGE_RULES if rule.highest == 60] == [(60, None)]


@pytest.mark.parametrize(
    ("assessed_on", "outcome"),
    [("2028-08-31", RIGHT), ("2028-09-01", OUTSIDE)],
)
def test_the_decision_is_made_before_two_years_have_been_lived_in_a_municipality(
    assessed_on: str, outcome: TargetOutcome
) -> None:
    group = judged(assessed_on=day(assessed_on))
    assert (group.outcome, group.window_last_day) == (outcome, day("2028-08-31"))


@pytest.mark.parametrize(
    ("basis", "earlier", "agreement", "outcome"),
    [
        (PermitBasis.REFUGEE, (), False, MAY),
        (PermitBasis.REFUGEE, (), None, UNKNOWN),
        (PermitBasis.REFUGEE, (PermitBasis.FAMILY,), False, RIGHT),
        (PermitBasis.REFUGEE, (PermitBasis.COLLECTIVE,), False, MAY),
        (PermitBasis.FAMILY, (), False, RIGHT),
        (PermitBasis.FAMILY, (), None, RIGHT),
        (PermitBasis.INDEPENDENT, (), None, RIGHT),
        (PermitBasis.HUMANITARIAN, (), False, MAY),
    ],
)
def test_settlement_by_agreement_is_asked_for_where_the_law_asks(
    basis: PermitBasis, earlier: tuple[PermitBasis, ...], agreement: bool | None, outcome: TargetOutcome
) -> None:
    assert judged(basis=basis, earlier_bases=frozenset(earlier), settled_by_agreement=agreement).outcome is outcome


def test_who_is_too_old_may_be_offered_whether_settled_by_agreement_or_not() -> None:
    assert judged(birth_date=day("1960-01-01"), settled_by_agreement=None).outcome is MAY


@pytest.mark.parametrize(("hours", "outcome"), [("29.99", RIGHT), ("30", EXCLUDED), ("37.5", EXCLUDED), (None, RIGHT)])
def test_work_of_thirty_hours_excludes(hours: str | None, outcome: TargetOutcome) -> None:
    assert judged(work_hours=Decimal(hours) if hours else None).outcome is outcome


@pytest.mark.parametrize(
    ("offered_on", "basis", "outcome"),
    [
        ("2025-12-31", PermitBasis.REFUGEE, RIGHT),  # the rule is from 2026
        ("2026-01-01", PermitBasis.REFUGEE, EXCLUDED),
        ("2024-01-31", PermitBasis.COLLECTIVE, TargetOutcome.RIGHT),
        ("2024-02-01", PermitBasis.COLLECTIVE, EXCLUDED),
    ],
)
def test_the_day_of_the_offer_says_whether_work_excludes(
    offered_on: str, basis: PermitBasis, outcome: TargetOutcome
) -> None:
    group = judged(
        basis=basis, offered_on=day(offered_on), work_hours=Decimal(37), permit_granted_on=day("2023-06-01"),
        resident_since=day("2025-06-01"),
    )  # fmt: skip
    assert group.outcome is outcome


def test_right_and_duty_revive_when_the_work_falls_away_within_two_years() -> None:
    group = judged(work_ended_on=day("2026-10-30"))
    assert (group.outcome, TargetCode.WORK_ENDED in codes(group)) == (RIGHT, True)
    assert judged(work_ended_on=day("2028-10-30"), assessed_on=day("2028-11-02")).outcome is OUTSIDE


def test_nordic_and_eea_citizens_are_excluded() -> None:
    assert judged(is_nordic_or_eea=True).outcome is EXCLUDED


def test_who_rejected_or_interrupted_has_no_right_any_more() -> None:
    assert judged(rejected_on=day("2026-10-01")).outcome is OUTSIDE


@pytest.mark.parametrize(("offered_on", "outcome"), [("2025-12-31", TargetOutcome.RIGHT), ("2026-01-01", RIGHT)])
def test_collective_protection_had_a_right_without_a_duty_before_2026(offered_on: str, outcome: TargetOutcome) -> None:
    group = judged(
        basis=PermitBasis.COLLECTIVE, offered_on=day(offered_on), permit_granted_on=day("2025-06-01"),
        resident_since=day("2025-09-01"),
    )  # fmt: skip
    assert group.outcome is outcome


@pytest.mark.parametrize("missing", ["permit_granted_on", "resident_since"])
def test_a_missing_fact_is_said_and_nothing_is_decided_by_it(missing: str) -> None:
    assert judged(**{missing: None}).outcome is UNKNOWN


def test_what_excludes_weighs_more_than_what_is_missing() -> None:
    assert judged(is_nordic_or_eea=True, permit_granted_on=None, basis=None).outcome is EXCLUDED


def test_every_step_has_a_paragraph_and_words_in_both_languages() -> None:
    for catalogue in (TARGET_NB, TARGET_EN):
        assert set(TargetCode) <= set(catalogue.wordings)
        assert {*TargetOutcome, *PermitBasis} <= set(catalogue.names)
    group = judged(work_hours=Decimal(40), rejected_on=day("2026-10-01"), birth_date=day("1950-01-01"))
    for step in group.steps:
        assert "§" in step.paragraph
        assert "{" not in step.text() + step.text(TARGET_EN)


@given(
    born=st.dates(dt.date(1930, 1, 1), dt.date(2015, 1, 1)),
    permit=st.none() | st.dates(dt.date(2021, 1, 1), dt.date(2026, 11, 1)),
    since=st.none() | st.dates(dt.date(2021, 1, 1), dt.date(2026, 11, 1)),
    basis=st.none() | st.sampled_from(PermitBasis),
    agreement=st.none() | st.booleans(),
    hours=st.none() | st.decimals(1, 60, places=1),
    later=st.integers(1, 1500),
)
def test_time_alone_never_gives_a_right_that_was_not_there(
    born: dt.date,
    permit: dt.date | None,
    since: dt.date | None,
    basis: PermitBasis | None,
    agreement: bool | None,
    hours: Decimal | None,
    later: int,
) -> None:
    facts: dict[str, Any] = {
        "birth_date": born, "permit_granted_on": permit, "resident_since": since, "basis": basis,
        "settled_by_agreement": agreement, "work_hours": hours,
    }  # fmt: skip
    now = judged(**facts)
    then = judged(**facts, assessed_on=day("2026-11-02") + dt.timedelta(days=later))
    assert then.outcome in (now.outcome, OUTSIDE)
