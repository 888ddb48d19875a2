"""Whatever is changed in a release or in what it was made of, `verify` finds it and names it.

Every tampering is one that a person could do who may also edit checksums; what was found in no release before
2026-11-30 stands here as a case.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pipelines.recomputing.comparing import Recomputed, compare
from pipelines.recomputing.recompute import recompute
from pipelines.releases import release
from pipelines.releases.lineage import table as column_table
from pipelines.releases.lineage.columns import Lineage
from pipelines.releases.proof import register
from pipelines.releases.proof.audit import MODELS, audit, manifest_says, read_again, told
from pipelines.releases.sealing import signature, stored
from pipelines.releases.sealing.filling import insert
from seksby.workspace import Workspace
from tests.conftest import Published

SCHOOL = "indicator_id = 'primary_school_cost_per_child_6_16' and municipality_code = '730' and year = 2021"
FILLED_AFTERWARDS = {"marts.column_origins", "marts.control_register", "marts.ledger"}
"""What `audit` finds anew in dbt's records and in the release before."""
RANDERS_2024 = "indicator_id = 'primary_school_cost_per_inhabitant' and municipality_code = '730' and year = 2024"


@pytest.fixture(scope="module")
def again(published: Published) -> list[Recomputed]:
    found = release.find(published.workspace)
    snapshots = stored.check(published.workspace, found.manifest)
    return recompute(
        found.directory / release.CATALOGUE,
        found.directory / release.OWN,
        snapshots.folders,
        date.fromisoformat(found.manifest["today"]),
        manifest_says(published.workspace, found),
        before=snapshots.earlier,
        dbt_project=MODELS,
    )


@pytest.fixture(scope="module")
def warehouse(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy that may be changed; every test rolls back what it did."""
    copy = tmp_path_factory.mktemp("warehouse") / release.WAREHOUSE
    shutil.copyfile(release.find(published.workspace).warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("changes", "table", "named"),
    [
        pytest.param(
            [
                "update marts.lineage set cell_id = snapshot_id || ':322', file_line = 322, cell_value = 5667, "
                f"published_value = 5667, weighted_value = 5667 where role = 'numerator' and {SCHOOL}"
            ],
            "marts.lineage",
            "730 2021 numerator 1",
            id="another city's row",
        ),
        pytest.param(
            [f"update marts.lineage set weight = 1.1 * weight where role = 'numerator' and {SCHOOL}"],
            "marts.lineage",
            "marts.lineage.weight",
            id="weight",
        ),
        pytest.param(
            ["update marts.indicators set scale = 1.1 * scale where indicator_id = 'child_poverty'"],
            "marts.indicators",
            "marts.indicators.scale: child_poverty",
            id="scale",
        ),
        pytest.param(
            [f"delete from marts.lineage where role = 'denominator' and {SCHOOL}"],
            "marts.lineage",
            "730 2021 denominator 1",
            id="denominator deleted",
        ),
        pytest.param(
            [
                f"update marts.indicator_values set value = numerator * multiplier, denominator = null where {SCHOOL} "
                "and price_basis = 'current'"
            ],
            "marts.indicator_values",
            "marts.indicator_values.value: primary_school_cost_per_child_6_16 730 2021 current",
            id="value without its denominator",
        ),
        pytest.param(
            [
                "update marts.indicator_values set value = null, missing_reason = 'confidential' "
                f"where {RANDERS_2024} and price_basis = 'current'"
            ],
            "marts.indicator_values",
            "None published, 6770.0 computed again",
            id="value to null",
        ),
        pytest.param(
            [f"delete from marts.indicator_values where {RANDERS_2024}"],
            "marts.indicator_values",
            "not published, and 6770.0 computed again",
            id="number deleted",
        ),
        pytest.param(
            [f"update marts.indicator_values set value = 1.01 * value where {RANDERS_2024}"],
            "marts.indicator_values",
            "6837.7 published, 6770.0 computed again",
            id="value",
        ),
        pytest.param(
            [
                "insert into marts.indicator_values by name select * replace (1999 as year) from "
                f"marts.indicator_values where {RANDERS_2024} and price_basis = 'current'"
            ],
            "marts.indicator_values",
            "1999 current: published, and nothing gives it",
            id="invented value",
        ),
        pytest.param(
            [f"insert into marts.indicator_values select * from marts.indicator_values where {RANDERS_2024}"],
            "marts.indicator_values",
            "stands twice, and once computed again",
            id="number twice",
        ),
        pytest.param(
            [f"update marts.benchmarks set gap_dkk = 1.001 * gap_dkk where {SCHOOL}"],
            "marts.benchmarks",
            "marts.benchmarks.gap_dkk",
            id="gap in kroner",
        ),
        pytest.param(
            ["update marts.decomposition set price_effect_dkk_per_inhabitant = 0"],
            "marts.decomposition",
            "marts.decomposition.price_effect_dkk_per_inhabitant",
            id="part of a gap",
        ),
        pytest.param(
            ["update marts.expected_values set expected = expected + 0.1 where municipality_code = '730'"],
            "marts.expected_values",
            "marts.expected_values.expected",
            id="expected value",
        ),
        pytest.param(
            ["update marts.uncertainty set rank_low = 1 where rank_low > 1"],
            "marts.uncertainty",
            "marts.uncertainty.rank_low",
            id="rank interval",
        ),
        pytest.param(
            [
                "update marts.verdicts set verdict = replace(verdict, 'worse', 'better') "
                "where municipality_code = '730' and verdict like '%worse'"
            ],
            "marts.verdicts",
            "marts.verdicts.verdict",
            id="verdict",
        ),
        pytest.param(
            ["update marts.verdicts set p_same = 0.99 where p_same < 0.9"],
            "marts.verdicts",
            "marts.verdicts.p_same",
            id="how sure",
        ),
        pytest.param(
            ["update marts.effect_overview set verdict = 'on_level' where verdict = 'clearly_worse'"],
            "marts.effect_overview",
            "marts.effect_overview.verdict",
            id="what headlines are counted from",
        ),
        pytest.param(
            ["update marts.controls set outcome = 'agrees', difference = 0 where outcome <> 'agrees'"],
            "marts.controls",
            "marts.controls.outcome",
            id="control",
        ),
        pytest.param(
            ["update marts.controls set distance_rank = 2 where distance_rank = 1"],
            "marts.controls",
            "marts.controls.distance_rank",
            id="which control is furthest off",
        ),
        pytest.param(
            ["update marts.price_overview set turning_scope_id = null, verdict = 'clearly_lower' where side = 'below'"],
            "marts.price_overview",
            "marts.price_overview.verdict",
            id="what is said of a price",
        ),
        pytest.param(
            ["update marts.process_limits set signal_outside = not signal_outside where municipality_code = '730'"],
            "marts.process_limits",
            "marts.process_limits.signal_outside",
            id="signal of a series",
        ),
        pytest.param(
            ["update marts.figure_flags set score = -score, is_above = not is_above where municipality_code = '730'"],
            "marts.figure_flags",
            "marts.figure_flags.score",
            id="flag",
        ),
        pytest.param(
            ["update marts.peer_results set is_ahead = not is_ahead"],
            "marts.peer_results",
            "marts.peer_results.is_ahead",
            id="who does better",
        ),
        pytest.param(
            [
                "insert into marts.help_offers by name select * replace ('culture' as service_area) "
                "from marts.help_offers limit 1"
            ],
            "marts.help_offers",
            "culture",
            id="offer of help that was invented",
        ),
        pytest.param(
            ["update marts.steering_burden set effect_count = effect_count + 1 where municipality_code = '730'"],
            "marts.steering_burden",
            "marts.steering_burden.effect_count",
            id="effects beside demands",
        ),
        pytest.param(
            ["update marts.indicators set better = 'lower' where better = 'higher'"],
            "marts.indicators",
            "marts.indicators.better",
            id="which way is better",
        ),
        pytest.param(
            ["update marts.snapshots set citation = 'skrevet af i god tro'"],
            "marts.snapshots",
            "marts.snapshots.citation",
            id="citation",
        ),
        pytest.param(
            ["update raw.regk31_transcribed set value = 5667 where area_code = '730' and series_key like '32201|%'"],
            "raw.cells",
            "raw.cells.value",
            id="source table",
        ),
    ],
)
def test_a_change_of_the_warehouse_is_named(
    warehouse: duckdb.DuckDBPyConnection, again: list[Recomputed], changes: list[str], table: str, named: str
) -> None:
    held = [item for item in again if item.table == table]
    assert held
    assert compare(warehouse, held).differences == []
    warehouse.begin()
    try:
        for change in changes:
            warehouse.execute(change)
        lines = [str(told(item)) for item in compare(warehouse, held).differences]
    finally:
        warehouse.rollback()
    assert any(named in line for line in lines), lines


def test_a_table_that_was_emptied_is_named_whichever_it_is(
    warehouse: duckdb.DuckDBPyConnection, again: list[Recomputed]
) -> None:
    for item in again:
        if item.table.startswith("raw.") or item.frame.is_empty():
            continue
        warehouse.begin()
        try:
            warehouse.execute(f"delete from {item.table}")
            (found,) = compare(warehouse, [item]).differences
        finally:
            warehouse.rollback()
        assert found.count == item.frame.height, item.table


ANOTHER = {"VARCHAR": "'§'", "BOOLEAN": "not coalesce({}, false)", "DATE": "date '1901-01-01'"}
"""Another value of each type; a list has one element, and of numbers one more."""


def test_a_cell_of_every_column_is_held_against_the_second_computation(
    warehouse: duckdb.DuckDBPyConnection, again: list[Recomputed]
) -> None:
    """Every column of the first row of every mart is changed in one go; of a key, the row is in one of them alone."""
    held = {item.table: item for item in again}
    listed = warehouse.execute(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'marts'"
    ).fetchall()
    unseen = set()
    for table in sorted({f"marts.{name}" for name, _, _ in listed} - FILLED_AFTERWARDS):
        types = {column: kind for name, column, kind in listed if f"marts.{name}" == table}
        item = held.pop(table)
        if item.frame.is_empty():
            unseen |= {f"{table}.{column}" for column in types if column not in item.columns}
            continue
        changed = ", ".join(
            f"{column} = "
            + ("['§']" if kind.endswith("[]") else ANOTHER.get(kind, "coalesce({}, 0) + 7").format(column))
            for column, kind in types.items()
            if column not in item.key
        )
        key = ", ".join(f"{column} = {ANOTHER.get(types[column], '{} + 7').format(column)}" for column in item.key[:1])
        for change in filter(None, (changed, key)):
            warehouse.begin()
            try:
                warehouse.execute(f"update {table} set {change} where rowid = (select min(rowid) from {table})")
                found = {each.column for each in compare(warehouse, [item]).differences}
            finally:
                warehouse.rollback()
            if change is key:
                assert "" in found, table
            else:
                unseen |= {f"{table}.{column}" for column in types.keys() - found - set(item.key)}
    assert unseen == set()
    assert {name.split(".")[0] for name in held} <= {"raw"}


@pytest.fixture
def copied(published: Published, tmp_path: Path) -> Workspace:
    """The release in a data folder of its own, by links: `rewrite` gives a file that may be changed."""
    found = release.find(published.workspace)
    target = tmp_path / "releases" / found.id
    shutil.copytree(found.directory, target, copy_function=os.link)
    shutil.copytree(published.workspace.reference, tmp_path / "reference")
    (tmp_path / "current").symlink_to(target.relative_to(tmp_path))
    return Workspace(tmp_path)


def rewrite(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def edit_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest and the copy that is published, as one would who knows of both."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    content = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    for place in (folder, folder / "site"):
        rewrite(place / "manifest.json", content)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def newest(workspace: Workspace, source: str) -> Path:
    return max((workspace.reference / source).glob(f"{source}-*"))


def snapshot_with_its_own_hash_fixed(workspace: Workspace) -> None:
    folder = newest(workspace, "REGK31_TRANSCRIBED")
    data = folder / "data.csv"
    data.write_text(data.read_text(encoding="utf-8").replace(";6770\n", ";6771\n"), encoding="utf-8")
    meta = json.loads((folder / "snapshot.json").read_bytes())
    (folder / "snapshot.json").write_text(json.dumps(meta | {"sha256": sha256(data)}), encoding="utf-8")


def description_with_its_hash_fixed(workspace: Workspace) -> None:
    folder = newest(workspace, "REGK31_TRANSCRIBED")
    info = folder / "tableinfo.json"
    info.write_text(info.read_text(encoding="utf-8").replace("Folkeskoler", "Skoler"), encoding="utf-8")
    meta = json.loads((folder / "snapshot.json").read_bytes())
    (folder / "snapshot.json").write_text(json.dumps(meta | {"tableinfo_sha256": sha256(info)}), encoding="utf-8")


def day_of_retrieval(workspace: Workspace) -> None:
    meta = newest(workspace, "REGK31_TRANSCRIBED") / "snapshot.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace("2026-11-25T", "2026-11-24T"), encoding="utf-8")


def received_file_added(workspace: Workspace) -> None:
    folder = newest(workspace, "REGK31_TRANSCRIBED") / "received"
    folder.mkdir()
    (folder / "aeldre.csv").write_text("85,3", encoding="utf-8")


def earlier_snapshot_removed(workspace: Workspace) -> None:
    shutil.rmtree(min((workspace.reference / "REGK31_TRANSCRIBED").glob("REGK31_TRANSCRIBED-*")))


def previous_invented(workspace: Workspace) -> None:
    edit_manifest(workspace.current, lambda m: m.update(previous="0123456789ab", previous_manifest_sha256="0" * 64))


def counts_faked(workspace: Workspace) -> None:
    edit_manifest(workspace.current, lambda m: m["tables"].update({"marts.lineage": 999_999}))


def snapshots_left_out(workspace: Workspace) -> None:
    edit_manifest(workspace.current, lambda m: m.update(snapshots=[]))


def manifest_alone(workspace: Workspace) -> None:
    path = workspace.current / "manifest.json"
    rewrite(path, path.read_bytes().replace(b'"differs_from_commit": ', b'"differs_from_commit":  '))


def catalogue_kept(workspace: Workspace) -> None:
    path = workspace.current / "catalogue" / "peer_groups.yml"
    rewrite(path, path.read_bytes().replace(b'"730"', b'"731"'))
    edit_manifest(workspace.current, lambda m: m["files"].update({"catalogue/peer_groups.yml": sha256(path)}))


def checks_that_failed(workspace: Workspace) -> None:
    path = workspace.current / "checks" / "run_results.json"
    rewrite(path, path.read_bytes().replace(b'"status": "pass"', b'"status": "fail"'))
    edit_manifest(workspace.current, lambda m: m["files"].update({"checks/run_results.json": sha256(path)}))


def named_otherwise(workspace: Workspace) -> None:
    edit_manifest(workspace.current, lambda m: m.update(release="0123456789ab"))


def origin_made_better(workspace: Workspace) -> None:
    edit_manifest(workspace.current, lambda m: m["snapshots"][0].update(origin="fetched"))


def manifest_edited_after_the_next_release(workspace: Workspace) -> None:
    """The one after has recorded its checksum; both copies of it are edited."""
    own = workspace.current / "manifest.json"
    later = json.loads(own.read_bytes())
    later |= {"release": "0123456789ab", "previous": later["release"], "previous_manifest_sha256": sha256(own)}
    (workspace.releases / "0123456789ab").mkdir()
    (workspace.releases / "0123456789ab" / "manifest.json").write_text(json.dumps(later), encoding="utf-8")
    edit_manifest(workspace.current, lambda m: m.update(git_sha="0" * 40, created_at="2026-01-01T00:00:00Z"))


def page_as_a_link(workspace: Workspace) -> None:
    page = workspace.current / "site" / "index.html"
    outside = workspace.data_dir / "outside.html"
    outside.write_bytes(page.read_bytes())
    page.unlink()
    page.symlink_to(outside)


def received_file_that_is_shown(workspace: Workspace) -> None:
    path = max((workspace.current / "site" / "data" / "filer").glob("REGK31*.csv"))
    rewrite(path, path.read_bytes().replace(b";6770\n", b";6771\n"))
    name = path.relative_to(workspace.current).as_posix()
    edit_manifest(workspace.current, lambda m: m["files"].update({name: sha256(path)}))


QUICK: Mapping[Callable[[Workspace], None], str] = {
    snapshot_with_its_own_hash_fixed: "data.csv is another than the release was made of: its sha256",
    description_with_its_hash_fixed: "tableinfo.json is another than",
    day_of_retrieval: "snapshot.json is another than",
    received_file_added: "received/aeldre.csv is not one of its files",
    earlier_snapshot_removed: "REGK31_TRANSCRIBED-20261122-4074f178 is not at hand",
    previous_invented: "0123456789ab, is named, and its manifest is not kept",
    counts_faked: "marts.lineage has 29211 rows, and the manifest says 999999",
    manifest_alone: "site/manifest.json is not the same as manifest.json",
    catalogue_kept: "the catalogue kept in the release is not the one",
    checks_that_failed: "checks that failed, and the manifest none",
    named_otherwise: "is of 0123456789ab",
    origin_made_better: "how it came to us is fetched in the manifest and transcribed in snapshot.json",
    manifest_edited_after_the_next_release: "the release after it, 0123456789ab, recorded another manifest",
    page_as_a_link: "site/index.html is a link",
    received_file_that_is_shown: "is not the file that was received",
}


def test_ten_thousand_flipped_bits_of_a_release_and_its_snapshots_are_found(
    published: Published, tmp_path: Path
) -> None:
    """A bit at random in a file drawn at random, by the check of that file, which `damage`, `chain_faults` and
    `stored.check` ask of every one. The whole release is read in the cases of tampering.
    """
    found = release.find(published.workspace)
    copy = release.Release(tmp_path / found.id, found.manifest)
    shutil.copytree(found.directory, copy.directory)
    checks: list[tuple[Path, Callable[[], bool]]] = [
        (path, partial(release.is_changed, copy, path.relative_to(copy.directory).as_posix()))
        for path in sorted(copy.directory.rglob("*"))
        if path.is_file()
    ]
    for entry in (*found.manifest["snapshots"], *found.manifest["earlier"]):
        folder = tmp_path / entry["id"]
        shutil.copytree(published.workspace.reference / entry["source"] / entry["id"], folder)
        checks += [
            (folder / name, partial(stored.is_changed, entry, name, folder / name)) for name in sorted(entry["files"])
        ]
    checks = [(path, is_changed) for path, is_changed in checks if path.stat().st_size]
    assert not any(is_changed() for _, is_changed in checks)
    draw, missed = random.Random(13), []
    for path, is_changed in sorted(draw.choices(checks, k=10_000), key=lambda item: item[0]):
        place, bit = draw.randrange(path.stat().st_size), 1 << draw.randrange(8)
        with path.open("r+b", buffering=0) as file:
            file.seek(place)
            (byte,) = file.read(1)
            for written in (byte ^ bit, byte):
                file.seek(place)
                file.write(bytes([written]))
                if is_changed() is (written == byte):
                    missed.append((path, place))
    assert missed == []


@pytest.mark.parametrize(("tamper", "named"), QUICK.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_change_of_files_is_named_without_computing(
    copied: Workspace, tamper: Callable[[Workspace], None], named: str
) -> None:
    tamper(copied)
    lines = list(map(str, audit(copied, release.find(copied), quick=True).faults))
    assert any(named in line for line in lines), lines


def test_nothing_that_is_shown_rests_on_snapshots_that_the_manifest_leaves_out(copied: Workspace) -> None:
    snapshots_left_out(copied)
    assert audit(copied, release.find(copied), pages=False).faults


def test_a_manifest_that_is_signed_holds_by_its_key_alone(copied: Workspace, tmp_path: Path) -> None:
    keys = {name: Ed25519PrivateKey.generate() for name in ("own", "other")}
    for name, key in keys.items():
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pem").write_bytes(private)
        (tmp_path / f"{name}.pub").write_bytes(public)
    own, other = tmp_path / "own.pub", tmp_path / "other.pub"

    def signed(by: Path) -> tuple[bool | None, list[str]]:
        found = audit(copied, release.find(copied), quick=True, public_key=by)
        return found.is_signed, list(map(str, found.faults))

    assert signed(own) == (False, [f"the manifest is not signed with the key of {own}"])
    content = (copied.current / "manifest.json").read_bytes()
    for place in (copied.current, copied.current / "site"):
        (place / release.SIGNATURE).write_bytes(signature.sign(content, tmp_path / "own.pem"))
    assert signed(own) == (True, [])
    assert signed(other)[0] is False
    edit_manifest(copied.current, lambda m: m.update(created_at="2026-01-01T00:00:00Z"))
    assert signed(own)[0] is False


def test_the_register_has_every_check_with_what_it_guards(published: Published) -> None:
    """A check whose sentence is its own name has none: write it in `register`."""
    found = release.find(published.workspace)
    with (found.site / register.FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["kontrol"] for row in rows if not row["vogter"] or row["vogter"] == row["kontrol"]] == []
    counted = Counter(row["art"] for row in rows)
    assert counted["dbt"] == sum(found.manifest["checks"].values())
    assert counted["katalog"] == 10
    assert {row["resultat"] for row in rows if row["art"] == "dbt"} == {"bestået"}
    assert {row["ansvarlig"] for row in rows} == {register.OWNER[0], "den, der reviderer"}


def test_records_of_checks_hold_no_time_and_no_folder(published: Published) -> None:
    for path in sorted((release.find(published.workspace).directory / release.CHECKS).iterdir()):
        text = path.read_text(encoding="utf-8")
        assert str(published.workspace.data_dir) not in text
        assert not re.findall(
            r'"(?:generated_at|created_at|started_at|completed_at|invocation_id|execution_time)"', text
        )


def test_every_mart_lies_in_the_order_of_its_columns(warehouse: duckdb.DuckDBPyConnection) -> None:
    """So that two builds of the same, with however many threads, can be compared as they are."""
    counted = warehouse.execute(
        "select table_name, estimated_size from duckdb_tables() where schema_name = 'marts' and estimated_size < 20000"
    ).fetchall()
    assert len(counted) > 40
    for name, _ in counted:
        lies = warehouse.execute(f"select * from marts.{name}").fetchall()
        assert lies == warehouse.execute(f"select * from marts.{name} order by all").fetchall(), name


def of_release(published: Published, again: list[Recomputed], warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What is found in the tables that are filled in when the models are done."""
    found = release.find(published.workspace)
    said = manifest_says(published.workspace, found)
    return [str(told(each)) for each in compare(warehouse, read_again(warehouse, found, said, again)).differences]


def test_a_mistake_in_what_fills_the_register_is_found_by_other_code(
    published: Published,
    again: list[Recomputed],
    warehouse: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A check of dbt's is forgotten, and one is said to have failed: in the release, and when it is read again."""
    assert of_release(published, again, warehouse) == []
    own = register.of_dbt

    def wrong(records: Mapping[str, bytes]) -> Iterator[register.Control]:
        for each in own(records):
            if each.control == "missing_says_why":
                continue
            yield replace(each, result="fail") if each.control == "effects_add_up_to_the_gap" else each

    monkeypatch.setattr(register, "of_dbt", wrong)
    records = register.recorded(release.find(published.workspace).directory / release.CHECKS)
    warehouse.begin()
    try:
        rows = register.rows(register.controls(records, warehouse))
        warehouse.execute(f"delete from {register.TABLE}")
        insert(warehouse, register.TABLE, rows)
        lines = of_release(published, again, warehouse)
    finally:
        warehouse.rollback()
    assert any("dbt missing_says_why: not published" in line for line in lines), lines
    assert any('effects_add_up_to_the_gap: "ikke bestået" published, bestået computed' in line for line in lines), lines


def test_a_mistake_in_what_fills_the_columns_is_found_by_what_must_hold_of_them(
    published: Published,
    again: list[Recomputed],
    warehouse: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A column that does not exist, one of a table that the SQL does not read, and a way that was not followed."""
    own = column_table.rows
    changes = {
        ("marts.benchmarks", "gap"): ("made_of", ["intermediate.int_group_figures.no_such"]),
        ("marts.benchmarks", "gap_pct"): ("made_of", ["marts.indicators.owner"]),
        ("marts.controls", "outcome"): ("loaded_from", []),
    }

    def wrong(lineage: Lineage) -> list[dict[str, Any]]:
        rows = own(lineage)
        for row in rows:
            if change := changes.get((row["table_name"], row["column_name"])):
                row[change[0]] = change[1]
        return rows

    monkeypatch.setattr(column_table, "rows", wrong)
    warehouse.begin()
    try:
        for (table, column), (name, value) in changes.items():
            warehouse.execute(
                f"update {column_table.TABLE} set {name} = ? where table_name = ? and column_name = ?",
                [value, table, column],
            )
        lines = of_release(published, again, warehouse)
    finally:
        warehouse.rollback()
    assert [line.partition(": ")[0] for line in lines] == [
        "marts.column_origins.made_of",
        "marts.column_origins.loaded_from",
    ]
    assert "marts.benchmarks gap: ['intermediate.int_group_figures.no_such'] published, [] computed again" in lines[0]
