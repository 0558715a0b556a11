"""Text of a ledger that is meant as script, formula, link or macro stands in every output as text, and does nothing."""

import csv
import html
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import active
from chart_examples import MARK, card_of, plot_lines
from hostile_ledger import TEXTS
from reported.briefing import write_briefing
from reported.charts import draw_chart, inspect_file, write_pack
from reported.cleaning.outputs import columns_of, read_processed
from reported.findings.collecting import Finding
from reported.ledger.page_names import is_page_name
from reported.prose import as_markdown
from reported.site.clean_html import sentences
from reported.site.entries import originator_slugs
from reported.tables import csv_text, starts_formula, write_csv

ROOT = Path(__file__).parents[1]
HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(1)">[x](javascript:alert(1)) ![x](http://evil.test/x.png) '
    "<http://evil.test> http://evil.test/y `code` **bold** $x$ \\input{/etc/passwd} \\write18{id} {{other}} "
    "[[chart x]] "
    '#import "/etc/passwd" @aawsat-2019-02-22 | a | b | ::: {.x onclick=alert(1)} ~ ^ & % &lt; "quoted" \\'
)
ALL_TEXTS = " ".join(TEXTS)
ELEMENTS = {"script", "img", "iframe", "object", "embed", "form", "link", "style", "svg", "base", "meta"}


class Parsed(HTMLParser):
    """The elements, addresses, event attributes and words of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.events, self.words = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src", "data", "action")]
        self.events += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.words.append(data)


def shown(parsed):
    return " ".join("".join(parsed.words).split())


class TestCsv:
    TEXTS = st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
    ) | st.builds(
        "{}{}".format,
        st.sampled_from(["'", "''", "=", "+", "-", "@", "\t", "\r", "\n", "＝", "'="]),
        st.text("=+-@'1a", max_size=4),
    )

    @settings(max_examples=150, deadline=None)
    @given(texts=st.lists(TEXTS, min_size=1, max_size=4))
    def test_no_cell_is_run_and_every_text_comes_back(self, tmp_path_factory, texts):
        columns = columns_of("set_aside")
        folder = tmp_path_factory.getbasetemp()
        write_csv(pd.DataFrame(dict.fromkeys(columns, texts)), folder / "set_aside.csv")
        with (folder / "set_aside.csv").open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not any(map(starts_formula, cells))
        assert read_processed(folder, "set_aside")["reason"].tolist() == texts

    @settings(deadline=None)
    @given(number=st.floats(allow_nan=False, allow_infinity=False) | st.integers())
    def test_a_number_is_never_touched(self, number):
        [_, cell] = csv_text(pd.DataFrame({"x": [number]})).split()
        assert float(cell) == pytest.approx(float(number), rel=1e-11)

    @pytest.mark.parametrize("text", ["-1", "+12", "-0.5"])
    def test_a_signed_number_that_is_text_stays(self, text):
        assert csv_text(pd.DataFrame({"x": [text]})) == f"x\n{text}\n"

    def test_no_committed_table_has_a_cell_that_would_be_run(self):
        for path in [*ROOT.glob("data/*/*.csv"), *ROOT.glob("figures/*/*.csv")]:
            rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
            assert not any(starts_formula(cell) or cell.startswith("'=") for row in rows for cell in row), (
                path.name
            )


class TestNotebooks:
    @pytest.fixture
    def finding(self):
        bounds = (1.0, 1.0, 1.0)
        return Finding(
            "x", "01", HOSTILE, bounds, HOSTILE, (HOSTILE, "AP"), ("c1",), 1, HOSTILE, bounds, (1.0, 1.0)
        )

    @pytest.mark.parametrize("flavour", ["commonmark", "gfm-like"])
    def test_a_finding_shows_its_words_and_nothing_else(self, finding, flavour):
        flavoured = MarkdownIt(flavour, {"linkify": False})
        parsed = Parsed(flavoured.render(finding._repr_markdown_()))
        assert set(parsed.tags) <= {"p", "small", "code"}
        assert HOSTILE in shown(parsed)

    def test_the_site_shows_the_same_words(self, finding):
        parsed = Parsed(sentences(finding._repr_markdown_()))
        assert set(parsed.tags) <= {"p", "code"}
        assert HOSTILE in shown(parsed)

    def test_plain_words_stay_readable(self):
        words = "885 a month (Sep–Nov 2016) to 78; “more than 20,000”: 5 %. AP’s 1,000"
        assert as_markdown(words) == words

    def test_a_table_shows_its_words_and_nothing_else(self):
        parsed = Parsed(pd.DataFrame({HOSTILE: [HOSTILE]}, index=[HOSTILE])._repr_html_())
        assert not ELEMENTS - {"style"} & set(parsed.tags) and not parsed.events


class TestNamesOfPages:
    @settings(deadline=None, max_examples=50)
    @given(
        names=st.lists(
            st.text(max_size=20)
            | st.sampled_from(["index", "con", "../../x", "NUL", "a/b", "x" * 999, "é", "AP"])
        )
    )
    def test_every_originator_has_a_page_of_its_own_that_any_system_can_hold(self, names):
        slugs = originator_slugs(names)
        assert set(slugs) == set(names)
        assert all(map(is_page_name, slugs.values()))
        assert len(set(slugs.values())) == len(slugs)


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """The briefing of a finding, a table, a chart and a page whose every word is hostile."""
    root = tmp_path_factory.mktemp("paper")
    shutil.copytree(ROOT / "briefing", root / "briefing")
    shutil.copytree(ROOT / "figures/crossings", root / "figures/crossings")
    card_path = root / "figures/crossings/crossings.json"
    card = json.loads(card_path.read_text(encoding="utf-8"))
    card |= {
        "title": HOSTILE,
        "alt_text": HOSTILE,
        "counts": HOSTILE,
        "sources": [{"originator": HOSTILE, "claims": 1}],
    }
    card_path.write_text(json.dumps(card), encoding="utf-8")
    text = "---\ntitle: T\ndate: D\n---\n\n# A\n\n{{one}}\n\n{{one.strongest}} {{one.originators}} {{one.unit}}\n\n"
    text += "As printed [@page-1].\n\n[[headlines one]]\n\n[[chart crossings]]\n\n# References\n\n::: {#refs}\n:::\n"
    (root / "briefing/briefing.md").write_text(text, encoding="utf-8")
    finding = {
        "sentence": HOSTILE,
        "unit": HOSTILE,
        "originators": HOSTILE,
        "strongest": HOSTILE,
        "n_originators": 2,
        "n_claims": 2,
    }
    finding |= {f"{prefix}{bound}": 1.0 for prefix in ("", "strongest_") for bound in ("low", "best", "high")}
    page = {"source_id": "page-1", "publisher": HOSTILE, "originator": HOSTILE, "title": HOSTILE, "kind": "blog",
            "published_on": "2019-02",
            "url": 'https://a.test/"><script>alert(1)</script>\\input{/etc/passwd}'}  # fmt: skip
    files = write_briefing(
        root / "briefing/briefing.md", root / "out", findings=pd.DataFrame([finding], index=["one"]),
        figures=root / "figures", sources=pd.DataFrame([page]), ledger_checksum="0" * 64,
    )  # fmt: skip
    return {path.suffix[1:]: path for path in files}


class TestBriefing:
    def test_the_web_page_has_no_element_of_it(self, paper):
        parsed = Parsed(paper["html"].read_text(encoding="utf-8"))
        assert "script" not in parsed.tags and parsed.tags.count("img") == 1 and not parsed.events
        assert not any(re.match(r"javascript:|file:|http://evil", address) for address in parsed.addresses)
        assert shown(parsed).count("<script>alert(1)</script>") >= 8

    def test_word_has_no_field_and_no_link_but_the_pages_own(self, paper):
        with zipfile.ZipFile(paper["docx"]) as archive:
            document = archive.read("word/document.xml").decode()
            links = archive.read("word/_rels/document.xml.rels").decode()
        assert "w:instrText" not in document and "w:fldSimple" not in document
        targets = [
            html.unescape(target)
            for target in re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', links)
        ]
        assert all(target.startswith("https://a.test/") for target in targets)
        assert html.unescape(re.sub("<[^>]+>", "", document)).count("<script>alert(1)</script>") >= 8

    def test_latex_has_no_command_of_it(self, paper):
        body = paper["tex"].read_text(encoding="utf-8").split("\\begin{document}")[1]
        assert "\\input{" not in body and "\\write18" not in body
        assert body.count("\\textbackslash input") >= 5


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """A small chart whose every word is plain, and one whose every word is hostile."""
    made = []
    for words in ("a plain word", ALL_TEXTS):
        mark = {**MARK, "panel": words, "series": words, "claim_ids": f"c1;{words}", "note": f"={words}"}
        card = card_of(
            mark, title=f"reported {words}", subtitle=words, caption=words, alt_text=words, height_mm=200,
            sources={words: 1, "=SUM(A1)": 1}, parameters={words: words},
        )  # fmt: skip
        made.append(write_pack(draw_chart(card, plot_lines), tmp_path_factory.mktemp("chart"), card))
    return made


class TestCharts:
    def test_the_drawing_has_the_elements_and_links_of_a_plain_one(self, packs):
        plain, hostile = (active.of_svg(pack.files[0].read_bytes()) for pack in packs)
        assert hostile == plain and not any(thing.startswith("on") for thing in hostile)

    def test_the_words_of_the_drawing_are_read_back_intact(self, packs):
        root = ET.parse(packs[1].files[0]).getroot()
        [link] = root.iter("{http://www.w3.org/2000/svg}a")
        assert [root[0].text, root[1].text] == [f"reported {ALL_TEXTS}", ALL_TEXTS]
        assert link[0].text.startswith(f"{ALL_TEXTS}, {ALL_TEXTS}, 22 February 2019")
        assert link[1].text == f"Claims: c1, {ALL_TEXTS}."
        assert link.get("href") == "../../claims/c1.html"

    def test_the_pdf_does_nothing(self, packs):
        assert [active.of_pdf(pack.files[1]) for pack in packs] == [{}, {}]

    @pytest.mark.parametrize("number", range(3), ids=["svg", "pdf", "png"])
    def test_what_a_picture_says_of_itself_is_read_back_intact(self, packs, number):
        said = inspect_file(packs[1].files[number])
        assert (said["agrees"], said["title"]) == (True, f"reported {ALL_TEXTS}")
        assert said["originators"] == sorted([ALL_TEXTS, "=SUM(A1)"])

    def test_the_table_has_no_formula(self, packs):
        rows = csv.reader(io.StringIO(packs[1].files[3].read_text(encoding="utf-8"), newline=""))
        assert not any(starts_formula(cell) for row in rows for cell in row)
