-- What each model says of each figure in the latest year it can say anything of.
with latest as (
    select model_id, indicator_id, max(year) as year from marts.expected_values group by model_id, indicator_id
)

select e.*, i.kind, i.paired_effects, m.name, m.is_compared, m.compared_order
from marts.expected_values as e
inner join latest on e.model_id = latest.model_id and e.indicator_id = latest.indicator_id and e.year = latest.year
inner join about_indicators as i on e.indicator_id = i.indicator_id
inner join marts.municipalities as m on e.municipality_code = m.municipality_code and m.is_municipality
