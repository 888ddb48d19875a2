{#
    A role is complete when every cell its recipe requires holds a figure. Sums over accounts may declare that an absent
    row means no booking; then one present row is enough, but a row that is there without a figure still breaks the sum.
    A period that the table has for nobody is not published, and not a zero: three years together need three years.
    What rests on a term that is zero for the whole country is held back as a suspected error.
#}
with terms as (

    select * from {{ ref('int_indicator_terms') }}

),

required as (

    select
        indicator_id,
        role,
        sum(case when absent_is_zero then 0 else 1 end) as required_cells,
        count(distinct concat(table_id, ' ', cast(year_offset as varchar), period_suffix)) as required_periods
    from {{ source('raw', 'recipe_terms') }}
    group by indicator_id, role

),

published as (

    select indicator_id, role, year, count(distinct concat(table_id, ' ', period)) as periods
    from terms
    group by indicator_id, role, year

),

sums as (

    select
        indicator_id,
        municipality_code,
        year,
        role,
        sum(weighted_value) as total,
        count(weighted_value) as present_cells,
        -- A cell of one of two municipalities that became one is half of what its term needs.
        sum(
            case when not absent_is_zero and weighted_value is not null then 1.0 / coalesce(merged_areas, 1) else 0 end
        ) as present_required_cells,
        min(missing_reason) as missing_reason
    from terms
    group by indicator_id, municipality_code, year, role

)

select
    sums.indicator_id,
    sums.municipality_code,
    sums.year,
    sums.role,
    case
        when
            sums.present_cells > 0
            and round(sums.present_required_cells, 3) = required.required_cells
            and sums.missing_reason is null
            and published.periods = required.required_periods
            and empty.year is null
            then cast(sums.total as decimal(28, 9))
    end as total,
    coalesce(sums.missing_reason, case when empty.year is not null then 'suspected_error' end) as missing_reason
from sums
inner join required on sums.indicator_id = required.indicator_id and sums.role = required.role
inner join published
    on sums.indicator_id = published.indicator_id
    and sums.role = published.role
    and sums.year = published.year
left join {{ ref('int_empty_terms') }} as empty
    on sums.indicator_id = empty.indicator_id
    and sums.role = empty.role
    and sums.year = empty.year
