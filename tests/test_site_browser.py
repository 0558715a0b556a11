"""The site as a reader has it in a browser: without network, in light and dark, on a phone and at a desk."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser import started_chromium, watched
from test_site import HOSTILE, STORY, hostile, hostile_root, site, worker_id  # noqa: F401, fixtures

WIDTHS = (400, 1280)
MAIN = (
    "index.html",
    "notebooks/01_ledger.html",
    "figures/index.html",
    "figures/fighter-estimates/index.html",
    "ledger.html",
    f"claims/{STORY}.html",
    "codebook.html",
)
OTHERS = ("originators/ap.html", "map.html", "search.html")
SEEN_AT = [*((name, width) for name in MAIN for width in WIDTHS), *((name, WIDTHS[0]) for name in OTHERS)]
RULES = {
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
FRONT_BYTES, LEDGER_BYTES = 600_000, 1_500_000
READY = "document.documentElement.dataset.ledger === 'ready'"
SORT_ALL = """() => {
    const began = performance.now();
    document.querySelector("[name=sort]").value = "-figure";
    document.querySelector("#ledger-form").requestSubmit();
    return performance.now() - began;
}"""
# A fingertip or a pointer needs room, but where two figures lie close, their marks do: WCAG 2.5.8 calls that essential.
MARKS = ".chart-sheet svg"


@pytest.fixture(scope="module")
def chromium():
    with started_chromium() as browser:
        yield browser


@pytest.fixture
def show(chromium):
    """Open a page; at the end of the test it must have asked for nothing outside and reported no error."""
    with watched(chromium) as shown:
        yield shown


def violations(page):
    """What axe finds against WCAG 2.2 AA: rule and the first places."""
    found = Axe().run(page, context={"exclude": [["iframe"]]}, options=RULES).response["violations"]
    return [
        (
            one["id"],
            [node["target"] for node in one["nodes"] if one["id"] != "target-size" or not _is_mark(node)][:3],
        )
        for one in found
        if any(one["id"] != "target-size" or not _is_mark(node) for node in one["nodes"])
    ]


def _is_mark(node):
    return str(node["target"][0]).startswith(MARKS) or (
        "claims/" in node["html"] and node["html"].startswith("<a id=")
    )


class TestReaders:
    @pytest.mark.parametrize("name, width", SEEN_AT)
    def test_page_breaks_no_rule_of_access_in_light_and_dark(self, show, site, name, width):  # noqa: F811
        page = show(site / name, viewport={"width": width, "height": 900}, color_scheme="light")
        page.add_style_tag(content="*, ::before, ::after { transition: none !important; }")
        if name == "ledger.html":
            page.wait_for_function(READY)
        assert violations(page) == []
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_reader_in_the_dark_gets_dark_pages(self, show, site):  # noqa: F811
        for name in ("index.html", f"claims/{STORY}.html"):
            page = show(site / name, color_scheme="dark")
            assert page.evaluate("document.documentElement.dataset.theme") == "dark"

    def test_choice_of_colours_lasts_from_page_to_page(self, show, site):  # noqa: F811
        page = show(site / "claims" / f"{STORY}.html", color_scheme="light")
        page.get_by_role("button", name="Dark colours").click()
        page.goto((site / "index.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"

    @pytest.mark.parametrize("name, most", [("index.html", FRONT_BYTES), ("ledger.html", LEDGER_BYTES)])
    def test_page_is_light(self, chromium, site, name, most):  # noqa: F811
        context = chromium.new_context(offline=True)
        asked = set()
        page = context.new_page()
        page.on("request", lambda request: asked.add(unquote(urlsplit(request.url).path)))
        page.goto((site / name).as_uri())
        page.wait_for_load_state("load")
        total = sum(len(_bytes(path)) for path in asked)
        context.close()
        assert 100_000 < total < most

    def test_page_opens_without_scripts(self, show, site):  # noqa: F811
        page = show(site / "ledger.html", java_script_enabled=False)
        assert "The pages of all sources" in page.locator("article noscript").inner_text()


def _bytes(path):
    with open(path, "rb") as file:  # noqa: PTH123, the browser's own path
        return file.read()


class TestLedger:
    @pytest.fixture
    def ledger(self, show, site):  # noqa: F811
        page = show(site / "ledger.html")
        page.wait_for_function(READY)
        return page

    def test_search_finds_a_given_claim(self, ledger):
        ledger.get_by_label("Search the words of claims").fill("aawsat hundreds crossed")
        expect(ledger.locator("tbody tr")).to_have_count(1)
        ledger.get_by_role("link", name="Hundreds").click()
        expect(ledger.locator("h1")).to_have_text("Hundreds")

    def test_address_keeps_the_choice(self, show, site):  # noqa: F811
        page = show(site / "ledger.html", "?originator=AP&indicator=fighters_present&sort=-figure")
        page.wait_for_function(READY)
        assert set(page.locator("td[data-label=Originator]").all_inner_texts()) == {"AP"}
        assert page.locator("th[aria-sort=descending]").inner_text().startswith("Read as")
        page.locator("[name=from]").fill("2019-01-01")
        page.wait_for_function("location.search.includes('from=2019-01-01')")

    def test_chart_filter_shows_the_claims_of_the_chart(self, show, site):  # noqa: F811
        page = show(site / "ledger.html", "?chart=crossings")
        page.wait_for_function(READY)
        links = page.locator("tbody tr a[href^=claims]")
        ids = {address.split("/")[-1] for address in links.evaluate_all("all => all.map(a => a.href)")}
        assert f"{STORY}.html" in ids

    def test_heading_sorts_and_turns(self, ledger):
        heading = ledger.get_by_role("columnheader", name="Read as")
        heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == "ascending"
        heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == "descending"

    def test_more_rows_come_on_request(self, ledger):
        before = ledger.locator("tbody tr").count()
        ledger.get_by_role("button", name="Show").click()
        assert ledger.locator("tbody tr").count() == 2 * before

    def test_choice_can_be_taken_along_as_csv(self, ledger):
        ledger.get_by_label("Search the words of claims").fill("aawsat hundreds crossed")
        expect(ledger.locator("tbody tr")).to_have_count(1)
        with ledger.expect_download() as download:
            ledger.get_by_role("button", name="Download these").click()
        text = _bytes(download.value.path()).decode("utf-8").splitlines()
        assert len(text) == 2 and text[1].startswith(f"{STORY},Hundreds,100,,999,persons")

    def test_five_thousand_rows_are_drawn_at_once(self, show, site):  # noqa: F811
        page = show(site / "ledger.html", viewport={"width": 400, "height": 800})
        page.wait_for_function(READY)
        page.evaluate("LEDGER.rows.push(...LEDGER.rows)")
        took = page.evaluate(SORT_ALL)
        assert took < 1000


def click_mark(page, mark):
    """Click in the middle of a mark, as a reader does, and come to the claim that it shows."""
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    box = mark.locator("rect").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/claims/*.html")
    return page.url.split("/")[-1].removesuffix(".html")


class TestCharts:
    def test_mark_leads_to_its_claim_and_that_to_the_source(self, show, site):  # noqa: F811
        page = show(site / "figures" / "fighter-estimates" / "index.html")
        mark = page.locator(".chart-sheet svg a", has=page.locator("rect")).first
        assert click_mark(page, mark) in (site / "figures/fighter-estimates/fighter-estimates.csv").read_text(
            "utf-8"
        )
        assert page.get_by_role("link", name="Open the source").get_attribute("href").startswith("http")

    def test_mark_in_a_notebook_leads_to_its_claim(self, show, site):  # noqa: F811
        page = show(site / "notebooks" / "03_time_series.html")
        page.locator("object").first.evaluate("drawn => drawn.scrollIntoView({block: 'center'})")
        page.wait_for_function("window.frames.length > 0")
        drawn = next(frame for frame in page.frames if frame.url.endswith("fighter-estimates.svg"))
        drawn.wait_for_load_state("load")
        mark = drawn.locator("a", has=drawn.locator("rect")).first
        assert click_mark(page, mark)

    def test_claim_leads_back_to_the_mark(self, show, site):  # noqa: F811
        page = show(site / "claims" / f"{STORY}.html")
        page.locator(".charts a").first.click()
        page.wait_for_url("**/figures/*/index.html#*")
        assert page.evaluate("document.querySelector(':target').tagName") == "a"

    def test_topic_filters_the_gallery(self, show, site):  # noqa: F811
        page = show(site / "figures" / "index.html")
        before = page.locator(".gallery > li:visible").count()
        page.get_by_role("button", name="Fighters").click()
        assert 0 < page.locator(".gallery > li:visible").count() < before

    def test_button_copies_its_box(self, show, site):  # noqa: F811
        page = show(site / "figures" / "crossings" / "index.html")
        box = page.locator(".copy-box").first
        box.get_by_role("button").click()
        expect(box.get_by_role("button")).to_have_text("Copied")


class TestServed:
    """The same from a web server, here one of this machine."""

    @pytest.fixture
    def served(self, chromium, site):  # noqa: F811
        handler = partial(_Quiet, directory=str(site))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            here = f"http://127.0.0.1:{server.server_port}/"
            context = chromium.new_context()
            asked = []
            context.on("request", lambda request: asked.append(request.url))
            yield context.new_page(), here
            context.close()
            server.shutdown()
        assert [address for address in asked if not address.startswith((here, "data:", "blob:"))] == []

    def test_download_is_the_packs_own_file(self, served, site):  # noqa: F811
        page, here = served
        page.goto(f"{here}figures/crossings/index.html")
        for suffix in ("svg", "pdf", "png", "csv", "json", "zip"):
            with page.expect_download() as download:
                page.locator(f".downloads a[href$='.{suffix}']").click()
            assert (
                _bytes(download.value.path()) == (site / f"figures/crossings/crossings.{suffix}").read_bytes()
            )

    def test_search_shows_what_the_pages_say(self, served):
        page, here = served
        page.goto(f"{here}search.html?q=upstream")
        expect(page.locator("#search-results li p").first).to_be_visible()

    def test_shared_address_opens_the_ledger_as_it_was(self, served):
        page, here = served
        page.goto(f"{here}ledger.html?q=hundreds&originator=AP")
        page.wait_for_function(READY)
        assert page.locator("tbody tr").count() > 0
        assert page.get_by_label("Search the words of claims").input_value() == "hundreds"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class TestSearch:
    def test_pages_and_claims_are_found(self, show, site):  # noqa: F811
        page = show(site / "search.html", "?q=codebook")
        expect(page.locator("#search-results li a").first).to_be_visible()
        assert "codebook.html" in page.locator("#search-results").inner_html()

    def test_words_can_be_looked_for_in_the_ledger(self, show, site):  # noqa: F811
        page = show(site / "search.html", "?q=sinjar")
        page.get_by_role("link", name="in the ledger").click()
        page.wait_for_function(READY)
        assert page.get_by_label("Search the words of claims").input_value() == "sinjar"

    def test_claim_is_found_by_its_originator_and_place(self, show, site):  # noqa: F811
        page = show(site / "search.html", "?q=Qarachogh")
        expect(page.locator("#search-results li a[href*=claims]").first).to_be_visible()


class TestHostileWords:
    @pytest.mark.parametrize(
        "name",
        ["index.html", "ledger.html", "figures/hostile/index.html", "figures/index.html", "notebooks/01_ledger.html",
         f"claims/{STORY}.html", "sources/aawsat-2019-02-22.html", "sources/index.html", "originators/index.html"],
    )  # fmt: skip
    def test_they_are_inert(self, show, hostile, name):  # noqa: F811
        page = show(hostile / name)
        page.wait_for_load_state("load")
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src=x], [onerror]").count() == 0
        assert "window.hacked" in page.locator("body").inner_text()

    def test_they_are_inert_in_the_search(self, show, hostile):  # noqa: F811
        page = show(hostile / "search.html", "?q=hundreds")
        expect(page.locator("#search-results li").first).to_be_visible()
        assert page.evaluate("window.hacked") is None

    def test_ledger_finds_and_shows_them(self, show, hostile):  # noqa: F811
        page = show(hostile / "ledger.html")
        page.get_by_label("Search the words of claims").fill("<script>window.hacked=1</script>")
        expect(page.locator("tbody tr").first).to_contain_text(HOSTILE.split("\n", maxsplit=1)[0])
        assert page.evaluate("window.hacked") is None
