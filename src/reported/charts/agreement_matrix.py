"""How often do two originators agree? Who against whom: the share of comparisons in which their figures overlap."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import combinations
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reported.charts import provinces, style
from reported.charts.mark_words import claims_note
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import counted, share
from reported.tables import Row

MOST_SHOWN = 10  # originators
FEWEST = 2  # comparisons of two originators that make a mark
HUE = provinces.HUE
# Share below -> strength of the tint.
SHADES = MappingProxyType({0.25: 0.12, 0.5: 0.28, 0.75: 0.5, 1.01: 0.95})
WORDS = MappingProxyType({0.25: "under 25 %", 0.5: "25–49 %", 0.75: "50–74 %", 1.01: "75 % and more"})
HEIGHTS = MappingProxyType({"page": 132, "column": 112})
KEY_MM = 3  # side of a sample
DARK = 0.9  # shades above it bear white words
GAP_MM = 0.5  # between cells


def agreement_marks(pairs: pd.DataFrame, *, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a mark for every two originators that printed figures on the same thing, over all indicators.

    Parameters
    ----------
    pairs : DataFrame
        As returned by `reported.agreement.pairs`.
    names : Mapping of str to str
        Short names of originators.

    Returns
    -------
    DataFrame, one row per two of the `MOST_SHOWN` originators with most comparisons, at least `FEWEST` between them
        ``panel`` "", ``series`` and ``other`` the two, the one with more comparisons as ``other``; ``name``,
        ``other_name``; ``x`` and ``y`` their places from 0, most comparisons first; ``best`` (and ``low`` and ``high``)
        the share of comparisons in which their figures overlap, in percent; ``n_compared``, ``n_overlapping``,
        ``indicators``, ``claim_ids``.
    """
    both = pairs.assign(
        pair=[tuple(sorted(pair)) for pair in zip(pairs["originator"], pairs["other"], strict=True)]
    )
    groups = both.groupby("pair")
    table = groups[["n_compared", "n_overlapping"]].sum()
    table["indicators"] = groups["indicator"].agg(lambda names: ";".join(sorted(set(names))))
    table["claim_ids"] = groups["claim_ids"].agg(lambda ids: ";".join(sorted(set(";".join(ids).split(";")))))
    found = table[table["n_compared"] >= FEWEST].reset_index().to_dict("records")
    rows = {row["pair"]: row for row in found}
    order = _order(found)
    kept = [pair for pair in combinations(order, 2) if tuple(sorted(pair)) in rows]
    return pd.DataFrame([_mark(order, rows[tuple(sorted(pair))], pair, names) for pair in kept])


def _order(found: list[Row]) -> list[str]:
    """Return the originators by their number of comparisons, the most first, as many as are shown."""
    totals: dict[str, int] = {}
    for row in found:
        for name in row["pair"]:
            totals[name] = totals.get(name, 0) + int(row["n_compared"])
    return sorted(totals, key=lambda name: (-totals[name], name))[:MOST_SHOWN]


def _mark(order: list[str], row: Row, pair: tuple[str, str], names: Mapping[str, str]) -> dict[str, object]:
    other, series = pair
    percent = 100 * row["n_overlapping"] / row["n_compared"]
    return {
        "mark_id": mark_name("agreement", series, other),
        "panel": "",
        "series": series,
        "other": other,
        "name": names.get(series, series),
        "other_name": names.get(other, other),
        "x": order.index(other),
        "y": order.index(series),
        "low": percent,
        "best": percent,
        "high": percent,
        "n_compared": int(row["n_compared"]),
        "n_overlapping": int(row["n_overlapping"]),
        "indicators": row["indicators"],
        "claim_ids": row["claim_ids"],
    }


def agreement_card(
    marks: pd.DataFrame, comparisons: pd.DataFrame, claims: pd.DataFrame, **given: Any
) -> Card:
    """Return the chart's words, its title the finding computed from all comparisons; ``given`` as elsewhere."""
    words = {
        "slug": "agreement-matrix",
        "title": agreement_finding(comparisons),
        "subtitle": (
            "3/7: of 7 comparisons of what two originators reported on the same thing, their figures overlap in 3."
        ),
        "caption": (
            f"The {len(_named(marks))} originators with most comparisons; an empty cell has fewer than {FEWEST}. "
            "The same thing is one indicator, actor, unit, scope and area over the same period, or one incident. "
            "Figures overlap where some value lies in both; an open end reaches as far as it must, so figures of "
            "“at least” overlap easily. A figure of unstated scope is held against each scope. "
            "Copies, and figures drawn from another originator’s, are left out. "
            f"{_grades(comparisons)}"
        ),
        "alt_text": _alt_text(marks),
        "height_mm": HEIGHTS.get(given.get("size", "page"), 0),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def agreement_finding(comparisons: pd.DataFrame) -> str:
    """Return the finding: of the comparisons with two originators or more, how many are corroborated."""
    n = comparisons["grade"].value_counts().reindex(["single", "corroborated", "contested"], fill_value=0)
    several = n["corroborated"] + n["contested"]
    return (
        f"Where two or more originators reported the same thing, they agree in {n['corroborated']} of {several} cases; "
        f"{share(n['single'], n.sum())} of things have one originator alone"
    )


def plot_agreement(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw the lower half of the matrix on the free area of the figure, with its key; return the axes.

    ``marks`` are those of `agreement_marks`. A cell has its count written in it, and its share as shade.
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    names = _named(marks)
    n = len(names)
    words = max(style.text_width_mm(name, text.label) for name in names) + 2
    key_mm = style.line_height_mm(text.foot) * (2 if size == "column" else 1) + 1.5
    heads = [style.text_width_mm(name, text.label) for name in names[:-1]]
    across = min((width - words - head) / place for place, head in enumerate(heads) if place)
    across, up = min(across, (width - words) / (n - 1)), (height - key_mm) / n
    ax = style.add_axes(figure, left + words, bottom + key_mm, across * (n - 1), up * n)
    ax.set(xlim=(-0.5, n - 1.5), ylim=(n - 0.5, -0.5))
    ax.set_axis_off()
    for row in marks.to_dict("records"):
        _draw_cell(ax, row, text, (across, up))
    for place, name in enumerate(names):
        _name(ax, name, place, text, across)
    return [ax, _draw_key(figure, (left, bottom, width, key_mm), text)]


def _name(ax: Axes, name: str, place: int, text: style.Size, across: float) -> None:
    """Write a name at the left of its row and on the diagonal at the head of its column."""
    look: style.Look = {"va": "center_baseline", "fontsize": text.label}
    if place:
        style.write_at(
            ax, name, (0, place), coords=("axes fraction", "data"), shift_mm=(-1.5, 0), ha="right", **look
        )
    if place < ax.get_xlim()[1]:
        shift = (GAP_MM / 2 - across / 2, 0)
        style.write_at(ax, name, (place, place), coords="data", shift_mm=shift, **look)


def _draw_cell(ax: Axes, row: Row, text: style.Size, cell: tuple[float, float]) -> None:
    """Draw one cell with its count; white words on dark shades."""
    across, up = cell
    part = row["best"] / 100
    shade = next(shade for limit, shade in SHADES.items() if part < limit)
    width, height = 1 - GAP_MM / across, 1 - GAP_MM / up
    ax.add_patch(
        Rectangle(
            (row["x"] - width / 2, row["y"] - height / 2), width, height, facecolor=style.tint(HUE, shade),
            linewidth=0, gid=row["mark_id"],
        )
    )  # fmt: skip
    colour = "white" if shade > DARK else style.INK
    words = f"{row['n_overlapping']}/{row['n_compared']}"
    look: style.Look = {"ha": "center", "va": "center_baseline", "fontsize": text.label, "color": colour}
    ax.text(row["x"], row["y"], words, gid=f"{row['mark_id']}.label", **look)


def _draw_key(figure: Figure, box: tuple[float, float, float, float], text: style.Size) -> Axes:
    """Draw the shades with their classes."""

    def shaded(ax: Axes, x: float, y: float, *, shade: float) -> None:
        at = (x, y - KEY_MM / 2)
        ax.add_patch(Rectangle(at, KEY_MM, KEY_MM, facecolor=style.tint(HUE, shade), linewidth=0))

    samples = [(WORDS[limit], partial(shaded, shade=shade)) for limit, shade in SHADES.items()]
    return style.draw_key(figure, box, text, samples, sample_mm=KEY_MM + 1.5)


def _named(marks: pd.DataFrame) -> list[str]:
    """Return the short names in the order of their places."""
    places = dict(zip(marks["y"], marks["name"], strict=True)) | dict(
        zip(marks["x"], marks["other_name"], strict=True)
    )
    return [places[place] for place in sorted(places)]


def _grades(comparisons: pd.DataFrame) -> str:
    n = comparisons["grade"].value_counts()
    return f"Of {counted(len(comparisons), 'comparison')}, " + ", ".join(
        f"{n.get(grade, 0):,} are {grade}" for grade in ("single", "corroborated", "contested")
    ) + "."  # fmt: skip


def _mark_title(mark: Row) -> str:
    """Return what a mark says: the two, how many of their figures overlap, on what."""
    on = ", ".join(name.replace("_", " ") for name in mark["indicators"].split(";"))
    return (
        f"{mark['series']} and {mark['other']}: {mark['n_overlapping']} of {mark['n_compared']} overlap "
        f"({mark['best']:.0f} %), {on}{claims_note(mark)}"
    )


def _alt_text(marks: pd.DataFrame) -> str:
    ordered = marks.sort_values(["n_compared", "mark_id"], ascending=[False, True]).to_dict("records")
    said = "; ".join(
        f"{row['name']} and {row['other_name']} {row['n_overlapping']} of {row['n_compared']}"
        for row in ordered
    )
    return f"A half matrix of originators with how many of their comparisons overlap. {said}."
