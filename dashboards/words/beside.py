"""Whom a municipality is held up against, and how far it lies from them.

Belongs here: the phrases that several sentences share. Does not belong here: whole claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dashboards.language import N_, Language, lower_first, translated
from dashboards.numbers import magnitude
from dashboards.rows.indicator import Effect, Price
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


def measured(lang: Language, seen: Seen, n: int | None) -> str:
    """`others`; where only `n` of them have a figure that year, how many have: a mean is of no more than those."""
    among = others(lang, seen)
    return among if not n or n == seen.n_others else lang.say("{n} af {others}", n=lang.in_words(n), others=among)


def measured_others(lang: Language, figure: Effect | Price) -> str:
    """Whom one figure is held up against, wherever its mean is spoken of."""
    return measured(lang, figure, figure.others_with_value)


def all_measured(lang: Language, figures: Sequence[Effect | Price]) -> str:
    """Whom several figures are held up against, where one sentence speaks of them all.

    Where a mean is of fewer than all others, they are those with figures, uncounted: four of five need not be the same
    four from one figure to the next, and "four of the five" said once would be. A legend, a heading and a difference
    "from the others" take it too: to differ from four of five may mean that the fifth is like us. What compares no
    figures (a question, that nothing can be compared) names the group.
    """
    first, short = figures[0], any(figure.is_of_fewer for figure in figures)
    return _with_figures(lang, first) if short else others(lang, first)


def _with_figures(lang: Language, seen: Seen) -> str:
    return lang.say("de andre med tal") if seen.is_compared else group_measured(lang, seen)


def group_measured(lang: Language, seen: Seen) -> str:
    """The compared group inside a sentence, where not all of it have figures."""
    return lang.say("dem i {group} med tal", group=the_group(seen))


@dataclass(frozen=True)
class _Place:
    is_compared: bool
    group: str
    n_others: int


def others_of(lang: Language, row: Mapping[str, Any]) -> str:
    """`all_measured` of a page, by the row it is made for; where that names no municipality, nobody in particular."""
    if "n_others" not in row:
        return lang.say("de andre")
    told = translated(dict(row), lang)
    place = _Place(told["is_compared"], told["group"], told["n_others"])
    return _with_figures(lang, place) if told["has_means_of_fewer"] else others(lang, place)


def the_group(seen: Seen) -> str:
    """The compared group inside a sentence."""
    return lower_first(seen.group)


def _when(lang: Language, price: Price) -> str:
    if price.is_told_apart:
        return str(price.year)
    return f"{price.year}, {lang.say(words.VERDICTS[price.verdict])}"


def standing(lang: Language, price: Price) -> str:
    """Where a price stands among those compared that have one that year, counted as it is shown."""
    n, lower, higher = price.others_with_value or 0, price.others_lower or 0, price.others_higher or 0
    if not n or not (lower or higher):
        return ""
    if n in (lower, higher) and price.is_compared and n == price.n_others:
        among = lang.in_words(n + 1)
        return lang.say("højest af de {n}", n=among) if lower else lang.say("lavest af de {n}", n=among)
    if lower >= higher:
        return lang.count(lower, "højere end én af dem", "højere end {counted} af dem", counted=lang.in_words(lower))
    return lang.count(higher, "lavere end én af dem", "lavere end {counted} af dem", counted=lang.in_words(higher))


def expectation(lang: Language, effect: Effect) -> str:
    """What the municipality's conditions let one expect, and on which side of it the value lies; empty without a model.

    No reason for the figure: a model says what is usual where conditions are alike. Inside its interval, which is wide,
    the value is called expected only where the conditions leave no more than half of the difference to the others.
    """
    if effect.value is None or effect.expected is None or effect.against_expected is None:
        return ""
    above, below = N_("det er højere"), N_("det er lavere")
    if effect.better != "neutral":
        ahead, behind = N_("det er bedre"), N_("det er dårligere")
        above, below = (ahead, behind) if effect.sign > 0 else (behind, ahead)
    expected = lang.in_unit(effect.expected, effect.decimals, effect.unit_measure)
    side = {"above": above, "below": below}.get(effect.against_expected)
    if side is None:
        left = abs(float(effect.value) - float(effect.expected))
        if effect.reference is not None and left <= abs(float(effect.value) - float(effect.reference)) / 2:
            return lang.say(
                "det er omtrent, hvad der kan ventes efter kommunens vilkår ({expected})", expected=expected
            )
        return lang.say("efter kommunens vilkår kunne der ventes {expected}", expected=expected)
    return lang.say(
        "{side}, end der kan ventes efter kommunens vilkår ({expected})", side=lang.say(side), expected=expected
    )


def price_words(lang: Language, price: Price) -> str:
    """The gap alone, for lists whose heading says what is compared."""
    message = {"above": N_("{pct} over ({when})"), "below": N_("{pct} under ({when})")}.get(
        price.side or "", N_("på niveau ({when})")
    )
    return lang.say(message, pct=lang.percent(magnitude(price.gap_pct or 0)), when=_when(lang, price))
