"""What is done to the site after Sphinx: data, colours, a lean style sheet, the map, the sitemap."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from reported.site.content import Content
from reported.site.house import house_css
from reported.site.lean_css import leaner, words_used
from reported.site.ledger_data import ledger_script

THEME_CSS = "_static/styles/pydata-sphinx-theme.css"
# Parts of the theme that no page loads.
UNUSED = (
    "_sources",
    "_static/vendor",
    "_static/scripts/fontawesome.js",
    "_static/scripts/fontawesome.js.LICENSE.txt",
    "_static/webpack-macros.html",
    "_static/.gitignore",
    "_static/plot_directive.css",
    ".buildinfo",
    "objects.inv",
)
OWN_STYLE = ("claims", "sources", "originators", "maps", "briefing")  # folders of pages without the theme
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def finish(content: Content, html: Path) -> None:
    """Add to Sphinx' output what the pages need, and take away what none of them does."""
    inputs = content.inputs
    script = ledger_script(content.entries, content.tables, content.charts)
    (html / "_static" / "ledger-data.js").write_text(script, encoding="utf-8")
    (html / "_static" / "house.css").write_text(house_css(), encoding="utf-8")
    for name, folder in (("raw", inputs.ledger), ("processed", inputs.processed)):
        _copy([path for path in sorted(folder.iterdir()) if path.is_file()], html / "data" / name)
    _copy(inputs.maps, html / "maps")
    _copy(inputs.briefing, html / "briefing")
    for name in UNUSED:
        path = html / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in sorted((html / "_static").rglob("*.map")):
        path.unlink()
    _make_theme_lean(html)
    (html / "sitemap.xml").write_text(sitemap(html, content.base_url), encoding="utf-8")
    (html / ".nojekyll").touch()  # else GitHub's pages leave out every folder that begins with "_"


def sitemap(html: Path, base_url: str) -> str:
    """Return the list of all pages; relative addresses where none is known under which they will stand."""
    pages = sorted(path.relative_to(html).as_posix() for path in html.rglob("*.html"))
    entries = "\n".join(
        f"<url><loc>{escape(base_url + quote(name))}</loc></url>"
        for name in pages
        if not name.startswith("_") and name not in ("genindex.html", "search.html")
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">\n{entries}\n</urlset>\n'


def _make_theme_lean(html: Path) -> None:
    """Drop from the theme's style sheet the rules for classes that no page and no script names."""
    pages = [path for path in html.rglob("*.html") if path.relative_to(html).parts[0] not in OWN_STYLE]
    scripts = [path for path in (html / "_static").rglob("*.js") if path.name != "ledger-data.js"]
    sheet = html / THEME_CSS
    used = words_used(path.read_text(encoding="utf-8") for path in [*pages, *scripts])
    sheet.write_text(leaner(sheet.read_text(encoding="utf-8"), used), encoding="utf-8")


def _copy(paths: list[Path], folder: Path) -> None:
    if paths:
        folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        (folder / path.name).write_bytes(path.read_bytes())
