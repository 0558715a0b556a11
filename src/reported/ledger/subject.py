"""What the rules of the subject share: the tables they look at, and how a figure was read."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from reported.ledger.package import Description
from reported.ledger.problems import Problem
from reported.wording import Figure, UnreadableWording, read_figure

BOUNDS = ["low", "best", "high"]


@dataclass(frozen=True)
class Tables:
    """One ledger as text, before anything is believed.

    ``frames`` holds the tables by name: all cells str, the index being the line in the file. Rows
    of the wrong length and columns that stand twice are left out. ``kept`` is what one rule has found and
    another asks for again.
    """

    frames: Mapping[str, pd.DataFrame]
    description: Description
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def problem(self, name: str, line: int, column: str, rule: str, remedy: str) -> Problem:
        """Return a problem of one cell; its value is looked up."""
        value = self[name].at[line, column]
        return Problem(self.description.path(name), line, column, value, rule, remedy)

    def distinct(self, name: str, column: str) -> list[str]:
        """Return the different texts of a column, in the order of their first rows."""
        key = ("distinct", name, column)
        if key not in self.kept:
            self.kept[key] = self[name][column].unique().tolist()
        return self.kept[key]

    def lookup(self, name: str, key: str, column: str) -> dict[str, str]:
        """Return one column of a table by another; of rows with the same key the first counts."""
        table = self[name].drop_duplicates(key)
        return dict(zip(table[key], table[column], strict=True))


@dataclass(frozen=True)
class Rule:
    """A rule of the subject: ``find`` yields problems, ``needs`` names the tables and columns it looks at."""

    needs: Mapping[str, Iterable[str]]
    find: Callable[[Tables], Iterable[Problem]]

    def applies(self, tables: Tables) -> bool:
        """True where every table and column that the rule looks at is there."""
        return all(
            name in tables.frames and set(columns) <= set(tables[name].columns)
            for name, columns in self.needs.items()
        )


@cache
def figure_or_refusal(wording: str) -> Figure | UnreadableWording:
    """Return what the reader makes of a wording, or why it refuses."""
    try:
        return read_figure(wording)
    except UnreadableWording as refusal:
        return refusal


def numbers(column: pd.Series) -> pd.Series:
    """Return a column of text as float64; what is empty or no number is missing."""
    return pd.to_numeric(column, errors="coerce").astype("float64")


@cache
def last_day(published_on: str) -> date | None:
    """Return the last day that a page's day, month or year of publication can mean; None if it is no date."""
    try:
        year, month, day = (int(part) for part in f"{published_on}-12-31".split("-")[:3])
        days = monthrange(year, month)[1]
        return date(year, month, day if len(published_on) == len("2019-02-22") else days)
    except (ValueError, OverflowError):
        return None
