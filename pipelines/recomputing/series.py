"""From a recipe's selectors to the series of the files at hand, one row each.

Belongs here: which recipe is used, which codes a selector stands for, and which periods stand for a year
(docs/methods.md "From cells to values"). Does not belong here: cells and sums (`values`).
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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


class UnknownNameError(LookupError):
    """A selector names what the table's own description does not have."""


@dataclass(frozen=True)
class Chosen:
    """The series of every indicator (columns indicator, role, term_no, table, series, codes, year_offset, suffix,
    weight, divisor, absent_is_zero), the number of the recipe used, and the indicators whose names the tables at hand
    do not have, with the name.
    """

    series: pl.DataFrame
    recipe_no: Mapping[str, int]
    unknown: Mapping[str, str]


def choose(written: Written, stored: Mapping[str, Stored], passed_over: Mapping[str, int]) -> Chosen:
    """The first recipe of each indicator whose tables are all at hand.

    Args:
        written: the catalogue.
        stored: the snapshot in use of each source at hand.
        passed_over: recipes that the release tells it could not use: the indicator, and the number of the next.
    """
    import polars as pl

    rows: list[dict[str, Any]] = []
    used: dict[str, int] = {}
    unknown: dict[str, str] = {}
    for indicator in written.indicators:
        name = indicator["id"]
        for number, recipe in enumerate(indicator.get("recipes") or [], start=1):
            if number < passed_over.get(name, 1) or not _tables(recipe) <= stored.keys():
                continue
            try:
                rows += _recipe(written, indicator, recipe, stored)
            except UnknownNameError as error:
                unknown[name] = str(error)
            else:
                used[name] = number
            break
    schema = {
        **dict.fromkeys(("indicator", "role"), pl.String),
        "term_no": pl.Int32,
        **dict.fromkeys(("table", "series", "codes"), pl.String),
        "year_offset": pl.Int32,
        "suffix": pl.String,
        "weight": pl.Float64,
        "divisor": pl.Int32,
        "absent_is_zero": pl.Boolean,
    }
    return Chosen(pl.DataFrame(rows, schema=schema, orient="row"), used, unknown)


def expand(where: Mapping[str, Any], stored: Stored) -> list[tuple[str, str]]:
    """Every series that a selector stands for: its key and its codes by name.

    Raises:
        UnknownNameError: the table has no such variable or code, or one is left open that has no declared total.
    """
    wanted: dict[str, list[str]] = {}
    for name, codes in [*where.items(), *(stored.source.get("totals") or {}).items()]:
        variable = stored.variable(name)
        if variable is None:
            raise UnknownNameError(f"{stored.source['id']}: {name}")
        wanted.setdefault(variable["id"], list(_codes(codes, variable, stored)))
    for item in stored.taken:
        if item["rule"] == "total":
            wanted.setdefault(item["variable"], [item["found"]])
    variables = [item["id"] for item in stored.series_variables()]
    if open_ones := [name for name in variables if name not in wanted]:
        raise UnknownNameError(f"{stored.source['id']}: {open_ones[0]}")
    return [
        ("|".join(codes), " · ".join(f"{name}={code}" for name, code in zip(variables, codes, strict=True)))
        for codes in itertools.product(*(wanted[name] for name in variables))
    ]


def _codes(wanted: str | Sequence[str], variable: Mapping[str, Any], stored: Stored) -> Iterator[str]:
    known = [value["id"] for value in variable["values"]]
    seen = set()
    for part in [wanted] if isinstance(wanted, str) else wanted:
        if between := re.fullmatch(r"(\d+)\.\.(\d+)", part):
            low, high = map(int, between.groups())
            found = [code for code in known if code.isdecimal() and low <= int(code) <= high]
        elif "*" in part or "?" in part:
            found = [code for code in known if fnmatch.fnmatchcase(code, part)]
        else:
            found = [code for code in [stored.code(variable, part)] if code is not None]
        if not found:
            raise UnknownNameError(f"{stored.source['id']}: {variable['id']} {part}")
        yield from (code for code in found if code not in seen)
        seen.update(found)


def _tables(recipe: Entry) -> set[str]:
    return {term["table"] for role in ROLES for term in recipe.get(role) or []}


def _recipe(
    written: Written, indicator: Entry, recipe: Entry, stored: Mapping[str, Stored]
) -> Iterator[dict[str, Any]]:
    """The recipe's own roles, the wages of the same functions, and per age group what it uses and how many it is."""
    for role in ROLES:
        yield from _role(indicator["id"], role, recipe.get(role) or [], stored)
    full = written.full_cost
    if full and indicator["unit"]["measure"] == "dkk" and all(t["table"] == full["table"] for t in recipe["numerator"]):
        wages = [
            {**term, "where": {**(term.get("where") or {}), **full["wage_codes"]}, "absent": "zero"}
            for term in recipe["numerator"]
        ]
        yield from _if_known(_role(indicator["id"], "wages", wages, stored))
    strata = indicator.get("standardisation") or []
    if {term["table"] for stratum in strata for term in (*stratum["use"], *stratum["population"])} <= stored.keys():
        for stratum in strata:
            for part in ("use", "population"):
                yield from _if_known(_role(indicator["id"], f"{part}:{stratum['id']}", stratum[part], stored))


def _if_known(rows: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """A role that enters no value falls out alone where the table does not have what it names."""
    try:
        return list(rows)
    except UnknownNameError:
        return []


def _role(name: str, role: str, terms: Sequence[Entry], stored: Mapping[str, Stored]) -> Iterator[dict[str, Any]]:
    for number, term in enumerate(terms, start=1):
        table = stored[term["table"]]
        factor = Decimal(str(term.get("factor", 1)))
        for key, codes in expand(term.get("where") or {}, table):
            for offset, suffix, weight, divisor in TIMING[term.get("timing", "same_year")]:
                yield {
                    "indicator": name,
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
                }
