"""Sentences by fixed rule from the figures, good and bad alike.

Belongs here: every claim a page makes about figures, as functions of language and rows from the marts. Does not
belong here: how a number is written (`language`), fixed words (`words`) and layout (templates).

A verdict is the mart's own: better, worse, same, indistinguishable or missing. No sentence weighs measures against each
other, and none says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.language import N_, Language, Number, lower_first, magnitude, rounded, upper_first
from dashboards.rows.figures import (
    Corrected,
    Correction,
    Effect,
    Flag,
    Flagged,
    Point,
    Price,
    SeriesPoint,
    TargetProgress,
    points_of,
)
from dashboards.words import closed_lists as words

STAFF_AREAS = frozenset({"workplace"})
"""Areas whose effect measures are about those who work for the municipality."""

WITH_OVERHEAD = "with_overhead"
"""The scope of a unit price that the mart `scope_values` adds to the catalogue's own."""
TELLING_DECIMALS = 2
"""How many more decimals than usual a figure is given at most where rounding hides on which side of a limit it lies."""


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


def others(lang: Language, seen_from_six: bool) -> str:
    """Whom a municipality is held up against: one of the six against the five others, any other against the six."""
    return lang.say("de fem andre") if seen_from_six else lang.say("de seks byer")


def headline(lang: Language, place: str, effects: Sequence[Effect]) -> str:
    """For how many effect measures citizens of `place` are better or worse off than in the other five, or neither."""
    tally = Tally.of(effects)
    areas = {effect.service_area for effect in effects}
    who = lang.say("medarbejderne") if areas and areas <= STAFF_AREAS else lang.say("borgerne")
    missing = _missing_clause(lang, tally.missing)
    if tally.with_figures == 0:
        cannot = lang.say("Siden kan endnu ikke sige, hvordan {who} i {place} er stillet.", who=who, place=place)
        none = lang.say("Der er ikke valgt effektmål.")
        return f"{cannot} {missing or none}"
    mean = (
        lang.say("gennemsnittet af de fem andre byer")
        if effects[0].seen_from_six
        else lang.say("gennemsnittet af de seks byer")
    )
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


def plane_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices an area's own page sets beside an effect: its main prices, then what its headline names besides."""
    main = main_prices(effects, prices)
    return [*main, *(price for price in lead_prices(effects, prices) if price not in main)]


def row_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices of an area on a front page: its main prices, then those told apart, newest first; at most three.

    So what the headline names is always among them.
    """
    main = main_prices(effects, prices)
    told = [price for price in prices_beside(effects, prices) if price.is_told_apart and price not in main]
    return [*main, *sorted(told, key=_newest)][:ROW_PRICES]


def more_prices(lang: Language, prices: Sequence[Price], shown: Sequence[Price]) -> str:
    """How many of an area's prices with figures its own page has beside those shown; empty where it has no more."""
    more = sum(price.value is not None for price in prices) - len(shown)
    return lang.count(more, "+ {n} pris på områdets side", "+ {n} priser på områdets side") if more else ""


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
    return [p for p in prices if p.value is not None and p.gap_pct is not None and with_figures & set(p.paired_effects)]


def _opposite(one: Price, other: Price) -> bool:
    same_cost = one.indicator_id == other.per_inhabitant_id or other.indicator_id == one.per_inhabitant_id
    gaps = [rounded(price.gap_pct or 0, 1) for price in (one, other)]
    return same_cost and min(gaps) < 0 < max(gaps)


def price_clause(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    """What the area's price is beside its effects; empty where no paired effect has a figure to stand beside."""
    lead = lead_prices(effects, prices)
    if not lead:
        return ""
    first, *other = lead
    gap = _gap_to_mean(lang, first)
    named = (
        lang.say(
            "{price} ligger {gap}, men regnet {per} {other_gap}.",
            price=first.title,
            gap=gap,
            per=lang.per_what(other[0].unit),
            other_gap=price_words(lang, other[0]),
        )
        if other
        else lang.say("{price} ligger {gap}.", price=first.title, gap=gap)
    )
    return " ".join(filter(None, (named, _further_prices(lang, [price for price in prices if price not in lead]))))


def _further_prices(lang: Language, prices: Sequence[Price]) -> str:
    """How many prices can be told apart beside those that are named, and which way; empty where none can."""
    gaps = [rounded(price.gap_pct or 0, 1) for price in prices if price.is_told_apart]
    above, below = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
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


def _when(lang: Language, price: Price) -> str:
    return str(price.year) if price.is_told_apart else lang.say("{year}, kan ikke skelnes", year=price.year)


def _gap_to_mean(lang: Language, price: Price) -> str:
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
        others=others(lang, price.seen_from_six),
        when=_when(lang, price),
    )


def price_words(lang: Language, price: Price) -> str:
    """The gap alone, for lists whose heading says what is compared."""
    gap = rounded(price.gap_pct or 0, 1)
    message = (
        N_("{pct} over ({when})") if gap > 0 else N_("{pct} under ({when})") if gap < 0 else N_("på niveau ({when})")
    )
    return lang.say(message, pct=lang.percent(magnitude(price.gap_pct or 0)), when=_when(lang, price))


def effect_message(lang: Language, effect: Effect) -> str:
    """The heading of an effect: its verdict in words."""
    message = {
        "better": N_("Bedre end gennemsnittet af {others}"),
        "worse": N_("Dårligere end gennemsnittet af {others}"),
        "same": N_("På niveau med gennemsnittet af {others}"),
        "indistinguishable": N_("Kan ikke skelnes fra gennemsnittet af {others}"),
    }.get(effect.verdict)
    if message is None:
        return lang.say("Mangler: {reason}", reason=words.reason(lang, effect.missing_reason))
    return lang.say(message, others=others(lang, effect.seen_from_six))


def verdict_words(lang: Language, effect: Effect) -> str:
    """The verdict alone, for lists whose heading says what is compared."""
    return lang.say(words.EFFECT_VERDICTS[effect.verdict])


def effect_sentence(lang: Language, effect: Effect, points: Sequence[Point]) -> str:
    """The mean of the others, the cities that do better or worse that year, and why the gap cannot be told apart.

    For a missing figure its note.
    """
    if effect.value is None:
        return effect.missing_note or ""
    parts = []
    if effect.reference is not None:
        mean = lang.in_unit(effect.reference, effect.decimals, effect.unit)
        parts = [lang.say("Gennemsnittet af {others} er {mean}.", others=others(lang, effect.seen_from_six), mean=mean)]
    parts += [_beside_cities(lang, effect, points), _why_alike(lang, effect), _without_figure(lang, points)]
    return " ".join(filter(None, parts))


def _beside_cities(lang: Language, effect: Effect, points: Sequence[Point]) -> str:
    """Which cities our value is better and worse than, by the values as shown, so that a reader can check it."""
    assert effect.value is not None  # noqa: S101 - asked only of a known value
    own = rounded(effect.value, effect.decimals)
    values = [
        (p.name, rounded(p.value, effect.decimals))
        for p in points
        if p.is_six_city and not p.is_own and p.value is not None
    ]
    above = [name for name, value in values if own > value]
    below = [name for name, value in values if own < value]
    equal = [name for name, value in values if own == value]
    if effect.better == "lower":
        above, below = below, above
    neutral = effect.better == "neutral"
    clauses = [
        lang.say(message, names=lang.listing(names))
        for message, names in (
            (N_("højere end {names}") if neutral else N_("bedre end {names}"), above),
            (N_("lavere end {names}") if neutral else N_("dårligere end {names}"), below),
            (N_("på niveau med {names}"), equal),
        )
        if names
    ]
    return f"{upper_first(', '.join(clauses))}." if clauses else ""


def _why_alike(lang: Language, figure: Effect | Price) -> str:
    """Why a figure cannot be told apart, inside the grey zone and outside of it; empty for any other verdict."""
    if isinstance(figure, Effect):
        alike = figure.verdict == "indistinguishable"
    else:
        alike = not figure.is_told_apart and rounded(figure.gap_pct or 0, 1) != 0
    if not alike:
        return ""
    return _held_back(lang, figure) if figure.held_back_by else _within_zone(lang, figure)


def _within_zone(lang: Language, figure: Effect | Price) -> str:
    """By which of the two rules a figure inside the grey zone is not told apart, and how far its gap swings."""
    if figure.verdict_basis != "moving_range":
        return lang.say("Tallet ligger inden for {others}s spænd.", others=others(lang, figure.seen_from_six))
    if isinstance(figure, Price):
        tolerance = lang.percent(figure.zone_high_pct or 0)
    else:
        tolerance = lang.number(float(figure.zone_high or 0) - float(figure.reference or 0), figure.decimals)
    return lang.say("Forskellen er ikke større, end den plejer at svinge (±{tolerance}).", tolerance=tolerance)


def _held_back(lang: Language, figure: Effect | Price) -> str:
    """Why a figure outside the grey zone is none the less not told apart."""
    if isinstance(figure, Price) and figure.held_back_by == "scopes":
        return _turning(lang, figure)
    above = ((figure.gap_pct if isinstance(figure, Price) else figure.gap) or 0) > 0
    broken = any(year <= (figure.year or 0) for year in figure.break_years)
    message = {
        "once": N_("Tallet ligger over alle {others}, men ikke to målinger i træk.")
        if above
        else N_("Tallet ligger under alle {others}, men ikke to målinger i træk."),
        "single": {
            (True, False): N_("Tallet ligger over alle {others}, men der er kun én måling at sammenligne."),
            (False, False): N_("Tallet ligger under alle {others}, men der er kun én måling at sammenligne."),
            (True, True): N_(
                "Tallet ligger over alle {others}, men der er kun én måling at sammenligne siden sidste databrud."
            ),
            (False, True): N_(
                "Tallet ligger under alle {others}, men der er kun én måling at sammenligne siden sidste databrud."
            ),
        }[above, broken],
        "peers": N_(
            "Tallet ligger over dem, der har tal, men alle {others} skal have tal to målinger i træk, før det kan "
            "skelnes."
        )
        if above
        else N_(
            "Tallet ligger under dem, der har tal, men alle {others} skal have tal to målinger i træk, før det kan "
            "skelnes."
        ),
        "interval": N_("Tallets egen usikkerhed (95 %-interval) rummer gennemsnittet af {others}."),
    }.get(figure.held_back_by or "", "")
    return lang.say(message, others=others(lang, figure.seen_from_six)) if message else ""


def _turning(lang: Language, price: Price) -> str:
    """In which scope the gap of a price points the other way; overhead is a scope without an indicator of its own."""
    if price.turning_scope_id == WITH_OVERHEAD:
        return lang.say("Forskellen vender, når overhead regnes med.")
    if price.turning_scope is None:
        return lang.say("Om tallet ligger over eller under, afhænger af afgrænsningen.")
    return lang.say(
        "Forskellen vender, når den regnes på {scope}.", scope=lang.quoted(lower_first(price.turning_scope))
    )


def _without_figure(lang: Language, points: Sequence[Point]) -> str:
    names = [p.name for p in points if p.is_six_city and not p.is_own and p.value is None]
    return lang.say("Uden tal: {names}.", names=lang.listing(names)) if names else ""


def missing_sentence(lang: Language, reason: str | None, note: str | None) -> str:
    return lang.say("Tallet mangler: {reason}.", reason=words.reason(lang, reason, note).rstrip("."))


def in_file(lang: Language, value: Number | None, marker: str | None) -> str:
    """What the publisher's file says in a cell: the number, or the mark in place of one."""
    return marker or ("–" if value is None else lang.exact(value))


def correction_sentences(lang: Language, correction: Corrected, figures: Sequence[tuple[str, int]]) -> str:
    """What was corrected, to what, why and by whom; `figures` are the municipalities and years that rest on it."""
    published = in_file(lang, correction.published_value, correction.published_marker)
    years: dict[str, list[str]] = {}
    for name, year in figures:
        years.setdefault(name, []).append(str(year))
    rests = lang.listing([f"{name} {lang.listing(listed)}" for name, listed in years.items()])
    return " ".join(
        (
            lang.say(
                "I kildens fil står {published}; her regnes tallet for at mangle: {reason}.",
                published=published,
                reason=words.reason(lang, correction.missing_reason),
            )
            if correction.value is None
            else lang.say(
                "I kildens fil står {published}; her bruges {used}.",
                published=published,
                used=lang.exact(correction.value),
            ),
            *correction_grounds(lang, correction),
            lang.say("Rettelsen indgår i {figures}.", figures=rests),
        )
    )


def correction_grounds(lang: Language, correction: Corrected | Correction) -> tuple[str, ...]:
    """Why a cell was corrected, on what evidence, by whom and when, and whether the publisher knows; a text each."""
    return (
        f"{correction.reason.rstrip('.')}.",
        lang.say("Grundlag: {evidence}.", evidence=correction.evidence.rstrip(".")),
        lang.say(
            "Vurderet af {who} den {day}; {status}.",
            who=correction.reviewed_by,
            day=lang.date(correction.reviewed_on),
            status=lang.say(words.CORRECTION_STATUSES[correction.status]),
        ),
    )


def flags_words(lang: Language, flags: Sequence[Flag]) -> str:
    """Why a figure is worth a second look, for lists whose heading says that it stands as it is."""
    return lang.listing([flag_words(lang, flag) for flag in flags])


def flags_note(lang: Language, flags: Sequence[Flag]) -> str:
    """The same where it stands alone, as in a file."""
    return lang.say("{remark}; tallet er ikke ændret", remark=flags_words(lang, flags))


def flag_words(lang: Language, flag: Flag | Flagged) -> str:
    """By which rule a figure is unusual."""
    if flag.flag == "unusual_among_98":
        return lang.say(
            N_("usædvanligt højt i forhold til landets kommuner")
            if flag.is_above
            else N_("usædvanligt lavt i forhold til landets kommuner")
        )
    return lang.say(
        N_("usædvanligt stor stigning siden {year}") if flag.is_above else N_("usædvanligt stort fald siden {year}"),
        year=flag.previous_year,
    )


def other_flags(lang: Language, figures: int) -> str:
    """How many figures of municipalities outside the six are flagged; which ones, the CSV tells."""
    if not figures:
        return ""
    return lang.count(
        figures,
        "I landets øvrige kommuner er ét tal usædvanligt; det står med bemærkning i CSV-filen over alle år.",
        "I landets øvrige kommuner er {n} tal usædvanlige; de står med bemærkning i CSV-filen over alle år.",
    )


def target_sentences(lang: Language, progress: TargetProgress, effect: Effect) -> str:
    """The target, who decided it, how much of the way is covered and where the present course leads."""

    def figure(value: Number) -> str:
        return lang.in_unit(value, effect.decimals, effect.unit)

    parts = [
        lang.say(
            "Mål: {target} i {year}, besluttet af {who}.",
            target=figure(progress.target),
            year=progress.target_year,
            who=progress.decided_by,
        )
    ]
    covered = progress.way_covered_pct
    if covered is not None and progress.base_year is not None and progress.verdict not in ("reached", "missing"):
        parts.append(
            lang.say(
                "{share} af vejen fra {year} er tilbagelagt.", share=lang.percent(covered, 0), year=progress.base_year
            )
            if covered >= 0
            else lang.say("Tallet har bevæget sig væk fra målet siden {year}.", year=progress.base_year)
        )
    verdict = lang.say(words.TARGET_VERDICTS[progress.verdict])
    low, high = progress.projected_lower, progress.projected_upper
    open_still = progress.verdict in ("on_course", "off_course", "cannot_tell")
    parts.append(
        lang.say("{verdict} (ventet {low} til {high}).", verdict=verdict, low=figure(low), high=figure(high))
        if open_still and low is not None and high is not None
        else f"{verdict}."
    )
    return " ".join(parts)


def chart_description(lang: Language, figure: Effect | Price, sentence: str) -> str:
    """What a screen reader says of a strip."""
    if figure.value is None:
        return sentence
    shown = lang.in_unit(figure.value, figure.decimals, figure.unit).removesuffix(".")  # one stop after `kr.`
    return f"{figure.municipality_name}: {shown}. {sentence}"


def trend_description(
    lang: Language, figure: Effect | Price, points: Sequence[SeriesPoint], *, bare: bool = False
) -> str:
    """What a screen reader says of a trend: our first and latest value, the others' range, and ours beside the limits.

    Our first value is of the series since its last break. The others' lowest and highest value are of the last year in
    which anybody has one. A `bare` trend is drawn without process limits, and is described without.
    """
    known = sorted((p for p in points if p.is_compared and p.value is not None), key=lambda p: p.year)
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


def _since_break(own: Sequence[SeriesPoint], break_years: Sequence[int]) -> Sequence[SeriesPoint]:
    """Our values, by year, of the series that the latest belongs to; a break's year is the first of a new series."""
    start = max((year for year in break_years if own and year <= own[-1].year), default=0)
    return [p for p in own if p.year >= start]


def _own_range(lang: Language, figure: Effect | Price, own: Sequence[SeriesPoint], decimals: int) -> str:
    place = figure.municipality_name
    if not own:
        return lang.say("{place}: ingen tal.", place=place)
    first, last = (lang.in_unit(p.value or 0, decimals, figure.unit) for p in (own[0], own[-1]))
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
    among = others(lang, figure.seen_from_six)
    if not theirs:
        return lang.say("{Others}: ingen tal i {year}.", Others=upper_first(among), year=year)
    values = [p.value or 0 for p in theirs]
    low, high = (lang.in_unit(value, figure.decimals, figure.unit) for value in (min(values), max(values)))
    if len(theirs) == 1:
        return lang.say("{place}: {value} i {year}.", place=theirs[0].name, value=low, year=year)
    if len(theirs) == (5 if figure.seen_from_six else 6):
        return lang.say(
            "{Others}: {low} til {high} i {year}.", Others=upper_first(among), low=low, high=high, year=year
        )
    return lang.say(
        "{n} af {others}: {low} til {high} i {year}.", n=len(theirs), others=among, low=low, high=high, year=year
    )


def _beside_limits(lang: Language, figure: Effect | Price, latest: SeriesPoint, decimals: int) -> str:
    low, high = (lang.in_unit(limit or 0, decimals, figure.unit) for limit in (latest.lower_limit, latest.upper_limit))
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


def price_message(lang: Language, price: Price) -> str:
    """The heading of a unit price: its gap to the others in words."""
    among = others(lang, price.seen_from_six)
    if price.value is None:
        return lang.say("Mangler: {reason}", reason=words.reason(lang, price.missing_reason))
    if price.gap_pct is None:
        return lang.say("Kan ikke sammenlignes med {others}", others=among)
    gap = rounded(price.gap_pct, 1)
    if not gap:
        return lang.say("På niveau med gennemsnittet af {others}", others=among)
    message = (
        (
            N_("{pct} over gennemsnittet af {others}")
            if price.is_told_apart
            else N_("{pct} over gennemsnittet af {others}, men kan ikke skelnes")
        )
        if gap > 0
        else (
            N_("{pct} under gennemsnittet af {others}")
            if price.is_told_apart
            else N_("{pct} under gennemsnittet af {others}, men kan ikke skelnes")
        )
    )
    return lang.say(message, pct=lang.percent(magnitude(price.gap_pct)), others=among)


def price_sentence(lang: Language, price: Price) -> str:
    """Both references, and why a gap cannot be told apart; for a missing figure its note."""
    if price.value is None:
        return price.missing_note or ""
    among = upper_first(others(lang, price.seen_from_six))
    if price.reference_unweighted is None:
        return lang.say("{Others} har ikke et tal at holde det op mod.", Others=among)
    plain = lang.in_unit(price.reference_unweighted, price.decimals, price.unit)
    references = (
        lang.say("{Others}: {plain} (uvægtet).", Others=among, plain=plain)
        if price.reference_weighted is None
        else lang.say(
            "{Others}: {plain} (uvægtet), {weighted} (vægtet efter størrelse).",
            Others=among,
            plain=plain,
            weighted=lang.in_unit(price.reference_weighted, price.decimals, price.unit),
        )
    )
    return f"{references} {_why_alike(lang, price)}".rstrip()


def worked_example(lang: Language, price: Price) -> str:
    """The gap to the unweighted mean in kr. over the whole municipality; a worked example and no saving.

    The basis is named: beside it stands the split of the gap to the weighted mean (`method_sentences.parts_sentence`),
    and the two may differ in sign.
    """
    if price.gap_dkk is None or not price.gap_dkk:
        return ""
    return lang.say(
        N_("Forskellen til det uvægtede gennemsnit svarer til {kroner} mere om året (regneeksempel, ikke besparelse).")
        if price.gap_dkk > 0
        else N_(
            "Forskellen til det uvægtede gennemsnit svarer til {kroner} mindre om året (regneeksempel, ikke "
            "besparelse)."
        ),
        kroner=lang.amount(magnitude(price.gap_dkk)),
    )


def identity(lang: Language, price: Price) -> list[tuple[str, str]]:
    """Price × coverage = cost per inhabitant, where the same cost is published both ways: each number with its unit."""
    if price.value is None or price.coverage_pct is None or price.per_inhabitant is None:
        return []
    return [
        (lang.kroner(price.value, price.decimals), lang.per_what(price.unit)),
        (f"× {lang.percent(price.coverage_pct)}", lang.say("af indbyggerne")),
        (f"= {lang.kroner(price.per_inhabitant)}", lang.say("pr. indbygger")),
    ]


def plane_message(lang: Language, effect: Effect, price: Price) -> str:
    """Where our municipality stands on the plane; effect and price are named only where both can be told apart."""
    side = "better" if effect.verdict == "better" else "worse"
    dearer = (price.gap_pct or 0) > 0
    if not effect.is_told_apart and not price.is_told_apart:
        return lang.say("Hverken effekt eller pris kan skelnes fra {others}", others=others(lang, effect.seen_from_six))
    if not effect.is_told_apart:
        return lang.say(
            N_("Højere pris; effekten kan ikke skelnes") if dearer else N_("Lavere pris; effekten kan ikke skelnes")
        )
    if not price.is_told_apart:
        return lang.say(
            N_("Bedre effekt; prisen kan ikke skelnes")
            if side == "better"
            else N_("Dårligere effekt; prisen kan ikke skelnes")
        )
    message = {
        ("better", True): N_("Bedre effekt til højere pris"),
        ("better", False): N_("Bedre effekt til lavere pris"),
        ("worse", True): N_("Dårligere effekt til højere pris"),
        ("worse", False): N_("Dårligere effekt til lavere pris"),
    }[side, dearer]
    return lang.say(message)


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
    worse = [effect for effect in effects if effect.verdict == "worse"]
    if worse:
        effect = max(worse, key=clarity)
        who = lang.listing(_cities_ahead(effect, points)) or lang.say("de andre byer")
        return lang.say("Hvad gør {who} ved {effect}, som vi kan lære af?", who=who, effect=_quoted(lang, effect))
    better = [effect for effect in effects if effect.verdict == "better"]
    if better:
        effect = max(better, key=clarity)
        return lang.say(
            "Hvad ligger der bag vores tal for {effect}, og hvordan holder vi fast i det?", effect=_quoted(lang, effect)
        )
    level = [effect for effect in effects if effect.verdict in ("same", "indistinguishable")]
    if level:
        return lang.say(
            "Hvor stor skulle en forskel i {effect} være, før vi ville handle på den?", effect=_quoted(lang, level[0])
        )
    return lang.say("Hvilken effekt for borgerne burde vi kunne vise her?")


def _quoted(lang: Language, effect: Effect) -> str:
    return lang.quoted(lower_first(effect.title))


def clarity(effect: Effect) -> float:
    """The gap in half widths of its zone: how clearly it stands out, comparable across units."""
    width = float(effect.zone_high or 0) - float(effect.zone_low or 0)
    return abs(float(effect.gap or 0)) / (width or 1e-9)


def _cities_ahead(effect: Effect, points: Sequence[Point]) -> list[str]:
    assert effect.value is not None  # noqa: S101 - a verdict needs a value
    ahead = {
        p.name: lead
        for p in points_of(effect, points)
        if p.is_six_city
        and not p.is_own
        and p.value is not None
        and (lead := (float(p.value) - float(effect.value)) * effect.sign) > 0
    }
    return sorted(ahead, key=lambda name: -ahead[name])[:2]


def _price_question(lang: Language, effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    lead = lead_prices(effects, prices)
    if not lead:
        return _no_lead_question(lang, prices)
    if len(lead) == 2:
        one, other = (lang.per_what(price.unit) for price in lead)
        return lang.say(
            "Hvilken af de to priser svarer på det, vi vil vide: den {one} eller den {other}?", one=one, other=other
        )
    if not lead[0].is_told_apart:
        return lang.say(
            "Får borgerne noget andet her end i {others}, når prisen ikke kan skelnes fra deres?",
            others=lang.say("de fem andre byer") if lead[0].seen_from_six else lang.say("de seks byer"),
        )
    return lang.say("Hvilken del af prisforskellen er vores eget valg, og hvilken er rammevilkår og bogføring?")


def _no_lead_question(lang: Language, prices: Sequence[Price]) -> str:
    """What to ask where no price may be named: no price is known, none can be compared, or none has a known effect."""
    known = [price for price in prices if price.value is not None]
    if not known:
        return lang.say("Hvad ville vi bruge en enhedspris til her, og hvad skal der til for at regne den ud?")
    if all(price.gap_pct is None for price in known):
        return lang.say(
            "Hvad skal der til, for at vores pris kan sammenlignes med {others}?",
            others=others(lang, known[0].seen_from_six),
        )
    return lang.say("Hvilken effekt skulle vi kende for at vide, hvad borgerne får for prisen?")


def _measure_question(lang: Language, effects: Sequence[Effect]) -> str:
    missing = [effect for effect in effects if effect.verdict == "missing"]
    if missing:
        return lang.say("Hvad skal der til, for at vi får tal for {effect}?", effect=_quoted(lang, missing[0]))
    return lang.say("Hvad kunne vi holde op med at måle?")
