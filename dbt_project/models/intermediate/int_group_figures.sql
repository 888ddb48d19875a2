{#
    Figures by the groups they are compared in. A figure is *steady* when its municipality has one in every year in which at
    least half of the group has: a mean over steady figures is of the same municipalities in all years of a stretch.

    Counted by years and by municipalities and joined back: windows over the 1.6 million rows of the whole country took
    twice the time (2026-11-30).
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

    select group_key, indicator_id, price_basis, stretch, year, count(*) as found
    from figures
    group by group_key, indicator_id, price_basis, stretch, year

),

judged as (

    select
        *,
        2 * found >= max(found) over (partition by group_key, indicator_id, price_basis, stretch) as is_full_year
    from counted

),

full_years as (

    select
        group_key,
        indicator_id,
        price_basis,
        stretch,
        year,
        count(*) over (partition by group_key, indicator_id, price_basis, stretch) as full_years
    from judged
    where is_full_year

),

steady as (

    select
        figures.group_key,
        figures.indicator_id,
        figures.price_basis,
        figures.stretch,
        figures.municipality_code
    from figures
    inner join full_years
        on figures.group_key = full_years.group_key
        and figures.indicator_id = full_years.indicator_id
        and figures.price_basis = full_years.price_basis
        and figures.stretch = full_years.stretch
        and figures.year = full_years.year
    group by
        figures.group_key, figures.indicator_id, figures.price_basis, figures.stretch, figures.municipality_code
    having count(*) = max(full_years.full_years)

)

select
    figures.group_key,
    figures.indicator_id,
    figures.price_basis,
    figures.stretch,
    figures.year,
    figures.municipality_code,
    figures.value,
    figures.quantity,
    full_years.year is not null and steady.municipality_code is not null as is_steady
from figures
left join full_years
    on figures.group_key = full_years.group_key
    and figures.indicator_id = full_years.indicator_id
    and figures.price_basis = full_years.price_basis
    and figures.stretch = full_years.stretch
    and figures.year = full_years.year
left join steady
    on figures.group_key = steady.group_key
    and figures.indicator_id = steady.indicator_id
    and figures.price_basis = steady.price_basis
    and figures.stretch = steady.stretch
    and figures.municipality_code = steady.municipality_code
