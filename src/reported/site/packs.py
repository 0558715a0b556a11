"""The chart packs as the site shows them: words, marks, topics, files, and the notebook that made each."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from reported.site.inputs import Inputs, SiteError

SUFFIXES = ("svg", "pdf", "png", "csv", "json")
EVERYTHING = 8  # a chart of more indicators than that is about the ledger as a whole
LEAST_SHARE = 0.1  # of a chart's claims, for a topic to be the chart's
TOPICS = MappingProxyType(
    {
        "Fighters": ("fighters_present", "fighters_crossed"),
        "Attacks": ("attacks", "attack_rate", "fatal_events"),
        "Killed and injured": (
            "civilians_killed civilians_injured killed_all injured_all killed_and_injured people_killed "
            "people_injured security_forces_killed security_forces_injured militants_killed mukhtars_killed "
            "bodies_found people_kidnapped hostages_freed"
        ).split(),
        "Displacement": ("displaced_persons", "displacement_change", "returnees", "new_returnees"),
        "Detainees and operations": ("detainees_held", "detainee_movements", "operations", "troops_deployed"),
    }
)
ALL_FIGURES = "The whole ledger"
OTHER = "Other figures"
PLACES = "Places"
PLACED = {"governorate", "lat"}  # columns of charts that say where
PACK = re.compile(r"chart pack ([a-z0-9-]+):")


@dataclass(frozen=True)
class Chart:
    """One chart pack.

    Attributes
    ----------
    said : Mapping
        What its JSON says.
    marks : list of rows of its CSV
    folder : Path
        Where its five files lie.
    notebook : str
        Name of the notebook that made it; empty if none says so.
    topics : list of str
        For the gallery's filter.
    """

    said: Mapping
    marks: list[dict[str, str]]
    folder: Path
    notebook: str = ""
    topics: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Name of its folder and files."""
        return self.said["slug"]

    @property
    def title(self) -> str:
        """The finding in a sentence."""
        return self.said["title"]

    @property
    def claim_ids(self) -> list[str]:
        """Every claim on the chart once, in the marks' order."""
        return list(dict.fromkeys(claim for mark in self.marks for claim in mark["claim_ids"].split(";")))

    def file(self, suffix: str) -> Path:
        """Return one of its five files."""
        return self.folder / f"{self.slug}.{suffix}"


def read_charts(inputs: Inputs, indicators: Mapping[str, str]) -> list[Chart]:
    """Read every chart pack, in the order of the notebooks that made them.

    Parameters
    ----------
    indicators : Mapping of claim id to indicator
        Of every claim of the ledger.

    Raises
    ------
    SiteError
        If a pack lacks a file, or a mark names a claim that the ledger does not hold.
    """
    made_by = notebooks_of_charts(inputs.notebooks)
    charts = [_read(path.parent, made_by, indicators) for path in sorted(inputs.figures.glob("*/*.json"))]
    order = list(made_by)
    return sorted(
        charts, key=lambda chart: (order.index(chart.slug) if chart.slug in order else 99, chart.slug)
    )


def notebooks_of_charts(notebooks: list[Path]) -> dict[str, str]:
    """Return the notebook of each chart: the one that shows its pack, or says that it writes it."""
    made_by: dict[str, str] = {}
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [json.dumps(output) for cell in cells for output in cell.get("outputs", [])]
        opening = "".join(cells[0]["source"]) if cells else ""
        promised = re.findall(r"`([a-z0-9-]+)`", opening.partition("**Writes**")[2].partition("\n\n")[0])
        shown = [slug for output in outputs for slug in PACK.findall(output)]
        for slug in shown or promised:
            made_by.setdefault(slug, path.stem)
    return made_by


def topics_of(claim_ids: list[str], indicators: Mapping[str, str]) -> list[str]:
    """Return the topics that a good part of the claims is about."""
    counts = Counter(indicators[claim] for claim in claim_ids)
    if len(counts) > EVERYTHING:
        return [ALL_FIGURES]
    total = sum(counts.values())
    shares = {topic: sum(counts[name] for name in names) / total for topic, names in TOPICS.items()}
    return [topic for topic, share in shares.items() if share >= LEAST_SHARE] or [OTHER]


def _read(folder: Path, made_by: Mapping[str, str], indicators: Mapping[str, str]) -> Chart:
    slug = folder.name
    missing = [suffix for suffix in SUFFIXES if not (folder / f"{slug}.{suffix}").is_file()]
    if missing:
        raise SiteError(f"figures/{slug} lacks its .{', .'.join(missing)}. Run `make all` to draw it again.")
    said = json.loads((folder / f"{slug}.json").read_text(encoding="utf-8"))
    with (folder / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        marks = list(csv.DictReader(file))
    chart = Chart(said, marks, folder, made_by.get(slug, ""))
    unknown = [claim for claim in chart.claim_ids if claim not in indicators]
    if unknown:
        raise SiteError(
            f"figures/{slug} names {len(unknown)} claims that the ledger does not hold: "
            f"{', '.join(unknown[:3])}. Run `make all` to draw it from this ledger."
        )
    chart.topics.extend(topics_of(chart.claim_ids, indicators))
    if PLACED & set(marks[0] if marks else ()):
        chart.topics.append(PLACES)
    return chart
