"""From catalogue files to models, with faults that an analyst can mend.

Belongs here: reading YAML and CSV. Every fault names file, line and field, what was found and what is allowed, and all
faults are reported at once. Does not belong here: the rules that need more than one file (`crosscheck`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipelines.catalogue.crosscheck import Documents, cross_check
from pipelines.catalogue.faults import Fault, csv_line, front_matter, line_of, parse_with_lines
from pipelines.catalogue.models.comparison import Decomposition, ExpectationModel, FullCost, PeerGroup, PriceIndex
from pipelines.catalogue.models.evidence import Control, Correction, Trial
from pipelines.catalogue.models.indicator import Indicator, UsageWarning
from pipelines.catalogue.models.source import Area, Municipality, Source
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
from seksby.errors import CatalogueError
from seksby.reading import UnreadableError, read_csv, read_text, read_yaml

Model = TypeVar("Model", bound=BaseModel)


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
    readings = _read_documents(root, "readings", "*.md", Reading, faults)
    notes = _read_documents(root, "practice_notes", "*.yml", PracticeNote, faults)
    catalogue = Catalogue.model_construct(
        indicators=[item for _, item in indicators],
        units=_read_units(root / "units.yml", faults),
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
        readings=[item for _, item in readings],
        practice_notes=[item for _, item in notes],
        help_contacts=_read_list(root / "help_contacts.yml", HelpContact, faults),
        controls=_read_list(root / "controls.yml", Control, faults),
        corrections=_read_list(root / "corrections.yml", Correction, faults),
        trials=[item for _, item in trials],
    )
    if not faults:
        faults.extend(cross_check(catalogue, Documents(indicators, sources, trials, readings, notes), root))
    if faults:
        raise CatalogueError(
            f"The catalogue has {len(faults)} fault{'s' if len(faults) > 1 else ''}.",
            where="\n            ".join(str(fault) for fault in faults),
            expected="files that fit the schemas in data/catalogue/schemas, with ids that exist",
            remedy="mend the lines named, then run `seksby check`",
        )
    return catalogue


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
    return "as written" if isinstance(item["input"], dict) else f"found {item['input']!r}"


def _faults(path: Path, error: ValidationError) -> Iterator[Fault]:
    document = parse_with_lines(path)
    for item in error.errors():
        message = str(item["msg"]).removeprefix("Value error, ")
        yield Fault(
            path, line_of(document, item["loc"]), ".".join(map(str, item["loc"])) or "file", _found(item), message
        )
