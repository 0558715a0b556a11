"""Where incidents were reported: maps of the killed, the injured and the kidnapped, no finer than the pages are.

A place known to its town or its surroundings is a circle whose area is the low bound of the toll; one known to its
district or governorate is a dashed ring of fixed size with the number in it; the rest stands in the table alone.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.transforms import Affine2D

from reported.charts import basemap, style
from reported.charts.glyphs import DASHES
from reported.charts.labels import Box, axes_box
from reported.charts.mark_words import claims_note, day_words, interval_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.places import NEAR
from reported.prose import counted, spanned
from reported.tables import Row

PANELS = MappingProxyType({"killed": "Killed", "injured": "Injured", "kidnapped": "Kidnapped"})
# Of one incident the first of these that a page printed is taken: the widest count first.
MEASURES = MappingProxyType(
    {
        "killed": ("people_killed", "civilians_killed", "security_forces_killed", "mukhtars_killed"),
        "injured": ("people_injured", "civilians_injured", "security_forces_injured"),
        "kidnapped": ("people_kidnapped",),
    }
)
TOLLS = tuple(indicator for indicators in MEASURES.values() for indicator in indicators)
AREA_MM2 = 0.85  # of one person
DOT_MM = 0.3
RING_MM = MappingProxyType({3: 2.6, 4: 4.2})
HUE = "#7A2E5E"
WINDOW = (140_000, 3_500_000, 640_000, 4_150_000)  # where incidents were: the north and centre, in metres
HEADING_MM = 6


def incident_marks(incidents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per incident and measure that can be drawn, and what cannot.

    Parameters
    ----------
    incidents : DataFrame
        As written to incidents.csv.

    Returns
    -------
    marks : DataFrame, one row per mark, by panel and the largest toll first
        ``panel`` (of `PANELS`), ``series`` the originators, ``x`` the first day, `BOUNDS` in persons, ``place``,
        ``governorate``, ``lat``, ``lon`` (degrees), ``location_precision`` (1 to 4), ``grade``, ``indicator``,
        ``incident_id``, ``claim_ids``.
    in_table : DataFrame, one row per incident and measure that is known to no governorate
        The same columns but for the point.
    """
    rows = []
    for panel, indicators in MEASURES.items():
        own = incidents[incidents["indicator"].isin(indicators)]
        own = own.assign(rank=own["indicator"].map(indicators.index)).sort_values(
            ["incident_id", "rank", "scope"]
        )
        rows.append(own.drop_duplicates("incident_id").assign(panel=PANELS[panel]))
    table = pd.concat(rows, ignore_index=True)
    table = table.rename(columns={"originators": "series", "period_start": "x"})
    table["mark_id"] = [
        mark_name("incident", panel, key)
        for panel, key in zip(table["panel"], table["incident_id"], strict=True)
    ]
    columns = ["mark_id", "panel", "series", "x", "low", "best", "high", "place", "governorate", "lat", "lon"]
    columns += ["location_precision", "grade", "n_originators", "indicator", "incident_id", "claim_ids"]
    order = list(PANELS.values())
    table = table.assign(at=table["panel"].map(order.index), size=_size(table)).sort_values(
        ["at", "size", "incident_id"], ascending=[True, False, True]
    )
    located = table["lat"].notna()
    return table.loc[located, columns].reset_index(drop=True), table.loc[~located, columns].reset_index(
        drop=True
    )


def incidents_card(marks: pd.DataFrame, in_table: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks; ``given`` as in the other charts."""
    size = given.get("size", "page")
    words = {
        "slug": "incident-map",
        "title": incidents_finding(marks),
        "subtitle": (
            f"Incidents of {marks['x'].min():%B %Y} to {marks['x'].max():%B %Y} with a reported toll, by the persons "
            f"killed, injured and kidnapped. {basemap.FOOT}"
        ),
        "caption": _caption(marks, in_table),
        "alt_text": _alt_text(marks, in_table),
        "height_mm": {"page": 212, "column": 250}.get(size, 0),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def incidents_finding(marks: pd.DataFrame) -> str:
    """Return the finding: how many incidents, in how many governorates, and how many tolls are contested."""
    single = marks.drop_duplicates("incident_id")
    by_governorate = single["governorate"].value_counts()
    told = marks[marks["n_originators"] > 1]
    contested = int((told["grade"] == "contested").sum())
    return (
        f"{counted(len(single), 'reported incident')} lie in {by_governorate.size} governorates; of {len(told)} "
        f"tolls that several originators gave, {contested} are contested"
    )


def plot_incidents(
    marks: pd.DataFrame, figure: Figure, *, size: str = "page", base: basemap.Base
) -> list[Axes]:
    """Draw one map a measure on the free area of the figure and return their axes.

    ``marks`` are those of `incident_marks`, ``figure`` is made by `reported.charts.style.new_figure`, ``base`` by
    `reported.charts.basemap.base_of`. On a "page" the first map takes two thirds of the height, in a "column" the maps
    stand over one another, on a "slide" side by side.
    """
    text = style.SIZES[size]
    axes = [style.add_axes(figure, *area) for area in _areas(style.free_area(figure), size, text)]
    for place, (ax, name) in enumerate(zip(axes, PANELS.values(), strict=True)):
        part = marks[marks["panel"] == name]
        look: style.Look = {"va": "bottom", "fontsize": text.subtitle, "fontweight": "bold"}
        style.write_at(
            ax,
            f"{name}: {counted(part['incident_id'].nunique(), 'incident')}",
            (0, 1),
            shift_mm=(0, 1),
            **look,
        )
        basemap.draw_base(ax, base, window=WINDOW)
        basemap.draw_scale(ax, text)
        cities = basemap.draw_cities(ax, base.places, text, named=place == 0)
        located = basemap.points(part)
        for row in located.to_dict("records"):
            _draw_incident(ax, row)
        numbers = _write_numbers(ax, located[located["location_precision"] > NEAR], text)
        if place == 0:
            basemap.draw_names(ax, base.shapes, text, kept_clear=[*cities, *numbers])
    _draw_key(axes[0], text)
    return axes


def _areas(free: tuple, size: str, text: style.Size) -> list[tuple[float, float, float, float]]:
    left, bottom, width, height = free
    heading = style.line_height_mm(text.subtitle) + 1.8
    gap = 3
    if size == "page":
        small = (width - gap) / 2
        low = 0.36 * height
        return [
            (left, bottom + low, width, height - low - heading),
            (left, bottom, small, low - heading),
            (left + small + gap, bottom, small, low - heading),
        ]
    if size == "column":
        each = height / 3
        return [(left, bottom + (2 - place) * each, width, each - heading) for place in range(3)]
    each = (width - 2 * gap) / 3
    return [(left + place * (each + gap), bottom, each, height - heading) for place in range(3)]


def _size(table: pd.DataFrame) -> pd.Series:
    """Return the persons that a circle's area stands for: the low bound, or the high where that alone is known."""
    return table["low"].fillna(table["high"])


def _draw_incident(ax: Axes, row: Row) -> None:
    """Draw a circle for a town, a dashed ring for a district or governorate."""
    mm = style.mm_from(ax, (row["geometry"].x, row["geometry"].y))
    contested = row["grade"] == "contested"
    look: style.Look = {"edgecolor": style.INK if contested else HUE, "linewidth": 1.1 if contested else 0.5}
    if row["location_precision"] > NEAR:
        radius = RING_MM[min(int(row["location_precision"]), max(RING_MM))]
        look |= {"facecolor": "none", "linestyle": DASHES}
    else:
        persons = _persons(row)
        radius = max(_radius(1 if np.isnan(persons) else persons), DOT_MM)
        look |= {"facecolor": "none" if np.isnan(persons) else (*style.tint(HUE, 0.8), 0.6)}
    ax.add_patch(Circle((0, 0), radius, transform=mm, zorder=3, gid=row["mark_id"], **look))


def _write_numbers(ax: Axes, rough: gpd.GeoDataFrame, text: style.Size) -> list[Box]:
    """Write the tolls of the rings that stand at one place, above the place; return the words' boxes in mm."""
    boxes = []
    for at, rings in rough.groupby([rough.geometry.x, rough.geometry.y]):
        words = ", ".join(
            ("?" if np.isnan(_persons(row)) else f"{_persons(row):.0f}")
            + ("+" if np.isnan(row["high"]) else "")
            for row in rings.to_dict("records")
        )
        radius = RING_MM[min(int(rings["location_precision"].max()), max(RING_MM))]
        look: style.Look = {
            "coords": "data",
            "ha": "center",
            "va": "bottom",
            "fontsize": text.foot,
            "color": HUE,
            "zorder": 4,
            "path_effects": basemap.HALO,
        }
        style.write_at(ax, words, at, shift_mm=(0, 0.55 * radius), **look)
        x, y = style.to_mm(ax, at)
        wide, tall = style.block_size_mm(words, text.foot)
        boxes.append((x - wide / 2, y + 0.55 * radius, x + wide / 2, y + 0.55 * radius + tall))
    return boxes


def _draw_key(ax: Axes, text: style.Size) -> None:
    """Explain sizes and rings at the upper right of the first map, beyond the border."""
    inches = Affine2D().scale(1 / style.MM_PER_INCH) + ax.figure.dpi_scale_trans
    _, _, right, top = axes_box(ax)
    line = style.line_height_mm(text.foot) + 1
    samples = [
        ("1 person", _radius(1), {"facecolor": style.tint(HUE, 0.8), "edgecolor": HUE, "linewidth": 0.5}),
        ("10 persons", _radius(10), {"facecolor": style.tint(HUE, 0.8), "edgecolor": HUE, "linewidth": 0.5}),
        (
            "sources disagree",
            1.4,
            {"facecolor": style.tint(HUE, 0.8), "edgecolor": style.INK, "linewidth": 1.1},
        ),
        (
            "somewhere around",
            1.8,
            {"facecolor": "none", "edgecolor": HUE, "linewidth": 0.5, "linestyle": DASHES},
        ),
    ]
    wide = max(style.text_width_mm(words, text.foot) for words, *_ in samples)
    for place, (words, radius, look) in enumerate(samples, start=1):
        y = top - place * line
        ax.add_artist(Circle((right - wide - 5, y), radius, transform=inches, zorder=7, **look))
        ax.text(right - wide - 1.5, y, words, transform=inches, va="center", fontsize=text.foot, zorder=7)


def _persons(row: Row) -> float:
    """Return the low bound of a toll, the high one where that alone is known, NaN where it is open on both sides."""
    return row["high"] if np.isnan(row["low"]) else row["low"]


def _radius(persons: float) -> float:
    return float(np.sqrt(AREA_MM2 * persons / np.pi))


def _caption(marks: pd.DataFrame, in_table: pd.DataFrame) -> str:
    rough = marks[marks["location_precision"] > NEAR]
    return (
        f"{len(marks)} tolls of {counted(marks['incident_id'].nunique(), 'incident')}. The area of a circle is the "
        "low bound of the reported toll, or the high one where that alone is known. Circles: the page names a "
        f"town or what lies near it ({len(marks) - len(rough)}). {_exceptions(marks)}Dashed rings of one size "
        f"each, with the number: known only to the district or the governorate ({len(rough)}). Black outline: "
        "originators have no number in common. Of one incident the widest count that was printed is drawn. "
        f"{counted(len(in_table), 'toll')} known to no governorate stand in the table of incidents alone. What "
        "is shown is what was reported and could be found, not where attacks happened; the window is the north "
        "and centre of Iraq."
    )


def _exceptions(marks: pd.DataFrame) -> str:
    """Say how tolls are drawn that have no size: nobody, and open on both sides."""
    numbers = {
        "Dots: a reported toll of nobody": int((marks["high"] == 0).sum()),
        "Hollow, as large as one person: open on both sides": int(
            marks[["low", "high"]].isna().all(axis=1).sum()
        ),
    }
    return "".join(f"{words} ({number}). " for words, number in numbers.items() if number)


def _mark_title(mark: Row) -> str:
    """Return what a mark says: measure, place, first day, persons, and how its originators agree."""
    persons = interval_words(mark["low"], mark["best"], mark["high"])
    return f"{mark['panel']}, {mark['place']}, {day_words(mark['x'])}: {persons} ({mark['grade']}){claims_note(mark)}"


def _alt_text(marks: pd.DataFrame, in_table: pd.DataFrame) -> str:
    parts = []
    for panel, rows in marks.groupby("panel", sort=False):
        top = rows.head(5)
        named = [
            f"{row['place']} {row['x']:%B %Y} {spanned(row['low'], row['high'])}"
            for row in top.to_dict("records")
        ]
        counts = rows["governorate"].value_counts()
        where = ", ".join(f"{code} {number}" for code, number in counts.items())
        parts.append(
            f"{panel}, {len(rows)} incidents by governorate: {where}; the largest: {'; '.join(named)}"
        )
    return f"Three maps of northern and central Iraq. {'. '.join(parts)}. Not on the maps: {len(in_table)} tolls."
