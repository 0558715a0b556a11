"""A small page for each claim, source and originator: thousands of them, so made without Sphinx."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment

from reported.site.entries import Entries

MOST_ROWS = 200  # on an originator's page; the ledger has them all


def write_entries(entries: Entries, folder: Path, templates: Environment, base_url: str) -> None:
    """Write ``claims/``, ``sources/`` and ``originators/`` below the folder."""
    _write(
        folder,
        "sources",
        templates,
        base_url,
        {key: {"source": value} for key, value in entries.sources.items()},
    )
    originators = {
        slug: {"originator": value, "most": MOST_ROWS} for slug, value in entries.originators.items()
    }
    _write(folder, "originators", templates, base_url, originators)
    shown = {}
    for source in entries.sources.values():
        claims = source["claims"]
        for place, claim in enumerate(claims):
            shown[claim["claim_id"]] = {
                "claim": claim,
                "before": claims[place - 1] if place else None,
                "after": claims[place + 1] if place + 1 < len(claims) else None,
                "picture": _picture(claim),
            }
    _write(folder, "claims", templates, base_url, shown)


def _write(
    folder: Path, kind: str, templates: Environment, base_url: str, shown: Mapping[str, Mapping]
) -> None:
    """Write one page for each name, from the template of its kind."""
    template = templates.get_template(f"{kind.removesuffix('s')}.html")
    place = folder / kind
    place.mkdir(parents=True, exist_ok=True)
    for name, values in shown.items():
        address = f"{kind}/{name}.html"
        html = template.render({"base_url": base_url, "address": address, "picture": "", **values})
        (folder / address).write_text(html.lstrip(), encoding="utf-8")


def _picture(claim: Mapping) -> str:
    """Return the picture that stands for the claim where its address is shared: a chart that uses it."""
    charts = claim["charts"]
    return f"figures/{charts[0]['slug']}/{charts[0]['slug']}.png" if charts else ""
