"""The charts of notebooks 03 to 05: readable at every size, every mark drawn and traced, titles from the data."""

from itertools import combinations

import pandas as pd
import pytest

import notebook_charts
from reported import charts
from reported.charts import draw_chart, provinces, reach, style
from reported.charts.pack import check_drawn
from test_charts import boxes_of, texts_of

CHECKSUM = "0" * 64


@pytest.fixture(
    scope="module",
    params=[(name, size) for name in notebook_charts.CHARTS for size in style.SIZES],
    ids="-".join,
)
def drawn(request):
    """Each chart at each size, from the committed tables: its card and its figure."""
    name, size = request.param
    _, make_card, plot = notebook_charts.CHARTS[name]()
    card = make_card(ledger_checksum=CHECKSUM, size=size)
    return card, draw_chart(card, plot)


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
        colours = {text.get_color() for text in texts_of(drawn[1])} - {"white"}
        assert min(style.contrast(colour) for colour in colours) >= 4.5


class TestTraced:
    def test_every_mark_is_drawn_once_with_its_id(self, drawn):
        card, figure = drawn
        check_drawn(figure, card)
        wanted = set(card.marks["mark_id"])
        ids = [artist.get_gid() for artist in figure.findobj(lambda artist: artist.get_gid() in wanted)]
        assert sorted(ids) == sorted(wanted)

    @pytest.mark.parametrize("name", notebook_charts.CHARTS)
    def test_a_missing_bound_is_never_filled_in(self, name):
        marks, *_ = notebook_charts.CHARTS[name]()
        _, claims, _ = notebook_charts.tables()
        open_ended = set(claims.loc[claims["high"].isna() & claims["low"].notna(), "claim_id"])
        from_open = marks[[set(ids.split(";")) <= open_ended for ids in marks["claim_ids"]]]
        assert from_open["high"].isna().all()


class TestTiles:
    def test_white_words_stand_out_from_their_tile(self):
        dark = [style.tint(provinces.HUE, shade) for shade in provinces.SHADES if shade > 0.6]
        assert min(style.contrast(colour) for colour in dark) >= 4.5

    def test_dark_words_stand_out_from_their_tile(self):
        light = [style.tint(provinces.HUE, shade) for shade in provinces.SHADES if shade <= 0.6]
        assert min(style.contrast(style.INK, colour) for colour in light) >= 4.5

    def test_every_governorate_has_a_tile_of_its_own(self):
        codes = set(notebook_charts.governorate_names())
        assert set(provinces.TILES) == codes and len(set(provinces.TILES.values())) == len(codes)


class TestProvinces:
    def counts(self, **figures):
        rows = [
            {
                "measure": "attacks", "originator": "A", "scope": "", "basis": provinces.YEAR, "period": "2018",
                "start": pd.Timestamp("2018-01-01"), "governorate": f"IQ-{code}", "low": best, "best": best,
                "high": best, "n_months": 12, "n_months_told": 12, "of_months": 12, "claim_ids": code,
            }
            for code, best in figures.items()
        ]  # fmt: skip
        names = {f"IQ-{code}": code for code in figures}
        return charts.province_marks(pd.DataFrame(rows), names=names, year=2018)

    def test_shares_are_of_the_governorates_printed(self):
        marks = self.counts(NI=50, KI=30, BG=15, AN=5)
        assert marks[["name", "best"]].to_numpy().tolist() == [["NI", 50], ["KI", 30], ["BG", 15], ["AN", 5]]

    def test_four_that_are_the_largest_are_found(self):
        assert charts.northern_finding(self.counts(NI=5, KI=4, SD=3, DI=2, BG=1)).startswith("In 1 of 1")

    def test_baghdad_among_the_four_is_no_northern_four(self):
        marks = self.counts(NI=5, KI=4, SD=3, DI=1, BG=9).replace({"name": {"BG": "Baghdad"}})
        assert charts.northern_finding(marks).endswith("top four; in 1 Baghdad comes first")

    def test_fewer_than_four_governorates_are_no_count(self):
        assert self.counts(NI=5, KI=4, SD=3).empty


class TestReach:
    @pytest.mark.parametrize(
        "later, change", [((4, 5, 6), "wider"), ((1, 1.2, 1.5), "narrower"), ((2.5, 3.5, 4), "unclear")]
    )
    def test_move_is_clear_only_where_the_intervals_do_not_meet(self, later, change):
        rows = [(2, 2.5, 3), later]
        marks = pd.DataFrame(rows, columns=["low", "best", "high"], dtype=float)
        marks = marks.assign(panel=reach.SPREAD, series="A", x=pd.to_datetime(["2018-02-15", "2018-11-15"]))
        assert charts.moves_over(marks, 2018)["change"].tolist() == [change]


class TestCentres:
    def test_move_that_may_be_chance_is_called_so(self):
        shift = {"km": 50.0, "east_km": -40.0, "east_low": -90.0, "east_high": 10.0}
        assert charts.centres_finding(shift).endswith("50 km, which may be chance")

    def test_clear_move_names_its_way_and_interval(self):
        shift = {"km": 69.0, "east_km": -64.0, "east_low": -107.0, "east_high": -23.0}
        assert charts.centres_finding(shift).endswith("of it 64 km (23 to 107) to the west")


class TestFindings:
    def test_attacks_name_the_range_of_the_year_and_the_share_of_the_nine(self):
        marks, *_ = notebook_charts.attacks()
        year, low, high = charts.spread_of_year(marks)
        without = marks[marks["series"] != "CTC Sentinel"]
        assert (
            f"For {year}, reported averages of ISIS attacks run from {low:,.0f} to {high:,.0f}"
            in charts.attacks_finding(marks)
        )
        assert charts.spread_of_year(without)[2] < high

    def test_attacks_without_another_count_of_january_say_nothing_of_the_nine(self):
        marks, *_ = notebook_charts.attacks()
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
        marks, *_ = notebook_charts.crossings()
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
