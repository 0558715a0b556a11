"""Where the site's inputs lie, what they hold together, and a checksum over all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reported.ledger.page_names import is_page_name

WORDS = ("LICENSE", "CITATION.cff", "CONTRIBUTING.md", "README.md", "docs/codebook.md", "data/LICENSE")
NOT_OURS = {"__pycache__", ".ipynb_checkpoints"}

Row = dict[str, str]


class SiteError(RuntimeError):
    """The site cannot be built; the message says what is missing and what to do."""


@dataclass(frozen=True)
class Inputs:
    """The folders that a site is made from.

    Parameters
    ----------
    root : Path
        The project's folder: site/, docs/, notebooks/ and the words at its top.
    ledger : Path
        Folder of the ledger.
    made : Path
        Folder that holds data/processed and figures: root, or one below build/ for another ledger.
    executed : Path
        Folder of executed notebooks; a notebook that is not there is shown without outputs.
    made_pages : Path
        The site's own folder, into which a notebook has put its interactive map.
    """

    root: Path
    ledger: Path
    made: Path
    executed: Path
    made_pages: Path

    @property
    def site(self) -> Path:
        """The site's configuration, styles, scripts, templates and hand-written pages."""
        return self.root / "site"

    @property
    def processed(self) -> Path:
        """The tables that notebook 02 makes."""
        return self.made / "data" / "processed"

    @property
    def figures(self) -> Path:
        """The chart packs."""
        return self.made / "figures"

    @property
    def notebooks(self) -> list[Path]:
        """The notebooks in their order: the executed copy, or else the committed one."""
        names = sorted(path.name for path in (self.root / "notebooks").glob("[0-9]*.ipynb"))
        kept = [(self.executed / name, self.root / "notebooks" / name) for name in names]
        return [executed if executed.is_file() else source for executed, source in kept]

    @property
    def maps(self) -> list[Path]:
        """The interactive maps: pages of their own, made by a notebook."""
        return sorted((self.made_pages / "maps").glob("*.html"))

    @property
    def briefing(self) -> list[Path]:
        """The briefing paper in its forms, if it has been made."""
        paper = self.made / "build" / "briefing"
        return sorted(path for path in paper.glob("briefing.*") if path.is_file())

    def words(self, name: str) -> str:
        """Return the text of a file at the project's top, empty where there is none."""
        path = self.root / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def checksum(self, *options: str) -> str:
        """Return a SHA-256 over the path and content of every input, this code and the options."""
        total = hashlib.sha256("\0".join(options).encode())
        for name, path in self._files():
            total.update(f"{name}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def _files(self) -> Iterator[tuple[str, Path]]:
        code = Path(__file__).parents[1]
        folders = {
            "site": self.site, "code": code, "ledger": self.ledger, "processed": self.processed,
            "figures": self.figures,
        }  # fmt: skip
        for label, folder in folders.items():
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not NOT_OURS & set(path.parts):
                    yield f"{label}/{path.relative_to(folder).as_posix()}", path
        for label, paths in (("nb", self.notebooks), ("map", self.maps), ("briefing", self.briefing)):
            yield from ((f"{label}/{path.name}", path) for path in paths)
        yield from ((name, self.root / name) for name in WORDS if (self.root / name).is_file())


@dataclass(frozen=True)
class Tables:
    """The tables of a project as text cells, and the descriptions of their columns.

    Attributes
    ----------
    claims, coding, sources, originators, governorates : list of rows of the ledger
    clean, set_aside, incidents, findings : list of rows made from it; empty where not made
    ledger_package, processed_package : Mapping
        The two datapackage.json.
    """

    claims: list[Row]
    coding: list[Row]
    sources: list[Row]
    originators: list[Row]
    governorates: list[Row]
    clean: list[Row]
    set_aside: list[Row]
    incidents: list[Row]
    findings: list[Row]
    ledger_package: Mapping
    processed_package: Mapping

    def meanings(self, closed_list: str) -> dict[str, str]:
        """Return what each word of a closed list of the ledger means."""
        entries = self.ledger_package.get(f"reported:{closed_list}", [])
        return {entry["name"]: entry["meaning"] for entry in entries}

    @cached_property
    def governorate_names(self) -> dict[str, str]:
        """The printed name of each code that a claim may carry."""
        names = {row["iso_3166_2"]: row["ocha_name"] for row in self.governorates}
        return names | {code: words.rstrip(".") for code, words in self.meanings("areas").items()}


def read_tables(inputs: Inputs) -> Tables:
    """Read all tables of the ledger and of data/processed.

    Raises
    ------
    SiteError
        If a table is missing or an id cannot be the name of a page.
    """
    ledger = {
        name: _rows(inputs.ledger / f"{name}.csv") for name in ("claims", "coding", "sources", "originators")
    }
    check_ids("claim_id", ledger["claims"])
    check_ids("source_id", ledger["sources"])
    made = inputs.processed
    return Tables(
        **ledger,
        governorates=_rows(inputs.ledger / "crosswalk.csv"),
        clean=_made_rows(made / "claims_clean.csv"),
        set_aside=_made_rows(made / "set_aside.csv"),
        incidents=_made_rows(made / "incidents.csv"),
        findings=_made_rows(made / "findings.csv") if (made / "findings.csv").is_file() else [],
        ledger_package=_json(inputs.ledger / "datapackage.json"),
        processed_package=_json(made / "datapackage.json"),
    )


def check_ids(column: str, rows: list[Row]) -> None:
    """Raise `SiteError` unless every id can be the name of a page and stands once."""
    ids = [row[column] for row in rows]
    odd = [name for name in ids if not is_page_name(name)]
    if odd:
        raise SiteError(
            f"{len(odd)} values of {column} cannot name a page: {', '.join(map(repr, odd[:3]))}. Run "
            "`make check`: an id is lower-case letters, digits and hyphens."
        )
    if len(set(ids)) < len(ids):
        raise SiteError(f"values of {column} stand more than once. Run `make check` to see which.")


def _rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file as text cells, whatever a spreadsheet did to it."""
    from reported.tables import UnreadableTable, read_csv_text

    try:
        text = read_csv_text(path)
    except UnreadableTable as error:
        raise SiteError(f"{path.parent.name}/{path.name}: {error}. Run `make all` first.") from error
    blank = dict.fromkeys(text.header, "")
    return [blank | dict(zip(text.header, row, strict=False)) for row in text.rows]


def _made_rows(path: Path) -> list[Row]:
    """Return the rows of a table that we wrote, each text as it was before it was written."""
    from reported.tables import unmarked

    return [{name: unmarked(cell) for name, cell in row.items()} for row in _rows(path)]


def _json(path: Path) -> Mapping:
    if not path.is_file():
        raise SiteError(f"{path.parent.name}/{path.name} is missing. Run `make all` first.")
    return json.loads(path.read_text(encoding="utf-8"))
