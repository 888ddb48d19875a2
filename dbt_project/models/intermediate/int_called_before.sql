{#
    Every call of the past with what came after: the next measurement of the same difference, in the same stretch. A call
    held when that lies on the side that was called. Of the compared group, for every municipality with figures.
#}
with calls as (

    select
        *,
        lead(latest) over (
            partition by indicator_id, municipality_code, peer_group, stretch order by year
        ) as next_difference
    from {{ ref('int_calls') }}
    where is_compared and latest is not null

)

select
    calls.indicator_id,
    concat(calls.kind, ':', indicators.unit_measure) as measure_class,
    calls.municipality_code,
    calls.year,
    calls.strength,
    calls.p_same,
    sign(calls.next_difference) = sign(calls.difference) as is_held
from calls
inner join {{ source('raw', 'indicators') }} as indicators on calls.indicator_id = indicators.indicator_id
where calls.strength in ('clearly', 'suggests') and calls.next_difference is not null
