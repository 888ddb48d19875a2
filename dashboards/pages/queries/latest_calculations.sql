-- How each indicator's latest figures came about in each municipality that has pages, missing ones with their reason.
select
    i.indicator_id,
    i.kind,
    i.unit_da,
    i.unit_en,
    i.decimals,
    i.scale,
    i.formula as recipe,
    i.missing_note_da,
    i.missing_note_en,
    i.paired_effects,
    m.municipality_code,
    m.name as municipality_name,
    m.slug as municipality_slug,
    m.viewpoint_order,
    i.latest_year as year,
    v.numerator,
    v.multiplier,
    v.denominator,
    v.value,
    case when v.value is null then coalesce(v.missing_reason, i.missing_reason, 'source_absent') end as missing_reason
from about_indicators as i
inner join marts.municipalities as m on m.is_viewpoint
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
