"""Rules that need more than one catalogue file: ids, codes and tables that must exist elsewhere.

Belongs here: one function per kind of file, each giving every fault it finds. Does not belong here: rules that one file
can break on its own (`models`), or that need a source's own description (`selectors`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from dashboards.addresses import taken
from pipelines.catalogue.faults import Fault, Location, csv_line, fault, locate
from pipelines.catalogue.models.comparison import COMPARED_MEMBERS, Covariate, PeerGroup
from pipelines.catalogue.models.evidence import Trial
from pipelines.catalogue.models.indicator import Indicator
from pipelines.catalogue.models.own import SingleCase
from pipelines.catalogue.models.recipe import Term
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.models.trust import PracticeNote, Reading
from pipelines.catalogue.models.unit import Unit, Units
from pipelines.catalogue.models.whole import Catalogue
from seksby.naming import folded, near
from seksby.vocabulary import AreaKind, DemandOutcome, Kind

LISTS = (
    *("service_areas", "peer_groups", "usage_warnings", "stakeholders", "positive_list", "controls", "corrections"),
    *("expectation_models", "decompositions"),
)
OF_THE_SITE = "an address of its own; the site has a page or a folder there"
Read = Sequence[tuple[Path, Indicator]]


_NUMERALS = {
    "da": ("tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    "en": ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
"""From three, the fewest that a compared group may have."""


@dataclass(frozen=True)
class Listed:
    """Where an entry of a list stands."""

    path: Path
    number: int


@dataclass(frozen=True)
class Documents:
    """Where entries were read from: those with a file of their own, each with that file, and those of lists.

    `unread` names files and folders of the own folder that have faults of their own: what they hold may be there.
    """

    indicators: Read
    sources: Sequence[tuple[Path, Source]]
    trials: Sequence[tuple[Path, Trial]]
    readings: Sequence[tuple[Path, Reading]]
    practice_notes: Sequence[tuple[Path, PracticeNote]]
    cases: Sequence[tuple[Path, SingleCase]]
    lists: Mapping[str, Sequence[Listed]]
    own: Path | None
    unread: frozenset[str]


@dataclass(frozen=True)
class _Known:
    """What may be referred to."""

    root: Path
    documents: Documents
    tables: frozenset[str]
    municipalities: frozenset[str]
    indicators: frozenset[str]
    effects: frozenset[str]
    prices: frozenset[str]
    processes: frozenset[str]
    service_areas: frozenset[str]
    groups: frozenset[str]

    def at(self, name: str, number: int) -> tuple[Path, int]:
        """The file of an entry of a list, and its number there."""
        place = self.documents.lists[name][number]
        return place.path, place.number

    @property
    def describing(self) -> frozenset[str]:
        """Indicators that describe a municipality: a price or a process is the council's own choice, and an effect is
        what it is judged by.
        """
        return self.indicators - self.prices - self.processes - self.effects

    @property
    def a_source(self) -> str:
        return f"a source in {self.root / 'sources'}"


def cross_check(catalogue: Catalogue, documents: Documents, root: Path) -> Iterator[Fault]:
    """Every fault of a catalogue whose files are each sound on their own.

    Args:
        catalogue: the whole.
        documents: its entries with the file each was read from.
        root: the catalogue folder.
    """
    by_kind = {
        kind: frozenset(item.id for item in catalogue.indicators if item.kind is kind and not item.is_refused)
        for kind in Kind
    }
    known = _Known(
        root=root,
        documents=documents,
        tables=frozenset(source.id for source in catalogue.sources),
        municipalities=frozenset(item.municipality_code for item in catalogue.municipalities),
        indicators=frozenset(item.id for item in catalogue.indicators),
        effects=by_kind[Kind.EFFECT],
        prices=by_kind[Kind.UNIT_PRICE],
        processes=by_kind[Kind.PROCESS],
        service_areas=frozenset(area.id for area in catalogue.service_areas),
        groups=frozenset(group.id for group in catalogue.peer_groups),
    )
    if not any(area.kind is AreaKind.COUNTRY for area in catalogue.areas):
        allowed = "a line of kind country: what is the whole country's could not be told from a municipality's"
        yield Fault(root / "areas.csv", 1, "kind", "found no country", allowed)
    yield from _own_ids(catalogue, documents.indicators, documents.sources, known)
    yield from _indicators(catalogue, documents.indicators, known)
    yield from _areas(catalogue, known)
    yield from _demands(catalogue, known)
    yield from _readings(documents.readings, known)
    yield from _practice_notes(documents.practice_notes, known)
    yield from _help_contacts(catalogue, known)
    yield from _corrections(catalogue, known)
    yield from _successions(catalogue, known)
    yield from _peer_groups(catalogue, known)
    yield from _expectation_models(catalogue, known)
    yield from _costs(catalogue, known)
    yield from _controls(catalogue, known)
    yield from _trials(documents.trials, known)
    yield from _municipality(catalogue, known)
    yield from _targets(catalogue, known)
    yield from _reviews(catalogue, known)
    yield from _trial_decisions(catalogue, known)
    yield from _perspectives(catalogue, known)
    yield from _cases(documents.cases, known)


def _own_ids(
    catalogue: Catalogue, indicators: Read, sources: Sequence[tuple[Path, Source]], known: _Known
) -> Iterator[Fault]:
    root = known.root
    for path, source in sources:
        yield from _misnamed(path, source.id)
    for number, first in _repeated(indicator.id for _, indicator in indicators):
        path, indicator = indicators[number]
        yield fault(path, ("id",), indicator.id, f"an id of its own; {indicators[first][0]} has this one")
    for name in ("measures", "per"):
        ids = [entry.id for entry in getattr(catalogue.units, name)]
        for number, first in _repeated(ids):
            allowed = f"an id of its own; entry {first + 1} has this one"
            yield fault(root / "units.yml", (name, number, "id"), ids[number], allowed)
    for name in LISTS:
        entries = getattr(catalogue, name)
        for number, first in _repeated(entry.id for entry in entries):
            path, at = known.at(name, number)
            allowed = f"an id of its own; entry {known.at(name, first)[1] + 1} has this one"
            yield fault(path, (at, "id"), entries[number].id, allowed)
    slugs = [area.slug for area in catalogue.service_areas]
    for number, first in _repeated(slugs):
        allowed = f"an address of its own; entry {first + 1} has this one"
        yield fault(root / "service_areas.yml", (number, "slug"), slugs[number], allowed)
    for number, slug in enumerate(slugs):
        if slug in taken().get("area_slug", ()):
            yield fault(root / "service_areas.yml", (number, "slug"), slug, OF_THE_SITE)
    for number, row in enumerate(catalogue.municipalities):
        if row.slug in taken().get("municipality_slug", ()):
            yield Fault(root / "municipalities.csv", csv_line(number), "slug", f"found {row.slug!r}", OF_THE_SITE)
    for name, column in (
        *(("municipalities", field) for field in ("municipality_code", "name", "slug")),
        *(("areas", field) for field in ("code", "name")),
    ):
        values = [getattr(row, column) for row in getattr(catalogue, name)]
        for number, first in _repeated(values):
            what = "code" if column.endswith("code") else column
            allowed = f"a {what} of its own; line {csv_line(first)} has this one"
            yield Fault(root / f"{name}.csv", csv_line(number), column, f"found {values[number]!r}", allowed)


def _indicators(catalogue: Catalogue, indicators: Read, known: _Known) -> Iterator[Fault]:
    listed: dict[str, Collection[str]] = {
        "stakeholders": {stakeholder.id for stakeholder in catalogue.stakeholders},
        "usage_warnings": {warning.id for warning in catalogue.usage_warnings},
    }
    measured = {indicator.id: indicator for _, indicator in indicators}
    sources = {source.id: source for source in catalogue.sources}
    for path, indicator in indicators:
        yield from _misnamed(path, indicator.id)
        if indicator.service_area != path.parent.name:
            yield fault(path, ("service_area",), indicator.service_area, f"the folder's name, {path.parent.name}")
        yield from _unknown(path, ("service_area",), indicator.service_area, known.service_areas)
        yield from _unit(path, indicator.unit, catalogue.units)
        for field, allowed in listed.items():
            for number, value in enumerate(getattr(indicator, field)):
                yield from _unknown(path, (field, number), value, allowed)
        for field in ("stakeholders", "usage_warnings", "scopes"):
            yield from _each_once(path, (field,), getattr(indicator, field))
        effects = [pair.effect for pair in indicator.paired_effects]
        for number, value in enumerate(effects):
            yield from _unknown(path, ("paired_effects", number, "effect"), value, known.effects)
        yield from _each_once(path, ("paired_effects",), effects)
        if indicator.part_of is not None and (
            indicator.part_of not in known.indicators or indicator.part_of == indicator.id
        ):
            yield fault(path, ("part_of",), indicator.part_of, "another indicator's id")
        for number, entry in enumerate(indicator.booked_elsewhere):
            at = ("booked_elsewhere", number, "municipality")
            yield from _unknown_municipality(path, at, entry.municipality, known)
        for number, first in _repeated(str(entry.year) for entry in indicator.breaks):
            allowed = f"a year of its own; entry {first + 1} has this one"
            yield fault(path, ("breaks", number, "year"), indicator.breaks[number].year, allowed)
        for number, first in _repeated(f"{target.municipality} {target.year}" for target in indicator.targets):
            target = indicator.targets[number]
            allowed = f"one target of {target.municipality} for {target.year}; entry {first + 1} is it"
            yield fault(path, ("targets", number), f"{target.municipality} {target.year}", allowed)
        for number, target in enumerate(indicator.targets):
            yield from _unknown_municipality(path, ("targets", number, "municipality"), target.municipality, known)
        if indicator.same_scope is not None:
            twin = measured.get(indicator.same_scope.beside)
            if twin is None or twin.kind is not indicator.kind or twin.unit != indicator.unit or twin is indicator:
                allowed = "the municipality's own measure, of the same kind and unit"
                yield fault(path, ("same_scope", "beside"), indicator.same_scope.beside, allowed)
            if (source := indicator.same_scope.set_from) is not None and source not in known.indicators:
                yield fault(path, ("same_scope", "set_from"), source, "the municipality's own measure")
        for number, value in enumerate(indicator.scopes):
            if value not in known.prices or value == indicator.id:
                yield fault(path, ("scopes", number), value, "another unit price")
        for place, term in _terms(indicator):
            if term.table not in known.tables:
                yield fault(path, (*place, "table"), term.table, known.a_source)
                continue
            # Known before the table is: its own description is not needed to tell that these are no selection.
            everywhere = {sources[term.table].area.upper(), sources[term.table].time.upper()}
            for name in term.where:
                if name.upper() in everywhere:
                    allowed = "another variable: every municipality and every year is computed"
                    yield fault(path, (*place, "where", name), name, allowed)


def _unit(path: Path, unit: Unit, units: Units) -> Iterator[Fault]:
    measures = {item.id: item for item in units.measures}
    yield from _unknown(path, ("unit", "measure"), unit.measure, measures)
    if unit.per is not None:
        yield from _unknown(path, ("unit", "per"), unit.per, {item.id for item in units.per})
    elif unit.measure in measures and measures[unit.measure].text is None:
        yield fault(path, ("unit",), unit.measure, f"per: what {unit.measure} are counted per, for they have no text")


def _terms(indicator: Indicator) -> Iterator[tuple[Location, Term]]:
    """Every term of an indicator file, with its place."""
    for number, stratum in enumerate(indicator.standardisation):
        for role in ("use", "population"):
            for position, term in enumerate(getattr(stratum, role)):
                yield ("standardisation", number, role, position), term
    for number, recipe in enumerate(indicator.recipes):
        for role in ("numerator", "multiplier", "denominator", "weight"):
            for position, term in enumerate(getattr(recipe, role)):
                yield ("recipes", number, role, position), term


def _areas(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    for number, area in enumerate(catalogue.service_areas):
        own = {item.id for item in catalogue.indicators if item.service_area == area.id} & known.prices
        if area.lead_price is not None and area.lead_price not in own:
            allowed = f"a unit price of {area.id}: {_one_of(own)}"
            yield fault(known.root / "service_areas.yml", (number, "lead_price"), area.lead_price, allowed)


def _demands(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    """What demands refer to; and that no area has more process measures on the list than its trust space holds."""
    area_of = {item.id: item.service_area for item in catalogue.indicators}
    ceilings = {area.id: area.trust_space.process_ceiling for area in catalogue.service_areas if area.trust_space}
    listed: dict[str, set[str]] = {}
    cases = {case.id for _, case in known.documents.cases}
    asked: dict[tuple[str, str, str], int] = {}
    for position, demand in enumerate(catalogue.positive_list):
        path, number = known.at("positive_list", position)
        yield from _unknown_municipality(path, (number, "municipality"), demand.municipality, known)
        yield from _unknown(path, (number, "service_area"), demand.service_area, known.service_areas)
        if demand.case is not None and "cases" not in known.documents.unread:
            yield from _unknown(path, (number, "case"), demand.case, cases)
        if not (demand.decision and demand.decision.outcome is DemandOutcome.DROP):
            what = (demand.municipality, demand.service_area, folded(demand.title.da))
            first = asked.setdefault(what, position)
            if first != position:
                allowed = f"a demand of its own; {catalogue.positive_list[first].id} asks the same of the same people"
                yield fault(path, (number, "title", "da"), demand.title.da, allowed)
        if demand.indicator is None:
            continue
        if demand.indicator not in known.processes:
            yield fault(path, (number, "indicator"), demand.indicator, "a process indicator's id")
            continue
        area = area_of[demand.indicator]
        if demand.service_area != area:  # another area's trust space would be the one it is counted in
            allowed = f"{area}, the area of {demand.indicator}"
            yield fault(path, (number, "service_area"), demand.service_area, allowed)
        if demand.decision and demand.decision.outcome is DemandOutcome.DROP:
            continue
        measures = listed.setdefault(area, set())
        is_new = demand.indicator not in measures
        measures.add(demand.indicator)
        if is_new and area in ceilings and len(measures) > ceilings[area]:
            allowed = f"at most {ceilings[area]} process measures of {area} (trust_space in service_areas.yml)"
            yield fault(path, (number, "indicator"), demand.indicator, allowed)


def _readings(readings: Sequence[tuple[Path, Reading]], known: _Known) -> Iterator[Fault]:
    for path, reading in readings:
        yield from _unknown(path, ("service_area",), reading.service_area, known.service_areas)
        if reading.municipality != "all" and reading.municipality not in known.municipalities:
            yield fault(path, ("municipality",), reading.municipality, "a municipality code, or all")


def _practice_notes(notes: Sequence[tuple[Path, PracticeNote]], known: _Known) -> Iterator[Fault]:
    for path, note in notes:
        yield from _misnamed(path, note.id)
        yield from _unknown_municipality(path, ("municipality",), note.municipality, known)
        if note.effect not in known.effects:
            yield fault(path, ("effect",), note.effect, "the id of an effect measure")


def _help_contacts(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    for position, entry in enumerate(catalogue.help_contacts):
        path, number = known.at("help_contacts", position)
        yield from _unknown_municipality(path, (number, "municipality"), entry.municipality, known)
        if entry.service_area is not None:
            yield from _unknown(path, (number, "service_area"), entry.service_area, known.service_areas)
    places = [f"{entry.municipality} {entry.service_area or 'all areas'}" for entry in catalogue.help_contacts]
    for position, first in _repeated(places):
        path, number = known.at("help_contacts", position)
        allowed = f"one contact for each; entry {known.at('help_contacts', first)[1] + 1} is this one's"
        yield fault(path, (number,), places[position], allowed)


def _corrections(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    path = known.root / "corrections.yml"
    areas = known.municipalities | {area.code for area in catalogue.areas}
    for number, correction in enumerate(catalogue.corrections):
        if correction.source not in known.tables:
            yield fault(path, (number, "source"), correction.source, known.a_source)
        if correction.area not in areas:
            allowed = "a code of municipalities.csv or areas.csv, such as '730'"
            yield fault(path, (number, "area"), correction.area, allowed)


def _successions(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    path = known.root / "successions.yml"
    others = known.municipalities | {area.code for area in catalogue.areas}
    before: dict[str, int] = {}
    for number, merger in enumerate(catalogue.successions):
        yield from _unknown_municipality(path, (number, "into"), merger.into, known)
        for position, code in enumerate(merger.of):
            at = (number, "of", position)
            if code in before:
                yield fault(path, at, code, f"a code of one succession; entry {before[code] + 1} has this one")
            elif code != merger.into and code in known.municipalities:
                allowed = "a municipality that is no more: its line belongs in areas.csv, as kind 'other'"
                yield fault(path, at, code, allowed)
            elif code not in others:
                yield fault(path, at, code, "a code of areas.csv, so that its name is known")
            before[code] = number
        yield from _each_once(path, (number, "given_anew"), merger.given_anew)
        for position, source in enumerate(merger.given_anew):
            if source not in known.tables:
                yield fault(path, (number, "given_anew", position), source, known.a_source)


def _peer_groups(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    for order, group in enumerate(catalogue.peer_groups):
        path, number = known.at("peer_groups", order)
        for position, member in enumerate(group.members):
            yield from _unknown_municipality(path, (number, "members", position), member, known)
        yield from _each_once(path, (number, "members"), group.members, "member")
        if group.neighbours:
            yield from _covariates(path, (number, "neighbours"), group.neighbours.covariates, known)
    yield from _compared(catalogue.peer_groups, known)


def _compared(groups: Sequence[PeerGroup], known: _Known) -> Iterator[Fault]:
    """One group is compared; it has as many members as a page can show, and a title that says no other number."""
    compared = [(number, group) for number, group in enumerate(groups) if group.compared]
    if not compared:
        path = known.root / "peer_groups.yml"
        yield Fault(path, 1, "compared", "found no compared group", "one group with compared: true and members")
    for order, _ in compared[1:]:
        path, number = known.at("peer_groups", order)
        yield fault(path, (number, "compared"), True, f"one compared group; {compared[0][1].id} is one already")
    for order, group in compared[:1]:
        path, number = known.at("peer_groups", order)
        members = len(group.members)
        if members not in COMPARED_MEMBERS:
            few, many = COMPARED_MEMBERS[0], COMPARED_MEMBERS[-1]
            yield Fault(
                path,
                locate(path, (number, "members")),
                f"{number}.members",
                f"found {members} members of the compared group",
                f"{few} to {many}",
            )
        for lang, title in group.title.model_dump().items():
            for word in re.findall(r"\d+|[^\W\d]+", title.lower()):
                said = (
                    int(word)
                    if word.isdigit()
                    else 3 + _NUMERALS[lang].index(word)
                    if word in _NUMERALS[lang]
                    else None
                )
                if said not in (None, members):
                    yield fault(path, (number, "title", lang), title, f"a title that fits its {members} members")


def _expectation_models(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    path = known.root / "expectation_models.yml"
    for number, model in enumerate(catalogue.expectation_models):
        yield from _each_once(path, (number, "indicators"), model.indicators)
        for position, value in enumerate(model.indicators):
            if value not in known.indicators:
                yield fault(path, (number, "indicators", position), value, "an indicator's id")
        yield from _covariates(path, (number,), model.covariates, known)
        if model.published_deviation and model.published_deviation not in known.indicators:
            yield fault(path, (number, "published_deviation"), model.published_deviation, "an indicator's id")


def _covariates(path: Path, place: Location, covariates: Sequence[Covariate], known: _Known) -> Iterator[Fault]:
    names = [covariate.indicator for covariate in covariates]
    for position, _ in _repeated(names):
        yield fault(path, (*place, "covariates", position, "indicator"), names[position], "each covariate once")
    for position, covariate in enumerate(covariates):
        at = (*place, "covariates", position, "indicator")
        yield from _unknown(path, at, covariate.indicator, known.describing)


def _costs(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    """Decompositions, the price index and full cost."""
    path = known.root / "decompositions.yml"
    for number, split in enumerate(catalogue.decompositions):
        yield from _unknown(path, (number, "service_area"), split.service_area, known.service_areas)
        yield from _unknown(path, (number, "population"), split.population, known.describing)
        yield from _each_once(path, (number, "parts"), split.parts)
        for position, value in enumerate(split.parts):
            if value not in known.prices:
                yield fault(path, (number, "parts", position), value, "a unit price's id")
    if catalogue.price_index and catalogue.price_index.table not in known.tables:
        yield fault(known.root / "price_index.yml", ("table",), catalogue.price_index.table, known.a_source)
    if catalogue.full_cost:
        path = known.root / "full_cost.yml"
        yield from _each_once(
            path, ("sensitivity_pct",), [f"{pct.normalize():f}" for pct in catalogue.full_cost.sensitivity_pct]
        )
        if catalogue.full_cost.table not in known.tables:
            yield fault(path, ("table",), catalogue.full_cost.table, known.a_source)
        for step in ("overhead", "wages"):
            if (value := getattr(catalogue.full_cost, step)) not in known.indicators:
                yield fault(path, (step,), value, "an indicator's id")


def _controls(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    path = known.root / "controls.yml"
    measured = {indicator.id: indicator for indicator in catalogue.indicators}
    rounded = {source.id for source in catalogue.sources if source.rounding is not None}
    for number, control in enumerate(catalogue.controls):
        sides = control.indicators.model_dump() if control.indicators else {}
        for side, found in sides.items():
            if found not in measured:
                yield fault(path, (number, "indicators", side), found, "an indicator's id")
        used = {term.table for term in control.terms}
        used |= {
            term.table
            for found in sides.values()
            if found in measured
            for recipe in measured[found].recipes
            for term in (*recipe.numerator, *recipe.multiplier, *recipe.denominator)
        }
        for table in sorted(used - known.tables):
            yield fault(path, (number,), table, known.a_source)
        for table in sorted(used & known.tables - rounded):
            allowed = f"a source with rounding, from which the tolerance follows: {table}.yml"
            yield fault(path, (number,), table, allowed)


def _trials(trials: Sequence[tuple[Path, Trial]], known: _Known) -> Iterator[Fault]:
    for path, trial in trials:
        yield from _misnamed(path, trial.id)
        if trial.effect not in known.effects:
            yield fault(path, ("effect",), trial.effect, "the id of an effect measure")
        if trial.donor_pool not in known.groups and "peer_groups" not in known.documents.unread:
            yield fault(path, ("donor_pool",), trial.donor_pool, f"a peer group: {_one_of(known.groups)}")
        for number, code in enumerate(trial.municipalities):
            yield from _unknown_municipality(path, ("municipalities", number), code, known)
        yield from _each_once(path, ("municipalities",), trial.municipalities, "municipality")


def _municipality(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    """Whose folder it is, and the areas that it and its committees name."""
    own, folder = catalogue.own, known.documents.own
    if own is None or folder is None:
        return
    path = folder / "municipality.yml"
    yield from _unknown_municipality(path, ("municipality",), own.municipality, known)
    for number, area in enumerate(own.areas):
        yield from _unknown(path, ("areas", number, "service_area"), area.service_area, known.service_areas)
    for number, _ in _repeated(area.service_area for area in own.areas):
        yield fault(path, ("areas", number, "service_area"), own.areas[number].service_area, "each area once")
    for number, committee in enumerate(own.committees):
        for position, value in enumerate(committee.areas):
            yield from _unknown(path, ("committees", number, "areas", position), value, known.service_areas)


def _targets(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    """Own targets: of an effect, possible at all, and one for each municipality and year."""
    measured = {item.id: item for item in catalogue.indicators}
    for order, target in enumerate(catalogue.targets):
        path, number = known.at("targets", order)
        yield from _unknown_municipality(path, (number, "municipality"), target.municipality, known)
        if target.effect not in known.effects:
            near_ones = near(target.effect, dict.fromkeys(known.effects, ()))
            allowed = "the id of an effect measure" + (f"; near: {', '.join(near_ones)}" if near_ones else "")
            yield fault(path, (number, "effect"), target.effect, allowed)
            continue
        bounds = measured[target.effect].bounds
        if bounds and not bounds.holds(target.value):
            allowed = f"a value within the bounds of {target.effect}, {bounds}"
            yield fault(path, (number, "value"), str(target.value), allowed)
        same = [
            item
            for item in measured[target.effect].targets
            if (item.municipality, item.year) == (target.municipality, target.year)
        ]
        if same[0] is not target:
            allowed = f"one target of {target.municipality} for {target.year}"
            yield fault(path, (number, "year"), target.year, allowed)


def _reviews(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    """Reviews of demands that are there, each after the one before it and within what a demand may be."""
    demands = {item.id: item for item in catalogue.positive_list}
    last: dict[str, date] = {}
    for order, review in enumerate(catalogue.reviews):
        path, number = known.at("reviews", order)
        demand = demands.get(review.demand)
        if demand is None:
            if "positive_list" not in known.documents.unread:
                yield from _unknown(path, (number, "demand"), review.demand, demands)
            continue
        before = last.get(review.demand, demand.since)
        if review.decided_on < before:
            yield fault(path, (number, "decided_on"), str(review.decided_on), f"a day from {before} on")
        last[review.demand] = review.decided_on
        if review.minutes_per_year is not None and review.minutes_per_year > demand.minutes_per_year:
            allowed = f"no more minutes than before, {demand.minutes_per_year}"
            yield fault(path, (number, "minutes_per_year"), review.minutes_per_year, allowed)
        limit = (review.decided_on.year + 2, review.decided_on.month, review.decided_on.day)
        due = (review.review_by.year, review.review_by.month, review.review_by.day)
        if review.outcome is not DemandOutcome.DROP and not (review.decided_on < review.review_by and due <= limit):
            allowed = f"a day after {review.decided_on}, at most 24 months"
            yield fault(path, (number, "review_by"), str(review.review_by), allowed)


def _trial_decisions(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    trials = {trial.id: trial for trial in catalogue.trials}
    for order, decision in enumerate(catalogue.trial_decisions):
        path, number = known.at("trial_decisions", order)
        trial = trials.get(decision.trial)
        if trial is None:
            if "trials" not in known.documents.unread:
                yield from _unknown(path, (number, "trial"), decision.trial, trials)
        elif decision.decided_on < trial.starts_on:
            yield fault(path, (number, "decided_on"), str(decision.decided_on), f"a day from {trial.starts_on} on")


def _perspectives(catalogue: Catalogue, known: _Known) -> Iterator[Fault]:
    """Choices stand in the order in which they were made: the last one is what holds."""
    for order, (before, choice) in enumerate(pairwise(catalogue.perspectives), start=1):
        if choice.decided_on < before.decided_on:
            path, number = known.at("perspectives", order)
            yield fault(path, (number, "decided_on"), str(choice.decided_on), f"a day from {before.decided_on} on")


def _cases(cases: Sequence[tuple[Path, SingleCase]], known: _Known) -> Iterator[Fault]:
    for path, case in cases:
        yield from _misnamed(path, case.id)
        yield from _unknown_municipality(path, ("municipality",), case.municipality, known)
        yield from _unknown(path, ("service_area",), case.service_area, known.service_areas)


def _misnamed(path: Path, name: str) -> Iterator[Fault]:
    if name != path.stem:
        yield fault(path, ("id",), name, f"the file's name, {path.stem}")


def _unknown_municipality(path: Path, place: Location, code: str, known: _Known) -> Iterator[Fault]:
    if code not in known.municipalities:
        yield fault(path, place, code, "a municipality code")


def _unknown(path: Path, place: Location, value: str, allowed: Collection[str]) -> Iterator[Fault]:
    if value not in allowed:
        yield fault(path, place, value, _one_of(allowed))


def _each_once(path: Path, place: Location, values: Sequence[str], what: str = "entry") -> Iterator[Fault]:
    for number, _ in _repeated(values):
        yield fault(path, (*place, number), values[number], f"each {what} once")


def _repeated(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where a value stands again, and where it stood first."""
    first: dict[str, int] = {}
    for number, value in enumerate(values):
        if first.setdefault(value, number) != number:
            yield number, first[value]


def _one_of(values: Collection[str]) -> str:
    return "one of " + ", ".join(sorted(values))
