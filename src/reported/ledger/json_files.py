"""JSON as the ledger's files hold it: read strictly, every fault named with its line where there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reported.ledger.problems import Problem
from reported.ledger.unseen import unseen_character
from reported.tables import UnreadableTable, decode, doubled, read_bytes

OLDER_COPY = "put an older copy back"
LINES = dict.fromkeys(map(ord, "\t\n\r"), " ")  # a description may have several


class _NotPlain(ValueError):
    """JSON that Python takes and other readers do not."""


def read_json(folder: Path, file: str) -> tuple[Any, list[Problem]]:
    """Return what a JSON file holds, or None and the reason why it cannot be used.

    Python's reader takes NaN and names that stand twice, and ends with errors of its own at numbers of
    thousands of digits and at deep nesting; the next program may read these otherwise, or not at all.
    """
    row, remedy = None, f"correct it, or {OLDER_COPY}"
    try:
        text, _ = decode(read_bytes(folder / file))
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_distinct)
        for words in _strings(value):
            _check_seen(words)
        return value, []
    except UnreadableTable as error:
        rule, remedy = error.rule, error.remedy
    except json.JSONDecodeError as error:
        row, rule = error.lineno, f"is no JSON ({error.msg})"
        remedy = f"look at character {error.colno} of that line, or {OLDER_COPY}"
    except _NotPlain as error:
        rule = f"is no plain JSON ({error})"
    except RecursionError:
        rule = "is no plain JSON (it is nested too deeply)"
    except ValueError:  # the only other one: a whole number of more digits than Python reads
        rule = "is no plain JSON (a number has thousands of digits)"
    return None, [Problem(file, row, None, "", rule, remedy)]


def _no_constant(name: str) -> None:
    raise _NotPlain(f"{name} is no number")


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    twice = doubled(name for name, _ in pairs)
    if twice:
        raise _NotPlain(f"the name {twice[0][:40]!r} stands twice in one object")
    return dict(pairs)


def _strings(value: object) -> Iterator[str]:
    """Yield every text inside a JSON value, names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _check_seen(words: str) -> None:
    if character := unseen_character(words.translate(LINES)):
        raise _NotPlain(f"a text holds U+{ord(character):04X}, which cannot be seen")
