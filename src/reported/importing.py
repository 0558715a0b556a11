"""To import jsonschema, and what uses it, quickly."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def quick_import() -> Iterator[None]:
    """Spare jsonschema a grammar of IRIs: it comes with Jupyter, nothing here needs it, and it takes 0.7 s to build."""
    grammar = "rfc3987_syntax"
    if grammar in sys.modules:
        yield
        return
    sys.modules[grammar] = None  # type: ignore[assignment]  # jsonschema takes it for not installed
    try:
        yield
    finally:
        del sys.modules[grammar]
