"""A Sphinx extension: its search finds the pages that Sphinx does not make, and its meta tags are escaped."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace

from docutils import nodes
from sphinx.application import Sphinx

from reported.site.entries import Entries

CONTENT = re.compile(r'content="([^"]*)"')


def search_words(entries: Entries) -> list[tuple[str, str, str]]:
    """Return page, title and words of every claim, source and originator, for the search."""
    found = [
        (
            f"claims/{claim_id}",
            f"“{claim['wording']}” {claim['indicator_name']}, {claim['place']}, {claim['days']}, {claim['originator']}",
            f"{claim['governorate_name']} {claim['caveat']}",
        )
        for claim_id, claim in entries.claims.items()
    ]
    found += [
        (f"sources/{source_id}", source["title"], f"{source['publisher']} {source['published']}")
        for source_id, source in entries.sources.items()
    ]
    found += [(f"originators/{slug}", one["name"], one["type"]) for slug, one in entries.originators.items()]
    return found


def feed_entries(app: Sphinx) -> list:
    """Put the words of the entries into the search index; there are no further pages to make."""
    source = app.config.reported_search_words
    indexer = getattr(app.builder, "indexer", None)
    if not source or indexer is None:
        return []
    indexer.lang.stem = cache(indexer.lang.stem)
    settings = SimpleNamespace(language_code="en")
    for name, title, words in json.loads(Path(source).read_text(encoding="utf-8")):
        document = nodes.document(settings, None)
        document += [nodes.title("", title), nodes.paragraph("", words)]
        indexer.feed(name, f"{name}.html", title, document)
        indexer._all_titles[name] = []  # the same words as its title: half of the index's bytes
    # Sphinx would drop what it has not made itself.
    indexer.prune = lambda names: None
    return []


def escape_tags(app: Sphinx, name: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Escape what the meta tags say: the extension that writes them escapes quotation marks alone."""
    context["metatags"] = CONTENT.sub(
        lambda found: f'content="{escape(unescape(found[1]))}"', context.get("metatags", "")
    )


def setup(app: Sphinx) -> dict[str, object]:
    """Register the extension."""
    app.add_config_value("reported_search_words", "", "", types=frozenset({str}))
    app.connect("html-collect-pages", feed_entries)
    app.connect("html-page-context", escape_tags, priority=900)  # after all who write such tags
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
