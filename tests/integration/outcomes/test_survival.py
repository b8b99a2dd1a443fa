"""The curves against scipy's, and against what must hold of any curve."""

import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from integration.outcomes.survival import Observed, kaplan_meier

observations = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=2, max_size=120)


def _ours(pairs):
    return kaplan_meier(Observed(duration, happened) for duration, happened in pairs)


def _scipys(pairs):
    happened = [duration for duration, event in pairs if event]
    censored = [duration for duration, event in pairs if not event]
    return ecdf(CensoredData(uncensored=happened, right=censored)).sf


@given(observations.filter(lambda pairs: any(event for _, event in pairs)))
def test_curve_and_limits_are_those_of_scipy(pairs):
    curve, oracle = _ours(pairs), _scipys(pairs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy says that limits are undefined where nobody is left
        limits = oracle.confidence_interval(method="log-log")
    for time, survival, low, high in zip(
        oracle.quantiles, oracle.probabilities, limits.low.probabilities, limits.high.probabilities, strict=True
    ):
        step = curve.at(time)
        assert step.survival == pytest.approx(survival, abs=1e-12)
        if step.lower is not None:
            assert (step.lower, step.upper) == pytest.approx((low, high), abs=1e-9)
        else:
            assert survival in (0.0, 1.0) or np.isnan(low)


@given(observations)
def test_the_curve_never_rises_and_stands_within_its_limits(pairs):
    steps = _ours(pairs).steps
    assert all(later.survival <= earlier.survival for earlier, later in pairwise(steps))
    assert all(step.lower <= step.survival <= step.upper for step in steps if step.lower is not None)


@given(observations)
def test_counting_people_together_gives_the_same_curve(pairs):
    grouped = [Observed(duration, happened, pairs.count((duration, happened))) for duration, happened in set(pairs)]
    assert kaplan_meier(grouped) == _ours(pairs)


def test_everybody_is_at_risk_until_it_happens_or_they_are_lost():
    curve = _ours([(3, True), (5, False), (5, True), (9, False)])
    assert [curve.at_risk_at(time) for time in (0, 3, 4, 5, 6, 9, 10)] == [4, 4, 3, 3, 1, 1, 0]


def test_the_median_is_when_it_has_happened_to_half():
    assert _ours([(1, True), (2, True), (3, True), (4, False)]).median == 2
    assert _ours([(1, True), (2, False), (3, False)]).median is None


def test_nobody_gives_an_empty_curve():
    curve = kaplan_meier([])
    assert (curve.people, curve.at(12).survival, curve.median) == (0, 1.0, None)
