{#
    The reference is of the others: the municipality itself is left out. Unweighted, every other municipality counts the
    same; weighted, the reference is the sum of what they spend over the sum of what they have, which the
    largest dominates. Source of both: docs/methods.md "The others". The third is of the same peers in all years of a stretch,
    for a line over the years (`int_group_figures`).
#}
with indicator_values as (

    select *, coalesce(denominator, weight) as quantity
    from {{ ref('indicator_values') }}
    where value is not null and municipality_code <> '000'

),

figures as (

    select * from {{ ref('int_group_figures') }}

),

totals as (

    select
        group_key,
        indicator_id,
        price_basis,
        year,
        sum(value) as value_sum,
        count(*) as members,
        count(quantity) as members_with_quantity,
        sum(quantity) as quantity_sum,
        -- Sums of floating numbers differ by their order in the last digits, and threads bring rows in any order.
        sum(cast(value as double) * cast(quantity as double) order by municipality_code) as amount_sum,
        sum(case when is_steady then value end) as steady_sum,
        sum(case when is_steady then 1 else 0 end) as steady_members
    from figures
    group by group_key, indicator_id, price_basis, year

),

subjects as (

    select distinct
        members.group_key,
        members.peer_group,
        municipalities.municipality_code,
        {{ fewest_members('peer_groups') }} as fewest_members
    from {{ ref('int_peer_members') }} as members
    inner join {{ source('raw', 'peer_groups') }} as peer_groups on members.peer_group = peer_groups.peer_group
    cross join {{ source('raw', 'municipalities') }} as municipalities
    where members.subject_code is null or members.subject_code = municipalities.municipality_code

),

positions as (

    select
        indicator_id,
        municipality_code,
        year,
        price_basis,
        rank() over (partition by indicator_id, year, price_basis order by value) - 1 as areas_below,
        count(*) over (partition by indicator_id, year, price_basis) as areas_total
    from indicator_values

),

others as (

    select
        indicator_values.*,
        subjects.peer_group,
        totals.value_sum - coalesce(own.value, 0) as others_sum,
        totals.members - case when own.value is null then 0 else 1 end as n_peers,
        totals.members = totals.members_with_quantity as all_have_quantity,
        totals.quantity_sum - coalesce(own.quantity, 0) as others_quantity,
        totals.amount_sum - coalesce(cast(own.value as double) * cast(own.quantity as double), 0) as others_amount,
        totals.steady_sum - case when own.is_steady then own.value else 0 end as others_steady_sum,
        totals.steady_members - case when own.is_steady then 1 else 0 end as n_same_peers
    from indicator_values
    inner join subjects on indicator_values.municipality_code = subjects.municipality_code
    inner join totals
        on subjects.group_key = totals.group_key
        and indicator_values.indicator_id = totals.indicator_id
        and indicator_values.price_basis = totals.price_basis
        and indicator_values.year = totals.year
        and totals.members >= subjects.fewest_members
    -- The municipality itself, where it is a member of the group.
    left join figures as own
        on subjects.group_key = own.group_key
        and indicator_values.municipality_code = own.municipality_code
        and indicator_values.indicator_id = own.indicator_id
        and indicator_values.price_basis = own.price_basis
        and indicator_values.year = own.year

),

referenced as (

    select
        others.*,
        {{ ratio('others_sum', 'n_peers') }} as reference_unweighted,
        case
            when all_have_quantity then {{ ratio('others_amount', 'others_quantity') }}
        end as reference_weighted
    from others
    where n_peers > 0

)

select
    referenced.indicator_id,
    referenced.municipality_code,
    referenced.year,
    referenced.price_basis,
    referenced.peer_group,
    referenced.value,
    referenced.reference_unweighted,
    referenced.reference_weighted,
    cast(referenced.value - referenced.reference_unweighted as decimal(24, 6)) as gap,
    -- What can be below zero, as a difference to what was expected, has no zero to count per cent from.
    case
        when coalesce(indicators.bound_low, 0) >= 0
            then {{ percent_of('referenced.value - referenced.reference_unweighted', 'referenced.reference_unweighted') }}
    end as gap_pct,
    -- A worked example, not a saving.
    case
        when referenced.price_basis <> 'none'
            then cast(
                cast(referenced.value - referenced.reference_unweighted as double) * cast(referenced.quantity as double)
                as decimal(24, 2)
            )
    end as gap_dkk,
    cast(referenced.n_peers as integer) as n_peers,
    {{ ratio('referenced.others_steady_sum', 'referenced.n_same_peers') }} as reference_same_peers,
    cast(referenced.n_same_peers as integer) as n_same_peers,
    cast(positions.areas_below as integer) as areas_below,
    cast(positions.areas_total as integer) as areas_total
from referenced
inner join positions
    on referenced.indicator_id = positions.indicator_id
    and referenced.municipality_code = positions.municipality_code
    and referenced.year = positions.year
    and referenced.price_basis = positions.price_basis
left join {{ source('raw', 'indicators') }} as indicators on referenced.indicator_id = indicators.indicator_id
