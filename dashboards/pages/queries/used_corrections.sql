-- Which figures rest on a corrected source cell, and how it was corrected. Names as in municipality_names: a shared query
-- reads marts alone.
select distinct
    l.indicator_id,
    l.municipality_code,
    m.name as municipality_name_da,
    case when l.municipality_code = '000' then 'The whole country' else m.name end as municipality_name_en,
    l.year,
    c.*
from marts.lineage as l
inner join marts.corrections as c on l.correction_id = c.correction_id
inner join marts.municipalities as m on l.municipality_code = m.municipality_code
