"""What a refresh tells: one mapping, for a machine to read and for the last screen to word.

Belongs here: what is told, and under which name. Does not belong here: how it is worded
(`commands.screen.last_screen`), or the SQL (`releases.overview`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.catalogue.series.selectors import tables
from pipelines.orchestration.refresh import Outcome
from pipelines.releases.inputs import Inputs
from pipelines.releases.overview import overview
from pipelines.releases.release import Release
from pipelines.sources.intake import deliveries
from pipelines.sources.openapi.keyed import skipped
from pipelines.warehouse.tables.provenance import notice
from seksby.settings import Settings


def summary(outcome: Outcome, settings: Settings, language: str = "da") -> dict[str, Any]:
    """All that the last screen of a refresh says, in Danish or English."""
    revisions = outcome.revisions
    return {
        "outcome": "unchanged" if revisions is None else "published",
        "release": outcome.after.id,
        "previous": outcome.before.id if outcome.before else None,
        "values": None
        if revisions is None
        else {"new": revisions.new, "changed": revisions.changed, "gone": revisions.gone, "same": revisions.unchanged},
        "changed_indicators": dict(revisions.changed_indicators) if revisions else {},
        "furthest": [
            dict(zip(("indicator", "changed", "municipality", "year", "before", "after"), row, strict=True))
            for row in (revisions.furthest if revisions else ())
        ],
        "site": str(outcome.after.site / "index.html"),
        "not_compared": dict(outcome.not_compared),
        "pages": outcome.pages,
        "forms_taken": dict(outcome.forms),
    } | standing(outcome.inputs, outcome.after, settings, outcome.refused, language)


def standing(
    inputs: Inputs, release: Release, settings: Settings, refused: Mapping[str, Sequence[str]], language: str = "da"
) -> dict[str, Any]:
    """What is at hand and what is missing, whatever changed last: the long list of `seksby sources`.

    Args:
        inputs: what is at hand.
        release: the release that is looked at.
        settings: what keys there are.
        refused: the faults of each form that was not taken.
        language: da or en.
    """
    told = overview(release, language)
    waits_for_access = {source.id for source in inputs.catalogue.sources if source.access}
    awaited = {
        item.id for item in inputs.catalogue.indicators if any(not tables(r) & waits_for_access for r in item.recipes)
    }
    return {
        "notice": getattr(notice(inputs), language),
        "missing_indicators": [
            {"indicator": title, "reason": reason, "note": note, "awaits_fetch": indicator_id in awaited}
            for indicator_id, title, reason, note in told.missing_indicators
        ],
        "missing_values": dict(told.missing_values),
        "controls": {
            "compared": told.compared,
            "awaiting": told.awaiting,
            "differing": [
                {"control": control.title, "figures": control.figures, "furthest": control.furthest}
                for control in told.differing
            ],
        },
        "corrections": [
            {"correction": correction_id, "state": state, "published": published}
            for correction_id, state, published in told.corrections
        ],
        "not_updated": dict(inputs.stale),
        "misfits": [dict(zip(("kind", "id", "what", "place", "expected"), row, strict=True)) for row in told.misfits],
        "read_as": dict(told.read_as),
        "meaning_changed": dict(told.meaning_changed),
        "faults": {
            source: lines for source in inputs.stale if (lines := deliveries.faults_of(inputs.workspace, source))
        },
        "skipped": skipped(inputs.catalogue, settings.keyed),
        "instructions": dict(inputs.instructions),
        "forms_refused": dict(refused),
        "inbox_without_source": deliveries.strays(inputs.workspace, inputs.catalogue),
    }
