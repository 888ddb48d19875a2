{#
    The verdict on a price, for every reader: the mart `verdicts`' beside the compared group, in the price's latest year. `side` is
    on which side of the mean it lies whatever the verdict, on a level by the one decimal that a gap in per cent is shown with.

    Price x coverage = cost per inhabitant, where the same cost (the same numerator) is published both ways: a high cost per
    inhabitant may be many users at a low price.
#}
with prices as (

    select
        indicators.indicator_id,
        indicators.unit_measure,
        indicators.unit_per,
        indicators.kind,
        indicator_values.municipality_code,
        indicator_values.year,
        indicator_values.price_basis,
        indicator_values.value,
        indicator_values.numerator
    from {{ source('raw', 'indicators') }} as indicators
    inner join {{ ref('indicator_values') }} as indicator_values
        on indicators.indicator_id = indicator_values.indicator_id
    where
        -- A cost per inhabitant is context.
        indicators.kind in ('unit_price', 'context')
        and indicator_values.price_basis <> 'fixed'
        and indicator_values.value is not null

),

judged as (

    select
        verdicts.*,
        benchmarks.price_basis,
        benchmarks.reference_weighted,
        benchmarks.gap_pct,
        benchmarks.gap_dkk,
        case {{ side_as_shown('benchmarks.gap_pct') }} when 0 then 'level' when 1 then 'above' when -1 then 'below' end
            as side
    from {{ ref('verdicts') }} as verdicts
    inner join {{ source('raw', 'indicators') }} as indicators
        on verdicts.indicator_id = indicators.indicator_id and indicators.kind = 'unit_price'
    inner join {{ source('raw', 'peer_groups') }} as peer_groups
        on verdicts.peer_group = peer_groups.peer_group and peer_groups.is_compared
    inner join {{ ref('benchmarks') }} as benchmarks
        on verdicts.indicator_id = benchmarks.indicator_id
        and verdicts.municipality_code = benchmarks.municipality_code
        and verdicts.year = benchmarks.year
        and verdicts.peer_group = benchmarks.peer_group
        and benchmarks.price_basis <> 'fixed'
    qualify row_number() over (
        partition by verdicts.indicator_id, verdicts.municipality_code order by verdicts.year desc
    ) = 1

),

-- Compared as readers see them: with the indicator's decimals.
shown as (

    select
        indicator_values.indicator_id,
        indicator_values.municipality_code,
        indicator_values.year,
        round(indicator_values.value * power(10, indicators.decimals)) as value
    from {{ ref('indicator_values') }} as indicator_values
    inner join {{ source('raw', 'indicators') }} as indicators
        on indicator_values.indicator_id = indicators.indicator_id and indicators.kind = 'unit_price'
    where indicator_values.price_basis <> 'fixed' and indicator_values.value is not null

),

standing as (

    select
        own.indicator_id,
        own.municipality_code,
        own.year,
        cast(count(*) filter (where others.value < own.value) as integer) as others_lower,
        cast(count(*) filter (where others.value > own.value) as integer) as others_higher,
        cast(count(*) as integer) as others_with_value
    from shown as own
    inner join shown as others
        on own.indicator_id = others.indicator_id
        and own.year = others.year
        and own.municipality_code <> others.municipality_code
    inner join {{ source('raw', 'municipalities') }} as municipalities
        on others.municipality_code = municipalities.municipality_code and municipalities.compared_order is not null
    group by own.indicator_id, own.municipality_code, own.year

),

turning as (

    select
        judged.indicator_id,
        judged.municipality_code,
        judged.year,
        scope_values.scope_id,
        row_number() over (
            partition by judged.indicator_id, judged.municipality_code, judged.year
            order by abs(scope_values.gap_pct) desc, scope_values.scope_id
        ) as choice
    from judged
    inner join {{ ref('scope_values') }} as scope_values
        on judged.indicator_id = scope_values.indicator_id
        and judged.municipality_code = scope_values.municipality_code
        and judged.year = scope_values.year
    where judged.held_back_by = 'scopes' and sign(scope_values.gap_pct) = -sign(judged.gap_pct)

),

both_ways as (

    select
        per_user.indicator_id,
        per_user.municipality_code,
        per_user.year,
        per_inhabitant.indicator_id as per_inhabitant_id,
        per_inhabitant.value as cost_per_inhabitant,
        {{ ratio('100 * per_inhabitant.value', 'per_user.value') }} as coverage_pct,
        row_number() over (
            partition by per_user.indicator_id, per_user.municipality_code, per_user.year
            order by per_inhabitant.indicator_id
        ) as choice
    from prices as per_user
    inner join prices as per_inhabitant
        on per_user.municipality_code = per_inhabitant.municipality_code
        and per_user.year = per_inhabitant.year
        and per_user.numerator = per_inhabitant.numerator
        and per_user.indicator_id <> per_inhabitant.indicator_id
    where
        per_user.kind = 'unit_price'
        and per_inhabitant.unit_measure = 'dkk'
        and per_inhabitant.unit_per = 'inhabitant'

)

select
    judged.indicator_id,
    judged.municipality_code,
    judged.year,
    judged.price_basis,
    judged.value,
    judged.reference as reference_unweighted,
    judged.reference_weighted,
    judged.gap_pct,
    judged.gap_dkk,
    {{ percent_of('judged.zone_low - judged.reference', 'judged.reference') }} as zone_low_pct,
    {{ percent_of('judged.zone_high - judged.reference', 'judged.reference') }} as zone_high_pct,
    judged.side,
    judged.verdict,
    judged.p_same,
    judged.pool,
    judged.measurements,
    judged.held_back_by,
    standing.others_lower,
    standing.others_higher,
    standing.others_with_value,
    turning.scope_id as turning_scope_id,
    both_ways.coverage_pct,
    both_ways.cost_per_inhabitant,
    both_ways.per_inhabitant_id
from judged
left join both_ways
    on judged.indicator_id = both_ways.indicator_id
    and judged.municipality_code = both_ways.municipality_code
    and judged.year = both_ways.year
    and both_ways.choice = 1
left join standing
    on judged.indicator_id = standing.indicator_id
    and judged.municipality_code = standing.municipality_code
    and judged.year = standing.year
left join turning
    on judged.indicator_id = turning.indicator_id
    and judged.municipality_code = turning.municipality_code
    and judged.year = turning.year
    and turning.choice = 1
