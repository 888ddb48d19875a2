"""The first sentences of a page: what stands out most, how many effects, which way, and what the price is beside them.

Belongs here: how measures are counted and summed up in words. Does not belong here: which price leads (`choices`) and
what is said of a single figure (`verdicts`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.choices import firmest, firmest_price, lead_price, one_per_cluster
from dashboards.language import N_, Language, lower_first, upper_first
from dashboards.rows.indicator import Effect, Judged, Price
from dashboards.words import closed_lists as words
from dashboards.words.beside import all_measured, expectation, measured_others, standing
from seksby.vocabulary import EFFECT_VERDICTS

STAFF_AREAS = frozenset({"workplace"})
"""Areas whose effect measures are about those who work for the municipality."""


@dataclass(frozen=True)
class Tally:
    """How many effect measures have which verdict; those that measure the same thing count once."""

    better: int
    worse: int
    suggests_better: int
    suggests_worse: int
    level: int
    unclear: int
    few: int
    alone: int
    missing: int

    @classmethod
    def of(cls, effects: Sequence[Effect]) -> Tally:
        count = Counter(effect.verdict for effect in one_per_cluster(effects))
        return cls(*(count[name] for name in EFFECT_VERDICTS))

    @property
    def with_figures(self) -> int:
        """Those held against the others."""
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
    """The firmest differences, each with value, mean and year; where none differs, what does not; else the count.

    A sentence of its own for each: two measures may be of different years.
    """
    leading = _leading(effects)
    if not leading:
        return headline(lang, place, effects)
    first, *further = leading
    mean = _mean(lang, first)
    named = lang.say(_STANDS_OUT[first.verdict], place=place, mean=mean, **_figures(lang, first, mean))
    return " ".join(
        [
            named,
            *(
                lang.say(
                    N_("Det samme gælder {measure}: {value} mod {reference} i {year}{expected}.")
                    if effect.verdict == first.verdict
                    else _STANDS_OUT_TOO[effect.verdict],
                    **_figures(lang, effect, mean),
                )
                for effect in further
            ),
        ]
    )


def count(lang: Language, place: str, effects: Sequence[Effect]) -> str:
    """The count beside a lead that names; empty where it is the lead itself.

    Where the lead has named all that have a figure, only what is missing is left to be counted.
    """
    leading, tally = _leading(effects), Tally.of(effects)
    if not leading:
        return ""
    return headline(lang, place, effects) if len(leading) < tally.with_figures else _missing_clause(lang, tally.missing)


def _leading(effects: Sequence[Effect]) -> list[Effect]:
    """What differs most surely; where nothing does, what has a mean to stand beside, in the page's order."""
    beside_a_mean = [effect for effect in one_per_cluster(effects) if effect.verdict in _STANDS_OUT]
    return firmest(effects, NAMED) or [effect for effect in beside_a_mean if effect.reference is not None][:NAMED]


_STANDS_OUT = {
    "clearly_better": N_(
        "{place} ligger klart bedre end {mean} på {measure}: {value} mod {reference} i {year}{expected}."
    ),
    "clearly_worse": N_(
        "{place} ligger klart dårligere end {mean} på {measure}: {value} mod {reference} i {year}{expected}."
    ),
    "suggests_better": N_(
        "Tallene tyder på, at {place} ligger bedre end {mean} på {measure}: {value} mod {reference} i {year}{expected}."
    ),
    "suggests_worse": N_(
        "Tallene tyder på, at {place} ligger dårligere end {mean} på {measure}: {value} mod {reference} i "
        "{year}{expected}."
    ),
    "on_level": N_("{place} ligger på niveau med {mean} på {measure}: {value} mod {reference} i {year}{expected}."),
    "cannot_tell": N_("{place} kan ikke skelnes fra {mean} på {measure}: {value} mod {reference} i {year}{expected}."),
    "too_few": N_(
        "Der er for få målinger til at skelne {place} fra {mean} på {measure}: {value} mod {reference} i "
        "{year}{expected}."
    ),
}
_STANDS_OUT_TOO = {
    "clearly_better": N_("Klart bedre er {measure}: {value} mod {reference} i {year}{expected}."),
    "clearly_worse": N_("Klart dårligere er {measure}: {value} mod {reference} i {year}{expected}."),
    "suggests_better": N_("På {measure} tyder tallene på bedre: {value} mod {reference} i {year}{expected}."),
    "suggests_worse": N_("På {measure} tyder tallene på dårligere: {value} mod {reference} i {year}{expected}."),
    "on_level": N_("På niveau er {measure}: {value} mod {reference} i {year}{expected}."),
    "cannot_tell": N_("På {measure} kan de ikke skelnes: {value} mod {reference} i {year}{expected}."),
    "too_few": N_("For {measure} er der for få målinger: {value} mod {reference} i {year}{expected}."),
}


def _figures(lang: Language, effect: Effect, mean: str) -> dict[str, object]:
    """The figures of a sentence; whom its mean is of, where that is not the `mean` that the first sentence names."""
    own = _mean(lang, effect)
    other_mean = "" if own == mean else lang.say("her er det {mean}", mean=own)
    assert effect.value is not None and effect.reference is not None  # noqa: S101, PT018 - it has been held against it
    return {
        "measure": lang.quoted(lower_first(effect.title)),
        "value": lang.in_unit(effect.value, effect.decimals, effect.unit_measure),
        "reference": lang.in_unit(effect.reference, effect.decimals, effect.unit_measure),
        "year": effect.year,
        "expected": "".join(f"; {said}" for said in (other_mean, expectation(lang, effect)) if said),
    }


def _mean(lang: Language, effect: Effect) -> str:
    return lang.say("gennemsnittet af {others}", others=measured_others(lang, effect))


def headline(lang: Language, place: str, effects: Sequence[Effect]) -> str:
    """For how many effect measures citizens of `place` are better or worse off than in the others, or neither."""
    tally = Tally.of(effects)
    areas = {effect.service_area for effect in effects}
    who = lang.say("medarbejderne") if areas and areas <= STAFF_AREAS else lang.say("borgerne")
    missing = " ".join(filter(None, (_alone_clause(lang, tally.alone), _missing_clause(lang, tally.missing))))
    if tally.with_figures == 0:
        cannot = lang.say("Siden kan endnu ikke sige, hvordan {who} i {place} er stillet.", who=who, place=place)
        none = lang.say("Der er ikke valgt effektmål.")
        return f"{cannot} {missing or none}"
    mean = lang.say("gennemsnittet af {others}", others=all_measured(lang, one_per_cluster(effects)))
    return " ".join(filter(None, (_tally_sentence(lang, place, who, mean, tally), missing)))


def _tally_sentence(lang: Language, place: str, who: str, mean: str, tally: Tally) -> str:
    """The sentence for at least one measure with a figure: who is better off, who worse, then the rest.

    What no measure says is left out, but for better and worse: where citizens are only one of them, the other is none.
    """
    n = tally.with_figures
    said = {"n": lang.counted(n), "who": who, "place": place, "mean": mean}
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
    head = lang.say(message, better=lang.counted(tally.better), worse=lang.counted(tally.worse), **said)
    rest = lang.listing(
        [
            lang.say(clause, n=lang.counted(count))
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


def level_clause(lang: Language, effects: Sequence[Effect]) -> str:
    """How many effects do not stand out, by what is said of them: `To kan ikke skelnes og ét har for få målinger`."""
    count = Counter(effect.verdict for effect in effects)
    said = [lang.say(clause, n=lang.counted(count[verdict])) for verdict, clause in _LEVEL.items() if count[verdict]]
    return upper_first(lang.listing(said))


_LEVEL = {
    "on_level": N_("{n} er på niveau"),
    "cannot_tell": N_("{n} kan ikke skelnes"),
    "too_few": N_("{n} har for få målinger"),
    "alone": N_("{n} har ingen at sammenligne med"),
}


def _missing_clause(lang: Language, missing: int) -> str:
    if not missing:
        return ""
    return lang.count(
        missing, "Ét effektmål mangler tal.", "{N} effektmål mangler tal.", N=upper_first(lang.counted(missing))
    )


def _alone_clause(lang: Language, alone: int) -> str:
    if not alone:
        return ""
    return lang.count(
        alone,
        "Ét effektmål har ingen at sammenligne med.",
        "{N} effektmål har ingen at sammenligne med.",
        N=upper_first(lang.counted(alone)),
    )


def more_prices(lang: Language, prices: Sequence[Price], shown: Sequence[Price]) -> str:
    """How many of an area's prices with figures its own page has beside those shown; empty where it has no more."""
    more = sum(price.value is not None for price in prices) - len(shown)
    return lang.count(more, "+ {n} pris på områdets side", "+ {n} priser på områdets side") if more else ""


def price_clause(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    """What the area's price is beside its effects; empty where no paired effect has a figure to stand beside.

    Kroner, the mean of the others and where among them it stands; a per cent of a mean that one of them carries says
    less than how many are lower.
    """
    first = lead_price(effects, prices)
    if first is None or first.value is None or first.reference_unweighted is None:
        return ""
    return " ".join(
        filter(None, (_named_price(lang, first), _further_prices(lang, [price for price in prices if price != first])))
    )


def price_alone(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    """What the price is of an area none of whose effects has a figure; empty where one has.

    The sentence on the effects, that nothing can be said of them, stands before it on a page that lists them.
    """
    first = firmest_price(prices)
    if first is None or any(effect.value is not None for effect in effects):
        return ""
    return _named_price(lang, first)


def _named_price(lang: Language, price: Price) -> str:
    """A price with a mean to stand beside: both in kroner, and where among the others it stands."""
    assert price.value is not None and price.reference_unweighted is not None  # noqa: S101, PT018 - `side` says so
    stands, verdict = standing(lang, price), lang.say(words.VERDICTS[price.verdict])
    if price.verdict == "too_few":
        few = N_("{stands}, men for få år til at bedømme det") if stands else N_("for få år til at bedømme det")
        said = lang.say(few, stands=stands)
    else:
        said = f"{stands} ({verdict})" if stands else verdict
    return lang.say(
        "{price}: {value} i {year} mod {mean} i gennemsnit i {others}; {verdict}.",
        price=price.title,
        value=lang.in_unit(price.value, price.decimals, price.unit_measure),
        mean=lang.in_unit(price.reference_unweighted, price.decimals, price.unit_measure),
        others=measured_others(lang, price),
        year=price.year,
        verdict=said,
    )


def _further_prices(lang: Language, prices: Sequence[Price]) -> str:
    """The prices that differ clearly beside the one that is named; empty where none does."""
    said = [
        lang.say(message, names=lang.listing([lang.quoted(lower_first(price.title)) for price in found]))
        for verdict, message in (
            ("clearly_higher", N_("Klart højere end gennemsnittet er {names}.")),
            ("clearly_lower", N_("Klart lavere end gennemsnittet er {names}.")),
        )
        if (found := [price for price in prices if price.verdict == verdict])
    ]
    return " ".join(said)


def expected_wrong(lang: Language, figures: Sequence[Judged]) -> str:
    """How many of the clear verdicts are expected not to hold: the sum of what each leaves to chance; empty without."""
    clear = [figure for figure in figures if figure.is_told_apart and figure.p_same is not None]
    if not clear:
        return ""
    wrong = sum(1 - float(figure.p_same or 0) for figure in clear)
    counted = lang.counted(len(clear))
    # Less than half a verdict is none: a tenth of one says nothing to a reader.
    if wrong < 0.5:
        return lang.count(
            len(clear),
            "Den ene klare vurdering ventes at holde ved næste måling.",
            "De {counted} klare vurderinger ventes at holde ved næste måling.",
            counted=counted,
        )
    return lang.count(
        len(clear),
        "Den ene klare vurdering ventes ikke at holde ved næste måling.",
        "Af de {counted} klare vurderinger ventes omkring {wrong} ikke at holde ved næste måling.",
        counted=counted,
        wrong=lang.in_words(math.floor(wrong + 0.5)),
    )
