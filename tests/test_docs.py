"""What README and codebook say of the ledger and of the readers is so."""

import re
from pathlib import Path

import pytest

from reported.ledger import read_ledger
from reported.periods import UnreadablePeriod, read_period
from reported.wording import UnreadableWording, read_figure

ROOT = Path(__file__).parents[1]
PUBLISHED = "2019-02-22"
ROW = re.compile(r"^\| `(.+?)` \| (.*) \|$", re.MULTILINE)


def examples(*, of_days):
    """Return the rows of one of the codebook's two tables of examples: wording and cells."""
    figures, days = (ROOT / "docs/codebook.md").read_text("utf-8").split("\n## Days\n")
    rows = ROW.findall(days if of_days else figures)
    return [(wording, [cell.strip() for cell in cells.split("|")]) for wording, cells in rows]


def figure_cells(wording):
    try:
        figure = read_figure(wording)
    except UnreadableWording:
        return ["", "", "", "refused"]
    bounds = (figure.low, figure.best, figure.high)
    return [*("" if bound is None else str(bound) for bound in bounds), figure.kind]


def period_cells(wording):
    try:
        period = read_period(wording, PUBLISHED)
    except UnreadablePeriod:
        return ["", "", "refused"]
    return [period.start.isoformat(), period.end.isoformat(), period.precision]


class TestCodebook:
    @pytest.mark.parametrize("wording, cells", examples(of_days=False))
    def test_figure_is_read_as_the_example_says(self, wording, cells):
        assert figure_cells(wording) == cells

    @pytest.mark.parametrize("wording, cells", examples(of_days=True))
    def test_period_is_read_as_the_example_says(self, wording, cells):
        assert period_cells(wording) == cells

    def test_every_kind_has_an_example(self):
        from reported.wording import KINDS

        assert {cells[-1] for _, cells in examples(of_days=False)} == {*KINDS, "refused"}


class TestReadme:
    @pytest.fixture
    def readme(self):
        return (ROOT / "README.md").read_text("utf-8")

    def test_numbers_of_claims_and_pages_are_the_ledgers(self, readme, raw):
        ledger = read_ledger(raw)
        story = int((ledger.claims["source_id"] == "aawsat-2019-02-22").sum())
        assert f"{len(ledger.claims):,} figures of {len(ledger.sources)} public pages" in readme
        assert f"from {story} figures of one press report" in readme

    def test_every_link_to_a_file_leads_to_one(self, readme):
        links = re.findall(r"\]\(((?!https?:)[^)]+)\)", readme)
        assert len(links) > 10
        assert [link for link in links if not (ROOT / link).exists()] == []

    def test_every_target_of_make_is_explained(self, readme):
        makefile = (ROOT / "Makefile").read_text("utf-8")
        targets = {"all", *re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)}
        assert targets == set(re.findall(r"^\| `make ([a-z-]+)(?: SIZE=slide)?` \|", readme, re.MULTILINE))
