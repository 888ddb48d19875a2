{#
    How often what was called came true: the past is replayed, each call made from what was known that year alone, and held
    against the next measurement. A measure whose clear calls came true too rarely is not called clear again; one with too
    few calls of its own follows its class: measures of the same kind, counted in the same unit.
#}
with calls as (

    select * from {{ ref('int_called_before') }}

),

scored as (

    select 'all' as scope, 'all' as scope_id, calls.* from calls
    union all
    select 'class' as scope, measure_class as scope_id, calls.* from calls
    union all
    select 'indicator' as scope, indicator_id as scope_id, calls.* from calls

),

counted as (

    select
        scope,
        scope_id,
        case when scope <> 'all' then min(measure_class) end as measure_class,
        case when scope = 'indicator' then min(indicator_id) end as indicator_id,
        count(*) filter (where strength = 'clearly') as clear_calls,
        count(*) filter (where strength = 'clearly' and is_held) as clear_held,
        100 * avg(p_same) filter (where strength = 'clearly') as clear_expected_pct,
        count(*) filter (where strength = 'suggests') as suggested_calls,
        count(*) filter (where strength = 'suggests' and is_held) as suggested_held,
        100 * avg(p_same) filter (where strength = 'suggests') as suggested_expected_pct
    from scored
    group by scope, scope_id

),

shares as (

    select
        *,
        {{ ratio('100 * clear_held', 'clear_calls') }} as clear_held_pct,
        {{ ratio('100 * suggested_held', 'suggested_calls') }} as suggested_held_pct,
        clear_calls >= {{ var('score_min_calls') }} as is_enough
    from counted

)

select
    own.scope,
    own.scope_id,
    own.measure_class,
    own.indicator_id,
    cast(own.clear_calls as integer) as clear_calls,
    cast(own.clear_held as integer) as clear_held,
    own.clear_held_pct,
    cast(own.clear_expected_pct as decimal(24, 6)) as clear_expected_pct,
    cast(own.suggested_calls as integer) as suggested_calls,
    cast(own.suggested_held as integer) as suggested_held,
    own.suggested_held_pct,
    cast(own.suggested_expected_pct as decimal(24, 6)) as suggested_expected_pct,
    coalesce(
        case when own.is_enough then own.clear_held_pct when of_class.is_enough then of_class.clear_held_pct end
        < {{ var('score_min_pct') }},
        false
    ) as is_lowered
from shares as own
left join shares as of_class on of_class.scope = 'class' and own.measure_class = of_class.scope_id
