"""What is rendered again when something changes, and that a kept page is the page a full build would give."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dashboards import PAGES_DIR, SiteReport, replay_site
from dashboards.compiler.grammar import Query
from dashboards.compiler.queries import Marts, Result
from dashboards.site.page_cache import Body, PageCache
from tests.browser.invented import Invented, invented
from tests.support import HANG_S
from tests.support.sites import build

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "start.md": """---
path: /
title: Start
---

```sql cities
select name, slug from marts.municipalities where is_viewpoint order by viewpoint_order
```

```sql files
select snapshot_id, licence, count(*) over () as file_count from marts.snapshots order by snapshot_id
```

<LinkList data={cities} label="Byer" />

{{ files[0].file_count }} {{ files[0].licence }}
""",
    "by.md": """---
path: /{slug}/
for_each: cities
title: "{{ name }}"
---

```sql cities
select name, slug, municipality_code from marts.municipalities where is_viewpoint order by viewpoint_order
```

```sql effects
select * from all_effects where municipality_code = $municipality_code order by indicator_id
```

```sql values
select *, municipality_code = $municipality_code as is_own
from all_values
where is_compared
order by indicator_id, compared_order, year
```

```sql targets
select * from marts.target_progress where municipality_code = $municipality_code order by indicator_id
```

<Section title="Effekt">
<EffectCards data={effects} values={values} targets={targets} />
</Section>
""",
    "tal.md": """---
path: /tal/{slug}/
for_each: measures
title: "{{ title }}"
---

```sql measures
select indicator_id, slug, title_da, title_en from marts.indicators where kind = 'effect' order by indicator_id
```

```sql latest
select * from all_effects where indicator_id = $indicator_id and municipality_code = '751'
```

```sql points
select *, false as is_own
from all_values
where municipality_code = '751' and indicator_id = $indicator_id
order by year
```

```sql none
select * from marts.target_progress where municipality_code = 'nobody'
```

<Section title="Effekt">
<EffectCards data={latest} values={points} targets={none} />
</Section>
""",
}
"""A start page, one of each city with cards and drawings, and one of each effect: every way in which pages depend."""
SHARED = ("about_corrected", "about_indicators", "about_values", "all_effects", "all_values")
CITIES = {"koebenhavn", "aarhus", "odense", "aalborg", "esbjerg", "randers"}
BUILD = """
import sys
from pathlib import Path
from dashboards import make_pages, write_site
warehouse, out, cache, pages = map(Path, sys.argv[1:])
"""


@dataclass
class Workshop:
    """Builds of the invented site that share a cache."""

    folder: Path
    cache: Path
    numbers: Iterator[int]
    pages: Path

    def build(self, world: Invented, *, cache: Path | None = None) -> tuple[SiteReport, dict[str, bytes]]:
        number = next(self.numbers)
        warehouse = world.write(self.folder / f"{number}.duckdb")
        report = build(warehouse, self.folder / f"{number}", cache=cache or self.cache, pages=self.pages)
        return report, files(self.folder / f"{number}")

    def build_in_full(self, world: Invented) -> dict[str, bytes]:
        """Without any kept page; charts are known by their own inputs and may be taken."""
        cache = copy(self.cache, self.folder / f"full-{next(self.numbers)}")
        shutil.rmtree(cache / "pages")
        report, built = self.build(world, cache=cache)
        assert report.pages_reused == 0
        return built


def copy(cache: Path, to: Path) -> Path:
    """A cache with pages of its own. The drawings stay shared (`warmed`): other workers write them at this moment."""
    return shutil.copytree(cache, to, symlinks=True)


def files(root: Path) -> dict[str, bytes]:
    return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def split(page: bytes) -> tuple[bytes, bytes]:
    """What a page says, and the shell around it."""
    before, _, rest = page.partition(b"<main")
    body, _, after = rest.partition(b"</main>")
    return body, before + after


def changed(before: dict[str, bytes], after: dict[str, bytes], *, shell: bool = False) -> set[str]:
    """The pages whose content, or else whose shell, is another."""
    return {
        name.removesuffix("/index.html")
        for name in before
        if name.endswith(".html") and split(before[name])[shell] != split(after[name])[shell]
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, warmed: Callable[[Path], Path]) -> Workshop:
    """A site built once; nothing changes its kept pages."""
    folder = tmp_path_factory.mktemp("first")
    pages = folder / "pages"
    (pages / "queries").mkdir(parents=True)
    for name, text in PAGES.items():
        (pages / name).write_text(text, encoding="utf-8")
    for name in SHARED:
        shutil.copy2(PAGES_DIR / "queries" / f"{name}.sql", pages / "queries")
    workshop = Workshop(folder, warmed(folder / "cache"), count(), pages)
    workshop.build(invented())
    return workshop


@pytest.fixture
def workshop(first: Workshop, tmp_path: Path) -> Workshop:
    """One whose kept pages a test may change."""
    return Workshop(tmp_path, copy(first.cache, tmp_path / "cache"), count(), first.pages)


@pytest.fixture(scope="module")
def first_site(first: Workshop) -> dict[str, bytes]:
    return files(first.folder / "0")


def row(world: Invented, table: str, **known: Any) -> dict[str, Any]:
    (found,) = [row for row in world.rows[table] if known.items() <= row.items()]
    return found


def test_a_copied_cache_has_pages_of_its_own_and_never_copies_what_others_write(
    first: Workshop, workshop: Workshop
) -> None:
    """A drawing half written by another worker has its last name the moment after, and cannot be copied."""
    for part in ("charts", "scripts"):
        assert (workshop.cache / part).samefile(first.cache / part)
    assert not (workshop.cache / "pages").samefile(first.cache / "pages")


def test_only_the_pages_that_show_a_changed_figure_are_rendered(
    workshop: Workshop, first_site: dict[str, bytes]
) -> None:
    """A figure stands in the shell too, which is written anew for every page: in the name of the list of figures."""
    world = invented()
    row(world, "indicator_values", indicator_id="grades", municipality_code="751", year=2021)["value"] = 6.25
    report, site = workshop.build(world)
    shown = {*CITIES, "tal/grades"}
    assert changed(first_site, site) == shown
    assert len(changed(first_site, site, shell=True)) == report.pages
    assert report.pages_rendered == len(shown)
    assert report.pages_reused == report.pages - len(shown) == len(PAGES) + 3


def changes(world: Invented) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows of every kind that pages show, with what becomes of them."""
    return [
        (row(world, "effect_overview", indicator_id="grades", municipality_code="730"), {"verdict": "clearly_better"}),
        (row(world, "indicator_values", indicator_id="life", municipality_code="101", year=2024), {"value": 70}),
        (world.rows["snapshots"][0], {"licence": "CC0"}),
        (world.rows["target_progress"][0], {"target": 1}),
        (world.rows["indicator_warnings"][0], {"text_da": "Et andet forbehold."}),
        (row(world, "municipalities", municipality_code="461"), {"name": "Omdøbt"}),
        (row(world, "indicators", indicator_id="absence"), {"title_da": "Et andet navn"}),
        (row(world, "indicators", indicator_id="absence"), {"kind": "activity"}),
    ]


def test_after_any_change_the_site_is_what_a_full_build_gives(workshop: Workshop) -> None:
    world = invented()
    for target, values in changes(world):
        target |= values
        report, site = workshop.build(world)
        assert 0 < report.pages_rendered < report.pages, values
        assert site == workshop.build_in_full(world)


def test_a_new_release_of_the_same_figures_renders_nothing_and_names_itself(workshop: Workshop) -> None:
    world = invented()
    world.rows["release"][0]["release_id"] = "0123abc"
    report, site = workshop.build(world)
    assert report.pages_rendered == 0
    assert all(b"Udgave 0123abc." in content for name, content in site.items() if name.endswith(".html"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the marts are asked each query, by its name."""
    counter: Counter[str] = Counter()
    run = Marts.run

    def counted(self: Marts, query: Query, parameters: dict[str, Any]) -> Result:
        counter[query.name] += 1
        return run(self, query, parameters)

    monkeypatch.setattr(Marts, "run", counted)
    return counter


def test_an_unchanged_page_asks_nothing(workshop: Workshop, asked: Counter[str]) -> None:
    """Which pages there are is asked every time, once for each page file."""
    report, _ = workshop.build(invented())
    assert report.pages_rendered == 0
    assert {name: asked[name] for name in ("effects", "values", "targets", "latest", "files")} == dict.fromkeys(
        ("effects", "values", "targets", "latest", "files"), 0
    )
    assert (asked["cities"], asked["measures"]) == (1, 1)


def test_a_changed_table_is_asked_by_the_queries_that_read_it(workshop: Workshop, asked: Counter[str]) -> None:
    world = invented()
    world.rows["target_progress"][0]["target"] = 1
    report, _ = workshop.build(world)
    assert (asked["targets"], asked["latest"], asked["files"]) == (1, 0, 0)  # once for all six pages
    assert report.pages_rendered == 1
    # The page that is rendered needs all its answers.
    assert (asked["effects"], asked["values"]) == (1, 1)


def test_rows_in_another_order_are_the_same_rows(workshop: Workshop, first_site: dict[str, bytes]) -> None:
    world = invented()
    for rows in world.rows.values():
        rows.reverse()
    report, site = workshop.build(world)
    assert report.pages_rendered == 0
    assert site == first_site


def test_a_page_is_rendered_again_when_another_it_links_to_comes_or_goes(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    body = Body("Titel", "<p>æ</p>", {"a.csv": b"\xef\xbb\xbfa"}, {"/a/": True, "/b/": False, "/a.xlsx": True})
    there = {"/a/", "/x/", "/a.xlsx"}
    cache.keep("/x/", "key", body)
    assert cache.find("/x/", "key", there) == body
    assert cache.find("/x/", "other", there) is None
    assert cache.find("/y/", "key", there) is None
    assert cache.find("/x/", "key", {"/a.xlsx"}) is None
    assert cache.find("/x/", "key", there | {"/b/"}) is None
    assert cache.find("/x/", "key", {"/a/", "/x/"}) is None


def age(file: Path, days: float) -> None:
    stamp = time.time() - days * 24 * 3600
    os.utime(file, (stamp, stamp))


def test_what_no_build_asked_for_in_30_days_is_removed_at_the_end_of_a_build(workshop: Workshop) -> None:
    """Not what the build itself uses, however old, and not what another build that shares the cache used lately."""
    kept = workshop.cache / "pages"
    used = set(kept.iterdir())
    for entry in used:
        age(entry, 300)
    other = PageCache(workshop.cache)
    body = Body("Titel", "<p>æ</p>", {}, {})
    gone: set[Path] = set()
    another: set[Path] = set()
    for path, days, group in (("/gone/", 31, gone), ("/en/another/", 29, another)):
        before = set(kept.iterdir())
        other.keep(path, "key", body)
        (entry,) = set(kept.iterdir()) - before
        age(entry, days)
        group.add(entry)
    half = kept / "half.page.123.part"
    half.write_bytes(b"half")
    age(half, 31)
    (workshop.cache / "charts").unlink()  # the session's own
    drawings = {name: workshop.cache / "charts" / "ab" / name for name in ("gone.chart", "of-old.svg", "another.chart")}
    for name, file in drawings.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"drawn")
        age(file, 29 if name == "another.chart" else 31)
    report, _ = workshop.build(invented())
    assert report.pages_reused == report.pages
    assert set(kept.iterdir()) == used | another
    assert [name for name, file in drawings.items() if file.exists()] == ["another.chart"]
    assert PageCache(workshop.cache).find("/gone/", "key", {}) is None
    assert PageCache(workshop.cache).find("/en/another/", "key", {}) == body


def test_a_new_page_is_linked_to(workshop: Workshop) -> None:
    world = invented()
    row(world, "municipalities", municipality_code="200").update(is_viewpoint=True, viewpoint_order=9)
    _, site = workshop.build(world)
    assert site == workshop.build_in_full(world)
    assert b"opdigtet-200/index.html" in site["index.html"]


def test_a_damaged_entry_is_never_trusted(workshop: Workshop, first_site: dict[str, bytes]) -> None:
    """Cut off, changed inside, empty, another page's, another version's: one of these for each entry in turn."""
    entries = sorted((workshop.cache / "pages").glob("*.page"))
    content = [entry.read_bytes() for entry in entries]
    for number, entry in enumerate(entries):
        own = content[number]
        faulty = (
            own[:-20],
            own.replace(b"<h2", b"<h3").replace(b"</", b"< "),
            b"",
            content[number - 1],
            own[:9] + own[8:],
        )
        assert own != faulty[number % 5]
        entry.write_bytes(faulty[number % 5])
    report, site = workshop.build(invented())
    assert report.pages_reused == 0
    assert site == first_site


def test_a_killed_build_leaves_whole_entries_only(workshop: Workshop, first_site: dict[str, bytes]) -> None:
    shutil.rmtree(workshop.cache / "pages")
    warehouse = invented().write(workshop.folder / "killed.duckdb")
    program = f"""{BUILD}
import os, signal
calls, replace = [], Path.replace
def dies_at_the_fourth(self, target):
    calls.extend([self] if target.suffix == ".page" else [])
    if len(calls) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = dies_at_the_fourth
make_pages(warehouse, out, cache=cache, pages=pages)
"""
    done = run(program, ROOT, warehouse, workshop.folder / "killed", workshop.cache, workshop.pages)
    assert done.returncode == -9
    report, site = workshop.build(invented())
    assert report.pages_reused == 3
    assert site == first_site


def test_a_changed_template_renders_all_pages_and_a_changed_shell_none(
    workshop: Workshop, first_site: dict[str, bytes]
) -> None:
    code = workshop.folder / "code"
    for package in ("dashboards", "seksby"):
        shutil.copytree(ROOT / package, code / package, ignore=shutil.ignore_patterns("__pycache__"))
    warehouse = invented().write(workshop.folder / "code.duckdb")
    program = f"{BUILD}\nprint(write_site(make_pages(warehouse, out, cache=cache, pages=pages), out).pages_rendered)"
    templates = code / "dashboards" / "templates"

    def edit(name: str, old: str, new: str) -> None:
        text = (templates / name).read_text(encoding="utf-8")
        assert old in text
        (templates / name).write_text(text.replace(old, new), encoding="utf-8")

    edit("page.html", "</footer>", "<p>Skal</p></footer>")
    done = run(program, code, warehouse, workshop.folder / "shell", workshop.cache, workshop.pages)
    assert done.stdout.strip() == "0", done.stderr
    site = files(workshop.folder / "shell")
    assert all(b"<p>Skal</p>" in content for name, content in site.items() if name.endswith(".html"))
    edit("section.html", "<section", '<section data-new="1"')
    done = run(program, code, warehouse, workshop.folder / "template", workshop.cache, workshop.pages)
    assert int(done.stdout) == sum(name.endswith(".html") for name in first_site), done.stderr
    assert b'<section data-new="1"' in files(workshop.folder / "template")["randers/index.html"]


def run(program: str, code: Path, *arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=code,
        env={"PYTHONPATH": str(code)},
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )


def test_what_was_changed_in_a_site_after_it_was_made_is_named(first: Workshop, tmp_path: Path) -> None:
    """The workbooks of these sites are stand-ins, which is a change too. Of a picture, what is said is compared."""
    site = shutil.copytree(first.folder / "0", tmp_path / "site")
    pages = [name for name in files(site) if name.endswith("index.html")]
    page, csv = site / "randers" / "index.html", next(site.glob("tal/*/*.csv"))
    page.write_bytes(page.read_bytes().replace(b"</main>", "<p>På 19 af 20 effektmål</p></main>".encode(), 1))
    csv.write_bytes(csv.read_bytes().replace(b"751;", b"730;", 1))
    picture = next(site.glob("tal/*/*.svg"))
    picture.write_bytes(picture.read_bytes().replace(b">Kilde: ", b">Kilden er: ", 1))
    (site / "aarhus" / "index.html").unlink()
    found = replay_site(first.folder / "0.duckdb", site, pages=first.pages)
    named = {"randers/index.html", "aarhus/index.html", *(f.relative_to(site).as_posix() for f in (csv, picture))}
    assert set(found.differing) == {"seksby.xlsx", "en/seksby.xlsx"} | named
    assert found.pages == len(pages)
