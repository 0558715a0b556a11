"""The incident map as a folium Map on one page, with Leaflet and all else inside the file."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
from branca.element import Element, Figure
from folium.template import Template
from jinja2 import Environment
from shapely.geometry import box
from xstatic.pkg import leaflet

from reported.charts.style import INK, RULE, STORY
from reported.files import write_whole
from reported.maps.content import incident_entries, json_text, month_words
from reported.maps.marks import LAYERS, POINT_MARK, RING_MARK, TABLE_ONLY, incident_marks, inner_points
from reported.places import AREAS
from reported.prose import counted

STORY_PAGE = "ap-2019-02-22-csm"  # the page of AP's story of 22 February 2019, which others reprint
PIXELS_PER_ROOT = 4.5  # radius of the mark of one person; the area grows with the number
SMALLEST = 4.5  # pixels: figures of 0, figures without a lower bound
FIXED = 5.5  # pixels: layers whose marks have one size
RING_METRES = {3: 15_000, 4: 30_000}
LEGEND_SIZES = (1, 5, 20)
COORDINATE_DIGITS = 3  # of a degree, about 100 m
CUT_DEGREES = 0.01  # how near to the frame of the neighbours' file an outline is an edge of it
EDGE_DEGREES = 1.2  # how far about Iraq a neighbour's name may stand
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
PICTURE = re.compile(r"url\((images/[^)]+)\)")
WORDS = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


class MapError(ValueError):
    """A map could not be made self-contained, or could not be written."""


class Page(Figure):
    """A branca Figure that names its language and forbids the browser every request and every other script."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>{{ this.title|e }}</title>\n'
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def render(self, **kwargs: object) -> str:
        """Return the page with a content security policy that lets only its own scripts run."""
        plain = super().render(**kwargs)
        hashes = [hashlib.sha256(script.encode("utf-8")).digest() for script in SCRIPT.findall(plain)]
        allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in hashes)
        policy = (
            f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        return plain.replace("<head>", f'<head>\n<meta charset="utf-8">\n{meta}', 1)


class Markup(Element):
    """Finished markup. Branca would read what a macro of a folium element returns as a template once more."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def inline(tag: str, text: str) -> Markup:
    """Return a script or style sheet inside its element.

    Raises
    ------
    MapError
        If the text would end the element.
    """
    if f"</{tag}" in text.lower():
        raise MapError(f"a text for the element {tag} would end it; use another release of the package")
    return Markup(f"<{tag}>{text}</{tag}>")


class IncidentMap(folium.Map):
    """A folium Map without tiles, links or icons: its words and data are escaped text, its id their digest."""

    default_js = ()  # type: ignore[assignment]  # a list at folium; nothing may be added to ours
    default_css = ()  # type: ignore[assignment]
    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = startIncidentMap({{ this.get_name()|tojson }}, L);
        {% endmacro %}
        """
    )

    def __init__(self, context: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        super().__init__(tiles=None, location=data["centre"], zoom_start=6)
        text = json_text(data)
        self._id = _digest(context["title"], context["foot"], text)
        words = WORDS.from_string(_own("page.html")).render(map_name=self.get_name(), **context)
        page = Page(title=context["title"], height="820px")
        del page.header._children["meta_http"]  # Page has a shorter one
        for part in (inline("style", leaflet_css()), inline("style", _own("map.css"))):
            page.header.add_child(part)
        for part in (inline("script", leaflet_js()), inline("script", _own("map.js"))):
            page.header.add_child(part)
        block = f'<script type="application/json" id="incident-data">{text}</script>'
        page.html.add_child(Markup(words + block))
        page.add_child(self, name="map")


def incident_map(  # noqa: PLR0913, the five tables that it is drawn from
    incidents: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    neighbours: gpd.GeoDataFrame,
    *,
    ledger_checksum: str = "",
) -> folium.Map:
    """Return the interactive map of incidents, with its legend, month slider, popups and table.

    Parameters
    ----------
    incidents, claims, sources : DataFrame
        ``incidents.csv``, ``claims_clean.csv`` and the ledger's ``sources.csv``, as read by
        `reported.cleaning.read_processed` and `reported.ledger.read_ledger`.
    boundaries : GeoDataFrame, one row per governorate
        As `reported.places.named_boundaries` returns it, in degrees.
    neighbours : GeoDataFrame, one row per country
        ``name``, ``borders_iraq`` and ``geometry``, in degrees.
    ledger_checksum : str
        Its first twelve characters stand in the foot.

    Returns
    -------
    folium.Map
        Its root is a whole page. The same tables give the same bytes.

    Raises
    ------
    ValueError
        If there are no incidents, or the boundaries are not in degrees (EPSG:4326).
    KeyError
        If a claim's page is not in the sources.

    Notes
    -----
    A mark is an incident that was reported, not all that happened; its area is one figure of it. What AP's
    story of February 2019 or a page that reprints it tells of has the collection's accent colour.
    """
    if incidents.empty:
        raise ValueError("there are no incidents to draw: check incidents.csv")
    if any(table.crs is None or table.crs.to_epsg() != 4326 for table in (boundaries, neighbours)):
        raise ValueError("boundaries must be in degrees, EPSG:4326; reproject them with to_crs")
    marks = incident_marks(incidents, boundaries)
    names = {**AREAS, **dict(zip(boundaries["governorate"], boundaries["name"], strict=True))}
    drawn = marks.set_index("incident_id")["drawn"].to_dict()
    entries = incident_entries(incidents, claims, sources, names=names, drawn=drawn)
    in_story = claims["source_id"].eq(STORY_PAGE) | claims["upstream"].eq(STORY_PAGE)
    told_by_story = set(claims.loc[in_story, "incident_id"]) - {""}
    data = {
        "incidents": entries,
        "marks": _mark_data(marks, {entry["id"]: n for n, entry in enumerate(entries)}, told_by_story),
        "layers": {key: {"shape": layer.shape, "colour": layer.colour} for key, layer in LAYERS.items()},
        "months": _months(incidents),
        "colours": {"story": STORY, "ink": INK, "rule": RULE},
        "centre": [33.6, 43.6],
        "view": _view(marks, boundaries),
        "base": {
            "governorates": _features(boundaries),
            "neighbours": _features(neighbours),
            "borders": _borders(neighbours),
        },
        "labels": _labels(boundaries, neighbours),
    }
    return IncidentMap(_context(entries, marks, told_by_story, ledger_checksum), data)


def map_html(drawn: folium.Map) -> str:
    """Return the whole page of the map, the same on every call."""
    return drawn.get_root().render()


def write_map(drawn: folium.Map, path: str | Path) -> Path:
    """Write the page beside its place, then rename it, so that a failed run leaves the old one whole.

    Raises
    ------
    MapError
        If the file cannot be written; it names the file and the reason.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(target, map_html(drawn).encode("utf-8"))
    except OSError as cause:
        raise MapError(
            f"cannot write {target.name}: {cause.strerror}. The file that was there is untouched."
        ) from cause


@cache
def leaflet_js() -> str:
    """Return Leaflet's script from the installed package, without the address of its source map."""
    text = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return SOURCE_MAP.sub("", text)


@cache
def leaflet_css() -> str:
    """Return Leaflet's style sheet from the installed package, its pictures inside it."""
    folder = Path(leaflet.BASE_DIR)

    def inside(match: re.Match) -> str:
        picture = base64.b64encode((folder / match[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{picture})"

    return PICTURE.sub(inside, (folder / "leaflet.css").read_text(encoding="utf-8"))


def radius(size: float, layer: str) -> float:
    """Return the radius in pixels: the area grows with the number, and what has none is small."""
    if not LAYERS[layer].sized:
        return FIXED
    return SMALLEST if math.isnan(size) else max(SMALLEST, round(PIXELS_PER_ROOT * math.sqrt(size), 1))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:16]


@cache
def _own(name: str) -> str:
    return (resources.files("reported.maps") / name).read_text(encoding="utf-8")


def _mark_data(marks: pd.DataFrame, places: Mapping[str, int], story: set[str]) -> list[dict]:
    """Return the marks that are drawn, with the number of their incident in the list of incidents."""
    return [
        {
            "incident": places[row["incident_id"]],
            "layer": row["layer"],
            "drawn": row["drawn"],
            "at": [round(row["lat"], 5), round(row["lon"], 5)],
            "radius": radius(row["size"], row["layer"]),
            "unsized": math.isnan(row["size"]),
            "metres": RING_METRES.get(row["location_precision"], 0),
            "area": row["governorate"] if row["location_precision"] == 4 else "",
            "contested": row["grade"] == "contested",
            "story": row["incident_id"] in story,
        }
        for row in marks[marks["drawn"] != TABLE_ONLY].to_dict("records")
    ]


def _months(incidents: pd.DataFrame) -> list[dict]:
    """Return every month from the first incident's to the last one's, those without an incident too."""
    first, last = incidents["period_start"].min(), incidents["period_end"].max()
    months = pd.period_range(first.to_period("M"), last.to_period("M"), freq="M")
    return [{"key": str(month), "name": month_words(month)} for month in months]


def _view(marks: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> list[list[float]]:
    """Return the south-western and north-eastern corner of what is drawn, or of the country."""
    drawn = marks[marks["drawn"] != TABLE_ONLY]
    if drawn.empty:
        west, south, east, north = boundaries.total_bounds
        return [[round(south, 2), round(west, 2)], [round(north, 2), round(east, 2)]]
    corners = drawn[["lat", "lon"]].agg(["min", "max"]).to_numpy()
    return [[round(float(lat), 2), round(float(lon), 2)] for lat, lon in corners]


def _features(areas: gpd.GeoDataFrame) -> dict:
    """Return the areas as GeoJSON with their name and code, coordinates rounded."""
    codes = areas["governorate"] if "governorate" in areas else areas["name"]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name, "code": code},
                "geometry": _rounded(geometry.__geo_interface__),
            }
            for name, code, geometry in zip(areas["name"], codes, areas.geometry, strict=True)
        ],
    }


def _borders(areas: gpd.GeoDataFrame) -> dict:
    """Return the outlines of the countries as GeoJSON, without the straight edges where their file was cut off."""
    cut = box(*areas.total_bounds).boundary.buffer(CUT_DEGREES)
    return _rounded(areas.boundary.union_all().difference(cut).__geo_interface__)


def _rounded(geometry: Mapping) -> dict:
    def short(part: Any) -> Any:
        return [short(piece) for piece in part] if isinstance(part, list | tuple) else _short(part)

    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def _short(degrees: float) -> float:
    return round(float(degrees), COORDINATE_DIGITS)


def _labels(boundaries: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame) -> list[dict]:
    """Return where each name stands: inside a governorate, and inside a neighbour near Iraq's border."""
    west, south, east, north = boundaries.total_bounds
    near = box(west - EDGE_DEGREES, south - EDGE_DEGREES, east + EDGE_DEGREES, north + EDGE_DEGREES)
    seen = neighbours[neighbours["borders_iraq"].astype(bool)].clip(near).sort_values("name")
    labels = []
    for areas, kind in ((boundaries, "governorate"), (seen, "neighbour")):
        points = inner_points(areas)
        labels += [
            {"name": name, "kind": kind, "at": [_short(point.y), _short(point.x)]}
            for name, point in zip(areas["name"], points, strict=True)
        ]
    return labels


def _context(entries: list[dict], marks: pd.DataFrame, story: set[str], checksum: str) -> dict:
    """Return the words of the page that surround the map."""
    how = {
        key: sum(entry["drawn"] == key for entry in entries) for key in (POINT_MARK, RING_MARK, TABLE_ONLY)
    }
    months = [month_words(marks["period_start"].min()), month_words(marks["period_end"].max())]
    span = " to ".join(dict.fromkeys(months))
    pages = len({(page["publisher"], page["title"]) for entry in entries for page in entry["pages"]})
    contested = sum(any(row["grade"] == "contested" for row in entry["rows"]) for entry in entries)
    ledger = f" Ledger {checksum[:12]}." if checksum else ""
    return {
        "title": f"{counted(len(entries), 'incident')} in Iraq as reported, {span}",
        "points": how[POINT_MARK],
        "rings": how[RING_MARK],
        "undrawn": [entry for entry in entries if entry["drawn"] == TABLE_ONLY],
        "entries": entries,
        "contested": contested,
        "told_by_story": len(story & {entry["id"] for entry in entries}),
        "layers": {
            key: {
                "layer": layer,
                "marks": int((marks["layer"].eq(key) & marks["drawn"].ne(TABLE_ONLY)).sum()),
            }
            for key, layer in LAYERS.items()
        },
        "sizes": [{"n": size, "radius": radius(size, "killed")} for size in LEGEND_SIZES],
        "ring_km": {precision: metres // 1000 for precision, metres in RING_METRES.items()},
        "colours": {"story": STORY, "ink": INK},
        "foot": f"{counted(pages, 'page')} of the ledger.{ledger} Boundaries: Natural Earth. "
        "Places: GeoNames (CC BY 4.0) and UCDP. Drawn with Leaflet, Web Mercator.",
    }
