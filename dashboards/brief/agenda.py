"""The papers of a committee's meeting, as text: what stands first, before the briefs of its areas.

Belongs here: which rows a meeting is about, and their order. Does not belong here: sentences (`dashboards.words`), the
briefs (`content`), and where anything stands on paper (`pdf`, `slides`).

Help is told by area and as an offer, demands by what they ask and cost, and there are three questions in all, each of
another kind: the first area's first, the second area's second, and so on round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from dashboards.brief.content import Brief, Place
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, instances
from dashboards.language import Language, lower_first
from dashboards.rows.indicator import TitledTarget
from dashboards.rows.news import NewsItem
from dashboards.rows.trust import Demand, HelpOffer
from dashboards.words import closed_lists as words
from dashboards.words import trust, verdicts
from dashboards.words.of_pages import news

QUESTIONS: Final = 3
NEWS: Final = 8
"""Lines of news before the rest is only counted."""
_SQL: Final = {
    "news": """
        select t.*
        from told_news as t
        inner join marts.indicators as i on t.slug = i.slug
        where t.release_no = 1 and i.service_area = $service_area
            and (t.municipality_code is null or t.municipality_code = $municipality_code)
        order by t.kind_order, t.sort_order
    """,
    "offers": """
        select * from all_offers
        where municipality_code = $municipality_code and service_area = $service_area
        order by sort_order
    """,
    "demands": """
        select * from all_demands
        where municipality_code = $municipality_code and service_area = $service_area and state in ('due', 'overdue')
        order by review_by, sort_order
    """,
    "targets": """
        select t.*, i.title_da, i.title_en, i.unit_measure, i.decimals
        from marts.target_progress as t
        inner join marts.indicators as i on t.indicator_id = i.indicator_id
        where t.municipality_code = $municipality_code and i.service_area = $service_area
        order by i.sort_order, t.target_year
    """,
    "notes": """
        select i.title_da, i.title_en, m.name, n.what_da, n.what_en, n.contact
        from marts.practice_notes as n
        inner join marts.indicators as i on n.effect_id = i.indicator_id
        inner join marts.municipalities as m on n.municipality_code = m.municipality_code
        where i.service_area = $service_area and n.municipality_code <> $municipality_code
        order by i.sort_order, m.name, n.note_id
    """,
    "cases": """
        select title_da, title_en, measure, period, answer, handled
        from marts.cases
        where municipality_code = $municipality_code and service_area = $service_area
        order by checked_on desc, case_id
    """,
    "trials": """
        select t.title_da, t.title_en, t.verdict, t.decision, t.decided_by, t.has_begun, t.starts_on
        from marts.trials as t
        inner join marts.indicators as i on t.effect_id = i.indicator_id
        where t.municipality_code = $municipality_code and i.service_area = $service_area
            and (t.verdict <> 'cannot_be_decided' or t.decision is not null or not t.has_begun)
        order by t.starts_on, t.trial_id
    """,
}
_BASIS: Final = Query("basis", "select has_earlier from marts.news_basis", Path(__file__), 1)
_QUERIES: Final = {name: Query(name, sql, Path(__file__), 1) for name, sql in _SQL.items()}


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, a paragraph each."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Agenda:
    """What a committee is given: its name, what it is about, and the sections in the order of the meeting."""

    lang: Language
    title: str
    subject: str
    edition: str
    notice: str
    sections: tuple[Section, ...]


def agenda(marts: Marts, committee: str, places: Sequence[Place], briefs: Sequence[Brief], lang: Language) -> Agenda:
    """The agenda of one municipality's committee; `briefs` are those of its areas, in the order of `places`.

    Raises:
        seksby.errors.PageError: a query does not fit the warehouse.
    """
    rows = [(place, {name: _rows(marts, name, place) for name in _QUERIES}) for place in places]
    told = [_news(lang, place, found["news"]) for place, found in rows]
    first = briefs[0]
    is_example = bool(marts.release().get("is_example"))
    example = lang.say("Eksempel: alle beslutninger er opdigtede.") if is_example else ""
    return Agenda(
        lang=lang,
        title=committee,
        subject=lang.say("Dagsorden for {place}", place=first.municipality),
        edition=first.edition,
        notice=example,
        sections=(
            Section(lang.say("Det siger tallene"), tuple(f"{brief.area}: {brief.headline}" for brief in briefs)),
            Section(
                lang.say("Nyt siden sidst"),
                tuple(chain(*told)) or (_nothing_new(lang, marts),),
            ),
            *_where_any(lang.say("Besluttede mål"), _targets(lang, rows)),
            Section(lang.say("Tilbud om hjælp"), _offers(lang, rows)),
            *_where_any(lang.say("Hvad andre gør"), _notes(lang, rows)),
            Section(lang.say("Styringskrav, der skal besluttes"), _demands(lang, rows)),
            *_where_any(lang.say("Enkeltsager"), _cases(lang, rows)),
            Section(lang.say("Prøvehandlinger"), _trials(lang, rows)),
            Section(lang.say("Tre spørgsmål til dialogen"), _questions(briefs)),
        ),
    )


Found = Sequence[tuple[Place, Mapping[str, Any]]]


def _rows(marts: Marts, name: str, place: Place) -> Any:
    query = _QUERIES[name]
    used = marts.bind(query, tuple(place.row))
    return marts.run(query, {key: place.row[key] for key in used})


def _news(lang: Language, place: Place, found: Any) -> list[str]:
    items = instances(NewsItem, found.translated(lang), name="news", place=__name__)
    lines = [f"{place.area(lang)}: {item.title}: {news.line(lang, item)}." for item in items]
    more = len(lines) - NEWS
    return [
        *lines[:NEWS],
        *([lang.say("{area}: {n} mere står på siden Ændringer.", area=place.area(lang), n=more)] if more > 0 else []),
    ]


def _nothing_new(lang: Language, marts: Marts) -> str:
    """Of a first release there is nothing before it to be newer than."""
    basis = marts.run(_BASIS, {}).rows
    if any(row["has_earlier"] for row in basis):
        return lang.say("Intet nyt i denne udgave på områderne.")
    return news.none(lang, has_earlier=False)


def _offers(lang: Language, rows: Found) -> tuple[str, ...]:
    said = []
    for place, found in rows:
        if offers := instances(HelpOffer, found["offers"].translated(lang), name="offers", place=__name__):
            said.append(f"{place.area(lang)}: {trust.help_offer(lang, offers)}")
    return tuple(said) or (lang.say("Intet område får et tilbud om hjælp i denne udgave."),)


def _where_any(heading: str, paragraphs: Sequence[str]) -> tuple[Section, ...]:
    """What a meeting need not hear that there is none of."""
    return (Section(heading, tuple(paragraphs)),) if paragraphs else ()


def _targets(lang: Language, rows: Found) -> list[str]:
    return [
        f"{place.area(lang)}: {target.title}. {verdicts.target_sentences(lang, target, target)}"
        for place, found in rows
        for target in instances(TitledTarget, found["targets"].translated(lang), name="targets", place=__name__)
    ]


def _notes(lang: Language, rows: Found) -> list[str]:
    return [
        lang.say(
            "{area}: {place} om {measure}: {what} Kontakt: {contact}.",
            area=place.area(lang),
            place=row["name"],
            measure=lang.quoted(lower_first(row["title"])),
            what=row["what"],
            contact=row["contact"],
        )
        for place, found in rows
        for row in found["notes"].translated(lang).rows
    ]


def _cases(lang: Language, rows: Found) -> list[str]:
    return [
        lang.say(
            "{area}: {case} ({measure}, {year}). {answer} Løses af {who}.",
            area=place.area(lang),
            case=row["title"],
            measure=row["measure"],
            year=row["period"],
            answer=words.said(lang, words.CASE_ANSWERS, row["answer"]),
            who=row["handled"],
        )
        for place, found in rows
        for row in found["cases"].translated(lang).rows
    ]


def _demands(lang: Language, rows: Found) -> tuple[str, ...]:
    said = []
    for place, found in rows:
        for demand in instances(Demand, found["demands"].translated(lang), name="demands", place=__name__):
            what = f"{demand.title} ({demand.legal_basis})"
            said.append(f"{place.area(lang)}: {what}. {trust.demand(lang, demand)}")
    return tuple(said) or (lang.say("Intet krav på positivlisten skal gennemgås inden for tre måneder."),)


def _trials(lang: Language, rows: Found) -> tuple[str, ...]:
    said = []
    for _, found in rows:
        for row in found["trials"].translated(lang).rows:
            if not row["has_begun"]:
                said.append(f"{row['title']}: {trust.trial_ahead(lang, row['starts_on'])}")
                continue
            verdict = words.said(lang, words.TRIAL_VERDICTS, row["verdict"]) or ""
            decision = words.said(lang, words.TRIAL_DECISIONS, row["decision"]) or lang.say("ikke besluttet endnu")
            said.append(f"{row['title']}: {verdict} ({decision}).")
    return tuple(said) or (lang.say("Ingen prøvehandling er afgjort, og ingen er registreret til at begynde."),)


def _questions(briefs: Sequence[Brief]) -> tuple[str, ...]:
    found = ((briefs[number % len(briefs)], number) for number in range(QUESTIONS))
    return tuple(f"{brief.area}: {brief.questions[n]}" for brief, n in found if n < len(brief.questions))
