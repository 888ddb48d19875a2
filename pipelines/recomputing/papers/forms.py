"""The sentences of a paper that claim a number, in Danish and in English, and what each number in them is.

Belongs here: the forms, and finding them in a text. Does not belong here: what a number ought to be (`checking`).

The forms were written by reading papers, and not taken from the code that writes them: a sentence that says its mean
first and its own figure second is found to be wrong here, and would not be there. `{own}` stands for a number and
`{year}` for a year; the name says what it is of the measure whose title stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

FORMS: Final[Mapping[str, Sequence[str]]] = {
    "da": (
        r": {own} mod {mean} i {year}(?=[.;])",
        r": {own} mod {mean}(?:, {call})?(?=,? [^\d ])",
        r": {own} i {year} mod {mean} i gennemsnit i ",
        r"ennemsnittet af [^.:;()]{{3,60}}? er {mean}",
        r"{verdict} gennemsnittet af",
        r"{call} (?:end|med|fra) [^.:»]{{3,60}}? på »[^«]+«",
        r"tyder på, at {place} ligger {suggested} end [^.:»]{{3,60}}? på »[^«]+«",
        r"(?i:efter kommunens vilkår) \({expected}\)",
        r"(?i:efter kommunens vilkår kunne der ventes) {expected}",
        r"samme side med {certainty} sandsynlighed",
        r"samme side med mere end {at_least} sandsynlighed",
        r"{place}: {at} i {year}, {at2} i {year2}",
        r"{gap} {side} gennemsnittet af",
        r"{gap} {side} \({year}",
        r": {mean} \(uvægtet\)(?:, {weighted} \(vægtet efter størrelse\))?",
        r"svarer til {kroner} {more} om året",
        r"{year}: {own} [^×=]{{0,60}}?× {coverage} af indbyggerne = {per_inhabitant} pr. indbygger",
        r"(?P<than>[Hh]øjere|[Ll]avere) end (?P<counted>[a-zé]+|\d+) af dem",
        r"Mål: {target} i {target_year}, besluttet af [^.]{{1,80}}? {day}",
        r"(?i:på) {better} af {told} effektmål med tal er [^.;,]*? klart bedre",
        r"(?i:på) {worse} af {told} effektmål med tal er [^.;,]*? klart dårligere",
        r"(?i:på ingen af de|alle) {told} effektmål med tal",
        r", på {worse} klart dårligere",
        r"{suggests_better} tyder på bedre",
        r"{suggests_worse} tyder på dårligere",
        r"{level} er på niveau",
        r"{unclear} kan ikke skelnes",
        r"{few} har for få målinger",
        r"{alone} effektmål har ingen at sammenligne med",
        r"{missing} effektmål mangler tal",
        r"Af de {clear} klare vurderinger ventes omkring {wrong} ikke",
        r"De {clear} klare vurderinger ventes",
        r"{way} af vejen fra {base_year} er tilbagelagt",
        r"væk fra målet siden {base_year}",
        r"\(ventet {low} til {high}\)",
        r"(?:lagt ind )?{day}",
    ),
    "en": (
        r": {own} against {mean} in {year}(?=[.;])",
        r": {own} against {mean}(?:, {call})?(?=,? [^\d ])",
        r": {own} in {year} against {mean}, the mean of ",
        r"he mean of [^.:;()]{{3,60}}? is {mean}",
        r"{verdict} the mean of",
        r"{call} (?:than|with|from) [^.:“]{{3,60}}? on “[^”]+”",
        r"suggest that {place} is {suggested} than [^.:“]{{3,60}}? on “[^”]+”",
        r"conditions let one expect \({expected}\)",
        r"conditions let one expect {expected}",
        r"with a probability of {certainty}",
        r"with a probability of more than {at_least}",
        r"{place}: {at} in {year}, {at2} in {year2}",
        r"{gap} {side} the mean of",
        r"{gap} {side} \({year}",
        r": {mean} \(unweighted\)(?:, {weighted} \(weighted by size\))?",
        r"amounts to {kroner} {more} a year",
        r"{year}: {own} [^×=]{{0,60}}?× {coverage} of inhabitants = {per_inhabitant} per inhabitant",
        r"(?P<than>[Hh]igher|[Ll]ower) than (?P<counted>[a-z]+|\d+) of them",
        r"Target: {target} in {target_year}, decided by [^.]{{1,80}}? on {day}",
        r"Outcomes for [^.;]*? clearly better than [^.;]*? on {better} of {told} effect measures",
        r"Outcomes for [^.;]*? clearly worse than [^.;]*? on {worse} of {told} effect measures",
        r"(?i:on none of the|all) {told} effect measures with figures",
        r", clearly worse on {worse}\b",
        r"{suggests_better} likely better",
        r"{suggests_worse} likely worse",
        r"{level} level",
        r"{unclear} that cannot be told apart",
        r"{few} with too few measurements",
        r"{alone} effect measures? (?:has|have) nobody to",
        r"{missing} effect measures? (?:has|have) no figures",
        r"Of the {clear} clear verdicts about {wrong} are",
        r"The {clear} clear verdicts are",
        r"{way} of the way from {base_year} is covered",
        r"away from the target since {base_year}",
        r"\(expected: {low} to {high}\)",
        r"(?:added )?{day}",
    ),
}
ROW: Final = r" ?(?:(?P<unit>.{{0,70}}?), )??{year}, [^\d.:;()]{{3,60}}? {own}(?: {mean}(?: {call})?)?(?= |$)"
"""After a title: its unit, the year and which way is better or which prices, then two columns of numbers; on a slide
the verdict too.
"""
BESIDE: Final = r" {own} \((?:{call}\))?"
"""After a title in a list of what stands beside a price."""
IN_A_DRAWING: Final = r"{city} {of_city}"
"""Whose dot it is, and where it lies."""
AXIS: Final = re.compile(
    r"(?: \d+ (?:højere|lavere|higher|lower),? (?:uden for skalaen|off the scale)){0,2}(?: ?[−-]?\d[\d.,]*(?: ?%)?)+"
    r"(?= [^\W\d]| ?$)"
)
"""After the last dot: how many lie outside a drawing, and what the marks of its axis are called."""
NUMBER: Final = r"(?:DKK )?[−-]?\d(?:[\d.,]*\d)?(?: mio\. kr\.| million| kr\.| ?%| år| years)?"
TOKEN: Final = re.compile(r"(?<![\w–-])[−-]?\d(?:[\d.,]*\d)?(?!\d|-\w)")
"""A number as it stands; `6-16-årig` and `FOLK1A` are none."""
MONTHS: Final[Mapping[str, Sequence[str]]] = {
    "da": (
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
WORDS: Final[Mapping[str, Sequence[str]]] = {
    "da": ("nul", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
ONE: Final[Mapping[str, Sequence[str]]] = {"da": ("ét", "Ét")}
"""One of what is neuter."""
SIDES: Final[Mapping[str, tuple[str, str]]] = {"da": ("over", "under"), "en": ("above", "below")}
MORE: Final[Mapping[str, tuple[str, str]]] = {"da": ("mere", "mindre"), "en": ("more", "less")}
"""Above zero and below it."""
VERDICTS: Final[Mapping[str, Mapping[str, str]]] = {
    "da": {
        "Klart bedre end": "clearly_better",
        "Klart dårligere end": "clearly_worse",
        "Tyder på at være bedre end": "suggests_better",
        "Tyder på at være dårligere end": "suggests_worse",
        "Kan ikke skelnes fra": "cannot_tell",
        "På niveau med": "on_level",
        "For få målinger til at skelne fra": "too_few",
    },
    "en": {
        "Clearly better than": "clearly_better",
        "Clearly worse than": "clearly_worse",
        "Likely better than": "suggests_better",
        "Likely worse than": "suggests_worse",
        "Cannot be told apart from": "cannot_tell",
        "Level with": "on_level",
        "Too few measurements to tell apart from": "too_few",
    },
}
"""What stands below a row before `the mean of the others`; of a price and of an effect alike where it says little."""
CALLS: Final[Mapping[str, Mapping[str, str]]] = {
    "da": {
        "klart bedre": "clearly_better",
        "klart dårligere": "clearly_worse",
        "tyder på bedre": "suggests_better",
        "tyder på dårligere": "suggests_worse",
        "kan ikke skelnes": "cannot_tell",
        "på niveau": "on_level",
        "for få målinger": "too_few",
    },
    "en": {
        "clearly better": "clearly_better",
        "clearly worse": "clearly_worse",
        "likely better": "suggests_better",
        "likely worse": "suggests_worse",
        "cannot be told apart": "cannot_tell",
        "level": "on_level",
        "too few measurements": "too_few",
    },
}
"""The same beside a number, or in a sentence that names the measure."""
SUGGESTED: Final[Mapping[str, Mapping[str, str]]] = {
    "da": {"bedre": "suggests_better", "dårligere": "suggests_worse"},
    "en": {"better": "suggests_better", "worse": "suggests_worse"},
}
"""The same in a sentence that says that figures only suggest it."""
QUOTED: Final = ("»", "“")
COUNTED: Final = (
    *("better", "worse", "suggests_better", "suggests_worse", "level", "unclear", "few", "alone", "missing"),
    *("told", "clear", "wrong"),
)
"""How many measures of an area there are of each sort, in words."""
YEARS: Final = ("year", "year2", "target_year", "base_year")
OPENED_BY: Final[Mapping[str, re.Pattern[str]]] = {
    "da": re.compile(r"Udgave ([0-9a-f]{12})\b"),
    "en": re.compile(r"Release ([0-9a-f]{12})\b"),
}


@dataclass(frozen=True)
class Named:
    """What the papers of a language may name: titles with their ids, places with their codes, areas, and other words in
    which a digit is no number of the paper, such as units and names of tables.
    """

    language: str
    titles: Mapping[str, Sequence[str]]
    places: Mapping[str, str]
    areas: Sequence[str]
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Claim:
    """One sentence that claims numbers: what is claimed, each as printed, and where in the text.

    Attributes:
        indicators: what may bear the title that stands before; none where no title does.
        said: by name, as printed.
        spans: by the same name, from and to where.
        text: the sentence.
    """

    indicators: Sequence[str]
    said: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]
    text: str


def edition(text: str) -> tuple[str, str] | None:
    """The language of a page and the id of the release that it says it is of."""
    for language, pattern in OPENED_BY.items():
        if found := pattern.search(text):
            return language, found[1]
    return None


def place(text: str, named: Named) -> tuple[str, str] | None:
    """The area and the code of the municipality that a page is about: `Folkeskole i Randers`, near its top."""
    joined = {"da": "i", "en": "in"}[named.language]
    pattern = rf"({_any(named.areas)}) {joined} ({_any(named.places)})(?!\w)"
    found = re.search(pattern, text[:600])
    return (found[1], named.places[found[2]]) if found else None


def claims(text: str, named: Named) -> tuple[list[Claim], list[tuple[int, int]]]:
    """The claims of a page, and where its other numbers stand that are none: in titles, ids and lists."""
    titles = [(found.start(), found.end(), found[0].lower()) for found in _titles(named).finditer(text)]
    found: list[Claim] = []
    passed = [(start, end) for start, end, _ in titles]
    passed += [match.span() for match in re.finditer(r"(?<![\w])[1-9]\. (?=[^\W\d])|\b[0-9a-f]{12}\b|/\S+/", text)]
    if named.words:
        passed += [match.span() for match in re.finditer(_any(named.words), text)]
    for _, end, title in titles:
        row = _compiled(ROW, named).match(text, end)
        if row:
            found.append(_claim(row, named.titles[title]))
            if row["unit"]:
                passed.append(row.span("unit"))
            passed += _drawing(text, row, named, named.titles[title], found)
        elif beside := _compiled(BESIDE, named).match(text, end):
            found.append(_claim(beside, named.titles[title]))
    for form in FORMS[named.language]:
        found += [_claim(match, _before(text, match, titles, named)) for match in _compiled(form, named).finditer(text)]
    return found, passed


def _drawing(
    text: str, row: re.Match[str], named: Named, indicators: Sequence[str], found: list[Claim]
) -> Iterator[tuple[int, int]]:
    """The dots that stand right after a row; gives where the marks of the axis stand."""
    at, year = row.end(), {"year": row["year"]}
    while dot := _compiled(" ?" + IN_A_DRAWING, named).match(text, at):
        claim = _claim(dot, indicators)
        found.append(Claim(indicators, {**claim.said, **year}, claim.spans, claim.text))
        at = dot.end()
    if at > row.end() and (axis := AXIS.match(text, at)):
        yield axis.span()


def _claim(match: re.Match[str], indicators: Sequence[str]) -> Claim:
    said = {name: value for name, value in match.groupdict().items() if value is not None and name != "unit"}
    return Claim(indicators, said, {name: match.span(name) for name in said}, match[0].strip(" :;,("))


def _before(text: str, match: re.Match[str], titles: Sequence[tuple[int, int, str]], named: Named) -> Sequence[str]:
    """What the last title before a sentence may be of. One in quotation marks is told of in its own sentence alone."""
    about: Sequence[str] = ()
    for start, end, title in titles:
        if start >= match.end():
            break
        if start and text[start - 1] in QUOTED and ". " in text[end : match.start()]:
            continue
        about = named.titles[title]
    return about


@cache
def _compiled_of(form: str, language: str, places: tuple[str, ...]) -> re.Pattern[str]:
    number = {
        name: f"(?P<{name}>{NUMBER})"
        for name in (
            *("own", "mean", "expected", "certainty", "at_least", "at", "at2", "gap", "weighted", "kroner"),
            *("coverage", "per_inhabitant", "target", "way", "low", "high", "of_city"),
        )
    }
    years = {name: rf"(?P<{name}>(?<!\d)\d{{4}})" for name in YEARS}
    months = "|".join(MONTHS[language])
    named = {name: f"(?P<{name}>{_any(places)})" for name in ("place", "city")}
    words = {
        "day": rf"(?P<day>(?<!\d)\d{{1,2}}\.? (?:{months}) \d{{4}})",
        "side": f"(?P<side>{'|'.join(SIDES[language])})",
        "more": f"(?P<more>{'|'.join(MORE[language])})",
        "verdict": f"(?P<verdict>{_any(VERDICTS[language])})",
        "call": rf"(?P<call>{_any(CALLS[language])})(?!\w)",
        "suggested": f"(?P<suggested>{_any(SUGGESTED[language])})",
    }
    in_words = "|".join((*WORDS[language], *map(str.capitalize, WORDS[language]), *ONE.get(language, ())))
    counted = {name: rf"(?P<{name}>(?<!\w)(?:{in_words}|\d+))" for name in COUNTED}
    return re.compile(form.format(**number, **years, **named, **words, **counted))


def _compiled(form: str, named: Named) -> re.Pattern[str]:
    return _compiled_of(form, named.language, tuple(named.places))


@cache
def _titles_of(titles: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(titles)})(?!\w)", re.IGNORECASE)


def _titles(named: Named) -> re.Pattern[str]:
    return _titles_of(tuple(named.titles))


def _any(names: Sequence[str] | Mapping[str, object]) -> str:
    """Any of them, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
