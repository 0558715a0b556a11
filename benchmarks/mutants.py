"""Say, module by module, how many of mutmut's small faults some test noticed: `make mutants`.

mutmut changes one operator, number, text or argument of a function at a time and runs the tests that reach it. A
fault that no test notices has survived: either a test is missing, or the change makes no difference to any input.

mutmut switches a fault on when all modules are loaded, so it cannot try the functions that build a table while their
module loads. Their mutants are tried here, each in a process of its own. What stands outside functions (tables,
patterns), and decorated functions, mutmut leaves alone.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
AIM = 0.9  # of the mutants of each module
NOTICED = ("killed", "timeout")  # a fault that keeps a loop from ending is noticed too
TIMEOUT = 600  # seconds for all the tests
LINE = "{:42} {:>8} {:>8} {:>9} {:>9} {:>7}"

# Load the modules as mutmut does when it notes which functions run, and print those that did.
RAN_ON_LOADING = """
import importlib, json, sys
from mutmut.state import state
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(state()._stats)))
"""


def run(mutant: str, *command: str) -> subprocess.CompletedProcess:
    """Run Python on the mutated modules with one mutant switched on from the start."""
    surroundings = {**os.environ, "PYTHONPATH": str(MUTANTS / "src"), "MUTANT_UNDER_TEST": mutant}
    return subprocess.run(
        [sys.executable, *command],
        cwd=MUTANTS,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def try_those_that_run_on_loading(results: dict[Path, dict]) -> None:
    """Give the mutants of functions that run while their module loads the verdict of a process of their own."""
    sources = [path.relative_to(MUTANTS / "src").with_suffix("").with_suffix("") for path in results]
    modules = [".".join(source.parts).removesuffix(".__init__") for source in sources]
    ran = set(json.loads(run("stats", "-c", RAN_ON_LOADING, *modules).stdout))
    tests = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    command = ["-m", "pytest", "-x", "-q", *tests["pytest_add_cli_args"]]
    for path, codes in results.items():
        for mutant, code in codes.items():
            if mutant.rpartition("__mutmut_")[0] in ran and status_by_exit_code[code] not in NOTICED:
                done = run(mutant, *command, *tests["pytest_add_cli_args_test_selection"])
                codes[mutant] = 1 if done.returncode else 0
        meta = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(meta | {"exit_code_by_key": codes}, indent=4), encoding="utf-8")


def main() -> None:
    """Print a row for each module; end with an error where one has less than the aim."""
    found = {
        path: json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        for path in MUTANTS.rglob("*.meta")
    }
    results = {path: found[path] for path in sorted(found) if found[path]}
    try_those_that_run_on_loading(results)
    print(LINE.format("module", "mutants", "killed", "survived", "no tests", "killed"))
    short = []
    for path, codes in results.items():
        counts = Counter(status_by_exit_code[code] for code in codes.values())
        module = str(path.relative_to(MUTANTS)).removesuffix(".meta")
        killed, untested = sum(counts.pop(status, 0) for status in NOTICED), counts.pop("no tests", 0)
        print(LINE.format(module, len(codes), killed, counts.total(), untested, f"{killed / len(codes):.1%}"))
        if killed < AIM * len(codes):
            short.append(module)
    if short:
        raise SystemExit(
            f"Fewer than {AIM:.0%} of the mutants are killed in {', '.join(short)}.\n"
            "Next: `python -m mutmut results` names the survivors, `python -m mutmut show NAME` shows the change."
        )


if __name__ == "__main__":
    main()
