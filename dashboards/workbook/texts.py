"""The workbook's fixed words, in Danish and English.

Belongs here: names of sheets, headings, explanations and the words of closed lists. Does not belong here: the
catalogue's own texts, which come from the marts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dashboards import words

Language = Literal["da", "en"]


@dataclass(frozen=True)
class Texts:
    """The words of one language.

    Args:
        locale: of the document, as in BCP 47.
        thousands: what stands between groups of three digits, where a number stands in a sentence.
        title: of the document.
        readme: name of the first sheet.
        sheets: name and what it holds, by the key of the sheet.
        tables: name of each sheet's table or range, for formulas.
        headings: by column; those of a city take its name as `{city}`.
        facts: label of each line about the release on the first sheet.
        reading: how to read the workbook, one line each: label and text.
        words: `<list>.<code>` → text of the closed lists that the queries use.
    """

    locale: str
    thousands: str
    title: str
    readme: str
    sheets: Mapping[str, tuple[str, str]]
    tables: Mapping[str, str]
    headings: Mapping[str, str]
    facts: Mapping[str, str]
    reading: tuple[tuple[str, str], ...]
    words: Mapping[str, str]


def _words(**lists: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.{code}": text for name, texts in lists.items() for code, text in texts.items()}


_DANISH: Final = Texts(
    locale="da-DK",
    thousands=".",
    title="Seksby: alle tal",
    readme="Læs mig",
    sheets={
        "effect_latest": ("Effektmål, seneste år", "Effektmål i seneste år, de seks byer side om side"),
        "effect_all": ("Effektmål, alle år", "Effektmål for alle kommuner og år, ét tal pr. række"),
        "unit_price_latest": (
            "Enhedspriser, seneste år",
            "Enhedspriser i seneste år, de seks byer side om side, med de effektmål, de hører sammen med",
        ),
        "unit_price_all": ("Enhedspriser, alle år", "Enhedspriser for alle kommuner og år, ét tal pr. række"),
        "other_latest": (
            "Aktivitet m.m., seneste år",
            "Aktivitet, rammevilkår og kontroltal i seneste år, de seks byer side om side",
        ),
        "other_all": (
            "Aktivitet m.m., alle år",
            "Aktivitet, rammevilkår og kontroltal for alle kommuner og år, ét tal pr. række",
        ),
        "definitions": ("Definitioner", "Hvad hvert mål er: definition, formel, forbehold, databrud og efterprøvning"),
        "sources": ("Kilder", "De gemte kildefiler med licens, dato, kontrolsum og kildeangivelse"),
    },
    tables={
        "effect_latest": "effekt_seneste",
        "effect_all": "effekt_alle",
        "unit_price_latest": "enhedspris_seneste",
        "unit_price_all": "enhedspris_alle",
        "other_latest": "aktivitet_seneste",
        "other_all": "aktivitet_alle",
        "definitions": "definitioner",
        "sources": "kilder",
    },
    headings={
        "area_title": "Serviceområde",
        "title": "Mål",
        "indicator_id": "Mål-id",
        "kind": "Slags",
        "unit": "Enhed",
        "municipality_code": "Kommunekode",
        "name": "Kommune",
        "year": "År",
        "price_basis": "Prisbasis",
        "value": "Værdi",
        "missing": "Mangler fordi",
        "reference": "Gennemsnit af de andre i 6-byerne",
        "n_peers": "Antal andre",
        "gap": "Forskel til de andre",
        "gap_pct": "Forskel i procent",
        "paired_effects": "Effektmål, prisen ses sammen med",
        "better": "Retning",
        **{f"value_{n}": "{city}" for n in range(1, 7)},
        **{f"verdict_{n}": "{city} mod de fem andre" for n in range(1, 7)},
        "decimals": "Decimaler",
        "definition": "Definition",
        "formula": "Formel",
        "warnings": "Forbehold",
        "breaks": "Databrud",
        "valid_from": "Gælder fra",
        "valid_to": "Gælder til",
        "verification": "Efterprøvet",
        "sources": "Udgiver og tabeller",
        "origin": "Oprindelse",
        "first_year": "Første år",
        "latest_year": "Seneste år",
        "owner": "Ansvarlig",
        "publisher": "Udgiver",
        "publisher_table": "Tabel",
        "source_title": "Indhold",
        "licence": "Licens",
        "updated": "Opdateret hos udgiver",
        "retrieved": "Hentet",
        "row_count": "Rækker",
        "sha256": "Kontrolsum (sha256)",
        "citation": "Kildeangivelse",
        "url": "Adresse",
        "snapshot_id": "Fil",
        "remark": "Bemærkning",
    },
    facts={
        "what": "Indhold",
        "what_text": "Nøgletal for landets kommuner, hvor 6-byerne sammenlignes. Effekt kommer før pris, og pris "
        "før aktivitet.",
        "release": "Udgave",
        "newest": "Nyeste kildefil hentet",
        "as_of": "Bygget på det, der var kendt",
        "notice": "Bemærk",
        "transcribed": "Afskrevne tal",
        "transcribed_text": "{transcribed} af {files} kildefiler er afskrevet fra offentlig gengivelse og ikke "
        "hentet hos udgiveren.",
        "licence": "Licens",
        "licence_text": "Tal fra Danmarks Statistik er CC BY 4.0. Licensen for hver kilde står på arket Kilder.",
        "no_price_index": "Faste priser",
        "no_price_index_text": "Prisindekset er endnu ikke hentet, så alle {no_price_index} faste priser mangler "
        "og er udeladt. Beløb er i løbende priser.",
        "not_fetched": "Udeladte rækker",
        "not_fetched_text": "{not_fetched} rækker er udeladt: år for kommuner uden for 6-byerne, som kilden endnu "
        "ikke er hentet for.",
        "sheets": "Ark",
        "content": "Hvad arket rummer",
        "rows": "Rækker",
    },
    reading=(
        (
            "Tomme felter",
            "Et tal, der mangler, er et tomt felt, aldrig nul. Kolonnen »Mangler fordi« siger hvorfor.",
        ),
        (
            "Procent",
            "Et tal i % står i procent: 12,3 betyder 12,3 %. Forskellen mellem to tal i % er i procentpoint.",
        ),
        (
            "De andre i 6-byerne",
            "Gennemsnittet er uvægtet og uden kommunen selv: fem byer for en af de seks, alle seks for andre kommuner. "
            "»Antal andre« siger, hvor mange der har et tal.",
        ),
        (
            "Kan ikke skelnes",
            "På arkene med seneste år står, om byen ligger anderledes end de fem andre. »Kan ikke skelnes« betyder, at "
            "forskellen ikke er større end det, tallene svinger af sig selv, eller at den afhænger af afgrænsningen.",
        ),
        (
            "Ingen rangliste",
            "Små forskelle i rækkefølge siger intet. Læs mål og forbehold på arket Definitioner, før tal sammenlignes.",
        ),
        (
            "Hvor kommer et tal fra?",
            "Målets side under »Alle tal« på Seksby viser kildecellerne bag hvert tal; det gør også kommandoen "
            "seksby trace MÅL-ID KOMMUNEKODE ÅR.",
        ),
        (
            "Procesmål",
            "Procesmål er ikke med. De vises kun på siderne, sammen med lovgrundlag, ejer og dato for næste eftersyn.",
        ),
    ),
    words=_words(
        kind=words.KINDS,
        reason=words.REASONS,
        better=words.DIRECTIONS,
        verification=words.VERIFICATIONS,
        origin=words.ORIGINS,
        basis={"current": "løbende priser", "fixed": "faste priser", "none": "ikke et beløb"},
        verdict={
            "better": "bedre",
            "worse": "dårligere",
            "same": "det samme",
            "indistinguishable": "kan ikke skelnes",
            "above": "højere",
            "below": "lavere",
            "none": "ikke bedømt",
        },
    ),
)

_ENGLISH: Final = Texts(
    locale="en-GB",
    thousands=",",
    title="Seksby: all figures",
    readme="Read me",
    sheets={
        "effect_latest": ("Effects, latest year", "Effect measures in the latest year, the six cities side by side"),
        "effect_all": ("Effects, all years", "Effect measures for all municipalities and years, one figure per row"),
        "unit_price_latest": (
            "Unit prices, latest year",
            "Unit prices in the latest year, the six cities side by side, with the effects they belong beside",
        ),
        "unit_price_all": (
            "Unit prices, all years",
            "Unit prices for all municipalities and years, one figure per row",
        ),
        "other_latest": (
            "Activity etc., latest year",
            "Activity, context and control figures in the latest year, the six cities side by side",
        ),
        "other_all": (
            "Activity etc., all years",
            "Activity, context and control figures for all municipalities and years, one figure per row",
        ),
        "definitions": (
            "Definitions",
            "What each measure is: definition, formula, caveats, breaks in series and verification",
        ),
        "sources": ("Sources", "The stored source files with licence, date, checksum and citation"),
    },
    tables={
        "effect_latest": "effects_latest",
        "effect_all": "effects_all",
        "unit_price_latest": "unit_prices_latest",
        "unit_price_all": "unit_prices_all",
        "other_latest": "activity_latest",
        "other_all": "activity_all",
        "definitions": "definitions",
        "sources": "sources",
    },
    headings={
        "area_title": "Service area",
        "title": "Measure",
        "indicator_id": "Measure id",
        "kind": "Kind",
        "unit": "Unit",
        "municipality_code": "Municipality code",
        "name": "Municipality",
        "year": "Year",
        "price_basis": "Price basis",
        "value": "Value",
        "missing": "Missing because",
        "reference": "Mean of the others of the six cities",
        "n_peers": "Number of others",
        "gap": "Difference from the others",
        "gap_pct": "Difference in per cent",
        "paired_effects": "Effects the price is seen beside",
        "better": "Direction",
        **{f"value_{n}": "{city}" for n in range(1, 7)},
        **{f"verdict_{n}": "{city} against the other five" for n in range(1, 7)},
        "decimals": "Decimals",
        "definition": "Definition",
        "formula": "Formula",
        "warnings": "Caveats",
        "breaks": "Breaks in series",
        "valid_from": "Valid from",
        "valid_to": "Valid to",
        "verification": "Verified",
        "sources": "Publisher and tables",
        "origin": "Origin",
        "first_year": "First year",
        "latest_year": "Latest year",
        "owner": "Owner",
        "publisher": "Publisher",
        "publisher_table": "Table",
        "source_title": "Content (in Danish)",
        "licence": "Licence",
        "updated": "Updated by publisher",
        "retrieved": "Retrieved",
        "row_count": "Rows",
        "sha256": "Checksum (sha256)",
        "citation": "Citation (in Danish)",
        "url": "Address",
        "snapshot_id": "File",
        "remark": "Remark",
    },
    facts={
        "what": "Content",
        "what_text": "Key figures of the Danish municipalities, comparing the six large cities. Effects come "
        "before prices, and prices before activity.",
        "release": "Release",
        "newest": "Newest source file retrieved",
        "as_of": "Built on what was known on",
        "notice": "Note (in Danish)",
        "transcribed": "Transcribed figures",
        "transcribed_text": "{transcribed} of {files} source files are transcribed from public re-publications, "
        "not fetched from the publisher.",
        "licence": "Licence",
        "licence_text": "Figures from Statistics Denmark are CC BY 4.0. The licence of each source is on the "
        "sheet Sources.",
        "no_price_index": "Fixed prices",
        "no_price_index_text": "The price index has not been fetched yet, so all {no_price_index} fixed prices "
        "are missing and left out. Amounts are in current prices.",
        "not_fetched": "Rows left out",
        "not_fetched_text": "{not_fetched} rows are left out: municipalities outside the six cities and years "
        "for which the source has not been fetched yet.",
        "sheets": "Sheet",
        "content": "What the sheet holds",
        "rows": "Rows",
    },
    reading=(
        (
            "Empty cells",
            "A figure that is missing is an empty cell, never zero. The column “Missing because” says why.",
        ),
        (
            "Per cent",
            "A figure in % is given in per cent: 12.3 means 12.3 %. The difference between two figures in % is "
            "in percentage points.",
        ),
        (
            "The others of the six cities",
            "The mean is unweighted and leaves the municipality itself out: five cities for one of the six, all "
            "six for other municipalities. “Number of others” says how many have a figure.",
        ),
        (
            "Cannot be told apart",
            "The sheets of the latest year say whether the city differs from the other five. “Cannot be told "
            "apart” means that the difference is no larger than what the figures vary by on their own, or that "
            "it depends on the scope.",
        ),
        (
            "No league table",
            "Small differences in order mean nothing. Read definition and caveats on the sheet Definitions "
            "before comparing figures.",
        ),
        (
            "Where does a figure come from?",
            "The page of the measure under “Alle tal” on Seksby shows the source cells of each figure; so does the "
            "command seksby trace MEASURE-ID MUNICIPALITY-CODE YEAR.",
        ),
        (
            "Process measures",
            "Process measures are not included. They are shown only on the pages, beside their legal basis, "
            "owner and review date.",
        ),
    ),
    words=_words(
        kind={
            "effect": "Effect measure",
            "unit_price": "Unit price",
            "activity": "Activity",
            "context": "Context",
            "control": "Control figure",
        },
        reason={
            "not_published": "the source has not published the figure",
            "not_collected": "the figure is not collected",
            "not_delivered": "the municipality has not delivered the figure to the source",
            "confidential": "the figure is confidential or unknown at the source",
            "not_applicable": "the figure does not apply to the municipality",
            "break_in_series": "the way of counting has changed (break in series)",
            "suspected_error": "the source's figure is probably wrong",
            "source_absent": "the source has not been fetched yet",
        },
        better={"higher": "higher is better", "lower": "lower is better", "neutral": "neither high nor low is best"},
        verification={
            "verified": "yes, table and codes are in the publisher's own listing",
            "partly": "partly, some of it is our own reading",
            "unverified": "no, the source is local, closed or not yet seen",
        },
        origin={
            "fetched": "fetched from the source",
            "transcribed": "transcribed from a public re-publication",
            "delivered": "delivered as a file",
        },
        basis={"current": "current prices", "fixed": "fixed prices", "none": "not an amount"},
        verdict={
            "better": "better",
            "worse": "worse",
            "same": "the same",
            "indistinguishable": "cannot be told apart",
            "above": "higher",
            "below": "lower",
            "none": "not judged",
        },
    ),
)

TEXTS: Final[Mapping[Language, Texts]] = {"da": _DANISH, "en": _ENGLISH}
