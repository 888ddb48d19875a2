"""The words of the workbook's first sheet.

Belongs here: what the workbook is, and how to read it, as messages: Danish, translated where they are written, with
the compared group for `{group}`. Does not belong here: the words of the other sheets (`sheets`), writing (`writing`).
"""

from __future__ import annotations

from typing import Final

from dashboards.language import N_

TITLE: Final = N_("Seksby: alle tal")
NAME: Final = N_("Læs mig")

FACTS: Final = {
    "what": N_("Indhold"),
    "what_text": N_(
        "Nøgletal for landets kommuner, hvor {group} sammenlignes. Effekt kommer før pris, og pris før aktivitet."
    ),
    "release": N_("Udgave"),
    "newest": N_("Nyeste kildefil lagt ind"),
    "as_of": N_("Bygget på det, der var kendt"),
    "notice": N_("Bemærk"),
    "transcribed": N_("Afskrevne tal"),
    "transcribed_text": N_(
        "{transcribed} af {files} kildefiler er afskrevet fra offentlig gengivelse og ikke hentet hos udgiveren."
    ),
    "licence": N_("Licens"),
    "licence_text": N_("Tal fra Danmarks Statistik er CC BY 4.0. Licensen for hver kilde står på arket Kilder."),
    "clear": N_("Klare vurderinger"),
    "clear_text": N_("Af de {verdicts} klare vurderinger på arkene »sammenlignet« ventes {wrong} ikke at holde."),
    "sheets": N_("Ark"),
    "content": N_("Hvad arket rummer"),
    "rows": N_("Rækker"),
}
"""Labels of the lines about the release, and what stands there where it is a text."""

READING: Final = (
    (
        N_("Tomme felter"),
        N_(
            "Et tal, der mangler, er et tomt felt, aldrig nul. Kolonnen »Mangler fordi« siger hvorfor. På arkene "
            "»alle år« er der ingen række, hvor kilden endnu ikke er hentet."
        ),
    ),
    (
        N_("Procent"),
        N_("Et tal i % står i procent: 12,3 betyder 12,3 %. Forskellen mellem to tal i % er i procentpoint."),
    ),
    (
        N_("De andre i {group}"),
        N_(
            "Gennemsnittet er uvægtet og uden kommunen selv: de andre for en kommune i gruppen, hele gruppen for "
            "enhver anden kommune. »Antal andre« siger, hvor mange der har et tal."
        ),
    ),
    (
        N_("Klart, tyder på, kan ikke skelnes"),
        N_(
            "På arkene »sammenlignet« siger kolonnen »Mod de andre«, hvad der kan siges om forskellen til de andre. "
            "En vurdering er en forudsigelse: »klart« betyder, at næste måling med mindst 95 % sandsynlighed ligger "
            "på samme side, »tyder på« mindst 80 %. »Kan ikke skelnes« er alt derunder, og »for få målinger« er "
            "færre end tre. Kolonnerne »Ikke klart, fra« og »til« afgrænser det felt, hvor en forskel ikke er klar, "
            "i effektmålets egen enhed; »Forskel ikke klar, fra« og »til« er en forskel i procent til det uvægtede "
            "gennemsnit. Hvor der kunne være sagt mere, siger kolonnen »Der siges ikke mere, fordi«, hvad der "
            "mangler."
        ),
    ),
    (
        N_("Vægtet gennemsnit og dækning"),
        N_(
            "Det vægtede gennemsnit er de andres samlede udgift delt med deres samlede antal. Prisen gange "
            "dækningen er udgiften pr. indbygger; den står, hvor samme udgift er opgjort på begge måder."
        ),
    ),
    (
        N_("Ingen rangliste"),
        N_("Små forskelle i rækkefølge siger intet. Læs mål og forbehold på arket Definitioner, før tal sammenlignes."),
    ),
    (
        N_("Hvor kommer et tal fra?"),
        N_(
            "Målets side under »Alle tal« på Seksby viser kildecellerne bag målets seneste år for kommuner med "
            "egne sider. For ethvert andet tal viser kommandoen dem: seksby trace MÅL-ID KOMMUNEKODE ÅR, og for "
            "gennemsnit og afstande: seksby trace MÅL-ID KOMMUNEKODE ÅR --kind benchmark."
        ),
    ),
    (
        N_("Procesmål"),
        N_("Procesmål er ikke med. De vises kun på siderne, sammen med lovgrundlag, ejer og dato for næste eftersyn."),
    ),
)
"""How to read the workbook: label and text of each line."""
