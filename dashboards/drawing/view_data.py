"""What the interactive view of a drawing is told beside the figures.

Belongs here: what of a card or a measure's page the script needs to draw the same again, as JSON. Does not belong here:
the figures of all municipalities, and the script (`dashboards.site.interactive`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.drawing import benchmark_strip, plain
from dashboards.drawing import trend as over_years
from dashboards.drawing.charts import Chart
from dashboards.language import Language
from dashboards.numbers import Number
from dashboards.rows.indicator import Facts, Indicator, Point


def view(
    lang: Language,
    indicator: Indicator,
    points: Sequence[Point],
    trends: Sequence[Chart | None],
    *,
    reference: Number | None,
    zone: tuple[Number | None, Number | None],
    target: Number | None = None,
) -> str:
    """What the interactive view of a card is told beside the figures, as JSON; empty where there is nothing to show.

    `points` and the `trends`, in current and fixed prices, are what the card is drawn from; `reference`, `zone` and
    `target` hold for the indicator's own year.
    """
    known = [p for p in points if p.value is not None]
    if indicator.value is None or not known:
        return ""
    drawn = [json.loads(trend.inputs) if trend else {} for trend in trends]
    basis = known[0].price_basis
    limits = {
        name: {"edges": inputs["limits"], "from": inputs["limits_from"]}
        if inputs["limits"]
        else {"moving": inputs["moving_limits"]}
        for name, inputs in zip((basis, "fixed"), drawn, strict=False)
        if inputs.get("limits") or inputs.get("moving_limits")
    }
    targets = list(zip(drawn[0].get("target_names", []), drawn[0].get("targets", []), strict=True)) if drawn else []
    own = next((p.municipality_code for p in known if p.is_own), None)
    told = _told(lang, indicator, indicator.year, basis, over_years.FORM)
    told |= {"own": own, "limits": limits, "targets": targets}
    marks = {"reference": _plain(reference), "zone": [_plain(edge) for edge in zone], "target": _plain(target)}
    return json.dumps(told | marks, ensure_ascii=False)


def view_of_all(lang: Language, about: Facts, points: Sequence[Point], targets: Sequence[tuple[str, float]]) -> str:
    """What the interactive view of a measure's own page is told: nobody is "ours" until a reader says who is."""
    basis = next((p.price_basis for p in points if p.value is not None), None)
    if basis is None:
        return ""
    told = _told(lang, about, about.latest_year, basis, plain.FORM) | {"targets": targets}
    return json.dumps(told, ensure_ascii=False)


def _told(
    lang: Language, about: Indicator | Facts, year: int | None, basis: str, form: Mapping[str, float]
) -> dict[str, Any]:
    return {
        "own": None,
        "title": about.title,
        "unit": about.unit,
        "mark": benchmark_strip.scale_mark(lang.unit_mark(about.unit_measure)),
        "decimals": about.decimals,
        "form": form,
        "year": year,
        "basis": basis,
        "reference": None,
        "zone": [None, None],
        "target": None,
        "targets": [],
        "breaks": sorted(about.break_years),
        "limits": {},
    }


def _plain(value: Number | None) -> float | None:
    return None if value is None else float(value)
