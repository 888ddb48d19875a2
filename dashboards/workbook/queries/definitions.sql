-- What each measure is, in the order of `listed.definition_row`.
with warnings as (
    select indicator_id, string_agg(text_{language}, chr(10) order by sort_order) as warnings
    from marts.indicator_warnings
    group by indicator_id
),

breaks as (
    select indicator_id, string_agg(year || ': ' || note_{language}, chr(10) order by year) as breaks
    from marts.indicator_breaks
    group by indicator_id
)

select
    l.title,
    l.indicator_id,
    $words['kind.' || l.kind] as kind,
    l.area_title,
    l.unit,
    l.decimals,
    $words['better.' || l.better] as better,
    l.definition_{language} as definition,
    l.formula,
    warnings.warnings,
    breaks.breaks,
    l.valid_from,
    l.valid_to,
    $words['verification.' || l.verification] as verification,
    l.paired_effects,
    nullif(concat_ws(', ', l.publisher, l.publisher_tables), '') as sources,
    $words['origin.' || l.origin] as origin,
    l.first_year,
    l.latest_year,
    $words['reason.' || l.missing_reason] as missing,
    l.owner
from listed as l
left join warnings on l.indicator_id = warnings.indicator_id
left join breaks on l.indicator_id = breaks.indicator_id
order by l.definition_row
