"""`seksby init` and `seksby demo`, in Danish: they are for those who begin.

Belongs here: asking, and saying what was made and what to do next. Does not belong here: what is written
(`pipelines.own`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.screen.terminal import Json, print_json, prompt, say, settings_of
from seksby.errors import UsageError
from seksby.naming import near, resolve
from seksby.vocabulary import Perspective

if TYPE_CHECKING:
    from pipelines.catalogue.models.whole import Catalogue


def init(
    context: typer.Context,
    municipality: Annotated[str | None, typer.Option(help="Name or code of the own municipality.")] = None,
    peers: Annotated[
        str | None, typer.Option(help="Those it is compared with, by commas; empty for the catalogue's own group.")
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help='An area and who owns it: "folkeskole=Skolechefen"; more than once.')
    ] = None,
    contact: Annotated[
        list[str] | None,
        typer.Option(help='Whom an area can get help from: "folkeskole=Analyse"; "=Analyse" is for all others.'),
    ] = None,
    committee: Annotated[
        list[str] | None, typer.Option(help='A committee and its areas: "Børn og skole=folkeskole,dagtilbud".')
    ] = None,
    perspective: Annotated[
        list[Perspective] | None,
        typer.Option(help="A perspective that is to have a page; more than once, in order. All three if left out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Begin for real: ask what has to be known and write the municipality's own folder. Nothing is overwritten."""
    from pipelines.catalogue.read import read_catalogue
    from pipelines.own.starting import Answers, start

    workspace = settings_of(context).workspace
    catalogue = read_catalogue(workspace.catalogue)
    can_ask = sys.stdin.isatty() and not as_json
    if can_ask:
        municipality, peers, area, contact, committee, perspective = _asked(
            catalogue, municipality, peers, area, contact, committee, perspective
        )
    lacking = [name for name, value in (("--municipality", municipality), ("--area", area)) if not value]
    if lacking or municipality is None:
        raise UsageError(
            f"Not answered: {', '.join(lacking)}.",
            where="seksby init",
            expected='--municipality Randers --area "folkeskole=Skolechefen", and --peers, --contact, --committee',
            remedy="give the options, or run it on a terminal, where it asks",
        )
    made = start(
        workspace,
        catalogue,
        Answers(
            municipality=municipality,
            peers=_listed(peers),
            owners=_pairs(area, "--area"),
            contacts=_pairs(contact, "--contact"),
            committees={title: _listed(areas) for title, areas in _pairs(committee, "--committee").items()},
            perspectives=tuple(dict.fromkeys(perspective or Perspective)),
        ),
    )
    if as_json:
        print_json(
            {"own": str(workspace.own), "written": list(map(str, made.written)), "kept": list(map(str, made.kept))}
        )
        return
    say(f"Kommunens egen mappe: {workspace.own}", style="bold")
    for path in made.written:
        say(f"  skrevet: {path.name}")
    for path in made.kept:
        say(f"  stod der allerede, og er ikke rørt: {path.name}", style="yellow")
    say("Nu:")
    say(f"  1. Læg mappen under versionsstyring: cd {workspace.own} && git init && git add . && git commit")
    say("  2. Hent skemaet, og udfyld det: seksby export skema")
    say(f"  3. Læg det udfyldte skema i {workspace.forms}, og prøv det: seksby check")
    say("  4. Byg siderne, og se dem: seksby refresh, og så seksby serve")
    say("  5. Dagsordenen til udvalget: seksby export dagsorden")


def demo(
    context: typer.Context,
    municipality: Annotated[str, typer.Option(help="Seen from this municipality: name or code.")] = "Randers",
    out: Annotated[Path | None, typer.Option(help="Data folder to make; demo/ of the data folder if left out.")] = None,
    as_json: Json = False,
) -> None:
    """See the whole before deciding: a release of its own with invented examples of every file, marked on every page.

    The figures are those at hand in the project; what is invented is part of none of them.
    """
    from pipelines.catalogue.read import read_catalogue
    from pipelines.commands.screen.progress import progress
    from pipelines.orchestration import refresh as workflow
    from pipelines.own.example import write_example

    settings = settings_of(context)
    folder = (out or settings.data_dir / "demo").resolve()
    shown = settings.model_copy(update={"data_dir": folder, "own_dir": None})
    workspace = shown.workspace
    write_example(workspace, read_catalogue(workspace.catalogue), municipality, datetime.now(UTC).date())
    with progress(silent=as_json):
        outcome = workflow.refresh(workspace, shown, offline=True)
    if as_json:
        print_json(
            {"data_dir": str(folder), "release": outcome.after.id, "site": str(outcome.after.site / "index.html")}
        )
        return
    say(f"Eksempel udgivet for sig selv: {outcome.after.id}", style="bold")
    say(f"  Sider: {outcome.after.site / 'index.html'}")
    say(f"  Filerne, så I kan se, hvordan de er skrevet: {workspace.own}")
    say(f"  Se siderne: seksby --data-dir {folder} serve")
    say("  Jeres egen udgave er ikke rørt. Begynd for alvor med `seksby init`.")


Options = list[str] | None


def _asked(
    catalogue: Catalogue,
    municipality: str | None,
    peers: str | None,
    area: Options,
    contact: Options,
    committee: Options,
    perspective: list[Perspective] | None,
) -> tuple[str, str, Options, Options, Options, list[Perspective]]:
    """What no option has answered, asked for on the terminal; a name that is not there is asked for again."""
    from pipelines.own.forms.columns import WORDS

    places = {item.municipality_code: (item.name, item.slug) for item in catalogue.municipalities}
    areas = {item.id: (item.title.da, item.slug) for item in catalogue.service_areas}
    municipality = municipality or _answer(
        "Hvilken kommune? (navn eller kode)", lambda text: unknown([text], places), is_needed=True
    )
    if peers is None:
        peers = _answer(
            "Hvem vil I sammenlignes med? (navne med komma; Enter for katalogets gruppe)",
            lambda text: unknown(_listed(text), places),
        )
    while area is None:
        say("Hvem ejer hvert område? En funktion, ikke en person. Enter springer området over.")
        owners = [
            (item.slug, prompt(f"  {item.title.da}", default="", show_default=False))
            for item in catalogue.service_areas
        ]
        area = [f"{slug}={owner}" for slug, owner in owners if owner] or None
        if area is None:
            say("Mindst ét område skal have en ejer.", style="yellow")
    if contact is None:
        text = prompt("Hvem kan et område få hjælp hos? (Enter: ingen endnu)", default="", show_default=False)
        contact = [f"={text}"] if text else []
    if committee is None:
        committee = []
        while given := _answer(
            "Et udvalg og dets områder (Børn og skole=folkeskole,dagtilbud; Enter: ikke flere)",
            lambda text: _wrong_committee(text, areas),
        ):
            committee.append(given)
    if perspective is None:
        words = {str(code): (WORDS[code], str(code)) for code in Perspective}
        text = _answer(
            "Hvilke perspektiver skal have en side, i rækkefølge? (interessenter, enhedspriser, private tilbud; "
            "Enter for alle tre)",
            lambda text: unknown(_listed(text), words),
        )
        perspective = [Perspective(code) for name in _listed(text) if (code := resolve(name, words))]
    return municipality, peers, area, contact, committee, perspective


def _answer(question: str, wrong: Callable[[str], str], *, is_needed: bool = False) -> str:
    """What is typed, asked for until nothing is wrong with it; Enter answers what is not needed."""
    while True:
        text = str(prompt(question, **({} if is_needed else {"default": "", "show_default": False}))).strip()
        said = wrong(text) if text or is_needed else ""
        if not said:
            return text
        say(f"  {said}", style="yellow")


def _wrong_committee(text: str, areas: Mapping[str, Sequence[str]]) -> str:
    title, _, listed = text.partition("=")
    if not title.strip() or not _listed(listed):
        return "Skriv et navn, et lighedstegn og mindst ét område."
    return unknown(_listed(listed), areas)


def unknown(names: Sequence[str], known: Mapping[str, Sequence[str]]) -> str:
    """Which of the names are not there, with those that are near; nothing where all are."""
    told = []
    for name in names:
        if resolve(name, known) is None:
            close = ", ".join(known[each][0] for each in near(name, known))
            told.append(f"{name} findes ikke; nærmest: {close}." if close else f"{name} findes ikke.")
    return " ".join(told)


def _listed(text: str | None) -> Sequence[str]:
    return [item.strip() for item in (text or "").split(",") if item.strip()]


def _pairs(given: Options, option: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given or ():
        name, sign, value = text.partition("=")
        if not sign or not value.strip():
            raise UsageError(
                f"{option} {text} has no name on both sides of an equals sign.",
                where=option,
                expected='for example "folkeskole=Skolechefen"',
                remedy="write it so and run the command again; nothing was written",
            )
        found[name.strip()] = value.strip()
    return found
