"""Draw the counts of attacks: panels over time on a page and a slide, a list of rows in a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reported.charts import style, timeline
from reported.charts.attacks import SHARES
from reported.charts.glyphs import ARROW_MM, Mark, draw_interval
from reported.charts.labels import Box, axes_box, write_label
from reported.intervals import Interval
from reported.tables import Row

AXIS_MM = 4.5
SHARE_ROW_MM = 3.7
GUTTER_MM = 6
EDGE = pd.Timedelta(days=40)


def plot_attacks(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the rates on the free area of the figure and return the axes, the shares' last.

    Parameters
    ----------
    marks : DataFrame
        As returned by `reported.charts.attacks.attack_marks`.
    figure : Figure
        As returned by `reported.charts.style.new_figure`.
    size : str
        On a "page" the panels stand above one another, on a "slide" in two columns; in a "column" each series
        is a row on one axis of numbers.
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    shares = marks[marks["panel"] == SHARES].sort_values("best", ascending=False, kind="stable")
    drawn = marks[marks["panel"] != SHARES]
    panels = [part for _, part in drawn.groupby("panel", sort=False)]
    span = date2num(drawn["start"].min()), date2num(drawn["end"].max() + EDGE)
    foot_mm = _heading_mm(text) + SHARE_ROW_MM * len(shares) + AXIS_MM if len(shares) else 0
    if size == "slide":
        half = (width - GUTTER_MM) / 2
        right = left + half + GUTTER_MM
        boxes = [(left, bottom, half, height), (right, bottom + foot_mm, half, height - foot_mm)]
        scale, columns = _widest_split(boxes, panels, text)
        pairs = zip(boxes, columns, strict=True)
        axes = [ax for box, part in pairs for ax in _draw_panels(figure, box, part, text, (scale, span))]
        foot = (right, bottom, half, foot_mm)
    else:
        area = (left, bottom + foot_mm, width, height - foot_mm)
        scale = _mm_a_decade(area, panels, text)
        axes = (
            _draw_rows(figure, area, panels, text)
            if size == "column"
            else _draw_panels(figure, area, panels, text, (scale, span))
        )
        foot = (left, bottom, width, foot_mm)
    return [*axes, _draw_shares(figure, foot, shares, text)] if len(shares) else axes


def _heading_mm(text: style.Size) -> float:
    return style.line_height_mm(text.subtitle) + 1.8


def _limits(panel: pd.DataFrame) -> tuple[float, float]:
    return timeline.log_limits(panel, room=1.55)


def _mm_a_decade(area: Box, panels: Sequence[pd.DataFrame], text: style.Size) -> float:
    """Return how many mm a factor of ten takes where the panels fill the height of an area."""
    decades = sum(np.log10(high / low) for low, high in map(_limits, panels))
    return (area[3] - len(panels) * _heading_mm(text) - AXIS_MM) / decades


def _widest_split(
    boxes: Sequence[Box], panels: Sequence[pd.DataFrame], text: style.Size
) -> tuple[float, tuple]:
    """Part the panels, in their order, over two boxes so that one scale for both is as large as can be."""
    splits = [(panels[:place], panels[place:]) for place in range(1, len(panels))]
    scales = [
        min(_mm_a_decade(box, part, text) for box, part in zip(boxes, split, strict=True)) for split in splits
    ]
    best = int(np.argmax(scales))
    return scales[best], splits[best]


def _draw_panels(
    figure: Figure, area: Box, panels: Sequence[pd.DataFrame], text: style.Size, scales: tuple[float, tuple]
) -> list[Axes]:
    """Stack the panels over time, each as high as its range of numbers needs, so that all have one scale.

    ``scales`` are the mm of a factor of ten and the first and last day.
    """
    left, bottom, width, height = area
    mm_a_decade, span = scales
    numbers_mm = style.text_width_mm("1,000", text.label) + 1.5
    axes, top = [], bottom + height
    for place, panel in enumerate(panels):
        low, high = _limits(panel)
        tall = mm_a_decade * np.log10(high / low)
        top -= _heading_mm(text) + tall
        ax = style.add_axes(figure, left + numbers_mm, top, width - numbers_mm, tall)
        ax.set(yscale="log", ylim=(low, high), xlim=span)
        _write_heading(ax, panel["panel"].iloc[0], text, left_mm=numbers_mm)
        timeline.draw_log_numbers(ax, text)
        timeline.draw_years(ax, text, named=place == len(panels) - 1)
        _draw_over_time(ax, panel, text, first=place == 0)
        axes.append(ax)
    return axes


def _write_heading(ax: Axes, words: str, text: style.Size, *, left_mm: float) -> None:
    look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
    style.write_at(ax, words, (0, 1), shift_mm=(-left_mm, 1), **look)


def _draw_over_time(ax: Axes, panel: pd.DataFrame, text: style.Size, *, first: bool) -> None:
    kept_clear = timeline.draw_known_dates(ax, text, named=first)
    rows = panel.to_dict("records")
    boxes = [_draw_mark(ax, row) for row in rows]
    _join_months(ax, panel)
    labelled = _labelled(rows, each_spell=text is not style.SIZES["slide"])
    pairs = sorted(zip(rows, boxes, strict=True), key=lambda pair: not pair[0]["story"])
    named = [(row, box) for row, box in pairs if row["mark_id"] in labelled]
    others = [box for row, box in pairs if row["mark_id"] not in labelled]
    words = [_label(row) for row, _ in named]
    sizes = [
        style.block_size_mm(label, text.label, _weight(row))
        for label, (row, _) in zip(words, named, strict=True)
    ]
    places = timeline.place_what_fits([box for _, box in named], sizes, axes_box(ax), kept_clear + others)
    for (row, _), label, place in zip(named, words, places, strict=True):
        if place:
            write_label(ax, label, place, fontsize=text.label, color=_colour(row), fontweight=_weight(row))


def _draw_mark(ax: Axes, row: Row) -> Box:
    """Draw a month as a dot and a longer spell as a line over it, an open bound as an arrow; return its box in mm."""
    interval = Interval.from_columns(row["low"], row["best"], row["high"])
    value = next(v for v in (interval.best, interval.low, interval.high) if v is not None)
    at = date2num(row["x"])
    if row["monthly"]:
        draw_interval(ax, at, Mark(interval, row["kind"], "", _colour(row), row["mark_id"]))
        x, y = style.to_mm(ax, (at, value))
        return x - 1, y - 1, x + 1, y + (ARROW_MM if interval.high is None else 1)
    ends = date2num(row["start"]), date2num(row["end"])
    line = Line2D(ends, [value, value], color=_colour(row), linewidth=1.5, solid_capstyle="butt", zorder=3)
    line.set_gid(row["mark_id"])
    ax.add_line(line)
    if interval.low != interval.high:  # the span of bounds, or the arrow of an open end, at the middle
        draw_interval(ax, at, Mark(interval, row["kind"], "", _colour(row), f"{row['mark_id']}.bounds"))
    (x, y), (right, _) = style.to_mm(ax, (ends[0], value)), style.to_mm(ax, (ends[1], value))
    return x, y - 0.6, right, y + (ARROW_MM if interval.high is None else 0.6)


def _join_months(ax: Axes, panel: pd.DataFrame) -> None:
    """Join the months of a series that follow one another; across a month that nobody reported there is no line."""
    monthly = panel[panel["monthly"]].assign(month=panel["start"].dt.to_period("M").astype("int64"))
    for _, series in monthly.dropna(subset="best").groupby(["series", "scope"]):
        run = (series["month"].diff() != 1).cumsum()
        for _, part in series.groupby(run):
            ax.plot(part["x"], part["best"], color=_colour(part.iloc[0]), linewidth=0.7, alpha=0.6, zorder=2)


def _labelled(rows: Sequence[Row], *, each_spell: bool) -> set[str]:
    """Return the marks that bear a label: of each series the highest month and each, or only the last, longer spell."""
    chosen: dict[tuple, Row] = {}
    for row in rows:
        series = (row["series"], row["scope"], row["monthly"])
        key = (*series, row["mark_id"]) if each_spell and not row["monthly"] else series
        if key not in chosen or not row["monthly"] or _value(row) > _value(chosen[key]):
            chosen[key] = row
    months = {key[:2] for key in chosen if key[2]}  # a series of months needs no second name for its averages
    return {row["mark_id"] for key, row in chosen.items() if key[2] or key[:2] not in months}


def _value(row: Row) -> float:
    return next(row[bound] for bound in ("best", "low", "high") if not pd.isna(row[bound]))


def _label(row: Row) -> str:
    if row["monthly"] and not row["story"]:
        return str(row["name"])
    number = f"{_value(row):,.0f}" + ("+" if pd.isna(row["high"]) else "")
    return f"{row['name']} {number}"


def _draw_rows(figure: Figure, area: Box, panels: Sequence[pd.DataFrame], text: style.Size) -> list[Axes]:
    """Draw each series or spell as a row: months as dots, longer spells and averages as a tick."""
    left, bottom, width, height = area
    rows = [[part for _, part in panel.groupby(_row_keys(panel), sort=False)] for panel in panels]
    row_mm = (height - len(panels) * _heading_mm(text) - AXIS_MM) / sum(map(len, rows))
    words = max(style.text_width_mm(_row_words(part), text.label) for parts in rows for part in parts) + 1.5
    limits = timeline.log_limits(pd.concat(panels), room=1.2)
    axes, top = [], bottom + height
    for place, (panel, parts) in enumerate(zip(panels, rows, strict=True)):
        top -= _heading_mm(text) + row_mm * len(parts)
        ax = style.add_axes(figure, left + words, top, width - words - 3, row_mm * len(parts))
        ax.set(xscale="log", xlim=limits, ylim=(len(parts) - 0.5, -0.5))
        _write_heading(ax, panel["panel"].iloc[0], text, left_mm=words)
        timeline.draw_log_numbers(ax, text, "x")
        ax.tick_params(axis="x", labelbottom=place == len(panels) - 1)
        ax.set_yticks([])
        for row, part in enumerate(parts):
            _draw_row(ax, row, part, text, words)
        axes.append(ax)
    return axes


def _row_keys(panel: pd.DataFrame) -> pd.Series:
    spell = panel["start"].astype("str") + panel["end"].astype("str")
    return panel["name"] + spell.where(~panel["monthly"], "")


def _row_words(part: pd.DataFrame) -> str:
    first, last = f"{part['start'].min():%y}", f"{part['end'].max():%y}"
    return f"{part['name'].iloc[0]} ’{first}" + (f"–{last}" if first != last else "")


def _draw_row(ax: Axes, place: int, part: pd.DataFrame, text: style.Size, words_mm: float) -> None:
    for row in part.to_dict("records"):
        interval = Interval.from_columns(row["low"], row["best"], row["high"])
        draw_interval(
            ax, place, Mark(interval, row["kind"], "", _colour(row), row["mark_id"]), horizontal=True
        )
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": text.label}
    first = part.iloc[0]
    style.write_at(
        ax,
        _row_words(part),
        (0, place),
        shift_mm=(-words_mm, 0),
        color=_colour(first),
        fontweight=_weight(first),
        **look,
    )


def _draw_shares(figure: Figure, area: Box, shares: pd.DataFrame, text: style.Size) -> Axes:
    """Draw what share the story's nine are of each other figure, as rows on an axis of percent."""
    left, bottom, width, height = area
    names = [_counts_what(row, text, 0.55 * width) for row in shares.to_dict("records")]
    words = max(style.text_width_mm(name, text.label) for name in names) + 1.5
    numbers = style.text_width_mm("100 %", text.label) + 1.5
    ax = style.add_axes(
        figure,
        left + words,
        bottom + AXIS_MM,
        width - words - numbers - 2,
        height - _heading_mm(text) - AXIS_MM,
    )
    ax.set(xlim=(0, 100), ylim=(len(shares) - 0.5, -0.5))
    _write_heading(ax, "AP’s count of January 2019, in percent of", text, left_mm=words)
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": text.label}
    for place, (row, name) in enumerate(zip(shares.to_dict("records"), names, strict=True)):
        interval = Interval.from_columns(row["low"], row["best"], row["high"])
        ax.plot(
            [0, row["best"]],
            [place, place],
            color=style.STORY_TINT,
            linewidth=4,
            solid_capstyle="butt",
            zorder=1,
        )
        draw_interval(
            ax, place, Mark(interval, row["kind"], "", style.STORY, row["mark_id"]), horizontal=True
        )
        style.write_at(ax, name, (0, place), shift_mm=(-words, 0), **look)
        style.write_at(ax, f"{row['best']:.0f} %", (1, place), shift_mm=(numbers + 1, 0), ha="right", **look)
    ax.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"], fontsize=text.label)
    ax.set_yticks([])
    ax.grid(axis="x")
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    return ax


def _counts_what(row: Row, text: style.Size, most_mm: float) -> str:
    """Return who counted and, where the name does not say so and there is room, what."""
    longer = f"{row['name']}: {row['definition']}"
    says_so = "," in row["name"] or style.text_width_mm(longer, text.label) > most_mm
    return str(row["name"]) if says_so else longer


def _colour(row: Row) -> str:
    return style.STORY if row["story"] else style.colour_of(row["series"])


def _weight(row: Row) -> str:
    return "bold" if row["story"] else "normal"
