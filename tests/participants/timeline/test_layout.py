"""The geometry of the timeline."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.timeline.layout import WIDTH, Piece, Shape, lay_out, scale_of, ticks_of

TODAY = dt.date(2026, 11, 22)
LANES = ("Utlendingsmyndighetene", "Kommunen", "NAV")
_DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))


@st.composite
def _pieces(draw: st.DrawFn) -> Piece:
    first = draw(_DAYS)
    is_period = draw(st.booleans())
    last = first + dt.timedelta(days=draw(st.integers(0, 900))) if is_period and draw(st.booleans()) else None
    return Piece(draw(st.sampled_from([*LANES, "Program"])), draw(st.text("abc ", max_size=40)), first, last, is_period)


def _shapes(pieces: list[Piece]) -> list[Shape]:
    return [shape for lane in lay_out(pieces, LANES, TODAY).lanes for shape in lane.shapes]


@given(st.lists(_pieces(), max_size=25))
def test_everything_is_drawn_once_within_the_picture(pieces: list[Piece]) -> None:
    picture = lay_out(pieces, LANES, TODAY)
    shapes = [shape for lane in picture.lanes for shape in lane.shapes]
    assert sorted(map(repr, (shape.piece for shape in shapes))) == sorted(map(repr, pieces))
    for lane in picture.lanes:
        for shape in lane.shapes:
            assert 0 <= shape.x <= WIDTH
            assert shape.x + shape.width <= WIDTH + 6
            assert lane.y <= shape.y
            assert shape.y + shape.height <= lane.y + lane.height


@given(st.lists(_pieces(), max_size=25))
def test_no_two_bands_of_a_lane_lie_on_each_other(pieces: list[Piece]) -> None:
    for lane in lay_out(pieces, LANES, TODAY).lanes:
        placed = sorted((shape.y, shape.x, shape.x + shape.width) for shape in lane.shapes)
        for (y, _x, end), (next_y, x, _end) in itertools.pairwise(placed):
            assert y != next_y or end <= x


@given(st.lists(_pieces(), max_size=25))
def test_lanes_stand_under_each_other(pieces: list[Piece]) -> None:
    picture = lay_out(pieces, LANES, TODAY)
    bottoms = [lane.y + lane.height for lane in picture.lanes]
    assert all(lane.y >= bottom for lane, bottom in zip(picture.lanes[1:], bottoms, strict=False))
    assert picture.height >= max(bottoms, default=0)


@given(st.lists(_pieces(), max_size=25))
def test_later_days_stand_further_right_and_today_is_in_the_picture(pieces: list[Piece]) -> None:
    scale = scale_of(pieces, TODAY)
    days = sorted(piece.first_day for piece in pieces)
    assert [scale.x(day) for day in days] == sorted(scale.x(day) for day in days)
    assert 0 < scale.x(TODAY) < WIDTH


def test_lanes_keep_the_order_given_and_strange_ones_come_last() -> None:
    pieces = [Piece("Program", "a", TODAY), Piece("NAV", "b", TODAY), Piece("Utlendingsmyndighetene", "c", TODAY)]
    assert [lane.label for lane in lay_out(pieces, LANES, TODAY).lanes] == ["Utlendingsmyndighetene", "NAV", "Program"]


def test_a_short_band_has_its_label_beside_it_and_a_long_one_inside() -> None:
    short = Piece("NAV", "Oppholdstillatelse", dt.date(2026, 1, 1), dt.date(2026, 1, 10), is_period=True)
    long = Piece("NAV", "Oppholdstillatelse", dt.date(2024, 1, 1), dt.date(2026, 12, 31), is_period=True)
    inside = {shape.piece: shape.is_inside for shape in _shapes([short, long])}
    assert inside == {short: False, long: True}


def test_a_label_at_the_right_edge_is_turned_to_the_left() -> None:
    pieces = [Piece("NAV", "a", dt.date(2024, 1, 1)), Piece("NAV", "Programmet slutter", dt.date(2027, 6, 1))]
    assert [shape.anchor for shape in _shapes(pieces)] == ["start", "end"]


def test_an_open_period_reaches_the_end_of_the_picture() -> None:
    (shape,) = _shapes([Piece("NAV", "Jobb", dt.date(2026, 1, 1), None, is_period=True)])
    assert shape.is_open
    assert shape.x + shape.width == pytest.approx(WIDTH - 16)


@pytest.mark.parametrize("years", [1, 2, 5, 15])
def test_ticks_are_first_days_of_months_and_not_too_many(years: int) -> None:
    pieces = [Piece("NAV", "a", dt.date(2026 - years, 3, 5))]
    ticks = ticks_of(scale_of(pieces, TODAY))
    assert 1 <= len(ticks) <= 14
    assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)
