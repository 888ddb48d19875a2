"""Faults of accessibility that axe finds on a page, each thing looked at once.

Most of axe's time goes to contrast, and of the hundred rows of a table it says the same of each. So colours are asked
of the first text of each look: the same elements and classes from the page down, in the same colours, sizes and
grounds as the browser computed them. What is of one look has one contrast.

Belongs here: asking axe, and what makes two texts, or two elements, alike to it. Does not belong here: which pages.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe().axe_script
_COLOURS = ["color-contrast", "link-in-text-block"]
_ALIKE = """
const named = (own) => {
  const names = new Map([[null, ""]]);
  const name = (e) => {
    if (!names.has(e)) {
      const text = `${name(e.parentElement)} ${e.localName}.${e.getAttribute("class") ?? ""} ${own(e)}`;
      let [a, b] = [7, 11];
      for (let n = 0; n < text.length; n++) {
        a = Math.imul(a ^ text.charCodeAt(n), 2654435761);
        b = Math.imul(b, 31) + text.charCodeAt(n) | 0;
      }
      names.set(e, `${a} ${b}`);
    }
    return names.get(e);
  };
  return name;
};
const hasText = (e) => [...e.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
"""
"""A short name of an element and all that it lies in, the same for what is alike by `own`."""
_LOOKS = f"""(seen) => {{
  {_ALIKE}
  const known = new Set(seen), told = ["color", "background-color", "background-image", "opacity", "filter",
    "font-size", "font-weight", "text-decoration-line", "text-shadow", "position", "visibility"];
  const look = named((e) => {{
    const style = getComputedStyle(e);
    return told.map((each) => style.getPropertyValue(each)).join() + hasText(e);
  }});
  window.first = [...document.body.querySelectorAll("*")]
    .filter((e) => hasText(e) && !known.has(look(e)) && known.add(look(e)));
  return [...known];
}}"""
_PARTS = f"""(html) => {{
  {_ALIKE}
  const page = new DOMParser().parseFromString(html, "text/html");
  const told = ["role", "type", "scope", "tabindex", "aria-hidden", "aria-expanded"];
  const told_of = ["for", "headers", "aria-labelledby", "aria-describedby", "aria-controls"];
  const said = ({{ name, value }}) => {{
    if (told.includes(name)) return `${{name}}=${{value}}`;
    if (told_of.includes(name)) return value.split(" ").map((id) => name + (page.getElementById(id) !== null)).join();
    return name + (value.trim() !== "");
  }};
  const part = named((e) => [...e.attributes].map(said).sort().join() + hasText(e));
  return [...new Set([...page.querySelectorAll("*")].map(part))];
}}"""


def bring(page: Page) -> None:
    """Has axe on all that is opened in a page from now on; to hand it over for each takes twice as long."""
    page.add_init_script(_AXE)


def faults(page: Page, seen: dict[str, set[str]]) -> list[tuple[str, list[str]]]:
    """Rules that an opened page breaks, with its folds opened: colours in the schemes of `seen`, which holds the looks
    that were looked at before and gets those of this page.
    """
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    found = _run(page, "document", {"rules": {rule: {"enabled": False} for rule in _COLOURS}})
    for scheme, looks in seen.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        known = set(page.evaluate(_LOOKS, sorted(looks)))
        if known > looks:
            found += _run(page, "{include: window.first}", {"runOnly": _COLOURS})
            looks |= known
    return found


def parts(page: Page, html: str) -> set[str]:
    """What a page is made of, as far as axe tells one thing from another: elements in what they lie in, with class,
    role and names of attributes, and whether there is a text, a value, and what a reference refers to.

    `page` is one without a policy.
    """
    return set(page.evaluate(_PARTS, html))


def _run(page: Page, context: str, options: dict[str, Any]) -> list[tuple[str, list[str]]]:
    found = page.evaluate(
        f"(options) => axe.run({context}, options).then((results) => results.violations)",
        {"resultTypes": ["violations"], "preload": False, "selectors": False, **options},
    )
    return [(each["id"], [node["html"] for node in each["nodes"][:3]]) for each in found]
