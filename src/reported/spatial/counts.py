"""How much, where: what each originator printed of each governorate, as printed and summed to quarters and years."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reported.cleaning.bounds import BOUNDS, hull_by, joined, joined_lists, sum_by
from reported.cleaning.series import whole_month
from reported.cleaning.totals import comparable_scopes
from reported.places import is_governorate

COUNTRY, ANBAR, OTHER_AREAS = "IQ", "IQ-AN", ("SY", "IQ+SY")
LACKS_ANBAR = frozenset({"no_anbar", "anbar_gaps"})
MEASURES = (
    "attacks",
    "fatal_events",
    "civilians_killed",
    "civilians_injured",
    "killed_all",
    "injured_all",
    "killed_and_injured",
)
SERIES = ["measure", "originator", "scope", "actor"]
SPELL = ["basis", "period", "start", "end"]
PRINTED, QUARTER, YEAR = "as printed", "sum of a quarter's months", "sum of a year's months"
CALENDAR = {QUARTER: ("Q", 3), YEAR: ("Y", 12)}
NATIONAL = [f"national_{name}" for name in (*BOUNDS, "scope", "claim_ids")]
NO_BREAKDOWN = "a national figure of a spell and scope without governorates"


def governorate_counts(claims: pd.DataFrame, monthly: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Arrange every figure printed for a governorate, and sum the monthly ones to quarters and years.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.
    monthly : DataFrame, one row per series and month
        As written to monthly.csv; a single calendar month's figure is taken from here.

    Returns
    -------
    counts : DataFrame, one row per series, spell and governorate, sorted by these
        `SERIES` (``measure`` is the indicator); ``basis`` (`PRINTED`, `QUARTER` or `YEAR`), ``period`` ("2018-07",
        "2018-Q3", "2018", or two days), ``start`` and ``end`` (days, both included); ``governorate`` (ISO 3166-2);
        `BOUNDS` in the measure's unit (a missing bound is open, also in a sum); ``n_months``: of this governorate,
        the months that were added up; ``n_months_told``: the months of which the series prints any governorate;
        ``of_months``: 3 or 12 (all three are 1 for a printed month and 0 for another printed spell); ``n_claims``,
        ``claim_ids``. Of the country, over the same months: ``national_low``, ``national_best``, ``national_high``,
        ``national_scope`` and ``national_claim_ids``, missing or "" where no national figure of a comparable scope
        is printed for each of them.
    left_out : DataFrame, one row per claim of a `MEASURES` indicator that is in no row
        ``claim_id`` and ``reason``.

    Notes
    -----
    A governorate without a row was not reported, which is not zero; a printed 0 is a row. A sum takes in the months
    that were reported and no others: read it with ``n_months``. A figure printed for a longer or shorter spell is a
    row of its own and is never added to anything. Series of different scopes are never joined; a national figure may
    be of a scope that differs in what it says of police or Anbar (see `comparable_scopes`), but not one without Anbar
    where Anbar is among the governorates. Several figures of one spell are joined to their hull.
    """
    told = claims[claims["indicator"].isin(MEASURES)]
    reason = _reasons(told)
    kept = told[reason == ""].rename(columns={"indicator": "measure"})
    figures = pd.concat([_months(monthly), _spells(kept)], ignore_index=True)
    is_local = figures["governorate"].isin(
        [code for code in figures["governorate"].unique() if is_governorate(code)]
    )
    printed = _with_national(figures[is_local], figures[figures["governorate"] == COUNTRY])
    tables = [printed, *(_summed(printed[printed["of_months"] == 1], basis) for basis in CALENDAR)]
    counts = pd.concat(tables, ignore_index=True)
    counts["n_claims"] = counts["claim_ids"].str.count(";") + 1
    order = [*SERIES, "start", "end", "basis", "governorate"]
    months = ["n_months", "n_months_told", "of_months", "n_claims", "claim_ids"]
    columns = [*SERIES, *SPELL, "governorate", *BOUNDS, *months, *NATIONAL]
    counts = counts.sort_values(order, ignore_index=True)[columns]
    return counts, _left_out(told, reason, counts)


def _reasons(told: pd.DataFrame) -> pd.Series:
    is_code = told["governorate"].map({code: is_governorate(code) for code in told["governorate"].unique()})
    cases = [
        (told["copy_of"] != "", "a copy of another claim"),
        (told["incident_id"] != "", "part of an incident"),
        (told["place_id"] != "", "one place, not its governorate"),
        (told["governorate"] == "", "no governorate: a region, or not named"),
        (told["governorate"].isin(OTHER_AREAS), "another country"),
        (~is_code & (told["governorate"] != COUNTRY), "no governorate of ISO 3166-2"),
        (told[BOUNDS].isna().all(axis=1), "no bound"),
    ]
    reasons = np.select([case for case, _ in cases], [reason for _, reason in cases], default="")
    return pd.Series(reasons, index=told.index, dtype="str")


def _months(monthly: pd.DataFrame) -> pd.DataFrame:
    chosen = monthly[monthly["indicator"].isin(MEASURES)].rename(columns={"indicator": "measure"})
    start = pd.to_datetime(chosen["month"]).astype("datetime64[s]")
    end = start + pd.offsets.MonthEnd(0)
    table = chosen.assign(basis=PRINTED, period=chosen["month"], start=start, end=end, n_months=1)
    return table[[*SERIES, *SPELL, "governorate", *BOUNDS, "n_months", "claim_ids"]]


def _spells(kept: pd.DataFrame) -> pd.DataFrame:
    """Return the figures printed for other spells than a calendar month, those of one spell joined to their hull."""
    other = kept[~whole_month(kept)].rename(columns={"period_start": "start", "period_end": "end"})
    keys = [*SERIES, "start", "end", "governorate"]
    table = hull_by(other, keys).drop(columns="agree")
    table["claim_ids"] = other.groupby(keys)["claim_id"].agg(joined)
    table = table.reset_index()
    periods = [_period_text(start, end) for start, end in zip(table["start"], table["end"], strict=True)]
    return table.assign(basis=PRINTED, period=pd.Series(periods, dtype="str"), n_months=0)


def _period_text(start: pd.Timestamp, end: pd.Timestamp) -> str:
    for frequency, form in (("Q", "%Y-Q%q"), ("Y", "%Y")):
        unit = start.to_period(frequency)
        if (unit.start_time, unit.end_time.normalize()) == (start, end):
            return unit.strftime(form)
    return f"{start:%Y-%m-%d}/{end:%Y-%m-%d}"


def _with_national(local: pd.DataFrame, national: pd.DataFrame) -> pd.DataFrame:
    """Set the country's figure of the same spell, of the same scope or else of comparable ones, beside each row."""
    spell = ["measure", "originator", "actor", "start", "end"]
    has_anbar = local["governorate"].eq(ANBAR).groupby([local[key] for key in [*spell, "scope"]]).any()
    totals = national[[*spell, "scope", *BOUNDS, "claim_ids"]].rename(columns={"scope": "total_scope"})
    pairs = has_anbar.rename("has_anbar").reset_index().merge(totals, on=spell)
    pairs["same"] = pairs["scope"] == pairs["total_scope"]
    pairs = pairs[np.array([_goes_with(pair) for pair in pairs.itertuples()], dtype=bool)]
    keys = [*spell, "scope"]
    pairs = pairs[pairs["same"] == pairs.groupby(keys)["same"].transform("max")]
    groups = pairs.groupby(keys)
    table = hull_by(pairs, keys).drop(columns="agree").add_prefix("national_")
    table["national_scope"] = groups["total_scope"].agg(lambda scopes: " / ".join(sorted(set(scopes))))
    table["national_claim_ids"] = groups["claim_ids"].agg(lambda ids: joined(";".join(ids).split(";")))
    found = local.merge(table.reset_index(), on=keys, how="left", validate="many_to_one")
    found[["national_scope", "national_claim_ids"]] = found[["national_scope", "national_claim_ids"]].fillna(
        ""
    )
    return found.assign(n_months_told=found["n_months"], of_months=found["n_months"])


def _goes_with(pair: Any) -> bool:
    """True where a national figure may stand beside governorates: of their scope, or with Anbar where they have it."""
    lacks = not LACKS_ANBAR.isdisjoint(pair.total_scope.split("+"))
    return pair.same or (comparable_scopes(pair.scope, pair.total_scope) and not (pair.has_anbar and lacks))


def _summed(months: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Add up the months of each quarter or year, of each governorate and of the country."""
    frequency, of_months = CALENDAR[basis]
    unit = months["start"].dt.to_period(frequency)
    days = {"start": unit.dt.start_time, "end": unit.dt.end_time.dt.normalize()}
    text = {"Q": "%Y-Q%q", "Y": "%Y"}[frequency]
    days = {name: day.astype("datetime64[s]") for name, day in days.items()}
    dated = months.assign(month=months["start"]).assign(period=unit.dt.strftime(text), **days)
    keys = [*SERIES, "period", "start", "end"]
    groups = dated.groupby([*keys, "governorate"])
    sums = sum_by(dated, [*keys, "governorate"]).assign(n_months=groups.size())
    sums["claim_ids"] = groups["claim_ids"].agg(";".join)
    told = dated.drop_duplicates([*keys, "month"])
    national = told.drop(columns=BOUNDS).rename(columns={f"national_{bound}": bound for bound in BOUNDS})
    totals = sum_by(national, keys).add_prefix("national_")
    whole = totals.notna().any(axis=1)
    totals["national_scope"] = told.groupby(keys)["national_scope"].agg(joined).where(whole, "")
    totals["national_claim_ids"] = told.groupby(keys)["national_claim_ids"].agg(joined_lists).where(whole, "")
    totals["n_months_told"] = told.groupby(keys).size()
    return sums.reset_index().merge(totals.reset_index(), on=keys).assign(basis=basis, of_months=of_months)


def _left_out(told: pd.DataFrame, reason: pd.Series, counts: pd.DataFrame) -> pd.DataFrame:
    used = set(joined_lists(pd.concat([counts["claim_ids"], counts["national_claim_ids"]])).split(";"))
    is_used = told["claim_id"].isin(used)
    reason = reason.mask((reason == "") & ~is_used, NO_BREAKDOWN)
    table = pd.DataFrame({"claim_id": told["claim_id"], "reason": reason})[~is_used]
    return table.sort_values("claim_id", ignore_index=True)
