"""What a notebook finds: a sentence, its value as an interval, its claims and the originators that carry it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from reported.charts.mark_words import interval_words
from reported.charts.pack import count_sources
from reported.cleaning.outputs import columns_of
from reported.prose import as_markdown, counted, listed
from reported.tables import write_csv

FINDING_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ALL_CLAIMS = "all"  # stands for the ids of every claim
NAMED = 4  # originators that an attribution names; more are counted
DIGITS = 3  # significant ones, of a value in words

Bounds = tuple[float, float, float]


class FindingError(ValueError):
    """A finding that could not be defended; the message says which rule it breaks."""


@dataclass(frozen=True)
class Finding:
    """One computed result; a notebook that ends a cell with it shows the sentence and what carries it.

    Attributes
    ----------
    finding_id : str
        Says what was found, not how much, so that it lasts when the value moves.
    value : tuple of low, best, high
        The headline value in ``unit``; NaN where a bound is open or there is no best value.
    originators : tuple of str
        Those whose claims are under it, the one with most claims first.
    claim_ids : tuple of str
        The claims; ("all",) where it rests on the whole ledger.
    strongest : str
        The originator without which the value moves most; empty where none moves it.
    without_strongest : tuple of low, best, high
        The value without it; all NaN where nothing is left.
    without_any : tuple of low, high
        The lowest and the highest bound over all values with one originator left out.
    """

    finding_id: str
    notebook: str
    sentence: str
    value: Bounds
    unit: str
    originators: tuple[str, ...]
    claim_ids: tuple[str, ...]
    n_claims: int
    strongest: str
    without_strongest: Bounds
    without_any: tuple[float, float]

    def __str__(self) -> str:
        return self.sentence

    def _repr_markdown_(self) -> str:
        sentence, carried = as_markdown(self.sentence), as_markdown(self.attribution())
        return f"{sentence}\n\n<small>{carried} Finding `{self.finding_id}`.</small>"

    def attribution(self) -> str:
        """Say how many independent originators carry the value, and what it becomes without the strongest."""
        few = len(self.originators) <= NAMED
        names = f" ({listed(self.originators)})" if few else ""
        number = counted(len(self.originators), "independent originator")
        carried = (
            f"{value_words(self.value)} {self.unit}: {number}{names}, {counted(self.n_claims, 'claim')}."
        )
        if not self.strongest:
            return f"{carried} Leaving out any one originator does not move it."
        if all(map(math.isnan, self.without_strongest)):
            return f"{carried} Without {self.strongest} nothing is left."
        return (
            f"{carried} Without {self.strongest}, which moves it most: {value_words(self.without_strongest)}."
        )


class Findings:
    """The findings of one notebook, in the order in which they are made.

    Parameters
    ----------
    notebook : str
        The notebook's name, for instance "03_time_series".
    claims : DataFrame, one row per claim
        As written to claims_clean.csv: says who originated the claims under each finding.
    """

    def __init__(self, notebook: str, claims: pd.DataFrame) -> None:
        self.notebook = notebook
        self._claims = claims
        self._found: dict[str, Finding] = {}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def __getitem__(self, finding_id: str) -> Finding:
        return self._found[finding_id]

    def add(  # noqa: PLR0913, what a reader may ask of a result
        self,
        finding_id: str,
        sentence: str,
        *,
        unit: str,
        marks: pd.DataFrame,
        without: pd.DataFrame,
        columns: Sequence[str] = ("low", "high"),
    ) -> Finding:
        """Add a finding and return it.

        Parameters
        ----------
        finding_id : str
            Lower-case words and hyphens, unique over all notebooks.
        sentence : str
            The whole computed sentence or sentences.
        unit : str
            What the value is of, as it follows the number: "attacks a month", "% of the ISIS counts".
        marks : DataFrame
            Rows with ``claim_ids`` (joined by ";") or ``claim_id``: what the sentence rests on.
        without : DataFrame
            As returned by `reported.timeseries.leave_one_out`: the value in its first row, then the value
            with each originator left out.
        columns : sequence of str
            The columns of ``without`` that hold the value: one, or low and high, or low, best and high.

        Raises
        ------
        FindingError
            If the id is taken or no plain name, the sentence is empty or no sentence, no claim is under
            it, or the table of values does not start with the whole.
        """
        if not FINDING_ID.fullmatch(finding_id) or finding_id in self._found:
            raise FindingError(f"{finding_id!r} is taken or is not lower-case words joined by hyphens")
        if not sentence.strip().endswith("."):
            raise FindingError(f"{finding_id}: a finding is a whole sentence with its full stop")
        if not len(without) or without["without"].iloc[0] != "":
            raise FindingError(
                f"{finding_id}: the first row of `without` must be the value of all originators"
            )
        ids = _claim_ids(marks)
        counts = count_sources(pd.DataFrame({"claim_ids": ids}), self._claims)
        values = [_bounds(row) for row in without[list(columns)].itertuples(index=False)]
        strongest, value = _strongest(values, without["without"].tolist())
        finding = Finding(
            finding_id=finding_id,
            notebook=self.notebook,
            sentence=" ".join(sentence.split()),
            value=values[0],
            unit=unit,
            originators=tuple(counts),
            claim_ids=(ALL_CLAIMS,) if len(ids) == len(self._claims) else tuple(ids),
            n_claims=len(ids),
            strongest=strongest,
            without_strongest=value,
            without_any=_range(values[1:]),
        )
        self._found[finding_id] = finding
        return finding

    def table(self) -> pd.DataFrame:
        """Return the findings in the columns of findings.csv."""
        return pd.DataFrame([_row(finding) for finding in self], columns=columns_of("findings"))

    def write(self, folder: str | Path) -> str:
        """Write the findings to ``<folder>/<notebook>.csv`` and return the file's name."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        return write_csv(self.table(), folder / f"{self.notebook}.csv").name


def value_words(value: Bounds) -> str:
    """Return a value in words with three significant digits: "38–127", "5,000 or more"."""
    return interval_words(*(_rounded(bound) for bound in value))


def _rounded(bound: float) -> float:
    if math.isnan(bound) or bound == 0 or abs(bound) >= 10**DIGITS:
        return round(bound) if not math.isnan(bound) else bound
    return round(bound, DIGITS - 1 - math.floor(math.log10(abs(bound))))


def _claim_ids(marks: pd.DataFrame) -> list[str]:
    column = "claim_ids" if "claim_ids" in marks else "claim_id"
    return sorted({name for ids in marks[column] for name in str(ids).split(";") if name})


def _bounds(row: Sequence[Any]) -> Bounds:
    numbers = [float("nan") if pd.isna(number) else float(number) for number in row]
    if len(numbers) == 3:
        low, best, high = numbers
        return low, best, high
    low, high = numbers[0], numbers[-1]
    return low, low if low == high else float("nan"), high


def _strongest(values: Sequence[Bounds], names: Sequence[str]) -> tuple[str, Bounds]:
    """Return who moves the value most when left out, the first by name where two do, and what it then is."""
    moves = {name: _move(values[0], value) for name, value in zip(names[1:], values[1:], strict=True)}
    most = max(moves.values(), default=0)
    if most == 0:
        return "", values[0]
    name = min(name for name, move in moves.items() if move == most)
    return name, values[names.index(name)]


def _move(whole: Bounds, rest: Bounds) -> float:
    """Return how far the bounds moved in relation to the whole; infinite where a bound is lost or opened."""
    move = 0.0
    for before, after in zip(whole, rest, strict=True):
        if math.isnan(before) != math.isnan(after):
            return math.inf
        if not math.isnan(before) and before != after:
            move += abs(after - before) / max(abs(before), abs(after))
    return move


def _range(values: Sequence[Bounds]) -> tuple[float, float]:
    lows = [low for low, _, _ in values if not math.isnan(low)]
    highs = [high for _, _, high in values if not math.isnan(high)]
    return min(lows, default=float("nan")), max(highs, default=float("nan"))


def _row(finding: Finding) -> Mapping[str, object]:
    return {
        "finding_id": finding.finding_id,
        "notebook": finding.notebook,
        "sentence": finding.sentence,
        **dict(zip(("low", "best", "high"), finding.value, strict=True)),
        "unit": finding.unit,
        "n_originators": len(finding.originators),
        "originators": ";".join(finding.originators),
        "strongest": finding.strongest,
        **dict(
            zip(("strongest_low", "strongest_best", "strongest_high"), finding.without_strongest, strict=True)
        ),
        "without_low": finding.without_any[0],
        "without_high": finding.without_any[1],
        "n_claims": finding.n_claims,
        "claim_ids": ";".join(finding.claim_ids),
    }
