"""Low, best and high of a reported figure, and arithmetic in which an open end stays open.

A bound that a source does not give is ``None``: unbounded, never zero and never a guess. The
operations are those of interval arithmetic (Moore, Interval Analysis, 1966) with open ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Number = int | float


@dataclass(frozen=True, slots=True)
class Interval:
    """What one figure supports.

    Parameters
    ----------
    low, high : int, float or None
        Bounds in the figure's own unit; None where the figure leaves that end open.
    best : int, float or None
        The point value, only where the wording gives one.

    Raises
    ------
    ValueError
        If the three are out of order or one is not a finite number.
    """

    low: Number | None = None
    best: Number | None = None
    high: Number | None = None

    def __post_init__(self) -> None:
        """Refuse values out of order: every consumer relies on low <= best <= high."""
        given = [value for value in (self.low, self.best, self.high) if value is not None]
        if not all(math.isfinite(value) for value in given):
            raise ValueError(f"an interval takes finite numbers or None: {self}")
        if given != sorted(given):
            raise ValueError(f"an interval needs low <= best <= high: {self}")

    @classmethod
    def exactly(cls, value: Number) -> Interval:
        """Return the interval of a figure printed as one number."""
        return cls(value, value, value)

    @classmethod
    def from_columns(cls, low: float, best: float, high: float) -> Interval:
        """Return the interval of a table's row, in which a missing bound is NaN."""
        return cls(*(None if value is None or math.isnan(value) else value for value in (low, best, high)))

    @property
    def is_empty(self) -> bool:
        """True where the figure says nothing: neither bound nor point value."""
        return self.low is None and self.best is None and self.high is None

    def overlaps(self, other: Interval) -> bool:
        """True if some value lies in both; an open end reaches as far as it must."""
        return _at_most(self.low, other.high) and _at_most(other.low, self.high)

    def intersection(self, other: Interval) -> Interval | None:
        """Return what both support, without a point value, or None where they do not overlap."""
        if not self.overlaps(other):
            return None
        lows = [value for value in (self.low, other.low) if value is not None]
        highs = [value for value in (self.high, other.high) if value is not None]
        return Interval(max(lows, default=None), None, min(highs, default=None))

    def __add__(self, other: Interval) -> Interval:
        """Sum of two figures; a bound that one of them lacks is lacking in the sum."""
        return Interval(
            *(
                None if mine is None or theirs is None else mine + theirs
                for mine, theirs in zip(self._values(), other._values(), strict=True)
            )
        )

    def __sub__(self, other: Interval) -> Interval:
        """Difference: the low comes from my low and the other's high, and the reverse."""
        theirs = (other.high, other.best, other.low)
        return Interval(
            *(
                None if mine is None or their is None else mine - their
                for mine, their in zip(self._values(), theirs, strict=True)
            )
        )

    def ratio(self, other: Interval) -> Interval:
        """How many times the other figure this one is, for figures that cannot be negative.

        A ratio with an open or zero divisor keeps that end open; ``0 / 0`` is left out, not guessed.
        """
        theirs = (other.high, other.best, other.low)
        return Interval(
            *(
                None if mine is None or not their else mine / their
                for mine, their in zip(self._values(), theirs, strict=True)
            )
        )

    def _values(self) -> tuple[Number | None, Number | None, Number | None]:
        return self.low, self.best, self.high


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the narrowest interval that holds all of them; one open end makes the hull's open.

    The point value is kept only where every figure gives the same one.

    Raises
    ------
    ValueError
        If there is no interval to take a hull of.
    """
    members = list(intervals)
    if not members:
        raise ValueError("a hull needs at least one interval")
    lows, bests, highs = zip(*(member._values() for member in members), strict=True)
    return Interval(
        None if None in lows else min(lows),
        bests[0] if None not in bests and len(set(bests)) == 1 else None,
        None if None in highs else max(highs),
    )


def _at_most(low: Number | None, high: Number | None) -> bool:
    return low is None or high is None or low <= high
