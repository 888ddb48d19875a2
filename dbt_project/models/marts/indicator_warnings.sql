select
    chosen.indicator_id,
    chosen.sort_order,
    chosen.warning_id,
    warnings.text_da,
    warnings.text_en
from {{ source('raw', 'indicator_warnings') }} as chosen
inner join {{ source('raw', 'usage_warnings') }} as warnings on chosen.warning_id = warnings.warning_id
