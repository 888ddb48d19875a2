{#
    A price under each defensible scope: as defined, with overhead by wages, and as the other indicators that count the same
    cost otherwise (net or gross, another denominator). Accounts are a census and have no sampling interval; this is what
    is uncertain about them. Each scope has its own gap to the others of the compared group, so that scopes in other units can be compared.
#}
with scopes as (

    select indicator_id, scope_id from {{ source('raw', 'indicator_scopes') }}
    union all
    select indicator_id, indicator_id as scope_id from {{ source('raw', 'indicators') }} where kind = 'unit_price'

),

defined as (

    select
        scopes.indicator_id,
        scopes.scope_id,
        benchmarks.municipality_code,
        benchmarks.year,
        benchmarks.value,
        benchmarks.gap_pct,
        scope_indicators.unit_measure = own_indicators.unit_measure
        and scope_indicators.unit_per is not distinct from own_indicators.unit_per as is_same_unit
    from scopes
    inner join {{ ref('benchmarks') }} as benchmarks on scopes.scope_id = benchmarks.indicator_id
    inner join {{ source('raw', 'indicators') }} as own_indicators on scopes.indicator_id = own_indicators.indicator_id
    inner join {{ source('raw', 'indicators') }} as scope_indicators
        on scopes.scope_id = scope_indicators.indicator_id
    inner join {{ source('raw', 'peer_groups') }} as peer_groups
        on benchmarks.peer_group = peer_groups.peer_group and peer_groups.is_compared
    where benchmarks.price_basis <> 'fixed'

),

full_costs as (

    select full_cost.*, municipalities.compared_order is not null as is_member
    from {{ ref('full_cost') }} as full_cost
    left join {{ source('raw', 'municipalities') }} as municipalities
        on full_cost.municipality_code = municipalities.municipality_code
    where full_cost.scenario = 'wage_share' and full_cost.municipality_code <> '000'

),

totals as (

    select indicator_id, year, sum(full_cost) as total, count(*) as members
    from full_costs
    where is_member
    group by indicator_id, year

),

with_overhead as (

    select
        full_costs.indicator_id,
        full_costs.municipality_code,
        full_costs.year,
        full_costs.full_cost,
        {{ ratio(
            'totals.total - case when full_costs.is_member then full_costs.full_cost else 0 end',
            'totals.members - case when full_costs.is_member then 1 else 0 end'
        ) }} as reference
    from full_costs
    inner join totals on full_costs.indicator_id = totals.indicator_id and full_costs.year = totals.year

)

select
    indicator_id,
    municipality_code,
    year,
    scope_id,
    value,
    gap_pct,
    is_same_unit
from defined

union all

select
    indicator_id,
    municipality_code,
    year,
    'with_overhead' as scope_id,
    full_cost as value,
    {{ percent_of('full_cost - reference', 'reference') }} as gap_pct,
    true as is_same_unit
from with_overhead
