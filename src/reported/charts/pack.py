"""The chart pack: one chart as five files, each mark traced to its claims, the same bytes on every run."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from reported.charts.glyphs import GLOSSARY
from reported.charts.style import MM_PER_INCH, STYLE, house_style, new_figure
from reported.prose import counted
from reported.tables import csv_text

MARK_COLUMNS = ("mark_id", "panel", "series", "x", "low", "best", "high", "claim_ids")
SUFFIXES = ("svg", "pdf", "png", "csv", "json")
LICENCE = MappingProxyType({"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"})
PNG_DPI = STYLE["savefig.dpi"]
NAMED_IN_FOOT = 18
SHORT_CHECKSUM = 12
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FORMULA = re.compile(r"[=+\-@\t\r]")  # a spreadsheet runs a text cell that begins so


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
        If a file cannot be written; it names the file and the reason.
    """
    made = {
        "svg": _svg(figure, card),
        "pdf": _saved(figure, "pdf", _pdf_metadata(card)),
        "png": _png(figure, card),
        "csv": marks_csv(card.marks).encode("utf-8"),
        "json": (json.dumps(_description(figure, card), indent=1, ensure_ascii=False) + "\n").encode("utf-8"),
    }
    place = Path(folder) / card.slug
    files = tuple(place / f"{card.slug}.{suffix}" for suffix in SUFFIXES)
    for path in files:
        _replace(path, made[path.suffix[1:]])
    return Pack(card.slug, card.alt_text, files)


def marks_csv(marks: pd.DataFrame) -> str:
    """Return the marks as CSV in the project's form, no text cell of which a spreadsheet would run."""
    return csv_text(
        marks.map(lambda cell: f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell)
    )


def _description(figure: Figure, card: Card) -> dict[str, object]:
    """Return what the JSON holds; keys in a reader's order, lists sorted."""
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
        "files": [f"{card.slug}.{suffix}" for suffix in SUFFIXES],
    }


def _citation(card: Card) -> str:
    return (
        f"{'; '.join(_by_size(card.sources))}: figures as reported. Compiled in: reported, chart "
        f"“{card.title}” ({card.slug}), ledger {card.ledger_checksum[:SHORT_CHECKSUM]}. {LICENCE['name']}."
    )


def _svg(figure: Figure, card: Card) -> bytes:
    """Return the SVG with the title and alt text that a screen reader speaks."""
    plain = _saved(figure, "svg", {"Date": None, "Creator": None}).decode("utf-8")
    head = f'<svg role="img" aria-labelledby="{card.slug}-title {card.slug}-desc"'
    words = (
        f'<title id="{card.slug}-title">{escape(card.title)}</title>\n '
        f'<desc id="{card.slug}-desc">{escape(card.alt_text)}</desc>\n <metadata>'
    )
    return plain.replace("<svg", head, 1).replace("<metadata>", words, 1).encode("utf-8")


def _png(figure: Figure, card: Card) -> bytes:
    """Return the PNG in a palette of 256 colours: a chart has few, and the file is a third of the size."""
    plain = Image.open(io.BytesIO(_saved(figure, "png", {"Software": None}))).convert("RGB")
    words = PngInfo()
    for name, value in {
        "Title": card.title,
        "Description": card.alt_text,
        "Copyright": LICENCE["name"],
    }.items():
        words.add_itxt(name, value)
    target = io.BytesIO()
    small = plain.quantize(256, dither=Image.Dither.NONE)
    small.save(target, "PNG", optimize=True, pnginfo=words, dpi=(PNG_DPI, PNG_DPI))
    return target.getvalue()


def _pdf_metadata(card: Card) -> dict[str, object]:
    return {
        "Title": card.title,
        "Subject": card.alt_text,
        "Keywords": f"{card.slug}; ledger {card.ledger_checksum[:SHORT_CHECKSUM]}; {LICENCE['name']}",
        "Author": "; ".join(_by_size(card.sources)),
        "CreationDate": None,
    }


def _saved(figure: Figure, suffix: str, metadata: Mapping[str, object], **options: object) -> bytes:
    """Return the figure in that format, saved in the house style whatever the user's settings."""
    target = io.BytesIO()
    with house_style():
        figure.savefig(target, format=suffix, metadata=dict(metadata), **options)
    return target.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Put the whole content in place, or leave what was there."""
    aside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as cause:
        with suppress(OSError):  # the first fault is the one to name
            aside.unlink(missing_ok=True)
        raise PackError(
            f"cannot write {path.name}: {cause.strerror}. The file that was there is untouched."
        ) from cause


def _by_size(sources: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(sources.items(), key=lambda item: (-item[1], item[0])))
