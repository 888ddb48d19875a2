"""The first sentences of an area's page: how many effects, which way, and what the price is beside them.

Belongs here: how measures are counted and summed up in words. Does not belong here: which price leads (`choices`) and
what is said of a single figure (`verdicts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.choices import lead_prices
from dashboards.language import N_, Language
from dashboards.rows.indicator import Effect, Price
from dashboards.words.beside import gap_to_mean, others, price_words

STAFF_AREAS = frozenset({"workplace"})
"""Areas whose effect measures are about those who work for the municipality."""


@dataclass(frozen=True)
class Tally:
    """How many effect measures have which verdict."""

    better: int
    worse: int
    same: int
    indistinguishable: int
    missing: int

    @classmethod
    def of(cls, effects: Sequence[Effect]) -> Tally:
        count = Counter(effect.verdict for effect in effects)
        return cls(*(count[name] for name in ("better", "worse", "same", "indistinguishable", "missing")))

    @property
    def with_figures(self) -> int:
        return self.better + self.worse + self.same + self.indistinguishable


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
    mean = lang.say("gennemsnittet af {others}", others=others(lang, effects[0]))
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
            N_("På det ene effektmål med tal er {who} i {place} bedre stillet end {mean}."),
            N_("På begge effektmål med tal er {who} i {place} bedre stillet end {mean}."),
            N_("På alle {n} effektmål med tal er {who} i {place} bedre stillet end {mean}."),
        ),
        (
            tally.worse,
            N_("På det ene effektmål med tal er {who} i {place} dårligere stillet end {mean}."),
            N_("På begge effektmål med tal er {who} i {place} dårligere stillet end {mean}."),
            N_("På alle {n} effektmål med tal er {who} i {place} dårligere stillet end {mean}."),
        ),
        (
            tally.same,
            N_("På det ene effektmål med tal er {who} i {place} på niveau med {mean}."),
            N_("På begge effektmål med tal er {who} i {place} på niveau med {mean}."),
            N_("På alle {n} effektmål med tal er {who} i {place} på niveau med {mean}."),
        ),
        (
            tally.indistinguishable,
            N_("På det ene effektmål med tal kan {place} ikke skelnes fra {mean}."),
            N_("På ingen af de to effektmål med tal kan {place} skelnes fra {mean}."),
            N_("På ingen af de {n} effektmål med tal kan {place} skelnes fra {mean}."),
        ),
    ):
        if count == n:
            return lang.say({1: one, 2: both}.get(n, every), **said)
    message = {
        (True, True): N_(
            "På {better} af {n} effektmål med tal er {who} i {place} bedre stillet end {mean}, på {worse} dårligere"
        ),
        (True, False): N_(
            "På {better} af {n} effektmål med tal er {who} i {place} bedre stillet end {mean}, på ingen dårligere"
        ),
        (False, True): N_(
            "På {worse} af {n} effektmål med tal er {who} i {place} dårligere stillet end {mean}, på ingen bedre"
        ),
        (False, False): N_("På {same} af {n} effektmål med tal er {who} i {place} på niveau med {mean}"),
    }[tally.better > 0, tally.worse > 0]
    head = lang.say(message, better=tally.better, worse=tally.worse, same=tally.same, **said)
    level = tally.same > 0 and tally.better + tally.worse > 0
    tail = {
        (False, False): "{head}.",
        (True, False): N_("{head}; på {same} er de på niveau."),
        (False, True): N_("{head}; {unclear} kan ikke skelnes."),
        (True, True): N_("{head}; på {same} er de på niveau, og {unclear} kan ikke skelnes."),
    }[level, tally.indistinguishable > 0]
    return lang.say(tail, head=head, same=tally.same, unclear=tally.indistinguishable)


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
    """How many prices can be told apart beside those that are named, and which way; empty where none can."""
    above, below = (sum(price.verdict == verdict for price in prices) for verdict in ("above", "below"))
    if above + below == 1 and sum(price.value is not None for price in prices) == 1:
        return lang.say(
            N_("Området har én pris mere med tal; den kan skelnes og ligger over gennemsnittet.")
            if above
            else N_("Området har én pris mere med tal; den kan skelnes og ligger under gennemsnittet.")
        )
    if above and below:
        return lang.say(
            "Af områdets andre priser kan {n} skelnes: {above} over gennemsnittet og {below} under.",
            n=above + below,
            above=above,
            below=below,
        )
    if above:
        return lang.count(
            above,
            "Af områdets andre priser kan én skelnes; den ligger over gennemsnittet.",
            "Af områdets andre priser kan {n} skelnes; de ligger over gennemsnittet.",
        )
    if below:
        return lang.count(
            below,
            "Af områdets andre priser kan én skelnes; den ligger under gennemsnittet.",
            "Af områdets andre priser kan {n} skelnes; de ligger under gennemsnittet.",
        )
    return ""
