"""Comparisons of claims on the same thing: who is independent, what is the same period, how far figures differ."""

import pandas as pd
import pytest

import notebook_charts
from reported import agreement
from reported.agreement.comparing import definition, is_part, same_period
from reported.charts import agreement_matrix, draw_chart
from reported.charts import leave_one_out as leaving
from reported.charts.leave_one_out_drawing import HEADLINE, RANGE, WITHOUT, plot_hanging
from reported.cleaning.bounds import furthest, most_shared
from reported.cleaning.outputs import columns_of

NONE = float("nan")
JANUARY = ("2019-01-01", "2019-01-31")
YEAR = ("2019-01-01", "2019-12-31")


def claims_of(*rows):
    """Return clean claims: each row says what differs from nine attacks by ISIS in Iraq in January 2019."""
    usual = {
        "indicator": "attacks", "scope": "isis_only", "actor": "ISIS", "unit": "attacks", "governorate": "IQ",
        "place": "Iraq", "place_id": "", "incident_id": "", "copy_of": "", "confidence": "A", "low": 9.0, "best": 9.0,
        "high": 9.0, "days": JANUARY, "published_on": "2019-02-01",
    }  # fmt: skip
    table = pd.DataFrame([usual | row for row in rows])
    table["claim_id"] = [f"c{number}" for number in range(len(rows))]
    table["period_start"] = pd.to_datetime([days[0] for days in table.pop("days")])
    table["period_end"] = pd.to_datetime([days[1] for days in map(_days, rows)])
    return table


def _days(row):
    return row.get("days", JANUARY)


def by(originator, low=9.0, high=None, **more):
    """Return one originator's figure, exact unless a high is given (NONE: open)."""
    high = low if high is None else high
    return {"originator": originator, "low": low, "best": low if low == high else NONE, "high": high, **more}


def grades_of(*rows):
    return agreement.compare(claims_of(*rows))[0]["grade"].tolist()


class TestGrade:
    def test_one_originator_is_single(self):
        assert grades_of(by("A")) == ["single"]

    def test_intervals_that_overlap_corroborate(self):
        assert grades_of(by("A", 5, 10), by("B", 10, 20)) == ["corroborated"]

    def test_intervals_that_do_not_overlap_contest(self):
        assert grades_of(by("A", 5, 9), by("B", 10, 20)) == ["contested"]

    def test_one_outlier_among_three_makes_it_contested(self):
        table, *_ = agreement.compare(claims_of(by("A", 5, 10), by("B", 8, 12), by("C", 90)))
        row = table.iloc[0]
        assert (row["grade"], row["sharing"], row["low"], row["high"]) == ("contested", "A;B", 8, 10)

    def test_open_end_leaves_room(self):
        assert grades_of(by("A", 5, NONE), by("B", 900)) == ["corroborated"]

    def test_open_end_leaves_none_below_its_bound(self):
        assert grades_of(by("A", 50, NONE), by("B", 9)) == ["contested"]

    def test_grades_are_indexed_by_comparison(self):
        rows = [by("A"), by("B", scope="claimed_by_isis"), by("C", scope="claimed_by_isis")]
        rows += [by("A", 5, scope="incl_police"), by("C", 9, scope="incl_police")]
        table, figures, _ = agreement.compare(claims_of(*rows))
        found = agreement.grades(figures)
        assert found.to_dict() == dict(zip(table["comparison_id"], table["grade"], strict=True))
        assert sorted(found) == ["contested", "corroborated", "single"]
        assert (found.name, found.dtype) == ("grade", "str")


class TestTable:
    def test_every_cell_of_a_comparison(self):
        table, figures, _ = agreement.compare(
            claims_of(by("A", 5, 10), by("B", 8, 12), by("C", 90), by("C", 90, copy_of="c2"))
        )
        assert table.to_dict("records") == [{
            "comparison_id": "attacks-isis-isis-only-attacks-iq-20190101-20190131", "indicator": "attacks",
            "actor": "ISIS", "unit": "attacks", "area": "IQ", "incident_id": "", "scope": "isis_only",
            "unstated": False, "period_start": pd.Timestamp(JANUARY[0]), "period_end": pd.Timestamp(JANUARY[1]),
            "grade": "contested", "n_originators": 3, "originators": "A;B;C", "low": 8, "high": 10,
            "n_sharing": 2, "sharing": "A;B", "lowest": "A", "highest": "C", "factor_low": 9, "factor_high": 18,
            "n_claims": 3, "claim_ids": "c0;c1;c2", "other_claim_ids": "c3",
        }]  # fmt: skip
        assert figures[["comparison_id", "indicator"]].drop_duplicates().to_numpy().tolist() == [
            ["attacks-isis-isis-only-attacks-iq-20190101-20190131", "attacks"]
        ]

    def test_comparisons_stand_by_indicator_then_those_with_most_originators(self):
        events = {"indicator": "fatal_events"}
        rows = [by("A", scope=scope) for scope in ("incl_police", "excl_police", "isis_only")]
        table, *_ = agreement.compare(claims_of(by("A", **events), *rows, by("B"), by("B", **events)))
        assert table[["indicator", "scope", "n_originators"]].to_numpy().tolist() == [
            ["attacks", "isis_only", 2], ["attacks", "excl_police", 1], ["attacks", "incl_police", 1],
            ["fatal_events", "isis_only", 2],
        ]  # fmt: skip
        assert table.index.tolist() == [0, 1, 2, 3]

    def test_what_is_compared_with_nothing_is_left_out_with_the_reason(self):
        claims = claims_of(
            by("A"),
            by("B", indicator="context"),
            by("B", indicator="people_killed"),
            by("B", governorate="", place=" "),
            by("B", indicator="people_killed", governorate="", place="", incident_id="blast"),
        ).set_axis([5, 6, 7, 8, 9])
        table, _, left_out = agreement.compare(claims)
        assert left_out.reset_index().to_numpy().tolist() == [
            [0, "c1", "a fact told once"],
            [1, "c2", "the toll of one attack, which no id joins to another page"],
            [2, "c3", "no area is named"],
        ]
        assert left_out.columns.tolist() == ["claim_id", "reason"] and left_out["reason"].dtype == "str"
        assert sorted(table["claim_ids"]) == ["c0", "c4"]


class TestIndependence:
    def test_a_copy_is_no_second_originator(self):
        assert grades_of(by("A"), by("B", copy_of="c0")) == ["single"]

    def test_several_pages_of_one_originator_are_one_figure_their_hull(self):
        _, figures, _ = agreement.compare(claims_of(by("A", 9), by("A", 12)))
        assert figures[["low", "high", "n_claims"]].to_numpy().tolist() == [[9, 12, 2]]

    def test_a_count_from_anothers_events_is_passed_over(self):
        table, *_ = agreement.compare(claims_of(by("ACLED", 70), by("CSIS", 75), by("GTD", 75)))
        row = table.iloc[0]
        assert (row["originators"], row["grade"], row["other_claim_ids"]) == ("ACLED;GTD", "contested", "c1")

    def test_it_stands_for_the_other_where_that_one_is_silent(self):
        assert grades_of(by("Institute for Economics and Peace", 70), by("B", 70)) == ["corroborated"]

    def test_an_estimate_of_fighters_is_its_own(self):
        stock = {"indicator": "fighters_present", "unit": "persons", "scope": ""}
        assert grades_of(by("CSIS", 70, **stock), by("ACLED", 70, **stock)) == ["corroborated"]

    def test_a_page_that_quotes_gives_way_to_the_originators_own(self):
        _, figures, _ = agreement.compare(claims_of(by("A", 9), by("A", 90, confidence="B")))
        assert figures[["high", "other_claim_ids"]].to_numpy().tolist() == [[9, "c1"]]

    def test_a_corrected_toll_replaces_the_earlier_one(self):
        toll = {"indicator": "people_killed", "scope": "", "unit": "persons", "incident_id": "blast"}
        early, late = by("A", 2, **toll), by("A", 5, published_on="2019-02-02", **toll)
        assert grades_of(early, late, by("B", 2, **toll)) == ["contested"]


class TestSameThing:
    @pytest.mark.parametrize(
        "other",
        [{"actor": "all"}, {"governorate": "IQ-DI"}, {"scope": "claimed_by_isis"}, {"place_id": "mosul"}],
    )
    def test_another_actor_area_or_scope_is_another_thing(self, other):
        assert grades_of(by("A"), by("B", 90, **other)) == ["single", "single"]

    def test_unstated_scope_is_compared_and_said_so(self):
        table, *_ = agreement.compare(claims_of(by("A"), by("B", scope="")))
        assert table[["grade", "unstated", "scope"]].to_numpy().tolist() == [
            ["corroborated", True, "isis_only"]
        ]

    def test_unstated_scope_stands_in_each_scopes_comparison_but_joins_none(self):
        scopes = ("incl_police", "excl_police", "")
        rows = [by(name, scope=scope) for name, scope in zip("ABC", scopes, strict=True)]
        table, *_ = agreement.compare(claims_of(*rows))
        assert sorted(table["originators"]) == ["A;C", "B;C"]

    def test_unstated_scope_is_not_compared_with_a_named_part(self):
        assert grades_of(by("A", scope="car_bombs"), by("B", 90, scope="")) == ["single", "single"]

    def test_how_it_was_counted_is_no_scope(self):
        assert grades_of(by("A"), by("B", scope="isis_only+press_count")) == ["corroborated"]

    def test_a_month_is_not_compared_with_its_year(self):
        assert grades_of(by("A"), by("B", 90, days=YEAR)) == ["single", "single"]

    def test_spells_moved_by_some_days_are_the_same(self):
        half_year, moved = ("2018-08-23", "2019-02-22"), ("2018-08-18", "2019-02-17")
        assert grades_of(by("A", days=half_year), by("B", days=moved)) == ["corroborated"]

    def test_spells_are_never_joined_along_a_chain(self):
        days = [("2019-01-01", "2019-01-30"), ("2019-01-03", "2019-02-01"), ("2019-01-05", "2019-02-03")]
        rows = [by(name, days=span) for name, span in zip("ABC", days, strict=True)]
        table, *_ = agreement.compare(claims_of(*rows))
        assert table[["originators", "period_start"]].astype(str).to_numpy().tolist() == [
            ["A;B;C", "2019-01-03"]
        ]
        apart = [by("A", days=days[0]), by("C", days=days[2])]
        assert grades_of(*apart) == ["single", "single"]

    def test_stocks_a_season_apart_are_not_the_same(self):
        stock = {"indicator": "fighters_present", "unit": "persons", "scope": ""}
        days = [("2019-01-01",) * 2, ("2019-02-14",) * 2, ("2019-05-01",) * 2]
        table, *_ = agreement.compare(
            claims_of(*[by(name, days=span, **stock) for name, span in zip("ABC", days, strict=True)])
        )
        assert sorted(table["originators"]) == ["A;B", "C"]

    def test_an_incident_is_one_thing_whatever_day_or_culprit(self):
        toll = {"indicator": "people_killed", "scope": "", "unit": "persons", "incident_id": "blast"}
        assert grades_of(by("A", **toll), by("B", actor="unknown", days=("2019-01-31",) * 2, **toll)) == [
            "corroborated"
        ]

    def test_an_incident_has_no_area_and_of_a_toll_no_party(self):
        toll = {"indicator": "people_killed", "scope": "women", "unit": "persons", "incident_id": "blast"}
        rows = [
            by("A", place_id="mosul", days=("2019-01-12",) * 2, **toll),
            by("B", days=("2019-01-10",) * 2, **toll),
        ]
        table, *_ = agreement.compare(claims_of(*rows))
        columns = ["comparison_id", "actor", "area", "period_start", "period_end"]
        assert table[columns].astype(str).to_numpy().tolist() == [
            ["blast-people-killed-women", "", "", "2019-01-10", "2019-01-12"]
        ]

    def test_of_a_stock_in_an_incident_each_party_is_another_thing(self):
        stock = {"indicator": "troops_deployed", "unit": "persons", "incident_id": "blast"}
        rows = [by("A", **stock), by("B", actor="PMF", **stock)]
        assert sorted(agreement.compare(claims_of(*rows))[0]["actor"]) == ["ISIS", "PMF"]

    def test_a_region_without_a_code_is_the_same_area_however_it_is_spelled(self):
        rows = [
            by(name, governorate="", place=place)
            for name, place in zip("AB", ("Hamrin ", "HAMRIN"), strict=True)
        ]
        table, *_ = agreement.compare(claims_of(*rows, by("C", governorate="", place="Jazira")))
        assert table[["area", "originators"]].to_numpy().tolist() == [["hamrin", "A;B"], ["jazira", "C"]]

    def test_figures_of_unstated_scope_alone_are_not_said_to_be_compared_with_a_stated_one(self):
        table, *_ = agreement.compare(claims_of(by("A", scope=""), by("B", scope="press_count")))
        assert table[["scope", "unstated", "originators"]].to_numpy().tolist() == [["", False, "A;B"]]

    def test_a_scopes_words_on_method_are_left_aside_and_the_others_kept(self):
        scopes = pd.Series(["a+press_count+b", "police_unstated", ""])
        assert definition(scopes).tolist() == ["a+b", "", ""]

    @pytest.mark.parametrize(
        "scope, part", [("a+car_bombs", True), ("car_bombs+a", True), ("a", False), ("", False)]
    )
    def test_one_word_makes_a_scope_a_part(self, scope, part):
        assert is_part(scope) is part

    @pytest.mark.parametrize("days, same", [(45, True), (46, False), (-45, True), (-46, False)])
    def test_stocks_are_the_same_up_to_45_days_apart(self, days, same):
        start, end = (pd.Timestamp(day) for day in JANUARY)
        moved = pd.DataFrame({"period_start": [start], "period_end": [end]}, index=[7]) + pd.Timedelta(
            days, "D"
        )
        assert same_period(moved, start, end, stock=True).to_dict() == {7: same}

    @pytest.mark.parametrize(
        "first, last, same",
        [
            ("01", "09", True),
            ("02", "10", True),
            ("02", "09", False),
            ("01", "11", True),
            ("02", "11", True),
            ("02", "12", False),
        ],
    )
    def test_spells_are_the_same_with_nine_tenths_of_the_longer_in_common(self, first, last, same):
        start, end = pd.Timestamp("2019-01-01"), pd.Timestamp("2019-01-10")
        days = {"period_start": [f"2019-01-{first}"], "period_end": [f"2019-01-{last}"]}
        spell = pd.DataFrame(days, index=[7]).apply(pd.to_datetime)
        assert same_period(spell, start, end, stock=False).to_dict() == {7: same}

    @pytest.mark.parametrize(
        "spells, chosen",
        [
            ([("2019-01-01", "2019-01-31"), ("2019-01-01", "2019-01-30")], ("2019-01-01", "2019-01-30")),
            ([("2019-01-03", "2019-02-01"), ("2019-01-01", "2019-01-30")], ("2019-01-01", "2019-01-30")),
        ],
    )
    def test_of_spells_alike_the_shortest_then_the_earliest_is_held_against_the_others(self, spells, chosen):
        rows = [by(name, days=span) for name, span in zip("AB", spells, strict=True)]
        table, *_ = agreement.compare(claims_of(*rows))
        assert table[["period_start", "period_end"]].astype(str).to_numpy().tolist() == [list(chosen)]

    def test_the_spell_with_the_most_independent_originators_is_taken_before_that_with_the_most_claims(self):
        days = [
            (f"2019-01-0{first}", f"2019-0{last}")
            for first, last in ((1, "1-30"), (3, "2-01"), (5, "2-03"), (7, "2-05"))
        ]
        names = ("A", "B", "UNAMI", "UN", "UN")
        rows = [by(name, days=span) for name, span in zip(names, [*days, days[3]], strict=True)]
        table, *_ = agreement.compare(claims_of(*rows))
        assert table[["originators", "period_start"]].astype(str).to_numpy().tolist() == [
            ["A;B;UNAMI", "2019-01-03"], ["UN", "2019-01-07"],
        ]  # fmt: skip

    def test_a_period_is_one_that_its_claims_have_though_another_spell_was_used_up_before(self):
        starts = {"A": "2019-01-01", "B": "2019-01-03", "C": "2019-01-05", "D": "2019-01-07"}
        rows = [
            by(name, days=(day, str((pd.Timestamp(day) + pd.Timedelta(29, "D")).date())))
            for name, day in starts.items()
        ]
        table, *_ = agreement.compare(claims_of(*rows))
        assert table[["originators", "period_start"]].astype(str).to_numpy().tolist() == [
            ["A;B;C", "2019-01-03"], ["D", "2019-01-07"],
        ]  # fmt: skip

    def test_a_toll_without_an_incident_is_left_out(self):
        claims = claims_of(by("A"), by("B", indicator="people_killed"))
        *_, left_out = agreement.compare(claims)
        assert left_out["claim_id"].tolist() == ["c1"]

    def test_leaving_an_originator_out_regrades(self):
        _, figures, _ = agreement.compare(claims_of(by("A", 5), by("B", 5), by("C", 90)))
        without = figures[figures["originator"] != "C"]
        assert agreement.grades(figures).tolist() + agreement.grades(without).tolist() == [
            "contested",
            "corroborated",
        ]


class TestPairsOfNone:
    def test_originators_that_share_nothing_make_an_empty_table_with_its_columns(self):
        _, figures, _ = agreement.compare(
            claims_of(by("A", governorate="IQ-NI"), by("B", governorate="IQ-BG"))
        )
        table = agreement.pairs(figures)
        assert table.empty and {"originator", "other", "factor_low", "claim_ids"} <= set(table)


class TestPairs:
    def pairs(self, *rows):
        return agreement.pairs(agreement.compare(claims_of(*rows))[1])

    def test_the_larger_comes_first_with_the_factor(self):
        row = self.pairs(by("A", 10), by("B", 25)).iloc[0]
        assert row[["originator", "other", "factor_low", "factor_best", "factor_high"]].tolist() == [
            "B",
            "A",
            2.5,
            2.5,
            2.5,
        ]

    def test_an_open_end_leaves_the_factor_a_bound(self):
        row = self.pairs(by("A", 30, NONE), by("B", 10)).iloc[0]
        assert (row["originator"], row["factor_low"]) == ("A", 3) and pd.isna(row["factor_high"])

    def test_medians_are_over_the_comparisons(self):
        days = [(f"2019-0{month}-01", f"2019-0{month}-28") for month in (1, 2, 3)]
        rows = [by("A", 10, days=span) for span in days]
        rows += [by("B", count, days=span) for count, span in zip((10, 20, 90), days, strict=True)]
        row = self.pairs(*rows).iloc[0]
        assert row[["n_compared", "n_overlapping", "factor_best"]].tolist() == [3, 1, 2]
        assert row["share"] == pytest.approx(100 / 3)

    def test_the_same_two_figures_count_once_under_several_scopes(self):
        rows = [
            by("A", scope=""),
            by("B", scope=""),
            by("C", scope="incl_police"),
            by("D", scope="excl_police"),
        ]
        table = self.pairs(*rows).set_index(["originator", "other"])
        assert table.loc[("A", "B"), "n_compared"] == 1

    def compared(self, *figures, indicator="attacks"):
        """The pairs of figures typed in as (comparison, originator, low, best, high)."""
        table = pd.DataFrame(figures, columns=["comparison_id", "originator", "low", "best", "high"])
        return agreement.pairs(
            table.assign(indicator=indicator, claim_ids=[f"c{n}" for n in range(len(table))])
        )

    def factors(self, one, other):
        row = self.compared(("x", "A", *one), ("x", "B", *other)).iloc[0]
        return row["originator"], *row[["factor_low", "factor_best", "factor_high"]].astype(object).fillna(
            "open"
        )

    def test_every_cell_of_a_pair(self):
        table = self.compared(
            ("x", "B", 10, 10, 10), ("x", "A", 5, 5, 5), ("y", "A", 4, 4, 4), ("y", "B", 4, 4, 4),
            ("z", "A", 1, 1, 1), ("z", "B", 9, 9, 9),
        )  # fmt: skip
        assert table.drop(columns="share").to_dict("records") == [{
            "indicator": "attacks", "originator": "B", "other": "A", "n_compared": 3, "n_overlapping": 1,
            "factor_low": 2, "factor_best": 2, "factor_high": 2, "claim_ids": "c0;c1;c2;c3;c4;c5",
        }]  # fmt: skip
        assert table["share"].tolist() == [pytest.approx(100 / 3)]

    @pytest.mark.parametrize(
        "one, other, expected",
        [
            ((5, 10, 40), (10, 10, 10), ("A", 0.5, 1, 4)),  # alike in print: as they stand
            ((15, 15, 15), (10, 10, 10), ("A", 1.5, 1.5, 1.5)),
            ((5, NONE, 30), (10, 10, 10), ("A", 0.5, "open", 3)),  # the middle of 0.5 and 3 is above one
            ((5, NONE, 10), (10, 10, 20), ("B", 1, "open", 4)),  # that of 0.25 and 1 below
            ((NONE, NONE, 5), (10, 10, 10), ("B", 2, "open", "open")),
            ((5, NONE, NONE), (10, 10, 10), ("A", 0.5, "open", "open")),
            ((30, NONE, NONE), (10, 10, 10), ("A", 3, "open", "open")),
        ],
    )
    def test_the_larger_is_judged_by_print_else_by_the_bounds(self, one, other, expected):
        assert self.factors(one, other) == expected

    def test_an_open_factor_counts_as_the_least_or_greatest_in_the_median(self):
        other = [(name, "B", 1, 1, 1) for name in "xyz"]
        row = self.compared(
            ("x", "A", 2, 2, 2), ("y", "A", NONE, NONE, 3), ("z", "A", 4, NONE, NONE), *other
        ).iloc[0]
        assert row[["factor_low", "factor_high"]].tolist() == [2, 3] and pd.isna(row["factor_best"])
        row = self.compared(
            ("x", "A", NONE, 2, 2), ("y", "A", NONE, 3, NONE), ("z", "A", 4, 4, NONE), *other
        ).iloc[0]
        assert row["factor_best"] == 3 and row[["factor_low", "factor_high"]].isna().all()
        row = self.compared(("x", "A", 1, 1, 2), ("x", "B", 1, 1, 1)).iloc[0]
        assert row[["factor_low", "factor_high"]].tolist() == [1, 2]

    def test_pairs_stand_by_the_number_of_comparisons_then_by_name(self):
        exact = (1, 1, 1)
        figures = [(n, name, *exact) for n in "xy" for name in "CD"] + [("z", name, *exact) for name in "ABC"]
        table = self.compared(*figures)
        assert table[["originator", "other"]].agg("".join, axis=1).to_dict() == dict(
            enumerate(["CD", "AB", "AC", "BC"])
        )
        two = self.compared(*figures[-3:], indicator=["b", "a", "a"])
        assert two["indicator"].tolist() == sorted(two["indicator"])

    def test_no_two_figures_give_an_empty_table_with_its_columns(self):
        assert self.pairs(by("A")).columns.tolist() == columns_of("pairs")


class TestSharing:
    def figures(self, *bounds):
        table = pd.DataFrame(bounds, columns=["low", "high"], dtype=float, index=range(5, 5 + len(bounds)))
        return table.assign(originator=list("DCBA"[-len(bounds) :])).to_dict("records")

    @pytest.mark.parametrize(
        "bounds, low, high, names",
        [
            ([(4, 8), (1, 5), (25, 40), (20, 30)], 4, 5, "CD"),  # of two alike the lower
            ([(1, 5), (5, 9), (20, 30)], 5, 5, "BC"),
            ([(NONE, 5), (NONE, 7)], NONE, 5, "AB"),
            ([(2, NONE), (1, NONE), (9, NONE)], 9, NONE, "ABC"),
            ([(3, 4)], 3, 4, "A"),
            ([(3, 4), (5, 6)], 3, 4, "B"),
        ],
    )
    def test_the_interval_that_most_share_is_the_lowest_of_several(self, bounds, low, high, names):
        found = most_shared(self.figures(*bounds))
        assert [*found[:2], "".join(found[2])] == pytest.approx([low, high, names], nan_ok=True)

    @pytest.mark.parametrize(
        "bounds, expected",
        [
            ([(50, 60), (100, 300), (10, 20)], ("A", "B", 5, 30)),
            ([(0, 2), (10, 10)], ("B", "A", 5, NONE)),
            ([(5, 5), (10, NONE)], ("B", "A", 2, NONE)),
            ([(5, NONE), (10, 10)], ("A", "B", 0.5, NONE)),
            ([(1, 1), (0.5, 0.5)], ("A", "B", 2, 2)),
            ([(0, 0), (3, 3)], ("", "", NONE, NONE)),
            ([(0, 5), (0, 3)], ("", "", NONE, NONE)),
            ([(NONE, 5), (3, NONE)], ("B", "A", 0.6, NONE)),
            ([(1, 1), (1, 1)], ("B", "A", 1, 1)),
        ],
    )
    def test_the_two_furthest_apart_and_the_factors_that_their_bounds_allow(self, bounds, expected):
        found = furthest(self.figures(*bounds))
        assert found[:2] == expected[:2] and found[2:] == pytest.approx(expected[2:], nan_ok=True)


class TestMatrix:
    def test_marks_add_up_over_indicators(self):
        rows = [
            by("A"),
            by("B"),
            by("A", indicator="fatal_events", unit="events"),
            by("B", 90, indicator="fatal_events", unit="events"),
        ]
        table, figures, _ = agreement.compare(claims_of(*rows))
        marks = agreement_matrix.agreement_marks(agreement.pairs(figures), names={})
        assert marks[["n_compared", "n_overlapping", "best"]].to_numpy().tolist() == [[2, 1, 50]]
        assert "agree in 1 of 2 cases" in agreement_matrix.agreement_finding(table)

    def test_words_stand_out_from_every_shade(self):
        style = agreement_matrix.style
        for shade in agreement_matrix.SHADES.values():
            ground = style.tint(agreement_matrix.HUE, shade)
            words = "white" if shade > agreement_matrix.DARK else style.INK
            assert style.contrast(words, ground) >= 4.5


class TestLeaveOneOut:
    def findings(self, *rows):
        usual = {
            "finding_id": "f", "notebook": "03", "sentence": "So.", "low": 10.0, "best": NONE, "high": 20.0,
            "unit": "x", "n_originators": 2, "originators": "A;B", "strongest": "A", "strongest_low": 10.0,
            "strongest_best": NONE, "strongest_high": 20.0, "without_low": 10.0, "without_high": 20.0,
            "n_claims": 1, "claim_ids": "c0",
        }  # fmt: skip
        return pd.DataFrame([usual | row for row in rows])[columns_of("findings")]

    def marks(self, *rows):
        return leaving.hanging_marks(self.findings(*rows), claims_of(by("A"), by("B")), names={})

    def test_nothing_left_hangs_and_has_no_other_mark(self):
        gone = dict.fromkeys(["strongest_low", "strongest_high", "without_low", "without_high"], NONE)
        marks = self.marks(gone)
        assert marks[["form", "hangs", "left"]].to_numpy().tolist() == [[HEADLINE, True, False]]

    @pytest.mark.parametrize(
        "high, hangs", [(20.0, False), (15.0, False), (10.0, True), (40.0, True), (NONE, True), (0.0, True)]
    )
    def test_a_bound_that_halves_doubles_opens_or_vanishes_hangs(self, high, hangs):
        low = 0.0 if high == 0 else 10.0
        marks = self.marks({"strongest_low": low, "strongest_high": high})
        assert marks["hangs"].unique().tolist() == [hangs]

    def test_a_value_that_nobody_moves_has_its_range_only(self):
        marks = self.marks({"strongest": ""})
        assert marks["form"].tolist() == [HEADLINE, RANGE]

    def test_the_furthest_moved_comes_first(self):
        marks = self.marks({"finding_id": "still"}, {"finding_id": "moved", "strongest_high": 90.0})
        assert marks["series"].drop_duplicates().tolist() == ["moved", "still"]

    def test_all_claims_are_named(self):
        marks = self.marks({"claim_ids": "all"})
        assert set(marks["claim_ids"]) == {"c0;c1"}

    def test_three_marks_are_drawn_at_every_size(self):
        marks = self.marks({"strongest_low": 12.0}, {"finding_id": "g", "high": NONE, "strongest_high": NONE})
        assert marks["form"].tolist() == [HEADLINE, RANGE, WITHOUT] * 2
        for size in ("page", "column", "slide"):
            card = leaving.hanging_card(
                marks, claims_of(by("A"), by("B")), ledger_checksum="0" * 64, size=size
            )
            figure = draw_chart(card, plot_hanging)
            ids = {artist.get_gid() for artist in figure.findobj()}
            assert set(marks["mark_id"]) <= ids


class TestLedger:
    def test_every_comparison_rests_on_originals_and_every_claim_is_somewhere(self):
        _, claims, _ = notebook_charts.tables()
        table, _, left_out = agreement.compare(claims)
        used = set(table["claim_ids"].str.split(";").explode())
        passed = set(table["other_claim_ids"].str.split(";").explode()) - {""}
        assert used.isdisjoint(claims.loc[claims["copy_of"] != "", "claim_id"])
        copies = set(claims.loc[claims["copy_of"] != "", "claim_id"])
        assert set(claims["claim_id"]) - used - passed - set(left_out["claim_id"]) <= copies
