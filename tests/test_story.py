"""The report card on small tables: what is held against a story's figure, and what is said of it."""

import pandas as pd
import pytest

from cleaning_rows import cells, clean_rows
from reported.agreement import accounts_sentence, incident_accounts, report_card, story_figures, verdicts
from reported.agreement.story import STORY
from reported.agreement.wording import period_words

NONE = float("nan")
CLEANED = ["low", "best", "high", "kind", "certainty", "period_start", "period_end", "published_on"]
FIGHTERS = {"indicator": "fighters_present", "low": 5000, "high": 7000, "wording": "between 5,000 and 7,000"}
ATTACKS = {"indicator": "attacks", "unit": "attacks", "n": 9, "wording": "9"}
CROSSED = {"indicator": "fighters_crossed", "low": 1000, "wording": "more than 1,000"}
TROOPS = {"indicator": "troops_deployed", "low": 20000, "wording": "more than 20,000", "governorate": ""}
KILLED = {"indicator": "people_killed", "n": 2, "wording": "two", "incident_id": "blast"}
LENGTH = {"indicator": "context", "unit": "km", "n": 600, "wording": "600"}
TEN_DAYS = ("2019-01-01", "2019-01-10")


def days(first, last=""):
    return {"period_start": first, "period_end": last or first}


def ap(**row):
    """A figure of the story, as of the last day of 2018 unless it says otherwise."""
    usual = {"originator": "AP", "source_id": STORY, "published_on": "2019-02-22", "actor": "ISIS"}
    return usual | days("2018-12-31") | row


def by(originator, **row):
    """Another originator's figure, published on the first of February 2019 unless it says otherwise."""
    return ap() | {"originator": originator, "source_id": "page", "published_on": "2019-02-01"} | row


def tables(*rows, undated=()):
    """The ledger's claims and the clean ones; ``undated`` are claims that only the ledger holds."""
    claims = clean_rows(*rows)
    printed = claims.drop(columns=CLEANED).assign(
        period="2018-12-31", attributed_to="officials", locator="p3"
    )
    dates = [printed.iloc[0].to_dict() | row for row in undated]
    return pd.concat([printed, pd.DataFrame(dates, columns=printed.columns)], ignore_index=True), claims


def card_of(*rows, undated=()):
    return report_card(*tables(*rows, undated=undated))


def held(own, *others):
    """The originators held against a figure, in the card's order."""
    _, table = card_of(own, *others)
    return table["originator"].tolist()


class TestFigures:
    def test_the_figures_stand_in_the_storys_order_and_no_other_page_has_one(self):
        rows = [ap(claim_id="c9", **FIGHTERS), ap(claim_id="c8", **ATTACKS), by("UN", **FIGHTERS)]
        figures = story_figures(*tables(*rows))
        assert cells(figures, "claim_id", "group", "noun", "published_on", "locator") == [
            ("c8", "How active", "verified attacks in January", "2019-02-22", "p3"),
            ("c9", "How many", "fighters in Iraq", "2019-02-22", "p3"),
        ]

    def test_another_page_can_be_the_story(self):
        rows = [by("UN", **FIGHTERS), ap(**FIGHTERS)]
        assert story_figures(*tables(*rows), story="page")["claim_id"].tolist() == ["c1"]
        assert report_card(*tables(*rows), story="page")[0]["claim_id"].tolist() == ["c1"]

    def test_a_page_that_the_ledger_lacks_is_named(self):
        with pytest.raises(ValueError, match=r"^the ledger holds no claim of the page nowhere$"):
            story_figures(*tables(ap(**FIGHTERS)), story="nowhere")

    def test_a_date_is_a_figure_though_it_is_no_quantity(self):
        date = {"claim_id": "c5", "statement_id": "c5", "indicator": "context", "unit": "date",
                "wording": "December 2017", "period": "2017-12"}  # fmt: skip
        figures = story_figures(*tables(ap(**FIGHTERS, certainty="likely"), undated=[date]))
        assert cells(figures, "claim_id", "kind", "certainty", "low", "read_low", "published_on") == [
            ("c1", "exact", "likely", 5000, 5000, "2019-02-22"),
            ("c5", "date", "", None, None, "2019-02-22"),
        ]
        assert cells(figures, "period_start", "period_end") == [
            (pd.Timestamp("2018-12-31"), pd.Timestamp("2018-12-31")),
            (pd.Timestamp("2017-12-01"), pd.Timestamp("2017-12-31")),
        ]
        assert figures["period_start"].dtype == figures["period_end"].dtype == "datetime64[s]"

    def test_the_figures_of_one_statement_are_read_together(self):
        one = ap(**CROSSED | {"low": 100, "high": 999}, statement_id="s")
        figures = story_figures(*tables(one, ap(**CROSSED, statement_id="s"), ap(**FIGHTERS)))
        assert cells(figures, "low", "high", "read_low", "read_high") == [
            (100, 999, 100, None), (1000, None, 100, None), (5000, 7000, 5000, 7000),
        ]  # fmt: skip

    def test_a_count_of_a_part_is_open_above(self):
        figures = story_figures(*tables(ap(**ATTACKS, scope="isis_only+verified_subset"), ap(**ATTACKS)))
        assert cells(figures, "high", "read_low", "read_high") == [(9, 9, None), (9, 9, 9)]

    def test_the_rule_is_that_of_indicator_and_unit(self):
        rows = [ap(**LENGTH | {"unit": unit}) for unit in ("km", "km2", "seasons")]
        assert story_figures(*tables(*rows))["noun"].tolist() == [
            "between Iraq and Syria", "held at Baghouz", "for truffles",
        ]  # fmt: skip

    def test_a_figure_without_a_rule_is_named_with_the_next_step(self):
        with pytest.raises(ValueError) as caught:
            story_figures(*tables(ap(**LENGTH | {"unit": "miles"})))
        assert str(caught.value) == (
            "no rule says what is comparable with c1 (context, miles). "
            "Next: add one to RULES in src/reported/agreement/story.py."
        )


class TestPeriod:
    @pytest.mark.parametrize(
        ("first", "last", "is_held"),
        [
            ("2017-12-01", "2017-12-31", True),  # the middle is 365 days before
            ("2017-11-30", "2017-12-30", False),
            ("2019-06-01", "2019-06-30", True),  # 182 days after the middle of December: 16 June
            ("2019-06-02", "2019-06-30", True),
            ("2019-06-02", "2019-07-01", False),
        ],
    )
    def test_a_stock_is_held_against_as_of_days_in_the_year_before_or_half_a_year_after(
        self, first, last, is_held
    ):
        own = ap(**FIGHTERS | days("2018-12-01", "2018-12-31"))
        assert held(own, by("UN", **FIGHTERS | days(first, last))) == ["UN"] * is_held

    @pytest.mark.parametrize(
        ("first", "last", "is_held"),
        [
            ("2019-01-01", "2019-01-09", True),  # nine of the ten days
            ("2019-01-02", "2019-01-10", True),
            ("2019-01-02", "2019-01-09", False),
            ("2019-01-01", "2019-01-11", True),  # ten of eleven
            ("2018-12-31", "2019-01-11", False),  # ten of twelve
            ("2019-01-02", "2019-01-12", False),  # nine of eleven
        ],
    )
    def test_a_count_is_held_against_counts_with_nine_tenths_of_the_longer_spell(self, first, last, is_held):
        own = ap(**ATTACKS | days(*TEN_DAYS))
        assert held(own, by("UN", **ATTACKS | days(first, last))) == ["UN"] * is_held

    @pytest.mark.parametrize(
        ("first", "last", "is_held"),
        [
            ("2018-01-01", "2019-12-31", True),  # however long the other spell is
            ("2018-12-01", "2019-01-04", True),  # four of ten days
            ("2018-12-01", "2019-01-03", False),  # three of ten
            ("2019-01-08", "2019-01-20", False),
            ("2019-01-07", "2019-01-20", True),
        ],
    )
    def test_crossings_are_held_against_spells_with_a_third_of_the_storys(self, first, last, is_held):
        own = ap(**CROSSED | days(*TEN_DAYS))
        assert held(own, by("UN", **CROSSED | days(first, last))) == ["UN"] * is_held


class TestSameThing:
    @pytest.mark.parametrize(
        "other",
        [
            {"indicator": "fighters_crossed"},
            {"unit": "families"},
            {"actor": "PMF"},
            {"governorate": "IQ-NI"},
            {"governorate": ""},
            {"place_id": "mosul"},
            {"scope": "foreign_fighters"},
            {"copy_of": "c9"},
        ],
    )
    def test_what_differs_is_not_held_against_it(self, other):
        assert held(ap(**FIGHTERS), by("UN", **FIGHTERS | other)) == []

    def test_the_storys_originator_is_not_held_against_itself(self):
        assert held(ap(**FIGHTERS), by("AP", **FIGHTERS)) == []

    @pytest.mark.parametrize(
        ("own", "other", "is_held"),
        [
            ("isis_only", "isis_only", True),
            ("isis_only", "", True),
            ("isis_only", "claimed_by_isis", False),
            ("", "claimed_by_isis", True),
            ("", "car_bombs", False),
            ("isis_only+verified_subset", "isis_only", True),
            ("isis_only+press_count", "isis_only", True),
            ("verified_subset+isis_only+press_count", "press_count+isis_only", True),
        ],
    )
    def test_an_unstated_scope_is_held_against_all_but_parts(self, own, other, is_held):
        assert held(ap(**ATTACKS, scope=own), by("UN", **ATTACKS, scope=other)) == ["UN"] * is_held

    @pytest.mark.parametrize(
        ("own", "other", "is_held"),
        [("mosul", "mosul", True), ("mosul", "", True), ("mosul", "tikrit", False), ("", "mosul", False)],
    )
    def test_a_figure_of_a_place_is_held_against_that_place_and_its_area(self, own, other, is_held):
        assert held(ap(**FIGHTERS, place_id=own), by("UN", **FIGHTERS, place_id=other)) == ["UN"] * is_held

    @pytest.mark.parametrize(
        ("own", "other", "is_held"),
        [("border", "border", True), ("border", "", False), ("", "border", True)],
    )
    def test_a_fact_told_of_a_place_is_held_against_the_same_place_alone(self, own, other, is_held):
        assert held(ap(**LENGTH, place_id=own), by("UN", **LENGTH, place_id=other)) == ["UN"] * is_held

    def test_crossings_into_the_unnamed_west_are_of_the_same_area(self):
        others = [by(code or "west", **CROSSED, governorate=code) for code in ("IQ", "", "IQ-NI")]
        assert held(ap(**CROSSED), *others) == ["IQ", "west"]

    def test_troops_are_held_against_those_at_a_border_that_has_no_code(self):
        places = ("the Syrian Frontier", "Border with Syria", "western desert")
        others = [by(place, **TROOPS, place=place) for place in places]
        assert held(ap(**TROOPS, place="border"), *others) == ["Border with Syria", "the Syrian Frontier"]

    def test_an_attack_is_held_against_accounts_of_it_alone_whatever_day_place_or_party(self):
        other = {"actor": "unknown", "governorate": "IQ-NI", **days("2018-01-01")}
        rows = [by("UN", **KILLED | other), by("AFP", **KILLED | {"incident_id": "raid"})]
        assert held(ap(**KILLED), *rows) == ["UN"]

    def test_what_has_no_comparison_is_alone_and_the_reason_is_said(self):
        persons = LENGTH | {"unit": "persons", "n": 2, "wording": "two officials"}
        card, others = card_of(ap(**persons), by("UN", **persons))
        assert others.empty
        assert card["sentence"].tolist() == [
            "“two officials” cited for the crossings: alone. Nobody else’s figure on the same thing is in the "
            "ledger: the story’s own sources."
        ]


class TestCard:
    OTHERS = (
        by("A", **ATTACKS | {"n": 12, "wording": "12"}, scope="isis_only"),
        by("A", **ATTACKS | {"n": 12, "wording": "12"}, scope="isis_only", copy_of="c2"),
        by("B", **ATTACKS | {"n": None, "low": 5, "high": 20, "wording": "5 to 20"}, published_on="2019-02"),
        by("C", **ATTACKS | {"n": 8, "wording": "8", "kind": "range"}, published_on="2019-03-01"),
        by("D", **ATTACKS | {"n": 8, "wording": "8"}, published_on="2019-08-23"),
        by("D", **ATTACKS | {"n": 8, "wording": "8"}, published_on="2019"),
    )
    OWN = ap(**ATTACKS, scope="isis_only+verified_subset", certainty="likely")

    def test_every_cell_of_a_contested_figure(self):
        card, _ = card_of(self.OWN, *self.OTHERS)
        [row] = card.to_dict("records")
        day = pd.Timestamp("2018-12-31")
        assert pd.isna(row.pop("read_high"))
        assert row == {
            "claim_id": "c1", "statement_id": "c1", "group": "How active", "wording": "9",
            "noun": "verified attacks in January", "indicator": "attacks", "unit": "attacks",
            "scope": "isis_only+verified_subset", "attributed_to": "officials", "locator": "p3", "kind": "exact",
            "certainty": "likely", "low": 9, "best": 9, "high": 9, "read_low": 9, "period_start": day,
            "period_end": day, "published_on": "2019-02-22", "originator": "AP", "incident_id": "",
            "verdict": "contested", "as_floor": False, "n_others": 3, "agreeing": "A;B", "against": "C",
            "n_before": 1, "n_after": 2, "shared_low": 12, "shared_high": 12, "same": "spell",
            "why": "a month’s count is compared with counts of that month alone, of attacks ascribed to ISIS",
            "claim_ids": "c1;c2;c4;c5", "other_claim_ids": "c3", "later_claim_ids": "c6;c7",
            "sentence": "“9” verified attacks in January, as a verified part read as 9 or more: contested. Of 3 other "
            "independent originators, A and B leave room for it. Before the story: A 12. In its month, on a day not "
            "known: B 5 to 20. On its day or in the six months after: C 8. 2 claims on the same thing came later or "
            "on a day not known.",
        }  # fmt: skip

    def test_every_cell_of_the_others_held_against_it(self):
        _, others = card_of(self.OWN, *self.OTHERS)
        columns = ["originator", "low", "best", "high", "kind", "when", "agrees", "unstated", "wording",
                   "claim_ids", "other_claim_ids", "of"]  # fmt: skip
        assert cells(others, *columns) == [
            ("A", 12, 12, 12, "exact", "before", True, False, "12", "c2", "c3", "c1"),
            ("B", 5, None, 20, "exact", "undated", True, True, "5 to 20", "c4", "", "c1"),
            ("C", 8, 8, 8, "range", "after", False, True, "8", "c5", "", "c1"),
        ]
        assert others["published"].astype(str).tolist() == ["2019-02-01", "2019-02-01", "2019-03-01"]
        assert set(others["period_start"]) == set(others["period_end"]) == {pd.Timestamp("2018-12-31")}
        assert others.columns.tolist() == [*columns[:5], "published", *columns[5:9], "period_start", "period_end",
                                           *columns[9:]]  # fmt: skip

    def test_rows_stand_by_group_then_in_the_storys_order(self):
        rows = [
            ap(**KILLED),
            ap(**ATTACKS),
            ap(**FIGHTERS),
            ap(**CROSSED),
            by("UN", **KILLED),
            by("UN", **FIGHTERS),
        ]
        card, others = card_of(*rows)
        assert card["claim_id"].tolist() == ["c3", "c4", "c2", "c1"]
        assert card.index.tolist() == [0, 1, 2, 3] and "place" not in card
        assert cells(others.reset_index(), "index", "of") == [(0, "c1"), (1, "c3")]

    def test_several_pages_of_one_originator_are_one_figure_with_all_that_they_print(self):
        rows = [
            by("UN", **FIGHTERS | {"low": 6000, "wording": "6,000", "kind": "exact"} | days("2018-11-01")),
            by("UN", **FIGHTERS | {"low": 6500, "wording": "6,500", "kind": "range"} | days("2018-12-01")),
            by(
                "UN",
                **FIGHTERS | {"low": 6500, "wording": "6,500", "kind": "range"},
                published_on="2019-02-22",
            ),
        ]
        card, others = card_of(ap(**FIGHTERS), *rows)
        assert cells(others, "low", "high", "kind", "wording", "when", "claim_ids") == [
            (6000, 7000, "range", "6,000 / 6,500", "before", "c2;c3;c4")
        ]
        assert cells(others, "period_start", "period_end") == [
            (pd.Timestamp("2018-11-01"), pd.Timestamp("2018-12-31"))
        ]
        assert card["n_before"].tolist() == [1]

    def test_one_page_of_unstated_scope_makes_the_figure_unstated(self):
        rows = [by("UN", **ATTACKS, scope=scope) for scope in ("isis_only", "")]
        _, others = card_of(ap(**ATTACKS, scope="isis_only"), *rows)
        assert others["unstated"].tolist() == [True]

    @pytest.mark.parametrize(
        ("published_on", "when"),
        [
            ("2019-02-21", "before"),
            ("2019-02-22", "after"),
            ("2019-02", "undated"),
            ("2019-01", "before"),
            ("2019-03", "after"),
            ("2019-08-22", "after"),
            ("2019-08-23", None),
            ("2019-08", None),
        ],
    )
    def test_only_what_was_out_within_six_months_is_held_against_it(self, published_on, when):
        card, others = card_of(ap(**FIGHTERS), by("UN", **FIGHTERS, published_on=published_on))
        assert others["when"].tolist() == ([when] if when else [])
        assert card["later_claim_ids"].tolist() == ["" if when else "c2"]
        assert card["claim_ids"].tolist() == ["c1;c2" if when else "c1"]

    def test_of_several_pages_the_first_one_out_dates_the_figure(self):
        rows = [by("UN", **FIGHTERS, published_on=day) for day in ("2019-02", "2019-02-20", "2019-03-01")]
        _, others = card_of(ap(**FIGHTERS), *rows)
        assert cells(others, "when", "published") == [("before", pd.Timestamp("2019-02-01"))]

    def test_pages_that_are_passed_over_date_the_figure_too(self):
        quoted = [
            by("UN", **FIGHTERS, confidence="B", published_on=day) for day in ("2019-02-28", "2018-12-31")
        ]
        _, others = card_of(ap(**FIGHTERS), by("UN", **FIGHTERS, published_on="2019-03-01"), *quoted)
        assert cells(others, "when", "claim_ids", "other_claim_ids") == [("before", "c2", "c3;c4")]

    def test_the_others_stand_in_the_order_in_which_they_were_out(self):
        out = {"D": "2019-02-22", "C": "2019-02", "B": "2019-01-31", "A": "2019-01-31", "E": "2018-12-31"}
        others = [by(name, **FIGHTERS, published_on=day) for name, day in out.items()]
        assert held(ap(**FIGHTERS), *others) == ["E", "A", "B", "C", "D"]

    def test_what_those_who_agree_share_with_the_story_is_narrowed_in_their_order(self):
        bounds = {"A": (4000, 6500), "B": (6000, NONE), "C": (5000, 5500), "D": (7001, 9000)}
        others = [by(name, **FIGHTERS | {"low": low, "high": high}) for name, (low, high) in bounds.items()]
        card, _ = card_of(ap(**FIGHTERS), *others)
        columns = ("agreeing", "against", "shared_low", "shared_high", "n_before", "n_after")
        assert cells(card, *columns) == [("A;B;C", "D", 6000, 6500, 4, 0)]

    @pytest.mark.parametrize("other, shared", [((4000, 6500), (5000, 6500)), ((6000, NONE), (6000, 7000))])
    def test_what_they_share_lies_within_the_storys_own_bounds(self, other, shared):
        card, _ = card_of(
            ap(**FIGHTERS), by("A", **FIGHTERS | dict(zip(("low", "high"), other, strict=True)))
        )
        assert cells(card, "shared_low", "shared_high") == [shared]

    def test_a_figure_that_is_open_above_is_corroborated_as_a_floor_only(self):
        card, _ = card_of(ap(**CROSSED), ap(**FIGHTERS), by("UN", **CROSSED), by("UN", **FIGHTERS))
        assert cells(card, "verdict", "as_floor") == [("corroborated", True), ("corroborated", False)]
        card, _ = card_of(ap(**CROSSED), by("UN", **CROSSED | {"low": 10, "high": 99}))
        assert cells(card, "verdict", "as_floor") == [("contested", False)]
        card, _ = card_of(ap(**CROSSED))
        assert cells(card, "verdict", "as_floor", "n_others") == [("alone", False, 0)]

    def test_verdicts_are_regraded_without_an_originator(self):
        rows = [by("UN", **FIGHTERS), by("US", **FIGHTERS | {"low": 8000, "high": 9000})]
        card, others = card_of(ap(**FIGHTERS), ap(**ATTACKS), *rows)
        both, without = verdicts(card, others), verdicts(card, others[others["originator"] != "US"])
        assert both.to_dict() == {"c1": "contested", "c2": "alone"}
        assert without.to_dict() == {"c1": "corroborated", "c2": "alone"}
        assert (both.name, both.index.name, both.dtype) == ("verdict", "claim_id", "str")


class TestSentence:
    def said(self, own, *others):
        card, _ = card_of(own, *others)
        return card["sentence"].iloc[-1]

    def test_alone(self):
        assert self.said(ap(**FIGHTERS)) == (
            "“between 5,000 and 7,000” fighters in Iraq: alone. Nobody else’s figure on the same thing is in the "
            "ledger."
        )

    def test_alone_but_for_what_came_later(self):
        assert self.said(ap(**FIGHTERS), by("UN", **FIGHTERS, published_on="2020")) == (
            "“between 5,000 and 7,000” fighters in Iraq: alone. Nobody else’s figure on the same thing is in the "
            "ledger. 1 claim on the same thing came later or on a day not known."
        )

    def test_one_other_that_leaves_room(self):
        assert self.said(ap(**FIGHTERS), by("UN", **FIGHTERS)) == (
            "“between 5,000 and 7,000” fighters in Iraq: corroborated. UN leaves room for it. Before the story: UN "
            "5,000 to 7,000."
        )

    def test_one_other_that_leaves_none(self):
        own = ap(**FIGHTERS)
        assert (
            "contested. The one other originator leaves no room for it. Before the story: UN at least 9,000."
            in (self.said(own, by("UN", **FIGHTERS | {"low": 9000, "high": NONE})))
        )

    def test_two_others_that_leave_none(self):
        others = [by(name, **FIGHTERS | {"low": 9000, "high": 9000}) for name in ("UN", "US")]
        assert self.said(ap(**FIGHTERS), *others) == (
            "“between 5,000 and 7,000” fighters in Iraq: contested. None of 2 others leaves room for it. Before the "
            "story: UN 9,000; US 9,000."
        )

    def test_a_floor(self):
        assert (
            ": corroborated as a floor (nobody put it lower). UN and US leave room for it. Before"
            in self.said(ap(**CROSSED), *[by(name, **CROSSED) for name in ("UN", "US")])
        )

    def test_figures_of_one_statement_say_how_they_are_read(self):
        one, two = (ap(**CROSSED, statement_id="s"), ap(**CROSSED, statement_id="s"))
        one |= {"low": 100, "high": 999, "wording": "Hundreds"}
        card, _ = card_of(one, two, by("UN", **CROSSED))
        starts = [sentence.split(":")[0] for sentence in card["sentence"]]
        assert starts == [
            "“Hundreds” crossed into Iraq in six months, as one statement with the next words read as 100 or more",
            "“more than 1,000” crossed into Iraq in six months, as one statement with the words before read as 100 "
            "or more",
        ]

    def test_a_figure_that_is_read_as_printed_says_nothing_of_how(self):
        for own in (ap(**CROSSED), ap(**CROSSED | {"low": NONE, "high": 99})):
            assert " crossed into Iraq in six months: c" in self.said(own, by("UN", **CROSSED))


class TestAccounts:
    ROWS = (
        ap(**KILLED, place="Badush", **days("2019-01-10")),
        ap(**FIGHTERS),
        by("B", **KILLED | {"n": 3}, place="Mosul", **days("2019-01-10", "2019-01-11")),
        by("B", **KILLED | {"n": 4, "indicator": "people_injured"}, **days("2019-01-09", "2019-01-10")),
        by("C", **KILLED, **days("2019-01-12")),
        by("A", **KILLED, **days("2019-01-08", "2019-01-09")),
        by("A", **KILLED, **days("2019-01-07", "2019-01-08")),
        by("C", **KILLED | {"indicator": "context"}),
        by("C", **KILLED | {"incident_id": "raid"}),
        by("C", **FIGHTERS),
    )

    def accounts(self, *rows):
        printed, claims = tables(*rows)
        return incident_accounts(claims, story_figures(printed, claims))

    def test_the_storys_account_comes_first_and_each_says_its_days_and_toll(self):
        table = self.accounts(*(row | {"place": row.get("place", "near Mosul")} for row in self.ROWS))
        columns = (
            "incident_id",
            "indicator",
            "originator",
            "story",
            "low",
            "place",
            "claim_ids",
            "same_days",
        )
        assert cells(table, *columns) == [
            ("blast", "people_killed", "AP", True, 2, "Badush", "c1", True),
            ("blast", "people_injured", "B", False, 4, "Badush", "c4", True),
            ("blast", "people_killed", "A", False, 2, "Badush", "c6;c7", False),
            ("blast", "people_killed", "B", False, 3, "Badush", "c3", True),
            ("blast", "people_killed", "C", False, 2, "Badush", "c5", False),
        ]
        assert [f"{a:%d}-{b:%d}" for a, b in zip(table["period_start"], table["period_end"], strict=True)] == [
            "10-10", "09-10", "07-09", "10-11", "12-12",
        ]  # fmt: skip

    def test_incidents_stand_apart(self):
        raid = {"incident_id": "raid", "indicator": "security_forces_killed"}
        rows = [ap(**KILLED), ap(**KILLED | raid), by("UN", **KILLED | raid), by("UN", **KILLED)]
        assert cells(self.accounts(*rows).reset_index(), "index", "incident_id", "originator", "claim_ids") == [
            (0, "blast", "AP", "c1"), (1, "blast", "UN", "c4"), (2, "raid", "AP", "c2"), (3, "raid", "UN", "c3"),
        ]  # fmt: skip

    def test_the_sentence_says_who_dates_it_otherwise_and_who_has_which_toll(self):
        assert accounts_sentence(self.accounts(*self.ROWS)) == (
            "The story dates it to 10 January 2019; A and C date it to 7 to 12 January 2019. "
            "People killed: 2 (AP, A and C), 3 (B). People injured: 4 (B); the story has no figure."
        )

    def test_days_are_those_of_the_originators_who_date_it_otherwise(self):
        rows = [
            self.ROWS[0],
            by("B", **KILLED, **days("2019-01-10")),
            by("C", **KILLED, **days("2019-01-12")),
        ]
        assert accounts_sentence(self.accounts(*rows)) == (
            "The story dates it to 10 January 2019; C dates it to 12 January 2019. People killed: 2 (AP, B and C)."
        )

    def test_an_originator_with_one_figure_on_the_storys_days_does_not_date_it_otherwise(self):
        rows = [self.ROWS[0], by("B", **KILLED, **days("2019-01-10"))]
        rows += [by("B", **KILLED | {"n": 4, "indicator": "people_injured"}, **days("2019-01-12"))]
        assert "; no other originator dates it otherwise. People killed: 2 (AP and B)." in accounts_sentence(
            self.accounts(*rows)
        )

    def test_an_incident_that_only_the_story_tells(self):
        assert (
            accounts_sentence(self.accounts(self.ROWS[0])) == "Of Badush only the story’s originator tells."
        )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2019-02-18", "2019-02-18", "18 February 2019"),
        ("2019-02-18", "2019-02-19", "18 to 19 February 2019"),
        ("2019-01-01", "2019-01-31", "January 2019"),
        ("2019-01-01", "2019-01-30", "1 to 30 January 2019"),
        ("2019-01-02", "2019-01-31", "2 to 31 January 2019"),
        ("2019-01-01", "2019-02-28", "1 January 2019 to 28 February 2019"),
        ("2018-01-01", "2019-01-31", "1 January 2018 to 31 January 2019"),
        ("2018-01-05", "2019-01-06", "5 January 2018 to 6 January 2019"),
    ],
)
def test_days_in_words(first, last, words):
    assert period_words(pd.Timestamp(first), pd.Timestamp(last)) == words
