"""Columns at a glance: is a table plainly as its schema says, so that Frictionless need not look at every cell?

Frictionless reads a table row by row and says of each fault where it is; for tens of thousands of rows
that takes longer than all else. A table without any fault can be known by its columns: each distinct text
once, and stricter than Frictionless. What is not plainly good here goes to Frictionless.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

FORMS = {
    "number": re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?"),
    "integer": re.compile(r"[+-]?[0-9]{1,15}"),
}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CONSTRAINTS = {"required", "unique", "pattern", "maxLength", "enum", "minimum", "maximum"}
KNOWN = {
    "name",
    "type",
    "description",
    "constraints",
    "title",
    "example",
}  # others may change how a cell is read


def names_of(columns: str | list[str]) -> list[str]:
    """Return the columns of a key, which a schema may give as one name or as a list."""
    return [columns] if isinstance(columns, str) else list(columns)


def is_plainly_good(table: pd.DataFrame, schema: Mapping, targets: Mapping[str, pd.DataFrame]) -> bool:
    """Return whether a table has no fault, as far as that is plain.

    Parameters
    ----------
    table : DataFrame of str
        All rows of the file, each as long as the header, with the file's own labels.
    schema : Mapping
        The Table Schema with the table's fields in the order of its columns.
    targets : Mapping
        The tables that foreign keys point to, by name; "" is the table itself.
    """
    try:
        return _is_good(table, schema, targets)
    except (
        ValueError,
        TypeError,
        KeyError,
        re.error,
    ):  # something odd in the schema: Frictionless knows what
        return False


def _is_good(table: pd.DataFrame, schema: Mapping, targets: Mapping[str, pd.DataFrame]) -> bool:
    fields = schema["fields"]
    if schema.get("missingValues", [""]) != [""] or [field["name"] for field in fields] != list(table):
        return False
    if (table == "").all(axis="columns").any():
        return False
    if not all(_is_good_column(table[field["name"]], field) for field in fields):
        return False
    key = names_of(schema.get("primaryKey", []))
    if key and ((table[key] == "").any(axis=None) or table.duplicated(key).any()):
        return False
    return all(_points_home(table, key, targets) for key in schema.get("foreignKeys", []))


def _is_good_column(column: pd.Series, field: Mapping[str, Any]) -> bool:
    constraints = field.get("constraints", {})
    asked = {name for name in field if ":" not in name}  # one with a colon is the ledger's own: a unit
    if not asked <= KNOWN or not constraints.keys() <= CONSTRAINTS:
        return False
    texts = column.unique()
    filled = [text for text in texts if text != ""]
    if constraints.get("required") and len(filled) < len(texts):
        return False
    if constraints.get("unique") and column[column != ""].duplicated().any():
        return False
    if constraints.keys() & {"pattern", "maxLength"}:
        pattern, most = re.compile(constraints.get("pattern", ".*")), constraints.get("maxLength", math.inf)
        fits = all(pattern.fullmatch(text) and len(text) <= most for text in filled)
        if field["type"] != "string" or not fits:
            return False
    return _are_values(filled, field["type"], constraints)


def _are_values(texts: Iterable[str], kind: str, constraints: Mapping[str, Any]) -> bool:
    """True where each text is plainly a value of the type, within its list or its limits."""
    limits = constraints.keys() & {"minimum", "maximum"}
    if kind in FORMS and "enum" not in constraints:
        if not all(FORMS[kind].fullmatch(text) for text in texts):
            return False
        low, high = constraints.get("minimum", "-inf"), constraints.get("maximum", "inf")
        return all(float(low) <= float(text) <= float(high) for text in texts)
    if kind == "date" and not limits and "enum" not in constraints:
        return all(DAY.fullmatch(text) and _is_day(text) for text in texts)
    if kind == "string" and not limits:
        return "enum" not in constraints or set(texts) <= set(constraints["enum"])
    return False


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _points_home(table: pd.DataFrame, key: Mapping, targets: Mapping[str, pd.DataFrame]) -> bool:
    """True where each filled cell of a foreign key stands in the table that it points to."""
    columns, there = names_of(key["fields"]), names_of(key["reference"]["fields"])
    target = targets.get(key["reference"]["resource"])
    if target is None or len(columns) != 1 or len(there) != 1 or there[0] not in target:
        return False
    filled = table[columns[0]]
    return bool(filled[filled != ""].isin(target[there[0]]).all())
