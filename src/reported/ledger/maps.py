"""The boundary files: GeoJSON as Frictionless knows it, and the features that charts and maps ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
from fastjsonschema import JsonSchemaException
from fastjsonschema import compile as compiled
from frictionless.settings import GEOJSON_PROFILE

from reported.ledger.json_files import OLDER_COPY, read_json
from reported.ledger.package import MAPS, Description
from reported.ledger.problems import Problem

# The properties that the code asks for; the first is the key.
PROPERTIES: dict[str, dict[str, type]] = {
    "governorates": {"iso_3166_2": str},
    "neighbours": {"adm0_a3": str, "name": str, "borders_iraq": bool},
}
KEYS = {name: next(iter(properties)) for name, properties in PROPERTIES.items()}
HIGHEST = 10_000  # metres, where a corner has a third number
DEGREES = "EPSG:4326"  # GeoJSON is in longitude and latitude (RFC 7946)


def read_maps(folder: Path, description: Description) -> tuple[dict[str, dict], list[Problem]]:
    """Return the boundary files as GeoJSON objects, with the problems of those that are none."""
    maps: dict[str, dict] = {}
    problems: list[Problem] = []
    for name in MAPS:
        file = description.path(name)
        collection, faults = read_json(folder, file)
        problems += faults or _form_problems(file, PROPERTIES[name], collection)
        maps[name] = collection
    return maps, problems


def boundary_problems(description: Description, collection: dict, codes: Iterable[str]) -> list[Problem]:
    """Name each governorate without exactly one boundary, and each boundary without a governorate."""
    file, key = description.path("governorates"), KEYS["governorates"]
    drawn = [feature["properties"][key] for feature in collection["features"]]
    expected = list(codes)
    faults = [(code, "has no boundary") for code in expected if code not in drawn]
    faults += [(code, "is no governorate of crosswalk.csv") for code in drawn if code not in expected]
    faults += [(code, "has two boundaries") for code in set(drawn) if drawn.count(code) > 1]
    return [
        Problem(file, None, key, str(code), rule, "put an older copy of the file back")
        for code, rule in faults
    ]


def boundaries(collection: dict) -> gpd.GeoDataFrame:
    """Return the features of one boundary file as a table with geometry, in degrees (EPSG:4326)."""
    return gpd.GeoDataFrame.from_features(collection["features"], crs=DEGREES)


def _form_problems(file: str, properties: dict[str, type], collection: Any) -> list[Problem]:
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        return [Problem(file, None, None, "", "is no GeoJSON feature collection", OLDER_COPY)]
    (key, *_) = properties
    problems = []
    for number, feature in enumerate(features, 1):
        said = feature.get("properties") if isinstance(feature, dict) else None
        if not _is_geojson(feature) or not isinstance(said, dict) or key not in said:
            rule = f"feature {number} is no GeoJSON feature with a property {key!r}"
            problems.append(Problem(file, None, key, "", rule, OLDER_COPY))
            continue
        wrong = [name for name, kind in properties.items() if not isinstance(said.get(name), kind)]
        for name in wrong:
            rule = f"feature {number} has no property {name!r} of the right type"
            problems.append(Problem(file, None, name, "", rule, OLDER_COPY))
        if not _is_area(feature.get("geometry")):
            rule = f"feature {number} is no polygon in degrees"
            problems.append(Problem(file, None, key, str(said[key]), rule, OLDER_COPY))
    return problems


def _is_geojson(feature: object) -> bool:
    """True for an object that the JSON Schema of GeoJSON allows, compiled: corner by corner it is slow."""
    try:
        _geojson()(feature)
    except JsonSchemaException:
        return False
    return True


@cache
def _geojson() -> Callable[[object], object]:
    return compiled(GEOJSON_PROFILE)


def _is_area(geometry: Any) -> bool:
    """True for a polygon, or several, with corners whose longitude and latitude the Earth has."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    rings = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    corners = [corner for polygon in rings for ring in polygon for corner in ring]
    return all(polygon for polygon in rings) and bool(corners) and all(map(_is_on_earth, corners))


def _is_on_earth(corner: list[float]) -> bool:
    longitude, latitude, *height = map(abs, corner)
    return longitude <= 180 and latitude <= 90 and all(metres <= HIGHEST for metres in height)
