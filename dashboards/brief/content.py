"""What stands in a brief, as text and charts, without any layout.

Belongs here: reading the area page's own queries, choosing three effects and the prices beside them, and wording what
the page does not have (the lists of what cannot be told, the sources in one line). Does not belong here: sentences
about a figure (`dashboards.words`), and where anything stands on paper (`pdf`, `slides`).

The three effects, by a fixed rule: those that differ clearly first, the surest first, and measures of the same thing
once. If the first three all point the same way and another points the other way,
the surest of those takes the third place, so that a brief is an honest story. Then those that suggest a difference,
those on a level, those that cannot be told apart, those with too few measurements, last those without a figure; each of
these in the page's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from dashboards import choices
from dashboards.compiler import together
from dashboards.compiler.compile import ParsedPage, parse_pages
from dashboards.compiler.queries import Marts, Result, instances
from dashboards.components.provenance.source_list import Used
from dashboards.drawing.benchmark_strip import strip
from dashboards.drawing.charts import Chart
from dashboards.folders import PAGES_DIR
from dashboards.language import N_, Language, translated, upper_first
from dashboards.numbers import Number
from dashboards.rows.indicator import Effect, Indicator, Point, Price, TargetProgress, points_of
from dashboards.words import beside, drawings, verdicts, waiting
from dashboards.words import closed_lists as words
from dashboards.words.of_pages import headline, questions

AREA_PAGE = "omraade.md"
"""The page a brief is a short form of; its queries are the brief's."""
EFFECTS = 3
LISTED = (8, 4, 2, 1)
"""Names in a list before the rest is only counted, fewer where room is short; the page has them all."""

AT_ONCE = 12
"""Places that a query is asked for together: a municipality has about as many areas."""

Asked: TypeAlias = tuple[tuple[str, Any], ...]
Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Figure:
    """An effect measure or a unit price as a brief shows it.

    Args:
        title: what is measured.
        unit: its unit and year, and which way is better.
        value: our figure with its sign; empty where it is missing.
        mean: the others' mean, likewise.
        verdict: the verdict in a word or two, for a table.
        message: the verdict as a heading.
        sentence: the sentence below the figure.
        notes: what more is said of it, a sentence each.
        caution: the first of a price's usage warnings, printed where the page has room for it.
        chart: the strip, none where there is no figure.
        description: what a screen reader says of the strip.
    """

    title: str
    unit: str
    value: str
    mean: str
    verdict: str
    message: str
    sentence: str
    notes: tuple[str, ...]
    caution: str
    chart: Chart | None
    description: str


@dataclass(frozen=True)
class Unknown:
    """A list of measures of which the same cannot be told, for the same reason.

    Args:
        heading: what cannot be told, with the reason where it is short.
        titles: the measures.
        why: the reason as a sentence, where the heading has none.
    """

    heading: str
    titles: tuple[str, ...]
    why: str = ""

    def text(self, lang: Language, listed: int = LISTED[0]) -> str:
        """At most `listed` titles and how many more there are; semicolons, because a title may hold a comma."""
        names, more = "; ".join(self.titles[:listed]), len(self.titles) - listed
        if more > 0:
            names = lang.say("{names} og {n} mere", names=names, n=more)
        return f"{names}. {self.why}".rstrip()


@dataclass(frozen=True)
class Brief:
    """One area seen from one municipality: all text of the brief, in reading order.

    Args:
        lang: what it is written in.
        others: whom the municipality is held up against, as the heading of a column.
        edition: release and the day its newest source file was put in.
        dated: that date; none without sources.
        answer: the first sentences of the area's page.
        price_clause: the sentence on the price that follows them there; empty where no price may be named.
        effects: three, fewer where the area has fewer; `no_effect` says why there is none.
        prices: none to two; `no_price` says why there is none.
        legend: how a strip is read.
        sources: the publishers' tables with dates.
        notice: how many clear verdicts are expected not to hold, and what all figures have in common, such as being
            transcribed.
        where: where on the site the whole story stands.
    """

    lang: Language
    municipality: str
    area: str
    title: str
    others: str
    edition: str
    dated: date | None
    answer: str
    price_clause: str
    effects: tuple[Figure, ...]
    no_effect: str
    prices: tuple[Figure, ...]
    no_price: str
    unknown: tuple[Unknown, ...]
    questions: tuple[str, ...]
    legend: str
    sources: str
    notice: str
    where: str

    @property
    def headline(self) -> str:
        """The first lines of the area's page, word for word."""
        return " ".join(filter(None, (self.answer, self.price_clause)))

    @property
    def effect_title(self) -> str:
        """The first effect in one line: what a slide is called."""
        first = next((figure for figure in self.effects if figure.value), None)
        return f"{_in_a_line(self.lang, first)}, {first.verdict}" if first else self.title

    @property
    def price_title(self) -> str:
        """The first price in one line, and why there is none."""
        return _in_a_line(self.lang, self.prices[0]) if self.prices else f"{self.title}: {self.no_price}"

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.effects + self.prices


def _in_a_line(lang: Language, figure: Figure) -> str:
    beside_it = lang.say("{own} mod {mean}", own=figure.value, mean=figure.mean) if figure.mean else figure.value
    return f"{figure.title}: {beside_it}"


def headings(lang: Language) -> dict[str, str]:
    """The fixed words of a brief: what it is, its sections, and the columns of its tables."""
    return {
        "kind": lang.say("Udvalgsbrief"),
        "motto": lang.say("Seksby, effekt før proces"),
        "effects": lang.say("Effekt for borgerne"),
        "prices": lang.say("Enhedspris ved siden af effekten"),
        "unknown": lang.say("Hvad vi ikke kan sige"),
        "questions": lang.say("Til dialogen"),
        "effect": lang.say("Effektmål"),
        "price": lang.say("Enhedspris"),
        "place": lang.say("Blandt de andre og landets kommuner"),
        "difference": lang.say("Forskel"),
        "missing": lang.say("mangler"),
    }


@dataclass(frozen=True)
class Place:
    """One municipality's page of one area: a row of the area page's own `for_each` query."""

    row: Mapping[str, Any]

    @property
    def municipality(self) -> str:
        return str(self.row["municipality_name"])

    @property
    def municipality_slug(self) -> str:
        return str(self.row["municipality_slug"])

    @property
    def area_slug(self) -> str:
        return str(self.row["area_slug"])

    def area(self, lang: Language) -> str:
        return str(translated(dict(self.row), lang)["area_title"])


class Briefs:
    """The briefs that a warehouse holds; its queries are checked and its shared ones run once.

    Raises:
        seksby.errors.PageError: a page is not right, or a query does not fit the warehouse.
    """

    def __init__(self, marts: Marts, pages: Path = PAGES_DIR) -> None:
        self._marts = marts
        site = parse_pages(pages)
        # The first of its name: the page as written, whose queries its translations share.
        self._page: ParsedPage = next(page for page in site.pages if page.source.file.name == AREA_PAGE)
        marts.share(site.shared)
        assert self._page.for_each is not None  # noqa: S101 - the area page is made for places
        self.places = tuple(Place(row) for row in marts.run(self._page.for_each, {}).rows)
        self._at_hand: dict[tuple[str, Asked], Result] = {}

    def every(self, places: Sequence[Place], lang: Language) -> list[Brief]:
        """The briefs of several places, whose rows are asked for together.

        Raises:
            seksby.errors.PageError: a query of the area page fails on the data.
        """
        for name in ("effects", "prices", "values", "targets", "sources"):
            query = self._page.queries[name]
            alike: dict[Any, list[Asked]] = {}
            for asked in dict.fromkeys(self._asked(name, place, lang) for place in places):
                if (common := together.in_common(query, dict(asked))) is not None:
                    alike.setdefault(common, []).append(asked)
            for waiting_for in alike.values():
                for start in range(0, len(waiting_for), AT_ONCE):
                    several = waiting_for[start : start + AT_ONCE]
                    found = together.answers(self._marts, query, [dict(asked) for asked in several])
                    self._at_hand |= zip(((name, asked) for asked in several), found or (), strict=False)
        return [self.of(place, lang) for place in places]

    def of(self, place: Place, lang: Language) -> Brief:
        """The brief of one place.

        Raises:
            seksby.errors.PageError: a query of the area page fails on the data.
        """
        effects = self._rows(place, lang, "effects", Effect)
        prices = self._rows(place, lang, "prices", Price)
        points = self._rows(place, lang, "values", Point)
        targets = self._rows(place, lang, "targets", TargetProgress)
        sources = self._rows(place, lang, "sources", Used)
        release = translated(dict(self._marts.release()), lang)
        others = beside.others_of(lang, place.row)
        dated = max((day for source in sources if (day := _put_in(source))), default=None)
        shown = choices.brief_prices(effects, prices)
        path = f"{lang.root}{place.municipality_slug}/{place.area_slug}/"
        return Brief(
            lang=lang,
            municipality=place.municipality,
            area=place.area(lang),
            title=lang.say("{area} i {place}", area=place.area(lang), place=place.municipality),
            others=upper_first(others),
            edition=_edition(lang, release["release_id"], dated),
            dated=dated,
            answer=headline.lead(lang, place.municipality, effects),
            price_clause=headline.price_clause(lang, effects, prices),
            effects=tuple(_effect(lang, effect, points, targets) for effect in telling(effects)),
            no_effect="" if effects else lang.say("Der er ikke valgt effektmål for området."),
            prices=tuple(_prices(lang, shown, effects, points)),
            no_price="" if shown else no_price(lang, others, effects, prices),
            unknown=tuple(unknown(lang, effects, prices)),
            questions=questions.questions(lang, effects, prices, points),
            legend=drawings.legend(lang, place.municipality, others, telling(effects)),
            sources=_sources(lang, sources),
            notice=" ".join(
                filter(
                    None,
                    (
                        headline.count(lang, place.municipality, effects),
                        headline.expected_wrong(lang, (*effects, *prices)),
                        release["notice"],
                    ),
                )
            ),
            where=lang.say("Alle tal, forbehold og metode står på Seksbys side {path}.", path=path),
        )

    def _rows(self, place: Place, lang: Language, name: str, shape: type[Shape]) -> list[Shape]:
        query, asked = self._page.queries[name], self._asked(name, place, lang)
        if (name, asked) not in self._at_hand:
            self._at_hand[name, asked] = self._marts.run(query, dict(asked))
        return instances(shape, self._at_hand[name, asked].translated(lang), name=name, place=str(query.file))

    def _asked(self, name: str, place: Place, lang: Language) -> Asked:
        """The parameters of a query for one place."""
        given = {**place.row, "language": lang.code}
        return tuple((key, given[key]) for key in self._marts.bind(self._page.queries[name], tuple(given)))


def telling(effects: Sequence[Effect]) -> list[Effect]:
    """The three effects of a brief; the rule stands in the module's docstring."""
    effects = choices.one_per_cluster(effects)
    told = [e for e in choices.firmest(effects, len(effects)) if e.is_told_apart]
    first, rest = told[:EFFECTS], told[EFFECTS:]
    other = [e for e in rest if all(e.verdict != shown.verdict for shown in first)]
    if other:
        first[-1] = other[0]
    for verdict in ("suggests_better", "suggests_worse", "on_level", "cannot_tell", "too_few", "alone", "missing"):
        first += [e for e in effects if e.verdict == verdict]
    return first[:EFFECTS]


def _effect(lang: Language, effect: Effect, points: Sequence[Point], targets: Sequence[TargetProgress]) -> Figure:
    decided = [
        verdicts.target_sentences(lang, each, effect) for each in targets if each.indicator_id == effect.indicator_id
    ]
    now = points_of(effect, points)
    sentence = verdicts.effect_sentence(lang, effect, now)
    known = effect.value is not None
    unit = "" if known and lang.unit_mark(effect.unit_measure) else effect.unit  # a mark stands at the figure
    zone = (effect.zone_low, effect.zone_high)
    marked = verdicts.marked(lang, is_corrected=effect.is_corrected)
    return Figure(
        title=effect.title,
        unit=_in_a_row(unit, _year(effect), lang.say(words.DIRECTIONS[effect.better]), marked),
        value=_shown(lang, effect, effect.value),
        mean=_shown(lang, effect, effect.reference),
        verdict=verdicts.verdict_words(lang, effect),
        message=verdicts.effect_message(lang, effect),
        sentence=sentence,
        notes=tuple(filter(None, (drawings.over_time(lang, effect, _of(effect, points)), *decided))),
        caution="",
        chart=strip(lang, effect, now, reference=effect.reference, zone=zone, target=effect.target) if known else None,
        description=drawings.chart_description(lang, effect, sentence),
    )


def _in_a_row(*texts: str | None) -> str:
    return ", ".join(filter(None, texts))


def _of(figure: Indicator, points: Sequence[Point]) -> list[Point]:
    return [p for p in points if p.indicator_id == figure.indicator_id and p.price_basis != "fixed"]


def _prices(
    lang: Language, shown: Sequence[Price], effects: Sequence[Effect], points: Sequence[Point]
) -> Iterator[Figure]:
    """The prices; the effects they stand beside, and their cautions, are named once where they are the same."""
    said = "", ""
    for price in shown:
        more = _beside(lang, price, effects), _caution(lang, price)
        paired, caution = ("" if text == before else text for text, before in zip(more, said, strict=True))
        yield _price(lang, price, points, paired, caution)
        said = more


def _price(lang: Language, price: Price, points: Sequence[Point], paired: str, caution: str) -> Figure:
    now = [p for p in points_of(price, points) if p.price_basis == price.price_basis]
    sentence = verdicts.price_sentence(lang, price)
    identity = " ".join(f"{number} {unit}" for number, unit in verdicts.identity(lang, price))
    basis = lang.say(words.PRICE_BASES[price.price_basis]) if price.is_monetary else ""
    marked = verdicts.marked(lang, is_corrected=price.is_corrected)
    notes = (verdicts.worked_example(lang, price), f"{price.year}: {identity}." if identity else "", paired)
    return Figure(
        title=price.title,
        unit=_in_a_row(price.per_what, _year(price), basis, marked),
        value=_shown(lang, price, price.value),
        mean=_shown(lang, price, price.reference_unweighted),
        verdict=beside.price_words(lang, price),
        message=verdicts.price_message(lang, price),
        sentence=sentence,
        notes=tuple(filter(None, notes)),
        caution=caution,
        chart=strip(lang, price, now, reference=price.reference_unweighted, zone=price.zone),
        description=drawings.chart_description(lang, price, sentence),
    )


def _beside(lang: Language, price: Price, effects: Sequence[Effect]) -> str:
    named = [
        f"{effect.title} {_shown(lang, effect, effect.value)} ({verdicts.verdict_words(lang, effect)})"
        for effect in effects
        if effect.indicator_id in price.paired_effects and effect.value is not None
    ]
    return lang.say("Ved siden af: {effects}.", effects="; ".join(named[:EFFECTS]))


def _caution(lang: Language, price: Price) -> str:
    return lang.say("Forbehold: {caution}", caution=price.warnings[0]) if price.warnings else ""


def _shown(lang: Language, about: Indicator, value: Number | None) -> str:
    return "" if value is None else lang.in_unit(value, about.decimals, about.unit_measure)


def _year(about: Indicator) -> str:
    return "" if about.year is None else str(about.year)


def no_price(lang: Language, others: str, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    """Why no price stands beside the effects: none chosen, none known, none compared, or no effect to stand beside."""
    if not prices:
        return lang.say("Der er ikke valgt enhedspriser for området.")
    known = [price for price in prices if price.value is not None]
    if not known:
        return lang.say("Ingen af områdets enhedspriser har tal endnu.")
    if all(price.verdict == "not_comparable" for price in known):
        return lang.say("Områdets priser vises ikke her, fordi de ikke kan sammenlignes med {others}.", others=others)
    with_figures = {effect.indicator_id for effect in effects if effect.value is not None}
    if not any(with_figures.intersection(price.paired_effects) for price in known):
        return lang.say(
            "Områdets priser vises ikke her, fordi ingen af deres effektmål har et tal at stå ved siden af."
        )
    return lang.say(
        "Områdets priser vises ikke her: nogle kan ikke sammenlignes med {others}, og de øvrige har ikke et effektmål "
        "med tal at stå ved siden af.",
        others=others,
    )


def unknown(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> Iterator[Unknown]:
    """What does not differ clearly from the others, and what is missing, by reason.

    Of the prices that do not only those that an effect with a figure can stand beside are listed, since
    the brief shows no others; a price without a figure is listed whatever its effects have.
    """
    if not effects:
        none = lang.say("Området har ingen effektmål, så brevet kan ikke sige, om borgerne er bedre stillet")
        yield Unknown(lang.say("Effektmål"), (none,))
    untold = False
    for verdict, heading in (
        ("suggests_", N_("Effektmål, der tyder på en forskel")),
        ("cannot_tell", N_("Effektmål, der ikke kan skelnes")),
        ("too_few", N_("Effektmål med for få målinger")),
    ):
        titles = tuple(effect.title for effect in effects if effect.verdict.startswith(verdict))
        if titles:
            untold = True
            yield Unknown(lang.say(heading), titles)
    level = [p.title for p in choices.prices_beside(effects, prices) if not p.is_told_apart]
    if level:
        yield Unknown(lang.say("Priser, der ikke er klart forskellige"), tuple(level))
    yield from _missing(lang, lang.say("Effektmål uden tal"), effects)
    yield from _missing(lang, lang.say("Priser uden tal"), prices)
    if effects and not untold and all(effect.value is not None for effect in effects):
        yield Unknown(
            lang.say("Effektmål"), (lang.say("Alle har tal og er klart forskellige fra de andre eller på niveau"),)
        )


def _missing(lang: Language, heading: str, rows: Sequence[Effect | Price]) -> Iterator[Unknown]:
    missing = [row for row in rows if row.value is None]
    why = {row.indicator_id: waiting.because(lang, row.awaits, row.missing_reason) for row in missing}
    for reason in dict.fromkeys(why.values()):
        yield Unknown(f"{heading} ({reason})", tuple(row.title for row in missing if why[row.indicator_id] == reason))


def _put_in(source: Used) -> date | None:
    """The day the file was fetched, transcribed or delivered."""
    try:
        return date.fromisoformat(source.retrieved_at[:10])
    except ValueError:
        return None


def _sources(lang: Language, sources: Sequence[Used]) -> str:
    """Publishers with tables and the publisher's date, else the day a file was put in; tables of a date share it."""
    parts = []
    for publisher, rows in groupby(sources, key=lambda row: row.publisher):
        dates: dict[str, list[str]] = {}
        for row in rows:
            day = (
                lang.stamp(row.publisher_updated)
                if row.publisher_updated
                else lang.say("lagt ind {day}", day=lang.stamp(row.retrieved_at))
            )
            dates.setdefault(day, []).append(row.called)
        tables = "; ".join(f"{', '.join(dict.fromkeys(names))} ({day})" for day, names in dates.items())
        parts.append(f"{publisher}: {tables}.")
    return " ".join(parts)


def _edition(lang: Language, release_id: str | None, dated: date | None) -> str:
    parts = [lang.say("Udgave {release}.", release=release_id)] if release_id else []
    if dated:
        parts.append(lang.say("Nyeste kildefil lagt ind {date}.", date=lang.date(dated)))
    return " ".join(parts)
