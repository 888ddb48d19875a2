-- The figures of every municipality that has pages in all years, and of all municipalities in the latest year. Fixed prices
-- are left out: where there is no price index they are missing, and a page shows current prices with that name.
select *
from about_values
where is_municipality and price_basis <> 'fixed' and (is_viewpoint or is_latest)
