"""What share of the package's lines and of its branches the tests reach: `make coverage`.

coverage.py's own limit is one for both together, and would let branches fall while lines make up for them.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

LEAST = 95  # percent, of lines and of branches each


def main() -> int:
    """Print both shares; return 1 if one of them is under `LEAST`, or if nothing was measured."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "coverage.json")
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "--fail-under=0", "-o", report]
        if subprocess.run(command, check=False).returncode or not report.is_file():
            return 1
        totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    shares = {
        "lines": (totals["covered_lines"], totals["num_statements"]),
        "branches": (totals["covered_branches"], totals["num_branches"]),
    }
    for name, (reached, there) in shares.items():
        print(f"{name}: {100 * reached / there:.2f} % ({reached:,} of {there:,})")
    low = [name for name, (reached, there) in shares.items() if 100 * reached < LEAST * there]
    if low:
        print(
            f"coverage: {' and '.join(low)} under {LEAST} %; test what the table above names", file=sys.stderr
        )
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
