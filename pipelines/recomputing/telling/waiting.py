"""What an indicator without figures waits for, how one with figures is computed in a line, and what readers are told of
the sources behind them.

Belongs here: `awaits`, why there is no figure, formulas, tables nobody has seen, and the notice of every page. Does not
belong here: why a single figure is missing (`values`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.recomputing.files import Stored
from pipelines.recomputing.series import Chosen, tables_of
from pipelines.recomputing.written import Entry, Written, called

if TYPE_CHECKING:
    import polars as pl

UNREAD = "Vilkår for genbrug er ikke kontrolleret"
"""What the licence of a source says whose terms nobody has read."""
KEYED = ("uddannelsesstatistik", "jobindsats")
ASKED = ("statbank", *KEYED)
"""Services that describe their tables themselves."""
EMPTY = {
    "da": "Tallene i {} er tomme, hvor opskriften bruger dem, og holdes tilbage, til det er afklaret.",
    "en": "The figures of {} are empty where the recipe uses them and are held back until this is settled.",
}
UNFIT = {
    "da": "Opskriften passer ikke til {}, som tabellen er beskrevet nu; tallet venter på, at det rettes.",
    "en": "The recipe does not fit {} as it is described now; the figure waits for its correction.",
}
TERMS = {
    "da": "Kommunen viser ikke tal, hvis vilkår ingen har læst.",
    "en": "The municipality shows no figures whose terms nobody has read.",
}
REFUSED = {
    "da": "Tallene i {} kunne ikke hentes, eller det hentede kunne ikke bruges.",
    "en": "The figures of {} could not be fetched, or what was fetched could not be used.",
}
ALL_TRANSCRIBED = {
    "da": "Alle tal er skrevet af fra offentlige gengivelser af udgivernes statistik; intet er endnu hentet direkte "
    "hos udgiverne.",
    "en": "All figures are copied from public re-publications of the publishers’ statistics; nothing has been fetched "
    "directly from the publishers yet.",
}
WORKED = {
    "and": {"da": " og ", "en": " and "},
    "within": {
        "da": "Et tal fra »{}« i forhold til et andet derfra.",
        "en": "A figure of “{}” in proportion to another of it.",
    },
    "by": {
        "da": "Tal fra »{}« i forhold til tal fra »{}«.",
        "en": "Figures of “{}” in proportion to figures of “{}”.",
    },
    "taken": {"da": "Udgiverens eget tal i »{}«.", "en": "The publisher’s own figure in “{}”."},
    "worked": {"da": "Regnet af tal fra »{}«.", "en": "Worked from figures of “{}”."},
}
LANGUAGES = ("da", "en")


def states(
    written: Written, chosen: Chosen, stored: Mapping[str, Stored], not_updated: Collection[str]
) -> pl.DataFrame:
    """Columns indicator_id, formula, awaits, missing_reason, and in both languages worked and missing_note, of each.

    Args:
        written: the catalogue.
        chosen: the recipes in use.
        stored: the files in use.
        not_updated: sources whose newest figures could not be had.
    """
    import polars as pl

    both = [f"{name}_{lang}" for name in ("worked", "missing_note") for lang in LANGUAGES]
    columns = ["indicator_id", "formula", "awaits", "missing_reason", *both]
    rows = []
    for item in written.indicators:
        number, missing = chosen.recipe_no.get(item["id"]), item.get("missing") or {}
        found = {"indicator_id": item["id"], "missing_reason": missing.get("reason")}
        found |= {f"missing_note_{lang}": (missing.get("note") or {}).get(lang) for lang in LANGUAGES}
        if number:
            recipe = item["recipes"][number - 1]
            found["formula"] = formula(recipe)
            found |= {f"worked_{lang}": worked(recipe, written, lang) for lang in LANGUAGES}
        else:
            reason, note = _why(item, written, chosen, stored, not_updated)
            found["awaits"] = _awaits(item, written, chosen, stored)
            if not missing:
                found |= {"missing_reason": reason, **{f"missing_note_{lang}": note[lang] for lang in LANGUAGES}}
        rows.append(found)
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def formula(recipe: Entry) -> str:
    """A recipe in a line: `1.000 × TABLE[VARIABLE code] / TABLE`."""

    def times(factor: Any) -> str:
        number = Decimal(str(1 if factor is None else factor)).normalize()
        whole, _, rest = f"{number:,f}".partition(".")
        return "" if number == 1 else f"{whole.replace(',', '.')}{',' if rest else ''}{rest} × "

    def one(term: Entry) -> str:
        where = (term.get("where") or {}).items()
        codes = " · ".join(f"{name} {code if isinstance(code, str) else ', '.join(code)}" for name, code in where)
        return f"{times(term.get('factor'))}{term['table']}" + (f"[{codes}]" if codes else "")

    def total(terms: Sequence[Entry]) -> str:
        return one(terms[0]) if len(terms) == 1 else f"({' + '.join(map(one, terms))})"

    text = times(recipe.get("scale")) + total(recipe["numerator"])
    text += f" × {total(recipe['multiplier'])}" if recipe.get("multiplier") else ""
    return text + (f" / {total(recipe['denominator'])}" if recipe.get("denominator") else "")


def worked(recipe: Entry, written: Written, lang: str) -> str:
    """A recipe in words: whose figures, taken over, worked, or in proportion to whose."""

    def titles(*roles: str) -> str:
        tables = [term["table"] for role in roles for term in recipe.get(role) or []]
        return WORKED["and"][lang].join(dict.fromkeys(written.sources[table]["title"][lang] for table in tables))

    own, by = titles("numerator"), titles("multiplier", "denominator")
    if by:
        return WORKED["within" if by == own else "by"][lang].format(own, by)
    (term, *more), is_whole = recipe["numerator"], recipe.get("scale", 1) == 1
    codes = [
        code for code in (term.get("where") or {}).values() for code in ([code] if isinstance(code, str) else code)
    ]
    one_each = all(isinstance(code, str) or len(code) == 1 for code in (term.get("where") or {}).values())
    is_one = one_each and not any(mark in code for code in codes for mark in ("..", "*", "?"))
    as_it_stands = is_whole and term.get("factor", 1) == 1 and term.get("timing", "same_year") == "same_year"
    return WORKED["taken" if is_one and as_it_stands and not more else "worked"][lang].format(own)


def _needed(item: Entry) -> set[str]:
    return {table for recipe in item.get("recipes") or [] for table in tables_of(recipe)}


def _is_hidden(item: Entry, written: Written, stored: Mapping[str, Stored]) -> bool:
    """Whether all that it lacks is of sources whose terms nobody has read, and the municipality shows none of those."""
    lacking = _needed(item) - stored.keys()
    shows = (written.municipality or {}).get("shows_unchecked_terms", True)
    return not shows and bool(lacking) and all(written.sources[table]["licence"] == UNREAD for table in lacking)


def _awaits(item: Entry, written: Written, chosen: Chosen, stored: Mapping[str, Stored]) -> str:
    """What is hardest to get of what it lacks, by the recipe that is easiest to come by."""
    if any(unfit.indicator == item["id"] for unfit in chosen.unfit):
        return "correction"
    if item.get("missing") or not item.get("recipes"):
        return "no_source"
    if _is_hidden(item, written, stored):
        return "terms"
    hardest_last = ("first_fetch", "key", "own_delivery")

    def rank(table: str) -> int:
        system = written.sources[table]["system"]
        return 2 if system == "delivered" else int(system in KEYED)

    return hardest_last[min(max(map(rank, tables_of(recipe) - stored.keys()), default=0) for recipe in item["recipes"])]


def _why(
    item: Entry, written: Written, chosen: Chosen, stored: Mapping[str, Stored], not_updated: Collection[str]
) -> tuple[str, Mapping[str, str]]:
    sources = written.sources
    unfit = [each for each in chosen.unfit if each.indicator == item["id"]]
    if unfit:
        listed = _called(sources, sorted({each.table for each in unfit}))
        told = EMPTY if unfit[0].is_empty else UNFIT
        reason = "suspected_error" if unfit[0].is_empty else "source_absent"
        return reason, {lang: told[lang].format(listed[lang]) for lang in LANGUAGES}
    if _is_hidden(item, written, stored):
        return "terms_unchecked", TERMS
    lacking = sorted(_needed(item) - stored.keys())
    refused = _called(sources, [table for table in lacking if table in not_updated])
    if refused["da"] and any(each.meta["origin"] == "fetched" for each in stored.values()):
        heads = {lang: REFUSED[lang].format(refused[lang]) for lang in LANGUAGES}
    else:
        named = {
            (sources[table]["title"]["da"], sources[table]["title"]["en"], sources[table]["publisher"])
            for table in _needed(item)
        }
        wanted = sorted(named)
        heads = {
            "da": f"Ikke hentet endnu: {', '.join(f'»{da}« ({by})' for da, _, by in wanted)}.",
            "en": f"Not fetched yet: {', '.join(f'“{en}” ({by})' for _, en, by in wanted)}.",
        }
    ways = {
        (access["da"], access["en"]): access for table in lacking if (access := sources[table].get("access"))
    }.values()
    return "source_absent", {lang: " ".join([heads[lang], *(way[lang] for way in ways)]) for lang in LANGUAGES}


def _called(sources: Mapping[str, Entry], tables: Sequence[str]) -> Mapping[str, str]:
    """Tables as readers are told them, each once, in both languages."""
    return {lang: ", ".join(dict.fromkeys(called(sources[table])[lang] for table in tables)) for lang in LANGUAGES}


def unseen(written: Written, stored: Mapping[str, Stored]) -> pl.DataFrame:
    """Columns as marts.unseen_sources."""
    import polars as pl

    def texts(source: Entry) -> tuple[Entry, Entry]:
        return called(source), source["title"]

    rows = [
        [name, source["publisher"], source["table"], *(text[lang] for text in texts(source) for lang in LANGUAGES)]
        for name, source in written.sources.items()
        if source["system"] in ASKED and not source.get("seen") and name not in stored
    ]
    columns = ("source_id", "publisher", "publisher_table", "called_da", "called_en", "title_da", "title_en")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def notice(
    written: Written, stored: Mapping[str, Stored], not_updated: Collection[str], as_of: date | None
) -> dict[str, str]:
    """What the figures are and how fresh, in both languages."""
    systems = [written.sources[name]["system"] for name in stored]
    parts: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for system in ASKED:
        if count := systems.count(system):
            name = "StatBank" if system == "statbank" else f"{system}.dk"
            parts["da"].append(f"{count} {'tabel' if count == 1 else 'tabeller'} er hentet fra {name}")
            parts["en"].append(f"{count} {'table is' if count == 1 else 'tables are'} fetched from {name}")
    if count := systems.count("delivered"):
        parts["da"].append(f"{count} er leveret som fil")
        parts["en"].append(f"{count} {'is delivered as a file' if count == 1 else 'are delivered as files'}")
    rest = {
        "da": "øvrige tal er skrevet af fra offentlige gengivelser.",
        "en": "the other figures are copied from public re-publications.",
    }
    said = {
        lang: f"{', '.join(parts[lang])}; {rest[lang]}" if parts[lang] else ALL_TRANSCRIBED[lang] for lang in LANGUAGES
    }
    is_fetched = any(each.meta["origin"] == "fetched" for each in stored.values())
    delivered = {name for name, source in written.sources.items() if source["system"] == "delivered"}
    if late := sorted(name for name in not_updated if is_fetched or name in delivered):
        titles = {(written.sources[name]["title"]["da"], written.sources[name]["title"]["en"]): None for name in late}
        named, more = list(titles)[:3], len(titles) - 3
        rest = {
            "da": "" if more < 1 else " og 1 anden tabel" if more == 1 else f" og {more} andre tabeller",
            "en": "" if more < 1 else " and 1 other table" if more == 1 else f" and {more} other tables",
        }
        said["da"] += f" Ikke opdateret: {', '.join(f'»{da}«' for da, _ in named)}{rest['da']}."
        said["en"] += f" Not updated: {', '.join(f'“{en}”' for _, en in named)}{rest['en']}."
    if as_of:
        said["da"] += f" Bygget på det, der var kendt {as_of:%d.%m.%Y}."
        said["en"] += f" Built on what was known on {as_of:%Y-%m-%d}."
    return said
