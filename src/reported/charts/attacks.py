"""Who counted how many attacks? Reported attacks a month by originator, what is counted as panels.

The drawing is in `reported.charts.attacks_drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from reported.charts.mark_words import mark_title
from reported.charts.pack import Card, count_sources, mark_name
from reported.tables import Row
from reported.timeseries import attacks as counted
from reported.timeseries.comparing import is_month

PANELS = MappingProxyType(
    {
        counted.ALL: "All security incidents, whoever caused them",
        counted.BY_ISIS: "Attacks ascribed to ISIS",
        counted.CLAIMED: "Attacks ascribed to ISIS",
        counted.VERIFIED: "Attacks ascribed to ISIS",
        counted.NON_STATE: "Attacks by all non-state groups",
        counted.DISPUTED: "Attacks in the disputed territories only",
        counted.CASUALTIES: "Incidents with casualties",
    }
)
ISIS_PANEL = PANELS[counted.BY_ISIS]
SHARES = "share"
STORY_ORIGINATOR, STORY_MONTH = "AP", "2019-01"
# What tells series of one originator apart on the chart.
QUALIFIERS = MappingProxyType(
    {
        "all_security_incidents+press_count+vintage_dec2018": "revised Dec. 2018",
        "all_precisions": "all places",
        "located_25km": "within 25 km",
        "fatal_incidents": "with a death",
        "incl_police+incidents_with_civilian_casualties": "with civilian casualties",
        "claimed_by_isis": "claimed by ISIS",
        "all_events_incl_protests": "with protests",
        "isis_only+verified_subset": "verified subset",
        "isis_and_unknown": "ISIS and unknown",
        "nonstate_groups": "all groups",
    }
)


def attack_marks(
    rates: pd.DataFrame, shares: pd.DataFrame, *, originators: pd.DataFrame, start: str, end: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per rate and per share, and the rates outside the time shown.

    Parameters
    ----------
    rates : DataFrame
        As returned by `reported.timeseries.attack_rates`.
    shares : DataFrame
        As returned by `reported.timeseries.shares_of_month` for the story's count.
    originators : DataFrame
        ``originator`` and ``short_name``.
    start, end : str
        First and last day shown; a spell must lie within them.

    Returns
    -------
    marks : DataFrame, one row per mark, by panel, series and date
        ``panel`` (of `PANELS`, or `SHARES`), ``series`` the originator, ``name`` it as printed with what tells
        its series apart, ``x`` the middle day, ``start``, ``end``, ``monthly`` (one calendar month), ``basis``,
        `BOUNDS` in attacks a month (of a share: percent), ``kind`` (for the open end), ``story``,
        ``definition``, ``scope``, ``claim_ids``.
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``.
    """
    shown = (rates["start"] >= pd.Timestamp(start)) & (rates["end"] <= pd.Timestamp(end))
    drawn = rates[shown].assign(panel=rates["definition"].map(PANELS))
    parts = shares.assign(panel=SHARES)
    story = rates[(rates["originator"] == STORY_ORIGINATOR) & (rates["basis"] == counted.COUNTED)]
    parts["claim_ids"] = [";".join([ids, *story["claim_ids"]]) for ids in parts["claim_ids"]]
    marks = pd.concat([drawn, parts], ignore_index=True)
    short = dict(zip(originators["originator"], originators["short_name"], strict=True))
    marks["series"] = marks["originator"]
    marks["name"] = [_name(row, short) for row in marks.to_dict("records")]
    marks["x"] = (marks["start"] + (marks["end"] - marks["start"]) / 2).dt.normalize()
    marks["monthly"] = is_month(marks["start"], marks["end"])
    marks["kind"] = np.where(marks["high"].isna(), "at_least", "")
    marks["story"] = (marks["panel"] != SHARES) & (marks["originator"] == STORY_ORIGINATOR)
    marks["mark_id"] = [_mark_id(row) for row in marks.to_dict("records")]
    ids = [claim for ids in rates.loc[~shown, "claim_ids"] for claim in ids.split(";")]
    left_out = pd.DataFrame({"claim_id": ids, "reason": "outside the time shown"})
    columns = [
        "mark_id",
        "panel",
        "series",
        "name",
        "x",
        "start",
        "end",
        "basis",
        "low",
        "best",
        "high",
        "kind",
    ]
    columns += ["monthly", "story", "definition", "scope", "claim_ids"]
    order = {panel: place for place, panel in enumerate([*dict.fromkeys(PANELS.values()), SHARES])}
    marks = marks.assign(place=marks["panel"].map(order)).sort_values(
        ["place", "series", "scope", "start", "end"]
    )
    return marks[columns].reset_index(drop=True), left_out


def attacks_card(marks: pd.DataFrame, left_out: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks.

    ``given`` holds the other fields of `Card` and any word that shall replace the computed one.
    """
    n_rows = len(list_rows(marks))
    heights = {"page": 215, "column": 74 + 3.6 * n_rows}
    years = f"{marks['x'].min():%Y} to {marks['x'].max():%Y}"
    words = {
        "slug": "attack-counts",
        "title": attacks_finding(marks),
        "subtitle": (
            f"Reported attacks or incidents in Iraq, {years}, by originator and by what is counted. "
            "Number a month, log scale."
        ),
        "caption": _caption(marks, left_out),
        "alt_text": _alt_text(marks),
        "mark_title": _mark_title,
        "height_mm": heights.get(given.get("size", "page"), 0),
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def attacks_finding(marks: pd.DataFrame) -> str:
    """Return the finding: how far the originators of one year lie apart, and what share the story's count is."""
    year, low, high = spread_of_year(marks)
    spread = f"For {year}, reported averages of ISIS attacks run from {low:,.0f} to {high:,.0f} a month"
    shares = marks[(marks["panel"] == SHARES) & (marks["definition"] == counted.BY_ISIS)]
    if shares.empty:
        return spread
    number = marks.loc[marks["story"] & (marks["panel"] == ISIS_PANEL), "best"].iloc[0]
    low, high = shares["low"].min(), shares["high"].max()
    percent = f"{low:.0f} %" if round(low) == round(high) else f"{low:.0f} to {high:.0f} %"
    return f"{spread}; AP’s {number:.0f} verified in January 2019 are {percent} of the other ISIS counts"


def spread_of_year(marks: pd.DataFrame) -> tuple[int, float, float]:
    """Return the year of which most originators gave a figure of ISIS attacks, and its lowest and highest rate.

    A figure counts for a year that it takes in whole, or ten months or more of it. An open figure ("more than
    650") counts with the bound that it has.
    """
    spells = marks[(marks["panel"] == ISIS_PANEL) & (marks["definition"] == counted.BY_ISIS)]
    days = (spells["end"] - spells["start"]).dt.days
    long = spells[days.between(300, 366)].assign(year=spells["start"].dt.year)
    long = long.assign(rate=long["best"].fillna(long["low"]).fillna(long["high"]))
    year = int(long.groupby("year")["series"].nunique().idxmax())
    rates = long.loc[long["year"] == year, "rate"]
    return year, float(rates.min()), float(rates.max())


def counters_of_isis(marks: pd.DataFrame) -> list[str]:
    """Return the originators behind `spread_of_year`."""
    year, *_ = spread_of_year(marks)
    long = (marks["end"] - marks["start"]).dt.days.between(300, 366) & (marks["start"].dt.year == year)
    return sorted(
        marks.loc[
            long & (marks["definition"] == counted.BY_ISIS) & (marks["panel"] != SHARES), "series"
        ].unique()
    )


def list_rows(marks: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return panel, name and basis of each row that the marks fill where they are listed."""
    drawn = marks[marks["panel"] != SHARES]
    spells = drawn["start"].dt.strftime("%b %Y") + "–" + drawn["end"].dt.strftime("%b %Y")
    keys = zip(drawn["panel"], drawn["name"], spells.where(~drawn["monthly"], "months"), strict=True)
    return list(dict.fromkeys(keys))


def _name(row: Row, short: Mapping[str, str]) -> str:
    name = short.get(row["originator"], row["originator"])
    qualifier = QUALIFIERS.get(row["scope"], "")
    if row["originator"] == "ISIS (own claims)":
        return "ISIS’s own claims"
    return f"{name}, {qualifier}" if qualifier else name


def _mark_id(row: Row) -> str:
    kind = "share" if row["panel"] == SHARES else "attacks"
    return mark_name(kind, row["originator"], row["scope"], f"{row['start']:%Y%m%d}", f"{row['end']:%Y%m%d}")


def _caption(marks: pd.DataFrame, left_out: pd.DataFrame) -> str:
    drawn = marks[marks["panel"] != SHARES]
    bases = drawn["basis"].value_counts()
    return (
        f"{len(drawn)} rates: {bases.get(counted.COUNTED, 0)} counts of one month, "
        f"{bases.get(counted.SPREAD, 0)} counts of longer spells and {bases.get(counted.PRINTED, 0)} printed averages. "
        "A dot is one month, joined to the next where months follow one another; a line is a longer spell, and says "
        "nothing of any one month in it. Each panel counts something else, and within a panel the name says what tells "
        "a series apart; rates of different panels are not comparable. All panels have one scale. Below: the "
        "attacks of January 2019 that AP said it could verify itself, in percent of every other figure that takes in "
        "that month; of a longer spell, of its average month. "
        f"Left out: {len(left_out)} claims, among them parts of a total, single governorates and spells under "
        f"{counted.SHORTEST_DAYS} days."
    )


def _mark_title(mark: Row) -> str:
    """Return what a mark says: attacks a month, or the story's count in percent of another."""
    panel = (
        "The story’s count in percent of this one" if mark["panel"] == SHARES else f"{mark['panel']}, a month"
    )
    return mark_title({**mark, "panel": panel})


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for panel, rows in marks[marks["panel"] != SHARES].groupby("panel", sort=False):
        series = []
        for (name, basis), part in rows.groupby(["name", "basis"], sort=False):
            values = part["best"].fillna(part["low"]).fillna(part["high"])
            ends = f"{part['start'].min():%B %Y} to {part['end'].max():%B %Y}"
            span = f"{values.min():,.0f}" if len(part) == 1 else f"{values.min():,.0f} to {values.max():,.0f}"
            series.append(f"{name} {span} ({basis}, {ends})")
        parts.append(f"{panel}: {'; '.join(series)}")
    shares = [
        f"{row['name']} {row['best']:.0f} %" for row in marks[marks["panel"] == SHARES].to_dict("records")
    ]
    return (
        f"Panels of monthly rates over time on one logarithmic scale. {'. '.join(parts)}. "
        f"AP’s count of January 2019 as a share of the others’: {'; '.join(shares)}."
    )
