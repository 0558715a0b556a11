"""Rows that tie are in the same order on every machine, and lengths add up to the same in every Python.

By one key pandas sorts with numpy's quick sort, which leaves ties in an order that depends on the processor's
instructions; by several keys, or with kind="stable", it does not.
"""

import ast
import json
from pathlib import Path

import pytest

from reported.charts import report_card_drawing, style

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb")])
# Of these no two rows that are sorted have the same.
UNIQUE = {"claim_id", "incident_id", "governorate", "name", "month"}


def code_of(path):
    """Return the code of a module, or of all cells of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    cells = json.loads(text)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def unstable(code):
    """Return the sorts of this code that may leave ties in any order."""
    return [
        ast.unparse(call)
        for call in ast.walk(ast.parse(code))
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", "") in ("sort_values", "argsort")
        and not any(option.arg == "kind" for option in call.keywords)
        and not (call.args and isinstance(call.args[0], ast.List | ast.Name | ast.Subscript))  # several keys
        and not (call.args and getattr(call.args[0], "value", None) in UNIQUE)
        and ".index" not in ast.unparse(call.func)  # its labels are all there is to an index
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sort_by_one_key_that_may_tie_is_stable(path):
    assert unstable(code_of(path)) == []


@pytest.mark.parametrize(
    "code, is_found",
    [
        ("table.sort_values('low')", True),
        ("means.sort_values(ascending=False)", True),
        ("table.sort_values('low', kind='stable')", False),
        ("table.sort_values(['low', 'claim_id'])", False),
        ("table.sort_values('claim_id')", False),
        ("costs.argsort()", True),
    ],
)
def test_an_unstable_sort_is_found(code, is_found):
    assert bool(unstable(code)) is is_found


class TestSums:
    def test_lengths_are_added_from_left_to_right(self):
        assert style.added([1e16, 1.0, -1e16]) == 0  # with the last digit corrected, as from 3.12 on, it is 1
        assert style.added([]) == 0

    def test_the_report_card_measures_its_lines_with_no_other_sum(self, monkeypatch):
        monkeypatch.setattr(
            report_card_drawing, "sum", lambda _: pytest.fail("not in every Python"), raising=False
        )
        assert report_card_drawing._width([("one", 7, "bold"), ("two", 7, "normal")]) > 5
        assert report_card_drawing._height([]) == 0
