"""What pages ask the marts: each question once, and none again whose answer stands.

Belongs here: when an answer stands, and remembering that from build to build. Does not belong here: the questions
(`compiler`), and what is made of the answers (`page_cache`, `rendering`).

A question is a query with its parameters. Its answer stands as long as the rows of all it reads do
(`Marts.fingerprint`), and what is kept of it is its fingerprint alone: a page all of whose answers are as they were
need not ask.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboards.compiler import together
from dashboards.compiler.compile import Question
from dashboards.compiler.queries import Marts, Result
from seksby import kept

FOLDER = "answers"
AT_ONCE = 6
"""Rows of a page that a query is asked for together: beyond, there is little to win, and their answers are at hand."""
REMEMBERED = 30 * AT_ONCE
"""Answers that are at hand: more than so many rows of a page ask for, so that its next language asks for none
again."""
_FORM = "digests by question"


class Answers:
    """The answers of one warehouse, their fingerprints kept in the folder `cache`."""

    def __init__(self, marts: Marts, cache: Path) -> None:
        self._marts = marts
        self._file = cache / FOLDER / "digests.kept"
        self._known: dict[str, str] = json.loads(kept.find(self._file, _FORM) or b"{}")
        self._stored = frozenset(self._known)
        self._in_use: dict[str, str] = {}
        self._at_hand: OrderedDict[str, Result] = OrderedDict()
        self._coming: dict[Any, dict[Any, int]] = {}

    def expect(self, questions: Iterable[Question]) -> None:
        """All that may be asked until the next time, in this order: several may be asked at once."""
        self._coming = {}
        for question in questions:
            like = self._coming.setdefault(_alike(question), {})
            like.setdefault(question.parameters, len(like))

    def digest(self, question: Question) -> str:
        """Fingerprint of the answer; the marts are asked where none is known.

        Raises:
            PageError: the query fails on the data.
        """
        key = self._key(question)
        if key not in self._known:
            self._known[key] = self.result(question).digest
        self._in_use[key] = self._known[key]
        return self._known[key]

    def result(self, question: Question) -> Result:
        """The answer itself.

        Raises:
            PageError: the query fails on the data.
        """
        key = self._key(question)
        if key not in self._at_hand:
            for each, result in self._asked(question):
                self._at_hand[self._key(each)] = result
            while len(self._at_hand) > REMEMBERED:
                self._at_hand.popitem(last=False)
        return self._at_hand[key]

    def _asked(self, question: Question) -> Iterator[tuple[Question, Result]]:
        """The answer, and with it those that come next and can be had in one."""
        like = self._coming.get(_alike(question), {})
        place = like.get(question.parameters, len(like))
        several = [replace(question, parameters=each) for each in list(like)[place : place + AT_ONCE]]
        parameters = [dict(each.parameters) for each in several]
        found = together.answers(self._marts, question.query, parameters) if len(several) > 1 else None
        if found is None:
            yield question, self._marts.run(question.query, dict(question.parameters))
        else:
            yield from zip(several, found, strict=True)

    def keep(self) -> None:
        """Keep the fingerprints that were asked for since it was last done, if any of them is new."""
        if not self._in_use.keys() <= self._stored:
            kept.keep(self._file, _FORM, json.dumps(self._in_use).encode())
            self._stored = frozenset(self._in_use)
        self._in_use = {}

    def _key(self, question: Question) -> str:
        read = [self._marts.fingerprint(relation) for relation in sorted(question.reads)]
        return hashlib.sha256(repr((question.query.sql, question.parameters, read)).encode()).hexdigest()


def _alike(question: Question) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """What questions have in common that can be asked together: those that cannot have it with none but themselves."""
    common = together.in_common(question.query, dict(question.parameters))
    return question.query.sql, question.parameters if common is None else common
