-- Activity and context measures seen from each municipality that has pages, in the latest year with figures.
with warnings as (
    select
        indicator_id,
        list(text_da order by sort_order) as warnings_da,
        list(text_en order by sort_order) as warnings_en
    from marts.indicator_warnings
    group by indicator_id
),

breaks as (
    select
        indicator_id,
        list(year order by year) as break_years,
        list(note_da order by year) as break_notes_da,
        list(note_en order by year) as break_notes_en
    from marts.indicator_breaks
    group by indicator_id
)

select
    i.*,
    a.slug as area_slug,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    warnings.warnings_da,
    warnings.warnings_en,
    breaks.break_years,
    breaks.break_notes_da,
    breaks.break_notes_en,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.is_six_city as seen_from_six,
    i.latest_year as year,
    v.value
from marts.indicators as i
inner join marts.service_areas as a on i.service_area = a.service_area
inner join marts.municipalities as m on m.is_viewpoint
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
where i.kind in ('activity', 'context')
