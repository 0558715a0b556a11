"""Numbers in sentences read as a person would write them."""

import pytest

from reported.prose import counted, listed, share, spanned


@pytest.mark.parametrize("number, words", [(1, "1 claim"), (0, "0 claims"), (2779, "2,779 claims")])
def test_a_noun_follows_its_number(number, words):
    assert counted(number, "claim") == words


def test_an_irregular_plural_is_given():
    assert counted(2, "country", plural="countries") == "2 countries"


@pytest.mark.parametrize(
    "names, words", [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_are_listed_with_and_before_the_last(names, words):
    assert listed(names) == words


@pytest.mark.parametrize(
    "part, whole, words",
    [(1, 2, "50 %"), (0, 2, "0 %"), (1, 1000, "under 1 %"), (999, 1000, "over 99 %"), (2, 2, "100 %")],
)
def test_a_share_never_rounds_to_none_or_all(part, whole, words):
    assert share(part, whole) == words


@pytest.mark.parametrize(
    "low, high, words",
    [
        (5000, 7000, "5,000 to 7,000"),
        (15000, 15000, "15,000"),
        (100, float("nan"), "at least 100"),
        (float("nan"), 100, "at most 100"),
        (float("nan"), float("nan"), "any number"),
    ],
)
def test_an_open_end_of_a_range_is_said_as_such(low, high, words):
    assert spanned(low, high) == words
