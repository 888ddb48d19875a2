"""Days on which something is said to have been done and that have not come yet: most likely a slip of the pen.

Belongs here: finding them in what was read. Does not belong here: refusing them; a catalogue is the same on every day,
and a clock may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from pipelines.catalogue.models.whole import Catalogue

DONE = frozenset({"decided_on", "written_on", "noted_on", "checked_on", "reviewed_on", "registered_on"})


@dataclass(frozen=True)
class Ahead:
    """A day ahead, and where it stands."""

    where: str
    day: date


def ahead(catalogue: Catalogue, today: date) -> Iterator[Ahead]:
    """Every such day, each once: a decision of the own folder stands in its demand or trial too."""
    yield from dict.fromkeys(_in(catalogue, "", today))


def _in(value: object, where: str, today: date) -> Iterator[Ahead]:
    if isinstance(value, BaseModel):
        named = next(
            (str(found) for name in ("id", "demand", "trial", "effect") if (found := getattr(value, name, None))), where
        )
        for name in type(value).model_fields:
            found = getattr(value, name)
            if name in DONE and isinstance(found, date) and found > today:
                yield Ahead(f"{named or type(value).__name__.lower()} {name}", found)
            else:
                yield from _in(found, named, today)
    elif isinstance(value, list):
        for item in value:
            yield from _in(item, where, today)
