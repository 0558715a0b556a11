"""Two readings of each claim: the program's, by the codebook's rules, and the person's, from coding.csv."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from reported.ledger.subject import figure_or_refusal
from reported.periods import UnreadablePeriod, read_period
from reported.wording import UnreadableWording


class WhyDifferent(NamedTuple):
    """A coding note that says why program and person must differ: a pattern in the note, and the reason."""

    pattern: str
    reason: str


LANGUAGES = "Arabic|Chinese|Dutch|German|Indonesian|Italian|Lithuanian|Spanish|Turkish"

# A note that only records a change ("recoded: was 400/400/400; about") or a hedge from earlier in the
# sentence, which the wording carries as "at least ... 36", is no reason to differ and is not listed.
WHY_DIFFERENT = (
    WhyDifferent(r"the release's own sums", "bounds of the database's release, not of the wording"),
    WhyDifferent(r"two counts in one wording|\bone and (two|four): |\bsum: ", "several counts added by hand"),
    WhyDifferent(r"ordinal read as the count so far", "an ordinal taken as a count"),
    WhyDifferent(rf"(?<!dates: )\b({LANGUAGES})\b", "another language, or its grouping of digits"),
    WhyDifferent(r"bounds doubled by hand", "a number for each of two, doubled"),
    WhyDifferent(r"the words kept lack the verb", "the end of a change whose verb is not in the words kept"),
    WhyDifferent(r"the same length in two units", "one length printed in two units"),
)


# The page's own time words say less than the person knew: the day came from another report, from an
# event, or from elsewhere on the page. The ledger's ISO period already holds the result.
WHY_DATED_DIFFERENTLY = (
    WhyDifferent(r"(^|; )dates: ", "days taken from more than the words kept"),
    WhyDifferent(r"the three days named on the page", "days named elsewhere on the page"),
    WhyDifferent(r"the day of the broadcast", "words spoken on an earlier day"),
)


@cache
def why_different(note: str) -> str:
    """Return the reason for which a note lets two readings of a figure differ; empty where it gives none."""
    return _first_reason(WHY_DIFFERENT, note)


@cache
def why_dated_differently(note: str) -> str:
    """Return the reason for which a note lets time words and the person's days differ; empty where none."""
    return _first_reason(WHY_DATED_DIFFERENTLY, note)


def _first_reason(table: tuple[WhyDifferent, ...], note: str) -> str:
    return next((why.reason for why in table if re.search(why.pattern, note)), "")


@cache
def publication_day(published_on: str, *, unknown: str = "last") -> pd.Timestamp:
    """Return the day of publication; where only the month or year is known, its last or first day.

    Parameters
    ----------
    published_on : str
        ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
    unknown : "last" or "first"
        The day to take where the day is not known.
    """
    span = pd.Period(published_on, freq={4: "Y", 7: "M", 10: "D"}[len(published_on)])
    return (span.end_time if unknown == "last" else span.start_time).normalize()


def program_figures(wordings: pd.Series) -> pd.DataFrame:
    """Read each wording with the codebook's rules.

    Returns
    -------
    DataFrame, indexed like ``wordings``
        low, best, high (floats in the wording's unit, NaN where open), kind, certainty, and ``refusal``:
        why the reader refuses, empty where it does not. A refused wording has no bounds.
    """
    columns = ["low", "best", "high", "kind", "certainty", "refusal"]
    table = pd.DataFrame([_figure(wording) for wording in wordings], columns=columns, index=wordings.index)
    return table.astype({"low": float, "best": float, "high": float} | dict.fromkeys(columns[3:], "str"))


def program_periods(wordings: pd.Series, published_on: pd.Series) -> pd.DataFrame:
    """Resolve each time wording, ISO 8601 or words, against the day of publication.

    Returns
    -------
    DataFrame, indexed like ``wordings``
        period_start, period_end (days, both included), precision, and ``refusal``: why the reader
        refuses, empty where it does not. A refused wording has no days.
    """
    pairs = list(zip(wordings, published_on, strict=True))
    readings = {pair: _period(*pair) for pair in set(pairs)}
    columns = ["period_start", "period_end", "precision", "refusal"]
    table = pd.DataFrame([readings[pair] for pair in pairs], columns=columns, index=wordings.index)
    days = dict.fromkeys(columns[:2], "datetime64[s]")
    return table.astype(days | dict.fromkeys(columns[2:], "str"))


def person_kind(bounds: pd.DataFrame) -> pd.Series:
    """Name the kind that a person's bounds amount to; the codebook's finer kinds stay the program's.

    Returns
    -------
    Series of str
        exact (low = best = high), approximate (a best between two bounds), range (two bounds), at_least
        or at_most (one bound), empty where the person gives no bound.
    """
    low, best, high = (bounds[column] for column in ("low", "best", "high"))
    cases = [
        (low.notna() & (low == best) & (best == high), "exact"),
        (low.notna() & best.notna() & high.notna(), "approximate"),
        (low.notna() & high.notna(), "range"),
        (low.notna(), "at_least"),
        (high.notna(), "at_most"),
    ]
    kinds = np.select([case for case, _ in cases], [kind for _, kind in cases], default="")
    return pd.Series(kinds, index=bounds.index, dtype="str")


def span_precision(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name the calendar unit that a person's dates fill exactly: year, quarter, month, else day."""
    for unit, letter in (("year", "Y"), ("quarter", "Q"), ("month", "M")):
        filled = start.to_period(letter)
        if start == filled.start_time and end == filled.end_time.normalize():
            return unit
    return "day"


def _figure(wording: str) -> tuple:
    figure = figure_or_refusal(wording)  # the ledger's check has read most of them already
    if isinstance(figure, UnreadableWording):
        return None, None, None, "", "", figure.reason
    return figure.low, figure.best, figure.high, figure.kind, figure.certainty or "", ""


def _period(wording: str, published_on: str) -> tuple:
    try:
        period = read_period(wording, publication_day(published_on).date())
    except UnreadablePeriod as error:
        return None, None, "", error.reason
    return period.start, period.end, period.precision, ""
