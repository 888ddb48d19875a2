"""Registered trials that no figures to come can decide, told while there is time to choose otherwise.

Belongs here: what the catalogue and the current release's figures say of a trial before it is over. Does not belong
here: the verdict (`pipelines.methods.trials`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.catalogue.models.evidence import Trial
from pipelines.catalogue.models.whole import Catalogue
from pipelines.releases.release import Release
from seksby.vocabulary import MIN_DONORS, MIN_YEARS_AFTER, MIN_YEARS_BEFORE

Years = Mapping[str, Mapping[str, set[int]]]
"""The years with figures, by measure and municipality."""


@dataclass(frozen=True)
class Undecidable:
    """A trial that can never be decided as it is registered, and why."""

    trial: str
    title: str
    why: str


def undecidable(catalogue: Catalogue, release: Release | None) -> Iterator[Undecidable]:
    """Every such trial; without a release nothing is said of its measure's figures."""
    if not catalogue.trials:
        return
    years = _years(release, {trial.effect for trial in catalogue.trials}) if release else {}
    for trial in catalogue.trials:
        yield from against(catalogue, trial, years)


def against(catalogue: Catalogue, trial: Trial, years: Years) -> Iterator[Undecidable]:
    named = trial.id, trial.title.da
    (effect,) = [item for item in catalogue.indicators if item.id == trial.effect]
    first = trial.starts_on.year + ((trial.starts_on.month, trial.starts_on.day) != (1, 1))
    last = trial.stop_on.year - ((trial.stop_on.month, trial.stop_on.day) != (12, 31))
    whole = last - first + 2 - effect.overlapping_years
    if whole < MIN_YEARS_AFTER:
        yield Undecidable(*named, f"den har {max(whole, 0)} hele år med tal efter starten; der skal {MIN_YEARS_AFTER}")
    pool = _pool(catalogue, trial)
    if len(pool) < MIN_DONORS:
        yield Undecidable(*named, f"den har {len(pool)} kommuner at sammenlignes med; der skal {MIN_DONORS}")
    known = years.get(trial.effect)
    if not known:
        return
    breaks = [item.year for item in effect.breaks if item.year < trial.starts_on.year]

    def can_be_compared(code: str) -> bool:
        """Whether it has, or may get in the years that are left, what is wanted before the start."""
        before = {year for year in known.get(code, ()) if max(breaks, default=0) <= year < trial.starts_on.year}
        newest = max((max(found) for found in known.values()), default=0)
        return bool(before) and len(before) + max(trial.starts_on.year - 1 - newest, 0) >= MIN_YEARS_BEFORE

    enough = sum(map(can_be_compared, pool))
    if not all(map(can_be_compared, trial.municipalities)):
        yield Undecidable(
            *named, f"efter de tal, der er hentet, får effektmålet ikke {MIN_YEARS_BEFORE} år med tal før starten"
        )
    elif enough < MIN_DONORS <= len(pool):
        yield Undecidable(
            *named,
            f"efter de tal, der er hentet, får kun {enough} kommuner at sammenligne med {MIN_YEARS_BEFORE} år med tal "
            f"før starten; der skal {MIN_DONORS}",
        )


def _pool(catalogue: Catalogue, trial: Trial) -> set[str]:
    """Whom it is compared with: those of its group that have no trial on the measure."""
    group = next(item for item in catalogue.peer_groups if item.id == trial.donor_pool)
    everybody = [item.municipality_code for item in catalogue.municipalities]
    with_trial = {code for other in catalogue.trials if other.effect == trial.effect for code in other.municipalities}
    return {*(group.members or everybody)} - with_trial


def _years(release: Release, effects: set[str]) -> Years:
    import duckdb

    with duckdb.connect(str(release.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select indicator_id, municipality_code, year from marts.indicator_values "
            "where price_basis <> 'fixed' and value is not null and list_contains($effects, indicator_id)",
            {"effects": sorted(effects)},
        ).fetchall()
    found: dict[str, dict[str, set[int]]] = {}
    for effect, code, year in rows:
        found.setdefault(effect, {}).setdefault(code, set()).add(year)
    return found
