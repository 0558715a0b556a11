"""The pages that the briefing cites, from sources.csv, as a bibliography for pandoc (CSL JSON)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

CITED = re.compile(r"(?<![\w\\])@([a-z0-9][a-z0-9-]*[a-z0-9])")
KINDS = {
    "newspaper": "article-newspaper", "wire": "article-newspaper", "broadcaster": "article-newspaper",
    "un_report": "report", "government": "report", "think_tank": "report", "ngo": "report", "academic": "report",
    "database": "dataset", "blog": "post-weblog",
}  # fmt: skip


def cited(text: str) -> list[str]:
    """Return the ids that a text cites as ``@source_id``, each once, in their order."""
    return list(dict.fromkeys(CITED.findall(text)))


def bibliography(text: str, sources: pd.DataFrame) -> list[dict]:
    """Return one CSL entry for each page that the text cites.

    Raises
    ------
    ValueError
        Naming every id that is no page of the ledger.
    """
    pages = sources.set_index("source_id")
    unknown = [name for name in cited(text) if name not in pages.index]
    if unknown:
        raise ValueError(f"the text cites pages that sources.csv does not have: {', '.join(unknown)}")
    return [_entry(name, pages.loc[name]) for name in cited(text)]


def _entry(name: str, page: Mapping[str, str]) -> dict:
    """Return a page as CSL: the originator as author, for it made the figures; the publisher as container."""
    entry = {
        "id": name,
        "type": KINDS.get(page["kind"], "webpage"),
        "title": page["title"],
        "author": [{"literal": page["originator"]}],
        "URL": page["url"],
        "issued": {"date-parts": [[int(part) for part in page["published_on"].split("-")]]},
    }
    if page["publisher"] != page["originator"]:
        entry["container-title" if entry["type"] == "article-newspaper" else "publisher"] = page["publisher"]
    return entry
