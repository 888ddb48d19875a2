"""Whom a municipality is held up against, and how far it lies from them.

Belongs here: the phrases that several sentences share. Does not belong here: whole claims.
"""

from __future__ import annotations

from dashboards.language import N_, Language
from dashboards.numbers import magnitude, rounded
from dashboards.rows.indicator import Price


def others(lang: Language, is_compared: bool) -> str:
    """Whom a municipality is held up against: one of the six against the five others, any other against the six."""
    return lang.say("de fem andre") if is_compared else lang.say("de seks byer")


def _when(lang: Language, price: Price) -> str:
    return str(price.year) if price.is_told_apart else lang.say("{year}, kan ikke skelnes", year=price.year)


def gap_to_mean(lang: Language, price: Price) -> str:
    gap = rounded(price.gap_pct or 0, 1)
    message = (
        N_("{pct} over gennemsnittet af {others} ({when})")
        if gap > 0
        else N_("{pct} under gennemsnittet af {others} ({when})")
        if gap < 0
        else N_("på niveau med gennemsnittet af {others} ({when})")
    )
    return lang.say(
        message,
        pct=lang.percent(magnitude(price.gap_pct or 0)),
        others=others(lang, price.is_compared),
        when=_when(lang, price),
    )


def price_words(lang: Language, price: Price) -> str:
    """The gap alone, for lists whose heading says what is compared."""
    gap = rounded(price.gap_pct or 0, 1)
    message = (
        N_("{pct} over ({when})") if gap > 0 else N_("{pct} under ({when})") if gap < 0 else N_("på niveau ({when})")
    )
    return lang.say(message, pct=lang.percent(magnitude(price.gap_pct or 0)), when=_when(lang, price))
