{#
    Every registered trial in every municipality it runs in, with what its evaluation asks of the indicator it is to move,
    for `int_trial_evaluations`.
#}
select
    trials.trial_id,
    trials.municipality_code,
    trials.effect_id,
    trials.starts_on,
    trials.stop_on,
    cast(trials.smallest_change as double) as smallest_change,
    indicators.better,
    indicators.overlapping_years,
    coalesce(
        (
            select list(breaks.year order by breaks.year)
            from {{ source('raw', 'indicator_breaks') }} as breaks
            where breaks.indicator_id = trials.effect_id
        ),
        []
    ) as break_years,
    (
        select list(members.municipality_code order by members.municipality_code)
        from {{ source('raw', 'peer_group_members') }} as members
        where members.peer_group = trials.donor_pool
    ) as donor_codes,
    trials.registration
from {{ source('raw', 'trials') }} as trials
inner join {{ source('raw', 'indicators') }} as indicators on trials.effect_id = indicators.indicator_id
