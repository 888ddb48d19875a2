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

PRICE_BASES: Final = {"current": "løbende priser", "fixed": "faste priser"}


def reason(code: str | None, note: str | None = None) -> str:
    """Why a figure is missing, as a clause; the catalogue's own note follows where there is one."""
    text = REASONS.get(code or "", "årsagen er ikke oplyst")
    return f"{text}. {note}" if note else text
