"""Does a result hang on one originator? The same result with each of them left out in turn."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from reported.tables import Row


def leave_one_out(
    table: pd.DataFrame, result: Callable[[pd.DataFrame], Row], *, by: str = "originator"
) -> pd.DataFrame:
    """Compute a result without each originator.

    Parameters
    ----------
    table : DataFrame
        What the result is computed from.
    result : callable
        Returns the result of such a table as names and values.
    by : str
        The column of ``table`` that names the originator.

    Returns
    -------
    DataFrame, one row for the whole table (``without`` is "") and one per originator left out, by name
        ``without`` and the result's own names; missing where nothing is left to compute from.
    """
    names = sorted(table[by].unique())
    rows = [{"without": "", **result(table)}]
    for name in names:
        rest = table[table[by] != name]
        rows.append({"without": name, **(result(rest) if len(rest) else {})})
    return pd.DataFrame(rows)
