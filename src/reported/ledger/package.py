"""The ledger's description, datapackage.json: its files, their columns, and the closed lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException
from frictionless import Package as DataPackage

from reported.importing import quick_import
from reported.ledger.json_files import read_json
from reported.ledger.problems import Problem

DESCRIPTION = "datapackage.json"

# What the code asks for by name. A description without one of these would switch off checks in silence.
NEEDED = {
    "claims": [
        "claim_id",
        "statement_id",
        "source_id",
        "originator",
        "locator",
        "attributed_to",
        "indicator",
        "scope",
        "actor",
        "wording",
        "unit",
        "period",
        "period_wording",
        "place",
        "place_id",
        "governorate",
        "incident_id",
        "caveat",
        "confidence",
    ],
    "coding": ["claim_id", "low", "best", "high", "period_start", "period_end", "note"],
    "sources": ["source_id", "publisher", "originator", "title", "url", "published_on", "kind", "upstream"],
    "places": ["place_id", "name", "alt_names", "governorate", "lat", "lon", "precision", "source"],
    "originators": ["originator", "type", "short_name"],
    "known_contradictions": ["claim_id", "rule", "reason"],
    "crosswalk": ["iso_3166_2", "iso_name", "ocha_name", "ocha_pcode"],
}
MAPS = ("governorates", "neighbours")
COMPLETE = "complete it, or put an older copy back"

# Closed lists of the package, and the columns that hold one word of each.
LISTS = {
    "reported:indicators": ("claims", "indicator"),
    "reported:actors": ("claims", "actor"),
    "reported:confidence": ("claims", "confidence"),
    "reported:kinds": ("sources", "kind"),
    "reported:scopes": None,
    "reported:areas": None,
}


@dataclass(frozen=True)
class Description:
    """A datapackage.json that holds all the code asks for."""

    descriptor: Mapping

    def resource(self, name: str) -> Mapping:
        """Return the descriptor of one file by its name in the package."""
        return next(entry for entry in self.descriptor["resources"] if entry["name"] == name)

    def path(self, name: str) -> str:
        """Return the file name of one resource."""
        return self.resource(name)["path"]

    def columns(self, name: str, *types: str) -> list[str]:
        """Return the names of the columns of one CSV file, in their order; of some types only, if given."""
        fields = self.resource(name)["schema"]["fields"]
        return [field["name"] for field in fields if not types or field["type"] in types]

    def field(self, name: str, column: str) -> Mapping:
        """Return the descriptor of one column."""
        return next(entry for entry in self.resource(name)["schema"]["fields"] if entry["name"] == column)

    def pattern(self, name: str, column: str) -> re.Pattern:
        """Return what the cells of one column must look like; anything, if the description does not say."""
        return re.compile(self.field(name, column).get("constraints", {}).get("pattern", ".*"))

    @property
    def tables(self) -> list[str]:
        """Names of the CSV files."""
        return [entry["name"] for entry in self.descriptor["resources"] if "schema" in entry]

    def words(self, closed_list: str) -> list[str]:
        """Return the words of one closed list, in its order: ``words("scopes")``."""
        return [entry["name"] for entry in self.descriptor[f"reported:{closed_list}"]]

    @property
    def units(self) -> dict[str, list[str]]:
        """The units that each indicator allows."""
        return {entry["name"]: entry["units"] for entry in self.descriptor["reported:indicators"]}


def read_description(folder: Path) -> tuple[Description | None, list[Problem]]:
    """Return the description of a ledger, or None with the reasons why it cannot be used."""
    descriptor, problems = read_json(folder, DESCRIPTION)
    problems = problems or _form_problems(descriptor) or _need_problems(descriptor)
    return (None, problems) if problems else (Description(descriptor), [])


def load_jsonschema() -> None:
    """Import jsonschema, which Frictionless uses: with its grammar, a check would take half as long again."""
    with quick_import():
        import_module("jsonschema")


def _form_problems(descriptor: Any) -> list[Problem]:
    """Ask Frictionless whether this is a data package at all."""
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(entry, dict) for entry in resources):
        return [_fault("is no data package with a list of resources", "put an older copy back")]
    load_jsonschema()
    try:
        errors = DataPackage.validate_descriptor(descriptor).errors
    except FrictionlessException as error:
        errors = [error.error]
    return [
        _fault(f"is no valid data package: {error.note}", "correct it, or put an older copy back")
        for error in errors
    ]


def _need_problems(descriptor: dict) -> list[Problem]:
    resources = {entry.get("name"): entry for entry in descriptor["resources"] if "path" in entry}
    names = [*NEEDED, *MAPS]
    missing = [
        _fault(f"describes no {name!r}", "describe it again") for name in names if name not in resources
    ]
    for name in NEEDED.keys() & resources.keys():
        described = [column["name"] for column in resources[name].get("schema", {}).get("fields", [])]
        missing += [
            _fault(f"describes no column {column!r} of {name}.csv", "describe it again")
            for column in NEEDED[name]
            if column not in described
        ]
    return missing or _schema_problems(descriptor) or _list_problems(descriptor)


def _schema_problems(descriptor: dict) -> list[Problem]:
    """Name what Frictionless lets pass in a schema and stumbles over later."""
    problems = []
    for entry in descriptor["resources"]:
        schema = entry.get("schema") or {}
        if not all(_is_foreign_key(key) for key in schema.get("foreignKeys") or []):
            problems.append(
                _fault(f"has a foreign key of {entry['name']} without fields and reference", COMPLETE)
            )
        for field in schema.get("fields", []):
            constraints = field.get("constraints", {})
            if "type" not in field:
                problems.append(_fault(f"has no type of {field['name']}", COMPLETE))
            if not isinstance(constraints.get("enum", []), list):
                problems.append(_fault(f"has an enum of {field['name']} that is no list", COMPLETE))
            if not _is_pattern(constraints.get("pattern", "")):
                problems.append(_fault(f"has a pattern of {field['name']} that is none", COMPLETE))
    return problems


def _is_foreign_key(key: object) -> bool:
    if not isinstance(key, dict) or not isinstance(key.get("reference"), dict):
        return False
    named = [key.get("fields"), key["reference"].get("fields")]
    return isinstance(key["reference"].get("resource"), str) and all(
        isinstance(name, str | list) for name in named
    )


def _is_pattern(pattern: Any) -> bool:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        return False
    return True


def _list_problems(descriptor: dict) -> list[Problem]:
    """Name each closed list that is missing or differs from the words its column allows."""
    problems = []
    for name, where in LISTS.items():
        entries: Any = descriptor.get(name)
        is_entry = _is_indicator if name == "reported:indicators" else _is_word
        if not isinstance(entries, list) or not all(map(is_entry, entries)):
            remedy = (
                "put the list back, each entry with a name and a meaning, an indicator with its units too"
            )
            problems.append(_fault(f"has no closed list {name!r}", remedy))
        elif where:
            allowed = Description(descriptor).field(*where).get("constraints", {}).get("enum", [])
            if list(allowed) != [entry["name"] for entry in entries]:
                rule = f"has a list {name!r} that differs from the enum of column {where[1]!r}"
                problems.append(_fault(rule, "make the two the same, in the same order"))
    return problems


def _is_word(entry: Any) -> bool:
    """True for an entry of a closed list: a word and what it means."""
    return isinstance(entry, dict) and all(isinstance(entry.get(part), str) for part in ("name", "meaning"))


def _is_indicator(entry: Any) -> bool:
    units = entry.get("units") if _is_word(entry) else None
    is_list = isinstance(units, list) and all(isinstance(unit, str) for unit in units)
    return is_list and isinstance(entry.get("measure"), str)


def _fault(rule: str, remedy: str) -> Problem:
    return Problem(DESCRIPTION, None, None, "", rule, remedy)
