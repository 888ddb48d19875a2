"""Whom and what figures are compared with.

Belongs here: peer groups, expectations, decompositions, the deflator and full cost. Does not belong here: any method.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from pipelines.catalogue.models.common import (
    Bilingual,
    CatalogueModel,
    Identifier,
    MunicipalityCode,
    SourceId,
    Text,
    rule,
)
from seksby.vocabulary import Counts, Transform


class Covariate(CatalogueModel):
    """A measure that describes a municipality, no price or process."""

    indicator: Identifier
    transform: Transform = Transform.NONE
    """How it enters: log where size counts in per cent."""
    weight: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    """How much it counts in the distance."""


class Neighbours(CatalogueModel):
    """The municipalities most alike: least weighted distance between standardised covariates, each in one year."""

    number: Annotated[int, Field(ge=2, le=30)]
    """How many nearest neighbours; null for another group."""
    covariates: Annotated[list[Covariate], Field(min_length=1)]


COMPARED_MEMBERS = range(3, 13)
"""How many municipalities the compared group may have: of two there is one other and no range, and no chart can name
more than twelve."""


class PeerGroup(CatalogueModel):
    """Whom a municipality is compared with: a fixed list, its nearest neighbours, or, with neither, all 98.

    One of the lists is `compared`: its members are the columns, dots and words of every page, in the order given. Its
    title stands inside sentences ("the mean of …"), in the definite form.
    """

    id: Identifier
    title: Bilingual
    compared: bool = False
    """Whether it is the group that pages compare; one is."""
    members: list[MunicipalityCode] = Field(default_factory=list)
    neighbours: Neighbours | None = None

    @rule
    def _one_way(self) -> Iterator[str]:
        if self.members and self.neighbours:
            yield "give either members or neighbours"


class ExpectationModel(CatalogueModel):
    """What a figure would be expected to be, given what a council cannot decide.

    `covariates` make a regression over the 98; else the publisher has an expectation of its own.
    """

    id: Identifier
    title: Bilingual
    indicators: Annotated[list[Identifier], Field(min_length=1)]
    covariates: Annotated[list[Covariate], Field(max_length=4)] = Field(default_factory=list)
    published_deviation: Identifier | None = None
    """An indicator that gives the publisher's own figure minus its own expectation."""

    @rule
    def _one_method(self) -> Iterator[str]:
        if bool(self.covariates) == bool(self.published_deviation):
            yield "give either covariates or published_deviation"

    @rule
    def _deviation_of_one(self) -> Iterator[str]:
        if self.published_deviation and len(self.indicators) != 1:
            yield "a published deviation belongs to one indicator"


class Decomposition(CatalogueModel):
    """A gap in cost per inhabitant, split into price, coverage and mix of the parts named (unit prices).

    `counts` says what the prices are per: `users` of the service, whose share of the inhabitants is coverage, or
    everybody of an `age_group`, whose share is demography and no choice of the council's.
    """

    id: Identifier
    title: Bilingual
    service_area: Identifier
    population: Identifier
    counts: Counts
    """What the prices are per."""
    parts: Annotated[list[Identifier], Field(min_length=1)]


class PriceIndex(CatalogueModel):
    """The deflator: one key figure that a source gives in current and in fixed prices; their ratio is the price level.

    `same_in` names the key figures whose ratio has to be the same, in every area.
    """

    table: SourceId
    where: dict[Text, Text]
    unit_variable: Text
    current: Text
    fixed: Text
    same_in: dict[Text, list[Text]]


class FullCost(CatalogueModel):
    """Overhead added to a direct cost: by the share of wages, and as a sensitivity in per cent of the direct cost.

    `overhead` and `wages` are indicators whose numerators are the municipality's whole overhead and its whole wages
    outside that overhead; `wage_codes` turn a numerator term into the wages of the same functions.
    """

    overhead: Identifier
    wages: Identifier
    table: SourceId
    wage_codes: dict[Text, Text]
    sensitivity_pct: Annotated[list[Decimal], Field(min_length=1)]
