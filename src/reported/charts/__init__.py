"""Charts: the house style, the chart pack writer, and one pair of modules per chart.

A notebook makes the marks' table, then the card with the chart's words, then draws and writes::

    marks, left_out = estimate_marks(claims, originators=originators)
    card = estimates_card(marks, left_out, claims, ledger_checksum=checksum, parameters=parameters)
    write_pack(draw_chart(card, plot_estimates), figures, card)
"""

from reported.charts.coverage import coverage_card, coverage_marks, plot_coverage
from reported.charts.estimates import estimate_marks, estimates_card, estimates_finding
from reported.charts.estimates_drawing import plot_estimates
from reported.charts.glyphs import GLOSSARY
from reported.charts.hedging import hedging_card, hedging_marks, plot_hedging
from reported.charts.pack import Card, Pack, PackError, draw_chart, write_pack

__all__ = [
    "GLOSSARY",
    "Card",
    "Pack",
    "PackError",
    "coverage_card",
    "coverage_marks",
    "draw_chart",
    "estimate_marks",
    "estimates_card",
    "estimates_finding",
    "hedging_card",
    "hedging_marks",
    "plot_coverage",
    "plot_estimates",
    "plot_hedging",
    "write_pack",
]
