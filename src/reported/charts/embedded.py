"""What stands inside a chart's pictures: which chart it is, of which data, and how to cite it.

One packet of XMP (ISO 16684-1: RDF in XML) is in all three: in the SVG's ``<metadata>``, in an iTXt chunk
of the PNG, and in a metadata stream of the PDF, each where other programs look for it. `inspection` reads it.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image
from PIL.PngImagePlugin import PngInfo

NAMES = MappingProxyType(
    {
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "x": "adobe:ns:meta/",
        "reported": "urn:x-reported:chart#",
    }
)
FORMATS = MappingProxyType({"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"})
XMP_CHUNK = "XML:com.adobe.xmp"  # the keyword that the XMP specification gives for PNG
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*", re.DOTALL)

for prefix, address in NAMES.items():
    ET.register_namespace(prefix, address)


@dataclass(frozen=True)
class Identity:
    """What a picture says of itself.

    ``chart`` is the slug; ``data_sha256`` is of the CSV's bytes, ``chart_sha256`` of the words and the data
    (see `reported.charts.pack.chart_checksum`), ``ledger_sha256`` of the ledger they were made from.
    """

    chart: str
    size: str
    title: str
    description: str
    originators: tuple[str, ...]
    citation: str
    licence: str
    licence_url: str
    data_sha256: str
    chart_sha256: str
    ledger_sha256: str

    @property
    def own(self) -> dict[str, str]:
        """Return what no common vocabulary has a word for, by its name in ours."""
        return {
            "chart": self.chart,
            "size": self.size,
            "dataSHA256": self.data_sha256,
            "chartSHA256": self.chart_sha256,
            "ledgerSHA256": self.ledger_sha256,
        }


def clean(text: str) -> str:
    """Return the text with every character that XML cannot hold replaced by the sign for such."""
    return NOT_IN_XML.sub("\ufffd", str(text))


def rdf(identity: Identity, suffix: str) -> ET.Element:
    """Return the RDF of a picture of that format, in Dublin Core where it has a word."""
    root = ET.Element(_name("rdf:RDF"))
    about = ET.SubElement(root, _name("rdf:Description"), {_name("rdf:about"): ""})
    ET.SubElement(about, _name("dc:format")).text = FORMATS[suffix]
    ET.SubElement(about, _name("dc:identifier")).text = clean(identity.chart)
    for term, words in {
        "dc:title": identity.title,
        "dc:description": identity.description,
        "dc:rights": f"{identity.licence} ({identity.licence_url})",
    }.items():
        _items(about, term, "rdf:Alt", [words])
    _items(about, "dc:creator", "rdf:Seq", identity.originators)
    ET.SubElement(about, _name("dc:source")).text = clean(identity.citation)
    ET.SubElement(about, _name("xmpRights:WebStatement")).text = clean(identity.licence_url)
    for name, value in identity.own.items():
        ET.SubElement(about, _name(f"reported:{name}")).text = clean(value)
    return root


def xmp_packet(identity: Identity, suffix: str) -> str:
    """Return the RDF as an XMP packet, the form in which PNG and PDF carry it."""
    meta = ET.Element(_name("x:xmpmeta"))
    meta.append(rdf(identity, suffix))
    ET.indent(meta, " ")
    start = "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>"
    return f"{start}\n{ET.tostring(meta, encoding='unicode')}\n<?xpacket end='r'?>"


def png_with(identity: Identity, pixels: bytes, size: tuple[int, int], *, dpi: int) -> bytes:
    """Return the pixels (RGBA) as a PNG with its identity, of 256 colours: a chart has few, and a third is saved."""
    words = PngInfo()
    words.add_itxt(XMP_CHUNK, xmp_packet(identity, "png"))
    for name, value in {
        "Title": identity.title,
        "Author": "; ".join(identity.originators),
        "Description": identity.description,
        "Copyright": f"{identity.licence} ({identity.licence_url})",
        "Source": identity.citation,
    }.items():
        words.add_itxt(name, clean(value))
    target = io.BytesIO()
    image = Image.frombytes("RGBA", size, pixels).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(
        target, "PNG", pnginfo=words, dpi=(dpi, dpi)
    )  # to optimise takes ten times as long, for a twentieth
    return target.getvalue()


def pdf_fields(identity: Identity) -> dict[str, str | None]:
    """Return the document information that matplotlib writes: what every PDF reader shows."""
    own = "; ".join(f"{name} {value}" for name, value in identity.own.items())
    return {
        "Title": clean(identity.title),
        "Subject": clean(identity.description),
        "Keywords": clean(f"{own}; {identity.licence}; {identity.citation}"),
        "Author": clean("; ".join(identity.originators)),
        "CreationDate": None,
    }


def pdf_with(identity: Identity, plain: bytes) -> bytes:
    """Return the PDF with the XMP packet as its metadata, added by an incremental update (ISO 32000-1, 7.5.6).

    The packet is not compressed, so that programs which do not read PDF find it too.

    Raises
    ------
    ValueError
        If the PDF does not end in a plain trailer, as matplotlib writes it.
    """
    trailer = TRAILER.fullmatch(plain, plain.rfind(b"trailer"))
    root = trailer and re.search(rb"/Root (\d+) 0 R", trailer[1])
    size = trailer and re.search(rb"/Size (\d+)", trailer[1])
    catalog = root and re.search(rb"\n%s 0 obj\n<<(.*?)>>\nendobj\n" % root[1], plain, re.DOTALL)
    if not (trailer and root and catalog and size):
        raise ValueError("the PDF has no plain trailer with a catalogue; its metadata cannot be added")
    packet = xmp_packet(identity, "pdf").encode("utf-8")
    added = {
        int(root[1]): b"<<%s/Metadata %s 0 R /Lang (en) >>" % (catalog[1], size[1]),
        int(size[1]): b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream"
        % (len(packet), packet),
    }
    return plain + _update(plain, added, trailer)


def _update(plain: bytes, added: Mapping[int, bytes], trailer: re.Match) -> bytes:
    """Return the objects with the cross-references and the trailer that make them part of the PDF."""
    update, entries = b"", b""
    for number, body in added.items():
        entries += b"%d 1\n%010d 00000 n \n" % (number, len(plain) + len(update))
        update += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(plain) + len(update)
    entry = re.sub(rb"/Size \d+", b"/Size %d" % (max(added) + 1), trailer[1]).strip()
    return update + b"xref\n%strailer\n<< %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        entries,
        entry,
        trailer[2],
        start,
    )


def _items(about: ET.Element, term: str, kind: str, values: tuple[str, ...] | list[str]) -> None:
    """Add a term with the list that XMP asks for, of one language where it asks for languages."""
    group = ET.SubElement(ET.SubElement(about, _name(term)), _name(kind))
    language = {"{http://www.w3.org/XML/1998/namespace}lang": "x-default"} if kind == "rdf:Alt" else {}
    for value in values:
        ET.SubElement(group, _name("rdf:li"), language).text = clean(value)


def _name(term: str) -> str:
    prefix, local = term.split(":")
    return f"{{{NAMES[prefix]}}}{local}"
