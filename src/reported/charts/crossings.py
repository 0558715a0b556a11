"""How many crossed? Each reported figure as a band over its spell, as a monthly rate, and against the story's stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from reported.charts import style, timeline
from reported.charts.glyphs import ARROW_MM, Mark, draw_interval
from reported.charts.labels import Box, axes_box, write_label
from reported.charts.mark_words import interval_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.intervals import Interval
from reported.prose import spanned
from reported.tables import Row

STORY_ORIGINATOR = "AP"
PANELS = MappingProxyType(
    {
        "total": "Fighters who crossed, over the days of each figure",
        "rate": "A month",
        "share": "In percent of the story’s estimate of fighters",
    }
)
AXIS_MM = 4.5
GUTTER_MM = 5
ROW_MM = 4.2
EDGE_MM = ARROW_MM + 1.5


def crossing_marks(figures: pd.DataFrame, *, names: Mapping[str, str]) -> pd.DataFrame:
    """Return three rows per figure: the total over its spell, the monthly rate, the share of the story's stock.

    A figure with a likely lower bound ("hundreds, likely more than 1,000") has three more, for that bound.

    Parameters
    ----------
    figures : DataFrame
        As returned by `reported.timeseries.shares_of_stock`.
    names : Mapping of str to str
        Short names of originators.

    Returns
    -------
    DataFrame, one row per mark, by panel and first day
        ``panel`` (of `PANELS`), ``series`` the originator, ``name``, ``x`` and ``end`` days of the spell, `BOUNDS`
        (persons; persons a month; percent), ``kind``, ``certainty``, ``story``, ``stock_low`` and ``stock_high`` in
        persons, ``claim_ids``.
    """
    rows = []
    for figure in figures.to_dict("records"):
        for panel, prefix in (("total", ""), ("rate", "per_month_"), ("share", "share_")):
            bounds = [figure[f"{prefix}{name}"] for name in ("low", "high", "low_likely")]
            rows.append(_mark(figure, panel, bounds[:2], names))
            if not pd.isna(bounds[2]):
                rows.append(_mark(figure, panel, (bounds[2], float("nan")), names, certainty="likely"))
    order = {panel: place for place, panel in enumerate(PANELS.values())}
    marks = pd.DataFrame(rows).assign(place=lambda table: table["panel"].map(order))
    return marks.sort_values(["place", "x", "certainty"], ignore_index=True).drop(columns="place")


def _mark(
    figure: Row,
    panel: str,
    bounds: Sequence[float],
    names: Mapping[str, str],
    *,
    certainty: str = "",
) -> dict[str, object]:
    low, high = bounds
    name = names.get(figure["originator"], figure["originator"])
    return {
        "mark_id": mark_name(
            "crossings", panel, figure["originator"], certainty, f"{figure['start']:%Y%m%d}"
        ),
        "panel": PANELS[panel],
        "series": figure["originator"],
        "name": f"{name}, {certainty}" if certainty else name,
        "x": figure["start"],
        "end": figure["end"],
        "low": low,
        "best": low if low == high else float("nan"),
        "high": high,
        "kind": "at_least" if pd.isna(high) else "",
        "certainty": certainty,
        "story": figure["originator"] == STORY_ORIGINATOR,
        "stock_low": figure["stock_low"],
        "stock_high": figure["stock_high"],
        "claim_ids": figure["claim_ids"],
    }


def crossings_card(marks: pd.DataFrame, left_out: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks; ``given`` as in the other charts."""
    totals = marks[marks["panel"] == PANELS["total"]]
    rows = ROW_MM * len(totals)
    heights = {"page": 80 + rows, "column": 118 + 2 * rows}
    words = {
        "slug": "crossings",
        "title": crossings_finding(marks),
        "subtitle": (
            f"Reported fighters crossing from Syria into Iraq, {totals['x'].min():%B %Y} to "
            f"{totals['end'].max():%B %Y}, by originator. Persons."
        ),
        "caption": _caption(marks, left_out),
        "alt_text": _alt_text(marks),
        "height_mm": heights.get(given.get("size", "page"), 0),
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def crossings_finding(marks: pd.DataFrame) -> str:
    """Return the finding: what the story's crossings could be of its own stock, and what the closed figures say."""
    shares = marks[marks["panel"] == PANELS["share"]]
    story = shares[shares["story"]].sort_values("certainty", kind="stable")
    closed = shares[~shares["story"]].dropna(subset="high")
    words = f"AP’s reported crossings are at least {story['low'].iloc[0]:.0f} %"
    if len(story) > 1:
        words += f", likely {story['low'].iloc[1]:.0f} % or more,"
    words += f" of its {_stock(marks)} fighters"
    if len(closed):
        words += f"; closed figures of others are {closed['low'].min():.0f} to {closed['high'].max():.0f} %"
    return words


def plot_crossings(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the bands over time and the two rows of intervals on the free area of the figure; return the axes.

    ``marks`` are those of `crossing_marks`, ``figure`` is made by `reported.charts.style.new_figure`; in a "column"
    the two lists stand over one another, else side by side.
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    parts = [marks[marks["panel"] == panel] for panel in PANELS.values()]
    list_mm = _heading_mm(text) + _row_mm(text) * len(parts[0]) + AXIS_MM
    lists = 2 * list_mm if size == "column" else list_mm
    bands = _draw_bands(figure, (left, bottom + lists, width, height - lists), parts[0], text)
    if size == "column":
        boxes = [(left, bottom + list_mm, width, list_mm), (left, bottom, width, list_mm)]
    else:
        half = (width - GUTTER_MM) / 2
        boxes = [(left, bottom, half, list_mm), (left + half + GUTTER_MM, bottom, half, list_mm)]
    return [bands, *(_draw_list(figure, box, part, text) for box, part in zip(boxes, parts[1:], strict=True))]


def _heading_mm(text: style.Size) -> float:
    return style.line_height_mm(text.subtitle) + 1.8


def _row_mm(text: style.Size) -> float:
    return max(ROW_MM, style.line_height_mm(text.label) + 0.6)


def _draw_bands(figure: Figure, area: Box, totals: pd.DataFrame, text: style.Size) -> Axes:
    """Draw each figure as a wedge from nothing on its first day to its bounds on its last."""
    left, bottom, width, height = area
    numbers = style.text_width_mm("1,500", text.label) + 1.5
    ax = style.add_axes(
        figure, left + numbers, bottom + AXIS_MM, width - numbers, height - _heading_mm(text) - AXIS_MM - 1
    )
    top = totals[["low", "high"]].max().max() * 1.35
    span = (
        date2num(totals["x"].min() - pd.Timedelta(days=15)),
        date2num(totals["end"].max() + pd.Timedelta(days=45)),
    )
    ax.set(xlim=span, ylim=(0, top))
    _write_heading(ax, totals["panel"].iloc[0], text, numbers)
    timeline.draw_numbers(ax, text)
    timeline.draw_years(ax, text)
    kept_clear = timeline.draw_known_dates(ax, text)
    rows = totals.to_dict("records")
    boxes = [_draw_band(ax, row) for row in rows]
    words = [f"{row['name']}\n{_figure(row)}" for row in rows]
    sizes = [
        style.block_size_mm(label, text.label, _weight(row)) for label, row in zip(words, rows, strict=True)
    ]
    for row, label, place in zip(
        rows, words, timeline.place_what_fits(boxes, sizes, axes_box(ax), kept_clear), strict=True
    ):
        if place:
            write_label(ax, label, place, fontsize=text.label, color=_colour(row), fontweight=_weight(row))
    return ax


def _draw_band(ax: Axes, row: Row) -> Box:
    colour, (start, end) = _colour(row), (date2num(row["x"]), date2num(row["end"]))
    high = row["low"] if pd.isna(row["high"]) else row["high"]
    wedge = Polygon([(start, 0), (end, row["low"]), (end, high)], closed=True, linewidth=0.8)
    wedge.set(facecolor=style.tint(colour, 0.25), edgecolor=colour, gid=f"{row['mark_id']}.band", zorder=2)
    ax.add_patch(wedge)
    interval = Interval.from_columns(row["low"], row["best"], row["high"])
    draw_interval(ax, end, Mark(interval, row["kind"], row["certainty"], colour, row["mark_id"]))
    x, y = style.to_mm(ax, (end, high))
    return x - 1.2, y - 1, x + 1.2, y + (ARROW_MM + 1 if pd.isna(row["high"]) else 1)


def _draw_list(figure: Figure, area: Box, part: pd.DataFrame, text: style.Size) -> Axes:
    """Draw the intervals of one panel as rows from zero, an open end as an arrow."""
    left, bottom, width, height = area
    words = max(style.text_width_mm(name, text.label, "bold") for name in part["name"]) + 1.5
    numbers = style.text_width_mm("at least 165", text.label) + 1
    across = width - words - numbers
    ax = style.add_axes(figure, left + words, bottom + AXIS_MM, across, height - _heading_mm(text) - AXIS_MM)
    highest = part[["low", "high"]].max().max()
    ax.set(xlim=(0, highest * across / (across - EDGE_MM)), ylim=(len(part) - 0.5, -0.5))
    _write_heading(ax, part["panel"].iloc[0], text, words)
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": text.label}
    for place, row in enumerate(part.to_dict("records")):
        interval = Interval.from_columns(row["low"], row["best"], row["high"])
        draw_interval(
            ax,
            place,
            Mark(interval, row["kind"], row["certainty"], _colour(row), row["mark_id"]),
            horizontal=True,
        )
        named: style.Look = {"color": _colour(row), "fontweight": _weight(row)}
        style.write_at(ax, row["name"], (0, place), shift_mm=(-words, 0), **named, **look)
        style.write_at(ax, _figure(row), (1, place), shift_mm=(numbers, 0), ha="right", **look)
    ax.set_yticks([])
    timeline.draw_numbers(ax, text, "x", mm=8)
    return ax


def _write_heading(ax: Axes, words: str, text: style.Size, left_mm: float) -> None:
    look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
    style.write_at(ax, words, (0, 1), shift_mm=(-left_mm, 1), **look)


def _figure(row: Row) -> str:
    if pd.isna(row["high"]):
        return f"at least {row['low']:,.0f}"
    return f"{row['low']:,.0f}" if row["low"] == row["high"] else f"{row['low']:,.0f}–{row['high']:,.0f}"


def _colour(row: Row) -> str:
    return style.STORY if row["story"] else style.colour_of(row["series"])


def _weight(row: Row) -> str:
    return "bold" if row["story"] else "normal"


def _stock(marks: pd.DataFrame) -> str:
    """Return the story's estimate of fighters in words."""
    return spanned(marks["stock_low"].iloc[0], marks["stock_high"].iloc[0])


def _story_words(marks: pd.DataFrame) -> str:
    """Say how the story's one figure is drawn: what it says, and dashed what it calls likely."""
    own = (
        marks[marks["story"] & (marks["panel"] == PANELS["total"])]
        .sort_values("certainty", kind="stable")
        .to_dict("records")
    )
    said = [
        f"{row['certainty']} {interval_words(row['low'], row['best'], row['high'])}".strip() for row in own
    ]
    return f"AP’s figure: {', dashed: '.join(said)}. " if said else ""


def _caption(marks: pd.DataFrame, left_out: pd.DataFrame) -> str:
    reasons = left_out["reason"].value_counts()
    omitted = "; ".join(f"{reason} ({reasons[reason]})" for reason in sorted(reasons.index)) or "none"
    return (
        "Each wedge runs from nothing on the first day of a figure to its bounds on the last; its straight sides are "
        f"an even pace, which no page claims. {_story_words(marks)}The share is of {_stock(marks)}, the story’s "
        "estimate, as if nobody who crossed had left or died: the least crossings in the greatest stock, the greatest "
        "in the least. "
        f"A figure without an upper bound has no upper share. Claims left out: {omitted}."
    )


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for panel, rows in marks.groupby("panel", sort=False):
        listed = [
            f"{row['name']} {_figure(row)} ({row['x']:%B %Y} to {row['end']:%B %Y})"
            for row in rows.to_dict("records")
        ]
        parts.append(f"{panel}: {'; '.join(listed)}")
    return f"Wedges over time and two lists of intervals. {'. '.join(parts)}."
