-- No change is computed across a break in series, and none between figures that share years.
select changes.indicator_id, changes.municipality_code, changes.year, changes.previous_year
from {{ ref('changes') }} as changes
inner join {{ source('raw', 'indicators') }} as indicators on changes.indicator_id = indicators.indicator_id
left join {{ source('raw', 'indicator_breaks') }} as breaks
    on changes.indicator_id = breaks.indicator_id
    and breaks.year > changes.previous_year
    and breaks.year <= changes.year
where
    breaks.year is not null
    or changes.year - changes.previous_year < indicators.overlapping_years
    or (changes.change is null) <> (changes.previous_year is null)
    or (changes.change is null) <> (changes.missing_reason is not null)
