"""Which number is meant by what was typed.

Belongs here: comparing names with those of a release, and telling what there is where nothing fits. Does not belong
here: finding the number (`trace`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.releases.tracing.kind import INDICATORS, Kind
from pipelines.releases.tracing.kinds import KINDS
from seksby.errors import UsageError
from seksby.naming import near, resolve

if TYPE_CHECKING:
    import duckdb


def municipality(connection: duckdb.DuckDBPyConnection, asked: str) -> tuple[str, str]:
    """Code and name of the municipality that is called `asked`; 000 is the whole country.

    Raises:
        UsageError: there is none.
    """
    rows = connection.execute("select municipality_code, name, slug from marts.municipalities").fetchall()
    names = {code: (name, slug) for code, name, slug in rows}
    code = resolve(asked, names)
    if code is None:
        shown = ", ".join(f"{names[key][0]} ({key})" for key in near(asked, names))
        raise UsageError(
            f"There is no municipality {asked}.",
            where="marts.municipalities",
            expected="a code such as 730, or a name such as Randers" + (f"; near: {shown}" if shown else ""),
            remedy='list them with `seksby query "select municipality_code, name from marts.municipalities"`',
        )
    return code, names[code][0]


def kind(asked: str) -> Kind:
    """The kind of number that is called `asked`.

    Raises:
        UsageError: there is none.
    """
    if asked not in KINDS:
        raise UsageError(
            f"There is no kind of number {asked}.",
            where="--kind",
            expected="; ".join(f"{name}: {each.about}" for name, each in KINDS.items()),
            remedy="name one of them",
        )
    return KINDS[asked]


def subject(connection: duckdb.DuckDBPyConnection, kind: Kind, asked: str) -> tuple[str, str]:
    """Id and Danish title of what is called `asked`: an indicator, or what stands in its place.

    Raises:
        UsageError: there is none; one that is withheld from readers is told as such.
    """
    names = {key: tuple(filter(None, others)) for key, others in connection.execute(kind.names).fetchall()}
    found = resolve(asked, names)
    if found is not None:
        return found, _title(names[found])
    withheld = dict(connection.execute("select indicator_id, title_da from marts.withheld_indicators").fetchall())
    hidden = resolve(asked, {key: (title,) for key, title in withheld.items()})
    if hidden is not None:
        raise UsageError(
            f"{withheld[hidden]} ({hidden}) is withheld from readers, and has no published number.",
            where="marts.withheld_indicators",
            expected="an indicator that is published",
            remedy="its cells stand in the warehouse of who owns them: staging.stg_cells",
        )
    shown = "; ".join(f"{key} ({_title(names[key])})" for key in near(asked, names))
    if kind.names != INDICATORS:  # an indicator may well be called that
        raise UsageError(
            f"No number of this kind is of {asked}.",
            where=kind.about,
            expected=", ".join(sorted(names)) or "one: the release has none",
            remedy="name what such a number is of, by its id",
        )
    raise UsageError(
        f"There is no indicator {asked}.",
        where="marts.indicators",
        expected="the id or the title of one in the catalogue" + (f"; near: {shown}" if shown else ""),
        remedy='list them with `seksby query "select indicator_id, title_da from marts.indicators"`',
    )


def _title(names: Sequence[str]) -> str:
    """The Danish title among names, which the English one follows."""
    return names[-2] if len(names) > 1 else names[-1]
