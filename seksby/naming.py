"""Which indicator or municipality a reader means by what was typed.

Belongs here: comparing a typed name with ids, slugs, titles and names. Does not belong here: where those are kept, what
is said when nothing fits, and the search of the pages, which folds letters the same way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"})
"""Aarhus is also written Århus, a slug has no Danish letters, and not every keyboard has them."""
LIKENESS = 0.6
SUGGESTED = 5


def fold(text: str) -> str:
    """Small letters without accents; æ, ø and å as ae, oe and aa."""
    spelled = text.lower().translate(LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))


def folded(name: str) -> str:
    """The name without regard to case, accents, spaces and the two spellings of Danish letters."""
    return " ".join(fold(name).split())


def resolve(asked: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """The key that is just `asked`, or else the one with that name. None where no single one is meant."""
    if asked in known:
        return asked
    found = [key for key, names in known.items() if folded(asked) in map(folded, (key, *names))]
    return found[0] if len(found) == 1 else None


def near(asked: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys with a name that contains `asked`, then those with one spelt like it; at most five."""
    keys: dict[str, list[str]] = {}
    for key, names in known.items():
        for name in (key, *names):
            keys.setdefault(folded(name), []).append(key)
    wanted = folded(asked)
    containing = [name for name in keys if wanted in name]
    alike = get_close_matches(wanted, keys, n=SUGGESTED, cutoff=LIKENESS)
    return list(dict.fromkeys(key for name in (*containing, *alike) for key in keys[name]))[:SUGGESTED]
