"""What was reported when: claims by indicator and by originator, month by month, gaps left as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reported.charts import style
from reported.charts.labels import Box, axes_box
from reported.charts.pack import Card, count_sources, mark_name
from reported.prose import counted, listed, share
from reported.tables import Row

GROUPS = MappingProxyType(
    {
        "Attacks and incidents": ("attacks", "attack_rate", "fatal_events"),
        "Civilians killed, injured": ("civilians_killed", "civilians_injured"),
        "All killed, injured": ("killed_all", "injured_all", "killed_and_injured", "bodies_found"),
        "Forces killed, injured": ("security_forces_killed", "security_forces_injured"),
        "Militants killed": ("militants_killed",),
        "Tolls of incidents": (
            "people_killed",
            "people_injured",
            "people_kidnapped",
            "hostages_freed",
            "mukhtars_killed",
        ),
        "Fighters, crossings": ("fighters_present", "fighters_crossed"),
        "Detainees": ("detainees_held", "detainee_movements"),
        "Displaced, returned": ("displaced_persons", "displacement_change", "returnees", "new_returnees"),
        "Operations, money, other": (
            "operations",
            "troops_deployed",
            "money_usd",
            "governorates_affected",
            "context",
        ),
    }
)
PANELS = ("by indicator", "by originator")
ORIGINATORS_SHOWN = 12
LONGEST_DAYS = 31  # a longer period belongs to no single month
CLASSES = MappingProxyType({1: "1", 2: "2 to 4", 5: "5 to 9", 10: "10 to 19", 20: "20 or more"})
HUE = "#0A4A75"
STORY_MONTH = pd.Timestamp("2019-02-01")
ROW_MM = 4.6
HEADING_MM = 6.5
AXIS_MM = 4.5
GUTTER_MM = 7


def coverage_marks(
    claims: pd.DataFrame,
    *,
    originators: pd.DataFrame | None = None,
    start: str = "2016-01",
    end: str = "2020-12",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how many claims speak of each month, by group of indicators and by originator.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.
    originators : DataFrame, optional
        ``originator`` and ``short_name``.
    start, end : str
        First and last month, "YYYY-MM", both included.

    Returns
    -------
    marks : DataFrame, one row per panel, row and month with at least one claim
        ``x`` the month's first day, empty for the claims on periods of more than `LONGEST_DAYS` days, which
        fill no month; ``low``, ``best`` and ``high`` all the number of claims; ``claim_ids``.
        A month without a row is a month of which nothing was reported here, not a month without attacks.
    left_out : DataFrame, one row per claim
        ``claim_id`` and ``reason``: outside the months shown.
    """
    first, last = pd.Period(start, "M"), pd.Period(end, "M")
    length = (claims["period_end"] - claims["period_start"]).dt.days + 1
    middle = claims["period_start"] + (claims["period_end"] - claims["period_start"]) / 2
    inside = middle.dt.to_period("M").between(first, last)
    left_out = claims.loc[~inside, ["claim_id"]].assign(reason="about a time outside the months shown")
    month = middle.dt.to_period("M").dt.to_timestamp().where(length <= LONGEST_DAYS)
    kept = claims.assign(x=month)[inside]
    rows = {
        "by indicator": kept["indicator"].map(
            {name: group for group, names in GROUPS.items() for name in names}
        ),
        "by originator": _largest(kept["originator"], originators),
    }
    panels = [_count(kept.assign(panel=panel, series=series)) for panel, series in rows.items()]
    return pd.concat(panels, ignore_index=True), left_out.sort_values("claim_id", ignore_index=True)


def coverage_card(marks: pd.DataFrame, left_out: pd.DataFrame, claims: pd.DataFrame, **given: Any) -> Card:
    """Return the chart's words, its title the finding computed from the claims.

    ``given`` holds the other fields of `Card` (``ledger_checksum``, ``parameters``, ``size``) and any word
    that shall replace the computed one.
    """
    months = marks["x"].dropna()
    rows = sum(len(_rows_of(marks, panel)) for panel in PANELS)
    words_mm = 57 if given.get("size", "page") == "page" else 85
    words = {
        "slug": "ledger-coverage",
        "title": coverage_finding(marks, claims),
        "subtitle": (
            f"Reported figures (claims) by the month they speak of, {months.min():%B %Y} to "
            f"{months.max():%B %Y}."
        ),
        "caption": _caption(marks, left_out),
        "alt_text": _alt_text(marks),
        "height_mm": words_mm + ROW_MM * rows,
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def coverage_finding(marks: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Return the finding: how few originators made half of the figures, and when the largest one stops."""
    drawn = claims[claims["claim_id"].isin({claim for ids in marks["claim_ids"] for claim in ids.split(";")})]
    counts = drawn["originator"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    few = int((counts.cumsum() < len(drawn) / 2).sum()) + 1
    names = list(counts.index[:few])
    finding = f"{listed(names)} made {share(counts.iloc[:few].sum(), len(drawn))} of the reported figures"
    monthly = (drawn["period_end"] - drawn["period_start"]).dt.days < LONGEST_DAYS
    last = drawn.loc[monthly & (drawn["originator"] == names[0]), "period_end"].max()
    return finding if pd.isna(last) else f"{finding}; monthly ones of {names[0]} end in {last:%B %Y}"


def plot_coverage(marks: pd.DataFrame, figure: Figure, *, size: str = "page") -> list[Axes]:
    """Draw two stacks of monthly strips on the free area of the figure and return their axes.

    Parameters
    ----------
    marks : DataFrame
        As returned by `coverage_marks`.
    figure : Figure
        As returned by `reported.charts.style.new_figure`.
    size : str
        "page", "column" or "slide".
    """
    text = style.SIZES[size]
    left, bottom, width, height = style.free_area(figure)
    key_mm = style.line_height_mm(text.foot) * (2 if size == "column" else 1) + 1
    _draw_classes(figure, (left, bottom, width, key_mm), text)
    names = [_rows_of(marks, panel) for panel in PANELS]
    words = max(style.text_width_mm(name, text.label) for rows in names for name in rows) + 1.5
    numbers = style.text_width_mm("longer", text.label) + 1.5
    boxes = _boxes((left, bottom + key_mm, width, height - key_mm), names, side_by_side=size == "slide")
    axes = []
    for panel, rows, (x, floor, across, up) in zip(PANELS, names, boxes, strict=True):
        mine = marks[marks["panel"] == panel]
        ax = style.add_axes(figure, x + words, floor, across - words - 2 * numbers, up)
        _draw_strips(ax, mine, rows, _month_span(marks), text)
        _write_sides(ax, mine, rows, (words, numbers), text)
        axes.append(ax)
    return axes


def _boxes(area: Box, names: Sequence[Sequence[str]], *, side_by_side: bool) -> list[Box]:
    """Return left, bottom, width and height in mm of each panel's rows, all rows of one height."""
    left, bottom, width, height = area
    top = bottom + height
    if side_by_side:
        row_mm = (height - HEADING_MM - AXIS_MM) / max(map(len, names))
        step = (width + GUTTER_MM) / len(names)
        return [
            (left + place * step, top - HEADING_MM - row_mm * len(rows), step - GUTTER_MM, row_mm * len(rows))
            for place, rows in enumerate(names)
        ]
    row_mm = (height - len(names) * (HEADING_MM + AXIS_MM)) / sum(map(len, names))
    boxes = []
    for rows in names:
        top -= HEADING_MM + row_mm * len(rows)
        boxes.append((left, top, width, row_mm * len(rows)))
        top -= AXIS_MM
    return boxes


def _largest(originators: pd.Series, names: pd.DataFrame | None) -> pd.Series:
    """Return each claim's row: one of the originators with the most claims, or all others together."""
    counts = originators.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    short = {} if names is None else dict(zip(names["originator"], names["short_name"], strict=True))
    rest = f"{len(counts) - ORIGINATORS_SHOWN} others"
    shown = {name: short.get(name, name) for name in counts.index[:ORIGINATORS_SHOWN]}
    return originators.map(lambda name: shown.get(name, rest))


def _count(kept: pd.DataFrame) -> pd.DataFrame:
    """Return one row per series and month of a panel, the series with the most claims first."""
    cells = kept.groupby(["panel", "series", "x"], dropna=False)["claim_id"].agg(
        ["size", lambda ids: ";".join(sorted(ids))]
    )
    cells.columns = ["best", "claim_ids"]
    cells = cells.reset_index()
    cells["low"] = cells["high"] = cells["best"]
    cells["mark_id"] = [
        mark_name("coverage", row.panel, row.series, "longer" if pd.isna(row.x) else f"{row.x:%Y-%m}")
        for row in cells.itertuples()
    ]
    total = cells.groupby("series")["best"].transform("sum")
    is_rest = cells["series"].str.endswith(" others")  # the others stand last, however many
    order = cells.assign(total=total, rest=is_rest).sort_values(
        ["rest", "total", "series", "x"], ascending=[True, False, True, True]
    )
    return order[["mark_id", "panel", "series", "x", "low", "best", "high", "claim_ids"]]


def _rows_of(marks: pd.DataFrame, panel: str) -> list[str]:
    return list(dict.fromkeys(marks.loc[marks["panel"] == panel, "series"]))


def _month_span(marks: pd.DataFrame) -> tuple[int, int]:
    """Return the first and last month as counts of months since year 0."""
    months = marks["x"].dropna()
    return _month_number(months.min()), _month_number(months.max())


def _month_number(month: pd.Timestamp) -> int:
    return month.year * 12 + month.month - 1


def _class_of(count: float) -> int:
    """Return the place of the count's class, 0 for the smallest."""
    return sum(count >= floor for floor in CLASSES) - 1


def _cell(x: float, row: float, place: int, *, gid: str) -> Rectangle:
    """Return a cell as dark and as high as its class."""
    part = (place + 1) / len(CLASSES)
    height = 0.25 + 0.6 * part
    return Rectangle(
        (x + 0.06, row + 0.45 - height),
        0.88,
        height,
        color=style.tint(HUE, 0.5 + 0.5 * part),
        linewidth=0,
        gid=gid,
        clip_on=False,  # it lies inside the axes, and a clip for each cell is a sixth of the SVG
    )


def _draw_strips(
    ax: Axes, panel: pd.DataFrame, rows: Sequence[str], span: tuple[int, int], text: style.Size
) -> None:
    first, last = span
    ax.set(xlim=(first, last + 1), ylim=(len(rows) - 0.5, -0.5))
    for mark in panel.dropna(subset="x").itertuples():
        place = _class_of(mark.best)
        ax.add_patch(_cell(_month_number(mark.x), rows.index(mark.series), place, gid=mark.mark_id))
    story = _month_number(STORY_MONTH) + 0.5
    if first <= story <= last:
        ax.axvline(story, color=style.STORY, linewidth=0.9, zorder=0.5)
    if first <= story <= last and panel["panel"].iloc[0] == PANELS[0]:
        look: style.Look = {"ha": "center", "va": "bottom", "fontsize": text.label, "color": style.STORY}
        style.write_at(
            ax, "AP report", (story, 1), coords=("data", "axes fraction"), shift_mm=(0, 1.4), **look
        )
    years = [month for month in range(first, last + 1) if month % 12 == 0]
    left, _, right, _ = axes_box(ax)
    every = 1 if 12 * (right - left) / (last + 1 - first) > style.text_width_mm("2016", text.label) + 1 else 2
    names = [str(month // 12) if place % every == 0 else "" for place, month in enumerate(years)]
    ax.set_xticks(years, names, ha="left", fontsize=text.label)
    ax.set_yticks([row + 0.5 for row in range(len(rows))], [""] * len(rows))
    ax.tick_params(length=0)
    ax.tick_params(axis="x", length=2.5)
    ax.grid(axis="both")
    ax.spines["left"].set_visible(False)


def _write_sides(
    ax: Axes, panel: pd.DataFrame, rows: Sequence[str], sides: tuple[float, float], text: style.Size
) -> None:
    """Write each row's name at its left; at its right its claims, and how many of them fill no month."""
    words, numbers = sides
    heading: style.Look = {"va": "bottom", "fontsize": text.label, "color": style.QUIET}
    bold: style.Look = {**heading, "fontsize": text.subtitle, "fontweight": "bold", "color": style.INK}
    style.write_at(ax, f"Claims {panel['panel'].iloc[0]}", (0, 1), shift_mm=(-words, 1.4), **bold)
    style.write_at(ax, "all", (1, 1), shift_mm=(numbers, 1.4), ha="right", **heading)
    style.write_at(ax, "longer", (1, 1), shift_mm=(2 * numbers, 1.4), ha="right", **heading)
    look: style.Look = {"coords": ("axes fraction", "data"), "va": "center_baseline", "fontsize": text.label}
    for place, name in enumerate(rows):
        mine = panel[panel["series"] == name]
        style.write_at(ax, name, (0, place), shift_mm=(-words, 0), **look)
        style.write_at(ax, f"{mine['best'].sum():,}", (1, place), shift_mm=(numbers, 0), ha="right", **look)
        for mark in mine[mine["x"].isna()].itertuples():  # one at the most
            right: style.Look = {"shift_mm": (2 * numbers, 0), "ha": "right", "color": style.QUIET}
            style.write_at(ax, f"{mark.best:,}", (1, place), gid=mark.mark_id, **right, **look)


def _draw_classes(figure: Figure, box: tuple[float, float, float, float], text: style.Size) -> None:
    """Draw the key of the five classes, in mm, on as many lines as the box allows."""
    _, _, width, height = box
    ax = style.add_axes(figure, *box)
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    line = style.line_height_mm(text.foot)
    x, y = 0.0, 0.5
    ax.text(x, y + line / 2, "claims a month", fontsize=text.foot, color=style.QUIET, va="center_baseline")
    x += style.text_width_mm("claims a month", text.foot) + 3
    for place, words in enumerate(CLASSES.values()):
        needed = 3 + style.text_width_mm(words, text.foot) + 3
        if x + needed > width:
            x, y = 0.0, y + line
        sample = _cell(0, 0.5, place, gid=f"key.{place}")
        ax.add_patch(
            Rectangle(
                (x, y + line - 0.3 - line * sample.get_height()),
                2,
                line * sample.get_height(),
                color=sample.get_facecolor(),
                linewidth=0,
            )
        )
        ax.text(x + 3, y + line / 2, words, fontsize=text.foot, color=style.QUIET, va="center_baseline")
        x += needed


def _mark_title(mark: Row) -> str:
    """Return what a cell says: its row, its month and its claims."""
    month = f"periods of more than {LONGEST_DAYS} days" if pd.isna(mark["x"]) else f"{mark['x']:%B %Y}"
    return f"{mark['series']}, {month}: {counted(int(mark['best']), 'claim')}"


def _caption(marks: pd.DataFrame, left_out: pd.DataFrame) -> str:
    longer = int(marks.loc[marks["x"].isna() & (marks["panel"] == PANELS[0]), "best"].sum())
    return (
        f"Each cell counts the claims on one month; the darker and higher, the more. {longer} claims on "
        f"periods of more than {LONGEST_DAYS} days fill no month and stand in the last column. "
        "An empty cell means that the ledger holds no figure, not that nothing happened. The vertical line "
        f"is February 2019, the month of the AP report. Left out: {len(left_out)} claims about times "
        "outside the months shown."
    )


def _alt_text(marks: pd.DataFrame) -> str:
    parts = []
    for panel in PANELS:
        mine = marks[marks["panel"] == panel]
        rows = [
            f"{name} {group['best'].sum():,} claims in {group['x'].notna().sum()} months"
            for name, group in mine.groupby("series", sort=False)
        ]
        parts.append(f"{panel}: {'; '.join(rows)}")
    return f"Two stacks of monthly strips. Claims {'. Claims '.join(parts)}."
