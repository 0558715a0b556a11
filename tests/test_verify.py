"""A claim's wording is found in the page's text as a reader would find it, and not inside something else."""

import pandas as pd
import pytest

from reported.verify import read_texts, split_paragraphs, verify


def look_up(wording, text, locator=""):
    """Return what is said of one claim, and in which paragraphs it stands."""
    claims = pd.DataFrame(
        [("c1", "page", wording, locator)], columns=["claim_id", "source_id", "wording", "locator"]
    )
    [row] = verify(claims, {"page": text}).itertuples(index=False)
    return row.found, row.paragraphs


PAGE = """ISIS is back

Officials said at least 12 people were killed. Another 36 were wounded.

There are 5,000 to 7,000 fighters in Iraq.

Again 12 people were killed."""


class TestParagraphs:
    def test_a_wording_is_found_with_the_number_of_its_paragraph(self):
        assert look_up("5,000 to 7,000 fighters", PAGE) == ("yes", "3")

    def test_a_wording_that_does_not_stand_there_is_not_found(self):
        assert look_up("8,000 fighters", PAGE) == ("no", "")

    def test_a_wording_in_several_paragraphs_is_ambiguous(self):
        assert look_up("12 people", PAGE) == ("ambiguous", "2 4")

    @pytest.mark.parametrize(
        "locator, found",
        [
            ("paragraph 4", "yes"),
            ("para 2", "yes"),
            ("¶ 4", "yes"),
            ("Par. 4, table", "yes"),
            ("paragraph 3", "elsewhere"),
            ("headline", "ambiguous"),
        ],
    )
    def test_the_paragraph_that_the_locator_names_decides(self, locator, found):
        assert look_up("12 people", PAGE, locator) == (found, "2 4")

    def test_a_single_place_other_than_the_locators_is_told(self):
        assert look_up("5,000 to 7,000", PAGE, "paragraph 5") == ("elsewhere", "3")

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_blank_lines_part_paragraphs_whatever_the_line_ends(self, end):
        assert split_paragraphs(end.join(["", "one", "still one", " ", "two", ""])) == [
            "one still one",
            "two",
        ]

    def test_lines_are_paragraphs_where_no_line_is_blank(self):
        assert split_paragraphs("one\ntwo\n") == ["one", "two"]

    def test_a_wording_is_found_across_a_line_break(self):
        assert look_up("at least 12", "It killed at\nleast\t12.\n\nMore.") == ("yes", "1")


class TestSpelling:
    @pytest.mark.parametrize(
        "wording, text",
        [
            ("5,000-7,000", "some 5,000–7,000 men"),
            ("5,000–7,000", "some 5,000 — 7,000 men"),
            ("between 5,000 and 7,000", "Between 5,000\u00a0and\u202f7,000 men"),
            ('"a dozen" of the group\'s', "“a dozen” of the group’s men"),
            ("“a dozen”", '"a dozen"'),
            ("'some' 36", "‚some‘ 36"),
            ("more than 1,000", "MORE than 1,000."),
            ("dozens of", "doz\u00adens \u200bof"),
            ("36", "36¹ and others"),
            ("36", "３６ men"),
            ("café 36", "cafe\u0301 36"),
            ("$100 million", "US$100 million"),
            ("up to $100 (about)", "up to $100 (about) it"),
            ("5339 قتيلا", "و5339 قتيلا، و"),
            ("5名警察", "有5名警察被杀"),
            ("8人", "死者8人が"),
        ],
    )
    def test_quotes_dashes_spaces_and_case_do_not_matter(self, wording, text):
        assert look_up(wording, text) == ("yes", "1")

    @pytest.mark.parametrize(
        "wording, text",
        [
            ("1,000", "11,000 men"),
            ("1,000", "1,000,000 men"),
            ("1,000", "1,0001"),
            ("1,000", "2.1,000"),
            ("000", "1,000"),
            ("36", "36.5 per cent"),
            ("36", "the 36th"),
            ("36", "136"),
            ("36", "B36"),
            ("ten", "often"),
            ("ten men", "ten mentors"),
            ("8人", "18人"),
            ("قتيلا", "قتيلات"),
            (".", "1"),
            ("3.6", "316"),
            ("...", "anything"),
        ],
    )
    def test_nothing_is_found_inside_a_longer_word_or_number(self, wording, text):
        assert look_up(wording, text) == ("no", "")

    def test_a_full_stop_or_comma_after_a_number_is_no_part_of_it(self):
        assert look_up("36", "It was 36. So 36, then.") == ("yes", "1")


class TestEllipsis:
    @pytest.mark.parametrize("dots", ["...", "…", " ... "])
    def test_both_parts_are_looked_for_in_this_order_in_one_sentence(self, dots):
        assert look_up(f"at least{dots}36", "At least 12 men and 36 women.") == ("yes", "1")

    @pytest.mark.parametrize(
        "text",
        [
            "At least 12 men. Another 36 women.",
            'He said "at least 12 men." Another 36 women.',
            "The 36 women were at least 12.",
            "At least 1,360 men.",
            "At least 36,000 men.",
        ],
    )
    def test_parts_in_another_order_sentence_or_number_are_not_enough(self, text):
        assert look_up("at least ... 36", text) == ("no", "")

    def test_a_part_is_not_found_inside_a_longer_number_either(self):
        assert look_up("at least 1 ... men", "at least 1,000 men") == ("no", "")

    @pytest.mark.parametrize("name", ["the U.S. Army", "Lt. Gen. Smith", "Mr. A. Smith"])
    def test_a_title_or_initial_ends_no_sentence(self, name):
        assert look_up("at least ... 36", f"At least, {name} said, 36 men.") == ("yes", "1")

    def test_a_quoted_part_is_found_with_its_quotes(self):
        assert look_up('"dozens" ... killed', "There were “dozens” of men killed.") == ("yes", "1")

    @pytest.mark.parametrize("wording", ["... 36 women", "36 women ..."])
    def test_dots_at_an_end_ask_for_nothing(self, wording):
        assert look_up(wording, "36 women") == ("yes", "1")


class TestTable:
    def test_only_claims_of_held_texts_are_told_sorted_by_id(self):
        claims = pd.DataFrame(
            [("c2", "page", "two", ""), ("c1", "page", "one", ""), ("c3", "other", "three", "")],
            columns=["claim_id", "source_id", "wording", "locator"],
        )
        assert verify(claims, {"page": "one"}).to_dict("split")["data"] == [
            ["c1", "page", "one", "yes", "1"],
            ["c2", "page", "two", "no", ""],
        ]

    def test_no_claim_gives_a_table_without_rows(self):
        claims = pd.DataFrame(columns=["claim_id", "source_id", "wording", "locator"])
        assert list(verify(claims, {}).columns) == ["claim_id", "source_id", "wording", "found", "paragraphs"]


class TestReadTexts:
    def test_texts_of_sources_are_read_and_every_other_one_is_told(self, tmp_path):
        (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone")
        (tmp_path / "b.txt").write_bytes(b"caf\xe9")
        (tmp_path / "c.txt").write_text("three")
        (tmp_path / "d.txt").mkdir()
        (tmp_path / "notes.md").write_text("no text of a source")
        texts, notes = read_texts(tmp_path, {"a", "b", "d"})
        assert texts == {"a": "one"}
        assert notes == [
            "b.txt: is not UTF-8 text; save it as UTF-8",
            "c.txt: no source of the ledger has this id; name the file <source_id>.txt",
            "d.txt: cannot be read (Is a directory)",
        ]

    def test_a_missing_folder_is_an_error(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            read_texts(tmp_path / "nowhere", set())
