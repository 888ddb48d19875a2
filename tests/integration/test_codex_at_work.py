"""A municipality's afternoon, from an empty folder: begin, fill in the form, build, look at the pages, take the papers.

The folder is marked as an example, as `seksby demo` marks its own, so that the same release shows that too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from pipelines.own.forms.blank import FIRST_ROW
from pipelines.own.forms.columns import ABOUT, BY
from pipelines.own.forms.filled import take
from pipelines.releases import release
from pipelines.releases.proof.audit import audit
from pipelines.releases.tracing.trace import trace
from tests.support import World, make_world
from tests.support.asking import asked
from tests.support.computing import Compiled
from tests.support.computing import rows as rows_of

FILLED: dict[str, list[dict[str, Any]]] = {
    "Besluttede mål": [
        {
            "Effektmål": "Fravær",
            "Kommune": "Randers",
            "Besluttet mål": "4,5",
            "År": 2028,
            "Besluttet af": "Byrådet, budget 2027",
        }
        | {"Besluttet den": "2026-10-08"}
    ],
    "Positivliste": [
        {"Kort navn": name, "Titel": title, "Kommune": "Randers", "Serviceområde": "Skole", "Ejer": "Skolechefen"}
        | {"Hvem kræver det": "kommunens eget valg", "Lov eller beslutning": "Udvalgets beslutning"}
        | {"Hvorfor det kan forsvares": "Grund", "Gælder fra": "2025-12-01", "Gennemgås senest": "2026-12-10"}
        | {"Minutter om året pr. medarbejder": 90, "Antal medarbejdere": 40}
        for name, title in (("ugentlig", "Ugentlig indberetning"), ("skema", "Skema ved samtaler"))
    ],
    "Gennemgang": [
        {
            "Styringskrav": "skema",
            "Beslutning": "forenkl",
            "Minutter om året pr. medarbejder": 30,
            "Begrundelse": "Nok.",
        }
        | {"Lov eller beslutning": "Udvalget", "Besluttet af": "Udvalget", "Besluttet den": "2026-06-01"}
        | {"Gennemgås senest": "2028-05-31"}
    ],
    "Læsninger": [
        {"Serviceområde": "Skole", "Kommune": "Randers", "Navn": name, "Rolle": "Leder", "Skrevet den": "2026-03-01"}
        | {"Tekst": f"Sådan ser {name} på det."}
        for name in ("Skoleafdelingen", "Skolebestyrelserne")
    ],
    "Kontakter": [{"Kommune": "Randers", "Serviceområde": "Skole", "Kontakt": "Skoleafdelingen"}],
}


@pytest.fixture(scope="module")
def afternoon(
    tmp_path_factory: pytest.TempPathFactory, compiled: Compiled, danish_pages: Path, warmed: Callable[[Path], Path]
) -> World:
    world = make_world(tmp_path_factory.mktemp("afternoon"))
    warmed(world.workspace.cache)
    world.snapshot()
    data = world.workspace.data_dir
    begun = asked(
        *("init", "--municipality", "Randers", "--area", "skole=Skolechefen", "--contact", "=Analyse"),
        *("--committee", "Børn og skole=skole"),
        data_dir=data,
    )
    assert begun.returncode == 0, begun.stderr
    assert "seksby export skema" in begun.stdout
    form = world.workspace.forms / "beslutninger.xlsx"
    form.parent.mkdir(parents=True)
    assert asked("export", "skema", "--out", str(form), data_dir=data).returncode == 0
    _fill(form, FILLED)
    (taken,) = take(world.workspace)
    assert list(map(str, taken.faults)) == []
    own = world.workspace.own / "municipality.yml"
    own.write_text(own.read_text(encoding="utf-8") + "is_example: true\n", encoding="utf-8")
    compiled.release(world.workspace, danish_pages)
    return world


def _fill(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    book = openpyxl.load_workbook(path)
    for cells in book[ABOUT].iter_rows():
        if cells[0].value == BY[0]:
            cells[1].value = "Økonomi og analyse"
    for sheet, entries in rows.items():
        places = {str(cell.value).removesuffix(" *"): cell.column for cell in book[sheet][2]}
        for number, entry in enumerate(entries, start=FIRST_ROW):
            for title, value in entry.items():
                book[sheet].cell(number, places[title], value)
    book.save(path)


def page(world: World, path: str) -> str:
    text = (release.find(world.workspace).site / path / "index.html").read_text(encoding="utf-8")
    return " ".join(text.split())


def test_what_was_decided_stands_on_the_pages(afternoon: World) -> None:
    listed = page(afternoon, "positivliste")
    assert "Der står 2 styringskrav på listen." in listed
    assert "Ugentlig indberetning" in listed
    assert "Forenklet" in listed
    school = page(afternoon, "by-730/skole")
    assert "Byrådet, budget 2027" in school
    for name in ("Skoleafdelingen", "Skolebestyrelserne"):
        assert f"Sådan ser {name} på det." in school


def test_the_burden_is_told_from_each_day_it_changed(afternoon: World) -> None:
    """90 minutes of 40 are 60 hours, twice 120; 60 minutes less of one of them give 40 back."""
    found = rows_of(
        release.find(afternoon.workspace).warehouse,
        "select cast(from_day as varchar) as day, demand_count, hours_per_year, hours_returned "
        "from marts.burden_history order by 1",
    )
    assert found == [
        {"day": "2025-12-01", "demand_count": 2, "hours_per_year": 120, "hours_returned": 0},
        {"day": "2026-06-01", "demand_count": 2, "hours_per_year": 80, "hours_returned": 40},
    ]


def test_an_example_is_marked_on_every_page_and_is_part_of_no_figure(afternoon: World) -> None:
    found = release.find(afternoon.workspace)
    pages = sorted(found.site.rglob("*.html"))
    assert len(pages) > 10
    assert [str(file) for file in pages if 'class="example-release"' not in file.read_text(encoding="utf-8")] == []
    values = rows_of(
        found.warehouse, "select municipality_code, value from marts.indicator_values where year = 2024 order by 1"
    )
    own = {"101": 5.0, "461": 5.2, "561": 5.4, "730": 5.5, "751": 5.1, "851": 5.3}
    assert {row["municipality_code"]: row["value"] for row in values} == own


def test_the_committee_gets_its_papers(afternoon: World, tmp_path: Path) -> None:
    done = asked(
        *("export", "dagsorden", "--out", str(tmp_path), "--format", "pdf", "--json"),
        data_dir=afternoon.workspace.data_dir,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["committee"] == "Børn og skole"
    said = " ".join(" ".join(each.extract_text() for each in PdfReader(told["files"][0]).pages).split())
    assert "Dagsorden for Randers" in said
    assert "Skole: Ugentlig indberetning (Udvalgets beslutning)." in said
    assert "Eksempel: alle beslutninger er opdigtede." in said


def test_what_was_decided_is_computed_a_second_time(afternoon: World) -> None:
    found = release.find(afternoon.workspace)
    sound = audit(afternoon.workspace, found, pages=False)
    assert sound.faults == []
    assert not {"marts.demands", "marts.demand_reviews", "marts.burden_history"} & set(sound.not_recomputed)
    traced = trace(afternoon.workspace, found, "skole", "730", kind="burden")
    assert traced.agrees
    assert {number.name: float(number.published or 0) for number in traced.numbers}["hours_returned"] == 40
