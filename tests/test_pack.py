"""The chart pack: traceable, the same bytes on every run, whole whatever happens."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.lines import Line2D
from PIL import Image

import chart_examples
from chart_examples import MARK, NONE, ORIGINATORS, card_of, plot_lines
from reported.charts import (
    PackError,
    draw_chart,
    estimate_marks,
    estimates_card,
    plot_estimates,
    write_pack,
)
from reported.charts import pack as pack_module
from reported.charts import svg as svg_module
from reported.charts.embedded import Identity, pdf_with
from reported.charts.glyphs import GLOSSARY
from reported.charts.inspection import inspect_file
from reported.charts.mark_words import day_words, interval_words, mark_title, month_title, period_words
from reported.charts.pack import chart_checksum, count_sources, marks_csv
from reported.charts.style import add_axes

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
HOSTILE = "<script>alert(1)</script>\"' & ]]> --> \x00\x1b %PDF ?> </x:xmpmeta>"
INERT = HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")

WRITE_ONE = """
import sys
from test_pack import estimates
from reported.charts import draw_chart, plot_estimates, write_pack
card = estimates()
write_pack(draw_chart(card, plot_estimates), sys.argv[1], card)
"""


def estimates():
    claims = chart_examples.crowded_claims()
    marks, left_out = estimate_marks(claims, originators=ORIGINATORS)
    return estimates_card(marks, left_out, claims, ledger_checksum="ab" * 32, parameters={"size": "page"})


@pytest.fixture
def written(tmp_path):
    """A small pack, written."""
    card = card_of()
    return write_pack(draw_chart(card, plot_lines), tmp_path, card)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """The root of the SVG of a crowded chart."""
    card = estimates()
    folder = tmp_path_factory.mktemp("svg")
    return ET.parse(write_pack(draw_chart(card, plot_estimates), folder, card).files[0]).getroot()


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def written_svg(folder, *marks, plot=plot_lines, **given):
    """Return the root of the SVG of a chart of those marks."""
    card = card_of(*marks, **given)
    return ET.parse(write_pack(draw_chart(card, plot), folder, card).files[0]).getroot()


def links_of(root):
    """Return the links by their ids."""
    return {link.get("id"): link for link in root.iter(f"{SVG}a")}


def said_by(element):
    """Return the title and the description of an element."""
    return element.find(f"{SVG}title").text, element.find(f"{SVG}desc").text


def catalogue_of(pdf):
    """Return the object that a PDF's last trailer names as its root, found as a PDF reader finds it."""
    trailer = pdf[pdf.rfind(b"\ntrailer\n") :]
    number = int(re.search(rb"/Root (\d+) 0 R", trailer)[1])
    table = pdf[int(re.search(rb"startxref\n(\d+)\n", trailer)[1]) :]
    place = int(re.search(rb"^%d 1\n(\d{10}) 00000 n $" % number, table, re.MULTILINE)[1])
    assert pdf[place:].startswith(b"%d 0 obj\n" % number)
    return pdf[place : pdf.index(b"endobj", place)]


class TestCard:
    @pytest.mark.parametrize("claim_ids", ["", " ", "c1;", None])
    def test_a_mark_without_a_claim_is_refused_by_its_id(self, claim_ids):
        with pytest.raises(PackError, match=r"1 of 2 do not: m2\."):
            card_of(MARK, {**MARK, "mark_id": "m2", "claim_ids": claim_ids})

    def test_a_mark_id_used_twice_is_refused(self):
        with pytest.raises(PackError, match="twice: m1"):
            card_of(MARK, MARK)

    def test_a_missing_column_is_named(self):
        with pytest.raises(PackError, match="lack the columns low"):
            card_of({name: value for name, value in MARK.items() if name != "low"})

    @pytest.mark.parametrize("slug", ["", "A-chart", "a chart", "../up", "a_b", "a--b", "-a", "a-", "a\n"])
    def test_a_slug_that_is_no_plain_name_is_refused(self, slug):
        with pytest.raises(PackError, match="slug"):
            card_of(slug=slug)

    def test_a_chart_that_does_not_say_reported_is_refused(self):
        with pytest.raises(PackError, match="reported"):
            card_of(title="Two estimates")

    @pytest.mark.parametrize("mark_id", ["", "M1", "m.1", "m 1", 'm"1', "<m1>"])
    def test_a_mark_id_that_is_no_plain_name_is_refused(self, mark_id):
        with pytest.raises(PackError, match="a mark id is lower-case letters"):
            card_of({**MARK, "mark_id": mark_id})

    def test_an_unknown_size_is_refused(self):
        with pytest.raises(PackError, match="page, column, slide, not 'poster'"):
            card_of(size="poster")

    @pytest.mark.parametrize("word", ["caption", "alt_text"])
    def test_an_empty_word_is_refused(self, word):
        with pytest.raises(PackError, match=word):
            card_of(**{word: " "})

    def test_sources_are_counted_over_the_claims_of_the_marks_once(self):
        claims = pd.DataFrame({"claim_id": ["c1", "c2", "c3"], "originator": ["UN", "AP", "UN"]})
        marks = pd.DataFrame({"claim_ids": ["c1;c2", "c2"]})
        assert count_sources(marks, claims) == {"AP": 1, "UN": 1}

    def test_a_claim_that_is_not_in_the_ledger_is_refused(self):
        claims = pd.DataFrame({"claim_id": ["c1"], "originator": ["UN"]})
        with pytest.raises(PackError, match="c9"):
            count_sources(pd.DataFrame({"claim_ids": ["c1;c9"]}), claims)


class TestFiles:
    def test_a_pack_is_five_files(self, written):
        assert [path.name for path in written.files] == [
            f"a-chart.{s}" for s in ("svg", "pdf", "png", "csv", "json")
        ]
        assert all(path.stat().st_size for path in written.files)

    def test_the_table_has_a_row_per_mark_with_its_claims(self, written):
        rows = list(csv.DictReader(io.StringIO(written.files[3].read_text("utf-8"))))
        assert rows == [
            {
                "mark_id": "m1",
                "panel": "p",
                "series": "AP",
                "x": "2019-02-22",
                "low": "5000",
                "best": "",
                "high": "7000.5",
                "claim_ids": "c1;c2",
            }
        ]

    @pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@a", "\t=1"])
    def test_a_text_cell_cannot_be_a_formula(self, text):
        assert marks_csv(pd.DataFrame({"a": [text]})).split("\n")[1].strip('"').startswith("'")

    def test_a_negative_number_stays_a_number(self):
        assert marks_csv(pd.DataFrame({"a": [-1.5], "b": [-2]})) == "a,b\n-1.5,-2\n"

    def test_the_json_says_what_a_reader_must_know(self, written):
        said = json.loads(written.files[4].read_text("utf-8"))
        assert said["claim_ids"] == ["c1", "c2"]
        assert said["caption"] == f"A caption. {GLOSSARY}"
        assert said["licence"]["name"] == "CC BY 4.0"
        assert said["citation"].startswith("AP: figures as reported.")
        assert said["ledger_checksum"] == "ab" * 32
        assert said["size"] == {"name": "page", "width_mm": 160.0, "height_mm": 100.0}
        assert said["counts"] == "2 claims, 1 independent originator"

    def test_the_json_has_the_checksums_of_the_data_and_of_every_file(self, written):
        said = json.loads(written.files[4].read_text("utf-8"))
        files = {path.name: path.read_bytes() for path in written.files[:4]}
        assert said["files"] == [
            {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        ]
        assert said["data_sha256"] == hashlib.sha256(files["a-chart.csv"]).hexdigest()
        assert said["chart_sha256"] == chart_checksum(said)

    @pytest.mark.parametrize(
        "given, same",
        [
            ({}, True),
            ({"size": "slide"}, True),
            ({"caption": "Another caption."}, False),
            ({"marks": pd.DataFrame([{**MARK, "low": 4000.0}])}, False),
            ({"ledger_checksum": "cd" * 32}, False),
        ],
    )
    def test_the_charts_checksum_is_of_its_words_and_data_at_any_size(self, written, tmp_path, given, same):
        card = card_of(**given)
        other = write_pack(draw_chart(card, plot_lines), tmp_path / "other", card)
        sums = [json.loads(pack.files[4].read_text("utf-8"))["chart_sha256"] for pack in (written, other)]
        assert (sums[0] == sums[1]) is same

    def test_the_svg_needs_no_typeface(self, written):
        assert "<text" not in written.files[0].read_text("utf-8")

    def test_the_png_is_300_dots_an_inch_and_bears_its_title(self, written):
        with Image.open(written.files[2]) as image:
            assert image.size[0] == pytest.approx(160 / 25.4 * 300, abs=1)
            assert image.text["Title"] == "Two estimates were reported"

    def test_a_crowded_chart_is_less_than_half_a_megabyte(self, tmp_path):
        card = estimates()
        pack = write_pack(draw_chart(card, plot_estimates), tmp_path, card)
        assert sum(path.stat().st_size for path in pack.files) < 500_000

    def test_a_notebook_shows_the_alt_text_and_no_path(self, written):
        assert 'alt="Two bars &lt;side&gt; by side"' in written._repr_html_()
        assert repr(written) == "chart pack a-chart: svg, pdf, png, csv, json"


class TestLinks:
    def test_every_mark_is_one_link_to_the_page_of_its_first_claim(self, tmp_path):
        card = estimates()
        pack = write_pack(draw_chart(card, plot_estimates), tmp_path, card)
        links = [(link.get("id"), link.get("href")) for link in ET.parse(pack.files[0]).iter(f"{SVG}a")]
        marks = card.marks.assign(first=card.marks["claim_ids"].str.split(";").str[0])
        assert sorted(links) == sorted(
            (mark.mark_id, f"../../claims/{mark.first}.html") for mark in marks.itertuples()
        )

    def test_a_link_says_panel_series_day_figure_and_claims(self, tmp_path):
        link = links_of(written_svg(tmp_path))["m1"]
        assert said_by(link) == ("p, AP, 22 February 2019: 5,000–7,000.5 (2 claims)", "Claims: c1, c2.")
        assert link.get("aria-label") == said_by(link)[0]
        assert link.get("target") == "_top"

    def test_of_many_claims_the_first_three_are_named(self, tmp_path):
        root = written_svg(tmp_path, {**MARK, "claim_ids": "c1;c2;c3;c4;c5"})
        assert said_by(links_of(root)["m1"])[1] == "Claims: c1, c2, c3 and 2 more."

    def test_a_chart_may_word_its_marks_itself(self, tmp_path):
        root = written_svg(tmp_path, mark_title=lambda mark: f"{mark['series']} said so")
        assert said_by(links_of(root)["m1"])[0] == "AP said so"

    def test_a_claim_id_cannot_lead_out_of_the_claims(self, tmp_path):
        root = written_svg(tmp_path, {**MARK, "claim_ids": '../../x?"#'})
        assert links_of(root)["m1"].get("href") == "../../claims/..%2F..%2Fx%3F%22%23.html"

    def test_a_mark_that_is_not_drawn_is_refused_by_its_id(self, tmp_path):
        card = card_of(MARK, {**MARK, "mark_id": "m2"})
        figure = draw_chart(card, lambda marks, figure, size: plot_lines(marks[:1], figure, size=size))
        with pytest.raises(PackError, match=r"1 of 2 are not: m2 \(0 times\)"):
            write_pack(figure, tmp_path, card)
        assert list(tmp_path.iterdir()) == []

    def test_a_mark_drawn_twice_is_refused(self, tmp_path):
        card = card_of()
        figure = draw_chart(
            card, lambda marks, figure, size: plot_lines(pd.concat([marks, marks]), figure, size=size)
        )
        with pytest.raises(PackError, match=r"m1 \(2 times\)"):
            write_pack(figure, tmp_path, card)

    def test_a_thin_mark_is_met_two_millimetres_wide_and_its_neighbour_is_not_covered(self, tmp_path):
        def plot(marks, figure, *, size):
            ax = add_axes(figure, 0, 20, 160, 40)  # mm, so that 1 across is 1 mm
            ax.set(xlim=(0, 160), ylim=(0, 1))
            for mark, x in zip(marks["mark_id"], (50, 51, 90), strict=True):
                ax.plot([x, x], [0, 1], gid=mark, linewidth=0.2, marker=None)

        root = written_svg(tmp_path, *({**MARK, "mark_id": f"m{n}"} for n in (1, 2, 3)), plot=plot)
        boxes = [link.find(f"{SVG}rect") for link in links_of(root).values()]
        (left, width), (next_left, _), (_, alone) = (
            [float(box.get(name)) * 25.4 / 72 for name in ("x", "width")] for box in boxes
        )
        assert alone >= 2
        assert left + width <= next_left + 0.01
        assert {box.get("fill") for box in boxes} == {"none"}

    def test_a_label_belongs_to_its_marks_link_and_a_band_does_not(self, tmp_path):
        def plot(marks, figure, *, size):
            ax = plot_lines(marks, figure, size=size)
            ax.text(0.5, 0.5, "AP", gid="m1.label")
            ax.axhspan(0.1, 0.9, gid="m1.band")

        assert len(links_of(written_svg(tmp_path, plot=plot))["m1"].findall(f"{SVG}rect")) == 2

    def test_a_surface_is_met_on_its_own_shape(self, tmp_path):
        def plot(marks, figure, *, size):
            figure.subplots().axhspan(0.1, 0.9, gid="m1")

        assert links_of(written_svg(tmp_path, plot=plot))["m1"].findall(f"{SVG}rect") == []


class TestShortSvg:
    def test_what_lies_off_the_canvas_takes_nothing_with_it(self, tmp_path):
        def plot(marks, figure, *, size):
            figure.add_artist(Line2D([5, 6], [5, 6], transform=figure.transFigure))
            return plot_lines(marks, figure, size=size)

        root = written_svg(tmp_path, plot=plot)
        assert said_by(links_of(root)["m1"])[0].startswith("p, AP")
        assert root.find(f"{SVG}title") is not None

    def test_everything_that_is_drawn_by_reference_is_defined_once(self, crowded):
        ids = [element.get("id") for element in crowded.iter() if element.get("id")]
        used = {element.get(f"{XLINK}href")[1:] for element in crowded.iter(f"{SVG}use")}
        clips = {element.get("clip-path") for element in crowded.iter()} - {None}
        assert len(ids) == len(set(ids))
        assert used | {clip[5:-1] for clip in clips} <= set(ids)
        assert len(used) > 50 and clips

    def test_places_are_rounded_to_a_hundredth_of_a_point(self, crowded):
        drawn = [path.attrib["d"] for path in crowded.iter(f"{SVG}path")]
        assert not any(re.search(r"\.\d{3}", path) for path in drawn)
        assert any(re.search(r"\.\d{2}", path) for path in drawn)

    @pytest.mark.parametrize(
        "path, short",
        [
            ("M 0 566.929134 \nL 453.543307 566.929134 \nL 453.543307 0 \nz\n", "M0 566.93H453.54V0z"),
            ("M 1 2 \nQ 3 4 5.004 6 \nL 5 7 \nL 8 9 \n", "M1 2Q3 4 5 6V7L8 9"),
            ("M 1 2 \nL 1 3 \nz\nM 1 3 \nL 2 3 \n", "M1 2V3zM1 3H2"),
            ("M -0.001 0.00001 \n", "M0 0"),
        ],
    )
    def test_a_path_stays_the_same_line_in_fewer_characters(self, path, short):
        assert svg_module._short_path(path) == short

    def test_only_links_glyphs_and_clips_have_ids_that_two_charts_on_a_page_could_share(self, crowded):
        named = {element.tag.removeprefix(SVG) for element in crowded.iter() if element.get("id")}
        assert named <= {"a", "path", "clipPath", "title", "desc"}


class TestWordsOfMarks:
    @pytest.mark.parametrize(
        "low, best, high, words",
        [
            (5000, NONE, 7000, "5,000–7,000"),
            (3500, 4000, 4500, "4,000 (3,500–4,500)"),
            (1000, NONE, NONE, "1,000 or more"),
            (NONE, NONE, 1000, "1,000 or fewer"),
            (1000, 1200, NONE, "1,200 (1,000 or more)"),
            (9, 9, 9, "9"),
            (0, 0, 0, "0"),
            (NONE, NONE, NONE, "no figure"),
            (0.3096, 0.3096, 0.3096, "0.31"),
            (0.0004, 0.0004, 0.0004, "0.0004"),
        ],
    )
    def test_an_interval_in_words_keeps_its_open_end(self, low, best, high, words):
        assert interval_words(low, best, high) == words

    @pytest.mark.parametrize(
        "first, last, words",
        [
            ("2019-02-22", "2019-02-22", "22 February 2019"),
            ("2019-02-22", "NaT", "22 February 2019"),
            ("2019-01-01", "2019-01-31", "January 2019"),
            ("2018-01-01", "2018-10-31", "January 2018 to October 2018"),
            ("2018-01-01", "2018-12-31", "2018"),
            ("2017-01-01", "2018-12-31", "2017 to 2018"),
            ("2018-08-23", "2019-02-22", "23 August 2018 to 22 February 2019"),
            ("2018-01-01", "2018-10-30", "1 January 2018 to 30 October 2018"),
        ],
    )
    def test_a_period_in_words_is_no_finer_than_its_days(self, first, last, words):
        assert period_words(pd.Timestamp(first), pd.Timestamp(last)) == words

    def test_a_mark_of_a_spell_says_its_spell_and_its_name(self):
        spell = {
            "start": pd.Timestamp("2018-01-01"),
            "end": pd.Timestamp("2018-12-31"),
            "name": "AP, verified",
        }
        assert mark_title({**MARK, **spell}) == "p, AP, verified, 2018: 5,000–7,000.5 (2 claims)"

    def test_a_mark_of_a_month_says_no_day(self):
        month = {**MARK, "x": pd.Timestamp("2019-02-01"), "claim_ids": "c1"}
        assert month_title(month) == "p, AP, February 2019: 5,000–7,000.5"
        until = {**month, "end": pd.Timestamp("2019-04-01")}
        assert month_title(until) == "p, AP, February 2019 to April 2019: 5,000–7,000.5"

    @pytest.mark.parametrize("x, words", [(pd.NaT, ""), ("2019-Q1", "2019-Q1"), (None, "")])
    def test_what_is_no_day_is_said_as_it_is(self, x, words):
        assert day_words(x) == words


class TestScreenReaders:
    def test_title_and_alt_text_come_first_and_name_the_picture(self, tmp_path):
        root = written_svg(tmp_path)
        assert said_by(root) == ("Two estimates were reported", "Two bars <side> by side")
        assert root[0].get("id") == root.get("aria-labelledby") == "a-chart-title"
        assert root[1].get("id") == root.get("aria-describedby") == "a-chart-desc"

    def test_the_links_inside_are_not_hidden_by_the_role_of_an_image(self, tmp_path):
        assert written_svg(tmp_path).get("role") == "graphics-document document"


class TestHostileText:
    def test_text_of_claims_stays_text_in_every_picture(self, tmp_path):
        mark = {**MARK, "series": HOSTILE, "panel": HOSTILE, "claim_ids": "c1;<c2>"}
        drawn = card_of(mark)  # no typeface has a letter for a control character
        card = replace(drawn, title=f"{HOSTILE} reported", alt_text=HOSTILE, sources={HOSTILE: 1})
        pack = write_pack(draw_chart(drawn, plot_lines), tmp_path, card)
        root = ET.parse(pack.files[0]).getroot()
        title, words = said_by(links_of(root)["m1"])
        assert title.startswith(f"{INERT}, {INERT}, 22 February 2019")
        assert words == "Claims: c1, <c2>."
        assert said_by(root) == (f"{INERT} reported", INERT)
        assert not any(element.tag.endswith("}script") for element in root.iter())
        for path in pack.files[:3]:
            said = inspect_file(path)
            assert (said["title"], said["originators"]) == (f"{INERT} reported", [INERT])

    def test_a_title_that_imitates_the_metadata_is_not_taken_for_it(self, tmp_path):
        title = (
            "reported <x:xmpmeta> <rdf:RDF> <?xpacket end='r'?> trailer << /Root 9 0 R >> startxref 0 %%EOF"
        )
        card = card_of(title=title)
        pack = write_pack(draw_chart(card, plot_lines), tmp_path, card)
        assert [inspect_file(path)["title"] for path in pack.files[:3]] == [title] * 3
        assert b"/Type /Catalog" in catalogue_of(pack.files[1].read_bytes())

    def test_an_svg_asks_for_nothing_from_elsewhere_and_runs_nothing(self, tmp_path):
        root = written_svg(tmp_path)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags.isdisjoint({"script", "image", "foreignObject", "iframe"})
        targets = [value for element in root.iter() for name, value in element.items() if "href" in name]
        assert all(value.startswith(("#", "../../claims/")) for value in targets)
        assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


class TestPdf:
    def test_the_metadata_are_those_of_the_document(self, written):
        pdf = written.files[1].read_bytes()
        number = re.search(rb"/Metadata (\d+) 0 R", catalogue_of(pdf))[1]
        packet = re.search(
            rb"\n%s 0 obj\n<< /Type /Metadata /Subtype /XML /Length (\d+) >>\nstream\n(.*?)\nendstream"
            % number,
            pdf,
            re.DOTALL,
        )
        assert int(packet[1]) == len(packet[2])
        assert packet[2].startswith(b"<?xpacket begin=") and packet[2].endswith(b"<?xpacket end='r'?>")

    def test_what_matplotlib_wrote_stands_unchanged_before_it(self, written):
        pdf = written.files[1].read_bytes()
        before = int(re.search(rb"/Prev (\d+)", pdf)[1])
        assert pdf[before:].startswith(b"xref\n")
        assert pdf.count(b"%%EOF") == 2

    def test_a_pdf_of_another_form_is_refused(self, written):
        identity = Identity("a", "page", "t", "d", ("AP",), "c", "l", "u", "0" * 64, "0" * 64, "0" * 64)
        with pytest.raises(ValueError, match="no plain trailer"):
            pdf_with(identity, b"%PDF-1.5\n1 0 obj\n<< /Type /XRef >>\nendobj\nstartxref\n9\n%%EOF\n")


class TestSameBytes:
    def test_two_processes_with_other_hash_seeds_clocks_and_folders_write_the_same(self, tmp_path):
        path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        runs = []
        for seed, zone in (("1", "Asia/Baghdad"), ("2", "America/Lima")):
            wanted = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone}
            command = [sys.executable, "-c", WRITE_ONE, tmp_path / f"folder {seed}"]
            runs.append(subprocess.Popen(command, env=wanted, cwd=tmp_path))
        assert [run.wait() for run in runs] == [0, 0]
        first, second = (contents(tmp_path / f"folder {seed}" / "fighter-estimates") for seed in "12")
        assert first == second

    def test_the_readers_own_settings_change_nothing(self, tmp_path):
        import matplotlib as mpl

        card = card_of()
        write_pack(draw_chart(card, plot_lines), tmp_path / "a", card)
        with mpl.rc_context({"font.size": 20, "savefig.dpi": 50, "svg.hashsalt": "mine"}):
            write_pack(draw_chart(card, plot_lines), tmp_path / "b", card)
        assert contents(tmp_path / "a" / "a-chart") == contents(tmp_path / "b" / "a-chart")

    def test_nothing_of_the_folder_or_the_day_is_in_the_files(self, written):
        for path in written.files:
            assert str(path.parent.parent).encode() not in path.read_bytes()
            assert b"CreationDate" not in path.read_bytes()


class TestInterrupted:
    def test_a_stop_between_two_files_leaves_every_file_whole(self, written, tmp_path, monkeypatch):
        before = contents(tmp_path / "a-chart")
        card = card_of(title="Another finding was reported")
        figure = draw_chart(card, plot_lines)
        replace = pack_module._replace

        def stop_at_the_png(path, content):
            if path.suffix == ".png":
                raise KeyboardInterrupt
            replace(path, content)

        monkeypatch.setattr(pack_module, "_replace", stop_at_the_png)
        with pytest.raises(KeyboardInterrupt):
            write_pack(figure, tmp_path, card)
        after = contents(tmp_path / "a-chart")
        assert sorted(after) == sorted(before)
        assert {name for name in after if after[name] != before[name]} == {"a-chart.svg", "a-chart.pdf"}
        assert after["a-chart.svg"].rstrip().endswith(b"</svg>")

    def test_a_full_disk_is_named_and_leaves_the_old_file(self, written, tmp_path, monkeypatch):
        before = contents(tmp_path / "a-chart")
        card = card_of()
        figure = draw_chart(card, plot_lines)

        def half_written(path, content):
            with path.open("wb") as file:
                file.write(content[:10])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", half_written)
        with pytest.raises(PackError, match=r"a-chart\.svg: No space left on device"):
            write_pack(figure, tmp_path, card)
        monkeypatch.undo()
        assert contents(tmp_path / "a-chart") == before

    def test_a_folder_that_is_a_file_is_named(self, tmp_path):
        (tmp_path / "figures").write_text("not a folder")
        card = card_of()
        with pytest.raises(PackError, match=r"a-chart\.svg"):
            write_pack(draw_chart(card, plot_lines), tmp_path / "figures", card)
