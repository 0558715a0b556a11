"""To end on another process' request as on Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator


class Stopped(KeyboardInterrupt):
    """Another process, such as make, has asked this one to end; ``args`` has the signal's number."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """End a run on make's or a terminal's request as on Ctrl-C: kernel stopped, staging cleared."""

    def stop(number: int, _: object) -> None:
        raise Stopped(number)

    numbers = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
