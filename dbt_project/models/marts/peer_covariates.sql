{# Neighbours are found in one year per covariate, the newest that most municipalities have: the same peers in all years. #}
with counts as (

    select
        covariates.peer_group,
        covariates.indicator_id,
        covariates.transform,
        covariates.weight,
        figures.year,
        count(figures.x) as areas
    from {{ source('raw', 'peer_covariates') }} as covariates
    left join {{ ref('int_covariates') }} as figures
        on covariates.indicator_id = figures.covariate_id and covariates.transform = figures.transform
    group by
        covariates.peer_group, covariates.indicator_id, covariates.transform, covariates.weight, figures.year

),

newest as (

    select
        *,
        row_number() over (partition by peer_group, indicator_id order by areas desc, year desc) as choice
    from counts

)

select
    peer_group,
    indicator_id,
    transform,
    weight,
    year,
    cast(areas as integer) as areas
from newest
where choice = 1
