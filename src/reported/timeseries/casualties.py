"""How deadly: civilians reported killed and injured, month by month and in longer spells, by who counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, hull_by, joined

INDICATORS = ("civilians_killed", "civilians_injured")
WITH, WITHOUT, UNSTATED = "with police", "without police", "police not stated"
POLICE = {"incl_police": WITH, "excl_police": WITHOUT}
NO_ANBAR = ("no_anbar", "anbar_gaps")
PARTS = ("foreign_nationals", "women", "children", "men")  # scopes that count some of the civilians only


def casualty_months(monthly: pd.DataFrame) -> pd.DataFrame:
    """Select the monthly series of civilians and say in words what each takes in.

    Parameters
    ----------
    monthly : DataFrame, one row per series and month
        As written to monthly.csv.

    Returns
    -------
    DataFrame, one row per indicator, originator, scope, governorate and month, sorted by these
        ``indicator``, ``originator``, ``scope``, ``governorate`` (ISO 3166-2, or IQ), ``month`` (monthly period),
        ``police`` (`WITH`, `WITHOUT`, `UNSTATED`; "" for other originators than UNAMI), ``anbar`` (False where Anbar is
        missing from the figure), `BOUNDS` (persons a month; a missing bound is open), ``claim_ids``.

    Notes
    -----
    A month without a row is a month that nobody reported. Rows of different scopes are never one series.
    """
    chosen = monthly[monthly["indicator"].isin(INDICATORS)]
    words = chosen["scope"].str.split("+")
    chosen = chosen[[not set(parts) & set(PARTS) for parts in words]]
    words = chosen["scope"].str.split("+")
    said = [next((POLICE[part] for part in parts if part in POLICE), UNSTATED) for parts in words]
    table = chosen.assign(
        month=pd.PeriodIndex(chosen["month"], freq="M"),
        police=np.where(chosen["originator"] == "UNAMI", said, ""),
        anbar=[not set(parts) & set(NO_ANBAR) for parts in words],
    )
    keys = ["indicator", "originator", "scope", "governorate", "month"]
    columns = [*keys, "police", "anbar", *BOUNDS, "claim_ids"]
    return table.sort_values(keys, ignore_index=True)[columns]


def unami_months(months: pd.DataFrame, police: str) -> pd.DataFrame:
    """Choose UNAMI's figure of each month, indicator and governorate for one of its two scopes.

    Parameters
    ----------
    months : DataFrame
        As returned by `casualty_months`.
    police : str
        `WITH` or `WITHOUT`. Where no figure says that it takes police in, `WITH` is given the one that leaves it
        unstated, since the releases of the time took them in.

    Returns
    -------
    DataFrame, one row per indicator, governorate and month
        The columns of `casualty_months`. A figure that takes Anbar in is preferred to one that does not, and one that
        states its scope to one that does not; which was taken stands in ``police`` and ``anbar``.
    """
    wanted = {WITH: [WITH, UNSTATED], WITHOUT: [WITHOUT]}[police]
    own = months[(months["originator"] == "UNAMI") & months["police"].isin(wanted)]
    own = own.assign(rank=own["police"].map(wanted.index), lacks=~own["anbar"])
    keys = ["indicator", "governorate", "month"]
    ordered = own.sort_values([*keys, "rank", "lacks", "scope"]).drop_duplicates(keys)
    return ordered.drop(columns=["rank", "lacks"]).reset_index(drop=True)


def casualty_spells(claims: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Arrange the civilians reported for Iraq in months and longer spells, to be compared over the same days.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv; of these the spells longer than a month are taken.
    months : DataFrame
        As returned by `casualty_months`; of these the national ones are taken.

    Returns
    -------
    DataFrame, one row per indicator, originator, scope and spell
        ``definition`` (the indicator in words), ``originator``, ``scope``, ``start``, ``end`` (days, both included),
        `BOUNDS` (persons; claims of one series and spell are joined to their hull), ``claim_ids``.
    """
    days = (claims["period_end"] - claims["period_start"]).dt.days + 1
    longer = claims[claims["indicator"].isin(INDICATORS) & (claims["governorate"] == "IQ") & (days > 31)]
    longer = longer[(longer["copy_of"] == "") & (longer["incident_id"] == "") & (longer["place_id"] == "")]
    longer = longer[[not set(scope.split("+")) & set(PARTS) for scope in longer["scope"]]]
    longer = longer.rename(columns={"period_start": "start", "period_end": "end"})
    keys = ["indicator", "originator", "scope", "start", "end"]
    spells = hull_by(longer, keys).drop(columns="agree")
    spells["claim_ids"] = longer.groupby(keys)["claim_id"].agg(joined)
    national = months[months["governorate"] == "IQ"]
    stamps = {"start": national["month"].dt.start_time, "end": national["month"].dt.end_time.dt.normalize()}
    table = pd.concat([spells.reset_index(), national.assign(**stamps)], ignore_index=True)
    table["definition"] = table["indicator"].str.replace("_", " ")
    columns = ["definition", "originator", "scope", "start", "end", *BOUNDS, "claim_ids"]
    return table.sort_values(columns[:5], ignore_index=True)[columns]
