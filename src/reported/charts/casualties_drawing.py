"""Draw civilians killed and injured: two panels over one another, a grid of governorates beneath."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reported.charts import style, timeline
from reported.charts.casualties import BARS, PANELS
from reported.charts.glyphs import Mark, draw_interval
from reported.charts.labels import Box, axes_box, write_label
from reported.intervals import Interval
from reported.tables import Row

AXIS_MM = 4.5
GUTTER_MM = 3
BAR_DAYS = 24
LEVEL = "#1C2F6B"
ARROWS_ROOM = 1.12  # times the highest open bound
LOCAL_SHARE = 0.3  # of the height, for the governorates


def plot_casualties(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the monthly figures on the free area of the figure and return the axes, the governorates' last.

    Parameters
    ----------
    marks : DataFrame
        As returned by `reported.charts.casualties.casualty_marks`.
    figure : Figure
        As returned by `reported.charts.style.new_figure`.
    size : str
        "page", "column" (governorates two in a row) or "slide" (governorates at the right).
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    national = [marks[marks["panel"] == name] for name in PANELS.values()]
    local = [part for name, part in marks.groupby("panel", sort=False) if name not in PANELS.values()]
    span = date2num(marks["x"].min()), date2num(marks["x"].max() + pd.Timedelta(days=31))
    if size == "slide":
        boxes = (left, bottom, 0.6 * width, height), (left + 0.62 * width, bottom, 0.38 * width, height)
    else:
        foot = (0.42 if size == "column" else LOCAL_SHARE) * height
        boxes = (left, bottom + foot, width, height - foot), (left, bottom, width, foot)
    axes = _draw_national(figure, boxes[0], national, span, text)
    return axes + _draw_local(figure, boxes[1], local, text, columns=3 if size == "page" else 2)


def _draw_national(
    figure: Figure, area: Box, panels: list[pd.DataFrame], span: tuple, text: style.Size
) -> list[Axes]:
    left, bottom, width, height = area
    numbers = style.text_width_mm("1,500", text.label) + 1.5
    heading = _heading_mm(text)
    each = (height - len(panels) * (heading + AXIS_MM)) / len(panels)
    top_value = max(_ceiling(panel) for panel in panels)
    axes, top = [], bottom + height
    for place, panel in enumerate(panels):
        top -= heading + each
        ax = style.add_axes(figure, left + numbers, top, width - numbers, each)
        ax.set(xlim=span, ylim=(0, top_value))
        _prepare(ax, panel["panel"].iloc[0], text, left_mm=numbers)
        kept_clear = timeline.draw_known_dates(ax, text, named=place == 0)
        _draw_marks(ax, panel)
        _name_series(ax, panel, kept_clear, text)
        axes.append(ax)
        top -= AXIS_MM
    return axes


def _draw_local(
    figure: Figure, area: Box, panels: list[pd.DataFrame], text: style.Size, *, columns: int
) -> list[Axes]:
    """Draw the governorates as small multiples with one scale, the largest first."""
    left, bottom, width, height = area
    numbers = style.text_width_mm("500", text.label) + 1.5
    rows = -(-len(panels) // columns)
    wide = (width - (columns - 1) * GUTTER_MM) / columns
    tall = height / rows - _heading_mm(text) - AXIS_MM
    top_value = max(_ceiling(panel) for panel in panels)
    everything = pd.concat(panels)
    span = date2num(everything["x"].min()), date2num(everything["x"].max() + pd.Timedelta(days=31))
    axes = []
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        floor = bottom + height - (row + 1) * (height / rows) + AXIS_MM
        ax = style.add_axes(figure, left + column * (wide + GUTTER_MM) + numbers, floor, wide - numbers, tall)
        ax.set(xlim=span, ylim=(0, top_value))
        _prepare(ax, panel["panel"].iloc[0], text, left_mm=numbers)
        ax.tick_params(axis="y", labelleft=column == 0)
        _draw_marks(ax, panel)
        axes.append(ax)
    return axes


def _ceiling(panel: pd.DataFrame) -> float:
    """Return the top of the axis that holds every bound and the arrows of open ends."""
    open_ended = panel.loc[panel["high"].isna(), "low"].max()
    return float(np.nanmax([panel["high"].max() * 1.06, open_ended * ARROWS_ROOM, open_ended + 320]))


def _heading_mm(text: style.Size) -> float:
    return style.line_height_mm(text.subtitle) + 1.8


def _prepare(ax: Axes, words: str, text: style.Size, *, left_mm: float) -> None:
    look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
    style.write_at(ax, words, (0, 1), shift_mm=(-left_mm, 1), **look)
    timeline.draw_numbers(ax, text)
    left, _, right, _ = axes_box(ax)
    timeline.draw_years(ax, text)
    years = (ax.get_xlim()[1] - ax.get_xlim()[0]) / 365
    if (right - left) / years < style.text_width_mm("2016", text.label) + 1.5:
        for label in ax.get_xticklabels()[1::2]:
            label.set_visible(False)


def _draw_marks(ax: Axes, panel: pd.DataFrame) -> None:
    for row in panel.to_dict("records"):
        if row["form"] == "step":
            ax.add_patch(_step(row))
            ends = [date2num(row["x"]), date2num(row["end"] + pd.offsets.MonthEnd(0))]
            ax.plot(ends, [row["best"]] * 2, color=LEVEL, linewidth=1.4, solid_capstyle="butt", zorder=6)
        elif row["form"] == "bar":
            ax.add_patch(_bar(row))
        elif row["form"] == "tick":
            x = date2num(row["x"]) + 15
            ends = [x - BAR_DAYS / 2, x + BAR_DAYS / 2]
            (line,) = ax.plot(
                ends, [row["best"]] * 2, color=style.INK, linewidth=0.8, solid_capstyle="butt", zorder=4
            )
            line.set_gid(row["mark_id"])
        else:
            interval = Interval.from_columns(row["low"], row["best"], row["high"])
            mark = Mark(interval, row["kind"], "", style.colour_of(row["series"]), row["mark_id"])
            draw_interval(ax, date2num(row["x"]) + 15, mark)


def _bar(row: Row) -> Rectangle:
    colour = style.colour_of(BARS)
    return Rectangle(
        (date2num(row["x"]) + 15 - BAR_DAYS / 2, 0),
        BAR_DAYS,
        row["best"],
        facecolor=style.tint(colour, 0.75) if row["anbar"] else "white",
        edgecolor=colour,
        linewidth=0.6,
        gid=row["mark_id"],
        zorder=3,
    )


def _step(row: Row) -> Rectangle:
    first, last = date2num(row["x"]), date2num(row["end"] + pd.offsets.MonthEnd(0))
    return Rectangle(
        (first, 0),
        last - first,
        row["best"],
        facecolor=style.tint(style.colour_of(BARS), 0.16),
        edgecolor="none",
        gid=row["mark_id"],
        zorder=1,
    )


def _name_series(ax: Axes, panel: pd.DataFrame, kept_clear: list[Box], text: style.Size) -> None:
    """Write each originator's name beside its highest mark, and what a bar and a tick are."""
    chosen: dict[str, Row] = {}
    for row in panel[panel["form"] != "step"].to_dict("records"):
        key = row["series"]
        if row["form"] != "tick" and (key not in chosen or _top(row) > _top(chosen[key])):
            chosen[key] = row
    rows = list(chosen.values())
    every = [_box(ax, row) for row in panel[panel["form"] != "step"].to_dict("records")]
    own = [_box(ax, row) for row in rows]
    words = [
        "UNAMI (tick: without police;\nhollow: without Anbar)" if row["series"] == BARS else row["series"]
        for row in rows
    ]
    sizes = [style.block_size_mm(label, text.label) for label in words]
    places = timeline.place_what_fits(own, sizes, axes_box(ax), kept_clear + every)
    for row, label, place in zip(rows, words, places, strict=True):
        if place:
            write_label(ax, label, place, fontsize=text.label, color=style.colour_of(row["series"]))


def _top(row: Row) -> float:
    return np.nanmax([row["low"], row["best"], row["high"]])


def _box(ax: Axes, row: Row) -> Box:
    x, y = style.to_mm(ax, (date2num(row["x"]) + 15, _top(row)))
    if row["form"] == "dot":
        return x - 1, y - 1, x + 1, y + (5.5 if pd.isna(row["high"]) else 1)
    _, floor = style.to_mm(ax, (date2num(row["x"]), 0))
    return x - 0.8, floor, x + 0.8, y
