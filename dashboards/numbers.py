"""Numbers before they are written: exactness and rounding, as official statistics have it.

Belongs here: what every reader of a figure must do alike, whatever the language. Does not belong here: how a number is
written (`language`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

Number = Decimal | float | int


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """`value` rounded half away from zero, as official statistics round: 18.65 → 18.7."""
    return exactly(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def rounded_parts(parts: Sequence[Number], total: Decimal) -> list[Decimal]:
    """`parts` in whole units that add up to `total`, itself their sum rounded to whole units up or down.

    The method of the largest remainder (Hamilton's): all are rounded down, and what is then left of `total` goes, one
    unit each, to those that lost most, of equal ones the first. No part moves a whole unit, and a whole one not at all.
    """
    exact = [exactly(part) for part in parts]
    down = [part.to_integral_value(ROUND_FLOOR) for part in exact]
    lost_most = sorted(range(len(parts)), key=lambda n: down[n] - exact[n])
    raised = lost_most[: int(total - sum(down))]
    return [part + (n in raised) for n, part in enumerate(down)]


def magnitude(value: Number) -> Decimal:
    """How large `value` is, for sentences that say the direction in words."""
    return abs(exactly(value))


def exactly(value: Number) -> Decimal:
    """A float as it prints: 18.65 is that, and not the double just below it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
