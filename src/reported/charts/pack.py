"""The chart pack: one chart as five files, each mark traced to its claims, the same bytes on every run."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from reported.charts.embedded import Identity, pdf_fields, pdf_with, png_with
from reported.charts.glyphs import GLOSSARY
from reported.charts.mark_words import claims_of, claims_words, mark_title
from reported.charts.style import MM_PER_INCH, SIZES, STYLE, house_style, new_figure
from reported.charts.svg import hit_boxes, linked_svg
from reported.files import write_whole
from reported.prose import counted
from reported.tables import csv_text

MARK_COLUMNS = ("mark_id", "panel", "series", "x", "low", "best", "high", "claim_ids")
SUFFIXES = ("svg", "pdf", "png", "csv", "json")
LICENCE = MappingProxyType({"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"})
PNG_DPI = STYLE["savefig.dpi"]
NAMED_IN_FOOT = 18
SHORT_CHECKSUM = 12
NOT_IN_CHECKSUM = ("size", "files", "chart_sha256")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class PackError(ValueError):
    """A chart pack would not be traceable, or could not be written."""


@dataclass(frozen=True)
class Card:
    """All that a chart says in words and data; the drawing is made from it and the JSON is made of it.

    Parameters
    ----------
    slug : str
        Folder and file name: lower-case letters, digits and single hyphens.
    title, subtitle : str
        The finding in a sentence; what is plotted, unit, period, area. One of them says "reported".
    caption, alt_text : str
        What a reader must know beside the chart; what the chart shows, for those who do not see it.
    marks : DataFrame, one row per mark
        `MARK_COLUMNS` and any others; ``claim_ids`` joined by ";", at least one per mark.
    sources : Mapping of str to int
        Claims on the chart by originator.
    ledger_checksum : str
        Of the ledger that the marks were made from.
    parameters : Mapping
        What the notebook was run with.
    size, height_mm : str, float
        See `reported.charts.style.new_figure`.
    interval_marks : bool
        Whether the glossary of interval marks belongs in the caption.
    mark_title : callable
        Takes a row of ``marks`` and returns its title, which a pointer shows and a screen reader speaks.

    Raises
    ------
    PackError
        If the slug, the words or a mark breaks one of these rules.
    """

    slug: str
    title: str
    subtitle: str
    caption: str
    alt_text: str
    marks: pd.DataFrame
    sources: Mapping[str, int]
    ledger_checksum: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    size: str = "page"
    height_mm: float = 100
    interval_marks: bool = True
    mark_title: Callable[[Mapping[str, object]], str] = mark_title

    def __post_init__(self) -> None:
        """Refuse a card that could not be defended, before anything is drawn."""
        if not SLUG.fullmatch(self.slug):
            raise PackError(f"the slug {self.slug!r} is not lower-case letters, digits and single hyphens")
        if "reported" not in f"{self.title} {self.subtitle}".lower():
            raise PackError(f"{self.slug}: the word 'reported' must stand in the title or the subtitle")
        empty = [
            name for name in ("title", "subtitle", "caption", "alt_text") if not getattr(self, name).strip()
        ]
        if empty:
            raise PackError(f"{self.slug}: {', '.join(empty)} is empty")
        if self.size not in SIZES:
            raise PackError(f"{self.slug}: size must be one of {', '.join(SIZES)}, not {self.size!r}")
        check_marks(self.marks, self.slug)

    @property
    def claim_ids(self) -> list[str]:
        """Every claim on the chart once, sorted."""
        return sorted({claim for ids in self.marks["claim_ids"] for claim in ids.split(";")})

    @property
    def counts(self) -> str:
        """How many claims of how many originators stand on the chart, in words."""
        claims = counted(len(self.claim_ids), "claim")
        return f"{claims}, {counted(len(self.sources), 'independent originator')}"

    @property
    def foot(self) -> str:
        """Originators, the largest first, counts and the ledger's short checksum."""
        names = list(_by_size(self.sources))
        rest = len(names) - NAMED_IN_FOOT
        named = ", ".join(names[:NAMED_IN_FOOT]) + (f" and {rest} others" if rest > 0 else "")
        return (
            f"Sources (originators): {named}. {self.counts}. Ledger {self.ledger_checksum[:SHORT_CHECKSUM]}."
        )


@dataclass(frozen=True)
class Pack:
    """A written chart pack. As the last value of a notebook cell it shows the PNG with its alt text."""

    slug: str
    alt_text: str
    files: tuple[Path, ...]

    def __repr__(self) -> str:
        """Name the pack without its folder: an executed notebook has the same bytes everywhere."""
        return f"chart pack {self.slug}: {', '.join(path.suffix[1:] for path in self.files)}"

    def _repr_html_(self) -> str:
        png = next(path for path in self.files if path.suffix == ".png").read_bytes()
        data = base64.b64encode(png).decode("ascii")
        return (
            f'<img alt="{escape(self.alt_text)}" style="max-width:100%" src="data:image/png;base64,{data}">'
        )


def mark_name(*parts: str) -> str:
    """Return a mark id of lower-case letters, digits and hyphens made of what the mark stands for."""
    return "-".join(re.findall(r"[a-z0-9]+", " ".join(parts).lower()))


def check_marks(marks: pd.DataFrame, slug: str) -> None:
    """Raise `PackError` unless the marks have their columns, distinct ids and at least one claim each."""
    missing = [column for column in MARK_COLUMNS if column not in marks.columns]
    if missing:
        raise PackError(f"{slug}: the marks lack the columns {', '.join(missing)}")
    twice = marks.loc[marks["mark_id"].duplicated(), "mark_id"]
    if len(twice):
        raise PackError(f"{slug}: mark ids must differ; twice: {', '.join(twice.head(3))}")
    odd = [mark for mark in marks["mark_id"] if not SLUG.fullmatch(mark)]
    if odd:
        raise PackError(
            f"{slug}: a mark id is lower-case letters, digits and single hyphens, as mark_name makes it; "
            f"not so: {', '.join(map(repr, odd[:3]))}"
        )
    ids = marks["claim_ids"].fillna("").str.split(";")
    untraced = marks.loc[[not all(part.strip() for part in parts) for parts in ids], "mark_id"]
    if len(untraced):
        raise PackError(
            f"{slug}: every mark must trace to a claim; {len(untraced)} of {len(marks)} do not: "
            f"{', '.join(untraced.head(3))}. Fill claim_ids where the marks are made."
        )


def count_sources(marks: pd.DataFrame, claims: pd.DataFrame) -> dict[str, int]:
    """Return how many of the claims behind the marks each originator made, the largest first.

    Raises
    ------
    PackError
        If a mark names a claim that is not in the table.
    """
    wanted = {claim for ids in marks["claim_ids"] for claim in ids.split(";")}
    unknown = wanted - set(claims["claim_id"])
    if unknown:
        raise PackError(f"marks name claims that are not in the table: {', '.join(sorted(unknown)[:3])}")
    counts = claims.loc[claims["claim_id"].isin(wanted), "originator"].value_counts()
    return _by_size({name: int(count) for name, count in counts.items()})


def draw_chart(card: Card, plot: Callable) -> Figure:
    """Return a figure in the house style: the card's words, and its marks drawn by ``plot``.

    ``plot`` is called as ``plot(marks, figure, size=...)``, one of this package's chart functions.
    """
    with house_style():
        figure = new_figure(
            card.size, card.height_mm, title=card.title, subtitle=card.subtitle, foot=card.foot
        )
        plot(card.marks, figure, size=card.size)
    return figure


def write_pack(figure: Figure, folder: str | Path, card: Card) -> Pack:
    """Write ``folder/<slug>/<slug>.svg .pdf .png .csv .json`` and return the pack.

    All five are made before the first is written; each is written beside its place and then renamed, so
    that a run which stops half-way leaves every file whole, old or new.

    Raises
    ------
    PackError
        If a mark is not in the drawing, or a file cannot be written; it names the mark or the file.
    """
    check_drawn(figure, card)
    made = _files(figure, card)
    place = Path(folder) / card.slug
    files = tuple(place / f"{card.slug}.{suffix}" for suffix in SUFFIXES)
    for path in files:
        _replace(path, made[path.suffix[1:]])
    return Pack(card.slug, card.alt_text, files)


def check_drawn(figure: Figure, card: Card) -> None:
    """Raise `PackError` unless each mark is one artist of the figure, known by the mark's id as its gid."""
    gids = Counter(artist.get_gid() for artist in figure.findobj() if artist.get_visible())
    wrong = {mark: gids[mark] for mark in card.marks["mark_id"] if gids[mark] != 1}
    if wrong:
        named = ", ".join(f"{mark} ({counted(count, 'time')})" for mark, count in list(wrong.items())[:3])
        raise PackError(
            f"{card.slug}: each mark is drawn as one artist with gid=mark_id; {len(wrong)} of "
            f"{len(card.marks)} are not: {named}. Further parts of a mark take its id, a dot and a number."
        )


def chart_checksum(said: Mapping[str, object]) -> str:
    """Return the SHA-256 of a chart's words and data: of what its JSON says, but for size and files.

    It is of one form of the JSON: keys sorted, no blanks, UTF-8. The data count by ``data_sha256``, the
    checksum of the CSV. So the same chart at another size has the same checksum.
    """
    counted_in = {name: value for name, value in said.items() if name not in NOT_IN_CHECKSUM}
    form = json.dumps(counted_in, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(form.encode("utf-8"))


def marks_csv(marks: pd.DataFrame) -> str:
    """Return the marks as CSV in the project's form."""
    return csv_text(marks)


def _files(figure: Figure, card: Card) -> dict[str, bytes]:
    """Return the five files by their suffix; each picture bears the chart's identity."""
    table = marks_csv(card.marks).encode("utf-8")
    said = _description(figure, card) | {"data_sha256": sha256(table)}
    said["chart_sha256"] = chart_checksum(said)
    identity = _identity(card, said)
    made = {
        "svg": _svg(figure, card, identity),
        "pdf": pdf_with(identity, _saved(figure, "pdf", pdf_fields(identity))),
        "png": png_with(identity, *_pixels(figure), dpi=PNG_DPI),
        "csv": table,
    }
    said["files"] = [
        {"name": f"{card.slug}.{suffix}", "sha256": sha256(content), "bytes": len(content)}
        for suffix, content in made.items()
    ]
    made["json"] = (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
    return made


def _description(figure: Figure, card: Card) -> dict[str, Any]:
    """Return what the JSON says of the chart itself; keys in a reader's order, lists sorted."""
    width, height = (round(inches * MM_PER_INCH, 1) for inches in figure.get_size_inches())
    return {
        "slug": card.slug,
        "title": card.title,
        "subtitle": card.subtitle,
        "caption": f"{card.caption} {GLOSSARY}" if card.interval_marks else card.caption,
        "alt_text": card.alt_text,
        "sources": [{"originator": name, "claims": count} for name, count in _by_size(card.sources).items()],
        "counts": card.counts,
        "claim_ids": card.claim_ids,
        "parameters": {name: card.parameters[name] for name in sorted(card.parameters)},
        "licence": dict(LICENCE),
        "citation": _citation(card),
        "ledger_checksum": card.ledger_checksum,
        "size": {"name": card.size, "width_mm": width, "height_mm": height},
    }


def _identity(card: Card, said: Mapping[str, Any]) -> Identity:
    """Return what each picture says of itself, in the words of the JSON."""
    return Identity(
        chart=card.slug,
        size=card.size,
        title=card.title,
        description=card.alt_text,
        originators=tuple(_by_size(card.sources)),
        citation=said["citation"],
        licence=LICENCE["name"],
        licence_url=LICENCE["url"],
        data_sha256=said["data_sha256"],
        chart_sha256=said["chart_sha256"],
        ledger_sha256=card.ledger_checksum,
    )


def _citation(card: Card) -> str:
    return (
        f"{'; '.join(_by_size(card.sources))}: figures as reported. Compiled in: reported, chart "
        f"“{card.title}” ({card.slug}), ledger {card.ledger_checksum[:SHORT_CHECKSUM]}. {LICENCE['name']}."
    )


def _svg(figure: Figure, card: Card, identity: Identity) -> bytes:
    """Return the SVG in which each mark is a link to the page of its first claim."""
    rows = card.marks.to_dict("records")
    marks = [(row["mark_id"], claims_of(row)[0], card.mark_title(row), claims_words(row)) for row in rows]
    boxes = hit_boxes(figure, set(card.marks["mark_id"]))
    return linked_svg(_saved(figure, "svg", {"Date": None, "Creator": None}), identity, marks, boxes)


def sha256(content: bytes) -> str:
    """Return the checksum that stands in files and metadata."""
    return hashlib.sha256(content).hexdigest()


def _pixels(figure: Figure) -> tuple[bytes, tuple[int, int]]:
    """Return the figure as pixels (RGBA), and its width and height: a PNG made of them is packed once only."""
    pixels = _saved(figure, "rgba", None)
    width = int(figure.get_figwidth() * PNG_DPI)
    return pixels, (width, len(pixels) // (4 * width))


def _saved(figure: Figure, suffix: str, metadata: Mapping[str, object] | None) -> bytes:
    """Return the figure in that format, saved in the house style whatever the user's settings."""
    target = io.BytesIO()
    with house_style():
        figure.savefig(target, format=suffix, metadata=metadata)
    return target.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Put the whole content in place, or leave what was there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as cause:
        raise PackError(
            f"cannot write {path.name}: {cause.strerror}. The file that was there is untouched."
        ) from cause


def _by_size(sources: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(sources.items(), key=lambda item: (-item[1], item[0])))
