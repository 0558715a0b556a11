"""Findings: every computed result that prose quotes, with its value, its claims and what carries it.

A notebook collects its findings, shows each where it is made, and writes them at its end::

    found = Findings("03_time_series", claims)
    found.add("attacks-2018", sentence, unit="attacks a month", marks=marks, without=spreads)
    found.write(Path(root, out, "build/findings"))

The last notebook joins them into ``data/processed/findings.csv``, from which texts quote by id.
"""

from reported.findings.collecting import Finding, FindingError, Findings, value_words
from reported.findings.joining import join_findings, read_findings
from reported.findings.quoting import filled, numbers_in, quoted, unbacked

__all__ = [
    "Finding",
    "FindingError",
    "Findings",
    "filled",
    "join_findings",
    "numbers_in",
    "quoted",
    "read_findings",
    "unbacked",
    "value_words",
]
