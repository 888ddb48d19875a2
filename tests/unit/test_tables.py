"""Tables of the `raw` schema follow the models of the catalogue, and dbt is told of them as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb
import jinja2
import pytest
from pydantic import Field

from pipelines.catalogue.models.common import Bilingual, CatalogueModel, MunicipalityCode
from pipelines.catalogue.models.indicator import Indicator
from pipelines.releases.inputs import gather
from pipelines.warehouse.load import load, write_table
from pipelines.warehouse.tables import contracts
from pipelines.warehouse.tables.catalogue import indicators
from pipelines.warehouse.tables.table import Column, of
from pipelines.warehouse.tables.whole import shapes
from seksby.vocabulary import Better
from seksby.workspace import PROJECT_DIR
from tests.support import make_world


class Part(CatalogueModel):
    low: Decimal | None = None
    note: Bilingual


class Entry(CatalogueModel):
    id: str
    title: Bilingual
    better: Better
    """Which way."""
    place: MunicipalityCode | Literal["all"]
    day: date
    shown: bool = True
    number: int | None = None
    part: Part | None = None
    parts: list[Part] = Field(default_factory=list)
    where: dict[str, str] = Field(default_factory=dict)


ENTRY = Entry(id="a", title=Bilingual(da="Da", en="En"), better=Better.LOWER, place="730", day=date(2026, 1, 1))


def test_a_field_is_a_column_and_a_text_in_two_languages_is_two() -> None:
    columns = of(Entry, {"id": "entry_id", "part": "of", "part.note": "remark"}).columns
    assert {name: column.sql_type for name, column in columns.items()} == {
        "entry_id": "varchar",
        "title_da": "varchar",
        "title_en": "varchar",
        "better": "varchar",
        "place": "varchar",
        "day": "date",
        "shown": "boolean",
        "number": "integer",
        "of_low": "decimal(18, 6)",
        "remark_da": "varchar",
        "remark_en": "varchar",
    }
    assert columns["better"] == Column("varchar", "Which way.", Better)
    assert columns["better"].told == "Which way. One of higher, lower, neutral."


def test_a_row_has_every_column_and_what_is_not_there_is_none() -> None:
    fields = of(Entry, leave_out=["day"])
    assert fields.row(ENTRY) == {
        "id": "a",
        "title_da": "Da",
        "title_en": "En",
        "better": "lower",
        "place": "730",
        "shown": True,
        "number": None,
        "part_low": None,
        "part_note_da": None,
        "part_note_en": None,
    }
    whole = ENTRY.model_copy(update={"part": Part(low=Decimal(1), note=Bilingual(da="x", en="y"))})
    assert [fields.row(whole)[name] for name in ("part_low", "part_note_da", "part_note_en")] == [1, "x", "y"]


def test_a_dataclass_of_plain_values_has_columns_too() -> None:
    @dataclass
    class Series:
        key: str
        factor: Decimal

    assert {name: c.sql_type for name, c in of(Series).columns.items()} == {
        "key": "varchar",
        "factor": "decimal(18, 6)",
    }


def test_a_name_for_a_field_that_is_gone_is_an_error_and_so_is_a_type_without_a_column() -> None:
    with pytest.raises(ValueError, match="no column decisions"):
        of(Entry, {"decisions": "decision"})
    with pytest.raises(ValueError, match=r"no column part\.high"):
        of(Entry, leave_out=["part.high"])

    class Odd(CatalogueModel):
        value: Decimal | str

    with pytest.raises(TypeError, match=r"Odd\.value"):
        of(Odd)


def test_the_loader_makes_the_tables_that_dbt_is_told_of(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.snapshot()
    load(gather(world.workspace), tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        made: dict[str, dict[str, str]] = {}
        for table, column, kind in connection.execute(
            "select table_name, column_name, lower(data_type) from duckdb_columns() where schema_name = 'raw'"
        ).fetchall():
            made.setdefault(table, {})[column] = kind.replace(",", ", ")
    assert set(made) - {"pupils"} == set(shapes())
    for name, shape in shapes().items():
        assert made[name] == {column: each.sql_type for column, each in shape.columns.items()}, name


def test_what_dbt_is_told_is_what_the_shapes_say() -> None:
    assert contracts.outdated(PROJECT_DIR / "dbt_project") == [], "run `make schemas`"


def test_the_columns_between_the_marks_are_written_anew_and_the_rest_stays() -> None:
    known = shapes()
    text = """\
  - name: mart
    columns:
      - {name: own, data_type: integer}
      # The columns of raw.indicator_scopes but sort_order, indicator_id: `make schemas` writes them.
      - {name: gone, data_type: integer}
      # Until here.
      - {name: last, data_type: integer}
"""
    assert contracts.passed_on(text, known) == text.replace("gone, data_type: integer", "scope_id, data_type: varchar")
    with pytest.raises(KeyError, match=r"raw\.indicator_scopes has no order"):
        contracts.passed_on(text.replace("but sort_order", "but order"), known)


def test_every_list_of_an_indicator_is_a_table_or_enters_its_series() -> None:
    compiled = {"recipes", "standardisation"}  # expanded to raw.recipe_terms
    lists = {name for name, field in Indicator.model_fields.items() if "list" in str(field.annotation)}
    tables = {name.removeprefix("indicator_") for name in shapes() if name.startswith("indicator_")}
    renamed = {"usage_warnings": "warnings", "paired_effects": "pairs"}
    assert {renamed.get(name, name) for name in lists - compiled} == tables


def test_a_field_that_an_indicator_gets_reaches_the_mart_and_its_contract(tmp_path: Path) -> None:
    """One file by hand, the model: the raw table, what dbt is told of it, the mart and its contract follow."""

    class Extended(Indicator):
        purpose: Bilingual
        """What it is for."""
        audited: date | None = None
        """The day somebody looked."""

    world = make_world(tmp_path)
    world.snapshot()
    inputs = gather(world.workspace)
    (known,) = inputs.catalogue.indicators
    extended = Extended(**dict(known), purpose=Bilingual(da="Til dialog", en="For dialogue"), audited=date(2026, 1, 2))
    columns = {
        "purpose_da": ("Til dialog", "varchar", "What it is for, in Danish."),
        "purpose_en": ("For dialogue", "varchar", "What it is for, in English."),
        "audited": (date(2026, 1, 2), "date", "The day somebody looked."),
    }

    project = PROJECT_DIR / "dbt_project"
    shape = indicators.shape(Extended)
    texts = contracts.texts(project, shapes() | {"indicators": shape})
    for file in ("models/staging/_raw.yml", "models/marts/indicators.yml"):
        for name, (_, kind, told) in columns.items():
            assert f'- {{name: {name}, data_type: {kind}, description: "{told}"}}' in texts[project / file]

    sql = (project / "models" / "marts" / "indicators.sql").read_text(encoding="utf-8")
    model = jinja2.Template(sql).render(source=lambda schema, name: f"{schema}.{name}", ref=lambda name: f"raw.{name}")
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.indicator_values (indicator_id varchar, year integer, value double)")
        write_table(connection, indicators.indicators(inputs, [extended], {}, model=Extended))
        mart = connection.execute(model)
        found = dict(zip([each[0] for each in mart.description], mart.fetchone() or (), strict=True))
    assert {name: found[name] for name in columns} == {name: value for name, (value, _, _) in columns.items()}
