"""What the pages of claims, sources and originators say, joined from the tables; plain text throughout."""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from reported.charts.estimates import STORY_DAY, STORY_ORIGINATOR
from reported.charts.mark_words import interval_words, period_words
from reported.ledger.page_names import is_page_name
from reported.maps.content import PRECISION_WORDS
from reported.site.clean_html import safe_link
from reported.site.inputs import Row, Tables
from reported.site.packs import Chart
from reported.site.rules import Rule

LONGEST_SLUG = 60  # of a name that needs a checksum too
ALL_CLAIMS = "all"  # in findings.csv: rests on the whole ledger
CONFIDENCE_LIST = "confidence"
DATED_BY = MappingProxyType({"program": "the program", "person": "a person"})


@dataclass(frozen=True)
class Entries:
    """Everything that has a page of its own, keyed by id; each value is what a template shows."""

    claims: dict[str, dict]
    sources: dict[str, dict]
    originators: dict[str, dict]
    findings: list[dict]


def join_entries(tables: Tables, charts: list[Chart], rules: Mapping[str, Rule]) -> Entries:
    """Return the entries of all claims, sources and originators, and the findings with their charts."""
    slugs = originator_slugs(
        row["originator"] for row in [*tables.originators, *tables.sources, *tables.claims]
    )
    sources = {row["source_id"]: _source(row, tables, slugs) for row in tables.sources}
    claims = _claims(tables, sources, rules, slugs)
    originators = _originators(tables, claims, slugs)
    findings = join_findings(tables.findings, charts)
    _tie_copies(claims)
    _tie_statements(claims)
    _tie_incidents(claims, tables.incidents)
    _tie_charts(claims, charts)
    _tie_findings(claims, findings)
    for claim in claims.values():
        claim["source"]["claims"].append(claim)
    for source in sources.values():
        if source["upstream_id"] in sources:
            source["upstream"] = sources[source["upstream_id"]]
            source["upstream"]["reprints"].append(source)
    return Entries(claims, sources, originators, findings)


def originator_slugs(names: Iterable[str]) -> dict[str, str]:
    """Return the name of each originator's page: its words, with a short checksum where two would be alike."""
    wanted = {name: "-".join(re.findall(r"[a-z0-9]+", name.lower())) for name in sorted(set(names))}
    taken = defaultdict(list)
    for name, slug in wanted.items():
        taken[slug].append(name)
    return {
        name: slug
        if is_page_name(slug) and len(taken[slug]) == 1
        else f"{slug[:LONGEST_SLUG] or 'originator'}-{_short_sum(name)}"
        for name, slug in wanted.items()
    }


def days(start: str, end: str) -> str:
    """Return two ISO days as a reader says them; what is no day stays as it is."""
    try:
        return period_words(pd.Timestamp(start), pd.Timestamp(end)) if start and end else ""
    except ValueError:
        return f"{start}/{end}"


def figure(row: Mapping[str, str]) -> str:
    """Return low, best and high as words in which an open end stays open."""
    low, best, high = (number(row.get(end, "")) for end in ("low", "best", "high"))
    return (
        "" if math.isnan(low) and math.isnan(best) and math.isnan(high) else interval_words(low, best, high)
    )


def number(cell: str) -> float:
    """Return a cell's number, NaN where it is empty or is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


def named(word: str) -> str:
    """Return a word of a closed list as a reader says it: "civilians_killed" is "Civilians killed"."""
    words = word.replace("_", " ")
    return words[:1].upper() + words[1:]


def join_findings(rows: list[Row], charts: list[Chart]) -> list[dict]:
    """Return the findings, most originators first, each with the charts that carry it.

    A chart carries a finding of its own name, or one of its notebook all of whose claims are on it.
    """
    findings = []
    for row in rows:
        ids = row["claim_ids"].split(";") if row["claim_ids"] else []
        carried_by = [chart for chart in charts if _carries(chart, row, set(ids))]
        carried_by.sort(key=lambda chart: chart.slug != row["finding_id"])
        findings.append(
            row
            | {
                "ids": [] if ids == [ALL_CLAIMS] else ids,
                "figure": figure(row),
                "without": figure({end: row[f"strongest_{end}"] for end in ("low", "best", "high")}),
                "names": [name for name in row["originators"].split(";") if name],
                "charts": carried_by,
            }
        )
    return sorted(findings, key=lambda found: (-number(found["n_originators"]), found["finding_id"]))


def _carries(chart: Chart, finding: Row, ids: set[str]) -> bool:
    if chart.slug == finding["finding_id"]:
        return True
    return chart.notebook == finding["notebook"] and bool(ids) and ids <= set(chart.claim_ids)


def _source(row: Row, tables: Tables, slugs: Mapping[str, str]) -> dict:
    return row | {
        "link": safe_link(row["url"]),
        "kind_meaning": tables.meanings("kinds").get(row["kind"], ""),
        "slug": slugs[row["originator"]],
        "published": _published(row["published_on"]),
        "upstream_id": row["upstream"],
        "upstream": None,
        "reprints": [],
        "claims": [],
    }


def _published(day: str) -> str:
    """Return a day, month or year of publication in words."""
    try:
        when = pd.Timestamp(day) if day else None
    except ValueError:
        return day
    forms = {4: "{when:%Y}", 7: "{when:%B %Y}", 10: "{when.day} {when:%B %Y}"}
    return forms.get(len(day), day).format(when=when)


def _claims(tables: Tables, sources: dict, rules: Mapping[str, Rule], slugs: Mapping[str, str]) -> dict:
    clean = {row["claim_id"]: row for row in tables.clean}
    unread = dict.fromkeys(tables.clean[0] if tables.clean else (), "")
    coding = {row["claim_id"]: row for row in tables.coding}
    aside = {row["claim_id"]: row["reason"] for row in tables.set_aside if row["step"] == "clean"}
    indicators, scopes, actors, sure = (
        tables.meanings(name) for name in ("indicators", "scopes", "actors", "confidence")
    )
    claims = {}
    for row in tables.claims:
        read = clean.get(row["claim_id"], unread)
        claims[row["claim_id"]] = row | {
            "read": read,
            "figure": figure(read),
            "rule": rules.get(read.get("kind", "")),
            "days": days(read.get("period_start", ""), read.get("period_end", "")),
            "set_aside": aside.get(row["claim_id"], ""),
            "person": _person(coding.get(row["claim_id"])),
            "indicator_name": named(row["indicator"]),
            "indicator_meaning": indicators.get(row["indicator"], ""),
            "scopes": [(name, scopes.get(name, "")) for name in row["scope"].split("+") if name],
            "actor_meaning": actors.get(row["actor"], ""),
            "confidence_meaning": sure.get(row["confidence"], ""),
            "governorate_name": tables.governorate_names.get(row["governorate"], row["governorate"]),
            "precision_words": _precision(read),
            "source": sources[row["source_id"]],
            "slug": slugs[row["originator"]],
            "is_story": _is_story(row, sources[row["source_id"]]),
            "copy_of": read.get("copy_of", ""),
            "copies": [],
            "siblings": [],
            "incident": None,
            "charts": [],
            "findings": [],
        }
    return claims


def _is_story(row: Row, source: Mapping) -> bool:
    """Whether the claim is the story's own: in the report that the collection starts from."""
    return row["originator"] == STORY_ORIGINATOR and source["published_on"] == f"{STORY_DAY:%Y-%m-%d}"


def _person(row: Row | None) -> dict | None:
    """Return a person's reading of a claim in words."""
    if row is None:
        return None
    return {
        "figure": figure(row),
        "days": days(row["period_start"], row["period_end"]),
        "note": row["note"],
    }


def _precision(read: Mapping[str, str]) -> str:
    level = read.get("location_precision", "")
    words = PRECISION_WORDS.get(int(level), "") if level.isdigit() else ""
    return words.partition(":")[0].rstrip(".")


def _originators(tables: Tables, claims: Mapping[str, dict], slugs: Mapping[str, str]) -> dict[str, dict]:
    known = {row["originator"]: row for row in tables.originators}
    counted: dict[str, list[dict]] = defaultdict(list)
    for claim in claims.values():
        counted[claim["originator"]].append(claim)
    return {
        slugs[name]: {
            "name": name,
            "slug": slugs[name],
            "type": known.get(name, {}).get("type", ""),
            "claims": counted[name],
            "sources": list({claim["source_id"]: claim["source"] for claim in counted[name]}.values()),
            "copies": sum(1 for claim in counted[name] if claim["copy_of"]),
        }
        for name in sorted({*known, *counted, *(row["originator"] for row in tables.sources)})
    }


def _tie_copies(claims: Mapping[str, dict]) -> None:
    for claim in claims.values():
        original = claims.get(claim["copy_of"])
        if original:
            original["copies"].append(claim)


def _tie_statements(claims: Mapping[str, dict]) -> None:
    said: dict[str, list[dict]] = defaultdict(list)
    for claim in claims.values():
        said[claim["statement_id"]].append(claim)
    for together in said.values():
        for claim in together:
            claim["siblings"] = [other for other in together if other is not claim]


def _tie_incidents(claims: Mapping[str, dict], incidents: list[Row]) -> None:
    rows: dict[str, list[Row]] = defaultdict(list)
    members: dict[str, list[dict]] = defaultdict(list)
    for row in incidents:
        rows[row["incident_id"]].append(row | {"figure": figure(row), "what": named(row["indicator"])})
    for claim in claims.values():
        if claim["incident_id"]:
            members[claim["incident_id"]].append(claim)
    for incident_id, told in members.items():
        for claim in told:
            claim["incident"] = {"id": incident_id, "rows": rows[incident_id], "claims": told}


def _tie_charts(claims: Mapping[str, dict], charts: list[Chart]) -> None:
    for chart in charts:
        first_mark: dict[str, str] = {}
        for mark in chart.marks:
            for claim_id in mark["claim_ids"].split(";"):
                first_mark.setdefault(claim_id, mark["mark_id"])
        for claim_id, mark_id in first_mark.items():
            claims[claim_id]["charts"].append({"slug": chart.slug, "title": chart.title, "mark": mark_id})


def _tie_findings(claims: Mapping[str, dict], findings: list[dict]) -> None:
    for finding in findings:
        for claim_id in finding["ids"]:
            if claim_id in claims:
                claims[claim_id]["findings"].append(finding)


def _short_sum(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
