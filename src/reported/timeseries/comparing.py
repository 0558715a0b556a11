"""Comparing what several originators counted: ratios over the same days, and one scale where they share months."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, joined, sum_by

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
    series = {key: part.set_index(["start", "end"]) for key, part in figures.groupby(SERIES)}
    rows = []
    for (one, mine), (other, theirs) in combinations(series.items(), 2):
        spells = mine.index.intersection(theirs.index).sort_values()
        if one[1] == other[1] or spells.empty:
            continue
        months = spells[is_month(spells.get_level_values("start"), spells.get_level_values("end"))]
        for pool in ([months] if len(months) else []) + [[spell] for spell in spells.difference(months)]:
            rows.append(_ratio_row(one, other, mine.loc[pool], theirs.loc[pool]))
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


def _ratio_row(one: tuple, other: tuple, mine: pd.DataFrame, theirs: pd.DataFrame) -> dict[str, object]:
    """Return one row of `pair_ratios` without its bootstrap: mine over theirs, the larger over the smaller."""
    if mine["low"].sum() < theirs["low"].sum():
        one, other, mine, theirs = other, one, theirs, mine
    sums, others = (sum_by(part.assign(all=0), ["all"]).iloc[0] for part in (mine, theirs))
    start, end = mine.index.get_level_values("start").min(), mine.index.get_level_values("end").max()
    n_months = 12 * (end.year - start.year) + end.month - start.month + 1
    ids = joined(claim for part in (mine, theirs) for ids in part["claim_ids"] for claim in ids.split(";"))
    return {
        **dict(zip(SERIES, one, strict=True)),
        **dict(zip([f"other_{name}" for name in SERIES], other, strict=True)),
        "start": start,
        "end": end,
        "n_months": len(mine) if len(mine) > 1 else n_months,
        "low": sums["low"] / others["high"],
        "best": sums["best"] / others["best"],
        "high": sums["high"] / others["low"],
        "counts": (mine["best"].to_numpy(), theirs["best"].to_numpy()),
        "claim_ids": ids,
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
