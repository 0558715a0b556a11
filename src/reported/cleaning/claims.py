"""From the ledger to clean claims: each printed figure as an interval over a period at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS
from reported.cleaning.copies import tie_copies
from reported.cleaning.outputs import columns_of
from reported.cleaning.readings import (
    person_kind,
    program_figures,
    program_periods,
    span_precision,
    why_different,
)
from reported.places import locations

if TYPE_CHECKING:
    from reported.ledger import Ledger

DAYS = ["period_start", "period_end"]


def clean_claims(ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every claim of the ledger into numbers, days and a place.

    Parameters
    ----------
    ledger : Ledger
        As returned by `reported.ledger.read_ledger`.

    Returns
    -------
    claims : DataFrame, one row per claim kept, sorted by claim_id
        The columns of ``claims_clean.csv``. low, best and high are in the claim's unit, NaN where the
        wording leaves them open; both days of the period are included. ``coded_by`` is person where the
        program refuses the wording or the coding note says why the two must differ; ``dated_by`` is person
        where it refuses the period. lat and lon (degrees) are given only where the place is known at
        ``location_precision`` 1 to 4.
    set_aside : DataFrame, one row per claim left out
        step, claim_id, reason: the program refuses the wording and the person gives no bounds either.

    Notes
    -----
    The bounds say what the wording supports, not how sure anyone can be of the number.
    """
    claims = _with_sources(ledger)
    claims = pd.concat([claims, _figures(claims, ledger.coding), _periods(claims, ledger.coding)], axis=1)
    unread = claims[BOUNDS].isna().all(axis=1)
    set_aside = pd.DataFrame({"claim_id": claims["claim_id"], "reason": claims["refusal"]})[unread]
    set_aside.insert(0, "step", "clean")
    kept = claims[~unread].reset_index(drop=True)
    kept = kept.join(locations(kept, ledger.places)).join(tie_copies(kept, ledger.sources))
    assert len(kept) + len(set_aside) == len(ledger.claims), "a claim was lost or doubled while cleaning"
    return kept[columns_of("claims_clean")], set_aside.reset_index(drop=True).astype("str")


def _with_sources(ledger: Ledger) -> pd.DataFrame:
    """Add what the page of each claim is: publisher, kind and day of publication."""
    pages = ledger.sources[["source_id", "publisher", "kind", "published_on"]]
    pages = pages.rename(columns={"kind": "source_kind"})
    claims = ledger.claims.merge(pages, on="source_id", how="left", validate="many_to_one")
    return claims.sort_values("claim_id", ignore_index=True)


def _person(claims: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """Return the person's reading, one row per claim in the claims' order; empty where nobody read it."""
    person = claims[["claim_id"]].merge(coding, on="claim_id", how="left", validate="one_to_one")
    return person.fillna({"note": ""}).set_axis(claims.index)


def _figures(claims: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """Choose each claim's bounds: the program's unless it refuses or the note says why they must differ."""
    program, person = program_figures(claims["wording"]), _person(claims, coding)
    given = person[BOUNDS].notna().any(axis=1)
    noted = person["note"].map(why_different) != ""
    by_person = given & (noted | (program["refusal"] != ""))
    bounds = program[BOUNDS].mask(by_person, person[BOUNDS].astype(float))
    unread = program["refusal"] != ""  # a kind says how a figure was worded, whoever gave its bounds
    kind = program["kind"].mask(unread & given, person_kind(person))
    coder = pd.Series(np.where(by_person, "person", "program"), index=claims.index, dtype="str")
    return bounds.assign(
        kind=kind, certainty=program["certainty"], coded_by=coder, refusal="no figure: " + program["refusal"]
    )


def _periods(claims: pd.DataFrame, coding: pd.DataFrame) -> pd.DataFrame:
    """Choose each claim's days: the ledger's ISO period as the program reads it, else the person's."""
    program = program_periods(claims["period"], claims["published_on"])
    person = _person(claims, coding)
    by_person = program["refusal"] != ""
    days = program[DAYS].mask(by_person, person[DAYS])
    spans = [span_precision(*pair) for pair in days[by_person].itertuples(index=False)]
    precision = program["precision"].copy()
    precision[by_person] = spans
    dater = pd.Series(np.where(by_person, "person", "program"), index=claims.index, dtype="str")
    return days.assign(precision=precision, dated_by=dater)
