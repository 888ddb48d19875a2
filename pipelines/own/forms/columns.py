"""The sheets and columns of the form, made from the models of the catalogue: a new field is a new column by itself.

Belongs here: which models have a sheet, their Danish names, and the lists that a cell is chosen from. Does not belong
here: Excel.

A choice is written "Folkeskole · primary_school": what a reader knows it by, and the code. The version of a form is
a checksum of its columns, so that one of another version is known by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipelines.catalogue.models.common import Bilingual, value_kinds
from pipelines.catalogue.models.evidence import Trial
from pipelines.catalogue.models.own import DemandReview, OwnTarget, PerspectiveChoice, TrialDecision
from pipelines.catalogue.models.trust import HelpContact, PracticeNote, Reading, Stakeholder, SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from seksby.vocabulary import Kind

BETWEEN = " · "
Kinds = Literal["text", "day", "whole", "number", "choice", "choices"]


@dataclass(frozen=True)
class Column:
    """One field of an entry.

    Attributes:
        path: where it lies in the entry.
        title: what stands above it.
        help: what is written in it.
        kind: how a cell is read.
        is_required: whether an entry cannot do without.
        listed: the list its value is chosen from.
    """

    path: tuple[str, ...]
    title: str
    help: str
    kind: Kinds
    is_required: bool
    listed: str = ""


@dataclass(frozen=True)
class Form:
    """A sheet: entries of one model, and the file of the own folder that they go to (`{id}` in its name: one each)."""

    title: str
    model: type[BaseModel]
    file: str
    said: str
    leave_out: Collection[str] = ()
    told_as: str = ""
    """The list that its entries are chosen from on other sheets."""

    @property
    def is_listed(self) -> bool:
        return "{" not in self.file

    @property
    def columns(self) -> list[Column]:
        return list(_columns(self.model, (), self.leave_out, is_required=True))


FORMS = (
    Form(
        "Besluttede mål",
        OwnTarget,
        "targets.yml",
        "Hvor langt et effektmål skal nå, besluttet af et byråd eller et udvalg.",
    ),
    Form(
        "Positivliste",
        SteeringDemand,
        "positive_list.yml",
        "Styringskrav, der kan forsvares. Begyndte et med en enkeltsag, skal det have en skriftlig undtagelse.",
        leave_out=("decision",),
        told_as="demands",
    ),
    Form(
        "Gennemgang",
        DemandReview,
        "reviews.yml",
        "Beslutninger om styringskrav på positivlisten. Der lægges til, aldrig om.",
    ),
    Form(
        "Læsninger",
        Reading,
        "readings/{id}.md",
        "En kort, underskrevet tekst om et serviceområdes tal. Navne vises, som de er skrevet, for alle læsere.",
    ),
    Form(
        "Praksis",
        PracticeNote,
        "practice_notes/{id}.yml",
        "Hvad en kommune med et bedre tal gør, og hvem man kan spørge.",
    ),
    Form(
        "Kontakter",
        HelpContact,
        "help_contacts.yml",
        "Hvem et serviceområde kan få hjælp hos: en funktion, ikke en person. Uden område gælder den alle andre.",
    ),
    Form("Interessenter", Stakeholder, "stakeholders.yml", "Interessenter ud over katalogets."),
    Form(
        "Prøvehandlinger",
        Trial,
        "trials/{id}.yml",
        "Skrives før start: hvad der prøves, hvor, hvornår, og den mindste ændring, der betyder noget.",
        leave_out=("decision",),
        told_as="trials",
    ),
    Form(
        "Prøvehandlinger afgjort",
        TrialDecision,
        "trial_decisions.yml",
        "Hvad der blev besluttet om en prøvehandling: bredes ud eller stoppes. Der lægges til, aldrig om.",
    ),
    Form(
        "Perspektiver",
        PerspectiveChoice,
        "perspectives.yml",
        "Hvilke af de tre perspektiver der har en side. Der lægges til, aldrig om: den seneste beslutning gælder.",
    ),
)

TITLES: Mapping[str, str] = {
    "id": "Kort navn",
    "title": "Titel",
    "municipality": "Kommune",
    "municipalities": "Kommuner",
    "service_area": "Serviceområde",
    "indicator": "Procesmål",
    "effect": "Effektmål",
    "value": "Besluttet mål",
    "year": "År",
    "decided_by": "Besluttet af",
    "decided_on": "Besluttet den",
    "basis": "Hvem kræver det",
    "legal_basis": "Lov eller beslutning",
    "justification": "Hvorfor det kan forsvares",
    "owner": "Ejer",
    "since": "Gælder fra",
    "review_by": "Gennemgås senest",
    "minutes_per_year": "Minutter om året pr. medarbejder",
    "staff": "Antal medarbejdere",
    "case": "Enkeltsag",
    "exception.text": "Undtagelse: hvorfor",
    "exception.decided_by": "Undtagelse: besluttet af",
    "exception.decided_on": "Undtagelse: besluttet den",
    "demand": "Styringskrav",
    "perspectives": "Perspektiver",
    "trial": "Prøvehandling",
    "outcome": "Beslutning",
    "reason": "Begrundelse",
    "author": "Navn",
    "role": "Rolle",
    "written_on": "Skrevet den",
    "language": "Sprog",
    "text": "Tekst",
    "what": "Hvad de gør",
    "contact": "Kontakt",
    "noted_on": "Noteret den",
    "source": "Hvorfra det vides",
    "description": "Hvad der prøves",
    "registered_on": "Registreret den",
    "starts_on": "Begynder",
    "stop_on": "Slutter",
    "smallest_change": "Mindste ændring, der betyder noget",
    "donor_pool": "Sammenlignes med",
}
"""What readers call a field; one that is not here stands under its own name."""
HELP: Mapping[str, str] = {
    "id": "Kan stå tom: så dannes det af teksten. Små bogstaver og _.",
    "municipality": "Vælg på listen.",
    "municipalities": "Navne eller koder med semikolon: Randers; Odense.",
    "owner": "En funktion eller enhed, ikke en person.",
    "contact": "En funktion eller enhed, ikke en person.",
    "review_by": "Højst 24 måneder efter seneste beslutning.",
    "minutes_per_year": "Hvad det tager nu; ved en gennemgang, der forenkler: hvad der er tilbage.",
    "indicator": "Kun hvis et procesmål i kataloget følger styringskravet.",
    "service_area": "Vælg på listen.",
    "text": "Højst 2000 tegn.",
    "smallest_change": "I effektmålets enhed, over 0.",
    "case": "Kun hvis en enkeltsag gav anledning til styringskravet.",
    "registered_on": "Skal ligge før start.",
    "value": "I effektmålets enhed.",
    "donor_pool": "Kan stå tom: så med alle landets kommuner.",
    "perspectives": "Med semikolon, i den rækkefølge siderne skal stå: interessenter; enhedspriser; private tilbud.",
}
WORDS: Mapping[str, str] = {
    "law": "krævet ved lov",
    "central_data": "indberetning til staten",
    "authority": "myndighedsopgave",
    "own_choice": "kommunens eget valg",
    "keep": "behold",
    "simplify": "forenkl",
    "drop": "afskaf",
    "scale_up": "bredes ud",
    "throw_away": "stoppes",
    "da": "dansk",
    "en": "engelsk",
    "all": "alle kommuner",
    "stakeholder": "interessenter",
    "six_city": "enhedspriser",
    "private": "private tilbud",
}
KNOWN = {
    "municipality": "municipalities",
    "municipalities": "municipalities",
    "service_area": "areas",
    "effect": "effects",
    "indicator": "processes",
    "demand": "demands",
    "case": "cases",
    "trial": "trials",
    "donor_pool": "groups",
}
"""Fields whose value is the id of another entry, by the list of it."""
BY = ("Udfyldt af", "Hvem der har besluttet eller skrevet det: en funktion eller et udvalg.")
VERSION = "Skemaets udgave"
ABOUT = "Om skemaet"


def version() -> str:
    """The checksum of all sheets and columns."""
    told = [(form.title, *((column.title, *column.path, column.kind) for column in form.columns)) for form in FORMS]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def lists(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """What cells are chosen from: by list, each code and what readers know it by."""
    of_kind = {
        kind: {item.id: item.title.da for item in catalogue.indicators if item.kind is kind}
        for kind in (Kind.EFFECT, Kind.PROCESS)
    }
    found = {
        "municipalities": {item.municipality_code: item.name for item in catalogue.municipalities},
        "areas": {item.id: item.title.da for item in catalogue.service_areas},
        "effects": of_kind[Kind.EFFECT],
        "processes": of_kind[Kind.PROCESS],
        "demands": {item.id: item.title.da for item in catalogue.positive_list},
        "trials": {item.id: item.title.da for item in catalogue.trials},
        "cases": {item.id: item.title.da for item in catalogue.cases},
        "groups": {item.id: item.title.da for item in catalogue.peer_groups},
    }
    for form in FORMS:
        for column in form.columns:
            if column.listed.startswith("="):
                found[column.listed] = {code: WORDS.get(code, code) for code in column.listed[1:].split("|")}
    return found


def _columns(
    model: type[BaseModel], path: tuple[str, ...], leave_out: Collection[str], *, is_required: bool
) -> Iterator[Column]:
    for name, field in _ordered(model):
        place = (*path, name)
        if ".".join(place) in leave_out:
            continue
        kinds = value_kinds(field.annotation)
        needed = is_required and field.is_required()
        key = ".".join(place)
        title, said = TITLES.get(key, TITLES.get(name, name)), HELP.get(key, "")
        if Bilingual in kinds:
            yield Column((*place, "da"), title, said, "text", needed)
            english = "Kan stå tom: så står den danske tekst også på den engelske side."
            yield Column((*place, "en"), f"{title} på engelsk", english, "text", is_required=False)
        elif part := next((kind for kind in kinds if issubclass(kind, BaseModel)), None):
            yield from _columns(part, place, leave_out, is_required=needed)
        else:
            kind, listed = _kind(name, field, kinds)
            yield Column(place, title, said, kind, needed and name != "id", listed)


def _ordered(model: type[BaseModel]) -> Sequence[tuple[str, FieldInfo]]:
    """Fields in the order of the model, its own before those it has from another."""
    own = [name for name in model.__annotations__ if name in model.model_fields]
    rest = [name for name in model.model_fields if name not in own]
    return [(name, model.model_fields[name]) for name in (*own, *rest)]


def _kind(name: str, field: FieldInfo, kinds: Collection[type]) -> tuple[Kinds, str]:
    if name in KNOWN:
        return ("choices" if list in kinds else "choice"), KNOWN[name]
    members = value_kinds(get_args(field.annotation)[0]) if list in kinds else kinds
    for kind in members:
        if issubclass(kind, StrEnum):
            return ("choices" if list in kinds else "choice"), "=" + "|".join(kind)
    if literal := _literal(field.annotation):
        return "choice", "=" + "|".join(literal)
    for kind, found in ((date, "day"), (Decimal, "number"), (int, "whole")):
        if kind in kinds:
            return found, ""  # type: ignore[return-value]
    return "text", ""


def _literal(annotation: Any) -> tuple[str, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()
