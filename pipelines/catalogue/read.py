"""From catalogue files to models, with faults that an analyst can mend.

Belongs here: reading YAML and CSV, and the rules that need more than one file (ids that must exist elsewhere). Every
fault names file, line and field, what was found and what is allowed, and all faults are reported at once. Does not
belong here: rules that need a source's own description (`selectors`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from pipelines.catalogue.models import (
    SIX_CITIES,
    Area,
    Catalogue,
    Control,
    Correction,
    Decomposition,
    ExpectationModel,
    FullCost,
    Indicator,
    Kind,
    Municipality,
    PeerGroup,
    PriceIndex,
    ServiceArea,
    Source,
    Stakeholder,
    SteeringDemand,
    Trial,
    UsageWarning,
)
from pipelines.errors import CatalogueError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one file."""

    path: Path
    line: int
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.field}: {self.found}; allowed: {self.allowed}"


def read_catalogue(root: Path) -> Catalogue:
    """Read and cross-check a whole catalogue.

    Args:
        root: the catalogue folder.

    Raises:
        CatalogueError: with every fault found, each with file, line, field, what was found and what is allowed.
    """
    faults: list[Fault] = []
    indicators = _read_documents(root, "indicators", "*/*.yml", Indicator, faults)
    sources = _read_documents(root, "sources", "*.yml", Source, faults)
    trials = _read_documents(root, "trials", "*.yml", Trial, faults)
    catalogue = Catalogue.model_construct(
        indicators=[item for _, item in indicators],
        sources=[item for _, item in sources],
        service_areas=_read_list(root / "service_areas.yml", ServiceArea, faults),
        municipalities=_read_csv(root / "municipalities.csv", Municipality, faults),
        areas=_read_csv(root / "areas.csv", Area, faults),
        peer_groups=_read_list(root / "peer_groups.yml", PeerGroup, faults),
        expectation_models=_read_list(root / "expectation_models.yml", ExpectationModel, faults),
        decompositions=_read_list(root / "decompositions.yml", Decomposition, faults),
        price_index=_read_one(root / "price_index.yml", PriceIndex, faults),
        full_cost=_read_one(root / "full_cost.yml", FullCost, faults),
        usage_warnings=_read_list(root / "usage_warnings.yml", UsageWarning, faults),
        stakeholders=_read_list(root / "stakeholders.yml", Stakeholder, faults),
        positive_list=_read_list(root / "positive_list.yml", SteeringDemand, faults),
        controls=_read_list(root / "controls.yml", Control, faults),
        corrections=_read_list(root / "corrections.yml", Correction, faults),
        trials=[item for _, item in trials],
    )
    if not faults:
        faults.extend(_cross_check(catalogue, indicators, sources, root))
        faults.extend(_cross_check_trials(catalogue, trials))
    if faults:
        raise CatalogueError(
            f"The catalogue has {len(faults)} fault{'s' if len(faults) > 1 else ''}.",
            where="\n            ".join(str(fault) for fault in faults),
            expected="files that fit the schemas in data/catalogue/schemas, with ids that exist",
            remedy="mend the lines named, then run `seksby check`",
        )
    return catalogue


def locate(path: Path, location: Location) -> int:
    """The line of a field in a catalogue file."""
    return _line(_parse_with_lines(path), location)


def _parse_with_lines(path: Path) -> Any:
    # The round-trip parser knows lines and is slow; it runs only to locate a fault.
    return YAML(typ="rt").load(io.StringIO(path.read_text(encoding="utf-8")))


def _load(path: Path, faults: list[Fault]) -> Any:
    text = _text(path, faults)
    if text is None:
        return None
    try:
        return YAML(typ="safe").load(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        faults.append(Fault(path, mark.line + 1 if mark else 1, "YAML", str(error.problem), "well-formed YAML"))
    except ReaderError as error:  # a character that may stand nowhere in YAML, so its first place is the fault's
        character = chr(error.character)
        line = text[: text.find(character)].count("\n") + 1
        faults.append(Fault(path, line, "YAML", f"found the control character {character!r}", "printable text"))
    except ValueError as error:  # a day that is in no calendar; the parser names no line
        faults.append(Fault(path, 1, "YAML", str(error), "dates that exist, as YYYY-MM-DD"))
    return None


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(Fault(path, 1, "file", "not there", "a catalogue file of this name"))
    except UnicodeDecodeError as error:
        faults.append(Fault(path, 1, "file", f"byte {error.start} is not UTF-8", "UTF-8 text"))
    return None


def _read_documents(
    root: Path, folder: str, pattern: str, model: type[Model], faults: list[Fault]
) -> list[tuple[Path, Model]]:
    """One entry per file that fits the pattern; any other file is a fault, for its entry would be missed in silence."""
    found: list[tuple[Path, Model]] = []
    # Names with a dot in front belong to editors and systems, not to the catalogue.
    paths = [path for path in (root / folder).rglob("*") if path.is_file() and not path.name.startswith(".")]
    fitting = set((root / folder).glob(pattern))
    for path in sorted(paths):
        if path not in fitting:
            faults.append(Fault(path, 1, "file", "not read, for its name or place", f"{folder}/{pattern}"))
            continue
        count = len(faults)
        document = _load(path, faults)
        if len(faults) > count:
            continue
        if document is None:
            faults.append(Fault(path, 1, "file", "found no entry", f"the fields of one {model.__name__.lower()}"))
            continue
        try:
            found.append((path, model.model_validate(document)))
        except ValidationError as error:
            faults.extend(_faults(path, error))
    return found


def _read_list(path: Path, model: type[Model], faults: list[Fault]) -> list[Model]:
    count = len(faults)
    document = _load(path, faults)
    if len(faults) > count:
        return []
    try:
        return TypeAdapter(list[model]).validate_python([] if document is None else document)  # type: ignore[valid-type]
    except ValidationError as error:
        faults.extend(_faults(path, error))
        return []


def _read_one(path: Path, model: type[Model], faults: list[Fault]) -> Model | None:
    """A file that a catalogue may do without."""
    if not path.exists():
        return None
    count = len(faults)
    document = _load(path, faults)
    if len(faults) > count:
        return None
    try:
        return model.model_validate(document)
    except ValidationError as error:
        faults.extend(_faults(path, error))
        return None


def _read_csv(path: Path, model: type[Model], faults: list[Fault]) -> list[Model]:
    text = _text(path, faults)
    if text is None:
        return []
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    try:
        return TypeAdapter(list[model]).validate_python(rows)  # type: ignore[valid-type]
    except ValidationError as error:
        for item in error.errors():
            row, *field = item["loc"]
            faults.append(Fault(path, _csv_line(int(row)), ".".join(map(str, field)), _found(item), str(item["msg"])))
        return []


def _csv_line(row: int) -> int:
    return row + 2  # the header is line 1


def _found(item: Any) -> str:
    if item["type"] == "missing":
        return "found nothing"
    # A rule about several fields is given the whole entry, which the line shows better.
    return "as written" if isinstance(item["input"], dict) else f"found {item['input']!r}"


def _faults(path: Path, error: ValidationError) -> Iterator[Fault]:
    document = _parse_with_lines(path)
    for item in error.errors():
        message = str(item["msg"]).removeprefix("Value error, ")
        yield Fault(
            path, _line(document, item["loc"]), ".".join(map(str, item["loc"])) or "file", _found(item), message
        )


def _line(document: Any, location: Location) -> int:
    """The line of a field; of its nearest enclosing field when it is not there."""
    node: Any = document
    line: int = node.lc.line + 1 if hasattr(node, "lc") else 1
    for step in location:
        try:
            lines = node.lc
            position = lines.item(step) if isinstance(node, list) else lines.key(step)
            line = position[0] + 1
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            continue  # pydantic adds steps of its own, such as the member of a union
    return line


def fault(path: Path, location: Location, found: object, allowed: str) -> Fault:
    """The fault of one field of one file, on its line."""
    return Fault(path, locate(path, location), ".".join(map(str, location)), f"found {found!r}", allowed)


def _cross_check(
    catalogue: Catalogue,
    indicators: list[tuple[Path, Indicator]],
    sources: list[tuple[Path, Source]],
    root: Path,
) -> Iterator[Fault]:
    ids: dict[str, Callable[[], list[str]]] = {
        "service_area": lambda: [area.id for area in catalogue.service_areas],
        "stakeholders": lambda: [stakeholder.id for stakeholder in catalogue.stakeholders],
        "usage_warnings": lambda: [warning.id for warning in catalogue.usage_warnings],
        "paired_effects": lambda: [item.id for item in catalogue.indicators if item.kind is Kind.EFFECT],
    }
    known = {field: set(values()) for field, values in ids.items()}
    tables = {source.id for source in catalogue.sources}
    codes = {municipality.municipality_code for municipality in catalogue.municipalities}
    all_ids = {item.id for item in catalogue.indicators}
    prices = {item.id for item in catalogue.indicators if item.kind is Kind.UNIT_PRICE}
    # A price or a process is the council's own choice: it explains nothing that is expected of it.
    chosen = (Kind.UNIT_PRICE, Kind.PROCESS)
    describing = {item.id for item in catalogue.indicators if item.kind not in chosen}

    for path, source in sources:
        if source.id != path.stem:
            yield fault(path, ("id",), source.id, f"the file's name, {path.stem}")
    for number, first in _repeated(indicator.id for _, indicator in indicators):
        path, indicator = indicators[number]
        yield fault(path, ("id",), indicator.id, f"an id of its own; {indicators[first][0]} has this one")
    lists = (
        "service_areas",
        "peer_groups",
        "usage_warnings",
        "stakeholders",
        "positive_list",
        "controls",
        "corrections",
    )
    for name in (*lists, "expectation_models", "decompositions"):
        entries = getattr(catalogue, name)
        for number, first in _repeated(entry.id for entry in entries):
            allowed = f"an id of its own; entry {first + 1} has this one"
            yield fault(root / f"{name}.yml", (number, "id"), entries[number].id, allowed)
    for name, column in (("municipalities", "municipality_code"), ("areas", "code")):
        values = [getattr(row, column) for row in getattr(catalogue, name)]
        for number, first in _repeated(values):
            allowed = f"a code of its own; line {_csv_line(first)} has this one"
            yield Fault(root / f"{name}.csv", _csv_line(number), column, f"found {values[number]!r}", allowed)
    for path, indicator in indicators:
        if indicator.id != path.stem:
            yield fault(path, ("id",), indicator.id, f"the file's name, {path.stem}")
        if indicator.service_area != path.parent.name:
            yield fault(path, ("service_area",), indicator.service_area, f"the folder's name, {path.parent.name}")
        if indicator.service_area not in known["service_area"]:
            yield fault(path, ("service_area",), indicator.service_area, _one_of(known["service_area"]))
        for field in ("stakeholders", "usage_warnings", "paired_effects"):
            for number, value in enumerate(getattr(indicator, field)):
                if value not in known[field]:
                    yield fault(path, (field, number), value, _one_of(known[field]))
        for number, target in enumerate(indicator.targets):
            if target.municipality not in codes:
                yield fault(path, ("targets", number, "municipality"), target.municipality, "a municipality code")
        for number, value in enumerate(indicator.scopes):
            if value not in prices or value == indicator.id:
                yield fault(path, ("scopes", number), value, "another unit price")
        for number, stratum in enumerate(indicator.standardisation):
            for role in ("use", "population"):
                for position, term in enumerate(getattr(stratum, role)):
                    if term.table not in tables:
                        at: Location = ("standardisation", number, role, position, "table")
                        yield fault(path, at, term.table, f"a source in {root / 'sources'}")
        for number, recipe in enumerate(indicator.recipes):
            for role in ("numerator", "multiplier", "denominator", "weight"):
                for position, term in enumerate(getattr(recipe, role)):
                    if term.table not in tables:
                        place = ("recipes", number, role, position, "table")
                        yield fault(path, place, term.table, f"a source in {root / 'sources'}")
    for number, area in enumerate(catalogue.service_areas):
        own = {item.id for item in catalogue.indicators if item.service_area == area.id} & prices
        if area.lead_price is not None and area.lead_price not in own:
            allowed = f"a unit price of {area.id}: {_one_of(own)}"
            yield fault(root / "service_areas.yml", (number, "lead_price"), area.lead_price, allowed)
    process = {indicator.id for indicator in catalogue.indicators if indicator.kind is Kind.PROCESS}
    for number, demand in enumerate(catalogue.positive_list):
        if demand.indicator is not None and demand.indicator not in process:
            found = demand.indicator
            yield fault(root / "positive_list.yml", (number, "indicator"), found, "a process indicator's id")
    areas = codes | {area.code for area in catalogue.areas}
    for number, correction in enumerate(catalogue.corrections):
        if correction.source not in tables:
            allowed = f"a source in {root / 'sources'}"
            yield fault(root / "corrections.yml", (number, "source"), correction.source, allowed)
        if correction.area not in areas:
            allowed = "a code of municipalities.csv or areas.csv, such as '730'"
            yield fault(root / "corrections.yml", (number, "area"), correction.area, allowed)
    for number, group in enumerate(catalogue.peer_groups):
        for position, member in enumerate(group.members):
            if member not in codes:
                yield fault(root / "peer_groups.yml", (number, "members", position), member, "a municipality code")
        for position, covariate in enumerate(group.neighbours.covariates if group.neighbours else ()):
            if covariate.indicator not in describing:
                at = (number, "neighbours", "covariates", position, "indicator")
                yield fault(root / "peer_groups.yml", at, covariate.indicator, _one_of(describing))
        for position, _ in _repeated(group.members):
            member = group.members[position]
            yield fault(root / "peer_groups.yml", (number, "members", position), member, "each member once")
    for number, model in enumerate(catalogue.expectation_models):
        path = root / "expectation_models.yml"
        for position, value in enumerate(model.indicators):
            if value not in all_ids:
                yield fault(path, (number, "indicators", position), value, "an indicator's id")
        for position, covariate in enumerate(model.covariates):
            if covariate.indicator not in describing:
                at = (number, "covariates", position, "indicator")
                yield fault(path, at, covariate.indicator, _one_of(describing))
        if model.published_deviation and model.published_deviation not in all_ids:
            yield fault(path, (number, "published_deviation"), model.published_deviation, "an indicator's id")
    for number, split in enumerate(catalogue.decompositions):
        path = root / "decompositions.yml"
        if split.service_area not in known["service_area"]:
            yield fault(path, (number, "service_area"), split.service_area, _one_of(known["service_area"]))
        if split.population not in describing:
            yield fault(path, (number, "population"), split.population, _one_of(describing))
        for position, value in enumerate(split.parts):
            if value not in prices:
                yield fault(path, (number, "parts", position), value, "a unit price's id")
    if catalogue.price_index and catalogue.price_index.table not in tables:
        found = catalogue.price_index.table
        yield fault(root / "price_index.yml", ("table",), found, f"a source in {root / 'sources'}")
    if catalogue.full_cost:
        for step in ("overhead", "wages"):
            if (value := getattr(catalogue.full_cost, step)) not in all_ids:
                yield fault(root / "full_cost.yml", (step,), value, "an indicator's id")
    measured = {indicator.id: indicator for indicator in catalogue.indicators}
    rounded = {source.id for source in catalogue.sources if source.rounding is not None}
    for number, control in enumerate(catalogue.controls):
        path = root / "controls.yml"
        sides = control.indicators.model_dump() if control.indicators else {}
        for side, found in sides.items():
            if found not in measured:
                yield fault(path, (number, "indicators", side), found, "an indicator's id")
        used = [term.table for term in control.terms]
        used += [
            term.table
            for found in sides.values()
            if found in measured
            for recipe in measured[found].recipes
            for term in (*recipe.numerator, *recipe.multiplier, *recipe.denominator)
        ]
        for table in sorted({*used} - tables):
            yield fault(path, (number,), table, f"a source in {root / 'sources'}")
        for table in sorted({*used} & tables - rounded):
            yield fault(
                path, (number,), table, f"a source with rounding, from which the tolerance follows: {table}.yml"
            )
    if not any(group.id == SIX_CITIES and group.members for group in catalogue.peer_groups):
        yield Fault(root / "peer_groups.yml", 1, "id", f"found no group {SIX_CITIES} with members", "the six cities")


def _cross_check_trials(catalogue: Catalogue, trials: list[tuple[Path, Trial]]) -> Iterator[Fault]:
    effects = {item.id for item in catalogue.indicators if item.kind is Kind.EFFECT}
    groups = {group.id for group in catalogue.peer_groups}
    codes = {municipality.municipality_code for municipality in catalogue.municipalities}
    for path, trial in trials:
        if trial.id != path.stem:
            yield fault(path, ("id",), trial.id, f"the file's name, {path.stem}")
        if trial.effect not in effects:
            yield fault(path, ("effect",), trial.effect, "the id of an effect measure")
        if trial.donor_pool not in groups:
            yield fault(path, ("donor_pool",), trial.donor_pool, f"a peer group: {_one_of(groups)}")
        for number, code in enumerate(trial.municipalities):
            if code not in codes:
                yield fault(path, ("municipalities", number), code, "a municipality code")
        for number, _ in _repeated(trial.municipalities):
            yield fault(path, ("municipalities", number), trial.municipalities[number], "each municipality once")


def _repeated(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where a value stands again, and where it stood first."""
    first: dict[str, int] = {}
    for number, value in enumerate(values):
        if first.setdefault(value, number) != number:
            yield number, first[value]


def _one_of(values: set[str]) -> str:
    return "one of " + ", ".join(sorted(values))
