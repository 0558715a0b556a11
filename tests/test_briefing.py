"""The briefing paper: numbers from findings, charts with their words in every format, the same bytes each time."""

import html
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pypdf
import pytest

from reported.briefing import BriefingError, write_briefing
from reported.briefing.references import bibliography
from reported.briefing.text import CHART, assemble, escaped, headlines
from reported.findings import FindingError, read_findings

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "briefing/briefing.md"
GIVEN = {"ledger": "abc"}


@pytest.fixture(scope="module")
def findings():
    return read_findings(ROOT / "data/processed")


@pytest.fixture(scope="module")
def sources():
    return pd.read_csv(ROOT / "data/raw/sources.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def write(findings, sources):
    """Write the paper into a folder, from a text of one's own if given."""

    def written(folder, template=TEMPLATE, **given):
        made = {
            "findings": findings,
            "figures": ROOT / "figures",
            "sources": sources,
            "ledger_checksum": "a" * 64,
        }
        return write_briefing(template, folder, **{**made, **given})

    return written


@pytest.fixture(scope="module")
def paper(write, tmp_path_factory):
    """The four files of the paper by their suffix."""
    return {path.suffix[1:]: path for path in write(tmp_path_factory.mktemp("paper"))}


@pytest.fixture(scope="module")
def charts():
    """What the packs of the paper's charts say, in their order."""
    slugs = CHART.findall(TEMPLATE.read_text(encoding="utf-8"))
    return [json.loads((ROOT / f"figures/{slug}/{slug}.json").read_text(encoding="utf-8")) for slug in slugs]


def put(text, findings, picture="png"):
    return assemble(text, findings=findings, figures=ROOT / "figures", picture=picture, given=GIVEN)


def part(paper, name):
    with zipfile.ZipFile(paper["docx"]) as archive:
        return archive.read(name).decode("utf-8")


def plain(markup):
    """Return the text of markup without its tags and runs of blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


class TestText:
    def test_a_finding_stands_as_it_is(self, findings):
        sentence = findings.loc["attack-counts", "sentence"]
        assert put("{{attack-counts}}", findings).replace("\\", "") == sentence

    def test_a_chart_is_a_numbered_figure_with_sources_and_alt_text(self, findings):
        text = put("[[chart crossings]]\n\n[[chart hedging]]", findings)
        assert "![**Figure 1.** AP’s reported crossings" in text
        assert "**Figure 2.**" in text
        assert "(crossings/crossings.png){width=160mm alt=" in text

    def test_a_chart_without_a_pack_is_named(self, findings):
        with pytest.raises(BriefingError, match="nowhere"):
            put("[[chart nowhere]]", findings)

    def test_a_finding_that_there_is_not_is_named(self, findings):
        with pytest.raises(FindingError, match="nothing-found"):
            put("{{nothing-found}}", findings)

    def test_a_headline_that_is_no_finding_is_named(self, findings):
        with pytest.raises(BriefingError, match="no finding: nowhere"):
            headlines(["reach", "nowhere"], findings)

    def test_the_table_says_what_is_left_without_the_strongest(self, findings):
        table = headlines(["civilian-casualties", "reach"], findings)
        assert "| 1 | UNAMI | nothing |" in table
        assert "| 3 | no one | the same |" in table

    def test_markup_in_a_title_is_text(self):
        assert escaped("a *b* [c](d) <e> @f") == r"a \*b\* \[c\]\(d\) \<e\> \@f"

    def test_a_page_that_there_is_not_is_named(self, sources):
        with pytest.raises(ValueError, match="no-such-page"):
            bibliography("As printed [@no-such-page; @aawsat-2019-02-22].", sources)

    def test_a_page_is_cited_with_the_originator_as_its_author(self, sources):
        [entry] = bibliography("[@aawsat-2019-02-22]", sources)
        assert entry["author"] == [{"literal": "AP"}]
        assert entry["issued"] == {"date-parts": [[2019, 2, 22]]}


class TestFormats:
    def test_alt_texts_survive_in_word(self, paper, charts):
        found = [
            html.unescape(text)
            for text in re.findall(r'<wp:docPr descr="([^"]*)"', part(paper, "word/document.xml"))
        ]
        assert found == [chart["alt_text"].replace('"', "”") for chart in charts]

    def test_alt_texts_survive_on_the_web(self, paper, charts):
        found = re.findall(r'<img[^>]*\salt="([^"]*)"', paper["html"].read_text(encoding="utf-8"))
        assert [html.unescape(text) for text in found] == [
            chart["alt_text"].replace('"', "”") for chart in charts
        ]

    def test_alt_texts_survive_in_latex(self, paper, charts):
        text = paper["tex"].read_text(encoding="utf-8")
        assert text.count("alt={") == len(charts)

    def test_alt_texts_survive_in_the_pdf(self, paper, charts):
        read = pypdf.PdfReader(paper["pdf"])
        described = [
            item["/Alt"] for item in map(read.get_object, range(1, len(read.xref[0]) + 1))
            if isinstance(item, dict) and "/Alt" in item
        ]  # fmt: skip
        assert {chart["alt_text"][:60] for chart in charts} == {text[:60] for text in described}

    def test_titles_and_sources_are_captions_in_each(self, paper, charts):
        texts = {"html": paper["html"].read_text(encoding="utf-8"), "docx": part(paper, "word/document.xml")}
        for text in texts.values():
            for number, chart in enumerate(charts, start=1):
                assert f"Figure {number}. {chart['title']}. Sources (originators):" in plain(text)

    def test_word_has_heading_styles_a_table_and_page_numbers(self, paper):
        document = part(paper, "word/document.xml")
        assert document.count('w:val="Heading1"') >= 6
        assert document.count("<w:tbl>") == 1
        assert "PAGE" in part(paper, "word/footer1.xml")

    def test_the_pdf_has_two_to_four_pages_and_says_its_ledger(self, paper):
        read = pypdf.PdfReader(paper["pdf"])
        assert 2 <= len(read.pages) <= 4
        assert f"ledger {'a' * 12}" in read.pages[0].extract_text()

    def test_every_cited_page_is_in_the_references(self, paper, sources):
        text = plain(paper["html"].read_text(encoding="utf-8"))
        for entry in bibliography(TEMPLATE.read_text(encoding="utf-8"), sources):
            assert entry["URL"] in text

    def test_the_web_page_asks_for_nothing(self, paper):
        text = paper["html"].read_text(encoding="utf-8")
        assert re.findall(r'(?:src|<link[^>]*href)="(?!data:)[^"]*"', text) == []

    def test_the_pictures_in_word_are_the_packs_own_bytes(self, paper, charts):
        with zipfile.ZipFile(paper["docx"]) as archive:
            held = {archive.read(name) for name in archive.namelist() if name.endswith(".png")}
        assert held == {(ROOT / f"figures/{c['slug']}/{c['slug']}.png").read_bytes() for c in charts}

    def test_the_same_bytes_again(self, paper, write, tmp_path):
        again = {path.suffix[1:]: path.read_bytes() for path in write(tmp_path / "again")}
        assert again == {kind: path.read_bytes() for kind, path in paper.items()}

    def test_a_changed_finding_changes_the_paper(self, write, findings, tmp_path):
        moved = findings.copy()
        moved.loc["attack-counts", "sentence"] = "For 1999, nothing was reported."
        [docx, *_] = write(tmp_path, findings=moved)
        assert "For 1999, nothing was reported." in plain(part({"docx": docx}, "word/document.xml"))
