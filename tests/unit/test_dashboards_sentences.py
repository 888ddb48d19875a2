"""Every claim the pages make, in every case the figures can be in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboards import sentences
from dashboards.figures import Effect, Gap, Point, Price, TargetProgress
from dashboards.language import DANISH

ABOUT: dict[str, Any] = {
    "slug": "x",
    "service_area": "school",
    "area_slug": "skole",
    "area_title": "Skole",
    "definition": "",
    "publisher": None,
    "publisher_tables": None,
    "origin": None,
    "warnings": (),
    "break_years": (),
    "break_notes": (),
    "municipality_name": "Randers",
    "municipality_slug": "randers",
    "seen_from_six": True,
    "missing_note": None,
}
SIX = ("København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers")


def effect(verdict: str, name: str = "absence", **changes: Any) -> Effect:
    missing = verdict == "missing"
    values: dict[str, Any] = {
        **ABOUT,
        "indicator_id": name,
        "kind": "effect",
        "title": "Elever med fravær",
        "unit": "%",
        "decimals": 1,
        "better": "lower",
        "overlapping_years": 1,
        "year": None if missing else 2025,
        "value": None if missing else 18.7,
        "reference": None if missing else 20.6,
        "gap": None if missing else -1.9,
        "zone_low": None if missing else 14.0,
        "zone_high": None if missing else 25.3,
        "verdict": verdict,
        "missing_reason": "not_collected" if missing else None,
        "target": None,
        "target_year": None,
    }
    return Effect(**{**values, **changes})


def price(name: str = "cost", gap_pct: float | None = 3.5, **changes: Any) -> Price:
    values: dict[str, Any] = {
        **ABOUT,
        "indicator_id": name,
        "kind": "unit_price",
        "title": "Folkeskole: udgift pr. indbygger",
        "unit": "kr. pr. indbygger",
        "decimals": 0,
        "better": "neutral",
        "overlapping_years": 1,
        "year": 2024,
        "value": 6770,
        "missing_reason": None,
        "paired_effects": ("absence",),
        "is_monetary": True,
        "price_basis": "current",
        "reference_unweighted": 6544,
        "reference_weighted": None,
        "gap_pct": gap_pct,
        "gap_dkk": None,
        "zone_low_pct": -20,
        "zone_high_pct": 20,
        "is_told_apart": True,
        "coverage_pct": None,
        "per_inhabitant": None,
        "per_inhabitant_id": None,
    }
    return Price(**{**values, **changes})


def points(values: list[float | None], name: str = "absence") -> list[Point]:
    return [
        Point(
            indicator_id=name,
            municipality_code=str(n),
            name=city,
            is_six_city=True,
            is_own=city == "Randers",
            year=2025,
            price_basis="none",
            value=value,
            missing_reason=None if value is not None else "confidential",
        )
        for n, (city, value) in enumerate(zip(SIX, values, strict=True))
    ]


MEAN = "gennemsnittet af de fem andre byer"


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (
            ["better"] * 7 + ["worse"] * 5 + ["indistinguishable"] * 6,
            f"På 7 af 18 effektmål er borgerne i Randers bedre stillet end {MEAN}, på 5 dårligere; 6 kan ikke skelnes.",
        ),
        (
            ["better", "worse"],
            f"På 1 af 2 effektmål er borgerne i Randers bedre stillet end {MEAN}, på 1 dårligere.",
        ),
        (
            ["better", "indistinguishable"],
            f"På 1 af 2 effektmål er borgerne i Randers bedre stillet end {MEAN}, på ingen dårligere; "
            "1 kan ikke skelnes.",
        ),
        (
            ["worse", "same", "indistinguishable", "missing"],
            f"På ingen af 3 effektmål er borgerne i Randers bedre stillet end {MEAN}, på 1 dårligere; "
            "på 1 er de stillet ens, og 1 kan ikke skelnes. 1 effektmål mangler tal.",
        ),
        (["better"] * 3, f"På alle 3 effektmål er borgerne i Randers bedre stillet end {MEAN}."),
        (["worse"] * 2, f"På alle 2 effektmål er borgerne i Randers dårligere stillet end {MEAN}."),
        (["same"] * 2, f"På alle 2 effektmål er borgerne i Randers stillet som {MEAN}."),
        (
            ["indistinguishable"] * 4,
            f"Ingen af de 4 effektmål viser en forskel mellem Randers og {MEAN}, som kan skelnes.",
        ),
        (["better"], f"På det ene effektmål med tal er borgerne i Randers bedre stillet end {MEAN}."),
        (
            ["worse", "missing"],
            f"På det ene effektmål med tal er borgerne i Randers dårligere stillet end {MEAN}. "
            "1 effektmål mangler tal.",
        ),
        (["same"], f"På det ene effektmål med tal er borgerne i Randers stillet som {MEAN}."),
        (["indistinguishable"], f"På det ene effektmål med tal kan Randers ikke skelnes fra {MEAN}."),
        (
            ["missing", "missing"],
            "Siden kan endnu ikke sige, hvordan borgerne i Randers er stillet. 2 effektmål mangler tal.",
        ),
        ([], "Siden kan endnu ikke sige, hvordan borgerne i Randers er stillet. Der er ikke valgt effektmål."),
    ],
)
def test_headline(verdicts: list[str], sentence: str) -> None:
    assert sentences.headline(DANISH, "Randers", [effect(verdict) for verdict in verdicts]) == sentence


def test_measures_of_the_workplace_are_about_those_who_work_there() -> None:
    sick_days = effect("worse", service_area="workplace")
    assert "medarbejderne i Randers dårligere stillet" in sentences.headline(DANISH, "Randers", [sick_days])
    assert "borgerne" in sentences.headline(DANISH, "Randers", [sick_days, effect("better")])


NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("gap", "told", "words"),
    [
        (3.54, True, f"ligger 3,5{NBSP}% over gennemsnittet af de fem andre (2024)."),
        (-12.0, True, f"ligger 12,0{NBSP}% under gennemsnittet af de fem andre (2024)."),
        (3.54, False, f"ligger 3,5{NBSP}% over gennemsnittet af de fem andre (2024, kan ikke skelnes)."),
        (0.04, False, "ligger på niveau med gennemsnittet af de fem andre (2024, kan ikke skelnes)."),
    ],
)
def test_price_clause(gap: float, told: bool, words: str) -> None:
    clause = sentences.price_clause(DANISH, [effect("better")], [price(gap_pct=gap, is_told_apart=told)])
    assert clause == f"Folkeskole: udgift pr. indbygger {words}"


def test_both_prices_are_named_when_they_point_opposite_ways() -> None:
    per_head = price(gap_pct=3.5)
    per_child = price(
        "per_child", -12.2, year=2021, unit="kr. pr. 6-16-årig", per_inhabitant_id="cost", is_told_apart=False
    )
    assert sentences.price_clause(DANISH, [effect("same")], [per_child, per_head]) == (
        f"Folkeskole: udgift pr. indbygger ligger 3,5{NBSP}% over gennemsnittet af de fem andre (2024), "
        f"men regnet pr. 6-16-årig 12,2{NBSP}% under (2021, kan ikke skelnes)."
    )
    same_way = replace(per_child, gap_pct=2.0)
    assert "men regnet" not in sentences.price_clause(DANISH, [effect("same")], [same_way, per_head])
    other_cost = replace(per_child, per_inhabitant_id="something_else")
    assert "men regnet" not in sentences.price_clause(DANISH, [effect("same")], [other_cost, per_head])


def test_no_price_without_an_effect_with_a_figure_beside_it() -> None:
    assert sentences.price_clause(DANISH, [effect("missing")], [price()]) == ""
    assert sentences.price_clause(DANISH, [effect("better", "other")], [price()]) == ""
    assert sentences.price_clause(DANISH, [effect("better")], [price(value=None, gap_pct=None)]) == ""


@pytest.mark.parametrize(
    ("verdict", "message", "short"),
    [
        ("better", "Bedre end gennemsnittet af de fem andre", "bedre"),
        ("worse", "Dårligere end gennemsnittet af de fem andre", "dårligere"),
        ("same", "På niveau med gennemsnittet af de fem andre", "på niveau"),
        ("indistinguishable", "Kan ikke skelnes fra gennemsnittet af de fem andre", "kan ikke skelnes"),
        ("missing", "Mangler: tallet indsamles ikke", "mangler"),
    ],
)
def test_effect_message(verdict: str, message: str, short: str) -> None:
    assert sentences.effect_message(DANISH, effect(verdict)) == message
    assert sentences.verdict_words(DANISH, effect(verdict)) == short


def test_effect_sentence_names_the_cities() -> None:
    cities = points([25.1, 14.6, 14.0, 25.3, 24.2, 18.7])
    assert sentences.effect_sentence(DANISH, effect("indistinguishable"), cities) == (
        f"Gennemsnittet af de fem andre er 20,6{NBSP}%. "
        "Bedre end København, Aalborg og Esbjerg, dårligere end Aarhus og Odense."
    )
    higher = effect("better", better="higher")
    assert "Bedre end Aarhus og Odense, dårligere end København, Aalborg og Esbjerg." in sentences.effect_sentence(
        DANISH, higher, cities
    )


def test_effect_sentence_goes_by_the_values_as_shown() -> None:
    sentence = sentences.effect_sentence(DANISH, effect("same"), points([18.74, 18.66, None, 18.7, 19.9, 18.7]))
    assert "Bedre end Esbjerg, som København, Aarhus og Aalborg." in sentence
    assert sentence.endswith("Uden tal: Odense.")


def test_effect_sentence_says_why_once_is_not_enough() -> None:
    outside = effect("indistinguishable", value=13.0)
    sentence = sentences.effect_sentence(DANISH, outside, points([25.1, 14.6, 14.0, 25.3, 24.2, 13.0]))
    assert "Tallet ligger uden for de fem andre, men ikke to målinger i træk." in sentence


def test_a_missing_effect_gives_the_catalogues_note() -> None:
    assert (
        sentences.effect_sentence(DANISH, effect("missing", missing_note="Kræver en nøgle."), []) == "Kræver en nøgle."
    )
    assert sentences.effect_sentence(DANISH, effect("missing"), []) == ""


def test_price_sentences() -> None:
    assert sentences.price_message(DANISH, price()) == f"3,5{NBSP}% over gennemsnittet af de fem andre"
    assert sentences.price_message(DANISH, price(is_told_apart=False)).endswith("de fem andre, men kan ikke skelnes")
    assert sentences.price_message(DANISH, price(gap_pct=0.0)) == "På niveau med gennemsnittet af de fem andre"
    missing = price(value=None, gap_pct=None, missing_reason="source_absent")
    assert sentences.price_message(DANISH, missing) == "Mangler: kilden er endnu ikke hentet"
    assert sentences.price_sentence(DANISH, price(reference_weighted=6600)) == (
        f"De fem andre: 6.544{NBSP}kr. (uvægtet), 6.600{NBSP}kr. (vægtet efter størrelse)."
    )
    assert (
        sentences.price_sentence(DANISH, price(reference_unweighted=None))
        == "De fem andre har ikke et tal at holde det op mod."
    )


def test_the_worked_example_is_called_one() -> None:
    assert sentences.worked_example(DANISH, price(gap_dkk=19_092_000)) == (
        f"Forskellen svarer til 19,1{NBSP}mio.{NBSP}kr. mere om året (regneeksempel, ikke besparelse)."
    )
    assert "mindre om året" in sentences.worked_example(DANISH, price(gap_dkk=-5))
    assert sentences.worked_example(DANISH, price()) == ""


def test_identity_of_the_real_worked_numbers() -> None:
    per_child = price(value=49_489, unit="kr. pr. 6-16-årig", coverage_pct=12.435, per_inhabitant=6_154)
    assert " ".join(f"{number} {unit}" for number, unit in sentences.identity(DANISH, per_child)) == (
        f"49.489{NBSP}kr. pr. 6-16-årig × 12,4{NBSP}% af indbyggerne = 6.154{NBSP}kr. pr. indbygger"
    )
    assert sentences.identity(DANISH, price()) == []


@pytest.mark.parametrize(
    ("verdict", "gap", "told", "message"),
    [
        ("better", 3, True, "Bedre effekt til højere pris"),
        ("better", -3, True, "Bedre effekt til lavere pris"),
        ("worse", 3, True, "Dårligere effekt til højere pris"),
        ("worse", -3, True, "Dårligere effekt til lavere pris"),
        ("better", 3, False, "Bedre effekt; prisen kan ikke skelnes"),
        ("worse", 3, False, "Dårligere effekt; prisen kan ikke skelnes"),
        ("same", 3, True, "Højere pris; effekten kan ikke skelnes"),
        ("indistinguishable", -3, True, "Lavere pris; effekten kan ikke skelnes"),
        ("indistinguishable", -3, False, "Hverken effekt eller pris kan skelnes fra de fem andre"),
    ],
)
def test_a_corner_is_named_only_when_both_can_be_told(verdict: str, gap: float, told: bool, message: str) -> None:
    assert sentences.plane_message(DANISH, effect(verdict), price(gap_pct=gap, is_told_apart=told)) == message


def gaps(effects: list[float], prices: list[float]) -> list[Gap]:
    return [
        Gap(
            indicator_id=name,
            municipality_code=str(n),
            name=city,
            is_own=city == "Randers",
            year=year,
            value=value,
            gap=0,
            gap_pct=0,
        )
        for name, year, line in (("absence", 2025, effects), ("cost", 2024, prices))
        for n, (city, value) in enumerate(zip(SIX, line, strict=True))
    ]


def test_who_does_better_at_a_similar_price() -> None:
    rows = gaps([25.1, 14.6, 14.0, 25.3, 24.2, 18.7], [5000, 7108, 7109, 7000, 8000, 6770])
    assert (
        sentences.plane_note(DANISH, effect("same"), price(), rows)
        == "Bedre tal til en lavere eller lignende pris: Aarhus."
    )
    none = gaps([25.1, 24.6, 24.0, 25.3, 24.2, 18.7], [5000] * 6)
    assert sentences.plane_note(DANISH, effect("same"), price(), none).startswith("Ingen af de fem andre")


@pytest.mark.parametrize(
    ("effects", "prices", "questions"),
    [
        (
            [effect("worse"), effect("missing", "m", title="Trivsel")],
            [price()],
            (
                "Hvad gør Odense og Aarhus ved »elever med fravær«, som vi kan lære af?",
                "Hvilken del af prisforskellen er vores eget valg, og hvilken er rammevilkår og bogføring?",
                "Hvad skal der til, for at vi får tal for »trivsel«?",
            ),
        ),
        (
            [effect("better")],
            [price(is_told_apart=False)],
            (
                "Hvad ligger der bag vores tal for »elever med fravær«, og hvordan holder vi fast i det?",
                "Får borgerne noget andet her end i de fem andre byer, nu hvor prisen er omtrent den samme?",
                "Hvad kunne vi holde op med at måle?",
            ),
        ),
        (
            [effect("indistinguishable")],
            [price(), price("user", -4, unit="kr. pr. elev", per_inhabitant_id="cost")],
            (
                "Hvor stor skulle en forskel i »elever med fravær« være, før vi ville handle på den?",
                "Hvilken af de to priser svarer på det, vi vil vide: den pr. indbygger eller den pr. elev?",
                "Hvad kunne vi holde op med at måle?",
            ),
        ),
        (
            [],
            [],
            (
                "Hvilken effekt for borgerne burde vi kunne vise her?",
                "Hvad ville vi bruge en enhedspris til her, og hvad skal der til for at regne den ud?",
                "Hvad kunne vi holde op med at måle?",
            ),
        ),
    ],
)
def test_three_questions(effects: list[Effect], prices: list[Price], questions: tuple[str, str, str]) -> None:
    assert sentences.questions(DANISH, effects, prices, points([25.1, 14.6, 14.0, 25.3, 24.2, 18.7])) == questions


def test_the_clearest_shortfall_is_asked_about_first() -> None:
    slight = effect("worse", gap=-1, title="Lidt")
    clear = effect("worse", "clear", gap=-20, title="Meget")
    assert "»meget«" in sentences.questions(DANISH, [slight, clear], [], [])[0]


@pytest.mark.parametrize(
    ("verdict", "changes", "words"),
    [
        ("on_course", {}, "80 % af vejen fra 2021 er tilbagelagt. Med den nuværende kurs nås målet (ventet 8,5 %"),
        ("off_course", {"way_covered_pct": -10}, "væk fra målet siden 2021. Med den nuværende kurs nås målet ikke"),
        ("cannot_tell", {}, "Om kursen når målet, kan ikke afgøres (ventet 8,5 % til 12,3 %)."),
        ("too_few_figures", {"projected_lower": None}, "Der er for få målinger til at sige, hvor kursen fører hen."),
        ("reached", {}, "besluttet af Byrådet. Målet er nået."),
        ("not_reached", {"projected_upper": None}, "Målet er ikke nået, og året er gået."),
        ("missing", {"projected_lower": None}, "besluttet af Byrådet. Der er intet tal at holde målet op mod."),
    ],
)  # fmt: skip
def test_a_target_says_who_decided_it_and_where_the_course_leads(
    verdict: str, changes: dict[str, Any], words: str
) -> None:
    progress = TargetProgress(
        indicator_id="absence",
        target_year=2028,
        target=14,
        decided_by="Byrådet",
        base_year=2021,
        base=19,
        latest=15,
        way_covered_pct=80,
        needed_per_year=-0.25,
        projected_lower=8.5,
        projected_upper=12.3,
        verdict=verdict,
    )
    text = sentences.target_sentences(DANISH, replace(progress, **changes), effect("better")).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert text.startswith("Mål: 14,0 % i 2028, besluttet af Byrådet.")
    assert words in text


def test_a_chart_is_described_with_one_stop_after_kroner() -> None:
    assert sentences.chart_description(DANISH, price(), "Mere.") == "Randers: 6.770\u00a0kr. Mere."
    assert sentences.chart_description(DANISH, effect("same"), "Mere.") == "Randers: 18,7\u00a0%. Mere."
