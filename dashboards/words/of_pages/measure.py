"""What a measure's own page says of it at once: of the compared group, of all municipalities, of one of them.

Belongs here: sentences that hold several municipalities' verdicts, and the words of a tile. Does not belong here: what
is said of one municipality's figure on its own pages (`verdicts`), certainty and expectation (`method`).

A verdict is the mart's own. Municipalities are named in their usual order and never by rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from dashboards.language import N_, Language, upper_first
from dashboards.numbers import Number, rounded
from dashboards.words import closed_lists as words

OVER, UNDER, LEVEL = "over", "under", "level"
SIDES: Final = {
    OVER: N_("over gennemsnittet, for få målinger til at sige mere"),
    UNDER: N_("under gennemsnittet, for få målinger til at sige mere"),
    LEVEL: N_("som gennemsnittet, for få målinger til at sige mere"),
}
"""Where a figure lies when nothing is known of chance."""
CALLS: Final = {**words.VERDICTS, **SIDES}
"""The words of a tile by its call, those that say most first, `missing` last."""


class Measure(Protocol):
    """How the figures of a measure are written."""

    @property
    def decimals(self) -> int: ...

    @property
    def unit_measure(self) -> str: ...


def call(verdict: str | None, gap: Number | None, decimals: int, value: Number | None) -> str:
    """What a tile says: the verdict, or where there are too few measurements for one the side of the mean."""
    if value is None:
        return "missing"
    if verdict not in (None, "too_few", "not_comparable"):
        return str(verdict)
    if gap is None:
        return "too_few"
    shown = rounded(gap, decimals)
    return OVER if shown > 0 else UNDER if shown < 0 else LEVEL


def tile(lang: Language, name: str, value: Number | None, measure: Measure, said: str) -> str:
    """`Randers: 7,1, klart dårligere`."""
    words_of_call = lang.say(CALLS[said])
    if value is None:
        return f"{name}: {words_of_call}"
    return f"{name}: {lang.in_unit(value, measure.decimals, measure.unit_measure)}, {words_of_call}"


def verdicts_in_words(lang: Language, found: Iterable[tuple[str, str | None]]) -> str:
    """Names by their verdict: `Klart bedre: København og Aarhus. Kan ikke skelnes: Odense.`; those without one last."""
    by_verdict: dict[str, list[str]] = {}
    for name, verdict in found:
        by_verdict.setdefault(verdict or "missing", []).append(name)
    return " ".join(
        f"{upper_first(lang.say(text))}: {lang.listing(by_verdict[verdict])}."
        for verdict, text in words.VERDICTS.items()
        if verdict in by_verdict
    )


def counted(calls: Sequence[str]) -> list[tuple[str, int]]:
    """The calls there are, those that say most first, with how many municipalities each has."""
    return [(each, calls.count(each)) for each in CALLS if each in calls]
