"""Where the lines of a picture stand: shares over months become points. Pure functions; the template only draws.

Units are those of the SVG's view box. A line breaks where a figure is not shown. Lines are told apart by dashes and the
shape of their marks as well as by colour, and named at their right end; names that would meet are moved apart. The
limits of a line are a band in its colour behind it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 960
HEIGHT = 420
LEFT = 56
RIGHT = 264
TOP = 16
BOTTOM = 52
MOST_LINES = 6
LABEL_GAP = 17
_MOST_TICKS = 10
_MOST_MARKS = 14
_STEPS = (1, 2, 3, 6, 12, 24, 60)
_TOPS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_LABEL_SPACE = 24

COLOURS = ("#0b6158", "#a33d12", "#2f52a8", "#7a3e8e", "#675500", "#1c2624")
DASHES = ("", "9 4", "2 4", "12 4 2 4", "5 3", "16 5")
_MARKS = (
    "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
    "M-4 -4h8v8h-8z",
    "M0 -5.5L5.5 0L0 5.5L-5.5 0z",
    "M0 -5.5L5 4.5L-5 4.5z",
    "M-5 -4.5L5 -4.5L0 5.5z",
    "M-5 -2h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
)


@dataclass(frozen=True, slots=True)
class Value:
    """A line's share (0 to 1) at ``x`` months; None where it is not shown. ``text`` says the point in words.

    ``limits`` are the lower and the upper one, where there are such.
    """

    x: int
    share: float | None
    text: str = ""
    url: str = ""
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line to draw."""

    name: str
    values: Sequence[Value]
    is_stepped: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A point that can be pointed at."""

    x: float
    y: float
    text: str
    url: str
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line that has its place."""

    name: str
    colour: str
    dash: str
    shape: str
    path: str
    band: str
    marks: tuple[Mark, ...]
    label_y: float
    end_x: float
    end_y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture."""

    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_title: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def label_x(self) -> int:
        """Where the names of the lines begin."""
        return self.right + _LABEL_SPACE


@dataclass(frozen=True, slots=True)
class Scale:
    """Months and shares to places."""

    first: int
    last: int
    top: float

    def x(self, month: float) -> float:
        """Where a month stands."""
        return round(LEFT + (month - self.first) / max(1, self.last - self.first) * (WIDTH - RIGHT - LEFT), 1)

    def y(self, share: float) -> float:
        """Where a share stands."""
        return round(HEIGHT - BOTTOM - share / self.top * (HEIGHT - BOTTOM - TOP), 1)


def largest_first(sizes: Iterable[tuple[str, int | None]]) -> list[str]:
    """The groups by their largest size, and by name where that is the same: the first are those that get a line.

    ``sizes`` are a group and how many it is, once for each year; None where that is not shown.
    """
    largest: dict[str, int] = {}
    for group, size in sizes:
        largest[group] = max(largest.get(group, 0), size or 0)
    return sorted(largest, key=lambda group: (-largest[group], group))


def lay_out(
    wanted: Sequence[Wanted],
    *,
    x_title: str,
    x_label: Callable[[int], str],
    y_label: Callable[[float], str],
    least_step: int = 1,
) -> Chart | None:
    """Place at most ``MOST_LINES`` lines; None when no point at all may be shown.

    ``least_step`` is how many months lie between two labels at least: 12 where each point is a year.
    """
    lines = [line for line in wanted if any(value.share is not None for value in line.values)][:MOST_LINES]
    if not lines:
        return None
    scale = scale_of(lines)
    label_ys = spread([scale.y(_last_shown(line).share or 0) for line in lines], TOP + 4, HEIGHT - BOTTOM)
    return Chart(
        lines=tuple(_line(number, line, scale, label_ys[number]) for number, line in enumerate(lines)),
        x_ticks=tuple(
            Tick(scale.x(month), x_label(month)) for month in month_ticks(scale.first, scale.last, least_step)
        ),
        y_ticks=tuple(Tick(scale.y(part * scale.top / 4), y_label(part * scale.top / 4)) for part in range(5)),
        x_title=x_title,
    )


def scale_of(lines: Sequence[Wanted]) -> Scale:
    """All the months, and from nought to the nearest round share above the highest."""
    shown = [value for line in lines for value in line.values if value.share is not None]
    highest = max(max(value.share or 0, value.limits[1] if value.limits else 0) for value in shown)
    top = next((top for top in _TOPS if highest <= top), 1.0)
    return Scale(min(value.x for value in shown), max(value.x for value in shown), top)


def month_ticks(first: int, last: int, least_step: int = 1) -> list[int]:
    """The months that get a label: whole years where there are many, and never so many that labels meet."""
    steps = [step for step in _STEPS if step >= least_step]
    step = next((step for step in steps if (last - first) / step <= _MOST_TICKS), _STEPS[-1])
    return [month for month in range(first, last + 1) if month % step == 0] or [first]


def spread(wished: Sequence[float], top: float, bottom: float, gap: float = LABEL_GAP) -> list[float]:
    """The heights nearest to those wished at which labels stand ``gap`` apart, in the order of the wishes."""
    order = sorted(range(len(wished)), key=lambda number: (wished[number], number))
    placed = [0.0] * len(wished)
    lowest = top
    for number in order:
        placed[number] = max(wished[number], lowest)
        lowest = placed[number] + gap
    highest = bottom
    for number in reversed(order):
        placed[number] = round(min(placed[number], highest), 1)
        highest = placed[number] - gap
    return placed


def _last_shown(line: Wanted) -> Value:
    return next(value for value in reversed(line.values) if value.share is not None)


def _line(number: int, line: Wanted, scale: Scale, label_y: float) -> Line:
    last = _last_shown(line)
    shown = [value for value in line.values if value.share is not None]
    every = -(-len(shown) // _MOST_MARKS)
    marks = tuple(
        Mark(scale.x(value.x), scale.y(value.share or 0), value.text, value.url, (len(shown) - 1 - place) % every == 0)
        for place, value in enumerate(shown)
    )
    return Line(
        name=line.name,
        colour=COLOURS[number],
        dash=DASHES[number],
        shape=_MARKS[number],
        path=_path(line, scale),
        band=_band(line, scale),
        marks=marks,
        label_y=label_y,
        end_x=scale.x(last.x),
        end_y=scale.y(last.share or 0),
    )


def _band(line: Wanted, scale: Scale) -> str:
    """The limits as one closed path for each run of values that have them: the upper ones out, the lower ones back."""
    runs: list[list[Value]] = [[]]
    for value in line.values:
        if value.share is None:
            runs.append([])
        elif value.limits is not None:
            runs[-1].append(value)
    parts = []
    for run in runs:
        upper = [(scale.x(value.x), scale.y(value.limits[1])) for value in run if value.limits]
        lower = [(scale.x(value.x), scale.y(value.limits[0])) for value in run if value.limits]
        if line.is_stepped:
            upper, lower = _stepped(upper), _stepped(lower)
        points = [*upper, *reversed(lower)]
        parts += [f"M{'L'.join(f'{x:g} {y:g}' for x, y in points)}Z"] if len(run) > 1 else []
    return "".join(parts)


def _stepped(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same points with the corner of the stair before each."""
    found = list(points[:1])
    for (_x, before), (x, y) in pairwise(points):
        found += [(x, before), (x, y)]
    return found


def _path(line: Wanted, scale: Scale) -> str:
    parts, is_drawing, height = [], False, 0.0
    for value in line.values:
        if value.share is None:
            is_drawing = False
            continue
        x, y = scale.x(value.x), scale.y(value.share)
        if is_drawing and line.is_stepped and y != height:
            parts.append(f"H{x:g}")
        parts.append(f"{'L' if is_drawing else 'M'}{x:g} {y:g}")
        is_drawing, height = True, y
    return "".join(parts)
