"""What figures are counted in.

Belongs here: units as structure, and the one file of their texts. Does not belong here: how a figure is written in a
language (`dashboards.language`).
"""

from __future__ import annotations

from pipelines.catalogue.models.common import Bilingual, CatalogueModel, Identifier


class Unit(CatalogueModel):
    """A measure, and what it is per: `{measure: dkk, per: inhabitant}`. `units.yml` has both, with their texts."""

    measure: Identifier
    """What is counted, kroner or days, as a code; by it a figure is written, and its text is never read."""
    per: Identifier | None = None
    """What it is per; null where it is per nothing."""


class Measure(CatalogueModel):
    """What is counted. Without a text it is what an indicator's title says, and is shown by what it is per alone."""

    id: Identifier
    text: Bilingual | None = None


class Per(CatalogueModel):
    """What something is counted per."""

    id: Identifier
    text: Bilingual


class Units(CatalogueModel):
    """`units.yml`: every measure and all that figures are per, each text once."""

    measures: list[Measure]
    per: list[Per]

    def text(self, unit: Unit) -> Bilingual:
        """The whole unit: `kr. pr. elev`, `DKK per pupil`."""
        parts = [part for part in (self._measured(unit), self._per(unit)) if part]
        return Bilingual(da=" ".join(part.da for part in parts), en=" ".join(part.en for part in parts))

    def per_what(self, unit: Unit) -> Bilingual:
        """What stands after a figure that is written with its measure's mark: `pr. elev`; else the whole unit."""
        return self._per(unit) or self.text(unit)

    def counted_in(self, unit: Unit) -> Bilingual:
        """What stands before what it is per: `kr.`; the whole unit where the measure has no text."""
        return self._measured(unit) or self.text(unit)

    def _measured(self, unit: Unit) -> Bilingual | None:
        return next(item.text for item in self.measures if item.id == unit.measure)

    def _per(self, unit: Unit) -> Bilingual | None:
        return next((item.text for item in self.per if item.id == unit.per), None)
