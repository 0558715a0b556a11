"""Who counts as an independent look: one figure per originator, no copies, nothing drawn from another's count."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from reported.cleaning.bounds import hull_by, joined
from reported.cleaning.readings import publication_day

# Who counted with another originator's events, and in which indicators; its estimates of stocks are its own. The
# civilian casualties that others print as the UN's are those of its mission in Iraq.
COUNTED = frozenset(
    """attacks attack_rate fatal_events killed_all injured_all civilians_killed civilians_injured
    militants_killed""".split()
)
DRAWS_ON = MappingProxyType({"CSIS": "ACLED", "Institute for Economics and Peace": "GTD", "UN": "UNAMI"})


def independent_look(claims: pd.DataFrame) -> pd.Series:
    """Return the originator whose counting is behind each claim: its own, or the one it draws on (`DRAWS_ON`)."""
    drawn = claims["indicator"].isin(COUNTED) & claims["originator"].isin(DRAWS_ON)
    return claims["originator"].mask(drawn, claims["originator"].map(DRAWS_ON)).astype("str")


def standing_figures(claims: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the figure by which each independent originator stands in each group of claims on the same thing.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        ``keys`` and the columns of claims_clean.csv.
    keys : list of str
        The columns that say what the figures are of.

    Returns
    -------
    DataFrame, one row per group and independent originator, sorted by these
        ``keys``, ``originator`` (who printed it), `BOUNDS` in the claims' unit (a missing bound is open), ``n_claims``,
        ``claim_ids`` behind the figure and ``other_claim_ids`` that were passed over.

    Notes
    -----
    A figure is the hull of the originator's claims. Passed over are copies; claims of an originator that counted
    with the events of another one who speaks for itself in the group (where it does not, the one drawing on it
    stands for both); claims quoted elsewhere where the originator's own page was read (confidence A before B
    before C); and, of an incident, all but the latest published, since tolls are corrected.
    """
    told = claims.assign(look=independent_look(claims)).sort_values("claim_id")
    groups = [*keys, "look"]
    used = told[told["copy_of"] == ""]
    speaks_itself = (
        (used["originator"] == used["look"]).groupby([used[key] for key in groups]).transform("any")
    )
    used = used[~speaks_itself | (used["originator"] == used["look"])]
    used = used[used["confidence"] == used.groupby(groups)["confidence"].transform("min")]
    used = used[_is_latest(used, groups)]
    table = hull_by(used, groups).drop(columns="agree")
    chosen = used.groupby(groups)
    table["originator"] = chosen["originator"].agg(joined)
    table["n_claims"], table["claim_ids"] = chosen.size(), chosen["claim_id"].agg(";".join)
    passed = told.drop(used.index).groupby(groups)["claim_id"].agg(";".join)
    table["other_claim_ids"] = passed.reindex(table.index).fillna("")
    columns = [*keys, "originator", "low", "best", "high", "n_claims", "claim_ids", "other_claim_ids"]
    return table.reset_index()[columns].sort_values([*keys, "originator"], ignore_index=True)


def _is_latest(used: pd.DataFrame, groups: list[str]) -> pd.Series:
    """Select all claims but those on an incident that the same originator has corrected later."""
    days = used["published_on"].map(lambda text: publication_day(text, unknown="first"))
    latest = days == days.groupby([used[key] for key in groups]).transform("max")
    return latest | (used["incident_id"] == "")
