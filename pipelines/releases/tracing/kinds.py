"""The kinds of published number, and what each rests on, as relations over the warehouse.

Belongs here: one entry per kind, each with two questions in SQL: which numbers there are, and which values each rests
on. Both are relations over all numbers, so that the same table answers in both directions: what a number rests on, and
what rests on a value. Does not belong here: working a number again (`working`), and what a council decides by
(`governing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipelines.releases.tracing import governing
from pipelines.releases.tracing.kind import Kind
from seksby.vocabulary import EFFECT_VERDICTS

_OWN = "{t}.indicator_id as of_indicator, {t}.municipality_code as of_municipality, {t}.year as of_year"

VALUE: Final = Kind(
    about="a figure of an indicator, in current or fixed prices",
    numbers=("value",),
    published="""
        select indicator_id, municipality_code, year, price_basis, null::varchar as variant, value, missing_reason
        from marts.indicator_values
    """,
    rests_on=f"""
        select indicator_id, municipality_code, year, price_basis, null::varchar as variant, 'own' as role,
            {_OWN.format(t="v")}, null as facts
        from marts.indicator_values as v
    """,
)

BENCHMARK: Final = Kind(
    about="means of the others, gaps, kroner, how many lie below",
    numbers=(
        "reference_unweighted",
        "reference_weighted",
        "gap",
        "gap_pct",
        "gap_dkk",
        "n_peers",
        "reference_same_peers",
        "n_same_peers",
        "areas_below",
        "areas_total",
    ),
    published="""
        select b.indicator_id, b.municipality_code, b.year, b.price_basis, b.peer_group as variant,
            b.* exclude (indicator_id, municipality_code, year, price_basis, peer_group, value),
            coalesce(i.bound_low, 0) >= 0 as has_zero
        from marts.benchmarks as b
        inner join marts.indicators as i on b.indicator_id = i.indicator_id
    """,
    rests_on=f"""
        select indicator_id, municipality_code, year, price_basis, peer_group as variant, 'own' as role,
            {_OWN.format(t="b")}, {{'steady': 0}} as facts
        from marts.benchmarks as b
        union all
        select b.indicator_id, b.municipality_code, b.year, b.price_basis, b.peer_group, 'other',
            b.indicator_id, f.municipality_code, b.year, {{'steady': f.is_steady::int}}
        from marts.benchmarks as b
        inner join intermediate.int_group_figures as f
            on b.indicator_id = f.indicator_id and b.year = f.year and b.price_basis = f.price_basis
            and f.group_key in (b.peer_group, b.peer_group || ':' || b.municipality_code)
            and b.municipality_code <> f.municipality_code
        union all
        select b.indicator_id, b.municipality_code, b.year, b.price_basis, b.peer_group, 'country',
            b.indicator_id, v.municipality_code, b.year, {{'steady': 0}}
        from marts.benchmarks as b
        inner join marts.indicator_values as v
            on b.indicator_id = v.indicator_id and b.year = v.year and b.price_basis = v.price_basis
        where v.value is not null and v.municipality_code not in ('000', b.municipality_code)
    """,
)

CHANGE: Final = Kind(
    about="the change since the figure before",
    numbers=("change", "change_pct"),
    published="""
        select indicator_id, municipality_code, year, price_basis, null::varchar as variant, change, change_pct,
            missing_reason
        from marts.changes
    """,
    rests_on=f"""
        select indicator_id, municipality_code, year, price_basis, null::varchar as variant, 'own' as role,
            {_OWN.format(t="c")}, null as facts
        from marts.changes as c
        union all
        select indicator_id, municipality_code, year, price_basis, null, 'before', indicator_id, municipality_code,
            previous_year, null
        from marts.changes
        where previous_year is not null
    """,
)

PRICE: Final = Kind(
    about="where a price stands among the compared, and the share of inhabitants it is of",
    numbers=("coverage_pct", "others_lower", "others_higher", "others_with_value"),
    published="""
        select p.indicator_id, p.municipality_code, p.year, p.price_basis, null::varchar as variant, p.coverage_pct,
            p.others_lower, p.others_higher, p.others_with_value, i.decimals
        from marts.price_overview as p
        inner join marts.indicators as i on p.indicator_id = i.indicator_id
    """,
    rests_on=f"""
        select indicator_id, municipality_code, year, price_basis, null::varchar as variant, 'own' as role,
            {_OWN.format(t="p")}, null as facts
        from marts.price_overview as p
        union all
        select indicator_id, municipality_code, year, price_basis, null, 'per inhabitant', per_inhabitant_id,
            municipality_code, year, null
        from marts.price_overview
        where coverage_pct is not null
        union all
        select p.indicator_id, p.municipality_code, p.year, p.price_basis, null, 'other', p.indicator_id,
            v.municipality_code, p.year, null
        from marts.price_overview as p
        inner join marts.indicator_values as v
            on p.indicator_id = v.indicator_id and p.year = v.year and p.price_basis = v.price_basis
            and p.municipality_code <> v.municipality_code and v.value is not null
        inner join marts.municipalities as m on v.municipality_code = m.municipality_code and m.is_compared
    """,
)

DECOMPOSITION: Final = Kind(
    about="the parts of a gap in cost per inhabitant, which are price, coverage and mix",
    numbers=(
        "cost_dkk_per_inhabitant",
        "reference_dkk_per_inhabitant",
        "gap_dkk_per_inhabitant",
        "price_effect_dkk_per_inhabitant",
        "coverage_effect_dkk_per_inhabitant",
        "mix_effect_dkk_per_inhabitant",
        "coverage_pct",
        "reference_coverage_pct",
        "n_peers",
    ),
    published="""
        select decomposition_id as indicator_id, municipality_code, year, 'current' as price_basis,
            peer_group as variant, * exclude (decomposition_id, municipality_code, year, peer_group)
        from marts.decomposition
    """,
    rests_on="""
        with places as (
            select d.decomposition_id, d.municipality_code, d.year, d.peer_group, d.municipality_code as place,
                r.population_id
            from marts.decomposition as d
            inner join raw.decompositions as r on d.decomposition_id = r.decomposition_id
            union
            select d.decomposition_id, d.municipality_code, d.year, d.peer_group, m.municipality_code, r.population_id
            from marts.decomposition as d
            inner join raw.decompositions as r on d.decomposition_id = r.decomposition_id
            inner join intermediate.int_peer_members as m
                on d.peer_group = m.peer_group and coalesce(m.subject_code, d.municipality_code) = d.municipality_code
        )
        select p.decomposition_id as indicator_id, p.municipality_code, p.year, 'current' as price_basis,
            p.peer_group as variant, 'part:' || parts.part_id as role, parts.part_id as of_indicator,
            p.place as of_municipality, p.year as of_year, null as facts
        from places as p
        inner join raw.decomposition_parts as parts on p.decomposition_id = parts.decomposition_id
        union all
        select decomposition_id, municipality_code, year, 'current', peer_group, 'inhabitants', population_id, place,
            year, null
        from places
    """,
    names="""
        select d.decomposition_id as id, [d.title_da, d.title_en] as names from raw.decompositions as d
    """,
)

EXPECTED: Final = Kind(
    about="what would be expected, by model, with the year of each covariate",
    numbers=("expected", "lower_value", "upper_value", "deviation", "deviation_pct", "loo_r2", "areas"),
    published="""
        select indicator_id, municipality_code, year, null::varchar as price_basis, model_id as variant,
            * exclude (indicator_id, municipality_code, year, model_id, value)
        from marts.expected_values
    """,
    rests_on=f"""
        select e.indicator_id, e.municipality_code, e.year, null::varchar as price_basis, e.model_id as variant,
            'own' as role, {_OWN.format(t="e")}, null as facts
        from marts.expected_values as e
        union all
        select distinct e.indicator_id, e.municipality_code, e.year, null, e.model_id, 'figure', e.indicator_id,
            r.municipality_code, e.year, null
        from marts.expected_values as e
        inner join intermediate.int_regression_inputs as r
            on e.model_id = r.model_id and e.indicator_id = r.indicator_id and e.year = r.year
        union all
        select e.indicator_id, e.municipality_code, e.year, null, e.model_id,
            case c.transform when 'log' then 'log covariate' else 'covariate' end, r.covariate_id,
            r.municipality_code, r.covariate_year, null
        from marts.expected_values as e
        inner join intermediate.int_regression_inputs as r
            on e.model_id = r.model_id and e.indicator_id = r.indicator_id and e.year = r.year
        inner join raw.expectation_covariates as c
            on r.model_id = c.model_id and r.covariate_id = c.indicator_id and r.covariate_no = c.sort_order
        union all
        select e.indicator_id, e.municipality_code, e.year, null, e.model_id, 'figure', e.indicator_id,
            s.municipality_code, e.year, null
        from marts.expected_values as e
        inner join intermediate.int_standardisations as s on e.indicator_id = s.indicator_id and e.year = s.year
        where e.method = 'standardisation'
        union all
        select e.indicator_id, e.municipality_code, e.year, null, e.model_id, 'deviation', m.deviation_id,
            e.municipality_code, e.year, null
        from marts.expected_values as e
        inner join raw.expectation_models as m on e.model_id = m.model_id
        where e.method = 'published'
        union all
        select e.indicator_id, e.municipality_code, e.year, null, e.model_id, 'counted', m.deviation_id,
            o.municipality_code, e.year, null
        from marts.expected_values as e
        inner join raw.expectation_models as m on e.model_id = m.model_id
        inner join marts.expected_values as o
            on e.model_id = o.model_id and e.indicator_id = o.indicator_id and e.year = o.year
        where e.method = 'published'
    """,
)

CERTAINTY: Final = Kind(
    about="intervals, funnels, rank intervals with their seed, and bands over scopes",
    numbers=(
        "lower_value",
        "upper_value",
        "common_value",
        "phi",
        "tau2",
        "z_score",
        "lower_95",
        "upper_95",
        "lower_998",
        "upper_998",
        "rank_low",
        "rank_high",
        "areas",
        "lowest_gap_pct",
        "highest_gap_pct",
    ),
    published="""
        select u.indicator_id, u.municipality_code, u.year, null::varchar as price_basis, null::varchar as variant,
            u.* exclude (indicator_id, municipality_code, year, price_basis, value), i.interval_kind,
            cast(i.interval_per as double) as per, r.seed, r.draws
        from marts.uncertainty as u
        inner join marts.indicators as i on u.indicator_id = i.indicator_id
        left join intermediate.int_rank_intervals as r
            on u.indicator_id = r.indicator_id and u.municipality_code = r.municipality_code and u.year = r.year
        where u.interval_method <> 'none' or u.lowest_gap_pct is not null
    """,
    rests_on=f"""
        select indicator_id, municipality_code, year, null::varchar as price_basis, null::varchar as variant,
            'own' as role, {_OWN.format(t="u")}, {{'same_unit': 1}} as facts
        from marts.uncertainty as u
        where interval_method <> 'none' or lowest_gap_pct is not null
        union all
        select u.indicator_id, u.municipality_code, u.year, null, null, 'country', u.indicator_id,
            c.municipality_code, u.year, {{'same_unit': 1}}
        from marts.uncertainty as u
        inner join intermediate.int_funnels as c on u.indicator_id = c.indicator_id and u.year = c.year
        where u.common_value is not null
        union all
        select s.indicator_id, s.municipality_code, s.year, null, null, 'scope', s.scope_id, p.municipality_code,
            s.year, {{'same_unit': s.is_same_unit::int}}
        from marts.scope_values as s
        inner join (
            select municipality_code, null as of_all from marts.municipalities where is_compared
        ) as p on true
        where s.scope_id <> 'with_overhead'
        union all
        select indicator_id, municipality_code, year, null, null, 'scope', scope_id, municipality_code, year,
            {{'same_unit': is_same_unit::int}}
        from marts.scope_values
        where scope_id <> 'with_overhead' and municipality_code not in (
            select municipality_code from marts.municipalities where is_compared
        )
        union all
        select s.indicator_id, s.municipality_code, s.year, null, null, c.role, coalesce(c.id, s.indicator_id),
            p.municipality_code, s.year, {{'same_unit': 1}}
        from marts.scope_values as s
        inner join marts.municipalities as p on p.is_compared or p.municipality_code = s.municipality_code
        cross join (
            select 'direct' as role, null as id from raw.full_cost
            union all
            select 'overhead', overhead_id from raw.full_cost
            union all
            select 'all wages', wages_id from raw.full_cost
        ) as c
        where s.scope_id = 'with_overhead'
    """,
)

VERDICT: Final = Kind(
    about="how sure the side of the next measurement is, and the word for it",
    numbers=("difference", "standard_error", "noise", "drift", "p_same", "zone_low", "zone_high", "verdict"),
    published="""
        select v.indicator_id, v.municipality_code, v.year, null::varchar as price_basis, v.peer_group as variant,
            v.* exclude (indicator_id, municipality_code, year, peer_group, value), i.kind, i.better,
            g.is_fixed, g.fewest_members, g.fewest_measured
        from marts.verdicts as v
        inner join marts.indicators as i on v.indicator_id = i.indicator_id
        inner join intermediate.int_compared_groups as g on v.peer_group = g.peer_group
    """,
    rests_on="""
        select v.indicator_id, v.municipality_code, v.year, null::varchar as price_basis, v.peer_group as variant,
            case when f.municipality_code = v.municipality_code then 'own'
                when m.municipality_code is not null then 'other' else 'country' end as role,
            f.indicator_id as of_indicator, f.municipality_code as of_municipality, f.year as of_year,
            {
                'rounding': cast(coalesce(r.rounding_variance, 0) as double),
                'sampling': cast(s.standard_error as double),
                'member': (fixed.municipality_code is not null)::int
            } as facts
        from marts.verdicts as v
        inner join intermediate.int_stretches as at_year
            on v.indicator_id = at_year.indicator_id and v.year = at_year.year
        inner join intermediate.int_stretches as stretches
            on at_year.indicator_id = stretches.indicator_id and at_year.stretch = stretches.stretch
            and stretches.year <= v.year
        inner join marts.indicator_values as f
            on stretches.indicator_id = f.indicator_id and stretches.year = f.year and f.price_basis <> 'fixed'
            and f.value is not null and f.municipality_code <> '000'
        left join intermediate.int_peer_members as m
            on v.peer_group = m.peer_group and coalesce(m.subject_code, v.municipality_code) = v.municipality_code
            and f.municipality_code = m.municipality_code
        left join intermediate.int_peer_members as fixed
            on v.peer_group = fixed.peer_group and fixed.subject_code is null
            and f.municipality_code = fixed.municipality_code
        left join intermediate.int_rounding as r
            on f.indicator_id = r.indicator_id and f.municipality_code = r.municipality_code and f.year = r.year
        left join intermediate.int_sampling_errors as s
            on f.indicator_id = s.indicator_id and f.municipality_code = s.municipality_code and f.year = s.year
    """,
)

PROCESS: Final = Kind(
    about="the limits a series swings within",
    numbers=("centre", "lower_limit", "upper_limit", "moving_range", "moving_range_limit"),
    published="""
        select p.indicator_id, p.municipality_code, p.year, p.price_basis, null::varchar as variant, p.centre,
            p.lower_limit, p.upper_limit, p.moving_range, p.moving_range_limit, p.has_limits,
            coalesce(i.cyclical, false) as cyclical
        from marts.process_limits as p
        inner join marts.indicators as i on p.indicator_id = i.indicator_id
        where p.has_limits or p.moving_range is not null
    """,
    rests_on="""
        select p.indicator_id, p.municipality_code, p.year, p.price_basis, null::varchar as variant,
            'series' as role, s.indicator_id as of_indicator, s.municipality_code as of_municipality,
            s.year as of_year, null as facts
        from marts.process_limits as p
        inner join marts.process_limits as s
            on p.indicator_id = s.indicator_id and p.municipality_code = s.municipality_code
            and p.price_basis = s.price_basis
        union all
        select p.indicator_id, p.municipality_code, p.year, p.price_basis, null, 'country', s.indicator_id, '000',
            s.year, null
        from marts.process_limits as p
        inner join marts.indicators as i on p.indicator_id = i.indicator_id and i.cyclical
        inner join marts.process_limits as s
            on p.indicator_id = s.indicator_id and p.municipality_code = s.municipality_code
            and p.price_basis = s.price_basis
    """,
)

FULL_COST: Final = Kind(
    about="a price with overhead",
    numbers=("full_cost", "overhead_share_pct"),
    published="""
        select indicator_id, municipality_code, year, 'current' as price_basis, scenario as variant, full_cost,
            overhead_share_pct
        from marts.full_cost
    """,
    rests_on=f"""
        select indicator_id, municipality_code, year, 'current' as price_basis, scenario as variant, 'direct' as role,
            {_OWN.format(t="f")}, null as facts
        from marts.full_cost as f
        union all
        select f.indicator_id, f.municipality_code, f.year, 'current', f.scenario, c.role, c.id, f.municipality_code,
            f.year, null
        from marts.full_cost as f
        cross join (
            select 'overhead' as role, overhead_id as id from raw.full_cost
            union all
            select 'all wages', wages_id from raw.full_cost
        ) as c
        where f.scenario = 'wage_share'
    """,
)

CONTROL: Final = Kind(
    about="our own figure held against the publisher's",
    numbers=("recomputed", "official", "difference", "tolerance"),
    published="""
        select control_id as indicator_id, municipality_code, year, null::varchar as price_basis,
            compared || ' ' || period as variant, recomputed, official, difference, tolerance, outcome, missing_reason
        from marts.controls
    """,
    rests_on="""
        select c.control_id as indicator_id, c.municipality_code, c.year, null::varchar as price_basis,
            c.compared || ' ' || c.period as variant, sides.side as role, sides.id as of_indicator,
            c.municipality_code as of_municipality, c.year as of_year, null as facts
        from marts.controls as c
        inner join (
            select control_id, 'recomputed' as side, recomputed_indicator as id
            from raw.controls where method = 'indicators'
            union all
            select control_id, 'official', official_indicator from raw.controls where method = 'indicators'
        ) as sides on c.control_id = sides.control_id
    """,
    cells="""
        select c.control_id as indicator_id, c.municipality_code, c.year, null::varchar as price_basis,
            c.compared || ' ' || c.period as variant,
            case when s.side <> 'areas' then s.side when cells.municipality_code = '000' then 'official'
                else 'recomputed' end as role,
            cells.snapshot_id, cells.file_line, cast(s.factor as double) as factor,
            cast(abs(s.factor) * r.rounding as double) as half_width
        from marts.controls as c
        inner join raw.control_series as s on c.control_id = s.control_id and c.compared = s.compared
        inner join raw.source_rounding as r on s.table_id = r.table_id
        inner join staging.stg_cells as cells
            on s.table_id = cells.table_id and s.series_key = cells.series_key and c.period = cells.period
            and (s.side = 'areas' or cells.municipality_code = c.municipality_code)
            and (
                s.side <> 'areas' or cells.municipality_code in ('000', '411')
                or cells.municipality_code in (select m.municipality_code from raw.municipalities as m)
                or exists (
                    select 1 from raw.successions as before
                    where cells.table_id = before.table_id and cells.municipality_code = before.area_code
                        and cells.year < before.from_year
                )
            )
    """,
    names="select control_id as id, [title_da, title_en] as names from raw.controls",
)

DISTANCE: Final = Kind(
    about="how alike two municipalities are, among the nearest of one of them",
    numbers=("distance",),
    published="""
        select peer_group as indicator_id, municipality_code, null::integer as year, null::varchar as price_basis,
            peer_code as variant, distance, nearness
        from marts.peer_distances
    """,
    rests_on="""
        select d.peer_group as indicator_id, d.municipality_code, null::integer as year, null::varchar as price_basis,
            d.peer_code as variant,
            case c.transform when 'log' then 'log covariate' else 'covariate' end as role,
            c.indicator_id as of_indicator, v.municipality_code as of_municipality, c.year as of_year,
            {'weight': cast(c.weight as double)} as facts
        from marts.peer_distances as d
        inner join marts.peer_covariates as c on d.peer_group = c.peer_group
        inner join marts.indicator_values as v
            on c.indicator_id = v.indicator_id and c.year = v.year and v.price_basis <> 'fixed'
            and v.value is not null and v.municipality_code <> '000'
    """,
    names="select peer_group as id, [title_da, title_en] as names from marts.peer_groups",
    has_year=False,
)

_COUNTED: Final = """
    select o.indicator_id as measure, o.municipality_code, o.year, o.verdict, i.cluster,
        unnest(['all', i.service_area]) as area,
        row_number() over (
            partition by o.municipality_code
            order by o.value is null, o.verdict not like 'clearly%', o.verdict not like 'suggests%',
                coalesce(o.p_same, 0) desc,
                coalesce(abs(o.gap), 0) / greatest(coalesce(o.zone_high - o.zone_low, 0), 1e-9) desc,
                a.sort_order, i.sort_order
        ) as place
    from marts.effect_overview as o
    inner join marts.indicators as i on o.indicator_id = i.indicator_id
    inner join marts.service_areas as a on i.service_area = a.service_area
"""
COUNT: Final = Kind(
    about="how many effect measures of an area, or of all areas, have which verdict",
    numbers=EFFECT_VERDICTS,
    published=f"""
        with single as (
            select * from ({_COUNTED})
            qualify row_number() over (partition by municipality_code, area, cluster order by place) = 1
        )
        select area as indicator_id, municipality_code, null::integer as year, null::varchar as price_basis,
            null::varchar as variant,
            {", ".join(f"count(*) filter (verdict = '{word}') as {word}" for word in EFFECT_VERDICTS)}
        from single
        group by area, municipality_code
    """,
    rests_on=f"""
        select area as indicator_id, municipality_code, null::integer as year, null::varchar as price_basis,
            null::varchar as variant, verdict as role, measure as of_indicator, municipality_code as of_municipality,
            year as of_year, {{'cluster': cluster, 'place': place}} as facts
        from ({_COUNTED})
    """,
    names="""
        select service_area as id, [slug, title_da, title_en] as names from marts.service_areas
        union all
        select 'all', ['alle']
    """,
    has_year=False,
)

KINDS: Final[Mapping[str, Kind]] = {
    "value": VALUE,
    "benchmark": BENCHMARK,
    "change": CHANGE,
    "price": PRICE,
    "decomposition": DECOMPOSITION,
    "expected": EXPECTED,
    "certainty": CERTAINTY,
    "verdict": VERDICT,
    "process": PROCESS,
    "full_cost": FULL_COST,
    "control": CONTROL,
    "distance": DISTANCE,
    "count": COUNT,
    "target": governing.TARGET,
    "peer": governing.PEER,
    "offer": governing.OFFER,
    "burden": governing.BURDEN,
    "trial": governing.TRIAL,
}
