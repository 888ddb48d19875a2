"""What was tried, what changed for the citizens, and may we conclude anything?

Use it for registered trials, one card each, with the verdict of the warehouse. Not for changes nobody registered before
they began. The chart shows the municipality beside its synthetic control, the table both methods.

Example: `<TrialCards data={trials} estimates={estimates} years={years} />`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashboards import danish, words
from dashboards.components.base import Component, Page, Rows
from dashboards.components.data_table import Table
from dashboards.components.trend import before_and_after
from dashboards.figures import Trial, TrialEstimate, TrialYear

CHART_SHOWN = 360
CSV_COLUMNS = ("aar", "kommunens_tal", "syntetisk_kontrol", "forskel")


def render(
    page: Page, *, data: Sequence[Trial], estimates: Sequence[TrialEstimate], years: Sequence[TrialYear]
) -> Markup:
    def of(trial: Trial, rows: Sequence[Any]) -> list[Any]:
        key = (trial.trial_id, trial.municipality_code)
        return [row for row in rows if (row.trial_id, row.municipality_code) == key]

    cards = [_card(page, trial, of(trial, estimates), of(trial, years)) for trial in data]
    return page.template("trial_cards.html", cards=cards)


def _card(page: Page, trial: Trial, estimates: Sequence[TrialEstimate], years: Sequence[TrialYear]) -> dict[str, Any]:
    return {
        "about": trial,
        "sentence": _sentence(trial, estimates),
        "table": _table(trial, estimates) if estimates else None,
        "chart": years
        and page.chart(
            before_and_after(
                [(y.year, round(float(y.actual), 6)) for y in years],
                [(y.year, round(float(y.counterfactual), 6)) for y in years],
                trial.last_year_before + 1,
            ),
            title=f"{trial.effect_title_da} i {trial.municipality_name}, {trial.unit_da}",
            description=f"Blå: {trial.municipality_name}. Grå: den syntetiske kontrol. Stiplet: starten efter "
            f"{trial.last_year_before}. Tallene står i CSV-filen.",
            width=CHART_SHOWN,
        ),
        "csv": years
        and page.csv(
            f"{trial.trial_id.replace('_', '-')}-{trial.municipality_code}",
            CSV_COLUMNS,
            [(y.year, y.actual, y.counterfactual, y.gap) for y in years],
        ),
    }


def _sentence(trial: Trial, estimates: Sequence[TrialEstimate]) -> str:
    """The verdict and what it rests on."""
    verdict = words.TRIAL_VERDICTS[trial.verdict]
    if trial.verdict == "cannot_be_decided":
        return f"{verdict}: {danish.listing([words.TRIAL_REASONS[reason] for reason in trial.reasons])}."
    (found,) = [estimate for estimate in estimates if estimate.method == "synthetic_control"]
    change = danish.in_unit(found.estimate, trial.decimals, trial.unit_da, signed=True)
    smallest = danish.in_unit(trial.smallest_change, trial.decimals, trial.unit_da)
    return (
        f"{verdict}: ændringen er {change} ({_interval(trial, found)}), "
        f"{words.DIRECTIONS[trial.better]}, og den mindste ændring, der betyder noget, er {smallest}."
    )


def _table(trial: Trial, estimates: Sequence[TrialEstimate]) -> Table:
    return Table(
        caption=f"{trial.title_da} i {trial.municipality_name}: ændring, {trial.unit_da}",
        head=["Metode", "Ændring", "95 %-interval", "p"],
        rows=[
            [
                words.TRIAL_METHODS[estimate.method],
                danish.number(estimate.estimate, trial.decimals, signed=True),
                _interval(trial, estimate),
                danish.number(estimate.p_value, 3),
            ]
            for estimate in estimates
        ],
    )


def _interval(trial: Trial, estimate: TrialEstimate) -> str:
    if estimate.low is None or estimate.high is None:
        return "intet interval, for få kommuner"
    low, high = (danish.number(end, trial.decimals, signed=True) for end in (estimate.low, estimate.high))
    return f"fra {low} til {high}"


COMPONENT = Component(
    tag="TrialCards",
    kinds=("effect",),
    attributes={"data": Rows(Trial, shown=True), "estimates": Rows(TrialEstimate), "years": Rows(TrialYear)},
    render=render,
)
