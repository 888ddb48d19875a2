"""The English pages of the bundled real figures: what is Danish on them is marked as Danish."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from pipelines.catalogue.read import read_catalogue
from tests.conftest import Published
from tests.support import PROJECT

DANISH_WORDS = re.compile(
    r"(?<![\w/.=-])"
    r"(af|aldrig|blev|det|der|efter|eller|endnu|er|et|fra|gennemsnittet|hvad|ifølge|ikke|kommunens?|kr|mangler|når|og|også|"
    r"pct|på|som|tallene|tallet|til|ved|være|år)"
    r"(?![\w/=-])",
    re.IGNORECASE,
)
"""Words that are Danish and not English; not as parts of codes, addresses and checksums."""
ATTRIBUTES = ("alt", "aria-label", "content", "placeholder", "title")
NO_LANGUAGE = ("code", "script", "style")
WITHOUT_END = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "wbr"})


class _Texts(HTMLParser):
    """The texts of a page, also of drawings and attributes, that are said to be English."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, str]] = []

    @property
    def _is_english(self) -> bool:
        return bool(self._open) and self._open[-1][1] == "en"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        lang = values.get("lang", self._open[-1][1] if self._open else "")
        if lang == "en":
            self.texts += [values[name] for name in ATTRIBUTES if name in values]
        if tag not in WITHOUT_END:
            self._open.append((tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in WITHOUT_END:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_english and self._open[-1][0] not in NO_LANGUAGE:
            self.texts.append(data)


def english(file: Path) -> list[str]:
    reader = _Texts()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader.texts


def danish_in(text: str) -> set[str]:
    return {word.lower() for word in DANISH_WORDS.findall(text)}


def test_no_text_on_an_english_page_is_danish_unless_it_is_marked_so(published: Published) -> None:
    """Publishers keep their names, which are the same in all languages."""
    publishers = {source.publisher for source in read_catalogue(PROJECT / "data" / "catalogue").sources}
    names = re.compile("|".join(re.escape(name) for name in sorted(publishers, key=len, reverse=True)))
    files = list((published.workspace.current / "site" / "en").rglob("*.html"))
    assert len(files) > 200
    found = {}
    for file in files:
        texts = english(file)
        assert texts
        for text in texts:
            if words := danish_in(names.sub("", text)):
                found[text.strip()] = (file.parent.name, sorted(words))
    assert found == {}


def test_danish_is_told_from_english_codes_and_marks(published: Published, tmp_path: Path) -> None:
    assert danish_in("Tallet er ikke hentet endnu.") == {"er", "endnu", "ikke", "tallet"}
    assert danish_in("6,770 kr. pr. indbygger") == {"kr"}
    assert danish_in("The figures of FRA027 in data/og/x.csv, 4af.og, at hand") == set()
    page = tmp_path / "index.html"
    page.write_text(
        '<html lang="en"><p title="til">a<br><b lang="da">og</b> som</p><svg><title>ved</title></svg>', encoding="utf-8"
    )
    assert english(page) == ["til", "a", " som", "ved"]
    cited = english(published.workspace.current / "site" / "en" / "kilder" / "index.html")
    assert not any("afskrevet fra" in text for text in cited)
