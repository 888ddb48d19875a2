"""Everything that is measured, read and cross-checked, in one value.

Belongs here: the catalogue. Does not belong here: reading it (`read`).
"""

from __future__ import annotations

from pydantic import Field

from pipelines.catalogue.models.common import CatalogueModel
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


class Catalogue(CatalogueModel):
    """Everything that is measured, read and cross-checked."""

    indicators: list[Indicator]
    units: Units
    sources: list[Source]
    service_areas: list[ServiceArea]
    municipalities: list[Municipality]
    areas: list[Area]
    successions: list[Succession] = Field(default_factory=list)
    peer_groups: list[PeerGroup]
    expectation_models: list[ExpectationModel]
    decompositions: list[Decomposition]
    price_index: PriceIndex | None
    full_cost: FullCost | None
    usage_warnings: list[UsageWarning]
    stakeholders: list[Stakeholder]
    positive_list: list[SteeringDemand]
    readings: list[Reading]
    practice_notes: list[PracticeNote]
    help_contacts: list[HelpContact]
    controls: list[Control]
    corrections: list[Correction]
    trials: list[Trial]
    own: OwnMunicipality | None = None
    targets: list[OwnTarget] = Field(default_factory=list)
    """Of the own folder; each stands in its measure's own targets too."""
    reviews: list[DemandReview] = Field(default_factory=list)
    """Of the own folder, as they were decided; the last of each demand stands in it too."""
    trial_decisions: list[TrialDecision] = Field(default_factory=list)
    """Of the own folder; each stands in its trial too."""
    perspectives: list[PerspectiveChoice] = Field(default_factory=list)
    """Of the own folder, as they were decided; the last one stands in `own` too."""
    cases: list[SingleCase] = Field(default_factory=list)

    @property
    def shows_unchecked_terms(self) -> bool:
        """Whether figures are shown whose publishers' terms of reuse nobody has read."""
        return self.own is None or self.own.shows_unchecked_terms

    @property
    def compared_group(self) -> PeerGroup:
        """The one group that pages compare; `crosscheck` sees to it that there is one."""
        return next(group for group in self.peer_groups if group.compared)
