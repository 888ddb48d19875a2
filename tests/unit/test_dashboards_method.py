"""What an indicator's own page says of certainty, expectation, scopes and parts, and that it is silent without rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboards import build_site, method_sentences
from dashboards.figures import GapParts
from dashboards.language import DANISH
from tests.browser.invented import SIX, invented

TITLES = ("Hvor sikkert er tallet?", "Hvad kunne man vente?", "Afgrænsning og fuld omkostning", "Pris, dækning og")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("method")
    build_site(invented().write(folder / "warehouse.duckdb"), folder / "site", cache=folder / "cache")
    return folder


def text_of(folder: Path, path: str) -> str:
    return (folder / "site" / path / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("gap", "price", "coverage", "mix", "sentence"),
    [
        (493.35, -618.24, 1111.59, 0, "493 kr. mere pr. indbygger end de fem andre tilsammen: "
         "prisen trækker 618 kr. ned, dækningen 1.112 kr. op."),
        (-1158.85, -841.83, -317.02, 0, "1.159 kr. mindre pr. indbygger end de fem andre tilsammen: "
         "prisen trækker 842 kr. ned, dækningen 317 kr. ned."),
        (30, 10, 0.2, 20, "30 kr. mere pr. indbygger end de fem andre tilsammen: "
         "prisen trækker 10 kr. op, sammensætningen 20 kr. op."),
        (0.4, -10, 10.4, 0, "lige så meget pr. indbygger som de fem andre tilsammen: "
         "prisen trækker 10 kr. ned, dækningen 10 kr. op."),
        (0, 0, 0, 0, "lige så meget pr. indbygger som de fem andre tilsammen."),
    ],
)  # fmt: skip
def test_parts_of_a_gap(gap: float, price: float, coverage: float, mix: float, sentence: str) -> None:
    row = GapParts(
        decomposition_id="primary_school",
        title="Folkeskole",
        counts="users",
        indicator_id="x",
        kind="unit_price",
        paired_effects=(),
        municipality_code="730",
        name="Randers",
        year=2021,
        n_peers=5,
        cost_dkk_per_inhabitant=6154,
        reference_dkk_per_inhabitant=6154 - gap,
        gap_dkk_per_inhabitant=gap,
        price_effect_dkk_per_inhabitant=price,
        coverage_effect_dkk_per_inhabitant=coverage,
        mix_effect_dkk_per_inhabitant=mix,
        seen_from_six=True,
        coverage_pct=12.4,
        reference_coverage_pct=10.3,
    )
    assert method_sentences.parts_sentence(DANISH, row).replace("\u00a0", " ") == f"Randers, 2021: {sentence}"
    for peers, seen_from_six, others in (
        (6, False, "de seks byer"),
        (5, False, "5 af de seks byer"),
        (4, True, "de 4 andre"),
    ):
        other = replace(row, n_peers=peers, seen_from_six=seen_from_six)
        assert method_sentences.parts_sentence(DANISH, other).replace("\u00a0", " ") == (
            f"Randers, 2021: {sentence.replace('de fem andre', others)}"
        )


def test_certainty_is_told_with_interval_verdict_and_place(folder: Path) -> None:
    html = text_of(folder, "tal/absence")
    assert "95 %-interval" in html
    assert "<td>17,2 til 20,3</td><td>kan ikke skelnes: intervallet rummer de andres gennemsnit</td>" in html
    assert "<td>lavere end landet</td><td>nr. 12–48 af 98</td><td>uden for egne procesgrænser</td>" in html


def test_expectation_names_every_model(folder: Path) -> None:
    html = text_of(folder, "tal/absence")
    assert "Efter størrelse; vilkår: Indbyggere; R² på udeladte kommuner 0,36; 98 kommuner, 2025" in html
    assert "16,0 til 20,4</td><td>+0,5</td><td>kan ikke skelnes fra det ventede</td>" in html
    assert html.count("<td>uafklaret: modellerne peger hver sin vej</td>") == len(SIX) - 1
    assert "Efter vejr; vilkår: Indbyggere; R² på udeladte kommuner −0,04" in html
    assert "Modellen forklarer for lidt" in html
    assert "Efter alder: mangler, kilden er endnu ikke hentet." in html


def test_scopes_overhead_and_parts_of_a_price(folder: Path) -> None:
    html = text_of(folder, "tal/school-cost-per-child")
    assert "Som her: Skole: udgift pr. barn, kr. pr. barn" in html
    assert "<td>6.770 (−0,8 %)</td>" in html
    assert html.index("overhead på 5 %") < html.index("overhead på 10 %") < html.index("overhead på 20 %")
    assert "<td>52.500</td>" in html
    assert "Overhead fordelt efter løn kan ikke regnes her" in html
    assert "Randers, 2024: 493 kr. mere pr. indbygger end de fem andre tilsammen" in html
    assert "Sammensætning</th>" not in html


def test_fixed_prices_say_why_they_are_missing_and_stand_where_there_is_an_index(folder: Path, tmp_path: Path) -> None:
    html = text_of(folder, "tal/school-cost")
    assert "kr. pr. indbygger, i 2024-priser" in html
    assert "<td>13.400</td>" in html  # Randers 2023: 6,700 at twice the price level
    assert "prisindeks;" not in html
    assert "Faste priser" not in text_of(folder, "tal/absence")
    world = invented()
    world.rows["price_index"].clear()
    for row in world.rows["indicator_values"]:
        if row["price_basis"] == "fixed":
            row |= {"value": None, "missing_reason": "source_absent"}
    build_site(world.write(tmp_path / "warehouse.duckdb"), tmp_path / "site", cache=tmp_path / "cache")
    assert "Faste priser kræver et prisindeks; det mangler: kilden er endnu ikke hentet." in text_of(
        tmp_path, "tal/school-cost"
    )
    assert "Faste priser mangler: kilden er endnu ikke hentet." in text_of(tmp_path, "randers/skole")


def test_nothing_to_say_gives_no_section(folder: Path) -> None:
    html = text_of(folder, "tal/class-size")
    assert not any(title in html for title in TITLES)


def test_peers_are_named_with_distance(folder: Path, tmp_path: Path) -> None:
    html = text_of(folder, "sammenligningsgrupper")
    assert "<td>Opdigtet 205 0,50</td>" in html
    assert "logaritmen af tallet" in html
    world = invented()
    world.rows["peer_distances"] = world.rows["peer_covariates"] = []
    build_site(world.write(tmp_path / "warehouse.duckdb"), tmp_path / "site", cache=tmp_path / "cache")
    assert "De nærmeste kan ikke findes endnu" in text_of(tmp_path, "sammenligningsgrupper")
