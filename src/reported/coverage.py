"""What the ledger holds and what it lacks: tallies of claims, and the months that a series skips."""

from __future__ import annotations

import pandas as pd

SERIES = ["originator", "indicator", "scope", "actor", "governorate"]


def tally(claims: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the claims by one column.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As returned by `reported.cleaning.clean_claims`.
    by : str
        A column of it, for instance "indicator".

    Returns
    -------
    DataFrame, one row per value of ``by``, the most frequent first
        ``claims``, ``copies`` (claims that reprint another one), ``pages`` and ``originators`` are
        numbers of each; ``hedged`` is the share of claims, 0 to 1, that are not one plain number;
        ``first`` and ``last`` are the first and the last day that the figures speak of.
    """
    groups = claims.assign(hedged=claims["kind"] != "exact", copied=claims["copy_of"] != "").groupby(by)
    table = pd.DataFrame(
        {
            "claims": groups.size(),
            "copies": groups["copied"].sum(),
            "pages": groups["source_id"].nunique(),
            "originators": groups["originator"].nunique(),
            "hedged": groups["hedged"].mean(),
            "first": groups["period_start"].min(),
            "last": groups["period_end"].max(),
        }
    )
    return table.sort_index().sort_values("claims", ascending=False, kind="stable")


def missing_months(series: pd.DataFrame, *, at_least: int = 12) -> pd.DataFrame:
    """List the months that each long monthly series skips between its first and its last.

    Parameters
    ----------
    series : DataFrame, one row per month of a series
        As returned by `reported.cleaning.monthly_series`.
    at_least : int
        Series with fewer months than this are left out.

    Returns
    -------
    DataFrame, one row per series, the longest first
        The series' keys; ``first`` and ``last`` month; ``months`` reported; ``missing`` months between
        them, joined by spaces, and their number ``n_missing``. A skipped month is one that no page
        of the ledger reports, not a month in which nothing happened.
    """
    rows = []
    for keys, part in series.groupby(SERIES):
        months = pd.PeriodIndex(part["month"], freq="M")
        if len(months) >= at_least:
            span = pd.period_range(months.min(), months.max(), freq="M")
            gaps = [str(month) for month in span.difference(months)]
            rows.append((*keys, str(span[0]), str(span[-1]), len(months), len(gaps), " ".join(gaps)))
    columns = [*SERIES, "first", "last", "months", "n_missing", "missing"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["months", *SERIES], ascending=[False, *[True] * len(SERIES)], ignore_index=True)


def unreported(claims: pd.DataFrame, governorates: pd.DataFrame) -> list[str]:
    """Return the names of the governorates of which the ledger has no figure, in the order of their codes."""
    named = set(claims["governorate"])
    return [name for code, name in governorates["name"].items() if code not in named]
