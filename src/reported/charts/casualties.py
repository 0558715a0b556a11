"""Civilians killed and injured by month: UNAMI's bars, the other counts over them, governorates beneath.

The drawing is in `reported.charts.casualties_drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from reported.charts.mark_words import month_title
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import listed
from reported.tables import Row
from reported.timeseries.casualties import WITH, WITHOUT, unami_months

PANELS = MappingProxyType({"civilians_killed": "Civilians killed", "civilians_injured": "Civilians injured"})
KILLED = PANELS["civilians_killed"]
BARS = "UNAMI"
GOVERNORATES_SHOWN = 6
COUNTRY = "IQ"


def casualty_marks(
    months: pd.DataFrame, segments: pd.DataFrame, *, names: Mapping[str, str], start: str, end: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per monthly figure, and the claims that are not drawn.

    Parameters
    ----------
    months : DataFrame
        As returned by `reported.timeseries.casualty_months`.
    segments : DataFrame
        Levels of UNAMI's monthly killed, as `reported.timeseries.breaks` returns them, with ``claim_ids``.
    names : Mapping of str to str
        Printed names of governorates by code.
    start, end : str
        First and last month shown, "YYYY-MM".

    Returns
    -------
    marks : DataFrame, one row per mark
        ``panel`` ("Civilians killed", "Civilians injured", the name of a governorate, of which the killed are
        drawn), ``series`` the originator, ``x`` the month's first day, ``form`` ("bar" of UNAMI with police, "tick"
        without, "dot" of another originator, "step" a level), ``anbar`` (False where Anbar is missing),
        ``police``, `BOUNDS` in persons a month, ``scope``, ``end`` (of a step), ``claim_ids``.
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``.
    """
    inside = months["month"].between(pd.Period(start, "M"), pd.Period(end, "M"))
    shown = months[inside]
    with_police, without = unami_months(shown, WITH), unami_months(shown, WITHOUT)
    national = [
        with_police[with_police["governorate"] == COUNTRY].assign(form="bar"),
        without[without["governorate"] == COUNTRY].assign(form="tick"),
        shown[(shown["originator"] != BARS) & (shown["governorate"] == COUNTRY)].assign(form="dot"),
    ]
    drawn = pd.concat(national).assign(panel=lambda rows: rows["indicator"].map(PANELS))
    local = with_police[
        (with_police["indicator"] == "civilians_killed") & with_police["governorate"].isin(list(names))
    ]
    totals = local.groupby("governorate")["best"].sum().sort_values(ascending=False, kind="stable")
    largest = list(totals.index[:GOVERNORATES_SHOWN])
    local = local[local["governorate"].isin(largest)].assign(
        form="bar", panel=lambda rows: rows["governorate"].map(names)
    )
    marks = pd.concat([drawn, local, _steps(segments, start, end)], ignore_index=True)
    marks["x"] = (
        marks["x"].fillna(marks["month"].dt.to_timestamp())
        if "x" in marks
        else marks["month"].dt.to_timestamp()
    )
    marks = _ordered(marks.rename(columns={"originator": "series"}), [names[code] for code in largest])
    used = {claim for ids in marks["claim_ids"] for claim in ids.split(";")}
    rest = {claim for ids in months["claim_ids"] for claim in ids.split(";")} - used
    left_out = pd.DataFrame(
        {"claim_id": sorted(rest), "reason": "another scope, governorate or time than those drawn"}
    )
    return marks, left_out


def casualties_card(
    marks: pd.DataFrame, left_out: pd.DataFrame, claims: pd.DataFrame, ratios: pd.DataFrame, **given: Any
) -> Card:
    """Return the chart's words, its title the finding computed from the marks and from ``ratios``.

    ``ratios`` is what `reported.timeseries.pair_ratios` makes of `casualty_spells`; ``given`` holds the other fields of
    `Card` and any word that shall replace the computed one.
    """
    heights = {"page": 190, "column": 190}
    words = {
        "slug": "civilian-casualties",
        "title": casualties_finding(marks, ratios),
        "subtitle": (
            f"Reported civilians killed and injured in Iraq a month, {marks['x'].min():%B %Y} to "
            f"{marks['x'].max():%B %Y}; smaller, UNAMI’s killed by governorate. Persons."
        ),
        "caption": _caption(marks, left_out),
        "alt_text": _alt_text(marks),
        "mark_title": _mark_title,
        "height_mm": heights.get(given.get("size", "page"), 0),
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def casualties_finding(marks: pd.DataFrame, ratios: pd.DataFrame) -> str:
    """Return the finding: UNAMI's highest and last level of killed, and how the longest other count differs."""
    steps = marks[marks["form"] == "step"].sort_values("x", kind="stable")
    highest, last = steps.loc[steps["best"].idxmax()], steps.iloc[-1]
    finding = (
        f"Civilians killed as UNAMI reported them fell from {highest['best']:,.0f} a month "
        f"({_spell(highest)}) to {last['best']:,.0f} ({_spell(last)})"
    )
    factor = longest_ratio(ratios)
    return finding if factor is None else f"{finding}; {factor}"


def longest_ratio(ratios: pd.DataFrame) -> str | None:
    """Say by what factor the count with most months in common with UNAMI's killed, police included, differs from it."""
    killed = (ratios["definition"] == "civilians killed") & (ratios["other_definition"] == "civilians killed")
    unami = (ratios["other_originator"] == BARS) & (ratios["other_scope"] == "incl_police")
    monthly = ratios["end"] - ratios["start"] > pd.Timedelta(days=366)
    rows = ratios[killed & unami & monthly]
    if rows.empty:
        return None
    row = rows.iloc[0]
    least = "at least " if pd.isna(row["high"]) else ""
    number = row["low"] if pd.isna(row["best"]) else row["best"]
    return f"{row['originator']} has {least}{number:.1f} times as many in {row['n_months']} common months"


def _spell(step: Row) -> str:
    first, last = f"{step['x']:%b %Y}", f"{step['end']:%b %Y}"
    return f"{first[:3]}–{last}" if first[-4:] == last[-4:] else f"{first}–{last}"


def _steps(segments: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    inside = (segments["end"] >= pd.Period(start, "M")) & (segments["start"] <= pd.Period(end, "M"))
    shown = segments[inside]
    return pd.DataFrame(
        {
            "panel": KILLED,
            "indicator": "civilians_killed",
            "originator": BARS,
            "scope": "incl_police",
            "form": "step",
            "month": shown["start"].astype("period[M]"),
            "end": shown["end"].dt.to_timestamp(),
            "low": shown["level"],
            "best": shown["level"],
            "high": shown["level"],
            "anbar": True,
            "police": WITH,
            "claim_ids": shown["claim_ids"],
        }
    )


def _ordered(marks: pd.DataFrame, governorates: list[str]) -> pd.DataFrame:
    order = {panel: place for place, panel in enumerate([*PANELS.values(), *governorates])}
    marks = marks.assign(
        place=marks["panel"].map(order),
        kind=np.where(marks["high"].isna(), "at_least", ""),
        mark_id=[
            mark_name(
                "casualties", row["panel"], row["form"], row["series"], str(row["scope"]), f"{row['x']:%Y%m}"
            )
            for row in marks.to_dict("records")
        ],
    )
    columns = [
        "mark_id",
        "panel",
        "series",
        "x",
        "low",
        "best",
        "high",
        "kind",
        "form",
        "police",
        "anbar",
        "scope",
        "end",
    ]
    return marks.sort_values(["place", "form", "series", "scope", "x"])[[*columns, "claim_ids"]].reset_index(
        drop=True
    )


def _caption(marks: pd.DataFrame, left_out: pd.DataFrame) -> str:
    bars = marks[(marks["form"] == "bar") & marks["panel"].isin(list(PANELS.values()))]
    lacking = int((~bars["anbar"].astype(bool)).sum())
    others = sorted(set(marks.loc[marks["form"] == "dot", "series"]))
    return (
        f"Bars: UNAMI, police in non-combat work included where the release says so or does not say; {lacking} of "
        f"{len(bars)} lack Anbar and are hollow. A tick on a bar is UNAMI’s figure without any police. Dots: "
        f"{listed(others)}, each month in the scope of its page, so that neighbouring dots need not count the same; "
        "they are not joined. Shaded steps with a dark top: levels of UNAMI’s killed between breaks, from complete "
        "months only. A month without a mark is one that nobody reported. "
        f"Left out: {len(left_out)} claims of other scopes, governorates or times."
    )


def _mark_title(mark: Row) -> str:
    """Return what a mark says: panel, originator, with or without police, month and persons."""
    level = "level of a month" if mark["form"] == "step" else ""
    return month_title({**mark, "name": ", ".join(filter(None, [mark["series"], mark["police"], level]))})


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for panel, rows in marks[marks["form"] != "step"].groupby("panel", sort=False):
        series = [
            f"{name}{' without police' if form == 'tick' else ''}: {len(part)} months, "
            f"{part['low'].min():,.0f} to {part[['low', 'high']].max().max():,.0f}"
            for (name, form), part in rows.groupby(["series", "form"], sort=False)
        ]
        parts.append(f"{panel}: {'; '.join(series)}")
    steps = [
        f"{_spell(step)} {step['best']:,.0f}" for step in marks[marks["form"] == "step"].to_dict("records")
    ]
    return f"Bars and dots by month. {'. '.join(parts)}. Levels of UNAMI’s killed: {'; '.join(steps)}."
