select
    evaluations.trial_id,
    cast(registered.municipalities as integer) as municipalities,
    evaluations.verdict,
    evaluations.reasons,
    evaluations.donors as compared_groups,
    cast(found.estimate as decimal(24, 6)) as estimate,
    cast(found.low as decimal(24, 6)) as low,
    cast(found.high as decimal(24, 6)) as high,
    cast(found.p_value as decimal(9, 6)) as p_value,
    cast(evaluations.power as decimal(9, 6)) as power
from (
    select *, list_filter(estimates, lambda e: e.method = 'synthetic_control')[1] as found
    from {{ ref('int_trial_evaluations') }}
    where municipality_code is null
) as evaluations
inner join (
    select trial_id, count(*) as municipalities from {{ source('raw', 'trials') }} group by trial_id
) as registered on evaluations.trial_id = registered.trial_id
