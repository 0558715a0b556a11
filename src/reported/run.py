"""Run one notebook with papermill: the executed copy and its outputs appear whole, or not at all.

The notebook writes into a folder of its own under ``build/staging``. Only when its last cell has
succeeded are these files renamed into their places, and the executed copy last of all: where it
stands, everything that it made stands too. A run that fails or is killed leaves what was there before.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import fcntl
import json
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reported.importing import quick_import
from reported.kernels import Kernel, in_quiet_surroundings, ipc_kernels, parting

OWN_LEDGER = "data/raw"
FIRST_LINES = 3  # of a failed cell, shown in the error
MESSAGE_LINES = 12  # of what the cell raised
LINE_CHARACTERS = 300
CELL_SECONDS = 600  # a cell that takes longer hangs
START_SECONDS = 120
RUNNERS_OWN = {"root": "the runner finds the project's folder", "out": "give --out instead"}
HOW = {
    "shutdown_kernel": "immediate",  # nothing is left to save; a graceful stop waits and warns
    "autosave_cell_every": 0,
    "coalesce_streams": True,
}  # papermill executes a notebook
ADVICE = {
    errno.ENOSPC: "the disk is full: free some space and run again",
    errno.EDQUOT: "your share of the disk is full: free some space and run again",
    errno.EROFS: "the folder is read-only: make it writable, or work in a copy",
    errno.EACCES: "no right to write there: make the folder writable, or work in a copy",
    errno.EPERM: "no right to write there: make the folder writable, or work in a copy",
    errno.EXDEV: "build/ and the outputs are on two disks: put the whole project on one",
}


class RunError(RuntimeError):
    """A notebook did not run to its end; the message says which cell, why, and what to do next."""


class NotStarted(RunError):
    """Nothing was run: the notebook, a parameter or the folder for outputs is not fit to be used."""


@dataclass(frozen=True)
class Places:
    """Where a run reads and writes, all below the project's folder.

    Parameters
    ----------
    root : Path
        The project's folder.
    out : str
        Folder, seen from root, that holds data/processed and figures: "." or one under build/.

    Raises
    ------
    NotStarted
        If out is another folder: outputs might overwrite what is kept by hand, or leave the project.
    """

    root: Path
    out: str = "."

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).resolve())
        object.__setattr__(self, "out", _own_folder(self.out))

    @property
    def build(self) -> Path:
        """The folder of executed copies and staging: build/, or the other ledger's own under it."""
        return self.root / ("build" if self.out == "." else self.out)

    def executed(self, name: str) -> Path:
        """The executed copy of a notebook."""
        return self.build / "notebooks" / f"{name}.ipynb"

    def outputs(self, name: str) -> Path:
        """The list of files that a notebook has published, seen from root."""
        return self.build / "notebooks" / f"{name}.outputs"

    def staging(self, name: str) -> Path:
        """Where a notebook writes while it runs."""
        return self.build / "staging" / name

    def part(self, name: str) -> Path:
        """The executed copy while it is being written."""
        return self.build / "staging" / f"{name}.part.ipynb"

    def failed(self, name: str) -> Path:
        """The copy of a notebook whose run failed."""
        return self.build / "failed" / f"{name}.ipynb"


@dataclass(frozen=True)
class FailedCell:
    """A cell that ended a run: its number as in ``In [number]``, its code, and why."""

    number: int
    code: str
    reason: str

    def report(self, notebook: str, ledger: object, kept: Path | None) -> str:
        """Say in a few lines which cell failed and why, and where to read more."""
        shown = [line for line in self.code.splitlines() if line.strip()][:FIRST_LINES]
        said = [line[:LINE_CHARACTERS] for line in self.reason.strip().splitlines()]
        lines = [f"{notebook}: cell {self.number} failed", *(f"    {line}" for line in shown)]
        lines += [f"  {line}" for line in said[:1]] + [f"    {line}" for line in said[1:MESSAGE_LINES]]
        if len(said) > MESSAGE_LINES:
            lines.append(f"    ... {len(said) - MESSAGE_LINES} more lines")
        if self.reason.startswith("LedgerError"):
            choice = "" if ledger == OWN_LEDGER else f" --ledger {ledger}"
            lines.append(f"  Every fault, in seconds: python -m reported check{choice}")
        if kept:
            lines.append(f"  The whole run is in {_shown(kept)}.")
        return "\n".join(lines)


def run_notebook(
    source: Path, places: Places, parameters: Mapping[str, object], *, kernel: Kernel | None = None
) -> Path:
    """Execute a notebook and publish what it wrote.

    Parameters
    ----------
    source : Path
        The notebook, without outputs.
    places : Places
        Where it reads and writes.
    parameters : Mapping
        Values for names of the notebook's cell tagged "parameters". ``out`` is given by this function.
    kernel : Kernel, optional
        A process that waits to become the kernel (see `reported.forking`); without it one is started.

    Returns
    -------
    Path
        The executed copy, without times, random ids or machine paths in it. It is dated to the start
        of its run, so that make sees what was changed meanwhile.

    Raises
    ------
    NotStarted
        If the file is no notebook, or a parameter is not its own or of another type.
    RunError
        If a cell fails, hangs or kills the kernel, or a file cannot be written.
    """
    source = Path(source).absolute()
    name = source.stem
    if name.startswith("."):  # "...ipynb" would make build/staging/.. its own
        raise NotStarted(f"{source.name}: the name of a notebook begins with a letter or a digit; rename it")
    with _plain_errors(name):
        given = check_parameters(source, parameters)
        _check_inside(places, [places.staging(name), places.executed(name), places.failed(name)])
        given["out"] = places.staging(name).relative_to(places.root).as_posix()
        with _alone(places, name) as lock:
            _clear(places, name)
            try:
                places.staging(name).mkdir(parents=True)
                began = places.staging(name).stat().st_mtime_ns
                _execute(source, places, given, lock, kernel)
                os.utime(places.part(name), ns=(began, began))
                with _alone(places, ".publish"):
                    _publish(places, name)
            finally:
                _clear(places, name, failed=False)
    return places.executed(name)


def check_parameters(source: Path, given: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters if each is one of the notebook's own and of its default's type.

    papermill only warns of a name that the notebook does not have, and runs on with the default.

    Raises
    ------
    NotStarted
        Naming every parameter that is unknown or of the wrong type, before any kernel starts.
    """
    own = own_parameters(source)
    faults = [] if "out" in own else ["it has no parameter 'out' to say where it writes"]
    names = sorted(own.keys() - RUNNERS_OWN.keys())
    checked = dict(given)
    for name, value in given.items():
        default = own.get(name)
        if name in RUNNERS_OWN:
            faults.append(f"parameter {name!r} is not yours to give: {RUNNERS_OWN[name]}")
        elif name not in own:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            faults.append(f"unknown parameter {name!r}: {hint}it has {', '.join(names) or 'none'}")
        elif type(default) is float and type(value) is int:
            checked[name] = float(value)
        elif default is not None and type(value) is not type(default):
            faults.append(
                f"parameter {name!r} takes {type(default).__name__} as {default!r}, "
                f"not {type(value).__name__} {value!r}"
            )
    if faults:
        raise NotStarted("\n".join(f"{source.name}: {fault}" for fault in faults))
    return checked


def own_parameters(source: Path) -> dict[str, object]:
    """Return the names and defaults of a notebook's cell tagged "parameters"; no such cell, no names.

    Raises
    ------
    NotStarted
        If the file is no notebook, or the cell assigns anything but a literal.
    """
    tagged = [
        cell
        for cell in _read(source)["cells"]
        if "parameters" in (cell.get("metadata") or {}).get("tags", [])
    ]
    try:
        statements = ast.parse("".join(tagged[0]["source"]) if tagged else "").body
    except SyntaxError as error:
        raise NotStarted(f"{source.name}: its parameters cell is no Python: {error}") from error
    own = {}
    for statement in statements:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        try:
            default = ast.literal_eval(statement.value)
        except ValueError as error:
            raise NotStarted(
                f"{source.name}: {ast.unparse(statement)} in its parameters cell is no literal; "
                "compute it in a later cell"
            ) from error
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        own.update({target.id: default for target in targets if isinstance(target, ast.Name)})
    return own


def _own_folder(out: str) -> str:
    """Return the folder of outputs in its plain form, if it is the project's own or one below build/."""
    plain = os.path.normpath(out or "?")
    if ".." in Path(out).parts or (plain != "." and not plain.startswith("build/")):
        raise NotStarted(
            f"outputs cannot go to {out!r}: give a folder below build/, such as build/mine, "
            "or nothing for the project's own data/processed and figures"
        )
    return plain


def _read(source: Path) -> dict:
    """Return a notebook as its JSON says, or say why it is none."""
    remedy = "put back an older copy, for instance from version control"
    try:
        notebook = json.loads(source.read_bytes().decode("utf-8"))
    except ValueError as error:
        raise NotStarted(f"{source.name} is no notebook: it is not JSON ({error}); {remedy}") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(
        isinstance(cell, dict) and {"cell_type", "source"} <= cell.keys() for cell in cells
    ):
        raise NotStarted(f"{source.name} is no notebook of format 4; save it with Jupyter, or {remedy}")
    return notebook


def _clear(places: Places, name: str, *, failed: bool = True) -> None:
    """Remove what an earlier run that was killed, or this one, has left in staging."""
    places.part(name).unlink(missing_ok=True)
    _beside(places.outputs(name)).unlink(missing_ok=True)
    shutil.rmtree(places.staging(name), ignore_errors=True)
    if failed:
        places.failed(name).unlink(missing_ok=True)


def _execute(
    source: Path, places: Places, parameters: dict[str, object], lock: int, kernel: Kernel | None
) -> None:
    """Execute into the part; where a cell fails, keep the copy to read."""
    part = places.part(source.stem)
    original = _read(source)
    cause = None
    with in_quiet_surroundings(places.root / "build" / "cache") as folder:
        try:
            with ipc_kernels(folder, lock, kernel) as manager:
                _papermill(source, part, parameters, manager)
            failed = _settle(part, original, places.root)
        except Exception as error:
            failed, cause = _failed_cell(error, part), error
            if failed is None:
                raise
    if failed:
        kept = _keep(part, places.failed(source.stem))
        raise RunError(failed.report(source.name, parameters.get("ledger"), kept)) from cause


def _papermill(source: Path, part: Path, parameters: dict, manager: type) -> None:
    """Execute a notebook in a kernel that the manager starts."""
    with quick_import():  # here, because no other command needs this second
        import papermill

        from reported.printing import BriefEngine

    for library in ("papermill", "asyncio"):  # what they would print, the error says
        logging.getLogger(library).setLevel(logging.CRITICAL)
    papermill.engines.papermill_engines.register("brief", BriefEngine)
    papermill.execute_notebook(
        _unexpanded(source),
        _unexpanded(part),
        parameters=parameters,
        cwd=str(source.parent),
        engine_name="brief",
        kernel_name="python3",
        language="python",
        kernel_manager_class=manager,
        extra_arguments=[f"--IPKernelApp.exec_lines={parting()}"],
        start_timeout=START_SECONDS,
        execution_timeout=CELL_SECONDS,
        **HOW,
        progress_bar={"desc": source.stem, "leave": False} if sys.stderr.isatty() else False,
    )


def _unexpanded(path: Path) -> str:
    """Return a path in which papermill takes braces for braces, not for parameters to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _settle(part: Path, original: dict, root: Path) -> FailedCell | None:
    """Take out of an executed copy whatever differs from run to run: times, paths, random ids.

    If a cell has ended the notebook early without an error (``exit()``), return that cell instead.
    """
    import nbformat

    notebook = nbformat.read(part, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                reason = f"{output.ename} ended the notebook before its last cell"
                return FailedCell(cell.execution_count, cell.source, reason)
    notebook.metadata = nbformat.from_dict(original.get("metadata", {}))
    own_ids = {cell.get("id") for cell in original["cells"]}
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        elif cell.id not in own_ids:
            cell.id = f"cell-{number}"
        for output in cell.get("outputs", ()):
            _make_portable(output, root)
    nbformat.write(notebook, part)
    return None


def _make_portable(output: dict, root: Path) -> None:
    """Take this machine's folders, process numbers and memory addresses out of an output's text."""
    folders = {sys.prefix: "python:", sys.base_prefix: "python:", str(root): "."}
    cells = re.escape(os.path.realpath(tempfile.gettempdir())) + r"/ipykernel_\d+/\d+\.py"

    def portable(text: str) -> str:  # a plus sign on either side: in base64, which is left alone
        text = re.sub(cells, "cell", text)
        for folder, name in folders.items():
            text = re.sub(rf"(?<![\w/.+-]){re.escape(folder)}(?![\w.+-])", name, text)
        return re.sub(r" at 0x[0-9a-f]{6,}", "", text)

    if "text" in output:
        output["text"] = portable(output["text"])
    for kind, content in output.get("data", {}).items():
        if kind.startswith("text/"):
            output["data"][kind] = portable(content)


def _publish(places: Places, name: str) -> None:
    """Rename every staged file into its place, and remove what an earlier run made and this one did not.

    The list of what a notebook has published always names at least what is there: a run that is killed
    between two renames leaves no file that the next one would not know of.
    """
    staging = places.staging(name)
    links = [path for path in sorted(staging.rglob("*")) if path.is_symlink()]
    if links:
        raise RunError(
            f"{name}: wrote the link {links[0].name!r}, which may lead anywhere; write a file instead"
        )
    staged = {
        (Path(places.out) / path.relative_to(staging)).as_posix(): path
        for path in sorted(staging.rglob("*"))
        if path.is_file()
    }
    _check_targets(places, name, staged)
    earlier = _listed(places, name)
    _write_list(places.outputs(name), earlier | staged.keys())
    places.executed(name).unlink(missing_ok=True)  # from here to its return the outputs may be mixed
    places.outputs(name).with_suffix(".inputs").unlink(missing_ok=True)  # make's sum of what was read earlier
    for target, path in staged.items():
        path.replace(places.root / target)
    others = {path.stem for path in places.outputs(name).parent.glob("*.outputs")} - {name}
    for gone in sorted(earlier - staged.keys() - set().union(*(_listed(places, other) for other in others))):
        (places.root / gone).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # the folder goes too if nothing else is in it
            (places.root / gone).parent.rmdir()
    _write_list(places.outputs(name), staged.keys())
    places.part(name).replace(places.executed(name))


def _check_targets(places: Places, name: str, targets: Mapping[str, Path]) -> None:
    """Make the folders of all targets, and see that each takes a file, before the first is replaced."""
    _check_inside(places, [places.root / target for target in targets])
    for target in targets:
        if re.search(r"\s", target):
            raise RunError(f"{name}: wrote {target!r}; make cannot follow names with blanks, so use none")
        folder = (places.root / target).parent
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    places.executed(name).parent.mkdir(parents=True, exist_ok=True)


def _check_inside(places: Places, paths: Iterable[Path]) -> None:
    """Raise `RunError` where a folder of one of these paths is a link that leads out of the project."""
    for path in paths:
        folder = path.parent
        if not folder.resolve().is_relative_to(places.root):
            link = next(part for part in (folder, *folder.parents) if part.is_symlink())
            shown = link.relative_to(places.root).as_posix()
            raise NotStarted(
                f"{shown} is a link out of the project, where nothing may be written: put a folder in its place"
            )


def _listed(places: Places, name: str) -> set[str]:
    """Return what a notebook has published, as far as it lies in the folder of outputs."""
    try:
        lines = places.outputs(name).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return set()
    return {
        line
        for line in lines
        if line == os.path.normpath(line)
        and Path(line).is_relative_to(places.out)
        and not line.startswith(("/", ".."))
        and not (places.root / line).is_dir()
    }


def _write_list(listing: Path, targets: Collection[str]) -> None:
    """Write the list of published files aside and rename it."""
    beside = _beside(listing)
    beside.write_text("".join(f"{target}\n" for target in sorted(targets)), encoding="utf-8")
    beside.replace(listing)


def _beside(listing: Path) -> Path:
    """Return the path of a list while it is being written."""
    return listing.with_name(f"{listing.name}.part")


@contextlib.contextmanager
def _alone(places: Places, name: str) -> Iterator[int]:
    """Wait until no other run works on the same notebook in this folder; give the lock's descriptor."""
    folder = places.build / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if name != ".publish":  # which takes a moment only
                print(f"{name}: waits for another run of it to end", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield lock.fileno()
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


@contextlib.contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    """Turn what may go wrong around a run into one sentence and the next step."""
    try:
        yield
    except RunError:
        raise
    except OSError as error:
        where = f" ({_shown(error.filename)})" if error.filename else ""
        advice = ADVICE.get(error.errno or 0, f"{error.strerror or error}")
        raise RunError(
            f"{name}: {advice}{where}. Earlier outputs are untouched or will be made again."
        ) from error
    except Exception as error:
        what = "the kernel did not start" if type(error) is RuntimeError else type(error).__name__
        [message, *_] = [*str(error).strip().splitlines(), ""]
        raise RunError(f"{name}: {what}: {message[:LINE_CHARACTERS]}") from error


def _failed_cell(error: Any, part: Path) -> FailedCell | None:
    """Return the cell that an error of papermill is about, or None if it is about none."""
    kind = type(error).__name__
    if kind == "PapermillExecutionError":
        return FailedCell(error.exec_count, error.source, f"{error.ename}: {error.evalue}")
    reason = {
        "DeadKernelError": "the kernel died, for want of memory or by a signal; run it again",
        "CellTimeoutError": f"it ran longer than {CELL_SECONDS} s and was stopped",
    }.get(kind)
    if reason is None:
        return None
    started = [
        cell
        for cell in _read(part)["cells"]
        if cell["cell_type"] == "code" and cell["source"] and cell["metadata"]["papermill"]["start_time"]
    ]
    return FailedCell(len(started), "".join(started[-1]["source"]), reason) if started else None


def _shown(path: str | Path) -> str:
    """Return a path as a reader in the current folder would type it."""
    path = Path(path)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _keep(part: Path, failed: Path) -> Path | None:
    """Keep the copy of a failed run to read, if it can be written at all."""
    with contextlib.suppress(OSError):
        failed.parent.mkdir(parents=True, exist_ok=True)
        part.replace(failed)
        return failed
    return None
