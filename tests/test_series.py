"""A monthly series is what one originator counted in whole months, in one scope, for one actor."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_rows import cells, clean_rows
from reported.cleaning import monthly_series
from reported.cleaning.series import whole_month


def series(*rows):
    table, _ = monthly_series(clean_rows(*rows))
    return table


def reason(row):
    """Why a single claim is in no series; empty if it is in one."""
    _, set_aside = monthly_series(clean_rows(row))
    return set_aside["reason"].tolist()


def test_a_whole_month_is_one_row_that_names_its_claim():
    columns = (
        "indicator",
        "governorate",
        "month",
        "low",
        "best",
        "high",
        "n_claims",
        "conflict",
        "claim_ids",
    )
    assert cells(series({"n": 41}), *columns) == [
        ("civilians_killed", "IQ", "2018-11", 41, 41, 41, 1, False, "c1")
    ]


def test_every_cell_of_a_month():
    later = {"low": 40, "high": 50, "published_on": "2019-01-01", "confidence": "B"}
    table = series({"n": 41, "scope": "incl_police"}, later | {"scope": "incl_police"})
    assert table.to_dict("records") == [{
        "indicator": "civilians_killed", "scope": "incl_police", "actor": "all", "unit": "persons",
        "originator": "UNAMI", "governorate": "IQ", "month": "2018-11", "low": 41, "best": 41, "high": 41,
        "kind": "exact", "confidence": "A", "low_any": 40, "high_any": 50, "n_claims": 2, "conflict": False,
        "claim_ids": "c1;c2",
    }]  # fmt: skip


def test_what_is_set_aside_is_listed_by_claim_with_step_and_reason():
    _, set_aside = monthly_series(clean_rows({"copy_of": "x", "confidence": "B"}, {"n": 1}, {"copy_of": "x"}))
    assert cells(set_aside.reset_index(), "index", "step", "claim_id", "reason") == [
        (0, "monthly", "c1", "a copy of another claim"), (1, "monthly", "c3", "a copy of another claim"),
    ]  # fmt: skip
    assert set_aside.columns.tolist() == ["step", "claim_id", "reason"]


def test_rows_stand_by_series_then_month():
    rows = [{"n": n, "originator": name, **days} for n, (name, days) in enumerate([
        ("B", {}), ("A", {"period_start": "2018-12-01", "period_end": "2018-12-31"}), ("A", {}),
    ])]  # fmt: skip
    assert cells(series(*rows).reset_index(), "index", "originator", "month", "best") == [
        (0, "A", "2018-11", 2), (1, "A", "2018-12", 1), (2, "B", "2018-11", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "reasons"),
    [
        ("2019-01-31", "2019-02-27", ["a month's length, but no calendar month"]),
        ("2019-02-01", "2019-02-28", []),
        ("2019-02-02", "2019-02-28", ["shorter than a month"]),
        ("2019-01-15", "2019-02-13", ["shorter than a month"]),
        ("2019-01-15", "2019-02-15", ["longer than a month"]),
        ("2019-02-01", "2019-03-01", ["longer than a month"]),
    ],
)
def test_a_month_is_its_first_to_its_last_day(first, last, reasons):
    assert reason({"n": 1, "period_start": first, "period_end": last, "precision": "day"}) == reasons


def test_a_month_written_as_its_first_and_last_day_counts_as_the_month():
    assert series({"n": 41, "precision": "day"})["month"].tolist() == ["2018-11"]


@pytest.mark.parametrize(
    "difference",
    [
        {"scope": "incl_police"},
        {"actor": "ISIS"},
        {"originator": "AP"},
        {"governorate": "IQ-NI"},
        {"unit": "cases"},
    ],
)
def test_series_are_not_joined_across(difference):
    assert len(series({"n": 41}, {"n": 41} | difference)) == 2


def test_the_counts_of_two_vintages_stay_apart():
    table = series({"n": 222}, {"n": 198, "scope": "vintage_dec2018"})
    assert cells(table, "scope", "best") == [("", 222), ("vintage_dec2018", 198)]


def test_the_months_own_release_comes_before_a_later_look_back():
    table = series({"n": 94, "published_on": "2019-01-01"}, {"n": 91, "published_on": "2018-12-01"})
    assert cells(table, "best", "claim_ids") == [(91, "c2;c1")]


def test_a_page_of_better_confidence_comes_first_whenever_it_was_published():
    later = {"n": 91, "published_on": "2019-01-01", "confidence": "A"}
    assert cells(series({"n": 94, "confidence": "B"}, later), "best", "confidence", "claim_ids") == [
        (91, "A", "c2;c1")
    ]


def test_a_page_whose_day_is_unknown_comes_after_one_whose_day_is_known():
    table = series({"n": 94, "published_on": "2018-12"}, {"n": 91, "published_on": "2018-12-05"})
    assert table["best"].tolist() == [91]


def test_an_open_bound_of_the_chosen_claim_is_not_filled_from_another():
    table = series({"low": 41}, {"n": 45, "published_on": "2019-01-01"})
    assert cells(table, "low", "best", "high", "low_any", "high_any", "conflict") == [
        (41, None, None, 41, None, False)
    ]


def test_figures_without_a_value_in_common_are_a_conflict_and_both_stand_in_the_hull():
    table = series({"n": 77}, {"n": 770, "published_on": "2019-01-01"})
    assert cells(table, "best", "low_any", "high_any", "n_claims", "conflict") == [(77, 77, 770, 2, True)]


def test_a_month_that_nobody_reported_has_no_row():
    january = {"n": 41, "period_start": "2019-01-01", "period_end": "2019-01-31"}
    assert series({"n": 41}, january)["month"].tolist() == ["2018-11", "2019-01"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"copy_of": "c0"}, "a copy of another claim"),
        ({"incident_id": "bomb"}, "part of an incident"),
        ({"indicator": "fighters_present"}, "a stock, no count over time"),
        ({"indicator": "attack_rate"}, "a printed average, no count"),
        ({"indicator": "people_killed"}, "the toll of one attack, no month's count"),
        ({"indicator": "context"}, "a fact told once"),
        ({"period_end": "2018-11-20"}, "a month cut at publication"),
        ({"period_end": "2018-11-20", "precision": "day"}, "shorter than a month"),
        ({"period_end": "2018-12-31"}, "longer than a month"),
        (
            {"period_start": "2018-10-15", "period_end": "2018-11-14"},
            "a month's length, but no calendar month",
        ),
        ({"governorate": ""}, "no governorate: a region, or not named"),
        ({"place_id": "mosul", "governorate": "IQ-NI"}, "one place, not its governorate"),
    ],
)
def test_what_is_in_no_series_is_set_aside_by_reason(row, expected):
    assert reason({"n": 1} | row) == [expected]


def test_claims_in_are_claims_used_and_claims_set_aside():
    claims = clean_rows({"n": 1}, {"n": 1}, {"n": 1, "copy_of": "c1"}, {"n": 2, "governorate": ""})
    table, set_aside = monthly_series(claims)
    used = ";".join(table["claim_ids"]).split(";")
    assert sorted([*used, *set_aside["claim_id"]]) == ["c1", "c2", "c3", "c4"]


ROWS = st.fixed_dictionaries(
    {
        "n": st.integers(0, 3),
        "originator": st.sampled_from(["AP", "AFP"]),
        "confidence": st.sampled_from("ABC"),
        "published_on": st.sampled_from(["2018-12-01", "2018-12-09", "2018-12", "2019"]),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_series(rows, random):
    claims = clean_rows(*rows)
    shuffled = claims.iloc[random.sample(range(len(claims)), len(claims))]
    for one, two in zip(monthly_series(shuffled), monthly_series(claims), strict=True):
        pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        ("2018-02-01", "2018-02-28", True),
        ("2018-02-01", "2018-02-15", False),
        ("2018-02-15", "2018-02-28", False),
        ("2018-02-01", "2018-03-31", False),
    ],
)
def test_a_whole_month_is_exactly_one_of_the_calendar(start, end, whole):
    claims = pd.DataFrame({"period_start": pd.to_datetime([start]), "period_end": pd.to_datetime([end])})
    assert whole_month(claims).tolist() == [whole]
