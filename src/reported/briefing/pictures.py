"""The pictures in a document that somebody else wrote: Word, PowerPoint, web page, LaTeX; `pdf_pictures` for PDF.

The documents are strangers': every part is read within limits, none is executed, and nothing is fetched.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from PIL import Image

MOST_FILE = 300_000_000
MOST_PART = 50_000_000  # unpacked
MOST_UNPACKED = 500_000_000  # all parts together
MOST_PARTS = 20_000
LONGEST_OPTIONS = 10_000  # characters, of one picture in LaTeX
SMALL_SVG = 5_000  # characters: less is an icon, not a chart
OURS = "urn:x-reported:chart#"

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
VML = "{urn:schemas-microsoft-com:vml}imagedata"
SLIDE = re.compile(r"ppt/slides/[^/]+\.xml")
MEDIA = re.compile(r"(?:word|ppt|xl)/media/[^/]+")
LINKED = "it is linked, not inside the document"
MISSING = "the file is not where the document looks for it"
TEX_SUFFIXES = ("", ".pdf", ".png", ".jpg", ".svg")


class UnreadableDocument(ValueError):
    """A document that cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """One picture of a document, as far as its format keeps it.

    Attributes
    ----------
    where : str
        Where a reader finds it: "slide 3", "picture 2", "line 120", "page 4".
    name : str
        The name by which the document calls it, if that says something.
    content : bytes
        The picture file; empty where the document does not hold it as such.
    said : Mapping
        What the document itself has kept of a chart's identity.
    size, image : tuple of int, callable
        Pixels across and down, and a function that decodes them, where there is no file.
    drawing : str
        The checksum of the operators that draw it, in a PDF.
    whole_page : bool
        Whether it is a page of a PDF, which may be a chart or not.
    why : str
        Why there is no content.
    """

    where: str
    name: str = ""
    content: bytes = b""
    said: Mapping[str, Any] | None = None
    size: tuple[int, int] | None = None
    image: Callable[[], Image.Image] | None = None
    drawing: str = ""
    whole_page: bool = False
    why: str = ""


def read_document(path: Path) -> bytes:
    """Return the document's bytes; raise `UnreadableDocument` where there is none of a size that can be read."""
    try:
        if path.stat().st_size > MOST_FILE:
            raise UnreadableDocument(
                f"{path.name} is larger than {MOST_FILE // 10**6} MB; take the parts with charts out of it"
            )
        return path.read_bytes()
    except OSError as cause:
        raise UnreadableDocument(
            f"{path.name} cannot be read: {cause.strerror}; check its name and place"
        ) from cause


def office_pictures(path: Path) -> Iterator[Picture]:
    """Yield the pictures of a .docx or .pptx, in the order of the text or of the slides."""
    read_document(path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _Office(path.name, archive).pictures()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as cause:
        raise UnreadableDocument(
            f"{path.name} is broken or no {path.suffix} file ({cause}); save it anew, without a password"
        ) from cause


class _Office:
    """An Office Open XML file: parts, and the relationships by which one names another."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name, self.archive = name, archive
        self.parts = archive.namelist()
        self.left = MOST_UNPACKED
        if len(self.parts) > MOST_PARTS:
            raise UnreadableDocument(
                f"{name} has {len(self.parts):,} parts, as no document has; save it anew"
            )
        if not any(part.startswith(("word/", "ppt/")) for part in self.parts):
            raise UnreadableDocument(f"{name} has no text and no slides; save it as .docx or .pptx")

    def pictures(self) -> Iterator[Picture]:
        places, linked = self._places()
        media = [part for part in self.parts if MEDIA.fullmatch(part)]
        shown = [part for part in places if part in media]
        for part in [*shown, *(part for part in media if part not in places)]:
            if places.get(part) != []:  # else it stands in for an SVG where that cannot be shown
                where = _joined(places.get(part, [])) or part
                yield Picture(where, name=posixpath.basename(part), content=self._read(part))
        for place, target in linked:
            yield Picture(place, name=posixpath.basename(urlsplit(target).path), why=LINKED)

    def _places(self) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
        """Return where each picture's part is shown, and (place, address) of those that are elsewhere.

        A picture that Word shows only where it cannot show the SVG beside it has no place.
        """
        places, linked, count = defaultdict(list), [], 0
        slides = self._slides()
        for part in sorted(self.parts, key=lambda part: (slides.get(part, 0), "document" not in part, part)):
            if not part.startswith(("word/", "ppt/slides/")) or not part.endswith(".xml"):
                continue
            targets = self._targets(part)
            for shown, stand_in in self._blips(part) if targets else ():
                count += 1
                place = f"slide {slides[part]}" if part in slides else f"picture {count}"
                target = targets.get(shown, "")
                if target in self.parts:
                    places[target].append(place)
                elif target:
                    linked.append((place, target))
                if stand_in in targets:
                    places.setdefault(targets[stand_in], [])
        return dict(places), linked

    def _blips(self, part: str) -> Iterator[tuple[str, str]]:
        """Yield the relationship ids of each picture of a part, and of the one that stands in for it."""
        for element in self._parsed(part).iter():
            if element.tag == f"{DRAWING}blip":
                own = element.get(f"{R}embed") or element.get(f"{R}link") or ""
                svg = next((found.get(f"{R}embed", "") for found in element.iter(SVG_BLIP)), "")
                yield (svg, own) if svg else (own, "")
            elif element.tag == VML:
                yield element.get(f"{R}id", ""), ""

    def _targets(self, part: str) -> dict[str, str]:
        """Return what a part's relationship ids name: parts of the file, or addresses."""
        folder, base = posixpath.split(part)
        relations = f"{folder}/_rels/{base}.rels"
        if relations not in self.parts:
            return {}
        found = {}
        for element in self._parsed(relations):
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = target
        return found

    def _slides(self) -> dict[str, int]:
        """Return the number of each slide as it is shown."""
        overview = "ppt/presentation.xml"
        if overview not in self.parts:
            return {}
        targets = self._targets(overview)
        ids = [element.get(f"{R}id", "") for element in self._parsed(overview).iter() if _is_slide(element)]
        shown = [targets[name] for name in ids if SLIDE.fullmatch(targets.get(name, ""))]
        return {part: number for number, part in enumerate(shown, 1)}

    def _parsed(self, part: str) -> ET.Element:
        return parsed_xml(self._read(part), f"{self.name}: {part}")

    def _read(self, part: str) -> bytes:
        """Return a part, whatever size the file says that it has."""
        most = min(MOST_PART, self.left)
        with self.archive.open(part) as opened:
            content = opened.read(most + 1)
        if len(content) > most:
            raise UnreadableDocument(
                f"{self.name}: {part} unpacks to more than can be looked at; save it anew"
            )
        self.left -= len(content)
        return content


def parsed_xml(content: bytes, name: str) -> ET.Element:
    """Parse XML of a stranger; a document type, in which entities are declared, is refused."""
    declared = "<!DOCTYPE"
    if any(declared.encode(code) in content for code in ("utf-8", "utf-16-le", "utf-16-be")):
        raise UnreadableDocument(f"{name} declares a document type, as no such file does; save it anew")
    try:
        return ET.fromstring(content)
    except (ET.ParseError, ValueError, LookupError) as cause:
        raise UnreadableDocument(f"{name} is broken ({cause}); save the document anew") from cause


def html_pictures(path: Path) -> Iterator[Picture]:
    """Yield the pictures of a web page: data in the page, files beside it, and SVG written into it."""
    text = read_document(path).decode("utf-8", errors="replace")
    parser = _Sources()
    parser.feed(text)
    for line, address in parser.found:
        yield _addressed(f"line {line}", address, path.parent)
    for start, svg in _inline_svgs(text):
        if len(svg) > SMALL_SVG:
            yield Picture(f"line {text.count(chr(10), 0, start) + 1}", content=svg.encode("utf-8"))


class _Sources(HTMLParser):
    """Gathers where the pictures of a page are, with the lines that name them."""

    ATTRIBUTES = {"img": "src", "object": "data", "embed": "src", "image": "href"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a picture."""
        given = dict(attrs)
        address = given.get(self.ATTRIBUTES.get(tag, "")) or (
            given.get("xlink:href") if tag == "image" else None
        )
        if address:
            self.found.append((self.getpos()[0], address.strip()))


def _addressed(where: str, address: str, folder: Path) -> Picture:
    if address[:5].lower() == "data:":
        head, _, data = address[5:].partition(",")
        try:
            content = unquote_to_bytes(data)
            if head.lower().replace(" ", "").endswith(";base64"):
                content = base64.b64decode(content, validate=False)
        except (binascii.Error, ValueError):
            return Picture(where, why="its data are cut off or broken")
        return Picture(where, content=content)
    try:
        parts = urlsplit(address)
    except ValueError:
        return Picture(where, why="its address is broken")
    name = unquote(parts.path)
    if parts.scheme or parts.netloc:
        return Picture(where, name=posixpath.basename(name), why=f"{LINKED}, and nothing is fetched")
    return _beside(where, [name], folder)


def _inline_svgs(text: str) -> Iterator[tuple[int, str]]:
    end = 0
    lower = text.lower() if text.isascii() else text  # lower-casing other letters may move what follows
    while (start := lower.find("<svg", end)) >= 0:
        end = lower.find("</svg>", start) + len("</svg>")
        if end < start:
            return
        yield start, text[start:end]


def tex_pictures(path: Path) -> Iterator[Picture]:
    r"""Yield the pictures that a LaTeX file includes, by their file names; ``\input`` is not followed."""
    text = read_document(path).decode("utf-8", errors="replace")
    text = re.sub(r"(?<!\\)((?:\\\\)*)%.*", r"\1", text)
    folders = [""]
    for paths in re.findall(r"\\graphicspath\s*\{((?:\s*\{[^{}]*\})*)\s*\}", text):
        folders += re.findall(r"\{([^{}]*)\}", paths)
    for start, name in _included(text):
        tries = [f"{folder}{name}{suffix}" for folder in folders for suffix in TEX_SUFFIXES]
        yield _beside(f"line {text.count(chr(10), 0, start) + 1}", tries, path.parent)


def _included(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield the place and the file name of each ``\includegraphics``, whatever its options hold."""
    for command in re.finditer(r"\\include(?:graphics|svg)\s*\*?\s*", text):
        place = command.end()
        if text[place : place + 1] == "[":
            place = _closing(text, place, "]")
        opened = re.compile(r"\s*\{").match(text, place)
        if opened:
            end = _closing(text, opened.end() - 1, "}")
            yield command.start(), text[opened.end() : end - 1].strip().strip('"')


def _closing(text: str, start: int, closer: str) -> int:
    """Return where what opens at ``start`` has closed: brackets in braces do not count, nor does what never closes."""
    depth = 0
    for sign in re.compile(r"\\.|[{}\[\]]", re.DOTALL).finditer(text, start, start + LONGEST_OPTIONS):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if sign[0] == closer and depth == 0:
            return sign.end()
    return start + 1


def _beside(where: str, names: list[str], folder: Path) -> Picture:
    """Return the first file of these names, as seen from the document's folder, or the first name alone."""
    for name in names:
        try:
            place = folder / name
            if place.is_file() and place.stat().st_size <= MOST_PART:
                return Picture(where, name=place.name, content=place.read_bytes())
        except (OSError, ValueError):  # a name that the file system does not take
            continue
    return Picture(where, name=posixpath.basename(names[0]), why=MISSING)


def _is_slide(element: ET.Element) -> bool:
    return element.tag.endswith("}sldId")


def _joined(places: list[str]) -> str:
    """Return "picture 2" or "slides 2, 5": each place once."""
    once = list(dict.fromkeys(places))
    if len(once) < 2:
        return "".join(once)
    kind = once[0].split()[0]
    return f"{kind}s {', '.join(place.split()[1] for place in once)}"
