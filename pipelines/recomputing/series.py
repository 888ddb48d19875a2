"""From a recipe's selectors to the series of the files at hand, one row each.

Belongs here: which recipe is used, which codes a selector stands for, and which periods stand for a year
(docs/methods.md "From cells to values"). Does not belong here: cells and sums (`values`), or which codes hold no figure
(`empty`).
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.recomputing import empty
from pipelines.recomputing.files import Stored
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl

VALUED = ("numerator", "multiplier", "denominator")
ROLES = (*VALUED, "weight")

# Years after the year itself, suffix of the period, weight as numerator and denominator.
TIMING: Mapping[str, Sequence[tuple[int, str, int, int]]] = {
    "same_year": [(0, "", 1, 1)],
    "january": [(0, "K1", 1, 1)],
    "stock_july": [(0, "K3", 1, 1)],
    "mean_of_januaries": [(0, "K1", 1, 2), (1, "K1", 1, 2)],
    "mean_of_quarters": [(0, f"K{quarter}", 1, 4) for quarter in (1, 2, 3, 4)],
    "school_year_7_5": [(-1, "", 7, 12), (0, "", 5, 12)],
    "sum_3_years": [(before, "", 1, 1) for before in (-2, -1, 0)],
    "sum_3_januaries": [(before, "K1", 1, 1) for before in (-2, -1, 0)],
    "mean_3_years": [(before, "", 1, 3) for before in (-2, -1, 0)],
}
RANGE = re.compile(r"(\d+)\.\.(\d+)")


class UnknownNameError(LookupError):
    """A selector names what the table's own description does not have, or waits for periods of a form it has none of.

    Attributes:
        source: the table's id in the catalogue.
    """

    def __init__(self, source: str, name: str) -> None:
        super().__init__(f"{source}: {name}")
        self.source = source


@dataclass(frozen=True)
class Chosen:
    """The series of every indicator (columns indicator, recipe_no, role, term_no, table, series, codes, year_offset,
    suffix, weight, divisor, absent_is_zero, is_written_out), the number of the recipe used, and what a table does not
    hold that the catalogue says of it.
    """

    series: pl.DataFrame
    recipe_no: Mapping[str, int]
    unfit: Sequence[Unfit]


@dataclass(frozen=True)
class Unfit:
    """An indicator whose recipe or role does not fit a table: `is_empty` where the codes are there, and no figure."""

    indicator: str
    table: str
    is_empty: bool


Role = tuple[str, int, str]
"""Indicator, number of the recipe from 1, role."""


def choose(written: Written, stored: Mapping[str, Stored], cells: pl.DataFrame) -> Chosen:
    """The first recipe of each indicator whose tables are all at hand, have what it names and figures for it.

    Args:
        written: the catalogue.
        stored: the snapshot in use of each source at hand.
        cells: see `values.corrected`.
    """
    passed: dict[Role, set[str]] = {}
    while True:
        chosen = _chosen(written, stored, passed)
        found = empty.roles(chosen.series, cells, written)
        if not found:
            told = [Unfit(role[0], table, is_empty=True) for role, tables in passed.items() for table in sorted(tables)]
            return Chosen(chosen.series, chosen.recipe_no, [*chosen.unfit, *told])
        passed |= found


def _chosen(written: Written, stored: Mapping[str, Stored], passed: Collection[Role]) -> Chosen:
    """By what the tables are said to have, without the roles that are passed over; one that enters no value alone."""
    import polars as pl

    rows: list[dict[str, Any]] = []
    used: dict[str, int] = {}
    unfit: list[Unfit] = []
    for indicator in written.indicators:
        name = indicator["id"]
        for number, recipe in enumerate(indicator.get("recipes") or [], start=1):
            if not tables_of(recipe) <= stored.keys() or any((name, number, role) in passed for role in ROLES):
                continue
            own: list[dict[str, Any]] = []
            fits = True
            for role, terms in _roles(written, indicator, recipe, stored):
                if (name, number, role) in passed:
                    continue
                try:
                    own += list(_role(name, number, role, terms, stored))
                except UnknownNameError as error:
                    unfit.append(Unfit(name, error.source, is_empty=False))
                    fits &= role not in ROLES
            if fits:
                rows += own
                used[name] = number
                break
    schema = {
        "indicator": pl.String,
        "recipe_no": pl.Int32,
        "role": pl.String,
        "term_no": pl.Int32,
        **dict.fromkeys(("table", "series", "codes"), pl.String),
        "year_offset": pl.Int32,
        "suffix": pl.String,
        "weight": pl.Float64,
        "divisor": pl.Int32,
        "absent_is_zero": pl.Boolean,
        "is_written_out": pl.Boolean,
    }
    return Chosen(pl.DataFrame(rows, schema=schema, orient="row"), used, unfit)


def expand(where: Mapping[str, Any], stored: Stored) -> list[tuple[str, str]]:
    """Every series that a selector stands for: its key and its codes by name.

    Raises:
        UnknownNameError: the table has no such variable or code, or one is left open that has no declared total.
    """
    wanted: dict[str, list[str]] = {}
    for name, codes in [*where.items(), *(stored.source.get("totals") or {}).items()]:
        variable = stored.variable(name)
        if variable is None:
            raise UnknownNameError(stored.source["id"], name)
        wanted.setdefault(variable["id"], list(_codes(codes, variable, stored)))
    for item in stored.taken:
        if item["rule"] == "total":
            wanted.setdefault(item["variable"], [item["found"]])
    variables = [item["id"] for item in stored.series_variables()]
    if open_ones := [name for name in variables if name not in wanted]:
        raise UnknownNameError(stored.source["id"], open_ones[0])
    return [
        ("|".join(codes), " · ".join(f"{name}={code}" for name, code in zip(variables, codes, strict=True)))
        for codes in itertools.product(*(wanted[name] for name in variables))
    ]


def _codes(wanted: str | Sequence[str], variable: Mapping[str, Any], stored: Stored) -> Iterator[str]:
    known = [value["id"] for value in variable["values"]]
    seen = set()
    for part in [wanted] if isinstance(wanted, str) else wanted:
        if between := RANGE.fullmatch(part):
            low, high = map(int, between.groups())
            found = [code for code in known if code.isdecimal() and low <= int(code) <= high]
        elif "*" in part or "?" in part:
            found = [code for code in known if fnmatch.fnmatchcase(code, part)]
        else:
            found = [code for code in [stored.code(variable, part)] if code is not None]
        if not found:
            raise UnknownNameError(stored.source["id"], f"{variable['id']} {part}")
        yield from (code for code in found if code not in seen)
        seen.update(found)


def tables_of(recipe: Entry) -> set[str]:
    """The tables that a recipe takes cells of."""
    return {term["table"] for role in ROLES for term in recipe.get(role) or []}


def _roles(
    written: Written, indicator: Entry, recipe: Entry, stored: Mapping[str, Stored]
) -> Iterator[tuple[str, Sequence[Entry]]]:
    """The recipe's own roles, the wages of the same functions, and per age group what it uses and how many it is."""
    for role in ROLES:
        yield role, recipe.get(role) or []
    full = written.full_cost
    if full and indicator["unit"]["measure"] == "dkk" and all(t["table"] == full["table"] for t in recipe["numerator"]):
        wages = [
            {**term, "where": {**(term.get("where") or {}), **full["wage_codes"]}, "absent": "zero"}
            for term in recipe["numerator"]
        ]
        yield "wages", wages
    strata = indicator.get("standardisation") or []
    if {term["table"] for stratum in strata for term in (*stratum["use"], *stratum["population"])} <= stored.keys():
        for stratum in strata:
            for part in ("use", "population"):
                yield f"{part}:{stratum['id']}", stratum[part]


def _role(
    name: str, recipe_no: int, role: str, terms: Sequence[Entry], stored: Mapping[str, Stored]
) -> Iterator[dict[str, Any]]:
    for number, term in enumerate(terms, start=1):
        table = stored[term["table"]]
        factor = Decimal(str(term.get("factor", 1)))
        where, timing = term.get("where") or {}, TIMING[term.get("timing", "same_year")]
        series = expand(where, table)
        known = table.period_suffixes()
        if known and not {suffix for _, suffix, _, _ in timing} <= known:
            raise UnknownNameError(term["table"], f"timing {term.get('timing', 'same_year')}")
        parts = [part for codes in where.values() for part in ([codes] if isinstance(codes, str) else codes)]
        is_written_out = not any("*" in part or "?" in part or RANGE.fullmatch(part) for part in parts)
        for key, codes in series:
            for offset, suffix, weight, divisor in timing:
                yield {
                    "indicator": name,
                    "recipe_no": recipe_no,
                    "role": role,
                    "term_no": number,
                    "table": term["table"],
                    "series": key,
                    "codes": codes,
                    "year_offset": offset,
                    "suffix": suffix,
                    "weight": float(factor * weight),
                    "divisor": divisor,
                    "absent_is_zero": term.get("absent") == "zero" or table.absent_is_zero,
                    "is_written_out": is_written_out and bool(table.source.get("unit_variable")),
                }
