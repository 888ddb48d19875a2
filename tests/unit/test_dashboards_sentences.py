"""Every claim the pages make, in every case the figures can be in, word for word in both languages.

What is said stands in `__snapshots__/`, Danish first. `make sentences` writes anew what has changed, and shows it to be
read: a sentence is right when a reader has found it so, not when it is as it was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion as Said

from dashboards import choices
from dashboards.components.prices import effect_price_plane
from dashboards.language import DANISH, ENGLISH, LANGUAGES, NBSP, Language
from dashboards.rows.indicator import Effect, Point, Price, SeriesPoint, TargetProgress
from dashboards.rows.provenance import Corrected, Flag
from dashboards.words import beside, corrections, drawings, verdicts
from dashboards.words.of_pages import headline, questions

pytestmark = pytest.mark.sentences

ABOUT: dict[str, Any] = {
    "slug": "x",
    "service_area": "school",
    "area_slug": "skole",
    "area_title": {"da": "Skole", "en": "School"},
    "definition": "",
    "publisher": None,
    "tables_called": None,
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
SIX = ("København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers")
OUTSIDE = {"is_compared": False, "n_others": 6}
"""A municipality that is none of the six, held up against all of them."""


OWN_CLUSTER = count()


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
        "reference": None if missing else 20.6,
        "gap": None if missing else -1.9,
        "zone_low": None if missing else 14.0,
        "zone_high": None if missing else 25.3,
        "verdict": verdict,
        "p_same": None,
        "pool": None,
        "measurements": None,
        "held_back_by": None,
        "is_corrected": False,
        "others_with_value": None,
        "cluster": f"c{next(OWN_CLUSTER)}",
        "expected": None,
        "expected_low": None,
        "expected_high": None,
        "against_expected": None,
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
        "others_lower": None,
        "others_higher": None,
        "others_with_value": None,
        "p_same": None,
        "pool": None,
        "measurements": None,
        "held_back_by": None,
        "is_corrected": False,
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


@pytest.mark.parametrize(
    "counts",
    [
        # Clearly better, clearly worse, likely better, likely worse, level, cannot be told apart, too few.
        (7, 5, 0, 0, 0, 6, 0),
        (1, 1, 0, 0, 0, 0, 0),
        (2, 1, 3, 4, 1, 5, 6),
        (1, 0, 0, 0, 2, 0, 0),
        (0, 1, 1, 0, 0, 0, 1),
        (0, 0, 0, 1, 1, 1, 0),
        # All of one kind: two of them are both, and one is the one.
        (3, 0, 0, 0, 0, 0, 0),
        (0, 2, 0, 0, 0, 0, 0),
        (1, 0, 0, 0, 0, 0, 0),
        (0, 0, 3, 0, 0, 0, 0),
        (0, 0, 0, 2, 0, 0, 0),
        (0, 0, 1, 0, 0, 0, 0),
        (0, 0, 0, 0, 3, 0, 0),
        (0, 0, 0, 0, 1, 0, 0),
        (0, 0, 0, 0, 0, 3, 0),
        (0, 0, 0, 0, 0, 2, 0),
        (0, 0, 0, 0, 0, 1, 0),
        (0, 0, 0, 0, 0, 0, 3),
        (0, 0, 0, 0, 0, 0, 2),
        (0, 0, 0, 0, 0, 0, 1),
    ],
)  # fmt: skip
def test_headline(counts: tuple[int, ...], snapshot: Said) -> None:
    effects = [effect(verdict) for verdict, n in zip(VERDICTS, counts, strict=False) for _ in range(n)]
    for missing in (0, 1, 2):
        rows = [*effects, *(effect("missing") for _ in range(missing))]
        assert in_both(lambda lang, rows=rows: headline.headline(lang, "Randers", rows)) == snapshot


def test_measures_of_the_same_thing_count_once() -> None:
    """Grades are clearly worse, against the reference likely worse; absence has a figure in days alone."""
    alike = [
        effect("suggests_worse", "against_reference", p_same=0.9, cluster="grades"),
        effect("clearly_worse", "grade", p_same=0.96, cluster="grades"),
        effect("missing", "absence_pct", cluster="absence"),
        effect("on_level", "absence_days", cluster="absence"),
        effect("missing", "wellbeing"),
    ]
    assert headline.Tally.of(alike) == headline.Tally(0, 1, 0, 0, 1, 0, 0, 0, 1)
    assert [row.indicator_id for row in choices.firmest(alike, 5)] == ["grade"]
    assert [row.indicator_id for row in choices.one_per_cluster(alike)] == ["grade", "absence_days", "wellbeing"]


GRADE = {"title": {"da": "Karakter", "en": "Grade"}, "unit_measure": "grade", "better": "higher", "year": 2024}
GRADE |= {"value": 7.1, "reference": 7.5, "indicator_id": "grade"}


STANDS_OUT = ("clearly_better", "clearly_worse", "suggests_better", "suggests_worse")


@pytest.mark.parametrize("first", STANDS_OUT)
def test_a_lead_names_the_two_firmest_differences(first: str, snapshot: Said) -> None:
    """Each beside each: the surer of two alike first, what is clear before what is only suggested, and no third."""

    def lead(lang: Language, second: str | None) -> str:
        rows = [effect(first, lang=lang, p_same=0.99)]
        rows += [effect(second, lang=lang, p_same=0.98, **GRADE)] if second else []
        rows += [effect("cannot_tell", lang=lang, p_same=0.6)]
        rows += [effect("suggests_worse", lang=lang, p_same=0.81)] if second else []
        assert headline.count(lang, "Randers", rows) == headline.headline(lang, "Randers", rows)
        return headline.lead(lang, "Randers", rows)

    assert {
        second: in_both(lambda lang, second=second: lead(lang, second)) for second in (None, *STANDS_OUT)
    } == snapshot


EXPECTED = ({}, *({"expected": 18.2, "against_expected": side} for side in ("above", "below", "cannot_tell")))
# Inside the interval, and 1.0 of the 1.9 to the others is left: the conditions say less than half of it.
EXPECTED += ({"expected": 19.7, "against_expected": "cannot_tell"},)


@pytest.mark.parametrize(("better", "expected"), [*product(("higher", "lower", "neutral"), EXPECTED)])
def test_what_was_to_be_expected_stands_in_the_sentence(better: str, expected: dict[str, Any], snapshot: Said) -> None:
    def said(lang: Language) -> str:
        row = effect("clearly_worse", better=better, lang=lang, p_same=0.97, **expected)
        return " | ".join(
            (headline.lead(lang, "Randers", [row]), verdicts.effect_sentence(lang, row, points([25.1] * 6)))
        )

    assert in_both(said) == snapshot


QUIET = ("on_level", "cannot_tell", "too_few")


@pytest.mark.parametrize("first", QUIET)
def test_where_nothing_stands_out_the_lead_names_what_does_not(first: str, snapshot: Said) -> None:
    def lead(lang: Language, second: str | None) -> str:
        rows = [effect(first, lang=lang)]
        rows += [effect(second, lang=lang, **GRADE), effect("on_level", lang=lang)] if second else []
        counted = headline.headline(lang, "Randers", rows) if second else ""  # the one measure has been named
        assert headline.count(lang, "Randers", rows) == counted
        without = [effect("missing"), effect("missing")]
        if not second:
            missing = {"da": "To effektmål mangler tal.", "en": "Two effect measures have no figures."}
            assert headline.count(lang, "Randers", [*rows, *without]) == missing[lang.code]
        return headline.lead(lang, "Randers", rows)

    assert {second: in_both(lambda lang, second=second: lead(lang, second)) for second in (None, *QUIET)} == snapshot


def test_without_figures_to_name_the_count_is_the_lead() -> None:
    for rows in ([effect("missing")], [], [effect("too_few", reference=None)]):
        assert headline.lead(DANISH, "Randers", rows) == headline.headline(DANISH, "Randers", rows)
        assert headline.count(DANISH, "Randers", rows) == ""


@pytest.mark.parametrize(
    "sure",
    [
        [],
        [0.97],
        [0.9999],
        [0.96, 0.97, 0.95],
        [0.999, 0.999],
    ],
)  # fmt: skip
def test_how_many_clear_verdicts_are_expected_not_to_hold(sure: list[float], snapshot: Said) -> None:
    figures = [effect("clearly_better", p_same=p) if n else price(p_same=p) for n, p in enumerate(sure)]
    others = [effect("suggests_worse", p_same=0.8), effect("cannot_tell", p_same=0.5), effect("missing")]
    assert in_both(lambda lang: headline.expected_wrong(lang, [*figures, *others])) == snapshot


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_headline_without_figures(missing: int, snapshot: Said) -> None:
    effects = [effect("missing") for _ in range(missing)]
    assert in_both(lambda lang: headline.headline(lang, "Randers", effects)) == snapshot


@pytest.mark.parametrize("second", ["clearly_better", "cannot_tell"])
def test_a_municipality_outside_the_six_is_held_up_against_all_of_them(second: str, snapshot: Said) -> None:
    rows = [effect("clearly_better", **OUTSIDE), effect(second, **OUTSIDE)]
    assert in_both(lambda lang: headline.headline(lang, "Favrskov", rows)) == snapshot


FOUR_OF_FIVE = {"others_with_value": 4}


@pytest.mark.parametrize("verdict", ["clearly_worse", "cannot_tell"])
@pytest.mark.parametrize("seen_from", [{}, OUTSIDE | {"others_with_value": 5}], ids=["of the six", "outside"])
def test_a_mean_of_fewer_than_all_is_said_to_be_so(verdict: str, seen_from: dict[str, Any], snapshot: Said) -> None:
    """One of the others has no figure: a single measure says how many have; what speaks of several, of whom."""
    short = FOUR_OF_FIVE | seen_from
    whole = {**seen_from, "others_with_value": short.get("n_others", 5)}
    places = points([25.1, 14.6, None, 25.3, 24.2, 18.7])

    def said(lang: Language) -> dict[str, str]:
        row, other = effect(verdict, lang=lang, **short), effect(verdict, lang=lang, **{**GRADE, **whole})
        cost = price(lang=lang, is_told_apart=False, **whole)
        told = {
            "message": verdicts.effect_message(lang, row),
            "sentence": verdicts.effect_sentence(lang, row, places),
            "lead, first": headline.lead(lang, "Randers", [row, other]),
            "lead, second": headline.lead(lang, "Randers", [other, row]),
            "lead, both": headline.lead(lang, "Randers", [row, effect(verdict, lang=lang, **{**GRADE, **short})]),
            "count": headline.headline(lang, "Randers", [other, row]),
            "picture": drawings.notes(lang, row)[0],
            "plane": verdicts.plane_message(lang, effect("cannot_tell", lang=lang, **short), cost),
            "plane, price": verdicts.plane_message(
                lang, effect("cannot_tell", lang=lang, **whole), price(lang=lang, is_told_apart=False, **short)
            ),
        }
        return {name: text.replace(NBSP, " ") for name, text in told.items()}

    assert [said(lang) for lang in LANGUAGES] == snapshot


def test_measures_of_the_workplace_are_about_those_who_work_there(snapshot: Said) -> None:
    sick_days = effect("clearly_worse", service_area="workplace")
    assert in_both(lambda lang: headline.headline(lang, "Randers", [sick_days])) == snapshot
    assert "borgerne" in headline.headline(DANISH, "Randers", [sick_days, effect("clearly_better")])
    assert "citizens" in headline.headline(ENGLISH, "Randers", [sick_days, effect("clearly_better")])


WITHOUT_FIGURES = re.compile(r"(\w+) (?:effektmål mangler tal|effect measures? ha(?:s|ve) no figures)\.$")
OF_THE_GROUP = re.compile(r"\d+-byerne|de \w+ andre|the other \w+|the \w+ cities|\bthe one\b", re.I)


def counted(lang: Language, text: str) -> list[int]:
    """The numbers of a text, in digits or, under ten, in words."""
    words = {lang.counted(n): n for n in range(1, 10)}
    found = re.findall(rf"\b(?:\d+|{'|'.join(words)})\b", text, re.I)
    return [int(each) if each.isdigit() else words[each.lower()] for each in found]


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
    assert (counted(lang, absent[1])[0] if absent else 0) == verdicts.count("missing")
    known = [verdict for verdict in verdicts if verdict != "missing"]
    named = counted(lang, OF_THE_GROUP.sub("", WITHOUT_FIGURES.sub("", text)))
    if not known:
        assert named == []
    elif len(known) == 1:
        assert named == []
        assert ("det ene" if lang is DANISH else "the one") in text.lower()
    elif len(set(known)) == 1:
        # Of two it is said by a word of its own, where the language has one: "begge", "both", "neither".
        of_both = re.search(r"\b(?:begge|both|neither)\b", text, re.I) is not None
        assert of_both <= (len(known) == 2)
        assert named == ([] if of_both else [len(known)])
    else:
        parts = [known.count(verdict) for verdict in VERDICTS if verdict in known]
        assert sorted(named) == sorted([*parts, len(known)])
        # Unless citizens are clearly better off on some and clearly worse off on others, none is said of one or both.
        assert len(re.findall(r"\b(?:ingen|none)\b", text, re.I)) == (
            not {"clearly_better", "clearly_worse"} <= set(known)
        )


# --- Prices -----------------------------------------------------------------------------------------------------------


STANDINGS = [
    # Of the others lower, higher, and how many there are.
    *((5, 0, 5), (0, 5, 5), (4, 1, 5), (1, 4, 5), (2, 2, 5), (0, 0, 5), (3, 0, 3), (0, 1, 1), (1, 0, 1), (None,) * 3)
]


@pytest.mark.parametrize("seen_from", [{}, OUTSIDE], ids=["of the six", "outside"])
def test_where_a_price_stands_among_the_others(seen_from: dict[str, Any], snapshot: Said) -> None:
    said = {}
    for lower, higher, among in STANDINGS:
        row = price(others_lower=lower, others_higher=higher, others_with_value=among, **seen_from)
        said[lower, higher, among] = in_both(lambda lang, row=row: beside.standing(lang, row))
    assert said == snapshot


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"gap_pct": -12.0},
        {"is_told_apart": False},
        {"gap_pct": 0.04, "is_told_apart": False},
        {"others_lower": 5, "others_higher": 0, "others_with_value": 5},
        {"verdict": "too_few", "others_lower": 1, "others_higher": 4, "others_with_value": 5},
        {"verdict": "too_few", "others_lower": 1, "others_higher": 3, "others_with_value": 4},
        OUTSIDE,
        OUTSIDE | {"others_lower": 1, "others_higher": 3, "others_with_value": 4},
    ],
)
def test_price_clause(changes: dict[str, Any], snapshot: Said) -> None:
    def clause(lang: Language) -> str:
        return headline.price_clause(lang, [effect("clearly_better", lang=lang)], [price(lang=lang, **changes)])

    assert in_both(clause) == snapshot


def test_a_price_told_apart_is_named_before_a_newer_one_that_is_not() -> None:
    told, unclear = {"is_told_apart": True}, {"is_told_apart": False}
    rows = [
        price("new_unclear", year=2025, **unclear),
        price("old_told", year=2022, **told),
        price("new_told", year=2023, **told),
        price("as_new_but_later_in_the_catalogue", year=2023, **told),
    ]

    def first(*prices: Price) -> str:
        lead = choices.lead_price([effect("clearly_better")], prices)
        return lead.indicator_id if lead else ""

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

    def main(*prices: Price) -> str:
        row = choices.main_price([effect("clearly_better")], prices)
        return row.indicator_id if row else ""

    assert main(unpaired, older, unclear, told) == "unclear"
    assert main(told, unclear) == "told"  # equally new: the catalogue's first
    assert main(unpaired) == main() == ""


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


@pytest.mark.parametrize(
    "others",
    [
        [],
        [(9, False), (-9, False), (None, False)],
        [(0.04, True)],
        [(9, True), (-9, False)],
        [(9, True), (None, False)],
        [(-9, True), (9, False)],
        # A price with a figure that nobody else has is one more.
        [(9, True), ("alone", False)],
        [(9, True), (8, True)],
        [(-9, True), (-8, True)],
        [(9, True), (-8, True), (-7, True)],
    ],
)  # fmt: skip
def test_prices_that_differ_clearly_are_named_after_the_first(
    others: list[tuple[float | str | None, bool]], snapshot: Said
) -> None:
    def further(name: str, gap: float | str | None, told: bool, lang: Language) -> Price:
        own = {"title": f"P{name}", **({"value": None} if gap is None else {})}
        return price(name, None if isinstance(gap, str) else gap, lang, is_told_apart=told, **own)

    def clause(lang: Language) -> str:
        more = [further(str(n), gap, told, lang) for n, (gap, told) in enumerate(others)]
        first = headline.price_clause(lang, [effect("clearly_better", lang=lang)], [price(lang=lang)])
        return headline.price_clause(lang, [effect("clearly_better", lang=lang)], [price(lang=lang), *more])[
            len(first) :
        ]

    assert in_both(clause) == snapshot


def test_a_price_that_differs_is_named_though_no_effect_has_a_figure_beside_it(snapshot: Said) -> None:
    def clause(lang: Language) -> str:
        hidden = price("hidden", 9, lang, paired_effects=("unknown",), title="P")
        return headline.price_clause(lang, [effect("clearly_better", lang=lang)], [price(lang=lang), hidden])

    assert in_both(clause) == snapshot


def per_child(lang: Language, **changes: Any) -> Price:
    per_what = {"da": "pr. 6-16-årig", "en": "per child aged 6-16"}
    title = {"da": "Folkeskole: udgift pr. 6-16-årig", "en": "School: cost per child aged 6-16"}
    own = {"title": title, "per_what": per_what, "per_inhabitant_id": "cost"}
    return price("per_child", -12.2, lang, **{"year": 2024, "is_told_apart": False, **own, **changes})


def test_no_price_without_an_effect_with_a_figure_beside_it() -> None:
    assert headline.price_clause(DANISH, [effect("missing")], [price()]) == ""
    assert headline.price_clause(DANISH, [effect("clearly_better", "other")], [price()]) == ""
    assert headline.price_clause(DANISH, [effect("clearly_better")], [price(value=None, gap_pct=None)]) == ""


def test_where_no_effect_has_a_figure_the_firmest_price_is_named_after_that_is_said(snapshot: Said) -> None:
    unclear, told = {"is_told_apart": False, "year": 2025}, {"is_told_apart": True, "year": 2023}

    def alone(lang: Language) -> str:
        prices = [price("new", lang=lang, **unclear), price("told", lang=lang, title="P", **told)]
        return headline.price_alone(lang, [effect("missing", lang=lang)], prices)

    assert in_both(alone) == snapshot
    assert alone(DANISH).startswith("P: ")
    assert headline.price_alone(DANISH, [effect("missing"), effect("clearly_better", "other")], [price()]) == ""
    assert headline.price_alone(DANISH, [effect("missing")], [price(value=None, gap_pct=None)]) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"gap_pct": -3.5},
        {"verdict": "suggests_higher"},
        {"verdict": "too_few"},
        {"verdict": "on_level"},
        {"gap_pct": 0.0},
        {"is_told_apart": False},
        {"gap_pct": -3.5, "is_told_apart": False},
        OUTSIDE,
        {"gap_pct": None},
        {"value": None, "gap_pct": None, "missing_reason": "source_absent"},
        {"others_with_value": 4},
    ],
)  # fmt: skip
def test_price_message(changes: dict[str, Any], snapshot: Said) -> None:
    assert in_both(lambda lang: verdicts.price_message(lang, price(lang=lang, **changes))) == snapshot


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (3.54, True),
        (-3.54, False),
        (0.04, False),
    ],
)
def test_price_words(gap: float, told: bool, snapshot: Said) -> None:
    row = price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: beside.price_words(lang, row)) == snapshot


@pytest.mark.parametrize(
    "changes",
    [
        {"reference_weighted": 6600},
        {"others_lower": 5, "others_higher": 0, "others_with_value": 5},
        OUTSIDE,
        {"reference_unweighted": None},
        {"value": None},
        {"others_lower": 1, "others_higher": 3, "others_with_value": 4, "reference_weighted": 6500},
    ],
)  # fmt: skip
def test_price_sentence(changes: dict[str, Any], snapshot: Said) -> None:
    assert in_both(lambda lang: verdicts.price_sentence(lang, price(lang=lang, **changes))) == snapshot


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
    "verdict",
    [
        "clearly_better",
        "clearly_worse",
        "suggests_better",
        "suggests_worse",
        "on_level",
        "cannot_tell",
        "too_few",
        "missing",
    ],
)  # fmt: skip
def test_effect_message(verdict: str, snapshot: Said) -> None:
    for row in (effect(verdict), effect(verdict, **OUTSIDE)):
        assert in_both(lambda lang, row=row: verdicts.effect_message(lang, row)) == snapshot
    assert in_both(lambda lang: verdicts.verdict_words(lang, row)) == snapshot


@pytest.mark.parametrize(
    ("row", "values"),
    [
        pytest.param(
            effect("cannot_tell", p_same=0.613), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            id="lower is better",
        ),
        pytest.param(
            effect("clearly_better", better="higher"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            id="higher is better",
        ),
        pytest.param(
            effect("on_level", better="neutral"), [25.1, 14.6, 14.0, 25.3, 24.2, 18.7],
            id="neither is better",
        ),
        pytest.param(
            effect("on_level"), [18.74, 18.66, None, 18.7, 19.9, 18.7],
            id="by the values as shown",
        ),
        pytest.param(effect("missing", missing_note="Kræver en nøgle."), [None] * 6, id="the catalogue's own note"),
        pytest.param(effect("missing"), [None] * 6, id="missing"),
    ],
)  # fmt: skip
def test_effect_sentence(row: Effect, values: list[float | None], snapshot: Said) -> None:
    assert in_both(lambda lang: verdicts.effect_sentence(lang, row, points(values))) == snapshot


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"p_same": 0.9949},
        {"p_same": 0.995},
        {"p_same": 0.9, "pool": "survey"},
        {"p_same": 0.6, "verdict": "on_level"},
        {"verdict": "too_few"},
        {"verdict": "too_few", "held_back_by": "peers"},
        {"p_same": 0.96, "held_back_by": "rounding"},
        {"held_back_by": "latest"},
        {"held_back_by": "smallest_difference"},
        {"held_back_by": "scores"},
        {"p_same": 0.97, "held_back_by": "alike"},
    ],
)  # fmt: skip
def test_a_verdict_says_how_sure_it_is_and_why_no_more_is_said(changes: dict[str, Any], snapshot: Said) -> None:
    given = {"verdict": "cannot_tell", **changes}
    alike = effect(given["verdict"], **{k: v for k, v in given.items() if k != "verdict"}), price(**given)
    sure, as_sure = (in_both(lambda lang, row=row: verdicts.how_sure(lang, row)) for row in alike)
    assert sure == as_sure == snapshot
    # After what it is held up against, before who has no figure.
    cities = points([25.1, None, 14.0, 25.3, 24.2, 18.7])
    said = verdicts.effect_sentence(DANISH, alike[0], cities).replace(NBSP, " ")
    assert said.endswith(" ".join(filter(None, ("Odense.", sure[0], "Uden tal: Aarhus."))))


@pytest.mark.parametrize(
    ("scope_id", "scope"),
    [
        ("school_cost_per_pupil", {"da": "Skole: udgift pr. elev", "en": "School: cost per pupil"}),
        ("with_overhead", None),
        # A scope that the list of indicators does not have is none the less not overhead.
        ("unlisted", None),
    ],
)  # fmt: skip
def test_a_price_that_turns_with_the_scope_says_with_which(
    scope_id: str, scope: dict[str, str] | None, snapshot: Said
) -> None:
    def said(lang: Language) -> str:
        turning = {"turning_scope_id": scope_id, "turning_scope": scope}
        row = price(lang=lang, is_told_apart=False, held_back_by="scopes", **turning)
        return verdicts.price_sentence(lang, row)

    assert in_both(said) == snapshot


def over_years(
    values: dict[int, list[float | None]],
    limits: tuple[float | None, float | None] = (None, None),
    outside: bool = False,
    **changes: Any,
) -> list[SeriesPoint]:
    own: dict[str, Any] = {
        "lower_limit": limits[0],
        "upper_limit": limits[1],
        "signal_outside": outside,
        "is_corrected": False,
    }
    return [
        SeriesPoint(**vars(replace(p, year=year, **changes)), **own)
        for year, row in values.items()
        for p in points(row)
    ]


FIRST, LAST = [20.0, 19.0, 18.0, 17.0, 16.0, 15.0], [25.1, 14.6, 14.0, 25.3, 24.2, 18.7]
NONE: list[float | None] = [None] * 6


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        pytest.param({2025: LAST, 2018: FIRST}, None, id="both"),
        pytest.param({2018: FIRST, 2025: LAST}, (12.0, 18.7, False), id="within"),
        pytest.param({2018: FIRST, 2025: LAST}, (12.0, 18.6, True), id="outside"),
        # With one decimal both 18.68 and 18.65 are 18.7; with two both 11.996 and 11.999 are 12.00.
        pytest.param({2018: FIRST, 2025: [*LAST[:5], 18.68]}, (12.0, 18.65, True),
                     id="one more decimal"),
        pytest.param({2025: [*LAST[:5], 11.996]}, (11.999, 18.65, True), id="two more decimals"),
        # No more than two, and no more than usual where nothing is hidden.
        pytest.param({2025: [*LAST[:5], 18.6502]}, (12.0, 18.6501, True), id="at most two more"),
        pytest.param({2025: [*LAST[:5], 18.6501]}, (12.0, 18.6502, False), id="just within"),
        pytest.param({2018: FIRST, 2025: [25.1, *NONE[1:]]}, None, id="one of each"),
        pytest.param({2025: [25.1, None, 14.0, *NONE[3:5], 18.7]}, None, id="some of the others"),
        pytest.param({2018: [*FIRST[:5], None], 2025: [*LAST[:5], None]}, (1.0, 2.0, True), id="the others only"),
        pytest.param({2018: FIRST, 2025: [*NONE[:5], 18.7]}, None, id="ours only"),
        pytest.param({2018: NONE}, None, id="missing"),
    ],
)  # fmt: skip
def test_a_trend_is_described_by_its_figures(
    values: dict[int, list[float | None]], limits: tuple[float, float, bool] | None, snapshot: Said
) -> None:
    row = effect("clearly_better")
    (country, *_) = over_years({2025: LAST}, name="Aabenraa", is_compared=False, value=99.0)
    low, high, outside = limits or (None, None, False)
    series = [*over_years(values, (low, high), outside), country]
    assert in_both(lambda lang: drawings.trend_description(lang, row, series)) == snapshot
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
    "latest",
    [
        [6000.0] * 5 + [7000.0],
        [6000.0] * 4 + [None, 7000.0],
        [None] * 5 + [7000.0],
    ],
)  # fmt: skip
def test_a_trend_in_kroner_seen_from_outside_the_six(latest: list[float | None], snapshot: Said) -> None:
    def said(lang: Language) -> str:
        row = price(lang=lang, municipality_name="Favrskov", **OUTSIDE)
        series = [replace(p, is_own=False) for p in over_years({2023: [5000.0] * 6, 2024: latest})]
        ours = [replace(series[0], name="Favrskov", is_compared=False, is_own=True, value=6543.2)]
        return drawings.trend_description(lang, row, [*series, *ours])

    assert in_both(said) == snapshot


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
    ("verdict", "gap", "told"),
    [
        ("clearly_better", 3, True),
        ("clearly_better", -3, True),
        ("clearly_worse", 3, True),
        ("clearly_worse", -3, True),
        ("clearly_better", 3, False),
        ("clearly_worse", 3, False),
        ("suggests_better", 3, True),
        ("cannot_tell", -3, True),
        ("suggests_worse", -3, False),
    ],
)  # fmt: skip
def test_a_corner_is_named_only_when_both_can_be_told(verdict: str, gap: float, told: bool, snapshot: Said) -> None:
    pair = effect(verdict), price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: verdicts.plane_message(lang, *pair)) == snapshot


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("side", ["above", "below", "cannot_tell"])
@pytest.mark.parametrize(("gap", "told"), [(3, True), (-3, True), (3, False)])
def test_held_against_conditions_the_effect_is_named_by_its_side_of_them(
    better: str, side: str, gap: float, told: bool, snapshot: Said
) -> None:
    """What the verdict beside the others says of the effect is not what this drawing shows, and not said."""
    shown = effect("clearly_worse", better=better, expected=18.2, against_expected=side)
    pair = shown, price(gap_pct=gap, is_told_apart=told)
    assert in_both(lambda lang: verdicts.plane_message_by_conditions(lang, *pair)) == snapshot


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


def test_an_area_has_one_plane_for_its_main_price() -> None:
    """The newest leads, whichever can be told apart; there is none where it is too far from every effect."""

    def shown(*prices: Price) -> str | None:
        found = effect_price_plane.pair([effect("clearly_better")], prices)
        return found[1].indicator_id if found else None

    assert shown(price("newest", year=2025, is_told_apart=False), price("told")) == "newest"
    assert shown(price("too_new", year=2028), price("told")) is None
    assert shown() is None


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
    ("effects", "prices"),
    [
        pytest.param(
            [("clearly_worse", "absence", {}), ("missing", "m", {"title": WELLBEING})],
            [{}],
            id="bad",
        ),
        pytest.param(
            [("clearly_better", "absence", {"title": NEET})],
            [{"is_told_apart": False}],
            id="good",
        ),
        pytest.param(
            [("cannot_tell", "absence", {"title": SFO, **OUTSIDE})],
            [{"is_told_apart": False, **OUTSIDE}],
            id="cannot tell, outside the six",
        ),
        pytest.param(
            [],
            [],
            id="nothing",
        ),
    ],
)
def test_three_questions(
    effects: list[tuple[str, str, dict[str, Any]]],
    prices: list[dict[str, Any]],
    snapshot: Said,
) -> None:
    cities = points([25.1, 14.6, 14.0, 25.3, 24.2, 18.7])
    for lang in LANGUAGES:
        own = [effect(verdict, name, lang, **changes) for verdict, name, changes in effects]
        assert questions.questions(lang, own, [price(lang=lang, **row) for row in prices], cities) == snapshot


@pytest.mark.parametrize(
    ("effects", "changes"),
    [
        pytest.param(
            ["missing"], [{"value": None}],
            id="no figure",
        ),
        pytest.param(
            ["missing"], [{}, {"value": None}],
            id="no effect to stand beside",
        ),
        pytest.param(
            ["on_level"], [{"gap_pct": None, **OUTSIDE}],
            id="nobody to compare with",
        ),
    ],
)  # fmt: skip
def test_a_known_price_is_never_asked_to_be_computed(
    effects: list[str], changes: list[dict[str, Any]], snapshot: Said
) -> None:
    def asked(lang: Language) -> str:
        own = [effect(verdict, lang=lang) for verdict in effects]
        return questions.questions(lang, own, [price(lang=lang, **row) for row in changes], [])[1]

    assert in_both(asked) == snapshot


VERDICTS_OF_EFFECTS = ("clearly_worse", "suggests_better", "on_level", "cannot_tell", "too_few", "missing")
ORDERS = ("Skal ", "Bør ", "Må ", "Vil ", "Hvornår ", "Hvem ")
"""How a question begins whose answer is an order, or the name of somebody to give one to."""


@pytest.mark.parametrize("second", VERDICTS_OF_EFFECTS)
@pytest.mark.parametrize("first", VERDICTS_OF_EFFECTS)
def test_the_questions_are_three_of_different_kinds_and_none_asks_for_an_order(first: str, second: str) -> None:
    """One of an effect, one of the price, one of what is measured, whatever the figures are."""
    prices: list[list[dict[str, Any]]] = [[], [{}], [{"is_told_apart": True}], [{"value": None}], [{"gap_pct": None}]]
    for rows in prices:
        own = [effect(first, "en"), effect(second, "to")]
        asked = questions.questions(
            DANISH, own, [price(**row) for row in rows], points([25.1, 14.6, 14.0, 25.3, 24.2, 18.7])
        )
        assert len(set(asked)) == 3
        assert [text for text in asked if not text.endswith("?") or text.startswith(ORDERS)] == []
        of_an_effect, of_the_price, of_measuring = asked
        assert "pris" not in of_an_effect
        assert re.search("pris|penge", of_the_price)
        assert re.search("måle|kendte", of_measuring)


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
    ("verdict", "changes"),
    [
        ("on_course", {}),
        ("off_course", {"way_covered_pct": -10}),
        ("cannot_tell", {"way_covered_pct": None}),
        ("too_few_figures", {"projected_lower": None}),
        ("reached", {}),
        ("not_reached", {"projected_upper": None, "way_covered_pct": None}),
        ("missing", {"projected_lower": None}),
    ],
)  # fmt: skip
def test_a_target_says_who_decided_it_and_where_the_course_leads(
    verdict: str, changes: dict[str, Any], snapshot: Said
) -> None:
    progress = replace(
        TargetProgress(
            indicator_id="absence",
            target_year=2028,
            target=14,
            decided_by="Byrådet",
            decided_on=dt.date(2021, 10, 14),
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
    assert (
        in_both(lambda lang: verdicts.target_sentences(lang, progress, effect("clearly_better", lang=lang))) == snapshot
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


def test_a_figure_that_only_one_has_is_shown_and_not_called_missing() -> None:
    own = effect("alone", reference=None, gap=None, zone_low=None, zone_high=None)
    assert verdicts.effect_message(DANISH, own) == "Ingen at sammenligne med: de fem andre har intet tal"
    assert verdicts.verdict_words(DANISH, own) == "ingen at sammenligne med"
    beside_it = points([None, None, None, None, None, 14.6])
    said = verdicts.effect_sentence(DANISH, own, beside_it)
    assert said == "Uden tal: København, Aarhus, Odense, Aalborg og Esbjerg."
    assert headline.headline(DANISH, "Randers", [own]) == (
        "Siden kan endnu ikke sige, hvordan borgerne i Randers er stillet. Ét effektmål har ingen at sammenligne med."
    )
    told = headline.headline(DANISH, "Randers", [effect("clearly_better"), own, effect("missing")])
    assert told.startswith("På det ene effektmål med tal er borgerne i Randers klart bedre stillet end")
    assert told.endswith("Ét effektmål har ingen at sammenligne med. Ét effektmål mangler tal.")


def test_a_figure_on_a_corrected_cell_says_so_wherever_its_sentence_stands() -> None:
    said = "Tallet bygger på en rettet kildecelle."
    assert verdicts.effect_sentence(DANISH, effect("clearly_better", is_corrected=True), []).endswith(said)
    assert verdicts.price_sentence(DANISH, price(is_corrected=True)).endswith(said)
    assert verdicts.price_sentence(DANISH, price(is_corrected=True, reference_unweighted=None)).endswith(said)
    own = verdicts.effect_sentence(DANISH, effect("clearly_better"), []) + verdicts.price_sentence(DANISH, price())
    assert said not in own
