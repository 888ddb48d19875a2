"""The data dictionary says what the contracts of the marts say."""

from __future__ import annotations

import re

import duckdb
import pytest
from jinja2 import Environment
from ruamel.yaml import YAML

from tests.dictionary import CONTRACTS, DOCUMENT, document, marts, meanings
from tests.support import PROJECT


def test_the_document_is_what_the_contracts_say() -> None:
    assert document() == DOCUMENT.read_text(encoding="utf-8"), "run `make docs`"


def test_a_meaning_that_is_listed_once_is_wanted_by_some_mart() -> None:
    found = {(column.name, column.description) for mart in marts() for column in mart.columns}
    assert set(meanings().items()) <= found


def test_every_mart_and_column_says_what_it_holds() -> None:
    silent = [f"{mart.name}.{column.name}" for mart in marts() for column in mart.columns if not column.description]
    assert silent == [], "describe it in the mart's contract, or for all in macros/column_meanings.sql"
    assert all(mart.description for mart in marts())


def test_no_meaning_counts_the_compared_group() -> None:
    """It is a value of the catalogue, and these words stand on a page of the site."""
    told = [text for mart in marts() for text in (mart.description, *(column.description for column in mart.columns))]
    counted = re.compile(r"\b(?:other|all) (?:five|six)\b|\b(?:five|six) (?:others|cities)\b")
    assert [text for text in told if counted.search(text)] == []


def test_every_mart_with_peers_that_are_counted_refuses_too_few() -> None:
    """`enough_peers`: a mean of six is not called the country's, in one mart as in the next."""
    counted = {mart.name for mart in marts() if {"peer_group", "n_peers"} <= {column.name for column in mart.columns}}
    assert counted >= {"benchmarks", "decomposition"}
    for name in counted:
        (model,) = YAML(typ="safe").load((CONTRACTS / f"{name}.yml").read_text(encoding="utf-8"))["models"]
        assert "enough_peers" in model["data_tests"], name


def test_no_mart_gives_per_cent_of_what_may_be_below_zero() -> None:
    """−47 beside −3 is no 1,466.7 % over; `percent_of` asks for a base above zero."""
    models = PROJECT / "dbt_project" / "models" / "marts"
    found = [path.name for path in models.rglob("*.sql") if "nullif(abs(" in path.read_text(encoding="utf-8")]
    assert found == []


@pytest.mark.parametrize(
    ("sql", "breaks"),
    [
        ("with a as (select 1 as year) select year, cast(2 as decimal(24, 6)) as value from a", False),
        ("select 1 as year, 2.5 as value", True),
        ("select 1 as year", True),
        ("select 1 as year, cast(2 as decimal(24, 6)) as value, 'more' as note", True),
    ],
)
def test_a_contract_is_broken_by_another_type_by_a_column_that_is_missing_and_by_one_too_many(
    sql: str, breaks: bool
) -> None:
    macros = (PROJECT / "dbt_project" / "macros" / "create_table_as.sql").read_text(encoding="utf-8")
    told: list[str] = []
    known = {
        "model": {"columns": None},
        "get_empty_subquery_sql": lambda sql: f"select * from ({sql}) where false",
        "get_empty_schema_sql": lambda _: "select cast(null as integer) as year, cast(null as decimal(24, 6)) as value",
        "run_query": lambda sql: duckdb.sql(sql).fetchall(),
        "assert_columns_equivalent": told.append,
    }
    template = Environment(autoescape=False).from_string(macros, globals=known)
    str(template.module.duckdb__get_assert_columns_equivalent(sql))
    assert told == [sql] * breaks
