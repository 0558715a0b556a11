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
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

FIRST_LINES = 3  # of a failed cell, shown in the error
CELL_SECONDS = 600  # a cell that takes longer hangs
START_SECONDS = 120
ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
EPOCH = "1550793600"  # 22 February 2019, the day of the story, for files that want a date


class RunError(RuntimeError):
    """A notebook did not run to its end; the message says which cell, why, and what to do next."""


@dataclass(frozen=True)
class Places:
    """Where a run reads and writes, all below the project's folder.

    Parameters
    ----------
    root : Path
        The project's folder.
    out : str
        Folder, seen from root, that holds data/processed and figures: "." or one under build/.
    """

    root: Path
    out: str = "."

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

    def failed(self, name: str) -> Path:
        """The copy of a notebook whose run failed."""
        return self.build / "failed" / f"{name}.ipynb"


def run_notebook(source: Path, places: Places, parameters: Mapping[str, object]) -> Path:
    """Execute a notebook and publish what it wrote.

    Parameters
    ----------
    source : Path
        The notebook, without outputs.
    places : Places
        Where it reads and writes.
    parameters : Mapping
        Values for names of the notebook's cell tagged "parameters". ``out`` is given by this function.

    Returns
    -------
    Path
        The executed copy, without times, random ids or machine paths in it.

    Raises
    ------
    RunError
        If a parameter is not the notebook's own or of another type, a cell fails, hangs or kills the
        kernel, or a file cannot be written.
    """
    name = source.stem
    with _plain_errors(name, places), _alone(places, name):
        staging = places.staging(name)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        given = check_parameters(source, {**parameters, "out": staging.relative_to(places.root).as_posix()})
        part = staging.with_suffix(".part.ipynb")
        try:
            _execute(source, part, given, places)
            _publish(staging, places, name)
            places.executed(name).parent.mkdir(parents=True, exist_ok=True)
            part.replace(places.executed(name))
        finally:
            part.unlink(missing_ok=True)
            shutil.rmtree(staging, ignore_errors=True)
        places.failed(name).unlink(missing_ok=True)
    return places.executed(name)


def check_parameters(source: Path, given: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters if each is one of the notebook's own and of its default's type.

    papermill only warns of a name that the notebook does not have, and runs on with the default.

    Raises
    ------
    RunError
        Naming every parameter that is unknown or of the wrong type, before any kernel starts.
    """
    from papermill import inspect_notebook

    own = {name: ast.literal_eval(cell["default"]) for name, cell in inspect_notebook(str(source)).items()}
    faults = []
    for name, value in given.items():
        if name not in own:
            near = get_close_matches(name, own, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            faults.append(f"unknown parameter {name!r}: {hint}it has {', '.join(sorted(own))}")
        elif type(value) is not type(own[name]):
            faults.append(
                f"parameter {name!r} takes {type(own[name]).__name__} as {own[name]!r}, "
                f"not {type(value).__name__} {value!r}"
            )
    if faults:
        raise RunError("\n".join(f"{source.name}: {fault}" for fault in faults))
    return dict(given)


def _execute(source: Path, part: Path, parameters: dict[str, object], places: Places) -> None:
    """Execute into ``part``; where a cell fails, keep the copy to read."""
    failed = places.failed(source.stem)
    with _quiet_surroundings(places.root / "build" / "cache") as folder:
        # Imported here: both read the surroundings, and no other command needs their second.
        import nbformat
        import papermill
        from jupyter_client.manager import AsyncKernelManager
        from papermill.exceptions import PapermillExecutionError

        class IpcKernelManager(AsyncKernelManager):
            """A kernel that is reached by sockets in the file system: no port, no firewall, no clash."""

            def __init__(self, **options: object) -> None:
                super().__init__(transport="ipc", ip=str(Path(folder, "k")), **options)

        started = time.monotonic()
        try:
            papermill.execute_notebook(
                str(source),
                str(part),
                parameters=parameters,
                cwd=str(source.parent),
                kernel_name="python3",
                kernel_manager_class=IpcKernelManager,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                shutdown_kernel="immediate",  # nothing is left to save; a graceful stop waits and warns
                request_save_on_cell_execute=False,
                progress_bar={"desc": source.stem, "leave": False} if sys.stderr.isatty() else False,
            )
        except PapermillExecutionError as error:
            _keep(part, failed)
            raise RunError(_cell_report(source, error, failed)) from error
        except BaseException:
            _keep(part, failed)
            raise
        _settle(nbformat, source, part)
        print(f"{source.stem}: done in {time.monotonic() - started:.1f} s", flush=True)


@contextlib.contextmanager
def _quiet_surroundings(cache: Path) -> Iterator[str]:
    """Give the kernel the same surroundings everywhere, and nothing of the user's own settings.

    The folder is short-lived and short-named: the path of an IPC socket has room for 107 characters.
    Only matplotlib's list of fonts is kept between runs, in ``cache``.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="rp", ignore_cleanup_errors=True) as folder:
        own = {
            "JUPYTER_RUNTIME_DIR": "r",
            "JUPYTER_DATA_DIR": "d",
            "JUPYTER_CONFIG_DIR": "c",
            "IPYTHONDIR": "i",
        }
        os.environ.update({name: str(Path(folder, short)) for name, short in own.items()})
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"), MPLCONFIGDIR=str(cache.resolve() / "matplotlib"))
        os.environ.update(
            PYTHONHASHSEED="0",
            SOURCE_DATE_EPOCH=EPOCH,
            TZ="UTC",
            LC_ALL="C.UTF-8",
            MPLBACKEND="agg",
            NO_COLOR="1",
        )
        os.environ.pop("PYTHONSTARTUP", None)
        try:
            yield folder
        finally:
            os.environ.clear()
            os.environ.update(before)


def _settle(nbformat, source: Path, part: Path) -> None:
    """Take out of an executed copy whatever differs from run to run: times, paths, random ids."""
    notebook = nbformat.read(part, as_version=4)
    notebook.metadata = nbformat.read(source, as_version=4).metadata
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    nbformat.write(notebook, part)


def _publish(staging: Path, places: Places, name: str) -> None:
    """Rename every staged file into its place, and remove what an earlier run made and this one did not."""
    staged = sorted(path for path in staging.rglob("*") if path.is_file())
    listing = places.outputs(name)
    published = [(Path(places.out) / path.relative_to(staging)).as_posix() for path in staged]
    earlier = listing.read_text(encoding="utf-8").split("\n") if listing.exists() else []
    places.executed(name).unlink(missing_ok=True)  # from here to its return the outputs may be mixed
    for path, target in zip(staged, published, strict=True):
        (places.root / target).parent.mkdir(parents=True, exist_ok=True)
        path.replace(places.root / target)
    for gone in set(earlier) - {*published, ""}:
        (places.root / gone).unlink(missing_ok=True)
    listing.parent.mkdir(parents=True, exist_ok=True)
    listing.write_text("".join(f"{target}\n" for target in published), encoding="utf-8")


@contextlib.contextmanager
def _alone(places: Places, name: str) -> Iterator[None]:
    """Wait until no other run works on the same notebook in this folder."""
    folder = places.build / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _plain_errors(name: str, places: Places) -> Iterator[None]:
    """Turn what may go wrong around a run into one sentence and the next step."""
    try:
        yield
    except RunError:
        raise
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        advice = {
            errno.ENOSPC: "the disk is full: free some space and run again",
            errno.EROFS: "the folder is read-only: make it writable, or work in a copy",
            errno.EACCES: "no right to write there: make the folder writable, or work in a copy",
            errno.EPERM: "no right to write there: make the folder writable, or work in a copy",
        }.get(error.errno, f"{error.strerror or error}")
        raise RunError(
            f"{name}: {advice}{where}. Earlier outputs are untouched or will be made again."
        ) from error
    except Exception as error:
        advice = {
            "DeadKernelError": "the kernel died, for want of memory or by a signal; run it again",
            "CellTimeoutError": f"a cell ran longer than {CELL_SECONDS} s; see {places.failed(name)}",
        }.get(type(error).__name__, f"{type(error).__name__}: {error}")
        raise RunError(f"{name}: {advice}") from error


def _cell_report(source: Path, error, failed: Path) -> str:
    """Say which cell failed and why, in a few lines."""
    lines = [line for line in error.source.splitlines() if line.strip()][:FIRST_LINES]
    message = str(error.evalue).strip().splitlines() or [""]
    shown = "\n".join(f"    {line}" for line in lines)
    more = "" if len(message) <= 12 else f"\n    ... {len(message) - 12} more lines"
    return (
        f"{source.name}: cell {error.exec_count} failed\n{shown}\n"
        f"  {error.ename}: " + "\n    ".join(message[:12]) + f"{more}\n  The whole run is in {failed}."
    )


def _keep(part: Path, failed: Path) -> None:
    """Keep the copy of a failed run to read, if it can be written at all."""
    with contextlib.suppress(OSError):
        failed.parent.mkdir(parents=True, exist_ok=True)
        part.replace(failed)
