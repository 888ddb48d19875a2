"""What is held against what: controls, corrections and trials.

Belongs here: entries that say how a figure is to be checked, corrected or tried. Does not belong here: the series they
name (`controls`, `corrections`) and any judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from pipelines.catalogue.models.common import (
    Bilingual,
    CatalogueModel,
    CellValue,
    Identifier,
    Marker,
    MunicipalityCode,
    Period,
    SourceId,
    Text,
    rule,
)
from pipelines.catalogue.models.recipe import Term, Timing
from seksby.vocabulary import ALL_98, ControlStatus, CorrectionStatus, MissingReason, TrialOutcome


class ComparedIndicators(CatalogueModel):
    """The same figure twice: computed by us from its parts, and as its publisher computes it."""

    recomputed: Identifier
    """Our own figure."""
    official: Identifier
    """The publisher's."""


class WholeAndParts(CatalogueModel):
    """A published whole and the published cells it consists of, in every area and period.

    A part may be subtracted by its factor. `each` names codes that both sides take in turn, each a comparison of its
    own.
    """

    whole: Term
    parts: Annotated[list[Term], Field(min_length=1)]
    each: dict[Text, list[Text]] = Field(default_factory=dict)

    @property
    def terms(self) -> list[Term]:
        return [self.whole, *self.parts]


class Control(CatalogueModel):
    """An entry of `controls.yml`: two ways to one figure that have to agree within rounding.

    One of the three: `indicators` compares two indicators of the catalogue; `sums` compares wholes with their parts;
    `areas` compares the whole country with the sum of the municipalities, for every series the terms select.
    `assumed` until the comparison has been seen to hold on the publisher's own figures: a difference is then told and
    stops nothing. A `confirmed` one that fails keeps the release from being published.
    """

    id: Identifier
    title: Bilingual
    note: Bilingual
    status: ControlStatus
    """assumed until seen to hold on the publisher's own figures, then confirmed."""
    indicators: ComparedIndicators | None = None
    sums: list[WholeAndParts] = Field(default_factory=list)
    areas: list[Term] = Field(default_factory=list)

    @rule
    def _one_way(self) -> Iterator[str]:
        if sum(map(bool, (self.indicators, self.sums, self.areas))) != 1:
            yield "give one of indicators, sums and areas"

    @rule
    def _period_by_period(self) -> Iterator[str]:
        if any(term.timing is not Timing.SAME_YEAR for term in self.terms):
            yield "cells are compared period by period: leave out timing"

    @property
    def terms(self) -> list[Term]:
        """The cells compared as they stand, without an indicator."""
        return [*(term for entry in self.sums for term in entry.terms), *self.areas]


class Correction(CatalogueModel):
    """A source cell that is known to be wrong, and what is used in its place: an entry of `corrections.yml`.

    It holds only as long as the publisher's file says what `expect` says, a number or a marker. `where` names one code
    per variable as a recipe's selector does; area and period have fields of their own.
    """

    id: Identifier
    source: SourceId
    area: Text
    period: Period
    """The period of the cell, as the source writes it."""
    where: dict[Text, Text | list[Text]] = Field(default_factory=dict)
    expect: CellValue | Marker
    value: CellValue | None = None
    """The corrected number; null where there is a missing_reason."""
    missing: MissingReason | None = None
    reason: Bilingual
    """What is wrong."""
    evidence: Text
    """Where it is known from."""
    reviewed_by: Text
    """Who has seen the evidence."""
    reviewed_on: date
    """The day of that."""
    status: CorrectionStatus
    """How far the publisher is: open (not told), reported, confirmed (not mended yet)."""

    @rule
    def _one_change(self) -> Iterator[str]:
        if (self.value is None) == (self.missing is None):
            yield "give either value, the corrected number, or missing, the reason why there is none"

    @rule
    def _something_to_correct(self) -> Iterator[str]:
        if self.value is not None and self.value == self.expect:
            yield "value is what the file says already: there is nothing to correct"


class Decision(CatalogueModel):
    """What those responsible did with a trial once it was judged."""

    outcome: TrialOutcome
    """What those responsible did with it; null while it is not decided."""
    decided_by: Text
    decided_on: date


class Trial(CatalogueModel):
    """A trial ("prøvehandling"), registered before its start: `trials/<id>.yml`.

    The good direction of a change is the measure's own `better`.
    """

    id: Identifier
    title: Bilingual
    municipalities: Annotated[list[MunicipalityCode], Field(min_length=1)]
    effect: Identifier
    description: Bilingual
    """What is tried."""
    registered_on: date
    """The day it was registered."""
    starts_on: date
    """First day."""
    stop_on: date
    """Last day."""
    smallest_change: Annotated[Decimal, Field(gt=0)]
    """Smallest change that matters, in the measure's unit, above zero."""
    contact: Text
    donor_pool: Identifier = ALL_98
    """Peer group the trial is compared with."""
    decision: Decision | None = None

    @rule
    def _registered_before_it_starts(self) -> Iterator[str]:
        if not self.registered_on < self.starts_on:
            yield "a trial is registered before it starts"

    @rule
    def _registered_before_it_stops(self) -> Iterator[str]:
        if not self.registered_on < self.stop_on:
            yield "a trial is registered before it stops"

    @rule
    def _starts_before_it_stops(self) -> Iterator[str]:
        if not self.starts_on < self.stop_on:
            yield "a trial starts before it stops"

    @rule
    def _decided_once_it_runs(self) -> Iterator[str]:
        if self.decision is not None and self.decision.decided_on < self.starts_on:
            yield "nobody decides on a trial before it starts"
