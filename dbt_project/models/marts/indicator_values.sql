{#
    value = scale x numerator x multiplier / denominator, sums first and one division last: never an average of ratios.
    A figure outside what the indicator can be at all is missing as a suspected error; its cells stay in the lineage. Every
    municipality at hand has a row for every year in which anybody's numerator is complete, so that a missing figure
    keeps its place and says why; also where the denominator is what everybody lacks. A cost that a municipality is known to
    book under another function is missing there, and no low price.
#}
with indicators as (

    select indicator_id, is_monetary, recipe_no, scale, origin, valid_from, valid_to, bound_low, bound_high
    from {{ source('raw', 'indicators') }}

),

roles as (

    select * from {{ ref('int_indicator_roles') }}

),

uses as (

    select
        indicator_id,
        max(case when role = 'multiplier' then 1 else 0 end) as has_multiplier,
        max(case when role = 'denominator' then 1 else 0 end) as has_denominator
    from {{ source('raw', 'recipe_terms') }}
    group by indicator_id

),

years as (

    select distinct roles.indicator_id, roles.year
    from roles
    inner join indicators on roles.indicator_id = indicators.indicator_id
    where roles.role = 'numerator' and roles.total is not null and roles.year >= indicators.valid_from
        and roles.year <= coalesce(indicators.valid_to, roles.year)

),

areas as (

    select distinct indicator_id, municipality_code
    from roles
    where role = 'numerator'
    union
    select indicators.indicator_id, municipalities.municipality_code
    from indicators
    cross join {{ source('raw', 'municipalities') }} as municipalities
    where municipalities.compared_order is not null and indicators.recipe_no is not null

),

frame as (

    select
        years.indicator_id,
        areas.municipality_code,
        years.year,
        uses.has_multiplier,
        uses.has_denominator
    from years
    inner join areas on years.indicator_id = areas.indicator_id
    inner join uses on years.indicator_id = uses.indicator_id

),

by_role as (

    select
        indicator_id,
        municipality_code,
        year,
        max(case when role = 'numerator' then total end) as numerator,
        max(case when role = 'multiplier' then total end) as multiplier,
        max(case when role = 'denominator' then total end) as denominator,
        max(case when role = 'weight' then total end) as weight,
        min(case when role in ('numerator', 'multiplier', 'denominator') then missing_reason end) as cell_reason
    from roles
    group by indicator_id, municipality_code, year

),

complete as (

    select
        frame.*,
        by_role.numerator,
        by_role.multiplier,
        by_role.denominator,
        by_role.weight,
        by_role.cell_reason,
        by_role.numerator is not null
        and (frame.has_multiplier = 0 or by_role.multiplier is not null)
        and (frame.has_denominator = 0 or by_role.denominator is not null) as is_complete
    from frame
    left join by_role
        on frame.indicator_id = by_role.indicator_id
        and frame.municipality_code = by_role.municipality_code
        and frame.year = by_role.year

),

computed as (

    select
        complete.indicator_id,
        complete.municipality_code,
        complete.year,
        indicators.is_monetary,
        indicators.recipe_no,
        complete.numerator,
        complete.multiplier,
        complete.denominator,
        complete.weight,
        case
            when not complete.is_complete then null
            when complete.has_multiplier = 0 and complete.has_denominator = 0
                then cast(complete.numerator * indicators.scale as decimal(24, 6))
            else
                cast(
                    cast(indicators.scale as double)
                    * cast(complete.numerator as double)
                    * cast(coalesce(complete.multiplier, 1) as double)
                    / nullif(cast(coalesce(complete.denominator, 1) as double), 0)
                    as decimal(24, 6)
                )
        end as value,
        case
            when not complete.is_complete
                then coalesce(
                    complete.cell_reason,
                    -- A table that was copied by hand may lack what its publisher has; of a dropped file there is none.
                    case indicators.origin
                        when 'transcribed' then 'source_absent'
                        when 'delivered' then 'not_delivered'
                        else 'not_published'
                    end
                )
            when complete.denominator = 0 then 'not_applicable'
        end as missing_reason,
        indicators.bound_low,
        indicators.bound_high
    from complete
    inner join indicators on complete.indicator_id = indicators.indicator_id

),

possible as (

    select
        computed.indicator_id,
        computed.municipality_code,
        computed.year,
        computed.is_monetary,
        computed.recipe_no,
        computed.numerator,
        computed.multiplier,
        computed.denominator,
        computed.weight,
        case
            when elsewhere.indicator_id is null
                and computed.value between coalesce(computed.bound_low, computed.value)
                and coalesce(computed.bound_high, computed.value)
                then computed.value
        end as value,
        case
            when elsewhere.indicator_id is not null then 'not_applicable'
            when computed.value < computed.bound_low or computed.value > computed.bound_high then 'suspected_error'
            else computed.missing_reason
        end as missing_reason
    from computed
    left join {{ source('raw', 'indicator_booked_elsewhere') }} as elsewhere
        on computed.indicator_id = elsewhere.indicator_id
        and computed.municipality_code = elsewhere.municipality_code
        and computed.year between elsewhere.from_year and elsewhere.to_year

)

select
    indicator_id,
    municipality_code,
    year,
    case when is_monetary then 'current' else 'none' end as price_basis,
    numerator,
    multiplier,
    denominator,
    weight,
    value,
    missing_reason,
    recipe_no
from possible

union all

-- Without a price index at hand, or before it is out for the year, a fixed price is missing with its reason.
select
    possible.indicator_id,
    possible.municipality_code,
    possible.year,
    'fixed' as price_basis,
    possible.numerator,
    possible.multiplier,
    possible.denominator,
    possible.weight,
    cast(
        cast(possible.value as double) * cast(price_index.to_base_prices as double) as decimal(24, 6)
    ) as value,
    case
        when possible.missing_reason is not null then possible.missing_reason
        when price_index.year is null
            then case
                when exists (select 1 from {{ ref('price_index') }}) then 'not_published'
                when exists (select 1 from {{ ref('int_price_levels') }}) then 'suspected_error'
                else 'source_absent'
            end
    end as missing_reason,
    possible.recipe_no
from possible
left join {{ ref('price_index') }} as price_index on possible.year = price_index.year
where possible.is_monetary
