"""An own folder of worked examples, of every kind of file, for a council that wants to see before it decides.

Belongs here: the examples; all of them say that they are. Does not belong here: building the release they are shown in
(`pipelines.commands`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from pipelines.catalogue.models.evidence import Trial
from pipelines.catalogue.models.own import DemandReview, OwnTarget, PerspectiveChoice, SingleCase, TrialDecision
from pipelines.catalogue.models.trust import PracticeNote, Reading, Stakeholder, SteeringDemand
from pipelines.catalogue.models.whole import Catalogue
from pipelines.own import writing
from pipelines.own.starting import Answers, start
from pipelines.own.writing import Addition
from seksby.errors import BuildError
from seksby.vocabulary import Perspective
from seksby.workspace import Workspace

MARK = "Eksempel"
EFFECT, AREA = "primary_school_absence_over_10_pct", "primary_school"
PROCESS, PROCESS_AREA = "day_care_place_within_guarantee", "day_care"
PROCESS_AREA_EFFECT = "day_care_parent_satisfaction"


def write_example(workspace: Workspace, catalogue: Catalogue, municipality: str, today: date) -> None:
    """Make the own folder of a demonstration; one that is there is left as it is.

    Raises:
        UsageError: there is no such municipality.
        BuildError: the examples do not fit the catalogue.
    """
    if writing.is_started(workspace):
        return
    start(
        workspace,
        catalogue,
        Answers(
            municipality=municipality,
            owners={AREA: f"{MARK}: Skolechefen", PROCESS_AREA: f"{MARK}: Dagtilbudschefen"},
            contacts={AREA: f"{MARK}: Skoleafdelingen", "": f"{MARK}: Økonomi og analyse"},
            committees={f"{MARK}: Børn og skole": [AREA, PROCESS_AREA]},
            is_example=True,
        ),
    )
    from pipelines.catalogue.read import read_catalogue

    own = read_catalogue(workspace.catalogue, workspace.own).own
    code = own.municipality if own else municipality
    others = [member for member in catalogue.compared_group.members if member != code]
    additions = [
        Addition(file, model.model_validate(entry), is_listed="/" not in file, note=f"{MARK}, opdigtet")
        for file, model, entry in _entries(code, others, today)
    ]
    if wrong := writing.tried(workspace, additions):
        raise BuildError(
            "The examples do not fit the catalogue.",
            where=", ".join(f"{additions[item.number].file} {item.field}" for item in wrong),
            expected="; ".join(item.allowed for item in wrong),
            remedy="mend pipelines/own/example.py, or use the catalogue as it was shipped",
        )
    writing.add(workspace, additions)


def _text(da: str, en: str) -> dict[str, str]:
    return {"da": f"{MARK}: {da}", "en": f"Example: {en}"}


def _entries(code: str, others: list[str], today: date) -> list[tuple[str, type[BaseModel], dict[str, Any]]]:
    council = f"{MARK}: Byrådet"

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    def demand(
        name: str, da: str, en: str, since: int, due: int, minutes: int, staff: int, **more: Any
    ) -> dict[str, Any]:
        return {
            "id": f"example_{name}",
            "title": _text(da, en),
            "municipality": code,
            "service_area": AREA,
            "basis": "own_choice",
            "legal_basis": f"{MARK}: udvalgets beslutning",
            "justification": _text("udvalget ville følge udviklingen.", "the committee wanted to follow it."),
            "owner": f"{MARK}: Skolechefen",
            "since": ago(since),
            "review_by": today + timedelta(days=due),
            "minutes_per_year": minutes,
            "staff": staff,
        } | more

    def review(name: str, outcome: str, days: int, due: int, da: str, en: str, **more: Any) -> dict[str, Any]:
        return {
            "demand": f"example_{name}",
            "outcome": outcome,
            "reason": _text(da, en),
            "legal_basis": f"{MARK}: udvalgets beslutning",
            "decided_by": f"{MARK}: Børne- og skoleudvalget",
            "decided_on": ago(days),
            "review_by": today + timedelta(days=due),
        } | more

    case = {
        "id": "example_case",
        "title": _text("for få tilfredse ét sted", "too few satisfied at one place"),
        "municipality": code,
        "service_area": AREA,
        "measure": f"{MARK}: tilfredse i trivselsmålingen",
        "period": str(today.year - 1),
        "answer": "one_unit",
        "units": 18,
        "outside": 1,
        "checked_on": ago(120),
        "handled": f"{MARK}: Skolechefen",
    }
    exception = {
        "text": _text("loven er ændret efter sagen.", "the law was changed after the case."),
        "decided_by": council,
        "decided_on": ago(90),
    }
    reading = {"service_area": AREA, "municipality": code, "written_on": ago(30)}
    return [
        ("cases/example_case.yml", SingleCase, case),
        (
            "targets.yml",
            OwnTarget,
            {"effect": EFFECT, "municipality": code, "value": 12, "year": today.year + 2, "decided_by": council}
            | {"decided_on": ago(400)},
        ),
        (
            "positive_list.yml",
            SteeringDemand,
            demand("guarantee", "plads inden for garantien", "a place within the guarantee", 300, 60, 30, 250)
            | {"service_area": PROCESS_AREA, "indicator": PROCESS, "basis": "law"}
            | {"legal_basis": "Dagtilbudsloven § 23", "owner": f"{MARK}: Dagtilbudschefen"},
        ),
        (
            "positive_list.yml",
            SteeringDemand,
            demand("weekly", "ugentlig indberetning", "weekly report", 700, 20, 300, 120),
        ),
        ("positive_list.yml", SteeringDemand, demand("plan", "årlig handleplan", "yearly plan", 650, 60, 240, 40)),
        ("positive_list.yml", SteeringDemand, demand("form", "skema ved samtaler", "form at talks", 500, 80, 120, 400)),
        (
            "positive_list.yml",
            SteeringDemand,
            demand("after_case", "tjekliste efter en sag", "checklist after a case", 90, 300, 45, 60)
            | {"case": "example_case", "exception": exception},
        ),
        (
            "reviews.yml",
            DemandReview,
            review("plan", "simplify", 200, 200, "to sider er nok.", "two pages do.", minutes_per_year=90),
        ),
        ("reviews.yml", DemandReview, review("form", "drop", 100, 600, "ingen brugte det.", "nobody used it.")),
        (
            "stakeholders.yml",
            Stakeholder,
            {"id": "example_boards", "title": _text("skolebestyrelser", "school boards")},
        ),
        (
            "readings/example-1.md",
            Reading,
            reading
            | {"author": f"{MARK}: Skoleafdelingen", "role": "Skolechef"}
            | {"text": f"{MARK}: Fraværet er højest i udskolingen. Vi ser efter, om det er få elever eller mange."},
        ),
        (
            "readings/example-2.md",
            Reading,
            reading
            | {"author": f"{MARK}: Skolebestyrelserne", "role": "Forældre"}
            | {"text": f"{MARK}: Tallet siger intet om, hvorfor et barn bliver hjemme. Det skal siges hver gang."},
        ),
        *(
            (
                f"practice_notes/example_calls_{other}.yml",
                PracticeNote,
                {"id": f"example_calls_{other}", "municipality": other, "effect": EFFECT, "noted_on": ago(40)}
                | {"what": _text("skolen ringer hjem samme morgen.", "the school calls home the same morning.")}
                | {"contact": f"{MARK}: en skoleafdeling", "source": f"{MARK}: opdigtet"},
            )
            for other in others[:3]
        ),
        (
            "trials/example_calls.yml",
            Trial,
            {
                "id": "example_calls",
                "title": _text("opkald den første fraværsdag", "a call on the first day of absence"),
            }
            | {"municipalities": [code], "effect": EFFECT, "smallest_change": 2, "contact": f"{MARK}: Skoleafdelingen"}
            | {"description": _text("skolen ringer hjem samme morgen.", "the school calls home the same morning.")}
            | {
                "registered_on": ago(10),
                "starts_on": today + timedelta(days=60),
                "stop_on": today + timedelta(days=1155),
            },
        ),
        (
            "trials/example_breakfast.yml",
            Trial,
            {"id": "example_breakfast", "title": _text("morgenmad i dagtilbud", "breakfast in day care")}
            | {"municipalities": [code], "effect": PROCESS_AREA_EFFECT, "smallest_change": 0.1}
            | {"description": _text("der serveres morgenmad.", "breakfast is served.")}
            | {"registered_on": ago(950), "starts_on": ago(900), "stop_on": ago(100)}
            | {"contact": f"{MARK}: Dagtilbudsafdelingen"},
        ),
        (
            "trial_decisions.yml",
            TrialDecision,
            {"trial": "example_breakfast", "outcome": "throw_away", "decided_by": council, "decided_on": ago(60)},
        ),
        (
            "perspectives.yml",
            PerspectiveChoice,
            {"perspectives": list(Perspective), "decided_by": council, "decided_on": ago(400)},
        ),
    ]
