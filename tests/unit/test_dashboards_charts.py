"""Charts: what they draw, that they are valid, small and cached."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from dashboards.components.prices import effect_price_plane
from dashboards.drawing import benchmark_strip, charts, plain, theme, trend
from dashboards.drawing.charts import Chart, draw_all, tidy
from dashboards.drawing.picture import Frame, Part, picture, wrapped
from dashboards.language import DANISH
from dashboards.site.replay import bare
from seksby import kept, processes

STRIP_MODULE, TREND_MODULE, PLANE_MODULE = (module.__name__ for module in (benchmark_strip, trend, effect_price_plane))
SVG = "{http://www.w3.org/2000/svg}"
STRIP_TICKS = [10 + n / 4 for n in range(60)]
STRIP: dict[str, Any] = {
    "others": [
        {"name": name, "value": value, "text": f"{value:.1f}"}
        for name, value in (("Aalborg", 25.3), ("Esbjerg", 24.2), ("<b>&", 25.1), ("Odense", 14.0), ("Aarhus", 14.6))
    ],
    "own": {"name": "Randers", "value": 18.7, "text": "18,7"},
    "ticks": STRIP_TICKS,
    "reference": 20.6,
    "zone": [16.0, 22.0],
    "target": 15.0,
    "names": True,
    "beyond": benchmark_strip.BEYOND,
    "language": "da",
    "unit_mark": "%",
}
TREND = {
    "own": [[year, 10 + year % 3] for year in range(2012, 2024)],
    "others": [[[year, 9 + year % 4] for year in range(2012, 2024)], [[2012, 9], [2023, 12]]],
    "breaks": [2018],
    "limits": [8.0, 14.0],
    "limits_from": 2018,
    "bare": False,
    "language": "da",
    "unit": "kr. pr. elev",
    "names": ["Aarhus", "Odense", "Randers"],
}
PLANE = {
    "points": [
        {"name": n, "own": n == "Randers", "x": x, "y": y} for n, x, y in (("Randers", 3, 2), ("Odense", -9, 7))
    ],
    "x_zone": [-5.0, 6.0],
    "y_zone": [None, None],
    "language": "da",
    "sign": -1,
    "notes": effect_price_plane.NOTES,
}
CASES = [
    (STRIP_MODULE, STRIP),
    (STRIP_MODULE, {**STRIP, "names": False, "own": None, "ticks": [], "target": None, "zone": [None, None]}),
    (STRIP_MODULE, {**STRIP, "others": [], "ticks": [], "reference": None, "target": None, "zone": [None, None]}),
    (STRIP_MODULE, {**STRIP, "ticks": [*STRIP_TICKS, -90.0, 90.0, 95.0]}),
    (TREND_MODULE, TREND),
    (TREND_MODULE, {**TREND, "bare": True, "breaks": [], "limits": None, "limits_from": None}),
    (TREND_MODULE, {**TREND, "own": [[2021, 5.0], [2025, 5.0]], "others": [], "breaks": [], "limits": None}),
    (PLANE_MODULE, PLANE),
    (PLANE_MODULE, {**PLANE, "x_zone": [None, None]}),
]
MODULES = {module.__name__: module for module in (benchmark_strip, trend, effect_price_plane)}


@pytest.mark.parametrize(("component", "inputs"), CASES)
def test_specification_follows_the_schema(component: str, inputs: dict[str, object]) -> None:
    import altair as alt

    alt.LayerChart.from_dict(MODULES[component].draw(inputs), validate=True)


@pytest.mark.parametrize(("component", "inputs"), CASES)
def test_svg_is_bare(tmp_path: Path, component: str, inputs: dict[str, object]) -> None:
    chart = Chart.of(component, inputs)
    svg = draw_all([chart], tmp_path).svg[chart.key]
    root = ET.fromstring(svg)
    assert root.get("viewBox")
    assert {element.tag for element in root.iter()} <= {"svg", "g", "path", "line", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "class", "role", "font-family", "id"}
    assert len(svg) < 8000


def test_colours_come_from_the_stylesheet(tmp_path: Path) -> None:
    chart = Chart.of(STRIP_MODULE, STRIP)
    root = ET.fromstring(draw_all([chart], tmp_path).svg[chart.key])
    colours = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert colours
    assert all(str(colour).startswith("var(--") for colour in colours)


def test_own_municipality_stands_out_without_colour(tmp_path: Path) -> None:
    chart = Chart.of(STRIP_MODULE, STRIP)
    root = ET.fromstring(draw_all([chart], tmp_path).svg[chart.key])
    bold = [element.text for element in root.iter("text") if element.get("font-weight") == "bold"]
    assert bold == ["Randers 18,7"]


@pytest.mark.parametrize(
    ("far", "notes"),
    [
        ([], []),
        ([44.0], []),
        ([45.0], [("1 højere uden for skalaen", "right")]),
        ([70.0, 90.0], [("2 højere uden for skalaen", "right")]),
        ([-90.0, 90.0], [("1 lavere uden for skalaen", "left"), ("1 højere uden for skalaen", "right")]),
    ],
)
def test_ticks_far_out_leave_the_scale_and_are_counted_at_the_end_beyond_which_they_lie(
    far: list[float], notes: list[tuple[str, str]]
) -> None:
    """61 ticks, 10 to 24.75 and one more: quartiles 13.625 and 21.375, the upper fence 21.375 + 3 x 7.75 = 44.6."""
    drawn = benchmark_strip.draw({**STRIP, "ticks": [*STRIP_TICKS, *far]})
    texts = {
        row["text"]: (layer["mark"]["align"], row)
        for layer in drawn["layer"]
        for row in drawn["datasets"][layer["data"]["name"]]
        if "skalaen" in row.get("text", "")
    }
    assert [(text, align) for text, (align, _) in texts.items()] == notes
    # On a line of their own: no label stands there but the values of the scale.
    own = next(row for rows in drawn["datasets"].values() for row in rows if row.get("text") == "Randers 18,7")
    assert all(row["y"] > own["y"] + 12 for _, row in texts.values())


def test_names_stand_at_the_ends_of_the_lines_and_apart() -> None:
    """Three lines that end at 9, 12 and 11.98: by height, and none nearer to another than its own height."""
    inputs = {**TREND, "others": [[[2022, 8], [2023, 9]], [[2022, 9], [2023, 12]]], "own": [[2022, 10], [2023, 11.98]]}
    drawn = trend.draw(inputs)
    names = {
        row["text"]: row for rows in drawn["datasets"].values() for row in rows if row.get("text") in TREND["names"]
    }
    assert {row["x"] for row in names.values()} == {names["Randers"]["x"]}
    (bottom,), (top,) = ([p["value"] for p in drawn["params"] if p["name"] == edge] for edge in ("bottom", "top"))
    unit = drawn["height"] / (top - bottom)
    odense, randers, aarhus = ((top - names[name]["y"]) * unit for name in ("Odense", "Randers", "Aarhus"))
    assert randers - odense == pytest.approx(trend.NAME_LINE)
    assert aarhus - randers > trend.NAME_LINE


@pytest.mark.parametrize(("x_zone", "named"), [([-5.0, 6.0], True), ([-10.9, 10.9], False), ([None, None], False)])
def test_a_corner_has_its_name_only_where_the_zone_leaves_it_room(x_zone: list[float | None], named: bool) -> None:
    drawn = effect_price_plane.draw({**PLANE, "x_zone": x_zone, "y_zone": [-1.0, 1.0]})
    texts = [row["text"] for rows in drawn["datasets"].values() for row in rows if "text" in row]
    assert ("dyrere og" in texts or "dyrere og bedre" in texts) is named


def test_names_from_data_stay_text(tmp_path: Path) -> None:
    chart = Chart.of(STRIP_MODULE, STRIP)
    svg = draw_all([chart], tmp_path).svg[chart.key]
    assert "&lt;b&gt;&amp; 25.1" in svg
    assert "<b>" not in svg


def test_tidy_drops_wrappers_and_digits() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="marks" viewBox="0 0 9 9"><g fill="none"><g class="a" role="b">'
        '<path class="background" d="M0,0"/><line transform="translate(1.23456,2)" x2="0" stroke="var(--x)" '
        'stroke-width="1" style="a:b"/></g></g></svg>'
    )
    assert tidy(svg) == (
        '<svg viewBox="0 0 9 9" fill="none"><line transform="translate(1.2,2)" x2="0" stroke="var(--x)" /></svg>'
    )


def test_a_drawn_chart_comes_from_the_cache_as_the_same_bytes(tmp_path: Path) -> None:
    charts = [Chart.of(component, inputs) for component, inputs in CASES]
    first = draw_all(charts, tmp_path)
    second = draw_all(charts, tmp_path)
    assert (first.misses, second.misses) == (len(CASES), 0)
    assert first.svg == second.svg
    assert not list(tmp_path.rglob("*.part"))


def test_charts_drawn_in_other_processes_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [Chart.of(component, inputs) for component, inputs in CASES]
    here = draw_all(wanted, tmp_path / "here")
    monkeypatch.setattr(charts, "POOL_FROM", 2)
    monkeypatch.setattr(processes, "ProcessPoolExecutor", ProcessPoolExecutor)
    there = draw_all(wanted, tmp_path / "there")
    assert there == here
    assert draw_all(wanted, tmp_path / "there").misses == 0


def test_what_drawings_have_in_common_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another size, other edges and other rows, in another number: nothing of it is left of the first drawing."""
    import vl_convert

    compiled: list[str] = []
    compile_one = vl_convert.vegalite_to_vega
    monkeypatch.setattr(vl_convert, "vegalite_to_vega", lambda text: compiled.append(text) or compile_one(text))
    charts._compiled.cache_clear()
    other = {**STRIP, "others": STRIP["others"][:3], "reference": 17.0, "ticks": STRIP_TICKS[5:], "zone": [15.0, 21.0]}
    alone = tidy(vl_convert.vegalite_to_svg(benchmark_strip.draw(other)))
    wanted = [Chart.of(STRIP_MODULE, inputs) for inputs in (STRIP, other)]
    drawn = draw_all(wanted, tmp_path)
    assert drawn.svg[wanted[1].key] == alone
    assert len(compiled) <= 2


@pytest.mark.parametrize(
    "harm",
    [lambda b: b[:-20], lambda _: b"", lambda b: b.replace(b"<path", b"<g", 1), lambda b: b.split(b"\n", 1)[1]],
    ids=["truncated", "emptied", "altered", "bare"],
)
def test_a_damaged_chart_is_drawn_again_and_does_not_stay(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    damaged, whole = Chart.of(TREND_MODULE, TREND), Chart.of(STRIP_MODULE, STRIP)
    first = draw_all([damaged, whole], tmp_path)
    (file,) = tmp_path.rglob(f"{damaged.key}.*")
    before = file.read_bytes()
    file.write_bytes(harm(before))
    assert file.read_bytes() != before
    mended = draw_all([damaged, whole], tmp_path)
    assert (mended.svg, mended.misses) == (first.svg, 1)
    assert file.read_bytes() == before
    assert draw_all([damaged, whole], tmp_path).misses == 0


def test_a_drawing_that_is_asked_for_stays_however_old_it_is(tmp_path: Path) -> None:
    old, asked = Chart.of(TREND_MODULE, TREND), Chart.of(STRIP_MODULE, STRIP)
    draw_all([old, asked], tmp_path)
    for file in tmp_path.rglob("*.chart"):
        os.utime(file, (0, 0))
    assert draw_all([asked], tmp_path).misses == 0
    kept.remove_old(tmp_path)
    assert [file.stem for file in tmp_path.rglob("*.chart")] == [asked.key]


def test_another_input_is_another_chart() -> None:
    keys = {Chart.of(STRIP_MODULE, {**STRIP, "reference": r}).key for r in (20.6, 20.7)}
    assert len(keys) == 2
    assert Chart.of(STRIP_MODULE, STRIP).key == Chart.of(STRIP_MODULE, dict(reversed(STRIP.items()))).key


def test_a_cached_chart_needs_neither_altair_nor_vl_convert(tmp_path: Path) -> None:
    draw_all([Chart.of(TREND_MODULE, TREND)], tmp_path)
    code = (
        "import sys, json, pathlib; from dashboards.drawing.charts import Chart, draw_all;"
        "draw_all([Chart.of('dashboards.drawing.trend', json.loads(sys.argv[1]))], pathlib.Path(sys.argv[2]));"
        "sys.exit('altair' in sys.modules or 'vl_convert' in sys.modules)"
    )
    command = [sys.executable, "-c", code, json.dumps(TREND), str(tmp_path)]
    assert subprocess.run(command, check=False, cwd=Path(__file__).resolve().parents[2]).returncode == 0


def test_a_line_is_cut_at_a_break_and_two_points_make_none() -> None:
    layers = trend.draw(TREND)
    lines = [layer for layer in layers["layer"] if layer["mark"]["type"] == "line"]
    parts = {row["part"] for layer in lines for row in layers["datasets"][layer["data"]["name"]]}
    assert parts == {"0.0", "0.1"}
    two = trend.draw({**TREND, "own": [[2021, 5.0], [2025, 6.0]], "others": [], "breaks": [], "limits": None})
    assert {layer["mark"]["type"] for layer in two["layer"]} == {"rule", "text", "point"}


def test_the_zone_of_the_plane_is_the_computed_one() -> None:
    specification = effect_price_plane.draw(PLANE)
    arms = specification["datasets"][specification["layer"][0]["data"]["name"]]
    assert (arms[0]["x"], arms[0]["x2"]) == (-5.0, 6.0)
    # No zone for the effect: nothing can be told apart, so the grey reaches over the whole axis.
    y_edge = max(row["y2"] for row in arms)
    assert (arms[1]["y"], arms[1]["y2"]) == (-y_edge, y_edge)


@pytest.mark.parametrize(
    ("limits", "bare", "drawn"),
    [
        ((79.5, 82.5), False, ([79.5, 82.5], 2018)),
        ((79.5, 82.5), True, (None, None)),
        ((None, None), False, (None, None)),
    ],
)
def test_limits_are_our_own_series_from_the_first_year_that_has_them(limits: Any, bare: bool, drawn: object) -> None:
    """A break in 2017 in which nobody has a figure: the limits begin with the first figure after it."""
    indicator: Any = SimpleNamespace(break_years=[2017], unit="%")
    points: Any = [
        SimpleNamespace(
            is_named=True,
            is_own=own,
            name=name,
            year=year,
            value=80 + year % 2,
            **dict(zip(("lower_limit", "upper_limit"), edges if year > 2017 else (None, None), strict=True)),
        )
        for name, own, edges in (("Odense", False, (1.5, 2.5)), ("Randers", True, limits))
        for year in (2015, 2016, *range(2018, 2026))
    ]
    chart = trend.trend(DANISH, indicator, points, bare=bare)
    assert chart is not None
    inputs = json.loads(chart.inputs)
    assert (inputs["limits"], inputs["limits_from"]) == drawn
    rules = [layer for layer in trend.draw(inputs)["layer"] if layer["mark"].get("strokeDash") == [4, 3]]
    rows = [row for layer in rules for row in trend.draw(inputs)["datasets"][layer["data"]["name"]]]
    edges, since = inputs["limits"] or [], inputs["limits_from"]
    assert rows == [{"x": since, "x2": 2025, "y": edge} for edge in edges]


@pytest.mark.parametrize("bare", [False, True])
def test_a_decided_target_is_a_line_across_with_its_year_at_the_end(bare: bool) -> None:
    """90 lies above every figure: the scale reaches it, and the small drawing, which has no text, has the line too."""
    indicator: Any = SimpleNamespace(break_years=[], unit="%")
    points: Any = [
        SimpleNamespace(
            is_named=True, is_own=True, name="Randers", year=year, value=80, lower_limit=None, upper_limit=None
        )
        for year in (2020, 2021, 2022)
    ]
    chart = trend.trend(DANISH, indicator, points, targets=[(2028, 90)], bare=bare)
    assert chart is not None
    drawn = trend.draw(json.loads(chart.inputs))
    assert {"x": 2020, "x2": 2022, "y": 90.0} in [row for rows in drawn["datasets"].values() for row in rows]
    assert ("mål 2028" in json.dumps(drawn, ensure_ascii=False)) is not bare
    (without,) = [trend.trend(DANISH, indicator, points, bare=bare)]
    assert without is not None
    assert "target" not in without.inputs


def test_what_holds_from_a_day_is_a_step_and_ends_where_nothing_is_known() -> None:
    """60 to 20 after three of about six months: straight on, down by two lines of 20, and on to the end."""
    days = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
    whole = ("Hele", [(days[0], 60), (days[1], 70), (days[2], None)])
    drawn = str(plain.steps(DANISH, [whole, ("Skole", [(days[0], 60), (days[2], 20)])]))
    assert 'd="M20.5 29.4L175.2 29.4L175.2 107.1L326.6 107.1" stroke="var(--dot)"' in drawn
    assert 'd="M20.5 29.4L123.1 29.4L123.1 10L175.2 10" stroke="var(--accent)"' in drawn
    assert ">Skole</text>" in drawn
    assert ">Hele</text>" not in drawn  # nothing holds at the end
    assert ">1. marts 2026</text>" in drawn
    years = str(plain.steps(DANISH, [("Hele", [(date(2023, 3, 1), 1), (date(2026, 1, 1), 2)])]))
    assert re.findall(r">(\d{4})</text>", years) == ["2024", "2025", "2026"]
    assert plain.steps(DANISH, [("Hele", [])]) == ""


def test_all_dots_of_the_plane_are_measured_against_our_own_reference() -> None:
    """Aarhus: 100 x (5,859 - 6,544) / 6,544 = -10.4676 %, and 14.6 - 20.6 = -6.0, which is up where lower is better."""
    effect: Any = SimpleNamespace(
        indicator_id="absence",
        year=2025,
        sign=-1,
        value=18.7,
        reference=20.6,
        zone_low=14.0,
        zone_high=25.3,
        is_told_apart=False,
        expected=None,
        expected_low=None,
        expected_high=None,
    )
    price: Any = SimpleNamespace(
        indicator_id="cost",
        year=2024,
        reference_unweighted=6544,
        gap_pct=3.5,
        zone_low_pct=-20,
        zone_high_pct=20,
        is_told_apart=False,
    )
    values: Any = [
        SimpleNamespace(
            indicator_id=indicator,
            municipality_code=code,
            name=name,
            is_own=code == "730",
            year=year,
            value=value,
            is_named=True,
            expected=expected,
        )
        for code, name, achieved, cost in (("730", "Randers", 18.7, 6770), ("751", "Aarhus", 14.6, 5859))
        for indicator, year, value, expected in (("absence", 2025, achieved, 16.2), ("cost", 2024, cost, None))
    ]
    inputs = json.loads(effect_price_plane.plane(DANISH, effect, price, values).inputs)
    assert inputs["points"] == [
        {"name": "Randers", "own": True, "x": 3.4535, "y": 1.9},
        {"name": "Aarhus", "own": False, "x": -10.4676, "y": 6.0},
    ]
    texts = [
        row["text"] for rows in effect_price_plane.draw(inputs)["datasets"].values() for row in rows if "text" in row
    ]
    assert "−5" in texts
    up = {
        row["text"]: row["y"]
        for rows in effect_price_plane.draw(inputs)["datasets"].values()
        for row in rows
        if "text" in row
    }
    assert up["−5"] > 0 > up["+5"], "the axis says the measure's own differences: less absence is up"

    expecting: Any = SimpleNamespace(**vars(effect) | {"expected": 16.2, "expected_low": 15.2, "expected_high": 19.2})
    by_conditions = json.loads(effect_price_plane.plane(DANISH, expecting, price, values).inputs)
    assert [point["y"] for point in by_conditions["points"]] == [-2.5, 1.6], (
        "each against its own: 18.7 - 16.2 is worse"
    )
    assert by_conditions["y_zone"] == [-3.0, 1.0], "16.2 - 19.2 and 16.2 - 15.2, up is better"
    assert by_conditions["x_zone"] == inputs["x_zone"]

    values[2].expected = None  # of Aarhus nothing is expected: then all dots stand against the mean
    assert json.loads(effect_price_plane.plane(DANISH, expecting, price, values).inputs) == inputs


@pytest.mark.parametrize(
    ("gap", "is_told_apart", "zone"), [(30, True, [-20, 20]), (3, False, [-20, 20]), (30, False, [None] * 2)]
)
def test_a_dot_never_stands_in_a_corner_that_its_heading_denies(
    gap: int, is_told_apart: bool, zone: list[float | None]
) -> None:
    """What lies beyond the zone and is called clear by nobody, as by rounding, has no white to stand in."""
    price: Any = SimpleNamespace(zone_low_pct=-20, zone_high_pct=20, gap_pct=gap, is_told_apart=is_told_apart)
    effect: Any = SimpleNamespace(
        zone_low=-20, zone_high=20, value=gap, reference=0, sign=1, is_told_apart=is_told_apart
    )
    assert effect_price_plane._price_zone(price) == effect_price_plane._effect_zone(effect) == zone


def test_a_picture_for_other_pages_needs_nothing_of_this_one_and_runs_nothing() -> None:
    """Texts of sources stay texts; the drawing keeps its own measure; no style, script or address is left."""
    drawing = '<svg viewBox="0 0 380 90.5" fill="none"><path d="M0 0H9" stroke="var(--accent)" /></svg>'
    frame = Frame("fravaer", "Randers: fravær & <b>", ("18,7 % mod 20,6 %",), ("Kilde: Danmarks Statistik. Seksby.",))
    content = picture(frame, [Part("Strip", "Randers: 18,7 %.", drawing), Part("Ikke tegnet", "", "<svg></svg>")])
    root = ET.fromstring(content)
    texts = ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]
    assert texts == ["Randers: fravær & <b>", "18,7 % mod 20,6 %", "Kilde: Danmarks Statistik. Seksby."]
    strip, undrawn = root.findall(f"{SVG}svg")
    assert (strip.attrib["width"], strip.attrib["height"]) == ("380", "90.5")
    assert float(undrawn.attrib["y"]) == float(strip.attrib["y"]) + 90.5 + 10
    assert [each.text for each in strip][:2] == ["Strip", "Randers: 18,7 %."]
    assert not re.search(rb"var\(|style|script|href|http(?!://www.w3.org/2000/svg)", content)
    assert b'stroke="#0a5aa8"' in content


def test_a_picture_is_held_against_one_without_its_drawings_by_what_it_says() -> None:
    """As a release is verified: drawings are not made again, and what follows from their height is not compared."""
    drawing = '<svg viewBox="0 0 380 90.5" fill="none"><path d="M0 0H9" stroke="var(--accent)" /></svg>'

    def made(said: str, svg: str) -> bytes:
        return picture(Frame("fravaer", "Randers: fravær", (said,), ("Kilde.",)), [Part("Strip", said, svg)])

    drawn, undrawn, false = made("18,7 %", drawing), made("18,7 %", "<svg></svg>"), made("17,8 %", drawing)
    assert drawn != undrawn
    assert bare("fravaer.svg", drawn) == bare("fravaer.svg", undrawn)
    assert bare("fravaer.svg", false) != bare("fravaer.svg", undrawn)


def test_lines_of_a_picture_fit_it() -> None:
    lines = wrapped("Tyder på at være dårligere end gennemsnittet af de fem andre kommuner i gruppen.", 200, 12.5)
    assert len(lines) > 2
    assert all(theme.text_width(line, 12.5) <= 200 for line in lines)
    assert wrapped("Enhedsprisudgiftsberegning", 20, 12.5) == ["Enhedsprisudgiftsberegning"]
