"""All that the pages are made from, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import yaml
from jinja2 import Environment

from reported.site.entries import Entries, join_entries
from reported.site.inputs import Inputs, Tables, read_tables
from reported.site.notebook_pages import first_words
from reported.site.packs import Chart, read_charts
from reported.site.rules import Rule, read_rules
from reported.site.templates import environment


@dataclass(frozen=True)
class Content:
    """Tables, charts and entries of one project, the templates to show them, and where the site will stand."""

    inputs: Inputs
    tables: Tables
    charts: list[Chart]
    rules: Mapping[str, Rule]
    entries: Entries
    templates: Environment
    base_url: str

    @cached_property
    def citation(self) -> Mapping:
        """What CITATION.cff says."""
        return yaml.safe_load(self.inputs.words("CITATION.cff"))

    @property
    def year(self) -> str:
        """The year of release, for citations."""
        return str(self.citation["date-released"])[:4]

    @cached_property
    def openings(self) -> dict[str, dict[str, str]]:
        """What the first cell of each notebook says, in the notebooks' order."""
        return {path.stem: first_words(path) for path in self.inputs.notebooks}

    @property
    def numbers(self) -> dict[str, int]:
        """The counts that hand-written pages name."""
        return {
            "claims": len(self.entries.claims),
            "sources": len(self.entries.sources),
            "originators": sum(1 for one in self.entries.originators.values() if one["claims"]),
            "charts": len(self.charts),
            "indicators": len(self.tables.meanings("indicators")),
        }


def read_content(inputs: Inputs, base_url: str) -> Content:
    """Read everything; raises `SiteError` where something is missing or does not fit together."""
    tables = read_tables(inputs)
    charts = read_charts(inputs, {row["claim_id"]: row["indicator"] for row in tables.claims})
    rules = read_rules(inputs.words("docs/codebook.md"))
    entries = join_entries(tables, charts, rules)
    return Content(inputs, tables, charts, rules, entries, environment(inputs.site / "templates"), base_url)
