"""Does the reach widen? The effective number of governorates by quarter, and incidents' distance from Syria."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from reported.charts import style, timeline
from reported.charts.glyphs import Mark, draw_interval, glyph_box
from reported.charts.labels import Box, axes_box, write_label
from reported.charts.mark_words import claims_note, day_words, interval_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.charts.provinces import WORDS
from reported.cleaning.bounds import joined_lists
from reported.intervals import Interval
from reported.spatial import QUARTER
from reported.tables import Row
from reported.timeseries.sharing import half_year

SPREAD, BORDER = (
    "Effective number of governorates, by quarter",
    "Distance of incidents from the Syrian border, km",
)
LARGEST = MappingProxyType(
    {"UCDP": "fatal_events", "Musings on Iraq": "attacks", "UNAMI": "civilians_killed"}
)
AXIS_MM = 4.5
ASIDE_MM = 1.3
HEADROOM = 1.3  # over the largest value, for words


def reach_marks(
    reach: pd.DataFrame, distances: pd.DataFrame, incidents: pd.DataFrame, *, start: str, end: str
) -> pd.DataFrame:
    """Return one row per quarter of a series, and per incident with a point.

    Parameters
    ----------
    reach : DataFrame
        As returned by `reported.spatial.reach`; of each originator of `LARGEST` that measure is taken, in the scope
        with the most months and governorates of each quarter.
    distances : DataFrame
        As returned by `reported.spatial.border_distances` of incident points.
    incidents : DataFrame
        As written to incidents.csv, for the claims behind each incident.
    start, end : str
        First and last day shown.

    Returns
    -------
    DataFrame, one row per mark
        ``panel`` (`SPREAD` or `BORDER`), ``series`` (originator; of an incident its originators), ``x`` (middle of the
        quarter; first day), `BOUNDS` (effective number with its 95 % bootstrap interval; km), ``group`` (quarter or
        half-year), ``n`` (governorates printed), ``place``, ``claim_ids``.
    """
    spell = pd.Timestamp(start), pd.Timestamp(end)
    marks = [_spread_marks(reach, *spell), _border_marks(distances, incidents, *spell)]
    return pd.concat(marks, ignore_index=True).sort_values(
        ["panel", "series", "x", "mark_id"], ignore_index=True
    )


def _spread_marks(reach: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    own = reach[(reach["basis"] == QUARTER) & (reach["measure"] == reach["originator"].map(LARGEST))]
    own = own[(own["start"] >= first) & (own["end"] <= last)].sort_values(["n_months", "n_governorates"])
    own = own.drop_duplicates(["originator", "period"], keep="last")
    names = zip(own["originator"], own["period"], strict=True)
    return pd.DataFrame(
        {
            "mark_id": [mark_name("reach", *name) for name in names],
            "panel": SPREAD,
            "series": own["originator"],
            "what": own["measure"].map(WORDS),
            "x": own["start"] + (own["end"] - own["start"]) / 2,
            "low": own["ci_low"],
            "best": own["effective"],
            "high": own["ci_high"],
            "group": own["period"],
            "n": own["n_governorates"],
            "claim_ids": own["claim_ids"],
        }
    )


def _border_marks(
    distances: pd.DataFrame, incidents: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    told = incidents.groupby("incident_id")[["claim_ids", "originators"]].agg(joined_lists)
    near = distances[distances["period_start"].between(first, last)]
    near = near.merge(told, on="incident_id", validate="1:1")
    return pd.DataFrame(
        {
            "mark_id": [mark_name("border", key) for key in near["incident_id"]],
            "panel": BORDER,
            "series": near["originators"],
            "what": "incident",
            "x": near["period_start"],
            **dict.fromkeys(("low", "best", "high"), near["border_km"]),
            "group": half_year(near["period_start"]),
            "place": near["place"],
            "claim_ids": near["claim_ids"],
        }
    )


def reach_card(marks: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks; ``given`` as in the other charts."""
    words = {
        "slug": "reach",
        "title": reach_finding(marks),
        "subtitle": (
            "How evenly reported figures lie over the governorates (the number of equal shares that would be as "
            f"even), and how far reported incidents are from Syria, {marks['x'].min():%Y} to {marks['x'].max():%Y}."
        ),
        "caption": (
            "Effective number: the exponential of the Shannon entropy of the shares of the governorates printed "
            "(Hill number of order 1); bars: 95 % of it when the counted are drawn again with replacement, which "
            "says nothing of what was not reported. It cannot exceed the number of governorates that the "
            "originator prints, and UNAMI prints the largest alone. Distances: from each incident whose town is "
            "known to the nearest stretch of the border, in UTM zone 38N; lines: the median of each half-year. "
            "Incidents are those that somebody wrote about and that could be found, most of them around the story "
            "of February 2019."
        ),
        "alt_text": _alt_text(marks),
        "height_mm": {"page": 150, "column": 165}.get(given.get("size", "page"), 0),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def reach_finding(marks: pd.DataFrame) -> str:
    """Return the finding: in how many series the reach clearly widened over 2018, and where the incidents lay."""
    moved = moves_over(marks, 2018)
    medians = marks[marks["panel"] == BORDER].groupby("group")["best"].median()
    words = (
        f"In {(moved['change'] == 'wider').sum()} of {len(moved)} reported counts did the spread over governorates "
        "clearly widen during 2018"
    )
    if {"2018-H2", "2019-H1"} <= set(medians.index):
        words += (
            f"; incidents lay a median {medians['2018-H2']:.0f}, then {medians['2019-H1']:.0f} km from Syria"
        )
    return words


def moves_over(marks: pd.DataFrame, year: int) -> pd.DataFrame:
    """Compare the first and the last quarter of a year in each series.

    Returns
    -------
    DataFrame, one row per series with two quarters
        ``series``; ``first`` and ``last``, the effective numbers; ``change``: wider or narrower where the two 95 %
        intervals do not meet, else unclear.
    """
    spread = marks[(marks["panel"] == SPREAD) & (marks["x"].dt.year == year)].sort_values("x", kind="stable")
    rows = []
    for name, part in spread.groupby("series"):
        first, last = part.iloc[0], part.iloc[-1]
        change = "unclear"
        if first["high"] < last["low"]:
            change = "wider"
        elif last["high"] < first["low"]:
            change = "narrower"
        if len(part) > 1:
            rows.append({"series": name, "first": first["best"], "last": last["best"], "change": change})
    return pd.DataFrame(rows, columns=["series", "first", "last", "change"])


def plot_reach(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw both panels on the free area of the figure, on a slide side by side, and return their axes."""
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    if size == "slide":
        half = width / 2 - 3
        boxes = [(left, bottom, half, height), (left + half + 6, bottom, half, height)]
    else:
        boxes = [(left, bottom + height / 2, width, height / 2), (left, bottom, width, height / 2)]
    parts = [marks[marks["panel"] == name] for name in (SPREAD, BORDER)]
    edge = pd.Timedelta(days=60)
    span = date2num(marks["x"].min() - edge), date2num(marks["x"].max() + edge)
    axes = [_panel(figure, box, part, text, span) for box, part in zip(boxes, parts, strict=True)]
    _draw_spread(axes[0], parts[0], text)
    _draw_border(axes[1], parts[1], text)
    return axes


def _panel(figure: Figure, area: Box, part: pd.DataFrame, text: style.Size, span: tuple) -> Axes:
    left, bottom, width, height = area
    numbers = style.text_width_mm("300", text.label) + 1.5
    heading = style.line_height_mm(text.subtitle) + 1.8
    ax = style.add_axes(
        figure, left + numbers, bottom + AXIS_MM, width - numbers, height - heading - AXIS_MM - 1
    )
    ax.set(xlim=span, ylim=(0, part["high"].max() * HEADROOM))
    look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
    style.write_at(ax, part["panel"].iloc[0], (0, 1), shift_mm=(-numbers, 1), **look)
    timeline.draw_numbers(ax, text, mm=8)
    timeline.draw_years(ax, text)
    return ax


def _draw_spread(ax: Axes, part: pd.DataFrame, text: style.Size) -> None:
    kept_clear = timeline.draw_known_dates(ax, text)
    names = list(dict.fromkeys(part["series"]))
    boxes, last = [], {}
    for number, name in enumerate(names):
        aside = (number - (len(names) - 1) / 2) * 2 * ASIDE_MM
        for row in part[part["series"] == name].sort_values("x", kind="stable").to_dict("records"):
            mark = Mark(
                Interval(row["low"], row["best"], row["high"]), "", "", style.colour_of(name), row["mark_id"]
            )
            draw_interval(ax, date2num(row["x"]), mark, aside_mm=aside)
            boxes.append(glyph_box(ax, date2num(row["x"]), mark, aside_mm=aside))
            last[name] = (boxes[-1], f"{name},\n{row['what']}")
    sizes = [style.block_size_mm(words, text.label) for _, words in last.values()]
    places = timeline.place_what_fits(
        [box for box, _ in last.values()], sizes, axes_box(ax), kept_clear + boxes
    )
    for (name, (_, words)), place in zip(last.items(), places, strict=True):
        if place:
            write_label(ax, words, place, fontsize=text.label, color=style.colour_of(name))


def _draw_border(ax: Axes, part: pd.DataFrame, text: style.Size) -> None:
    timeline.draw_known_dates(ax, text, named=False)
    for row in part.to_dict("records"):
        mark = Mark(Interval.exactly(row["best"]), "", "", style.OTHER, row["mark_id"])
        draw_interval(ax, date2num(row["x"]), mark)
    for group, rows in part.groupby("group"):
        if len(rows) < 5:
            continue
        first = pd.Timestamp(f"{group[:4]}-{'01' if group.endswith('1') else '07'}-01")
        ends = date2num(first), min(date2num(first + pd.DateOffset(months=6)), ax.get_xlim()[1])
        median = rows["best"].median()
        ax.plot(ends, [median] * 2, color=style.INK, linewidth=1.6, solid_capstyle="butt", zorder=5)
        look: style.Look = {
            "coords": ("data", "axes fraction"),
            "va": "top",
            "ha": "center",
            "fontsize": text.label,
        }
        style.write_at(ax, f"median {median:.0f}\nn {len(rows)}", (sum(ends) / 2, 1), **look)


def _mark_title(mark: Row) -> str:
    """Return what a mark says: an effective number with its interval, or an incident's distance from the border."""
    if mark["panel"] == BORDER:
        return f"{mark['place']}, {day_words(mark['x'])}: {mark['best']:.0f} km from Syria{claims_note(mark)}"
    number = interval_words(*(round(mark[bound], 1) for bound in ("low", "best", "high")))
    return (
        f"{mark['series']}, {mark['what']}, {mark['group']}: effective number of governorates {number}"
        f"{claims_note(mark)}"
    )


def _alt_text(marks: pd.DataFrame) -> str:
    spread = marks[marks["panel"] == SPREAD]
    series = [
        f"{name}: " + ", ".join(f"{row['group']} {row['best']:.1f}" for row in rows.to_dict("records"))
        for name, rows in spread.groupby("series")
    ]
    border = marks[marks["panel"] == BORDER].groupby("group")["best"].agg(["size", "median"])
    distances = [
        f"{group} {row['size']:.0f} incidents, median {row['median']:.0f} km"
        for group, row in border.iterrows()
    ]
    return f"Two panels over time. {SPREAD}: {'; '.join(series)}. {BORDER}: {'; '.join(distances)}."
