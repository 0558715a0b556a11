"""Put a file in its place whole: a full disk or a stopped run leaves the one that was there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> Path:
    """Write the content beside its place in a folder that is there, rename it, and return the path.

    Raises OSError where the folder takes no file; nothing is left beside.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):  # the first fault is the one to name
            beside.unlink(missing_ok=True)
    return path
