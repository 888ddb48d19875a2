"""From catalogue files to models, with faults that an analyst can mend.

Belongs here: reading YAML and CSV. Every fault names file, line and field, what was found and what is allowed, and all
faults are reported at once. Does not belong here: the rules that need more than one file (`crosscheck`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipelines.catalogue.crosscheck import Documents, Listed, cross_check
from pipelines.catalogue.faults import Fault, Location, csv_line, front_matter, line_of, parse_with_lines
from pipelines.catalogue.models.comparison import Decomposition, ExpectationModel, FullCost, PeerGroup, PriceIndex
from pipelines.catalogue.models.evidence import Control, Correction, Trial
from pipelines.catalogue.models.indicator import Indicator, UsageWarning
from pipelines.catalogue.models.own import (
    DemandReview,
    OwnMunicipality,
    OwnTarget,
    PerspectiveChoice,
    SingleCase,
    TrialDecision,
)
from pipelines.catalogue.models.source import Area, Municipality, Source, Succession
from pipelines.catalogue.models.trust import (
    HelpContact,
    PracticeNote,
    Reading,
    ServiceArea,
    Stakeholder,
    SteeringDemand,
)
from pipelines.catalogue.models.unit import Units
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.own import LAYERED, layered, strangers
from seksby.errors import CatalogueError
from seksby.reading import UnreadableError, read_csv, read_text, read_yaml

Model = TypeVar("Model", bound=BaseModel)
LONGEST_FOUND = 100  # characters of a value that a fault repeats


def read_catalogue(root: Path, own: Path | None = None) -> Catalogue:
    """Read and cross-check a whole catalogue.

    Args:
        root: the catalogue folder.
        own: the municipality's own folder, if it has one: its entries stand after those of the catalogue.

    Raises:
        CatalogueError: with every fault found, each with file, line, field, what was found and what is allowed.
    """
    catalogue, faults = look(root, own)
    if faults:
        raise told(faults)
    return catalogue


def told(faults: Sequence[Fault]) -> CatalogueError:
    """All faults of a catalogue as one error."""
    return CatalogueError(
        f"The catalogue has {len(faults)} fault{'s' if len(faults) > 1 else ''}.",
        where="\n            ".join(str(fault) for fault in faults),
        expected="files that fit the schemas in data/catalogue/schemas, with ids that exist",
        remedy="mend the lines named, then run `seksby check`",
    )


def look(root: Path, own: Path | None = None) -> tuple[Catalogue, list[Fault]]:
    """A catalogue and every fault in it; what has faults of its own is not in it.

    Where the shipped files have faults, nothing is held against anything: half of what is told then would follow from
    them. A fault in the own folder hides none of the others there.
    """
    faults: list[Fault] = []
    lists: dict[str, list[Listed]] = {}

    def listed(name: str, model: type[Model]) -> list[Model]:
        found = _read_list(root / f"{name}.yml", model, faults)
        if own is not None and name in LAYERED and os.path.lexists(own / f"{name}.yml"):
            found += _read_list(own / f"{name}.yml", model, own_faults)
        lists[name] = [place for place, _ in found]
        return [item for _, item in found]

    def owned(name: str, model: type[Model]) -> list[Model]:
        is_there = own is not None and os.path.lexists(own / f"{name}.yml")
        found = _read_list(own / f"{name}.yml", model, own_faults) if own is not None and is_there else []
        lists[name] = [place for place, _ in found]
        return [item for _, item in found]

    def documents(folder: str, pattern: str, model: type[Model]) -> list[tuple[Path, Model]]:
        found = _read_documents(root, folder, pattern, model, faults)
        return found + (_read_documents(own, folder, pattern, model, own_faults) if own is not None else [])

    own_faults: list[Fault] = []
    if own is not None:
        own_faults += strangers(own)
    indicators = _read_documents(root, "indicators", "*/*.yml", Indicator, faults)
    sources = _read_documents(root, "sources", "*.yml", Source, faults)
    trials = documents("trials", "*.yml", Trial)
    readings = documents("readings", "*.md", Reading)
    notes = documents("practice_notes", "*.yml", PracticeNote)
    cases = _read_documents(own, "cases", "*.yml", SingleCase, own_faults) if own is not None else []
    catalogue = Catalogue.model_construct(
        indicators=[item for _, item in indicators],
        units=_read_units(root / "units.yml", faults),
        sources=[item for _, item in sources],
        service_areas=listed("service_areas", ServiceArea),
        municipalities=_read_csv(root / "municipalities.csv", Municipality, faults),
        areas=_read_csv(root / "areas.csv", Area, faults),
        successions=listed("successions", Succession) if os.path.lexists(root / "successions.yml") else [],
        peer_groups=listed("peer_groups", PeerGroup),
        expectation_models=listed("expectation_models", ExpectationModel),
        decompositions=listed("decompositions", Decomposition),
        price_index=_read_one(root / "price_index.yml", PriceIndex, faults),
        full_cost=_read_one(root / "full_cost.yml", FullCost, faults),
        usage_warnings=listed("usage_warnings", UsageWarning),
        stakeholders=listed("stakeholders", Stakeholder),
        positive_list=listed("positive_list", SteeringDemand),
        readings=[item for _, item in readings],
        practice_notes=[item for _, item in notes],
        help_contacts=listed("help_contacts", HelpContact),
        controls=listed("controls", Control),
        corrections=listed("corrections", Correction),
        trials=[item for _, item in trials],
        own=_read_one(own / "municipality.yml", OwnMunicipality, own_faults) if own is not None else None,
        targets=owned("targets", OwnTarget),
        reviews=owned("reviews", DemandReview),
        trial_decisions=owned("trial_decisions", TrialDecision),
        perspectives=owned("perspectives", PerspectiveChoice),
        cases=[item for _, item in cases],
    )
    if faults:
        return catalogue, faults + own_faults
    unread = frozenset(fault.path.stem for fault in own_faults) | frozenset(
        fault.path.parent.name for fault in own_faults
    )
    held = Documents(indicators, sources, trials, readings, notes, cases, lists, own, unread)
    own_groups = [
        group.id
        for place, group in zip(lists["peer_groups"], catalogue.peer_groups, strict=True)
        if group.compared and place.path.parent == own
    ]
    catalogue = layered(catalogue, own_groups)
    return catalogue, [*own_faults, *cross_check(catalogue, held, root)]


def _load(path: Path, faults: list[Fault]) -> Any:
    text = _text(path, faults)
    return None if text is None else _parse(path, text, faults)


def _parse(path: Path, text: str, faults: list[Fault]) -> Any:
    try:
        return read_yaml(text)
    except UnreadableError as error:
        faults.append(Fault(path, error.line, "YAML", error.found, error.expected))
    return None


def _load_text(path: Path, faults: list[Fault]) -> Any:
    """The fields of a text's front matter, and the text below them as the field `text`."""
    content = _text(path, faults)
    if content is None:
        return None
    head, text = front_matter(content)
    document = _parse(path, head, faults)
    return document | {"text": text} if isinstance(document, dict) else document


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        return read_text(path)
    except FileNotFoundError:
        faults.append(Fault(path, 1, "file", "not there", "a catalogue file of this name"))
    except UnreadableError as error:
        faults.append(Fault(path, error.line, "file", error.found, error.expected))
    return None


def _read_documents(
    root: Path, folder: str, pattern: str, model: type[Model], faults: list[Fault]
) -> list[tuple[Path, Model]]:
    """One entry per file that fits the pattern; any other file is a fault, for its entry would be missed in silence."""
    found: list[tuple[Path, Model]] = []
    # Names with a dot in front belong to editors and systems, not to the catalogue.
    paths = [
        path
        for path in (root / folder).rglob("*")
        if not path.name.startswith(".") and (path.suffix or not path.is_dir())
    ]
    fitting = set((root / folder).glob(pattern))
    for path in sorted(paths):
        if path not in fitting:
            faults.append(Fault(path, 1, "file", "not read, for its name or place", f"{folder}/{pattern}"))
            continue
        count = len(faults)
        document = _load_text(path, faults) if path.suffix == ".md" else _load(path, faults)
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


def _read_list(path: Path, model: type[Model], faults: list[Fault]) -> list[tuple[Listed, Model]]:
    """The entries of a file that are sound, each with its place."""
    count = len(faults)
    document = _load(path, faults)
    if len(faults) > count:
        return []
    try:
        entries = TypeAdapter(list[Any]).validate_python([] if document is None else document)
    except ValidationError as error:
        faults.extend(_faults(path, error))
        return []
    found = []
    for number, entry in enumerate(entries):
        try:
            found.append((Listed(path, number), model.model_validate(entry)))
        except ValidationError as error:
            faults.extend(_faults(path, error, (number,)))
    return found


def _read_one(path: Path, model: type[Model], faults: list[Fault]) -> Model | None:
    """A file that a catalogue may do without."""
    if not os.path.lexists(path):  # a link that leads nowhere was meant to be read
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


def _read_units(path: Path, faults: list[Fault]) -> Units:
    """The units; a catalogue cannot do without. Where the file has faults, none."""
    count = len(faults)
    document = _load(path, faults)
    if len(faults) == count:
        try:
            return Units.model_validate(document)
        except ValidationError as error:
            faults.extend(_faults(path, error))
    return Units(measures=[], per=[])


def _read_csv(path: Path, model: type[Model], faults: list[Fault]) -> list[Model]:
    text = _text(path, faults)
    if text is None:
        return []
    try:
        rows = read_csv(text, list(model.model_fields))
    except UnreadableError as error:
        faults.append(Fault(path, error.line, "file", error.found, error.expected))
        return []
    try:
        return TypeAdapter(list[model]).validate_python(rows)  # type: ignore[valid-type]
    except ValidationError as error:
        for item in error.errors():
            row, *field = item["loc"]
            faults.append(Fault(path, csv_line(int(row)), ".".join(map(str, field)), _found(item), str(item["msg"])))
        return []


def _found(item: Any) -> str:
    if item["type"] == "missing":
        return "found nothing"
    # A rule about several fields is given the whole entry, which the line shows better.
    if isinstance(item["input"], dict):
        return "as written"
    found = repr(item["input"])
    return (
        f"found {found}" if len(found) <= LONGEST_FOUND else f"found {found[:LONGEST_FOUND]}… ({len(found)} characters)"
    )


def _faults(path: Path, error: ValidationError, place: Location = ()) -> Iterator[Fault]:
    document = parse_with_lines(path)
    for item in error.errors():
        message = str(item["msg"]).removeprefix("Value error, ")
        location = (*place, *item["loc"])
        yield Fault(path, line_of(document, location), ".".join(map(str, location)) or "file", _found(item), message)
