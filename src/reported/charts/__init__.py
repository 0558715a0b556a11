"""Charts: the house style, the chart pack writer, and one or two modules per chart.

A notebook makes the marks' table, then the card with the chart's words, then draws and writes::

    marks, left_out = estimate_marks(claims, originators=originators)
    card = estimates_card(marks, left_out, claims, ledger_checksum=checksum, parameters=parameters)
    write_pack(draw_chart(card, plot_estimates), figures, card)
"""

from reported.charts.attacks import (
    ISIS_PANEL,
    attack_marks,
    attacks_card,
    attacks_finding,
    counters_of_isis,
    spread_of_year,
)
from reported.charts.attacks_drawing import plot_attacks
from reported.charts.casualties import casualties_card, casualties_finding, casualty_marks
from reported.charts.casualties_drawing import plot_casualties
from reported.charts.coverage import coverage_card, coverage_marks, plot_coverage
from reported.charts.crossings import crossing_marks, crossings_card, crossings_finding, plot_crossings
from reported.charts.estimates import estimate_marks, estimates_card, estimates_finding
from reported.charts.estimates_drawing import plot_estimates
from reported.charts.glyphs import GLOSSARY
from reported.charts.hedging import hedging_card, hedging_marks, plot_hedging
from reported.charts.levels import level_marks, levels_card, levels_finding, plot_levels
from reported.charts.pack import Card, Pack, PackError, draw_chart, write_pack

__all__ = [
    "GLOSSARY",
    "ISIS_PANEL",
    "Card",
    "Pack",
    "PackError",
    "attack_marks",
    "attacks_card",
    "attacks_finding",
    "casualties_card",
    "casualties_finding",
    "casualty_marks",
    "counters_of_isis",
    "coverage_card",
    "coverage_marks",
    "crossing_marks",
    "crossings_card",
    "crossings_finding",
    "draw_chart",
    "estimate_marks",
    "estimates_card",
    "estimates_finding",
    "hedging_card",
    "hedging_marks",
    "level_marks",
    "levels_card",
    "levels_finding",
    "plot_attacks",
    "plot_casualties",
    "plot_coverage",
    "plot_crossings",
    "plot_estimates",
    "plot_hedging",
    "plot_levels",
    "spread_of_year",
    "write_pack",
]
