"""The working paper as a tagged PDF, to be ticked and signed by hand.

Belongs here: handing the paper to Typst. Does not belong here: how it looks (`paper.typ`), or what stands on it
(`paper`). Text goes in as JSON and is never read as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dashboards import fixed_word
from pipelines.releases.sampling.paper import CELLS_SHOWN, CHECKS, Paper
from pipelines.releases.sampling.sheets import SIGNED

TEMPLATE: Final = Path(__file__).with_name("paper.typ")


def write_pdf(paper: Paper, file: Path) -> None:
    """Write the paper; the same sample gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    import typst

    items = [
        replace(item, cells=[replace(cell, role=fixed_word(cell.role, "da")) for cell in item.cells])
        for item in paper.items
    ]
    data = asdict(replace(paper, items=items)) | {"checks": CHECKS, "signed": SIGNED, "shown": CELLS_SHOWN}
    made = typst.Compiler(input=TEMPLATE, ignore_system_fonts=True).compile(
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(datetime.fromisoformat(paper.day).replace(tzinfo=UTC).timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101 - no output file was named
    file.write_bytes(made)
