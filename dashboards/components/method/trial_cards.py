"""What was tried, what changed for the citizens, and may we conclude anything?

Use it for registered trials, one card each, with the verdict of the warehouse. Not for changes nobody registered before
they began. The chart shows the municipality beside its synthetic control, the table both methods. A trial in several
municipalities has the verdict on all of them together on each of its cards.

Example: `<TrialCards data={trials} estimates={estimates} years={years} joint={joint} />`
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboards.components.base import Component, Page, Rows
from dashboards.components.page.data_table import Table
from dashboards.drawing.trend import before_and_after
from dashboards.language import N_, Language
from dashboards.numbers import Number
from dashboards.words import closed_lists as words
from dashboards.words.trust import trial_ahead


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A trial in one municipality and what is concluded of it; `kind` and `slug` are its effect measure's."""

    trial_id: str
    indicator_id: str
    slug: str
    kind: str
    effect_title: str
    unit: str
    unit_measure: str
    decimals: int
    better: str
    municipality_code: str
    municipality_name: str
    title: str
    description: str
    contact: str
    registered_on: dt.date
    first_published_on: dt.date
    has_begun: bool
    starts_on: dt.date
    stop_on: dt.date
    smallest_change: Number
    decision: str | None
    decided_by: str | None
    decided_on: dt.date | None
    verdict: str
    reasons: Sequence[str]
    last_year_before: int
    donors: int | None
    donors_dropped: int
    power: Number | None


@dataclass(frozen=True, kw_only=True)
class JointTrial:
    """What is concluded of a trial in all its municipalities together, in the effect measure's unit."""

    trial_id: str
    municipalities: int
    verdict: str
    reasons: Sequence[str]
    compared_groups: int | None
    estimate: Number | None
    low: Number | None
    high: Number | None
    power: Number | None


@dataclass(frozen=True, kw_only=True)
class TrialEstimate:
    """What one method says a trial changed, in the effect measure's unit."""

    trial_id: str
    municipality_code: str
    method: str
    estimate: Number
    low: Number | None
    high: Number | None
    p_value: Number


@dataclass(frozen=True, kw_only=True)
class TrialYear:
    """A year of a trial: the figure, and what it would have been had it gone like the synthetic control."""

    trial_id: str
    municipality_code: str
    year: int
    actual: Number
    counterfactual: Number
    gap: Number


CHART_SHOWN = 360
CSV_COLUMNS = (N_("aar"), N_("kommunens_tal"), N_("syntetisk_kontrol"), N_("forskel"))


def render(
    page: Page,
    *,
    data: Sequence[Trial],
    estimates: Sequence[TrialEstimate],
    years: Sequence[TrialYear],
    joint: Sequence[JointTrial] = (),
) -> Markup:
    def of(trial: Trial, rows: Sequence[Any]) -> list[Any]:
        key = (trial.trial_id, trial.municipality_code)
        return [row for row in rows if (row.trial_id, row.municipality_code) == key]

    together = {row.trial_id: row for row in joint}
    cards = [
        _card(page, trial, of(trial, estimates), of(trial, years)) | {"joint": _joint(page.lang, trial, together)}
        for trial in data
    ]
    return page.template("trial_cards.html", cards=cards)


def _card(page: Page, trial: Trial, estimates: Sequence[TrialEstimate], years: Sequence[TrialYear]) -> dict[str, Any]:
    lang = page.lang
    return {
        "about": trial,
        "is_awaited": _is_awaited(trial),
        "sentence": _sentence(lang, trial, estimates),
        "power": _power(lang, trial.power),
        "table": _table(lang, trial, estimates) if estimates else None,
        "chart": years
        and page.chart(
            before_and_after(
                lang,
                [(y.year, round(float(y.actual), 6)) for y in years],
                [(y.year, round(float(y.counterfactual), 6)) for y in years],
                trial.last_year_before + 1,
            ),
            title=lang.say(
                "{measure} i {place}, {unit}",
                measure=trial.effect_title,
                place=trial.municipality_name,
                unit=trial.unit,
            ),
            description=lang.say(
                "Blå: {place}. Grå: den syntetiske kontrol. Stiplet: starten efter {year}. Tallene står i CSV-filen.",
                place=trial.municipality_name,
                year=trial.last_year_before,
            ),
            width=CHART_SHOWN,
        ),
        "csv": years
        and page.csv(
            f"{trial.trial_id.replace('_', '-')}-{trial.municipality_code}",
            CSV_COLUMNS,
            [(y.year, y.actual, y.counterfactual, y.gap) for y in years],
        ),
    }


def _is_awaited(trial: Trial) -> bool:
    """Whether it has yet to begin, and may be judged then."""
    return not trial.has_begun and "registration_changed" not in trial.reasons


def _sentence(lang: Language, trial: Trial, estimates: Sequence[TrialEstimate]) -> str:
    """The verdict and what it rests on; of one that has not begun, when it does."""
    if _is_awaited(trial):
        return trial_ahead(lang, trial.starts_on)
    verdict = lang.say(words.TRIAL_VERDICTS[trial.verdict])
    if trial.verdict == "cannot_be_decided":
        return f"{verdict}: {_reasons(lang, trial.reasons)}."
    (found,) = [estimate for estimate in estimates if estimate.method == "synthetic_control"]
    change = lang.in_unit(found.estimate, trial.decimals, trial.unit_measure, signed=True)
    smallest = lang.in_unit(trial.smallest_change, trial.decimals, trial.unit_measure)
    return lang.say(
        "{verdict}: ændringen er {change} ({interval}), {direction}, og den mindste ændring, der betyder noget, er "
        "{smallest}.",
        verdict=verdict,
        change=change,
        interval=_interval(lang, trial, found),
        direction=lang.say(words.DIRECTIONS[trial.better]),
        smallest=smallest,
    )


def _joint(lang: Language, trial: Trial, together: Mapping[str, JointTrial]) -> str:
    """The verdict on all municipalities of the trial under one; empty where it runs in one alone or has not begun."""
    row = together.get(trial.trial_id)
    if row is None or _is_awaited(trial):
        return ""
    verdict = lang.say(words.TRIAL_VERDICTS[row.verdict])
    if row.verdict == "cannot_be_decided" or row.estimate is None:
        said = f"{verdict}: {_reasons(lang, row.reasons)}"
    else:
        said = lang.say(
            "{verdict}: ændringen er {change} ({interval})",
            verdict=verdict,
            change=lang.in_unit(row.estimate, trial.decimals, trial.unit_measure, signed=True),
            interval=_interval(lang, trial, row),
        )
    every = lang.say("De {n} kommuner i forsøget under ét: {said}.", n=lang.in_words(row.municipalities), said=said)
    among = (
        lang.say("Sammenlignet med {groups} grupper af lige så mange.", groups=row.compared_groups)
        if row.compared_groups is not None
        else ""
    )
    return " ".join(filter(None, (every, among, _power(lang, row.power))))


def _power(lang: Language, power: Number | None) -> str:
    """How often a change of the smallest size would have been found; empty where it cannot be known."""
    if power is None:
        return ""
    return lang.say(
        "Er ændringen kun lige den mindste, bliver den fundet {pct} af gangene (regnet på årene før starten).",
        pct=lang.percent(100 * float(power), 0),
    )


def _reasons(lang: Language, reasons: Sequence[str]) -> str:
    return lang.listing([lang.say(words.TRIAL_REASONS[reason]) for reason in reasons])


def _table(lang: Language, trial: Trial, estimates: Sequence[TrialEstimate]) -> Table:
    return Table(
        caption=lang.say(
            "{trial} i {place}: ændring, {unit}", trial=trial.title, place=trial.municipality_name, unit=trial.unit
        ),
        head=[lang.say("Metode"), lang.say("Ændring"), lang.say("95 %-interval"), "p"],
        rows=[
            [
                lang.say(words.TRIAL_METHODS[estimate.method]),
                lang.number(estimate.estimate, trial.decimals, signed=True),
                _interval(lang, trial, estimate),
                lang.number(estimate.p_value, 3),
            ]
            for estimate in estimates
        ],
    )


def _interval(lang: Language, trial: Trial, estimate: TrialEstimate | JointTrial) -> str:
    if estimate.low is None or estimate.high is None:
        return lang.say("intet interval, for få kommuner")
    low, high = (lang.number(end, trial.decimals, signed=True) for end in (estimate.low, estimate.high))
    return lang.say("fra {low} til {high}", low=low, high=high)


COMPONENT = Component(
    tag="TrialCards",
    kinds=("effect",),
    attributes={
        "data": Rows(Trial, shown=True),
        "estimates": Rows(TrialEstimate),
        "years": Rows(TrialYear),
        "joint": Rows(JointTrial, required=False),
    },
    render=render,
)
