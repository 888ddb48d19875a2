"""The last screen of a refresh, in Danish.

Belongs here: which lines it has, and their words. Does not belong here: finding out what is said
(`pipelines.orchestration.summary`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.commands.terminal import plain, say


def last_screen(summary: Mapping[str, Any]) -> None:
    if summary["outcome"] == "unchanged":
        say(f"Uændret: udgave {summary['release']} står ved magt; intet nyt i kilder, katalog eller sider.")
    else:
        values = summary["values"]
        say(f"Udgivet: {summary['release']}", style="bold")
        say(
            f"  Nye værdier {values['new']} · ændrede {values['changed']} · bortfaldne {values['gone']} · "
            f"uændrede {values['same']}"
        )
        for indicator, count in list(summary["changed_indicators"].items())[:10]:
            say(f"    {indicator}: {count} ændret")
    say(f"  {summary['notice']}")
    failed: dict[str, list[str]] = {}
    for source, reason in summary["not_updated"].items():
        failed.setdefault(reason, []).append(source)
    for reason, sources_failed in failed.items():
        say(f"  Ikke opdateret: {', '.join(sources_failed)}: {reason}")
        for line in (line for source in sources_failed for line in summary["faults"].get(source, [])):
            say(f"    {line}")
    for what, place, expected, names in _by_fault(summary["misfits"]):
        say(f"  Passer ikke med kilden: {what} ({place}: {expected})", style="yellow")
        say(f"    udeladt: {', '.join(names)}", style="dim")
    for source, reason in summary["not_compared"].items():
        say(f"  Advarsel: {source} er ikke sammenlignet med filen før, som er beskadiget: {reason}", style="yellow")
    unasked: dict[str, list[str]] = {}
    for source, reason in summary["skipped"].items():
        unasked.setdefault(reason, []).append(source)
    for reason, sources_unasked in unasked.items():
        say(f"  Sprunget over: {', '.join(sources_unasked)}: {reason}", style="dim")
    for name in summary["inbox_without_source"]:
        say(f"  Indbakken har {name}, som ingen kilde hører til: mappen skal hedde som kilden i kataloget")
    awaiting = sum(item["awaits_fetch"] for item in summary["missing_indicators"])
    if awaiting:
        say(f"  Venter på StatBank: {awaiting} nøgletal, hvis tabeller ikke er hentet endnu (se `seksby sources`)")
    others = [item for item in summary["missing_indicators"] if not item["awaits_fetch"]]
    if others:
        say(f"  Mangler: {len(others)} nøgletal uden åben kilde eller uden nøgle og fil til den")
        for item in others:
            say(f"    {item['indicator']}: {item['note']}", style="dim")
    ways: dict[str, list[str]] = {}
    for source, instruction in summary["instructions"].items():
        ways.setdefault(instruction, []).append(source)
    for instruction, sources_to_get in ways.items():
        say(f"  Sådan fås {', '.join(sources_to_get)}: {instruction}", style="dim")
    if summary["missing_values"]:
        listed = ", ".join(f"{count} {reason}" for reason, count in summary["missing_values"].items())
        say(f"  Enkelte tal for de sammenlignede kommuner mangler i nøgletal, der ellers er beregnet: {listed}")
    controlled = summary["controls"]
    if controlled["compared"]:
        differing = sum(item["figures"] for item in controlled["differing"])
        say(
            f"  Kontrol: {controlled['compared'] - differing} af {controlled['compared']} sammenlignede tal stemmer; "
            f"{controlled['awaiting']} kontroller venter på tal"
        )
        for item in controlled["differing"]:
            say(f"    {item['control']}: {item['figures']} tal afviger, mest {item['furthest']}")
    if summary["corrections"]:
        say(f"  {_corrections_line(summary['corrections'])}")
    if summary["pages"]:
        say(f"  Sider bygget på ny: {summary['pages']['rendered']}, genbrugt: {summary['pages']['reused']}")
    say(f"  Sider: {summary['site']}  (vis dem med `seksby serve`)")


def _by_fault(misfits: Sequence[Mapping[str, str]]) -> list[tuple[str, str, str, list[str]]]:
    """Each fault once, with all that fell out for it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for item in misfits:
        found.setdefault((item["what"], item["place"], item["expected"]), []).append(item["id"])
    return [(*fault, names) for fault, names in found.items()]


def _corrections_line(corrections: Sequence[Mapping[str, Any]]) -> str:
    """How many corrections are in use, and which ones no longer hold."""
    in_use = sum(item["state"] == "applied" for item in corrections)
    text = f"Rettede kildeceller: {in_use} i brug"
    ended = [
        f"{item['correction']} (kilden siger nu {plain(item['published'])})"
        if item["state"] == "outdated"
        else f"{item['correction']} (kilden har ikke cellen)"
        for item in corrections
        if item["state"] in ("outdated", "no_such_cell")
    ]
    if ended:
        text += f"; bruges ikke mere og skal ud af corrections.yml: {', '.join(ended)}"
    return text
