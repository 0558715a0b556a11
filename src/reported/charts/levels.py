"""When did it change? Monthly series with the levels between their breaks and the trend since a month.

One panel a series, on one logarithmic scale, so that equal steps are equal factors.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from reported.charts import style, timeline
from reported.charts.glyphs import Mark, draw_interval
from reported.charts.mark_words import month_title
from reported.charts.pack import Card, count_sources, mark_name
from reported.intervals import Interval
from reported.tables import Row
from reported.timeseries.change import CHOSEN_PENALTY, FEWEST_MONTHS, LONGEST_GAP, PENALTIES

KEYS = ["definition", "originator", "scope"]
AXIS_MM = 4.5
GUTTER_MM = 4
PANEL_MM = MappingProxyType({"page": 34, "column": 21, "slide": 34})
COLUMNS = MappingProxyType({"page": 2, "column": 1, "slide": 3})
NAMES = MappingProxyType(
    {"incidents with casualties": "fatal events", "killed all": "killed", "injured all": "injured"}
)


def level_marks(series: pd.DataFrame, segments: pd.DataFrame, trends: pd.DataFrame) -> pd.DataFrame:
    """Return one row per month, level and trend.

    Parameters
    ----------
    series, segments, trends : DataFrame
        Each with ``definition``, ``originator`` and ``scope``: the months as `reported.timeseries.long_series`
        returns them, the levels as `breaks` and the rate ratios as `trend` return them, all with ``claim_ids``.

    Returns
    -------
    DataFrame, one row per mark, by panel
        ``panel`` (who counted what), ``series`` the originator, ``form`` ("month", "level", "trend"), ``x`` and
        ``end`` days, `BOUNDS`: a count a month, or the rate ratio with its 95 % interval; ``n_months``,
        ``claim_ids``. Panels stand in the order of their mean count, the largest first.
    """
    marks = pd.concat(_forms(series, segments, trends), ignore_index=True)
    marks["panel"] = [_panel(row) for row in marks.to_dict("records")]
    marks["series"] = marks["originator"]
    marks["mark_id"] = [
        mark_name("level", row["form"], row["panel"], "" if pd.isna(row["x"]) else f"{row['x']:%Y%m}")
        for row in marks.to_dict("records")
    ]
    mean = series.groupby(KEYS)["best"].mean().rename("mean")
    marks = marks.join(mean, on=KEYS).sort_values(
        ["mean", "panel", "form", "x"], ascending=[False, True, True, True]
    )
    columns = [
        "mark_id",
        "panel",
        "series",
        "x",
        "end",
        "low",
        "best",
        "high",
        "form",
        "n_months",
        "scope",
        "claim_ids",
    ]
    return marks[columns].reset_index(drop=True)


def _forms(series: pd.DataFrame, segments: pd.DataFrame, trends: pd.DataFrame) -> list[pd.DataFrame]:
    """Return months, levels and rate ratios with the days and bounds of marks."""
    months = series.assign(
        form="month", x=series["month"].dt.to_timestamp(), low=series["best"], high=series["best"]
    )
    levels = segments.assign(
        form="level",
        x=segments["start"].dt.to_timestamp(),
        end=segments["end"].dt.end_time.dt.normalize(),
        **dict.fromkeys(("low", "best", "high"), segments["level"]),
    )
    known = trends.dropna(subset="ratio")
    ratios = known.assign(
        form="trend",
        x=pd.to_datetime(known["since"]),
        low=known["ratio_low"],
        best=known["ratio"],
        high=known["ratio_high"],
    )
    return [months, levels, ratios]


def levels_card(marks: pd.DataFrame, claims: pd.DataFrame, *, since: str, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks; ``since`` is the trends' first month."""
    panels = marks["panel"].nunique()
    rows = -(-panels // COLUMNS[given.get("size", "page")])
    words = {
        "slug": "level-changes",
        "title": levels_finding(marks, since=since),
        "subtitle": (
            "Reported counts a month, each series as its originator counted it, with its levels between breaks. "
            "Log scale, the same in every panel. Dotted: Mosul operation begins, Mosul retaken, victory declared, "
            "Baghouz."
        ),
        "caption": _caption(marks, since),
        "alt_text": _alt_text(marks),
        "mark_title": _mark_title,
        "height_mm": 42
        + rows * PANEL_MM[given.get("size", "page")]
        + (16 if given.get("size") == "column" else 0),
        "interval_marks": False,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def levels_finding(marks: pd.DataFrame, *, since: str) -> str:
    """Return the finding: how many series broke downwards before a month, and how many still fell from then on."""
    levels = marks[marks["form"] == "level"].sort_values(["panel", "x"])
    change = levels.groupby("panel")["best"].diff()
    steepest = levels[(change < 0) & (levels["x"] <= pd.Period(since, "M").to_timestamp())]
    trends = marks[marks["form"] == "trend"]
    falling = trends[trends["high"] < 1]
    long = levels.groupby("panel")["x"].min() < pd.Period(since, "M").to_timestamp()
    month = pd.Period(since, "M").strftime("%B %Y")
    return (
        f"Of {long.sum()} reported monthly series from before {month}, {steepest['panel'].nunique()} had stepped down "
        f"by then; of {len(trends)} with a trend since, {len(falling)} are clearly falling"
    )


def plot_levels(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the panels on the free area of the figure, in a grid, and return their axes.

    ``marks`` are those of `level_marks`, ``figure`` is made by `reported.charts.style.new_figure`; a "page" has two
    columns, a "column" one, a "slide" four.
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    panels = [part for _, part in marks.groupby("panel", sort=False)]
    columns = COLUMNS[size]
    rows = -(-len(panels) // columns)
    numbers = style.text_width_mm("1,000", text.label) + 1.5
    wide = (width - (columns - 1) * GUTTER_MM) / columns
    counts = marks[marks["form"] != "trend"]
    limits = timeline.log_limits(counts, room=1.5)
    span = date2num(counts["x"].min()), date2num(counts["x"].max() + pd.Timedelta(days=60))
    axes = []
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        heading = 2 * style.line_height_mm(text.label) + 1
        tall = height / rows - heading - AXIS_MM
        floor = bottom + height - (row + 1) * height / rows + AXIS_MM
        ax = style.add_axes(figure, left + column * (wide + GUTTER_MM) + numbers, floor, wide - numbers, tall)
        ax.set(yscale="log", ylim=limits, xlim=span)
        timeline.draw_log_numbers(ax, text)
        timeline.draw_years(ax, text, named=row == rows - 1 or place + columns >= len(panels))
        timeline.draw_known_dates(ax, text, named=False)
        _write_panel(ax, panel, text, numbers)
        _draw_panel(ax, panel)
        axes.append(ax)
    return axes


def trend_words(row: Row) -> str:
    """Return a rate ratio in words: "since Dec 2017 ×0.97 a month (0.95–0.99)"."""
    return f"since {row['x']:%b %Y} ×{row['best']:.2f} a month ({row['low']:.2f}–{row['high']:.2f})"


def _write_panel(ax: Axes, panel: pd.DataFrame, text: style.Size, left_mm: float) -> None:
    words = panel["panel"].iloc[0]
    look: style.Look = {"va": "bottom", "fontsize": text.label}
    line = style.line_height_mm(text.label)
    style.write_at(ax, words, (0, 1), shift_mm=(-left_mm, 1 + line), fontweight="bold", **look)
    trends = panel[panel["form"] == "trend"].to_dict("records")
    said = trend_words(trends[0]) if trends else "too few months for a trend"
    gid = trends[0]["mark_id"] if trends else None
    style.write_at(ax, said, (0, 1), shift_mm=(-left_mm, 0.6), color=style.QUIET, gid=gid, **look)


def _draw_panel(ax: Axes, panel: pd.DataFrame) -> None:
    colour = style.colour_of(panel["series"].iloc[0])
    for row in panel.to_dict("records"):
        if row["form"] == "level":
            ends = date2num(row["x"]), date2num(row["end"])
            (line,) = ax.plot(
                ends, [row["best"]] * 2, color=style.INK, linewidth=1.6, solid_capstyle="butt", zorder=5
            )
            line.set_gid(row["mark_id"])
        elif row["form"] == "month":
            mark = Mark(Interval.exactly(row["best"]), "", "", colour, row["mark_id"])
            draw_interval(ax, date2num(row["x"]) + 15, mark)


def _panel(row: Row) -> str:
    what = NAMES.get(row["definition"], row["definition"])
    where = {"located_25km": ", within 25 km", "incl_police": ", police included"}.get(row["scope"], "")
    return f"{row['originator']}: {what}{where}"


def _caption(marks: pd.DataFrame, since: str) -> str:
    panels = marks["panel"].nunique()
    months = marks[marks["form"] == "month"]
    return (
        f"{panels} series, {len(months)} months. Dots: months that somebody reported; a month without a dot is "
        "missing, not zero. Of each originator and indicator the series with the longest stretch in which no more "
        f"than {LONGEST_GAP} months in a row are missing, and any that goes on for a year after it. Dark lines: levels "
        "between breaks found by PELT with a Poisson cost in units of the series’ overdispersion and a penalty of "
        f"{CHOSEN_PENALTY:g} log n; the notebook lists what changes with penalties of {PENALTIES[0]:g} to "
        f"{PENALTIES[-1]:g} log n. Ratio: negative binomial regression from {since} on, the factor a month with its "
        f"95 % interval, where at least {FEWEST_MONTHS} months are there. Known dates, 17 October 2016, 10 July and 9 "
        "December 2017, 23 March 2019, are marks, not explanations. The series count different things and are not to "
        "be added."
    )


def _mark_title(mark: Row) -> str:
    """Return what a mark says: a month's count, a level between breaks, or a trend."""
    if mark["form"] == "trend":
        return f"{mark['panel']}: {trend_words(mark)}"
    level = ", level" if mark["form"] == "level" else ""
    return month_title({**mark, "name": f"a month{level}"})


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for panel, rows in marks.groupby("panel", sort=False):
        levels = [
            f"{row['x']:%B %Y} to {row['end']:%B %Y} {row['best']:,.0f} a month"
            for row in rows[rows["form"] == "level"].to_dict("records")
        ]
        trends = [trend_words(row) for row in rows[rows["form"] == "trend"].to_dict("records")]
        parts.append(f"{panel}: {'; '.join([*levels, *trends])}")
    return f"Panels of monthly counts with level lines on one logarithmic scale. {'. '.join(parts)}."
