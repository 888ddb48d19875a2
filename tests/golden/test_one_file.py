"""What an analyst changes is one file, and nothing else has to know: an indicator, a source, and the text of a unit."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.catalogue.read import read_catalogue
from pipelines.catalogue.series.selectors import compile_recipes
from pipelines.warehouse.tables.provenance import is_unseen
from tests.golden import test_plan as plan
from tests.golden import test_seen_sources as seen_sources
from tests.support import PROJECT

NEW = """\
# yaml-language-server: $schema=../../schemas/indicator.schema.json
id: invented_for_a_test
title: {da: Middellevetid for mænd, en: Life expectancy of men}
kind: effect
service_area: health
perspective: six_city
stakeholders: [council]
unit: {measure: years}
decimals: 1
better: higher
missing:
  reason: not_collected
  note: {da: Ikke med endnu., en: Not in yet.}
usage_warnings: [small_differences_are_chance]
definition: {da: Restlevetid for nyfødte drenge., en: Remaining years of newborn boys.}
owner: Økonomi og analyse
valid_from: 2008
verification: partly
"""

SOURCE = """\
# yaml-language-server: $schema=../schemas/source.schema.json
id: {table}
system: statbank
publisher: Danmarks Statistik
table: {table}
title: {{da: En tabel, en: A table}}
licence: CC BY 4.0
{seen}area: OMRÅDE
time: Tid
totals: {{KØN: TOT}}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return shutil.copytree(PROJECT / "data" / "catalogue", tmp_path / "catalogue")


def test_a_new_indicator_is_one_file(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks of the plan hold with it, and so do the ones of every indicator."""
    known = read_catalogue(catalogue)
    (catalogue / "indicators" / "health" / "invented_for_a_test.yml").write_text(
        NEW.replace("small_differences_are_chance", known.usage_warnings[0].id), encoding="utf-8"
    )
    found = read_catalogue(catalogue)
    assert {item.id for item in found.indicators} - {item.id for item in known.indicators} == {"invented_for_a_test"}
    infos = {
        folder.parent.name: TableInfo.model_validate_json((folder / "tableinfo.json").read_bytes())
        for folder in sorted((PROJECT / "data" / "reference").glob("*/*"))
    }
    assert not compile_recipes(found, infos, catalogue).misfits
    monkeypatch.setattr(plan, "indicators", lambda: {item.id: item for item in found.indicators})
    plan.test_every_indicator_of_the_plan_is_there_and_stands_in_it_once()
    plan.test_an_indicator_keeps_to_the_methods("invented_for_a_test")
    plan.test_shares_are_between_0_and_100_but_memberships_may_exceed_it()


@pytest.mark.parametrize("seen", ["seen: 2025-09\n", ""])
def test_a_new_source_is_one_file(catalogue: Path, monkeypatch: pytest.MonkeyPatch, seen: str) -> None:
    """A table of which there is evidence says so; one without is named as unseen, and needs nothing of the stand-in."""
    known = read_catalogue(catalogue)
    table = min(seen_sources.evidence() - {source.table for source in known.sources}) if seen else "INVENTED1"
    (catalogue / "sources" / f"{table}.yml").write_text(SOURCE.format(table=table, seen=seen), encoding="utf-8")
    found = read_catalogue(catalogue)
    (new,) = (source for source in found.sources if source.id not in {each.id for each in known.sources})
    assert is_unseen(new, {}) == (not seen)
    monkeypatch.setattr(seen_sources, "CATALOGUE", found)
    seen_sources.test_a_table_without_evidence_is_not_passed_off_as_seen_and_one_with_is_not_called_unseen()
    plan.test_every_indicator_of_the_plan_is_there_and_stands_in_it_once()


def test_another_text_of_a_unit_is_another_text_and_nothing_else(catalogue: Path) -> None:
    """What is computed asks for the measure and what it is per, which stay."""
    before = read_catalogue(catalogue)
    units = catalogue / "units.yml"
    text = units.read_text(encoding="utf-8")
    assert "pr. indbygger," in text
    units.write_text(text.replace("pr. indbygger,", "pr. borger,"), encoding="utf-8")
    after = read_catalogue(catalogue)
    assert [item.model_dump() for item in before.indicators] == [item.model_dump() for item in after.indicators]
    (cost,) = (item for item in after.indicators if item.id == "primary_school_cost_per_inhabitant")
    assert after.units.text(cost.unit).da == "kr. pr. borger"
    assert before.units.text(cost.unit).da == "kr. pr. indbygger"


@pytest.mark.parametrize("folder", ["dbt_project/models", "dashboards/pages", "dashboards/workbook"])
def test_no_query_compares_or_parses_the_text_of_a_unit(folder: str) -> None:
    """`unit_da` may be shown, and is never asked what it says."""
    text = r"\b(?:unit|per_what|counted_in)(?:_da|_en)?"
    asked = re.compile(
        rf"{text} (?:[=<>!]|i?like\b|not\b|in\b|similar\b)|\w*(?:split|regexp|replace|substr|trim)\w*\([^)]*{text}\b"
    )
    for file in (PROJECT / folder).rglob("*"):
        if file.suffix in (".sql", ".md"):
            for line in file.read_text(encoding="utf-8").splitlines():
                assert not asked.search(line), f"{file}: {line}"
