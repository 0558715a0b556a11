"""Sums of governorates and of months stand beside the totals that were printed for them."""

import pandas as pd
import pytest

from cleaning_rows import cells, clean_rows
from reported.cleaning import reconcile_parts
from reported.cleaning.totals import comparable_scopes

COLUMNS = ("parts_scope", "n_parts", "sum_best", "total_best", "difference", "verdict")


def month(number, **row):
    last = {1: 31, 2: 28, 3: 31}[number]
    return {"period_start": f"2019-{number:02}-01", "period_end": f"2019-{number:02}-{last}"} | row


def reconciled(*rows):
    return reconcile_parts(clean_rows(*rows))


BAGHDAD, NINEWA, ANBAR = ({"governorate": code} for code in ("IQ-BG", "IQ-NI", "IQ-AN"))
YEAR = {"period_start": "2019-01-01", "period_end": "2019-03-31", "n": 60}
MONTHS = [month(1, n=10), month(2, n=20), month(3, n=30)]


class TestGovernorates:
    def test_governorates_are_added_up_and_set_beside_the_country(self):
        table = reconciled({"n": 41}, BAGHDAD | {"n": 23}, NINEWA | {"n": 8})
        assert cells(table, *COLUMNS) == [("", 2, 31, 41, -10, "less than the total")]
        assert cells(table, "division", "total_claim_ids", "parts_claim_ids") == [
            ("governorates", "c1", "c2;c3")
        ]

    def test_a_sum_above_the_country_is_named(self):
        table = reconciled({"n": 250}, BAGHDAD | {"n": 233}, NINEWA | {"n": 22})
        assert cells(table, "difference", "verdict") == [(5, "more than the total")]

    def test_an_open_part_leaves_the_sum_open(self):
        table = reconciled({"n": 41}, BAGHDAD | {"low": 23}, NINEWA | {"n": 8})
        columns = ("sum_low", "sum_best", "sum_high", "verdict")
        assert cells(table, *columns) == [(31, None, None, "overlaps")]

    def test_one_governorate_alone_is_no_sum(self):
        assert reconciled({"n": 41}, BAGHDAD | {"n": 23}).empty

    def test_anbar_is_left_out_of_the_sum_where_the_total_lacks_it(self):
        parts = [BAGHDAD | {"n": 23}, NINEWA | {"n": 8}, ANBAR | {"n": 50}]
        table = reconciled({"n": 41, "scope": "no_anbar"}, *parts)
        assert cells(table, "n_parts", "sum_best", "parts_claim_ids") == [(2, 31, "c2;c3")]

    def test_parts_that_say_the_same_of_police_go_before_silent_ones(self):
        silent = [area | {"n": 1, "scope": "police_unstated"} for area in (BAGHDAD, NINEWA)]
        same = [area | {"n": 20, "scope": "incl_police"} for area in (BAGHDAD, NINEWA)]
        table = reconciled({"n": 41, "scope": "incl_police"}, *silent, *same)
        assert cells(table, "parts_scope", "sum_best") == [("incl_police", 40)]

    def test_silent_parts_are_compared_where_no_others_are_printed(self):
        silent = [area | {"n": 1, "scope": "police_unstated"} for area in (BAGHDAD, NINEWA)]
        table = reconciled({"n": 41, "scope": "incl_police"}, *silent)
        assert cells(table, "total_scope", "parts_scope") == [("incl_police", "police_unstated")]

    def test_a_copy_is_no_part(self):
        assert reconciled({"n": 41}, BAGHDAD | {"n": 23}, NINEWA | {"n": 8, "copy_of": "c9"}).empty


class TestWhole:
    def test_every_cell_of_a_sum_beside_its_total(self):
        scope = {
            "scope": "incl_police",
            "indicator": "attacks",
            "unit": "attacks",
            "actor": "ISIS",
            "originator": "AP",
        }
        own = {"low": 30, "best": 35, "high": 50}
        table = reconciled(
            scope | own, BAGHDAD | scope | {"n": 23}, NINEWA | scope | {"low": 7, "best": 8, "high": 9}
        )
        assert table.to_dict("records") == [{
            "division": "governorates", "period_start": pd.Timestamp("2018-11-01"),
            "period_end": pd.Timestamp("2018-11-30"), "indicator": "attacks", "actor": "ISIS", "unit": "attacks",
            "originator": "AP", "governorate": "IQ", "total_scope": "incl_police", "parts_scope": "incl_police",
            "n_parts": 2, "sum_low": 30, "sum_best": 31, "sum_high": 32, "total_low": 30, "total_best": 35,
            "total_high": 50, "difference": -4, "verdict": "overlaps", "total_claim_ids": "c1",
            "parts_claim_ids": "c2;c3",
        }]  # fmt: skip

    @pytest.mark.parametrize(
        ("total", "verdict"),
        [
            ({"n": 60}, "equal"),
            ({"low": 50, "best": 60, "high": 70}, "overlaps"),
            ({"low": 60, "high": 70}, "overlaps"),
            ({"low": 50, "high": 60}, "overlaps"),
            ({"low": 60, "best": 60, "high": 70}, "overlaps"),
            ({"low": 50, "best": 60, "high": 60}, "overlaps"),
            ({"low": 40, "high": 59}, "more than the total"),
            ({"low": 61}, "less than the total"),
            ({"high": 60}, "overlaps"),
            ({"best": 60, "high": 60}, "overlaps"),
        ],
    )
    def test_a_sum_equals_only_a_total_of_the_same_single_number(self, total, verdict):
        assert reconciled(YEAR | {"n": None} | total, *MONTHS)["verdict"].tolist() == [verdict]

    def test_equal_ranges_overlap(self):
        months = [MONTHS[0], MONTHS[1], month(3, low=20, best=30, high=40)]
        assert reconciled(YEAR | {"low": 50, "high": 70}, *months)["verdict"].tolist() == ["overlaps"]

    def test_rows_stand_by_division_then_period(self):
        february = [area | {"n": n} | month(2) for area, n in ((BAGHDAD, 1), (NINEWA, 2))]
        earlier = [{"n": 41}, BAGHDAD | {"n": 23}, NINEWA | {"n": 8}]
        table = reconciled(YEAR, *MONTHS, *february, *earlier)
        assert cells(table, "division", "total_best", "sum_best") == [
            ("governorates", 41, 31), ("governorates", 20, 3), ("months", 60, 60),
        ]  # fmt: skip
        assert table.index.tolist() == [0, 1, 2]

    @pytest.mark.parametrize(
        "difference", [{"indicator": "attacks"}, {"actor": "ISIS"}, {"unit": "x"}, {"originator": "AP"}]
    )
    def test_parts_of_another_count_are_not_added_in(self, difference):
        assert reconciled({"n": 41}, BAGHDAD | {"n": 23}, NINEWA | {"n": 8} | difference).empty
        assert reconciled(YEAR, *MONTHS[:2], MONTHS[2] | difference).empty

    @pytest.mark.parametrize("governorate", ["SY", "IQ+SY", ""])
    def test_what_is_no_governorate_of_iraq_is_no_part_of_it(self, governorate):
        assert reconciled({"n": 41}, BAGHDAD | {"n": 23}, {"n": 8, "governorate": governorate}).empty


class TestMonths:
    def test_two_years_are_twenty_four_months(self):
        days = pd.period_range("2018-01", "2019-12", freq="M")
        months = [
            {"period_start": f"{day}-01", "period_end": f"{day}-{day.days_in_month}", "n": 1} for day in days
        ]
        years = {"period_start": "2018-01-01", "period_end": "2019-12-31", "n": 24}
        assert cells(reconciled(years, *months), "n_parts", "verdict") == [(24, "equal")]
        assert reconciled(years, *months[1:]).empty

    def test_months_of_a_governorate_are_set_beside_its_own_total(self):
        rows = [row | BAGHDAD for row in (YEAR, *MONTHS)]
        assert cells(reconciled(*rows, *MONTHS), "governorate", "sum_best") == [("IQ-BG", 60)]

    @pytest.mark.parametrize(
        "total",
        [
            {"incident_id": "blast"},
            {"place_id": "mosul"},
            {"governorate": ""},
            {"indicator": "fighters_present"},
            {"period_start": "2019-01-02"},
            {"period_end": "2019-03-30"},
            {"period_end": "2019-01-31"},
        ],
    )
    def test_what_is_no_count_of_whole_months_is_no_total(self, total):
        same = {key: total[key] for key in ("indicator", "governorate") if key in total}
        assert reconciled(YEAR | total, *[row | same for row in MONTHS]).empty

    def test_months_are_added_up_and_set_beside_the_longer_period(self):
        table = reconciled(YEAR, *MONTHS)
        assert cells(table, "division", *COLUMNS) == [("months", "", 3, 60, 60, 0, "equal")]
        assert table["parts_claim_ids"].tolist() == ["c2;c3;c4"]

    def test_the_claims_of_all_months_are_listed_in_one_order(self):
        table = reconciled(YEAR, *MONTHS, MONTHS[0] | {"published_on": "2019-12-01"})
        assert table["parts_claim_ids"].tolist() == ["c2;c3;c4;c5"]

    def test_a_missing_month_leaves_nothing_to_compare(self):
        assert reconciled(YEAR, *MONTHS[:2]).empty

    def test_a_copy_is_no_total(self):
        assert reconciled(YEAR | {"copy_of": "c9"}, *MONTHS).empty

    def test_months_with_and_without_anbar_make_one_year(self):
        first = MONTHS[0] | {"scope": "incl_police"}
        rest = [row | {"scope": "incl_police+no_anbar"} for row in MONTHS[1:]]
        table = reconciled(YEAR | {"scope": "police_unstated+anbar_gaps"}, first, *rest)
        assert cells(table, "parts_scope", "sum_best") == [("incl_police / incl_police+no_anbar", 60)]

    def test_a_month_printed_in_two_scopes_that_go_together_counts_once_as_their_hull(self):
        twice = MONTHS[2] | {"scope": "no_anbar", "n": 25}
        table = reconciled(YEAR, *MONTHS, twice)
        assert cells(table, "sum_low", "sum_high", "verdict") == [(55, 60, "overlaps")]

    def test_other_scopes_are_not_added_in(self):
        assert reconciled(YEAR, *MONTHS[:2], MONTHS[2] | {"scope": "women"}).empty


@pytest.mark.parametrize(
    ("parts", "total", "comparable"),
    [
        ("incl_police", "incl_police+no_anbar", True),
        ("incl_police", "police_unstated+anbar_gaps", True),
        ("", "excl_police", True),
        ("incl_police", "excl_police", False),
        ("police_unstated+foreign_nationals", "police_unstated", False),
    ],
)
def test_scopes_are_comparable_but_for_anbar_and_silence_on_police(parts, total, comparable):
    assert comparable_scopes(parts, total) is comparable
