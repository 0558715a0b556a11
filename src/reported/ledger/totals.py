"""Rules on parts and totals: no governorate above its country, no sum of governorates above it.

Compared are claims of the same indicator, actor, scope, originator, unit and period only: figures
that count different things may differ as they like. A part is above its total if even its low
bound is above the total's high bound, by the person's reading or by the program's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reported.ledger.problems import Problem
from reported.ledger.subject import Tables, figure_or_refusal, numbers
from reported.wording import Figure

SAME_TOTAL = ["indicator", "actor", "scope", "originator", "unit", "period"]
NEEDED = [*SAME_TOTAL, "claim_id", "source_id", "governorate", "place_id", "wording"]
WHOLE = {"IQ": "IQ+SY", "SY": "IQ+SY"}
# Where each reading stands: table, column.
READINGS = {"program": ("claims", "wording"), "person": ("coding", "low")}


def parts_and_totals(tables: Tables) -> Iterator[Problem]:
    """Name each part above its total, but for the contradictions that known_contradictions.csv excuses."""
    excused = _excused(tables)
    for claim_id, rule, problem in _contradictions(tables):
        if (claim_id, rule) not in excused:
            yield problem


def idle_excuses(tables: Tables) -> list[str]:
    """Return a note for each known contradiction that is none, or no longer one."""
    if tables["known_contradictions"].empty:
        return []
    found = {(claim_id, rule) for claim_id, rule, _ in _contradictions(tables)}
    file = tables.description.path("known_contradictions")
    idle = sorted(_excused(tables) - found)
    return [f"{file}: {claim_id} breaks no rule {rule}; the row can go" for claim_id, rule in idle]


def _excused(tables: Tables) -> set[tuple[str, str]]:
    known = tables["known_contradictions"]
    return set(zip(known["claim_id"], known["rule"], strict=True))


def _contradictions(tables: Tables) -> list[tuple[str, str, Problem]]:
    """Return claim, rule and problem of every contradiction, known or not."""
    if "contradictions" not in tables.kept:
        tables.kept["contradictions"] = list(_look_for_contradictions(tables))
    return tables.kept["contradictions"]


def _look_for_contradictions(tables: Tables) -> Iterator[tuple[str, str, Problem]]:
    coded = _coded(tables)
    for reading in READINGS:
        figures = _read_by_program(coded) if reading == "program" else coded
        above = _parts_above(figures)
        for _, row in above.iterrows():
            rule = f"is above the total of the same indicator, scope, originator and period ({row['whole']})"
            remedy = (
                f"{row['claim_id_total']} has at most {row['high_total']:,g} there: correct one of the two"
            )
            yield row["claim_id"], "part_above_total", _problem(tables, reading, row, rule, remedy)
        for _, row in _sums_above(figures, told=set(above["claim_id_total"])).iterrows():
            rule = "is below the sum of its governorates on the same page"
            remedy = (
                f"the governorates of {row['claim_id']} make at least {row['sum']:,g}: correct one of them"
            )
            yield row["claim_id"], "parts_above_total", _problem(tables, reading, row, rule, remedy)


def _coded(tables: Tables) -> pd.DataFrame:
    """Return one row per claim with the person's low and high bounds and the area it is a part of."""
    claims = tables["claims"].drop_duplicates("claim_id")
    coding = tables["coding"].drop_duplicates("claim_id")
    coded = pd.DataFrame(
        {
            "claim_id": coding["claim_id"],
            "low": numbers(coding["low"]),
            "high": numbers(coding["high"]),
            "coding_line": coding.index,
        }
    )
    figures = claims[NEEDED].merge(coded, on="claim_id", validate="1:1").set_axis(_lines(claims, coded))
    return figures.assign(whole=figures["governorate"].map(_whole))


def _lines(claims: pd.DataFrame, coded: pd.DataFrame) -> pd.Index:
    return claims.index[claims["claim_id"].isin(coded["claim_id"])]


def _read_by_program(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with the program's bounds, and the person's where the program refuses."""
    read = [figure_or_refusal(wording) for wording in figures["wording"]]
    bounds = {
        bound: [
            getattr(figure, bound) if isinstance(figure, Figure) else coded
            for figure, coded in zip(read, figures[bound], strict=True)
        ]
        for bound in ("low", "high")
    }
    return figures.assign(
        **{bound: pd.Series(values, figures.index, "float64") for bound, values in bounds.items()}
    )


def _whole(governorate: str) -> str:
    """Return the area that a governorate or country is a part of, or no text."""
    return "IQ" if governorate.startswith("IQ-") else WHOLE.get(governorate, "")


def _parts_above(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the parts whose low is above the lowest total of their kind, each with that total."""
    totals = figures[figures["place_id"] == ""].dropna(subset="high").sort_values("high", kind="stable")
    totals = totals.drop_duplicates([*SAME_TOTAL, "governorate"])
    totals = totals[[*SAME_TOTAL, "governorate", "claim_id", "high"]].rename(
        columns={"governorate": "whole", "claim_id": "claim_id_total", "high": "high_total"}
    )
    parts = figures[figures["whole"] != ""]  # a region across governorates is a part of no total
    pairs = parts.reset_index(names="line").merge(totals, on=[*SAME_TOTAL, "whole"], validate="m:1")
    return pairs[pairs["low"] > pairs["high_total"]].set_index("line")


def _sums_above(figures: pd.DataFrame, *, told: set[str]) -> pd.DataFrame:
    """Return the totals below the sum of the governorates on their own page, but for those already told."""
    page = [*SAME_TOTAL, "source_id"]
    parts = figures[(figures["whole"] == "IQ") & (figures["place_id"] == "")]
    lows = parts.groupby([*page, "governorate"])["low"].min()  # printed twice on a page, it counts once
    sums = lows.groupby(page).sum().rename("sum").reset_index()
    is_national = (figures["governorate"] == "IQ") & (figures["place_id"] == "")
    totals = figures[is_national & ~figures["claim_id"].isin(told)]
    joined = totals.reset_index(names="line").merge(sums, on=page, validate="m:1")
    return joined[joined["sum"] > joined["high"]].set_index("line")


def _problem(tables: Tables, reading: str, row: pd.Series, rule: str, remedy: str) -> Problem:
    name, column = READINGS[reading]
    line = row["coding_line"] if name == "coding" else row.name
    excuse = "or, if the pages print just that, add the claim to known_contradictions.csv with the reason"
    return tables.problem(name, int(line), column, rule, f"{remedy}, {excuse}")
