"""Where the parts of the timeline stand: days become x, lanes become y. Pure functions; the template only draws.

Units are those of the SVG's view box, which the browser scales. Text is measured by a rule of thumb, because nothing on
the server knows the font: a label that may not fit stands beside its mark instead of inside.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH = 1000
LANE_LABEL = 20
ROW = 28
BAND = 18
AXIS = 34
LANE_GAP = 12
SIDE = 16
LETTER = 6.3
LABEL_GAP = 6
_PADDING = 0.03
_SHORTEST_SPAN = 120
_MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60)
_MOST_TICKS = 13
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be drawn: a day, or a period; ``last_day`` None with ``is_period`` is open."""

    lane: str
    label: str
    first_day: dt.date
    last_day: dt.date | None = None
    is_period: bool = False
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A band or mark that has its place. ``label_x`` and ``anchor`` place the text; ``row`` is within the lane."""

    piece: Piece
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_y: float
    anchor: str
    is_inside: bool
    is_open: bool

    @property
    def middle(self) -> float:
        """The height of a mark's centre."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Lane:
    """Whose stage it is: a strip with its shapes."""

    label: str
    y: float
    height: float
    label_y: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the calendar; the first of a year is strong."""

    x: float
    label: str
    is_year: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole timeline. ``today_x`` is None when today is outside."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    today_anchor: str
    axis_y: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to x."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        """Where ``day`` begins."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(SIDE + share * (WIDTH - 2 * SIDE), 1)


def lay_out(pieces: Sequence[Piece], lanes: Sequence[str], today: dt.date) -> Picture:
    """Place the pieces; ``lanes`` is the order from above, and a lane without pieces is left out."""
    scale = scale_of(pieces, today)
    placed: list[Lane] = []
    y = float(AXIS)
    for label in _lanes_in_use(pieces, lanes):
        mine = sorted((piece for piece in pieces if piece.lane == label), key=lambda piece: piece.first_day)
        lane = _lane(label, mine, y, scale)
        placed.append(lane)
        y += lane.height + LANE_GAP
    today_x = scale.x(today)
    return Picture(
        width=WIDTH,
        height=y,
        lanes=tuple(placed),
        ticks=ticks_of(scale),
        today_x=today_x,
        today_anchor="end" if today_x > WIDTH * 0.9 else "start" if today_x < WIDTH * 0.1 else "middle",
        axis_y=AXIS,
    )


def scale_of(pieces: Sequence[Piece], today: dt.date) -> Scale:
    """From before the first day to after the last, with today inside and a little air at both ends."""
    days = [today, *(piece.first_day for piece in pieces), *(piece.last_day for piece in pieces if piece.last_day)]
    first, last = min(days), max(days)
    missing = max(0, _SHORTEST_SPAN - (last - first).days)
    air = dt.timedelta(days=max(7, int((last - first).days * _PADDING) + missing // 2))
    return Scale(first - air, last + air)


def ticks_of(scale: Scale) -> tuple[Tick, ...]:
    """The first days of months, so far apart that their labels do not meet."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((step for step in _MONTHS_BETWEEN_TICKS if months / step <= _MOST_TICKS), _MONTHS_BETWEEN_TICKS[-1])
    ticks = []
    number = scale.first.year * 12 + scale.first.month
    for month in range(number, number + months + 1):
        day = dt.date(month // 12, month % 12 + 1, 1)
        if scale.first < day < scale.last and month % step == 0:
            is_year = day.month == 1
            ticks.append(Tick(scale.x(day), f"{day:%Y}" if is_year or step >= _YEAR else f"{day:%m.%y}", is_year))
    return tuple(ticks)


def _lanes_in_use(pieces: Sequence[Piece], lanes: Sequence[str]) -> list[str]:
    used = dict.fromkeys(piece.lane for piece in pieces)
    return [lane for lane in lanes if lane in used] + [lane for lane in used if lane not in lanes]


def _lane(label: str, pieces: Sequence[Piece], y: float, scale: Scale) -> Lane:
    """Put each piece into the first row where it and its label meet nobody."""
    ends: list[float] = []
    shapes = []
    for piece in pieces:
        shape = _shape(piece, scale)
        left, right = _extent(shape)
        row = next((number for number, end in enumerate(ends) if end <= left), len(ends))
        ends[row : row + 1] = [right + LABEL_GAP]
        top = y + LANE_LABEL + row * ROW + (ROW - BAND) / 2
        shapes.append(replace(shape, y=top, label_y=round(top + BAND / 2 + 4.5, 1)))
    height = LANE_LABEL + len(ends) * ROW + 4
    return Lane(label, y, height, y + 15, tuple(shapes))


def _shape(piece: Piece, scale: Scale) -> Shape:
    x = scale.x(piece.first_day)
    is_open = piece.is_period and piece.last_day is None
    width = 0.0
    if piece.is_period:
        end = piece.last_day + dt.timedelta(days=1) if piece.last_day else scale.last
        width = round(max(scale.x(end) - x, 6), 1)
    text = len(piece.label) * LETTER
    is_inside = width > text + 2 * LABEL_GAP
    beside = x + (width or BAND / 2) + LABEL_GAP
    if is_inside:
        label_x, anchor = x + LABEL_GAP, "start"
    elif beside + text <= WIDTH:
        label_x, anchor = beside, "start"
    else:
        label_x, anchor = x - BAND / 2 - LABEL_GAP + (0 if not width else BAND / 2), "end"
    return Shape(piece, x, 0, width, BAND, round(label_x, 1), 0, anchor, is_inside, is_open)


def _extent(shape: Shape) -> tuple[float, float]:
    """From the leftmost to the rightmost point of the shape and its label."""
    text = len(shape.piece.label) * LETTER
    half = 0 if shape.width else BAND / 2
    left, right = shape.x - half, shape.x + (shape.width or half)
    if shape.is_inside:
        return left, right
    if shape.anchor == "end":
        return min(left, shape.label_x - text), right
    return left, max(right, shape.label_x + text)
