"""What a source file may contain, and the areas that sources have figures of.

Belongs here: sources, municipalities and other area codes. Does not belong here: a table's own description, which is
the publisher's (`tableinfo`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from pipelines.catalogue.models.common import Bilingual, CatalogueModel, MunicipalityCode, SourceId, Text, Year, rule
from seksby.vocabulary import AreaKind, System

TERMS_UNCHECKED = "Vilkår for genbrug er ikke kontrolleret"
"""The `licence` of a source whose terms of reuse nobody has read. It is not a licence."""


class Delivery(CatalogueModel):
    """How the files that an analyst drops for a source are read.

    `noegletal` is an export of noegletal.dk: a row per municipality, a column per year; `key_figure` is what the
    heading of the one key figure among its others has to say. `table_schema` is own data by the contract
    `contracts/<ID>.schema.json`, whose fields `area` and `time` of the source name; `sheet` is the sheet of a workbook
    that has more than one.

    `unit` makes it unit-level data (a school, a nursing home): small numbers are suppressed before anything is stored.
    `persons` are then the fields that count persons, and `rests_on` says which of them a figure rests on.
    """

    format: Literal["noegletal", "table_schema"]
    key_figure: Text | None = None
    sheet: Text | None = None
    unit: Text | None = None
    persons: list[Text] = Field(default_factory=list)
    rests_on: dict[Text, Text] = Field(default_factory=dict)

    @rule
    def _consistent(self) -> Iterator[str]:
        if (self.format == "noegletal") != (self.key_figure is not None):
            yield "key_figure is for noegletal, which needs it"

    @rule
    def _of_a_workbook(self) -> Iterator[str]:
        if self.format == "noegletal" and (self.sheet or self.unit):
            yield "sheet and unit are for table_schema"

    @rule
    def _persons_of_units(self) -> Iterator[str]:
        if not self.unit and (self.persons or self.rests_on):
            yield "persons and rests_on are for unit-level data: name its unit"

    @rule
    def _units_have_persons(self) -> Iterator[str]:
        if self.unit and not self.persons:
            yield "unit-level data: name the fields that count persons"

    @rule
    def _rests_on_persons(self) -> Iterator[str]:
        if strangers := set(self.rests_on.values()) - set(self.persons):
            yield f"a figure rests on one of persons, not on {', '.join(sorted(strangers))}"


class Sampling(CatalogueModel):
    """How far chance alone moves the figures of a sample survey.

    A share among `answers` people has the standard error √(design_effect · p(1 − p) / answers); a mean score has the
    `standard_error` that follows from the margin its publisher gives.
    """

    answers: Annotated[int, Field(gt=0, le=10_000_000)] | None = None
    """Answers behind a municipality's figure, at least; null where the standard error is given."""
    design_effect: Annotated[Decimal, Field(ge=1)] = Decimal(1)
    """How much larger the variance is than that of a simple random sample, because answers are weighted."""
    standard_error: Annotated[Decimal, Field(gt=0)] | None = None
    """Standard error of a municipality's figure, in the source's unit."""
    basis: Bilingual
    """Where that is known from, and what of it is our own choice."""

    @rule
    def _one_way(self) -> Iterator[str]:
        if (self.answers is None) == (self.standard_error is None):
            yield "give either answers, of a share, or standard_error, of a score"


KEYED = (System.UDDANNELSESSTATISTIK, System.JOBINDSATS)  # systems that want a free key
ASKED = (System.STATBANK, *KEYED)  # services whose tables we ask for, by codes that they describe


class Source(CatalogueModel):
    """One table of a publisher: `sources/<ID>.yml`.

    `rounding` is half a unit of the last digit the publisher gives, in the table's own unit, and 0 for what is counted
    whole: how far a figure may be from the one it was rounded from. Controls derive their tolerance from it.
    `delivery` is for files that are dropped. `query` and `measures` are for the services that want a key: the body of
    the request as the service wants it, and the figures asked for, each by a code of our own and the service's name.
    `access` tells a reader what it takes to get the figures; it is shown wherever they are missing. `instruction` tells
    the analyst how to go about it, in Danish like all that a refresh says; it is shown nowhere else. `sampling` is for
    questionnaires that only a sample was asked. `rounds` are the years of what is not measured every year: one without
    a figure is a measurement that is not at hand, and no year without one. `seen` is the month in which the service's
    own description of the table was last recorded or publicly shown; without it nobody has seen whether the codes are
    right. `called` is how readers are told the table, where its publisher names it by a path or a code of ours: what
    Danmarks Statistik calls REGK31 anyone finds by that name, and nobody finds GS/KARA/KARAGNS.
    """

    id: SourceId
    system: System
    publisher: Text
    table: Text
    title: Bilingual
    called: Bilingual | None = None
    licence: Text
    area: Text
    time: Text
    unit_variable: Text | None = None
    rounding: Annotated[Decimal, Field(ge=0)] | None = None
    totals: dict[Text, Text] = Field(default_factory=dict)
    zero_markers: list[Text] = Field(default_factory=list)
    select: dict[Text, list[Text]] = Field(default_factory=dict)
    delivery: Delivery | None = None
    query: dict[Text, Any] = Field(default_factory=dict)
    measures: dict[Text, Text] = Field(default_factory=dict)
    access: Bilingual | None = None
    instruction: Text | None = None
    notes: Bilingual | None = None
    sampling: Sampling | None = None
    seen: Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")] | None = None
    rounds: list[int] = Field(default_factory=list)

    @property
    def file(self) -> str:
        """Its entry, within the catalogue folder."""
        return f"sources/{self.id}.yml"

    @property
    def has_unchecked_terms(self) -> bool:
        """Whether nobody has read on which terms the publisher lets its figures be used again."""
        return self.licence == TERMS_UNCHECKED

    @property
    def readers_name(self) -> Bilingual:
        """What the table is called before readers; the publisher's own name for it stands in the lineage."""
        return self.called or Bilingual(da=self.table, en=self.table)

    @rule
    def _named_for_readers(self) -> Iterator[str]:
        if self.called is None and any(mark in self.table for mark in "/_"):
            yield "say in called what readers are told the table is: its name is a path or a code"

    @rule
    def _system(self) -> Iterator[str]:
        if (self.system is System.DELIVERED) != (self.delivery is not None):
            yield "a source of system delivered, and no other, says in delivery how its files are read"

    @rule
    def _asked_with_a_key(self) -> Iterator[str]:
        if (self.system in KEYED) != bool(self.query and self.measures):
            yield f"query and measures are for {' and '.join(KEYED)}, which need both"

    @rule
    def _seen_at_its_service(self) -> Iterator[str]:
        if self.seen and self.system not in ASKED:
            yield f"seen is for the services that are asked: {', '.join(ASKED)}"

    @rule
    def _says_how_to_get_it(self) -> Iterator[str]:
        if self.system in (System.DELIVERED, *KEYED) and (self.access is None or self.instruction is None):
            yield "say what it takes to get the figures: in access to readers, in instruction to the analyst"


class Municipality(CatalogueModel):
    """One of the 98 municipalities."""

    municipality_code: MunicipalityCode
    name: Text
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]


class Area(CatalogueModel):
    """An area code of the sources that is not one of the 98 municipalities."""

    code: Text
    name: Text
    kind: AreaKind


class Succession(CatalogueModel):
    """Municipalities that became one; their figures of the years before are those of the one, added up.

    Of what is no ratio of two sums the years before are missing: averages of two do not add up to that of both.
    """

    into: MunicipalityCode
    """The municipality as it is now."""
    of: Annotated[list[MunicipalityCode], Field(min_length=1)]
    """What it was before, its own code among them if that is older than it is."""
    from_year: Year
    """The first year with figures of the one."""
    given_anew: list[SourceId] = Field(default_factory=list)
    """Sources whose publisher gives the years before for the one too: there is nothing to add. No table tells it."""
