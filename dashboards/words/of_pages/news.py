"""What is said of what a release tells otherwise than the one before it.

Belongs here: a line of news and its cause, that there is none, and the mail that holds a municipality's. Does not
belong here: what a verdict says (`verdicts`), and the revisions a publisher made to a file (`corrections`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboards.language import N_, NBSP, Language
from dashboards.numbers import magnitude
from dashboards.rows.news import NewsItem
from dashboards.words import closed_lists as words

KINDS: Final = {
    "verdict": N_("Ændrede vurderinger"),
    "new_measure": N_("Mål, der har fået tal"),
    "new_figures": N_("Nye tal"),
    "revised": N_("Ændrede tal"),
    "withdrawn": N_("Bortfaldne tal"),
}
"""What there may be news of, what matters most to a reader first."""

CAUSES: Final = {
    "source": N_("Kilden har udgivet en ny fil."),
    "computation": N_("Filerne er de samme; opskrift, rettelse eller beregning er lavet om."),
}


def none(lang: Language, *, has_earlier: bool) -> str:
    """Why there is no news: nothing is otherwise than before, or there is no release before."""
    if has_earlier:
        return lang.say("Intet tal og ingen vurdering er ændret siden udgaven før.")
    return lang.say("Der er ingen tidligere udgave at holde denne op mod. Det nye står her fra den næste.")


def unchanged(lang: Language, *, has_earlier: bool, is_comparable: bool) -> str:
    """Why the ledger is empty: no figure of a municipality is another than before, or there is no release before, or
    none that can be read.
    """
    if not is_comparable:
        return lang.say(
            "Tallene kan ikke holdes op mod udgaven før: den har dem i en ældre form. Om noget er ændret, vides derfor "
            "ikke."
        )
    if has_earlier:
        return lang.say(
            "Ingen kommunes tal er et andet end i udgaven før. Procesmål, faste priser, landets tal og vurderinger er "
            "ikke talt med her; er noget af det ændret, står det i filen."
        )
    return none(lang, has_earlier=False)


def line(lang: Language, item: NewsItem) -> str:
    """The news of one measure, after its title: `nye tal for 2026 i 98 kommuner`."""
    if item.what == "verdict":
        before, now = (words.said(lang, words.VERDICTS, code) or "" for code in (item.verdict_before, item.verdict))
        return lang.say(
            N_("{place} fra {before} til {now} ({year})")
            if item.first_year == item.last_year
            else N_("{place} fra {before} ({before_year}) til {now} ({year})"),
            place=item.name,
            before=lang.quoted(before),
            before_year=item.first_year,
            now=lang.quoted(now),
            year=item.last_year,
        )
    years = lang.period(item.first_year, item.last_year)
    places = lang.count(item.municipality_count or 0, "én kommune", "{n} kommuner")
    if item.what == "revised":
        share = item.largest_change_pct
        most = lang.say("mest {pct}", pct=lang.percent(magnitude(share))) if share else lang.say("fra nul")
        figures = lang.count(item.figure_count or 0, "ét tal er ændret", "{n} tal er ændret")
        return f"{figures}, {most} ({years}, {places})"
    if item.what == "withdrawn":
        figures = lang.count(item.figure_count or 0, "ét tal er væk", "{n} tal er væk")
        return f"{figures} ({years}, {places})"
    return f"{years}, {places}"


def causes_of(lang: Language, items: Sequence[NewsItem]) -> list[str]:
    """What the items come from, each cause once."""
    return [lang.say(said) for code, said in CAUSES.items() if any(item.cause == code for item in items)]


def mail(lang: Language, place: str, items: Sequence[NewsItem], front: str) -> str:
    """The news of one release as the text of a mail; `front` is the address of the municipality's page, or empty.

    A cause that all kinds of news have is said once.

    All of it: who reads a mail cannot unfold. Without an address the reader is told where to look instead.
    """
    parts = [lang.say("Nyt om {place}, {day}", place=place, day=lang.date(items[0].told_on))]
    found = [(title, of_kind) for what, title in KINDS.items() if (of_kind := [i for i in items if i.what == what])]
    causes = [causes_of(lang, of_kind) for _, of_kind in found]
    alike = all(each == causes[0] for each in causes)
    for n, (title, of_kind) in enumerate(found):
        said = causes[n] if not alike or n == len(found) - 1 else []
        parts.append("\n".join((lang.say(title), *(f"- {item.title}: {line(lang, item)}" for item in of_kind), *said)))
    parts.append(front or lang.say("Tallene står på kommunens side i Seksby."))
    return "\n\n".join(parts).replace(NBSP, " ") + "\n"
