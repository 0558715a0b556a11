"""The house style: sizes, typeface, colours, and where title, subtitle and foot stand on a chart.

A chart is a matplotlib Figure made by `new_figure`; the chart functions draw in the area that it leaves
free. Everything is laid out in millimetres, so a chart has the same proportions on screen and in print.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache, reduce
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib.style
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

Look = dict[str, Any]  # how something is drawn, in matplotlib's own keywords
Shade = tuple[float, float, float]  # red, green and blue, from 0 to 1

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH
LINE_SPACING = 1.25
MARGIN_MM = 1.5

INK = "#1F1F1F"  # titles, labels
QUIET = "#5C5C5C"  # foot, axis numbers, leaders
RULE = "#8A8A8A"  # known dates; a mark, so 3:1 on white
GRID = "#E3E3E3"  # carries no meaning: below 3:1 on purpose
STORY = "#C53A0B"  # only the AP figures of 22 February 2019
STORY_TINT = "#FDF1EC"  # a ground for text, so as pale as 4.5:1 asks
OTHER = "#6E6E6E"  # every originator without a colour of its own


@dataclass(frozen=True)
class Size:
    """One size of a chart: width, and height where the medium fixes it, in mm; text in points."""

    width_mm: float
    height_mm: float | None
    title: float
    subtitle: float
    label: float
    foot: float


SIZES = MappingProxyType(
    {
        "page": Size(160, None, title=10.5, subtitle=8, label=7, foot=7),
        "column": Size(85, None, title=9, subtitle=7.5, label=7, foot=7),
        "slide": Size(254, 142.875, title=17, subtitle=12, label=10, foot=9),  # 16:9
    }
)

# Colour and marker of an originator, the same on every chart. Any two are told apart by readers with
# protanopia, deuteranopia and tritanopia, and each is at least 4.5:1 on white and on the story's tint; in grey
# the marker or the label tells. They were found by search: tests/test_style.py says whether a change will do.
ORIGINATORS = MappingProxyType(
    {
        "UNAMI": ("#0060FD", "o"),
        "UCDP": ("#7724C0", "s"),
        "Musings on Iraq": ("#00634B", "^"),
        "Antiwar.com": ("#413400", "v"),
        "Lead Inspector General OIR": ("#0D2768", "D"),
        "UN Monitoring Team": ("#387786", "P"),
        "CTC Sentinel": ("#68345B", "X"),
        "CJTF-OIR": ("#455781", "h"),
        "AP": ("#3B3B3B", "p"),
    }
)

# DejaVu Sans as matplotlib brings it along, under a name of our own: a copy that the system has installed may
# be of another version, with other widths, and a search by the common name may find that one.
TYPEFACE = "DejaVu Sans of matplotlib"
TYPEFACE_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

STYLE: Mapping[str, Any] = MappingProxyType(
    {
        "font.family": TYPEFACE,  # the same glyphs on every machine
        "font.size": 7,
        "text.hinting": "none",  # widths that scale with the size, so that what fits at 100 dpi fits at 300
        "text.parse_math": False,  # a "$" in a reported wording is a dollar
        "text.color": INK,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.6,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "figure.dpi": 100,
        "savefig.dpi": 300,
        "svg.fonttype": "path",  # no typeface needed to draw it; the words stand in <title> and <desc>
        "svg.hashsalt": "reported",
        "pdf.fonttype": 42,  # real letters: a PDF can be searched
    }
)


def house_style() -> AbstractContextManager:
    """Return the context in which charts are drawn and saved, free of the user's own matplotlib settings."""
    know_typeface()
    return matplotlib.style.context(dict(STYLE), after_reset=True)


def know_typeface() -> None:
    """Make matplotlib know the house typeface, by the path of the files that it ships."""
    listed = font_manager.fontManager.ttflist
    if any(entry.name == TYPEFACE for entry in listed):
        return
    for path in typeface_files():
        entry = font_manager.ttfFontProperty(font_manager.get_font(path))
        listed.append(replace(entry, name=TYPEFACE))


def typeface_files() -> list[Path]:
    """Return the files of the house typeface, regular and bold, in matplotlib's own folder."""
    return [Path(matplotlib.get_data_path(), "fonts", "ttf", name) for name in TYPEFACE_FILES]


def colour_of(originator: str) -> str:
    """Return the originator's fixed colour, or the common grey."""
    return ORIGINATORS.get(originator, (OTHER, "o"))[0]


def marker_of(originator: str) -> str:
    """Return the originator's fixed matplotlib marker, or the common one."""
    return ORIGINATORS.get(originator, (OTHER, "o"))[1]


def tint(colour: str, strength: float = 0.35) -> Shade:
    """Return the colour mixed with white; ``strength`` 1 is the colour itself, 0 white."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def contrast(colour: str | Shade, ground: str | Shade = "white") -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def new_figure(size: str, height_mm: float, *, title: str, subtitle: str, foot: str) -> Figure:
    """Return a figure with its words in place, its subplot parameters set to the area left free.

    Parameters
    ----------
    size : str
        "page" (160 mm), "column" (85 mm) or "slide" (254 mm, 16:9).
    height_mm : float
        Height of the whole chart; a slide keeps its own.
    title, subtitle, foot : str
        Wrapped to the width; a line break stays one.

    Raises
    ------
    ValueError
        If the size is not one of the three, or the words leave no room for a drawing.
    """
    if size not in SIZES:
        raise ValueError(f"size must be one of {', '.join(SIZES)}, not {size!r}")
    chosen = SIZES[size]
    height = chosen.height_mm or height_mm
    figure = Figure(figsize=(chosen.width_mm / MM_PER_INCH, height / MM_PER_INCH))
    top = height - MARGIN_MM
    top -= _write_block(figure, title, top, va="top", fontsize=chosen.title, fontweight="bold") + 1.2
    top -= _write_block(figure, subtitle, top, va="top", fontsize=chosen.subtitle, color=QUIET) + 2.5
    foot_mm = _write_block(figure, foot, MARGIN_MM, va="bottom", fontsize=chosen.foot, color=QUIET)
    bottom = MARGIN_MM + foot_mm + 1.5
    if top - bottom < 20:
        raise ValueError(
            f"the words of {title!r} leave {top - bottom:.0f} mm for the drawing: raise height_mm"
        )
    margin = MARGIN_MM / chosen.width_mm
    figure.subplots_adjust(left=margin, right=1 - margin, bottom=bottom / height, top=top / height)
    return figure


def free_area(figure: Figure) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height in mm of the area that the words leave free."""
    width, height = figure.get_size_inches() * MM_PER_INCH
    free = figure.subplotpars
    return (
        free.left * width,
        free.bottom * height,
        (free.right - free.left) * width,
        (free.top - free.bottom) * height,
    )


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes whose box (without its labels) is given in mm from the figure's lower left corner."""
    across, up = figure.get_size_inches() * MM_PER_INCH
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def to_mm(ax: Axes, point: tuple[float, float]) -> tuple[float, float]:
    """Return where a point in data units stands, in mm from the figure's lower left corner."""
    inches = (ax.transData - ax.figure.dpi_scale_trans).transform(point)
    return float(inches[0]) * MM_PER_INCH, float(inches[1]) * MM_PER_INCH


def mm_from(ax: Axes, at: tuple[float, float], aside: tuple[float, float] = (0, 0)) -> Transform:
    """Return the transform of mm right and up from a point in data units, or from mm aside of it."""
    inches = Affine2D().translate(*aside).scale(1 / MM_PER_INCH)
    origin = ScaledTranslation(*at, ax.transData)  # type: ignore[arg-type]  # any transform will do
    return inches + ax.figure.dpi_scale_trans + origin


def write_at(
    ax: Axes,
    words: str,
    at: tuple[float, float],
    *,
    coords: str | tuple[str, str] = "axes fraction",
    shift_mm: tuple[float, float] = (0, 0),
    **look: Any,
) -> None:
    """Write words at a place of the axes, moved by mm right and up; they may stand outside the axes.

    ``coords`` is matplotlib's ``xycoords``; ``look`` goes to its ``annotate``.
    """
    shift = shift_mm[0] * POINTS_PER_MM, shift_mm[1] * POINTS_PER_MM
    ax.annotate(
        words, at, xycoords=coords, xytext=shift, textcoords="offset points", annotation_clip=False, **look
    )


@cache
def text_width_mm(text: str, points: float, weight: str = "normal") -> float:
    """Return the width in mm of one line set in the house typeface."""
    know_typeface()
    font = font_manager.FontProperties(family=TYPEFACE, size=points, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / POINTS_PER_MM


def added(lengths: Iterable[float]) -> float:
    """Return the sum, the same in every Python: from 3.12 on the own one corrects the last digit.

    matplotlib names an SVG's clip path by all the digits of its box, so that one digit is another file.
    """
    return reduce(operator.add, lengths, 0)


def block_size_mm(text: str, points: float, weight: str = "normal") -> tuple[float, float]:
    """Return width and height in mm of a label of one or more lines, set close."""
    lines = text.split("\n")
    return max(text_width_mm(line, points, weight) for line in lines), len(lines) * line_height_mm(
        points
    ) * 0.93


def line_height_mm(points: float) -> float:
    """Return the height in mm of one line of text of that size."""
    return points * LINE_SPACING / POINTS_PER_MM


def draw_key(
    figure: Figure,
    box: tuple[float, float, float, float],
    text: Size,
    samples: Sequence[tuple[str, Callable[[Axes, float, float], None]]],
    *,
    sample_mm: float,
) -> Axes:
    """Draw samples with their words in one line, or more where it is narrow, and return the axes, in mm.

    ``samples`` are words and what draws their sample at a place (left edge, middle), ``sample_mm`` wide with its gap.
    """
    ax = add_axes(figure, *box)
    _, _, width, height = box
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    line = line_height_mm(text.foot)
    x, y = 0.0, height - 1 - line / 2
    for words, draw in samples:
        needed = sample_mm + text_width_mm(words, text.foot)
        if x + needed > width:
            x, y = 0.0, y - line
        draw(ax, x, y)
        ax.text(x + sample_mm, y, words, fontsize=text.foot, color=QUIET, va="center_baseline")
        x += needed + 4
    return ax


def wrap(text: str, width_mm: float, points: float, weight: str = "normal") -> str:
    """Break the text at spaces, but not before "%", so that no line is wider; a word that is too wide stands alone."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.split(r" (?!%)", paragraph):
            longer = f"{line} {word}" if line else word
            if line and text_width_mm(longer, points, weight) > width_mm:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


def _write_block(figure: Figure, text: str, at_mm: float, **look: Any) -> float:
    """Write a block at the left margin, wrapped to the width, and return its height in mm."""
    width, height = figure.get_size_inches() * MM_PER_INCH
    points, weight = look["fontsize"], look.get("fontweight", "normal")
    block = wrap(text, width - 2 * MARGIN_MM, points, weight)
    figure.text(MARGIN_MM / width, at_mm / height, block, linespacing=LINE_SPACING, **look)
    return (block.count("\n") + 1) * line_height_mm(points)


def _luminance(colour: str | Shade) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
