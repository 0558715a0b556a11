"""The words of the incident map: what a popup and the table say about an incident, as plain text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from urllib.parse import quote

import pandas as pd

from reported.maps.marks import LAYERS, PERSONS, TABLE_ONLY, layer_of

# Characters that could end the element that holds the data, or a line of a script.
UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
CLAIM_PAGE = "../claims/{}.html"  # on the site, seen from maps/incidents.html
LINK = re.compile(r"https?://[^\s/\x00-\x1f][^\s\x00-\x1f]*", re.IGNORECASE)
MONTHS = (
    "January February March April May June July August September October November December".split()
)  # not strftime's, which follow the reader's locale

PRECISION_WORDS = {
    1: "Placed at the named town or village.",
    2: "Placed near the named town or village.",
    3: "Known to the district only: the ring is drawn about a point of it and is no boundary.",
    4: "Known to the governorate only: the ring stands inside it and is no boundary.",
    5: "A region across governorates, or no place named: not drawn.",
    6: "Known to the country only: not drawn.",
}
SHORT_PRECISION = {1: "town", 2: "near town", 3: "district", 4: "governorate", 5: "region", 6: "country"}
# What is said of a claim and of a toll: pandas takes each cell of a row by itself, so no others are kept.
QUOTE = ["incident_id", "claim_id", "source_id", "originator", "indicator", "scope", "wording", "caveat"]
FIGURE = ["indicator", "scope", "unit", "low", "best", "high", "grade", "originators"]
NO_PLACE = "No place to draw it at."
GRADE_WORDS = {
    "single": "one originator",
    "corroborated": "originators agree",
    "contested": "originators disagree",
}


def figure_words(low: float, best: float, high: float, unit: str = PERSONS) -> str:
    """Return an interval in words: "5 to 7", "at least 12", "1", "about 10 (8 to 12)", "1 (unit: towers)".

    An end that is open stays open; where the originators leave both open, that is said.
    """
    opened = [math.isnan(end) for end in (low, high)]
    if all(opened):
        words = "open at both ends"
    elif opened[0]:
        words = f"at most {high:,g}"
    elif opened[1]:
        words = f"at least {low:,g}"
    else:
        words = f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"
    if not math.isnan(best) and (any(opened) or low != high):
        words = f"about {best:,g} ({words})"
    return words if unit == PERSONS else f"{words} (unit: {unit})"


def safe_link(url: str) -> str | None:
    """Return the address if it is one of the web, else None: a ``javascript:`` or ``data:`` address is no link."""
    return url if LINK.fullmatch(url) else None


def claim_link(claim_id: str) -> str:
    """Return the address of the claim's entry on the site, relative to the map's own place there."""
    return CLAIM_PAGE.format(quote(claim_id, safe=""))


def day_words(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return the days as a reader says them: "4 November 2018", "14 to 15 December 2018", "October 2018"."""
    last = f"{end.day} {MONTHS[end.month - 1]} {end.year}"
    if start == end:
        return last
    if start.day == 1 and end.is_month_end and (start.year, start.month) == (end.year, end.month):
        return month_words(end)
    first = [f"{start.day}"]
    if (start.year, start.month) != (end.year, end.month):
        first.append(MONTHS[start.month - 1])
    if start.year != end.year:
        first.append(f"{start.year}")
    return f"{' '.join(first)} to {last}"


def month_words(month: pd.Timestamp | pd.Period) -> str:
    """Return the month's name and year in English."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def indicator_words(indicator: str, scope: str = "") -> str:
    """Return the indicator, and the scope where one is printed, as words."""
    name = indicator[:1].upper() + indicator[1:].replace("_", " ")
    parts = ", ".join(scope.replace("_", " ").split("+")) if scope else ""
    return f"{name} ({parts})" if parts else name


def incident_entries(
    incidents: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    names: Mapping[str, str],
    drawn: Mapping[str, str],
) -> list[dict]:
    """Return what is said about each incident, as text, by day.

    Parameters
    ----------
    incidents, claims, sources : DataFrame
        ``incidents.csv``, ``claims_clean.csv`` and the ledger's ``sources.csv``.
    names : Mapping
        Printed names of area codes.
    drawn : Mapping
        How each incident_id is drawn, "point", "ring" or "table".

    Returns
    -------
    list of dict, one per incident
        ``id``, ``place``, ``area`` (its name unless the place says it), ``days``, ``months`` (first and
        last, "YYYY-MM"), ``precision``,
        ``rows`` (layer, what, figure, grade, originators) and ``pages``, each with its caveats and its quotes,
        which lead to their claims' entries on the site.

    Raises
    ------
    KeyError
        If a claim's page is not in the sources.
    """
    told = claims.loc[claims["incident_id"].isin(incidents["incident_id"]), QUOTE].sort_values("claim_id")
    by_incident = dict(list(told.groupby("incident_id")))
    cards = sources.set_index("source_id")
    entries = []
    for incident_id, rows in incidents.groupby("incident_id"):
        entry = _entry(rows, names, drawn[incident_id])
        counted = {claim for ids in rows["claim_ids"] for claim in ids.split(";")}
        entry["pages"] = _pages(by_incident.get(incident_id, told.iloc[:0]), cards, counted)
        entries.append(entry)
    return sorted(entries, key=lambda entry: (entry["first_day"], entry["id"]))


def json_text(data: object) -> str:
    """Return JSON that can stand inside a script element whatever its strings hold."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return plain.translate(UNSAFE)


def _entry(rows: pd.DataFrame, names: Mapping[str, str], drawn: str) -> dict:
    first = rows.iloc[0]
    start, end, precision = first["period_start"], first["period_end"], int(first["location_precision"])
    named = names.get(first["governorate"], first["governorate"])
    place = first["place"] or named or "No place named"
    known = PRECISION_WORDS[precision]
    if drawn == TABLE_ONLY and precision <= 4:
        known = f"Known to the {SHORT_PRECISION[precision]}. {NO_PLACE}"
    if first["governorates_differ"]:
        known += " The pages name different governorates."
    return {
        "id": first["incident_id"],
        "place": place,
        "area": "" if named in place else named,
        "first_day": f"{start:%Y-%m-%d}",
        "days": day_words(start, end),
        "months": [f"{start:%Y-%m}", f"{end:%Y-%m}"],
        "precision": known,
        "known": SHORT_PRECISION[precision],
        "drawn": drawn,
        "rows": sorted(_rows(rows), key=lambda row: list(LAYERS).index(row["layer"])),
    }


def _rows(rows: pd.DataFrame) -> list[dict]:
    """Return the figures of an incident; those of one indicator and scope are told apart by their actors."""
    same_words = rows.duplicated(["indicator", "scope"], keep=False)
    scopes = rows["scope"].mask(same_words, rows["scope"].str.cat(rows["actors"], "+").str.strip("+"))
    return [_row(row) for row in rows.assign(scope=scopes)[FIGURE].to_dict("records")]


def _row(row: Mapping) -> dict:
    return {
        "layer": layer_of(row["indicator"]),
        "what": indicator_words(row["indicator"], row["scope"]),
        "figure": figure_words(row["low"], row["best"], row["high"], row["unit"]),
        "grade": row["grade"],
        "verdict": GRADE_WORDS[row["grade"]],
        "originators": row["originators"].replace(";", "; "),
    }


def _pages(told: pd.DataFrame, cards: pd.DataFrame, counted: set[str]) -> list[dict]:
    """Return the pages that tell of an incident, the earliest first, each with its words and caveats."""
    pages = []
    for source_id, quotes in told.groupby("source_id"):
        card = cards.loc[source_id]
        pages.append(
            {
                "publisher": card["publisher"],
                "title": card["title"],
                "date": card["published_on"],
                "url": safe_link(card["url"]),
                "quotes": [
                    {
                        "words": claim["wording"],
                        "claim": claim_link(claim["claim_id"]),
                        "what": indicator_words(claim["indicator"], claim["scope"]),
                        "originator": claim["originator"],
                        "counted": claim["claim_id"] in counted,
                    }
                    for claim in quotes.to_dict("records")
                ],
                "caveats": sorted(set(quotes["caveat"]) - {""}),
            }
        )
    return sorted(pages, key=lambda page: (page["date"], page["publisher"], page["title"]))
