"""The stand-in writes what is known of the real service, and nothing that comes from the catalogue it is to check."""

from __future__ import annotations

import ast
import csv
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.statbank_standin.definitions import Table, Variable, read_tables

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GAP = "…"  # the listing leaves codes out here


def facts(name: str) -> list[dict[str, str]]:
    with (HERE / "evidence" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def codes_of(name: str) -> dict[tuple[str, str], set[str]]:
    """Codes by table and variable; a variable that is known without codes has none."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in facts(name):
        found[fact["table"], listed_as(fact["variable"])] |= {fact["code"]} - {""}
    return found


def listed_as(variable: str) -> str:
    """A variable as the listing spells it."""
    return variable.lower().translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))


LISTED, REQUESTED = codes_of("listing"), codes_of("requests")
TABLES = [pytest.param(table, id=name) for name, table in read_tables().items()]
SERIES = [
    pytest.param(table, variable, id=f"{name}-{variable.id}")
    for name, table in read_tables().items()
    for variable in table.variables
    if not (variable.is_area or variable.is_time)
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_one_of_the_services_own_list(table: Table) -> None:
    (known,) = [fact for fact in facts("tables") if fact["table"] == table.id]

    assert len(table.variables) == len(known["variables"].split(", "))
    assert table.variables[-1].is_time
    first, *_, latest = table.time.values
    assert first == known["first_period"]
    assert latest >= known["latest_period"]
    assert table.updated >= known["updated"]
    assert table.active == (known["active"] == "true")


@pytest.mark.parametrize("table", TABLES)
def test_a_table_states_its_evidence(table: Table) -> None:
    kinds = [
        kind
        for kind, codes in (("listing", LISTED), ("requests", REQUESTED))
        if table.id in {name for name, _ in codes}
    ]

    assert table.evidence == "+".join(kinds)


@pytest.mark.parametrize(("table", "variable"), SERIES)
def test_every_code_is_a_fact_or_said_to_be_none(table: Table, variable: Variable) -> None:
    key = table.id, listed_as(variable.id)
    own = set(variable.values)
    if variable.inferred:
        name, _, asked = variable.inferred.partition(" ")
        (width,) = {len(code) for code in REQUESTED[name, listed_as(asked)]}
        assert {len(code) for code in own} == {width}
        own -= REQUESTED[key]
        own = {code.lstrip("0") or "0" for code in own}
    found = LISTED[key]
    if variable.filled:
        assert not found or GAP in found
        assert not variable.inferred or len(own & found) > 1  # what is listed is there, with its zeros
    else:
        assert GAP not in found
        assert own - REQUESTED[key] <= found


@pytest.mark.parametrize("table", TABLES)
def test_what_the_service_answered_the_stand_in_answers(table: Table) -> None:
    values = {variable.id: variable.values for variable in table.variables}

    for fact in facts("requests"):
        if fact["table"] == table.id:
            assert fact["variable"] in values
            assert not fact["code"] or fact["code"] in values[fact["variable"]], fact


@pytest.mark.parametrize("table", TABLES)
def test_areas_of_a_tables_own_are_facts(table: Table) -> None:
    assert set(table.area.own_areas) == {fact["code"] for fact in facts("areas") if fact["table"] == table.id}
    assert set(table.area.own_areas) <= set(table.area.values)


@pytest.mark.parametrize("table", TABLES)
def test_what_an_absent_row_means_is_said_only_where_it_is_known(table: Table) -> None:
    meaning = "suppressedDataValue"
    known = {fact["value"] for fact in facts("descriptions") if (fact["table"], fact["field"]) == (table.id, meaning)}

    assert {table.suppressed} - {None} == known


@pytest.mark.parametrize(
    ("table", "variable", "codes"),
    [
        ("RAS200", "HERKOMST", ["00"]),
        ("KVOTIEN", "KLASSE", ["0000", "1100"]),
        ("UND2", "UNDERRET", ["00", "03", "06"]),
        ("NEET2", "STATUSNEET", ["00", "05", "10"]),
        ("AED021", "ALDER", ["050", "100", "800"]),
        ("AED022", "ALDER", ["050", "100", "800"]),
        ("AED06", "ALDER", ["050", "100", "800"]),
        ("AED06", "TIMEUGE", ["050", "100"]),
        ("AED08", "ALDER", ["050", "100", "800"]),
        ("AED12", "ALDER", ["050", "100", "800"]),
        ("REHAB19", "ALDER1", ["050", "100", "375"]),
        ("REGK31", "FUNKTION", ["02820", "03231", "32201"]),
        ("REGK11", "FUNK1", ["X", "0", "6"]),
    ],
)
def test_leading_zeros_are_there(table: str, variable: str, codes: list[str]) -> None:
    """And the code without them is not, so that a catalogue that has lost them is found out."""
    (found,) = [item for item in read_tables()[table].variables if item.id == variable]

    assert set(codes) <= set(found.values)
    assert not {code.lstrip("0") or "0" for code in codes if len(code) > 1 and code[0] == "0"} & set(found.values)


def test_the_stand_in_imports_nothing_of_the_product() -> None:
    for path in HERE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not {name.partition(".")[0] for name in modules} & {"pipelines", "dashboards", "seksby"}, path.name


READS = """
import sys
read = []
sys.addaudithook(lambda event, found: read.append(str(found[0])) if event == "open" else None)
from tests.statbank_standin import StandIn, definitions
definitions.read_tables(); definitions.areas()
with StandIn() as standin:
    standin.body({"table": "REGK11", "format": "CSV", "variables": [{"code": "OMRÅDE", "values": ["751"]},
        *({"code": code, "values": ["(1)"]} for code in ("FUNK1", "DRANST", "ART", "PRISENHED"))]})
print("\\n".join(read))
"""


def test_the_stand_in_reads_no_catalogue() -> None:
    """Whatever it opens in this project is its own or the interpreter's."""
    done = subprocess.run([sys.executable, "-c", READS], cwd=ROOT, capture_output=True, text=True, check=True)

    read = {Path(name).resolve() for name in done.stdout.splitlines() if not name.isdecimal()}
    assert HERE / "tables.yml" in read
    assert not [path for path in read if path.is_relative_to(ROOT / "data")]
