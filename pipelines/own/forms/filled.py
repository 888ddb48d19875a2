"""A form that was filled in: its rows as entries, and every fault with sheet, cell and rule, in Danish.

Belongs here: reading cells, and telling faults where they stand. Does not belong here: the rules
(`pipelines.catalogue`).

A form is taken whole or not at all; a row that stands in the folder already just so is passed over.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from pipelines.catalogue.models.trust import Reading, SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.read import look as look_at
from pipelines.own import writing
from pipelines.own.forms.blank import FIRST_ROW
from pipelines.own.forms.columns import ABOUT, BETWEEN, BY, FORMS, VERSION, Column, Form, lists, version
from pipelines.own.writing import Addition, Misplaced
from pipelines.sources.intake import files
from pipelines.sources.intake.files import Fault, Grid, cell_name
from seksby.naming import fold, near, resolve
from seksby.workspace import Workspace

LEDGER = "indfoert.csv"
LEDGER_COLUMNS = ("dag", "skema", "sha256", "udfyldt_af", "ark", "raekke", "fil")


@dataclass(frozen=True)
class Looked:
    """What a form in the inbox is.

    Attributes:
        file: its name.
        state: `new` where it would be taken, `taken` where it was, `refused` where it has faults.
        faults: every fault.
        additions: what it adds.
        ledger: what the ledger says of it.
    """

    file: str
    state: Literal["new", "taken", "refused"]
    faults: Sequence[Fault] = ()
    additions: Sequence[Addition] = ()
    ledger: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class _Row:
    """One row of a sheet and the entry it makes.

    Attributes:
        stood_in: columns whose cell is wrong, and said to be.
        other: the entry with something else in those cells: what is wrong with only one of the two is not told.
    """

    form: Form
    grid: Grid
    number: int
    entry: BaseModel
    stood_in: frozenset[int]
    other: BaseModel

    @property
    def file(self) -> str:
        return _file(self.form, self.entry)


def refused(looked: Iterable[Looked]) -> dict[str, list[str]]:
    """The faults of each form that has some, by its name."""
    return {item.file: list(map(str, item.faults)) for item in looked if item.state == "refused"}


def dropped(workspace: Workspace) -> list[Path]:
    """The forms in the inbox."""
    return sorted(path for path in workspace.forms.glob("*.xls*") if not path.name.startswith((".", "~$")))


def look(workspace: Workspace, today: date | None = None) -> list[Looked]:
    """Read every form in the inbox and say its faults; nothing is written."""
    return [_look(workspace, path, today) for path in dropped(workspace)]


def take(workspace: Workspace, today: date | None = None) -> list[Looked]:
    """Write the rows of every form without fault into the own folder, with who and when, and into its ledger."""
    done = []
    for path in dropped(workspace):
        # One after another: what the first brought is there when the second is tried.
        found = _look(workspace, path, today)
        if found.state == "new":
            writing.add(workspace, found.additions)
            _enter(workspace.own / LEDGER, found.ledger)
        done.append(found)
    return done


def _look(workspace: Workspace, path: Path, today: date | None) -> Looked:
    if not writing.is_started(workspace):
        told = "kommunen har ingen egen mappe at skrive i", "lav den med `seksby init`"
        return Looked(path.name, "refused", [Fault(path.name, None, "", *told)])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest in _taken(workspace.own):
        return Looked(path.name, "taken")
    who, faults = _about(path)
    if who is None:
        return Looked(path.name, "refused", faults)
    day = today or datetime.now(UTC).date()
    catalogue = look_at(workspace.catalogue, workspace.own)[0]
    before = lists(catalogue)
    known = {name: dict(listed) for name, listed in before.items()}
    rows: list[_Row] = []
    for form in FORMS:
        grid = files.read(path, form.title)
        if isinstance(grid, list):
            faults += grid
            continue
        found, wrong = _rows(grid, form, known)
        rows += found
        faults += wrong
    faults += _repeated(path.name, rows)
    there = _there(catalogue)
    new = [row for row in rows if _plain(row.entry) not in there.get(row.file, ())]
    note = f"{path.name}: udfyldt af {who}, ført ind {day}"

    def added(entries: Sequence[BaseModel]) -> list[Addition]:
        return [
            Addition(
                _file(row.form, entry),
                entry,
                row.form.is_listed,
                f"{note} (ark {row.form.title}, række {row.number})",
            )
            for row, entry in zip(new, entries, strict=True)
        ]

    additions = added([row.entry for row in new])
    made = {getattr(row.entry, "id", "") for row in rows}
    unmade = {each for name, listed in known.items() for each in listed.keys() - before[name].keys() - made}
    between = writing.tried(workspace, additions)
    if any(row.other is not row.entry for row in new):
        others = set(writing.tried(workspace, added([row.other for row in new])))
        between = [item for item in between if item in others]
    faults += [fault for item in between if (fault := _fault(new[item.number], item, unmade))]
    if faults:
        return Looked(
            path.name, "refused", sorted(dict.fromkeys(faults), key=lambda item: (item.sheet or "", item.cell))
        )
    ledger = [
        dict(zip(LEDGER_COLUMNS, (day, path.name, digest, who, row.form.title, row.number, row.file), strict=True))
        for row in new
    ] or [dict(zip(LEDGER_COLUMNS, (day, path.name, digest, who, "", "", ""), strict=True))]
    return Looked(path.name, "new", (), additions, ledger)


def _about(path: Path) -> tuple[str | None, list[Fault]]:
    """Who filled it in, and what is wrong; None where the rest cannot be read, as of a form of another version."""
    grid = files.read(path, ABOUT)
    if isinstance(grid, list):
        return None, grid
    said = {str(cells[0]): (number, cells) for number, cells in enumerate(grid.rows, 1) if cells and cells[0]}
    row, cells = said.get(VERSION, (1, []))
    found = str(cells[1]) if len(cells) > 1 and cells[1] is not None else ""
    if found != version():
        rule = f"skemaets udgave skal være {version()}: hent det nye med `seksby export skema`, og flyt rækkerne over"
        told = f"skemaet er af en ældre udgave, {found}" if found else "skemaet siger ikke, hvilken udgave det er"
        return None, [Fault(path.name, ABOUT, cell_name(row, 2), told, rule)]
    row, cells = said.get(BY[0], (1, []))
    who = str(cells[1]).strip() if len(cells) > 1 and cells[1] is not None else ""
    if not who:
        return "", [Fault(path.name, ABOUT, cell_name(row, 2), "fandt ingenting", f"{BY[0]} skal udfyldes: {BY[1]}")]
    return who, []


def _rows(grid: Grid, form: Form, known: Mapping[str, dict[str, str]]) -> tuple[list[_Row], list[Fault]]:
    columns = form.columns
    rows, faults = [], []
    for number, cells in enumerate(grid.rows[FIRST_ROW - 1 :], start=FIRST_ROW):
        values = [*cells, *[None] * (len(columns) - len(cells))]
        if all(value is None for value in values[: len(columns)]):
            continue
        given: dict[str, Any] = {}
        wrong: dict[int, Fault] = {}
        for position, column in enumerate(columns, start=1):
            try:
                value = _value(values[position - 1], column, known)
            except ValueError as error:
                wrong[position] = grid.fault(number, position, str(error))
                continue
            if value is None and column.is_required:
                wrong[position] = grid.fault(number, position, f"{column.title} skal udfyldes")
            elif value is not None:
                _put(given, column.path, value)
        row, broken = _entry(grid, form, number, given, wrong)
        faults += broken
        if row is not None:
            rows.append(row)
        _complete(given, form)
        if form.told_as and "id" in given:  # what the form itself brings, right or wrong, may be named on a later sheet
            known[form.told_as][given["id"]] = given.get("title", {}).get("da", given["id"])
    return rows, faults


DAYS_APART = (-2, -1, 0, 1, 2)
"""How far from the days that are given those of wrong cells are tried: enough for rules on which comes first."""


def _stand_ins(column: Column, number: int, days: Sequence[date]) -> Sequence[Any]:
    """What a wrong cell of row `number` may have meant while the rest of the row is tried.

    Rules turn on days and on words of a closed list, so that several are tried; not on numbers or texts, and names of
    other entries are taken for one that nobody knows.
    """
    if column.kind == "day":
        return sorted({day + timedelta(days=apart) for day in days for apart in DAYS_APART})
    if column.kind in ("number", "whole"):
        return (1,) if column.kind == "number" else (2200,)
    name = f"9{number % 100:02}" if column.listed == "municipalities" else f"x{number}"
    found = column.listed[1:].split("|") if column.listed.startswith("=") else [name]
    return [[each] for each in found] if column.kind == "choices" else found


def _tries(given: Mapping[str, Any], form: Form, stood_in: Collection[int], number: int) -> list[dict[str, Any]]:
    """The row with everything in its wrong cells that they may have meant."""
    at = sorted(stood_in)
    columns = [form.columns[position - 1] for position in at]
    days = [
        value
        for position, column in enumerate(form.columns, start=1)
        if column.kind == "day" and position not in stood_in and isinstance(value := _at(given, column.path), date)
    ]
    tries = []
    for values in product(*(_stand_ins(column, number, days or [date(2000, 1, 1)]) for column in columns)):
        each = deepcopy(dict(given))
        for column, value in zip(columns, values, strict=True):
            _put(each, column.path, value)
        _complete(each, form)
        tries.append(each)
    return tries


def _entry(
    grid: Grid, form: Form, number: int, given: dict[str, Any], wrong: dict[int, Fault]
) -> tuple[_Row | None, list[Fault]]:
    """A row as an entry, and all its faults in one round: a wrong cell does not hide what is wrong beside it.

    A rule is told to be broken where it is so whatever stood in the wrong cells. There is no entry where one is.
    """
    columns = form.columns
    faults = list(wrong.values())
    stood_in = set(wrong)
    for _ in range(ROUNDS):
        entries: list[BaseModel] = []
        broken: list[dict[tuple[int, str], Any]] = []
        for each in _tries(given, form, stood_in, number):
            try:
                entries.append(form.model.model_validate(each))
            except ValidationError as error:
                broken.append(_broken(error, columns))
        if entries:
            days = [
                column.path
                for column in columns
                if column.kind == "day" and _position(columns, column.path) in stood_in
            ]
            others = (
                item for item in reversed(entries) if all(_at(item, path) != _at(entries[0], path) for path in days)
            )
            other = next(others, None)
            row = _Row(form, grid, number, entries[0], frozenset(stood_in), other) if other is not None else None
            return row, faults
        told = [found for found in broken[0] if all(found in each for each in broken)]
        faults += [grid.fault(number, at[0], _rule(broken[0][at])) for at in told if at[0] not in stood_in]
        stood_in |= {position for position, _ in told}
    return None, faults


ROUNDS = 4
"""A cell that is found wrong in one round is stood in for in the next."""


def _broken(error: ValidationError, columns: Sequence[Column]) -> dict[tuple[int, str], Any]:
    """What a row breaks, by the column it is told at and the rule."""
    return {
        (_position(columns, tuple(map(str, item["loc"])) or _named(str(item["msg"]), columns)), _rule(item)): item
        for item in error.errors()
    }


def _value(cell: Any, column: Column, known: Mapping[str, Mapping[str, str]]) -> Any:
    """What a cell says.

    Raises:
        ValueError: it says nothing of the column's kind; the rule, in Danish.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if column.kind == "choice":
        return _chosen(str(cell), known[column.listed])
    if column.kind == "choices":
        return [_chosen(part, known[column.listed]) for part in re.split(r"[;,]", str(cell)) if part.strip()]
    if column.kind == "day":
        return _day(cell)
    if column.kind in ("whole", "number"):
        return _number(cell, is_whole=column.kind == "whole")
    return str(cell)


def _chosen(text: str, listed: Mapping[str, str]) -> str:
    code = text.rpartition(BETWEEN)[2].strip()
    if code in listed:
        return code
    names = {key: (name,) for key, name in listed.items()}
    found = resolve(text.strip(), names)
    if found is None:
        close = [listed[key] for key in near(text.strip(), names)]
        raise ValueError("skal være på listen" + (f"; nærmest: {', '.join(close)}" if close else ""))
    return found


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if found := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", str(cell).strip()):
        cell = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        return date.fromisoformat(str(cell).strip())
    except ValueError:
        raise ValueError("skal være en dato, der findes, som 2026-03-01") from None


def _number(cell: Any, *, is_whole: bool) -> Decimal | int:
    rule = "skal være et helt tal" if is_whole else "skal være et tal, decimaler med komma"
    text = str(cell).strip()
    if isinstance(cell, str):
        text = text.replace(".", "").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(rule) from None
    if not value.is_finite() or (is_whole and value != value.to_integral_value()):
        raise ValueError(rule)
    return int(value) if is_whole else value


def _at(given: Any, path: Sequence[str]) -> Any:
    for step in path:
        given = given.get(step) if isinstance(given, Mapping) else getattr(given, step, None)
    return given


def _put(given: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        given = given.setdefault(step, {})
    given[path[-1]] = value


def _complete(given: dict[str, Any], form: Form) -> None:
    """What may be left empty: English is the Danish text, and an id is made of the title."""
    for value in given.values():
        if isinstance(value, dict):
            _complete(value, form)
    if "da" in given:
        given.setdefault("en", given["da"])
    if "id" in form.model.model_fields and "id" not in given:
        named = given.get("title") or given.get("what")
        if isinstance(named, dict) and "da" in named:
            given["id"] = re.sub(r"[^a-z0-9]+", "_", fold(named["da"])).strip("_")[:60].rstrip("_")


def _file(form: Form, entry: BaseModel) -> str:
    if form.is_listed:
        return form.file
    if isinstance(entry, Reading):
        name = f"{entry.service_area}-{entry.municipality}-{entry.author}-{entry.written_on}"
        return form.file.format(id=re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-"))
    return form.file.format(id=getattr(entry, "id"))  # noqa: B009 - models without one have a list


def _named(rule: str, columns: Sequence[Column]) -> Sequence[str]:
    """The field that a rule of the whole row is told at."""
    rule = rule.removeprefix("Value error, ")
    for pattern, _, field in RULES:
        if re.fullmatch(pattern, rule):
            return next((column.path for column in columns if field and column.path[0] == field), ())
    return ()


def _position(columns: Sequence[Column], place: Sequence[str]) -> int:
    """The column of a field; the first where no rule says which."""
    for number, column in enumerate(columns, start=1):
        if column.path[: len(place)] == tuple(place) and place:
            return number
    return 1


def _rule(item: Any) -> str:
    """A rule of a model in Danish."""
    message = str(item["msg"]).removeprefix("Value error, ")
    context = item.get("ctx", {})
    by_kind = {
        "missing": "skal udfyldes",
        "string_too_long": f"højst {context.get('max_length')} tegn",
        "greater_than": f"skal være over {context.get('gt')}",
        "greater_than_equal": f"skal være mindst {context.get('ge')}",
        "less_than_equal": f"skal være højst {context.get('le')}",
        "string_pattern_mismatch": "små bogstaver, tal og _, og et bogstav først",
    }
    return by_kind.get(item["type"]) or danish(message)


RULES = (
    (
        r"review_by is after the last decision, (.*)",
        r"Gennemgås senest skal ligge efter den seneste beslutning, \1",
        "review_by",
    ),
    (
        r"review_by is at most 24 months after the last decision, (.*)",
        r"Gennemgås senest må højst ligge 24 måneder efter den seneste beslutning, \1",
        "review_by",
    ),
    (
        r"nobody decides on a demand before it is there",
        "et styringskrav kan ikke besluttes, før det gælder",
        "decided_on",
    ),
    (
        r"minutes_per_year is what a simplified.*",
        "Minutter om året udfyldes ved forenkling, og kun da",
        "minutes_per_year",
    ),
    (
        r"a demand on everybody that cites.*",
        "et styringskrav begrundet med en enkeltsag skal have en skriftlig undtagelse",
        "exception",
    ),
    (r"an exception belongs to a single case.*", "en undtagelse hører til en enkeltsag: vælg den", "case"),
    (
        r"a trial is registered before it starts",
        "en prøvehandling registreres, før den begynder",
        "registered_on",
    ),
    (
        r"a trial is registered before it stops",
        "en prøvehandling registreres, før den slutter",
        "registered_on",
    ),
    (
        r"a trial starts before it stops",
        "en prøvehandling slutter, efter den er begyndt",
        "stop_on",
    ),
    (
        r"a target is for a year to come: (\d+) .*, (.*)",
        r"målets år, \1, ligger før det blev besluttet, \2",
        "year",
    ),
    (r"perspectives: each entry once", "hvert perspektiv én gang", "perspectives"),
    (r"one target of (\d+) for (\d+)", r"der er allerede et mål for \1 i \2", ""),
    (r"a demand of its own; (\w+) asks.*", r"styringskravet står på listen i forvejen: \1", ""),
    (r"an id of its own.*", "det korte navn er i brug: vælg et andet, eller ret den række, der har det", ""),
    (r"one contact for each.*", "der er allerede en kontakt for området", ""),
    (r"a value within the bounds of \w+, (.*)", r"uden for det, målet kan være: \1", ""),
    (r"at most (\d+) process measures of (\w+) .*", r"tillidsrummet rummer højst \1 procesmål: \2", ""),
    (r"(\w+), the area of (\w+)", r"procesmålet \2 hører til området \1", ""),
    (r"a day from (.*) on", r"tidligst \1, dagen for den seneste beslutning", ""),
    (r"a day after (.*), at most 24 months", r"efter \1 og højst 24 måneder senere", ""),
    (r"no more minutes than before, (\d+)", r"højst \1, som er det, styringskravet tog før", ""),
)
"""The rules that a form can break, as their readers know them, and for one of a whole row the field whose cell it is
told at; one that is not here is told as it is.
"""


def danish(rule: str) -> str:
    """A rule of the catalogue in Danish."""
    for pattern, told, _ in RULES:
        if found := re.fullmatch(pattern, rule):
            return found.expand(told)
    return rule


def _fault(row: _Row, item: Misplaced, unmade: Collection[str]) -> Fault | None:
    """A fault between entries at its cell.

    None where the cell is told to be wrong already, or names a row of the form that is (`unmade`).
    """
    column = _position(row.form.columns, tuple(part for part in item.field.split(".") if not part.isdigit()))
    if column in row.stood_in or getattr(row.entry, item.field, None) in unmade:
        return None
    found = item.found.replace("found nothing", "fandt ingenting").replace("found ", "fandt ")
    return row.grid.fault(row.number, column, danish(item.allowed), found=found.replace("as written", "rækken"))


def _repeated(file: str, rows: Sequence[_Row]) -> list[Fault]:
    """Rows of one form that would be the same file."""
    first: dict[str, _Row] = {}
    return [
        Fault(
            file,
            row.grid.sheet,
            cell_name(row.number, 1),
            f"fandt '{row.file}'",
            f"står også i række {first[row.file].number}",
        )
        for row in rows
        if not row.form.is_listed and first.setdefault(row.file, row) is not row
    ]


def _there(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """What stands already, by file, without what came to it later."""
    entries: list[tuple[str, Sequence[BaseModel]]] = [
        ("targets.yml", catalogue.targets),
        ("positive_list.yml", catalogue.positive_list),
        ("reviews.yml", catalogue.reviews),
        ("trial_decisions.yml", catalogue.trial_decisions),
        ("perspectives.yml", catalogue.perspectives),
        ("help_contacts.yml", catalogue.help_contacts),
        ("stakeholders.yml", catalogue.stakeholders),
    ]
    found = {name: [_plain(item) for item in listed] for name, listed in entries}
    for form in FORMS:
        if not form.is_listed:
            for item in (*catalogue.readings, *catalogue.practice_notes, *catalogue.trials):
                if isinstance(item, form.model):
                    found[_file(form, item)] = [_plain(item)]
    return found


def _plain(entry: BaseModel) -> dict[str, Any]:
    later = {"decision", "review_by"} if isinstance(entry, SteeringDemand) else {"decision"}
    return entry.model_dump(exclude=later)


def _taken(own: Path) -> set[str]:
    path = own / LEDGER
    if not path.is_file():
        return set()
    return {row["sha256"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";")}


def _enter(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    is_new = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, LEDGER_COLUMNS, delimiter=";")
        if is_new:
            writer.writeheader()
        writer.writerows(rows)
