"""Time what a newcomer waits for, and the whole run beside other ways to execute the same notebooks: `make bench`.

All in one go on one machine, on a fresh clone of the last commit, one after the other. The aims are in the table.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"}
CONF = 'extensions = ["myst_nb"]\nnb_execution_mode = "force"\nnb_execution_timeout = 600\nroot_doc = "01_ledger"\n'


def seconds(command: str, folder: Path, **surroundings: str) -> float:
    """Run a shell command that must succeed and return how long it took."""
    started = time.monotonic()
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command!r} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - started


def run_cells(folder: Path) -> None:
    """Run the cells of all notebooks in this one process, as one plain script would: the floor."""
    os.chdir(folder)
    for notebook in sorted(Path().glob("*.ipynb")):
        names: dict[str, object] = {"__name__": "__main__", "display": lambda *_: None}
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                with contextlib.redirect_stdout(None):
                    exec(compile("".join(cell["source"]), notebook.name, "exec"), names)


def waits(clone: Path, home: Path) -> list[tuple[str, float, float]]:
    """Return what a newcomer waits for: what, the aim and the measured seconds."""
    rows = [
        (
            "fresh clone to finished `make all`, installing included",
            90.0,
            seconds("make all", clone, HOME=str(home)),
        )
    ]
    shutil.rmtree(clone / "build")
    rows += [("`make all` with the environment there", 25.0, seconds("make all", clone))]
    rows += [("`make all` with nothing changed", 0.5, seconds("make all", clone))]
    rows += [("`make check`", 5.0, seconds("make check", clone))]
    return rows


def ways(clone: Path) -> dict[str, float]:
    """Return the seconds of the whole run, and of other ways to execute the same notebooks."""
    bin_folder, out = clone / ".venv/bin", clone / "build/bench"
    out.mkdir(parents=True)
    (out / "conf.py").write_text(CONF, encoding="utf-8")
    names = sorted(path.name for path in (clone / "notebooks").glob("*.ipynb"))
    tools = f"cd notebooks && for name in {' '.join(names)}; do {bin_folder}"
    python = bin_folder / "python"
    nbconvert = f"jupyter nbconvert --to notebook --execute --output-dir {out}"
    commands = {
        "one plain script of the same cells": f"{python} {__file__} --cells {clone / 'notebooks'}",
        "papermill's command, a notebook at a time": f"{tools}/papermill $name {out}/$name || exit 1; done",
        "jupyter nbconvert --execute, a notebook at a time": f"{tools}/{nbconvert} $name || exit 1; done",
        "MyST-NB, executing when it builds": f"{bin_folder}/sphinx-build -q -c {out} notebooks {out}/html",
    }
    measured = {}
    for given in ("", " JOBS=1", " KERNELS=plain"):
        shutil.rmtree(clone / "build/notebooks", ignore_errors=True)
        measured[f"`make all{given}`"] = seconds(f"make all{given}", clone)
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    return measured | {
        name: seconds(command, clone, PATH=path, **ONE_THREAD) for name, command in commands.items()
    }


def main() -> None:
    """Measure, and print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder, "reported"), Path(folder, "home")
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        rows, measured = waits(clone, home), ways(clone)
    print(f"{'':55} {'aim':>8} {'measured':>9}   ({os.cpu_count()} cores)")
    for what, aim, took in rows:
        print(f"{what:55} {aim:>6} s {took:>7.2f} s")
    ours = measured["`make all`"]
    print(f"\n{'all six notebooks, the environment there':55} {'took':>8} {'ratio':>9}")
    for what, took in measured.items():
        print(f"{what:55} {took:>6.1f} s {took / ours:>8.2f}x")
    print(
        "Aims: `make all` within 1.5 of the plain script; papermill, nbconvert and MyST-NB at least 4 times as long."
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--cells"]:
        run_cells(Path(sys.argv[2]))
    else:
        main()
