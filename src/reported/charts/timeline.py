"""What charts over time share: the axis of years, the thin rules of known dates, axes of numbers."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from reported.charts import style
from reported.charts.labels import Box, NoRoomError, Place, axes_box, place_labels

# Dates that a reader will ask about: marks, not explanations.
KNOWN_DATES = MappingProxyType(
    {
        "2016-10-17": "Mosul operation begins",
        "2017-07-10": "Mosul retaken",
        "2017-12-09": "Iraq declares victory",
        "2019-03-23": "Baghouz falls",
    }
)
YEARS = pd.date_range("2010-01-01", "2030-01-01", freq="YS")
# Millimetres of a decade, at least -> numbers on it: side by side they need more room than one over another.
STEPS = MappingProxyType(
    {"y": {34: (1, 2, 5), 15: (1, 3), 0: (1,)}, "x": {34: (1, 2, 5), 24: (1, 3), 0: (1,)}}
)
FEWEST_NUMBERS = 2  # on a logarithmic axis


def draw_years(ax: Axes, text: style.Size, *, named: bool = True) -> None:
    """Put a tick at each new year of the axes' span of dates, its year written to the right of it."""
    first, last = ax.get_xlim()
    left, _, right, _ = axes_box(ax)
    room = style.text_width_mm("2016", text.label) * (last - first) / (right - left)
    days = [day for day in date2num(YEARS) if first <= day <= last - room]
    ax.xaxis.set_major_locator(FixedLocator(days))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda day, _: f"{num2date(day):%Y}" if named else ""))
    ax.tick_params(axis="x", labelsize=text.label)
    for label in ax.get_xticklabels():
        label.set_horizontalalignment("left")


def draw_known_dates(
    ax: Axes,
    text: style.Size,
    *,
    named: bool = True,
    days: Collection[str] = tuple(KNOWN_DATES),
    stacked: bool = False,
) -> list[Box]:
    """Draw the rules of known dates and return the boxes in mm of their words, which labels must keep clear.

    Where the words of two dates would meet, those of the later one stand a line lower if ``stacked``, else nowhere.
    """
    first, last = ax.get_xlim()
    top = ax.get_ylim()[1]
    boxes: list[Box] = []
    for day in days:
        at, words = date2num(pd.Timestamp(day)), KNOWN_DATES[day]
        if not first <= at <= last:
            continue
        ax.axvline(at, color=style.RULE, linewidth=0.6, linestyle=(0, (1, 2)), zorder=1)
        x, y = style.to_mm(ax, (at, top))
        wide = style.text_width_mm(words, text.foot) + 1
        meets = bool(boxes) and boxes[-1][2] > x - 1
        if not named or x + wide > axes_box(ax)[2] + 1 or (meets and not stacked):
            continue
        drop = boxes[-1][1] - y if meets else 0
        look: style.Look = {"va": "top", "fontsize": text.foot, "color": style.QUIET}
        style.write_at(ax, words, (at, 1), coords=("data", "axes fraction"), shift_mm=(0.7, drop), **look)
        boxes.append((x, y + drop - style.line_height_mm(text.foot), x + wide, y + drop))
    return boxes


def draw_log_numbers(ax: Axes, text: style.Size, which: Literal["x", "y"] = "y") -> None:
    """Label a logarithmic axis at 1, 2, 5 (or 1, 3, or 1) times the powers of ten, as many as its length allows."""
    axis = ax.yaxis if which == "y" else ax.xaxis
    left, bottom, right, top = axes_box(ax)
    low, high = ax.get_ylim() if which == "y" else ax.get_xlim()
    length = (top - bottom if which == "y" else right - left) / np.log10(high / low)
    for least, steps in STEPS[which].items():
        numbers = [
            step * 10**power for power in range(7) for step in steps if low <= step * 10**power <= high
        ]
        if length >= least and len(numbers) >= FEWEST_NUMBERS:
            break
    axis.set_major_locator(FixedLocator(numbers))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.tick_params(axis=which, labelsize=text.label, length=0)
    ax.grid(axis=which)
    ax.spines["left"].set_visible(False)


def draw_numbers(ax: Axes, text: style.Size, which: Literal["x", "y"] = "y", *, mm: float = 9) -> None:
    """Label a linear axis at round numbers inside its limits, about one every ``mm``."""
    axis = ax.yaxis if which == "y" else ax.xaxis
    left, bottom, right, top = axes_box(ax)
    limits = ax.get_ylim() if which == "y" else ax.get_xlim()
    parts = max(2, int((top - bottom if which == "y" else right - left) / mm))
    numbers = MaxNLocator(nbins=parts, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(*limits)
    axis.set_major_locator(FixedLocator([number for number in numbers if limits[0] <= number <= limits[1]]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.tick_params(axis=which, labelsize=text.label, length=0)
    ax.grid(axis=which)
    ax.spines["left"].set_visible(False)


def log_limits(bounds: pd.DataFrame, *, room: float = 1.25, arrow: float = 2.6) -> tuple[float, float]:
    """Return a range that holds every low and high, the arrows of open ends, and some room on both sides."""
    low, high = bounds["low"], bounds["high"]
    floor = np.nanmin([low.min() / room, high[low.isna()].min() / arrow])
    ceiling = np.nanmax([high.max() * room, low[high.isna()].max() * arrow])
    return float(floor), float(ceiling)


def place_what_fits(
    marks: list[Box], sizes: list[tuple[float, float]], frame: Box, fixed: list[Box]
) -> list[Place | None]:
    """Return a place for each mark's label; where not all fit, the last ones go without (None)."""
    for count in range(len(marks), 0, -1):
        with suppress(NoRoomError):
            places = place_labels(marks[:count], sizes[:count], frame, [*fixed, *marks[count:]])
            return [*places, *[None] * (len(marks) - count)]
    return [None] * len(marks)
