"""Rules for any cell of any table: what a spreadsheet would run, what is not seen, what is not plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from reported.ledger.problems import Problem
from reported.ledger.spreadsheets import date_remedy, number_remedy
from reported.ledger.subject import Tables
from reported.ledger.unseen import unseen_character
from reported.tables import starts_formula

LONGEST_CELL = 2_000  # characters: six times our longest, and a page, not a figure of one
# The replacement character, or letters that UTF-8 shows when it is read as Windows-1252.
BROKEN = re.compile("\ufffd|[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURLY = re.compile("[\u2018\u2019\u201c\u201d\u2013\u2014]")
CURLY_EXPECTED = {"places", "crosswalk"}  # transliterated names have them by right


def formula_cells(tables: Tables) -> Iterator[Problem]:
    """Name each cell that a spreadsheet would run as a formula; a signed number is none."""
    for name, line, column, _ in _matching(tables, starts_formula):
        rule = "begins like a formula, and a spreadsheet would run it"
        remedy = "begin the text with a letter, a digit or a quotation mark"
        yield tables.problem(name, line, column, rule, remedy)


def control_characters(tables: Tables) -> Iterator[Problem]:
    """Name each cell with a NUL byte, a line break, a turn of direction or another character that cannot be seen."""
    for name, line, column, value in _matching(tables, unseen_character):
        character = unseen_character(value)
        if character in "\n\r":
            remedy = "write the text in one line, and see that each double quote that opens a cell closes it"
        else:
            remedy = f"delete the character, U+{ord(character):04X}"
        yield tables.problem(name, line, column, "holds a character that cannot be seen", remedy)


def overlong_cells(tables: Tables) -> Iterator[Problem]:
    """Name each cell that holds more than any note or title does."""
    for name, line, column, value in _matching(tables, lambda value: len(value) > LONGEST_CELL):
        rule = f"has more than {LONGEST_CELL:,} characters"
        remedy = f"it has {len(value):,}: shorten it, or look for a double quote that is never closed"
        yield tables.problem(name, line, column, rule, remedy)


def broken_letters(tables: Tables) -> Iterator[Problem]:
    """Name each cell whose letters were lost when a file was opened in another encoding."""
    for name, line, column, _ in _matching(tables, BROKEN.search):
        remedy = "take the cell from an older copy and save as CSV UTF-8"
        yield tables.problem(name, line, column, "has letters broken by a wrong encoding", remedy)


def plain_numbers(tables: Tables) -> Iterator[Problem]:
    """Name numbers that Frictionless lets pass but that are not written plainly: 1e3, NaN, Arabic digits."""

    def is_odd(text: str) -> bool:
        return not NUMBER.fullmatch(text) and _is_taken(float, text)

    for name, line, column, value in _typed_cells(tables, is_odd, "number", "integer"):
        yield tables.problem(name, line, column, "is not written plainly", number_remedy(value))


def plain_days(tables: Tables) -> Iterator[Problem]:
    """Name days that Frictionless lets pass but that are not written in full: 2019-2-2."""

    def is_short(text: str) -> bool:
        return not DAY.fullmatch(text) and _is_taken(_day, text)

    for name, line, column, value in _typed_cells(tables, is_short, "date"):
        yield tables.problem(name, line, column, "is not written in full", date_remedy(value))


def curly_notes(tables: Tables) -> list[str]:
    """Say in which files a word processor has bent quotation marks and hyphens; their text is kept."""
    notes = []
    for name in tables.frames.keys() - CURLY_EXPECTED:
        columns = [column for column in tables[name] if column != "url"]
        count = sum(1 for column in columns for _ in _matching_in(tables, name, column, CURLY.search))
        if count:
            file = tables.description.path(name)
            notes.append(f"{file}: {count} cells have curly quotation marks or long dashes; kept as they are")
    return sorted(notes)


Cell = tuple[str, int, str, str]  # table, line, column, text


def _matching(tables: Tables, matches: Callable) -> Iterator[Cell]:
    """Yield every cell whose text matches."""
    for name in tables.frames:
        for column in tables[name]:
            yield from _matching_in(tables, name, column, matches)


def _matching_in(tables: Tables, name: str, column: str, matches: Callable) -> Iterator[Cell]:
    """Yield the cells of one column that match; each distinct text is looked at once, for most stand often."""
    cells = tables[name][column]
    found = [text for text in tables.distinct(name, column) if matches(text)]
    for line, text in cells[cells.isin(found)].items() if found else ():
        yield name, line, column, text


def _typed_cells(tables: Tables, matches: Callable, *types: str) -> Iterator[Cell]:
    """Yield the filled cells that match, of the columns of some types."""
    for name in tables.frames:
        for column in tables.description.columns(name, *types):
            if column in tables[name]:
                yield from _matching_in(tables, name, column, lambda text: text and matches(text))


def _day(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m-%d")


def _is_taken(parse: Callable, value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True
