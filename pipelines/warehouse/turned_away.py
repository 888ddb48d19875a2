"""Fetched figures that a confirmed control turns away, after they were computed.

Belongs here: which sources a failed control rests on, and setting their unproven snapshots aside. Does not belong here:
comparing (dbt), what a control says (`releases.differing`), or a file that is not what it says (`snapshot_rows`).

A snapshot counts only when it has been shown to build. One that is part of the release that stands has been; where a
control fails, it is the others that are doubted. Nothing is decided about which of several is wrong: each keeps its
previous figures, and is asked for again at the next refresh whatever its stamp.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.releases.differing import differing
from pipelines.releases.inputs import Inputs
from pipelines.releases.release import accepted
from pipelines.sources.snapshots import reject
from seksby.vocabulary import Origin


def turn_away(inputs: Inputs, warehouse: Path) -> list[str]:
    """Set aside the snapshots that a failed confirmed control rests on and that were never published.

    Args:
        inputs: what the warehouse was loaded from.
        warehouse: with the mart `controls`; what comes after it need not be there.

    Returns:
        The ids of their sources; none where only published and bundled figures disagree.
    """
    proven = accepted(inputs.workspace)
    furthest = {control.control_id: control for control in differing(warehouse) if control.status == "confirmed"}
    doubted: dict[str, list[str]] = {}
    for control_id, source_id in _rests_on(warehouse):
        snapshot = inputs.snapshots.get(source_id)
        if control_id in furthest and snapshot is not None and snapshot.meta.origin is Origin.FETCHED:
            doubted.setdefault(source_id, []).append(control_id)
    refused = {
        source_id: controls
        for source_id, controls in doubted.items()
        if inputs.snapshots[source_id].meta.id not in proven
    }
    for source_id, controls in refused.items():
        told = "; ".join(
            f"{furthest[name].title}: {furthest[name].figures} tal afviger, mest {furthest[name].furthest}"
            for name in controls
        )
        reject(inputs.snapshots[source_id], f"Kontrollen stemmer ikke. {told}")
    return list(refused)


def _rests_on(warehouse: Path) -> list[tuple[str, str]]:
    """Each control of which a figure differs, with every source that enters what differs."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            """
            select distinct control_id, table_id
            from marts.controls inner join raw.control_series using (control_id, compared)
            where outcome = 'differs'
            union
            select distinct controls.control_id, terms.table_id
            from marts.controls
            inner join raw.controls as about using (control_id)
            inner join raw.recipe_terms as terms
                on terms.indicator_id in (about.recomputed_indicator, about.official_indicator)
            where outcome = 'differs'
            order by all
            """
        ).fetchall()
