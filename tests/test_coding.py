"""How far program and person agree is counted per field, and each disagreement is listed with its reason."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_rows import cells, small_ledger
from reported.cleaning import coding_agreement
from reported.cleaning.alpha import krippendorff_alpha

DAY = {"period_start": "2018-11-04", "period_end": "2018-11-04"}


def exact(n, **more):
    return DAY | {"wording": str(n), "low": n, "best": n, "high": n} | more


def summary_of(*rows, **tables):
    summary, _ = coding_agreement(small_ledger(*rows, **tables))
    return summary.set_index(["field", "claims"])


def disagreements_of(*rows, **tables):
    _, disagreements = coding_agreement(small_ledger(*rows, **tables))
    return disagreements


def test_equal_readings_agree_fully():
    row = summary_of(exact(12), exact(15)).loc[("low", "all")]
    assert (row["n_compared"], row["n_equal"], row["percent"], row["alpha"]) == (2, 2, 100, 1)


def test_a_different_bound_is_counted_and_listed():
    rows = [exact(12), exact(15) | {"high": None}]
    assert summary_of(*rows).loc[("high", "all"), "percent"] == 50
    assert cells(disagreements_of(*rows), "claim_id", "field", "words", "program", "person", "reason") == [
        ("c2", "high", "15", "15", "open", "not explained")
    ]


def test_every_cell_of_the_summary_and_of_the_disagreements():
    rows = [
        exact(12) | {"high": 14, "period_end": "2018-11-05"},
        DAY | {"wording": "Dertien", "low": 13},
        exact(15, period_wording="on Sunday"),
    ]
    summary, disagreements = coding_agreement(small_ledger(*rows))
    # high: 12 and 14, 15 and 15. Observed (2/26)^2 / 2; expected (2/26)^2 + 2 (3/27)^2 + 2 (1/29)^2 over 6.
    # low given: one refused of six, observed 1/3, expected 10/30. best and high given: one refused, one open, 18/30.
    columns = [
        "field",
        "claims",
        "n_compared",
        "n_equal",
        "percent",
        "n_alpha",
        "level",
        "alpha",
        "alpha_given",
    ]
    assert cells(summary, *columns) == [
        ("low", "all", 3, 2, 66.67, 2, "ratio", 1, 0),
        ("best", "all", 3, 2, 66.67, 2, "ratio", 1, 0.4444),
        ("high", "all", 3, 1, 33.33, 2, "ratio", 0.4619, 0.4444),
        ("bounds", "all", 3, 1, 33.33, 0, "", None, None),
        ("period_start", "all", 3, 3, 100, 3, "interval", None, None),
        ("period_end", "all", 3, 2, 66.67, 3, "interval", 0, None),
        ("period", "all", 3, 2, 66.67, 0, "", None, None),
        ("worded_period_start", "all", 1, 1, 100, 1, "interval", None, None),
        ("worded_period_end", "all", 1, 1, 100, 1, "interval", None, None),
        ("worded_period", "all", 1, 1, 100, 0, "", None, None),
    ]
    refused = "refused by the program: no number and no single singular noun"
    columns = ["claim_id", "field", "words", "program", "person", "note", "reason"]
    assert cells(disagreements.reset_index(), "index", *columns) == [
        (0, "c1", "high", "12", "12", "14", "", "not explained"),
        (1, "c1", "period_end", "2018-11-04", "2018-11-04", "2018-11-05", "", "not explained"),
        (2, "c2", "best", "Dertien", "refused", "open", "", refused),
        (3, "c2", "high", "Dertien", "refused", "open", "", refused),
        (4, "c2", "low", "Dertien", "refused", "13", "", refused),
    ]


def test_bounds_are_the_same_only_one_by_one():
    row = summary_of(exact(11) | {"low": 1, "best": 1, "high": 1111}).loc[("bounds", "all")]
    assert row["n_equal"] == 0


def test_a_difference_of_days_counts_by_its_square():
    rows = [exact(n, period=f"2018-11-0{n}", period_start=f"2018-11-0{n}", period_end=day) for n, day in
            ((1, "2018-11-01"), (2, "2018-11-02"), (3, "2018-11-05"))]  # fmt: skip
    # Days 1 and 1, 2 and 2, 3 and 5. Observed 4/3; expected, over 15 pairs: 4 + 8 + 32 + 2 + 18 + 4 = 68.
    assert summary_of(*rows).loc[("period_end", "all"), "alpha"] == pytest.approx(
        1 - 4 / 3 * 15 / 68, abs=1e-4
    )


def test_a_note_leaves_the_other_claims_in_the_second_selection_of_its_field_alone():
    rows = [exact(12) | {"high": 14, "note": "two counts in one wording"}, exact(15), exact(7) | {"low": 6}]
    summary = summary_of(*rows)
    assert cells(summary.loc[[("high", "unexplained"), ("low", "unexplained")]], "n_compared", "n_equal") == [
        (2, 2), (2, 1),
    ]  # fmt: skip
    assert ("period_start", "unexplained") not in summary.index


def test_a_field_of_which_every_claim_has_a_note_has_an_empty_second_selection():
    row = summary_of(exact(12, note="two counts in one wording")).loc[("low", "unexplained")]
    assert (row["n_compared"], row["level"]) == (0, "")
    assert row[["percent", "alpha", "alpha_given"]].isna().all()


def test_a_fraction_is_compared_to_twelve_digits():
    wording = {"wording": "5.9 million", "low": 5900000, "best": 5900000, "high": 5900000}
    assert disagreements_of(DAY | wording).empty
    assert cells(disagreements_of(DAY | wording | {"low": 5900000.25}), "person", "program") == [
        ("5900000.25", "5900000")
    ]


def test_a_page_whose_upstream_is_dated_to_the_month_gives_its_time_words_no_day():
    claim = exact(12, source_id="reprint", period_wording="yesterday")
    sources = [("reprint", "first", "2018-11-05"), ("first", "", "2018-11")]
    assert "worded_period" not in summary_of(claim, sources=sources).index


@pytest.mark.parametrize("name", ["sources", "coding"])
def test_a_row_that_a_file_has_twice_doubles_no_comparison(name):
    ledger = small_ledger(exact(12), exact(13))
    setattr(ledger, name, pd.concat([getattr(ledger, name)] * 2))
    with pytest.raises(pd.errors.MergeError):
        coding_agreement(ledger)


def test_open_bounds_are_equal_to_open_bounds():
    row = summary_of(DAY | {"wording": "at least 12", "low": 12}).loc[("high", "all")]
    assert (row["n_equal"], row["n_alpha"]) == (1, 0)


def test_a_refusal_is_equal_to_a_refusal_only():
    rows = [DAY | {"wording": "December 2017"}, DAY | {"wording": "Dertien", "low": 13}]
    summary = summary_of(*rows)
    assert summary.loc[("high", "all"), "n_equal"] == 1
    assert set(cells(disagreements_of(*rows), "claim_id", "program")) == {("c2", "refused")}


def test_a_claim_whose_note_gives_a_reason_is_left_out_of_the_second_selection_even_if_equal():
    summary = summary_of(exact(12), exact(15, note="transcribed from Arabic"), exact(7))
    assert summary.loc[("bounds", "all"), "n_compared"] == 3
    assert summary.loc[("bounds", "unexplained"), "n_compared"] == 2


def test_a_disagreement_carries_the_reason_of_its_note():
    table = disagreements_of(exact(12) | {"high": 14, "note": "two brigades: bounds doubled by hand"})
    assert table["reason"].tolist() == ["a number for each of two, doubled"]


def test_the_three_bounds_together_are_equal_only_if_each_is():
    summary = summary_of(exact(12) | {"high": 14}, exact(15))
    assert cells(summary.loc[[("bounds", "all")]], "n_equal", "percent") == [(1, 50)]


def test_alpha_given_falls_where_one_leaves_open_what_the_other_closes():
    rows = [exact(12), exact(15) | {"high": None}, DAY | {"wording": "at least 9", "low": 9}]
    # Pooled: 3 given, 3 open. Observed 1/3; expected 2 * 3 * 3 / (6 * 5) = 3/5; alpha = 1 - 5/9.
    assert summary_of(*rows).loc[("high", "all"), "alpha_given"] == pytest.approx(4 / 9, abs=1e-4)


def test_days_are_compared_with_the_ledgers_own_period():
    rows = [exact(12), exact(13, period="2018-10")]
    assert cells(disagreements_of(*rows), "claim_id", "field", "program", "person") == [
        ("c2", "period_end", "2018-10-31", "2018-11-04"),
        ("c2", "period_start", "2018-10-01", "2018-11-04"),
    ]


class TestTimeWords:
    def test_time_words_count_from_the_day_of_publication(self):
        claim = exact(12, period_wording="on Sunday")  # "page" came out on Monday, 5 November 2018
        assert summary_of(claim).loc[("worded_period", "all"), "n_equal"] == 1

    def test_a_reprints_time_words_count_from_the_day_of_the_page_it_goes_back_to(self):
        claim = exact(12, source_id="reprint", period_wording="yesterday")
        sources = [("reprint", "page", "2018-11-20")]
        assert summary_of(claim, sources=sources).loc[("worded_period", "all"), "n_equal"] == 1

    def test_time_words_without_a_day_of_publication_are_not_compared(self):
        claim = exact(12, source_id="undated", period_wording="on Sunday")
        assert "worded_period" not in summary_of(claim, sources=[("undated", "", "2018-11")]).index

    @pytest.mark.parametrize(
        ("note", "reason"),
        [
            ("dates: day fixed by Talos", "days taken from more than the words kept"),
            ("sum; dates: 'Monday'", "days taken from more than the words kept"),
            (
                "period was 2018-11-03; the three days named on the page: Monday",
                "days named elsewhere on the page",
            ),
            ("counted from Monday, the day of the broadcast", "words spoken on an earlier day"),
            ("period was 2018-11-03; past month spans exactly one", "not explained"),
        ],
    )
    def test_days_from_more_than_the_words_are_a_reason_to_differ(self, note, reason):
        table = disagreements_of(exact(12, period_wording="on Monday", note=note))
        assert cells(table, "field", "reason") == [
            ("worded_period_end", reason),
            ("worded_period_start", reason),
        ]


@pytest.mark.parametrize("level", ["nominal", "interval", "ratio"])
@given(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=12))
def test_alpha_is_that_of_the_krippendorff_package(level, pairs):
    one, two = (pd.Series(side) for side in zip(*pairs, strict=True))
    found = krippendorff_alpha(one, two, level=level)
    if len({*one, *two}) == 1:
        assert np.isnan(found)
    else:
        theirs = krippendorff.alpha(np.array([one, two], dtype=float), level_of_measurement=level)
        assert found == pytest.approx(theirs)


def test_alpha_of_no_readings_is_undefined():
    nothing = pd.Series([], dtype=float)
    assert np.isnan(krippendorff_alpha(nothing, nothing, level="ratio"))


def test_an_unknown_level_of_measurement_is_named():
    with pytest.raises(ValueError, match="ordinal"):
        krippendorff_alpha(pd.Series([1, 2]), pd.Series([1, 3]), level="ordinal")
