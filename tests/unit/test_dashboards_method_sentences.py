"""What is said of certainty, expectation, scopes and parts of a gap, word for word in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboards.components.method import decomposition
from dashboards.language import DANISH, LANGUAGES, NBSP, Language
from dashboards.rows.indicator import Point
from dashboards.rows.method import Certainty, CostWithOverhead, ExpectationModel, Expected, GapParts
from dashboards.words.of_pages import method as method_sentences

RANDERS: dict[str, Any] = {
    "indicator_id": "x",
    "kind": "effect",
    "paired_effects": (),
    "municipality_code": "730",
    "name": "Randers",
    "year": 2025,
}


def in_both(write: Callable[[Language], str]) -> tuple[str, ...]:
    return tuple(write(lang).replace(NBSP, " ") for lang in LANGUAGES)


def certainty(**changes: Any) -> Certainty:
    values: dict[str, Any] = {
        **dict.fromkeys(Certainty.__dataclass_fields__),
        **RANDERS,
        "is_compared": True,
        "value": 18.7,
        "interval_method": "wilson",
        "lower_value": 17.2,
        "upper_value": 20.3,
        "verdict_country": "below",
        "rank_low": 12,
        "rank_high": 48,
        "areas": 98,
        "has_limits": True,
        **{name: False for name in Certainty.__dataclass_fields__ if name.startswith("signal_")},
    }
    return Certainty(**{**values, **changes})


BAND = {"interval_method": "scope_band", "lowest_gap_pct": -3.24, "highest_gap_pct": 5.0}


@pytest.mark.parametrize(
    ("changes", "decimals", "da", "en"),
    [
        ({}, 1, "17,2 til 20,3", "17.2 to 20.3"),
        ({**BAND, "lower_value": 6544, "upper_value": 7100}, 0,
         "6.544 til 7.100; −3,2 til +5,0 % fra de andre", "6,544 to 7,100; −3.2 to +5.0% from the others"),
        ({**BAND, "lower_value": 6544, "upper_value": 6544}, 0,
         "−3,2 til +5,0 % fra de andre", "−3.2 to +5.0% from the others"),
        ({"interval_method": "none", "lower_value": None}, 1, "", ""),
    ],
)  # fmt: skip
def test_intervals(changes: dict[str, Any], decimals: int, da: str, en: str) -> None:
    row = certainty(**changes)
    assert in_both(lambda lang: method_sentences.interval(lang, row, decimals)) == (da, en)


@pytest.mark.parametrize(
    ("verdict", "da", "en"),
    [
        ("above", "højere end landet", "higher than the country"),
        ("below", "lavere end landet", "lower than the country"),
        ("cannot_tell", "kan ikke skelnes", "cannot be told apart"),
        ("not_computed", "", ""),
    ],
)
def test_against_the_country(verdict: str, da: str, en: str) -> None:
    row = certainty(verdict_country=verdict)
    assert in_both(lambda lang: method_sentences.against_country(lang, row)) == (da, en)


def test_a_place_is_a_range() -> None:
    assert in_both(lambda lang: method_sentences.place(lang, certainty())) == ("nr. 12–48 af 98", "no. 12–48 of 98")
    assert in_both(lambda lang: method_sentences.place(lang, certainty(rank_low=None))) == ("", "")


def test_signals_of_the_own_series() -> None:
    row = certainty(signal_outside=True, signal_six_in_one_direction=True)
    assert in_both(lambda lang: method_sentences.signals(lang, row)) == (
        "uden for egne procesgrænser; seks i træk i samme retning",
        "outside its own process limits; six in a row in the same direction",
    )
    assert in_both(lambda lang: method_sentences.signals(lang, certainty())) == ("intet signal", "no signal")
    assert in_both(lambda lang: method_sentences.signals(lang, certainty(has_limits=False))) == ("", "")


def test_the_note_explains_the_columns_that_are_there() -> None:
    assert in_both(lambda lang: method_sentences.certainty_note(lang, [certainty()])) == (
        "Intervallet viser, hvor langt tallet kan ligge fra det målte alene ved tilfælde. Mod landet er der taget "
        "højde for, at kommuner ligger mere spredt, end tilfældet alene ville give. Pladsen regnes fra det laveste tal "
        "og er et spænd, fordi naboer på listen sjældent kan skelnes.",
        "The interval shows how far the figure may lie from the measured one by chance alone. Against the country, "
        "allowance is made for municipalities being more spread than chance alone would make them. The place is "
        "counted from the lowest figure and is a range, because neighbours on the list can seldom be told apart.",
    )
    short = certainty(**BAND, verdict_country="not_computed", rank_low=None)
    assert in_both(lambda lang: method_sentences.certainty_note(lang, [short])) == (
        "Et regnskab har intet tilfældigt udsving. Spændet viser i stedet, hvad afgrænsningen betyder.",
        "Accounts do not vary by chance. The band shows instead how much the scope matters.",
    )


def expected(**changes: Any) -> Expected:
    values: dict[str, Any] = {
        **RANDERS,
        "model_id": "size",
        "is_compared": True,
        "areas": 98,
        "value": 18.7,
        "expected": 18.2,
        "lower_value": 16.0,
        "upper_value": 20.4,
        "deviation": 0.5,
        "loo_r2": 0.36,
        "verdict": "cannot_tell",
        "agreement": "agree",
    }
    return Expected(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        ({"verdict": "above"}, "højere end ventet", "higher than expected"),
        ({"verdict": "below"}, "lavere end ventet", "lower than expected"),
        ({}, "kan ikke skelnes fra det ventede", "cannot be told apart from what was expected"),
        ({"verdict": "no_interval"}, "uden interval, ikke bedømt", "without interval, not judged"),
        ({"verdict": "not_usable"}, "modellen forklarer for lidt", "the model explains too little"),
        ({"verdict": "above", "agreement": "unresolved"}, "uafklaret: modellerne peger hver sin vej",
                                                          "unresolved: the models point different ways"),
    ],
)  # fmt: skip
def test_what_was_expected(changes: dict[str, Any], da: str, en: str) -> None:
    assert in_both(lambda lang: method_sentences.expected_verdict(lang, expected(**changes))) == (da, en)


def model(**changes: Any) -> ExpectationModel:
    values: dict[str, Any] = {
        "model_id": "size",
        "title": "A",
        "method": "regression",
        "covariates": "B",
        "years": 6,
        "latest_year": 2025,
        "missing_reason": None,
    }
    return ExpectationModel(**{**values, **changes})


def test_what_a_model_rests_on() -> None:
    rows = [expected()]
    assert in_both(lambda lang: method_sentences.model_caption(lang, model(), rows)) == (
        "A; vilkår: B; R² på udeladte kommuner 0,36; 98 kommuner, 2025; regnet for 6 år",
        "A; conditions: B; R² on left-out municipalities 0.36; 98 municipalities, 2025; computed for 6 years",
    )
    published = model(method="published", covariates=None, years=1)
    assert in_both(lambda lang: method_sentences.model_caption(lang, published, [expected(loo_r2=None)])) == (
        "A; kildens eget forventede tal; 98 kommuner, 2025",
        "A; the source’s own expected figure; 98 municipalities, 2025",
    )


def test_a_model_that_says_nothing_says_why() -> None:
    absent = model(missing_reason="source_absent")
    assert in_both(lambda lang: method_sentences.model_without_table(lang, absent, [])) == (
        "A: mangler, kilden er endnu ikke hentet.",
        "A: missing, the source has not been fetched yet.",
    )
    weak = [expected(verdict="not_usable", loo_r2=-0.04)]
    assert in_both(lambda lang: method_sentences.model_without_table(lang, model(years=1), weak)) == (
        "A; vilkår: B; R² på udeladte kommuner −0,04; 98 kommuner, 2025. Modellen forklarer for lidt til at sige, hvad "
        "man kunne vente.",
        "A; conditions: B; R² on left-out municipalities −0.04; 98 municipalities, 2025. The model explains too little "
        "to say what was to be expected.",
    )
    assert in_both(lambda lang: method_sentences.model_without_table(lang, model(), [expected()])) == ("", "")


def test_for_whom_the_models_differ() -> None:
    rows = [expected(agreement="unresolved"), expected(agreement="unresolved", name="Odense"), expected(name="Aarhus")]
    assert in_both(lambda lang: method_sentences.unresolved(lang, rows)) == (
        "Uafklaret for Randers og Odense: modellerne peger hver sin vej.",
        "Unresolved for Randers and Odense: the models point different ways.",
    )
    assert in_both(lambda lang: method_sentences.unresolved(lang, rows[2:])) == ("", "")


@pytest.mark.parametrize(
    ("scenario", "da", "en"),
    [
        ("wage_share", "med overhead efter løn", "with overhead by wages"),
        ("plus_5_pct", "med overhead på 5 %", "with overhead of 5%"),
        ("plus_7.5_pct", "med overhead på 7,5 %", "with overhead of 7.5%"),
    ],
)
def test_scenarios_of_overhead(scenario: str, da: str, en: str) -> None:
    row = CostWithOverhead(**RANDERS, scenario=scenario, direct_cost=100, overhead_share_pct=None, full_cost=105)
    assert in_both(lambda lang: method_sentences.scenario(lang, row)) == (da, en)


@pytest.mark.parametrize(
    ("gap", "effects", "changes", "da", "en"),
    [
        # One by one the coverage would be 1,112 up: 494.
        (493.35, (-618.24, 1111.59, 0), {},
         "493 kr. mere pr. indbygger end de fem andre under ét (vægtet gennemsnit): prisen trækker 618 kr. ned, "
         "dækningen 1.111 kr. op.",
         "DKK 493 more per inhabitant than the weighted mean of the other five: the price takes it down by DKK 618, "
         "the coverage up by DKK 1,111."),
        (-1158.85, (-841.83, -317.02, 0), {},
         "1.159 kr. mindre pr. indbygger end de fem andre under ét (vægtet gennemsnit): prisen trækker 842 kr. ned, "
         "dækningen 317 kr. ned.",
         "DKK 1,159 less per inhabitant than the weighted mean of the other five: the price takes it down by DKK 842, "
         "the coverage down by DKK 317."),
        (30, (10, 0.2, 20), {"n_peers": 4},
         "30 kr. mere pr. indbygger end fire af de fem andre under ét (vægtet gennemsnit): prisen trækker 10 kr. op, "
         "sammensætningen 20 kr. op.",
         "DKK 30 more per inhabitant than the weighted mean of four of the other five: the price takes it up by DKK "
         "10, the mix up by DKK 20."),
        # One by one the parts would be 618 down and 1,111 up: 493.
        (493.6, (-617.6, 1111.2, 0), {},
         "494 kr. mere pr. indbygger end de fem andre under ét (vægtet gennemsnit): prisen trækker 617 kr. ned, "
         "dækningen 1.111 kr. op.",
         "DKK 494 more per inhabitant than the weighted mean of the other five: the price takes it down by DKK 617, "
         "the coverage up by DKK 1,111."),
        (0.4, (-10, 10.4, 0), {"counts": "age_group"},
         "lige så meget pr. indbygger som de fem andre under ét (vægtet gennemsnit): prisen trækker 10 kr. ned, "
         "aldersfordelingen 10 kr. op.",
         "as much per inhabitant as the weighted mean of the other five: the price takes it down by DKK 10, the age "
         "structure up by DKK 10."),
        (0, (0, 0, 0), {}, "lige så meget pr. indbygger som de fem andre under ét (vægtet gennemsnit).",
                           "as much per inhabitant as the weighted mean of the other five."),
    ],
)  # fmt: skip
def test_parts_of_a_gap(
    gap: float, effects: tuple[float, float, float], changes: dict[str, Any], da: str, en: str
) -> None:
    row = gap_parts(gap, effects, **changes)
    assert in_both(lambda lang: method_sentences.parts_sentence(lang, row)) == (
        f"Randers, 2025: {da}",
        f"Randers, 2025: {en}",
    )


def test_a_municipality_outside_the_six_stands_beside_all_of_them_together() -> None:
    row = gap_parts(300, (300, 0, 0), name="Favrskov", is_compared=False, group="6-byerne", n_others=6, n_peers=6)
    said = method_sentences.parts_sentence(DANISH, row).replace(NBSP, " ")
    assert said == (
        "Favrskov, 2025: 300 kr. mere pr. indbygger end 6-byerne under ét (vægtet gennemsnit): prisen trækker 300 kr. "
        "op."
    )


def gap_parts(gap: float, effects: tuple[float, float, float], **changes: Any) -> GapParts:
    price, coverage, mix = effects
    values: dict[str, Any] = {
        **RANDERS,
        "decomposition_id": "primary_school",
        "title": "Folkeskole",
        "counts": "users",
        "n_peers": 5,
        "cost_dkk_per_inhabitant": 6154,
        "reference_dkk_per_inhabitant": 6154 - gap,
        "gap_dkk_per_inhabitant": gap,
        "price_effect_dkk_per_inhabitant": price,
        "coverage_effect_dkk_per_inhabitant": coverage,
        "mix_effect_dkk_per_inhabitant": mix,
        "is_compared": True,
        "group": "The six cities",
        "n_others": 5,
        "coverage_pct": 12.4,
        "reference_coverage_pct": 10.3,
    }
    return GapParts(**{**values, **changes})


def test_every_sum_of_the_table_of_parts_holds_as_shown() -> None:
    split = gap_parts(493.5, (-617.6, 1111.1, 0))
    assert decomposition.table(DANISH, [split]).rows == [
        # One by one: 6,154 − 5,661 (5,660.5 rounded) is 493 and not 494, and so is −618 + 1,111.
        ["Randers", "6.154", "5.660", "+494", "−617", "+1.111", "12,4", "10,3"]
    ]
    mixed = gap_parts(-1.2, (0.4, 0.4, -2.0))
    assert decomposition.table(DANISH, [split, mixed]).rows[1] == (
        ["Randers", "6.154", "6.155", "−1", "+1", "0", "−2", "12,4", "10,3"]
    )


def test_why_there_are_no_fixed_prices() -> None:
    reasons = ("source_absent", "break_in_series", "source_absent")
    fixed = [
        Point(
            indicator_id="x",
            municipality_code="730",
            name="Randers",
            is_compared=True,
            is_own=False,
            year=2020 + n,
            price_basis="fixed",
            value=None,
            missing_reason=reason,
        )
        for n, reason in enumerate(reasons)
    ]
    assert in_both(lambda lang: method_sentences.fixed_prices_missing(lang, fixed)) == (
        "Tabellen er i løbende priser. Faste priser kræver et prisindeks; det mangler: kilden er endnu ikke hentet og "
        "opgørelsen er lagt om (databrud).",
        "The table is in current prices. Fixed prices take a price index, which is missing: the source has not been "
        "fetched yet and the way of counting was changed (break in series).",
    )
