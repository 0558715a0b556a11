"""How far do estimates of one stock agree, half-year by half-year?"""

from __future__ import annotations

import pandas as pd

from reported.cleaning.bounds import furthest, hull_by, joined, most_shared


def standing_estimates(estimates: pd.DataFrame) -> pd.DataFrame:
    """Choose the estimate by which each originator stands in each half-year.

    Parameters
    ----------
    estimates : DataFrame, one row per estimate
        ``area``, ``originator``, ``as_of`` (day), ``low``, ``best``, ``high`` (a missing bound is open) and
        ``claim_ids``.

    Returns
    -------
    DataFrame, one row per area, half-year and originator, sorted by these
        ``half_year`` ("2018-H1"), `BOUNDS` of its latest estimate (several of one day are joined to their hull) and
        their ``claim_ids``.
    """
    dated = estimates.assign(half_year=half_year(estimates["as_of"]))
    latest = dated["as_of"] == dated.groupby(["area", "half_year", "originator"])["as_of"].transform("max")
    keys = ["area", "half_year", "originator"]
    standing = hull_by(dated[latest], keys).drop(columns="agree")
    return standing.join(dated[latest].groupby(keys)["claim_ids"].agg(joined)).reset_index()


def half_years(standing: pd.DataFrame) -> pd.DataFrame:
    """Find what most originators of a half-year share, and how far the furthest two lie apart.

    Parameters
    ----------
    standing : DataFrame
        As returned by `standing_estimates`.

    Returns
    -------
    DataFrame, one row per area and half-year with an estimate
        ``n_originators``; ``low`` and ``high`` of the interval that most originators share (missing where open),
        ``n_sharing`` and ``sharing`` who they are; ``lowest`` and ``highest``, the originators of the two estimates
        furthest apart ("" where there are no two), with ``factor_low`` and ``factor_high``: the least and the greatest
        factor between the two that their bounds allow, missing where open; a least factor of up to 1 says that the
        two overlap; ``claim_ids``.

    Notes
    -----
    Where several intervals are shared by equally many, the lowest is given. Nothing says that an interval which many
    share is the true one: they may have read the same reports.
    """
    groups = standing.groupby(["area", "half_year"])
    rows = [{"area": area, "half_year": half, **agreement(part)} for (area, half), part in groups]
    return pd.DataFrame(rows)


def agreement(figures: pd.DataFrame) -> dict[str, object]:
    """Return what one row per originator share and how far the furthest two lie apart; see `half_years`."""
    rows = figures.to_dict("records")
    low, high, sharing = most_shared(rows)
    lowest, highest, least, greatest = furthest(rows)
    return {
        "n_originators": len(figures),
        "n_sharing": len(sharing),
        "sharing": ";".join(sharing),
        "low": low,
        "high": high,
        "lowest": lowest,
        "highest": highest,
        "factor_low": least,
        "factor_high": greatest,
        "claim_ids": ";".join(figures["claim_ids"]),
    }


def half_year(days: pd.Series) -> pd.Series:
    """Return the half-year of each day as text: "2018-H1"."""
    return days.dt.year.astype("str") + "-H" + (1 + (days.dt.month > 6).astype(int)).astype("str")
