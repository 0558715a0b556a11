"""The site as files: every page is there, every link leads somewhere, nothing of a ledger becomes markup."""

import csv
import fcntl
import hashlib
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from reported.site import SiteError, build_site, swap
from reported.site.citing import bibtex, chart_citations, embed_codes, latex, ris
from reported.site.clean_html import markdown_text, raw_block, safe_link, sentences, table_html
from reported.site.entries import originator_slugs
from reported.site.finish import sitemap
from reported.site.inputs import Inputs, check_ids, read_tables
from reported.site.lean_css import leaner, words_used
from reported.site.notebook_pages import first_words, prepared_notebook
from reported.site.packs import notebooks_of_charts, topics_of
from reported.site.rules import read_rules, with_anchors
from reported.site.swap import recover, swap_in
from reported.site.templates import example, front_matter

PROJECT = Path(__file__).parents[1]
SHARED = ("site", "docs", "LICENSE", "CITATION.cff", "CONTRIBUTING.md", "README.md")
LINK = re.compile(r'\s(href|src|data|action)="([^"]*)"')
LOADED = re.compile(
    r'<(?:script|img|iframe|object|link|source|form)\b[^>]*\s(?:src|href|data|action)="((?:https?:)?//[^"]*)'
)
IDS = re.compile(r'\sid="([^"]+)"')
MAP = '<!DOCTYPE html><html lang="en"><title>Map</title><p><a href="../claims/{}.html">a claim</a></p></html>'
STORY = "aawsat-2019-02-22-01"
HOSTILE = (
    "</script></style></textarea>```\n# x\n<script>window.hacked=1</script>"
    '<img src=x onerror="window.hacked=1">\'"{{7*7}}${hacked}[x](javascript:hacked) ![x](http://evil.test/x.png)'
)
OUT_OF_REACH = (
    "claim_id",
    "statement_id",
    "source_id",
    "copy_of",
    "upstream",
    "place_id",
)  # ids, by their pattern
NUMBERS = (
    "low",
    "best",
    "high",
    "lat",
    "lon",
    "location_precision",
    "period_start",
    "period_end",
    "precision",
)
MOST_SECONDS_AGAIN = 3


def project(folder, *, ledger=None, made=None, notebooks=None):
    """A project's folder that shares the site's words and templates with this one."""
    folder.mkdir(parents=True)
    for name in SHARED:
        (folder / name).symlink_to(PROJECT / name)
    (folder / "data").mkdir()
    (folder / "data" / "LICENSE").symlink_to(PROJECT / "data" / "LICENSE")
    (folder / "data" / "raw").symlink_to(ledger or PROJECT / "data" / "raw")
    (folder / "data" / "processed").symlink_to(made or PROJECT / "data" / "processed")
    (folder / "notebooks").symlink_to(notebooks or PROJECT / "notebooks")
    maps = folder / "build" / "site" / "maps"
    maps.mkdir(parents=True)
    (maps / "incidents.html").write_text(MAP.format(STORY), encoding="utf-8")
    return folder


def output(text, html_text=""):
    """An output of a cell, as papermill leaves it."""
    data = {"text/plain": text} | ({"text/html": html_text} if html_text else {})
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}


def executed(source, outputs):
    """A committed notebook as if it had been run: the outputs are those of its last code cells."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell, one in zip(code[-len(outputs) :], outputs, strict=True):
        cell["outputs"] = [one]
    return json.dumps(notebook)


def _run_all(folder):
    """Put an executed copy of every committed notebook into the folder, with the charts that it writes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    made_by = notebooks_of_charts(paths)
    table = pd.DataFrame({"claims": [1, 2]}, index=["AP", "<b>UNAMI</b>"]).to_html()
    for path in paths:
        slugs = [slug for slug, name in made_by.items() if name == path.stem]
        outputs = [output(f"chart pack {slug}: svg, pdf", "<img src='data:,'>") for slug in slugs]
        text = executed(path, [*outputs, output("a table", table)])
        (folder / path.name).write_text(text, encoding="utf-8")


@contextmanager
def shared(tmp_path_factory, worker_id, name):
    """A folder for all processes of a run, each in its turn."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The whole site, made once for all tests and all of their processes."""
    with shared(tmp_path_factory, worker_id, "site-project") as root:
        if not root.exists():
            project(root)
            (root / "figures").symlink_to(PROJECT / "figures")
            _run_all(root / "build" / "notebooks")
        return build_site(root).folder


@pytest.fixture(scope="session")
def worker_id():
    """The name of this process among those of pytest-xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "master")


def hostile_rows(source, keep):
    """Rows of a table whose every text field holds markup and script."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if keep(row)]
    for row in rows:
        for name in row:
            if name not in (*OUT_OF_REACH, *NUMBERS, "claim_ids", "incident_id", "url") and row[name]:
                row[name] = (
                    f"{row[name]}{HOSTILE}" if name in ("originator", "publisher", "indicator") else HOSTILE
                )
        if "url" in row:
            row["url"] = "javascript:window.hacked=1"
    return rows


def _write_rows(rows, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def hostile_pack(folder, claim_id, originator):
    """A chart pack whose every word is hostile; its SVG is as our own code writes it, words escaped."""
    folder.mkdir(parents=True)
    said = {
        "slug": "hostile", "title": f"Reported {HOSTILE}", "subtitle": HOSTILE, "caption": HOSTILE, "alt_text": HOSTILE,
        "sources": [{"originator": originator, "claims": 1}], "counts": HOSTILE, "claim_ids": [claim_id],
        "parameters": {HOSTILE: HOSTILE}, "licence": {"name": HOSTILE, "url": "https://example.test/"},
        "citation": HOSTILE, "ledger_checksum": "0" * 64, "chart_sha256": "0" * 64,
        "size": {"name": "page", "width_mm": 160, "height_mm": 100},
    }  # fmt: skip
    mark = {
        "mark_id": "m1",
        "panel": HOSTILE,
        "series": HOSTILE,
        "x": HOSTILE,
        "low": 1,
        "best": 1,
        "high": 1,
    }
    words = html.escape(HOSTILE)
    svg = (
        '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" '
        f'class="reported-chart"><title>{words}</title><a id="m1" href="../../claims/{claim_id}.html" '
        f'aria-label="{words}"><path d="M0 0H9V9z"/></a></svg>'
    )
    (folder / "hostile.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "hostile.svg").write_text(svg, encoding="utf-8")
    _write_rows([mark | {"claim_ids": claim_id}], folder / "hostile.csv")
    for suffix in ("pdf", "png"):
        (folder / f"hostile.{suffix}").write_bytes(b"not looked at")


@pytest.fixture(scope="session")
def hostile_root(tmp_path_factory, worker_id):
    """A project with the story's claims, each of its text fields hostile, and a hostile chart and notebook."""
    with shared(tmp_path_factory, worker_id, "hostile") as base:
        if not base.exists():
            base.mkdir()
            _make_hostile(base)
        build_site(base / "project")
    return base / "project"


def _make_hostile(base):
    ledger, made, notebooks = base / "ledger", base / "made", base / "notebooks"
    shutil.copytree(PROJECT / "data" / "raw", ledger)
    for folder in (made, notebooks):
        folder.mkdir()
    shutil.copy(PROJECT / "data" / "processed" / "datapackage.json", made)
    of_story = lambda row: row["source_id"] == "aawsat-2019-02-22"  # noqa: E731
    raw = PROJECT / "data" / "raw"
    claims = hostile_rows(raw / "claims.csv", of_story)
    ids = {row["claim_id"] for row in claims}
    _write_rows(claims, ledger / "claims.csv")
    _write_rows(hostile_rows(raw / "coding.csv", lambda row: row["claim_id"] in ids), ledger / "coding.csv")
    _write_rows(hostile_rows(raw / "sources.csv", of_story), ledger / "sources.csv")
    _write_rows(
        hostile_rows(raw / "originators.csv", lambda row: row["originator"] == "AP"),
        ledger / "originators.csv",
    )
    processed = PROJECT / "data" / "processed"
    clean = hostile_rows(processed / "claims_clean.csv", of_story)
    for row in clean:
        row["copy_of"] = ""
    _write_rows(clean, made / "claims_clean.csv")
    _write_rows([{"step": "clean", "claim_id": STORY, "reason": HOSTILE}], made / "set_aside.csv")
    incidents = hostile_rows(processed / "incidents.csv", lambda row: True)[:2]
    _write_rows(incidents, made / "incidents.csv")
    hostile_findings(made / "findings.csv")
    hostile_pack(base / "figures" / "hostile", STORY, claims[0]["originator"])
    pack = output("chart pack hostile: svg", "<img>")
    shown = [
        pack,
        output("", HOSTILE),
        {**output(HOSTILE), "data": {"text/markdown": HOSTILE}},
        output(HOSTILE),
    ]
    text = executed(PROJECT / "notebooks" / "01_ledger.ipynb", shown)
    (notebooks / "01_ledger.ipynb").write_text(text, encoding="utf-8")
    root = project(base / "project", ledger=ledger, made=made, notebooks=notebooks)
    (root / "figures").symlink_to(base / "figures")


def hostile_findings(path):
    """One finding whose words are hostile, carried by the hostile chart."""
    row = {"finding_id": "hostile", "notebook": "01_ledger", "sentence": HOSTILE, "low": "1", "best": "", "high": "2",
           "unit": HOSTILE, "n_originators": "1", "originators": HOSTILE, "strongest": HOSTILE, "strongest_low": "",
           "strongest_best": "", "strongest_high": "", "without_low": "", "without_high": "", "n_claims": "1",
           "claim_ids": STORY}  # fmt: skip
    _write_rows([row], path)


@pytest.fixture(scope="session")
def hostile(hostile_root):
    return hostile_root / "build" / "site"


def tree(folder):
    """The checksum of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def pages(site):
    """The text of every page by its address."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")
    }


class TestPages:
    def test_every_claim_source_and_originator_has_one(self, site):
        claims, sources = (
            rows_of(PROJECT / "data" / "raw" / f"{name}.csv") for name in ("claims", "sources")
        )
        assert {path.stem for path in (site / "claims").iterdir()} == {row["claim_id"] for row in claims}
        made = {path.stem for path in (site / "sources").iterdir()} - {"index"}
        assert made == {row["source_id"] for row in sources}
        slugs = originator_slugs(row["originator"] for row in [*claims, *sources])
        assert set(slugs.values()) <= {path.stem for path in (site / "originators").iterdir()}

    def test_every_notebook_and_chart_has_one(self, site):
        for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"):
            assert (site / "notebooks" / f"{path.stem}.html").is_file()
        for path in (PROJECT / "figures").iterdir():
            assert (site / "figures" / path.name / "index.html").is_file()

    def test_claim_says_wording_interval_rule_and_source(self, pages):
        text = pages[f"claims/{STORY}.html"]
        assert "<bdi>Hundreds</bdi>" in text
        assert "low <b>100</b>" in text and "high <b>999</b>" in text
        assert "../codebook.html#kind-magnitude" in text
        assert "past six months" in text
        assert '<a class="out" href="https://' in text and 'rel="noopener' in text

    def test_claim_leads_to_every_chart_that_uses_it(self, pages):
        used = {}
        for path in (PROJECT / "figures").glob("*/*.csv"):
            for mark in rows_of(path):
                for claim_id in mark["claim_ids"].split(";"):
                    used.setdefault((claim_id, path.stem), mark["mark_id"])
        missing = [
            (claim_id, slug) for (claim_id, slug), mark in used.items()
            if f'href="../figures/{slug}/index.html#{mark}"' not in pages[f"claims/{claim_id}.html"]
        ]  # fmt: skip
        assert missing == []

    def test_code_of_notebooks_is_folded_but_there(self, pages):
        text = pages["notebooks/01_ledger.html"]
        assert text.count("<details") > 5
        assert "read_ledger" in text

    def test_charts_in_notebooks_are_live_and_lead_to_their_page(self, pages):
        text = pages["notebooks/01_ledger.html"]
        assert 'data="../figures/hedging/hedging.svg"' in text
        assert 'href="../figures/hedging/index.html"' in text

    def test_sitemap_names_every_page(self, site, pages):
        named = set(re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8")))
        assert named == set(pages) - {"search.html"}

    def test_sitemap_has_whole_addresses_where_one_is_known(self, tmp_path):
        (tmp_path / "a.html").touch()
        assert "<loc>https://example.test/a.html</loc>" in sitemap(tmp_path, "https://example.test/")

    def test_no_host_is_invented(self, pages):
        assert (
            '<meta property="og:image" content="fighter-estimates.png"'
            in pages["figures/fighter-estimates/index.html"]
        )


def leads_nowhere(pages, site, page, address, ids):
    """Whether a link of a page has no file or no anchor at its end."""
    parts = urlsplit(html.unescape(address))
    if parts.scheme or address.startswith("#pst-") or not (parts.path or parts.fragment):
        return False
    path = os.path.normpath(os.path.join(os.path.dirname(page), unquote(parts.path))) if parts.path else page  # noqa: PTH118, PTH120
    if path not in pages:
        return not (site / path).is_file()
    return bool(parts.fragment) and unquote(parts.fragment) not in ids[path]


class TestLinks:
    def test_every_link_and_anchor_resolves(self, site, pages):
        ids = {page: {html.unescape(one) for one in IDS.findall(text)} for page, text in pages.items()}
        broken = {
            (page, address)
            for page, text in pages.items()
            for _, address in set(LINK.findall(text))
            if leads_nowhere(pages, site, page, address, ids)
        }
        assert sorted(broken)[:10] == []

    def test_nothing_is_loaded_from_another_host(self, pages):
        loaded = re.compile(
            r'<(?:script|img|iframe|object|link|source|form)\b[^>]*\s(?:src|href|data|action)="((?:https?:)?//[^"]*)'
        )
        assert {page: found for page, text in pages.items() if (found := loaded.findall(text))} == {}

    def test_links_out_are_of_the_web_alone(self, pages):
        schemes = {
            urlsplit(html.unescape(address)).scheme
            for text in pages.values()
            for name, address in LINK.findall(text)
            if name == "href"
        }
        assert schemes <= {"", "http", "https"}

    def test_every_claim_link_of_every_svg_resolves(self, site):
        for path in site.glob("figures/*/*.svg"):
            links = re.findall(r'<a [^>]*href="([^"]+)"', path.read_text(encoding="utf-8"))
            assert links
            missing = [link for link in links if not (path.parent / unquote(link)).resolve().is_file()]
            assert missing == [], path.name

    def test_every_mark_of_a_chart_is_on_its_page(self, pages):
        for path in (PROJECT / "figures").glob("*/*.csv"):
            ids = set(IDS.findall(pages[f"figures/{path.stem}/index.html"]))
            assert {mark["mark_id"] for mark in rows_of(path)} <= ids


class TestDownloads:
    def test_files_are_those_of_the_packs(self, site):
        for path in (PROJECT / "figures").glob("*/*.*"):
            assert (site / "figures" / path.parent.name / path.name).read_bytes() == path.read_bytes()

    def test_zip_holds_the_pack_with_licence_and_citation(self, site):
        folder = PROJECT / "figures" / "hedging"
        with zipfile.ZipFile(site / "figures" / "hedging" / "hedging.zip") as archive:
            names = set(archive.namelist())
            for path in folder.iterdir():
                assert archive.read(f"hedging/{path.name}") == path.read_bytes()
            assert b"CC BY 4.0" in archive.read("hedging/LICENSE.txt")
            assert b"TY  - DATA" in archive.read("hedging/CITATION.txt")
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {"hedging/hedging.bib", "hedging/hedging.ris"} <= names

    def test_tables_are_those_of_the_ledger(self, site):
        assert (site / "data/raw/claims.csv").read_bytes() == (PROJECT / "data/raw/claims.csv").read_bytes()

    def test_ledger_script_has_a_row_for_each_claim(self, site):
        text = (site / "_static" / "ledger-data.js").read_text(encoding="utf-8")
        data = json.loads(text.removeprefix("window.LEDGER=").rstrip(";\n"))
        assert len(data["rows"]) == len(rows_of(PROJECT / "data" / "raw" / "claims.csv"))
        assert not set("<>&") & set(text)


class TestBuild:
    def test_again_with_nothing_changed_takes_no_time(self, site):
        built = build_site(site.parents[1])
        assert not built.anew
        assert built.seconds < MOST_SECONDS_AGAIN

    def test_two_builds_give_the_same_bytes(self, hostile, hostile_root, tmp_path):
        code = "import sys; from reported.site import build_site; build_site(sys.argv[1], sys.argv[2])"
        (tmp_path / "again").mkdir()
        shutil.copytree(hostile / "maps", tmp_path / "again" / "maps")
        settings = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Baghdad"}
        command = [sys.executable, "-c", code, str(hostile_root), str(tmp_path / "again")]
        subprocess.run(command, check=True, env=settings)
        assert tree(tmp_path / "again") == tree(hostile)

    def test_failed_build_leaves_the_earlier_site_whole(self, hostile, hostile_root, monkeypatch):
        before = tree(hostile)
        monkeypatch.setattr("reported.site.build._run_sphinx", lambda *_: 1 / 0)
        monkeypatch.setattr("reported.site.inputs.WORDS", ())
        with pytest.raises(ZeroDivisionError):
            build_site(hostile_root)
        assert tree(hostile) == before
        assert not list(hostile.parent.glob(".*staging*"))

    def test_map_is_kept(self, site):
        assert "a claim" in (site / "maps" / "incidents.html").read_text(encoding="utf-8")

    def test_missing_table_is_named_with_what_to_do(self, tmp_path):
        root = project(tmp_path / "p", made=tmp_path)
        with pytest.raises(SiteError, match=r"claims_clean\.csv.*make all"):
            build_site(root)

    def test_id_that_could_leave_the_folder_is_refused(self):
        with pytest.raises(SiteError, match="1 values of claim_id"):
            check_ids("claim_id", [{"claim_id": "../x"}, {"claim_id": "a-1"}])

    def test_id_that_stands_twice_is_refused(self):
        with pytest.raises(SiteError, match="claim_id stand more than once"):
            check_ids("claim_id", [{"claim_id": "a-1"}, {"claim_id": "a-1"}])

    def test_swapped_folder_replaces_the_old_one(self, tmp_path):
        for name in ("new", "old"):
            (tmp_path / name).mkdir()
            (tmp_path / name / name).touch()
        swap_in(tmp_path / "new", tmp_path / "old")
        assert [path.name for path in tmp_path.rglob("*")] == ["old", "new"]

    @pytest.mark.parametrize("can_exchange", [True, False])
    @pytest.mark.parametrize("earlier", [["earlier"], []])
    def test_swapped_folder_leaves_nothing_aside(self, tmp_path, monkeypatch, can_exchange, earlier):
        if not can_exchange:
            monkeypatch.setattr(swap, "_exchanged", lambda new, place: False)
        for name in ["new", *earlier]:
            (tmp_path / name).mkdir()
            (tmp_path / name / name).touch()
        swap_in(tmp_path / "new", tmp_path / "earlier")
        assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["earlier", "new"]

    def test_folder_left_aside_by_a_finished_build_is_removed(self, tmp_path):
        for name in (".site.old", "site"):
            (tmp_path / name).mkdir()
        recover(tmp_path / "site")
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_folder_left_aside_by_a_killed_build_is_put_back(self, tmp_path):
        (tmp_path / ".site.old").mkdir()
        recover(tmp_path / "site")
        assert (tmp_path / "site").is_dir() and not (tmp_path / ".site.old").exists()


class TestHostileWords:
    def test_no_page_has_an_element_made_of_them(self, hostile):
        for path in hostile.rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            assert "<script>window.hacked" not in text, path.name
            assert "<img src=x" not in text, path.name
            assert 'href="javascript' not in text, path.name
            assert not re.search(r'src="http', text), path.name

    def test_they_are_shown_as_they_are(self, hostile):
        shown = "&lt;script&gt;window.hacked=1&lt;/script&gt;"
        for page in (
            f"claims/{STORY}.html",
            "figures/hostile/index.html",
            "notebooks/01_ledger.html",
            "index.html",
        ):
            assert shown in (hostile / page).read_text(encoding="utf-8"), page

    def test_templates_in_them_are_not_filled_in(self, hostile):
        assert "{{7*7}}" in (hostile / f"claims/{STORY}.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "data:text/html,x", "http://", "//x", "https://a b"]
    )
    def test_address_that_is_no_page_of_the_web_is_no_link(self, address):
        assert safe_link(address) == ""

    def test_markdown_of_a_title_does_nothing(self):
        assert markdown_text("*a* [b](c)\n# d") == r"\*a\* \[b\]\(c\) \# d"

    def test_no_line_ends_a_raw_block(self):
        block = raw_block("<p>\n````\n</p>")
        assert block.startswith("`````{raw} html\n") and block.endswith("`````\n")

    def test_sentences_keep_code_and_small_alone(self):
        assert sentences("a `b` <i>\n\n<small>c</small>") == (
            '<p>a <code>b</code> &lt;i&gt;</p>\n<p class="finding-note">c</p>'
        )

    def test_table_keeps_its_tags_and_loses_the_rest(self):
        assert table_html('<table onclick="x"><style>a</style><td colspan="2">&lt;b&gt;<a href="x">c') == (
            '<table><td colspan="2">&lt;b&gt;&lt;a href="x"&gt;c</td></table>'
        )

    def test_front_matter_is_one_line_a_value(self):
        assert front_matter({"og:image": 'a"\n---\nb'}) == '---\n"og:image": "a\\" --- b"\n---\n'


class TestWords:
    def test_rule_of_a_kind_has_the_codebooks_examples(self):
        rules = read_rules((PROJECT / "docs" / "codebook.md").read_text(encoding="utf-8"))
        assert rules["more_than"].examples[0] == ("more than 1,000 fighters", "1000", "", "")
        assert rules["magnitude"].paragraph.startswith("Floors for tens")

    def test_anchor_stands_once_for_each_kind(self):
        codebook = "| `21` | 21 | 21 | 21 | exact |\n| `22` | 22 | 22 | 22 | exact |\n"
        assert with_anchors(codebook, read_rules(codebook)).count('<span id="kind-exact">') == 1

    @pytest.mark.parametrize(
        "bounds, words",
        [
            (("1", "", ""), "1 or more"),
            (("", "", "9"), "9 or fewer"),
            (("1", "2", "3"), "1 to 3, best 2"),
            (("", "", ""), "refused"),
        ],
    )
    def test_example_says_what_is_open(self, bounds, words):
        assert example(*bounds) == words

    def test_originators_with_like_names_get_pages_of_their_own(self):
        slugs = originator_slugs(["A. B", "A B", "C", "!"])
        assert slugs["C"] == "c"
        assert len(set(slugs.values())) == 4
        assert slugs["A B"].startswith("a-b-") and slugs["!"].startswith("originator-")

    def test_first_cell_gives_title_question_and_limits(self, tmp_path):
        cell = {
            "cell_type": "markdown",
            "source": ["# T\n", "\n", "**Question.** Why?\n", "\n", "**Limits.** None."],
        }
        (tmp_path / "n.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
        assert first_words(tmp_path / "n.ipynb") == {"title": "T", "question": "Why?", "limits": "None."}

    def test_cells_that_show_nothing_are_folded_together(self, tmp_path):
        cells = [{"cell_type": "code", "metadata": {}, "source": [name], "outputs": []} for name in "ab"]
        (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}), encoding="utf-8")
        made = json.loads(prepared_notebook(tmp_path / "n.ipynb", {}))["cells"]
        assert [cell["source"] for cell in made] == ["a\n\nb"]

    def test_topic_needs_a_tenth_of_the_claims(self):
        indicators = {str(n): "attacks" for n in range(10)} | {"x": "returnees"}
        assert topics_of([*map(str, range(10)), "x"], indicators) == ["Attacks"]


SAID = {
    "slug": "s",
    "title": "50 % of {x}",
    "sources": [{"originator": "UNAMI"}, {"originator": "A & B"}],
    "alt_text": "a_b",
    "ledger_checksum": "0" * 64,
    "licence": {"name": "CC BY 4.0"},
    "citation": "UNAMI; A & B.",
    "size": {"width_mm": 160},
}


class TestCitations:
    def test_originators_come_first(self):
        made = chart_citations(SAID, "2026")
        assert r"author = {{UNAMI} and {A \& B}}" in made["BibTeX"]
        assert made["RIS"].splitlines()[:3] == ["TY  - DATA", "AU  - UNAMI", "AU  - A & B"]
        assert made["RIS"].endswith("ER  - ")

    def test_latex_letters_are_letters(self):
        assert latex("50 % {x}\n\\y") == r"50 \% \{x\} \textbackslash{}y"
        assert "title = {{50 \\% of" in bibtex("k", ["a"], "50 % of", {})

    def test_line_break_cannot_begin_a_new_tag(self):
        assert "\nUR" not in ris(["a\nUR  - x"], "t", {})

    def test_embed_codes_carry_alt_text(self):
        made = embed_codes(SAID)
        assert 'aria-label="a_b"' in made["Web page"]
        assert r"alt={a\_b}" in made["LaTeX"]
        assert made["Markdown"].startswith(r"![a\_b](s.png)")


class TestLeanStyle:
    def test_rules_of_classes_that_no_page_names_go(self):
        css = "a{b:c}.x{d:e}.y .x,.x:not(.z){f:g}@media print{.y{h:i}.x{j:k}}/* .x */"
        assert leaner(css, {"x"}).split("\n", 1)[1] == "a{b:c}.x{d:e}.x:not(.z){f:g}@media print{.x{j:k}}"

    def test_words_of_scripts_count_as_classes(self):
        assert {"shown", "page", "inner"} <= words_used(
            ["el.add('shown')", '<p class="page"><script>"inner"</script>']
        )


def test_tables_read_a_ledger_with_excels_marks(tmp_path):
    shutil.copytree(PROJECT / "data" / "raw", tmp_path / "raw")
    path = tmp_path / "raw" / "originators.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    inputs = Inputs(PROJECT, tmp_path / "raw", PROJECT, tmp_path, tmp_path)
    assert "originator" in read_tables(inputs).originators[0]
    assert io.BytesIO(path.read_bytes()).read(3) == b"\xef\xbb\xbf"
