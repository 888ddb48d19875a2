"""A closed list is written once: words, contracts, and codes in SQL and Python are held against `seksby.vocabulary`.

Python of `pipelines` has the members themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dashboards import PAGES_DIR
from dashboards.compiler.rule import ORDER
from dashboards.language import LANGUAGES, Language
from dashboards.site.interactive import GROUPS
from dashboards.words import closed_lists as words
from pipelines.warehouse.tables.whole import shapes
from seksby import vocabulary as v
from seksby.workspace import PROJECT_DIR

LISTS = v.lists()
DBT = PROJECT_DIR / "dbt_project"
CONTRACTS = sorted((DBT / "models").glob("**/*.yml"))
CODE = sorted(
    file
    for folder, pattern in (
        *((DBT, pattern) for pattern in ("models/**/*.sql", "models/**/*.py", "tests/**/*.sql", "macros/**/*.sql")),
        *((PROJECT_DIR / "dashboards", f"**/*.{kind}") for kind in ("sql", "md", "py", "html", "js")),
    )
    for file in folder.glob(pattern)
    if file != PROJECT_DIR / "dashboards" / "compiler" / "queries.py"  # asks what SQL reads, and holds no rows
)
WORDS = {
    "KINDS": v.Kind,
    "REASONS": v.MissingReason,
    "DIRECTIONS": v.Better,
    "VERIFICATIONS": v.Verification,
    "ORIGINS": v.Origin,
    "CORRECTION_STATUSES": v.CorrectionStatus,
    "CORRECTION_STATES": v.CorrectionState,
    "DEMAND_BASES": v.DemandBasis,
    "DEMAND_STATES": v.DemandState,
    "DEMAND_DECISIONS": v.DemandOutcome,
    "TASKS": v.Task,
    "TRIAL_VERDICTS": v.TrialVerdict,
    "TRIAL_REASONS": v.TrialReason,
    "TRIAL_METHODS": v.TrialMethod,
    "TRIAL_DECISIONS": v.TrialOutcome,
    "TARGET_VERDICTS": v.TargetVerdict,
    "VERDICTS": v.Verdict,
    "AGAINST_COUNTRY": v.Against,
    "HELD_BACK": v.HeldBack,
    "INTERVAL_METHODS": v.IntervalMethod,
    "AGAINST_EXPECTED": v.AgainstExpected,
    "MODEL_AGREEMENTS": v.Agreement,
    "COVERAGES": v.Counts,
    "PRICE_BASES": v.PriceBasis,
}


@cache
def read(file: Path) -> Any:
    return YAML(typ="safe", pure=False).load(file)


def columns() -> Iterator[tuple[str, str, Any]]:
    """Every column of every contract: its place, its name and the tests on it."""
    for file in CONTRACTS:
        for model in read(file).get("models", ()):
            for column in model.get("columns", ()):
                for test in column.get("data_tests", ()):
                    yield f"{model['name']}.{column['name']}", column["name"], test


@cache
def codes_by_column() -> Mapping[str, set[str]]:
    """What a column of this name may hold, in any model."""
    found: dict[str, set[str]] = {}
    for _, name, test in columns():
        if isinstance(test, dict) and (held := test.get("in_vocabulary")):
            found.setdefault(name, set()).update(LISTS[held["arguments"]["list"]])
    for shape in shapes().values():
        for name, column in shape.columns.items():
            if column.codes:
                found.setdefault(name, set()).update(column.codes)
    return found


@pytest.mark.parametrize("name", WORDS)
def test_every_code_has_its_word_and_no_word_is_without_a_code(name: str) -> None:
    assert set(getattr(words, name)) == set(WORDS[name])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_on_method_tells_every_reason_in_its_words(lang: Language) -> None:
    page = (PAGES_DIR / lang.root.strip("/") / "metode.md").read_text(encoding="utf-8")
    told = re.findall(r"^- (.*)$", page, re.MULTILINE)
    assert [lang.say(text) for text in words.REASONS.values() if lang.say(text) not in told] == []


def test_the_order_of_kinds_is_the_vocabularys_and_a_search_groups_by_it() -> None:
    assert tuple(v.Kind) == ORDER
    found = [kind for kind in v.Kind if kind not in ("control", "process")]
    assert list(GROUPS) == ["place", "area", *found, "page"]


def test_contracts_name_lists_that_are_there_and_no_code_that_is_not() -> None:
    for place, name, test in columns():
        if isinstance(test, dict) and (held := test.get("in_vocabulary")):
            assert held["arguments"]["list"] in LISTS, place
        if isinstance(test, dict) and (held := test.get("accepted_values")):
            assert set(held["arguments"]["values"]) <= codes_by_column()[name], place


def literals(text: str, column: str, *, of_a_row: bool = False) -> Iterator[str]:
    """The codes that `text` holds a column against: `= 'x'`, `in ('x', 'y')`, `case column when 'x'`.

    With `of_a_row` only where it is asked of something, as in `row.kind`: a variable of that name is another thing.
    """
    one = r"""(?:'[a-z_0-9]+'|"[a-z_0-9]+")"""
    start = rf"{'(?<=[.])' if of_a_row else '(?<![a-z_])'}{column}\s*"
    compared = rf"{start}(?:=|==|<>|!=|is)\s*({one})"
    listed = rf"{start}(?:not\s+)?in\s*\(\s*((?:{one}\s*,?\s*)+)\)"
    chosen = rf"case\s+(?:\w+\.)?{column}\s+((?:when\s+{one}\s+then\s+[^\n]*?\s+)+)"
    for pattern in (compared, listed):
        for match in re.finditer(pattern, text):
            yield from (code.strip("'\"") for code in re.findall(one, match[1]))
    for match in re.finditer(chosen, text):
        yield from (code.strip("'\"") for code in re.findall(rf"when\s+({one})", match[1]))


def test_literals_are_found_in_each_way_they_are_written() -> None:
    text = "x.kind = 'a' and kind not in ('b',\n 'c') or row.kind == \"d\""
    text += " case i.kind when 'e' then 1\n when 'f' then 2 end"
    assert sorted(literals(text, "kind")) == ["a", "b", "c", "d", "e", "f"]
    assert not list(literals("my_kind = 'a'", "kind"))
    assert list(literals('kind == "a" or row.kind == "b"', "kind", of_a_row=True)) == ["b"]


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(PROJECT_DIR)))
def test_no_code_is_misspelt_where_it_is_compared(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    unknown = {
        f"{column}: {code}"
        for column, codes in codes_by_column().items()
        for code in literals(text, column, of_a_row=file.suffix not in (".sql", ".md"))
        if code not in codes
    }
    assert unknown == set()
