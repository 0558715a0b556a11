"""The story's report card: its verdicts by hand, three rows of it done again with SQL, and how it is drawn."""

import sqlite3
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import notebook_charts
from reported import agreement
from reported.agreement.wording import period_words
from reported.charts import draw_chart, report_card, report_card_drawing, style
from test_charts import boxes_of, texts_of

STORY = agreement.STORY
CHECKSUM = "0" * 64
NONE = float("nan")


@pytest.fixture(scope="module")
def ledger():
    """The printed claims, the clean claims, the card and the figures that it was held against."""
    held, claims, _ = notebook_charts.tables()
    return held.claims, claims, *agreement.report_card(held.claims, claims)


@pytest.fixture(scope="module")
def raw():
    """The ledger's CSV files as an SQLite database, read as a stranger would: by the person's coding alone."""
    database = sqlite3.connect(":memory:")
    for name in ("claims", "coding", "sources"):
        table = pd.read_csv(notebook_charts.ROOT / f"data/raw/{name}.csv", dtype=str, keep_default_na=False)
        table.to_sql(name, database, index=False)
    database.execute(
        """create view told as select c.*, s.published_on, s.upstream, k.period_start, k.period_end,
        cast(nullif(k.low, '') as real) low, cast(nullif(k.high, '') as real) high
        from claims c join sources s using (source_id) join coding k using (claim_id)"""
    )
    yield database
    database.close()


def by_hand(raw, rule):
    """Return originator, lowest low and highest high (None: open) of what others published by then."""
    rows = raw.execute(
        f"""select originator, case when count(low) = count(*) then min(low) end,
        case when count(high) = count(*) then max(high) end from told
        where originator <> 'AP' and upstream = '' and substr(published_on || '-28', 1, 10) <= '2019-08-22'
        and length(published_on) > 4 and {rule} group by originator order by originator"""
    )
    return [tuple(row) for row in rows]


def on_card(ledger, claim_id):
    _, _, _, others = ledger
    rows = others[others["of"] == claim_id].sort_values("originator")
    bounds = rows[["low", "high"]].astype(object).where(rows[["low", "high"]].notna(), None)
    return list(zip(rows["originator"], bounds["low"], bounds["high"], strict=True))


def verdict(ledger, claim_id):
    return ledger[2].set_index("claim_id").loc[claim_id, "verdict"]


def inside(box, figure):
    """Say whether a box in pixels lies within the figure."""
    return box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1


@pytest.fixture(scope="module")
def marks(ledger):
    """The marks of the card, with the originators' short names."""
    names = notebook_charts.tables()[0].originators.set_index("originator")["short_name"].to_dict()
    return report_card.verdict_marks(ledger[2], ledger[3], names=names)


@pytest.fixture(scope="module", params=style.SIZES)
def drawn(ledger, marks, request):
    """The card at each size: its marks and its figure."""
    card = report_card.verdicts_card(marks, ledger[0], ledger_checksum=CHECKSUM, size=request.param)
    return marks, draw_chart(card, report_card_drawing.plot_verdicts)


class TestByHand:
    def test_fighters_in_iraq(self, ledger, raw):
        rule = """indicator = 'fighters_present' and governorate = 'IQ' and place_id = '' and actor = 'ISIS'
        and scope not in ('supporters', 'foreign_fighters')
        and period_end >= '2018-02-22' and period_start <= '2019-08-23'"""
        others = by_hand(raw, rule)
        assert on_card(ledger, f"{STORY}-07") == others
        assert len(others) == 3 and min(low for _, low, _ in others) > 7000
        assert verdict(ledger, f"{STORY}-07") == "contested"

    def test_attacks_in_january(self, ledger, raw):
        rule = """indicator = 'attacks' and governorate = 'IQ' and place_id = '' and actor = 'ISIS' and unit = 'attacks'
        and period_start = '2019-01-01' and period_end = '2019-01-31'
        and scope in ('', 'isis_only', 'isis_only+press_count')"""
        others = by_hand(raw, rule)
        assert on_card(ledger, f"{STORY}-12") == others
        assert len(others) == 1 and others[0][1] >= 9  # a verified part is a floor
        assert verdict(ledger, f"{STORY}-12") == "corroborated"

    def test_truffle_hunters(self, ledger, raw):
        rule = "indicator = 'people_kidnapped' and incident_id = '2019-02-18-nukhayb-truffle-12'"
        others = by_hand(raw, rule)
        assert on_card(ledger, f"{STORY}-15") == others
        assert [(low, high) for _, low, high in others] == [(12, 12)] * 3
        assert verdict(ledger, f"{STORY}-15") == "corroborated"

    def test_crossings_in_six_months(self, ledger, raw):
        rule = """indicator = 'fighters_crossed' and governorate in ('IQ', '') and scope = '' and confidence =
        (select min(confidence) from told best where best.originator = told.originator
         and best.indicator = 'fighters_crossed' and best.governorate in ('IQ', '') and best.scope = '')
        and min(julianday(period_end), julianday('2019-02-22')) + 1
        - max(julianday(period_start), julianday('2018-08-23')) >= 184 / 3.0"""
        assert on_card(ledger, f"{STORY}-02") == by_hand(raw, rule)


class TestCard:
    def test_every_figure_of_the_story_has_a_row(self, ledger):
        printed, _, card, _ = ledger
        assert sorted(card["claim_id"]) == sorted(printed.loc[printed["source_id"] == STORY, "claim_id"])
        assert len(card) == 16 and card["sentence"].str.endswith(".").all()

    def test_the_comparison_set_starts_with_the_storys_own_claim(self, ledger):
        _, claims, card, _ = ledger
        for row in card.to_dict("records"):
            first, *rest = row["claim_ids"].split(";")
            assert first == row["claim_id"]
            assert "AP" not in set(claims.loc[claims["claim_id"].isin(rest), "originator"])

    def test_nothing_of_the_time_after_is_held_against_it(self, ledger):
        printed, claims, card, _ = ledger
        late = claims.assign(
            published_on=claims["published_on"].where(claims["source_id"] == STORY, "2019-08-23")
        )
        after, others = agreement.report_card(printed, late)
        assert others.empty and set(after["verdict"]) == {"alone"}
        compared = [
            set(f"{row.claim_ids};{row.other_claim_ids}".split(";")) - {row.claim_id, ""}
            for row in card.itertuples()
        ]
        assert sum(map(len, compared)) > 20
        assert [set(ids.split(";")) - {""} for ids in after["later_claim_ids"]] == compared

    def test_one_upper_bound_changed_changes_its_row_alone(self, ledger):
        printed, claims, card, _ = ledger
        changed = claims.copy()
        changed.loc[changed["claim_id"] == f"{STORY}-07", "high"] = 12000.0
        after, _ = agreement.report_card(printed, changed)
        moved = card.loc[card["sentence"] != after["sentence"], "claim_id"].tolist()
        assert moved == [f"{STORY}-07"]
        assert after.set_index("claim_id").loc[f"{STORY}-07", "agreeing"] == "CSIS"

    def test_one_other_without_room_makes_it_contested(self, ledger):
        row = ledger[2].set_index("claim_id").loc[f"{STORY}-10"]
        assert (row["verdict"], row["agreeing"], row["against"]) == (
            "contested",
            "Antiwar.com;Iraqi military",
            "NBC News",
        )

    def test_verdicts_are_those_of_the_others_held_against_it(self, ledger):
        *_, card, others = ledger
        assert agreement.verdicts(card, others).tolist() == card["verdict"].tolist()

    def test_one_originator_left_out_changes_the_verdict(self, ledger):
        *_, card, others = ledger
        without = agreement.verdicts(card, others[others["originator"] != "Musings on Iraq"])
        assert without[f"{STORY}-12"] == "alone"

    def test_a_story_that_the_ledger_lacks_is_refused(self, ledger):
        with pytest.raises(ValueError, match="no claim of the page nowhere"):
            agreement.report_card(ledger[0], ledger[1], story="nowhere")

    def test_a_figure_that_no_rule_covers_is_refused(self, ledger):
        printed = ledger[0].copy()
        printed.loc[printed["claim_id"] == f"{STORY}-12", "indicator"] = "money_usd"
        with pytest.raises(ValueError, match=f"no rule says what is comparable with {STORY}-12"):
            agreement.report_card(printed, ledger[1])


class TestRules:
    """The verdicts on made-up others against the story's own figures."""

    def held_against(self, ledger, claim_id, **other):
        """Return the row and the sole other figure when a made-up claim like the story's is the only one."""
        printed, claims, *_ = ledger
        own = claims[claims["source_id"] == STORY]
        made = own[own["claim_id"] == f"{STORY}-{claim_id}"].assign(
            **({"claim_id": "made-up", "source_id": "other", "originator": "Other", "copy_of": ""} | other)
        )
        card, others = agreement.report_card(printed, pd.concat([own, made], ignore_index=True))
        row = card.set_index("claim_id").loc[f"{STORY}-{claim_id}"]
        return row["verdict"], row["later_claim_ids"], others["when"].tolist()[:1]

    @pytest.mark.parametrize(
        "low, high, verdict",
        [
            (7000, 9000, "corroborated"),
            (7001, 9000, "contested"),
            (NONE, 4999, "contested"),
            (1000, NONE, "corroborated"),
        ],
    )
    def test_bounds_decide_and_open_ends_leave_room(self, ledger, low, high, verdict):
        assert self.held_against(ledger, "07", low=low, best=NONE, high=high)[0] == verdict

    @pytest.mark.parametrize(
        "published, verdict, when",
        [
            ("2019-02-21", "corroborated", ["before"]),
            ("2019-02-22", "corroborated", ["after"]),
            ("2019-02", "corroborated", ["undated"]),
            ("2019-08-22", "corroborated", ["after"]),
            ("2019-08-23", "alone", []),
            ("2019", "alone", []),
        ],
    )
    def test_only_what_was_out_within_six_months_counts(self, ledger, published, verdict, when):
        found, later, seen = self.held_against(ledger, "07", published_on=published)
        assert (found, seen) == (verdict, when)
        assert later == ("made-up" if verdict == "alone" else "")

    @pytest.mark.parametrize(
        "changed",
        [
            {"copy_of": "x"},
            {"governorate": "SY"},
            {"scope": "foreign_fighters"},
            {"actor": "all"},
            {"period_start": pd.Timestamp("2017-12-31"), "period_end": pd.Timestamp("2017-12-31")},
        ],
    )
    def test_copies_other_areas_parts_and_old_estimates_are_not_compared(self, ledger, changed):
        assert self.held_against(ledger, "07", **changed)[0] == "alone"

    @pytest.mark.parametrize("count, verdict", [(8, "contested"), (9, "corroborated"), (200, "corroborated")])
    def test_a_verified_part_is_a_floor(self, ledger, count, verdict):
        bounds = dict.fromkeys(["low", "best", "high"], float(count))
        assert self.held_against(ledger, "12", scope="isis_only", **bounds)[0] == verdict

    def test_two_figures_of_one_statement_are_judged_as_one(self, ledger):
        bounds = {"low": 1000.0, "best": NONE, "high": NONE}
        assert self.held_against(ledger, "01", **bounds)[0] == "corroborated"

    def test_the_storys_own_sources_are_compared_with_nothing(self, ledger):
        assert self.held_against(ledger, "03")[0] == "alone"


class TestAccounts:
    def test_the_truffle_hunters_are_dated_otherwise_by_all_others(self, ledger):
        printed, claims, *_ = ledger
        accounts = agreement.incident_accounts(claims, agreement.story_figures(printed, claims))
        rows = accounts[accounts["incident_id"] == "2019-02-18-nukhayb-truffle-12"]
        assert not rows.loc[~rows["story"], "same_days"].any()
        sentence = agreement.accounts_sentence(rows)
        assert "The story dates it to 17 February 2019;" in sentence and "the story has no figure" in sentence

    def test_an_incident_that_the_story_alone_tells_is_said_to_be_so(self, ledger):
        printed, claims, *_ = ledger
        accounts = agreement.incident_accounts(claims, agreement.story_figures(printed, claims))
        own = accounts[accounts["story"]].iloc[[0]]
        assert agreement.accounts_sentence(own) == (
            f"Of {own['place'].iloc[0]} only the story’s originator tells."
        )

    @pytest.mark.parametrize(
        "first, last, words",
        [
            ("2019-02-18", "2019-02-18", "18 February 2019"),
            ("2019-02-18", "2019-02-19", "18 to 19 February 2019"),
            ("2019-01-01", "2019-01-31", "January 2019"),
            ("2019-01-31", "2019-02-01", "31 January 2019 to 1 February 2019"),
        ],
    )
    def test_days_are_told_as_short_as_they_can_be(self, first, last, words):
        assert period_words(pd.Timestamp(first), pd.Timestamp(last)) == words


class TestDrawn:
    def test_every_mark_is_drawn_once(self, drawn):
        marks, figure = drawn
        ids = [
            artist.get_gid()
            for artist in figure.findobj(lambda artist: artist.get_gid() in set(marks["mark_id"]))
        ]
        assert sorted(ids) == sorted(marks["mark_id"])

    def test_text_is_readable_apart_and_whole(self, drawn):
        _, figure = drawn
        assert min(text.get_fontsize() for text in texts_of(figure)) >= 7
        boxes = [(text, box.padded(-0.5)) for text, box in boxes_of(figure)]
        assert [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)] == []
        page = figure.bbox
        assert [
            t
            for t, box in boxes_of(figure)
            if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
        ] == []

    def test_every_mark_lies_inside_the_figure(self, drawn):
        marks, figure = drawn
        renderer = FigureCanvasAgg(figure).get_renderer()
        for artist in figure.findobj(lambda artist: artist.get_gid() in set(marks["mark_id"])):
            assert inside(artist.get_window_extent(renderer), figure)

    def test_long_names_are_wrapped(self, ledger):
        names = {"CSIS": "Center for Strategic and International Studies"}
        long = report_card.verdict_marks(ledger[2], ledger[3], names=names)
        card = report_card.verdicts_card(long, ledger[0], ledger_checksum=CHECKSUM, size="column")
        figure = draw_chart(card, report_card_drawing.plot_verdicts)
        assert [text for text, box in boxes_of(figure) if not inside(box, figure)] == []

    def test_a_page_is_one_page(self, marks):
        assert report_card_drawing.height_of(marks, "page") <= 220

    def test_rows_without_a_comparable_figure_say_so(self, drawn):
        words = " ".join(text.get_text() for text in texts_of(drawn[1]))
        assert "lone: no comparable figure" in words

    def test_the_story_is_one_in_its_own_multiples_and_open_ends_stay_open(self, marks):
        own = marks[marks["story"]]
        assert own["times_best"].dropna().eq(1).all()
        assert (marks["times_high"].isna() == marks["high"].isna()).all()

    def test_the_title_counts_the_verdicts(self, ledger, marks):
        n = ledger[2]["verdict"].value_counts()
        title = report_card.verdicts_finding(marks)
        assert f"{n['contested']} are contested, {n['corroborated']} corroborated" in title
        assert title.endswith(f"and {n['alone']} stand alone")
