"""The incident map as a reader has it in a browser: by mouse, by keyboard, by touch, without network or scripts."""

from collections import Counter

import pandas as pd
import pytest
from playwright.sync_api import expect

from browser import started_chromium, watched
from reported import maps
from test_maps import AREA, HOSTILE, hostile_map, incident_claims, real_map, small_map

READY = "document.documentElement.dataset.ready"
MOST_MILLISECONDS = 2000


@pytest.fixture(scope="module")
def chromium():
    with started_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The real map's file, its marks (one row per incident and layer), and the number of its incidents."""
    drawn, incidents, boundaries = real_map()
    path = maps.write_map(drawn, tmp_path_factory.mktemp("real") / "incidents.html")
    marks = maps.incident_marks(incidents, boundaries)
    return path, marks[marks["drawn"] != "table"], incidents["incident_id"].nunique()


@pytest.fixture
def show(chromium):
    """Open a file; at the end of the test the page must have asked for nothing and reported no error."""
    with watched(chromium) as shown:
        yield shown


@pytest.fixture
def page(show, real):
    return show(real[0])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return maps.write_map(hostile_map(), tmp_path_factory.mktemp("hostile") / "incidents.html")


@pytest.fixture(scope="module")
def lone(tmp_path_factory):
    """The map of one incident, with one claim and its caveat."""
    drawn = small_map(incident_claims({"caveat": "unclaimed"}))
    return maps.write_map(drawn, tmp_path_factory.mktemp("lone") / "maps" / "incidents.html")


def months_of(marks):
    return marks["period_start"].dt.to_period("M").astype("str")


def popup(page):
    return page.locator(".leaflet-popup-content")


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


class TestReading:
    def test_page_is_usable_within_two_seconds(self, page):
        assert 0 < int(page.evaluate(READY)) < MOST_MILLISECONDS

    def test_marks_are_those_of_the_table(self, page, real):
        marks = real[1]
        classes = page.locator("path.mark").evaluate_all("paths => paths.map(p => p.getAttribute('class'))")
        found = Counter(tuple(part.removeprefix("mark-") for part in name.split()[1:3]) for name in classes)
        assert found == Counter(zip(marks["layer"], marks["drawn"], strict=True))

    def test_contested_marks_have_a_second_outline(self, page, real):
        assert page.locator("path.halo").count() == (real[1]["grade"] == "contested").sum() > 0

    def test_places_known_to_an_area_are_dashed(self, page, real):
        dashes = page.locator("path.mark-ring").evaluate_all(
            "p => p.map(x => x.getAttribute('stroke-dasharray'))"
        )
        assert len(dashes) == (real[1]["drawn"] == "ring").sum()
        assert all(dashes)
        assert page.locator("path.mark-point[stroke-dasharray]").count() == 0

    def test_governorates_and_neighbours_are_named(self, page):
        names = page.locator(".name").all_inner_texts()
        assert {"Ninewa", "Kirkuk", "Diyala"} <= set(names)
        assert any(name.lower() == "syria" for name in names)

    def test_table_holds_all_incidents_without_scripts(self, show, real):
        page = show(real[0], java_script_enabled=False)
        page.locator("summary").click()
        assert page.locator("tbody").count() == real[2]
        assert page.locator("noscript").inner_text()

    @pytest.mark.parametrize("motion, fades", [("reduce", 0), ("no-preference", 1)])
    def test_reader_who_wants_no_motion_gets_none(self, show, real, motion, fades):
        page = show(real[0], reduced_motion=motion)
        assert page.locator(".leaflet-fade-anim").count() == fades


class TestView:
    def test_no_name_in_view_is_cut_off(self, show, real):
        page = show(real[0], viewport={"width": 400, "height": 800})
        frame = page.locator(".folium-map").bounding_box()
        names = [name.bounding_box() for name in page.locator(".name span:visible").all()]
        assert len(names) > 10
        assert all(frame["x"] <= box["x"] for box in names)
        assert all(box["x"] + box["width"] <= frame["x"] + frame["width"] for box in names)

    def test_no_mark_is_cut_off_at_the_start(self, page):
        frame = page.locator(".folium-map").bounding_box()
        for mark in page.locator("path.mark").all():
            box = mark.bounding_box()
            assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
            assert frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]

    def test_button_shows_the_whole_area_again(self, show, real):
        page = show(real[0], reduced_motion="reduce")
        mark = page.locator("path.mark").first
        before = mark.bounding_box()
        page.locator(".leaflet-control-zoom-in").click()
        assert mark.bounding_box() != pytest.approx(before, abs=1)
        page.get_by_role("button", name="Whole area").click()
        assert mark.bounding_box() == pytest.approx(before, abs=1)

    def test_wheel_scrolls_the_page_until_the_map_is_clicked(self, show, real):
        page = show(real[0], reduced_motion="reduce", viewport={"width": 1280, "height": 800})
        stage, scale = page.locator(".folium-map"), page.locator(".leaflet-control-scale-line")
        before = scale.inner_text()
        stage.hover(position={"x": 40, "y": 40})
        page.mouse.wheel(0, 800)
        expect(page.locator("h1")).not_to_be_in_viewport()
        assert scale.inner_text() == before
        stage.click(position={"x": 40, "y": 300})
        page.mouse.wheel(0, -2000)
        expect(scale).not_to_have_text(before)

    def test_targets_are_large_under_a_finger(self, show, real):
        page = show(real[0], viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
        targets = page.locator("fieldset label, #month, .leaflet-bar a, .whole, summary").all()
        assert len(targets) == 9
        assert all(target.bounding_box()["height"] >= 44 for target in targets)


class TestMonths:
    def test_arrow_keys_show_one_month(self, page, real):
        marks = real[1]
        november = marks[months_of(marks) == "2018-11"]
        steps = len(pd.period_range(marks["period_start"].min(), "2018-11", freq="M"))
        page.locator("#month").focus()
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
        assert page.locator("#month-name").inner_text() == "November 2018"
        assert page.locator("#month").get_attribute("aria-valuetext") == "November 2018"
        assert page.locator("path.mark").count() == len(november) > 0
        incidents = november["incident_id"].nunique()
        assert (
            f"November 2018: {incidents} incidents shown, as {len(november)} marks"
            in page.locator("#status").inner_text()
        )
        assert page.locator("#count-killed").inner_text() == str((november["layer"] == "killed").sum())

    def test_home_key_shows_all_months_again(self, page, real):
        page.locator("#month").focus()
        page.keyboard.press("End")
        assert page.locator("path.mark").count() < len(real[1])
        page.keyboard.press("Home")
        assert page.locator("path.mark").count() == len(real[1])

    def test_unticked_layer_is_not_drawn(self, page, real):
        page.locator("#layers input[value=killed]").focus()
        page.keyboard.press("Space")
        assert page.locator("path.mark-killed").count() == 0
        assert page.locator("path.mark").count() == (real[1]["layer"] != "killed").sum()


class TestPopups:
    def mark(self, page):
        return page.locator("path.mark-killed[data-incident='2018-11-22-shura-school-bus']")

    def test_enter_opens_one_and_escape_gives_the_focus_back(self, page):
        self.mark(page).focus()
        page.keyboard.press("Enter")
        assert "22 November 2018" in popup(page).inner_text()
        assert popup(page).evaluate("node => node === document.activeElement")
        page.keyboard.press("Escape")
        popup(page).wait_for(state="detached")
        assert self.mark(page).evaluate("node => node === document.activeElement")

    def test_next_tab_is_the_source_and_its_link_is_the_ledgers(self, page):
        self.mark(page).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        link = page.locator("a.source:focus")
        assert link.get_attribute("href").startswith("https://")
        assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")

    def test_click_opens_one_with_figures_wording_and_caveats(self, page):
        self.mark(page).click()
        text = popup(page).inner_text()
        assert "at least 3" in text
        assert "6 to 7" in text
        assert "originators disagree" in text
        assert "“" in text and "As printed" in text

    def test_marks_speak(self, page):
        assert self.mark(page).get_attribute("role") == "button"
        assert "22 November 2018. People killed: at least 3" in self.mark(page).get_attribute("aria-label")

    def test_finger_beside_a_small_mark_means_the_mark(self, show, lone):
        page = show(lone, viewport={"width": 400, "height": 800}, has_touch=True)
        page.locator("path.mark").scroll_into_view_if_needed()
        box = page.locator("path.mark").bounding_box()
        page.touchscreen.tap(box["x"] - 14, box["y"] + box["height"] / 2)
        assert "4 November 2018" in popup(page).inner_text()

    def test_quote_leads_to_the_entry_of_its_claim_on_the_site(self, show, lone):
        page = show(lone)
        page.locator("path.mark").click()
        link = popup(page).locator("a.claim")
        assert (link.get_attribute("href"), link.get_attribute("rel")) == ("../claims/c1.html", "noopener")
        assert link.evaluate("link => link.href").endswith("/claims/c1.html")

    def test_caveat_stands_under_its_page(self, show, lone):
        page = show(lone)
        page.locator("path.mark").click()
        assert popup(page).locator(".caveat").inner_text() == "Caveat: unclaimed"


class TestHostileLedger:
    @pytest.mark.parametrize("without_policy", [False, True])
    def test_text_shows_as_typed_and_runs_nothing(self, show, hostile, without_policy):
        page = show(hostile, bypass_csp=without_policy)
        page.locator("path.mark").focus()
        page.keyboard.press("Enter")
        shown = popup(page).locator("bdi").evaluate_all("nodes => nodes.map(node => node.textContent)")
        assert shown.count(HOSTILE) >= 6  # place, originator twice, publisher, title, wording, caveat
        assert AREA in shown
        assert page.locator(".name span").evaluate_all("n => n.map(x => x.textContent)") == [AREA, AREA]
        assert page.locator("path.mark").get_attribute("aria-label").startswith(HOSTILE)
        [link] = popup(page).locator("a").all()
        assert "/claims/%3C" in link.evaluate("link => link.href")
        link.hover()
        page.locator("path.mark").hover()
        page.locator("#month").press("End")
        page.locator("summary").click()
        assert page.locator("#incident-table tbody bdi").first.evaluate("node => node.textContent") == HOSTILE
        assert page.evaluate("window.__ran === undefined")

    def test_text_makes_no_element(self, show, hostile):
        page = show(hostile, bypass_csp=True)
        page.locator("path.mark").focus()
        page.keyboard.press("Enter")
        assert page.locator("img, main b, .leaflet-container b, main script[src]").count() == 0
        assert page.locator("script").count() == 4


class TestNarrowScreen:
    @pytest.mark.parametrize("which", ["real", "hostile"])
    def test_nothing_stands_out_sideways_at_400_pixels(self, show, request, which):
        made = request.getfixturevalue(which)
        path = made if which == "hostile" else made[0]
        page = show(path, viewport={"width": 400, "height": 800}, reduced_motion="reduce")
        page.locator("summary").click()
        page.locator("path.mark").last.focus()
        page.keyboard.press("Enter")
        assert width_of(page) == 400
        inner = popup(page).evaluate("node => [node.scrollWidth, node.clientWidth]")
        assert inner[0] <= inner[1]
        edges = page.locator(".leaflet-popup").bounding_box()
        assert edges["x"] >= 0
        assert edges["x"] + edges["width"] <= 400

    def test_buttons_do_not_stand_on_a_popup(self, show, lone):
        page = show(lone, viewport={"width": 400, "height": 800}, reduced_motion="reduce")
        page.locator("path.mark").focus()
        page.keyboard.press("Enter")
        assert page.locator(".leaflet-control:visible").count() == 0
        page.keyboard.press("Escape")
        assert page.locator(".leaflet-control:visible").count() == 3
