"""Does the wording of a claim stand in the page? For readers who hold the texts that we may not ship."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd

COLUMNS = ["claim_id", "source_id", "wording", "found", "paragraphs"]
QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′´`‹›", "'") | dict.fromkeys("“”„‟″«»", '"'))
DASHES = "[-‐‑‒–—―−]+"
UNSEEN = re.compile(
    "[⁰¹²³⁴-⁹\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)  # marks of notes, hyphenation, direction
ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)\s*")
PARAGRAPH = re.compile(r"(?:paragraph|para\.?|par\.?|¶)\s*(\d+)", re.IGNORECASE)
# Scripts whose words touch a number or each other, so that a letter beside a wording ends nothing.
UNSPACED = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
JOINING = f"\u0600-\u06ff{UNSPACED}"
TITLES = ("Mr", "Ms", "Mrs", "Dr", "Gen", "Brig", "Col", "Lt", "Maj", "Capt", "Sgt", "St", "No")
SENTENCE = re.compile(
    "".join(rf"(?<!\b{title}\.)" for title in (*TITLES, "[A-Z]"))
    + r"(?:(?<=[.!?])|(?<=[.!?][\"')]))\s+(?=[\"'(]?[A-Z0-9])"
)


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
        ``found``: yes, no, elsewhere (not in the paragraph that the locator names), or ambiguous (in
        several, and the locator names none); ``paragraphs``: their numbers, the first being 1, joined by
        spaces.

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
    parts = [_bounded(plain) for part in ELLIPSIS.split(wording) if (plain := _plain(part))]
    return re.compile(".*?".join(parts) or "(?!)", re.IGNORECASE)


def _bounded(part: str) -> str:
    """Return a pattern that finds a part of a wording, but not inside a longer word or number."""
    before = "".join(f"(?<!{beside})" for beside in _joined(part[0], r"\d[.,٫٬]"))
    after = "".join(f"(?!{beside})" for beside in _joined(part[-1], r"[.,٫٬]\d"))
    return f"{before}{re.escape(part)}{after}"


def _joined(edge: str, number: str) -> list[str]:
    """Return what, beside the first or last character of a wording, makes it a part of something longer."""
    if edge.isdecimal():
        return [r"\d", number, rf"[^\W{JOINING}]"]
    if edge.isalnum() and not re.match(f"[{UNSPACED}]", edge):
        return [rf"[^\W{UNSPACED}]"]
    return []


def _units(paragraph: str, wording: str) -> list[str]:
    """Return what a wording must stand in: one sentence where it leaves words out, else the paragraph."""
    return SENTENCE.split(paragraph) if ELLIPSIS.search(wording) else [paragraph]


def _verdict(numbers: list[int], locator: str) -> tuple[str, str]:
    """Return what to say of a wording that stands in these paragraphs, and their list."""
    named = PARAGRAPH.search(locator)
    if not numbers:
        found = "no"
    elif named:
        found = "yes" if int(named[1]) in numbers else "elsewhere"
    else:
        found = "yes" if len(numbers) == 1 else "ambiguous"
    return found, " ".join(map(str, numbers))


def _plain(text: str) -> str:
    """Return a text in one spelling: quotes, dashes, spaces, no marks that are not seen."""
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", text).translate(QUOTES))
    return re.sub(r"\s+", " ", re.sub(rf"\s*{DASHES}\s*", "-", text)).strip()
