"""Each claim becomes an interval, a period and a place, or is set aside with the reason."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_rows import cells, clean_rows, small_ledger
from reported.cleaning import (
    clean_claims,
    incidents,
    monthly_series,
    processed_package,
    reconcile_parts,
    statements,
)
from reported.cleaning.bounds import hull_by, joined, joined_lists, sum_by
from reported.cleaning.outputs import columns_of
from reported.cleaning.readings import (
    person_kind,
    program_figures,
    program_periods,
    publication_day,
    span_precision,
    why_different,
)
from reported.intervals import Interval, hull

BOUNDS = ("low", "best", "high")


def cleaned(*rows, **tables):
    claims, _ = clean_claims(small_ledger(*rows, **tables))
    return claims


class TestFigures:
    def test_the_program_reads_what_the_rules_cover(self):
        claims = cleaned({"wording": "likely more than 1,000", "low": 1000})
        assert cells(claims, *BOUNDS, "kind", "certainty", "coded_by") == [
            (1000, None, None, "more_than", "likely", "program")
        ]

    def test_the_person_is_taken_where_the_program_refuses(self):
        claims = cleaned({"wording": "Dertien", "low": 13, "best": 13, "high": 13, "note": "Dutch: thirteen"})
        assert cells(claims, *BOUNDS, "kind", "coded_by") == [(13, 13, 13, "exact", "person")]

    def test_the_person_is_taken_where_the_note_says_why_the_two_differ(self):
        note = "low and high are the release's own sums, not in the wording"
        claims = cleaned({"wording": "811", "low": 802, "best": 811, "high": 852, "note": note})
        assert cells(claims, *BOUNDS, "kind", "coded_by") == [(802, 811, 852, "exact", "person")]

    def test_a_change_of_the_coding_is_no_reason_to_prefer_the_person(self):
        claims = cleaned(
            {"wording": "400", "low": 350, "best": 400, "high": 450, "note": "recoded: was 400/400/400"}
        )
        assert cells(claims, *BOUNDS, "coded_by") == [(400, 400, 400, "program")]

    def test_a_note_without_bounds_leaves_the_programs_reading_beside_another_persons(self):
        note = "low and high are the release's own sums, not in the wording"
        claims = cleaned(
            {"wording": "811", "note": note}, {"wording": "Dertien", "low": 13, "best": 13, "high": 13}
        )
        assert cells(claims, *BOUNDS, "coded_by") == [(811, 811, 811, "program"), (13, 13, 13, "person")]

    @pytest.mark.parametrize(
        ("low", "best", "high", "kind"),
        [
            (5, 5, 5, "exact"),
            (5, None, 9, "range"),
            (5, None, None, "at_least"),
            (None, None, 9, "at_most"),
            (4, 5, 6, "approximate"),
        ],
    )
    def test_a_persons_kind_follows_from_the_bounds(self, low, best, high, kind):
        claims = cleaned({"wording": "fünf bis", "low": low, "best": best, "high": high})
        assert claims["kind"].tolist() == [kind]

    def test_a_figure_that_both_refuse_is_set_aside_with_the_reason(self):
        claims, set_aside = clean_claims(small_ledger({"wording": "12"}, {"wording": "December 2017"}))
        assert claims["claim_id"].tolist() == ["c1"]
        assert cells(set_aside, "step", "claim_id") == [("clean", "c2")]
        assert set_aside["reason"].str.startswith("no figure: ").all()

    def test_a_claim_that_the_coding_lacks_is_read_by_the_program(self):
        ledger = small_ledger({"wording": "12"}, {"wording": "13"})
        ledger.coding = ledger.coding.iloc[:1]
        claims, _ = clean_claims(ledger)
        assert cells(claims, "claim_id", "best", "coded_by") == [("c1", 12, "program"), ("c2", 13, "program")]

    def test_a_figure_that_the_program_refuses_keeps_the_kind_that_its_bounds_amount_to(self):
        table = pd.DataFrame(
            [[None, 4, None], [None] * 3, [4, 4, None], [4, 4, 4], [4, 5, 5]], [9, 8, 7, 6, 5], BOUNDS
        )
        kinds = person_kind(table.astype(float))
        assert kinds.to_dict() == {9: "", 8: "", 7: "at_least", 6: "exact", 5: "approximate"}
        assert kinds.dtype == "str"

    def test_wordings_are_read_in_their_own_order_and_place(self):
        table = program_figures(pd.Series(["12", "no number", "at least 5", "12"], index=[4, 3, 2, 1]))
        assert cells(table, "low", "best", "kind", "certainty") == [
            (12, 12, "exact", ""), (None, None, "", ""), (5, None, "at_least", ""), (12, 12, "exact", ""),
        ]  # fmt: skip
        assert (table["refusal"] == "").tolist() == [True, False, True, True]
        assert table.index.tolist() == [4, 3, 2, 1]
        assert table.dtypes.astype(str).tolist() == ["float64"] * 3 + ["str"] * 3

    def test_no_wordings_give_an_empty_table_of_the_same_types(self):
        table = program_figures(pd.Series([], dtype="str"))
        assert table.dtypes.astype(str).tolist() == ["float64"] * 3 + ["str"] * 3
        days = program_periods(*[pd.Series([], dtype="str")] * 2)
        assert days.dtypes.astype(str).tolist() == ["datetime64[s]"] * 2 + ["str"] * 2


class TestWhole:
    """Every cell of a clean claim, and what a ledger that doubles a row is told."""

    def test_every_cell_of_a_reprinted_claim_of_a_place(self):
        row = {"wording": "likely more than 1,000", "low": 1000, "period": "2018-10", "place": "Mosul",
               "place_id": "mosul", "governorate": "IQ-NI", "caveat": "x", "incident_id": "i", "scope": "women",
               "source_id": "reprint", "confidence": "B"}  # fmt: skip
        claims = cleaned(row, sources=[("reprint", "page", "2018-11-06")], places=[("mosul", 36.3, 43.1, 1)])
        assert claims.astype(object).where(claims.notna(), None).to_dict("records") == [{
            "claim_id": "c1", "statement_id": "c1", "source_id": "reprint", "publisher": "Daily",
            "source_kind": "wire", "published_on": "2018-11-06", "originator": "AP", "indicator": "people_killed",
            "scope": "women", "actor": "ISIS", "unit": "persons", "wording": "likely more than 1,000",
            "kind": "more_than", "certainty": "likely", "low": 1000, "best": None, "high": None,
            "coded_by": "program", "period_start": pd.Timestamp("2018-10-01"),
            "period_end": pd.Timestamp("2018-10-31"), "precision": "month", "dated_by": "program", "place": "Mosul",
            "place_id": "mosul", "governorate": "IQ-NI", "lat": 36.3, "lon": 43.1, "location_precision": 1,
            "incident_id": "i", "upstream": "page", "copy_of": "", "confidence": "B", "caveat": "x",
        }]  # fmt: skip

    def test_claims_are_sorted_and_those_set_aside_keep_their_own_reason(self):
        wordings = {"c4": "12", "c3": "December 2017", "c2": "12", "c1": "November 2018"}
        rows = [{"claim_id": claim_id, "wording": wording} for claim_id, wording in wordings.items()]
        claims, set_aside = clean_claims(small_ledger(*rows))
        assert claims["claim_id"].to_dict() == {0: "c2", 1: "c4"}
        assert set_aside.to_dict("records")[1] == {
            "step": "clean", "claim_id": "c3", "reason": "no figure: a date is no quantity",
        }  # fmt: skip
        assert set_aside["claim_id"].to_dict() == {0: "c1", 1: "c3"}
        assert set_aside.columns.tolist() == columns_of("set_aside")
        assert set_aside.dtypes.astype(str).tolist() == ["str"] * 3

    def test_each_claim_gets_its_own_persons_reading_whatever_the_order(self):
        days = [{"period_start": f"2018-0{n}-01", "period_end": f"2018-0{n}-02"} for n in (3, 1, 2)]
        by_person = {"wording": "Dertien", "period": "no date"}
        rows = [
            by_person | {"claim_id": f"c{n}", "low": n} | span
            for n, span in zip((3, 1, 2), days, strict=True)
        ]
        claims = cleaned(*rows)
        assert cells(claims, "claim_id", "low") == [("c1", 1), ("c2", 2), ("c3", 3)]
        assert claims["period_end"].dt.month.tolist() == [1, 2, 3]
        assert set(claims["precision"]) == {"day"} and set(claims["coded_by"]) == set(claims["dated_by"]) == {
            "person"
        }

    @pytest.mark.parametrize("name", ["sources", "coding"])
    def test_a_row_that_a_file_has_twice_doubles_no_claim(self, name):
        ledger = small_ledger({"wording": "12"}, {"wording": "13"})
        setattr(ledger, name, pd.concat([getattr(ledger, name)] * 2))
        with pytest.raises(pd.errors.MergeError):
            clean_claims(ledger)


class TestPeriods:
    def test_a_month_runs_from_its_first_to_its_last_day(self):
        claims = cleaned({"period": "2018-10"})
        assert cells(claims, "period_start", "period_end", "precision", "dated_by") == [
            (pd.Timestamp("2018-10-01"), pd.Timestamp("2018-10-31"), "month", "program")
        ]

    def test_the_persons_days_are_taken_where_the_program_refuses_the_period(self):
        days = {"period": "no date", "period_start": "2018-07-01", "period_end": "2018-09-30"}
        claims = cleaned(days)
        assert cells(claims, "period_start", "period_end", "precision", "dated_by") == [
            (pd.Timestamp("2018-07-01"), pd.Timestamp("2018-09-30"), "quarter", "person")
        ]

    @pytest.mark.parametrize(
        ("published_on", "first", "last"),
        [
            ("2018-11-05", "2018-11-05", "2018-11-05"),
            ("2018-11", "2018-11-01", "2018-11-30"),
            ("2018", "2018-01-01", "2018-12-31"),
        ],
    )
    def test_an_unknown_day_of_publication_is_the_first_or_last_that_it_can_be(
        self, published_on, first, last
    ):
        assert publication_day(published_on, unknown="first") == pd.Timestamp(first)
        assert publication_day(published_on) == pd.Timestamp(last)

    @pytest.mark.parametrize(
        ("first", "last", "unit"),
        [
            ("2018-01-01", "2018-12-31", "year"),
            ("2018-04-01", "2018-06-30", "quarter"),
            ("2018-02-01", "2018-02-28", "month"),
            ("2018-02-01", "2018-02-27", "day"),
            ("2018-02-02", "2018-02-28", "day"),
            ("2018-01-01", "2018-02-28", "day"),
            ("2018-02-01", "2018-02-01", "day"),
        ],
    )
    def test_a_persons_days_are_as_precise_as_the_calendar_unit_that_they_fill(self, first, last, unit):
        assert span_precision(pd.Timestamp(first), pd.Timestamp(last)) == unit


class TestPlaces:
    def test_a_place_of_the_gazetteer_brings_its_point_and_precision(self):
        claims = cleaned({"place_id": "mosul", "governorate": "IQ-NI"}, places=[("mosul", 36.3, 43.1, 1)])
        assert cells(claims, "lat", "lon", "location_precision") == [(36.3, 43.1, 1)]

    def test_a_place_known_only_to_a_region_gets_no_point(self):
        claims = cleaned({"place_id": "hills", "governorate": ""}, places=[("hills", 35.0, 44.0, 5)])
        assert cells(claims, "lat", "lon", "location_precision") == [(None, None, 5)]

    @pytest.mark.parametrize(("governorate", "precision"), [("IQ-NI", 4), ("", 5), ("IQ", 6), ("IQ+SY", 6)])
    def test_without_a_place_the_area_gives_the_precision_and_no_point(self, governorate, precision):
        claims = cleaned({"governorate": governorate})
        assert cells(claims, "lat", "lon", "location_precision") == [(None, None, precision)]


class TestNotes:
    @pytest.mark.parametrize(
        "note",
        [
            "sum; two counts in one wording; dates: same report",
            "one and four: 5; dates: 'Thursday'",
            "recoded: was 15/15/15; sum: two, and around 13 (12 to 14)",
            "ordinal read as the count so far",
            "Chinese: 8",
            "transcribed from Arabic",
            "two brigades: bounds doubled by hand",
            "the same length in two units: kilometres taken",
            "recoded: was 3000/-/5200; a change takes its end; the words kept lack the verb",
        ],
    )
    def test_a_note_can_say_why_the_two_readings_must_differ(self, note):
        assert why_different(note)

    @pytest.mark.parametrize(
        "note",
        [
            "",
            "recoded: was 400/400/400; about",
            "'at least' stands earlier in the sentence and governs this number too",
            "one, from the singular noun",
            "dates: about publication day (url 25, byline 26 April)",
            "hedge not checked against the page",
            "dates: Italian: settembre",
        ],
    )
    def test_other_notes_are_no_reason_to_differ(self, note):
        assert why_different(note) == ""


class TestStatements:
    def test_hundreds_and_more_than_a_thousand_are_one_statement_open_above(self):
        claims = clean_rows(
            {"low": 100, "high": 999, "wording": "Hundreds", "statement_id": "s"},
            {"low": 1000, "wording": "likely more than 1,000", "certainty": "likely", "statement_id": "s"},
        )
        columns = ("statement_id", *BOUNDS, "wording", "certainty", "n_claims", "claim_ids")
        assert cells(statements(claims), *columns) == [
            ("s", 100, None, None, "Hundreds / likely more than 1,000", "likely", 2, "c1;c2")
        ]

    def test_a_statement_runs_from_the_first_to_the_last_day_of_its_claims(self):
        one, two = (
            {"period_start": "2018-11-04", "statement_id": "s"},
            {"period_end": "2018-11-02", "statement_id": "s"},
        )
        days = (pd.Timestamp("2018-11-01"), pd.Timestamp("2018-11-30"))
        assert cells(statements(clean_rows(one, two)), "period_start", "period_end") == [days]

    def test_a_statement_of_one_claim_keeps_its_point_value(self):
        assert cells(statements(clean_rows({"n": 41})), *BOUNDS) == [(41, 41, 41)]


@st.composite
def intervals(draw):
    values = sorted(draw(st.lists(st.integers(0, 20), min_size=3, max_size=3)))
    kept = [draw(st.booleans()) for _ in values]
    return Interval(*(value if keep else None for value, keep in zip(values, kept, strict=True)))


def as_table(members):
    rows = [(group, *interval._values()) for group, interval in members]
    return pd.DataFrame(rows, columns=["group", *BOUNDS]).astype(dict.fromkeys(BOUNDS, float))


@given(st.lists(st.tuples(st.sampled_from("ab"), intervals()), min_size=1, max_size=6))
def test_a_hull_by_group_is_the_hull_of_the_groups_intervals(members):
    table = hull_by(as_table(members), ["group"])
    for group, row in table.iterrows():
        own = [interval for name, interval in members if name == group]
        assert Interval.from_columns(row["low"], row["best"], row["high"]) == hull(own)
        assert row["agree"] == all(one.overlaps(two) for one in own for two in own)


@given(st.lists(intervals(), min_size=1, max_size=5))
def test_a_sum_by_group_lacks_the_bounds_that_a_part_lacks(members):
    total = members[0]
    for member in members[1:]:
        total = total + member
    row = sum_by(as_table([("a", member) for member in members]), ["group"]).loc["a"]
    assert Interval.from_columns(row["low"], row["best"], row["high"]) == total


def test_ids_are_joined_once_each_in_order_and_empty_ones_left_out():
    assert joined(pd.Series(["b", "", "a", "b"])) == "a;b"
    assert joined_lists(pd.Series(["c2;c1", "", "c3;c1"])) == "c1;c2;c3"


def test_a_ledger_without_incidents_months_or_totals_gives_empty_tables_with_their_columns():
    claims = cleaned({"wording": "12"})
    series, set_aside = monthly_series(claims)
    assert (len(series), set_aside["claim_id"].tolist()) == (0, ["c1"])
    for name, table in {
        "monthly": series,
        "incidents": incidents(claims),
        "reconciliation": reconcile_parts(claims),
    }.items():
        assert table.empty
        assert table.columns.tolist() == columns_of(name)


def test_every_column_of_the_processed_tables_is_described():
    for resource in processed_package()["resources"]:
        assert resource["description"].startswith("One row per ")
        for field in resource["schema"]["fields"]:
            assert field["description"]
            assert field.get("unit") or field["type"] in ("string", "boolean"), field["name"]
