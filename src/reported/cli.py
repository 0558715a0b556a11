"""The command line: check the ledger, run a notebook, verify claims against texts."""

from __future__ import annotations

import argparse
import ast
import os
import sys
from collections.abc import Sequence
from pathlib import Path

DESCRIPTION = """\
Published figures on ISIS in Iraq after December 2017: from the printed wording to an interval, a
period, a place and a chart, each with its source.
"""
EPILOGUE = """\
examples:
  python -m reported check
  python -m reported check --ledger my/ledger
  python -m reported run notebooks/03_time_series.ipynb -p start 2018-01-01
  python -m reported verify --texts pages/ --out audit.csv

exit codes: 0 all is well; 1 the ledger has faults, a notebook failed, or a wording was not found;
2 the command cannot be carried out as given.
"""


class UsageError(ValueError):
    """The command cannot be carried out as given; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except UsageError as error:
        print(f"reported: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("reported: stopped; earlier outputs are as they were.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reported",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="{check,run,verify}")
    check = commands.add_parser(
        "check", help="read the ledger and name every fault: file, row, column, rule, remedy"
    )
    check.set_defaults(command=_check)
    run = commands.add_parser("run", help="execute a notebook; its outputs appear whole or not at all")
    run.add_argument("notebook", type=Path, help="a notebook, for instance notebooks/01_ledger.ipynb")
    run.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="a value for a name in the notebook's parameters cell; numbers, True and False as in Python",
    )  # fmt: skip
    run.add_argument(
        "--out", default=".", help="folder that holds data/processed and figures (default: the project)"
    )
    run.set_defaults(command=_run)
    verify = commands.add_parser(
        "verify", help="look up each claim's wording in plain-text copies of its source"
    )
    verify.add_argument(
        "--texts", type=Path, required=True, metavar="DIR", help="folder with <source_id>.txt files"
    )
    verify.add_argument("--out", type=Path, metavar="FILE", help="write the table there as CSV as well")
    verify.set_defaults(command=_verify)
    for command in (check, run, verify):
        command.add_argument(
            "--ledger", default="data/raw", metavar="DIR", help="the ledger (default: data/raw)"
        )
    return parser


def _check(options: argparse.Namespace) -> int:
    from reported.ledger import inspect_ledger, report

    inspection = inspect_ledger(Path(options.ledger))
    if inspection.problems or inspection.notes:
        print(report(inspection.problems, inspection.notes))
    if inspection.problems:
        return 1
    ledger = inspection.ledger
    print(
        f"{options.ledger}: {len(ledger.claims):,} claims, {len(ledger.sources):,} sources and "
        f"{len(ledger.places):,} places, no faults. Ledger {ledger.checksum[:12]}."
    )
    return 0


def _run(options: argparse.Namespace) -> int:
    from reported.run import Places, RunError, run_notebook

    source = options.notebook
    if not source.is_file() or source.suffix != ".ipynb":
        raise UsageError(f"{source} is no notebook; give a file such as notebooks/01_ledger.ipynb")
    root = source.resolve().parent.parent
    parameters = {"ledger": options.ledger, **{name: _literal(value) for name, value in options.parameter}}
    if options.out != ".":
        parameters |= {"processed": f"{options.out}/data/processed"} if "processed" in _names(source) else {}
    try:
        run_notebook(source, Places(root, options.out), parameters)
    except RunError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _names(source: Path) -> set[str]:
    from papermill import inspect_notebook

    return set(inspect_notebook(str(source)))


def _literal(value: str) -> object:
    """Read a number or truth value as such, anything else as text."""
    try:
        literal = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value
    return literal if isinstance(literal, bool | int | float) else value


def _verify(options: argparse.Namespace) -> int:
    from reported.ledger import LedgerError, read_ledger
    from reported.tables import csv_text, write_csv
    from reported.verify import read_texts, verify

    try:
        ledger = read_ledger(Path(options.ledger))
        texts, notes = read_texts(options.texts, set(ledger.sources["source_id"]))
    except LedgerError as error:
        raise UsageError(f"the ledger has faults; mend them first:\n{error}") from error
    except OSError as error:
        raise UsageError(
            f"{options.texts}: {error.strerror}; give a folder with <source_id>.txt files"
        ) from error
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    if not texts:
        raise UsageError(f"{options.texts} holds no text of a source; name the files <source_id>.txt")
    table = verify(ledger.claims, texts)
    print(csv_text(table), end="")
    if options.out:
        _write(write_csv, table, options.out)
    standing = int((table["found"] != "no").sum())
    print(f"{standing} of {len(table)} wordings stand in {len(texts)} texts.", file=sys.stderr)
    return 0 if standing == len(table) else 1


def _write(write_csv, table, path: Path) -> None:
    try:
        write_csv(table, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
