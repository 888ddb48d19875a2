"""`seksby case check`, in Danish: one unit, a few, or all?

Belongs here: the command line, and the answer in words. Does not belong here: the rule (`pipelines.own.cases`). The
name of a unit is that of who asks: of the others none is said, and none is written down.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.screen.terminal import Json, print_json, say, workspace_of
from seksby.errors import UsageError
from seksby.vocabulary import CaseAnswer

if TYPE_CHECKING:
    from pipelines.own.cases import Extent, Swing

case = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Bad single cases: how far does one reach?")

ANSWERS = {
    CaseAnswer.ONE_UNIT: "Én enhed. Løs sagen dér, hvor den opstod.",
    CaseAnswer.FEW: "Nogle få enheder. Løs det dér; de andre skal ikke have et krav for det.",
    CaseAnswer.ALL: "Enhederne under ét. Se efter en fælles årsag; det er ikke én enheds sag.",
    CaseAnswer.NONE: "Ingen enhed skiller sig ud: forskellen er ikke større, end tilfældet giver.",
    CaseAnswer.CANNOT_TELL: "Kan ikke afgøres af tallene: de er for få eller skjult, fordi de er små.",
}


@case.callback()
def group() -> None:
    """Keep `check` a word of its own while it is the only command."""


@case.command()
def check(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(help="The unit, as the delivered file names it.")],
    measure: Annotated[str, typer.Argument(help="Id or title: workplace_satisfied_employees.")],
    period: Annotated[str, typer.Argument(help="The year: 2025.")],
    municipality: Annotated[str | None, typer.Option(help="Name or code; the own municipality if left out.")] = None,
    record: Annotated[str | None, typer.Option(help="Write the case down under this id, without names.")] = None,
    title: Annotated[str | None, typer.Option(help="What the case is, in Danish; with --record.")] = None,
    handled: Annotated[str | None, typer.Option(help="Which function or unit deals with it; with --record.")] = None,
    as_json: Json = False,
) -> None:
    """Is a bad case one unit's, a few's or everybody's? Answered from the own figures of units, by funnel and XmR."""
    from pipelines.own import cases
    from pipelines.releases.inputs import read

    workspace = workspace_of(context)
    catalogue = read(workspace).catalogue
    found = cases.check(workspace, catalogue, unit, measure, period, municipality)
    if record is not None:
        if not title or not handled:
            raise UsageError(
                "A case is written down with what it is and who deals with it.",
                where="--record",
                expected="--title and --handled too",
                remedy="give both; nothing was written",
            )
        _record(context, record, title, handled, found, measure, municipality)
    if as_json:
        print_json(asdict(found))
        return
    for line in told(found):
        say(line)
    if record is not None:
        say(f"Skrevet i {workspace.own / 'cases'}: {record}.yml, uden navne.")


def told(found: Extent) -> list[str]:
    """The answer in words."""
    lines = [f"{found.indicator}, {found.period}: {ANSWERS[found.answer]}"]
    if found.own is None or found.others is None or found.limit is None:
        lines.append("  Enhedens tal er skjult eller mangler.")
    else:
        side = "uden for" if found.is_outside else "inden for"
        lines += [
            f"  Enheden: {_pct(found.own.share)} mod {_pct(found.others)} for de andre enheder tilsammen.",
            f"  Det er {side} det, tilfældet kan forklare med {found.own.base:.0f} personer: "
            f"grænsen er {_pct(found.limit)}.",
        ]
    if found.units:
        lines.append(f"  Af {found.units} enheder, der kan sammenlignes, ligger {found.outside} uden for.")
    lines += [
        f"  Enhedens egne år: {_swing(found.own_years)}",
        f"  De andre enheder under ét gennem årene: {_swing(found.others_years)}",
        "  Et krav til alle, der begrundes med sagen, kan kun føres ind med en skriftlig undtagelse.",
    ]
    return lines


def _swing(found: Swing) -> str:
    if found.outside is None or found.centre is None or found.limit is None:
        return f"{found.years} år med tal; der skal otte til for at kende et udsving fra et andet."
    side = "uden for" if found.outside else "inden for"
    return f"{side} det, årene før svinger (middel {_pct(found.centre)}, grænse {_pct(found.limit)})."


def _pct(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _record(
    context: typer.Context,
    name: str,
    title: str,
    handled: str,
    found: Extent,
    measure: str,
    municipality: str | None,
) -> None:
    from pydantic import ValidationError

    from pipelines.catalogue.models.own import SingleCase
    from pipelines.own import cases
    from pipelines.releases.inputs import read

    workspace = workspace_of(context)
    catalogue = read(workspace).catalogue
    indicator, _ = cases.measured(catalogue, measure)
    today = datetime.now(UTC).date()
    try:
        written = SingleCase(
            id=name,
            title={"da": title, "en": title},  # type: ignore[arg-type]
            municipality=cases.place(catalogue, municipality),
            service_area=indicator.service_area,
            measure=found.indicator,
            period=found.period,
            answer=found.answer,
            units=found.units,
            outside=found.outside,
            checked_on=today,
            handled=handled,
        )
    except ValidationError as error:
        raise UsageError(
            "The case cannot be written down.",
            where="--record",
            expected="; ".join(str(item["msg"]) for item in error.errors()),
            remedy="correct what was typed; nothing was written",
        ) from None
    cases.record(workspace, written, today)
