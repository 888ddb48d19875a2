{#
    What this release tells otherwise than the release before it, and what those before told. Nothing in a first release:
    everything is new there. The cause is told apart by the files: another file of a source than before, or the same files
    and then a recipe, a correction or the computation.
#}
with release as (

    select
        release.release_id,
        cast((select max(left(snapshots.retrieved_at, 10)) from {{ source('raw', 'snapshots') }} as snapshots) as date)
            as told_on
    from {{ source('raw', 'release') }} as release
    where exists (select files.indicator_id from {{ source('raw', 'previous_files') }} as files)

),

figures as (

    select published.indicator_id, published.municipality_code, published.year, published.value
    from {{ ref('indicator_values') }} as published
    inner join {{ ref('municipalities') }} as municipalities
        on published.municipality_code = municipalities.municipality_code
    where municipalities.is_municipality and published.value is not null and published.price_basis <> 'fixed'

),

known_before as (

    select distinct indicator_id from {{ source('raw', 'previous_figures') }}

),

compared as (

    select
        indicator_id,
        municipality_code,
        year,
        figures.value,
        before.value as value_before,
        case
            when before.value is null and known_before.indicator_id is null then 'new_measure'
            when before.value is null then 'new_figures'
            when figures.value is null then 'withdrawn'
            else 'revised'
        end as what
    from figures
    full outer join {{ source('raw', 'previous_figures') }} as before using (indicator_id, municipality_code, year)
    left join known_before using (indicator_id)
    where figures.value is distinct from before.value

),

files as (

    select distinct indicator_id, snapshot_id from {{ ref('lineage') }}

),

other_files as (

    select indicator_id
    from files
    full outer join {{ source('raw', 'previous_files') }} as before using (indicator_id, snapshot_id)
    where files.snapshot_id is null or before.snapshot_id is null
    group by indicator_id

),

of_figures as (

    select
        compared.indicator_id,
        compared.what,
        cast(null as varchar) as municipality_code,
        cast(count(*) as integer) as figure_count,
        cast(count(distinct compared.municipality_code) as integer) as municipality_count,
        min(compared.year) as first_year,
        max(compared.year) as last_year,
        max(abs({{ percent_of('compared.value - compared.value_before', 'compared.value_before') }})) as largest_change_pct,
        cast(null as varchar) as verdict_before,
        cast(null as varchar) as verdict
    from compared
    group by compared.indicator_id, compared.what

),

verdicts as (

    select
        verdicts.indicator_id,
        'verdict' as what,
        verdicts.municipality_code,
        cast(null as integer) as figure_count,
        cast(null as integer) as municipality_count,
        before.year as first_year,
        verdicts.year as last_year,
        cast(null as decimal(24, 6)) as largest_change_pct,
        before.verdict as verdict_before,
        verdicts.verdict
    from {{ ref('verdicts') }} as verdicts
    inner join {{ ref('indicators') }} as indicators
        on verdicts.indicator_id = indicators.indicator_id and verdicts.year = indicators.latest_year
    inner join {{ ref('peer_groups') }} as compared_group
        on verdicts.peer_group = compared_group.peer_group and compared_group.is_compared
    inner join {{ ref('municipalities') }} as municipalities
        on verdicts.municipality_code = municipalities.municipality_code and municipalities.is_viewpoint
    inner join {{ source('raw', 'previous_verdicts') }} as before
        on verdicts.indicator_id = before.indicator_id and verdicts.municipality_code = before.municipality_code
    where verdicts.verdict <> before.verdict

),

told as (

    select * from of_figures
    union all
    select * from verdicts

)

select
    release.release_id,
    release.told_on,
    told.indicator_id,
    told.what,
    case when other_files.indicator_id is null then 'computation' else 'source' end as cause,
    told.municipality_code,
    told.figure_count,
    told.municipality_count,
    told.first_year,
    told.last_year,
    told.largest_change_pct,
    told.verdict_before,
    told.verdict
from told
cross join release
left join other_files on told.indicator_id = other_files.indicator_id
inner join {{ source('raw', 'indicators') }} as indicators
    on told.indicator_id = indicators.indicator_id and indicators.kind not in ('process', 'control')

union all

select
    release_id, told_on, indicator_id, what, cause, municipality_code, figure_count, municipality_count, first_year, last_year,
    largest_change_pct, verdict_before, verdict
from {{ source('raw', 'previous_news') }}
-- A release whose inputs come back is told anew, beside the one before it now.
where release_id not in (select this.release_id from {{ source('raw', 'release') }} as this)
