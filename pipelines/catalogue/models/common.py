"""What all catalogue files have in common: ids, codes, texts in two languages, and that an unknown field is an error.

Belongs here: types and base classes that entries of several kinds use. Does not belong here: any entry.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[A-ZÆØÅ][A-ZÆØÅ0-9_]*$")]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Year = Annotated[int, Field(ge=1900, le=2200)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}([A-Z][0-9]+|[/:][0-9]{4})?$")]
Marker = Annotated[str, StringConstraints(pattern=r"^[^0-9A-Za-z\s]+$")]  # what stands in place of a number: `..`
CellValue = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]  # the digits the warehouse keeps of a cell


Rule = TypeVar("Rule", bound=Callable[[Any], Iterator[str]])
_RULES: set[Callable[[Any], Iterator[str]]] = set()


def rule(method: Rule) -> Rule:
    """Mark a rule between the fields of an entry; it gives, in words, every way in which they do not go together.

    It is held against what is there: where it asks for a field that is wrong by itself it ends, so that one rule is
    about the same few fields.
    """
    _RULES.add(method)
    return method


Entry = TypeVar("Entry", bound=BaseModel)


class CatalogueModel(BaseModel):
    """Unknown fields are errors: a misspelt field is never silently ignored.

    The text below a field is what editors, the schema and the contracts of the warehouse say of it. All faults of an
    entry are told at once: one that is missing or of the wrong type hides no rule between the others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        faults: list[InitErrorDetails] = []
        entry = None
        try:
            entry = handler(given)
            broken = [said for method in _rules(cls) for said in method(entry)]
        except ValidationError as error:
            faults = [
                InitErrorDetails(
                    type=item["type"],
                    loc=item["loc"],
                    input=item["input"],
                    ctx=item.get("ctx", {}),
                )
                for item in error.errors(include_url=False)
            ]
            wrong = {str(item["loc"][0]) for item in faults if item["loc"]}
            sound = sound_fields(cls, given, wrong) if isinstance(given, dict) else None
            broken = [] if sound is None else [said for method in _rules(cls) for said in _as_far(method, sound)]
        faults += [
            {"type": "value_error", "loc": (), "input": given, "ctx": {"error": ValueError(said)}} for said in broken
        ]
        if faults or entry is None:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return entry


def sound_fields(model: type[Entry], given: Mapping[str, Any], wrong: Collection[str]) -> Entry:
    """An entry that has its sound fields alone: whoever asks it for another gets an AttributeError."""
    entry = model.model_construct()
    entry.__dict__.clear()
    for name, field in model.model_fields.items():
        if name not in wrong:
            entry.__dict__[name] = (
                adapter(model, name).validate_python(given[name])
                if name in given
                else field.get_default(call_default_factory=True)
            )
    return entry


@cache
def adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """What reads one field of a model by itself."""
    field = model.model_fields[name]
    kind: Any = field.annotation
    return TypeAdapter(Annotated[kind, *field.metadata] if field.metadata else kind)


@cache
def _rules(model: type[BaseModel]) -> Sequence[Callable[[Any], Iterator[str]]]:
    named = {name: said for kind in reversed(model.__mro__) for name, said in vars(kind).items()}
    return [said for said in named.values() if callable(said) and said in _RULES]


def _as_far(method: Callable[[Any], Iterator[str]], entry: BaseModel) -> Iterator[str]:
    """What a rule finds of an entry until it asks for a field that is not there."""
    try:
        yield from method(entry)
    except AttributeError:
        return


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
