"""A look at whole columns spares Frictionless most files, and never a fault."""

import pandas as pd
import pytest

from reported.ledger import check_ledger, form, inspect_ledger
from reported.ledger.screening import is_plainly_good
from test_bad_input import FAULTS, FILE_FAULTS, MARKS

ID = {"required": True, "unique": True, "pattern": "[a-z]+", "maxLength": 5}
FIELDS = [
    {
        "name": "id",
        "type": "string",
        "constraints": {"required": True, "unique": True, "pattern": "[a-z]+", "maxLength": 5},
    },
    {
        "name": "kind",
        "type": "string",
        "reported:unit": "none",
        "constraints": {"enum": ["one", "two"], "maxLength": 3},
    },
    {"name": "low", "type": "number", "constraints": {"minimum": 0, "maximum": 90}},
    {"name": "count", "type": "integer"},
    {"name": "day", "type": "date"},
    {"name": "of", "type": "string"},
]
SCHEMA = {
    "fields": FIELDS,
    "primaryKey": "id",
    "foreignKeys": [{"fields": "of", "reference": {"resource": "", "fields": "id"}}],
}
CHANGES = [(file, change) for file, change, *_ in FILE_FAULTS.values()]
CHANGES += [("claims.csv", change) for change, _ in MARKS.values()]
ROWS = [["a", "one", "1", "-3", "2019-02-22", ""], ["b", "", "89.5", "", "", "a"]]


def is_good(rows=ROWS, schema=SCHEMA):
    table = pd.DataFrame(rows, columns=[field["name"] for field in schema["fields"]], dtype=str)
    return is_plainly_good(table, schema, {"": table})


def with_cell(column, text):
    """Return the rows with one cell of the second row replaced."""
    place = [field["name"] for field in FIELDS].index(column)
    return [ROWS[0], [*ROWS[1][:place], text, *ROWS[1][place + 1 :]]]


class TestPlainlyGood:
    def test_a_table_as_its_schema_says_is(self):
        assert is_good()

    def test_a_table_without_rows_is(self):
        assert is_good(rows=[])

    @pytest.mark.parametrize(
        "column, text",
        [
            ("id", ""),
            ("id", "a"),
            ("id", "B"),
            ("id", "b\n"),
            ("kind", "three"),
            ("id", "longer"),
            ("low", "-1"),
            ("low", "90.5"),
            ("low", "1e1"),
            ("low", "NaN"),
            ("low", "٤"),
            ("low", " 1"),
            ("count", "1.0"),
            ("count", "1,000"),
            ("count", "9" * 5000),
            ("day", "2019-2-2"),
            ("day", "2019-02-30"),
            ("day", "0000-01-01"),
            ("of", "z"),
        ],
    )
    def test_a_cell_that_may_be_a_fault_is_not(self, column, text):
        assert not is_good(rows=with_cell(column, text))

    def test_an_empty_row_is_not(self):
        assert not is_good(
            rows=[*ROWS, [""] * 6],
            schema={"fields": [{"name": field["name"], "type": "string"} for field in FIELDS]},
        )

    @pytest.mark.parametrize(
        "change",
        [
            {"missingValues": ["", "-"]},
            {"primaryKey": ["kind", "of"]},
            {
                "foreignKeys": [
                    {"fields": ["of", "kind"], "reference": {"resource": "", "fields": ["id", "kind"]}}
                ]
            },
            {"foreignKeys": [{"fields": "of", "reference": {"resource": "elsewhere", "fields": "id"}}]},
            {"fields": [{**FIELDS[0], "constraints": {"minLength": 1}}, *FIELDS[1:]]},
            {"fields": [{**FIELDS[0], "constraints": {"pattern": "("}}, *FIELDS[1:]]},
            {"fields": [{**FIELDS[0], "format": "email"}, *FIELDS[1:]]},
            {"fields": [*FIELDS[:2], {**FIELDS[2], "constraints": {"minimum": "low"}}, *FIELDS[3:]]},
            {"fields": [{**FIELDS[0], "type": "any"}, *FIELDS[1:]]},
            {"fields": [{**FIELDS[0], "type": "number"}, *FIELDS[1:]]},
        ],
        ids=str,
    )
    def test_a_schema_that_asks_for_more_is_left_to_frictionless(self, change):
        assert not is_good(schema={**SCHEMA, **change})


@pytest.fixture
def told(small_ledger, monkeypatch, tmp_path):
    """A function that returns what is told of a changed ledger, with the look at columns and without."""

    def tell(change):
        change(small_ledger)
        seen = inspect_ledger(small_ledger)
        with monkeypatch.context() as patch:
            patch.setattr(form, "is_plainly_good", lambda *_: False)
            by_frictionless = inspect_ledger(small_ledger)
        return [(one.problems, one.notes) for one in (seen, by_frictionless)]

    return tell


class TestAgainstFrictionless:
    @pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
    def test_the_same_is_told_of_a_faulty_row(self, told, fault):
        seen, by_frictionless = told(fault.plant)
        assert seen == by_frictionless
        assert seen[0] != []

    @pytest.mark.parametrize("file, change", CHANGES)
    def test_the_same_is_told_of_a_faulty_file(self, told, file, change):
        def plant(folder):
            (folder / file).write_bytes(change((folder / file).read_bytes()))

        seen, by_frictionless = told(plant)
        assert seen == by_frictionless

    def test_a_ledger_without_faults_needs_no_frictionless(self, small_ledger, monkeypatch):
        def refuse(_):
            raise AssertionError("Frictionless was asked")

        monkeypatch.setattr(form, "_errors", refuse)
        assert check_ledger(small_ledger) == []
