"""What a refresh would meet at StatBank: every table's own description is asked for, and no figure.

Belongs here: asking all tables, and holding the catalogue against the answers. Does not belong here: asking one
(`sources.statbank`), what fits (`catalogue.series.selectors`), or wording (`commands.asking`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.catalogue.descriptions.resolving import named
from pipelines.catalogue.descriptions.tableinfo import Resolution, TableInfo
from pipelines.catalogue.models.source import Source
from pipelines.catalogue.series.controls import compile_controls
from pipelines.catalogue.series.corrections import compile_corrections
from pipelines.catalogue.series.selectors import Misfit, MisfitError, compile_recipes, selected
from pipelines.releases.inputs import read
from pipelines.sources import snapshots
from pipelines.sources.http import UnreachableError
from pipelines.sources.statbank import client
from pipelines.warehouse.fitting import described, unreadable
from seksby.errors import CatalogueError, SeksbyError, SourceError
from seksby.progress import tell
from seksby.settings import Settings
from seksby.vocabulary import System
from seksby.workspace import Workspace


@dataclass(frozen=True)
class Answer:
    """What a table said of itself.

    Attributes:
        error: why there is no description, if there is none.
        has_news: its stamp is another than that of the figures at hand.
        resolutions: names that the table does not have, and what they are taken for.
        misfits: what does not fit it, and would therefore fall out.
    """

    source: Source
    error: SeksbyError | None = None
    has_news: bool = False
    resolutions: Sequence[Resolution] = ()
    misfits: Sequence[Misfit] = field(default=())

    @property
    def fits(self) -> bool:
        return self.error is None and not self.misfits


def rehearse(workspace: Workspace, settings: Settings) -> list[Answer]:
    """Ask every table of StatBank's that the catalogue has for its description; nothing is stored.

    Raises:
        CatalogueError: the catalogue has faults that no source has a part in.
        UnreachableError: StatBank does not answer.
    """
    catalogue = read(workspace).catalogue
    names, root = named(catalogue), workspace.catalogue
    infos: dict[str, TableInfo] = {}
    answers: dict[str, Answer] = {}
    unfit: list[Misfit] = []
    for source in catalogue.sources:
        roots = [workspace.snapshots, workspace.reference]
        if source.system is not System.STATBANK and (known := snapshots.newest(roots, source.id)) is not None:
            infos[source.id] = described(known, names[source.id])[0]
    asked = [source for source in catalogue.sources if source.system is System.STATBANK]
    with client.connect(settings.statbank) as bank:
        for number, source in enumerate(asked):
            tell("ask", number, len(asked))
            known = snapshots.newest([workspace.snapshots], source.id)
            before = snapshots.read_tableinfo(known) if known else None
            try:
                _, info, found = client.describe(bank, source, names[source.id], before)
            except UnreachableError:
                raise
            except (SourceError, CatalogueError) as error:
                answers[source.id] = Answer(source, error)
                continue
            has_news = known is None or snapshots.last_asked(known)[0] != info.updated
            answers[source.id] = Answer(source, has_news=has_news, resolutions=found)
            if missing := unreadable(source, info, root):
                unfit += missing
                continue
            infos[source.id] = info
            try:
                selected(source, info, root)
            except MisfitError as misfit:
                unfit.append(Misfit("source", source.id, source.id, misfit))
        tell("ask", len(asked), len(asked))
    unfit += [
        *compile_recipes(catalogue, infos, root).misfits,
        *compile_controls(catalogue, infos, root).misfits,
        *compile_corrections(catalogue, infos, root).misfits,
    ]
    return [
        Answer(
            answer.source,
            answer.error,
            answer.has_news,
            answer.resolutions,
            [item for item in unfit if item.source_id == name],
        )
        for name, answer in answers.items()
    ]
