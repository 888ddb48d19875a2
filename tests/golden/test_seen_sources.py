"""Which tables the catalogue says have been seen, held against what is known of the real service."""

from __future__ import annotations

import csv

from pipelines.catalogue.read import read_catalogue
from pipelines.warehouse.tables.provenance import is_unseen
from tests.support import PROJECT

EVIDENCE = PROJECT / "tests" / "statbank_standin" / "evidence" / "tables.csv"
CATALOGUE = read_catalogue(PROJECT / "data" / "catalogue")


def evidence() -> set[str]:
    """The tables of which there is a description that somebody recorded or that is shown publicly."""
    with EVIDENCE.open(encoding="utf-8") as file:
        return {fact["table"] for fact in csv.DictReader(file, delimiter=";")}


def test_a_table_without_evidence_is_not_passed_off_as_seen_and_one_with_is_not_called_unseen() -> None:
    known = evidence()
    tables = [source for source in CATALOGUE.sources if source.system == "statbank"]
    assert {source.table for source in tables if source.seen} == {source.table for source in tables} & known


def test_readers_are_told_of_what_nobody_has_seen() -> None:
    unseen = {source.id for source in CATALOGUE.sources if is_unseen(source, {})}
    # Of keyed services, which show the descriptions of their tables to those who have a key.
    assert unseen >= {"UVM_FRAVAER", "UVM_SOCREF", "UVM_TRIVSEL", "Y30R21"}
    assert "RAS200" not in unseen
