"""The charts of notebook 03: readable at every size, every mark drawn and traced, titles that follow the data."""

from itertools import combinations

import pandas as pd
import pytest

import time_charts
from reported import charts
from reported.charts import draw_chart, style
from test_charts import boxes_of, texts_of

CHECKSUM = "0" * 64


@pytest.fixture(
    scope="module", params=[(name, size) for name in time_charts.CHARTS for size in style.SIZES], ids="-".join
)
def drawn(request):
    """Each chart at each size, from the committed tables: its marks and its figure."""
    name, size = request.param
    marks, make_card, plot = time_charts.CHARTS[name]()
    return marks, draw_chart(make_card(ledger_checksum=CHECKSUM, size=size), plot)


class TestReadable:
    def test_no_text_is_smaller_than_seven_points(self, drawn):
        assert min(text.get_fontsize() for text in texts_of(drawn[1])) >= 7

    def test_no_two_texts_overlap(self, drawn):
        boxes = [(text, box.padded(-0.5)) for text, box in boxes_of(drawn[1])]
        assert [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)] == []

    def test_no_text_is_cut_at_the_edge(self, drawn):
        page = drawn[1].bbox
        outside = [
            text
            for text, box in boxes_of(drawn[1])
            if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
        ]
        assert outside == []

    def test_text_stands_out_from_white(self, drawn):
        assert min(style.contrast(text.get_color()) for text in texts_of(drawn[1])) >= 4.5


class TestTraced:
    def test_every_mark_is_drawn_once_with_its_id(self, drawn):
        marks, figure = drawn
        in_words = set(marks.loc[marks["form"] == "trend", "mark_id"]) if "form" in marks else set()
        wanted = set(marks["mark_id"]) - in_words
        ids = [artist.get_gid() for artist in figure.findobj(lambda artist: artist.get_gid() in wanted)]
        assert sorted(ids) == sorted(wanted)

    @pytest.mark.parametrize("name", time_charts.CHARTS)
    def test_a_missing_bound_is_never_filled_in(self, name):
        marks, *_ = time_charts.CHARTS[name]()
        _, claims, _ = time_charts.tables()
        open_ended = set(claims.loc[claims["high"].isna() & claims["low"].notna(), "claim_id"])
        from_open = marks[[set(ids.split(";")) <= open_ended for ids in marks["claim_ids"]]]
        assert from_open["high"].isna().all()


class TestFindings:
    def test_attacks_name_the_range_of_the_year_and_the_share_of_the_nine(self):
        marks, *_ = time_charts.attacks()
        year, low, high = charts.spread_of_year(marks)
        without = marks[marks["series"] != "CTC Sentinel"]
        assert (
            f"For {year}, reported averages of ISIS attacks run from {low:,.0f} to {high:,.0f}"
            in charts.attacks_finding(marks)
        )
        assert charts.spread_of_year(without)[2] < high

    def test_attacks_without_another_count_of_january_say_nothing_of_the_nine(self):
        marks, *_ = time_charts.attacks()
        assert "nine" not in charts.attacks_finding(marks[marks["panel"] != "share"])

    def test_casualties_name_the_highest_and_the_last_level(self):
        steps = pd.DataFrame(
            {
                "form": "step",
                "x": pd.to_datetime(["2016-01-01", "2017-01-01", "2018-01-01"]),
                "end": pd.to_datetime(["2016-12-01", "2017-06-01", "2018-12-01"]),
                "best": [400.0, 900.0, 80.0],
            }
        )
        ratios = pd.DataFrame(
            columns=["definition", "other_definition", "other_originator", "other_scope", "start", "end"]
        )
        ratios = ratios.astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})
        assert charts.casualties_finding(steps, ratios).endswith(
            "fell from 900 a month (Jan–Jun 2017) to 80 (Jan–Dec 2018)"
        )

    def test_crossings_keep_the_word_of_doubt(self):
        marks, *_ = time_charts.crossings()
        assert "at least 1 %, likely 14 % or more," in charts.crossings_finding(marks).replace("\u00a0", " ")
        plain = marks[marks["certainty"] == ""]
        assert "likely" not in charts.crossings_finding(plain)

    def test_levels_count_the_series_that_stepped_down_and_those_that_fall(self):
        day = pd.Timestamp("2017-01-01")
        rows = [("a", "level", day, 10, 9, 11), ("a", "level", day + pd.Timedelta(days=90), 5, 4, 6)]
        rows += [
            ("b", "level", day, 10, 9, 11),
            ("a", "trend", day, 0.9, 0.8, 0.95),
            ("b", "trend", day, 0.9, 0.8, 1.1),
        ]
        marks = pd.DataFrame(rows, columns=["panel", "form", "x", "best", "low", "high"])
        assert charts.levels_finding(marks, since="2017-12") == (
            "Of 2 reported monthly series from before December 2017, 1 had stepped down by then; "
            "of 2 with a trend since, 1 are clearly falling"
        )
