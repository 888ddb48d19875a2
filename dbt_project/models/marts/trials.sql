select
    trials.*,
    evaluations.verdict,
    evaluations.reasons,
    evaluations.last_year_before,
    evaluations.first_year_after,
    evaluations.last_year_after,
    evaluations.years_left_out,
    evaluations.donors,
    evaluations.donors_dropped,
    cast(evaluations.pre_trend_p_value as decimal(9, 6)) as pre_trend_p_value,
    cast(evaluations.power as decimal(9, 6)) as power
from {{ source('raw', 'trials') }} as trials
inner join {{ ref('int_trial_evaluations') }} as evaluations
    on trials.trial_id = evaluations.trial_id and trials.municipality_code = evaluations.municipality_code
