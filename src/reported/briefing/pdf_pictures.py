"""The pictures in a PDF: what typesetters leave of a chart that was put into it.

A PNG becomes an image without its metadata, but with its pixels. A PDF becomes a form whose operators are those
of the page it was; pdfTeX adds the document information of that page, other programs its XMP. Of an SVG only
lines are left, which belong to the page: it cannot be found again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.generic import IndirectObject, StreamObject

from reported.briefing.pictures import OURS, Picture, UnreadableDocument, read_document

MOST_OBJECTS = 5_000
DEEPEST = 8
SMALL_FORM = 2_000  # bytes of operators: less is an ornament
SMALL_IMAGE = 64  # pixels
KEYWORDS = re.compile(
    r"chart (?P<chart>[a-z0-9-]+); size (?P<size>\w+); dataSHA256 (?P<data_sha256>[0-9a-f]{64}); "
    r"chartSHA256 (?P<chart_sha256>[0-9a-f]{64}); ledgerSHA256 (?P<ledger_sha256>[0-9a-f]{64}); "
    r"(?P<licence>[^;]*); (?P<citation>.*)",
    re.DOTALL,
)


def pdf_pictures(path: Path) -> list[Picture]:
    """Return the images, forms and pages of a PDF that may be charts.

    Raises
    ------
    UnreadableDocument
        If it is no PDF, is broken, or asks for a password.
    """
    content = read_document(path)
    with _quiet():
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise UnreadableDocument(f"{path.name} asks for a password; save it without one")
            return list(_pictures(reader, content))
        except UnreadableDocument:
            raise
        except Exception as cause:  # of a broken file pypdf raises whatever it stumbles over
            raise UnreadableDocument(
                f"{path.name} is broken or no PDF ({_reason(cause)}); make or download it anew"
            ) from cause


def drawing_of(content: bytes) -> str:
    """Return the checksum of the operators of a PDF's first page; empty where it cannot be read."""
    with _quiet():
        try:
            return _page_drawing(PdfReader(io.BytesIO(content)).pages[0])
        except Exception:  # as above; a file that history has may be anything
            return ""


def _pictures(reader: PdfReader, content: bytes) -> Iterator[Picture]:
    if OURS.encode() in _metadata(reader.root_object):
        yield Picture("the whole file", content=content)
        return
    seen: set[object] = set()
    for number, page in enumerate(reader.pages, 1):
        where = f"page {number}"
        yield from _of_resources(page.get("/Resources"), where, seen, 0)
        drawing = _page_drawing(page)
        if drawing:
            yield Picture(where, drawing=drawing, whole_page=True)


def _of_resources(resources: object, where: str, seen: set, depth: int) -> Iterator[Picture]:
    """Yield the images and forms that a page or a form draws from, each once."""
    holder = _plain(resources)
    objects = _plain(holder.get("/XObject")) if isinstance(holder, Mapping) else None
    if not isinstance(objects, Mapping) or depth > DEEPEST:
        return
    for name in objects:
        given = objects.raw_get(name) if hasattr(objects, "raw_get") else objects[name]
        key = (given.idnum, given.generation) if isinstance(given, IndirectObject) else id(given)
        found = _plain(given)
        if key in seen or len(seen) > MOST_OBJECTS or not isinstance(found, StreamObject):
            continue
        seen.add(key)
        if found.get("/Subtype") == "/Image":
            yield from _image(found, where)
        elif found.get("/Subtype") == "/Form":
            yield from _form(found, where)
            yield from _of_resources(found.get("/Resources"), where, seen, depth + 1)


def _image(found: StreamObject, where: str) -> Iterator[Picture]:
    size = int(found.get("/Width", 0)), int(found.get("/Height", 0))
    if min(size) < SMALL_IMAGE:
        return

    def image() -> Image.Image:
        with _quiet():
            return found.decode_as_image()

    yield Picture(where, content=_own_xmp(found), size=size, image=image)


def _form(found: StreamObject, where: str) -> Iterator[Picture]:
    said, content = _kept_by_tex(found), _own_xmp(found)
    try:
        data = found.get_data()
    except Exception:  # a stream that does not unpack draws nothing
        data = b""
    if said or content or len(data) >= SMALL_FORM:
        yield Picture(where, content=content, said=said, drawing=_checksum(data))


def _kept_by_tex(found: StreamObject) -> dict[str, object] | None:
    """Return the identity in the document information that pdfTeX and LuaTeX keep of an included PDF."""
    info = _plain(found.get("/PTEX.InfoDict"))
    keywords = KEYWORDS.fullmatch(str(info.get("/Keywords", ""))) if isinstance(info, Mapping) else None
    if keywords is None:
        return None
    originators = str(info.get("/Author", "")).split("; ")
    return {**keywords.groupdict(), "title": str(info.get("/Title", "")), "originators": originators}


def _own_xmp(found: Mapping) -> bytes:
    """Return the XMP packet of an object as a file that `inspect_file` reads, or nothing."""
    packet = _metadata(found)
    return b"%PDF-1.4\n" + packet if OURS.encode() in packet else b""


def _metadata(found: Mapping) -> bytes:
    stream = _plain(found.get("/Metadata"))
    return stream.get_data() if isinstance(stream, StreamObject) else b""


def _page_drawing(page: PageObject) -> str:
    contents = page.get_contents()
    return _checksum(contents.get_data()) if contents is not None else ""


def _checksum(data: bytes) -> str:
    """Return the checksum of a drawing's operators; blanks around them belong to the file, not the drawing."""
    return hashlib.sha256(data.strip()).hexdigest()


def _plain(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _reason(cause: Exception) -> str:
    return " ".join(str(cause).split())[:100] or cause.__class__.__name__


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's remarks on a stranger's file off the terminal."""
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
