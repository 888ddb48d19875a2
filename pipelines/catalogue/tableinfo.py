"""How StatBank describes a table: its variables, in order, and the codes of each.

Belongs here: the shape of `tableinfo`, which bundled figures share, and finding a variable by name. Does not belong
here: asking for it (`client`), or expanding the catalogue's selectors (`catalogue.selectors`).
"""

from __future__ import annotations

import unicodedata

from pydantic import BaseModel, ConfigDict

from seksby.errors import CatalogueError

# Public listings of StatBank's tables write variables in lower case without Danish letters, some with `oe` and `aa`.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


class _Described(BaseModel):
    """StatBank adds fields now and then; those we do not use are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Value(_Described):
    """One code of a variable and its text."""

    id: str
    text: str


class Variable(_Described):
    """A variable of a table; `elimination` says that it may be left out of a request."""

    id: str
    text: str
    elimination: bool = False
    time: bool = False
    map: str | None = None
    values: list[Value]


class TableInfo(_Described):
    """A table as StatBank describes it; `updated` is the stamp of its latest revision, as given."""

    id: str
    text: str
    description: str | None = None
    unit: str | None = None
    updated: str | None = None
    active: bool = True
    variables: list[Variable]


def fold(name: str) -> str:
    """A variable's name without case, Danish letters, blanks and signs: `OMRÅDE`, `omrade` and `Omraade` are one."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    return "".join(letter for letter in plain.replace("oe", "o").replace("aa", "a") if letter.isalnum())


def variable(info: TableInfo, name: str) -> Variable:
    """The variable of that name: the one spelled exactly so, otherwise the only one that folds to it.

    Raises:
        CatalogueError: there is none, or more than one.
    """
    exact = [item for item in info.variables if item.id == name]
    found = exact or [item for item in info.variables if fold(item.id) == fold(name)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(item.id for item in info.variables)
    raise CatalogueError(
        f"{info.id} has {'no variable' if not found else 'more than one variable like'} {name}.",
        where=f"table {info.id}",
        expected=f"one of {listed}",
        remedy="write the variable in the catalogue as the table's own tableinfo spells it",
    )
