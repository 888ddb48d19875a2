{#
    Periods come as 2024, 2024K1, 2021/2022 (school or survey year) and 2020:2024 (window): the year of a span is the one
    it ends in, the suffix is what follows a plain year.
#}
with cells as (

    select * from {{ source('raw', 'cells') }}

),

markers as (

    select * from {{ source('raw', 'missing_markers') }}

),

typed as (

    select
        table_id,
        snapshot_id,
        cast(file_row as integer) as file_row,
        concat(snapshot_id, ':', cast(file_row as varchar)) as cell_id,
        area_code as municipality_code,
        period,
        case
            when length(period) = 9 then cast(substring(period, 6, 4) as integer)
            else cast(substring(period, 1, 4) as integer)
        end as year,
        case when length(period) = 9 then '' else substring(period, 5) end as period_suffix,
        series_key,
        value,
        marker
    from cells

)

select
    typed.*,
    case when typed.value is null then coalesce(markers.missing_reason, 'not_published') end as missing_reason
from typed
left join markers on typed.marker = markers.marker
