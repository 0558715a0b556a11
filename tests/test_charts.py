"""What the charts draw, and that everything on them can be read."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

import chart_examples
from chart_examples import NONE, ORIGINATORS, claims_of
from reported.charts import (
    PackError,
    coverage_card,
    coverage_marks,
    draw_chart,
    estimate_marks,
    estimates_card,
    estimates_drawing,
    hedging_card,
    hedging_marks,
    plot_coverage,
    plot_estimates,
    plot_hedging,
    style,
)
from reported.charts.glyphs import GLOSSARY, Mark, draw_interval, is_arrow
from reported.charts.labels import NoRoomError, place_labels, stand_aside
from reported.charts.pack import check_drawn
from reported.intervals import Interval

CHARTS = {
    "estimates": (chart_examples.crowded_claims, estimate_marks, estimates_card, plot_estimates),
    "coverage": (chart_examples.many_claims, coverage_marks, coverage_card, plot_coverage),
    "hedging": (chart_examples.many_claims, hedging_marks, hedging_card, plot_hedging),
}


def card_of_chart(name, size):
    claims, make_marks, make_card, _ = CHARTS[name]
    table = claims()
    marks, left_out = make_marks(table, originators=ORIGINATORS)
    return make_card(marks, left_out, table, ledger_checksum="0" * 64, size=size)


def draw(name, size):
    return draw_chart(card_of_chart(name, size), CHARTS[name][3])


def titles_of(name):
    """Return what each mark of a chart says, by its id."""
    card = card_of_chart(name, "page")
    return {row["mark_id"]: card.mark_title(row) for row in card.marks.to_dict("records")}


@pytest.fixture(
    scope="module", params=[(name, size) for name in CHARTS for size in style.SIZES], ids="-".join
)
def drawn(request):
    """Every chart at every size."""
    return draw(*request.param)


def texts_of(figure):
    """Return every text that is drawn: words, labels and the numbers on the axes."""
    texts = list(figure.texts)
    for ax in figure.axes:
        texts += [*ax.texts, ax.title]
        if ax.axison:
            texts += [*ax.get_xticklabels(), *ax.get_yticklabels()]
    return [text for text in texts if text.get_text().strip()]


def boxes_of(figure):
    """Return each drawn text with its box in pixels, as it is when the chart is saved."""
    with style.house_style():
        renderer = FigureCanvasAgg(figure).get_renderer()
        return [(text.get_text(), text.get_window_extent(renderer)) for text in texts_of(figure)]


def artists_of(low, best, high, **wording):
    ax = Figure().subplots()
    return draw_interval(ax, 1, Mark(Interval(low, best, high), **wording))


class TestReadable:
    def test_no_text_is_smaller_than_seven_points(self, drawn):
        assert min(text.get_fontsize() for text in texts_of(drawn)) >= 7

    def test_no_two_texts_overlap(self, drawn):
        boxes = [(text, box.padded(-0.5)) for text, box in boxes_of(drawn)]
        assert [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)] == []

    def test_no_text_is_cut_at_the_edge(self, drawn):
        page = drawn.bbox
        outside = [
            text
            for text, box in boxes_of(drawn)
            if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
        ]
        assert outside == []

    def test_text_stands_out_from_white(self, drawn):
        colours = {text.get_color() for text in texts_of(drawn)} - {"white"}
        assert min(style.contrast(colour) for colour in colours) >= 4.5

    def test_title_foot_and_reported_stand_on_the_chart(self, drawn):
        words = " ".join(text.get_text() for text in drawn.texts).replace("\n", " ")
        assert "eported" in words
        assert "independent originators. Ledger 000000000000." in words


class TestMarks:
    @pytest.mark.parametrize("size", style.SIZES)
    @pytest.mark.parametrize("name", CHARTS)
    def test_every_mark_is_drawn_once_at_every_size(self, name, size):
        card = card_of_chart(name, size)
        check_drawn(draw_chart(card, CHARTS[name][3]), card)

    @pytest.mark.parametrize("name", CHARTS)
    def test_an_unknown_size_is_named_with_the_three(self, name):
        with pytest.raises(PackError, match="page, column, slide"):
            card_of_chart(name, "poster")

    def test_an_estimate_says_area_originator_day_and_figure_with_its_hedge(self):
        titles = titles_of("estimates").values()
        assert "Iraq, AP, 22 February 2019: 5,000–7,000" in titles
        assert "Iraq, AP, 28 July 2017: up to 7,000 members" in titles

    def test_a_month_of_the_ledger_says_its_row_and_its_claims(self):
        rows = [("AP", "IQ", "2018-01-10", 5, 5, 5, "exact", "")] * 2
        table = claims_of(rows, indicator="attacks", period_end=pd.to_datetime(["2018-01-10", "2018-12-31"]))
        marks, left_out = coverage_marks(table)
        card = coverage_card(marks, left_out, table, ledger_checksum="0" * 64)
        assert [card.mark_title(row) for row in marks.to_dict("records")][:2] == [
            "Attacks and incidents, January 2018: 1 claim",
            "Attacks and incidents, periods of more than 31 days: 1 claim",
        ]

    def test_a_share_says_type_wording_percent_and_claims(self):
        rows = [("AP", "IQ", "2018-01-10", 5, 5, 5, kind, "") for kind in ("exact", "exact", "at_least")]
        table = claims_of(rows)
        marks, left_out = hedging_marks(table, ORIGINATORS)
        card = hedging_card(marks, left_out, table, ledger_checksum="0" * 64)
        assert [card.mark_title(row) for row in marks.to_dict("records")] == [
            "Newsrooms, “a number”: 67 % (2 of 3 claims)",
            "Newsrooms, “at least”: 33 % (1 of 3 claims)",
        ]


class TestIntervalMarks:
    @pytest.mark.parametrize("low, high, head", [(10, None, "^"), (None, 10, "v")])
    def test_an_open_end_is_an_arrow_and_not_a_bar(self, low, high, head):
        artists = artists_of(low, None, high)
        assert [artist.get_marker() for artist in artists if isinstance(artist, Line2D)] == [head]
        assert not any(
            isinstance(artist, PathPatch) and artist.get_path().codes is None for artist in artists
        )

    def test_an_arrow_is_as_long_for_a_large_figure_as_for_a_small_one(self):
        small, large = (next(filter(is_arrow, artists_of(low, None, None))) for low in (10, 10_000))
        assert small.get_ydata() == large.get_ydata()

    def test_a_closed_interval_has_no_arrow(self):
        assert not any(map(is_arrow, artists_of(5, None, 9)))

    def test_a_figure_without_a_bound_draws_nothing(self):
        assert artists_of(None, None, None) == []

    def test_an_exact_figure_is_one_dot(self):
        assert len(artists_of(7, 7, 7)) == 1

    def test_a_magnitude_is_hollow(self):
        assert artists_of(100, None, 999, kind="magnitude")[0].get_facecolor()[:3] == (1, 1, 1)

    def test_a_range_is_not_hollow(self):
        assert artists_of(100, None, 999, kind="range")[0].get_facecolor()[:3] != (1, 1, 1)

    def test_a_word_of_doubt_dashes_the_outline(self):
        assert artists_of(5, None, 9, certainty="likely")[0].get_linestyle() != "-"
        assert artists_of(5, None, 9)[0].get_linestyle() == "-"

    def test_the_first_artist_bears_the_mark_id(self):
        assert artists_of(5, 6, 9, mark_id="m1")[0].get_gid() == "m1"

    def test_ids_within_a_mark_differ(self):
        ids = [artist.get_gid() for artist in artists_of(5, 6, 9, mark_id="m1")]
        assert len(set(ids)) == len(ids)

    @pytest.mark.parametrize("word", ["or more", "or fewer", "hollow", "dashed", "tick", "dot"])
    def test_the_glossary_names_every_mark(self, word):
        assert word in GLOSSARY


class TestLabels:
    def test_no_mark_needs_no_place(self):
        assert place_labels([], [], (0, 0, 100, 100)) == []

    def test_marks_that_do_not_touch_stay(self):
        assert stand_aside([(0, 0, 2, 5), (10, 0, 12, 5)]) == [0, 0]

    def test_marks_that_touch_part(self):
        shifts = stand_aside([(0, 0, 2, 5), (1, 0, 3, 5)])
        assert shifts[0] == 0
        assert abs(1 + shifts[1]) >= 2

    def test_no_leader_crosses_the_label_of_another_mark(self, monkeypatch):
        placed = []

        def remember(*given):
            placed.append(place_labels(*given))
            return placed[-1]

        monkeypatch.setattr(estimates_drawing, "place_labels", remember)
        draw("estimates", "page")
        for places in placed:
            boxes = [(place, Bbox.from_extents(place.box)) for place in places]
            lines = [(place, Path(place.leader)) for place in places if place.leader]
            assert not any(
                line.intersects_bbox(box) for one, line in lines for other, box in boxes if one is not other
            )
        assert sum(bool(place.leader) for places in placed for place in places) >= 3

    def test_too_many_labels_are_refused_not_stacked(self):
        crowd = [(10 + n, 4, 11 + n, 5) for n in range(9)]
        with pytest.raises(NoRoomError):
            place_labels(crowd, [(9, 3)] * 9, (0, 0, 30, 9))


class TestEstimates:
    def test_five_pages_with_one_figure_are_one_mark_with_five_claims(self):
        page = ("AP", "IQ", "2019-02-22", 5000, NONE, 7000, "range", "fighters")
        marks, _ = estimate_marks(claims_of([page] * 5))
        assert marks["claim_ids"].tolist() == ["c1;c2;c3;c4;c5"]

    def test_a_figure_repeated_months_later_is_another_mark(self):
        first = ("AP", "IQ", "2019-02-22", 5000, NONE, 7000, "range", "")
        later = ("AP", "IQ", "2019-05-13", 5000, NONE, 7000, "range", "")
        marks, _ = estimate_marks(claims_of([first, later]))
        assert marks["x"].dt.month.tolist() == [2, 5]
        assert marks["story"].tolist() == [True, False]

    def test_one_figure_of_two_originators_is_two_marks(self):
        rows = [(name, "IQ+SY", "2019-03-06", 14000, NONE, 18000, "range", "") for name in ("Rudaw", "UN")]
        assert len(estimate_marks(claims_of(rows))[0]) == 2

    def test_an_open_end_stays_open_in_the_table(self):
        marks, _ = estimate_marks(
            claims_of([("CJTF-OIR", "IQ+SY", "2017-12-27", NONE, NONE, 1000, "less_than", "")])
        )
        assert marks.loc[0, ["low", "best"]].isna().all()
        assert marks.loc[0, "figure"] == "fewer than 1,000"

    @pytest.mark.parametrize(
        "governorate, scope, reason",
        [
            ("SY", "fighters", "Syria alone"),
            ("IQ-DI", "fighters", "a part of Iraq"),
            ("", "fighters", "a wider or unnamed area"),
            ("IQ", "foreign_fighters", "foreign fighters alone"),
            ("IQ", "supporters", "supporters alone"),
        ],
    )
    def test_what_is_not_an_estimate_for_the_panels_is_left_out_with_its_reason(
        self, governorate, scope, reason
    ):
        kept = ("AP", "IQ", "2019-02-22", 5000, NONE, 7000, "range", "")
        other = ("AP", governorate, "2019-02-22", 300, 300, 300, "exact", scope)
        marks, left_out = estimate_marks(claims_of([kept, other]))
        assert len(marks) == 1
        assert left_out.to_numpy().tolist() == [["c2", reason]]

    def test_claims_in_are_claims_drawn_and_left_out(self):
        claims = chart_examples.crowded_claims()
        marks, left_out = estimate_marks(claims)
        assert marks["claims"].sum() + len(left_out) == len(claims)

    def test_the_title_names_the_two_estimates_furthest_apart(self):
        claims = chart_examples.crowded_claims()
        marks, left_out = estimate_marks(claims)
        card = estimates_card(marks, left_out, claims, ledger_checksum="0" * 64)
        assert card.title.startswith("Within 6 months")
        assert card.title.endswith("in Iraq and Syria ran from fewer than 1,000 to 29,000–31,000")

    def test_the_callers_table_is_left_alone(self):
        claims = chart_examples.crowded_claims()
        before = claims.copy()
        estimate_marks(claims)
        pd.testing.assert_frame_equal(claims, before)

    def test_only_the_story_has_its_colour(self):
        figure = draw("estimates", "page")
        drawn = [text.get_text() for text in texts_of(figure) if text.get_color() == style.STORY]
        assert drawn == ["AP\n5,000–7,000"]


class TestCoverage:
    def test_a_month_without_claims_has_no_mark(self):
        rows = [("AP", "IQ", day, 5, 5, 5, "exact", "") for day in ("2018-01-10", "2018-03-10")]
        marks, _ = coverage_marks(claims_of(rows, indicator="attacks"))
        assert marks.loc[marks["panel"] == "by indicator", "x"].dt.month.tolist() == [1, 3]

    def test_a_claim_on_a_year_fills_no_month(self):
        row = ("AP", "IQ", "2018-01-01", 5, 5, 5, "exact", "")
        year = claims_of([row], indicator="attacks", period_end=pd.Timestamp("2018-12-31"))
        marks, _ = coverage_marks(year)
        assert marks["x"].isna().all()
        assert marks["claim_ids"].tolist() == ["c1", "c1"]

    def test_the_lightest_cell_stands_out_from_white(self):
        cells = [patch for ax in draw("coverage", "page").axes for patch in ax.patches]
        assert min(style.contrast(cell.get_facecolor()[:3]) for cell in cells) >= 3

    def test_each_panel_counts_every_claim_shown(self):
        marks, left_out = coverage_marks(chart_examples.many_claims())
        assert marks.groupby("panel")["best"].sum().tolist() == [600 - len(left_out)] * 2


class TestHedging:
    def test_shares_are_of_the_types_own_claims(self):
        rows = [
            ("AP", "IQ", "2018-01-10", 5, 5, 5, kind, "") for kind in ("exact", "exact", "exact", "at_least")
        ]
        marks, _ = hedging_marks(claims_of(rows), ORIGINATORS)
        shares = dict(zip(marks["x"], marks["best"], strict=True))
        assert shares == {"exact": 75, "at_least": 25}
        assert marks["of"].tolist() == [4, 4]

    def test_reprints_are_left_out_with_their_reason(self):
        rows = [("AP", "IQ", "2018-01-10", 5, 5, 5, "exact", "")] * 2
        marks, left_out = hedging_marks(claims_of(rows, copy_of=["", "c1"]), ORIGINATORS)
        assert marks["n"].tolist() == [1]
        assert left_out.to_numpy().tolist() == [["c2", "reprinted from another page of the ledger"]]

    def test_the_median_width_is_of_closed_intervals_in_percent_of_the_middle(self):
        closed = [("AP", "IQ", "2018-01-10", 90, 100, 110, "approximate", "")] * 5
        opened = ("AP", "IQ", "2018-01-10", 50, NONE, NONE, "more_than", "")
        marks, _ = hedging_marks(claims_of([*closed, opened]), ORIGINATORS)
        width = marks[marks["panel"] == "width"].iloc[0]
        assert (width["best"], width["n"]) == (20, 5)

    def test_an_originator_without_a_type_is_not_dropped(self):
        marks, _ = hedging_marks(
            claims_of([("New one", "IQ", "2018-01-10", 5, 5, 5, "exact", "")]), ORIGINATORS
        )
        assert marks["series"].tolist() == ["type not given"]
