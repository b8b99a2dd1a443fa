"""No count under five can be read, nor found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.outcomes.suppression import Count, gives_away, hidden_groups, is_small, must_hide

counts = st.integers(0, 60).flatmap(lambda whole: st.builds(Count, st.integers(0, whole), st.just(whole)))
tables = st.dictionaries(st.sampled_from("abcdefgh"), counts, min_size=1)


@pytest.mark.parametrize(
    ("part", "whole", "hides"),
    [
        (0, 4, True), (0, 5, False), (5, 10, False), (4, 10, True), (6, 10, True), (10, 10, False), (1, 100, True),
        (99, 100, True), (95, 100, False), (0, 100, False), (0, 0, True),
    ],
)  # fmt: skip
def test_a_count_is_hidden_when_the_part_or_the_rest_is_one_to_four(part: int, whole: int, hides: bool):
    assert must_hide(Count(part, whole)) is hides


@given(tables)
def test_what_is_hidden_does_not_follow_from_the_total(groups):
    hidden = hidden_groups(groups)
    assert all(not must_hide(count) for name, count in groups.items() if name not in hidden and count.whole)
    left = [groups[name] for name in hidden]
    if hidden and any(name not in hidden and count.whole for name, count in groups.items()):
        assert len(hidden) > 1
        assert not is_small(sum(count.part for count in left))
        assert not is_small(sum(count.rest for count in left))


def test_one_small_group_takes_the_next_smallest_with_it():
    groups = {"a": Count(2, 8), "b": Count(10, 20), "c": Count(50, 90)}
    assert hidden_groups(groups) == {"a", "b"}
    assert hidden_groups(groups, total_is_shown=False) == {"a"}


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden_groups({"a": Count(8, 16), "b": Count(10, 20)}) == frozenset()


@pytest.mark.parametrize(("wider", "gives"), [((12, 30), True), ((15, 24), True), ((16, 40), False), ((10, 20), False)])
def test_a_filter_that_leaves_out_a_few_gives_them_away(wider: tuple[int, int], gives: bool):
    assert gives_away(Count(10, 20), [Count(*wider)]) is gives
