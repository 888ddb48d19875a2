"""A brief that somebody holds is read as it is printed: each number in it against the second computation."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import pytest
from pptx import Presentation

from dashboards.brief.export import write_agenda, write_briefs
from dashboards.compiler.queries import Marts
from dashboards.language import LANGUAGES
from pipelines.recomputing.papers import checking, text
from pipelines.releases import release
from pipelines.releases.proof import paper
from pipelines.releases.sealing import stored
from seksby.errors import UsageError
from tests.conftest import Published
from tests.support.asking import asked


@pytest.fixture(scope="module")
def papers(published: Published, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What stands on the pages of Randers' briefs of three areas, and of an agenda, in both languages and forms."""
    folder = tmp_path_factory.mktemp("papers")
    warehouse, cache = release.find(published.workspace).warehouse, published.workspace.cache
    # Opened once: what all pages share is half a second's work each time.
    with Marts.open(warehouse) as marts, patch.object(Marts, "open", return_value=nullcontext(marts)):
        of, areas = {"cache": cache, "municipality": "Randers"}, ["sundhed", "kultur"]
        for lang in LANGUAGES:
            for area in ("folkeskole", "dagtilbud", "aeldre"):
                write_briefs(warehouse, folder, **of, area=area, lang=lang)
            write_agenda(warehouse, folder, **of, committee="Udvalg", areas=areas, lang=lang)
    return {file.name: text.pages(file) for file in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def again(published: Published) -> list[checking.Recomputed]:
    found = release.find(published.workspace)
    return paper.computed(published.workspace, found, stored.check(published.workspace, found.manifest))


def test_every_number_of_briefs_slides_and_agendas_is_as_computed(
    papers: dict[str, list[str]], again: list[checking.Recomputed]
) -> None:
    assert len(papers) == 16
    for name, pages in papers.items():
        code = "en" if "-en." in name else "da"
        held = checking.check(pages, code, again)
        assert held.otherwise == [], name
        assert held.numbers >= (2 if "aeldre" in name else 35), name
        # What counts titles that had no room is all that nobody claims.
        assert [words for _, words in held.unread if " mere." not in words and " more." not in words] == [], name


@pytest.mark.parametrize(
    ("printed", "instead", "what"),
    [
        ("7,1 mod 7,5 i 2026", "7,5 mod 7,1 i 2026", ["the figure", "the mean of the others"]),
        ("7,1 mod 7,5 i 2026", "7,1 mod 7,5 i 2025", ["the year of the figure"]),
        ("er bedre 7,1 7,5", "er bedre 7,1 7,6", ["the mean of the others"]),
        ("Esbjerg 24,2", "Esbjerg 25,2", ["the figure of that municipality"]),
        ("vilkår (7,1)", "vilkår (7,2)", ["the expected figure"]),
        ("87 % sandsynlighed", "78 % sandsynlighed", ["how sure the side is, in per cent"]),
        ("4,1 % under gennemsnittet", "4,1 % over gennemsnittet", ["the gap in per cent"]),
        ("30,2 mio. kr. mindre", "30,2 mio. kr. mere", ["the gap in kroner"]),
        ("60.902 kr. (vægtet", "60.915 kr. (vægtet", ["the weighted mean of the others"]),
        ("× 12,4 % af", "× 12,5 % af", ["the share of the inhabitants"]),
        ("7.267 kr. pr. indbygger", "7.268 kr. pr. indbygger", ["the cost per inhabitant"]),
        ("Lavere end fire af dem", "Lavere end tre af dem", ["how many of the others"]),
        ("at Randers ligger dårligere", "at Randers ligger bedre", ["the verdict"]),
        ("7,1 (tyder på dårligere)", "7,1 (tyder på bedre)", ["the verdict"]),
        ("Tyder på at være dårligere end", "Tyder på at være bedre end", ["the verdict"]),
        ("ét tyder på dårligere", "to tyder på dårligere", ["how many measures there are of that sort"]),
        ("af de tre effektmål med tal", "af de fire effektmål med tal", ["how many measures there are of that sort"]),
        ("To effektmål mangler tal", "Tre effektmål mangler tal", ["how many measures there are of that sort"]),
        ("lagt ind 22. november", "lagt ind 21. november", ["a day on which a file came in"]),
    ],
)
def test_one_changed_number_is_found_and_named(
    papers: dict[str, list[str]], again: list[checking.Recomputed], printed: str, instead: str, what: list[str]
) -> None:
    (page,) = papers["randers-folkeskole.pdf"]
    assert printed in page
    held = checking.check([page.replace(printed, instead, 1)], "da", again)
    assert [other.what for other in held.otherwise] == what
    assert {other.page for other in held.otherwise} == {1}


@pytest.mark.parametrize(
    ("name", "printed", "instead", "what"),
    [
        ("randers-folkeskole.pptx", "7,1 mod 7,5, tyder på dårligere", "7,1 mod 7,5, tyder på bedre", "the verdict"),
        ("randers-folkeskole.pptx", "7,1 7,5 tyder på dårligere", "7,1 7,5 klart dårligere", "the verdict"),
        ("randers-folkeskole.pptx", "81,3 % i 2010", "81,3 % i 2011", "the figure of that year"),
        ("randers-folkeskole-en.pptx", "likely worse", "likely better", "the verdict"),
        (
            "randers-folkeskole-en.pptx",
            "suggest that Randers is worse",
            "suggest that Randers is better",
            "the verdict",
        ),
    ],
)
def test_what_slides_alone_say_is_read_too(
    papers: dict[str, list[str]],
    again: list[checking.Recomputed],
    name: str,
    printed: str,
    instead: str,
    what: str,
) -> None:
    first = papers[name][0]
    assert printed in first
    held = checking.check([first.replace(printed, instead, 1)], "en" if "-en." in name else "da", again)
    assert [other.what for other in held.otherwise] == [what]


def test_a_number_in_no_known_sentence_is_said_to_be_not_judged(
    papers: dict[str, list[str]], again: list[checking.Recomputed]
) -> None:
    (page,) = papers["randers-folkeskole.pdf"]
    held = checking.check([page + " Det sparer 12 mio. kr."], "da", again)
    assert [words for _, words in held.unread if "sparer 12" in words]


def test_the_command_names_slide_sentence_and_what_it_ought_to_be(published: Published, tmp_path: Path) -> None:
    warehouse, cache = release.find(published.workspace).warehouse, published.workspace.cache
    (file,) = write_briefs(
        warehouse, tmp_path, cache=cache, municipality="Randers", area="folkeskole", formats=["pptx"]
    ).files
    slides = Presentation(str(file))
    (table,) = [shape.table for shape in slides.slides[0].shapes if shape.has_table]
    run = table.cell(1, 2).text_frame.paragraphs[0].runs[0]
    assert run.text == "7,5"
    run.text = "7,0"
    slides.save(str(file))
    answer = asked("verify", "--brief", str(file), data_dir=published.workspace.data_dir)
    assert answer.returncode == 1
    assert "side 1: 7,0 i" in answer.stderr
    assert "de andres gennemsnit er 7.48 (primary_school_exam_grade)" in answer.stderr
    assert "Papiret siger IKKE det" in answer.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("brief.pdf", b"%PDF-1.7 nothing", "The paper cannot be read"),
        ("brief.txt", b"Udgave 0123456789ab", "The file is no paper that can be read"),
        ("brief.pdf", None, "There is no such paper"),
    ],
)
def test_a_paper_that_cannot_be_read_is_told(
    published: Published, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=told):
        paper.check_paper(published.workspace, tmp_path / name)


@pytest.mark.parametrize(
    ("said", "told"), [("", "does not say which release"), ("Udgave {release}", "has no number that can be read")]
)
def test_a_paper_of_which_nothing_can_be_checked_is_not_said_to_be_right(
    published: Published, again: list[checking.Recomputed], tmp_path: Path, said: str, told: str
) -> None:
    slides = Presentation()
    title = slides.slides.add_slide(slides.slide_layouts[5]).shapes.title
    assert title is not None
    title.text = said.format(release=release.find(published.workspace).id)
    slides.save(str(tmp_path / "brief.pptx"))
    with patch.object(paper, "computed", return_value=again), pytest.raises(UsageError, match=told):
        paper.check_paper(published.workspace, tmp_path / "brief.pptx")


@pytest.mark.parametrize("option", ["--quick", "--rebuild"])
def test_what_is_asked_of_a_release_is_not_passed_over_beside_a_brief(tmp_path: Path, option: str) -> None:
    answer = asked("--language", "en", "verify", "--brief", "brief.pdf", option, data_dir=tmp_path)
    assert answer.returncode == 2
    assert "--brief without --quick" in answer.stderr
