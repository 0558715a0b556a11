"""An open end stays open through every operation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reported.intervals import Interval, hull

bounds = st.none() | st.integers(0, 1000)


@st.composite
def intervals(draw):
    low, high = draw(bounds), draw(bounds)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, None, high)


def test_bounds_out_of_order_are_refused():
    with pytest.raises(ValueError, match="low <= best <= high"):
        Interval(3, 2, 4)


def test_a_number_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="finite"):
        Interval(1, None, float("inf"))


def test_a_missing_bound_of_a_table_row_is_open_not_zero():
    assert Interval.from_columns(40, float("nan"), float("nan")) == Interval(40, None, None)


def test_one_printed_number_is_both_bounds_and_the_point_value():
    assert Interval.exactly(21) == Interval(21, 21, 21)


def test_the_hull_of_hundreds_and_more_than_a_thousand_is_open_above():
    assert hull([Interval(100, None, 999), Interval(1000, None, None)]) == Interval(100, None, None)


def test_a_hull_keeps_a_point_value_only_where_all_agree():
    assert hull([Interval.exactly(3), Interval.exactly(3)]) == Interval(3, 3, 3)
    assert hull([Interval.exactly(3)]) == Interval(3, 3, 3)
    assert hull([Interval.exactly(3), Interval.exactly(4)]) == Interval(3, None, 4)
    assert hull([Interval.exactly(3), Interval(2, None, 4)]).best is None


def test_an_open_end_of_one_figure_opens_the_hull_at_that_end():
    assert hull([Interval(None, None, 40), Interval(30, None, 60)]) == Interval(None, None, 60)


def test_a_hull_of_nothing_is_an_error():
    with pytest.raises(ValueError, match=r"^a hull needs at least one interval$"):
        hull([])


def test_an_open_end_overlaps_whatever_lies_beyond_it():
    assert Interval(1000, None, None).overlaps(Interval(5000, None, 7000))
    assert not Interval(None, None, 1000).overlaps(Interval(5000, None, 7000))
    assert not Interval(5000, None, 7000).overlaps(Interval(None, None, 1000))


def test_figures_that_share_one_value_overlap():
    assert Interval(1, None, 5).overlaps(Interval(5, None, 9))


def test_an_intersection_is_what_both_support():
    assert Interval(1000, None, None).intersection(Interval(None, None, 7000)) == Interval(1000, None, 7000)
    assert Interval(1, None, 2).intersection(Interval(3, None, 4)) is None


def test_an_end_that_both_leave_open_is_open_in_the_intersection():
    assert Interval(None, None, 40).intersection(Interval(None, None, 60)) == Interval(None, None, 40)
    assert Interval(40, None, None).intersection(Interval(60, None, None)) == Interval(60, None, None)


def test_a_sum_lacks_the_bounds_that_a_part_lacks():
    assert Interval(10, 10, 10) + Interval(5, None, None) == Interval(15, None, None)


def test_a_difference_takes_the_low_from_the_other_high():
    assert Interval(10, 12, 14) - Interval(1, 2, 3) == Interval(7, 10, 13)


def test_a_difference_lacks_the_bounds_that_either_lacks():
    assert Interval(10, 10, 10) - Interval(4, None, None) == Interval(None, None, 6)
    assert Interval(10, None, None) - Interval(4, 4, 4) == Interval(6, None, None)


def test_a_ratio_with_an_open_divisor_is_open_at_the_other_end():
    assert Interval(10, 10, 10).ratio(Interval(5, None, None)) == Interval(None, None, 2)


def test_a_ratio_to_zero_is_left_out():
    assert Interval(1, 1, 1).ratio(Interval(0, 0, 2)) == Interval(0.5, None, None)


def test_an_interval_without_bounds_says_nothing():
    assert Interval().is_empty
    assert not Interval(0, 0, 0).is_empty


@given(intervals(), intervals())
def test_overlap_does_not_depend_on_order(one, two):
    assert one.overlaps(two) == two.overlaps(one)


@given(st.lists(intervals(), min_size=1, max_size=5))
def test_a_hull_overlaps_each_of_its_members(members):
    joined = hull(members)
    assert all(joined.overlaps(member) for member in members)
