"""What a person or a spreadsheet can do to a ledger is named with file, row, column and remedy."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from reported.ledger import LedgerError, check_ledger, inspect_ledger, read_ledger, report


@dataclass(frozen=True)
class Fault:
    """One cell or row spoiled in the small ledger, and what the check must say of it."""

    name: str
    file: str
    row: int
    column: str | None
    old: str
    new: str
    remedy: str

    def plant(self, folder):
        """Spoil the row; fail if what is to be spoiled does not stand there exactly once."""
        path = folder / self.file
        lines = path.read_bytes().decode().split("\n")
        assert lines[self.row - 1].count(self.old) == 1, (self.name, lines[self.row - 1])
        lines[self.row - 1] = lines[self.row - 1].replace(self.old, self.new)
        path.write_bytes("\n".join(lines).encode())

    def is_named(self, problems):
        """True if one of the problems says file, row and column of this fault, and its remedy."""
        return any(
            (problem.file, problem.row, problem.column) == (self.file, self.row, self.column)
            and self.remedy in problem.remedy
            for problem in problems
        )


# Each fault is in a row of its own, so that all of them fit into one ledger.
FAULTS = [
    Fault("unknown governorate", "claims.csv", 2, "governorate", ",IQ-NI,", ",IQ-XX,", "use one of IQ, SY"),
    Fault(
        "unknown indicator",
        "claims.csv",
        3,
        "indicator",
        "people_injured",
        "people_hurt",
        "use one of attacks",
    ),
    Fault("wrong unit", "claims.csv", 4, "unit", ",persons,", ",usd,", "use persons"),
    Fault(
        "same claim id",
        "claims.csv",
        5,
        "claim_id",
        "08-04,199news-2019-03-08-04",
        "08-03,199news-2019-03-08-04",
        "row 4",
    ),
    Fault("unknown source", "claims.csv", 6, "source_id", "2019-03-08,AFP", "2019-03-09,AFP", "sources.csv"),
    Fault("unknown place", "claims.csv", 7, "place_id", "makhmour-near", "makhmor", "places.csv"),
    Fault(
        "claim ends before start",
        "claims.csv",
        8,
        "period",
        "2018-08-23/",
        "2019-08-23/",
        "2019-02-22/2019-08-23",
    ),
    Fault("scope out of order", "claims.csv", 9, "scope", "crossed,,", "crossed,men+women,", "women+men"),
    Fault(
        "claim of an unknown statement",
        "claims.csv",
        10,
        "statement_id",
        ",aawsat-2019-02-22-03,",
        ",x,",
        "claims",
    ),
    Fault("formula", "claims.csv", 11, "locator", "para 2", "=para(2)", "begin the text with a letter"),
    Fault(
        "refused figure",
        "claims.csv",
        12,
        "wording",
        "ISIS,four northern provinces",
        "ISIS,many",
        "coding.csv",
    ),
    Fault("period as serial", "claims.csv", 13, "period", ",2013,", ",43518,", "write 2019-02-22"),
    Fault("row too long", "claims.csv", 14, None, "remote areas,A", "remote areas,A,A", "double quotes"),
    Fault("place elsewhere", "claims.csv", 15, "governorate", "baghouz,SY", "baghouz,IQ-AN", "baghouz in SY"),
    Fault("NUL byte", "claims.csv", 16, "wording", "600-Kilometer", "600\0-Kilometer", "U+0000"),
    Fault("unexplained region", "claims.csv", 17, "governorate", "region across governorates", "", "caveat"),
    Fault(
        "unknown actor",
        "claims.csv",
        18,
        "actor",
        "government forces",
        "goverment forces",
        "'government forces'",
    ),
    Fault("unknown scope", "claims.csv", 19, "scope", "verified_subset", "checked", "'checked'"),
    Fault(
        "unlisted originator",
        "claims.csv",
        20,
        "originator",
        ",AP,para 13,AP,",
        ",APP,para 13,AP,",
        "originators",
    ),
    Fault(
        "empty wording", "claims.csv", 21, "wording", ",all four officers,", ",,", "number words as printed"
    ),
    Fault("row too short", "claims.csv", 22, None, ",2019-02-18-nukhayb-truffle-12", "", "double quotes"),
    Fault(
        "dash in an id",
        "claims.csv",
        23,
        "claim_id",
        "22-16,aawsat-2019-02-22-16",
        "22–16,aawsat-2019-02-22-16",
        "plain hyphens",
    ),
    Fault("unknown confidence", "claims.csv", 26, "confidence", ",A", ",AA", "use one of A, B, C"),
    Fault(
        "id as number",
        "claims.csv",
        27,
        "claim_id",
        "unami-2018-06-04,un",
        "43518,un",
        "turned the id into a number",
    ),
    Fault(
        "part above total", "claims.csv", 28, "wording", "16 killed", "160 killed", "known_contradictions.csv"
    ),
    Fault("line break in a cell", "claims.csv", 30, "caveat", "minimum,", "minimum,\r", "in one line"),
    Fault("broken letters", "claims.csv", 32, "caveat", "minimum", "minimum â€“", "older copy"),
    Fault("low above high", "coding.csv", 2, "low", "2,2,2", "9,2,2", "9 / 2 / 2"),
    Fault(
        "date with slashes", "coding.csv", 4, "period_start", "2019-02-25", "2/22/2019", "write 2019-02-22"
    ),
    Fault(
        "ambiguous date", "coding.csv", 5, "period_end", "2019-03-03", "3/4/2019", "2019-03-04 if the month"
    ),
    Fault(
        "coding ends before start",
        "coding.csv",
        6,
        "period_end",
        "06,2019-03-06",
        "06,2019-03-05",
        "2019-03-06",
    ),
    Fault("thousands mark", "coding.csv", 7, "low", "31,31,31", '"1,031",31,31', "write 1031"),
    Fault(
        "starts after the page",
        "coding.csv",
        10,
        "period_start",
        "2019-02-22,2019-02-22",
        "2019-02-23,2019-02-23",
        "published_on",
    ),
    Fault("scientific number", "coding.csv", 14, "low", "5000", "5e3", "digits"),
    Fault("coding of no claim", "coding.csv", 16, "claim_id", "22-09", "22-90", "claims.csv"),
    Fault("no reading, no reason", "coding.csv", 17, "low", "20000", "", "aawsat-2019-02-22-10"),
    Fault(
        "empty row", "coding.csv", 19, None, "aawsat-2019-02-22-12,9,9,9,2019-01-01,2019-01-31,", "", "delete"
    ),
    Fault(
        "short date",
        "coding.csv",
        23,
        "period_end",
        ",2019-02-22,2019-02-22",
        ",2019-02-22,2019-2-22",
        "2019-02-22",
    ),
    Fault("month as text", "sources.csv", 2, "published_on", "2019-03,", "Mar-19,", "write 2019-03"),
    Fault(
        "page reprints nothing known", "sources.csv", 3, "upstream", "ap-2019-02-22-csm", "ap", "sources.csv"
    ),
    Fault("no such day", "sources.csv", 4, "published_on", "2019-02-22,", "2019-02-30,", "ISO 8601"),
    Fault("unknown kind of page", "sources.csv", 5, "kind", "un_report", "report", "use one of newspaper"),
    Fault("decimal comma", "places.csv", 2, "lat", ",35.51722,", ',"35,51722",', "write 35.51722"),
    Fault(
        "north and east swapped", "places.csv", 3, "lat", "36.335", "43.335", "as datapackage.json describes"
    ),
    Fault(
        "name that reads as two", "originators.csv", 3, "originator", "ACLED,d", "ACLED; x,d", "without it"
    ),
]


@pytest.fixture
def plant_lines(small_ledger):
    """A function that rewrites the bytes of one file of the small ledger, and returns the ledger's folder."""

    def plant(file, change):
        path = small_ledger / file
        path.write_bytes(change(path.read_bytes()))
        return small_ledger

    return plant


class TestFaultyRows:
    @pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
    def test_fault_is_named_with_file_row_column_and_remedy(self, small_ledger, fault):
        fault.plant(small_ledger)
        problems = check_ledger(small_ledger)
        assert fault.is_named(problems), report(problems)

    def test_all_faults_are_named_at_once(self, small_ledger):
        for fault in FAULTS:
            fault.plant(small_ledger)
        problems = check_ledger(small_ledger)
        assert [fault.name for fault in FAULTS if not fault.is_named(problems)] == []
        with pytest.raises(LedgerError) as caught:
            read_ledger(small_ledger)
        assert all(f"{fault.file} row {fault.row}" in str(caught.value) for fault in FAULTS)

    @pytest.mark.parametrize("name", ["row too short", "row too long", "empty row", "unknown actor"])
    def test_fault_is_told_once(self, small_ledger, name):
        [fault] = [fault for fault in FAULTS if fault.name == name]
        fault.plant(small_ledger)
        told = [problem for problem in check_ledger(small_ledger) if problem.row == fault.row]
        assert [problem.column for problem in told if problem.file == fault.file] == [fault.column]

    def test_claim_id_that_stands_twice_is_told_once(self, small_ledger):
        [fault] = [fault for fault in FAULTS if fault.name == "same claim id"]
        fault.plant(small_ledger)
        told = [
            problem for problem in check_ledger(small_ledger) if problem.rule == "is there more than once"
        ]
        assert [(problem.row, problem.column) for problem in told] == [(5, "claim_id")]

    def test_ledger_without_faults_has_no_problem_and_no_note(self, small_ledger):
        found = inspect_ledger(small_ledger)
        assert (found.problems, found.notes) == ([], [])

    def test_fault_of_a_whole_column_is_summed_up(self, plant_lines):
        folder = plant_lines("coding.csv", lambda data: data.replace(b"2018-06-30", b"6/30/2018"))
        text = report(check_ledger(folder))
        assert "4 more like these (is no ISO date), in rows 32-35" in text
        assert text.count("write 2018-06-30") == 8


def _doubled_caveat(data):
    """Add a second caveat column at the right, with cells."""
    header, *rows = data.decode().rstrip("\n").split("\n")
    return "\n".join([f"{header},caveat", *(f"{row},x" for row in rows)]).encode()


FILE_FAULTS = {
    "missing column": (
        "claims.csv",
        lambda data: data.replace(b",caveat,", b",", 1),
        "caveat",
        "put it back",
    ),
    "renamed column": (
        "claims.csv",
        lambda data: data.replace(b",caveat,", b",caveats,", 1),
        "caveat",
        "'caveats'",
    ),
    "extra column": (
        "places.csv",
        lambda data: data.replace(b",source\n", b",source,mine\n", 1),
        "mine",
        "delete it",
    ),
    "doubled column": ("claims.csv", _doubled_caveat, "caveat", "delete one"),
    "no header": ("sources.csv", lambda data: data.split(b"\n", 1)[1], None, "source_id,publisher"),
    "empty first line": ("sources.csv", lambda data: b"\n" + data, None, "names of the columns"),
    "empty file": ("coding.csv", lambda data: b"", None, "version control"),
    "header alone": ("claims.csv", lambda data: data.split(b"\n")[0] + b"\n", None, "put its rows back"),
    "Excel workbook": ("claims.csv", lambda data: b"PK\x03\x04" + data, None, "save it as CSV"),
    "open quote": (
        "sources.csv",
        lambda data: data.replace(b"UNAMI via", b'"UNAMI via'),
        None,
        "double quotes",
    ),
    "no JSON": ("datapackage.json", lambda data: data[:-3], None, "older copy"),
    "no list of files": ("datapackage.json", lambda data: b"[1]", None, "older copy"),
    "unknown type": (
        "datapackage.json",
        lambda data: data.replace(b'"integer"', b'"whole"'),
        None,
        "correct it",
    ),
    "column without a type": (
        "datapackage.json",
        lambda data: data.replace(b'"type": "integer"', b'"format": "default"'),
        None,
        "put an older copy back",
    ),
    "pattern that is none": (
        "datapackage.json",
        lambda data: data.replace(b'"pattern": "', b'"pattern": "('),
        None,
        "complete it",
    ),
    "key without a reference": (
        "datapackage.json",
        lambda data: data.replace(b'"reference": {', b'"references": {'),
        None,
        "put an older copy back",
    ),
    "missing closed list": (
        "datapackage.json",
        lambda data: data.replace(b'"reported:scopes"', b'"reported:scope"'),
        None,
        "put the list back",
    ),
    "map that is no collection": (
        "governorates.geojson",
        lambda data: b'{"features": []}',
        None,
        "older copy",
    ),
    "list and enum differ": (
        "datapackage.json",
        lambda data: data.replace(b'"PMF", "Pesh', b'"Pesh'),
        None,
        "the same",
    ),
    "broken map": ("governorates.geojson", lambda data: data[:200], None, "older copy"),
    "map without a governorate": (
        "governorates.geojson",
        lambda data: data.replace(b"IQ-NI", b"IQ-XX"),
        None,
        "older copy",
    ),
    "feature without a polygon": (
        "neighbours.geojson",
        lambda data: data.replace(b"45", b'"x"', 1),
        None,
        "older copy",
    ),
}


class TestFaultyFiles:
    @pytest.mark.parametrize("file, change, column, remedy", FILE_FAULTS.values(), ids=FILE_FAULTS.keys())
    def test_faulty_file_is_named_with_remedy(self, plant_lines, file, change, column, remedy):
        problems = check_ledger(plant_lines(file, change))
        named = [problem for problem in problems if problem.file == file and remedy in problem.remedy]
        assert named, report(problems)
        assert column is None or column in {problem.column for problem in named}

    def test_governorate_without_a_boundary_is_named(self, small_ledger):
        path = small_ledger / "governorates.geojson"
        collection = json.loads(path.read_text(encoding="utf-8"))
        gone = collection["features"].pop()["properties"]["iso_3166_2"]
        path.write_text(json.dumps(collection), encoding="utf-8")
        [problem] = check_ledger(small_ledger)
        assert (problem.file, problem.value, problem.rule) == (path.name, gone, "has no boundary")

    def test_missing_files_are_all_named(self, small_ledger):
        for file in ("claims.csv", "places.csv", "neighbours.geojson"):
            (small_ledger / file).unlink()
        problems = check_ledger(small_ledger)
        assert [(problem.file, problem.rule) for problem in problems] == [
            ("claims.csv", "the file is missing"),
            ("neighbours.geojson", "the file is missing"),
            ("places.csv", "the file is missing"),
        ]

    def test_folder_in_place_of_a_file_is_named(self, small_ledger):
        (small_ledger / "sources.csv").unlink()
        (small_ledger / "sources.csv").mkdir()
        [problem] = check_ledger(small_ledger)
        assert (problem.file, problem.rule) == ("sources.csv", "a folder stands where the file should be")

    def test_file_that_may_not_be_read_is_named(self, small_ledger, monkeypatch):
        read_bytes = Path.read_bytes

        def refuse_claims(path):
            if path.name == "claims.csv":
                raise PermissionError(13, "Permission denied", path)
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", refuse_claims)
        [problem] = check_ledger(small_ledger)
        assert (problem.file, problem.rule) == ("claims.csv", "the file may not be read")

    def test_missing_folder_is_named(self, tmp_path):
        [problem] = check_ledger(tmp_path / "nowhere")
        assert problem.rule == "does not exist"

    def test_file_in_place_of_the_folder_is_named(self, raw):
        [problem] = check_ledger(raw / "claims.csv")
        assert problem.rule == "is no folder"

    def test_folder_without_a_description_is_named(self, tmp_path):
        [problem] = check_ledger(tmp_path)
        assert (problem.file, problem.rule) == ("datapackage.json", "the file is missing")


def _parted_by(separator):
    """Return a function that rewrites a CSV file with another separator, as other countries' Excel does."""

    def change(data):
        written = io.StringIO()
        rows = csv.reader(io.StringIO(data.decode(), newline=""))
        csv.writer(written, delimiter=separator, lineterminator="\n").writerows(rows)
        return written.getvalue().encode()

    return change


MARKS = {
    "byte-order mark": (lambda data: b"\xef\xbb\xbf" + data, "byte-order mark"),
    "semicolons": (_parted_by(";"), "semicolons"),
    "semicolons with a line that says so": (lambda data: b"sep=;\n" + _parted_by(";")(data), "semicolons"),
    "tabs": (_parted_by("\t"), "tabs"),
    "Windows line ends": (lambda data: data.replace(b"\n", b"\r\n"), "Windows"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "UTF-16"),
    "empty rows and columns": (lambda data: data.replace(b"\n", b",,\n") + b",,,\n" * 3, "empty rows"),
    "blanks around cells": (lambda data: data.replace(b",IQ-NI,", b", IQ-NI\xc2\xa0,"), "blanks around"),
}


class TestMarksOfSpreadsheets:
    @pytest.mark.parametrize("change, note", MARKS.values(), ids=MARKS.keys())
    def test_mark_is_survived_and_told(self, small_ledger, plant_lines, change, note):
        before = read_ledger(small_ledger)
        after = read_ledger(plant_lines("claims.csv", change))
        assert after.checksum == before.checksum
        assert any(entry.startswith("claims.csv") and note in entry for entry in after.notes)

    def test_latin_1_text_is_read_and_told(self, plant_lines):
        folder = plant_lines("sources.csv", lambda data: data.replace(b"Asharq", "Aschárq".encode("latin-1")))
        ledger = read_ledger(folder)
        assert ledger.sources["publisher"].iat[1] == "Aschárq Al-Awsat / AP"
        assert any("was not UTF-8 (first in line 3)" in note for note in ledger.notes)

    def test_curly_quotation_marks_are_kept_and_told(self, plant_lines):
        folder = plant_lines(
            "claims.csv", lambda data: data.replace(b"only partly", "only “partly”".encode())
        )
        ledger = read_ledger(folder)
        assert ledger.claims["caveat"].str.contains("“partly”").sum() == 10
        assert (
            "claims.csv: 10 cells have curly quotation marks or long dashes; kept as they are" in ledger.notes
        )

    def test_dash_of_a_word_processor_in_a_wording_is_read(self, plant_lines):
        wording = "between 5,000 and 7,000"
        folder = plant_lines(
            "claims.csv", lambda data: data.replace(wording.encode(), "5,000–7,000".encode())
        )
        assert read_ledger(folder).claims["wording"].iat[12] == "5,000–7,000"
