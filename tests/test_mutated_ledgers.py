"""Hundreds of broken ledgers, each loaded rightly or refused in plain words: never a traceback, never a guess.

MUTATED_LEDGERS=600 tries as many of them at random; the suite has time for some, and for every planted case.
"""

import json
import os
import shutil
from collections import Counter

import frictionless
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from mutations import MAPS, TABLES, Grid, Mutation, mutations, tiny_ledger
from reported import cli
from reported.cleaning import clean_claims
from reported.ledger import LedgerError, inspect_ledger, read_ledger, report
from reported.tables import OUTER_BLANKS

FILES = tiny_ledger()
TRIED = int(os.environ.get("MUTATED_LEDGERS", "60"))
CLEANED_EACH = 5  # of those that load
# No cell is at fault, but a row, its length, a whole file or the folder.
ROW_FAULTS = ("another number of cells", "the row is empty", "the file is no CSV", "is there more than once")


def put(folder, mutation=None):
    """Write the small ledger, mutated, into a folder and return it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    if mutation:
        mutation.write(folder)
    return folder


def original():
    """Return the tables of the small ledger as text."""
    return {name: Grid(FILES, name) for name in TABLES}


def same(loaded, text):
    """True where a loaded value is what a cell of text says: a number, a day, or the text without outer blanks."""
    text = text.strip(OUTER_BLANKS)
    if isinstance(loaded, pd.Timestamp):
        return loaded.date().isoformat() == text
    if isinstance(loaded, str):
        return loaded == text
    return text == "" if pd.isna(loaded) else float(text) == loaded


def check_loaded_rightly(ledger, mutation):
    """Every cell that was not touched is as it was; every other is as it was written."""
    for name, grid in original().items():
        table = getattr(ledger, name)
        assert len(table) == len(grid.rows), mutation.told
        for row, cells in enumerate(grid.rows):
            for column, text in zip(grid.header, cells, strict=True):
                wanted = mutation.cells.get((name, row, column), text)
                assert same(table.at[row, column], wanted), (mutation.told, name, row, column)


def check_refused_rightly(problems, mutation):
    """Every problem says file, rule and remedy, and the cell where one cell is at fault; it can be printed."""
    for problem in problems:
        assert problem.file in FILES, (mutation.told, problem)
        assert problem.rule and problem.remedy, (mutation.told, problem)
        in_row = problem.row is not None and problem.file.endswith(".csv") and problem.row > 1
        if in_row and not any(words in problem.rule for words in ROW_FAULTS):
            assert problem.column, (mutation.told, problem)
    told = report(problems)
    assert "Traceback" not in told and all(line.isprintable() for line in told.split("\n")), mutation.told
    told.encode("utf-8")


class TestMutatedLedgers:
    def test_each_is_loaded_rightly_or_refused_with_place_and_remedy(self, tmp_path):
        counts = Counter()

        @seed(20190222)
        @settings(
            max_examples=TRIED,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(mutations(FILES))
        def tried(mutation):
            found = inspect_ledger(put(tmp_path / "ledger", mutation))
            if found.problems:
                counts["refused"] += 1
                check_refused_rightly(found.problems, mutation)
                return
            counts["loaded"] += 1
            ledger = found.ledger
            if mutation.same:
                check_loaded_rightly(ledger, mutation)
            if counts["loaded"] % CLEANED_EACH == 0:
                kept, unread = clean_claims(ledger)
                counts["cleaned"] += 1
                assert len(kept) + len(unread) == len(ledger.claims)

        tried()
        print(f"mutated ledgers: {dict(counts)}")
        assert counts["loaded"] + counts["refused"] >= TRIED
        assert min(counts["loaded"], counts["refused"]) > TRIED / 10


def cell(name, row, column, value):
    """A mutation of one cell, by its place in the small ledger."""
    grid = Grid(FILES, name)
    grid.rows[row][grid.header.index(column)] = value
    return Mutation(f"{name} {row} {column}", {grid.file: grid.bytes()})


def grid_changed(name, change):
    """A mutation of a whole table."""
    grid = Grid(FILES, name)
    change(grid)
    return Mutation(name, {grid.file: grid.bytes()})


def text_changed(name, old, new):
    """A mutation of a file's text, where the old text stands first."""
    assert old in FILES[name]
    return Mutation(name, {name: FILES[name].replace(old, new, 1)})


def file_as(name, data):
    return Mutation(name, {name: data})


# One planted case for each error of Frictionless' catalogue that a CSV or a package of ours can have: the mutation,
# then file, row, column and remedy that the check must say.
CATALOGUE = {
    "blank-header": (grid_changed("claims", lambda grid: grid.header.__setitem__(slice(None), [""] * 19)),
                     "claims.csv", None, None, "names of the columns"),
    "blank-label": (grid_changed("claims", lambda grid: grid.header.__setitem__(17, "")),
                    "claims.csv", 1, "caveat", "put it back"),
    "duplicate-label": (grid_changed("claims", lambda grid: grid.header.__setitem__(17, "wording")),
                        "claims.csv", 1, "wording", "delete one"),
    "extra-label": (grid_changed("claims", lambda grid: [row.append("x") for row in (grid.header, *grid.rows)]),
                    "claims.csv", 1, "x", "delete it"),
    "incorrect-label": (grid_changed("claims", lambda grid: grid.header.__setitem__(17, "caveats")),
                        "claims.csv", 1, "caveat", "rename"),
    "missing-label": (grid_changed("claims", lambda grid: [row.pop() for row in (grid.header, *grid.rows)]),
                      "claims.csv", 1, "confidence", "put it back"),
    "extra-cell": (grid_changed("claims", lambda grid: grid.rows[1].append("x")),
                   "claims.csv", 3, None, "double quotes"),
    "missing-cell": (grid_changed("claims", lambda grid: grid.rows[1].pop()),
                     "claims.csv", 3, None, "double quotes"),
    "blank-row": (grid_changed("claims", lambda grid: grid.rows.insert(1, [""] * 19)),
                  "claims.csv", 3, None, "delete the row"),
    "type-error": (cell("coding", 1, "low", "many"), "coding.csv", 3, "low", "write digits"),
    "constraint-error": (cell("places", 0, "lat", "89"), "places.csv", 2, "lat", "as datapackage.json describes"),
    "unique-error": (cell("sources", 1, "source_id", "199news-2019-03-08"), "sources.csv", 3, "source_id", "row 2"),
    "primary-key": (grid_changed("known_contradictions", lambda grid: grid.rows.extend(
        [["aawsat-2019-02-22-01", "part_above_total", "x"]] * 2)),
        "known_contradictions.csv", 3, "claim_id, rule", "row 2"),
    "foreign-key": (cell("claims", 2, "source_id", "nowhere"), "claims.csv", 4, "source_id", "sources.csv"),
    "source-error": (file_as("coding.csv", b""), "coding.csv", None, None, "version control"),
    "encoding-error": (text_changed("sources.csv", b"Asharq", "Aschárq‘".encode("utf-16-le")),
                       "sources.csv", 3, "publisher", "U+0000"),
    "format-error": (file_as("claims.csv", b"PK\x03\x04" + FILES["claims.csv"]),
                     "claims.csv", None, None, "save it as CSV"),
    "scheme-error": (text_changed("datapackage.json", b'"claims.csv"', b'"ftp://h/claims.csv"'),
                     "ftp://h/claims.csv", None, None, "put it back"),
    "compression-error": (file_as("claims.csv", b"\x1f\x8b\x08\x00" + bytes(40)), "claims.csv", 1, None, "names"),
    "package-error": (file_as("datapackage.json", b"[]"), "datapackage.json", None, None, "older copy"),
    "resource-error": (text_changed("datapackage.json", b'"name": "claims"', b'"name": 1'),
                       "datapackage.json", None, None, "older copy"),
    "schema-error": (text_changed("datapackage.json", b'"fields": [', b'"fields": ["x", '),
                     "datapackage.json", None, None, "older copy"),
    "field-error": (text_changed("datapackage.json", b'"type": "integer"', b'"type": "whole"'),
                    "datapackage.json", None, None, "correct it"),
    "dialect-error": (text_changed("datapackage.json", b'"delimiter": ","', b'"delimiter": 1'),
                      "datapackage.json", None, None, "correct it"),
}  # fmt: skip
# Checks, pipelines and reports that are not ours, checksums and sizes that our description does not give, and the
# names under which the errors above are gathered.
NOT_OURS = {
    "ascii-value", "byte-count", "catalog-error", "cell-error", "check-error", "checklist-error", "control-error",
    "data-error", "dataset-error", "detector-error", "deviated-cell", "deviated-value", "duplicate-row", "error",
    "field-count", "file-error", "forbidden-value", "hash-count", "header-error", "inquiry-error", "inquiry-task-error",
    "label-error", "metadata-error", "pipeline-error", "report-error", "report-task-error", "required-value",
    "row-constraint", "row-count", "row-error", "sequential-value", "stats-error", "step-error", "table-dimensions",
    "table-error", "truncated-value", "unmatched-header",
}  # fmt: skip


class TestCatalogueOfFrictionless:
    def test_every_error_has_a_case_or_cannot_occur(self):
        errors = [getattr(frictionless.errors, name) for name in dir(frictionless.errors)]
        known = {
            error.type
            for error in errors
            if isinstance(error, type) and issubclass(error, frictionless.Error)
        }
        assert known == set(CATALOGUE) | NOT_OURS

    @pytest.mark.parametrize("mutation, file, row, column, remedy", CATALOGUE.values(), ids=CATALOGUE.keys())
    def test_it_is_named_with_place_and_remedy(self, tmp_path, mutation, file, row, column, remedy):
        problems = inspect_ledger(put(tmp_path / "ledger", mutation)).problems
        named = [
            problem
            for problem in problems
            if (problem.file, problem.row, problem.column) == (file, row, column) and remedy in problem.remedy
        ]
        assert named, report(problems)


def map_changed(name, change):
    """A mutation of one feature of a map."""
    collection = json.loads(FILES[f"{name}.geojson"])
    change(collection["features"][0])
    return file_as(f"{name}.geojson", json.dumps(collection).encode())


def drawn(coordinates, kind="Polygon"):
    """A mutation of the shape of one governorate."""
    shape = {"type": kind, "coordinates": coordinates}
    return map_changed("governorates", lambda feature: feature.update(geometry=shape))


HUGE = 10**400
JSON_FAULTS = {
    "too many digits": (file_as("datapackage.json", b"1" * 5_000), "thousands of digits"),
    "nested too deeply": (file_as("datapackage.json", b"[" * 100_000), "nested too deeply"),
    "name twice": (text_changed("datapackage.json", b'"profile"', b'"name": "x", "profile"'), "twice"),
    "hidden text": (text_changed("datapackage.json", b"Claims", "Cl\u202eaims".encode()), "U+202E"),
    "lone surrogate": (text_changed("neighbours.geojson", b'"name": "', b'"name": "\\ud800'), "U+D800"),
    "list without meanings": (text_changed("datapackage.json", b'{"name": "SY", "meaning"', b'{"name": "SY", "x"'),
                              "closed list"),
    "units that are none": (text_changed("datapackage.json", b'"units": ["attacks"]', b'"units": 1'), "closed list"),
    "no number": (drawn([[[44, float("nan")]] * 4]), "NaN is no number"),
    "off the Earth": (drawn([[[44, HUGE]] * 4]), "no polygon in degrees"),
    "metres": (drawn([[[440_000, 3_700_000]] * 4]), "no polygon in degrees"),
    "a point": (drawn([44, 33], "Point"), "no polygon in degrees"),
    "no corners": (drawn([]), "no polygon in degrees"),
    "no geometry": (map_changed("governorates", lambda one: one.update(geometry=None)), "no polygon in degrees"),
    "a list for a code": (map_changed("governorates", lambda one: one["properties"].update(iso_3166_2=["IQ-AN"])),
                          "right type"),
    "no name": (map_changed("neighbours", lambda one: one["properties"].pop("name")), "right type"),
}  # fmt: skip


class TestBrokenJson:
    @pytest.mark.parametrize("mutation, words", JSON_FAULTS.values(), ids=JSON_FAULTS.keys())
    def test_it_is_refused_in_words(self, tmp_path, mutation, words):
        problems = inspect_ledger(put(tmp_path / "ledger", mutation)).problems
        assert any(words in problem.rule and problem.file in mutation.files for problem in problems), problems


class TestCommandLine:
    @pytest.mark.parametrize(
        "mutation",
        [
            file_as("datapackage.json", b"[" * 100_000),
            cell("claims", 0, "wording", "\x1b[31m\u202eevil"),
            grid_changed("claims", lambda grid: grid.header.__setitem__(17, "\x1b[31m")),
            file_as("governorates.geojson", b"\xff" * 9),
        ],
        ids=["deep", "terminal codes in a cell", "terminal codes in a header", "no text"],
    )
    def test_check_ends_with_1_and_no_traceback(self, tmp_path, mutation, capsys):
        code = cli.main(["check", "--ledger", str(put(tmp_path / "ledger", mutation))])
        told = "".join(capsys.readouterr())
        assert code == 1
        assert "Traceback" not in told and "->" in told
        assert all(line.isprintable() for line in told.split("\n"))


class TestWhatIsNoFile:
    @pytest.mark.parametrize("name", ["claims.csv", "datapackage.json", f"{MAPS[0]}.geojson"])
    @pytest.mark.parametrize("what", ["pipe", "endless", "loop", "nowhere"])
    def test_it_is_named_and_not_waited_for(self, tmp_path, name, what):
        folder = put(tmp_path / "ledger", Mutation(what, {name: None}))
        if what == "pipe":
            os.mkfifo(folder / name)
        else:
            (folder / name).symlink_to({"endless": "/dev/zero", "loop": name, "nowhere": "nothing"}[what])
        assert [problem.file for problem in inspect_ledger(folder).problems] == [name]

    def test_a_file_larger_than_any_ledger_is_not_read(self, tmp_path):
        folder = put(tmp_path / "ledger")
        with (folder / "claims.csv").open("r+b") as file:
            file.truncate(200_000_000)  # a hole, which takes no room
        [problem] = inspect_ledger(folder).problems
        assert (problem.file, "bytes" in problem.rule) == ("claims.csv", True)


# What is refused in any text cell, and a word of the rule.
REFUSED_TEXT = {
    "NUL": ("a\0b", "cannot be seen"),
    "terminal code": ("\x1b[31mred", "cannot be seen"),
    "C1 control": ("a\x85b", "cannot be seen"),
    "override of direction": ("a \u202eevil\u202c b", "cannot be seen"),
    "isolate": ("\u2066a\u2069", "cannot be seen"),
    "zero-width space": ("a\u200bb", "cannot be seen"),
    "hidden tag": ("a\U000e0041", "cannot be seen"),
    "line separator": ("a\u2028b", "cannot be seen"),
    "command": ("=cmd|' /C calc'!A0", "begins like a formula"),
    "sum": ("+1+1", "begins like a formula"),
    "at": ("@SUM(A1)", "begins like a formula"),
    "minus": ("-1+1", "begins like a formula"),
    "full width": ("＝1+1", "begins like a formula"),
    "a megabyte": ("x" * 999_999, "more than 2,000 characters"),
    "more than a megabyte": ("x" * 1_048_576, "no CSV"),
}
TAKEN_TEXT = [
    "مدينة الموصل",
    "مي\u200cخواهم",
    "\u200fالموصل\u200e",
    "<script>alert(1)</script>",
    "‘quoted’ – 5 %",
    "-1",
    "'=1",
    "😀",
]
REFUSED_IDS = [
    "../../x",
    "..\\x",
    "/etc/passwd",
    "c:x",
    "con",
    "nul",
    "com1",
    "index",
    "a" * 101,
    "A",
    "a/b",
    "a.b",
    "~a",
    "a b",
    "",
]


class TestTextOfCells:
    @pytest.mark.parametrize("text, rule", REFUSED_TEXT.values(), ids=REFUSED_TEXT.keys())
    def test_text_that_no_page_should_print_is_refused(self, tmp_path, text, rule):
        problems = inspect_ledger(put(tmp_path / "ledger", cell("claims", 2, "caveat", text))).problems
        [problem] = [problem for problem in problems if rule in problem.rule]
        assert (problem.file, problem.row) == ("claims.csv", 4)
        assert problem.column == (None if "no CSV" in rule else "caveat")
        assert problem.remedy and len(str(problem)) < 400

    def test_other_text_is_kept_as_it_is(self, tmp_path):
        grid = Grid(FILES, "claims")
        for row, text in zip(grid.rows, TAKEN_TEXT, strict=True):
            row[grid.header.index("caveat")] = text
        ledger = read_ledger(put(tmp_path / "ledger", file_as("claims.csv", grid.bytes())))
        assert ledger.claims["caveat"].tolist() == TAKEN_TEXT

    @pytest.mark.parametrize("name, column", [("claims", "claim_id"), ("sources", "source_id")])
    def test_an_id_that_cannot_name_a_page_is_refused(self, tmp_path, name, column):
        grid = Grid(FILES, name)
        first = grid.rows[0]
        grid.rows = [[value if at == 0 else text for at, text in enumerate(first)] for value in REFUSED_IDS]
        with pytest.raises(LedgerError) as caught:
            read_ledger(put(tmp_path / "ledger", file_as(f"{name}.csv", grid.bytes())))
        own = [
            problem
            for problem in caught.value.problems
            if (problem.file, problem.column) == (f"{name}.csv", column)
        ]
        named = {problem.row for problem in own if "correct the spelling" not in problem.remedy}
        assert named == set(range(2, len(REFUSED_IDS) + 2))
