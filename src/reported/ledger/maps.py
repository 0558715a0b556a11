"""The boundary files: GeoJSON as Frictionless knows it, and the features that charts and maps ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
from frictionless.fields import GeojsonField

from reported.ledger.package import MAPS, Description, json_problem
from reported.ledger.problems import Problem
from reported.tables import UnreadableTable, decode, read_bytes

KEYS = {"governorates": "iso_3166_2", "neighbours": "adm0_a3"}
DEGREES = "EPSG:4326"  # GeoJSON is in longitude and latitude (RFC 7946)


def read_maps(folder: Path, description: Description) -> tuple[dict[str, dict], list[Problem]]:
    """Return the boundary files as GeoJSON objects, with the problems of those that are none."""
    maps, problems = {}, []
    for name in MAPS:
        file = description.path(name)
        try:
            text, _ = decode(read_bytes(folder / file))
            collection = json.loads(text)
        except UnreadableTable as error:
            problems.append(Problem(file, None, None, "", error.rule, error.remedy))
        except json.JSONDecodeError as error:
            problems.append(json_problem(file, error))
        else:
            problems += _form_problems(file, KEYS[name], collection)
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


def _form_problems(file: str, key: str, collection: object) -> list[Problem]:
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        return [Problem(file, None, None, "", "is no GeoJSON feature collection", "put an older copy back")]
    form, problems = GeojsonField(name="feature"), []
    for number, feature in enumerate(features, 1):
        _, notes = form.read_cell(feature)
        if notes or not isinstance(feature.get("properties"), dict) or key not in feature["properties"]:
            rule = f"feature {number} is no GeoJSON feature with a property {key!r}"
            problems.append(Problem(file, None, key, "", rule, "put an older copy back"))
    return problems
