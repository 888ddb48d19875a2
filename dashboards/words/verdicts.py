"""What is said of a single figure beside the others, beside its target, and where it is missing.

Belongs here: messages and sentences of cards, lists and planes. Does not belong here: the counting over a whole area
(`headline`), what a drawing shows (`drawings`), certainty and parts of a gap (`method`).

A verdict is the mart's own, and a forecast: what is clear or suggested is so of the next measurement too. No sentence
weighs measures against each other, and none says why.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.language import N_, Language, lower_first, upper_first
from dashboards.numbers import Number, magnitude, rounded
from dashboards.rows.indicator import Effect, InUnit, Judged, Measured, Point, Price, TargetProgress
from dashboards.words import closed_lists as words
from dashboards.words import waiting
from dashboards.words.beside import all_measured, expectation, measured_others, others, standing

WITH_OVERHEAD = "with_overhead"
"""The scope of a unit price that the mart `scope_values` adds to the catalogue's own."""


def effect_message(lang: Language, effect: Effect) -> str:
    """The heading of an effect: its verdict in words."""
    message = {
        "clearly_better": N_("Klart bedre end gennemsnittet af {others}"),
        "clearly_worse": N_("Klart dårligere end gennemsnittet af {others}"),
        "suggests_better": N_("Tyder på at være bedre end gennemsnittet af {others}"),
        "suggests_worse": N_("Tyder på at være dårligere end gennemsnittet af {others}"),
        "on_level": N_("På niveau med gennemsnittet af {others}"),
        "cannot_tell": N_("Kan ikke skelnes fra gennemsnittet af {others}"),
        "too_few": N_("For få målinger til at skelne fra gennemsnittet af {others}"),
        "alone": N_("Ingen at sammenligne med: {others} har intet tal"),
    }.get(effect.verdict)
    if message is None:
        return lang.say("Mangler: {reason}", reason=waiting.because(lang, effect.awaits, effect.missing_reason))
    return lang.say(message, others=measured_others(lang, effect))


def verdict_words(lang: Language, effect: Effect) -> str:
    """The verdict alone, for lists whose heading says what is compared."""
    return lang.say(words.VERDICTS[effect.verdict])


def effect_sentence(lang: Language, effect: Effect, points: Sequence[Point]) -> str:
    """The mean of the others, the cities that do better or worse that year, what was to be expected, how sure it is.

    For a missing figure its note.
    """
    if effect.value is None:
        return effect.missing_note or ""
    parts = []
    if effect.reference is not None:
        mean = lang.in_unit(effect.reference, effect.decimals, effect.unit_measure)
        parts = [lang.say("Gennemsnittet af {others} er {mean}.", others=measured_others(lang, effect), mean=mean)]
    expected = expectation(lang, effect)
    parts += [
        _beside_cities(lang, effect, points),
        f"{upper_first(expected)}." if expected else "",
        how_sure(lang, effect),
        _without_figure(lang, points),
        corrected(lang, effect),
    ]
    return " ".join(filter(None, parts))


def _beside_cities(lang: Language, effect: Effect, points: Sequence[Point]) -> str:
    """Which cities our value is better and worse than, by the values as shown, so that a reader can check it."""
    assert effect.value is not None  # noqa: S101 - asked only of a known value
    own = rounded(effect.value, effect.decimals)
    values = [
        (p.name, rounded(p.value, effect.decimals))
        for p in points
        if p.is_compared and not p.is_own and p.value is not None
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


def corrected(lang: Language, figure: Judged) -> str:
    """That a figure is not the publisher's own; empty where it is. The measure's page tells how it was corrected."""
    return lang.say("Tallet bygger på en rettet kildecelle.") if figure.is_corrected else ""


def marked(lang: Language, *, is_corrected: bool) -> str:
    """The same in a word, where a number stands alone; empty where it is the publisher's own."""
    return lang.say("rettet") if is_corrected else ""


def in_a_cell(lang: Language, figure: Measured) -> str:
    """One figure of a table of municipalities: its value with the mark of a correction, or that it is missing."""
    if figure.value is None:
        return lang.say("mangler")
    value = lang.in_unit(figure.value, figure.decimals, figure.unit_measure)
    return " ".join(filter(None, (value, marked(lang, is_corrected=figure.is_corrected))))


def how_sure(lang: Language, figure: Judged) -> str:
    """How sure the next measurement is to lie on the same side, and why no more is said; empty if not judged."""
    return " ".join(filter(None, (_same_side(lang, figure), _held_back(lang, figure))))


def _same_side(lang: Language, figure: Judged) -> str:
    if figure.verdict == "too_few" and figure.held_back_by is None:
        return lang.say("Der skal mindst tre målinger til, før et udsving kan skelnes fra en forskel.")
    if figure.p_same is None or figure.verdict == "on_level":
        return ""
    likely = lang.say("mere end {pct}", pct=lang.percent(99, 0))
    sure = likely if float(figure.p_same) >= 0.995 else lang.percent(100 * float(figure.p_same), 0)
    return lang.say(
        N_("Næste måling ligger på samme side med {sure} sandsynlighed, bedømt alene på stikprøvens usikkerhed.")
        if figure.pool == "survey"
        else N_("Næste måling ligger på samme side med {sure} sandsynlighed."),
        sure=sure,
    )


def _held_back(lang: Language, figure: Judged) -> str:
    """Why no more is said of a difference than is said."""
    if figure.held_back_by is None:
        return ""
    if isinstance(figure, Price) and figure.held_back_by == "scopes":
        return _turning(lang, figure)
    return f"{upper_first(lang.say(words.HELD_BACK[figure.held_back_by]))}."


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
    names = [p.name for p in points if p.is_compared and not p.is_own and p.value is None]
    return lang.say("Uden tal: {names}.", names=lang.listing(names)) if names else ""


def missing_sentence(lang: Language, reason: str | None, note: str | None) -> str:
    return lang.say("Tallet mangler: {reason}.", reason=words.reason(lang, reason, note).rstrip("."))


def target_sentences(lang: Language, progress: TargetProgress, effect: InUnit) -> str:
    """The target, who decided it and when, how much of the way is covered and where the present course leads."""

    def figure(value: Number) -> str:
        return lang.in_unit(value, effect.decimals, effect.unit_measure)

    parts = [
        lang.say(
            "Mål: {target} i {year}, besluttet af {who} {day}.",
            target=figure(progress.target),
            year=progress.target_year,
            who=progress.decided_by,
            day=lang.date(progress.decided_on),
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


def price_message(lang: Language, price: Price) -> str:
    """The heading of a unit price: its gap to the others in words."""
    among = others(lang, price)
    if price.verdict == "missing":
        return lang.say("Mangler: {reason}", reason=waiting.because(lang, price.awaits, price.missing_reason))
    if price.verdict == "not_comparable" or price.side is None:
        return lang.say("Kan ikke sammenlignes med {others}", others=among)
    if price.side == "level" or price.verdict == "on_level":
        return lang.say("På niveau med gennemsnittet af {others}", others=measured_others(lang, price))
    gap = lang.say(
        N_("{pct} over gennemsnittet af {others}")
        if price.side == "above"
        else N_("{pct} under gennemsnittet af {others}"),
        pct=lang.percent(magnitude(price.gap_pct or 0)),
        others=measured_others(lang, price),
    )
    message = {
        "cannot_tell": N_("{gap}, men kan ikke skelnes"),
        "too_few": N_("{gap}; for få målinger til at sige mere"),
    }.get(price.verdict, "{verdict}: {gap}")
    return lang.say(message, gap=gap, verdict=upper_first(lang.say(words.VERDICTS[price.verdict])))


def price_sentence(lang: Language, price: Price) -> str:
    """Both references, where it stands among the others and how sure the verdict is; for a missing figure its note."""
    if price.value is None:
        return price.missing_note or ""
    among = upper_first(others(lang, price))
    if price.reference_unweighted is None:
        nobody = lang.say("{Others} har ikke et tal at holde det op mod.", Others=among)
        return f"{nobody} {corrected(lang, price)}".rstrip()
    among = upper_first(measured_others(lang, price))
    plain = lang.in_unit(price.reference_unweighted, price.decimals, price.unit_measure)
    references = (
        lang.say("{Others}: {plain} (uvægtet).", Others=among, plain=plain)
        if price.reference_weighted is None
        else lang.say(
            "{Others}: {plain} (uvægtet), {weighted} (vægtet efter størrelse).",
            Others=among,
            plain=plain,
            weighted=lang.in_unit(price.reference_weighted, price.decimals, price.unit_measure),
        )
    )
    stands = standing(lang, price)
    place = f"{upper_first(stands)}." if stands else ""
    return " ".join(filter(None, (references, place, how_sure(lang, price), corrected(lang, price))))


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
        (lang.kroner(price.value, price.decimals), price.per_what),
        (f"× {lang.percent(price.coverage_pct)}", lang.say("af indbyggerne")),
        (f"= {lang.kroner(price.per_inhabitant)}", lang.say("pr. indbygger")),
    ]


def plane_message(lang: Language, effect: Effect, price: Price) -> str:
    """Where our municipality stands on the plane; effect and price are named only where both differ clearly."""
    dearer = price.verdict == "clearly_higher"
    better = effect.verdict == "clearly_better"
    if not effect.is_told_apart and not price.is_told_apart:
        among = all_measured(lang, (effect, price))
        return lang.say("Hverken effekt eller pris er klart forskellig fra {others}", others=among)
    if not effect.is_told_apart:
        return lang.say(
            N_("Klart højere pris; effekten er ikke klart forskellig")
            if dearer
            else N_("Klart lavere pris; effekten er ikke klart forskellig")
        )
    if not price.is_told_apart:
        return lang.say(
            N_("Klart bedre effekt; prisen er ikke klart forskellig")
            if better
            else N_("Klart dårligere effekt; prisen er ikke klart forskellig")
        )
    message = {
        (True, True): N_("Klart bedre effekt til klart højere pris"),
        (True, False): N_("Klart bedre effekt til klart lavere pris"),
        (False, True): N_("Klart dårligere effekt til klart højere pris"),
        (False, False): N_("Klart dårligere effekt til klart lavere pris"),
    }[better, dearer]
    return lang.say(message)


def plane_message_by_conditions(lang: Language, effect: Effect, price: Price) -> str:
    """As `plane_message`, of an effect that is held against what the municipality's conditions let one expect."""
    dearer = price.verdict == "clearly_higher"
    if effect.against_expected not in ("above", "below"):
        if not price.is_told_apart:
            return lang.say(
                "Effekten kan ikke skelnes fra det ventede, og prisen er ikke klart forskellig fra {others}",
                others=all_measured(lang, (price,)),
            )
        return lang.say(
            N_("Klart højere pris; effekten kan ikke skelnes fra det ventede")
            if dearer
            else N_("Klart lavere pris; effekten kan ikke skelnes fra det ventede")
        )
    better = (effect.against_expected == "above") == (effect.sign > 0)
    if not price.is_told_apart:
        return lang.say(
            N_("Bedre effekt end ventet; prisen er ikke klart forskellig")
            if better
            else N_("Dårligere effekt end ventet; prisen er ikke klart forskellig")
        )
    message = {
        (True, True): N_("Bedre effekt end ventet til klart højere pris"),
        (True, False): N_("Bedre effekt end ventet til klart lavere pris"),
        (False, True): N_("Dårligere effekt end ventet til klart højere pris"),
        (False, False): N_("Dårligere effekt end ventet til klart lavere pris"),
    }[better, dearer]
    return lang.say(message)
