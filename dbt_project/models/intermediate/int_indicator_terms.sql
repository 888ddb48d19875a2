{#
    Cells of municipalities that became one are added where the figure is a ratio of two sums. A figure that is an average
    as published is not that of both: there the cells stand without weight, as a break in the series.
#}
with recipe_terms as (

    select
        *,
        max(case when role = 'denominator' then 1 else 0 end) over (partition by indicator_id) = 1
        and max(case when role = 'multiplier' then 1 else 0 end) over (partition by indicator_id) = 0 as is_ratio
    from {{ source('raw', 'recipe_terms') }}

),

cells as (

    select * from {{ ref('int_cells') }}

)

select
    recipe_terms.indicator_id,
    recipe_terms.recipe_no,
    cells.municipality_code,
    cells.year - recipe_terms.year_offset as year,
    recipe_terms.role,
    recipe_terms.term_no,
    recipe_terms.table_id,
    recipe_terms.codes,
    recipe_terms.absent_is_zero,
    cells.area_code,
    cells.period,
    cells.cell_id,
    cells.snapshot_id,
    cells.file_line,
    cells.file_text,
    cells.value as cell_value,
    cells.published_value,
    cells.marker,
    case
        when cells.merged_areas > 1 and not recipe_terms.is_ratio then 'break_in_series'
        else cells.missing_reason
    end as missing_reason,
    cells.correction_id,
    recipe_terms.weight,
    recipe_terms.divisor,
    cells.merged_areas,
    -- Exact where the weight is whole; sevenths and twelfths are rounded once, at nine decimals. The product of two
    -- decimals needs the digits of both: 20 + 18 is all a decimal has.
    case
        when cells.merged_areas > 1 and not recipe_terms.is_ratio then null
        when recipe_terms.divisor = 1
            then cast(cast(cells.value as decimal(20, 6)) * recipe_terms.weight as decimal(28, 9))
        else
            cast(
                cast(cast(cells.value as decimal(20, 6)) * recipe_terms.weight as double) / recipe_terms.divisor
                as decimal(28, 9)
            )
    end as weighted_value
from recipe_terms
inner join cells
    on recipe_terms.table_id = cells.table_id
    and recipe_terms.series_key = cells.series_key
    and recipe_terms.period_suffix = cells.period_suffix
