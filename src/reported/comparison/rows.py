"""Two versions of one table, row by row: what moved, and by how much."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reported.tables import CsvText, UnreadableTable, doubled, read_csv_text

Row = Mapping[str, str]
VALUE = ("low", "best", "high")
CLAIMS = "claim_ids"
PLACE_OF_MARK = ("panel", "series", "x")  # what a mark stands for, whatever its value
SAME = 1e-9  # two machines may write the last digits of a quotient differently


class CompareError(ValueError):
    """Two states cannot be compared; the message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """One row that differs between two versions of a table: a mark, a finding or a claim.

    Attributes
    ----------
    kind : str
        "moved" (its value), "changed" (anything else), "new" or "gone".
    key, old_key : str
        The row's id now, and before where it was another; a row that is gone has its last id.
    old, new : Mapping or None
        The two rows, all cells text.
    columns : tuple of str
        The columns that differ, "claim_ids" only where the set of claims does.
    shift : float
        The largest change of a value as a share of the larger of its two sizes, so that halving and doubling
        count alike; 1 where a value, or the row, came or went; 0 where no value moved.
    """

    kind: str
    key: str
    old_key: str
    old: Row | None
    new: Row | None
    columns: tuple[str, ...] = ()
    shift: float = 1.0

    @property
    def row(self) -> Row:
        """The row as it is now, or as it last was."""
        row = self.new if self.new is not None else self.old
        assert row is not None, f"{self.key} is in neither version"
        return row

    @property
    def sides(self) -> tuple[Row, Row]:
        """The row before and after; one that is new or gone has no two sides."""
        assert self.old is not None and self.new is not None, f"{self.key} is {self.kind}"
        return self.old, self.new

    @property
    def claims(self) -> list[str]:
        """The claims behind the row now, then those that were behind it before."""
        both = [claim for row in (self.new, self.old) for claim in _claims(row)]
        return list(dict.fromkeys(both))

    @property
    def claims_added(self) -> list[str]:
        """The claims that came to be behind a row that was there before."""
        return _beyond(self.new, self.old)

    @property
    def claims_dropped(self) -> list[str]:
        """The claims that are no longer behind a row that is still there."""
        return _beyond(self.old, self.new)

    @property
    def measured(self) -> tuple[str, ...]:
        """The columns that hold the row's value: low, best and high; else every number that a mark has."""
        rows = [row for row in (self.old, self.new) if row is not None]
        if "mark_id" not in rows[0] or any(row.get(column) for row in rows for column in VALUE):
            return VALUE
        return tuple(name for name in rows[0] if any(number(row.get(name, "")) is not None for row in rows))


def read_rows(path: Path, key: str) -> dict[str, Row]:
    """Return the rows of a CSV file by their id, all cells text.

    Raises
    ------
    CompareError
        If the file is no table, lacks the column of ids, or an id stands in it twice.
    """
    try:
        return rows_of(read_csv_text(path, columns=[key]), key, path.name)
    except UnreadableTable as error:
        raise CompareError(f"{path.name}: {error}") from error


def rows_of(table: CsvText, key: str, name: str) -> dict[str, Row]:
    """Return the rows of a table by their id; ``name`` is what an error calls the table."""
    if key not in table.header:
        raise CompareError(f"{name}: there is no column {key}; take the file from version control")
    rows = [dict(zip(table.header, row, strict=False)) for row in table.rows]
    twice = doubled(row.get(key, "") for row in rows)
    if twice:
        raise CompareError(f"{name}: {key} {twice[0]!r} stands there twice; mend it, or make the file anew")
    return {row.get(key, ""): row for row in rows}


def compare_rows(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[Change]:
    """Return the rows that differ, the largest change first, rows with the same id paired."""
    return _compared(old, new, {key: key for key in new if key in old})


def compare_marks(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[Change]:
    """Return the marks that differ, the largest change first.

    An id that names its mark's value changes with the value: such marks are paired where just one mark of the
    same panel, series and x has lost its id and just one has a new one.
    """
    pairs = {key: key for key in new if key in old}
    lost = _by_place(old, without=new)
    found = _by_place(new, without=old)
    for place, keys in found.items():
        if len(keys) == len(lost.get(place, [])) == 1:
            pairs[keys[0]] = lost[place][0]
    return _compared(old, new, pairs)


def number(text: str) -> float | None:
    """Return the number that a cell holds, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def shift_of(old: str, new: str) -> float:
    """Return how far a cell's number moved, as a share of the larger size; 1 where it came or went."""
    before, after = number(old), number(new)
    if before is None or after is None:
        return 0.0 if before is after else 1.0
    if math.isclose(before, after, rel_tol=SAME):
        return 0.0
    return abs(after - before) / max(abs(before), abs(after))


def _by_place(rows: Mapping[str, Row], *, without: Collection[str]) -> dict[tuple, list[str]]:
    """Return the ids that the other version lacks, by what their marks stand for."""
    places = defaultdict(list)
    for key, row in rows.items():
        if key not in without:
            places[tuple(row.get(column, "") for column in PLACE_OF_MARK)].append(key)
    return places


def _compared(old: Mapping[str, Row], new: Mapping[str, Row], pairs: Mapping[str, str]) -> list[Change]:
    kept = set(pairs.values())
    changes = [Change("gone", key, key, row, None) for key, row in old.items() if key not in kept]
    for key, row in new.items():
        if key not in pairs:
            changes.append(Change("new", key, key, None, row))
        elif change := _change(key, pairs[key], old[pairs[key]], row):
            changes.append(change)
    return sorted(changes, key=lambda change: (-change.shift, change.kind != "moved", change.key))


def _change(key: str, old_key: str, old: Row, new: Row) -> Change | None:
    ids = {name for name in (*old, *new) if old.get(name) == old_key and new.get(name) == key}
    columns = tuple(
        name
        for name in dict.fromkeys([*new, *old])
        if name not in ids and _differ(name, old.get(name, ""), new.get(name, ""))
    )
    if not columns:
        return None
    pair = Change("changed", key, old_key, old, new, columns)
    moved = [name for name in columns if name in pair.measured]
    shift = max((shift_of(old.get(name, ""), new.get(name, "")) for name in moved), default=0.0)
    kind = "moved" if moved or "x" in columns else "changed"
    return Change(kind, key, old_key, old, new, columns, shift)


def _differ(column: str, old: str, new: str) -> bool:
    if column == CLAIMS:
        return set(old.split(";")) != set(new.split(";"))
    if number(old) is None or number(new) is None:
        return old != new
    return shift_of(old, new) > 0


def _claims(row: Row | None) -> Sequence[str]:
    return [claim for claim in (row or {}).get(CLAIMS, "").split(";") if claim]


def _beyond(row: Row | None, other: Row | None) -> list[str]:
    if row is None or other is None:
        return []
    known = set(_claims(other))
    return [claim for claim in _claims(row) if claim not in known]
