"""What is said of a source cell that was corrected, and of a figure to look at twice.

Belongs here: sentences and remarks about single cells and figures, wherever they stand. Does not belong here: the lists
of all of them (`trust`).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.language import N_, Language
from dashboards.numbers import Number
from dashboards.rows.provenance import Corrected, Correction, Flag, Flagged
from dashboards.words import closed_lists as words


def in_file(lang: Language, value: Number | None, marker: str | None) -> str:
    """What the publisher's file says in a cell: the number, or the mark in place of one."""
    return marker or ("–" if value is None else lang.exact(value))


def correction_sentences(lang: Language, correction: Corrected, figures: Sequence[tuple[str, int]]) -> str:
    """What was corrected, to what, why and by whom; `figures` are the municipalities and years that rest on it."""
    published = in_file(lang, correction.published_value, correction.published_marker)
    years: dict[str, list[str]] = {}
    for name, year in figures:
        years.setdefault(name, []).append(str(year))
    rests = lang.listing([f"{name} {lang.listing(listed)}" for name, listed in years.items()])
    return " ".join(
        (
            lang.say(
                "I kildens fil står {published}; her regnes tallet for at mangle: {reason}.",
                published=published,
                reason=words.reason(lang, correction.missing_reason),
            )
            if correction.value is None
            else lang.say(
                "I kildens fil står {published}; her bruges {used}.",
                published=published,
                used=lang.exact(correction.value),
            ),
            *correction_grounds(lang, correction),
            lang.say("Rettelsen indgår i {figures}.", figures=rests),
        )
    )


def correction_grounds(lang: Language, correction: Corrected | Correction) -> tuple[str, ...]:
    """Why a cell was corrected, on what evidence, by whom and when, and whether the publisher knows; a text each."""
    return (
        f"{correction.reason.rstrip('.')}.",
        lang.say("Grundlag: {evidence}.", evidence=correction.evidence.rstrip(".")),
        lang.say(
            "Vurderet af {who} den {day}; {status}.",
            who=correction.reviewed_by,
            day=lang.date(correction.reviewed_on),
            status=lang.say(words.CORRECTION_STATUSES[correction.status]),
        ),
    )


def flags_words(lang: Language, flags: Sequence[Flag]) -> str:
    """Why a figure is worth a second look, for lists whose heading says that it stands as it is."""
    return lang.listing([flag_words(lang, flag) for flag in flags])


def flags_note(lang: Language, flags: Sequence[Flag]) -> str:
    """The same where it stands alone, as in a file."""
    return lang.say("{remark}; tallet er ikke ændret", remark=flags_words(lang, flags))


def flag_words(lang: Language, flag: Flag | Flagged) -> str:
    """By which rule a figure is unusual."""
    if flag.flag == "unusual_among_98":
        return lang.say(
            N_("usædvanligt højt i forhold til landets kommuner")
            if flag.is_above
            else N_("usædvanligt lavt i forhold til landets kommuner")
        )
    return lang.say(
        N_("usædvanligt stor stigning siden {year}") if flag.is_above else N_("usædvanligt stort fald siden {year}"),
        year=flag.previous_year,
    )


def other_flags(lang: Language, figures: int) -> str:
    """How many figures of municipalities that are not compared are flagged; which ones, the CSV tells."""
    if not figures:
        return ""
    return lang.count(
        figures,
        "I landets øvrige kommuner er ét tal usædvanligt; det står med bemærkning i CSV-filen over alle år.",
        "I landets øvrige kommuner er {n} tal usædvanlige; de står med bemærkning i CSV-filen over alle år.",
    )
