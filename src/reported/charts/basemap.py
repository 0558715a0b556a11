"""The quiet base of every static map: governorates, neighbours, names, a scale bar; UTM zone 38N, so in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from reported.charts import style
from reported.charts.labels import Box, axes_box
from reported.places import METRES, named_boundaries

if TYPE_CHECKING:
    from reported.ledger import Ledger

LAND, BEYOND, BORDER = "#EFEFEA", "#FAFAF8", "#FFFFFF"
CITIES = ("mosul", "kirkuk-city", "tikrit", "baghdad", "ramadi", "baquba", "qaim")
CITY_NAMES = MappingProxyType({"kirkuk-city": "Kirkuk", "qaim": "al-Qaim", "baquba": "Baquba"})
SCALE_KM = 100
FOOT = "Projection: UTM zone 38N (EPSG:32638). Boundaries: Natural Earth."


def projected(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return boundaries or points in metres (`METRES`)."""
    return frame.to_crs(METRES)


HALO = (withStroke(linewidth=1.6, foreground="white", alpha=0.75),)  # so that words on marks can be read


def points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the rows that have ``lat`` and ``lon`` (degrees) with their points in metres."""
    located = table.dropna(subset=["lat", "lon"])
    geometry = gpd.points_from_xy(located["lon"], located["lat"])
    return projected(gpd.GeoDataFrame(located, geometry=geometry, crs="EPSG:4326"))


@dataclass(frozen=True)
class Base:
    """What a static map stands on: governorates by code and neighbours, in metres, and the gazetteer."""

    shapes: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    places: pd.DataFrame


def base_of(ledger: Ledger) -> Base:
    """Return the base of a ledger's maps."""
    shapes = projected(named_boundaries(ledger.governorates, ledger.crosswalk)).set_index("governorate")
    return Base(shapes, projected(ledger.neighbours), ledger.places)


def draw_base(ax: Axes, base: Base, *, window: Sequence[float] | None = None) -> None:
    """Draw neighbours and governorates in quiet fills, and set the axes' limits to the window.

    ``window`` is left, bottom, right, top in metres; without it the whole country is shown. The axes keep equal
    scales: what the window lacks in height or width is added on both sides.
    """
    left, bottom, right, top = window if window is not None else base.shapes.total_bounds
    box_mm = axes_box(ax)
    wide, tall = box_mm[2] - box_mm[0], box_mm[3] - box_mm[1]
    scale = max((right - left) / wide, (top - bottom) / tall) * 1.02
    middle, centre = (left + right) / 2, (bottom + top) / 2
    ax.set(
        xlim=(middle - scale * wide / 2, middle + scale * wide / 2),
        ylim=(centre - scale * tall / 2, centre + scale * tall / 2),
    )
    ax.set_axis_off()
    frame = box(ax.get_xlim()[0], ax.get_ylim()[0], ax.get_xlim()[1], ax.get_ylim()[1])
    for shape in base.neighbours.geometry:
        add_shape(
            ax, shape.intersection(frame), facecolor=BEYOND, edgecolor="#E4E4E0", linewidth=0.4, zorder=0
        )
    for shape in base.shapes.geometry:
        add_shape(ax, shape.intersection(frame), facecolor=LAND, edgecolor=BORDER, linewidth=0.7, zorder=0.5)


def add_shape(ax: Axes, shape: BaseGeometry, **look: Any) -> list[PathPatch]:
    """Draw a polygon or several, with their holes, and return the patches; ``gid`` goes to the first."""
    gid = look.pop("gid", None)
    parts = [
        part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon) and not part.is_empty
    ]
    patches = []
    for place, part in enumerate(parts):
        rings = [part.exterior, *part.interiors]
        path = Path.make_compound_path(*(Path(ring.coords, closed=True) for ring in rings))
        patch = PathPatch(path, **look)
        if gid:
            patch.set_gid(f"{gid}.{place}" if place else gid)
        ax.add_artist(patch)  # add_patch would widen the limits, which stand, by every point of every shape
        patches.append(patch)
    return patches


def draw_cities(ax: Axes, places: pd.DataFrame, text: style.Size, *, named: bool = True) -> list[Box]:
    """Mark some cities and return the boxes in mm of their names, which other words must keep clear."""
    boxes = []
    cities = points(places[places["place_id"].isin(CITIES)])
    for place_id, name, at in zip(cities["place_id"], cities["name"], cities.geometry, strict=True):
        ax.plot(at.x, at.y, marker="s", markersize=1.4, color=style.QUIET, zorder=2)
        if named:
            words = CITY_NAMES.get(place_id, name)
            look: style.Look = {"fontsize": text.label, "zorder": 5, "path_effects": HALO}
            style.write_at(ax, words, (at.x, at.y), coords="data", shift_mm=(0.9, 0.5), **look)
            x, y = style.to_mm(ax, (at.x, at.y))
            wide, tall = style.block_size_mm(words, text.label)
            boxes.append((x, y, x + 1 + wide, y + 0.5 + tall))
    return boxes


def draw_names(
    ax: Axes, shapes: gpd.GeoDataFrame, text: style.Size, *, kept_clear: Sequence[Box] = ()
) -> None:
    """Write each governorate's name inside it, where its shape is in view, wide enough and free of other words."""
    frame = box(ax.get_xlim()[0], ax.get_ylim()[0], ax.get_xlim()[1], ax.get_ylim()[1])
    for name, shape in zip(shapes["name"], shapes.geometry, strict=True):
        seen = shape.intersection(frame)
        if seen.area < 0.5 * shape.area:
            continue
        at = seen.representative_point()
        x, y = style.to_mm(ax, (at.x, at.y))
        wide, tall = style.block_size_mm(name, text.label)
        own = box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        across = style.to_mm(ax, (seen.bounds[2], at.y))[0] - style.to_mm(ax, (seen.bounds[0], at.y))[0]
        if across > 0.8 * wide and not any(own.intersects(box(*other)) for other in kept_clear):
            look: style.Look = {"ha": "center", "va": "center", "fontsize": text.label, "color": style.QUIET}
            ax.text(at.x, at.y, name, zorder=1, **look)


def draw_scale(ax: Axes, text: style.Size) -> None:
    """Draw a bar of `SCALE_KM` at the lower left."""
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()
    x, y = left + 0.04 * (right - left), bottom + 0.04 * (top - bottom)
    ax.plot(
        [x, x + SCALE_KM * 1000], [y, y], color=style.QUIET, linewidth=1.2, solid_capstyle="butt", zorder=6
    )
    words = f"{SCALE_KM} km"
    ax.annotate(
        words,
        (x, y),
        xytext=(0, 2),
        textcoords="offset points",
        fontsize=text.foot,
        color=style.QUIET,
        zorder=6,
    )
