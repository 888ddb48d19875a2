{# Lists to rows: `unnest` is DuckDB's word, `explode` Spark's. #}
with donors as (

    select trial_id, municipality_code as treated, unnest(weights, max_depth := 2)
    from {{ ref('int_trial_evaluations') }}
    where municipality_code is not null

)

select
    trial_id,
    treated as municipality_code,
    municipality_code as donor_code,
    cast(weight as double) as weight
from donors
