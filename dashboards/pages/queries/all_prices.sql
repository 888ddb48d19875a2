-- Every unit price seen from each of the six cities, in the latest year with a figure. A price is judged like an effect: by the
-- swings of its gap where there are eight years, otherwise by whether it lies outside the range of the five others in the two
-- latest years; nothing is compared across a break. The identity is price x coverage = cost per inhabitant, where the same
-- cost (the same numerator) is published both ways.
with prices as (
    select i.indicator_id, i.unit_da, v.municipality_code, v.year, v.price_basis, v.value, v.numerator
    from marts.indicators as i
    inner join marts.indicator_values as v on i.indicator_id = v.indicator_id
    inner join marts.municipalities as m on v.municipality_code = m.municipality_code and m.is_six_city
    where i.kind = 'unit_price' and v.price_basis <> 'fixed' and v.value is not null
),

latest as (
    select * from prices
    qualify row_number() over (partition by indicator_id, municipality_code order by year desc) = 1
),

others as (
    select p.indicator_id, p.municipality_code, p.year, min(o.value) as low, max(o.value) as high
    from prices as p
    inner join prices as o
        on p.indicator_id = o.indicator_id and p.year = o.year and p.municipality_code <> o.municipality_code
    group by p.indicator_id, p.municipality_code, p.year
),

gaps as (
    select
        b.indicator_id,
        b.municipality_code,
        b.year,
        b.reference_unweighted,
        b.reference_weighted,
        b.gap_pct,
        b.gap_dkk,
        others.low,
        others.high,
        case when b.value > others.high then 1 when b.value < others.low then -1 else 0 end as side,
        count(k.year) as stretch
    from marts.benchmarks as b
    inner join others
        on b.indicator_id = others.indicator_id
        and b.municipality_code = others.municipality_code
        and b.year = others.year
    left join marts.indicator_breaks as k on b.indicator_id = k.indicator_id and b.year >= k.year
    where b.peer_group = 'six_cities' and b.price_basis <> 'fixed'
    group by all
),

moves as (
    select
        *,
        abs(gap_pct - lag(gap_pct) over stretch_years) as move,
        lag(side) over stretch_years as side_before,
        max(stretch) over (partition by indicator_id, municipality_code) as last_stretch
    from gaps
    window stretch_years as (partition by indicator_id, municipality_code, stretch order by year)
),

swings as (
    select
        indicator_id,
        municipality_code,
        case when count(*) >= 8 then 2.66 * avg(move) end as tolerance_pct,
        max_by(side = side_before and side <> 0, year) as is_outside_twice
    from moves
    where stretch = last_stretch
    group by indicator_id, municipality_code
),

identity as (
    select
        per_user.indicator_id,
        per_user.municipality_code,
        per_user.year,
        per_head.indicator_id as per_inhabitant_id,
        per_head.value as per_inhabitant,
        100.0 * cast(per_head.value as double) / cast(per_user.value as double) as coverage_pct
    from prices as per_user
    inner join prices as per_head
        on per_user.municipality_code = per_head.municipality_code
        and per_user.year = per_head.year
        and per_user.numerator = per_head.numerator
        and per_user.indicator_id <> per_head.indicator_id
    where per_head.unit_da = 'kr. pr. indbygger' and per_user.unit_da <> 'kr. pr. indbygger' and per_user.value <> 0
    qualify row_number() over (
        partition by per_user.indicator_id, per_user.municipality_code, per_user.year order by per_head.indicator_id
    ) = 1
),

warnings as (
    select indicator_id, list(text_da order by sort_order) as warnings from marts.indicator_warnings group by indicator_id
),

breaks as (
    select indicator_id, list(year order by year) as break_years, list(note_da order by year) as break_notes
    from marts.indicator_breaks
    group by indicator_id
),

pairs as (
    select indicator_id, list(effect_id order by sort_order) as paired_effects from marts.indicator_pairs group by indicator_id
)

select
    i.* exclude (missing_reason),
    a.slug as area_slug,
    a.title_da as area_title,
    a.sort_order as area_order,
    warnings.warnings,
    breaks.break_years,
    breaks.break_notes,
    pairs.paired_effects,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    latest.year,
    latest.value,
    coalesce(latest.price_basis, 'current') as price_basis,
    case when latest.value is null then coalesce(i.missing_reason, 'source_absent') end as missing_reason,
    gaps.reference_unweighted,
    gaps.reference_weighted,
    gaps.gap_pct,
    gaps.gap_dkk,
    coalesce(-swings.tolerance_pct, 100.0 * (gaps.low / nullif(gaps.reference_unweighted, 0) - 1)) as zone_low_pct,
    coalesce(swings.tolerance_pct, 100.0 * (gaps.high / nullif(gaps.reference_unweighted, 0) - 1)) as zone_high_pct,
    coalesce(abs(gaps.gap_pct) > swings.tolerance_pct, swings.is_outside_twice, false) as is_told_apart,
    identity.coverage_pct,
    identity.per_inhabitant,
    identity.per_inhabitant_id
from marts.indicators as i
inner join marts.service_areas as a on i.service_area = a.service_area
inner join marts.municipalities as m on m.is_six_city
left join latest on i.indicator_id = latest.indicator_id and m.municipality_code = latest.municipality_code
left join gaps
    on latest.indicator_id = gaps.indicator_id
    and latest.municipality_code = gaps.municipality_code
    and latest.year = gaps.year
left join swings on latest.indicator_id = swings.indicator_id and latest.municipality_code = swings.municipality_code
left join identity
    on latest.indicator_id = identity.indicator_id
    and latest.municipality_code = identity.municipality_code
    and latest.year = identity.year
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
left join pairs on i.indicator_id = pairs.indicator_id
where i.kind = 'unit_price'
