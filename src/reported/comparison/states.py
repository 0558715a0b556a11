"""The two sides of a comparison: a folder, or a revision of the git repository laid out in a temporary folder."""

from __future__ import annotations

import contextlib
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reported.comparison.rows import CompareError

FIGURES = "figures"
FINDINGS = "data/processed/findings.csv"
CLAIMS = "data/raw/claims.csv"
PARTS = (FIGURES, FINDINGS, CLAIMS)
WORKING_TREE = "the working tree"


@dataclass(frozen=True)
class State:
    """One side of a comparison: a folder that holds figures/ and data/, and what to call it."""

    folder: Path
    name: str


@contextlib.contextmanager
def open_state(name: str | Path, *, root: Path = Path()) -> Iterator[State]:
    """Give the state of that name; a revision is there until the block ends.

    Parameters
    ----------
    name : str or Path
        A folder with ``figures/`` or ``data/processed/findings.csv``; else a revision, such as ``HEAD~1``, of the
        repository in ``root``. A name that is both is taken as the folder.

    Raises
    ------
    CompareError
        If it is neither, there is no repository, or the state holds nothing to compare.
    """
    folder = root / name
    if folder.is_dir():
        own = folder.resolve() == root.resolve()
        yield _holding(State(folder, WORKING_TREE if own else str(name)))
        return
    commit = _commit(str(name), root)
    with tempfile.TemporaryDirectory(prefix="reported-") as aside:
        _lay_out(commit, root, Path(aside))
        short = commit[:7]
        yield _holding(State(Path(aside), str(name) if commit.startswith(str(name)) else f"{name} ({short})"))


def git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints, or None where it refuses or is not installed."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _holding(state: State) -> State:
    if (state.folder / FIGURES).is_dir() or (state.folder / FINDINGS).is_file():
        return state
    raise CompareError(
        f"{state.name} holds neither {FIGURES}/ nor {FINDINGS}; give the folder above them, or a revision"
    )


def _commit(name: str, root: Path) -> str:
    if git(root, "rev-parse", "--git-dir") is None:
        raise CompareError(
            f"{name!r} is no folder, and there is no git repository here in which to look for a revision; "
            "give two folders: python -m reported diff OLD NEW"
        )
    found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        raise CompareError(
            f"{name!r} is neither a folder nor a revision of this repository; `git log --oneline` lists "
            "the revisions"
        )
    return found.decode("ascii").strip()


def _lay_out(commit: str, root: Path, aside: Path) -> None:
    """Put the revision's charts, findings and claims into the folder."""
    listed = git(root, "ls-tree", "-z", "--name-only", commit, *PARTS) or b""
    present = [name for name in listed.decode("utf-8").split("\0") if name]
    if not present:
        return
    packed = git(root, "archive", "--format=zip", commit, *present)
    if packed is None:
        raise CompareError(f"git cannot read {commit[:7]}; `git fsck` says what is wrong with the repository")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(aside)
