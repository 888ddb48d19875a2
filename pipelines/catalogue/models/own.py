"""What a municipality decides for itself, in a folder of its own: who it is, targets, reviews and single cases.

Belongs here: entries that only the own folder has. Does not belong here: entries that the shipped catalogue may have
too (`trust`, `evidence`); the own folder's are layered over those by `read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from pipelines.catalogue.models.common import Bilingual, CatalogueModel, Identifier, MunicipalityCode, Text, rule
from pipelines.catalogue.models.evidence import Decision
from pipelines.catalogue.models.indicator import Target
from pipelines.catalogue.models.trust import DemandDecision
from seksby.vocabulary import CaseAnswer, Perspective

SiteAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>?#]+/$")]
"""The address of the site's first page, with / at its end."""


class OwnArea(CatalogueModel):
    """A service area that the municipality works with, and who answers for its targets and demands."""

    service_area: Identifier
    owner: Text
    """A function or unit, not a private person."""


class Committee(CatalogueModel):
    """A political committee and the service areas it is responsible for."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    title: Text
    """Its name, as it stands on an agenda."""
    areas: Annotated[list[Identifier], Field(min_length=1)]


class OwnMunicipality(CatalogueModel):
    """Whose folder it is: `municipality.yml`."""

    municipality: MunicipalityCode
    shows_unchecked_terms: bool = True
    """Whether figures are shown, marked as a preview, whose publishers' terms of reuse nobody has read."""
    site_address: SiteAddress | None = None
    """Where readers reach the pages: what is shown or read elsewhere, such as a mail, must name it in full."""
    is_example: bool = False
    """Whether all in the folder is invented: every page is then marked so."""
    perspectives: Annotated[list[Perspective], Field(min_length=1)] = Field(default_factory=lambda: list(Perspective))
    """Which of the three perspectives have a page, in the order of the links to them, to begin with."""
    areas: Annotated[list[OwnArea], Field(min_length=1)]
    committees: list[Committee] = Field(default_factory=list)

    @rule
    def _each_perspective_once(self) -> Iterator[str]:
        if len(set(self.perspectives)) < len(self.perspectives):
            yield "perspectives: each entry once"


class PerspectiveChoice(CatalogueModel):
    """Which of the three perspectives the municipality uses: an entry of `perspectives.yml`, which only grows.

    The last one stands in place of what `municipality.yml` began with.
    """

    perspectives: Annotated[list[Perspective], Field(min_length=1)]
    """Those that have a page, in the order of the links to them."""
    decided_by: Text
    decided_on: date
    """When the choice was decided."""

    @rule
    def _each_perspective_once(self) -> Iterator[str]:
        if len(set(self.perspectives)) < len(self.perspectives):
            yield "perspectives: each entry once"


class OwnTarget(Target):
    """A target of an effect measure that the municipality's council decided: an entry of `targets.yml`."""

    effect: Identifier
    """The effect measure."""


class DemandReview(DemandDecision):
    """One review of a steering demand: an entry of `reviews.yml`, which only grows.

    The last one of a demand says where it stands; those before it stay as they were decided.
    """

    demand: Identifier
    """The id of the demand on the positive list."""
    reason: Bilingual
    """Why it was kept, simplified or dropped."""
    legal_basis: Text
    """Which law or decision allows or demands that."""
    review_by: date
    """When it has to be looked at again."""


class TrialDecision(Decision):
    """What those responsible did with a trial: an entry of `trial_decisions.yml`, which only grows."""

    trial: Identifier
    """The trial that was decided on."""


class SingleCase(CatalogueModel):
    """A bad single case and what was found of its extent: `cases/<id>.yml`, without a name of a person or a unit."""

    id: Identifier
    title: Bilingual
    municipality: MunicipalityCode
    service_area: Identifier
    measure: Text
    """What was measured, in words."""
    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    """The year that was looked at."""
    answer: CaseAnswer
    """One unit, a few, all, or not to be told from the figures."""
    units: Annotated[int, Field(ge=0, le=10_000_000)]
    """Units that could be compared."""
    outside: Annotated[int, Field(ge=0, le=10_000_000)]
    """Units outside what chance explains."""
    checked_on: date
    """The day it was checked."""
    handled: Text
    """Which function or unit deals with it, locally."""

    @rule
    def _no_more_outside(self) -> Iterator[str]:
        if self.outside > self.units:
            yield "outside is a part of units"
