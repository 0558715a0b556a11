"""How figures are hedged: kinds of wording by the type of their originator."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reported.charts import style
from reported.charts.labels import axes_box
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import share
from reported.tables import Row

KINDS = MappingProxyType(  # the codebook's kinds, as a reader meets them in print
    {
        "exact": "a number",
        "none": "none",
        "range": "A to B",
        "approximate": "about",
        "nearly": "nearly",
        "magnitude": "dozens",
        "at_least": "at least",
        "more_than": "more than",
        "at_most": "up to",
        "less_than": "fewer than",
    }
)
BRACKETS = MappingProxyType({"no hedge": 2, "hedged, closed": 4, "or more": 2, "or fewer": 2})
TYPES = MappingProxyType(
    {
        "UN": "UN bodies",
        "government": "governments",
        "military": "security forces",
        "newsroom": "newsrooms",
        "think tank": "think tanks and analysts",
        "database": "databases",
        "compiler": "press counts and blogs",
        "company": "security companies",
        "ngo": "NGOs",
        "isis": "ISIS itself",
    }
)
UNTYPED = "type not given"
WIDTH = "median width"
FEW_CLAIMS = 20  # a share of fewer claims is drawn but not put into a title
FEW_WIDTHS = 5  # a median of fewer widths is not drawn
HUE = "#0A4A75"
WIDTH_COLUMN = 1.9  # breadth of the last column, in cells
HEADING_MM = MappingProxyType({"page": 13, "column": 18.5, "slide": 16})
ROW_MM = MappingProxyType({"page": 7, "column": 7.2, "slide": 7})
WORDS_MM = MappingProxyType({"page": 38, "column": 22, "slide": 56})


def hedging_marks(claims: pd.DataFrame, originators: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the share of each kind of wording in the figures of each type of originator.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.
    originators : DataFrame
        ``originator`` and ``type``; an originator that is not listed counts under `UNTYPED`.

    Returns
    -------
    marks : DataFrame, one row per type and kind that occurs, and one per type for the width
        ``panel`` "wording" or "width"; ``x`` the kind, or "median width"; ``best`` (and ``low``, ``high``)
        percent: the share of the type's claims, or the median of (high - low) / middle over the claims
        whose bounds are both known and differ; ``n`` the claims counted; ``of`` the type's claims.
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``: pages that reprint another, and wordings no kind was read from.

    Notes
    -----
    A kind is the wording's, not the truth's: UCDP prints one best estimate, which counts as a number here
    though its release gives a low and a high, which count in the width.
    """
    reason = pd.Series("", index=claims.index)
    reason[~claims["kind"].isin(list(KINDS))] = "no kind was read from the wording"
    reason[claims["copy_of"].fillna("") != ""] = "reprinted from another page of the ledger"
    left_out = pd.DataFrame({"claim_id": claims["claim_id"], "reason": reason})[reason != ""]
    types = dict(zip(originators["originator"], originators["type"], strict=True))
    kept = claims[reason == ""]
    kept = kept.assign(type=[TYPES.get(types.get(name, ""), UNTYPED) for name in kept["originator"]])
    marks = pd.DataFrame(_shares(kept) + _widths(kept))
    marks.insert(marks.columns.get_loc("claim_ids"), "of", marks["series"].map(kept["type"].value_counts()))
    marks = _in_order(marks)
    return marks, left_out.sort_values("claim_id", ignore_index=True)


def hedging_card(marks: pd.DataFrame, left_out: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the marks.

    ``given`` holds the other fields of `Card` (``ledger_checksum``, ``parameters``, ``size``) and any word
    that shall replace the computed one.
    """
    size = given.get("size", "page")
    words = {
        "slug": "hedging",
        "title": hedging_finding(marks),
        "subtitle": "Wording of reported figures by type of originator. Percent of each type's claims.",
        "caption": _caption(left_out),
        "alt_text": _alt_text(marks),
        "height_mm": {"page": 46, "column": 68}.get(size, 0)
        + ROW_MM.get(size, 0) * marks["series"].nunique(),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def hedging_finding(marks: pd.DataFrame) -> str:
    """Return the finding: which types of originator hedge the most and the least of their figures."""
    sizes = marks.groupby("series")["of"].max()
    hedged = (100 - _plain(marks))[sizes >= FEW_CLAIMS]
    if len(hedged) < 2:
        return "Too few reported figures to compare how types of originator hedge"
    most, least = hedged.idxmax(), hedged.idxmin()
    return (
        f"{_capital(most)} hedge {share(hedged[most], 100)} of their reported figures, "
        f"{least} {share(hedged[least], 100)}"
    )


def plot_hedging(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> Axes:
    """Draw the table of shares, shaded by size, on the free area of the figure and return its axes.

    Parameters
    ----------
    marks : DataFrame
        As returned by `hedging_marks`.
    figure : Figure
        As returned by `reported.charts.style.new_figure`.
    size : str
        "page", "column" (headings turned upright) or "slide".
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    rows = list(dict.fromkeys(marks["series"]))
    numbers = style.text_width_mm("1,000", text.label) + 1.5
    words = WORDS_MM[size] + numbers
    row_mm = min((height - HEADING_MM[size]) / len(rows), 1.6 * ROW_MM[size])
    floor = bottom + height - HEADING_MM[size] - row_mm * len(rows)
    ax = style.add_axes(figure, left + words, floor, width - words, row_mm * len(rows))
    ax.set(xlim=(0, len(KINDS) + WIDTH_COLUMN), ylim=(len(rows), 0))
    ax.set_axis_off()
    for mark in marks.itertuples():
        _draw_cell(ax, mark, rows.index(mark.series), text)
    _write_rows(ax, marks, (words, WORDS_MM[size]), text)
    _write_columns(ax, text, upright=size == "column")
    return ax


def _plain(marks: pd.DataFrame) -> pd.Series:
    """Return the percent of each type's figures that stand without any hedge, 0 where none does."""
    plain = marks[marks["x"].isin(["exact", "none"])].groupby("series")["best"].sum()
    return plain.reindex(sorted(set(marks["series"])), fill_value=0)


def _in_order(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the marks with the types that hedge least first, the kinds in the codebook's order."""
    places = {kind: place for place, kind in enumerate(KINDS)}
    keys = marks.assign(plain=-marks["series"].map(_plain(marks)), place=marks["x"].map(places))
    ordered = keys.sort_values(["panel", "plain", "series", "place"], ascending=[False, True, True, True])
    return ordered.drop(columns=["plain", "place"]).reset_index(drop=True)


def _shares(kept: pd.DataFrame) -> list[dict[str, object]]:
    of = kept["type"].value_counts()
    return [
        _row(name, kind, 100 * len(group) / of[name], group["claim_id"])
        for (name, kind), group in kept.groupby(["type", "kind"])
    ]


def _widths(kept: pd.DataFrame) -> list[dict[str, object]]:
    closed = kept[kept["low"].notna() & kept["high"].notna() & (kept["high"] > kept["low"])]
    percent = 200 * (closed["high"] - closed["low"]) / (closed["high"] + closed["low"])
    return [
        _row(name, WIDTH, float(percent[group.index].median()), group["claim_id"])
        for name, group in closed.groupby("type")
        if len(group) >= FEW_WIDTHS
    ]


def _row(series: str, x: str, percent: float, ids: pd.Series) -> dict[str, object]:
    return {
        "mark_id": mark_name("hedging", series, x),
        "panel": "width" if x == WIDTH else "wording",
        "series": series,
        "x": x,
        **dict.fromkeys(("low", "best", "high"), round(percent, 4)),
        "n": len(ids),
        "claim_ids": ";".join(sorted(ids)),
    }


def _draw_cell(ax: Axes, mark: Any, row: int, text: style.Size) -> None:
    """Draw a share as a shaded cell with its number; the width as a number alone."""
    words = f"{mark.best:.0f}" if mark.best >= 0.5 else "<1"
    if mark.panel == "width":
        ax.text(
            len(KINDS) + WIDTH_COLUMN - 0.1,
            row + 0.5,
            f"{words} %",
            ha="right",
            va="center_baseline",
            fontsize=text.label,
            gid=mark.mark_id,
        )
        return
    column = list(KINDS).index(mark.x)
    shade = style.tint(HUE, 0.06 + 0.94 * mark.best / 100)
    ax.add_patch(
        Rectangle((column + 0.04, row + 0.05), 0.92, 0.9, color=shade, linewidth=0, gid=mark.mark_id)
    )
    ink = max("black", "white", key=lambda colour: style.contrast(colour, shade))
    ax.text(column + 0.5, row + 0.5, words, ha="center", va="center_baseline", fontsize=text.label, color=ink)


def _write_rows(ax: Axes, marks: pd.DataFrame, sides: tuple[float, float], text: style.Size) -> None:
    words, room = sides
    look: style.Look = {"coords": "data", "fontsize": text.label}
    for place, (name, group) in enumerate(marks.groupby("series", sort=False)):
        block = style.wrap(_capital(name), room - 1, text.label)
        va = "center" if "\n" in block else "center_baseline"
        style.write_at(ax, block, (0, place + 0.5), shift_mm=(-words, 0), va=va, linespacing=1.1, **look)
        right: style.Look = {"ha": "right", "va": "center_baseline", "color": style.QUIET}
        style.write_at(ax, f"{group['of'].max():,}", (0, place + 0.5), shift_mm=(-1.4, 0), **right, **look)


def _write_columns(ax: Axes, text: style.Size, *, upright: bool) -> None:
    """Write what each column is, and above it what the kinds have in common."""
    va = "bottom" if upright else "baseline"
    look: style.Look = {"coords": "data", "va": va, "fontsize": text.label, "color": style.QUIET}
    turned: style.Look = {"ha": "center", "linespacing": 1.05, "rotation": 90 if upright else 0}
    left, _, right, _ = axes_box(ax)
    room = 1000 if upright else (right - left) / ax.get_xlim()[1] - 1
    for place, words in enumerate(KINDS.values()):
        block = style.wrap(words, room, text.label)
        style.write_at(ax, block, (place + 0.5, 0), shift_mm=(0, 1.6), **turned, **look)
    width = WIDTH if upright else WIDTH.replace(" ", "\n")
    style.write_at(ax, width, (len(KINDS) + WIDTH_COLUMN / 2 + 0.2, 0), shift_mm=(0, 1.6), **turned, **look)
    style.write_at(ax, "n", (0, 0), shift_mm=(-1.4, 1.6), ha="right", **look)
    if upright:
        return
    first, lift = 0, 2 * style.line_height_mm(text.label) + 1.2
    bold: style.Look = {**look, "color": style.INK, "fontweight": "bold", "ha": "center"}
    for words, count in BRACKETS.items():
        style.write_at(ax, words, (first + count / 2, 0), shift_mm=(0, lift), **bold)
        first += count


def _mark_title(mark: Row) -> str:
    """Return what a cell says: type of originator, kind of wording, percent and the claims counted."""
    what = f"“{KINDS[mark['x']]}”" if mark["x"] in KINDS else f"{WIDTH} of an interval"
    of = f" of {mark['of']:,}" if mark["panel"] == "wording" else ""
    return f"{_capital(mark['series'])}, {what}: {share(mark['best'], 100)} ({mark['n']:,}{of} claims)"


def _caption(left_out: pd.DataFrame) -> str:
    reasons = left_out["reason"].value_counts()
    omitted = "; ".join(f"{reason} ({reasons[reason]})" for reason in sorted(reasons.index)) or "none"
    return (
        "Rows add to 100 but for rounding; an empty cell is no claim at all. Dozens stands for every bare "
        "plural (a few, dozens, hundreds). Median width: high less low, in percent of the middle, over the "
        f"claims whose bounds are both known and differ, if at least {FEW_WIDTHS}; open ends have no width. "
        f"Few claims make shares that mean little: see n. Left out: {omitted}. A hedge says how a figure was "
        "printed, not how good it is."
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _alt_text(marks: pd.DataFrame) -> str:
    rows = []
    for name, group in marks[marks["panel"] == "wording"].groupby("series", sort=False):
        shares = ", ".join(f"{KINDS[row.x]} {share(row.best, 100)}" for row in group.itertuples())
        rows.append(f"{_capital(name)} (n {group['of'].max():,}): {shares}")
    return f"A table of shares. {'; '.join(rows)}."
