"""Which of an area's figures lead, by fixed rule and alike for every city.

Belongs here: the choice and order of prices and effects, as functions of rows from the marts. Does not belong here: any
word about them (`words`) and where they stand on a page (components, brief).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.rows.indicator import Effect, Price

ROW_PRICES = 3
"""How many prices of an area a front page has room for."""


def main_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices an area is shown by, chosen alike for every city: the newest, of those the catalogue's first.

    With it the same cost where it points the other way; only prices that a paired effect with a figure can stand beside
    count. What can be told apart does not: a city would be shown by one price and the next by another.
    """
    return _with_opposite(sorted(prices_beside(effects, prices), key=_newest))


def lead_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices a headline may name: the area's first by the rule, and the same cost where it points the other way.

    As `main_prices`, but first come those that can be told apart from the others, for a price that differs is news and
    one that does not may be chance.
    """
    known = prices_beside(effects, prices)
    return _with_opposite(sorted(known, key=lambda price: (not price.is_told_apart, _newest(price))))


def row_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices of an area on a front page: its main prices, then those told apart, newest first; at most three.

    So what the headline names is always among them.
    """
    main = main_prices(effects, prices)
    told = [price for price in prices_beside(effects, prices) if price.is_told_apart and price not in main]
    return [*main, *sorted(told, key=_newest)][:ROW_PRICES]


def standing_out(effects: Sequence[Effect]) -> list[Effect]:
    """The effects that differ clearly, then those of which it is only suggested, each by how sure it is.

    Of measures of the same thing the first of them alone.
    """
    found = [effect for effect in effects if effect.is_told_apart or effect.is_suggested]
    return one_of_each(sorted(found, key=_firmness))


def by_firmness(effects: Sequence[Effect]) -> list[Effect]:
    """All effects: what stands out first, what has no figure last; the rest keep their order."""
    return sorted(effects, key=_firmness)


def one_of_each(effects: Sequence[Effect]) -> list[Effect]:
    """Of the measures of the same thing the first, in the order given."""
    first: dict[str, Effect] = {}
    for effect in effects:
        first.setdefault(effect.cluster, effect)
    return list(first.values())


def _firmness(effect: Effect) -> tuple[int, float]:
    if effect.is_told_apart or effect.is_suggested:
        return (0 if effect.is_told_apart else 1), -float(effect.p_same or 0)
    return (3 if effect.value is None else 2), 0.0


def _newest(price: Price) -> int:
    return -(price.year or 0)


def _with_opposite(ranked: Sequence[Price]) -> list[Price]:
    """The first of the prices, and the first after it that is the same cost with the other sign.

    A cost per inhabitant and the same cost per user can differ in sign, because the cities differ in how many users
    they have; only one of them would mislead.
    """
    return [*ranked[:1], *[price for price in ranked if _opposite(ranked[0], price)][:1]]


def prices_beside(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices with a gap that a paired effect with a figure can stand beside, in the order given."""
    with_figures = {effect.indicator_id for effect in effects if effect.value is not None}
    return [p for p in prices if p.side is not None and with_figures & set(p.paired_effects)]


PAIR_MAX_YEARS = 2  # as dbt's `pair_max_years`, which `peer_results` keeps to


def may_be_paired(effect: Effect, price: Price) -> bool:
    """Whether the two are of years so near that the money may have paid for the effect."""
    return abs((effect.year or 0) - (price.year or 0)) <= PAIR_MAX_YEARS


def _opposite(one: Price, other: Price) -> bool:
    if one.year != other.year:
        return False
    same_cost = one.indicator_id == other.per_inhabitant_id or other.indicator_id == one.per_inhabitant_id
    return same_cost and {one.side, other.side} == {"above", "below"}


def clarity(effect: Effect) -> float:
    """The gap in half widths of its zone: how clearly it stands out, comparable across units."""
    width = float(effect.zone_high or 0) - float(effect.zone_low or 0)
    return abs(float(effect.gap or 0)) / (width or 1e-9)
