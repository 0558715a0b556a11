"""The command line: check the ledger, run a notebook, inspect charts, tell what changed, verify claims."""

from __future__ import annotations

import argparse
import ast
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from reported.stopping import Stopped, stoppable

LEDGER = "data/raw"
PACKS = "figures"
DIFF_PAGE = "build/diff/index.html"
MADE_BEFORE = ("processed", "findings", "figures")  # folders that a notebook reads from those before it
DESCRIPTION = """\
Published figures on ISIS in Iraq after December 2017: from the printed wording to an interval, a
period, a place and a chart, each with its source.
"""
EPILOGUE = """\
examples:
  python -m reported check
  python -m reported check --ledger my/ledger
  python -m reported run notebooks/03_time_series.ipynb -p start 2018-01-01
  python -m reported inspect figures/fighter-estimates/*.svg
  python -m reported site
  python -m reported diff HEAD~1 HEAD
  python -m reported check-briefing their-paper.docx
  python -m reported verify --texts pages/ --out audit.csv

exit codes: 0 all is well; 1 the ledger has faults, a notebook failed, a chart is not as its pack says
or stale, a wording was not found, or with diff --exit-code something changed; 2 the command cannot be
carried out as given.
"""


class UsageError(ValueError):
    """The command cannot be carried out as given; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    if hasattr(sys.stdout, "reconfigure"):  # a terminal that lacks a letter shows its code instead
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = _carry_out(_parser(), arguments)
        if sys.stdout:
            sys.stdout.flush()  # a reader who has gone is met here, not at the interpreter's end
        return code
    except UsageError as error:
        print(f"reported: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print("reported: stopped; earlier outputs are as they were or will be made again.", file=sys.stderr)
        return 128 + (stop.args[0] if isinstance(stop, Stopped) else signal.SIGINT)
    except BrokenPipeError:
        _fall_silent()
        return 1


def _fall_silent() -> None:
    """Print nothing more: the reader of the pipe has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _carry_out(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    try:
        options = parser.parse_args(arguments)
    except SystemExit as end:  # --help, or a fault that argparse has told
        return int(end.code or 0)
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    return options.command(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reported",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (_add_check, _add_run, _add_site, _add_diff, _add_inspect, _add_check_briefing, _add_verify):
        add(commands)
    return parser


def _add_check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser(
        "check", help="read the ledger and name every fault: file, row, column, rule, remedy"
    )
    _add_ledger(check)
    check.set_defaults(command=_check)


def _add_run(commands: argparse._SubParsersAction) -> None:
    run = commands.add_parser("run", help="execute a notebook; its outputs appear whole or not at all")
    run.add_argument("notebook", type=Path, help="a notebook, for instance notebooks/01_ledger.ipynb")
    run.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="a value for a name in the notebook's parameters cell; numbers, True and False as in Python",
    )  # fmt: skip
    _add_out(run, "folder below build/ for data/processed and figures (default: the project's own)")
    run.add_argument(
        "--kernels", choices=("plain", "forked"), default="plain",
        help="start each kernel anew, or fork it from a process that has the libraries loaded and is shared "
        "by all runs, until two seconds after the last (default: %(default)s; the bytes are the same)",
    )  # fmt: skip
    _add_ledger(run)
    run.set_defaults(command=_run)


def _add_inspect(commands: argparse._SubParsersAction) -> None:
    inspect = commands.add_parser(
        "inspect", help="say which chart a file is, of which data and whether it is whole"
    )
    inspect.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a chart's .svg, .pdf, .png, .csv or .json"
    )
    _add_packs(inspect)
    inspect.set_defaults(command=_inspect)


def _add_verify(commands: argparse._SubParsersAction) -> None:
    verify = commands.add_parser(
        "verify", help="look up each claim's wording in plain-text copies of its source"
    )
    verify.add_argument(
        "--texts", type=Path, required=True, metavar="DIR", help="folder with <source_id>.txt files"
    )
    verify.add_argument("--out", type=Path, metavar="FILE", help="write the table there as CSV as well")
    _add_ledger(verify)
    verify.set_defaults(command=_verify)


def _add_site(commands: argparse._SubParsersAction) -> None:
    site = commands.add_parser(
        "site", help="render notebooks, charts and ledger as static pages to build/site"
    )
    _add_out(
        site, "folder that `run` was given; the site goes to build/site in it (default: the project's own)"
    )
    _add_ledger(site)
    site.add_argument(
        "--base-url", default="", metavar="URL",
        help="address under which it will be published, for sitemap and previews (default: none)",
    )  # fmt: skip
    site.set_defaults(command=_site)


def _add_diff(commands: argparse._SubParsersAction) -> None:
    diff = commands.add_parser(
        "diff", help="say which findings and marks moved between two states, from what to what"
    )
    diff.add_argument("old", nargs="?", default="HEAD", help="a folder or a git revision (default: HEAD)")
    diff.add_argument("new", nargs="?", default=".", help="the same (default: the folder as it is)")
    diff.add_argument(
        "--page", type=Path, default=Path(DIFF_PAGE), metavar="FILE",
        help=f"write the page with pictures before and after there (default: {DIFF_PAGE})",
    )  # fmt: skip
    diff.add_argument("--exit-code", action="store_true", help="exit with 1 if anything changed")
    diff.set_defaults(command=_diff)


def _add_check_briefing(commands: argparse._SubParsersAction) -> None:
    briefing = commands.add_parser(
        "check-briefing", help="find our charts in somebody's document and say which are stale"
    )
    briefing.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help=".docx, .pptx, .html, .tex or .pdf"
    )
    _add_packs(briefing)
    briefing.set_defaults(command=_check_briefing)


def _add_packs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--packs", type=Path, default=Path(PACKS), metavar="DIR",
        help=f"folder of chart packs to compare with (default: {PACKS})",
    )  # fmt: skip


def _add_ledger(command: argparse.ArgumentParser) -> None:
    command.add_argument("--ledger", type=Path, metavar="DIR", help=f"the ledger (default: {LEDGER})")


def _add_out(command: argparse.ArgumentParser, said: str) -> None:
    command.add_argument("--out", default=".", metavar="DIR", help=said)


def _check(options: argparse.Namespace) -> int:
    from reported.ledger import inspect_ledger, report

    folder = _ledger(options)
    inspection = inspect_ledger(folder)
    if inspection.problems or inspection.notes:
        print(report(inspection.problems, inspection.notes))
    if inspection.problems:
        return 1
    ledger = inspection.ledger
    print(
        f"{folder}: {len(ledger.claims):,} claims, {len(ledger.sources):,} sources and "
        f"{len(ledger.places):,} places, no faults. Ledger {ledger.checksum[:12]}."
    )
    return 0


def _run(options: argparse.Namespace) -> int:
    from reported import forking, run
    from reported.run import NotStarted, Places, RunError, own_parameters

    source = options.notebook
    if not source.is_file() or source.suffix != ".ipynb":
        raise UsageError(f"{source} is no notebook; give a file such as notebooks/01_ledger.ipynb")
    folder = source.absolute().parent.resolve()
    if folder.name != "notebooks":
        raise UsageError(f"{source} does not lie in a project's notebooks/; put it there to run it")
    parameters = {"ledger": _seen_from(folder.parent, _ledger(options, folder.parent))}
    began = time.monotonic()
    try:
        places = Places(folder.parent, options.out)
        if places.out != ".":
            own = own_parameters(source)
            parameters |= {name: f"{places.out}/{own[name]}" for name in MADE_BEFORE if name in own}
        parameters |= {name: _literal(value) for name, value in options.parameter}
        with stoppable():
            room = forking if options.kernels == "forked" else run
            room.run_notebook(source, places, parameters)
    except NotStarted as error:
        raise UsageError(error) from error
    except RunError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        print(f"{source.stem}: done in {time.monotonic() - began:.1f} s", flush=True)
    except BrokenPipeError:  # the run is good, listened to or not
        _fall_silent()
    return 0


def _ledger(options: argparse.Namespace, root: Path = Path()) -> Path:
    """Return the ledger's folder: as given, or the project's own."""
    folder = options.ledger or root / LEDGER
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; give the folder of a ledger with --ledger")
    return folder


def _seen_from(root: Path, folder: Path) -> str:
    """Return a folder as a notebook names it, so that the executed copy has no path of this machine."""
    return Path(os.path.relpath(folder.absolute(), root)).as_posix()


def _literal(value: str) -> object:
    """Read a number or truth value as such, anything else as text."""
    try:
        literal = ast.literal_eval(value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value
    return literal if isinstance(literal, bool | int | float) else value


def _inspect(options: argparse.Namespace) -> int:
    from reported.charts import NotOurChart, describe_file, inspect_file

    code = 0
    packs = options.packs if options.packs.is_dir() else None
    for path in options.files:
        try:
            print(describe_file(path, packs=packs))
            if inspect_file(path, packs=packs)["agrees"] is False:
                code = max(code, 1)
        except NotOurChart as error:
            print(f"reported: {error}", file=sys.stderr)
            code = 2
    return code


def _site(options: argparse.Namespace) -> int:
    from reported.run import NotStarted, Places
    from reported.site import SiteError, build_site

    try:
        made = Path(Places(Path(), options.out).out)
        built = build_site(
            Path(), made / "build" / "site", ledger=_ledger(options), made=None if made == Path() else made,
            base_url=options.base_url,
        )  # fmt: skip
    except NotStarted as error:
        raise UsageError(error) from error
    except SiteError as error:
        print(f"reported: {error}", file=sys.stderr)
        return 1
    done = f"{built.pages:,} pages in {built.seconds:.1f} s" if built.anew else "nothing changed"
    print(f"{os.path.relpath(built.folder)}: {done}")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from reported.comparison import CompareError, compare, open_state, report_text, write_html

    try:
        with open_state(options.old) as old, open_state(options.new) as new:
            differences = compare(old, new)
    except CompareError as error:
        raise UsageError(error) from error
    print(report_text(differences))
    try:
        # Where nothing differs too, so that no older page misleads.
        page = write_html(differences, options.page)
    except OSError as error:
        raise UsageError(f"{options.page} cannot be written: {error.strerror}") from error
    if differences:
        print(f"Before and after, side by side: {page}")
    return int(options.exit_code and bool(differences))


def _check_briefing(options: argparse.Namespace) -> int:
    from reported.briefing.embedded_charts import check_briefing, describe_briefing, is_stale
    from reported.briefing.pictures import UnreadableDocument

    code = 0
    for path in options.files:
        try:
            found = check_briefing(path, options.packs)
            print(describe_briefing(path.name, found))
            code = max(code, int(is_stale(found)))
        except UnreadableDocument as error:
            print(f"reported: {error}", file=sys.stderr)
            code = 2
    return code


def _verify(options: argparse.Namespace) -> int:
    from reported.ledger import LedgerError, read_ledger
    from reported.tables import csv_text, write_csv
    from reported.verify import read_texts, verify

    try:
        ledger = read_ledger(_ledger(options))
        texts, notes = read_texts(options.texts, set(ledger.sources["source_id"]))
    except LedgerError as error:
        print(f"the ledger has faults; mend them first:\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        raise UsageError(
            f"{options.texts}: {error.strerror}; give a folder with <source_id>.txt files"
        ) from error
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    if not texts:
        raise UsageError(f"{options.texts} holds no text of a source; name the files <source_id>.txt")
    table = verify(ledger.claims, texts)
    if options.out:
        _write(write_csv, table, options.out)
    print(csv_text(table), end="")
    counts = table["found"].value_counts()
    print(_told(counts.to_dict(), len(texts)), file=sys.stderr)
    return 0 if not {"no", "elsewhere"} & set(counts.index) else 1


def _told(counts: dict[str, int], texts: int) -> str:
    """Say in a sentence how many wordings were found."""
    total = sum(counts.values())
    standing = total - counts.get("no", 0)
    others = {
        "elsewhere": "in other paragraphs than their locators say",
        "ambiguous": "in several paragraphs, and no locator says which",
    }
    told = [f"{counts[kind]} {words}" for kind, words in others.items() if kind in counts]
    more = f" ({'; '.join(told)})" if told else ""
    return f"{standing} of {total} wordings stand in {texts} text{'' if texts == 1 else 's'}{more}."


def _write(write_csv: Callable, table: object, path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; give the file to write, such as {path / 'audit.csv'}")
    try:
        write_csv(table, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
