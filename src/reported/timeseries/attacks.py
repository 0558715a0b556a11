"""How active: reported attacks as monthly rates, by who counted and by what was counted.

Originators count different things over different spells. A count of one calendar month is a rate as it
stands; a count of a longer spell is spread over its months, and a printed average is taken as printed. Both
are drawn over the whole spell: they say nothing of any one month in it.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, hull_by, joined
from reported.timeseries.comparing import SERIES

DAYS_A_MONTH = 365.25 / 12
SHORTEST_DAYS = 28  # a shorter spell is no rate a month: a week's count swings too much
BY_ISIS, CLAIMED, VERIFIED = (
    "attacks ascribed to ISIS",
    "attacks claimed by ISIS",
    "attacks the newsroom verified",
)
NON_STATE, CASUALTIES = "attacks by all non-state groups", "incidents with casualties"
ALL, DISPUTED = "all security incidents", "attacks in the disputed territories"
# What each scope counts. Scopes that are not here count a part (car bombs) and are no measure of activity.
DEFINITIONS = MappingProxyType(
    {
        "isis_only": BY_ISIS,
        "isis_only+press_count": BY_ISIS,
        "isis_only+press_count+excl_bodies": BY_ISIS,
        "claimed_by_isis": CLAIMED,
        "isis_only+verified_subset": VERIFIED,
        "terrorism_nonstate": NON_STATE,
        "nonstate_groups": NON_STATE,
        "all_precisions": CASUALTIES,
        "located_25km": CASUALTIES,
        "fatal_incidents": CASUALTIES,
        "incl_police+incidents_with_civilian_casualties": CASUALTIES,
        "all_security_incidents": ALL,
        "all_security_incidents+press_count": ALL,
        "all_security_incidents+press_count+vintage_dec2018": ALL,
        "all_events_incl_protests": ALL,
    }
)
REGIONAL = ("KRSC", "Ministry of Peshmerga")  # count the territories disputed with the Kurdistan Region
REGIONAL_SCOPES = ("isis_only", "isis_and_unknown", "all_security_incidents")
MEASURES = ("attacks", "attack_rate", "fatal_events")
PER_MONTH = MappingProxyType({"attacks/day": DAYS_A_MONTH, "attacks/month": 1.0, "attacks/quarter": 1 / 3})
COUNTED, SPREAD, PRINTED = "counted in the month", "spread over a longer spell", "average as printed"
BASES = (COUNTED, SPREAD, PRINTED)  # the better first: a printed average is rounded


def attack_rates(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn the reported counts and averages of attacks into rates a month.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.

    Returns
    -------
    rates : DataFrame, one row per originator, scope and spell, sorted by `SERIES` and spell
        ``definition`` (what is counted), ``originator``, ``scope``, ``start`` and ``end`` (days, both
        included), ``basis`` (`BASES`), `BOUNDS` (attacks a month; a missing bound is open) and ``claim_ids``.
        A month of which the originator printed a count and an average has only the count.
    left_out : DataFrame, one row per claim on attacks that is in no rate
        ``claim_id`` and ``reason``.

    Notes
    -----
    A rate is what was reported, not what happened, and rates of different definitions are not comparable.
    """
    told = claims[claims["indicator"].isin(MEASURES)].copy()
    told["definition"] = _definitions(told)
    told["days"] = (told["period_end"] - told["period_start"]).dt.days + 1
    reason = _reasons(told)
    left_out = pd.DataFrame({"claim_id": told["claim_id"], "reason": reason})[reason != ""]
    kept = _with_rates(told[reason == ""]).rename(columns={"period_start": "start", "period_end": "end"})
    keys = [*SERIES, "start", "end", "basis"]
    rates = hull_by(kept, keys).drop(columns="agree").join(kept.groupby(keys)["claim_id"].agg(joined))
    rates = rates.reset_index().rename(columns={"claim_id": "claim_ids"})
    rates = rates.assign(rank=rates["basis"].map(BASES.index)).sort_values([*SERIES, "start", "end", "rank"])
    doubled = rates.duplicated([*SERIES, "start", "end"])
    left_out = pd.concat([left_out, _doubled_claims(rates[doubled])])
    rates = rates[~doubled].drop(columns="rank").reset_index(drop=True)
    return rates, left_out.sort_values("claim_id", ignore_index=True)


def shares_of_month(rates: pd.DataFrame, *, originator: str, month: str) -> pd.DataFrame:
    """Return what share one originator's count of a month is of every other figure that takes the month in.

    Returns
    -------
    DataFrame, one row per other figure, the largest share first
        Its ``definition``, ``originator``, ``scope``, ``basis``, ``start``, ``end`` and ``claim_ids``; its rate as
        ``other_low``, ``other_best``, ``other_high`` (attacks a month); the share as `BOUNDS`, in percent. Of a
        figure spread over a longer spell the share is of its average month, not of this one.

    Raises
    ------
    ValueError
        If the originator has no count of the month.
    """
    first = pd.Period(month, "M")
    mine = rates[(rates["originator"] == originator) & (rates["basis"] == COUNTED)]
    mine = mine[mine["start"].dt.to_period("M") == first]
    if len(mine) != 1:
        raise ValueError(f"{originator} has {len(mine)} counts of {month}, and needs one")
    takes_in = (rates["start"] <= first.start_time) & (rates["end"] >= first.end_time.normalize())
    others = rates[takes_in & (rates["originator"] != originator)].copy()
    own = mine.iloc[0]
    others[["other_low", "other_best", "other_high"]] = others[BOUNDS]
    for bound, divisor in (("low", "high"), ("best", "best"), ("high", "low")):
        others[bound] = 100 * own[bound] / others[f"other_{divisor}"]
    return others.sort_values(["best", "originator"], ascending=[False, True], ignore_index=True)


def _definitions(told: pd.DataFrame) -> pd.Series:
    """Return what each claim counts; "" where it is no measure of activity in Iraq or the disputed territories."""
    nation = told["scope"].map(DEFINITIONS).fillna("").where(told["governorate"] == "IQ", "")
    regional = (
        told["originator"].isin(REGIONAL) & (told["governorate"] == "") & told["scope"].isin(REGIONAL_SCOPES)
    )
    return nation.mask(regional, DISPUTED)


def _reasons(told: pd.DataFrame) -> pd.Series:
    cases = [
        (told["copy_of"] != "", "a copy of another claim"),
        (told["incident_id"] != "", "part of an incident"),
        (told["place_id"] != "", "one place"),
        (told["governorate"].str.startswith("IQ-"), "one governorate"),
        (told["definition"] == "", "a part of the attacks, or another area"),
        (told["days"] < SHORTEST_DAYS, f"shorter than {SHORTEST_DAYS} days"),
        (told[BOUNDS].isna().all(axis=1), "no bound"),
    ]
    reasons = np.select([case for case, _ in cases], [reason for _, reason in cases], default="")
    return pd.Series(reasons, index=told.index, dtype="str")


def _with_rates(kept: pd.DataFrame) -> pd.DataFrame:
    """Divide counts by the months of their spell, and bring printed averages to a month."""
    start, end = kept["period_start"], kept["period_end"]
    whole = start.dt.is_month_start & end.dt.is_month_end
    calendar = 12 * (end.dt.year - start.dt.year) + end.dt.month - start.dt.month + 1
    months = calendar.where(whole, kept["days"] / DAYS_A_MONTH)
    is_count = kept["unit"].isin(["attacks", "events"])
    factor = (1 / months).where(is_count, kept["unit"].map(PER_MONTH))
    factor = factor.mask(kept["unit"] == "attacks/day", kept["days"] / months)
    basis = np.select([~is_count, whole & (calendar == 1)], [PRINTED, COUNTED], default=SPREAD)
    return kept.assign(**{bound: kept[bound] * factor for bound in BOUNDS}, basis=basis)


def _doubled_claims(rates: pd.DataFrame) -> pd.DataFrame:
    ids = [claim for claims in rates["claim_ids"] for claim in claims.split(";")]
    return pd.DataFrame({"claim_id": ids, "reason": "an average beside a count of the same spell"})
