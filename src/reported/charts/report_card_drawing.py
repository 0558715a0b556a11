"""Draw the report card: rows of words, intervals in multiples of the story's figure, and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator
from matplotlib.transforms import ScaledTranslation

from reported.charts import style
from reported.charts.glyphs import ARROW_MM, Mark, draw_interval, draw_key, key_lines, key_words
from reported.charts.labels import axes_box
from reported.intervals import Interval
from reported.tables import Row

BLOCKS = MappingProxyType({"page": 1, "column": 1, "slide": 2})
NARROW = ("column", "slide")  # figures without any other to compare with stand in lists of their own
GUTTER_MM = 6  # between blocks
INDENT_MM = 3  # of the others
VERDICT_GAP_MM = 2
BULLET_MM = 8  # of a figure in a list: its mark stands before its words
SPACING = MappingProxyType({"page": 1.0, "column": 1.0, "slide": 0.92})  # of lines, to the house's
ROW_GAP_MM = MappingProxyType({"page": 2.4, "column": 1.4, "slide": 0.6})
GROUP_GAP_MM = MappingProxyType({"page": 3.2, "column": 2.4, "slide": 1.4})
WORDS_MM = MappingProxyType({"page": 43, "column": 57})  # of title, subtitle, key and foot, about
VERDICT_MM = MappingProxyType({"page": 38, "column": 0, "slide": 0})  # at least; else as wide as its words
LEAST_AXIS_MM = MappingProxyType({"page": 40, "column": 20, "slide": 22})
TICKS = MappingProxyType(
    {0.1: "0.1", 0.25: "¼", 0.5: "½", 1: "1", 2: "2", 4: "4", 8: "8", 16: "16", 32: "32", 64: "64"}
)
FEW = ("0.1", "¼", "1", "4", "16", "64")
EDGE_MM = 2
AXIS_NOTE = "the story’s figure = 1"
ALONE = "Alone: no comparable figure"
LONGEST_VERDICT = "corroborated"


Parts = dict[str, Any]  # what differs in a `Line` from a plain one


@dataclass(frozen=True)
class Line:
    """One line of a block: words at the left and right as (text, colour, weight), and the mark on it, in mm."""

    left: Sequence[tuple[str, str, str]] = ()
    right: Sequence[tuple[str, str, str]] = ()
    mark: Row | None = None
    gap: float = 0
    indent: float = 0
    points: float = 7
    rule: bool = False
    bullet: bool = False
    on_axis: bool = False
    height: float = 3


@dataclass(frozen=True)
class Layout:
    """How wide the parts of a block are, in mm, and in which sizes its words are set."""

    size: str
    words: float
    axis: float
    verdict: float

    @property
    def text(self) -> style.Size:
        """The sizes of its words."""
        return style.SIZES[self.size]

    @property
    def across(self) -> float:
        """The whole width."""
        return self.words + self.axis + self.verdict

    def line_mm(self, points: float) -> float:
        """Return the height of a line of words of that size."""
        return style.line_height_mm(points) * SPACING[self.size]


def plot_verdicts(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the report card on the free area of the figure and return the axes, one per block.

    ``marks`` are those of `reported.charts.report_card.verdict_marks`; a "slide" has two blocks side by side.
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    key = key_words([_glyph(row, "") for row in marks.to_dict("records")])
    line = style.line_height_mm(text.foot) + 0.6
    used = key_lines(key, width, points=text.foot) * line
    draw_key(style.add_axes(figure, left, bottom, width, used), key, points=text.foot)
    layout = _layout(marks, size)
    limits = _limits(marks, layout.axis)
    axes = []
    for place, block in enumerate(_blocks(marks, layout)):
        at = left + place * (layout.across + GUTTER_MM)
        box = (at, bottom + used + 1, layout.across, height - used - 1)
        axes.append(_draw_block(figure, box, _lines(block, layout), limits, layout))
    return axes


def height_of(marks: pd.DataFrame, size: str) -> float:
    """Return the height in mm that a chart of that size needs, its words included; a slide's is its own."""
    if size == "slide":
        return 0
    layout = _layout(marks, size)
    needed = _height(_lines(marks, layout)) + layout.line_mm(layout.text.label)
    return round(needed + WORDS_MM[size])


def _layout(marks: pd.DataFrame, size: str) -> Layout:
    """Give the words the room that the others' lines and the nouns need, the verdict its own, the axis the rest."""
    text = style.SIZES[size]
    n = BLOCKS[size]
    across = (text.width_mm - 2 * style.MARGIN_MM - (n - 1) * GUTTER_MM) / n
    held = marks[~marks["story"]].to_dict("records")
    needed = [20.0, *(INDENT_MM + style.text_width_mm(_other_words(row, size), text.foot) for row in held)]
    compared = marks[marks["story"] & (marks["verdict"] != "alone")]
    needed += [style.text_width_mm(noun, text.label) for noun in compared["noun"]]
    if size not in NARROW:
        needed += [_width(_figure_words(row, text)) for row in marks[marks["story"]].to_dict("records")]
    verdict = max(
        VERDICT_MM[size], style.text_width_mm(LONGEST_VERDICT, text.label, "bold") + VERDICT_GAP_MM + 0.5
    )
    words = min(max(needed) + 1.5, across - verdict - LEAST_AXIS_MM[size])
    return Layout(size, words, across - words - verdict, verdict)


def _blocks(marks: pd.DataFrame, layout: Layout) -> list[pd.DataFrame]:
    """Part the groups into as many blocks as the size has, each group whole, so that the highest is least high."""
    groups = [group for _, group in marks.groupby("panel", sort=False)]
    if BLOCKS[layout.size] == 1 or len(groups) == 1:
        return [marks]
    cuts = [(pd.concat(groups[:cut]), pd.concat(groups[cut:])) for cut in range(1, len(groups))]
    return list(min(cuts, key=lambda parts: max(_height(_lines(part, layout)) for part in parts)))


def _height(lines: Sequence[Line]) -> float:
    return style.added(line.gap + line.height for line in lines)


def _lines(marks: pd.DataFrame, layout: Layout) -> list[Line]:
    """Set the marks in lines: a heading per group, the story's figures, the others beneath."""
    text, size = layout.text, layout.size
    lines = []
    for number, (panel, group) in enumerate(marks.groupby("panel", sort=False)):
        gap = GROUP_GAP_MM[size] if number else 0
        heading = [(panel, style.INK, "bold")]
        lines.append(Line(heading, gap=gap, points=text.subtitle, height=layout.line_mm(text.subtitle)))
        listed = group["verdict"].eq("alone") & (size in NARROW)
        for place, (_, rows) in enumerate(group[~listed].groupby("statement", sort=False)):
            lines += _row_lines(rows, layout, first=place == 0)
        if listed.any():
            lines += _list_lines(group[listed], layout, first=listed.all())
    return lines


def _row_lines(rows: pd.DataFrame, layout: Layout, *, first: bool) -> list[Line]:
    """Return the lines of one statement of the story: its figures, the others', and its verdict at the right."""
    text = layout.text
    left: list[Parts] = []
    nouns = rows["noun"].where(~rows.duplicated(["story", "noun"]) | ~rows["story"], "")
    for row, noun in zip(rows.to_dict("records"), nouns, strict=True):
        if row["story"]:
            left += _story_lines(row | {"noun": noun}, text, layout.words - 1)
        else:
            left += _other_lines(row, layout)
    last = rows[rows["story"]].iloc[-1]
    right = _verdict_lines(last["verdict"], last["verdict_note"], text, layout.verdict - VERDICT_GAP_MM)
    left += [{}] * (len(right) - len(left))
    lines = []
    for place, parts in enumerate(left):
        points = parts.get("points", text.label)
        head: Parts = {"gap": ROW_GAP_MM[layout.size] if not place and not first else 0, "rule": not place}
        said = right[place] if place < len(right) else ()
        made = (
            {"points": points, "height": layout.line_mm(points), "right": said, "on_axis": True}
            | parts
            | head
        )
        lines.append(Line(**made))
    return lines


def _list_lines(rows: pd.DataFrame, layout: Layout, *, first: bool) -> list[Line]:
    """Return the lines of the figures that nobody else has: a heading, then each with its mark before its words."""
    text = layout.text
    head: Parts = {"gap": 0 if first else ROW_GAP_MM[layout.size], "rule": True, "points": text.foot}
    lines = [Line([(ALONE, style.QUIET, "normal")], height=layout.line_mm(text.foot), **head)]
    for row in rows.to_dict("records"):
        parts = _story_lines(row, text, layout.across - BULLET_MM)
        given: Parts = {
            "indent": BULLET_MM,
            "bullet": True,
            "points": text.label,
            "height": layout.line_mm(text.label),
        }
        lines += [Line(**(given | part)) for part in parts]
    return lines


def _figure_words(row: Row, text: style.Size) -> list[tuple[str, float, str]]:
    """Return the parts of a figure's words with their size and weight."""
    return [(f"“{row['wording']}”", text.label, "bold"), (f" {row['noun']}".rstrip(), text.label, "normal")]


def _width(parts: Sequence[tuple[str, float, str]]) -> float:
    return style.added(style.text_width_mm(said, points, weight) for said, points, weight in parts)


def _story_lines(row: Row, text: style.Size, room: float) -> list[Parts]:
    """Return the story's wording and what it counts, on one line where there is room, else on two or more."""
    said, noun = _figure_words(row, text)
    wrapped = style.wrap(said[0], room, text.label, "bold").split("\n")
    lines: list[Parts] = [{"left": [(part, style.STORY, "bold")]} for part in wrapped]
    lines[0]["mark"] = row
    if _width([(wrapped[-1], *said[1:]), noun]) <= room:
        lines[-1]["left"] += [(noun[0], style.QUIET, "normal")]
    else:
        nouns = style.wrap(noun[0].strip(), room, text.label).split("\n")
        lines += [{"left": [(part, style.QUIET, "normal")]} for part in nouns]
    return lines


def _other_words(row: Row, size: str) -> str:
    """Return who said what and, but in a column, when."""
    when = "" if size == "column" else f", {row['x']:%b %Y}"
    return f"{row['name']}{when}: {row['figure']}"


def _other_lines(row: Row, layout: Layout) -> list[Parts]:
    """Return the line of another originator's figure, or lines where its words are too wide for one."""
    points = layout.text.foot
    wrapped = style.wrap(_other_words(row, layout.size), layout.words - INDENT_MM - 1, points).split("\n")
    lines = [
        {"left": [(part, style.INK, "normal")], "indent": INDENT_MM, "points": points} for part in wrapped
    ]
    lines[0]["mark"] = row
    return lines


def _verdict_lines(
    verdict: str, note: str, text: style.Size, room: float
) -> list[list[tuple[str, str, str]]]:
    """Return the verdict and its note as lines; "alone" with its note on one line."""
    if verdict == "alone":
        return [[(f"{verdict}: {note}", style.QUIET, "normal")]]
    wrapped = style.wrap(note, room, text.label).split("\n")
    return [[(verdict, style.INK, "bold")], *([(part, style.QUIET, "normal")] for part in wrapped)]


def _limits(marks: pd.DataFrame, axis_mm: float) -> tuple[float, float]:
    """Return the range of multiples that holds every bound, with room for the arrows of open ends."""
    lows, highs = np.log(marks["times_low"].astype(float)), np.log(marks["times_high"].astype(float))
    first, last = np.nanmin([lows.min(), highs.min(), 0]), np.nanmax([lows.max(), highs.max(), 0])
    tips_down, tips_up = highs[lows.isna()].min(), lows[highs.isna()].max()
    for _ in range(20):  # the wider the range, the more of it an arrow takes
        per_mm = (last - first) / axis_mm
        first = np.nanmin([first, lows.min() - EDGE_MM * per_mm, tips_down - (ARROW_MM + EDGE_MM) * per_mm])
        last = np.nanmax([last, highs.max() + EDGE_MM * per_mm, tips_up + (ARROW_MM + EDGE_MM) * per_mm])
    return float(np.exp(first)), float(np.exp(last))


def _draw_block(
    figure: Figure,
    box: tuple[float, float, float, float],
    lines: Sequence[Line],
    limits: tuple[float, float],
    layout: Layout,
) -> Axes:
    """Draw one block of lines from the top of its box: axes in the middle, words at both sides."""
    left, bottom, _, height = box
    needed, top = _height(lines), height - layout.line_mm(layout.text.label)
    ax = style.add_axes(figure, left + layout.words, bottom + top - needed, layout.axis, needed)
    ax.set(xscale="log", xlim=limits, ylim=(needed, 0))
    at, spans = 0.0, []
    for line in lines:
        at += line.gap
        _draw_line(ax, line, at + line.height / 2, layout)
        if line.rule:
            _draw_rule(ax, at - 0.1, (layout.words, layout.verdict))
        if line.on_axis:
            spans.append((at, at + line.height))
        at += line.height
    _draw_axis(ax, layout.text, spans)
    return ax


def _draw_axis(ax: Axes, text: style.Size, spans: Sequence[tuple[float, float]]) -> None:
    """Number the multiples above the block, as many as have room, and mark the story's own place."""
    low, high = ax.get_xlim()
    left, _, right, _ = axes_box(ax)
    doubling = (right - left) * np.log(2) / np.log(high / low)
    roomy = doubling > style.text_width_mm("16", text.label) + 1
    ticks = [value for value, label in TICKS.items() if low <= value <= high and (roomy or label in FEW)]
    ax.xaxis.set_ticks_position("top")
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels([TICKS[value] for value in ticks], fontsize=text.label)
    ax.tick_params(axis="x", length=0, pad=1)
    ax.set_yticks([])
    for top, floor in spans:  # not behind words that run across
        ax.vlines(ticks, top, floor, color=style.GRID, linewidth=0.6, zorder=0)
        ax.vlines(1, top, floor, color=style.tint(style.STORY, 0.35), linewidth=0.8, zorder=1)
    for side in ("left", "top", "bottom"):
        ax.spines[side].set_visible(False)
    look: style.Look = {"va": "bottom", "fontsize": text.label, "color": style.QUIET}
    style.write_at(ax, AXIS_NOTE, (0, 1), shift_mm=(-3.5, 0.6), ha="right", **look)


def _draw_line(ax: Axes, line: Line, at: float, layout: Layout) -> None:
    """Write the words of a line at both sides of the axes and draw its mark on them, or before its words."""
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": line.points}
    x = line.indent - layout.words
    for said, colour, weight in line.left:
        style.write_at(ax, said, (0, at), shift_mm=(x, 0), color=colour, fontweight=weight, **look)
        x += style.text_width_mm(said, line.points, weight)
    for said, colour, weight in line.right:
        style.write_at(
            ax, said, (1, at), shift_mm=(VERDICT_GAP_MM, 0), color=colour, fontweight=weight, **look
        )
    if line.mark is None:
        return
    drawn = draw_interval(ax, at, _glyph(line.mark, line.mark["mark_id"]), horizontal=True)
    if line.bullet:
        low, high = np.log(ax.get_xlim())
        off = BULLET_MM / 2 - layout.words + low / (high - low) * layout.axis  # from the place of 1
        off += ARROW_MM / 2 * (int(pd.isna(line.mark["low"])) - int(pd.isna(line.mark["high"])))
        for artist in drawn:
            artist.set_transform(artist.get_transform() + _shift(ax, off))
            artist.set_clip_on(False)


def _shift(ax: Axes, mm: float) -> ScaledTranslation:
    """Return the transform that moves what is drawn by so many mm to the right."""
    return ScaledTranslation(mm / style.MM_PER_INCH, 0, ax.figure.dpi_scale_trans)


def _draw_rule(ax: Axes, at: float, room: tuple[float, float]) -> None:
    """Draw a thin line above a row, across the whole block."""
    left, _, right, _ = axes_box(ax)
    ends = [-room[0] / (right - left), 1 + room[1] / (right - left)]
    line = Line2D(
        ends, [at, at], transform=ax.get_yaxis_transform(), color=style.GRID, linewidth=0.5, zorder=0
    )
    line.set_clip_on(False)
    ax.add_artist(line)


def _glyph(row: Row, mark_id: str) -> Mark:
    """Return the mark in multiples of the story's figure; what has no bounds, a date, is one value."""
    times = [row[f"times_{bound}"] for bound in ("low", "best", "high")]
    interval = Interval.exactly(1) if all(map(pd.isna, times)) else Interval.from_columns(*times)
    return Mark(
        interval, row["kind"], row["certainty"], style.STORY if row["story"] else style.OTHER, mark_id
    )
