-- A flag is a note on a figure: the figure it stands on is published, with the value that was flagged.
select flags.indicator_id, flags.municipality_code, flags.year, flags.price_basis, flags.flag
from {{ ref('figure_flags') }} as flags
left join {{ ref('indicator_values') }} as published
    on flags.indicator_id = published.indicator_id
    and flags.municipality_code = published.municipality_code
    and flags.year = published.year
    and flags.price_basis = published.price_basis
where published.value is null or published.value <> flags.value
