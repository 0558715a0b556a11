"""Claims for the tests of charts: few for the sentences, many and crowded for the layout."""

import pandas as pd

from reported.charts import Card
from reported.charts.coverage import GROUPS

COLUMNS = ["originator", "governorate", "day", "low", "best", "high", "kind", "scope"]
NONE = float("nan")

# As crowded as the real ledger: nine estimates in six weeks, thirteen in the same band of numbers.
CROWD = [
    ("AP", "IQ", "2017-07-28", 3500, 4000, 4500, "approximate", "fighters"),
    ("AP", "IQ", "2017-07-28", NONE, NONE, 7000, "at_most", "members_and_supporters"),
    ("PMF", "IQ", "2018-05-05", 15000, 20000, 25000, "approximate", "fighters"),
    ("Lead Inspector General OIR", "IQ", "2018-06-30", 15500, NONE, 17100, "range", "fighters"),
    ("AP", "IQ", "2019-02-22", 5000, NONE, 7000, "range", ""),
    ("AP", "IQ", "2019-05-13", 5000, NONE, 7000, "range", "fighters"),
    ("Kurdish officials", "IQ", "2019-12-16", 5000, 5000, 5000, "exact", "fighters"),
    ("Kurdish officials", "IQ", "2019-12-23", 4500, 5000, 5500, "approximate", "fighters"),
    ("CJTF-OIR", "IQ+SY", "2017-12-05", NONE, NONE, 3000, "less_than", "fighters"),
    ("CJTF-OIR", "IQ+SY", "2017-12-05", 2500, 3000, 3500, "approximate", "fighters"),
    ("CJTF-OIR", "IQ+SY", "2017-12-21", 500, 1000, 1500, "approximate", ""),
    ("CJTF-OIR", "IQ+SY", "2017-12-27", NONE, NONE, 1000, "less_than", "fighters"),
    ("NBC News", "IQ+SY", "2018-01-16", NONE, NONE, 3000, "less_than", "active_fighters"),
    ("NBC News", "IQ+SY", "2018-01-23", 6000, NONE, 8000, "range", "members_and_supporters"),
    ("Iraqi adviser", "IQ+SY", "2018-01-23", 1000, NONE, 1500, "range", "active_fighters"),
    ("Iraqi adviser", "IQ+SY", "2018-01-23", 5000, 10000, 15000, "nearly", "members_and_supporters"),
    ("Analyst", "IQ+SY", "2018-01-23", 6500, 7000, 7500, "approximate", "members_and_supporters"),
    ("Lead Inspector General OIR", "IQ+SY", "2018-06-30", 29000, NONE, 31000, "range", "fighters"),
    ("UN Monitoring Team", "IQ+SY", "2018-07-27", 20000, NONE, 30000, "range", "members_and_supporters"),
    ("DIA", "IQ+SY", "2018-08-16", NONE, NONE, 30000, "at_most", "fighters"),
    ("UN Monitoring Team", "IQ+SY", "2019-01-15", 14000, NONE, 18000, "range", "fighters"),
    ("US CENTCOM", "IQ+SY", "2019-02-14", 20000, NONE, 30000, "range", "fighters"),
    ("US intelligence", "IQ+SY", "2019-02-14", 15000, 15000, 15000, "exact", ""),
    ("Rudaw", "IQ+SY", "2019-03-06", 14000, NONE, 18000, "range", ""),
    ("US State Dept", "IQ+SY", "2019-03-15", 15000, NONE, 20000, "range", "members_and_supporters"),
    ("CJTF-OIR", "IQ+SY", "2019-05-16", 14000, NONE, 18000, "range", ""),
    ("US State Dept", "IQ+SY", "2019-08-01", 15000, 15000, 15000, "exact", ""),
    ("Lead Inspector General OIR", "IQ+SY", "2020-02-15", 14000, NONE, 18000, "range", ""),
    ("UN CT Office", "IQ+SY", "2020-08-24", 10000, NONE, NONE, "more_than", "fighters"),
]

ORIGINATORS = pd.DataFrame(
    [
        ("AP", "newsroom", "AP"),
        ("CJTF-OIR", "military", "CJTF-OIR"),
        ("UNAMI", "UN", "UNAMI"),
        ("Lead Inspector General OIR", "government", "Lead IG"),
    ],
    columns=["originator", "type", "short_name"],
)


MARK = {
    "mark_id": "m1",
    "panel": "p",
    "series": "AP",
    "x": pd.Timestamp("2019-02-22"),
    "low": 5000.0,
    "best": NONE,
    "high": 7000.5,
    "claim_ids": "c1;c2",
}


def card_of(*marks, **given):
    """Return the card of a chart of a few marks, `MARK` alone where none is given."""
    words = {
        "slug": "a-chart",
        "title": "Two estimates were reported",
        "subtitle": "Persons",
        "caption": "A caption.",
        "alt_text": "Two bars <side> by side",
        "marks": pd.DataFrame(marks or [MARK]),
        "sources": {"AP": 2},
        "ledger_checksum": "ab" * 32,
    }
    return Card(**{**words, **given})


def plot_lines(marks, figure, *, size):
    """Draw each mark as an upright line."""
    ax = figure.subplots()
    for place, mark in enumerate(marks["mark_id"]):
        ax.plot([place, place], [0, 1], gid=mark)
    return ax


def claims_of(rows, **columns):
    """Return a table in the columns of claims_clean.csv, one claim a row, with ids c1, c2 ..."""
    claims = pd.DataFrame(rows, columns=COLUMNS)
    days = pd.to_datetime(claims.pop("day"))
    number = range(1, len(claims) + 1)
    given = {
        "claim_id": [f"c{n}" for n in number],
        "source_id": [f"s{n}" for n in number],
        "indicator": "fighters_present",
        "certainty": "",
        "copy_of": "",
        "period_start": days,
        "period_end": days,
    }
    return claims.assign(**{**given, **columns})


def crowded_claims():
    """Return the crowd of estimates."""
    return claims_of(CROWD)


def many_claims():
    """Return 600 claims on 60 months by 15 originators, every third month empty, all kinds of wording."""
    kinds = ["exact"] * 5 + ["range", "approximate", "at_least", "less_than", "magnitude"]
    names = ["UNAMI", "AP", "CJTF-OIR", "Lead Inspector General OIR", *(f"Originator {n}" for n in range(11))]
    months = [f"{2016 + n // 12}-{n % 12 + 1:02}-01" for n in range(60) if n % 3]
    rows = [
        (names[n % 15 if n % 2 else 0], "IQ", months[n % 40], 10 + n, NONE, 12 + n, kinds[n % 10], "")
        for n in range(600)
    ]
    indicators = [group[0] for group in GROUPS.values()]
    return claims_of(rows, indicator=[indicators[n % 7 + n % 4] for n in range(600)])
