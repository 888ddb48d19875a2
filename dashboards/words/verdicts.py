"""What is said of a single figure beside the others, beside its target, and where it is missing.

Belongs here: messages and sentences of cards, lists and planes. Does not belong here: the counting over a whole area
(`headline`), what a drawing shows (`drawings`), certainty and parts of a gap (`method`).

A verdict is the mart's own: better, worse, same, indistinguishable or missing. No sentence weighs measures against each
other, and none says why.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.language import N_, Language, lower_first, upper_first
from dashboards.numbers import Number, magnitude, rounded
from dashboards.rows.indicator import Effect, Point, Price, TargetProgress
from dashboards.words import closed_lists as words
from dashboards.words.beside import others

WITH_OVERHEAD = "with_overhead"
"""The scope of a unit price that the mart `scope_values` adds to the catalogue's own."""


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
    return lang.say(message, others=others(lang, effect))


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
        mean = lang.in_unit(effect.reference, effect.decimals, effect.unit_measure)
        parts = [lang.say("Gennemsnittet af {others} er {mean}.", others=others(lang, effect), mean=mean)]
    parts += [_beside_cities(lang, effect, points), _why_alike(lang, effect), _without_figure(lang, points)]
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


def _why_alike(lang: Language, figure: Effect | Price) -> str:
    """Why a figure cannot be told apart, inside the grey zone and outside of it; empty for any other verdict."""
    if figure.verdict != "indistinguishable":
        return ""
    return _held_back(lang, figure) if figure.held_back_by else _within_zone(lang, figure)


def _within_zone(lang: Language, figure: Effect | Price) -> str:
    """By which of the two rules a figure inside the grey zone is not told apart, and how far its gap swings."""
    if figure.verdict_basis != "moving_range":
        return lang.say("Tallet ligger inden for {others}s spænd.", others=others(lang, figure))
    if isinstance(figure, Price):
        tolerance = lang.percent(figure.zone_high_pct or 0)
    else:
        tolerance = lang.number(float(figure.zone_high or 0) - float(figure.reference or 0), figure.decimals)
    return lang.say("Forskellen er ikke større, end den plejer at svinge (±{tolerance}).", tolerance=tolerance)


def _held_back(lang: Language, figure: Effect | Price) -> str:
    """Why a figure outside the grey zone is none the less not told apart."""
    if isinstance(figure, Price) and figure.held_back_by == "scopes":
        return _turning(lang, figure)
    above = figure.side == "above" if isinstance(figure, Price) else (figure.gap or 0) > 0
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
    return lang.say(message, others=others(lang, figure)) if message else ""


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


def target_sentences(lang: Language, progress: TargetProgress, effect: Effect) -> str:
    """The target, who decided it, how much of the way is covered and where the present course leads."""

    def figure(value: Number) -> str:
        return lang.in_unit(value, effect.decimals, effect.unit_measure)

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


def price_message(lang: Language, price: Price) -> str:
    """The heading of a unit price: its gap to the others in words."""
    among = others(lang, price)
    if price.verdict == "missing":
        return lang.say("Mangler: {reason}", reason=words.reason(lang, price.missing_reason))
    message = {
        "above": N_("{pct} over gennemsnittet af {others}"),
        "below": N_("{pct} under gennemsnittet af {others}"),
        "same": N_("På niveau med gennemsnittet af {others}"),
        "indistinguishable": N_("{pct} over gennemsnittet af {others}, men kan ikke skelnes")
        if price.side == "above"
        else N_("{pct} under gennemsnittet af {others}, men kan ikke skelnes"),
        "not_comparable": N_("Kan ikke sammenlignes med {others}"),
    }[price.verdict]
    return lang.say(message, pct=lang.percent(magnitude(price.gap_pct or 0)), others=among)


def price_sentence(lang: Language, price: Price) -> str:
    """Both references, and why a gap cannot be told apart; for a missing figure its note."""
    if price.value is None:
        return price.missing_note or ""
    among = upper_first(others(lang, price))
    if price.reference_unweighted is None:
        return lang.say("{Others} har ikke et tal at holde det op mod.", Others=among)
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
        (lang.kroner(price.value, price.decimals), price.per_what),
        (f"× {lang.percent(price.coverage_pct)}", lang.say("af indbyggerne")),
        (f"= {lang.kroner(price.per_inhabitant)}", lang.say("pr. indbygger")),
    ]


def plane_message(lang: Language, effect: Effect, price: Price) -> str:
    """Where our municipality stands on the plane; effect and price are named only where both can be told apart."""
    better = effect.verdict == "better"
    dearer = price.side == "above"
    if not effect.is_told_apart and not price.is_told_apart:
        return lang.say("Hverken effekt eller pris kan skelnes fra {others}", others=others(lang, effect))
    if not effect.is_told_apart:
        return lang.say(
            N_("Højere pris; effekten kan ikke skelnes") if dearer else N_("Lavere pris; effekten kan ikke skelnes")
        )
    if not price.is_told_apart:
        return lang.say(
            N_("Bedre effekt; prisen kan ikke skelnes") if better else N_("Dårligere effekt; prisen kan ikke skelnes")
        )
    message = {
        (True, True): N_("Bedre effekt til højere pris"),
        (True, False): N_("Bedre effekt til lavere pris"),
        (False, True): N_("Dårligere effekt til højere pris"),
        (False, False): N_("Dårligere effekt til lavere pris"),
    }[better, dearer]
    return lang.say(message)
