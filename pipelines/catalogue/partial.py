"""An entry with faults of its own, as what it may have meant: what is wrong in it hides nothing between it and others.

Belongs here: two guesses at an entry, as far apart as its types allow. Does not belong here: any rule.

A rule between entries that is broken in both guesses is broken whatever was meant, and one that is broken in one alone
follows from the guess.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipelines.catalogue.faults import Location
from pipelines.catalogue.models.common import adapter

Model = TypeVar("Model", bound=BaseModel)
FAR = 1_000_000_000


@dataclass(frozen=True)
class Guess(Generic[Model]):
    """An entry as it may have been meant, and the places that were guessed, within the entry."""

    entry: Model
    guessed: list[Location] = field(default_factory=list)


def guesses(model: type[Model], given: Any, name: str) -> tuple[Guess[Model], Guess[Model]]:
    """Two guesses at an entry.

    Args:
        model: what it is to be.
        given: what was read.
        name: what no other entry is called; ids and texts that are missing are made of it.
    """
    return _guess(model, given, _Asked(name, False)), _guess(model, given, _Asked(name, True))


@dataclass(frozen=True)
class _Asked:
    name: str
    is_high: bool

    def of(self, low: Any, high: Any) -> Any:
        return high if self.is_high else low


def _guess(model: type[Model], given: Any, asked: _Asked) -> Guess[Model]:
    guess = Guess(model.model_construct())
    guess.entry.__dict__.clear()
    said: Mapping[Any, Any] = given if isinstance(given, Mapping) else {}
    for name, info in model.model_fields.items():
        if name not in said and not info.is_required():
            guess.entry.__dict__[name] = info.get_default(call_default_factory=True)
            continue
        try:
            guess.entry.__dict__[name] = adapter(model, name).validate_python(said.get(name))
        except ValidationError:
            guess.entry.__dict__[name] = _value(info.annotation, said.get(name), (name,), asked, guess.guessed)
    return guess


def _value(kind: Any, given: Any, place: Location, asked: _Asked, guessed: list[Location]) -> Any:
    """A value of a field that cannot be read: its parts that can, and something else for those that cannot."""
    origin, options = get_origin(kind), get_args(kind)
    if origin in (Annotated, Union, types.UnionType):
        return _value(options[0], given, place, asked, guessed)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        guess = _guess(kind, given, asked)
        guessed += [(*place, *step) for step in guess.guessed] if isinstance(given, Mapping) else [place]
        return guess.entry
    if origin is list and isinstance(given, list):
        return [_item(options[0], item, (*place, number), asked, guessed) for number, item in enumerate(given)]
    guessed.append(place)
    if origin in (list, dict):
        return origin()
    if origin is Literal:
        return asked.of(options[0], options[-1])
    if issubclass(kind, Enum):
        return asked.of(*(list(kind)[end] for end in (0, -1)))
    # Names and texts differ, so that what is told of them does.
    text = f"{asked.of('<', '>')}{asked.name}.{'.'.join(map(str, place))}"
    found = {date: (date.min, date.max), bool: (False, True), int: (-FAR, FAR), Decimal: (Decimal(-FAR), Decimal(FAR))}
    return asked.of(*found.get(kind, (text, text)))


def _item(kind: Any, given: Any, place: Location, asked: _Asked, guessed: list[Location]) -> Any:
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError:
        return _value(kind, given, place, asked, guessed)
