"""The story's report card: each figure of the AP story, what others reported on the same thing, and a verdict.

The drawing is in `reported.charts.report_card_drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reported.agreement.story import GROUPS
from reported.charts.estimates import figure_words
from reported.charts.mark_words import claims_note, day_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.charts.report_card_drawing import height_of
from reported.prose import counted, listed
from reported.tables import Row

FLOOR_WORDS = "as a floor"


def verdict_marks(card: pd.DataFrame, others: pd.DataFrame, *, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a mark for each figure of the story and for each other originator's figure on the same thing.

    Parameters
    ----------
    card, others : DataFrame
        As returned by `reported.agreement.report_card`.
    names : Mapping of str to str
        Short names of originators.

    Returns
    -------
    DataFrame, one row per mark, by group, the most compared figures first, others under the figure
        ``panel`` the group, ``series`` the originator, ``name``, ``x`` the day on which the figure can first have
        been published, `BOUNDS` in the figure's own unit (missing for a date), ``kind``, ``certainty``; ``times_low``,
        ``times_best``, ``times_high``: in multiples of the story's figure, that is of its value, the geometric mean of
        its bounds, or its one bound; ``story``, ``statement``, ``wording``, ``noun``, ``verdict``, ``verdict_note``,
        ``when``, ``agrees``, ``claim_ids``.

    Notes
    -----
    Two figures of one statement ("hundreds, likely more than 1,000") are judged together, so the others stand once,
    under the last of them and in its multiples.
    """
    ranked = card.assign(
        group_rank=card["group"].map(GROUPS.index),
        most=card.groupby("statement_id")["n_others"].transform("max"),
    ).sort_values(["group_rank", "most", "claim_id"], ascending=[True, False, True])
    rows = []
    for _, told in ranked.groupby("statement_id", sort=False):
        rows += [_story_mark(row, names) for row in told.to_dict("records")]
        last = told.iloc[-1].to_dict()
        held = others[others["of"] == last["claim_id"]]
        rows += [_other_mark(row, last, names) for row in held.to_dict("records")]
    return pd.DataFrame(rows)


def _story_mark(figure: Row, names: Mapping[str, str]) -> dict[str, object]:
    own = {bound: figure[bound] for bound in ("low", "best", "high")}
    return _mark(figure, own, _reference(figure)) | {
        "mark_id": mark_name("story", figure["claim_id"]),
        "series": figure["originator"],
        "name": names.get(figure["originator"], figure["originator"]),
        "x": pd.Timestamp(figure["published_on"]),
        "kind": figure["kind"],
        "certainty": figure["certainty"],
        "story": True,
        "figure": figure["wording"],
        "when": "",
        "agrees": True,
        "claim_ids": figure["claim_id"],
    }


def _other_mark(row: Row, figure: Row, names: Mapping[str, str]) -> dict[str, object]:
    own = {bound: row[bound] for bound in ("low", "best", "high")}
    return _mark(figure, own, _reference(figure)) | {
        "mark_id": mark_name("other", figure["claim_id"], row["originator"]),
        "series": row["originator"],
        "name": names.get(row["originator"], row["originator"]),
        "x": pd.Timestamp(row["published"]),
        "kind": row["kind"],
        "certainty": "",
        "story": False,
        "figure": figure_words(**own, kind=row["kind"]),
        "when": row["when"],
        "agrees": bool(row["agrees"]),
        "claim_ids": row["claim_ids"],
    }


def _mark(figure: Row, own: Mapping[str, float], reference: float) -> dict[str, object]:
    """Return what every mark of a figure of the story has, in the order of the table."""
    first = {"mark_id": "", "panel": figure["group"], "series": "", "name": "", "x": pd.NaT}
    times = {f"times_{bound}": value / reference for bound, value in own.items()}
    said = {name: figure[name] for name in ("wording", "noun", "verdict", "same")}
    return first | dict(own) | times | said | {
        "verdict_note": verdict_note(figure),
        "statement": figure["statement_id"],
        "of": figure["claim_id"],
    }  # fmt: skip


def _reference(figure: Row) -> float:
    """Return the number that stands for the story's figure: its value, its bounds' geometric mean, or its bound."""
    if pd.notna(figure["best"]):
        return figure["best"]
    ends = [figure[bound] for bound in ("low", "high") if pd.notna(figure[bound])]
    return float(np.prod(ends) ** (1 / len(ends))) if ends else 1.0


def verdict_note(figure: Row) -> str:
    """Return what stands under the verdict's word: how many others, how many of them leave room."""
    n, against = figure["n_others"], len([name for name in figure["against"].split(";") if name])
    if n == 0:
        return "no comparable figure"
    if against:
        return f"by {against} of {counted(n, 'other')}"
    return f"by {counted(n, 'other')}" + (f", {FLOOR_WORDS}" if figure["as_floor"] else "")


def verdicts_finding(marks: pd.DataFrame) -> str:
    """Return the finding: how many of the story's figures are corroborated, contested, and alone."""
    told = marks[marks["story"]]
    n = told["verdict"].value_counts().reindex(["corroborated", "contested", "alone"], fill_value=0)
    floors = int(told["verdict_note"].str.endswith(FLOOR_WORDS).sum())
    only = f" ({floors} only {FLOOR_WORDS})" if floors else ""
    return (
        f"Of the story’s {len(told)} figures, {n['contested']} are contested, {n['corroborated']} corroborated{only} "
        f"and {n['alone']} stand alone"
    )


def verdicts_card(marks: pd.DataFrame, printed: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks.

    ``printed`` are the claims of the ledger (a date is a figure of the story, but no clean claim); ``given`` holds the
    other fields of `Card` and any word that shall replace the computed one.
    """
    told = marks[marks["story"]]
    words = {
        "slug": "report-card",
        "title": verdicts_finding(marks),
        "subtitle": (
            f"AP’s story of {day_words(told['x'].iloc[0])} and what others reported on the same thing, in multiples of "
            "its figure (log)."
        ),
        "caption": _caption(marks),
        "alt_text": _alt_text(marks),
        "height_mm": height_of(marks, given.get("size", "page")),
        "mark_title": mark_says,
    }
    return Card(marks=marks, sources=count_sources(marks, printed), **{**words, **given})


def mark_says(mark: Row) -> str:
    """Return what a mark says: whose figure, when printed, the figure, and the verdict on the story's."""
    story = f"“{mark['wording']}” {mark['noun']}"
    if mark["story"]:
        return f"AP, {day_words(mark['x'])}: {story}. {mark['verdict'].capitalize()}, {mark['verdict_note']}"
    room = "leaves room" if mark["agrees"] else "leaves no room"
    return f"{mark['series']}, {mark['x']:%B %Y}: {mark['figure']}, {room} for {story}{claims_note(mark)}"


def _caption(marks: pd.DataFrame) -> str:
    short = sorted(
        {(row.name, row.series) for row in marks.itertuples(index=False) if row.name != row.series}
    )
    said = "; ".join(f"{name} is {series}" for name, series in short)
    joint = marks[marks["story"] & marks.duplicated("statement", keep=False) & marks["story"].astype(bool)]
    pairs = joint.groupby("statement")["wording"].agg(lambda words: listed([f"“{word}”" for word in words]))
    one = "; ".join(words for words in pairs if " and " in words)
    return (
        "Others’ figures came before the story or in the six months after. Corroborated: every "
        "other independent originator’s figure on the same thing leaves room for the story’s; "
        "contested: at least one does not; alone: nobody else’s is in the ledger. As a floor: the story’s figure is "
        "open above, so others only do not put it lower. The same thing is set by rules on indicator, actor, scope, "
        "area and period, not by hand; copies and figures drawn from another originator’s are no evidence. The month "
        "is that of the first possible day of publication. "
        + (f"One statement, judged as one: {one}. " if one else "")
        + f"Each row is in multiples of its own figure, whose unit is in the table. Short names: {said}."
    )


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for panel, group in marks.groupby("panel", sort=False):
        said = []
        for _, rows in group.groupby("statement", sort=False):
            own, held = rows[rows["story"]], rows[~rows["story"]]
            figure = ", ".join(f"“{row.wording}” {row.noun}" for row in own.itertuples())
            named = ", ".join(f"{row.name} {row.figure}" for row in held.itertuples(index=False))
            verdict = f"{own['verdict'].iloc[-1]}, {own['verdict_note'].iloc[-1]}"
            said.append(f"{figure}: {verdict}{f' ({named})' if named else ''}")
        parts.append(f"{panel}: {'; '.join(said)}")
    return (
        f"A list of the story’s figures with others’ beneath on a common relative axis. {'. '.join(parts)}."
    )
