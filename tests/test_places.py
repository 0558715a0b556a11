"""Places resolve to governorates, and no point is made up for an area."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from reported.places import area_names, governorates, is_governorate, is_pin, locations, named_boundaries

DEGREES = "EPSG:4326"


@pytest.fixture
def crosswalk():
    """Two governorates, one of them with an article."""
    return pd.DataFrame(
        {
            "iso_3166_2": ["IQ-NI", "IQ-AN"],
            "ocha_name": ["Ninewa", "Al-Anbar"],
            "ocha_pcode": ["IQG15", "IQG01"],
        }
    )


@pytest.fixture
def places():
    """A town and a district."""
    return pd.DataFrame(
        {"place_id": ["town", "district"], "lat": [35.5, 36.0], "lon": [43.2, 44.0], "precision": [1, 3]}
    )


class TestGovernorates:
    def test_name_is_plain_and_iso_name_comes_from_the_standard(self, crosswalk):
        named = governorates(crosswalk)
        assert named["name"].to_dict() == {"IQ-AN": "Anbar", "IQ-NI": "Ninewa"}
        assert named["iso_name"].to_dict() == {"IQ-AN": "Al Anbār", "IQ-NI": "Nīnawá"}

    def test_code_outside_the_standard_is_refused(self, crosswalk):
        with pytest.raises(ValueError, match="IQ-XX"):
            governorates(crosswalk.assign(iso_3166_2=["IQ-NI", "IQ-XX"]))

    @pytest.mark.parametrize(
        "code, answer",
        [("IQ-KI", True), ("IQ-KR", False), ("IQ", False), ("IQ+SY", False), ("", False), ("SY-HA", False)],
    )
    def test_only_a_governorate_of_iraq_is_one(self, code, answer):
        assert is_governorate(code) == answer

    def test_countries_have_names_too(self, crosswalk):
        names = area_names(crosswalk)
        assert (names["IQ+SY"], names["IQ-AN"]) == ("Iraq and Syria", "Anbar")


class TestLocations:
    @pytest.mark.parametrize(
        "place_id, governorate, lat, precision",
        [
            ("town", "IQ-SD", 35.5, 1),
            ("district", "IQ-SD", 36.0, 3),
            ("", "IQ-SD", None, 4),
            ("", "", None, 5),
            ("", "IQ", None, 6),
            ("", "IQ+SY", None, 6),
        ],
    )
    def test_claim_has_a_point_only_if_it_names_a_place(self, places, place_id, governorate, lat, precision):
        claim = {"place_id": place_id, "governorate": governorate}
        [found] = locations(pd.DataFrame([claim]), places).to_dict("records")
        assert (None if pd.isna(found["lat"]) else found["lat"]) == lat
        assert found["location_precision"] == precision

    def test_claims_keep_their_order_and_index(self, places):
        claims = pd.DataFrame({"place_id": ["district", "town"], "governorate": "IQ-SD"}, index=[7, 3])
        assert locations(claims, places)["lon"].to_dict() == {7: 44.0, 3: 43.2}

    def test_only_a_town_and_its_surroundings_are_a_pin(self):
        assert is_pin(pd.Series([1, 2, 3, 6])).tolist() == [True, True, False, False]


class TestBoundaries:
    def test_boundary_bears_our_name_and_keeps_its_projection(self, crosswalk):
        drawn = {"iso_3166_2": ["IQ-NI", "IQ-AN"], "name": ["Ninawa", "Al-Anbar"]}
        squares = gpd.GeoDataFrame(drawn, geometry=[box(41, 35, 43, 37), box(39, 31, 43, 35)], crs=DEGREES)
        named = named_boundaries(squares, crosswalk)
        assert named["name"].tolist() == ["Anbar", "Ninewa"]
        assert named.crs == DEGREES
        assert named.geometry.iat[1].bounds == (41, 35, 43, 37)

    def test_governorate_drawn_twice_is_refused(self, crosswalk):
        squares = gpd.GeoDataFrame(
            {"iso_3166_2": ["IQ-NI"] * 2}, geometry=[box(41, 35, 43, 37)] * 2, crs=DEGREES
        )
        with pytest.raises(pd.errors.MergeError):
            named_boundaries(squares, crosswalk)
