"""Drawing numbers so that another hand draws the same ones: by checksums, not by any program's random numbers.

Belongs here: the frame of a release, and the three ways to draw from it. Does not belong here: the working paper.

Every number of a release has one line of text, its key (`kind|number|indicator|municipality|year|price basis|variant`).
Its place in the draw is the sha256 of `seed|key`; whoever has the keys can compute that with any tool.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pipelines.releases.release import Release
from pipelines.releases.tracing.kind import KEY
from pipelines.releases.tracing.kinds import KINDS
from seksby.errors import UsageError

if TYPE_CHECKING:
    import duckdb

Method: TypeAlias = Literal["simple", "stratified", "value"]
RULES: Final[dict[Method, str]] = {
    "simple": "Alle tal har samme chance: de n mindste af sha256(frø|nøgle).",
    "stratified": (
        "Lige mange af hver art (de første arter får én mere, hvis det ikke går op); inden for arten de mindste af "
        "sha256(frø|nøgle)."
    ),
    "value": (
        "Rammen er figurer i kroner; chancen følger beløbet w = |tal × mængde|. De n største af ln(u)/w, hvor u er de "
        "første 13 cifre af sha256(frø|nøgle) som sekstental, plus 1, divideret med 16^13 + 1."
    ),
}
"""How each method draws, for the working paper."""


@dataclass(frozen=True)
class Drawn:
    """A number that was drawn; `amount` is its kroner where the method weighs by them."""

    kind: str
    number: str
    indicator_id: str
    municipality_code: str
    year: int | None
    price_basis: str | None
    variant: str | None
    key: str
    amount: float | None = None


@dataclass(frozen=True)
class Sample:
    """What was drawn, from how many, and by which rule."""

    release: str
    method: Method
    seed: int
    frame: int
    drawn: Sequence[Drawn]


def draw(release: Release, n: int, seed: int, method: Method) -> Sample:
    """Draw `n` of the numbers a release published.

    Raises:
        UsageError: there are not so many.
    """
    import duckdb

    with duckdb.connect(str(release.warehouse), read_only=True) as connection:
        _frame(connection, by_value=method == "value")
        ((size,),) = connection.execute("select count(*) from frame").fetchall()
        if not 0 < n <= size:
            raise UsageError(
                f"{n} numbers cannot be drawn from {size}.",
                where=f"release {release.id}",
                expected=f"a number from 1 to {size}",
                remedy="choose another -n",
            )
        drawn = _by_value(connection, n, seed) if method == "value" else _by_checksum(connection, n, seed, method)
    return Sample(release.id, method, seed, size, drawn)


def _frame(connection: duckdb.DuckDBPyConnection, *, by_value: bool) -> None:
    """Every published number by its key, once each; of figures in kroner those with a quantity, with the amount."""
    parts = [
        f"""
        select '{name}' as kind, '{number}' as number, {", ".join(KEY)}, null::double as amount
        from ({kind.published}) where {number} is not null
        """
        for name, kind in KINDS.items()
        for number in kind.numbers
    ]
    if by_value:
        parts = [
            """
            select 'value' as kind, 'value' as number, v.indicator_id, v.municipality_code, v.year, v.price_basis,
                null::varchar as variant,
                abs(cast(v.value as double) * cast(coalesce(v.denominator, v.weight) as double)) as amount
            from marts.indicator_values as v
            where v.price_basis = 'current' and v.value <> 0 and coalesce(v.denominator, v.weight) > 0
                and v.municipality_code <> '000'
            """
        ]
    key = " || '|' || ".join(f"coalesce({column}::varchar, '')" for column in ("kind", "number", *KEY))
    connection.execute(
        f"create temp table frame as select *, {key} as key from ({' union all by name '.join(parts)})"
        " where coalesce(price_basis, '') <> 'fixed'"
    )


_COLUMNS: Final = f"kind, number, {', '.join(KEY)}, key, amount"


def _by_checksum(connection: duckdb.DuckDBPyConnection, n: int, seed: int, method: Method) -> list[Drawn]:
    """The least checksums of all, or of each kind its share, put in one order again."""
    shares: dict[str | None, int] = {None: n}
    if method == "stratified":
        there = {kind for (kind,) in connection.execute("select distinct kind from frame").fetchall()}
        kinds = [name for name in KINDS if name in there]
        shares = {name: n // len(kinds) + (place < n % len(kinds)) for place, name in enumerate(kinds)}
    rows = [
        row
        for kind, share in shares.items()
        for row in connection.execute(
            f"""
            select {_COLUMNS}, sha256(? || '|' || key) as place from frame
            where ? is null or kind = ?
            order by place, key limit ?
            """,
            [str(seed), kind, kind, share],
        ).fetchall()
    ]
    return [Drawn(*row[:-1]) for row in sorted(rows, key=lambda row: row[-1])]


def _by_value(connection: duckdb.DuckDBPyConnection, n: int, seed: int) -> list[Drawn]:
    found = [Drawn(*row) for row in connection.execute(f"select {_COLUMNS} from frame order by key").fetchall()]
    return sorted(found, key=lambda item: (-math.log(_share(seed, item.key)) / (item.amount or 1.0), item.key))[:n]


def _share(seed: int, key: str) -> float:
    """A number between 0 and 1 that follows from seed and key alone."""
    digits = hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()[:13]
    return float((int(digits, 16) + 1) / (16**13 + 1))
