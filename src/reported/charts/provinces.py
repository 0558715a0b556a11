"""How much, where, and is it four northern provinces? Governorates by their share of what one originator counted.

Three charts of the same marks: bars sorted by share, maps of the year, and tiles of one size by quarter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reported.charts import basemap, style
from reported.charts.labels import axes_box
from reported.charts.mark_words import interval_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import counted, listed
from reported.spatial import NORTHERN_FOUR, QUARTER, YEAR
from reported.tables import Row

SERIES = ["measure", "originator", "scope"]
WORDS = MappingProxyType(
    {
        "attacks": "attacks",
        "fatal_events": "fatal events",
        "civilians_killed": "civilians killed",
        "civilians_injured": "civilians injured",
        "killed_all": "killed",
        "injured_all": "injured",
    }
)
HUE, QUIET = "#0A4A75", "#9AA5AE"
CLASSES = (5, 10, 20, 40)  # round limits, in percent of the sum of the governorates printed
SHADES = (0.12, 0.3, 0.5, 0.76, 1.0)
HATCH = "////"
ROW_MM = 4
SHOWN = MappingProxyType({"page": 9, "column": 6, "slide": 9})  # bars of a panel
GUTTER_MM = 4
TOO_FEW = "fewer than four governorates printed"
# Column and row of each governorate's tile, the north at the top.
TILES = MappingProxyType(
    {
        "IQ-NI": (0, 0), "IQ-DA": (1, 0), "IQ-AR": (2, 0), "IQ-SD": (1, 1), "IQ-KI": (2, 1), "IQ-SU": (3, 1),
        "IQ-AN": (0, 2), "IQ-BG": (1, 2), "IQ-DI": (2, 2), "IQ-KA": (0, 3), "IQ-BB": (1, 3), "IQ-WA": (2, 3),
        "IQ-NA": (0, 4), "IQ-QA": (1, 4), "IQ-DQ": (2, 4), "IQ-MA": (3, 4), "IQ-MU": (1, 5), "IQ-BA": (2, 5),
    }
)  # fmt: skip


def province_marks(
    counts: pd.DataFrame, *, names: Mapping[str, str], year: int, basis: str = YEAR
) -> pd.DataFrame:
    """Return one row per governorate, series and spell of a year.

    Parameters
    ----------
    counts : DataFrame
        As returned by `reported.spatial.governorate_counts`.
    names : Mapping of str to str
        Printed names of governorates by code.
    year : int
        The year of the spells.
    basis : str
        `YEAR` for one spell, `QUARTER` for up to four.

    Returns
    -------
    DataFrame, one row per mark, by panel, spell and share, the largest first
        ``panel`` (who counted what), ``series`` the originator, ``period``, ``governorate``, ``name``, `BOUNDS` in
        percent of the sum of the governorates printed (the row's bounds over the others' point values), ``count`` its
        point value, ``n_months`` and ``of_months``, ``northern``, ``claim_ids``. Of each originator and measure the
        scope with the most governorates and months; only series with at least four governorates in the year.
    """
    spells = counts[(counts["basis"] == basis) & (counts["start"].dt.year == year)].dropna(subset="best")
    chosen = chosen_series(counts, year)
    spells = spells.merge(chosen, on=SERIES)
    whole = spells.groupby([*SERIES, "period"])["best"].transform("sum")
    spells = spells[whole > 0]
    for bound in ("low", "best", "high"):
        rest = whole - spells["best"]
        spells[f"{bound}_share"] = 100 * spells[bound] / (rest + spells[bound])
    table = spells.assign(
        panel=[f"{row['originator']}: {WORDS[row['measure']]}" for row in spells.to_dict("records")],
        series=spells["originator"],
        name=spells["governorate"].map(names),
        count=spells["best"],
        northern=spells["governorate"].isin(NORTHERN_FOUR),
    )
    table[["low", "best", "high"]] = table[["low_share", "best_share", "high_share"]]
    table["mark_id"] = [
        mark_name("province", row["panel"], row["period"], row["governorate"])
        for row in table.to_dict("records")
    ]
    columns = ["mark_id", "panel", "series", "period", "governorate", "name", "low", "best", "high", "count"]
    columns += ["n_months", "n_months_told", "of_months", "northern", "scope", "claim_ids"]
    table = table.assign(x=table["start"], order=table["panel"].map(_northern_share(table)))
    ordered = table.sort_values(
        ["order", "panel", "start", "best", "governorate"], ascending=[False, True, True, False, True]
    )
    return ordered[[*columns[:4], "x", *columns[4:]]].reset_index(drop=True)


def northern_finding(marks: pd.DataFrame) -> str:
    """Return the finding: in how many of the yearly series the four largest are the four northern governorates."""
    year = marks["period"].iloc[0]
    tops = marks.groupby("panel", sort=False).head(4).groupby("panel", sort=False)["northern"].sum()
    exact = [panel for panel, number in tops.items() if number == 4]
    first = marks.groupby("panel", sort=False)["name"].first()
    capital = int((first == "Baghdad").sum())
    words = f"In {len(exact)} of {len(tops)} reported counts of {year} the four northern provinces are the top four"
    return f"{words}; in {capital} Baghdad comes first" if capital else words


def northern_card(marks: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the words of the bars; ``given`` as in the other charts."""
    size = given.get("size", "page")
    panels = marks["panel"].nunique()
    rows = -(-panels // _columns(size))
    shares = _northern_share(marks)
    said = "; ".join(f"{panel} {share:.0f} %" for panel, share in shares.items())
    bounds = "; line: bounds" if (marks["low"] != marks["high"]).any() else ""
    words = {
        "slug": "northern-four",
        "title": northern_finding(marks),
        "subtitle": (
            f"Reported share of each governorate in the sum of those printed, {marks['period'].iloc[0]}. Percent; "
            f"dark: Ninewa, Kirkuk, Salah al-Din and Diyala, with their joint share{bounds}."
        ),
        "caption": (
            f"{counted(panels, 'count')} of three originators at most, each with at least four governorates. The "
            "share is of the governorates that the originator printed, summed over the months it printed them (in "
            "the heading), not of all Iraq: a governorate that is missing was not reported. Joint shares of the "
            f"four: {said}. At most {SHOWN[size]} governorates a panel are drawn. UCDP counts events with a death and "
            "ISIS as a side; UNAMI civilians, police included; Musings on Iraq every security incident and all "
            "its dead."
        ).replace("of three originators at most", f"of {listed(sorted(set(marks['series'])))}"),
        "alt_text": _alt_text(marks),
        "height_mm": 44 + rows * (ROW_MM * SHOWN[size] + 12) + (12 if size == "column" else 0),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    drawn = marks.groupby(["panel", "period"], sort=False).head(SHOWN[size]).reset_index(drop=True)
    return Card(marks=drawn, sources=count_sources(drawn, claims), **{**words, **given})


def plot_northern(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the bars of `province_marks` of a year, one panel a series, and return the axes."""
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    panels = [part for _, part in marks.groupby("panel", sort=False)]
    columns = _columns(size)
    rows = -(-len(panels) // columns)
    wide = (width - (columns - 1) * GUTTER_MM) / columns
    words = max(style.text_width_mm(name, text.label, "bold") for name in marks["name"]) + 1.5
    numbers = style.text_width_mm("60 %", text.label) + 1.5
    heading = style.line_height_mm(text.subtitle) + style.line_height_mm(text.label) + 2
    axes = []
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        x, top = left + column * (wide + GUTTER_MM), bottom + height - row * height / rows
        tall = height / rows - heading - 2
        ax = style.add_axes(figure, x + words, top - heading - tall, wide - words - numbers, tall)
        ax.set(xlim=(0, marks["best"].max()), ylim=(SHOWN[size] - 0.5, -0.5))
        ax.set_axis_off()
        _write_heading(ax, panel, text, words)
        for at, mark in enumerate(panel.to_dict("records")):
            _draw_bar(ax, at, mark, text, (words, numbers))
        axes.append(ax)
    return axes


def quarter_marks(counts: pd.DataFrame, *, names: Mapping[str, str], year: int) -> pd.DataFrame:
    """Return the marks of the tile maps: of each originator the two series with the most marks, by quarter.

    As `province_marks` by `QUARTER`, without the quarters of which fewer than four governorates are printed.
    """
    marks = province_marks(counts, names=names, year=year, basis=QUARTER)
    marks = marks[marks.groupby(["panel", "period"])["mark_id"].transform("size") >= 4]
    sizes = marks.groupby(["series", "panel"]).size().sort_values(ascending=False, kind="stable")
    kept = sizes.groupby("series").head(2).reset_index()["panel"]
    return marks[marks["panel"].isin(kept)].reset_index(drop=True)


def tiles_card(marks: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the words of the tile maps by quarter; ``given`` as in the other charts."""
    size = given.get("size", "page")
    panels = marks["panel"].nunique()
    tile = {"page": 36, "column": 34}.get(size, 0)
    names = sorted(set(zip(marks["governorate"], marks["name"], strict=True)))
    letters = ", ".join(f"{code[3:]} {name}" for code, name in names)
    words = {
        "slug": "governorate-tiles",
        "title": tiles_finding(marks),
        "subtitle": (
            f"Reported share of each governorate in the sum of those printed, by quarter of {marks['x'].min():%Y}. "
            "One tile a governorate, all of one size; hatched: no report."
        ),
        "caption": (
            f"{counted(panels, 'count')}, each a row; a quarter of which fewer than four governorates are printed "
            "is left out. Outlined: Ninewa, Kirkuk, Salah al-Din and Diyala. Shares are of the governorates "
            "printed in the quarter; a hatched tile is a governorate of which nothing was printed, which is not "
            "zero. Tiles are placed as the governorates lie, the north at the top; their letters are those of "
            f"ISO 3166-2: {letters}."
        ),
        "alt_text": _alt_text(marks),
        "height_mm": 46 + panels * tile,
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def tiles_finding(marks: pd.DataFrame) -> str:
    """Return the finding: between which shares the four northern governorates moved by quarter, by series."""
    shares = (
        marks.assign(own=marks["best"].where(marks["northern"], 0)).groupby(["panel", "period"])["own"].sum()
    )
    low, high = shares.idxmin(), shares.idxmax()
    return (
        f"By quarter, the four northern provinces’ reported share ran from {shares.min():.0f} % ({low[0]}, "
        f"{_quarter(low[1])}) to {shares.max():.0f} % ({high[0]}, {_quarter(high[1])})"
    )


def plot_tiles(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the tile maps of `province_marks` by quarter: a row a series, a column a quarter; return the axes."""
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    key_mm = style.line_height_mm(text.foot) + 2
    _draw_classes(figure, (left, bottom, width, key_mm), text)
    panels = list(dict.fromkeys(marks["panel"]))
    periods = sorted(set(marks["period"]))
    beside = 2 if size == "slide" else 1
    rows = -(-len(panels) // beside)
    each, wide = (height - key_mm) / rows, width / (beside * len(periods))
    heading = style.line_height_mm(text.subtitle) + style.line_height_mm(text.label) + 1.5
    axes = []
    for place, panel in enumerate(panels):
        row, block = divmod(place, beside)
        floor = bottom + key_mm + (rows - 1 - row) * each
        for column, period in enumerate(periods, start=block * len(periods)):
            part = marks[(marks["panel"] == panel) & (marks["period"] == period)]
            ax = style.add_axes(figure, left + column * wide, floor + 1, wide - 3, each - heading - 1)
            ax.set(xlim=(0, 4), ylim=(6, 0))
            ax.set_axis_off()
            if period == periods[0]:
                look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
                style.write_at(
                    ax, panel, (0, 1), shift_mm=(0, style.line_height_mm(text.label) + 1.2), **look
                )
            look = {"fontsize": text.label, "color": style.QUIET}
            style.write_at(ax, _quarter(period), (0, 1), shift_mm=(0, 0.8), va="bottom", **look)
            if len(part):
                _draw_tiles(ax, part, text)
                axes.append(ax)
            else:
                style.write_at(
                    ax, style.wrap(TOO_FEW, wide - 3, text.label), (0, 1), shift_mm=(0, -1), va="top", **look
                )
    return axes


def maps_card(marks: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the words of the maps of a year; ``given`` as in the other charts."""
    size = given.get("size", "page")
    panels = marks["panel"].nunique()
    rows = -(-panels // {"page": 3, "column": 2, "slide": 3}[size])
    words = {
        "slug": "governorate-maps",
        "title": maps_finding(marks),
        "subtitle": (
            f"Reported share of each governorate in the sum of those printed, {marks['period'].iloc[0]}. Hatched: "
            f"no report. {basemap.FOOT}"
        ),
        "caption": (
            "The same shares as in the bars of the four northern provinces, one map a count, one set of classes. "
            "Areas are no measure: Anbar is large and empty, Baghdad small. A hatched governorate was not "
            "reported on, which is not zero."
        ),
        "alt_text": _alt_text(marks),
        "height_mm": 46 + rows * {"page": 60, "column": 52}.get(size, 0) + (12 if size == "column" else 0),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def maps_finding(marks: pd.DataFrame) -> str:
    """Return the finding: how many governorates each series reports, and how many hold more than a twentieth."""
    numbers = marks.groupby("panel")["governorate"].nunique()
    large = marks[marks["best"] >= CLASSES[0]].groupby("panel")["governorate"].nunique()
    return (
        f"In {marks['period'].iloc[0]}, counts reported {numbers.min()} to {numbers.max()} of 18 governorates; "
        f"{large.min()} to {large.max()} of them held a twentieth or more"
    )


def plot_maps(marks: pd.DataFrame, figure: Figure, *, size: str = "page", base: basemap.Base) -> list[Axes]:
    """Draw the maps of `province_marks` of a year, one a series, in one set of classes; return the axes."""
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    key_mm = style.line_height_mm(text.foot) + 2
    _draw_classes(figure, (left, bottom, width, key_mm), text)
    panels = [part for _, part in marks.groupby("panel", sort=False)]
    columns = {"page": 3, "column": 2, "slide": 3}[size]
    rows = -(-len(panels) // columns)
    wide, each = width / columns, (height - key_mm) / rows
    heading = 2 * style.line_height_mm(text.label) + 1.5
    axes = []
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        floor = bottom + key_mm + (rows - 1 - row) * each
        ax = style.add_axes(figure, left + column * wide, floor + 1, wide - 2, each - heading - 1)
        words = style.wrap(panel["panel"].iloc[0].replace(": ", ":\n"), wide, text.label)
        style.write_at(
            ax, words, (0, 1), shift_mm=(0, 0.6), va="bottom", fontsize=text.label, fontweight="bold"
        )
        basemap.draw_base(ax, base)
        told = panel.set_index("governorate")
        for code, shape in base.shapes.geometry.items():
            look: style.Look = {
                "facecolor": "white",
                "hatch": HATCH,
                "edgecolor": "#B5B5B0",
                "linewidth": 0.3,
                "zorder": 1,
            }
            if code in told.index:
                fill = style.tint(HUE, _shade(told.at[code, "best"]))
                look = {"facecolor": fill, "edgecolor": "white", "linewidth": 0.5, "zorder": 2}
                look["gid"] = told.at[code, "mark_id"]
            basemap.add_shape(ax, shape, **look)
        if place == 0:
            basemap.draw_scale(ax, text)
        axes.append(ax)
    return axes


def chosen_series(counts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return of each originator and measure the scope with the most governorates and months in the year."""
    yearly = counts[(counts["basis"] == YEAR) & (counts["start"].dt.year == year)].dropna(subset="best")
    sizes = (
        yearly.groupby(SERIES)
        .agg(n=("governorate", "nunique"), months=("n_months_told", "max"))
        .reset_index()
    )
    wide = sizes[sizes["n"] >= 4].sort_values(["months", "n", "scope"], ascending=[False, False, True])
    return wide.drop_duplicates(["originator", "measure"])[SERIES]


def _northern_share(marks: pd.DataFrame) -> pd.Series:
    """Return the joint share of the four northern governorates by panel, in percent, the largest first."""
    spells = (
        marks.assign(own=marks["best"].where(marks["northern"], 0)).groupby(["panel", "period"])["own"].sum()
    )
    return spells.groupby("panel").mean().sort_values(ascending=False, kind="stable")


def _columns(size: str) -> int:
    return {"page": 2, "column": 1, "slide": 3}[size]


def _quarter(period: str) -> str:
    year, quarter = period.split("-")
    return f"{quarter} {year}"


def _shade(share: float) -> float:
    return SHADES[sum(share >= limit for limit in CLASSES)]


def _write_heading(ax: Axes, panel: pd.DataFrame, text: style.Size, left_mm: float) -> None:
    joint = panel.loc[panel["northern"], "best"].sum()
    months = panel["n_months_told"].max()
    line = style.line_height_mm(text.label)
    look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
    style.write_at(ax, panel["panel"].iloc[0], (0, 1), shift_mm=(-left_mm, 1.2 + line), **look)
    said = f"{months} of {panel['of_months'].iloc[0]} months; the four together {joint:.0f} %"
    style.write_at(
        ax, said, (0, 1), shift_mm=(-left_mm, 0.8), va="bottom", fontsize=text.label, color=style.QUIET
    )


def _draw_bar(ax: Axes, at: int, mark: Row, text: style.Size, sides: Sequence[float]) -> None:
    words, numbers = sides
    bar = Rectangle(
        (0, at - 0.36), mark["best"], 0.72, facecolor=HUE if mark["northern"] else QUIET, gid=mark["mark_id"]
    )
    ax.add_patch(bar)
    if mark["low"] != mark["high"]:  # an open end goes to the edge
        ends = np.where(np.isnan([mark["low"], mark["high"]]), ax.get_xlim(), [mark["low"], mark["high"]])
        ax.plot(ends, [at, at], color=style.INK, linewidth=0.9, gid=f"{mark['mark_id']}.bounds")
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": text.label}
    weight = "bold" if mark["northern"] else "normal"
    style.write_at(ax, mark["name"], (0, at), shift_mm=(-words, 0), fontweight=weight, **look)
    share = f"{mark['best']:.0f} %" if mark["best"] >= 0.5 or mark["best"] == 0 else "<1 %"
    style.write_at(ax, share, (1, at), shift_mm=(numbers, 0), ha="right", **look)


def _draw_tiles(ax: Axes, part: pd.DataFrame, text: style.Size) -> None:
    told = part.set_index("governorate")
    left, _, right, _ = axes_box(ax)
    roomy = (right - left) / 4 > style.text_width_mm("NI 00", text.label)
    named = (right - left) / 4 > style.text_width_mm("NI", text.label)
    for code, (column, row) in TILES.items():
        known = code in told.index
        look: style.Look = {"facecolor": "white", "hatch": HATCH, "edgecolor": "#C4C4BF", "linewidth": 0.3}
        if known:
            look = {
                "facecolor": style.tint(HUE, _shade(told.at[code, "best"])),
                "edgecolor": "white",
                "linewidth": 0.6,
            }
            look["gid"] = told.at[code, "mark_id"]
        ax.add_patch(Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, zorder=2, **look))
        if code in NORTHERN_FOUR:
            frame: style.Look = {"facecolor": "none", "edgecolor": style.INK, "linewidth": 0.9}
            ax.add_patch(Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, zorder=3, **frame))
        if known and named:
            share = told.at[code, "best"]
            words = f"{code[3:]} {share:.0f}" if roomy else code[3:]
            colour = "white" if _shade(share) > 0.6 else style.INK
            ax.text(
                column + 0.5,
                row + 0.5,
                words,
                ha="center",
                va="center",
                fontsize=text.label,
                color=colour,
                zorder=4,
            )


def _draw_classes(figure: Figure, box: Sequence[float], text: style.Size) -> None:
    """Draw the key of the classes and of no report, in mm."""
    ax = style.add_axes(figure, *box)
    _, _, width, height = box
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    words = [
        f"<{CLASSES[0]}",
        *(f"{low}–{high}" for low, high in pairwise(CLASSES)),
        f"≥{CLASSES[-1]} %",
        "no report",
    ]
    looks: list[style.Look] = [{"facecolor": style.tint(HUE, shade), "linewidth": 0} for shade in SHADES]
    looks.append({"facecolor": "white", "hatch": HATCH, "edgecolor": "#B5B5B0", "linewidth": 0.3})
    x = 0.0
    for label, look in zip(words, looks, strict=True):
        ax.add_patch(Rectangle((x, 0.4), 3, height - 1.8, **look))
        ax.text(x + 3.8, height / 2 - 0.5, label, fontsize=text.foot, color=style.QUIET, va="center")
        x += 6.2 + style.text_width_mm(label, text.foot)


def _mark_title(mark: Row) -> str:
    """Return what a mark says: who counted what, governorate, spell, the share and the count behind it."""
    percent = interval_words(*(round(mark[bound], 1) for bound in ("low", "best", "high")))
    return f"{mark['panel']}, {mark['name']}, {mark['period']}: {percent} % of those printed ({mark['count']:,.0f})"


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for (panel, period), rows in marks.groupby(["panel", "period"], sort=False):
        named = ", ".join(f"{row['name']} {row['best']:.0f} %" for row in rows.head(5).to_dict("records"))
        parts.append(f"{panel}, {period}: {named}")
    return f"Shares of governorates. {'. '.join(parts)}."


__all__ = [
    "QUARTER",
    "YEAR",
    "maps_card",
    "maps_finding",
    "northern_card",
    "northern_finding",
    "plot_maps",
    "plot_northern",
    "plot_tiles",
    "province_marks",
    "quarter_marks",
    "tiles_card",
    "tiles_finding",
]
