"""What stands inside the pictures can be read back, and a file that is none of ours is refused in plain words."""

import json
import shutil

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chart_examples import MARK, card_of, plot_lines
from reported.charts import NotOurChart, describe_file, draw_chart, inspect_file, write_pack
from reported.charts import inspection as inspection_module

PICTURES = ("svg", "pdf", "png")


@pytest.fixture
def pack(tmp_path):
    """The folder of a small pack among other packs."""
    for slug in ("a-chart", "b-chart"):
        card = card_of({**MARK, "series": slug}, slug=slug, title=f"What {slug} reported")
        write_pack(draw_chart(card, plot_lines), tmp_path / "figures", card)
    return tmp_path / "figures" / "a-chart"


@pytest.fixture
def said(pack):
    """What the pack's JSON says."""
    return json.loads((pack / "a-chart.json").read_text("utf-8"))


def taken_away(pack, suffix):
    """Copy one file of the pack to a folder of its own, under another name."""
    folder = pack.parents[1] / "elsewhere"
    folder.mkdir(exist_ok=True)
    return shutil.copy(pack / f"a-chart.{suffix}", folder / f"image7.{suffix}")


class TestInspect:
    @pytest.mark.parametrize("suffix", PICTURES)
    def test_a_picture_alone_says_which_chart_it_is_of_which_data(self, pack, said, suffix):
        found = inspect_file(taken_away(pack, suffix))
        assert found == {
            "file": f"image7.{suffix}",
            "chart": "a-chart",
            "size": "page",
            "title": "What a-chart reported",
            "originators": ["AP"],
            "citation": said["citation"],
            "licence": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
            "data_sha256": said["data_sha256"],
            "chart_sha256": said["chart_sha256"],
            "ledger_sha256": "ab" * 32,
            "agrees": None,
            "compared": "with nothing: its pack is not beside it",
        }

    @pytest.mark.parametrize("suffix", [*PICTURES, "csv", "json"])
    def test_a_file_in_its_pack_agrees_with_it(self, pack, suffix):
        found = inspect_file(pack / f"a-chart.{suffix}")
        assert (found["chart"], found["agrees"]) == ("a-chart", True)

    @pytest.mark.parametrize("suffix", [*PICTURES, "csv"])
    def test_a_file_that_left_finds_its_pack_among_others(self, pack, suffix):
        found = inspect_file(taken_away(pack, suffix), packs=pack.parent)
        assert (found["chart"], found["agrees"]) == ("a-chart", True)

    @pytest.mark.parametrize("suffix", PICTURES)
    def test_a_picture_that_was_changed_is_told_from_the_packs(self, pack, suffix):
        path = pack / f"a-chart.{suffix}"
        path.write_bytes(path.read_bytes() + b"\n")
        found = inspect_file(path)
        assert (found["agrees"], "saved again" in found["compared"]) == (False, True)

    def test_a_picture_of_an_earlier_state_is_told_from_the_packs(self, pack):
        old = taken_away(pack, "png")
        card = card_of({**MARK, "low": 4000.0})
        write_pack(draw_chart(card, plot_lines), pack.parent, card)
        found = inspect_file(old, packs=pack.parent)
        assert found["agrees"] is False
        assert found["compared"] == "with a-chart.json: the pack is of other words or data"

    def test_the_same_chart_at_another_size_agrees(self, pack, tmp_path):
        card = card_of({**MARK, "series": "a-chart"}, title="What a-chart reported", size="slide")
        slide = write_pack(draw_chart(card, plot_lines), tmp_path / "slides", card).files[2]
        shutil.copy(slide, tmp_path / "slide.png")
        found = inspect_file(tmp_path / "slide.png", packs=pack.parent)
        assert (found["size"], found["agrees"]) == ("slide", True)
        assert "another size" in found["compared"]

    @pytest.mark.parametrize("name, what", [("title", "words"), ("ledger_checksum", "words")])
    def test_a_json_whose_words_were_changed_is_found_out(self, pack, said, name, what):
        (pack / "a-chart.json").write_text(json.dumps({**said, name: "changed"}), "utf-8")
        found = inspect_file(pack / "a-chart.json")
        assert found["agrees"] is False
        assert "the words of the pack have changed" in found["compared"]

    def test_a_table_that_was_changed_is_found_out_by_its_picture(self, pack):
        table = pack / "a-chart.csv"
        table.write_text(table.read_text("utf-8").replace("5000", "6000"), "utf-8")
        found = inspect_file(pack / "a-chart.png")
        assert "the table of the pack is missing or has changed" in found["compared"]

    def test_a_table_that_a_spreadsheet_saved_is_refused_with_the_reason(self, pack):
        table = pack / "a-chart.csv"
        table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
        with pytest.raises(NotOurChart, match="a spreadsheet that saves it changes it"):
            inspect_file(table)

    def test_a_broken_json_beside_it_does_not_hide_the_pack(self, pack):
        for name, text in {"a.json": "{", "b.json": "[1]", "c.json": '{"slug": "a-chart"}'}.items():
            (pack / name).write_text(text)
        assert inspect_file(pack / "a-chart.pdf")["agrees"]


class TestDescribe:
    def test_it_prints_chart_title_citation_licence_and_checksums(self, pack, said):
        lines = describe_file(pack / "a-chart.pdf").split("\n")
        assert lines[:3] == [
            "a-chart.pdf:",
            "  chart           a-chart (page size)",
            "  title           What a-chart reported",
        ]
        assert f"  data            SHA-256 {said['data_sha256']}" in lines
        assert lines[-1] == "  compared        with a-chart.json: file, words and data agree"

    def test_a_picture_cannot_command_the_terminal(self, tmp_path):
        card = card_of()
        pack = write_pack(draw_chart(card, plot_lines), tmp_path, card)
        svg = pack.files[0]
        svg.write_text(
            svg.read_text("utf-8").replace("Two estimates", "Two \u202e\u009b31m\nestimates"), "utf-8"
        )
        assert "  title           Two 31m estimates were reported" in describe_file(svg).split("\n")


class TestRefused:
    def refused(self, path, words):
        with pytest.raises(NotOurChart, match=words) as caught:
            inspect_file(path)
        assert str(path.parent) not in str(caught.value)

    @pytest.mark.parametrize("suffix", PICTURES)
    @pytest.mark.parametrize("content", [b"", b"\x00" * 99, b"<svg", b"%PDF", b"\x89PNG\r\n\x1a\n"])
    def test_a_broken_picture(self, tmp_path, suffix, content):
        path = tmp_path / f"x.{suffix}"
        path.write_bytes(content)
        self.refused(path, r"x\.\w+ is broken or of another kind")

    @pytest.mark.parametrize("suffix", ["svg", "png"])
    def test_a_picture_cut_off_half_way(self, pack, suffix):
        path = pack / f"a-chart.{suffix}"
        path.write_bytes(path.read_bytes()[: 5_000 if suffix == "png" else -200])
        self.refused(path, "is broken")

    @pytest.mark.parametrize(
        "name, content",
        [
            ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("x.svg", b"<a/>"),
            ("x.pdf", b"%PDF-1.4\n%%EOF"),
            ("x.pdf", b"%PDF-1.4\n<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>"),
        ],
    )
    def test_a_foreign_picture_says_nothing_of_a_chart(self, tmp_path, name, content):
        (tmp_path / name).write_bytes(content)
        self.refused(tmp_path / name, "does not say of which chart it is")

    @pytest.mark.parametrize("packet", [None, "<x/>"])
    def test_a_foreign_png_says_nothing_of_a_chart(self, tmp_path, packet):
        words = PngInfo()
        if packet:
            words.add_itxt("XML:com.adobe.xmp", packet)
        Image.new("RGB", (2, 2)).save(tmp_path / "x.png", pnginfo=words)
        self.refused(tmp_path / "x.png", "does not say of which chart it is")

    def test_a_checksum_that_is_none(self, pack, said):
        path = pack / "a-chart.svg"
        path.write_text(path.read_text("utf-8").replace(said["data_sha256"], "rm -rf"), "utf-8")
        self.refused(path, "does not say of which chart it is")

    def test_entities_are_not_expanded(self, tmp_path):
        path = tmp_path / "x.svg"
        path.write_text('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>')
        self.refused(path, "declares entities")

    def test_a_text_chunk_that_unpacks_to_too_much(self, tmp_path):
        words = PngInfo()
        words.add_itxt("XML:com.adobe.xmp", "a" * 80_000_000, zip=True)
        Image.new("RGB", (2, 2)).save(tmp_path / "x.png", pnginfo=words)
        self.refused(tmp_path / "x.png", "is broken")

    @pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"slug": 1}', "[" * 100_000])
    def test_a_json_of_something_else(self, tmp_path, content):
        (tmp_path / "x.json").write_text(content)
        self.refused(tmp_path / "x.json", "is not the .json of a chart pack")

    def test_a_missing_file_and_a_folder(self, tmp_path):
        (tmp_path / "folder.png").mkdir()
        self.refused(tmp_path / "none.png", "No such file")
        self.refused(tmp_path / "folder.png", "Is a directory")

    def test_another_kind_of_file(self, tmp_path):
        (tmp_path / "x.docx").write_bytes(b"PK")
        self.refused(tmp_path / "x.docx", "give a chart's .svg, .pdf, .png, .csv or .json")

    def test_a_file_too_large_to_be_ours(self, pack, monkeypatch):
        monkeypatch.setattr(inspection_module, "MOST_BYTES", 100)
        self.refused(pack / "a-chart.png", "larger than any chart of ours")
