"""The languages of the pages: texts, numbers, dates and the few grammatical forms that sentences need.

Belongs here: how a value is written in Danish and English, by CLDR through Babel, and the way from a Danish text in
the code to its English one. Does not belong here: what is said about a value (`words`), how it is rounded (`numbers`),
and the catalogue's own texts, which come from the marts in both languages.

A fixed text is Danish in the code and serves as its own message id; English stands in
`locale/en/LC_MESSAGES/seksby.po`. A message is a whole sentence or clause, so that a translation can turn it round;
values stand in it as `{name}`.

All spaces inside a figure are U+00A0, so that a line never breaks between number and unit; minus is U+2212.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, parse_pattern
from markupsafe import Markup, escape

from dashboards.numbers import Number, exactly, magnitude, rounded
from seksby.vocabulary import Measure

MINUS: Final = "\N{MINUS SIGN}"
NBSP: Final = "\N{NO-BREAK SPACE}"
LOCALE_DIR: Final = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - the customary mark of gettext
    """Mark a text of a constant table for translation; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Language:
    """One language of the site.

    Args:
        code: what `lang` says on pages, and how columns of the marts end (`title_da`).
        name: the language's name in itself.
        locale: whose customs numbers and dates follow, with its country.
    """

    code: str
    name: str
    locale: str

    @property
    def tag(self) -> str:
        """The locale as BCP 47 writes it: `da-DK`."""
        return self.locale.replace("_", "-")

    @property
    def root(self) -> str:
        """Where on the site the language's pages lie: Danish at its top."""
        return "/" if self.code == DANISH.code else f"/{self.code}/"

    # --- Texts --------------------------------------------------------------------------------------------------------

    def say(self, message: str, **values: object) -> str:
        """The message in this language with its `{name}`s filled in; without values they are left for later."""
        text = _translations(self.code).gettext(message)
        return text.format(**values) if values else text

    def count(self, number: int, one: str, many: str, **values: object) -> str:
        """`one` or `many`, as the language counts; `{n}` is the number."""
        return _translations(self.code).ngettext(one, many, number).format(n=self.number(number), **values)

    def say_markup(self, message: str, **values: object) -> Markup:
        """`say` for templates: everything escaped but values that are markup already."""
        return Markup(escape(_translations(self.code).gettext(message))).format(**values)  # noqa: S704 - escaped

    def listing(self, names: Sequence[str]) -> str:
        """`A`, `A og B`, `A, B og C`; an empty sequence gives an empty text."""
        *head, last = names or [""]
        return self.say("{names} og {last}", names=", ".join(head), last=last) if head else last

    def quoted(self, text: str) -> str:
        return self.say("»{text}«", text=text)

    # --- Numbers ------------------------------------------------------------------------------------------------------

    def number(self, value: Number, decimals: int = 0, *, signed: bool = False) -> str:
        """1234.56 → `1.234,6` with one decimal; `signed` writes `+` before what is above zero."""
        return _number(self.locale, value, decimals, signed)

    def exact(self, value: Number) -> str:
        """All digits there are, at most six decimals and no trailing zeros: 6154.100000 → `6.154,1`."""
        return self.number(value, 6).rstrip("0").rstrip(",.")

    def percent(self, value: Number, decimals: int = 1, *, signed: bool = False) -> str:
        """12.34 → `12,3 %`, `12.3%`; the value is already in per cent."""
        return self.say(_MARKED[Measure.PCT], digits=self.number(value, decimals, signed=signed))

    def kroner(self, value: Number, decimals: int = 0, *, signed: bool = False) -> str:
        """6770 → `6.770 kr.`, `DKK 6,770`."""
        return self.say(_MARKED[Measure.DKK], digits=self.number(value, decimals, signed=signed))

    def million_kroner(self, value: Number, decimals: int = 1, *, signed: bool = False) -> str:
        """19092000 → `19,1 mio. kr.`, `DKK 19.1 million`; the value is in kr."""
        digits = self.number(exactly(value) / 1_000_000, decimals, signed=signed)
        return self.say("{digits}\N{NO-BREAK SPACE}mio.\N{NO-BREAK SPACE}kr.", digits=digits)

    def amount(self, value: Number, *, signed: bool = False) -> str:
        """Kroner in the unit a reader takes in at once: millions from one million, kroner below."""
        million = magnitude(value) >= 1_000_000
        return self.million_kroner(value, signed=signed) if million else self.kroner(value, signed=signed)

    def in_unit(self, value: Number, decimals: int, measure: str, *, signed: bool = False) -> str:
        """The value with the mark of its measure beside it: `18,7 %`, `6.770 kr.`; other units stay in the text."""
        digits = self.number(value, decimals, signed=signed)
        return self.say(_MARKED[measure], digits=digits) if measure in _MARKED else digits

    def unit_mark(self, measure: str) -> str:
        """What is written at a figure of this measure (a code of the catalogue): `%`, `kr.`, `år`; nothing for most."""
        return self.say(_MARKED[measure], digits="").strip(NBSP) if measure in _MARKED else ""

    @property
    def csv_separator(self) -> str:
        """What a spreadsheet of this language parts cells with: not the comma where that is the decimal mark."""
        return ";" if self.decimal_mark == "," else ","

    @property
    def decimal_mark(self) -> str:
        return str(_locale(self.locale).number_symbols["latn"]["decimal"])

    # --- Time and spans -----------------------------------------------------------------------------------------------

    def period(self, first: int, last: int | None) -> str:
        """`2015 og frem` while there is no last year; `2015–2019`; one year is itself."""
        if last is None:
            return self.say("{year} og frem", year=first)
        return str(first) if first == last else f"{first}–{last}"

    def interval(self, low: Number | None, high: Number | None) -> str:
        """`0 til 100`, `mindst 0` or `højst 100`; one edge at least is given."""
        if low is not None and high is not None:
            return self.span(self.exact(low), self.exact(high))
        return (
            self.say("mindst {low}", low=self.exact(low))
            if low is not None
            else self.say("højst {high}", high=self.exact(high or 0))
        )

    def in_words(self, number: int) -> str:
        """A small number as sentences have it: 5 → `fem`, `five`; one that has no word here in digits."""
        return self.say(_NUMERALS[number - 2]) if 2 <= number < len(_NUMERALS) + 2 else self.number(number)

    def counted(self, number: int, *, common: bool = False) -> str:
        """How many measures there are, in a sentence: `ingen`, `ét`, `fem`, `one`; from ten in digits.

        `common` is for what is counted in the common gender: `én`.
        """
        if number == 0:
            return self.say("ingen")
        if number == 1:
            return self.say("én") if common else self.say("ét")
        return self.in_words(number) if number < 10 else self.number(number)

    def span(self, low: str, high: str) -> str:
        """`4,1 til 5,2`, of two figures already written."""
        return self.say("{low} til {high}", low=low, high=high)

    def date(self, value: dt.date | str) -> str:
        """2026-11-22 (date, date-time or ISO text) → `22. november 2026`."""
        day = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return format_date(day, "long", locale=_locale(self.locale))

    def stamp(self, value: str | None) -> str:
        """A source's own time stamp as a date; text that is no ISO stamp is given as it came."""
        try:
            return self.date(value) if value else self.say("ikke oplyst")
        except ValueError:
            return value or ""


DANISH: Final = Language("da", "Dansk", "da_DK")
ENGLISH: Final = Language("en", "English", "en_GB")
LANGUAGES: Final = (DANISH, ENGLISH)
"""In the order they are offered; the first is the one the code is written in."""

_MARKED: Final[Mapping[str, str]] = {
    Measure.PCT: N_("{digits}\N{NO-BREAK SPACE}%"),
    Measure.DKK: N_("{digits}\N{NO-BREAK SPACE}kr."),
    Measure.YEARS: N_("{digits}\N{NO-BREAK SPACE}år"),
}
"""The measures whose mark stands at the figure; all others have their unit in the text."""
_NUMERALS: Final = (
    *(N_("to"), N_("tre"), N_("fire"), N_("fem"), N_("seks"), N_("syv")),
    *(N_("otte"), N_("ni"), N_("ti"), N_("elleve"), N_("tolv")),
)
"""From two: one is `ét` or `én` in Danish, by what is counted."""


_WHOLE: Final = 16
"""Letters of the longest word that is kept in one line."""
_AFTER_Z: Final = str.maketrans("æøå", "{|}")


def language(code: str) -> Language:
    """The language of a code that comes from one of them."""
    return next(each for each in LANGUAGES if each.code == code)


def unbroken(text: str) -> Markup:
    """`text` with what has a hyphen after a figure kept in one line: `6-byerne`, `16-64`; markup stays as it is.

    What is longer is a name of a file or a code, and may be broken.
    """
    kind = type(text)
    parts = [kind(part) for part in re.split(r"(?<![\w-])(\d+(?:-\w+)+(?![\w-]))", text)]
    return Markup().join(
        Markup('<span class="whole">{}</span>').format(part) if n % 2 and len(part) <= _WHOLE else part
        for n, part in enumerate(parts)
    )


def lower_first(text: str) -> str:
    """A title inside a sentence: `Elever …` → `elever …`; what begins with an abbreviation (`NEET`, `T-3`) stays."""
    is_word = text[1:2].islower() or text[1:2].isspace()
    return text[:1].lower() + text[1:] if is_word else text


def upper_first(text: str) -> str:
    """A clause that begins a sentence."""
    return text[:1].upper() + text[1:]


def alphabetical(name: str) -> str:
    """What Danish names are sorted by: æ, ø and å after z."""
    return name.lower().translate(_AFTER_Z)


def slug(text: str) -> str:
    """An anchor for a heading: `Årsager til huller` → `aarsager-til-huller`."""
    spelled = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in spelled).split())


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0." + "0" * decimals if decimals else "#,##0")


@lru_cache(maxsize=100_000)
def _number(locale: str, value: Number, decimals: int, signed: bool) -> str:
    """See `Language.number`; a figure stands on several pages, in tables, sentences and drawings of each."""
    shown = rounded(value, decimals)
    digits = str(_pattern(decimals).apply(abs(shown), _locale(locale)))
    if shown < 0:
        return MINUS + digits
    return f"+{digits}" if signed and shown > 0 else digits


def messages_file(code: str) -> Path:
    """Where the messages of a language are; Danish has none, for the code is written in it."""
    return LOCALE_DIR / code / "LC_MESSAGES" / "seksby.po"


@cache
def _translations(code: str) -> NullTranslations:
    """The messages of a language, straight from the text file that translators edit."""
    if code == DANISH.code:
        return NullTranslations()
    compiled = io.BytesIO()
    with messages_file(code).open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translated(values: dict[str, Any], lang: Language) -> dict[str, Any]:
    """A row with `title` beside `title_da` and `title_en`: every column of this language also without its ending."""
    ending = f"_{lang.code}"
    return {name.removesuffix(ending): value for name, value in values.items() if name.endswith(ending)} | values
