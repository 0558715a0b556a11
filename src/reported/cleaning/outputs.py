"""The tables of data/processed: described by their data package, written by it, and read back by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from reported.tables import unmarked, write_csv

PACKAGE = "datapackage.json"
PANDAS_TYPES = {
    "string": "str",
    "number": "float64",
    "integer": "int64",
    "boolean": "bool",
    "date": "datetime64[s]",
}


@cache
def _text() -> str:
    return files("reported.cleaning").joinpath(PACKAGE).read_text(encoding="utf-8")


def processed_package() -> dict:
    """Return the Frictionless description of data/processed, as a new dict.

    It names for each table what one row is and for each column its meaning, unit and constraints.
    """
    return json.loads(_text())


@cache
def _resources() -> dict[str, dict]:
    return {resource["name"]: resource for resource in processed_package()["resources"]}


@cache
def _fields() -> dict[str, dict[str, str]]:
    """Return the type of each column, by table."""
    return {
        name: {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for name, resource in _resources().items()
    }


def columns_of(table: str) -> list[str]:
    """Return the columns of a processed table in their order, as the data package lists them."""
    return list(_fields()[table])


def write_processed(tables: Mapping[str, pd.DataFrame], folder: str | Path, *, notebook: str) -> list[str]:
    """Write the processed tables of one notebook and the description of all, and return the names of the files.

    Raises
    ------
    ValueError
        If a table or a column is not the one that the data package describes; nothing is written then.
    """
    own = {name for name, resource in _resources().items() if resource["notebook"] == notebook}
    if set(tables) != own:
        raise ValueError(
            f"{notebook} writes the tables {sorted(own)} to data/processed, not {sorted(tables)}"
        )
    for name, table in tables.items():
        if list(table.columns) != columns_of(name):
            raise ValueError(f"{name} must have the columns {columns_of(name)}, not {list(table.columns)}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = [write_csv(table, folder / f"{name}.csv").name for name, table in tables.items()]
    (folder / PACKAGE).write_text(_text(), encoding="utf-8")
    return [*written, PACKAGE]


def read_processed(folder: str | Path, name: str, *, of: str = "") -> pd.DataFrame:
    """Read one processed table with the types that its description gives: text is "" where empty, never NaN.

    ``of`` is the table that the description calls it, where the file has another name.

    Raises
    ------
    FileNotFoundError
        If the table has not been written yet.
    """
    path = Path(folder) / f"{name}.csv"
    table_name = of or name
    if not path.exists():
        notebook = _resources()[table_name]["notebook"]
        raise FileNotFoundError(f"{path} is not there yet: run notebook {notebook}, or `make all`")
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, kind in _fields()[table_name].items():
        if kind == "boolean":
            table[column] = table[column].map({"True": True, "False": False}).astype(bool)
        elif kind == "date":
            table[column] = pd.to_datetime(table[column], format="%Y-%m-%d").astype(PANDAS_TYPES[kind])
        elif kind == "string":
            table[column] = table[column].map(unmarked).astype("str")
        else:
            table[column] = pd.to_numeric(table[column]).astype(PANDAS_TYPES[kind])
    return table
