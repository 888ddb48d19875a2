{#
    Periods come as 2024, 2024K1, 2021/2022 (school or survey year) and 2020:2024 (window): the year of a span is the one
    it ends in, the suffix is what follows a plain year.

    A correction holds only where the cell still says what it expects: the same number, or the same marker. When the
    publisher mends the cell, or changes it to something else, the correction falls away by itself.
#}
with cells as (

    select * from {{ source('raw', 'cells') }}

),

corrections as (

    select * from {{ source('raw', 'corrections') }}

),

markers as (

    select * from {{ source('raw', 'missing_markers') }}

),

typed as (

    select
        cells.table_id,
        cells.snapshot_id,
        cast(cells.file_line as integer) as file_line,
        cells.file_text,
        concat(cells.snapshot_id, ':', cast(cells.file_line as varchar)) as cell_id,
        cells.area_code as municipality_code,
        cells.period,
        case
            when length(cells.period) = 9 then cast(substring(cells.period, 6, 4) as integer)
            else cast(substring(cells.period, 1, 4) as integer)
        end as year,
        case when length(cells.period) = 9 then '' else substring(cells.period, 5) end as period_suffix,
        cells.series_key,
        case when corrections.correction_id is not null then corrections.value else cells.value end as value,
        cells.value as published_value,
        cells.marker,
        corrections.correction_id,
        corrections.missing_reason as corrected_to
    from cells
    left join corrections
        on cells.table_id = corrections.table_id
        and cells.area_code = corrections.area_code
        and cells.period = corrections.period
        and cells.series_key = corrections.series_key
        and (
            cells.marker = corrections.expected_marker
            or (cells.marker is null and cells.value = corrections.expected_value)
        )

)

select
    typed.table_id,
    typed.snapshot_id,
    typed.file_line,
    typed.file_text,
    typed.cell_id,
    typed.municipality_code,
    typed.period,
    typed.year,
    typed.period_suffix,
    typed.series_key,
    typed.value,
    typed.published_value,
    typed.marker,
    case
        when typed.value is null then coalesce(typed.corrected_to, markers.missing_reason, 'not_published')
    end as missing_reason,
    typed.correction_id
from typed
left join markers on typed.marker = markers.marker
