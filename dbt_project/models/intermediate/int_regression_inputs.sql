{#
    What each regression is fitted on: figures of the municipalities with every covariate at hand. A covariate is taken in
    the year nearest to the figure's in which the country's municipalities have it (the earlier of two as near), but not
    from so far away that the municipality was another.
#}
with models as (

    select
        targets.model_id,
        targets.indicator_id,
        covariates.indicator_id as covariate_id,
        covariates.transform,
        covariates.sort_order,
        count(*) over (partition by targets.model_id, targets.indicator_id) as covariates_needed
    from {{ source('raw', 'expectation_targets') }} as targets
    inner join {{ source('raw', 'expectation_covariates') }} as covariates on targets.model_id = covariates.model_id

),

figures as (

    select indicator_id, municipality_code, year, cast(value as double) as y
    from {{ ref('indicator_values') }}
    where price_basis <> 'fixed' and municipality_code <> '000' and value is not null

),

covariate_years as (

    select covariate_id, transform, year
    from {{ ref('int_covariates') }}
    group by covariate_id, transform, year
    having count(*) >= {{ var('national_min_areas') }}

),

figure_years as (

    select distinct indicator_id, year from figures

),

nearest as (

    select
        models.*,
        figure_years.year,
        covariate_years.year as covariate_year,
        row_number() over (
            partition by models.model_id, models.indicator_id, models.covariate_id, figure_years.year
            order by abs(covariate_years.year - figure_years.year), covariate_years.year
        ) as choice
    from models
    inner join figure_years on models.indicator_id = figure_years.indicator_id
    inner join covariate_years
        on models.covariate_id = covariate_years.covariate_id
        and models.transform = covariate_years.transform
        and abs(covariate_years.year - figure_years.year) <= {{ var('covariate_max_years') }}

),

joined as (

    select
        nearest.model_id,
        nearest.indicator_id,
        nearest.year,
        figures.municipality_code,
        figures.y,
        nearest.sort_order as covariate_no,
        nearest.covariate_id,
        nearest.covariate_year,
        covariates.x,
        nearest.covariates_needed,
        count(*) over (
            partition by nearest.model_id, nearest.indicator_id, nearest.year, figures.municipality_code
        ) as covariates_found
    from nearest
    inner join figures on nearest.indicator_id = figures.indicator_id and nearest.year = figures.year
    inner join {{ ref('int_covariates') }} as covariates
        on nearest.covariate_id = covariates.covariate_id
        and nearest.transform = covariates.transform
        and nearest.covariate_year = covariates.year
        and figures.municipality_code = covariates.municipality_code
    where nearest.choice = 1

),

complete as (

    select
        *,
        -- Areas, not rows: each area has one row per covariate.
        count(*) over (partition by model_id, indicator_id, year, covariate_no) as areas
    from joined
    where covariates_found = covariates_needed

)

-- The covariate's own year is kept: a page of 2026 may rest on one of 2024.
select model_id, indicator_id, year, municipality_code, y, covariate_no, covariate_id, covariate_year, x, areas
from complete
where areas >= {{ var('national_min_areas') }}
