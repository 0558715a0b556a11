"""Governorates by their ISO 3166-2 codes, the gazetteer, and boundaries under our own names.

All functions take tables of the ledger and return new ones. Points and boundaries are in degrees
(EPSG:4326); areas and distances need a projection such as `METRES`.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pycountry

METRES = "EPSG:32638"  # UTM zone 38N, which holds most of Iraq
COUNTRY = "IQ"
AREAS = {"IQ": "Iraq", "SY": "Syria", "IQ+SY": "Iraq and Syria"}
# Location precision, from a named town to a country.
POINT, NEAR, DISTRICT, GOVERNORATE, SEVERAL, WHOLE_COUNTRY = range(1, 7)


def governorates(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Return the governorates with the names that charts and maps print.

    Parameters
    ----------
    crosswalk : DataFrame
        The ledger's crosswalk, one row per governorate.

    Returns
    -------
    DataFrame, one row per governorate, indexed by ISO 3166-2 code (``governorate``)
        ``name`` (plain English: OCHA's name without the article), ``iso_name`` (ISO 3166-2, as
        pycountry has it), ``ocha_name`` and ``ocha_pcode``.

    Raises
    ------
    ValueError
        If a code is not in ISO 3166-2.
    """
    unknown = [code for code in crosswalk["iso_3166_2"] if pycountry.subdivisions.get(code=code) is None]
    if unknown:
        raise ValueError(f"no codes of ISO 3166-2: {', '.join(unknown)}; correct crosswalk.csv")
    codes = crosswalk["iso_3166_2"]
    table = pd.DataFrame(
        {
            "governorate": codes,
            "name": crosswalk["ocha_name"].str.removeprefix("Al-"),
            "iso_name": [pycountry.subdivisions.get(code=code).name for code in codes],
            "ocha_name": crosswalk["ocha_name"],
            "ocha_pcode": crosswalk["ocha_pcode"],
        }
    )
    return table.set_index("governorate").sort_index()


def is_governorate(code: str) -> bool:
    """True for the code of a governorate, false for a country, the Kurdistan Region and no code at all."""
    subdivision = pycountry.subdivisions.get(code=code) if code.startswith(f"{COUNTRY}-") else None
    return subdivision is not None and subdivision.type == "Governorate"


def area_names(crosswalk: pd.DataFrame) -> dict[str, str]:
    """Return the printed name of every area code of the ledger: governorates, countries, both countries."""
    return {**AREAS, **governorates(crosswalk)["name"].to_dict()}


def locations(claims: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return where each claim is, and how exactly that is known.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        ``place_id`` (an id of the gazetteer, or "") and ``governorate`` (ISO 3166-2, IQ, SY, IQ+SY, or "").
    places : DataFrame
        The gazetteer, one row per ``place_id`` with ``lat``, ``lon`` (degrees) and ``precision``.

    Returns
    -------
    DataFrame, one row per claim, with the index of the claims
        ``lat`` and ``lon`` (degrees): the gazetteer's, so only where the claim names a place of it.
        ``location_precision`` (int), the codebook's scale: 1 named town or village, 2 near it, 3 district,
        4 governorate, 5 a region across governorates or no place that the page names, 6 country. No point
        is made up for an area: from precision 3 upwards a point only says roughly where, and is not to be
        drawn as a pin.
    """
    found = places.set_index("place_id")[["lat", "lon", "precision"]].reindex(claims["place_id"])
    found = found.set_axis(claims.index)
    areas = [claims["governorate"] == "", claims["governorate"].isin(list(AREAS))]
    wide = pd.Series(np.select(areas, [SEVERAL, WHOLE_COUNTRY], default=GOVERNORATE), index=claims.index)
    located = found["precision"].le(GOVERNORATE)
    precision = found["precision"].fillna(wide).astype(int)
    return found[["lat", "lon"]].where(located).assign(location_precision=precision)


def is_pin(location_precision: pd.Series) -> pd.Series:
    """True where a location is exact enough for a point on a map (precision 1 or 2)."""
    return location_precision <= NEAR


def named_boundaries(boundaries: gpd.GeoDataFrame, crosswalk: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the governorates' boundaries with our names instead of Natural Earth's, some of which are dated.

    Columns are ``governorate`` (ISO 3166-2), ``name`` and ``geometry``, in the CRS of the boundaries
    given (the ledger's are in EPSG:4326), one row per governorate, by code.

    Raises
    ------
    pandas.errors.MergeError
        If a governorate has two boundaries.
    """
    drawn = boundaries[["iso_3166_2", "geometry"]].rename(columns={"iso_3166_2": "governorate"})
    names = governorates(crosswalk)["name"].reset_index()
    joined = drawn.merge(names, on="governorate", validate="1:1").sort_values("governorate")
    return joined[["governorate", "name", "geometry"]].reset_index(drop=True)
