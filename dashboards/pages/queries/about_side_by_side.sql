-- Every effect measure and unit price with the figure of each compared municipality, in the latest year with figures.
select
    i.indicator_id,
    i.slug,
    i.kind,
    i.title_da,
    i.title_en,
    i.unit_da,
    i.unit_en,
    i.unit_measure,
    i.decimals,
    i.area_title_da,
    i.area_title_en,
    i.area_order,
    i.sort_order,
    i.paired_effects,
    i.latest_year as year,
    m.name,
    m.compared_order,
    v.value,
    corrected.year is not null as is_corrected,
    beside.titles_da as beside_da,
    beside.titles_en as beside_en
from about_indicators as i
inner join marts.municipalities as m on m.is_compared
left join marts.indicator_values as v
    on i.indicator_id = v.indicator_id
    and m.municipality_code = v.municipality_code
    and i.latest_year = v.year
    and v.price_basis <> 'fixed'
left join about_corrected as corrected
    on v.indicator_id = corrected.indicator_id
    and v.municipality_code = corrected.municipality_code
    and v.year = corrected.year
left join (
    select
        pairs.indicator_id,
        string_agg(effect.title_da, '; ' order by pairs.sort_order) as titles_da,
        string_agg(effect.title_en, '; ' order by pairs.sort_order) as titles_en
    from marts.indicator_pairs as pairs
    inner join marts.indicators as effect on pairs.effect_id = effect.indicator_id
    group by pairs.indicator_id
) as beside on i.indicator_id = beside.indicator_id
where i.kind in ('effect', 'unit_price')
