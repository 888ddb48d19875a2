"""From catalogue files to models, with faults that an analyst can mend.

Belongs here: reading YAML and CSV. Every fault names file, line and field, what was found and what is allowed, and all
faults are reported at once. Does not belong here: the rules that need more than one file (`crosscheck`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from pipelines.catalogue.partial import guesses
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

    An entry with faults is held against the others by what it may have meant (`partial`). Where a shipped file cannot
    be read at all, nothing is held against anything: half of what is told then would follow from it.
    """
    shipped, added = _Reader(root), _Reader(own)
    strange = strangers(own) if own is not None else []
    read: dict[str, list[_Entry]] = {
        "indicators": shipped.documents("indicators", "*/*.yml", Indicator),
        "sources": shipped.documents("sources", "*.yml", Source),
        "units": shipped.one("units", Units, is_needed=True),
        "municipalities": shipped.table("municipalities", Municipality),
        "areas": shipped.table("areas", Area),
        "successions": shipped.listed("successions", Succession, is_needed=False),
        "price_index": shipped.one("price_index", PriceIndex),
        "full_cost": shipped.one("full_cost", FullCost),
        "own": added.one("municipality", OwnMunicipality),
        "cases": added.documents("cases", "*.yml", SingleCase),
    }
    for folder, pattern, kind in DOCUMENTS:
        read[folder] = shipped.documents(folder, pattern, kind) + added.documents(folder, pattern, kind)
    for name, kind in SHIPPED_LISTS:
        read[name] = shipped.listed(name, kind)
        if name in LAYERED:
            read[name] += added.listed(name, kind, is_needed=False)
    for name, kind in OWN_LISTS:
        read[name] = added.listed(name, kind, is_needed=False)
    sound = {name: [entry for entry in entries if entry.is_sound] for name, entries in read.items()}
    faults = [*shipped.faults, *strange, *added.faults]
    if shipped.unread:
        return _catalogue(sound, 0), faults
    unread = frozenset(path.stem for path in added.unread) | frozenset(path.parent.name for path in added.unread)

    def held(entries: Mapping[str, Sequence[_Entry]], guess: int) -> tuple[Catalogue, list[Fault]]:
        places: dict[str, list[Any]] = {name: [entry.place for entry in found] for name, found in entries.items()}
        catalogue = _catalogue(entries, guess)
        pairs = {
            name: list(zip(places[name], getattr(catalogue, name), strict=True))
            for name in ("indicators", "sources", "trials", "readings", "practice_notes", "cases")
        }
        documents = Documents(**pairs, lists=places, own=own, unread=unread)
        own_groups = [
            group.id
            for place, group in zip(places["peer_groups"], catalogue.peer_groups, strict=True)
            if group.compared and place.path.parent == own
        ]
        catalogue = layered(catalogue, own_groups)
        return catalogue, list(cross_check(catalogue, documents, root))

    catalogue, found = held(sound, 0)
    if any(len(sound[name]) < len(entries) for name, entries in read.items()):
        other = set(held(read, 1)[1])
        guessed = {place for entries in read.values() for entry in entries for place in entry.guessed}
        found = [
            item
            for item in held(read, 0)[1]
            if item in other and not any(_is_in(item, path, field) for path, field in guessed)
        ]
    return catalogue, [*faults, *found]


DOCUMENTS: Sequence[tuple[str, str, type[BaseModel]]] = (
    ("trials", "*.yml", Trial),
    ("readings", "*.md", Reading),
    ("practice_notes", "*.yml", PracticeNote),
)
"""Folders with a file for each entry, of the catalogue and of the own folder."""
SHIPPED_LISTS: Sequence[tuple[str, type[BaseModel]]] = (
    ("service_areas", ServiceArea),
    ("peer_groups", PeerGroup),
    ("expectation_models", ExpectationModel),
    ("decompositions", Decomposition),
    ("usage_warnings", UsageWarning),
    ("stakeholders", Stakeholder),
    ("positive_list", SteeringDemand),
    ("help_contacts", HelpContact),
    ("controls", Control),
    ("corrections", Correction),
)
OWN_LISTS: Sequence[tuple[str, type[BaseModel]]] = (
    ("targets", OwnTarget),
    ("reviews", DemandReview),
    ("trial_decisions", TrialDecision),
    ("perspectives", PerspectiveChoice),
)
NEVER_EMPTY = ("service_areas", "peer_groups")
"""Lists that the catalogue's other files name entries of."""
SINGLE = ("price_index", "full_cost", "own")


@dataclass(frozen=True)
class _Entry:
    """An entry as it was read, or two guesses at it where it has faults; `guessed` are the places that were."""

    place: Any
    guesses: tuple[Any, Any]
    is_sound: bool = True
    guessed: Sequence[tuple[Path, str]] = ()


def _catalogue(entries: Mapping[str, Sequence[_Entry]], guess: int) -> Catalogue:
    found = {name: [entry.guesses[guess] for entry in listed] for name, listed in entries.items()}
    single: dict[str, Any] = {name: next(iter(found[name]), None) for name in SINGLE}
    units = next(iter(found["units"]), Units(measures=[], per=[]))
    return Catalogue.model_construct(**(found | single | {"units": units}))


def _is_in(fault: Fault, path: Path, field: str) -> bool:
    return fault.path == path and (fault.field == field or fault.field.startswith(f"{field}."))


class _Reader:
    """Reads the files of one folder and keeps what is wrong in them.

    Attributes:
        faults: of the files read so far, in their order.
        unread: files that may hold entries which nobody knows by name.
    """

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.unread: list[Path] = []

    def documents(self, folder: str, pattern: str, model: type[BaseModel]) -> list[_Entry]:
        """One entry per file that fits the pattern; any other is a fault, for it would be missed in silence."""
        if self.root is None:
            return []
        found: list[_Entry] = []
        # Names with a dot in front belong to editors and systems, not to the catalogue.
        paths = [
            path
            for path in (self.root / folder).rglob("*")
            if not path.name.startswith(".") and (path.suffix or not path.is_dir())
        ]
        fitting = set((self.root / folder).glob(pattern))
        for path in sorted(paths):
            if path not in fitting:
                self._tell(Fault(path, 1, "file", "not read, for its name or place", f"{folder}/{pattern}"))
                continue
            count = len(self.faults)
            document = _load_text(path, self.faults) if path.suffix == ".md" else _load(path, self.faults)
            if len(self.faults) > count:
                self.unread.append(path)
            elif document is None:
                self._tell(Fault(path, 1, "file", "found no entry", f"the fields of one {model.__name__.lower()}"))
            else:
                found.append(self._entry(path, model, document, (), path))
        return found

    def listed(self, name: str, model: type[BaseModel], *, is_needed: bool = True) -> list[_Entry]:
        """The entries of a file."""
        path = self._path(name, is_needed=is_needed)
        if path is None:
            return []
        count = len(self.faults)
        document = _load(path, self.faults)
        try:
            entries = TypeAdapter(list[Any]).validate_python([] if document is None else document)
        except ValidationError as error:
            self.faults += _faults(path, error)
            entries = []
        if not entries and is_needed and name in NEVER_EMPTY and len(self.faults) == count:
            self._tell(Fault(path, 1, "file", "found no entry", "at least one entry: others name them"))
        if len(self.faults) > count:
            self.unread.append(path)
        return [
            self._entry(path, model, entry, (number,), Listed(path, number)) for number, entry in enumerate(entries)
        ]

    def one(self, name: str, model: type[BaseModel], *, is_needed: bool = False) -> list[_Entry]:
        """The one entry that a file is; none where it is not there and need not be."""
        path = self._path(name, is_needed=is_needed)
        if path is None:
            return []
        count = len(self.faults)
        document = _load(path, self.faults)
        if len(self.faults) > count:
            self.unread.append(path)
            return []
        return [self._entry(path, model, document, (), path)]

    def table(self, name: str, model: type[BaseModel]) -> list[_Entry]:
        """The rows of a table; none where one has faults, for what is held against it would have them too."""
        if self.root is None:
            return []
        path = self.root / f"{name}.csv"
        count = len(self.faults)
        rows = _read_csv(path, model, self.faults)
        if len(self.faults) > count:
            self.unread.append(path)
        return [_Entry(path, (row, row)) for row in rows]

    def _path(self, name: str, *, is_needed: bool) -> Path | None:
        path = None if self.root is None else self.root / f"{name}.yml"
        # A link that leads nowhere was meant to be read.
        return path if path is not None and (is_needed or os.path.lexists(path)) else None

    def _tell(self, fault: Fault) -> None:
        self.faults.append(fault)
        self.unread.append(fault.path)

    def _entry(self, path: Path, model: type[BaseModel], given: Any, at: Location, place: Any) -> _Entry:
        try:
            found = model.model_validate(given)
        except ValidationError as error:
            self.faults += _faults(path, error, at)
            low, high = guesses(model, given, ".".join(map(str, (path.stem, *at))))
            if any(step[0] == "id" for step in low.guessed):
                self.unread.append(path)
            guessed = [(path, ".".join(map(str, (*at, *step)))) for step in low.guessed]
            return _Entry(place, (low.entry, high.entry), is_sound=False, guessed=guessed)
        return _Entry(place, (found, found))


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
