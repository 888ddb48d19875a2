"""How StatBank describes a table: its variables, in order, and the codes of each.

Belongs here: the shape of `tableinfo`, which bundled figures share, and finding a variable by name and a code by what
the catalogue calls it. Does not belong here: asking for it (`sources.statbank`), the rules by which a name that the
table does not have is taken for another (`resolving`), or expanding the catalogue's selectors (`selectors`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

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


class Resolution(BaseModel):
    """A name of the catalogue's that the table does not have, and the table's own name that it is taken for.

    Attributes:
        rule: why it is. `number`, `text` and `text_before` are of codes: equal as a number, equal to the text of a
            code, and the code of the text that it had before. `values` is a variable with the values of one that is
            gone, `total` a variable that nothing names, taken at its total.
        variable: the variable, as the table has it.
        wanted: the code or the variable that the catalogue names; empty for `total`.
        found: the table's own code or variable.
        text: the table's text for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: Literal["number", "text", "text_before", "values", "total"]
    variable: str
    wanted: str
    found: str
    text: str


class Variable(_Described):
    """A variable of a table; `elimination` says that it may be left out of a request.

    The last three are ours (`resolved`): the catalogue's name of the variable, its names of codes, and the code that is
    used where it names none.
    """

    id: str
    text: str
    elimination: bool = False
    time: bool = False
    map: str | None = None
    values: list[Value]
    taken_for: str | None = Field(None, alias="_taken_for")
    codes_taken: dict[str, str] = Field(default_factory=dict, alias="_codes_taken")
    total_taken: str | None = Field(None, alias="_total_taken")


class Footnote(_Described):
    """What StatBank wants said with a table's figures; `mandatory` where it has to be shown."""

    text: str
    mandatory: bool = False


class TableInfo(_Described):
    """A table as StatBank describes it.

    `updated` is the stamp of its latest revision, as given. `suppressed` is what a row that BULK leaves out stands for;
    StatBank tells it since December 2017, and every published sample says 0.
    """

    id: str
    text: str
    description: str | None = None
    unit: str | None = None
    updated: str | None = None
    active: bool = True
    suppressed: str | None = Field(None, alias="suppressedDataValue")
    footnote: Footnote | None = None
    variables: list[Variable]

    @property
    def absent_is_zero(self) -> bool:
        """Whether a row that is not there is the number 0, by the table's own word."""
        return self.suppressed == "0"


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
    exact = exact or [item for item in info.variables if item.taken_for == name]
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


def code(target: Variable, wanted: str) -> str | None:
    """The code of a variable that is meant: the one written so or resolved, else the only one that is the same number.

    Copies of code lists lose leading zeros where a program takes them for numbers (`0` for `00`, `3231` for `03231`,
    https://github.com/CSSEGISandData/COVID-19/issues/2330), so the table's own description decides how it is written.
    """
    known = [value.id for value in target.values]
    if wanted in known:
        return wanted
    if wanted in target.codes_taken:
        return target.codes_taken[wanted]
    same = [item for item in known if item.isdecimal() and wanted.isdecimal() and int(item) == int(wanted)]
    return same[0] if len(same) == 1 else None


def resolved(info: TableInfo, resolutions: Iterable[Resolution]) -> TableInfo:
    """The same description, in which the catalogue's names are found too; one that does not fit it is passed over."""
    variables = {item.id: item for item in info.variables}
    for item in resolutions:
        if (target := variables.get(item.variable)) is None:
            continue
        change: dict[str, object] = {"taken_for": item.wanted}
        if item.rule == "total":
            change = {"total_taken": item.found}
        elif item.rule != "values":
            change = {"codes_taken": {**target.codes_taken, item.wanted: item.found}}
        variables[item.variable] = target.model_copy(update=change)
    return info.model_copy(update={"variables": list(variables.values())})


def near_codes(target: Variable, wanted: str, number: int = 6) -> str:
    """Codes that may have been meant, the likest first, with their texts."""
    texts = {value.id: value.text for value in target.values}
    likest = get_close_matches(wanted, list(texts), n=number, cutoff=0.3)
    shown = dict.fromkeys([*likest, *texts])
    listed = [f"{item} ({texts[item]})" if texts[item] != item else item for item in list(shown)[:number]]
    return ", ".join(listed) + (" …" if len(texts) > number else "")
