"""How far the program's reading of the ledger and the person's agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reported.cleaning.alpha import krippendorff_alpha
from reported.cleaning.copies import upstream_chains
from reported.cleaning.outputs import columns_of
from reported.cleaning.readings import (
    program_figures,
    program_periods,
    why_dated_differently,
    why_different,
)

if TYPE_CHECKING:
    from reported.ledger import Ledger

DAYS = ["period_start", "period_end"]
REFUSED = "refused"
OPEN = "open"
DAY = 24 * 3600  # seconds


def coding_agreement(ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the program's reading of each claim with the person's, field by field.

    Parameters
    ----------
    ledger : Ledger
        As returned by `reported.ledger.read_ledger`.

    Returns
    -------
    summary : DataFrame, one row per field and selection of claims
        The columns of ``coding_agreement.csv``. ``percent`` of ``n_compared`` readings that are equal;
        ``alpha`` is Krippendorff's (1 for perfect agreement, 0 for what chance would give) on the ``n_alpha``
        readings where both give a value: ratio level for bounds, interval level for days. ``alpha_given``
        is alpha at the nominal level on whether a reading is given, open or refused. Empty where it is
        undefined, as where every reading is the same. Selections: ``all``, and ``unexplained`` without
        the claims whose note says why the two must differ, whether they do or not.
    disagreements : DataFrame, one row per claim and field in which the two differ
        The columns of ``coding_disagreements.csv``: both readings as text, the note, and the reason.

    Notes
    -----
    Fields: the bounds, ``bounds`` for all three at once; period_start, period_end and ``period`` for both,
    from the ledger's ISO period; the same with ``worded_``, from the page's own time words, where the day of
    publication is known (for a reprint, that of the page it goes back to). An open bound is a value of its
    own, and a refused reading equals only a refused one. Where one of the two never refuses and the other
    seldom does, ``alpha_given`` is about 0 however high the percent.

    The two codings are not fully independent: the person's was re-read against the same codebook, and some
    of its notes were written after the program's reading was known. So ``unexplained`` is an upper bound,
    ``all`` is the figure to quote first, and neither says that the printed numbers are true.
    Method: K. Krippendorff, Content Analysis, 4th ed. 2019, ch. 12.
    """
    both = ledger.claims.merge(ledger.coding, on="claim_id", validate="one_to_one")
    both = both.merge(ledger.sources[["source_id", "published_on"]], on="source_id", validate="many_to_one")
    both["counts_from"] = both["source_id"].map(_days_of_roots(ledger.sources))
    comparisons = [_compare_figures(both), _compare_periods(both), _compare_worded_periods(both)]
    compared = pd.concat(comparisons, ignore_index=True)
    compared["equal"] = compared["program"] == compared["person"]
    rows = []
    for field, readings in compared.groupby("field", sort=False):
        rows.append({"field": field, "claims": "all", **_agreement(readings)})
        if (readings["noted"] != "").any():
            rest = readings[readings["noted"] == ""]
            rows.append({"field": field, "claims": "unexplained", **_agreement(rest)})
    differing = compared[~compared["equal"] & ~compared["whole"]].sort_values(["claim_id", "field"])
    reason = differing["noted"].where(differing["noted"] != "", differing["refusal"])
    disagreements = differing.assign(reason=reason.replace("", "not explained"))
    summary = pd.DataFrame(rows)[columns_of("coding_agreement")]
    return summary, disagreements[columns_of("coding_disagreements")].reset_index(drop=True)


def _compare_figures(both: pd.DataFrame) -> pd.DataFrame:
    """Compare the bounds, read from the number words."""
    return _compare(both, "wording", program_figures(both["wording"]), both["note"].map(why_different))


def _compare_periods(both: pd.DataFrame) -> pd.DataFrame:
    """Compare the days, read from the ledger's own ISO period."""
    return _compare(both, "period", program_periods(both["period"], both["published_on"]), "")


def _compare_worded_periods(both: pd.DataFrame) -> pd.DataFrame:
    """Compare the days, read from the page's time words, where these and the day of publication are known."""
    known = (both["period_wording"] != "") & (both["counts_from"].str.len() == len("YYYY-MM-DD"))
    both = both[known]
    program = program_periods(both["period_wording"], both["counts_from"])
    return _compare(both, "period_wording", program, both["note"].map(why_dated_differently))


FIELDS = {
    "wording": {"low": "low", "best": "best", "high": "high"},
    "period": {day: day for day in DAYS},
    "period_wording": {day: f"worded_{day}" for day in DAYS},
}
WHOLE = {"wording": "bounds", "period": "period", "period_wording": "worded_period"}


def _compare(both: pd.DataFrame, words: str, program: pd.DataFrame, noted: pd.Series | str) -> pd.DataFrame:
    """Lay two readings of the same words side by side: a row per claim and field, and one for all at once."""
    columns = list(FIELDS[words])
    refused, unread = program["refusal"] != "", both[columns].isna().all(axis=1)
    refusal = ("refused by the program: " + program["refusal"]).where(refused, "")
    rows = both[["claim_id", "note"]].assign(words=both[words], noted=noted, refusal=refusal)
    mine = [_as_text(program[column], refused) for column in columns]
    theirs = [_as_text(both[column], unread) for column in columns]
    level = "ratio" if words == "wording" else "interval"
    parts = [
        rows.assign(field=field, program=one, person=two, level=level, whole=False)
        for field, one, two in zip(FIELDS[words].values(), mine, theirs, strict=True)
    ]
    joined = [first.str.cat(others, sep="/") for first, *others in (mine, theirs)]
    whole = rows.assign(field=WHOLE[words], program=joined[0], person=joined[1], level="", whole=True)
    return pd.concat([*parts, whole])


def _days_of_roots(sources: pd.DataFrame) -> dict[str, str]:
    """Return the day from which each page's time words count: a reprint's is that of its root."""
    published = dict(zip(sources["source_id"], sources["published_on"], strict=True))
    return published | {page: published[chain[0]] for page, chain in upstream_chains(sources).items()}


def _as_text(values: pd.Series, refused: pd.Series) -> pd.Series:
    """Write a reading as the text that a reader compares: the value, open, or refused."""
    if pd.api.types.is_datetime64_any_dtype(values):
        text = values.dt.strftime("%Y-%m-%d").astype("str")
    else:
        text = pd.Series([f"{value:.12g}" for value in values], index=values.index, dtype="str")
    return text.mask(values.isna(), OPEN).mask(refused, REFUSED)


def _agreement(readings: pd.DataFrame) -> dict[str, object]:
    """Count equal readings and compute alpha where both give a value, and on what is given at all."""
    program, person = readings["program"], readings["person"]
    kinds = [side.where(side.isin([OPEN, REFUSED]), "given") for side in (program, person)]
    valued = readings[(kinds[0] == "given") & (kinds[1] == "given") & ~readings["whole"]]
    level = next(iter(readings["level"]), "")
    n_compared, n_equal = len(readings), int(readings["equal"].sum())
    return {
        "n_compared": n_compared,
        "n_equal": n_equal,
        "percent": round(100 * n_equal / n_compared, 2) if n_compared else np.nan,
        "n_alpha": len(valued),
        "level": level,
        "alpha": _alpha(valued["program"], valued["person"], level),
        "alpha_given": _alpha(kinds[0], kinds[1], "nominal") if level else np.nan,
    }


def _alpha(program: pd.Series, person: pd.Series, level: str) -> float:
    """Return alpha to four decimals; days count as day numbers."""
    if level == "interval":
        program, person = (
            pd.to_datetime(side).astype("datetime64[s]").astype("int64") // DAY for side in (program, person)
        )
    elif level == "ratio":
        program, person = program.astype(float), person.astype(float)
    return round(krippendorff_alpha(program, person, level=level), 4)
