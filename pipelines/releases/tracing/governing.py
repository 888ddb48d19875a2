"""Numbers that a council decides by: targets, who does better, offers of help, what demands cost, trials.

Belongs here: their kinds, as `kinds` has the others, and the working of each. Does not belong here: the numbers those
rest on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import fmean
from typing import Final

from pipelines.releases.tracing.kind import Kind
from pipelines.releases.tracing.working import Given, Premise, Worked, digits, value_of

TARGET: Final = Kind(
    about="how far a decided target is reached, and where the course leads, in the target's year",
    numbers=(
        *("distance", "way_covered_pct", "per_year", "needed_per_year"),
        *("projected", "projected_lower", "projected_upper"),
    ),
    published="""
        select t.indicator_id, t.municipality_code, t.target_year as year, null::varchar as price_basis,
            null::varchar as variant, t.distance, t.way_covered_pct, t.per_year, t.needed_per_year, t.projected,
            t.projected_lower, t.projected_upper, t.target, t.base_year, t.latest_year
        from marts.target_progress as t
    """,
    rests_on="""
        with figures as (
            select v.indicator_id, v.municipality_code, v.year, s.stretch,
                max(s.stretch) over (partition by v.indicator_id) as last_stretch
            from marts.indicator_values as v
            inner join intermediate.int_stretches as s on v.indicator_id = s.indicator_id and v.year = s.year
            where v.price_basis <> 'fixed' and v.value is not null
        )
        select t.indicator_id, t.municipality_code, t.target_year as year, null::varchar as price_basis,
            null::varchar as variant,
            case when f.stretch = f.last_stretch then 'course' else 'before a break' end as role,
            f.indicator_id as of_indicator, f.municipality_code as of_municipality, f.year as of_year, null as facts
        from marts.target_progress as t
        inner join figures as f on t.indicator_id = f.indicator_id and t.municipality_code = f.municipality_code
        where f.stretch = f.last_stretch or f.year >= t.target_year
    """,
)
PEER: Final = Kind(
    about="another municipality's effect and price beside one's own",
    numbers=("value", "other_value", "price", "other_price", "price_difference_pct"),
    published="""
        select effect_id as indicator_id, municipality_code, effect_year as year, null::varchar as price_basis,
            other_code as variant, value, other_value, price, other_price, price_difference_pct
        from marts.peer_results
    """,
    rests_on="""
        select p.effect_id as indicator_id, p.municipality_code, p.effect_year as year, null::varchar as price_basis,
            p.other_code as variant, asked.role, asked.of_indicator, asked.of_municipality, asked.of_year, null as facts
        from marts.peer_results as p,
            lateral (
                values
                    ('value', p.effect_id, p.municipality_code, p.effect_year),
                    ('other_value', p.effect_id, p.other_code, p.effect_year),
                    ('price', p.price_id, p.municipality_code, p.price_year),
                    ('other_price', p.price_id, p.other_code, p.price_year)
            ) as asked(role, of_indicator, of_municipality, of_year)
    """,
)
OFFER: Final = Kind(
    about="for how many measurements running an effect has been worse, where an area is offered help",
    numbers=("measurements",),
    published="""
        select o.indicator_id, o.municipality_code, o.latest_year as year, null::varchar as price_basis,
            o.service_area as variant, o.measurements, i.overlapping_years
        from marts.help_offers as o
        inner join marts.indicators as i on o.indicator_id = i.indicator_id
    """,
    rests_on="""
        select o.indicator_id, o.municipality_code, o.latest_year as year, null::varchar as price_basis,
            o.service_area as variant, 'measurement' as role, o.indicator_id as of_indicator,
            o.municipality_code as of_municipality, y.year as of_year, null as facts
        from marts.help_offers as o
        inner join intermediate.int_measurement_years as y
            on o.indicator_id = y.indicator_id and y.year between o.first_year and o.latest_year
    """,
)
BURDEN: Final = Kind(
    about="effects with a figure beside demands and their hours, in a service area",
    numbers=(
        *("effect_count", "demand_count", "hours_per_year", "hours_own_choice", "hours_returned"),
        "full_time_equivalents",
    ),
    published="""
        select b.service_area as indicator_id, b.municipality_code, null::integer as year, null::varchar as price_basis,
            null::varchar as variant, b.effect_count, b.demand_count, b.hours_per_year, b.hours_own_choice,
            b.hours_returned, b.full_time_equivalents, b.full_time_hours,
            (
                select coalesce(list({
                    'demand': d.demand_id, 'state': d.state, 'basis': d.basis, 'staff': d.staff,
                    'minutes': d.minutes_per_year, 'left': d.minutes_left
                } order by d.demand_id), [])
                from marts.demands as d
                where d.municipality_code = b.municipality_code and d.service_area = b.service_area
            ) as demands
        from marts.steering_burden as b
    """,
    rests_on="""
        select i.service_area as indicator_id, v.municipality_code, null::integer as year, null::varchar as price_basis,
            null::varchar as variant, 'effect' as role, v.indicator_id as of_indicator,
            v.municipality_code as of_municipality, max(v.year) as of_year, null as facts
        from marts.indicator_values as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id
        where i.kind = 'effect' and v.value is not null and v.price_basis <> 'fixed'
        group by i.service_area, v.municipality_code, v.indicator_id
    """,
    names="select service_area as id, [slug, title_da, title_en] as names from marts.service_areas",
    has_year=False,
)
TRIAL: Final = Kind(
    about="what a trial changed, by each method",
    numbers=("estimate", "pre_rmspe"),
    published="""
        select trial_id as indicator_id, municipality_code, null::integer as year, null::varchar as price_basis,
            method as variant, estimate, pre_rmspe
        from marts.trial_estimates
    """,
    rests_on="""
        with figures as (
            select e.trial_id, e.municipality_code, e.method, t.effect_id, t.donor_pool, t.stop_on, p.year, p.period,
                count(*) over (partition by e.trial_id, e.municipality_code, e.method) as years
            from marts.trial_estimates as e
            inner join marts.trials as t on e.trial_id = t.trial_id and e.municipality_code = t.municipality_code
            inner join marts.trial_paths as p
                on e.trial_id = p.trial_id and e.municipality_code = p.municipality_code and e.method = p.method
        )
        select f.trial_id as indicator_id, f.municipality_code, null::integer as year, null::varchar as price_basis,
            f.method as variant, 'own ' || f.period as role, f.effect_id as of_indicator,
            f.municipality_code as of_municipality, f.year as of_year, {'weight': 0.0::double} as facts
        from figures as f
        union all
        select f.trial_id, f.municipality_code, null, null, f.method, 'donor ' || f.period, f.effect_id, d.donor_code,
            f.year, {'weight': d.weight}
        from figures as f
        inner join marts.trial_donors as d on f.trial_id = d.trial_id and f.municipality_code = d.municipality_code
        where f.method = 'synthetic_control'
        union all
        -- Everybody of the pool with a figure in all of the years, but for those with a trial on the same measure.
        select f.trial_id, f.municipality_code, null, null, f.method, 'donor ' || f.period, f.effect_id,
            v.municipality_code, f.year, {'weight': 0.0::double}
        from figures as f
        inner join raw.peer_group_members as m on f.donor_pool = m.peer_group
        inner join marts.indicator_values as v
            on f.effect_id = v.indicator_id and f.year = v.year and m.municipality_code = v.municipality_code
            and v.price_basis <> 'fixed' and v.value is not null
        where f.method = 'difference_in_differences'
            and not exists (
                select 1 from marts.trials as t
                where t.municipality_code = v.municipality_code and t.effect_id = f.effect_id
                    and t.starts_on <= f.stop_on
            )
        qualify count(*) over (partition by f.trial_id, f.municipality_code, v.municipality_code) = f.years
    """,
    names="select distinct trial_id as id, [title_da, title_en] as names from marts.trials",
    has_year=False,
)


def target(given: Given) -> Mapping[str, Worked]:
    """The straight line through the figures since the last break; its interval is that of `t` with n - 2 degrees."""
    row, aim = given.row, float(given.row["target"])
    series = sorted((p.year or 0, value_of(p)) for p in given.all("course"))
    later = sorted(
        (p.year or 0, value_of(p)) for p in given.premises if (p.year or 0) >= row["year"] and p.value is not None
    )
    worked: dict[str, Worked] = {}
    if not series:
        return worked
    latest_year, latest = series[-1]
    deciding = later[0][1] if later else latest
    worked["distance"] = Worked(deciding - aim, f"{digits(deciding)} - {digits(aim)}")
    figures = dict(series)
    if row["way_covered_pct"] is not None:
        base = figures[row["base_year"]]
        how = f"100 × ({digits(deciding)} - {digits(base)}) / ({digits(aim)} - {digits(base)})"
        worked["way_covered_pct"] = Worked(100 * (deciding - base) / (aim - base), how)
    if row["year"] != latest_year:
        how = f"({digits(aim)} - {digits(latest)}) / {row['year'] - latest_year} years"
        worked["needed_per_year"] = Worked((aim - latest) / (row["year"] - latest_year), how)
    if len(series) > 1:
        worked |= _course(series, row["year"], is_prolonged=row["projected"] is not None)
    return worked


def _course(series: list[tuple[int, float]], year: int, *, is_prolonged: bool) -> Mapping[str, Worked]:
    middle, mean = fmean(then for then, _ in series), fmean(value for _, value in series)
    spread = sum((then - middle) ** 2 for then, _ in series)
    slope = sum((then - middle) * (value - mean) for then, value in series) / spread
    line = f"the line through {len(series)} figures, {series[0][0]}-{series[-1][0]}"
    worked = {"per_year": Worked(slope, line)}
    if not is_prolonged:
        return worked
    from scipy.special import stdtrit  # the rest of scipy takes a second to load

    left = sum((value - mean - slope * (then - middle)) ** 2 for then, value in series) / (len(series) - 2)
    ahead = mean + slope * (year - middle)
    reach = float(stdtrit(len(series) - 2, 0.9)) * math.sqrt(
        left * (1 + 1 / len(series) + (year - middle) ** 2 / spread)
    )
    how = f"{digits(ahead)} ± {digits(reach)}, {line}"
    return worked | {
        "projected": Worked(ahead, how),
        "projected_lower": Worked(ahead - reach, how, 1e-5 * reach),
        "projected_upper": Worked(ahead + reach, how, 1e-5 * reach),
    }


def peer(given: Given) -> Mapping[str, Worked]:
    worked = {role: Worked(given.one(role), "its cells") for role in ("value", "other_value", "price", "other_price")}
    own, theirs = given.one("price"), given.one("other_price")
    how = f"100 × ({digits(theirs)} - {digits(own)}) / {digits(own)}"
    return worked | {"price_difference_pct": Worked(100 * (theirs - own) / own, how)}


def offer(given: Given) -> Mapping[str, Worked]:
    years = sorted(p.year or 0 for p in given.premises)
    overlapping = given.row["overlapping_years"]
    how = f"{len(years)} measurements worse running, {years[0]}-{years[-1]}; {overlapping} share years"
    return {"measurements": Worked(math.ceil(len(years) / overlapping), how)}


def burden(given: Given) -> Mapping[str, Worked]:
    """Hours come from the positive list, entry by entry, and from no cell."""
    demands, of_one = given.row["demands"], given.row["full_time_hours"]
    stand = [one for one in demands if one["state"] != "dropped"]
    hours = {one["demand"]: round(one["left"] * one["staff"] / 60, 2) for one in demands}
    returned = sum(round((one["minutes"] - one["left"]) * one["staff"] / 60, 2) for one in demands)
    own = [one for one in demands if one["basis"] == "own_choice"]
    whole = sum(hours.values())
    how = " + ".join(f"{one['left']} min × {one['staff']} / 60 ({one['demand']})" for one in stand) or "no demand"
    effects = {p.indicator_id for p in given.all("effect")}
    return {
        "effect_count": Worked(len(effects), "effect measures with a figure"),
        "demand_count": Worked(len(stand), "demands that stand"),
        "hours_per_year": Worked(whole, how),
        "hours_own_choice": Worked(sum(hours[one["demand"]] for one in own), "those of own choice"),
        "hours_returned": Worked(returned, "what decisions took off"),
        "full_time_equivalents": Worked(whole / of_one, f"{digits(whole)} / {of_one}"),
    }


def trial(given: Given) -> Mapping[str, Worked]:
    """The mean gap after: to the mean of the donors less the mean distance before, or to their weighted mix."""
    is_mix = given.row["variant"] == "synthetic_control"
    gaps: dict[str, list[float]] = {"before": [], "after": []}
    for period, found in gaps.items():
        others: dict[int | None, list[Premise]] = {}
        for premise in given.all(f"donor {period}"):
            others.setdefault(premise.year, []).append(premise)
        for own in given.all(f"own {period}"):
            of_year = others[own.year]
            beside = (
                sum(value_of(one) * one.facts["weight"] for one in of_year)
                if is_mix
                else fmean(value_of(one) for one in of_year)
            )
            found.append(value_of(own) - beside)
    if not gaps["after"]:
        return {}
    level = 0.0 if is_mix else fmean(gaps["before"])
    how = (
        "the mean gap to the weighted donors" if is_mix else "(own after - own before) - (donors after - donors before)"
    )
    fit = math.sqrt(fmean((gap - level) ** 2 for gap in gaps["before"]))
    return {
        "estimate": Worked(fmean(gaps["after"]) - level, how),
        "pre_rmspe": Worked(fit, f"root of the mean square of {len(gaps['before'])} gaps before"),
    }
