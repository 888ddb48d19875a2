"""What is new since the release before: what is copied of it, the lines in both languages, and the feed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import duckdb

from dashboards.language import DANISH, LANGUAGES, NBSP
from dashboards.rows.news import NewsItem
from dashboards.site.feed import feed
from dashboards.words.of_pages import measure
from dashboards.words.of_pages.news import line, mail, none
from pipelines.releases.inputs import gather
from pipelines.warehouse.load import load
from tests.support import World, make_world
from tests.support.models import run

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MARTS = """
create schema marts;
create table marts.municipalities as
    select unnest(['730', '000']) as municipality_code, unnest([true, false]) as is_municipality;
create table marts.indicators as select 'cost' as indicator_id, 2025 as latest_year;
create table marts.peer_groups as select unnest(['six', 'all']) as peer_group, unnest([true, false]) as is_compared;
create table marts.indicator_values as
    select 'cost' as indicator_id, unnest(['730', '730', '730', '000']) as municipality_code,
        unnest([2024, 2025, 2025, 2025]) as year, unnest(['current', 'current', 'fixed', 'current']) as price_basis,
        unnest([null, 5, 6, 7]) as value;
create table marts.verdicts as
    select 'cost' as indicator_id, '730' as municipality_code, unnest([2024, 2025, 2025]) as year,
        unnest(['six', 'six', 'all']) as peer_group, unnest(['too_few', 'on_level', 'clearly_higher']) as verdict;
"""


def item(**changes: Any) -> NewsItem:
    values: dict[str, Any] = {
        **dict.fromkeys(NewsItem.__dataclass_fields__),
        "release_id": "r2",
        "told_on": date(2026, 11, 2),
        "what": "new_figures",
        "cause": "source",
        "slug": "grades",
        "title": "Karakterer",
        "first_year": 2025,
        "last_year": 2026,
        "figure_count": 98,
        "municipality_count": 98,
    }
    return NewsItem(**{**values, **changes})


def publish(world: World, release_id: str, marts: str) -> None:
    """Make a release of these marts the current one."""
    folder = world.workspace.releases / release_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(marts)
    manifest = {"release": release_id, "created_at": "2026-11-01T00:00:00Z", "snapshots": [], "files": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    world.workspace.current.unlink(missing_ok=True)
    world.workspace.current.symlink_to(folder)


def test_what_the_release_before_said_is_copied_as_far_as_it_has_it(tmp_path: Path) -> None:
    """Of the latest year, the compared group and current prices; it had no lineage and no news, so there is none."""
    world = make_world(tmp_path)
    world.snapshot()
    inputs = gather(world.workspace)
    publish(world, "r1", MARTS)
    load(inputs, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        found = {
            name: connection.execute(f"select * from raw.previous_{name}").fetchall()
            for name in ("figures", "verdicts", "files", "news")
        }
    assert found == {
        "figures": [("cost", "730", 2025, 5)],
        "verdicts": [("cost", "730", 2025, "on_level")],
        "files": [],
        "news": [],
    }


def test_a_line_of_news_says_how_much_and_where_in_both_languages() -> None:
    told = {
        "new_figures": ("2025–2026, 98 kommuner", "2025–2026, 98 municipalities"),
        "revised": (
            "98 tal er ændret, mest 4,5 % (2025–2026, 98 kommuner)",
            "98 figures changed, at most 4.5% (2025–2026, 98 municipalities)",
        ),
        "withdrawn": ("98 tal er væk (2025–2026, 98 kommuner)", "98 figures gone (2025–2026, 98 municipalities)"),
        "verdict": (
            "Randers fra »kan ikke skelnes« (2025) til »klart bedre« (2026)",
            "Randers from “cannot be told apart” (2025) to “clearly better” (2026)",
        ),
    }
    verdict = {"name": "Randers", "verdict_before": "cannot_tell", "verdict": "clearly_better"}
    for what, expected in told.items():
        news = item(what=what, largest_change_pct=-4.5, **verdict)
        assert tuple(line(lang, news).replace(NBSP, " ") for lang in LANGUAGES) == expected


def test_a_mail_tells_all_of_one_release_with_causes_and_where_to_look() -> None:
    verdict = item(what="verdict", name="Randers", verdict_before="cannot_tell", verdict="clearly_better")
    gone = item(what="withdrawn", title="Fravær", cause="computation", figure_count=1, municipality_count=1)
    told = mail(DANISH, "Randers", [gone, verdict, item()], "https://noegletal.example.dk/randers/")
    assert told.splitlines() == [
        *("Nyt om Randers, 2. november 2026", ""),
        *("Ændrede vurderinger", "- Karakterer: Randers fra »kan ikke skelnes« (2025) til »klart bedre« (2026)"),
        *("Kilden har udgivet en ny fil.", ""),
        *("Nye tal", "- Karakterer: 2025–2026, 98 kommuner", "Kilden har udgivet en ny fil.", ""),
        *("Bortfaldne tal", "- Fravær: ét tal er væk (2025–2026, én kommune)"),
        *("Filerne er de samme; opskrift, rettelse eller beregning er lavet om.", ""),
        "https://noegletal.example.dk/randers/",
    ]
    assert NBSP not in told
    alike = mail(DANISH, "Randers", [verdict, item()], "")
    assert alike.count("Kilden har udgivet en ny fil.") == 1, "a cause of all is said once"
    assert "/" not in mail(DANISH, "Randers", [item()], "")


def test_the_feed_has_what_atom_asks_for_and_leads_nowhere_else() -> None:
    older = item(release_id="r1", told_on=date(2026, 10, 1), what="withdrawn")
    content = feed(DANISH, [item(), item(slug="x", title="NEET & <b>"), older], date(2026, 11, 2))
    root = ET.fromstring(content)
    assert [root.findtext(f"a:{name}", namespaces=ATOM) for name in ("id", "title", "updated")] == [
        "urn:seksby:news:da",
        "Seksby: nyt siden sidst",
        "2026-11-02T00:00:00Z",
    ]
    entries = root.findall("a:entry", ATOM)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert ids == ["urn:seksby:news:da:r2", "urn:seksby:news:da:r1"]
    assert entries[0].findtext("a:content", namespaces=ATOM) == (
        "Nye tal: karakterer: 2025–2026, 98 kommuner.\nNye tal: NEET & <b>: 2025–2026, 98 kommuner."
    )
    assert all(entry.findtext("a:updated", namespaces=ATOM) for entry in entries)
    links = {link.attrib["href"] for link in root.iter(f"{{{ATOM['a']}}}link")}
    assert links == {"nyt.atom", "aendringer/index.html"}


def test_a_feed_without_news_is_one_too() -> None:
    root = ET.fromstring(feed(DANISH, [], date(2026, 11, 2)))
    assert root.findtext("a:updated", namespaces=ATOM) == "2026-11-02T00:00:00Z"
    assert root.findall("a:entry", ATOM) == []


def test_a_tile_says_the_verdict_or_the_side_as_shown() -> None:
    """7.04 beside 7.0 is 7.0 as shown; without a verdict only the side is said, and without a figure nothing."""
    assert measure.call("clearly_better", 0.5, 1, 7.5) == "clearly_better"
    assert measure.call("too_few", 0.5, 1, 7.5) == "over"
    assert measure.call(None, -0.5, 1, 6.5) == "under"
    assert measure.call(None, 0.04, 1, 7.04) == "level"
    assert measure.call(None, None, 1, 7.0) == "too_few"
    assert measure.call("clearly_better", 0.5, 1, None) == "missing"


def test_names_stand_by_their_verdict_and_never_by_rank() -> None:
    found = [
        ("København", "cannot_tell"),
        ("Aarhus", "clearly_better"),
        ("Odense", "clearly_better"),
        ("Randers", None),
    ]
    assert measure.verdicts_in_words(DANISH, found) == (
        "Klart bedre: Aarhus og Odense. Kan ikke skelnes: København. Mangler: Randers."
    )


def test_without_news_the_one_true_reason_is_told() -> None:
    """A first release has nothing before it; a later one in which nothing is otherwise had, and says so."""
    before = {"indicator_id": "cost", "municipality_code": "730", "year": 2024, "value": 5.0}
    for previous, told in (
        (before, "Intet tal og ingen vurdering er ændret"),
        (dict.fromkeys(before), "Der er ingen tid"),
    ):
        (basis,) = run("news_basis", {"previous_figures": [previous]})
        assert none(DANISH, has_earlier=basis["has_earlier"]).startswith(told)
