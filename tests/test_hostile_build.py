"""One hostile ledger through the whole build at once: every output is made, shows the texts, and does nothing."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import active
from hostile_ledger import HOST, TEXTS, make_hostile
from reported.charts import inspect_file
from reported.tables import starts_formula

ROOT = Path(__file__).parents[1]
# What a build reads; the committed tables and charts are left behind, so that none can stand in for one of its own.
PARTS = (
    "Makefile", "notebooks", "briefing", "site", "docs", "src", "data/raw", "data/LICENSE", "LICENSE", "CITATION.cff",
    "CONTRIBUTING.md", "README.md",
)  # fmt: skip
SCRIPT = TEXTS[0]
PLAIN = {"p", "small", "code", "ul", "li", "strong", "em"}  # of a notebook's own sentences
TABLE = {"div", "style", "table", "thead", "tbody", "tr", "th", "td"}  # pandas' own; a style is its borders
# What one page alone has: the map says which scripts may run, the paper holds its pictures.
ALONE = {"maps/incidents.html": {"meta http-equiv"}, "briefing/briefing.html": {"img src data:"}}
COMMANDS = set("input include write href immediate openin read def catcode csname usepackage".split())


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project in which everything was made of a hostile ledger."""
    root = tmp_path_factory.mktemp("hostile") / "project"
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / part, root / part)
    make_hostile(root / "data/raw", root / "hostile")
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "all", "site", f"PY={sys.executable}", "JOBS=2", "LEDGER=hostile"]
    given = {**clean, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(command, cwd=root, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def made(project):
    """The folder of all that was made."""
    return project / "build/hostile"


@pytest.fixture(scope="module")
def pages(made):
    """Every page of the site by its address, parsed."""
    site = made / "build/site"
    return {
        path.relative_to(site).as_posix(): active.Page(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def outputs(made, suffix):
    """The files of one kind, of which there must be some."""
    found = sorted(made.rglob(f"*.{suffix}"))
    assert found, suffix
    return found


class TestFiles:
    def test_nothing_is_written_but_below_the_ledgers_own_folder(self, project):
        beside = {path.name for path in project.iterdir()}
        assert beside == {part.split("/")[0] for part in PARTS} | {"hostile", "build"}
        assert {path.name for path in (project / "data").iterdir()} == {"raw", "LICENSE"}
        assert {path.name for path in (project / "build").iterdir()} <= {"hostile", "cache", "staging"}

    def test_no_file_is_named_after_a_text(self, made):
        names = [path.name for path in made.rglob("*")]
        assert [name for name in names if not re.fullmatch(r"[\w.-]+", name)] == []

    def test_every_json_and_xml_is_whole(self, made):
        for path in [*outputs(made, "json"), *outputs(made, "ipynb")]:
            json.loads(path.read_text(encoding="utf-8"))
        for path in outputs(made, "xml"):
            ET.parse(path)

    def test_no_cell_of_a_table_is_one_that_a_spreadsheet_would_run(self, made):
        for path in outputs(made, "csv"):
            rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
            assert not any(starts_formula(cell) for row in rows for cell in row), path.name

    @pytest.mark.parametrize(
        "name", ["claims_clean", "findings", "incidents", "comparisons", "coding_disagreements"]
    )
    def test_the_tables_hold_the_texts(self, made, name):
        assert SCRIPT in (made / f"data/processed/{name}.csv").read_text(encoding="utf-8")


class TestCharts:
    def test_a_drawing_has_the_kinds_of_elements_and_links_that_the_clean_one_has(self, made):
        for path in (ROOT / "figures").glob("*/*.svg"):
            drawn = active.of_svg((made / "figures" / path.parent.name / path.name).read_bytes())
            assert drawn <= active.of_svg(path.read_bytes()) | {"rect", "clipPath"}, path.name

    def test_a_pdf_does_nothing(self, made):
        assert {path.name: active.of_pdf(path) for path in made.glob("figures/*/*.pdf")} == {
            f"{path.name}.pdf": {} for path in (ROOT / "figures").iterdir()
        }

    @pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
    def test_a_picture_says_the_words_of_its_pack(self, made, suffix):
        said = [inspect_file(path) for path in made.glob(f"figures/*/*.{suffix}")]
        assert all(one["agrees"] for one in said)
        assert len([one for one in said if any(SCRIPT in name for name in one["originators"])]) > 5

    def test_a_bibliography_has_no_command_of_a_text(self, made):
        entries = []
        for path in outputs(made, "zip"):
            with zipfile.ZipFile(path) as archive:
                entries += [
                    archive.read(name).decode() for name in archive.namelist() if name.endswith(".bib")
                ]
        assert any("\\textbackslash{}input" in entry for entry in entries)
        assert not any(commands_in(entry) & COMMANDS for entry in entries)


class TestNotebooks:
    def test_an_output_shows_tables_and_sentences_only(self, made):
        markdown = MarkdownIt("gfm-like", {"linkify": False})
        shown = ""
        for path in outputs(made, "ipynb"):
            for kind, text in outputs_of(path):
                page = active.Page(markdown.render(text) if kind == "text/markdown" else text)
                shown += page.shown
                if page.tags == {"img"}:
                    assert page.active == {"img": 1, "img src data:": 1}, path.name
                else:
                    assert page.tags <= (PLAIN if kind == "text/markdown" else TABLE), path.name
                    assert not set(page.active) - {"style"}, path.name
        assert SCRIPT in shown


class TestSite:
    def test_no_page_listens_or_leads_to_what_a_text_says(self, pages):
        for name, page in pages.items():
            assert HOST not in page.hosts, name
            odd = {thing for thing in page.active if not is_usual(thing)}
            assert odd <= ALONE.get(name, set()), name

    def test_no_script_holds_a_text(self, pages):
        for name, page in pages.items():
            held = [text for text in page.scripts if "alert(name)" in text]
            assert all(is_data(text) for text in held), name
            assert not held or name == "maps/incidents.html", name

    @pytest.mark.parametrize("folder", ["claims", "sources", "originators"])
    def test_every_page_of_a_kind_has_the_same_active_things(self, pages, folder):
        kinds = [
            {thing: count for thing, count in page.active.items() if not thing.startswith(("a ", "meta"))}
            for name, page in pages.items()
            if name.startswith(f"{folder}/") and not name.endswith("index.html")
        ]
        assert len(kinds) > 50 and all(kind == kinds[0] for kind in kinds)

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_every_text_is_shown_as_it_is(self, pages, text):
        assert sum(text in page.shown for page in pages.values()) > 100

    def test_scripts_with_words_of_the_ledger_are_data(self, made):
        script = (made / "build/site/_static/ledger-data.js").read_text(encoding="utf-8")
        assert "alert(name)" in script and not set("<>&") & set(script)
        json.loads(script.removeprefix("window.LEDGER=").rstrip(";\n"))


class TestBriefing:
    def test_the_web_page_runs_nothing(self, made):
        page = active.Page((made / "build/briefing/briefing.html").read_text(encoding="utf-8"))
        assert HOST not in page.hosts and SCRIPT in page.shown
        usual = {"meta", "style", "img", "img src data:", "a href :", "a href http:", "a href https:"}
        assert set(page.active) <= usual

    def test_word_has_no_field_macro_or_part_from_elsewhere(self, made):
        parts, elements, fields, links = active.of_docx(made / "build/briefing/briefing.docx")
        assert parts <= {"xml", "rels", "png"}
        assert elements.isdisjoint({"fldSimple", "object", "control", "altChunk", "OLEObject"})
        assert fields == {"PAGE", "NUMPAGES"}
        assert {(kind, scheme) for kind, scheme, _ in links} <= {
            ("hyperlink", "http"),
            ("hyperlink", "https"),
        }
        assert HOST not in {host for _, _, host in links}

    def test_the_pdf_leads_to_pages_only(self, made):
        found = set(active.of_pdf(made / "build/briefing/briefing.pdf")) - {"/URI"}
        assert found and all(re.match(r"https? ", one) and HOST not in one for one in found)

    def test_latex_has_no_command_of_a_text(self, made):
        body = (
            (made / "build/briefing/briefing.tex").read_text(encoding="utf-8").split("\\begin{document}")[1]
        )
        assert not commands_in(body) & COMMANDS
        assert "\\textless script\\textgreater" in body


def outputs_of(path):
    """Yield the kind and the text of each output of an executed notebook that a browser would show."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            for kind in {"text/html", "text/markdown"} & set(output.get("data", {})):
                yield kind, "".join(output["data"][kind])


def commands_in(latex):
    """The names of the commands in LaTeX; a backslash before another sign is that sign."""
    return set(re.findall(r"\\([a-zA-Z]+)", latex))


def is_usual(thing):
    """True for what the site's own templates put on pages, all of it from the site itself."""
    tag, _, rest = thing.partition(" ")
    loading = {"script", "link", "style", "meta", "form", "img", "object", "iframe"}
    own = {
        "script src :",
        "link href :",
        "form action :",
        "img src :",
        "object data :",
        "iframe src :",
        "use xlink:href :",
    }
    led = {"a href :", "a href http:", "a href https:"}
    return thing in own | led or (not rest and tag in loading)


def is_data(text):
    """True for JSON that cannot end its element."""
    json.loads(text)
    return "<" not in text
