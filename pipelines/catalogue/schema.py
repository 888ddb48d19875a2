"""JSON Schemas of the catalogue, for editors.

Belongs here: which file follows which model, and writing the schemas. `seksby check` says when a schema on disk is not
the one its model gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

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
from pipelines.catalogue.models.source import Source, Succession
from pipelines.catalogue.models.trust import (
    HelpContact,
    PracticeNote,
    Reading,
    ServiceArea,
    Stakeholder,
    SteeringDemand,
)
from pipelines.catalogue.models.unit import Units

MODELS: Mapping[str, Any] = {
    "indicator": Indicator,
    "source": Source,
    "service_areas": list[ServiceArea],
    "peer_groups": list[PeerGroup],
    "expectation_models": list[ExpectationModel],
    "decompositions": list[Decomposition],
    "price_index": PriceIndex,
    "full_cost": FullCost,
    "units": Units,
    "usage_warnings": list[UsageWarning],
    "stakeholders": list[Stakeholder],
    "positive_list": list[SteeringDemand],
    "reading": Reading,
    "practice_note": PracticeNote,
    "help_contacts": list[HelpContact],
    "controls": list[Control],
    "corrections": list[Correction],
    "successions": list[Succession],
    "trial": Trial,
    "municipality": OwnMunicipality,
    "targets": list[OwnTarget],
    "reviews": list[DemandReview],
    "trial_decisions": list[TrialDecision],
    "perspectives": list[PerspectiveChoice],
    "case": SingleCase,
}


def schemas() -> dict[str, str]:
    """File name and text of every schema."""
    return {
        f"{name}.schema.json": json.dumps(TypeAdapter(model).json_schema(), indent=1, ensure_ascii=False) + "\n"
        for name, model in MODELS.items()
    }


def write_schemas(directory: Path) -> None:
    """Write every schema to `directory` (`data/catalogue/schemas`)."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (directory / name).write_text(text, encoding="utf-8")


def outdated(directory: Path) -> list[str]:
    """Names of schemas that are missing or differ from their model."""
    return [
        name
        for name, text in schemas().items()
        if not (directory / name).is_file() or (directory / name).read_text(encoding="utf-8") != text
    ]
