select exists (select figures.indicator_id from {{ source('raw', 'previous_figures') }} as figures) as has_earlier
