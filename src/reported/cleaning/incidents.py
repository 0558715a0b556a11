"""Incidents: what several pages say about one attack, merged over independent originators."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reported.cleaning.bounds import hull_by, joined
from reported.cleaning.indicators import STOCKS
from reported.cleaning.outputs import columns_of
from reported.cleaning.readings import publication_day

TOLL = ["incident_id", "indicator", "scope", "unit", "party"]


def incidents(claims: pd.DataFrame) -> pd.DataFrame:
    """Merge the claims about each incident into one row per indicator and scope.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As returned by `reported.cleaning.clean_claims`; claims without an incident_id are left out.

    Returns
    -------
    DataFrame, one row per incident, indicator and scope as printed, sorted by these
        The columns of ``incidents.csv``. low, best and high (in ``unit``) are the hull over the
        originators, of which each counts once (see Notes). ``grade``: single, corroborated (all
        originators' intervals overlap) or contested (some two do not). ``claim_ids`` are the claims that
        the hull rests on, ``other_claim_ids`` the copies, retellings and earlier tolls that it does not.

    Notes
    -----
    An originator's figure is the one it stands by: of its claims that are no copies, those read on its
    own page before those quoted elsewhere (confidence A, B, C), of these the latest published, and where
    one day has several, their hull. A page whose day of publication is not known counts as of the first
    day that it can be, so that it does not displace a page whose day is known.

    The days are those of the claims with the shortest period, the place that of the most precisely
    placed claim, both the same in each row of an incident. Rows must not be added up: scopes and
    indicators of one incident count the same people. Of a stock (troops), each party has its row.
    """
    told = claims[claims["incident_id"] != ""].sort_values("claim_id", ignore_index=True)
    # Of a stock the actor is what is counted; of a toll it is whom the page blames, on which pages differ.
    told["party"] = told["actor"].where(told["indicator"].isin(STOCKS), "")
    final = told[_is_final(told)]
    by_originator = hull_by(final, [*TOLL, "originator"]).reset_index()
    table = hull_by(by_originator, TOLL).join(_originators(by_originator)).join(_claims_of(told, final))
    table["grade"] = np.select(
        [table["n_originators"] == 1, table["agree"]], ["single", "corroborated"], default="contested"
    )
    table = table.reset_index().merge(_days(told), on="incident_id").merge(_places(told), on="incident_id")
    return table[columns_of("incidents")]


def _is_final(told: pd.DataFrame) -> pd.Series:
    """Select the claims by which each originator's figure stands."""
    keys = [told[key] for key in (*TOLL, "originator")]
    ranks = told["confidence"].rank()  # numbers: of texts pandas finds the least more slowly
    confidence = ranks.mask(told["copy_of"] != "")
    is_best = confidence == confidence.groupby(keys).transform("min")
    days = told["published_on"].map(lambda text: publication_day(text, unknown="first")).where(is_best)
    return days == days.groupby(keys).transform("max")


def _originators(by_originator: pd.DataFrame) -> pd.DataFrame:
    groups = by_originator.groupby(TOLL)["originator"]
    return pd.DataFrame({"n_originators": groups.size(), "originators": groups.agg(joined)})


def _claims_of(told: pd.DataFrame, final: pd.DataFrame) -> pd.DataFrame:
    """Return the claims and pages behind each row, and the claims that were passed over."""
    used, passed = final.groupby(TOLL), told.drop(final.index).groupby(TOLL)
    table = pd.DataFrame(
        {
            "actors": used["actor"].agg(joined),
            "n_claims": used.size(),
            "claim_ids": used["claim_id"].agg(";".join),
            "source_ids": used["source_id"].agg(joined),
            "other_claim_ids": passed["claim_id"].agg(";".join),
        }
    ).reindex(used.size().index)
    return table.fillna({"other_claim_ids": ""})


def _days(told: pd.DataFrame) -> pd.DataFrame:
    """Return each incident's first and last day, from the claims that name the shortest period."""
    length = told["period_end"] - told["period_start"]
    shortest = told[length == length.groupby(told["incident_id"]).transform("min")]
    groups = shortest.groupby("incident_id")
    return pd.DataFrame(
        {"period_start": groups["period_start"].min(), "period_end": groups["period_end"].max()}
    )


def _places(told: pd.DataFrame) -> pd.DataFrame:
    """Return each incident's place, from the most precisely placed claim, and the places of the others."""
    ranked = told.sort_values(["incident_id", "location_precision", "claim_id"])
    columns = ["place", "place_id", "governorate", "lat", "lon", "location_precision"]
    chosen = ranked.groupby("incident_id")[columns].head(1).set_axis(ranked["incident_id"].unique())
    groups = told.groupby("incident_id")
    all_places, all_governorates = groups["place_id"].agg(joined), groups["governorate"].agg(joined)
    conflict = all_governorates.str.contains(";")
    return chosen.assign(all_place_ids=all_places, governorates_differ=conflict).rename_axis("incident_id")
