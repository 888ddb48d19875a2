"""The trace of one published number: what it rests on, every cell of that, and the number worked again.

Belongs here: putting together kind, premises, cells and working. Does not belong here: any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, Final

from pipelines.releases.release import Release
from pipelines.releases.tracing import asked as names
from pipelines.releases.tracing import forecasting, governing, working
from pipelines.releases.tracing.cells import PUBLISHED_STEP, Cell, Value, cells_at, cells_of_values, values_of
from pipelines.releases.tracing.kind import KEY, Kind
from pipelines.releases.tracing.kinds import KINDS
from pipelines.releases.tracing.opening import opened
from pipelines.releases.tracing.working import Given, Premise, Worked
from seksby.errors import UsageError
from seksby.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

WORKING: Final[Mapping[str, working.Working]] = {
    "value": working.value,
    "benchmark": working.benchmark,
    "change": working.change,
    "price": working.price,
    "decomposition": working.decomposition,
    "expected": working.expected,
    "certainty": working.certainty,
    "verdict": forecasting.verdict,
    "process": working.process,
    "full_cost": working.full_cost,
    "control": working.control,
    "distance": working.distance,
    "count": working.count,
    "target": governing.target,
    "peer": governing.peer,
    "offer": governing.offer,
    "burden": governing.burden,
    "trial": governing.trial,
}
RELATIVE: Final = 1e-9
"""Doubles that were added in another order differ by no more than this part of themselves."""


@dataclass(frozen=True)
class Number:
    """One published number, the same worked again from the files, and its formula with numbers."""

    name: str
    published: Decimal | float | int | str | None
    recomputed: float | str | None
    how: str
    agrees: bool


@dataclass(frozen=True)
class Resting:
    """A value that the number rests on: what the release says of it, and what the files give."""

    role: str
    indicator_id: str
    municipality_code: str
    year: int | None
    published: Decimal | None
    missing_reason: str | None
    recomputed: Decimal | None


@dataclass(frozen=True)
class Absent:
    """A term of the recipe that has no figure, so that the number is missing."""

    role: str
    table: str
    publisher_table: str | None
    codes: str
    period: str
    reason: str


@dataclass(frozen=True)
class Trace:
    """A published number of any kind, down to its cells.

    `variant` is the group, model, scenario or comparison it is of. `numbers` are all that the row of its mart holds,
    and `release` is the one that was asked.
    """

    kind: str
    indicator_id: str
    title: str
    municipality_code: str
    municipality: str
    year: int | None
    price_basis: str | None
    variant: str | None
    unit: str
    formula: str
    missing_reason: str | None
    absent: Sequence[Absent]
    numbers: Sequence[Number]
    premises: Sequence[Resting]
    cells: Sequence[Cell]
    release: str

    @property
    def value(self) -> Decimal | float | int | str | None:
        """The first of the numbers, as published; of most kinds the one that is meant."""
        return self.numbers[0].published if self.numbers else None

    @property
    def recomputed(self) -> float | str | None:
        return self.numbers[0].recomputed if self.numbers else None

    @property
    def agrees(self) -> bool:
        """Whether every number, and every value it rests on, is what the files give, each from lines of its own."""
        return (
            all(number.agrees for number in self.numbers)
            and all(_same_value(item) for item in self.premises)
            and all(cell.fits for cell in self.cells)
        )

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"value": self.value, "recomputed": self.recomputed, "agrees": self.agrees}


def trace(
    workspace: Workspace,
    release: Release,
    indicator: str,
    municipality: str,
    year: int | None = None,
    *,
    kind: str = "value",
    variant: str | None = None,
    fixed: bool = False,
) -> Trace:
    """Find one published number of any kind, and work it again from the files.

    Args:
        indicator: id, slug or title in either language; also of a control, decomposition, area or group of neighbours.
        municipality: code of three digits, name or slug.
        year: the year of the figure; the latest that has a number if left out, and a count and a distance have none.
        kind: one of `kinds.KINDS`.
        variant: the group, model, scenario or comparison; the only one, or that of the compared group, if left out.
        fixed: in fixed prices.

    Raises:
        UsageError: the release has no such number, or was made by code that knew of none.
        SnapshotError: a file it stands on is not what was stored.
    """
    asked = names.kind(kind)
    with opened(release) as connection:
        code, name = names.municipality(connection, municipality)
        subject, title = names.subject(connection, asked, indicator)
        if year is None and asked.has_year:
            year = _latest(connection, asked, (subject, code), variant, fixed=fixed)
        row = _row(connection, kind, asked, (subject, code, year), variant, fixed, (title, name))
        resting, facts = _premises(connection, asked, row)
        basis = row["price_basis"] if row["price_basis"] == "fixed" else None
        keys = [(item[1], item[2], item[3]) for item in resting]
        cells = cells_of_values(connection, workspace, release, keys)
        values = values_of(connection, cells, keys)
        levels, prices = _price_levels(
            connection, workspace, release, {key[2] for key in keys if key[2]} if basis else set()
        )
        beside, sums = _cells_beside(connection, workspace, release, asked, row)
        premises = [
            Premise(
                role,
                *key,
                value=_figure(values[key], levels if basis else None),
                quantity=values[key].quantity,
                totals=values[key].totals,
                facts=fact or {},
            )
            for (role, *_), key, fact in zip(resting, keys, facts, strict=True)
        ]
        unit, formula = _words(connection, subject)
        if kind == "value":
            row["scale"] = values[keys[0]].scale
            if basis and year in levels:
                row |= {"to_base": levels[year], "base_year": max(levels)}
        is_missing = kind == "value" and row["value"] is None
        absent = _absent(connection, subject, code, year, fixed=fixed) if is_missing else []
    if kind == "count":
        row["words"] = asked.numbers
    missing = row.get("missing_reason")
    worked = WORKING[kind](Given(row, premises, sums)) if missing is None else {}
    return Trace(
        kind=kind,
        indicator_id=subject,
        title=title,
        municipality_code=code,
        municipality=name,
        year=year,
        price_basis=row["price_basis"],
        variant=row["variant"],
        unit=unit,
        formula=formula if kind == "value" else asked.about,
        missing_reason=missing,
        absent=absent,
        numbers=[
            _number(item, row[item], worked.get(item), is_missing=missing is not None)
            for item in asked.numbers
            if row[item] is not None or item in worked or kind == "value"
        ],
        premises=[
            Resting(role, *key, values[key].published, values[key].missing_reason, values[key].recomputed)
            for (role, *_), key in zip(resting, keys, strict=True)
        ],
        cells=[*cells, *prices, *beside],
        release=release.id,
    )


def _same_value(item: Resting) -> bool:
    if item.published is None or item.recomputed is None:
        return item.published is item.recomputed
    return abs(item.published - item.recomputed) <= PUBLISHED_STEP


def _number(name: str, published: Any, worked: Worked | None, *, is_missing: bool) -> Number:
    if worked is None:
        return Number(name, published, None, "", is_missing or published is None)
    again = worked.value
    if published is None or again is None or isinstance(again, str):
        return Number(name, published, again, worked.how, published == again)
    exponent = published.as_tuple().exponent if isinstance(published, Decimal) else 0
    step = 10.0**exponent if isinstance(exponent, int) else 0.0
    return Number(
        name,
        published,
        again,
        worked.how,
        abs(float(published) - again) <= 1.01 * step + worked.slack + RELATIVE * abs(again),
    )


def _latest(
    connection: duckdb.DuckDBPyConnection, asked: Kind, key: tuple[str, str], variant: str | None, *, fixed: bool
) -> int | None:
    """The last year with a number; where there is none in any year, the last that tells why."""
    numbers = ", ".join(f"{number}::varchar" for number in asked.numbers)
    ((year,),) = connection.execute(
        f"""
        select coalesce(max(year) filter (coalesce({numbers}) is not null), max(year)) from ({asked.published})
        where indicator_id = ? and municipality_code = ? and coalesce(variant = ?, true)
            and coalesce(price_basis, 'none') {"=" if fixed else "<>"} 'fixed'
        """,
        [*key, variant],
    ).fetchall()
    return None if year is None else int(year)


def _row(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    asked: Kind,
    key: tuple[str, str, int | None],
    variant: str | None,
    fixed: bool,
    shown: tuple[str, str],
) -> dict[str, Any]:
    """The published row of a number.

    Raises:
        UsageError: there is none, or there are several and none is named.
    """
    subject, code, year = key
    answer = connection.execute(
        f"""
        select * from ({asked.published})
        where indicator_id = ? and municipality_code = ? and year is not distinct from ?
            and coalesce(price_basis, 'none') {"=" if fixed else "<>"} 'fixed'
        order by variant
        """,
        [subject, code, year if asked.has_year else None],
    )
    columns = [column[0] for column in answer.description or []]
    found = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    if not found:
        raise _no_such_number(connection, kind, subject, shown, code, year)
    chosen = [row for row in found if row["variant"] == variant] if variant else found
    if len(chosen) > 1:
        compared = {
            name
            for (name,) in connection.execute("select peer_group from marts.peer_groups where is_compared").fetchall()
        }
        chosen = [row for row in found if row["variant"] in compared] or chosen
    if len(chosen) != 1:
        raise UsageError(
            f"{shown[0]} has {len(found)} such numbers for {shown[1]}"
            + (f" and none of them is of {variant}." if variant else "; which is meant?"),
            where=kind,
            expected="--of one of: " + ", ".join(str(row["variant"]) for row in found),
            remedy="name one of them with --of",
        )
    return chosen[0]


def _premises(
    connection: duckdb.DuckDBPyConnection, asked: Kind, row: Mapping[str, Any]
) -> tuple[list[tuple[str, str, str, int | None]], list[Mapping[str, Any] | None]]:
    """Role, indicator, municipality and year of each value a number rests on, and the facts beside them."""
    same = " and ".join(f"{column} is not distinct from ?" for column in KEY)
    found = connection.execute(
        f"""
        select role, of_indicator, of_municipality, of_year, facts from ({asked.rests_on})
        where {same}
        order by role <> 'own', role <> 'other', role, of_indicator, of_municipality, of_year
        """,
        [row[column] for column in KEY],
    ).fetchall()
    return [item[:4] for item in found], [item[4] for item in found]


def _cells_beside(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, release: Release, asked: Kind, row: Mapping[str, Any]
) -> tuple[list[Cell], dict[str, float]]:
    """Cells that enter a number by themselves, their sums by role, and how far rounding can have moved them."""
    if asked.cells is None:
        return [], {}
    same = " and ".join(f"{column} is not distinct from ?" for column in KEY)
    found = connection.execute(
        f"select role, snapshot_id, file_line, factor, half_width from ({asked.cells}) where {same} order by all",
        [row[column] for column in KEY],
    ).fetchall()
    if not found:
        return [], {}
    cells = cells_at(connection, workspace, release, [item[:4] for item in found])
    sums: dict[str, float] = {}
    for cell in cells:
        if (number := cell.number) is not None:
            sums[cell.role] = sums.get(cell.role, 0.0) + float(number) * float(cell.weight)
    return cells, sums | {"half_width": sum(item[4] for item in found)}


def _price_levels(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, release: Release, years: set[int]
) -> tuple[dict[int, float], list[Cell]]:
    """What turns current prices of each year into those of the base year, from the deflator's own cells."""
    if not years:
        return {}, []
    found = connection.execute(
        """
        select sides.role || ' prices' as role, cells.snapshot_id, cells.file_line, 1.0 as factor, cells.year
        from intermediate.int_price_levels as levels
        inner join raw.price_index_series as series
            on levels.table_id = series.table_id and levels.current_key = series.current_key
        cross join (select unnest(['current', 'fixed']) as role) as sides
        inner join staging.stg_cells as cells
            on levels.table_id = cells.table_id and levels.municipality_code = cells.municipality_code
            and levels.year = cells.year
            and cells.series_key = case sides.role when 'current' then series.current_key else series.fixed_key end
        where levels.is_deflator and levels.year in (
            select unnest(?::integer[]) union all select max(year) from intermediate.int_price_levels where is_deflator
        )
        order by all
        """,
        [sorted(years)],
    ).fetchall()
    cells = cells_at(connection, workspace, release, [item[:4] for item in found])
    prices: dict[int, dict[str, float]] = {}
    for cell in cells:
        if cell.year is not None and (number := cell.number) is not None:
            prices.setdefault(cell.year, {})[cell.role] = float(number)
    whole = {year: of for year, of in prices.items() if len(of) == 2}
    if not whole:
        return {}, cells
    base = whole[max(whole)]
    return {
        year: round(base["current prices"] * of["fixed prices"] / (base["fixed prices"] * of["current prices"]), 12)
        for year, of in whole.items()
    }, cells


def _figure(value: Value, levels: Mapping[int, float] | None) -> float | None:
    """The value as the files give it, in prices of the base year where there are levels."""
    if value.recomputed is None or levels is None:
        return None if value.recomputed is None else float(value.recomputed)
    level = None if value.year is None else levels.get(value.year)
    if level is None:
        return None
    return float(Decimal(float(value.recomputed) * level).quantize(PUBLISHED_STEP, ROUND_HALF_EVEN))


def _words(connection: duckdb.DuckDBPyConnection, subject: str) -> tuple[str, str]:
    found = connection.execute(
        "select unit_da, formula from marts.indicators where indicator_id = ?", [subject]
    ).fetchall()
    return (found[0][0] or "", found[0][1] or "") if found else ("", "")


def _absent(
    connection: duckdb.DuckDBPyConnection, indicator: str, code: str, year: int | None, *, fixed: bool
) -> list[Absent]:
    """The terms of a recipe that have no figure for a municipality in a year, and what is known of why."""
    found = connection.execute(
        """
        with wanted as (
            select distinct terms.role, terms.term_no, terms.table_id, terms.codes, terms.year_offset,
                terms.period_suffix, terms.absent_is_zero, terms.series_key
            from raw.recipe_terms as terms
            where terms.indicator_id = $indicator and terms.role in ('numerator', 'multiplier', 'denominator')
        ),
        held as (
            select wanted.*, cells.value, cells.missing_reason, cells.cell_id, cells.period,
                bool_or(cells.cell_id is not null) over (partition by wanted.role) as any_of_role
            from wanted
            left join staging.stg_cells as cells
                on wanted.table_id = cells.table_id and wanted.series_key = cells.series_key
                and wanted.period_suffix = cells.period_suffix and cells.year = $year + wanted.year_offset
                and cells.municipality_code = $code
        )
        select held.role, held.table_id, snapshots.publisher_table, held.codes,
            coalesce(held.period, ($year + held.year_offset)::varchar || held.period_suffix),
            coalesce(
                held.missing_reason,
                case
                    when snapshots.snapshot_id is null then 'no file of the table is at hand'
                    else 'no such line in ' || snapshots.snapshot_id
                end
            )
        from held
        left join marts.snapshots as snapshots on held.table_id = snapshots.source_id
        where held.value is null and (held.cell_id is not null or not held.absent_is_zero or not held.any_of_role)
        order by held.role <> 'numerator', held.role <> 'multiplier', held.term_no
        """,
        {"indicator": indicator, "code": code, "year": year},
    ).fetchall()
    held_back = connection.execute(
        """
        select 'numerator', '', null, '', from_year || '-' || to_year, 'booked elsewhere: ' || note_en
        from raw.indicator_booked_elsewhere
        where indicator_id = $indicator and municipality_code = $code and $year between from_year and to_year
        union all
        select role, '', null, '', year::varchar, 'the term is zero for the whole country'
        from intermediate.int_empty_terms where indicator_id = $indicator and year = $year
        union all
        select 'value', '', null, '', v.year::varchar,
            'what the cells give lies outside ' || coalesce(i.bound_low::double::varchar, '-∞') || ' to '
            || coalesce(i.bound_high::double::varchar, '∞')
        from marts.indicator_values as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id
        where v.indicator_id = $indicator and v.municipality_code = $code and v.year = $year
            and v.price_basis <> 'fixed' and v.missing_reason = 'suspected_error'
            and not exists (
                select 1 from intermediate.int_empty_terms as e where e.indicator_id = $indicator and e.year = $year
            )
        """,
        {"indicator": indicator, "code": code, "year": year},
    ).fetchall()
    absent = [Absent(*row) for row in found or held_back]
    ((years, this_year),) = connection.execute(
        "select count(*), count(*) filter (year = ?) from marts.price_index", [year]
    ).fetchall()
    if fixed and not this_year:
        reason = "the price index does not reach the year" if years else "no price index is at hand"
        absent.append(Absent("price level", "", None, "", str(year), reason))
    return absent


def _no_such_number(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    subject: str,
    shown: tuple[str, str],
    code: str,
    year: int | None,
) -> UsageError:
    title, name = shown
    years = connection.execute(
        f"""
        select distinct year from ({KINDS[kind].published})
        where indicator_id = ? and municipality_code = ? order by year
        """,
        [subject, code],
    ).fetchall()
    own = [item for (item,) in years if item is not None]
    of_all = connection.execute(
        "select first_year, latest_year, missing_note_en from marts.indicators where indicator_id = ?", [subject]
    ).fetchall()
    first, latest, note = of_all[0] if of_all else (None, None, None)
    if own:
        expected = f"a year from {own[0]} to {own[-1]}"
    elif latest and kind == "value":
        expected = f"another municipality: {name} is in no file of this indicator, others have {first} to {latest}"
    elif latest:
        expected = f"a number of this kind; {name} has none of {title} in any year"
    else:
        expected = str(note)
    return UsageError(
        f"{title} has no row for {name} ({code}) in {year}." if year else f"{title} has no row for {name} ({code}).",
        where=f"{kind}: {subject}, {code}" + (f", {year}" if year else ""),
        expected=expected,
        remedy="choose another year or municipality" if own or latest else "choose another indicator",
    )
