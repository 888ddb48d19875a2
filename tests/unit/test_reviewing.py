"""Reviews of the positive list: what is due to whom, decisions added and never changed, what is left of a demand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.catalogue.models.own import DemandReview
from pipelines.catalogue.read import read_catalogue
from pipelines.own.reviewing import FILE, decide, due
from pipelines.own.starting import Answers, start
from pipelines.releases.inputs import Inputs, read
from pipelines.warehouse.tables.catalogue import trust
from seksby.errors import UsageError
from tests.support import World, make_world
from tests.support.asking import asked

TODAY = date(2026, 11, 29)
DEMAND = """\
- id: {name}
  title: {{da: "{name}", en: "{name}"}}
  municipality: "730"
  service_area: school
  basis: own_choice
  legal_basis: Byrådets beslutning
  justification: {{da: Grund, en: Reason}}
  owner: {owner}
  since: 2025-03-01
  review_by: {due}
  minutes_per_year: 90
  staff: 40
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = make_world(tmp_path)
    start(world.workspace, read_catalogue(world.catalogue), Answers(municipality="730", owners={"school": "A"}))
    given = (("plan", "Skolechefen", "2027-02-27"), ("form", "HR", "2026-11-01"), ("list", "HR", "2027-02-28"))
    text = "".join(DEMAND.format(name=name, owner=owner, due=day) for name, owner, day in given)
    (world.workspace.own / "positive_list.yml").write_text(text, encoding="utf-8")
    return world


def review(demand: str, outcome: str, decided_on: date, **more: object) -> DemandReview:
    return DemandReview.model_validate(
        {
            "demand": demand,
            "outcome": outcome,
            "reason": {"da": "Grund", "en": "Reason"},
            "legal_basis": "Byrådets beslutning",
            "decided_by": "Byrådet",
            "decided_on": decided_on,
            "review_by": decided_on.replace(year=decided_on.year + 2),
        }
        | more
    )


def rows(world: World, table: str, today: date = TODAY) -> list[dict[str, object]]:
    inputs = Inputs(world.workspace, read(world.workspace), {}, {}, None, today=today)
    return next([dict(row) for row in item.records] for item in trust.tables(inputs, []) if item.shape.name == table)


def test_what_is_due_within_90_days_is_told_the_first_first(world: World) -> None:
    catalogue = read_catalogue(world.catalogue, world.workspace.own)
    assert [item.id for item in due(catalogue, TODAY)] == ["form", "plan"]
    assert [item.id for item in due(catalogue, TODAY, owner="skolechefen")] == ["plan"]


def test_decisions_are_added_and_the_last_one_says_what_is_left(world: World) -> None:
    decide(world.workspace, [review("plan", "simplify", date(2026, 3, 1), minutes_per_year=60)], TODAY)
    first = (world.workspace.own / FILE).read_bytes()
    decide(world.workspace, [review("plan", "keep", date(2026, 9, 1))], TODAY)
    assert (world.workspace.own / FILE).read_bytes().startswith(first)
    decide(world.workspace, [review("form", "drop", date(2026, 9, 2))], TODAY)
    found = {row["demand_id"]: (row["decision"], row["minutes_left"], row["state"]) for row in rows(world, "demands")}
    assert found == {"plan": ("keep", 60, "stands"), "form": ("drop", 0, "dropped"), "list": (None, 90, "stands")}
    told = [(row["demand_id"], row["decision"], row["minutes_left"]) for row in rows(world, "demand_reviews")]
    assert told == [("plan", "simplify", 60), ("plan", "keep", 60), ("form", "drop", 0)]


def test_a_decision_of_a_day_to_come_is_not_told_yet(world: World) -> None:
    decide(world.workspace, [review("plan", "drop", date(2026, 9, 1))], TODAY)
    assert rows(world, "demand_reviews", today=date(2026, 8, 1)) == []


@pytest.mark.parametrize(
    ("outcome", "decided_on", "more", "expected"),
    [
        ("keep", date(2025, 2, 1), {}, "a day from 2025-03-01 on"),
        ("simplify", date(2026, 3, 1), {"minutes_per_year": 91}, "no more minutes than before, 90"),
        ("keep", date(2026, 3, 1), {"review_by": date(2028, 3, 2)}, "at most 24 months"),
    ],
)
def test_a_review_that_cannot_stand_is_not_written(
    world: World, outcome: str, decided_on: date, more: dict[str, object], expected: str
) -> None:
    before = (world.workspace.own / FILE).read_bytes()
    with pytest.raises(UsageError) as caught:
        decide(world.workspace, [review("plan", outcome, decided_on, **more)], TODAY)
    assert expected in caught.value.expected
    assert (world.workspace.own / FILE).read_bytes() == before


def test_the_command_line_answers_by_options_alone(world: World) -> None:
    data = world.workspace.data_dir
    done = asked(
        *("positive-list", "review", "--demand", "form", "--outcome", "drop", "--reason", "Ingen brugte det."),
        *("--decided-by", "Byrådet", "--decided-on", "2026-11-29"),
        data_dir=data,
    )
    assert done.returncode == 0, done.stderr
    assert "form afskaffes" in done.stdout
    (kept,) = read_catalogue(world.catalogue, world.workspace.own).reviews
    assert (kept.demand, kept.reason.da, kept.legal_basis) == ("form", "Ingen brugte det.", "Byrådets beslutning")
    lacking = asked("positive-list", "review", "--demand", "plan", "--outcome", "simplify", data_dir=data)
    assert lacking.returncode == 2
    for option in ("--reason", "--decided-by"):
        assert option in lacking.stderr
    unknown = asked("positive-list", "review", "--demand", "plann", data_dir=data)
    assert "Der er intet styringskrav plann" in unknown.stderr
