"""Each number of a paper held against what was computed from catalogue and files.

Belongs here: what a claimed number ought to be, and how near a printed one has to be. Does not belong here: reading the
paper (`text`, `forms`), or computing (`recompute`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipelines.recomputing.comparing import Recomputed
from pipelines.recomputing.papers import forms
from pipelines.recomputing.papers.forms import Claim, Named
from pipelines.recomputing.papers.text import evened

if TYPE_CHECKING:
    import polars as pl

TABLES: Final = (
    *("indicators", "service_areas", "municipalities", "snapshots"),
    *("indicator_values", "effect_overview", "price_overview", "target_progress", "indicator_pairs"),
)
"""What a paper's numbers are found in."""
PRINTED: Final = ("effect", "unit_price")
SLACK: Final = 1e-4
"""Of the last printed digit: a number that lies on the edge may have been rounded from the other side of it."""
SURE: Final = 99.5
"""From here a paper says `more than 99 %`."""
WHAT: Final[Mapping[str, str]] = {
    "own": "the figure",
    "at": "the figure of that year",
    "at2": "the figure of that year",
    "of_city": "the figure of that municipality",
    "year": "the year of the figure",
    "year2": "the year of the figure",
    "mean": "the mean of the others",
    "weighted": "the weighted mean of the others",
    "expected": "the expected figure",
    "certainty": "how sure the side is, in per cent",
    "at_least": "how sure the side is, in per cent",
    "gap": "the gap in per cent",
    "kroner": "the gap in kroner",
    "coverage": "the share of the inhabitants",
    "per_inhabitant": "the cost per inhabitant",
    "counted": "how many of the others",
    "verdict": "the verdict",
    "call": "the verdict",
    "suggested": "the verdict",
    "target": "the target",
    "target_year": "the year of the target",
    "base_year": "the year from which the way counts",
    "way": "the share of the way",
    "low": "the lower end of the expected figures",
    "high": "the upper end of the expected figures",
    "day": "a day on which a file came in",
    **dict.fromkeys(forms.COUNTED, "how many measures there are of that sort"),
}
VERDICTS: Final = {"verdict": forms.VERDICTS, "call": forms.CALLS, "suggested": forms.SUGGESTED}
"""By the name of a verdict in a form, which word says which."""


@dataclass(frozen=True)
class Otherwise:
    """A printed number that is another than computed; `again` is empty where nothing gives it."""

    page: int
    printed: str
    sentence: str
    what: str
    measure: str
    again: str


@dataclass(frozen=True)
class Held:
    """What came of one paper: how many numbers are as computed, which are not, and which nobody claims.

    Attributes:
        numbers: how many printed numbers were held against the computation.
        pages: how many pages they stand on.
        otherwise: those that are another.
        unread: page and words around each number in no sentence that is known.
    """

    numbers: int
    pages: int
    otherwise: Sequence[Otherwise]
    unread: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class _Known:
    """What was computed, by what a sentence asks for it."""

    latest: Mapping[tuple[str, str], Mapping[str, Any]]
    values: Mapping[tuple[str, str, int], float | None]
    targets: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]
    tallies: Mapping[tuple[str, str], Mapping[str, int]]
    days: frozenset[str]
    named: Named


def check(pages: Sequence[str], language: str, again: Sequence[Recomputed]) -> Held:
    """Hold the pages of a paper against the tables named in `TABLES`."""
    known = _known(language, again)
    counted, seen, otherwise, unread = 0, set(), [], []
    first = next(filter(None, (forms.place(text, known.named) for text in pages)), None)
    place = first[1] if first else None
    for number, text in enumerate(pages, 1):
        here = forms.place(text, known.named)
        place = here[1] if here else place
        tally = known.tallies.get(here) if here else None
        claims, passed = forms.claims(text, known.named)
        taken: list[tuple[int, int]] = []
        for claim in claims:
            asked = [name for name in claim.spans if name in WHAT and not _is_in(claim.spans[name], taken)]
            if tally is None:  # a page of no area says of several how many there are
                asked = [name for name in asked if name not in forms.COUNTED]
            for name in asked:
                counted += 1
                seen.add(number)
                if (found := _otherwise(known, claim, name, place, tally or {})) is not None:
                    otherwise.append(Otherwise(number, claim.said[name], claim.text, WHAT[name], *found))
            taken += [span for name, span in claim.spans.items() if name in asked]
        unread += [
            (number, text[max(0, token.start() - 40) : token.end() + 20])
            for token in forms.TOKEN.finditer(text)
            if not _is_in(token.span(), [*taken, *passed])
        ]
    return Held(counted, len(seen), otherwise, unread)


def _is_in(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _known(language: str, again: Sequence[Recomputed]) -> _Known:
    import polars as pl

    frames = {item.table.partition(".")[2]: item.frame for item in again}
    titles: dict[str, list[str]] = {}
    for identity, title, kind in frames["indicators"].select("indicator_id", f"title_{language}", "kind").iter_rows():
        if kind not in PRINTED:
            continue
        titles.setdefault(evened(title).lower(), []).append(identity)
    places = dict(frames["municipalities"].select("name", "municipality_code").iter_rows())
    columns = [("indicators", f"unit_{language}"), ("indicators", f"per_what_{language}")]
    columns += [("snapshots", f"called_{language}"), ("snapshots", f"title_{language}")]
    words = {evened(word) for table, column in columns for word in frames[table][column].drop_nulls()}
    titled = frames["service_areas"].select(f"title_{language}", "service_area").iter_rows()
    areas = {evened(title): area for title, area in titled}
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for table in ("effect_overview", "price_overview"):
        for row in frames[table].iter_rows(named=True):
            if row["value"] is not None:
                latest[row["indicator_id"], row["municipality_code"]] = row
    targets: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in frames["target_progress"].iter_rows(named=True):
        targets.setdefault((row["indicator_id"], row["municipality_code"]), []).append(row)
    printed = [identity for identities in titles.values() for identity in identities]
    figures = frames["indicator_values"].filter(pl.col("price_basis") != "fixed", pl.col("indicator_id").is_in(printed))
    return _Known(
        latest=latest,
        values={
            (identity, code, year): value
            for identity, code, year, value in figures.select(
                "indicator_id", "municipality_code", "year", "value"
            ).iter_rows()
        },
        targets=targets,
        tallies=_tallies(frames, areas),
        days=frozenset(
            day[:10]
            for name in ("retrieved_at", "publisher_updated")
            for day in map(str, frames["snapshots"][name].drop_nulls())
        ),
        named=Named(language, titles, places, list(areas), [word for word in words if re.search(r"\d", word)]),
    )


def _otherwise(
    known: _Known, claim: Claim, name: str, place: str | None, tally: Mapping[str, int]
) -> tuple[str, str] | None:
    """The measure and what was computed, where that is not what is printed."""
    printed, language = claim.said[name], known.named.language
    if name in forms.COUNTED:
        return None if _word(printed, language) == tally[name] else ("", str(tally[name]))
    if name in VERDICTS:
        rows = [known.latest.get((identity, place or ""), {}) for identity in claim.indicators]
        verdicts = [str(row["verdict"]) for row in rows if row]
        # A price that is level as it is shown is called so, whatever may be said of it.
        verdicts += ["on_level" for row in rows if row.get("side") == "level"]
        found = VERDICTS[name][language][printed]
        return None if found in verdicts else ((*claim.indicators, "")[0], ", ".join(verdicts))
    if name == "day":
        return None if _day(printed, language) in known.days | _decided(known, claim, place) else ("", "")
    ought = [
        (identity, value)
        for identity in claim.indicators
        for value in _ought(known, claim, name, identity, place)
        if value is not None
    ]
    if any(_agrees(claim, name, value, language) for _, value in ought):
        return None
    identity, value = ought[0] if ought else (claim.indicators[0] if claim.indicators else "", None)
    return identity, "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def _ought(known: _Known, claim: Claim, name: str, identity: str, place: str | None) -> Iterator[float | None]:
    code = known.named.places.get(claim.said.get("place") or claim.said.get("city") or "", place) or ""
    row = known.latest.get((identity, code), {})
    if name in ("at", "at2", "of_city"):
        year = claim.said["year2" if name == "at2" else "year"]
        yield known.values.get((identity, code, int(year)))
    elif name == "year2" or (name == "year" and "at" in claim.said):
        yield float(claim.said[name])  # the figure beside it is the one of that year
    elif name in ("target", "target_year", "way", "low", "high", "base_year"):
        column = {"way": "way_covered_pct", "low": "projected_lower", "high": "projected_upper"}.get(name, name)
        yield from (target[column] for target in known.targets.get((identity, code), ()))
    elif name == "counted":
        higher = claim.said["than"][0].lower() == {"da": "h", "en": "h"}[known.named.language]
        yield row.get("others_lower" if higher else "others_higher")
    elif name in ("certainty", "at_least"):
        yield None if row.get("p_same") is None else 100 * row["p_same"]
    else:
        columns = {
            "own": ("value",),
            "mean": ("reference", "reference_unweighted"),
            "weighted": ("reference_weighted",),
            "gap": ("gap_pct",),
            "kroner": ("gap_dkk",),
            "coverage": ("coverage_pct",),
            "per_inhabitant": ("cost_per_inhabitant",),
        }.get(name, (name,))
        yield from (row.get(column) for column in columns)


def _agrees(claim: Claim, name: str, value: float, language: str) -> bool:
    """Whether what is printed is the value, rounded as it is printed and on the side that is said."""
    printed = claim.said[name]
    if name == "at_least":
        return value >= SURE - SLACK
    if name == "counted":
        return _word(printed, language) == value
    for sided, words in (("gap", forms.SIDES), ("kroner", forms.MORE)):
        if name == sided:
            said = claim.said.get("side") or claim.said.get("more")
            value = value if said == words[language][0] else -value
    number, step = _number(printed, language)
    return abs(number - value) <= step * (0.5 + SLACK)


def _word(printed: str, language: str) -> int | None:
    words, said = forms.WORDS[language], printed.lower()
    if said in forms.ONE.get(language, ()):
        return 1
    return int(said) if said.isdecimal() else words.index(said) if said in words else None


def _tallies(frames: Mapping[str, pl.DataFrame], areas: Mapping[str, str]) -> dict[tuple[str, str], Mapping[str, int]]:
    """How many effect measures of an area there are of each sort, by its title and the code of a municipality.

    An area has its own measures and those its prices are paired with. Of measures of the same thing the surest counts.
    """
    about = {row["indicator_id"]: row for row in frames["indicators"].iter_rows(named=True)}
    of: dict[str, set[str]] = {area: set() for area in areas.values()}
    for identity, row in about.items():
        of[row["service_area"]].add(identity)
    for identity, effect in frames["indicator_pairs"].select("indicator_id", "effect_id").iter_rows():
        of[about[identity]["service_area"]].add(effect)
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for table in ("effect_overview", "price_overview"):
        for row in frames[table].iter_rows(named=True):
            for area in (area for area, inside in of.items() if row["indicator_id"] in inside):
                rows.setdefault((area, row["municipality_code"]), []).append({**row, "table": table})
    titles = {area: title for title, area in areas.items()}
    return {(titles[area], code): _tally(about, found) for (area, code), found in rows.items()}


def _tally(about: Mapping[str, Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
    effects = [row for row in found if row["table"] == "effect_overview"]
    once: dict[str, str] = {}
    for row in sorted(effects, key=_unsure):
        item = about[row["indicator_id"]]
        once.setdefault(item["cluster"] or item["indicator_id"], row["verdict"])
    count = Counter(once.values())
    clear = [row["p_same"] for row in found if row["verdict"].startswith("clearly_") and row["p_same"] is not None]
    named = {"better": "clearly_better", "worse": "clearly_worse", "level": "on_level", "unclear": "cannot_tell"}
    sorts = {name: count[named.get(name, "too_few" if name == "few" else name)] for name in forms.COUNTED[:9]}
    return {
        **sorts,
        "told": sum(sorts.values()) - sorts["alone"] - sorts["missing"],
        "clear": len(clear),
        "wrong": math.floor(sum(1 - sure for sure in clear) + 0.5),
    }


def _unsure(row: Mapping[str, Any]) -> tuple[bool, bool, bool, float, float]:
    zone = (row["zone_high"] or 0) - (row["zone_low"] or 0)
    verdict = row["verdict"]
    return (
        row["value"] is None,
        not verdict.startswith("clearly_"),
        not verdict.startswith("suggests_"),
        -(row["p_same"] or 0),
        -abs(row["gap"] or 0) / (zone or 1e-9),
    )


def _number(printed: str, language: str) -> tuple[float, float]:
    """The number, and one of its last digit."""
    found = re.search(r"[−-]?\d(?:[\d.,]*\d)?", printed)
    assert found is not None  # noqa: S101 - a form asks for one
    point, comma = ".", ","
    if language == "da":
        point, comma = comma, point
    whole, _, rest = found[0].replace(comma, "").replace("−", "-").partition(point)
    scale = 1e6 if re.search("mio|million", printed) else 1.0
    return float(f"{whole}.{rest}0") * scale, 10.0 ** -len(rest) * scale


def _day(printed: str, language: str) -> str:
    day, month, year = printed.replace(".", "").split()
    return f"{year}-{forms.MONTHS[language].index(month) + 1:02}-{int(day):02}"


def _decided(known: _Known, claim: Claim, place: str | None) -> set[str]:
    """The days on which a target of the measure was decided."""
    return {
        str(target["decided_on"])
        for identity in claim.indicators
        for target in known.targets.get((identity, place or ""), ())
        if "target" in claim.said
    }
