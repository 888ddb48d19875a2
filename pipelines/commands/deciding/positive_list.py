"""`seksby positive-list review`, in Danish: an owner is led through what is due.

Belongs here: asking, and how an answer is read. Does not belong here: what is due, or writing it down
(`pipelines.own.reviewing`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from pipelines.commands.screen.terminal import Json, figure, print_json, prompt, say, workspace_of
from seksby.errors import UsageError
from seksby.vocabulary import DemandOutcome

if TYPE_CHECKING:
    from pipelines.catalogue.models.own import DemandReview
    from pipelines.catalogue.models.trust import SteeringDemand

positive_list = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The steering demands that may stand.")


@positive_list.callback()
def group() -> None:
    """Keep `review` a word of its own while it is the only command."""


@positive_list.command()
def review(
    context: typer.Context,
    owner: Annotated[str | None, typer.Option(help="Only what this function or unit answers for.")] = None,
    demand: Annotated[str | None, typer.Option(help="Decide on this one: its id.")] = None,
    outcome: Annotated[DemandOutcome | None, typer.Option(help="What was decided.")] = None,
    minutes: Annotated[
        int | None, typer.Option(help="Minutes a year of each employee that are left; simplify.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in Danish.")] = None,
    reason_en: Annotated[str | None, typer.Option(help="Why, in English; the Danish text if left out.")] = None,
    legal_basis: Annotated[str | None, typer.Option(help="Which law or decision; as it stands if left out.")] = None,
    decided_by: Annotated[str | None, typer.Option(help="Who decided.")] = None,
    decided_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; today if left out.")] = None,
    review_by: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="When to look again; 24 months after if left out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """What is due on the positive list: keep, simplify or drop. Decisions are added, none is changed."""
    from pipelines.own import reviewing
    from pipelines.releases.inputs import read

    workspace = workspace_of(context)
    catalogue = read(workspace).catalogue
    today = datetime.now(UTC).date()
    waiting = reviewing.due(catalogue, today, owner)
    given = {
        "outcome": outcome,
        "minutes_per_year": minutes,
        "reason": reason and {"da": reason, "en": reason_en or reason},
        "legal_basis": legal_basis,
        "decided_by": decided_by,
        "decided_on": decided_on and decided_on.date(),
        "review_by": review_by and review_by.date(),
    }
    if demand is not None:
        known = {item.id: item for item in catalogue.positive_list}
        if demand not in known:
            raise UsageError(
                f"There is no demand {demand}.",
                where="--demand",
                expected="one of " + (", ".join(sorted(known)) or "none: the list is empty"),
                remedy="name one of them",
            )
        made = [_review(known[demand], given, today)]
        reviewing.decide(workspace, made, today)
        _say_decided(made, as_json=as_json)
        return
    if as_json or not sys.stdin.isatty():
        _say_due(waiting, today, as_json=as_json)
        return
    for item in waiting:
        _say_due([item], today, as_json=False)
        answered = _asked(item, given)
        if answered["outcome"] is None:
            say("  Sprunget over.")
            continue
        made = [_review(item, answered, today)]
        reviewing.decide(workspace, made, today)
        _say_decided(made, as_json=False)
    if not waiting:
        say("Intet krav på listen skal gennemgås nu.")


def _review(item: SteeringDemand, given: Mapping[str, Any], today: date) -> DemandReview:
    from pipelines.catalogue.models.own import DemandReview

    decided_on = given["decided_on"] or today
    found = {name: value for name, value in given.items() if value is not None} | {
        "demand": item.id,
        "legal_basis": given["legal_basis"] or item.legal_basis,
        "decided_on": decided_on,
        "review_by": given["review_by"] or _later(decided_on),
    }
    try:
        return DemandReview.model_validate(found)
    except ValidationError as error:
        wrong = error.errors()
    names = {
        "reason": "--reason",
        "outcome": "--outcome",
        "decided_by": "--decided-by",
        "minutes_per_year": "--minutes",
    }
    raise UsageError(
        "The review is not whole.",
        where=item.id,
        expected="; ".join(
            f"{names.get(str(each['loc'][0]), each['loc'][0]) if each['loc'] else '--minutes'}: "
            f"{str(each['msg']).removeprefix('Value error, ')}"
            for each in wrong
        ),
        remedy="give the options named; nothing was written",
    )


def _later(day: date) -> date:
    """24 months after; the day before where that day is in no calendar."""
    return day.replace(year=day.year + 2) if (day.month, day.day) != (2, 29) else date(day.year + 2, 2, 28)


def _asked(item: SteeringDemand, given: Mapping[str, Any]) -> dict[str, Any]:
    """What no option has answered, asked for on the terminal."""
    words = {"behold": DemandOutcome.KEEP, "forenkl": DemandOutcome.SIMPLIFY, "afskaf": DemandOutcome.DROP, "": None}
    words |= {outcome.value: outcome for outcome in DemandOutcome}
    answered = dict(given)
    if answered["outcome"] is None:
        text = prompt("  Behold, forenkl eller afskaf? (Enter: spring over)", default="", show_default=False)
        if text.strip().lower() not in words:
            say("  Det forstod jeg ikke.")
            return answered
        answered["outcome"] = words[text.strip().lower()]
        if answered["outcome"] is None:
            return answered
    if answered["outcome"] is DemandOutcome.SIMPLIFY and answered["minutes_per_year"] is None:
        answered["minutes_per_year"] = prompt("  Minutter om året pr. medarbejder, der er tilbage", type=int)
    if answered["reason"] is None:
        text = prompt("  Begrundelse")
        answered["reason"] = {"da": text, "en": text}
    if answered["legal_basis"] is None:
        answered["legal_basis"] = prompt("  Lov eller beslutning", default=item.legal_basis)
    if answered["decided_by"] is None:
        answered["decided_by"] = prompt("  Besluttet af", default=item.owner)
    return answered


def _say_due(waiting: list[SteeringDemand], today: date, *, as_json: bool) -> None:
    rows = [
        {
            "demand": item.id,
            "title": item.title.da,
            "municipality": item.municipality,
            "service_area": item.service_area,
            "owner": item.owner,
            "legal_basis": item.legal_basis,
            "basis": item.basis,
            "hours_per_year": round(item.minutes_per_year * item.staff / 60, 1),
            "review_by": item.review_by,
            "is_overdue": item.review_by < today,
        }
        for item in waiting
    ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say("Intet krav på listen skal gennemgås nu.")
    for row in rows:
        late = " (overskredet)" if row["is_overdue"] else ""
        hours = figure(f"{row['hours_per_year']:g}")
        say(f"{row['title']} ({row['demand']})", style="bold")
        say(f"  {row['legal_basis']}; ejer: {row['owner']}; {hours} timer om året")
        say(f"  skal gennemgås senest {row['review_by']:%d.%m.%Y}{late}")


def _say_decided(made: list[DemandReview], *, as_json: bool) -> None:
    if as_json:
        print_json([item.model_dump(mode="json") for item in made])
        return
    words = {DemandOutcome.KEEP: "beholdes", DemandOutcome.SIMPLIFY: "forenkles", DemandOutcome.DROP: "afskaffes"}
    for item in made:
        again = "" if item.outcome is DemandOutcome.DROP else f"; ses efter igen senest {item.review_by:%d.%m.%Y}"
        say(f"{item.demand} {words[item.outcome]}{again}. Gælder fra næste `seksby refresh`.")
