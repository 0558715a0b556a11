"""A page that reprints another adds no evidence; what only a reprint shows is kept."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_rows import cells, clean_rows, pages
from reported.cleaning.copies import tie_copies, upstream_chains


def tied(claims, *sources):
    """(upstream, copy_of) of each claim."""
    return cells(tie_copies(claims, pages(*sources)), "upstream", "copy_of")


REPRINT = ("reprint", "page", "2018-12-02")


def test_a_reprints_claim_is_a_copy_of_the_same_figure_upstream():
    claims = clean_rows({"n": 41}, {"n": 41, "source_id": "reprint"})
    assert tied(claims, REPRINT) == [("", ""), ("page", "c1")]


@pytest.mark.parametrize(
    "difference",
    [
        {"n": 42},
        {"low": 41},
        {"n": 41, "scope": "incl_police"},
        {"n": 41, "actor": "ISIS"},
        {"n": 41, "originator": "AP"},
        {"n": 41, "governorate": "IQ-NI"},
        {"n": 41, "indicator": "killed_all"},
        {"n": 41, "period_start": "2018-12-01", "period_end": "2018-12-31"},
    ],
)
def test_a_reprints_claim_that_differs_is_a_witness_of_its_own(difference):
    claims = clean_rows({"n": 41}, {"source_id": "reprint"} | difference)
    assert tied(claims, REPRINT)[1] == ("page", "")


def test_a_period_of_which_only_a_part_is_common_is_the_same_claim():
    claims = clean_rows({"n": 41}, {"n": 41, "source_id": "reprint", "period_start": "2018-11-30"})
    assert tied(claims, REPRINT)[1] == ("page", "c1")


@pytest.mark.parametrize(
    ("first", "last", "copy_of"),
    [
        ("2018-11-30", "2018-12-31", "c1"),
        ("2018-12-01", "2018-12-31", ""),
        ("2018-10-01", "2018-11-01", "c1"),
        ("2018-10-01", "2018-10-31", ""),
        ("2018-10-01", "2018-12-31", "c1"),
    ],
)
def test_one_day_in_common_is_enough(first, last, copy_of):
    claims = clean_rows(
        {"n": 41}, {"n": 41, "source_id": "reprint", "period_start": first, "period_end": last}
    )
    assert tied(claims, REPRINT)[1] == ("page", copy_of)


def test_two_pages_that_reprint_nothing_are_two_witnesses_of_one_figure():
    claims = clean_rows(*[{"n": 7, "source_id": page} for page in ("one", "two", "reprint")])
    assert tied(claims, REPRINT) == [("", ""), ("", ""), ("page", "")]


def test_the_nearest_page_is_the_last_of_a_chain_and_the_root_the_first():
    sources = pages(("second", "first", "2018"), ("third", "second", "2018"), ("first", "", "2018"))
    assert upstream_chains(sources) == {"second": ["first"], "third": ["first", "second"]}


def test_a_figure_on_the_root_and_on_the_page_between_is_tied_to_the_root():
    rows = [{"n": 7, "source_id": page} for page in ("reprint", "page", "second")]
    assert tied(clean_rows(*rows), REPRINT, ("second", "reprint", "2018-12-03"))[::2] == [
        ("page", "c2"),
        ("page", "c2"),
    ]


def test_figures_that_only_reprints_have_are_tied_in_order_within_each_page():
    rows = [{"n": 7, "source_id": page} for page in ("reprint", "reprint", "twin", "twin", "twin")]
    rows += [{"n": 7, "source_id": "twin", "actor": "ISIS"}, {"n": 7, "source_id": "other"}]
    found = tied(clean_rows(*rows), REPRINT, ("twin", "page", "2018-12-03"), ("other", "root", "2018"))
    assert [copy for _, copy in found] == ["", "", "c1", "c2", "", "", ""]


def test_open_bounds_are_equal_to_open_bounds():
    claims = clean_rows({"low": 41}, {"low": 41, "source_id": "reprint"})
    assert tied(claims, REPRINT)[1] == ("page", "c1")


def test_two_equal_figures_of_a_page_are_tied_in_order_each_once():
    claims = clean_rows({"n": 2}, {"n": 2}, *[{"n": 2, "source_id": "reprint"}] * 3)
    assert [copy for _, copy in tied(claims, REPRINT)] == ["", "", "c1", "c2", ""]


def test_a_reprint_of_a_reprint_goes_back_to_the_root():
    claims = clean_rows(*[{"n": 41, "source_id": page} for page in ("page", "reprint", "second")])
    assert tied(claims, REPRINT, ("second", "reprint", "2018-12-03"))[2] == ("page", "c1")


def test_a_figure_that_the_root_lacks_is_tied_to_the_nearest_page_that_has_it():
    claims = clean_rows({"n": 41}, *[{"n": 7, "source_id": page} for page in ("reprint", "second")])
    assert tied(claims, REPRINT, ("second", "reprint", "2018-12-03")) == [
        ("", ""),
        ("page", ""),
        ("page", "c2"),
    ]


def test_of_two_reprints_that_alone_print_a_figure_the_first_is_the_witness():
    claims = clean_rows({"n": 41}, *[{"n": 7, "source_id": page} for page in ("reprint", "twin")])
    assert tied(claims, REPRINT, ("twin", "page", "2018-12-03")) == [("", ""), ("page", ""), ("page", "c2")]


def test_pages_that_reprint_each_other_are_named():
    with pytest.raises(ValueError, match="a -> b -> a") as caught:
        upstream_chains(pages(("a", "b", "2018"), ("b", "a", "2018")))
    assert "sources.csv" in str(caught.value)


ROWS = st.fixed_dictionaries(
    {"n": st.sampled_from([1, 2]), "source_id": st.sampled_from(["page", "reprint", "twin"])}
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_which_claims_are_copies(rows, random):
    claims = clean_rows(*rows)
    sources = pages(REPRINT, ("twin", "page", "2018-12-03"))
    expected = tie_copies(claims, sources).set_axis(claims["claim_id"])
    shuffled = claims.iloc[random.sample(range(len(claims)), len(claims))]
    found = tie_copies(shuffled, sources).set_axis(shuffled["claim_id"])
    pd.testing.assert_frame_equal(found.sort_index(), expected.sort_index())
