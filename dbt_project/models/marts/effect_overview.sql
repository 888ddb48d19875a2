{#
    Every effect measure keeps its place for every municipality, also when nobody has a figure for it. The year is the latest
    in which one of the compared group is held up against the others, for all: a municipality without a figure in it is missing.
    Where nobody ever is, it is the latest in which anybody has a figure, and who has one is alone: a figure that cannot be
    compared is no missing figure. The verdict is the mart `verdicts`' beside the compared group. Beside it stands what would
    be expected of the municipality's conditions in that year, by the usable model that explains most, where the usable ones
    do not point different ways.
#}
with effects as (

    select indicator_id, missing_reason, origin from {{ source('raw', 'indicators') }} where kind = 'effect'

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

figures as (

    select * from {{ ref('indicator_values') }} where price_basis <> 'fixed'

),

latest_figure as (

    select figures.indicator_id, max(figures.year) as year
    from figures
    inner join municipalities on figures.municipality_code = municipalities.municipality_code
    where figures.value is not null
    group by figures.indicator_id

),

places as (

    select
        effects.indicator_id,
        effects.missing_reason,
        effects.origin,
        municipalities.municipality_code,
        coalesce(latest.year, latest_figure.year) as year
    from effects
    cross join municipalities
    left join latest on effects.indicator_id = latest.indicator_id
    left join latest_figure on effects.indicator_id = latest_figure.indicator_id

),

expectations as (

    select indicator_id, municipality_code, year, expected, lower_value, upper_value, verdict
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
    coalesce(judged.value, figures.value) as value,
    judged.reference,
    cast(judged.value - judged.reference as decimal(24, 6)) as gap,
    judged.zone_low,
    judged.zone_high,
    coalesce(judged.verdict, case when figures.value is null then 'missing' else 'alone' end) as verdict,
    judged.p_same,
    judged.pool,
    judged.measurements,
    judged.held_back_by,
    expectations.expected,
    expectations.lower_value as expected_low,
    expectations.upper_value as expected_high,
    expectations.verdict as against_expected,
    case
        when coalesce(judged.value, figures.value) is null
            then coalesce(
                places.missing_reason,
                figures.missing_reason,
                case
                    when places.year is null or places.origin = 'transcribed' then 'source_absent'
                    when places.origin = 'delivered' then 'not_delivered'
                    else 'not_published'  -- others have one, so the source is at hand
                end
            )
    end as missing_reason
from places
left join judged
    on places.indicator_id = judged.indicator_id
    and places.municipality_code = judged.municipality_code
    and places.year = judged.year
left join figures
    on places.indicator_id = figures.indicator_id
    and places.municipality_code = figures.municipality_code
    and places.year = figures.year
left join expectations
    on judged.indicator_id = expectations.indicator_id
    and judged.municipality_code = expectations.municipality_code
    and judged.year = expectations.year
