"""Own data by a declared contract: a Table Schema per source, and a file checked against it cell by cell.

Belongs here: which contracts are sound, and what a sheet breaks of one. The rules of types and constraints are the
Table Schema standard's, checked by the frictionless library. Does not belong here: opening files (`files`), what is
small (`disclosure`).

A contract's `primaryKey` is the grain: municipality (the source's `area`), year (its `time`) and any further field of
text. Every number outside the key is a measure of its own; text and dates outside the key are for the reader of the
sheet and are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.whole import Catalogue
from pipelines.sources.intake import disclosure
from pipelines.sources.intake.files import Fault, Grid
from pipelines.sources.intake.normal import CONFIDENTIAL, DECIMALS, NOT_DELIVERED, Table, area_code, number
from seksby.errors import CatalogueError, all_faults
from seksby.naming import folded
from seksby.reading import UnreadableError, read_json, read_text

if TYPE_CHECKING:
    import polars as pl
    from frictionless import Field, Schema

NUMBERS = ("number", "integer")
WHOLE_DIGITS = 12  # of a figure in the warehouse, decimal(18, 6)
HEADER_WITHIN = 30  # rows: titles and remarks above a table are fewer
PERIOD = re.compile(r"\d{4}(K[1-4]|/\d{4})?")
TYPES = {
    "integer": "et heltal",
    "number": "et tal",
    "date": "en dato (åååå-mm-dd)",
    "string": "tekst",
    "boolean": "sand eller falsk",
    "year": "et årstal",
}
CONSTRAINTS = {
    "required": "skal udfyldes",
    "unique": "må kun stå én gang i kolonnen",
    "minimum": "mindst {}",
    "maximum": "højst {}",
    "enum": "en af {}",
    "pattern": "mønstret {}",
    "minLength": "mindst {} tegn",
    "maxLength": "højst {} tegn",
}


@dataclass(frozen=True)
class Contract:
    """A sound contract of a source."""

    source: Source
    schema: Schema

    @property
    def measures(self) -> dict[str, str]:
        """Code and Danish title of every measure."""
        keys = set(self.schema.primary_key)
        fields = [field for field in self.schema.fields if field.type in NUMBERS and field.name not in keys]
        return {field.name: field.title or field.name for field in fields}

    @property
    def further(self) -> list[str]:
        """The key fields besides municipality and year."""
        return [name for name in self.schema.primary_key if name not in (self.source.area, self.source.time)]


def contract_path(source: Source, folder: Path) -> Path:
    """Where a source's contract lies."""
    return folder / f"{source.id}.schema.json"


def read_contract(source: Source, folder: Path) -> Contract:
    """Read and check the contract of a source.

    Raises:
        CatalogueError: it is not a Table Schema, or not one that fits the source; with everything that is wrong.
    """
    from frictionless import FrictionlessException, Schema

    path = contract_path(source, folder)

    def fault(*what: str) -> CatalogueError:
        return CatalogueError(
            f"The contract of {source.id} has {len(what)} fault{'s' if len(what) > 1 else ''}.",
            where="\n            ".join(f"{path} {line}" for line in what),
            expected=f"a Table Schema with title and type of every field, whose primaryKey holds {source.area} and "
            f"{source.time}",
            remedy="mend what is named, then run `seksby check`",
        )

    try:
        descriptor = read_json(read_text(path))
    except FileNotFoundError:
        raise fault("is not there") from None
    except UnreadableError as error:
        raise fault(f"line {error.line}: {error.found}; allowed: {error.expected}") from None
    try:
        schema = Schema.from_descriptor(descriptor)
        wrong = list(_unfit(source, schema))
    except FrictionlessException as error:
        raise fault(*(item.note for item in error.reasons or [error.error])) from None
    # Whatever else the library makes of what is no schema is a fault of this file and of nothing else.
    except Exception as error:  # noqa: BLE001
        raise fault(f"is no Table Schema: {error}") from None
    if wrong:
        raise fault(*wrong)
    return Contract(source, schema)


def check_contracts(catalogue: Catalogue, folder: Path) -> int:
    """Check every contract of a catalogue; returns how many there are.

    Raises:
        CatalogueError: contracts that are not sound, or that no source has, all at once.
    """
    sources = [item for item in catalogue.sources if item.delivery and item.delivery.format == "table_schema"]
    faults: list[CatalogueError] = []
    for source in sources:
        try:
            read_contract(source, folder)
        except CatalogueError as fault:
            faults.append(fault)
    known = {contract_path(source, folder) for source in sources}
    faults.extend(
        CatalogueError(
            f"{path.name} is the contract of no source.",
            where=str(path),
            expected="<SOURCE>.schema.json of a source with delivery: {format: table_schema}",
            remedy="name it as its source, or remove it",
        )
        for path in sorted(folder.glob("*"))
        if path not in known and not path.name.startswith(".")
    )
    if faults:
        raise all_faults(faults)
    return len(sources)


def _unfit(source: Source, schema: Schema) -> Iterator[str]:
    """What a Table Schema lacks to be the contract of a source."""
    assert source.delivery is not None  # noqa: S101 - the model says so
    fields = {field.name: field for field in schema.fields}
    key = list(schema.primary_key)
    for name, found in fields.items():
        if not found.title:
            yield f"field {name}: has no title"
        if name in key and not found.required:
            yield f"field {name}: is part of primaryKey, so constraints.required has to be true"
    for role in ("area", "time"):
        name = getattr(source, role)
        if name not in fields or name not in key:
            yield f"primaryKey: lacks {name}, which is the source's {role}"
    for name in key:
        if name in fields and name != source.time and fields[name].type != "string":
            yield f"field {name}: a key is text, type string"
    measures = {name for name, field in fields.items() if field.type in NUMBERS and name not in key}
    if not measures:
        yield "fields: no number outside primaryKey, so there is no figure"
    if source.delivery.unit:
        # Other breakdowns would give parts and wholes of the same persons, from which small numbers can be had.
        if sorted(key) != sorted({source.area, source.time, source.delivery.unit}):
            yield f"primaryKey: of unit-level data is {source.area}, {source.time}, {source.delivery.unit}, no more"
        named = set(source.delivery.persons) | set(source.delivery.rests_on)
        for name in sorted(named - measures):
            yield f"field {name}: is named in delivery of sources/{source.id}.yml and is no number here"
        for name in sorted(measures - named):
            yield f"field {name}: counts persons or rests on persons; say so in delivery of sources/{source.id}.yml"


def read_table(
    contract: Contract, grids: Sequence[Grid], areas: Mapping[str, str], earlier: pl.DataFrame | None = None
) -> Table | list[Fault]:
    """Check every cell of a delivery and bring it into the common form.

    Args:
        contract: what the sheets promise to be.
        grids: the sheets of one delivery; together they hold each key once.
        areas: from `normal.area_codes`.
        earlier: of unit-level data, what earlier deliveries showed and hid; see `disclosure.protect`.

    Returns:
        The figures with small numbers suppressed, or every fault.
    """
    import polars as pl

    faults: list[Fault] = []
    frames: list[pl.DataFrame] = []
    for number_of_grid, grid in enumerate(grids):
        body = _body(contract, grid, areas, faults)
        if body is not None:
            frame = _checked(contract, grid, body, areas, faults)
            frames.append(frame.with_columns(grid=pl.lit(number_of_grid)))
    faults.extend(_repeated(contract, grids, frames))
    if faults:
        return faults
    frame = pl.concat(frames).sort("grid", "row", "column", maintain_order=True)
    rounded = int(frame["is_rounded"].sum())
    unit = contract.source.delivery and contract.source.delivery.unit
    if unit:
        frame = _protected(contract, frame, earlier)
    return Table(
        frame.select("area", "period", *contract.further, "measure", "source_cell", "content"),
        contract.measures,
        said=(f"{rounded} tal har flere end {DECIMALS} decimaler og er afrundet.",) if rounded else (),
    )


@dataclass(frozen=True)
class _Body:
    """Where the figures of a sheet are: the row of the header, the last row of figures, the column of each field."""

    header: int
    last: int
    columns: Mapping[str, int]


def _body(contract: Contract, grid: Grid, areas: Mapping[str, str], faults: list[Fault]) -> _Body | None:
    """Where the figures are, or None where the header is at fault.

    A title above the header and sources below the figures are the sheet's, as are headers by the fields' titles. A
    column that the contract lacks is refused, for it could hold anything, and the file is kept.
    """
    wanted = [field.name for field in contract.schema.fields]
    called = {folded(field.title): field.name for field in contract.schema.fields if field.title}
    called |= {folded(name): name for name in wanted}

    def named(row: Sequence[Any]) -> list[str | None]:
        return [called.get(folded(cell)) if isinstance(cell, str) else None for cell in row]

    fitting = [len(set(named(row)) - {None}) for row in grid.rows[:HEADER_WITHIN]]
    header = max(range(len(fitting)), key=lambda place: (fitting[place], -place), default=0) + 1
    last = len(grid.rows)
    while last > header and _is_remark(grid.rows[last - 1], areas):
        last -= 1
    labels = grid.rows[header - 1] if grid.rows else []
    names = named(labels)
    listed = ", ".join(wanted)
    before = len(faults)
    found: dict[str, int] = {}
    filled = {place for row in grid.rows[header - 1 : last] for place, cell in enumerate(row, 1) if cell is not None}
    for column in sorted(filled):
        name = names[column - 1] if column <= len(names) else None
        if name is None:
            faults.append(grid.fault(header, column, f"kun kontraktens kolonner: {listed}"))
        elif name in found:
            faults.append(grid.fault(header, column, f"kolonnen {name} må kun være der én gang"))
        else:
            found[name] = column
    faults.extend(
        grid.fault(header, len(labels) + 1, f"kolonnen {name} skal være der; kontraktens kolonner er {listed}")
        for name in wanted
        if name not in found
    )
    if last == header:
        faults.append(grid.fault(header + 1, 1, "mindst én række under overskriften"))
    return _Body(header, last, found) if len(faults) == before else None


def _is_remark(row: Sequence[Any], areas: Mapping[str, str]) -> bool:
    """Whether a row below the figures is empty or one text, such as the source: neither a figure nor a municipality."""
    filled = [cell for cell in row if cell is not None]
    if len(filled) > 1:
        return False
    return all(
        isinstance(cell, str) and any(letter.isalpha() for letter in cell) and area_code(cell, areas) is None
        for cell in filled
    )


def _checked(
    contract: Contract, grid: Grid, place: _Body, areas: Mapping[str, str], faults: list[Fault]
) -> pl.DataFrame:
    """One row per measure of every row of a sheet; what breaks the contract is added to `faults`, and there is then one
    row per row, of its keys alone.
    """
    import polars as pl
    from frictionless import Checklist, Resource

    fields, columns = list(contract.schema.fields), place.columns
    area, time = contract.source.area, contract.source.time
    unit = contract.source.delivery and contract.source.delivery.unit
    body = [
        [
            _as_typed(field, row[columns[field.name] - 1] if columns[field.name] <= len(row) else None)
            for field in fields
        ]
        for row in grid.rows[place.header : place.last]
    ]
    resource = Resource(data=[[field.name for field in fields], *body], schema=contract.schema.to_copy())
    report = resource.validate(Checklist(skip_errors=["primary-key"]), limit_errors=100_000)
    broken: list[Fault] = []
    told: set[tuple[int, str]] = set()
    for kind, row, name, note in report.flatten(["type", "rowNumber", "fieldName", "note"]):
        column, row = columns.get(name or "", 1), (row or 1) + place.header - 1  # the library's header is in row 1
        broken.append(grid.fault(row, column, _rule(kind, note or "", contract.schema, name)))
        told.add((row, name or ""))
    keys: list[dict[str, Any]] = []
    of_keys = {"row": pl.Int64} | dict.fromkeys(("area", "period", *contract.further), pl.String)
    for number_of_row, cells in enumerate(body, start=place.header + 1):
        record = dict(zip((field.name for field in fields), cells, strict=True))
        code, period = area_code(record[area], areas), str(record[time])
        if record[area] is not None and code is None:
            broken.append(grid.fault(number_of_row, columns[area], "en kommune i kataloget, ved kode eller navn"))
        if record[time] is not None and not PERIOD.fullmatch(period):
            broken.append(grid.fault(number_of_row, columns[time], "et år (2024), kvartal (2024K1) eller skoleår"))
        if unit and str(record[unit]).casefold() == disclosure.TOTAL.casefold():
            broken.append(grid.fault(number_of_row, columns[unit], "ingen rækker med summer: de regnes ved indlæsning"))
        broken += [
            grid.fault(number_of_row, columns[name], f"{name} uden tegnet |")
            for name in contract.further
            if "|" in str(record[name])
        ]
        for field in fields:
            value = record[field.name]
            if value in contract.schema.missing_values or (number_of_row, field.name) in told:
                continue
            if rule := _miswritten(field, value):
                broken.append(grid.fault(number_of_row, columns[field.name], rule, found=f"fandt '{value}'"))
        keys.append(
            {"row": number_of_row, "area": code, "period": period}
            | {name: str(record[name]) for name in contract.further}
        )
    faults.extend(broken)
    if broken:
        return pl.DataFrame(keys, schema=of_keys)
    typed = [row.to_dict() for row in _rows(resource)]
    too_long = [
        grid.fault(key["row"], columns[name], f"{name}: højst {WHOLE_DIGITS} cifre foran kommaet")
        for key, record in zip(keys, typed, strict=True)
        for name in contract.measures
        if record[name] is not None and abs(record[name]) >= 10**WHOLE_DIGITS
    ]
    if too_long:
        faults.extend(too_long)
        return pl.DataFrame(keys, schema=of_keys)
    cells = [
        key
        | {
            "measure": name,
            "column": columns[name],
            "source_cell": grid.reference(key["row"], columns[name]),
            "content": _content(record[name], grid.rows[key["row"] - 1], columns[name]),
            "is_rounded": record[name] is not None and round(Decimal(record[name]), DECIMALS) != record[name],
        }
        for key, record in zip(keys, typed, strict=True)
        for name in contract.measures
    ]
    return pl.DataFrame(cells, infer_schema_length=None)


def _rows(resource: Any) -> Iterator[Any]:
    with resource.open() as opened:
        yield from opened.row_stream


def _as_typed(field: Field, value: Any) -> Any:
    """A workbook's own types where they are what the field asks for: 101 may be a code, midnight a date."""
    if field.type == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if float(value).is_integer() else str(value)
    if field.type == "date" and isinstance(value, datetime):
        return value.date()
    if field.type in NUMBERS and isinstance(value, datetime | date):
        return value.isoformat()  # a type error that says what was found
    if field.type == "integer" and (mark := _group_mark(field)) and _is_grouped_right(field, value):
        return value.replace(mark, "") if isinstance(value, str) else value  # the library groups decimals only
    return value


def _group_mark(field: Field) -> str | None:
    return getattr(field, "group_char", None) or field.custom.get("groupChar")


def _miswritten(field: Field, value: Any) -> str | None:
    """The rule that a number written as text breaks: `1_000` and `1.5e3` are numbers to Python and to nobody else."""
    if field.type not in NUMBERS or not isinstance(value, str):
        return None
    if re.fullmatch(r"[-+]?[0-9][0-9.,\s]*%?", value) is None:
        return "et tal skrives med cifrene 0-9 og komma, uden andre tegn"
    if not _is_grouped_right(field, value):
        return "tusindtalsskilletegn står foran hver gruppe på tre cifre, decimaltegn er komma"
    return None


def _is_grouped_right(field: Field, value: Any) -> bool:
    """Whether a text is a number as Danes write it: `1.5` would otherwise be read as 15."""
    mark = _group_mark(field)
    if field.type not in NUMBERS or not mark or not isinstance(value, str) or mark not in value:
        return True
    decimal = re.escape(getattr(field, "decimal_char", None) or ".")
    return re.fullmatch(rf"[-+]?\d{{1,3}}({re.escape(mark)}\d{{3}})+({decimal}\d+)?\s*%?", value) is not None


def _content(value: Decimal | int | None, row: Sequence[Any], column: int) -> str:
    """A figure as text; a cell without one says whether it is confidential or not delivered."""
    if value is not None:
        return number(round(Decimal(value), DECIMALS))
    cell = row[column - 1] if column <= len(row) else None
    return CONFIDENTIAL if cell == CONFIDENTIAL else NOT_DELIVERED


def _rule(kind: str, note: str, schema: Schema, name: str | None) -> str:
    """The rule that was broken, in Danish."""
    if kind == "blank-row":
        return "ingen tomme rækker mellem de udfyldte"
    if name is None:
        return note
    field = schema.get_field(name)
    if kind == "type-error":
        return f"{name} skal være {TYPES.get(field.type, field.type)}"
    if kind == "constraint-error" and (constraint := re.search(r'constraint "(\w+)"', note)):
        value = field.constraints.get(constraint[1])
        listed = ", ".join(map(str, value)) if isinstance(value, list) else value
        return f"{name}: " + CONSTRAINTS.get(constraint[1], constraint[1] + " {}").format(listed)
    return f"{name}: {note}"


def _repeated(contract: Contract, grids: Sequence[Grid], frames: Sequence[pl.DataFrame]) -> Iterator[Fault]:
    """Keys that stand more than once, within a sheet or over the files of a delivery."""
    import polars as pl

    key = ["area", "period", *contract.further]
    there = [frame.select("grid", "row", *key) for frame in frames if not frame.is_empty()]
    if not there:
        return
    # A key that cannot be read is told by itself.
    readable = [pl.col(name).is_not_null() & (pl.col(name) != "None") for name in key]
    rows = pl.concat(there).filter(*readable).unique(maintain_order=True)
    first = rows.with_columns(
        first_grid=pl.col("grid").first().over(key), first_row=pl.col("row").first().over(key)
    ).filter((pl.col("grid") != pl.col("first_grid")) | (pl.col("row") != pl.col("first_row")))
    names = ", ".join(contract.schema.primary_key)
    for found in first.iter_rows(named=True):
        place = grids[found["first_grid"]].reference(found["first_row"], 1)
        yield grids[found["grid"]].fault(
            found["row"],
            1,
            f"hver nøgle ({names}) én gang i leverancen; den står også i {place}",
            found="fandt " + " · ".join(found[name] for name in key),
        )


def _protected(contract: Contract, frame: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.DataFrame:
    """Unit-level figures with totals, and without what may not be shown."""
    import polars as pl

    delivery = contract.source.delivery
    assert delivery is not None and delivery.unit is not None  # noqa: S101, PT018 - read_table asked
    rows = frame.with_columns(unit=pl.col(delivery.unit), value=pl.col("content").cast(pl.Decimal(20, 6), strict=False))
    safe = disclosure.protect(rows, delivery.persons, delivery.rests_on, earlier)
    content = rows.select("area", "period", "unit", "measure", "content")
    return (
        safe.join(content, on=["area", "period", "unit", "measure"], how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("is_suppressed"))
            .then(pl.lit(CONFIDENTIAL))
            .when(pl.col("content").is_not_null())
            .then(pl.col("content"))
            .when(pl.col("value").is_null())
            .then(pl.lit(NOT_DELIVERED))
            # Counts of persons are whole numbers.
            .otherwise(pl.col("value").cast(pl.Int64, strict=False).cast(pl.String))
            .alias("content")
        )
        .rename({"unit": delivery.unit})
    )
