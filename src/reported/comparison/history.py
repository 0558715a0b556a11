"""Chart packs as the repository's history has them, the newest first; nothing where there is no repository."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reported.charts.pack import sha256
from reported.comparison.states import git

MOST_PICTURES = 1000  # the newest so many of each kind are looked at


@dataclass(frozen=True)
class RecordedPack:
    """A pack of an earlier revision: what its JSON says, and its table."""

    commit: str
    day: str
    said: Mapping[str, Any]
    table: bytes


def recorded_packs(packs: Path, slug: str) -> Iterator[RecordedPack]:
    """Yield each recorded state of one chart whose table is as its JSON says.

    ``packs`` is the folder of chart packs. A file that history has but that is no pack is passed over.
    """
    logged = git(packs, "log", "--format=%H %cs", "--", f"./{slug}/{slug}.json") or b""
    for line in logged.decode("ascii").splitlines():
        commit, day = line.split()
        words = git(packs, "show", f"{commit}:./{slug}/{slug}.json")
        table = git(packs, "show", f"{commit}:./{slug}/{slug}.csv")
        try:
            said = json.loads(words or b"")
            is_whole = said["data_sha256"] == sha256(table or b"")
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if table is not None and is_whole:
            yield RecordedPack(commit, day, said, table)


def recorded_pictures(packs: Path, suffix: str) -> Iterator[bytes]:
    """Yield every picture of that kind (svg, pdf or png) that history has in the folder of chart packs, once."""
    logged = git(packs, "log", "--raw", "--no-abbrev", "--no-renames", "--format=", "--", f"./*.{suffix}")
    fields = [line.split() for line in (logged or b"").decode("utf-8", "replace").splitlines()]
    blobs = dict.fromkeys(parts[3] for parts in fields if len(parts) > 4 and set(parts[3]) != {"0"})
    yield from _contents(packs, list(blobs)[:MOST_PICTURES])


def _contents(packs: Path, blobs: list[str]) -> Iterator[bytes]:
    """Yield the contents of these objects, read by one process, one at a time."""
    if not blobs:
        return
    command = ["git", "cat-file", "--batch"]
    with subprocess.Popen(command, cwd=packs, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reading:
        assert reading.stdin is not None and reading.stdout is not None  # both are pipes
        for blob in blobs:
            reading.stdin.write(f"{blob}\n".encode("ascii"))
            reading.stdin.flush()
            head = reading.stdout.readline().split()  # "<id> blob <size>", or "<id> missing"
            if len(head) == 3:
                content = reading.stdout.read(int(head[2]) + 1)
                yield content[:-1]
