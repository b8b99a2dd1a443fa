"""What is shown of the caseload tells of no few people: of no adviser, and of none of them together."""

from collections.abc import Sequence
from itertools import product
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from agencies.access import NOBODY
from integration.operations.outcomes import programme_figures
from integration.operations.outcomes.loads import Load
from integration.operations.outcomes.programme_figures import Caseload, caseload
from integration.operations.outcomes.questions import Question
from integration.outcomes.suppression import is_small
from tests.integration.outcomes.truth import TODAY

_QUESTION = Question(until=TODAY, known_on=TODAY)
_EXACT = 1e-9


def _shown(own: Sequence[int], without: int) -> Caseload:
    loads = [Load(uuid4(), "", people) for people in own] + ([Load(None, "", without)] if without else [])
    with patch.object(programme_figures, "loads_on", return_value=loads):
        return caseload(NOBODY, _QUESTION)


def _found(own: Sequence[int], without: int) -> list[int]:
    """Sums of the loads, the least first and those without an adviser last, that follow from what is shown."""
    load, size = _shown(own, without), len(own) + 1
    rows: list[Any] = []

    def tell(number: object, row: Sequence[float]) -> None:
        if number is not None:
            rows.append(row)

    half, last = len(own) // 2, len(own) - 1
    tell(load.people, [1.0] * size)
    tell(load.without_adviser, [0.0] * len(own) + [1.0])
    tell(load.average, [1.0] * len(own) + [0.0])
    tell(load.most, [float(place == last) for place in range(size)])
    middle = (half - 1, half) if len(own) % 2 == 0 else (half,)
    tell(load.middle, [float(place in middle) for place in range(size)])
    numbers = np.array([*sorted(own), without])
    if not rows:
        return []
    _left, sizes, basis = np.linalg.svd(np.array(rows), full_matrices=False)
    kept = basis[sizes > _EXACT]
    wanted = np.array(list(product((0.0, 1.0), repeat=size)))
    follows = np.abs(wanted - wanted @ kept.T @ kept).max(axis=1) < _EXACT
    return [int(number) for number in wanted[follows] @ numbers if is_small(int(number))]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(own=some.lists(some.integers(1, 30), min_size=1, max_size=7), without=some.integers(0, 12))
def test_no_few_follow_from_the_caseload(own: list[int], without: int) -> None:
    assert _found(own, without) == []


@pytest.mark.parametrize(
    ("own", "shows"),
    [((20, 18), True), ((20, 3), False), ((9, 8, 7), True), ((30, 20, 4), False), ((9, 1, 1, 1), False)],
)
def test_the_most_is_shown_where_it_tells_of_nobody(own: tuple[int, ...], shows: bool) -> None:
    assert (_shown(own, 10).most is not None) is shows
