"""Sums of floating numbers come out the same however many threads work: each says in which order it adds."""

from __future__ import annotations

import re

import pytest

from seksby.workspace import PROJECT_DIR

MODELS = PROJECT_DIR / "dbt_project" / "models"
SUM = re.compile(r"sum\((?P<inside>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("marts/benchmarks.sql", "order by municipality_code"),
        ("intermediate/int_funnels.sql", "order by municipality_code"),
        ("intermediate/int_rounding.sql", "order by variance"),
    ],
)
def test_a_sum_of_floating_numbers_says_its_order(name: str, order: str) -> None:
    """Found by two builds of the same that differed in the sixth decimal (2026-11-28), and of the whole country in the
    ninth (2026-11-30)."""
    sums = [found["inside"] for found in SUM.finditer((MODELS / name).read_text(encoding="utf-8"))]
    floating = [
        inside
        for inside in sums
        if "double" in inside or "power" in inside or "rate *" in inside or "variance" in inside
    ]
    assert floating
    assert [inside for inside in floating if order not in inside] == []
