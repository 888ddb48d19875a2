{#
    How sure a figure is, one row per figure: its own interval where it counts people or events, the funnel of the country,
    the band over defensible scopes where it is money, the interval of its rank, and whether it can be told from the
    country. "cannot_tell" is a value like the others.
#}
with figures as (

    select indicator_id, municipality_code, year, price_basis, value
    from {{ ref('indicator_values') }}
    where price_basis <> 'fixed' and municipality_code <> '000' and value is not null

),

scopes as (

    select
        indicator_id,
        municipality_code,
        year,
        count(*) as scopes,
        min(case when is_same_unit then value end) as lowest,
        max(case when is_same_unit then value end) as highest,
        min(gap_pct) as lowest_gap_pct,
        max(gap_pct) as highest_gap_pct
    from {{ ref('scope_values') }}
    group by indicator_id, municipality_code, year

)

select
    figures.indicator_id,
    figures.municipality_code,
    figures.year,
    figures.price_basis,
    figures.value,
    case
        when intervals.interval_kind = 'proportion' then 'wilson'
        when intervals.interval_kind = 'count' then 'byar'
        when scopes.scopes > 1 then 'scope_band'
        else 'none'
    end as interval_method,
    coalesce(intervals.lower_value, case when scopes.scopes > 1 then scopes.lowest end) as lower_value,
    coalesce(intervals.upper_value, case when scopes.scopes > 1 then scopes.highest end) as upper_value,
    cast(intervals.people as decimal(24, 6)) as people,
    cast(scopes.scopes as integer) as scopes,
    scopes.lowest_gap_pct,
    scopes.highest_gap_pct,
    funnels.common_value,
    funnels.phi,
    funnels.tau2,
    funnels.z_score,
    funnels.lower_95,
    funnels.upper_95,
    funnels.lower_998,
    funnels.upper_998,
    cast(ranks.rank_low as integer) as rank_low,
    cast(ranks.rank_high as integer) as rank_high,
    cast(funnels.areas as integer) as areas,
    case
        when funnels.z_score is null then 'not_computed'
        when figures.value > funnels.upper_95 then 'above'
        when figures.value < funnels.lower_95 then 'below'
        else 'cannot_tell'
    end as verdict_country
from figures
left join {{ ref('int_intervals') }} as intervals
    on figures.indicator_id = intervals.indicator_id
    and figures.municipality_code = intervals.municipality_code
    and figures.year = intervals.year
left join {{ ref('int_funnels') }} as funnels
    on figures.indicator_id = funnels.indicator_id
    and figures.municipality_code = funnels.municipality_code
    and figures.year = funnels.year
left join {{ ref('int_rank_intervals') }} as ranks
    on figures.indicator_id = ranks.indicator_id
    and figures.municipality_code = ranks.municipality_code
    and figures.year = ranks.year
left join scopes
    on figures.indicator_id = scopes.indicator_id
    and figures.municipality_code = scopes.municipality_code
    and figures.year = scopes.year
