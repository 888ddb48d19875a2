"""The last screen of a refresh, and the long list behind it, in Danish.

Belongs here: which lines they have, and their words. Does not belong here: finding out what is said
(`pipelines.orchestration.summary`).

The screen says in about ten lines whether there is a release, what changed most, what is missing by what is to be done
about it, and the next step. What an analyst needs to mend it (places, codes, reasons, every indicator) is in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipelines.commands.screen.terminal import figure, say, some, word


def last_screen(summary: Mapping[str, Any]) -> None:
    """What a refresh came to."""
    if summary["outcome"] == "unchanged":
        say(f"Uændret: udgave {summary['release']} står ved magt; intet nyt i kilder, katalog eller sider.")
    else:
        values = {name: figure(number) for name, number in summary["values"].items()}
        say(
            f"Udgivet: {summary['release']}. {values['changed']} tal er ændret, {values['new']} er nye, "
            f"{values['gone']} er faldet bort.",
            style="bold",
        )
    for item in summary["furthest"]:
        say(
            f"  Mest ændret: {item['indicator']}, {item['municipality']} {item['year']}: "
            f"{figure(item['before'])} → {figure(item['after'])} ({figure(item['changed'])} tal i nøgletallet)"
        )
    say(f"  {summary['notice']}")
    for file, rows in summary["forms_taken"].items():
        say(f"  Skema ført ind i kommunens egen mappe: {file}, {figure(rows)} {'række' if rows == 1 else 'rækker'}")
    to_do = list(_to_do(summary))
    for line, _ in to_do:
        say(f"  {line}", style="yellow")
    for source, reason in summary["not_compared"].items():
        say(f"  Advarsel: {source} er ikke sammenlignet med filen før, som er beskadiget: {reason}", style="yellow")
    awaiting = sum(item["awaits_fetch"] for item in summary["missing_indicators"])
    others = len(summary["missing_indicators"]) - awaiting
    if awaiting or others:
        say(f"  Mangler: {awaiting} nøgletal venter på StatBank, {others} på nøgle, fil eller åben kilde")
    _say_controls(summary["controls"], at_most=2)
    steps = [step for _, step in to_do] or ["se siderne med `seksby serve`"]
    say(f"  Nu: {'; '.join(dict.fromkeys(steps))}. Hele listen: `seksby sources`")
    say(f"  Sider: {summary['site']}")


def _to_do(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is not as it should be, a line for each thing that can be done about it, and that thing."""
    misfits = _by_fault(summary["misfits"])
    if misfits:
        left_out = len({name for *_, names in misfits for name in names})
        first = misfits[0][1].split(" ")[0]
        more = f" og {len(misfits) - 1} til" if len(misfits) > 1 else ""
        yield (
            f"Passer ikke med kilden: {first}{more}; {left_out} udeladt",
            "ret kataloget på de linjer, som `seksby sources` nævner",
        )
    files = {source: lines for source, lines in summary["faults"].items() if source in summary["not_updated"]}
    if files:
        yield f"Filen kan ikke bruges: {some(list(files))}; de forrige tal står", "ret filen i indbakken"
    if refused := summary["forms_refused"]:
        faults = sum(map(len, refused.values()))
        yield (
            f"Skemaet er ikke ført ind: {some(list(refused))} har {figure(faults)} fejl",
            "ret de celler, `seksby check` nævner",
        )
    again = [source for source in summary["not_updated"] if source not in files]
    if again:
        yield (
            f"Kunne ikke opdateres: {some(again)}; hvor der var tal før, står de, og der spørges igen næste gang",
            "kør `seksby refresh` igen senere",
        )
    if summary["read_as"]:
        yield (
            f"Koder fundet ved kildens egen beskrivelse: {some(list(summary['read_as']))}",
            "skriv koderne i kataloget med `seksby sources adopt`",
        )
    if summary["meaning_changed"] and summary["outcome"] == "published":
        yield (
            f"Udgiveren siger noget andet om tallene end før: {some(list(summary['meaning_changed']))}",
            "læs på /kilder/, om tallene stadig betyder det samme",
        )
    if strays := summary["inbox_without_source"]:
        yield f"Ingen kilde hører til i indbakken: {some(strays)}", "giv mappen kildens navn"
    if ended := _ended(summary["corrections"]):
        yield f"Rettelser, der ikke gælder mere: {', '.join(ended)}", "tag dem ud af corrections.yml"


def long_list(standing: Mapping[str, Any]) -> None:
    """All that is not as it should be, with what an analyst needs to mend it."""
    failed: dict[str, list[str]] = {}
    for source, reason in standing["not_updated"].items():
        failed.setdefault(reason, []).append(source)
    for reason, sources_failed in failed.items():
        say(f"  Ikke opdateret: {', '.join(sources_failed)}: {reason}")
        for line in (line for source in sources_failed for line in standing["faults"].get(source, [])):
            say(f"    {line}")
    for what, place, expected, names in _by_fault(standing["misfits"]):
        say(f"  Passer ikke med kilden: {what} ({place}: {expected})", style="yellow")
        say(f"    udeladt: {', '.join(names)}", style="dim")
    for source, text in standing["read_as"].items():
        say(f"  Fundet ved kildens egen beskrivelse: {source}: {text}")
    for source, text in standing["meaning_changed"].items():
        say(f"  Ændret beskrivelse: {source}: {text}")
    unasked: dict[str, list[str]] = {}
    for source, reason in standing["skipped"].items():
        unasked.setdefault(reason, []).append(source)
    for reason, sources_unasked in unasked.items():
        say(f"  Sprunget over: {', '.join(sources_unasked)}: {reason}", style="dim")
    for file, lines in standing["forms_refused"].items():
        say(f"  Skema, der ikke er ført ind: {file}")
        for line in lines:
            say(f"    {line}")
    for name in standing["inbox_without_source"]:
        say(f"  Indbakken har {name}, som ingen kilde hører til: mappen skal hedde som kilden i kataloget")
    awaiting = sum(item["awaits_fetch"] for item in standing["missing_indicators"])
    if awaiting:
        say(f"  Venter på StatBank: {awaiting} nøgletal, hvis tabeller ikke er hentet endnu")
    others = [item for item in standing["missing_indicators"] if not item["awaits_fetch"]]
    if others:
        say(f"  Mangler: {len(others)} nøgletal uden åben kilde eller uden nøgle og fil til den")
        for item in others:
            say(f"    {item['indicator']}: {item['note']}", style="dim")
    ways: dict[str, list[str]] = {}
    for source, instruction in standing["instructions"].items():
        ways.setdefault(instruction, []).append(source)
    for instruction, sources_to_get in ways.items():
        say(f"  Sådan fås {', '.join(sources_to_get)}: {instruction}", style="dim")
    if standing["missing_values"]:
        listed = ", ".join(f"{figure(count)}: {word(reason)}" for reason, count in standing["missing_values"].items())
        say(f"  Enkelte tal for de sammenlignede kommuner mangler i nøgletal, der ellers er beregnet: {listed}")
    _say_controls(standing["controls"])
    if standing["corrections"]:
        say(f"  {_corrections_line(standing['corrections'])}")


def _say_controls(controls: Mapping[str, Any], at_most: int | None = None) -> None:
    if not controls["compared"]:
        return
    differing = sum(item["figures"] for item in controls["differing"])
    say(
        f"  Kontrol: {figure(controls['compared'] - differing)} af {figure(controls['compared'])} sammenlignede tal "
        f"stemmer; {figure(controls['awaiting'])} kontroller venter på tal"
    )
    for item in controls["differing"][:at_most]:
        say(f"    {item['control']}: {figure(item['figures'])} tal afviger, mest {item['furthest']}")


def _as_told(cell: Decimal | str | None) -> str:
    return figure(cell) if isinstance(cell, Decimal) else str(cell)


def _by_fault(misfits: Sequence[Mapping[str, str]]) -> list[tuple[str, str, str, list[str]]]:
    """Each fault once, with all that fell out for it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for item in misfits:
        found.setdefault((item["what"], item["place"], item["expected"]), []).append(item["id"])
    return [(*fault, names) for fault, names in found.items()]


def _corrections_line(corrections: Sequence[Mapping[str, Any]]) -> str:
    """How many corrections are in use, and which ones no longer hold."""
    text = f"Rettede kildeceller: {sum(item['state'] == 'applied' for item in corrections)} i brug"
    if ended := _ended(corrections):
        text += f"; bruges ikke mere og skal ud af corrections.yml: {', '.join(ended)}"
    return text


def _ended(corrections: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{item['correction']} (kilden siger nu {_as_told(item['published'])})"
        if item["state"] == "outdated"
        else f"{item['correction']} (kilden har ikke cellen)"
        for item in corrections
        if item["state"] in ("outdated", "no_such_cell")
    ]
