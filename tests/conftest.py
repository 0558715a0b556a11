"""Ledgers to test on: the real one, a copy of it, and a cut of 34 real claims that is quick to check."""

import csv
import json
import shutil
from pathlib import Path

import pytest

RAW = Path(__file__).parents[1] / "data" / "raw"
# A page with two incidents, the AP story of February 2019, a monthly UNAMI release, the story's original.
CUT_PAGES = ("199news-2019-03-08", "aawsat-2019-02-22", "unami-2018-06", "ap-2019-02-22-csm")


@pytest.fixture(scope="session")
def raw():
    """The project's own ledger; not to be written to."""
    return RAW


@pytest.fixture
def ledger_copy(tmp_path):
    """A copy of the whole ledger."""
    return Path(shutil.copytree(RAW, tmp_path / "ledger"))


@pytest.fixture
def small_ledger(tmp_path):
    """A faultless ledger of 34 real claims.

    Lines of claims.csv and coding.csv: 2-7 the page with two incidents, 8-23 the AP story, 24-35
    UNAMI. Lines of sources.csv: 2 the page with two incidents, 3 the AP story, 4 its original, 5 UNAMI.
    """
    folder = Path(shutil.copytree(RAW, tmp_path / "small"))
    claims = _cut(folder / "claims.csv", lambda row: row["source_id"] in CUT_PAGES[:3])
    kept = {row["claim_id"] for row in claims}
    named = {row["place_id"] for row in claims}
    _cut(folder / "coding.csv", lambda row: row["claim_id"] in kept)
    _cut(folder / "sources.csv", lambda row: row["source_id"] in CUT_PAGES)
    _cut(folder / "places.csv", lambda row: row["place_id"] in named)
    _cut(folder / "known_contradictions.csv", lambda row: row["claim_id"] in kept)
    for name in ("governorates.geojson", "neighbours.geojson"):
        _flatten(folder / name)
    return folder


def _flatten(path):
    """Draw every feature of a GeoJSON file as one small triangle, which is quick to check."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    for feature in collection["features"]:
        feature["geometry"] = {"type": "Polygon", "coordinates": [[[44, 33], [45, 33], [44, 34], [44, 33]]]}
    path.write_text(json.dumps(collection, indent=1), encoding="utf-8")


def _cut(path, is_kept):
    """Leave only some rows in a CSV file and return them."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if is_kept(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows
