"""The fixed Danish words of the closed lists: kinds, reasons, directions, verdicts, origins, corrections.

Belongs here: one text per code, so that a reason reads the same on every page. Does not belong here: sentences built
from figures (`sentences`) and the catalogue's own texts, which come from the marts.
"""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    "effect": "Effektmål",
    "unit_price": "Enhedspris",
    "activity": "Aktivitet",
    "context": "Rammevilkår",
    "control": "Kontroltal",
    "process": "Procesmål",
}

REASONS: Final = {
    "not_published": "kilden har ikke offentliggjort tallet",
    "not_collected": "tallet indsamles ikke",
    "not_delivered": "kommunen har ikke leveret tallet til kilden",
    "confidential": "tallet er fortroligt eller ukendt hos kilden",
    "not_applicable": "tallet giver ikke mening for kommunen",
    "break_in_series": "opgørelsen er lagt om (databrud)",
    "suspected_error": "kildens tal er formentlig forkert",
    "source_absent": "kilden er endnu ikke hentet",
}

DIRECTIONS: Final = {
    "higher": "højere er bedre",
    "lower": "lavere er bedre",
    "neutral": "hverken højt eller lavt er bedst",
}

VERIFICATIONS: Final = {
    "verified": "ja, tabel og koder står i udgiverens egen oversigt",
    "partly": "delvis, noget er vores egen læsning",
    "unverified": "nej, kilden er lokal, lukket eller endnu ikke set",
}

ORIGINS: Final = {
    "fetched": "hentet fra kilden",
    "transcribed": "afskrevet fra offentlig gengivelse",
    "delivered": "leveret som fil",
}

CORRECTION_STATUSES: Final = {
    "open": "kilden er endnu ikke gjort opmærksom på fejlen",
    "reported": "fejlen er meldt til kilden",
    "confirmed": "kilden har bekræftet fejlen",
}

TRIAL_VERDICTS: Final = {
    "works": "Virker",
    "does_not_work": "Virker ikke",
    "cannot_be_decided": "Kan ikke afgøres",
}

TRIAL_REASONS: Final = {
    "figures_missing": "der mangler tal",
    "period_not_complete": "tallene for hele forsøgets tid er ikke udkommet endnu",
    "break_in_series": "opgørelsen er lagt om undervejs (databrud)",
    "too_few_years_before": "der er færre end fem år med tal før starten",
    "too_few_years_after": "der er færre end to hele år med tal efter starten",
    "too_few_donors": "der er færre end 19 kommuner at sammenligne med",
    "other_trial": "kommunen har en anden prøvehandling på samme effektmål",
    "poor_fit_before": "sammenligningen rammer årene før starten dårligere end den mindste ændring, der betyder noget",
    "pre_trend": "kommunen var allerede på vej væk fra de andre før starten",
    "models_disagree": "de to metoder er ikke enige",
    "below_smallest_change": "ændringen er mindre end den, der betyder noget, men den kan også være større",
    "within_placebo_range": "ændringen er ikke større end dem, der ses i kommuner uden forsøg",
}

TRIAL_METHODS: Final = {
    "synthetic_control": "Syntetisk kontrol",
    "difference_in_differences": "Forskel i forskelle",
}

TRIAL_DECISIONS: Final = {"scale_up": "bredes ud", "throw_away": "stoppes"}

TARGET_VERDICTS: Final = {
    "reached": "Målet er nået",
    "not_reached": "Målet er ikke nået, og året er gået",
    "on_course": "Med den nuværende kurs nås målet",
    "off_course": "Med den nuværende kurs nås målet ikke",
    "cannot_tell": "Om kursen når målet, kan ikke afgøres",
    "too_few_figures": "Der er for få målinger til at sige, hvor kursen fører hen",
    "missing": "Der er intet tal at holde målet op mod",
}

AGAINST_FIVE: Final = {
    "above": "over gennemsnittet af de fem",
    "below": "under gennemsnittet af de fem",
    "cannot_tell": "kan ikke skelnes",
    "not_computed": "ikke bedømt",
}

AGAINST_COUNTRY: Final = {
    "above": "højere end landet",
    "below": "lavere end landet",
    "cannot_tell": "kan ikke skelnes",
    "not_computed": "ikke bedømt",
}

HELD_BACK: Final = {
    "interval": "intervallet rummer de andres gennemsnit",
    "scopes": "afgrænsningen afgør fortegnet",
}

INTERVALS: Final = {"wilson": "95 %-interval", "byar": "95 %-interval", "scope_band": "Spænd over afgrænsninger"}

SIGNALS: Final = {
    "signal_outside": "uden for egne procesgrænser",
    "signal_seven_on_one_side": "mindst syv i træk på samme side af eget gennemsnit",
    "signal_six_in_one_direction": "seks i træk i samme retning",
    "signal_two_of_three_near_a_limit": "to af de tre seneste tæt på samme procesgrænse",
}

AGAINST_EXPECTED: Final = {
    "above": "højere end ventet",
    "below": "lavere end ventet",
    "cannot_tell": "kan ikke skelnes fra det ventede",
    "no_interval": "uden interval, ikke bedømt",
    "not_usable": "modellen forklarer for lidt",
}

COVERAGES: Final = {"users": "dækningen", "age_group": "aldersfordelingen"}
"""What a share of the inhabitants is called in a split: those who use a service, or everybody of an age."""

PRICE_BASES: Final = {"current": "løbende priser", "fixed": "faste priser"}


def reason(code: str | None, note: str | None = None) -> str:
    """Why a figure is missing, as a clause; the catalogue's own note follows where there is one."""
    text = REASONS.get(code or "", "årsagen er ikke oplyst")
    return f"{text}. {note}" if note else text
