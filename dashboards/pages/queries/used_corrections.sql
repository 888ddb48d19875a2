-- Which figures rest on a corrected source cell, and how it was corrected.
select distinct l.indicator_id, l.municipality_code, l.year, c.*
from marts.lineage as l
inner join marts.corrections as c on l.correction_id = c.correction_id
