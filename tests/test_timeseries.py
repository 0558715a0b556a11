"""Analyses over time, on few rows with answers worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from reported import timeseries
from reported.timeseries import attacks, casualties, change, comparing, sharing

OPEN = float("nan")


def claims_of(*rows):
    """Return claims in the columns of claims_clean.csv that the analyses look at; each row overrides these."""
    usual = {
        "indicator": "attacks",
        "scope": "isis_only",
        "originator": "A",
        "unit": "attacks",
        "governorate": "IQ",
        "place_id": "",
        "incident_id": "",
        "copy_of": "",
        "certainty": "",
        "wording": "",
        "low": 12.0,
        "best": 12.0,
        "high": 12.0,
        "period_start": "2018-01-01",
        "period_end": "2018-12-31",
    }
    table = pd.DataFrame([{"claim_id": f"c{n}", **usual, **row} for n, row in enumerate(rows, start=1)])
    return table.assign(**{day: pd.to_datetime(table[day]) for day in ("period_start", "period_end")})


def estimates_of(*rows):
    table = pd.DataFrame(rows, columns=["originator", "as_of", "low", "high"])
    return table.assign(
        area="Iraq",
        best=OPEN,
        as_of=pd.to_datetime(table["as_of"]),
        claim_ids=[f"c{n}" for n in range(len(table))],
    )


def months_of(counts, first="2018-01", **columns):
    months = pd.period_range(first, periods=len(counts), freq="M")
    table = pd.DataFrame({"month": months, "best": np.array(counts, dtype=float), "claim_ids": "c"})
    return table.assign(**columns)


class TestAttackRates:
    def test_count_of_a_year_is_a_twelfth_a_month(self):
        rates, left_out = timeseries.attack_rates(claims_of({"low": 1200.0, "best": 1200.0, "high": 1200.0}))
        assert rates[["low", "best", "high"]].iloc[0].tolist() == [100, 100, 100]
        assert (rates["basis"].iloc[0], len(left_out)) == (attacks.SPREAD, 0)

    def test_open_count_stays_open(self):
        rates, _ = timeseries.attack_rates(claims_of({"low": 650.0, "best": OPEN, "high": OPEN}))
        assert rates["low"].iloc[0] == pytest.approx(650 / 12)
        assert rates[["best", "high"]].isna().all(axis=None)

    def test_printed_average_a_day_fills_its_month(self):
        rates, _ = timeseries.attack_rates(
            claims_of(
                {
                    "indicator": "attack_rate", "unit": "attacks/day", "low": 2.0, "best": 2.0, "high": 2.0,
                    "period_end": "2018-01-31",
                }
            )
        )  # fmt: skip
        assert (rates["best"].iloc[0], rates["basis"].iloc[0]) == (62, attacks.PRINTED)

    def test_count_of_a_spell_wins_over_an_average_of_it(self):
        rates, left_out = timeseries.attack_rates(
            claims_of(
                {"indicator": "attack_rate", "unit": "attacks/month", "low": 9.0, "best": 9.0, "high": 9.0},
                {},
            )
        )
        assert rates["claim_ids"].tolist() == ["c2"]
        assert left_out["claim_id"].tolist() == ["c1"]

    @pytest.mark.parametrize(
        "row",
        [
            {"copy_of": "x"},
            {"incident_id": "x"},
            {"governorate": "IQ-NI"},
            {"scope": "isis_only+car_bombs"},
            {"period_end": "2018-01-07"},
            {"governorate": "", "originator": "Somebody"},
        ],
    )
    def test_what_is_no_national_rate_is_left_out_with_a_reason(self, row):
        rates, left_out = timeseries.attack_rates(claims_of(row, {}))
        assert rates["claim_ids"].tolist() == ["c2"]
        assert left_out["claim_id"].tolist() == ["c1"]
        assert left_out["reason"].str.len().min() > 0

    def test_count_of_the_disputed_territories_is_a_definition_of_its_own(self):
        rates, _ = timeseries.attack_rates(claims_of({"governorate": "", "originator": "KRSC"}))
        assert rates["definition"].tolist() == [attacks.DISPUTED]


class TestSharesOfMonth:
    def test_share_of_a_longer_spell_is_of_its_average_month(self):
        rates, _ = timeseries.attack_rates(
            claims_of(
                {"scope": "isis_only+verified_subset", "originator": "AP", "low": 9.0, "best": 9.0, "high": 9.0,
                 "period_start": "2019-01-01", "period_end": "2019-01-31"},
                {"low": 1080.0, "best": 1080.0, "high": OPEN, "period_start": "2019-01-01", "period_end": "2019-12-31"},
                {"originator": "B"},
            )
        )  # fmt: skip
        [share] = timeseries.shares_of_month(rates, originator="AP", month="2019-01").to_dict("records")
        assert (share["originator"], share["best"], share["high"]) == ("A", 10, 10)
        assert math.isnan(share["low"])

    def test_originator_without_a_count_of_the_month_is_refused(self):
        rates, _ = timeseries.attack_rates(claims_of({}))
        with pytest.raises(ValueError, match="AP has 0 counts of 2019-01"):
            timeseries.shares_of_month(rates, originator="AP", month="2019-01")


def figures_of(*rows):
    table = pd.DataFrame(rows, columns=["originator", "start", "end", "low", "high"])
    days = {day: pd.to_datetime(table[day]) for day in ("start", "end")}
    best = table["low"].where(table["low"] == table["high"])
    ids = [f"c{n}" for n in range(len(table))]
    return table.assign(definition="attacks", scope="", best=best, claim_ids=ids, **days)


class TestPairRatios:
    def test_only_the_same_days_are_compared(self):
        figures = figures_of(
            ("A", "2018-01-01", "2018-12-31", 30.0, 30.0),
            ("B", "2018-01-01", "2018-12-31", 10.0, 10.0),
            ("C", "2018-01-01", "2018-10-31", 10.0, 10.0),
        )
        [row] = timeseries.pair_ratios(figures, seed=1).to_dict("records")
        assert (row["originator"], row["other_originator"], row["best"], row["n_months"]) == ("A", "B", 3, 12)

    def test_single_months_are_added_up_before_they_are_compared(self):
        figures = figures_of(
            ("A", "2018-01-01", "2018-01-31", 10.0, 10.0),
            ("A", "2018-02-01", "2018-02-28", 50.0, 50.0),
            ("B", "2018-01-01", "2018-01-31", 10.0, 10.0),
            ("B", "2018-02-01", "2018-02-28", 10.0, 10.0),
        )
        [row] = timeseries.pair_ratios(figures, seed=1).to_dict("records")
        assert (row["best"], row["n_months"], row["claim_ids"]) == (3, 2, "c0;c1;c2;c3")

    def test_open_divisor_leaves_the_low_end_open(self):
        figures = figures_of(
            ("A", "2018-01-01", "2018-12-31", 30.0, 30.0), ("B", "2018-01-01", "2018-12-31", 10.0, OPEN)
        )
        [row] = timeseries.pair_ratios(figures, seed=1).to_dict("records")
        assert math.isnan(row["low"]) and row["high"] == 3

    def test_same_seed_gives_the_same_interval_around_the_ratio(self):
        days = [(f"2018-{month:02}-01", f"2018-{month:02}-28") for month in range(1, 9)]
        days = [(start, (pd.Timestamp(start) + pd.offsets.MonthEnd(0)).date()) for start, _ in days]
        figures = figures_of(
            *(("A", *spell, 20.0 + n, 20.0 + n) for n, spell in enumerate(days)),
            *(("B", *spell, 10.0, 10.0) for spell in days),
        )
        first, second = (timeseries.pair_ratios(figures, seed=7).iloc[0] for _ in range(2))
        assert first["ci_low"] == second["ci_low"] < first["best"] < first["ci_high"]
        assert first["ci_low"] != timeseries.pair_ratios(figures, seed=8).iloc[0]["ci_low"]

    def test_is_month_takes_one_whole_calendar_month_only(self):
        starts = pd.to_datetime(["2018-02-01", "2018-02-01", "2018-02-02"])
        ends = pd.to_datetime(["2018-02-28", "2018-03-31", "2018-02-28"])
        assert comparing.is_month(starts, ends).tolist() == [True, False, False]


class TestCommonIndex:
    def series(self, originator, counts):
        return months_of(counts, definition="attacks", originator=originator, scope="")

    def test_each_series_is_put_in_percent_of_its_own_mean(self):
        months = pd.concat([self.series("A", [10, 30] * 6), self.series("B", [100, 100] * 6)])
        index = timeseries.common_index(months)
        assert index[["A", "B", "low", "high"]].iloc[0].tolist() == [50, 100, 50, 100]

    def test_without_twelve_common_months_there_is_none(self):
        assert timeseries.common_index(
            pd.concat([self.series("A", [1] * 12), self.series("B", [1] * 11)])
        ).empty


class TestSharing:
    def test_interval_that_most_share_and_the_factor_between_the_furthest(self):
        standing = timeseries.standing_estimates(
            estimates_of(
                ("A", "2018-06-01", 10, 20), ("B", "2018-05-01", 15, 30), ("C", "2018-04-01", 60, 90)
            )
        )
        [half] = timeseries.half_years(standing).to_dict("records")
        assert (half["half_year"], half["n_sharing"], half["low"], half["high"]) == ("2018-H1", 2, 15, 20)
        assert (half["lowest"], half["highest"], half["factor_low"], half["factor_high"]) == ("A", "C", 3, 9)

    def test_originator_counts_once_by_its_latest_estimate(self):
        standing = timeseries.standing_estimates(
            estimates_of(("A", "2018-01-01", 1, 2), ("A", "2018-06-30", 5, 6))
        )
        assert standing[["low", "high", "claim_ids"]].to_numpy().tolist() == [[5, 6, "c1"]]

    def test_open_ends_overlap_as_far_as_they_must_and_have_no_factor(self):
        figures = estimates_of(("A", "2018-01-01", OPEN, 10), ("B", "2018-01-01", 20, OPEN))
        low, high, members = sharing.most_shared(figures.to_dict("records"))
        assert math.isnan(low) and (high, members) == (10, ["A"])
        assert sharing.agreement(figures)["factor_low"] == 2
        assert math.isnan(sharing.agreement(figures)["factor_high"])

    def test_lowest_estimate_that_begins_at_zero_leaves_the_greatest_factor_open(self):
        found = sharing.agreement(estimates_of(("A", "2018-01-01", 0, 10), ("B", "2018-01-01", 20, 30)))
        assert (found["lowest"], found["factor_low"]) == ("A", 2)
        assert math.isnan(found["factor_high"])

    def test_lone_estimate_has_no_factor(self):
        assert sharing.agreement(estimates_of(("A", "2018-01-01", 10, 20)))["lowest"] == ""


class TestLeaveOneOut:
    def test_result_is_given_whole_and_without_each(self):
        table = pd.DataFrame({"originator": ["A", "B", "B"], "n": [1, 2, 3]})
        found = timeseries.leave_one_out(table, lambda rows: {"sum": rows["n"].sum()})
        assert found.to_numpy().tolist() == [["", 6], ["A", 5], ["B", 1]]

    def test_nothing_left_is_missing_and_not_an_error(self):
        found = timeseries.leave_one_out(
            pd.DataFrame({"originator": ["A"], "n": [1]}), lambda rows: {"n": rows["n"].max()}
        )
        assert found["n"].isna().tolist() == [False, True]


class TestCasualties:
    @pytest.fixture
    def months(self):
        rows = [
            ("UNAMI", "incl_police", 100),
            ("UNAMI", "incl_police+no_anbar", 90),
            ("UNAMI", "excl_police", 80),
            ("UNAMI", "police_unstated+women", 5),
            ("B", "press_count", 200),
        ]
        table = pd.DataFrame(rows, columns=["originator", "scope", "best"])
        table = table.assign(
            indicator="civilians_killed", governorate="IQ", month="2018-01", low=table["best"], high=table["best"],
            claim_ids=[f"c{n}" for n in range(len(table))],
        )  # fmt: skip
        return timeseries.casualty_months(table)

    def test_scope_is_said_in_words_and_parts_are_left_out(self, months):
        said = months.set_index("claim_ids")[["police", "anbar"]].to_dict("index")
        assert said["c1"] == {"police": casualties.WITH, "anbar": False}
        assert said["c2"] == {"police": casualties.WITHOUT, "anbar": True}
        assert said["c4"]["police"] == "" and "c3" not in said

    def test_figure_with_anbar_is_preferred_and_scopes_stay_apart(self, months):
        assert timeseries.unami_months(months, timeseries.WITH)["best"].tolist() == [100]
        assert timeseries.unami_months(months, timeseries.WITHOUT)["best"].tolist() == [80]


class TestChange:
    def test_step_is_found_at_its_month_with_the_levels_beside_it(self):
        segments, sensitivity = timeseries.breaks(
            months_of([100, 101, 99, 100, 100, 100, 20, 21, 19, 20, 20, 20])
        )
        assert segments["level"].tolist() == [100, 20]
        assert sensitivity[["month", "before", "after"]].astype(str).to_numpy().tolist() == [
            ["2018-07", "100.0", "20.0"]
        ]
        assert sensitivity[list(change.PENALTIES)].all(axis=None)

    def test_noise_about_one_level_is_no_break(self):
        counts = np.random.default_rng(20190222).poisson(30, size=36)
        segments, _ = timeseries.breaks(months_of(counts))
        assert len(segments) == 1

    def test_noisy_series_needs_a_larger_step(self):
        noisy = [40, 160, 60, 140, 50, 150, 20, 120, 30, 110, 25, 115]
        assert change.overdispersion(np.array(noisy, dtype=float)) > 10
        assert len(timeseries.breaks(months_of(noisy))[0]) == 1

    def test_break_after_a_gap_says_how_many_months_are_missing(self):
        series = months_of([100, 101, 99, 100, 5, 5, 5, 5, 20, 21, 19, 20]).drop(index=[4, 5, 6, 7])
        _, sensitivity = timeseries.breaks(series)
        assert sensitivity["after_gap"].tolist() == [4]

    def test_longest_stretch_ends_at_a_long_gap_only(self):
        series = months_of(range(1, 13)).drop(index=[1, 6, 7, 8, 9])
        assert timeseries.longest_stretch(series)["month"].astype(str).tolist() == [
            "2018-01", "2018-03", "2018-04", "2018-05", "2018-06",
        ]  # fmt: skip

    def test_month_that_is_only_bounded_is_in_no_stretch(self):
        assert len(timeseries.longest_stretch(months_of([5, OPEN, 7]))) == 2

    def test_trend_is_the_factor_a_month_with_its_interval(self):
        counts = [round(1000 * 0.95**month) for month in range(24)]
        found = timeseries.trend(months_of(counts, first="2017-12"), since="2017-12")
        assert found["ratio"] == pytest.approx(0.95, abs=0.001)
        assert found["ratio_low"] < 0.95 < found["ratio_high"]

    def test_overdispersed_counts_have_a_wider_interval(self):
        generator = np.random.default_rng(3)
        calm = timeseries.trend(months_of(generator.poisson(50, 36)), since="2018-01")
        wild = timeseries.trend(months_of(generator.negative_binomial(2, 2 / 52, 36)), since="2018-01")
        assert wild["dispersion"] > calm["dispersion"]
        width = [math.log(found["ratio_high"] / found["ratio_low"]) for found in (calm, wild)]
        assert width[1] > 3 * width[0]

    def test_too_few_months_have_no_trend(self):
        found = timeseries.trend(months_of([5] * 9), since="2018-01")
        assert math.isnan(found["ratio"]) and found["n_months"] == 9


class TestCrossings:
    def figures(self, *rows):
        usual = {"indicator": "fighters_crossed", "scope": "", "unit": "persons"}
        return timeseries.crossings(claims_of(*({**usual, **row} for row in rows)))

    def test_two_figures_of_one_sentence_are_their_hull_with_the_likely_bound_kept(self):
        figures, _ = self.figures(
            {"low": 100.0, "best": OPEN, "high": 999.0},
            {"low": 1000.0, "best": OPEN, "high": OPEN, "certainty": "likely"},
        )
        [row] = figures.to_dict("records")
        assert (row["low"], row["low_likely"]) == (100, 1000) and math.isnan(row["high"])
        assert row["per_month_low"] == pytest.approx(100 / (365 / (365.25 / 12)))

    def test_later_spell_of_the_same_originator_is_a_figure_of_its_own(self):
        figures, _ = self.figures({}, {"period_start": "2019-06-01", "period_end": "2019-12-31"})
        assert figures["claim_ids"].tolist() == ["c1", "c2"]

    @pytest.mark.parametrize(
        "row",
        [{"copy_of": "x"}, {"scope": "attempted"}, {"governorate": "IQ-AN"}, {"period_start": "2018-12-31"}],
    )
    def test_what_is_no_crossing_over_a_spell_is_left_out(self, row):
        figures, left_out = self.figures(row, {})
        assert (figures["claim_ids"].tolist(), left_out["claim_id"].tolist()) == (["c2"], ["c1"])

    def test_share_of_the_stock_sets_the_least_against_the_greatest(self):
        figures, _ = self.figures({"low": 700.0, "best": OPEN, "high": 1000.0})
        [row] = timeseries.shares_of_stock(figures, low=5000, high=7000).to_dict("records")
        assert (row["share_low"], row["share_high"]) == (10, 20)
