"""Briefs of the bundled real figures: all places and languages fit a page each; the command as a user has it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from pypdf import PdfReader

from dashboards.brief.content import Briefs
from dashboards.brief.pdf import to_pdf
from dashboards.compiler.queries import Marts
from dashboards.drawing.charts import draw_all
from dashboards.language import LANGUAGES, Language
from tests.conftest import Published
from tests.support.asking import asked


@pytest.fixture(scope="module")
def source(published: Published) -> Iterator[Briefs]:
    with Marts.open(published.workspace.current / "warehouse.duckdb") as marts:
        yield Briefs(marts)


@pytest.mark.parametrize("lang", LANGUAGES, ids=lambda lang: lang.code)
def test_every_brief_is_one_page(published: Published, source: Briefs, lang: Language) -> None:
    """Its title, which readers of PDF list beside the pages, stands on a page of its own."""
    briefs = source.every(source.places, lang)
    assert len({brief.municipality for brief in briefs}) == 6
    assert len({brief.area for brief in briefs}) >= 8
    svg = draw_all([f.chart for b in briefs for f in b.figures if f.chart], published.workspace.cache).svg
    for municipality, grouped in groupby(briefs, key=lambda brief: brief.municipality):
        every = list(grouped)
        reader = PdfReader(io.BytesIO(to_pdf(every, municipality, svg)))
        assert len(reader.pages) == len(every)
        listed = [each for each in reader.outline if not isinstance(each, list)]
        assert [(each.title, reader.get_destination_page_number(each)) for each in listed] == [
            (brief.title, number) for number, brief in enumerate(every)
        ]


def test_the_command_writes_a_brief_and_names_what_there_is(published: Published, tmp_path: Path) -> None:
    arguments = ("--municipality", "København", "--area", "folkeskole", "--out", str(tmp_path))
    answer = published.json("export", "brief", *arguments)
    assert [Path(file).name for file in answer["files"]] == ["koebenhavn-folkeskole.pdf", "koebenhavn-folkeskole.pptx"]
    text = " ".join(PdfReader(answer["files"][0]).pages[0].extract_text().split()).replace("- årig", "-årig")
    assert "61.586 kr. pr. 6-16-årig × 9,4 % af indbyggerne = 5.791 kr. pr. indbygger" in text
    assert "Udgave " + str(answer["release"]) in text
    unknown = asked("--language", "en", "export", "brief", "--area", "skole", data_dir=published.workspace.data_dir)
    assert unknown.returncode == 2
    assert "There is no brief of the service area skole." in unknown.stderr
    assert "folkeskole" in " ".join(unknown.stderr.split())
