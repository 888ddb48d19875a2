{#
    Context figures that describe a municipality, as neighbours and expectation models use them: the logarithm where the
    model asks for it, every year in which they are at hand.
#}
with chosen as (

    select distinct indicator_id as covariate_id, transform from {{ source('raw', 'peer_covariates') }}
    union
    select distinct indicator_id as covariate_id, transform from {{ source('raw', 'expectation_covariates') }}

)

select
    chosen.covariate_id,
    chosen.transform,
    figures.municipality_code,
    figures.year,
    case
        when chosen.transform = 'log' then ln(cast(figures.value as double))
        else cast(figures.value as double)
    end as x
from chosen
inner join {{ ref('indicator_values') }} as figures on chosen.covariate_id = figures.indicator_id
where
    figures.price_basis <> 'fixed'
    and figures.municipality_code <> '000'
    and figures.value is not null
    and (chosen.transform <> 'log' or figures.value > 0)
