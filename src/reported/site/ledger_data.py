"""The table of all claims as one script: words that recur stand once, so that 5,000 rows load on a phone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

from reported.site.entries import Entries, named, number
from reported.site.inputs import Tables
from reported.site.packs import Chart
from reported.site.rules import NAMES

# Letters that could end a script element or a line of it; JSON may write each by its number.
UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def ledger_script(entries: Entries, tables: Tables, charts: list[Chart]) -> str:
    """Return a script that gives ``window.LEDGER``: word lists, and a row of cells for each claim.

    A row is id, wording, low, best, high, first day, last day, place, caveat, and the places in the lists of
    unit, indicator, scope, originator, source, governorate, kind, then the charts (a list of places).
    """
    lists: dict[str, _Words] = {
        name: _Words()
        for name in ("unit", "indicator", "scope", "originator", "source", "governorate", "kind")
    }
    rows = []
    for claim_id, claim in entries.claims.items():
        read = claim["read"]
        rows.append(
            [
                claim_id,
                claim["wording"],
                *(_number(read.get(end, "")) for end in ("low", "best", "high")),
                read.get("period_start", ""),
                read.get("period_end", ""),
                claim["place"],
                claim["caveat"],
                lists["unit"](claim["unit"]),
                lists["indicator"](claim["indicator"]),
                lists["scope"](claim["scope"]),
                lists["originator"](claim["originator"]),
                lists["source"](claim["source_id"]),
                lists["governorate"](claim["governorate"]),
                lists["kind"](read.get("kind", "")),
                [place for place, chart in enumerate(charts) if chart.slug in _slugs(claim["charts"])],
            ]
        )
    said: dict[str, list] = {name: list(words) for name, words in lists.items()}
    said |= {
        "publisher": [entries.sources[source]["publisher"] for source in said["source"]],
        "sourceKind": [entries.sources[source]["kind"] for source in said["source"]],
        "originatorPage": [_page(entries, name) for name in said["originator"]],
        "indicatorName": [named(name) for name in said["indicator"]],
        "governorateName": [tables.governorate_names.get(code, code) for code in said["governorate"]],
        "kindName": [NAMES.get(kind, kind) for kind in said["kind"]],
        "chart": [chart.slug for chart in charts],
        "chartTitle": [chart.title for chart in charts],
        "rows": rows,
    }
    return f"window.LEDGER={json.dumps(said, ensure_ascii=False, separators=(',', ':')).translate(UNSAFE)};\n"


class _Words:
    """A list of words in which each stands once; calling it with a word gives the word's place."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        return self._places.setdefault(word, len(self._places))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)


def _page(entries: Entries, name: str) -> str:
    return next(slug for slug, originator in entries.originators.items() if originator["name"] == name)


def _slugs(shown: list[dict]) -> set[str]:
    return {chart["slug"] for chart in shown}


def _number(cell: str) -> float | int | None:
    value = number(cell)
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else value
