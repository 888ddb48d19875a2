"""Targets that were met already when they were decided, by the figures at hand: most likely a slip of the pen.

Belongs here: finding them, in the catalogue and the current release's figures. Does not belong here: refusing them; a
council may decide to keep what it has. How far a municipality is, is a mart's (`marts.target_progress`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipelines.catalogue.models.whole import Catalogue
from pipelines.releases.release import Release
from seksby.vocabulary import Better


@dataclass(frozen=True)
class MetAlready:
    """A target no better than what was measured in a year that had begun when it was decided."""

    title: str
    municipality: str
    target: Decimal
    target_year: int
    value: Decimal
    year: int


def met_already(catalogue: Catalogue, release: Release | None) -> Iterator[MetAlready]:
    """Every such target; without a release nothing is known."""
    measures = [item for item in catalogue.indicators if item.targets and item.better is not Better.NEUTRAL]
    if release is None or not measures:
        return
    names = {item.municipality_code: item.name for item in catalogue.municipalities}
    values = _values(release, [item.id for item in measures])
    for item in measures:
        for target in item.targets:
            known = values.get((item.id, target.municipality), {})
            year = max((year for year in known if year <= target.decided_on.year), default=None)
            if year is None:
                continue
            ahead = target.value - known[year]
            if ahead >= 0 if item.better is Better.LOWER else ahead <= 0:
                place = names.get(target.municipality, target.municipality)
                yield MetAlready(item.title.da, place, target.value, target.year, known[year], year)


def _values(release: Release, indicators: list[str]) -> dict[tuple[str, str], dict[int, Decimal]]:
    import duckdb

    with duckdb.connect(str(release.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select indicator_id, municipality_code, year, value from marts.indicator_values "
            "where price_basis <> 'fixed' and value is not null and list_contains($indicators, indicator_id)",
            {"indicators": indicators},
        ).fetchall()
    found: dict[tuple[str, str], dict[int, Decimal]] = {}
    for indicator, code, year, value in rows:
        found.setdefault((indicator, code), {})[year] = value
    return found
