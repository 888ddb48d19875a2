"""What all catalogue files have in common: ids, codes, texts in two languages, and that an unknown field is an error.

Belongs here: types and base classes that entries of several kinds use. Does not belong here: any entry.
"""

from __future__ import annotations

import types
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[A-ZÆØÅ][A-ZÆØÅ0-9_]*$")]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Year = Annotated[int, Field(ge=1900, le=2200)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}([A-Z][0-9]+|[/:][0-9]{4})?$")]
Marker = Annotated[str, StringConstraints(pattern=r"^[^0-9A-Za-z\s]+$")]  # what stands in place of a number: `..`
CellValue = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]  # the digits the warehouse keeps of a cell


class CatalogueModel(BaseModel):
    """Unknown fields are errors: a misspelt field is never silently ignored.

    The text below a field is what editors, the schema and the contracts of the warehouse say of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Bilingual(CatalogueModel):
    """The same text in Danish (shown) and English."""

    da: Text
    en: Text


def value_kinds(annotation: Any) -> set[type]:
    """The classes a value may be of, without None; a literal text is a text."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return value_kinds(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return set().union(*(value_kinds(option) for option in get_args(annotation) if option is not type(None)))
    if origin is Literal:
        return {type(value) for value in get_args(annotation)}
    return {origin or annotation}
