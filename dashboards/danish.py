"""Danish numbers, dates and the few grammatical forms that sentences need.

Belongs here: how a value is written in Danish, by CLDR through Babel. Does not belong here: what is said about a value
(`sentences`) and the fixed words of the closed lists (`words`).

All spaces inside a figure are U+00A0, so that a line never breaks between number and unit; minus is U+2212.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

Number = Decimal | float | int

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

_LOCALE = Locale.parse("da")


@cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0." + "0" * decimals if decimals else "#,##0")


def _exactly(value: Number) -> Decimal:
    """A float as it prints: 18.65 is that, and not the double just below it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """`value` rounded half away from zero, as official statistics round: 18.65 → 18.7."""
    return _exactly(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def magnitude(value: Number) -> Decimal:
    """How large `value` is, for sentences that say the direction in words."""
    return abs(_exactly(value))


def number(value: Number, decimals: int = 0, *, signed: bool = False) -> str:
    """1234.56 → `1.234,6` with one decimal; `signed` writes `+` before what is above zero."""
    shown = rounded(value, decimals)
    digits = str(_pattern(decimals).apply(abs(shown), _LOCALE))
    if shown < 0:
        return MINUS + digits
    return f"+{digits}" if signed and shown > 0 else digits


def exact(value: Number) -> str:
    """All digits there are, at most six decimals and no trailing zeros: 6154.100000 → `6.154,1`."""
    return number(value, 6).rstrip("0").rstrip(",")


def percent(value: Number, decimals: int = 1, *, signed: bool = False) -> str:
    """12.34 → `12,3 %`; the value is already in per cent."""
    return f"{number(value, decimals, signed=signed)}{NBSP}%"


def kroner(value: Number, decimals: int = 0, *, signed: bool = False) -> str:
    """6770 → `6.770 kr.`"""
    return f"{number(value, decimals, signed=signed)}{NBSP}kr."


def million_kroner(value: Number, decimals: int = 1, *, signed: bool = False) -> str:
    """19092000 → `19,1 mio. kr.`; the value is in kr."""
    return f"{number(_exactly(value) / 1_000_000, decimals, signed=signed)}{NBSP}mio.{NBSP}kr."


def amount(value: Number, *, signed: bool = False) -> str:
    """Kroner in the unit a reader takes in at once: mio. kr. from one million, kr. below."""
    return million_kroner(value, signed=signed) if magnitude(value) >= 1_000_000 else kroner(value, signed=signed)


def in_unit(value: Number, decimals: int, unit: str, *, signed: bool = False) -> str:
    """The value with the sign its unit allows beside it: `18,7 %`, `6.770 kr.`; other units stay in the text around."""
    digits = number(value, decimals, signed=signed)
    mark = unit_mark(unit)
    return f"{digits}{NBSP}{mark}" if mark else digits


def unit_mark(unit: str) -> str:
    """`%` for `pct. af eleverne`, `kr.` for `kr. pr. elev`, `år` for years, nothing for the rest."""
    first = unit.split(" ", maxsplit=1)[0].rstrip(".").lower()
    return {"pct": "%", "%": "%", "procent": "%", "kr": "kr.", "år": "år"}.get(first, "")


def per_what(unit: str) -> str:
    """`pr. elev` of `kr. pr. elev`; the whole unit where it names no `pr.`."""
    head, found, tail = unit.partition("pr. ")
    return f"pr. {tail}" if found else head


def period(first: int, last: int | None) -> str:
    """`2015 og frem` while there is no last year; `2015–2019`; one year is itself."""
    if last is None:
        return f"{first} og frem"
    return str(first) if first == last else f"{first}–{last}"


def interval(low: Number | None, high: Number | None) -> str:
    """`0 til 100`, `mindst 0` or `højst 100`; one edge at least is given."""
    if low is not None and high is not None:
        return f"{exact(low)} til {exact(high)}"
    return f"mindst {exact(low)}" if low is not None else f"højst {exact(high or 0)}"


def date(value: dt.date | str) -> str:
    """2026-11-22 (date, date-time or ISO text) → `22. november 2026`."""
    day = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return format_date(day, "d. MMMM y", locale=_LOCALE)


def stamp(value: str | None) -> str:
    """A source's own time stamp as a date; text that is no ISO stamp is given as it came."""
    try:
        return date(value) if value else "ikke oplyst"
    except ValueError:
        return value or ""


def genitive(name: str) -> str:
    """København → Københavns; Randers → Randers’ (no second s after s, x or z)."""
    return f"{name}{APOSTROPHE}" if name.lower().endswith(("s", "x", "z")) else f"{name}s"


def listing(names: Sequence[str]) -> str:
    """`A`, `A og B`, `A, B og C`; an empty sequence gives an empty text."""
    *head, last = names or [""]
    return f"{', '.join(head)} og {last}" if head else last


def lower_first(text: str) -> str:
    """A title inside a sentence: `Elever …` → `elever …`; an abbreviation such as `NEET` stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def slug(text: str) -> str:
    """An anchor for a heading: `Årsager til huller` → `aarsager-til-huller`."""
    spelled = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in spelled).split())
