-- Every figure and every missing figure, and whether it has a row of its own. What is left out is missing because a source
-- was not fetched, which is no news of the municipality: fixed prices while there is no price index at all, and
-- municipalities outside the six where a table was transcribed for the six only. The first sheet says how many.
select
    v.*,
    case
        when v.value is not null then null
        when v.price_basis = 'fixed' and not exists (select 1 from marts.price_index) then 'no_price_index'
        when not m.is_six_city and v.missing_reason = 'source_absent' then 'not_fetched'
    end as left_out
from marts.indicator_values as v
inner join listed as l on v.indicator_id = l.indicator_id
inner join marts.municipalities as m on v.municipality_code = m.municipality_code
