"""Do governorates with large figures lie side by side? Moran's I, local Moran and Getis-Ord Gi*.

The statistics are esda's (S. Rey and L. Anselin, Review of Regional Studies 37, 2007), the permutations our own:
esda.Moran takes no seed and draws from numpy's global state, and without numba the local statistics, which do take
one, set that state. Here a generator of our own draws, so that a seed means what it says and nobody else's numbers
change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from reported.places import METRES

if TYPE_CHECKING:
    from libpysal.graph import Graph

FEWEST_GOVERNORATES = 6  # with five, no arrangement of them is rare enough to test
PERMUTATIONS = 9999


def governorate_weights(boundaries: gpd.GeoDataFrame, codes: list[str]) -> tuple[Graph, list[str]]:
    """Return which of some governorates touch each other, with rows that add up to 1.

    Parameters
    ----------
    boundaries : GeoDataFrame, one row per governorate
        ``iso_3166_2`` or ``governorate`` (ISO 3166-2) and ``geometry``, in any CRS.
    codes : list of str
        The governorates with a figure.

    Returns
    -------
    weights : libpysal.graph.Graph
        Queen contiguity (a shared corner is enough), row-standardised, of the governorates that touch another of
        ``codes``, in the order of their codes.
    islands : list of str
        The governorates that touch none of the others: they have no neighbours to be compared with.

    Raises
    ------
    ValueError
        If a governorate has no boundary or is named twice.
    """
    from libpysal.graph import Graph

    key = "iso_3166_2" if "iso_3166_2" in boundaries else "governorate"
    unknown = sorted(set(codes) - set(boundaries[key]))
    if unknown or len(set(codes)) < len(codes):
        raise ValueError(
            f"{', '.join(unknown) or 'a governorate named twice'}: each needs one boundary and one figure"
        )
    shapes = boundaries.set_index(key)["geometry"].loc[sorted(codes)].to_crs(METRES)
    graph = Graph.build_contiguity(shapes, rook=False)
    islands = sorted(graph.isolates)
    if islands and len(islands) < len(codes):
        graph = Graph.build_contiguity(shapes.drop(islands), rook=False)
    return graph.transform("r"), islands


def morans_i(
    figures: pd.DataFrame, boundaries: gpd.GeoDataFrame, *, seed: int, permutations: int = PERMUTATIONS
) -> dict[str, object]:
    """Return Moran's I of the governorates of one series and spell, with a permutation p-value.

    Parameters
    ----------
    figures : DataFrame, one row per governorate
        ``governorate`` and ``best``, as in one spell of `reported.spatial.governorate_counts`; a governorate without
        a point value is left out.
    boundaries : GeoDataFrame
        See `governorate_weights`.
    seed, permutations : int
        Of the permutation test.

    Returns
    -------
    dict
        ``n`` governorates compared; ``n_unreported``: those of the country without a figure; ``islands``: those
        with a figure that touch no other with one, left out (codes joined by semicolons); ``i`` (P. Moran, Biometrika
        37, 1950); ``expected``, -1/(n - 1); ``p``, two-sided: twice the smaller share of arrangements of the same
        figures with an I at least as great or as small, at most 1. ``i`` and ``p`` are missing with fewer than
        `FEWEST_GOVERNORATES` governorates or where all figures are equal.

    Notes
    -----
    Governorates without a report have no figure and are not taken as 0: where a page prints its worst few, I compares
    these among themselves. With so few areas only a strong pattern can show. The figures are counts, not rates: a
    populous governorate has more of everything.
    """
    from esda import Moran

    values, weights, found = _compared(figures, boundaries)
    found |= {
        "i": float("nan"),
        "expected": -1 / (len(values) - 1) if len(values) > 1 else float("nan"),
        "p": float("nan"),
    }
    if not _testable(values):
        return found
    observed = float(Moran(values, weights, permutations=0).I)
    rng = np.random.default_rng(seed)
    centred = values - values.mean()
    shuffled = rng.permuted(np.tile(centred, (permutations, 1)), axis=1)
    lagged = shuffled @ weights.sparse.toarray().T  # rows add up to 1, so n over the sum of weights is 1
    drawn = (shuffled * lagged).sum(axis=1) / (centred**2).sum()
    return found | {"i": observed, "p": float(_two_sided(np.array([observed]), drawn[:, None])[0])}


def local_clusters(
    figures: pd.DataFrame, boundaries: gpd.GeoDataFrame, *, seed: int, permutations: int = PERMUTATIONS
) -> pd.DataFrame:
    """Return local Moran and Getis-Ord Gi* of each governorate of one series and spell.

    Parameters
    ----------
    figures, boundaries, seed, permutations
        As for `morans_i`.

    Returns
    -------
    DataFrame, one row per governorate compared, by code; empty where `morans_i` is missing
        ``governorate``, ``best``, ``neighbours`` (mean figure of those it touches), ``local_i`` (L. Anselin,
        Geographical Analysis 27, 1995) with ``quadrant`` (high-high, low-low, high-low, low-high: itself, its
        neighbours, against the mean), ``p`` (the governorate's own figure stays, its neighbours' are drawn from the
        others) and ``q``; ``gi_star`` (z-score; J. Ord and A. Getis, Geographical Analysis 27, 1995), ``gi_p`` (its
        own and its neighbours' figures are drawn from all) and ``gi_q``. p two-sided; q are the p adjusted for the
        false discovery rate over the governorates (Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical
        Society B 57, 1995).

    Notes
    -----
    See `morans_i`. A q above 0.05 is no sign that there is no cluster: with 6 to 14 governorates few tests can pass.
    """
    from esda import Moran_Local
    from esda.getisord import G_Local

    values, weights, _ = _compared(figures, boundaries)
    if not _testable(values):
        names = ["neighbours", "local_i", "quadrant", "p", "q", "gi_star", "gi_p", "gi_q"]
        return pd.DataFrame(columns=["governorate", "best", *names])
    matrix = weights.sparse.toarray()
    lagged = matrix @ values.to_numpy()
    mean = values.mean()
    own, near = (np.where(side > mean, "high", "low") for side in (values, lagged))
    p, gi_p = _local_p(values.to_numpy(), matrix, seed=seed, permutations=permutations)
    return pd.DataFrame(
        {
            "governorate": list(values.index),
            "best": values.to_numpy(),
            "neighbours": lagged,
            "local_i": Moran_Local(values, weights, permutations=0).Is,
            "quadrant": [f"{one}-{other}" for one, other in zip(own, near, strict=True)],
            "p": p,
            "q": false_discovery_control(p),
            "gi_star": G_Local(values, weights, transform="B", star=True, permutations=0).Zs,
            "gi_p": gi_p,
            "gi_q": false_discovery_control(gi_p),
        }
    )


def _compared(
    figures: pd.DataFrame, boundaries: gpd.GeoDataFrame
) -> tuple[pd.Series, Graph, dict[str, object]]:
    """Return the figures by code and the weights of the governorates that can be compared, and who is left out."""
    known = figures.dropna(subset="best")
    weights, islands = governorate_weights(boundaries, list(known["governorate"]))
    values = known.set_index("governorate")["best"].drop(islands).sort_index()
    left_out = {"n_unreported": len(boundaries) - len(known), "islands": ";".join(islands)}
    return values, weights, {"n": len(values), **left_out}


def _testable(values: pd.Series) -> bool:
    return len(values) >= FEWEST_GOVERNORATES and values.nunique() > 1


def _local_p(
    values: np.ndarray, matrix: np.ndarray, *, seed: int, permutations: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the p-values of the neighbours' means, without and with the governorate itself.

    The local statistics are increasing functions of these means (decreasing for a figure below the mean), so
    their two-sided p-values are the same.
    """
    rng = np.random.default_rng(seed)
    lagged, degree = matrix @ values, (matrix > 0).sum(axis=1)
    p, gi_p = np.empty(len(values)), np.empty(len(values))
    for at, k in enumerate(degree):
        others, everyone = (
            np.tile(np.delete(values, at), (permutations, 1)),
            np.tile(values, (permutations, 1)),
        )
        near = rng.permuted(others, axis=1)[:, :k].mean(axis=1, keepdims=True)
        p[at] = _two_sided(lagged[[at]], near)[0]
        with_self = np.array([(k * lagged[at] + values[at]) / (k + 1)])
        gi_p[at] = _two_sided(
            with_self, rng.permuted(everyone, axis=1)[:, : k + 1].mean(axis=1, keepdims=True)
        )[0]
    return p, gi_p


def _two_sided(observed: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return twice the smaller tail of each column of draws, at most 1; sums that differ by rounding count as equal."""
    slack = 1e-9 * np.maximum(1.0, np.abs(observed))
    above = (drawn >= observed - slack).sum(axis=0)
    below = (drawn <= observed + slack).sum(axis=0)
    return np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (len(drawn) + 1))
