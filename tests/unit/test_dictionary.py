"""The data dictionary says what the contracts of the marts say."""

from __future__ import annotations

from tests.dictionary import DOCUMENT, document, marts, meanings


def test_the_document_is_what_the_contracts_say() -> None:
    assert document() == DOCUMENT.read_text(encoding="utf-8"), "run `make docs`"


def test_a_meaning_that_is_listed_once_is_wanted_by_some_mart() -> None:
    found = {(column.name, column.description) for mart in marts() for column in mart.columns}
    assert set(meanings().items()) <= found


def test_every_mart_and_column_says_what_it_holds() -> None:
    silent = [f"{mart.name}.{column.name}" for mart in marts() for column in mart.columns if not column.description]
    assert silent == [], "describe it in the mart's contract, or for all in macros/column_meanings.sql"
    assert all(mart.description for mart in marts())
