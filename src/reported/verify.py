"""Does the wording of a claim stand in the page? For readers who hold the texts that we may not ship."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd

COLUMNS = ["claim_id", "source_id", "wording", "found", "paragraphs"]
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
DASHES = re.compile("[‐‑‒–—―−]")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(]?[A-Z0-9])")


def verify(claims: pd.DataFrame, texts: dict[str, str]) -> pd.DataFrame:
    """Look up the wording of each claim in the text of its source.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        claim_id, source_id, wording and locator, as in claims.csv.
    texts : dict
        Plain text by source_id. Paragraphs are parted by blank lines, or by lines where there are none.

    Returns
    -------
    DataFrame, one row per claim of these sources, sorted by claim_id
        ``found``: yes, no, or ambiguous (it stands in several paragraphs and the locator does not say
        which); ``paragraphs``: their numbers, the first being 1, joined by spaces.

    Notes
    -----
    Case, spaces, quotes and dashes do not matter. A number is not found inside a longer one. "at least ...
    36" asks for both parts in this order in one sentence. That a wording stands there does not say that it
    means what the claim says.
    """
    paragraphs = {source_id: split_paragraphs(text) for source_id, text in texts.items()}
    rows = []
    for claim in claims[claims["source_id"].isin(list(texts))].sort_values("claim_id").itertuples():
        pattern = wording_pattern(claim.wording)
        numbers = [
            number
            for number, paragraph in enumerate(paragraphs[claim.source_id], start=1)
            if any(pattern.search(sentence) for sentence in _units(paragraph, claim.wording))
        ]
        rows.append((claim.claim_id, claim.source_id, claim.wording, *_verdict(numbers, claim.locator)))
    return pd.DataFrame(rows, columns=COLUMNS)


def read_texts(folder: Path, source_ids: set[str]) -> tuple[dict[str, str], list[str]]:
    """Read the texts ``<source_id>.txt`` of a folder.

    Returns
    -------
    texts : dict
        Text by source_id.
    notes : list of str
        A sentence for each file that belongs to no source or cannot be read.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If there is no such folder.
    """
    texts, notes = {}, []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".txt":
            continue
        if path.stem not in source_ids:
            notes.append(f"{path.name}: no source of the ledger has this id; name the file <source_id>.txt")
            continue
        try:
            texts[path.stem] = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            notes.append(f"{path.name}: is not UTF-8 text; save it as UTF-8")
        except OSError as error:
            notes.append(f"{path.name}: cannot be read ({error.strerror})")
    return texts, notes


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text in one spelling, empty ones left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = re.split(r"\n\s*\n", text.strip()) if re.search(r"\n\s*\n", text.strip()) else text.split("\n")
    return [plain for part in parts if (plain := _plain(part))]


def wording_pattern(wording: str) -> re.Pattern:
    """Return the pattern that finds a wording; an ellipsis stands for words left out."""
    parts = [re.escape(_plain(part)) for part in re.split(r"\s*(?:\.\.\.|…)\s*", wording) if part.strip()]
    body = r"\b.*?\b".join(part.replace(r"\ ", r"\s+") for part in parts)
    return re.compile(rf"(?<!\w)(?<!\d[.,]){body}(?!\w)(?![.,]\d)", re.IGNORECASE)


def _units(paragraph: str, wording: str) -> list[str]:
    """Return what a wording must stand in: one sentence where it leaves words out, else the paragraph."""
    return SENTENCE.split(paragraph) if re.search(r"\.\.\.|…", wording) else [paragraph]


def _verdict(numbers: list[int], locator: str) -> tuple[str, str]:
    listed = " ".join(map(str, numbers))
    if not numbers:
        return "no", ""
    place = re.search(r"(?:paragraph|para\.?|par\.?|¶)\s*(\d+)", locator, re.IGNORECASE)
    if place:
        return ("yes" if int(place[1]) in numbers else "no"), listed
    return ("yes" if len(numbers) == 1 else "ambiguous"), listed


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(QUOTES)
    return re.sub(r"\s+", " ", DASHES.sub("-", text)).strip()
