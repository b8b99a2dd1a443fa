"""No count under five can be read in a table, nor found by adding and subtracting what tables show."""

from collections import defaultdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from integration.outcomes import suppression
from integration.outcomes.suppression import Cell, Cells, Count, is_small, must_hide
from tests.integration.outcomes.plain_suppression import PlainCells

counts = st.integers(0, 60).flatmap(lambda whole: st.builds(Count, st.integers(0, whole), st.just(whole)))
lines = st.dictionaries(st.sampled_from("abcdefgh"), counts, min_size=1)
squares = st.dictionaries(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), counts, min_size=1)


def hidden_in(table: dict[Cell, Count]) -> frozenset[str]:
    """What is hidden of the table."""
    return Cells(list(table)).hidden([one.part for one in table.values()], [one.whole for one in table.values()])


def line(groups: dict[str, Count]) -> dict[Cell, Count]:
    """A table of one dimension."""
    return {(name,): count for name, count in groups.items()}


@pytest.mark.parametrize(
    ("part", "whole", "hides"),
    [
        (0, 4, True), (0, 5, False), (5, 10, False), (4, 10, True), (6, 10, True), (10, 10, False), (1, 100, True),
        (99, 100, True), (95, 100, False), (0, 100, False), (0, 0, True),
    ],
)  # fmt: skip
def test_a_count_is_hidden_when_the_part_or_the_rest_is_one_to_four(part: int, whole: int, hides: bool):
    assert must_hide(Count(part, whole)) is hides
    if whole:
        assert hidden_in(line({"a": Count(part, whole)})) == (frozenset("a") if hides else frozenset())


@given(lines)
def test_what_is_hidden_does_not_follow_from_the_total(groups: dict[str, Count]):
    hidden = hidden_in(line(groups))
    assert all(not must_hide(count) for name, count in groups.items() if name not in hidden and count.whole)
    left = [groups[name] for name in hidden]
    if hidden and any(name not in hidden and count.whole for name, count in groups.items()):
        assert len(hidden) > 1
        assert not is_small(sum(count.part for count in left))
        assert not is_small(sum(count.rest for count in left))


@given(squares)
def test_what_a_coarser_table_hides_a_finer_one_hides_too(table: dict[Cell, Count]):
    coarse: dict[str, Count] = defaultdict(lambda: Count(0, 0))
    for (name, _other), count in table.items():
        coarse[name] = Count(coarse[name].part + count.part, coarse[name].whole + count.whole)
    assert hidden_in(line(coarse)) <= hidden_in(table)


@given(squares)
def test_a_row_of_a_square_is_hidden_with_another_and_their_sums_are_of_many(table: dict[Cell, Count]):
    hidden = hidden_in(table)
    assert all(name in hidden for (name, _other), count in table.items() if count.whole and must_hide(count))
    assume(hidden and any(name not in hidden and count.whole for (name, _other), count in table.items()))
    assert len(hidden) > 1
    sums: dict[str, Count] = defaultdict(lambda: Count(0, 0))
    for (name, other), count in table.items():
        if name in hidden:
            sums[other] = Count(sums[other].part + count.part, sums[other].whole + count.whole)
    assert not any(is_small(one.part) or is_small(one.rest) for one in sums.values())


def test_one_small_group_takes_the_next_smallest_with_it():
    groups = {"a": Count(2, 8), "b": Count(10, 20), "c": Count(50, 90)}
    assert hidden_in(line(groups)) == {"a", "b"}


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden_in(line({"a": Count(8, 16), "b": Count(10, 20)})) == frozenset()


def test_a_small_sum_that_is_shown_elsewhere_takes_others_with_it_than_those_that_are_shown():
    numbers = {"job": 6, "school": 5, "home": 20, "sick": 12, "unknown": 3}
    blocks = {"job": "direct", "school": "direct", "unknown": "unknown"}
    known = frozenset({"direct", "unknown"})
    cells = Cells([(name,) for name in numbers], lambda name: blocks.get(name, "other"), known)
    hidden = cells.hidden(list(numbers.values()), list(numbers.values()))
    assert hidden == {"home", "sick", "unknown"}


def test_a_quarter_is_hidden_with_another_of_its_year_and_with_a_hidden_year():
    table = line({"2022K1": Count(2, 8), "2022K2": Count(30, 60), "2022K3": Count(9, 20), "2023K1": Count(8, 16)})
    parts, wholes = ([one[which] for one in table.values()] for which in (0, 1))
    assert Cells(list(table), lambda name: name[:4]).hidden(parts, wholes) == {"2022K1", "2022K3"}
    # The only quarter of a small year takes every quarter of the next smallest year with it.
    table[("2024K1",)] = Count(3, 9)
    parts, wholes = ([one[which] for one in table.values()] for which in (0, 1))
    assert Cells(list(table), lambda name: name[:4]).hidden(parts, wholes) == {
        "2022K1", "2022K3", "2023K1", "2024K1",
    }  # fmt: skip


_QUARTERS = [f"{year}K{quarter}" for year in (2021, 2022, 2023) for quarter in (1, 2, 3)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Cell], list[list[int]], list[list[int]]]:
    """Cells of one to three dimensions, and the parts and wholes of some tables of them."""
    others = [st.sampled_from("xyz")] * draw(st.integers(0, 2))
    cells = draw(st.lists(st.tuples(st.sampled_from(_QUARTERS), *others), min_size=1, max_size=20, unique=True))
    most = draw(st.sampled_from([6, 12, 60, 300]))
    numbers = st.tuples(st.integers(0, most), st.floats(0, 1))
    drawn = draw(st.lists(st.lists(numbers, min_size=len(cells), max_size=len(cells)), min_size=1, max_size=3))
    wholes = [[whole for whole, _share in table] for table in drawn]
    return cells, [[round(whole * share) for whole, share in table] for table in drawn], wholes


@given(
    tables(),
    st.booleans(),
    st.frozensets(st.sampled_from([*_QUARTERS, "2021", "2022"]), max_size=4),
)
def test_all_tables_at_once_hide_what_each_hides_by_the_plain_rule(
    table: tuple[list[Cell], list[list[int]], list[list[int]]], has_years: bool, known: frozenset[str]
):
    cells, parts, wholes = table
    parent = (lambda name: name[:4]) if has_years else None
    plain = PlainCells(cells, parent, known)
    expected = [plain.hidden(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    assert Cells(cells, parent, known).hidden_each(parts, wholes) == expected


def test_tables_too_many_to_be_held_at_once_are_taken_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch):
    cells = [("a", "x"), ("a", "y"), ("b", "x"), ("c", "y")]
    parts = wholes = [[2, 9, 9, 9], [9, 9, 9, 9], [9, 9, 3, 9]]
    at_once = Cells(cells).hidden_each(parts, wholes)
    monkeypatch.setattr(suppression, "_MOST_NUMBERS", 1)
    assert Cells(cells).hidden_each(parts, wholes) == at_once
    assert [bool(names) for names in at_once] == [True, False, True]


def test_no_table_hides_nothing():
    assert Cells([]).hidden_each([], []) == []
    assert Cells([]).hidden([], []) == frozenset()
