"""Executed notebooks made fit for the site: code folded, charts live and linked, outputs safe, nothing run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

from reported.site.clean_html import sentences, table_html
from reported.site.packs import PACK, Chart

FOLDED = "hide-input"
FIGURE = (
    '<figure class="chart-figure"><div class="chart-sheet" tabindex="0" role="region" aria-label="Chart, scrolls '
    'sideways on a small screen"><object type="image/svg+xml" data="{up}figures/{slug}/{slug}.svg" '
    'style="aspect-ratio:{ratio}" aria-label="{alt}">{alt}</object></div>'
    '<figcaption>{caption} <a class="chart-link" href="{up}figures/{slug}/index.html">Data, downloads and '
    "citation of this chart</a></figcaption></figure>"
)
SCROLLED = '<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">{html}</div>'


def prepared_notebook(path: Path, charts: Mapping[str, Chart]) -> str:
    """Return the notebook as JSON in which every output is one that the site may show.

    A chart pack becomes its SVG, whose marks are links; a table keeps the tags of tables; sentences become
    text. Errors of a cell and anything that could run are left out.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"].pop("widgets", None)
    notebook["cells"] = _joined(notebook["cells"])
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            cell.pop("attachments", None)
            continue
        tags = cell.setdefault("metadata", {}).get("tags", [])
        cell["metadata"]["tags"] = sorted({*tags, FOLDED})
        shown = [_shown(output, charts) for output in cell.get("outputs", [])]
        cell["outputs"] = [_html_output(html) for html in shown if html]
    return json.dumps(notebook, ensure_ascii=False, indent=1)


def first_words(path: Path) -> dict[str, str]:
    """Return what the notebook's first cell says: its title, and what follows each bold opening."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    opening = "".join(cells[0]["source"]) if cells and cells[0]["cell_type"] == "markdown" else ""
    title, _, rest = opening.partition("\n")
    said = {"title": title.lstrip("# ").strip() or path.stem}
    for paragraph in rest.split("\n\n"):
        words = " ".join(paragraph.split())
        if words.startswith("**") and ".** " in words:
            name, _, text = words.removeprefix("**").partition(".** ")
            said[name.lower()] = text
    return said


def chart_figure(chart: Chart, *, caption: bool = True, up: str = "../") -> str:
    """Return a chart as it stands in a notebook: its SVG, the caption, and the way to its page.

    ``up`` leads from the page to the site's top.
    """
    size = chart.said["size"]
    return FIGURE.format(
        slug=chart.slug,
        up=up,
        ratio=f"{size['width_mm']:g}/{size['height_mm']:g}",
        alt=escape(chart.said["alt_text"]),
        caption=escape(chart.said["caption"]) if caption else "",
    )


def _joined(cells: list[dict]) -> list[dict]:
    """Join code cells that follow each other with nothing shown between: one fold of code, not five."""
    joined: list[dict] = []
    for cell in cells:
        before = joined[-1] if joined else {"cell_type": ""}
        if cell["cell_type"] == before["cell_type"] == "code" and not before["outputs"]:
            source = f"{_text(before['source']).rstrip()}\n\n{_text(cell['source'])}"
            joined[-1] = cell | {"source": source}
        else:
            joined.append(cell)
    return joined


def _shown(output: Mapping, charts: Mapping[str, Chart]) -> str:
    """Return an output as HTML that may stand on a page; nothing where there is none."""
    if output["output_type"] == "stream":
        return f"<pre>{escape(_text(output['text']))}</pre>" if output.get("name") == "stdout" else ""
    data = output.get("data", {})
    pack = PACK.match(_text(data.get("text/plain", "")))
    if pack and pack[1] in charts:
        return chart_figure(charts[pack[1]])
    if "text/markdown" in data:
        return f'<div class="finding">{sentences(_text(data["text/markdown"]))}</div>'
    if "text/html" in data:
        return SCROLLED.format(label="Table", html=table_html(_text(data["text/html"])))
    return SCROLLED.format(label="Result", html=f"<pre>{escape(_text(data.get('text/plain', '')))}</pre>")


def _html_output(html: str) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}}


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
