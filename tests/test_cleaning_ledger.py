"""Cleaning of the committed ledger, checked against its CSV files by other means: SQL, and printed sums."""

import csv
import shutil
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

from reported import cleaning
from reported.cleaning.indicators import COUNTS, RATES, STOCKS, TOLLS
from reported.ledger import read_ledger
from reported.tables import write_csv

RAW = Path(__file__).parents[1] / "data" / "raw"

# UNAMI's release of 3 January 2017 prints these totals of 2016 itself.
KILLED_2016, INJURED_2016 = 6878, 12388


@pytest.fixture(scope="module")
def ledger():
    return read_ledger(RAW)


@pytest.fixture(scope="module")
def claims(ledger):
    table, _ = cleaning.clean_claims(ledger)
    return table


@pytest.fixture(scope="module")
def sql():
    """The ledger's files as tables of a database, every cell text; returns a function that runs a query."""
    database = sqlite3.connect(":memory:")
    for name in ("claims", "coding", "sources"):
        with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        database.execute(f"create table {name} ({', '.join(header)})")
        database.executemany(f"insert into {name} values ({', '.join('?' * len(header))})", rows)
    return lambda query: database.execute(query).fetchall()


def ids(text):
    return [claim_id for claim_id in text.split(";") if claim_id]


def test_every_claim_is_kept_or_set_aside(ledger, sql):
    kept, set_aside = cleaning.clean_claims(ledger)
    assert sorted([*kept["claim_id"], *set_aside["claim_id"]]) == [
        claim_id for (claim_id,) in sql("select claim_id from claims order by claim_id")
    ]


def test_only_figures_that_nobody_could_read_are_set_aside(ledger, sql):
    _, set_aside = cleaning.clean_claims(ledger)
    unread = sql("select claim_id from coding where low = '' and best = '' and high = '' order by claim_id")
    assert set_aside["claim_id"].tolist() == [claim_id for (claim_id,) in unread]


def test_the_claims_in_and_out_of_the_series_are_all_claims(claims):
    series, set_aside = cleaning.monthly_series(claims)
    used = [claim_id for text in series["claim_ids"] for claim_id in ids(text)]
    assert sorted([*used, *set_aside["claim_id"]]) == claims["claim_id"].tolist()


def test_every_readable_claim_of_an_incident_stands_in_exactly_one_row(claims, sql):
    table = cleaning.incidents(claims)
    used = [
        claim_id
        for column in ("claim_ids", "other_claim_ids")
        for text in table[column]
        for claim_id in ids(text)
    ]
    told = sql(
        """select claim_id from claims join coding using (claim_id)
        where incident_id <> '' and low || best || high <> '' order by claim_id"""
    )
    assert sorted(used) == [claim_id for (claim_id,) in told]


def test_every_incident_of_the_ledger_has_a_row(claims, sql):
    table = cleaning.incidents(claims)
    expected = sql("select distinct incident_id, indicator, scope from claims where incident_id <> ''")
    found = table[["incident_id", "indicator", "scope"]].drop_duplicates()
    assert sorted(found.itertuples(index=False, name=None)) == sorted(expected)


SAME = "indicator, scope, actor, originator, governorate"
COPIES_OF_THE_ROOT = f"""
    with figure as (select * from claims join coding using (claim_id))
    select distinct copy.claim_id from figure copy join sources on copy.source_id = sources.source_id
    join figure original on original.source_id = sources.upstream
    where {" and ".join(f"copy.{column} = original.{column}" for column in SAME.split(", "))}
    and (copy.low, copy.best, copy.high) = (original.low, original.best, original.high)
    and copy.period_start <= original.period_end and original.period_start <= copy.period_end"""


def test_the_copies_of_upstream_pages_are_those_that_sql_finds(claims, sql):
    chains = sql(
        "select 1 from sources one join sources two on one.upstream = two.source_id where two.upstream <> ''"
    )
    assert chains == []
    on_page = dict(zip(claims["claim_id"], claims["source_id"], strict=True))
    copies = claims[claims["copy_of"] != ""]
    of_root = copies[copies["copy_of"].map(on_page) == copies["upstream"]]
    assert of_root["claim_id"].tolist() == sorted(claim_id for (claim_id,) in sql(COPIES_OF_THE_ROOT))


def test_no_copy_is_the_original_of_another_and_none_is_on_its_originals_page(claims):
    copies = claims[claims["copy_of"] != ""]
    originals = claims.set_index("claim_id").loc[copies["copy_of"]]
    assert (originals["copy_of"] == "").all()
    assert (originals["source_id"].to_numpy() != copies["source_id"].to_numpy()).all()


@pytest.mark.parametrize(
    ("indicator", "printed"), [("civilians_killed", KILLED_2016), ("civilians_injured", INJURED_2016)]
)
def test_the_twelve_months_of_2016_add_up_to_the_year_that_unami_printed(claims, sql, indicator, printed):
    table = cleaning.reconcile_parts(claims)
    year = table[
        (table["division"] == "months") & (table["n_parts"] == 12) & (table["indicator"] == indicator)
    ]
    year = year[year["originator"] == "UNAMI"]
    assert year[["sum_best", "total_best", "verdict"]].values.tolist() == [[printed, printed, "equal"]]
    [(total,)] = sql(
        f"""select sum(best) from (select distinct period, best from claims join coding using (claim_id)
        where originator = 'UNAMI' and indicator = '{indicator}' and governorate = 'IQ'
        and period like '2016-__' and scope in ('incl_police', 'incl_police+no_anbar'))"""
    )
    assert total == printed


def test_the_governorates_of_january_2018_exceed_unamis_injured_by_five(claims):
    table = cleaning.reconcile_parts(claims)
    january = table[(table["period_start"] == "2018-01-01") & (table["verdict"] == "more than the total")]
    assert january[["indicator", "sum_best", "total_best", "difference"]].values.tolist() == [
        ["civilians_injured", 255, 250, 5]
    ]


def test_the_two_vintages_of_october_2018_stay_two_series(claims):
    series, _ = cleaning.monthly_series(claims)
    counts = series[(series["originator"] == "Musings on Iraq") & (series["indicator"] == "attacks")]
    october = counts[
        (counts["month"] == "2018-10") & (counts["governorate"] == "IQ") & (counts["actor"] == "all")
    ]
    security = october[october["scope"].str.startswith("all_security_incidents")]
    assert security.set_index("scope")["best"].to_dict() == {
        "all_security_incidents+press_count": 222,
        "all_security_incidents+press_count+vintage_dec2018": 198,
    }


def test_program_and_person_agree_on_98_percent_of_what_no_note_explains(ledger):
    summary, _ = cleaning.coding_agreement(ledger)
    percent = summary.set_index(["field", "claims"])["percent"]
    assert percent["bounds", "unexplained"] >= 98
    assert percent["period", "all"] >= 98


def test_every_disagreement_on_a_figure_is_explained_by_a_note_or_a_refusal(ledger):
    _, disagreements = cleaning.coding_agreement(ledger)
    figures = disagreements[disagreements["field"].isin(["low", "best", "high"])]
    assert "not explained" not in set(figures["reason"])


def test_every_indicator_of_the_ledger_is_known_as_what_it_measures(ledger):
    measures = {term["name"]: term["measure"] for term in ledger.terms["indicators"]}
    assert {name for name, measure in measures.items() if measure == "stock"} == STOCKS
    assert {name for name, measure in measures.items() if measure == "count"} == COUNTS | TOLLS | RATES


def test_the_processed_tables_fit_their_description(ledger, tmp_path):
    claims, unread = cleaning.clean_claims(ledger)
    series, unused = cleaning.monthly_series(claims)
    summary, disagreements = cleaning.coding_agreement(ledger)
    tables = {
        "claims_clean": claims,
        "set_aside": pd.concat([unread, unused]),
        "statements": cleaning.statements(claims),
        "incidents": cleaning.incidents(claims),
        "monthly": series,
        "coding_agreement": summary,
        "coding_disagreements": disagreements,
        "reconciliation": cleaning.reconcile_parts(claims),
    }
    for name, table in tables.items():
        write_csv(table, tmp_path / f"{name}.csv")
    described = cleaning.processed_package()["resources"]
    others = [resource["name"] for resource in described if resource["notebook"] != "02_cleaning"]
    for name in others:
        shutil.copy(RAW.parent / f"processed/{name}.csv", tmp_path)
    report = Package(cleaning.processed_package(), basepath=str(tmp_path)).validate()
    assert {resource.name for resource in report.tasks} == {*tables, *others}
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []


def test_cleaning_does_not_change_the_ledger(ledger):
    before = ledger.claims.copy(), ledger.coding.copy(), ledger.sources.copy()
    cleaning.clean_claims(ledger)
    for table, kept in zip((ledger.claims, ledger.coding, ledger.sources), before, strict=True):
        pd.testing.assert_frame_equal(table, kept)
