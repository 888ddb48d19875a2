"""A sound catalogue becomes rows; a fault is named with file, line, field, what was found and what is allowed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboards.addresses import taken
from pipelines.catalogue.read import look, read_catalogue
from pipelines.catalogue.series.controls import CompiledControls
from pipelines.catalogue.series.selectors import Compiled
from pipelines.releases.inputs import Inputs, gather, read
from pipelines.releases.registrations import registered
from pipelines.warehouse.tables.provenance import notice
from pipelines.warehouse.tables.whole import tables
from seksby.errors import CatalogueError
from tests.support import SIX, World, make_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


PAIR = "{effect: %s, because: {da: Derfor., en: Therefore.}}"
ELSEWHERE = "{municipality: '%s', from_year: %s, to_year: %s, note: {da: X, en: X}}"
PAIRED = f"paired_effects: [{PAIR % 'absence'}]\n"


def fault(world: World) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(world.catalogue)
    return caught.value.where


def add_price(world: World, name: str) -> None:
    """A unit price in the area of the one indicator."""
    text = world.indicator.read_text(encoding="utf-8")
    text = text.replace("id: absence", f"id: {name}").replace("kind: effect", "kind: unit_price")
    world.indicator.with_name(f"{name}.yml").write_text(
        text.replace("unit: {measure: pct}", "unit: {measure: dkk, per: pupil}") + PAIRED, encoding="utf-8"
    )


def add_context(world: World, name: str) -> None:
    """A measure that describes a municipality and is no effect."""
    text = world.indicator.read_text(encoding="utf-8")
    text = text.replace("id: absence", f"id: {name}").replace("kind: effect", "kind: context")
    world.indicator.with_name(f"{name}.yml").write_text(text, encoding="utf-8")


def append(world: World, name: str, text: str) -> None:
    with (world.catalogue / name).open("a", encoding="utf-8") as file:
        file.write(text)


def rows(world: World, name: str, today: date = date(2026, 1, 1)) -> list[dict[str, Any]]:
    found = read(world.workspace)
    kept = registered(found.catalogue.trials, {}, today)
    inputs = Inputs(world.workspace, found, {}, {}, None, today=today, registrations=kept)
    return next(
        [dict(row) for row in table.records]
        for table in tables(inputs, Compiled({}, []), CompiledControls([], []), {}, [], {})
        if table.shape.name == name
    )


def test_readers_are_told_where_the_figures_are_from_in_words_of_their_own(world: World) -> None:
    world.snapshot()
    copied = notice(gather(world.workspace))
    assert copied.da == (
        "Alle tal er skrevet af fra offentlige gengivelser af udgivernes statistik; intet er endnu hentet direkte hos "
        "udgiverne."
    )
    assert copied.en == (
        "All figures are copied from public re-publications of the publishers’ statistics; nothing has been fetched "
        "directly from the publishers yet."
    )


@pytest.mark.parametrize(
    ("fetched", "da", "en"),
    [
        (
            1,
            "1 tabel er hentet fra StatBank, 1 er leveret som fil",
            "1 table is fetched from StatBank, 1 is delivered as a",
        ),
        (
            2,
            "2 tabeller er hentet fra StatBank, 2 er leveret",
            "2 tables are fetched from StatBank, 2 are delivered as f",
        ),
    ],
)
def test_one_table_and_more_are_told_in_their_number(fetched: int, da: str, en: str) -> None:
    systems = {f"{system}{n}": system for system in ("statbank", "delivered") for n in range(fetched)}
    sources = [SimpleNamespace(id=name, system=system) for name, system in systems.items()]
    inputs: Any = SimpleNamespace(catalogue=SimpleNamespace(sources=sources), snapshots=systems, overdue=[], as_of=None)
    told = notice(inputs)
    assert told.da.startswith(da)
    assert told.en.startswith(en)


def test_the_release_counts_every_source_with_figures_or_without(world: World) -> None:
    (release,) = rows(world, "release")
    assert release["source_count"] == 1


def test_a_sound_catalogue_is_read(world: World) -> None:
    catalogue = read_catalogue(world.catalogue)
    assert [indicator.id for indicator in catalogue.indicators] == ["absence"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: effect", "kind: efect", 3, ["kind", "'efect'", "'unit_price'"]),
        ("better: lower", "better: neutral", 1, ["higher or lower"]),
        ("decimals: 1", "decimals: many", 7, ["decimals", "'many'", "integer"]),
        ("unit: {measure: pct}", "unit: {measure: pt}", 6, ["unit.measure", "'pt'", "one of cases, dkk, pct, points"]),
        (
            "unit: {measure: pct}",
            "unit: {measure: dkk, per: head}",
            6,
            ["unit.per", "'head'", "one of inhabitant, pupil"],
        ),
        ("unit: {measure: pct}", "unit: {measure: cases}", 6, ["'cases'", "per: what cases are counted per"]),
        ("owner: Økonomi\n", "", 1, ["owner", "nothing"]),
        ("scale: 100", "skale: 100", 12, ["skale", "not permitted"]),
        ("table: PUPILS, where: {MÅL: all}", "table: PUPLIS, where: {MÅL: all}", 11, ["'PUPLIS'", "a source in"]),
        ("{MÅL: all}", "{MÅL: all, område: '730'}", 11, ["'område'", "every municipality and every year is computed"]),
        ("service_area: school", "service_area: skool", 4, ["'skool'", "the folder's name, school"]),
        ("id: absence", "id: presence", 1, ["'presence'", "the file's name, absence"]),
        ("title: {da: Fravær, en: Absence}", "title: {da: Fravær", 3, ["YAML"]),
        ("MÅL: absent", "MÅL: 32201", 10, ["32201", "valid string"]),
        ("decimals: 1", "decimals: \x07", 7, ["YAML", "control character '\\x07'", "printable text"]),
        ("valid_from: 2007", "valid_from: 2024-13-01", 15, ["valid_from", "'2024-13-01'", "valid integer"]),
        ("verification: verified\n", "", 1, ["verification", "found nothing"]),
        ("verification: verified", "verification: yes", 16, ["'yes'", "'verified', 'partly' or 'unverified'"]),
        ("verified\n", "verified\nvalid_to: 2006\n", 1, ["valid_to is before valid_from, 2007"]),
        ("verified\n", "verified\nbounds: {low: 100, high: 0}\n", 17, ["low has to be below high"]),
        ("verified\n", "verified\nbounds: {}\n", 17, ["give low, high or both"]),
        ("MÅL: absent}", "MÅL: absent}, timing: mean_3_years", 1, ["overlapping_years: 3"]),
        ("MÅL: all}", "MÅL: all}, timing: sum_3_years", 1, ["overlapping_years: 3"]),
    ],
)
def test_a_fault_names_file_line_field_and_what_is_allowed(
    world: World, old: str, new: str, line: int, words: list[str]
) -> None:
    world.edit(old, new)
    where = fault(world)
    assert f"absence.yml:{line} " in where
    for word in words:
        assert word in where


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        ("{measure: pct}", ["pct", None, *("pct.", "per cent") * 3, False]),
        (
            "{measure: dkk, per: pupil}",
            ["dkk", "pupil", "kr. pr. elev", "DKK per pupil", "pr. elev", "per pupil", "kr.", "DKK", True],
        ),
        ("{measure: cases, per: pupil}", ["cases", "pupil", *("pr. elev", "per pupil") * 3, False]),
    ],
)
def test_a_unit_is_structure_and_its_texts_are_put_together(world: World, unit: str, texts: list[object]) -> None:
    world.edit("{measure: pct}", unit)
    (row,) = rows(world, "indicators")
    texts_of = [f"{name}_{lang}" for name in ("unit", "per_what", "counted_in") for lang in ("da", "en")]
    assert [row[name] for name in ("unit_measure", "unit_per", *texts_of, "is_monetary")] == texts


def test_a_catalogue_without_units_and_one_with_a_unit_twice_are_told(world: World) -> None:
    units = world.catalogue / "units.yml"
    units.write_text(units.read_text(encoding="utf-8") + "  - {id: pupil, text: {da: x, en: y}}\n", encoding="utf-8")
    assert "units.yml:9 per.2.id: found 'pupil'; allowed: an id of its own; entry 2 has this one" in fault(world)
    units.unlink()
    assert "units.yml:1 file: not there" in fault(world)


def test_every_fault_is_reported_at_once(world: World) -> None:
    world.edit("kind: effect", "kind: efect")
    world.edit("decimals: 1", "decimals: many")
    with pytest.raises(CatalogueError, match="2 faults"):
        read_catalogue(world.catalogue)


def test_what_an_indicator_lacks_hides_nothing_else_that_is_wrong_in_it_or_elsewhere(world: World) -> None:
    """An owner is missing and a year no year; a unit price without an effect, a table and a peer nobody has, are told
    in the same round, and nothing besides.
    """
    add_price(world, "price")
    path = world.indicator.with_name("price.yml")
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("owner:")]
    path.write_text("\n".join(lines).replace("valid_from: 20", "valid_from: x20") + "\n", encoding="utf-8")
    before = {str(fault) for fault in look(world.catalogue)[1]}
    path.write_text(path.read_text(encoding="utf-8").replace("table: ", "table: NONE", 1), encoding="utf-8")
    groups = world.catalogue / "peer_groups.yml"
    groups.write_text(groups.read_text(encoding="utf-8").replace("members: [", "members: ['739', "), encoding="utf-8")
    told = [fault for fault in look(world.catalogue)[1] if str(fault) not in before]
    assert {fault.field for fault in look(world.catalogue)[1]} - {fault.field for fault in told} == {
        "owner",
        "valid_from",
    }
    assert any("NONE" in fault.found and "a source in" in fault.allowed for fault in told), told
    assert any("739" in fault.found for fault in told), told


def test_a_list_that_others_name_entries_of_is_told_to_be_empty_and_not_they_to_be_wrong(world: World) -> None:
    (world.catalogue / "service_areas.yml").write_text("[]\n", encoding="utf-8")
    (told,) = map(str, look(world.catalogue)[1])
    assert "service_areas.yml:1 file: found no entry; allowed: at least one entry" in told


def test_areas_without_the_country_are_a_fault_of_their_file(world: World) -> None:
    path = world.catalogue / "areas.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.endswith(";country")]
    path.write_text("\n".join([*lines, "085;Sjælland;region"]) + "\n", encoding="utf-8")
    assert [fault.found for fault in look(world.catalogue)[1] if fault.path == path] == ["found no country"]


def test_a_target_in_a_measures_own_file_is_within_its_bounds(world: World) -> None:
    target = "targets: [{municipality: '730', value: %s, year: 2030, decided_by: B, decided_on: 2026-01-01}]\n"
    before = world.indicator.read_text(encoding="utf-8")
    for value, told in (("90", []), ("150", ["a target is within the bounds, 0 … 100: 150 is not"])):
        world.indicator.write_text(f"{before}bounds: {{low: 0, high: 100}}\n{target % value}", encoding="utf-8")
        assert [fault.allowed for fault in look(world.catalogue)[1]] == told


def test_a_unit_price_needs_a_paired_effect(world: World) -> None:
    world.edit("kind: effect", "kind: unit_price")
    assert "a unit price is never shown without an effect" in fault(world)


@pytest.mark.parametrize(
    ("pairs", "place", "allowed"),
    [
        ([PAIR % "nothing"], "price.yml:17 paired_effects.0.effect: found 'nothing'", "one of absence"),
        ([PAIR % "absence"] * 2, "price.yml:17 paired_effects.1: found 'absence'", "each entry once"),
        (["{effect: absence}"], "price.yml:17 paired_effects.0.because: found nothing", ""),
    ],
)
def test_a_price_is_paired_with_an_effect_once_and_with_a_reason(
    world: World, pairs: list[str], place: str, allowed: str
) -> None:
    add_price(world, "price")
    path = world.indicator.with_name("price.yml")
    text = path.read_text(encoding="utf-8").replace(PAIRED, f"paired_effects: [{', '.join(pairs)}]\n")
    path.write_text(text, encoding="utf-8")
    where = fault(world)
    assert place in where
    assert allowed in where


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("per: pupil", "per: inhabitant", "cost per inhabitant is price times coverage"),
        ("verified\n", "verified\npart_of: absence\n", "a part is shown under its sum"),
        ("kind: unit_price", "kind: context", "paired_effects are for unit prices"),
        (
            "verified\n",
            f"verified\nbooked_elsewhere: [{ELSEWHERE % ('730', 2021, 2019)}]\n",
            "to_year is before from_year, 2021",
        ),
        (
            "verified\n",
            f"verified\nbooked_elsewhere: [{ELSEWHERE % ('999', 2019, 2021)}]\n",
            "found '999'; allowed: a municipality code",
        ),
    ],
)
def test_a_price_compares_like_with_like(world: World, old: str, new: str, words: str) -> None:
    add_price(world, "price")
    path = world.indicator.with_name("price.yml")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert words in fault(world)


@pytest.mark.parametrize("sum_", ["nothing", "price"])
def test_a_part_is_part_of_another_indicator(world: World, sum_: str) -> None:
    add_price(world, "price")
    path = world.indicator.with_name("price.yml")
    text = path.read_text(encoding="utf-8").replace("kind: unit_price", "kind: context").replace(PAIRED, "")
    path.write_text(text + f"part_of: {sum_}\n", encoding="utf-8")
    assert f"part_of: found '{sum_}'; allowed: another indicator's id" in fault(world)


def test_a_misspelt_municipality_row_names_its_line(world: World) -> None:
    (world.catalogue / "municipalities.csv").write_text(
        "municipality_code;name;slug\n101;København;kbh\n73;Randers;randers\n", encoding="utf-8"
    )
    assert "municipalities.csv:3 municipality_code: found '73'" in fault(world)


def test_text_that_is_not_utf8_is_said(world: World) -> None:
    world.indicator.write_bytes(world.indicator.read_text(encoding="utf-8").encode("latin-1"))
    assert "not UTF-8" in fault(world)


def test_the_word_no_stays_text(world: World) -> None:
    """YAML 1.1 would read the country code NO as false."""
    world.edit("owner: Økonomi", "owner: NO")
    assert read_catalogue(world.catalogue).indicators[0].owner == "NO"


def test_a_national_table_that_is_not_utf8_is_said(world: World) -> None:
    path = world.catalogue / "municipalities.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert "municipalities.csv:2 file: byte 33 is not UTF-8" in fault(world)


@pytest.mark.parametrize("name", ["indicators/school/absence.yml", "sources/PUPILS.yml"])
@pytest.mark.parametrize("text", ["", "# id: absence\n"])
def test_a_file_without_an_entry_is_not_passed_over(world: World, name: str, text: str) -> None:
    (world.catalogue / name).write_text(text, encoding="utf-8")
    assert f"{name}:1 file: found no entry" in fault(world)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("indicators/school/presence.yaml", "indicators/*/*.yml"),
        ("indicators/school/notes.txt", "indicators/*/*.yml"),
        ("indicators/presence.yml", "indicators/*/*.yml"),
        ("indicators/school/old/presence.yml", "indicators/*/*.yml"),
        ("sources/GRADES.yaml", "sources/*.yml"),
        ("sources/old/GRADES.yml", "sources/*.yml"),
    ],
)
def test_a_file_that_is_not_read_is_a_fault(world: World, name: str, allowed: str) -> None:
    path = world.catalogue / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(world.indicator.read_text(encoding="utf-8"), encoding="utf-8")
    where = fault(world)
    assert f"{name}:1 " in where
    assert f"allowed: {allowed}" in where


def test_an_editors_own_file_is_no_fault(world: World) -> None:
    (world.indicator.parent / ".absence.yml.swp").write_bytes(b"\x00")
    assert len(read_catalogue(world.catalogue).indicators) == 1


def test_a_list_file_holds_a_list(world: World) -> None:
    (world.catalogue / "stakeholders.yml").write_text("{}\n", encoding="utf-8")
    assert "stakeholders.yml:1 file: " in fault(world)


def test_an_indicator_id_is_used_once(world: World) -> None:
    append(world, "service_areas.yml", "- {id: care, title: {da: Pleje, en: Care}, slug: pleje, sort_order: 2}\n")
    again = world.catalogue / "indicators" / "care" / "absence.yml"
    again.parent.mkdir()
    text = world.indicator.read_text(encoding="utf-8")
    again.write_text(text.replace("service_area: school", "service_area: care"), encoding="utf-8")
    where = fault(world)
    assert f"{world.indicator}:1 id: found 'absence'" in where
    assert f"an id of its own; {again} has this one" in where


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "service_areas.yml",
            "- {id: school, title: {da: Pleje, en: Care}, slug: pleje, sort_order: 2}\n",
            "service_areas.yml:2 1.id: found 'school'",
        ),
        (
            "peer_groups.yml",
            "- {id: six_cities, title: {da: Andre, en: Others}, members: ['101']}\n",
            "peer_groups.yml:5 1.id: found 'six_cities'",
        ),
        (
            "peer_groups.yml",
            "- {id: others, title: {da: Andre, en: Others}, members: ['101', '101']}\n",
            "peer_groups.yml:5 1.members.1: found '101'",
        ),
        (
            "municipalities.csv",
            "101;Kbh;kbh\n",
            "municipalities.csv:8 municipality_code: found '101'; allowed: a code of its own; line 2",
        ),
        ("areas.csv", "000;Danmark;country\n", "areas.csv:3 code: found '000'; allowed: a code of its own; line 2"),
        *(
            (
                "municipalities.csv",
                f"999;Ny;{slug}\n",
                f"municipalities.csv:8 slug: found '{slug}'; allowed: an address of its own; the site has a page",
            )
            for slug in ("tal", "kilder", "en", "data", "assets", "kommuner")
        ),
    ],
)
def test_what_is_listed_twice_is_a_fault(world: World, name: str, text: str, expected: str) -> None:
    append(world, name, text)
    assert expected in fault(world)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("  compared: true\n", "", "peer_groups.yml:1 compared: found no compared group; allowed: one group with"),
        ("members: [", "members: [] # [", "peer_groups.yml:4 0.members: found 0 members of the compared group"),
        ("'751', '461', '851', '561', ", "", "peer_groups.yml:4 0.members: found 2 members of the compared group"),
        ("'751', ", "", "peer_groups.yml:2 0.title.da: found '6-byerne'; allowed: a title that fits its 5 members"),
        ("'751', ", "", "peer_groups.yml:2 0.title.en: found 'Six cities'; allowed: a title that fits its 5 members"),
        ("6-byerne", "Syv byer", "0.title.da: found 'Syv byer'; allowed: a title that fits its 6 members"),
        ("- id: six_cities", "- {id: more, title: {da: A, en: B}, compared: true, members: ['101']}\n- id: six_cities",
         "peer_groups.yml:4 1.compared: found True; allowed: one compared group; more is one already"),
    ],
)  # fmt: skip
def test_one_group_is_compared_and_its_members_and_title_fit_a_page(
    world: World, old: str, new: str, found: str
) -> None:
    path = world.catalogue / "peer_groups.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert found in fault(world)


def test_a_compared_group_has_twelve_members_at_most(world: World) -> None:
    codes = [str(200 + n) for n in range(13)]
    append(world, "municipalities.csv", "".join(f"{code};By {code};by-{code}\n" for code in codes))
    path = world.catalogue / "peer_groups.yml"
    for members, refused in ((codes, True), (codes[1:], False)):
        path.write_text(f"- {{id: a, title: {{da: A, en: A}}, compared: true, members: {members}}}\n", encoding="utf-8")
        if refused:
            assert "found 13 members of the compared group; allowed: 3 to 12" in fault(world)
        else:
            assert len(read_catalogue(world.catalogue).compared_group.members) == 12


TARGET = "{municipality: '730', value: %s, year: 2028, decided_by: Byrådet, decided_on: 2024-01-01}"
BREAK = "{year: 2020, note: {da: Nyt, en: New}}"


@pytest.mark.parametrize(
    ("field", "place", "allowed"),
    [
        (
            f"targets: [{TARGET % 3}, {TARGET % 4}]",
            "absence.yml:16 targets.1: found '730 2028'",
            "one target of 730 for 2028; entry 1 is it",
        ),
        (f"breaks: [{BREAK}, {BREAK}]", "absence.yml:16 breaks.1.year: found 2020", "a year of its own; entry 1"),
        ("usage_warnings: [odd, odd]", "absence.yml:16 usage_warnings.1: found 'odd'", "each entry once"),
        ("stakeholders: [pupils, pupils]", "absence.yml:16 stakeholders.1: found 'pupils'", "each entry once"),
    ],
)
def test_what_an_indicator_lists_twice_is_told_before_anything_is_computed(
    world: World, field: str, place: str, allowed: str
) -> None:
    """In the warehouse it would be a failed check of a mart, without file, line or entry."""
    (world.catalogue / "usage_warnings.yml").write_text("- {id: odd, text: {da: Sær, en: Odd}}\n", encoding="utf-8")
    (world.catalogue / "stakeholders.yml").write_text(
        "- {id: pupils, title: {da: Elever, en: Pupils}}\n", encoding="utf-8"
    )
    world.edit("verification: verified\n", f"{field}\nverification: verified\n")
    where = fault(world)
    assert place in where
    assert allowed in where


@pytest.mark.parametrize("lead", ["absence", "nothing", "care_price"])
def test_a_lead_price_is_a_unit_price_of_the_area(world: World, lead: str) -> None:
    """An effect measure, an id that is not there, and another area's price are none."""
    areas = world.catalogue / "service_areas.yml"
    areas.write_text(areas.read_text(encoding="utf-8").replace("1}", f"1, lead_price: {lead}}}"), encoding="utf-8")
    append(world, "service_areas.yml", "- {id: care, title: {da: Pleje, en: Care}, slug: pleje, sort_order: 2}\n")
    add_price(world, "price")
    add_price(world, "care_price")
    (world.catalogue / "indicators" / "care").mkdir()
    moved = world.indicator.with_name("care_price.yml").rename(world.catalogue / "indicators/care/care_price.yml")
    moved.write_text(moved.read_text(encoding="utf-8").replace("area: school", "area: care"), encoding="utf-8")
    assert f"service_areas.yml:1 0.lead_price: found '{lead}'; allowed: a unit price of school: one of price" in fault(
        world
    )


def test_the_lead_price_comes_first_and_the_rest_keeps_its_order(world: World) -> None:
    for name in ("a_price", "b_price", "c_price"):
        add_price(world, name)
    assert [row["indicator_id"] for row in rows(world, "indicators")] == ["a_price", "absence", "b_price", "c_price"]
    areas = world.catalogue / "service_areas.yml"
    areas.write_text(areas.read_text(encoding="utf-8").replace("1}", "1, lead_price: b_price}"), encoding="utf-8")
    assert [(row["sort_order"], row["indicator_id"]) for row in rows(world, "indicators")] == [
        (1, "b_price"),
        (2, "a_price"),
        (3, "absence"),
        (4, "c_price"),
    ]


def test_a_peer_group_is_its_members_and_one_without_is_everybody(world: World) -> None:
    append(world, "municipalities.csv", "147;Frederiksberg;frederiksberg\n")
    append(world, "peer_groups.yml", "- {id: capital, title: {da: Hovedstad, en: Capital}, members: ['101', '147']}\n")
    append(world, "peer_groups.yml", "- {id: all_98, title: {da: Alle, en: All}}\n")
    groups: dict[str, list[str]] = {}
    for row in rows(world, "peer_group_members"):
        groups.setdefault(row["peer_group"], []).append(row["municipality_code"])
    assert groups == {"six_cities": list(SIX), "capital": ["101", "147"], "all_98": [*SIX, "147"]}


def test_valid_years_verification_and_bounds_are_carried_along(world: World) -> None:
    columns = ("valid_from", "valid_to", "verification", "bound_low", "bound_high")
    assert [rows(world, "indicators")[0][name] for name in columns] == [2007, None, "verified", None, None]
    world.edit("verification: verified", "valid_to: 2020\nverification: partly\nbounds: {low: 0, high: 100.5}")
    expected = [2007, 2020, "partly", Decimal(0), Decimal("100.5")]
    assert [rows(world, "indicators")[0][name] for name in columns] == expected


def test_years_that_figures_share_are_carried_along(world: World) -> None:
    assert rows(world, "indicators")[0]["overlapping_years"] == 1
    world.edit("valid_from: 2007", "valid_from: 2007\noverlapping_years: 5")
    assert rows(world, "indicators")[0]["overlapping_years"] == 5


TRIAL = """\
id: breakfast
title: {da: Morgenmad, en: Breakfast}
municipalities: ["730", "751"]
effect: absence
description: {da: Gratis morgenmad., en: Free breakfast.}
registered_on: 2019-11-01
starts_on: 2020-01-01
stop_on: 2022-12-31
smallest_change: 1.5
contact: Skoleafdelingen
donor_pool: six_cities
"""


def add_trial(world: World, old: str = "", new: str = "", *, name: str = "breakfast.yml") -> None:
    assert old in TRIAL
    (world.catalogue / "trials").mkdir()
    (world.catalogue / "trials" / name).write_text(TRIAL.replace(old, new), encoding="utf-8")


def test_a_trial_is_a_row_per_municipality(world: World) -> None:
    add_trial(world)
    found = [(row["trial_id"], row["municipality_code"], row["decision"]) for row in rows(world, "trials")]
    assert found == [("breakfast", "730", None), ("breakfast", "751", None)]


def test_a_trial_has_begun_from_its_first_day_on_which_makes_another_release(world: World) -> None:
    def seen(day: date) -> tuple[list[bool], str]:
        begun = [row["has_begun"] for row in rows(world, "trials", day)]
        return begun, Inputs(world.workspace, read(world.workspace), {}, {}, None, today=day).release_id

    add_trial(world)
    before, last, first, later = map(seen, (date(2019, 12, 1), date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2)))
    assert before == last
    assert first == later
    assert (last[0], first[0]) == ([False, False], [True, True])
    assert last[1] != first[1]


def test_a_decision_is_carried_along(world: World) -> None:
    add_trial(
        world, "donor_pool", "decision: {outcome: scale_up, decided_by: Byrådet, decided_on: 2023-02-01}\ndonor_pool"
    )
    assert [(row["decision"], row["decided_by"]) for row in rows(world, "trials")] == [("scale_up", "Byrådet")] * 2


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("2019-11-01", "2020-01-01", 1, ["registered before it starts"]),
        ("2022-12-31", "2019-12-31", 1, ["starts before it stops"]),
        ("smallest_change: 1.5", "smallest_change: 0", 9, ["greater than 0"]),
        ("effect: absence", "effect: presence", 4, ["'presence'", "effect measure"]),
        ('"730", "751"', '"730", "999"', 3, ["'999'", "a municipality code"]),
        ('"730", "751"', '"730", "730"', 3, ["'730'", "each municipality once"]),
        ('"730", "751"', "", 3, ["municipalities", "at least 1"]),
        ("donor_pool: six_cities", "donor_pool: all_99", 11, ["'all_99'", "six_cities"]),
        ("id: breakfast", "id: lunch", 1, ["'lunch'", "the file's name, breakfast"]),
        (
            "donor_pool",
            "decision: {outcome: scale_up, decided_by: A, decided_on: 2019-12-01}\ndonor_pool",
            1,
            ["before it starts"],
        ),
    ],
)
def test_a_trial_that_breaks_a_rule_is_named(world: World, old: str, new: str, line: int, words: list[str]) -> None:
    add_trial(world, old, new)
    where = fault(world)
    assert f"breakfast.yml:{line} " in where
    for word in words:
        assert word in where


def test_a_trial_is_about_an_effect_not_a_price(world: World) -> None:
    add_price(world, "price")
    add_trial(world, "effect: absence", "effect: price")
    assert "breakfast.yml:4 effect: found 'price'" in fault(world)


def test_a_file_among_the_trials_that_is_not_read_is_a_fault(world: World) -> None:
    add_trial(world, name="breakfast.yaml")
    assert "breakfast.yaml:1 file: not read" in fault(world)


PEERS = "- {id: near, title: {da: Nær, en: Near}, neighbours: {number: 5, covariates: [{indicator: %s}]}}\n"
MODEL = "- {id: size, title: {da: Størrelse, en: Size}, indicators: [%s], covariates: [{indicator: %s}]}\n"
MERGER = '- {into: "%s", of: ["%s"], from_year: 2024}\n'
SPLIT = "- {id: split, title: {da: P, en: P}, service_area: %s, population: %s, counts: users, parts: [%s]}\n"


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        (
            "peer_groups.yml",
            PEERS % "cost",
            "peer_groups.yml:5 1.neighbours.covariates.0.indicator",
            ["one of people"],
        ),
        ("peer_groups.yml", PEERS % "absence", ":5 1.neighbours.covariates.0.indicator", ["one of people"]),
        ("expectation_models.yml", MODEL % ("nothing", "people"), ":1 0.indicators.0", ["an indicator's id"]),
        ("expectation_models.yml", MODEL % ("absence, absence", "people"), ":1 0.indicators.1", ["each entry once"]),
        (
            "expectation_models.yml",
            MODEL % ("absence", "people}, {indicator: people"),
            ":1 0.covariates.1.indicator",
            ["each covariate once"],
        ),
        ("decompositions.yml", SPLIT % ("school", "people", "cost, cost"), ":1 0.parts.1", ["each entry once"]),
        ("expectation_models.yml", MODEL % ("absence", "cost"), ":1 0.covariates.0.indicator", ["one of people"]),
        ("decompositions.yml", SPLIT % ("skool", "people", "cost"), ":1 0.service_area", ["one of school"]),
        ("decompositions.yml", SPLIT % ("school", "cost", "cost"), ":1 0.population", ["one of people"]),
        ("decompositions.yml", SPLIT % ("school", "people", "absence"), ":1 0.parts.0", ["a unit price's id"]),
        ("successions.yml", MERGER % ("999", "751"), ":1 0.into", ["'999'"]),
        ("successions.yml", MERGER % ("751", "741"), ":1 0.of.0", ["'741'", "a code of areas.csv"]),
        ("successions.yml", MERGER % ("751", "730"), ":1 0.of.0", ["'730'", "its line belongs in areas.csv"]),
        (
            "successions.yml",
            MERGER.replace("}", ", given_anew: [NONE]}") % ("751", "751"),
            ":1 0.given_anew.0",
            ["'NONE'"],
        ),
        ("successions.yml", MERGER % ("751", '751", "751'), ":1 0.of.1", ["a code of one succession"]),
        (
            "price_index.yml",
            "table: PRICES\nwhere: {A: B}\nunit_variable: C\ncurrent: D\nfixed: E\nsame_in: {A: [B]}\n",
            "price_index.yml:1 table",
            ["'PRICES'", "a source in"],
        ),
        (
            "full_cost.yml",
            "overhead: absence\nwages: pay\ntable: PUPILS\nwage_codes: {KØN: TOT}\nsensitivity_pct: [5]\n",
            "full_cost.yml:2 wages",
            ["'pay'", "an indicator's id"],
        ),
    ],
)
def test_what_a_method_refers_to_has_to_exist(world: World, name: str, text: str, place: str, words: list[str]) -> None:
    add_price(world, "cost")
    add_context(world, "people")
    path = world.catalogue / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text((before if before != "[]\n" else "") + text, encoding="utf-8")
    where = fault(world)
    assert place in where
    for word in words:
        assert word in where


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("interval: {kind: share, per: 100}", ["interval.kind", "'proportion' or 'count'"]),
        ("interval: {kind: count, per: 0}", ["interval.per", "greater than 0"]),
        ("scopes: [absence]", ["scopes and standardisation belong to unit prices"]),
    ],
)
def test_an_interval_and_a_scope_have_their_place(world: World, field: str, words: list[str]) -> None:
    world.edit("valid_from: 2007\n", f"valid_from: 2007\n{field}\n")
    where = fault(world)
    for word in words:
        assert word in where


def test_money_has_no_sampling_interval(world: World) -> None:
    world.edit("{measure: pct}", "{measure: dkk, per: pupil}")
    world.edit("valid_from: 2007\n", "valid_from: 2007\ninterval: {kind: count, per: 1}\n")
    assert "no sampling interval" in fault(world)


def test_a_scope_is_another_price(world: World) -> None:
    add_price(world, "cost")
    path = world.indicator.with_name("cost.yml")
    path.write_text(path.read_text(encoding="utf-8") + "scopes: [cost]\n", encoding="utf-8")
    assert "scopes.0: found 'cost'; allowed: another unit price" in fault(world)


def test_a_peer_group_is_made_in_one_way(world: World) -> None:
    append(world, "peer_groups.yml", (PEERS % "absence").replace("neighbours:", "members: ['101'], neighbours:"))
    assert "give either members or neighbours" in fault(world)


def test_peer_groups_become_rows_by_their_kind(world: World) -> None:
    add_context(world, "people")
    append(world, "peer_groups.yml", "- {id: all, title: {da: Alle, en: All}}\n" + PEERS % "people")
    kinds = {row["peer_group"]: (row["kind"], row["neighbours"]) for row in rows(world, "peer_groups")}
    assert kinds == {"six_cities": ("members", None), "all": ("all", None), "near": ("neighbours", 5)}
    assert {row["peer_group"] for row in rows(world, "peer_group_members")} == {"six_cities", "all"}
    assert rows(world, "peer_covariates") == [
        {"peer_group": "near", "indicator_id": "people", "transform": "none", "weight": 1}
    ]


DEMAND = """\
- id: plan
  title: {da: Handleplan, en: Action plan}
  municipality: "730"
  service_area: school
  basis: own_choice
  legal_basis: Byrådets beslutning
  justification: {da: Grund, en: Reason}
  owner: Skolechefen
  since: 2025-03-01
  review_by: 2027-03-01
  minutes_per_year: 90
  staff: 40
"""
DECIDED = "  decision: {outcome: %s, decided_by: Byrådet, decided_on: %s}\n"


def add_demand(world: World, text: str = DEMAND) -> None:
    path = world.catalogue / "positive_list.yml"
    before = path.read_text(encoding="utf-8")
    path.write_text((before if before != "[]\n" else "") + text, encoding="utf-8")


def add_process(world: World, name: str) -> None:
    text = world.indicator.read_text(encoding="utf-8")
    text = text.replace("id: absence", f"id: {name}").replace("kind: effect", "kind: process")
    world.indicator.with_name(f"{name}.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"730"', '"999"', 3, ["'999'", "a municipality code"]),
        ("area: school", "area: skool", 4, ["'skool'", "one of school"]),
        ("own_choice", "habit", 5, ["'habit'", "'own_choice'"]),
        ("2027-03-01", "2027-03-02", 1, ["at most 24 months after the last decision, 2025-03-01"]),
        ("2027-03-01", "2025-03-01", 1, ["review_by is after the last decision"]),
        ("staff: 40\n", "staff: 40\n" + DECIDED % ("keep", "2025-02-28"), 1, ["before it is there"]),
        ("staff: 40\n", "staff: 40\n" + DECIDED % ("simplify", "2026-01-01"), 13, ["what a simplified demand takes"]),
        ("staff: 40\n", "staff: 40\n" + DECIDED % ("keep, minutes_per_year: 1", "2026-01-01"), 13, ["simplify alone"]),
        (
            "staff: 40\n",
            "staff: 40\n" + DECIDED % ("simplify, minutes_per_year: 91", "2026-01-01"),
            1,
            ["no more minutes than before"],
        ),
        ("staff: 40\n", "staff: 40\n  indicator: absence\n", 13, ["'absence'", "a process indicator's id"]),
        (
            "staff: 40\n",
            "staff: 40\n  indicator: waitng\n" + DECIDED % ("drop", "2026-01-01"),
            13,
            ["'waitng'", "a process indicator's id"],
        ),
    ],
)
def test_a_demand_that_cannot_stand_is_named(world: World, old: str, new: str, line: int, words: list[str]) -> None:
    assert old in DEMAND
    add_demand(world, DEMAND.replace(old, new))
    where = fault(world)
    assert f"positive_list.yml:{line} " in where
    for word in words:
        assert word in where


def test_a_decision_starts_the_24_months_again_and_says_what_is_left(world: World) -> None:
    add_demand(world, DEMAND.replace("2027", "2028") + DECIDED % ("simplify, minutes_per_year: 60", "2026-03-01"))
    add_demand(world, DEMAND.replace("plan", "list").replace("2027", "2040") + DECIDED % ("drop", "2026-03-01"))
    add_demand(world, DEMAND.replace("plan", "form"))
    left = [(row["demand_id"], row["minutes_per_year"], row["minutes_left"]) for row in rows(world, "demands")]
    assert left == [("plan", 90, 60), ("list", 90, 0), ("form", 90, 90)]


@pytest.mark.parametrize(
    ("today", "decided", "expected"),
    [
        (date(2026, 11, 30), "", "stands"),
        (date(2026, 12, 1), "", "due"),
        (date(2027, 3, 1), "", "due"),
        (date(2027, 3, 2), "", "overdue"),
        (date(2027, 3, 2), DECIDED % ("drop", "2026-03-01"), "dropped"),
        (date(2026, 11, 30), DECIDED % ("keep", "2026-03-01"), "stands"),
    ],
)
def test_a_process_measure_is_shown_while_a_demand_in_force_stands_for_it(
    world: World, today: date, decided: str, expected: str
) -> None:
    add_process(world, "waiting")
    add_demand(world, DEMAND + "  indicator: waiting\n" + decided)
    assert [row["state"] for row in rows(world, "demands", today)] == [expected]
    shown = [row["indicator_id"] for row in rows(world, "indicators", today)]
    withheld = [row["indicator_id"] for row in rows(world, "withheld_indicators", today)]
    assert ("waiting" in shown) == (expected in ("stands", "due"))
    assert withheld == ([] if "waiting" in shown else ["waiting"])


def test_only_a_day_on_which_a_demand_falls_due_makes_another_release(world: World) -> None:
    def release(day: date) -> str:
        return Inputs(world.workspace, read(world.workspace), {}, {}, None, today=day).release_id

    assert release(date(2026, 1, 1)) == release(date(2028, 1, 1))
    add_demand(world)
    assert release(date(2026, 1, 1)) == release(date(2026, 1, 2))
    assert len({release(day) for day in (date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1))}) == 3


def test_a_demand_stands_in_the_area_of_its_measure(world: World) -> None:
    """Another area's ceiling would be the one it is held against on the page."""
    append(world, "service_areas.yml", "- {id: care, title: {da: Pleje, en: Care}, slug: pleje, sort_order: 2}\n")
    add_process(world, "waiting")
    add_demand(world, DEMAND.replace("service_area: school", "service_area: care") + "  indicator: waiting\n")
    assert "0.service_area: found 'care'; allowed: school, the area of waiting" in fault(world)


def test_more_process_measures_than_the_trust_space_holds_is_a_fault(world: World) -> None:
    areas = world.catalogue / "service_areas.yml"
    space = "trust_space: {task: professional, limits: {da: Lov, en: Law}, process_ceiling: 1}"
    areas.write_text(areas.read_text(encoding="utf-8").replace("1}", f"1, {space}}}"), encoding="utf-8")
    for name in ("waiting", "forms"):
        add_process(world, name)
    add_demand(world, DEMAND + "  indicator: waiting\n")
    add_demand(world, DEMAND.replace("plan", "again") + "  indicator: waiting\n")
    read_catalogue(world.catalogue)
    add_demand(world, DEMAND.replace("plan", "gone") + "  indicator: forms\n" + DECIDED % ("drop", "2026-03-01"))
    read_catalogue(world.catalogue)
    add_demand(world, DEMAND.replace("plan", "more") + "  indicator: forms\n")
    where = fault(world)
    assert "positive_list.yml:53 3.indicator: found 'forms'" in where
    assert "at most 1 process measures of school" in where


READING = """\
---
service_area: school
municipality: "730"
author: Anna Andersen
role: Skoleleder
written_on: 2026-02-03
---

Vi har *arbejdet* med fravær.

Det tager tid.
"""


def add_reading(world: World, text: str, name: str = "school-730.md") -> None:
    (world.catalogue / "readings").mkdir()
    (world.catalogue / "readings" / name).write_text(text, encoding="utf-8")


def test_a_reading_is_its_fields_and_the_text_below_them(world: World) -> None:
    add_reading(world, READING.replace('"730"', "all"))
    (row,) = rows(world, "readings")
    assert (row["author"], row["municipality_code"], row["language"]) == ("Anna Andersen", None, "da")
    assert row["text"] == "Vi har *arbejdet* med fravær.\n\nDet tager tid."


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("area: school", "area: skool", 2, ["service_area", "'skool'", "one of school"]),
        ('"730"', '"999"', 3, ["municipality", "'999'", "a municipality code, or all"]),
        ("author: Anna Andersen\n", "", 2, ["author", "found nothing"]),
        ("2026-02-03", "yesterday", 6, ["written_on", "'yesterday'"]),
        ("role: Skoleleder", "rolle: Skoleleder", 5, ["rolle", "not permitted"]),
        ("role: Skoleleder", "role: [", 7, ["YAML"]),
        (READING[READING.index("\nVi") :], "", 2, ["text", "at least 1 character"]),
        ("---\n", "", 1, ["found no entry"]),
    ],
)
def test_a_reading_that_breaks_a_rule_is_named(world: World, old: str, new: str, line: int, words: list[str]) -> None:
    assert old in READING
    add_reading(world, READING.replace(old, new))
    where = fault(world)
    assert f"school-730.md:{line} " in where
    for word in words:
        assert word in where


NOTE = """\
id: calls
municipality: "461"
effect: absence
what: {da: De ringer hjem., en: They call.}
contact: Skoleafdelingen
noted_on: 2026-01-05
source: Møde
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: calls", "id: rings", 1, ["'rings'", "the file's name, calls"]),
        ("461", "999", 2, ["'999'", "a municipality code"]),
        ("effect: absence", "effect: price", 3, ["'price'", "an effect measure"]),
        ("contact: Skoleafdelingen\n", "", 1, ["contact", "found nothing"]),
    ],
)
def test_a_practice_note_that_breaks_a_rule_is_named(
    world: World, old: str, new: str, line: int, words: list[str]
) -> None:
    add_price(world, "price")
    (world.catalogue / "practice_notes").mkdir()
    path = world.catalogue / "practice_notes" / "calls.yml"
    path.write_text(NOTE, encoding="utf-8")
    assert [row["note_id"] for row in rows(world, "practice_notes")] == ["calls"]
    path.write_text(NOTE.replace(old, new), encoding="utf-8")
    where = fault(world)
    assert f"calls.yml:{line} " in where
    for word in words:
        assert word in where


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('- {municipality: "999", contact: A}', ["1.municipality", "'999'"]),
        ('- {municipality: "730", service_area: skool, contact: A}', ["1.service_area", "'skool'", "one of school"]),
        ('- {municipality: "730", contact: B}', ["found '730 all areas'", "entry 1"]),
        ('- {municipality: "730", service_area: school, contact: " "}', ["1.contact", "at least 1 character"]),
    ],
)
def test_a_contact_for_help_has_its_place(world: World, entry: str, words: list[str]) -> None:
    path = world.catalogue / "help_contacts.yml"
    path.write_text('- {municipality: "730", contact: A}\n', encoding="utf-8")
    assert [(row["municipality_code"], row["service_area"]) for row in rows(world, "help_contacts")] == [("730", None)]
    append(world, "help_contacts.yml", entry + "\n")
    where = fault(world)
    assert "help_contacts.yml:2 " in where
    for word in words:
        assert word in where


def test_stakeholders_of_published_indicators_become_rows(world: World) -> None:
    (world.catalogue / "stakeholders.yml").write_text("- {id: pupils, title: {da: Elever, en: Pupils}}\n", "utf-8")
    world.edit("valid_from: 2007", "valid_from: 2007\nstakeholders: [pupils]")
    assert rows(world, "indicator_stakeholders") == [
        {"indicator_id": "absence", "stakeholder": "pupils", "sort_order": 1}
    ]


SCOPE = "same_scope: {beside: absence, same_users: %s, same_tasks: true, same_costs: true%s}\n"


def add_private(world: World, scope: str, change: tuple[str, str] = ("", "")) -> None:
    text = world.indicator.read_text(encoding="utf-8").replace("id: absence", "id: private_absence")
    text = text.replace("perspective: stakeholder", "perspective: private").replace(*change)
    world.indicator.with_name("private_absence.yml").write_text(text + scope, encoding="utf-8")


@pytest.mark.parametrize(
    ("scope", "change", "words"),
    [
        ("", ("", ""), "same_scope is for the effects and unit prices of private services, and each of them has it"),
        (SCOPE % ("true", ", set_from: absense"), ("", ""), "'absense'; allowed: the municipality's own measure"),
        (SCOPE % ("true", ""), ("measure: pct", "measure: points"), "the municipality's own measure, of the same kind"),
    ],
)
def test_a_private_service_without_the_test_or_with_a_wrong_one_is_a_fault(
    world: World, scope: str, change: tuple[str, str], words: str
) -> None:
    add_private(world, SCOPE % ("true", ""))
    assert len(read_catalogue(world.catalogue).indicators) == 2
    add_private(world, scope, change)
    assert words in fault(world)


@pytest.mark.parametrize(
    ("scope", "reasons"),
    [
        (SCOPE % ("true", ""), None),
        (SCOPE % ("true", ", set_from: absence"), "set_from"),
        (SCOPE % ("false", ""), "same_users"),
        (SCOPE % ("false", ", set_from: absence"), "set_from same_users"),
    ],
)
def test_a_private_service_is_compared_only_where_the_scope_is_the_same_and_not_circular(
    world: World, scope: str, reasons: str | None
) -> None:
    """A refused measure has no figure anywhere; that it was refused, and why, is told."""
    add_private(world, scope)
    shown = [row["indicator_id"] for row in rows(world, "indicators")]
    withheld = [(row["indicator_id"], row["refused_for"]) for row in rows(world, "withheld_indicators")]
    assert ("private_absence" in shown) == (reasons is None)
    assert withheld == ([] if reasons is None else [("private_absence", reasons)])


def test_a_refused_measure_is_no_effect_that_others_may_name(world: World) -> None:
    note = "id: tip\nmunicipality: '461'\neffect: private_absence\nwhat: {da: D, en: E}\ncontact: C\n"
    (world.catalogue / "practice_notes").mkdir(exist_ok=True)
    (world.catalogue / "practice_notes" / "tip.yml").write_text(
        note + "noted_on: 2026-01-05\nsource: Møde\n", encoding="utf-8"
    )
    add_private(world, SCOPE % ("true", ""))
    assert len(read_catalogue(world.catalogue).practice_notes) == 1
    add_private(world, SCOPE % ("false", ""))
    assert "'private_absence'; allowed: the id of an effect measure" in fault(world)


def test_what_a_name_may_not_be_follows_from_the_pages_there_are(tmp_path: Path) -> None:
    for name, path in (("place", "/{place}/"), ("area", "/{place}/{area}/"), ("all", "/{place}/all/"), ("x", "/x/y/")):
        (tmp_path / f"{name}.md").write_text(f"---\npath: {path}\n---\n", encoding="utf-8")
    assert taken(tmp_path) == {"place": {"x", "assets", "data", "en"}, "area": {"all"}}
