"""The workbook's fixed words in one language.

Belongs here: names of sheets, headings, explanations, and the words of closed lists by the keys its queries use. Does
not belong here: the catalogue's own texts, which come from the marts, and how a text is translated (`language`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.language import Language
from dashboards.words import closed_lists as words

CITIES = range(1, 7)


@dataclass(frozen=True)
class Texts:
    """The words of one language.

    Args:
        title: of the document.
        readme: name of the first sheet.
        sheets: name and what it holds, by the key of the sheet.
        tables: name of each sheet's table or range, for formulas.
        headings: by column; those of a city take its name as `{city}`.
        facts: label of each line about the release on the first sheet.
        reading: how to read the workbook, one line each: label and text.
        words: `<list>.<code>` → text of the closed lists that the queries use.
    """

    title: str
    readme: str
    sheets: Mapping[str, tuple[str, str]]
    tables: Mapping[str, str]
    headings: Mapping[str, str]
    facts: Mapping[str, str]
    reading: tuple[tuple[str, str], ...]
    words: Mapping[str, str]


def texts(lang: Language) -> Texts:
    """The workbook's words in `lang`."""
    return Texts(
        title=lang.say("Seksby: alle tal"),
        readme=lang.say("Læs mig"),
        sheets={
            "effect_latest": (
                lang.say("Effektmål, seneste år"),
                lang.say("Effektmål i seneste år, de seks byer side om side"),
            ),
            "effect_compared": (
                lang.say("Effektmål, sammenlignet"),
                lang.say("Seneste effektmål for hver kommune med egne sider, holdt op mod de andre i 6-byerne"),
            ),
            "effect_all": (
                lang.say("Effektmål, alle år"),
                lang.say("Effektmål for alle kommuner og år, ét tal pr. række"),
            ),
            "unit_price_latest": (
                lang.say("Enhedspriser, seneste år"),
                lang.say("Enhedspriser i seneste år, de seks byer side om side, med de effektmål, de hører sammen med"),
            ),
            "unit_price_compared": (
                lang.say("Enhedspriser, sammenlignet"),
                lang.say(
                    "Seneste enhedspriser for hver kommune med egne sider, holdt op mod de andre i 6-byerne, med de "
                    "effektmål, de hører sammen med"
                ),
            ),
            "unit_price_all": (
                lang.say("Enhedspriser, alle år"),
                lang.say("Enhedspriser for alle kommuner og år, ét tal pr. række"),
            ),
            "other_latest": (
                lang.say("Aktivitet m.m., seneste år"),
                lang.say("Aktivitet, rammevilkår og kontroltal i seneste år, de seks byer side om side"),
            ),
            "other_all": (
                lang.say("Aktivitet m.m., alle år"),
                lang.say("Aktivitet, rammevilkår og kontroltal for alle kommuner og år, ét tal pr. række"),
            ),
            "definitions": (
                lang.say("Definitioner"),
                lang.say("Hvad hvert mål er: definition, formel, forbehold, databrud og efterprøvning"),
            ),
            "sources": (
                lang.say("Kilder"),
                lang.say("De gemte kildefiler med licens, dato, kontrolsum og kildeangivelse"),
            ),
        },
        tables={
            "effect_latest": lang.say("effekt_seneste"),
            "effect_compared": lang.say("effekt_sammenlignet"),
            "effect_all": lang.say("effekt_alle"),
            "unit_price_latest": lang.say("enhedspris_seneste"),
            "unit_price_compared": lang.say("enhedspris_sammenlignet"),
            "unit_price_all": lang.say("enhedspris_alle"),
            "other_latest": lang.say("aktivitet_seneste"),
            "other_all": lang.say("aktivitet_alle"),
            "definitions": lang.say("definitioner"),
            "sources": lang.say("kilder"),
        },
        headings={
            "area_title": lang.say("Serviceområde"),
            "title": lang.say("Mål"),
            "indicator_id": lang.say("Mål-id"),
            "kind": lang.say("Slags"),
            "unit": lang.say("Enhed"),
            "municipality_code": lang.say("Kommunekode"),
            "name": lang.say("Kommune"),
            "year": lang.say("År"),
            "price_basis": lang.say("Prisbasis"),
            "value": lang.say("Værdi"),
            "missing": lang.say("Mangler fordi"),
            "reference": lang.say("Gennemsnit af de andre i 6-byerne"),
            "reference_weighted": lang.say("Vægtet gennemsnit af de andre"),
            "n_peers": lang.say("Antal andre"),
            "gap": lang.say("Forskel til de andre"),
            "gap_pct": lang.say("Forskel i procent"),
            "zone_low": lang.say("Kan ikke skelnes, fra"),
            "zone_high": lang.say("Kan ikke skelnes, til"),
            "zone_low_pct": lang.say("Forskel kan ikke skelnes, fra"),
            "zone_high_pct": lang.say("Forskel kan ikke skelnes, til"),
            "verdict": lang.say("Mod de andre"),
            "held_back_by": lang.say("Kan ikke skelnes, fordi"),
            "coverage_pct": lang.say("Dækning, pct. af indbyggerne"),
            "cost_per_inhabitant": lang.say("Kr. pr. indbygger"),
            "paired_effects": lang.say("Effektmål, prisen ses sammen med"),
            "better": lang.say("Retning"),
            "decimals": lang.say("Decimaler"),
            "definition": lang.say("Definition"),
            "formula": lang.say("Formel"),
            "warnings": lang.say("Forbehold"),
            "breaks": lang.say("Databrud"),
            "valid_from": lang.say("Gælder fra"),
            "valid_to": lang.say("Gælder til"),
            "verification": lang.say("Efterprøvet"),
            "sources": lang.say("Udgiver og tabeller"),
            "origin": lang.say("Oprindelse"),
            "first_year": lang.say("Første år"),
            "latest_year": lang.say("Seneste år"),
            "owner": lang.say("Ansvarlig"),
            "publisher": lang.say("Udgiver"),
            "publisher_table": lang.say("Tabel"),
            "source_title": lang.say("Indhold"),
            "licence": lang.say("Licens"),
            "updated": lang.say("Opdateret hos udgiver"),
            "retrieved": lang.say("Lagt ind"),
            "row_count": lang.say("Rækker"),
            "sha256": lang.say("Kontrolsum (sha256)"),
            "citation": lang.say("Kildeangivelse"),
            "url": lang.say("Adresse"),
            "snapshot_id": lang.say("Fil"),
            "remark": lang.say("Bemærkning"),
            **{f"value_{n}": "{city}" for n in CITIES},
        },
        facts={
            "what": lang.say("Indhold"),
            "what_text": lang.say(
                "Nøgletal for landets kommuner, hvor 6-byerne sammenlignes. Effekt kommer før pris, og pris før "
                "aktivitet."
            ),
            "release": lang.say("Udgave"),
            "newest": lang.say("Nyeste kildefil lagt ind"),
            "as_of": lang.say("Bygget på det, der var kendt"),
            "notice": lang.say("Bemærk"),
            "transcribed": lang.say("Afskrevne tal"),
            "transcribed_text": lang.say(
                "{transcribed} af {files} kildefiler er afskrevet fra offentlig gengivelse og ikke hentet hos "
                "udgiveren."
            ),
            "licence": lang.say("Licens"),
            "licence_text": lang.say(
                "Tal fra Danmarks Statistik er CC BY 4.0. Licensen for hver kilde står på arket Kilder."
            ),
            "sheets": lang.say("Ark"),
            "content": lang.say("Hvad arket rummer"),
            "rows": lang.say("Rækker"),
        },
        reading=(
            (
                lang.say("Tomme felter"),
                lang.say("Et tal, der mangler, er et tomt felt, aldrig nul. Kolonnen »Mangler fordi« siger hvorfor."),
            ),
            (
                lang.say("Procent"),
                lang.say(
                    "Et tal i % står i procent: 12,3 betyder 12,3 %. Forskellen mellem to tal i % er i procentpoint."
                ),
            ),
            (
                lang.say("De andre i 6-byerne"),
                lang.say(
                    "Gennemsnittet er uvægtet og uden kommunen selv: fem byer for en af de seks, alle seks for andre "
                    "kommuner. »Antal andre« siger, hvor mange der har et tal."
                ),
            ),
            (
                lang.say("Kan ikke skelnes"),
                lang.say(
                    "På arkene »sammenlignet« siger kolonnen »Mod de andre«, om kommunen ligger anderledes end de "
                    "andre. »Kan ikke skelnes« betyder, at tallet ligger inden for det felt, som de to kolonner med "
                    "»fra« og »til« afgrænser: det, forskellen svinger af sig selv, eller spændet mellem de andre, "
                    "hvor der er få målinger. Ligger tallet uden for feltet, siger kolonnen »Kan ikke skelnes, fordi«, "
                    "hvad der mangler. Kolonnerne »Kan ikke skelnes, fra« og »til« er i effektmålets egen enhed; "
                    "»Forskel kan ikke skelnes, fra« og »til« er en forskel i procent til det uvægtede gennemsnit."
                ),
            ),
            (
                lang.say("Vægtet gennemsnit og dækning"),
                lang.say(
                    "Det vægtede gennemsnit er de andres samlede udgift delt med deres samlede antal. Prisen gange "
                    "dækningen er udgiften pr. indbygger; den står, hvor samme udgift er opgjort på begge måder."
                ),
            ),
            (
                lang.say("Ingen rangliste"),
                lang.say(
                    "Små forskelle i rækkefølge siger intet. Læs mål og forbehold på arket Definitioner, før tal "
                    "sammenlignes."
                ),
            ),
            (
                lang.say("Hvor kommer et tal fra?"),
                lang.say(
                    "Målets side under »Alle tal« på Seksby viser kildecellerne bag målets seneste år for kommuner med "
                    "egne sider. For ethvert andet tal viser kommandoen dem: seksby trace MÅL-ID KOMMUNEKODE ÅR."
                ),
            ),
            (
                lang.say("Procesmål"),
                lang.say(
                    "Procesmål er ikke med. De vises kun på siderne, sammen med lovgrundlag, ejer og dato for næste "
                    "eftersyn."
                ),
            ),
        ),
        words=_words(
            kind={code: lang.say(text) for code, text in words.KINDS.items()},
            reason={code: lang.say(text) for code, text in words.REASONS.items()},
            better={code: lang.say(text) for code, text in words.DIRECTIONS.items()},
            verification={code: lang.say(text) for code, text in words.VERIFICATIONS.items()},
            origin={code: lang.say(text) for code, text in words.ORIGINS.items()},
            licence={text: words.licence(lang, text) for text in sorted(words.LICENCES)},
            basis={code: lang.say(text) for code, text in words.PRICE_BASES.items()},
            effect_verdict={code: lang.say(text) for code, text in words.EFFECT_VERDICTS.items()},
            price_verdict={code: lang.say(text) for code, text in words.PRICE_VERDICTS.items()},
            held_back={code: lang.say(text) for code, text in words.HELD_BACK.items()},
        ),
    )


def _words(**lists: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.{code}": text for name, texts in lists.items() for code, text in texts.items()}
