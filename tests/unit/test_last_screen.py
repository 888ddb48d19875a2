"""The last screen of a refresh: about ten lines, what is to be done by what it is, and the next step."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.commands.screen.last_screen import last_screen, long_list
from pipelines.commands.screen.terminal import some

MISFIT = {
    "kind": "indicator",
    "id": "traffic_injuries",
    "what": "UHELDK1 has no ALDER that fits '9999'.",
    "place": "indicators/environment/traffic_injuries.yml:15 recipes.0.numerator.0.where.ALDER",
    "expected": "one of 9917 (0-17 år), 1824 (18-24 år)",
}
STANDING: dict[str, Any] = {
    "notice": "33 tabeller er hentet fra StatBank. Ikke opdateret: BU43.",
    "missing_indicators": [
        {"indicator": f"Nøgletal {number}", "reason": "source_absent", "note": "Venter.", "awaits_fetch": number < 4}
        for number in range(20)
    ],
    "missing_values": {"suspected_error": 606},
    "controls": {
        "compared": 22116,
        "awaiting": 2,
        "differing": [
            {"control": f"Kontrol {number}", "figures": 1, "furthest": "Randers 2022: 1 mod officielt 2"}
            for number in range(5)
        ],
    },
    "corrections": [],
    "not_updated": {f"T{number}": "StatBank answered with status 500 and a web page." for number in range(9)},
    "misfits": [MISFIT, MISFIT | {"id": "other", "place": "controls.yml:9 0.areas.0.where.ALDER", "kind": "control"}],
    "read_as": {"RAS200": "HERKOMST 0 læst som 00 (I alt): det samme tal"},
    "meaning_changed": {"KVOTIEN": "enheden er nu 1.000 kr., før kr."},
    "faults": {"T8": ["B2: fandt 'x'; regel: et tal"]},
    "skipped": {"Y30R21": "kræver nøgle"},
    "instructions": {"Y30R21": "Bestil en nøgle."},
    "inbox_without_source": [],
    "forms_refused": {},
}
REFRESH: dict[str, Any] = {
    "outcome": "published",
    "forms_taken": {},
    "release": "abc",
    "values": {"new": 3, "changed": 15, "gone": 2, "same": 9},
    "furthest": [
        {"indicator": "Klassekvotient", "changed": 15, "municipality": "Randers", "year": 2023}
        | {"before": "21.4", "after": "1122.0"}
    ],
    "not_compared": {},
    "site": "/data/site/index.html",
} | STANDING


def test_a_refresh_is_told_in_ten_lines_or_so_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    last_screen(REFRESH)
    text = capsys.readouterr().out
    assert len(text.splitlines()) <= 14
    assert text.startswith("Udgivet: abc. 15 tal er ændret, 3 er nye, 2 er faldet bort.\n")
    assert "Mest ændret: Klassekvotient, Randers 2023: 21,4 → 1.122,0 (15 tal i nøgletallet)" in text
    assert "Kontrol: 22.111 af 22.116 sammenlignede tal stemmer" in text
    assert "Passer ikke med kilden: indicators/environment/traffic_injuries.yml:15 og 1 til; 2 udeladt" in text
    assert "Filen kan ikke bruges: T8; de forrige tal står" in text
    assert "Kunne ikke opdateres: T0, T1, T2, T3, T4, T5 og 2 til; hvor der var tal før, står de" in text
    assert "Koder fundet ved kildens egen beskrivelse: RAS200" in text
    assert "Mangler: 4 nøgletal venter på StatBank, 16 på nøgle, fil eller åben kilde" in text
    assert "Udgiveren siger noget andet om tallene end før: KVOTIEN" in text
    steps = [line for line in text.splitlines() if line.startswith("  Nu: ")]
    assert steps == [
        "  Nu: ret kataloget på de linjer, som `seksby sources` nævner; ret filen i indbakken; kør `seksby refresh` "
        "igen senere; skriv koderne i kataloget med `seksby sources adopt`; læs på /kilder/, om tallene stadig betyder "
        "det samme. Hele listen: `seksby sources`"
    ]
    assert "has no" not in text  # the terminal is Danish; what a program said stands in the long list


def test_where_all_is_well_the_next_step_is_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    nothing: dict[str, Any] = {
        "not_updated": {},
        "misfits": [],
        "read_as": {},
        "meaning_changed": {},
        "faults": {},
        "furthest": [],
    }
    last_screen(REFRESH | nothing | {"outcome": "unchanged", "values": None})
    text = capsys.readouterr().out
    assert text.startswith("Uændret: udgave abc står ved magt")
    assert "Nu: se siderne med `seksby serve`." in text


def test_the_long_list_has_each_fault_with_codes_and_each_reason(capsys: pytest.CaptureFixture[str]) -> None:
    long_list(STANDING)
    text = capsys.readouterr().out
    misfit = "UHELDK1 har ingen ALDER, der passer til »9999«."
    assert f"{misfit} ({MISFIT['place']}: en af 9917 (0-17 år), 1824 (18-24 år))" in text
    assert "Ikke opdateret: T0, T1, T2, T3, T4, T5, T6, T7, T8: StatBank svarede med status 500" in text
    assert "B2: fandt 'x'; regel: et tal" in text
    assert "RAS200: HERKOMST 0 læst som 00 (I alt)" in text
    assert "Ændret beskrivelse: KVOTIEN: enheden er nu 1.000 kr." in text
    assert text.count("Nøgletal ") == 16
    assert text.count("tal afviger") == 5
    assert "er beregnet: 606: kildens tal er formentlig forkert" in text


@pytest.mark.parametrize(
    ("spoken", "counted"), [("da", "a, b, c, d, e, f og 1.994 til"), ("en", "a, b, c, d, e, f and 1,994 more")]
)
def test_a_long_list_is_named_in_part_and_counted(monkeypatch: pytest.MonkeyPatch, spoken: str, counted: str) -> None:
    monkeypatch.setenv("SEKSBY_LANGUAGE", spoken)
    assert some([*"abcdef", *"g" * 1994]) == counted
    assert some([*"abcdef"]) == "a, b, c, d, e, f"
