"""Whom a municipality is held up against, and how far it lies from them.

Belongs here: the phrases that several sentences share. Does not belong here: whole claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dashboards.language import N_, Language, lower_first, translated
from dashboards.numbers import magnitude
from dashboards.rows.indicator import Price
from dashboards.words import closed_lists as words


class Seen(Protocol):
    """What is seen from a municipality: whether that is compared, what the group is called, how many its others are."""

    @property
    def is_compared(self) -> bool: ...

    @property
    def group(self) -> str: ...

    @property
    def n_others(self) -> int: ...


def others(lang: Language, seen: Seen) -> str:
    """Whom a municipality is held up against: one of the group against its others, any other against the group."""
    return lang.say("de {n} andre", n=lang.in_words(seen.n_others)) if seen.is_compared else the_group(seen)


@dataclass(frozen=True)
class _Place:
    is_compared: bool
    group: str
    n_others: int


def others_of(lang: Language, row: Mapping[str, Any]) -> str:
    """`others` of a page, by the row it is made for; where that names no municipality, nobody in particular."""
    if "n_others" not in row:
        return lang.say("de andre")
    told = translated(dict(row), lang)
    return others(lang, _Place(told["is_compared"], told["group"], told["n_others"]))


def the_group(seen: Seen) -> str:
    """The compared group inside a sentence."""
    return lower_first(seen.group)


def _when(lang: Language, price: Price) -> str:
    if price.is_told_apart:
        return str(price.year)
    return f"{price.year}, {lang.say(words.VERDICTS[price.verdict])}"


def gap_to_mean(lang: Language, price: Price) -> str:
    message = {
        "above": N_("{pct} over gennemsnittet af {others} ({when})"),
        "below": N_("{pct} under gennemsnittet af {others} ({when})"),
    }.get(price.side or "", N_("på niveau med gennemsnittet af {others} ({when})"))
    return lang.say(
        message,
        pct=lang.percent(magnitude(price.gap_pct or 0)),
        others=others(lang, price),
        when=_when(lang, price),
    )


def price_words(lang: Language, price: Price) -> str:
    """The gap alone, for lists whose heading says what is compared."""
    message = {"above": N_("{pct} over ({when})"), "below": N_("{pct} under ({when})")}.get(
        price.side or "", N_("på niveau ({when})")
    )
    return lang.say(message, pct=lang.percent(magnitude(price.gap_pct or 0)), when=_when(lang, price))
