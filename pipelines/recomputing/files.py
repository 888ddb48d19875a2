"""The snapshots' files: which cell holds what, by the publisher's own description beside it.

Belongs here: reading data.csv and tableinfo.json, and the names that a description gives variables and codes. Does not
belong here: checksums (`releases.audit`), or what a recipe makes of a cell.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import polars as pl

SPAN = len("2023/2024")
REASONS = {"..": "confidential", ".": "not_published", "-": "not_applicable", ":": "not_delivered"}
"""What publishers write in place of a number (docs/methods.md): a hidden figure is never zero."""


@dataclass(frozen=True)
class Stored:
    """One snapshot: its id, its folder, what snapshot.json and tableinfo.json say, and how the catalogue reads it."""

    id: str
    source: Mapping[str, Any]
    folder: Path
    meta: Mapping[str, Any]
    info: Mapping[str, Any]
    taken: Sequence[Mapping[str, str]] = field(default=())
    """Names that the catalogue uses and the table does not have, and what the fetch took them for."""

    @property
    def variables(self) -> list[Mapping[str, Any]]:
        return list(self.info["variables"])

    @property
    def absent_is_zero(self) -> bool:
        """By the table's own word, a row that is left out is the number 0."""
        return self.info.get("suppressedDataValue") == "0"

    def variable(self, name: str) -> Mapping[str, Any] | None:
        """The variable called so: by its id, by what the fetch took it for, or by the letters without accents."""
        found = [item for item in self.variables if item["id"] == name]
        found = found or [
            item
            for item in self.variables
            if any(t["rule"] == "values" and t["wanted"] == name and t["variable"] == item["id"] for t in self.taken)
        ]
        found = found or [item for item in self.variables if plain(item["id"]) == plain(name)]
        return found[0] if len(found) == 1 else None

    def code(self, variable: Mapping[str, Any], wanted: str) -> str | None:
        """The code written so, what the fetch took it for, or the one that is the same number (0 is 00)."""
        known = [value["id"] for value in variable["values"]]
        if wanted in known:
            return wanted
        for item in self.taken:
            if item["variable"] == variable["id"] and item["wanted"] == wanted and item["rule"] != "values":
                return item["found"]
        same = [code for code in known if code.isdecimal() and wanted.isdecimal() and int(code) == int(wanted)]
        return same[0] if len(same) == 1 else None

    def period_suffixes(self) -> set[str]:
        """What follows a plain year in the periods that the table lists: K1, M01, or nothing."""
        time = self.variable(self.source["time"]) or {}
        periods = [value["id"] for value in time.get("values") or []]
        return {"" if len(period) == SPAN else period[4:] for period in periods}

    def series_variables(self) -> list[Mapping[str, Any]]:
        """All but area and time, in the table's own order."""
        apart = [self.variable(self.source["area"]), self.variable(self.source["time"])]
        return [item for item in self.variables if item not in apart]


def open_snapshot(folder: Path, source: Mapping[str, Any]) -> Stored:
    """The snapshot in `folder`, a file of the source that the catalogue describes so."""
    meta = json.loads((folder / "snapshot.json").read_bytes())
    info = json.loads((folder / "tableinfo.json").read_bytes())
    return Stored(meta["id"], source, folder, meta, info, _taken(folder, meta))


def cells(stored: Stored) -> pl.DataFrame:
    """Every row of data.csv.

    Returns:
        Columns table, snapshot_id, file_line (the header is line 1), file_text (its fields, joined by `;`), area,
        period, series (codes of the other variables, joined by `|`), text, value (null where `text` is no number),
        marker (`text` where it is none).
    """
    import polars as pl

    area, time = (stored.variable(stored.source[name]) for name in ("area", "time"))
    series = [item["id"].upper() for item in stored.series_variables()]
    text = pl.col("INDHOLD").fill_null("")
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).round(6)
    zeros = stored.source.get("zero_markers") or []
    return (
        pl.read_csv(
            stored.folder / "data.csv", separator=";", infer_schema=False, encoding="utf8", raise_if_empty=False
        )
        .with_row_index("file_line", offset=2)
        .select(
            pl.lit(stored.source["id"]).alias("table"),
            pl.lit(stored.id).alias("snapshot_id"),
            pl.col("file_line").cast(pl.Int64),
            pl.concat_str(pl.exclude("file_line").fill_null(""), separator=";").alias("file_text"),
            pl.col(area["id"].upper() if area else "").str.pad_start(3, "0").alias("area"),
            pl.col(time["id"].upper() if time else "").alias("period"),
            (pl.concat_str(series, separator="|") if series else pl.lit("")).alias("series"),
            text.alias("text"),
            pl.when(text.is_in(zeros)).then(0.0).otherwise(number).alias("value"),
            pl.when(number.is_null()).then(text).alias("marker"),
        )
    )


def year_and_suffix() -> tuple[pl.Expr, pl.Expr]:
    """The year a period is of, and what follows a plain year: 2024K1, 2023/2024 and 2020:2024 end in their last."""
    import polars as pl

    period = pl.col("period")
    is_span = period.str.len_chars() == SPAN
    year = pl.when(is_span).then(period.str.slice(5, 4)).otherwise(period.str.slice(0, 4)).cast(pl.Int32)
    return year.alias("year"), pl.when(is_span).then(pl.lit("")).otherwise(period.str.slice(4)).alias("suffix")


def _taken(folder: Path, meta: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """As the publisher last said, when it still had these bytes; else as stored."""
    found = list(meta.get("resolutions") or [])
    seen = folder.parent / "seen.jsonl"
    for line in seen.read_text(encoding="utf-8").splitlines() if seen.is_file() else []:
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # a line that a power failure cut short
        if entry.get("snapshot") == meta["id"]:
            stamped = entry.get("resolutions")
            found = list(meta.get("resolutions") or []) if stamped is None else list(stamped)
    return found


def plain(name: str) -> str:
    letters = unicodedata.normalize("NFC", name).casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return "".join(letter for letter in letters.replace("oe", "o").replace("aa", "a") if letter.isalnum())


@dataclass(frozen=True)
class _Answer:
    """An answer of DuckDB's as Polars takes it over: were it handed the answer itself, it would keep its type, and
    DuckDB complain of that on standard error when the program ends.
    """

    relation: Any

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.relation.__arrow_c_stream__(requested_schema)


def asked(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The answer to a query of marts, decimals as floats."""
    import polars as pl

    return pl.DataFrame(_Answer(connection.sql(query))).with_columns(pl.col(pl.Decimal).cast(pl.Float64))
