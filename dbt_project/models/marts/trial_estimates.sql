{# Lists to rows: `unnest` is DuckDB's word, `explode` Spark's. #}
with estimates as (

    select trial_id, municipality_code, unnest(estimates, max_depth := 2)
    from {{ ref('int_trial_evaluations') }}
    where municipality_code is not null

)

select
    trial_id,
    municipality_code,
    method,
    cast(estimate as decimal(24, 6)) as estimate,
    cast(low as decimal(24, 6)) as low,
    cast(high as decimal(24, 6)) as high,
    cast(p_value as decimal(9, 6)) as p_value,
    cast(pre_rmspe as decimal(24, 6)) as pre_rmspe,
    cast(rmspe_ratio as double) as rmspe_ratio,
    cast(ratio_p_value as decimal(9, 6)) as ratio_p_value,
    cast(clustered_standard_error as decimal(24, 6)) as clustered_standard_error
from estimates
