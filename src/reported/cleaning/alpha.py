"""Krippendorff's alpha for two coders who both gave a value for every unit."""

from __future__ import annotations

import numpy as np
import pandas as pd


def krippendorff_alpha(one: pd.Series, two: pd.Series, *, level: str) -> float:
    """Return how far two coders agree beyond chance: 1 for perfect agreement, 0 for what chance would give.

    Parameters
    ----------
    one, two : Series
        The coders' values for the same units in the same order: numbers, or any text at the nominal level.
    level : "nominal", "interval" or "ratio"
        How far two values lie apart: equal or not, their difference squared, or their difference as a
        share of their sum, squared.

    Returns
    -------
    float
        NaN where it is undefined: no unit, or every value the same.

    Notes
    -----
    Observed disagreement is the mean distance within units, expected disagreement that between all pairs
    of the pooled values. Method: K. Krippendorff, Content Analysis, 4th ed. 2019, ch. 12. The package
    ``krippendorff`` gives the same (a test compares them) but holds units x values x values in memory,
    which for the dates of this ledger is over ten gigabytes.
    """
    codes, values = pd.factorize(pd.concat([one, two], ignore_index=True))
    if len(values) < 2:
        return float("nan")
    counts = np.bincount(codes)
    distances = _distances(np.asarray(values), level)
    total = counts.sum()
    observed = distances[codes[: len(one)], codes[len(one) :]].mean()
    expected = (np.outer(counts, counts) * distances).sum() / (total * (total - 1))
    return float(1 - observed / expected)


def _distances(values: np.ndarray, level: str) -> np.ndarray:
    """Return the distance of every two values at a level of measurement."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    numbers = values.astype(float)
    differences = numbers[:, None] - numbers[None, :]
    if level == "interval":
        return differences**2
    if level == "ratio":
        sums = numbers[:, None] + numbers[None, :]
        return np.divide(differences, sums, out=np.zeros_like(differences), where=sums != 0) ** 2
    raise ValueError(f"alpha is defined here for nominal, interval and ratio levels, not {level!r}")
