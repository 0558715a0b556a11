"""Four provinces, and a widening reach? How concentrated the figures of the governorates are."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS
from reported.spatial.counts import SERIES, SPELL, joined_lists

NORTHERN_FOUR = ("IQ-NI", "IQ-KI", "IQ-SD", "IQ-DI")  # Ninewa, Kirkuk, Salah al-Din, Diyala
WITH_ANBAR_AND_BAGHDAD = (*NORTHERN_FOUR, "IQ-AN", "IQ-BG")
FEWEST_GOVERNORATES = 4
SUMMED, NATION = "of_printed", "of_national"  # the two denominators


def top_four(counts: pd.DataFrame) -> pd.DataFrame:
    """Find the four governorates with the largest figures of each spell, and what share of the country they are.

    Parameters
    ----------
    counts : DataFrame
        As `reported.spatial.governorate_counts` returns it.

    Returns
    -------
    DataFrame, one row per series and spell of which at least four governorates are printed
        `SERIES`, `SPELL`; ``n_governorates``, ``n_months`` (of which any governorate is printed) and ``of_months``;
        ``top`` (the four codes, the largest first, joined by semicolons); ``tied``: other governorates whose figure
        equals that of the fourth, "" where there is none (of equals the first by code is taken); ``settled``: True
        where no value within the bounds makes another four the largest; ``is_northern``: True where the four are
        `NORTHERN_FOUR`; ``northern_printed``: how many of these are printed at all. Shares in percent, each with
        _low, _best and _high (missing where open): of the four (``top``), of `NORTHERN_FOUR` (``northern``) and of
        these with Anbar and Baghdad (``six``), each ``_of_printed``, the sum of the governorates printed, and
        ``_of_national``, the figure printed for Iraq. ``claim_ids`` and ``national_claim_ids``.

    Notes
    -----
    Where few governorates are printed, the sum of these is not the country, and a share of it says little: compare
    ``_of_national``. A governorate that is not printed adds nothing to a share, so ``northern`` and ``six`` are least
    shares where one of theirs is missing. A share of a national figure may exceed 100 where the page contradicts
    itself. The bounds are those of the wordings, no confidence interval. In a sum of months a governorate may have
    fewer months than another.
    """
    groups = counts.groupby([*SERIES, *SPELL], sort=False)
    rows = [_top_row(key, part) for key, part in groups if len(part) >= FEWEST_GOVERNORATES]
    shares = [
        f"{name}_{of}_{bound}"
        for name in ("top", "northern", "six")
        for of in (SUMMED, NATION)
        for bound in BOUNDS
    ]
    said = [
        "n_governorates",
        "n_months",
        "of_months",
        "top",
        "tied",
        "settled",
        "is_northern",
        "northern_printed",
    ]
    return pd.DataFrame(rows, columns=[*SERIES, *SPELL, *said, *shares, "claim_ids", "national_claim_ids"])


def _top_row(key: tuple, part: pd.DataFrame) -> dict[str, object]:
    size = part["best"].fillna(part["low"]).fillna(part["high"])
    ordered = part.assign(size=size).sort_values(["size", "governorate"], ascending=[False, True])
    four, rest = ordered.iloc[:FEWEST_GOVERNORATES], ordered.iloc[FEWEST_GOVERNORATES:]
    top = list(four["governorate"])
    shares: dict[str, object] = {}
    for name, codes in (("top", top), ("northern", NORTHERN_FOUR), ("six", WITH_ANBAR_AND_BAGHDAD)):
        shares |= _shares(part, codes, name)
    return {
        **dict(zip([*SERIES, *SPELL], key, strict=True)),
        "n_governorates": len(part),
        "n_months": part["n_months_told"].iloc[0],
        "of_months": part["of_months"].iloc[0],
        "top": ";".join(top),
        "tied": ";".join(rest.loc[rest["size"] == four["size"].min(), "governorate"]),
        "settled": bool(_least(four["low"]) > _most(rest["high"])),
        "is_northern": set(top) == set(NORTHERN_FOUR),
        "northern_printed": int(part["governorate"].isin(NORTHERN_FOUR).sum()),
        **shares,
        "claim_ids": joined_lists(part["claim_ids"]),
        "national_claim_ids": part["national_claim_ids"].iloc[0],
    }


def _shares(part: pd.DataFrame, codes: Collection[str], name: str) -> dict[str, float]:
    """Return the share of some governorates in percent of the sum of all printed and of the national figure."""
    chosen = part["governorate"].isin(codes)
    mine, rest = _added(part[chosen]), _added(part[~chosen])
    opposite = {"low": "high", "best": "best", "high": "low"}
    shares: dict[str, float] = {}
    for bound, other in opposite.items():
        shares[f"{name}_{SUMMED}_{bound}"] = _percent(mine[bound], mine[bound] + rest[other])
        shares[f"{name}_{NATION}_{bound}"] = _percent(mine[bound], part[f"national_{other}"].iloc[0])
    return shares


def _added(part: pd.DataFrame) -> pd.Series:
    return part[BOUNDS].sum(skipna=False)


def _percent(mine: float, whole: float) -> float:
    return 100 * mine / whole if whole > 0 else float("nan")


def _least(lows: pd.Series) -> float:
    return lows.fillna(-np.inf).min()


def _most(highs: pd.Series) -> float:
    return highs.fillna(np.inf).max() if len(highs) else -np.inf


def effective_number(shares: Collection[float]) -> float:
    """Return how many equally large shares would be as evenly spread as these.

    Parameters
    ----------
    shares : numbers
        Shares or counts of the governorates, none negative; they are divided by their sum.

    Returns
    -------
    float
        The exponential of the Shannon entropy: the Hill number of order 1 (M. O. Hill, Ecology 54, 1973; L. Jost,
        Oikos 113, 2006). 1 where one has everything, n where n have the same. A share of 0 adds nothing.

    Raises
    ------
    ValueError
        If a share is negative or missing, or all are 0.
    """
    parts = np.asarray(list(shares), dtype=float)
    if not (parts >= 0).all() or parts.sum() == 0:
        raise ValueError(
            f"an effective number needs shares of at least 0 that are not all 0, not {parts.tolist()}"
        )
    return float(_effective_numbers(parts[None, :])[0])


def _effective_numbers(table: np.ndarray) -> np.ndarray:
    """Return the effective number of each row of counts."""
    shares = table / table.sum(axis=1, keepdims=True)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.exp(-(shares * logs).sum(axis=1))


def reach(counts: pd.DataFrame, *, seed: int, draws: int = 4000) -> pd.DataFrame:
    """Return the effective number of governorates of each series and spell, with a bootstrap interval.

    Parameters
    ----------
    counts : DataFrame
        As `reported.spatial.governorate_counts` returns it; a spell is left out where fewer than four governorates
        are printed, where one has no point value, or where all are 0.
    seed, draws : int
        Of the bootstrap. Every row is drawn with the seed anew, so that it does not hang on the other rows.

    Returns
    -------
    DataFrame, one row per series and spell
        `SERIES`, `SPELL`, ``n_governorates``, ``n_months`` and ``of_months`` (as in `top_four`), ``total`` (sum of
        the governorates, in the measure's unit), ``effective`` (see `effective_number`), ``ci_low`` and ``ci_high``:
        the 95 % interval when as many events are drawn again with these shares, ``claim_ids``.

    Notes
    -----
    The interval says how far the number would swing if the same events fell anew at random. It does not say what
    nobody reported: governorates that the page leaves out, events the compiler missed, months without a page. It
    takes events as independent, and persons killed in one attack are not, so for persons it is too narrow. Entropy of
    few events is biased downwards, and the redrawn numbers more so: the interval may lie below the estimate. A page
    that prints its worst four governorates can never reach five: compare only spells with like ``n_governorates``.
    """
    rows = []
    for key, part in counts.groupby([*SERIES, *SPELL], sort=False):
        figures = part["best"].to_numpy(dtype=float)
        if len(part) < FEWEST_GOVERNORATES or not figures.sum() > 0:  # a missing figure makes the sum missing
            continue
        total = round(figures.sum())
        drawn = np.random.default_rng(seed).multinomial(total, figures / figures.sum(), size=draws)
        low, high = np.percentile(_effective_numbers(drawn), [2.5, 97.5])
        months = part["n_months_told"].iloc[0], part["of_months"].iloc[0]
        found = (
            len(part),
            *months,
            total,
            effective_number(figures),
            low,
            high,
            joined_lists(part["claim_ids"]),
        )
        rows.append((*key, *found))
    said = ["n_governorates", "n_months", "of_months", "total", "effective", "ci_low", "ci_high", "claim_ids"]
    return pd.DataFrame(rows, columns=[*SERIES, *SPELL, *said])
