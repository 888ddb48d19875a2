"""The whole way of a dropped file: refresh, trace to the cell of the sheet, page; a faulty one changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.releases.proof.audit import audit
from pipelines.releases.revisions import compare
from tests.intake.conftest import HEADER, Inbox, make_inbox
from tests.support import SIX
from tests.support.asking import asked
from tests.support.computing import Compiled
from tests.support.jobs import run
from tests.support.sites import Pages

INDICATOR = """\
id: own_score
title: {da: Egen score, en: Own score}
kind: effect
service_area: school
perspective: six_city
unit: {measure: points}
decimals: 2
better: higher
recipes:
  - numerator: [{table: OWN, where: {art: a, MÅL: score}}]
definition: {da: Score., en: Score.}
owner: Økonomi
valid_from: 2007
verification: unverified
"""


@pytest.fixture
def inbox(tmp_path: Path, warmed: Callable[[Path], Path]) -> Inbox:
    """Own data is all there is: neither network nor bundled figures."""
    inbox = make_inbox(tmp_path / "Økonomi's data")
    warmed(inbox.workspace.cache)
    (inbox.workspace.catalogue / "sources" / "PUPILS.yml").unlink()
    indicators = inbox.workspace.catalogue / "indicators" / "school"
    (indicators / "absence.yml").unlink()
    (indicators / "own_score.yml").write_text(INDICATOR, encoding="utf-8")
    return inbox


def rows(score: Any) -> list[list[Any]]:
    """A score of its own for each city; that of Randers, the last, as given."""
    scores = [3.1, 3.2, 3.3, 3.4, 3.5, score]
    day = dt.date(2024, 5, 1)
    return [HEADER, *([name, 2024, "a", value, 9, day] for name, value in zip(SIX.values(), scores, strict=True))]


def refresh(inbox: Inbox) -> tuple[int, Any]:
    done = asked("refresh", "--offline", "--json", data_dir=inbox.workspace.data_dir)
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, json.loads(done.stdout)


def test_from_the_dropped_file_to_the_page_and_back_to_its_cell(inbox: Inbox, compiled: Compiled) -> None:
    """The inbox is taken as the command takes it, and computed without dbt; the command then finds it all there."""
    inbox.drop("OWN", "maal.xlsx", rows(4.25))
    run(inbox.workspace, "intake")
    first = compiled.release(inbox.workspace)
    code, said = refresh(inbox)
    assert (code, said["outcome"], said["release"], said["not_updated"]) == (0, "unchanged", first.id, {})
    assert "1 er leveret som fil" in said["notice"]

    traced = asked("trace", "own_score", "Randers", "2024", "--json", data_dir=inbox.workspace.data_dir)
    found = json.loads(traced.stdout)
    assert (found["value"], found["agrees"]) == (4.25, True)
    assert [cell["source_cell"] for cell in found["cells"]] == ["[maal.xlsx]Ark1!D7"]
    shown = asked("trace", "own_score", "730", "2024", data_dir=inbox.workspace.data_dir).stdout
    assert "celle i arket" in " ".join(shown.split())
    with Pages.of(first.warehouse) as pages:
        assert "4,25" in pages.at("/tal/own-score/").html
    assert audit(inbox.workspace, first, pages=False).faults == []

    inbox.drop("OWN", "maal.xlsx", rows("fire"))
    run(inbox.workspace, "intake")
    spoiled = compiled.release(inbox.workspace)
    told = compare(first, spoiled)
    assert (told.new, told.changed, told.gone) == (0, 0, 0)
    code, faulty = refresh(inbox)
    assert (code, faulty["outcome"], faulty["release"]) == (3, "unchanged", spoiled.id)
    assert faulty["faults"]["OWN"] == ["maal.xlsx, ark Ark1, D7: fandt 'fire'; regel: score skal være et tal"]
    assert "D7" in faulty["not_updated"]["OWN"]
    with Pages.of(spoiled.warehouse) as pages:
        page, sources = pages.at("/by-730/").html, pages.at("/kilder/").html
    assert "den nyeste fil holder ikke sin kontrakt; de forrige tal står." in sources
    assert "fandt" not in page + sources

    inbox.drop("OWN", "maal.xlsx", rows(4.5))
    run(inbox.workspace, "intake")
    mended = compiled.release(inbox.workspace)
    changed = compare(spoiled, mended)
    assert (changed.changed, changed.furthest) == (1, [("Egen score", 1, "Randers", 2024, "4.25", "4.50")])
    code, good = refresh(inbox)
    assert (code, good["not_updated"], good["faults"], good["release"]) == (0, {}, {}, mended.id)
