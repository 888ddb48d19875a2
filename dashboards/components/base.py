"""What a component is: its tag, the attributes it takes, the kinds of indicator it shows, and how it renders.

Belongs here: the declaration that the compiler and the effect-first rule read, and what a component may ask of the page
it stands on. Does not belong here: any single component.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from markupsafe import Markup

from dashboards.drawing.charts import Chart
from dashboards.drawing.picture import Frame
from dashboards.language import Language


class Page(Protocol):
    """What a component may ask of the page it is rendered on."""

    @property
    def lang(self) -> Language:
        """The language the page is written in."""

    @property
    def sections(self) -> Sequence[str]:
        """The titles of the page's sections, in their order."""

    @property
    def path(self) -> str:
        """Where the page lies on the site: `/randers/`, in English `/en/randers/`."""

    def link(self, path: str, anchor: str = "") -> str:
        """Relative address of the page `path` (`/tal/x/`) in this page's language; it must be a page of the site."""

    def has(self, path: str) -> bool:
        """Whether `link` may lead to `path`."""

    def download(self, path: str) -> str:
        """Relative address of a file of the site that belongs to no page."""

    def shared_file(self, path: str) -> str:
        """Relative address of a file that is the same in every language; empty where the site has none."""

    def csv(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
        """Write `name`.csv beside the page and return its relative address."""

    def file(self, name: str, content: bytes) -> str:
        """Write the file `name` beside the page and return its relative address."""

    def chart(self, chart: Chart, *, title: str, description: str, width: int, picture: str = "") -> Markup:
        """Place `chart` here, with the texts a screen reader gives; `width` is the widest it is shown, in px.

        It is drawn in `picture` too, where that is named.
        """

    def picture(self, frame: Frame) -> Frame:
        """Write the charts placed for the picture of this name, with the texts of `frame`, beside the page."""

    def template(self, name: str, **values: Any) -> Markup:
        """Render the template `name` with `values`, escaped."""


@dataclass(frozen=True)
class Rows:
    """An attribute `name={query}`: the rows of a named query as instances of `shape` (dicts where it is none).

    Args:
        shape: the dataclass whose fields are the columns the query must give.
        shown: whether these rows are figures the component shows, so that the effect-first rule applies to them.
        required: whether the tag must name it.
        free: whether the component writes out whatever a query gives, so that the query may read no figures at all.
    """

    shape: type[Any] | None = None
    shown: bool = False
    required: bool = True
    free: bool = False


@dataclass(frozen=True)
class Text:
    """An attribute `name="text"`; `{{ }}` inside it is filled in from the page's queries."""

    required: bool = True
    allowed: frozenset[str] | None = None


@dataclass(frozen=True)
class Component:
    """A component of the page grammar.

    Args:
        tag: its name on pages.
        kinds: the kinds of indicator it may show, in the order it shows them; empty for one that shows none.
        attributes: what may stand in the tag.
        render: called with the page and the attributes by name, gives HTML.
        container: whether it has a closing tag; `render` then also gets `body`.
    """

    tag: str
    kinds: tuple[str, ...]
    render: Callable[..., Markup]
    attributes: Mapping[str, Rows | Text] = field(default_factory=dict)
    container: bool = False
