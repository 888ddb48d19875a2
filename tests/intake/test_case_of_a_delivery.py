"""`seksby case check` on figures of units as a municipality delivers them: suppressed, and told without names."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.own.cases import check
from seksby.errors import UsageError
from seksby.vocabulary import CaseAnswer
from tests.intake.conftest import Inbox

HEADER = ["kommune", "aar", "enhed", "svar", "glade"]
INDICATOR = """\
id: glad
title: {da: Glade elever, en: Happy pupils}
kind: effect
service_area: school
perspective: stakeholder
unit: {measure: pct}
decimals: 1
better: higher
recipes:
  - numerator: [{table: UNITS, where: {MÅL: glade}}]
    denominator: [{table: UNITS, where: {MÅL: svar}}]
    scale: 100
definition: {da: Glade blandt svarene., en: Happy ones among the answers.}
owner: Økonomi
valid_from: 2007
verification: verified
"""


@pytest.fixture
def delivered(inbox: Inbox) -> Inbox:
    """Eight schools where 80 per cent are happy, one where 55 are, and one that is too small to be shown."""
    (inbox.workspace.catalogue / "indicators" / "school" / "glad.yml").write_text(INDICATOR, encoding="utf-8")
    sizes = [(100 + 10 * n, 80 + 8 * n) for n in range(8)] + [(200, 110)]
    rows: list[list[Any]] = [["Randers", 2025, f"Skole {n}", base, happy] for n, (base, happy) in enumerate(sizes)]
    rows += [["Randers", 2025, "Lille skole", 12, 3], ["Odense", 2025, "Skole 8", 100, 80]]
    inbox.drop("UNITS", "trivsel.xlsx", [HEADER, *rows])
    inbox.take("UNITS")
    return inbox


def test_a_unit_is_held_against_the_others_as_they_were_delivered(delivered: Inbox) -> None:
    """The two smallest others are hidden with the small one, or it could be had from the total: seven are left."""
    found = check(delivered.workspace, delivered.catalogue, "skole 8", "Glade elever", "2025", "Randers")
    assert found.own is not None
    assert (found.own.count, found.own.base, found.others, found.units) == (110, 200, 0.8, 7)
    assert (found.answer, found.is_outside, found.outside) == (CaseAnswer.ONE_UNIT, True, 1)


def test_what_is_hidden_is_not_told(delivered: Inbox) -> None:
    found = check(delivered.workspace, delivered.catalogue, "Lille skole", "glad", "2025", "730")
    assert (found.own, found.answer) == (None, CaseAnswer.CANNOT_TELL)


@pytest.mark.parametrize(
    ("unit", "measure", "period", "said"),
    [
        ("Skole 99", "glad", "2025", "There is no unit Skole 99"),
        ("Skole 1", "glde", "2025", "There is no measure glde"),
        ("Skole 1", "glad", "2019", "There is no period 2019"),
    ],
)
def test_what_is_not_there_is_told_by_name(delivered: Inbox, unit: str, measure: str, period: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check(delivered.workspace, delivered.catalogue, unit, measure, period, "Randers")


def test_before_anything_was_delivered_it_says_where_a_file_belongs(inbox: Inbox) -> None:
    (inbox.workspace.catalogue / "indicators" / "school" / "glad.yml").write_text(INDICATOR, encoding="utf-8")
    with pytest.raises(UsageError, match="No figures of units"):
        check(inbox.workspace, inbox.catalogue, "Skole 1", "glad", "2025", "Randers")
