"""What we take for StatBank's protocol, against recorded answers and a stand-in that speaks it over HTTP."""

from __future__ import annotations

import hashlib
import json
import time
import tracemalloc
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipelines.catalogue.descriptions.resolving import Named, Use
from pipelines.catalogue.descriptions.tableinfo import TableInfo, fold, variable
from pipelines.catalogue.models.common import Bilingual
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.selectors import selected
from pipelines.sources import snapshots
from pipelines.sources.http import PassingError, Patience, Service, UnreachableError, paced, worth_asking_again
from pipelines.sources.statbank import client
from seksby.errors import CatalogueError, SourceError
from seksby.settings import Endpoint
from tests.statbank_standin import StandIn
from tests.support import HANG_S

RECORDED = Path(__file__).parent.parent / "statbank_standin" / "recorded"
BROKEN = ["429", "500", "503", "html", "json_error", "truncated", "short", "empty", "dropped"]
BROKEN_ROWS = ["header", "no_rows", "half_line", "few_columns"]
ATTEMPTS = 4
CATALOGUE = Path("catalogue")
NAMED = Named([Use("BOERN8", "", (), name, ()) for name in ("PASKAT", "KOMMUNEDK", "Tid")])


def source(*, table: str = "BOERN8", select: Mapping[str, Sequence[str]] | None = None) -> Source:
    """A table of StatBank's as the catalogue has it, with nothing named but what a test asks for."""
    return Source(
        id="BOERN8",
        system="statbank",
        publisher="Danmarks Statistik",
        table=table,
        title=Bilingual(da="Normeringer", en="Staffing"),
        licence="CC BY 4.0",
        area="KOMMUNEDK",
        time="Tid",
        select=select or {},
    )


def at(standin: StandIn) -> Endpoint:
    return Endpoint(standin.url, interval=0)


def quiet(received: int, total: int | None) -> None:
    pass


def fetch(bank: Service, directory: Path, table: str = "BOERN8", **select: Sequence[str]) -> client.Download:
    _, info = client.tableinfo(bank, table)
    return client.fetch_table(bank, client.data_request(info, select), directory, quiet)


# ---- recorded answers


@pytest.mark.parametrize(("language", "text"), [("_da", "national oprindelse"), ("", "national origin")])
def test_the_recorded_tableinfo_is_understood(language: str, text: str) -> None:
    info = TableInfo.model_validate_json((RECORDED / f"body_table_info_straf42{language}.json").read_bytes())

    assert [item.id for item in info.variables] == ["HERKOMST1", "OVERTRÆD", "AFGØRELSE", "ALDER", "KØN", "Tid"]
    assert (info.id, info.updated) == ("STRAF42", "2025-03-25T08:00:00")
    assert (info.variables[0].text, info.variables[0].elimination) == (text, True)
    assert info.variables[0].values[0].id == "00"
    assert [item.id for item in info.variables if item.time] == ["Tid"]


def test_codes_are_the_same_in_both_languages() -> None:
    danish, english = (
        TableInfo.model_validate_json((RECORDED / f"body_table_info_straf42{language}.json").read_bytes())
        for language in ("_da", "")
    )

    for one, other in zip(danish.variables, english.variables, strict=True):
        assert [value.id for value in one.values] == [value.id for value in other.values]


def test_the_recorded_csv_is_kept_byte_for_byte(bank: Service, tmp_path: Path) -> None:
    request = {"table": "STRAF42", "format": "CSV", "lang": "en", "variables": [{"code": "HERKOMST1"}, {"code": "Tid"}]}

    download = client.fetch_table(bank, request, tmp_path, quiet)

    assert download.path.read_bytes() == (RECORDED / "body_data_straf42.csv").read_bytes()
    assert download.sha256 == hashlib.sha256(download.path.read_bytes()).hexdigest()
    assert download.rows == 1


def test_json_where_csv_was_asked_for_is_refused(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    standin.replays["STRAF42", "BULK"] = RECORDED / "body_data_straf42_jsonstat.json"

    with pytest.raises(SourceError, match="JSON") as caught:
        fetch(bank, tmp_path, "STRAF42")

    assert caught.value.expected == "CSV"


# ---- variables by name


@pytest.mark.parametrize("name", ["OMRÅDE", "omrade", "Omraade", "OMRADE", "Områ de"])
def test_names_are_compared_without_case_danish_letters_and_blanks(name: str) -> None:
    assert fold(name) == "omrade"


@pytest.mark.parametrize(
    ("listed", "live"),
    [("koen", "KØN"), ("maengde4", "MÆNGDE4"), ("bnogle", "BNØGLE"), ("ophold_pa_sygehus", "OPHOLD_PÅ_SYGEHUS")],
)
def test_names_of_the_public_listing_find_the_live_ones(listed: str, live: str) -> None:
    assert fold(listed) == fold(live)


def table_of(*names: str) -> TableInfo:
    return TableInfo.model_validate(
        {"id": "T", "text": "t", "variables": [{"id": name, "text": name, "values": []} for name in names]}
    )


def test_a_variable_is_found_by_exact_name_before_a_folded_one() -> None:
    assert variable(table_of("ALDER", "Alder"), "Alder").id == "Alder"


@pytest.mark.parametrize(
    ("name", "problem"), [("KON", "no variable KON"), ("alder", "more than one variable like alder")]
)
def test_an_unknown_or_ambiguous_variable_lists_what_there_is(name: str, problem: str) -> None:
    with pytest.raises(CatalogueError, match=problem) as caught:
        variable(table_of("ALDER", "Alder"), name)

    assert caught.value.expected == "one of ALDER, Alder"


# ---- asking


def test_a_request_names_every_variable_in_the_tables_order(bank: Service) -> None:
    _, info = client.tableinfo(bank, "REGK31")

    chosen = selected(source(select={"omrade": ["000", "101"], "Dranst": ["1"]}), info, CATALOGUE)
    request = client.data_request(info, chosen)

    assert request == {
        "table": "REGK31",
        "format": "BULK",
        "lang": "en",
        "valuePresentation": "Code",
        "delimiter": "Semicolon",
        "variables": [
            {"code": "OMRÅDE", "values": ["000", "101"]},
            {"code": "FUNKTION", "values": ["*"]},
            {"code": "DRANST", "values": ["1"]},
            {"code": "ART", "values": ["*"]},
            {"code": "PRISENHED", "values": ["*"]},
            {"code": "Tid", "values": ["*"]},
        ],
    }


def test_a_table_is_stored_as_it_was_sent(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    _, info = client.tableinfo(bank, "BOERN8")

    download = client.fetch_table(
        bank, client.data_request(info, {"PASKAT": ["2"]}), tmp_path, lambda *step: seen.append(step)
    )

    sent, *_ = standin.body(standin.asked("data")[0].content)
    assert download.path.read_bytes() == sent.read_bytes()
    header, first, *_ = download.path.read_text().splitlines()
    assert header == "KOMMUNEDK;PASKAT;TID;INDHOLD"
    assert first.startswith("000;2;2023;")
    assert "." in first  # a decimal point
    assert download.rows == 104 * 1 * 2  # country, regions and municipalities; one kind of care; two years
    assert seen == [(sent.stat().st_size, None)]


def test_the_total_is_known_when_the_length_is_announced(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    request = {"table": "STRAF42", "format": "CSV", "variables": [{"code": "HERKOMST1"}, {"code": "Tid"}]}

    client.fetch_table(bank, request, tmp_path, lambda *step: seen.append(step))

    assert seen == [(45, 45)]


def test_stamps_come_in_one_request(standin: StandIn, bank: Service) -> None:
    stamps = client.updated_stamps(bank, ["REGK31", "FOLK1A", "ENDED1"])

    assert stamps == {"REGK31": "2025-05-22T08:00:00", "FOLK1A": "2025-08-11T08:00:00"}
    assert [request.endpoint for request in standin.requests] == ["tables"]


# ---- an answer that is not whole is asked for again


@pytest.mark.parametrize("kind", [*BROKEN, *BROKEN_ROWS])
def test_a_broken_answer_is_asked_for_again(standin: StandIn, bank: Service, tmp_path: Path, kind: str) -> None:
    standin.fault("BOERN8", kind)

    download = fetch(bank, tmp_path)

    assert len(standin.asked("data")) == 2
    assert download.rows == 624
    assert download.sha256 == hashlib.sha256(download.path.read_bytes()).hexdigest()


@pytest.mark.parametrize("kind", [*BROKEN, *BROKEN_ROWS])
def test_what_stays_broken_is_the_sources_fault(standin: StandIn, bank: Service, tmp_path: Path, kind: str) -> None:
    standin.fault("BOERN8", kind, times=None)

    with pytest.raises(SourceError) as caught:
        client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)

    assert not isinstance(caught.value, UnreachableError)
    assert "BOERN8" in caught.value.where
    assert "/v1/data" in caught.value.where
    assert len(standin.asked("data")) == ATTEMPTS
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["500", "html", "empty", "dropped"])
def test_tableinfo_is_asked_for_again_too(standin: StandIn, bank: Service, kind: str) -> None:
    standin.fault("BOERN8", kind, endpoint="tableinfo")

    raw, info = client.tableinfo(bank, "BOERN8")

    assert len(standin.asked("tableinfo")) == 2
    assert json.loads(raw)["id"] == info.id == "BOERN8"


def test_a_description_in_another_shape_names_the_field(standin: StandIn, bank: Service, monkeypatch: Any) -> None:
    monkeypatch.setattr("tests.statbank_standin.definitions.Table.info", lambda *_: {"id": "BOERN8", "text": ""})

    with pytest.raises(SourceError, match="variables: Field required"):
        client.tableinfo(bank, "BOERN8")


def test_a_service_that_is_too_slow_is_asked_again(standin: StandIn, tmp_path: Path) -> None:
    """Only the answer that never comes is waited for briefly; a loaded machine may need long for the others."""
    standin.fault("BOERN8", "slow")
    posts: list[httpx.Request] = []

    def hasty_once(request: httpx.Request) -> None:
        if request.method == "POST":
            posts.append(request)
            if len(posts) == 2:
                standin.wait_for_request(2)  # tableinfo and the first of these, so that it meets the fault
            else:
                request.extensions["timeout"] = {**request.extensions["timeout"], "read": 0.05}

    with client.connect(at(standin), timeout=httpx.Timeout(HANG_S)) as bank:
        bank.http.event_hooks = {"request": [hasty_once]}
        assert fetch(bank, tmp_path).rows == 624

    assert len(posts) == 2


def test_a_service_that_stays_too_slow_is_the_sources_fault(standin: StandIn, tmp_path: Path) -> None:
    standin.fault("BOERN8", "slow", times=None, endpoint="tableinfo")
    asked: list[None] = []  # counted here: the stand-in may hear of a request after its client has hung up

    with (
        client.connect(at(standin), pause=lambda: asked.append(None), timeout=httpx.Timeout(HANG_S, read=0.05)) as bank,
        pytest.raises(SourceError, match="timed out"),
    ):
        client.tableinfo(bank, "BOERN8")

    assert len(asked) == ATTEMPTS


def test_a_host_that_does_not_answer_is_told_apart(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    standin.stop()

    with pytest.raises(UnreachableError, match="cannot be reached") as caught:
        client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)

    assert isinstance(caught.value, SourceError)
    assert standin.url in caught.value.where


def retry_after(bank: Service, standin: StandIn, directory: Path, value: str) -> SourceError:
    standin.fault("BOERN8", "429", times=None, retry_after=value)
    with pytest.raises(SourceError) as caught:
        fetch(bank, directory)
    return caught.value


def test_retry_after_in_seconds_is_the_wait(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    error = retry_after(bank, standin, tmp_path, "7")

    assert isinstance(error, PassingError)
    assert worth_asking_again(error) == 7.0


def test_retry_after_as_a_date_is_the_wait(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    # The answer names whole seconds, and the clock goes on meanwhile.
    error = retry_after(
        bank, standin, tmp_path, format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    )

    assert 30 < worth_asking_again(error) <= 60


def test_without_retry_after_the_wait_is_ours(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    assert worth_asking_again(retry_after(bank, standin, tmp_path, "soon")) is True


def test_a_service_that_asks_for_an_hour_is_left_alone(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    error = retry_after(bank, standin, tmp_path, "3600")

    assert "3600 seconds" in error.what
    assert len(standin.asked("data")) == 1


# ---- an analyst's mistake is told at once


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (source(table="BOERN88"), r"Tabel findes ikke: BOERN88 \(EXTRACT-NOTFOUND\)"),
        (source(select={"PASKAT": ["999999"]}), "BOERN8 has no PASKAT that fits '999999'"),
        (source(select={"PASKAT": []}), r"Der skal vælges værdier for variabel: PASKAT \(EXTRACT-NOTALLOWED\)"),
        (source(select={"PASCAT": ["1"]}), "BOERN8 has no variable PASCAT"),
    ],
)
def test_what_statbank_does_not_have_is_not_asked_for_twice(
    standin: StandIn, bank: Service, tmp_path: Path, asked: Source, message: str
) -> None:
    entry = tmp_path / "catalogue" / "sources" / "BOERN8.yml"
    entry.parent.mkdir(parents=True)
    entry.write_text(f"id: BOERN8\nselect: {json.dumps(asked.select)}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=message) as caught:
        client.refresh_source(bank, asked, NAMED, tmp_path / "store", tmp_path / "catalogue", quiet)

    assert asked.table in caught.value.where
    assert "sources/BOERN8.yml:2 select.PAS" in caught.value.where or "EXTRACT" in caught.value.what
    assert len({(request.endpoint, request.table) for request in standin.requests}) == len(standin.requests)


def test_statbanks_request_id_is_kept_in_an_error(bank: Service) -> None:
    with pytest.raises(CatalogueError) as caught:
        client.tableinfo(bank, "BOERN88")

    assert "StatBank's request id standin-" in caught.value.where


def test_too_many_cells_is_a_mistake_in_the_request(bank: Service, tmp_path: Path) -> None:
    _, info = client.tableinfo(bank, "REGK31")

    with pytest.raises(CatalogueError, match=r"over begrænsningen på 1\.000\.000 celler"):
        client.fetch_table(bank, client.data_request(info, {}) | {"format": "CSV"}, tmp_path, quiet)


def test_a_wrong_address_is_not_an_analysts_mistake(standin: StandIn) -> None:
    elsewhere = Endpoint(f"{standin.url}/elsewhere", interval=0)

    with client.connect(elsewhere) as lost, pytest.raises(SourceError, match="REQUEST-NOTFOUND") as caught:
        client.updated_stamps(lost, ["BOERN8"])

    assert "`seksby settings`" in caught.value.remedy
    assert len(standin.requests) == 1


# ---- one source, from stamp to snapshot


def test_a_source_is_fetched_once_and_then_only_seen(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    first = client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)
    second = client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)

    assert (first.outcome, second.outcome) == ("new", "unchanged")
    assert second.snapshot == first.snapshot
    assert len(standin.asked("data")) == 1
    assert len((tmp_path / "BOERN8" / "seen.jsonl").read_text().splitlines()) == 1
    snapshots.verify(first.snapshot)
    meta = first.snapshot.meta
    assert (meta.source, meta.table, meta.title, meta.origin) == ("BOERN8", "BOERN8", "Normeringer", "fetched")
    assert (meta.url, meta.updated, meta.rows) == (f"{standin.url}/data", "2025-10-30T08:00:00", 624)
    assert meta.request == standin.asked("data")[0].content
    assert TableInfo.model_validate_json(first.snapshot.tableinfo_path.read_bytes()).id == "BOERN8"


def test_a_revision_is_a_new_snapshot(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    first = client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)
    standin.touch("BOERN8", values=True)

    second = client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)

    assert second.outcome == "new"
    assert second.snapshot.meta.updated == "2026-10-30T08:00:00"
    assert snapshots.list_snapshots(tmp_path, "BOERN8") == [first.snapshot, second.snapshot]
    # only the newest period was revised
    before, after = (item.snapshot.data_path.read_text().splitlines() for item in (first, second))
    assert {line.split(";")[2] for line in set(before) ^ set(after)} == {"2024"}


def test_a_stamp_without_a_revision_is_looked_at_once(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)
    standin.touch("BOERN8")

    outcomes = [client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet).outcome for _ in range(2)]

    assert outcomes == ["same_bytes", "unchanged"]
    assert len(standin.asked("data")) == 2
    assert len(snapshots.list_snapshots(tmp_path, "BOERN8")) == 1


def test_another_selection_is_fetched_though_the_stamp_is_the_same(
    standin: StandIn, bank: Service, tmp_path: Path
) -> None:
    client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)

    narrower = client.refresh_source(bank, source(select={"paskat": ["1"]}), NAMED, tmp_path, CATALOGUE, quiet)

    assert narrower.outcome == "new"
    assert narrower.snapshot.meta.rows == 208


def test_a_rejected_snapshot_is_fetched_anew(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    first = client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)
    snapshots.reject(first.snapshot, "unknown area 999")

    second = client.refresh_source(bank, source(), NAMED, tmp_path, CATALOGUE, quiet)

    assert second.outcome == "new"
    assert len(standin.asked("data")) == 2


@pytest.mark.parametrize("kind", ["garbage_number", "duplicate_rows", "unknown_area", "missing_code"])
def test_what_the_rows_mean_is_left_to_the_loader(standin: StandIn, bank: Service, tmp_path: Path, kind: str) -> None:
    sound = fetch(bank, tmp_path)
    standin.fault("BOERN8", kind, code="751")

    spoilt = fetch(bank, tmp_path)

    assert spoilt.sha256 != sound.sha256
    assert spoilt.rows == {"duplicate_rows": 625, "missing_code": 618}.get(kind, 624)


def test_a_full_disk_is_told_as_such(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")

    def fetch_to_a_full_disk() -> None:
        with snapshots.incoming(tmp_path, "BOERN8") as directory:
            (directory / "data.csv").symlink_to("/dev/full")
            fetch(bank, directory)

    with pytest.raises(snapshots.StorageError, match="No space left"):
        fetch_to_a_full_disk()

    assert len(standin.asked("data")) == 1
    assert list((tmp_path / "BOERN8").iterdir()) == []


def test_memory_does_not_grow_with_the_table(standin: StandIn, bank: Service, tmp_path: Path) -> None:
    megabytes = 64
    big = tmp_path / "big.csv"
    row = b"101;1;2024;" + b"1" * 51 + b"\r\n"
    with big.open("wb") as file:
        file.write(b"KOMMUNEDK;PASKAT;TID;INDHOLD\r\n")
        for _ in range(megabytes):
            file.write(row * (2**20 // len(row)))
    standin.replays["BOERN8", "BULK"] = big
    _, info = client.tableinfo(bank, "BOERN8")
    (tmp_path / "download").mkdir()

    tracemalloc.start()
    try:
        download = client.fetch_table(bank, client.data_request(info, {}), tmp_path / "download", quiet)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert download.rows == megabytes * 2**14
    # a chunk of 1 MiB, once as received, once joined, and once in the stand-in's hands; far from 64
    assert peak < 8 * 2**20


# ---- the connection


def test_user_and_password_of_an_address_are_sent_and_stand_in_no_text(standin: StandIn, tmp_path: Path) -> None:
    scheme, rest = standin.url.split("://")
    endpoint = Endpoint(f"{scheme}://mads:hemmeligt@{rest}", interval=0)
    sent: list[str] = []
    with client.connect(endpoint) as bank:
        bank.http.event_hooks = {"response": [lambda answer: sent.append(answer.request.headers["Authorization"])]}
        fetched = fetch(bank, tmp_path)
        standin.fault("BOERN8", "html", times=None, endpoint="tableinfo")
        with pytest.raises(SourceError) as caught:
            client.tableinfo(bank, "BOERN8")

    assert {b64decode(header.removeprefix("Basic ")) for header in sent} == {b"mads:hemmeligt"}
    assert fetched.url.startswith(standin.url)
    assert standin.url in caught.value.where
    assert "hemmeligt" not in f"{caught.value}{fetched.url}"


def test_requests_are_paced(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, waits = 100.0, []

    def sleep(seconds: float) -> None:
        nonlocal clock
        waits.append(seconds)
        clock += seconds

    monkeypatch.setattr(time, "monotonic", lambda: clock)
    monkeypatch.setattr(time, "sleep", sleep)
    pause = paced(1.0)

    pause()
    clock += 0.25  # a quick answer
    pause()
    clock += 5.0  # a slow one
    pause()

    assert waits == [0.0, 0.75, 0.0]


def test_every_request_is_paced(standin: StandIn, tmp_path: Path) -> None:
    calls: list[int] = []
    standin.fault("BOERN8", "500")

    with client.connect(at(standin), pause=lambda: calls.append(len(standin.requests))) as bank:
        fetch(bank, tmp_path)

    assert calls == [0, 1, 2]  # before tableinfo, before the failing and the good request for data


# ---- a host that accepts and never answers


def silent() -> None:
    raise PassingError("nothing", where="there", expected="an answer", remedy="later")


@pytest.mark.usefixtures("without_waits")
def test_a_service_that_never_answers_is_waited_for_within_a_budget() -> None:
    """Each attempt takes 120 s of a clock: two things are asked for four times, the next ones once, then no more."""
    passed, asked = 0.0, 0

    def attempt() -> None:
        nonlocal passed, asked
        passed += 120
        asked += 1
        silent()

    patience = Patience(lambda: passed)
    said = []
    for _ in range(36):
        with pytest.raises(PassingError) as caught:
            patience("StatBank", attempt)
        said.append(caught.value.what)
    assert asked == 2 * ATTEMPTS
    assert said[1:3] == ["nothing", "StatBank did not answer for 16 minutes; this was not asked for any more."]


@pytest.mark.usefixtures("without_waits")
def test_what_fails_fast_is_asked_for_once_after_two_failures_and_an_answer_mends_that() -> None:
    asked = 0

    def attempt() -> None:
        nonlocal asked
        asked += 1
        silent()

    patience = Patience(lambda: 0.0)
    for expected in (ATTEMPTS, 2 * ATTEMPTS, 2 * ATTEMPTS + 1, 2 * ATTEMPTS + 2):
        with pytest.raises(PassingError):
            patience("StatBank", attempt)
        assert asked == expected
    assert patience("StatBank", lambda: "whole") == "whole"
    with pytest.raises(PassingError):
        patience("StatBank", attempt)
    assert asked == 3 * ATTEMPTS + 2
