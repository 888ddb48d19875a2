"""A release's warehouse, opened to follow a number in it; the release may be one that earlier code made.

Belongs here: opening it, and what is said where it has no table or column that is asked for. Does not belong here: what
is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.releases.release import Release
from seksby.errors import UsageError

if TYPE_CHECKING:
    import duckdb


@contextmanager
def opened(release: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, for reading.

    Raises:
        UsageError: it has not what was asked for, since it was made by other code.
    """
    import duckdb

    with duckdb.connect(str(release.warehouse), read_only=True) as connection:
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise UsageError(
                f"Release {release.id} was made by another version of the code and lacks what is asked for.",
                where=f"{release.warehouse}: {str(error).splitlines()[0]}",
                expected="a release that this code made",
                remedy="run `seksby refresh`, or ask with the code of that release (git_sha of its manifest)",
            ) from None


def has_column(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    """Whether a release has a column, of a table with its schema."""
    import duckdb

    try:
        return column in connection.table(table).columns
    except duckdb.CatalogException:
        return False
