"""From page files to checked pages: every name resolves, every query is sound, effect stands before process.

Belongs here: what can be known about a page before any figure is read. Does not belong here: the grammar itself
(`grammar`), SQL checks (`queries`), the rule (`rule`) and rendering (`rendering`).
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from dashboards.compiler.grammar import Node, Query, Source, Tag, line_of, read, read_translation, text_of, where
from dashboards.compiler.queries import Marts, check_shape
from dashboards.compiler.rule import EffectFirst, check_free
from dashboards.components import COMPONENTS
from dashboards.components.base import Component, Rows, Text
from dashboards.language import LANGUAGES, Language, lower_first, messages_file, translated
from seksby.errors import PageError

QUERIES_DIR = "queries"


@dataclass(frozen=True)
class ParsedPage:
    """A page that is right in itself: grammar, tags, the shape of its SQL, effect before process.

    Args:
        source: the page as written.
        queries: its queries by name, without the one it is made for each row of.
        for_each: that one.
        reads: the marts and shared queries that each of its queries reads.
    """

    source: Source
    queries: Mapping[str, Query]
    for_each: Query | None
    reads: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class CompiledPage:
    """A parsed page that fits a warehouse: its SQL runs there, and all names are known.

    Args:
        parsed: the page.
        parameters: for each query the parameters it uses.
        rows: the rows the page is made for, one empty row without for_each.
        paths: the site path for each of these rows.
    """

    parsed: ParsedPage
    parameters: Mapping[str, tuple[str, ...]]
    rows: tuple[dict[str, Any], ...]
    paths: tuple[str, ...]

    @property
    def source(self) -> Source:
        return self.parsed.source

    def questions(self, index: int) -> dict[str, Question]:
        """What the page asks for its row number `index`, by the name of the query."""
        row = self.rows[index] | {"language": self.source.lang.code}
        return {
            name: Question(query, tuple((used, row[used]) for used in self.parameters[name]), self.parsed.reads[name])
            for name, query in self.parsed.queries.items()
        }


SHOWN = 200
"""How many letters of an expression an error shows."""


@dataclass(frozen=True)
class Question:
    """A query with its parameters, and the marts and shared queries it reads."""

    query: Query
    parameters: tuple[tuple[str, Any], ...]
    reads: frozenset[str]


@cache
def expression(text: str, lang: Language) -> Template:
    """The compiled template of a text with `{{ }}`."""
    return _expression_language(lang).from_string(text)


@cache
def _names_in(text: str, lang: Language) -> frozenset[str]:
    return frozenset(find_undeclared_variables(_expression_language(lang).parse(text)))


@cache
def _expression_language(lang: Language) -> SandboxedEnvironment:
    """The language of `{{ }}`: escaped, sandboxed, an unknown name is an error; filters format as it does.

    `smaat` is for a title inside a sentence: its first letter small. `et` and `en` are
    counts in words, `ingen`, `ét` or `én` by the gender of what is counted, `to`, `12`.
    """
    environment = _Expressions(autoescape=True, undefined=StrictUndefined)
    environment.filters = {
        "tal": lang.number,
        "pct": lang.percent,
        "kr": lang.kroner,
        "dato": lang.date,
        "smaat": lower_first,
        "et": lang.counted,
        "en": partial(lang.counted, common=True),
    }
    environment.globals = {}
    return environment


class _Expressions(SandboxedEnvironment):
    """Names, numbers and our own filters: `'a' * 10**10` would take the machine's memory, as would some methods."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "*" and all(isinstance(each, int | float | Decimal) for each in (left, right)):
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"{operator} of these is not for pages")

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - as theirs is called
        return False


@dataclass(frozen=True)
class ParsedSite:
    """All pages, and the queries they share."""

    pages: tuple[ParsedPage, ...]
    shared: tuple[Query, ...]


def parse_pages(folder: Path) -> ParsedSite:
    """Parse every page of `folder`, in order of file name; needs no warehouse.

    Raises:
        PageError: a page breaks the grammar, the shape of its SQL or the effect-first rule.
    """
    files = sorted((folder / QUERIES_DIR).glob("*.sql"))
    shared = tuple(Query(file.stem, text_of(file), file, 1) for file in files)
    for number, query in enumerate(shared):
        check_shape(query, [earlier.name for earlier in shared[:number]])
    names = frozenset(query.name for query in shared)
    sources = [source for file in sorted(folder.glob("*.md")) for source in _in_every_language(file)]
    _check_translations(folder)
    return ParsedSite(tuple(_parse(source, names) for source in sources), shared)


def _in_every_language(file: Path) -> Iterator[Source]:
    """A page as written, and its translations; a language that has a folder has every page."""
    original = read(file)
    yield original
    for lang in LANGUAGES[1:]:
        if not (file.parent / lang.code).is_dir():
            continue
        translation = file.parent / lang.code / file.name
        if not translation.is_file():
            raise PageError(
                f"{file.name} has no text in {lang.name}",
                where=where(file, 1),
                expected=f"a file {lang.code}/{file.name} with a title and the page's tags",
                remedy="write it",
            )
        yield read_translation(translation, lang, original)


def _check_translations(folder: Path) -> None:
    """A translation that belongs to no page, or is in no language of the site, would be shown nowhere."""
    spoken = [lang.code for lang in LANGUAGES[1:]]
    for unknown in sorted(
        each for each in folder.iterdir() if each.is_dir() and each.name not in (QUERIES_DIR, *spoken)
    ):
        raise PageError(
            f"the site has no language {unknown.name!r}",
            where=str(unknown),
            expected=f"a folder for each of its languages but Danish: {', '.join(spoken)}",
            remedy="remove it; or give the site the language: an entry in dashboards/language.py, its messages in "
            f"dashboards/locale/{unknown.name}, and its field in the catalogue's `Bilingual` texts",
        )
    for lang in LANGUAGES[1:]:
        if not messages_file(lang.code).is_file():
            raise PageError(
                f"the site has no messages in {lang.name}",
                where=str(messages_file(lang.code)),
                expected="its texts, as `make messages` lays them out",
                remedy="write them; or take the language out of dashboards/language.py",
            )
        for file in sorted((folder / lang.code).glob("*.md")):
            if not (folder / file.name).is_file():
                raise PageError(
                    f"{lang.code}/{file.name} translates no page",
                    where=where(file, 1),
                    expected=f"a page {file.name} in the folder above",
                    remedy="give it the name of the page, or remove it",
                )


def compile_pages(folder: Path, marts: Marts) -> list[CompiledPage]:
    """Parse every page of `folder` and fit it to the warehouse.

    Raises:
        PageError: as `parse_pages`; or a page's SQL or a name does not fit, or two pages want the same path.
    """
    site = parse_pages(folder)
    marts.share(site.shared)
    pages = [fit(page, marts) for page in site.pages]
    taken: dict[str, Path] = {}
    for page in pages:
        for path in page.paths:
            if path in taken:
                raise PageError(
                    f"{page.source.file.name} and {taken[path].name} both write {path}",
                    where=where(page.source.file, page.source.lines["path"]),
                    expected="one page per path",
                    remedy="give one of them another path, or a for_each query with distinct rows",
                )
            taken[path] = page.source.file
    return pages


def _parse(source: Source, shared: frozenset[str]) -> ParsedPage:
    reads = {name: check_shape(query, shared) for name, query in source.queries.items()}
    for_each = _for_each(source)
    queries = {name: query for name, query in source.queries.items() if query is not for_each}
    rule = EffectFirst()
    for node in walk(source.nodes):
        if isinstance(node, Tag):
            component = _check_tag(node, source, frozenset(queries))
            rule.place(node.name, component.kinds, where(source.file, node.line))
            for name, attribute in node.attributes.items():
                spec = component.attributes[name]
                if isinstance(spec, Rows) and spec.free:
                    check_free(f"<{node.name}>", reads[attribute.value], where(source.file, node.line))
    for line, text in ((source.lines["title"], source.title), *_expressions(source.nodes)):
        used = _queries_in(text, source.lang)
        # A name that is no query is a column of the rows that the page is made for.
        asked = [*(used & reads.keys()), *([for_each.name] if for_each is not None and used - reads.keys() else [])]
        for name in sorted(asked):
            check_free(text, reads[name], where(source.file, line))
    return ParsedPage(source, queries, for_each, reads)


def _queries_in(text: str, lang: Language) -> frozenset[str]:
    """The names an expression uses; none of one that cannot be read, which `fit` tells."""
    try:
        return frozenset(_names_in(text, lang))
    except (TemplateError, RecursionError):
        return frozenset()


def fit(page: ParsedPage, marts: Marts) -> CompiledPage:
    """Fit one page to the warehouse, where the queries that pages share are shared already.

    Raises:
        PageError: its SQL or a name does not fit.
    """
    source = page.source
    rows, columns = _rows(page, marts)
    parameters = {name: marts.bind(query, (*columns, "language")) for name, query in page.queries.items()}
    names = frozenset(translated(dict.fromkeys(columns), source.lang)) | frozenset(parameters)
    _check_expression(source.title, source.lang, names, where(source.file, source.lines["title"]))
    for line, text in _expressions(source.nodes):
        _check_expression(text, source.lang, names, where(source.file, line))
    return CompiledPage(page, parameters, rows, tuple(_path(source, columns, row) for row in rows))


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node in document order."""
    for node in nodes:
        yield node
        if isinstance(node, Tag):
            yield from walk(node.children)


def _for_each(source: Source) -> Query | None:
    if source.for_each is None:
        return None
    if source.for_each not in source.queries:
        raise PageError(
            f"for_each names {source.for_each}, which is no query of the page",
            where=where(source.file, source.lines["for_each"]),
            expected=f"one of {', '.join(source.queries) or '(the page has no queries)'}",
            remedy="correct the name, or add the query",
        )
    return source.queries[source.for_each]


def _rows(page: ParsedPage, marts: Marts) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """The rows a page is made for, and their columns."""
    if page.for_each is None:
        return ({},), ()
    marts.bind(page.for_each, ())
    result = marts.run(page.for_each, {})
    return result.rows, result.columns


def _path(source: Source, columns: Sequence[str], row: Mapping[str, Any]) -> str:
    """The site path of one row; what fills a brace must be a slug, so that no value leads out of the site."""
    place = where(source.file, source.lines["path"])
    parts = []
    for text, field, _, _ in string.Formatter().parse(source.path):
        parts.append(text)
        if field is None:
            continue
        if field not in columns:
            raise PageError(
                f"the path names {{{field}}}",
                where=place,
                expected=f"columns of the for_each query: {', '.join(columns) or '(the page has none)'}",
                remedy="correct the name, or let the query give the column",
            )
        slug = str(row[field])
        if not slug or not set(slug) <= set(string.ascii_lowercase + string.digits + "-"):
            raise PageError(
                f"the path would hold {slug!r}",
                where=place,
                expected="letters a to z, digits and hyphens",
                remedy="correct the slug in the catalogue",
            )
        parts.append(slug)
    path = "".join(parts)
    if not (path.startswith("/") and path.endswith("/")):
        raise PageError(
            f"the path {path} is not a folder of the site",
            where=place,
            expected="a path that starts and ends with /",
            remedy="each page is the index.html of its path",
        )
    return path


def _expressions(nodes: Iterable[Node]) -> Iterator[tuple[int, str]]:
    """Everything with `{{ }}` in text and attributes, with its line."""
    for node in walk(nodes):
        if isinstance(node, Tag):
            yield from (
                (node.line, attribute.value) for attribute in node.attributes.values() if not attribute.is_query
            )
        else:
            for token in node.tokens:
                for child in token.children or ():
                    if child.type == "expression":
                        yield line_of(child), child.content


def _check_expression(text: str, lang: Language, names: frozenset[str], place: str) -> None:
    try:
        unknown = sorted(_names_in(text, lang) - names)
    except (TemplateError, RecursionError) as error:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
        raise PageError(
            f"{shown} cannot be read: {error}",
            where=place,
            expected="{{ query[0].column }} or {{ column }}, with a filter such as | tal(1)",
            remedy="correct the expression",
        ) from None
    if unknown:
        raise PageError(
            f"{text} uses {', '.join(unknown)}",
            where=place,
            expected=f"one of {', '.join(sorted(names)) or '(the page has no queries)'}",
            remedy="correct the name, or add the query",
        )


def _check_tag(tag: Tag, source: Source, queries: frozenset[str]) -> Component:
    place = where(source.file, tag.line)
    component = COMPONENTS.get(tag.name)
    if component is None:
        raise PageError(
            f"there is no component <{tag.name}>",
            where=place,
            expected=f"one of {', '.join(sorted(COMPONENTS))}",
            remedy="correct the name",
        )
    if component.container != tag.closes:
        raise PageError(
            f"<{tag.name}> {'holds nothing' if component.container else 'cannot hold other parts of the page'}",
            where=place,
            expected=f"<{tag.name} …> … </{tag.name}>" if component.container else f"<{tag.name} … />",
            remedy="correct the tag",
        )
    missing = [name for name, spec in component.attributes.items() if spec.required and name not in tag.attributes]
    if missing:
        raise PageError(
            f"<{tag.name}> lacks {', '.join(missing)}",
            where=place,
            expected=f"attributes {', '.join(component.attributes)}",
            remedy="add it",
        )
    for name, attribute in tag.attributes.items():
        spec = component.attributes.get(name)
        if spec is None:
            raise PageError(
                f"<{tag.name}> has no attribute {name}",
                where=place,
                expected=f"one of {', '.join(component.attributes) or '(it takes none)'}",
                remedy="correct the name",
            )
        if attribute.is_query != isinstance(spec, Rows):
            raise PageError(
                f"<{tag.name}> takes {name} as {'rows' if isinstance(spec, Rows) else 'text'}",
                where=place,
                expected=f"{name}={{query}}" if isinstance(spec, Rows) else f'{name}="text"',
                remedy="correct the attribute",
            )
        if isinstance(spec, Text):
            if spec.allowed is not None and attribute.value not in spec.allowed:
                raise PageError(
                    f"<{tag.name}> has no {name} {attribute.value!r}",
                    where=place,
                    expected=f"one of {', '.join(sorted(spec.allowed))}",
                    remedy="correct the value",
                )
        elif attribute.value not in queries:
            raise PageError(
                f"<{tag.name}> names the query {attribute.value}",
                where=place,
                expected=f"one of {', '.join(sorted(queries)) or '(the page has no queries)'}",
                remedy="correct the name, or add the query",
            )
    return component
