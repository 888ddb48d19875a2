-- The figures that rest on a corrected source cell.
select distinct
    indicator_id,
    municipality_code,
    year
from marts.lineage
where correction_id is not null
