{#
    Figures by the groups they are compared in. A figure is *steady* when its municipality has one in every year in which at
    least half of the group has: a mean over steady figures is of the same municipalities in all years of a stretch.
#}
with figures as (

    select
        members.group_key,
        indicator_values.indicator_id,
        indicator_values.price_basis,
        stretches.stretch,
        indicator_values.year,
        indicator_values.municipality_code,
        indicator_values.value,
        coalesce(indicator_values.denominator, indicator_values.weight) as quantity
    from {{ ref('int_peer_members') }} as members
    inner join {{ ref('indicator_values') }} as indicator_values
        on members.municipality_code = indicator_values.municipality_code
    inner join {{ ref('int_stretches') }} as stretches
        on indicator_values.indicator_id = stretches.indicator_id and indicator_values.year = stretches.year
    where indicator_values.value is not null

),

counted as (

    select
        *,
        count(*) over (partition by group_key, indicator_id, price_basis, stretch, year) as found
    from figures

),

judged as (

    select
        *,
        2 * found >= max(found) over (partition by group_key, indicator_id, price_basis, stretch) as is_full_year
    from counted

),

spanned as (

    select
        *,
        sum(case when is_full_year then 1 else 0 end) over (
            partition by group_key, indicator_id, price_basis, stretch, municipality_code
        ) as own_full_years
    from judged

),

full_years as (

    select group_key, indicator_id, price_basis, stretch, count(distinct year) as full_years
    from judged
    where is_full_year
    group by group_key, indicator_id, price_basis, stretch

)

select
    spanned.group_key,
    spanned.indicator_id,
    spanned.price_basis,
    spanned.stretch,
    spanned.year,
    spanned.municipality_code,
    spanned.value,
    spanned.quantity,
    spanned.is_full_year and spanned.own_full_years = full_years.full_years as is_steady
from spanned
inner join full_years
    on spanned.group_key = full_years.group_key
    and spanned.indicator_id = full_years.indicator_id
    and spanned.price_basis = full_years.price_basis
    and spanned.stretch = full_years.stretch
