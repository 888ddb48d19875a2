"""The page language: front matter, Markdown, named SQL blocks, `{{ }}` and component tags.

Belongs here: reading one page into a tree with line numbers. Does not belong here: whether its names exist, its SQL is
sound or its order is right (`compiler`), and HTML (`rendering`).

    ---
    path: /{municipality_slug}/       where each page goes; columns of the for_each rows in braces
    for_each: places                  one page per row of this query; without it one page
    title: "{{ municipality_name }}"
    ---
    ```sql places                     a named query; `$name` is a column of the for_each row, bound and never pasted
    select …
    ```
    Text with {{ places[0].municipality_name }}.

    <Section title="Effekt">          a tag stands on lines of its own
    <EffectCards data={effects} />    {name} hands over a query's rows, "text" a text
    </Section>

A file `queries/<name>.sql` beside the pages holds a query without parameters that is run once per build; SQL on any
page, and in the files after it in the order of their names, reads its rows as a table of that name. Raw HTML is off.
Errors name file and line.

A page is written in Danish. `en/<same name>.md` holds its English text: a title and prose, with the same tags in the
same order, inside each other as there and on the same queries; path and SQL stand in the Danish file alone. Of a column
that is there as `title_da` and `title_en` a page says `title`; `$language` is always there for a text that is made in
SQL.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from dashboards.language import DANISH, Language
from seksby.errors import PageError
from seksby.reading import UnreadableError, read_text, read_yaml

TRANSLATES = "translates"
FRONT_MATTER_KEYS = ("path", "title", "for_each")
_FENCE = "---"


@dataclass(frozen=True)
class Query:
    """A named query; `line` is the line of `file` on which its SQL begins."""

    name: str
    sql: str
    file: Path
    line: int


@dataclass(frozen=True)
class Attribute:
    """An attribute of a tag: the name of a query, or a text."""

    value: str
    is_query: bool


@dataclass(frozen=True)
class Tag:
    """A component tag with what stands between it and its closing tag."""

    name: str
    attributes: dict[str, Attribute]
    line: int
    closes: bool
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Prose:
    """Markdown between tags."""

    tokens: Sequence[Token]


Node = Tag | Prose


@dataclass(frozen=True)
class Source:
    """One page as written in one language.

    `digest` is the fingerprint of its file, `prose` that of what a translator reads of it (`prose_digest`), and
    `translates` the `prose` of the page that this one is a translation of, where it says so.
    """

    file: Path
    digest: str
    prose: str
    translates: str | None
    lang: Language
    path: str
    title: str
    for_each: str | None
    lines: dict[str, int]
    queries: dict[str, Query]
    nodes: tuple[Node, ...]


def where(file: Path, line: int) -> str:
    """`dashboards/pages/x.md:12`, from the working directory where that is shorter."""
    return f"{str(file).removeprefix(os.getcwd() + os.sep)}:{line}"  # noqa: PTH109 - asked of every tag


def read(file: Path) -> Source:
    """Read one page as it is written in Danish.

    Raises:
        PageError: front matter, a tag or a block does not follow the grammar.
    """
    return _read(file, FRONT_MATTER_KEYS, ("path", "title"))


def read_translation(file: Path, lang: Language, original: Source) -> Source:
    """The text of a page in another language, with path and queries of the original.

    The key `translates` holds `prose_digest` of the text it was made of: a paragraph that is changed in Danish alone
    would otherwise stay as it was here, unseen.

    Raises:
        PageError: as `read`; or it has SQL of its own, other tags than the original, or another text was translated.
    """
    text = _read(file, ("title", TRANSLATES), ("title",))
    if text.translates not in (None, original.prose):
        raise PageError(
            f"{original.file.name} has changed since this was translated",
            where=where(file, text.lines[TRANSLATES]),
            expected=f"{TRANSLATES}: {original.prose}, the text as it is now",
            remedy="carry the change over, then run `make translated`",
        )
    for query in text.queries.values():
        raise PageError(
            f"the translation holds the query {query.name}",
            where=where(file, query.line),
            expected=f"SQL in {original.file.name} only, for all languages",
            remedy="move it there",
        )
    for ours, theirs in zip_longest(_tags(text.nodes), _tags(original.nodes), fillvalue=_NO_TAG):
        if ours.shape != theirs.shape:
            raise PageError(
                f"the translation has {ours.shape} where the page has {theirs.shape}",
                where=where(file, ours.line or text.lines["title"]),
                expected=f"the tags of {original.file.name} in their order, on the same queries",
                remedy="carry the change over",
            )
    return replace(
        text,
        lang=lang,
        path=lang.root + original.path.removeprefix("/"),
        for_each=original.for_each,
        queries=original.queries,
        lines=original.lines | text.lines,
    )


def prose_digest(text: str) -> str:
    """A short fingerprint of what a translator reads of a page: title, prose and tags, without SQL and line breaks."""
    title = re.search(r"^title:.*$", text, re.MULTILINE)
    body = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)[-1]
    read_by_people = re.sub(r"^```sql.*?^```", "", body, flags=re.MULTILINE | re.DOTALL)
    words = " ".join(f"{title[0] if title else ''} {read_by_people}".split())
    return hashlib.sha256(words.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class _Placed:
    """A tag without its texts, with what it stands in; `line` is 0 where there is none."""

    shape: str
    line: int


_NO_TAG = _Placed("no tag", 0)


def _tags(nodes: Sequence[Node], inside: str = "") -> Iterator[_Placed]:
    for node in nodes:
        if isinstance(node, Tag):
            handed = [
                f" {name}={{{attribute.value}}}" if attribute.is_query else f" {name}"
                for name, attribute in sorted(node.attributes.items())
            ]
            yield _Placed(f"<{node.name}{''.join(handed)}>{inside}", node.line)
            yield from _tags(node.children, f" inside <{node.name}>{inside}")


def _read(file: Path, allowed: Sequence[str], required: Sequence[str]) -> Source:
    return _parsed(file, text_of(file), tuple(allowed), tuple(required))


def text_of(file: Path) -> str:
    """The text of a page or of its SQL.

    Raises:
        PageError: it cannot be read.
    """
    try:
        return read_text(file)
    except UnreadableError as error:
        raise PageError(
            error.found, where=where(file, error.line), expected=error.expected, remedy="save it again as text in UTF-8"
        ) from None


@lru_cache(maxsize=256)  # more than there are pages: when one is edited, the others are not read anew
def _parsed(file: Path, text: str, allowed: Sequence[str], required: Sequence[str]) -> Source:
    front, lines, body = _front_matter(file, text, allowed, required)
    tokens = markdown().parse(body)
    _check_prose(file, tokens)
    queries = _queries(file, tokens)
    return Source(
        file=file,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        prose=prose_digest(text),
        translates=str(front[TRANSLATES]) if TRANSLATES in front else None,
        lang=DANISH,
        path=str(front.get("path", "")),
        title=str(front["title"]),
        for_each=front.get("for_each"),
        lines=lines,
        queries=queries,
        nodes=_tree(file, [token for token in tokens if not _is_query(token)]),
    )


def markdown() -> MarkdownIt:
    """CommonMark with tables, without raw HTML, with tags and `{{ }}`."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.block.ruler.before("fence", "tag", _tag_rule, {"alt": ["paragraph", "blockquote", "list"]})
    parser.inline.ruler.before("escape", "expression", _expression_rule)
    parser.inline.ruler.before("autolink", "stray_tag", _stray_tag_rule)
    return parser


def _front_matter(
    file: Path, text: str, allowed: Sequence[str], required: Sequence[str]
) -> tuple[dict[str, Any], dict[str, int], str]:
    """The keys, the line of each, and the body with the front matter blanked so that line numbers stay."""
    rows = text.split("\n")
    if rows[0].rstrip() != _FENCE or _FENCE not in [row.rstrip() for row in rows[1:]]:
        raise PageError(
            "the page has no front matter",
            where=where(file, 1),
            expected=f"a first line {_FENCE}, keys {', '.join(allowed)}, and a closing {_FENCE}",
            remedy="add it above the text",
        )
    end = [row.rstrip() for row in rows[1:]].index(_FENCE) + 1
    try:
        read_yaml("\n".join(rows[1:end]))  # within limits, before the slower reader that knows lines
        front = YAML().load("\n".join(rows[1:end])) or CommentedMap()
        if not isinstance(front, CommentedMap):
            raise UnreadableError("found no keys", "key: value on each line")
    except (UnreadableError, MarkedYAMLError) as error:
        raise PageError(
            f"the front matter is not YAML: {error.found if isinstance(error, UnreadableError) else error.problem}",
            where=where(file, error.line + 1 if isinstance(error, UnreadableError) else 2),
            expected="key: value on each line",
            remedy="put a text that has braces or a colon in quotes",
        ) from None
    lines = {key: front.lc.key(key)[0] + 2 for key in front}
    for key, line in lines.items():
        if key not in allowed:
            raise PageError(
                f"unknown front matter key {key}",
                where=where(file, line),
                expected=f"one of {', '.join(allowed)}",
                remedy="correct or remove it",
            )
    for key in required:
        if not front.get(key):
            raise PageError(
                f"the front matter has no {key}",
                where=where(file, 1),
                expected=f"the keys {', '.join(required)}",
                remedy=f"add {key}: …",
            )
    return front, lines, "\n".join([""] * (end + 1) + rows[end + 1 :])


def _is_query(token: Token) -> bool:
    return token.type == "fence" and token.info.split()[:1] == ["sql"]


def _queries(file: Path, tokens: Sequence[Token]) -> dict[str, Query]:
    queries: dict[str, Query] = {}
    for token in tokens:
        if not _is_query(token):
            continue
        line = line_of(token)
        names = token.info.split()[1:]
        if len(names) != 1 or not names[0].isidentifier() or token.level:
            raise PageError(
                "a SQL block without a usable name",
                where=where(file, line),
                expected="```sql name at the start of a line, the name in letters, digits and _",
                remedy="name the query after the rows it gives",
            )
        if names[0] in queries:
            raise PageError(
                f"two queries are named {names[0]}",
                where=where(file, line),
                expected="each name once",
                remedy="rename one of them",
            )
        queries[names[0]] = Query(names[0], token.content, file, line + 1)
    return queries


def line_of(token: Token) -> int:
    """The line of the page on which a token begins."""
    return (token.map or [0])[0] + 1


def _check_prose(file: Path, tokens: Sequence[Token]) -> None:
    """Turn away what prose may not hold, and give every part of a line its line number."""
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h1":
            raise PageError(
                "a heading of the first level in the text",
                where=where(file, line_of(token)),
                expected="## or deeper; the page's title is its only first-level heading",
                remedy="add a #",
            )
        before = ""
        for child in token.children or ():
            if child.type == "stray_tag":
                raise PageError(
                    f"the tag {child.content} stands inside a line of text",
                    where=where(file, line_of(token)),
                    expected="a tag on a line of its own, at the start of the line",
                    remedy="put blank lines around it",
                )
            # With blanks in the braces Markdown sees no link at all, only the text up to the expression.
            is_cut_link = child.type == "expression" and ")" not in before.rpartition("](")[2] and "](" in before
            before = child.content if child.type == "text" else ""
            child.map = token.map
            if is_cut_link or (child.type == "link_open" and "%7B%7B" in str(child.attrGet("href"))):
                raise PageError(
                    "{{ }} in the address of a link",
                    where=where(file, line_of(token)),
                    expected="{{ }} in text only; components make links from rows",
                    remedy="link to a fixed page, or use a component",
                )


def _tree(file: Path, tokens: Sequence[Token]) -> tuple[Node, ...]:
    """Tags as a tree, with the prose between them."""
    stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
    prose: list[Token] = []

    def flush() -> None:
        if prose:
            stack[-1][1].append(Prose(tuple(prose)))
            prose.clear()

    for token in tokens:
        if token.type != "tag":
            prose.append(token)
            continue
        flush()
        scanned: _Scanned = token.meta["scanned"]
        if scanned.problem:
            raise PageError(
                scanned.problem,
                where=where(file, line_of(token)),
                expected='<Name attribute={query} other="text" /> or <Name …> with </Name> further down',
                remedy="correct the tag",
            )
        if not scanned.is_closing and scanned.is_empty:
            stack[-1][1].append(Tag(scanned.name, scanned.attributes, line_of(token), closes=False))
        elif not scanned.is_closing:
            stack.append((token, []))
        else:
            opener, children = stack.pop()
            opened: _Scanned | None = opener.meta["scanned"] if opener else None
            if opener is None or opened is None or opened.name != scanned.name:
                raise PageError(
                    f"</{scanned.name}> closes nothing"
                    if opened is None
                    else f"</{scanned.name}> closes <{opened.name}>",
                    where=where(file, line_of(token)),
                    expected=f"</{opened.name}>" if opened else f"<{scanned.name}> above it",
                    remedy="pair the tags",
                )
            stack[-1][1].append(
                Tag(opened.name, opened.attributes, line_of(opener), closes=True, children=tuple(children))
            )
    flush()
    opener = stack[-1][0]
    if opener is not None:
        raise PageError(
            f"<{opener.meta['scanned'].name}> is never closed",
            where=where(file, line_of(opener)),
            expected="its closing tag further down, or /> at its end",
            remedy="close it",
        )
    return tuple(stack[0][1])


# --- Markdown rules ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scanned:
    """What stands in one pair of angle brackets; `problem` says why it is no tag."""

    name: str
    attributes: dict[str, Attribute]
    is_closing: bool
    is_empty: bool
    problem: str = ""


def _opens_tag(text: str, at: int) -> bool:
    return text[at : at + 1] == "<" and text[at + 1 : at + 3].removeprefix("/")[:1].isupper()


def _tag_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A tag at the start of a line; it may run on over the following lines up to its `>`."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.level or state.tShift[start_line] or not _opens_tag(state.src, start):
        return False
    if silent:
        return True
    limit = state.eMarks[end_line - 1]
    end = _tag_end(state.src, start, limit)
    line = start_line
    while line < end_line - 1 and state.eMarks[line] < end:
        line += 1
    if state.src[end : state.eMarks[line]].strip():
        scanned = _Scanned("", {}, False, True, "text follows the tag on its line")
    else:
        scanned = _scan(state.src[start:end])
    token = state.push("tag", "", 0)
    token.map = [start_line, line + 1]
    token.meta = {"scanned": scanned}
    state.line = line + 1
    return True


def _tag_end(text: str, start: int, limit: int) -> int:
    """Index after the `>` that ends the tag at `start`; a `>` in quotes does not count."""
    quoted = False
    for at in range(start, limit):
        quoted ^= text[at] == '"'
        if text[at] == ">" and not quoted:
            return at + 1
    return limit


def _scan(text: str) -> _Scanned:
    inner = text.removeprefix("<").removesuffix(">").strip()
    is_closing, is_empty = inner.startswith("/"), inner.endswith("/")
    words = list(_words(inner.strip("/").strip()))
    name = words[0] if words else ""
    attributes: dict[str, Attribute] = {}
    problem = "" if text.endswith(">") else "the tag has no >"
    for word in words[1:]:
        key, equals, value = word.partition("=")
        is_query = value.startswith("{") and value.endswith("}") and not value.startswith("{{")
        is_text = len(value) > 1 and value.startswith('"') and value.endswith('"')
        if not equals or not (is_query or is_text) or key in attributes:
            problem = problem or f"the attribute {word} is given twice or has no value in {{}} or quotes"
        attributes[key] = Attribute(value[1:-1].strip() if is_query else value[1:-1], is_query)
    if not name.isidentifier() or (is_closing and attributes):
        problem = problem or f"{text} is no tag"
    return _Scanned(name, attributes, is_closing, is_empty, problem)


def _words(text: str) -> Iterator[str]:
    """Split at blanks that are not in quotes."""
    word, quoted = "", False
    for letter in text:
        quoted ^= letter == '"'
        if letter.isspace() and not quoted:
            if word:
                yield word
            word = ""
        else:
            word += letter
    if word:
        yield word


def _expression_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    end = state.src.find("}}", state.pos, state.posMax)
    after = state.posMax if end < 0 else end + 2  # one without an end is read as far as it goes, and refused there
    if not silent:
        token = state.push("expression", "", 0)
        token.content = state.src[state.pos : after]
    state.pos = after
    return True


def _stray_tag_rule(state: StateInline, silent: bool) -> bool:
    if not _opens_tag(state.src, state.pos):
        return False
    if not silent:
        token = state.push("stray_tag", "", 0)
        token.content = state.src[state.pos : state.posMax].split()[0]
    state.pos = state.posMax
    return True
