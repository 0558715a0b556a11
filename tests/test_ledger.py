"""The ledger is whole and clean, reads into typed tables, and its rules say what they mean on small cases."""

import csv
import json

import pandas as pd
import pytest

from reported.ledger import Problem, inspect_ledger, read_ledger, report
from reported.ledger.claim_rules import (
    coded_bounds,
    coded_period,
    one_place_per_incident,
    readable_wording,
    reason_for_bounds,
    scope_words,
    shared_statement,
)
from reported.ledger.package import LISTS, read_description
from reported.ledger.page_rules import reprint_of_another
from reported.ledger.problems import SHOWN_ROWS
from reported.ledger.spreadsheets import iso_days
from reported.ledger.subject import Tables, last_day
from reported.ledger.totals import idle_excuses, parts_and_totals

# The collection as it was taken over: claims may be added, none may go.
CLAIMS, SOURCES, PLACES = 2779, 450, 95


@pytest.fixture(scope="module")
def inspection(raw):
    return inspect_ledger(raw)


@pytest.fixture(scope="module")
def ledger(inspection):
    return inspection.ledger


@pytest.fixture(scope="module")
def tables(raw):
    """A function from rows to the tables that rules look at; the first row stands in line 2."""
    description, problems = read_description(raw)
    assert problems == []

    def build(**rows):
        frames = {name: pd.DataFrame(cells, dtype=str).fillna("") for name, cells in rows.items()}
        return Tables(
            {name: frame.set_axis(range(2, len(frame) + 2)) for name, frame in frames.items()}, description
        )

    return build


def _found(problems):
    """Return row and column of each problem."""
    return [(problem.row, problem.column) for problem in problems]


class TestRealLedger:
    def test_it_has_no_problem_and_no_note(self, inspection):
        assert (inspection.problems, inspection.notes) == ([], [])

    def test_it_has_every_row_of_the_collection(self, ledger):
        assert len(ledger.claims) >= CLAIMS
        assert len(ledger.coding) == len(ledger.claims)
        assert len(ledger.sources) >= SOURCES
        assert len(ledger.places) >= PLACES
        assert (len(ledger.governorates), len(ledger.neighbours), len(ledger.crosswalk)) == (18, 9, 18)

    def test_every_collected_claim_stands_in_it_unchanged(self, raw):
        collected = raw.parents[2] / "shared" / "evidence" / "claims.csv"
        if not collected.exists():
            pytest.skip("the collection that the ledger was taken from is not beside this project")
        kept = {_identity(row) for row in _rows(raw / "claims.csv")}
        assert [row["claim_id"] for row in _rows(collected) if _identity(row) not in kept] == []

    def test_bounds_are_numbers_and_an_open_end_is_missing(self, ledger):
        coding = ledger.coding.set_index("claim_id")
        crossed = coding.loc["aawsat-2019-02-22-02"]
        assert crossed["low"] == 1000
        assert pd.isna(crossed["best"])
        assert pd.isna(crossed["high"])
        assert crossed["period_start"] == pd.Timestamp("2018-08-23")

    def test_text_is_text_and_empty_where_nothing_stands(self, ledger):
        assert ledger.claims.dtypes.astype(str).unique().tolist() == ["str"]
        assert not ledger.claims.isna().any(axis=None)

    def test_boundaries_are_in_degrees(self, ledger):
        west, south, east, north = ledger.governorates.total_bounds
        assert ledger.governorates.crs == "EPSG:4326"
        assert 38 < west < east < 49
        assert 29 < south < north < 38

    def test_same_content_in_another_folder_and_order_has_the_same_checksum(self, ledger, ledger_copy):
        path = ledger_copy / "claims.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\r\n".join([header, *reversed(rows)]), encoding="utf-8", newline="")
        assert read_ledger(ledger_copy).checksum == ledger.checksum

    def test_another_figure_has_another_checksum(self, small_ledger):
        before = read_ledger(small_ledger).checksum
        path = small_ledger / "claims.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("six years ago,years", "seven years ago,years"), encoding="utf-8")
        assert read_ledger(small_ledger).checksum != before


class TestDescription:
    def test_any_frictionless_tool_finds_it_valid(self, raw):
        from frictionless import validate

        assert validate(raw / "datapackage.json").valid

    def test_every_column_says_what_it_means(self, raw):
        description, _ = read_description(raw)
        for name in description.tables:
            for column in description.columns(name):
                assert len(description.field(name, column)["description"]) > 10

    def test_every_word_of_a_closed_list_has_a_meaning(self, raw):
        described = json.loads((raw / "datapackage.json").read_text(encoding="utf-8"))
        for closed_list in LISTS:
            assert all(entry["meaning"].endswith(".") for entry in described[closed_list])

    def test_every_indicator_scope_and_actor_in_it_is_used(self, ledger):
        used = set(ledger.claims["scope"].str.split("+").explode()) | set(ledger.claims["indicator"])
        used |= set(ledger.claims["actor"])
        words = [entry["name"] for key in ("indicators", "scopes", "actors") for entry in ledger.terms[key]]
        assert [word for word in words if word not in used] == []


class TestClaimRules:
    @pytest.mark.parametrize(
        "scope, is_right",
        [
            ("", True),
            ("incl_police+no_anbar", True),
            ("no_anbar+incl_police", False),
            ("no_anbar+no_anbar", False),
            ("no_anbar+", False),
        ],
    )
    def test_scope_is_words_of_the_list_in_its_order(self, tables, scope, is_right):
        assert (_found(scope_words(tables(claims=[{"scope": scope}]))) == []) == is_right

    @pytest.mark.parametrize(
        "note, is_reason",
        [
            ("", False),
            ("dates: 'Friday'", False),
            ("period was 2018-01", False),
            ("German: six", True),
            ("dates: 'Sunday'; sum", True),
        ],
    )
    def test_note_on_dates_alone_is_no_reason_for_bounds(self, note, is_reason):
        assert reason_for_bounds(note) == is_reason

    def test_refused_wording_needs_a_reason(self, tables):
        claims = [{"claim_id": "a", "wording": "many"}, {"claim_id": "b", "wording": "viele"}]
        claims.append({"claim_id": "c", "wording": "six"})
        coding = [{"claim_id": "a", "note": ""}, {"claim_id": "b", "note": "German: many"}]
        assert _found(readable_wording(tables(claims=claims, coding=coding))) == [(2, "wording")]

    @pytest.mark.parametrize(
        "bounds, is_right",
        [
            (("1", "2", "3"), True),
            (("", "", "3"), True),
            (("2", "1", "3"), False),
            (("1", "3", "2"), False),
            (("3", "", "2"), False),
            (("", "", ""), False),
        ],
    )
    def test_bounds_are_in_order_and_not_all_empty(self, tables, bounds, is_right):
        row = dict(zip(("low", "best", "high"), bounds, strict=True), claim_id="a", note="")
        assert (_found(coded_bounds(tables(coding=[row]))) == []) == is_right

    @pytest.mark.parametrize(
        "start, end, column",
        [
            ("2019-02-01", "2019-02-28", None),
            ("2019-02-02", "2019-02-01", "period_end"),
            ("2019-03-01", "2019-03-02", "period_start"),
        ],
    )
    def test_period_is_in_order_and_begins_before_the_page(self, tables, start, end, column):
        ledger = tables(
            claims=[{"claim_id": "a", "source_id": "s"}],
            coding=[{"claim_id": "a", "period_start": start, "period_end": end}],
            sources=[{"source_id": "s", "published_on": "2019-02"}],
        )
        assert _found(coded_period(ledger)) == ([(2, column)] if column else [])

    def test_statement_joins_claims_of_one_quantity_only(self, tables):
        first = {
            "source_id": "s",
            "indicator": "attacks",
            "unit": "attacks",
            "period": "2019",
            "governorate": "IQ",
        }
        claims = [
            {**first, "claim_id": "a", "statement_id": "a"},
            {**first, "claim_id": "b", "statement_id": "a"},
            {**first, "claim_id": "c", "statement_id": "a", "period": "2018"},
            {**first, "claim_id": "d", "statement_id": "b"},
        ]
        assert [problem.row for problem in shared_statement(tables(claims=claims))] == [4, 5]

    def test_incident_is_in_one_governorate(self, tables):
        codes = ["IQ-NI", "IQ-NI", "", "IQ-AN"]
        claims = [{"incident_id": "i", "governorate": code} for code in codes]
        assert _found(one_place_per_incident(tables(claims=claims))) == [(5, "governorate")]


class TestTotals:
    @pytest.fixture
    def release(self, tables):
        """A function from wordings by area to one release's tables; the person reads what is printed."""

        def build(areas, *, known=(), coded=None):
            same = {"indicator": "civilians_killed", "actor": "all", "scope": "", "originator": "UNAMI"}
            same |= {"unit": "persons", "period": "2018-06", "source_id": "u", "place_id": ""}
            claims = [
                {**same, "claim_id": area, "governorate": area.rstrip("*"), "wording": text}
                for area, text in areas
            ]
            read = dict(areas) | (coded or {})
            coding = [{"claim_id": area, "low": read[area], "high": read[area]} for area, _ in areas]
            excuses = [{"claim_id": claim_id, "rule": rule} for claim_id, rule in known]
            excuses = excuses or [{"claim_id": "none", "rule": "none"}]
            return tables(claims=claims, coding=coding, known_contradictions=excuses)

        return build

    def test_parts_up_to_the_total_are_right(self, release):
        assert list(parts_and_totals(release([("IQ", "76"), ("IQ-DI", "16"), ("IQ-BG", "60")]))) == []

    def test_part_above_the_total_is_named_in_both_readings(self, release):
        problems = list(parts_and_totals(release([("IQ", "76"), ("IQ-DI", "77")])))
        assert [(problem.file, problem.row) for problem in problems] == [("claims.csv", 3), ("coding.csv", 3)]
        assert "IQ has at most 76" in problems[0].remedy

    def test_part_above_the_total_by_the_person_alone_is_named_in_the_coding(self, release):
        problems = list(parts_and_totals(release([("IQ", "76"), ("IQ-DI", "16")], coded={"IQ-DI": "160"})))
        assert [(problem.file, problem.row, problem.column) for problem in problems] == [
            ("coding.csv", 3, "low")
        ]

    def test_parts_that_add_up_to_more_than_the_total_name_the_total(self, release):
        problems = list(parts_and_totals(release([("IQ", "76"), ("IQ-DI", "40"), ("IQ-BG", "37")])))
        assert [(problem.file, problem.row) for problem in problems] == [("claims.csv", 2), ("coding.csv", 2)]
        assert "make at least 77" in problems[0].remedy

    def test_region_is_neither_part_nor_total(self, release):
        assert list(parts_and_totals(release([("", "4"), ("IQ+SY", "100"), ("IQ", "76")]))) == []

    def test_part_printed_twice_counts_once_with_the_lower_figure(self, release):
        twice = [("IQ", "76"), ("IQ-DI", "40"), ("IQ-DI*", "70"), ("IQ-BG", "30")]
        assert list(parts_and_totals(release(twice))) == []

    def test_known_contradiction_is_excused_by_claim_and_rule(self, release):
        areas = [("IQ", "76"), ("IQ-DI", "77")]
        assert list(parts_and_totals(release(areas, known=[("IQ-DI", "part_above_total")]))) == []
        assert list(parts_and_totals(release(areas, known=[("IQ-DI", "parts_above_total")]))) != []

    def test_excuse_that_excuses_nothing_is_noted(self, release):
        ledger = release([("IQ", "76"), ("IQ-DI", "16")], known=[("IQ-DI", "part_above_total")])
        assert idle_excuses(ledger) == [
            "known_contradictions.csv: IQ-DI breaks no rule part_above_total; the row can go"
        ]

    def test_open_total_has_nothing_above_it(self, release):
        assert (
            list(parts_and_totals(release([("IQ", "at least 76"), ("IQ-DI", "77")], coded={"IQ": ""}))) == []
        )


class TestPageRules:
    def test_ring_of_reprints_is_named_and_a_chain_is_not(self, tables):
        upstream = {"a": "b", "b": "a", "c": "d", "d": "e", "e": "", "f": "f", "g": "a"}
        sources = [{"source_id": page, "upstream": original} for page, original in upstream.items()]
        assert [problem.row for problem in reprint_of_another(tables(sources=sources))] == [2, 3, 7]

    @pytest.mark.parametrize(
        "published_on, last",
        [("2019", "2019-12-31"), ("2019-02", "2019-02-28"), ("2019-02-22", "2019-02-22")],
    )
    def test_page_without_a_day_is_of_the_last_possible_day(self, published_on, last):
        assert last_day(published_on).isoformat() == last

    @pytest.mark.parametrize("text", ["", "2019-02-30", "2019-13", "soon", "9" * 30])
    def test_what_is_no_date_has_no_last_day(self, text):
        assert last_day(text) is None


class TestSpreadsheetDates:
    @pytest.mark.parametrize(
        "value, days",
        [
            ("2/22/2019", ["2019-02-22"]),
            ("22.02.2019", ["2019-02-22"]),
            ("3/4/2019", ["2019-03-04", "2019-04-03"]),
            ("43518", ["2019-02-22"]),
            ("43518.0", ["2019-02-22"]),
            ("22-Feb-19", ["2019-02-22"]),
            ("Jan-18", ["2018-01"]),
            ("13/13/2019", []),
            ("12345", []),
            ("2018-Q3", []),
        ],
    )
    def test_date_is_what_it_was_before_the_spreadsheet(self, value, days):
        assert iso_days(value) == days


class TestReport:
    def test_problem_is_one_line_with_place_value_rule_and_remedy(self):
        problem = Problem("claims.csv", 17, "governorate", "IQ-XX", "is no code", "use one of IQ, SY")
        assert str(problem) == "claims.csv row 17 column governorate: 'IQ-XX' is no code -> use one of IQ, SY"

    def test_fault_of_many_rows_is_shown_in_part_and_counted(self):
        rows = [Problem("a.csv", row, "x", "?", "is no number", "write digits") for row in range(2, 3002)]
        lines = report(rows).splitlines()
        assert lines[:SHOWN_ROWS] == [str(problem) for problem in rows[:SHOWN_ROWS]]
        assert lines[SHOWN_ROWS:] == [
            "a.csv column x: 2,992 more like these (is no number), in rows 10-3001",
            "3,000 problems in 1 file.",
        ]

    def test_rare_fault_is_not_lost_among_many(self):
        rows = [Problem("a.csv", row, "x", "?", "is no number", "write digits") for row in range(2, 3002)]
        rare = Problem("a.csv", 2500, "y", "?", "is no id", "write letters")
        assert str(rare) in report([*rows, rare]).splitlines()

    def test_clean_ledger_has_nothing_to_report(self):
        assert report([]) == ""

    def test_notes_stand_first(self):
        problem = Problem("a.csv", None, None, "", "the file is empty", "fill it")
        assert report([problem], ["b.csv: began with a mark"]).splitlines() == [
            "note: b.csv: began with a mark",
            "a.csv: the file is empty -> fill it",
            "1 problem in 1 file.",
        ]


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _identity(row):
    return row["claim_id"], row["wording"], row["source_id"]
