"""The SVG of a chart: each mark a link to its claim, words for screen readers, and a third of the bytes.

matplotlib writes the drawing; what it wrote is taken as XML, so that no word of a claim can become markup.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reported.charts.embedded import Identity, clean, rdf

# A claim's page as it is seen from figures/<slug>/<slug>.svg, in the repository and on the site alike.
CLAIM_PAGE = "../../claims/{claim_id}.html"
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
REACH_PT = 3.4  # 1.2 mm: how far around a mark a pointer still meets it, where no other mark is nearer
THIN_PT = 14  # a mark as thin as that gets a box to be met by; a larger one is met on its own shape
GLYPHS = MappingProxyType({"DejaVuSans-Bold": "dvb", "DejaVuSans": "dv"})  # as short as they are frequent
# Scoped by class: the same rules hold when the SVG is put into a page. Only marks meet the pointer, so that
# a number that stands on a cell does not cover the cell's link.
RULES = (
    ".reported-chart *{stroke-linejoin:round;stroke-linecap:butt}"
    ".reported-chart>g{pointer-events:none}.reported-chart a{pointer-events:auto}"
    ".reported-chart a>rect{pointer-events:all}"  # matplotlib draws paths: a rect is one of the boxes
    ".reported-chart a:focus-visible{outline:2px solid #1F1F1F;outline-offset:1px}"
)
NUMBER = re.compile(r"-?\d+\.\d+")

ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)

Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the upper left corner


def linked_svg(
    plain: bytes,
    identity: Identity,
    marks: Iterable[tuple[str, str, str, str]],
    boxes: Mapping[str, list[Box]],
) -> bytes:
    """Return matplotlib's SVG with links, words, metadata, and numbers of two decimals.

    Parameters
    ----------
    plain : bytes
        As matplotlib saved it, in which each mark's group has the mark's id.
    identity : Identity
        Goes into ``<metadata>``; its title and description are what a screen reader says first.
    marks : iterable of (mark id, claim id, title, description)
        The claim is the one whose page the mark links to.
    boxes : Mapping of mark id to boxes
        As returned by `hit_boxes`.
    """
    root = ET.fromstring(plain)
    _gather_definitions(root)
    _drop_blanks(root)
    groups = {child.get("id"): (parent, child) for parent in root.iter() for child in parent}
    for mark_id, claim_id, title, words in marks:
        parent, group = groups[mark_id]
        _link(parent, group, claim_id, (title, words), boxes.get(mark_id, []))
    _drop_plain_groups(root)
    _write_head(root, identity)
    _shorten(root)
    _break_lines(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8") + b"\n"


def hit_boxes(figure: Figure, mark_ids: Collection[str]) -> dict[str, list[Box]]:
    """Return where a pointer meets each mark: its own box, made larger where there is room, and its label's.

    The parts of a mark are the artists whose gid is the mark's id, or the id, a dot and more: "m1", "m1.1".
    "m1.label" is its label. "m1.band" is left out: a surface that belongs to the mark, too large to be met.
    A mark that is large itself gets no box.
    """
    renderer = FigureCanvasAgg(figure).get_renderer()
    scale, height = 72 / figure.dpi, figure.bbox.height
    found: dict[tuple[str, bool], list[Box]] = {}
    for artist in figure.findobj(lambda artist: bool(artist.get_gid()) and artist.get_visible()):
        mark_id, _, part = (artist.get_gid() or "").partition(".")
        if mark_id in mark_ids and part != "band":
            x0, y0, x1, y1 = artist.get_window_extent(renderer).extents
            box = (scale * x0, scale * (height - y1), scale * x1, scale * (height - y0))
            if np.isfinite(box).all():
                found.setdefault((mark_id, part == "label"), []).append(box)
    grown = _grow([_hull(parts) for parts in found.values()])
    boxes: dict[str, list[Box]] = {}
    for (mark_id, is_label), box in zip(found, grown, strict=True):
        left, top, right, bottom = box
        if is_label or min(right - left, bottom - top) <= THIN_PT:
            boxes.setdefault(mark_id, []).append(box)
    return boxes


def _hull(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _grow(boxes: list[Box]) -> list[Box]:
    """Return the boxes grown by `REACH_PT`, or half-way to the next box where that is nearer.

    First up and down, then sideways, so that boxes which did not overlap still do not.
    """
    sides = np.array(boxes, dtype=float).reshape(-1, 4)
    for low, high in ((1, 3), (0, 2)):
        other_low, other_high = (low + 1) % 2, (low + 1) % 2 + 2
        starts, ends = sides[:, low], sides[:, high]
        level = (sides[:, None, other_low] < sides[None, :, other_high]) & (
            sides[None, :, other_low] < sides[:, None, other_high]
        )
        np.fill_diagonal(level, False)
        after = np.where(level, starts[None, :] - ends[:, None], np.inf)  # how far away the next one begins
        after[after < 0] = np.inf
        before = np.where(level, starts[:, None] - ends[None, :], np.inf)
        before[before < 0] = np.inf
        sides[:, high] = ends + np.minimum(REACH_PT, after.min(axis=1, initial=np.inf) / 2)
        sides[:, low] = starts - np.minimum(REACH_PT, before.min(axis=1, initial=np.inf) / 2)
    return [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in sides]


def _link(
    parent: ET.Element, group: ET.Element, claim_id: str, words: tuple[str, str], boxes: list[Box]
) -> None:
    """Put the group into a link that has the group's id, the words, and the boxes that a pointer meets."""
    title, description = (" ".join(clean(text).split()) for text in words)
    address = CLAIM_PAGE.format(claim_id=quote(claim_id, safe=""))
    link = ET.Element(
        _svg("a"), {"id": group.get("id", ""), "href": address, "target": "_top", "aria-label": title}
    )
    ET.SubElement(link, _svg("title")).text = title
    ET.SubElement(link, _svg("desc")).text = description
    for left, top, right, bottom in boxes:
        sizes = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        look = {"fill": "none"} | {name: _short(value) for name, value in sizes.items()}
        ET.SubElement(link, _svg("rect"), look)
    parent[list(parent).index(group)] = link
    del group.attrib["id"]
    link.append(group)


def _gather_definitions(root: ET.Element) -> None:
    """Move every definition to the head, so that none stands inside a link."""
    head = ET.Element(_svg("defs"))
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == _svg("defs")]:
            head.extend(child)
            parent.remove(child)
    root.insert(0, head)


def _drop_blanks(root: ET.Element) -> None:
    """Leave out the glyph of the blank, which draws nothing, and every use of it.

    What lies wholly off the canvas is a path without a line too, but has no id and is no glyph.
    """
    empty = [path.get("id") for path in root.iter(_svg("path")) if not path.get("d")]
    blank = {f"#{name}" for name in empty if name}
    for parent in list(root.iter()):
        parent[:] = [
            child
            for child in parent
            if child.get(f"{{{XLINK}}}href") not in blank and f"#{child.get('id')}" not in blank
        ]


def _drop_plain_groups(element: ET.Element) -> None:
    """Put the content of a group that says nothing in the group's place; only links keep an id."""
    children = []
    for child in element:
        _drop_plain_groups(child)
        if child.tag == _svg("g"):
            child.attrib.pop("id", None)
        says_nothing = child.tag == _svg("g") and not child.attrib
        children += list(child) if says_nothing else [child]
    element[:] = children


def _write_head(root: ET.Element, identity: Identity) -> None:
    """Write what a screen reader says first, the metadata and the rules; matplotlib's own go."""
    for child in [child for child in root if child.tag == _svg("metadata")]:
        root.remove(child)
    definitions, style = root.find(_svg("defs")), root.find(f"{_svg('defs')}/{_svg('style')}")
    assert definitions is not None and style is not None, "matplotlib writes both into every SVG"
    style.text = RULES
    drawing = ET.Element(_svg("g"))
    drawing.extend(child for child in root if child.tag != _svg("defs"))
    name = identity.chart
    title = ET.Element(_svg("title"), {"id": f"{name}-title"})
    title.text = clean(identity.title)
    description = ET.Element(_svg("desc"), {"id": f"{name}-desc"})
    description.text = clean(identity.description)
    metadata = ET.Element(_svg("metadata"))
    metadata.append(rdf(identity, "svg"))
    root[:] = [title, description, metadata, definitions, drawing]
    root.attrib |= {
        "class": "reported-chart",
        "{http://www.w3.org/XML/1998/namespace}lang": "en",
        # Not "img": what is inside an image is hidden from screen readers, and the marks are links.
        "role": "graphics-document document",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-desc",
    }


def _shorten(root: ET.Element) -> None:
    """Round to a hundredth of a point, give glyphs short ids, and leave out blanks that say nothing."""
    for element in root.iter():
        if element.tag == _svg("use"):
            _shorten_use(element)
        for name, value in element.attrib.items():
            if name == "d":
                element.set(name, _short_path(value))
            elif name == "style":
                element.set(name, re.sub(r"([:;])\s+", r"\1", value))
            elif name == "id" and element.tag == _svg("path"):
                element.set(name, _glyph_id(value))
            elif name in ("x", "y", "width", "height", "viewBox"):
                element.set(name, NUMBER.sub(lambda found: _short(float(found[0])), value))
            elif name == "transform":
                element.set(name, re.sub(r"translate\([^)]*\)", _rounded, value))


def _short_path(path: str) -> str:
    """Return the path in fewer characters: two decimals, level and upright lines by their one new number."""
    parts, here = [], ["", ""]
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        to = [_short(float(number)) for number in numbers.split()]
        if command == "L" and to[1] == here[1]:
            parts.append(f"H{to[0]}")
        elif command == "L" and to[0] == here[0]:
            parts.append(f"V{to[1]}")
        else:
            parts.append(command + " ".join(to))
        here = to[-2:] or ["", ""]
    return "".join(parts)


def _shorten_use(use: ET.Element) -> None:
    """Write the place of a glyph as x and y; a thousandth of its size is finer than any print."""
    target = f"{{{XLINK}}}href"
    use.set(target, f"#{_glyph_id(use.get(target, '')[1:])}")
    moved = re.fullmatch(r"translate\((\S+) (\S+)\)", use.get("transform", ""))
    if moved:
        del use.attrib["transform"]
        for name, value in zip("xy", moved.groups(), strict=True):
            if float(value):
                use.set(name, _short(float(value), 1))


def _break_lines(root: ET.Element) -> None:
    """Put each text and each mark on a line of its own, so that a comparison of two versions can be read."""
    for element in root.iter():
        if element.text is not None and not element.text.strip():
            element.text = None
        for child in element:
            run_on = element.tag == _svg("a") or child.tag == _svg("use")
            child.tail = None if run_on else "\n"


def _glyph_id(name: str) -> str:
    for font, short in GLYPHS.items():
        if name.startswith(f"{font}-"):
            return short + name.removeprefix(f"{font}-")
    return name


def _rounded(found: re.Match) -> str:
    return NUMBER.sub(lambda number: _short(float(number[0])), found[0])


def _short(value: float, decimals: int = 2) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _svg(name: str) -> str:
    return f"{{{SVG}}}{name}"
