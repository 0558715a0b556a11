"""Findings: defended by claims, told with the strongest originator left out, and every quoted number backed."""

import ast
import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from reported.cleaning import processed_package
from reported.findings import (
    FindingError,
    Findings,
    filled,
    join_findings,
    numbers_in,
    quoted,
    read_findings,
    unbacked,
)

ROOT = Path(__file__).parents[1]
NONE = float("nan")
CLAIMS = pd.DataFrame(
    {"claim_id": ["a1", "a2", "b1", "c1"], "originator": ["A", "A", "B", "C"], "copy_of": ["", "", "", ""]}
)
MARKS = pd.DataFrame({"claim_ids": ["a1;a2", "b1"]})
# Numbers that prose may type: they name a thing or define a method, and no result moves them.
DEFINED = {
    "95", "5",  # percent of an interval, of false discoveries
    "18",  # governorates
    "3166", "2",  # ISO 3166-2
    "1", "10", "38", "32638",  # the scale of the boundaries, their projection
    "1,000", "100", "0",  # quoted wordings, the scale of alpha
    *(f"{number:02}" for number in range(1, 7)),  # notebooks
    *(str(year) for year in range(2014, 2022)),
}  # fmt: skip
HEADING_NUMBER = re.compile(r"^(#+ )\d+ ", re.MULTILINE)


def without(*rows, names=("", "A", "B")):
    """Return a table as leave_one_out does, with low and high."""
    return pd.DataFrame(
        [{"without": name, "low": low, "high": high} for name, (low, high) in zip(names, rows, strict=True)]
    )


def add(found, finding_id="a-finding", sentence="Two counts run from 10 to 20.", **given):
    defaults = {"unit": "attacks", "marks": MARKS, "without": without((10, 20), (10, 12), (15, 20))}
    return found.add(finding_id, sentence, **{**defaults, **given})


@pytest.fixture
def found():
    return Findings("03_time_series", CLAIMS)


class TestCollecting:
    def test_the_value_its_claims_and_its_originators(self, found):
        finding = add(found)
        assert (finding.value[0], finding.value[2]) == (10, 20)
        assert finding.claim_ids == ("a1", "a2", "b1")
        assert finding.originators == ("A", "B")

    def test_the_strongest_is_whose_leaving_moves_the_value_most(self, found):
        finding = add(found)  # without A the high end falls by 40 %, without B the low end rises by a third
        assert finding.strongest == "A"
        assert (finding.without_strongest[0], finding.without_strongest[2]) == (10, 12)
        assert finding.without_any == (10, 20)

    def test_an_opened_bound_moves_more_than_any_number(self, found):
        finding = add(found, without=without((10, 20), (1, 20), (10, NONE)))
        assert finding.strongest == "B"

    def test_nothing_left_is_said(self, found):
        finding = add(found, without=without((10, 20), (NONE, NONE), names=("", "A")))
        assert finding.attribution().endswith("Without A nothing is left.")

    def test_no_move_is_said(self, found):
        finding = add(found, without=without((10, 20), (10, 20), (10, 20)))
        assert finding.strongest == ""
        assert "does not move it" in finding.attribution()

    def test_one_number_is_low_best_and_high(self, found):
        table = pd.DataFrame([{"without": "", "n": 3}, {"without": "A", "n": 1}])
        finding = add(found, without=table, columns=["n"])
        assert finding.value == (3, 3, 3)
        assert "3 attacks: 2 independent originators (A and B), 3 claims." in finding.attribution()
        assert finding.attribution().endswith("Without A, which moves it most: 1.")

    def test_a_best_value_is_kept_between_its_bounds(self, found):
        table = pd.DataFrame([{"without": "", "low": 10, "best": 12, "high": 20}])
        finding = add(found, without=table, columns=["low", "best", "high"])
        assert finding.value == (10, 12, 20)

    def test_it_prints_as_its_sentence_and_shows_with_who_carries_it(self, found):
        finding = add(found)
        assert str(finding) == "Two counts run from 10 to 20."
        shown = finding._repr_markdown_()
        assert shown.startswith("Two counts run from 10 to 20.\n\n<small>10–20 attacks: 2 independent")
        assert shown.endswith("Finding `a-finding`.</small>")

    @pytest.mark.parametrize(
        "given, message",
        [
            ({"finding_id": "A finding"}, "lower-case"),
            ({"sentence": "no full stop"}, "full stop"),
            ({"without": without((10, 20), names=("A",))}, "first row"),
        ],
    )
    def test_what_could_not_be_defended_is_refused(self, found, given, message):
        with pytest.raises(FindingError, match=message):
            add(found, **given)

    def test_an_id_is_used_once(self, found):
        add(found)
        with pytest.raises(FindingError, match="taken"):
            add(found)

    def test_a_claim_that_is_not_in_the_table_is_refused(self, found):
        with pytest.raises(ValueError, match="zz"):
            add(found, marks=pd.DataFrame({"claim_ids": ["zz"]}))

    def test_the_whole_ledger_is_not_listed(self, found):
        finding = add(found, marks=CLAIMS)
        assert (finding.claim_ids, finding.n_claims) == (("all",), 4)


class TestJoining:
    def test_what_is_written_is_read_back(self, found, tmp_path):
        add(found)
        found.write(tmp_path)
        table = join_findings(tmp_path)
        pd.testing.assert_frame_equal(table, found.table(), check_dtype=False)

    def test_an_id_of_two_notebooks_is_named(self, found, tmp_path):
        add(found)
        found.write(tmp_path)
        other = Findings("04_spatial", CLAIMS)
        add(other)
        other.write(tmp_path)
        with pytest.raises(FindingError, match="a-finding"):
            join_findings(tmp_path)

    def test_no_findings_yet_says_what_to_run(self, tmp_path):
        with pytest.raises(FindingError, match="make all"):
            join_findings(tmp_path)


class TestQuoting:
    @pytest.fixture
    def table(self, found):
        add(found)
        return found.table().set_index("finding_id")

    def test_a_text_is_filled_from_the_table(self, table):
        text = (
            "See: {{a-finding}} It is {{a-finding.value}} {{a-finding.unit}}, "
            "without {{a-finding.strongest}} {{a-finding.without}}."
        )
        assert filled(text, table) == (
            "See: Two counts run from 10 to 20. It is 10–20 attacks, without A 10–12."
        )

    def test_every_unknown_quotation_is_named(self, table):
        with pytest.raises(FindingError, match=r"\{\{b\}\}, \{\{a-finding.colour\}\}"):
            filled("{{b}} {{a-finding.colour}} {{a-finding}}", table)

    def test_numbers_are_found_as_written(self):
        assert numbers_in("In 2018, 5,000–7,000 (0.87), 14 %.") == ["2018", "5,000", "7,000", "0.87", "14"]

    def test_a_number_without_a_finding_is_caught(self, table):
        assert unbacked("Between 10 and 20, or 21.", table) == ["21"]
        assert unbacked("Between 10 and 21.", table, allowed=["21"]) == []


@pytest.fixture(scope="module")
def findings():
    """The committed findings."""
    return read_findings(ROOT / "data/processed")


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path, kind):
    document = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == kind]


def typed_words(code):
    """Return the words that a cell types into sentences: the constant parts of its f-strings, no format among them."""
    nodes = list(ast.walk(ast.parse(code)))
    formats = {id(node.format_spec) for node in nodes if isinstance(node, ast.FormattedValue)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr) and id(node) not in formats:
            yield from (part.value for part in node.values if isinstance(part, ast.Constant))


class TestProse:
    """No number is typed twice: what prose says, a finding says, and the data say it."""

    def test_each_row_has_what_its_description_asks(self, findings):
        [resource] = [r for r in processed_package()["resources"] if r["name"] == "findings"]
        asked = [f["name"] for f in resource["schema"]["fields"] if f.get("constraints", {}).get("required")]
        table = findings.reset_index()
        assert not (table[asked].astype(str) == "").any().any()
        assert table["n_originators"].eq(table["originators"].str.split(";").str.len()).all()

    def test_every_claim_under_a_finding_is_in_the_ledger(self, findings):
        with (ROOT / "data/raw/claims.csv").open(encoding="utf-8", newline="") as file:
            known = {row["claim_id"] for row in csv.DictReader(file)} | {"all"}
        used = {name for ids in findings["claim_ids"] for name in ids.split(";")}
        assert used <= known

    @pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
    def test_a_notebook_types_no_number_into_a_sentence(self, path):
        typed = [words for code in cells(path, "code") for words in typed_words(code)]
        assert {number for words in typed for number in numbers_in(words)} <= DEFINED

    @pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
    def test_a_notebooks_prose_has_no_number_without_a_finding(self, findings, path):
        prose = HEADING_NUMBER.sub(r"\1", "\n".join(cells(path, "markdown")))
        assert unbacked(prose, findings, allowed=DEFINED) == []

    def test_the_briefing_types_no_number(self, findings):
        text = (ROOT / "briefing/briefing.md").read_text(encoding="utf-8").split("---")[2]
        text = re.sub(r"\[@.*?\]|\{\{.*?\}\}|\[\[.*?\]\]", "", text)
        assert unbacked(text, findings, allowed=DEFINED) == []

    @pytest.mark.parametrize("folder", sorted((ROOT / "figures").iterdir()), ids=lambda path: path.name)
    def test_the_title_of_a_chart_is_a_finding(self, findings, folder):
        title = json.loads((folder / f"{folder.name}.json").read_text(encoding="utf-8"))["title"]
        assert any(title in sentence for sentence in findings["sentence"])

    def test_the_readme_quotes_findings_as_they_are(self, findings):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        quotations = quoted(text)
        assert quotations
        for finding_id, said in quotations.items():
            assert said == findings.loc[finding_id, "sentence"]

    def test_the_readmes_results_have_no_other_number(self, findings):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        [results] = re.findall(r"## What it finds\n(.*?)\n## ", text, re.DOTALL)
        assert unbacked(re.sub(r"<!--.*?-->|\(.*?\)", "", results), findings, allowed=DEFINED) == []
