{#
    Why a service costs more or less per inhabitant than among the others: price, coverage or mix. With q users of part i at
    price p, cost per inhabitant = coverage x sum of mix x price, where coverage = users / inhabitants and mix = the part's
    share of the users. The gap is split by Shapley's rule: each factor's effect is its mean over all orders in which the
    three can change. Chosen over LMDI because it is as exact and also defined where a part has no users or no net cost.
    The others are pooled (their sums), so that the identity holds for them too. Source: docs/methods.md "Decomposition".
#}
with parts as (

    select
        parts.decomposition_id,
        parts.part_id,
        prices.municipality_code,
        prices.year,
        coalesce(cast(prices.value as double) * cast(prices.denominator as double), 0) as cost,
        cast(prices.denominator as double) as users,
        count(*) over (partition by parts.decomposition_id, prices.municipality_code, prices.year) as parts_found,
        parts.parts_needed
    from (
        select *, count(*) over (partition by decomposition_id) as parts_needed
        from {{ source('raw', 'decomposition_parts') }}
    ) as parts
    inner join {{ ref('indicator_values') }} as prices on parts.part_id = prices.indicator_id
    where
        prices.price_basis = 'current'
        and prices.municipality_code <> '000'
        -- A part that nobody uses and that costs nothing has no price, and is none the less known.
        and (prices.value is not null or (prices.denominator = 0 and prices.numerator = 0))

),

own as (

    select
        parts.*,
        cast(inhabitants.value as double) as inhabitants
    from parts
    inner join {{ source('raw', 'decompositions') }} as decompositions
        on parts.decomposition_id = decompositions.decomposition_id
    inner join {{ ref('indicator_values') }} as inhabitants
        on decompositions.population_id = inhabitants.indicator_id
        and parts.municipality_code = inhabitants.municipality_code
        and parts.year = inhabitants.year
        and inhabitants.value > 0
    where parts.parts_found = parts.parts_needed

),

totals as (

    select
        members.group_key,
        own.decomposition_id,
        own.part_id,
        own.year,
        count(*) as members,
        sum(own.cost) as cost,
        sum(own.users) as users,
        sum(own.inhabitants) as inhabitants
    from own
    inner join {{ ref('int_peer_members') }} as members on own.municipality_code = members.municipality_code
    group by members.group_key, own.decomposition_id, own.part_id, own.year

),

subjects as (

    select
        groups.group_key,
        groups.peer_group,
        municipalities.municipality_code,
        members.municipality_code is not null as is_member,
        {{ fewest_members('peer_groups') }} as fewest_members
    from (select distinct group_key, peer_group, subject_code from {{ ref('int_peer_members') }}) as groups
    inner join {{ source('raw', 'peer_groups') }} as peer_groups on groups.peer_group = peer_groups.peer_group
    cross join {{ source('raw', 'municipalities') }} as municipalities
    left join {{ ref('int_peer_members') }} as members
        on groups.group_key = members.group_key and municipalities.municipality_code = members.municipality_code
    where groups.subject_code is null or groups.subject_code = municipalities.municipality_code

),

beside as (

    select
        own.*,
        subjects.peer_group,
        totals.members - case when subjects.is_member then 1 else 0 end as n_peers,
        totals.cost - case when subjects.is_member then own.cost else 0 end as other_cost,
        totals.users - case when subjects.is_member then own.users else 0 end as other_users,
        totals.inhabitants - case when subjects.is_member then own.inhabitants else 0 end as other_inhabitants
    from own
    inner join subjects on own.municipality_code = subjects.municipality_code
    inner join totals
        on subjects.group_key = totals.group_key
        and own.decomposition_id = totals.decomposition_id
        and own.part_id = totals.part_id
        and own.year = totals.year
        and totals.members >= subjects.fewest_members
    where totals.members - case when subjects.is_member then 1 else 0 end > 0

),

summed as (

    select
        *,
        sum(users) over whole as all_users,
        sum(other_users) over whole as all_other_users
    from beside
    window whole as (partition by decomposition_id, municipality_code, year, peer_group)

),

factors as (

    select
        decomposition_id,
        part_id,
        municipality_code,
        year,
        peer_group,
        n_peers,
        all_users / inhabitants as coverage,
        all_other_users / other_inhabitants as other_coverage,
        users / all_users as mix,
        other_users / all_other_users as other_mix,
        -- A price that does not exist, because nobody uses the part, is no reason for a gap: the other side's stands for it.
        case when users > 0 then cost / users else other_cost / other_users end as price,
        case when other_users > 0 then other_cost / other_users else cost / users end as other_price,
        cost / inhabitants as part_cost,
        other_cost / other_inhabitants as other_part_cost
    from summed
    where all_users > 0 and all_other_users > 0 and (users > 0 or other_users > 0)

),

effects as (

    select
        *,
        (coverage - other_coverage)
        * ((other_mix * other_price + mix * price) / 3 + (other_mix * price + mix * other_price) / 6) as coverage_effect,
        (mix - other_mix)
        * ((other_coverage * other_price + coverage * price) / 3 + (other_coverage * price + coverage * other_price) / 6)
            as mix_effect,
        (price - other_price)
        * ((other_coverage * other_mix + coverage * mix) / 3 + (other_coverage * mix + coverage * other_mix) / 6)
            as price_effect
    from factors

)

select
    decomposition_id,
    municipality_code,
    year,
    peer_group,
    cast(max(n_peers) as integer) as n_peers,
    cast(sum(part_cost) as decimal(24, 6)) as cost_dkk_per_inhabitant,
    cast(sum(other_part_cost) as decimal(24, 6)) as reference_dkk_per_inhabitant,
    cast(sum(part_cost) - sum(other_part_cost) as decimal(24, 6)) as gap_dkk_per_inhabitant,
    cast(sum(price_effect) as decimal(24, 6)) as price_effect_dkk_per_inhabitant,
    cast(sum(coverage_effect) as decimal(24, 6)) as coverage_effect_dkk_per_inhabitant,
    cast(sum(mix_effect) as decimal(24, 6)) as mix_effect_dkk_per_inhabitant,
    cast(100 * max(coverage) as decimal(24, 6)) as coverage_pct,
    cast(100 * max(other_coverage) as decimal(24, 6)) as reference_coverage_pct
from effects
group by decomposition_id, municipality_code, year, peer_group
