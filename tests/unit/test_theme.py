"""Colours: enough contrast in light, dark and print, and no colour outside the palettes."""

from __future__ import annotations

import re
from itertools import product

import pytest

from dashboards.drawing import theme
from dashboards.folders import DASHBOARDS_DIR

TEXT, GRAPHICS = ("ink", "muted", "accent"), ("accent", "dot", "tick", "rule")
GROUNDS = ("paper", "raised", "band")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of `#rrggbb`."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("name", theme.PALETTES)
def test_text_and_graphics_stand_out_from_every_ground(name: str) -> None:
    palette = theme.PALETTES[name]
    weak = [
        (colour, ground, round(ratio, 2), least)
        for colours, least in ((TEXT, 4.5), (GRAPHICS, 3.0))
        for colour, ground in product(colours, GROUNDS)
        if (ratio := contrast(palette[colour], palette[ground])) < least
    ]
    assert weak == []


def test_palettes_have_the_same_names_and_the_stylesheet_has_no_others() -> None:
    names = set(theme.PALETTES["light"])
    assert all(set(palette) == names for palette in theme.PALETTES.values())
    css = (DASHBOARDS_DIR / "assets" / "seksby.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([a-z]+)\)", css)) <= names | {"wide"}
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", css) == []


def test_print_overrules_dark_and_dark_overrules_light() -> None:
    css = theme.stylesheet()
    assert css.index("--paper: #ffffff") < css.index("prefers-color-scheme: dark") < css.index("@media print")
    assert css.count("--accent:") == len(theme.PALETTES)


def test_a_drawing_takes_the_colours_of_a_palette() -> None:
    assert theme.in_colours('<path fill="var(--dot)" stroke="var(--paper)"/>', "print") == (
        '<path fill="#666666" stroke="#ffffff"/>'
    )
