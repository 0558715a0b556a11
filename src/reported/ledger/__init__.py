"""The ledger in data/raw: read it whole and checked, or learn every fault of every file at once.

The form (columns, types, constraints, keys) is checked with Frictionless against the ledger's own
datapackage.json, the subject by rules of our own. What a spreadsheet leaves behind is put right and
said, or named with the row and the remedy; nothing is guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from reported.ledger.cells import curly_notes
from reported.ledger.form import form_problems, header_problems
from reported.ledger.maps import boundaries, boundary_problems, read_maps
from reported.ledger.package import Description, read_description
from reported.ledger.problems import LedgerError, Problem, ordered, report
from reported.ledger.rules import subject_problems
from reported.ledger.subject import Tables
from reported.ledger.totals import idle_excuses
from reported.tables import CsvText, UnreadableTable, doubled, read_csv_text

__all__ = [
    "Inspection",
    "Ledger",
    "LedgerError",
    "Problem",
    "check_ledger",
    "inspect_ledger",
    "read_ledger",
    "report",
]

MUST_HAVE_ROWS = ("claims", "coding", "sources", "crosswalk")
PANDAS_TYPES = {"number": "float64", "integer": "int64", "date": "datetime64"}


@dataclass(frozen=True)
class Ledger:
    """A ledger without faults.

    Parameters
    ----------
    claims, coding, sources, places, originators, known_contradictions, crosswalk : DataFrame
        The CSV files with the columns of datapackage.json, which says what they mean. Text is str
        and "" where empty; coding's low, best and high are float64 with NaN for an open end, its
        period_start and period_end days (datetime64); a place's lat and lon are degrees (float64).
    governorates, neighbours : GeoDataFrame
        Boundaries in degrees (EPSG:4326), as Natural Earth generalises them.
    terms : dict
        The closed lists (indicators, scopes, actors, kinds, confidence), each a list of dicts with
        ``name`` and ``meaning``; an indicator also has ``units`` and ``measure``.
    checksum : str
        SHA-256 of what the data files say. The folder, the order of rows, separators, line ends and
        byte-order marks do not change it, nor does the text of datapackage.json.
    folder : Path
        Where it was read.
    notes : list of str
        What was put right on reading.
    """

    claims: pd.DataFrame
    coding: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    originators: pd.DataFrame
    known_contradictions: pd.DataFrame
    crosswalk: pd.DataFrame
    governorates: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    terms: dict[str, list[dict]]
    checksum: str
    folder: Path
    notes: list[str]


@dataclass
class Inspection:
    """What a check found: every problem, notes on what was put right, and the ledger if it has no problem."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    description: Description | None = None
    texts: dict[str, CsvText] = field(default_factory=dict)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    maps: dict[str, dict] = field(default_factory=dict)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger; raises `LedgerError` if there is any problem."""
        if self.problems:
            raise LedgerError(self.problems)
        assert self.description is not None, "a folder without a description has a problem"
        frames = {name: _typed(self.description, name, frame) for name, frame in self.frames.items()}
        return Ledger(
            **{name: frame for name, frame in frames.items() if name in Ledger.__dataclass_fields__},
            **{name: boundaries(collection) for name, collection in self.maps.items()},
            terms=_terms(self.description),
            checksum=_checksum(self.description, self.frames, self.maps),
            folder=self.folder,
            notes=self.notes,
        )


def check_ledger(folder: str | Path) -> list[Problem]:
    """Return every problem of every file of a ledger, file by file and row by row; empty if there is none."""
    return inspect_ledger(folder).problems


def read_ledger(folder: str | Path) -> Ledger:
    """Return the ledger of a folder.

    Raises
    ------
    LedgerError
        If anything is wrong with it; the error has every problem of every file.
    """
    return inspect_ledger(folder).ledger


def inspect_ledger(folder: str | Path) -> Inspection:
    """Read and check a ledger's folder, and return what was found; raises nothing for a faulty ledger."""
    inspection = Inspection(Path(folder))
    fault = _folder_fault(inspection.folder)
    if fault:
        remedy = "name the folder that holds claims.csv and datapackage.json"
        inspection.problems = [Problem("", None, None, str(folder), fault, remedy)]
        return inspection
    inspection.description, problems = read_description(inspection.folder)
    if inspection.description:
        problems += _inspect_files(inspection, inspection.description)
    inspection.problems = ordered(problems)
    return inspection


def _folder_fault(folder: Path) -> str:
    """Return what is wrong with a folder's name, or no text."""
    try:
        if folder.is_dir():
            return ""
        return "is no folder" if folder.exists() else "does not exist"
    except OSError as error:
        return f"cannot be looked into ({error.strerror})"


def _inspect_files(inspection: Inspection, description: Description) -> list[Problem]:
    """Read all files of the ledger into the inspection and return their problems."""
    problems = []
    for name in description.tables:
        problems += _inspect_table(inspection, description, name)
    problems += form_problems(description, inspection.texts)
    inspection.frames = {name: _frame(text) for name, text in inspection.texts.items()}
    tables = Tables(inspection.frames, description)
    problems += subject_problems(tables)
    inspection.notes += curly_notes(tables)
    inspection.maps, faults = read_maps(inspection.folder, description)
    if not faults and not problems:
        inspection.notes += idle_excuses(tables)
        faults = boundary_problems(
            description, inspection.maps["governorates"], tables["crosswalk"]["iso_3166_2"]
        )
    return problems + faults


def _inspect_table(inspection: Inspection, description: Description, name: str) -> list[Problem]:
    file = description.path(name)
    try:
        text = read_csv_text(inspection.folder / file, columns=description.columns(name))
    except UnreadableTable as error:
        return [Problem(file, error.row, None, "", error.rule, error.remedy)]
    inspection.notes += [f"{file}: {note}" for note in text.notes]
    problems = header_problems(description, name, text)
    if set(description.columns(name)) & set(text.header):
        inspection.texts[name] = text
    if name in MUST_HAVE_ROWS and not text.rows:
        problems.append(
            Problem(file, None, None, "", "the file holds a header and no row", "put its rows back")
        )
    return problems


def _frame(text: CsvText) -> pd.DataFrame:
    """Return the rows of the right length, by line, without the columns that stand twice."""
    whole = {text.line(index): row for index, row in enumerate(text.rows) if len(row) == len(text.header)}
    frame = pd.DataFrame(list(whole.values()), index=list(whole), columns=text.header, dtype=str)
    return frame.drop(columns=doubled(text.header))


def _typed(description: Description, name: str, text: pd.DataFrame) -> pd.DataFrame:
    """Return one checked table with its columns in the described order and types."""
    frame = text[description.columns(name)].reset_index(drop=True)
    for entry in description.resource(name)["schema"]["fields"]:
        column, kind = entry["name"], PANDAS_TYPES.get(entry["type"])
        if kind == "datetime64":
            frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
        elif kind:
            frame[column] = pd.to_numeric(frame[column]).astype(kind)
    return frame


def _terms(description: Description) -> dict[str, list[dict]]:
    prefix = "reported:"
    return {
        name.removeprefix(prefix): value
        for name, value in description.descriptor.items()
        if name.startswith(prefix) and isinstance(value, list)
    }


def _checksum(description: Description, frames: Mapping[str, pd.DataFrame], maps: Mapping[str, dict]) -> str:
    content = {
        name: sorted(frame[description.columns(name)].values.tolist()) for name, frame in frames.items()
    }
    canonical = json.dumps([content, maps], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
