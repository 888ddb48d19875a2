"""What a page does when scripts may run: which scripts there are, what they are told, and the policy that allows them.

Belongs here: the script files with their hashes, the figures behind the interactive views, the texts and facts scripts
get, and the content policy. Does not belong here: what the scripts do (`scripts/*.js`), and the index of the site
search (`search`).

A page is complete without scripts. One small script stands in the page and is allowed by its hash; it loads the others
from the site and has the browser check each against its hash. From file:// no browser can check that, so the policy
also allows the page's own origin. Files of data are scripts too, because a page may run a local file beside it but not
read it. Names hold a hash of the content, so that they may be kept for ever; the figures' names stand in a list of
their own, and pages name only the list. A new figure gives the list another name, and with it the shell of every page;
the content of pages that do not show the figure stays (`page_cache`).

The script that every page loads is asked for at once and started when the whole page is there (`scripts/boot.js`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel import Locale
from markupsafe import Markup

from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts
from dashboards.drawing import benchmark_strip, placement, theme, trend
from dashboards.folders import DASHBOARDS_DIR
from dashboards.language import MINUS, N_, Language
from dashboards.site import search_index as search

SCRIPTS_DIR: Final = DASHBOARDS_DIR / "scripts"
FOLDER: Final = "assets/"
_WITH_THE_PAGE: Final = (
    "address.js",
    "copy.js",
    "fold.js",
    "language.js",
    "picture.js",
    "search.js",
    "tiles.js",
    "views.js",
)
"""Put together in this order into the one script every page loads."""
_ON_DEMAND: Final = ("drawing.js", "view.js")
"""Put together in this order into the script of an open view, after the sizes of the drawings."""
_BOOT: Final = (SCRIPTS_DIR / "boot.js").read_text(encoding="utf-8")

TEXTS: Final = {
    "show": N_("Vis interaktivt"),
    "hide": N_("Luk interaktiv visning"),
    "loading": N_("Henter …"),
    "failed": N_("Det kunne ikke hentes. Prøv igen."),
    "viewLabel": N_("Interaktiv visning: {measure}"),
    "municipalities": N_("Kommuner"),
    "addMunicipality": N_("Tilføj kommune"),
    "choose": N_("vælg"),
    "seenFrom": N_("Set fra"),
    "toPlace": N_("Gå til kommunens side"),
    "year": N_("År"),
    "from": N_("Fra år"),
    "to": N_("til år"),
    "withoutFigure": N_("Uden tal for {year}: {names}."),
    "lower": benchmark_strip.BEYOND[0],
    "higher": benchmark_strip.BEYOND[1],
    "current": N_("løbende priser"),
    "fixed": N_("faste priser"),
    "overYears": N_("{measure} over årene, {unit}"),
    "stripLabel": N_("{measure}, et år: piletaster går fra tal til tal"),
    "trendLabel": N_("{measure} over årene: piletaster går fra tal til tal"),
    "mean": N_("Stiplet: de andres gennemsnit."),
    "zone": N_("Gråt felt: ikke klart forskellig."),
    "otherYear": N_("Gennemsnit og gråt felt er kun beregnet for {year}."),
    "otherPrices": N_("Gennemsnit og gråt felt er kun beregnet for {year} i løbende priser."),
    "keys": N_(
        "Peg på et tal for at se det, eller gå til diagrammet med Tab og brug piletasterne. Adressen husker dine valg."
    ),
    "saved": N_("Gemt"),
    "copied": N_("Kopieret"),
    "notCopied": N_("Browseren tillod ikke at kopiere."),
    "results": N_("{count} forslag"),
    "near": N_("Ingen forslag til det skrevne; {count} forslag til noget, der ligner"),
    "nothing": N_("Ingen forslag"),
    "noFigures": N_("uden tal"),
}
GROUPS: Final = {
    "place": N_("Kommuner"),
    "area": N_("Områder"),
    "effect": N_("Effektmål"),
    "unit_price": N_("Enhedspriser"),
    "activity": N_("Aktivitet"),
    "context": N_("Rammevilkår"),
    "page": N_("Sider"),
}
"""Headings of the search's results, in their order."""

# One line per municipality and price basis, its values in the order of the measure's years.
_FIGURES = Query(
    "figures",
    """
    with known as (
        select
            i.slug, v.price_basis, v.municipality_code, m.name, m.is_compared, m.compared_order, v.year,
            cast(v.value as double) as value
        from marts.indicator_values as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id
        inner join marts.municipalities as m on v.municipality_code = m.municipality_code
        where m.is_municipality and i.kind not in ('control', 'process') and v.value is not null
    ),
    years as (select slug, list_sort(list(distinct year)) as years from known group by slug),
    lines as (
        select
            slug, price_basis, municipality_code, name, is_compared, compared_order,
            map(list(year), list(value)) as by_year
        from known
        group by all
    )
    select
        l.slug, y.years, l.price_basis, l.municipality_code, l.name, l.is_compared,
        list_transform(y.years, lambda year: l.by_year[year]) as line
    from lines as l
    inner join years as y on l.slug = y.slug
    order by l.slug, l.compared_order nulls last, l.municipality_code, l.price_basis
    """,
    Path(__file__),
    1,
)


@dataclass(frozen=True)
class Script:
    """A script of the site: its name under `assets/`, and the hash a browser holds its content to."""

    file: str
    integrity: str


@dataclass(frozen=True)
class Scripts:
    """The scripts of one build; `files` is what they consist of, by name under `assets/`."""

    by_name: Mapping[str, Script]
    files: Mapping[str, bytes]

    def write(self, out: Path) -> int:
        """Write all of them below `out`; gives their size."""
        for name, content in self.files.items():
            file = out / FOLDER / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return sum(len(content) for content in self.files.values())


def figures(marts: Marts) -> dict[str, bytes]:
    """The scripts that hold the figures of a measure, by its slug."""
    return {slug: data(slug, value) for slug, value in _figures(marts).items()}


def scripts(marts: Marts, figures: Mapping[str, bytes], titles: Mapping[str, str], texts: Collection[str]) -> Scripts:
    """All scripts of a site whose pages have `titles` by path, some of them `texts` (see `search.index`)."""
    files: dict[str, bytes] = {}

    def add(name: str, content: bytes) -> Script:
        digest = hashlib.sha256(content)
        file = f"{name}.{digest.hexdigest()[:16]}.js"
        files[file] = content
        return Script(file, _integrity(digest.digest()))

    listed = {slug: vars(add(f"figures/{slug}", content)) for slug, content in figures.items()}
    by_name = {
        "page": add("page", _page()),
        "view": add("view", data("/drawing", _sizes()) + b"".join((SCRIPTS_DIR / n).read_bytes() for n in _ON_DEMAND)),
        "figures": add("figures", data("/figures", listed)),
        "search": add("search", data("/search", search.index(marts, titles, texts))),
    }
    return Scripts(by_name, files)


def _page() -> bytes:
    """The script every page loads, as what `boot.js` starts when the page is there."""
    parts = b"".join((SCRIPTS_DIR / name).read_bytes() for name in _WITH_THE_PAGE)
    return b"seksby.start = () => {\n" + parts + b"};\n"


def data(name: str, value: object) -> bytes:
    """A script that puts `value` where scripts find it; no text in it can end a script or open a comment."""
    return f"seksby.data.set({_json(name)},{_json(value)});\n".encode()


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _integrity(digest: bytes) -> str:
    return f"sha256-{base64.b64encode(digest).decode()}"


def _sizes() -> dict[str, Any]:
    """What the drawings of a page and those of an open view must have in common."""
    return {
        "letters": {
            "size": theme.FONT_SIZE,
            "narrow": "".join(sorted(theme.NARROW)),
            "wide": "".join(sorted(theme.WIDE)),
        },
        "labels": {
            "line": placement.LINE,
            "gap": placement.GAP,
            "spare": placement.SPARE_LINES,
            "flag": placement.FLAG_COST,
        },
        "strip": {
            "width": theme.STRIP_WIDTH,
            "margin": benchmark_strip.MARGIN,
            "rise": benchmark_strip.LABEL_RISE,
            "name": benchmark_strip.NAME_ROOM,
            "fewest": benchmark_strip.FEWEST_TICKS,
            "far": benchmark_strip.FAR_OUT,
            "drop": benchmark_strip.SCALE_DROP,
            "own": benchmark_strip.OWN_LABEL,
            "tick": benchmark_strip.SCALE_TICK,
            "gap": benchmark_strip.SCALE_GAP,
            "dot": theme.radius(benchmark_strip.DOT_SIZE),
            "ownDot": theme.radius(benchmark_strip.OWN_SIZE),
        },
        "lines": {
            "top": trend.TOP,
            "bottom": trend.BOTTOM,
            "size": trend.TICK_SIZE,
            "gap": trend.TICK_GAP,
            "name": trend.NAME_ROOM,
            "nameLine": trend.NAME_LINE,
            "nameGap": trend.NAME_GAP,
            "fewest": trend.FEWEST_FOR_LINE,
            "ownDot": theme.radius(trend.OWN_SIZE),
        },
    }


def _figures(marts: Marts) -> dict[str, Any]:
    """Per measure (slug) its years, its municipalities and their lines by price basis."""
    found: dict[str, Any] = {}
    for row in marts.run(_FIGURES, {}).rows:
        measure = found.setdefault(row["slug"], {"years": row["years"], "places": {}, "values": {}})
        code = row["municipality_code"]
        measure["places"][code] = [code, row["name"], row["is_compared"]]
        measure["values"].setdefault(row["price_basis"], []).append([code, row["line"]])
    return {slug: {**measure, "places": list(measure["places"].values())} for slug, measure in found.items()}


def policy() -> str:
    """The content policy of every page: nothing but the site's own files, no markup from text, no evaluated text.

    An image may also be a `data:` of the page's own: a drawing becomes a PNG by way of one (`picture.js`).
    """
    boot = _integrity(hashlib.sha256(_BOOT.encode()).digest())
    return (
        f"default-src 'none'; script-src 'self' '{boot}'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types seksby"
    )


def shell(built: Scripts, lang: Language, *, assets: str, root: str, own: str | None) -> dict[str, Any]:
    """What the page shell writes for scripts.

    Args:
        built: the scripts of the site.
        lang: the page's language.
        assets: relative address of `assets/`.
        root: relative address of the top of the language's pages, with / at its end.
        own: slug of the municipality the page is seen from.
    """
    symbols = Locale.parse(lang.locale).number_symbols["latn"]
    told = {
        "lang": lang.code,
        "assets": assets,
        "root": root,
        "own": own,
        "scripts": {name: vars(script) for name, script in built.by_name.items()},
        "texts": {name: lang.say(text) for name, text in TEXTS.items()}
        | {"groups": {name: lang.say(text) for name, text in GROUPS.items()}},
        "locale": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
            "minus": MINUS,
        },
    }
    return {"policy": Markup(policy()), "boot": Markup(_BOOT), "told": Markup(_json(told))}  # noqa: S704 - escaped in _json
