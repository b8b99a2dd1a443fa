"""Where lines, marks and names stand."""

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from integration.outcomes.chart import (
    DASHES,
    HEIGHT,
    LABEL_GAP,
    MOST_LINES,
    WIDTH,
    Value,
    Wanted,
    lay_out,
    month_ticks,
    spread,
)


def _chart(*lines: Sequence[float | None]):
    wanted = [Wanted(str(n), [Value(month, share) for month, share in enumerate(line)]) for n, line in enumerate(lines)]
    return lay_out(wanted, x_title="", x_label=str, y_label=str)


def test_a_line_breaks_where_a_figure_is_not_shown():
    chart = _chart([0.1, 0.2, None, 0.3, 0.4])
    assert chart.lines[0].path.count("M") == 2


def test_nothing_to_show_is_no_picture():
    assert _chart([None, None]) is None


def test_six_lines_at_most_each_with_a_dash_and_a_mark_of_its_own():
    chart = _chart(*[[0.1, 0.2]] * 8)
    assert len(chart.lines) == MOST_LINES
    assert len({line.dash for line in chart.lines}) == len({line.shape for line in chart.lines}) == len(DASHES)


def test_limits_are_one_closed_band_for_each_run_of_points():
    values = [Value(m, s, limits=(s - 0.05, s + 0.05) if s else None) for m, s in enumerate([0.1, 0.2, None, 0.3, 0.4])]
    chart = lay_out([Wanted("a", values, is_stepped=True)], x_title="", x_label=str, y_label=str)
    assert chart is not None
    bands = chart.lines[0].band.split("Z")[:-1]
    # Two points with the corner of a stair between them, out along the upper limits and back along the lower ones.
    assert [band.count("L") for band in bands] == [5, 5]
    ys = [float(point.split()[1]) for band in bands for point in band[1:].split("L")]
    assert 0 <= min(ys) < max(ys) <= HEIGHT
    assert _chart([0.1, 0.2]).lines[0].band == ""


def test_everything_is_inside_the_picture():
    for line in _chart([0, 1.0], [0.5, 0.5]).lines:
        assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT for mark in line.marks)


@given(st.lists(st.floats(20, 360), min_size=1, max_size=MOST_LINES))
def test_names_never_meet(wished: list[float]):
    placed = sorted(spread(wished, 20, 368))
    assert all(b - a >= LABEL_GAP - 0.11 for a, b in itertools.pairwise(placed))
    assert min(placed) >= 19.8


@given(st.integers(0, 400), st.integers(0, 240))
def test_labels_of_months_are_few(first: int, length: int):
    assert 1 <= len(month_ticks(first, first + length)) <= 12
