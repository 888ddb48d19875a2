-- Activity and context measures seen from each of the six cities, in the latest year with figures.
with warnings as (
    select indicator_id, list(text_da order by sort_order) as warnings from marts.indicator_warnings group by indicator_id
),

breaks as (
    select indicator_id, list(year order by year) as break_years, list(note_da order by year) as break_notes
    from marts.indicator_breaks
    group by indicator_id
)

select
    i.*,
    a.slug as area_slug,
    a.title_da as area_title,
    warnings.warnings,
    breaks.break_years,
    breaks.break_notes,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    i.latest_year as year,
    v.value
from marts.indicators as i
inner join marts.service_areas as a on i.service_area = a.service_area
inner join marts.municipalities as m on m.is_six_city
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
where i.kind in ('activity', 'context')
