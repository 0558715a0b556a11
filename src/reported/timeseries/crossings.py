"""How many crossed? Reported crossings as bounds on a monthly rate, and against the stock of fighters."""

from __future__ import annotations

import pandas as pd

from reported.cleaning.bounds import hull_by, joined
from reported.timeseries.attacks import DAYS_A_MONTH

STOPPED = ("attempted",)  # tried to cross and were stopped
SHORTEST_DAYS = 7  # a shorter period is the page's own day: no time is given over which they crossed


def crossings(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join the reported crossings into one figure per originator and spell.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.

    Returns
    -------
    figures : DataFrame, one row per originator and spell, by first day
        ``originator``, ``start``, ``end`` (days, both included), ``n_months`` (of 30.44 days), `BOUNDS` in persons,
        ``wording``, ``low_likely`` (the greatest low bound that bears a word of doubt, as "likely more than 1,000";
        missing where there is none), ``per_month_low``, ``per_month_high`` and ``per_month_low_likely`` (persons a
        month; missing where open), ``claim_ids``.
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``.

    Notes
    -----
    Figures of one originator whose spells overlap are one figure, their hull: "hundreds, likely more than 1,000" is
    one statement, and a page that moves its six months by some days has not counted again. One outlet's misprint of
    another's figure widens the hull downwards; it is named in the claims.
    """
    told = claims[claims["indicator"] == "fighters_crossed"].sort_values(["period_start", "claim_id"])
    reason = _reasons(told)
    kept = told[reason == ""]
    kept = kept.assign(spell=_spells(kept))
    keys = ["originator", "spell"]
    groups = kept.groupby(keys)
    figures = hull_by(kept, keys).drop(columns="agree")
    figures["start"], figures["end"] = groups["period_start"].min(), groups["period_end"].max()
    figures["wording"] = groups["wording"].agg(lambda words: " / ".join(dict.fromkeys(words)))
    figures["claim_ids"] = groups["claim_id"].agg(joined)
    figures["n_months"] = ((figures["end"] - figures["start"]).dt.days + 1) / DAYS_A_MONTH
    figures["low_likely"] = kept[kept["certainty"] != ""].groupby(keys)["low"].max()
    for end in ("low", "high", "low_likely"):
        figures[f"per_month_{end}"] = figures[end] / figures["n_months"]
    figures = (
        figures.reset_index().drop(columns="spell").sort_values(["start", "originator"], ignore_index=True)
    )
    left_out = pd.DataFrame({"claim_id": told["claim_id"], "reason": reason})[reason != ""]
    return figures, left_out.sort_values("claim_id", ignore_index=True)


def shares_of_stock(figures: pd.DataFrame, *, low: float, high: float) -> pd.DataFrame:
    """Return what share of a stock of fighters each figure of crossings could be, were all of them still there.

    Returns
    -------
    DataFrame, one row per figure: the figure's columns, and ``share_low``, ``share_high`` and ``share_low_likely`` in
        percent of the stock (``stock_low`` to ``stock_high`` persons); missing where open. Nobody who crossed is taken
        to have left or died, so the share is an upper reading of each figure.
    """
    return figures.assign(
        stock_low=low,
        stock_high=high,
        share_low=100 * figures["low"] / high,
        share_high=100 * figures["high"] / low,
        share_low_likely=100 * figures["low_likely"] / high,
    )


def _reasons(told: pd.DataFrame) -> pd.Series:
    reason = pd.Series("", index=told.index)
    local = told["governorate"].str.startswith("IQ-")
    reason = reason.mask(told["copy_of"] != "", "a copy of another claim")
    reason = reason.mask((reason == "") & told["scope"].isin(STOPPED), "tried and were stopped")
    reason = reason.mask((reason == "") & local, "seen in one governorate, not at the border")
    days = (told["period_end"] - told["period_start"]).dt.days + 1
    return reason.mask((reason == "") & (days < SHORTEST_DAYS), "no time is given over which they crossed")


def _spells(kept: pd.DataFrame) -> pd.Series:
    """Number each originator's spells; one that overlaps the one before belongs to it."""
    last = kept.groupby("originator")["period_end"].cummax().groupby(kept["originator"]).shift()
    return (last.isna() | (kept["period_start"] > last)).groupby(kept["originator"]).cumsum()
