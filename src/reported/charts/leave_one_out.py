"""What hangs on one source? Each headline as its interval, and what it is without the originator that moves it most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reported.charts.leave_one_out_drawing import HEADLINE, RANGE, WITHOUT, height_of, without_words
from reported.charts.mark_words import interval_words, number_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import counted
from reported.tables import Row

HALVED = 2  # times: a bound that moves so much moves the headline
ALL_CLAIMS = "all"
DIGITS = 3  # significant ones, of a value in words


def hanging_marks(findings: pd.DataFrame, claims: pd.DataFrame, *, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the marks of each finding: its value, its range with any one left out, its value without the strongest.

    Parameters
    ----------
    findings : DataFrame, one row per finding
        In the columns of findings.csv.
    claims : DataFrame, one row per claim
        As written to claims_clean.csv: stands for findings that rest on "all" of them.
    names : Mapping of str to str
        Short names of originators.

    Returns
    -------
    DataFrame, two or three rows per finding; those that hang on one originator first, then by how far they move
        ``panel`` the notebook, ``series`` the finding's id, ``x`` its place, ``form`` (`HEADLINE`, `RANGE`, `WITHOUT`),
        `BOUNDS` in ``unit``, ``strongest`` (short name), ``move`` (the factor by which the strongest moves a bound;
        infinite where nothing is left, a bound is lost or becomes zero), ``hangs`` (``move`` is at least `HALVED`),
        ``left`` (False where nothing is left without the strongest), ``value`` and ``without`` in words, ``claim_ids``.
        There is no range where nothing is left, and no mark without the strongest where nobody moves the value.
    """
    table = findings.assign(move=[_move(row) for row in findings.to_dict("records")])
    table = table.sort_values(["move", "finding_id"], ascending=[False, True], ignore_index=True)
    everything = ";".join(claims["claim_id"])
    rows = []
    for place, row in enumerate(table.to_dict("records")):
        ids = everything if row["claim_ids"] == ALL_CLAIMS else row["claim_ids"]
        shared = _shared(row, place, names) | {"claim_ids": ids}
        rows += [_mark(shared, form, bounds) for form, bounds in _forms(row).items()]
    return pd.DataFrame(rows)


def _forms(row: Row) -> dict[str, tuple[float, float, float]]:
    """Return the bounds of each mark of a finding."""
    forms = {HEADLINE: (row["low"], row["best"], row["high"])}
    around = (row["without_low"], float("nan"), row["without_high"])
    if pd.notna(around[0]) or pd.notna(around[2]):
        forms[RANGE] = around
    strongest = tuple(row[f"strongest_{bound}"] for bound in ("low", "best", "high"))
    if row["strongest"] and not all(map(pd.isna, strongest)):
        forms[WITHOUT] = strongest
    return forms


def _shared(row: Row, place: int, names: Mapping[str, str]) -> dict[str, object]:
    strongest = tuple(row[f"strongest_{bound}"] for bound in ("low", "best", "high"))
    left = not row["strongest"] or not all(map(pd.isna, strongest))
    return {
        "panel": row["notebook"],
        "series": row["finding_id"],
        "name": _name(row["finding_id"], names),
        "x": place,
        "unit": row["unit"],
        "strongest": names.get(row["strongest"], row["strongest"]),
        "move": row["move"],
        "hangs": row["move"] >= HALVED,
        "left": left,
        "n_originators": row["n_originators"],
        "value": _words(row["low"], row["best"], row["high"]),
        "without": _words(*strongest) if row["strongest"] and left else "",
        "sentence": row["sentence"],
    }


def _name(finding_id: str, names: Mapping[str, str]) -> str:
    """Return a finding's id as words, an originator's initials in capitals."""
    words = finding_id.split("-")
    words[0] = words[0].capitalize()
    return " ".join(word.upper() if word.upper() in names else word for word in words)


def _mark(shared: Row, form: str, bounds: tuple[float, float, float]) -> dict[str, object]:
    mark_id = {"mark_id": mark_name("finding", shared["series"], form)}
    return mark_id | dict(shared) | {"form": form} | dict(zip(("low", "best", "high"), bounds, strict=True))


def _move(row: Row) -> float:
    """Return the largest factor by which the strongest originator moves a bound; 1 where nobody moves it."""
    if not row["strongest"]:
        return 1.0
    factors = [1.0]
    for bound in ("low", "best", "high"):
        before, after = row[bound], row[f"strongest_{bound}"]
        if (pd.isna(before) and pd.isna(after)) or before == after:
            continue
        known = pd.notna(before) and pd.notna(after) and before != 0 and after != 0
        factors.append(max(before / after, after / before) if known else np.inf)
    return float(max(factors))


def _words(low: float, best: float, high: float) -> str:
    """Return a value in words with three significant digits; an open end stays open."""
    return interval_words(*(_rounded(bound) for bound in (low, best, high)))


def _rounded(bound: float) -> float:
    if pd.isna(bound) or bound == 0 or abs(bound) >= 10**DIGITS:
        return bound if pd.isna(bound) else round(bound)
    return round(bound, DIGITS - 1 - int(np.floor(np.log10(abs(bound)))))


def hanging_card(marks: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks; ``given`` as in the other charts."""
    words = {
        "slug": "leave-one-out",
        "title": hanging_finding(marks),
        "subtitle": "Each result from reported figures, with all originators and without the one that moves it most",
        "caption": (
            "Each row is on a scale of its own, from zero to its greatest bound; an arrow is an open end. Dark: the "
            "value with all originators. Pale band: its range with any one originator left out. Light mark: the value "
            "without the named one, which moves it most. A headline is counted where a bound of it halves, doubles, "
            "vanishes, becomes zero or opens. What would change if two originators had read the same report, it does "
            "not show."
        ),
        "alt_text": _alt_text(marks),
        "height_mm": height_of(marks, given.get("size", "page")),
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def hanging_finding(marks: pd.DataFrame) -> str:
    """Return the finding: how many headlines halve, double or vanish without one originator."""
    heads = marks[marks["form"] == HEADLINE]
    return f"{int(heads['hangs'].sum())} of {len(heads)} headlines halve, double or vanish without one originator"


def _mark_title(mark: Row) -> str:
    """Return what a mark says: the finding, which of its values, the number."""
    if mark["form"] == HEADLINE:
        said = f"{mark['value']} {mark['unit']}, {counted(mark['n_originators'], 'originator')}"
    elif mark["form"] == WITHOUT:
        said = f"without {mark['strongest']} {mark['without']}"
    else:
        ends = [number_words(_rounded(end)) for end in (mark["low"], mark["high"]) if pd.notna(end)]
        said = f"with any one originator left out {' to '.join(ends)}"
    return f"{mark['name']}: {said}"


def _alt_text(marks: pd.DataFrame) -> str:
    heads = marks[marks["form"] == HEADLINE].to_dict("records")
    said = "; ".join(
        f"{row['name']} {row['value']} {row['unit']}, {' '.join(without_words(row))}" for row in heads
    )
    return f"A list of intervals, each on its own scale, with and without one originator. {said}."
