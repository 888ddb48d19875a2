"""What is said to people, in Danish or in English: the two halves of every text of errors and commands.

Belongs here: finding the half that is asked for. Does not belong here: any text; each stands where it is said, in the
language its author wrote it in, and its other half in `locale/<language>/LC_MESSAGES/terminal.po`. Pages have their own
(`dashboards.language`).

An error is kept, compared, logged and sent on as its author wrote it; it is put into the reader's language when it is
shown, and not before. So a text comes here whole, and is found again by its form: `{0} has no variable {1}.` in the
file is what the code has as an f-string. What was filled in is looked up likewise, for it may be a text itself, but
never a single word of it, and nothing in quotation marks: `value` in a query, or in a list of columns or of an option's
values, is a name there, and a reader types names as they are. What is found nowhere (names, paths, the words of a
publisher or a library) stays as it is.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

LOCALE_DIR: Final = Path(__file__).parent / "locale"
LANGUAGES: Final = ("da", "en")
"""The first is spoken where nobody says otherwise."""
SENTENCE: Final = re.compile(r"(?<=\.) ")
APART: Final = (
    re.compile(r"(\n)"),
    re.compile("(; )"),
    re.compile(r"(?<=\.)( )"),
    re.compile("(: )"),
    re.compile("(, )"),
)
"""What texts are put together with, widest first."""
SHORT: Final = 8
LISTED: Final = r"""('.*'|".*"|[\[({].*[\])}]|\S+(?: \([^()]*\))?(?:[,;] \S+(?: \([^()]*\))?)*)"""
"""Names by commas: what a text of few letters takes in, for `table {0}` is no part of a sentence on tables."""


QUOTING: Final = tuple("'\"`»")
"""After one of these stands what somebody wrote, and no text."""


@dataclass(frozen=True)
class _Form:
    """One text: how it is recognised, and its words in each language.

    Its pattern is compiled when a text may be its: all of them at once took a quarter of a command's time (2026-11-30).
    """

    pattern: str
    longest: str  # of its fixed pieces: what is looked for first, for a pattern is slow
    fixed: int  # letters of its own: the more there are, the surer it is meant
    words: Mapping[str, str]
    quoted: Sequence[bool]  # of each value: whether it stands in quotation marks


def po_file(language: str) -> Path:
    """The file of the texts that have their half of this language there: the code has the other."""
    return LOCALE_DIR / language / "LC_MESSAGES" / "terminal.po"


@lru_cache(maxsize=4096)
def said(text: str, language: str) -> str:
    """The text in the language; what no form fits is given as it came, or part by part."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return before + _said(inner, language) + after


def _said(text: str, language: str) -> str:
    # Sentences of which each is a text are that, and not one text with much filled in.
    sentences = SENTENCE.split(text)
    if len(sentences) > 1 and all(found := [_of_a_form(sentence, language) for sentence in sentences]):
        return " ".join(map(str, found))
    if "\n" not in text and (whole := _of_a_form(text, language)):
        return whole
    for sign in APART:
        if len(parts := sign.split(text)) > 1:
            return "".join(_part(part, language) for part in parts)
    return text


def _part(text: str, language: str) -> str:
    """A part of a text, or what was filled into one: a single word is a name there, and what is quoted is nobody's."""
    inner = text.strip()
    return said(text, language) if " " in inner and not (inner[0] == inner[-1] == '"') else text


def _of_a_form(text: str, language: str) -> str | None:
    for form in _forms():
        if form.longest in text and (found := re.fullmatch(form.pattern, text)):
            values = zip(found.groups(), form.quoted, strict=True)
            return form.words[language].format(
                *(value if quoted else _part(value, language) for value, quoted in values)
            )
    return None


@cache
def _forms() -> Sequence[_Form]:
    """All forms, those with most letters of their own first."""
    forms = []
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        with po_file(language).open("rb") as file:
            messages = [message for message in read_po(file, locale=language) if message.id]
        forms += [
            _form({other: str(message.id), language: str(message.string or message.id)}, other) for message in messages
        ]
    return sorted(forms, key=lambda form: -form.fixed)


def _form(words: Mapping[str, str], written_in: str) -> _Form:
    pieces = list(string.Formatter().parse(words[written_in].strip()))
    fixed = [piece for piece, *_ in pieces]
    letters = sum(map(len, fixed))
    value = "(.*?)" if letters >= SHORT else LISTED
    pattern = "".join(re.escape(piece) + ("" if name is None else value) for piece, name, *_ in pieces)
    words = {code: text.strip() for code, text in words.items()}
    quoted = [piece.endswith(QUOTING) for piece, name, *_ in pieces if name is not None]
    return _Form(pattern, max(fixed, key=len), letters, words, quoted)
