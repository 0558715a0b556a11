"""The marks of an interval, the same on every chart, and their glossary.

Positions along the value axis are data; everything across it, and the length of an arrow, is in
millimetres, so that a mark looks the same at every size and an open end is never drawn to a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Transform, blended_transform_factory

from reported.charts.style import (
    MM_PER_INCH,
    POINTS_PER_MM,
    QUIET,
    line_height_mm,
    mm_from,
    text_width_mm,
    tint,
    to_mm,
)
from reported.intervals import Interval

GLOSSARY = (
    "Marks: a bar between two caps runs from the low to the high bound of a reported figure; a tick on it is "
    "the value printed; a dot is a figure printed as one number; an arrow up is an open end, 'or more', an "
    "arrow down 'or fewer', each of one fixed length that stands for no value; a hollow bar is a magnitude "
    "('hundreds'); a dashed outline bears a word of doubt ('likely')."
)

BAR_MM = 1.1
CAP_MM = 2.1
ARROW_MM = 4.5
Strokes = tuple[int, tuple[float, ...]] | Literal["-"]
DASHES: Strokes = (0, (2, 1.2))
SOLID: Strokes = "-"


@dataclass(frozen=True)
class Mark:
    """One interval as it is drawn: bounds in data units, what its wording adds, its colour and id."""

    interval: Interval
    kind: str = ""
    certainty: str = ""
    colour: str = QUIET
    mark_id: str = "key"


def draw_interval(
    ax: Axes, at: float, mark: Mark, *, horizontal: bool = False, aside_mm: float = 0
) -> list[Artist]:
    """Draw one interval mark and return its artists, the first with the mark's id in the SVG.

    Parameters
    ----------
    ax : matplotlib Axes
        Its limits may still change; on a log axis every bound must be above zero.
    at : float
        Position on the other axis, in data units (a date as matplotlib's number).
    mark : Mark
        An interval without any bound draws nothing.
    horizontal : bool
        Draw along x instead of y.
    aside_mm : float
        Shift across the value axis, for marks that would cover one another.
    """
    pen = _Pen(ax, at, mark, horizontal, aside_mm)
    low, best, high = mark.interval.low, mark.interval.best, mark.interval.high
    artists = []
    if low is not None and low == high:
        artists.append(pen.dot(low))
    elif low is not None and high is not None:
        artists += [pen.bar(low, high), pen.caps([low, high])]
    elif low is not None:
        artists += [pen.arrow(low, 1), pen.caps([low])]
    elif high is not None:
        artists += [pen.arrow(high, -1), pen.caps([high])]
    if best is not None and best not in (low, high):
        artists.append(pen.caps([best], heavy=True))
    for part, artist in enumerate(artists):
        artist.set_gid(f"{mark.mark_id}.{part}" if part else mark.mark_id)
        ax.add_artist(artist)
    return artists


def glyph_box(ax: Axes, at: float, mark: Mark, *, aside_mm: float = 0) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top in mm of a vertical mark as `draw_interval` draws it.

    Right only once the axes' place and limits are final.
    """
    low, high = mark.interval.low, mark.interval.high
    known = [value for value in (low, high) if value is not None]
    ends = [to_mm(ax, (at, value)) for value in known]
    floor = min(y for _, y in ends) - (ARROW_MM + 0.8 if low is None else 0.4)
    ceiling = max(y for _, y in ends) + (ARROW_MM + 0.8 if high is None else 0.4)
    middle = ends[0][0] + aside_mm
    return middle - CAP_MM / 2, floor, middle + CAP_MM / 2, ceiling


def is_arrow(artist: Artist) -> bool:
    """Say whether the artist is the arrow of an open end."""
    return isinstance(artist, Line2D) and artist.get_marker() in ("^", "v", "<", ">")


def draw_key(ax: Axes, words: Sequence[tuple[Mark, str]], *, points: float) -> None:
    """Draw a line of sample marks with their words in axes that are measured in mm and otherwise empty.

    Parameters
    ----------
    ax : matplotlib Axes
        Emptied of axes lines; x is set to its width and y to its height in mm, samples wrap to new lines.
    words : sequence of (Mark, str)
        Samples with bounds in mm around 0, and what to say beside each.
    """
    box = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
    width, height = box.width * MM_PER_INCH, box.height * MM_PER_INCH
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    line = line_height_mm(points) + 0.6
    x, y = 0.0, height - line / 2
    for sample, (mark, text) in enumerate(words):
        needed = 8 + text_width_mm(text, points)
        if x + needed > width and x > 0:
            x, y = 0.0, y - line
        shifted = Interval(*(None if v is None else x + 3 + v for v in _values(mark.interval)))
        drawn = Mark(shifted, mark.kind, mark.certainty, mark_id=f"key-{sample}")
        draw_interval(ax, y, drawn, horizontal=True)
        ax.text(x + 7.5, y, text, fontsize=points, va="center_baseline", color=QUIET)
        x += needed + 3


def key_lines(words: Sequence[tuple[Mark, str]], width_mm: float, *, points: float) -> int:
    """Return how many lines `draw_key` needs at that width."""
    x, lines = 0.0, 1
    for _, text in words:
        needed = 8 + text_width_mm(text, points)
        if x + needed > width_mm and x > 0:
            x, lines = 0.0, lines + 1
        x += needed + 3
    return lines


def key_words(marks: Sequence[Mark]) -> list[tuple[Mark, str]]:
    """Return the samples of those marks alone that a chart uses, for `draw_key`."""
    samples = (
        (_is_closed, Mark(Interval(-2, None, 3)), "low to high"),
        (_has_tick, Mark(Interval(-2, 0.5, 3)), "with the value printed"),
        (_is_exact, Mark(Interval.exactly(1)), "one number"),
        (lambda mark: mark.interval.high is None, Mark(Interval(-1.5)), "or more"),
        (lambda mark: mark.interval.low is None, Mark(Interval(None, None, 3)), "or fewer"),
        (lambda mark: mark.kind == "magnitude", Mark(Interval(-2, None, 3), "magnitude"), "magnitude"),
        (lambda mark: mark.certainty, Mark(Interval(-2, None, 3), "", "likely"), "in doubt"),
    )
    return [(sample, words) for applies, sample, words in samples if any(map(applies, marks))]


def _is_exact(mark: Mark) -> bool:
    return mark.interval.low is not None and mark.interval.low == mark.interval.high


def _is_closed(mark: Mark) -> bool:
    return None not in (mark.interval.low, mark.interval.high) and not _is_exact(mark)


def _has_tick(mark: Mark) -> bool:
    interval = mark.interval
    return _is_closed(mark) and interval.best not in (None, interval.low, interval.high)


Part = TypeVar("Part", float, Transform)  # of a point, or of a transform to be blended


class _Pen:
    """Draws the parts of one mark: ``across`` in mm around its position, ``along`` in data."""

    def __init__(self, ax: Axes, at: float, mark: Mark, horizontal: bool, aside_mm: float):
        self.ax, self.at, self.colour = ax, at, mark.colour
        self.hollow = mark.kind == "magnitude"
        self.line = DASHES if mark.certainty else SOLID
        self.horizontal, self.aside = horizontal, aside_mm

    def bar(self, low: float, high: float) -> Artist:
        half = BAR_MM / 2
        outline = [(-half, low), (half, low), (half, high), (-half, high), (-half, low)]
        return PathPatch(
            Path([self._turn(point) for point in outline], closed=True),
            transform=self._mm_by_data(low),
            facecolor="white" if self.hollow else tint(self.colour),
            edgecolor=self.colour,
            linewidth=0.8,
            linestyle=self.line,
            zorder=3,
        )

    def caps(self, values: list[float], *, heavy: bool = False) -> Artist:
        strokes, half = [], CAP_MM / 2
        for value in values:
            strokes += [self._turn((-half, value)), self._turn((half, value))]
        return PathPatch(
            Path(strokes, [Path.MOVETO, Path.LINETO] * len(values)),
            transform=self._mm_by_data(values[0]),
            facecolor="none",
            edgecolor=self.colour,
            linewidth=1.8 if heavy else 1.1,
            zorder=4,
        )

    def dot(self, value: float) -> Artist:
        if self.line == DASHES:
            return self._ring(value)
        return Line2D(  # a marker is written once in the SVG, however many dots there are
            [0],
            [0],
            transform=self._mm_by_mm(value),
            color=self.colour,
            marker="o",
            markersize=BAR_MM * 1.5 * POINTS_PER_MM,
            markeredgewidth=0.8,
            zorder=4,
        )

    def _ring(self, value: float) -> Artist:
        return PathPatch(
            Path.circle((0, 0), BAR_MM * 0.75),
            transform=self._mm_by_mm(value),
            facecolor="white",
            edgecolor=self.colour,
            linewidth=0.8,
            linestyle=self.line,
            zorder=4,
        )

    def arrow(self, bound: float, sign: int) -> Artist:
        tip = self._turn((0, sign * ARROW_MM))
        heads = {(False, 1): "^", (False, -1): "v", (True, 1): ">", (True, -1): "<"}
        return Line2D(
            [0, tip[0]],
            [0, tip[1]],
            transform=self._mm_by_mm(bound),
            color=self.colour,
            linewidth=1.2,
            linestyle=self.line,
            solid_capstyle="butt",
            marker=heads[self.horizontal, sign],
            markersize=4.5,
            markeredgewidth=0,
            markevery=[1],
            zorder=3,
        )

    def _turn(self, point: tuple[Part, Part]) -> tuple[Part, Part]:
        across, along = point
        return (along, across) if self.horizontal else (across, along)

    def _mm_by_mm(self, value: float) -> Transform:
        aside = self._turn((self.aside, 0))
        origin = self._turn((self.at, value))
        return mm_from(self.ax, origin, aside)

    def _mm_by_data(self, value: float) -> Transform:
        """Mm across, data along; ``value`` only has to be one that the value axis can show."""
        parts = self._turn((self._mm_by_mm(value), self.ax.transData))
        return blended_transform_factory(*parts)


def _values(interval: Interval) -> tuple[float | None, float | None, float | None]:
    return interval.low, interval.best, interval.high
