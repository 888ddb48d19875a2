"""What an indicator's own page says of how sure a figure is, what was to be expected, and what a gap is made of.

Belongs here: claims about certainty, expectation, scopes and parts of a gap, as functions of rows from the marts. Does
not belong here: the claims of the pages of a municipality (`headline`, `verdicts`), how a number is written
(`language`), layout.

A verdict is the mart's own. None of these says good or bad: higher and lower are words about the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboards.language import N_, Language
from dashboards.numbers import Number, magnitude, rounded, rounded_parts
from dashboards.rows.indicator import Point
from dashboards.rows.method import Certainty, CostWithOverhead, ExpectationModel, Expected, GapParts
from dashboards.words import beside
from dashboards.words import closed_lists as words


def interval(lang: Language, row: Certainty, decimals: int) -> str:
    """The interval of a figure, or for money the band over scopes; empty where there is none."""
    parts = []
    if row.lower_value is not None and row.upper_value is not None:
        low, high = (lang.number(end, decimals) for end in (row.lower_value, row.upper_value))
        if row.interval_method != "scope_band" or low != high:
            parts.append(lang.span(low, high))
    if row.interval_method == "scope_band" and row.lowest_gap_pct is not None and row.highest_gap_pct is not None:
        low = lang.number(row.lowest_gap_pct, 1, signed=True)
        high = lang.percent(row.highest_gap_pct, 1, signed=True)
        parts.append(lang.say("{low} til {high} fra de andre", low=low, high=high))
    return "; ".join(parts)


def against_country(lang: Language, row: Certainty) -> str:
    return "" if row.verdict_country == "not_computed" else lang.say(words.AGAINST_COUNTRY[row.verdict_country])


def place(lang: Language, row: Certainty) -> str:
    """The place among the country's municipalities, never but as an interval."""
    if row.rank_low is None or row.rank_high is None or row.areas is None:
        return ""
    return lang.say("nr. {low}–{high} af {areas}", low=row.rank_low, high=row.rank_high, areas=row.areas)


def signals(lang: Language, row: Certainty) -> str:
    """What the municipality's own series does more than swing; empty where it is too short to have limits."""
    if not row.has_limits:
        return ""
    seen = [lang.say(text) for name, text in words.SIGNALS.items() if getattr(row, name)]
    return "; ".join(seen) or lang.say("intet signal")


def certainty_note(lang: Language, rows: Sequence[Certainty]) -> str:
    """How to read the columns that are there."""
    methods = {row.interval_method for row in rows}
    parts = []
    if methods & {"wilson", "byar"}:
        parts.append(N_("Intervallet viser, hvor langt tallet kan ligge fra det målte alene ved tilfælde."))
    if "scope_band" in methods:
        parts.append(
            N_("Et regnskab har intet tilfældigt udsving. Spændet viser i stedet, hvad afgrænsningen betyder.")
        )
    if any(row.verdict_country != "not_computed" for row in rows):
        parts.append(
            N_("Mod landet er der taget højde for, at kommuner ligger mere spredt, end tilfældet alene ville give.")
        )
    if any(row.rank_low is not None for row in rows):
        parts.append(
            N_("Pladsen regnes fra det laveste tal og er et spænd, fordi naboer på listen sjældent kan skelnes.")
        )
    return " ".join(lang.say(part) for part in parts)


def expected_verdict(lang: Language, row: Expected) -> str:
    """The verdict beside one model; where models differ in direction none of them is listened to."""
    if row.agreement == "unresolved":
        return lang.say("uafklaret: modellerne peger hver sin vej")
    return lang.say(words.AGAINST_EXPECTED[row.verdict])


def model_caption(lang: Language, model: ExpectationModel, rows: Sequence[Expected]) -> str:
    """What a model rests on and how much it explains; `rows` are its figures of one year, one at least."""
    parts = [model.title]
    if model.method == "published":
        parts.append(lang.say("kildens eget forventede tal"))
    elif model.covariates:
        parts.append(lang.say("vilkår: {conditions}", conditions=model.covariates))
    if rows[0].loo_r2 is not None:
        parts.append(explained(lang, rows[0].loo_r2))
    parts.append(lang.say("{n} kommuner, {year}", n=rows[0].areas, year=rows[0].year))
    if model.years > 1:
        parts.append(lang.say("regnet for {n} år", n=model.years))
    return "; ".join(parts)


def explained(lang: Language, loo_r2: Number) -> str:
    return lang.say("R² på udeladte kommuner {r2}", r2=lang.number(loo_r2, 2))


def model_without_table(lang: Language, model: ExpectationModel, rows: Sequence[Expected]) -> str:
    """Why a declared model says nothing here; empty for one that does."""
    if not rows:
        return lang.say(
            "{model}: mangler, {reason}.", model=model.title, reason=words.reason(lang, model.missing_reason)
        )
    if all(row.verdict == "not_usable" for row in rows):
        return lang.say(
            "{model}. Modellen forklarer for lidt til at sige, hvad man kunne vente.",
            model=model_caption(lang, model, rows),
        )
    return ""


def unresolved(lang: Language, rows: Sequence[Expected]) -> str:
    """For which cities the models differ in direction."""
    names = list(dict.fromkeys(row.name for row in rows if row.agreement == "unresolved"))
    if not names:
        return ""
    return lang.say("Uafklaret for {names}: modellerne peger hver sin vej.", names=lang.listing(names))


def scenario(lang: Language, row: CostWithOverhead) -> str:
    """What a scenario of overhead assumes."""
    if row.scenario == "wage_share":
        return lang.say("med overhead efter løn")
    share = float(row.scenario.removeprefix("plus_").removesuffix("_pct"))
    return lang.say("med overhead på {share}", share=lang.percent(share, 0 if share.is_integer() else 1))


def shown_parts(row: GapParts) -> tuple[Decimal, list[Decimal]]:
    """The gap in whole kr. per inhabitant, and price, coverage and mix so that they add up to it as shown."""
    gap = rounded(row.gap_dkk_per_inhabitant)
    effects = (
        row.price_effect_dkk_per_inhabitant,
        row.coverage_effect_dkk_per_inhabitant,
        row.mix_effect_dkk_per_inhabitant,
    )
    return gap, rounded_parts(effects, gap)


def parts_sentence(lang: Language, row: GapParts) -> str:
    """How much more or less a city spends per inhabitant, and what each effect does to it; a worked example.

    The others are pooled, which is their weighted mean; the basis is named, because cards also use the unweighted one.
    """
    gap, parts = shown_parts(row)
    message = (
        N_("{place}, {year}: {kroner} mere pr. indbygger end {others} under ét (vægtet gennemsnit)")
        if gap > 0
        else N_("{place}, {year}: {kroner} mindre pr. indbygger end {others} under ét (vægtet gennemsnit)")
        if gap < 0
        else N_("{place}, {year}: lige så meget pr. indbygger som {others} under ét (vægtet gennemsnit)")
    )
    start = lang.say(
        message,
        place=row.name,
        year=row.year,
        kroner=lang.kroner(magnitude(gap)),
        others=beside.measured(lang, row, row.n_peers),
    )
    names = (N_("prisen"), words.COVERAGES[row.counts], N_("sammensætningen"))
    moved = [(lang.say(name), value) for name, value in zip(names, parts, strict=True) if value]
    clauses = [
        lang.say(
            # In Danish the verb stands once: "prisen trækker 618 kr. ned, dækningen 1.111 kr. op".
            {
                (True, True): N_("{part} trækker {kroner} op"),
                (True, False): N_("{part} trækker {kroner} ned"),
                (False, True): N_("{part} {kroner} op"),
                (False, False): N_("{part} {kroner} ned"),
            }[n == 0, value > 0],
            part=name,
            kroner=lang.kroner(magnitude(value)),
        )
        for n, (name, value) in enumerate(moved)
    ]
    return f"{start}: {', '.join(clauses)}." if clauses else f"{start}."


def fixed_prices_missing(lang: Language, fixed: Sequence[Point]) -> str:
    """Why there is no table in fixed prices; `fixed` are the figures that are missing, one at least."""
    reasons = list(dict.fromkeys(words.reason(lang, p.missing_reason) for p in fixed if p.value is None))
    return lang.say(
        "Tabellen er i løbende priser. Faste priser kræver et prisindeks; det mangler: {reasons}.",
        reasons=lang.listing(reasons),
    )
