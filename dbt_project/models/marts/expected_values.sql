{#
    What a figure would be expected to be, by each model that can say. A regression that explains too little of left-out
    municipalities is kept and not usable. Models that disagree about the direction leave it unresolved: neither is
    averaged away.
#}
with figures as (

    select indicator_id, municipality_code, year, value
    from {{ ref('indicator_values') }}
    where price_basis <> 'fixed' and municipality_code <> '000' and value is not null

),

regressions as (

    select
        model_id,
        'regression' as method,
        indicator_id,
        municipality_code,
        year,
        areas,
        expected,
        lower,
        upper,
        loo_r2,
        loo_r2 >= {{ var('regression_min_r2') }} as is_usable
    from {{ ref('int_regressions') }}

),

standardisations as (

    select
        'age_standardisation' as model_id,
        'standardisation' as method,
        indicator_id,
        municipality_code,
        year,
        areas,
        expected,
        cast(null as double) as lower,
        cast(null as double) as upper,
        cast(null as double) as loo_r2,
        true as is_usable
    from {{ ref('int_standardisations') }}

),

published as (

    select
        models.model_id,
        'published' as method,
        targets.indicator_id,
        figures.municipality_code,
        figures.year,
        count(*) over (partition by models.model_id, targets.indicator_id, figures.year) as areas,
        cast(figures.value - deviations.value as double) as expected,
        cast(null as double) as lower,
        cast(null as double) as upper,
        cast(null as double) as loo_r2,
        true as is_usable
    from {{ source('raw', 'expectation_models') }} as models
    inner join {{ source('raw', 'expectation_targets') }} as targets on models.model_id = targets.model_id
    inner join figures on targets.indicator_id = figures.indicator_id
    inner join figures as deviations
        on models.deviation_id = deviations.indicator_id
        and figures.municipality_code = deviations.municipality_code
        and figures.year = deviations.year

),

united as (

    select * from regressions
    union all
    select * from standardisations
    union all
    select * from published

),

compared as (

    select
        united.*,
        figures.value,
        cast(figures.value as double) - united.expected as deviation,
        case when united.is_usable then sign(cast(figures.value as double) - united.expected) end as usable_side
    from united
    inner join figures
        on united.indicator_id = figures.indicator_id
        and united.municipality_code = figures.municipality_code
        and united.year = figures.year

),

agreed as (

    select
        *,
        count(usable_side) over same_figure as usable_models,
        min(usable_side) over same_figure as lowest_side,
        max(usable_side) over same_figure as highest_side
    from compared
    window same_figure as (partition by indicator_id, municipality_code, year)

)

select
    indicator_id,
    municipality_code,
    year,
    model_id,
    method,
    cast(areas as integer) as areas,
    value,
    cast(expected as decimal(24, 6)) as expected,
    cast(lower as decimal(24, 6)) as lower_value,
    cast(upper as decimal(24, 6)) as upper_value,
    cast(deviation as decimal(24, 6)) as deviation,
    {{ percent_of('deviation', 'expected') }} as deviation_pct,
    cast(loo_r2 as decimal(24, 6)) as loo_r2,
    is_usable,
    case
        when not is_usable then 'not_usable'
        when lower is null then 'no_interval'
        when cast(value as double) > upper then 'above'
        when cast(value as double) < lower then 'below'
        else 'cannot_tell'
    end as verdict,
    case
        when usable_models = 0 then 'no_model'
        when usable_models = 1 then 'one_model'
        when lowest_side * highest_side < 0 then 'unresolved'
        else 'agree'
    end as agreement
from agreed
