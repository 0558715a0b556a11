"""Rules for pages, originators and codes: dates of publication, reprints, names, governorate codes."""

from __future__ import annotations

from collections.abc import Iterator

import pycountry

from reported.ledger.page_names import LONGEST_ID, NOT_FREE, is_page_name
from reported.ledger.problems import Problem
from reported.ledger.spreadsheets import date_remedy
from reported.ledger.subject import Tables, last_day


def ids_for_pages(tables: Tables) -> Iterator[Problem]:
    """The id of a claim or of a page can be the name of a file of the site, on every system."""
    for name, column in (("claims", "claim_id"), ("sources", "source_id")):
        for line, value in tables[name][column].items():
            if not is_page_name(value) and value:
                rule = "cannot be the name of a page of the site"
                remedy = f"choose another of at most {LONGEST_ID} letters, digits and hyphens; taken are {NOT_FREE}"
                yield tables.problem(name, line, column, rule, remedy)


def real_publication_day(tables: Tables) -> Iterator[Problem]:
    """A page's day, month or year of publication is one that the calendar has."""
    form = tables.description.pattern("sources", "published_on")
    for line, published in tables["sources"]["published_on"].items():
        if form.fullmatch(published) and last_day(published) is None:
            remedy = date_remedy(published)
            yield tables.problem("sources", line, "published_on", "is no day of the calendar", remedy)


def reprint_of_another(tables: Tables) -> Iterator[Problem]:
    """No page reprints itself, directly or round a ring of other pages."""
    upstream = tables.lookup("sources", "source_id", "upstream")
    sources = tables["sources"]
    for line, source, original in zip(sources.index, sources["source_id"], sources["upstream"], strict=True):
        passed = {source}
        page = original
        while page and page not in passed:
            passed.add(page)
            page = upstream.get(page, "")
        if page == source:
            rule = "makes the page a reprint of itself"
            yield tables.problem(
                "sources", line, "upstream", rule, "leave it empty for the page printed first"
            )


def names_to_join(tables: Tables) -> Iterator[Problem]:
    """No originator's name holds the semicolon with which tables join several names in one cell."""
    for line, name in tables["originators"]["originator"].items():
        if ";" in name:
            rule = "has a semicolon, which parts the names of originators in a table"
            yield tables.problem("originators", line, "originator", rule, "write the name without it")


def iso_governorates(tables: Tables) -> Iterator[Problem]:
    """Each governorate of the crosswalk is a code of ISO 3166-2."""
    for line, code in tables["crosswalk"]["iso_3166_2"].items():
        if pycountry.subdivisions.get(code=code) is None:
            yield tables.problem("crosswalk", line, "iso_3166_2", "is no code of ISO 3166-2", "correct it")
