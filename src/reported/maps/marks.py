"""Marks of the incident map: one per incident and layer, drawn no finer than its place is known."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from reported.charts.style import INK
from reported.places import DISTRICT, GOVERNORATE, METRES, is_pin

POINT_MARK, RING_MARK, TABLE_ONLY = "point", "ring", "table"
GRADES = ("single", "corroborated", "contested")  # the row of an incident's layer takes the last that occurs
PERSONS = "persons"
MARK_COLUMNS = [
    "mark_id", "incident_id", "layer", "drawn", "size", "grade", "lat", "lon",
    "location_precision", "governorate", "period_start", "period_end", "claim_ids",
]  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """One layer of the map: its name, the shape and colour of its marks, and whether their area is a number."""

    name: str
    shape: str
    colour: str
    indicators: frozenset[str]
    sized: bool = True


# Colours that no originator has on the charts, at least 4.5:1 on the land; the shape tells them apart in grey.
LAYERS = MappingProxyType(
    {
        "killed": Layer(
            "Killed",
            "disc",
            INK,
            frozenset(
                "people_killed civilians_killed security_forces_killed militants_killed mukhtars_killed "
                "killed_all".split()
            ),
        ),
        "injured": Layer(
            "Injured",
            "ring",
            "#3F6491",
            frozenset("people_injured civilians_injured security_forces_injured injured_all".split()),
        ),
        "kidnapped": Layer("Kidnapped", "diamond", "#875800", frozenset(["people_kidnapped"])),
        "other": Layer("Other figures", "square", "#6B6B6B", frozenset(), sized=False),
    }
)


def layer_of(indicator: str) -> str:
    """Return the key of the layer that holds the indicator; what no layer names is among the others."""
    return next((key for key, layer in LAYERS.items() if indicator in layer.indicators), "other")


def incident_marks(incidents: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what the map draws: one mark for each incident and layer.

    Parameters
    ----------
    incidents : DataFrame, one row per incident, indicator and scope
        The columns of ``incidents.csv``.
    boundaries : GeoDataFrame, one row per governorate
        ``governorate`` (ISO 3166-2) and ``geometry``, as `reported.places.named_boundaries` returns them.

    Returns
    -------
    DataFrame, one row per incident and layer, by day, incident and layer
        `MARK_COLUMNS`. ``drawn``: "point" (precision 1 and 2), "ring" (3 and 4: of a district about its point,
        of a governorate about a point inside it) or "table" (5 and 6, and what has no place to stand on).
        ``lat`` and ``lon`` in degrees. ``size`` (persons): the largest figure among the layer's rows, its best or
        else its low; missing where no figure in persons has either, or the layer's marks have one size.
        ``grade``: contested if one of its rows is.

    Notes
    -----
    Figures of one incident are never added up: those killed and the security forces killed may be the
    same people. So a size is a lower bound that some originator's wording supports, not a toll.
    """
    rows = incidents.assign(
        layer=incidents["indicator"].map(layer_of),
        size=incidents["best"].fillna(incidents["low"]).where(incidents["unit"] == PERSONS),
        grade=pd.Categorical(incidents["grade"], GRADES, ordered=True),
    )
    groups = rows.groupby(["incident_id", "layer"])
    where = ["location_precision", "governorate", "lat", "lon", "period_start", "period_end"]
    marks = groups[where].first().join(groups[["size", "grade"]].max())
    marks = marks.join(groups["claim_ids"].agg(_all_ids)).reset_index()
    sized = marks["layer"].map(lambda key: LAYERS[key].sized)
    marks = marks.assign(
        mark_id=marks["incident_id"] + "-" + marks["layer"],
        size=marks["size"].where(sized),
        grade=marks["grade"].astype("str"),
    )
    order = marks["layer"].map(list(LAYERS).index).rename("order")
    marks = _placed(marks, boundaries).join(order).sort_values(["period_start", "incident_id", "order"])
    return marks[MARK_COLUMNS].reset_index(drop=True)


def inner_points(areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return a point well inside each area, in degrees: where its name stands. It is no location of anything."""
    return areas.geometry.to_crs(METRES).representative_point().to_crs(areas.crs)


def _placed(marks: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say how each mark is drawn, and put those known to a governorate at a point inside it."""
    inside = inner_points(boundaries).set_axis(boundaries["governorate"])
    in_governorate = marks["location_precision"] == GOVERNORATE
    lat = marks["lat"].mask(in_governorate, marks["governorate"].map(inside.y))
    lon = marks["lon"].mask(in_governorate, marks["governorate"].map(inside.x))
    is_area = marks["location_precision"].isin([DISTRICT, GOVERNORATE])
    has_place = lat.notna() & lon.notna()
    drawn = np.select(
        [is_pin(marks["location_precision"]) & has_place, is_area & has_place],
        [POINT_MARK, RING_MARK],
        default=TABLE_ONLY,
    )
    return marks.assign(drawn=drawn, lat=lat, lon=lon)


def _all_ids(lists: pd.Series) -> str:
    return ";".join(sorted({name for ids in lists for name in ids.split(";")}))
