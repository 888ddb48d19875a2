"""Every claim the pages make, in every case the figures can be in, word for word in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import choices
from dashboards.components.figures import effect_price_plane
from dashboards.language import DANISH, ENGLISH, LANGUAGES, NBSP, Language
from dashboards.rows.indicator import Effect, Point, Price, SeriesPoint, TargetProgress
from dashboards.rows.provenance import Corrected, Flag
from dashboards.words import beside, corrections, drawings, headline, questions, verdicts

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
    "is_compared": True,
    "group": "6-byerne",
    "n_others": 5,
    "missing_note": None,
    "awaits": None,
}
NUMBERS = count()
"""Each effect measures a thing of its own, unless a test says otherwise."""
SIX = ("København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers")
OUTSIDE = {"is_compared": False, "n_others": 6}
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
        "unit_measure": "pct",
        "decimals": 1,
        "better": "lower",
        "year": None if missing else 2025,
        "value": None if missing else 18.7,
        "cluster": f"{name} {next(NUMBERS)}",
        "reference": None if missing else 20.6,
        "gap": None if missing else -1.9,
        "zone_low": None if missing else 14.0,
        "zone_high": None if missing else 25.3,
        "verdict": verdict,
        "p_same": None,
        "pool": None,
        "measurements": None,
        "held_back_by": None,
        "missing_reason": "not_collected" if missing else None,
        "target": None,
        "target_year": None,
    }
    return Effect(**_in(lang, {**values, **changes}))


def price(name: str = "cost", gap_pct: float | None = 3.5, lang: Language = DANISH, **changes: Any) -> Price:
    """A price with the side and verdict that its mart gives a gap that is clear, or not."""
    told, side = changes.pop("is_told_apart", True), None
    gap_pct = changes.pop("gap_pct", gap_pct)
    if gap_pct is not None:
        side = "level" if abs(gap_pct) < 0.05 else "above" if gap_pct > 0 else "below"
    clear = {"above": "clearly_higher", "below": "clearly_lower"}.get(side or "", "cannot_tell")
    verdict = "not_comparable" if side is None else clear if told else "cannot_tell"
    if changes.get("value", 0) is None:
        side, verdict = None, "missing"
    values: dict[str, Any] = {
        **ABOUT,
        "indicator_id": name,
        "kind": "unit_price",
        "title": {"da": "Folkeskole: udgift pr. indbygger", "en": "School: cost per inhabitant"},
        "unit": {"da": "kr. pr. indbygger", "en": "DKK per inhabitant"},
        "unit_measure": "dkk",
        "per_what": {"da": "pr. indbygger", "en": "per inhabitant"},
        "decimals": 0,
        "better": "neutral",
        "year": 2024,
        "value": 6770,
        "missing_reason": None,
        "paired_effects": ("absence",),
        "paired_because": ("Skolen skal få børnene i skole.",),
        "is_monetary": True,
        "price_basis": "current",
        "reference_unweighted": 6544,
        "reference_weighted": None,
        "gap_pct": gap_pct,
        "gap_dkk": None,
        "zone_low_pct": -20,
        "zone_high_pct": 20,
        "side": side,
        "verdict": verdict,
        "p_same": None,
        "pool": None,
        "measurements": None,
        "held_back_by": None,
        "turning_scope_id": None,
        "turning_scope": None,
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
            is_compared=True,
            is_own=city == "Randers",
            year=2025,
            price_basis="none",
            value=value,
            missing_reason=None if value is not None else "confidential",
        )
        for n, (city, value) in enumerate(zip(SIX, values, strict=True))
    ]


# --- Headline ---------------------------------------------------------------------------------------------------------

VERDICTS = (
    "clearly_better",
    "clearly_worse",
    "suggests_better",
    "suggests_worse",
    "on_level",
    "cannot_tell",
    "too_few",
    "missing",
)
WITHOUT = (
    ("1 effektmål mangler tal.", "1 effect measure has no figures."),
    ("2 effektmål mangler tal.", "2 effect measures have no figures."),
)


@pytest.mark.parametrize(
    ("counts", "da", "en"),
    [
        # Clearly better, clearly worse, likely better, likely worse, level, cannot be told apart, too few.
        ((7, 5, 0, 0, 0, 6, 0),
         "På 7 af 18 effektmål med tal er borgerne i Randers klart bedre stillet end {}, på 5 klart dårligere; 6 kan "
         "ikke skelnes.",
         "The citizens of Randers are clearly better off than {} on 7 of 18 effect measures with figures, clearly "
         "worse off on 5; 6 that cannot be told apart."),
        ((1, 1, 0, 0, 0, 0, 0),
         "På 1 af 2 effektmål med tal er borgerne i Randers klart bedre stillet end {}, på 1 klart dårligere.",
         "The citizens of Randers are clearly better off than {} on 1 of 2 effect measures with figures, clearly "
         "worse off on 1."),
        ((2, 1, 3, 4, 1, 5, 6),
         "På 2 af 22 effektmål med tal er borgerne i Randers klart bedre stillet end {}, på 1 klart dårligere; 3 tyder "
         "på bedre, 4 tyder på dårligere, 1 er på niveau, 5 kan ikke skelnes og 6 har for få målinger.",
         "The citizens of Randers are clearly better off than {} on 2 of 22 effect measures with figures, clearly "
         "worse off on 1; 3 likely better, 4 likely worse, 1 level, 5 that cannot be told apart and 6 with too few "
         "measurements."),
        ((1, 0, 0, 0, 2, 0, 0),
         "På 1 af 3 effektmål med tal er borgerne i Randers klart bedre stillet end {}, på ingen klart dårligere; 2 er "
         "på niveau.",
         "The citizens of Randers are clearly better off than {} on 1 of 3 effect measures with figures, clearly "
         "worse off on none; 2 level."),
        ((0, 1, 1, 0, 0, 0, 1),
         "På 1 af 3 effektmål med tal er borgerne i Randers klart dårligere stillet end {}, på ingen klart bedre; 1 "
         "tyder på bedre og 1 har for få målinger.",
         "The citizens of Randers are clearly worse off than {} on 1 of 3 effect measures with figures, clearly "
         "better off on none; 1 likely better and 1 with too few measurements."),
        ((0, 0, 0, 1, 1, 1, 0),
         "På ingen af de 3 effektmål med tal er borgerne i Randers klart bedre eller dårligere stillet end {}; 1 tyder "
         "på dårligere, 1 er på niveau og 1 kan ikke skelnes.",
         "On none of the 3 effect measures with figures are the citizens of Randers clearly better or worse off than "
         "{}; 1 likely worse, 1 level and 1 that cannot be told apart."),
        # All of one kind: two of them are both, and one is the one.
        ((3, 0, 0, 0, 0, 0, 0), "På alle 3 effektmål med tal er borgerne i Randers klart bedre stillet end {}.",
                 "On all 3 effect measures with figures the citizens of Randers are clearly better off than {}."),
        ((0, 2, 0, 0, 0, 0, 0), "På begge effektmål med tal er borgerne i Randers klart dårligere stillet end {}.",
                 "On both effect measures with figures the citizens of Randers are clearly worse off than {}."),
        ((1, 0, 0, 0, 0, 0, 0), "På det ene effektmål med tal er borgerne i Randers klart bedre stillet end {}.",
                 "On the one effect measure with figures the citizens of Randers are clearly better off than {}."),
        ((0, 0, 3, 0, 0, 0, 0), "Alle 3 effektmål med tal tyder på, at borgerne i Randers er bedre stillet end {}.",
                 "On all 3 effect measures with figures the citizens of Randers are likely better off than {}."),
        ((0, 0, 0, 2, 0, 0, 0), "Begge effektmål med tal tyder på, at borgerne i Randers er dårligere stillet end {}.",
                 "On both effect measures with figures the citizens of Randers are likely worse off than {}."),
        ((0, 0, 1, 0, 0, 0, 0), "Det ene effektmål med tal tyder på, at borgerne i Randers er bedre stillet end {}.",
                 "On the one effect measure with figures the citizens of Randers are likely better off than {}."),
        ((0, 0, 0, 0, 3, 0, 0), "På alle 3 effektmål med tal er borgerne i Randers på niveau med {}.",
                 "On all 3 effect measures with figures the citizens of Randers are level with {}."),
        ((0, 0, 0, 0, 1, 0, 0), "På det ene effektmål med tal er borgerne i Randers på niveau med {}.",
                 "On the one effect measure with figures the citizens of Randers are level with {}."),
        ((0, 0, 0, 0, 0, 3, 0), "På ingen af de 3 effektmål med tal kan Randers skelnes fra {}.",
                 "On none of the 3 effect measures with figures can Randers be told apart from {}."),
        ((0, 0, 0, 0, 0, 2, 0), "På ingen af de to effektmål med tal kan Randers skelnes fra {}.",
                 "On neither effect measure with figures can Randers be told apart from {}."),
        ((0, 0, 0, 0, 0, 1, 0), "På det ene effektmål med tal kan Randers ikke skelnes fra {}.",
                 "On the one effect measure with figures Randers cannot be told apart from {}."),
        ((0, 0, 0, 0, 0, 0, 3), "Alle 3 effektmål med tal har for få målinger til at skelne Randers fra {}.",
                 "All 3 effect measures with figures have too few measurements to tell Randers apart from {}."),
        ((0, 0, 0, 0, 0, 0, 2), "Begge effektmål med tal har for få målinger til at skelne Randers fra {}.",
                 "Both effect measures with figures have too few measurements to tell Randers apart from {}."),
        ((0, 0, 0, 0, 0, 0, 1), "Det ene effektmål med tal har for få målinger til at skelne Randers fra {}.",
                 "The one effect measure with figures has too few measurements to tell Randers apart from {}."),
    ],
)  # fmt: skip
def test_headline(counts: tuple[int, ...], da: str, en: str) -> None:
    effects = [effect(verdict) for verdict, n in zip(VERDICTS, counts, strict=False) for _ in range(n)]
    means = "gennemsnittet af de fem andre", "the mean of the other five"
    said = tuple(text.format(mean) for text, mean in zip((da, en), means, strict=True))
    assert in_both(lambda lang: headline.headline(lang, "Randers", effects)) == said
    one, two = (tuple(f"{text} {rest}" for text, rest in zip(said, rests, strict=True)) for rests in WITHOUT)
    assert in_both(lambda lang: headline.headline(lang, "Randers", [*effects, effect("missing")])) == one
    assert (
        in_both(lambda lang: headline.headline(lang, "Randers", [*effects, effect("missing"), effect("missing")]))
        == two
    )


def test_measures_of_the_same_thing_count_once_by_the_one_that_stands_out_most() -> None:
    """Three of satisfaction, of which one is clear, and two of grades, of which none has a figure: two things."""
    satisfaction = [effect(verdict, cluster="satisfaction") for verdict in ("cannot_tell", "clearly_better", "missing")]
    grades = [effect("missing", cluster="grades"), effect("missing", cluster="grades")]
    tally = headline.Tally.of([*satisfaction, *grades])
    assert (tally.better, tally.with_figures, tally.missing) == (1, 1, 1)


def test_what_stands_out_is_clear_before_suggested_and_surest_first() -> None:
    found = [
        effect("cannot_tell", "unclear", p_same=0.7),
        effect("suggests_worse", "suggested", p_same=0.9),
        effect("clearly_worse", "worse", p_same=0.96),
        effect("clearly_better", "better", p_same=0.99),
        effect("clearly_better", "again", p_same=0.95, cluster="x"),
        effect("clearly_better", "once", p_same=0.97, cluster="x"),
    ]
    assert [e.indicator_id for e in choices.standing_out(found)] == ["better", "once", "worse", "suggested"]
    listed = [e.indicator_id for e in choices.by_firmness(found)]
    assert listed == ["better", "once", "worse", "again", "suggested", "unclear"]


GRADE = {"title": {"da": "Karakter", "en": "Grade"}, "unit_measure": "grade", "better": "higher", "year": 2024}
GRADE |= {"value": 7.1, "reference": 7.5, "indicator_id": "grade"}


@pytest.mark.parametrize(
    ("effects", "da", "en"),
    [
        ([("clearly_better", 0.97, {})],
         "Randers ligger klart bedre end gennemsnittet af de fem andre på »elever med fravær«: 18,7 % mod 20,6 % i "
         "2025.",
         "Randers is clearly better than the mean of the other five on “pupils with absence”: 18.7% against 20.6% in "
         "2025."),
        ([("clearly_worse", 0.96, GRADE), ("clearly_better", 0.99, {}), ("clearly_worse", 0.98, GRADE)],
         "Randers ligger klart bedre end gennemsnittet af de fem andre på »elever med fravær«: 18,7 % mod 20,6 % i "
         "2025. Klart dårligere er »karakter«: 7,1 mod 7,5 i 2024.",
         "Randers is clearly better than the mean of the other five on “pupils with absence”: 18.7% against 20.6% in "
         "2025. Clearly worse is “grade”: 7.1 against 7.5 in 2024."),
        ([("clearly_worse", 0.96, GRADE), ("clearly_worse", 0.97, {})],
         "Randers ligger klart dårligere end gennemsnittet af de fem andre på »elever med fravær«: 18,7 % mod 20,6 % i "
         "2025. Det samme gælder »karakter«: 7,1 mod 7,5 i 2024.",
         "Randers is clearly worse than the mean of the other five on “pupils with absence”: 18.7% against 20.6% in "
         "2025. The same goes for “grade”: 7.1 against 7.5 in 2024."),
        # What is only suggested leads where nothing is clear.
        ([("cannot_tell", 0.6, {}), ("suggests_worse", 0.85, {}), ("suggests_better", 0.84, GRADE)],
         "Tallene tyder på, at Randers ligger dårligere end gennemsnittet af de fem andre på »elever med fravær«: "
         "18,7 % mod 20,6 % i 2025. På »karakter« tyder tallene på bedre: 7,1 mod 7,5 i 2024.",
         "The figures suggest that Randers is worse than the mean of the other five on “pupils with absence”: 18.7% "
         "against 20.6% in 2025. On “grade” the figures suggest better: 7.1 against 7.5 in 2024."),
        ([("suggests_better", 0.9, {}), ("suggests_worse", 0.84, GRADE)],
         "Tallene tyder på, at Randers ligger bedre end gennemsnittet af de fem andre på »elever med fravær«: "
         "18,7 % mod 20,6 % i 2025. På »karakter« tyder tallene på dårligere: 7,1 mod 7,5 i 2024.",
         "The figures suggest that Randers is better than the mean of the other five on “pupils with absence”: 18.7% "
         "against 20.6% in 2025. On “grade” the figures suggest worse: 7.1 against 7.5 in 2024."),
        ([("clearly_worse", 0.97, {}), ("clearly_better", 0.96, GRADE)],
         "Randers ligger klart dårligere end gennemsnittet af de fem andre på »elever med fravær«: 18,7 % mod 20,6 % i "
         "2025. Klart bedre er »karakter«: 7,1 mod 7,5 i 2024.",
         "Randers is clearly worse than the mean of the other five on “pupils with absence”: 18.7% against 20.6% in "
         "2025. Clearly better is “grade”: 7.1 against 7.5 in 2024."),
    ],
)  # fmt: skip
def test_a_lead_names_the_two_firmest_differences(
    effects: list[tuple[str, float, dict[str, Any]]], da: str, en: str
) -> None:
    rows = {
        lang: [effect(v, lang=lang, p_same=p, **changes) for v, p, changes in effects] for lang in (DANISH, ENGLISH)
    }
    assert in_both(lambda lang: headline.lead(lang, "Randers", rows[lang])) == (da, en)
    for lang in (DANISH, ENGLISH):
        assert headline.count(lang, "Randers", rows[lang]) == headline.headline(lang, "Randers", rows[lang])


def test_where_nothing_stands_out_the_count_is_the_lead() -> None:
    for verdicts_ in (["cannot_tell", "on_level"], ["missing"], []):
        rows = [effect(verdict) for verdict in verdicts_]
        assert headline.lead(DANISH, "Randers", rows) == headline.headline(DANISH, "Randers", rows)
        assert headline.count(DANISH, "Randers", rows) == ""


@pytest.mark.parametrize(
    ("sure", "da", "en"),
    [
        ([], "", ""),
        ([0.97], "Den ene klare vurdering ventes med 3,0 % sandsynlighed ikke at holde ved næste måling.",
                 "The one clear verdict is expected not to hold at the next measurement with a probability of 3.0%."),
        ([0.9999], "Den ene klare vurdering ventes med mindre end 0,1 % sandsynlighed ikke at holde ved næste måling.",
                   "The one clear verdict is expected not to hold at the next measurement with a probability of less "
                   "than 0.1%."),
        ([0.96, 0.97, 0.95], "Af de 3 klare vurderinger ventes 0,1 ikke at holde ved næste måling.",
                             "Of the 3 clear verdicts 0.1 are expected not to hold at the next measurement."),
        ([0.999, 0.999], "Af de 2 klare vurderinger ventes mindre end 0,1 ikke at holde ved næste måling.",
                         "Of the 2 clear verdicts less than 0.1 are expected not to hold at the next measurement."),
    ],
)  # fmt: skip
def test_how_many_clear_verdicts_are_expected_not_to_hold(sure: list[float], da: str, en: str) -> None:
    figures = [effect("clearly_better", p_same=p) if n else price(p_same=p) for n, p in enumerate(sure)]
    others = [effect("suggests_worse", p_same=0.8), effect("cannot_tell", p_same=0.5), effect("missing")]
    assert in_both(lambda lang: headline.expected_wrong(lang, [*figures, *others])) == (da, en)


def test_headline_without_figures() -> None:
    for effects, rests in (
        ([], ("Der er ikke valgt effektmål.", "No effect measures have been chosen.")),
        ([effect("missing")], WITHOUT[0]),
        ([effect("missing"), effect("missing")], WITHOUT[1]),
    ):
        assert in_both(lambda lang, effects=effects: headline.headline(lang, "Randers", effects)) == (
            f"Siden kan endnu ikke sige, hvordan borgerne i Randers er stillet. {rests[0]}",
            f"The page cannot yet say how the citizens of Randers are doing. {rests[1]}",
        )


def test_a_municipality_outside_the_six_is_held_up_against_all_of_them() -> None:
    good, unclear = effect("clearly_better", **OUTSIDE), effect("cannot_tell", **OUTSIDE)
    assert in_both(lambda lang: headline.headline(lang, "Favrskov", [good, replace(good, cluster="other")])) == (
        "På begge effektmål med tal er borgerne i Favrskov klart bedre stillet end gennemsnittet af 6-byerne.",
        "On both effect measures with figures the citizens of Favrskov are clearly better off than the mean of "
        "6-byerne.",
    )
    assert in_both(lambda lang: headline.headline(lang, "Favrskov", [good, unclear])) == (
        "På 1 af 2 effektmål med tal er borgerne i Favrskov klart bedre stillet end gennemsnittet af 6-byerne, på "
        "ingen klart dårligere; 1 kan ikke skelnes.",
        "The citizens of Favrskov are clearly better off than the mean of 6-byerne on 1 of 2 effect measures with "
        "figures, clearly worse off on none; 1 that cannot be told apart.",
    )


def test_measures_of_the_workplace_are_about_those_who_work_there() -> None:
    sick_days = effect("clearly_worse", service_area="workplace")
    assert in_both(lambda lang: headline.headline(lang, "Randers", [sick_days])) == (
        "På det ene effektmål med tal er medarbejderne i Randers klart dårligere stillet end gennemsnittet af de fem "
        "andre.",
        "On the one effect measure with figures the employees of Randers are clearly worse off than the mean of the "
        "other five.",
    )
    assert "borgerne" in headline.headline(DANISH, "Randers", [sick_days, effect("clearly_better")])
    assert "citizens" in headline.headline(ENGLISH, "Randers", [sick_days, effect("clearly_better")])


WITHOUT_FIGURES = re.compile(r"(\d+) (?:effektmål mangler tal|effect measures? ha(?:s|ve) no figures)\.$")


@given(
    st.lists(st.sampled_from(VERDICTS), max_size=24),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["school", "workplace"]),
    st.booleans(),
)
def test_a_headline_counts_every_measure_once(verdicts: list[str], lang: Language, area: str, from_six: bool) -> None:
    effects = [
        effect(verdict, service_area=area, is_compared=from_six, n_others=5 if from_six else 6) for verdict in verdicts
    ]
    text = headline.headline(lang, "Randers", effects)
    assert re.fullmatch(r"\S.*\.", text)
    assert not re.search(r"[{}]|  |\bNone\b", text)
    absent = WITHOUT_FIGURES.search(text)
    assert (int(absent[1]) if absent else 0) == verdicts.count("missing")
    known = [verdict for verdict in verdicts if verdict != "missing"]
    named = [int(n) for n in re.findall(r"\b\d+\b(?!-)", WITHOUT_FIGURES.sub("", text))]
    if not known:
        assert named == []
    elif len(known) == 1:
        assert named == []
        assert ("det ene" if lang is DANISH else "the one") in text.lower()
    elif len(set(known)) == 1:
        assert named == ([] if len(known) == 2 else [len(known)])
    else:
        parts = [known.count(verdict) for verdict in VERDICTS if verdict in known]
        assert sorted(named) == sorted([*parts, len(known)])
        # Unless citizens are clearly better off on some and clearly worse off on others, none is said of one or both.
        assert len(re.findall(r"\b(?:ingen|none)\b", text, re.I)) == (
            not {"clearly_better", "clearly_worse"} <= set(known)
        )


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
        return headline.price_clause(lang, [effect("clearly_better", lang=lang)], [row])

    assert in_both(clause) == (f"Folkeskole: udgift pr. indbygger {da}", f"School: cost per inhabitant {en}")


def test_a_price_told_apart_is_named_before_a_newer_one_that_is_not() -> None:
    told, unclear = {"is_told_apart": True}, {"is_told_apart": False}
    rows = [
        price("new_unclear", year=2025, **unclear),
        price("old_told", year=2022, **told),
        price("new_told", year=2023, **told),
        price("as_new_but_later_in_the_catalogue", year=2023, **told),
    ]

    def first(*prices: Price) -> str:
        return choices.lead_prices([effect("clearly_better")], prices)[0].indicator_id

    assert first(*rows) == "new_told"
    assert first(rows[0], rows[1]) == "old_told"
    assert first(rows[0], price("older_unclear", year=2024, **unclear)) == "new_unclear"
    # What no effect with a figure stands beside is not named, however clearly it differs.
    assert first(rows[0], replace(rows[2], paired_effects=("unknown",))) == "new_unclear"


def test_the_main_price_is_the_newest_whichever_can_be_told_apart() -> None:
    """A square that showed what differs would show the ordinary school in one city and the special one in the next."""
    unclear = price("unclear", year=2024, is_told_apart=False)
    told, older = price("told", year=2024), price("older", year=2023)
    unpaired = price("unpaired", year=2025, paired_effects=("unknown",))

    def main(*prices: Price) -> list[str]:
        return [row.indicator_id for row in choices.main_prices([effect("clearly_better")], prices)]

    assert main(unpaired, older, unclear, told) == ["unclear"]
    assert main(told, unclear) == ["told"]  # equally new: the catalogue's first
    assert main(price(is_told_apart=False), per_child(DANISH)) == [
        "cost",
        "per_child",
    ]  # the same cost the other way
    assert main(unpaired) == main() == []


def test_a_front_page_has_the_main_price_then_what_differs_and_counts_the_rest() -> None:
    unclear = [price(f"unclear{n}", is_told_apart=False) for n in (1, 2)]
    told = [price(f"told{year}", year=year) for year in (2021, 2023, 2022)]
    rows = [*unclear, *told, price("unpaired", paired_effects=("unknown",)), price("none", value=None, gap_pct=None)]

    def shown(*prices: Price) -> list[str]:
        return [row.indicator_id for row in choices.row_prices([effect("clearly_better")], prices)]

    assert shown(*rows) == ["unclear1", "told2023", "told2022"]
    assert shown(*unclear) == ["unclear1"]
    assert shown(*rows[5:]) == []

    def more(*prices: Price) -> tuple[str, ...]:
        listed = choices.row_prices([effect("clearly_better")], prices)
        return in_both(lambda lang: headline.more_prices(lang, prices, listed))

    # Six have figures and three are shown; then two and one.
    assert more(*rows) == ("+ 3 priser på områdets side", "+ 3 prices on the area’s page")
    assert more(*unclear) == ("+ 1 pris på områdets side", "+ 1 price on the area’s page")
    assert more(unclear[0], rows[-1]) == ("", "")


def test_the_same_cost_the_other_way_is_named_whichever_of_them_is_told_apart() -> None:
    def clause(lang: Language) -> str:
        rows = [price(lang=lang, is_told_apart=False), per_child(lang, is_told_apart=True)]
        return headline.price_clause(lang, [effect("on_level", lang=lang)], rows)

    assert in_both(clause) == (
        "Folkeskole: udgift pr. 6-16-årig ligger 12,2 % under gennemsnittet af de fem andre (2024), men regnet pr. "
        "indbygger 3,5 % over (2024, kan ikke skelnes).",
        "School: cost per child aged 6-16 is 12.2% below the mean of the other five (2024), but per inhabitant it is "
        "3.5% above (2024, cannot be told apart).",
    )


ONE_ABOVE = ("Af områdets andre priser er 1 klart højere end gennemsnittet.",
             "Of the area’s other prices 1 is clearly higher than the mean.")  # fmt: skip


@pytest.mark.parametrize(
    ("others", "da", "en"),
    [
        ([], "", ""),
        ([(9, False), (-9, False), (None, False)], "", ""),
        ([(0.04, True)], "", ""),
        ([(9, True), (-9, False)], *ONE_ABOVE),
        ([(9, True), (None, False)], *ONE_ABOVE),
        ([(-9, True), (9, False)], "Af områdets andre priser er 1 klart lavere end gennemsnittet.",
                                   "Of the area’s other prices 1 is clearly lower than the mean."),
        # A price with a figure that nobody else has is one more.
        ([(9, True), ("alone", False)], *ONE_ABOVE),
        ([(9, True), (8, True)], "Af områdets andre priser er 2 klart højere end gennemsnittet.",
                                 "Of the area’s other prices 2 are clearly higher than the mean."),
        ([(-9, True), (-8, True)], "Af områdets andre priser er 2 klart lavere end gennemsnittet.",
                                   "Of the area’s other prices 2 are clearly lower than the mean."),
        ([(9, True), (-8, True), (-7, True)],
         "Af områdets andre priser er 1 klart højere end gennemsnittet og 2 klart lavere.",
         "Of the area’s other prices 1 are clearly higher than the mean and 2 clearly lower."),
    ],
)  # fmt: skip
def test_prices_that_differ_and_are_not_named_are_counted(
    others: list[tuple[float | str | None, bool]], da: str, en: str
) -> None:
    def further(name: str, gap: float | str | None, told: bool, lang: Language) -> Price:
        if isinstance(gap, str):
            return price(name, None, lang, is_told_apart=told)
        return price(name, gap, lang, is_told_apart=told, **({"value": None} if gap is None else {}))

    def clause(lang: Language) -> str:
        more = [further(str(n), gap, told, lang) for n, (gap, told) in enumerate(others)]
        return headline.price_clause(lang, [effect("clearly_better", lang=lang)], [price(lang=lang), *more])

    said = tuple(
        f"{named} {more}".rstrip()
        for named, more in zip(
            (
                "Folkeskole: udgift pr. indbygger ligger 3,5 % over gennemsnittet af de fem andre (2024).",
                "School: cost per inhabitant is 3.5% above the mean of the other five (2024).",
            ),
            (da, en),
            strict=True,
        )
    )
    assert in_both(clause) == said


def test_a_price_that_differs_is_counted_though_no_effect_has_a_figure_beside_it() -> None:
    def clause(lang: Language) -> str:
        hidden = price("hidden", 9, lang, paired_effects=("unknown",))
        return headline.price_clause(lang, [effect("clearly_better", lang=lang)], [price(lang=lang), hidden])

    assert all(said.endswith(more) for said, more in zip(in_both(clause), ONE_ABOVE, strict=True))


def per_child(lang: Language, **changes: Any) -> Price:
    per_what = {"da": "pr. 6-16-årig", "en": "per child aged 6-16"}
    title = {"da": "Folkeskole: udgift pr. 6-16-årig", "en": "School: cost per child aged 6-16"}
    own = {"title": title, "per_what": per_what, "per_inhabitant_id": "cost"}
    return price("per_child", -12.2, lang, **{"year": 2024, "is_told_apart": False, **own, **changes})


def test_both_prices_are_named_when_they_point_opposite_ways() -> None:
    def clause(lang: Language, **changes: Any) -> str:
        row = replace(per_child(lang), **changes)
        return headline.price_clause(lang, [effect("on_level", lang=lang)], [row, price(lang=lang)])

    assert in_both(clause) == (
        "Folkeskole: udgift pr. indbygger ligger 3,5 % over gennemsnittet af de fem andre (2024), men regnet pr. "
        "6-16-årig 12,2 % under (2024, kan ikke skelnes).",
        "School: cost per inhabitant is 3.5% above the mean of the other five (2024), but per child aged 6-16 it is "
        "12.2% below (2024, cannot be told apart).",
    )
    assert "men regnet" not in clause(DANISH, side="above")
    assert "men regnet" not in clause(DANISH, year=2021)  # no sentence compares two years
    assert "men regnet" not in clause(DANISH, per_inhabitant_id="something_else")


def test_no_price_without_an_effect_with_a_figure_beside_it() -> None:
    assert headline.price_clause(DANISH, [effect("missing")], [price()]) == ""
    assert headline.price_clause(DANISH, [effect("clearly_better", "other")], [price()]) == ""
    assert headline.price_clause(DANISH, [effect("clearly_better")], [price(value=None, gap_pct=None)]) == ""


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        ({}, "Klart højere: 3,5 % over gennemsnittet af de fem andre",
             "Clearly higher: 3.5% above the mean of the other five"),
        ({"gap_pct": -3.5}, "Klart lavere: 3,5 % under gennemsnittet af de fem andre",
                            "Clearly lower: 3.5% below the mean of the other five"),
        ({"verdict": "suggests_higher"}, "Tyder på højere: 3,5 % over gennemsnittet af de fem andre",
                                         "Likely higher: 3.5% above the mean of the other five"),
        ({"verdict": "too_few"}, "3,5 % over gennemsnittet af de fem andre; for få målinger til at sige mere",
                                 "3.5% above the mean of the other five; too few measurements to say more"),
        ({"verdict": "on_level"}, "På niveau med gennemsnittet af de fem andre",
                                  "Level with the mean of the other five"),
        ({"gap_pct": 0.0}, "På niveau med gennemsnittet af de fem andre", "Level with the mean of the other five"),
        ({"is_told_apart": False}, "3,5 % over gennemsnittet af de fem andre, men kan ikke skelnes",
                                   "3.5% above the mean of the other five, but cannot be told apart"),
        ({"gap_pct": -3.5, "is_told_apart": False},
         "3,5 % under gennemsnittet af de fem andre, men kan ikke skelnes",
         "3.5% below the mean of the other five, but cannot be told apart"),
        (OUTSIDE, "Klart højere: 3,5 % over gennemsnittet af 6-byerne",
                  "Clearly higher: 3.5% above the mean of 6-byerne"),
        ({"gap_pct": None}, "Kan ikke sammenlignes med de fem andre", "Cannot be compared with the other five"),
        ({"value": None, "gap_pct": None, "missing_reason": "source_absent"},
         "Mangler: kilden er endnu ikke hentet", "Missing: the source has not been fetched yet"),
    ],
)  # fmt: skip
def test_price_message(changes: dict[str, Any], da: str, en: str) -> None:
    assert in_both(lambda lang: verdicts.price_message(lang, price(lang=lang, **changes))) == (da, en)


@pytest.mark.parametrize(
    ("gap", "told", "da", "en"),
    [
        (3.54, True, "3,5 % over (2024)", "3.5% above (2024)"),
        (-3.54, False, "3,5 % under (2024, kan ikke skelnes)", "3.5% below (2024, cannot be told apart)"),
        (0.04, False, "på niveau (2024, kan ikke skelnes)", "level (2024, cannot be told apart)"),
    ],
)
def test_price_words(gap: float, told: bool, da: str, en: str) -> None:
    row = price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: beside.price_words(lang, row)) == (da, en)


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        ({"reference_weighted": 6600}, "De fem andre: 6.544 kr. (uvægtet), 6.600 kr. (vægtet efter størrelse).",
                                       "The other five: DKK 6,544 (unweighted), DKK 6,600 (weighted by size)."),
        (OUTSIDE, "6-byerne: 6.544 kr. (uvægtet).", "6-byerne: DKK 6,544 (unweighted)."),
        ({"reference_unweighted": None}, "De fem andre har ikke et tal at holde det op mod.",
                                         "The other five have no figure to hold it up against."),
        ({"value": None}, "", ""),
    ],
)  # fmt: skip
def test_price_sentence(changes: dict[str, Any], da: str, en: str) -> None:
    assert in_both(lambda lang: verdicts.price_sentence(lang, price(lang=lang, **changes))) == (da, en)


def test_the_worked_example_is_called_one() -> None:
    assert in_both(lambda lang: verdicts.worked_example(lang, price(gap_dkk=19_092_000))) == (
        "Forskellen til det uvægtede gennemsnit svarer til 19,1 mio. kr. mere om året (regneeksempel, ikke "
        "besparelse).",
        "The difference from the unweighted mean amounts to DKK 19.1 million more a year (a worked example, not "
        "a saving).",
    )
    assert in_both(lambda lang: verdicts.worked_example(lang, price(gap_dkk=-5300))) == (
        "Forskellen til det uvægtede gennemsnit svarer til 5.300 kr. mindre om året (regneeksempel, ikke besparelse).",
        "The difference from the unweighted mean amounts to DKK 5,300 less a year (a worked example, not a saving).",
    )
    assert verdicts.worked_example(DANISH, price()) == ""


def test_identity_of_the_real_worked_numbers() -> None:
    def identity(lang: Language) -> str:
        row = per_child(lang, value=49_489, coverage_pct=12.435, per_inhabitant=6_154)
        return " ".join(f"{number} {unit}" for number, unit in verdicts.identity(lang, row))

    assert in_both(identity) == (
        "49.489 kr. pr. 6-16-årig × 12,4 % af indbyggerne = 6.154 kr. pr. indbygger",
        "DKK 49,489 per child aged 6-16 × 12.4% of inhabitants = DKK 6,154 per inhabitant",
    )
    assert verdicts.identity(DANISH, price()) == []


# --- Effects ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "da", "en"),
    [
        ("clearly_better", ("Klart bedre end gennemsnittet af {}", "klart bedre"),
                           ("Clearly better than the mean of {}", "clearly better")),
        ("clearly_worse", ("Klart dårligere end gennemsnittet af {}", "klart dårligere"),
                          ("Clearly worse than the mean of {}", "clearly worse")),
        ("suggests_better", ("Tyder på at være bedre end gennemsnittet af {}", "tyder på bedre"),
                            ("Likely better than the mean of {}", "likely better")),
        ("suggests_worse", ("Tyder på at være dårligere end gennemsnittet af {}", "tyder på dårligere"),
                           ("Likely worse than the mean of {}", "likely worse")),
        ("on_level", ("På niveau med gennemsnittet af {}", "på niveau"), ("Level with the mean of {}", "level")),
        ("cannot_tell", ("Kan ikke skelnes fra gennemsnittet af {}", "kan ikke skelnes"),
                        ("Cannot be told apart from the mean of {}", "cannot be told apart")),
        ("too_few", ("For få målinger til at skelne fra gennemsnittet af {}", "for få målinger"),
                    ("Too few measurements to tell apart from the mean of {}", "too few measurements")),
        ("missing", ("Mangler: tallet indsamles ikke", "mangler"),
                    ("Missing: the figure is not collected", "missing")),
    ],
)  # fmt: skip
def test_effect_message(verdict: str, da: tuple[str, str], en: tuple[str, str]) -> None:
    for row, fives in (
        (effect(verdict), ("de fem andre", "the other five")),
        (effect(verdict, **OUTSIDE), ("6-byerne", "6-byerne")),
    ):
        messages = tuple(text.format(others) for (text, _), others in zip((da, en), fives, strict=True))
        assert in_both(lambda lang, row=row: verdicts.effect_message(lang, row)) == messages
        assert in_both(lambda lang, row=row: verdicts.verdict_words(lang, row)) == (da[1], en[1])


@pytest.mark.parametrize(
    ("row", "values", "da", "en"),
    [
        pytest.param(
            effect("cannot_tell", p_same=0.613), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end København, Aalborg og Esbjerg, dårligere end Aarhus og "
            "Odense. Næste måling ligger på samme side med 61 % sandsynlighed.",
            "The mean of the other five is 20.6%. Better than København, Aalborg and Esbjerg, worse than Aarhus and "
            "Odense. The next measurement lies on the same side with a probability of 61%.",
            id="lower is better",
        ),
        pytest.param(
            effect("clearly_better", better="higher"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end Aarhus og Odense, dårligere end København, Aalborg og "
            "Esbjerg.",
            "The mean of the other five is 20.6%. Better than Aarhus and Odense, worse than København, Aalborg and "
            "Esbjerg.",
            id="higher is better",
        ),
        pytest.param(
            effect("on_level", better="neutral"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Højere end Aarhus og Odense, lavere end København, Aalborg og "
            "Esbjerg.",
            "The mean of the other five is 20.6%. Higher than Aarhus and Odense, lower than København, Aalborg and "
            "Esbjerg.",
            id="neither is better",
        ),
        pytest.param(
            effect("on_level"), [18.74, 18.66, None, 18.7, 19.9, 18.7],
            "Gennemsnittet af de fem andre er 20,6 %. Bedre end Esbjerg, på niveau med København, Aarhus og "
            "Aalborg. Uden tal: Odense.",
            "The mean of the other five is 20.6%. Better than Esbjerg, level with København, Aarhus and Aalborg. "
            "Without figures: Odense.",
            id="by the values as shown",
        ),
        pytest.param(effect("missing", missing_note="Kræver en nøgle."), [None] * 6,
                     "Kræver en nøgle.", "Kræver en nøgle.", id="the catalogue's own note"),
        pytest.param(effect("missing"), [None] * 6, "", "", id="missing"),
    ],
)  # fmt: skip
def test_effect_sentence(row: Effect, values: list[float | None], da: str, en: str) -> None:
    assert in_both(lambda lang: verdicts.effect_sentence(lang, row, points(values))) == (da, en)


@pytest.mark.parametrize(
    ("changes", "da", "en"),
    [
        ({}, "", ""),
        ({"p_same": 0.9949}, "Næste måling ligger på samme side med 99 % sandsynlighed.",
                             "The next measurement lies on the same side with a probability of 99%."),
        ({"p_same": 0.995}, "Næste måling ligger på samme side med mere end 99 % sandsynlighed.",
                            "The next measurement lies on the same side with a probability of more than 99%."),
        ({"p_same": 0.9, "pool": "survey"},
         "Næste måling ligger på samme side med 90 % sandsynlighed, bedømt alene på stikprøvens usikkerhed.",
         "The next measurement lies on the same side with a probability of 90%, judged by the uncertainty of the "
         "sample alone."),
        ({"p_same": 0.6, "verdict": "on_level"}, "", ""),
        ({"verdict": "too_few"},
         "Der skal mindst tre målinger til, før et udsving kan skelnes fra en forskel.",
         "At least three measurements are needed before a swing can be told from a difference."),
        ({"verdict": "too_few", "held_back_by": "peers"}, "Ikke alle de andre er målt det år.",
                                                          "Not all of the others were measured that year."),
        ({"p_same": 0.96, "held_back_by": "rounding"},
         "Næste måling ligger på samme side med 96 % sandsynlighed. De offentliggjorte tal er afrundet for groft til "
         "at sige mere.",
         "The next measurement lies on the same side with a probability of 96%. The figures as published are rounded "
         "too coarsely to say more."),
        ({"held_back_by": "latest"},
         "Det seneste tal ligger ikke selv på den side, som målingerne samlet peger mod.",
         "The latest figure itself does not lie on the side that the measurements together point to."),
        ({"held_back_by": "smallest_difference"},
         "Forskellen er mindre end den, det er besluttet at regne for noget.",
         "The difference is smaller than what it was decided to count for something."),
        ({"held_back_by": "scores"}, "Klare vurderinger af den slags mål har for sjældent holdt.",
                                     "Clear verdicts on that kind of measure held too rarely."),
    ],
)  # fmt: skip
def test_a_verdict_says_how_sure_it_is_and_why_no_more_is_said(changes: dict[str, Any], da: str, en: str) -> None:
    verdict = {"verdict": "cannot_tell", **changes}
    for row in (effect(verdict.pop("verdict"), **verdict), price(**{"verdict": "cannot_tell", **changes})):
        assert in_both(lambda lang, row=row: verdicts.how_sure(lang, row)) == (da, en)
    # After what it is held up against, before who has no figure.
    cities = points([25.1, None, 14.0, 25.3, 24.2, 18.7])
    said = verdicts.effect_sentence(DANISH, effect("cannot_tell", **verdict), cities).replace(NBSP, " ")
    if "verdict" not in changes:
        assert said.endswith(" ".join(filter(None, ("Odense.", da, "Uden tal: Aarhus."))))


@pytest.mark.parametrize(
    ("scope_id", "scope", "da", "en"),
    [
        ("school_cost_per_pupil", {"da": "Skole: udgift pr. elev", "en": "School: cost per pupil"},
         "Forskellen vender, når den regnes på »skole: udgift pr. elev«.",
         "The difference points the other way when reckoned on “school: cost per pupil”."),
        ("with_overhead", None, "Forskellen vender, når overhead regnes med.",
                                "The difference points the other way when overhead is counted in."),
        # A scope that the list of indicators does not have is none the less not overhead.
        ("unlisted", None, "Om tallet ligger over eller under, afhænger af afgrænsningen.",
                           "Whether the figure is above or below depends on the scope."),
    ],
)  # fmt: skip
def test_a_price_that_turns_with_the_scope_says_with_which(
    scope_id: str, scope: dict[str, str] | None, da: str, en: str
) -> None:
    def said(lang: Language) -> str:
        turning = {"turning_scope_id": scope_id, "turning_scope": scope}
        row = price(lang=lang, is_told_apart=False, held_back_by="scopes", **turning)
        return verdicts.price_sentence(lang, row)

    assert in_both(said) == (
        f"De fem andre: 6.544 kr. (uvægtet). {da}",
        f"The other five: DKK 6,544 (unweighted). {en}",
    )


def over_years(
    values: dict[int, list[float | None]],
    limits: tuple[float | None, float | None] = (None, None),
    outside: bool = False,
    **changes: Any,
) -> list[SeriesPoint]:
    own: dict[str, Any] = {"lower_limit": limits[0], "upper_limit": limits[1], "signal_outside": outside}
    return [
        SeriesPoint(**vars(replace(p, year=year, **changes)), **own)
        for year, row in values.items()
        for p in points(row)
    ]


FIRST, LAST = [20.0, 19.0, 18.0, 17.0, 16.0, 15.0], [25.1, 14.6, 14.0, 25.3, 24.2, 18.7]
NONE: list[float | None] = [None] * 6


@pytest.mark.parametrize(
    ("values", "limits", "da", "en"),
    [
        pytest.param({2025: LAST, 2018: FIRST}, None,
                     "Randers: 15,0 % i 2018, 18,7 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025.",
                     "Randers: 15.0% in 2018, 18.7% in 2025. The other five: 14.0% to 25.3% in 2025.", id="both"),
        pytest.param({2018: FIRST, 2025: LAST}, (12.0, 18.7, False),
                     "Randers: 15,0 % i 2018, 18,7 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025. Seneste tal for "
                     "Randers ligger inden for egne procesgrænser (12,0 % til 18,7 %).",
                     "Randers: 15.0% in 2018, 18.7% in 2025. The other five: 14.0% to 25.3% in 2025. The latest "
                     "figure of Randers lies within its own process limits (12.0% to 18.7%).", id="within"),
        pytest.param({2018: FIRST, 2025: LAST}, (12.0, 18.6, True),
                     "Randers: 15,0 % i 2018, 18,7 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025. Seneste tal for "
                     "Randers ligger uden for egne procesgrænser (12,0 % til 18,6 %).",
                     "Randers: 15.0% in 2018, 18.7% in 2025. The other five: 14.0% to 25.3% in 2025. The latest "
                     "figure of Randers lies outside its own process limits (12.0% to 18.6%).", id="outside"),
        # With one decimal both 18.68 and 18.65 are 18.7; with two both 11.996 and 11.999 are 12.00.
        pytest.param({2018: FIRST, 2025: [*LAST[:5], 18.68]}, (12.0, 18.65, True),
                     "Randers: 15,00 % i 2018, 18,68 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025. Seneste tal for "
                     "Randers ligger uden for egne procesgrænser (12,00 % til 18,65 %).",
                     "Randers: 15.00% in 2018, 18.68% in 2025. The other five: 14.0% to 25.3% in 2025. The latest "
                     "figure of Randers lies outside its own process limits (12.00% to 18.65%).",
                     id="one more decimal"),
        pytest.param({2025: [*LAST[:5], 11.996]}, (11.999, 18.65, True),
                     "Randers: 11,996 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025. Seneste tal for Randers ligger "
                     "uden for egne procesgrænser (11,999 % til 18,650 %).",
                     "Randers: 11.996% in 2025. The other five: 14.0% to 25.3% in 2025. The latest figure of Randers "
                     "lies outside its own process limits (11.999% to 18.650%).", id="two more decimals"),
        # No more than two, and no more than usual where nothing is hidden.
        pytest.param({2025: [*LAST[:5], 18.6502]}, (12.0, 18.6501, True),
                     "Randers: 18,650 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025. Seneste tal for Randers ligger "
                     "uden for egne procesgrænser (12,000 % til 18,650 %).",
                     "Randers: 18.650% in 2025. The other five: 14.0% to 25.3% in 2025. The latest figure of Randers "
                     "lies outside its own process limits (12.000% to 18.650%).", id="at most two more"),
        pytest.param({2025: [*LAST[:5], 18.6501]}, (12.0, 18.6502, False),
                     "Randers: 18,7 % i 2025. De fem andre: 14,0 % til 25,3 % i 2025. Seneste tal for Randers ligger "
                     "inden for egne procesgrænser (12,0 % til 18,7 %).",
                     "Randers: 18.7% in 2025. The other five: 14.0% to 25.3% in 2025. The latest figure of Randers "
                     "lies within its own process limits (12.0% to 18.7%).", id="just within"),
        pytest.param({2018: FIRST, 2025: [25.1, *NONE[1:]]}, None,
                     "Randers: 15,0 % i 2018. København: 25,1 % i 2025.",
                     "Randers: 15.0% in 2018. København: 25.1% in 2025.", id="one of each"),
        pytest.param({2025: [25.1, None, 14.0, *NONE[3:5], 18.7]}, None,
                     "Randers: 18,7 % i 2025. 2 af de fem andre: 14,0 % til 25,1 % i 2025.",
                     "Randers: 18.7% in 2025. 2 of the other five: 14.0% to 25.1% in 2025.", id="some of the others"),
        pytest.param({2018: [*FIRST[:5], None], 2025: [*LAST[:5], None]}, (1.0, 2.0, True),
                     "Randers: ingen tal. De fem andre: 14,0 % til 25,3 % i 2025.",
                     "Randers: no figures. The other five: 14.0% to 25.3% in 2025.", id="the others only"),
        pytest.param({2018: FIRST, 2025: [*NONE[:5], 18.7]}, None,
                     "Randers: 15,0 % i 2018, 18,7 % i 2025. De fem andre: ingen tal i 2025.",
                     "Randers: 15.0% in 2018, 18.7% in 2025. The other five: no figures in 2025.", id="ours only"),
        pytest.param({2018: NONE}, None, "", "", id="missing"),
    ],
)  # fmt: skip
def test_a_trend_is_described_by_its_figures(
    values: dict[int, list[float | None]], limits: tuple[float, float, bool] | None, da: str, en: str
) -> None:
    row = effect("clearly_better")
    (country, *_) = over_years({2025: LAST}, name="Aabenraa", is_compared=False, value=99.0)
    low, high, outside = limits or (None, None, False)
    series = [*over_years(values, (low, high), outside), country]
    assert in_both(lambda lang: drawings.trend_description(lang, row, series)) == (da, en)
    unlimited = [*over_years(values), country]
    assert in_both(lambda lang: drawings.trend_description(lang, row, series, bare=True)) == in_both(
        lambda lang: drawings.trend_description(lang, row, unlimited)
    )


@pytest.mark.parametrize(
    ("break_years", "first"),
    [
        ((), "15,0 % i 2018, 18,7 % i 2025"),
        ((2018,), "15,0 % i 2018, 18,7 % i 2025"),
        ((2010, 2019), "16,0 % i 2022, 18,7 % i 2025"),
        ((2025,), "18,7 % i 2025"),
        # A break that we have no figure after.
        ((2026,), "15,0 % i 2018, 18,7 % i 2025"),
    ],
)
def test_a_trend_is_not_described_across_a_break(break_years: tuple[int, ...], first: str) -> None:
    row = effect("clearly_better", break_years=break_years)
    series = over_years({2018: FIRST, 2022: [*LAST[:5], 16.0], 2025: LAST})
    assert in_both(lambda lang: drawings.trend_description(lang, row, series))[0] == (
        f"Randers: {first}. De fem andre: 14,0 % til 25,3 % i 2025."
    )


@pytest.mark.parametrize(
    ("latest", "da", "en"),
    [
        ([6000.0] * 5 + [7000.0], "6-byerne: 6.000 kr. til 7.000 kr. i 2024.",
                                  "6-byerne: DKK 6,000 to DKK 7,000 in 2024."),
        ([6000.0] * 4 + [None, 7000.0], "5 af 6-byerne: 6.000 kr. til 7.000 kr. i 2024.",
                                        "5 of 6-byerne: DKK 6,000 to DKK 7,000 in 2024."),
        ([None] * 5 + [7000.0], "Randers: 7.000 kr. i 2024.", "Randers: DKK 7,000 in 2024."),
    ],
)  # fmt: skip
def test_a_trend_in_kroner_seen_from_outside_the_six(latest: list[float | None], da: str, en: str) -> None:
    def said(lang: Language) -> str:
        row = price(lang=lang, municipality_name="Favrskov", **OUTSIDE)
        series = [replace(p, is_own=False) for p in over_years({2023: [5000.0] * 6, 2024: latest})]
        ours = [replace(series[0], name="Favrskov", is_compared=False, is_own=True, value=6543.2)]
        return drawings.trend_description(lang, row, [*series, *ours])

    assert in_both(said) == (
        f"Favrskov: 6.543 kr. i 2023. {da}",
        f"Favrskov: DKK 6,543 in 2023. {en}",
    )


def test_a_chart_is_described_with_one_stop_after_kroner() -> None:
    assert in_both(lambda lang: drawings.chart_description(lang, price(lang=lang), "X.")) == (
        "Randers: 6.770 kr. X.",
        "Randers: DKK 6,770. X.",
    )
    assert in_both(lambda lang: drawings.chart_description(lang, effect("on_level"), "X.")) == (
        "Randers: 18,7 %. X.",
        "Randers: 18.7%. X.",
    )


# --- Effect and price together ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "gap", "told", "da", "en"),
    [
        ("clearly_better", 3, True, "Klart bedre effekt til klart højere pris",
                                    "Clearly better effect at a clearly higher price"),
        ("clearly_better", -3, True, "Klart bedre effekt til klart lavere pris",
                                     "Clearly better effect at a clearly lower price"),
        ("clearly_worse", 3, True, "Klart dårligere effekt til klart højere pris",
                                   "Clearly worse effect at a clearly higher price"),
        ("clearly_worse", -3, True, "Klart dårligere effekt til klart lavere pris",
                                    "Clearly worse effect at a clearly lower price"),
        ("clearly_better", 3, False, "Klart bedre effekt; prisen er ikke klart forskellig",
                                     "Clearly better effect; the price does not differ clearly"),
        ("clearly_worse", 3, False, "Klart dårligere effekt; prisen er ikke klart forskellig",
                                    "Clearly worse effect; the price does not differ clearly"),
        ("suggests_better", 3, True, "Klart højere pris; effekten er ikke klart forskellig",
                                     "Clearly higher price; the effect does not differ clearly"),
        ("cannot_tell", -3, True, "Klart lavere pris; effekten er ikke klart forskellig",
                                  "Clearly lower price; the effect does not differ clearly"),
        ("suggests_worse", -3, False, "Hverken effekt eller pris er klart forskellig fra de fem andre",
                                      "Neither effect nor price differs clearly from the other five"),
    ],
)  # fmt: skip
def test_a_corner_is_named_only_when_both_can_be_told(verdict: str, gap: float, told: bool, da: str, en: str) -> None:
    pair = effect(verdict), price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: verdicts.plane_message(lang, *pair)) == (da, en)


def test_the_plane_takes_an_effect_that_can_be_told_apart_before_one_that_cannot() -> None:
    pair = {"paired_effects": ("absent", "unclear", "level", "worse", "better")}
    verdicts = {
        "absent": "missing",
        "unclear": "cannot_tell",
        "level": "on_level",
        "worse": "clearly_worse",
        "better": "clearly_better",
    }

    def chosen(*names: str) -> list[str]:
        own = [effect(verdicts[name], name) for name in names]
        found = effect_price_plane.pair(own, [price(**pair)])
        return [found[0].indicator_id] if found else []

    assert chosen("better", "worse", "level", "unclear", "absent") == ["worse"]  # bad as good: the catalogue's first
    assert chosen("unclear", "better") == ["better"]
    assert chosen("level", "unclear", "absent") == ["unclear"]
    assert chosen("absent") == []


def test_an_area_has_one_plane_for_the_first_of_its_main_prices_that_has_an_effect_of_its_years() -> None:
    """The newest leads, whichever can be told apart; there is none where it is too far from every effect."""

    def shown(*prices: Price) -> str | None:
        found = effect_price_plane.pair([effect("clearly_better")], prices)
        return found[1].indicator_id if found else None

    newest = price("newest", year=2025, is_told_apart=False)
    assert shown(newest, price("told")) == "newest"
    assert shown(price("too_new", year=2028), price("told")) is None
    other_way = price("other_way", -9.0, per_inhabitant_id="newest", year=2025)
    assert shown(newest, other_way) == "newest"


def test_the_plane_seen_from_outside_the_six() -> None:
    pair = effect("on_level", **OUTSIDE), price(is_told_apart=False, **OUTSIDE)
    assert in_both(lambda lang: verdicts.plane_message(lang, *pair)) == (
        "Hverken effekt eller pris er klart forskellig fra 6-byerne",
        "Neither effect nor price differs clearly from 6-byerne",
    )


# --- Questions --------------------------------------------------------------------------------------------------------

WELLBEING = {"da": "Trivsel", "en": "Well-being"}
NEET = {"da": "NEET, 16-24 år", "en": "NEET, ages 16-24"}
SFO = {"da": "SFO: tilfredshed", "en": "SFO: satisfaction"}


@pytest.mark.parametrize(
    ("effects", "prices", "da", "en"),
    [
        pytest.param(
            [("clearly_worse", "absence", {}), ("missing", "m", {"title": WELLBEING})],
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
            [("clearly_better", "absence", {"title": NEET})],
            [{"is_told_apart": False}],
            (
                "Hvad ligger der bag vores tal for »NEET, 16-24 år«, og hvordan holder vi fast i det?",
                "Får borgerne noget andet her end i de fem andre, når prisen ikke er klart forskellig fra deres?",
                "Hvad kunne vi holde op med at måle?",
            ),
            (
                "What lies behind our figure for “NEET, ages 16-24”, and how do we hold on to it?",
                "Do citizens get something different here from what they get in the other five, when the price "
                "does not differ clearly from theirs?",
                "What could we stop measuring?",
            ),
            id="good",
        ),
        pytest.param(
            [("cannot_tell", "absence", {"title": SFO, **OUTSIDE})],
            [{"is_told_apart": False, **OUTSIDE}],
            (
                "Hvor stor skulle en forskel i »SFO: tilfredshed« være, før vi ville handle på den?",
                "Får borgerne noget andet her end i 6-byerne, når prisen ikke er klart forskellig fra deres?",
                "Hvad kunne vi holde op med at måle?",
            ),
            (
                "How large would a difference in “SFO: satisfaction” have to be before we acted on it?",
                "Do citizens get something different here from what they get in 6-byerne, when the price does "
                "not differ clearly from theirs?",
                "What could we stop measuring?",
            ),
            id="cannot tell, outside the six",
        ),
        pytest.param(
            [("on_level", "absence", {})],
            [
                {},
                {
                    "name": "user",
                    "gap_pct": -4,
                    "per_what": {"da": "pr. elev", "en": "per pupil"},
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
        assert questions.questions(lang, own, [price(lang=lang, **row) for row in prices], cities) == asked


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
            ["on_level"], [{"gap_pct": None, **OUTSIDE}],
            "Hvad skal der til, for at vores pris kan sammenlignes med 6-byerne?",
            "What would it take to compare our price with 6-byerne?",
            id="nobody to compare with",
        ),
    ],
)  # fmt: skip
def test_a_known_price_is_never_asked_to_be_computed(
    effects: list[str], changes: list[dict[str, Any]], da: str, en: str
) -> None:
    def asked(lang: Language) -> str:
        own = [effect(verdict, lang=lang) for verdict in effects]
        return questions.questions(lang, own, [price(lang=lang, **row) for row in changes], [])[1]

    assert in_both(asked) == (da, en)


def test_the_clearest_shortfall_is_asked_about_first() -> None:
    slight = effect("clearly_worse", gap=-1, title="Lidt")
    clear = effect("clearly_worse", "clear", gap=-20, title="Meget")
    assert questions.questions(DANISH, [slight, clear], [], [])[0] == (
        "Hvad gør de andre ved »meget«, som vi kan lære af?"
    )
    assert (
        questions.questions(ENGLISH, [slight, clear], [], [])[0] == "What can we learn from the others about “meget”?"
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
    assert in_both(lambda lang: verdicts.target_sentences(lang, progress, effect("clearly_better", lang=lang))) == (
        f"Mål: 14,0 % i 2028, besluttet af Byrådet. {da}",
        f"Target: 14.0% in 2028, decided by Byrådet. {en}",
    )


# --- Remarks ----------------------------------------------------------------------------------------------------------


def test_how_many_others_are_unusual() -> None:
    assert corrections.other_flags(ENGLISH, 0) == ""
    assert in_both(lambda lang: corrections.other_flags(lang, 1)) == (
        "I landets øvrige kommuner er ét tal usædvanligt; det står med bemærkning i CSV-filen over alle år.",
        "In the country’s other municipalities one figure is unusual; it has a remark in the CSV file of all years.",
    )
    assert in_both(lambda lang: corrections.other_flags(lang, 1200)) == (
        "I landets øvrige kommuner er 1.200 tal usædvanlige; de står med bemærkning i CSV-filen over alle år.",
        "In the country’s other municipalities 1,200 figures are unusual; they have a remark in the CSV file of all "
        "years.",
    )


def flag(name: str, *, is_above: bool, previous_year: int | None = None) -> Flag:
    return Flag(
        municipality_code="730",
        name="Randers",
        is_municipality=True,
        is_compared=True,
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
    assert in_both(lambda lang: corrections.flags_note(lang, high)) == (
        "usædvanligt højt i forhold til landets kommuner og usædvanligt stor stigning siden 2022; tallet er ikke "
        "ændret",
        "unusually high among the country’s municipalities and unusually large rise since 2022; the figure is not "
        "changed",
    )
    assert in_both(lambda lang: corrections.flags_words(lang, low)) == (
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
    assert in_both(lambda lang: corrections.correction_sentences(lang, correction, figures)) == (
        "I kildens fil står 6.154,5; her bruges 5.154. A. Grundlag: B. Vurderet af C den 22. november 2026; kilden er "
        "endnu ikke gjort opmærksom på fejlen. Rettelsen indgår i Randers 2023 og 2024 og Odense 2024.",
        "The source’s file says 6,154.5; 5,154 is used here. A. Evidence: B. Assessed by C on 22 November 2026; the "
        "source has not yet been told of the error. The correction enters into Randers 2023 and 2024 and Odense 2024.",
    )
    missing = replace(
        correction, published_marker="..", value=None, missing_reason="suspected_error", status="reported"
    )
    assert in_both(lambda lang: corrections.correction_sentences(lang, missing, figures[:1])) == (
        "I kildens fil står ..; her regnes tallet for at mangle: kildens tal er formentlig forkert. A. Grundlag: B. "
        "Vurderet af C den 22. november 2026; fejlen er meldt til kilden. Rettelsen indgår i Randers 2023.",
        "The source’s file says ..; the figure is treated as missing here: the source’s figure is probably wrong. A. "
        "Evidence: B. Assessed by C on 22 November 2026; the error has been reported to the source. The correction "
        "enters into Randers 2023.",
    )
