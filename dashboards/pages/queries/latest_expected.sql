-- What each model says of each figure in the latest year it can say anything of.
with pairs as (
    select indicator_id, list(effect_id order by sort_order) as paired_effects from marts.indicator_pairs group by indicator_id
),

latest as (
    select model_id, indicator_id, max(year) as year from marts.expected_values group by model_id, indicator_id
)

select e.*, i.kind, pairs.paired_effects, m.name, m.is_six_city, m.six_city_order
from marts.expected_values as e
inner join latest on e.model_id = latest.model_id and e.indicator_id = latest.indicator_id and e.year = latest.year
inner join marts.indicators as i on e.indicator_id = i.indicator_id
inner join marts.municipalities as m on e.municipality_code = m.municipality_code and m.is_municipality
left join pairs on e.indicator_id = pairs.indicator_id
