"""Which controls a release had and what came of each, by the text that declares them and what dbt recorded of its run.

Belongs here: finding every declared check in the record, and the outcome of the catalogue's controls as computed anew.
Does not belong here: what a control guards in words, which is wording and no finding.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from seksby.reading import read_text, read_yaml

if TYPE_CHECKING:
    import polars as pl

OUTCOMES: Final = {"pass": "bestået", "warn": "advarsel", "fail": "ikke bestået", "error": "ikke udført"}
AUDITED: Final = ("filer", "kildefiler", "kæde", "underskrift", "katalog", "anden beregning", "sider")
"""What is looked at when the release is made; nothing can have come of it yet."""


def register(project: Path, results: Path, controls: pl.DataFrame) -> pl.DataFrame:
    """Columns kind, control, table_name, result_da and found of marts.control_register.

    Args:
        project: the folder of dbt's project that the release was made by.
        results: dbt's record of the run.
        controls: as marts.control_overview, computed anew.

    Raises:
        LookupError: a record is of no check that the project declares.
    """
    import polars as pl

    rows = [*_of_dbt(project, json.loads(results.read_bytes())["results"]), *_of_catalogue(controls)]
    rows += [("seksby verify", name, "", "prøves efter udgivelsen", None) for name in AUDITED]
    texts = dict.fromkeys(("kind", "control", "table_name", "result_da"), pl.String)
    return pl.DataFrame(rows, schema={**texts, "found": pl.Int32}, orient="row")


def _of_dbt(project: Path, results: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, str, int | None]]:
    """One row for each check in the record; one that says so where a table has fewer than are declared for it."""
    by_name, begun = _declared(project)
    found: Counter[str] = Counter()
    for result in results:
        sort, _, name = result["unique_id"].split(".")[:3]
        if sort != "test":
            continue
        tables = by_name.get(name) or max((table for start, table in begun if name.startswith(start)), key=len)
        found[tables] += 1
        yield "dbt", name, tables, OUTCOMES[result["status"]], result.get("failures") or 0
    for tables, number in (Counter(by_name.values()) + Counter(table for _, table in begun)).items():
        if found[tables] < number:
            yield "dbt", f"{number - found[tables]} declared and not run", tables, OUTCOMES["error"], None


def _declared(project: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The table of each check that has a name of its own; of the others how dbt begins their name, and their table."""
    by_name = {
        path.stem: ", ".join(sorted(set(re.findall(r"ref\('(\w+)'\)", read_text(path)))))
        for path in (project / "tests").glob("*.sql")
    }
    begun = []
    for path in sorted((project / "models").rglob("*.yml")):
        for model in read_yaml(read_text(path)).get("models") or []:
            for check in (*(model.get("data_tests") or ()), *_of_columns(model)):
                generic, given = (check, {}) if isinstance(check, str) else next(iter(check.items()))
                if given.get("name"):
                    by_name[given["name"]] = model["name"]
                else:
                    begun.append((f"{generic}_{model['name']}_", model["name"]))
    return by_name, begun


def _of_columns(model: Mapping[str, Any]) -> Iterator[Any]:
    for column in model.get("columns") or ():
        yield from column.get("data_tests") or ()


def _of_catalogue(controls: pl.DataFrame) -> Iterator[tuple[str, str, str, str, int | None]]:
    for name, compared, differing in controls.select("control_id", "compared", "differing").iter_rows():
        outcome = "venter på tal" if not compared else "afviger" if differing else "stemmer"
        yield "katalog", name, "controls", outcome, differing
