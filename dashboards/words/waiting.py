"""What is not there yet: measures without figures by what they wait for, and what nobody has entered so far.

Belongs here: these few short texts. Does not belong here: why a single figure is missing (`closed_lists.reason`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Generic, TypeVar

from dashboards.language import N_, Language, upper_first
from dashboards.rows.indicator import Indicator
from dashboards.words import closed_lists as words

AWAITS: Final[Mapping[str, tuple[str, str, str]]] = {
    "first_fetch": (
        N_("Første hentning"),
        N_("{n} kommer ved første hentning"),
        N_("Tallene ligger åbent hos udgiveren og kommer med, når de hentes derfra."),
    ),
    "key": (
        N_("Nøgle"),
        N_("{n} kræver en nøgle"),
        N_(
            "Kilden giver kun tal til den, der har en adgangsnøgle. Den er gratis, men kommunen skal selv bestille den."
        ),
    ),
    "own_delivery": (
        N_("Jeres egen levering"),
        N_("{n} skal I selv levere"),
        N_("Tallene har ingen åben kilde. De kommer med, når kommunen leverer sine egne."),
    ),
    "terms": (
        N_("Vilkår"),
        N_("{n} venter på, at vilkår kontrolleres"),
        N_("Ingen har læst udgiverens vilkår for genbrug, og kommunen viser ikke sådanne tal."),
    ),
    "correction": (
        N_("Rettelse"),
        N_("{n} venter på en rettelse"),
        N_("Kilden er hentet, men den er lavet om, så vores opskrift skal rettes."),
    ),
    "no_source": (
        N_("Ingen kilde"),
        N_("{n} har ingen kilde"),
        N_("Ingen opgør tallet for kommuner. Skal det følges, må nogen begynde at måle det."),
    ),
}
"""By what a measure waits for: heading, clause of the summary, and what to do."""

BRIEFLY: Final[Mapping[str, str]] = {
    "first_fetch": N_("kommer ved første hentning"),
    "key": N_("kræver en nøgle"),
    "own_delivery": N_("kommunen skal selv levere det"),
    "terms": N_("venter på, at vilkår kontrolleres"),
    "correction": N_("venter på en rettelse"),
    "no_source": N_("har ingen kilde"),
}
"""The same where one measure is named among others: a clause of it."""

Figure = TypeVar("Figure", bound=Indicator)


@dataclass(frozen=True)
class Waiting(Generic[Figure]):
    """Measures without figures that wait for the same: a heading, what to do about it, and which they are."""

    heading: str
    advice: str
    figures: Sequence[Figure]


def waiting(lang: Language, figures: Sequence[Figure]) -> list[Waiting[Figure]]:
    """The measures without a figure, in the order of the closed list; at last those that lack it for another reason."""
    missing = [figure for figure in figures if figure.value is None]
    found = [
        Waiting(lang.say(heading), lang.say(advice), these)
        for code, (heading, _, advice) in AWAITS.items()
        if (these := [figure for figure in missing if figure.awaits == code])
    ]
    others = sorted((figure for figure in missing if figure.awaits is None), key=lambda f: f.missing_reason or "")
    found += [
        Waiting(upper_first(words.reason(lang, reason)), "", list(these))
        for reason, these in groupby(others, key=lambda figure: figure.missing_reason)
    ]
    return found


def summary(lang: Language, figures: Sequence[Indicator]) -> str:
    """How many measures have no figure, and what how many of them wait for; empty where none lacks one."""
    missing = [figure for figure in figures if figure.value is None]
    if not missing:
        return ""
    clauses = [
        lang.say(clause, n=lang.counted(n))
        for code, (_, clause, _) in AWAITS.items()
        if (n := sum(figure.awaits == code for figure in missing))
    ]
    if other := sum(figure.awaits is None for figure in missing):
        clauses.append(lang.say("{n} mangler af en anden grund", n=lang.counted(other)))
    many = upper_first(lang.counted(len(missing)))
    head = lang.count(len(missing), "Ét mål mangler tal", "{N} mål mangler tal", N=many)
    return f"{head}: {' · '.join(clauses)}"


def without_figure(lang: Language, awaits: str | None, missing_reason: str | None) -> str:
    """That a measure has no figure, and why: `uden tal (kommer ved første hentning)`."""
    return lang.say("uden tal ({why})", why=because(lang, awaits, missing_reason))


def because(lang: Language, awaits: str | None, missing_reason: str | None) -> str:
    """What a measure without a figure waits for; where others have one, why it is missing here."""
    return lang.say(BRIEFLY[awaits]) if awaits else words.reason(lang, missing_reason)


REFUSED: Final[Mapping[str, str]] = {
    "set_from": N_("cirkulær: tallet er sat efter »{beside}«, følger det efter en regel og siger intet selv"),
    "same_users": N_("brugerne er ikke de samme som i »{beside}«"),
    "same_tasks": N_("opgaverne er ikke de samme som i »{beside}«"),
    "same_costs": N_("de samme udgifter er ikke talt med som i »{beside}«"),
}
"""Why a private service is not held against the municipality's own, by what speaks against it."""


def not_shown(lang: Language, n: int) -> str:
    """How many measures are not shown."""
    return lang.count(
        n, "Ét mål vises ikke: se hvorfor", "{N} mål vises ikke: se hvorfor", N=upper_first(lang.counted(n))
    )


NO_FIGURE: Final = "no_figure"
"""In the place of a reason: it has a recipe, but no figure, and its figures are not missing for one reason alone."""


def why_not(lang: Language, missing: str | None, refused_for: str | None, beside: str) -> str:
    """Why a measure is not shown: its comparison was refused, it has no figure, or no effect beside it has one."""
    if refused_for:
        return "; ".join(lang.say(REFUSED[code], beside=beside) for code in refused_for.split())
    if missing == NO_FIGURE:
        return lang.say("ingen af dens tal kan vises")
    if missing:
        return words.reason(lang, missing)
    return lang.say("ingen af de effektmål, den er betalt for, har tal")


def not_entered(lang: Language, what: Sequence[str]) -> str:
    """One line for what nobody has entered so far; empty where all of it has been."""
    return lang.say("Endnu ikke ført ind: {what}.", what=lang.listing(what)) if what else ""
