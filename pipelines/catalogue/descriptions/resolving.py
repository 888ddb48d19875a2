"""From what the catalogue calls variables and codes to what the table calls them, by the table's own description.

Belongs here: what the catalogue names of a table, and the rules by which a name that the table does not have is taken
for one that it has.
Does not belong here: expanding selectors (`selectors`), asking (`sources`), or changing the catalogue (`adopting`).

A rule answers only where there is one answer; two make none, and the name is a misfit. No rule guesses by likeness:

    code        equal as a number (0 is 00), equal to the text of a code in Danish or English, or the code that now has
                the text that this code had in the description before
    variable    gone, and another that the catalogue does not name has its values: those of the description before, or
                where there is none the codes that the catalogue names. A bare number below 100 is no evidence: it means
                something else in each variable. Area and time are known by what they hold
    new one     a variable that nothing names is taken at its total, the one code whose text says so
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.catalogue.descriptions.tableinfo import Resolution, TableInfo, Variable, code, fold, resolved, variable
from pipelines.catalogue.models.common import CatalogueModel
from pipelines.catalogue.models.recipe import Term, written_out
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from seksby.errors import CatalogueError

Location = tuple[str | int, ...]
Texts = Mapping[str, Mapping[str, str]]
"""English texts: by variable and code."""

AREAS_AT_LEAST = 50
"""Municipalities that a variable lists when it is the one of areas; a variable of anything else has none or a few."""
TOTAL_TEXTS = {"ialt", "total", "all", "alle"}  # as `fold` writes them


@dataclass(frozen=True)
class Use:
    """One place of the catalogue that names a variable of a table, and the codes of it that are written out there.

    Attributes:
        table: source id.
        file: within the catalogue folder.
        location: of the codes in the file; in most places the variable's name is the last step.
        name: the variable, as the catalogue names it.
        codes: written out, no range and no pattern.
        role: `codes` is a selector; the others are fields that hold a variable's name, and no code.
    """

    table: str
    file: str
    location: Location
    name: str
    codes: tuple[str, ...]
    role: Literal["area", "time", "unit", "codes"] = "codes"


@dataclass(frozen=True)
class Named:
    """What the catalogue names of one table, and the municipalities by whose codes the variable of areas is known."""

    uses: Sequence[Use]
    municipalities: frozenset[str] = frozenset()


def named(catalogue: Catalogue) -> dict[str, Named]:
    """What the catalogue names of the table of each source, by source id."""
    municipalities = frozenset(item.municipality_code for item in catalogue.municipalities)
    found: dict[str, list[Use]] = {source.id: [] for source in catalogue.sources}
    for use in _uses(catalogue):
        found[use.table].append(use)
    return {source: Named(uses, municipalities) for source, uses in found.items()}


def _uses(catalogue: Catalogue) -> list[Use]:
    found: list[Use] = []

    def selector(table: str, file: str, location: Location, where: Mapping[str, str | Sequence[str]]) -> None:
        found.extend(
            Use(table, file, (*location, name), name, tuple(written_out(wanted))) for name, wanted in where.items()
        )

    for source in catalogue.sources:
        found.extend(_source_uses(source))
    for indicator in catalogue.indicators:
        file = f"indicators/{indicator.service_area}/{indicator.id}.yml"
        for location, term in _terms(indicator):
            selector(term.table, file, (*location, "where"), term.where)
    for number, control in enumerate(catalogue.controls):
        for location, term in _terms(control, (number,)):
            selector(term.table, "controls.yml", (*location, "where"), term.where)
        for position, entry in enumerate(control.sums):
            for table in {term.table for term in entry.terms}:
                selector(table, "controls.yml", (number, "sums", position, "each"), entry.each)
    for number, correction in enumerate(catalogue.corrections):
        selector(correction.source, "corrections.yml", (number, "where"), correction.where)
    if index := catalogue.price_index:
        selector(index.table, "price_index.yml", ("where",), index.where)
        selector(index.table, "price_index.yml", ("same_in",), index.same_in)
        found.append(Use(index.table, "price_index.yml", ("unit_variable",), index.unit_variable, (), "unit"))
        for field in ("current", "fixed"):
            unit = (getattr(index, field),)
            found.append(Use(index.table, "price_index.yml", (field,), index.unit_variable, unit))
    if full := catalogue.full_cost:
        selector(full.table, "full_cost.yml", ("wage_codes",), full.wage_codes)
    return found


def _source_uses(source: Source) -> Iterator[Use]:
    file = source.file
    yield Use(source.id, file, ("area",), source.area, (), "area")
    yield Use(source.id, file, ("time",), source.time, (), "time")
    if source.unit_variable:
        yield Use(source.id, file, ("unit_variable",), source.unit_variable, (), "unit")
    for name, total in source.totals.items():
        yield Use(source.id, file, ("totals", name), name, (total,))
    for name, wanted in source.select.items():
        yield Use(source.id, file, ("select", name), name, tuple(written_out(wanted)))


def resolve(
    named: Named, info: TableInfo, before: TableInfo | None = None, english: Texts | None = None
) -> list[Resolution]:
    """What the names that the table does not have are taken for.

    Args:
        named: what the catalogue names of this table.
        info: the table's description as it is now.
        before: its description before, if there is one.
        english: its texts in English, if they were asked for.
    """
    renamed = _renamed(named, info, before)
    now = resolved(info, renamed)
    codes = list(_codes(named.uses, now, before, english or {}))
    totals = list(_new_totals(named.uses, now))
    return [*renamed, *codes, *totals]


def needed(resolutions: Iterable[Resolution], named: Named, info: TableInfo) -> list[Resolution]:
    """Those that the catalogue still needs: it may have been changed since they were recorded."""

    def is_needed(item: Resolution) -> bool:
        if item.rule == "values":
            return any(use.name == item.wanted for use in named.uses)
        of_variable = [use for use in named.uses if (found := _variable(info, use.name)) and found.id == item.variable]
        if item.rule == "total":
            return not of_variable
        return any(item.wanted in use.codes for use in of_variable)

    return [item for item in resolutions if is_needed(item)]


def misses(named: Named, info: TableInfo) -> bool:
    """Whether a code that is written out is not found."""
    return any(
        code(target, wanted) is None
        for use in named.uses
        if (target := _variable(info, use.name)) is not None
        for wanted in use.codes
    )


def _renamed(named: Named, info: TableInfo, before: TableInfo | None) -> list[Resolution]:
    claimed = {target.id for use in named.uses if (target := _variable(info, use.name)) is not None}
    free = [item for item in info.variables if item.id not in claimed]
    roles: dict[str, str] = {}
    codes: dict[str, set[str]] = {}
    for use in named.uses:
        if _variable(info, use.name) is None:
            roles[use.name] = use.role if use.role in ("area", "time") else roles.get(use.name, use.role)
            codes.setdefault(use.name, set()).update(use.codes)
    found: list[Resolution] = []
    for name, role in roles.items():
        if role == "area":
            fitting = [
                item for item in free if len({v.id for v in item.values} & named.municipalities) >= AREAS_AT_LEAST
            ]
            fitting = fitting or _same_values(name, free, before)
        elif role == "time":
            fitting = [item for item in free if item.time]
        else:
            fitting = _same_values(name, free, before) or _with_codes(codes[name], free, before)
        if len(fitting) == 1:
            (target,) = fitting
            found.append(Resolution(rule="values", variable=target.id, wanted=name, found=target.id, text=target.text))
    taken = Counter(item.found for item in found)
    return [item for item in found if taken[item.found] == 1]


def _same_values(name: str, free: Sequence[Variable], before: TableInfo | None) -> list[Variable]:
    old = _variable(before, name) if before else None
    return [item for item in free if old is not None and _ids(item) == _ids(old)]


def _with_codes(wanted: set[str], free: Sequence[Variable], before: TableInfo | None) -> list[Variable]:
    if before is not None or not any(len(item) > 2 or not item.isdecimal() for item in wanted):
        return []
    return [item for item in free if not item.time and all(code(item, each) is not None for each in wanted)]


def _codes(uses: Sequence[Use], info: TableInfo, before: TableInfo | None, english: Texts) -> Iterator[Resolution]:
    seen: set[tuple[str, str]] = set()
    for use in uses:
        target = _variable(info, use.name)
        if target is None:
            continue
        texts = {item.id: item.text for item in target.values}
        for wanted in use.codes:
            if wanted in texts or (target.id, wanted) in seen:
                continue
            seen.add((target.id, wanted))
            rules: list[tuple[Literal["number", "text", "text_before"], list[str]]] = [
                ("number", [found] if (found := code(target, wanted)) is not None else []),
                ("text", _with_text(wanted, texts, english.get(target.id, {}))),
                ("text_before", _with_text(_text_before(before, use.name, wanted), texts, {})),
            ]
            for rule, fitting in rules:
                if len(fitting) == 1:
                    yield Resolution(
                        rule=rule, variable=target.id, wanted=wanted, found=fitting[0], text=texts[fitting[0]]
                    )
                    break


def _with_text(wanted: str | None, danish: Mapping[str, str], english: Mapping[str, str]) -> list[str]:
    if wanted is None:
        return []
    return [item for item in danish if fold(wanted) in (fold(danish[item]), fold(english.get(item, "")))]


def _text_before(before: TableInfo | None, name: str, wanted: str) -> str | None:
    old = _variable(before, name) if before else None
    return next((item.text for item in old.values if item.id == wanted), None) if old else None


def _new_totals(uses: Sequence[Use], info: TableInfo) -> Iterator[Resolution]:
    claimed = {target.id for use in uses if (target := _variable(info, use.name)) is not None}
    for item in info.variables:
        if item.id in claimed or item.time:
            continue
        totals = [value for value in item.values if _is_total(value.text)]
        if len(totals) == 1:
            (total,) = totals
            yield Resolution(rule="total", variable=item.id, wanted="", found=total.id, text=total.text)


def _is_total(text: str) -> bool:
    words = text.casefold().replace(",", " ").split()
    return fold(text) in TOTAL_TEXTS or words[-2:] == ["i", "alt"] or words[:2] == ["i", "alt"]


def _variable(info: TableInfo, name: str) -> Variable | None:
    try:
        return variable(info, name)
    except CatalogueError:
        return None


def _ids(target: Variable) -> set[str]:
    return {item.id for item in target.values}


def _terms(entry: CatalogueModel, location: Location = ()) -> Iterator[tuple[Location, Term]]:
    """Every term within an entry, with its place."""

    def within(value: object, place: Location) -> Iterator[tuple[Location, Term]]:
        if isinstance(value, Term):
            yield place, value
        elif isinstance(value, CatalogueModel):
            for name in type(value).model_fields:
                yield from within(getattr(value, name), (*place, name))
        elif isinstance(value, list):
            for position, item in enumerate(value):
                yield from within(item, (*place, position))

    yield from within(entry, location)
