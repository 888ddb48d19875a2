{#
    Sums of source cells beside the cell that is published as their sum, straight from staging: wholes and parts in every
    area, and the municipalities beside the country.

    A sum is complete when every cell it needs is there; where the control says that an absent row means no booking, one
    present row is enough, but a row without a figure still breaks it. Each figure was rounded by at most its table's
    rounding, so sum and whole may differ by all of these together.

    Christiansø (411) is no municipality, but its inhabitants are counted in the country; so are those of a municipality
    that is no more, in the years before, as part of what it became.
#}
with series as (

    select
        control_series.*,
        source_rounding.rounding,
        coalesce(snapshots.origin, 'fetched') as origin
    from {{ source('raw', 'control_series') }} as control_series
    inner join {{ source('raw', 'source_rounding') }} as source_rounding
        on control_series.table_id = source_rounding.table_id
    left join {{ source('raw', 'snapshots') }} as snapshots on control_series.table_id = snapshots.source_id

),

municipalities as (

    select municipality_code from {{ source('raw', 'municipalities') }}

),

cells as (

    select
        cells.*,
        municipalities.municipality_code is not null as is_municipality,
        coalesce(successions.municipality_code, municipalities.municipality_code) as counted_as
    from {{ ref('stg_cells') }} as cells
    left join municipalities on cells.municipality_code = municipalities.municipality_code
    left join {{ source('raw', 'successions') }} as successions
        on cells.table_id = successions.table_id
        and cells.municipality_code = successions.area_code
        and cells.year < successions.from_year
    where
        municipalities.municipality_code is not null
        or successions.municipality_code is not null
        or cells.municipality_code in ('000', '411')

),

entries as (

    select
        series.control_id,
        series.compared,
        case when series.side = 'areas' then '000' else cells.municipality_code end as municipality_code,
        case
            when series.side <> 'areas' then series.side
            when cells.municipality_code = '000' then 'official'
            else 'recomputed'
        end as side,
        cells.period,
        cells.year,
        cast(cells.value as decimal(20, 6)) * series.factor as value,
        abs(series.factor) * series.rounding as half_width,
        cells.missing_reason,
        series.side = 'areas' as is_over_areas,
        cells.counted_as
    from series
    inner join cells on series.table_id = cells.table_id and series.series_key = cells.series_key
    where series.side = 'areas' or cells.is_municipality or cells.municipality_code = '000'

),

needed as (

    select
        control_id,
        compared,
        max(case when origin = 'transcribed' then 1 else 0 end) = 1 as is_transcribed,
        max(case when side <> 'official' and absent_is_zero then 1 else 0 end) = 1 as absent_is_zero,
        max(case when side = 'areas' then 1 else 0 end) = 1 as is_over_areas,
        sum(case when side = 'recomputed' then 1 else 0 end) as parts
    from series
    group by control_id, compared

),

sums as (

    select
        control_id,
        compared,
        municipality_code,
        period,
        year,
        sum(case when side = 'recomputed' then value end) as recomputed,
        sum(case when side = 'official' then value end) as official,
        sum(case when value is not null then half_width end) as tolerance,
        case
            when max(case when is_over_areas then 1 else 0 end) = 1
                then count(distinct case when side = 'recomputed' and value is not null then counted_as end)
            else count(case when side = 'recomputed' then value end)
        end as parts_present,
        min(missing_reason) as missing_reason
    from entries
    group by control_id, compared, municipality_code, period, year

),

complete as (

    select
        sums.*,
        needed.is_transcribed,
        sums.missing_reason is null
        and sums.official is not null
        and sums.parts_present > 0
        and (
            needed.absent_is_zero
            or sums.parts_present
            = case when needed.is_over_areas then (select count(*) from municipalities) else needed.parts end
        ) as is_complete
    from sums
    inner join needed on sums.control_id = needed.control_id and sums.compared = needed.compared

)

select
    control_id,
    compared,
    municipality_code,
    period,
    year,
    -- A sum over fewer cells than it needs is no figure to hold against anything.
    cast(case when is_complete then recomputed end as decimal(24, 6)) as recomputed,
    cast(official as decimal(24, 6)) as official,
    cast(tolerance as decimal(24, 6)) as tolerance,
    case
        when not is_complete
            -- A table that was copied by hand may lack what its publisher has.
            then coalesce(missing_reason, case when is_transcribed then 'source_absent' else 'not_published' end)
    end as missing_reason
from complete
