"""What in a file would do something: run, load, send, or lead away. A hostile text must never be a part of it."""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

from pypdf import PdfReader
from pypdf.generic import IndirectObject

ADDRESSES = (
    "href",
    "src",
    "action",
    "data",
    "formaction",
    "srcset",
    "poster",
    "background",
    "xlink:href",
    "cite",
)
RUNNING = ("srcdoc", "autofocus", "formaction", "http-equiv")
LOADING = {
    "script", "iframe", "object", "embed", "base", "form", "frame", "applet", "foreignobject", "animate", "set", "meta",
    "link", "style", "img", "image", "video", "audio", "source",
}  # fmt: skip
# Names of a PDF's dictionaries and kinds of its actions by which a reader would do something (ISO 32000-1, 12.6).
PDF_KEYS = {
    "/JavaScript",
    "/JS",
    "/OpenAction",
    "/AA",
    "/AcroForm",
    "/EmbeddedFiles",
    "/EF",
    "/Launch",
    "/XFA",
}
PDF_ACTIONS = {
    "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/URI", "/SubmitForm", "/ImportData", "/Rendition", "/Movie",
    "/Named",
}  # fmt: skip


class Page(HTMLParser):
    """The active things of a page, the texts of its scripts, and its words."""

    def __init__(self, text):
        super().__init__()
        self.active, self.tags, self.scripts, self.words, self.hosts = Counter(), set(), [], [], set()
        self.inside = ""
        self.feed(text)
        self.close()
        self.shown = "".join(self.words)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.inside = tag if tag in ("script", "style") else ""
        if tag in LOADING:
            self.active[tag] += 1
        for name, value in attrs:
            if name.startswith("on") or name in RUNNING:
                self.active[f"{tag} {name}"] += 1
            elif name in ADDRESSES:
                scheme, host = address(value or "")
                self.hosts.add(host)
                self.active[f"{tag} {name} {scheme}:{'' if tag == 'a' else host}"] += 1

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        (self.scripts if self.inside else self.words).append(data)


def address(text):
    """Return scheme and host of an address as a browser takes it: it leaves out blanks and control characters."""
    parts = urlsplit(re.sub(r"[\x00-\x20]", "", text))
    return parts.scheme, parts.netloc


def of_svg(content):
    """Return the kinds of elements of an SVG, its event attributes, and whereto its links lead."""
    found = set()
    for element in ET.fromstring(content).iter():
        found.add(element.tag.rpartition("}")[2])
        for name, value in element.items():
            local = name.rpartition("}")[2]
            if local == "href":
                found.add(f"href {re.match('#|[./a-z:]*', value)[0]}")
            elif local.startswith("on"):
                found.add(local)
    return found


def of_pdf(path):
    """Return what a PDF would do, by key or action, and the schemes and hosts of its links."""
    found, seen, waiting = Counter(), set(), [PdfReader(path).trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, dict):
            found.update(PDF_KEYS & set(thing))
            found.update({str(thing.get("/S"))} & PDF_ACTIONS)
            if "/URI" in thing:
                found[" ".join(address(str(thing["/URI"])))] += 1
            waiting += thing.values()
        elif isinstance(thing, list):
            waiting += thing
    return found


def of_docx(path):
    """Return the endings of a Word file's parts, its elements, its fields, and the kinds and hosts of its links."""
    with zipfile.ZipFile(path) as archive:
        files = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
        parts = {name.rpartition(".")[2] for name in archive.namelist()}
    roots = {name: ET.fromstring(text) for name, text in files.items()}
    every = [element for root in roots.values() for element in root.iter()]
    elements = {element.tag.rpartition("}")[2] for element in every}
    fields = {element.text.strip() for element in every if element.tag.endswith("}instrText")}
    outer = [element for element in every if element.get("TargetMode") == "External"]
    links = {(one.get("Type").rpartition("/")[2], *address(one.get("Target"))) for one in outer}
    return parts, elements, fields, links
