-- Every measure in reading order, effects first, with what its sheets need of it. Process measures are left out: they are
-- shown only beside their legal basis, owner and review date, which the pages do.
with pairs as (
    select p.indicator_id, string_agg(e.title_{language}, '; ' order by p.sort_order) as paired_effects
    from marts.indicator_pairs as p
    inner join marts.indicators as e on p.effect_id = e.indicator_id
    group by p.indicator_id
),

placed as (
    select
        i.*,
        a.title_{language} as area_title,
        a.sort_order as area_order,
        '#,##0' || case when i.decimals > 0 then '.' || repeat('0', i.decimals) else '' end as plain_format
    from marts.indicators as i
    inner join marts.service_areas as a on i.service_area = a.service_area
    where i.kind <> 'process'
)

select
    placed.*,
    placed.title_{language} as title,
    placed.unit_{language} as unit,
    pairs.paired_effects,
    -- Values in per cent are stored in per cent: Excel's own format would multiply by 100. A gap is in percentage points.
    placed.plain_format || case when placed.unit_measure = 'pct' then '" %"' else '' end as value_format,
    placed.plain_format as gap_format,
    case when placed.kind in ('effect', 'unit_price') then placed.kind else 'other' end as section,
    -- The headings of the sheet of definitions stand in row 1.
    1 + row_number() over (
        order by placed.kind_order, placed.area_order, placed.sort_order, placed.indicator_id
    ) as definition_row
from placed
left join pairs on placed.indicator_id = pairs.indicator_id
