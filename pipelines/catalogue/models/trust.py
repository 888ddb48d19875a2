"""What is asked of those who do the work, what they and others say, and who can be asked for help.

Belongs here: service areas with their trust space, stakeholders, the positive list, readings and practice notes. Does
not belong here: where a demand stands on a given day (`positive_list`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pipelines.catalogue.models.common import Bilingual, CatalogueModel, Identifier, MunicipalityCode, Text, rule
from seksby.vocabulary import DemandBasis, DemandOutcome, Task

READING_LENGTH = 2000
"""Characters of a reading: two stand side by side on a page, and both are to be read. Our own choice."""


class TrustSpace(CatalogueModel):
    """How much room those who do the work have ("tillidsrum").

    Few process measures may stand on the positive list: the room is to be as large as possible.
    """

    task: Task
    """The kind of limit the area's task meets first; null where no trust space is described."""
    limits: Bilingual
    """Which limits the task meets."""
    process_ceiling: Annotated[int, Field(ge=0, le=10_000_000)]
    """Process measures of the area that may stand on the positive list."""


class ServiceArea(CatalogueModel):
    """A service area, in the order pages list them. `lead_price` is the unit price that stands for the area."""

    id: Identifier
    title: Bilingual
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    sort_order: Annotated[int, Field(ge=0, le=10_000)]
    lead_price: Identifier | None = None
    trust_space: TrustSpace | None = None


class Stakeholder(CatalogueModel):
    """Somebody with a claim on the effects of a service."""

    id: Identifier
    title: Bilingual


class DemandDecision(CatalogueModel):
    """What those responsible decided of a steering demand at its review."""

    outcome: DemandOutcome
    """What was decided at its last review; null before the first."""
    minutes_per_year: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    """What is left of it."""
    decided_by: Text
    decided_on: date

    @rule
    def _what_is_left(self) -> Iterator[str]:
        if (self.outcome is DemandOutcome.SIMPLIFY) != (self.minutes_per_year is not None):
            yield "minutes_per_year is what a simplified demand takes from now on, and for simplify alone"


class DemandException(CatalogueModel):
    """Why a demand on everybody may follow from a single case: decided in writing, or not at all."""

    text: Bilingual
    """Why the case is not dealt with where it arose."""
    decided_by: Text
    """Who decided the exception."""
    decided_on: date
    """When the exception was decided."""


class SteeringDemand(CatalogueModel):
    """A steering demand of one municipality that may stand: a process indicator is published only through one of these.

    Wanted by a law, by central authorities that collect data, for a task of authority, or by the municipality itself.
    """

    id: Identifier
    title: Bilingual
    municipality: MunicipalityCode
    service_area: Identifier
    indicator: Identifier | None = None
    """The process measure that follows the demand; null where none does."""
    basis: DemandBasis
    """Who wants it; own_choice is what the municipality can undo by itself."""
    legal_basis: Text
    """Which law, or which decision."""
    justification: Bilingual
    """Why it can be defended."""
    owner: Text
    since: date
    """Since when it is asked."""
    review_by: date
    """When it has to be looked at again: at most 24 months after the last decision, or after since."""
    minutes_per_year: Annotated[int, Field(ge=0, le=10_000_000)]
    """Of each employee, before any decision to simplify."""
    staff: Annotated[int, Field(ge=0, le=10_000_000)]
    """How many employees it concerns."""
    decision: DemandDecision | None = None
    case: Identifier | None = None
    """The single case that gave rise to it; null where none did."""
    exception: DemandException | None = None

    @rule
    def _no_regime_from_a_case(self) -> Iterator[str]:
        if self.case is not None and self.exception is None:
            yield "a demand on everybody that cites a single case needs a written exception"
        if self.case is None and self.exception is not None:
            yield "an exception belongs to a single case: name it in case"

    @rule
    def _decided_once_it_is_there(self) -> Iterator[str]:
        if self.decision and self.decision.decided_on < self.since:
            yield "nobody decides on a demand before it is there"

    @rule
    def _reviewed_in_time(self) -> Iterator[str]:
        if self.decision is None or self.decision.outcome is not DemandOutcome.DROP:
            last = self.decision.decided_on if self.decision else self.since
            yield from due_in_time(self.review_by, last)

    @rule
    def _simplified_is_less(self) -> Iterator[str]:
        left = self.decision.minutes_per_year if self.decision else None
        if left is not None and left > self.minutes_per_year:
            yield "a simplified demand takes no more minutes than before"


def due_in_time(due: date, last: date) -> Iterator[str]:
    """What is wrong with the day of a review that follows the last decision."""
    if not last < due:
        yield f"review_by is after the last decision, {last}"
    if (due.year - 2, due.month, due.day) > (last.year, last.month, last.day):
        yield f"review_by is at most 24 months after the last decision, {last}"


class Reading(CatalogueModel):
    """Somebody's signed view of an area's figures: `readings/<name>.md`, fields in front matter, the text below.

    The text is shown in the language it was written in: nobody is given words that are not their own.
    """

    service_area: Identifier
    municipality: MunicipalityCode | Literal["all"]
    """Null where the reading is about all municipalities."""
    author: Text
    """Who signed it."""
    role: Text
    """The author's role."""
    written_on: date
    """The day it was written."""
    language: Literal["da", "en"] = "da"
    """da or en; a reading is not translated."""
    text: Annotated[str, StringConstraints(min_length=1, max_length=READING_LENGTH, strip_whitespace=True)]
    """Paragraphs, lists and emphasis as Markdown; nothing else counts as markup."""


class PracticeNote(CatalogueModel):
    """What a municipality that does better on an effect does, in two sentences, and whom to ask: `practice_notes/`."""

    id: Identifier
    municipality: MunicipalityCode
    effect: Identifier
    what: Bilingual
    """What they do."""
    contact: Text
    noted_on: date
    """The day it was noted."""
    source: Text
    """Where the note is known from."""


class HelpContact(CatalogueModel):
    """Who in a municipality offers help: to one service area, or to those without a contact of their own."""

    municipality: MunicipalityCode
    service_area: Identifier | None = None
    contact: Text
