"""The process limits that a published page draws and tells are those of the mart, on the bundled real figures."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import duckdb
import pytest

from dashboards.language import DANISH, NBSP
from tests.conftest import Published

SVG = "{http://www.w3.org/2000/svg}"


def place(mark: ET.Element) -> tuple[float, float]:
    found = re.fullmatch(r"translate\(([-\d.]+),([-\d.]+)\)", mark.get("transform", "translate(0,0)"))
    assert found is not None
    return float(found[1]), float(found[2])


def trend_of(published: Published, page: str, title: str) -> ET.Element:
    html = (published.workspace.current / "site" / page / "index.html").read_text(encoding="utf-8")
    (svg,) = (
        text for text in re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL) if f">{title} over årene<" in text
    )
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize(
    ("page", "code", "indicator_id"),
    [
        ("randers/folkeskole", "730", "primary_school_exam_grade"),
        ("aarhus/beskaeftigelse", "751", "employment_rate"),
    ],
)
def test_a_page_draws_and_tells_the_limits_of_the_mart(
    published: Published, page: str, code: str, indicator_id: str
) -> None:
    with duckdb.connect(str(published.workspace.current / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            """
            select i.title_da, i.unit_measure, i.decimals, l.year, l.lower_limit, l.upper_limit, l.signal_outside
            from marts.process_limits as l
            inner join marts.indicators as i on l.indicator_id = i.indicator_id
            where l.indicator_id = ? and l.municipality_code = ? and l.has_limits
            order by l.year
            """,
            [indicator_id, code],
        ).fetchall()
    title, measure, decimals, first_year, *_ = rows[0]
    # What follows the business cycle has limits that move with the country: the latest are told and drawn last.
    moves = len({tuple(row[4:6]) for row in rows}) > 1
    assert moves == (indicator_id == "employment_rate")
    limits = rows[-1][4:6]
    trend = trend_of(published, page, title)

    # Where the axis has its values: a text stands 4 px below its grid line.
    ticks = {
        place(text)[1] - 4: float((text.text or "").replace(",", "."))
        for text in trend.iter(f"{SVG}text")
        if text.get("text-anchor") == "end" and place(text)[0] < 100
    }
    grid = sorted(place(line)[1] for line in trend.iter(f"{SVG}line") if line.get("stroke") == "var(--line)")
    assert grid == sorted(ticks)
    per_unit = (grid[0] - grid[-1]) / (ticks[grid[0]] - ticks[grid[-1]])
    dashed = [place(line) for line in trend.iter(f"{SVG}line") if line.get("stroke-dasharray") == "4,3"]
    # Places in a drawing have one decimal.
    edges = [[grid[0] + (float(edge) - ticks[grid[0]]) * per_unit for edge in row[4:6]] for row in rows]
    if moves:  # from each year to the next, the lower and the upper
        assert len(dashed) == 2 * (len(rows) - 1)
        assert [y for _, y in dashed] == pytest.approx([y for row in edges[:-1] for y in row], abs=0.2)
        dashed = dashed[:2]
    else:
        assert [y for _, y in sorted(dashed, key=lambda at: -at[1])] == pytest.approx(edges[0], abs=0.2)
    years = {int(t.text or ""): place(t)[0] for t in trend.iter(f"{SVG}text") if re.fullmatch(r"\d{4}", t.text or "")}
    start = (first_year - min(years)) / (max(years) - min(years)) * (max(years.values()) - min(years.values()))
    assert [x for x, _ in dashed] == pytest.approx([min(years.values()) + start] * 2, abs=0.2)

    said = (trend.findtext(f"{SVG}desc") or "").replace(NBSP, " ")
    low, high = (DANISH.in_unit(edge, decimals, measure).replace(NBSP, " ") for edge in limits)
    side = "uden" if rows[-1][-1] else "inden"
    assert said.endswith(f"ligger {side} for egne procesgrænser ({low} til {high}).")
