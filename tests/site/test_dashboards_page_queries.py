"""What the queries of the positive list, private services and changes answer, in cases the invented site has not."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from dashboards import PAGES_DIR
from dashboards.compiler.compile import ParsedSite, fit, parse_pages, walk
from dashboards.compiler.grammar import Query, Tag
from dashboards.compiler.queries import Marts
from dashboards.compiler.rendering import Rendering
from dashboards.components.page import section
from dashboards.language import DANISH
from dashboards.words import waiting
from tests.browser.invented import OUTSIDE, Invented, invented


@cache
def site() -> ParsedSite:
    return parse_pages(PAGES_DIR)


def query(page: str, name: str) -> Query:
    """The query `name` of the page in the file `page`."""
    return next(each.queries[name] for each in site().pages if each.source.file.stem == page)


def asked(world: Invented, folder: Path, page: str, *names: str) -> list[tuple[dict[str, Any], ...]]:
    """The rows of each of the page's queries `names`."""
    with Marts.open(world.write(folder / "warehouse.duckdb")) as marts:
        marts.share(site().shared)
        return [marts.run(query(page, name), {}).rows for name in names]


def test_a_municipality_outside_the_six_is_counted_over_all_its_areas(tmp_path: Path) -> None:
    """Two effects in the school, three in health, where nothing is demanded: 5 / (5 + 1) is 83 per cent."""
    world = invented()
    (place,) = [row for row in world.rows["steering_burden"] if row["municipality_code"] == "730"]
    for area, effects, demands in (("school", 2, 1), ("health", 3, 0)):
        here = {"municipality_code": OUTSIDE, "service_area": area, "effect_count": effects, "demand_count": demands}
        world.add("steering_burden", place | here)
    world.add("steering_burden", place | {"municipality_code": "201", "service_area": "health", "demand_count": 0})
    (places,) = asked(world, tmp_path, "positivliste", "places")
    assert [row["name"] for row in places][5:] == ["Randers", "Opdigtet 200"]
    assert {name: places[-1][name] for name in ("effect_count", "demand_count", "effect_share_pct")} == {
        "effect_count": 5,
        "demand_count": 1,
        "effect_share_pct": 83,
    }


def test_what_demands_cost_over_time_is_told_of_each_area_and_of_the_whole(tmp_path: Path) -> None:
    """School 60 hours from March, 20 from June; health 10 from May. The whole: 60, 70, 30; 4 effects of 5, 6, 6."""
    world = invented()
    (place,) = [row for row in world.rows["steering_burden"] if row["municipality_code"] == "730"]
    world.rows["steering_burden"] = [place | {"service_area": area, "effect_count": 2} for area in ("school", "health")]
    for area, day, demands, hours, returned in (
        ("school", date(2026, 3, 1), 1, 60, 0),
        ("health", date(2026, 5, 1), 1, 10, 0),
        ("school", date(2026, 6, 1), 1, 20, 40),
    ):
        asked_of = {"municipality_code": "730", "service_area": area, "from_day": day, "demand_count": demands}
        world.add("burden_history", asked_of | {"hours_per_year": hours, "hours_returned": returned})
    (history,) = asked(world, tmp_path, "positivliste", "history")
    found = [
        (row["service_area"], row["from_day"].month, row["demand_count"], row["hours_per_year"], row["hours_returned"])
        for row in history
    ]
    assert found[:3] == [(None, 3, 1, 60, 0), (None, 5, 2, 70, 0), (None, 6, 2, 30, 40)]
    assert found[3:] == [("school", 3, 1, 60, 0), ("school", 6, 1, 20, 40), ("health", 5, 1, 10, 0)]
    assert [row["effect_share_pct"] for row in history] == [80, 67, 67, 67, 67, 67]


@pytest.mark.parametrize(
    ("chosen", "pages"),
    [
        (None, {"interessenter", "enhedspriser", "privat"}),
        ("private stakeholder", {"interessenter", "privat"}),
        ("six_city", {"enhedspriser"}),
    ],
)
def test_a_perspective_has_a_page_where_the_municipality_chose_it(
    tmp_path: Path, chosen: str | None, pages: set[str]
) -> None:
    world = invented()
    world.rows["release"][0]["perspectives"] = chosen
    found = set()
    with Marts.open(world.write(tmp_path / "warehouse.duckdb")) as marts:
        for page in site().pages:
            if page.source.path in ("/interessenter/", "/enhedspriser/", "/privat/"):
                assert page.for_each is not None
                found |= {page.source.file.stem} if marts.run(page.for_each, {}).rows else set()
    assert found == pages


def test_the_source_page_counts_those_with_figures_by_origin_and_those_still_without(tmp_path: Path) -> None:
    """Six sources are wanted; of the four at hand two are transcribed, one of which could not be updated."""
    world = invented()
    (world.rows["release"][0])["source_count"] = 6
    (fetched,) = world.rows["snapshots"]
    for name, origin, reason in (
        ("A", "transcribed", "svarer ikke"),
        ("B", "transcribed", None),
        ("C", "delivered", None),
    ):
        world.add(
            "snapshots",
            fetched | {"snapshot_id": name, "source_id": name, "origin": origin, "not_updated_reason_da": reason},
        )
    (at_hand,) = asked(world, tmp_path, "kilder", "at_hand")
    assert at_hand == (
        {"sources": 6, "with_figures": 4, "waiting": 2, "fetched": 1, "transcribed": 2, "delivered": 1}
        | {"not_updated": 1},
    )


@pytest.mark.parametrize(
    ("covariates", "danish", "english"),
    [
        (["debt"], "Ingen af dem er effektmål på siderne.", "None of them is an effect measure on these pages."),
        (
            ["debt", "life", "absence"],
            "2 af de 3 vilkår er også effektmål på siderne: Elever med fravær; Middellevetid. På netop dem er gruppen "
            "valgt, så den ligner kommunen. De nærmeste kan derfor ikke bruges til at bedømme, om kommunen klarer sig "
            "godt eller dårligt på dem.",
            "2 of the 3 conditions are also effect measures on these pages: Elever med fravær; Middellevetid. The "
            "group is chosen to be like the municipality on exactly these. So the nearest cannot be used to judge "
            "whether the municipality does well or badly on them.",
        ),
    ],
)
def test_the_page_of_peer_groups_says_which_effect_measures_they_cannot_judge(
    tmp_path: Path, covariates: list[str], danish: str, english: str
) -> None:
    world = invented()
    (given,) = world.rows["peer_covariates"]
    world.rows["peer_covariates"] = [given | {"indicator_id": name} for name in covariates]
    (((said),),) = asked(world, tmp_path, "sammenligningsgrupper", "conditions")
    assert (said["sentence_da"], said["sentence_en"]) == (danish, english)


@pytest.mark.parametrize(
    ("states", "danish", "english"),
    [
        ([], "Der er endnu ikke ført styringskrav ind", "No steering demands have been entered"),
        (["dropped"], "Intet styringskrav på listen gælder længere.", "No steering demand on the list is in force"),
        (["dropped", "due"], "Der står ét styringskrav på listen.", "There is one steering demand on the list."),
        (["stands", "due"], "Der står 2 styringskrav på listen.", "There are 2 steering demands on the list."),
    ],
)
def test_the_list_says_how_many_demands_are_in_force(
    tmp_path: Path, states: list[str], danish: str, english: str
) -> None:
    world = invented()
    demand = world.rows["demands"][0]
    world.rows["demands"] = [demand | {"demand_id": f"d{n}", "state": state} for n, state in enumerate(states)]
    (((row),),) = asked(world, tmp_path, "positivliste", "state")
    assert row["sentence_da"].startswith(danish)
    assert row["sentence_en"].startswith(english)


def test_what_was_simplified_or_abolished_is_listed_whether_or_not_it_saved_time(tmp_path: Path) -> None:
    """A demand that took no minutes gives none back; one that was kept after a review is neither."""
    world = invented()
    for row in world.rows["demands"]:
        if row["demand_id"] == "report":
            row["hours_returned"] = 0
        if row["demand_id"] == "plan":
            row["hours_returned"] = 5
    (dropped,) = asked(world, tmp_path, "positivliste", "dropped")
    assert [row["demand_id"] for row in dropped] == ["form", "report"]


def test_a_trust_space_counts_the_measures_on_the_list_once_shown_or_not(tmp_path: Path) -> None:
    """One measure stands there by two demands, due and overdue; another's demand was abolished."""
    (spaces,) = asked(invented(), tmp_path, "positivliste", "spaces")
    counts = {row["service_area"]: row["process_count"] for row in spaces}
    assert counts == {"school": 1, "health": 0, "workplace": 0, "economy": 0}


def test_a_private_measure_is_one_row_whoever_has_pages(tmp_path: Path) -> None:
    world = invented(viewpoint=True)
    world.rows["municipalities"][0]["is_viewpoint"] = False
    (private,) = asked(world, tmp_path, "privat", "private")
    assert [(row["indicator_id"], row["municipality_slug"], row["value"]) for row in private] == [("fee", "", None)]


@pytest.mark.parametrize(
    ("kinds", "with_figures", "counted", "lacking"),
    [
        ([], True, "ingen sådanne mål, heraf ingen effektmål og ingen enhedspriser", "effekt og pris for private"),
        (["unit_price"], True, "ét sådant mål, heraf ingen effektmål og én enhedspris", "effekten af private"),
        (["effect"], True, "ét sådant mål, heraf ét effektmål og ingen enhedspriser", "prisen på private"),
        (["effect", "unit_price"], False, "to sådanne mål, heraf ét effektmål og én enhedspris", "effekt og pris for"),
        (["effect", "unit_price", "unit_price"], True, "3 sådanne mål, heraf ét effektmål og 2 enhedspriser", ""),
    ],
)
def test_the_private_page_says_what_the_catalogue_lacks(
    tmp_path: Path, kinds: list[str], with_figures: bool, counted: str, lacking: str
) -> None:
    world = invented()
    left = list(kinds)
    for row in world.rows["indicators"]:
        row |= {"perspective": "stakeholder", "latest_year": None}
        if row["kind"] in left:
            left.remove(row["kind"])
            row |= {"perspective": "private", "latest_year": 2024 if with_figures else None}
    assert left == []
    (((row),),) = asked(world, tmp_path, "privat", "total")
    assert row["count_da"] == counted
    begins = f"Kataloget har endnu ingen kilde, der opgør {lacking}" if lacking else "Kataloget har både effektmål og"
    assert row["lacking_da"].startswith(begins)
    assert (row["count_en"] == "one such measure, with no effect measures and one unit price among them") == (
        kinds == ["unit_price"]
    )
    assert ("has no source yet that measures" in row["lacking_en"]) == bool(lacking)


def test_why_a_price_or_a_private_comparison_is_not_shown_is_told(tmp_path: Path) -> None:
    """A circular measure has no figure and no page; a price is left out without a figure, or without an effect's."""
    world = invented()
    refused = {"service_area": "school", "kind": "unit_price", "title_da": "Tilskud til privat pasning"}
    refused |= {"indicator_id": "grant", "refused_for": "set_from same_costs", "beside_da": "Udgift pr. barn"}
    world.add("withheld_indicators", refused)
    for row in world.rows["indicators"]:
        row["latest_year"] = 2024
    measures = {row["indicator_id"]: row for row in world.rows["indicators"]}
    measures["school_cost"] |= {"latest_year": None, "missing_reason": "source_absent"}
    measures["wellbeing"]["latest_year"] = None  # the one effect that the club's price stands beside
    with Marts.open(world.write(tmp_path / "warehouse.duckdb")) as marts:
        marts.share(site().shared)
        (told,) = marts.run(query("privat", "refused"), {}).rows
        left_out = marts.run(query("enhedspriser", "not_shown"), {}).rows
    why = waiting.why_not(DANISH, told["missing_reason"], told["refused_for"], told["beside_da"])
    assert why == (
        "cirkulær: tallet er sat efter »Udgift pr. barn«, følger det efter en regel og siger intet selv; de samme "
        "udgifter er ikke talt med som i »Udgift pr. barn«"
    )
    assert len(left_out) == 2
    reasons = {row["title_da"]: waiting.why_not(DANISH, row["missing_reason"], None, "") for row in left_out}
    assert reasons[measures["school_cost"]["title_da"]] == "kilden er endnu ikke hentet"
    assert reasons[measures["club_cost"]["title_da"]] == "ingen af de effektmål, den er betalt for, har tal"


@pytest.mark.parametrize(
    ("held_back", "why"),
    [
        (["suspected_error", "suspected_error"], "kildens tal er formentlig forkert"),
        (["suspected_error", "confidential"], "ingen af dens tal kan vises"),
        ([], "ingen af dens tal kan vises"),
    ],
)
def test_a_price_whose_figures_are_all_held_back_is_not_said_to_lack_an_effect(
    tmp_path: Path, held_back: list[str], why: str
) -> None:
    """It has a recipe in use, so the mart of indicators gives no reason."""
    world = invented()
    for row in world.rows["indicators"]:
        row["latest_year"] = None if row["indicator_id"] == "school_cost" else 2024
    rest = [row for row in world.rows["indicator_values"] if row["indicator_id"] != "school_cost"]
    world.rows["indicator_values"] = rest
    for year, reason in enumerate(held_back, 2023):
        held = {"indicator_id": "school_cost", "municipality_code": "730", "price_basis": "current"}
        world.add("indicator_values", held | {"year": year, "value": None, "missing_reason": reason})
    ((row,),) = asked(world, tmp_path, "enhedspriser", "not_shown")
    assert row["missing_reason"] is not None
    assert waiting.why_not(DANISH, row["missing_reason"], None, "") == why


def test_the_ledger_has_every_line_whatever_is_no_more(tmp_path: Path) -> None:
    """A municipality or a measure that is gone is called by its code; only a process measure has no line."""
    world = invented()
    price, effect = (
        next(row["indicator_id"] for row in world.rows["indicators"] if row["kind"] == kind)
        for kind in ("unit_price", "effect")
    )
    counts = {"figure_count": 3, "municipality_count": 2}
    changed = {"municipality_code": "815", "year": 2024, "before_value": 0, "value": 500}
    world.add("ledger", counts | changed | {"indicator_id": effect, "cause": "source"})
    world.add("ledger", counts | changed | {"indicator_id": price, "cause": "source", "municipality_code": "730"})
    world.add("ledger", counts | {"indicator_id": "no_more", "cause": "gone"})
    lines, prices, removed = asked(world, tmp_path, "aendringer", "ledger", "ledger_prices", "ledger_removed")
    shown = [
        (row["title_da"], row["name"], row["is_from_zero"], row["slug"] is None) for row in (*lines, *prices, *removed)
    ]
    titles = {row["indicator_id"]: row["title_da"] for row in world.rows["indicators"]}
    assert shown == [
        (titles[effect], "815", True, False),
        (titles[price], "Randers", True, False),
        ("no_more", None, False, True),
    ]


def test_a_positive_list_with_nothing_on_it_is_one_line_with_what_to_do(tmp_path: Path) -> None:
    """What is asked, reviewed and given back has no section of its own before there is a demand."""
    world = invented()
    world.rows["demands"] = []
    with Marts.open(world.write(tmp_path / "warehouse.duckdb")) as marts:
        marts.share(site().shared)
        assert marts.run(query("positivliste", "entered"), {}).rows == ()
        (state,) = marts.run(query("positivliste", "state"), {}).rows
        (page,) = [page for page in site().pages if page.source.path == "/positivliste/"]
        rendering = Rendering.of(fit(page, marts), 0, (), {})
    assert state["sentence_da"].endswith("Hvordan det gøres, står nederst på siden.")
    assert section.render(rendering, title="Over tid", body=Markup("Tal"), about=()) == ""
    told = {
        node.attributes["title"].value: node.attributes["about"].value if "about" in node.attributes else None
        for node in walk(page.source.nodes)
        if isinstance(node, Tag) and node.name == "Section"
    }
    left = ["Effektmål og styringskrav", "Tillidsrum", "Procesmål, der ikke vises"]
    assert [title for title, about in told.items() if about is None] == left
    assert {about for about in told.values() if about} == {"entered"}
