-- Which indicators an area page shows: the area's own, but for what is computed only as a control, and the effects its
-- prices are paired with, wherever those belong.
select service_area, indicator_id from marts.indicators where kind <> 'control'
union
select i.service_area, p.effect_id as indicator_id
from marts.indicator_pairs as p
inner join marts.indicators as i on p.indicator_id = i.indicator_id
