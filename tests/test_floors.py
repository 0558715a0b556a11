"""The package is built floor by floor: a room imports only from floors below, so that none can come round."""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "reported"

# From the ground up. A room is a module or a folder of modules, and stands on one floor.
FLOORS = (
    (
        "intervals",
        "periods",
        "hedges",
        "quantities",
        "files",
        "prose",
        "stopping",
        "printing",
        "importing",
    ),  # of nothing of ours
    ("wording", "tables", "kernels"),  # words to intervals; files to tables
    ("places", "ledger", "coverage"),  # what was collected, read and checked
    ("cleaning",),
    ("timeseries", "spatial", "agreement"),  # the analyses: table in, table out
    ("charts",),
    ("maps", "findings", "comparison"),  # what is made of charts
    ("briefing",),
    ("site", "run", "verify"),  # each a command
    ("forking",),  # of runs
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> dict[str, Path]:
    """Return the file of every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts))
        found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imported(code: str, name: str, *, is_folder: bool) -> Iterator[tuple[int, str]]:
    """Give line and name of each module of the package that some code imports, inside functions too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = name.split(".")[: -node.level or None]
            if node.level and is_folder:
                above = name.split(".")[: 1 - node.level or None]
            base = ".".join([*(above if node.level else ()), *([node.module] if node.module else ())])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for full in names:
            if full.split(".")[0] == PACKAGE.name:
                yield node.lineno, full if full in MODULES else full.rpartition(".")[0]


def room(module: str) -> str:
    """Return the room of a module, as ``charts`` of ``reported.charts.pack``."""
    return module.removeprefix(PACKAGE.name).removeprefix(".").split(".")[0]


def imports_of(name: str) -> list[tuple[int, str]]:
    """Return line and name of each module of the package that a module imports."""
    path = MODULES[name]
    return list(imported(path.read_text(encoding="utf-8"), name, is_folder=path.name == "__init__.py"))


def offences(imports: Iterable[tuple[int, str]], name: str) -> list[str]:
    """Return each import that goes from a module to another room on its own floor or on one above."""
    return [
        f"{name}, line {line}: {room(name)} may not import {target}"
        for line, target in imports
        if room(target) not in ("", room(name)) and FLOOR_OF[room(target)] >= FLOOR_OF[room(name)]
    ]


class TestFloors:
    def test_every_room_stands_on_one_floor(self):
        rooms = {room(name) for name in MODULES} - {""}
        assert sorted(room for floor in FLOORS for room in floor) == sorted(rooms)

    @pytest.mark.parametrize("name", [name for name in MODULES if room(name)])
    def test_a_module_imports_only_from_floors_below(self, name):
        assert offences(imports_of(name), name) == []

    def test_no_module_imports_itself_by_way_of_others(self):
        imports = {name: {target for _, target in imports_of(name)} - {name} for name in MODULES}
        try:
            TopologicalSorter(imports).prepare()
        except CycleError as error:
            pytest.fail(f"modules import each other: {' < '.join(error.args[1])}")


CHANGE = "reported.timeseries.change"


class TestTheTestItself:
    @pytest.mark.parametrize(
        "code",
        [
            "from reported.charts.pack import write_pack",
            "from reported import charts",
            "import reported.charts.pack",
            "from ..charts import pack",
            "from .. import charts",
            "from reported.spatial import homes",
            "def later():\n    from reported.charts.style import wrap",
        ],
    )
    def test_an_import_from_above_or_the_same_floor_is_found_in_every_spelling(self, code):
        assert len(offences(imported(code, CHANGE, is_folder=False), CHANGE)) == 1

    @pytest.mark.parametrize(
        "code", ["from .pack import read", "from . import pack", "from reported import maps"]
    )
    def test_a_folders_own_modules_are_its_own_room(self, code):
        found = offences(imported(code, "reported.charts", is_folder=True), "reported.charts")
        assert len(found) == ("maps" in code)

    @pytest.mark.parametrize(
        "code",
        [
            "from reported import __version__",
            "from reported.timeseries import sharing",
            "from reported.cleaning import outputs",
            "import pandas",
        ],
    )
    def test_its_own_room_the_floors_below_and_other_packages_may_be_imported(self, code):
        assert offences(imported(code, CHANGE, is_folder=False), CHANGE) == []
