"""The house style: one typeface, colours that every reader tells apart, text that can be read."""

from itertools import combinations, pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.colors import to_rgb

from reported.charts import style
from reported.charts.coverage import CLASSES, HUE

# What a colour becomes for whoever lacks one kind of cone, in linear RGB: Machado, Oliveira and Fernandes, A
# physiologically-based model for simulation of color vision deficiency, IEEE TVCG 15(6), 2009, severity 1.0.
SIGHT = {
    "all three cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1, 1.08883])
PALETTE = {
    **{name: colour for name, (colour, _) in style.ORIGINATORS.items()},
    "the story": style.STORY,
    "anyone else": style.OTHER,
}
APART = 8.5  # CIEDE2000: side by side 1 is barely seen, but marks stand far from each other
WELL_APART = 13  # with all cones, and the story for every reader


def seen(colour, sight):
    """Return the colour in CIELAB as a reader of that sight sees it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.array(SIGHT[sight]) @ linear, 0, 1) / WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(first, second):
    """Return the CIEDE2000 difference (Sharma, Wu and Dalal, Color Research and Application 30(1), 2005)."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, stretch * a)) for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    lightness, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2
    waves = ((1, 30, -0.17), (2, 0, 0.24), (3, -6, 0.32), (4, 63, -0.2))
    t = 1 + sum(size * np.cos(np.radians(times * hue - shift)) for times, shift, size in waves)
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    bend = 30 * np.exp(-((((hue % 360) - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(2 * bend))
    d_l, d_c = (l2 - l1) / s_l, (c2 - c1) / s_c
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / s_h
    return float(np.sqrt(d_l**2 + d_c**2 + d_h**2 + rotation * d_c * d_h))


class TestContrast:
    def test_contrast_of_black_on_white_is_21(self):
        assert style.contrast("black") == pytest.approx(21)

    def test_contrast_of_mid_grey_follows_wcag(self):
        assert style.contrast("#767676") == pytest.approx(4.54, abs=0.01)

    @pytest.mark.parametrize("ground", ["white", style.STORY_TINT])
    @pytest.mark.parametrize("colour", [style.INK, style.QUIET, *PALETTE.values()])
    def test_every_colour_of_text_is_read_on_white_and_on_the_tint(self, colour, ground):
        assert style.contrast(colour, ground) >= 4.5

    @pytest.mark.parametrize("colour", [style.RULE, HUE, *PALETTE.values()])
    def test_every_mark_stands_out_from_white(self, colour):
        assert style.contrast(colour) >= 3

    @pytest.mark.parametrize("share", range(0, 101, 5))
    def test_a_number_can_be_read_on_every_shade(self, share):
        shade = style.tint(HUE, 0.06 + 0.94 * share / 100)
        assert max(style.contrast("black", shade), style.contrast("white", shade)) >= 4.5


class TestColourVision:
    @pytest.mark.parametrize(
        "first, second, expected",  # three rows of Sharma, Wu and Dalal's table of test data
        [
            ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
            ((50, 2.5, 0), (73, 25, -18), 27.1492),
            ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ],
    )
    def test_the_difference_of_colours_is_the_published_one(self, first, second, expected):
        assert distance(first, second) == pytest.approx(expected, abs=1e-4)

    def test_red_and_green_of_one_lightness_fall_together_without_red_or_green_cones(self):
        pair = ("#B35900", "#6E7300")
        assert distance(*(seen(colour, "all three cones") for colour in pair)) > 30
        assert distance(*(seen(colour, "deuteranopia") for colour in pair)) < 12

    @pytest.mark.parametrize("sight", SIGHT)
    def test_any_two_colours_of_the_palette_are_told_apart(self, sight):
        least = WELL_APART if sight == "all three cones" else APART
        close = [
            (first, second)
            for first, second in combinations(PALETTE, 2)
            if distance(seen(PALETTE[first], sight), seen(PALETTE[second], sight)) < least
        ]
        assert close == []

    @pytest.mark.parametrize("sight", SIGHT)
    def test_the_story_stands_out_for_every_reader(self, sight):
        others = set(PALETTE.values()) - {style.STORY}
        assert min(distance(seen(style.STORY, sight), seen(other, sight)) for other in others) >= WELL_APART

    def test_in_grey_every_originator_has_a_marker_of_its_own(self):
        markers = [style.marker_of(name) for name in style.ORIGINATORS]
        assert len(set(markers)) == len(markers)

    def test_in_grey_the_classes_of_counts_grow_darker_and_higher_step_by_step(self):
        shades = [style.tint(HUE, 0.5 + 0.5 * part / len(CLASSES)) for part in range(1, len(CLASSES) + 1)]
        lightness = [seen(shade, "all three cones")[0] for shade in shades]
        assert all(lighter - darker >= 5 for lighter, darker in pairwise(lightness))


class TestTypeface:
    @pytest.mark.parametrize("weight, name", [("normal", "DejaVuSans.ttf"), ("bold", "DejaVuSans-Bold.ttf")])
    def test_text_is_set_in_the_file_that_matplotlib_ships(self, weight, name):
        with style.house_style():
            found = font_manager.findfont(font_manager.FontProperties(weight=weight))
        assert Path(found) == Path(matplotlib.get_data_path(), "fonts", "ttf", name)

    def test_another_dejavu_on_the_system_is_not_taken(self, monkeypatch):
        bold = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf")
        stranger = font_manager.FontEntry(
            fname=str(bold), name="DejaVu Sans", style="normal", variant="normal", weight=400, size="scalable"
        )
        monkeypatch.setattr(
            font_manager.fontManager, "ttflist", [stranger, *font_manager.fontManager.ttflist]
        )
        font_manager.fontManager._findfont_cached.cache_clear()
        before = style.text_width_mm("Reported", 7)
        with style.house_style():
            found = font_manager.findfont(font_manager.FontProperties())
        font_manager.fontManager._findfont_cached.cache_clear()
        assert Path(found).name == "DejaVuSans.ttf"
        assert before == style.text_width_mm("Reported", 7)

    def test_a_list_of_typefaces_read_anew_still_holds_ours(self, monkeypatch):
        ours = [entry for entry in font_manager.fontManager.ttflist if entry.name != style.TYPEFACE]
        monkeypatch.setattr(font_manager.fontManager, "ttflist", ours)
        with style.house_style():
            assert style.TYPEFACE in font_manager.get_font_names()


class TestWords:
    def test_wrapping_keeps_every_word_and_the_width(self):
        words = "Reported estimates of fighters ran from fewer than 1,000 to 31,000"
        wrapped = style.wrap(words, 30, 7)
        assert wrapped.split() == words.split()
        assert max(style.text_width_mm(line, 7) for line in wrapped.split("\n")) <= 30

    def test_an_unknown_size_is_refused(self):
        with pytest.raises(ValueError, match="page, column, slide"):
            style.new_figure("poster", 100, title="t", subtitle="s", foot="f")

    def test_words_that_leave_no_room_are_refused(self):
        with pytest.raises(ValueError, match="raise height_mm"):
            style.new_figure("column", 30, title="word " * 60, subtitle="s", foot="f")

    @pytest.mark.parametrize("size", style.SIZES.values())
    def test_no_text_of_any_size_is_below_seven_points(self, size):
        assert min(size.title, size.subtitle, size.label, size.foot) >= 7
