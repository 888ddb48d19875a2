"""Indicators as rows: what each is, the series its recipe takes, and the lists that belong to it.

Belongs here: everything that an indicator's file says. Does not belong here: what figures are compared with
(`comparisons`), and whom they are about (`trust`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.indicator import BookedElsewhere, Break, Indicator, PairedEffect, Target, UsageWarning
from pipelines.catalogue.models.recipe import Recipe
from pipelines.catalogue.models.source import KEYED, Source
from pipelines.catalogue.models.unit import Units
from pipelines.catalogue.positive_list import shown_processes
from pipelines.catalogue.series.selectors import Compiled, EmptyCodeError, Misfit, Series, formula, is_taken_over
from pipelines.catalogue.series.selectors import tables as tables_of
from pipelines.releases.inputs import Inputs
from pipelines.sources.snapshots import Snapshot
from pipelines.warehouse.tables.table import EXACT, TEXT, TRUTH, WHOLE, Column, Fields, Shape, Table, of
from seksby.vocabulary import Awaits, Kind, MissingReason, Origin, System

NAMES = {"id": "indicator_id", "bounds": "bound"}
_COMPUTED = {
    "unit_da": Column(TEXT),
    "unit_en": Column(TEXT),
    "per_what_da": Column(TEXT, "What stands after a figure with its mark, in Danish: pr. elev; else the whole unit."),
    "per_what_en": Column(TEXT, "The same in English."),
    "counted_in_da": Column(
        TEXT, "What it is counted in, in Danish, apart from what it is per; the whole unit where that has no text."
    ),
    "counted_in_en": Column(TEXT, "The same in English."),
    "is_monetary": Column(TRUTH, "Whether it is an amount of money, with fixed prices too."),
    "kind_order": Column(WHOLE, "The place of its kind on a page."),
    "recipe_no": Column(WHOLE, "Null when no recipe has all its sources at hand."),
    "scale": Column(EXACT, "Factor on the ratio; 100 for per cent."),
    "formula": Column(TEXT, "The recipe in use, as one line."),
    "publisher": Column(TEXT, "Who publishes the sources of the recipe in use."),
    "publisher_tables": Column(TEXT, "Their tables."),
    "tables_called_da": Column(TEXT, "Their tables as readers are told them: by the publisher's name, or in words."),
    "tables_called_en": Column(TEXT, "The same in English."),
    "worked_da": Column(TEXT, "How the recipe in use makes the figure of the publishers' figures, in words."),
    "worked_en": Column(TEXT, "The same in English."),
    "origin": Column(TEXT, "Transcribed when any source is.", Origin),
    "awaits": Column(TEXT, "What it waits for while it has no recipe in use; null when it has one.", Awaits),
    "sort_order": Column(WHOLE),
}
_OF_ONE = {"indicator_id": Column(TEXT), "sort_order": Column(WHOLE)}
_BOOKED_ELSEWHERE = of(BookedElsewhere, {"municipality": "municipality_code"})
_BREAK = of(Break)
_PAIR = of(PairedEffect, {"effect": "effect_id", "because": "paired_because"})
_TARGET = of(Target, {"municipality": "municipality_code"})
_WARNING = of(UsageWarning, {"id": "warning_id"})


def fields(model: type[Indicator] = Indicator) -> Fields:
    """The fields of an indicator that are columns of its own row."""
    return of(model, NAMES, leave_out=["same_scope"] if "same_scope" in model.model_fields else [])


def shape(model: type[Indicator] = Indicator) -> Shape:
    """The table of indicators: their fields, and what the loader knows of them."""
    description = "One row per published indicator of the catalogue, with the recipe in use."
    return Shape("indicators", description, {**fields(model).columns, **_COMPUTED})


def _list_of(name: str, description: str, columns: Mapping[str, Column]) -> Shape:
    return Shape(name, description, {**_OF_ONE, **columns})


RECIPE_TERMS = Shape(
    "recipe_terms",
    "One row per series that a recipe names, with its weight and period; needs_figure_each_year marks account codes "
    "that a recipe writes out.",
    of(Series).columns,
)
WARNINGS = _list_of("indicator_warnings", "One row per indicator and caution.", {"warning_id": Column(TEXT)})
PITFALLS = _list_of(
    "indicator_pitfalls",
    "One row per indicator and what its definition is known to get wrong, or could not be checked.",
    {"text_da": Column(TEXT, "What it is, in Danish."), "text_en": Column(TEXT, "What it is, in English.")},
)
PAIRS = _list_of("indicator_pairs", "One row per unit price and effect beside it, with the reason.", _PAIR.columns)
BOOKED_ELSEWHERE = _list_of(
    "indicator_booked_elsewhere",
    "One row per indicator, municipality and span of years in which it books the cost under another function.",
    _BOOKED_ELSEWHERE.columns,
)
SCOPES = _list_of(
    "indicator_scopes",
    "One row per unit price and other defensible way to count the same cost.",
    {"scope_id": Column(TEXT)},
)
STAKEHOLDERS = _list_of(
    "indicator_stakeholders", "One row per indicator and who has a claim on it.", {"stakeholder": Column(TEXT)}
)
BREAKS = _list_of("indicator_breaks", "One row per indicator and first year of a new way of counting.", _BREAK.columns)
TARGETS = _list_of("indicator_targets", "One row per effect target that somebody decided.", _TARGET.columns)
USAGE_WARNINGS = Shape("usage_warnings", "One row per caution of the closed vocabulary.", _WARNING.columns)
_PREVIEW = UsageWarning(
    id="terms_unchecked",
    text=Bilingual(
        da="Kun til forhåndsvisning: ingen har læst udgiverens vilkår for genbrug.",
        en="For preview only: nobody has read the publisher's terms of reuse.",
    ),
)
"""Follows from the source, so no indicator lists it."""
SHAPES = (
    *(RECIPE_TERMS, shape(), WARNINGS, PITFALLS, PAIRS, SCOPES, STAKEHOLDERS, BREAKS, BOOKED_ELSEWHERE, TARGETS),
    USAGE_WARNINGS,
)


def published(inputs: Inputs) -> list[Indicator]:
    """The indicators that are shown, in the order of their area and id, but for an area's lead price, which is first.

    A process indicator is published only if a demand in force on the positive list names it, and a measure of a private
    service only if it may be held against the municipality's own.
    """
    catalogue = inputs.catalogue
    allowed = shown_processes(catalogue, inputs.today)
    leads = {area.lead_price for area in catalogue.service_areas}
    return sorted(
        (
            item
            for item in catalogue.indicators
            if (item.kind is not Kind.PROCESS or item.id in allowed) and not item.is_refused
        ),
        key=lambda item: (item.service_area, item.id not in leads, item.id),
    )


def tables(
    inputs: Inputs, compiled: Compiled, shown: Sequence[Indicator], misfits: Sequence[Misfit] = ()
) -> list[Table]:
    """All tables of this module, for the indicators `shown`; `misfits` are recipes that do not fit their source."""
    catalogue = inputs.catalogue
    ids = {item.id for item in shown}

    def listed(shape: Shape, field: str, columns: Fields | str) -> Table:
        """A list of each indicator: its entries' own columns, or the one column that an id is."""
        return Table(
            shape,
            [
                {"indicator_id": indicator.id, "sort_order": order}
                | ({columns: item} if isinstance(columns, str) else columns.row(item))
                for indicator in shown
                for order, item in enumerate(getattr(indicator, field), start=1)
            ],
        )

    return [
        Table(RECIPE_TERMS, [asdict(series) for series in compiled.series if series.indicator_id in ids]),
        indicators(inputs, shown, compiled.recipe_used, misfits),
        _warnings(inputs, shown, compiled.recipe_used),
        listed(PITFALLS, "pitfalls", of(Bilingual, {"da": "text_da", "en": "text_en"})),
        listed(PAIRS, "paired_effects", _PAIR),
        listed(SCOPES, "scopes", "scope_id"),
        listed(STAKEHOLDERS, "stakeholders", "stakeholder"),
        listed(BREAKS, "breaks", _BREAK),
        listed(BOOKED_ELSEWHERE, "booked_elsewhere", _BOOKED_ELSEWHERE),
        listed(TARGETS, "targets", _TARGET),
        Table(USAGE_WARNINGS, [_WARNING.row(item) for item in (*catalogue.usage_warnings, _PREVIEW)]),
    ]


def _warnings(inputs: Inputs, shown: Sequence[Indicator], recipe_used: Mapping[str, int]) -> Table:
    """The cautions that the catalogue gives, and that of a figure whose terms of reuse nobody has read."""
    unchecked = {source.id for source in inputs.catalogue.sources if source.has_unchecked_terms}

    def cautions(item: Indicator) -> list[str]:
        recipe_no = recipe_used.get(item.id)
        is_preview = recipe_no is not None and tables_of(item.recipes[recipe_no - 1]) & unchecked
        return [*item.usage_warnings, *([_PREVIEW.id] if is_preview else [])]

    return Table(
        WARNINGS,
        [
            {"indicator_id": item.id, "sort_order": order, "warning_id": caution}
            for item in shown
            for order, caution in enumerate(cautions(item), start=1)
        ],
    )


def indicators(
    inputs: Inputs,
    shown: Sequence[Indicator],
    recipe_used: Mapping[str, int],
    misfits: Sequence[Misfit] = (),
    model: type[Indicator] = Indicator,
) -> Table:
    """One row per indicator, in the order given."""
    sources = {source.id: source for source in inputs.catalogue.sources}
    own = fields(model)
    unfit: dict[str, list[Misfit]] = {}
    for misfit in misfits:
        if misfit.subject_kind == "indicator":
            unfit.setdefault(misfit.subject_id, []).append(misfit)

    def row(order: int, item: Indicator) -> dict[str, Any]:
        recipe_no = recipe_used.get(item.id)
        found = (
            own.row(item)
            | _computed(item, recipe_no, sources, inputs.snapshots)
            | _unit(item, inputs.catalogue.units)
            | {"awaits": None if recipe_no else _awaits(item, item.id in unfit, sources, inputs), "sort_order": order}
        )
        if recipe_no or item.missing:
            return found
        reason, note = (
            _does_not_fit(unfit[item.id], sources) if item.id in unfit else _not_at_hand(item, sources, inputs)
        )
        return found | {"missing_reason": reason, "missing_note_da": note.da, "missing_note_en": note.en}

    return Table(shape(model), [row(order, item) for order, item in enumerate(shown, start=1)])


def _computed(
    indicator: Indicator, recipe_no: int | None, sources: Mapping[str, Source], snapshots: Mapping[str, Snapshot]
) -> dict[str, Any]:
    """What follows from the kind and from the recipe in use."""
    recipe = indicator.recipes[recipe_no - 1] if recipe_no else None
    used = sorted(tables_of(recipe)) if recipe else []
    da, en = _called([sources[table] for table in used])
    worked = in_words(recipe, sources) if recipe else None
    origins = {snapshots[table].meta.origin for table in used}
    return {
        "cluster": indicator.cluster or indicator.id,
        "kind_order": list(Kind).index(indicator.kind) + 1,
        "recipe_no": recipe_no,
        "scale": recipe.scale if recipe else 1,
        "formula": formula(recipe) if recipe else None,
        "publisher": ", ".join(dict.fromkeys(sources[table].publisher for table in used)) or None,
        "publisher_tables": ", ".join(dict.fromkeys(sources[table].table for table in used)) or None,
        "tables_called_da": da or None,
        "tables_called_en": en or None,
        "worked_da": worked and worked.da,
        "worked_en": worked and worked.en,
        # One transcribed source makes the whole figure transcribed.
        "origin": next(
            (item for item in (Origin.TRANSCRIBED, Origin.DELIVERED, Origin.FETCHED) if item in origins), None
        ),
    }


def in_words(recipe: Recipe, sources: Mapping[str, Source]) -> Bilingual:
    """How a recipe makes its figure, for a reader: whose figures, and whether they are added up or divided."""
    own = list(dict.fromkeys(sources[term.table].title for term in recipe.numerator))
    by = list(dict.fromkeys(sources[term.table].title for term in (*recipe.multiplier, *recipe.denominator)))
    figures_da, figures_en = (f"»{' og '.join(t.da for t in own)}«", f"“{' and '.join(t.en for t in own)}”")
    if by == own:
        return Bilingual(
            da=f"Et tal fra {figures_da} i forhold til et andet derfra.",
            en=f"A figure of {figures_en} in proportion to another of it.",
        )
    if by:
        return Bilingual(
            da=f"Tal fra {figures_da} i forhold til tal fra »{' og '.join(t.da for t in by)}«.",
            en=f"Figures of {figures_en} in proportion to figures of “{' and '.join(t.en for t in by)}”.",
        )
    if is_taken_over(recipe):
        return Bilingual(da=f"Udgiverens eget tal i {figures_da}.", en=f"The publisher’s own figure in {figures_en}.")
    return Bilingual(da=f"Regnet af tal fra {figures_da}.", en=f"Worked from figures of {figures_en}.")


def _called(named: Sequence[Source]) -> tuple[str, str]:
    """Tables as readers are told them, each once, in Danish and in English; empty of none."""
    names = dict.fromkeys(source.readers_name for source in named)
    return ", ".join(name.da for name in names), ", ".join(name.en for name in names)


def _unit(indicator: Indicator, units: Units) -> dict[str, Any]:
    """The texts of its unit, for readers; and whether it is money, which follows from the measure."""
    text, per_what = units.text(indicator.unit), units.per_what(indicator.unit)
    counted_in = units.counted_in(indicator.unit)
    return {
        "unit_da": text.da,
        "unit_en": text.en,
        "per_what_da": per_what.da,
        "per_what_en": per_what.en,
        "counted_in_da": counted_in.da,
        "counted_in_en": counted_in.en,
        "is_monetary": indicator.monetary,
    }


def _awaits(indicator: Indicator, is_unfit: bool, sources: Mapping[str, Source], inputs: Inputs) -> Awaits:
    """What an indicator without a recipe in use waits for: what is hardest to get of what its recipe lacks.

    Of several recipes the one counts that is easiest to come by.
    """
    if is_unfit:
        return Awaits.CORRECTION
    if indicator.missing or not indicator.recipes:
        return Awaits.NO_SOURCE
    hardest_last = (Awaits.FIRST_FETCH, Awaits.KEY, Awaits.OWN_DELIVERY)

    def rank(table: str) -> int:
        system = sources[table].system
        return 2 if system is System.DELIVERED else 1 if system in KEYED else 0

    if _waits_for_terms(indicator, inputs):
        return Awaits.TERMS
    lacking = [
        [rank(table) for table in tables_of(item) if table not in inputs.snapshots] for item in indicator.recipes
    ]
    return hardest_last[min(max(ranks, default=0) for ranks in lacking)]


def _waits_for_terms(indicator: Indicator, inputs: Inputs) -> bool:
    """Whether all that it lacks is hidden, because nobody has read the publishers' terms of reuse."""
    lacking = {table for item in indicator.recipes for table in tables_of(item)} - inputs.snapshots.keys()
    unchecked = {source.id for source in inputs.catalogue.sources if source.has_unchecked_terms}
    return not inputs.catalogue.shows_unchecked_terms and bool(lacking) and lacking <= unchecked


def _does_not_fit(misfits: Sequence[Misfit], sources: Mapping[str, Source]) -> tuple[MissingReason, Bilingual]:
    """Why an indicator has no figure although its table was fetched."""
    wanted = sorted({item.source_id for item in misfits})
    da, en = _called([sources[table] for table in wanted])
    if isinstance(misfits[0].error, EmptyCodeError):
        return MissingReason.SUSPECTED_ERROR, Bilingual(
            da=f"Tallene i {da} er tomme, hvor opskriften bruger dem, og holdes tilbage, til det er afklaret.",
            en=f"The figures of {en} are empty where the recipe uses them and are held back until this is settled.",
        )
    return MissingReason.SOURCE_ABSENT, Bilingual(
        da=f"Opskriften passer ikke til {da}, som tabellen er beskrevet nu; tallet venter på, at det rettes.",
        en=f"The recipe does not fit {en} as it is described now; the figure waits for its correction.",
    )


def _not_at_hand(
    indicator: Indicator, sources: Mapping[str, Source], inputs: Inputs
) -> tuple[MissingReason, Bilingual]:
    """Why an indicator has no figure whose tables are not all there, and what it takes to get them."""
    needed = {table for item in indicator.recipes for table in tables_of(item)}
    if _waits_for_terms(indicator, inputs):
        return MissingReason.TERMS_UNCHECKED, Bilingual(
            da="Kommunen viser ikke tal, hvis vilkår ingen har læst.",
            en="The municipality shows no figures whose terms nobody has read.",
        )
    wanted = sorted({(sources[table].title, sources[table].publisher) for table in needed}, key=lambda one: one[0].da)
    lacking = sorted(table for table in needed if table not in inputs.snapshots)
    refused, refused_en = _called([sources[table] for table in lacking if table in inputs.stale])
    ways = list(dict.fromkeys(access for table in lacking if (access := sources[table].access)))
    # What was asked for and not had is another thing than what nobody has asked for: that is told to a reader by its
    # title, for a table's code says nothing to a manager.
    head = (
        Bilingual(
            da=f"Tallene i {refused} kunne ikke hentes, eller det hentede kunne ikke bruges.",
            en=f"The figures of {refused_en} could not be fetched, or what was fetched could not be used.",
        )
        if refused and inputs.fetched
        else Bilingual(
            da=f"Ikke hentet endnu: {', '.join(f'»{title.da}« ({publisher})' for title, publisher in wanted)}.",
            en=f"Not fetched yet: {', '.join(f'“{title.en}” ({publisher})' for title, publisher in wanted)}.",
        )
    )
    return MissingReason.SOURCE_ABSENT, Bilingual(
        da=" ".join([head.da, *(way.da for way in ways)]), en=" ".join([head.en, *(way.en for way in ways)])
    )
