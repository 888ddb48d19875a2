"""Work in processes of its own."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor

import pytest

from seksby import processes
from seksby.processes import workers


def test_what_is_still_done_when_nobody_waits_for_it_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work never ends by itself: without it this test would not."""
    monkeypatch.setattr(processes, "ProcessPoolExecutor", ProcessPoolExecutor)
    with workers(1) as pool:
        worker = pool.submit(os.getpid).result()
        pool.submit(signal.pause)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
