"""A page for each chart: the picture whose marks are links, and all that a reader needs to use and defend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment

from reported.site.archives import chart_files, write_zip
from reported.site.citing import chart_citations, embed_codes
from reported.site.clean_html import raw_block
from reported.site.content import Content
from reported.site.packs import SUFFIXES, Chart
from reported.site.templates import macro, page, section

METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
DECLARATION = re.compile(r"^<\?xml[^>]*\?>\s*")
# Sphinx need not read what no search should find: the drawing, and rows of claim ids.
PICTURE_HERE = '<div data-chart="{slug}"></div>'
TABLE_HERE = '<div data-marks="{slug}"></div>'
MOST_LINKS = 2  # to claims in a row of the table
LONGEST_NAME = 60  # of a chart in a list at the side
FORMATS = {
    "svg": "SVG: for the web and for Word; each mark is a link",
    "pdf": "PDF: for LaTeX and print",
    "png": "PNG: 300 dots per inch, for slides",
    "csv": "CSV: a row for each mark, with its claims",
    "json": "JSON: words, sources, citation, checksums",
}
SECTIONS = {
    "findings": "Findings",
    "downloads": "Download",
    "cite": "Cite",
    "embed": "Embed",
    "words": "Alt text",
    "table": "The data as a table",
    "origin": "Where it comes from",
}


def chart_page(chart: Chart, content: Content) -> str:
    """Return the page's source; `put_live_parts` puts in drawing and table once Sphinx is done."""
    said, entries = chart.said, content.entries
    opening = content.openings.get(chart.notebook, {})
    values = {
        "chart": chart,
        "said": said,
        "limits": opening.get("limits", ""),
        "notebook_title": opening.get("title", ""),
        "findings": [found for found in entries.findings if chart in found["charts"]],
        "files": [(suffix, FORMATS[suffix], chart.file(suffix).stat().st_size) for suffix in SUFFIXES],
        "citations": chart_citations(said, content.year),
        "embeds": embed_codes(said),
        "originators": {one["name"]: slug for slug, one in entries.originators.items()},
        "placeholder": PICTURE_HERE.format(slug=chart.slug),
    }
    parts = content.templates.get_template("chart_parts.html").module
    made = {
        name: str(getattr(parts, name)(values)).strip() for name in ("picture", *SECTIONS) if name != "table"
    }
    made["table"] = TABLE_HERE.format(slug=chart.slug)
    sections = [section(title, made[name]) for name, title in SECTIONS.items() if made[name]]
    address = f"{content.base_url}figures/{chart.slug}/" if content.base_url else ""
    meta = {"og:image": f"{address}{chart.slug}.png", "og:image:alt": said["alt_text"]}
    return page(said["title"], raw_block(made["picture"]), *sections, meta=meta)


def inline_svg(chart: Chart) -> str:
    """Return the chart's SVG as it stands inside a page: without its declaration and metadata."""
    text = chart.file("svg").read_text(encoding="utf-8")
    return METADATA.sub("", DECLARATION.sub("", text)).strip()


def marks_table(chart: Chart, templates: Environment) -> str:
    """Return the chart's data as a table in HTML, folded: a row for each mark."""
    values = {
        "chart": chart,
        "columns": [name for name in chart.marks[0] if name not in ("mark_id", "claim_ids")],
        "rows": [_row(mark) for mark in chart.marks],
    }
    return macro(templates, "chart_parts.html", "table")(values)


def put_live_parts(folder: Path, charts: list[Chart], templates: Environment) -> None:
    """Put each chart's SVG and the table of its marks into its finished page."""
    for chart in charts:
        path = folder / "figures" / chart.slug / "index.html"
        html = path.read_text(encoding="utf-8")
        html = html.replace(PICTURE_HERE.format(slug=chart.slug), inline_svg(chart), 1)
        html = html.replace(TABLE_HERE.format(slug=chart.slug), marks_table(chart, templates), 1)
        path.write_text(html, encoding="utf-8")


def copy_packs(folder: Path, charts: list[Chart], *, year: str, licence: str) -> None:
    """Copy the five files of each chart, byte for byte, and write the zip that holds them all."""
    for chart in charts:
        place = folder / "figures" / chart.slug
        place.mkdir(parents=True, exist_ok=True)
        for suffix in SUFFIXES:
            (place / f"{chart.slug}.{suffix}").write_bytes(chart.file(suffix).read_bytes())
        files = chart_files(chart.folder, chart.slug, chart_citations(chart.said, year), licence)
        write_zip(place / f"{chart.slug}.zip", files)


def short_title(title: str) -> str:
    """Return a title cut at a word for a narrow list."""
    if len(title) <= LONGEST_NAME:
        return title
    return title[:LONGEST_NAME].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _row(mark: Mapping[str, str]) -> dict:
    """Return a mark as a row of the table: its cells as shown, and its first claims."""
    claims = mark["claim_ids"].split(";")
    cells = {name: _cell(value) for name, value in mark.items() if name not in ("mark_id", "claim_ids")}
    return {
        "mark": mark["mark_id"],
        "cells": cells,
        "claims": claims[:MOST_LINKS],
        "more": len(claims) - MOST_LINKS,
    }


def _cell(value: str) -> str:
    """Return a cell as shown; a long fraction is rounded, the CSV has all of it."""
    if re.fullmatch(r"-?\d+\.\d{3,}", value):
        return f"{float(value):.2f}".rstrip("0").rstrip(".")
    return value
