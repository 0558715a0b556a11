"""Many intervals at once: the columns low, best, high of a table, in which a missing bound is open.

The rules are those of `reported.intervals`; here they work on whole columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import permutations

import numpy as np
import pandas as pd

from reported.tables import Row

BOUNDS = ["low", "best", "high"]


def hull_by(figures: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Join the figures of each group into the narrowest interval that holds all of them.

    Parameters
    ----------
    figures : DataFrame, one row per figure
        `keys` and `BOUNDS` (in the figures' own unit; a missing bound is open). Other columns are ignored.
    keys : list of str
        The columns that make a group.

    Returns
    -------
    DataFrame, one row per group, indexed by `keys` and sorted by them
        `BOUNDS`: one open end makes the hull's open, and best is kept only where every figure of the
        group gives the same one. ``agree``: True where some value lies in every figure of the group.

    Notes
    -----
    Intervals on a line that overlap two by two have a value in common (Helly, 1923), so the greatest low
    and the least high decide for the whole group.
    """
    ends = figures.assign(low=figures["low"].fillna(-np.inf), high=figures["high"].fillna(np.inf))
    groups = ends.groupby(keys)
    best = groups["best"].agg(["min", "max", "count", "size"])
    same_best = (best["count"] == best["size"]) & (best["min"] == best["max"])
    return pd.DataFrame(
        {
            "low": groups["low"].min().replace(-np.inf, np.nan),
            "best": best["min"].where(same_best),
            "high": groups["high"].max().replace(np.inf, np.nan),
            "agree": groups["low"].max() <= groups["high"].min(),
        }
    )


def sum_by(figures: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add the figures of each group; a bound that one of them lacks is lacking in the sum.

    Returns
    -------
    DataFrame, one row per group, indexed by `keys` and sorted by them
        `BOUNDS`, in the figures' unit. Lows and highs are added separately, so the interval is an outer
        bound on the sum of what was reported, not a confidence interval.
    """
    return figures.groupby(keys)[BOUNDS].sum(skipna=False)


def most_shared(figures: Sequence[Row]) -> tuple[float, float, list[str]]:
    """Return the interval that most of the figures have in common, the lowest of several, and whose they are.

    ``figures`` has one row per originator with ``low`` and ``high``; a missing bound is open, also in the result.
    Closed intervals have their greatest overlap at the low bound of one of them.
    """
    ends = [
        (
            -math.inf if math.isnan(row["low"]) else row["low"],
            math.inf if math.isnan(row["high"]) else row["high"],
            row["originator"],
        )
        for row in figures
    ]
    covering = {
        start: [end for end in ends if end[0] <= start <= end[1]]
        for start in sorted(low for low, _, _ in ends)
    }
    start, members = max(covering.items(), key=lambda item: (len(item[1]), -item[0]))
    end = min(high for _, high, _ in members)
    names = sorted(name for _, _, name in members)
    return (start if math.isfinite(start) else math.nan), (end if math.isfinite(end) else math.nan), names


def furthest(figures: Sequence[Row]) -> tuple[str, str, float, float]:
    """Return the two originators furthest apart, by the factor from one's high to the other's low, and its bounds.

    Empty names and missing bounds where there are no two with these ends closed and above zero.
    """
    pairs = [
        (above["low"] / below["high"], below["originator"], above["originator"], below, above)
        for below, above in permutations(figures, 2)
        if above["low"] > 0 and below["high"] > 0
    ]
    if not pairs:
        return "", "", math.nan, math.nan
    least, one, other, below, above = max(pairs, key=lambda pair: pair[:3])
    return one, other, least, above["high"] / below["low"] if below["low"] > 0 else math.nan


def joined(values: Iterable[str]) -> str:
    """Return the distinct values that are not empty, sorted and joined by semicolons."""
    return ";".join(sorted({value for value in values if value}))


def joined_lists(lists: Iterable[str]) -> str:
    """Return the distinct ids of lists that are joined by semicolons, sorted and joined again."""
    return joined(";".join(lists).split(";"))
