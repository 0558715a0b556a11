"""Time check, cleaning and monthly series of ledgers of 1, 10 and more times the size: `make growth`.

A ledger grows by copies of all its claims, codings and sources, each with ids of its own, so that everything
that the checks and the cleaning look at (statements, copies between pages, totals) is there as often.
"""

import argparse
import csv
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The ids in each file that every copy has its own of; the other files stay as they are.
OWN_IDS = {
    "claims.csv": ("claim_id", "statement_id", "source_id", "incident_id"),
    "coding.csv": ("claim_id",),
    "sources.csv": ("source_id", "upstream"),
    "known_contradictions.csv": ("claim_id",),
}
AIM_CLAIMS, AIM_SECONDS, AIM_MEGABYTES = 200_000, 20, 1000


def grow(source: Path, times: int, target: Path) -> None:
    """Write a ledger of so many times the claims into a folder."""
    shutil.copytree(source, target)
    for file, ids in OWN_IDS.items():
        with (source / file).open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        own = [header.index(name) for name in ids]
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(header)
        for number in range(times):
            for row in rows:
                copy = row.copy()
                for column in own if number else ():
                    copy[column] = f"{row[column]}-copy{number}" if row[column] else ""
                writer.writerow(copy)
        (target / file).write_text(written.getvalue(), encoding="utf-8")


def measure(folder: Path) -> None:
    """Print as JSON the claims, the seconds of each step and the most memory; run in a process of its own."""
    from reported.cleaning import clean_claims, monthly_series
    from reported.ledger import inspect_ledger

    seconds = {}
    began = time.perf_counter()
    ledger = inspect_ledger(folder).ledger
    seconds["check"] = time.perf_counter() - began
    began = time.perf_counter()
    claims, _ = clean_claims(ledger)
    seconds["clean"] = time.perf_counter() - began
    began = time.perf_counter()
    monthly_series(claims)
    seconds["series"] = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"claims": len(ledger.claims), "megabytes": megabytes, **seconds}))


def main() -> None:
    """Measure each size, print the table, and fail where the largest takes more than the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 72], metavar="N")
    times = parser.parse_args().times
    print(f"{'claims':>9} {'check':>8} {'clean':>8} {'series':>8} {'together':>9} {'memory':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for number in times:
            ledger = Path(folder, str(number))
            grow(ROOT / "data/raw", number, ledger)
            command = [sys.executable, __file__, "--measure", str(ledger)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            together = row["check"] + row["clean"] + row["series"]
            print(
                f"{row['claims']:>9,} {row['check']:>6.1f} s {row['clean']:>6.1f} s {row['series']:>6.1f} s "
                f"{together:>7.1f} s {row['megabytes']:>6.0f} MB",
                flush=True,
            )
    if row["claims"] >= AIM_CLAIMS and (together > AIM_SECONDS or row["megabytes"] > AIM_MEGABYTES):
        raise SystemExit(f"The aim for {AIM_CLAIMS:,} claims is {AIM_SECONDS} s and {AIM_MEGABYTES:,} MB.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main()
