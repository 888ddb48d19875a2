{#
    Every effect measure keeps its place for every municipality, also when nobody has a figure for it. The year is the latest
    in which one of the compared group is held up against the others, for all: a municipality without a figure in it is missing.
    The verdict is the mart `verdicts`' beside the compared group. Beside it stands what would be expected of the municipality's
    conditions in that year, by the usable model that explains most, where the usable ones do not point different ways.
#}
with effects as (

    select * from {{ source('raw', 'indicators') }} where kind = 'effect'

),

municipalities as (

    select municipality_code, compared_order from {{ source('raw', 'municipalities') }}

),

judged as (

    select verdicts.*
    from {{ ref('verdicts') }} as verdicts
    inner join effects on verdicts.indicator_id = effects.indicator_id
    inner join {{ source('raw', 'peer_groups') }} as peer_groups
        on verdicts.peer_group = peer_groups.peer_group and peer_groups.is_compared

),

latest as (

    select judged.indicator_id, max(judged.year) as year
    from judged
    inner join municipalities
        on judged.municipality_code = municipalities.municipality_code and municipalities.compared_order is not null
    group by judged.indicator_id

),

places as (

    select
        effects.indicator_id,
        effects.missing_reason,
        municipalities.municipality_code,
        latest.year
    from effects
    cross join municipalities
    left join latest on effects.indicator_id = latest.indicator_id

),

expectations as (

    select indicator_id, municipality_code, year, expected, verdict
    from {{ ref('expected_values') }}
    where is_usable and lower_value is not null and agreement <> 'unresolved'
    qualify row_number() over (
        partition by indicator_id, municipality_code, year order by loo_r2 desc, model_id
    ) = 1

)

select
    places.indicator_id,
    places.municipality_code,
    places.year,
    judged.value,
    judged.reference,
    cast(judged.value - judged.reference as decimal(24, 6)) as gap,
    judged.zone_low,
    judged.zone_high,
    coalesce(judged.verdict, 'missing') as verdict,
    judged.p_same,
    judged.pool,
    judged.measurements,
    judged.held_back_by,
    expectations.expected,
    expectations.verdict as against_expected,
    case
        when judged.value is null
            then coalesce(places.missing_reason, indicator_values.missing_reason, 'source_absent')
    end as missing_reason
from places
left join judged
    on places.indicator_id = judged.indicator_id
    and places.municipality_code = judged.municipality_code
    and places.year = judged.year
left join {{ ref('indicator_values') }} as indicator_values
    on places.indicator_id = indicator_values.indicator_id
    and places.municipality_code = indicator_values.municipality_code
    and places.year = indicator_values.year
    and indicator_values.price_basis <> 'fixed'
left join expectations
    on judged.indicator_id = expectations.indicator_id
    and judged.municipality_code = expectations.municipality_code
    and judged.year = expectations.year
