{#
    The standard error of every figure that a sample survey gives, in the indicator's own unit: of a share in per cent among
    n answers 100 x sqrt(design effect x p (1 - p) / n), of a mean score the one its publisher's margin tells. Figures that
    count everybody have no row: chance in who was asked is no part of them. `answers` and `standard_error` stand in the
    survey's source file, with where they are known from. Source: docs/methods.md "Sample surveys".
#}
with surveyed as (

    select distinct terms.indicator_id, sampling.answers, sampling.design_effect, sampling.standard_error
    from {{ source('raw', 'recipe_terms') }} as terms
    inner join {{ source('raw', 'source_sampling') }} as sampling on terms.table_id = sampling.source_id
    where terms.role = 'numerator'

)

select
    figures.indicator_id,
    figures.municipality_code,
    figures.year,
    surveyed.answers,
    surveyed.design_effect,
    cast(
        coalesce(
            cast(surveyed.standard_error as double),
            sqrt(
                cast(surveyed.design_effect as double)
                * greatest(cast(figures.value as double) * (100 - cast(figures.value as double)), 0)
                / surveyed.answers
            )
        )
        as decimal(24, 6)
    ) as standard_error
from surveyed
inner join {{ ref('indicator_values') }} as figures on surveyed.indicator_id = figures.indicator_id
where figures.price_basis <> 'fixed' and figures.value is not null
