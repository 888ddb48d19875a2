"""What a drawing shows, for those who do not see it.

Belongs here: what a screen reader says of a strip and a trend. Does not belong here: drawing (`drawing`) and what else
is said of the figure (`verdicts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dashboards.language import N_, Language, upper_first
from dashboards.numbers import Number, rounded
from dashboards.rows.indicator import Effect, Facts, Indicator, Point, Price, SeriesPoint
from dashboards.words import closed_lists as words
from dashboards.words.beside import measured, measured_others, others

TELLING_DECIMALS = 2
"""How many more decimals than usual a figure is given at most where rounding hides on which side of a limit it lies."""


Shown = TypeVar("Shown", bound=Point)


def chart_description(lang: Language, figure: Effect | Price, sentence: str) -> str:
    """What a screen reader says of a strip."""
    if figure.value is None:
        return sentence
    shown = lang.in_unit(figure.value, figure.decimals, figure.unit_measure).removesuffix(".")  # one stop after `kr.`
    return f"{figure.municipality_name}: {shown}. {sentence}"


def legend(lang: Language, place: str, among: str, figures: Sequence[Effect | Price]) -> str:
    """How strips of `figures` are read where no legend of a page stands beside them; `among` are the others."""
    said = lang.say(
        "Blå prik: {place}. Grå prikker: {others}. Stiplet: deres gennemsnit. Gråt felt: ikke klart forskellig "
        "fra det. Streger: landets kommuner.",
        place=place,
        others=among,
    )
    has_target = any(isinstance(each, Effect) and each.target is not None for each in figures)
    return " ".join((said, lang.say("Blå streg: målet."))) if has_target else said


def notes(lang: Language, figure: Effect | Price) -> tuple[str, str]:
    """What stands at the foot of a picture that is shown elsewhere: how it is read, and the source."""
    return legend(lang, figure.municipality_name, measured_others(lang, figure), [figure]), credit(lang, figure)


def credit(lang: Language, about: Indicator | Facts) -> str:
    """Whose figures and whose drawing it is."""
    source = lang.say("Kilde: {source}.", source=words.source(lang, about))
    return f"{source} Seksby."


def over_years(lang: Language, about: Facts) -> str:
    """What the lines of a measure's own page are called."""
    return lang.say("{measure} over årene; tallene står i tabellen over alle år", measure=about.title)


def in_year(lang: Language, about: Facts) -> str:
    """What the strip of a measure's own page is called."""
    return lang.say("{measure}, {year}; tallene står i tabellerne", measure=about.title, year=about.latest_year)


def figures(lang: Language, figure: Effect | Price, reference: Number | None, unit: str) -> str:
    """The value, the mean it is held against, its unit and year, in a line: `18,7 % mod 20,6 % (2025)`."""

    def written(value: Number | None) -> str:
        return "" if value is None else lang.in_unit(value, figure.decimals, figure.unit_measure)

    own = written(figure.value)
    against = lang.say("{own} mod {mean}", own=own, mean=written(reference)) if reference is not None else own
    return f"{against} ({', '.join(filter(None, (unit, str(figure.year or ''))))})"


def trend_description(
    lang: Language, figure: Effect | Price, points: Sequence[SeriesPoint], *, bare: bool = False
) -> str:
    """What a screen reader says of a trend: our first and latest value, the others' range, and ours beside the limits.

    Our first value is of the series since its last break. The others' lowest and highest value are of the last year in
    which anybody has one. A `bare` trend is drawn without process limits, and is described without.
    """
    known = sorted((p for p in points if p.is_named and p.value is not None), key=lambda p: p.year)
    if not known:
        return ""
    own = _since_break([p for p in known if p.is_own], figure.break_years)
    has_limits = bool(own) and not bare and own[-1].lower_limit is not None and own[-1].upper_limit is not None
    decimals = _telling_decimals(figure.decimals, own[-1]) if has_limits else figure.decimals
    theirs = [p for p in known if not p.is_own and p.year == known[-1].year]
    parts = [
        _own_range(lang, figure, own, decimals),
        _range_of_others(lang, figure, theirs, known[-1].year),
        _beside_limits(lang, figure, own[-1], decimals) if has_limits else "",
    ]
    return " ".join(filter(None, parts))


def over_time(lang: Language, figure: Effect | Price, points: Sequence[Point]) -> str:
    """Our first and latest value since the last break; empty with fewer than two."""
    own = sorted((p for p in points if p.is_own and p.value is not None), key=lambda p: p.year)
    own = list(_since_break(own, figure.break_years))
    return _own_range(lang, figure, own, figure.decimals) if len(own) > 1 else ""


def _since_break(own: Sequence[Shown], break_years: Sequence[int]) -> Sequence[Shown]:
    """Our values, by year, of the series that the latest belongs to; a break's year is the first of a new series."""
    start = max((year for year in break_years if own and year <= own[-1].year), default=0)
    return [p for p in own if p.year >= start]


def _own_range(lang: Language, figure: Effect | Price, own: Sequence[Point], decimals: int) -> str:
    place = figure.municipality_name
    if not own:
        return lang.say("{place}: ingen tal.", place=place)
    first, last = (lang.in_unit(p.value or 0, decimals, figure.unit_measure) for p in (own[0], own[-1]))
    if len(own) == 1:
        return lang.say("{place}: {value} i {year}.", place=place, value=last, year=own[0].year)
    return lang.say(
        "{place}: {first} i {first_year}, {last} i {last_year}.",
        place=place,
        first=first,
        first_year=own[0].year,
        last=last,
        last_year=own[-1].year,
    )


def _range_of_others(lang: Language, figure: Effect | Price, theirs: Sequence[Point], year: int) -> str:
    """The lowest and highest of the others' values in `year`; how many of them have one, unless all do."""
    if not theirs:
        return lang.say("{Others}: ingen tal i {year}.", Others=upper_first(others(lang, figure)), year=year)
    values = [p.value or 0 for p in theirs]
    low, high = (lang.in_unit(value, figure.decimals, figure.unit_measure) for value in (min(values), max(values)))
    if len(theirs) == 1:
        return lang.say("{place}: {value} i {year}.", place=theirs[0].name, value=low, year=year)
    among = upper_first(measured(lang, figure, len(theirs)))
    return lang.say("{Others}: {low} til {high} i {year}.", Others=among, low=low, high=high, year=year)


def _beside_limits(lang: Language, figure: Effect | Price, latest: SeriesPoint, decimals: int) -> str:
    low, high = (
        lang.in_unit(limit or 0, decimals, figure.unit_measure) for limit in (latest.lower_limit, latest.upper_limit)
    )
    return lang.say(
        N_("Seneste tal for {place} ligger uden for egne procesgrænser ({low} til {high}).")
        if latest.signal_outside
        else N_("Seneste tal for {place} ligger inden for egne procesgrænser ({low} til {high})."),
        place=figure.municipality_name,
        low=low,
        high=high,
    )


def _telling_decimals(decimals: int, latest: SeriesPoint) -> int:
    """As many decimals as show a value outside its limits to be so; one inside is never rounded beyond them."""
    for more in range(TELLING_DECIMALS):
        low, value, high = (
            rounded(shown or 0, decimals + more) for shown in (latest.lower_limit, latest.value, latest.upper_limit)
        )
        if not latest.signal_outside or value < low or value > high:
            return decimals + more
    return decimals + TELLING_DECIMALS
