"""The store of snapshots: append-only, whole or not at all, checked before it is read."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources import snapshots
from pipelines.sources.snapshots import Provenance, Snapshot, StorageError
from seksby.errors import SnapshotError, SourceError

NOON = datetime(2025, 5, 22, 12, tzinfo=UTC)
TABLEINFO = b'{"id": "REGK31"}'


def provenance(**changed: Any) -> Provenance:
    fields: dict[str, Any] = {
        "source": "REGK31",
        "publisher": "Danmarks Statistik",
        "table": "REGK31",
        "title": "Kommunernes regnskaber",
        "request": {"table": "REGK31"},
        "url": "https://api.statbank.dk/v1/data",
        "retrieved_at": NOON,
        "updated": "2025-05-22T08:00:00",
        "licence": "CC BY 4.0",
        "origin": "fetched",
    }
    return Provenance.model_validate(fields | changed)


def store(root: Path, data: bytes = b"TID;INDHOLD\r\n2024;1\r\n", **changed: Any) -> tuple[Snapshot, bool]:
    root.mkdir(parents=True, exist_ok=True)
    data_file = root / "download"
    data_file.write_bytes(data)
    described = provenance(**changed)
    return snapshots.store(
        root,
        described,
        data_file=data_file,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=data.count(b"\n") - 1,
        tableinfo=TABLEINFO,
    )


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_stored_snapshot_has_the_bytes_and_says_where_they_come_from(tmp_path: Path) -> None:
    snapshot, is_new = store(tmp_path, b"TID;INDHOLD\r\n2024;1\r\n")

    # sha256 of the 21 bytes, by sha256sum
    assert snapshot.meta.id == "REGK31-20250522-b0746001"
    assert is_new
    assert snapshot.directory == tmp_path / "REGK31" / snapshot.meta.id
    assert snapshot.data_path.read_bytes() == b"TID;INDHOLD\r\n2024;1\r\n"
    assert snapshot.tableinfo_path.read_bytes() == TABLEINFO
    written = json.loads((snapshot.directory / "snapshot.json").read_text())
    assert written["retrieved_at"] == "2025-05-22T12:00:00Z"
    assert (written["bytes"], written["rows"]) == (21, 1)
    assert tree(tmp_path) == {
        f"REGK31/{snapshot.meta.id}/{name}" for name in ("data.csv", "tableinfo.json", "snapshot.json")
    }
    snapshots.verify(snapshot)


def test_the_same_bytes_again_give_a_stamp_and_no_snapshot(tmp_path: Path) -> None:
    first, _ = store(tmp_path)
    before = tree(tmp_path)

    again, is_new = store(tmp_path, retrieved_at=NOON + timedelta(days=1), updated="2025-05-23T08:00:00")

    assert not is_new
    assert again == first
    assert tree(tmp_path) - before == {"REGK31/seen.jsonl"}
    assert json.loads((tmp_path / "REGK31" / "seen.jsonl").read_text()) == {
        "snapshot": first.meta.id,
        "seen_at": "2025-05-23T12:00:00Z",
        "updated": "2025-05-23T08:00:00",
    }
    assert snapshots.last_asked(first) == ("2025-05-23T08:00:00", {"table": "REGK31"})


def test_a_stamp_that_was_cut_short_is_passed_over(tmp_path: Path) -> None:
    first, _ = store(tmp_path)
    store(tmp_path, updated="2025-06-01T08:00:00")
    with (tmp_path / "REGK31" / "seen.jsonl").open("a") as file:
        file.write('{"snapshot": "REGK')

    assert snapshots.last_asked(first)[0] == "2025-06-01T08:00:00"


def test_what_came_while_the_clock_was_wrong_is_not_taken_for_the_newest_in_silence(tmp_path: Path) -> None:
    ahead, _ = store(tmp_path, b"TID;INDHOLD\n2024;1\n", retrieved_at=NOON.replace(year=2031))
    with pytest.raises(SourceError, match="the clock was wrong then, or is now") as told:
        store(tmp_path, b"TID;INDHOLD\n2024;2\n")
    assert told.value.where == str(ahead.directory)
    assert snapshots.list_snapshots(tmp_path, "REGK31") == [ahead]
    ahead.directory.rename(tmp_path / "away")
    now, _ = store(tmp_path, b"TID;INDHOLD\n2024;2\n")
    assert snapshots.newest([tmp_path], "REGK31") == now


def test_going_back_to_earlier_bytes_is_a_snapshot_of_its_own_even_on_the_same_day(tmp_path: Path) -> None:
    first, _ = store(tmp_path, b"TID;INDHOLD\n2024;1\n")
    store(tmp_path, b"TID;INDHOLD\n2024;2\n", retrieved_at=NOON + timedelta(hours=1))
    third, is_new = store(tmp_path, b"TID;INDHOLD\n2024;1\n", retrieved_at=NOON + timedelta(hours=2))

    assert is_new
    assert third.meta.id == f"{first.meta.id}-2"
    assert snapshots.newest([tmp_path], "REGK31") == third
    assert len(snapshots.list_snapshots(tmp_path, "REGK31")) == 3


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2025, 5, 21), None),
        (date(2025, 5, 22), b"TID;INDHOLD\n2024;1\n"),
        (date(2025, 5, 23), b"TID;INDHOLD\n2024;2\n"),
        (None, b"TID;INDHOLD\n2024;2\n"),
    ],
)
def test_as_of_reaches_to_the_end_of_the_day(tmp_path: Path, as_of: date | None, expected: bytes | None) -> None:
    store(tmp_path, b"TID;INDHOLD\n2024;1\n")
    # 23:59 UTC, written with another offset
    late = datetime.fromisoformat("2025-05-24T01:59:00+02:00")
    store(tmp_path, b"TID;INDHOLD\n2024;2\n", retrieved_at=late)

    found = snapshots.newest([tmp_path], "REGK31", as_of)

    assert (found and found.data_path.read_bytes()) == expected


@settings(max_examples=30)
@given(
    hours=st.lists(st.integers(0, 24 * 60), min_size=1, max_size=6, unique=True),
    day=st.integers(0, 60),
)
def test_the_newest_is_the_last_one_retrieved_by_the_day(hours: list[int], day: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        start = datetime(2025, 1, 1, tzinfo=UTC)
        for hour in sorted(hours):
            store(root, b"TID;INDHOLD\n2024;%d\n" % hour, retrieved_at=start + timedelta(hours=hour))

        found = snapshots.newest([root], "REGK31", start.date() + timedelta(days=day))

        known = [hour for hour in hours if hour < 24 * (day + 1)]
        assert (found.data_path.read_bytes() if found else None) == (
            b"TID;INDHOLD\n2024;%d\n" % max(known) if known else None
        )


def test_two_stores_are_searched_as_one(tmp_path: Path) -> None:
    store(tmp_path / "reference", origin="transcribed", request=None, url=None, updated=None)
    fetched, _ = store(tmp_path / "snapshots", b"TID;INDHOLD\n2024;2\n", retrieved_at=NOON + timedelta(days=1))

    assert snapshots.newest([tmp_path / "snapshots", tmp_path / "reference"], "REGK31") == fetched
    assert snapshots.newest([tmp_path / "nowhere"], "REGK31") is None


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda s: s.data_path.write_bytes(b"TID;INDHOLD\r\n2024;2\r\n"), "sha256"),
        (lambda s: s.data_path.unlink(), "data.csv"),
        (lambda s: s.tableinfo_path.unlink(), "tableinfo.json"),
    ],
)
def test_verify_refuses_what_is_not_what_was_stored(tmp_path: Path, damage: Any, named: str) -> None:
    snapshot, _ = store(tmp_path)
    damage(snapshot)

    with pytest.raises(SnapshotError) as caught:
        snapshots.verify(snapshot)

    assert named in caught.value.what
    assert str(snapshot.directory) in caught.value.where
    assert caught.value.remedy


@pytest.mark.parametrize(("field", "value", "found"), [("rows", 2, 1), ("bytes", 22, 21)])
def test_verify_compares_size_and_rows_too(tmp_path: Path, field: str, value: int, found: int) -> None:
    snapshot, _ = store(tmp_path)
    path = snapshot.directory / "snapshot.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    (reread,) = snapshots.list_snapshots(tmp_path, "REGK31")

    with pytest.raises(SnapshotError, match=f"{field} is {found}"):
        snapshots.verify(reread)


def test_verify_counts_a_last_line_without_line_break(tmp_path: Path) -> None:
    data = b"TID;INDHOLD\n2023;1\n2024;2"
    (tmp_path / "download").write_bytes(data)
    snapshot, _ = snapshots.store(
        tmp_path,
        provenance(origin="transcribed"),
        data_file=tmp_path / "download",
        sha256=hashlib.sha256(data).hexdigest(),
        rows=2,
        tableinfo=TABLEINFO,
    )

    snapshots.verify(snapshot)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"sha256": "b2a9"}, "sha256"),
        ({"rows": "many"}, "rows"),
        ({"origin": "guessed"}, "origin"),
        ({"retrieved_at": "2025-05-22T12:00:00"}, "retrieved_at"),
        ({"colour": "blue"}, "colour"),
        ({"source": "FOLK1A"}, "source"),
    ],
)
def test_a_wrong_snapshot_json_is_refused_by_file_and_field(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    snapshot, _ = store(tmp_path)
    path = snapshot.directory / "snapshot.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(SnapshotError) as caught:
        snapshots.newest([tmp_path], "REGK31")

    assert caught.value.where == str(path)
    assert named in caught.value.what


def test_a_missing_snapshot_json_is_named(tmp_path: Path) -> None:
    snapshot, _ = store(tmp_path)
    (snapshot.directory / "snapshot.json").unlink()

    with pytest.raises(SnapshotError, match=r"lacks snapshot\.json"):
        snapshots.list_snapshots(tmp_path, "REGK31")


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = store(tmp_path)
    before = tree(tmp_path)

    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(StorageError, match="No space left on device") as caught:
        store(tmp_path, b"TID;INDHOLD\n2024;2\n", retrieved_at=NOON + timedelta(days=1))

    assert caught.value.where == str(tmp_path / "REGK31")
    assert tree(tmp_path) == before
    assert snapshots.newest([tmp_path], "REGK31") == first


def test_what_a_killed_download_left_is_removed_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / "REGK31" / ".incoming-killed"
    leftover.mkdir(parents=True)
    (leftover / "data.csv").write_bytes(b"TID;IND")
    assert snapshots.newest([tmp_path], "REGK31") is None

    with snapshots.incoming(tmp_path, "REGK31") as directory:
        assert not leftover.exists()
        (directory / "data.csv").write_bytes(b"TID")

    assert tree(tmp_path) == set()


def test_a_rejected_snapshot_is_kept_with_its_reason_and_never_chosen_again(tmp_path: Path) -> None:
    first, _ = store(tmp_path, b"TID;INDHOLD\n2024;1\n")
    bad, _ = store(tmp_path, b"TID;INDHOLD\n2024;tolv\n", retrieved_at=NOON + timedelta(days=1))

    target = snapshots.reject(bad, "REGK31: 'tolv' is no number.")

    assert target == tmp_path / "REGK31" / "rejected" / bad.meta.id
    assert (target / "data.csv").read_bytes() == b"TID;INDHOLD\n2024;tolv\n"
    assert (target / "reason.txt").read_text() == "REGK31: 'tolv' is no number.\n"
    assert snapshots.newest([tmp_path], "REGK31") == first
    assert snapshots.not_updated(tmp_path, "REGK31") == "REGK31: 'tolv' is no number."


def test_rejected_bytes_that_come_again_are_judged_again(tmp_path: Path) -> None:
    """The first judgement may have rested on a fault in the catalogue that was mended since."""
    bad, _ = store(tmp_path)
    snapshots.reject(bad, "unknown area 411")

    again, is_new = store(tmp_path)

    assert is_new
    assert again.meta.id == f"{bad.meta.id}-2"
    assert snapshots.not_updated(tmp_path, "REGK31") is None


def test_bundled_figures_are_not_moved_about(tmp_path: Path) -> None:
    bundled, _ = store(tmp_path, origin="transcribed")

    with pytest.raises(SnapshotError, match="unknown area"):
        snapshots.reject(bundled, "unknown area 411")

    assert snapshots.newest([tmp_path], "REGK31") == bundled


def test_why_a_source_is_not_updated_is_remembered_until_it_is(tmp_path: Path) -> None:
    snapshot, _ = store(tmp_path)
    assert snapshots.not_updated(tmp_path, "REGK31") is None

    snapshots.mark_not_updated(tmp_path, "REGK31", "StatBank cannot be reached.")
    assert snapshots.not_updated(tmp_path, "REGK31") == "StatBank cannot be reached."
    assert snapshots.newest([tmp_path], "REGK31") == snapshot

    store(tmp_path)  # the same bytes: up to date again
    assert snapshots.not_updated(tmp_path, "REGK31") is None
