"""The fixed words of the closed lists: kinds, reasons, directions, verdicts, origins, corrections.

Belongs here: one text per code, so that a reason reads the same on every page; Danish, translated where it is shown
(`lang.say(KINDS[kind])`), and a source as it is named below figures. Does not belong here: sentences built from figures
(the other modules of `words`) and the catalogue's own texts, which come from the marts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dashboards.language import N_, Language

if TYPE_CHECKING:
    from dashboards.rows.indicator import Facts, Indicator

KINDS: Final = {
    "effect": N_("Effektmål"),
    "unit_price": N_("Enhedspris"),
    "activity": N_("Aktivitet"),
    "context": N_("Rammevilkår"),
    "control": N_("Kontroltal"),
    "process": N_("Procesmål"),
}

ROLES: Final = {
    "numerator": N_("tæller"),
    "multiplier": N_("gange"),
    "denominator": N_("nævner"),
    "weight": N_("vægt"),
    "wages": N_("heraf løn"),
    "use": N_("forbrug, alder"),
    "population": N_("borgere, alder"),
}
"""What a cell does in the figure; the last three enter a method beside it and not the figure itself."""

REASONS: Final = {
    "not_published": N_("kilden har ikke offentliggjort tallet"),
    "not_collected": N_("tallet indsamles ikke"),
    "not_delivered": N_("kommunen har ikke leveret tallet til kilden"),
    "confidential": N_("tallet er fortroligt eller ukendt hos kilden"),
    "not_applicable": N_("tallet giver ikke mening for kommunen"),
    "break_in_series": N_("opgørelsen er lagt om (databrud)"),
    "suspected_error": N_("kildens tal er formentlig forkert"),
    "source_absent": N_("kilden er endnu ikke hentet"),
    "terms_unchecked": N_("udgiverens vilkår for genbrug er ikke kontrolleret"),
}

DIRECTIONS: Final = {
    "higher": N_("højere er bedre"),
    "lower": N_("lavere er bedre"),
    "neutral": N_("hverken højt eller lavt er bedst"),
}

LEDGER_CAUSES: Final = {
    "source": N_("kilden"),
    "correction": N_("rettelse"),
    "areas": N_("kommuner lagt sammen"),
    "recipe": N_("opskrift"),
    "method": N_("metode"),
    "new": N_("nye tal"),
    "gone": N_("væk"),
}
"""Why a number is another than in the release before; the page says what each means."""

VERIFICATIONS: Final = {
    "verified": N_("ja, tabel og koder står i udgiverens egen oversigt"),
    "partly": N_("delvis; en del står ikke i udgiverens egen oversigt"),
    "unverified": N_("nej, kilden er lokal, lukket eller endnu ikke set"),
}

ORIGINS: Final = {
    "fetched": N_("hentet fra kilden"),
    "transcribed": N_("afskrevet fra offentlig gengivelse"),
    "delivered": N_("leveret som fil"),
}

CORRECTION_STATUSES: Final = {
    "open": N_("kilden er endnu ikke gjort opmærksom på fejlen"),
    "reported": N_("fejlen er meldt til kilden"),
    "confirmed": N_("kilden har bekræftet fejlen"),
}

CORRECTION_STATES: Final = {
    "applied": N_("rettelsen bruges"),
    "outdated": N_("rettelsen bruges ikke mere, for kilden siger nu noget andet"),
    "no_such_cell": N_("rettelsen bruges ikke, for kilden har ikke længere tallet"),
    "source_absent": N_("rettelsen venter på, at kilden hentes"),
}

DEMAND_BASES: Final = {
    "law": N_("krævet ved lov"),
    "central_data": N_("krævet som indberetning til staten"),
    "authority": N_("hører til en myndighedsopgave"),
    "own_choice": N_("kommunens eget valg"),
}

DEMAND_STATES: Final = {
    "stands": N_("står ved magt"),
    "due": N_("skal snart gennemgås"),
    "overdue": N_("skulle have været gennemgået"),
    "dropped": N_("er afskaffet"),
}

DEMAND_DECISIONS: Final = {
    "keep": N_("beholdt ved seneste gennemgang"),
    "simplify": N_("forenklet ved seneste gennemgang"),
    "drop": N_("afskaffet ved seneste gennemgang"),
}

CASE_ANSWERS: Final = {
    "one_unit": N_("Én enhed ligger uden for det, tilfældet kan forklare."),
    "few": N_("Nogle få enheder ligger uden for det, tilfældet kan forklare."),
    "all": N_("Det gælder enhederne under ét, ikke en enkelt."),
    "none": N_("Ingen enhed ligger uden for det, tilfældet kan forklare."),
    "cannot_tell": N_("Tallene kan ikke vise, hvor udbredt det er."),
}

TASKS: Final = {
    "professional": N_("Rammerne er mest faglige."),
    "economic": N_("Rammerne er mest økonomiske."),
    "legal": N_("Rammerne er mest lovbestemte."),
}

TRIAL_VERDICTS: Final = {
    "works": N_("Virker"),
    "does_not_work": N_("Virker ikke"),
    "cannot_be_decided": N_("Kan ikke afgøres"),
}

TRIAL_REASONS: Final = {
    "registered_late": N_("den blev først offentliggjort, da forsøget var begyndt"),
    "registration_changed": N_(
        "effektmålet, kommunerne, perioden eller den mindste ændring er lavet om, efter at den blev offentliggjort"
    ),
    "figures_missing": N_("der mangler tal"),
    "period_not_complete": N_("tallene for hele forsøgets tid er ikke udkommet endnu"),
    "break_in_series": N_("opgørelsen er lagt om undervejs (databrud)"),
    "too_few_years_before": N_("der er færre end fem år med tal før starten"),
    "too_few_years_after": N_("der er færre end to hele år med tal efter starten"),
    "too_few_donors": N_("der er færre end 19 kommuner at sammenligne med"),
    "other_trial": N_("kommunen har en anden prøvehandling på samme effektmål"),
    "poor_fit_before": N_(
        "sammenligningen rammer årene før starten dårligere end den mindste ændring, der betyder noget"
    ),
    "pre_trend": N_("kommunen var allerede på vej væk fra de andre før starten"),
    "models_disagree": N_("de to metoder er ikke enige"),
    "below_smallest_change": N_("ændringen er mindre end den, der betyder noget, men den kan også være større"),
    "within_placebo_range": N_("ændringen er ikke større end dem, der ses i kommuner uden forsøg"),
}

TRIAL_METHODS: Final = {
    "synthetic_control": N_("Syntetisk kontrol"),
    "difference_in_differences": N_("Forskel i forskelle"),
}

TRIAL_DECISIONS: Final = {"scale_up": N_("bredes ud"), "throw_away": N_("stoppes")}

TARGET_VERDICTS: Final = {
    "reached": N_("Målet er nået"),
    "not_reached": N_("Målet er ikke nået, og året er gået"),
    "on_course": N_("Med den nuværende kurs nås målet"),
    "off_course": N_("Med den nuværende kurs nås målet ikke"),
    "cannot_tell": N_("Om kursen når målet, kan ikke afgøres"),
    "too_few_figures": N_("Der er for få målinger til at sige, hvor kursen fører hen"),
    "missing": N_("Der er intet tal at holde målet op mod"),
}

VERDICTS: Final = {
    "clearly_better": N_("klart bedre"),
    "clearly_worse": N_("klart dårligere"),
    "clearly_lower": N_("klart lavere"),
    "clearly_higher": N_("klart højere"),
    "suggests_better": N_("tyder på bedre"),
    "suggests_worse": N_("tyder på dårligere"),
    "suggests_lower": N_("tyder på lavere"),
    "suggests_higher": N_("tyder på højere"),
    "on_level": N_("på niveau"),
    "cannot_tell": N_("kan ikke skelnes"),
    "too_few": N_("for få målinger"),
    "alone": N_("ingen at sammenligne med"),
    "not_comparable": N_("kan ikke sammenlignes"),
    "missing": N_("mangler"),
}

AGAINST_COUNTRY: Final = {
    "above": N_("højere end landet"),
    "below": N_("lavere end landet"),
    "cannot_tell": N_("kan ikke skelnes"),
    "not_computed": N_("ikke bedømt"),
}

HELD_BACK: Final = {
    "rounding": N_("de offentliggjorte tal er afrundet for groft til at sige mere"),
    "latest": N_("det seneste tal ligger ikke selv på den side, som målingerne samlet peger mod"),
    "scopes": N_("afgrænsningen afgør fortegnet"),
    "smallest_difference": N_("forskellen er mindre end den, det er besluttet at regne for noget"),
    "scores": N_("klare vurderinger af den slags mål har for sjældent holdt"),
    "peers": N_("ikke alle de andre er målt det år"),
    "alike": N_("en anden af de sammenlignede har samme tal, og dens målinger svinger for meget til at sige det"),
}

INTERVALS: Final = {
    "wilson": N_("95 %-interval"),
    "byar": N_("95 %-interval"),
    "scope_band": N_("Spænd over afgrænsninger"),
}

INTERVAL_METHODS: Final = {
    "wilson": N_("95 %-interval (Wilson)"),
    "byar": N_("95 %-interval (Byar)"),
    "scope_band": N_("spænd over afgrænsninger"),
    "none": N_("intet interval"),
}

SIGNALS: Final = {
    "signal_outside": N_("uden for egne procesgrænser"),
    "signal_seven_on_one_side": N_("mindst syv i træk på samme side af eget gennemsnit"),
    "signal_six_in_one_direction": N_("seks i træk i samme retning"),
    "signal_two_of_three_near_a_limit": N_("to af de tre seneste tæt på samme procesgrænse"),
}

AGAINST_EXPECTED: Final = {
    "above": N_("højere end ventet"),
    "below": N_("lavere end ventet"),
    "cannot_tell": N_("kan ikke skelnes fra det ventede"),
    "no_interval": N_("uden interval, ikke bedømt"),
    "not_usable": N_("modellen forklarer for lidt"),
}

MODEL_AGREEMENTS: Final = {
    "agree": N_("enige om retningen"),
    "unresolved": N_("peger hver sin vej"),
    "one_model": N_("kun én model kan bruges"),
    "no_model": N_("ingen model kan bruges"),
}

COVERAGES: Final = {"users": N_("dækningen"), "age_group": N_("aldersfordelingen")}
"""What a share of the inhabitants is called in a split: those who use a service, or everybody of an age."""

LICENCES: Final = frozenset(
    {
        N_("Vilkår for genbrug er ikke kontrolleret"),
        N_("Kommunens egne tal; afgør selv, om de må genbruges"),
        N_("Fri brug på STIL's vilkår; Kilde: Uddannelsesstatistik.dk"),
    }
)
"""Licences that are a sentence; others are a name and the same in all languages."""

PRICE_BASES: Final = {
    "current": N_("løbende priser"),
    "fixed": N_("faste priser"),
    "none": N_("ikke et beløb"),
}


def said(lang: Language, table: Mapping[str, str], code: str | None) -> str | None:
    """The word of a code; nothing where there is no code."""
    return None if code is None else lang.say(table[code])


def licence(lang: Language, text: str) -> str:
    """A source's licence as the catalogue has it, in the page's language where it is a sentence."""
    return lang.say(text) if text in LICENCES else text


def role_words(lang: Language, role: str) -> str:
    """A role in words; those of an age group name it after a colon (`use:67-79`)."""
    kind, _, group = role.partition(":")
    return f"{lang.say(ROLES[kind])} {group}".rstrip()


def source(lang: Language, about: Indicator | Facts) -> str:
    """Who published the figures, in which tables, and how they came here; that they did not, where they did not."""
    if not about.publisher:
        return lang.say("Kilden er ikke hentet")
    named = ", ".join(filter(None, (about.publisher, about.tables_called)))
    return f"{named} ({lang.say(ORIGINS[about.origin])})" if about.origin == "transcribed" else named


def reason(lang: Language, code: str | None, note: str | None = None) -> str:
    """Why a figure is missing, as a clause; the catalogue's own note follows where there is one."""
    text = lang.say(REASONS[code]) if code in REASONS else lang.say("årsagen er ikke oplyst")
    return f"{text}. {note}" if note else text
