{#
    Every effect measure keeps its place for every municipality, also when nobody has a figure for it. The year is the latest
    in which one of the compared group is held up against the others, for all: a municipality without a figure in it is missing.

    The zone is where a figure cannot be told from the others': their mean and the gap's own swings to both sides or, in a
    short series, their range.
#}
with effects as (

    select * from {{ source('raw', 'indicators') }} where kind = 'effect'

),

municipalities as (

    select municipality_code, compared_order from {{ source('raw', 'municipalities') }}

),

judged as (

    select * from {{ ref('int_judged_gaps') }} where kind = 'effect'

),

latest as (

    select judged.indicator_id, max(judged.year) as year
    from judged
    inner join municipalities
        on judged.municipality_code = municipalities.municipality_code and municipalities.compared_order is not null
    group by judged.indicator_id

),

expected as (

    select
        effects.indicator_id,
        effects.better,
        effects.decimals,
        effects.missing_reason,
        municipalities.municipality_code,
        latest.year
    from effects
    cross join municipalities
    left join latest on effects.indicator_id = latest.indicator_id

)

select
    expected.indicator_id,
    expected.municipality_code,
    expected.year,
    judged.value,
    judged.reference,
    judged.gap,
    cast(coalesce(judged.reference - judged.tolerance, judged.lowest_other) as decimal(24, 6)) as zone_low,
    cast(coalesce(judged.reference + judged.tolerance, judged.highest_other) as decimal(24, 6)) as zone_high,
    case
        when judged.value is null then 'missing'
        -- Less than the figure is shown with.
        when abs(judged.gap) < 0.5 * power(10, -expected.decimals) then 'same'
        when not judged.is_told_apart then 'indistinguishable'
        when (judged.gap > 0) = (expected.better = 'higher') then 'better'
        else 'worse'
    end as verdict,
    coalesce(judged.verdict_basis, 'missing') as verdict_basis,
    case when verdict = 'indistinguishable' then judged.held_back_by end as held_back_by,
    case
        when judged.value is null
            then coalesce(expected.missing_reason, indicator_values.missing_reason, 'source_absent')
    end as missing_reason
from expected
left join judged
    on expected.indicator_id = judged.indicator_id
    and expected.municipality_code = judged.municipality_code
    and expected.year = judged.year
left join {{ ref('indicator_values') }} as indicator_values
    on expected.indicator_id = indicator_values.indicator_id
    and expected.municipality_code = indicator_values.municipality_code
    and expected.year = indicator_values.year
    and indicator_values.price_basis <> 'fixed'
