{#
    Distance = root of the weighted mean of squared differences between standardised covariates. A municipality that lacks a
    covariate has no neighbours and is nobody's; with few municipalities at hand the nearest would only be the nearest of
    those, so then there are none.
#}
with covariates as (

    select covariates.*, figures.municipality_code, figures.x
    from {{ ref('peer_covariates') }} as covariates
    inner join {{ ref('int_covariates') }} as figures
        on covariates.indicator_id = figures.covariate_id
        and covariates.transform = figures.transform
        and covariates.year = figures.year

),

spread as (

    select peer_group, indicator_id, avg(x) as mean_x, stddev_samp(x) as sd_x
    from covariates
    group by peer_group, indicator_id

),

needed as (

    select peer_group, count(*) as covariates_needed
    from {{ ref('peer_covariates') }}
    group by peer_group

),

standardised as (

    select
        covariates.peer_group,
        covariates.municipality_code,
        covariates.indicator_id,
        cast(covariates.weight as double) as weight,
        (covariates.x - spread.mean_x) / nullif(spread.sd_x, 0) as z,
        count(*) over (partition by covariates.peer_group, covariates.municipality_code) as covariates_found
    from covariates
    inner join spread
        on covariates.peer_group = spread.peer_group and covariates.indicator_id = spread.indicator_id

),

complete as (

    select standardised.*
    from standardised
    inner join needed
        on standardised.peer_group = needed.peer_group
        and standardised.covariates_found = needed.covariates_needed

),

enough as (

    select peer_group
    from complete
    group by peer_group
    having count(distinct municipality_code) >= {{ var('national_min_areas') }}

),

pairs as (

    select
        own.peer_group,
        own.municipality_code,
        peer.municipality_code as peer_code,
        -- A covariate that is the same everywhere tells nobody apart.
        sqrt(sum(own.weight * coalesce((own.z - peer.z) * (own.z - peer.z), 0)) / sum(own.weight)) as distance
    from complete as own
    inner join complete as peer
        on own.peer_group = peer.peer_group
        and own.indicator_id = peer.indicator_id
        and own.municipality_code <> peer.municipality_code
    inner join enough on own.peer_group = enough.peer_group
    group by own.peer_group, own.municipality_code, peer.municipality_code

),

ordered as (

    select
        *,
        row_number() over (
            partition by peer_group, municipality_code order by round(distance, 6), peer_code
        ) as nearness
    from pairs

)

select
    ordered.peer_group,
    ordered.municipality_code,
    ordered.peer_code,
    cast(ordered.nearness as integer) as nearness,
    cast(ordered.distance as decimal(24, 6)) as distance
from ordered
inner join {{ source('raw', 'peer_groups') }} as peer_groups on ordered.peer_group = peer_groups.peer_group
where ordered.nearness <= peer_groups.neighbours
