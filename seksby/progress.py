"""How far the work has come, told to whoever listens.

Belongs here: the one channel between the steps of a refresh and a terminal that shows them. Does not belong here: how
progress looks (`cli`), or any step. Without a listener, telling costs nothing; a run that is started from Dagster's own
pages has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, "int | None"], None]

_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


@contextmanager
def listen(listener: Listener) -> Iterator[None]:
    """Hand every `tell` of this context to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(step: str, done: int, total: int | None) -> None:
    """A step has come `done` of `total` (None: not known) on its way."""
    listener = _listener.get()
    if listener is not None:
        listener(step, done, total)
