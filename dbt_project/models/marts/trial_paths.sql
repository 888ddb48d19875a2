{# Lists to rows: `unnest` is DuckDB's word, `explode` Spark's. #}
with paths as (

    select trial_id, municipality_code, unnest(path, max_depth := 2)
    from {{ ref('int_trial_evaluations') }}
    where municipality_code is not null

)

select
    trial_id,
    municipality_code,
    method,
    year,
    period,
    cast(actual as decimal(24, 6)) as actual,
    cast(counterfactual as decimal(24, 6)) as counterfactual,
    cast(gap as decimal(24, 6)) as gap,
    cast(low as decimal(24, 6)) as low,
    cast(high as decimal(24, 6)) as high
from paths
