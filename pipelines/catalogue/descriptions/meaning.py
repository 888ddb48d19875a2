"""What a table's figures mean by its own description, and in what two descriptions differ.

Belongs here: which parts of a description decide the meaning of its figures, and naming those that changed. Does not
belong here: codes that the catalogue names and the table lost (`selectors`), or figures that changed (`warehouse`).

A publisher may say something else of the same figures: another unit, another text of a code, a footnote. Then the
figures mean something else, though none has changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.catalogue.descriptions.tableinfo import TableInfo, Variable
from pipelines.catalogue.models.common import Bilingual


def differences(before: TableInfo, after: TableInfo) -> list[Bilingual]:
    """In what the meaning of figures that both have may have changed, in clauses; none where it is the same.

    The publisher's own words are Danish, and stand in the Danish clauses alone.

    New and lost codes are no change of meaning, nor is the stamp of the update.
    """
    return list(_differences(before, after))


def _differences(before: TableInfo, after: TableInfo) -> Iterator[Bilingual]:
    if before.text != after.text:
        yield Bilingual(da=f"titlen er nu »{after.text}«", en="the title is another")
    if before.unit != after.unit:
        yield Bilingual(
            da=f"enheden er nu {after.unit or '–'}, før {before.unit or '–'}",
            en="the unit is another",
        )
    if before.footnote != after.footnote:
        text = after.footnote.text if after.footnote else None
        yield Bilingual(
            da=f"fodnoten er nu: {text}" if text else "fodnoten er væk",
            en="the footnote is another" if text else "the footnote is gone",
        )
    if before.active and not after.active:
        yield Bilingual(da="tabellen opdateres ikke mere", en="the table is no longer updated")
    if before.absent_is_zero != after.absent_is_zero:
        yield Bilingual(
            da=f"en række, der ikke er der, er nu {'nul' if after.absent_is_zero else 'ukendt'}",
            en=f"a row that is not there is now {'zero' if after.absent_is_zero else 'unknown'}",
        )
    earlier = {item.id: item for item in before.variables}
    for item in after.variables:
        if item.id in earlier and not item.time:
            yield from _texts(earlier[item.id], item)


def _texts(before: Variable, after: Variable) -> Iterator[Bilingual]:
    said = {value.id: value.text for value in before.values}
    for value in after.values:
        if said.get(value.id, value.text) != value.text:
            yield Bilingual(
                da=f"{after.id} {value.id} hedder nu »{value.text}«, før »{said[value.id]}«",
                en=f"{after.id} {value.id} is called something else",
            )
