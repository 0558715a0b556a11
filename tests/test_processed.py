"""Processed tables are written as their description says, and read back as they were written."""

import json

import pandas as pd
import pytest

from cleaning_rows import clean_rows
from reported import agreement, cleaning
from reported.cleaning.outputs import columns_of

COMPARED = "05_triangulation"


@pytest.fixture
def written():
    """The tables of one notebook, of three claims that disagree; some cells are empty."""
    rows = [{"n": 41, "lat": 33.5, "lon": 44.25, "location_precision": 1}]
    rows += [
        {"low": 50, "originator": "AP", "publisher": "NA"},
        {"n": 9, "originator": "AP", "governorate": "IQ-BG"},
    ]
    comparisons, figures, _ = agreement.compare(clean_rows(*rows))
    return {"comparisons": comparisons[columns_of("comparisons")], "pairs": agreement.pairs(figures)}


def empty(name):
    return pd.DataFrame(columns=columns_of(name))


def names_of(notebook):
    resources = cleaning.processed_package()["resources"]
    return [resource["name"] for resource in resources if resource["notebook"] == notebook]


def test_the_tables_of_a_notebook_are_written_with_the_description(written, tmp_path):
    folder = tmp_path / "data" / "processed"
    assert cleaning.write_processed(written, folder, notebook=COMPARED) == [
        "comparisons.csv", "pairs.csv", "datapackage.json",
    ]  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == [
        "comparisons.csv",
        "datapackage.json",
        "pairs.csv",
    ]
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described == cleaning.processed_package()
    cleaning.write_processed(written, str(folder), notebook=COMPARED)  # a second run writes over the first


def test_tables_are_read_back_as_they_were_written(written, tmp_path):
    cleaning.write_processed(written, tmp_path, notebook=COMPARED)
    for name, table in written.items():
        found = cleaning.read_processed(str(tmp_path), name)
        types = {"share": float} if name == "pairs" else {}
        expected = table.astype(types | {column: found[column].dtype for column in table})
        pd.testing.assert_frame_equal(found, expected)


def test_each_column_has_the_type_that_the_description_gives(written, tmp_path):
    cleaning.write_processed(written, tmp_path, notebook=COMPARED)
    types = cleaning.read_processed(tmp_path, "comparisons").dtypes.astype(str)
    assert types[["area", "period_start", "unstated", "low", "n_claims"]].tolist() == [
        "str", "datetime64[s]", "bool", "float64", "int64",
    ]  # fmt: skip


def test_text_that_looks_like_a_missing_value_is_text(tmp_path):
    claims = clean_rows({"n": 41, "publisher": "NA", "caveat": ""})[columns_of("claims_clean")]
    claims.to_csv(tmp_path / "claims_clean.csv", index=False)
    found = cleaning.read_processed(tmp_path, "claims_clean")
    assert found[["publisher", "caveat"]].to_numpy().tolist() == [["NA", ""]]
    assert found[["best", "lat"]].isna().to_numpy().tolist() == [[False, True]]


def test_true_and_false_are_read_as_such(tmp_path):
    marked = {
        "governorates_differ": [True, False],
        "location_precision": 1,
        "n_originators": 1,
        "n_claims": 1,
    }
    table = empty("incidents").reindex([0, 1]).assign(**marked)
    table.to_csv(tmp_path / "incidents.csv", index=False)
    assert cleaning.read_processed(tmp_path, "incidents")["governorates_differ"].tolist() == [True, False]


def test_a_table_under_another_name_is_read_by_the_description_of_its_own(tmp_path):
    empty("pairs").to_csv(tmp_path / "old.csv", index=False)
    assert cleaning.read_processed(tmp_path, "old", of="pairs")["share"].dtype == float
    with pytest.raises(KeyError):
        cleaning.read_processed(tmp_path, "old")


def test_a_table_that_is_not_there_names_the_notebook_that_writes_it(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        cleaning.read_processed(tmp_path, "monthly")
    path = tmp_path / "monthly.csv"
    assert str(caught.value) == f"{path} is not there yet: run notebook 02_cleaning, or `make all`"
    with pytest.raises(FileNotFoundError, match="run notebook 05_triangulation"):
        cleaning.read_processed(tmp_path, "other", of="pairs")


def test_a_table_too_few_or_too_many_is_refused_and_nothing_is_written(tmp_path):
    for names in (["comparisons"], ["comparisons", "pairs", "monthly"]):
        with pytest.raises(ValueError) as caught:
            cleaning.write_processed({name: empty(name) for name in names}, tmp_path, notebook=COMPARED)
        assert str(caught.value) == (
            f"05_triangulation writes the tables ['comparisons', 'pairs'] to data/processed, not {names}"
        ).replace("'pairs', 'monthly'", "'monthly', 'pairs'")
    assert list(tmp_path.iterdir()) == []


def test_a_column_that_the_description_lacks_is_refused_and_nothing_is_written(tmp_path):
    tables = {"comparisons": empty("comparisons"), "pairs": empty("pairs").assign(share_of="x")}
    with pytest.raises(ValueError) as caught:
        cleaning.write_processed(tables, tmp_path, notebook=COMPARED)
    columns = columns_of("pairs")
    assert str(caught.value) == f"pairs must have the columns {columns}, not {[*columns, 'share_of']}"
    assert list(tmp_path.iterdir()) == []


def test_the_columns_of_a_table_are_a_new_list_each_time():
    columns_of("pairs").append("more")
    assert "more" not in columns_of("pairs")
    cleaning.processed_package()["resources"].clear()
    assert names_of(COMPARED) == ["comparisons", "pairs"]
