"""Analyses over space: how much where, concentrated how far, how near the border, in clusters or not.

Table in, table out. Points and boundaries come in degrees (EPSG:4326); distances are in kilometres, measured in UTM
zone 38N (`reported.places.METRES`), which is off by at most 0.2 % anywhere in Iraq. No coordinate is ever measured in
degrees.
"""

from reported.spatial.clusters import governorate_weights, local_clusters, morans_i
from reported.spatial.concentration import (
    NORTHERN_FOUR,
    WITH_ANBAR_AND_BAGHDAD,
    effective_number,
    reach,
    top_four,
)
from reported.spatial.counts import PRINTED, QUARTER, YEAR, governorate_counts
from reported.spatial.homes import outside_own_governorate
from reported.spatial.points import (
    border_distances,
    border_line,
    centre_shift,
    incident_points,
    mean_centre,
    mean_centres,
    nearest_neighbours,
)

__all__ = [
    "NORTHERN_FOUR",
    "PRINTED",
    "QUARTER",
    "WITH_ANBAR_AND_BAGHDAD",
    "YEAR",
    "border_distances",
    "border_line",
    "centre_shift",
    "effective_number",
    "governorate_counts",
    "governorate_weights",
    "incident_points",
    "local_clusters",
    "mean_centre",
    "mean_centres",
    "morans_i",
    "nearest_neighbours",
    "outside_own_governorate",
    "reach",
    "top_four",
]
