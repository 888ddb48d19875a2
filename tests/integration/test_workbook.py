"""The workbook of the bundled real figures: every figure equals its mart, on the site and from the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook
from polars.testing import assert_frame_equal

from dashboards.compiler.queries import Marts
from dashboards.language import DANISH, ENGLISH, Language
from dashboards.words.closed_lists import PRICE_BASES, REASONS, VERDICTS
from dashboards.workbook.sheets import SHEETS
from tests.conftest import Published
from tests.support.asking import asked

KEY = ["indicator_id", "municipality_code", "year", "price_basis"]
FIGURES = ("value", "missing", "reference", "n_peers", "gap")
LONG = ("effect_all", "unit_price_all", "other_all")


@pytest.fixture(scope="module")
def book(published: Published) -> Workbook:
    return openpyxl.load_workbook(published.workspace.current / "site" / "seksby.xlsx", read_only=True)


def frame(book: Workbook, key: str, lang: Language = DANISH) -> pl.DataFrame:
    """A sheet by the names of its columns, as far as they are told by heading."""
    (sheet,) = (each for each in SHEETS if each.key == key)
    group = "6-byerne" if lang is DANISH else "the six cities"
    names = {lang.say(column.heading, group=group): column.source for column in sheet.columns if not column.per_member}
    head, *rows = book[lang.say(sheet.name)].iter_rows(values_only=True)
    return pl.DataFrame(
        rows, schema=[names.get(str(cell), str(cell)) for cell in head], orient="row", infer_schema_length=None
    )


def marts(published: Published, sql: str) -> pl.DataFrame:
    with duckdb.connect(str(published.workspace.current / "warehouse.duckdb"), read_only=True) as connection:
        answer = connection.execute(sql)
        names = [column[0] for column in answer.description or ()]
        return pl.DataFrame(answer.fetchall(), schema=names, orient="row", infer_schema_length=None)


def test_every_figure_equals_its_mart(published: Published, book: Workbook) -> None:
    sheets = pl.concat([frame(book, key).select(*KEY, *FIGURES) for key in LONG], how="vertical_relaxed")
    kept = marts(
        published,
        """
        select v.indicator_id, v.municipality_code, v.year, v.price_basis, v.value::double as value,
            v.missing_reason as missing, b.reference_unweighted::double as reference, b.n_peers, b.gap::double as gap
        from marts.indicator_values as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id and i.kind <> 'process'
        inner join marts.municipalities as m on v.municipality_code = m.municipality_code
        left join marts.benchmarks as b
            on (v.indicator_id, v.municipality_code, v.year, v.price_basis)
            = (b.indicator_id, b.municipality_code, b.year, b.price_basis) and b.peer_group = 'six_cities'
        -- A source that is not at hand is said once, on the sheet of the latest year.
        where v.missing_reason is distinct from 'source_absent'
        """,
    )
    kept = kept.with_columns(
        pl.col("missing").replace_strict(REASONS), pl.col("price_basis").replace_strict(PRICE_BASES)
    )
    assert len(sheets) > 10_000
    assert sheets.select(KEY).is_duplicated().sum() == 0
    assert len(sheets) == len(kept)
    both = kept.join(sheets, on=KEY, how="inner", suffix="_sheet")
    assert len(both) == len(kept)
    assert both["value_sheet"].null_count() == both["missing_sheet"].count() > 0  # a missing figure has its row
    for name in FIGURES:
        assert_frame_equal(
            both.select(*KEY, pl.col(name)),
            both.select(*KEY, pl.col(f"{name}_sheet").alias(name)),
            check_exact=True,
            check_dtypes=False,
        )
    lines = {row[0]: str(row[1]) for row in book["Læs mig"].iter_rows(values_only=True)}
    assert lines["Afskrevne tal"].startswith("21 af 21 kildefiler er afskrevet")


@pytest.mark.parametrize(
    ("key", "overview"), [("effect_latest", "effect_overview"), ("unit_price_latest", "price_overview")]
)
def test_the_six_cities_stand_side_by_side_as_the_overview_has_them(
    published: Published, book: Workbook, key: str, overview: str
) -> None:
    cities = marts(published, "select name from marts.municipalities where is_compared order by compared_order")["name"]
    wide = frame(book, key).select("title", "area_title", "year", *cities)
    long = wide.unpivot(cities.to_list(), index=["title", "area_title", "year"], variable_name="name").drop_nulls(
        "value"
    )
    kept = marts(
        published,
        f"""
        select i.title_da as title, a.title_da as area_title, o.year, m.name, o.value::double as value
        from marts.{overview} as o
        inner join marts.indicators as i on o.indicator_id = i.indicator_id
        inner join marts.service_areas as a on i.service_area = a.service_area
        inner join marts.municipalities as m on o.municipality_code = m.municipality_code
        where o.value is not null and m.is_compared
        """,
    )
    both = kept.join(long, on=["title", "area_title", "year", "name"], how="full", suffix="_sheet", coalesce=True)
    assert len(both) > 100 if key == "effect_latest" else len(both) == 8 * 6  # eight prices per user or age group
    assert (both["value"] == both["value_sheet"]).all(ignore_nulls=False)


@pytest.mark.parametrize(
    ("key", "overview", "columns"),
    [
        ("effect_compared", "effect_overview", ("value", "reference", "gap", "zone_low", "zone_high")),
        (
            "unit_price_compared",
            "price_overview",
            (
                "value",
                "reference_unweighted as reference",
                "reference_weighted",
                "gap_pct",
                "zone_low_pct",
                "zone_high_pct",
                "coverage_pct",
                "cost_per_inhabitant",
            ),
        ),
    ],
)
def test_what_is_compared_is_what_the_overview_has_for_every_municipality_with_pages(
    published: Published, book: Workbook, key: str, overview: str, columns: tuple[str, ...]
) -> None:
    names = [column.rpartition(" ")[2] for column in columns]
    kind = key.removesuffix("_compared")
    kept = marts(
        published,
        f"""
        select i.indicator_id, m.municipality_code, o.year, {", ".join(f"o.{c}" for c in columns)}
        from marts.indicators as i
        cross join marts.municipalities as m
        left join marts.{overview} as o on (i.indicator_id, m.municipality_code) = (o.indicator_id, o.municipality_code)
        where i.kind = '{kind}' and m.is_viewpoint
        """,
    ).with_columns(pl.col(*names).cast(pl.Float64))
    sheet = frame(book, key).with_columns(pl.col(*names, "p_same_pct").cast(pl.Float64))
    assert_frame_equal(sheet.select(kept.columns), kept, check_row_order=False, check_exact=True, check_dtypes=False)
    assert len(kept) > (200 if kind == "effect" else 100)
    # Of prices users and age groups are bundled for 2021 alone: one measurement has no zone, and nothing is clear.
    filled = names if kind == "effect" else [name for name in names if not name.startswith("zone_")]
    assert all(sheet[name].count() > 20 for name in filled)
    assert (sheet["value"].is_null() == sheet["missing"].is_not_null()).all()
    assert set(sheet["verdict"]) <= set(VERDICTS.values())
    clear = sheet.filter(pl.col("verdict").str.starts_with("klart"))
    assert len(clear) > 10 if kind == "effect" else clear.is_empty()
    assert (clear["value"] != clear["reference"]).all()
    assert (clear["p_same_pct"] >= 95).all()
    assert (sheet.filter(verdict="for få målinger")["p_same_pct"].is_null()).all()
    lowered = sheet.filter(pl.col("verdict").str.starts_with("tyder") & (pl.col("p_same_pct") >= 95))
    assert lowered["held_back_by"].is_not_null().all()


def test_the_verdict_on_an_effect_is_that_of_the_overview(published: Published, book: Workbook) -> None:
    kept = marts(published, "select indicator_id, municipality_code, verdict from marts.effect_overview")
    verdicts = {(name, code): VERDICTS[verdict] for name, code, verdict in kept.iter_rows()}
    sheet = frame(book, "effect_compared").select("indicator_id", "municipality_code", "verdict")
    assert [row for row in sheet.iter_rows() if row[2] != verdicts.get(row[:2], "mangler")] == []
    assert {"klart bedre", "klart dårligere", "tyder på dårligere", "kan ikke skelnes", "mangler"} <= set(
        sheet["verdict"]
    )


def test_the_verdict_on_a_price_points_the_way_its_gap_does(published: Published, book: Workbook) -> None:
    sheet = frame(book, "unit_price_compared").drop_nulls("gap_pct")
    assert len(sheet) == 8 * 6
    for verdict, is_higher in (("klart højere", True), ("klart lavere", False), ("tyder på højere", True)):
        said = sheet.filter(verdict=verdict)
        assert ((said["gap_pct"] > 0) == is_higher).all()
    # Users and age groups are bundled for 2021 alone: of one measurement no price is called higher or lower.
    assert set(sheet["verdict"]) == {"for få målinger"}


def test_definitions_and_sources_are_all_there(published: Published, book: Workbook) -> None:
    definitions = frame(book, "definitions")
    kept = marts(
        published,
        """
        select indicator_id, definition_da as definition, decimals, valid_from
        from marts.indicators where kind <> 'process'
        """,
    )
    assert_frame_equal(definitions.select(kept.columns), kept, check_row_order=False, check_dtypes=False)
    sources = frame(book, "sources")
    kept = marts(published, "select snapshot_id, sha256, citation, row_count from marts.snapshots")
    assert_frame_equal(sources.select(kept.columns), kept, check_row_order=False, check_dtypes=False)
    assert sources["retrieved"].max().date() <= date(2100, 1, 1)


def test_the_release_vouches_for_the_file_and_the_pages_lead_to_it(published: Published) -> None:
    release = published.workspace.current
    assert "site/seksby.xlsx" in json.loads((release / "manifest.json").read_text(encoding="utf-8"))["files"]
    megabytes = f"{(release / 'site' / 'seksby.xlsx').stat().st_size / 1e6:.1f}".replace(".", ",")
    for page, address in (("tal", "../seksby.xlsx"), ("randers/folkeskole", "../../seksby.xlsx")):
        html = (release / "site" / page / "index.html").read_text(encoding="utf-8")
        assert f'<a href="{address}" download>Alle tal som Excel ({megabytes}&nbsp;MB)</a>' in html


def test_export_writes_what_the_site_has(published: Published, tmp_path: Path) -> None:
    answer = published.json("export", "xlsx", "--out", str(tmp_path / "alle.xlsx"))
    written = (tmp_path / "alle.xlsx").read_bytes()
    assert written == (published.workspace.current / "site" / "seksby.xlsx").read_bytes()
    assert answer["bytes"] == len(written)
    assert answer["file"] == str(tmp_path / "alle.xlsx")


def test_export_in_english_has_the_same_figures(published: Published, book: Workbook, tmp_path: Path) -> None:
    release = published.summary["release"]
    done = asked(
        *("export", "xlsx", "--language", "en", "--release", release, "--out", str(tmp_path / "all.xlsx")),
        data_dir=published.workspace.data_dir,
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "all.xlsx") in done.stdout
    english = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)
    columns = ["indicator_id", "municipality_code", "year", "value", "gap"]
    assert_frame_equal(
        frame(english, "unit_price_all", ENGLISH).select(columns), frame(book, "unit_price_all").select(columns)
    )
    texts = [cell for row in english["Unit prices, latest year"].iter_rows(values_only=True) for cell in row]
    assert "School and special school per child aged 6-16" in texts
    assert not any("kilden" in str(cell) for cell in texts)


def test_export_explains_what_it_cannot_do_before_it_reads_anything(published: Published, tmp_path: Path) -> None:
    data_dir = published.workspace.data_dir
    for arguments, folder, code, words in (
        (["--release", "nix"], data_dir, 2, "There is no release nix"),
        (["--language", "fr"], data_dir, 2, "'fr' is not one of"),
        ([], tmp_path, 2, "No release has been published yet"),
        (["--out", str(tmp_path / "no" / "where.xlsx")], data_dir, 1, "or name another file or folder with --out"),
        (["--out", str(tmp_path)], data_dir, 1, "move away what lies in its place"),
    ):
        with patch.object(Marts, "open", side_effect=AssertionError):
            done = asked("--language", "en", "export", "xlsx", *arguments, data_dir=folder)
        assert done.returncode == code, done.stderr
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
