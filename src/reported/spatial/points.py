"""Where the incidents are: distance to the border with Syria, mean centre, spread, and nearest neighbours."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import KDTree
from scipy.stats import norm
from shapely import LineString, MultiLineString, line_merge
from shapely.geometry.base import BaseGeometry

from reported.places import METRES, is_pin

DEGREES = "EPSG:4326"
EQUAL_AREA = "+proj=laea +lat_0=33 +lon_0=44 +datum=WGS84 +units=m"  # Lambert's, about the middle of Iraq
SYRIA = "SYR"
KILOMETRE = 1000.0
FEWEST_POINTS = 5  # below this a bootstrap interval says nothing
PLACE = ["period_start", "period_end", "place", "place_id", "governorate", "lat", "lon", "location_precision"]


def incident_points(incidents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take one point per incident, where its place is known as a town or near one.

    Parameters
    ----------
    incidents : DataFrame, one row per incident, indicator and scope
        As written to incidents.csv; the place is the same in each row of an incident.

    Returns
    -------
    points : DataFrame, one row per incident of precision 1 or 2, by ``incident_id``
        ``incident_id``, ``period_start``, ``period_end`` (days), ``place``, ``place_id``, ``governorate``, ``lat``,
        ``lon`` (degrees) and ``location_precision``. Incidents at one town share the town's point.
    left_out : DataFrame, one row per other incident
        ``incident_id``, ``governorate`` and ``reason``.
    """
    each = incidents.drop_duplicates("incident_id").sort_values("incident_id", ignore_index=True)
    pinned = is_pin(each["location_precision"]) & each["lat"].notna() & each["lon"].notna()
    points = each.loc[pinned, ["incident_id", *PLACE]].reset_index(drop=True)
    left_out = each.loc[~pinned, ["incident_id", "governorate"]].reset_index(drop=True)
    return points, left_out.assign(reason="its place is known no better than to the district")


def border_line(boundaries: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame) -> LineString | MultiLineString:
    """Return the border between Iraq and Syria as a line, in metres (`METRES`).

    Parameters
    ----------
    boundaries : GeoDataFrame, one row per governorate of Iraq
    neighbours : GeoDataFrame, one row per country
        ``adm0_a3``, of which Syria is taken. Both in any CRS.

    Raises
    ------
    ValueError
        If a CRS is not given, or Syria is missing or does not touch Iraq along a line.
    """
    if boundaries.crs is None or neighbours.crs is None:
        raise ValueError("boundaries without a CRS: give degrees as EPSG:4326, as the ledger's maps are")
    syria = neighbours[neighbours["adm0_a3"] == SYRIA]
    iraq = boundaries.to_crs(METRES).union_all()
    shared = iraq.boundary.intersection(syria.to_crs(METRES).union_all())
    lines = [
        part for part in getattr(shared, "geoms", [shared]) if part.geom_type == "LineString" and part.length
    ]
    if not lines:
        raise ValueError(
            f"no line is shared by Iraq's outline and {SYRIA} in neighbours.geojson; put an older copy back"
        )
    return line_merge(MultiLineString(lines))


def border_distances(
    points: pd.DataFrame, boundaries: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Measure how far each point is from the nearest stretch of the Syrian border.

    Parameters
    ----------
    points : DataFrame, one row per point
        ``lat`` and ``lon`` (degrees), as from `incident_points`; other columns are kept.
    boundaries, neighbours : GeoDataFrame
        See `border_line`.

    Returns
    -------
    DataFrame, one row per point: its columns and ``border_km`` (kilometres, straight line).

    Notes
    -----
    The border is Natural Earth's, generalised by up to some kilometres; a point is a town's, not the attack's. A
    short distance says that the incident was near Syria, not that anybody came from there.
    """
    border = border_line(boundaries, neighbours)
    return points.assign(border_km=_on_plane(points).distance(border).to_numpy() / KILOMETRE)


def mean_centre(points: pd.DataFrame, *, seed: int, draws: int = 4000) -> dict[str, float]:
    """Return the mean centre of points and their standard distance, with bootstrap intervals.

    Parameters
    ----------
    points : DataFrame, one row per point
        ``lat`` and ``lon`` (degrees). No weights: each point counts once.
    seed, draws : int
        Of the bootstrap, in which points are drawn with replacement.

    Returns
    -------
    dict
        ``n``; ``lat`` and ``lon`` of the centre (degrees; the mean is taken in metres and projected back);
        ``radius_km``: 95 % of the redrawn centres lie within it of this one; ``standard_km``: the root mean square
        distance of the points from their centre (D. Ebdon, Statistics in Geography, 2nd ed. 1985), with
        ``standard_low`` and ``standard_high``. Missing where undefined; intervals only from `FEWEST_POINTS` points
        on.

    Notes
    -----
    The intervals tell how far the result hangs on single incidents of the ledger. The ledger holds attacks that
    somebody wrote about: its centre is not that of all attacks.
    """
    plane = _coordinates(points)
    names = ["lat", "lon", "radius_km", "standard_km", "standard_low", "standard_high"]
    found = {"n": len(plane), **dict.fromkeys(names, float("nan"))}
    if not len(plane):
        return found
    centre = plane.mean(axis=0)
    found["lat"], found["lon"] = _degrees(centre)
    if len(plane) > 1:
        found["standard_km"] = float(_standard_distances(plane[None])[0])
    if len(plane) >= FEWEST_POINTS:
        drawn = _redrawn(plane, np.random.default_rng(seed), draws)
        away = np.linalg.norm(drawn.mean(axis=1) - centre, axis=1) / KILOMETRE
        found["radius_km"] = float(np.percentile(away, 95))
        spread = np.percentile(_standard_distances(drawn), [2.5, 97.5])
        found["standard_low"], found["standard_high"] = map(float, spread)
    return found


def mean_centres(points: pd.DataFrame, *, by: str, seed: int, draws: int = 4000) -> pd.DataFrame:
    """Return the mean centre and standard distance of each group of points.

    Returns
    -------
    DataFrame, one row per value of the column ``by``, sorted
        ``by``, what `mean_centre` returns, and ``incident_ids``. Every group is drawn with the seed anew.
    """
    groups = points.groupby(by)
    rows = [
        {by: key, **mean_centre(part, seed=seed, draws=draws), "incident_ids": ";".join(part["incident_id"])}
        for key, part in groups
    ]
    return pd.DataFrame(rows)


def centre_shift(
    before: pd.DataFrame, after: pd.DataFrame, *, seed: int, draws: int = 4000
) -> dict[str, float]:
    """Return how far and which way the mean centre moved between two groups of points.

    Parameters
    ----------
    before, after : DataFrame, one row per point
        ``lat`` and ``lon`` (degrees).
    seed, draws : int
        Of the bootstrap and of the permutations.

    Returns
    -------
    dict
        ``n_before``, ``n_after``; ``km``; ``east_km`` and ``north_km`` (negative: west, south), each with _low and
        _high, the bootstrap 95 % interval (both groups are redrawn); ``p``: share of random divisions of all points
        into groups of these sizes whose centres lie at least as far apart.

    Raises
    ------
    ValueError
        If a group has fewer than `FEWEST_POINTS` points.

    Notes
    -----
    What moves may be who wrote, not who attacked. Of ``km`` itself no interval is given: a distance is never below 0,
    so its interval would leave out 0 even where nothing moved.
    """
    old, new = _coordinates(before) / KILOMETRE, _coordinates(after) / KILOMETRE
    if min(len(old), len(new)) < FEWEST_POINTS:
        raise ValueError(
            f"a shift needs {FEWEST_POINTS} points before and after, not {len(old)} and {len(new)}"
        )
    rng = np.random.default_rng(seed)
    east, north = new.mean(axis=0) - old.mean(axis=0)
    moves = _redrawn(new, rng, draws).mean(axis=1) - _redrawn(old, rng, draws).mean(axis=1)
    (east_low, north_low), (east_high, north_high) = np.percentile(moves, [2.5, 97.5], axis=0)
    pool = np.vstack([old, new])
    order = rng.permuted(np.tile(np.arange(len(pool)), (draws, 1)), axis=1)
    apart = pool[order[:, len(old) :]].mean(axis=1) - pool[order[:, : len(old)]].mean(axis=1)
    km = float(np.hypot(east, north))
    as_far = (np.linalg.norm(apart, axis=1) >= km * (1 - 1e-12)).sum()
    found = {"east_km": east, "east_low": east_low, "east_high": east_high}
    found |= {
        "north_km": north,
        "north_low": north_low,
        "north_high": north_high,
        "p": (as_far + 1) / (draws + 1),
    }
    return {
        "n_before": len(old),
        "n_after": len(new),
        "km": km,
        **{name: float(value) for name, value in found.items()},
    }


def nearest_neighbours(points: pd.DataFrame, area: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare the distance from each point to the nearest other with that of points strewn at random.

    Parameters
    ----------
    points : DataFrame, one row per point
        ``lat`` and ``lon`` (degrees).
    area : GeoDataFrame
        The study area, in any CRS; its parts are joined.

    Returns
    -------
    DataFrame, one row for all points (``unit`` "incidents") and one where points at one spot count once ("places")
        ``n``; ``mean_km`` and ``median_km`` to the nearest other point; ``expected_km`` for as many points at
        random, with Donnelly's correction for the edges; ``ratio``, the mean over the expected (R of P. Clark and F.
        Evans, Ecology 35, 1954: below 1 clustered, above 1 regular); ``ratio_uncorrected``, R without the
        correction; ``z`` and ``p`` (two-sided, normal; K. Donnelly in I. Hodder (ed.), Simulation Studies in
        Archaeology, 1978).

    Raises
    ------
    ValueError
        If there are fewer than two points.

    Notes
    -----
    Incidents at one town share its point, which alone pulls R towards 0: look at "places". People do not live at
    random over Iraq either, half of which is desert, so R below 1 says first of all where towns are. Donnelly's
    correction was found for areas with a smooth outline; the area and the length of its outline are measured in an
    equal-area projection.
    """
    if len(points) < 2:
        raise ValueError(f"a nearest neighbour needs two points, not {len(points)}")
    outline = area.to_crs(EQUAL_AREA).union_all()
    plane = _coordinates(points)
    rows = [
        ("incidents", *_clark_evans(plane, outline)),
        ("places", *_clark_evans(np.unique(plane, axis=0), outline)),
    ]
    names = ["n", "mean_km", "median_km", "expected_km", "ratio", "ratio_uncorrected", "z", "p"]
    return pd.DataFrame(rows, columns=["unit", *names])


def _clark_evans(plane: np.ndarray, outline: BaseGeometry) -> tuple[float, ...]:
    n = len(plane)
    if n < 2:
        return n, *[float("nan")] * 7
    nearest = KDTree(plane).query(plane, k=2)[0][:, 1] / KILOMETRE
    area, edge = outline.area / KILOMETRE**2, outline.length / KILOMETRE
    at_random = 0.5 * np.sqrt(area / n)
    expected = at_random + (0.0514 + 0.041 / np.sqrt(n)) * edge / n
    error = np.sqrt(0.0703 * area / n**2 + 0.037 * edge * np.sqrt(area / n**5))
    z = (nearest.mean() - expected) / error
    ratios = nearest.mean() / expected, nearest.mean() / at_random
    return n, *map(float, (nearest.mean(), np.median(nearest), expected, *ratios, z, 2 * norm.sf(abs(z))))


def _on_plane(points: pd.DataFrame) -> gpd.GeoSeries:
    return gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=DEGREES).to_crs(METRES)


def _coordinates(points: pd.DataFrame) -> np.ndarray:
    """Return the points' metres east and north, one row each."""
    return _on_plane(points).get_coordinates().to_numpy()


def _degrees(centre: np.ndarray) -> tuple[float, float]:
    lon, lat = Transformer.from_crs(METRES, DEGREES, always_xy=True).transform(*centre)
    return float(lat), float(lon)


def _redrawn(plane: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    return plane[rng.integers(len(plane), size=(draws, len(plane)))]


def _standard_distances(groups: np.ndarray) -> np.ndarray:
    """Return the standard distance in km of each group of points in metres."""
    away = groups - groups.mean(axis=1, keepdims=True)
    return np.sqrt((away**2).sum(axis=2).mean(axis=1)) / KILOMETRE
