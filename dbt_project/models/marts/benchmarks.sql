{#
    The reference is of the others: the municipality itself is left out. Unweighted, every other municipality counts the
    same; weighted, the reference is the sum of what they spend over the sum of what they have, which København dominates
    among the six. Source of both: methods.md "The other five".
#}
with indicator_values as (

    select *
    from {{ ref('indicator_values') }}
    where value is not null and municipality_code <> '000'

),

groups as (

    select peer_group, municipality_code from {{ source('raw', 'peer_group_members') }}

),

quantities as (

    select
        indicator_values.*,
        coalesce(denominator, weight) as quantity,
        cast(indicator_values.value as double) * cast(coalesce(denominator, weight) as double) as amount
    from indicator_values

),

totals as (

    select
        groups.peer_group,
        quantities.indicator_id,
        quantities.year,
        quantities.price_basis,
        sum(quantities.value) as value_sum,
        count(*) as members,
        count(quantities.quantity) as members_with_quantity,
        sum(quantities.quantity) as quantity_sum,
        sum(quantities.amount) as amount_sum
    from quantities
    inner join groups on quantities.municipality_code = groups.municipality_code
    group by groups.peer_group, quantities.indicator_id, quantities.year, quantities.price_basis

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
        quantities.*,
        totals.peer_group,
        totals.value_sum - case when groups.municipality_code is null then 0 else quantities.value end as others_sum,
        totals.members - case when groups.municipality_code is null then 0 else 1 end as n_peers,
        totals.members = totals.members_with_quantity as all_have_quantity,
        totals.quantity_sum
        - case when groups.municipality_code is null then 0 else quantities.quantity end as others_quantity,
        totals.amount_sum
        - case when groups.municipality_code is null then 0 else quantities.amount end as others_amount
    from quantities
    inner join totals
        on quantities.indicator_id = totals.indicator_id
        and quantities.year = totals.year
        and quantities.price_basis = totals.price_basis
    left join groups
        on totals.peer_group = groups.peer_group and quantities.municipality_code = groups.municipality_code

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
    {{ ratio('100 * (referenced.value - referenced.reference_unweighted)', 'referenced.reference_unweighted') }} as gap_pct,
    -- A worked example, not a saving.
    case
        when referenced.price_basis <> 'none'
            then cast(
                cast(referenced.value - referenced.reference_unweighted as double) * cast(referenced.quantity as double)
                as decimal(24, 2)
            )
    end as gap_dkk,
    cast(referenced.n_peers as integer) as n_peers,
    cast(positions.areas_below as integer) as areas_below,
    cast(positions.areas_total as integer) as areas_total
from referenced
inner join positions
    on referenced.indicator_id = positions.indicator_id
    and referenced.municipality_code = positions.municipality_code
    and referenced.year = positions.year
    and referenced.price_basis = positions.price_basis
