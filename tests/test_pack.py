"""The chart pack: traceable, the same bytes on every run, whole whatever happens."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import chart_examples
from chart_examples import ORIGINATORS
from reported.charts import (
    Card,
    PackError,
    draw_chart,
    estimate_marks,
    estimates_card,
    plot_estimates,
    write_pack,
)
from reported.charts import pack as pack_module
from reported.charts.glyphs import GLOSSARY
from reported.charts.pack import count_sources, marks_csv

MARK = {
    "mark_id": "m1",
    "panel": "p",
    "series": "AP",
    "x": pd.Timestamp("2019-02-22"),
    "low": 5000.0,
    "best": float("nan"),
    "high": 7000.5,
    "claim_ids": "c1;c2",
}
WRITE_ONE = """
import sys
from test_pack import estimates
from reported.charts import draw_chart, plot_estimates, write_pack
card = estimates()
write_pack(draw_chart(card, plot_estimates), sys.argv[1], card)
"""


def card_of(*marks, **given):
    words = {
        "slug": "a-chart",
        "title": "Two estimates were reported",
        "subtitle": "Persons",
        "caption": "A caption.",
        "alt_text": "Two bars <side> by side",
        "marks": pd.DataFrame(marks or [MARK]),
        "sources": {"AP": 2},
        "ledger_checksum": "ab" * 32,
    }
    return Card(**{**words, **given})


def estimates():
    claims = chart_examples.crowded_claims()
    marks, left_out = estimate_marks(claims, originators=ORIGINATORS)
    return estimates_card(marks, left_out, claims, ledger_checksum="ab" * 32, parameters={"size": "page"})


def plot_nothing(marks, figure, *, size):
    return figure.subplots()


@pytest.fixture
def written(tmp_path):
    """A small pack, written."""
    card = card_of()
    return write_pack(draw_chart(card, plot_nothing), tmp_path, card)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


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

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1"])
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

    def test_a_screen_reader_finds_title_and_alt_text_in_the_svg(self, written):
        svg = written.files[0].read_text("utf-8")
        assert '<title id="a-chart-title">Two estimates were reported</title>' in svg
        assert '<desc id="a-chart-desc">Two bars &lt;side&gt; by side</desc>' in svg

    def test_the_svg_needs_no_typeface(self, written):
        assert "<text" not in written.files[0].read_text("utf-8")

    def test_the_png_is_300_dots_an_inch_and_bears_its_title(self, written):
        with Image.open(written.files[2]) as image:
            assert image.size[0] == pytest.approx(160 / 25.4 * 300, abs=1)
            assert image.text["Title"] == "Two estimates were reported"

    def test_every_mark_has_its_id_in_the_svg(self, tmp_path):
        card = estimates()
        svg = write_pack(draw_chart(card, plot_estimates), tmp_path, card).files[0].read_text("utf-8")
        assert [mark for mark in card.marks["mark_id"] if svg.count(f'id="{mark}"') != 1] == []

    def test_a_notebook_shows_the_alt_text_and_no_path(self, written):
        assert 'alt="Two bars &lt;side&gt; by side"' in written._repr_html_()
        assert repr(written) == "chart pack a-chart: svg, pdf, png, csv, json"


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
        write_pack(draw_chart(card, plot_nothing), tmp_path / "a", card)
        with mpl.rc_context({"font.size": 20, "savefig.dpi": 50, "svg.hashsalt": "mine"}):
            write_pack(draw_chart(card, plot_nothing), tmp_path / "b", card)
        assert contents(tmp_path / "a" / "a-chart") == contents(tmp_path / "b" / "a-chart")

    def test_nothing_of_the_folder_or_the_day_is_in_the_files(self, written):
        for path in written.files:
            assert str(path.parent.parent).encode() not in path.read_bytes()
            assert b"CreationDate" not in path.read_bytes()


class TestInterrupted:
    def test_a_stop_between_two_files_leaves_every_file_whole(self, written, tmp_path, monkeypatch):
        before = contents(tmp_path / "a-chart")
        card = card_of(title="Another finding was reported")
        figure = draw_chart(card, plot_nothing)
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
        figure = draw_chart(card, plot_nothing)

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
            write_pack(draw_chart(card, plot_nothing), tmp_path / "figures", card)
