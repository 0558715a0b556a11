"""The story's report card: each figure of one page, and what others published on the same thing.

What counts as the same thing is said by `RULES`, from columns alone: no claim is picked by hand, so that a second
person with the ledger can redo each row.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reported.agreement.comparing import definition, is_part
from reported.agreement.independence import standing_figures
from reported.agreement.wording import WHEN, card_sentence
from reported.cleaning.bounds import BOUNDS, hull_by, joined
from reported.cleaning.readings import program_periods, publication_day
from reported.intervals import Interval
from reported.tables import Row

STORY = "aawsat-2019-02-22"  # the AP story as Asharq Al-Awsat printed it
AFTER = pd.DateOffset(months=6)
GROUPS = ("How many", "How active", "Where", "What happened")
FLOOR = "verified_subset"  # a count of a part: the whole is at least that


@dataclass(frozen=True)
class Rule:
    """What is the same thing as a story's figure of this indicator (and unit, where one is named).

    Attributes
    ----------
    indicator, unit : str
        Of the story's figure and of every figure compared with it; an empty unit is any.
    group, noun : str
        Where the row stands on the card, and what is counted, as it follows the wording.
    same : str
        ``incident`` (the same incident_id), ``as_of`` (a stock: the middle of its as-of period within ``days_before``
        and ``days_after`` of the story's), ``spell`` (``share`` of the longer spell in common), ``part`` (``share`` of
        the story's spell in common) or ``none`` (nothing is comparable).
    areas : tuple of str
        Codes that count as the same area; empty: the story's own.
    place : str
        A pattern that the place as printed must match, where the area has no code.
    why : str
        The reason for the window and the area.
    """

    indicator: str
    unit: str
    group: str
    noun: str
    same: str
    why: str
    share: float = 0.9
    days_before: int = 365
    days_after: int = 182
    areas: tuple[str, ...] = ()
    place: str = ""


RULES = (
    Rule("fighters_present", "", "How many", "fighters in Iraq", "as_of",
         "a stock moves: others as of a day in the year before the story or the half-year after"),
    Rule("fighters_crossed", "", "How many", "crossed into Iraq in six months", "part",
         "newsrooms cut their months differently: spells that have a third of the story’s six months; who crosses "
         "the one border enters the west of Iraq, so figures for that unnamed region are for the same area",
         share=1 / 3, areas=("IQ", "")),
    Rule("troops_deployed", "", "How many", "at the border", "as_of",
         "a stock, as for fighters; the border has no code, so the place as printed must name it; militia counted by "
         "themselves are another party",
         place="border|frontier"),
    Rule("attacks", "", "How active", "verified attacks in January", "spell",
         "a month’s count is compared with counts of that month alone, of attacks ascribed to ISIS"),
    Rule("governorates_affected", "", "Where", "affected", "as_of", "a stock, as for fighters"),
    Rule("context", "km", "Where", "between Iraq and Syria", "as_of", "a length stays; a year around the story"),
    Rule("context", "km2", "Where", "held at Baghouz", "as_of", "it shrank by the day: the same month", days_before=31,
         days_after=31),
    Rule("people_killed", "", "What happened", "killed at Badush", "incident", "the toll of one attack"),
    Rule("security_forces_killed", "", "What happened", "killed at Shirqat", "incident", "the toll of one attack"),
    Rule("people_kidnapped", "", "What happened", "kidnapped in Anbar", "incident", "the toll of one attack"),
    Rule("context", "persons", "How many", "cited for the crossings", "none", "the story’s own sources"),
    Rule("context", "years", "What happened", "ISIS rose to power", "none", "the story’s own reckoning of time"),
    Rule("context", "seasons", "What happened", "for truffles", "none", "the story’s aside on the trade"),
    Rule("context", "date", "What happened", "victory declared", "none", "a date is no quantity"),
)  # fmt: skip


def story_figures(printed: pd.DataFrame, claims: pd.DataFrame, *, story: str = STORY) -> pd.DataFrame:
    """Return the figures of the story, every one that the ledger holds, with what the rules say of each.

    Parameters
    ----------
    printed : DataFrame, one row per claim
        ``claims`` of the ledger: it also holds figures that are no quantity, such as a date.
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.
    story : str
        The page's source_id.

    Returns
    -------
    DataFrame, one row per figure, in the story's order
        The columns of ``claims`` (bounds are missing for a date), ``locator`` and ``attributed_to`` as in the ledger;
        ``rule`` (its place in `RULES`), ``group``, ``noun``; ``read_low`` and ``read_high``: the interval by which it
        is judged, of its whole statement, open above where the story counts a part (`FLOOR`).

    Raises
    ------
    ValueError
        If the story has no figure, or one that no rule covers.
    """
    own = printed[printed["source_id"] == story].sort_values("claim_id", ignore_index=True)
    if own.empty:
        raise ValueError(f"the ledger holds no claim of the page {story}")
    cleaned = claims[["claim_id", *BOUNDS, "kind", "certainty", "period_start", "period_end", "published_on"]]
    figures = own.merge(cleaned, on="claim_id", how="left").fillna({"kind": "date", "certainty": ""})
    page = claims.loc[claims["source_id"] == story, "published_on"].iloc[0]
    figures["published_on"] = page
    undated = figures["period_start"].isna()
    days = program_periods(figures.loc[undated, "period"], figures.loc[undated, "published_on"])
    for column in ("period_start", "period_end"):
        figures.loc[undated, column] = pd.to_datetime(days[column]).astype(figures[column].dtype)
    figures["rule"] = [_rule_of(row) for row in figures.to_dict("records")]
    figures["group"] = [RULES[place].group for place in figures["rule"]]
    figures["noun"] = [RULES[place].noun for place in figures["rule"]]
    whole = hull_by(figures, ["statement_id"])
    figures["read_low"] = figures["statement_id"].map(whole["low"])
    figures["read_high"] = figures["statement_id"].map(whole["high"])
    figures["read_high"] = figures["read_high"].mask(figures["scope"].str.contains(FLOOR, regex=False))
    return figures


def report_card(
    printed: pd.DataFrame, claims: pd.DataFrame, *, story: str = STORY
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold each figure of the story against what other originators published on the same thing.

    Parameters
    ----------
    printed, claims, story
        As for `story_figures`.

    Returns
    -------
    card : DataFrame, one row per figure of the story, by group and then in the story's order
        ``claim_id``, ``group``, ``wording``, ``noun``, ``indicator``, ``scope``, ``attributed_to``, ``locator``,
        ``kind``, ``certainty``, `BOUNDS` as printed, ``read_low`` and ``read_high`` by which it is judged,
        ``period_start``, ``period_end``; ``verdict`` (corroborated, contested or alone), ``as_floor`` (True where it is
        corroborated, but open above: nobody put it lower), ``n_others`` (independent
        originators besides the story's), ``agreeing`` and ``against`` (their names joined by ";"), ``n_before`` and
        ``n_after``; ``low`` … of the interval that those who agree share with the story as ``shared_low`` and
        ``shared_high``; ``same`` and ``why`` of the rule; ``claim_ids`` of the comparison set, ``other_claim_ids``
        passed over in it (copies and the like), ``later_claim_ids`` on the same thing but published later than six
        months after, or on a day not known to lie within; ``sentence``.
    others : DataFrame, one row per figure of the story and other independent originator
        ``of`` (the story's claim_id), ``originator``, `BOUNDS`, ``published`` (the first day that it can have been
        published), ``when`` (before, after, or undated: in the month of the story, on a day not known), ``agrees``,
        ``unstated`` (its scope is not stated), ``wording``, ``period_start``, ``period_end``, ``claim_ids``.

    Notes
    -----
    The verdict is *contested* where any other figure leaves no room for the story's, *corroborated* where all leave
    room, *alone* where there is none. An open end leaves much room: a corroborated "more than 1,000" says that nobody
    put it lower, not that anybody knows how many. Copies are no evidence, and the story's originator none for itself.
    """
    figures = story_figures(printed, claims, story=story)
    rows, tables = [], []
    for figure in figures.to_dict("records"):
        row, others = _judged(figure, claims)
        rows.append(row)
        tables.append(others.assign(of=figure["claim_id"]))
    card = pd.DataFrame(rows)
    card["place"] = card["group"].map(GROUPS.index)
    card = card.sort_values(["place", "claim_id"], ignore_index=True).drop(columns="place")
    return card, pd.concat(tables, ignore_index=True)


def verdicts(card: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Return the verdict on each figure from the others that it is held against, indexed by claim_id.

    ``others`` are those of `report_card`, or some of them: with an originator's left out, the verdicts are those
    without it.
    """
    room = others["agrees"].astype(bool).groupby(others["of"]).agg("all")
    words = {True: "corroborated", False: "contested"}
    found = card["claim_id"].map(room.map(words)).fillna("alone")
    return pd.Series(found.to_numpy(), index=card["claim_id"], dtype="str", name="verdict")


def incident_accounts(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return what every originator says of the incidents that the story tells: days and tolls.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        As written to claims_clean.csv.
    figures : DataFrame
        As returned by `story_figures`.

    Returns
    -------
    DataFrame, one row per incident, indicator and independent originator, the story's first
        ``incident_id``, ``indicator``, ``originator``, ``story`` (True for the story's originator), `BOUNDS`,
        ``period_start`` and ``period_end`` of the originator's claims (days, both included), ``same_days`` (they have a
        day in common with the story's), ``place`` as the story prints it, ``claim_ids``. Facts told once are left out.
    """
    told = figures[figures["incident_id"] != ""].set_index("incident_id")
    about = claims[claims["incident_id"].isin(told.index) & (claims["indicator"] != "context")]
    table = standing_figures(about, ["incident_id", "indicator"])
    by_id = about.set_index("claim_id")
    used = [by_id.loc[ids.split(";")] for ids in table["claim_ids"]]
    table["period_start"] = [part["period_start"].min() for part in used]
    table["period_end"] = [part["period_end"].max() for part in used]
    own = told.loc[table["incident_id"]]
    table["story"] = table["originator"].to_numpy() == own["originator"].to_numpy()
    table["place"] = own["place"].to_numpy()
    starts, ends = own["period_start"].to_numpy(), own["period_end"].to_numpy()
    table["same_days"] = (table["period_start"].to_numpy() <= ends) & (
        starts <= table["period_end"].to_numpy()
    )
    order = ["incident_id", "story", "indicator", "originator"]
    return table.sort_values(order, ascending=[True, False, True, True], ignore_index=True)


def _rule_of(figure: Row) -> int:
    """Return the place of the rule for a figure: by indicator, and by unit where the rule names one."""
    for place, rule in enumerate(RULES):
        if rule.indicator == figure["indicator"] and rule.unit in ("", figure["unit"]):
            return place
    raise ValueError(
        f"no rule says what is comparable with {figure['claim_id']} ({figure['indicator']}, {figure['unit']}). "
        "Next: add one to RULES in src/reported/agreement/story.py."
    )


def _judged(figure: Row, claims: pd.DataFrame) -> tuple[dict[str, object], pd.DataFrame]:
    """Return a figure's row of the card and the figures of others that it was held against."""
    rule = RULES[figure["rule"]]
    same = claims[_same_thing(figure, claims, rule)]
    limit = publication_day(figure["published_on"]) + AFTER
    in_time = same["published_on"].map(publication_day) <= limit
    told, later = same[in_time], same[~in_time]
    others = _others(figure, told)
    agrees = others["agrees"].astype(bool)
    n = len(others)
    shared = _shared(figure, others[agrees])
    row = {
        **{name: figure[name] for name in KEPT},
        "verdict": "alone" if n == 0 else "corroborated" if agrees.all() else "contested",
        "as_floor": bool(n and agrees.all() and pd.isna(figure["read_high"])),
        "n_others": n,
        "agreeing": joined(others.loc[agrees, "originator"]),
        "against": joined(others.loc[~agrees, "originator"]),
        "n_before": int((others["when"] == "before").sum()),
        "n_after": int((others["when"] != "before").sum()),
        "shared_low": shared.low,
        "shared_high": shared.high,
        "same": rule.same,
        "why": rule.why,
        "claim_ids": ";".join([figure["claim_id"], *others["claim_ids"]]),
        "other_claim_ids": joined(others["other_claim_ids"]),
        "later_claim_ids": ";".join(sorted(later["claim_id"])),
    }
    return row | {"sentence": card_sentence(row, others)}, others


KEPT = [
    "claim_id", "statement_id", "group", "wording", "noun", "indicator", "unit", "scope", "attributed_to", "locator",
    "kind", "certainty", *BOUNDS, "read_low", "read_high", "period_start", "period_end", "published_on",
    "originator", "incident_id",
]  # fmt: skip


def _same_thing(figure: Row, claims: pd.DataFrame, rule: Rule) -> pd.Series:
    """Select the claims of other originators on the same thing as the story's figure, whenever published."""
    others = (claims["originator"] != figure["originator"]) & (claims["indicator"] == rule.indicator)
    others &= claims["unit"] == figure["unit"]
    if rule.same == "none":
        return others & False
    if rule.same == "incident":
        return others & (claims["incident_id"] == figure["incident_id"])
    own, theirs = definition(pd.Series([_whole(figure["scope"])])).iloc[0], definition(claims["scope"])
    compared = (theirs == own) | (theirs == "") | ((own == "") & ~theirs.map(is_part))
    party = claims["actor"] == figure["actor"]
    area = claims["governorate"].isin(rule.areas or (figure["governorate"],))
    if rule.place:
        area &= claims["place"].str.contains(rule.place, case=False)
    if rule.indicator not in ("context",):
        area &= (claims["place_id"] == figure["place_id"]) | (claims["place_id"] == "")
    elif figure["place_id"]:
        area &= claims["place_id"] == figure["place_id"]
    return others & compared & party & area & _in_window(figure, claims, rule)


def _whole(scope: str) -> str:
    """Return the scope of the whole of which a verified subset is a part."""
    return "+".join(word for word in scope.split("+") if word != FLOOR)


def _in_window(figure: Row, claims: pd.DataFrame, rule: Rule) -> pd.Series:
    """Select the claims whose period the rule allows; both days of a period are included."""
    start, end, day = figure["period_start"], figure["period_end"], pd.Timedelta(days=1)
    first, last = claims["period_start"], claims["period_end"]
    if rule.same == "as_of":
        away = first + (last - first) / 2 - (start + (end - start) / 2)
        return away.between(-rule.days_before * day, rule.days_after * day)
    common = last.clip(upper=end) - first.clip(lower=start) + day
    spell = end - start + day
    return common >= rule.share * (spell if rule.same == "part" else (last - first + day).clip(lower=spell))


def _others(figure: Row, told: pd.DataFrame) -> pd.DataFrame:
    """Return one row per other independent originator: its figure, when it was out, and whether it leaves room."""
    if (told["copy_of"] != "").all():
        return pd.DataFrame(columns=OTHERS)
    standing = standing_figures(told.assign(one=0), ["one"]).drop(columns="one")
    own = Interval.from_columns(figure["read_low"], float("nan"), figure["read_high"])
    by_id = told.set_index("claim_id")
    rows = []
    for row in standing.to_dict("records"):
        ids = row["claim_ids"].split(";")
        every = [*ids, *filter(None, row["other_claim_ids"].split(";"))]
        used = by_id.loc[ids]
        theirs = Interval.from_columns(row["low"], row["best"], row["high"])
        out = _when(by_id.loc[every, "published_on"], figure["published_on"])
        facts = {
            "kind": used["kind"].mode().iloc[0], "unstated": bool((used["scope"] == "").any()),
            "wording": " / ".join(dict.fromkeys(used["wording"])), "agrees": own.overlaps(theirs),
            "period_start": used["period_start"].min(), "period_end": used["period_end"].max(),
        }  # fmt: skip
        rows.append(row | out | facts)
    table = pd.DataFrame(rows)
    table["rank"] = table["when"].map(WHEN.index)
    return table.sort_values(["rank", "published", "originator"], ignore_index=True)[OTHERS]


OTHERS = [
    "originator", *BOUNDS, "kind", "published", "when", "agrees", "unstated", "wording", "period_start", "period_end",
    "claim_ids", "other_claim_ids",
]  # fmt: skip


def _when(published: pd.Series, story: str) -> dict[str, object]:
    """Return when a figure was first out: before the story only where a page's last possible day is before it."""
    day = publication_day(story)
    first = min(publication_day(text, unknown="first") for text in published)
    if min(publication_day(text) for text in published) < day:
        return {"when": "before", "published": first}
    return {"when": "after" if first >= day else "undated", "published": first}


def _shared(figure: Row, agreeing: pd.DataFrame) -> Interval:
    """Return what the story's figure and those that agree with it have in common, as far as they all do."""
    shared = Interval.from_columns(figure["read_low"], float("nan"), figure["read_high"])
    for row in agreeing.to_dict("records"):
        narrower = shared.intersection(Interval.from_columns(row["low"], row["best"], row["high"]))
        shared = narrower or shared
    return shared
