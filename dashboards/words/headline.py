"""The first sentences of a page: what stands out most, how many effects, which way, and what the price is beside them.

Belongs here: how measures are counted and summed up in words. Does not belong here: which price leads (`choices`) and
what is said of a single figure (`verdicts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.choices import by_firmness, lead_prices, one_of_each
from dashboards.language import N_, Language, lower_first
from dashboards.rows.indicator import Effect, Judged, Price
from dashboards.words.beside import gap_to_mean, others, price_words

STAFF_AREAS = frozenset({"workplace"})
"""Areas whose effect measures are about those who work for the municipality."""


@dataclass(frozen=True)
class Tally:
    """How many effect measures have which verdict."""

    better: int
    worse: int
    suggests_better: int
    suggests_worse: int
    level: int
    unclear: int
    few: int
    missing: int

    @classmethod
    def of(cls, effects: Sequence[Effect]) -> Tally:
        # Measures of the same thing count once, by the one that stands out most.
        count = Counter(effect.verdict for effect in one_of_each(by_firmness(effects)))
        return cls(
            *(
                count[name]
                for name in (
                    "clearly_better",
                    "clearly_worse",
                    "suggests_better",
                    "suggests_worse",
                    "on_level",
                    "cannot_tell",
                    "too_few",
                    "missing",
                )
            )
        )

    @property
    def with_figures(self) -> int:
        return sum(
            (
                self.better,
                self.worse,
                self.suggests_better,
                self.suggests_worse,
                self.level,
                self.unclear,
                self.few,
            )
        )


NAMED = 2
"""Differences that a page begins with; with more, a reader remembers none."""


def lead(lang: Language, place: str, effects: Sequence[Effect]) -> str:
    """The firmest differences, each with value, mean and year; the count where none is clear or suggested.

    A sentence of its own for each: two measures may be of different years.
    """
    firmest = _firmest(effects)
    if not firmest:
        return headline(lang, place, effects)
    first, *further = firmest
    named = lang.say(_STANDS_OUT[first.verdict], place=place, mean=_mean(lang, first), **_figures(lang, first))
    return " ".join(
        [
            named,
            *(
                lang.say(
                    N_("Det samme gælder {measure}: {value} mod {reference} i {year}.")
                    if effect.verdict == first.verdict
                    else _STANDS_OUT_TOO[effect.verdict],
                    **_figures(lang, effect),
                )
                for effect in further
            ),
        ]
    )


def count(lang: Language, place: str, effects: Sequence[Effect]) -> str:
    """The count beside a lead that names; empty where it is the lead itself."""
    return headline(lang, place, effects) if _firmest(effects) else ""


def _firmest(effects: Sequence[Effect]) -> list[Effect]:
    clear = [effect for effect in effects if effect.is_told_apart]
    found = clear or [effect for effect in effects if effect.is_suggested]
    return sorted(found, key=lambda effect: -float(effect.p_same or 0))[:NAMED]


_STANDS_OUT = {
    "clearly_better": N_("{place} ligger klart bedre end {mean} på {measure}: {value} mod {reference} i {year}."),
    "clearly_worse": N_("{place} ligger klart dårligere end {mean} på {measure}: {value} mod {reference} i {year}."),
    "suggests_better": N_(
        "Tallene tyder på, at {place} ligger bedre end {mean} på {measure}: {value} mod {reference} i {year}."
    ),
    "suggests_worse": N_(
        "Tallene tyder på, at {place} ligger dårligere end {mean} på {measure}: {value} mod {reference} i {year}."
    ),
}
_STANDS_OUT_TOO = {
    "clearly_better": N_("Klart bedre er {measure}: {value} mod {reference} i {year}."),
    "clearly_worse": N_("Klart dårligere er {measure}: {value} mod {reference} i {year}."),
    "suggests_better": N_("På {measure} tyder tallene på bedre: {value} mod {reference} i {year}."),
    "suggests_worse": N_("På {measure} tyder tallene på dårligere: {value} mod {reference} i {year}."),
}


def _figures(lang: Language, effect: Effect) -> dict[str, object]:
    assert effect.value is not None and effect.reference is not None  # noqa: S101, PT018 - it has been held against it
    return {
        "measure": lang.quoted(lower_first(effect.title)),
        "value": lang.in_unit(effect.value, effect.decimals, effect.unit_measure),
        "reference": lang.in_unit(effect.reference, effect.decimals, effect.unit_measure),
        "year": effect.year,
    }


def _mean(lang: Language, effect: Effect) -> str:
    return lang.say("gennemsnittet af {others}", others=others(lang, effect))


def headline(lang: Language, place: str, effects: Sequence[Effect]) -> str:
    """For how many effect measures citizens of `place` are better or worse off than in the others, or neither."""
    tally = Tally.of(effects)
    areas = {effect.service_area for effect in effects}
    who = lang.say("medarbejderne") if areas and areas <= STAFF_AREAS else lang.say("borgerne")
    missing = _missing_clause(lang, tally.missing)
    if tally.with_figures == 0:
        cannot = lang.say("Siden kan endnu ikke sige, hvordan {who} i {place} er stillet.", who=who, place=place)
        none = lang.say("Der er ikke valgt effektmål.")
        return f"{cannot} {missing or none}"
    mean = _mean(lang, effects[0])
    return " ".join(filter(None, (_tally_sentence(lang, place, who, mean, tally), missing)))


def _tally_sentence(lang: Language, place: str, who: str, mean: str, tally: Tally) -> str:
    """The sentence for at least one measure with a figure: who is better off, who worse, then the rest.

    What no measure says is left out, but for better and worse: where citizens are only one of them, the other is none.
    """
    n = tally.with_figures
    said = {"n": n, "who": who, "place": place, "mean": mean}
    for count, one, both, every in (
        (
            tally.better,
            N_("På det ene effektmål med tal er {who} i {place} klart bedre stillet end {mean}."),
            N_("På begge effektmål med tal er {who} i {place} klart bedre stillet end {mean}."),
            N_("På alle {n} effektmål med tal er {who} i {place} klart bedre stillet end {mean}."),
        ),
        (
            tally.worse,
            N_("På det ene effektmål med tal er {who} i {place} klart dårligere stillet end {mean}."),
            N_("På begge effektmål med tal er {who} i {place} klart dårligere stillet end {mean}."),
            N_("På alle {n} effektmål med tal er {who} i {place} klart dårligere stillet end {mean}."),
        ),
        (
            tally.suggests_better,
            N_("Det ene effektmål med tal tyder på, at {who} i {place} er bedre stillet end {mean}."),
            N_("Begge effektmål med tal tyder på, at {who} i {place} er bedre stillet end {mean}."),
            N_("Alle {n} effektmål med tal tyder på, at {who} i {place} er bedre stillet end {mean}."),
        ),
        (
            tally.suggests_worse,
            N_("Det ene effektmål med tal tyder på, at {who} i {place} er dårligere stillet end {mean}."),
            N_("Begge effektmål med tal tyder på, at {who} i {place} er dårligere stillet end {mean}."),
            N_("Alle {n} effektmål med tal tyder på, at {who} i {place} er dårligere stillet end {mean}."),
        ),
        (
            tally.level,
            N_("På det ene effektmål med tal er {who} i {place} på niveau med {mean}."),
            N_("På begge effektmål med tal er {who} i {place} på niveau med {mean}."),
            N_("På alle {n} effektmål med tal er {who} i {place} på niveau med {mean}."),
        ),
        (
            tally.unclear,
            N_("På det ene effektmål med tal kan {place} ikke skelnes fra {mean}."),
            N_("På ingen af de to effektmål med tal kan {place} skelnes fra {mean}."),
            N_("På ingen af de {n} effektmål med tal kan {place} skelnes fra {mean}."),
        ),
        (
            tally.few,
            N_("Det ene effektmål med tal har for få målinger til at skelne {place} fra {mean}."),
            N_("Begge effektmål med tal har for få målinger til at skelne {place} fra {mean}."),
            N_("Alle {n} effektmål med tal har for få målinger til at skelne {place} fra {mean}."),
        ),
    ):
        if count == n:
            return lang.say({1: one, 2: both}.get(n, every), **said)
    message = {
        (True, True): N_(
            "På {better} af {n} effektmål med tal er {who} i {place} klart bedre stillet end {mean}, på {worse} klart "
            "dårligere"
        ),
        (True, False): N_(
            "På {better} af {n} effektmål med tal er {who} i {place} klart bedre stillet end {mean}, på ingen klart "
            "dårligere"
        ),
        (False, True): N_(
            "På {worse} af {n} effektmål med tal er {who} i {place} klart dårligere stillet end {mean}, på ingen "
            "klart bedre"
        ),
        (False, False): N_(
            "På ingen af de {n} effektmål med tal er {who} i {place} klart bedre eller dårligere stillet end {mean}"
        ),
    }[tally.better > 0, tally.worse > 0]
    head = lang.say(message, better=tally.better, worse=tally.worse, **said)
    rest = lang.listing(
        [
            lang.say(clause, n=count)
            for count, clause in (
                (tally.suggests_better, N_("{n} tyder på bedre")),
                (tally.suggests_worse, N_("{n} tyder på dårligere")),
                (tally.level, N_("{n} er på niveau")),
                (tally.unclear, N_("{n} kan ikke skelnes")),
                (tally.few, N_("{n} har for få målinger")),
            )
            if count
        ]
    )
    return f"{head}; {rest}." if rest else f"{head}."


def _missing_clause(lang: Language, missing: int) -> str:
    return lang.count(missing, "{n} effektmål mangler tal.", "{n} effektmål mangler tal.") if missing else ""


def more_prices(lang: Language, prices: Sequence[Price], shown: Sequence[Price]) -> str:
    """How many of an area's prices with figures its own page has beside those shown; empty where it has no more."""
    more = sum(price.value is not None for price in prices) - len(shown)
    return lang.count(more, "+ {n} pris på områdets side", "+ {n} priser på områdets side") if more else ""


def price_clause(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    """What the area's price is beside its effects; empty where no paired effect has a figure to stand beside."""
    lead = lead_prices(effects, prices)
    if not lead:
        return ""
    first, *other = lead
    gap = gap_to_mean(lang, first)
    named = (
        lang.say(
            "{price} ligger {gap}, men regnet {per} {other_gap}.",
            price=first.title,
            gap=gap,
            per=other[0].per_what,
            other_gap=price_words(lang, other[0]),
        )
        if other
        else lang.say("{price} ligger {gap}.", price=first.title, gap=gap)
    )
    return " ".join(filter(None, (named, _further_prices(lang, [price for price in prices if price not in lead]))))


def _further_prices(lang: Language, prices: Sequence[Price]) -> str:
    """How many prices differ clearly beside those that are named, and which way; empty where none does."""
    above, below = (
        sum(price.verdict == verdict for price in prices) for verdict in ("clearly_higher", "clearly_lower")
    )
    if above and below:
        return lang.say(
            "Af områdets andre priser er {above} klart højere end gennemsnittet og {below} klart lavere.",
            above=above,
            below=below,
        )
    if above:
        return lang.count(
            above,
            "Af områdets andre priser er {n} klart højere end gennemsnittet.",
            "Af områdets andre priser er {n} klart højere end gennemsnittet.",
        )
    if below:
        return lang.count(
            below,
            "Af områdets andre priser er {n} klart lavere end gennemsnittet.",
            "Af områdets andre priser er {n} klart lavere end gennemsnittet.",
        )
    return ""


def expected_wrong(lang: Language, figures: Sequence[Judged]) -> str:
    """How many of the clear verdicts are expected not to hold: the sum of what each leaves to chance; empty without."""
    clear = [figure for figure in figures if figure.is_told_apart and figure.p_same is not None]
    if not clear:
        return ""
    wrong = sum(1 - float(figure.p_same or 0) for figure in clear)
    return lang.count(
        len(clear),
        "Den ene klare vurdering ventes med {pct} sandsynlighed ikke at holde ved næste måling.",
        "Af de {n} klare vurderinger ventes {wrong} ikke at holde ved næste måling.",
        pct=_at_least(lang, 100 * wrong, lang.percent),
        wrong=_at_least(lang, wrong, lang.number),
    )


def _at_least(lang: Language, number: float, written: Callable[[float, int], str]) -> str:
    """A number with one decimal; what would be shown as nothing is under a tenth."""
    return written(number, 1) if number >= 0.05 else lang.say("mindre end {tenth}", tenth=written(0.1, 1))
