"""Analyses over space, on few rows with answers worked out by hand, and against independent reckonings."""

import math
from itertools import permutations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import segmentize
from shapely.geometry import box

from reported import spatial
from reported.ledger import read_ledger
from reported.places import METRES
from reported.spatial import clusters, counts, points

OPEN = float("nan")
BOUNDS = ["low", "best", "high"]
LINE = [
    "IQ-AN",
    "IQ-BA",
    "IQ-BB",
    "IQ-BG",
    "IQ-DA",
    "IQ-DI",
]  # six governorates drawn side by side, in this order
NORTH, EAST = 3_700_000, 500_000  # metres: 33.4 degrees north, 45 degrees east


def claims_of(*rows):
    """Return claims in the columns of claims_clean.csv that `governorate_counts` looks at; each row overrides these."""
    usual = {
        "indicator": "attacks",
        "scope": "",
        "actor": "ISIS",
        "originator": "A",
        "unit": "attacks",
        "governorate": "IQ-NI",
        "place_id": "",
        "incident_id": "",
        "copy_of": "",
        "low": 5.0,
        "best": 5.0,
        "high": 5.0,
        "period_start": "2018-01-01",
        "period_end": "2018-01-07",
    }
    table = pd.DataFrame([{"claim_id": f"c{n}", **usual, **row} for n, row in enumerate(rows, start=1)])
    return table.assign(**{day: pd.to_datetime(table[day]) for day in ("period_start", "period_end")})


def monthly_of(*rows):
    """Return rows of monthly.csv from (governorate, month, low, high) and, where it matters, the scope."""
    table = pd.DataFrame(
        [(*row, "") if len(row) == 4 else row for row in rows],
        columns=["governorate", "month", "low", "high", "scope"],
    )
    ids = [f"m{n}" for n in range(1, len(table) + 1)]
    best = table["low"].where(table["low"] == table["high"])
    return table.assign(
        indicator="attacks", actor="ISIS", unit="attacks", originator="A", best=best, claim_ids=ids
    )


NO_CLAIMS = claims_of({}).iloc[:0]


def counts_of(monthly, claims=NO_CLAIMS):
    return spatial.governorate_counts(claims, monthly)[0]


def month_of(figures, **national):
    """Return the counts of one month from codes and figures, a figure being a number or (low, high)."""
    pairs = {
        code: figure if isinstance(figure, tuple) else (figure, figure) for code, figure in figures.items()
    }
    rows = [(code, "2018-01", *pair) for code, pair in (pairs | national).items()]
    table = counts_of(monthly_of(*rows))
    return table[table["basis"] == spatial.PRINTED]


class TestGovernorateCounts:
    def test_quarter_is_the_sum_of_the_months_reported_and_says_how_many(self):
        table = counts_of(
            monthly_of(
                ("IQ-NI", "2018-01", 3, 3),
                ("IQ-NI", "2018-03", 4, 4),
                ("IQ-KI", "2018-03", 0, 0),
            )
        )
        quarter = table[table["basis"] == spatial.QUARTER].set_index("governorate")
        assert quarter.loc["IQ-NI", ["period", "best", "n_months", "n_months_told", "of_months"]].tolist() == [
            "2018-Q1", 7, 2, 2, 3,
        ]  # fmt: skip
        assert quarter.loc["IQ-KI", ["best", "n_months", "n_months_told"]].tolist() == [0, 1, 2]
        assert quarter.loc["IQ-NI", "claim_ids"] == "m1;m2"

    def test_governorate_that_nobody_reported_on_has_no_row(self):
        table = counts_of(monthly_of(("IQ-NI", "2018-01", 3, 3), ("IQ-KI", "2018-04", 1, 1)))
        told = table[table["basis"] == spatial.QUARTER].groupby("period")["governorate"].agg(list)
        assert told.to_dict() == {"2018-Q1": ["IQ-NI"], "2018-Q2": ["IQ-KI"]}

    def test_open_bound_stays_open_in_the_sum(self):
        table = counts_of(monthly_of(("IQ-NI", "2018-01", 3, OPEN), ("IQ-NI", "2018-02", 4, 5)))
        [year] = table.loc[table["basis"] == spatial.YEAR, ["period", *BOUNDS]].to_dict("records")
        assert (year["period"], year["low"]) == ("2018", 7)
        assert math.isnan(year["high"])

    def test_figure_of_a_whole_quarter_is_a_row_of_its_own_and_not_added(self):
        claims = claims_of({"period_end": "2018-03-31", "low": 50.0, "best": 50.0, "high": 50.0})
        table = counts_of(monthly_of(("IQ-NI", "2018-01", 3, 3)), claims)
        quarter = table[table["period"] == "2018-Q1"].set_index("basis")["best"]
        assert quarter.to_dict() == {spatial.PRINTED: 50, spatial.QUARTER: 3}

    def test_week_keeps_its_days_and_counts_no_months(self):
        [row] = counts_of(monthly_of(), claims_of({})).to_dict("records")
        assert (row["period"], row["of_months"], row["best"]) == ("2018-01-01/2018-01-07", 0, 5)

    def test_months_of_different_scopes_are_never_added(self):
        table = counts_of(
            monthly_of(("IQ-NI", "2018-01", 3, 3, "isis_only"), ("IQ-NI", "2018-02", 4, 4, "fighters"))
        )
        assert sorted(table.loc[table["basis"] == spatial.QUARTER, "best"]) == [3, 4]

    def test_national_figure_covers_the_months_of_the_breakdown_only(self):
        table = counts_of(
            monthly_of(("IQ-NI", "2018-01", 3, 3), ("IQ", "2018-01", 10, 12), ("IQ", "2018-02", 90, 90)),
        )
        quarter = table[table["basis"] == spatial.QUARTER].iloc[0]
        assert quarter[["national_low", "national_high"]].tolist() == [10, 12]
        assert quarter["national_claim_ids"] == "m2"

    def test_month_without_a_national_figure_leaves_the_quarter_without_one(self):
        table = counts_of(
            monthly_of(("IQ-NI", "2018-01", 3, 3), ("IQ", "2018-01", 10, 10), ("IQ-NI", "2018-02", 3, 3))
        )
        quarter = table[table["basis"] == spatial.QUARTER].iloc[0]
        assert quarter[["national_low", "national_best", "national_high"]].isna().all()
        assert (quarter["national_scope"], quarter["national_claim_ids"]) == ("", "")

    @pytest.mark.parametrize(
        "code, total_scope, expected",
        [
            ("IQ-NI", "incl_police", 10),
            ("IQ-NI", "no_anbar+incl_police", 10),
            ("IQ-AN", "incl_police", 10),
            ("IQ-AN", "no_anbar+incl_police", OPEN),
            ("IQ-NI", "women", OPEN),
        ],
    )
    def test_national_figure_may_differ_in_police_but_not_lack_anbar_that_is_printed(
        self, code, total_scope, expected
    ):
        table = counts_of(
            monthly_of((code, "2018-01", 3, 3, "police_unstated"), ("IQ", "2018-01", 10, 10, total_scope))
        )
        assert table["national_best"].iloc[0] == pytest.approx(expected, nan_ok=True)

    def test_national_figure_of_the_same_scope_goes_before_a_comparable_one(self):
        table = counts_of(
            monthly_of(
                ("IQ-NI", "2018-01", 3, 3, "incl_police"),
                ("IQ", "2018-01", 10, 10, "incl_police"),
                ("IQ", "2018-01", 99, 99, "police_unstated"),
            )
        )
        assert table["national_best"].unique().tolist() == [10]

    @pytest.mark.parametrize(
        "row, reason",
        [
            ({"copy_of": "x"}, "copy"),
            ({"incident_id": "x"}, "incident"),
            ({"place_id": "x"}, "place"),
            ({"governorate": ""}, "region"),
            ({"governorate": "IQ-KR"}, "no governorate"),
            ({"governorate": "SY"}, "country"),
            ({"low": OPEN, "best": OPEN, "high": OPEN}, "bound"),
            ({"governorate": "IQ", "period_end": "2018-06-30"}, "without governorates"),
        ],
    )
    def test_what_is_no_governorates_total_is_left_out_with_a_reason(self, row, reason):
        table, left_out = spatial.governorate_counts(claims_of(row, {}), monthly_of())
        assert table["claim_ids"].tolist() == ["c2"]
        assert left_out["claim_id"].tolist() == ["c1"]
        assert reason in left_out["reason"].iloc[0]

    def test_callers_tables_stay_as_they_were(self):
        claims, monthly = claims_of({}), monthly_of(("IQ-NI", "2018-01", 3, 3))
        before = claims.copy(), monthly.copy()
        spatial.governorate_counts(claims, monthly)
        pd.testing.assert_frame_equal(claims, before[0])
        pd.testing.assert_frame_equal(monthly, before[1])


class TestTopFour:
    def test_the_four_largest_and_their_shares_of_both_denominators(self):
        figures = {"IQ-NI": 40, "IQ-KI": 30, "IQ-SD": 10, "IQ-DI": 10, "IQ-BG": 5, "IQ-BA": 5}
        [row] = spatial.top_four(month_of(figures, IQ=(200, 200))).to_dict("records")
        assert row["top"] == "IQ-NI;IQ-KI;IQ-DI;IQ-SD"
        assert (row["is_northern"], row["settled"], row["tied"]) == (True, True, "")
        assert [
            row[f"{name}_best"] for name in ("top_of_printed", "northern_of_national", "six_of_printed")
        ] == [90, 45, 95]

    def test_share_is_an_interval_from_the_bounds(self):
        figures = {"IQ-NI": (10, 20), "IQ-KI": 10, "IQ-SD": 10, "IQ-DI": 10, "IQ-BG": (0, 10)}
        [row] = spatial.top_four(month_of(figures)).to_dict("records")
        assert row["top_of_printed_low"] == pytest.approx(100 * 40 / 50)
        assert row["top_of_printed_high"] == 100
        assert math.isnan(row["top_of_printed_best"])
        assert not row["settled"]

    def test_open_figure_outside_the_four_leaves_their_share_open_below(self):
        figures = {"IQ-NI": 10, "IQ-KI": 10, "IQ-SD": 10, "IQ-DI": 10, "IQ-BG": (5, OPEN)}
        [row] = spatial.top_four(month_of(figures)).to_dict("records")
        assert math.isnan(row["top_of_printed_low"])
        assert row["top_of_printed_high"] == pytest.approx(100 * 40 / 45)
        assert not row["settled"]

    def test_four_are_not_settled_where_another_could_be_larger(self):
        table = month_of({"IQ-NI": 10, "IQ-KI": 10, "IQ-SD": 10, "IQ-DI": 10, "IQ-BG": 5})
        could_be = table.assign(high=table["high"].mask(table["governorate"] == "IQ-BG", 11))
        assert spatial.top_four(table)["settled"].tolist() == [True]
        assert spatial.top_four(could_be)["settled"].tolist() == [False]

    def test_tie_for_the_fourth_place_goes_by_code_and_is_said(self):
        figures = {"IQ-NI": 9, "IQ-KI": 8, "IQ-SD": 7, "IQ-DI": 5, "IQ-BG": 5, "IQ-BA": 1}
        [row] = spatial.top_four(month_of(figures)).to_dict("records")
        assert (row["top"], row["tied"], row["is_northern"]) == ("IQ-NI;IQ-KI;IQ-SD;IQ-BG", "IQ-DI", False)

    def test_northern_governorate_without_a_report_is_counted_as_missing(self):
        figures = {"IQ-NI": 10, "IQ-KI": 10, "IQ-BG": 10, "IQ-AN": 10}
        [row] = spatial.top_four(month_of(figures)).to_dict("records")
        assert (row["northern_printed"], row["northern_of_printed_best"], row["six_of_printed_best"]) == (
            2,
            50,
            100,
        )
        assert math.isnan(row["northern_of_national_best"])

    def test_three_governorates_make_no_row(self):
        assert spatial.top_four(month_of({"IQ-NI": 1, "IQ-KI": 1, "IQ-BG": 1})).empty


class TestEffectiveNumber:
    @pytest.mark.parametrize(
        "shares, expected",
        [([0.2] * 5, 5), ([1], 1), ([7, 0, 0], 1), ([0.5, 0.25, 0.25], 2**1.5), ([2, 1, 1], 2**1.5)],
    )
    def test_equal_shares_count_fully_and_others_less(self, shares, expected):
        assert spatial.effective_number(shares) == pytest.approx(expected)

    @pytest.mark.parametrize("shares", [[0, 0], [], [1, -1], [1, OPEN]])
    def test_what_is_no_share_is_refused(self, shares):
        with pytest.raises(ValueError, match="effective number needs shares"):
            spatial.effective_number(shares)


FIGURES = {"IQ-NI": 20, "IQ-KI": 10, "IQ-SD": 10, "IQ-DI": 0}


class TestReach:
    def test_spell_has_its_effective_number_inside_a_bootstrap_interval(self):
        [row] = spatial.reach(month_of(FIGURES), seed=1).to_dict("records")
        assert row["effective"] == pytest.approx(2**1.5)
        assert 2 < row["ci_low"] < row["effective"] < row["ci_high"] <= 3
        assert (row["total"], row["n_governorates"]) == (40, 4)

    def test_same_seed_gives_the_same_interval_and_another_seed_another(self):
        table = month_of({"IQ-NI": 137, "IQ-KI": 81, "IQ-SD": 33, "IQ-DI": 12})
        first, again, other = (spatial.reach(table, seed=seed) for seed in (1, 1, 2))
        pd.testing.assert_frame_equal(first, again)
        assert first[["ci_low", "ci_high"]].iloc[0].tolist() != other[["ci_low", "ci_high"]].iloc[0].tolist()

    def test_interval_does_not_hang_on_the_other_rows(self):
        both = pd.concat([month_of(dict.fromkeys(LINE, 9)).assign(scope="a"), month_of(FIGURES)])
        alone = spatial.reach(month_of(FIGURES), seed=1)
        assert spatial.reach(both, seed=1)["ci_low"].iloc[1] == alone["ci_low"].iloc[0]

    @pytest.mark.parametrize("change", [{"IQ-DI": (0, OPEN)}, dict.fromkeys(FIGURES, 0)])
    def test_spell_with_an_open_figure_or_nothing_but_zeros_is_left_out(self, change):
        assert spatial.reach(month_of(FIGURES | change), seed=1).empty


def points_of(*kilometres):
    """Return points so many km east and north of 45 degrees east, 33.4 degrees north, in degrees."""
    plane = gpd.GeoSeries.from_xy(*zip(*kilometres, strict=True)).scale(1000, 1000, origin=(0, 0))
    degrees = plane.translate(EAST, NORTH).set_crs(METRES).to_crs("EPSG:4326")
    ids = [f"i{n}" for n in range(1, len(degrees) + 1)]
    return pd.DataFrame({"incident_id": ids, "lat": degrees.y, "lon": degrees.x})


def squares(*codes, column="iso_3166_2", west=0):
    """Return squares of 10 km side by side, the first with its south-western corner ``west`` km from the origin."""
    corners = [(EAST + 1000 * west + 10_000 * n, NORTH) for n in range(len(codes))]
    shapes = [box(x, y, x + 10_000, y + 10_000) for x, y in corners]
    return gpd.GeoDataFrame({column: codes}, geometry=shapes, crs=METRES)


class TestIncidentPoints:
    ROWS = pd.DataFrame(
        {
            "incident_id": ["a", "a", "b", "c"],
            "location_precision": [1, 1, 3, 2],
            "lat": [34.0, 34.0, 35.0, OPEN],
            "lon": [43.0, 43.0, 44.0, OPEN],
            "governorate": ["IQ-NI", "IQ-NI", "", "IQ-KI"],
            **dict.fromkeys(["period_start", "period_end", "place", "place_id"], ""),
        }
    )

    def test_one_incident_is_one_point_and_the_unplaced_are_named(self):
        table, left_out = spatial.incident_points(self.ROWS)
        assert table["incident_id"].tolist() == ["a"]
        assert left_out["incident_id"].tolist() == ["b", "c"]


class TestBorder:
    def test_border_is_the_shared_line_and_distance_is_straight_to_it(self):
        iraq, syria = squares("IQ-NI", "IQ-KI"), squares("SYR", column="adm0_a3", west=-10)
        assert spatial.border_line(iraq, syria).length == pytest.approx(10_000)
        table = spatial.border_distances(points_of((3, 5), (15, 5), (3, 14)), iraq, syria)
        assert table["border_km"].tolist() == pytest.approx([3, 15, 5], abs=0.001)

    def test_country_that_touches_at_no_line_is_refused(self):
        with pytest.raises(ValueError, match="no line is shared"):
            spatial.border_line(squares("IQ-NI"), squares("SYR", column="adm0_a3", west=50))

    def test_boundaries_without_a_crs_are_refused(self):
        with pytest.raises(ValueError, match="without a CRS"):
            spatial.border_line(
                squares("IQ-NI").set_crs(None, allow_override=True), squares("SYR", column="adm0_a3")
            )

    def test_distances_on_the_plane_agree_with_the_ellipsoid(self, ledger):
        towns = {"qaim": (34.39251, 40.98945), "mosul": (36.335, 43.11889), "baghdad": (33.34058, 44.40088),
                 "basra": (30.50852, 47.7804), "rutba": (33.03718, 40.28586)}  # fmt: skip
        table = pd.DataFrame(towns.values(), index=towns, columns=["lat", "lon"])
        found = spatial.border_distances(table, ledger.governorates, ledger.neighbours)["border_km"]
        border = spatial.border_line(ledger.governorates, ledger.neighbours)
        vertices = gpd.GeoSeries([segmentize(border, 200)], crs=METRES).to_crs("EPSG:4326").get_coordinates()
        for town, (lat, lon) in towns.items():
            here = np.full((2, len(vertices)), [[lon], [lat]])
            exact = Geod(ellps="WGS84").inv(*here, vertices["x"], vertices["y"])[2].min() / 1000
            assert found[town] == pytest.approx(exact, rel=0.003, abs=0.05), town
        assert found["qaim"] < 10
        assert 90 < found["mosul"] < 130
        assert border.length / 1000 == pytest.approx(600, rel=0.02)


@pytest.fixture(scope="module")
def ledger(raw):
    return read_ledger(raw)


class TestMeanCentre:
    def test_centre_is_the_mean_and_standard_distance_the_root_mean_square(self):
        found = spatial.mean_centre(points_of((0, 0), (6, 0), (0, 8), (6, 8)), seed=1)
        middle = points_of((3, 4)).iloc[0]
        assert (found["lat"], found["lon"]) == pytest.approx((middle["lat"], middle["lon"]))
        assert (found["n"], found["standard_km"]) == (4, pytest.approx(5))
        assert math.isnan(found["radius_km"])

    def test_no_point_has_no_centre(self):
        found = spatial.mean_centre(points_of((0, 0)).iloc[:0], seed=1)
        assert found["n"] == 0 and math.isnan(found["lat"])

    def test_one_point_has_no_spread(self):
        assert math.isnan(spatial.mean_centre(points_of((0, 0)), seed=1)["standard_km"])

    def test_same_seed_gives_the_same_intervals_and_another_seed_others(self):
        table = points_of((0, 0), (6, 0), (0, 8), (6, 8), (30, 2), (4, 50))
        first, again, other = (spatial.mean_centre(table, seed=seed) for seed in (1, 1, 2))
        assert first == again
        assert first["radius_km"] != other["radius_km"]
        assert first["standard_low"] < first["standard_km"] < first["standard_high"]

    def test_each_group_has_a_row_with_its_incidents(self):
        table = points_of((0, 0), (6, 0), (5, 5)).assign(half=["b", "a", "b"])
        rows = spatial.mean_centres(table, by="half", seed=1)
        assert rows["half"].tolist() == ["a", "b"]
        assert rows["incident_ids"].tolist() == ["i2", "i1;i3"]


HOME = [(0, 0), (2, 1), (1, 2), (3, 3), (4, 4), (2, 2)]  # km


class TestCentreShift:
    def test_move_to_the_east_is_found_and_is_no_accident(self):
        away = points_of(*[(x + 30, y) for x, y in HOME])
        found = spatial.centre_shift(points_of(*HOME), away, seed=1)
        assert (found["km"], found["east_km"]) == pytest.approx((30, 30))
        assert found["north_km"] == pytest.approx(0, abs=1e-6)
        assert 25 < found["east_low"] < 30 < found["east_high"] < 35
        assert found["north_low"] < 0 < found["north_high"]
        assert found["p"] < 0.01

    def test_groups_that_lie_alike_have_not_moved(self):
        assert spatial.centre_shift(points_of(*HOME), points_of(*HOME), seed=1)["p"] == 1

    def test_few_points_are_refused(self):
        with pytest.raises(ValueError, match="needs 5 points before and after, not 2 and 6"):
            spatial.centre_shift(points_of(*HOME[:2]), points_of(*HOME), seed=1)


GRID = [(10 * x + 5, 10 * y + 5) for x in range(5) for y in range(5)]  # km


class TestNearestNeighbours:
    AREA = gpd.GeoDataFrame(geometry=[box(EAST, NORTH, EAST + 50_000, NORTH + 50_000)], crs=METRES)

    def test_points_at_one_place_have_no_nearest_other_place(self):
        places = (
            spatial.nearest_neighbours(points_of((0, 0), (0, 0)), self.AREA).set_index("unit").loc["places"]
        )
        assert places["n"] == 1 and math.isnan(places["ratio"])

    def test_square_grid_is_twice_as_far_apart_as_chance(self):
        places = spatial.nearest_neighbours(points_of(*GRID), self.AREA).set_index("unit").loc["places"]
        assert places["mean_km"] == pytest.approx(10)
        assert places["ratio_uncorrected"] == pytest.approx(
            2, rel=0.005
        )  # 10 km against half the root of 2500/25
        assert places["expected_km"] == pytest.approx(5 + (0.0514 + 0.041 / 5) * 200 / 25, rel=0.005)
        assert places["z"] > 3

    def test_incidents_at_one_town_are_one_place(self):
        table = spatial.nearest_neighbours(points_of(*GRID, *GRID), self.AREA).set_index("unit")
        assert table["n"].to_dict() == {"incidents": 50, "places": 25}
        assert table["mean_km"].tolist() == pytest.approx([0, 10])

    def test_random_points_have_a_ratio_near_1_with_the_correction(self):
        rng = np.random.default_rng(7)
        ratios = [
            points._clark_evans(rng.uniform(0, 50_000, (40, 2)), self.AREA.geometry.iloc[0])[4]
            for _ in range(400)
        ]
        assert np.mean(ratios) == pytest.approx(1, abs=0.015)

    def test_one_point_is_refused(self):
        with pytest.raises(ValueError, match="needs two points, not 1"):
            spatial.nearest_neighbours(points_of((1, 1)), self.AREA)


def figures_of(values, codes=LINE):
    return pd.DataFrame({"governorate": codes[: len(values)], "best": np.array(values, dtype=float)})


class TestWeights:
    def test_neighbours_share_their_weight_and_order_is_by_code(self):
        weights, islands = spatial.governorate_weights(squares(*LINE), LINE[::-1])
        assert islands == []
        assert weights.sparse.toarray()[1].tolist() == [0.5, 0, 0.5, 0, 0, 0]

    def test_corner_is_enough(self):
        corner = squares("IQ-AN", "IQ-BA").assign(
            geometry=[box(0, 0, 1, 1), box(1, 1, 2, 2)]
        )  # metres from the zone's own origin
        assert spatial.governorate_weights(corner, ["IQ-AN", "IQ-BA"])[1] == []

    def test_governorate_that_touches_no_other_is_named(self):
        weights, islands = spatial.governorate_weights(squares(*LINE), ["IQ-AN", "IQ-BA", "IQ-DI"])
        assert islands == ["IQ-DI"]
        assert list(weights.unique_ids) == ["IQ-AN", "IQ-BA"]

    def test_code_without_a_boundary_is_refused(self):
        with pytest.raises(ValueError, match="IQ-WA"):
            spatial.governorate_weights(squares(*LINE), ["IQ-AN", "IQ-WA"])


class TestMoransI:
    def test_slope_along_a_line_is_five_sevenths(self):
        found = spatial.morans_i(figures_of([1, 2, 3, 4, 5, 6]), squares(*LINE), seed=1)
        assert found["i"] == pytest.approx(5 / 7)  # 12.5 / 17.5
        assert (found["n"], found["n_unreported"], found["expected"]) == (6, 0, -0.2)

    def test_p_agrees_with_all_720_arrangements(self):
        values = np.array([1, 2, 4, 3, 9, 7], dtype=float)
        found = spatial.morans_i(figures_of(values), squares(*LINE), seed=1)

        def line_i(order):
            z = np.array(order) - values.mean()
            lags = [z[1], (z[0] + z[2]) / 2, (z[1] + z[3]) / 2, (z[2] + z[4]) / 2, (z[3] + z[5]) / 2, z[4]]
            return (z * lags).sum() / (z**2).sum()

        everything = np.array([line_i(order) for order in permutations(values)])
        assert found["i"] == pytest.approx(line_i(values))
        assert found["p"] == pytest.approx(2 * (everything >= found["i"] - 1e-9).mean(), abs=0.01)

    def test_same_seed_gives_the_same_p_and_another_seed_another(self):
        first, again, other = (
            spatial.morans_i(figures_of([1, 3, 2, 5, 4, 6]), squares(*LINE), seed=seed)["p"]
            for seed in (1, 1, 2)
        )
        assert first == again
        assert first != other

    def test_global_random_state_of_the_caller_is_left_alone(self):
        np.random.seed(5)
        spatial.morans_i(figures_of([1, 3, 2, 5, 4, 6]), squares(*LINE), seed=1)
        spatial.local_clusters(figures_of([1, 3, 2, 5, 4, 6]), squares(*LINE), seed=1)
        drawn = np.random.random()
        np.random.seed(5)
        assert drawn == np.random.random()

    def test_unreported_governorates_are_left_out_and_counted(self):
        boundaries = squares(*LINE, "IQ-DQ", "IQ-KA", "IQ-KI")
        found = spatial.morans_i(figures_of([1, 2, 3, 4, 5, 6]), boundaries, seed=1)
        assert (found["n"], found["n_unreported"], found["i"]) == (6, 3, pytest.approx(5 / 7))

    def test_island_is_left_out_and_named(self):
        figures = figures_of([1, 2, 3, 4, 5, 6, 99], [*LINE, "IQ-KA"])
        found = spatial.morans_i(figures, squares(*LINE, "IQ-DQ", "IQ-KA"), seed=1)
        assert (found["n"], found["islands"], found["i"]) == (6, "IQ-KA", pytest.approx(5 / 7))

    @pytest.mark.parametrize("values", [[1, 2, 3, 4, 5], [3, 3, 3, 3, 3, 3]])
    def test_too_few_or_equal_figures_have_no_i(self, values):
        found = spatial.morans_i(figures_of(values), squares(*LINE), seed=1)
        assert math.isnan(found["i"])
        assert math.isnan(found["p"])
        assert spatial.local_clusters(figures_of(values), squares(*LINE), seed=1).empty


class TestLocalClusters:
    def test_statistics_of_the_end_of_a_line_are_those_worked_out_by_hand(self):
        first = spatial.local_clusters(figures_of([1, 2, 3, 4, 5, 6]), squares(*LINE), seed=1).iloc[0]
        assert first["local_i"] == pytest.approx(5 * 2.5 * 1.5 / 17.5)
        assert first["gi_star"] == pytest.approx(
            (3 - 2 * 3.5) / math.sqrt(91 / 6 - 3.5**2) / math.sqrt((6 * 2 - 4) / 5)
        )
        assert (first["quadrant"], first["neighbours"]) == ("low-low", 2)
        assert first["p"] == pytest.approx(2 / 5, abs=0.02)  # one of the five others is as small
        assert first["gi_p"] == pytest.approx(2 / 15, abs=0.02)  # one of the fifteen pairs is as small

    def test_false_discovery_rate_is_that_of_benjamini_and_hochberg(self):
        table = spatial.local_clusters(figures_of([1, 2, 3, 4, 5, 60]), squares(*LINE), seed=1)
        ordered = table.sort_values("p")["p"].to_numpy()
        by_hand = [min(1, *(6 * ordered[k] / (k + 1) for k in range(at, 6))) for at in range(6)]
        assert table.sort_values("p")["q"].tolist() == pytest.approx(by_hand)

    def test_same_seed_gives_the_same_p_and_another_seed_another(self):
        first, again, other = (
            spatial.local_clusters(figures_of([1, 3, 2, 5, 4, 6]), squares(*LINE), seed=seed)
            for seed in (1, 1, 2)
        )
        pd.testing.assert_frame_equal(first, again)
        assert first["p"].tolist() != other["p"].tolist()
        assert first["gi_p"].tolist() != other["gi_p"].tolist()

    def test_two_sided_p_is_at_most_1(self):
        assert clusters._two_sided(np.array([1.0]), np.ones((9, 1))).tolist() == [1]


class TestOutsideOwnGovernorate:
    def test_text_wins_and_conflict_has_its_distance(self):
        rows = points_of((5, 5), (13, 5), (5, 12)).assign(governorate="IQ-AN")
        outside, found = spatial.outside_own_governorate(rows, squares("IQ-AN", "IQ-BA"), key="incident_id")
        assert outside[["incident_id", "governorate", "drawn_in"]].to_numpy().tolist() == [
            ["i2", "IQ-AN", "IQ-BA"],
            ["i3", "IQ-AN", ""],
        ]
        assert outside["distance_km"].tolist() == pytest.approx([3, 2], abs=0.001)
        assert found == {"n": 3, "no_point": 0, "no_governorate": 0, "inside": 1, "outside": 2}

    def test_rows_without_a_home_are_counted(self):
        rows = points_of((5, 5), (6, 5), (7, 5)).assign(governorate=["IQ-AN", "IQ", "IQ-AN"])
        rows.loc[2, "lat"] = OPEN
        outside, found = spatial.outside_own_governorate(rows, squares("IQ-AN"), key="incident_id")
        assert outside.empty
        assert found == {"n": 3, "no_point": 1, "no_governorate": 1, "inside": 1, "outside": 0}

    def test_incident_of_two_rows_counts_once(self):
        rows = points_of((5, 5), (5, 5)).assign(governorate="IQ-AN", incident_id="i1")
        assert spatial.outside_own_governorate(rows, squares("IQ-AN"), key="incident_id")[1]["n"] == 1

    def test_governorate_without_a_boundary_is_refused(self):
        with pytest.raises(ValueError, match="IQ-WA"):
            spatial.outside_own_governorate(
                points_of((5, 5)).assign(governorate="IQ-WA"), squares("IQ-AN"), key="incident_id"
            )


def test_measures_are_counts_of_the_ledger(ledger):
    """A misspelt indicator would quietly count nothing."""
    assert set(counts.MEASURES) <= {term["name"] for term in ledger.terms["indicators"]}
