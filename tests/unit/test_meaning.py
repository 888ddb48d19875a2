"""The same figures may mean something else: what a publisher says of them is kept with them and compared."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue.descriptions.meaning import differences
from pipelines.catalogue.descriptions.tableinfo import TableInfo
from pipelines.sources.snapshots import newest, read_tableinfo
from tests.support import HEADER, TABLEINFO, figures, keep

PUPILS = TABLEINFO["variables"]
MEASURES = [{"id": "absent", "text": "Fraværende elever"}, *PUPILS[1]["values"][1:]]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"updated": "2026-01-01T08:00:00"}, []),
        (
            {
                "variables": [
                    *PUPILS[:3],
                    PUPILS[3] | {"values": [*PUPILS[3]["values"], {"id": "2025", "text": "2025"}]},
                ]
            },
            [],
        ),
        ({"unit": "1.000 kr."}, ["enheden er nu 1.000 kr., før –"]),
        ({"footnote": {"text": "Ny afgrænsning.", "mandatory": True}}, ["fodnoten er nu: Ny afgrænsning."]),
        ({"active": False}, ["tabellen opdateres ikke mere"]),
        ({"suppressedDataValue": "0"}, ["en række, der ikke er der, er nu nul"]),
        (
            {"text": "Elever i alt", "variables": [PUPILS[0], PUPILS[1] | {"values": MEASURES}, *PUPILS[2:]]},
            ["titlen er nu »Elever i alt«", "MÅL absent hedder nu »Fraværende elever«, før »absent«"],
        ),
    ],
)
def test_what_is_said_otherwise_is_named_and_kept_though_the_figures_are_the_same(
    tmp_path: Path, now: dict[str, Any], told: list[str]
) -> None:
    lines = [HEADER, *figures()]
    first = keep(tmp_path, "PUPILS", TABLEINFO, lines, origin="fetched")
    later = datetime(2025, 7, 1, tzinfo=UTC)
    keep(tmp_path, "PUPILS", TABLEINFO | now, lines, origin="fetched", retrieved_at=later)
    found = newest([tmp_path], "PUPILS")
    assert found is not None
    assert (found.meta.id == first.meta.id) == (not told)
    after = TableInfo.model_validate(TABLEINFO | now)
    assert [item.da for item in differences(read_tableinfo(first), after)] == told
    assert all(item.en for item in differences(read_tableinfo(first), after))
