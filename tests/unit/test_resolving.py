"""A name that a table does not have is found by the table's own description, where there is one answer."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.catalogue.descriptions.resolving import Named, Use, misses, needed, resolve
from pipelines.catalogue.descriptions.tableinfo import Resolution, TableInfo, code, resolved, variable

MUNICIPALITIES = frozenset(str(number) for number in range(101, 199))
AREAS = {item: f"By {item}" for item in sorted(MUNICIPALITIES)}
ORIGIN = {"00": "I alt", "01": "Dansk oprindelse", "02": "Indvandrere"}
SCHOOL = {"ANTALSUM": "Alle skoler", "ANTAL1012": "Folkeskoler"}


def table(**variables: dict[str, str]) -> TableInfo:
    """A table with these variables between area and time."""
    areas = {} if "KOMMUNE" in variables else {"OMRÅDE": AREAS}
    listed: list[dict[str, Any]] = [
        {"id": name, "text": name.lower(), "values": [{"id": key, "text": text} for key, text in values.items()]}
        for name, values in {**areas, **variables}.items()
    ]
    listed.append({"id": "Tid", "text": "tid", "time": True, "values": [{"id": "2024", "text": "2024"}]})
    return TableInfo.model_validate({"id": "RAS200", "text": "Beskæftigelse", "variables": listed})


def names(**codes: str) -> Named:
    uses = [Use("RAS200", "", (), "OMRÅDE", (), "area"), Use("RAS200", "", (), "Tid", (), "time")]
    return Named([*uses, *(Use("RAS200", "", (), name, (item,)) for name, item in codes.items())], MUNICIPALITIES)


def found(named: Named, info: TableInfo, before: TableInfo | None = None, **english: Any) -> list[tuple[str, ...]]:
    return [(item.rule, item.variable, item.wanted, item.found) for item in resolve(named, info, before, english)]


@pytest.mark.parametrize(
    ("wanted", "rule", "code_found"),
    [("0", "number", "00"), ("dansk oprindelse", "text", "01"), ("Immigrants", "text", "02")],
)
def test_a_code_is_found_as_a_number_and_by_its_text_in_either_language(
    wanted: str, rule: str, code_found: str
) -> None:
    english = {"HERKOMST": {"00": "Total", "01": "Danish origin", "02": "Immigrants"}}
    named, info = names(HERKOMST=wanted), table(HERKOMST=ORIGIN)
    assert found(named, info, **english) == [(rule, "HERKOMST", wanted, code_found)]
    known = resolved(info, resolve(named, info, None, english))
    assert code(variable(known, "HERKOMST"), wanted) == code_found
    assert not misses(named, known)


def test_a_code_that_was_renamed_is_the_one_that_has_its_text_now() -> None:
    before = table(HERKOMST={"TOT": "I alt", "DK": "Dansk oprindelse"})
    assert found(names(HERKOMST="DK"), table(HERKOMST=ORIGIN), before) == [("text_before", "HERKOMST", "DK", "01")]


@pytest.mark.parametrize(
    "values",
    [
        {"00": "I alt", "000": "I alt, ny afgrænsning"},  # two are zero
        {"1": "Mænd", "2": "Kvinder"},  # nothing like it
    ],
)
def test_two_answers_or_none_leave_a_code_unfound(values: dict[str, str]) -> None:
    named, info = names(HERKOMST="0"), table(HERKOMST=values)
    assert found(named, info) == []
    assert misses(named, info)


def test_a_variable_that_was_renamed_is_the_one_with_its_values() -> None:
    info = table(SKOLETYPE=SCHOOL)
    assert found(names(SKTPE="ANTAL1012"), info) == [("values", "SKOLETYPE", "SKTPE", "SKOLETYPE")]
    assert variable(resolved(info, resolve(names(SKTPE="ANTAL1012"), info)), "SKTPE").id == "SKOLETYPE"


def test_a_bare_number_is_evidence_only_beside_what_the_table_said_before() -> None:
    """1 is men in one variable and Danish origin in another."""
    now = table(KOEN2={"1": "Mænd", "2": "Kvinder"})
    assert found(names(KØN="1"), now) == []
    before = table(KØN={"1": "Mænd", "2": "Kvinder"})
    assert found(names(KØN="1"), now, before) == [("values", "KOEN2", "KØN", "KOEN2")]
    assert found(names(KØN="1"), now, table(KØN={"1": "Mænd", "2": "Kvinder", "9": "Uoplyst"})) == []


def test_two_variables_that_could_be_meant_are_no_answer() -> None:
    assert found(names(SKTPE="ANTAL1012"), table(A=SCHOOL, B=SCHOOL)) == []
    assert found(names(SKTPE="ANTAL1012", SKOLE="ANTALSUM"), table(A=SCHOOL)) == []


def test_areas_and_times_are_known_by_what_they_hold() -> None:
    assert found(names(), table(KOMMUNE=AREAS)) == [("values", "KOMMUNE", "OMRÅDE", "KOMMUNE")]


def test_a_new_variable_is_taken_at_its_total_and_only_where_it_has_one() -> None:
    info = table(HERKOMST=ORIGIN)
    assert found(names(), info) == [("total", "HERKOMST", "", "00")]
    assert found(names(), table(HERKOMST={"01": "Dansk oprindelse", "02": "Indvandrere"})) == []
    assert found(names(), table(HERKOMST={"00": "Personer i alt", "99": "Familier i alt"})) == []


def test_what_the_catalogue_has_learnt_is_needed_no_more() -> None:
    info = table(HERKOMST=ORIGIN)
    recorded = resolve(names(HERKOMST="0"), info)
    assert recorded == [Resolution(rule="number", variable="HERKOMST", wanted="0", found="00", text="I alt")]
    assert needed(recorded, names(HERKOMST="0"), info) == recorded
    assert needed(recorded, names(HERKOMST="00"), info) == []
