"""The working paper in its two forms, and the draw by amount, on figures made by hand."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import duckdb
import openpyxl
import pytest
from pypdf import PdfReader

from pipelines.releases.release import Release
from pipelines.releases.sampling.drawing import draw
from pipelines.releases.sampling.pages import write_pdf
from pipelines.releases.sampling.paper import CHECKS, Item, Paper, PaperCell
from pipelines.releases.sampling.sheets import SIGNED, write_xlsx
from seksby.errors import UsageError

LINE = "730;32201;2021;6154"
PAPER = Paper(
    release="R1",
    day="2026-11-02",
    facts=[("Frø", "7"), ("Metode", "simple")],
    items=[
        Item(
            no=1,
            key="value|value|cost|730|2021|current|",
            title="Pris <pr. barn> #1",
            of="Randers, 2021",
            number="value",
            published="49489.046683",
            again="49489.046683",
            recipe="=1 × 6154 × 98190 / 12210",
            cells=[
                PaperCell("numerator", "REGK31", "730", "FUNKTION=32201", "2021", "R-1.csv", 622, "730;32201;2021;6154")
            ],
            cells_in_all=30,
            command="seksby trace cost 730 2021 --release R1 --json",
        )
    ],
)


def test_the_workbook_has_number_recipe_line_and_boxes(tmp_path: Path) -> None:
    write_xlsx(PAPER, tmp_path / "paper.xlsx")
    book = openpyxl.load_workbook(tmp_path / "paper.xlsx")
    about = [[cell.value for cell in row] for row in book["Stikprøve"].iter_rows()]
    assert about[:2] == [["Frø", "7"], ["Metode", "simple"]]
    assert [row[0] for row in about[3:]] == list(SIGNED)
    head, row = ([cell.value for cell in row] for row in book["Tal"].iter_rows())
    line = dict(zip(head, row, strict=True))
    # A recipe that begins with = is text and no formula; boxes are there and not ticked.
    assert line["Opskrift med tal"] == "=1 × 6154 × 98190 / 12210"
    assert [line[name] for name in CHECKS] == [False] * len(CHECKS)
    assert line["Alle celler"].startswith("30 celler, 12 vist; seksby trace cost")
    _, cell = ([each.value for each in row] for row in book["Celler"].iter_rows())
    assert cell == [
        1,
        "tæller",
        "REGK31",
        "730",
        "FUNKTION=32201",
        "2021",
        "R-1.csv",
        622,
        "730;32201;2021;6154",
        False,
    ]


def test_the_pdf_has_the_same_and_is_tagged(tmp_path: Path) -> None:
    write_pdf(PAPER, tmp_path / "paper.pdf")
    reader = PdfReader(tmp_path / "paper.pdf")
    text = " ".join(page.extract_text() for page in reader.pages)
    for words in ("49489.046683", "tæller", "Pris <pr. barn> #1", "622", LINE, "Underskrift", "30 celler i alt"):
        assert words in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "xlsx"), (write_pdf, "pdf")])
def test_the_same_sample_gives_the_same_bytes(write: object, name: str, tmp_path: Path) -> None:
    made = []
    for number in (1, 2):
        write(PAPER, tmp_path / f"{number}.{name}")  # type: ignore[operator]
        made.append((tmp_path / f"{number}.{name}").read_bytes())
    assert made[0] == made[1]


@pytest.fixture
def priced(tmp_path: Path) -> Release:
    """Figures in kroner of 200 municipalities, of which the last stands for nearly all the money."""
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.indicator_values as select 'cost' as indicator_id, lpad(n::varchar, 3, '0') as "
            "municipality_code, 2024 as year, 'current' as price_basis, 10.0::decimal(24, 6) as value, "
            "case n when 200 then 1e9 else 1 end::decimal(28, 9) as denominator, null::decimal(28, 9) as weight "
            "from range(1, 201) as numbers(n)"
        )
    return Release(tmp_path, {"release": "R1"})


def test_large_amounts_are_drawn_first_and_another_hand_draws_the_same(priced: Release) -> None:
    sample = draw(priced, 3, 7, "value")
    assert (sample.frame, sample.drawn[0].municipality_code) == (200, "200")
    keys = {f"value|value|cost|{n:03}|2024|current|": 10 * (1e9 if n == 200 else 1) for n in range(1, 201)}
    places = {
        key: math.log((int(hashlib.sha256(f"7|{key}".encode()).hexdigest()[:13], 16) + 1) / (16**13 + 1)) / amount
        for key, amount in keys.items()
    }
    assert [item.key for item in sample.drawn] == sorted(places, key=lambda key: -places[key])[:3]
    assert [item.key for item in draw(priced, 3, 8, "value").drawn] != [item.key for item in sample.drawn]


def test_more_than_there_is_cannot_be_drawn(priced: Release) -> None:
    with pytest.raises(UsageError, match="201 numbers cannot be drawn from 200"):
        draw(priced, 201, 7, "value")
