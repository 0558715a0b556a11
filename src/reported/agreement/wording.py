"""The report card in words: one computed sentence for each figure of the story."""

from __future__ import annotations

import pandas as pd

from reported.prose import counted, listed, spanned
from reported.tables import Row

WHEN = ("before", "undated", "after")
SAID_WHEN = {
    "before": "Before the story",
    "undated": "In its month, on a day not known",
    "after": "On its day or in the six months after",
}


def card_sentence(row: Row, others: pd.DataFrame) -> str:
    """Return what the card says of one figure: verdict, by whom, with what intervals, before and after.

    Parameters
    ----------
    row : Mapping
        A row of the card as made by `reported.agreement.report_card`, without its sentence.
    others : DataFrame
        The figures that it was held against.
    """
    figure = f"“{row['wording']}” {row['noun']}".strip()
    if others.empty:
        why = f": {row['why']}" if row["same"] == "none" else ""
        said = f"{figure}: alone. Nobody else’s figure on the same thing is in the ledger{why}."
        return said + _later(row)
    agreeing = [name for name in row["agreeing"].split(";") if name]
    parts = [
        f"{SAID_WHEN[when]}: {_named(part)}."
        for when, part in ((when, others[others["when"] == when]) for when in WHEN)
        if len(part)
    ]
    said = f"{figure}{_reading(row)}: {row['verdict']}{FLOOR if row['as_floor'] else ''}."
    return " ".join([said, _room(agreeing, len(others)), *parts]) + _later(row)


def accounts_sentence(accounts: pd.DataFrame) -> str:
    """Return how the accounts of one incident differ from the story's in day and toll.

    ``accounts`` are the rows of one incident as returned by `reported.agreement.incident_accounts`.
    """
    own, others = accounts[accounts["story"]], accounts[~accounts["story"]]
    if others.empty:
        return f"Of {own['place'].iloc[0]} only the story’s originator tells."
    days = others.groupby("originator")["same_days"].any()
    elsewhen = sorted(days.index[~days])
    theirs = others[others["originator"].isin(elsewhen)]
    dated = (
        f"{listed(elsewhen)} {_verb(elsewhen, 'date')} it to "
        + period_words(theirs["period_start"].min(), theirs["period_end"].max())
        if elsewhen
        else "no other originator dates it otherwise"
    )
    tolls = [_toll_words(indicator, part) for indicator, part in accounts.groupby("indicator", sort=False)]
    when = period_words(own["period_start"].iloc[0], own["period_end"].iloc[0])
    return f"The story dates it to {when}; {dated}. {' '.join(tolls)}"


def _toll_words(indicator: str, part: pd.DataFrame) -> str:
    """Return who has which figure of one kind, those with the same figure together."""
    noun = indicator.replace("_", " ").capitalize()
    figures = part.assign(figure=[spanned(row.low, row.high) for row in part.itertuples()])
    said = [f"{figure} ({listed(list(rows['originator']))})" for figure, rows in figures.groupby("figure")]
    missing = "" if part["story"].any() else "; the story has no figure"
    return f"{noun}: {', '.join(said)}{missing}."


FLOOR = " as a floor (nobody put it lower)"


def _reading(row: Row) -> str:
    """Say by what interval a figure is judged where it is not the one that its wording gives."""
    low, high = row["read_low"], row["read_high"]
    if pd.isna(high) and pd.notna(row["high"]):
        why = "a verified part" if "verified" in row["scope"] else "one statement with the next words"
        return f", as {why} read as {low:,.0f} or more"
    if pd.notna(low) and low != row["low"]:
        return f", as one statement with the words before read as {low:,.0f} or more"
    return ""


def _room(agreeing: list[str], n: int) -> str:
    """Say who of the others leaves room for the story's figure."""
    if not agreeing:
        return (
            "The one other originator leaves no room for it."
            if n == 1
            else f"None of {n} others leaves room for it."
        )
    who = f"{listed(agreeing)} {_verb(agreeing, 'leave')} room for it."
    return who if len(agreeing) == n else f"Of {n} other independent originators, {who}"


def _verb(subjects: list[str], verb: str) -> str:
    return f"{verb}s" if len(subjects) == 1 else verb


def _named(part: pd.DataFrame) -> str:
    return "; ".join(f"{row.originator} {spanned(row.low, row.high)}" for row in part.itertuples())


def _later(row: Row) -> str:
    n = len([name for name in row["later_claim_ids"].split(";") if name])
    return f" {counted(n, 'claim')} on the same thing came later or on a day not known." if n else ""


def period_words(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return days in words: "18 February 2019", "18 to 19 February 2019", "January 2019"."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    one_month = (first.year, first.month) == (last.year, last.month)
    if one_month and first.is_month_start and last.is_month_end:
        return f"{first:%B %Y}"
    start = f"{first.day}" if one_month else f"{first.day} {first:%B %Y}"
    return f"{start} to {last.day} {last:%B %Y}"
