"""Parts against their totals: governorates against the country, months against the year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, hull_by, sum_by
from reported.cleaning.indicators import COUNTS
from reported.cleaning.outputs import columns_of
from reported.cleaning.series import monthly_series

COUNTRY = "IQ"
WIDER = ["IQ", "SY", "IQ+SY", ""]
ANBAR = "IQ-AN"
WITHOUT_ANBAR = frozenset({"no_anbar", "anbar_gaps"})
POLICE = frozenset({"incl_police", "excl_police"})
WHO_COUNTED = ["indicator", "actor", "unit", "originator"]


def reconcile_parts(claims: pd.DataFrame) -> pd.DataFrame:
    """Add up the parts of printed totals and set the sums beside them.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As returned by `reported.cleaning.clean_claims`.

    Returns
    -------
    DataFrame, one row per total and scope of its parts, sorted by period within each division
        The columns of ``reconciliation.csv``. ``division`` is governorates (two or more of them against
        Iraq, in one month) or months (every month of a longer period against its printed total).
        sum_low to sum_high and total_low to total_high are in ``unit``; ``difference`` is sum less total
        where both are single numbers. ``verdict``: equal, overlaps, more than the total, or less than it.

    Notes
    -----
    This is a check, not a series: parts and total are of one originator, indicator and actor, but their
    scopes need only be comparable. What they say about Anbar is left aside (Anbar itself is left out of the
    sum where the total lacks it), and a scope that does not say whether police are inside goes with either.
    Governorates may fall short of their country, as few pages print all 18.
    """
    series, _ = monthly_series(claims)
    parts = _with_family(series.rename(columns={"scope": "parts_scope"}), "parts_scope")
    parts["period_start"] = pd.to_datetime(parts["month"]).astype("datetime64[s]")
    tables = [_by_governorate(parts), _by_month(parts, claims)]
    table = pd.concat([_verdicts(_closest_scope(table)) for table in tables], ignore_index=True)
    order = [
        "division",
        "period_start",
        "period_end",
        *WHO_COUNTED,
        "governorate",
        "total_scope",
        "parts_scope",
    ]
    return table.sort_values(order, ignore_index=True)[columns_of("reconciliation")]


def comparable_scopes(parts_scope: str, total_scope: str) -> bool:
    """True where two scopes differ in nothing but Anbar, or in police about which one of them is silent."""
    (one, police), (two, other_police) = (_family(scope) for scope in (parts_scope, total_scope))
    return one == two and (police == other_police or "" in (police, other_police))


def _family(scope: str) -> tuple[str, str]:
    """Part a scope into what must be equal and what it says about police; Anbar and silence are left out."""
    words = [word for word in scope.split("+") if word and word != "police_unstated"]
    rest = [word for word in words if word not in WITHOUT_ANBAR | POLICE]
    return "+".join(rest), "".join(word for word in words if word in POLICE)


def _with_family(table: pd.DataFrame, column: str) -> pd.DataFrame:
    families = [_family(scope) for scope in table[column]]
    return table.assign(rest=[rest for rest, _ in families], police=[police for _, police in families])


def _by_governorate(parts: pd.DataFrame) -> pd.DataFrame:
    """Pair each month's figure for Iraq with the sums of its governorates' figures."""
    national = parts[parts["governorate"] == COUNTRY].rename(columns={"parts_scope": "total_scope"})
    national = national.assign(
        period_end=national["period_start"] + pd.offsets.MonthEnd(0), total_id=national.index
    )
    local = parts[~parts["governorate"].isin(WIDER)].rename(columns={"governorate": "part"})
    pairs = _paired(national, local, [*WHO_COUNTED, "month", "rest"])
    lacks_anbar = pairs["total_scope"].str.contains("no_anbar") & (pairs["part"] == ANBAR)
    table = _added_up(pairs[~lacks_anbar], national)
    return table[table["n_parts"] >= 2].assign(division="governorates")


def _by_month(parts: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Pair each total over several whole months with the sums of the months, where every month is there."""
    totals = _with_family(_longer_totals(claims), "total_scope")
    months = parts.rename(columns={"month": "part", "period_start": "day"})
    pairs = _paired(totals, months, [*WHO_COUNTED, "governorate", "rest"])
    inside = pairs["day"].between(pairs["period_start"], pairs["period_end"])
    table = _added_up(pairs[inside], totals)
    first, last = table["period_start"].dt, table["period_end"].dt
    n_months = 12 * (last.year - first.year) + last.month - first.month + 1
    return table[table["n_parts"] == n_months].assign(division="months")


def _longer_totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Select the counts printed for two or more whole calendar months, one row per claim."""
    start, end = claims["period_start"], claims["period_end"]
    whole = start.dt.is_month_start & end.dt.is_month_end & (end > start + pd.offsets.MonthEnd(0))
    first_hand = (claims["copy_of"] == "") & (claims["incident_id"] == "") & (claims["place_id"] == "")
    chosen = claims[whole & first_hand & claims["indicator"].isin(COUNTS) & (claims["governorate"] != "")]
    columns = {"scope": "total_scope", "claim_id": "claim_ids"}
    return chosen.rename(columns=columns).reset_index(drop=True).rename_axis("total_id").reset_index()


def _paired(totals: pd.DataFrame, parts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    columns = [*keys, "total_id", "total_scope", "police", "period_start", "period_end"]
    columns = [column for column in columns if column in totals]
    own = [column for column in parts if column not in columns or column in keys or column == "police"]
    pairs = totals[columns].merge(parts[own], on=keys, suffixes=("_total", ""))
    silent = (pairs["police"] == "") | (pairs["police_total"] == "")
    return pairs[silent | (pairs["police"] == pairs["police_total"])]


def _added_up(pairs: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Add up the parts of each total; of a part printed in two scopes that go together, the hull counts."""
    keys = ["total_id", "police_total", "police"]
    each = hull_by(pairs, [*keys, "part"]).reset_index()
    groups = pairs.groupby(keys)
    sums = sum_by(each, keys).add_prefix("sum_")
    sums["n_parts"] = each.groupby(keys).size()
    sums["parts_scope"] = groups["parts_scope"].agg(lambda scopes: " / ".join(sorted(set(scopes))))
    sums["parts_claim_ids"] = groups["claim_ids"].agg(lambda ids: ";".join(sorted(";".join(ids).split(";"))))
    columns = [*WHO_COUNTED, "governorate", "total_scope", "period_start", "period_end", *BOUNDS, "claim_ids"]
    names = {bound: f"total_{bound}" for bound in BOUNDS} | {"claim_ids": "total_claim_ids"}
    printed = totals.set_index("total_id")[columns].rename(columns=names)
    return sums.reset_index().merge(printed, on="total_id", validate="many_to_one")


def _closest_scope(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the sums that say of police what the total says; where there is none, the comparable ones."""
    same = table["police"] == table["police_total"]
    return table[same | ~same.groupby(table["total_id"]).transform("any")]


def _verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Say how each sum stands to its total."""
    difference = table["sum_best"] - table["total_best"]
    same = (table["sum_low"] == table["total_low"]) & (table["sum_high"] == table["total_high"])
    cases = [
        (same & (difference == 0) & (table["sum_low"] == table["sum_high"]), "equal"),
        (table["sum_low"] > table["total_high"], "more than the total"),
        (table["sum_high"] < table["total_low"], "less than the total"),
    ]
    verdict = np.select([case for case, _ in cases], [name for _, name in cases], default="overlaps")
    return table.assign(difference=difference, verdict=verdict)
