"""Which models and checks a change of `raw` reaches.

Belongs here: following changed columns through what each model reads. Does not belong here: what has changed, or what
becomes of the rest (`carrying`).

A model is reached where a column that it names has changed, whatever it names it for, or where a model that it reads is
reached; so too one of which nobody can tell what it reads. That is more than need be, and never less: what is not
reached was made by the same SQL of the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, Final

from pipelines.releases.lineage.columns import Column, ModelRead, full_name

_VIEW: Final = "view"
_FILLED_IN: Final = "filled_in"
"""Of a model that dbt makes empty, for the refresh to fill (`meta` in its YAML)."""


@dataclass(frozen=True)
class Reached:
    """What is to be done, by ids of dbt's manifest.

    Attributes:
        models: those that have to be made: reached, filled in by the refresh, or a view, which is no table.
        checks: those of a table that is made, or of a source of which anything has changed.
    """

    models: frozenset[str]
    checks: frozenset[str]


def reached(manifest: Mapping[str, Any], models: Iterable[ModelRead], changed: Set[Column]) -> Reached:
    """Follow changed columns of `raw` to all that may have another outcome than before.

    Args:
        manifest: dbt's.
        models: what each of its models reads.
        changed: columns that are others, and `(table, ROWS)` of a table that has more rows or fewer.
    """
    nodes = manifest["nodes"]
    reads = {model.table: model.uses for model in models}
    of_models = {name: node for name, node in nodes.items() if full_name(node) in reads and _is_model(node)}
    above = {
        name: [each for each in node["depends_on"]["nodes"] if each in of_models] for name, node in of_models.items()
    }
    found: set[str] = set()
    for name in TopologicalSorter(above).static_order():
        uses = reads[full_name(of_models[name])]
        if uses is None or not uses.isdisjoint(changed) or not found.isdisjoint(above[name]):
            found.add(name)
    made_anyway = {name for name, node in of_models.items() if _is_made_anyway(node)}
    tables = {table for table, _ in changed}
    sources = {name for name, node in manifest["sources"].items() if full_name(node) in tables}
    checked = found | made_anyway | sources
    return Reached(
        frozenset(found | made_anyway),
        frozenset(
            name
            for name, node in nodes.items()
            if not _is_model(node) and not checked.isdisjoint(node["depends_on"]["nodes"])
        ),
    )


def _is_model(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "model")


def _is_made_anyway(node: Mapping[str, Any]) -> bool:
    config = node["config"]
    return config["materialized"] == _VIEW or bool(config["meta"].get(_FILLED_IN))
