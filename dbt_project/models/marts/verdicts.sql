{#
    What may be said of every figure beside every group: docs/methods.md "A verdict is a forecast". The numbers are
    `int_forecasts`', the word `int_calls`'; here a clear call is lowered where such calls came true too rarely before.
#}
with calls as (

    select
        calls.*,
        calls.strength = 'clearly' and coalesce(own.is_lowered, of_class.is_lowered, false) as is_lowered
    from {{ ref('int_calls') }} as calls
    inner join {{ source('raw', 'indicators') }} as indicators on calls.indicator_id = indicators.indicator_id
    left join {{ ref('verdict_scores') }} as own on own.scope = 'indicator' and calls.indicator_id = own.scope_id
    left join {{ ref('verdict_scores') }} as of_class
        on of_class.scope = 'class' and of_class.scope_id = concat(calls.kind, ':', indicators.unit_measure)

)

select
    indicator_id,
    municipality_code,
    year,
    peer_group,
    value,
    reference_unweighted as reference,
    case
        when strength not in ('clearly', 'suggests') then strength
        when is_lowered then concat('suggests_', direction)
        else concat(strength, '_', direction)
    end as verdict,
    case when is_lowered then 'scores' else held_back_by end as held_back_by,
    cast(difference as decimal(24, 6)) as difference,
    cast(standard_error as decimal(24, 6)) as standard_error,
    cast(noise as decimal(24, 9)) as noise,
    cast(drift as decimal(24, 9)) as drift,
    cast(p_same as decimal(24, 6)) as p_same,
    cast(p_inside as decimal(24, 6)) as p_inside,
    case
        when p_same is null then 'none'
        when isinf(degrees) then 'survey'
        when pooled >= {{ var('pooled_min_areas') }} then 'country'
        else 'compared'
    end as pool,
    cast(pooled as integer) as pooled,
    cast(case when not isinf(degrees) then degrees end as integer) as degrees_of_freedom,
    cast(measurements as integer) as measurements,
    cast(
        case when kind = 'unit_price' then reference_unweighted * exp(-clear_from) else reference_unweighted - clear_from end
        as decimal(24, 6)
    ) as zone_low,
    cast(
        case when kind = 'unit_price' then reference_unweighted * exp(clear_from) else reference_unweighted + clear_from end
        as decimal(24, 6)
    ) as zone_high
from calls
