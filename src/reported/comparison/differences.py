"""Compare two states: findings, claims, and each chart's data, words and picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reported.charts.pack import chart_checksum
from reported.comparison.rows import Change, CompareError, Row, compare_marks, compare_rows, read_rows
from reported.comparison.states import CLAIMS, FIGURES, FINDINGS, State

# Words that change with the ledger though nothing on the chart does, or that follow from the data.
NOT_WORDS = (
    "ledger_checksum",
    "citation",
    "data_sha256",
    "chart_sha256",
    "files",
    "claim_ids",
    "counts",
    "size",
)
PICTURES = ("png", "svg")

Said = Mapping[str, Any]


@dataclass(frozen=True)
class ChartDifference:
    """A chart that is not the same in both states.

    Attributes
    ----------
    kind : str
        "data" (marks differ), "words" (data alike, title, caption or another word not), "drawing" (data and
        words alike, the picture not), "new" or "gone".
    marks : tuple of Change
        The marks that differ, the largest change first.
    words : Mapping of str to (old, new)
        What the pack's JSON says otherwise than before.
    old_picture, new_picture : bytes
        The pictures, PNG or SVG; empty where there is none.
    """

    slug: str
    kind: str
    title: str
    alt_texts: tuple[str, str] = ("", "")
    marks: tuple[Change, ...] = ()
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    old_picture: bytes = b""
    new_picture: bytes = b""

    @property
    def shift(self) -> float:
        """The largest change of a mark; 1 where the chart came or went, 0 where no mark moved."""
        if self.kind in ("new", "gone"):
            return 1.0
        return max((mark.shift for mark in self.marks), default=0.0)


@dataclass(frozen=True)
class Differences:
    """What differs between two states; false where nothing does."""

    old: str
    new: str
    findings: tuple[Change, ...]
    claims: tuple[Change, ...]
    charts: tuple[ChartDifference, ...]
    same: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.findings or self.claims or self.charts)


@dataclass(frozen=True)
class _Chart:
    folder: Path
    said: Said
    table: bytes

    def marks(self) -> dict[str, Row]:
        return read_rows(self.folder / f"{self.folder.name}.csv", "mark_id")

    def picture(self) -> bytes:
        for suffix in PICTURES:
            path = self.folder / f"{self.folder.name}.{suffix}"
            if path.is_file():
                return path.read_bytes()
        return b""


def compare(old: State | Path, new: State | Path) -> Differences:
    """Compare two states of the project.

    Parameters
    ----------
    old, new : State or Path
        As `open_state` gives them, or folders with ``figures/`` and ``data/``.

    Returns
    -------
    Differences
        Everything in it has the largest relative change first. A file that one side lacks is not compared,
        and a note says so. A ledger checksum that differs is no difference of a chart.

    Raises
    ------
    CompareError
        If a table or a pack cannot be read.
    """
    old, new = (state if isinstance(state, State) else State(state, str(state)) for state in (old, new))
    findings, no_findings = _tables(old, new, FINDINGS, "finding_id")
    claims, no_claims = _tables(old, new, CLAIMS, "claim_id")
    before, after = _charts(old), _charts(new)
    slugs = sorted(before.keys() | after.keys())
    found = [(slug, _difference(slug, before.get(slug), after.get(slug))) for slug in slugs]
    charts = [chart for _, chart in found if chart is not None]
    return Differences(
        old=old.name,
        new=new.name,
        findings=tuple(findings),
        claims=tuple(claims),
        charts=tuple(
            sorted(charts, key=lambda chart: (-chart.shift, chart.kind in ("new", "gone"), chart.slug))
        ),
        same=tuple(slug for slug, chart in found if chart is None),
        notes=(*no_findings, *no_claims),
    )


def words_changed(old: Said, new: Said) -> dict[str, tuple[str, str]]:
    """Return what two packs say differently, by name, apart from checksums and what follows from the data."""
    names = [name for name in dict.fromkeys([*new, *old]) if name not in NOT_WORDS]
    return {
        name: (_text(old.get(name)), _text(new.get(name))) for name in names if old.get(name) != new.get(name)
    }


def same_but_ledger(said: Said, pack: Said) -> bool:
    """Say whether a picture's words and data are its pack's, whatever ledger each was drawn from.

    ``said`` is what the picture says of itself (`reported.charts.inspect_file`), ``pack`` the pack's JSON. The
    checksum of words and data takes in the ledger's; so it is made again with the picture's own.
    """
    theirs = {**pack, "ledger_checksum": said["ledger_sha256"], "citation": said["citation"]}
    return said["chart_sha256"] == chart_checksum(theirs)


def _tables(old: State, new: State, name: str, key: str) -> tuple[list[Change], list[str]]:
    """Return what differs in a table of both states, or a note on which of them lacks it."""
    lacking = [state.name for state in (old, new) if not (state.folder / name).is_file()]
    if len(lacking) == 2:
        return [], []
    if lacking:
        return [], [f"{name} is not in {lacking[0]}, so it was not compared"]
    before, after = (read_rows(state.folder / name, key) for state in (old, new))
    return compare_rows(before, after), []


def _charts(state: State) -> dict[str, _Chart]:
    folders = sorted(path.parent for path in (state.folder / FIGURES).glob("*/*.json"))
    return {folder.name: _chart(folder) for folder in folders if (folder / f"{folder.name}.json").is_file()}


def _chart(folder: Path) -> _Chart:
    name = folder.name
    try:
        said = json.loads((folder / f"{name}.json").read_bytes())
        said["title"]
        return _Chart(folder, said, (folder / f"{name}.csv").read_bytes())
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CompareError(
            f"the chart pack {FIGURES}/{name} cannot be read ({error.__class__.__name__}); "
            "take it from version control, or make it anew"
        ) from error


def _difference(slug: str, old: _Chart | None, new: _Chart | None) -> ChartDifference | None:
    shown = new or old
    assert shown is not None, f"{slug} is in neither state"
    marks: tuple[Change, ...] = ()
    words: Mapping[str, tuple[str, str]] = {}
    kind = "new" if old is None else "gone"
    if old and new:
        marks = tuple(compare_marks(old.marks(), new.marks())) if old.table != new.table else ()
        words = words_changed(old.said, new.said)
        kind = "data" if marks else "words" if words else "drawing" if _drawn_otherwise(old, new) else ""
    if not kind:
        return None
    return ChartDifference(
        slug=slug,
        kind=kind,
        title=str(shown.said["title"]),
        alt_texts=(_alt_text(old), _alt_text(new)),
        marks=marks,
        words=words,
        old_picture=old.picture() if old else b"",
        new_picture=new.picture() if new else b"",
    )


def _alt_text(chart: _Chart | None) -> str:
    return str(chart.said.get("alt_text", "")) if chart else ""


def _drawn_otherwise(old: _Chart, new: _Chart) -> bool:
    """Say whether the pictures differ for another reason than the ledger's checksum, which stands on them."""
    same_ledger = old.said.get("ledger_checksum") == new.said.get("ledger_checksum")
    return same_ledger and old.picture() != new.picture()


def _text(value: object) -> str:
    """Return what a pack says as plain words: lists by semicolons, names before their values."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return "" if value is None else str(value)
