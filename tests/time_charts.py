"""The charts of notebook 03 from the committed tables: their marks, their cards and how they are drawn."""

from functools import cache
from pathlib import Path

from reported import charts, timeseries
from reported.cleaning import read_processed
from reported.ledger import read_ledger
from reported.places import governorates

ROOT = Path(__file__).parents[1]
SINCE = "2017-12"


@cache
def tables():
    """Return the ledger, the clean claims and the monthly series."""
    names = ("claims_clean", "monthly")
    return read_ledger(ROOT / "data/raw"), *(read_processed(ROOT / "data/processed", name) for name in names)


@cache
def attacks():
    held, claims, _ = tables()
    rates, _ = timeseries.attack_rates(claims)
    shares = timeseries.shares_of_month(rates, originator="AP", month="2019-01")
    marks, left_out = charts.attack_marks(
        rates, shares, originators=held.originators, start="2017-01-01", end="2020-12-31"
    )
    return marks, lambda **given: charts.attacks_card(marks, left_out, claims, **given), charts.plot_attacks


@cache
def casualties():
    held, claims, monthly = tables()
    months = timeseries.casualty_months(monthly)
    own = (
        (months["originator"] == "UNAMI")
        & (months["governorate"] == "IQ")
        & (months["scope"] == "incl_police")
    )
    killed = months[own & (months["indicator"] == "civilians_killed")]
    levels, _ = timeseries.breaks(timeseries.longest_stretch(killed))
    names = governorates(held.crosswalk)["name"].to_dict()
    marks, left_out = charts.casualty_marks(months, levels, names=names, start="2016-01", end="2020-12")
    ratios = timeseries.pair_ratios(timeseries.casualty_spells(claims, months), seed=1)
    return (
        marks,
        lambda **given: charts.casualties_card(marks, left_out, claims, ratios, **given),
        charts.plot_casualties,
    )


@cache
def levels():
    _, claims, monthly = tables()
    rates, _ = timeseries.attack_rates(claims)
    series = timeseries.long_series(timeseries.monthly_counts(monthly, rates))
    steps, _, trends = timeseries.changes(series, since=SINCE)
    marks = charts.level_marks(series, steps, trends)
    return marks, lambda **given: charts.levels_card(marks, claims, since=SINCE, **given), charts.plot_levels


@cache
def crossings():
    held, claims, _ = tables()
    figures, left_out = timeseries.crossings(claims)
    names = held.originators.set_index("originator")["short_name"].to_dict()
    marks = charts.crossing_marks(timeseries.shares_of_stock(figures, low=5000, high=7000), names=names)
    return (
        marks,
        lambda **given: charts.crossings_card(marks, left_out, claims, **given),
        charts.plot_crossings,
    )


CHARTS = {"attacks": attacks, "casualties": casualties, "levels": levels, "crossings": crossings}
