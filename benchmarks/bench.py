"""Time what a newcomer waits for, and print it beside the aim: `make bench`."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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


def main() -> None:
    """Measure on a fresh clone of the last commit, with an empty HOME."""
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder, "reported"), Path(folder, "home")
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        rows = [
            (
                "fresh clone to finished `make all`, installing included",
                90,
                seconds("make all", clone, HOME=str(home)),
            )
        ]
        shutil.rmtree(clone / "build")
        rows.append(("`make all` with the environment there", 25, seconds("make all", clone)))
        rows.append(("`make all` with nothing changed", 0.5, seconds("make all", clone)))
        rows.append(("`make check`", 5, seconds("make check", clone)))
    print(f"{'':55} {'aim':>8} {'measured':>9}   ({os.cpu_count()} cores)")
    for what, aim, measured in rows:
        print(f"{what:55} {aim:>6} s {measured:>7.2f} s")


if __name__ == "__main__":
    main()
