"""The stand-in speaks the protocol as recorded, and its figures hang together."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from tests.statbank_standin import StandIn
from tests.statbank_standin.definitions import read_tables
from tests.support import HANG_S

ROOT = Path(__file__).parent.parent.parent
TABLES = [
    "REGK31", "REGK11", "REGK4", "NGLK", "FOLK1A", "UDDAKT20", "BOERN1", "BOERN2", "BOERN8",
    "RES88", "FRA027", "STATUSU6", "KVOTIEN", "BU43", "UND2", "NEET2", "AED021", "AED022",
    "AED06", "AED08", "AED12", "AED16", "REHAB19", "SBR01", "HAND06", "HAND07", "SMDBV004",
    "SMDBV005", "HISBK", "RAS200", "AUK01", "SBS1", "BIB6", "IDRAKT02", "LABY08",
    "LABY25", "UHELDK1",
]  # fmt: skip


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture(scope="module")
def http(standin: StandIn) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=standin.url, trust_env=False, timeout=HANG_S) as connected:
        yield connected


def post(http: httpx.Client, table: str, **changed: Any) -> httpx.Response:
    """A BULK request with all codes of the variables not named; None leaves a variable out."""
    select = {variable.id: ["*"] for variable in read_tables()[table].variables} | changed.pop("select", {})
    variables = [{"code": code, "values": values} for code, values in select.items() if values is not None]
    body = {"table": table, "format": "BULK", "lang": "en", "valuePresentation": "Code", "variables": variables}
    return http.post("/data", json=body | changed)


def cells(http: httpx.Client, table: str, **select: list[str]) -> pl.DataFrame:
    raw = post(http, table, select=select).content
    return pl.read_csv(raw, separator=";", infer_schema=False).with_columns(pl.col("INDHOLD").cast(pl.Int64))


def pivoted(frame: pl.DataFrame, on: str) -> pl.DataFrame:
    """One column per code of a variable, in the order of the others; a row that BULK leaves out is a 0."""
    index = [name for name in frame.columns if name not in (on, "INDHOLD")]
    return frame.pivot(on, index=index, values="INDHOLD").with_columns(pl.exclude(index).fill_null(0))


def test_all_tables_describe_themselves_and_answer(http: httpx.Client) -> None:
    assert set(TABLES) == set(read_tables())
    assert {table["id"] for table in http.get("/tables").json()} == set(TABLES)
    for table in TABLES:
        info = http.get("/tableinfo", params={"id": table, "format": "json", "lang": "da"}).json()
        newest = {variable["id"]: [variable["values"][0]["id"]] for variable in info["variables"]}
        area = read_tables()[table].area.id
        lines = post(http, table, select=newest | {area: ["751"]}).text.splitlines()
        assert lines[0] == ";".join([variable["id"].upper() for variable in info["variables"]] + ["INDHOLD"])
        assert len(lines) == 2, table


def test_formats_differ_as_recorded(http: httpx.Client) -> None:
    select = {"OMRÅDE": ["101"], "KØN": ["TOT"], "Tid": ["2020:2024"]}

    bulk = post(http, "HISBK", select=select)
    csv = post(http, "HISBK", select=select, format="CSV", lang="da")

    assert bulk.headers["Transfer-Encoding"] == "chunked"
    assert bulk.content.startswith(b"OMR\xc3\x85DE;K\xc3\x98N;TID;INDHOLD\r\n101;TOT;2020:2024;")
    assert csv.content == b"\xef\xbb\xbf" + bulk.content.replace(b".", b",")


def test_variables_left_out(http: httpx.Client) -> None:
    """Eliminated where there is a total, the newest period of time, refused for BULK."""
    text = post(http, "HISBK", format="CSV", select={"OMRÅDE": ["101"], "KØN": ["M"], "Tid": None}).text
    assert text.splitlines()[1].startswith("101;M;2020:2024;")

    text = post(http, "BOERN2", format="CSV", select={"BLSTKOM": ["101"], "PASKAT": None, "Tid": ["2024"]}).text
    total = post(http, "BOERN2", select={"BLSTKOM": ["101"], "PASKAT": ["TOT"], "Tid": ["2024"]}).text
    assert text.lstrip("\ufeff").splitlines()[0] == "BLSTKOM;TID;INDHOLD"
    assert text.splitlines()[1].rpartition(";")[2] == total.splitlines()[1].rpartition(";")[2]

    refused = post(http, "BOERN2", select={"PASKAT": None})
    assert refused.json()["message"] == "Der skal vælges værdier for variabel: PASKAT"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("2024*", ["2024K1", "2024K2", "2024K3", "2024K4"]),
        ("*K1", [f"{year}K1" for year in range(2015, 2025)]),
        ("(1)", ["2024K4"]),
        ("(-n+5)", ["2023K4", "2024K1", "2024K2", "2024K3", "2024K4"]),
    ],
)
def test_patterns(http: httpx.Client, pattern: str, expected: list[str]) -> None:
    text = post(http, "HAND07", select={"OMRÅDE": ["101"], "YDELSESTYPE": ["30181"], "Tid": [pattern]}).text

    assert [line.split(";")[2] for line in text.splitlines()[1:]] == expected


def test_the_get_form_is_the_same(http: httpx.Client) -> None:
    by_get = http.get("/data/FOLK1A/CSV?delimiter=Semicolon&OMR%C3%85DE=101&Tid=2008K1%2C2020K1")

    lines = by_get.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "OMRÅDE;TID;INDHOLD"
    assert [line.rpartition(";")[0] for line in lines[1:]] == ["København;2008K1", "København;2020K1"]


@pytest.mark.parametrize(
    ("body", "status", "code", "message"),
    [
        ({}, 400, "REQUEST-EMPTY", "tom"),
        ({"table": "HISBK"}, 400, "REQUEST-MISSING", "Format ikke angivet, eller ikke gyldigt."),
        ({"table": "HISBK", "format": "JSON"}, 400, "REQUEST-MISSING", "Format ikke angivet, eller ikke gyldigt."),
        ({"table": "X", "format": "CSV"}, 400, "EXTRACT-NOTFOUND", "Tabel findes ikke: X"),
        (
            {"table": "HISBK", "format": "CSV", "variables": [{"code": "X", "values": ["*"]}]},
            400,
            "EXTRACT-NOTFOUND",
            "Kan ikke finde variablen: X",
        ),
        (
            {"table": "HISBK", "format": "CSV", "variables": [{"code": "OMRÅDE", "values": ["999999"]}]},
            400,
            "EXTRACT-NOTFOUND",
            "Kan ikke finde værdien: 999999 (OMRÅDE)",
        ),
        (
            {
                "table": "FOLK1A",
                "format": "CSV",
                "variables": [
                    {"code": code, "values": ["*"]} for code in ("OMRÅDE", "KØN", "ALDER", "CIVILSTAND", "Tid")
                ],
            },
            400,
            "REQUEST-LIMIT",
            # 104 areas × 3 × 127 × 5 × 71 quarters
            "Forespørgslen på op mod 14.066.520 celler er over begrænsningen på 1.000.000 celler for denne filtype.",
        ),
    ],
)
def test_errors_read_as_recorded(
    http: httpx.Client, body: dict[str, Any], status: int, code: str, message: str
) -> None:
    answer = http.post("/data", json=body)

    assert answer.status_code == status
    assert answer.json()["errorTypeCode"] == code
    assert message in answer.json()["message"]


def test_an_unknown_endpoint(http: httpx.Client) -> None:
    answer = http.get("/tabels")

    assert (answer.status_code, answer.json()["errorTypeCode"]) == (404, "REQUEST-NOTFOUND")


def test_the_country_and_the_regions_are_sums_of_municipalities(http: httpx.Client) -> None:
    frame = cells(http, "FOLK1A", KØN=["TOT"], CIVILSTAND=["TOT"], Tid=["2024K1"], ALDER=["IALT", "80"])
    by_area = pivoted(frame, "OMRÅDE")

    assert by_area.width == 4 + 1 + 5 + 98
    country, regions = by_area["000"], by_area.select(pl.sum_horizontal(r"^08\d$")).to_series()
    assert country.equals(regions, check_names=False)
    assert country.equals(by_area.select(pl.sum_horizontal(r"^[1-8]\d\d$")).to_series(), check_names=False)
    assert 5_000_000 < country[0] < 7_000_000


def test_an_area_of_a_tables_own_is_listed_and_part_of_no_sum(http: httpx.Client) -> None:
    info = http.get("/tableinfo", params={"id": "AUK01"}).json()
    assert "997" in [value["id"] for value in info["variables"][0]["values"]]

    frame = cells(http, "AUK01", YDELSESTYPE=["TOT"], KØN=["TOT"], ALDER=["TOT"], Tid=["2024K1"])
    by_area = pivoted(frame, "OMRÅDE")
    assert by_area["997"].item() > 0
    assert by_area["000"].item() == by_area.select(pl.sum_horizontal(r"^[1-8]\d\d$")).item()


def test_bulk_leaves_out_what_is_zero_where_the_table_says_so(http: httpx.Client) -> None:
    assert http.get("/tableinfo", params={"id": "FOLK1A"}).json()["suppressedDataValue"] == "0"
    select = {"OMRÅDE": ["825"], "KØN": ["TOT"], "CIVILSTAND": ["TOT"], "Tid": ["2024K1"]}

    every = post(http, "FOLK1A", select=select, format="CSV").text.splitlines()
    streamed = post(http, "FOLK1A", select=select).text.splitlines()
    assert len(every) == 1 + 127
    assert (
        {line for line in every[1:] if line not in streamed} == {line for line in every if line.endswith(";0")} != set()
    )


def test_totals_are_sums_of_parts(http: httpx.Client) -> None:
    frame = cells(http, "FOLK1A", OMRÅDE=["101", "825"], CIVILSTAND=["TOT"], Tid=["2024K1", "2024K3"])
    by_sex, by_age = pivoted(frame, "KØN"), pivoted(frame, "ALDER")

    assert by_sex["TOT"].equals(by_sex["1"] + by_sex["2"], check_names=False)
    assert by_age["IALT"].equals(by_age.select(pl.sum_horizontal(r"^\d+$")).to_series(), check_names=False)


def test_net_is_gross_minus_income_and_accounts_add_up(http: httpx.Client) -> None:
    select = {"OMRÅDE": ["000", "751"], "DRANST": ["1"], "Tid": ["2023", "2024"]}
    functions = cells(http, "REGK31", ART=["TOT", "UE", "I"], PRISENHED=["LOBM"], **select)
    by_art = pivoted(functions, "ART")
    assert by_art["TOT"].equals(by_art["UE"] - by_art["I"], check_names=False)
    assert by_art["TOT"].min() > 0  # type: ignore[operator]

    accounts = cells(http, "REGK11", ART=["TOT"], PRISENHED=["LOBM"], FUNK1=["X", "3"], **select)
    net = functions.filter(ART="TOT")
    for account, part in (("X", net), ("3", net.filter(pl.col("FUNKTION").str.contains(r"^3\d{4}$")))):
        sums = part.group_by("OMRÅDE", "TID", maintain_order=True).agg(pl.col("INDHOLD").sum())
        assert accounts.filter(FUNK1=account)["INDHOLD"].to_list() == sums["INDHOLD"].to_list()


def test_kroner_per_inhabitant_follow_from_the_amount(http: httpx.Client) -> None:
    frame = cells(http, "REGK31", OMRÅDE=["101"], FUNKTION=["32201"], DRANST=["1"], ART=["TOT"], Tid=["2024"])
    amount, per_inhabitant = frame["INDHOLD"]

    # 650,000 inhabitants in 2020, at most 8 per mille more or 5 fewer a year
    assert 637_000 < 1000 * amount / per_inhabitant < 671_000


def test_one_deflator_for_all_key_figures(http: httpx.Client) -> None:
    prices = pivoted(cells(http, "NGLK", Tid=["2018"], BRUTNETUDG=["NET"]), "PRISENHED")

    # 2 per cent a year since 2008: ten years make 1.2, rounded to whole kroner of 2008
    assert prices.select(((pl.col("AARPRIS") - 1.2 * pl.col("08PRIS")).abs() <= 0.6 + 1e-6).all()).item()


def test_key_figures_follow_from_accounts_and_counts(http: httpx.Client) -> None:
    """1,000 kr. over persons, in whole kr.: a municipality, the country; net from TOT, gross from UE."""
    where = {"OMRÅDE": ["000", "825"]}
    account = cells(
        http, "REGK31", DRANST=["1"], ART=["TOT", "UE"], PRISENHED=["LOBM"], Tid=["2022"], **where
    ).with_columns(BRUTNETUDG=pl.col("ART").replace({"TOT": "NET", "UE": "BRUT"}))
    people = cells(http, "FOLK1A", KØN=["TOT"], CIVILSTAND=["TOT"], Tid=["2022K3"], **where)
    pupils = cells(
        http,
        "UDDAKT20",
        **{name: ["TOT"] for name in ("UDDANNELSE", "ALDER", "HERKOMST", "HERKOMST1")},
        KØN=["10"],
        GRUNDSKOL=["1012"],
        FSTATUS=["B"],
        BOPOMR=["000", "825"],
        Tid=["2021", "2022"],
    )
    official = cells(http, "NGLK", PRISENHED=["AARPRIS"], Tid=["2022"], BNØGLE=["DRI", "ÆLD", "FOL"], **where)

    def figure(key: str, area: str, side: str) -> int:
        return int(official.filter(BNØGLE=key, OMRÅDE=area, BRUTNETUDG=side)["INDHOLD"].item())

    for area in ("000", "825"):
        own = people.filter(OMRÅDE=area)
        old = own.filter(pl.col("ALDER") != "IALT").filter(pl.col("ALDER").cast(pl.Int64, strict=False) >= 67)
        by_year = dict(pupils.filter(BOPOMR=area).select("TID", "INDHOLD").rows())
        taught = (7 * by_year["2021"] + 5 * by_year["2022"]) / 12
        for side in ("NET", "BRUT"):
            booked = account.filter(OMRÅDE=area, BRUTNETUDG=side)
            code = pl.col("FUNKTION")
            for key, functions, count in (
                ("DRI", code.str.contains(r"^[02-6]\d{4}$"), own.filter(ALDER="IALT")["INDHOLD"].item()),
                ("ÆLD", code.str.starts_with("530"), old["INDHOLD"].sum()),
                ("FOL", code == "32201", taught),
            ):
                expected = 1000 * booked.filter(functions)["INDHOLD"].sum() / count
                assert abs(figure(key, area, side) - expected) <= 0.5 + 1e-6, (key, area, side)


def test_figures_are_the_same_in_every_process(http: httpx.Client) -> None:
    text = post(http, "BOERN2", select={"BLSTKOM": ["000"], "PASKAT": ["TOT"], "Tid": ["2024"]}).text

    assert text == "BLSTKOM;PASKAT;TID;INDHOLD\r\n000;TOT;2024;262244\r\n"


def test_some_cells_are_hidden(http: httpx.Client) -> None:
    lines = post(http, "AED16", select={"OMRÅDE": ["*"]}).text.splitlines()[1:]

    hidden = [line for line in lines if line.endswith(";..")]
    assert 0 < len(hidden) < len(lines) / 50
    assert not any(";000;" in line for line in hidden)


def test_it_runs_in_a_process_of_its_own_and_stops_with_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.statbank_standin"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        answer = httpx.get(f"{url}/subjects", trust_env=False, timeout=HANG_S)
        process.communicate(timeout=HANG_S)  # closes its standard input

    assert json.loads(answer.content)[0]["description"] == "Borgere"
    assert process.returncode == 0
