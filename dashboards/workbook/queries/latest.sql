-- One row per measure of one section: the compared group side by side in the latest year that any of it has a figure for,
-- in current prices.
with years as (
    select v.indicator_id, max(v.year) as year
    from marts.indicator_values as v
    inner join marts.municipalities as m on v.municipality_code = m.municipality_code
    where m.is_compared and v.price_basis <> 'fixed' and v.value is not null
    group by v.indicator_id
),

figures as (
    select
        l.indicator_id,
        y.year,
        m.name,
        m.compared_order,
        v.price_basis,
        cast(v.value as double) as value,
        coalesce(v.missing_reason, 'source_absent') as missing_reason
    from listed as l
    cross join marts.municipalities as m
    left join years as y on l.indicator_id = y.indicator_id
    left join marts.indicator_values as v
        on l.indicator_id = v.indicator_id
        and m.municipality_code = v.municipality_code
        and y.year = v.year
        and v.price_basis <> 'fixed'
    where l.section = $section and m.is_compared
),

by_measure as (
    select
        indicator_id,
        year,
        max(price_basis) as price_basis,
        list(value order by compared_order) as member_values,
        string_agg(name || ': ' || $words['reason.' || missing_reason], '; ' order by compared_order)
            filter (value is null) as missing
    from figures
    group by indicator_id, year
)

select
    f.* exclude (indicator_id, price_basis, missing),
    $words['basis.' || f.price_basis] as price_basis,
    case when f.year is null then $words['reason.' || coalesce(l.missing_reason, 'source_absent')] else f.missing end as missing,
    l.area_title,
    l.title,
    $words['kind.' || l.kind] as kind,
    l.unit,
    $words['better.' || l.better] as better,
    l.paired_effects,
    l.value_format,
    l.definition_row
from by_measure as f
inner join listed as l on f.indicator_id = l.indicator_id
order by l.definition_row
