"""Effect before process, as a rule that a page cannot break.

Belongs here: the order effect → unit price → activity → context → control → process, and what each kind must have
beside it. Does not belong here: the page grammar (`grammar`) and drawing (components).

Checked twice. At compile time: the order of the tags, by the kinds that their components declare. At render time: the
rows, which carry their own `kind`; a component that is handed rows of a kind it did not declare does not get past.

- The order holds over the page, by the last kind that each component shows. A component that shows effect and price
  together (a row per area, the plane) counts as price; in it the effects stand first.
- A unit price stands only where a paired effect is shown on the same page, before or beside it.
- A process measure stands only in `ProcessList`, which folds it, and only with legal basis, owner and review date.
- What writes out whatever a query gives (a table, a list of links, `{{ }}`) is told nothing of kinds. Its queries read
  only what is listed here as being without figures of measures; a new mart is not, until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from dashboards.words import closed_lists as words
from seksby.errors import PageError
from seksby.vocabulary import Kind

ORDER: Final = tuple(Kind)
PROCESS_FIELDS: Final = ("legal_basis", "owner", "review_by")
FOLDED_TAG: Final = "ProcessList"
WITHOUT_FIGURES: Final = frozenset(
    {
        # What there is: measures, areas, sources, groups, texts about them, and how many.
        *("marts.indicators", "marts.service_areas", "marts.municipalities", "marts.stakeholders", "marts.peer_groups"),
        *(
            "marts.indicator_breaks",
            "marts.indicator_stakeholders",
            "marts.indicator_warnings",
            "marts.indicator_pairs",
        ),
        *("marts.snapshots", "marts.unseen_sources", "marts.data_dictionary", "marts.release", "marts.revised_tables"),
        "marts.news_basis",
        *("marts.column_origins", "marts.control_register"),
        *("marts.trials", "marts.deleted_trials", "marts.peer_covariates", "marts.expectation_models"),
        # Demands and what they take; no measure's figure is among them.
        *("marts.demands", "marts.steering_burden", "marts.withheld_indicators", "marts.burden_history"),
        *("marts.demand_reviews", "marts.cases"),
        # How often verdicts held, and our figures beside a publisher's own: what the figures can be trusted for.
        *("marts.verdict_scores", "marts.control_overview", "marts.controls"),
        # Queries that pages share and that take names, texts and ids alone from what they read.
        *(
            "about_indicators",
            "compared_group",
            "means_of_fewer",
            "municipality_names",
            "used_snapshots",
            "burden_over_time",
        ),
    }
)
"""Marts and shared queries without the figure of any measure."""


def check_free(what: str, reads: Iterable[str], where: str) -> None:
    """Take what writes out whatever a query gives.

    Raises:
        PageError: the query reads what may hold figures, whose kind nobody could see.
    """
    if figures := sorted(set(reads) - WITHOUT_FIGURES):
        raise PageError(
            f"{what} writes out rows of {', '.join(figures)}, which may hold figures of measures",
            where=where,
            expected="rows without figures here, and figures in a component that keeps effect before price and process",
            remedy="show the figures in a component made for them; a mart without any goes into WITHOUT_FIGURES in "
            "dashboards/compiler/rule.py",
        )


class EffectFirst:
    """What a page has shown so far, top to bottom; one per page at compile time and one per rendering."""

    def __init__(self) -> None:
        self._last = ""
        self._effects: set[str] = set()

    def place(self, tag: str, kinds: Iterable[str], where: str) -> None:
        """Take the next component of the page.

        Raises:
            PageError: it shows a kind that belongs above what the page has shown already.
        """
        ranked = sorted(kinds, key=ORDER.index)
        if not ranked:
            return
        if self._last and ORDER.index(ranked[-1]) < ORDER.index(self._last):
            raise PageError(
                f"<{tag}> shows {_name(ranked[-1])} after {_name(self._last)}",
                where=where,
                expected="the order " + " → ".join(ORDER),
                remedy=f"move <{tag}> up, above what shows {_name(self._last)}",
            )
        self._last = ranked[-1]

    def show(self, tag: str, kinds: Iterable[str], rows: Iterable[Any], where: str) -> None:
        """Take the rows a component is handed; to be called for each of its shown attributes, effects first.

        Raises:
            PageError: a row is of a kind the component does not declare, lacks a paired effect above or beside it, or
            is a
                process measure without what it needs.
        """
        allowed = tuple(kinds)
        rows = list(rows)
        for row, after in pairwise(rows):
            if row.kind in allowed and after.kind in allowed and ORDER.index(row.kind) > ORDER.index(after.kind):
                raise PageError(
                    f"<{tag}> was given {after.indicator_id} ({after.kind}) after {row.indicator_id} ({row.kind})",
                    where=where,
                    expected="rows in the order " + " → ".join(ORDER),
                    remedy="order the query by kind",
                )
        for row in rows:
            if row.kind not in allowed:
                raise PageError(
                    f"<{tag}> was given {row.indicator_id}, which is {_name(row.kind)}",
                    where=where,
                    expected=f"rows of kind {', '.join(allowed)}",
                    remedy=f"filter the query on kind, or show {row.indicator_id} in a component made for it",
                )
            if row.kind == "process":
                self._check_process(tag, row, where)
        self._effects.update(row.indicator_id for row in rows if row.kind == "effect")
        for row in rows:
            if row.kind == "unit_price" and not self._effects & set(row.paired_effects):
                raise PageError(
                    f"the unit price {row.indicator_id} stands without a paired effect",
                    where=where,
                    expected=f"above or beside it: {' or '.join(row.paired_effects) or '(none is paired with it)'}",
                    remedy="let the query for effects take in the paired effects, or leave the price out",
                )

    def _check_process(self, tag: str, row: Any, where: str) -> None:
        absent = [name for name in PROCESS_FIELDS if not getattr(row, name, None)]
        if tag != FOLDED_TAG or absent:
            fault = f"without {', '.join(absent)}" if absent else "unfolded"
            raise PageError(
                f"the process measure {row.indicator_id} is shown {fault}",
                where=where,
                expected=f"process measures only in <{FOLDED_TAG}>, with {', '.join(PROCESS_FIELDS)}",
                remedy="put it on the positive list with all three, or take it off the page",
            )


def _name(kind: str) -> str:
    return f"{kind} ({words.KINDS[kind].lower()})"
