"""The charts of notebooks 03 to 05 from the committed tables: their marks, their cards and how they are drawn."""

from functools import cache, partial
from pathlib import Path

import pandas as pd

from reported import agreement, charts, spatial, timeseries
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


@cache
def incidents():
    return read_processed(ROOT / "data/processed", "incidents")


@cache
def base():
    return charts.base_of(tables()[0])


@cache
def counts():
    _, claims, monthly = tables()
    return spatial.governorate_counts(claims, monthly)[0]


def governorate_names():
    return governorates(tables()[0].crosswalk)["name"].to_dict()


@cache
def incident_map():
    marks, in_table = charts.incident_marks(incidents())
    card = partial(charts.incidents_card, marks, in_table, tables()[1])
    return marks, card, partial(charts.plot_incidents, base=base())


@cache
def yearly():
    return charts.province_marks(counts(), names=governorate_names(), year=2018)


@cache
def northern():
    card = partial(charts.northern_card, yearly(), tables()[1])
    return card(ledger_checksum="0" * 64).marks, card, charts.plot_northern


@cache
def governorate_maps():
    return yearly(), partial(charts.maps_card, yearly(), tables()[1]), partial(charts.plot_maps, base=base())


@cache
def tiles():
    marks = charts.quarter_marks(counts(), names=governorate_names(), year=2018)
    return marks, partial(charts.tiles_card, marks, tables()[1]), charts.plot_tiles


@cache
def attack_points():
    attacked = incidents()[incidents()["indicator"].isin(charts.TOLLS)]
    return attacked, spatial.incident_points(attacked)[0]


@cache
def reach():
    held, claims, _ = tables()
    attacked, points = attack_points()
    distances = spatial.border_distances(points, held.governorates, held.neighbours)
    found = spatial.reach(counts(), seed=1)
    marks = charts.reach_marks(found, distances, attacked, start="2017-07-01", end="2019-06-30")
    return marks, partial(charts.reach_card, marks, claims), charts.plot_reach


@cache
def centres():
    attacked, points = attack_points()
    early = points[points["period_start"].between("2018-06-01", "2018-11-30")].assign(period="Jun–Nov 2018")
    late = points[points["period_start"].between("2018-12-01", "2019-02-28")].assign(
        period="Dec 2018–Feb 2019"
    )
    both = pd.concat([early, late], ignore_index=True)
    found = spatial.mean_centres(both, by="period", seed=1)
    found = found.set_index("period").loc[["Jun–Nov 2018", "Dec 2018–Feb 2019"]].reset_index()
    marks = charts.centre_marks(both, found, attacked)
    shift = spatial.centre_shift(early, late, seed=1)
    card = partial(charts.centres_card, marks, tables()[1], shift)
    return marks, card, partial(charts.plot_centres, base=base())


@cache
def agreeing():
    held, claims, _ = tables()
    comparisons, figures, _ = agreement.compare(claims)
    names = held.originators.set_index("originator")["short_name"].to_dict()
    marks = charts.agreement_marks(agreement.pairs(figures), names=names)
    return marks, partial(charts.agreement_card, marks, comparisons, claims), charts.plot_agreement


@cache
def verdicts():
    held, claims, _ = tables()
    names = held.originators.set_index("originator")["short_name"].to_dict()
    marks = charts.verdict_marks(*agreement.report_card(held.claims, claims), names=names)
    return marks, partial(charts.verdicts_card, marks, held.claims), charts.plot_verdicts


@cache
def hanging():
    held, claims, _ = tables()
    names = held.originators.set_index("originator")["short_name"].to_dict()
    found = read_processed(ROOT / "data/processed", "findings")
    found = found[found["notebook"].isin(["03_time_series", "04_spatial", "05_triangulation"])]
    marks = charts.hanging_marks(found, claims, names=names)
    return marks, partial(charts.hanging_card, marks, claims), charts.plot_hanging


CHARTS = {
    "attacks": attacks,
    "casualties": casualties,
    "levels": levels,
    "crossings": crossings,
    "incident-map": incident_map,
    "northern": northern,
    "maps": governorate_maps,
    "tiles": tiles,
    "reach": reach,
    "centres": centres,
    "agreement": agreeing,
    "report-card": verdicts,
    "leave-one-out": hanging,
}
