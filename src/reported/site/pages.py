"""The pages that Sphinx makes besides notebooks and charts: their sources, some hand-written, some from tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from reported.site.chart_pages import chart_page, short_title
from reported.site.citing import collection_citations
from reported.site.clean_html import markdown_text, raw_block
from reported.site.content import Content
from reported.site.entries import Entries, number
from reported.site.notebook_pages import chart_figure, prepared_notebook
from reported.site.rules import with_anchors
from reported.site.templates import filled, macro, page

STRONGEST = 5  # findings on the front page
FRONT_CHARTS = ("report-card", "fighter-estimates")  # the first that there is
NAVIGATION = (
    "notebooks/index", "figures/index", "Map <map>", "Ledger <ledger>", "Method <method>", "Cite <cite>"
)  # fmt: skip
NO_SIDE = {"html_theme.sidebar_secondary.remove": "true"}


def write_sources(content: Content, folder: Path) -> None:
    """Write the source of every page that Sphinx makes into the folder."""
    pages = hand_written(content) | notebook_sources(content) | chart_sources(content) | lists(content)
    pages["index.md"] = front(content)
    pages["codebook.md"] = with_anchors(content.inputs.words("docs/codebook.md"), content.rules)
    pages["dictionary.md"] = dictionary(content)
    pages["cite.md"] = cite(content)
    pages["contribute.md"] = content.inputs.words("CONTRIBUTING.md")
    pages["map.md"] = map_page(content)
    pages["sitemap-page.md"] = all_pages(content)
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def hand_written(content: Content) -> dict[str, str]:
    """Return the pages of site/pages with their numbers filled in."""
    paths = sorted((content.inputs.site / "pages").glob("*.md"))
    return {path.name: filled(path.read_text(encoding="utf-8"), content.numbers) for path in paths}


def notebook_sources(content: Content) -> dict[str, str]:
    """Return the prepared notebooks and the page that lists them."""
    charts = {chart.slug: chart for chart in content.charts}
    paths = content.inputs.notebooks
    shown = [
        {"name": name, "said": said, "charts": [chart for chart in content.charts if chart.notebook == name]}
        for name, said in content.openings.items()
    ]
    html = content.templates.get_template("notebooks.html").render(notebooks=shown)
    listed = page("Notebooks", raw_block(html), _toctree(path.stem for path in paths))
    return {f"notebooks/{path.name}": prepared_notebook(path, charts) for path in paths} | {
        "notebooks/index.md": listed
    }


def chart_sources(content: Content) -> dict[str, str]:
    """Return a page for each chart and the gallery of them all."""
    pages = {f"figures/{chart.slug}/index.md": chart_page(chart, content) for chart in content.charts}
    topics = list(dict.fromkeys(topic for chart in content.charts for topic in chart.topics))
    html = content.templates.get_template("gallery.html").render(charts=content.charts, topics=topics)
    entries = (f"{short_title(_plain(chart.title))} <{chart.slug}/index>" for chart in content.charts)
    pages["figures/index.md"] = page("Charts", raw_block(html), _toctree(entries), meta=NO_SIDE)
    return pages


def lists(content: Content) -> dict[str, str]:
    """Return the lists of all sources and of all originators."""
    entries = content.entries
    by_publisher = defaultdict(list)
    for source in entries.sources.values():
        by_publisher[source["publisher"]].append(source)
    publishers = sorted(by_publisher.items(), key=lambda item: item[0].lower())
    many = sorted(entries.originators.values(), key=lambda one: (-len(one["claims"]), one["name"]))
    made = {
        "sources": ("Sources", {"publishers": publishers}),
        "originators": ("Originators", {"originators": many}),
    }
    return {
        f"{name}/index.md": page(
            title, raw_block(content.templates.get_template(f"{name}.html").render(values)), meta=NO_SIDE
        )
        for name, (title, values) in made.items()
    }


def front(content: Content) -> str:
    """Return the front page: the question, the strongest findings, a chart, and where each reader goes next."""
    slugs = {chart.slug: chart for chart in content.charts}
    chosen = next((slugs[slug] for slug in FRONT_CHARTS if slug in slugs), None)
    html = content.templates.get_template("front.html").render(
        findings=strongest(content.entries),
        charts=content.charts[:STRONGEST],
        chart=chosen,
        figure=chart_figure(chosen, caption=False, up="") if chosen else "",
        numbers=content.numbers,
        briefing=[path.name for path in content.inputs.briefing],
    )
    nav = _toctree(NAVIGATION)
    title = "How large, how active and how widespread was ISIS in Iraq, as reported?"
    picture = {"og:image": f"{content.base_url}figures/{chosen.slug}/{chosen.slug}.png"} if chosen else {}
    return page(title, raw_block(html), nav, meta=NO_SIDE | picture)


def strongest(entries: Entries) -> list[dict]:
    """Return the findings of most originators, one of each chart.

    A finding without a chart is about how the work was done; one that rests on most of the claims is about
    the ledger, not about its subject.
    """
    chosen: dict[str, dict] = {}
    for found in entries.findings:
        slugs = [chart.slug for chart in found["charts"]]
        if slugs and 2 * number(found["n_claims"]) < len(entries.claims):
            chosen.setdefault(found["finding_id"] if found["finding_id"] in slugs else slugs[0], found)
    return list(chosen.values())[:STRONGEST]


def dictionary(content: Content) -> str:
    """Return the data dictionary: every table, column and closed word, from the two datapackage.json."""
    table, words_of = (macro(content.templates, "dictionary.html", name) for name in ("table", "words"))
    packages = {"raw": content.tables.ledger_package, "processed": content.tables.processed_package}
    held = {"raw": content.inputs.ledger, "processed": content.inputs.processed}
    parts = [
        "What each table holds, column by column. The files are the ledger’s and the notebooks’ own; "
        "each folder has a `datapackage.json` (Frictionless) that says the same to a program."
    ]
    for name, package in packages.items():
        parts.append(f"## {markdown_text(package['title'])}")
        for resource in package["resources"]:
            if not (held[name] / resource["path"]).is_file():
                continue
            parts.append(f"### {markdown_text(resource['path'])}")
            parts.append(raw_block(table(resource, f"data/{name}")))
    for key in ("indicators", "scopes", "actors", "kinds", "confidence", "areas"):
        parts.append(f"({key})=\n## {markdown_text(key.capitalize())}")
        words = content.tables.ledger_package.get(f"reported:{key}", [])
        parts.append(raw_block(words_of(words)))
    return page("Data dictionary", *parts)


def cite(content: Content) -> str:
    """Return the page on how to cite the collection, a chart and a single figure."""
    copy = macro(content.templates, "chart_parts.html", "copy")
    boxes = "".join(copy(name, words) for name, words in collection_citations(content.citation).items())
    words = (content.inputs.site / "pages" / "parts" / "cite.md").read_text(encoding="utf-8")
    return f"{words}\n{raw_block(boxes)}"


def map_page(content: Content) -> str:
    """Return the page of the interactive map."""
    html = content.templates.get_template("map.html").render(maps=[path.name for path in content.inputs.maps])
    return page("Map of reported incidents", raw_block(html), meta=NO_SIDE)


def all_pages(content: Content) -> str:
    """Return the list of all pages for readers; sitemap.xml has the same for programs."""
    html = content.templates.get_template("all_pages.html").render(
        charts=content.charts,
        notebooks=[{"name": name, "said": said} for name, said in content.openings.items()],
        numbers=content.numbers,
    )
    return "---\norphan: true\n---\n" + page("All pages", raw_block(html))


def _toctree(entries: Iterable[str]) -> str:
    return "```{toctree}\n:hidden:\n:maxdepth: 2\n\n" + "\n".join(entries) + "\n```"


def _plain(words: str) -> str:
    """Return words that can stand as a name in a toctree: no angle brackets, no line break."""
    return " ".join(words.replace("<", "‹").replace(">", "›").replace("`", "'").split())
