{#
    A change is from the nearest earlier figure in the same stretch between breaks that shares no year with this one: a
    mean of three years is held beside the one three years before, for two of the three years are otherwise the same
    count. Where every such earlier figure lies across a break there is no change, and the row says so.
#}
with figures as (

    select
        published.indicator_id,
        published.municipality_code,
        published.year,
        published.price_basis,
        published.value,
        indicators.overlapping_years,
        stretches.stretch
    from {{ ref('indicator_values') }} as published
    inner join {{ source('raw', 'indicators') }} as indicators on published.indicator_id = indicators.indicator_id
    inner join {{ ref('int_stretches') }} as stretches
        on published.indicator_id = stretches.indicator_id and published.year = stretches.year
    where published.value is not null

),

earlier as (

    select
        figures.indicator_id,
        figures.municipality_code,
        figures.year,
        figures.price_basis,
        figures.value,
        max(case when earlier.stretch = figures.stretch then earlier.year end) as previous_year
    from figures
    inner join figures as earlier
        on figures.indicator_id = earlier.indicator_id
        and figures.municipality_code = earlier.municipality_code
        and figures.price_basis = earlier.price_basis
        and earlier.year <= figures.year - figures.overlapping_years
    group by
        figures.indicator_id, figures.municipality_code, figures.year, figures.price_basis, figures.value

)

select
    earlier.indicator_id,
    earlier.municipality_code,
    earlier.year,
    earlier.price_basis,
    earlier.value,
    earlier.previous_year,
    previous.value as previous_value,
    cast(earlier.value - previous.value as decimal(24, 6)) as change,
    case
        when previous.value > 0 then {{ ratio('100 * (earlier.value - previous.value)', 'previous.value') }}
    end as change_pct,
    case when previous.value is null then 'break_in_series' end as missing_reason
from earlier
left join figures as previous
    on earlier.indicator_id = previous.indicator_id
    and earlier.municipality_code = previous.municipality_code
    and earlier.price_basis = previous.price_basis
    and earlier.previous_year = previous.year
