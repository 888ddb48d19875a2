"""A bad single case: one unit, a few, or all; told without names, and written down without them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.catalogue.models.own import SingleCase
from pipelines.catalogue.read import read_catalogue
from pipelines.commands.deciding.case import told
from pipelines.own.cases import Unit, extent, place, record
from pipelines.own.starting import Answers, start
from seksby.errors import UsageError
from seksby.vocabulary import Better, CaseAnswer
from tests.support import make_world

OTHERS = {f"enhed {n}": Unit(80, 100) for n in range(9)}


def answer(year: dict[str, Unit | None], unit: str = "vores", better: Better = Better.HIGHER) -> CaseAnswer:
    return extent("Tilfredse", better, {"2025": year}, unit, "2025").answer


def test_the_limit_is_what_chance_explains_with_so_few() -> None:
    """0.80 - 3.09 x sqrt(0.80 x 0.20 / 50) = 0.80 - 3.09 x 0.05657 = 0.6252: 31 of 50 is outside, 32 is not."""
    outside = extent("T", Better.HIGHER, {"2025": OTHERS | {"vores": Unit(31, 50)}}, "vores", "2025")
    assert outside.limit == pytest.approx(0.6252, abs=5e-5)
    assert (outside.is_outside, outside.answer, outside.units, outside.outside) == (True, CaseAnswer.ONE_UNIT, 10, 1)
    assert answer(OTHERS | {"vores": Unit(32, 50)}) is CaseAnswer.NONE


def test_only_the_bad_side_is_a_case() -> None:
    assert answer(OTHERS | {"vores": Unit(50, 50)}) is CaseAnswer.NONE
    assert answer(OTHERS | {"vores": Unit(50, 50)}, better=Better.LOWER) is CaseAnswer.ONE_UNIT


def test_a_few_and_all_are_told_apart_by_how_many_are_outside() -> None:
    many = {f"enhed {n}": Unit(800, 1000) for n in range(17)}
    assert answer(many | {"vores": Unit(20, 50), "anden": Unit(20, 50)}) is CaseAnswer.FEW
    assert (
        answer(many | {name: Unit(10, 50) for name in ("vores", "anden", "tredje", "fjerde", "femte")})
        is CaseAnswer.ALL
    )


def test_what_the_others_vary_beyond_chance_widens_the_limit() -> None:
    """Alternately 0.70 and 0.90 of 100: 2.5 standard errors either way, 3.7064 times the 0.6745 of chance."""
    uneven: dict[str, Unit | None] = {f"enhed {n}": Unit(70 if n % 2 else 90, 100) for n in range(8)}
    found = extent("T", Better.HIGHER, {"2025": uneven | {"vores": Unit(31, 50)}}, "vores", "2025")
    assert found.limit == pytest.approx(0.80 - 3.09 * 3.70645 * 0.0565685, abs=1e-5)
    assert found.answer is CaseAnswer.NONE


@pytest.mark.parametrize("own", [None, Unit(10, 50)])
def test_what_is_hidden_or_too_few_units_tell_nothing(own: Unit | None) -> None:
    year: dict[str, Unit | None] = {"vores": own, **dict(list(OTHERS.items())[: 9 if own is None else 3])}
    assert answer(year) is CaseAnswer.CANNOT_TELL


def test_a_fall_of_all_together_is_no_single_units_case() -> None:
    """Seven years at 0.80 and 0.81 by turns: the mean moving range is 0.01, and 0.70 is below 0.804 - 0.0266."""
    level = [80, 81, 80, 81, 80, 81, 80]
    years: dict[str, dict[str, Unit | None]] = {
        str(2018 + n): {name: Unit(share, 100) for name in (*OTHERS, "vores")} for n, share in enumerate(level)
    }
    years["2025"] = {name: Unit(70, 100) for name in (*OTHERS, "vores")}
    found = extent("T", Better.HIGHER, years, "vores", "2025")
    assert (found.others_years.outside, found.own_years.outside, found.answer) == (True, True, CaseAnswer.ALL)
    assert found.others_years.limit == pytest.approx(563 / 700 - 2.66 * 0.01)


def test_a_unit_outside_its_own_years_is_one_unit_though_the_funnel_holds_it() -> None:
    level = [92, 93, 92, 93, 92, 93, 92]
    years: dict[str, dict[str, Unit | None]] = {
        str(2018 + n): dict(OTHERS) | {"vores": Unit(share, 100)} for n, share in enumerate(level)
    }
    years["2025"] = dict(OTHERS) | {"vores": Unit(80, 100)}
    found = extent("T", Better.HIGHER, years, "vores", "2025")
    assert (found.is_outside, found.own_years.outside, found.answer) == (False, True, CaseAnswer.ONE_UNIT)


def test_the_words_name_no_unit_and_say_what_a_demand_on_everybody_takes() -> None:
    said = "\n".join(
        told(extent("Tilfredse", Better.HIGHER, {"2025": OTHERS | {"vores": Unit(31, 50)}}, "vores", "2025"))
    )
    assert said.startswith("Tilfredse, 2025: Én enhed. Løs sagen dér, hvor den opstod.")
    assert "Enheden: 62,0 % mod 80,0 % for de andre enheder tilsammen." in said
    assert "uden for det, tilfældet kan forklare med 50 personer: grænsen er 62,5 %." in said
    assert "Af 10 enheder, der kan sammenlignes, ligger 1 uden for." in said
    assert "skriftlig undtagelse" in said
    assert "enhed 3" not in said


def test_a_case_is_written_down_once_and_without_a_name(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    start(world.workspace, read_catalogue(world.catalogue), Answers(municipality="730", owners={"school": "A"}))
    case = SingleCase(
        id="fall",
        title={"da": "Et fald", "en": "A fall"},  # type: ignore[arg-type]
        municipality="730",
        service_area="school",
        measure="Tilfredse",
        period="2025",
        answer=CaseAnswer.ONE_UNIT,
        units=10,
        outside=1,
        checked_on=date(2026, 11, 29),
        handled="Skolechefen",
    )
    record(world.workspace, case, date(2026, 11, 29))
    assert read_catalogue(world.catalogue, world.workspace.own).cases == [case]
    with pytest.raises(UsageError, match="cannot be written down"):
        record(world.workspace, case, date(2026, 11, 29))


def test_where_nobody_has_said_which_municipality_that_is_the_fault(tmp_path: Path) -> None:
    catalogue = read_catalogue(make_world(tmp_path).catalogue)
    for asked in (None, " "):
        with pytest.raises(UsageError, match="Nobody has said which municipality") as error:
            place(catalogue, asked)
        assert "seksby init" in error.value.remedy
    with pytest.raises(UsageError, match="There is no municipality Nowhere"):
        place(catalogue, "Nowhere")
    assert place(catalogue, "730") == "730"
