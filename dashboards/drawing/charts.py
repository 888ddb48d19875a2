"""From a chart's inputs to inline SVG: cache, drawing beside whoever asks, and the tidying of what Vega writes.

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
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from dashboards.folders import DASHBOARDS_DIR
from seksby import kept
from seksby.processes import workers

FOLDER = "charts"
DRAWING = 1
"""Processes that draw while pages are rendered, which takes longer; each has 220 MB of Vega, and compiles it anew."""
POOL_FROM = 40
"""Fewer misses than this are drawn by the process that asks: another takes a second to start, a chart about 0.02 s."""

_SHARED = (
    "dashboards.drawing.charts",
    "dashboards.drawing.placement",
    "dashboards.drawing.scale",
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

    @cached_property
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
    with workers(DRAWING) as pool:
        drawings = Drawings(cache_dir, pool)
        for chart in charts:
            drawings.want(chart)
        return drawings.finish()


class Drawings:
    """Charts under way: they are drawn by `pool` while whoever wants them goes on to the next."""

    def __init__(self, cache_dir: Path, pool: Executor) -> None:
        self._cache_dir = cache_dir
        self._pool = pool
        self._svg: dict[str, str] = {}
        self._missing: dict[str, Chart] = {}
        self._waiting: list[Chart] = []
        self._handed_out: dict[str, Future[str]] = {}

    def want(self, chart: Chart) -> None:
        """Take it from the cache, or have it drawn."""
        key = chart.key
        if key in self._svg or key in self._missing:
            return
        content = kept.find(_cache_file(self._cache_dir, key), key)
        if content is not None:
            self._svg[key] = content.decode()
            return
        self._missing[key] = chart
        self._waiting.append(chart)
        if len(self._missing) >= POOL_FROM:
            for other in self._waiting:
                self._handed_out[other.key] = self._pool.submit(_draw_and_keep, other, self._cache_dir)
            self._waiting.clear()

    def finish(self) -> Drawn:
        """All that was wanted."""
        for key, chart in self._missing.items():
            handed_out = self._handed_out.get(key)
            self._svg[key] = handed_out.result() if handed_out else _draw_and_keep(chart, self._cache_dir)
        return Drawn(self._svg, len(self._missing))


def _cache_file(cache_dir: Path, key: str) -> Path:
    return cache_dir / FOLDER / key[:2] / f"{key}.chart"


def _draw_and_keep(chart: Chart, cache_dir: Path) -> str:
    import vl_convert

    specification = importlib.import_module(chart.component).draw(json.loads(chart.inputs))
    svg = tidy(vl_convert.vega_to_svg(_vega(specification)))
    kept.keep(_cache_file(cache_dir, chart.key), chart.key, svg.encode())
    return svg


def _vega(specification: Mapping[str, Any]) -> dict[str, Any]:
    """A Vega-Lite specification of a sheet (`theme.Sheet`) as Vega.

    What all drawings with the same layers have in common is compiled once: that took half the time of a drawing.
    """
    rows = specification["datasets"]
    values = {parameter["name"]: parameter["value"] for parameter in specification["params"]}
    size = {name: specification[name] for name in ("width", "height")}
    common = {
        **specification,
        **dict.fromkeys(size, 1),
        "datasets": dict.fromkeys(rows, ()),
        "params": [{"name": name, "value": 0} for name in values],
    }
    vega = _compiled(json.dumps(common))
    return {
        **vega,
        **size,
        "data": [{"name": data["name"], "values": rows[data["rows"]]} for data in vega["data"]],
        "signals": [signal | {"value": values[signal["name"]]} for signal in vega["signals"]],
    }


@cache
def _compiled(specification: str) -> dict[str, Any]:
    """Vega of a Vega-Lite specification; its data say which `rows` they hold.

    Vega-Lite reads every dataset through a filter for what is no number. There is none: a sheet gets numbers.
    """
    import vl_convert

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(specification)
    filtered = {data["name"]: data["source"] for data in vega["data"] if "source" in data}
    named = {data["name"]: data["name"] for data in vega["data"] if data["name"] not in filtered.values()}
    return vega | {"data": [{"name": name, "rows": rows} for name, rows in (named | filtered).items()]}


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
