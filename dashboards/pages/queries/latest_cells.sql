-- The source cells of the latest figures of each municipality that has pages.
select l.*, m.viewpoint_order
from marts.lineage as l
inner join marts.indicators as i on l.indicator_id = i.indicator_id and l.year = i.latest_year
inner join marts.municipalities as m on l.municipality_code = m.municipality_code and m.is_viewpoint
