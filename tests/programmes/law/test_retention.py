"""How long a case may be kept: the boundary days of law.md 7.5."""

from datetime import date

import pytest

from programmes.law.retention import RULES, RetentionKind, RetentionRule, retention_of, rule_on, step_of

PROGRAMME, TRAINING, TARGET, MAPPING, TEST = (
    RetentionKind.PROGRAMME, RetentionKind.TRAINING, RetentionKind.TARGET_GROUP, RetentionKind.MAPPING,
    RetentionKind.TEST,
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "due_on"),
    [
        ([(PROGRAMME, date(2010, 5, 3))], date(2025, 5, 3)),
        ([(TRAINING, date(2010, 5, 3))], date(2025, 5, 3)),
        ([(TARGET, date(2010, 5, 3))], date(2025, 5, 3)),
        ([(MAPPING, date(2010, 5, 3))], date(2025, 5, 3)),
        ([(TEST, date(2010, 5, 3))], date(2030, 5, 3)),
        # The last date decides: nothing is taken out before its time.
        ([(PROGRAMME, date(2010, 5, 3)), (PROGRAMME, date(2014, 1, 1))], date(2029, 1, 1)),
        ([(PROGRAMME, date(2010, 5, 3)), (TEST, date(2012, 6, 1))], date(2032, 6, 1)),
        # Whoever took part is counted from that, not from the target group.
        ([(TARGET, date(2012, 1, 1)), (PROGRAMME, date(2010, 5, 3))], date(2025, 5, 3)),
        # A leap day.
        ([(PROGRAMME, date(2012, 2, 29))], date(2027, 2, 28)),
    ],
)
def test_the_time_is_the_last_of_the_dates(facts: list[tuple[RetentionKind, date]], due_on: date) -> None:
    found = retention_of(facts, date(2026, 11, 1))
    assert found is not None
    assert found.due_on == due_on
    assert [step.due_on for step in found.steps] == sorted(step.due_on for step in found.steps)
    assert all("§ 60" in step.paragraph for step in found.steps)


def test_nothing_known_has_no_time() -> None:
    assert retention_of([], date(2026, 11, 1)) is None


def test_the_row_in_force_on_the_day_of_looking_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    later = RetentionRule(10, "integreringsforskriften § 60", date(2030, 7, 1), "A change, as an example.")
    monkeypatch.setitem(RULES, MAPPING, (*RULES[MAPPING], later))
    done = date(2016, 3, 1)
    assert step_of(MAPPING, done, date(2030, 6, 30)).due_on == date(2031, 3, 1)
    assert step_of(MAPPING, done, date(2030, 7, 1)).due_on == date(2026, 3, 1)
    assert rule_on(MAPPING, date(2001, 1, 1)) == RULES[MAPPING][0]


def test_every_row_says_from_when_it_holds_and_how_the_text_is_read() -> None:
    assert set(RULES) == set(RetentionKind)
    for rows in RULES.values():
        assert [row.holds_from for row in rows] == sorted(row.holds_from for row in rows)
        assert all(row.note and "§ 60" in row.paragraph for row in rows)
