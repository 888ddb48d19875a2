-- A value or a reason: never both, never neither.
select indicator_id, municipality_code, year, price_basis
from {{ ref('indicator_values') }}
where (value is null) = (missing_reason is null)
