"""What became of each correction of a source cell.

Belongs here: the cell a correction is of, whether it still holds, and what it enters. Does not belong here: using it
(`values`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored, cells, open_snapshot
from pipelines.recomputing.series import UnknownNameError, expand
from pipelines.recomputing.written import Entry, Written

if TYPE_CHECKING:
    import polars as pl


def corrections(
    written: Written, stored: Mapping[str, Stored], now: pl.DataFrame, lineage: pl.DataFrame
) -> pl.DataFrame:
    """Columns as marts.corrections.

    Args:
        written: the catalogue.
        stored: the files in use.
        now: see `values.corrected`.
        lineage: columns indicator, municipality, year and cell_id.
    """
    import polars as pl

    text, real = pl.String, pl.Float64
    schema = {
        **dict.fromkeys(("correction_id", "table_id", "area_code", "area_name", "period"), text),
        **dict.fromkeys(("value", "expected_value", "published_value"), real),
        **dict.fromkeys(("missing_reason", "reason_da", "reason_en", "evidence", "reviewed_by", "status"), text),
        "reviewed_on": pl.Date,
        **dict.fromkeys(("expected_marker", "published_marker", "publisher", "publisher_table", "codes"), text),
        **dict.fromkeys(("cell_id", "state"), text),
        **dict.fromkeys(("sort_order", "indicator_count", "figure_count"), pl.Int32),
    }
    return pl.DataFrame(list(_rows(written, stored, now, lineage)), schema=schema)


def _rows(
    written: Written, stored: Mapping[str, Stored], now: pl.DataFrame, lineage: pl.DataFrame
) -> Iterator[dict[str, Any]]:
    import polars as pl

    names = {item["municipality_code"]: item["name"] for item in written.municipalities}
    names |= {item["code"]: item["name"] for item in written.areas}
    for order, item in enumerate(written.corrections, start=1):
        table, expected = stored.get(item["source"]), item["expect"]
        found: dict[str, Any] = {"state": "source_absent", "indicator_count": 0, "figure_count": 0}
        if table is not None:
            try:
                ((key, codes),) = expand(item.get("where") or {}, table)
            except UnknownNameError:
                continue
            same = (pl.col("area") == item["area"], pl.col("period") == item["period"], pl.col("series") == key)
            cell = now.filter(pl.col("table") == item["source"], *same)
            is_used = cell.filter(pl.col("correction_id") == item["id"]).height > 0
            if not is_used and _was_never_said(item, key, table):
                continue
            found |= _cell(cell, lineage) | {"codes": codes}
            found["state"] = "applied" if is_used else "outdated" if cell.height else "no_such_cell"
        source = written.sources[item["source"]]
        yield {
            "correction_id": item["id"],
            "table_id": item["source"],
            "area_code": item["area"],
            "area_name": names[item["area"]],
            "value": None if item.get("value") is None else float(item["value"]),
            "missing_reason": item.get("missing"),
            "expected_value": None if isinstance(expected, str) else float(expected),
            "expected_marker": expected if isinstance(expected, str) else None,
            "reason_da": item["reason"]["da"],
            "reason_en": item["reason"]["en"],
            **{name: item[name] for name in ("period", "evidence", "reviewed_by", "reviewed_on", "status")},
            "publisher": source["publisher"],
            "publisher_table": source["table"],
            "sort_order": order,
            **found,
        }


def _cell(cell: pl.DataFrame, lineage: pl.DataFrame) -> dict[str, Any]:
    """What stands in the file now, and how many figures it enters."""
    import polars as pl

    if cell.is_empty():
        return {}
    row = cell.row(0, named=True)
    cell_id = f"{row['snapshot_id']}:{row['file_line']}"
    entered = lineage.filter(pl.col("cell_id") == cell_id)
    return {
        "cell_id": cell_id,
        "published_value": row["value"],
        "published_marker": row["marker"],
        "indicator_count": entered["indicator"].n_unique(),
        "figure_count": entered.select("indicator", "municipality", "year").n_unique(),
    }


def _was_never_said(item: Entry, key: str, used: Stored) -> bool:
    """Whether no file until the one in use says what the correction expects, though one is older than its review.

    Such an entry is a slip of the catalogue; where all files are newer than the review, nothing is known.
    """
    import polars as pl
    from polars.exceptions import PolarsError

    files = [file for file in _until(used) if file.meta["retrieved_at"] <= used.meta["retrieved_at"]]
    if all(file.meta["retrieved_at"][:10] > item["reviewed_on"].isoformat() for file in files):
        return False
    expected = item["expect"]
    for file in files:
        try:
            said = cells(file).filter(
                pl.col("area") == item["area"], pl.col("period") == item["period"], pl.col("series") == key
            )
        except PolarsError:
            continue
        is_said = pl.col("text") == expected if isinstance(expected, str) else pl.col("value") == float(expected)
        if said.filter(is_said).height:
            return False
    return True


def _until(used: Stored) -> Iterator[Stored]:
    """Every file of the source that lies beside the one in use."""
    for folder in sorted(used.folder.parent.iterdir()):
        if (folder / "snapshot.json").is_file():
            yield open_snapshot(folder, used.source)
