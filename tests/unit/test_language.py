"""Numbers, dates and word forms in both languages."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.compiler.rendering import _unbroken
from dashboards.components.page.data_table import _texts
from dashboards.language import DANISH, ENGLISH, lower_first, slug, unbroken
from dashboards.numbers import rounded, rounded_parts

NBSP = "\u00a0"
numbers = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, 0, "0"),
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (18.65, 1, "18,7"),
        (Decimal("-0.04"), 1, "0,0"),
        (-3.25, 1, "\u22123,3"),
        (2024, 0, "2.024"),
    ],
)
def test_numbers(value: float | Decimal, decimals: int, written: str) -> None:
    assert DANISH.number(value, decimals) == written


@pytest.mark.parametrize(
    ("parts", "total", "shown"),
    [
        ([-617.6, 1111.2], 494, [-617, 1111]),  # one by one -618 and 1,111, which is 493
        ([0.5, 0.5, 0], 1, [1, 0, 0]),  # of equal ones the first
        ([33.4, 33.4, 33.4], 100, [34, 33, 33]),
        ([10, -10], 0, [10, -10]),
        ([], 0, []),
    ],
)
def test_parts_add_up(parts: list[float], total: int, shown: list[int]) -> None:
    assert rounded_parts(parts, Decimal(total)) == shown


@given(st.lists(numbers, max_size=6), st.booleans())
def test_parts_add_up_to_their_rounded_sum_and_move_less_than_a_unit(parts: list[Decimal], up: bool) -> None:
    exact = sum(parts, Decimal())
    total = exact.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    for whole in (total, rounded(exact)):
        shown = rounded_parts(parts, whole)
        assert sum(shown) == whole
        assert all(abs(a - b) < 1 and a == int(a) for a, b in zip(shown, parts, strict=True))


def test_units() -> None:
    assert DANISH.percent(12.34) == f"12,3{NBSP}%"
    assert DANISH.percent(3.5, signed=True) == f"+3,5{NBSP}%"
    assert DANISH.kroner(6770) == f"6.770{NBSP}kr."
    assert DANISH.million_kroner(19_092_000) == f"19,1{NBSP}mio.{NBSP}kr."
    assert DANISH.amount(999_999) == f"999.999{NBSP}kr."
    assert DANISH.amount(-1_000_000) == f"\u22121,0{NBSP}mio.{NBSP}kr."


@pytest.mark.parametrize(
    ("measure", "written", "in_english"),
    [
        ("pct", f"18,7{NBSP}%", "18.7%"),
        ("dkk", f"18,7{NBSP}kr.", f"DKK{NBSP}18.7"),
        ("years", f"18,7{NBSP}år", f"18.7{NBSP}years"),
        ("points_1_to_5", "18,7", "18.7"),
    ],
)
def test_a_value_has_the_mark_of_its_measure(measure: str, written: str, in_english: str) -> None:
    assert DANISH.in_unit(18.7, 1, measure) == written
    assert ENGLISH.in_unit(18.7, 1, measure) == in_english


def test_periods_and_intervals() -> None:
    assert DANISH.period(2015, None) == "2015 og frem"
    assert DANISH.period(2015, 2019) == "2015–2019"
    assert DANISH.period(2022, 2022) == "2022"
    assert DANISH.interval(0, 100) == "0 til 100"
    assert DANISH.interval(Decimal("-3.000000"), Decimal("12.000000")) == "\u22123 til 12"
    assert DANISH.interval(0, None) == "mindst 0"
    assert DANISH.interval(None, 1000) == "højst 1.000"


def test_dates() -> None:
    assert DANISH.date(dt.date(2026, 11, 22)) == "22. november 2026"
    assert DANISH.stamp("2026-01-02T08:00:00Z") == "2. januar 2026"
    assert DANISH.stamp("forår 2026") == "forår 2026"
    assert DANISH.stamp(None) == "ikke oplyst"


def test_listing() -> None:
    assert [DANISH.listing(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A og B",
        "A, B og C",
    ]


def test_lower_first_keeps_abbreviations() -> None:
    assert lower_first("Elever") == "elever"
    assert lower_first("SFO: udgift") == "SFO: udgift"
    assert lower_first("T-3-skala") == "T-3-skala"
    assert [lower_first(text) for text in ("I alt", "A share", "", "16-årige")] == ["i alt", "a share", "", "16-årige"]


def test_slug() -> None:
    assert slug("Årsager til huller, æ & ø") == "aarsager-til-huller-ae-oe"


@given(numbers, st.integers(min_value=0, max_value=4))
def test_a_number_reads_back_as_its_rounding(value: Decimal, decimals: int) -> None:
    written = DANISH.number(value, decimals)
    read = Decimal(written.replace(".", "").replace(",", ".").replace("\u2212", "-"))
    assert read == value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert len(written.partition(",")[2]) == decimals
    assert "-" not in written


@given(numbers)
def test_exact_loses_nothing(value: Decimal) -> None:
    assert Decimal(DANISH.exact(value).replace(".", "").replace(",", ".").replace("\u2212", "-")) == value


@given(st.text(min_size=1))
def test_slug_is_an_address(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_the_same_in_english() -> None:
    assert ENGLISH.number(-1234.56, 1) == "\u22121,234.6"
    assert ENGLISH.percent(3.5, signed=True) == "+3.5%"
    assert ENGLISH.kroner(6770) == f"DKK{NBSP}6,770"
    assert ENGLISH.amount(19_092_000) == f"DKK{NBSP}19.1{NBSP}million"
    assert ENGLISH.date(dt.date(2026, 11, 22)) == "22 November 2026"
    assert ENGLISH.exact(Decimal("6154.100000")) == "6,154.1"
    assert ENGLISH.exact(100) == "100"
    assert ENGLISH.listing(["A", "B", "C"]) == "A, B and C"
    assert (DANISH.csv_separator, DANISH.decimal_mark) == (";", ",")
    assert (ENGLISH.csv_separator, ENGLISH.decimal_mark) == (",", ".")
    assert (DANISH.tag, ENGLISH.tag) == ("da-DK", "en-GB")
    assert [lang.unit_mark(measure) for lang in (DANISH, ENGLISH) for measure in ("pct", "dkk", "years", "hours")] == [
        *("%", "kr.", "år", ""),
        *("%", "DKK", "years", ""),
    ]


def test_counts_of_measures_are_words_under_ten() -> None:
    assert [DANISH.counted(n) for n in (0, 1, 2, 9, 10, 1200)] == ["ingen", "ét", "to", "ni", "10", "1.200"]
    assert [ENGLISH.counted(n) for n in (0, 1, 2, 9, 10, 1200)] == ["none", "one", "two", "nine", "10", "1,200"]


def test_a_day_in_a_table_is_written_as_the_language_does_and_nothing_else_is_taken_for_one() -> None:
    shown = _texts(DANISH, ["2026-11-30", dt.date(2026, 2, 3), "2026-11", "2026-11-30 kl. 12", None])
    assert shown == ["30. november 2026", "3. februar 2026", "2026-11", "2026-11-30 kl. 12", "–"]
    assert _texts(ENGLISH, ["2026-11-30"]) == ["30 November 2026"]


def test_the_fractions_of_a_column_have_as_many_decimals_as_the_longest_of_them() -> None:
    assert _texts(DANISH, [Decimal("99.0"), 98.75, None, 2024]) == ["99,00", "98,75", "–", "2024"]


def test_what_has_a_hyphen_after_a_figure_is_kept_in_one_line_but_in_drawings_code_and_long_names() -> None:
    assert unbroken("<udgift> pr. 6-16-årig") == '&lt;udgift&gt; pr. <span class="whole">6-16-årig</span>'
    assert unbroken("FOLK1A_AFSKREVET-20261125-18dd7913 og 3-22-08-1234-5678-90") == (
        "FOLK1A_AFSKREVET-20261125-18dd7913 og 3-22-08-1234-5678-90"
    )
    kept = '<svg aria-label="6-16"><text>6-16</text></svg><code>6-16</code><!--chart 6-16-->'
    assert _unbroken(f'{kept}<p title="6-16">0-2 &amp; 3-5</p>') == (
        f'{kept}<p title="6-16"><span class="whole">0-2</span> &amp; <span class="whole">3-5</span></p>'
    )
