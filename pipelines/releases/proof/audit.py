"""Whether a release is what it says: its files, what it was made of, every number, and who vouches for it.

Belongs here: which checks make a release sound, and one line for each that does not hold. Does not belong here: any of
them. No check rests on what another one found to be sound, and none is left out because another found a fault.
"""

from __future__ import annotations

import filecmp
import json
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboards import replay_site
from pipelines.recomputing.comparing import TWICE, Difference, Recomputed, compare
from pipelines.recomputing.filled import ledger as filled_ledger
from pipelines.recomputing.filled import origins as filled_origins
from pipelines.recomputing.filled import register as filled_register
from pipelines.recomputing.recompute import Told, recompute
from pipelines.releases import ledger, registrations
from pipelines.releases.inputs import read
from pipelines.releases.lineage import table as column_table
from pipelines.releases.lineage.columns import of_release
from pipelines.releases.open_data.catalogue_record import publisher_of
from pipelines.releases.open_data.sources import FOLDER
from pipelines.releases.open_data.writing import put_open_data
from pipelines.releases.proof import register
from pipelines.releases.release import (
    CHECKS,
    PREVIOUS,
    SIGNATURE,
    SITE,
    WAREHOUSE,
    Release,
    chain_faults,
    damage,
    files_of,
    hold_verifiable,
    recorded_otherwise,
    row_counts,
    sha256,
)
from pipelines.releases.sealing import signature, stored
from pipelines.releases.sealing.fault import Fault, about
from pipelines.releases.sealing.fingerprints import catalogue_hash, code_hash, code_hashes
from pipelines.releases.sealing.manifest import made_on
from seksby.errors import SeksbyError
from seksby.workspace import CATALOGUE, MANIFEST, OWN, PROJECT_DIR, Workspace

if TYPE_CHECKING:
    import duckdb

NOT_GIVEN: Final = "is not what the warehouse gives"
MODELS: Final = PROJECT_DIR / "dbt_project"


@dataclass(frozen=True)
class Audit:
    """What was looked at, counted here and not taken from the manifest; one line per fault, none when it is sound.

    Attributes:
        release: its id.
        files: files of the release that were read.
        snapshots: snapshots at hand, and `snapshot_files` the files of them that were read.
        pages: pages that were made again from the warehouse, with the files beside them.
        cells: source cells of published figures, each with its row, code, weight and value.
        values: figures computed a second time; `missing` those that are missing, with the same reason.
        numbers: all that was held against a second computation, cell by cell, in all tables.
        not_recomputed: by table, the columns that no second computation was made of.
        not_judged: what else was taken as the release has it.
        has_signature: whether a signature lies beside the manifest.
        is_signed: whether the signature holds by the key that was named; None where none was named.
        faults: what does not hold.
    """

    release: str
    files: int
    snapshots: int
    snapshot_files: int
    pages: int = 0
    cells: int = 0
    values: int = 0
    missing: int = 0
    numbers: int = 0
    not_recomputed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    not_judged: Sequence[str] = ()
    has_signature: bool = False
    is_signed: bool | None = None
    faults: Sequence[Fault] = ()


def audit(
    workspace: Workspace,
    release: Release,
    *,
    quick: bool = False,
    pages: bool = True,
    public_key: Path | None = None,
) -> Audit:
    """Check a release.

    Args:
        workspace: where its snapshots lie.
        release: what is checked.
        quick: checksums, chain and signature alone; nothing is computed.
        pages: whether pages and workbooks are made again too, which takes longer than all else.
        public_key: the key that its manifest has to be signed with.

    Raises:
        UsageError: the key cannot be read.
        BuildError: the manifest cannot.
    """
    hold_verifiable(release)
    found = stored.check(workspace, release.manifest)
    faults = [*damage(release), *chain_faults(release), *recorded_otherwise(workspace, release)]
    faults += [*found.faults, *_shown_otherwise(release)]
    faults += [*_counted_otherwise(release), *_registered_otherwise(release)]
    is_signed = None
    if public_key is not None:
        is_signed = _is_signed(release, public_key)
        if not is_signed:
            faults.append(about("the manifest", f"is not signed with the key of {public_key}"))
    faults += catalogue_faults(release)
    looked = Audit(
        release=release.id,
        files=len(files_of(release)),
        snapshots=found.snapshots,
        snapshot_files=found.files,
        has_signature=(release.directory / SIGNATURE).is_file(),
        is_signed=is_signed,
        faults=faults,
    )
    if quick:
        return looked
    looked = _recomputed(workspace, release, found, looked)
    return _replayed(workspace, release, looked) if pages else looked


def catalogue_faults(release: Release) -> list[Fault]:
    """The catalogue kept in a release, where it is another than its manifest says."""
    kept, faults = release.directory / CATALOGUE, []
    if kept.is_dir() and catalogue_hash(kept, release.directory / OWN) != release.manifest["catalogue_sha256"]:
        faults.append(about("the catalogue kept in the release", "is not the one whose checksum the manifest has"))
    return faults


def _replayed(workspace: Workspace, release: Release, looked: Audit) -> Audit:
    """The same with every page made again, and what other programs read: from the warehouse, whose numbers stand by
    themselves by now.
    """
    import duckdb

    if not _is_made_by_this_code(release, ("seksby", "dashboards", "pipelines")):
        line = "pages, workbooks and what lies under /data/: they were made by another version of the code"
        return replace(looked, not_judged=[*looked.not_judged, line])
    try:
        found = replay_site(release.warehouse, release.site)
        data = _written_again(workspace, release)
    except (SeksbyError, OSError, ValueError, LookupError, TypeError, duckdb.Error) as error:
        fault = Fault("pages", f"its pages cannot be made again: {str(error).splitlines()[0]}")
        return replace(looked, faults=[*looked.faults, fault])
    return replace(
        looked,
        pages=found.pages,
        not_judged=[*looked.not_judged, *_not_made_again(release, {*found.compared, *data})],
        faults=[
            *looked.faults,
            *(about(f"{SITE}/{name}", NOT_GIVEN) for name in found.differing),
            *(about(f"{SITE}/{name}", NOT_GIVEN) for name, is_same in data.items() if not is_same),
        ],
    )


def _is_made_by_this_code(release: Release, parts: Sequence[str]) -> bool:
    made_by, own = release.manifest.get("code_sha256", {}), code_hashes()
    return all(made_by.get(part) == own[part] for part in parts)


def _written_again(workspace: Workspace, release: Release) -> dict[str, bool]:
    """The tables, their descriptions, the register and the ledger as they are written for others: whether each is what
    the warehouse gives.
    """
    import duckdb

    kept = replace(workspace, catalogue_dir=release.directory / CATALOGUE, own_dir=release.directory / OWN)
    said = manifest_says(workspace, release)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder)
        put_open_data(release.warehouse, (), again, publisher_of(read(kept).catalogue))
        with duckdb.connect(str(release.warehouse), read_only=True) as connection:
            register.write(register.controls(register.recorded(release.directory / CHECKS), connection), again)
        if said.is_before_at_hand:
            ledger.write(ledger.ledger(said.before, release.warehouse), again / ledger.FILE)
        names = sorted(path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file())
        return {name: _is_same(again / name, release.site / name) for name in names}


def _is_same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _not_made_again(release: Release, compared: Collection[str]) -> Iterator[str]:
    """The other files of the site, folder by folder; a publisher's file is held against what was received."""
    received = {f"{FOLDER.as_posix()}/{entry['id']}.csv" for entry in release.manifest["snapshots"]}
    names = (name.removeprefix(f"{SITE}/") for name in files_of(release) if name.startswith(f"{SITE}/"))
    rest = Counter(Path(name).parent.as_posix() for name in names if name not in compared and name not in received)
    for folder, count in sorted(rest.items()):
        yield f"{(Path(SITE) / folder).as_posix()}: files with their checksums that were not made again: {count}"
    yield "the lines of drawings, whose titles, descriptions and figures were compared"


def _recomputed(workspace: Workspace, release: Release, found: stored.Found, looked: Audit) -> Audit:
    """The same with every number computed a second time."""
    import duckdb
    from polars.exceptions import PolarsError

    kept = release.directory / CATALOGUE
    if not kept.is_dir():
        line = "every number: the release was made before the catalogue was kept in it"
        return replace(looked, not_judged=[line])
    try:
        with duckdb.connect(str(release.warehouse), read_only=True) as connection:
            said = manifest_says(workspace, release)
            own = release.directory / OWN
            day, models = made_on(release.manifest), _models(release.manifest)
            again = recompute(kept, own, found.folders, day, said, found.earlier, models)
            compared = compare(connection, [*again, *read_again(connection, release, said, again)])
            ((values, missing),) = connection.execute(
                "select count(value), count(*) - count(value) from marts.indicator_values"
            ).fetchall()
    except (OSError, ValueError, LookupError, TypeError, duckdb.Error, PolarsError) as error:
        # Whatever was changed in it: that it cannot be computed is the finding.
        line = f"it cannot be computed again: {type(error).__name__}: {(str(error) or '?').splitlines()[0]}"
        return replace(looked, faults=[*looked.faults, Fault("computing", line)])
    earlier = [] if said.is_before_at_hand else ["news: the release before this one is not at hand as it was"]
    lacking = [
        about(table, f"has no {', '.join(columns)}: an earlier version of the code may not have made it")
        for table, columns in sorted(compared.lacking.items())
    ]
    # Made by this code, a release has all of them: there they were taken out.
    is_ours = _is_made_by_this_code(release, ("dbt_project", "pipelines"))
    return replace(
        looked,
        cells=compared.rows.get("marts.lineage", 0),
        values=values,
        missing=missing,
        numbers=sum(compared.rows[table] * columns for table, columns in compared.columns.items()),
        not_recomputed=compared.left_out,
        not_judged=[*earlier, *([] if is_ours else map(str, lacking))],
        faults=[*looked.faults, *map(told, compared.differences), *(lacking if is_ours else [])],
    )


def read_again(
    connection: duckdb.DuckDBPyConnection, release: Release, said: Told, again: Sequence[Recomputed]
) -> Iterator[Recomputed]:
    """What was filled in after the models, found anew out of what dbt recorded and the release before; earlier releases
    have none of it.

    What it says is found a second time, by other code; how it is worded, and which of the columns in a model's SQL one
    of its own is made of, by the code that filled it in.
    """
    import polars as pl

    filled = {name for name, count in release.manifest["tables"].items() if count}
    checks, models = release.directory / CHECKS, _models(release.manifest)
    if column_table.TABLE in filled:
        own = pl.DataFrame(column_table.rows(of_release(release)), infer_schema_length=None)
        yield Recomputed(column_table.TABLE, column_table.KEY, own)
        recorded = json.loads((checks / "manifest.json").read_bytes())
        yield Recomputed(column_table.TABLE, column_table.KEY, filled_origins.origins(connection, recorded))
    if register.TABLE in filled:
        rows = register.rows(register.controls(register.recorded(checks), connection))
        yield Recomputed(register.TABLE, ["control_no"], pl.DataFrame(rows, infer_schema_length=None))
        if models is not None:
            overview = next(item.frame for item in again if item.table == "marts.control_overview")
            found = filled_register.register(models, checks / "run_results.json", overview)
            yield Recomputed(register.TABLE, ["kind", "control"], found)
    if ledger.TABLE in release.manifest["tables"] and said.is_before_at_hand:
        yield Recomputed(ledger.TABLE, ["indicator_id", "cause"], filled_ledger.ledger(said.before, connection))


def manifest_says(workspace: Workspace, release: Release) -> Told:
    """What the manifest says that neither catalogue nor files say.

    The release before is not at hand where it is gone, or its warehouse is another than it was. Where a file of a
    release was lost and it was made again, the one before is its own; it is told beside that one's.
    """
    manifest = release.manifest
    as_of = manifest.get("as_of")
    said = Told(
        release.id,
        manifest.get("viewpoints", []),
        manifest.get("trials", {}),
        manifest.get("not_updated", {}),
        date.fromisoformat(as_of) if as_of else None,
    )
    before = None if as_of else manifest.get("previous")
    if before == release.id:
        before = json.loads((release.directory / PREVIOUS).read_bytes()).get("previous")
    if before is None:
        return said
    folder = workspace.releases / str(before)
    try:
        recorded = json.loads((folder / MANIFEST).read_bytes())["files"][WAREHOUSE]
        is_as_it_was = sha256(folder / WAREHOUSE) == recorded
    except (OSError, ValueError, LookupError, TypeError):
        is_as_it_was = False
    return replace(said, before=folder / WAREHOUSE) if is_as_it_was else replace(said, is_before_at_hand=False)


def _shown_otherwise(release: Release) -> list[Fault]:
    """The publishers' files that lie in the site and are not those the release was made of."""
    faults = []
    for entry in release.manifest["snapshots"]:
        name = (FOLDER / f"{entry['id']}.csv").as_posix()
        shown = release.site / name
        if shown.is_file() and sha256(shown) != entry["sha256"]:
            faults.append(about(f"site/{name}", "is not the file that was received"))
    return faults


def _registered_otherwise(release: Release) -> list[Fault]:
    """What the manifest keeps of trials that does not follow from the one before."""
    kept = release.directory / PREVIOUS
    try:
        return registrations.chain_faults(release.manifest, json.loads(kept.read_bytes()) if kept.is_file() else None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return [about("what the manifests keep of trials", "cannot be read")]


def _counted_otherwise(release: Release) -> list[Fault]:
    """Numbers that the manifest records, where a count of what is there gives another."""
    import duckdb

    faults = []
    try:
        tables = row_counts(release.warehouse)
    except duckdb.Error:
        return [about("warehouse.duckdb", "cannot be opened")]
    for name in sorted(tables.keys() | release.manifest["tables"].keys()):
        recorded, found = release.manifest["tables"].get(name), tables.get(name)
        if recorded != found:
            line = f"{name} has {found or 0} rows, and the manifest says {recorded or 0}"
            faults.append(Fault("number of rows", line))
    path = release.directory / CHECKS / "run_results.json"
    if path.is_file():
        failed = _failed(path)
        if failed and not (release.manifest["checks"].get("fail") or release.manifest["checks"].get("error")):
            line = f"checks/run_results.json has {failed} checks that failed, and the manifest none"
            faults.append(Fault("checks", line))
    return faults


def _failed(path: Path) -> int:
    try:
        results = json.loads(path.read_bytes())["results"]
        return sum(item["status"] in ("fail", "error") for item in results)
    except (ValueError, LookupError, TypeError):
        return 1


def _is_signed(release: Release, public_key: Path) -> bool:
    signed = release.directory / SIGNATURE
    content = (release.directory / MANIFEST).read_bytes()
    return signature.holds(content, signed.read_bytes() if signed.is_file() else b"", public_key)


def _models(manifest: Mapping[str, Any]) -> Path | None:
    """The folder of models, where it is the one that the release was made by."""
    return MODELS if manifest.get("code_sha256", {}).get(MODELS.name) == code_hash(MODELS) else None


def told(difference: Difference) -> Fault:
    """A difference in one line: the number, what is published, what the second computation gives."""
    row = " ".join(str(value) for value in difference.row.values())
    more = f" (and {difference.count - 1} more)" if difference.count > 1 else ""
    where = difference.table + (f".{difference.column}" if difference.column else "")
    published, again = _shown(difference.published), _shown(difference.recomputed)
    if difference.published == TWICE:
        return Fault(where, f"{where}: {row}: stands twice, and once computed again{more}")
    if not difference.column and difference.recomputed is None:
        return Fault(where, f"{where}: {row}: published, and nothing gives it{more}")
    if not difference.column and difference.published is None:
        return Fault(where, f"{where}: {row}: not published, and {again} computed again{more}")
    return Fault(where, f"{where}: {row}: {published} published, {again} computed again{more}")


def _shown(value: Any) -> str:
    """A number as it is; a text of several words in quotation marks, for it is nobody's here to translate."""
    return f'"{value}"' if isinstance(value, str) and " " in value else str(value)
