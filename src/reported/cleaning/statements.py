"""Claims made in one sentence about one quantity ("hundreds, likely more than 1,000") as one statement."""

from __future__ import annotations

import pandas as pd

from reported.cleaning.bounds import BOUNDS, hull_by, joined
from reported.cleaning.outputs import columns_of


def statements(claims: pd.DataFrame) -> pd.DataFrame:
    """Join the claims of each statement into the hull of their intervals.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As returned by `reported.cleaning.clean_claims`.

    Returns
    -------
    DataFrame, one row per statement, sorted by statement_id
        The columns of ``statements.csv``. low, best and high (in ``unit``) are the hull of the statement's
        claims: best only where all give the same. Where its claims differ in a text column, the values
        stand in it sorted and joined by semicolons; the days are the first and the last of all.

    Notes
    -----
    A hull holds everything that the sentence says; it does not choose between its figures.
    """
    ordered = claims.sort_values("claim_id")
    groups = ordered.groupby("statement_id")
    texts = ["source_id", "originator", "indicator", "scope", "actor", "unit", "governorate", "certainty"]
    table = groups.agg(
        **{column: (column, joined) for column in texts},
        wording=("wording", " / ".join),
        period_start=("period_start", "min"),
        period_end=("period_end", "max"),
        n_claims=("claim_id", "size"),
        claim_ids=("claim_id", ";".join),
    ).join(hull_by(claims, ["statement_id"])[BOUNDS])
    return table.reset_index()[columns_of("statements")]
