"""Every claim the pages make, in every case the figures can be in, word for word in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import sentences
from dashboards.figures import Corrected, Effect, Flag, Point, Price, TargetProgress
from dashboards.language import DANISH, ENGLISH, LANGUAGES, NBSP, Language

ABOUT: dict[str, Any] = {
    "slug": "x",
    "service_area": "school",
    "area_slug": "skole",
    "area_title": {"da": "Skole", "en": "School"},
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
OUTSIDE = {"seen_from_six": False}
"""A municipality that is none of the six, held up against all of them."""


def in_both(write: Callable[[Language], str]) -> tuple[str, ...]:
    """What is said in Danish and in English, with plain spaces inside figures."""
    return tuple(write(lang).replace(NBSP, " ") for lang in LANGUAGES)


def _in(lang: Language, values: dict[str, Any]) -> dict[str, Any]:
    """A row's texts in one language, as a page's query would give them."""
    return {name: value[lang.code] if isinstance(value, dict) else value for name, value in values.items()}


def effect(verdict: str, name: str = "absence", lang: Language = DANISH, **changes: Any) -> Effect:
    missing = verdict == "missing"
    values: dict[str, Any] = {
        **ABOUT,
        "indicator_id": name,
        "kind": "effect",
        "title": {"da": "Elever med fravær", "en": "Pupils with absence"},
        "unit": "%",
        "decimals": 1,
        "better": "lower",
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
    return Effect(**_in(lang, {**values, **changes}))


def price(name: str = "cost", gap_pct: float | None = 3.5, lang: Language = DANISH, **changes: Any) -> Price:
    values: dict[str, Any] = {
        **ABOUT,
        "indicator_id": name,
        "kind": "unit_price",
        "title": {"da": "Folkeskole: udgift pr. indbygger", "en": "School: cost per inhabitant"},
        "unit": {"da": "kr. pr. indbygger", "en": "DKK per inhabitant"},
        "decimals": 0,
        "better": "neutral",
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
    return Price(**_in(lang, {**values, **changes}))


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


# --- Headline ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "da", "en"),
    [
        pytest.param(
            ["better"] * 7 + ["worse"] * 5 + ["indistinguishable"] * 6,
            "På 7 af 18 effektmål er borgerne i Randers bedre stillet end gennemsnittet af de fem andre byer, på 5 "
            "dårligere; 6 kan ikke skelnes.",
            "The citizens of Randers are better off than the mean of the other five cities on 7 of 18 effect measures, "
            "worse off on 5; 6 cannot be told apart.",
            id="mixed",
        ),
        pytest.param(
            ["better", "worse"],
            "På 1 af 2 effektmål er borgerne i Randers bedre stillet end gennemsnittet af de fem andre byer, på 1 "
            "dårligere.",
            "The citizens of Randers are better off than the mean of the other five cities on 1 of 2 effect measures, "
            "worse off on 1.",
            id="one of each",
        ),
        pytest.param(
            ["better", "same", "same"],
            "På 1 af 3 effektmål er borgerne i Randers bedre stillet end gennemsnittet af de fem andre byer, på ingen "
            "dårligere; på 2 er de stillet ens.",
            "The citizens of Randers are better off than the mean of the other five cities on 1 of 3 effect measures, "
            "worse off on none; on 2 they are level.",
            id="better or level",
        ),
        pytest.param(
            ["worse", "same", "indistinguishable", "missing"],
            "På ingen af 3 effektmål er borgerne i Randers bedre stillet end gennemsnittet af de fem andre byer, på 1 "
            "dårligere; på 1 er de stillet ens, og 1 kan ikke skelnes. 1 effektmål mangler tal.",
            "The citizens of Randers are better off than the mean of the other five cities on none of 3 effect "
            "measures, worse off on 1; on 1 they are level, and 1 cannot be told apart. 1 effect measure has no "
            "figures.",
            id="everything but better",
        ),
        pytest.param(
            ["better"] * 3,
            "På alle 3 effektmål er borgerne i Randers bedre stillet end gennemsnittet af de fem andre byer.",
            "On all 3 effect measures the citizens of Randers are better off than the mean of the other five cities.",
            id="good",
        ),
        pytest.param(
            ["worse"] * 2,
            "På alle 2 effektmål er borgerne i Randers dårligere stillet end gennemsnittet af de fem andre byer.",
            "On all 2 effect measures the citizens of Randers are worse off than the mean of the other five cities.",
            id="bad",
        ),
        pytest.param(
            ["same"] * 2,
            "På alle 2 effektmål er borgerne i Randers stillet som gennemsnittet af de fem andre byer.",
            "On all 2 effect measures the citizens of Randers are level with the mean of the other five cities.",
            id="level",
        ),
        pytest.param(
            ["indistinguishable"] * 4,
            "På ingen af de 4 effektmål kan Randers skelnes fra gennemsnittet af de fem andre byer.",
            "On none of the 4 effect measures can Randers be told apart from the mean of the other five cities.",
            id="cannot tell",
        ),
        pytest.param(
            ["better"],
            "På det ene effektmål med tal er borgerne i Randers bedre stillet end gennemsnittet af de fem andre byer.",
            "On the one effect measure with figures the citizens of Randers are better off than the mean of the other "
            "five cities.",
            id="one good",
        ),
        pytest.param(
            ["worse", "missing", "missing"],
            "På det ene effektmål med tal er borgerne i Randers dårligere stillet end gennemsnittet af de fem andre "
            "byer. 2 effektmål mangler tal.",
            "On the one effect measure with figures the citizens of Randers are worse off than the mean of the other "
            "five cities. 2 effect measures have no figures.",
            id="one bad",
        ),
        pytest.param(
            ["same"],
            "På det ene effektmål med tal er borgerne i Randers stillet som gennemsnittet af de fem andre byer.",
            "On the one effect measure with figures the citizens of Randers are level with the mean of the other five "
            "cities.",
            id="one level",
        ),
        pytest.param(
            ["indistinguishable"],
            "På det ene effektmål med tal kan Randers ikke skelnes fra gennemsnittet af de fem andre byer.",
            "On the one effect measure with figures Randers cannot be told apart from the mean of the other five "
            "cities.",
            id="one cannot tell",
        ),
        pytest.param(
            ["missing", "missing"],
            "Siden kan endnu ikke sige, hvordan borgerne i Randers er stillet. 2 effektmål mangler tal.",
            "The page cannot yet say how the citizens of Randers are doing. 2 effect measures have no figures.",
            id="missing",
        ),
        pytest.param(
            [],
            "Siden kan endnu ikke sige, hvordan borgerne i Randers er stillet. Der er ikke valgt effektmål.",
            "The page cannot yet say how the citizens of Randers are doing. No effect measures have been chosen.",
            id="nothing chosen",
        ),
    ],
)
def test_headline(verdicts: list[str], da: str, en: str) -> None:
    effects = [effect(verdict) for verdict in verdicts]
    assert in_both(lambda lang: sentences.headline(lang, "Randers", effects)) == (da, en)


def test_a_municipality_outside_the_six_is_held_up_against_all_of_them() -> None:
    good, unclear = effect("better", **OUTSIDE), effect("indistinguishable", **OUTSIDE)
    assert in_both(lambda lang: sentences.headline(lang, "Favrskov", [good, good])) == (
        "På alle 2 effektmål er borgerne i Favrskov bedre stillet end gennemsnittet af de seks byer.",
        "On all 2 effect measures the citizens of Favrskov are better off than the mean of the six cities.",
    )
    assert in_both(lambda lang: sentences.headline(lang, "Favrskov", [good, unclear])) == (
        "På 1 af 2 effektmål er borgerne i Favrskov bedre stillet end gennemsnittet af de seks byer, på ingen "
        "dårligere; 1 kan ikke skelnes.",
        "The citizens of Favrskov are better off than the mean of the six cities on 1 of 2 effect measures, worse off "
        "on none; 1 cannot be told apart.",
    )


def test_measures_of_the_workplace_are_about_those_who_work_there() -> None:
    sick_days = effect("worse", service_area="workplace")
    assert in_both(lambda lang: sentences.headline(lang, "Randers", [sick_days])) == (
        "På det ene effektmål med tal er medarbejderne i Randers dårligere stillet end gennemsnittet af de fem andre "
        "byer.",
        "On the one effect measure with figures the employees of Randers are worse off than the mean of the other five "
        "cities.",
    )
    assert "borgerne" in sentences.headline(DANISH, "Randers", [sick_days, effect("better")])
    assert "citizens" in sentences.headline(ENGLISH, "Randers", [sick_days, effect("better")])


VERDICTS = ("better", "worse", "same", "indistinguishable", "missing")
WITHOUT_FIGURES = re.compile(r"(\d+) (?:effektmål mangler tal|effect measures? ha(?:s|ve) no figures)\.$")


@given(
    st.lists(st.sampled_from(VERDICTS), max_size=24),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["school", "workplace"]),
    st.booleans(),
)
def test_a_headline_counts_every_measure_once(verdicts: list[str], lang: Language, area: str, from_six: bool) -> None:
    effects = [effect(verdict, service_area=area, seen_from_six=from_six) for verdict in verdicts]
    text = sentences.headline(lang, "Randers", effects)
    assert re.fullmatch(r"\S.*\.", text)
    assert not re.search(r"[{}]|  |\bNone\b", text)
    absent = WITHOUT_FIGURES.search(text)
    assert (int(absent[1]) if absent else 0) == verdicts.count("missing")
    known = [verdict for verdict in verdicts if verdict != "missing"]
    named = [int(n) for n in re.findall(r"\d+", WITHOUT_FIGURES.sub("", text))]
    if not known:
        assert named == []
    elif len(known) == 1:
        assert named == []
        assert ("det ene" if lang is DANISH else "the one") in text
    elif len(set(known)) == 1:
        assert named == [len(known)]
    else:
        parts = [known.count(verdict) for verdict in VERDICTS if verdict in known]
        assert sorted(named) == sorted([*parts, len(known)])
        nothing = sum(verdict not in known for verdict in ("better", "worse"))
        assert len(re.findall(r"\b(?:ingen|none)\b", text)) == nothing


# --- Prices -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "told", "da", "en"),
    [
        (3.54, True, "ligger 3,5 % over gennemsnittet af de fem andre (2024).",
                     "is 3.5% above the mean of the other five (2024)."),
        (-12.0, True, "ligger 12,0 % under gennemsnittet af de fem andre (2024).",
                      "is 12.0% below the mean of the other five (2024)."),
        (3.54, False, "ligger 3,5 % over gennemsnittet af de fem andre (2024, kan ikke skelnes).",
                      "is 3.5% above the mean of the other five (2024, cannot be told apart)."),
        (0.04, False, "ligger på niveau med gennemsnittet af de fem andre (2024, kan ikke skelnes).",
                      "is level with the mean of the other five (2024, cannot be told apart)."),
    ],
)  # fmt: skip
def test_price_clause(gap: float, told: bool, da: str, en: str) -> None:
    def clause(lang: Language) -> str:
        row = price(lang=lang, gap_pct=gap, is_told_apart=told)
        return sentences.price_clause(lang, [effect("better", lang=lang)], [row])

    assert in_both(clause) == (f"Folkeskole: udgift pr. indbygger {da}", f"School: cost per inhabitant {en}")


def per_child(lang: Language, **changes: Any) -> Price:
    unit = {"da": "kr. pr. 6-16-årig", "en": "DKK per child aged 6-16"}
    values = {"year": 2021, "unit": unit, "per_inhabitant_id": "cost", "is_told_apart": False, **changes}
    return price("per_child", -12.2, lang, **values)


def test_both_prices_are_named_when_they_point_opposite_ways() -> None:
    def clause(lang: Language, **changes: Any) -> str:
        row = replace(per_child(lang), **changes)
        return sentences.price_clause(lang, [effect("same", lang=lang)], [row, price(lang=lang)])

    assert in_both(clause) == (
        "Folkeskole: udgift pr. indbygger ligger 3,5 % over gennemsnittet af de fem andre (2024), men regnet pr. "
        "6-16-årig 12,2 % under (2021, kan ikke skelnes).",
        "School: cost per inhabitant is 3.5% above the mean of the other five (2024), but per child aged 6-16 it is "
        "12.2% below (2021, cannot be told apart).",
    )
    assert "men regnet" not in clause(DANISH, gap_pct=2.0)
    assert "men regnet" not in clause(DANISH, per_inhabitant_id="something_else")


def test_no_price_without_an_effect_with_a_figure_beside_it() -> None:
    assert sentences.price_clause(DANISH, [effect("missing")], [price()]) == ""
    assert sentences.price_clause(DANISH, [effect("better", "other")], [price()]) == ""
    assert sentences.price_clause(DANISH, [effect("better")], [price(value=None, gap_pct=None)]) == ""


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        ({}, "3,5 % over gennemsnittet af de fem andre", "3.5% above the mean of the other five"),
        ({"gap_pct": -3.5}, "3,5 % under gennemsnittet af de fem andre", "3.5% below the mean of the other five"),
        ({"gap_pct": 0.0}, "På niveau med gennemsnittet af de fem andre", "Level with the mean of the other five"),
        ({"is_told_apart": False}, "3,5 % over gennemsnittet af de fem andre, men kan ikke skelnes",
                                   "3.5% above the mean of the other five, but cannot be told apart"),
        ({"gap_pct": -3.5, "is_told_apart": False},
         "3,5 % under gennemsnittet af de fem andre, men kan ikke skelnes",
         "3.5% below the mean of the other five, but cannot be told apart"),
        (OUTSIDE, "3,5 % over gennemsnittet af de seks byer", "3.5% above the mean of the six cities"),
        ({"gap_pct": None}, "Kan ikke sammenlignes med de fem andre", "Cannot be compared with the other five"),
        ({"value": None, "gap_pct": None, "missing_reason": "source_absent"},
         "Mangler: kilden er endnu ikke hentet", "Missing: the source has not been fetched yet"),
    ],
)  # fmt: skip
def test_price_message(changes: dict[str, Any], da: str, en: str) -> None:
    assert in_both(lambda lang: sentences.price_message(lang, price(lang=lang, **changes))) == (da, en)


@pytest.mark.parametrize(
    ("gap", "told", "da", "en"),
    [
        (3.54, True, "3,5 % over (2024)", "3.5% above (2024)"),
        (-3.54, False, "3,5 % under (2024, kan ikke skelnes)", "3.5% below (2024, cannot be told apart)"),
        (0, True, "på niveau (2024)", "level (2024)"),
    ],
)
def test_price_words(gap: float, told: bool, da: str, en: str) -> None:
    row = price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: sentences.price_words(lang, row)) == (da, en)


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        ({"reference_weighted": 6600}, "De fem andre: 6.544 kr. (uvægtet), 6.600 kr. (vægtet efter størrelse).",
                                       "The other five: DKK 6,544 (unweighted), DKK 6,600 (weighted by size)."),
        (OUTSIDE, "De seks byer: 6.544 kr. (uvægtet).", "The six cities: DKK 6,544 (unweighted)."),
        ({"reference_unweighted": None}, "De fem andre har ikke et tal at holde det op mod.",
                                         "The other five have no figure to hold it up against."),
        ({"value": None}, "", ""),
    ],
)  # fmt: skip
def test_price_sentence(changes: dict[str, Any], da: str, en: str) -> None:
    assert in_both(lambda lang: sentences.price_sentence(lang, price(lang=lang, **changes))) == (da, en)


def test_the_worked_example_is_called_one() -> None:
    assert in_both(lambda lang: sentences.worked_example(lang, price(gap_dkk=19_092_000))) == (
        "Forskellen svarer til 19,1 mio. kr. mere om året (regneeksempel, ikke besparelse).",
        "The difference amounts to DKK 19.1 million more a year (a worked example, not a saving).",
    )
    assert in_both(lambda lang: sentences.worked_example(lang, price(gap_dkk=-5300))) == (
        "Forskellen svarer til 5.300 kr. mindre om året (regneeksempel, ikke besparelse).",
        "The difference amounts to DKK 5,300 less a year (a worked example, not a saving).",
    )
    assert sentences.worked_example(DANISH, price()) == ""


def test_identity_of_the_real_worked_numbers() -> None:
    def identity(lang: Language) -> str:
        row = per_child(lang, value=49_489, coverage_pct=12.435, per_inhabitant=6_154)
        return " ".join(f"{number} {unit}" for number, unit in sentences.identity(lang, row))

    assert in_both(identity) == (
        "49.489 kr. pr. 6-16-årig × 12,4 % af indbyggerne = 6.154 kr. pr. indbygger",
        "DKK 49,489 per child aged 6-16 × 12.4% of inhabitants = DKK 6,154 per inhabitant",
    )
    assert sentences.identity(DANISH, price()) == []


# --- Effects ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "da", "en"),
    [
        ("better", ("Bedre end gennemsnittet af {}", "bedre"), ("Better than the mean of {}", "better")),
        ("worse", ("Dårligere end gennemsnittet af {}", "dårligere"), ("Worse than the mean of {}", "worse")),
        ("same", ("På niveau med gennemsnittet af {}", "på niveau"), ("Level with the mean of {}", "level")),
        ("indistinguishable", ("Kan ikke skelnes fra gennemsnittet af {}", "kan ikke skelnes"),
                              ("Cannot be told apart from the mean of {}", "cannot be told apart")),
        ("missing", ("Mangler: tallet indsamles ikke", "mangler"),
                    ("Missing: the figure is not collected", "missing")),
    ],
)  # fmt: skip
def test_effect_message(verdict: str, da: tuple[str, str], en: tuple[str, str]) -> None:
    for row, fives in (
        (effect(verdict), ("de fem andre", "the other five")),
        (effect(verdict, **OUTSIDE), ("de seks byer", "the six cities")),
    ):
        messages = tuple(text.format(others) for (text, _), others in zip((da, en), fives, strict=True))
        assert in_both(lambda lang, row=row: sentences.effect_message(lang, row)) == messages
        assert in_both(lambda lang, row=row: sentences.verdict_words(lang, row)) == (da[1], en[1])


@pytest.mark.parametrize(
    ("row", "values", "da", "en"),
    [
        pytest.param(
            effect("indistinguishable"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end København, Aalborg og Esbjerg, dårligere end Aarhus og "
            "Odense.",
            "The mean of the other five is 20.6%. Better than København, Aalborg and Esbjerg, worse than Aarhus and "
            "Odense.",
            id="lower is better",
        ),
        pytest.param(
            effect("better", better="higher"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end Aarhus og Odense, dårligere end København, Aalborg og "
            "Esbjerg.",
            "The mean of the other five is 20.6%. Better than Aarhus and Odense, worse than København, Aalborg and "
            "Esbjerg.",
            id="higher is better",
        ),
        pytest.param(
            effect("same", better="neutral"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Højere end Aarhus og Odense, lavere end København, Aalborg og "
            "Esbjerg.",
            "The mean of the other five is 20.6%. Higher than Aarhus and Odense, lower than København, Aalborg and "
            "Esbjerg.",
            id="neither is better",
        ),
        pytest.param(
            effect("same"), [18.74, 18.66, None, 18.7, 19.9, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end Esbjerg, som København, Aarhus og Aalborg. Uden tal: "
            "Odense.",
            "The mean of the other five is 20.6%. Better than Esbjerg, the same as København, Aarhus and Aalborg. "
            "Without figures: Odense.",
            id="by the values as shown",
        ),
        pytest.param(
            effect("indistinguishable", value=13.0), [25.1, 14.6, 14.0, 25.3, 24.2, 13.0],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end København, Aarhus, Odense, Aalborg og Esbjerg. Tallet "
            "ligger uden for de fem andre, men ikke to målinger i træk.",
            "The mean of the other five is 20.6%. Better than København, Aarhus, Odense, Aalborg and Esbjerg. The "
            "figure lies outside the range of the other five, but not twice in a row.",
            id="once is not enough",
        ),
        pytest.param(effect("missing", missing_note="Kræver en nøgle."), [None] * 6,
                     "Kræver en nøgle.", "Kræver en nøgle.", id="the catalogue's own note"),
        pytest.param(effect("missing"), [None] * 6, "", "", id="missing"),
    ],
)  # fmt: skip
def test_effect_sentence(row: Effect, values: list[float | None], da: str, en: str) -> None:
    assert in_both(lambda lang: sentences.effect_sentence(lang, row, points(values))) == (da, en)


@pytest.mark.parametrize(
    ("place", "from_six", "da", "en"),
    [
        ("Randers", True, "Randers’ tal år for år ved siden af de fem andres.",
                          "Randers’s figures year by year beside those of the other five."),
        ("København", True, "Københavns tal år for år ved siden af de fem andres.",
                            "København’s figures year by year beside those of the other five."),
        ("Favrskov", False, "Favrskovs tal år for år ved siden af de seks byers.",
                            "Favrskov’s figures year by year beside those of the six cities."),
    ],
)  # fmt: skip
def test_trend_description(place: str, from_six: bool, da: str, en: str) -> None:
    row = effect("better", municipality_name=place, seen_from_six=from_six)
    assert in_both(lambda lang: sentences.trend_description(lang, row)) == (
        f"{da} Tallene står i tabellen på områdets side.",
        f"{en} The figures are in the table on the service area’s page.",
    )


def test_a_chart_is_described_with_one_stop_after_kroner() -> None:
    assert in_both(lambda lang: sentences.chart_description(lang, price(lang=lang), "X.")) == (
        "Randers: 6.770 kr. X.",
        "Randers: DKK 6,770. X.",
    )
    assert in_both(lambda lang: sentences.chart_description(lang, effect("same"), "X.")) == (
        "Randers: 18,7 %. X.",
        "Randers: 18.7%. X.",
    )


# --- Effect and price together ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "gap", "told", "da", "en"),
    [
        ("better", 3, True, "Bedre effekt til højere pris", "Better effect at a higher price"),
        ("better", -3, True, "Bedre effekt til lavere pris", "Better effect at a lower price"),
        ("worse", 3, True, "Dårligere effekt til højere pris", "Worse effect at a higher price"),
        ("worse", -3, True, "Dårligere effekt til lavere pris", "Worse effect at a lower price"),
        ("better", 3, False, "Bedre effekt; prisen kan ikke skelnes", "Better effect; the price cannot be told apart"),
        ("worse", 3, False, "Dårligere effekt; prisen kan ikke skelnes",
                            "Worse effect; the price cannot be told apart"),
        ("same", 3, True, "Højere pris; effekten kan ikke skelnes", "Higher price; the effect cannot be told apart"),
        ("indistinguishable", -3, True, "Lavere pris; effekten kan ikke skelnes",
                                        "Lower price; the effect cannot be told apart"),
        ("indistinguishable", -3, False, "Hverken effekt eller pris kan skelnes fra de fem andre",
                                         "Neither effect nor price can be told apart from the other five"),
    ],
)  # fmt: skip
def test_a_corner_is_named_only_when_both_can_be_told(verdict: str, gap: float, told: bool, da: str, en: str) -> None:
    pair = effect(verdict), price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: sentences.plane_message(lang, *pair)) == (da, en)


def test_the_plane_seen_from_outside_the_six() -> None:
    pair = effect("same", **OUTSIDE), price(is_told_apart=False, **OUTSIDE)
    assert in_both(lambda lang: sentences.plane_message(lang, *pair)) == (
        "Hverken effekt eller pris kan skelnes fra de seks byer",
        "Neither effect nor price can be told apart from the six cities",
    )


# --- Questions --------------------------------------------------------------------------------------------------------

WELLBEING = {"da": "Trivsel", "en": "Well-being"}
NEET = {"da": "NEET, 16-24 år", "en": "NEET, ages 16-24"}
SFO = {"da": "SFO: tilfredshed", "en": "SFO: satisfaction"}


@pytest.mark.parametrize(
    ("effects", "prices", "da", "en"),
    [
        pytest.param(
            [("worse", "absence", {}), ("missing", "m", {"title": WELLBEING})],
            [{}],
            (
                "Hvad gør Odense og Aarhus ved »elever med fravær«, som vi kan lære af?",
                "Hvilken del af prisforskellen er vores eget valg, og hvilken er rammevilkår og bogføring?",
                "Hvad skal der til, for at vi får tal for »trivsel«?",
            ),
            (
                "What can we learn from Odense and Aarhus about “pupils with absence”?",
                "Which part of the price difference is our own choice, and which is context and bookkeeping?",
                "What would it take to get figures for “well-being”?",
            ),
            id="bad",
        ),
        pytest.param(
            [("better", "absence", {"title": NEET})],
            [{"is_told_apart": False}],
            (
                "Hvad ligger der bag vores tal for »NEET, 16-24 år«, og hvordan holder vi fast i det?",
                "Får borgerne noget andet her end i de fem andre byer, når prisen ikke kan skelnes?",
                "Hvad kunne vi holde op med at måle?",
            ),
            (
                "What lies behind our figure for “NEET, ages 16-24”, and how do we hold on to it?",
                "Do citizens get something different here from what they get in the other five cities, when the price "
                "cannot be told apart?",
                "What could we stop measuring?",
            ),
            id="good",
        ),
        pytest.param(
            [("indistinguishable", "absence", {"title": SFO, **OUTSIDE})],
            [{"is_told_apart": False, **OUTSIDE}],
            (
                "Hvor stor skulle en forskel i »SFO: tilfredshed« være, før vi ville handle på den?",
                "Får borgerne noget andet her end i de seks byer, når prisen ikke kan skelnes?",
                "Hvad kunne vi holde op med at måle?",
            ),
            (
                "How large would a difference in “SFO: satisfaction” have to be before we acted on it?",
                "Do citizens get something different here from what they get in the six cities, when the price cannot "
                "be told apart?",
                "What could we stop measuring?",
            ),
            id="cannot tell, outside the six",
        ),
        pytest.param(
            [("same", "absence", {})],
            [
                {},
                {
                    "name": "user",
                    "gap_pct": -4,
                    "unit": {"da": "kr. pr. elev", "en": "DKK per pupil"},
                    "per_inhabitant_id": "cost",
                },
            ],
            (
                "Hvor stor skulle en forskel i »elever med fravær« være, før vi ville handle på den?",
                "Hvilken af de to priser svarer på det, vi vil vide: den pr. indbygger eller den pr. elev?",
                "Hvad kunne vi holde op med at måle?",
            ),
            (
                "How large would a difference in “pupils with absence” have to be before we acted on it?",
                "Which of the two prices answers what we want to know: the one per inhabitant or the one per pupil?",
                "What could we stop measuring?",
            ),
            id="mixed prices",
        ),
        pytest.param(
            [],
            [],
            (
                "Hvilken effekt for borgerne burde vi kunne vise her?",
                "Hvad ville vi bruge en enhedspris til her, og hvad skal der til for at regne den ud?",
                "Hvad kunne vi holde op med at måle?",
            ),
            (
                "Which effect for citizens should we be able to show here?",
                "What would we use a unit price for here, and what would it take to compute it?",
                "What could we stop measuring?",
            ),
            id="nothing",
        ),
    ],
)
def test_three_questions(
    effects: list[tuple[str, str, dict[str, Any]]],
    prices: list[dict[str, Any]],
    da: tuple[str, str, str],
    en: tuple[str, str, str],
) -> None:
    cities = points([25.1, 14.6, 14.0, 25.3, 24.2, 18.7])
    for lang, asked in ((DANISH, da), (ENGLISH, en)):
        own = [effect(verdict, name, lang, **changes) for verdict, name, changes in effects]
        assert sentences.questions(lang, own, [price(lang=lang, **row) for row in prices], cities) == asked


@pytest.mark.parametrize(
    ("effects", "changes", "da", "en"),
    [
        pytest.param(
            ["missing"], [{"value": None}],
            "Hvad ville vi bruge en enhedspris til her, og hvad skal der til for at regne den ud?",
            "What would we use a unit price for here, and what would it take to compute it?",
            id="no figure",
        ),
        pytest.param(
            ["missing"], [{}, {"value": None}],
            "Hvilken effekt skulle vi kende for at vide, hvad borgerne får for prisen?",
            "Which effect would we have to know to tell what citizens get for the price?",
            id="no effect to stand beside",
        ),
        pytest.param(
            ["same"], [{"gap_pct": None, **OUTSIDE}],
            "Hvad skal der til, for at vores pris kan sammenlignes med de seks byer?",
            "What would it take to compare our price with the six cities?",
            id="nobody to compare with",
        ),
    ],
)  # fmt: skip
def test_a_known_price_is_never_asked_to_be_computed(
    effects: list[str], changes: list[dict[str, Any]], da: str, en: str
) -> None:
    def asked(lang: Language) -> str:
        own = [effect(verdict, lang=lang) for verdict in effects]
        return sentences.questions(lang, own, [price(lang=lang, **row) for row in changes], [])[1]

    assert in_both(asked) == (da, en)


def test_the_clearest_shortfall_is_asked_about_first() -> None:
    slight = effect("worse", gap=-1, title="Lidt")
    clear = effect("worse", "clear", gap=-20, title="Meget")
    assert sentences.questions(DANISH, [slight, clear], [], [])[0] == (
        "Hvad gør de andre byer ved »meget«, som vi kan lære af?"
    )
    assert (
        sentences.questions(ENGLISH, [slight, clear], [], [])[0]
        == "What can we learn from the other cities about “meget”?"
    )


# --- Targets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "changes", "da", "en"),
    [
        ("on_course", {},
         "80 % af vejen fra 2021 er tilbagelagt. Med den nuværende kurs nås målet (ventet 8,5 % til 12,3 %).",
         "80% of the way from 2021 is covered. On the present course the target will be reached (expected: 8.5% to "
         "12.3%)."),
        ("off_course", {"way_covered_pct": -10},
         "Tallet har bevæget sig væk fra målet siden 2021. Med den nuværende kurs nås målet ikke (ventet 8,5 % til "
         "12,3 %).",
         "The figure has moved away from the target since 2021. On the present course the target will not be reached "
         "(expected: 8.5% to 12.3%)."),
        ("cannot_tell", {"way_covered_pct": None},
         "Om kursen når målet, kan ikke afgøres (ventet 8,5 % til 12,3 %).",
         "Whether the course reaches the target cannot be decided (expected: 8.5% to 12.3%)."),
        ("too_few_figures", {"projected_lower": None},
         "80 % af vejen fra 2021 er tilbagelagt. Der er for få målinger til at sige, hvor kursen fører hen.",
         "80% of the way from 2021 is covered. There are too few measurements to say where the course leads."),
        ("reached", {}, "Målet er nået.", "The target is reached."),
        ("not_reached", {"projected_upper": None, "way_covered_pct": None},
         "Målet er ikke nået, og året er gået.", "The target was not reached, and its year has passed."),
        ("missing", {"projected_lower": None}, "Der er intet tal at holde målet op mod.",
         "There is no figure to hold the target up against."),
    ],
)  # fmt: skip
def test_a_target_says_who_decided_it_and_where_the_course_leads(
    verdict: str, changes: dict[str, Any], da: str, en: str
) -> None:
    progress = replace(
        TargetProgress(
            indicator_id="absence",
            target_year=2028,
            target=14,
            decided_by="Byrådet",
            base_year=2021,
            base=19,
            latest=15,
            way_covered_pct=80,
            projected_lower=8.5,
            projected_upper=12.3,
            verdict=verdict,
        ),
        **changes,
    )
    assert in_both(lambda lang: sentences.target_sentences(lang, progress, effect("better", lang=lang))) == (
        f"Mål: 14,0 % i 2028, besluttet af Byrådet. {da}",
        f"Target: 14.0% in 2028, decided by Byrådet. {en}",
    )


# --- Remarks ----------------------------------------------------------------------------------------------------------


def test_how_many_others_are_unusual() -> None:
    assert sentences.other_flags(ENGLISH, 0) == ""
    assert in_both(lambda lang: sentences.other_flags(lang, 1)) == (
        "I landets øvrige kommuner er ét tal usædvanligt; det står med bemærkning i CSV-filen over alle år.",
        "In the country’s other municipalities one figure is unusual; it has a remark in the CSV file of all years.",
    )
    assert in_both(lambda lang: sentences.other_flags(lang, 1200)) == (
        "I landets øvrige kommuner er 1.200 tal usædvanlige; de står med bemærkning i CSV-filen over alle år.",
        "In the country’s other municipalities 1,200 figures are unusual; they have a remark in the CSV file of all "
        "years.",
    )


def flag(name: str, *, is_above: bool, previous_year: int | None = None) -> Flag:
    return Flag(
        municipality_code="730",
        name="Randers",
        is_municipality=True,
        is_six_city=True,
        year=2024,
        price_basis="none",
        flag=name,
        value=10,
        previous_year=previous_year,
        is_above=is_above,
    )


def test_what_is_unusual_about_a_figure() -> None:
    high = [flag("unusual_among_98", is_above=True), flag("unusual_change", is_above=True, previous_year=2022)]
    low = [flag("unusual_among_98", is_above=False), flag("unusual_change", is_above=False, previous_year=2022)]
    assert in_both(lambda lang: sentences.flags_note(lang, high)) == (
        "usædvanligt højt i forhold til landets kommuner og usædvanligt stor stigning siden 2022; tallet er ikke "
        "ændret",
        "unusually high among the country’s municipalities and unusually large rise since 2022; the figure is not "
        "changed",
    )
    assert in_both(lambda lang: sentences.flags_words(lang, low)) == (
        "usædvanligt lavt i forhold til landets kommuner og usædvanligt stort fald siden 2022",
        "unusually low among the country’s municipalities and unusually large fall since 2022",
    )


def test_what_was_corrected_why_and_by_whom() -> None:
    correction = Corrected(
        municipality_code="730",
        municipality_name="Randers",
        year=2024,
        correction_id="c1",
        publisher="P",
        publisher_table="T",
        area_name="Randers",
        period="2024",
        codes="",
        published_value=6154.5,
        published_marker=None,
        value=5154,
        missing_reason=None,
        reason="A.",
        evidence="B",
        reviewed_by="C",
        reviewed_on=dt.date(2026, 11, 22),
        status="open",
    )
    figures = [("Randers", 2023), ("Randers", 2024), ("Odense", 2024)]
    assert in_both(lambda lang: sentences.correction_sentences(lang, correction, figures)) == (
        "I kildens fil står 6.154,5; her bruges 5.154. A. Grundlag: B. Vurderet af C den 22. november 2026; kilden er "
        "endnu ikke gjort opmærksom på fejlen. Rettelsen indgår i Randers 2023 og 2024 og Odense 2024.",
        "The source’s file says 6,154.5; 5,154 is used here. A. Evidence: B. Assessed by C on 22 November 2026; the "
        "source has not yet been told of the error. The correction enters into Randers 2023 and 2024 and Odense 2024.",
    )
    missing = replace(
        correction, published_marker="..", value=None, missing_reason="suspected_error", status="reported"
    )
    assert in_both(lambda lang: sentences.correction_sentences(lang, missing, figures[:1])) == (
        "I kildens fil står ..; her regnes tallet for at mangle: kildens tal er formentlig forkert. A. Grundlag: B. "
        "Vurderet af C den 22. november 2026; fejlen er meldt til kilden. Rettelsen indgår i Randers 2023.",
        "The source’s file says ..; the figure is treated as missing here: the source’s figure is probably wrong. A. "
        "Evidence: B. Assessed by C on 22 November 2026; the error has been reported to the source. The correction "
        "enters into Randers 2023.",
    )
