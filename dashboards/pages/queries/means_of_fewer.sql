-- On which areas' pages of which municipalities a mean, of an effect or a price, is of fewer than all of the others.
select seen.municipality_code, shown.service_area
from (
    select municipality_code, indicator_id from all_effects where others_with_value < n_others
    union all
    select municipality_code, indicator_id from all_prices where others_with_value < n_others
) as seen
inner join area_indicators as shown on seen.indicator_id = shown.indicator_id
