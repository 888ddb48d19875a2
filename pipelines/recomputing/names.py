"""What the catalogue calls a variable or a code that its table does not have, and what it is taken for.

Belongs here: what the catalogue names of each table, and the rules by the table's own description. Does not belong
here: expanding selectors (`series`), or finding a variable by its letters (`files`).

What a fetch recorded stands; what the catalogue has come to name since is found where there is one answer. A variable
that is gone is the free one with its municipalities, its time or all codes that are named of it; a code is the one of
the same number or the same text; a variable that nothing names is taken at its total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.recomputing.files import Stored, plain
from pipelines.recomputing.written import Entry, Written

AREAS_AT_LEAST = 50
"""Municipalities that a variable of areas lists."""
Taken = Mapping[str, str]
"""rule, variable, wanted, found and text."""
READ_AS = {
    "number": {"da": "det samme tal", "en": "the same number"},
    "text": {"da": "den samme tekst", "en": "the same text"},
    "text_before": {"da": "den tekst, som koden havde før", "en": "the text that the code had before"},
}


def named(written: Written) -> dict[str, list[tuple[str, str, list[str]]]]:
    """By table, what the catalogue names of it: kind (area, time or code), variable, and codes that are written out."""
    found: dict[str, list[tuple[str, str, list[str]]]] = {name: [] for name in written.sources}

    def add(table: str, where: Mapping[str, Any]) -> None:
        found[table] += [("code", name, _written_out(codes)) for name, codes in where.items()]

    for name, source in written.sources.items():
        found[name] += [(kind, source[kind], []) for kind in ("area", "time")]
        if source.get("unit_variable"):
            add(name, {source["unit_variable"]: []})
        add(name, source.get("totals") or {})
        add(name, source.get("select") or {})
    for item in [*written.indicators, *written.withheld, *written.controls]:
        for term in _terms(item):
            add(term["table"], term.get("where") or {})
    for control in written.controls:
        for entry in control.get("sums") or []:
            for table in {term["table"] for term in _terms(entry)}:
                add(table, entry.get("each") or {})
    for item in written.corrections:
        add(item["source"], item.get("where") or {})
    if index := written.price_index:
        for where in (index["where"], index["same_in"], {index["unit_variable"]: [index["current"], index["fixed"]]}):
            add(index["table"], where)
    if full := written.full_cost:
        add(full["table"], full["wage_codes"])
    return found


def taken(stored: Stored, names: Sequence[tuple[str, str, list[str]]], municipalities: set[str]) -> Stored:
    """The same, with what the catalogue still needs of what was recorded, and what it has come to name since."""
    bare = replace(stored, taken=())
    kept = [item for item in stored.taken if _is_needed(item, names, bare)]
    found = list(_renamed(bare, names, municipalities))
    now = replace(stored, taken=[*found, *(item for item in kept if item["rule"] == "values")])
    found += [*_codes(now, names), *_totals(now, names)]
    return replace(stored, taken=[*kept, *(item for item in found if item not in kept)])


def read_as(item: Taken, lang: str) -> str:
    """One of them in a clause."""
    variable, wanted, got, text = (item[name] for name in ("variable", "wanted", "found", "text"))
    if item["rule"] == "values":
        end = "den har de samme værdier" if lang == "da" else "it has the same values"
        return f"{wanted} {'hedder' if lang == 'da' else 'is called'} {got}: {end}"
    if item["rule"] == "total":
        return (
            f"{variable} er ny; brugt er {got} ({text})"
            if lang == "da"
            else f"{variable} is new; {got} ({text}) is used"
        )
    return (
        f"{variable} {wanted} {'læst som' if lang == 'da' else 'read as'} {got} ({text}): {READ_AS[item['rule']][lang]}"
    )


def _written_out(codes: str | Sequence[str]) -> list[str]:
    return [
        code
        for code in ([codes] if isinstance(codes, str) else codes)
        if not (".." in code and code.replace("..", "").isdecimal()) and not set("*?") & set(code) and code[:1] != "("
    ]


def _terms(entry: Any) -> Iterator[Entry]:
    """Every term within an entry: whatever names a table."""
    if isinstance(entry, Mapping):
        if "table" in entry:
            yield entry
        for value in entry.values():
            yield from _terms(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _terms(value)


def _is_needed(item: Taken, names: Sequence[tuple[str, str, list[str]]], bare: Stored) -> bool:
    if item["rule"] == "values":
        return any(name == item["wanted"] for _, name, _ in names)
    of_it = [codes for _, name, codes in names if (found := bare.variable(name)) and found["id"] == item["variable"]]
    if item["rule"] == "total":
        return not of_it
    return any(item["wanted"] in codes for codes in of_it)


def _free(stored: Stored, names: Sequence[tuple[str, str, list[str]]]) -> list[Entry]:
    """Variables that nothing names."""
    claimed = [stored.variable(name) for _, name, _ in names]
    return [item for item in stored.variables if item not in claimed]


def _renamed(
    bare: Stored, names: Sequence[tuple[str, str, list[str]]], municipalities: set[str]
) -> list[dict[str, str]]:
    """Variables that are gone, each where one alone that nothing names fits."""
    free = _free(bare, names)
    kinds: dict[str, str] = {}
    codes: dict[str, set[str]] = {}
    for kind, name, wanted in names:
        if bare.variable(name) is None:
            kinds[name] = kind if kind != "code" else kinds.get(name, kind)
            codes.setdefault(name, set()).update(wanted)
    found = []
    for name, kind in kinds.items():
        if kind == "area":
            fitting = [v for v in free if len({each["id"] for each in v["values"]} & municipalities) >= AREAS_AT_LEAST]
        elif kind == "time":
            fitting = [v for v in free if v.get("time")]
        elif any(len(code) > 2 or not code.isdecimal() for code in codes[name]):
            fitting = [v for v in free if not v.get("time") and all(bare.code(v, code) for code in codes[name])]
        else:
            fitting = []
        if len(fitting) == 1:
            found.append(_taken("values", fitting[0]["id"], name, fitting[0]))
    uses = Counter(item["found"] for item in found)
    return [item for item in found if uses[item["found"]] == 1]


def _codes(stored: Stored, names: Sequence[tuple[str, str, list[str]]]) -> Iterator[dict[str, str]]:
    seen = set()
    for _, name, wanted in names:
        if (variable := stored.variable(name)) is None:
            continue
        values = {each["id"]: each for each in variable["values"]}
        for code in wanted:
            if code in values or (variable["id"], code) in seen:
                continue
            seen.add((variable["id"], code))
            number = stored.code(variable, code)
            of_text = [each for each in values.values() if plain(each["text"]) == plain(code)]
            if number is not None:
                yield _taken("number", variable["id"], code, values[number])
            elif len(of_text) == 1:
                yield _taken("text", variable["id"], code, of_text[0])


def _totals(stored: Stored, names: Sequence[tuple[str, str, list[str]]]) -> Iterator[dict[str, str]]:
    for variable in _free(stored, names):
        totals = [each for each in variable["values"] if _is_total(each["text"])]
        if len(totals) == 1 and not variable.get("time"):
            yield _taken("total", variable["id"], "", totals[0])


def _is_total(text: str) -> bool:
    words = text.casefold().replace(",", " ").split()
    return plain(text) in ("ialt", "total", "all", "alle") or "i alt" in (" ".join(words[-2:]), " ".join(words[:2]))


def _taken(rule: str, variable: str, wanted: str, found: Entry) -> dict[str, str]:
    return {"rule": rule, "variable": variable, "wanted": wanted, "found": found["id"], "text": found["text"]}
