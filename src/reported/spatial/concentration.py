"""Four provinces, and a widening reach? How concentrated the figures of the governorates are."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, sum_by
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
    ranked = _ranked(counts)
    table = ranked.drop_duplicates("row").set_index("row")
    found = _found(ranked)
    shares = pd.concat([_shares(ranked, name, table) for name in ("top", "northern", "six")], axis=1)
    kept = table[[*SERIES, *SPELL, "of_months", "national_claim_ids"]].join(found).join(shares)
    months = ["n_governorates", "n_months", "of_months"]
    said = ["top", "tied", "settled", "is_northern", "northern_printed"]
    columns = [*SERIES, *SPELL, *months, *said, *shares, "claim_ids", "national_claim_ids"]
    return kept[columns].reset_index(drop=True)


def _ranked(counts: pd.DataFrame) -> pd.DataFrame:
    """Sort the governorates of each row of `top_four`, the largest first, and mark those that are asked about."""
    spells = counts.groupby([*SERIES, *SPELL], sort=False)
    size = counts["best"].fillna(counts["low"]).fillna(counts["high"])
    numbered = counts.assign(row=spells.ngroup(), size=size)
    enough = numbered[spells["governorate"].transform("size") >= FEWEST_GOVERNORATES]
    ranked = enough.sort_values(["row", "size", "governorate"], ascending=[True, False, True])
    return ranked.assign(
        top=ranked.groupby("row").cumcount() < FEWEST_GOVERNORATES,
        northern=ranked["governorate"].isin(NORTHERN_FOUR),
        six=ranked["governorate"].isin(WITH_ANBAR_AND_BAGHDAD),
    )


def _found(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return what `top_four` says of each row but the shares."""
    four, rest = ranked[ranked["top"]], ranked[~ranked["top"]]
    tied = rest[rest["size"] == rest["row"].map(four.groupby("row")["size"].min())]
    least = four["low"].fillna(-np.inf).groupby(four["row"]).min()
    most = rest["high"].fillna(np.inf).groupby(rest["row"]).max()
    groups = ranked.groupby("row")
    table = pd.DataFrame(
        {
            "n_governorates": groups.size(),
            "n_months": groups["n_months_told"].first(),
            "top": four.groupby("row")["governorate"].agg(";".join),
            "tied": tied.groupby("row")["governorate"].agg(";".join),
            "settled": least > most.reindex(least.index, fill_value=-np.inf),
            "is_northern": four.groupby("row")["northern"].all(),
            "northern_printed": groups["northern"].sum(),
            "claim_ids": groups["claim_ids"].agg(joined_lists),
        }
    )
    return table.fillna({"tied": ""})


def _shares(ranked: pd.DataFrame, name: str, national: pd.DataFrame) -> pd.DataFrame:
    """Return the share of the marked governorates in percent of the sum of all printed and of the national figure."""
    mine, rest = (
        sum_by(ranked[chosen], ["row"]).reindex(national.index, fill_value=0)
        for chosen in (ranked[name], ~ranked[name])
    )
    shares = {}
    for bound, other in {"low": "high", "best": "best", "high": "low"}.items():
        for of, whole in ((SUMMED, mine[bound] + rest[other]), (NATION, national[f"national_{other}"])):
            shares[f"{name}_{of}_{bound}"] = 100 * mine[bound] / whole.where(whole > 0)
    return pd.DataFrame(shares)[[f"{name}_{of}_{bound}" for of in (SUMMED, NATION) for bound in BOUNDS]]


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
