"""Zip files that hold a chart with its licence and citation, the same bytes wherever they are made."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip file can hold
READABLE = 0o644 << 16


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a zip, in the given order, with no time of day and no compression.

    Stored, not deflated: two versions of zlib pack to different bytes.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.external_attr = READABLE
            entry.create_system = 3  # Unix, whatever the machine
            archive.writestr(entry, content)


def chart_files(folder: Path, slug: str, citations: Mapping[str, str], licence: str) -> dict[str, bytes]:
    """Return what a chart's zip holds: its five files, how to cite it, and the licence."""
    files = {f"{slug}/{path.name}": path.read_bytes() for path in sorted(folder.glob(f"{slug}.*"))}
    words = "\n\n".join(f"{form}\n{'-' * len(form)}\n{text}" for form, text in citations.items())
    files[f"{slug}/CITATION.txt"] = f"{words}\n".encode()
    files[f"{slug}/{slug}.bib"] = f"{citations['BibTeX']}\n".encode()
    files[f"{slug}/{slug}.ris"] = f"{citations['RIS']}\n".encode()
    files[f"{slug}/LICENSE.txt"] = licence.encode()
    return files
