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
        row_number() over (
            partition by peer_group, indicator_id
            -- A municipality or two less does not make an old year the better one.
            order by case when 10 * areas >= 9 * most_areas then 0 else 1 end, year desc
        ) as choice
    from (
        select *, max(areas) over (partition by peer_group, indicator_id) as most_areas
        from counts
    ) as compared

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
