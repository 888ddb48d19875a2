"""Trials, registered and deleted, as rows.

Belongs here: what each promised, and what its registration proves. Does not belong here: evaluating one (dbt calls
`pipelines.methods.trials`).
"""

from __future__ import annotations

from pipelines.catalogue.models.evidence import Trial
from pipelines.releases import registrations
from pipelines.releases.inputs import Inputs
from pipelines.warehouse.tables.table import DAY, TEXT, TRUTH, Column, Shape, Table, of
from seksby.vocabulary import TrialRegistration

_TRIAL = of(
    Trial,
    {
        "id": "trial_id",
        "effect": "effect_id",
        "decision.outcome": "decision",
        "decision.decided_by": "decided_by",
        "decision.decided_on": "decided_on",
    },
)

TRIALS = Shape(
    "trials",
    "One row per registered trial and municipality it runs in.",
    {
        "municipality_code": Column(TEXT),
        **_TRIAL.columns,
        "first_published_on": Column(DAY, "The day of the first release that held it."),
        "registration": Column(TEXT, "What that proves.", TrialRegistration),
        "has_begun": Column(TRUTH, "Whether its first day has come."),
    },
)
DELETED_TRIALS = Shape(
    "deleted_trials",
    "One row per trial that an earlier release held and the catalogue no longer has.",
    {
        "trial_id": Column(TEXT),
        "title_da": Column(TEXT),
        "title_en": Column(TEXT),
        "first_published_on": Column(DAY, "The day of the first release that held it."),
    },
)
SHAPES = (TRIALS, DELETED_TRIALS)


def tables(inputs: Inputs) -> list[Table]:
    """All tables of this module."""
    catalogue, kept = inputs.catalogue, inputs.registrations
    there = {trial.id for trial in catalogue.trials}
    return [
        Table(
            TRIALS,
            [
                _TRIAL.row(trial)
                | {
                    "municipality_code": code,
                    "first_published_on": kept[trial.id].first_published_on,
                    "registration": registrations.state(trial, kept[trial.id]),
                    "has_begun": trial.starts_on <= inputs.today,
                }
                for trial in catalogue.trials
                for code in trial.municipalities
            ],
        ),
        Table(
            DELETED_TRIALS,
            [
                {
                    "trial_id": name,
                    "title_da": item.title.da,
                    "title_en": item.title.en,
                    "first_published_on": item.first_published_on,
                }
                for name, item in sorted(kept.items())
                if name not in there
            ],
        ),
    ]
