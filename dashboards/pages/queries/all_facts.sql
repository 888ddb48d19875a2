-- What an indicator is, with its warnings and breaks in series.
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

select i.*, warnings.warnings_da, warnings.warnings_en, breaks.break_years, breaks.break_notes_da, breaks.break_notes_en
from marts.indicators as i
left join warnings on i.indicator_id = warnings.indicator_id
left join breaks on i.indicator_id = breaks.indicator_id
