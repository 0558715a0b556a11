"""How many fighters? Every reported estimate by as-of date and originator, as an interval.

Estimates, not outlets: what several pages print of one originator's figure is one mark. The drawing is in
`reported.charts.estimates_drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from reported.charts.mark_words import claims_note, day_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import listed
from reported.tables import Row

PANELS = MappingProxyType({"IQ": "Iraq", "IQ+SY": "Iraq and Syria together"})
STORY_ORIGINATOR = "AP"
STORY_DAY = pd.Timestamp("2019-02-22")
SAME_ESTIMATE_DAYS = 45  # a figure printed again later than this is taken as the originator repeating it
TEXT = ("governorate", "scope", "kind", "certainty")
ROW_MM = 3.1  # of one estimate where the chart is a list


def estimate_marks(
    claims: pd.DataFrame,
    *,
    originators: pd.DataFrame | None = None,
    start: str = "2017-07-01",
    end: str = "2021-06-30",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per estimate of the number of fighters, and the claims that are left out.

    Claims of one originator on one area with the same bounds are one estimate if their as-of periods lie
    within `SAME_ESTIMATE_DAYS` of each other, whatever noun the pages put to it: "5,000 to 7,000 members"
    is how one newspaper retold AP's 5,000 to 7,000. An originator's different figures stay apart.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.
    originators : DataFrame, optional
        ``originator`` and ``short_name``: what stands on the chart where the name is long.
    start, end : str
        First and last as-of day, both included.

    Returns
    -------
    marks : DataFrame, one row per estimate, by panel and date
        ``x`` the as-of day (of the most exactly dated claim; the middle of a longer period), ``as_of_start``
        and ``as_of_end`` of all its claims, ``low``, ``best``, ``high`` in persons, ``kind``, ``certainty``,
        ``scopes`` as printed, ``sources`` the pages, ``claim_ids``; for drawing ``name``, ``figure``,
        ``members`` (it takes in supporters), ``story`` (the story's own) and ``named`` (in the title).
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``.

    Notes
    -----
    Members with supporters and fighters are both drawn, the former named so; they are not one quantity.
    """
    stocks = claims[claims["indicator"] == "fighters_present"].fillna(dict.fromkeys(TEXT, ""))
    reasons = [
        _reason_to_leave_out(claim, start=pd.Timestamp(start), end=pd.Timestamp(end))
        for claim in stocks.to_dict("records")
    ]
    left_out = pd.DataFrame({"claim_id": stocks["claim_id"], "reason": reasons}).query("reason != ''")
    kept = stocks[~stocks["claim_id"].isin(left_out["claim_id"])]
    kept = kept.sort_values(["period_start", "period_end", "claim_id"])
    short_names = (
        {}
        if originators is None
        else dict(zip(originators["originator"], originators["short_name"], strict=True))
    )
    same_estimate = ["governorate", "originator", "low", "best", "high"]
    rows = [
        _mark(estimate, short_names)
        for _, repeats in kept.groupby(same_estimate, dropna=False)
        for _, estimate in repeats.groupby(_spell(repeats))
    ]
    marks = pd.DataFrame(rows).sort_values(["panel", "x", "mark_id"], ignore_index=True)
    pair = _furthest_apart(marks)
    marks["named"] = marks["mark_id"].isin([mark["mark_id"] for mark in pair or ()])
    return marks, left_out.sort_values("claim_id", ignore_index=True)


def estimates_card(marks: pd.DataFrame, left_out: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks.

    ``given`` holds the other fields of `Card` (``ledger_checksum``, ``parameters``, ``size``) and any word
    that shall replace the computed one.
    """
    years = f"{marks['x'].min():%Y} to {marks['x'].max():%Y}"
    heights = {"page": 200, "column": 82 + ROW_MM * len(marks)}
    words = {
        "slug": "fighter-estimates",
        "title": estimates_finding(marks),
        "subtitle": (
            f"Reported fighters or members of ISIS, {years}, by as-of date and originator. "
            "Persons, log scale."
        ),
        "caption": _caption(marks, left_out),
        "alt_text": _alt_text(marks),
        "height_mm": heights.get(given.get("size", "page"), 0),
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def estimates_finding(marks: pd.DataFrame) -> str:
    """Return the finding: the two estimates furthest apart for one area within a year of each other."""
    pair = _furthest_apart(marks)
    if pair is None:
        return "Reported estimates of ISIS fighters within a year of each other do not exclude one another"
    below, above = pair
    months = max(1, round(abs(above["x"] - below["x"]).days / 30.44))
    spell = "a month" if months == 1 else f"{months} months"
    return (
        f"Within {spell}, reported estimates of ISIS fighters in {below['panel'].removesuffix(' together')} "
        f"ran from {below['figure']} to {above['figure']}"
    )


def estimates_spread(marks: pd.DataFrame) -> dict[str, float]:
    """Return the ends of `estimates_finding` in persons: the bound below and the bound above that lie furthest out."""
    pair = _furthest_apart(marks)
    if pair is None:
        return {"low": float("nan"), "high": float("nan")}
    below, above = pair
    ends = below["low"], above["high"]
    nearer = below["high"], above["low"]
    return {
        name: near if pd.isna(end) else end
        for name, end, near in zip(("low", "high"), ends, nearer, strict=True)
    }


def figure_words(low: float, best: float, high: float, kind: str) -> str:
    """Return a figure in words that keep its hedge: "fewer than 1,000", "15,500–17,100", "about 3,000"."""
    hedges = {"less_than": "fewer than", "at_most": "up to", "more_than": "more than", "at_least": "at least"}
    if pd.isna(low) or pd.isna(high):
        bound = high if pd.isna(low) else low
        return f"{hedges.get(kind, 'up to' if pd.isna(low) else 'at least')} {bound:,.0f}"
    if low == high:
        return f"{low:,.0f}"
    if kind == "approximate" and pd.notna(best):
        return f"about {best:,.0f}"
    return f"{low:,.0f}–{high:,.0f}"


def _reason_to_leave_out(claim: Row, *, start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return why the claim does not say how many there were in one of the panels; "" if it does."""
    scopes = set(str(claim["scope"]).split("+"))
    area = str(claim["governorate"])
    rules = {
        "Syria alone": area == "SY",
        "a part of Iraq": area.startswith("IQ-"),
        "a wider or unnamed area": area not in PANELS,
        "foreign fighters alone": "foreign_fighters" in scopes,
        "supporters alone": "supporters" in scopes,
        "no bound given": pd.isna(claim["low"]) and pd.isna(claim["high"]),
        "as of a day outside the time shown": claim["period_start"] < start or claim["period_end"] > end,
    }
    return next((reason for reason, applies in rules.items() if applies), "")


def _spell(repeats: pd.DataFrame) -> pd.Series:
    """Number the spells in which one figure was printed, a new one after a gap of `SAME_ESTIMATE_DAYS`."""
    gap = repeats["period_start"] - repeats["period_end"].cummax().shift()
    return (gap > pd.Timedelta(days=SAME_ESTIMATE_DAYS)).cumsum()


def _mark(estimate: pd.DataFrame, short_names: Mapping[str, str]) -> dict[str, object]:
    first = estimate.iloc[0]
    as_of = _as_of(estimate)
    scopes = sorted(set(estimate["scope"]) - {""})
    bounds = {
        bound: float("nan") if pd.isna(first[bound]) else float(first[bound])
        for bound in ("low", "best", "high")
    }
    kind = estimate["kind"].mode().iloc[0]
    return {
        "mark_id": _mark_id(first, as_of, bounds),
        "panel": PANELS[first["governorate"]],
        "series": first["originator"],
        "x": as_of,
        "as_of_start": estimate["period_start"].min(),
        "as_of_end": estimate["period_end"].max(),
        **bounds,
        "kind": kind,
        "certainty": "; ".join(sorted(set(estimate["certainty"]) - {""})),
        "figure": figure_words(**bounds, kind=kind),
        "members": bool(scopes) and all("members" in scope for scope in scopes),
        "scopes": " / ".join(scopes),
        "story": first["originator"] == STORY_ORIGINATOR and as_of == STORY_DAY,
        "name": short_names.get(first["originator"], first["originator"]),
        "claims": len(estimate),
        "sources": ";".join(sorted(set(estimate["source_id"]))),
        "claim_ids": ";".join(sorted(estimate["claim_id"])),
    }


def _as_of(estimate: pd.DataFrame) -> pd.Timestamp:
    """Return the as-of day of the most exactly dated claim, the middle of its period."""
    length = estimate["period_end"] - estimate["period_start"]
    dated = estimate.loc[length == length.min()].iloc[0]
    return (dated["period_start"] + length.min() / 2).normalize()


def _mark_id(claim: pd.Series, as_of: pd.Timestamp, bounds: Mapping[str, float]) -> str:
    """Name the estimate by what it says, so that a claim added elsewhere renames nothing."""
    ends = ["open" if pd.isna(bounds[end]) else f"{bounds[end]:.0f}" for end in ("low", "best", "high")]
    return mark_name("estimate", claim["governorate"], claim["originator"], f"{as_of:%Y%m%d}", *ends)


def _furthest_apart(marks: pd.DataFrame) -> tuple[dict, dict] | None:
    """Return the two estimates of one area, at most a year apart, with the largest ratio between them."""
    rows = marks.to_dict("records")
    pairs = [
        (above["low"] / below["high"], below["mark_id"], above["mark_id"], below, above)
        for below in rows
        for above in rows
        if above["panel"] == below["panel"]
        and above["low"] > below["high"] > 0
        and abs(above["x"] - below["x"]) <= pd.Timedelta(days=365)
    ]
    return max(pairs, key=lambda pair: pair[:3])[3:] if pairs else None


def _story_words(marks: pd.DataFrame) -> str:
    """Say which mark has the story's colour."""
    own = marks[marks["story"]].to_dict("records")
    said = (
        listed([f"{row['figure']} of {row['series']}, {day_words(row['x'])}" for row in own]) if own else ""
    )
    return f"In the story's colour: {said}, its range as a band. " if said else ""


def _caption(marks: pd.DataFrame, left_out: pd.DataFrame) -> str:
    reasons = left_out["reason"].value_counts()
    renamed = sorted(
        {(row["series"], row["name"]) for row in marks.to_dict("records") if row["series"] != row["name"]}
    )
    omitted = "; ".join(f"{reason} ({reasons[reason]})" for reason in sorted(reasons.index)) or "none"
    return (
        f"{len(marks)} estimates. One mark is one originator's estimate: pages that print the same figure of "
        f"one originator within {SAME_ESTIMATE_DAYS} days are one mark, and the table names their claims. "
        "Members: figures that take in supporters, affiliates or sleeper cells; the others count fighters or "
        f"do not say. {_story_words(marks)}"
        "Marks that would cover one another stand a little aside of their date; the table has the date. "
        f"Short names: {'; '.join(f'{short} is {name}' for name, short in renamed)}. "
        f"Claims left out: {omitted}. No mark is a count: each is what somebody said."
    )


def _mark_title(mark: Row) -> str:
    """Return what a mark says: area, originator, as-of day, the figure with its hedge."""
    figure = f"{mark['figure']}{' members' if mark['members'] else ''}"
    return f"{mark['panel']}, {mark['series']}, {day_words(mark['x'])}: {figure}{claims_note(mark)}"


def _alt_text(marks: pd.DataFrame) -> str:
    panels = [
        f"{name}, {len(panel)} estimates: "
        + "; ".join(
            f"{row['x']:%B %Y} {row['name']} {row['figure']}{' members' if row['members'] else ''}"
            for row in panel.to_dict("records")
        )
        for name, panel in marks.groupby("panel", sort=False)
    ]
    return f"Two panels of intervals over time on a logarithmic scale. {'. '.join(panels)}."
