"""The tables of the stand-in, read from tables.yml, areas.csv and functions.csv.

Belongs here: the shape of a table and how it describes itself in `tableinfo` and `tables`. Does not belong here: its
figures (`figures`), or what a request selects (`selection`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
Combination = Sequence[tuple[str, int]]  # leaf codes and their per mille, negative where subtracted


@dataclass(frozen=True)
class Area:
    """A code of an area variable; municipalities have inhabitants and a region, areas of a table's own inhabitants."""

    code: str
    name: str
    level: str
    region: str
    inhabitants: int


@dataclass(frozen=True)
class Variable:
    """A variable: its codes, and how figures of the codes come from those of the leaves.

    Attributes:
        leaves: codes that are computed on their own, with their weight.
        combinations: leaves that make up each code that is not a leaf.
        ranges: codes that are no counts, with lowest and highest figure.
        total: the code that stands for the variable when it is eliminated.
        inferred, filled, own_areas: what is not as listed, see tables.yml.
        added: came to the table after its figures were drawn, and changes none of them (`alterations`).
    """

    id: str
    text: str
    values: Mapping[str, str]
    is_area: bool = False
    is_time: bool = False
    leaves: Mapping[str, float] = field(default_factory=dict)
    combinations: Mapping[str, Combination] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    total: str | None = None
    inferred: str | None = None
    filled: bool = False
    own_areas: Sequence[str] = ()
    added: bool = False

    def parts(self, code: str) -> Combination:
        """The leaves that make up a code."""
        return self.combinations.get(code, [(code, 1000)])


@dataclass(frozen=True)
class KeyFigure:
    """1,000 × running accounts of some functions of REGK31, over a count of another table, in whole kr.

    Attributes:
        functions: patterns of function codes.
        table: the table that counts.
        codes: its codes that are counted together; totals elsewhere.
        periods: the periods that stand for a year: years after it, suffix, weight.
    """

    functions: Sequence[str]
    table: str
    codes: Mapping[str, Sequence[str]]
    periods: Sequence[tuple[int, str, int]]


@dataclass(frozen=True)
class Table:
    """A table; the fields are those of tables.yml."""

    id: str
    text: str
    unit: str
    updated: str
    evidence: str
    suppressed: str | None
    footnote: Mapping[str, Any] | None
    active: bool
    variables: Sequence[Variable]
    figures_of: str
    per_1000: float | None
    range: tuple[float, float] | None
    decimals: int
    hidden: int
    per_inhabitant: Mapping[str, str]
    deflated: Mapping[str, str]
    absent: Sequence[Mapping[str, Sequence[str]]]
    key_figures: Mapping[str, KeyFigure]

    @property
    def area(self) -> Variable:
        return next(variable for variable in self.variables if variable.is_area)

    @property
    def time(self) -> Variable:
        return next(variable for variable in self.variables if variable.is_time)

    def info(self, updated: str) -> dict[str, Any]:
        """The body of `tableinfo`."""
        return {
            "id": self.id,
            "text": self.text,
            "description": f"{self.text} efter {', '.join(v.text for v in self.variables[:-1])} og tid",
            "unit": self.unit,
            "suppressedDataValue": self.suppressed,
            "updated": updated,
            "active": self.active,
            "contacts": [],
            "documentation": None,
            "footnote": self.footnote,
            "variables": [
                {
                    "id": variable.id,
                    "text": variable.text,
                    "elimination": variable.total is not None,
                    "time": variable.is_time,
                    "values": [{"id": code, "text": text} for code, text in variable.values.items()],
                }
                for variable in self.variables
            ],
        }

    def listing(self, updated: str) -> dict[str, Any]:
        """The entry of `tables`."""
        periods = list(self.time.values)
        return {
            "id": self.id,
            "text": self.text,
            "unit": self.unit,
            "updated": updated,
            "firstPeriod": periods[0],
            "latestPeriod": periods[-1],
            "active": self.active,
            "variables": [variable.text for variable in self.variables],
        }


@cache
def areas() -> Mapping[str, Area]:
    """All areas by code."""
    with (HERE / "areas.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: Area(**{**row, "inhabitants": int(row["inhabitants"] or 0)})  # type: ignore[arg-type]
            for row in csv.DictReader(file, delimiter=";")
        }


def municipalities_of(code: str) -> list[str]:
    """The municipalities that an area consists of; groups of municipalities are treated as the whole country.

    An area of a table's own stands for itself, and is part of no other.
    """
    area = areas()[code]
    if area.level in ("municipality", "own"):
        return [code]
    return [
        m.code for m in areas().values() if m.level == "municipality" and (area.level != "region" or m.region == code)
    ]


@cache
def read_tables() -> Mapping[str, Table]:
    """All tables by id."""
    raw = YAML(typ="safe").load(HERE / "tables.yml")
    return {table_id: _table(table_id, entry) for table_id, entry in raw.items() if not table_id.startswith("_")}


def _table(table_id: str, raw: Mapping[str, Any]) -> Table:
    return Table(
        id=table_id,
        text=raw["text"],
        unit=raw["unit"],
        updated=raw["updated"],
        evidence=raw["evidence"],
        suppressed=raw.get("suppressed"),
        footnote=raw.get("footnote"),
        active=not raw.get("inactive", False),
        variables=[_variable(name, entry) for name, entry in raw["variables"].items()],
        figures_of=raw.get("figures_of", table_id),
        per_1000=raw.get("per_1000"),
        range=raw.get("range"),
        decimals=raw.get("decimals", 0),
        hidden=raw.get("hidden", 0),
        per_inhabitant=raw.get("per_inhabitant", {}),
        deflated=raw.get("deflated", {}),
        absent=raw.get("absent", []),
        key_figures={
            code: KeyFigure(entry["functions"], entry["table"], entry["codes"], [tuple(p) for p in entry["periods"]])
            for code, entry in raw.get("key_figures", {}).items()
        },
    )


def _variable(name: str, raw: Mapping[str, Any]) -> Variable:
    text = raw["text"]
    if "areas" in raw:
        own = raw.get("own_areas", [])
        chosen = {area.code: area.name for area in areas().values() if area.level in raw["areas"] or area.code in own}
        return Variable(name, text, chosen, is_area=True, total="000", own_areas=own)
    if "periods" in raw:
        return Variable(name, text, {period: period for period in _periods(**raw["periods"])}, is_time=True)

    values = {code: text.format(code) for code, text in _spread(raw.get("values", {})).items()}
    ranges = raw.get("ranges", {})
    shares = {base: _spread(parts) for base, parts in raw.get("shares", {}).items()}
    combined = {*raw.get("sums", {}), *(code for parts in shares.values() for code in parts), *ranges}
    weights = _spread(raw.get("weights", {}))
    if "codes_from" in raw:
        listed = _listed(raw["codes_from"])
        values = values or {code: text for code, (text, _) in listed.items()}
        leaves = {code: weight for code, (_, weight) in listed.items()}
    else:
        leaves = {code: float(weights.get(code, 1)) for code in values if code not in combined}
        if "sums" in raw:
            whole = sum(leaves.values())
            leaves = {code: weight / whole for code, weight in leaves.items()}
    sums = {code: _signed(code, raw["sums"], list(leaves)) for code in raw.get("sums", {})}
    shared = {code: [(base, mille)] for base, parts in shares.items() for code, mille in parts.items()}
    total = raw.get("total") or next((code for code, parts in raw.get("sums", {}).items() if parts == "all"), None)
    return Variable(
        name,
        text,
        values,
        leaves=leaves,
        combinations={**sums, **shared},
        ranges=ranges,
        total=total,
        inferred=raw.get("inferred"),
        filled=raw.get("filled", False),
    )


def _signed(code: str, sums: Mapping[str, Any], leaves: Sequence[str]) -> Combination:
    """The leaves of a summed code; a sum may name other sums."""
    if code not in sums:
        return [(code, 1000)]
    parts = sums[code]
    if parts == "all":
        return [(leaf, 1000) for leaf in leaves]
    if isinstance(parts, list):
        parts = {"add": parts, "less": []}
    named = {
        sign: [match for pattern in parts[key] for match in (fnmatch_all(pattern, leaves) or [pattern])]
        for sign, key in ((1, "add"), (-1, "less"))
    }
    return [
        (leaf, sign * mille)
        for sign, codes in named.items()
        for part in codes
        for leaf, mille in _signed(part, sums, leaves)
    ]


def fnmatch_all(pattern: str, codes: Sequence[str]) -> list[str]:
    """The codes that a pattern with `*` and `?` matches."""
    return [code for code in codes if fnmatchcase(code, pattern)]


def _spread(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Keys such as `0..125` written out."""
    spread: dict[str, Any] = {}
    for key, value in entries.items():
        first, dots, last = key.partition("..")
        spread.update({str(n): value for n in range(int(first), int(last) + 1)} if dots else {key: value})
    return spread


def _periods(
    years: Sequence[int] = (),
    quarters: Sequence[str] = (),
    five_years_ending: Sequence[int] = (),
    list: Sequence[str] = (),  # noqa: A002 the word of tables.yml
) -> Sequence[str]:
    if years:
        return [str(year) for year in range(years[0], years[1] + 1)]
    if quarters:
        every = (f"{year}K{quarter}" for year in range(1990, 2030) for quarter in (1, 2, 3, 4))
        return [quarter for quarter in every if quarters[0] <= quarter <= quarters[1]]
    if five_years_ending:
        return [f"{year - 4}:{year}" for year in range(five_years_ending[0], five_years_ending[1] + 1)]
    return list


@cache
def _listed(file_name: str) -> Mapping[str, tuple[str, float]]:
    with (HERE / file_name).open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter=";")
        return {row["code"]: (row["text"], float(row["kr_per_inhabitant"])) for row in rows}
