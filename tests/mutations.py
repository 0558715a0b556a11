"""Ledgers as careless people, spreadsheets, disks and attackers leave them: one mutation of a small ledger each."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

RAW = Path(__file__).parents[1] / "data" / "raw"
# Six claims of a page with two incidents, and the two of one sentence of the AP story.
CLAIMS = [f"199news-2019-03-08-0{number}" for number in range(1, 7)]
CLAIMS += [f"aawsat-2019-02-22-0{number}" for number in (1, 2)]
SOURCES = ["199news-2019-03-08", "aawsat-2019-02-22", "ap-2019-02-22-csm"]
GOVERNORATES = ["IQ-AN", "IQ-NI"]
TABLES = (
    "claims",
    "coding",
    "sources",
    "places",
    "originators",
    "known_contradictions",
    "crosswalk",
)
MAPS = ("governorates", "neighbours")
SQUARE = [[[44, 33], [45, 33], [44, 34], [44, 33]]]

HOSTILE_VALUES = [
    "", " ", "0", "-1", "+1", "1e5", "1E+05", "1E+400", "NaN", "nan", "inf", "-Infinity", "NULL", "null",
    "None", "N/A", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "########", "TRUE", "0x1F", "1_000", "１２３",
    "٤٥", "²", "½", "1,234", "1.234,5", "1 234", "99999999999999999999999999", "0." + "3" * 400, "9" * 5000,
    "4.9E-324", "1.7976931348623157e308", "2019-02-30", "2019-2-2", "22/02/2019", "2/22/2019", "3/4/2019",
    "43518", "43518.5", "Feb-19", "2019-Q5", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01",
    "2019-02-22T00:00:00Z", "2019-13", "2019/2018", "2018-01-01/2019-12-31", "2019-W08", "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.test","x")', "+1+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1", "'",
    "../../x", "..\\..\\x", "/etc/passwd", "C:\\x", "~", ".", "..", "con", "nul", "a/b", "index", "a" * 300,
    "-", "0-a", "a\n", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "{{7*7}}", "${x}", "%s%n", "\\input{/etc/passwd}", "'; DROP TABLE claims; --", "]]>", "<!--", "&lt;",
    "\x00", "a\x00b", "\x07", "\x1b[31m", "\x7f", "\x85", "\xad", "a\u200bb", "\u200e", "\u202eevil\u202c",
    "\u2066x\u2069", "\u2028", "\ufeff", "\ufffd", "\ufffe", "\U000e0041", "مدينة الموصل", "e\u0301" * 50, "😀",
    "x" * 5_000, "one two " * 500, "1," * 2_000, "between " * 300, '"', '""', '"a', "a,b", "a;b", "line\nbreak",
    "line\r\nbreak", "IQ", "IQ-XX", "SY", "IQ+SY", "more than 1,000", "hundreds of thousands",
    "between 5 and 3", "zero", "no", "all", "women+men", "men+women", "women++", "+", "claims", "persons",
    "usd", "A", "a",
]  # fmt: skip
ODD_JSON = [
    None, True, False, 0, -1, 1.5, 10**400, 1e308, float("nan"), float("inf"), "", "x", "x" * 5000, "\ud800",
    "\u0000", "../../x", "/dev/zero", "http://evil.test/x.csv", [], {}, [None], [[]], {"": None}, {"name": 1},
    {"path": []}, [{}], [{"name": None}], [[0, 0]], "^(a+)+$", "(",
]  # fmt: skip
ENCODINGS = [
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "cp1256",
    "mac-roman",
    "utf-7",
    "cp437",
]


@dataclass(frozen=True)
class Mutation:
    """What was done to the small ledger.

    ``files`` are the bytes of every file that differs, None for a file that is taken away; ``place`` makes
    something else than a file in a folder. ``told`` says in words what was done. ``cells`` gives what must stand
    in a loaded table where that is not what stood there; ``same`` is false where rows, or files that are no
    table, were changed so that only loading or refusing can be asked for.
    """

    told: str
    files: dict[str, bytes | None] = field(default_factory=dict)
    place: Callable[[Path], None] | None = None
    cells: dict[tuple[str, int, str], str] = field(default_factory=dict)
    same: bool = True

    def write(self, folder: Path) -> None:
        """Do it to a copy of the small ledger."""
        for name, data in self.files.items():
            (folder / name).unlink(missing_ok=True)
            if data is not None:
                (folder / name).write_bytes(data)
        if self.place:
            self.place(folder)


def tiny_ledger() -> dict[str, bytes]:
    """Return the files of a faultless ledger of eight real claims, which takes a tenth of a second to check."""
    rows = {name: _rows(RAW / f"{name}.csv") for name in TABLES}
    claims = [row for row in rows["claims"] if row["claim_id"] in CLAIMS]
    named = {row[column] for row in claims for column in ("place_id", "originator")}
    kept = {
        "claims": claims,
        "coding": [row for row in rows["coding"] if row["claim_id"] in CLAIMS],
        "sources": [row for row in rows["sources"] if row["source_id"] in SOURCES],
        "places": [row for row in rows["places"] if row["place_id"] in named],
        "originators": [row for row in rows["originators"] if row["originator"] in named],
        "known_contradictions": [],
        "crosswalk": [row for row in rows["crosswalk"] if row["iso_3166_2"] in GOVERNORATES],
    }
    files = {f"{name}.csv": table_bytes(list(rows[name][0]), kept[name]) for name in TABLES}
    for name in MAPS:
        collection = json.loads((RAW / f"{name}.geojson").read_text(encoding="utf-8"))
        collection["features"] = [
            feature | {"geometry": {"type": "Polygon", "coordinates": SQUARE}}
            for feature in collection["features"]
            if feature["properties"].get("iso_3166_2") in (None, *GOVERNORATES)
        ]
        files[f"{name}.geojson"] = json.dumps(collection).encode()
    files["datapackage.json"] = (RAW / "datapackage.json").read_bytes()
    return files


def table_bytes(header: list[str], rows: list, **form: str) -> bytes:
    """Return a table as CSV; rows are dicts or lists."""
    written = io.StringIO()
    writer = csv.writer(written, **({"lineterminator": "\n"} | form))
    writer.writerow(header)
    writer.writerows([list(row.values()) if isinstance(row, dict) else row for row in rows])
    return written.getvalue().encode("utf-8", "surrogatepass")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Grid:
    """One table of the small ledger as rows of cells."""

    def __init__(self, files: dict[str, bytes], name: str) -> None:
        self.name, self.file = name, f"{name}.csv"
        self.header, *self.rows = csv.reader(io.StringIO(files[self.file].decode(), newline=""))

    def bytes(self, **form: str) -> bytes:
        return table_bytes(self.header, self.rows, **form)


def mutations(files: dict[str, bytes]) -> st.SearchStrategy[Mutation]:
    """Return a strategy for mutations of the small ledger whose files these are."""
    kinds = [
        _cell,
        _cell,
        _cell,
        _swapped_cells,
        _rows_moved,
        _columns_moved,
        _header,
        _form,
        _bytes,
        _encoding,
    ]
    kinds += [_json_value, _json_value, _json_text, _geo_value, _file_gone]
    return st.one_of(*(kind(files) for kind in kinds))


def _filled(files: dict[str, bytes]) -> list[Grid]:
    grids = [Grid(files, name) for name in TABLES]
    return [grid for grid in grids if grid.rows]


@st.composite
def _cell(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """One cell holds something that belongs elsewhere, or nowhere."""
    grid = draw(st.sampled_from(_filled(files)))
    row = draw(st.integers(0, len(grid.rows) - 1))
    column = draw(st.integers(0, len(grid.header) - 1))
    old = grid.rows[row][column]
    other = draw(st.sampled_from([cell for line in grid.rows for cell in line]))
    values = [*HOSTILE_VALUES, other, f"{old} ", f"{old}x", f"={old}", old.upper(), old * 2, f"'{old}"]
    text = st.text(max_size=12)
    value = draw(st.one_of(st.sampled_from(values), st.sampled_from(values), text, text.map(old.__add__)))
    grid.rows[row][column] = value
    told = f"{grid.file} row {row + 2} {grid.header[column]}: {value[:60]!r}"
    return Mutation(told, {grid.file: grid.bytes()}, cells={(grid.name, row, grid.header[column]): value})


@st.composite
def _swapped_cells(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """Two cells of a table have changed places."""
    grid = draw(st.sampled_from(_filled(files)))
    rows, columns = st.integers(0, len(grid.rows) - 1), st.integers(0, len(grid.header) - 1)
    one, other = draw(st.tuples(rows, columns)), draw(st.tuples(rows, columns))
    first, second = grid.rows[one[0]][one[1]], grid.rows[other[0]][other[1]]
    grid.rows[one[0]][one[1]], grid.rows[other[0]][other[1]] = second, first
    cells = {(grid.name, row, grid.header[column]): grid.rows[row][column] for row, column in (one, other)}
    return Mutation(f"{grid.file}: cells {one} and {other} swapped", {grid.file: grid.bytes()}, cells=cells)


@st.composite
def _rows_moved(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A row is gone, there twice, at another place, cut short, too long, empty or another table's."""
    grid, donor = draw(st.sampled_from(_filled(files))), draw(st.sampled_from(_filled(files)))
    number = draw(st.integers(0, len(grid.rows) - 1))
    row = grid.rows[number]
    others = [*grid.rows[:number], *grid.rows[number + 1 :]]
    done = {
        "gone": others,
        "twice": [*grid.rows, list(row)],
        "moved to the end": [*others, row],
        "all turned round": grid.rows[::-1],
        "cut short": [*others, row[:-1]],
        "too long": [*others, [*row, "x"]],
        "emptied": [*others, [""] * len(row)],
        "empty in between": [*grid.rows[:number], [], *grid.rows[number:]],
        "the header again": [*grid.rows, list(grid.header)],
        "another table's": [*grid.rows, donor.rows[0]],
        "none at all": [],
    }
    how = draw(st.sampled_from(sorted(done)))
    grid.rows = done[how]
    return Mutation(f"{grid.file} row {number + 2}: {how}", {grid.file: grid.bytes()}, same=False)


@st.composite
def _columns_moved(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """The columns stand in another order, with their names; the ledger is the same."""
    grid = Grid(files, draw(st.sampled_from(TABLES)))
    order = draw(st.permutations(range(len(grid.header))))
    grid.header, *grid.rows = ([row[number] for number in order] for row in (grid.header, *grid.rows))
    return Mutation(f"{grid.file}: columns as {grid.header}", {grid.file: grid.bytes()})


@st.composite
def _header(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A column is gone, new, there twice, renamed or without a name."""
    grid = Grid(files, draw(st.sampled_from(TABLES)))
    number = draw(st.integers(0, len(grid.header) - 1))
    name = grid.header[number]
    named = {
        "renamed": draw(
            st.sampled_from([name.upper(), f"{name}s", "", "x", "=x", grid.header[0], "\u202e", name[:-1]])
        ),
        "twice": name,
        "new": "mine",
    }
    how = draw(st.sampled_from(["gone", "no header", *named]))
    if how == "renamed":
        grid.header[number] = named[how]
    elif how == "gone":
        grid.header, *grid.rows = ([*row[:number], *row[number + 1 :]] for row in (grid.header, *grid.rows))
    elif how == "no header":
        grid.header, grid.rows = (grid.rows or [["x"]])[0], grid.rows[1:]
    else:
        grid.header, *grid.rows = ([*row, row[number]] for row in (grid.header, *grid.rows))
        grid.header[-1] = named[how]
    return Mutation(f"{grid.file}: column {name} {how} {grid.header}", {grid.file: grid.bytes()}, same=False)


@st.composite
def _form(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A program has written the same cells in another form."""
    grid = Grid(files, draw(st.sampled_from(TABLES)))
    form = {
        "delimiter": draw(st.sampled_from([",", ";", "\t"])),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
    }
    data = grid.bytes(**form)
    before, after = (
        draw(st.sampled_from([b"", b"\xef\xbb\xbf", b"sep=;\n"])),
        draw(st.sampled_from([b"", b"\n\n", b",,\n"])),
    )
    if before.startswith(b"sep") and form["delimiter"] != ";":
        before = b""
    if form["delimiter"] != ",":
        after = after.strip(b",\n")
    return Mutation(
        f"{grid.file} as {form}, {before} before, {after} after", {grid.file: before + data + after}
    )


@st.composite
def _bytes(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A disk, a transfer or a merge has spoiled some bytes of a file."""
    name = draw(st.sampled_from(sorted(files)))
    data = files[name]
    start = draw(st.integers(0, len(data)))
    length = draw(st.sampled_from([1, 1, 2, 8, 200]))
    odd = [
        b"\x00",
        b"\xff",
        b'"',
        b",",
        b"\n",
        b"\r",
        b"{",
        b"]",
        b"\\",
        b"<<<<<<< HEAD\n",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"PK\x03\x04",
    ]
    put = draw(st.one_of(st.sampled_from(odd), st.binary(max_size=4)))
    done = {
        "cut": data[:start],
        "without the start": data[start:],
        "overwritten": data[:start] + put + data[start + length :],
        "put in": data[:start] + put + data[start:],
        "twice": data + data,
        "zeroed": b"\0" * len(data),
        "empty": b"",
        "put before": put + data,
    }
    how = draw(st.sampled_from(sorted(done)))
    return Mutation(f"{name} byte {start}, {length}: {how} {put!r}", {name: done[how]}, same=False)


@st.composite
def _encoding(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A file, or one line of it, is in another encoding."""
    name = draw(st.sampled_from(sorted(files)))
    encoding = draw(st.sampled_from(ENCODINGS))
    lines = files[name].decode().split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    if draw(st.booleans()):
        data, told = "\n".join(lines).encode(encoding, "replace"), f"{name} in {encoding}"
    else:
        coded = [line.encode() for line in lines]
        coded[number] = f"{lines[number]} é".encode(encoding, "replace")
        data, told = b"\n".join(coded), f"{name} line {number + 1} in {encoding}"
    return Mutation(told, {name: data}, same=False)


def _paths(value: object, path: tuple = ()) -> list[tuple]:
    """Return the path of every value inside a JSON value, itself included."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, item in inside for deeper in _paths(item, (*path, key)))]


def _changed(value: object, path: tuple, how: Callable[[object, object], None]) -> object:
    for key in path[:-1]:
        value = value[key]
    how(value, path[-1])


def _json_mutation(draw: Callable, name: str, data: bytes, odd: list) -> Mutation:
    value = json.loads(data)
    depth = draw(st.integers(1, 7))
    path = draw(st.sampled_from([path for path in _paths(value) if 0 < len(path) <= depth]))
    new = draw(st.sampled_from(odd))
    how = draw(st.sampled_from(["replaced", "replaced", "gone", "nested", "added"]))

    def change(holder: object, key: object) -> None:
        if how == "gone":
            del holder[key]
        elif how == "nested":
            holder[key] = [[holder[key]]]
        elif how == "added" and isinstance(holder, dict):
            holder["odd"] = new
        elif how == "added":
            holder.append(new)
        else:
            holder[key] = new

    _changed(value, path, change)
    told = f"{name} {'/'.join(map(str, path))}: {how} {str(new)[:40]!r}"
    return Mutation(told, {name: json.dumps(value).encode()}, same=False)


@st.composite
def _json_value(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """The description has a value of another type, or lacks one."""
    return _json_mutation(draw, "datapackage.json", files["datapackage.json"], ODD_JSON)


@st.composite
def _json_text(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A JSON file holds what JSON readers stumble over: depth, length, names that stand twice."""
    name = draw(st.sampled_from(sorted(file for file in files if "json" in file)))
    value = draw(
        st.sampled_from(
            [
                "[" * 100_000,
                "[" * 900 + "]" * 900,
                "1" * 5_000,
                "1e999",
                "-",
                "NaN",
                '"\\ud800"',
                "{}",
                "'x'",
                "tRue",
            ]
        )
    )
    text = files[name].decode()
    start = draw(st.sampled_from([number for number, mark in enumerate(text) if mark in '"[{'][:400]))
    key = draw(st.sampled_from(["", "name", "features", "resources", "type", "path"]))
    done = {
        "alone": value,
        "put in": text[:start] + value + text[start:],
        "added": f'{{"{key}": {value}, {text[1:]}',
        "added again": f'{text.rstrip()[:-1]}, "{key}": {value}}}',
        "commented": f"{text} // {value}",
    }
    how = draw(st.sampled_from(sorted(done)))
    return Mutation(
        f"{name} {how} {key} at {start}: {value[:20]} ({len(value)})", {name: done[how].encode()}, same=False
    )


@st.composite
def _geo_value(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A boundary file has a value of another type, or lacks one."""
    name = f"{draw(st.sampled_from(MAPS))}.geojson"
    return _json_mutation(
        draw, name, files[name], [*ODD_JSON, [1e308, 1e308], ["44", "33"], [44], [44, 33, 1, 1], SQUARE]
    )


@st.composite
def _file_gone(draw: Callable, files: dict[str, bytes]) -> Mutation:
    """A file is missing, is a folder, a link that leads nowhere or round, or something that never ends."""
    name = draw(st.sampled_from(sorted(files)))
    placed = {
        "missing": None,
        "folder": lambda folder: (folder / name).mkdir(),
        "link to itself": lambda folder: (folder / name).symlink_to(name),
        "link to nowhere": lambda folder: (folder / name).symlink_to("nowhere"),
        "link to its folder": lambda folder: (folder / name).symlink_to("."),
        "link to an endless device": lambda folder: (folder / name).symlink_to("/dev/zero"),
        "pipe": lambda folder: os.mkfifo(folder / name),
    }
    how = draw(st.sampled_from(sorted(placed)))
    return Mutation(f"{name}: {how}", {name: None}, place=placed[how], same=False)
