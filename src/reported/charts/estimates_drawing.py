"""Draw the estimates of fighters: over time on a page, as a dated list in a column and on a slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from reported.charts import style, timeline
from reported.charts.estimates import PANELS, ROW_MM
from reported.charts.glyphs import ARROW_MM, Mark, draw_interval, draw_key, glyph_box, key_lines, key_words
from reported.charts.labels import Box, axes_box, place_labels, stand_aside, write_label
from reported.intervals import Interval
from reported.tables import Row

SHOWN_DATES = ("2017-12-09", "2019-03-23")  # the declarations of the Prime Minister and of the SDF
HEADING_MM = 6  # above a panel
AXIS_MM = 5.5  # below a panel
SLIDE_LABELS = 6
SLIDE_HEADROOM = 3.2  # times the largest bound: two lines of a label above the marks, beneath the known dates
NOTES = MappingProxyType(
    {
        "page": "",
        "column": "* members: takes in supporters or sleeper cells",
        "slide": "Named: the estimates most often printed",
    }
)
WIDEST_DATE = "May 2020"
GUTTER_MM = 6  # between panels side by side
ARROW_ROOM = 1.9  # times the bound
ROW_EDGE_MM = ARROW_MM + 1.2


def plot_estimates(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the estimates on the free area of the figure and return the axes, one per panel.

    Parameters
    ----------
    marks : DataFrame
        As returned by `reported.charts.estimates.estimate_marks`.
    figure : Figure
        As returned by `reported.charts.style.new_figure`.
    size : str
        On a "page" number stands against time and every mark has its label; a "slide" names only the
        estimates most often printed; in a "column" each estimate is a row, by date.
    """
    text = style.SIZES[size]
    panels = [marks[marks["panel"] == name] for name in PANELS.values() if name in set(marks["panel"])]
    area = _draw_key(figure, marks, text, note=NOTES[size])
    if size == "column":
        words = _row_width(marks, text)
        axes = _stack_by_rows(figure, area, panels, words)
        for ax, panel in zip(axes, panels, strict=True):
            _write_heading(ax, panel, text, left_mm=words)
            _draw_rows(ax, panel, text, words)
        return axes
    numbers_mm = style.text_width_mm("50,000", text.label) + 1.5
    arrange = _stack_by_range if size == "page" else _side_by_side
    axes = arrange(figure, area, panels, numbers_mm)
    for ax, panel in zip(axes, panels, strict=True):
        _write_heading(ax, panel, text, left_mm=numbers_mm)
        _draw_over_time(ax, panel, text, most_labels=len(panel) if size == "page" else SLIDE_LABELS)
    return axes


def _draw_key(figure: Figure, marks: pd.DataFrame, text: style.Size, *, note: str) -> Box:
    """Draw the key at the floor of the free area; return the rest as left, bottom, width, height in mm."""
    left, bottom, width, height = style.free_area(figure)
    key = key_words([_glyph(row) for row in marks.to_dict("records")])
    line = style.line_height_mm(text.foot) + 0.6
    used = key_lines(key, width, points=text.foot) * line
    draw_key(style.add_axes(figure, left, bottom, width, used), key, points=text.foot)
    if note:
        across, up = figure.get_size_inches() * style.MM_PER_INCH
        figure.text(
            left / across, (bottom + used) / up, note, fontsize=text.foot, color=style.QUIET, va="bottom"
        )
        used += line
    return left, bottom + used + 1, width, height - used - 1


def _stack_by_range(
    figure: Figure, area: Box, panels: Sequence[pd.DataFrame], numbers_mm: float
) -> list[Axes]:
    """Stack the panels, each as high as its range of numbers needs, so that all have one scale."""
    left, bottom, width, height = area
    limits = [_limits(panel, 1.9) for panel in panels]
    decades = np.array([np.log10(high / low) for low, high in limits])
    room = height - len(panels) * (HEADING_MM + AXIS_MM)
    span = _span(pd.concat(panels))
    axes, top = [], bottom + height
    for limit, share in zip(limits, decades / decades.sum(), strict=True):
        top -= HEADING_MM + room * share
        ax = style.add_axes(figure, left + numbers_mm, top, width - numbers_mm, room * share)
        ax.set(yscale="log", ylim=limit, xlim=span)
        axes.append(ax)
        top -= AXIS_MM
    return axes


def _stack_by_rows(figure: Figure, area: Box, panels: Sequence[pd.DataFrame], words: float) -> list[Axes]:
    left, bottom, width, height = area
    axes, top = [], bottom + height
    for panel in panels:
        top -= HEADING_MM + len(panel) * ROW_MM
        axes.append(style.add_axes(figure, left + words, top, width - words - 2, len(panel) * ROW_MM))
        top -= AXIS_MM
    return _share_range(axes, panels)


def _side_by_side(figure: Figure, area: Box, panels: Sequence[pd.DataFrame], numbers_mm: float) -> list[Axes]:
    left, bottom, width, height = area
    everything = pd.concat(panels)
    step = (width + GUTTER_MM) / len(panels)
    axes = []
    for column in range(len(panels)):
        box = (left + column * step + numbers_mm, bottom + AXIS_MM, step - GUTTER_MM - numbers_mm)
        ax = style.add_axes(figure, *box, height - HEADING_MM - AXIS_MM)
        ax.set(yscale="log", ylim=_limits(everything, SLIDE_HEADROOM), xlim=_span(everything))
        axes.append(ax)
    return axes


def _share_range(axes: list[Axes], panels: Sequence[pd.DataFrame]) -> list[Axes]:
    """Give panels of rows one range of numbers, wide enough for the arrows of open ends."""
    bounds = pd.concat(panels)[["low", "high"]]
    left, _, right, _ = axes_box(axes[0])
    low, high = np.log10(bounds.min().min()), np.log10(bounds.max().max())
    edge = (high - low) * ROW_EDGE_MM / (right - left - 2 * ROW_EDGE_MM)
    limit = (10 ** (low - edge), 10 ** (high + edge))
    for ax, panel in zip(axes, panels, strict=True):
        ax.set(xscale="log", xlim=limit, ylim=(len(panel) - 0.5, -0.5))
    return axes


def _span(marks: pd.DataFrame) -> tuple[float, float]:
    edge = pd.Timedelta(days=75)
    return date2num(marks["x"].min() - edge), date2num(marks["x"].max() + edge)


def _limits(panel: pd.DataFrame, headroom: float) -> tuple[float, float]:
    """Return a range of numbers that holds every bound, the arrows of open ends and some room above."""
    down = panel["high"].where(panel["low"].isna()).min() / ARROW_ROOM
    up = panel["low"].where(panel["high"].isna()).max() * ARROW_ROOM
    return np.nanmin([panel["low"].min() / 1.15, down]), np.nanmax([panel["high"].max() * headroom, up])


def _write_heading(ax: Axes, panel: pd.DataFrame, text: style.Size, *, left_mm: float) -> None:
    """Name the panel at the left edge of its words, the same place on every panel."""
    words = f"{panel['panel'].iloc[0]}: {len(panel)} estimates"
    look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
    style.write_at(ax, words, (0, 1), shift_mm=(-left_mm, 1.4), **look)


def _draw_over_time(ax: Axes, panel: pd.DataFrame, text: style.Size, *, most_labels: int) -> None:
    timeline.draw_log_numbers(ax, text)
    timeline.draw_years(ax, text)
    kept_clear = timeline.draw_known_dates(ax, text, days=SHOWN_DATES, stacked=True)
    _draw_story_band(panel, ax.axhspan)
    rows = panel.to_dict("records")
    at = [(date2num(row["x"]), _glyph(row)) for row in rows]
    shifts = stand_aside([glyph_box(ax, day, glyph) for day, glyph in at])
    for (day, glyph), shift in zip(at, shifts, strict=True):
        draw_interval(ax, day, glyph, aside_mm=shift)
    boxes = [
        glyph_box(ax, day, glyph, aside_mm=shift) for (day, glyph), shift in zip(at, shifts, strict=True)
    ]
    labelled = _most_printed(rows, most_labels)
    others = [box for box, row in zip(boxes, rows, strict=True) if row not in labelled]
    _write_labels(
        ax,
        labelled,
        [box for box, row in zip(boxes, rows, strict=True) if row in labelled],
        kept_clear + others,
        text,
    )


def _draw_rows(ax: Axes, panel: pd.DataFrame, text: style.Size, words_mm: float) -> None:
    """Draw each estimate as a row: its date where that changes, its originator, its interval."""
    timeline.draw_log_numbers(ax, text, "x")
    ax.spines["left"].set_visible(False)
    ax.set_yticks([])
    _draw_story_band(panel, ax.axvspan)
    indent = style.text_width_mm(WIDEST_DATE, text.label) + 1.5
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": text.label}
    before = ""
    for place, row in enumerate(panel.to_dict("records")):
        draw_interval(ax, place, _glyph(row), horizontal=True)
        date = f"{row['x']:%b %Y}"
        if date != before:
            style.write_at(ax, date, (0, place), shift_mm=(-words_mm, 0), color=style.QUIET, **look)
        name = f"{row['name']}{'*' if row['members'] else ''}"
        style.write_at(
            ax,
            name,
            (0, place),
            shift_mm=(indent - words_mm, 0),
            color=_colour(row),
            fontweight=_weight(row),
            gid=f"{row['mark_id']}.label",
            **look,
        )
        before = date


def _row_width(marks: pd.DataFrame, text: style.Size) -> float:
    names = [
        style.text_width_mm(f"{row['name']}*", text.label, _weight(row)) for row in marks.to_dict("records")
    ]
    return style.text_width_mm(WIDEST_DATE, text.label) + 1.5 + max(names) + 1


def _weight(row: Row) -> str:
    return "bold" if row["story"] or row["named"] else "normal"


def _draw_story_band(panel: pd.DataFrame, span: Callable[..., object]) -> None:
    for row in panel[panel["story"]].to_dict("records"):
        span(row["low"], row["high"], color=style.STORY_TINT, linewidth=0, zorder=0)


def _most_printed(rows: Sequence[Row], most: int) -> list[Row]:
    """Return the rows that get a label: the story, those in the title, then those with the most claims."""
    first = sorted(rows, key=lambda row: (not row["story"], not row["named"], -row["claims"], row["mark_id"]))
    chosen = {row["mark_id"] for row in first[:most]}
    return [row for row in rows if row["mark_id"] in chosen]


def _write_labels(
    ax: Axes, rows: Sequence[Row], boxes: list[Box], kept_clear: list[Box], text: style.Size
) -> None:
    labels = [f"{row['name']}\n{row['figure']}{' members' if row['members'] else ''}" for row in rows]
    weights = [_weight(row) for row in rows]
    sizes = [
        style.block_size_mm(label, text.label, weight) for label, weight in zip(labels, weights, strict=True)
    ]
    places = place_labels(boxes, sizes, axes_box(ax), kept_clear)
    for row, label, weight, place in zip(rows, labels, weights, places, strict=True):
        look: style.Look = {"fontsize": text.label, "fontweight": weight, "color": _colour(row)}
        write_label(ax, label, place, gid=f"{row['mark_id']}.label", **look)


def _glyph(row: Row) -> Mark:
    interval = Interval.from_columns(row["low"], row["best"], row["high"])
    return Mark(interval, row["kind"], row["certainty"], _colour(row), row["mark_id"])


def _colour(row: Row) -> str:
    return style.STORY if row["story"] else style.colour_of(row["series"])
