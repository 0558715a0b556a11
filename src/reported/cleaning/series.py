"""Monthly series: what one originator counted, month by month, in one scope."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reported.cleaning.bounds import hull_by
from reported.cleaning.indicators import COUNTS, RATES, STOCKS, TOLLS
from reported.cleaning.outputs import columns_of
from reported.cleaning.readings import publication_day

SERIES = ["indicator", "scope", "actor", "unit", "originator", "governorate"]

WHY_NO_COUNT = (
    dict.fromkeys(STOCKS, "a stock, no count over time")
    | dict.fromkeys(TOLLS, "the toll of one attack, no month's count")
    | dict.fromkeys(RATES, "a printed average, no count")
)


def monthly_series(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Arrange the counts of whole calendar months into series.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As returned by `reported.cleaning.clean_claims`.

    Returns
    -------
    series : DataFrame, one row per `SERIES` and month, sorted by these
        The columns of ``monthly.csv``. low, best and high (in ``unit``, per month) are those of one
        claim, the first of ``claim_ids``: the best confidence (A before B before C), then the earliest
        published, which is the month's own release before later look-backs, then the lowest claim_id.
        ``low_any`` and ``high_any`` are the hull of all that was printed for the month; ``conflict`` is
        True where those figures have no value in common.
    set_aside : DataFrame, one row per claim that is in no series
        step, claim_id, reason.

    Notes
    -----
    A month that nobody reported has no row: missing is not zero. Series of different scopes, actors or
    originators are never joined. A page whose day of publication is not known counts as of the last
    day that it can be.
    """
    ordered = _in_order_of_choice(claims)
    reason = _reasons(ordered)
    used = ordered[reason == ""].assign(month=lambda rows: rows["period_start"].dt.strftime("%Y-%m"))
    keys = [*SERIES, "month"]
    printed = hull_by(used, keys).rename(columns={"low": "low_any", "high": "high_any"})
    table = used.groupby(keys)[["low", "best", "high", "kind", "confidence"]].head(1)
    table = table.set_axis(pd.MultiIndex.from_frame(used.loc[table.index, keys])).sort_index()
    table = table.join(printed[["low_any", "high_any"]]).assign(conflict=~printed["agree"])
    groups = used.groupby(keys)["claim_id"]
    table = table.assign(n_claims=groups.size(), claim_ids=groups.agg(";".join)).reset_index()
    set_aside = pd.DataFrame({"claim_id": ordered["claim_id"], "reason": reason})[reason != ""]
    set_aside.insert(0, "step", "monthly")
    assert table["n_claims"].sum() + len(set_aside) == len(claims), (
        "a claim was lost or doubled in the series"
    )
    return table[columns_of("monthly")], set_aside.sort_values("claim_id", ignore_index=True)


def whole_month(claims: pd.DataFrame) -> pd.Series:
    """True where a claim's period is exactly one calendar month."""
    start, end = claims["period_start"], claims["period_end"]
    return start.dt.is_month_start & (end == start + pd.offsets.MonthEnd(0))


def _in_order_of_choice(claims: pd.DataFrame) -> pd.DataFrame:
    days = claims["published_on"].map(publication_day)
    return claims.assign(day=days).sort_values(["confidence", "day", "claim_id"], ignore_index=True)


def _reasons(claims: pd.DataFrame) -> pd.Series:
    """Say why a claim is in no monthly series; empty where it is in one. The first reason counts."""
    start, end = claims["period_start"], claims["period_end"]
    one_month = start + pd.DateOffset(months=1) - pd.Timedelta(days=1)
    cases = [
        (claims["copy_of"] != "", "a copy of another claim"),
        (claims["incident_id"] != "", "part of an incident"),
        (~claims["indicator"].isin(COUNTS), claims["indicator"].map(WHY_NO_COUNT).fillna("a fact told once")),
        (
            (claims["precision"] == "month") & (end < start + pd.offsets.MonthEnd(0)),
            "a month cut at publication",
        ),
        (end < one_month, "shorter than a month"),
        (end > one_month, "longer than a month"),
        (~whole_month(claims), "a month's length, but no calendar month"),
        (claims["governorate"] == "", "no governorate: a region, or not named"),
        (claims["place_id"] != "", "one place, not its governorate"),
    ]
    reasons = np.select([case for case, _ in cases], [reason for _, reason in cases], default="")
    return pd.Series(reasons, index=claims.index, dtype="str")
