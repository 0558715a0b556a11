"""The incident map without a browser: what it draws, what it says, and that every word stays text."""

import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from cleaning_rows import clean_rows
from reported import maps
from reported.charts.style import contrast
from reported.cleaning import incidents as merge_incidents
from reported.cleaning import read_processed
from reported.ledger import read_ledger
from reported.maps import content, page
from reported.places import named_boundaries

ROOT = Path(__file__).parents[1]
LARGEST_BYTES = 1_500_000
RUN = "window.__ran=1"
# No semicolon: the tables join names with it.
HOSTILE = (
    f"</script><script>{RUN}</script><img src=x onerror=\"{RUN}\"><b onmouseover='{RUN}'>`${{{RUN}}}`"
    "{{ 7*7 }}{% if x %}{# \u202eevil\u202c \u2028 &lt --> <!-- ]]> \\u003c"
)
AREA = f"{HOSTILE} land"
HOSTILE_FIELDS = [
    "claim_id", "source_id", "originator", "scope", "actor", "unit", "wording", "place", "place_id", "governorate",
    "incident_id", "upstream", "caveat",
]  # fmt: skip
EMPTY_ELEMENTS = {"meta", "img", "input", "br", "link", "path", "circle", "rect"}


def incident_claims(*rows):
    """Claims of incidents; each row overrides one person killed at a point on 4 November 2018."""
    usual = {
        "indicator": "people_killed", "incident_id": "one", "place": "Tikrit", "place_id": "tikrit", "n": 1,
        "governorate": "IQ-SD", "lat": 34.6, "lon": 43.7, "location_precision": 1, "actor": "ISIS",
        "period_start": "2018-11-04", "period_end": "2018-11-04",
    }  # fmt: skip
    return clean_rows(*[usual | row for row in rows])


def sources_of(claims, **cells):
    usual = {
        "publisher": "Daily",
        "title": "A page",
        "url": "https://daily.example/a?b=1&c=2",
        "published_on": "2018-12-01",
    }
    return pd.DataFrame([usual | cells | {"source_id": name} for name in claims["source_id"].unique()])


def areas_of(name="Salah al-Din", neighbour="Syria", code="IQ-SD"):
    boundaries = {"governorate": [code], "name": [name], "geometry": [box(43, 34, 44, 35)]}
    neighbours = {"name": [neighbour], "borders_iraq": [True], "geometry": [box(42, 34, 43, 35)]}
    return gpd.GeoDataFrame(boundaries, crs=4326), gpd.GeoDataFrame(neighbours, crs=4326)


def small_map(claims, *, areas=None, **cells):
    return maps.incident_map(
        merge_incidents(claims), claims, sources_of(claims, **cells), *(areas or areas_of())
    )


def hostile_map():
    """A map of a point and of an incident that is only in the table, with script in every text of the ledger."""
    row = dict.fromkeys(HOSTILE_FIELDS, HOSTILE)
    undrawn = {
        "incident_id": f"{HOSTILE}2",
        "claim_id": f"{HOSTILE}2",
        "location_precision": 6,
        "indicator": HOSTILE,
    }
    claims = incident_claims(row, row | undrawn)
    sources = sources_of(
        claims, publisher=HOSTILE, title=HOSTILE, published_on=HOSTILE, url=f"javascript:{RUN}"
    )
    areas = areas_of(AREA, AREA, code=HOSTILE)
    return maps.incident_map(merge_incidents(claims), claims, sources, *areas, ledger_checksum=HOSTILE)


def real_map():
    """The map of the project's own data, with its table of incidents and its boundaries."""
    tables = ROOT / "data" / "processed"
    incidents, claims = (read_processed(tables, name) for name in ("incidents", "claims_clean"))
    ledger = read_ledger(ROOT / "data" / "raw")
    boundaries = named_boundaries(ledger.governorates, ledger.crosswalk)
    drawn = maps.incident_map(
        incidents, claims, ledger.sources, boundaries, ledger.neighbours, ledger_checksum=ledger.checksum
    )
    return drawn, incidents, boundaries


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and its texts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.inside = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY_ELEMENTS:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        self.texts.append((self.inside[-1] if self.inside else "", data))

    def data(self):
        return json.loads(next(text for tag, text in self.texts if tag == "script" and text.startswith("{")))


@pytest.fixture(scope="module")
def real():
    drawn, incidents, boundaries = real_map()
    return maps.map_html(drawn), incidents, boundaries


class TestMarks:
    def drawn(self, *rows):
        claims = incident_claims(*rows)
        return maps.incident_marks(merge_incidents(claims), areas_of()[0])

    @pytest.mark.parametrize(
        "precision, drawn", list(enumerate("point point ring ring table table".split(), start=1))
    )
    def test_mark_is_no_finer_than_its_place_is_known(self, precision, drawn):
        assert self.drawn({"location_precision": precision})["drawn"].tolist() == [drawn]

    def test_incident_known_to_the_governorate_stands_inside_it_not_at_a_town(self):
        [mark] = self.drawn({"location_precision": 4, "lat": 36.0, "lon": 40.0}).to_dict("records")
        assert (mark["lat"], mark["lon"]) == (pytest.approx(34.5, abs=0.02), pytest.approx(43.5, abs=0.02))

    def test_town_without_coordinates_is_only_in_the_table(self):
        assert self.drawn({"lat": None, "lon": None})["drawn"].tolist() == ["table"]

    def test_incident_has_one_mark_in_each_layer_with_its_largest_figure(self):
        marks = self.drawn(
            {"n": 3}, {"indicator": "security_forces_killed"}, {"indicator": "people_injured", "n": 8}
        )
        assert marks[["layer", "size"]].to_numpy().tolist() == [["killed", 3], ["injured", 8]]
        assert marks["claim_ids"].tolist() == ["c1;c2", "c3"]

    def test_layer_is_contested_if_one_of_its_figures_is(self):
        marks = self.drawn({}, {"n": 9, "originator": "AP"}, {"indicator": "militants_killed"})
        assert marks["grade"].tolist() == ["contested"]

    def test_figure_without_lower_bound_has_no_size(self):
        marks = self.drawn({"n": None, "high": 35})
        assert marks["size"].isna().all()


class TestWords:
    @pytest.mark.parametrize(
        "low, best, high, words",
        [
            (5, 5, 5, "5"),
            (5, None, 7, "5 to 7"),
            (12, None, None, "at least 12"),
            (None, None, 20000, "at most 20,000"),
            (None, None, None, "open at both ends"),
            (8, 10, 12, "about 10 (8 to 12)"),
        ],
    )
    def test_figure_reads_as_an_interval(self, low, best, high, words):
        ends = (float("nan") if end is None else float(end) for end in (low, best, high))
        assert maps.figure_words(*ends) == words

    @pytest.mark.parametrize(
        "start, end, words",
        [
            ("2018-11-04", "2018-11-04", "4 November 2018"),
            ("2018-12-14", "2018-12-15", "14 to 15 December 2018"),
            ("2018-10-30", "2018-11-02", "30 October to 2 November 2018"),
            ("2018-12-31", "2019-01-01", "31 December 2018 to 1 January 2019"),
            ("2018-10-01", "2018-10-31", "October 2018"),
        ],
    )
    def test_days_read_as_a_date(self, start, end, words):
        assert content.day_words(pd.Timestamp(start), pd.Timestamp(end)) == words

    @pytest.mark.parametrize(
        "url",
        ["javascript:alert(1)", "data:,x", "", "//host/x", "http:///x", "https://a b", " https://a", "JavaScript:"],
    )  # fmt: skip
    def test_address_that_is_not_of_the_web_is_no_link(self, url):
        assert maps.safe_link(url) is None

    def test_address_of_the_web_is_a_link_as_it_stands(self):
        assert maps.safe_link("HTTPS://a.example/x?y=1&z=(2)") == "HTTPS://a.example/x?y=1&z=(2)"

    def test_figures_of_two_actors_are_told_apart(self):
        claims = incident_claims(
            *(
                {"indicator": "troops_deployed", "actor": actor, "n": n}
                for actor, n in [("PMF", 20), ("police", 30)]
            )
        )
        sources, names = sources_of(claims), {"IQ-SD": "Salah al-Din"}
        [entry] = content.incident_entries(
            merge_incidents(claims), claims, sources, names=names, drawn={"one": "point"}
        )
        found = [(row["what"], row["figure"]) for row in entry["rows"]]
        assert sorted(found) == [("Troops deployed (PMF)", "20"), ("Troops deployed (police)", "30")]

    def test_killed_stand_before_injured(self):
        claims = incident_claims({"indicator": "civilians_injured"}, {"indicator": "people_killed"})
        [entry] = content.incident_entries(
            merge_incidents(claims), claims, sources_of(claims), names={"IQ-SD": "x"}, drawn={"one": "point"}
        )
        assert [row["layer"] for row in entry["rows"]] == ["killed", "injured"]

    def test_claim_id_with_markup_is_one_file_name(self):
        assert content.claim_link('a/"<b>') == "../claims/a%2F%22%3Cb%3E.html"

    @pytest.mark.parametrize("layer", maps.LAYERS.values(), ids=lambda layer: layer.name)
    def test_mark_stands_out_from_the_land(self, layer):
        assert contrast(layer.colour, "#f3f1ea") >= 4.5


class TestRealMap:
    def test_marks_are_those_of_the_table_by_layer_and_precision(self, real):
        text, incidents, _ = real
        data = Parsed(text).data()
        precision = incidents.drop_duplicates("incident_id").set_index("incident_id")["location_precision"]
        drawn = [
            (mark["layer"], mark["drawn"], data["incidents"][mark["incident"]]["id"])
            for mark in data["marks"]
        ]
        layers = incidents.assign(layer=incidents["indicator"].map(maps.layer_of))
        expected = {
            (row["layer"], "point" if row["location_precision"] <= 2 else "ring", row["incident_id"])
            for row in layers.to_dict("records")
            if row["location_precision"] <= 4
        }
        assert len(drawn) == len(expected)
        assert set(drawn) == expected
        undrawn = [one["id"] for one in data["incidents"] if one["drawn"] == "table"]
        assert sorted(undrawn) == sorted(precision.index[precision > 4])

    def test_table_holds_every_incident_and_the_legend_lists_those_not_drawn(self, real):
        text, incidents, _ = real
        bodies = [attributes for tag, attributes in Parsed(text).elements if tag == "tbody"]
        assert {body["data-incident"] for body in bodies} == set(incidents["incident_id"])
        assert len(bodies) == incidents["incident_id"].nunique()
        undrawn = [
            a["data-incident"] for tag, a in Parsed(text).elements if tag == "li" and "data-incident" in a
        ]
        assert undrawn == [body["data-incident"] for body in bodies if body["data-drawn"] == "table"]

    def test_file_is_small(self, real):
        assert len(real[0].encode("utf-8")) < LARGEST_BYTES

    def test_nothing_is_fetched_from_a_host(self, real):
        text = real[0]
        for tag, attributes in Parsed(text).elements:
            assert tag not in {"link", "iframe", "object", "embed", "base", "img"}
            assert not {"src", "srcset", "action", "data"} & set(attributes)
            if tag != "a":
                assert "href" not in attributes
        styles = "".join(words for tag, words in Parsed(text).texts if tag == "style")
        assert len(styles) > 10_000
        assert not re.search(r"@import|url\(\s*['\"]?(?!data:|#)", styles, re.IGNORECASE)
        assert "sourceMappingURL" not in text

    def test_links_are_the_sources_own_and_say_nothing_of_the_reader(self, real):
        links = [attributes for tag, attributes in Parsed(real[0]).elements if tag == "a"]
        outward = [link for link in links if not link["href"].startswith(("#", "../claims/"))]
        assert len(outward) > 100
        assert all(link["rel"] == "noopener noreferrer" for link in outward)
        assert all(link["href"].startswith(("http://", "https://")) for link in outward)

    def test_every_claim_of_an_incident_leads_to_its_entry(self, real):
        text, incidents, _ = real
        counted = {claim for ids in incidents["claim_ids"] for claim in ids.split(";")}
        others = {claim for ids in incidents["other_claim_ids"] if ids for claim in ids.split(";")}
        entries = {f"../claims/{claim}.html" for claim in counted | others}
        parsed = Parsed(text)
        in_table = {a["href"] for tag, a in parsed.elements if tag == "a" and "/claims/" in a["href"]}
        pages = [page for one in parsed.data()["incidents"] for page in one["pages"]]
        in_popups = {quote["claim"] for page in pages for quote in page["quotes"]}
        assert in_table == in_popups == entries

    def test_browser_is_told_to_fetch_nothing_and_run_no_other_script(self, real):
        [policy] = [a["content"] for tag, a in Parsed(real[0]).elements if a.get("http-equiv")]
        assert "default-src 'none'" in policy
        [scripts] = re.findall(r"script-src ([^;]+);", policy)
        assert len(scripts.split()) == 3
        assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", one) for one in scripts.split())

    def test_two_processes_write_the_same_bytes(self, real):
        code = (
            "import hashlib, test_maps; "
            "print(hashlib.sha256(test_maps.maps.map_html(test_maps.real_map()[0]).encode()).hexdigest())"
        )
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", code],
                env=os.environ | {"PYTHONHASHSEED": seed},
                cwd=Path(__file__).parent,
                stdout=subprocess.PIPE,
                text=True,
            )
            for seed in ("1", "2")
        ]
        digests = {run.communicate(timeout=120)[0].strip() for run in runs}
        assert digests == {hashlib.sha256(real[0].encode()).hexdigest()}


class TestHostileLedger:
    def test_no_text_of_the_ledger_becomes_an_element_or_a_script(self):
        text = maps.map_html(hostile_map())
        parsed = Parsed(text)
        tags = [tag for tag, _ in parsed.elements]
        assert tags.count("script") == 4
        assert not {"img", "b"} & set(tags)
        assert not [name for _, attributes in parsed.elements for name in attributes if name.startswith("on")]
        assert f"<script>{RUN}" not in text

    def test_text_is_kept_as_typed(self):
        parsed = Parsed(maps.map_html(hostile_map()))
        assert [text for tag, text in parsed.texts if tag == "bdi"].count(HOSTILE) >= 6
        data = parsed.data()
        first = data["incidents"][1]
        [source] = first["pages"]
        assert [first["place"], source["publisher"], source["title"], *source["caveats"]] == [HOSTILE] * 4
        assert source["quotes"][0]["words"] == source["quotes"][0]["originator"] == HOSTILE
        assert [label["name"] for label in data["labels"]] == [AREA, AREA]
        shapes = [*data["base"]["governorates"]["features"], *data["base"]["neighbours"]["features"]]
        assert [shape["properties"]["name"] for shape in shapes] == [AREA, AREA]

    def test_address_that_runs_script_is_no_link(self):
        parsed = Parsed(maps.map_html(hostile_map()))
        links = [a["href"] for tag, a in parsed.elements if tag == "a"]
        assert [link for link in links if not link.startswith("../claims/%3C")] == ["#incident-table"] * 2
        assert not any(set("<>\"'`{}") & set(link) for link in links)
        assert all(one["url"] is None for entry in parsed.data()["incidents"] for one in entry["pages"])


class TestWriting:
    def test_id_comes_from_the_content(self):
        same, other = incident_claims({}), incident_claims({"caveat": "unclaimed"})
        assert small_map(same).get_name() == small_map(same).get_name() != small_map(other).get_name()

    def test_map_renders_the_same_twice(self):
        drawn = small_map(incident_claims({}))
        assert maps.map_html(drawn) == maps.map_html(drawn)

    def test_failed_write_leaves_the_old_file_whole(self, tmp_path, monkeypatch):
        target = maps.write_map(small_map(incident_claims({})), tmp_path / "maps" / "incidents.html")
        before = target.read_bytes()

        def full(self, _):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(maps.MapError, match=r"cannot write incidents\.html: No space left"):
            maps.write_map(small_map(incident_claims({"n": 2})), target)
        assert target.read_bytes() == before
        assert [path.name for path in target.parent.iterdir()] == ["incidents.html"]

    def test_no_incidents_is_an_error(self):
        claims = incident_claims({})
        none = merge_incidents(claims).iloc[:0]
        with pytest.raises(ValueError, match="no incidents"):
            maps.incident_map(none, claims, sources_of(claims), *areas_of())

    def test_boundaries_in_metres_are_an_error(self):
        with pytest.raises(ValueError, match="EPSG:4326"):
            small_map(incident_claims({}), areas=[areas.to_crs(32638) for areas in areas_of()])

    def test_package_text_that_would_end_its_element_is_refused(self):
        with pytest.raises(maps.MapError, match="script"):
            page.inline("script", "var end = '</SCRIPT>'")
