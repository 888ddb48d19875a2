-- What an indicator is: its area, warnings, pitfalls and breaks in series, and the effects a price stands beside. The other shared
-- queries read it.
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
),

pitfalls as (
    select
        indicator_id,
        list(text_da order by sort_order) as pitfalls_da,
        list(text_en order by sort_order) as pitfalls_en
    from marts.indicator_pitfalls
    group by indicator_id
),

elsewhere as (
    select
        e.indicator_id,
        list(concat(m.name, ': ', e.note_da) order by m.name, e.from_year) as elsewhere_da,
        list(concat(m.name, ': ', e.note_en) order by m.name, e.from_year) as elsewhere_en
    from marts.indicator_booked_elsewhere as e
    inner join marts.municipalities as m on e.municipality_code = m.municipality_code
    group by e.indicator_id
),

pairs as (
    select
        indicator_id,
        list(effect_id order by sort_order) as paired_effects,
        list(paired_because_da order by sort_order) as paired_because_da,
        list(paired_because_en order by sort_order) as paired_because_en
    from marts.indicator_pairs
    group by indicator_id
)

select
    i.*,
    a.slug as area_slug,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    a.sort_order as area_order,
    warnings.warnings_da,
    warnings.warnings_en,
    breaks.break_years,
    breaks.break_notes_da,
    breaks.break_notes_en,
    pitfalls.pitfalls_da,
    pitfalls.pitfalls_en,
    elsewhere.elsewhere_da,
    elsewhere.elsewhere_en,
    pairs.paired_effects,
    pairs.paired_because_da,
    pairs.paired_because_en
from marts.indicators as i
inner join marts.service_areas as a on i.service_area = a.service_area
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
left join pitfalls on i.indicator_id = pitfalls.indicator_id
left join elsewhere on i.indicator_id = elsewhere.indicator_id
left join pairs on i.indicator_id = pairs.indicator_id
