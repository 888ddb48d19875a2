"""Three questions for the dialogue about an area, chosen by what its figures show.

Belongs here: questions and not verdicts. Does not belong here: which price leads (`choices`).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.choices import lead_price, unsure
from dashboards.language import Language, lower_first
from dashboards.rows.indicator import Effect, Point, Price, points_of
from dashboards.words.beside import others


def questions(
    lang: Language, effects: Sequence[Effect], prices: Sequence[Price], points: Sequence[Point]
) -> tuple[str, str, str]:
    """Three questions for the dialogue, chosen by what the figures show; questions and not verdicts."""
    return (
        _effect_question(lang, effects, points),
        _price_question(lang, effects, prices),
        _measure_question(lang, effects),
    )


def _effect_question(lang: Language, effects: Sequence[Effect], points: Sequence[Point]) -> str:
    worse = [effect for effect in effects if effect.verdict in ("clearly_worse", "suggests_worse")]
    if worse:
        effect = min(worse, key=unsure)
        who = lang.listing(_cities_ahead(effect, points)) or lang.say("de andre")
        return lang.say("Hvad gør {who} ved {effect}, som vi kan lære af?", who=who, effect=_quoted(lang, effect))
    better = [effect for effect in effects if effect.verdict in ("clearly_better", "suggests_better")]
    if better:
        effect = min(better, key=unsure)
        return lang.say(
            "Hvad ligger der bag vores tal for {effect}, og hvordan holder vi fast i det?", effect=_quoted(lang, effect)
        )
    level = [effect for effect in effects if effect.verdict in ("on_level", "cannot_tell", "too_few")]
    if level:
        return lang.say(
            "Hvor stor skulle en forskel i {effect} være, før vi ville handle på den?", effect=_quoted(lang, level[0])
        )
    return lang.say("Hvilken effekt for borgerne burde vi kunne vise her?")


def _quoted(lang: Language, effect: Effect) -> str:
    return lang.quoted(lower_first(effect.title))


def _cities_ahead(effect: Effect, points: Sequence[Point]) -> list[str]:
    assert effect.value is not None  # noqa: S101 - a verdict needs a value
    ahead = {
        p.name: lead
        for p in points_of(effect, points)
        if p.is_compared
        and not p.is_own
        and p.value is not None
        and (lead := (float(p.value) - float(effect.value)) * effect.sign) > 0
    }
    return sorted(ahead, key=lambda name: -ahead[name])[:2]


def _price_question(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    lead = lead_price(effects, prices)
    if lead is None:
        return _no_lead_question(lang, prices)
    if not lead.is_told_apart:
        return lang.say(
            "Får borgerne det samme for pengene som i {others}?",
            others=others(lang, lead),
        )
    return lang.say("Hvilken del af prisforskellen er vores eget valg, og hvilken er rammevilkår og bogføring?")


def _no_lead_question(lang: Language, prices: Sequence[Price]) -> str:
    """What to ask where no price may be named: no price is known, none can be compared, or none has a known effect."""
    known = [price for price in prices if price.value is not None]
    if not known:
        return lang.say("Hvad ville vi bruge en enhedspris til her, og hvad skal der til for at regne den ud?")
    if all(price.verdict == "not_comparable" for price in known):
        return lang.say(
            "Hvad skal der til, for at vores pris kan sammenlignes med {others}?",
            others=others(lang, known[0]),
        )
    return lang.say("Hvilken effekt skulle vi kende for at vide, hvad borgerne får for prisen?")


def _measure_question(lang: Language, effects: Sequence[Effect]) -> str:
    missing = [effect for effect in effects if effect.verdict == "missing"]
    if missing:
        return lang.say("Hvad ville vi gøre anderledes, hvis vi kendte {effect}?", effect=_quoted(lang, missing[0]))
    return lang.say("Hvad kunne vi holde op med at måle?")
