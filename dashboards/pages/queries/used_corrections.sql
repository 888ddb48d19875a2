-- Which figures rest on a corrected source cell, and how it was corrected.
select distinct
    l.indicator_id,
    l.municipality_code,
    m.name_da as municipality_name_da,
    m.name_en as municipality_name_en,
    l.year,
    c.*
from marts.lineage as l
inner join marts.corrections as c on l.correction_id = c.correction_id
inner join municipality_names as m on l.municipality_code = m.municipality_code
