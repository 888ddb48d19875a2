-- The unit prices of the compared group and of every municipality that has pages in fixed prices, all years.
select *
from about_values
where price_basis = 'fixed' and value is not null and kind = 'unit_price' and (is_compared or is_viewpoint)
