from datetime import date

import pytest

from programmes.law import legal_deadline, norwegian_deadline, rule_set_for, start_deadline, work_oriented_hours_from
from programmes.law.deadlines import DEADLINE_RULES
from programmes.law.enums import DeadlineKind, Education, Goal, Protection
from programmes.law.texts_en import ENGLISH
from tests.programmes.law.documents import day


@pytest.mark.parametrize(
    ("settled", "claimed", "due"),
    [
        ("2026-01-15", None, "2026-04-15"),
        (None, "2026-02-20", "2026-05-20"),
        ("2026-01-15", "2026-02-20", "2026-05-20"),  # the later of the two
        ("2026-02-20", "2026-01-15", "2026-05-20"),
        ("2025-11-30", None, "2026-02-28"),  # held within the month
        ("2027-11-30", None, "2028-02-29"),
        ("2026-03-31", None, "2026-06-30"),
    ],
)
def test_the_programme_starts_within_three_months_of_settlement_or_claim(
    settled: str | None, claimed: str | None, due: str
) -> None:
    found = start_deadline(settled and day(settled), claimed and day(claimed))  # type: ignore[arg-type]
    assert (found.due_on, found.kind) == (day(due), DeadlineKind.START_OF_PROGRAMME)
    assert found.paragraph == "integreringsloven § 12 annet ledd"


def test_without_settlement_or_claim_there_is_no_deadline() -> None:
    with pytest.raises(ValueError, match="settlement or claim"):
        start_deadline(None, None)


@pytest.mark.parametrize(
    ("kind", "from_day", "due"),
    [
        (DeadlineKind.DECISION_WINDOW, "2026-01-15", "2028-01-14"),  # less than two years
        (DeadlineKind.INTEGRATION_PLAN, "2026-01-15", "2026-01-15"),
        (DeadlineKind.INTEGRATION_CONTRACT, "2026-01-15", "2026-01-15"),
        (DeadlineKind.TRAINING_OFFERED, "2026-01-15", "2026-04-15"),
        (DeadlineKind.SOCIAL_STUDIES, "2026-02-02", "2027-02-01"),
        (DeadlineKind.PARENTAL_LEAVE_FOLLOW_UP, "2026-06-01", "2026-09-01"),  # the fourth month begins
        (DeadlineKind.SELF_CERTIFICATION_REVIEW, "2026-08-31", "2027-02-28"),
        (DeadlineKind.PROGRAMME_END, "2027-02-01", "2027-02-01"),
        (DeadlineKind.REPORT_TO_NIR, "2026-12-31", "2027-02-28"),
        (DeadlineKind.RESIDENCE_PERMIT, "2027-03-11", "2027-03-11"),
        (DeadlineKind.COLLECTIVE_PERMIT_LIMIT, "2024-02-29", "2029-02-28"),
        (DeadlineKind.APPEAL, "2026-01-15", "2026-02-05"),
        (DeadlineKind.APPEAL, "2026-03-12", "2026-04-07"),  # Maundy Thursday moves past Easter
        (DeadlineKind.APPEAL, "2026-01-10", "2026-02-02"),  # from a Saturday to a Saturday to a Monday
        (DeadlineKind.PRELIMINARY_REPLY, "2026-01-31", "2026-02-28"),
    ],
)
def test_a_deadline_runs_from_its_fact(kind: DeadlineKind, from_day: str, due: str) -> None:
    found = legal_deadline(kind, day(from_day))
    assert found.due_on == day(due)
    assert found.paragraph
    assert found.explanation()
    assert found.explanation(ENGLISH)


def test_leave_is_added_as_working_days() -> None:
    assert legal_deadline(DeadlineKind.SOCIAL_STUDIES, day("2026-02-02"), 11).due_on == day("2027-02-16")


@pytest.mark.parametrize(
    ("protection", "education", "due"),
    [
        (Protection.ORDINARY, Education.UPPER_SECONDARY, "2027-08-01"),
        (Protection.ORDINARY, Education.BELOW, "2029-02-01"),
        (Protection.ORDINARY, Education.UPPER_SECONDARY_UA_NO_HE_YEAR, "2029-02-01"),
        (Protection.COLLECTIVE, Education.UPPER_SECONDARY, "2027-02-01"),
        (Protection.COLLECTIVE, Education.BELOW, "2027-02-01"),
    ],
)
def test_norwegian_training_lasts_by_education_and_protection(
    protection: Protection, education: Education, due: str
) -> None:
    assert norwegian_deadline(day("2026-02-02"), protection, education).due_on == day(due)


@pytest.mark.parametrize(
    ("offer", "protection", "education", "due"),
    [
        ("2026-01-15", Protection.ORDINARY, Education.UPPER_SECONDARY, date(2026, 5, 2)),
        ("2026-01-15", Protection.ORDINARY, Education.BELOW, date(2026, 8, 2)),
        ("2024-02-01", Protection.COLLECTIVE, Education.BELOW, date(2026, 5, 2)),
        ("2024-02-01", Protection.ORDINARY, Education.BELOW, None),
        ("2023-12-01", Protection.COLLECTIVE, Education.UPPER_SECONDARY, None),
    ],
)
def test_work_oriented_hours_begin_after_three_or_six_months(
    offer: str, protection: Protection, education: Education, due: date | None
) -> None:
    rule_set = rule_set_for(day(offer), protection, education, Goal.WORK)
    assert rule_set is not None
    found = work_oriented_hours_from(day("2026-02-02"), rule_set, protection, education)
    assert (found and found.due_on) == due
    assert found is None or "15 timer" in found.explanation()


def test_every_kind_has_a_rule_or_a_function_of_its_own() -> None:
    assert set(DeadlineKind) - set(DEADLINE_RULES) == {
        DeadlineKind.NORWEGIAN_TRAINING,
        DeadlineKind.WORK_ORIENTED_HOURS,
    }
