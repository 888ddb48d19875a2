"""What becomes of a table is told by its description, answered by its rows, and changes no other figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.statbank_standin import StandIn
from tests.statbank_standin.alterations import (
    areas_added,
    code_added,
    code_lost,
    code_renamed,
    described,
    period_added,
    renamed,
    text_changed,
    variable_added,
    withdrawn,
)
from tests.support import HANG_S


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def http(standin: StandIn) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=standin.url, trust_env=False, timeout=HANG_S) as connected:
        yield connected


def info(http: httpx.Client, table: str) -> Any:
    return http.get("/tableinfo", params={"id": table}).json()


def rows(http: httpx.Client, table: str, **select: str) -> list[str]:
    """Rows of Aarhus, all codes of the variables not named."""
    described = info(http, table)["variables"]
    values = {item["id"]: [select.get(item["id"], "*")] for item in described}
    area = next(item["id"] for item in described if item["id"] in ("OMRÅDE", "KOMMUNE"))
    variables = [{"code": code, "values": wanted} for code, wanted in {**values, area: ["751"]}.items()]
    body = {"table": table, "format": "BULK", "lang": "en", "valuePresentation": "Code", "variables": variables}
    return http.post("/data", json=body).text.splitlines()


def codes(http: httpx.Client, table: str, variable: str) -> dict[str, str]:
    (found,) = [item for item in info(http, table)["variables"] if item["id"] == variable]
    return {value["id"]: value["text"] for value in found["values"]}


def test_a_withdrawn_table_is_not_found(standin: StandIn, http: httpx.Client) -> None:
    standin.alter("KVOTIEN", withdrawn)

    refusal = {"errorTypeCode": "EXTRACT-NOTFOUND", "message": "Tabel findes ikke: KVOTIEN"}
    assert info(http, "KVOTIEN") == refusal
    assert http.post("/data", json={"table": "KVOTIEN", "format": "BULK"}).json() == refusal
    assert "KVOTIEN" not in [table["id"] for table in http.get("/tables").json()]


def test_a_renamed_variable_keeps_codes_and_figures(standin: StandIn, http: httpx.Client) -> None:
    before = rows(http, "KVOTIEN")
    standin.alter("KVOTIEN", renamed("OMRÅDE", "KOMMUNE"), renamed("SKTPE", "SKOLETYPE"))

    after = rows(http, "KVOTIEN")
    assert after[0] == "KOMMUNE;KLASSE;SKOLETYPE;TID;INDHOLD"
    assert after[1:] == before[1:]


@pytest.mark.parametrize("table", ["AED08", "AED12"])  # counts; levels
def test_an_added_variable_with_a_total_has_the_figures_as_they_were(
    standin: StandIn, http: httpx.Client, table: str
) -> None:
    before = rows(http, table, Tid="2024")
    standin.alter(table, variable_added("UDBYDER", {"KOM": 600, "PRI": 400}, total="TOT"))

    assert [item["id"] for item in info(http, table)["variables"]][-2:] == ["UDBYDER", "Tid"]
    after = rows(http, table, Tid="2024", UDBYDER="TOT")
    assert [line.replace(";TOT;2024;", ";2024;") for line in after[1:]] == before[1:]
    assert len(rows(http, table, Tid="2024")) == 1 + 3 * (len(before) - 1)


def test_an_added_variable_without_a_total_has_parts_alone(standin: StandIn, http: httpx.Client) -> None:
    standin.alter("AED08", variable_added("UDBYDER", {"KOM": 600, "PRI": 400}))

    assert list(codes(http, "AED08", "UDBYDER")) == ["KOM", "PRI"]
    one = {"YDELSESTYPE": "200", "ALDER": "100", "KOEN": "200", "Tid": "2024"}
    parts = [int(line.rpartition(";")[2]) for line in rows(http, "AED08", **one)[1:]]
    assert parts[0] > parts[1] > 0


def test_a_lost_code_is_refused_and_its_sum_stays(standin: StandIn, http: httpx.Client) -> None:
    one = {"KØN": "TOT", "ALDER": "TOT", "Tid": "2024K1"}
    before = rows(http, "AUK01", YDELSESTYPE="TOTUSU", **one)
    standin.alter("AUK01", code_lost("YDELSESTYPE", "FP"))

    assert "FP" not in codes(http, "AUK01", "YDELSESTYPE")
    assert "Kan ikke finde værdien: FP (YDELSESTYPE)" in rows(http, "AUK01", YDELSESTYPE="FP", **one)[0]
    assert rows(http, "AUK01", YDELSESTYPE="TOTUSU", **one) == before


def test_a_renamed_code_has_the_same_figures_and_a_new_one_its_own(standin: StandIn, http: httpx.Client) -> None:
    before = rows(http, "KVOTIEN", KLASSE="0000")
    standin.alter("KVOTIEN", code_renamed("KLASSE", "0000", "TOT"), code_added("KLASSE", "1111", "11. klasse"))

    assert rows(http, "KVOTIEN", KLASSE="TOT") == [line.replace(";0000;", ";TOT;") for line in before]
    assert len(rows(http, "KVOTIEN", KLASSE="1111")) == len(before)
    assert list(codes(http, "KVOTIEN", "KLASSE"))[::12] == ["TOT", "1111"]


def test_texts_units_and_footnotes_change_without_a_figure(standin: StandIn, http: httpx.Client) -> None:
    before = rows(http, "KVOTIEN")
    footnote = {"text": "Ny afgrænsning.", "mandatory": True}
    standin.alter(
        "KVOTIEN",
        text_changed("SKTPE", "ANTAL1012", "Folkeskoler (ny afgrænsning)"),
        described(footnote=footnote, unit="Elever", active=False),
    )

    found = info(http, "KVOTIEN")
    assert codes(http, "KVOTIEN", "SKTPE")["ANTAL1012"] == "Folkeskoler (ny afgrænsning)"
    assert (found["footnote"], found["unit"], found["active"]) == (footnote, "Elever", False)
    assert rows(http, "KVOTIEN") == before
    assert "KVOTIEN" not in [table["id"] for table in http.get("/tables").json()]
    assert "KVOTIEN" in [table["id"] for table in http.get("/tables", params={"includeInactive": "true"}).json()]


def test_more_areas_and_a_newer_period(standin: StandIn, http: httpx.Client) -> None:
    before = rows(http, "KVOTIEN")
    standin.alter("KVOTIEN", areas_added("998"), period_added("2025"))

    assert list(codes(http, "KVOTIEN", "OMRÅDE"))[-1] == "998"
    after = rows(http, "KVOTIEN")
    assert [line for line in after if ";2025;" not in line] == before
    assert len(after) > len(before)


def test_rows_left_out_have_the_meaning_that_the_table_gives_them(standin: StandIn, http: httpx.Client) -> None:
    before = rows(http, "UHELDK1", Tid="2024")
    standin.alter("UHELDK1", described(suppressed="0"))

    assert info(http, "UHELDK1")["suppressedDataValue"] == "0"
    assert rows(http, "UHELDK1", Tid="2024") == [line for line in before if not line.endswith(";0")] != before


def test_a_service_down_for_every_table_and_endpoint(standin: StandIn, http: httpx.Client) -> None:
    standin.fault("*", "500", endpoint="*", times=None)

    assert {http.get("/tableinfo", params={"id": table}).status_code for table in ("KVOTIEN", "HISBK")} == {500}
    assert http.get("/tables").status_code == 500
    assert http.post("/data", json={"table": "HISBK"}).status_code == 500


def test_an_alteration_of_what_is_not_there_is_a_mistake_of_the_test(standin: StandIn) -> None:
    with pytest.raises(ValueError, match="HISBK has no variable KON"):
        standin.alter("HISBK", renamed("KON", "KØN"))
