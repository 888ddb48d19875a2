"""Whom and what figures are compared with, as rows.

Belongs here: groups of municipalities, expectations, decompositions, the deflator and full cost. Does not belong here:
which municipalities there are (`places`), or comparing (dbt).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.comparison import Covariate, Decomposition, ExpectationModel, PeerGroup
from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.series.selectors import Compiled, IndexSeries
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables.table import EXACT, TEXT, WHOLE, Column, Shape, Table, of
from seksby.vocabulary import ExpectationMethod, PeerGroupKind

AGE_STANDARDISATION = "age_standardisation"  # the id of the expectation model that `standardisation` makes
AGE_TITLE = Bilingual(da="Efter borgernes alder", en="By the citizens' age")
AGE_USE = Bilingual(
    da="alder; hvor udgift pr. alder ikke offentliggøres, følger den aldersgruppens forbrug, såsom timer",
    en="age; where cost by age is not published it follows the age group's use, such as hours",
)

_GROUP = of(PeerGroup, {"id": "peer_group", "compared": "is_compared", "neighbours.number": "neighbours"})
_COVARIATE = of(Covariate, {"indicator": "indicator_id"})
_REGRESSOR = of(Covariate, {"indicator": "indicator_id"}, leave_out=["weight"])
_MODEL = of(ExpectationModel, {"id": "model_id", "published_deviation": "deviation_id"})
_SPLIT = of(Decomposition, {"id": "decomposition_id", "population": "population_id"})
_ORDERED = {"sort_order": Column(WHOLE)}

PEER_GROUP_MEMBERS = Shape(
    "peer_group_members",
    "One row per peer group of the catalogue and municipality in it.",
    {"peer_group": Column(TEXT), "municipality_code": Column(TEXT)},
)
PEER_GROUPS = Shape(
    "peer_groups",
    "One row per peer group of the catalogue.",
    {
        **_GROUP.columns,
        "kind": Column(TEXT, "How its members are found.", PeerGroupKind),
        **_ORDERED,
    },
)
PEER_COVARIATES = Shape(
    "peer_covariates",
    "One row per group of nearest neighbours and what they are found by.",
    {"peer_group": Column(TEXT), **_COVARIATE.columns},
)
EXPECTATION_MODELS = Shape(
    "expectation_models",
    "One row per model of what a figure would be expected to be.",
    {
        **_MODEL.columns,
        "method": Column(TEXT, "How it expects.", ExpectationMethod),
        "covariates_da": Column(TEXT, "Its covariates, in Danish."),
        "covariates_en": Column(TEXT, "Its covariates, in English."),
    },
)
EXPECTATION_TARGETS = Shape(
    "expectation_targets",
    "One row per expectation model and indicator it is for.",
    {"model_id": Column(TEXT), "indicator_id": Column(TEXT)},
)
EXPECTATION_COVARIATES = Shape(
    "expectation_covariates",
    "One row per regression and covariate.",
    {"model_id": Column(TEXT), **_REGRESSOR.columns, **_ORDERED},
)
DECOMPOSITIONS = Shape("decompositions", "One row per decomposition.", _SPLIT.columns)
DECOMPOSITION_PARTS = Shape(
    "decomposition_parts",
    "One row per decomposition and unit price that is a part of it.",
    {"decomposition_id": Column(TEXT), "part_id": Column(TEXT), **_ORDERED},
)
PRICE_INDEX_SERIES = Shape(
    "price_index_series",
    "Key figures given in current and in fixed prices; one of them is the deflator.",
    of(IndexSeries).columns,
)
FULL_COST = Shape(
    "full_cost",
    "One row, or none; which indicators hold the overhead and the wages.",
    {"overhead_id": Column(TEXT), "wages_id": Column(TEXT)},
)
OVERHEAD_SENSITIVITIES = Shape(
    "overhead_sensitivities",
    "One row per overhead, in per cent of the direct cost, that a full cost is tried with.",
    {"overhead_pct": Column(EXACT), "overhead_pct_text": Column(TEXT)},
)
SHAPES = (
    *(PEER_GROUP_MEMBERS, PEER_GROUPS, PEER_COVARIATES),
    *(EXPECTATION_MODELS, EXPECTATION_TARGETS, EXPECTATION_COVARIATES, DECOMPOSITIONS, DECOMPOSITION_PARTS),
    *(PRICE_INDEX_SERIES, FULL_COST, OVERHEAD_SENSITIVITIES),
)


def tables(inputs: Inputs, compiled: Compiled) -> list[Table]:
    """All tables of this module."""
    catalogue = inputs.catalogue
    groups, splits, cost = catalogue.peer_groups, catalogue.decompositions, catalogue.full_cost
    everybody = [item.municipality_code for item in catalogue.municipalities]
    return [
        Table(
            PEER_GROUP_MEMBERS,
            [
                {"peer_group": group.id, "municipality_code": code}
                for group in groups
                if group.neighbours is None
                for code in group.members or everybody
            ],
        ),
        Table(
            PEER_GROUPS,
            [
                _GROUP.row(group) | {"kind": _kind(group), "sort_order": order}
                for order, group in enumerate(groups, start=1)
            ],
        ),
        Table(
            PEER_COVARIATES,
            [
                {"peer_group": group.id} | _COVARIATE.row(item)
                for group in groups
                if group.neighbours
                for item in group.neighbours.covariates
            ],
        ),
        *_expectations(catalogue),
        Table(DECOMPOSITIONS, [_SPLIT.row(item) for item in splits]),
        Table(
            DECOMPOSITION_PARTS,
            [
                {"decomposition_id": item.id, "part_id": part, "sort_order": order}
                for item in splits
                for order, part in enumerate(item.parts, start=1)
            ],
        ),
        Table(PRICE_INDEX_SERIES, [asdict(series) for series in compiled.price_index]),
        Table(FULL_COST, [{"overhead_id": cost.overhead, "wages_id": cost.wages}] if cost else []),
        Table(
            OVERHEAD_SENSITIVITIES,
            [
                {"overhead_pct": share, "overhead_pct_text": f"{share.normalize():f}"}
                for share in (cost.sensitivity_pct if cost else ())
            ],
        ),
    ]


def _kind(group: PeerGroup) -> PeerGroupKind:
    if group.neighbours:
        return PeerGroupKind.NEIGHBOURS
    return PeerGroupKind.MEMBERS if group.members else PeerGroupKind.ALL


def _expectations(catalogue: Catalogue) -> list[Table]:
    titles = {item.id: item.title for item in catalogue.indicators}
    models = catalogue.expectation_models
    by_age = [item.id for item in catalogue.indicators if item.standardisation]

    def declared(model: ExpectationModel) -> dict[str, Any]:
        covariates = [titles[item.indicator] for item in model.covariates]
        published = model.published_deviation is not None
        return _MODEL.row(model) | {
            "method": ExpectationMethod.PUBLISHED if published else ExpectationMethod.REGRESSION,
            "covariates_da": ", ".join(title.da for title in covariates) or None,
            "covariates_en": ", ".join(title.en for title in covariates) or None,
        }

    by_age_model = {
        "model_id": AGE_STANDARDISATION,
        "title_da": AGE_TITLE.da,
        "title_en": AGE_TITLE.en,
        "method": ExpectationMethod.STANDARDISATION,
        "deviation_id": None,
        "covariates_da": AGE_USE.da,
        "covariates_en": AGE_USE.en,
    }
    return [
        Table(EXPECTATION_MODELS, [by_age_model, *map(declared, models)]),
        Table(
            EXPECTATION_TARGETS,
            [{"model_id": model.id, "indicator_id": item} for model in models for item in model.indicators]
            + [{"model_id": AGE_STANDARDISATION, "indicator_id": item} for item in by_age],
        ),
        Table(
            EXPECTATION_COVARIATES,
            [
                {"model_id": model.id, "sort_order": order} | _REGRESSOR.row(item)
                for model in models
                for order, item in enumerate(model.covariates, start=1)
            ],
        ),
    ]
