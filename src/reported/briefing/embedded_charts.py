"""Our charts in a document that somebody else wrote: which are there, and is each the chart as it is today?

A picture is known by what stands inside it (see `reported.charts.embedded`), by its pixels or its drawing, and at
worst by its name or its looks, which say nothing of its state.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image, ImageChops, ImageStat

from reported.briefing.pdf_pictures import drawing_of, pdf_pictures
from reported.briefing.pictures import (
    Picture,
    UnreadableDocument,
    html_pictures,
    office_pictures,
    tex_pictures,
)
from reported.charts import NotOurChart, inspect_file
from reported.charts.pack import sha256
from reported.comparison import (
    Change,
    CompareError,
    change_lines,
    compare_marks,
    recorded_packs,
    recorded_pictures,
    words_changed,
)
from reported.comparison.differences import same_but_ledger
from reported.comparison.rows import read_rows
from reported.comparison.words import plain
from reported.prose import counted, listed

READERS: Mapping[str, Callable[[Path], Iterable[Picture]]] = {
    ".docx": office_pictures, ".docm": office_pictures, ".pptx": office_pictures, ".pptm": office_pictures,
    ".html": html_pictures, ".htm": html_pictures, ".tex": tex_pictures, ".pdf": pdf_pictures,
}  # fmt: skip
STATES = ("stale", "current", "unknown")
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")
MOST_PIXELS = 40_000_000
THUMB = 120  # pixels across, at which two pictures are looked at side by side
ALIKE = 8.0  # grey levels of 256 by which two savings of one chart may differ on average
MOST_CHANGES = 5
SMALLEST = 300  # pixels across or down: no chart of ours has fewer
LINES_ALONE = " (a chart put into a PDF as SVG becomes lines of the page, and cannot be found again)"
NOT_SAID = "nothing inside it says what it is"
NOT_OURS = "not a chart of ours, or saved by a program that drops what stands inside a picture"

Said = Mapping[str, Any]


@dataclass(frozen=True)
class FoundChart:
    """One picture of the document, and what was found out about it.

    Attributes
    ----------
    where : str
        Where it stands: "slide 3", "picture 2", "page 4", "line 120".
    status : str
        "current", "stale", or "unknown".
    chart, title : str
        Our chart's slug, and its title as the picture has it; empty where it is not known.
    found_by : str
        "identity", "pixels", "drawing", "name" or "looks"; empty where it is none of ours.
    note : str
        What a reader should know.
    changes : tuple of Change
        Marks that moved since, where a revision has the picture's data.
    words : Mapping of str to (old, new)
        Words that changed since.
    """

    where: str
    status: str
    chart: str = ""
    title: str = ""
    found_by: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Pack:
    folder: Path
    said: Said

    def file(self, suffix: str) -> bytes:
        path = self.folder / f"{self.folder.name}.{suffix}"
        return path.read_bytes() if path.is_file() else b""


def check_briefing(path: str | Path, packs: str | Path) -> list[FoundChart]:
    """Find our charts in a document and say of each whether it is as its pack is now.

    Parameters
    ----------
    path : str or Path
        A .docx, .pptx, .html, .tex or .pdf.
    packs : str or Path
        The folder of chart packs, such as ``figures``. Where it lies in a git repository, its history tells
        what changed since a stale chart was drawn.

    Returns
    -------
    list of FoundChart
        One for each picture, the stale first, then as they stand in the document. "Current" does not say that
        the picture is a good copy, nor that the packs were made from today's ledger.

    Raises
    ------
    UnreadableDocument
        If the document is broken, of another kind, or larger than any document; or if there are no packs.
    """
    path, packs = Path(path), Path(packs)
    if path.suffix.lower() not in READERS:
        raise UnreadableDocument(f"{path.name}: give a .docx, .pptx, .html, .tex or .pdf")
    known = _known(packs)
    pictures = list(READERS[path.suffix.lower()](path))
    with tempfile.TemporaryDirectory(prefix="reported-") as aside:
        judge = _Judge(packs, known, Path(aside))
        try:
            found = judge.all(pictures)
        except CompareError as error:
            raise UnreadableDocument(f"a chart pack in {packs} cannot be read: {error}") from error
    return sorted(found, key=lambda chart: STATES.index(chart.status))


def is_stale(found: Iterable[FoundChart]) -> bool:
    """Say whether any chart is stale."""
    return any(chart.status == "stale" for chart in found)


def describe_briefing(name: str, found: Sequence[FoundChart]) -> str:
    """Return what was found as lines to print: counts, then a chart a line with what changed since."""
    lines = [f"{plain(name)}: {_counts(name, found)}"]
    for chart in found:
        told = f"{chart.chart}, {chart.where}" if chart.chart else chart.where
        lines.append(f"  {chart.status:<8} {plain(f'{told}: {chart.note}' if chart.note else told)}")
        lines += [f"           {plain(line)}" for line in _since(chart)]
    return "\n".join(lines)


def _counts(name: str, found: Sequence[FoundChart]) -> str:
    if not found:
        return f"no picture in it{LINES_ALONE if name.lower().endswith('.pdf') else ''}"
    ours = [chart for chart in found if chart.chart and chart.status != "unknown"]
    counts = Counter(chart.status for chart in found)
    states = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    return f"{counted(len(found), 'picture')}, {counted(len(ours), 'chart')} of ours ({states})"


def _since(chart: FoundChart) -> list[str]:
    lines = [line for change in chart.changes[:MOST_CHANGES] for line in change_lines(change)]
    rest = len(chart.changes) - MOST_CHANGES
    if rest > 0:
        lines.append(f"and {counted(rest, 'other mark')}")
    if "title" in chart.words:
        lines.append(f"title now: {chart.words['title'][1]}")
    return lines


def _known(packs: Path) -> dict[str, _Pack]:
    """Return the packs of today by their slug."""
    known = {}
    for place in sorted(packs.glob("*/*.json")):
        try:
            said = json.loads(place.read_bytes())
            said["slug"], said["chart_sha256"], said["data_sha256"], said["size"]["name"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        known[said["slug"]] = _Pack(place.parent, said)
    if not known:
        raise UnreadableDocument(
            f"{packs} holds no chart packs; make them with `make all`, or name their folder"
        )
    return known


class _Judge:
    """Knows the packs of today and of history, and says of a picture which chart it is and of what state."""

    def __init__(self, packs: Path, known: Mapping[str, _Pack], aside: Path) -> None:
        self.packs, self.known, self.aside = packs, known, aside

    def all(self, pictures: Sequence[Picture]) -> list[FoundChart]:
        """Judge the pictures, looking through history once for those that say nothing of themselves."""
        found = [self._by_itself(picture) for picture in pictures]
        silent = {number: pictures[number] for number, chart in enumerate(found) if chart is None}
        for how, matches in {"pixels": self._by_pixels(silent), "drawing": self._by_drawing(silent)}.items():
            for number, said in matches.items():
                found[number] = self._state(pictures[number].where, said, how)
        return [
            chart or self._unknown(picture)
            for chart, picture in zip(found, pictures, strict=True)
            if chart or not picture.whole_page  # a page of text is no picture
        ]

    def _by_itself(self, picture: Picture) -> FoundChart | None:
        """Judge a picture by what stands inside it, if anything does."""
        said = picture.said or self._identity(picture.content)
        if said is None:
            return None
        chart = self._state(picture.where, said, "identity")
        of_today = chart.status == "current" and not chart.note
        if of_today and self._edited(picture, said):
            note = "it says that it is this chart as of today, but its pixels are others: put it in anew"
            return replace(chart, status="unknown", note=note)
        return chart

    def _identity(self, content: bytes) -> Said | None:
        """Return what stands inside a picture file, or None."""
        suffix = _suffix(content)
        if not suffix:
            return None
        place = self.aside / f"picture.{suffix}"
        place.write_bytes(content)
        try:
            return inspect_file(place)
        except NotOurChart:
            return None
        finally:
            place.unlink()

    def _edited(self, picture: Picture, said: Said) -> bool:
        """Say whether a picture that has its chart's size has other pixels than the chart."""
        pack = self.known[said["chart"]]
        size = _size(picture.content)
        ours = pack.file("png")
        if size is None or size != _size(ours) or said["size"] != pack.said["size"]["name"]:
            return False
        return _pixels(_opened(picture.content)) != _pixels(_opened(ours))

    def _state(self, where: str, said: Said, how: str) -> FoundChart:
        """Say whether words and data are those of the pack, and if not, what changed since."""
        chart = FoundChart(where, "current", str(said["chart"]), str(said["title"]), how)
        pack = self.known.get(chart.chart)
        if pack is None:
            return replace(chart, status="stale", note="there is no chart of this name any more: take it out")
        if said["chart_sha256"] == pack.said["chart_sha256"]:
            return chart
        if same_but_ledger(said, pack.said):
            return replace(chart, note="drawn from an earlier ledger; its words and data are as they are now")
        return self._stale(chart, said, pack)

    def _stale(self, chart: FoundChart, said: Said, pack: _Pack) -> FoundChart:
        other_data = said["data_sha256"] != pack.said["data_sha256"]
        what = "its data have changed" if other_data else "its words have changed, its data not"
        recorded = list(recorded_packs(self.packs, chart.chart))
        same = [old for old in recorded if old.said.get("chart_sha256") == said["chart_sha256"]]
        same += [old for old in recorded if old.said["data_sha256"] == said["data_sha256"]]
        if not same:
            checksums = f"data {said['data_sha256'][:12]}, now {pack.said['data_sha256'][:12]}"
            note = f"{what} ({checksums}); no revision has its state, so what changed cannot be shown"
            return replace(chart, status="stale", note=note)
        old = same[0]
        words = words_changed(old.said, pack.said)
        named = f" ({listed([name.replace('_', ' ') for name in words])})" if words and not other_data else ""
        note = f"{what} since {old.commit[:7]} of {old.day}{named}"
        changes = tuple(self._moved(old.table, pack)) if other_data else ()
        return replace(chart, status="stale", note=note, changes=changes, words=words)

    def _moved(self, table: bytes, pack: _Pack) -> list[Change]:
        place = self.aside / f"{pack.folder.name}.csv"
        place.write_bytes(table)
        return compare_marks(
            read_rows(place, "mark_id"), read_rows(pack.folder / f"{pack.folder.name}.csv", "mark_id")
        )

    def _by_pixels(self, silent: Mapping[int, Picture]) -> dict[int, Said]:
        """Return what the PNGs of ours say, of today or of history, whose pixels these pictures have."""
        images = {number: _decoded(picture) for number, picture in silent.items()}
        large = {number: image for number, image in images.items() if image and min(image.size) >= SMALLEST}
        sizes = {image.size for image in large.values()}

        def key(content: bytes) -> str:
            return _pixels(_opened(content)) if _size(content) in sizes else ""

        return self._matched("png", {number: _pixels(image) for number, image in large.items()}, key)

    def _by_drawing(self, silent: Mapping[int, Picture]) -> dict[int, Said]:
        """Return what the PDFs of ours say that draw what these forms of a PDF do.

        Whole pages are compared with today's alone: every page of text would be sought through all of history.
        """
        pages = {number: picture.drawing for number, picture in silent.items() if picture.whole_page}
        forms = {number: picture.drawing for number, picture in silent.items() if number not in pages}
        today = self._matched("pdf", pages, drawing_of, history=False)
        return today | self._matched("pdf", forms, drawing_of)

    def _matched(
        self, suffix: str, keys: Mapping[int, str], key: Callable[[bytes], str], *, history: bool = True
    ) -> dict[int, Said]:
        """Return what the first of our files with each key says of itself."""
        sought = {number: wanted for number, wanted in keys.items() if wanted}
        today = (pack.file(suffix) for pack in self.known.values())
        older = recorded_pictures(self.packs, suffix) if history else ()
        found: dict[int, Said] = {}
        for content in chain(today, older) if sought else ():
            own = key(content)
            matching = [number for number, wanted in sought.items() if wanted == own]
            said = self._identity(content) if matching else None
            if said:
                found |= dict.fromkeys(matching, said)
                sought = {number: wanted for number, wanted in sought.items() if number not in found}
            if not sought:
                break
        return found

    def _unknown(self, picture: Picture) -> FoundChart:
        slug = PurePosixPath(picture.name).stem
        if slug in self.known:
            note = f"{picture.why or NOT_SAID}; it has this chart's name, but its state cannot be told"
            return FoundChart(picture.where, "unknown", slug, found_by="name", note=note)
        slug = self._looks_like(picture)
        if slug:
            note = "it looks like this chart, but was saved again without saying so: put it in anew"
            return FoundChart(picture.where, "unknown", slug, found_by="looks", note=note)
        name = f"{picture.name}: " if picture.why and picture.name else ""
        return FoundChart(picture.where, "unknown", note=f"{name}{picture.why or NOT_OURS}")

    def _looks_like(self, picture: Picture) -> str:
        """Return the chart of today that the picture most looks like, or nothing."""
        image = _decoded(picture)
        if image is None:
            return ""
        distances = {slug: _distance(image, _opened(pack.file("png"))) for slug, pack in self.known.items()}
        slug = min(distances, key=distances.__getitem__)
        return slug if distances[slug] < ALIKE else ""


def _suffix(content: bytes) -> str:
    """Return which of a chart's three kinds of picture the bytes are, whatever the file's name says."""
    if content.startswith(b"\x89PNG"):
        return "png"
    if content.startswith(b"%PDF-"):
        return "pdf"
    return "svg" if b"<svg" in content[:2000] else ""


def _opened(content: bytes) -> Image.Image | None:
    """Return a picture file's image, not decoded yet, unless it is broken or too large."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return image if image.width * image.height <= MOST_PIXELS else None


def _size(content: bytes) -> tuple[int, int] | None:
    image = _opened(content)
    return image.size if image else None


def _decoded(picture: Picture) -> Image.Image | None:
    if picture.image is None or picture.size is None:
        return _opened(picture.content)
    if picture.size[0] * picture.size[1] > MOST_PIXELS:
        return None
    try:
        return picture.image()
    except Exception:  # an image of a PDF may be broken in any way
        return None


def _pixels(image: Image.Image | None) -> str:
    """Return the checksum of an image's size and colours; empty where it cannot be decoded."""
    if image is None:
        return ""
    try:
        return sha256(f"{image.size}".encode() + image.convert("RGB").tobytes())
    except (OSError, ValueError, SyntaxError):
        return ""


def _distance(image: Image.Image, ours: Image.Image | None) -> float:
    """Return by how many grey levels two pictures of one shape differ on average, else infinity."""
    if ours is None or abs(image.height / image.width - ours.height / ours.width) > 0.01:
        return float("inf")
    size = THUMB, max(1, round(THUMB * ours.height / ours.width))
    try:
        small = [
            each.convert("RGB").convert("L").resize(size, Image.Resampling.BOX) for each in (image, ours)
        ]
    except (OSError, ValueError, SyntaxError):
        return float("inf")
    return ImageStat.Stat(ImageChops.difference(*small)).mean[0]
