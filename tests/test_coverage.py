"""The ledger's holdings and gaps are counted from its rows."""

import pandas as pd
import pytest

from reported.coverage import missing_months, tally, unreported


@pytest.fixture
def claims():
    """Three claims of two originators; one is hedged, one is a copy."""
    return pd.DataFrame(
        {
            "claim_id": ["a", "b", "c"],
            "source_id": ["p1", "p2", "p2"],
            "originator": ["UNAMI", "UNAMI", "AP"],
            "indicator": ["attacks", "attacks", "fighters_present"],
            "governorate": ["IQ-NI", "IQ-KI", "IQ"],
            "kind": ["exact", "at_least", "range"],
            "copy_of": ["", "a", ""],
            "period_start": pd.to_datetime(["2018-01-01", "2018-02-01", "2019-02-22"]),
            "period_end": pd.to_datetime(["2018-01-31", "2018-02-28", "2019-02-22"]),
        }
    )


def _series(months):
    keys = {"originator": "UNAMI", "indicator": "attacks", "scope": "", "actor": "all", "governorate": "IQ"}
    return pd.DataFrame([{**keys, "month": month} for month in months])


def test_a_tally_counts_claims_copies_pages_and_hedges(claims):
    attacks = tally(claims, "indicator").loc["attacks"]
    assert attacks[["claims", "copies", "pages", "originators", "hedged"]].tolist() == [2, 1, 2, 1, 0.5]
    assert (attacks["first"], attacks["last"]) == (pd.Timestamp("2018-01-01"), pd.Timestamp("2018-02-28"))


def test_a_tally_has_the_most_frequent_value_first(claims):
    assert tally(claims, "originator").index.tolist() == ["UNAMI", "AP"]


def test_a_skipped_month_is_listed():
    gaps = missing_months(_series(["2018-01", "2018-02", "2018-05"]), at_least=3)
    assert gaps.loc[0, ["months", "n_missing", "missing"]].tolist() == [3, 2, "2018-03 2018-04"]


def test_a_short_series_is_not_searched_for_gaps():
    assert missing_months(_series(["2018-01", "2018-05"]), at_least=3).empty


def test_a_governorate_without_any_figure_is_named(claims):
    names = pd.DataFrame({"name": ["Kirkuk", "Muthanna", "Ninewa"]}, index=["IQ-KI", "IQ-MU", "IQ-NI"])
    assert unreported(claims, names) == ["Muthanna"]
