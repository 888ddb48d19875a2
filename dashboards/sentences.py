"""Sentences by fixed rule from the figures, good and bad alike.

Belongs here: every claim a page makes about figures, in Danish, as functions of rows from the marts. Does not belong
here: how a number is written (`danish`), fixed words (`words`) and layout (templates).

A verdict is the mart's own: better, worse, same, indistinguishable or missing. No sentence weighs measures against each
other, and none says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards import danish, words
from dashboards.figures import Corrected, Effect, Flag, Gap, Point, Price, TargetProgress

STAFF_AREAS = frozenset({"workplace"})
"""Areas whose effect measures are about those who work for the municipality."""
SIMILAR_PRICE = 0.05
"""A price up to this share above ours counts as similar; our own choice."""


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


def headline(place: str, effects: Sequence[Effect]) -> str:
    """For how many effect measures citizens of `place` are better or worse off than in the other five, or neither."""
    tally = Tally.of(effects)
    areas = {effect.service_area for effect in effects}
    who = "medarbejderne" if areas and areas <= STAFF_AREAS else "borgerne"
    missing = _missing_clause(tally.missing)
    if tally.with_figures == 0:
        cannot = f"Siden kan endnu ikke sige, hvordan {who} i {place} er stillet."
        return f"{cannot} {missing}" if missing else f"{cannot} Der er ikke valgt effektmål."
    return " ".join(filter(None, (_tally_sentence(place, who, tally), missing)))


def _tally_sentence(place: str, who: str, tally: Tally) -> str:
    """The sentence for at least one measure with a figure."""
    n, mean = tally.with_figures, "gennemsnittet af de fem andre byer"
    if n == 1:
        if tally.indistinguishable:
            return f"På det ene effektmål med tal kan {place} ikke skelnes fra {mean}."
        state = "bedre stillet end" if tally.better else "dårligere stillet end" if tally.worse else "stillet som"
        return f"På det ene effektmål med tal er {who} i {place} {state} {mean}."
    if tally.indistinguishable == n:
        return f"Ingen af de {n} effektmål viser en forskel mellem {place} og {mean}, som kan skelnes."
    for count, state in (
        (tally.better, "bedre stillet end"),
        (tally.worse, "dårligere stillet end"),
        (tally.same, "stillet som"),
    ):
        if count == n:
            return f"På alle {n} effektmål er {who} i {place} {state} {mean}."
    first = f"På {tally.better or 'ingen'} af {n} effektmål er {who} i {place} bedre stillet end {mean}"
    second = f", på {tally.worse or 'ingen'} dårligere"
    rest = []
    if tally.same:
        rest.append(f"på {tally.same} er de stillet ens")
    if tally.indistinguishable:
        rest.append(f"{tally.indistinguishable} kan ikke skelnes")
    return first + second + ("; " + ", og ".join(rest) if rest else "") + "."


def _missing_clause(missing: int) -> str:
    return f"{missing}{danish.NBSP}effektmål mangler tal." if missing else ""


def lead_prices(effects: Sequence[Effect], prices: Sequence[Price]) -> list[Price]:
    """The prices a headline may name: the area's newest, and the same cost where it points the other way.

    Only prices that a paired effect with a figure can stand beside count; of equally new ones the catalogue's first.

    A cost per inhabitant and the same cost per user can differ in sign, because the cities differ in how many users
    they have; a headline that gave only one of them would mislead.
    """
    with_figures = {effect.indicator_id for effect in effects if effect.value is not None}
    known = [
        p for p in prices if p.value is not None and p.gap_pct is not None and with_figures & set(p.paired_effects)
    ]
    if not known:
        return []
    first = max(known, key=lambda price: price.year or 0)
    return [first, *[price for price in known if _opposite(first, price)][:1]]


def _opposite(one: Price, other: Price) -> bool:
    same_cost = one.indicator_id == other.per_inhabitant_id or other.indicator_id == one.per_inhabitant_id
    gaps = [danish.rounded(price.gap_pct or 0, 1) for price in (one, other)]
    return same_cost and min(gaps) < 0 < max(gaps)


def price_clause(effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    """What the area's price is beside its effects; empty where no paired effect has a figure to stand beside."""
    lead = lead_prices(effects, prices)
    if not lead:
        return ""
    first, *other = lead
    text = f"{first.title_da} ligger {_gap_words(first)}"
    if other:
        text += f", men regnet {danish.per_what(other[0].unit_da)} {_gap_words(other[0], mean='')}"
    return text + "."


def _gap_words(price: Price, mean: str = " gennemsnittet af de fem andre") -> str:
    gap = price.gap_pct or 0
    year = f"({price.year})" if price.is_told_apart else f"({price.year}, kan ikke skelnes)"
    if not danish.rounded(gap, 1):
        return f"på niveau med{mean} {year}"
    return f"{danish.percent(danish.magnitude(gap))} {'over' if gap > 0 else 'under'}{mean} {year}"


def price_words(price: Price) -> str:
    """The gap alone, for lists whose heading says what is compared."""
    return _gap_words(price, mean="")


def effect_message(effect: Effect) -> str:
    """The heading of an effect: its verdict in words."""
    return {
        "better": "Bedre end gennemsnittet af de fem andre",
        "worse": "Dårligere end gennemsnittet af de fem andre",
        "same": "På niveau med gennemsnittet af de fem andre",
        "indistinguishable": "Kan ikke skelnes fra gennemsnittet af de fem andre",
    }.get(effect.verdict, f"Mangler: {words.reason(effect.missing_reason)}")


def verdict_words(effect: Effect) -> str:
    """The verdict alone, for lists whose heading says what is compared."""
    return {"better": "bedre", "worse": "dårligere", "same": "på niveau", "indistinguishable": "kan ikke skelnes"}.get(
        effect.verdict, "mangler"
    )


def effect_sentence(effect: Effect, points: Sequence[Point]) -> str:
    """The mean of the others, and the cities that do better or worse that year; for a missing figure its note."""
    if effect.value is None:
        return effect.missing_note_da or ""
    parts = []
    if effect.reference is not None:
        mean = danish.in_unit(effect.reference, effect.decimals, effect.unit_da)
        parts = [f"Gennemsnittet af de fem andre er {mean}."]
    parts += [_beside_cities(effect, points), _outside_once(effect), _without_figure(points)]
    return " ".join(filter(None, parts))


def _beside_cities(effect: Effect, points: Sequence[Point]) -> str:
    """Which cities our value is better and worse than, by the values as shown, so that a reader can check it."""
    assert effect.value is not None  # noqa: S101 - asked only of a known value
    own = danish.rounded(effect.value, effect.decimals)
    others = [
        (p.name, danish.rounded(p.value, effect.decimals))
        for p in points
        if p.is_six_city and not p.is_own and p.value is not None
    ]
    above = [name for name, value in others if own > value]
    below = [name for name, value in others if own < value]
    equal = [name for name, value in others if own == value]
    if effect.better == "lower":
        above, below = below, above
    up, down = ("højere", "lavere") if effect.better == "neutral" else ("bedre", "dårligere")
    clauses = [f"{word} end {danish.listing(names)}" for word, names in ((up, above), (down, below)) if names]
    if equal:
        clauses.append(f"som {danish.listing(equal)}")
    if not clauses:
        return ""
    text = ", ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}."


def _outside_once(effect: Effect) -> str:
    """Why a figure outside the grey zone is not told apart: in a short series once is not enough."""
    if (
        effect.verdict != "indistinguishable"
        or effect.value is None
        or effect.zone_low is None
        or effect.zone_high is None
    ):
        return ""
    if effect.zone_low <= effect.value <= effect.zone_high:
        return ""
    return "Tallet ligger uden for de fem andre, men ikke to målinger i træk."


def _without_figure(points: Sequence[Point]) -> str:
    names = [p.name for p in points if p.is_six_city and not p.is_own and p.value is None]
    return f"Uden tal: {danish.listing(names)}." if names else ""


def missing_sentence(reason: str | None, note: str | None) -> str:
    return f"Tallet mangler: {words.reason(reason, note).rstrip('.')}."


def in_file(value: danish.Number | None, marker: str | None) -> str:
    """What the publisher's file says in a cell: the number, or the mark in place of one."""
    return marker or ("–" if value is None else danish.exact(value))


def correction_sentences(correction: Corrected, figures: Sequence[tuple[str, int]]) -> str:
    """What was corrected, to what, why and by whom; `figures` are the municipalities and years that rest on it."""
    used = (
        f"regnes tallet for at mangle: {words.reason(correction.missing_reason)}"
        if correction.value is None
        else f"bruges {danish.exact(correction.value)}"
    )
    years: dict[str, list[str]] = {}
    for name, year in figures:
        years.setdefault(name, []).append(str(year))
    rests = danish.listing([f"{name} {danish.listing(listed)}" for name, listed in years.items()])
    return " ".join(
        (
            f"I kildens fil står {in_file(correction.published_value, correction.published_marker)}; her {used}.",
            f"{correction.reason_da.rstrip('.')}.",
            f"Grundlag: {correction.evidence.rstrip('.')}.",
            f"Vurderet af {correction.reviewed_by} den {danish.date(correction.reviewed_on)};",
            f"{words.CORRECTION_STATUSES[correction.status]}.",
            f"Rettelsen indgår i {rests}.",
        )
    )


def flags_words(flags: Sequence[Flag]) -> str:
    """Why a figure is worth a second look, for lists whose heading says that it stands as it is."""
    return danish.listing([_flag_words(flag) for flag in flags])


def flags_note(flags: Sequence[Flag]) -> str:
    """The same where it stands alone, as in a file."""
    return f"{flags_words(flags)}; tallet er ikke ændret"


def _flag_words(flag: Flag) -> str:
    if flag.flag == "unusual_among_98":
        return f"usædvanligt {'højt' if flag.is_above else 'lavt'} i forhold til landets kommuner"
    return f"usædvanligt {'stor stigning' if flag.is_above else 'stort fald'} siden {flag.previous_year}"


def other_flags(count: int) -> str:
    """How many figures of municipalities outside the six are flagged; which ones, the CSV tells."""
    if not count:
        return ""
    figures = "er ét tal usædvanligt; det" if count == 1 else f"er {danish.number(count)} tal usædvanlige; de"
    return f"I landets øvrige kommuner {figures} står med bemærkning i CSV-filen over alle år."


def target_sentences(progress: TargetProgress, effect: Effect) -> str:
    """The target, who decided it, how much of the way is covered and where the present course leads."""

    def figure(value: danish.Number) -> str:
        return danish.in_unit(value, effect.decimals, effect.unit_da)

    text = f"Mål: {figure(progress.target)} i {progress.target_year}, besluttet af {progress.decided_by}."
    covered = progress.way_covered_pct
    if covered is not None and progress.base_year is not None and progress.verdict not in ("reached", "missing"):
        share = danish.percent(max(covered, 0), 0)
        text += (
            f" {share} af vejen fra {progress.base_year} er tilbagelagt."
            if covered >= 0
            else f" Tallet har bevæget sig væk fra målet siden {progress.base_year}."
        )
    low, high = progress.projected_lower, progress.projected_upper
    open_still = progress.verdict in ("on_course", "off_course", "cannot_tell")
    course = (
        f" (ventet {figure(low)} til {figure(high)})" if open_still and low is not None and high is not None else ""
    )
    return f"{text} {words.TARGET_VERDICTS[progress.verdict]}{course}."


def chart_description(figure: Effect | Price, sentence: str) -> str:
    """What a screen reader says of a strip."""
    if figure.value is None:
        return sentence
    return f"{figure.municipality_name}: {danish.in_unit(figure.value, figure.decimals, figure.unit_da)}. {sentence}"


def trend_description(figure: Effect | Price) -> str:
    """What a screen reader says of a trend, which holds no figure of its own."""
    place = danish.genitive(figure.municipality_name)
    return f"{place} tal år for år ved siden af de fem andres. Tallene står i tabellen på områdets side."


def price_message(price: Price) -> str:
    """The heading of a unit price: its gap to the others in words."""
    if price.value is None or price.gap_pct is None:
        reason = f"Mangler: {words.reason(price.missing_reason)}"
        return reason if price.value is None else "Kan ikke sammenlignes med de fem andre"
    if not danish.rounded(price.gap_pct, 1):
        return "På niveau med gennemsnittet af de fem andre"
    side = "over" if price.gap_pct > 0 else "under"
    text = f"{danish.percent(danish.magnitude(price.gap_pct))} {side} gennemsnittet af de fem andre"
    return text if price.is_told_apart else f"{text}, men kan ikke skelnes"


def price_sentence(price: Price) -> str:
    """Both references beside the price; for a missing figure its note."""
    if price.value is None:
        return price.missing_note_da or ""
    if price.reference_unweighted is None:
        return "De fem andre har ikke et tal at holde det op mod."
    text = f"De fem andre: {danish.in_unit(price.reference_unweighted, price.decimals, price.unit_da)} (uvægtet)"
    if price.reference_weighted is not None:
        text += f", {danish.in_unit(price.reference_weighted, price.decimals, price.unit_da)} (vægtet efter størrelse)"
    return text + "."


def worked_example(price: Price) -> str:
    """The gap in kr. over the whole municipality; a worked example and no saving."""
    if price.gap_dkk is None or not price.gap_dkk:
        return ""
    side = "mere" if price.gap_dkk > 0 else "mindre"
    kroner = danish.amount(danish.magnitude(price.gap_dkk))
    return f"Forskellen svarer til {kroner} {side} om året (regneeksempel, ikke besparelse)."


def identity(price: Price) -> list[tuple[str, str]]:
    """Price × coverage = cost per inhabitant, where the same cost is published both ways: each number with its unit."""
    if price.value is None or price.coverage_pct is None or price.per_inhabitant is None:
        return []
    return [
        (danish.kroner(price.value, price.decimals), danish.per_what(price.unit_da)),
        (f"× {danish.percent(price.coverage_pct)}", "af indbyggerne"),
        (f"= {danish.kroner(price.per_inhabitant)}", "pr. indbygger"),
    ]


def plane_message(effect: Effect, price: Price) -> str:
    """Where our municipality stands on the plane; effect and price are named only where both can be told apart."""
    effect_told = effect.verdict in ("better", "worse")
    better = effect.verdict == "better"
    dearer = (price.gap_pct or 0) > 0
    if not effect_told and not price.is_told_apart:
        return "Hverken effekt eller pris kan skelnes fra de fem andre"
    if not effect_told:
        return f"{'Højere' if dearer else 'Lavere'} pris; effekten kan ikke skelnes"
    if not price.is_told_apart:
        return f"{'Bedre' if better else 'Dårligere'} effekt; prisen kan ikke skelnes"
    return f"{'Bedre' if better else 'Dårligere'} effekt til {'højere' if dearer else 'lavere'} pris"


def plane_note(effect: Effect, price: Price, gaps: Sequence[Gap]) -> str:
    """Which of the others have a better figure at a price at most `SIMILAR_PRICE` higher: a place to ask."""
    if effect.value is None or price.value is None:
        return ""
    prices = {
        g.municipality_code: g.value for g in gaps if g.indicator_id == price.indicator_id and g.year == price.year
    }
    own = danish.rounded(effect.value, effect.decimals)
    limit = float(price.value) * (1 + SIMILAR_PRICE)
    ahead = [
        g.name
        for g in gaps
        if g.indicator_id == effect.indicator_id
        and g.year == effect.year
        and not g.is_own
        and (danish.rounded(g.value, effect.decimals) - own) * effect.sign > 0
        and g.municipality_code in prices
        and float(prices[g.municipality_code]) <= limit
    ]
    if not ahead:
        return "Ingen af de fem andre har et bedre tal til en lavere eller lignende pris."
    return f"Bedre tal til en lavere eller lignende pris: {danish.listing(ahead)}."


def questions(effects: Sequence[Effect], prices: Sequence[Price], points: Sequence[Point]) -> tuple[str, str, str]:
    """Three questions for the dialogue, chosen by what the figures show; questions and not verdicts."""
    return _effect_question(effects, points), _price_question(effects, prices), _measure_question(effects)


def _effect_question(effects: Sequence[Effect], points: Sequence[Point]) -> str:
    worse = [effect for effect in effects if effect.verdict == "worse"]
    if worse:
        effect = max(worse, key=_clarity)
        who = danish.listing(_cities_ahead(effect, points)) or "de andre byer"
        return f"Hvad gør {who} ved {_quoted(effect)}, som vi kan lære af?"
    better = [effect for effect in effects if effect.verdict == "better"]
    if better:
        effect = max(better, key=_clarity)
        return f"Hvad ligger der bag vores tal for {_quoted(effect)}, og hvordan holder vi fast i det?"
    level = [effect for effect in effects if effect.verdict in ("same", "indistinguishable")]
    if level:
        return f"Hvor stor skulle en forskel i {_quoted(level[0])} være, før vi ville handle på den?"
    return "Hvilken effekt for borgerne burde vi kunne vise her?"


def _quoted(effect: Effect) -> str:
    return f"»{danish.lower_first(effect.title_da)}«"


def _clarity(effect: Effect) -> float:
    """The gap in half widths of its zone: how clearly it stands out, comparable across units."""
    width = float(effect.zone_high or 0) - float(effect.zone_low or 0)
    return abs(float(effect.gap or 0)) / (width or 1e-9)


def _cities_ahead(effect: Effect, points: Sequence[Point]) -> list[str]:
    known = [
        p
        for p in points
        if p.indicator_id == effect.indicator_id
        and p.year == effect.year
        and p.is_six_city
        and not p.is_own
        and p.value is not None
    ]
    assert effect.value is not None  # noqa: S101 - a verdict needs a value
    own, sign = effect.value, -1 if effect.better == "lower" else 1
    ahead = [p for p in known if p.value is not None and (float(p.value) - float(own)) * sign > 0]
    return [p.name for p in sorted(ahead, key=lambda p: -sign * float(p.value or 0))][:2]


def _price_question(effects: Sequence[Effect], prices: Sequence[Price]) -> str:
    lead = lead_prices(effects, prices)
    if not lead:
        return "Hvad ville vi bruge en enhedspris til her, og hvad skal der til for at regne den ud?"
    if len(lead) == 2:
        one, other = (danish.per_what(price.unit_da) for price in lead)
        return f"Hvilken af de to priser svarer på det, vi vil vide: den {one} eller den {other}?"
    if not lead[0].is_told_apart:
        return "Får borgerne noget andet her end i de fem andre byer, nu hvor prisen er omtrent den samme?"
    return "Hvilken del af prisforskellen er vores eget valg, og hvilken er rammevilkår og bogføring?"


def _measure_question(effects: Sequence[Effect]) -> str:
    missing = [effect for effect in effects if effect.verdict == "missing"]
    if missing:
        return f"Hvad skal der til, for at vi får tal for {_quoted(missing[0])}?"
    return "Hvad kunne vi holde op med at måle?"
