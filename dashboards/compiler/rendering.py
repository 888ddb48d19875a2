"""From a compiled page and one of its rows to HTML.

Belongs here: filling in `{{ }}`, calling components and the effect-first rule on their rows. Does not belong here:
which pages there are, asking their queries and writing them (`site`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from dashboards import language
from dashboards.compiler.compile import CompiledPage, expression
from dashboards.compiler.grammar import Node, Prose, Tag, line_of, markdown, where
from dashboards.compiler.queries import Result, instances
from dashboards.compiler.rule import EffectFirst
from dashboards.components import COMPONENTS
from dashboards.components.base import Rows
from dashboards.drawing.charts import Chart
from dashboards.drawing.picture import Frame
from dashboards.folders import DASHBOARDS_DIR
from dashboards.language import Language, translated
from dashboards.spreadsheet import csv_bytes
from dashboards.words import beside
from dashboards.words import closed_lists as words
from seksby.errors import PageError


@dataclass(frozen=True)
class PlacedChart:
    """A chart on a page and the texts that go with it."""

    chart: Chart
    title: str
    description: str
    width: int
    picture: str


@dataclass
class Rendering:
    """One page in the making: what components may ask for (`components.base.Page`), and what they left behind.

    `others` is whom the page's municipality is held up against.
    `site_files` are the paths of the site's files that belong to no page.
    `asked` is every site path that was asked for, and whether it was there: what a page depends on besides its rows.
    """

    path: str
    lang: Language
    site_paths: Container[str]
    site_files: Container[str]
    templates: Environment
    others: str = ""
    place: str = ""
    sections: Sequence[str] = ()
    charts: list[PlacedChart] = field(default_factory=list)
    pictures: list[Frame] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, page: CompiledPage, index: int, site_paths: Container[str], site_files: Container[str]) -> Rendering:
        """Of the page for its row number `index`, on a site of these paths and files."""
        lang = page.source.lang
        return cls(
            page.paths[index],
            lang,
            site_paths,
            site_files,
            templates(lang),
            others=beside.others_of(lang, page.rows[index]),
        )

    def link(self, path: str, anchor: str = "") -> str:
        if not self.has(path):
            raise PageError(
                f"a link to {path}, which is no page of the site",
                where=self.place,
                expected="the path of a page, with / at both ends",
                remedy="correct the path, or add the page",
            )
        return self.relative(f"{self.in_language(path)}index.html") + (f"#{anchor}" if anchor else "")

    def has(self, path: str) -> bool:
        """Whether `link` may lead to `path`."""
        own = self.in_language(path)
        there = own in self.site_paths
        self.asked[own] = there
        return there

    def in_language(self, path: str) -> str:
        """Where a page that is written `/kilder/` lies in this page's language."""
        return self.lang.root + path.removeprefix("/")

    def relative(self, path: str) -> str:
        """Relative address of a file of the site, so that pages work from any folder and from file://."""
        return posixpath.relpath(path, self.path)

    def download(self, path: str) -> str:
        own = self.in_language(path)
        if own not in self.site_files:
            raise PageError(
                f"a link to {path}, which is no file of the site",
                where=self.place,
                expected="the path of a workbook, or of a file under /data/",
                remedy="correct the path",
            )
        self.asked[own] = True
        return self.relative(own)

    def shared_file(self, path: str) -> str:
        """Address of a file that is the same in every language, such as a source's; empty where the site has none."""
        self.asked[path] = path in self.site_files
        return self.relative(path) if self.asked[path] else ""

    def csv(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
        """What a spreadsheet of the page's language opens without questions.

        `columns` are messages, or already in the page's language; what a reader reads in `rows` is.
        """
        return self.file(f"{name}.csv", csv_bytes(self.lang, [self.lang.say(column) for column in columns], rows))

    def file(self, name: str, content: bytes) -> str:
        if self.files.setdefault(name, content) != content:
            raise PageError(
                f"two components write {name} with different rows",
                where=self.place,
                expected="one file per name on a page",
                remedy="show the rows once",
            )
        return name

    def chart(self, chart: Chart, *, title: str, description: str, width: int, picture: str = "") -> Markup:
        # A comment, because no text from the data can hold one once it is escaped.
        self.charts.append(PlacedChart(chart, title, description, width, picture))
        return Markup("<!--chart {}-->").format(len(self.charts) - 1)

    def picture(self, frame: Frame) -> Frame:
        self.pictures.append(frame)
        return frame

    def template(self, name: str, **values: Any) -> Markup:
        return Markup(self.templates.get_template(name).render(page=self, **values))  # noqa: S704 - escaped there


class _Compiled(BytecodeCache):
    """Templates as they were compiled for one language: they are the same in all, whose words are looked up later."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@cache
def _compiled() -> _Compiled:
    return _Compiled()


@cache
def templates(lang: Language) -> Environment:
    """The HTML of page shell and components; everything escaped, an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(DASHBOARDS_DIR / "templates"),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    environment.globals.update(words=words, lang=lang, _=lang.say_markup, text=language)
    return environment


def render(page: CompiledPage, index: int, results: Mapping[str, Result], rendering: Rendering) -> tuple[str, Markup]:
    """Title and body of the page for its row number `index`, with the rows of its queries.

    Raises:
        PageError: a value is not there, or the rows break the effect-first rule.
    """
    lang = page.source.lang
    row = translated(page.rows[index], lang) | {"language": lang.code}
    told = {name: result.translated(lang) for name, result in results.items()}
    values = {**row, **{name: _Rows(result) for name, result in told.items()}}
    writer = _Writer(page, told, values, rendering)
    title = writer.fill(page.source.title, page.source.lines["title"])
    rendering.sections = writer.sections()
    return str(title.unescape()), _unbroken(writer.write(page.source.nodes))


class _Rows(Sequence[Mapping[str, Any]]):
    """The rows of an answer for `{{ }}`, which asks for few of all that a page has."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def __len__(self) -> int:
        return len(self._result.values)

    def __getitem__(self, place: Any) -> Any:
        return self._result.rows[place]


_PARTS = re.compile(r"(<[^>]*>)")
_AS_IT_STANDS = ("svg", "code", "pre", "option", "textarea", "script", "style")
"""Elements whose text is no running text, or which hold no other elements."""


def _unbroken(html: str) -> Markup:
    """`language.unbroken` of all text a page has outside drawings and code, however a component came by it."""
    written, within = [], ""
    for n, part in enumerate(_PARTS.split(html)):
        if n % 2:
            name = part.strip("</>").split()[0] if part[1:2] != "!" else ""
            if not within and name in _AS_IT_STANDS and part[1] != "/":
                within = name
            elif name == within and part[1] == "/":
                within = ""
            written.append(part)
        else:
            written.append(part if within or "-" not in part else str(language.unbroken(Markup(part))))  # noqa: S704
    return Markup("".join(written))  # noqa: S704 - escaped where it was written


class _Writer:
    def __init__(
        self, page: CompiledPage, results: Mapping[str, Result], values: Mapping[str, Any], rendering: Rendering
    ) -> None:
        self._page = page
        self._results = results
        self._values = values
        self._rendering = rendering
        self._rule = EffectFirst()
        self._instances: dict[tuple[str, Any], list[Any]] = {}
        self._markdown = _markdown_writer()

    def write(self, nodes: Sequence[Node]) -> Markup:
        return Markup("").join(self._prose(node) if isinstance(node, Prose) else self._tag(node) for node in nodes)

    def sections(self) -> list[str]:
        """The titles of all sections, before any of them is written."""

        def titles(nodes: Sequence[Node]) -> Iterator[str]:
            for tag in nodes:
                if isinstance(tag, Tag):
                    if tag.name == "Section":
                        yield str(self.fill(tag.attributes["title"].value, tag.line).unescape())
                    yield from titles(tag.children)

        return list(titles(self._page.source.nodes))

    def fill(self, text: str, line: int) -> Markup:
        """`text` with its `{{ }}` filled in, escaped."""
        try:
            return Markup(expression(text, self._page.source.lang).render(self._values))  # noqa: S704 - the environment escapes
        except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
            raise PageError(
                f"{text} cannot be filled in: {error}",
                where=where(self._page.source.file, line),
                expected="a value that the page's queries give for every row it is made for",
                remedy="correct the expression, or the query",
            ) from None

    def _prose(self, prose: Prose) -> Markup:
        environment = {"fill": self.fill, "link": self._link}
        html = self._markdown.renderer.render(prose.tokens, self._markdown.options, environment)
        return Markup('<div class="prose">{}</div>').format(Markup(html))  # noqa: S704 - Markdown without raw HTML

    def _link(self, address: str, line: int) -> str:
        self._rendering.place = where(self._page.source.file, line)
        path, _, anchor = address.partition("#")
        return self._rendering.link(path, anchor)

    def _tag(self, tag: Tag) -> Markup:
        component = COMPONENTS[tag.name]
        place = where(self._page.source.file, tag.line)
        values: dict[str, Any] = {}
        for name, spec in component.attributes.items():
            if name not in tag.attributes:
                continue
            attribute = tag.attributes[name]
            if isinstance(spec, Rows):
                values[name] = self._rows(attribute.value, spec.shape, place)
                if spec.shown:
                    self._rule.show(tag.name, component.kinds, values[name], place)
            else:
                values[name] = str(self.fill(attribute.value, tag.line).unescape())
        if component.container:
            values["body"] = self.write(tag.children)
        self._rendering.place = place
        return component.render(self._rendering, **values)

    def _rows(self, query: str, shape: Any, place: str) -> Sequence[Any]:
        """The rows of a query in the shape a component asks for, made once a page however many ask."""
        if not shape:
            return self._results[query].rows
        if (query, shape) not in self._instances:
            self._instances[query, shape] = instances(shape, self._results[query], name=query, place=place)
        return self._instances[query, shape]


def _markdown_writer() -> MarkdownIt:
    """Markdown to HTML with filled-in expressions, heading anchors and links made relative."""
    parser = markdown()
    parser.add_render_rule("expression", _write_expression)
    parser.add_render_rule("heading_open", _write_heading)
    parser.add_render_rule("link_open", _write_link)
    return parser


def _write_expression(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    return str(env["fill"](tokens[index].content, line_of(tokens[index])))


def _write_heading(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    tokens[index].attrSet("id", language.slug(tokens[index + 1].content))
    return self.renderToken(tokens, index, options, env)


def _write_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    href = str(token.attrGet("href"))
    if href.startswith("/"):
        relative = env["link"](href, line_of(token))
        token = Token(token.type, token.tag, token.nesting, attrs={**token.attrs, "href": relative})
    return self.renderToken([token], 0, options, env)
