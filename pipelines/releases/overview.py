"""What a release holds and lacks, as the last screen of a refresh tells it.

Belongs here: asking the marts of one release. Does not belong here: what changed since the one before (`revisions`), or
any wording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.releases.differing import Differing, differing
from pipelines.releases.release import Release


@dataclass(frozen=True)
class Overview:
    """One release at a glance.

    Attributes:
        missing_indicators: those without any figure, in the catalogue's order: id, title, reason, note.
        missing_values: number of missing values of the compared group, fixed prices left out, by reason.
        compared: number of figures that were held against an official one.
        awaiting: number of controls that have nothing to compare yet.
        differing: the controls of which figures differ.
        corrections: id, state, and what the file says (a figure or a marker), in the catalogue's order.
        misfits: what of the catalogue did not fit its source and fell out: kind, id, what, place, what was expected.
        meaning_changed: what the publisher says otherwise of its figures than before, by source.
        read_as: names that a table does not have, and what they are taken for, by source.
    """

    missing_indicators: Sequence[tuple[str, str, str, str]]
    missing_values: Mapping[str, int]
    compared: int
    awaiting: int
    differing: Sequence[Differing]
    corrections: Sequence[tuple[str, str, Decimal | str | None]]
    misfits: Sequence[tuple[str, str, str, str, str]]
    read_as: Sequence[tuple[str, str]]
    meaning_changed: Sequence[tuple[str, str]]


def overview(release: Release, language: str = "da") -> Overview:
    """Ask the marts of a release, in Danish or English."""
    import duckdb

    with duckdb.connect(str(release.warehouse), read_only=True) as connection:

        def rows(sql: str) -> list[Any]:
            return connection.execute(sql).fetchall()

        missing = rows(
            f"""
            select indicator_id, title_{language}, missing_reason, missing_note_{language}
            from marts.indicators where missing_reason is not null order by sort_order
            """
        )
        gaps = rows(
            """
            select missing_reason, count(*) from marts.indicator_values
            where missing_reason is not null and price_basis <> 'fixed'
                and municipality_code in (select municipality_code from marts.municipalities where is_compared)
            group by 1 order by 2 desc
            """
        )
        ((compared, awaiting),) = rows(
            """
            select coalesce(sum(compared), 0)::integer, count(*) filter (compared = 0) from marts.control_overview
            """
        )
        corrections = rows(
            """
            select correction_id, state, published_value, published_marker from marts.corrections order by sort_order
            """
        )
        misfits = rows("select subject_kind, subject_id, what, place, expected from raw.misfits")
        read_as, meaning_changed = (
            rows(f"select source_id, {column} from marts.snapshots where {column} is not null order by all")
            for column in (f"read_as_{language}", f"meaning_changed_{language}")
        )
    return Overview(
        missing_indicators=missing,
        missing_values=dict(gaps),
        compared=compared,
        awaiting=awaiting,
        differing=differing(release.warehouse),
        corrections=[(name, state, marker if value is None else value) for name, state, value, marker in corrections],
        misfits=misfits,
        read_as=read_as,
        meaning_changed=meaning_changed,
    )
