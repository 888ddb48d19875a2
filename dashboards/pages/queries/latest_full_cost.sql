-- What each unit price of the compared group is with overhead, in the latest year it has figures.
with latest as (
    select c.indicator_id, max(c.year) as year
    from marts.full_cost as c
    inner join marts.municipalities as m on c.municipality_code = m.municipality_code
    where m.is_compared
    group by c.indicator_id
)

select c.*, i.kind, i.paired_effects, m.name, m.compared_order
from marts.full_cost as c
inner join latest on c.indicator_id = latest.indicator_id and c.year = latest.year
inner join about_indicators as i on c.indicator_id = i.indicator_id
inner join marts.municipalities as m on c.municipality_code = m.municipality_code and m.is_compared
