"""Read back what stands inside a chart's files: which chart a picture shows, of which data, by whom.

A picture that has left its folder still says what it is; where its pack is at hand, the two are compared.
"""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from reported.charts.embedded import NAMES, XMP_CHUNK
from reported.charts.pack import SUFFIXES, chart_checksum, sha256

MOST_BYTES = 50_000_000  # a hundred times the largest of our own files
SHA256 = re.compile(r"[0-9a-f]{64}")

Packed = tuple[Path, Mapping[str, Any]]  # a pack's JSON and what it says


class NotOurChart(ValueError):
    """A file that cannot be read, or says nothing of which chart it is; the message says what to do."""


def inspect_file(path: str | Path, *, packs: str | Path | None = None) -> dict[str, Any]:
    """Return what one of a chart's five files says of itself, and whether its pack agrees.

    Parameters
    ----------
    path : str or Path
        An .svg, .pdf or .png that a chart pack holds, wherever it is now; or a pack's .json or .csv.
    packs : str or Path, optional
        A folder of chart packs, such as ``figures``, in which to look for the pack where the file's own
        folder does not hold it. A .csv says nothing of itself: it is known by its checksum alone.

    Returns
    -------
    dict
        ``file``, ``chart``, ``size``, ``title``, ``originators``, ``citation``, ``licence``,
        ``data_sha256``, ``chart_sha256``, ``ledger_sha256``; ``agrees`` (None where no pack was found) and
        ``compared``, a sentence for each thing compared.

    Raises
    ------
    NotOurChart
        If the file cannot be read, is broken, or is none of a chart pack.
    """
    path = Path(path)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in SUFFIXES:
        raise NotOurChart(f"{path.name}: give a chart's .{', .'.join(SUFFIXES[:-1])} or .{SUFFIXES[-1]}")
    content = _read(path)
    if suffix in ("csv", "json"):
        own = _pack_of_table(path, content, packs) if suffix == "csv" else _pack_itself(path, content)
        pack: Packed | None = own
        said = _said_by_pack(own[1])
    else:
        said = _said_by_picture(path, {"svg": _svg, "pdf": _pdf, "png": _png}[suffix](path, content))
        pack = _pack_of_picture(path, said, packs)
    return {"file": path.name, **said, **_compared(suffix, content, said, pack)}


def describe_file(path: str | Path, *, packs: str | Path | None = None) -> str:
    """Return what `inspect_file` finds as lines to print."""
    said = inspect_file(path, packs=packs)
    rows = {
        "chart": f"{said['chart']} ({said['size']} size)",
        "title": said["title"],
        "cite as": said["citation"],
        "licence": said["licence"],
        "data": f"SHA-256 {said['data_sha256']}",
        "words and data": f"SHA-256 {said['chart_sha256']}",
        "ledger": f"SHA-256 {said['ledger_sha256']}",
        "compared": said["compared"],
    }
    return "\n".join([f"{said['file']}:", *(f"  {name:<16}{_plain(text)}" for name, text in rows.items())])


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NotOurChart(f"{path.name} is larger than any chart of ours; give a chart's own file")
        return path.read_bytes()
    except OSError as cause:
        raise NotOurChart(
            f"{path.name} cannot be read: {cause.strerror}; check its name and place"
        ) from cause


def _svg(path: Path, content: bytes) -> bytes:
    return content


def _png(path: Path, content: bytes) -> bytes | None:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            assert isinstance(image, PngImageFile)  # no other format was asked for
            packet = image.text.get(XMP_CHUNK)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as cause:
        raise _broken(path, cause) from cause
    return packet.encode("utf-8") if packet else None


def _pdf(path: Path, content: bytes) -> bytes | None:
    """Return the last packet: what an update adds stands after what it replaces."""
    if not content.startswith(b"%PDF-"):
        raise _broken(path, "it does not begin as a PDF does")
    start = content.rfind(b"<x:xmpmeta")
    end = content.find(b"</x:xmpmeta>", start)
    return content[start : end + len(b"</x:xmpmeta>")] if 0 <= start < end else None


def _said_by_picture(path: Path, xml: bytes | None) -> dict[str, Any]:
    """Return what the RDF in the XML says, if it is that of a chart of ours."""
    about = None
    if xml is not None and b"<!ENTITY" in xml:
        raise _broken(path, "it declares entities, as no chart of ours does")
    if xml is not None:
        try:
            about = ET.fromstring(xml).find(f".//{_name('rdf:RDF')}/{_name('rdf:Description')}")
        except (ET.ParseError, ValueError, LookupError) as cause:
            raise _broken(path, cause) from cause
    said = {} if about is None else _terms(about)
    if not all(SHA256.fullmatch(said.get(name, "")) for name in ("data_sha256", "chart_sha256")):
        raise NotOurChart(
            f"{path.name} does not say of which chart it is: it is not from a chart pack, or was saved again "
            "by a program that drops the metadata. Take the file from its pack in figures/"
        )
    return said


def _terms(about: ET.Element) -> dict[str, Any]:
    def text(term: str) -> str:
        found = about.find(_name(term))
        return "" if found is None else "".join(found.itertext()).strip()

    names = about.findall(f"{_name('dc:creator')}//{_name('rdf:li')}")
    return {
        "chart": text("reported:chart"),
        "size": text("reported:size"),
        "title": text("dc:title"),
        "originators": [name.text or "" for name in names],
        "citation": text("dc:source"),
        "licence": text("dc:rights"),
        "data_sha256": text("reported:dataSHA256"),
        "chart_sha256": text("reported:chartSHA256"),
        "ledger_sha256": text("reported:ledgerSHA256"),
    }


def _said_by_pack(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "chart": said["slug"],
        "size": said["size"]["name"],
        "title": said["title"],
        "originators": [source["originator"] for source in said["sources"]],
        "citation": said["citation"],
        "licence": f"{said['licence']['name']} ({said['licence']['url']})",
        "data_sha256": said["data_sha256"],
        "chart_sha256": said["chart_sha256"],
        "ledger_sha256": said["ledger_checksum"],
    }


def _pack_itself(path: Path, content: bytes) -> Packed:
    said = _parsed_pack(content)
    if said is None:
        raise NotOurChart(f"{path.name} is not the .json of a chart pack; give one from figures/")
    return path, said


def _pack_of_table(path: Path, content: bytes, packs: str | Path | None) -> Packed:
    for place, said in _packs_near(path, packs):
        if said["data_sha256"] == sha256(content):
            return place, said
    raise NotOurChart(
        f"{path.name}: no pack was found whose data have its checksum. Either it was changed (a spreadsheet "
        "that saves it changes it), or its .json is elsewhere: name the folder that holds the packs"
    )


def _pack_of_picture(path: Path, said: Mapping[str, Any], packs: str | Path | None) -> Packed | None:
    """Return the pack with the picture's words and data, else one of the same chart, else None."""
    same_chart = [pack for pack in _packs_near(path, packs) if pack[1]["slug"] == said["chart"]]
    same_words = [pack for pack in same_chart if pack[1]["chart_sha256"] == said["chart_sha256"]]
    return next(iter(same_words or same_chart), None)


def _packs_near(path: Path, packs: str | Path | None) -> Iterator[Packed]:
    """Yield the packs in the file's own folder, then those in the folder of packs."""
    places = sorted(path.parent.glob("*.json"))
    if packs is not None:
        places += sorted(Path(packs).glob("*/*.json"))
    for place in places:
        try:
            said = _parsed_pack(_read(place))
        except NotOurChart:
            continue
        if said is not None:
            yield place, said


def _parsed_pack(content: bytes) -> Mapping[str, Any] | None:
    """Return what a pack's JSON says, or None if it is none."""
    try:
        said = json.loads(content)
        _said_by_pack(said)
        entries = [(entry["name"], entry["sha256"]) for entry in said["files"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return said if entries else None


def _compared(suffix: str, content: bytes, said: Mapping[str, Any], pack: Packed | None) -> dict[str, Any]:
    """Compare the file with its pack, and the pack's words and data with their checksums."""
    if pack is None:
        return {"agrees": None, "compared": "with nothing: its pack is not beside it"}
    place, packed = pack
    beside = place.with_suffix(".csv")
    checks = {
        "the words of the pack have changed since their checksum": chart_checksum(packed)
        == packed["chart_sha256"],
        "the table of the pack is missing or has changed": beside.is_file()
        and sha256(beside.read_bytes()) == packed["data_sha256"],
        "the pack is of other words or data": said["chart_sha256"] == packed["chart_sha256"],
    }
    same_size = said["size"] == packed["size"]["name"]
    if suffix != "json" and same_size and checks["the pack is of other words or data"]:
        listed = {Path(entry["name"]).suffix[1:]: entry["sha256"] for entry in packed["files"]}
        checks["the file has been changed or saved again"] = listed.get(suffix) == sha256(content)
    faults = [fault for fault, holds in checks.items() if not holds]
    what = "file, words and data agree" if same_size else "words and data agree; the pack is of another size"
    return {"agrees": not faults, "compared": f"with {place.name}: {'; '.join(faults) or what}"}


def _broken(path: Path, cause: object) -> NotOurChart:
    return NotOurChart(f"{path.name} is broken or of another kind than its name says ({cause}); take it anew")


def _plain(text: object) -> str:
    """Return the text on one line without anything that a terminal would obey."""
    return "".join(sign for sign in " ".join(str(text).split()) if sign.isprintable())


def _name(term: str) -> str:
    prefix, local = term.split(":")
    return f"{{{NAMES[prefix]}}}{local}"
