"""Quote findings in a text by id, and look for numbers that no finding backs."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from reported.findings.collecting import FindingError, value_words

PLACE = re.compile(r"\{\{\s*([a-z0-9-]+)(?:\.(\w+))?\s*\}\}")
QUOTE = re.compile(r"<!-- finding ([a-z0-9-]+) -->\n?(.*?)\n?<!-- /finding -->", re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
PARTS = ("sentence", "value", "unit", "originators", "n_originators", "n_claims", "strongest", "without")


def filled(text: str, findings: pd.DataFrame) -> str:
    """Return a text with ``{{id}}`` replaced by the finding's sentence, ``{{id.part}}`` by one of its parts.

    Parts are ``value`` and ``without`` (the value without the strongest originator) in words, ``unit``,
    ``strongest``, ``originators`` (named), ``n_originators`` and ``n_claims``.

    Raises
    ------
    FindingError
        Naming every id or part that there is not.
    """
    unknown = [
        match[0]
        for match in PLACE.finditer(text)
        if match[1] not in findings.index or (match[2] or "sentence") not in PARTS
    ]
    if unknown:
        raise FindingError(f"the text quotes what is no finding: {', '.join(dict.fromkeys(unknown))}")
    return PLACE.sub(lambda match: _part(findings.loc[match[1]], match[2] or "sentence"), text)


def quoted(text: str) -> dict[str, str]:
    """Return what a text quotes between ``<!-- finding id -->`` and ``<!-- /finding -->``, by id."""
    return {match[1]: " ".join(match[2].split()) for match in QUOTE.finditer(text)}


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text as they are written, with their commas and decimals."""
    return [match[0].rstrip(",") for match in NUMBER.finditer(text)]


def unbacked(text: str, findings: pd.DataFrame, *, allowed: Collection[str] = ()) -> list[str]:
    """Return the numbers of a text that stand in no finding's sentence and are not among the allowed."""
    backed = {number for sentence in findings["sentence"] for number in numbers_in(sentence)}
    return [number for number in numbers_in(text) if number not in backed | set(allowed)]


def _part(finding: pd.Series, part: str) -> str:
    if part in ("value", "without"):
        prefix = "" if part == "value" else "strongest_"
        return value_words(tuple(finding[f"{prefix}{bound}"] for bound in ("low", "best", "high")))
    text = finding[part]
    return (
        text.replace(";", ", ") if part == "originators" else f"{text:,}" if part.startswith("n_") else text
    )
