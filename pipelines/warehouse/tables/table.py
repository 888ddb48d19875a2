"""What a table of the `raw` schema is, and how an entry of the catalogue becomes a row.

Belongs here: the rule from fields to columns. A field is a column of its name, a text in two languages is two (`_da`,
`_en`), and an entry that is part of another gives its own fields, with its name before theirs. A list or a mapping is
no column: a list is a table of its own. Does not belong here: any one table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from typing import Any, get_type_hints

from pydantic import BaseModel

from pipelines.catalogue.models.common import Bilingual, value_kinds

TEXT, WHOLE, EXACT, TRUTH, DAY = "varchar", "integer", "decimal(18, 6)", "boolean", "date"
_TYPES: Mapping[type, str] = {bool: TRUTH, int: WHOLE, Decimal: EXACT, date: DAY, str: TEXT}
_LANGUAGES = {"da": "Danish", "en": "English"}  # the fields of `Bilingual`


@dataclass(frozen=True)
class Column:
    """A column: DuckDB's type, what it holds where its name does not say it, and the closed list its codes are of."""

    sql_type: str
    description: str = ""
    codes: type[StrEnum] | None = None

    @property
    def told(self) -> str:
        """The description, with the codes there are."""
        listed = f"One of {', '.join(self.codes)}." if self.codes else ""
        return " ".join(filter(None, (self.description, listed)))


@dataclass(frozen=True)
class Shape:
    """A table of the `raw` schema without its rows; `description` says what one of them is."""

    name: str
    description: str
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class Table:
    """A table with its rows, each with a value for every column."""

    shape: Shape
    records: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Fields:
    """The fields of a model that are columns, and where the value of each lies in an entry."""

    columns: Mapping[str, Column]
    paths: Mapping[str, tuple[str, ...]]

    def row(self, entry: object) -> dict[str, Any]:
        """The columns of one entry; those of a part it does not have are None."""
        return {name: reduce(_step, path, entry) for name, path in self.paths.items()}


def of(model: type, names: Mapping[str, str] | None = None, leave_out: Collection[str] = ()) -> Fields:
    """The columns of a model's fields, or of a dataclass's, in their order.

    Args:
        model: a model of the catalogue, or a dataclass of plain values.
        names: columns with another name than their field's, by field (`bounds.low`, `id`); of a part, what stands
            before its own.
        leave_out: fields that are no column of this table.

    Raises:
        TypeError: a field is of no type that a column has.
        ValueError: `names` or `leave_out` names a field that is not there.
    """
    names = names or {}
    unused = {*names, *leave_out}
    columns: dict[str, Column] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for field in _fields(model, (), "", names, leave_out, unused):
        columns[field.name], paths[field.name] = field.column, field.path
    if unused:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unused))}")
    return Fields(columns, paths)


@dataclass(frozen=True)
class _Field:
    name: str
    path: tuple[str, ...]
    column: Column


def _fields(
    model: type,
    path: tuple[str, ...],
    before: str,
    names: Mapping[str, str],
    leave_out: Collection[str],
    unused: set[str],
) -> Iterator[_Field]:
    for name, annotation, description in _annotated(model):
        place = ".".join((*path, name))
        unused.discard(place)
        if place in leave_out:
            continue
        column = names.get(place, f"{before}_{name}" if before else name)
        kinds = value_kinds(annotation)
        if kinds <= {list, dict}:
            continue
        kind = kinds.pop() if len(kinds) == 1 else object
        if kind is Bilingual:
            for language in _LANGUAGES:
                told = f"{description.removesuffix('.')}, in {_LANGUAGES[language]}." if description else ""
                yield _Field(f"{column}_{language}", (*path, name, language), Column(TEXT, told))
        elif issubclass(kind, BaseModel):
            yield from _fields(kind, (*path, name), column, names, leave_out, unused)
        elif issubclass(kind, StrEnum):
            yield _Field(column, (*path, name), Column(TEXT, description, kind))
        elif kind in _TYPES:
            yield _Field(column, (*path, name), Column(_TYPES[kind], description))
        else:
            raise TypeError(f"{model.__name__}.{name}: no column is {annotation}")


def _annotated(model: type) -> Iterator[tuple[str, Any, str]]:
    """Name, type and description of each field."""
    if issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            yield name, field.annotation, " ".join((field.description or "").split())
    elif is_dataclass(model):
        hints = get_type_hints(model)
        for each in fields(model):
            yield each.name, hints[each.name], ""


def _step(value: Any, name: str) -> Any:
    return None if value is None else getattr(value, name)
