"""Say, module by module, how many of mutmut's small faults some test noticed: `make mutants`.

mutmut changes one operator, number, text or argument of a function at a time and runs the tests that reach it. A
fault that no test notices has survived: either a test is missing, or the change makes no difference to any input.
mutmut leaves alone what stands outside functions (tables, patterns) and decorated functions.
"""

import json
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).resolve().parent.parent
AIM = 0.9  # of the mutants of each module
NOTICED = ("killed", "timeout")  # a fault that keeps a loop from ending is noticed too
LINE = "{:42} {:>8} {:>8} {:>9} {:>9} {:>7}"


def main() -> None:
    """Print a row for each module; end with an error where one has less than the aim."""
    print(LINE.format("module", "mutants", "killed", "survived", "no tests", "killed"))
    short = []
    for path in sorted((ROOT / "mutants").rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        counts = Counter(status_by_exit_code[code] for code in codes)
        if not counts:
            continue
        module = str(path.relative_to(ROOT / "mutants")).removesuffix(".meta")
        killed, total = sum(counts.pop(status, 0) for status in NOTICED), len(codes)
        untested = counts.pop("no tests", 0)
        print(LINE.format(module, total, killed, counts.total(), untested, f"{killed / total:.1%}"))
        if killed < AIM * total:
            short.append(module)
    if short:
        raise SystemExit(
            f"Fewer than {AIM:.0%} of the mutants are killed in {', '.join(short)}.\n"
            "Next: `python -m mutmut results` names the survivors, `python -m mutmut show NAME` shows the change."
        )


if __name__ == "__main__":
    main()
