"""Rules for single claims and their coding: words, units, figures, periods, and what claims share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from reported.ledger.problems import Problem
from reported.ledger.spreadsheets import date_remedy
from reported.ledger.subject import BOUNDS, Tables, figure_or_refusal, last_day, numbers
from reported.periods import UnreadablePeriod, read_period
from reported.wording import Figure

SAME_STATEMENT = ["source_id", "indicator", "unit", "period", "governorate"]
# A clause of a coding note that is about dates gives no reason for bounds.
ABOUT_DATES = re.compile(r"\s*(dates:|period was)")
UNDATED = date(2999, 12, 31)  # a page without a day forbids no period


def scope_words(tables: Tables) -> Iterator[Problem]:
    """A scope is words of the closed list, in the list's order, none twice."""
    words = tables.description.words("scopes")
    for line, scope in tables["claims"]["scope"].items():
        parts = scope.split("+") if scope else []
        unknown = [part for part in parts if part not in words]
        if unknown:
            rule = "has a word that is no scope"
            named = ", ".join(map(repr, unknown))
            remedy = f"{named}: use words of reported:scopes in datapackage.json, joined by +"
        elif parts != sorted(set(parts), key=words.index):
            rule = "has its words out of order or twice"
            remedy = f"write {'+'.join(sorted(set(parts), key=words.index))}"
        else:
            continue
        yield tables.problem("claims", line, "scope", rule, remedy)


def unit_of_indicator(tables: Tables) -> Iterator[Problem]:
    """Each indicator is counted in its own units."""
    units = tables.description.units
    claims = tables["claims"]
    for line, indicator, unit in zip(claims.index, claims["indicator"], claims["unit"], strict=True):
        allowed = units.get(indicator)
        if allowed and unit not in allowed:
            rule = f"is no unit of {indicator}"
            yield tables.problem(
                "claims", line, "unit", rule, f"use {' or '.join(allowed)}, or another indicator"
            )


def readable_wording(tables: Tables) -> Iterator[Problem]:
    """A wording that the reader refuses needs a person's reason in the coding note."""
    notes = tables.lookup("coding", "claim_id", "note")
    claims = tables["claims"]
    for line, claim, wording in zip(claims.index, claims["claim_id"], claims["wording"], strict=True):
        read = figure_or_refusal(wording)
        if isinstance(read, Figure) or not wording or claim not in notes or reason_for_bounds(notes[claim]):
            continue
        rule = f"is a figure the reader refuses: {read.reason}"
        remedy = (
            f"correct the wording, or give the bounds of {claim} in coding.csv with a note that says why "
            f"(nearest kind: {read.nearest})"
        )
        yield tables.problem("claims", line, "wording", rule, remedy)


def coded_bounds(tables: Tables) -> Iterator[Problem]:
    """A person's reading has low <= best <= high, and a reason where it has no bounds at all."""
    coding = tables["coding"]
    low, best, high = (numbers(coding[column]) for column in BOUNDS)
    is_disordered = (low > best) | (best > high) | (low > high)
    for line, row in coding[is_disordered].iterrows():
        bounds = " / ".join(row[column] or "-" for column in BOUNDS)
        remedy = f"{row['claim_id']} has {bounds}: correct the order; an open end is left empty"
        yield tables.problem("coding", line, "low", "needs low <= best <= high", remedy)
    is_empty = (coding[BOUNDS] == "").all(axis="columns")
    for line, row in coding[is_empty].iterrows():
        if not reason_for_bounds(row["note"]):
            rule = "low, best and high are all empty and no note says why"
            yield tables.problem(
                "coding", line, "low", rule, f"read the wording of {row['claim_id']}, or say why not"
            )


def coded_period(tables: Tables) -> Iterator[Problem]:
    """A coded period does not end before it starts, nor start after its page was published."""
    pages = tables.lookup("claims", "claim_id", "source_id")
    published = tables.lookup("sources", "source_id", "published_on")
    coding = tables["coding"]
    columns = [coding[name] for name in ("claim_id", "period_start", "period_end")]
    for line, claim, start, end in zip(coding.index, *columns, strict=True):
        if last_day(start) is None or last_day(end) is None:
            continue
        day = last_day(published.get(pages.get(claim, ""), ""))
        if end < start:
            remedy = f"it starts on {start}: correct one of the two days"
            yield tables.problem("coding", line, "period_end", "is before the period's start", remedy)
        elif day and start > day.isoformat():
            remedy = (
                f"the page is of {published[pages[claim]]}: correct the day, or published_on in sources.csv"
            )
            yield tables.problem(
                "coding", line, "period_start", "starts after the page was published", remedy
            )


def readable_period(tables: Tables) -> Iterator[Problem]:
    """A claim's ISO period is one that the calendar has, and not turned round."""
    form = tables.description.pattern("claims", "period")
    published = tables.lookup("sources", "source_id", "published_on")
    claims = tables["claims"]
    for line, source, period in zip(claims.index, claims["source_id"], claims["period"], strict=True):
        if not form.fullmatch(period):
            continue
        refusal = _refusal(period, last_day(published.get(source, "")) or UNDATED)
        if refusal:
            start, _, end = period.partition("/")
            if end and end < start:
                rule, remedy = "ends before it starts", f"write {end}/{start}, or correct the day"
            else:
                rule, remedy = f"is a period the reader refuses: {refusal.reason}", date_remedy(period)
            yield tables.problem("claims", line, "period", rule, remedy)


@cache
def _refusal(period: str, published_on: date) -> UnreadablePeriod | None:
    """Return why the reader refuses a period, if it does."""
    try:
        read_period(period, published_on)
    except UnreadablePeriod as refusal:
        return refusal
    return None


def place_in_governorate(tables: Tables) -> Iterator[Problem]:
    """A claim's governorate is that of its place."""
    governorates = tables.lookup("places", "place_id", "governorate")
    claims = tables["claims"]
    for line, place, given in zip(claims.index, claims["place_id"], claims["governorate"], strict=True):
        expected = governorates.get(place, given)
        if given != expected:
            rule = "is not the governorate of the claim's place"
            remedy = f"places.csv has {place} in {expected}: correct one of the two, or leave place_id empty"
            yield tables.problem("claims", line, "governorate", rule, remedy)


def explained_region(tables: Tables) -> Iterator[Problem]:
    """A claim without a governorate says in its caveat what it is about."""
    claims = tables["claims"]
    for line in claims.index[(claims["governorate"] == "") & (claims["caveat"] == "")]:
        rule = "neither a governorate nor a caveat that says why"
        remedy = "give the code, or write in the caveat 'region across governorates' or what it is"
        yield tables.problem("claims", line, "governorate", rule, remedy)


def shared_statement(tables: Tables) -> Iterator[Problem]:
    """Claims of one statement are of one page, indicator, unit, period and governorate."""
    claims = tables["claims"].drop_duplicates("claim_id")
    firsts = claims.set_index("claim_id")
    joined = claims[
        (claims["statement_id"] != claims["claim_id"]) & claims["statement_id"].isin(firsts.index)
    ]
    for line, row in joined.iterrows():
        first = firsts.loc[row["statement_id"]]
        if first["statement_id"] != row["statement_id"]:
            remedy = f"write {first['statement_id']}, the first claim of the sentence"
            rule = "is itself part of another statement"
            yield tables.problem("claims", line, "statement_id", rule, remedy)
        for column in SAME_STATEMENT:
            if row[column] != first[column]:
                rule = f"joins claims that differ in {column}"
                remedy = f"it has {first[column]!r}, this claim {row[column]!r}: part them, or correct one"
                yield tables.problem("claims", line, "statement_id", rule, remedy)


def one_place_per_incident(tables: Tables) -> Iterator[Problem]:
    """Claims of one incident name one governorate; a claim may leave it empty."""
    claims = tables["claims"]
    named = claims[(claims["incident_id"] != "") & (claims["governorate"] != "")]
    usual = named.groupby("incident_id")["governorate"].agg(lambda codes: codes.mode().iat[0])
    expected = named["incident_id"].map(usual)
    for line in named.index[named["governorate"] != expected]:
        row = named.loc[line]
        rule = "is another governorate than the incident's other claims have"
        remedy = f"{row['incident_id']} is in {expected[line]} there: correct one, or leave it empty"
        yield tables.problem("claims", line, "governorate", rule, remedy)


def reason_for_bounds(note: str) -> bool:
    """True where a coding note says something else than how a date was found."""
    return any(clause.strip() and not ABOUT_DATES.match(clause) for clause in note.split(";"))
