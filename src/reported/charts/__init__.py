"""Charts: the house style, the chart pack writer, and one or two modules per chart.

A notebook makes the marks' table, then the card with the chart's words, then draws and writes::

    marks, left_out = estimate_marks(claims, originators=originators)
    card = estimates_card(marks, left_out, claims, ledger_checksum=checksum, parameters=parameters)
    write_pack(draw_chart(card, plot_estimates), figures, card)
"""

from reported.charts.agreement_matrix import (
    agreement_card,
    agreement_finding,
    agreement_marks,
    plot_agreement,
)
from reported.charts.attacks import (
    ISIS_PANEL,
    attack_marks,
    attacks_card,
    attacks_finding,
    counters_of_isis,
    spread_of_year,
)
from reported.charts.attacks_drawing import plot_attacks
from reported.charts.basemap import base_of
from reported.charts.casualties import casualties_card, casualties_finding, casualty_marks
from reported.charts.casualties_drawing import plot_casualties
from reported.charts.centres import centre_marks, centres_card, centres_finding, plot_centres
from reported.charts.coverage import coverage_card, coverage_marks, plot_coverage
from reported.charts.crossings import crossing_marks, crossings_card, crossings_finding, plot_crossings
from reported.charts.estimates import (
    estimate_marks,
    estimates_card,
    estimates_finding,
    estimates_spread,
)
from reported.charts.estimates_drawing import plot_estimates
from reported.charts.glyphs import GLOSSARY
from reported.charts.hedging import hedging_card, hedging_marks, plot_hedging
from reported.charts.incident_map import (
    TOLLS,
    incident_marks,
    incidents_card,
    incidents_finding,
    plot_incidents,
)
from reported.charts.inspection import NotOurChart, describe_file, inspect_file
from reported.charts.leave_one_out import hanging_card, hanging_finding, hanging_marks
from reported.charts.leave_one_out_drawing import plot_hanging
from reported.charts.levels import level_marks, levels_card, levels_finding, plot_levels
from reported.charts.pack import Card, Pack, PackError, draw_chart, write_pack
from reported.charts.provinces import (
    chosen_series,
    maps_card,
    maps_finding,
    northern_card,
    northern_finding,
    plot_maps,
    plot_northern,
    plot_tiles,
    province_marks,
    quarter_marks,
    tiles_card,
    tiles_finding,
)
from reported.charts.reach import moves_over, plot_reach, reach_card, reach_finding, reach_marks
from reported.charts.report_card import verdict_marks, verdicts_card, verdicts_finding
from reported.charts.report_card_drawing import plot_verdicts

__all__ = [
    "GLOSSARY",
    "ISIS_PANEL",
    "TOLLS",
    "Card",
    "NotOurChart",
    "Pack",
    "PackError",
    "agreement_card",
    "agreement_finding",
    "agreement_marks",
    "attack_marks",
    "attacks_card",
    "attacks_finding",
    "base_of",
    "casualties_card",
    "casualties_finding",
    "casualty_marks",
    "centre_marks",
    "centres_card",
    "centres_finding",
    "chosen_series",
    "counters_of_isis",
    "coverage_card",
    "coverage_marks",
    "crossing_marks",
    "crossings_card",
    "crossings_finding",
    "describe_file",
    "draw_chart",
    "estimate_marks",
    "estimates_card",
    "estimates_finding",
    "estimates_spread",
    "hanging_card",
    "hanging_finding",
    "hanging_marks",
    "hedging_card",
    "hedging_marks",
    "incident_marks",
    "incidents_card",
    "incidents_finding",
    "inspect_file",
    "level_marks",
    "levels_card",
    "levels_finding",
    "maps_card",
    "maps_finding",
    "moves_over",
    "northern_card",
    "northern_finding",
    "plot_agreement",
    "plot_attacks",
    "plot_casualties",
    "plot_centres",
    "plot_coverage",
    "plot_crossings",
    "plot_estimates",
    "plot_hanging",
    "plot_hedging",
    "plot_incidents",
    "plot_levels",
    "plot_maps",
    "plot_northern",
    "plot_reach",
    "plot_tiles",
    "plot_verdicts",
    "province_marks",
    "quarter_marks",
    "reach_card",
    "reach_finding",
    "reach_marks",
    "spread_of_year",
    "tiles_card",
    "tiles_finding",
    "verdict_marks",
    "verdicts_card",
    "verdicts_finding",
    "write_pack",
]
