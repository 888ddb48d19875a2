-- Every correction of a source cell, with the measures that have a figure of it.
with used as (
    select distinct correction_id, indicator_id from marts.lineage where correction_id is not null
),

named as (
    select
        used.correction_id,
        string_agg(i.title_da, '; ' order by a.sort_order, i.sort_order) as measures_da,
        string_agg(i.title_en, '; ' order by a.sort_order, i.sort_order) as measures_en
    from used
    inner join marts.indicators as i on used.indicator_id = i.indicator_id
    inner join marts.service_areas as a on i.service_area = a.service_area
    group by used.correction_id
)

select c.*, named.measures_da, named.measures_en
from marts.corrections as c
left join named on c.correction_id = named.correction_id
