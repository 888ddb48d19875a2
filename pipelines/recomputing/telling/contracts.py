"""What each mart and each of its columns holds, as the contracts beside the models say.

Belongs here: reading the contracts' text. Does not belong here: whether a mart keeps its contract, which dbt checks as
it builds.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from seksby.reading import read_text, read_yaml

if TYPE_CHECKING:
    import polars as pl

MEANINGS = Path("macros", "column_meanings.sql")


def dictionary(models: Path) -> pl.DataFrame:
    """Columns as marts.data_dictionary, by the folder of dbt's project.

    Raises:
        FileNotFoundError: the file of common columns is not there.
    """
    import polars as pl

    macro = read_text(models / MEANINGS)
    start = macro.index("return(") + len("return(")
    meanings = ast.literal_eval(macro[start : macro.index(") }}", start)])
    rows = [
        (
            mart["name"],
            mart["description"].strip(),
            number,
            column["name"],
            column["data_type"],
            (column.get("description") or meanings.get(column["name"], "")).strip(),
        )
        for path in sorted((models / "models" / "marts").glob("*.yml"))
        for mart in read_yaml(read_text(path)).get("models") or []
        for number, column in enumerate(mart["columns"], start=1)
    ]
    schema = {
        **dict.fromkeys(("mart", "mart_description"), pl.String),
        "column_no": pl.Int64,
        **dict.fromkeys(("column_name", "data_type", "description"), pl.String),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
