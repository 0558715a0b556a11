"""The tables of data/processed are written as their data package describes them, and read back as written."""

from pathlib import Path

import pytest

from reported.cleaning import processed_package, read_processed
from reported.cleaning.outputs import columns_of, write_processed

PROCESSED = Path(__file__).parents[1] / "data" / "processed"
BRIEFING = "06_briefing"


@pytest.fixture(scope="module")
def findings():
    """The one table of notebook 06."""
    return read_processed(PROCESSED, "findings")


class TestWriting:
    def test_a_table_read_and_written_again_has_the_same_bytes(self, findings, tmp_path):
        names = write_processed({"findings": findings}, tmp_path / "new", notebook=BRIEFING)
        assert names == ["findings.csv", "datapackage.json"]
        for name in names:
            assert (tmp_path / "new" / name).read_bytes() == (PROCESSED / name).read_bytes()

    @pytest.mark.parametrize("tables", [[], ["findings", "pairs"]])
    def test_a_notebook_writes_its_own_tables_and_all_of_them(self, findings, tmp_path, tables):
        with pytest.raises(ValueError, match=r"06_briefing writes the tables \['findings'\]"):
            write_processed(dict.fromkeys(tables, findings), tmp_path, notebook=BRIEFING)
        assert list(tmp_path.iterdir()) == []

    def test_a_table_with_other_columns_is_refused_and_nothing_is_written(self, findings, tmp_path):
        with pytest.raises(ValueError, match="findings must have the columns"):
            write_processed({"findings": findings.drop(columns="unit")}, tmp_path, notebook=BRIEFING)
        assert list(tmp_path.iterdir()) == []


class TestReading:
    def test_a_table_that_is_not_there_yet_says_which_notebook_makes_it(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="run notebook 05_triangulation, or `make all`"):
            read_processed(tmp_path, "pairs")

    def test_columns_are_those_of_the_description(self, findings):
        assert list(findings) == columns_of("findings")
        described = {resource["name"] for resource in processed_package()["resources"]}
        assert described == {path.stem for path in PROCESSED.glob("*.csv")}
