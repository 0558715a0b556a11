"""Comparing what several originators counted: ratios over the same days, and one scale where they share months."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, joined_lists

SERIES = ["definition", "originator", "scope"]
FEWEST_DRAWN = 6  # months from which a ratio gets a bootstrap interval


def is_month(start: pd.Series, end: pd.Series) -> pd.Series:
    """True where a spell is exactly one calendar month; both days are included."""
    start, end = pd.DatetimeIndex(start), pd.DatetimeIndex(end)
    return start.is_month_start & (end == start + pd.offsets.MonthEnd(0))


def single_months(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of single calendar months, with ``month`` (monthly period) added."""
    months = figures[is_month(figures["start"], figures["end"])]
    return months.assign(month=months["start"].dt.to_period("M")).reset_index(drop=True)


def pair_ratios(figures: pd.DataFrame, *, seed: int, draws: int = 2000) -> pd.DataFrame:
    """Compare every two originators over the spells of which both printed a figure.

    Parameters
    ----------
    figures : DataFrame, one row per series and spell
        `SERIES` (what is counted, by whom, in which scope), ``start`` and ``end`` (days, both included),
        `BOUNDS` (a missing bound is open) and ``claim_ids``.
    seed, draws : int
        Of the bootstrap.

    Returns
    -------
    DataFrame, one row per two series of different originators and spell, the most months first
        ``definition``, ``originator``, ``scope`` of the larger count and, with ``other_``, of the smaller; ``start``
        and ``end`` of the spell. Single months go together in one row (``n_months`` of them, from the first to the
        last), a longer spell stands alone. `BOUNDS`: the larger over the smaller, where an open sum leaves the
        ratio open; ``ci_low`` and ``ci_high``: the 95 % interval of the ratio of the sums of point values when the
        months are drawn with replacement, from `FEWEST_DRAWN` months on; ``claim_ids``.

    Notes
    -----
    Only the same days are compared. Where the definitions differ, so does what is counted.
    """
    rng = np.random.default_rng(seed)
    rows = [
        _ratio_row(part) for _, part in _side_by_side(figures).groupby(["series", "other_series", "pool"])
    ]
    names = [*SERIES, *(f"other_{name}" for name in SERIES), "start", "end"]
    table = pd.DataFrame(rows, columns=[*names, "n_months", *BOUNDS, "counts", "claim_ids"])
    table = table.sort_values(
        ["n_months", *names], ascending=[False, *[True] * len(names)], ignore_index=True
    )
    intervals = [_drawn(counts, rng, draws) for counts in table.pop("counts")]
    table[["ci_low", "ci_high"]] = pd.DataFrame(intervals, columns=["ci_low", "ci_high"], index=table.index)
    return table[[*names, "n_months", *BOUNDS, "ci_low", "ci_high", "claim_ids"]]


def common_index(months: pd.DataFrame, *, at_least: int = 12) -> pd.DataFrame:
    """Put series of different originators on one scale, where they share enough months.

    Parameters
    ----------
    months : DataFrame
        As returned by `single_months`. Of each originator one series is taken: those are chosen that have the
        most months in common, of these the earliest by name.
    at_least : int
        Months that all series must have in common; with fewer there is no index.

    Returns
    -------
    DataFrame, one row per month that all of them counted
        ``month``; one column per originator, its count in percent of its mean over these months; ``low`` and
        ``high``, the range over the originators; ``claim_ids``. Empty where fewer than two series qualify.

    Notes
    -----
    The index compares movement only: that two series rise and fall together makes neither of them complete.
    """
    sizes = months.groupby(SERIES)["month"].nunique()
    long = sizes[sizes >= at_least].reset_index()
    chosen = max(
        combinations(long[SERIES].itertuples(index=False, name=None), 2),
        key=lambda pair: _n_common(months, pair),
        default=(),
    )
    if _n_common(months, chosen) < at_least:
        return pd.DataFrame(columns=["month", "low", "high", "claim_ids"])
    picked = months[[key in chosen for key in months[SERIES].itertuples(index=False, name=None)]]
    table = picked.pivot(index="month", columns="originator", values="best").dropna()
    scaled = 100 * table / table.mean()
    ids = picked.groupby("month")["claim_ids"].agg(";".join).reindex(table.index)
    return scaled.assign(low=scaled.min(axis=1), high=scaled.max(axis=1), claim_ids=ids).reset_index()


def _n_common(months: pd.DataFrame, pair: tuple) -> int:
    """Return how many months two series have in common; 0 where they are of one originator."""
    if len(pair) != 2 or pair[0][1] == pair[1][1]:
        return 0
    keys = pd.MultiIndex.from_frame(months[SERIES])
    one, other = (set(months.loc[keys == series, "month"]) for series in pair)
    return len(one & other)


def _side_by_side(figures: pd.DataFrame) -> pd.DataFrame:
    """Lay every two series of different originators beside each other, the larger first, one row per spell.

    ``pool`` is what goes into one ratio: 0 for all single months, else the spell.
    """
    one = figures.assign(series=figures.groupby(SERIES).ngroup())
    other = one.rename(columns={name: f"other_{name}" for name in one if name not in ("start", "end")})
    both = one.merge(other, on=["start", "end"]).sort_values(["start", "end"], ignore_index=True)
    both = both[both["originator"] != both["other_originator"]]
    both["pool"] = (both.groupby(["start", "end"]).ngroup() + 1).mask(is_month(both["start"], both["end"]), 0)
    sums = both.groupby(["series", "other_series", "pool"])[["low", "other_low"]].transform("sum")
    is_earlier = both["series"] < both["other_series"]  # of equals the first by name
    is_larger = sums["low"].gt(sums["other_low"]) | (sums["low"].eq(sums["other_low"]) & is_earlier)
    return both[is_larger]


def _ratio_row(part: pd.DataFrame) -> dict[str, object]:
    """Return one row of `pair_ratios` without its bootstrap: the larger of two series over the smaller."""
    sums = part[[*BOUNDS, *(f"other_{name}" for name in BOUNDS)]].sum(skipna=False)
    start, end = part["start"].min(), part["end"].max()
    n_months = 12 * (end.year - start.year) + end.month - start.month + 1
    return {
        **part[[*SERIES, *(f"other_{name}" for name in SERIES)]].iloc[0],
        "start": start,
        "end": end,
        "n_months": len(part) if len(part) > 1 else n_months,
        "low": sums["low"] / sums["other_high"],
        "best": sums["best"] / sums["other_best"],
        "high": sums["high"] / sums["other_low"],
        "counts": (part["best"].to_numpy(), part["other_best"].to_numpy()),
        "claim_ids": joined_lists([*part["claim_ids"], *part["other_claim_ids"]]),
    }


def _drawn(
    counts: tuple[np.ndarray, np.ndarray], rng: np.random.Generator, draws: int
) -> tuple[float, float]:
    """Return the 95 % interval of the ratio of two sums when the months are drawn with replacement."""
    mine, theirs = counts
    if len(mine) < FEWEST_DRAWN or not np.isfinite(mine.sum() + theirs.sum()):
        return float("nan"), float("nan")
    drawn = rng.integers(len(mine), size=(draws, len(mine)))
    low, high = np.percentile(mine[drawn].sum(axis=1) / theirs[drawn].sum(axis=1), [2.5, 97.5])
    return float(low), float(high)
