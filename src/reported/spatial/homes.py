"""Does each point lie in the governorate that the ledger names? Where they differ, the text wins."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from reported.places import METRES, is_governorate

DEGREES = "EPSG:4326"


def outside_own_governorate(
    rows: pd.DataFrame, boundaries: gpd.GeoDataFrame, *, key: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Find the points that lie outside the governorate which the ledger gives them.

    Parameters
    ----------
    rows : DataFrame, one row per place, incident or claim
        ``key``, ``governorate`` (as the ledger has it), ``lat`` and ``lon`` (degrees; missing where there is no
        point). Rows with a ``key`` seen before are passed over.
    boundaries : GeoDataFrame, one row per governorate
        ``iso_3166_2`` or ``governorate`` (ISO 3166-2) and ``geometry``, in any CRS.
    key : str
        The column that names a row: "place_id", "incident_id".

    Returns
    -------
    outside : DataFrame, one row per conflict, the furthest first
        ``key``, ``governorate`` (the ledger's, which stands), ``drawn_in`` (where the point lies by the boundaries,
        "" where in none), ``distance_km`` from the point to its own governorate, ``lat``, ``lon``.
    found : dict
        ``n`` rows; ``no_point``: without coordinates; ``no_governorate``: with a point, but of a country or region;
        ``inside`` and ``outside``. The four add up to n.

    Raises
    ------
    ValueError
        If a governorate of the rows has no boundary.

    Notes
    -----
    The predicate is "within or on the edge". The boundaries are Natural Earth's, generalised, and governorates are
    disputed: a conflict of a few kilometres is the map's, not the text's.
    """
    each = rows.drop_duplicates(key)
    located = each[each["lat"].notna() & each["lon"].notna()]
    is_code = located["governorate"].map(is_governorate).astype(bool)
    named = located.loc[is_code, [key, "governorate", "lat", "lon"]].reset_index(drop=True)
    code = "iso_3166_2" if "iso_3166_2" in boundaries else "governorate"
    shapes = boundaries.set_index(code)["geometry"]
    unknown = sorted(set(named["governorate"]) - set(shapes.index))
    if unknown:
        raise ValueError(
            f"no boundary of {', '.join(unknown)} in governorates.geojson; put an older copy back"
        )
    points = gpd.GeoSeries(gpd.points_from_xy(named["lon"], named["lat"]), crs=DEGREES).to_crs(METRES)
    plane = shapes.to_crs(METRES)
    own = plane.loc[named["governorate"]].reset_index(drop=True)
    away = points.distance(own, align=False)
    drawn_in = [next(iter(plane.index[plane.intersects(point)]), "") for point in points]
    table = named.assign(drawn_in=pd.Series(drawn_in, dtype="str"), distance_km=away / 1000)
    outside = table[table["distance_km"] > 0].sort_values(
        ["distance_km", key], ascending=[False, True], ignore_index=True
    )
    counted = {"no_point": len(each) - len(located), "no_governorate": int((~is_code).sum())}
    found = {"n": len(each), **counted, "inside": len(table) - len(outside), "outside": len(outside)}
    return outside[[key, "governorate", "drawn_in", "distance_km", "lat", "lon"]], found
