{#
    Every municipality's gap to the compared group over the years, for one of it to the others; effects in their own unit
    and prices in per cent (a price level grows, and with it the swings of a gap in kr.). `side` is on which side of the range of
    those with figures the figure lies: outside the range of some is not outside the range of all, so `has_all_peers` stands
    beside it.
#}
with indicators as (

    select * from {{ source('raw', 'indicators') }} where kind in ('effect', 'unit_price')

),

compared as (

    select municipality_code from {{ source('raw', 'municipalities') }} where compared_order is not null

),

benchmarks as (

    select benchmarks.*, indicators.kind, indicators.overlapping_years
    from {{ ref('benchmarks') }} as benchmarks
    inner join indicators on benchmarks.indicator_id = indicators.indicator_id
    inner join {{ source('raw', 'peer_groups') }} as peer_groups
        on benchmarks.peer_group = peer_groups.peer_group and peer_groups.is_compared
    where benchmarks.price_basis <> 'fixed'

),

compared_values as (

    select
        indicator_values.indicator_id,
        indicator_values.municipality_code,
        indicator_values.year,
        indicator_values.value
    from {{ ref('indicator_values') }} as indicator_values
    inner join compared on indicator_values.municipality_code = compared.municipality_code
    where indicator_values.price_basis <> 'fixed' and indicator_values.value is not null

),

others as (

    select
        benchmarks.indicator_id,
        benchmarks.municipality_code,
        benchmarks.year,
        min(peers.value) as lowest_other,
        max(peers.value) as highest_other
    from benchmarks
    inner join compared_values as peers
        on benchmarks.indicator_id = peers.indicator_id
        and benchmarks.year = peers.year
        and benchmarks.municipality_code <> peers.municipality_code
    group by benchmarks.indicator_id, benchmarks.municipality_code, benchmarks.year

),

stretches as (

    select * from {{ ref('int_stretches') }}

)

select
    benchmarks.indicator_id,
    benchmarks.kind,
    benchmarks.overlapping_years,
    benchmarks.municipality_code,
    benchmarks.year,
    stretches.stretch,
    benchmarks.value,
    benchmarks.reference_unweighted as reference,
    benchmarks.gap,
    benchmarks.gap_pct,
    case when benchmarks.kind = 'unit_price' then benchmarks.gap_pct else benchmarks.gap end as judged_gap,
    others.lowest_other,
    others.highest_other,
    benchmarks.n_peers = (
        select count(*) from compared where compared.municipality_code <> benchmarks.municipality_code
    ) as has_all_peers,
    case
        when benchmarks.value > others.highest_other then 1
        when benchmarks.value < others.lowest_other then -1
        else 0
    end as side
from benchmarks
inner join others
    on benchmarks.indicator_id = others.indicator_id
    and benchmarks.municipality_code = others.municipality_code
    and benchmarks.year = others.year
inner join stretches on benchmarks.indicator_id = stretches.indicator_id and benchmarks.year = stretches.year
