"""What a mark says in words: to a pointer that rests on it, and to a screen reader that comes to it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reported.prose import counted
from reported.tables import Row

CLAIMS_NAMED = 3


def mark_title(mark: Row) -> str:
    """Return panel, series, time and figure of a mark: "Iraq, AP, 22 February 2019: 5,000–7,000 (9 claims)".

    ``mark`` is one row of a chart's marks. The time is ``start`` (or ``x``) to ``end`` where there is an ``end``,
    else ``x``. A chart of months takes `month_title`; one whose figures have a unit that must be said, or whose
    ``x`` is no time, gives its card a function of its own.
    """
    first = mark.get("start", mark["x"])
    return _title(mark, period_words(first, mark.get("end")))


def month_title(mark: Row) -> str:
    """Return what `mark_title` does where ``x``, and ``end`` if there is one, stand for whole months."""
    end = mark.get("end")
    last = f" to {end:%B %Y}" if pd.notna(end) else ""
    return _title(mark, f"{mark['x']:%B %Y}{last}")


def claims_note(mark: Row) -> str:
    """Return " (9 claims)" for a mark of several claims, nothing for a mark of one."""
    count = len(claims_of(mark))
    return f" ({counted(count, 'claim')})" if count > 1 else ""


def claims_of(mark: Row) -> list[str]:
    """Return the ids of the mark's claims in the table's order."""
    return str(mark["claim_ids"]).split(";")


def claims_words(mark: Row) -> str:
    """Name the first claims of a mark and say how many there are besides."""
    ids = claims_of(mark)
    rest = len(ids) - CLAIMS_NAMED
    return f"Claims: {', '.join(ids[:CLAIMS_NAMED])}{f' and {rest} more' if rest > 0 else ''}."


def interval_words(low: float, best: float, high: float) -> str:
    """Return an interval in words in which an open end stays open: "5,000–7,000", "1,000 or more".

    A missing bound is NaN. A best value between the bounds comes first: "4,000 (3,500–4,500)".
    """
    if pd.isna(low) and pd.isna(high):
        return "no figure" if pd.isna(best) else number_words(best)
    if pd.isna(low):
        bounds = f"{number_words(high)} or fewer"
    elif pd.isna(high):
        bounds = f"{number_words(low)} or more"
    elif low == high:
        return number_words(low)
    else:
        bounds = f"{number_words(low)}–{number_words(high)}"
    return bounds if pd.isna(best) or best in (low, high) else f"{number_words(best)} ({bounds})"


def number_words(value: float) -> str:
    """Return a number with commas and at most two decimals, more only where it would become zero."""
    if value and abs(value) < 0.005:
        return f"{value:.1g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def period_words(first: Any, last: Any = None) -> str:
    """Return days in words: "22 February 2019", "January 2019", "January 2018 to October 2018", "2017"."""
    if pd.isna(last) or first == last:
        return day_words(first)
    if not (first.is_month_start and last.is_month_end):
        return f"{day_words(first)} to {day_words(last)}"
    if first.is_year_start and last.is_year_end:
        return f"{first:%Y}" if first.year == last.year else f"{first:%Y} to {last:%Y}"
    months = f"{first:%B %Y}", f"{last:%B %Y}"
    return months[0] if months[0] == months[1] else " to ".join(months)


def day_words(day: object) -> str:
    """Return a day as "22 February 2019", any other text as it is, nothing where it is missing."""
    if pd.isna(day):
        return ""
    return f"{day.day} {day:%B %Y}" if isinstance(day, pd.Timestamp) else str(day)


def _title(mark: Row, when: str) -> str:
    where = [str(mark["panel"]), str(mark.get("name", mark["series"])), when]
    figure = interval_words(mark["low"], mark["best"], mark["high"])
    return f"{', '.join(filter(None, where))}: {figure}{claims_note(mark)}"
