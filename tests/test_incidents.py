"""Several pages on one attack become one row, in which each originator counts once."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_rows import cells, clean_rows
from reported.cleaning import incidents

NONE = float("nan")
TOLL = {
    "incident_id": "bomb",
    "indicator": "people_killed",
    "period_start": "2018-11-08",
    "period_end": "2018-11-08",
    "published_on": "2018-11-08",
    "originator": "AFP",
}


def merged(*rows):
    return incidents(clean_rows(*[TOLL | row for row in rows]))


def test_the_interval_is_the_hull_over_originators_and_stays_open():
    table = merged({"n": 3}, {"low": 5, "originator": "Reuters"})
    columns = ("low", "best", "high", "grade", "n_originators", "originators", "claim_ids")
    assert cells(table, *columns) == [(3, None, None, "contested", 2, "AFP;Reuters", "c1;c2")]


def test_originators_whose_figures_overlap_corroborate_each_other():
    table = merged({"n": 5}, {"low": 5, "originator": "Reuters"}, {"low": 2, "high": 6, "originator": "AP"})
    assert cells(table, "low", "high", "grade") == [(2, None, "corroborated")]


def test_one_pair_that_does_not_overlap_makes_the_incident_contested():
    rows = [{"n": 5}, {"low": 4, "high": 9, "originator": "Reuters"}, {"n": 9, "originator": "AP"}]
    assert cells(merged(*rows), "low", "high", "grade") == [(4, 9, "contested")]


def test_two_pages_of_one_originator_are_no_corroboration():
    assert cells(merged({"n": 5}, {"n": 5}), "grade", "n_originators", "n_claims") == [("single", 1, 2)]


def test_an_originators_later_toll_replaces_its_earlier_one():
    table = merged({"n": 4}, {"n": 6, "published_on": "2018-11-09"})
    assert cells(table, "low", "high", "claim_ids", "other_claim_ids") == [(6, 6, "c2", "c1")]


def test_a_late_retelling_does_not_replace_the_originators_own_page():
    table = merged({"n": 6}, {"n": 4, "published_on": "2019-03-01", "confidence": "B"})
    assert cells(table, "best", "claim_ids", "other_claim_ids") == [(6, "c1", "c2")]


def test_a_page_without_a_day_does_not_replace_one_with_a_day():
    table = merged({"n": 6}, {"n": 4, "published_on": "2018-11"})
    assert cells(table, "best", "claim_ids") == [(6, "c1")]


def test_two_tolls_of_one_day_are_taken_together():
    assert cells(merged({"n": 1}, {"n": 2}), "low", "best", "high", "grade") == [(1, None, 2, "single")]


def test_a_copy_counts_for_nothing_but_is_listed():
    table = merged({"n": 6}, {"n": 6, "copy_of": "c1", "published_on": "2018-11-10"})
    assert cells(table, "n_claims", "claim_ids", "other_claim_ids") == [(1, "c1", "c2")]


def test_a_copy_on_a_better_page_does_not_displace_its_original():
    table = merged({"n": 6, "confidence": "B"}, {"n": 6, "copy_of": "c1"})
    assert cells(table, "best", "claim_ids", "other_claim_ids") == [(6, "c1", "c2")]


def test_scopes_and_indicators_are_kept_apart():
    table = merged({"n": 6}, {"n": 2, "scope": "women"}, {"n": 9, "indicator": "people_injured"})
    assert cells(table, "indicator", "scope", "best") == [
        ("people_injured", "", 9),
        ("people_killed", "", 6),
        ("people_killed", "women", 2),
    ]


def test_pages_that_blame_different_parties_tell_of_one_toll():
    assert cells(merged({"actor": "ISIS", "n": 6}, {"actor": "unknown", "n": 6}), "actors") == [
        ("ISIS;unknown",)
    ]


def test_of_a_stock_each_party_has_its_row():
    troops = {"indicator": "troops_deployed"}
    table = merged(troops | {"actor": "PMF", "n": 20_000}, troops | {"actor": "Peshmerga", "n": 8_000})
    assert cells(table, "actors", "best") == [("PMF", 20_000), ("Peshmerga", 8_000)]


def test_days_come_from_the_claims_with_the_shortest_period():
    week = {"n": 1, "period_start": "2018-11-05", "period_end": "2018-11-11"}
    table = merged({"n": 1}, week, {"n": 1, "period_start": "2018-11-09", "period_end": "2018-11-09"})
    days = (pd.Timestamp("2018-11-08"), pd.Timestamp("2018-11-09"))
    assert cells(table, "period_start", "period_end") == [days]


def test_the_place_is_the_most_precise_one_and_a_conflict_is_marked():
    rows = [
        {"n": 1, "place_id": "ninewa", "governorate": "IQ-NI", "location_precision": 4},
        {
            "n": 1,
            "place_id": "qayyarah",
            "governorate": "IQ-NI",
            "location_precision": 1,
            "lat": 35.8,
            "lon": 43.3,
        },
        {"n": 1, "place_id": "tikrit", "governorate": "IQ-SD", "location_precision": 3},
    ]
    columns = ("place_id", "lat", "location_precision", "all_place_ids", "governorates_differ")
    assert cells(merged(*rows), *columns) == [("qayyarah", 35.8, 1, "ninewa;qayyarah;tikrit", True)]


def test_claims_about_no_incident_are_left_out():
    assert merged({"incident_id": "", "n": 1}, {"n": 2})["claim_ids"].tolist() == ["c2"]


def test_every_cell_of_an_incident():
    place = {"place": "Qayyarah", "place_id": "qayyarah", "governorate": "IQ-NI", "lat": 35.8, "lon": 43.3}
    rows = [
        {
            "n": 6,
            "actor": "unknown",
            "source_id": "second",
            "location_precision": 4,
            "governorate": "IQ-NI",
            "scope": "women",
        },
        {
            "low": 5,
            "high": 7,
            "originator": "Reuters",
            "source_id": "first",
            "location_precision": 1,
            "scope": "women",
        }
        | place,
    ]
    assert merged(*rows).to_dict("records") == [{
        "incident_id": "bomb", "indicator": "people_killed", "scope": "women", "unit": "persons",
        "actors": "all;unknown", "low": 5, "best": pytest.approx(NONE, nan_ok=True), "high": 7,
        "grade": "corroborated", "n_originators": 2, "originators": "AFP;Reuters",
        "period_start": pd.Timestamp("2018-11-08"), "period_end": pd.Timestamp("2018-11-08"), "place": "Qayyarah",
        "place_id": "qayyarah", "governorate": "IQ-NI", "lat": 35.8, "lon": 43.3, "location_precision": 1,
        "all_place_ids": "qayyarah", "governorates_differ": False, "n_claims": 2, "claim_ids": "c1;c2",
        "source_ids": "first;second", "other_claim_ids": "",
    }]  # fmt: skip


def test_rows_stand_by_incident_and_indicator_each_with_its_own_days_and_place():
    other = {
        "incident_id": "ambush",
        "period_start": "2018-11-01",
        "period_end": "2018-11-02",
        "place": "Tuz",
    }
    table = merged(
        {"n": 1, "place": "Mosul"}, {"n": 2} | other, {"n": 3, "indicator": "people_injured"} | other
    )
    assert cells(table.reset_index(), "index", "incident_id", "indicator", "place", "best") == [
        (0, "ambush", "people_injured", "Tuz", 3), (1, "ambush", "people_killed", "Tuz", 2),
        (2, "bomb", "people_killed", "Mosul", 1),
    ]  # fmt: skip
    assert table["period_end"].dt.day.tolist() == [2, 2, 8]


def test_an_incident_of_which_only_a_copy_is_told_has_no_row():
    assert merged({"n": 6, "copy_of": "c9"}, {"n": 1, "incident_id": "raid"})["incident_id"].tolist() == [
        "raid"
    ]


def test_all_that_was_passed_over_is_listed():
    quoted = {"n": 4, "confidence": "B"}
    assert cells(merged({"n": 6}, quoted, quoted), "claim_ids", "other_claim_ids") == [("c1", "c2;c3")]


def test_of_equally_precise_places_the_first_claims_is_taken():
    rows = [
        {"n": 1, "place": place, "place_id": place, "location_precision": 2} for place in ("tikrit", "mosul")
    ]
    assert cells(merged(*rows), "place", "all_place_ids", "governorates_differ") == [
        ("tikrit", "mosul;tikrit", False)
    ]


ROWS = st.fixed_dictionaries(
    {
        "n": st.integers(0, 3),
        "originator": st.sampled_from(["AP", "AFP"]),
        "confidence": st.sampled_from("AB"),
        "published_on": st.sampled_from(["2018-11-08", "2018-11-09", "2018-11"]),
        "location_precision": st.integers(1, 5),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_incidents(rows, random):
    claims = clean_rows(*[TOLL | row for row in rows])
    shuffled = claims.iloc[random.sample(range(len(claims)), len(claims))]
    pd.testing.assert_frame_equal(incidents(shuffled), incidents(claims))
