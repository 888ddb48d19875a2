"""From a chart's inputs to inline SVG: cache, drawing in worker processes, and the tidying of what Vega writes.

Belongs here: everything that is the same for all charts. Does not belong here: what a chart draws; that is the function
`draw(inputs)` of its component, which gets plain JSON values and returns a Vega-Lite specification.

A chart is known by the sha256 of its component's source, the shared drawing modules' source, the library versions and
its inputs. Altair and vl-convert are imported only when a chart is not in the cache. One that is damaged there is drawn
again. A page that stands as it was asks for none, so what is removed after 30 days (`kept`) may have to be drawn once
more when such a page is rendered again.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from dashboards import DASHBOARDS_DIR
from seksby import kept

FOLDER = "charts"
WORKERS = 2
POOL_FROM = 40
"""Fewer misses than this are drawn at once: starting a worker costs about a second, a chart about 0.03 s."""

_SHARED = (
    "dashboards.drawing.charts",
    "dashboards.drawing.placement",
    "dashboards.drawing.theme",
    "dashboards.language",
    "dashboards.numbers",
)
_SVG = "http://www.w3.org/2000/svg"
_KEPT = frozenset(
    [
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "d",
        "transform",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "text-anchor",
        "font-size",
        "font-weight",
        "opacity",
        "fill-opacity",
        "stroke-linejoin",
        "stroke-linecap",
        "font-style",
    ]
)
_DEFAULTS = {
    "opacity": "1",
    "stroke-width": "1",
    "font-weight": "normal",
    "text-anchor": "start",
    "transform": "translate(0,0)",
}
_LONG_NUMBER = re.compile(r"-?\d+\.\d\d+(?:e-?\d+)?")


@dataclass(frozen=True)
class Chart:
    """A chart to draw: the name of the module that draws it and the inputs of its `draw`, as canonical JSON."""

    component: str
    inputs: str

    @classmethod
    def of(cls, component: str, inputs: Mapping[str, Any]) -> Chart:
        return cls(component, json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{_code_hash(self.component)}\n{self.inputs}".encode()).hexdigest()


@dataclass(frozen=True)
class Drawn:
    """SVG by chart key, and how many of them had to be drawn."""

    svg: Mapping[str, str]
    misses: int


@cache
def _code_hash(component: str) -> str:
    digest = hashlib.sha256()
    for module in (*_SHARED, component):
        digest.update((DASHBOARDS_DIR.parent / module.replace(".", "/")).with_suffix(".py").read_bytes())
    for package in ("altair", "vl-convert-python"):
        digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()


def draw_all(charts: Iterable[Chart], cache_dir: Path) -> Drawn:
    """SVG of every chart, from `cache_dir/charts` where it is there, else drawn and put there."""
    wanted = {chart.key: chart for chart in charts}
    svg: dict[str, str] = {}
    for key in wanted:
        content = kept.find(_cache_file(cache_dir, key), key)
        if content is not None:
            svg[key] = content.decode()
    missing = [chart for key, chart in wanted.items() if key not in svg]
    for chart, drawn in zip(missing, _draw_missing(missing), strict=True):
        svg[chart.key] = drawn
        kept.keep(_cache_file(cache_dir, chart.key), chart.key, drawn.encode())
    return Drawn(svg, len(missing))


def _cache_file(cache_dir: Path, key: str) -> Path:
    return cache_dir / FOLDER / key[:2] / f"{key}.chart"


def _draw_missing(charts: list[Chart]) -> Iterable[str]:
    if len(charts) < POOL_FROM:
        return map(_draw, charts)
    # Spawned, not forked: the caller may hold threads (DuckDB, Dagster) that a fork would copy in an unknown state.
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_draw, charts, chunksize=8))


def _draw(chart: Chart) -> str:
    import vl_convert
    from altair.utils import schemapi

    module = importlib.import_module(chart.component)
    # Altair checks each object against its schema; the tests do that once for each component.
    with schemapi.debug_mode(False):
        specification = module.draw(json.loads(chart.inputs))
    return tidy(vl_convert.vegalite_to_svg(specification))


def tidy(svg: str) -> str:
    """Vega's SVG without wrappers, classes, fonts and needless digits: viewBox and drawing only.

    The text is what `xml.etree` writes, so letters from the data stay escaped. No style attribute survives, as the
    pages' content policy demands.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314 - written by vl-convert a moment ago, not by a stranger
    out = ET.Element("svg", {"viewBox": root.attrib["viewBox"], "fill": "none"})
    _copy_children(root, out)
    return ET.tostring(out, encoding="unicode")


def _copy_children(source: ET.Element, target: ET.Element) -> None:
    for child in source:
        if child.get("display") == "none" or child.get("class") in {"background", "foreground"}:
            continue
        tag = child.tag.removeprefix(f"{{{_SVG}}}")
        attributes = {
            name: _LONG_NUMBER.sub(_short_number, value).removesuffix("px")
            for name, value in child.attrib.items()
            if name in _KEPT and _DEFAULTS.get(name) != value
        }
        if tag == "g" and set(attributes) <= {"fill"}:
            _copy_children(child, target)
            continue
        copy = ET.SubElement(target, tag, attributes)
        copy.text = child.text
        _copy_children(child, copy)


def _short_number(match: re.Match[str]) -> str:
    return f"{float(match.group()):.1f}".rstrip("0").rstrip(".")
