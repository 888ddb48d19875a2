"""From recipes to explicit series of the sources at hand.

Belongs here: choosing the recipe whose sources are at hand and fit it, expanding selectors to the codes that a source's
own `tableinfo` lists, and the periods that stand for a year. Does not belong here: cells, values or SQL.

A recipe that names what a table does not have is a misfit: the world may have changed, so it is told, the next recipe
is tried, and everything else goes on. A recipe that contradicts itself is a fault of the catalogue.
"""

from __future__ import annotations

import fnmatch
import itertools
import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pipelines.catalogue.descriptions.tableinfo import TableInfo, Variable, code, near_codes, variable
from pipelines.catalogue.faults import locate
from pipelines.catalogue.models.comparison import FullCost, PriceIndex
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.recipe import Recipe, Term, Timing, is_pattern, is_range, parts, written_out
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from seksby.errors import CatalogueError, all_faults

Error = TypeVar("Error", bound=CatalogueError)

ROLES = ("numerator", "multiplier", "denominator", "weight")
# Roles that enter no published value: the wages of the same functions (full cost), and per age group what it uses and
# how many it is (indirect standardisation), as `use:<group>` and `population:<group>`.
WAGES, USE, POPULATION = "wages", "use", "population"

# Divisor, and (years after the year itself, suffix of the period, weight). Weights are whole numbers over a divisor, so
# that sevenths and twelfths stay exact until the one division at the end. `stock_july` is the official practice of
# the statistics office's key figures. `school_year_7_5` assumes that a period holds the count of 1 October of its year:
# those counted the year before fill the seven months until summer, those counted in the year the five after it.
PERIODS: Mapping[Timing, tuple[int, Sequence[tuple[int, str, int]]]] = {
    Timing.SAME_YEAR: (1, [(0, "", 1)]),
    Timing.JANUARY: (1, [(0, "K1", 1)]),
    Timing.STOCK_JULY: (1, [(0, "K3", 1)]),
    Timing.MEAN_OF_JANUARIES: (2, [(0, "K1", 1), (1, "K1", 1)]),
    Timing.SCHOOL_YEAR_7_5: (12, [(-1, "", 7), (0, "", 5)]),
    Timing.MEAN_OF_QUARTERS: (4, [(0, "K1", 1), (0, "K2", 1), (0, "K3", 1), (0, "K4", 1)]),
    Timing.SUM_3_YEARS: (1, [(-2, "", 1), (-1, "", 1), (0, "", 1)]),
    Timing.SUM_3_JANUARIES: (1, [(-2, "K1", 1), (-1, "K1", 1), (0, "K1", 1)]),
    Timing.MEAN_3_YEARS: (3, [(-2, "", 1), (-1, "", 1), (0, "", 1)]),
}


SPAN_LENGTH = len("2023/2024")


@dataclass(frozen=True)
class Series:
    """One series of one source that a recipe names, for one period relative to the year: a row of `raw.recipe_terms`.

    `series_key` is the codes of the source's variables, without area and time, in the source's own order. A cell
    enters its role with `weight / divisor`. `needs_figure_each_year` holds for account codes that a recipe writes out:
    a chart of accounts is changed from year to year, and a code without a national total is then a wrong code. What
    a range or a pattern finds may come and go.
    """

    indicator_id: str
    recipe_no: int
    role: str
    term_no: int
    table_id: str
    series_key: str
    codes: str
    year_offset: int
    period_suffix: str
    weight: Decimal
    divisor: int
    absent_is_zero: bool
    needs_figure_each_year: bool


@dataclass(frozen=True)
class IndexSeries:
    """One key figure of the price index, in current and in fixed prices: a row of `raw.price_index_series`."""

    table_id: str
    current_key: str
    fixed_key: str
    is_deflator: bool


AS_IT_STANDS = (Decimal(1), Decimal(1), Timing.SAME_YEAR)
"""Scale, factor and timing of a figure that is taken over."""


class MisfitError(CatalogueError):
    """The catalogue names a variable or a code that a table does not have, or leaves one open that has no total."""


class EmptyCodeError(MisfitError):
    """A table has the code, but no figure where the recipe needs one."""


@dataclass(frozen=True)
class Misfit:
    """What does not fit, of which source, and what therefore falls out.

    `subject_kind` is `indicator`, `control`, `correction`, `price_index` or `source`; `subject_id` its id. A recipe
    that falls out may be followed by another that is used in its place.
    """

    subject_kind: str
    subject_id: str
    source_id: str
    error: MisfitError


@dataclass(frozen=True)
class Compiled:
    """What the sources at hand allow: the recipe used per indicator, every series it names, the price index, and what
    does not fit its source.
    """

    recipe_used: Mapping[str, int]
    series: Sequence[Series]
    price_index: Sequence[IndexSeries] = field(default=())
    misfits: Sequence[Misfit] = field(default=())


Unusable = Container[tuple[str, int, str]]
"""Recipes whose codes hold no figures: indicator, number of the recipe from 1, role."""


def compile_recipes(
    catalogue: Catalogue, infos: Mapping[str, TableInfo], root: Path, unusable: Unusable = frozenset()
) -> Compiled:
    """Choose and expand recipes: of each indicator the first whose sources are at hand and have what it names.

    Args:
        catalogue: the catalogue.
        infos: `tableinfo` of each source at hand, by source id.
        root: the catalogue folder, for the place named in an error.
        unusable: see `Unusable`; a role that enters no published value falls out alone.

    Raises:
        CatalogueError: a selection that mixes price units, in one term or over the terms of a role; with file and line
            of the selector, every indicator's fault at once.
    """
    sources = {source.id: source for source in catalogue.sources}
    used: dict[str, int] = {}
    series: list[Series] = []
    faults: list[CatalogueError] = []
    misfits: list[Misfit] = []
    for indicator in catalogue.indicators:
        for number, recipe in enumerate(indicator.recipes):
            if not tables(recipe) <= infos.keys():
                continue
            if any((indicator.id, number + 1, role) in unusable for role in ROLES):
                continue
            try:
                found, unfit = _compile(indicator, number, catalogue.full_cost, sources, infos, root, unusable)
            except CatalogueError as fault:
                faults.append(fault)
                break
            misfits += unfit
            if found is not None:
                used[indicator.id] = number + 1
                series += found
                break
    price_index: list[IndexSeries] = []
    if (index := catalogue.price_index) and index.table in infos:
        try:
            price_index = _index_series(index, sources, infos, root)
        except MisfitError as misfit:
            misfits.append(Misfit("price_index", index.table, index.table, misfit))
        except CatalogueError as fault:
            faults.append(fault)
    if faults:  # told with all that does not fit, to be mended in one go
        raise all_faults([*faults, *(item.error for item in misfits)])
    return Compiled(used, series, price_index, misfits)


def _compile(
    indicator: Indicator,
    number: int,
    full_cost: FullCost | None,
    sources: Mapping[str, Source],
    infos: Mapping[str, TableInfo],
    root: Path,
    unusable: Unusable,
) -> tuple[list[Series] | None, list[Misfit]]:
    """The series of one recipe, and of what goes with it as far as its sources are at hand; None if it does not fit."""
    file = f"indicators/{indicator.service_area}/{indicator.id}.yml"
    series: list[Series] = []
    misfits: list[Misfit] = []
    fits = True
    for role, location, terms in _roles(indicator, number, full_cost, infos):
        if (indicator.id, number + 1, role) in unusable:
            continue
        units: dict[str, tuple[int, str]] = {}
        compiled: list[Series] = []
        for position, term in enumerate(terms):
            place = Place(root, file, (*location, position))
            source, info = sources[term.table], infos[term.table]
            try:
                codes = codes_selected(term.where, source, info, place)
            except MisfitError as misfit:
                misfits.append(Misfit("indicator", indicator.id, source.id, misfit))
                fits &= role not in ROLES
                compiled = []
                break
            if source.unit_variable:
                unit = one_unit(source, variable(info, source.unit_variable), codes, place)
                first, other = units.setdefault(source.table, (position, unit))
                if unit != other:
                    raise place.error(
                        f"Two price units in one selection: {role} term {first + 1} takes {source.table} in "
                        f"{other}, term {position + 1} in {unit}; their sum has no meaning.",
                        f"one unit of {source.table} in every term of the {role}",
                        "where",
                        source.unit_variable,
                    )
            if lacking := _without_periods(term, source, info, place):
                misfits.append(Misfit("indicator", indicator.id, source.id, lacking))
                fits &= role not in ROLES
                compiled = []
                break
            written_out = bool(source.unit_variable) and not any(
                is_range(part) or is_pattern(part) for wanted in term.where.values() for part in parts(wanted)
            )
            term = term if not info.absent_is_zero else term.model_copy(update={"absent": "zero"})
            compiled += _series(indicator.id, number + 1, role, position + 1, term, codes, written_out)
        series += compiled
    return (series if fits else None), misfits


def _without_periods(term: Term, source: Source, info: TableInfo, place: Place) -> MisfitError | None:
    """What is wrong where a term waits for periods of a form that its table has none of: years, quarters, months."""
    periods = [value.id for value in variable(info, source.time).values]
    forms = {_form(period) for period in periods}
    wanted = {suffix for _, suffix, _ in PERIODS[term.timing][1]}
    if not periods or wanted <= forms:
        return None
    fitting = [timing.value for timing, (_, taken) in PERIODS.items() if {suffix for _, suffix, _ in taken} <= forms]
    return place.misfit(
        f"{source.id} has periods such as {periods[-1]}, and none that timing {term.timing} takes.",
        f"timing: one of {', '.join(fitting)}"
        if fitting
        else "years (2024), quarters (2024K1) or school years (2023/2024); another form wants a rule of its own in "
        "PERIODS of pipelines/catalogue/series/selectors.py",
        "timing",
    )


def _form(period: str) -> str:
    """What follows the year, as the warehouse has it: `K1` of 2024K1; nothing of 2024, 2023/2024 and 2020:2024."""
    return "" if len(period) == SPAN_LENGTH else period[4:]


def _roles(
    indicator: Indicator, number: int, full_cost: FullCost | None, infos: Mapping[str, TableInfo]
) -> Iterator[tuple[str, tuple[str | int, ...], Sequence[Term]]]:
    """Each role with its place in the file and its terms."""
    recipe = indicator.recipes[number]
    for role in ROLES:
        yield role, ("recipes", number, role), getattr(recipe, role)
    if full_cost and indicator.monetary and all(term.table == full_cost.table for term in recipe.numerator):
        wages = [
            term.model_copy(update={"where": term.where | full_cost.wage_codes, "absent": "zero"})
            for term in recipe.numerator
        ]
        yield WAGES, ("recipes", number, "numerator"), wages
    strata = indicator.standardisation
    if {term.table for stratum in strata for term in (*stratum.use, *stratum.population)} <= infos.keys():
        for order, stratum in enumerate(strata):
            yield f"{USE}:{stratum.id}", ("standardisation", order, USE), stratum.use
            yield f"{POPULATION}:{stratum.id}", ("standardisation", order, POPULATION), stratum.population


def _index_series(
    index: PriceIndex, sources: Mapping[str, Source], infos: Mapping[str, TableInfo], root: Path
) -> list[IndexSeries]:
    """The deflator's own pair first, then those it has to agree with."""
    source, info = sources[index.table], infos[index.table]
    place = Place(root, "price_index.yml", ())

    def keys(where: Mapping[str, str | list[str]], unit: str) -> list[str]:
        codes = codes_selected({**where, index.unit_variable: unit}, source, info, place)
        return [series_key(combination) for combination in itertools.product(*(some for _, some in codes))]

    def pairs(where: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
        return list(zip(keys(where, index.current), keys(where, index.fixed), strict=True))

    (deflator,) = pairs(dict(index.where))
    others = [pair for pair in pairs({**index.where, **index.same_in}) if pair != deflator]
    return [IndexSeries(index.table, *pair, is_deflator=pair == deflator) for pair in (deflator, *others)]


def tables(recipe: Recipe) -> set[str]:
    """The sources a recipe needs."""
    return {term.table for role in ROLES for term in getattr(recipe, role)}


def series_variables(source: Source, info: TableInfo) -> list[Variable]:
    """The variables that make a source's series: all but area and time, in the source's own order."""
    apart = {variable(info, source.area).id, variable(info, source.time).id}
    return [item for item in info.variables if item.id not in apart]


def series_key(codes: Sequence[str]) -> str:
    """How a series is named in the warehouse: one code per series variable, in the source's own order."""
    return "|".join(codes)


def named_codes(variables: Sequence[Variable], codes: Sequence[str]) -> str:
    """The same for a reader, such as `FUNKTION=32201 · ART=TOT`."""
    return " · ".join(f"{item.id}={code}" for item, code in zip(variables, codes, strict=True))


def formula(recipe: Recipe) -> str:
    """A recipe as one line of text, such as `1.000 × REGK31[FUNKTION 32201 · ART TOT] / FOLK1A[ALDER IALT]`."""

    def times(factor: Decimal) -> str:
        return "" if factor == 1 else f"{_danish(factor)} × "

    def one(term: Term) -> str:
        codes = " · ".join(f"{name} {_listed(wanted)}" for name, wanted in term.where.items())
        return times(term.factor) + term.table + (f"[{codes}]" if codes else "")

    def total(role: Sequence[Term]) -> str:
        parts = [one(term) for term in role]
        return parts[0] if len(parts) == 1 else "(" + " + ".join(parts) + ")"

    text = times(recipe.scale) + total(recipe.numerator)
    if recipe.multiplier:
        text += " × " + total(recipe.multiplier)
    if recipe.denominator:
        text += " / " + total(recipe.denominator)
    return text


def is_taken_over(recipe: Recipe) -> bool:
    """Whether a recipe's figure is one the publisher gives: one cell, as it stands."""
    term, *more = recipe.numerator
    if more or recipe.multiplier or recipe.denominator or (recipe.scale, term.factor, term.timing) != AS_IT_STANDS:
        return False
    return all(len(parts(wanted)) == 1 == len(written_out(wanted)) for wanted in term.where.values())


def _danish(number: Decimal) -> str:
    return f"{number.normalize():,f}".translate(str.maketrans(",.", ".,"))


def _listed(codes: str | list[str]) -> str:
    return codes if isinstance(codes, str) else ", ".join(codes)


@dataclass(frozen=True)
class Place:
    """Where in the catalogue a selector stands; the line is looked up only when an error needs it."""

    root: Path
    file: str
    location: tuple[str | int, ...]

    def error(self, what: str, expected: str, *field: str) -> CatalogueError:
        return self._error(CatalogueError, what, expected, field)

    def misfit(self, what: str, expected: str, *field: str) -> MisfitError:
        return self._error(MisfitError, what, expected, field)

    def _error(self, kind: type[Error], what: str, expected: str, field: Sequence[str]) -> Error:
        location, path = (*self.location, *field), self.root / self.file
        return kind(
            what,
            where=f"{path}:{locate(path, location)} {'.'.join(map(str, location))}",
            expected=expected,
            remedy="mend the selector, then run `seksby check`",
        )


def codes_selected(
    selector: Mapping[str, str | list[str]], source: Source, info: TableInfo, place: Place
) -> list[tuple[Variable, list[str]]]:
    """The codes a selector (`where`) stands for, of each of the source's variables in order, declared totals included.

    Raises:
        MisfitError: a variable or code the source does not have, or a variable without code and declared total; every
            one at once.
        CatalogueError: the selector is of the source's areas or times.
    """
    where: dict[str, list[str]] = {}
    misfits: list[MisfitError] = []
    apart = {variable(info, source.area).id, variable(info, source.time).id}

    def expand(name: str, wanted: Sequence[str], place: Place, field: str) -> None:
        try:
            target = variable(info, name)
        except CatalogueError as error:
            misfits.append(place.misfit(f"{source.id} has no variable {name}.", error.expected, field, name))
            return
        if target.id in apart:
            raise place.error(
                f"{source.id}: {name} is not chosen here: every municipality and every year is computed.",
                f"variables other than {source.area} and {source.time}; another period is chosen by `timing`",
                field,
                name,
            )
        if target.id not in where:
            where[target.id] = list(_expand(wanted, target, source, place, field, name, misfits))

    for name, wanted in selector.items():
        expand(name, parts(wanted), place, "where")
    for name, total in source.totals.items():
        expand(name, [total], Place(place.root, source.file, ()), "totals")
    variables = series_variables(source, info)
    where.update({item.id: [item.total_taken] for item in variables if item.total_taken and item.id not in where})
    misfits += [
        place.misfit(
            f"{source.id}: no code is given for {item.id}, and it has no declared total.",
            f"a code of {item.id}, or a total in {source.file}",
            "where",
        )
        for item in variables
        if item.id not in where
    ]
    if misfits:
        raise all_faults(misfits)
    return [(item, where[item.id]) for item in variables]


def selected(source: Source, info: TableInfo, root: Path) -> dict[str, list[str]]:
    """The source's `select` in the table's own names and codes: what is asked for, before anything is asked.

    Patterns are left to the publisher.

    Raises:
        MisfitError: a variable or a code that the table does not have; every one at once.
    """
    chosen: dict[str, list[str]] = {}
    misfits: list[MisfitError] = []
    place = Place(root, source.file, ())
    for name, wanted in source.select.items():
        try:
            target = variable(info, name)
        except CatalogueError as error:
            misfits.append(place.misfit(f"{source.id} has no variable {name}.", error.expected, "select", name))
            continue
        chosen[target.id] = [
            found
            for part in wanted
            for found in (
                [part]
                if is_pattern(part) or part.startswith("(")
                else _expand([part], target, source, place, "select", name, misfits)
            )
        ]
    if misfits:
        raise all_faults(misfits)
    totals = {item.id: [item.total_taken] for item in info.variables if item.total_taken}
    return totals | chosen


def one_unit(source: Source, target: Variable, codes: Sequence[tuple[Variable, Sequence[str]]], place: Place) -> str:
    """The one unit a term's figures are in."""
    units = next(choices for item, choices in codes if item == target)
    if len(units) != 1:
        raise place.error(
            f"{source.id}: {target.id} selects {len(units)} units ({', '.join(units)}); their sum has no meaning.",
            "exactly one unit",
            "where",
            target.id,
        )
    return units[0]


def _expand(
    wanted: Sequence[str],
    target: Variable,
    source: Source,
    place: Place,
    field: str,
    name: str,
    misfits: list[MisfitError],
) -> Iterator[str]:
    """The codes a selector stands for, in the source's order within each part, without repetition; what the table does
    not have is added to `misfits`.
    """
    known = [value.id for value in target.values]
    seen: set[str] = set()
    for part in wanted:
        if is_range(part):
            low, high = map(int, part.split(".."))
            found = [item for item in known if item.isdecimal() and low <= int(item) <= high]
        elif is_pattern(part):
            found = [item for item in known if fnmatch.fnmatchcase(item, part)]
        else:
            found = [item for item in [code(target, part)] if item is not None]
        if not found:
            misfits.append(
                place.misfit(
                    f"{source.id} has no {target.id} that fits '{part}'.",
                    f"one of {near_codes(target, part)}",
                    field,
                    name,
                )
            )
        yield from (item for item in found if item not in seen)
        seen.update(found)


def _series(
    indicator_id: str,
    recipe_no: int,
    role: str,
    term_no: int,
    term: Term,
    codes: Sequence[tuple[Variable, Sequence[str]]],
    needs_figure_each_year: bool,
) -> Iterator[Series]:
    divisor, periods = PERIODS[term.timing]
    for combination in itertools.product(*(choices for _, choices in codes)):
        named = named_codes([item for item, _ in codes], combination)
        for year_offset, suffix, weight in periods:
            shared = math.gcd(weight, divisor)
            yield Series(
                indicator_id=indicator_id,
                recipe_no=recipe_no,
                role=role,
                term_no=term_no,
                table_id=term.table,
                series_key=series_key(combination),
                codes=named,
                year_offset=year_offset,
                period_suffix=suffix,
                weight=term.factor * (weight // shared),
                divisor=divisor // shared,
                absent_is_zero=term.absent == "zero",
                needs_figure_each_year=needs_figure_each_year,
            )
