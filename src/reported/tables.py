"""CSV files in and out: read what spreadsheets leave behind, write the same bytes everywhere.

Reading gives text cells only; what they mean is the ledger's business. What was put right on the
way in is said in ``notes``, so that nothing is mended in silence.
"""

from __future__ import annotations

import csv
import io
import math
import re
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from reported.files import write_whole

SEPARATORS = (",", ";", "\t")
SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
# A byte-order mark or a zero-width or no-break space at a cell's end is invisible, and breaks every key.
OUTER_BLANKS = " \u00a0\u200b\ufeff"
EXCEL_WORKBOOK = b"PK\x03\x04"
MOST_CELL_CHARACTERS = 1_000_000
# One line of a file. A list would be looked at by the garbage collector again and again; a tuple of texts is not.
Cells = tuple[str, ...]
Row = Mapping[str, Any]  # one row of a table by the names of its columns; what a cell holds, its table says
MOST_BYTES = 100_000_000  # a hundred times our largest file: what is larger would fill the memory
DIGITS = 12  # significant ones written: the last ones of a float differ from processor to processor


# A spreadsheet runs a text that begins so, in some languages also where the sign is of full width.
FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
EMPTY = '""'  # a line of one empty cell, which would else be no line
QUOTED = re.compile('[,"\r\n]')
SIGNED_NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")


class UnreadableTable(ValueError):
    """A file that holds no table: ``rule`` says what is wrong, in which ``row`` if in one, ``remedy`` what to do."""

    def __init__(self, rule: str, remedy: str, row: int | None = None) -> None:
        super().__init__(f"{rule}; {remedy}")
        self.rule, self.remedy, self.row = rule, remedy, row


@dataclass(frozen=True)
class CsvText:
    """The cells of one CSV file, all text.

    ``rows`` may differ in length from ``header``: that is for the reader's checks to say. Row
    ``i`` stands in line ``header_line + 1 + i`` of the file as a spreadsheet numbers its lines.
    ``notes`` has a sentence for everything that was put right.
    """

    header: list[str]
    rows: list[Cells]
    header_line: int = 1
    notes: list[str] = field(default_factory=list)

    def line(self, index: int) -> int:
        """Return the spreadsheet's line number of ``rows[index]``."""
        return self.header_line + 1 + index


def read_csv_text(path: Path, *, columns: Iterable[str] = ()) -> CsvText:
    """Read one CSV file, whatever separator, line end and encoding a spreadsheet gave it.

    Parameters
    ----------
    path : Path
        The file.
    columns : iterable of str
        Names that the header should hold; they decide between separators.

    Raises
    ------
    UnreadableTable
        If the file is missing, is no file, may not be read, is empty, or is no text.
    """
    text, notes = decode(read_bytes(path))
    if not text.strip("\r\n\t ,;"):
        raise UnreadableTable(
            "the file is empty", "put its header and rows back, for instance from version control"
        )
    text, header_line = _without_separator_line(text)
    separator = _separator(text, set(columns))
    if separator != ",":
        notes.append(f"cells were parted by {SEPARATOR_NAMES[separator]}; save as CSV with commas")
    if "\r" in text:
        notes.append("lines ended as Windows or old Mac programs end them (CR); save with Unix line ends")
    records = _records(text, separator)
    records, trimmed = _trimmed(records)
    if not records or not any(records[0]):
        raise UnreadableTable("the first line is empty", "write the names of the columns there")
    header, rows, dropped = _without_empty_margins(records[0], records[1:])
    return CsvText(header, rows, header_line, [*notes, *trimmed, *dropped])


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raise `UnreadableTable` where there is no readable file.

    A pipe would be waited for and a device read without end, so neither is opened.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise UnreadableTable(
                "a pipe or a device stands where the file should be", "put the file in its place"
            )
        if found.st_size > MOST_BYTES:
            raise UnreadableTable(
                f"the file has more than {MOST_BYTES:,} bytes",
                "see whether it is the right one, and copy it again",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableTable(
            "the file is missing", "put it back, for instance from version control"
        ) from error
    except IsADirectoryError as error:
        raise UnreadableTable(
            "a folder stands where the file should be", "put the file in its place"
        ) from error
    except PermissionError as error:
        raise UnreadableTable("the file may not be read", "give yourself the right to read it") from error
    except OSError as error:
        raise UnreadableTable(f"the file cannot be read ({error.strerror})", "copy it here again") from error


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and notes on its encoding: UTF-8, else UTF-16 or Windows Western."""
    if data.startswith(EXCEL_WORKBOOK):
        raise UnreadableTable("the file is an Excel workbook under another name", "save it as CSV UTF-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), ["was UTF-16 text; save as CSV UTF-8"]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note = f"was not UTF-8 (first in line {line}), so read as Windows-1252 (Latin-1)"
        return _western(data), [f"{note}; save as CSV UTF-8, then compare letters with accents"]
    if text.startswith("\ufeff"):
        return text.lstrip("\ufeff"), ["began with a byte-order mark; save as UTF-8 without one"]
    return text, []


def starts_formula(text: str) -> bool:
    """True for a text that a spreadsheet would run or turn into something else; a signed number is none."""
    return bool(FORMULA.match(text)) and not SIGNED_NUMBER.fullmatch(text)


def marked(text: str) -> str:
    """Return a text as it is written into a CSV: an apostrophe before what a spreadsheet would run.

    A text that has apostrophes there already gets one more, so that `unmarked` returns every text as it was.
    """
    return f"'{text}" if starts_formula(text.lstrip("'")) else text


def unmarked(cell: str) -> str:
    """Return the text of a cell that `marked` wrote."""
    return cell[1:] if cell.startswith("'") and starts_formula(cell.lstrip("'")) else cell


def csv_text(frame: pd.DataFrame) -> str:
    """Return a table as CSV: commas, ``\\n``, ISO days, 12 digits, no ``.0``, empty where missing.

    No text cell is one that a spreadsheet would run (see `marked`); numbers are as they are.
    """
    columns = [[_cell(value) for value in frame[name].tolist()] for name in frame.columns]
    lines = [map(str, frame.columns), *zip(*columns, strict=True)]
    written = (",".join(map(_quoted, line)) or EMPTY for line in lines)
    return "".join(f"{line}\n" for line in written)


def write_csv(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as `csv_text` gives it, without its index; the file appears whole or not at all.

    The text is written beside the target and renamed, so a full disk or a stopped run leaves an
    older file as it was. Raises OSError where the folder takes no file.
    """
    return write_whole(Path(path), csv_text(frame).encode("utf-8"))


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no letter in Windows-1252
        return data.decode("latin-1")


def _without_separator_line(text: str) -> tuple[str, int]:
    """Drop the line ``sep=;`` that Excel understands; return the text and the header's line number."""
    found = re.match(r"sep=.?(\r\n|\r|\n)", text, re.IGNORECASE)
    return (text[found.end() :], 2) if found else (text, 1)


def _separator(text: str, columns: set[str]) -> str:
    """Return the separator that finds most of the expected names in the header, or most cells."""
    header = text.split("\n", maxsplit=1)[0]

    def found(separator: str) -> tuple[int, int]:
        labels = [label.strip(OUTER_BLANKS + '"') for label in header.split(separator)]
        return len(columns.intersection(labels)), len(labels)

    return max(SEPARATORS, key=found)


def _records(text: str, separator: str) -> list[Cells]:
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    records: list[Cells] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            records.append(tuple(record))
    except csv.Error as error:
        remedy = "look there for a double quote that is opened and never closed"
        raise UnreadableTable(f"the file is no CSV ({error})", remedy, len(records) + 1) from error
    return records


def _trimmed(records: list[Cells]) -> tuple[list[Cells], list[str]]:
    """Strip blanks around every cell and say how many cells had some."""
    trimmed = [tuple([cell.strip(OUTER_BLANKS) for cell in record]) for record in records]
    count = sum(
        before != after
        for old, new in zip(records, trimmed, strict=True)
        for before, after in zip(old, new, strict=True)
    )
    return trimmed, [f"{count} cells had blanks around their text; these were left out"] if count else []


def _without_empty_margins(header: Cells, rows: list[Cells]) -> tuple[list[str], list[Cells], list[str]]:
    """Leave out empty rows at the end and nameless empty columns at the right, as spreadsheets add them."""
    notes = []
    filled = len(rows)
    while filled and not any(rows[filled - 1]):
        filled -= 1
    if filled < len(rows):
        notes.append(f"{len(rows) - filled} empty rows at the end were left out")
    width = len(header)
    while width and not header[width - 1]:
        width -= 1
    rows = rows[:filled]
    if width < len(header) and not any(any(row[width:]) for row in rows):
        notes.append(f"{len(header) - width} empty columns at the right were left out")
        header, rows = header[:width], [row[:width] for row in rows]
    return list(header), rows, notes


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        value = float(f"{value:.{DIGITS}g}")
        return str(int(value)) if value.is_integer() else repr(value)
    return marked(str(value))


def _quoted(cell: str) -> str:
    """Return a cell as it stands in a line. Python's own writer leaves a CR bare, which would end the line."""
    inside = cell.replace('"', '""')
    return f'"{inside}"' if QUOTED.search(cell) else cell


def doubled(names: Iterable[str]) -> list[str]:
    """Return the names that stand more than once, in their first order."""
    return [name for name, count in Counter(names).items() if count > 1]
