"""What an indicator's own page says of certainty, expectation, scopes and parts, and that it is silent without rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.language import ENGLISH
from tests.browser.invented import SIX, invented
from tests.conftest import Site
from tests.support.sites import Pages

TITLES = ("Hvor sikkert er tallet?", "Hvad kunne man vente?", "Afgrænsning og fuld omkostning", "Pris, dækning og")


@pytest.fixture(scope="module")
def folder(site: Site) -> Path:
    """Where the shared site lies in `site/`; nothing is written there."""
    return site.folder.parent


def text_of(folder: Path, path: str) -> str:
    return (folder / "site" / path / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")


def test_certainty_is_told_with_interval_verdict_and_place(folder: Path) -> None:
    html = text_of(folder, "tal/absence")
    assert "95 %-interval" in html
    assert (
        "<td>17,2 til 20,3</td><td>lavere end landet</td><td>nr. 12–48 af 98</td><td>uden for egne procesgrænser</td>"
        in html
    )


def test_what_a_share_is_of_need_not_be_persons(folder: Path) -> None:
    """Full-time equivalents are counted too: the column is called what is true of both."""
    file = folder / "site" / "tal" / "absence" / "absence-sikkerhed.csv"
    head = file.read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    assert (head[7], ENGLISH.say(head[7])) == ("antal", "count")


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
    assert "Randers, 2024: 493 kr. mere pr. indbygger end de fem andre under ét (vægtet gennemsnit)" in html
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
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        measure, area = pages.at("/tal/school-cost/").html, pages.at("/randers/skole/").html
    assert "Faste priser kræver et prisindeks; det mangler: kilden er endnu ikke hentet." in measure
    assert "Faste priser mangler: kilden er endnu ikke hentet." in area


def test_nothing_to_say_gives_no_section(folder: Path) -> None:
    html = text_of(folder, "tal/class-size")
    assert not any(title in html for title in TITLES)


def test_peers_are_named_with_distance(folder: Path, tmp_path: Path) -> None:
    html = text_of(folder, "sammenligningsgrupper")
    assert "<td>Opdigtet 205 0,50</td>" in html
    assert "logaritmen af tallet" in html
    world = invented()
    world.rows["peer_distances"] = world.rows["peer_covariates"] = []
    with Pages.of(world.write(tmp_path / "warehouse.duckdb")) as pages:
        assert "De nærmeste kan ikke findes endnu" in pages.at("/sammenligningsgrupper/").html
