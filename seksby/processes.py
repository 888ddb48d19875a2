"""Work in processes of its own, so that it runs on all cores.

Belongs here: how such processes are started and how many. Does not belong here: what they do.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context


@contextmanager
def workers(count: int) -> Iterator[Executor]:
    """At most so many processes, which start at the first work they get; it and what it gives must be picklable.

    Spawned, not forked: the caller may hold threads (DuckDB, Dagster) that a fork would copy in an unknown state. What
    is not done when the block ends, by an error, is done for nobody: it is broken off, or never begun.
    """
    pool = ProcessPoolExecutor(
        count,
        mp_context=get_context("spawn"),
        initializer=signal.signal,  # Ctrl-C on a terminal reaches them too: whoever started them ends them
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        yield pool
    finally:
        for process in (pool._processes or {}).values():  # Python 3.14 has `terminate_workers` for it
            process.terminate()
        pool.shutdown(cancel_futures=True)
