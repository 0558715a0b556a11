"""The form of the CSV files: columns, types, constraints, keys, row lengths, as Frictionless checks them.

The columns' names are compared here, by name: Frictionless compares them by position, so one column
taken out would be told as a fault of every column after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd
from frictionless import Error, Resource, Schema
from frictionless import Package as DataPackage
from frictionless.errors import CellError, ForeignKeyError, RowError

from reported.ledger.package import Description
from reported.ledger.problems import Problem
from reported.ledger.screening import is_plainly_good, names_of
from reported.ledger.spreadsheets import date_remedy, id_remedy, number_remedy
from reported.tables import CsvText, doubled

NO_LIMIT = 1_000_000_000
WORDS_LISTED = 30
NEAR = 0.75  # how like a word of the list must be to be offered: IQ-XX is like none
LENGTH_ERRORS = {"extra-cell", "missing-cell"}
DOUBLE_ERRORS = {"unique-error", "blank-row"}  # these rows break the primary key too: told once
LABEL_ERRORS = {"blank-label", "duplicate-label", "extra-label", "missing-label", "incorrect-label"}
CONSTRAINT = re.compile(r'constraint "(\w+)" is')
ROW_NUMBER = re.compile(r"row at position (\d+)")
AS_DESCRIBED = "correct it as datapackage.json describes the column"

Words = tuple[str | None, str, str, str]  # column, value, rule, remedy


@dataclass(frozen=True)
class _File:
    """One CSV file with its description."""

    description: Description
    name: str
    text: CsvText

    @property
    def path(self) -> str:
        return self.description.path(self.name)

    def line(self, row_number: int) -> int:
        """Return the file's line of a row as Frictionless numbers it, the header being its row 1."""
        return self.text.line(row_number - 2)

    def field(self, error: CellError) -> Mapping:
        return self.description.field(self.name, error.field_name)


def header_problems(description: Description, name: str, text: CsvText) -> list[Problem]:
    """Name each column that is missing, not described, or there twice."""
    file, columns, header = description.path(name), description.columns(name), text.header
    if not set(columns) & set(header):
        remedy = f"write the columns' names in the first line: {','.join(columns)}"
        return [Problem(file, text.header_line, None, ",".join(header), "is no header of this file", remedy)]
    unknown = [label for label in dict.fromkeys(header) if label not in columns]
    faults = [
        (column, "the column is missing", _missing_remedy(column, unknown))
        for column in columns
        if column not in header
    ]
    faults += [
        (label or "(no name)", "is no column of this file", "delete it, or describe it in datapackage.json")
        for label in unknown
    ]
    faults += [(label, "the column is there twice", "delete one of the two") for label in doubled(header)]
    return [Problem(file, text.header_line, column, "", rule, remedy) for column, rule, remedy in faults]


def form_problems(description: Description, texts: Mapping[str, CsvText]) -> list[Problem]:
    """Return what Frictionless finds in the files, in plain words; rows of the wrong length only as such."""
    schemas = {name: _schema(description, name, texts) for name in texts}
    doubtful = _doubtful(schemas, texts)
    if not doubtful:
        return []
    package = DataPackage(
        resources=[
            Resource(
                name=name,
                data=[_labels(schema), *map(list, texts[name].rows)],
                schema=Schema.from_descriptor(schema),
            )
            for name, schema in schemas.items()
        ]
    )
    problems = []
    for resource in package.resources:
        if resource.name in doubtful:
            file = _File(description, resource.name, texts[resource.name])
            problems += [_problem(file, error) for error in _errors(resource)]
    return list(dict.fromkeys(problems))


def _doubtful(schemas: Mapping[str, Mapping], texts: Mapping[str, CsvText]) -> set[str]:
    """Return the files that are not plainly good."""
    tables = {
        name: pd.DataFrame(texts[name].rows, columns=_labels(schema), dtype=str)
        for name, schema in schemas.items()
        if all(len(row) == len(texts[name].header) for row in texts[name].rows)
    }
    return {
        name
        for name, schema in schemas.items()
        if name not in tables or not is_plainly_good(tables[name], schema, {**tables, "": tables[name]})
    }


def _missing_remedy(column: str, unknown: list[str]) -> str:
    similar = get_close_matches(column, unknown, n=1)
    return f"rename column {similar[0]!r}" if similar else "put it back, with its cells"


def _schema(description: Description, name: str, texts: Mapping[str, CsvText]) -> dict[str, Any]:
    """Return one file's schema in the order of the file's own columns.

    A column that is missing or doubled, here or in a file that a key points to, has its keys left
    out: they could only repeat the fault once for every row.
    """
    usable = {other: set(text.header) - set(doubled(text.header)) for other, text in texts.items()}
    described = description.resource(name)["schema"]
    known = {field["name"]: field for field in described["fields"] if field["name"] in usable[name]}
    schema = {
        "fields": [
            known.get(label, {"name": f"column {number}", "type": "any"})
            for number, label in enumerate(texts[name].header, 1)
        ],
        "missingValues": described.get("missingValues", [""]),
        "foreignKeys": [key for key in described.get("foreignKeys", []) if _is_usable(key, name, usable)],
    }
    key = names_of(described.get("primaryKey", []))
    if key and set(key) <= usable[name]:
        schema["primaryKey"] = key
    return schema


def _labels(schema: Mapping[str, Any]) -> list[str]:
    return [field["name"] for field in schema["fields"]]


def _is_usable(key: Mapping, name: str, usable: Mapping[str, set[str]]) -> bool:
    target = key["reference"]["resource"] or name
    fields, targets = set(names_of(key["fields"])), set(names_of(key["reference"]["fields"]))
    return fields <= usable[name] and targets <= usable.get(target, set())


def _errors(resource: Resource) -> list[Error]:
    """Return the errors of one file that say something on their own."""
    report = resource.validate(limit_errors=NO_LIMIT)
    found = [error for task in report.tasks for error in task.errors] + report.errors
    of_rows = [error for error in found if isinstance(error, RowError)]
    cut = {error.row_number for error in of_rows if error.type in LENGTH_ERRORS}
    double = {error.row_number for error in of_rows if error.type in DOUBLE_ERRORS}

    def is_told(error: Error) -> bool:
        row = getattr(error, "row_number", None)
        repeats_length = row in cut and error.type not in LENGTH_ERRORS
        return repeats_length or (error.type == "primary-key" and row in double) or error.type in LABEL_ERRORS

    return [error for error in found if not is_told(error)]


def _problem(file: _File, error: Error) -> Problem:
    row = getattr(error, "row_number", None)
    column, value, rule, remedy = WORDS.get(error.type, _other_words)(file, error)
    return Problem(file.path, None if row is None else file.line(row), column, value or "", rule, remedy)


def _length_words(file: _File, error: RowError) -> Words:
    rule = f"the row has another number of cells than the header, which has {len(file.text.header)}"
    remedy = (
        f"this one has {len(error.cells)}: write straight double quotes around a text that holds a comma, "
        "and a comma for each empty cell"
    )
    return None, "", rule, remedy


def _blank_words(file: _File, error: Error) -> Words:
    return None, "", "the row is empty", "delete the row"


def _foreign_key_words(file: _File, error: ForeignKeyError) -> Words:
    target = file.description.path(error.reference_name or file.name)
    rule = f"is no {error.reference_field_names[0]} of {target}"
    remedy = f"correct the spelling, or add its row to {target}"
    return error.field_names[0], error.field_cells[0], rule, remedy


def _double_words(file: _File, error: Error) -> Words:
    key = names_of(file.description.resource(file.name)["schema"].get("primaryKey", []))
    column = getattr(error, "field_name", None) or ", ".join(key)
    first = ROW_NUMBER.search(error.note)
    where = f"row {file.line(int(first.group(1)))}" if first else "an earlier row"
    remedy = f"it stands in {where} too: delete one of the rows, or give it an id of its own"
    return column, getattr(error, "cell", ""), "is there more than once", remedy


def _type_words(file: _File, error: CellError) -> Words:
    kind = file.field(error)["type"]
    rule = {"date": "is no ISO date", "integer": "is no whole number"}.get(kind, "is no number")
    remedy = date_remedy(error.cell) if kind == "date" else number_remedy(error.cell)
    return error.field_name, error.cell, rule, remedy


def _constraint_words(file: _File, error: CellError) -> Words:
    field, value = file.field(error), error.cell or ""
    found = CONSTRAINT.search(error.note)
    constraint = found.group(1) if found else ""
    limit = field["constraints"].get(constraint)
    if constraint == "required":
        rule, remedy = "is empty, and may not be", f"fill it in: {field['description']}"
    elif constraint == "enum":
        rule, remedy = f"is no word of the closed list of {field['name']}", _enum_remedy(value, limit)
    elif constraint == "pattern":
        rule, remedy = _pattern_words(field, value)
    else:
        rule = {"minimum": f"is below {limit}", "maximum": f"is above {limit}"}.get(constraint, error.note)
        remedy = AS_DESCRIBED
    return error.field_name, value, rule, remedy


def _other_words(file: _File, error: Error) -> Words:
    rule = error.note or error.message
    return getattr(error, "field_name", None), "", rule, "correct the file, or put an older copy back"


def _enum_remedy(value: str, words: list[str]) -> str:
    similar = get_close_matches(value, words, n=1, cutoff=NEAR)
    meant = f"{similar[0]!r} is near; " if similar else ""
    return f"{meant}use one of {', '.join(words[:WORDS_LISTED])}{' ...' if len(words) > WORDS_LISTED else ''}"


def _pattern_words(field: Mapping, value: str) -> tuple[str, str]:
    if "ISO 8601" in field["description"]:
        return "is no ISO date or period", date_remedy(value)
    if field["name"] == "url":
        return "is no address", "write it whole, from http:// or https:// on"
    if field["name"].endswith("_id") or field["name"] == "upstream":
        return "is no id", id_remedy(value)
    return f"does not fit the pattern {field['constraints'].get('pattern')}", AS_DESCRIBED


WORDS: dict[str, Callable[[_File, Any], Words]] = {
    "extra-cell": _length_words,
    "missing-cell": _length_words,
    "blank-row": _blank_words,
    "foreign-key": _foreign_key_words,
    "unique-error": _double_words,
    "primary-key": _double_words,
    "type-error": _type_words,
    "constraint-error": _constraint_words,
}
