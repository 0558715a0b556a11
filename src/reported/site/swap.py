"""Put a finished folder in another's place, so that a reader sees the old one or the new one and never half."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

RENAME_EXCHANGE = 2  # of Linux' renameat2
AT_FDCWD = -100


def swap_in(new: Path, place: Path) -> None:
    """Move the folder ``new`` to ``place``; what stood there is removed afterwards.

    On Linux both names change in one step. Elsewhere there is a moment between two renames; if the
    process ends just there, `recover` puts the old folder back.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        new.rename(place)
        return
    if _exchanged(new, place):
        shutil.rmtree(new)
        return
    aside = _aside(place)
    place.rename(aside)
    new.rename(place)
    shutil.rmtree(aside)


def recover(place: Path) -> None:
    """Put back a folder that an earlier run had moved aside when it was stopped."""
    aside = _aside(place)
    if not aside.exists():
        return
    if place.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(place)


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def _exchanged(new: Path, place: Path) -> bool:
    """Exchange two names in one step and say whether this system can."""
    try:
        call = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return call(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(place), RENAME_EXCHANGE) == 0
