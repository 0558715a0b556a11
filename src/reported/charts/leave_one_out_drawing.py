"""Draw the headlines: each on a scale of its own, with the range and the value when an originator is left out."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reported.charts import style
from reported.charts.glyphs import ARROW_MM, Mark, draw_interval
from reported.intervals import Interval
from reported.tables import Row

HEADLINE, RANGE, WITHOUT = "headline", "any one left out", "without the strongest"
BLOCKS = MappingProxyType({"page": 1, "column": 1, "slide": 2})
GUTTER_MM = 6
# Share of a block's width for the words, the scale and the words at the right; a column has its words above.
SHARES = MappingProxyType({"page": (0.46, 0.24, 0.3), "column": (0, 0.44, 0.56), "slide": (0.53, 0.16, 0.31)})
WORDS_MM = MappingProxyType({"page": 38, "column": 52})  # of title, subtitle, key and foot, about
GAP_MM = MappingProxyType({"page": 1.4, "column": 2, "slide": 0})  # between rows, at least
TEXT = MappingProxyType(
    {"page": (7,), "column": (7,), "slide": (9, 8.5, 8, 7.5, 7)}
)  # points, the largest that fit
HEADINGS = ("Result with all originators", "Without:")
SQUEEZE = MappingProxyType({"page": 1.0, "column": 1.0, "slide": 0.9})  # of lines, to the house's
BAND_MM = 4.4
BAND = "#E4E4E4"
EDGE_MM = 1.5
KEY = (("with all originators", HEADLINE), ("without the one named", WITHOUT), ("any one left out", RANGE))


def plot_hanging(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the headlines on the free area of the figure and return the axes, one per finding, and the key's.

    ``marks`` are those of `reported.charts.leave_one_out.hanging_marks`; a "slide" has two blocks side by side, and in
    a "column" the words stand above their scale.
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    key_mm = style.line_height_mm(text.foot) * (2 if size == "column" else 1) + 1
    axes = [_draw_key(figure, (left, bottom, width, key_mm), text)]
    blocks, points = _blocks(marks, size, height - key_mm)
    line = style.line_height_mm(points) * SQUEEZE[size]
    for column, rows in enumerate(blocks):
        used = sum(_lines(part.iloc[0], size, points) for part in rows) * line + _head_mm(size, points)
        gap = min((height - key_mm - used) / len(rows), 4)
        at = left + column * (_block_mm(size) + GUTTER_MM), bottom + height
        top = at[1] - _head_mm(size, points)
        for part in rows:
            axes.append(_draw_row(figure, (at[0], top), part, size, points))
            top -= _lines(part.iloc[0], size, points) * line + gap
        if size == "slide":
            _write_headings(axes[-len(rows)], points, line)
    return axes


def height_of(marks: pd.DataFrame, size: str) -> float:
    """Return the height in mm that a chart of that size needs, its words included; a slide's is its own."""
    if size == "slide":
        return 0
    points = TEXT[size][0]
    lines = sum(_lines(part.iloc[0], size, points) for _, part in marks.groupby("x"))
    return round(lines * style.line_height_mm(points) + marks["x"].nunique() * GAP_MM[size] + WORDS_MM[size])


def _blocks(marks: pd.DataFrame, size: str, height: float) -> tuple[list[list[pd.DataFrame]], float]:
    """Part the findings into blocks of about equal height, with the largest text that fits it."""
    rows = [part for _, part in marks.groupby("x", sort=True)]
    for points in TEXT[size]:
        line = style.line_height_mm(points) * SQUEEZE[size]
        lines = [_lines(part.iloc[0], size, points) for part in rows]
        cuts = range(1, len(rows)) if BLOCKS[size] == 2 and len(rows) > 1 else [len(rows)]
        cut = min(cuts, key=lambda cut: max(sum(lines[:cut]), sum(lines[cut:])))
        tallest = max(sum(lines[:cut]), sum(lines[cut:])) * line
        if tallest + _head_mm(size, points) <= height:
            break
    return [part for part in (rows[:cut], rows[cut:]) if part], points


def _block_mm(size: str) -> float:
    across = style.SIZES[size].width_mm - 2 * style.MARGIN_MM
    return (across - (BLOCKS[size] - 1) * GUTTER_MM) / BLOCKS[size]


def _head_mm(size: str, points: float) -> float:
    """Return the height of the headings above the rows, which only a slide has."""
    return style.line_height_mm(points) if size == "slide" else 0


def _lines(row: Row, size: str, points: float) -> int:
    """Return how many lines a finding takes."""
    said, right = len(_words(row, size, points)), len(_at_right(row, size, points))
    return said + max(2, right) if size == "column" else max(said, right, 2)


def _words(row: Row, size: str, points: float) -> list[tuple[str, str]]:
    """Return the lines that say what the finding is, each with its weight."""
    room = _block_mm(size) * (1 if size == "column" else SHARES[size][0]) - 2
    value = style.wrap(f"{row['value']} {row['unit']}", room, points).split("\n")
    return [(row["name"], "bold"), *((part, "normal") for part in value)]


def _at_right(row: Row, size: str, points: float) -> list[tuple[str, str]]:
    """Return the lines at the right, each with its colour: without whom, and what then is left."""
    who, *left = without_words(row)
    who = who.removeprefix("without ") if size == "slide" else who
    room = _block_mm(size) * SHARES[size][2] - 2
    return [
        *((part, style.QUIET) for part in style.wrap(who, room, points).split("\n")),
        *((part, style.INK) for part in left),
    ]


def without_words(row: Row) -> list[str]:
    """Return what a row says at its right: without whom, and what then is left."""
    if not row["strongest"]:
        return ["no one moves it"]
    return [f"without {row['strongest']}", row["without"] if row["left"] else "nothing is left"]


def _draw_row(figure: Figure, at: tuple[float, float], part: pd.DataFrame, size: str, points: float) -> Axes:
    """Draw one finding from its upper left corner: its words, its scale with the marks, what is left without one."""
    left, top = at
    line = style.line_height_mm(points) * SQUEEZE[size]
    words, scale, _ = (share * _block_mm(size) for share in SHARES[size])
    head = part.iloc[0]
    said = _words(head, size, points)
    above = len(said) * line if size == "column" else 0
    ax = style.add_axes(figure, left + words, top - above - 2 * line, scale, 2 * line)
    ax.set(ylim=(0, 1), xlim=_limits(part, scale))
    ax.set_axis_off()
    _draw_marks(ax, part, line)
    look: style.Look = {"va": "center_baseline", "fontsize": points}
    for place, (text, weight) in enumerate(said):
        style.write_at(
            ax, text, (0, 1), shift_mm=(-words, above - (place + 0.5) * line), fontweight=weight, **look
        )
    for place, (text, colour) in enumerate(_at_right(head, size, points)):
        style.write_at(ax, text, (1, 1), shift_mm=(2, -(place + 0.5) * line), color=colour, **look)
    return ax


def _write_headings(ax: Axes, points: float, line: float) -> None:
    """Say above the first row of a block what stands at its left and right."""
    left = SHARES["slide"][0] * _block_mm("slide")
    look: style.Look = {"va": "center_baseline", "fontsize": points, "color": style.QUIET}
    for words, x, shift in ((HEADINGS[0], 0, -left), (HEADINGS[1], 1, 2)):
        style.write_at(ax, words, (x, 1), shift_mm=(shift, 0.5 * line), **look)


def _limits(part: pd.DataFrame, scale: float) -> tuple[float, float]:
    """Return the ends of the scale: zero and the greatest bound, with room for marks and the arrow of an open end."""
    highest = part[["low", "best", "high"]].max().max() or 1
    room = scale - 2 * EDGE_MM - ARROW_MM * part["high"].isna().any()
    return -highest * EDGE_MM / room, highest * (scale - EDGE_MM) / room


def _draw_marks(ax: Axes, part: pd.DataFrame, line: float) -> None:
    """Draw the range as a band, the headline above and the value without the strongest below."""
    ax.hlines(0.5, 0, ax.get_xlim()[1], color=style.GRID, linewidth=0.6, zorder=0)
    ax.axvline(0, color=style.RULE, linewidth=0.6, zorder=0)
    places = {HEADLINE: 0.75, WITHOUT: 0.25}
    for row in part.to_dict("records"):
        if row["form"] == RANGE:
            _draw_band(ax, row, line)
        else:
            draw_interval(ax, places[row["form"]], _glyph(row), horizontal=True)


def _draw_band(ax: Axes, row: Row, line: float) -> None:
    """Draw the range with any one left out; an open end runs to the end of the scale."""
    low = 0 if pd.isna(row["low"]) else row["low"]
    high = ax.get_xlim()[1] if pd.isna(row["high"]) else row["high"]
    least = 0.01 * ax.get_xlim()[1]
    half = BAND_MM / (2 * 2 * line)
    band = Rectangle((low - least / 2, 0.5 - half), high - low + least, 2 * half, facecolor=BAND, linewidth=0)
    band.set(gid=row["mark_id"], zorder=1)
    ax.add_patch(band)


def _glyph(row: Row) -> Mark:
    colour = style.INK if row["form"] == HEADLINE else style.OTHER
    return Mark(Interval.from_columns(row["low"], row["best"], row["high"]), "", "", colour, row["mark_id"])


def _draw_key(figure: Figure, box: tuple[float, float, float, float], text: style.Size) -> Axes:
    """Draw a sample of the three marks with their words."""
    samples = [(words, partial(_draw_sample, form=form)) for words, form in KEY]
    return style.draw_key(figure, box, text, samples, sample_mm=8)


def _draw_sample(ax: Axes, x: float, y: float, *, form: str) -> None:
    if form == RANGE:
        ax.add_patch(Rectangle((x, y - 1.2), 6, 2.4, facecolor=BAND, linewidth=0))
        return
    colour = style.INK if form == HEADLINE else style.OTHER
    sample = Mark(Interval(x + 0.5, None, x + 5.5), "", "", colour, f"key-{form.split(maxsplit=1)[0]}")
    draw_interval(ax, y, sample, horizontal=True)
