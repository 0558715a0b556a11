"""Which claims are on the same thing, and whether independent originators agree on it.

The same thing is one indicator, actor, unit, scope and area over the same period, or one incident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress

import numpy as np
import pandas as pd

from reported.agreement.independence import independent_look, standing_figures
from reported.cleaning.bounds import furthest, hull_by, joined, most_shared
from reported.cleaning.indicators import STOCKS, TOLLS

SAME_SPELL = 0.9  # of the longer of two spells that both must have in common
SAME_STOCK_DAYS = 45  # between the as-of days of two stocks, at most
# Words of a scope that say how it was counted, or that the page does not say what it takes in.
METHOD = frozenset(["press_count", "police_unstated"])
# A scope with one of these words is a part of the whole: a figure of unstated scope is not compared with it.
PARTS = frozenset(
    """women children men foreign_nationals police_only isf_only hashd_only peshmerga_only cts_only coalition_only
    verified_subset explosive_only car_bombs roadside_bombs grenade_attacks mass_casualty_attempts overrun_attempts
    targeted_killings kidnappings kidnap_or_murder fatal_incidents incidents_with_civilian_casualties
    acled_explosions acled_battles acled_violence_against_civilians acled_protests acled_riots perpetrators_only
    supporters foreign_fighters attempted arrested transferred escaped air_strikes ground_operations net_decrease
    new_displacement carried_across_border reserves""".split()
)
CELL = ["indicator", "actor", "unit", "area", "incident_id"]


def compare(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return every comparison of claims on the same thing, with its grade.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.

    Returns
    -------
    comparisons : DataFrame, one row per comparison
        ``comparison_id``; what is compared: `CELL` (``area`` is the place's id, else the governorate's code, else the
        region as printed; of an incident all three are empty), ``scope``, ``unstated`` (True where a figure of
        unstated scope is compared with it), ``period_start`` and ``period_end`` (of the spell that the others are
        held against; both included); ``grade``: single, corroborated (all figures have a value in common) or
        contested; ``n_originators``, ``originators``; ``low`` and ``high`` of the interval that most share (all of
        them unless contested; missing where open), ``n_sharing`` and ``sharing``; ``lowest`` and ``highest``, the two
        figures furthest apart, with ``factor_low`` and ``factor_high``, the least and the greatest factor between
        them that their bounds allow (missing where open; a least factor of up to 1: they overlap); ``n_claims``,
        ``claim_ids``, ``other_claim_ids`` (passed over: copies and the like).
    figures : DataFrame, one row per comparison and independent originator
        As returned by `standing_figures`, with ``comparison_id`` and ``indicator``.
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``.

    Notes
    -----
    Two spells are the same period if they have `SAME_SPELL` of the longer one in common; two stocks if the middles of
    their as-of periods are at most `SAME_STOCK_DAYS` apart. Every figure is held against one spell, that with the most
    originators first, never along a chain of overlaps. A figure of unstated scope stands in the comparison of each
    scope of its indicator that is not a part (`PARTS`). An incident is the same thing whatever day, place or culprit
    its pages name. Agreement says that the figures can be true together, not that any is.
    """
    told, left_out = _comparable(claims)
    sets = {_name(what): (what, rows) for what, rows in _same_thing(told)}
    members = pd.DataFrame(
        [(name, row) for name, (_, rows) in sets.items() for row in rows], columns=["comparison_id", "row"]
    )
    figures = standing_figures(
        told.loc[members["row"]].assign(comparison_id=members["comparison_id"].to_numpy()), ["comparison_id"]
    )
    grades = {name: sets[name][0] | _grade(part) for name, part in figures.groupby("comparison_id")}
    table = pd.DataFrame.from_dict(grades, orient="index").reset_index(names="comparison_id")
    figures = figures.merge(table[["comparison_id", "indicator"]], on="comparison_id")
    order = ["indicator", "n_originators", "comparison_id"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True), figures, left_out


def grades(figures: pd.DataFrame) -> pd.Series:
    """Return the grade of each comparison from its figures, indexed by comparison_id.

    ``figures`` are those of `compare`, or some of them: with an originator's left out, the grades are those of the same
    comparisons without it.
    """
    agree = hull_by(figures, ["comparison_id"])["agree"]
    several = figures.groupby("comparison_id").size() > 1
    words = np.select([~several, agree], ["single", "corroborated"], "contested")
    return pd.Series(words, index=agree.index, dtype="str", name="grade")


def definition(scopes: pd.Series) -> pd.Series:
    """Return what each scope takes in, "" where it is unstated (see `METHOD`)."""
    kept = {
        scope: "+".join(word for word in scope.split("+") if word not in METHOD) for scope in scopes.unique()
    }
    return scopes.map(kept)


def is_part(scope: str) -> bool:
    """Say whether a scope names a part of what its indicator counts."""
    return bool(PARTS & set(scope.split("+")))


def _comparable(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims with ``area`` and ``definition``, and those that are compared with nothing."""
    in_incident = claims["incident_id"] != ""
    area = claims["place_id"].mask(claims["place_id"] == "", claims["governorate"])
    area = area.mask(area == "", claims["place"].str.casefold().str.strip())
    party = claims["actor"].where(~in_incident | claims["indicator"].isin(STOCKS), "")
    told = claims.assign(
        actor=party,
        area=area.mask(in_incident, ""),
        definition=definition(claims["scope"]),
        look=independent_look(claims),
    )
    cases = [
        (claims["indicator"] == "context", "a fact told once"),
        (
            claims["indicator"].isin(TOLLS) & ~in_incident,
            "the toll of one attack, which no id joins to another page",
        ),
        (told["area"].eq("") & ~in_incident, "no area is named"),
    ]
    reason = pd.Series(
        np.select([case for case, _ in cases], [why for _, why in cases], ""), claims.index, dtype="str"
    )
    left_out = pd.DataFrame({"claim_id": claims["claim_id"], "reason": reason})[reason != ""]
    return told[reason == ""], left_out.reset_index(drop=True)


def _same_thing(told: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.Index]]:
    """Yield each set of claims on the same thing with what it is and its rows; no set lies within another."""
    for cell, rows in told.groupby(CELL).groups.items():
        found: dict[frozenset[int], tuple[dict[str, object], pd.Index]] = {}
        claims = told.loc[rows]
        for members in _by_scope(claims):
            for start, end, same in _by_period(members, stock=cell[0] in STOCKS, one=cell[-1] != ""):
                scopes = set(claims.loc[same, "definition"])
                what = dict(zip(CELL, cell, strict=True)) | {"period_start": start, "period_end": end}
                what |= {"scope": "".join(scopes - {""}), "unstated": len(scopes) > 1}
                found[frozenset(same)] = (what, same)
        yield from (entry for ids, entry in found.items() if not any(ids < others for others in found))


def _by_scope(claims: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the claims of each scope with those of unstated scope, a part by itself."""
    unstated = claims["definition"] == ""
    for scope in sorted(set(claims["definition"]) - {""}):
        yield claims[(claims["definition"] == scope) | (unstated & (not is_part(scope)))]
    if unstated.any():
        yield claims[unstated]


def _by_period(
    claims: pd.DataFrame, *, stock: bool, one: bool
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, pd.Index]]:
    """Yield the rows of the same period with its first and last day; an incident (``one``) is one period."""
    if one:
        yield claims["period_start"].min(), claims["period_end"].max(), claims.index
        return
    spans = list(claims[["period_start", "period_end"]].itertuples(index=False, name=None))
    same = {span: same_period(claims, *span, stock=stock).to_numpy() for span in set(spans)}
    looks, left = claims["look"].to_numpy(), np.ones(len(claims), dtype=bool)
    while left.any():  # a spell of which no claim is left names nothing
        ranks = {span: _preference(looks[same[span] & left], span) for span in compress(spans, left)}
        start, end = max(ranks, key=ranks.__getitem__)
        chosen = same[start, end] & left
        yield start, end, claims.index[chosen]
        left &= ~chosen


def same_period(
    claims: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, *, stock: bool, share: float = SAME_SPELL
) -> pd.Series:
    """Select the claims of the same period as the spell: see `compare`. Both days are included."""
    first, last = (claims[name].to_numpy("datetime64[s]") for name in ("period_start", "period_end"))
    start, end, day = np.datetime64(start, "s"), np.datetime64(end, "s"), np.timedelta64(1, "D")
    if stock:
        apart = np.abs((first - start) + (last - end)) / 2  # of the middles
        return pd.Series(apart <= SAME_STOCK_DAYS * day, claims.index)
    common = np.minimum(last, end) - np.maximum(first, start) + day
    longer = np.maximum(last - first, end - start) + day
    return pd.Series(common >= share * longer, claims.index)


def _preference(looks: np.ndarray, span: tuple[pd.Timestamp, pd.Timestamp]) -> tuple[int, int, int, int]:
    """Rank a spell: the most originators, then the most claims, then the shortest, then the earliest."""
    start, end = span
    return len(set(looks)), len(looks), -(end - start).days, -start.toordinal()


def _name(what: dict[str, object]) -> str:
    """Return the comparison's id, made of what is compared."""
    if what["incident_id"]:
        words = [what["incident_id"], what["indicator"], what["actor"], what["scope"]]
    else:
        days = [f"{what[day]:%Y%m%d}" for day in ("period_start", "period_end")]
        words = [what["indicator"], what["actor"], what["scope"], what["unit"], what["area"], *days]
    return "-".join(re.findall(r"[a-z0-9]+", " ".join(map(str, words)).lower()))


def _grade(figures: pd.DataFrame) -> dict[str, object]:
    """Return the grade of one comparison and how far its figures lie apart."""
    low, high, sharing = most_shared(figures)
    below, above, factor_low, factor_high = furthest(figures)
    n = len(figures)
    return {
        "grade": "single" if n == 1 else "corroborated" if len(sharing) == n else "contested",
        "n_originators": n,
        "originators": ";".join(figures["originator"]),
        "low": low,
        "high": high,
        "n_sharing": len(sharing),
        "sharing": ";".join(sharing),
        "lowest": below,
        "highest": above,
        "factor_low": factor_low,
        "factor_high": factor_high,
        "n_claims": int(figures["n_claims"].sum()),
        "claim_ids": ";".join(figures["claim_ids"]),
        "other_claim_ids": joined(figures["other_claim_ids"]),
    }
