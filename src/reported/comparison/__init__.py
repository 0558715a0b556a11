"""What changed between two states of the project: findings, marks and pictures of charts, and the claims behind.

A state is a folder, or a revision of the git repository::

    with open_state("HEAD") as old, open_state(".") as new:
        differences = compare(old, new)
    print(report_text(differences))
    write_html(differences, Path("build/diff/index.html"))
"""

from reported.comparison.differences import ChartDifference, Differences, compare, words_changed
from reported.comparison.history import RecordedPack, recorded_packs, recorded_pictures
from reported.comparison.page import report_html, write_html
from reported.comparison.rows import Change, CompareError, compare_marks, rows_of
from reported.comparison.states import State, open_state
from reported.comparison.words import change_lines, report_text

__all__ = [
    "Change",
    "ChartDifference",
    "CompareError",
    "Differences",
    "RecordedPack",
    "State",
    "change_lines",
    "compare",
    "compare_marks",
    "open_state",
    "recorded_packs",
    "recorded_pictures",
    "report_html",
    "report_text",
    "rows_of",
    "words_changed",
    "write_html",
]
