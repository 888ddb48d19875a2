"""Pictures of the pages: how one is taken, how two are compared, and taking all of them anew.

Belongs here: page types and sizes, and what makes a picture the same on another machine. `make pictures` writes the
baselines of `pictures/` anew; they are looked at before they are committed.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from tests.support.screens import resizing

BASELINES = Path(__file__).parent / "pictures"
SIZES = {"phone": 390, "tablet": 768, "laptop": 1280, "a4": 680}
"""Widths in px; A4 is 180 mm of print between margins of 15 mm, at 96 px per inch."""
LOWEST, TALLEST = 900, 2600
"""Of a picture, in px; what is further down a page repeats what is above."""
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


def _font_face() -> str:
    """The same letters on every machine: DejaVu Sans, which comes with a library of the tests."""
    import matplotlib  # its letters alone, half a second of every collection of tests

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    faces = []
    for file, weight in (("DejaVuSans.ttf", "100 500"), ("DejaVuSans-Bold.ttf", "501 900")):
        data = base64.b64encode((folder / file).read_bytes()).decode()
        faces.append(f"@font-face{{font-family:Same;font-weight:{weight};src:url(data:font/ttf;base64,{data})}}")
    return "".join(faces) + "body{font-family:Same!important}code,pre{font-family:Same!important}"


def camera(browser: Browser) -> Page:
    """A page in light colours and our letters; they are half of the time if they are handed over for each picture."""
    page = browser.new_page(bypass_csp=True, reduced_motion="reduce", color_scheme="light")
    page.add_init_script(
        f"const letters = new CSSStyleSheet(); letters.replaceSync({json.dumps(_font_face())});"
        "document.adoptedStyleSheets = [letters];"
    )
    return page


def take(page: Page, url: str) -> Iterator[tuple[str, Image.Image]]:
    """Size and picture of a page in greys, at most `TALLEST` high; A4 as it is printed.

    It is opened once, and drawn in each size: half of the time went to reading the letters (2026-11-30). The window is
    as high as a picture may be from the start, or it is made that high for each.
    """
    page.emulate_media(media="screen")
    page.goto(url)
    developer, resize = page.context.new_cdp_session(page), resizing(page, TALLEST)
    for size, width in SIZES.items():
        if size == "a4":
            page.emulate_media(media="print")
        resize(width)
        page.evaluate("document.fonts.ready")
        height = page.evaluate("Math.round(document.documentElement.getBoundingClientRect().height)")
        clip = {"x": 0, "y": 0, "width": width, "height": min(max(height, LOWEST), TALLEST), "scale": 1}
        # Playwright's own screenshot has it packed as small as PNG can be, which takes as long again.
        asked = {"clip": clip, "optimizeForSpeed": True}
        png = base64.b64decode(developer.send("Page.captureScreenshot", asked)["data"])
        yield size, Image.open(io.BytesIO(png)).convert("L")
    developer.detach()


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
