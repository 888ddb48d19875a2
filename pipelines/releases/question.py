"""Questions in SQL to a release.

Belongs here: what such a question may do, and its answer as rows. Does not belong here: how an answer is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.releases.release import Release
from seksby.errors import UsageError

MEMORY = "1GB"
SPILLED = "10GB"
"""What a question may use; DuckDB would take 80 per cent of the machine and 90 of its disk."""

LOOK = 'see what there is: seksby query "show all tables"'


@dataclass(frozen=True)
class Answer:
    """Names of the columns, and the rows by those names."""

    columns: Sequence[str]
    rows: Sequence[dict[str, Any]]


def ask(release: Release, sql: str, cache: Path) -> Answer:
    """Answer one SELECT; the release is only read, no other file nor the network can be reached.

    Args:
        release: the one that is asked.
        sql: over marts, intermediate, staging or raw.
        cache: where DuckDB may put aside what does not fit in memory; beside the warehouse it would be in the release.

    Raises:
        UsageError: it is no question, DuckDB cannot answer it, or two columns have the same name.
    """
    import duckdb

    with suppress(OSError):  # where nothing may be written, a question that fits in memory is answered all the same
        cache.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(
        str(release.warehouse),
        read_only=True,
        config={
            "enable_external_access": "false",
            "temp_directory": str(cache / "query"),
            "memory_limit": MEMORY,
            "max_temp_directory_size": SPILLED,
            "lock_configuration": "true",
        },
    ) as connection:
        try:
            if len(duckdb.extract_statements(sql)) > 1:
                raise UsageError(
                    "That is more than one question.",
                    where=sql,
                    expected="one SELECT",
                    remedy="ask them one by one",
                )
            answer = connection.execute(sql)
            names = [column[0] for column in (answer and answer.description) or []]
            if not names:
                raise UsageError(
                    "That is no question.",
                    where=f"release {release.id}",
                    expected="one SELECT over marts, intermediate, staging or raw",
                    remedy=LOOK,
                )
            if len(set(names)) != len(names):
                raise UsageError(
                    "Two columns of the answer have the same name.",
                    where=sql,
                    expected="one SELECT with a name of its own for each column",
                    remedy="give them names with `as`",
                )
            return Answer(names, [dict(zip(names, row, strict=True)) for row in answer.fetchall()])
        except duckdb.Error as error:
            raise UsageError(
                str(error),
                where=f"release {release.id}",
                expected="one SELECT over marts, intermediate, staging or raw",
                remedy=LOOK,
            ) from None
