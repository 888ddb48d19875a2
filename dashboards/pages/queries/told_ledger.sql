-- What changed since the release before, by measure and cause; a measure or municipality that is no more is called by its code.
select
    l.indicator_id,
    i.kind,
    i.slug,
    coalesce(i.title_da, l.indicator_id) as title_da,
    coalesce(i.title_en, l.indicator_id) as title_en,
    l.cause,
    l.figure_count,
    l.municipality_count,
    coalesce(m.name, l.municipality_code) as name,
    l.year,
    l.before_value,
    l.value,
    l.change_pct,
    coalesce(l.before_value = 0, false) as is_from_zero,
    i.decimals,
    i.unit_measure,
    i.kind_order,
    a.sort_order as area_order,
    i.sort_order
from marts.ledger as l
left join marts.indicators as i on l.indicator_id = i.indicator_id
left join marts.service_areas as a on i.service_area = a.service_area
left join marts.municipalities as m on l.municipality_code = m.municipality_code
where l.indicator_id <> ''
