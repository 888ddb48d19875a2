"""Sentences about trust, by fixed rule: what is asked of those who do the work, who is heard, who is offered help.

Belongs here: every claim of the positive list, the trust spaces, readings, practice notes, offers of help, stakeholders
and corrections, as functions of rows from the marts. Does not belong here: claims about figures (`verdicts`), fixed
words (`closed_lists`) and layout (templates).

An offer of help is worded as one: to an area, never to a person, and without a consequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboards.language import N_, Language, lower_first, upper_first
from dashboards.numbers import magnitude, rounded
from dashboards.rows.indicator import PeerResult
from dashboards.rows.provenance import Correction, Flagged
from dashboards.rows.trust import Burden, BurdenFrom, Coverage, Demand, HelpOffer, PracticeNote, Reading, TrustSpace
from dashboards.words import closed_lists as words
from dashboards.words.beside import others
from dashboards.words.corrections import correction_grounds, flag_words, in_file

READINGS_WANTED = 2
HIGHER_PRICE = N_("{place} ({value}, prisen er {difference} højere)")
LOWER_PRICE = N_("{place} ({value}, prisen er {difference} lavere)")
SAME_PRICE = N_("{place} ({value}, samme pris)")


# --- Steering demands -------------------------------------------------------------------------------------------------


def effect_share(lang: Language, areas: Sequence[Burden]) -> str:
    """E / (E + R) in per cent; empty where no demand is registered, for then it says nothing."""
    effects, demands = (sum(getattr(area, name) for area in areas) for name in ("effect_count", "demand_count"))
    return lang.percent(100 * effects / (effects + demands), 0) if demands else ""


def burden(lang: Language, place: str, areas: Sequence[Burden]) -> list[str]:
    """What the share rests on; then what is due, what it costs, what could be dropped and what was given back."""
    effects, demands, due, own = (
        sum(getattr(area, name) for area in areas)
        for name in ("effect_count", "demand_count", "due_count", "own_choice_count")
    )
    if not demands:
        return [
            lang.say(
                "Andelen af effektmål kan ikke opgøres endnu: {place} har ingen "
                "styringskrav på positivlisten. En tom liste betyder ikke, at der ingen krav er. De føres ind, når "
                "byrådet har besluttet dem.",
                place=place,
            )
        ]
    hours, fte, own_hours, returned = (
        sum(float(getattr(area, name)) for area in areas)
        for name in ("hours_per_year", "full_time_equivalents", "hours_own_choice", "hours_returned")
    )
    found = [
        lang.say(
            "af det, vi følger, er effektmål: {effects} effektmål med tal, mål af det samme talt hver for sig, og "
            "{demands} styringskrav.",
            effects=effects,
            demands=demands,
        ),
        lang.say(
            "Kravene koster {hours} timer om året, svarende til {fte} årsværk på {norm} timer.",
            hours=lang.number(hours),
            fte=lang.number(fte, 1),
            norm=lang.number(areas[0].full_time_hours),
        ),
        lang.count(
            due, "Ét krav skal gennemgås nu eller inden for tre måneder.",
            "{n} krav skal gennemgås nu eller inden for tre måneder.",
        )
        if due
        else lang.say("Ingen krav skal gennemgås inden for tre måneder."),
    ]  # fmt: skip
    if own:
        found.append(
            lang.count(
                own,
                "Ét krav er kommunens eget valg og kan falde bort ved egen beslutning: {hours} timer om året.",
                "{n} krav er kommunens eget valg og kan falde bort ved egen beslutning: {hours} timer om året.",
                hours=lang.number(own_hours),
            )
        )
    if returned:
        found.append(lang.say("{hours} timer om året er givet tilbage til kerneopgaven.", hours=lang.number(returned)))
    return found


def burden_over_time(lang: Language, place: str, first: BurdenFrom, latest: BurdenFrom) -> str:
    """What the demands of a whole municipality took on the first and the latest day, and what was given back."""
    now = lang.say(
        "{place}: {hours} timer om året fra {day}.",
        place=place,
        hours=lang.number(latest.hours_per_year),
        day=lang.date(latest.from_day),
    )
    if latest.from_day == first.from_day:
        return now
    before = lang.say(
        "Fra {day} var det {hours}.", hours=lang.number(first.hours_per_year), day=lang.date(first.from_day)
    )
    returned = lang.say(
        "I alt er {hours} timer om året givet tilbage til kerneopgaven.", hours=lang.number(latest.hours_returned)
    )
    return " ".join((now, before, returned))


def demand(lang: Language, found: Demand) -> str:
    """Owner, since when, where it stands, what it costs, what was given back, and the figure of what follows it."""
    sentences = [
        lang.say("Ejer: {owner}. Siden {day}.", owner=found.owner, day=lang.date(found.since)),
        lang.say("Kravet {state}", state=lang.say(words.DEMAND_STATES[found.state]))
        + (
            f" ({lang.say(words.DEMAND_DECISIONS[found.decision])})"
            if found.decision and found.state != "dropped"
            else ""
        )
        + ".",
    ]
    if found.state != "dropped":
        sentences += [
            lang.say("Gennemgås senest {day}.", day=lang.date(found.review_by)),
            lang.say("{hours} timer om året.", hours=lang.number(found.hours_per_year)),
        ]
    if found.hours_returned:
        sentences.append(
            lang.say(
                "{hours} timer om året er givet tilbage til kerneopgaven.", hours=lang.number(found.hours_returned)
            )
        )
    if found.measured is not None:
        sentences.append(
            lang.say(
                "{measure} ({unit}): {value} i {year}.",
                measure=found.measure,
                unit=found.measured_unit,
                value=lang.number(found.measured, found.measured_decimals or 0),
                year=found.measured_year,
            )
        )
    return " ".join(sentences)


def trust_space(lang: Language, space: TrustSpace) -> str:
    """What bounds the room, and how many process measures may stand beside how many do."""
    if space.task is None or space.process_ceiling is None:
        return lang.say("Tillidsrummet er ikke beskrevet endnu.")
    ceiling = (
        lang.count(
            space.process_ceiling,
            "Højst ét procesmål må stå på positivlisten; der står {found}.",
            "Højst {n} procesmål må stå på positivlisten; der står {found}.",
            found=space.process_count or lang.say("ingen"),
        )
        if space.process_ceiling
        else lang.say("Intet procesmål må stå på positivlisten.")
    )
    return " ".join((lang.say(words.TASKS[space.task]), space.limits or "", ceiling))


# --- Readings and practice --------------------------------------------------------------------------------------------


def readings_missing(lang: Language, readings: Sequence[Reading]) -> str:
    """What is wanted where fewer than two people have given their view; empty where two have."""
    authors = len({reading.author for reading in readings})
    if authors >= READINGS_WANTED:
        return ""
    how = lang.say(
        "En læsning er en kort tekst med navn, rolle og dato fra en, der kender området; den vises, som den er skrevet."
    )
    lacking = (
        lang.say("Her mangler endnu en læsning, af en anden person: to blikke på de samme tal.")
        if authors
        else lang.say(
            "Ingen har endnu skrevet under på en læsning af tallene. Der ønskes mindst to, fra hver sin person."
        )
    )
    return f"{lacking} {how}"


def better_performers(lang: Language, rows: Sequence[PeerResult]) -> str:
    """Which of the others have a better figure at a price at most five per cent higher; rows of one effect."""
    first = rows[0]
    ahead = [
        lang.say(
            _price_beside(row),
            place=row.other_name,
            value=lang.in_unit(row.other_value, row.decimals, row.unit_measure),
            difference=lang.percent(magnitude(row.price_difference_pct)),
        )
        for row in rows
        if row.is_ahead
    ]
    basis = lang.say("Pris: {price}, {year}.", price=lower_first(first.price_title), year=first.price_year)
    own = lang.say(
        "Vores tal er {value} ({year}).",
        value=lang.in_unit(first.value, first.decimals, first.unit_measure),
        year=first.effect_year,
    )
    if not ahead:
        return " ".join((own, lang.say("Ingen er klart bedre til en lavere eller lignende pris."), basis))
    return " ".join(
        (own, lang.say("Klart bedre til en lavere eller lignende pris: {names}.", names=lang.listing(ahead)), basis)
    )


def _price_beside(row: PeerResult) -> str:
    """Which way the price differs as shown: a difference that reads 0.0 is none."""
    difference = rounded(row.price_difference_pct, 1)
    return HIGHER_PRICE if difference > 0 else LOWER_PRICE if difference < 0 else SAME_PRICE


def notes_missing(lang: Language, rows: Sequence[PeerResult], notes: Sequence[PracticeNote]) -> str:
    """Of whom we know only that the figure is better, and not what they do."""
    told = {note.municipality_code for note in notes}
    silent = [row.other_name for row in rows if row.is_ahead and row.other_code not in told]
    if not silent:
        return ""
    return lang.say("Hvad {names} gør, er ikke beskrevet endnu.", names=lang.listing(silent))


# --- Help -------------------------------------------------------------------------------------------------------------


def help_offer(lang: Language, rows: Sequence[HelpOffer]) -> str:
    """The offer to one area: why it is made, by whom it can be taken up, and that nothing follows from it."""
    named = [
        lang.say(
            "{measure} ({years}, {n} målinger)",
            measure=lang.quoted(lower_first(row.title)),
            years=lang.period(row.first_year, row.latest_year),
            n=row.measurements,
        )
        for row in rows
    ]
    expected = (
        lang.say("Det ventede er regnet ud fra kommunens vilkår.")
        if all(row.is_modelled for row in rows)
        else lang.say(
            "Det ventede er regnet ud fra kommunens vilkår, og hvor det ikke kan lade sig gøre, fra {others}.",
            others=others(lang, rows[0]),
        )
    )
    contact = (
        lang.say("Kontakt: {contact}.", contact=rows[0].contact)
        if rows[0].contact
        else lang.say("Der er endnu ikke oplyst en kontakt.")
    )
    return " ".join(
        (
            lang.say(
                "Flere effektmål har været dårligere end ventet i mindst tre målinger i træk: {measures}.",
                measures=lang.listing(named),
            ),
            expected,
            lang.say("Området kan få hjælp, hvis det ønsker det. Tilbuddet har ingen følger i sig selv."),
            contact,
        )
    )


# --- Stakeholders -----------------------------------------------------------------------------------------------------


def coverage(lang: Language, rows: Sequence[Coverage]) -> list[str]:
    """Who has no effect measure at all, and who has only measures without figures."""
    chosen: dict[str, int] = {}
    known: dict[str, int] = {}
    for row in rows:
        chosen[row.title] = chosen.get(row.title, 0) + row.effect_count
        known[row.title] = known.get(row.title, 0) + row.effects_with_figures
    nothing = [lower_first(title) for title, count in chosen.items() if not count]
    no_figure = [lower_first(title) for title, count in chosen.items() if count and not known[title]]
    found = [
        lang.say(
            "{n} af {all} interessenter har mindst ét effektmål med tal.",
            n=sum(map(bool, known.values())),
            all=len(known),
        )
    ]
    if nothing:
        found.append(upper_first(lang.say("uden et eneste effektmål: {names}.", names="; ".join(nothing))))
    if no_figure:
        found.append(upper_first(lang.say("kun effektmål uden tal: {names}.", names="; ".join(no_figure))))
    return found


# --- Trials -----------------------------------------------------------------------------------------------------------


def trial_ahead(lang: Language, starts_on: date) -> str:
    """What there is to say of a trial before its first day."""
    return lang.say("Registreret, begynder {day}.", day=lang.date(starts_on))


# --- Corrections and figures to look at twice -------------------------------------------------------------------------


def correction(lang: Language, found: Correction) -> str:
    """What the file said when the error was found, what is used, why, and where it stands now."""
    used = (
        lang.say("bruges {value}", value=lang.exact(found.value))
        if found.value is not None
        else lang.say("regnes tallet for at mangle: {reason}", reason=words.reason(lang, found.missing_reason))
    )
    return " ".join(
        (
            lang.say(
                "I kildens fil stod {value}; i stedet {used}.",
                value=in_file(lang, found.expected_value, found.expected_marker),
                used=used,
            ),
            *correction_grounds(lang, found),
            upper_first(lang.say(words.CORRECTION_STATES[found.state])) + ".",
            lang.count(found.figure_count, "Tallet indgår i ét tal på siderne.", "Tallet indgår i {n} tal på siderne.")
            if found.figure_count
            else lang.say("Tallet indgår ikke i noget tal på siderne."),
        )
    )


def flagged(lang: Language, rows: Sequence[Flagged]) -> str:
    """Where a measure's latest figures are unusual, and by which rule; rows of one measure, like reasons together."""
    places: dict[str, list[str]] = {}
    for row in rows:
        places.setdefault(flag_words(lang, row), []).append(row.name)
    return " ".join(f"{lang.listing(names)} {rows[0].year}: {remark}." for remark, names in places.items())
