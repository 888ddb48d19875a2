"""Being told to stop, by Ctrl-C or by a service manager.

Belongs here: noticing that it happened. Does not belong here: what a command leaves undone; each step is such that it
can be broken off anywhere.

What comes out of a command that was stopped differs by where it was: KeyboardInterrupt, a RuntimeError of DuckDB, an
exception of Dagster that is no Exception, or nothing but typer's exit code. So it is the signal that is looked for, not
what was raised.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def noticed() -> Iterator[Callable[[], int | None]]:
    """Let SIGTERM interrupt as Ctrl-C does, and give a function that tells which of the two came last, if any did.

    For the main thread. The number is written by Python itself, whatever handler a library has put in place
    (https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd).
    """
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    wakeup = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    terminating = signal.signal(signal.SIGTERM, signal.default_int_handler)
    last: int | None = None

    def came() -> int | None:
        nonlocal last
        try:
            received = os.read(reading, 4096)
        except BlockingIOError:
            received = b""
        last = next((number for number in reversed(received) if number in STOPPING), last)
        return last

    try:
        yield came
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGTERM, terminating)
        os.close(reading)
        os.close(writing)
