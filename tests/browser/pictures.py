"""Pictures of the pages: how one is taken, how two are compared, and taking all of them anew.

Belongs here: page types and sizes, and what makes a picture the same on another machine. `make pictures` writes the
baselines of `pictures/` anew; they are looked at before they are committed.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

BASELINES = Path(__file__).parent / "pictures"
SIZES = {"phone": 390, "tablet": 768, "laptop": 1280, "a4": 680}
"""Widths in px; A4 is 180 mm of print between margins of 15 mm, at 96 px per inch."""
TALLEST = 2600
"""What is further down a page repeats what is above."""
PAGES = {
    "start": "/",
    "municipality": "/randers/",
    "area": "/randers/skole/",
    "area_in_english": "/en/randers/skole/",
    "effect": "/tal/absence/",
    "price": "/tal/school-cost-per-child/",
    "all_figures": "/tal/",
    "sources": "/kilder/",
    "method": "/metode/",
    "trials": "/proevehandlinger/",
    "positive_list": "/positivliste/",
    "stakeholders": "/interessenter/",
    "components": "/komponenter/",
}
FAINT = 48
"""Of 255: a pixel that differs less differs by how an edge was smoothed."""
TOLERANCE = 0.004
"""The share of pixels that may differ more; a line of text that moves by one line changes about 2 %."""
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _font_face() -> str:
    """The same letters on every machine: DejaVu Sans, which comes with a library of the tests."""
    faces = []
    for file, weight in (("DejaVuSans.ttf", "100 500"), ("DejaVuSans-Bold.ttf", "501 900")):
        data = base64.b64encode((FONTS / file).read_bytes()).decode()
        faces.append(f"@font-face{{font-family:Same;font-weight:{weight};src:url(data:font/ttf;base64,{data})}}")
    return "".join(faces) + "body{font-family:Same!important}code,pre{font-family:Same!important}"


@contextmanager
def camera(browser: Browser, size: str) -> Iterator[Page]:
    """A page of this size in light colours; A4 as it is printed."""
    page = browser.new_page(
        viewport={"width": SIZES[size], "height": 900}, bypass_csp=True, reduced_motion="reduce", color_scheme="light"
    )
    if size == "a4":
        page.emulate_media(media="print")
    yield page
    page.close()


def take(page: Page, url: str) -> Image.Image:
    """The page in greys, at most `TALLEST` high."""
    page.goto(url)
    page.add_style_tag(content=_font_face())
    page.evaluate("document.fonts.ready")
    width, height = page.evaluate("[window.innerWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
    png = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    return Image.open(io.BytesIO(png)).convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ, of the taller picture; 1 for another width."""
    if one.width != other.width:
        return 1.0
    height = max(one.height, other.height)
    sheets = []
    for picture in (one, other):
        sheet = Image.new("L", (one.width, height), 255)
        sheet.paste(picture)
        sheets.append(sheet.reduce(2))
    histogram = ImageChops.difference(*sheets).histogram()
    return sum(histogram[FAINT:]) / sum(histogram)


def baseline(name: str, size: str) -> Path:
    return BASELINES / f"{name}-{size}.png"


def save(picture: Image.Image, file: Path) -> None:
    """Sixteen greys, as small as PNG can be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(16).save(file, optimize=True)
