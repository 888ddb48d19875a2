-- What municipalities are called: by their own name in every language, but for the country as a whole, which is among them.
select
    municipality_code,
    name as name_da,
    case when municipality_code = '000' then 'The whole country' else name end as name_en,
    is_municipality,
    is_compared,
    compared_order
from marts.municipalities
