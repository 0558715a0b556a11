"""Which claims are on the same thing, and whether independent originators agree on it.

The same thing is one indicator, actor, unit, scope and area over the same period, or one incident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress, groupby
from operator import itemgetter

import numpy as np
import pandas as pd

from reported.agreement.independence import independent_look, standing_figures
from reported.cleaning.bounds import furthest, hull_by, joined, most_shared
from reported.cleaning.indicators import STOCKS, TOLLS
from reported.tables import Row

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
    names = np.repeat(list(sets), [len(rows) for _, rows in sets.values()])
    members = told.iloc[np.concatenate([rows for _, rows in sets.values()])]
    figures = standing_figures(members.assign(comparison_id=names), ["comparison_id"])
    by_comparison = groupby(figures.to_dict("records"), itemgetter("comparison_id"))
    table = pd.DataFrame(
        [{"comparison_id": name} | sets[name][0] | _grade(list(part)) for name, part in by_comparison]
    )
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


def _same_thing(told: pd.DataFrame) -> Iterator[tuple[dict[str, object], np.ndarray]]:
    """Yield each set of claims on the same thing with what it is and its positions; no set lies within another."""
    scopes, looks = (told[name].to_numpy(object) for name in ("definition", "look"))
    spells = _days(told)
    for cell, rows in told.groupby(CELL).indices.items():
        found: dict[frozenset[int], tuple[dict[str, object], np.ndarray]] = {}
        for members in _by_scope(scopes, rows):
            periods = _by_period(spells[members], looks[members], stock=cell[0] in STOCKS, one=cell[-1] != "")
            for (start, end), chosen in periods:
                same = members[chosen]
                words = set(scopes[same])
                what = dict(zip(CELL, cell, strict=True)) | {
                    "period_start": pd.Timestamp(start, unit="D"),
                    "period_end": pd.Timestamp(end, unit="D"),
                    "scope": "".join(words - {""}),
                    "unstated": len(words) > 1,
                }
                found[frozenset(same)] = (what, same)
        yield from (entry for ids, entry in found.items() if not any(ids < others for others in found))


def _by_scope(scopes: np.ndarray, rows: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the rows of each scope with those of unstated scope, a part by itself."""
    told = scopes[rows]
    unstated = told == ""
    for scope in sorted(set(told) - {""}):
        yield rows[(told == scope) | (unstated & (not is_part(scope)))]
    if unstated.any():
        yield rows[unstated]


def _by_period(
    spells: np.ndarray, looks: np.ndarray, *, stock: bool, one: bool
) -> Iterator[tuple[tuple[int, int], np.ndarray]]:
    """Yield the first and last day of each period and which rows are of it; an incident (``one``) is one period."""
    left = np.ones(len(spells), dtype=bool)
    if one:
        yield (int(spells[:, 0].min()), int(spells[:, 1].max())), left
        return
    spans = list(map(tuple, spells.tolist()))
    same = {span: _are_same(spells, span, stock=stock, share=SAME_SPELL) for span in set(spans)}
    while left.any():  # a spell of which no claim is left names nothing
        ranks = {span: _preference(looks[same[span] & left], span) for span in compress(spans, left)}
        span = max(ranks, key=ranks.__getitem__)
        chosen = same[span] & left
        yield span, chosen
        left &= ~chosen


def same_period(
    claims: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, *, stock: bool, share: float = SAME_SPELL
) -> pd.Series:
    """Select the claims of the same period as the spell: see `compare`. Both days are included."""
    [span] = _days(pd.DataFrame({"period_start": [start], "period_end": [end]})).tolist()
    return pd.Series(_are_same(_days(claims), span, stock=stock, share=share), claims.index)


def _are_same(spells: np.ndarray, span: tuple[int, int], *, stock: bool, share: float) -> np.ndarray:
    """Say of each spell (first and last day) whether it is of the same period as the span."""
    (first, last), (start, end) = spells.T, span
    if stock:
        return np.abs((first - start) + (last - end)) / 2 <= SAME_STOCK_DAYS  # of the middles
    common = np.minimum(last, end) - np.maximum(first, start) + 1
    return common >= share * (np.maximum(last - first, end - start) + 1)


def _days(claims: pd.DataFrame) -> np.ndarray:
    """Return the first and the last day of each claim's period, a row each, as days since 1970."""
    return claims[["period_start", "period_end"]].to_numpy("datetime64[D]").astype(int)


def _preference(looks: np.ndarray, span: tuple[int, int]) -> tuple[int, int, int, int]:
    """Rank a spell: the most originators, then the most claims, then the shortest, then the earliest."""
    start, end = span
    return len(set(looks)), len(looks), start - end, -start


def _name(what: dict[str, object]) -> str:
    """Return the comparison's id, made of what is compared."""
    if what["incident_id"]:
        words = [what["incident_id"], what["indicator"], what["actor"], what["scope"]]
    else:
        days = [f"{what[day]:%Y%m%d}" for day in ("period_start", "period_end")]
        words = [what["indicator"], what["actor"], what["scope"], what["unit"], what["area"], *days]
    return "-".join(re.findall(r"[a-z0-9]+", " ".join(map(str, words)).lower()))


def _grade(figures: list[Row]) -> dict[str, object]:
    """Return the grade of one comparison and how far its figures lie apart."""
    low, high, sharing = most_shared(figures)
    below, above, factor_low, factor_high = furthest(figures)
    n = len(figures)
    return {
        "grade": "single" if n == 1 else "corroborated" if len(sharing) == n else "contested",
        "n_originators": n,
        "originators": ";".join(row["originator"] for row in figures),
        "low": low,
        "high": high,
        "n_sharing": len(sharing),
        "sharing": ";".join(sharing),
        "lowest": below,
        "highest": above,
        "factor_low": factor_low,
        "factor_high": factor_high,
        "n_claims": sum(row["n_claims"] for row in figures),
        "claim_ids": ";".join(row["claim_ids"] for row in figures),
        "other_claim_ids": joined(row["other_claim_ids"] for row in figures),
    }
