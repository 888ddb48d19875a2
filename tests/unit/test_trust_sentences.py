"""What pages say of demands, readings, practice, help and stakeholders: each rule in its good, bad and empty case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboards.language import DANISH, ENGLISH
from dashboards.rows.indicator import PeerResult
from dashboards.rows.provenance import Correction
from dashboards.rows.trust import Burden, BurdenFrom, Coverage, Demand, HelpOffer, Reading, TrustSpace
from dashboards.words import trust as trust_sentences

NBSP = "\u00a0"

AREA = Burden(
    service_area="school",
    effect_count=2,
    demand_count=0,
    due_count=0,
    own_choice_count=0,
    hours_per_year=0,
    hours_own_choice=0,
    hours_returned=0,
    full_time_equivalents=0,
    full_time_hours=1924,
)
ASKED = replace(AREA, effect_count=1, demand_count=2, hours_per_year=1924, full_time_equivalents=1)


def test_without_demands_there_is_no_share() -> None:
    """100 per cent of an empty list would sound like a result."""
    assert trust_sentences.effect_share(DANISH, [AREA]) == ""
    (only,) = trust_sentences.burden(DANISH, "Randers", [AREA, AREA])
    assert only == (
        "Andelen af effektmål kan ikke opgøres endnu: Randers har ingen styringskrav på "
        "positivlisten. En tom liste betyder ikke, at der ingen krav er. De føres ind, når byrådet har besluttet dem."
    )
    (english,) = trust_sentences.burden(ENGLISH, "Randers", [AREA])
    assert english.endswith(
        "An empty list does not mean that there are no demands. They are entered once the council has decided them."
    )


def test_the_share_is_over_all_areas() -> None:
    assert trust_sentences.effect_share(DANISH, [AREA, ASKED]) == f"60{NBSP}%"
    assert trust_sentences.burden(DANISH, "Randers", [AREA, ASKED]) == [
        "af det, vi følger, er effektmål: 3 effektmål med tal, mål af det samme talt hver for sig, og 2 styringskrav.",
        "Kravene koster 1.924 timer om året, svarende til 1,0 årsværk på 1.924 timer.",
        "Ingen krav skal gennemgås inden for tre måneder.",
    ]


def test_the_sentence_names_the_hours_the_mart_counted_with() -> None:
    shorter = replace(ASKED, hours_per_year=1872, full_time_hours=1872)
    said = trust_sentences.burden(DANISH, "Randers", [shorter])
    assert said[1] == "Kravene koster 1.872 timer om året, svarende til 1,0 årsværk på 1.872 timer."


def test_what_demands_cost_is_told_from_its_first_day_to_its_latest() -> None:
    first = BurdenFrom(
        name="Randers",
        service_area=None,
        area_title="Hele kommunen",
        from_day=date(2024, 12, 30),
        demand_count=1,
        hours_per_year=600,
        hours_returned=0,
        effect_share_pct=95,
    )
    latest = replace(first, from_day=date(2026, 9, 1), hours_per_year=830, hours_returned=900)
    assert trust_sentences.burden_over_time(DANISH, "Randers", first, latest) == (
        "Randers: 830 timer om året fra 1. september 2026. Fra 30. december 2024 var det 600. I alt er 900 timer om "
        "året givet tilbage til kerneopgaven."
    )
    assert trust_sentences.burden_over_time(ENGLISH, "Randers", first, first) == (
        "Randers: 600 hours a year from 30 December 2024."
    )


def test_one_demand_is_told_in_the_singular() -> None:
    one = replace(ASKED, demand_count=1, due_count=1, own_choice_count=1, hours_own_choice=10, hours_returned=3)
    assert trust_sentences.burden(DANISH, "Randers", [one])[2:] == [
        "Ét krav skal gennemgås nu eller inden for tre måneder.",
        "Ét krav er kommunens eget valg og kan falde bort ved egen beslutning: 10 timer om året.",
        "3 timer om året er givet tilbage til kerneopgaven.",
    ]


DEMAND = Demand(
    indicator_id="plan",
    kind="process",
    title="Plan",
    municipality_name="Randers",
    area_title="Skole",
    basis="law",
    legal_basis="Lov",
    justification="Grund.",
    owner="Skolechefen",
    since=date(2025, 3, 1),
    review_by=date(2027, 3, 1),
    state="stands",
    decision=None,
    hours_per_year=60,
    hours_returned=0,
    measure=None,
    measured=None,
    measured_year=None,
    measured_unit=None,
    measured_decimals=None,
)


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        (DEMAND, "Kravet står ved magt. Gennemgås senest 1. marts 2027. 60 timer om året."),
        (
            replace(DEMAND, state="overdue", decision="simplify", hours_returned=20),
            "Kravet skulle have været gennemgået (forenklet ved seneste gennemgang). Gennemgås senest 1. marts 2027. "
            "60 timer om året. 20 timer om året er givet tilbage til kerneopgaven.",
        ),
        (
            replace(DEMAND, state="dropped", decision="drop", hours_per_year=0, hours_returned=60),
            "Kravet er afskaffet. 60 timer om året er givet tilbage til kerneopgaven.",
        ),
    ],
)
def test_a_demand_says_where_it_stands(demand: Demand, said: str) -> None:
    assert trust_sentences.demand(DANISH, demand) == f"Ejer: Skolechefen. Siden 1. marts 2025. {said}"


SPACE = TrustSpace(
    service_area="school", area_title="Skole", task="legal", limits="Loven.", process_ceiling=2, process_count=0
)


@pytest.mark.parametrize(
    ("space", "said"),
    [
        (SPACE, "Rammerne er mest lovbestemte. Loven. Højst 2 procesmål må stå på positivlisten; der står ingen."),
        (
            replace(SPACE, task="economic", process_ceiling=1, process_count=1),
            "Rammerne er mest økonomiske. Loven. Højst ét procesmål må stå på positivlisten; der står 1.",
        ),
        (
            replace(SPACE, task="professional", process_ceiling=0),
            "Rammerne er mest faglige. Loven. Intet procesmål må stå på positivlisten.",
        ),
        (
            replace(SPACE, task=None, process_ceiling=None),
            "Tillidsrummet er ikke beskrevet endnu.",
        ),
    ],
)
def test_a_trust_space_says_what_bounds_it(space: TrustSpace, said: str) -> None:
    assert trust_sentences.trust_space(DANISH, space) == said


def test_two_texts_by_one_hand_are_one_view() -> None:
    anna = Reading(author="Anna", role="Leder", written_on=date(2026, 2, 3), language="da", text="A")
    assert trust_sentences.readings_missing(DANISH, []) == (
        "Ingen har endnu skrevet under på en læsning af tallene. Der ønskes mindst to, fra hver sin person. En læsning "
        "er en kort tekst med navn, rolle og dato fra en, der kender området; den vises, som den er skrevet."
    )
    assert trust_sentences.readings_missing(ENGLISH, []).endswith(
        "A reading is a short text with name, role and date by someone who knows the area; it is shown as it is "
        "written."
    )
    assert trust_sentences.readings_missing(DANISH, [anna, anna]).startswith("Her mangler endnu en læsning")
    assert trust_sentences.readings_missing(DANISH, [anna, replace(anna, author="Bo")]) == ""


PEER = PeerResult(
    indicator_id="absence",
    kind="effect",
    slug="absence",
    title="Fravær",
    unit="%",
    unit_measure="pct",
    decimals=1,
    effect_year=2025,
    value=18.7,
    price_title="Skole: udgift pr. elev",
    price_year=2024,
    other_code="461",
    other_name="Odense",
    other_value=14.0,
    price_difference_pct=-11.004,
    is_ahead=True,
)


def test_nobody_ahead_is_said_and_nobody_behind_is_named() -> None:
    behind = replace(PEER, other_code="101", other_name="København", other_value=25, is_ahead=False)
    said = trust_sentences.better_performers(DANISH, [behind])
    assert "Ingen er klart bedre til en lavere eller lignende pris." in said
    assert "København" not in said
    assert trust_sentences.notes_missing(DANISH, [behind], []) == ""
    both = trust_sentences.better_performers(DANISH, [behind, PEER])
    assert f"Klart bedre til en lavere eller lignende pris: Odense (14,0{NBSP}%, prisen er 11,0{NBSP}% lavere)." in both
    assert trust_sentences.notes_missing(DANISH, [behind, PEER], []) == "Hvad Odense gør, er ikke beskrevet endnu."


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (0.049, "samme pris"),
        (-0.049, "samme pris"),
        (0, "samme pris"),
        (0.06, f"prisen er 0,1{NBSP}% højere"),
        (-0.06, f"prisen er 0,1{NBSP}% lavere"),
    ],
)
def test_a_price_that_differs_by_less_than_is_shown_is_the_same(difference: float, words: str) -> None:
    said = trust_sentences.better_performers(DANISH, [replace(PEER, price_difference_pct=difference)])
    assert f"Odense (14,0{NBSP}%, {words})." in said


def test_help_is_worded_as_an_offer_with_or_without_a_contact() -> None:
    offer = HelpOffer(
        municipality_slug="randers",
        is_compared=True,
        group="6-byerne",
        n_others=5,
        area_slug="skole",
        area_title="Skole",
        title="Fravær",
        first_year=2022,
        latest_year=2024,
        measurements=3,
        is_modelled=True,
        contact=None,
    )
    modelled = trust_sentences.help_offer(DANISH, [offer, offer])
    assert "Det ventede er regnet ud fra kommunens vilkår. Området kan få hjælp, hvis det ønsker det." in modelled
    assert modelled.endswith("Der er endnu ikke oplyst en kontakt.")
    mixed = trust_sentences.help_offer(DANISH, [replace(offer, contact="Staben", is_modelled=False), offer])
    assert "hvor det ikke kan lade sig gøre, fra de fem andre" in mixed
    assert mixed.endswith("Kontakt: Staben.")
    outside = trust_sentences.help_offer(DANISH, [replace(offer, is_modelled=False, is_compared=False, n_others=6)])
    assert "kommunens vilkår, og hvor det ikke kan lade sig gøre, fra 6-byerne." in outside


def test_coverage_names_the_gaps_only_where_there_are_any() -> None:
    row = Coverage(
        stakeholder="pupils",
        title="Elever",
        service_area="school",
        area_title="Skole",
        effect_count=2,
        effects_with_figures=1,
    )
    assert trust_sentences.coverage(DANISH, [row]) == ["1 af 1 interessenter har mindst ét effektmål med tal."]
    elsewhere = replace(row, service_area="health", effects_with_figures=0)
    assert len(trust_sentences.coverage(DANISH, [elsewhere, row])) == 1
    unmeasured = replace(elsewhere, stakeholder="kin", title="Pårørende")
    nobody = replace(
        row, stakeholder="firms", title="Firmaer", service_area=None, effect_count=0, effects_with_figures=0
    )
    assert trust_sentences.coverage(DANISH, [row, unmeasured, nobody]) == [
        "1 af 3 interessenter har mindst ét effektmål med tal.",
        "Uden et eneste effektmål: firmaer.",
        "Kun effektmål uden tal: pårørende.",
    ]


def test_a_correction_says_what_was_used_and_where_it_stands() -> None:
    correction = Correction(
        publisher="Udgiver",
        publisher_table="T",
        area_name="Randers",
        period="2024",
        codes=None,
        measures=None,
        expected_value=25,
        expected_marker=None,
        value=52,
        missing_reason=None,
        reason="Kommafejl",
        evidence="Notat",
        reviewed_by="Kontoret",
        reviewed_on=date(2026, 2, 3),
        status="reported",
        state="outdated",
        figure_count=0,
    )
    assert trust_sentences.correction(DANISH, correction) == (
        "I kildens fil stod 25; i stedet bruges 52. Kommafejl. Grundlag: Notat. Vurderet af Kontoret den 3. februar "
        "2026; fejlen er meldt til kilden. Rettelsen bruges ikke mere, for kilden siger nu noget andet. Tallet indgår "
        "ikke i noget tal på siderne."
    )
    missing = replace(correction, value=None, missing_reason="suspected_error", expected_marker="..", figure_count=3)
    said = trust_sentences.correction(DANISH, missing)
    assert "stod ..; i stedet regnes tallet for at mangle: kildens tal er formentlig forkert." in said
    assert "Tallet indgår i 3 tal på siderne." in said


def test_a_demand_in_force_tells_the_figure_of_the_measure_that_follows_it() -> None:
    figure = {"measure": "Sagsbehandlingstid i byggesager", "measured": 55, "measured_year": 2024}
    found = replace(DEMAND, **figure, measured_unit="dage", measured_decimals=0)
    assert trust_sentences.demand(DANISH, found).endswith("Sagsbehandlingstid i byggesager (dage): 55 i 2024.")
    assert "Sagsbehandlingstid" not in trust_sentences.demand(DANISH, DEMAND)
