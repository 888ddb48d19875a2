{#
    Two indicators of the catalogue side by side, with how far rounding in the sources can have moved each.

    A source cell was rounded by at most its table's rounding r. So a sum of cells with weights w is off by at most
    d = sum(|w| r), and value = scale x N x M / D is off by at most
        scale x ((|N| + dN) x (|M| + dM) / (|D| - dD) - |N| x |M| / |D|),
    the largest it can be over all that the cells may have been. Counts have r = 0.
#}
with controls as (

    select * from {{ source('raw', 'controls') }} where method = 'indicators'

),

sides as (

    select control_id, 'recomputed' as side, recomputed_indicator as indicator_id from controls
    union all
    select control_id, 'official' as side, official_indicator as indicator_id from controls

),

rounding as (

    select
        terms.indicator_id,
        terms.municipality_code,
        terms.year,
        sum(case when terms.role = 'numerator' then half_width else 0 end) as numerator,
        sum(case when terms.role = 'multiplier' then half_width else 0 end) as multiplier,
        sum(case when terms.role = 'denominator' then half_width else 0 end) as denominator
    from (
        select
            cells.indicator_id,
            cells.municipality_code,
            cells.year,
            cells.role,
            cast(abs(cells.weight) as double) / cells.divisor * cast(sources.rounding as double) as half_width
        from {{ ref('int_indicator_terms') }} as cells
        inner join {{ source('raw', 'source_rounding') }} as sources on cells.table_id = sources.table_id
        where cells.cell_value is not null
    ) as terms
    group by terms.indicator_id, terms.municipality_code, terms.year

),

figures as (

    select
        sides.control_id,
        sides.side,
        published.municipality_code,
        published.year,
        published.value,
        published.missing_reason,
        cast(
            cast(indicators.scale as double) * (
                (abs(cast(published.numerator as double)) + rounding.numerator)
                * (abs(cast(coalesce(published.multiplier, 1) as double)) + rounding.multiplier)
                / nullif(greatest(abs(cast(coalesce(published.denominator, 1) as double)) - rounding.denominator, 0), 0)
                - abs(cast(published.numerator as double))
                * abs(cast(coalesce(published.multiplier, 1) as double))
                / nullif(abs(cast(coalesce(published.denominator, 1) as double)), 0)
            )
            as decimal(24, 6)
        ) as half_width
    from sides
    inner join {{ source('raw', 'indicators') }} as indicators on sides.indicator_id = indicators.indicator_id
    inner join {{ ref('indicator_values') }} as published
        on sides.indicator_id = published.indicator_id and published.price_basis <> 'fixed'
    left join rounding
        on published.indicator_id = rounding.indicator_id
        and published.municipality_code = rounding.municipality_code
        and published.year = rounding.year

),

paired as (

    select
        control_id,
        municipality_code,
        year,
        max(case when side = 'recomputed' then value end) as recomputed,
        max(case when side = 'official' then value end) as official,
        sum(half_width) as tolerance,
        coalesce(
            max(case when side = 'recomputed' then missing_reason end),
            max(case when side = 'official' then missing_reason end)
        ) as missing_reason
    from figures
    group by control_id, municipality_code, year

)

select
    paired.control_id,
    controls.official_indicator as compared,
    paired.municipality_code,
    cast(paired.year as varchar) as period,
    paired.year,
    paired.recomputed,
    paired.official,
    -- Values are published with six decimals, half a millionth on each side.
    cast(paired.tolerance + 0.000001 as decimal(24, 6)) as tolerance,
    case
        when paired.recomputed is null or paired.official is null then coalesce(paired.missing_reason, 'not_published')
    end as missing_reason
from paired
inner join controls on paired.control_id = controls.control_id
