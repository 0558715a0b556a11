"""Small typed tables for the tests of cleaning: a row needs only the cells that its test is about."""

from types import SimpleNamespace

import pandas as pd

CLAIM = {
    "source_id": "page",
    "publisher": "Daily",
    "source_kind": "newspaper",
    "published_on": "2018-12-01",
    "originator": "UNAMI",
    "indicator": "civilians_killed",
    "scope": "",
    "actor": "all",
    "unit": "persons",
    "wording": "41",
    "kind": "exact",
    "certainty": "",
    "coded_by": "program",
    "period_start": "2018-11-01",
    "period_end": "2018-11-30",
    "precision": "month",
    "dated_by": "program",
    "place": "Iraq",
    "place_id": "",
    "governorate": "IQ",
    "lat": None,
    "lon": None,
    "location_precision": 6,
    "incident_id": "",
    "upstream": "",
    "copy_of": "",
    "confidence": "A",
    "caveat": "",
}
NUMBERS = ["low", "best", "high", "lat", "lon"]
DAYS = ["period_start", "period_end"]


def clean_rows(*rows):
    """Clean claims c1, c2 ... from dicts; ``n=5`` stands for low = best = high = 5."""
    table = []
    for number, row in enumerate(rows, start=1):
        exact = row.get("n")
        bounds = {"low": exact, "best": exact, "high": exact}
        ids = {"claim_id": f"c{number}", "statement_id": f"c{number}"}
        table.append(CLAIM | bounds | ids | {key: value for key, value in row.items() if key != "n"})
    claims = pd.DataFrame(table)
    text = dict.fromkeys([c for c in claims if c not in [*NUMBERS, *DAYS, "location_precision"]], "str")
    return claims.astype(text | dict.fromkeys(NUMBERS, float) | dict.fromkeys(DAYS, "datetime64[s]"))


LEDGER_CLAIM = {
    "source_id": "page",
    "originator": "AP",
    "indicator": "people_killed",
    "scope": "",
    "actor": "ISIS",
    "wording": "12",
    "unit": "persons",
    "period": "2018-11-04",
    "period_wording": "",
    "place": "",
    "place_id": "",
    "governorate": "IQ",
    "incident_id": "",
    "caveat": "",
    "confidence": "A",
}


def small_ledger(*rows, sources=(), places=()):
    """A ledger of claims c1, c2 ...; cells named like coding.csv's columns go there, and bounds with them."""
    coded = ["low", "best", "high", "period_start", "period_end", "note"]
    ids = [{"claim_id": f"c{number}", "statement_id": f"c{number}"} for number in range(1, len(rows) + 1)]
    claims = [LEDGER_CLAIM | claim_id | row for claim_id, row in zip(ids, rows, strict=True)]
    claims = pd.DataFrame(claims).drop(columns=coded, errors="ignore").astype("str")
    nothing = dict.fromkeys(coded, None) | {"note": ""}
    coding = pd.DataFrame([nothing | claim_id | row for claim_id, row in zip(ids, rows, strict=True)])
    coding = coding[["claim_id", *coded]].astype({"claim_id": "str", "note": "str"})
    coding = coding.astype(
        dict.fromkeys(["low", "best", "high"], float) | dict.fromkeys(DAYS, "datetime64[s]")
    )
    return SimpleNamespace(claims=claims, coding=coding, sources=pages(*sources), places=gazetteer(*places))


def pages(*rows):
    """Pages from (source_id, upstream, published_on); the page "page" is always there."""
    rows = [("page", "", "2018-11-05"), *rows]
    table = pd.DataFrame(rows, columns=["source_id", "upstream", "published_on"])
    return table.assign(publisher="Daily", kind="wire").astype("str")


def gazetteer(*rows):
    """Places from (place_id, lat, lon, precision)."""
    table = pd.DataFrame(list(rows), columns=["place_id", "lat", "lon", "precision"])
    return table.astype({"place_id": "str", "lat": float, "lon": float, "precision": int})


def cells(table, *columns):
    """The rows of some columns as tuples, with None for a missing number."""
    values = table[list(columns)].astype(object)
    return [tuple(row) for row in values.where(values.notna(), None).itertuples(index=False)]
