"""Every two originators side by side, on all that both have a figure of; open ends are left open."""

from __future__ import annotations

from itertools import combinations, groupby
from operator import itemgetter

import numpy as np
import pandas as pd

from reported.cleaning.bounds import joined_lists
from reported.intervals import Interval


def pairs(figures: pd.DataFrame) -> pd.DataFrame:
    """Compare every two originators on all that both have a figure of.

    Parameters
    ----------
    figures : DataFrame
        As returned by `reported.agreement.compare`.

    Returns
    -------
    DataFrame, one row per indicator and two originators, the most comparisons first
        ``indicator``; ``originator`` and ``other``, the larger figures first (by the median factor); ``n_compared``,
        ``n_overlapping`` and ``share`` (percent); ``factor_low``, ``factor_best`` and ``factor_high``: how many times
        the other's figure the originator's is, the medians of the least, of the printed values' and of the greatest
        factor that the bounds allow. Missing where the median is open, or some comparison lacks a printed value;
        ``claim_ids``.

    Notes
    -----
    Two figures compared under several scopes because theirs is unstated count once. A factor of "at least" is a
    bound: where most comparisons leave it open above, so is the median.
    """
    rows = _pair_rows(figures)
    keys = ["indicator", "originator", "other"]
    if rows.empty:
        return pd.DataFrame(columns=[*keys, *COLUMNS])
    ends = rows.assign(
        factor_low=rows["factor_low"].fillna(0), factor_high=rows["factor_high"].fillna(np.inf)
    )
    groups = ends.groupby(keys)
    table = groups[["factor_low", "factor_best", "factor_high"]].median()
    table = table.replace({"factor_low": {0: np.nan}, "factor_high": {np.inf: np.nan}})
    table["n_compared"], table["n_overlapping"] = groups.size(), groups["overlaps"].sum()
    table["share"] = 100 * table["n_overlapping"] / table["n_compared"]
    table["factor_best"] = table["factor_best"].where(groups["factor_best"].count() == groups.size())
    table["claim_ids"] = groups["claim_ids"].agg(joined_lists)
    table = _larger_first(table.reset_index())
    order = ["n_compared", *keys]
    return table.sort_values(order, ascending=[False, True, True, True], ignore_index=True)[[*keys, *COLUMNS]]


COLUMNS = [
    "n_compared", "n_overlapping", "share", "factor_low", "factor_best", "factor_high", "claim_ids"
]  # fmt: skip


def _pair_rows(figures: pd.DataFrame) -> pd.DataFrame:
    """Return one row per comparison and two originators, each two figures once."""
    rows = []
    records = figures.sort_values(["comparison_id", "originator"], kind="stable").to_dict("records")
    for _, part in groupby(records, itemgetter("comparison_id")):
        for one, other in combinations(part, 2):
            mine, theirs = (
                Interval.from_columns(row["low"], row["best"], row["high"]) for row in (one, other)
            )
            factor = mine.ratio(theirs)
            rows.append(
                {
                    "indicator": one["indicator"],
                    "originator": one["originator"],
                    "other": other["originator"],
                    "overlaps": mine.overlaps(theirs),
                    "factor_low": factor.low,
                    "factor_best": factor.best,
                    "factor_high": factor.high,
                    "claim_ids": f"{one['claim_ids']};{other['claim_ids']}",
                }
            )
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    names = ["factor_low", "factor_best", "factor_high"]
    return table.astype(dict.fromkeys(names, float)).drop_duplicates(
        ["indicator", "claim_ids"], ignore_index=True
    )


def _larger_first(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the pairs round whose factor is below one, judged by the printed values, else by the bounds."""
    middle = table["factor_best"].fillna((table["factor_low"] * table["factor_high"]) ** 0.5)
    middle = middle.fillna(table["factor_high"])  # a least factor alone makes nobody the smaller one
    turned = table["originator"].where(~(middle < 1), table["other"])
    other = table["other"].where(~(middle < 1), table["originator"])
    flipped = {
        "factor_low": 1 / table["factor_high"], "factor_best": 1 / table["factor_best"],
        "factor_high": 1 / table["factor_low"],
    }  # fmt: skip
    return table.assign(
        originator=turned,
        other=other,
        **{name: table[name].where(~(middle < 1), values) for name, values in flipped.items()},
    )
