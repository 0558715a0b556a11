"""The codebook as the site uses it: its tables read, so that a claim's page can show the rule that made it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

ROW = re.compile(r"^\| `(?P<wording>.+?)` \|(?P<cells>(?:[^|]*\|){4})$")
# The bold words with which the codebook opens the paragraph about these kinds.
PARAGRAPHS = MappingProxyType(
    {
        "approximate": "How far “about” reaches",
        "nearly": "How far “about” reaches",
        "magnitude": "What a bare plural means",
    }
)
NAMES = MappingProxyType(
    {
        "exact": "a plain number",
        "range": "a range",
        "at_least": "at least",
        "more_than": "more than",
        "at_most": "at most",
        "less_than": "less than",
        "approximate": "about",
        "nearly": "nearly",
        "magnitude": "a bare plural",
        "none": "none",
        "refused": "left to a person",
    }
)


@dataclass(frozen=True)
class Rule:
    """What the codebook says of one kind of wording.

    Attributes
    ----------
    kind, name : str
        As in the tables, and as a reader says it.
    examples : list of (wording, low, best, high)
        All of the codebook's own.
    paragraph : str
        The codebook's sentences about it, if it has some of its own; Markdown.
    """

    kind: str
    name: str
    examples: list[tuple[str, str, str, str]] = field(default_factory=list)
    paragraph: str = ""

    @property
    def anchor(self) -> str:
        """Name of the place on the codebook's page where the kind first stands."""
        return f"kind-{self.kind.replace('_', '-')}"


def read_rules(codebook: str) -> dict[str, Rule]:
    """Return the rules by kind, in the codebook's order."""
    rules: dict[str, Rule] = {}
    for line in codebook.splitlines():
        row = _figure_row(line)
        if row:
            wording, low, best, high, kind = row
            rule = rules.setdefault(kind, Rule(kind, NAMES.get(kind, kind), [], paragraph_of(codebook, kind)))
            rule.examples.append((wording, low, best, high))
    return rules


def paragraph_of(codebook: str, kind: str) -> str:
    """Return the paragraph that the codebook gives to a kind, without its bold opening; else nothing."""
    opening = PARAGRAPHS.get(kind, "").replace("“", '[“"]').replace("”", '[”"]')
    found = re.search(rf"\*\*{opening}\.\*\* (.+?)\n\n", codebook, re.DOTALL) if opening else None
    return " ".join(found[1].split()) if found else ""


def with_anchors(codebook: str, rules: Mapping[str, Rule]) -> str:
    """Return the codebook's Markdown with an anchor where each kind first stands in the table of figures."""
    anchored, seen = [], set()
    for line in codebook.splitlines():
        row = _figure_row(line)
        kind = row[4] if row else ""
        if kind in rules and kind not in seen:
            seen.add(kind)
            anchored.append(line.replace("| ", f'| <span id="{rules[kind].anchor}"></span>', 1))
        else:
            anchored.append(line)
    return "\n".join(anchored) + "\n"


def _figure_row(line: str) -> tuple[str, str, str, str, str] | None:
    """Return wording, low, best, high and kind of a row of the table of figures, else nothing."""
    found = ROW.match(line.rstrip())
    if not found:
        return None
    low, best, high, kind, *_ = (cell.strip() for cell in found["cells"].split("|"))
    return found["wording"], low, best, high, kind
