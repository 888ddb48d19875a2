"""The effect-first rule: every way to break it is found, and the error names page and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboards import SiteReport, check_pages, site_builder
from dashboards.compiler.rule import EffectFirst
from seksby.errors import PageError
from tests.browser.invented import invented

EFFECTS = "```sql effects\nselect * from all_effects where municipality_code = '730' order by indicator_id\n```\n"
PRICES = "```sql prices\nselect * from all_prices where municipality_code = '730' order by indicator_id\n```\n"
VALUES = (
    "```sql values\nselect *, false as is_own from all_values order by indicator_id, municipality_code, year\n```\n"
    "```sql parts\nselect * from latest_decomposition\n```\n"
    "```sql targets\nselect * from marts.target_progress\n```\n"
)
ACTIVITY = "```sql activity\nselect * from all_activity where municipality_code = '730' order by kind\n```\n"
EFFECT_CARDS = "<EffectCards data={effects} values={values} targets={targets} />\n"
PRICE_CARDS = "<PriceCards data={prices} beside={effects} values={values} fixed={values} parts={parts} />\n"
ACTIVITY_TABLE = "<ActivityTable data={activity} values={values} />\n"
SHARED = Path(__file__).resolve().parents[2] / "dashboards" / "pages" / "queries"


Build = Callable[[Path, Path], SiteReport]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path]) -> Iterator[Build]:
    """One opened warehouse for all tests: `build(out, pages)`."""
    folder = tmp_path_factory.mktemp("marts")
    with site_builder(invented().write(folder / "warehouse.duckdb"), warmed(folder / "cache")) as opened:
        yield opened


def write(folder: Path, body: str) -> Path:
    """A pages folder with one page and the real shared queries; `@` marks the line the error has to name."""
    pages = folder / "pages"
    (pages / "queries").mkdir(parents=True)
    pages_linked = (SHARED.parent / name for name in ("tal.md", "sammenligningsgrupper.md"))
    for file in (*SHARED.glob("*.sql"), *pages_linked):
        copy = pages / file.relative_to(SHARED.parent)
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (pages / "side.md").write_text(f"---\npath: /\ntitle: Side\n---\n\n{body}".replace("@", ""), encoding="utf-8")
    return pages


def marked_line(body: str) -> int:
    return 6 + body[: body.index("@")].count("\n")


def fault(build: Build, folder: Path, body: str) -> PageError:
    """The error of building the page from the invented warehouse."""
    pages = write(folder, body)
    with pytest.raises(PageError) as caught:
        build(folder / "out", pages)
    assert re.search(rf"side\.md:{marked_line(body)}$", caught.value.where), caught.value.where
    return caught.value


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (f"{PRICE_CARDS}@{EFFECT_CARDS}", "<EffectCards> shows effect"),
        (f"{EFFECT_CARDS}{ACTIVITY_TABLE}@{PRICE_CARDS}", "<PriceCards> shows unit_price"),
        (f"<ProcessList />\n@{EFFECT_CARDS}", "after process"),
        (f"<ProcessList />\n@{ACTIVITY_TABLE}", "after process"),
        (f'<Section title="A">\n{PRICE_CARDS}</Section>\n\n<Section title="B">\n@{EFFECT_CARDS}</Section>\n', "after"),
    ],
)
def test_the_order_of_tags_is_checked_without_a_warehouse(tmp_path: Path, tags: str, message: str) -> None:
    body = EFFECTS + PRICES + VALUES + ACTIVITY + "\n" + tags
    pages = write(tmp_path, body)
    with pytest.raises(PageError, match=message) as caught:
        check_pages(pages)
    assert caught.value.where.endswith(f"side.md:{marked_line(body)}")
    assert "effect → unit_price → activity → context → control → process" in caught.value.expected


@pytest.mark.parametrize(
    ("sql", "shown", "reads"),
    [
        # No column is named that would say what kind of measure it is.
        (
            "select value as antal from marts.price_overview",
            '<DataTable data={x} columns="antal: A" caption="A" />',
            "marts",
        ),
        (
            "select value as antal from marts.a_new_one",
            '<DataTable data={x} columns="antal: A" caption="A" />',
            "marts",
        ),
        ("select 'a' as name, 'b' as slug from all_prices", '<LinkList data={x} label="A" />', "all_prices"),
        ("select max(value) as top from marts.price_overview", "Prisen er {{ x[0].top }}.", "marts"),
        ("select max(value) as top from all_prices", '<BigValue value="{{ x[0].top }}" caption="A" />', "all_prices"),
    ],
)
def test_figures_are_not_written_out_where_nobody_sees_their_kind(
    tmp_path: Path, sql: str, shown: str, reads: str
) -> None:
    body = f"```sql x\n{sql}\n```\n\n@{shown}\n"
    with pytest.raises(PageError, match="may hold figures of measures") as caught:
        check_pages(write(tmp_path, body))
    assert caught.value.where.endswith(f"side.md:{marked_line(body)}")
    assert reads in caught.value.what


def test_a_page_in_order_builds(build: Build, tmp_path: Path) -> None:
    body = (
        EFFECTS + PRICES + VALUES + ACTIVITY + f"\n{EFFECT_CARDS}\n{PRICE_CARDS}\n{ACTIVITY_TABLE}\n<ProcessList />\n"
    )
    report = build(tmp_path / "out", write(tmp_path, body))
    assert report.pages > 1


def test_rows_of_an_undeclared_kind_are_turned_away(build: Build, tmp_path: Path) -> None:
    disguised = EFFECTS.replace("select *", "select * replace ('process' as kind)")
    error = fault(build, tmp_path, f"{disguised}{VALUES}\n@{EFFECT_CARDS}")
    assert "process (procesmål)" in error.what
    assert error.expected == "rows of kind effect"


def test_a_price_without_its_effect_on_the_page_is_turned_away(build: Build, tmp_path: Path) -> None:
    others = EFFECTS.replace("order by", "and indicator_id = 'smoking' order by")
    error = fault(build, tmp_path, f"{others}{PRICES}{VALUES}\n{EFFECT_CARDS}\n@{PRICE_CARDS}")
    assert "stands without a paired effect" in error.what


def test_a_price_alone_is_turned_away(build: Build, tmp_path: Path) -> None:
    error = fault(build, tmp_path, f"{EFFECTS}{PRICES}{VALUES}\n@{PRICE_CARDS}")
    assert "stands without a paired effect" in error.what


def test_context_before_activity_in_the_rows_is_turned_away(build: Build, tmp_path: Path) -> None:
    backwards = ACTIVITY.replace("order by kind", "order by kind desc")
    error = fault(build, tmp_path, f"{backwards}{VALUES}\n@{ACTIVITY_TABLE}")
    assert "(activity) after" in error.what


DEMAND = """```sql demands
select 'd' as indicator_id, 'process' as kind, 'Krav' as title, 'Lov § 1' as legal_basis, 'Ejer' as owner,
       '2027-01-01' as review_by, 12 as hours_per_year, 0 as hours_returned, 'Randers' as municipality_name,
       'Skole' as area_title, 'law' as basis, 'Grund.' as justification, '2025-01-01' as since, 'stands' as state,
       null as decision, null as measure, null as measured, null as measured_year, null as measured_unit,
       null as measured_decimals
from marts.release
```
"""


@pytest.mark.parametrize(
    ("column", "value"), [("legal_basis", "'Lov § 1'"), ("owner", "'Ejer'"), ("review_by", "'2027-01-01'")]
)
def test_a_demand_without_law_owner_or_review_is_turned_away(
    build: Build, tmp_path: Path, column: str, value: str
) -> None:
    error = fault(
        build,
        tmp_path,
        DEMAND.replace(f"{value} as {column}", f"null as {column}") + "\n@<ProcessList data={demands} />\n",
    )
    assert f"without {column}" in error.what


def test_a_demand_with_all_three_is_folded(build: Build, tmp_path: Path) -> None:
    pages = write(tmp_path, DEMAND + "\n<ProcessList data={demands} />\n")
    build(tmp_path / "out", pages)
    html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    folded = html[html.index("<details") : html.index("</details>")]
    assert 'data-kind="process"' in folded
    assert "Lov § 1 (krævet ved lov). Grund. Ejer: Ejer. Siden 1. januar 2025. Kravet står ved magt." in folded
    assert "Gennemgås senest 1. januar 2027. 12 timer om året." in folded
    assert "<details open" not in html


def test_a_component_may_show_effect_and_price_together() -> None:
    rule = EffectFirst()
    rule.place("EffectCards", ("effect",), "side:1")
    rule.place("EffectPricePlane", ("effect", "unit_price"), "side:2")
    rule.place("PriceCards", ("unit_price",), "side:3")
    with pytest.raises(PageError, match="after unit_price"):
        rule.place("EffectCards", ("effect",), "side:4")
