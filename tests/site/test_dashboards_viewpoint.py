"""Pages seen from a municipality outside the six: held up against all six, and nothing else on the site changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.language import ENGLISH
from tests.browser.invented import SIX, SLUGS, invented
from tests.conftest import Site
from tests.support.sites import Pages

HERE = "opdigtet-200"


@pytest.fixture(scope="module")
def folder(seen_from_outside: Site) -> Path:
    """The site with the municipality; its marts lie beside it."""
    return seen_from_outside.folder


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The pages of the same marts without it."""
    world = invented(viewpoint=True)
    for row in world.rows["municipalities"]:
        if not row["is_compared"]:
            row |= {"is_viewpoint": False, "viewpoint_order": None}
    with Pages.of(world.write(tmp_path_factory.mktemp("without") / "warehouse.duckdb")) as pages:
        yield pages


def main_of(folder: Path, path: str) -> str:
    html = (folder / path / "index.html").read_text(encoding="utf-8")
    main = html.partition("<main")[2].partition("</main>")[0].replace("\u00a0", " ")
    return re.sub(r'<span class="whole">([^<]*)</span>', r"\1", main)


def test_it_has_a_front_page_and_its_areas(folder: Path, without: Pages) -> None:
    assert {p.parent.name for p in (folder / HERE).glob("*/index.html")} == {
        p.parent.name for p in (folder / "randers").glob("*/index.html")
    }
    assert f"/{HERE}/" not in without.paths("kommune.md")


def test_every_switch_lists_it_after_the_six(folder: Path) -> None:
    for place in ("randers", HERE):
        html = (folder / place / "skole" / "index.html").read_text(encoding="utf-8")
        switch = html.partition('aria-label="Set fra">')[2].partition("</nav>")[0]
        assert re.findall(r"<li>(?:<strong[^>]*>|<a[^>]*>)([^<]+)", switch) == [
            *("København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers", "Opdigtet 200")
        ]
    assert f"../../{HERE}/skole/index.html" in (folder / "randers" / "skole" / "index.html").read_text()
    assert f'"{HERE}/index.html"' in (folder / "index.html").read_text()


def test_it_is_held_up_against_the_six_and_never_the_five(folder: Path) -> None:
    front, school = main_of(folder, HERE), main_of(folder, f"{HERE}/skole")
    assert "Opdigtet 200 ligger klart dårligere end gennemsnittet af 6-byerne på »middellevetid«" in front
    assert "Gennemsnittet af 6-byerne er 20,3 %." in school
    assert "dårligere end Aarhus og Odense" in school
    assert (
        "Skole: udgift pr. indbygger: 7.000 kr. i 2024 mod 6.582 kr. i gennemsnit i 6-byerne; kan ikke skelnes."
        in school
    )
    assert "<caption>Forskel til gennemsnittet af 6-byerne: skole: udgift pr. indbygger</caption>" in school
    for text in (front, school):
        assert "kommunens vilkår, og hvor det ikke kan lade sig gøre, fra 6-byerne." in text
    for page in sorted((folder / HERE).rglob("index.html")):
        assert "fem andre" not in page.read_text(encoding="utf-8"), page


def test_charts_tables_and_files_have_its_own_figures_beside_the_six(folder: Path) -> None:
    school = main_of(folder, f"{HERE}/skole")
    names = ["Opdigtet 200", "København", "Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers"]
    table = school.partition("Elever med fravær, %</caption>")[2].partition("</table>")[0]
    assert re.findall(r'<th scope="col">([^<]+)', table)[1:] == names
    assert re.findall(r"<td>([^<]+)", table)[:7] == ["16,4", "25,1", "14,6", "14,0", "25,3", "24,2", "18,7"]
    card = school.partition('id="absence"')[2].partition("</article>")[0]
    texts = re.findall(r"<text[^>]*>([^<]+)", card)
    assert {"Opdigtet … 16,4", "Randers 18,7", "Odense 14,0"} <= set(texts)
    csv = (folder / HERE / "skole" / "absence.csv").read_text(encoding="utf-8-sig")
    assert csv.count("absence;200;") == 8
    assert csv.count("absence;730;") == 8


def test_what_it_has_no_figure_for_keeps_its_place_with_a_reason(folder: Path) -> None:
    school = main_of(folder, f"{HERE}/skole")
    missing = school.partition('<details class="awaited">')[2].partition("</details>")[0]
    assert "<dt>Kilden er endnu ikke hentet</dt>" in missing
    assert 'data-kind="effect" id="grades"' in missing


def test_its_figures_can_be_traced(folder: Path) -> None:
    assert "/tal/absence/index.html#opdigtet-200" in main_of(folder, f"{HERE}/skole")
    assert 'id="opdigtet-200"' in main_of(folder, "tal/absence")


def test_the_pages_of_the_six_are_as_they_were(folder: Path, without: Pages) -> None:
    """Words, drawings and files."""
    paths = [path for file in ("kommune.md", "omraade.md") for path in without.paths(file)]
    danish = [path for path in paths if not path.startswith(ENGLISH.root)]
    assert {path.split("/")[1] for path in danish} == {SLUGS[code] for code in SIX}
    with Pages.of(folder.parent / "warehouse.duckdb") as pages:
        for path in danish:
            assert pages.at(path) == without.at(path), path
