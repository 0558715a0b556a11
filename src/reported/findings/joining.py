"""The findings of all notebooks in one table, and read back from it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from reported.cleaning.outputs import read_processed
from reported.findings.collecting import FindingError
from reported.tables import doubled


def join_findings(folder: str | Path) -> pd.DataFrame:
    """Join the findings that the notebooks wrote into one table, by notebook and as they stand in it.

    Parameters
    ----------
    folder : str or Path
        Holds one ``<notebook>.csv`` each.

    Returns
    -------
    DataFrame, one row per finding
        The columns of findings.csv.

    Raises
    ------
    FindingError
        If there is none, or two notebooks use the same id.
    """
    names = sorted(path.stem for path in Path(folder).glob("*.csv"))
    if not names:
        raise FindingError(f"{folder} holds no findings yet: run the notebooks before, or `make all`")
    table = pd.concat([read_processed(folder, name, of="findings") for name in names], ignore_index=True)
    twice = doubled(table["finding_id"])
    if twice:
        raise FindingError(f"ids of findings used twice: {', '.join(twice)}; rename one of each")
    return table


def read_findings(processed: str | Path) -> pd.DataFrame:
    """Read ``findings.csv``, indexed by ``finding_id``.

    Raises
    ------
    FileNotFoundError
        If it has not been written yet.
    """
    return read_processed(processed, "findings").set_index("finding_id")
