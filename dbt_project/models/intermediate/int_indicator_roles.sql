{#
    A role is complete when every cell its recipe requires holds a figure. Sums over accounts may declare that an absent
    row means no booking; then one present row is enough, but a row that is there without a figure still breaks the sum.
#}
with terms as (

    select * from {{ ref('int_indicator_terms') }}

),

required as (

    select
        indicator_id,
        role,
        sum(case when absent_is_zero then 0 else 1 end) as required_cells
    from {{ source('raw', 'recipe_terms') }}
    group by indicator_id, role

),

sums as (

    select
        indicator_id,
        municipality_code,
        year,
        role,
        sum(weighted_value) as total,
        count(weighted_value) as present_cells,
        sum(case when not absent_is_zero and weighted_value is not null then 1 else 0 end) as present_required_cells,
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
            and sums.present_required_cells = required.required_cells
            and sums.missing_reason is null
            then cast(sums.total as decimal(28, 9))
    end as total,
    sums.missing_reason
from sums
inner join required on sums.indicator_id = required.indicator_id and sums.role = required.role
