-- Every steering demand as a page shows it: by the process measure that follows it, with its newest figure, or in its own
-- name.
with measured as (
    select v.indicator_id, v.municipality_code, v.year, v.value, i.title_da, i.title_en, i.unit_da, i.unit_en, i.decimals
    from marts.indicator_values as v
    inner join marts.indicators as i on v.indicator_id = i.indicator_id and i.kind = 'process'
    where v.value is not null and v.price_basis <> 'fixed'
    qualify row_number() over (partition by v.indicator_id, v.municipality_code order by v.year desc) = 1
)

select
    coalesce(d.indicator_id, d.demand_id) as indicator_id,
    'process' as kind,
    d.*exclude (indicator_id),
    m.name as municipality_name,
    a.title_da as area_title_da,
    a.title_en as area_title_en,
    a.sort_order as area_order,
    m.compared_order,
    f.title_da as measure_da,
    f.title_en as measure_en,
    f.year as measured_year,
    f.value as measured,
    f.unit_da as measured_unit_da,
    f.unit_en as measured_unit_en,
    f.decimals as measured_decimals
from marts.demands as d
inner join marts.municipalities as m on d.municipality_code = m.municipality_code
inner join marts.service_areas as a on d.service_area = a.service_area
left join measured as f
    on d.state <> 'dropped' and d.indicator_id = f.indicator_id and d.municipality_code = f.municipality_code
