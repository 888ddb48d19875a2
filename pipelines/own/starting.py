"""The own folder as it begins: what `seksby init` writes from the answers it was given.

Belongs here: the files, with what they are for in Danish, and that none is overwritten. Does not belong here: asking
(`pipelines.commands`), or adding entries later (`writing`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.catalogue.models.whole import Catalogue
from pipelines.catalogue.read import look, told
from pipelines.own.writing import as_yaml
from seksby.errors import UsageError
from seksby.kept import write
from seksby.naming import fold, near, resolve
from seksby.vocabulary import Perspective
from seksby.workspace import Workspace


@dataclass(frozen=True)
class Answers:
    """What has to be known to begin; names are as they were typed.

    Attributes:
        municipality: name or code.
        peers: those it is compared with, itself not among them; none for the group that the catalogue compares.
        owners: who answers for an area, by its name.
        contacts: whom an area is offered help by, by its name; `""` is for those without one of their own.
        committees: the areas of each committee, by its title.
        perspectives: which of the three have a page, in order.
        is_example: whether everything in the folder is invented.
    """

    municipality: str
    peers: Sequence[str] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    committees: Mapping[str, Sequence[str]] = field(default_factory=dict)
    perspectives: Sequence[Perspective] = tuple(Perspective)
    is_example: bool = False


@dataclass(frozen=True)
class Started:
    """What was written, and what was there already and is left as it is."""

    written: Sequence[Path]
    kept: Sequence[Path]


README = """\
# Kommunens egen mappe

Her står det, kommunen selv beslutter: mål, positivliste, prøvehandlinger, læsninger og kontakter. Mappen er kommunens
egen. Den lægges oven på Seksbys katalog, og en ny udgave af Seksby rører den ikke.

Hold styr på den med git, så det kan ses, hvem der besluttede hvad og hvornår:

    git init && git add . && git commit -m "Kommunens egen mappe"

| fil | hvad |
| --- | --- |
| `municipality.yml` | hvilken kommune, hvem der ejer hvert område, og hvilke udvalg der er |
| `peer_groups.yml` | hvem kommunen sammenlignes med, hvis det ikke er katalogets gruppe |
| `targets.yml` | mål, som et byråd eller udvalg har besluttet |
| `positive_list.yml` | styringskrav, der kan forsvares |
| `reviews.yml` | beslutninger om styringskrav; der lægges til, aldrig om |
| `help_contacts.yml` | hvem et område kan få hjælp hos |
| `stakeholders.yml` | interessenter ud over katalogets |
| `readings/*.md` | underskrevne læsninger af et områdes tal |
| `practice_notes/*.yml` | hvad en kommune med et bedre tal gør |
| `trials/*.yml` | prøvehandlinger, skrevet før start |
| `trial_decisions.yml` | hvad der blev besluttet om en prøvehandling: bredes ud eller stoppes |
| `perspectives.yml` | hvilke perspektiver kommunen har valgt; der lægges til, aldrig om |
| `cases/*.yml` | enkeltsager, uden navne |

Filerne kan skrives i hånden, eller ved et skema i Excel: `seksby export skema`.
"""
HEADS = {
    "municipality": """\
Hvilken kommune mappen er, hvem der ejer hvert område (en funktion, ikke en person), og udvalgene.
perspectives siger, hvilke af de tre perspektiver der har en side fra begyndelsen, og i hvilken rækkefølge: stakeholder
(interessenter), six_city (enhedspriser), private (private tilbud). Hvad der besluttes siden, står i perspectives.yml.
""",
    "peer_groups": """\
Hvem kommunen sammenlignes med. `compared: true` træder i stedet for katalogets gruppe: 3 til 12 kommuner, den selv
medregnet. Uden en indgang her sammenlignes med katalogets.
""",
    "targets": """\
Mål, som nogen har besluttet: effect (et effektmål), municipality, value, year, decided_by, decided_on. For eksempel:

- effect: primary_school_absence_over_10_pct
  municipality: "730"
  value: 12.0
  year: 2028
  decided_by: Byrådet, budget 2027
  decided_on: 2026-10-08
""",
    "positive_list": """\
Styringskrav, der kan forsvares. Felterne står i katalogets positive_list.yml. Et krav, der begrundes med en enkeltsag
(`case`), skal have en skriftlig undtagelse (`exception`).
""",
    "reviews": """\
Beslutninger om styringskrav. Her lægges til, aldrig om: `seksby positive-list review` skriver dem.
""",
    "trial_decisions": """\
Hvad der blev besluttet om en prøvehandling: trial, outcome (scale_up, throw_away), decided_by, decided_on.
""",
    "perspectives": """\
Hvilke af de tre perspektiver kommunen har valgt, og hvem der besluttede det: perspectives (stakeholder, six_city,
private), decided_by, decided_on. Den seneste beslutning gælder i stedet for linjen i municipality.yml.
""",
    "help_contacts": """\
Hvem et område kan få hjælp hos: en funktion eller enhed. Uden service_area gælder den de andre områder.
""",
    "stakeholders": """\
Interessenter ud over katalogets: id og title {da, en}.
""",
}


def start(workspace: Workspace, catalogue: Catalogue, answers: Answers) -> Started:
    """Write the own folder; files that are there stay as they are.

    Args:
        workspace: where the folder lies.
        catalogue: the shipped catalogue, whose names may be used.
        answers: what was asked.

    Raises:
        UsageError: an answer names what is not there; all that are wrong are told at once.
        CatalogueError: the folder as it would be breaks a rule.
    """
    content = _content(catalogue, answers)
    written, kept = [], []
    texts = {"README.md": README} | {f"{name}.yml": _file(workspace, name, entry) for name, entry in content.items()}
    for name, text in texts.items():
        path = workspace.own / name
        if os.path.lexists(path):
            kept.append(path)
            continue
        write(path, text.encode())
        written.append(path)
    if faults := look(workspace.catalogue, workspace.own)[1]:
        raise told(faults)
    return Started(written, kept)


def _content(catalogue: Catalogue, answers: Answers) -> dict[str, Any]:
    places = {item.municipality_code: (item.name, item.slug) for item in catalogue.municipalities}
    areas = {item.id: (item.title.da, item.slug) for item in catalogue.service_areas}
    wrong: list[tuple[str, str, list[str]]] = []

    def found(name: str, known: Mapping[str, Sequence[str]], option: str) -> str:
        key = resolve(name, known)
        if key is None:
            wrong.append((option, name, [known[each][0] for each in near(name, known)]))
        return key or name

    own = found(answers.municipality, places, "--municipality")
    peers = [found(name, places, "--peers") for name in answers.peers]
    owners = {found(name, areas, "--area"): owner for name, owner in answers.owners.items()}
    contacts = {found(name, areas, "--contact") if name else "": text for name, text in answers.contacts.items()}
    committees = [
        {"id": _slug(title), "title": title, "areas": [found(name, areas, "--committee") for name in listed]}
        for title, listed in answers.committees.items()
    ]
    if wrong:
        raise UsageError(
            "; ".join(f"{option}: there is no {name}" for option, name, _ in wrong) + ".",
            where=", ".join(dict.fromkeys(option for option, _, _ in wrong)),
            expected="names or codes of the catalogue"
            + "".join(f"; near {name}: {', '.join(shown)}" for _, name, shown in wrong if shown),
            remedy="correct the names and run the command again; nothing was written",
        )
    members = list(dict.fromkeys([own, *peers]))
    group = {
        "id": "own_peers",
        "title": {"da": "de valgte kommuner", "en": "the chosen municipalities"},
        "compared": True,
        "members": members,
    }
    example = {"is_example": True} if answers.is_example else {}
    return {
        "municipality": {
            "municipality": own,
            **example,
            "areas": [{"service_area": area, "owner": owner} for area, owner in owners.items()],
            **({"committees": committees} if committees else {}),
            "perspectives": list(map(str, answers.perspectives)),
        },
        "peer_groups": [group] if peers else [],
        "targets": [],
        "positive_list": [],
        "reviews": [],
        "trial_decisions": [],
        "perspectives": [],
        "help_contacts": [
            {"municipality": own, **({"service_area": area} if area else {}), "contact": text}
            for area, text in contacts.items()
        ],
        "stakeholders": [],
    }


def _file(workspace: Workspace, name: str, content: Any) -> str:
    schemas = os.path.relpath(workspace.catalogue / "schemas", workspace.own)
    head = "".join(f"# {line}".rstrip() + "\n" for line in HEADS[name].splitlines())
    return f"# yaml-language-server: $schema={schemas}/{name}.schema.json\n{head}{as_yaml(content or [])}"


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
