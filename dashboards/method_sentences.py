"""What an indicator's own page says of how sure a figure is, what was to be expected, and what a gap is made of.

Belongs here: claims about certainty, expectation, scopes and parts of a gap, as functions of rows from the marts. Does
not belong here: the claims of the pages of a municipality (`sentences`), how a number is written (`danish`), layout.

A verdict is the mart's own. None of these says good or bad: higher and lower are words about the figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import danish, words
from dashboards.figures import Certainty, CostWithOverhead, ExpectationModel, Expected, GapParts, Point


def interval(row: Certainty, decimals: int) -> str:
    """The interval of a figure, or for money the band over scopes; empty where there is none."""
    parts = []
    if row.lower_value is not None and row.upper_value is not None:
        low, high = (danish.number(end, decimals) for end in (row.lower_value, row.upper_value))
        if row.interval_method != "scope_band" or low != high:
            parts.append(f"{low} til {high}")
    if row.interval_method == "scope_band" and row.lowest_gap_pct is not None and row.highest_gap_pct is not None:
        low, high = (danish.number(end, 1, signed=True) for end in (row.lowest_gap_pct, row.highest_gap_pct))
        parts.append(f"{low} til {high}{danish.NBSP}% fra de fem andre")
    return "; ".join(parts)


def against_five(row: Certainty) -> str:
    """The verdict beside the five others, with what holds it back; empty where it is not judged."""
    if row.verdict_five == "not_computed":
        return ""
    verdict = words.AGAINST_FIVE[row.verdict_five]
    return f"{verdict}: {words.HELD_BACK[row.held_back_by]}" if row.held_back_by else verdict


def against_country(row: Certainty) -> str:
    return "" if row.verdict_country == "not_computed" else words.AGAINST_COUNTRY[row.verdict_country]


def place(row: Certainty) -> str:
    """The place among the country's municipalities, never but as an interval."""
    if row.rank_low is None or row.rank_high is None or row.areas is None:
        return ""
    return f"nr. {row.rank_low}–{row.rank_high} af {row.areas}"


def signals(row: Certainty) -> str:
    """What the municipality's own series does more than swing; empty where it is too short to have limits."""
    if not row.has_limits:
        return ""
    return "; ".join(text for name, text in words.SIGNALS.items() if getattr(row, name)) or "intet signal"


def certainty_note(rows: Sequence[Certainty]) -> str:
    """How to read the columns that are there."""
    methods = {row.interval_method for row in rows}
    parts = []
    if methods & {"wilson", "byar"}:
        parts.append("Intervallet viser, hvor langt tallet kan ligge fra det målte alene ved tilfælde.")
    if "scope_band" in methods:
        parts.append("Et regnskab har intet tilfældigt udsving. Spændet viser i stedet, hvad afgrænsningen betyder.")
    if any(row.verdict_five != "not_computed" for row in rows):
        by_swings = any(row.verdict_basis == "moving_range" for row in rows)
        parts.append(
            "Forskellen til gennemsnittet af de fem andre er holdt op mod dens egne udsving fra år til år."
            if by_swings
            else "Med så få målinger skal tallet ligge uden for alle fem andre to gange i træk for at kunne skelnes."
        )
    if any(row.verdict_country != "not_computed" for row in rows):
        parts.append(
            "Mod landet er der taget højde for, at kommuner ligger mere spredt, end tilfældet alene ville give."
        )
    if any(row.rank_low is not None for row in rows):
        parts.append("Pladsen regnes fra det laveste tal og er et spænd, fordi naboer på listen sjældent kan skelnes.")
    return " ".join(parts)


def expected_verdict(row: Expected) -> str:
    """The verdict beside one model; where models differ in direction none of them is listened to."""
    if row.agreement == "unresolved":
        return "uafklaret: modellerne peger hver sin vej"
    return words.AGAINST_EXPECTED[row.verdict]


def model_caption(model: ExpectationModel, rows: Sequence[Expected]) -> str:
    """What a model rests on and how much it explains; `rows` are its figures of one year, one at least."""
    parts = [model.title_da]
    if model.method == "published":
        parts.append("kildens eget forventede tal")
    elif model.covariates_da:
        parts.append(f"vilkår: {model.covariates_da}")
    if rows[0].loo_r2 is not None:
        parts.append(explained(rows[0].loo_r2))
    parts.append(f"{rows[0].areas} kommuner, {rows[0].year}")
    if model.years > 1:
        parts.append(f"regnet for {model.years} år")
    return "; ".join(parts)


def explained(loo_r2: danish.Number) -> str:
    return f"R² på udeladte kommuner {danish.number(loo_r2, 2)}"


def model_without_table(model: ExpectationModel, rows: Sequence[Expected]) -> str:
    """Why a declared model says nothing here; empty for one that does."""
    if not rows:
        return f"{model.title_da}: mangler, {words.reason(model.missing_reason)}."
    if all(row.verdict == "not_usable" for row in rows):
        return f"{model_caption(model, rows)}. Modellen forklarer for lidt til at sige, hvad man kunne vente."
    return ""


def unresolved(rows: Sequence[Expected]) -> str:
    """For which cities the models differ in direction."""
    names = list(dict.fromkeys(row.name for row in rows if row.agreement == "unresolved"))
    return f"Uafklaret for {danish.listing(names)}: modellerne peger hver sin vej." if names else ""


def scenario(row: CostWithOverhead) -> str:
    """What a scenario of overhead assumes."""
    if row.scenario == "wage_share":
        return "med overhead efter løn"
    share = row.scenario.removeprefix("plus_").removesuffix("_pct").replace(".", ",")
    return f"med overhead på {share}{danish.NBSP}%"


def parts_sentence(row: GapParts) -> str:
    """How much more or less a city spends per inhabitant, and what each effect does to it; a worked example."""
    gap = danish.rounded(row.gap_dkk_per_inhabitant)
    others = f"de {'fem' if row.n_peers == 5 else row.n_peers} andre tilsammen"
    start = f"{row.name}, {row.year}: "
    if gap:
        side = "mere" if gap > 0 else "mindre"
        start += f"{danish.kroner(danish.magnitude(gap))} {side} pr. indbygger end {others}"
    else:
        start += f"lige så meget pr. indbygger som {others}"
    effects = [
        (name, danish.rounded(value))
        for name, value in (
            ("prisen", row.price_effect_dkk_per_inhabitant),
            (words.COVERAGES[row.counts], row.coverage_effect_dkk_per_inhabitant),
            ("sammensætningen", row.mix_effect_dkk_per_inhabitant),
        )
    ]
    # The verb stands once: "prisen trækker 618 kr. ned, dækningen 1.112 kr. op".
    moved = [
        f"{name}{'' if n else ' trækker'} {danish.kroner(danish.magnitude(value))} {'op' if value > 0 else 'ned'}"
        for n, (name, value) in enumerate((name, value) for name, value in effects if value)
    ]
    if not moved:
        return f"{start}."
    return f"{start}: {', '.join(moved)}."


def fixed_prices_missing(fixed: Sequence[Point]) -> str:
    """Why there is no table in fixed prices; `fixed` are the figures that are missing, one at least."""
    reasons = list(dict.fromkeys(words.reason(p.missing_reason) for p in fixed if p.value is None))
    return f"Tabellen er i løbende priser. Faste priser kræver et prisindeks; det mangler: {danish.listing(reasons)}."
