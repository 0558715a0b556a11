"""One fault of the ledger, and the list of all of them as a person can work it off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

SHOWN_ROWS = 8
SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault.

    Parameters
    ----------
    file : str
        Name of the file in the ledger's folder; empty where the folder itself is at fault.
    row : int or None
        Line as a spreadsheet numbers it, the header being 1; None where the whole file is at fault.
    column : str or None
        Name of the column; None where the row or the file is at fault.
    value : str
        What stands there.
    rule : str
        What is wrong, as words that go on after the value; the same for every row with this fault.
    remedy : str
        What to do about it, in this row.
    """

    file: str
    row: int | None
    column: str | None
    value: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        """Say where, what and what to do, in one line."""
        where = [self.file or "the ledger"]
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"column {_cut(self.column)}"] if self.column is not None else []
        what = f"{self._subject} {self.rule}" if self.value or self.rule.startswith("is ") else self.rule
        return _visible(f"{' '.join(where)}: {what} -> {self.remedy}")

    @property
    def _subject(self) -> str:
        if self.value:
            return _shown(self.value)
        return "the cell" if self.column else "the file"


class LedgerError(ValueError):
    """The ledger cannot be read; ``problems`` has every fault of every file, and so has the message."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(report(problems))
        self.problems = list(problems)


def report(problems: Iterable[Problem], notes: Iterable[str] = ()) -> str:
    """Return the faults and notes of a ledger as text, file by file, a line each.

    A fault that many rows share is shown for the first `SHOWN_ROWS`; for the others the count and the
    rows are given.
    """
    faults = sorted(problems, key=_place)
    lines = [f"note: {note}" for note in notes]
    for _, alike in groupby(sorted(faults, key=_kind_at_first(faults)), key=_kind):
        lines += _summary(list(alike))
    files = len({problem.file for problem in faults})
    if faults:
        lines.append(f"{_counted(len(faults), 'problem')} in {_counted(files, 'file')}.")
    return "\n".join(lines)


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems file by file, row by row, each once."""
    return sorted(dict.fromkeys(problems), key=_place)


def _summary(alike: list[Problem]) -> list[str]:
    """Return the lines of problems that share file, column and rule."""
    lines = [str(problem) for problem in alike[:SHOWN_ROWS]]
    rest = alike[SHOWN_ROWS:]
    if rest:
        rows = _row_ranges([problem.row for problem in rest if problem.row is not None])
        column = f" column {rest[0].column}" if rest[0].column else ""
        lines.append(
            f"{rest[0].file}{column}: {len(rest):,} more like these ({rest[0].rule}), in rows {rows}"
        )
    return lines


def _row_ranges(rows: list[int]) -> str:
    """Write row numbers as ranges: 3, 4, 5, 9 becomes "3-5, 9"; a long list ends in three dots."""
    ranges = []
    for _, run in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        members = [row for _, row in run]
        ranges.append(f"{members[0]}-{members[-1]}" if len(members) > 1 else f"{members[0]}")
    return ", ".join(ranges[:SHOWN_ROWS]) + (" ..." if len(ranges) > SHOWN_ROWS else "")


def _shown(value: str) -> str:
    return repr(_cut(value))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}..."


def _visible(line: str) -> str:
    """Return a line in which a character that a terminal would obey, or not show, is written as its code."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _place(problem: Problem) -> tuple:
    return problem.file, problem.row or 0, problem.column or "", problem.rule, problem.value


def _kind(problem: Problem) -> tuple:
    return problem.file, problem.column or "", problem.rule


def _kind_at_first(faults: list[Problem]) -> Callable[[Problem], tuple]:
    """Return a sort key: files in order, and within one the kinds in the order of their first row."""
    first: dict[tuple, int] = {}
    for position, problem in enumerate(faults):
        first.setdefault(_kind(problem), position)
    return lambda problem: (problem.file, first[_kind(problem)], problem.row or 0)
