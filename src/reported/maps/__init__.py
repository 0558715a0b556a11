"""Interactive maps: one self-contained HTML file each, in which every word of the ledger is text.

A notebook makes the map, shows it as the last value of a cell, and writes it::

    drawn = incident_map(incidents, claims, sources, named_boundaries(...), ledger.neighbours)
    write_map(drawn, "build/site/maps/incidents.html")
"""

from reported.maps.content import figure_words, safe_link
from reported.maps.marks import LAYERS, Layer, incident_marks, layer_of
from reported.maps.page import MapError, incident_map, map_html, write_map

__all__ = [
    "LAYERS",
    "Layer",
    "MapError",
    "figure_words",
    "incident_map",
    "incident_marks",
    "layer_of",
    "map_html",
    "safe_link",
    "write_map",
]
