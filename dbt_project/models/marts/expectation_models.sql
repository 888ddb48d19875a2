{#
    Every declared model, with whether it could be computed here: a model without figures keeps its place and says so. The
    covariates are named with the year each was taken from in the latest year, for it may be another than the figure's.
#}
with found as (

    select model_id, indicator_id, count(distinct year) as years, max(year) as latest_year
    from {{ ref('expected_values') }}
    group by model_id, indicator_id

),

taken as (

    select distinct model_id, indicator_id, year, covariate_no, covariate_id, covariate_year
    from {{ ref('int_regression_inputs') }}

),

dated as (

    select
        taken.model_id,
        taken.indicator_id,
        taken.year,
        string_agg(concat(covariates.title_da, ' (', taken.covariate_year, ')'), ', ' order by taken.covariate_no)
            as covariates_da,
        string_agg(concat(covariates.title_en, ' (', taken.covariate_year, ')'), ', ' order by taken.covariate_no)
            as covariates_en
    from taken
    inner join {{ source('raw', 'indicators') }} as covariates on taken.covariate_id = covariates.indicator_id
    group by taken.model_id, taken.indicator_id, taken.year

)

select
    models.* exclude (deviation_id, covariates_da, covariates_en),
    coalesce(dated.covariates_da, models.covariates_da) as covariates_da,
    coalesce(dated.covariates_en, models.covariates_en) as covariates_en,
    targets.indicator_id,
    cast(coalesce(found.years, 0) as integer) as years,
    found.latest_year,
    case when found.years is null then 'source_absent' end as missing_reason
from {{ source('raw', 'expectation_models') }} as models
inner join {{ source('raw', 'expectation_targets') }} as targets on models.model_id = targets.model_id
left join found on models.model_id = found.model_id and targets.indicator_id = found.indicator_id
left join dated
    on found.model_id = dated.model_id
    and found.indicator_id = dated.indicator_id
    and found.latest_year = dated.year
