"""Where the middle of the reported incidents lay before and in the months of the story: a map of two mean centres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from reported.charts import basemap, style
from reported.charts.labels import axes_box
from reported.charts.mark_words import claims_note, day_words, interval_words
from reported.charts.pack import Card, count_sources, mark_name
from reported.cleaning.bounds import joined_lists
from reported.tables import Row

WINDOW = (140_000, 3_500_000, 640_000, 4_100_000)
HUES = ("#6B6B6B", "#0A4A75")  # earlier, later
MARKERS = ("o", "D")
KM = 1000


def centre_marks(points: pd.DataFrame, centres: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per incident and one per mean centre.

    Parameters
    ----------
    points : DataFrame, one row per incident
        ``incident_id``, ``lat``, ``lon``, ``place``, ``period_start`` and ``period``, of which there are two.
    centres : DataFrame, one row per period
        As returned by `reported.spatial.mean_centres` by ``period``.
    incidents : DataFrame
        As written to incidents.csv, for the claims behind each incident.

    Returns
    -------
    DataFrame, one row per mark
        ``panel`` the period, ``series`` "incident" or "mean centre", ``x`` the first day, `BOUNDS`: of a centre its
        standard distance in km with its 95 % interval, of an incident empty, ``lat``, ``lon``, ``radius_km``, ``n``,
        ``place``, ``claim_ids``.
    """
    claims = incidents.groupby("incident_id")["claim_ids"].agg(joined_lists)
    each = points.assign(claim_ids=points["incident_id"].map(claims))
    single = pd.DataFrame(
        {
            "mark_id": [mark_name("centre-incident", key) for key in each["incident_id"]],
            "panel": each["period"],
            "series": "incident",
            "x": each["period_start"],
            "lat": each["lat"],
            "lon": each["lon"],
            "place": each["place"],
            "n": 1,
            "claim_ids": each["claim_ids"],
        }
    )
    groups = each.groupby("period")
    middle = pd.DataFrame(
        {
            "mark_id": [mark_name("mean-centre", name) for name in centres["period"]],
            "panel": centres["period"],
            "series": "mean centre",
            "x": centres["period"].map(groups["period_start"].min()),
            "low": centres["standard_low"],
            "best": centres["standard_km"],
            "high": centres["standard_high"],
            "lat": centres["lat"],
            "lon": centres["lon"],
            "radius_km": centres["radius_km"],
            "n": centres["n"],
            "claim_ids": centres["period"].map(groups["claim_ids"].agg(";".join)),
        }
    )
    return pd.concat([single, middle], ignore_index=True)


def centres_card(marks: pd.DataFrame, claims: pd.DataFrame, shift: Mapping[str, float], **given: Any) -> Card:
    """Return the chart's words, its title the finding; ``shift`` is what `reported.spatial.centre_shift` returns."""
    words = {
        "slug": "mean-centres",
        "title": centres_finding(shift),
        "subtitle": (
            "Mean centre of reported incidents whose town is known, in "
            f"{' and in '.join(dict.fromkeys(marks['panel']))}. {basemap.FOOT}"
        ),
        "caption": (
            "Small marks: incidents with a reported toll, one each, at the town that the page names. Large marks: "
            "their mean centre; the filled circle holds 95 % of the centres when the incidents are drawn again "
            "with replacement, the open one has the standard distance as its radius. Unweighted. The incidents "
            "are those that somebody wrote about and that could be found: a page that listed truffle hunters "
            "killed in the desert moves the centre west as surely as an attack does."
        ),
        "alt_text": _alt_text(marks),
        "height_mm": {"page": 165, "column": 130}.get(given.get("size", "page"), 0),
        "interval_marks": False,
        "mark_title": _mark_title,
    }
    return Card(marks=marks, sources=count_sources(marks, claims), **{**words, **given})


def centres_finding(shift: Mapping[str, float]) -> str:
    """Return the finding: how far and which way the mean centre moved, and whether the move is more than chance."""
    way = "west" if shift["east_km"] < 0 else "east"
    low, high = sorted((abs(shift["east_low"]), abs(shift["east_high"])))
    clear = shift["east_low"] * shift["east_high"] > 0
    words = f"The middle of reported incidents moved {shift['km']:.0f} km"
    if clear:
        return f"{words}, of it {abs(shift['east_km']):.0f} km ({low:.0f} to {high:.0f}) to the {way}"
    return f"{words}, which may be chance"


def plot_centres(
    marks: pd.DataFrame, figure: Figure, *, size: str = "page", base: basemap.Base
) -> list[Axes]:
    """Draw the map on the free area of the figure and return its axes; ``base`` as in the other maps."""
    text = style.SIZES[size]
    ax = style.add_axes(figure, *style.free_area(figure))
    basemap.draw_base(ax, base, window=WINDOW)
    cities = basemap.draw_cities(ax, base.places, text)
    basemap.draw_names(ax, base.shapes, text, kept_clear=cities)
    basemap.draw_scale(ax, text)
    periods = list(dict.fromkeys(marks["panel"]))
    for hue, marker, period in zip(HUES, MARKERS, periods, strict=True):
        for row in basemap.points(marks[marks["panel"] == period]).to_dict("records"):
            _draw(ax, row, hue, marker)
    _draw_key(ax, marks, periods, text)
    return [ax]


def _draw(ax: Axes, row: Row, hue: str, marker: str) -> None:
    at = (row["geometry"].x, row["geometry"].y)
    if row["series"] == "incident":
        (mark,) = ax.plot(
            *at,
            marker=marker,
            markersize=3,
            color=hue,
            markeredgecolor="white",
            markeredgewidth=0.3,
            zorder=3,
        )
        mark.set_gid(row["mark_id"])
        return
    inner = Circle(
        at,
        row["radius_km"] * KM,
        facecolor=(*style.tint(hue, 0.6), 0.55),
        edgecolor=hue,
        linewidth=0.8,
        zorder=4,
    )
    outer = Circle(
        at, row["best"] * KM, facecolor="none", edgecolor=hue, linewidth=0.9, linestyle=(0, (4, 2)), zorder=4
    )
    ax.add_patch(inner)
    ax.add_patch(outer)
    (mark,) = ax.plot(
        *at, marker=marker, markersize=7, color=hue, markeredgecolor="white", markeredgewidth=0.8, zorder=5
    )
    mark.set_gid(row["mark_id"])


def _draw_key(ax: Axes, marks: pd.DataFrame, periods: Sequence[str], text: style.Size) -> None:
    """Name the two periods at the upper right, beyond the border."""
    _, _, right, top = axes_box(ax)
    wide = max(style.text_width_mm(f"{period}: 00 incidents", text.label) for period in periods)
    figure = ax.figure
    assert isinstance(figure, Figure)  # no chart has a figure inside its figure
    across, up = figure.get_size_inches() * style.MM_PER_INCH
    for place, (hue, marker, period) in enumerate(zip(HUES, MARKERS, periods, strict=True), start=1):
        y = top - place * (style.line_height_mm(text.label) + 1.2)
        count = int((marks["panel"] == period).sum()) - 1
        x = (right - wide - 2) / across
        figure.text(x, y / up, f"{period}: {count} incidents", fontsize=text.label, color=hue, va="center")
        spot = figure.transFigure.transform((x - 3 / across, y / up))
        ax.plot(*ax.transData.inverted().transform(spot), marker=marker, markersize=5, color=hue, zorder=7)


def _mark_title(mark: Row) -> str:
    """Return what a mark says: an incident's place and day, or a mean centre and its standard distance."""
    if mark["series"] == "incident":
        return f"{mark['panel']}, incident, {mark['place']}, {day_words(mark['x'])}{claims_note(mark)}"
    km = interval_words(*(round(mark[bound]) for bound in ("low", "best", "high")))
    return (
        f"{mark['panel']}, mean centre of {mark['n']} incidents: standard distance {km} km{claims_note(mark)}"
    )


def _alt_text(marks: pd.DataFrame) -> str:
    parts = [
        f"{row['panel']}: {row['n']:.0f} incidents, centre {row['lat']:.1f} north {row['lon']:.1f} east, standard "
        f"distance {row['best']:.0f} km"
        for row in marks[marks["series"] == "mean centre"].to_dict("records")
    ]
    return f"Map of northern and central Iraq with two mean centres. {'; '.join(parts)}."
