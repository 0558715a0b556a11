"""What a reader is told who points at a mark: the same as the table says, in whole words."""

import re

import pandas as pd
import pytest

import notebook_charts
from chart_examples import claims_of
from reported import charts
from reported.charts.leave_one_out_drawing import HEADLINE, WITHOUT

# What a missing value, a number of too many digits or an empty part would leave behind in a sentence.
SLIP = re.compile(r"\bnan\b|NaT|None|\d\.\d{3}|, ,|: ?$|  |\(\)")


def titles_of(name):
    """Return what each mark of a chart says, by its id."""
    _, make_card, _ = notebook_charts.CHARTS[name]()
    card = make_card(ledger_checksum="0" * 64)
    rows = card.marks.to_dict("records")
    return {row["mark_id"]: card.mark_title(row) for row in rows}, card.marks.set_index("mark_id")


class TestEveryMark:
    @pytest.mark.parametrize("name", notebook_charts.CHARTS)
    def test_it_is_told_in_whole_words(self, name):
        titles, _ = titles_of(name)
        assert [title for title in titles.values() if SLIP.search(title)] == []

    @pytest.mark.parametrize("name", notebook_charts.CHARTS)
    def test_its_words_name_its_place_on_the_chart(self, name):
        titles, marks = titles_of(name)
        shown = [column for column in ("panel", "series", "name", "place") if column in marks]
        for mark_id, title in titles.items():
            assert any(str(marks.at[mark_id, column]) in title for column in shown), title


class TestForms:
    def test_a_trend_is_told_with_its_interval_and_a_level_as_such(self):
        titles, marks = titles_of("levels")
        by_form = {form: [titles[mark_id] for mark_id in rows.index] for form, rows in marks.groupby("form")}
        assert all(
            re.search(r": since Dec 2017 ×\d\.\d\d a month \(.+–.+\)$", said) for said in by_form["trend"]
        )
        assert all(", a month, level, " in said for said in by_form["level"])
        assert not any("level" in said for said in by_form["month"])

    def test_a_headline_is_told_with_its_value_and_what_is_left_without_the_strongest(self):
        titles, marks = titles_of("leave-one-out")
        for mark_id, said in titles.items():
            row = marks.loc[mark_id]
            words = {HEADLINE: row["value"], WITHOUT: f"without {row['strongest']} {row['without']}"}
            assert words.get(row["form"], "with any one originator left out ") in said

    def test_the_storys_figure_is_told_with_its_verdict_and_anothers_with_the_room_it_leaves(self):
        titles, marks = titles_of("report-card")
        for mark_id, said in titles.items():
            row = marks.loc[mark_id]
            if row["story"]:
                assert said.startswith("AP, 22 February 2019: “") and row["verdict"].capitalize() in said
            else:
                room = "leaves room" if row["agrees"] else "leaves no room"
                assert said.startswith(f"{row['series']}, ") and f"{row['figure']}, {room} for “" in said

    def test_a_mean_centre_is_told_with_its_standard_distance(self):
        titles, marks = titles_of("centres")
        for mark_id in marks.index[marks["series"] == "mean centre"]:
            assert re.search(r", mean centre of \d+ incidents: standard distance \d.* km", titles[mark_id])


class TestNothingApart:
    """One estimate alone, or two that leave each other room, are no finding of disagreement."""

    @pytest.fixture
    def marks(self):
        claims = claims_of(
            [
                ("AP", "IQ", "2019-02-22", 5000, float("nan"), 7000, "range", "fighters"),
                ("UNAMI", "IQ", "2019-02-25", 6000, float("nan"), 8000, "range", "fighters"),
            ]
        )
        marks, _ = charts.estimate_marks(claims)
        return marks

    def test_estimates_that_leave_room_for_each_other_are_not_said_to_differ(self, marks):
        assert charts.estimates_finding(marks).endswith("do not exclude one another")

    def test_they_have_no_spread(self, marks):
        assert pd.Series(charts.estimates_spread(marks)).isna().all()
