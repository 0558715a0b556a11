"""Put a label beside each of many marks so that no two overlap, with a thin leader where it must stand off.

A greedy placement over a fixed set of candidate positions, improved by lifting a few labels at a time and
settling them anew (Christensen, Marks and Shieber, An empirical study of algorithms for point-feature label
placement, 1995). Which ones are lifted comes from a fixed seed: the same marks get the same places.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D

from reported.charts.style import MM_PER_INCH, RULE, Look

Box = tuple[float, float, float, float]  # left, bottom, right, top in mm

DIRECTIONS = 36
GAPS_MM = (0.5, 1.5, 3, 5, 7.5, 10, 13, 16, 19, 22, 26, 30)
CANDIDATES = 200  # the cheapest of each label that are weighed against the others
SHAKES = 1500  # times that a few labels are lifted and settled anew
SHAKEN = 6
ROUNDS = 12
CLEARANCE_MM = 0.35
OVERLAP_COST = 1500
CROSSING_COST = 300


class NoRoomError(ValueError):
    """The labels cannot all stand inside the frame without touching one another or a mark."""


@dataclass(frozen=True)
class Place:
    """Where a label stands, the ends of its leader (None where it touches its mark), and its text's side."""

    box: Box
    leader: tuple[tuple[float, float], tuple[float, float]] | None
    align: str


def place_labels(
    marks: list[Box], sizes: list[tuple[float, float]], frame: Box, fixed: Sequence[Box] = ()
) -> list[Place]:
    """Return one place for each mark's label.

    Parameters
    ----------
    marks : list of boxes
        What each label belongs to; no label may cover any of them.
    sizes : list of (width, height)
        Of the labels, in the marks' order.
    frame : box
        Every label lies inside it.
    fixed : list of boxes
        Other things that a label may not cover.

    Raises
    ------
    NoRoomError
        If some labels would still overlap after the last round.
    """
    if not marks:
        return []
    walls = np.array([*marks, *fixed], dtype=float)
    options = [
        _candidates(mark, size, frame, walls, own)
        for own, (mark, size) in enumerate(zip(marks, sizes, strict=True))
    ]
    chosen = _choose(options)
    places = [option.place(pick) for option, pick in zip(options, chosen, strict=True)]
    _refuse_overlaps(places)
    return places


def stand_aside(boxes: list[Box]) -> list[float]:
    """Return how far in mm each mark moves sideways, the least that keeps marks from covering one another.

    Marks are moved in the order of their places from the left; most do not move.
    """
    settled: list[Box] = []
    shifts = [0.0] * len(boxes)
    for index in sorted(range(len(boxes)), key=lambda i: (boxes[i][0], i)):
        left, bottom, right, top = boxes[index]
        step = (right - left) / 4
        for tried in range(4 * len(boxes) + 1):
            shift = step * ((tried + 1) // 2) * (1 if tried % 2 else -1)
            moved = (left + shift, bottom, right + shift, top)
            if not any(_touch(moved, other) for other in settled):
                break
        settled.append(moved)
        shifts[index] = shift
    return shifts


def axes_box(ax: Axes) -> Box:
    """Return the axes' box in mm from the figure's lower left corner."""
    inches = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
    left, bottom, right, top = (float(side) * MM_PER_INCH for side in inches.extents)
    return left, bottom, right, top


def write_label(ax: Axes, text: str, place: Place, **look: Any) -> None:
    """Write a label where `place_labels` put it, with its leader; ``look`` goes to matplotlib's text."""
    mm = Affine2D().scale(1 / MM_PER_INCH) + ax.figure.dpi_scale_trans
    left, bottom, right, top = place.box
    if place.leader:
        x, y = zip(*place.leader, strict=True)
        ax.add_artist(Line2D(x, y, transform=mm, color=RULE, linewidth=0.5, zorder=2))
    at = {"left": left, "right": right, "center": (left + right) / 2}[place.align]
    where: Look = {"transform": mm, "ha": place.align, "va": "center", "linespacing": 1.1, "zorder": 5}
    ax.text(at, (bottom + top) / 2, text, **where, **look)


def _touch(first: Box, second: Box) -> bool:
    return bool(_overlap(np.array([first]), np.array([second]))[0, 0])


@dataclass(frozen=True)
class _Options:
    """The places that one label may take: boxes, leaders (start x, y, end x, y) and what each costs."""

    boxes: np.ndarray
    leaders: np.ndarray
    cost: np.ndarray
    touching: np.ndarray

    def place(self, pick: int) -> Place:
        line = self.leaders[pick]
        box = self.boxes[pick]
        leader = None if self.touching[pick] else ((line[0], line[1]), (line[2], line[3]))
        align = "right" if box[2] <= line[2] else "left" if box[0] >= line[2] else "center"
        left, bottom, right, top = (float(side) for side in box)
        return Place((left, bottom, right, top), leader, align)


def _candidates(mark: Box, size: tuple[float, float], frame: Box, walls: np.ndarray, own: int) -> _Options:
    left, bottom, right, top = mark
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = np.array(size) / 2
    reach = np.array([(right - left) / 2, (top - bottom) / 2]) + half
    angles = [2 * math.pi * step / DIRECTIONS for step in range(DIRECTIONS)]
    towards = np.array([(math.cos(angle), math.sin(angle)) for angle in angles] * len(GAPS_MM))
    gaps = np.repeat(GAPS_MM, DIRECTIONS)
    away = towards * (reach + gaps[:, None])
    away /= abs(towards).max(axis=1, keepdims=True)  # along the sides of a box, not a circle
    centres = middle + away
    boxes = np.hstack([centres - half, centres + half])
    inside = (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)
    inside &= ~_overlap(boxes, walls).any(axis=1)
    if not inside.any():
        raise NoRoomError(f"label {own} finds no place inside the frame")
    boxes, gaps = boxes[inside], gaps[inside]
    leaders = _leaders(boxes, mark)
    others = np.delete(walls, own, axis=0)
    crossed = _crossings(leaders, others).sum(axis=1) if len(others) else 0
    length = np.hypot(leaders[:, 0] - leaders[:, 2], leaders[:, 1] - leaders[:, 3])
    off_x = np.abs((boxes[:, 0] + boxes[:, 2]) / 2 - middle[0])
    off_y = np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - middle[1])
    above = off_y > reach[1]
    # Beside a mark reads better than above it, and level with it better than slanting away.
    cost = length**1.3 + CROSSING_COST * crossed + 0.8 * above + np.where(above, off_x, off_y)
    keep = np.argsort(cost, kind="stable")[:CANDIDATES]
    return _Options(boxes[keep], leaders[keep], cost[keep], gaps[keep] <= GAPS_MM[0])


def _choose(options: list[_Options]) -> list[int]:
    """Return the pick of each label, the best of many settlements."""
    own = np.concatenate([option.cost for option in options])
    ends = np.cumsum([len(option.cost) for option in options])
    spans = [slice(end - len(option.cost), end) for end, option in zip(ends, options, strict=True)]
    together = _conflicts(options, spans)
    chance = random.Random(0)
    labels = list(range(len(options)))
    best: list[int] = []
    best_cost = np.inf
    for _ in range(SHAKES):
        loose = chance.sample(labels, min(SHAKEN, len(labels)))
        begun = [None if not best or label in loose else best[label] for label in labels]
        picks, cost = _settle(own, together, spans, begun, chance.sample(labels, len(labels)))
        if cost <= best_cost:
            best, best_cost = picks, cost
    return [pick - span.start for pick, span in zip(best, spans, strict=True)]


def _settle(
    own: np.ndarray,
    together: np.ndarray,
    spans: Sequence[slice],
    begun: Sequence[int | None],
    order: Sequence[int],
) -> tuple[list[int], float]:
    """Let each label in turn take its cheapest place until none moves, and return the places and their cost.

    Those without a place go first.
    """
    picks = list(begun)
    load = together[[pick for pick in picks if pick is not None]].sum(axis=0)
    for _ in range(ROUNDS):
        before = list(picks)
        for label in sorted(order, key=lambda label: picks[label] is not None):
            span, was = spans[label], picks[label]
            pick = span.start + int((own[span] + load[span]).argmin())
            if pick != was:
                load += together[pick] if was is None else together[pick] - together[was]
                picks[label] = pick
        if picks == before:
            break
    settled = [pick for pick in picks if pick is not None]  # after one round each has its place
    return settled, own[settled].sum() + load[settled].sum() / 2


def _conflicts(options: list[_Options], spans: list[slice]) -> np.ndarray:
    """Return what any two places of different labels cost together; those of one label cost nothing."""
    size = spans[-1].stop
    cost = np.zeros((size, size), dtype=np.int32)  # whole numbers: sums do not depend on the order
    for (one, mine), (other, theirs) in combinations(zip(options, spans, strict=True), 2):
        overlaps = _overlap(one.boxes, other.boxes)
        crossings = [
            _crossings(one.leaders, other.boxes),
            _crossings(other.leaders, one.boxes).T,
            _lines_cross(one.leaders, other.leaders),
        ]
        cost[mine, theirs] = OVERLAP_COST * overlaps + CROSSING_COST * np.sum(crossings, axis=0)
        cost[theirs, mine] = cost[mine, theirs].T
    return cost


def _overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    a, b = first[:, None, :], second[None, :, :]
    apart = (
        (a[..., 0] >= b[..., 2] + CLEARANCE_MM)
        | (b[..., 0] >= a[..., 2] + CLEARANCE_MM)
        | (a[..., 1] >= b[..., 3] + CLEARANCE_MM)
        | (b[..., 1] >= a[..., 3] + CLEARANCE_MM)
    )
    return ~apart


def _leaders(boxes: np.ndarray, mark: Box) -> np.ndarray:
    """From the nearest point of each box to the nearest point of the mark."""
    x = np.clip((mark[0] + mark[2]) / 2, boxes[:, 0], boxes[:, 2])
    y = np.clip((mark[1] + mark[3]) / 2, boxes[:, 1], boxes[:, 3])
    return np.column_stack([x, y, np.clip(x, mark[0], mark[2]), np.clip(y, mark[1], mark[3])])


def _crossings(lines: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Which line enters which box (Liang and Barsky's clipping, 1984)."""
    enter, leave = np.zeros((len(lines), len(boxes))), np.ones((len(lines), len(boxes)))
    for axis in (0, 1):
        start, step = lines[:, [axis]], lines[:, [axis + 2]] - lines[:, [axis]]
        step = np.where(np.abs(step) < 1e-9, 1e-9, step)
        first, second = (boxes[:, axis] - start) / step, (boxes[:, axis + 2] - start) / step
        enter = np.maximum(enter, np.minimum(first, second))
        leave = np.minimum(leave, np.maximum(first, second))
    return leave - enter > 1e-6


def _lines_cross(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )

    a, b = first[:, None, :2], first[:, None, 2:]
    c, d = second[None, :, :2], second[None, :, 2:]
    return (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)


def _refuse_overlaps(places: list[Place]) -> None:
    boxes = np.array([place.box for place in places])
    pairs = np.argwhere(np.triu(_overlap(boxes, boxes), k=1))
    if len(pairs):
        raise NoRoomError(f"{len(pairs)} pairs of labels overlap, the first {pairs[0].tolist()}")
