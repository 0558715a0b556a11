"""The briefing paper's text: findings, charts and tables put into their places, as pandoc's Markdown."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from reported.findings import filled, value_words

CHART = re.compile(r"^\[\[chart ([a-z0-9-]+)\]\]$", re.MULTILINE)
TABLE = re.compile(r"^\[\[headlines ([a-z0-9 -]+)\]\]$", re.MULTILINE)
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")  # pandoc shows any sign that stands after a backslash as it is
SOURCES_SHOWN = 6
TEXT_MM = 160  # wide is the text of an A4 page
HEADER = ("Reported", "Originators", "Moved most by", "Without it")
TABLE_TITLE = (
    "Each headline as reported, and what is left of it without the one originator that moves it most."
)


class BriefingError(ValueError):
    """The text cannot become a paper; the message says where and what to do."""


def assemble(
    text: str, *, findings: pd.DataFrame, figures: Path, picture: str, given: Mapping[str, str]
) -> str:
    """Return the paper's Markdown.

    Parameters
    ----------
    text : str
        Markdown with ``{{finding-id}}`` and ``{{finding-id.part}}`` (see `reported.findings.filled`), ``{{name}}``
        of ``given``, a line ``[[chart slug]]`` where a chart stands, and a line ``[[headlines id id ...]]`` where
        the table of headlines stands.
    findings : DataFrame
        As returned by `reported.findings.read_findings`.
    figures : Path
        The folder of chart packs.
    picture : str
        Suffix of the pictures to put in: "png", "svg" or "pdf".
    given : Mapping of str to str
        Plain words for other places, such as the ledger's version.

    Raises
    ------
    BriefingError
        If a chart has no pack, or the table names no finding.
    FindingError
        If the text quotes what is no finding.
    """
    for name, words in given.items():
        text = text.replace(f"{{{{{name}}}}}", escaped(words))
    slugs = CHART.findall(text)
    missing = [slug for slug in slugs if not (figures / slug / f"{slug}.json").is_file()]
    if missing:
        raise BriefingError(
            f"no chart pack in {figures.name}/ for {', '.join(missing)}: mend the name, or `make all`"
        )
    said = ("sentence", "unit", "originators", "strongest")
    quotable = findings.assign(**{part: findings[part].map(escaped) for part in said})
    text = filled(text, quotable)
    text = TABLE.sub(lambda match: headlines(match[1].split(), findings), text)
    return CHART.sub(lambda match: _figure(slugs.index(match[1]) + 1, match[1], figures, picture), text)


def escaped(words: str) -> str:
    """Return plain words as Markdown that shows them as they are."""
    return MARKUP.sub(r"\\\1", " ".join(words.split()))


def headlines(ids: Sequence[str], findings: pd.DataFrame) -> str:
    """Return the table of headlines: value, originators, the strongest of them, and the value without it."""
    unknown = [name for name in ids if name not in findings.index]
    if unknown:
        raise BriefingError(f"the table of headlines names what is no finding: {', '.join(unknown)}")
    rows = [_headline(findings.loc[name]) for name in ids]
    lines = [f"| {' | '.join(HEADER)} |", "|:-----------------------|:-------:|:-------------|:---------|"]
    lines += [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]
    return "\n".join([*lines, "", f": {TABLE_TITLE}"])


def _headline(finding: pd.Series) -> tuple[str, str, str, str]:
    whole, rest = (
        tuple(finding[f"{prefix}{bound}"] for bound in ("low", "best", "high"))
        for prefix in ("", "strongest_")
    )
    said = f"{value_words(whole)} {finding['unit']}", str(finding["n_originators"])
    if not finding["strongest"]:
        return *said, "no one", "the same"
    return *said, finding["strongest"], "nothing" if all(map(math.isnan, rest)) else value_words(rest)


def _figure(number: int, slug: str, figures: Path, picture: str) -> str:
    """Return a chart as a figure with its number, title and sources as caption, and its own alt text."""
    card = json.loads((figures / slug / f"{slug}.json").read_text(encoding="utf-8"))
    originators = [source["originator"] for source in card["sources"]]
    shown = ", ".join(originators[:SOURCES_SHOWN])
    more = f" and {len(originators) - SOURCES_SHOWN} others" if len(originators) > SOURCES_SHOWN else ""
    caption = (
        f"**Figure {number}.** {escaped(card['title'])}. Sources (originators): {escaped(shown + more)}; "
    )
    caption += f"{escaped(card['counts'])}. Each mark with its claims: {slug}.csv."
    alt = " ".join(card["alt_text"].split()).replace("\\", "").replace('"', "”")
    path = f"{slug}/{slug}.{picture}"
    return f'![{caption}]({path}){{width={min(card["size"]["width_mm"], TEXT_MM):.0f}mm alt="{alt}"}}'
