"""The data dictionary says what the contracts of the marts say."""

from __future__ import annotations

from tests.dictionary import DOCUMENT, document, marts, meanings


def test_the_document_is_what_the_contracts_say() -> None:
    assert document() == DOCUMENT.read_text(encoding="utf-8"), "run `make dictionary`"


def test_a_meaning_that_is_listed_once_is_wanted_by_some_mart() -> None:
    found = {(column.name, column.description) for mart in marts() for column in mart.columns}
    assert set(meanings().items()) <= found
