"""What becomes of a table over the years: other variables, codes, areas and descriptions, to order.

Belongs here: from a table to the table as it is afterwards. Does not belong here: what a bad day does to an answer
(`faults`), when a table is revised (`StandIn.touch`).

The figures of what stays are the same afterwards, so that a test can tell a changed description from a changed figure.

    standin.alter("KVOTIEN", renamed("SKTPE", "SKOLETYPE"), code_renamed("KLASSE", "0000", "TOT"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.statbank_standin.definitions import Table, Variable, areas

Alteration = Callable[[Table], Table | None]


def withdrawn(table: Table) -> Table | None:
    """The service no longer knows the table."""
    return None


def renamed(variable: str, to: str) -> Alteration:
    """A variable has another name, with the same codes."""
    return _on(variable, lambda old: replace(old, id=to))


def variable_added(name: str, shares: Mapping[str, int], total: str | None = None) -> Alteration:
    """There is one more variable, before time, whose parts have the given per mille of every figure, and perhaps a
    total, which has the figures as they were.
    """
    values = {code: code for code in ([total] if total else []) + list(shares)}
    leaf = total or "added"
    added = Variable(
        name,
        name.lower(),
        values,
        leaves={leaf: 1.0},
        combinations={code: [(leaf, mille)] for code, mille in shares.items()},
        total=total,
        added=True,
    )
    return lambda table: replace(table, variables=[*table.variables[:-1], added, table.variables[-1]])


def code_lost(variable: str, code: str) -> Alteration:
    """A code is no longer there; sums that it was part of stay as they were."""
    return _on(variable, lambda old: replace(old, values={c: text for c, text in old.values.items() if c != code}))


def code_added(variable: str, code: str, text: str) -> Alteration:
    """A code is new, at the end; part of no sum."""
    return _on(
        variable,
        lambda old: replace(old, values={**old.values, code: text}, leaves={**old.leaves, code: _least(old)}),
    )


def code_renamed(variable: str, code: str, to: str) -> Alteration:
    """A code is spelled otherwise, with the same text and figures."""

    def changed(old: Variable) -> Variable:
        return replace(
            old,
            values={to if c == code else c: text for c, text in old.values.items()},
            combinations={**old.combinations, to: old.parts(code)},
            ranges={to if c == code else c: edges for c, edges in old.ranges.items()},
            total=to if old.total == code else old.total,
        )

    return _on(variable, changed)


def text_changed(variable: str, code: str, text: str) -> Alteration:
    """A code has another text, with the same figures."""
    return _on(variable, lambda old: replace(old, values={**old.values, code: text}))


def areas_added(*codes: str) -> Alteration:
    """The table lists more areas: codes of `areas.csv`."""

    def changed(table: Table) -> Table:
        added = {code: areas()[code].name for code in codes}
        return _altered(table, table.area.id, lambda old: replace(old, values={**old.values, **added}))

    return changed


def period_added(period: str) -> Alteration:
    """There is a newer period."""

    def changed(table: Table) -> Table:
        return _altered(table, table.time.id, lambda old: replace(old, values={**old.values, period: period}))

    return changed


def periods_since(first: str) -> Alteration:
    """Periods before the first are gone; a window such as 2020:2024 counts by the year it ends."""

    def changed(table: Table) -> Table:
        kept = {period: text for period, text in table.time.values.items() if period.rpartition(":")[2] >= first}
        return _altered(table, table.time.id, lambda old: replace(old, values=kept))

    return changed


def described(**fields: Any) -> Alteration:
    """Another unit, footnote ({text, mandatory}), meaning of absent rows (`suppressed`); no longer `active`."""
    return lambda table: replace(table, **fields)


def _least(variable: Variable) -> float:
    return min(variable.leaves.values(), default=1.0)


def _on(variable: str, change: Callable[[Variable], Variable]) -> Alteration:
    return lambda table: _altered(table, variable, change)


def _altered(table: Table, variable: str, change: Callable[[Variable], Variable]) -> Table:
    if variable not in [item.id for item in table.variables]:
        raise ValueError(f"{table.id} has no variable {variable}")
    return replace(table, variables=[change(item) if item.id == variable else item for item in table.variables])
