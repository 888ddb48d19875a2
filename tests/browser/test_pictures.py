"""Every kind of page looks as it did when somebody last looked at it, on phone, tablet, laptop and paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import pictures
from tests.conftest import Site


@pytest.fixture(scope="module")
def camera(browser: Browser) -> Iterator[Page]:
    page = pictures.camera(browser)
    yield page
    page.close()


@pytest.mark.parametrize("name", pictures.PAGES)
def test_pages_look_as_they_were_last_looked_at(site: Site, camera: Page, name: str, tmp_path: Path) -> None:
    changed = {}
    for size, taken in pictures.take(camera, site.url(pictures.PAGES[name])):
        file = pictures.baseline(name, size)
        if "SEKSBY_TAKE_PICTURES" in os.environ:
            pictures.save(taken, file)
        share = pictures.difference(taken, Image.open(file).convert("L"))
        if share > pictures.TOLERANCE:
            pictures.save(taken, tmp_path / file.name)
            changed[size] = f"{share:.1%} differs: {tmp_path / file.name}"
    assert changed == {}, "look at them; if they are right, `make pictures` makes them the baseline"


def test_a_moved_line_is_seen_and_a_smoothed_edge_is_not() -> None:
    before = Image.open(pictures.baseline("area", "laptop")).convert("L")
    moved = Image.new("L", before.size, 255)
    moved.paste(before, (0, 20))
    assert pictures.difference(before, moved) > pictures.TOLERANCE * 3
    softer = before.point(lambda grey: min(255, grey + 20))
    assert pictures.difference(before, softer) < pictures.TOLERANCE
    shorter = before.crop((0, 0, before.width, before.height - 400))
    assert pictures.difference(before, shorter) > pictures.TOLERANCE
