"""What a paper says: its pages or slides as text.

Belongs here: reading PDF and PPTX. Does not belong here: what a text means (`forms`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from seksby.errors import UsageError

ENDINGS: Final = (".pdf", ".pptx")
EXPECTED: Final = "a brief or an agenda as `seksby export` wrote it, as PDF or slides"


def pages(file: Path) -> list[str]:
    """The text of each page or slide in its reading order, any space as one.

    Raises:
        UsageError: there is no such file, or it cannot be read as what its name says.
    """
    if not file.is_file() or file.suffix.lower() not in ENDINGS:
        raise UsageError(
            "There is no such paper." if not file.is_file() else "The file is no paper that can be read.",
            where=str(file),
            expected=EXPECTED,
            remedy="name another file",
        )
    try:
        found = list(_of_pdf(file) if file.suffix.lower() == ".pdf" else _of_slides(file))
    except Exception as error:  # noqa: BLE001 - what a damaged file makes a library raise has no end
        raise UsageError(
            f"The paper cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}",
            where=str(file),
            expected=EXPECTED,
            remedy="name another file",
        ) from None
    return [evened(text) for text in found]


def evened(text: str) -> str:
    """The same with any space as one, and without the one that a line leaves where it breaks after a hyphen."""
    return re.sub(r"(?<=\w)- (?=\w)", "-", " ".join(text.split()))


def _of_pdf(file: Path) -> Iterator[str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is told by the error, in one language
    for page in PdfReader(file).pages:
        yield page.extract_text()


def _of_slides(file: Path) -> Iterator[str]:
    """Each slide: its title, then what else stands on it, tables by row, then the notes of the speaker."""
    from pptx import Presentation

    for slide in Presentation(str(file)).slides:
        shapes = sorted(slide.shapes, key=lambda shape: shape != slide.shapes.title)
        notes = [slide.notes_slide.notes_text_frame] if slide.has_notes_slide else []
        yield "\n".join([*(text for shape in shapes for text in _texts(shape)), *(note.text for note in notes if note)])


def _texts(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        yield shape.text_frame.text
    if shape.has_table:
        yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)
