"""Numbers in sentences: what a notebook prints in words is made from tables by these functions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

# What Markdown reads as more than text: emphasis, code, links, tags, entities, formulas, tables.
MARKUP = re.compile(r"[\\`*_\[\]<>&$~|]|:(?=//)")


def as_markdown(words: str) -> str:
    """Return plain words as one line of Markdown that shows them as they are and does nothing else."""
    return MARKUP.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))


def counted(number: int, noun: str, *, plural: str = "") -> str:
    """Return a number with its noun: "1 claim", "2,779 claims"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "A", "A and B", "A, B and C"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def spanned(low: float, high: float, *, digits: int = 0) -> str:
    """Return a range in words: "5,000 to 7,000", "15,000" where both ends are equal, an open end as such."""
    ends = [f"{end:,.{digits}f}" for end in (low, high)]
    if math.isnan(low) or math.isnan(high):
        return (
            "any number"
            if math.isnan(low) and math.isnan(high)
            else (f"at most {ends[1]}" if math.isnan(low) else f"at least {ends[0]}")
        )
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def share(part: float, whole: float) -> str:
    """Return a share as a whole percentage; a share that rounds to 0 or 100 without being it says so."""
    percent = 100 * part / whole
    if 0 < percent < 0.5:
        return "under 1 %"
    if 99.5 <= percent < 100:
        return "over 99 %"
    return f"{percent:.0f} %"
