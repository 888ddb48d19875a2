"""Which of an area's figures lead, by fixed rule and alike for every city.

Belongs here: the choice and order of prices and effects, as functions of rows from the marts. Does not belong here: any
word about them (`words`) and where they stand on a page (components, brief).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.rows.indicator import Effect, Price

ROW_PRICES = 3
"""How many prices of an area a front page has room for."""


def main_price(effects: Sequence[Effect], prices: Sequence[Price]) -> Price | None:
    """The price an area is shown by, chosen alike for every city: the newest, of those the catalogue's first.

    Only prices that a paired effect with a figure can stand beside count. What can be told apart does not: a city would
    be shown by one price and the next by another.
    """
    return min(prices_beside(effects, prices), key=_newest, default=None)


def lead_price(effects: Sequence[Effect], prices: Sequence[Price]) -> Price | None:
    """The price a headline may name.

    As `main_price`, but first come those that can be told apart from the others, for a price that differs is news and
    one that does not may be chance.
    """
    return firmest_price(prices_beside(effects, prices))


def firmest_price(prices: Sequence[Price]) -> Price | None:
    """Of the prices that have a mean to stand beside, what can be told apart; of these the newest, then the first."""
    compared = [price for price in prices if price.side is not None and price.reference_unweighted is not None]
    return min(compared, key=lambda price: (not price.is_told_apart, _newest(price)), default=None)


def brief_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices a brief has room for: the one its headline names, then the area's main price."""
    both = lead_price(effects, prices), main_price(effects, prices)
    return list(dict.fromkeys(price for price in both if price))


def row_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices of an area on a front page: its main price, then those told apart, newest first; at most three.

    So what the headline names is always among them.
    """
    main = main_price(effects, prices)
    told = [price for price in prices_beside(effects, prices) if price.is_told_apart and price != main]
    return [*([main] if main else ()), *sorted(told, key=_newest)][:ROW_PRICES]


def _newest(price: Price) -> int:
    return -(price.year or 0)


def prices_beside(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices with a gap that a paired effect with a figure can stand beside, in the order given."""
    with_figures = {effect.indicator_id for effect in effects if effect.value is not None}
    return [p for p in prices if p.side is not None and with_figures & set(p.paired_effects)]


PAIR_MAX_YEARS = 2  # as dbt's `pair_max_years`, which `peer_results` keeps to


def may_be_paired(effect: Effect, price: Price) -> bool:
    """Whether the two are of years so near that the money may have paid for the effect."""
    return abs((effect.year or 0) - (price.year or 0)) <= PAIR_MAX_YEARS


def one_per_cluster(effects: Sequence[Effect]) -> list[Effect]:
    """Measures of the same thing count once, by the one of them that is surest; in the order given."""
    surest: dict[str, Effect] = {}
    for effect in sorted(effects, key=unsure):
        surest.setdefault(effect.cluster, effect)
    kept = {effect.indicator_id for effect in surest.values()}
    return [effect for effect in effects if effect.indicator_id in kept]


def firmest(effects: Sequence[Effect], count: int) -> list[Effect]:
    """The differences that hold most surely: those that are clear, then those that are suggested; a cluster once."""
    different = [effect for effect in one_per_cluster(effects) if effect.is_told_apart or effect.is_suggested]
    return sorted(different, key=unsure)[:count]


def unsure(effect: Effect) -> tuple[bool, bool, bool, float, float]:
    """The order of effects by how surely they differ, the surest first.

    Where two are equally sure with the decimals there are, the gap counts, in widths of the zone where it is not clear.
    """
    zone = float(effect.zone_high or 0) - float(effect.zone_low or 0)
    return (
        effect.value is None,
        not effect.is_told_apart,
        not effect.is_suggested,
        -float(effect.p_same or 0),
        -abs(float(effect.gap or 0)) / (zone or 1e-9),
    )
